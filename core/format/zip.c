/* zip.c: reads zip archives whose entries are stored (PKWARE APPNOTE.TXT 6.3.10, sections 4.3 to 4.5). */
#include "zip.h"
#include <stdlib.h>
#include <string.h>

enum {
  LOCAL = 0x04034b50, DESCRIPTOR = 0x08074b50, CENTRAL = 0x02014b50, END = 0x06054b50, END64 = 0x06064b50, LOCATOR64 = 0x07064b50,
  END_BYTES = 22, LOCATOR64_BYTES = 20, END64_BYTES = 56, CENTRAL_BYTES = 46,
  FLAG_DESCRIPTOR = 1 << 3, FLAG_UTF8 = 1 << 11,
  EXTRA_ZIP64 = 1
};

#define FULL16 0xffffu      /* the value is in a zip64 record */
#define FULL32 0xffffffffu

/* What the records at the end of an archive say of its directory. */
typedef struct directory {
  uint64_t count, at, bytes;
} directory;

/* An entry as the directory describes it. */
typedef struct record {
  uint16_t flags, method;
  uint32_t crc;
  uint64_t packed, bytes, header;   /* sizes in the file and unpacked; where its local header is */
  uint16_t name_bytes, extra_bytes, comment_bytes;
  const uint8_t *name;
} record;

/* ---- The end of the archive ---- */

static hug_status read_end64(const hug_file *file, hug_reader r, size_t end, directory *d) {
  hug_read_seek(&r, end - LOCATOR64_BYTES + 4);
  uint32_t disk = hug_read_u32(&r);
  uint64_t at = hug_read_u64(&r);
  uint32_t disks = hug_read_u32(&r);
  hug_read_seek(&r, at);
  bool fits = at <= end && end - at == END64_BYTES + LOCATOR64_BYTES && disk == 0 && disks == 1;
  if (!fits || hug_read_u32(&r) != END64 || hug_read_u64(&r) != END64_BYTES - 12)
    return hug_file_fault(file, "its zip64 records do not fit together");
  hug_read_u32(&r);   /* versions */
  bool one_disk = hug_read_u64(&r) == 0;
  uint64_t here = hug_read_u64(&r);
  directory wide;
  wide.count = hug_read_u64(&r);
  wide.bytes = hug_read_u64(&r);
  wide.at = hug_read_u64(&r);
  bool same = (d->count == FULL16 || d->count == wide.count) && (d->bytes == FULL32 || d->bytes == wide.bytes)
           && (d->at == FULL32 || d->at == wide.at);
  if (r.failed || !one_disk || here != wide.count || !same || wide.at > at || at - wide.at != wide.bytes)
    return hug_file_fault(file, "its zip64 records do not say the same as its others");
  *d = wide;
  return HUG_OK;
}

/* The end record is the file's last 22 bytes: with a comment behind it, its place would be a matter of opinion. */
static hug_status read_end(const hug_file *file, hug_reader r, directory *d) {
  size_t end = r.size < END_BYTES ? 0 : r.size - END_BYTES;
  hug_read_seek(&r, end);
  uint32_t signature = hug_read_u32(&r), disks = hug_read_u32(&r);
  uint16_t here = hug_read_u16(&r);
  d->count = hug_read_u16(&r);
  d->bytes = hug_read_u32(&r);
  d->at = hug_read_u32(&r);
  uint16_t comment = hug_read_u16(&r);
  if (r.failed || signature != END || comment)
    return hug_file_fault(file, "its zip archive does not end with an end record: the file is cut short, or something follows");
  if (disks || here != d->count) return hug_file_fault(file, "its zip archive is spread over several disks");
  hug_reader locator = r;
  hug_read_seek(&locator, end < LOCATOR64_BYTES ? 0 : end - LOCATOR64_BYTES);
  if (end >= LOCATOR64_BYTES && hug_read_u32(&locator) == LOCATOR64) return read_end64(file, r, end, d);
  if (d->at > end || end - d->at != d->bytes) return hug_file_fault(file, "its zip directory is not where it should be");
  return HUG_OK;
}

