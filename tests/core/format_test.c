/* format_test.c: model files: what they hold, what is refused, and that no byte of one can crash the reader. */
#include "check.h"
#include "model_samples.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/hug_format_test_XXXXXX";
static char path[256];

static const char *at(const char *name) {
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static const char *put(const char *name, const void *data, size_t bytes) {
  FILE *file = fopen(at(name), "wb");
  fwrite(data, 1, bytes, file);
  fclose(file);
  return path;
}

/* A safetensors file of a header and `bytes` zero bytes of elements. */
static const char *put_header(const char *header, size_t bytes) {
  static unsigned char file[1 << 16];
  size_t n = strlen(header);
  memset(file, 0, sizeof file);
  for (int i = 0; i < 8; i++) file[i] = (unsigned char)((uint64_t)n >> 8 * i);
  memcpy(file + 8, header, n);
  return put("t.safetensors", file, 8 + n + bytes);
}

static hug_status open_header(const char *header, size_t bytes) {
  hug_weights *w = NULL;
  hug_status status = hug_weights_open(put_header(header, bytes), true, &w);
  hug_weights_free(w);
  return status;
}

/* Opens a file and touches every element of every tensor that it has. */
static hug_status use(const char *file, bool map) {
  hug_weights *w;
  hug_status status = hug_weights_open(file, map, &w);
  if (status) return status;
  for (size_t i = 0; i < hug_weights_count(w); i++) {
    hug_tensor *t = NULL, *sum = NULL;
    if (hug_weights_get(w, hug_weights_at(w, i)->name, &t) == HUG_OK) hug_invoke("sum", &sum, t, 0, (int64_t *)NULL, 0, HUG_NO_DTYPE);
    hug_tensor_free(sum);
    hug_tensor_free(t);
  }
  hug_weights_free(w);
  return HUG_OK;
}

static double first_of(hug_weights *w, const char *name, int64_t place) {
  hug_tensor *t;
  hug_scalar value = { HUG_FLOATING, 0, -1 };
  if (hug_weights_get(w, name, &t)) return -1;
  int64_t index[2] = { place / 2, place % 2 };
  hug_tensor_get(t, hug_tensor_ndim(t) == 2 ? index : &place, &value);
  hug_tensor_free(t);
  return value.f;
}

static void what_files_hold(void) {
  for (int map = 0; map < 2; map++)
    for (int torch = 0; torch < 2; torch++) {
      hug_weights *w = NULL;
      const char *file = torch ? put("a.bin", torch_sample, sizeof torch_sample) : put("a.safetensors", safetensors_sample, sizeof safetensors_sample);
      CHECK(hug_weights_open(file, map, &w) == HUG_OK);
      if (!w) continue;
      CHECK(hug_weights_count(w) == (torch ? 2 : 5));
      CHECK(first_of(w, "w", 3) == 4);
      CHECK(first_of(w, "b", 2) == 7);
      CHECK(hug_weights_find(w, "w")->dtype == HUG_F32 && hug_weights_find(w, "b")->dtype == HUG_I64);
      CHECK(hug_weights_find(w, "nothing") == NULL);
      hug_tensor *t = NULL;
      CHECK_FAILS(hug_weights_get(w, "nothing", &t), HUG_ENOTFOUND, "nothing");
      CHECK(hug_weights_get(w, "w", &t) == HUG_OK);
      hug_weights_free(w);                   /* the tensor outlives it */
      hug_scalar value;
      CHECK(hug_tensor_get(t, (int64_t[]){ 1, 0 }, &value) == HUG_OK && value.f == 3);
      hug_tensor_free(t);
    }
}

/* What is read is written again byte for byte as the reference wrote it. */
static void writes_as_the_reference(void) {
  hug_weights *w = NULL;
  const char *names[] = { "b", "flag", "half", "none", "w" }, *metadata[1][2] = { { "format", "pt" } };
  hug_tensor *tensors[5] = { NULL };
  CHECK(hug_weights_open(put("a.safetensors", safetensors_sample, sizeof safetensors_sample), true, &w) == HUG_OK);
  for (int i = 0; i < 5; i++) CHECK(hug_weights_get(w, names[i], &tensors[i]) == HUG_OK);
  CHECK(hug_safetensors_save(at("b.safetensors"), 5, names, tensors, 1, metadata) == HUG_OK);
  hug_file *file = NULL;
  CHECK(hug_file_open(at("b.safetensors"), false, &file) == HUG_OK);
  CHECK(hug_file_size(file) == sizeof safetensors_sample && !memcmp(hug_file_data(file), safetensors_sample, sizeof safetensors_sample));
  hug_file_free(file);
  /* Over the file that it reads from: the old elements stay. */
  CHECK(hug_safetensors_save(at("a.safetensors"), 1, names, tensors, 0, NULL) == HUG_OK);
  CHECK(first_of(w, "w", 0) == 1);
  const char *twice[] = { "b", "b" };
  CHECK(hug_safetensors_save(at("c.safetensors"), 2, twice, tensors, 0, NULL) != HUG_OK);
  CHECK(access(at("c.safetensors"), F_OK) != 0);
  /* A write that fails leaves what was there, and no temporary. */
  for (uint64_t n = 1; n < 12; n++) {
    hug_fault_io(n, 28);
    hug_status status = hug_safetensors_save(at("b.safetensors"), 2, names, tensors, 0, NULL);
    hug_fault_io(0, 0);
    if (!status) break;
    CHECK(use(at("b.safetensors"), true) == HUG_OK);
  }
  for (int i = 0; i < 5; i++) hug_tensor_free(tensors[i]);
  hug_weights_free(w);
}

#define A "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}"

static void what_is_refused(void) {
  static const struct { const char *header; size_t bytes; } wrong[] = {
    { "{" A "}", 3 }, { "{" A "}", 5 }, { "{" A "," A "}", 4 }, { "[]", 0 }, { "{" A, 4 }, { "", 0 },
    { "{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,9223372036854775807],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,18446744073709551614],\"data_offsets\":[0,4]}}", 4 },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}", 4 },
    { "{" A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4 },
    { "{" A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[3,7]}}", 7 },
    { "{" A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[5,9]}}", 9 },
    { "{\"__metadata__\":{\"k\":1}," A "}", 4 }, { "{\"__metadata__\":[]," A "}", 4 },
    { "{\"__metadata__\":{\"k\":\"v\"},\"__metadata__\":{}," A "}", 4 },
    { "{" A "} x", 4 }, { "{\"a\":[]}", 0 }, { "{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0 },
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    hug_status status = open_header(wrong[i].header, wrong[i].bytes);
    if (status != HUG_EFORMAT) printf("header %zu: %s\n", i, wrong[i].header);
    CHECK(status == HUG_EFORMAT);
  }
  CHECK(open_header("{" A "}", 4) == HUG_OK);
  CHECK(open_header("{}", 0) == HUG_OK);
  CHECK(open_header("  {" A "}  \n", 4) == HUG_OK);
  CHECK(open_header("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[0,0]}}", 0) == HUG_OK);
  CHECK(open_header("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]} }", 8) == HUG_OK);   /* at an odd place */
  CHECK(use(at("t.safetensors"), true) == HUG_OK);

  static const uint64_t lengths[] = { 100000001u, UINT64_C(1) << 63, UINT64_MAX, UINT64_MAX - 7, 9 };
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    unsigned char file[16] = { 0 };
    for (int k = 0; k < 8; k++) file[k] = (unsigned char)(lengths[i] >> 8 * k);
    hug_weights *w = NULL;
    CHECK(hug_weights_open(put("t.safetensors", file, sizeof file), true, &w) == HUG_EFORMAT);
  }
  for (size_t n = 0; n < 8; n++) {
    hug_weights *w = NULL;
    CHECK(hug_weights_open(put("t.safetensors", "\0\0\0\0\0\0\0\0", n), true, &w) == HUG_EFORMAT);
  }
}

