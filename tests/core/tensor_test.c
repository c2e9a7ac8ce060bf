/* tensor_test.c: storages, views, element types, conversions, copies, printing, random numbers and batches.  What is
** expected of conversions and of printing is what PyTorch does.
*/
#include "../../core/tensor/tensor.h"
#include "check.h"
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST(...) (int64_t[]){ __VA_ARGS__ }
#define SHAPE(...) (int)(sizeof(LIST(__VA_ARGS__)) / sizeof(int64_t)), LIST(__VA_ARGS__)

static hug_tensor *make(hug_dtype dtype, int ndim, const int64_t *shape) {
  hug_tensor *t = NULL;
  CHECK(hug_tensor_new(dtype, ndim, shape, &t) == HUG_OK);
  return t;
}

/* 0, 1, 2, … in f32. */
static hug_tensor *counting(int ndim, const int64_t *shape) {
  hug_tensor *t = make(HUG_F32, ndim, shape);
  float *x = (float *)hug_tensor_at(t);
  for (int64_t i = 0; i < hug_tensor_count(t); i++) x[i] = (float)i;
  return t;
}

static hug_tensor *view(const hug_tensor *t, int ndim, const int64_t *shape, const int64_t *stride, int64_t offset) {
  hug_tensor *v = NULL;
  CHECK(hug_tensor_view(t, ndim, shape, stride, offset, &v) == HUG_OK);
  return v;
}

static double get(const hug_tensor *t, const int64_t *index) {
  hug_scalar value;
  return hug_tensor_get(t, index, &value) == HUG_OK ? value.f : NAN;
}

static hug_scalar number(double f) { return (hug_scalar){ HUG_FLOATING, 0, f }; }
static hug_scalar integer(int64_t i) { return (hug_scalar){ HUG_INTEGRAL, i, (double)i }; }

/* ---- Element types ---- */

static void test_dtypes(void) {
  static const struct { const char *name; hug_dtype dtype; } names[] = {
    { "f32", HUG_F32 }, { "float32", HUG_F32 }, { "F32", HUG_F32 }, { "fp32", HUG_F32 }, { "float", HUG_F32 },
    { "torch.float32", HUG_F32 }, { "torch.bfloat16", HUG_BF16 }, { "half", HUG_F16 }, { "double", HUG_F64 },
    { "torch.long", HUG_I64 }, { "int", HUG_I32 }, { "BOOL", HUG_BOOL }, { "uint8", HUG_U8 }, { "I8", HUG_I8 }
  };
  hug_dtype dtype = HUG_BOOL;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    CHECK(hug_dtype_parse(names[i].name, &dtype) == HUG_OK && dtype == names[i].dtype);
  CHECK_FAILS(hug_dtype_parse("float3", &dtype), HUG_EDTYPE, "float3");
  CHECK_FAILS(hug_dtype_parse("", &dtype), HUG_EDTYPE, "no element type");
  CHECK(dtype == HUG_I8);
  for (int d = 0; d < HUG_DTYPES; d++) {
    const hug_dtype_info *info = hug_dtype_of((hug_dtype)d);
    CHECK(info && hug_dtype_parse(info->name, &dtype) == HUG_OK && dtype == (hug_dtype)d);
    CHECK(info && hug_dtype_parse(info->safetensors, &dtype) == HUG_OK && dtype == (hug_dtype)d);
  }
  CHECK(hug_dtype_of(HUG_NO_DTYPE) == NULL);
}

static void test_promotion(void) {
  enum {
    D = HUG_F64, F = HUG_F32, H = HUG_F16, B = HUG_BF16, L = HUG_I64, I = HUG_I32, S = HUG_I16, C = HUG_I8, U = HUG_U8,
    T = HUG_BOOL
  };
  static const uint8_t met[HUG_DTYPES][HUG_DTYPES] = {   /* torch.promote_types */
    { D, D, D, D, D, D, D, D, D, D },
    { D, F, F, F, F, F, F, F, F, F },
    { D, F, H, F, H, H, H, H, H, H },
    { D, F, F, B, B, B, B, B, B, B },
    { D, F, H, B, L, L, L, L, L, L },
    { D, F, H, B, L, I, I, I, I, I },
    { D, F, H, B, L, I, S, S, S, S },
    { D, F, H, B, L, I, S, C, S, C },
    { D, F, H, B, L, I, S, S, U, U },
    { D, F, H, B, L, I, S, C, U, T },
  };
  for (int a = 0; a < HUG_DTYPES; a++)
    for (int b = 0; b < HUG_DTYPES; b++) CHECK(hug_dtype_promote((hug_dtype)a, (hug_dtype)b) == (hug_dtype)met[a][b]);
}

