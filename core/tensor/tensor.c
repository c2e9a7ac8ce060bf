/* tensor.c: tensors as the outside sees them: making, asking, reading. */
#include "storage.h"
#include <stdio.h>
#include <string.h>

/* ---- Making ---- */

void hug_tensor_init(hug_tensor *t, hug_dtype dtype, int ndim, const int64_t *shape, const int64_t *stride,
                     hug_storage *storage) {
  atomic_init(&t->refs, 1);
  t->dtype = (uint8_t)dtype;
  t->ndim = (uint8_t)ndim;
  t->weak = t->requires_grad = t->frozen = t->node_is_view = false;
  t->slot = 0;
  t->offset = 0;
  for (int d = 0; d < ndim; d++) {
    t->shape[d] = shape[d];
    t->stride[d] = stride[d];
  }
  t->storage = storage;
  t->node = NULL;
  t->grad = NULL;
}

hug_status hug_tensor_check(const char *what, hug_dtype dtype, int ndim, const int64_t *shape, int64_t *count) {
  if ((unsigned)dtype >= HUG_DTYPES) return hug_fail(HUG_EDTYPE, "[%s] %d is not an element type", what, (int)dtype);
  return hug_shape_count(what, ndim, shape, count);
}

hug_status hug_tensor_new(hug_dtype dtype, int ndim, const int64_t *shape, hug_tensor **out) {
  int64_t count;
  HUG_TRY(hug_tensor_check("tensor", dtype, ndim, shape, &count));
  return hug_tensor_make(dtype, ndim, shape, out);
}

hug_status hug_tensor_from(hug_dtype dtype, int ndim, const int64_t *shape, const void *data, hug_tensor **out) {
  hug_tensor *t;
  HUG_TRY(hug_tensor_new(dtype, ndim, shape, &t));
  if (t->storage->bytes) memcpy(t->storage->data, data, t->storage->bytes);
  *out = t;
  return HUG_OK;
}

hug_status hug_tensor_scalar(hug_dtype dtype, hug_scalar value, hug_tensor **out) {
  hug_tensor *t;
  HUG_TRY(hug_tensor_new(dtype, 0, NULL, &t));
  hug_element_set(dtype, t->storage->data, value);
  *out = t;
  return HUG_OK;
}

hug_tensor *hug_tensor_retain(hug_tensor *t) {
  atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
  return t;
}

void hug_tensor_free(hug_tensor *t) {
  if (!t || !hug_last_reference(&t->refs)) return;
  hug_tensor_free(t->grad);
  hug_node_free(t->node);
  hug_storage *storage = t->storage;
  if (!t->inlined) hug_block_free(t, HUG_BLOCK_VIEW);
  hug_storage_free(storage);
}

/* ---- Asking ---- */

hug_dtype hug_tensor_dtype(const hug_tensor *t) { return (hug_dtype)t->dtype; }
int hug_tensor_ndim(const hug_tensor *t) { return t->ndim; }
const int64_t *hug_tensor_shape(const hug_tensor *t) { return t->shape; }
const int64_t *hug_tensor_strides(const hug_tensor *t) { return t->stride; }

int64_t hug_tensor_count(const hug_tensor *t) {
  int64_t count = 1;
  for (int d = 0; d < t->ndim; d++) count *= t->shape[d];
  return count;
}

size_t hug_tensor_bytes(const hug_tensor *t) {
  return (size_t)hug_tensor_count(t) * hug_dtype_bytes((hug_dtype)t->dtype);
}

size_t hug_tensor_storage_bytes(const hug_tensor *t) {
  return t->storage && hug_storage_owned(t->storage) ? t->storage->bytes : 0;
}

bool hug_tensor_contiguous(const hug_tensor *t) {
  int64_t step = 1;
  bool rows = true;
  for (int d = t->ndim - 1; d >= 0; d--) {
    if (t->shape[d] == 0) return true;
    if (t->shape[d] > 1) rows &= t->stride[d] == step;
    step *= t->shape[d];
  }
  return rows;
}

bool hug_tensor_shares(const hug_tensor *a, const hug_tensor *b) {
  return a->storage && a->storage == b->storage;
}

const char *hug_shape_text(int ndim, const int64_t *shape, char *buffer, size_t room) {
  size_t used = 0;
  for (int d = 0; d < ndim && used < room; d++)
    used += (size_t)snprintf(buffer + used, room - used, "%s%lld", d ? "," : "[", (long long)shape[d]);
  if (used < room) snprintf(buffer + used, room - used, ndim ? "]" : "[]");
  return buffer;
}

/* ---- Reading ---- */

hug_status hug_tensor_ready(const hug_tensor *t) {
  hug_storage *s = t->storage;
  if (!s || !s->file || atomic_load_explicit(&s->checked, memory_order_relaxed)) return HUG_OK;
  HUG_TRY(hug_file_recheck(s->file));
  atomic_store_explicit(&s->checked, true, memory_order_relaxed);
  return HUG_OK;
}

hug_status hug_tensor_data(const hug_tensor *t, void **out) {
  HUG_TRY(hug_tensor_ready(t));
  *out = hug_tensor_at(t);
  return HUG_OK;
}

void hug_tensor_written(hug_tensor *t) {
  atomic_fetch_add_explicit(&t->storage->version, 1, memory_order_relaxed);
}

hug_status hug_tensor_item(const hug_tensor *t, hug_scalar *out) {
  int64_t count = hug_tensor_count(t);
  if (count != 1) {
    char shape[HUG_SHAPE_ROOM];
    return hug_fail(HUG_ESHAPE, "[item] a %s tensor has %lld elements, not one: take one of them first",
                    hug_shape_text(t->ndim, t->shape, shape, sizeof shape), (long long)count);
  }
  HUG_TRY(hug_tensor_ready(t));
  *out = hug_element_get((hug_dtype)t->dtype, hug_tensor_at(t));
  return HUG_OK;
}

hug_status hug_tensor_get(const hug_tensor *t, const int64_t *index, hug_scalar *out) {
  int64_t at = 0;
  for (int d = 0; d < t->ndim; d++) {
    if (index[d] < 0 || index[d] >= t->shape[d]) {
      char shape[HUG_SHAPE_ROOM];
      return hug_fail(HUG_EARG, "[get] index %lld of axis %d is outside a %s tensor", (long long)index[d], d,
                      hug_shape_text(t->ndim, t->shape, shape, sizeof shape));
    }
    at += index[d] * t->stride[d];
  }
  HUG_TRY(hug_tensor_ready(t));
  hug_dtype dtype = (hug_dtype)t->dtype;
  *out = hug_element_get(dtype, hug_tensor_at(t) + at * (int64_t)hug_dtype_bytes(dtype));
  return HUG_OK;
}
