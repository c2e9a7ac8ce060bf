/* zip.h: the zip archives that torch.save writes: entries that are stored, not compressed, one behind the other. */
#ifndef HUG_ZIP_H
#define HUG_ZIP_H

#include "format.h"

typedef struct hug_zip_entry {
  const uint8_t *name;      /* [name_bytes], in the file */
  size_t name_bytes;
  size_t at, bytes;         /* its content, from the file's start */
} hug_zip_entry;

typedef struct hug_zip {
  hug_zip_entry *entries;   /* [count], ordered by name */
  size_t count;
} hug_zip;

/* Reads the directory of an archive and checks it against the entries' own headers: the file is what these describe from
** its first byte to its last, so that no two readers can see different content in it.  HUG_EFORMAT otherwise, and for what is
** encrypted or compressed.  Checksums are compared, not computed: torch.save may leave them out, and the elements are
** not read yet. */
hug_status hug_zip_open(const hug_file *file, hug_zip *out);
void hug_zip_close(hug_zip *zip);

/* The entry of a name; NULL if there is none. */
const hug_zip_entry *hug_zip_find(const hug_zip *zip, const char *name, size_t bytes);

#endif
