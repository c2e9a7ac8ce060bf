/* format_test.c: safetensors files read and written, indexes of several files, and what is refused. */
#include "format_file.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define LIST(...) ((int64_t[]){ __VA_ARGS__ })

/* ---- Safetensors: reading ---- */

/* Writes a file of a header and `data` bytes of elements. */
static void put_safetensors(const char *name, const char *header, size_t header_bytes, size_t data) {
  uint8_t file[70000] = { 0 };
  for (int i = 0; i < 8; i++) file[i] = (uint8_t)((uint64_t)header_bytes >> 8 * i);
  memcpy(file + 8, header, header_bytes);
  put(name, file, 8 + header_bytes + data);
}

/* A header, the bytes of elements behind it, and words of the message, NULL if the file is in order. */
static const struct { const char *header; size_t data; const char *words; } headers[] = {
  { "{}", 0, NULL },
  { " \t\r\n{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} \n", 4, NULL },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, NULL },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,0],\"data_offsets\":[0,0]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, NULL },
  { "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4]},\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[0,3]}}", 4, NULL },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}", 0, "more elements than any memory" },
  { "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8],\"more\":[[{}]]}}", 8, NULL },
  { "{\"__metadata__\":{}}", 0, NULL },
  { "{\"__metadata__\":{\"a\":\"1\"}}", 0, NULL },
  /* JSON */
  { "[]", 0, "begin as no model file" },
  { "{", 0, "text ends" },
  { "{}\0\0", 0, NULL },     /* its NULs are cut off by strlen(); test_special() has one with them */
  { "{\"a\":1}", 0, "is no object" },
  { "{} x", 0, "expected the end" },
  { "{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "stands alone" },
  { "{\"\xff\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "not UTF-8" },
  /* keys */
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "twice" },
  { "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "twice" },
  { "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "twice" },
  { "{\"__metadata__\":{\"a\":\"1\",\"a\":\"1\"}}", 0, "twice" },
  { "{\"\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "it is empty" },
  { "{\"a\\u0000b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "has a NUL" },
  { "{\"a\":{\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "\"a\" has no dtype" },
  { "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0]}}", 0, "has no shape" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}", 0, "has no data_offsets" },
  /* types */
  { "{\"a\":{\"dtype\":\"U32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "no element type U32" },
  { "{\"a\":{\"dtype\":\"f32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "no element type f32" },
  { "{\"a\":{\"dtype\":\"U8\\u0000\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "no element type" },
  { "{\"a\":{\"dtype\":8,\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "dtype is no string" },
  { "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1, "no element type F4" },
  /* shapes */
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":4,\"data_offsets\":[0,4]}}", 4, "shape is no list" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[4.0],\"data_offsets\":[0,4]}}", 4, "whole numbers" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "whole numbers" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[0,9223372036854775808],\"data_offsets\":[0,0]}}", 0, "whole numbers" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[2,9223372036854775807],\"data_offsets\":[0,4]}}", 4, "more elements than any memory" },
  { "{\"a\":{\"dtype\":\"F64\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0, "more elements than any memory" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,1]}}", 1, "9 numbers, more than 8" },
  /* places */
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "are not two" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,1]}}", 1, "more than 2" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":{\"0\":1}}}", 1, "no list" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1, "are not the 2 bytes" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "are not the 1 bytes" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "begins at byte 1, where byte 0" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 2, "belong to none" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 2, "cut short" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}", 3, "share no bytes" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[3,5]}}", 5, "no holes" },
  { "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2, "share no bytes" },
  /* metadata */
  { "{\"__metadata__\":[]}", 0, "__metadata__ is no object" },
  { "{\"__metadata__\":{\"a\":1}}", 0, "\"a\" is no string" },
  { "{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}", 0, "\"a\" is no string" },
};

static void test_headers(void) {
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    put_safetensors("x", headers[i].header, strlen(headers[i].header), headers[i].data);
    hug_status status = read_all("x", true);
    bool right = headers[i].words ? status == HUG_EFORMAT && strstr(hug_errmsg(), headers[i].words) : status == HUG_OK;
    if (!right) printf("header %s\n", headers[i].header);
    CHECK(right);
  }
}

/* Headers that are too long, too deep, or too many for a table. */
static void test_special(void) {
  static const uint64_t lengths[] = { 100000000, 100000001, 3, (uint64_t)1 << 63, UINT64_MAX, UINT64_MAX - 7 };
  size_t live = hug_memory_usage().live;
  hug_memory_set_cap(live + (1 << 20));
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    uint8_t file[10] = { 0, 0, 0, 0, 0, 0, 0, 0, '{', '}' };
    for (int k = 0; k < 8; k++) file[k] = (uint8_t)(lengths[i] >> 8 * k);
    CHECK_FAILS(read_bytes(file, sizeof file), HUG_EFORMAT, lengths[i] > 100000000 ? "more than the 100000000" : "is cut short");
  }
  hug_memory_set_cap(0);
  for (size_t n = 0; n < 8; n++) CHECK(read_bytes("\2\0\0\0\0\0\0\0", n) == HUG_EFORMAT);
  CHECK_FAILS(read_bytes("\4\0\0\0\0\0\0\0{}\0\0", 12), HUG_EFORMAT, "expected the end");

  char deep[20000] = "{\"__metadata__\":";
  memset(deep + strlen(deep), '[', 10000);
  put_safetensors("x", deep, strlen(deep), 0);
  CHECK_FAILS(read_all("x", true), HUG_EFORMAT, "nesting");

  static char many[60000] = "{\"__metadata__\":{";
  size_t n = strlen(many);
  for (int i = 0; i < 4000; i++) n += (size_t)sprintf(many + n, "%s\"%d\":\"\"", i ? "," : "", i);
  strcpy(many + n, "}}");
  put_safetensors("x", many, n + 2, 0);
  hug_weights *w = NULL;
  CHECK(hug_weights_open("x", true, &w) == HUG_OK && hug_weights_metadata_count(w) == 4000);
  hug_weights_free(w);
}

/* Elements that are not aligned in the file are so in a tensor. */
static void test_unaligned(void) {
  static const char header[] = "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                               "\"d\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[1,17]}}";
  hug_weights *w = NULL;
  hug_tensor *t = NULL;
  void *data;
  put_safetensors("x", header, strlen(header), 17);
  CHECK(hug_weights_open("x", true, &w) == HUG_OK && hug_weights_get(w, "d", &t) == HUG_OK && hug_tensor_data(t, &data) == HUG_OK);
  CHECK((uintptr_t)data % 8 == 0 && ((double *)data)[1] == 0);
  hug_tensor_free(t);
  hug_weights_free(w);
}

/* A file that shrinks while it is mapped is an error, not a signal. */
static void test_shrinking(void) {
  static const char header[] = "{\"a\":{\"dtype\":\"U8\",\"shape\":[60000],\"data_offsets\":[0,60000]}}";
  hug_weights *w = NULL;
  hug_tensor *t = NULL;
  void *data;
  put_safetensors("x", header, strlen(header), 60000);
  CHECK(hug_weights_open("x", true, &w) == HUG_OK && hug_weights_get(w, "a", &t) == HUG_OK);
  CHECK(truncate("x", 100) == 0);
  CHECK_FAILS(hug_tensor_data(t, &data), HUG_EIO, "shrank");
  hug_tensor_free(t);
  hug_weights_free(w);
}

/* ---- Safetensors: writing ---- */

/* What the reference writer (safetensors 0.8.0) makes of one zero of every type, and of names that JSON escapes. */
static const char reference_header[] =
  "{\"i64\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},\"f64\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[8,16]},"
  "\"B\":{\"dtype\":\"F32\",\"shape\":[2,0],\"data_offsets\":[16,16]},"
  "\"a\\\"\\\\\\n\\t\\b\\f\\u0001\x7f\xc3\xa9\xe2\x80\xa8/\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]},"
  "\"f32\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[20,24]},\"i32\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[24,28]},"
  "\"bf16\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[28,30]},\"f16\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[30,32]},"
  "\"i16\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[32,34]},\"i8\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[34,35]},"
  "\"u8\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[35,36]},\"bool\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[36,37]}}";

static bool file_is(const char *name, const char *header, size_t header_bytes, size_t zeros) {
  hug_file *f = NULL;
  static const uint8_t nothing[64];
  if (hug_file_open(name, false, &f)) return false;
  const uint8_t *data = hug_file_data(f);
  size_t padded = (header_bytes + 7) / 8 * 8;
  bool same = hug_file_size(f) == 8 + padded + zeros && data[0] == (padded & 0xff) && data[1] == padded >> 8 && !memcmp(data + 2, nothing, 6)
           && !memcmp(data + 8, header, header_bytes) && !memcmp(data + 8 + header_bytes, "        ", padded - header_bytes)
           && !memcmp(data + 8 + padded, nothing, zeros);
  hug_file_free(f);
  return same;
}

static void test_reference(void) {
  enum { ODD = HUG_DTYPES, EMPTY, COUNT };
  const char *names[COUNT];
  hug_tensor *tensors[COUNT] = { 0 };
  static const int64_t zero[2];
  for (int d = 0; d < HUG_DTYPES; d++) {
    names[d] = hug_dtype_of((hug_dtype)d)->name;
    CHECK(hug_tensor_from((hug_dtype)d, d == HUG_F32 ? 0 : 1, LIST(1), zero, &tensors[d]) == HUG_OK);
  }
  names[ODD] = "a\"\\\n\t\b\f\1\x7f\xc3\xa9\xe2\x80\xa8/";
  names[EMPTY] = "B";
  CHECK(hug_tensor_from(HUG_F32, 1, LIST(1), zero, &tensors[ODD]) == HUG_OK);
  CHECK(hug_tensor_from(HUG_F32, 2, LIST(2, 0), zero, &tensors[EMPTY]) == HUG_OK);
  CHECK(hug_safetensors_save("x", COUNT, names, tensors, 0, NULL) == HUG_OK);
  CHECK(file_is("x", reference_header, strlen(reference_header), 37));
  CHECK(read_all("x", true) == HUG_OK && read_all("x", false) == HUG_OK);
  CHECK(hug_safetensors_save("x", 0, NULL, NULL, 0, NULL) == HUG_OK && file_is("x", "{}", 2, 0));
  static const char *const metadata[][2] = { { "format", "pt" }, { "a\n", "\"" } };
  CHECK(hug_safetensors_save("x", 1, &names[HUG_U8], &tensors[HUG_U8], 2, metadata) == HUG_OK);
  static const char with_metadata[] = "{\"__metadata__\":{\"a\\n\":\"\\\"\",\"format\":\"pt\"},"
                                      "\"u8\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
  CHECK(file_is("x", with_metadata, strlen(with_metadata), 1));
  for (int i = 0; i < COUNT; i++) hug_tensor_free(tensors[i]);
}

static void make_pair(hug_tensor *pair[2]) {
  hug_tensor *t = NULL;
  CHECK(hug_tensor_from(HUG_F32, 2, LIST(2, 3), (float[]){ 1, 2, 3, 4, 5, 6 }, &t) == HUG_OK);
  CHECK(hug_tensor_view(t, 2, LIST(3, 2), LIST(1, 3), 0, &pair[0]) == HUG_OK);
  CHECK(hug_tensor_from(HUG_I64, 1, LIST(2), (int64_t[]){ 7, 8 }, &pair[1]) == HUG_OK);
  hug_tensor_free(t);
}

static const char *const pair_names[] = { "w", "b" };

static hug_status save_pair(const char *name) {
  static const char *const metadata[][2] = { { "format", "pt" } };
  hug_tensor *pair[2];
  make_pair(pair);
  hug_status status = hug_safetensors_save(name, 2, pair_names, pair, 1, metadata);
  hug_tensor_free(pair[0]);
  hug_tensor_free(pair[1]);
  return status;
}

static void test_round_trip(bool map) {
  hug_weights *w = NULL;
  hug_tensor *t = NULL;
  void *data;
  const char *key, *value;
  CHECK(save_pair("m.safetensors") == HUG_OK && hug_weights_open("m.safetensors", map, &w) == HUG_OK);
  CHECK(hug_weights_count(w) == 2 && !hug_weights_at(w, 2) && !hug_weights_find(w, "nothing"));
  CHECK(!strcmp(hug_weights_at(w, 0)->name, "b") && hug_weights_at(w, 0)->dtype == HUG_I64 && hug_weights_at(w, 0)->ndim == 1);
  const hug_weight *found = hug_weights_find(w, "w");
  CHECK(found && found->shape[0] == 3 && found->shape[1] == 2 && !strcmp(found->file, "m.safetensors"));
  CHECK(hug_weights_get(w, "w", &t) == HUG_OK && hug_tensor_data(t, &data) == HUG_OK);
  CHECK(!memcmp(data, (float[]){ 1, 4, 2, 5, 3, 6 }, 24));
  CHECK_FAILS(hug_weights_get(w, "nothing", &t), HUG_ENOTFOUND, "\"nothing\" among 2, such as b");
  CHECK(hug_weights_metadata_count(w) == 1);
  hug_weights_metadata(w, 0, &key, &value);
  CHECK(!strcmp(key, "format") && !strcmp(value, "pt"));
  CHECK(save_pair("m.safetensors") == HUG_OK);   /* over the file that is mapped */
  hug_weights_free(w);
  CHECK(!memcmp(data, (float[]){ 1, 4, 2, 5, 3, 6 }, 24));   /* the tensor keeps its file */
  hug_tensor_free(t);
}

static void test_refused_saves(void) {
  static const char *const twice[] = { "a", "a" }, *const reserved[] = { "__metadata__" }, *const unnamed[] = { "" }, *const broken[] = { "\xff" };
  static const char *const same_key[][2] = { { "k", "1" }, { "k", "2" } }, *const no_text[][2] = { { "k", "\xff" } };
  hug_tensor *pair[2];
  make_pair(pair);
  CHECK_FAILS(hug_safetensors_save("y", 2, twice, pair, 0, NULL), HUG_EARG, "two tensors are called \"a\"");
  CHECK_FAILS(hug_safetensors_save("y", 1, reserved, pair, 0, NULL), HUG_EARG, "kept for metadata");
  CHECK_FAILS(hug_safetensors_save("y", 1, unnamed, pair, 0, NULL), HUG_EARG, "it is empty");
  CHECK_FAILS(hug_safetensors_save("y", 1, broken, pair, 0, NULL), HUG_EARG, "not UTF-8");
  CHECK_FAILS(hug_safetensors_save("y", 2, pair_names, pair, 2, same_key), HUG_EARG, "\"k\" is given twice");
  CHECK_FAILS(hug_safetensors_save("y", 2, pair_names, pair, 1, no_text), HUG_EARG, "not UTF-8");
  CHECK_FAILS(hug_safetensors_save("none/y", 2, pair_names, pair, 0, NULL), HUG_ENOTFOUND, "none/y");
  CHECK(access("y", F_OK) != 0);
  hug_tensor_free(pair[0]);
  hug_tensor_free(pair[1]);
}

static int files_in_folder(void) {
  DIR *d = opendir(".");
  int count = 0;
  while (readdir(d)) count++;
  closedir(d);
  return count - 2;
}

/* Whatever fails, the old file is there whole, and nothing else. */
static void test_atomic(void) {
  hug_tensor *pair[2];
  make_pair(pair);
  put("z", "old", 3);
  int files = files_in_folder();
  for (int allocations = 0; allocations < 2; allocations++) {
    hug_status status = HUG_EIO;
    int n = 0;
    while (status && n < 100) {
      allocations ? hug_fault_alloc((uint64_t)++n) : hug_fault_io((uint64_t)++n, ENOSPC);
      status = hug_safetensors_save("z", 2, pair_names, pair, 0, NULL);
      hug_fault_alloc(0);
      hug_fault_io(0, 0);
      struct stat s;
      if (files_in_folder() != files || stat("z", &s) || (status && s.st_size != 3)) break;
    }
    CHECK(status == HUG_OK && n > 5 && n < 100);
    put("z", "old", 3);
  }
  hug_tensor_free(pair[0]);
  hug_tensor_free(pair[1]);
}

/* ---- Several files ---- */

static void put_text(const char *name, const char *text) {
  put(name, text, strlen(text));
}

static void test_shards(void) {
  static const char one[] = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}";
  static const char two[] = "{\"c\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
  static const struct { const char *map, *words; } refused[] = {
    { "{\"a\":\"1.safetensors\",\"c\":\"1.safetensors\"}", "tensor \"c\" is not in 1.safetensors" },
    { "{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}", "\"b\" is not in 2.safetensors, where the index has it, but in 1.safetensors" },
    { "{\"a\":\"../1.safetensors\"}", "'..'" },
    { "{\"a\":\"/tmp/1.safetensors\"}", "absolute" },
    { "{\"a\":\"1.bin\"}", "does not end in .safetensors" },
    { "{\"a\":\"legacy.safetensors\"}", "it is a PyTorch file, where a safetensors file was due" },
    { "{\"a\":7}", "is no string" },
    { "{\"\":\"1.safetensors\"}", "it is empty" },
    { "{\"a\":\"1.safetensors\",\"a\":\"1.safetensors\"}", "twice" },
    { "[]", "without an object \"weight_map\"" },
    { "{\"a\":\"1.safetensors\",\"c\":\"again.safetensors\"}", "tensor \"a\" is there twice, and in 1.safetensors first" },
  };
  char text[300];
  hug_weights *w = NULL;
  mkdir("sub", 0700);
  put_safetensors("1.safetensors", one, strlen(one), 2);
  put_safetensors("again.safetensors", one, strlen(one), 2);
  put_safetensors("sub/2.safetensors", two, strlen(two), 1);
  put_text("legacy.safetensors", "PK\3\4");
  put_text("m.safetensors.index.json", "{\"metadata\":{\"total_size\":3},\"weight_map\":{\"b\":\"1.safetensors\",\"c\":\"sub/2.safetensors\",\"a\":\"1.safetensors\"}}");
  CHECK(read_all("m.safetensors.index.json", true) == HUG_OK);
  CHECK(hug_weights_open("./m.safetensors.index.json", true, &w) == HUG_OK && hug_weights_count(w) == 3);
  CHECK(!strcmp(hug_weights_find(w, "c")->file, "2.safetensors"));
  hug_weights_free(w);
  check_allocations("m.safetensors.index.json");
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    snprintf(text, sizeof text, "{\"weight_map\":%s}", refused[i].map);
    put_text("bad.safetensors.index.json", text);
    CHECK_FAILS(read_all("bad.safetensors.index.json", true), HUG_EFORMAT, refused[i].words);
  }
  put_text("m.bin.index.json", "{\"weight_map\":{\"a\":\"1.safetensors\"}}");
  CHECK_FAILS(read_all("m.bin.index.json", true), HUG_EFORMAT, "does not end in .bin");
  put_text("bad.safetensors.index.json", "{\"weight_map\":{\"a\":\"none.safetensors\"}}");
  CHECK_FAILS(read_all("bad.safetensors.index.json", true), HUG_ENOTFOUND, "none.safetensors");
}

/* More files than there may be; each has a tensor of its own. */
static void test_many_shards(void) {
  hug_text index = { 0 };
  char *text, name[40], header[100];
  mkdir("many", 0700);
  hug_text_addf(&index, "{\"weight_map\":{");
  for (int i = 0; i < 1001; i++) {
    snprintf(name, sizeof name, "many/%d.safetensors", i);
    snprintf(header, sizeof header, "{\"%d\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", i);
    put_safetensors(name, header, strlen(header), 1);
    hug_text_addf(&index, "%s\"%d\":\"%d.safetensors\"", i ? "," : "", i, i);
  }
  hug_text_addf(&index, "}}");
  CHECK(hug_text_take(&index, &text, NULL) == HUG_OK);
  put_text("many/model.safetensors.index.json", text);
  CHECK_FAILS(read_all("many", false), HUG_EFORMAT, "more than 1000 files");
  hug_free(text);
}

static void test_folder(void) {
  mkdir("model", 0700);
  CHECK_FAILS(read_all("model", true), HUG_ENOTFOUND, "has no model file");
  CHECK(save_pair("model/model.safetensors") == HUG_OK && read_all("model", true) == HUG_OK);
  CHECK(read_all("model/", true) == HUG_OK);
}

static void test_foreign(void) {
  static const struct { const char *bytes, *words; } files[] = {
    { "version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS pointer" }, { "<!doctype html><html>", "a web page" },
    { "\x80\x04\x95", "Python pickle" }, { "GGUF\3", "GGUF" }, { "hello, this is no model", "23 bytes begin as no model file" }, { "", "empty" },
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    CHECK_FAILS(read_bytes(files[i].bytes, strlen(files[i].bytes)), HUG_EFORMAT, files[i].words);
  char tar[512] = "magic_number";
  strcpy(tar + 257, "ustar");
  CHECK_FAILS(read_bytes(tar, sizeof tar), HUG_EFORMAT, "tar archive");
  CHECK_FAILS(read_all("not-there.safetensors", true), HUG_ENOTFOUND, "not-there.safetensors");
}

static void test_corruptions(void) {
  hug_file *f = NULL;
  CHECK(save_pair("m.safetensors") == HUG_OK && hug_file_open("m.safetensors", false, &f) == HUG_OK);
  check_corruptions(hug_file_data(f), hug_file_size(f));
  hug_file_free(f);
  check_allocations("m.safetensors");
}

/* Opening costs a few blocks, however many tensors there are. */
static void test_cost(void) {
  static char names[200][64];
  const char *pointers[200];
  hug_tensor *tensors[200];
  hug_weights *w = NULL;
  for (int i = 0; i < 200; i++) {
    snprintf(names[i], sizeof names[i], "encoder.layer.%d.attention.weight", i);
    pointers[i] = names[i];
    CHECK(hug_tensor_new(HUG_F32, 2, LIST(4, 4), &tensors[i]) == HUG_OK);
    memset(hug_tensor_at(tensors[i]), 0, 64);
  }
  CHECK(hug_safetensors_save("x", 200, pointers, tensors, 0, NULL) == HUG_OK);
  uint64_t before = hug_memory_usage().allocations;
  CHECK(hug_weights_open("x", true, &w) == HUG_OK && hug_weights_count(w) == 200);
  CHECK(hug_memory_usage().allocations - before <= 24);
  hug_weights_free(w);
  for (int i = 0; i < 200; i++) hug_tensor_free(tensors[i]);
}

int main(void) {
  make_folder();
  test_headers();
  test_special();
  test_unaligned();
  test_shrinking();
  test_reference();
  test_round_trip(true);
  test_round_trip(false);
  test_refused_saves();
  test_atomic();
  test_shards();
  test_many_shards();
  test_folder();
  test_foreign();
  test_corruptions();
  test_cost();
  remove_folder();
  return CHECK_REPORT();
}
