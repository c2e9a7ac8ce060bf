/* cast.c: copies, in another type, in one piece, or without history: to, clone, contiguous, detach. */
#include "op.h"

static hug_status clone_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  return hug_call_out(c, 0, c->args[1].given ? c->args[1].dtype : (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status clone_run(hug_call *c) { return hug_tensor_copy(c->out[0], c->args[0].tensor); }

static hug_status clone_backward(hug_call *c, hug_tensor *const *grads) {
  return hug_call_grad(c, 0, 0, hug_tensor_retain(grads[0]));
}

/* The tensor itself if it is as wanted already. */
static hug_status clone_unless(hug_call *c, bool fine, int dtype) {
  hug_tensor *t = c->args[0].tensor, *out = NULL;
  if (fine) return hug_call_set_out(c, 0, hug_tensor_retain(t));
  HUG_TRY(hug_invoke_op(&hug_op_clone, c->flags & HUG_CALL_NO_GRAD, &out, t, dtype));
  return hug_call_set_out(c, 0, out);
}

static hug_status to_compose(hug_call *c) {
  hug_dtype dtype = c->args[1].dtype;
  return clone_unless(c, c->args[0].tensor->dtype == dtype, (int)dtype);
}

static hug_status contiguous_compose(hug_call *c) {
  return clone_unless(c, hug_tensor_contiguous(c->args[0].tensor), HUG_NO_DTYPE);
}

static hug_status detach_infer(hug_call *c) {
  hug_tensor *out = NULL;
  HUG_TRY(hug_tensor_detached(c->args[0].tensor, &out));
  return hug_call_set_out(c, 0, out);
}

const hug_op hug_op_to = {
  .name = "to", .source = "torch.Tensor.to",
  .doc = "`input` as `dtype`; `input` itself if it is so already. Floats become integers without their fraction.",
  .samples = "randn(2, 3), \"f64\"",
  .params = { HUG_P_TENSOR("input"), HUG_P_DTYPE("dtype") },
  .compose = to_compose,
};

const hug_op hug_op_clone = {
  .name = "clone", .source = "torch.clone", .doc = "A copy of `input`, contiguous, in `dtype` if that is given.",
  .samples = "randn(2, 3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_ELEMENTWISE, .infer = clone_infer, .run = clone_run, .backward = clone_backward,
};

const hug_op hug_op_contiguous = {
  .name = "contiguous", .source = "torch.Tensor.contiguous",
  .doc = "`input` with its elements side by side in row-major order; `input` itself if it is so already.",
  .samples = "randn(2, 3):t()",
  .params = { HUG_P_TENSOR("input") },
  .compose = contiguous_compose,
};

const hug_op hug_op_detach = {
  .name = "detach", .source = "torch.Tensor.detach", .doc = "The same elements, through which no gradient flows.",
  .samples = "randn(2, 3)",
  .params = { HUG_P_TENSOR("input") },
  .flags = HUG_OP_VIEW | HUG_OP_NO_GRAD, .infer = detach_infer,
};
