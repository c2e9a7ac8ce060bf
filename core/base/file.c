/* file.c: a whole file's bytes, mapped or read, for as long as anything refers to them. */
#include "io.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

struct hug_file {
  atomic_int references;
  int fd;             /* open while mapped, -1 else: the path may lead elsewhere when hug_file_recheck() looks again */
  bool mapped;
  void *data;         /* NULL while there is none */
  size_t size;
  char path[];
};

static hug_status map_file(hug_file *f) {
  f->data = hug_io_map(f->fd, f->size);
  f->mapped = f->data != NULL;
  return f->data ? HUG_OK : hug_io_fail("map", f->path);
}

static hug_status read_file(hug_file *f) {
  char *data = f->data = hug_alloc_data(f->size);
  size_t have = 0;
  if (!data) return HUG_ENOMEM;
  while (have < f->size) {
    int64_t n = hug_io_read(f->fd, data + have, f->size - have);
    if (n < 0) return hug_io_fail("read", f->path);
    if (n == 0) return hug_fail(HUG_EIO, "[file] %s ended after %zu of %zu bytes: it shrank while being read",
                                f->path, have, f->size);
    have += (size_t)n;
  }
  return HUG_OK;
}

/* O_NONBLOCK keeps a pipe without a writer from blocking; a regular file does not know it. */
static hug_status load(hug_file *f, bool map) {
  struct stat s;
  f->fd = hug_io_open(f->path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
  if (f->fd < 0) return hug_io_fail("open", f->path);
  if (hug_io_stat(f->fd, &s)) return hug_io_fail("look at", f->path);
  if (!S_ISREG(s.st_mode))
    return hug_fail(HUG_EIO, "[file] %s is %s, not a regular file", f->path,
                    S_ISDIR(s.st_mode) ? "a folder" : "a device or pipe");
  if ((uint64_t)s.st_size > SIZE_MAX / 2) return hug_fail(HUG_EIO, "[file] %s is too large for this machine", f->path);
  f->size = (size_t)s.st_size;
  if (map && f->size) return map_file(f);
  HUG_TRY(read_file(f));
  int fd = f->fd;
  f->fd = -1;
  return hug_io_close(fd) ? hug_io_fail("close", f->path) : HUG_OK;
}

hug_status hug_file_open(const char *path, bool map, hug_file **out) {
  size_t length = strlen(path);
  hug_file *f = hug_alloc(sizeof *f + length + 1);
  if (!f) return HUG_ENOMEM;
  *f = (hug_file){ .references = 1, .fd = -1 };
  memcpy(f->path, path, length + 1);
  hug_status status = load(f, map);
  if (status) hug_file_free(f);
  else *out = f;
  return status;
}

hug_file *hug_file_retain(hug_file *file) {
  atomic_fetch_add_explicit(&file->references, 1, memory_order_relaxed);
  return file;
}

void hug_file_free(hug_file *file) {
  if (!file || atomic_fetch_sub_explicit(&file->references, 1, memory_order_acq_rel) > 1) return;
  if (file->mapped) munmap(file->data, file->size);
  else hug_free(file->data);
  if (file->fd >= 0) hug_io_close(file->fd);
  hug_free(file);
}

const void *hug_file_data(const hug_file *file) {
  return file->data;
}

size_t hug_file_size(const hug_file *file) {
  return file->size;
}

bool hug_file_mapped(const hug_file *file) {
  return file->mapped;
}

const char *hug_file_path(const hug_file *file) {
  return file->path;
}

hug_status hug_file_recheck(const hug_file *file) {
  struct stat s;
  if (!file->mapped) return HUG_OK;
  if (hug_io_stat(file->fd, &s)) return hug_io_fail("look at", file->path);
  if ((uint64_t)s.st_size < file->size)
    return hug_fail(HUG_EIO, "[file] %s shrank from %zu to %lld bytes since it was opened: open it again", file->path,
                    file->size, (long long)s.st_size);
  return HUG_OK;
}
