/* format_file.h: what the tests of model files share: one file to try things in, and opening it in every way. */
#ifndef HUG_FORMAT_FILE_H
#define HUG_FORMAT_FILE_H

#include "check.h"
#include "../../core/tensor/tensor.h"
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/hug_format_test_XXXXXX";

static void make_folder(void) {
  if (!mkdtemp(folder) || chdir(folder)) exit(2);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at) {
  (void)s, (void)kind, (void)at;
  return remove(path);
}

static void remove_folder(void) {
  nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Writes a file of the folder, without what hug_file_write() does to be safe. */
static void put(const char *name, const void *data, size_t bytes) {
  FILE *f = fopen(name, "wb");
  if (!f || fwrite(data, 1, bytes, f) != bytes || fclose(f)) exit(2);
}

/* Opens a file and reads every element of every tensor. */
static hug_status read_all(const char *name, bool map) {
  hug_weights *w = NULL;
  hug_status status = hug_weights_open(name, map, &w);
  for (size_t i = 0; !status && i < hug_weights_count(w); i++) {
    hug_tensor *t = NULL, *packed = NULL;
    char sha256[65];
    status = hug_weights_get(w, hug_weights_at(w, i)->name, &t);
    if (!status) status = hug_tensor_packed(t, hug_tensor_dtype(t), &packed);
    if (!status) hug_sha256(hug_tensor_at(packed), hug_tensor_bytes(packed), sha256);
    hug_tensor_free(packed);
    hug_tensor_free(t);
  }
  hug_weights_free(w);
  return status;
}

static hug_status read_bytes(const void *data, size_t bytes) {
  put("bytes", data, bytes);
  return read_all("bytes", bytes % 2);
}

/* Every byte changed in several ways, and every shorter file: each is read or refused, and nothing is lost. */
static void check_corruptions(const uint8_t *file, size_t bytes) {
  static const uint8_t changes[] = { 0x01, 0x80, 0xff, 0x20, 0x07 };
  uint8_t *copy = malloc(bytes);
  bool sound = copy != NULL;
  read_bytes(file, bytes);   /* fills the free list of tensors */
  size_t live = hug_memory_usage().live;
  for (size_t i = 0; sound && i < bytes; i++) {
    for (size_t k = 0; k < sizeof changes; k++) {
      memcpy(copy, file, bytes);
      copy[i] ^= changes[k];
      hug_status status = read_bytes(copy, bytes);
      sound &= status == HUG_OK || status == HUG_EFORMAT;
    }
    sound &= read_bytes(file, i) == HUG_EFORMAT;
  }
  CHECK(sound);
  CHECK(hug_memory_usage().live <= live + 4096);
  free(copy);
}

/* Every allocation that reading makes fails in turn. */
static void check_allocations(const char *name) {
  hug_status status = HUG_ENOMEM;
  CHECK(read_all(name, true) == HUG_OK);
  size_t live = hug_memory_usage().live;
  int n = 0;
  while (status == HUG_ENOMEM && n < 1000) {
    hug_fault_alloc((uint64_t)++n);
    status = read_all(name, true);
    hug_fault_alloc(0);
    if (status && hug_memory_usage().live != live) break;
  }
  CHECK(status == HUG_OK && n > 5 && hug_memory_usage().live == live);
}

#endif
