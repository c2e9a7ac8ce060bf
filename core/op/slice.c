/* slice.c: parts of a tensor as views: narrow, select, slice, diagonal. */
#include "view.h"
#include <string.h>

/* The part of `dim` with `length` elements, `step` apart, from `start` on. */
static hug_status part(hug_call *c, int dim, int64_t start, int64_t length, int64_t step) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  memcpy(shape, t->shape, sizeof shape);
  memcpy(stride, t->stride, sizeof stride);
  shape[dim] = length;
  if (length > 1) stride[dim] *= step;      /* what is stepped over lies within the dim, so this cannot overflow */
  return hug_call_view(c, 0, t->ndim, shape, stride, length ? start * t->stride[dim] : 0);
}

static hug_status dim_of_some(hug_call *c, int64_t dim, int *out) {
  const hug_tensor *t = c->args[0].tensor;
  if (t->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "a tensor without dims has no parts");
  return hug_op_dim(c, t, dim, out);
}

static hug_status narrow_infer(hug_call *c) {
  int dim;
  HUG_TRY(dim_of_some(c, c->args[1].i, &dim));
  int64_t size = c->args[0].tensor->shape[dim], start = c->args[2].i, length = c->args[3].i;
  if (start < 0) start += size;
  if (start < 0 || start > size || length < 0 || length > size - start)
    return hug_op_fail(c, HUG_ESHAPE, "start %lld, length %lld do not lie within dim %d of size %lld", (long long)c->args[2].i,
                       (long long)length, dim, (long long)size);
  return part(c, dim, start, length, 1);
}

static hug_status select_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(dim_of_some(c, c->args[1].i, &dim));
  int64_t size = t->shape[dim], index = c->args[2].i, shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  if (index < -size || index >= size)
    return hug_op_fail(c, HUG_ESHAPE, "index %lld is outside dim %d of size %lld (indices count from 0)", (long long)index, dim, (long long)size);
  if (index < 0) index += size;
  for (int d = 0, to = 0; d < t->ndim; d++)
    if (d != dim) {
      shape[to] = t->shape[d];
      stride[to++] = t->stride[d];
    }
  return hug_call_view(c, 0, t->ndim - 1, shape, stride, index * t->stride[dim]);
}

/* Python's bounds: negative ones count from the end, and what lies outside is cut off. */
static int64_t bound(const hug_value *v, int64_t size, int64_t otherwise) {
  if (!v->given) return otherwise;
  int64_t at = v->i < 0 ? v->i + size : v->i;
  return at < 0 ? 0 : at > size ? size : at;
}

static hug_status slice_infer(hug_call *c) {
  int dim;
  HUG_TRY(dim_of_some(c, c->args[1].i, &dim));
  int64_t size = c->args[0].tensor->shape[dim], step = c->args[4].i;
  if (step < 1) return hug_op_fail(c, HUG_EARG, "step %lld: a step is at least 1; use flip to go backwards", (long long)step);
  int64_t start = bound(&c->args[2], size, 0), stop = bound(&c->args[3], size, size);
  return part(c, dim, start, start < stop ? (stop - start - 1) / step + 1 : 0, step);
}

static hug_status diagonal_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t offset = c->args[1].i, shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  int a, b, ndim = 0;
  HUG_TRY(hug_op_dim(c, t, c->args[2].i, &a));
  HUG_TRY(hug_op_dim(c, t, c->args[3].i, &b));
  if (t->ndim < 2 || a == b) return hug_op_fail(c, HUG_ESHAPE, "dim1 and dim2 must be two dims, got %d and %d of %d", a, b, t->ndim);
  for (int d = 0; d < t->ndim; d++)
    if (d != a && d != b) {
      shape[ndim] = t->shape[d];
      stride[ndim++] = t->stride[d];
    }
  if (offset < -t->shape[a]) offset = -t->shape[a];
  if (offset > t->shape[b]) offset = t->shape[b];
  int64_t rows = t->shape[a] + (offset < 0 ? offset : 0), columns = t->shape[b] - (offset > 0 ? offset : 0);
  int64_t length = rows < columns ? rows : columns;
  shape[ndim] = length > 0 ? length : 0;
  stride[ndim++] = t->stride[a] + t->stride[b];
  int64_t first = offset < 0 ? -offset * t->stride[a] : offset * t->stride[b];
  return hug_call_view(c, 0, ndim, shape, stride, length > 0 ? first : 0);
}

const hug_op hug_op_narrow = {
  .name = "narrow", .source = "torch.narrow",
  .doc = "A view of `length` elements of `dim` from `start` on.",
  .samples = "randn(4,3), 0, 1, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_INT("start"), HUG_P_INT("length") },
  .flags = HUG_OP_VIEW, .infer = narrow_infer, .backward = hug_view_backward,
};

const hug_op hug_op_select = {
  .name = "select", .source = "torch.select",
  .doc = "A view of element `index` of `dim`, without that dim.",
  .samples = "randn(4,3), 0, -1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_INT("index") },
  .flags = HUG_OP_VIEW, .infer = select_infer, .backward = hug_view_backward,
};

const hug_op hug_op_slice = {
  .name = "slice", .source = "input[start:stop:step] in Python",
  .doc = "A view of elements `start`, start+step, … before `stop` of `dim`, with Python's bounds.",
  .samples = "randn(6,3), 0, 1, 5, 2; randn(6,3), {dim=1, stop=-1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", 0), HUG_P_OPTIONAL_INT("start"), HUG_P_OPTIONAL_INT("stop"), HUG_P_INT_OR("step", 1) },
  .flags = HUG_OP_VIEW, .infer = slice_infer, .backward = hug_view_backward,
};

const hug_op hug_op_diagonal = {
  .name = "diagonal", .source = "torch.diagonal",
  .doc = "A view of the diagonal of `dim1` and `dim2`, `offset` places above the main one, as the last dim.",
  .samples = "randn(3,4); randn(2,3,4), -1, 1, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("offset", 0), HUG_P_INT_OR("dim1", 0), HUG_P_INT_OR("dim2", 1) },
  .flags = HUG_OP_VIEW, .infer = diagonal_infer, .backward = hug_view_backward,
};