/* Every f16 survives the way through f32, and what lies between two goes to the nearer one, or to the even one. */
static void test_half(void) {
  int wrong = 0;
  for (uint32_t h = 0; h < 0x7c00; h++) {
    float low = hug_f16_to_f32((uint16_t)h), high = h == 0x7bff ? 65536 : hug_f16_to_f32((uint16_t)(h + 1));
    float middle = (low + high) / 2;
    wrong += hug_f32_to_f16(low) != h || hug_f32_to_f16(-low) != (h | 0x8000);
    wrong += hug_f32_to_f16(middle) != (h & 1 ? h + 1 : h);
    wrong += hug_f32_to_f16(nextafterf(middle, 0)) != h || hug_f32_to_f16(nextafterf(middle, 1e9f)) != h + 1;
  }
  CHECK(wrong == 0);
  CHECK(hug_f16_to_f32(0x3c00) == 1 && hug_f16_to_f32(0xc000) == -2 && hug_f16_to_f32(1) == 0x1p-24f);
  CHECK(isinf(hug_f16_to_f32(0x7c00)) && isnan(hug_f16_to_f32(0x7e00)) && hug_f32_to_f16(INFINITY) == 0x7c00);
  CHECK(isnan(hug_f16_to_f32(hug_f32_to_f16(NAN))) && hug_f32_to_f16(1e30f) == 0x7c00);
  CHECK(hug_f32_to_bf16(1) == 0x3f80 && hug_bf16_to_f32(0xc000) == -2);
  CHECK(hug_f32_to_bf16(1 + 0x1p-8f) == 0x3f80 && hug_f32_to_bf16(1 + 3 * 0x1p-8f) == 0x3f82);
  CHECK(hug_f32_to_bf16(3.4e38f) == 0x7f80 && isnan(hug_bf16_to_f32(hug_f32_to_bf16(NAN))));
}

/* Numbers that every type can hold, from every type to every type, with and without gaps. */
static void test_conversion_of_all_pairs(void) {
  enum { N = 1500 };         /* more than one chunk */
  static double from[2 * N], to[3 * N];
  for (int a = 0; a < HUG_DTYPES; a++)
    for (int b = 0; b < HUG_DTYPES; b++)
      for (int gaps = 0; gaps < 4; gaps++) {
        int64_t from_step = gaps & 1 ? 2 : 1, to_step = gaps & 2 ? 3 : 1;
        int64_t x_bytes = from_step * hug_dtype_infos[a].bytes, y_bytes = to_step * hug_dtype_infos[b].bytes;
        int most = a == HUG_BOOL || b == HUG_BOOL ? 2 : 100, wrong = 0;
        char *x = (char *)from, *y = (char *)to;
        memset(to, 0x55, sizeof to);
        for (int i = 0; i < N; i++) hug_element_set((hug_dtype)a, x + i * x_bytes, integer(i % most));
        hug_convert((hug_dtype)b, to, to_step, (hug_dtype)a, from, from_step, N);
        for (int i = 0; i < N; i++) wrong += hug_element_get((hug_dtype)b, y + i * y_bytes).f != i % most;
        CHECK(wrong == 0);
        CHECK(y[(N - 1) * y_bytes + hug_dtype_infos[b].bytes] == 0x55);
      }
}

static int64_t as(hug_dtype to, hug_dtype from, double value) {
  double in, out = 0;
  hug_element_set(from, &in, number(value));
  hug_convert(to, &out, 1, from, &in, 1, 1);
  return hug_element_get(to, &out).i;
}

static void test_conversion_of_floats_to_integers(void) {
  static const hug_dtype floats[] = { HUG_F64, HUG_F32, HUG_BF16 };
  for (int k = 0; k < 3; k++) {
    hug_dtype f = floats[k];
    CHECK(as(HUG_I64, f, NAN) == INT64_MIN && as(HUG_I64, f, INFINITY) == INT64_MIN);
    CHECK(as(HUG_I64, f, 0x1p63) == INT64_MIN && as(HUG_I64, f, -0x1p63) == INT64_MIN);
    CHECK(as(HUG_I64, f, 0x1p62) == (int64_t)1 << 62);
    CHECK(as(HUG_I32, f, NAN) == INT32_MIN && as(HUG_I32, f, 0x1p31) == INT32_MIN);
    CHECK(as(HUG_I32, f, -0x1p31) == INT32_MIN && as(HUG_I32, f, -0x1p30) == INT32_MIN / 2);
    CHECK(as(HUG_I16, f, NAN) == 0 && as(HUG_I16, f, 32768) == -32768 && as(HUG_I16, f, -1.5) == -1);
    CHECK(as(HUG_I8, f, 300) == 44 && as(HUG_I8, f, 128) == -128 && as(HUG_I8, f, 1e30) == 0);
    CHECK(as(HUG_U8, f, -1) == 255 && as(HUG_U8, f, 300) == 44 && as(HUG_U8, f, -INFINITY) == 0);
    CHECK(as(HUG_BOOL, f, NAN) == 1 && as(HUG_BOOL, f, -0.0) == 0 && as(HUG_BOOL, f, 0.25) == 1);
  }
  CHECK(as(HUG_I32, HUG_F64, 2147483647.5) == INT32_MAX && as(HUG_I32, HUG_F64, -2147483648.5) == INT32_MIN);
  CHECK(as(HUG_U8, HUG_F64, 4294967300.0) == 4 && as(HUG_I8, HUG_F64, 4294967300.0) == 0);
  CHECK(as(HUG_I64, HUG_F16, 65504) == 65504 && as(HUG_I64, HUG_F16, 70000) == INT64_MIN);
}

