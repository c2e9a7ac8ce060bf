/* file_test.c: reading files, mapped and not; writing them whole or not at all; every operation failing in turn. */
#include "check.h"
#include "../../core/base/base.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/hug_file_test_XXXXXX";
static char path[64];   /* a file inside */

static int files_in_folder(void) {
  DIR *d = opendir(folder);
  int count = 0;
  while (readdir(d)) count++;
  closedir(d);
  return count - 2;
}

static int open_descriptors(void) {
  int count = 0;
  for (int fd = 0; fd < 200; fd++) count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

static bool file_is(const char *expected) {
  hug_file *f;
  if (hug_file_open(path, false, &f)) return false;
  bool same = hug_file_size(f) == strlen(expected) && memcmp(hug_file_data(f), expected, strlen(expected)) == 0;
  hug_file_free(f);
  return same;
}

/* ---- Reading ---- */

static void test_open(bool map) {
  hug_file *f = NULL, *again;
  CHECK(hug_file_write(path, "hello", 5) == HUG_OK);
  CHECK(hug_file_open(path, map, &f) == HUG_OK);
  CHECK(hug_file_size(f) == 5 && memcmp(hug_file_data(f), "hello", 5) == 0);
  CHECK(hug_file_mapped(f) == map && strcmp(hug_file_path(f), path) == 0 && hug_file_recheck(f) == HUG_OK);
  CHECK(hug_file_write(path, "other", 5) == HUG_OK);   /* the old file lives on for those who have it */
  CHECK(memcmp(hug_file_data(f), "hello", 5) == 0 && hug_file_recheck(f) == HUG_OK);
  again = hug_file_retain(f);
  hug_file_free(f);
  CHECK(again == f && memcmp(hug_file_data(again), "hello", 5) == 0);
  hug_file_free(again);
  hug_file_free(NULL);

  CHECK(hug_file_write(path, NULL, 0) == HUG_OK && hug_file_open(path, map, &f) == HUG_OK);
  CHECK(hug_file_size(f) == 0 && hug_file_data(f) != NULL && hug_file_recheck(f) == HUG_OK);
  hug_file_free(f);
}

static void test_shrinking(void) {
  hug_file *f = NULL;
  CHECK(hug_file_write(path, "0123456789", 10) == HUG_OK && hug_file_open(path, true, &f) == HUG_OK);
  CHECK(truncate(path, 12) == 0 && hug_file_recheck(f) == HUG_OK);
  CHECK(truncate(path, 4) == 0);
  CHECK_FAILS(hug_file_recheck(f), HUG_EIO, "shrank from 10 to 4 bytes");
  hug_file_free(f);
}

static void test_refusals(bool map) {
  hug_file *f = NULL;
  char fifo[80], missing[80];
  snprintf(fifo, sizeof fifo, "%s/fifo", folder);
  snprintf(missing, sizeof missing, "%s/missing", folder);
  CHECK_FAILS(hug_file_open(missing, map, &f), HUG_ENOTFOUND, missing);
  CHECK_FAILS(hug_file_open("", map, &f), HUG_ENOTFOUND, "[file] cannot open");
  CHECK_FAILS(hug_file_open(folder, map, &f), HUG_EIO, "a folder, not a regular file");
  CHECK_FAILS(hug_file_open("/dev/null", map, &f), HUG_EIO, "a device or pipe");
  CHECK(mkfifo(fifo, 0600) == 0);
  CHECK_FAILS(hug_file_open(fifo, map, &f), HUG_EIO, "a device or pipe");   /* and does not wait for a writer */
  unlink(fifo);
  snprintf(missing, sizeof missing, "%s/x", path);
  CHECK_FAILS(hug_file_open(missing, map, &f), HUG_ENOTFOUND, "cannot open");   /* a file where a folder should be */
  CHECK(f == NULL);
}

/* ---- Writing ---- */

static void test_write(void) {
  hug_writer *w;
  struct stat s;
  mode_t mask = umask(0027);
  CHECK(hug_file_write(path, "old", 3) == HUG_OK && file_is("old"));
  umask(mask);
  CHECK(stat(path, &s) == 0 && (s.st_mode & 0777) == 0640);
  CHECK(hug_writer_open(path, &w) == HUG_OK);
  CHECK(hug_writer_add(w, "new ", 4) == HUG_OK && hug_writer_add(w, NULL, 0) == HUG_OK);
  CHECK(file_is("old") && files_in_folder() == 2);
  CHECK(hug_writer_add(w, "text", 4) == HUG_OK && hug_writer_commit(w) == HUG_OK);
  CHECK(file_is("new text") && files_in_folder() == 1);
  CHECK(hug_writer_open(path, &w) == HUG_OK && hug_writer_add(w, "x", 1) == HUG_OK);
  hug_writer_abort(w);
  hug_writer_abort(NULL);
  CHECK(file_is("new text") && files_in_folder() == 1);

  hug_writer *first = NULL, *second = NULL;   /* two writers of one file: the later commit wins */
  CHECK(hug_writer_open(path, &first) == HUG_OK && hug_writer_open(path, &second) == HUG_OK);
  CHECK(hug_writer_add(first, "first", 5) == HUG_OK && hug_writer_add(second, "second", 6) == HUG_OK);
  CHECK(hug_writer_commit(second) == HUG_OK && hug_writer_commit(first) == HUG_OK);
  CHECK(file_is("first") && files_in_folder() == 1);
}

static void test_write_refusals(void) {
  char target[400];
  snprintf(target, sizeof target, "%s/no/such", folder);
  CHECK_FAILS(hug_file_write(target, "x", 1), HUG_ENOTFOUND, "cannot write");
  CHECK_FAILS(hug_file_write(folder, "x", 1), HUG_EIO, "cannot replace");
  snprintf(target, sizeof target, "%s/%0255d", folder, 1);   /* the longest name that there is */
  CHECK(hug_file_write(target, "x", 1) == HUG_OK && unlink(target) == 0);
  snprintf(target, sizeof target, "%s/%0256d", folder, 1);
  CHECK_FAILS(hug_file_write(target, "x", 1), HUG_EIO, "cannot replace");
  CHECK(files_in_folder() == 1);
}

/* A name without a folder is in the working one. */
static void test_working_folder(void) {
  char before[4096];
  CHECK(getcwd(before, sizeof before) && chdir(folder) == 0);
  CHECK(hug_file_write("plain", "x", 1) == HUG_OK && unlink("plain") == 0);
  CHECK(chdir(before) == 0);
}

/* ---- Failures ---- */

/* Runs step with its n-th file operation or allocation failing, for more n than it has; returns how many failed it. */
static int fail_in_turn(hug_status (*step)(void), bool memory, int error) {
  int failures = 0;
  size_t live = hug_memory_usage().live;
  int descriptors = open_descriptors(), files = files_in_folder();
  for (uint64_t n = 1; n < 30; n++) {
    if (memory) hug_fault_alloc(n);
    else hug_fault_io(n, error);
    hug_status status = step();
    hug_fault_alloc(0);
    hug_fault_io(0, 0);
    failures += status != HUG_OK;
    CHECK(status == HUG_OK || status == (memory ? HUG_ENOMEM : HUG_EIO));
    CHECK(hug_memory_usage().live == live && open_descriptors() == descriptors && files_in_folder() == files);
  }
  return failures;
}

/* Leaves "old" in the file, as it found it. */
static hug_status write_step(void) {
  hug_status status = hug_file_write(path, "new", 3);
  hug_fault_alloc(0);
  hug_fault_io(0, 0);
  CHECK(file_is(status ? "old" : "new"));
  CHECK(hug_file_write(path, "old", 3) == HUG_OK);
  return status;
}

static hug_status read_step(void) {
  hug_file *f = NULL;
  hug_status status = hug_file_open(path, false, &f);
  CHECK(!status == (f != NULL));
  hug_file_free(f);
  return status;
}

static hug_status map_step(void) {
  hug_file *f = NULL;
  HUG_TRY(hug_file_open(path, true, &f));
  hug_status status = hug_file_recheck(f);
  hug_file_free(f);
  return status;
}

static void test_failures(void) {
  CHECK(hug_file_write(path, "old", 3) == HUG_OK);
  CHECK(fail_in_turn(write_step, false, ENOSPC) == 6);   /* open the folder, open, write, flush, close, rename */
  CHECK(strstr(hug_errmsg(), "No space left on device") != NULL);
  CHECK(fail_in_turn(write_step, true, 0) == 3);
  CHECK(file_is("old"));
  CHECK(fail_in_turn(read_step, false, EIO) == 4);   /* open, look, read, close */
  CHECK(fail_in_turn(read_step, true, 0) == 2);
  CHECK(fail_in_turn(map_step, false, EIO) == 4);    /* open, look, map, look again */
  CHECK(fail_in_turn(map_step, true, 0) == 1);
}

int main(void) {
  size_t live = hug_memory_usage().live;
  int descriptors = open_descriptors();
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/file", folder);
  test_open(false);
  test_open(true);
  test_shrinking();
  test_refusals(false);
  test_refusals(true);
  test_write();
  test_write_refusals();
  test_working_folder();
  test_failures();
  CHECK(unlink(path) == 0 && rmdir(folder) == 0);
  CHECK(hug_memory_usage().live == live && open_descriptors() == descriptors);
  return CHECK_REPORT();
}
