/* view.c: tensors that look at the elements of others, and the arithmetic of shapes and strides. */
#include "storage.h"

void hug_contiguous_strides(int ndim, const int64_t *shape, int64_t *stride) {
  int64_t step = 1;
  for (int d = ndim - 1; d >= 0; d--) {
    stride[d] = step;
    step *= shape[d] > 1 ? shape[d] : 1;
  }
}

hug_status hug_shape_count(const char *what, int ndim, const int64_t *shape, int64_t *out) {
  int64_t count = 1;         /* of the non-empty axes: strides must fit even if there are no elements */
  bool empty = false;
  if (ndim < 0 || ndim > HUG_MAX_DIMS)
    return hug_fail(HUG_ESHAPE, "[%s] a shape of %d dimensions: a tensor has 0 to %d", what, ndim, HUG_MAX_DIMS);
  for (int d = 0; d < ndim; d++) {
    if (shape[d] < 0) {
      char text[HUG_SHAPE_ROOM];
      return hug_fail(HUG_ESHAPE, "[%s] a size of shape %s is negative", what,
                      hug_shape_text(ndim, shape, text, sizeof text));
    }
    if (shape[d] == 0) empty = true;
    else if (__builtin_mul_overflow(count, shape[d], &count) || count > INT64_MAX / 16) {
      char text[HUG_SHAPE_ROOM];
      return hug_fail(HUG_ESHAPE, "[%s] shape %s has more elements than any memory", what,
                      hug_shape_text(ndim, shape, text, sizeof text));
    }
  }
  *out = empty ? 0 : count;
  return HUG_OK;
}

hug_status hug_tensor_view(const hug_tensor *t, int ndim, const int64_t *shape, const int64_t *stride, int64_t offset,
                           hug_tensor **out) {
  uint8_t size_class;
  hug_tensor *view = hug_block_new(sizeof *view, &size_class);
  if (!view) return HUG_ENOMEM;
  hug_tensor_init(view, (hug_dtype)t->dtype, ndim, shape, stride, hug_storage_retain(t->storage));
  view->inlined = false;
  view->offset = offset;
  *out = view;
  return HUG_OK;
}

hug_status hug_tensor_detached(const hug_tensor *t, hug_tensor **out) {
  return hug_tensor_view(t, t->ndim, t->shape, t->stride, t->offset, out);
}

hug_status hug_tensor_outline(const hug_tensor *t, hug_tensor **out) {
  hug_tensor *outline;
  HUG_TRY(hug_tensor_detached(t, &outline));
  hug_storage_free(outline->storage);
  outline->storage = NULL;
  *out = outline;
  return HUG_OK;
}
