/* nan_to_num.c: numbers in place of NaN and infinities. */
#include "elementwise.h"
#include <float.h>

static const hug_elementwise replaced = { HUG_EL_nan_to_num, 1, HUG_CLASS_SAME };

static double greatest(hug_dtype d) {
  return d == HUG_F64 ? DBL_MAX : d == HUG_F16 ? 65504 : d == HUG_BF16 ? 0x1.fep127 : FLT_MAX;
}

static hug_status infer(hug_call *c) { return hug_elementwise_out(c, &replaced); }

static hug_status run(hug_call *c) {
  const double most = greatest((hug_dtype)c->out[0]->dtype);
  hug_scalar scalars[3] = {
    hug_elementwise_scalar(c->args[1].f),
    hug_elementwise_scalar(c->args[2].given ? c->args[2].f : most),
    hug_elementwise_scalar(c->args[3].given ? c->args[3].f : -most),
  };
  return hug_elementwise_fill(c, &replaced, scalars);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  return hug_elementwise_pass(c, &replaced, NULL, grads[0]);
}

const hug_op hug_op_nan_to_num = {
  .name = "nan_to_num", .source = "torch.nan_to_num",
  .doc = "`input` with `nan` for NaN, and `posinf` and `neginf` for the infinities: by default the greatest and least "
         "numbers of the type.",
  .samples = "randn(2, 3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_FLOAT_OR("nan", 0), HUG_P_OPTIONAL_FLOAT("posinf"),
              HUG_P_OPTIONAL_FLOAT("neginf") },
  .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run,
  .backward = backward,
};
