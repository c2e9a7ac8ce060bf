/* permute.c: dims in another order: permute, transpose, t, movedim. */
#include "view.h"

/* Dim d of the output is dim order[d] of the input. */
static hug_status reorder(hug_call *c, const int *order) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  for (int d = 0; d < t->ndim; d++) {
    shape[d] = t->shape[order[d]];
    stride[d] = t->stride[order[d]];
  }
  return hug_call_view(c, 0, t->ndim, shape, stride, 0);
}

static hug_status permute_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *dims = &c->args[1];
  int order[HUG_MAX_DIMS];
  uint32_t seen = 0;
  if (dims->count != t->ndim) return hug_op_fail(c, HUG_ESHAPE, "%d dims are named of a tensor that has %d", dims->count, t->ndim);
  for (int d = 0; d < t->ndim; d++) {
    HUG_TRY(hug_op_dim(c, t, dims->ints[d], &order[d]));
    if (seen & 1u << order[d]) return hug_op_fail(c, HUG_EARG, "dim %d is named twice", order[d]);
    seen |= 1u << order[d];
  }
  return reorder(c, order);
}

static hug_status swap(hug_call *c, int64_t a, int64_t b) {
  const hug_tensor *t = c->args[0].tensor;
  int order[HUG_MAX_DIMS], first, second;
  HUG_TRY(hug_op_dim(c, t, a, &first));
  HUG_TRY(hug_op_dim(c, t, b, &second));
  for (int d = 0; d < HUG_MAX_DIMS; d++) order[d] = d == first ? second : d == second ? first : d;
  return reorder(c, order);
}

static hug_status transpose_infer(hug_call *c) { return swap(c, c->args[1].i, c->args[2].i); }

static hug_status t_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  if (t->ndim > 2) return hug_op_fail(c, HUG_ESHAPE, "takes a matrix, not a tensor of %d dims; use transpose", t->ndim);
  return swap(c, t->ndim == 2 ? 1 : 0, 0);
}

static hug_status movedim_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *source = &c->args[1], *destination = &c->args[2];
  int order[HUG_MAX_DIMS];
  uint32_t moved = 0, taken = 0;
  if (source->count != destination->count)
    return hug_op_fail(c, HUG_ESHAPE, "source has %d dims, destination %d: they must be equal", source->count, destination->count);
  for (int k = 0; k < source->count; k++) {
    int from, to;
    HUG_TRY(hug_op_dim(c, t, source->ints[k], &from));
    HUG_TRY(hug_op_dim(c, t, destination->ints[k], &to));
    if (moved & 1u << from || taken & 1u << to) return hug_op_fail(c, HUG_EARG, "dim %d of source, or %d of destination, is named twice", from, to);
    moved |= 1u << from;
    taken |= 1u << to;
    order[to] = from;
  }
  for (int d = 0, from = 0; d < t->ndim; d++) {
    if (taken >> d & 1) continue;
    while (moved >> from & 1) from++;
    order[d] = from++;
  }
  return reorder(c, order);
}

const hug_op hug_op_permute = {
  .name = "permute", .source = "torch.permute",
  .doc = "A view with the dims in the order of `dims`: dim i of the result is dim dims[i] of `input`.",
  .samples = "randn(2,3,4), {2,0,1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("dims") },
  .flags = HUG_OP_VIEW, .infer = permute_infer, .backward = hug_view_backward,
};

const hug_op hug_op_transpose = {
  .name = "transpose", .source = "torch.transpose",
  .doc = "A view with `dim0` and `dim1` swapped.",
  .samples = "randn(2,3,4), 0, -1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim0"), HUG_P_INT("dim1") },
  .flags = HUG_OP_VIEW, .infer = transpose_infer, .backward = hug_view_backward,
};

const hug_op hug_op_t = {
  .name = "t", .source = "torch.t",
  .doc = "The transpose of a matrix; a tensor of fewer dims as it is.",
  .samples = "randn(2,3)",
  .params = { HUG_P_TENSOR("input") },
  .flags = HUG_OP_VIEW, .infer = t_infer, .backward = hug_view_backward,
};

const hug_op hug_op_movedim = {
  .name = "movedim", .source = "torch.movedim",
  .doc = "A view with the dims `source` moved to the places `destination`; the others keep their order.",
  .samples = "randn(2,3,4), 0, -1; randn(2,3,4,2), {0,2}, {3,0}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("source"), HUG_P_INTS("destination") },
  .flags = HUG_OP_VIEW, .infer = movedim_infer, .backward = hug_view_backward,
};