static void test_elements(void) {
  int64_t big = INT64_MAX;
  hug_scalar value = hug_element_get(HUG_I64, &big);
  CHECK(value.category == HUG_INTEGRAL && value.i == INT64_MAX && value.f == 0x1p63);
  uint8_t byte = 2;          /* as a file may have it */
  value = hug_element_get(HUG_BOOL, &byte);
  CHECK(value.category == HUG_BOOLEAN && value.i == 1 && value.f == 1);
  hug_element_set(HUG_I64, &big, integer(INT64_MIN + 1));
  CHECK(big == INT64_MIN + 1);
  float f = 0;
  hug_element_set(HUG_F32, &f, number(0.1));
  CHECK(f == 0.1f);
}

/* ---- Making and freeing ---- */

static void test_make(void) {
  hug_tensor *t = make(HUG_F32, SHAPE(2, 3, 4));
  CHECK(hug_tensor_dtype(t) == HUG_F32 && hug_tensor_ndim(t) == 3 && hug_tensor_count(t) == 24);
  CHECK(hug_tensor_bytes(t) == 96 && hug_tensor_storage_bytes(t) == 96 && hug_tensor_contiguous(t));
  CHECK(memcmp(hug_tensor_shape(t), LIST(2, 3, 4), 24) == 0 && memcmp(hug_tensor_strides(t), LIST(12, 4, 1), 24) == 0);
  CHECK((uintptr_t)hug_tensor_at(t) % 64 == 0);
  CHECK(hug_tensor_retain(t) == t);
  hug_tensor_free(t);
  CHECK(hug_tensor_count(t) == 24);
  hug_tensor_free(t);
  hug_tensor_free(NULL);
  t = make(HUG_I64, SHAPE(3, 0, 5));
  CHECK(hug_tensor_count(t) == 0 && hug_tensor_bytes(t) == 0 && hug_tensor_contiguous(t));
  hug_tensor_free(t);
  t = make(HUG_U8, SHAPE(1 << 24));   /* large enough for huge pages */
  memset(hug_tensor_at(t), 1, hug_tensor_bytes(t));
  hug_tensor_free(t);
}

/* A freed block serves the next tensor of about its size, and gives way where a cap leaves no room beside it. */
static void test_large_blocks(void) {
  hug_tensor_trim();
  size_t before = hug_memory_usage().live;
  hug_tensor_free(make(HUG_F32, SHAPE(1 << 18)));
  uint64_t calls = hug_memory_usage().allocations;
  hug_tensor_free(make(HUG_F32, SHAPE(1 << 18)));
  CHECK(hug_memory_usage().allocations - calls <= 1);   /* with a sanitizer nothing is kept */
  hug_memory_set_cap(before + (2 << 20));
  hug_tensor_free(make(HUG_F32, SHAPE(3 << 17)));
  hug_memory_set_cap(0);
  for (int i = 1; i < 40; i++) hug_tensor_free(make(HUG_U8, SHAPE((int64_t)i << 20)));
  CHECK(hug_memory_usage().live - before <= (size_t)33 << 20);
  hug_tensor_trim();
  CHECK(hug_memory_usage().live == before);
}

static void test_make_refusals(void) {
  hug_tensor *t = NULL;
  CHECK_FAILS(hug_tensor_new(HUG_F32, SHAPE(2, -3), &t), HUG_ESHAPE, "[2,-3]");
  CHECK_FAILS(hug_tensor_new(HUG_F32, SHAPE((int64_t)1 << 40, (int64_t)1 << 40), &t), HUG_ESHAPE, "1099511627776");
  CHECK_FAILS(hug_tensor_new(HUG_F32, SHAPE(0, (int64_t)1 << 40, (int64_t)1 << 40), &t), HUG_ESHAPE, "more elements");
  hug_tensor_trim();
  hug_memory_set_cap(hug_memory_usage().live + 1000);
  CHECK_FAILS(hug_tensor_new(HUG_F64, SHAPE(1000), &t), HUG_ENOMEM, "cap");
  hug_memory_set_cap(0);
  CHECK_FAILS(hug_tensor_new(HUG_F32, SHAPE(1, 1, 1, 1, 1, 1, 1, 1, 1), &t), HUG_ESHAPE, "9 dimensions");
  CHECK_FAILS(hug_tensor_new(HUG_F32, -1, NULL, &t), HUG_ESHAPE, "-1 dimensions");
  CHECK_FAILS(hug_tensor_new(HUG_NO_DTYPE, SHAPE(1), &t), HUG_EDTYPE, "10");
  CHECK(t == NULL);
}

static void test_from_and_get(void) {
  hug_tensor *t = NULL, *s = NULL;
  hug_scalar value;
  CHECK(hug_tensor_from(HUG_I16, SHAPE(2, 2), (int16_t[]){ 1, -2, 3, -4 }, &t) == HUG_OK);
  CHECK(get(t, LIST(1, 0)) == 3 && get(t, LIST(0, 1)) == -2);
  CHECK_FAILS(hug_tensor_get(t, LIST(1, 2), &value), HUG_EARG, "index 2 of axis 1");
  CHECK_FAILS(hug_tensor_get(t, LIST(-1, 0), &value), HUG_EARG, "[2,2]");
  CHECK_FAILS(hug_tensor_item(t, &value), HUG_ESHAPE, "4 elements");
  CHECK(hug_tensor_scalar(HUG_BF16, number(2.5), &s) == HUG_OK && hug_tensor_ndim(s) == 0);
  CHECK(hug_tensor_item(s, &value) == HUG_OK && value.category == HUG_FLOATING && value.f == 2.5);
  hug_tensor_free(s);
  unsigned version = atomic_load(&t->storage->version);
  void *data = NULL;
  CHECK(hug_tensor_data(t, &data) == HUG_OK && data == (void *)hug_tensor_at(t));
  hug_tensor_written(t);
  CHECK(atomic_load(&t->storage->version) == version + 1);
  hug_tensor_free(t);
}

