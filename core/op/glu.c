/* glu.c: gated activations: one half of a tensor times an activation of the other, and prelu, whose slope is learnt. */
#include "op.h"

/* input [.., 2 n, ..] is cut along `dim` into a and b [.., n, ..]. */
static hug_status gated(hug_call *c) {
  const uint32_t flags = c->flags & HUG_CALL_NO_GRAD;
  hug_tensor *input = c->args[0].tensor, *a = NULL, *b = NULL, *gate = NULL, *out = NULL;
  int dim;
  HUG_TRY(hug_op_dim(c, input, c->args[1].i, &dim));
  if (!input->ndim || input->shape[dim] % 2)
    return hug_op_fail(c, HUG_ESHAPE, "dim %d has %lld elements and cannot be halved", dim,
                       input->ndim ? (long long)input->shape[dim] : 1LL);
  int64_t half = input->shape[dim] / 2;
  hug_status status = hug_invoke_op(&hug_op_narrow, flags, &a, input, (int64_t)dim, (int64_t)0, half);
  if (!status) status = hug_invoke_op(&hug_op_narrow, flags, &b, input, (int64_t)dim, half, half);
  if (!status) status = hug_invoke_op(c->op->data, flags, &gate, b, NULL);
  if (!status) status = hug_invoke_op(&hug_op_mul, flags, &out, a, gate);
  hug_tensor_free(a);
  hug_tensor_free(b);
  hug_tensor_free(gate);
  return status ? status : hug_call_set_out(c, 0, out);
}

#define GATED(op, activation, source_)                                                                                \
  const hug_op hug_op_##op = {                                                                                        \
    .name = #op, .source = source_,                                                                                   \
    .doc = "The first half of `input` along `dim` times " #activation " of the second.",                              \
    .samples = "randn(2, 6); randn(4, 3), 0",                                                                         \
    .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", -1) }, .data = &hug_op_##activation, .compose = gated,     \
  };

GATED(glu, sigmoid, "torch.nn.functional.glu")
GATED(geglu, gelu, "GLU Variants Improve Transformer (Shazeer 2020)")
GATED(swiglu, silu, "GLU Variants Improve Transformer (Shazeer 2020)")
GATED(reglu, relu, "GLU Variants Improve Transformer (Shazeer 2020)")
