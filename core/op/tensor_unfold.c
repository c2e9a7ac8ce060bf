/* tensor_unfold.c: all windows of a dim, as a view: tensor_unfold. */
#include "scope.h"
#include "view.h"
#include <string.h>

enum { INPUT, DIMENSION, SIZE, STEP };

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  const int64_t size = c->args[SIZE].i, step = c->args[STEP].i;
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS], count;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[DIMENSION].i, &dim));
  const int64_t length = t->ndim ? t->shape[dim] : 1;
  if (t->ndim == HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "the result would have more than %d dims", HUG_MAX_DIMS);
  if (size < 0 || size > length)
    return hug_op_fail(c, HUG_ESHAPE, "`size` %lld is not within 0..%lld, the size of dim %d", (long long)size, (long long)length, dim);
  if (step < 1) return hug_op_fail(c, HUG_EARG, "`step` is %lld, not positive", (long long)step);
  memcpy(shape, t->shape, sizeof shape);
  memcpy(stride, t->stride, sizeof stride);
  shape[t->ndim] = size;
  stride[t->ndim] = t->ndim ? t->stride[dim] : 1;
  if (t->ndim) {
    shape[dim] = (length - size) / step + 1;
    stride[dim] = shape[dim] > 1 ? step * t->stride[dim] : 0;
  }
  HUG_TRY(hug_shape_count(c->op->name, t->ndim + 1, shape, &count));
  return hug_call_view(c, 0, t->ndim + 1, shape, stride, 0);
}

/* Windows overlap, so their gradients add up: window by window, or element by element of all windows, whatever are fewer. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *t = c->args[INPUT].tensor, *gy = grads[0];
  const int64_t size = c->args[SIZE].i, step = c->args[STEP].i, last = t->ndim;
  int place;
  HUG_TRY(hug_op_dim(c, t, c->args[DIMENSION].i, &place));
  const int64_t dim = place, windows = t->ndim ? gy->shape[dim] : 1;
  hug_scope s = hug_scope_silent();
  hug_tensor *g = hug_do(&s, zeros_like, t, (int)hug_compute_type((hug_dtype)gy->dtype));
  const bool by_window = t->ndim && windows < size;
  for (int64_t i = 0; i < (by_window ? windows : size) && hug_scope_ok(&s); i++) {
    hug_scope each = hug_scope_silent();
    hug_tensor *part = gy, *place_of = g, *sum = NULL;
    if (by_window) {          /* [..., size, ...] from [..., ..., size] */
      part = hug_do(&each, select, gy, dim, i);
      part = hug_do(&each, movedim, part, 1, ((int64_t[]){ -1 }), 1, &dim);
      place_of = hug_do(&each, narrow, g, dim, i * step, size);
    } else {
      part = hug_do(&each, select, gy, last, i);
      if (t->ndim) place_of = hug_do(&each, slice, g, dim, i, i + (windows - 1) * step + 1, step);
    }
    if (hug_scope_ok(&each)) each.status = hug_invoke_op(&hug_op_add, HUG_CALL_NO_GRAD | HUG_CALL_INPLACE, &sum, place_of, part, NULL);
    hug_tensor_free(sum);
    s.status = hug_scope_end(&each, NULL, NULL);
  }
  hug_scope_grad(&s, c, INPUT, 0, g);
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_tensor_unfold = {
  .name = "tensor_unfold", .source = "torch.Tensor.unfold",
  .doc = "A view of all windows of `size` elements along `dimension`, `step` apart: their number stands in place of the dim, "
         "their elements are a new last dim.",
  .samples = "randn(7), 0, 4, 2; randn(2,6), -1, 3, 3; randn(3,2), 0, 2, 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dimension"), HUG_P_INT("size"), HUG_P_INT("step") },
  .flags = HUG_OP_VIEW, .infer = infer, .backward = backward,
};
