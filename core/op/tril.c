/* tril.c: matrices with one triangle kept and the other set to zero: tril, triu. */
#include "op.h"
#include <string.h>

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  if (t->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "needs a matrix, or a batch of them, not a tensor of %d dims", t->ndim);
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

/* Row i keeps columns up to i + diagonal (tril) or from there on (triu). */
static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *out = c->out[0];
  bool upper = c->op == &hug_op_triu;
  int64_t rows = t->shape[t->ndim - 2], columns = t->shape[t->ndim - 1], diagonal = c->args[1].i;
  if (hug_tensor_count(t) == 0) return HUG_OK;
  diagonal = diagonal < -rows ? -rows : diagonal > columns ? columns : diagonal;
  hug_tensor *plain = NULL;
  HUG_TRY(hug_tensor_make((hug_dtype)t->dtype, t->ndim, t->shape, &plain));
  hug_status status = hug_tensor_copy(plain, t);
  const size_t wide = hug_dtype_bytes((hug_dtype)t->dtype);
  char *at = hug_tensor_at(plain);
  for (int64_t matrix = hug_tensor_count(t) / (rows * columns); matrix > 0 && !status; matrix--)
    for (int64_t i = 0; i < rows; i++, at += (size_t)columns * wide) {
      int64_t edge = i + diagonal + !upper;
      edge = edge < 0 ? 0 : edge > columns ? columns : edge;
      if (upper) memset(at, 0, (size_t)edge * wide);
      else memset(at + (size_t)edge * wide, 0, (size_t)(columns - edge) * wide);
    }
  if (!status) status = hug_tensor_copy(out, plain);
  hug_tensor_free(plain);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *g;
  HUG_TRY(hug_invoke_op(c->op, HUG_CALL_NO_GRAD, &g, grads[0], c->args[1].i));
  return hug_call_grad(c, 0, 0, g);
}

const hug_op hug_op_tril = {
  .name = "tril", .source = "torch.tril",
  .doc = "A copy of the matrices in the last two dims with zeros above the diagonal that is `diagonal` places above the main one.",
  .samples = "randn(3,4); randn(2,3,3), -1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("diagonal", 0) },
  .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_triu = {
  .name = "triu", .source = "torch.triu",
  .doc = "A copy of the matrices in the last two dims with zeros below the diagonal that is `diagonal` places above the main one.",
  .samples = "randn(3,4); randn(2,3,3), 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("diagonal", 0) },
  .infer = infer, .run = run, .backward = backward,
};
