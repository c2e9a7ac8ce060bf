/* rows.c: between a tensor and its rows along some dims. */
#include "rows.h"

/* The dims of `like` in the order that puts `dims` last. */
static void rows_order(const hug_tensor *like, uint32_t dims, int *order) {
  int n = 0;
  for (int along = 0; along < 2; along++)
    for (int d = 0; d < like->ndim; d++)
      if ((int)(dims >> d & 1) == along) order[n++] = d;
}

int64_t hug_reduced_length(const hug_tensor *t, uint32_t dims) {
  int64_t length = 1;
  for (int d = 0; d < t->ndim; d++)
    if (dims >> d & 1) length *= t->shape[d];
  return length;
}

hug_status hug_rows_pack(const hug_tensor *t, uint32_t dims, hug_dtype type, hug_tensor **out) {
  int order[HUG_MAX_DIMS];
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  rows_order(t, dims, order);
  for (int d = 0; d < t->ndim; d++) {
    shape[d] = t->shape[order[d]];
    stride[d] = t->stride[order[d]];
  }
  hug_tensor *view, *packed = NULL;
  HUG_TRY(hug_tensor_view(t, t->ndim, shape, stride, t->offset, &view));
  hug_status status = hug_tensor_packed(view, type, &packed);
  hug_tensor_free(view);
  HUG_TRY(status);
  int64_t length = hug_reduced_length(t, dims), rows = 1;
  for (int d = 0; d < t->ndim; d++)
    if (!(dims >> d & 1)) rows *= t->shape[d];
  status = hug_tensor_view(packed, 2, (int64_t[]){ rows, length }, (int64_t[]){ length, 1 }, packed->offset, out);
  hug_tensor_free(packed);
  return status;
}

hug_status hug_rows_unpack(const hug_tensor *rows, const hug_tensor *like, uint32_t dims, hug_tensor **out) {
  int order[HUG_MAX_DIMS];
  int64_t stride[HUG_MAX_DIMS], step = 1;
  rows_order(like, dims, order);
  for (int k = like->ndim - 1; k >= 0; k--) {
    stride[order[k]] = step;
    step *= like->shape[order[k]];
  }
  return hug_tensor_view(rows, like->ndim, like->shape, stride, rows->offset, out);
}

int hug_reduced_shape(const hug_tensor *t, uint32_t dims, bool keepdim, int64_t *shape) {
  int ndim = 0;
  for (int d = 0; d < t->ndim; d++)
    if (!(dims >> d & 1)) shape[ndim++] = t->shape[d];
    else if (keepdim) shape[ndim++] = 1;
  return ndim;
}

hug_status hug_reduced_spread(const hug_tensor *g, const hug_tensor *t, uint32_t dims, hug_tensor **out) {
  int64_t stride[HUG_MAX_DIMS];
  bool kept = g->ndim == t->ndim;
  for (int d = 0, from = 0; d < t->ndim; d++) {
    bool along = dims >> d & 1;
    stride[d] = along ? 0 : g->stride[kept ? d : from];
    if (!along) from++;
  }
  return hug_tensor_view(g, t->ndim, t->shape, stride, g->offset, out);
}