static void test_shape_text(void) {
  char text[128], small[6];
  CHECK(strcmp(hug_shape_text(0, NULL, text, sizeof text), "[]") == 0);
  CHECK(strcmp(hug_shape_text(SHAPE(2, 3), text, sizeof text), "[2,3]") == 0);
  CHECK(strcmp(hug_shape_text(SHAPE(123, 456), small, sizeof small), "[123,") == 0);
}

static int released;

static void release(void *user, void *data) {
  CHECK(user == &released && data != NULL);
  released++;
}

static void test_borrow(void) {
  float host[6] = { 0, 1, 2, 3, 4, 5 };
  hug_tensor *t = NULL, *bad = NULL;
  CHECK(hug_tensor_borrow(HUG_F32, SHAPE(2, 3), host, release, &released, &t) == HUG_OK);
  hug_tensor *v = view(t, SHAPE(3, 2), LIST(1, 3), 0);
  CHECK(hug_tensor_storage_bytes(t) == 0 && hug_tensor_bytes(t) == 24 && hug_tensor_shares(t, v));
  hug_tensor_free(t);
  CHECK(released == 0 && get(v, LIST(2, 1)) == 5);
  hug_tensor_free(v);
  CHECK(released == 1);
  CHECK_FAILS(hug_tensor_borrow(HUG_F32, SHAPE(1), (char *)host + 2, release, &released, &bad), HUG_EARG, "aligned");
  CHECK_FAILS(hug_tensor_borrow(HUG_F32, SHAPE(1), NULL, release, &released, &bad), HUG_EARG, "NULL");
  CHECK(released == 1 && bad == NULL);
}

static int detached;
static void detach(void *attachment) { detached += attachment == &detached; }

static void test_attachment(void) {
  hug_tensor *t = counting(SHAPE(4)), *v = view(t, SHAPE(2), LIST(1), 2);
  t->storage->detach = detach;
  atomic_store(&t->storage->attachment, &detached);
  hug_tensor_free(t);
  CHECK(detached == 0 && get(v, LIST(1)) == 3);   /* the storage lives on, and with it the block of t */
  hug_tensor_free(v);
  CHECK(detached == 1);
}

static void *free_all(void *tensors) {
  hug_tensor **t = tensors;
  for (int i = 0; i < 200; i++) hug_tensor_free(t[i]);
  for (int i = 0; i < 200; i++) hug_tensor_free(counting(SHAPE(i)));
  return NULL;
}

/* Blocks go to the thread that frees them, and back to the allocator when it ends. */
static void test_threads(void) {
  static hug_tensor *tensors[200];
  for (int i = 0; i < 200; i++) tensors[i] = counting(SHAPE(i));
  size_t live = hug_memory_usage().live;
  pthread_t thread;
  int failed = pthread_create(&thread, NULL, free_all, tensors);
  if (!failed) pthread_join(thread, NULL);
  CHECK(!failed);
  CHECK(hug_memory_usage().live < live - 200 * sizeof(hug_tensor));
}

/* ---- Files ---- */

