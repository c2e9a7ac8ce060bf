/* storage.c: where elements are: in one block with their storage and its first tensor, in a file, or with the host. */
#include "storage.h"
#include <string.h>

/* A block begins with a storage and the first tensor on it; then come elements, if they are its own. */
enum { HEAD = (sizeof(hug_storage) + sizeof(hug_tensor) + 63) / 64 * 64 };

static char *own_data(const hug_storage *s) { return (char *)s + HEAD; }

/* A storage with room for `bytes` bytes of its own, and the first tensor on it. */
static hug_tensor *new_block(size_t bytes, hug_dtype dtype, int ndim, const int64_t *shape) {
  uint8_t size_class;
  hug_storage *s = hug_block_new(HEAD + bytes, &size_class);
  if (!s) return NULL;
  *s = (hug_storage){ .data = own_data(s), .bytes = bytes, .size_class = size_class };
  atomic_init(&s->refs, 1);
  hug_huge_pages(s->data, bytes);
  int64_t stride[HUG_MAX_DIMS];
  hug_contiguous_strides(ndim, shape, stride);
  hug_tensor *t = (hug_tensor *)(s + 1);
  hug_tensor_init(t, dtype, ndim, shape, stride, s);
  t->inlined = true;
  return t;
}

hug_status hug_tensor_make(hug_dtype dtype, int ndim, const int64_t *shape, hug_tensor **out) {
  int64_t count;
  HUG_TRY(hug_shape_count("tensor", ndim, shape, &count));
  hug_tensor *t = new_block((size_t)count * hug_dtype_bytes(dtype), dtype, ndim, shape);
  if (!t) return HUG_ENOMEM;
  *out = t;
  return HUG_OK;
}

/* A tensor over `bytes` bytes at `data`, which somebody else keeps. */
static hug_tensor *over(void *data, size_t bytes, hug_dtype dtype, int ndim, const int64_t *shape) {
  hug_tensor *t = new_block(0, dtype, ndim, shape);
  if (!t) return NULL;
  t->storage->data = data;
  t->storage->bytes = bytes;
  return t;
}

static bool aligned(const void *data, hug_dtype dtype) {
  return (uintptr_t)data % hug_dtype_bytes(dtype) == 0;
}

hug_status hug_tensor_borrow(hug_dtype dtype, int ndim, const int64_t *shape, void *data,
                             void (*release)(void *user, void *data), void *user, hug_tensor **out) {
  int64_t count;
  HUG_TRY(hug_tensor_check("borrow", dtype, ndim, shape, &count));
  if (!data && count) return hug_fail(HUG_EARG, "[borrow] there are no %lld elements at NULL", (long long)count);
  if (!aligned(data, dtype))
    return hug_fail(HUG_EARG, "[borrow] %s must be aligned to %zu bytes, %p is not: copy it with hug_tensor_from",
                    hug_dtype_infos[dtype].name, hug_dtype_bytes(dtype), data);
  hug_tensor *t = over(data, (size_t)count * hug_dtype_bytes(dtype), dtype, ndim, shape);
  if (!t) return HUG_ENOMEM;
  t->storage->release = release;
  t->storage->user = user;
  *out = t;
  return HUG_OK;
}

hug_status hug_tensor_in_file(hug_file *file, size_t at, hug_dtype dtype, int ndim, const int64_t *shape,
                              hug_tensor **out) {
  int64_t count;
  HUG_TRY(hug_tensor_check("file", dtype, ndim, shape, &count));
  size_t bytes = (size_t)count * hug_dtype_bytes(dtype), size = hug_file_size(file);
  if (at > size || bytes > size - at)
    return hug_fail(HUG_EFORMAT, "[file] %s: a tensor of %zu bytes at byte %zu lies outside the file of %zu bytes",
                    hug_file_path(file), bytes, at, size);
  if (bytes == 0) return hug_tensor_make(dtype, ndim, shape, out);
  char *data = (char *)hug_file_data(file) + at;
  if (!aligned(data, dtype)) {
    HUG_TRY(hug_file_recheck(file));
    return hug_tensor_from(dtype, ndim, shape, data, out);
  }
  hug_tensor *t = over(data, bytes, dtype, ndim, shape);
  if (!t) return HUG_ENOMEM;
  t->storage->file = hug_file_retain(file);
  *out = t;
  return HUG_OK;
}

hug_storage *hug_storage_retain(hug_storage *s) {
  if (s) atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
  return s;
}

void hug_storage_free(hug_storage *s) {
  if (!s || !hug_last_reference(&s->refs)) return;
  void *attachment = atomic_load_explicit(&s->attachment, memory_order_acquire);
  if (attachment) s->detach(attachment);
  if (s->release) s->release(s->user, s->data);
  hug_file_free(s->file);
  hug_block_free(s, s->size_class);
}

bool hug_storage_owned(const hug_storage *s) {
  return s->data == own_data(s);
}