/* Every truncation, and every byte changed in several ways: refused or read, never worse. */
static void damage(const char *name, const unsigned char *data, size_t bytes) {
  unsigned char *copy = malloc(bytes);
  size_t read = 0;
  for (size_t n = 0; n < bytes; n++) CHECK(use(put(name, data, n), n % 2) != HUG_OK);
  for (size_t i = 0; i < bytes; i++) {
    static const unsigned char changes[] = { 0xff, 0x80, 0x01, 0x20 };
    for (size_t k = 0; k < sizeof changes; k++) {
      memcpy(copy, data, bytes);
      copy[i] ^= changes[k];
      hug_status status = use(put(name, copy, bytes), k % 2);
      read += status == HUG_OK;
      CHECK(status == HUG_OK || *hug_errmsg());
    }
  }
  CHECK(read > 0);                           /* some bytes are elements */
  free(copy);
}

static void shards(void) {
  put("one.safetensors", safetensors_sample, sizeof safetensors_sample);
  static const struct { const char *index; hug_status status; } cases[] = {
    { "{\"weight_map\":{\"w\":\"one.safetensors\",\"b\":\"one.safetensors\"}}", HUG_OK },
    { "{\"weight_map\":{\"w\":\"../one.safetensors\"}}", HUG_EFORMAT },
    { "{\"weight_map\":{\"w\":\"/etc/passwd\"}}", HUG_EFORMAT },
    { "{\"weight_map\":{\"w\":\"one.bin\"}}", HUG_EFORMAT },
    { "{\"weight_map\":{\"q\":\"one.safetensors\"}}", HUG_EFORMAT },
    { "{\"weight_map\":{\"w\":7}}", HUG_EFORMAT },
    { "{\"weight_map\":[]}", HUG_EFORMAT },
    { "{}", HUG_EFORMAT },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    hug_weights *w = NULL;
    put("model.safetensors.index.json", cases[i].index, strlen(cases[i].index));
    hug_status status = hug_weights_open(folder, true, &w);
    if (status != cases[i].status) printf("%s gives %s\n", cases[i].index, hug_status_name(status));
    CHECK(status == cases[i].status);
    hug_weights_free(w);
  }
  hug_weights *w = NULL;
  const char *lost = "{\"weight_map\":{\"w\":\"two.safetensors\"}}";
  put("model.safetensors.index.json", lost, strlen(lost));
  CHECK(hug_weights_open(folder, true, &w) != HUG_OK && strstr(hug_errmsg(), "two.safetensors"));
  unlink(at("model.safetensors.index.json"));
}