static void test_files(void) {
  char folder[] = "/tmp/hug_tensor_test_XXXXXX", path[64];
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/elements", folder);
  float elements[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  CHECK(hug_file_write(path, elements, sizeof elements) == HUG_OK);
  for (int map = 0; map < 2; map++) {
    hug_file *file = NULL;
    hug_tensor *t = NULL, *odd = NULL, *none = NULL, *bad = NULL;
    CHECK(hug_file_open(path, map, &file) == HUG_OK);
    CHECK(hug_tensor_in_file(file, 8, HUG_F32, SHAPE(2, 3), &t) == HUG_OK);
    CHECK(hug_tensor_in_file(file, 3, HUG_I16, SHAPE(5), &odd) == HUG_OK);
    CHECK(hug_tensor_in_file(file, 32, HUG_F32, SHAPE(0), &none) == HUG_OK);
    CHECK_FAILS(hug_tensor_in_file(file, 8, HUG_F32, SHAPE(7), &bad), HUG_EFORMAT, "28 bytes at byte 8");
    CHECK_FAILS(hug_tensor_in_file(file, 33, HUG_F32, SHAPE(0), &bad), HUG_EFORMAT, "33");
    CHECK_FAILS(hug_tensor_in_file(file, SIZE_MAX, HUG_U8, SHAPE(1), &bad), HUG_EFORMAT, "outside");
    CHECK(hug_tensor_at(t) == (const char *)hug_file_data(file) + 8 && hug_tensor_storage_bytes(t) == 0);
    CHECK(memcmp(hug_tensor_at(odd), (const char *)hug_file_data(file) + 3, 10) == 0);
    CHECK(hug_tensor_storage_bytes(odd) == 10);
    hug_file_free(file);
    CHECK(get(t, LIST(1, 2)) == 7);
    CHECK(hug_tensor_copy(t, t) == HUG_OK);              /* the pages are private: writes stay in this process */
    hug_tensor_free(t);
    hug_tensor_free(odd);
    hug_tensor_free(none);
  }
  hug_file *file = NULL;
  hug_tensor *t = NULL;
  void *data = &data;
  CHECK(hug_file_open(path, true, &file) == HUG_OK);
  CHECK(hug_tensor_in_file(file, 0, HUG_F32, SHAPE(8), &t) == HUG_OK);
  CHECK(truncate(path, 4) == 0);
  CHECK_FAILS(hug_tensor_data(t, &data), HUG_EIO, "elements");
  CHECK(data == &data);
  hug_tensor_free(t);
  hug_file_free(file);
  unlink(path);
  rmdir(folder);
}

/* ---- Views and copies ---- */

static void test_views(void) {
  hug_tensor *t = counting(SHAPE(3, 4)), *copy = NULL, *same = NULL;
  hug_tensor *turned = view(t, SHAPE(4, 3), LIST(1, 4), 0), *part = view(t, SHAPE(2), LIST(4), 5);
  CHECK(!hug_tensor_contiguous(turned) && hug_tensor_shares(turned, t) && get(turned, LIST(3, 1)) == 7);
  CHECK(get(part, LIST(0)) == 5 && get(part, LIST(1)) == 9);
  CHECK(hug_tensor_packed(turned, HUG_I32, &copy) == HUG_OK && hug_tensor_contiguous(copy) && copy->dtype == HUG_I32);
  CHECK(get(copy, LIST(3, 1)) == 7 && !hug_tensor_shares(copy, t));
  CHECK(hug_tensor_packed(t, HUG_F32, &same) == HUG_OK && same == t);
  hug_tensor_free(same);
  hug_tensor_free(copy);
  hug_tensor *outline = NULL, *detached_view = NULL;
  CHECK(hug_tensor_outline(turned, &outline) == HUG_OK && outline->storage == NULL && outline->shape[0] == 4);
  CHECK(hug_tensor_detached(part, &detached_view) == HUG_OK && detached_view->offset == 5);
  hug_tensor_free(t);
  CHECK(get(detached_view, LIST(1)) == 9);
  hug_tensor_free(outline);
  hug_tensor_free(detached_view);
  hug_tensor_free(turned);
  hug_tensor_free(part);
  hug_tensor *ones = make(HUG_U8, SHAPE(2, 1, 3));
  same = view(ones, SHAPE(2, 1, 3), LIST(3, 99, 1), 0);
  CHECK(hug_tensor_contiguous(same));   /* where there is one element, the stride does not matter */
  hug_tensor_free(same);
  hug_tensor_free(ones);
}

/* Copies a view with these sizes and steps into one with others, and compares element by element. */
static void check_copy(hug_dtype to_dtype, hug_dtype from_dtype, int ndim, const int64_t *shape,
                       const int64_t *to_stride, const int64_t *from_stride) {
  int64_t to_room = 1, from_room = 1, count = 1;
  for (int d = 0; d < ndim; d++) {
    to_room += (shape[d] - 1) * to_stride[d];
    from_room += (shape[d] - 1) * from_stride[d];
    count *= shape[d];
  }
  hug_tensor *to = make(to_dtype, 1, &to_room), *from = make(from_dtype, 1, &from_room);
  for (int64_t i = 0; i < from_room; i++)
    hug_element_set(from_dtype, hug_tensor_at(from) + i * (int64_t)hug_dtype_bytes(from_dtype), integer(i % 113));
  hug_tensor *y = view(to, ndim, shape, to_stride, 0), *x = view(from, ndim, shape, from_stride, 0);
  CHECK(hug_tensor_copy(y, x) == HUG_OK);
  int wrong = 0;
  for (int64_t i = 0; i < count; i++) {
    int64_t rest = i, index[HUG_MAX_DIMS], at = 0;
    for (int d = ndim - 1; d >= 0; d--) {
      index[d] = rest % shape[d];
      rest /= shape[d];
      at += index[d] * from_stride[d];
    }
    wrong += get(y, index) != (double)(at % 113);
  }
  CHECK(wrong == 0);
  hug_tensor_free(x);
  hug_tensor_free(y);
  hug_tensor_free(from);
  hug_tensor_free(to);
}

static void test_copies(void) {
  static const hug_dtype types[][2] = {
    { HUG_F32, HUG_F32 }, { HUG_F64, HUG_F64 }, { HUG_U8, HUG_U8 }, { HUG_BF16, HUG_BF16 }, { HUG_F32, HUG_F16 },
    { HUG_U8, HUG_I64 }
  };
  for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
    hug_dtype to = types[k][0], from = types[k][1];
    check_copy(to, from, 0, NULL, NULL, NULL);
    check_copy(to, from, SHAPE(5), LIST(1), LIST(2));
    check_copy(to, from, SHAPE(70, 50), LIST(50, 1), LIST(1, 70));              /* transposed */
    check_copy(to, from, SHAPE(70, 50), LIST(1, 70), LIST(1, 70));              /* alike on both sides */
    check_copy(to, from, SHAPE(33, 65), LIST(65, 1), LIST(0, 1));               /* broadcast */
    check_copy(to, from, SHAPE(33, 65), LIST(65, 1), LIST(1, 0));
    check_copy(to, from, SHAPE(4, 40, 3), LIST(120, 3, 1), LIST(120, 1, 40));   /* channels last */
    check_copy(to, from, SHAPE(2, 3, 4, 5), LIST(60, 20, 5, 1), LIST(1, 2, 6, 24));
    check_copy(to, from, SHAPE(2, 3, 4, 5), LIST(120, 40, 10, 2), LIST(60, 5, 15, 1));
    check_copy(to, from, SHAPE(400, 350), LIST(350, 1), LIST(350, 1));          /* worth several threads */
    check_copy(to, from, SHAPE(400, 350), LIST(350, 1), LIST(1, 400));
    check_copy(to, from, SHAPE(2, 1, 2, 1, 2, 1, 2, 2), LIST(16, 16, 8, 8, 4, 4, 2, 1), LIST(1, 9, 2, 9, 4, 9, 8, 16));
  }
}