/* ---- Entries ---- */

/* Takes the values that did not fit a record from its zip64 extra field, in this order. */
static bool widen(hug_reader extra, record *e) {
  if (e->bytes != FULL32 && e->packed != FULL32 && e->header != FULL32) return true;
  while (hug_reader_left(&extra)) {
    uint16_t kind = hug_read_u16(&extra), bytes = hug_read_u16(&extra);
    const uint8_t *data = hug_read_bytes(&extra, bytes);
    if (kind != EXTRA_ZIP64 || !data) continue;
    hug_reader r = hug_reader_of(data, bytes);
    if (e->bytes == FULL32) e->bytes = hug_read_u64(&r);
    if (e->packed == FULL32) e->packed = hug_read_u64(&r);
    if (e->header == FULL32) e->header = hug_read_u64(&r);
    return !r.failed;
  }
  return false;
}

static hug_status check_record(const hug_file *file, const record *e) {
  int shown = e->name_bytes > 200 ? 200 : e->name_bytes;
  const char *name = (const char *)e->name;
  if (e->flags & ~(FLAG_DESCRIPTOR | FLAG_UTF8))
    return hug_file_fault(file, "entry \"%.*s\" is encrypted or has other flags (%04x) that torch.save does not set", shown, name, e->flags);
  if (e->method || e->packed != e->bytes)
    return hug_file_fault(file, "entry \"%.*s\" is compressed (method %d): torch.save only stores", shown, name, e->method);
  return HUG_OK;
}

/* Reads the next record of the directory. */
static hug_status read_central(const hug_file *file, hug_reader *r, record *e) {
  uint32_t signature = hug_read_u32(r);
  hug_read_u32(r);    /* versions */
  e->flags = hug_read_u16(r);
  e->method = hug_read_u16(r);
  hug_read_u32(r);    /* time */
  e->crc = hug_read_u32(r);
  e->packed = hug_read_u32(r);
  e->bytes = hug_read_u32(r);
  e->name_bytes = hug_read_u16(r);
  e->extra_bytes = hug_read_u16(r);
  e->comment_bytes = hug_read_u16(r);
  uint16_t disk = hug_read_u16(r);
  hug_read_u16(r);    /* attributes */
  hug_read_u32(r);
  e->header = hug_read_u32(r);
  e->name = hug_read_bytes(r, e->name_bytes);
  const uint8_t *extra = hug_read_bytes(r, e->extra_bytes);
  hug_read_bytes(r, e->comment_bytes);
  if (r->failed || signature != CENTRAL || disk || !widen(hug_reader_of(extra, e->extra_bytes), e))
    return hug_file_fault(file, "its zip directory is damaged");
  return check_record(file, e);
}

/* Reads what follows an entry whose header was written before its size was known.  The sizes have 4 bytes each, or 8. */
static bool read_descriptor(hug_reader *r, const record *e) {
  bool same = hug_read_u32(r) == DESCRIPTOR && hug_read_u32(r) == e->crc;
  hug_reader narrow = *r;
  if (hug_read_u32(&narrow) == e->bytes && hug_read_u32(&narrow) == e->bytes) {
    *r = narrow;
    return same;
  }
  return hug_read_u64(r) == e->bytes && hug_read_u64(r) == e->bytes && same;
}

