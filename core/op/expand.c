/* expand.c: dims of size one that come, go and stretch: expand, broadcast_to, squeeze, unsqueeze. */
#include "view.h"

static hug_status expand_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *size = &c->args[1];
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  int added = size->count - t->ndim;
  if (added < 0 || size->count > HUG_MAX_DIMS)
    return hug_op_fail(c, HUG_ESHAPE, "%s has %d sizes, to which a tensor of %d dims cannot expand", c->op->params[1].name, size->count, t->ndim);
  for (int d = 0; d < size->count; d++) {
    int64_t have = d < added ? 1 : t->shape[d - added], want = size->ints[d];
    if (want == -1 && d >= added) want = have;
    if (want < 0 || (have != 1 && have != want))
      return hug_op_fail(c, HUG_ESHAPE, "dim %d has size %lld and cannot expand to %lld", d, (long long)have, (long long)want);
    shape[d] = want;
    stride[d] = d < added || have != want || have == 1 ? 0 : t->stride[d - added];
    if (d >= added && have == want) stride[d] = t->stride[d - added];
  }
  int64_t total;
  HUG_TRY(hug_shape_count(c->op->name, size->count, shape, &total));
  return hug_call_view(c, 0, size->count, shape, stride, 0);
}

/* hug_call_grad() sums over what was stretched. */
static hug_status expand_backward(hug_call *c, hug_tensor *const *grads) {
  return hug_call_grad(c, 0, 0, hug_tensor_retain(grads[0]));
}

static hug_status squeeze_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  uint32_t dims;
  int ndim = 0;
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  for (int d = 0; d < t->ndim; d++) {
    if (dims >> d & 1 && t->shape[d] == 1) continue;
    shape[ndim] = t->shape[d];
    stride[ndim++] = t->stride[d];
  }
  return hug_call_view(c, 0, ndim, shape, stride, 0);
}

static hug_status unsqueeze_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS], dim = c->args[1].i, places = t->ndim + 1;
  if (t->ndim == HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "a tensor has at most %d dims", HUG_MAX_DIMS);
  if (dim < -places || dim >= places)
    return hug_op_fail(c, HUG_ESHAPE, "dim %lld is outside 0..%d or -%lld..-1", (long long)dim, t->ndim, (long long)places);
  if (dim < 0) dim += places;
  for (int d = 0, from = 0; d < places; d++) {
    shape[d] = d == dim ? 1 : t->shape[from];
    stride[d] = d == dim ? (from < t->ndim ? t->shape[from] * t->stride[from] : 1) : t->stride[from];
    if (d != dim) from++;
  }
  return hug_call_view(c, 0, (int)places, shape, stride, 0);
}

const hug_op hug_op_expand = {
  .name = "expand", .source = "torch.Tensor.expand",
  .doc = "A view of shape `size` in which dims of size 1 repeat without a copy; -1 keeps a size, and new dims come first.",
  .samples = "randn(3,1), {2,3,4}; randn(3,1), {-1,2}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("size") },
  .flags = HUG_OP_VIEW, .infer = expand_infer, .backward = expand_backward,
};

const hug_op hug_op_broadcast_to = {
  .name = "broadcast_to", .source = "torch.broadcast_to",
  .doc = "The same as `expand`.",
  .samples = "randn(3,1), {2,3,4}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("size") },
  .flags = HUG_OP_VIEW, .infer = expand_infer, .backward = expand_backward,
};

const hug_op hug_op_squeeze = {
  .name = "squeeze", .source = "torch.squeeze",
  .doc = "A view without dims of size 1: without all of them, or without those among `dim`.",
  .samples = "randn(1,3,1); randn(1,3,1), 0; randn(1,3,1), {0,2}",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim") },
  .flags = HUG_OP_VIEW, .infer = squeeze_infer, .backward = hug_view_backward,
};

const hug_op hug_op_unsqueeze = {
  .name = "unsqueeze", .source = "torch.unsqueeze",
  .doc = "A view with a new dim of size 1 at `dim`.",
  .samples = "randn(2,3), 0; randn(2,3), -1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim") },
  .flags = HUG_OP_VIEW, .infer = unsqueeze_infer, .backward = hug_view_backward,
};
