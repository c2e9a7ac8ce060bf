/* flip.c: elements in another order along dims: flip, roll. */
#include "view.h"
#include <string.h>

static hug_status same_shape(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status flip_infer(hug_call *c) {
  uint32_t dims;
  HUG_TRY(hug_op_dims(c, c->args[0].tensor, &c->args[1], &dims));
  return same_shape(c);
}

/* A view that steps backwards takes the input, so the copy loops need not know. */
static hug_status flip_run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *out = c->out[0], *backwards;
  uint32_t dims;
  if (hug_tensor_count(t) == 0) return HUG_OK;
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  if (c->args[1].count == 0) dims = 0;
  int64_t stride[HUG_MAX_DIMS], offset = out->offset;
  for (int d = 0; d < t->ndim; d++) {
    bool flipped = dims >> d & 1;
    stride[d] = flipped ? -out->stride[d] : out->stride[d];
    if (flipped) offset += (t->shape[d] - 1) * out->stride[d];
  }
  HUG_TRY(hug_tensor_view(out, out->ndim, out->shape, stride, offset, &backwards));
  hug_status status = hug_tensor_copy(backwards, t);
  hug_tensor_free(backwards);
  return status;
}

static hug_status flip_backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *g;
  HUG_TRY(hug_invoke_op(&hug_op_flip, HUG_CALL_NO_GRAD, &g, grads[0], c->args[1].count, c->args[1].ints));
  return hug_call_grad(c, 0, 0, g);
}

/* Copies `from` into `to`, whose `dim` is turned on by `shift` places: two parts that change sides. */
static hug_status turn(hug_tensor *to, const hug_tensor *from, int dim, int64_t shift) {
  int64_t size = from->shape[dim], tail = ((shift % size) + size) % size;
  int64_t start[2] = { 0, size - tail }, place[2] = { tail, 0 }, length[2] = { size - tail, tail };
  for (int k = 0; k < 2; k++) {
    hug_tensor *a, *b;
    if (length[k] == 0) continue;
    HUG_TRY(hug_tensor_view(from, from->ndim, from->shape, from->stride, from->offset + start[k] * from->stride[dim], &a));
    hug_status status = hug_tensor_view(to, to->ndim, to->shape, to->stride, to->offset + place[k] * to->stride[dim], &b);
    if (!status) {
      a->shape[dim] = b->shape[dim] = length[k];
      status = hug_tensor_copy(b, a);
      hug_tensor_free(b);
    }
    hug_tensor_free(a);
    HUG_TRY(status);
  }
  return HUG_OK;
}

/* Without dims the tensor is rolled as one long row. */
static hug_status roll_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *shifts = &c->args[1], *dims = &c->args[2];
  int dim;
  if (!dims->given && shifts->count != 1) return hug_op_fail(c, HUG_EARG, "without dims, shifts is one number, not %d", shifts->count);
  if (dims->given && dims->count != shifts->count)
    return hug_op_fail(c, HUG_EARG, "%d shifts for %d dims", shifts->count, dims->count);
  for (int k = 0; dims->given && k < dims->count; k++) HUG_TRY(hug_op_dim(c, t, dims->ints[k], &dim));
  return same_shape(c);
}

static hug_status roll_flat(hug_call *c) {
  hug_tensor *out = c->out[0], *from, *to;
  int64_t count = hug_tensor_count(out), one = 1;
  HUG_TRY(hug_tensor_packed(c->args[0].tensor, (hug_dtype)out->dtype, &from));
  hug_tensor *row = NULL;
  hug_status status = hug_tensor_view(from, 1, &count, &one, from->offset, &row);
  if (!status) status = hug_tensor_view(out, 1, &count, &one, out->offset, &to);
  if (!status) {
    status = turn(to, row, 0, c->args[1].ints[0]);
    hug_tensor_free(to);
  }
  hug_tensor_free(row);
  hug_tensor_free(from);
  return status;
}

static hug_status roll_run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *shifts = &c->args[1], *dims = &c->args[2];
  hug_tensor *out = c->out[0];
  if (hug_tensor_count(t) == 0) return HUG_OK;
  if (!dims->given) return roll_flat(c);
  if (dims->count == 0 || t->ndim == 0) return hug_tensor_copy(out, t);
  for (int k = 0; k < dims->count; k++) {
    int dim;
    hug_tensor *from = NULL;
    HUG_TRY(hug_op_dim(c, t, dims->ints[k], &dim));
    if (k > 0) {              /* the next dim is turned from a copy of what the last left */
      HUG_TRY(hug_tensor_make((hug_dtype)out->dtype, out->ndim, out->shape, &from));
      HUG_TRY(hug_tensor_copy(from, out));
    }
    hug_status status = turn(out, k > 0 ? from : t, dim, shifts->ints[k]);
    hug_tensor_free(from);
    HUG_TRY(status);
  }
  return HUG_OK;
}

static hug_status roll_backward(hug_call *c, hug_tensor *const *grads) {
  const hug_value *shifts = &c->args[1], *dims = &c->args[2];
  int64_t back[HUG_MAX_DIMS * 2];
  if (shifts->count > 2 * HUG_MAX_DIMS) return hug_op_fail(c, HUG_EARG, "too many shifts");
  for (int k = 0; k < shifts->count; k++) back[k] = -shifts->ints[k];
  hug_tensor *g;
  HUG_TRY(hug_invoke_op(&hug_op_roll, HUG_CALL_NO_GRAD, &g, grads[0], shifts->count, back, dims->count, dims->given ? dims->ints : NULL));
  return hug_call_grad(c, 0, 0, g);
}

const hug_op hug_op_flip = {
  .name = "flip", .source = "torch.flip",
  .doc = "A copy with the elements along `dims` in reverse order.",
  .samples = "randn(2,3), {0}; randn(2,3), {0,1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("dims") },
  .infer = flip_infer, .run = flip_run, .backward = flip_backward,
};

const hug_op hug_op_roll = {
  .name = "roll", .source = "torch.roll",
  .doc = "A copy with the elements moved on by `shifts` places along `dims`, what falls off coming in at the front; without `dims` "
         "the tensor is rolled as one row.",
  .samples = "randn(2,3), 1; randn(2,3), {1,-1}, {0,1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("shifts"), HUG_P_OPTIONAL_INTS("dims") },
  .infer = roll_infer, .run = roll_run, .backward = roll_backward,
};
