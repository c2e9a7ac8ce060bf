/* io.c: the system's file calls, counted so that a test can make the n-th of them fail. */
#include "io.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic uint64_t calls, fault_at;
static atomic_int fault_error;

void hug_fault_io(uint64_t nth, int error) {
  atomic_store(&fault_error, error);
  atomic_store(&fault_at, nth ? atomic_load(&calls) + nth : 0);
}

/* Counts a call; true, with errno set, if it is the one that must fail. */
static bool faulty(void) {
  bool due = atomic_fetch_add(&calls, 1) + 1 == atomic_load(&fault_at);
  if (due) errno = atomic_load(&fault_error);
  return due;
}

int hug_io_open(const char *path, int flags, unsigned mode) {
  int fd;
  if (faulty()) return -1;
  do fd = open(path, flags | O_CLOEXEC, (mode_t)mode);
  while (fd < 0 && errno == EINTR);
  return fd;
}

int hug_io_stat(int fd, struct stat *out) {
  return faulty() ? -1 : fstat(fd, out);
}

int64_t hug_io_read(int fd, void *to, size_t bytes) {
  ssize_t n;
  if (faulty()) return -1;
  do n = read(fd, to, bytes);
  while (n < 0 && errno == EINTR);
  return n;
}

int hug_io_write(int fd, const void *from, size_t bytes) {
  const char *at = from;
  if (faulty()) return -1;
  while (bytes) {
    ssize_t n = write(fd, at, bytes);
    if (n < 0 && errno != EINTR) return -1;
    if (n > 0) at += n, bytes -= (size_t)n;
  }
  return 0;
}

void *hug_io_map(int fd, size_t bytes) {
  if (faulty()) return NULL;
  void *data = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  return data == MAP_FAILED ? NULL : data;
}

int hug_io_sync(int fd) {
  int rc;
  if (faulty()) return -1;
  do rc = fsync(fd);
  while (rc && errno == EINTR);
  return rc;
}

int hug_io_rename(const char *from, const char *to) {
  return faulty() ? -1 : rename(from, to);
}

/* Not repeated: after EINTR the descriptor may already be another thread's. */
int hug_io_close(int fd) {
  bool fails = faulty();
  int error = errno, rc = close(fd);
  if (fails) errno = error;
  return fails || (rc && errno != EINTR) ? -1 : 0;
}

hug_status hug_io_fail(const char *what, const char *path) {
  int error = errno;
  hug_status code = error == ENOENT || error == ENOTDIR ? HUG_ENOTFOUND : error == ENOMEM ? HUG_ENOMEM : HUG_EIO;
  return hug_fail(code, "[file] cannot %s %s: %s", what, path, strerror(error));
}
