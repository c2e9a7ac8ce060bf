/* writer.c: a file appears whole or not at all: a temporary beside it, flushed to disk, renamed over it. */
#include "io.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_ROOM = 48 };      /* for the temporary's own name, short so that long target names do not matter */

struct hug_writer {
  int fd;                     /* of the temporary, -1 once closed */
  int folder;                 /* opened early: nothing after the rename may fail */
  char *path, *temporary;
};

static void free_writer(hug_writer *w) {
  if (w->fd >= 0) hug_io_close(w->fd);
  if (w->folder >= 0) hug_io_close(w->folder);
  hug_free(w->path);
  hug_free(w->temporary);
  hug_free(w);
}

/* Opens the first temporary name that is free; O_EXCL keeps threads and processes apart. */
static hug_status open_temporary(hug_writer *w, size_t folder_length) {
  char *name = w->temporary + folder_length;
  for (int n = 0; w->fd < 0; n++) {
    snprintf(name, NAME_ROOM, ".hug-%ld-%d.tmp", (long)getpid(), n);
    w->fd = hug_io_open(w->temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (w->fd < 0 && errno != EEXIST) return hug_io_fail("write", w->path);
  }
  return HUG_OK;
}

static hug_status open_writer(hug_writer *w, const char *path) {
  const char *slash = strrchr(path, '/');
  size_t length = strlen(path), folder_length = slash ? (size_t)(slash - path) + 1 : 0;
  w->path = hug_strdup_n(path, length);
  w->temporary = hug_alloc(folder_length + NAME_ROOM);
  if (!w->path || !w->temporary) return HUG_ENOMEM;
  memcpy(w->temporary, path, folder_length);
  w->temporary[folder_length] = 0;
  w->folder = hug_io_open(folder_length ? w->temporary : ".", O_RDONLY | O_DIRECTORY, 0);
  if (w->folder < 0) return hug_io_fail("write", path);
  return open_temporary(w, folder_length);
}

hug_status hug_writer_open(const char *path, hug_writer **out) {
  hug_writer *w = hug_alloc(sizeof *w);
  if (!w) return HUG_ENOMEM;
  *w = (hug_writer){ .fd = -1, .folder = -1 };
  hug_status status = open_writer(w, path);
  if (status) free_writer(w);
  else *out = w;
  return status;
}

hug_status hug_writer_add(hug_writer *w, const void *data, size_t bytes) {
  return bytes && hug_io_write(w->fd, data, bytes) ? hug_io_fail("write", w->path) : HUG_OK;
}

static hug_status commit(hug_writer *w) {
  int fd = w->fd;
  if (hug_io_sync(fd)) return hug_io_fail("flush", w->path);
  w->fd = -1;
  if (hug_io_close(fd)) return hug_io_fail("close", w->path);
  if (hug_io_rename(w->temporary, w->path)) return hug_io_fail("replace", w->path);
  return HUG_OK;
}

/* The folder is flushed so that the new name survives a power failure.  Some file systems cannot, and the
** file is complete under its name already: that is no failure of the write. */
hug_status hug_writer_commit(hug_writer *w) {
  hug_status status = commit(w);
  if (status) unlink(w->temporary);
  else hug_io_sync(w->folder);
  free_writer(w);
  return status;
}

void hug_writer_abort(hug_writer *w) {
  if (!w) return;
  unlink(w->temporary);
  free_writer(w);
}

hug_status hug_file_write(const char *path, const void *data, size_t bytes) {
  hug_writer *w;
  HUG_TRY(hug_writer_open(path, &w));
  hug_status status = hug_writer_add(w, data, bytes);
  if (!status) return hug_writer_commit(w);
  hug_writer_abort(w);
  return status;
}
