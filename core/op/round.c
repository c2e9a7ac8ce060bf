/* round.c: rounding to a number of decimals. */
#include "elementwise.h"
#include <math.h>

static const hug_elementwise rounded = { HUG_EL_round, 1, HUG_CLASS_NUMBER };

static hug_status infer(hug_call *c) {
  if (c->args[1].i && !hug_dtype_floating((hug_dtype)c->args[0].tensor->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`decimals` is for floats, not %s",
                       hug_dtype_infos[c->args[0].tensor->dtype].name);
  return hug_elementwise_out(c, &rounded);
}

/* The loop's scalars: what to multiply by before rounding, and what to divide by. */
static hug_status run(hug_call *c) {
  double decimals = (double)c->args[1].i;
  hug_scalar scalars[3] = { hug_elementwise_scalar(pow(10, fmax(decimals, 0))),
                            hug_elementwise_scalar(pow(10, fmax(-decimals, 0))) };
  return hug_elementwise_fill(c, &rounded, scalars);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  return hug_elementwise_pass(c, &rounded, NULL, grads[0]);
}

const hug_op hug_op_round = {
  .name = "round", .source = "torch.round",
  .doc = "The nearest integer, of two the even one; or the nearest number with `decimals` decimals.",
  .samples = "randn(2, 3); randn(2, 3), 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("decimals", 0) },
  .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .infer = infer, .run = run, .backward = backward,
};
