/* reshape.c: the same elements in the same order under another shape: reshape, view, flatten, unflatten. */
#include "view.h"
#include <string.h>

/* Fills in the one size of `shape` that is -1. */
static hug_status complete_shape(const hug_call *c, int64_t count, int ndim, int64_t *shape) {
  int64_t known = 1;
  int missing = -1;
  for (int d = 0; d < ndim; d++) {
    if (shape[d] == -1 && missing < 0) missing = d;
    else if (shape[d] < 0) return hug_op_fail(c, HUG_ESHAPE, "the shape has size %lld: only one may be -1, the others are 0 or more", (long long)shape[d]);
    else if (__builtin_mul_overflow(known, shape[d], &known)) return hug_op_fail(c, HUG_ESHAPE, "the shape has too many elements");
  }
  if (missing >= 0 && known > 0 && count % known == 0) shape[missing] = count / known, known = count;
  if (known != count || (missing >= 0 && shape[missing] == -1)) {
    char text[128];
    hug_shape_text(ndim, shape, text, sizeof text);
    return hug_op_fail(c, HUG_ESHAPE, "%lld elements do not fill the shape %s", (long long)count, text);
  }
  return HUG_OK;
}

/* Strides that show t's elements under `shape` without a copy; false if there are none.  Works through both shapes from the
** left in groups of dims with equal products: inside a group t must step evenly. */
static bool strides_for(const hug_tensor *t, int ndim, const int64_t *shape, int64_t *stride) {
  if (hug_tensor_count(t) == 0 || hug_tensor_contiguous(t)) {
    hug_contiguous_strides(ndim, shape, stride);
    return true;
  }
  int from = 0, to = 0;
  while (from < t->ndim || to < ndim) {
    int from_end = from, to_end = to;
    int64_t a = from < t->ndim ? t->shape[from_end++] : 1, b = to < ndim ? shape[to_end++] : 1;
    while (a != b)
      if (a < b) a *= t->shape[from_end++];
      else b *= shape[to_end++];
    int64_t step = 1, expected = -1;
    for (int d = from_end - 1; d >= from; d--) {
      if (t->shape[d] == 1) continue;
      if (expected >= 0 && t->stride[d] != expected) return false;
      if (expected < 0) step = t->stride[d];
      expected = t->stride[d] * t->shape[d];
    }
    for (int d = to_end - 1; d >= to; d--) {
      stride[d] = step;
      step *= shape[d];
    }
    from = from_end;
    to = to_end;
  }
  return true;
}

static hug_status reshape_to(hug_call *c, int ndim, int64_t *shape, bool may_copy) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t stride[HUG_MAX_DIMS];
  HUG_TRY(complete_shape(c, hug_tensor_count(t), ndim, shape));
  if (strides_for(t, ndim, shape, stride)) return hug_call_view(c, 0, ndim, shape, stride, 0);
  if (!may_copy) return hug_op_fail(c, HUG_ESHAPE, "the elements do not lie in memory as this view needs; use reshape");
  return hug_call_out(c, 0, (hug_dtype)t->dtype, ndim, shape);
}

static hug_status read_shape(const hug_call *c, const hug_value *v, int64_t *shape) {
  if (v->count > HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "the shape has %d dims, more than %d", v->count, HUG_MAX_DIMS);
  if (v->count) memcpy(shape, v->ints, sizeof *shape * (size_t)v->count);
  return HUG_OK;
}

static hug_status reshape_infer(hug_call *c) {
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(read_shape(c, &c->args[1], shape));
  return reshape_to(c, c->args[1].count, shape, true);
}

static hug_status view_infer(hug_call *c) {
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(read_shape(c, &c->args[1], shape));
  return reshape_to(c, c->args[1].count, shape, false);
}

static hug_status flatten_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int start, end, ndim = 0;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &start));
  HUG_TRY(hug_op_dim(c, t, c->args[2].i, &end));
  if (start > end) return hug_op_fail(c, HUG_ESHAPE, "start_dim %d comes after end_dim %d", start, end);
  for (int d = 0; d < start; d++) shape[ndim++] = t->shape[d];
  shape[ndim] = 1;
  for (int d = start; d <= end && d < t->ndim; d++) shape[ndim] *= t->shape[d];
  ndim++;
  for (int d = end + 1; d < t->ndim; d++) shape[ndim++] = t->shape[d];
  return reshape_to(c, ndim, shape, true);
}

static hug_status unflatten_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *sizes = &c->args[2];
  int dim, ndim = 0;
  int64_t shape[2 * HUG_MAX_DIMS];
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  if (sizes->count > HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "%d sizes are more than %d", sizes->count, HUG_MAX_DIMS);
  int64_t part[HUG_MAX_DIMS];
  HUG_TRY(read_shape(c, sizes, part));
  HUG_TRY(complete_shape(c, t->ndim ? t->shape[dim] : 1, sizes->count, part));
  for (int d = 0; d < dim; d++) shape[ndim++] = t->shape[d];
  for (int d = 0; d < sizes->count; d++) shape[ndim++] = part[d];
  for (int d = dim + 1; d < t->ndim; d++) shape[ndim++] = t->shape[d];
  if (ndim > HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "the shape has %d dims, more than %d", ndim, HUG_MAX_DIMS);
  return reshape_to(c, ndim, shape, true);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *out = c->out[0], *plain;
  if (hug_tensor_shares(t, out)) return HUG_OK;
  HUG_TRY(hug_tensor_view(out, t->ndim, t->shape, (int64_t[HUG_MAX_DIMS]){ 0 }, out->offset, &plain));
  hug_contiguous_strides(t->ndim, t->shape, plain->stride);
  hug_status status = hug_tensor_copy(plain, t);
  hug_tensor_free(plain);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *like = c->args[0].tensor;
  hug_tensor *g;
  HUG_TRY(hug_invoke_op(&hug_op_reshape, HUG_CALL_NO_GRAD, &g, grads[0], like->ndim, like->shape));
  return hug_call_grad(c, 0, 0, g);
}

const hug_op hug_op_reshape = {
  .name = "reshape", .source = "torch.reshape",
  .doc = "The elements of `input`, in row-major order, in `shape`, of which one size may be -1.  A view where the strides allow it, else a copy.",
  .samples = "randn(2,3,4), {6,-1}; randn(2,3,4):transpose(0,1), {4,6}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("shape") },
  .infer = reshape_infer, .run = run, .backward = backward,
};

const hug_op hug_op_view = {
  .name = "view", .source = "torch.Tensor.view",
  .doc = "As `reshape`, but never a copy: an error where the strides do not allow a view.",
  .samples = "randn(2,3,4), {6,-1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("shape") },
  .flags = HUG_OP_VIEW, .infer = view_infer, .backward = backward,
};

const hug_op hug_op_flatten = {
  .name = "flatten", .source = "torch.flatten",
  .doc = "Makes one dim of dims `start_dim` to `end_dim`.",
  .samples = "randn(2,3,4); randn(2,3,4), 1, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("start_dim", 0), HUG_P_INT_OR("end_dim", -1) },
  .infer = flatten_infer, .run = run, .backward = backward,
};

const hug_op hug_op_unflatten = {
  .name = "unflatten", .source = "torch.unflatten",
  .doc = "Makes dims of `sizes`, of which one may be -1, out of `dim`.",
  .samples = "randn(2,6), 1, {3,-1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_INTS("sizes") },
  .infer = unflatten_infer, .run = run, .backward = backward,
};