static void test_copy_broadcasts(void) {
  hug_tensor *to = counting(SHAPE(2, 3)), *row = counting(SHAPE(3)), *column = counting(SHAPE(2, 1));
  hug_tensor *none = make(HUG_F32, SHAPE(0));
  CHECK(hug_tensor_copy(to, row) == HUG_OK && get(to, LIST(1, 2)) == 2);
  CHECK(hug_tensor_copy(to, column) == HUG_OK && get(to, LIST(1, 2)) == 1 && get(to, LIST(0, 2)) == 0);
  CHECK_FAILS(hug_tensor_copy(row, to), HUG_ESHAPE, "a [2,3] tensor does not broadcast to [3]");
  CHECK_FAILS(hug_tensor_copy(column, row), HUG_ESHAPE, "[2,1]");
  CHECK_FAILS(hug_tensor_copy(to, none), HUG_ESHAPE, "[0]");
  CHECK(hug_tensor_copy(none, none) == HUG_OK);
  hug_tensor_free(to);
  hug_tensor_free(row);
  hug_tensor_free(column);
  hug_tensor_free(none);
}

static void test_copy_onto_itself(void) {
  hug_tensor *t = counting(SHAPE(6)), *front = view(t, SHAPE(5), LIST(1), 0), *back = view(t, SHAPE(5), LIST(1), 1);
  CHECK(hug_tensor_copy(back, front) == HUG_OK);
  for (int64_t i = 1; i < 6; i++) CHECK(get(t, &i) == (double)(i - 1));
  CHECK(hug_tensor_copy(t, t) == HUG_OK && get(t, LIST(5)) == 4);
  hug_tensor_free(t);
  hug_tensor_free(front);
  hug_tensor_free(back);
}

/* ---- Printing ---- */

static void check_print(const hug_tensor *t, const char *want) {
  char *text = NULL;
  CHECK(hug_tensor_print(t, &text) == HUG_OK);
  CHECK(text && strcmp(text, want) == 0);
  if (text && strcmp(text, want)) printf("%s\ninstead of\n%s\n", text, want);
  hug_free(text);
}

static void check_floats(hug_dtype dtype, int n, const double *x, const char *want) {
  hug_tensor *t = make(dtype, 1, LIST(n));
  for (int i = 0; i < n; i++) hug_element_set(dtype, hug_tensor_at(t) + i * (int)hug_dtype_bytes(dtype), number(x[i]));
  check_print(t, want);
  hug_tensor_free(t);
}

#define FLOATS(...) (int)(sizeof((double[]){ __VA_ARGS__ }) / sizeof(double)), (double[]){ __VA_ARGS__ }

static void test_print_numbers(void) {
  check_floats(HUG_F32, FLOATS(1, 2, -3), "[ 1.,  2., -3.]  f32 [3]");
  check_floats(HUG_F32, FLOATS(1, 2.5), "[1.0000, 2.5000]  f32 [2]");
  check_floats(HUG_F16, FLOATS(0.1, -2), "[ 0.1000, -2.0000]  f16 [2]");
  check_floats(HUG_F32, FLOATS(1e-5, 1), "[1.0000e-05, 1.0000e+00]  f32 [2]");
  check_floats(HUG_F64, FLOATS(1, 1001), "[1.0000e+00, 1.0010e+03]  f64 [2]");
  check_floats(HUG_F64, FLOATS(1.5e300), "[1.5000e+300]  f64 [1]");
  check_floats(HUG_F32, FLOATS(NAN, INFINITY, -INFINITY, 0, -0.0), "[nan, inf, -inf, 0., -0.]  f32 [5]");
  check_floats(HUG_F32, FLOATS(NAN, 12.5, -INFINITY), "[    nan, 12.5000,    -inf]  f32 [3]");
  check_floats(HUG_BF16, FLOATS(INFINITY, 100), "[ inf, 100.]  bf16 [2]");
  check_floats(HUG_I64, FLOATS(1, -200, 30), "[   1, -200,   30]  i64 [3]");
  check_floats(HUG_BOOL, FLOATS(1, 0), "[ True, False]  bool [2]");
  check_floats(HUG_U8, FLOATS(255), "[255]  u8 [1]");
}