static void truncated_while_open(void) {
  hug_weights *w = NULL;
  hug_tensor *t = NULL, *sum = NULL;
  CHECK(hug_weights_open(put("a.safetensors", safetensors_sample, sizeof safetensors_sample), true, &w) == HUG_OK);
  CHECK(hug_weights_get(w, "w", &t) == HUG_OK);
  CHECK(truncate(at("a.safetensors"), 100) == 0);
  CHECK_FAILS(hug_invoke("sum", &sum, t, 0, (int64_t *)NULL, 0, HUG_NO_DTYPE), HUG_EIO, "a.safetensors");
  hug_tensor_free(t);
  hug_weights_free(w);
}

static void every_allocation_fails(void) {
  for (int torch = 0; torch < 2; torch++) {
    const char *file = torch ? put("a.bin", torch_sample, sizeof torch_sample) : put("a.safetensors", safetensors_sample, sizeof safetensors_sample);
    char name[256];
    snprintf(name, sizeof name, "%s", file);
    size_t before = hug_memory_usage().live;
    for (uint64_t n = 1; n < 200; n++) {
      hug_fault_alloc(n);
      hug_status status = use(name, true);
      hug_fault_alloc(0);
      CHECK(status == HUG_OK || status == HUG_ENOMEM);
    }
    CHECK(use(name, true) == HUG_OK);
    hug_tensor_trim();
    CHECK(hug_memory_usage().live <= before);
  }
}

int main(void) {
  if (!mkdtemp(folder)) return 1;
  what_files_hold();
  writes_as_the_reference();
  what_is_refused();
  damage("d.safetensors", safetensors_sample, sizeof safetensors_sample);
  damage("d.bin", torch_sample, sizeof torch_sample);
  shards();
  truncated_while_open();
  hug_tensor_trim();
  every_allocation_fails();
  const char *names[] = { "a.bin", "a.safetensors", "b.safetensors", "d.bin", "d.safetensors", "one.safetensors", "t.safetensors" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) unlink(at(names[i]));
  CHECK(rmdir(folder) == 0);
  return CHECK_REPORT();
}