/* Reads an entry itself, from its own header at r to its end, and checks that it is what the directory says. */
static bool read_local(hug_reader *r, const record *e, hug_zip_entry *out) {
  record own = { 0 };
  bool same = hug_read_u32(r) == LOCAL;
  hug_read_u16(r);    /* version */
  own.flags = hug_read_u16(r);
  own.method = hug_read_u16(r);
  hug_read_u32(r);    /* time */
  own.crc = hug_read_u32(r);
  own.packed = hug_read_u32(r);
  own.bytes = hug_read_u32(r);
  own.name_bytes = hug_read_u16(r);
  own.extra_bytes = hug_read_u16(r);
  own.name = hug_read_bytes(r, own.name_bytes);
  const uint8_t *extra = hug_read_bytes(r, own.extra_bytes);
  if (r->failed || !same || !widen(hug_reader_of(extra, own.extra_bytes), &own)) return false;
  bool described_later = e->flags & FLAG_DESCRIPTOR;
  bool unset = described_later && !own.crc && !own.packed && !own.bytes;
  same = own.flags == e->flags && own.method == e->method && own.name_bytes == e->name_bytes
      && memcmp(own.name, e->name, e->name_bytes) == 0
      && (unset || (own.crc == e->crc && own.packed == e->packed && own.bytes == e->bytes));
  *out = (hug_zip_entry){ e->name, e->name_bytes, r->at, (size_t)e->bytes };
  return same && hug_read_bytes(r, e->bytes) && (!described_later || read_descriptor(r, e));
}

/* ---- The whole ---- */

static int by_name(const void *a, const void *b) {
  const hug_zip_entry *x = a, *y = b;
  size_t shorter = x->name_bytes < y->name_bytes ? x->name_bytes : y->name_bytes;
  int order = memcmp(x->name, y->name, shorter);
  return order ? order : (x->name_bytes > y->name_bytes) - (x->name_bytes < y->name_bytes);
}

/* Walks over the entries and the directory side by side. */
static hug_status read_entries(const hug_file *file, hug_reader r, const directory *d, hug_zip *zip) {
  hug_reader entries = hug_reader_of(r.data, (size_t)d->at), records = hug_reader_of(r.data, (size_t)(d->at + d->bytes));
  hug_read_seek(&records, d->at);
  for (size_t i = 0; i < zip->count; i++) {
    record e;
    HUG_TRY(read_central(file, &records, &e));
    if (e.header != entries.at || !read_local(&entries, &e, &zip->entries[i]))
      return hug_file_fault(file, "entry \"%.*s\" of its zip archive is not as the directory describes it",
                            e.name_bytes > 200 ? 200 : e.name_bytes, (const char *)e.name);
  }
  if (hug_reader_left(&entries) || hug_reader_left(&records))
    return hug_file_fault(file, "its zip archive has bytes that belong to no entry");
  return HUG_OK;
}

static hug_status sort_entries(const hug_file *file, hug_zip *zip) {
  qsort(zip->entries, zip->count, sizeof *zip->entries, by_name);
  for (size_t i = 1; i < zip->count; i++)
    if (by_name(&zip->entries[i - 1], &zip->entries[i]) == 0) return hug_file_fault(file, "two entries of its zip archive share a name");
  return HUG_OK;
}

hug_status hug_zip_open(const hug_file *file, hug_zip *out) {
  hug_reader r = hug_reader_of(hug_file_data(file), hug_file_size(file));
  directory d;
  HUG_TRY(read_end(file, r, &d));
  if (d.count > d.bytes / CENTRAL_BYTES) return hug_file_fault(file, "its zip directory has no room for the entries it claims");
  hug_zip zip = { .count = (size_t)d.count };
  zip.entries = hug_alloc(zip.count * sizeof *zip.entries);   /* no more than the directory takes */
  if (!zip.entries) return HUG_ENOMEM;
  hug_status status = read_entries(file, r, &d, &zip);
  if (!status) status = sort_entries(file, &zip);
  if (status) hug_zip_close(&zip);
  else *out = zip;
  return status;
}

void hug_zip_close(hug_zip *zip) {
  hug_free(zip->entries);
  *zip = (hug_zip){ 0 };
}

const hug_zip_entry *hug_zip_find(const hug_zip *zip, const char *name, size_t bytes) {
  hug_zip_entry key = { .name = (const uint8_t *)name, .name_bytes = bytes };
  return zip->count ? bsearch(&key, zip->entries, zip->count, sizeof key, by_name) : NULL;
}
