/* add.c: sums in which one operand has a factor: add, sub, rsub. */
#include "elementwise.h"

static const hug_elementwise sum = { HUG_EL_add, 2, HUG_CLASS_SAME };

static hug_scalar negative(hug_scalar s) {
  return (hug_scalar){ s.category == HUG_BOOLEAN ? HUG_INTEGRAL : s.category, (int64_t)(0 - (uint64_t)s.i), -s.f };
}

/* The factors of `input` and `other`; one of them is 1. */
static void factors(const hug_call *c, hug_scalar factor[2]) {
  hug_scalar alpha = c->args[2].scalar;
  factor[0] = c->op == &hug_op_rsub ? negative(alpha) : hug_int(1);
  factor[1] = c->op == &hug_op_sub ? negative(alpha) : c->op == &hug_op_rsub ? hug_int(1) : alpha;
}

static hug_status infer(hug_call *c) {
  if (c->op != &hug_op_add && (c->args[0].tensor->dtype == HUG_BOOL || c->args[1].tensor->dtype == HUG_BOOL))
    return hug_op_fail(c, HUG_EDTYPE, "does not take bool; use logical_xor, or convert with :to(\"i64\") first");
  return hug_elementwise_out(c, &sum);
}

static hug_status run(hug_call *c) {
  hug_scalar factor[2];
  factors(c, factor);
  bool swap = c->op == &hug_op_rsub;      /* the loop's factor is the second input's */
  hug_tensor *in[2] = { c->args[swap].tensor, c->args[!swap].tensor }, *out = c->out[0];
  hug_scalar scalars[3] = { factor[!swap], hug_int(0), hug_int(0) };
  return hug_elementwise_walk(HUG_EL_add, out, 2, in, (hug_dtype)out->dtype, scalars);
}

/* A factor of 1 costs nothing: the gradient itself goes on. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_scalar factor[2];
  factors(c, factor);
  for (int k = 0; k < 2; k++) {
    if (!hug_call_wants(c, k, 0)) continue;
    hug_tensor *d = NULL, *number = NULL;
    if (factor[k].f == 1) d = hug_tensor_retain(grads[0]);
    else {
      HUG_TRY(hug_tensor_weak(factor[k], &number));
      hug_status status = hug_invoke_op(&hug_op_mul, HUG_CALL_NO_GRAD, &d, grads[0], number);
      hug_tensor_free(number);
      HUG_TRY(status);
    }
    HUG_TRY(hug_call_grad(c, k, 0, d));
  }
  return HUG_OK;
}

#define SUM(op, doc_)                                                                                                 \
  const hug_op hug_op_##op = {                                                                                        \
    .name = #op, .source = "torch." #op, .doc = doc_,                                                                 \
    .samples = "randn(2, 3), randn(3); randn(2), randn(2), { alpha = 3 }",                                            \
    .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("other"), HUG_P_SCALAR_OR("alpha", 1) },                        \
    .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .infer = infer, .run = run, .backward = backward,                   \
  };

SUM(add, "`input` + `alpha` `other`.")
SUM(sub, "`input` - `alpha` `other`.")
SUM(rsub, "`other` - `alpha` `input`.")
