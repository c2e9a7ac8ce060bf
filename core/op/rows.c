/* rows.c: between a tensor and its rows along some dims. */
#include "rows.h"
#include "scope.h"
#include <string.h>

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

/* t, which is as long as `like` or shorter along `dims` or lacks them, as contiguous [rows, elements along dims]. */
static hug_status pack_picked(const hug_tensor *t, const hug_tensor *like, uint32_t dims, hug_dtype type,
                              hug_tensor **out) {
  return t->ndim == like->ndim ? hug_rows_pack(t, dims, type, out) : hug_tensor_packed(t, type, out);
}

hug_status hug_rows_return(hug_call *c, hug_tensor *g, const hug_tensor *places, uint32_t dims) {
  const hug_tensor *input = c->args[0].tensor;
  hug_tensor *picked = NULL, *at = NULL, *dx = NULL, *shaped = NULL;
  int64_t length = hug_reduced_length(input, dims), elements = hug_tensor_count(input);
  if (!g) return HUG_OK;
  hug_dtype type = hug_compute_type((hug_dtype)g->dtype);
  hug_status status = pack_picked(g, input, dims, type, &picked);
  if (!status) status = pack_picked(places, input, dims, HUG_I64, &at);
  if (!status) status = hug_tensor_make(type, 2, (int64_t[]){ length ? elements / length : 0, length }, &dx);
  if (!status) {
    const int64_t *place = (const int64_t *)hug_tensor_at(at), rows = dx->shape[0];
    const int64_t each = rows ? hug_tensor_count(at) / rows : 0;
    const void *from = hug_tensor_at(picked);
    void *to = hug_tensor_at(dx);
    memset(to, 0, hug_tensor_bytes(dx));
    for (int64_t row = 0, i = 0; row < rows; row++)
      for (int64_t last = i + each; i < last; i++)
        if (type == HUG_F32) ((float *)to)[row * length + place[i]] += ((const float *)from)[i];
        else ((double *)to)[row * length + place[i]] += ((const double *)from)[i];
    status = hug_rows_unpack(dx, input, dims, &shaped);
  }
  hug_tensor_free(dx);
  hug_tensor_free(at);
  hug_tensor_free(picked);
  return status ? status : hug_call_grad(c, 0, 0, shaped);
}

/* Where t equals y. */
static hug_tensor *ties(hug_scope *s, hug_tensor *t, hug_tensor *y) {
  hug_tensor *both_nan = hug_do(s, logical_and, hug_do(s, isnan, t), hug_do(s, isnan, y));
  return hug_do(s, logical_or, hug_do(s, eq, t, y), both_nan);
}

hug_status hug_rows_share(hug_call *c, hug_tensor *g, const hug_tensor *y, uint32_t dims) {
  hug_tensor *t = c->args[0].tensor, *spread_y = NULL, *spread_g = NULL;
  int64_t list[HUG_MAX_DIMS];
  int count = 0;
  if (!g) return HUG_OK;
  for (int d = 0; d < t->ndim; d++)
    if (dims >> d & 1) list[count++] = d;
  hug_scope s = hug_scope_silent();
  spread_y = hug_scope_hold(&s, hug_reduced_spread(y, t, dims, &spread_y), &spread_y);
  spread_g = hug_scope_hold(&s, hug_reduced_spread(g, t, dims, &spread_g), &spread_g);
  hug_tensor *equal = ties(&s, t, spread_y);
  hug_tensor *number = hug_do(&s, sum, equal, count, list, 1, (int)t->dtype);
  hug_scope_grad(&s, c, 0, 0, hug_do(&s, mul, hug_do(&s, div, spread_g, number, NULL), equal));
  return hug_scope_end(&s, c, NULL);
}