static void test_print_layout(void) {
  hug_tensor *t = counting(SHAPE(2, 2, 3)), *v = view(t, SHAPE(3, 2), LIST(1, 3), 0);
  check_print(t, "[[[ 0.,  1.,  2.],\n  [ 3.,  4.,  5.]],\n\n [[ 6.,  7.,  8.],\n  [ 9., 10., 11.]]]  f32 [2,2,3]");
  check_print(v, "[[0., 3.],\n [1., 4.],\n [2., 5.]]  f32 [3,2]");
  hug_tensor_free(v);
  hug_tensor_free(t);
  t = make(HUG_F32, SHAPE(2, 0));
  check_print(t, "[]  f32 [2,0]");
  hug_tensor_free(t);
  CHECK(hug_tensor_scalar(HUG_I32, integer(-7), &t) == HUG_OK);
  check_print(t, "-7  i32 []");
  hug_tensor_free(t);
  t = counting(SHAPE(20));
  check_print(t, "[ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12., 13., 14., 15.,\n"
                 " 16., 17., 18., 19.]  f32 [20]");
  hug_tensor_free(t);
  t = counting(SHAPE(1001));
  check_print(t, "[   0.,    1.,    2.,  ...,  998.,  999., 1000.]  f32 [1001]");
  hug_tensor_free(t);
  t = counting(SHAPE(1002));   /* only what is shown decides the notation */
  check_print(t, "[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 9.9900e+02, 1.0000e+03,\n 1.0010e+03]  f32 [1002]");
  hug_tensor_free(t);
  t = make(HUG_U8, SHAPE(8, 2, 200));
  memset(hug_tensor_at(t), 7, hug_tensor_bytes(t));
  v = view(t, SHAPE(8, 200), LIST(400, 1), 0);
  check_print(v, "[[7, 7, 7,  ..., 7, 7, 7],\n [7, 7, 7,  ..., 7, 7, 7],\n [7, 7, 7,  ..., 7, 7, 7],\n ...,\n"
                 " [7, 7, 7,  ..., 7, 7, 7],\n [7, 7, 7,  ..., 7, 7, 7],\n [7, 7, 7,  ..., 7, 7, 7]]  u8 [8,200]");
  hug_tensor_free(v);
  hug_tensor_free(t);
}

/* Where the machine has a locale with a decimal comma. */
static void test_print_in_other_locales(void) {
  static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (setlocale(LC_NUMERIC, names[i])) check_floats(HUG_F32, FLOATS(1, 2.5), "[1.0000, 2.5000]  f32 [2]");
  setlocale(LC_NUMERIC, "C");
}

/* ---- Random numbers ---- */

/* The known answers that the authors of Philox publish. */
static void test_philox(void) {
  static const struct { hug_draw draw; uint64_t index; uint32_t want[4]; } known[] = {
    { { 0, 0 }, 0, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { UINT64_MAX, UINT64_MAX }, UINT64_MAX, { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x299f31d0a4093822, 0x0370734413198a2e }, 0x85a308d3243f6a88,
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
  };
  for (int i = 0; i < 3; i++) {
    uint32_t out[4];
    hug_philox(known[i].draw, known[i].index, out);
    CHECK(memcmp(out, known[i].want, sizeof out) == 0);
  }
}

static void test_generator(void) {
  hug_generator *g = NULL;
  uint64_t seed, counter;
  CHECK(hug_generator_new(42, &g) == HUG_OK && hug_generator_retain(g) == g);
  hug_generator_free(g);
  CHECK(hug_generator_draw(g).counter == 0 && hug_generator_draw(g).counter == 1);
  hug_generator_state(g, &seed, &counter);
  CHECK(seed == 42 && counter == 2);
  hug_generator_seed(g, 7);
  hug_draw draw = hug_generator_draw(g);
  CHECK(draw.seed == 7 && draw.counter == 0);
  hug_generator_restore(g, 42, 2);
  CHECK(hug_generator_draw(g).counter == 2);
  hug_generator_free(g);
  hug_generator_free(NULL);
}

static void test_random_numbers(void) {
  enum { N = 40000 };
  static float whole[N], pieces[N];
  const hug_draw draw = { 5, 3 };
  void (*const fills[])(hug_draw, int64_t, int64_t, float *) = { hug_random_uniform, hug_random_normal };
  for (int k = 0; k < 2; k++) {
    fills[k](draw, 0, N, whole);
    for (int64_t i = 0, n = 1; i < N; i += n, n = n * 7 % 211) {
      if (n > N - i) n = N - i;
      fills[k](draw, i, n, pieces + i);
    }
    CHECK(memcmp(whole, pieces, sizeof whole) == 0);
    double sum = 0, squares = 0, fourths = 0;
    int outside = 0;
    for (int i = 0; i < N; i++) {
      double x = k ? whole[i] : whole[i] - 0.5;
      sum += x / N;
      squares += x * x / N;
      fourths += x * x * x * x / N;
      outside += !k && (whole[i] < 0 || whole[i] >= 1);
    }
    CHECK(outside == 0 && fabs(sum) < 0.02);
    CHECK(fabs(squares - (k ? 1 : 1 / 12.)) < 0.03 && fabs(fourths - (k ? 3 : 1 / 80.)) < 0.2);
  }
  uint32_t word[4];
  hug_philox(draw, 9, word);
  hug_random_uniform(draw, 37, 1, pieces);
  CHECK(pieces[0] == (float)(word[1] >> 8) * 0x1p-24f);
  hug_random_normal(draw, 36, 2, pieces);   /* Box and Muller, by the C library */
  double radius = sqrt(-2 * log(((word[0] >> 8) + 1) * 0x1p-24)), angle = 6.283185307179586 * (word[1] >> 8) * 0x1p-24;
  CHECK(fabs(pieces[0] - radius * cos(angle)) < 1e-6 && fabs(pieces[1] - radius * sin(angle)) < 1e-6);
}

/* ---- Batches ---- */

static void test_batch(void) {
  hug_batch *b = NULL, *bad = NULL;
  int64_t first, last;
  CHECK(hug_batch_new(3, LIST(2, 0, 3), LIST(0, 0, 1), LIST(2, 0, 2), &b) == HUG_OK);
  CHECK(hug_batch_count(b) == 3 && hug_batch_tokens(b) == 5 && memcmp(hug_batch_offsets(b), LIST(0, 2, 2, 5), 32) == 0);
  hug_batch_keys(b, 2, &first, &last);
  CHECK(first == 1 && last == 2);
  hug_tensor *positions = NULL;
  CHECK(hug_batch_positions(b, &positions) == HUG_OK && positions->dtype == HUG_I64);
  CHECK(memcmp(hug_tensor_at(positions), LIST(0, 1, 0, 1, 2), 40) == 0);
  hug_tensor_free(positions);
  CHECK(hug_batch_retain(b) == b);
  hug_batch_free(b);
  hug_batch_free(b);
  CHECK(hug_batch_new(1, LIST(4), NULL, NULL, &b) == HUG_OK);
  hug_batch_keys(b, 0, &first, &last);
  CHECK(first == 0 && last == 4);
  hug_batch_free(b);
  CHECK(hug_batch_new(0, NULL, NULL, NULL, &b) == HUG_OK && hug_batch_tokens(b) == 0);
  hug_batch_free(b);
  hug_batch_free(NULL);
  CHECK_FAILS(hug_batch_new(1, LIST(-1), NULL, NULL, &bad), HUG_EARG, "-1 rows");
  CHECK_FAILS(hug_batch_new(2, LIST(INT64_MAX / 20, INT64_MAX / 20), NULL, NULL, &bad), HUG_EARG, "sequence 1");
  CHECK_FAILS(hug_batch_new(1, LIST(3), LIST(2), LIST(1), &bad), HUG_EARG, "2..1-1");
  CHECK_FAILS(hug_batch_new(1, LIST(3), NULL, LIST(4), &bad), HUG_EARG, "3 rows");
  CHECK_FAILS(hug_batch_new(-1, NULL, NULL, NULL, &bad), HUG_EARG, "-1");
  CHECK_FAILS(hug_batch_new(INT64_MAX, NULL, NULL, NULL, &bad), HUG_ENOMEM, "memory");
}

/* ---- When there is no memory ---- */

static hug_status make_everything(void) {
  hug_tensor *t = NULL, *turned = NULL, *packed = NULL, *row = NULL, *positions = NULL;
  hug_batch *b = NULL;
  hug_generator *g = NULL;
  char *text = NULL;
  hug_status status = hug_tensor_new(HUG_F32, SHAPE(40, 30), &t);
  if (!status) memset(hug_tensor_at(t), 0, hug_tensor_bytes(t));
  if (!status) status = hug_tensor_view(t, SHAPE(30, 40), LIST(1, 30), 0, &turned);
  if (!status) status = hug_tensor_packed(turned, HUG_F64, &packed);
  if (!status) status = hug_tensor_view(t, SHAPE(30), LIST(1), 30, &row);
  if (!status) status = hug_tensor_copy(t, row);
  if (!status) status = hug_tensor_print(packed, &text);
  if (!status) status = hug_batch_new(2, LIST(100, 200), NULL, NULL, &b);
  if (!status) status = hug_batch_positions(b, &positions);
  if (!status) status = hug_generator_new(1, &g);
  hug_tensor_free(t);
  hug_tensor_free(turned);
  hug_tensor_free(packed);
  hug_tensor_free(row);
  hug_tensor_free(positions);
  hug_batch_free(b);
  hug_generator_free(g);
  hug_free(text);
  return status;
}

static void test_faults(void) {
  hug_status status = HUG_ENOMEM;
  for (uint64_t nth = 1; status && nth < 100; nth++) {
    hug_fault_alloc(nth);
    status = make_everything();
    CHECK(status == HUG_OK || status == HUG_ENOMEM);
  }
  hug_fault_alloc(0);
  CHECK(status == HUG_OK);
}

int main(void) {
  test_dtypes();
  test_promotion();
  test_half();
  test_conversion_of_all_pairs();
  test_conversion_of_floats_to_integers();
  test_elements();
  test_make();
  test_large_blocks();
  test_make_refusals();
  test_from_and_get();
  test_shape_text();
  test_borrow();
  test_attachment();
  test_threads();
  test_files();
  test_views();
  test_copies();
  test_copy_broadcasts();
  test_copy_onto_itself();
  test_print_numbers();
  test_print_layout();
  test_print_in_other_locales();
  test_philox();
  test_generator();
  test_random_numbers();
  test_batch();
  test_faults();
  return CHECK_REPORT();
}
