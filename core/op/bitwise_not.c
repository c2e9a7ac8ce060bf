/* bitwise_not.c: all bits turned over; a bool has but one. */
#include "elementwise.h"

static const hug_elementwise bits = { HUG_EL_bitwise_not, 1, HUG_CLASS_INT };
static const hug_elementwise truth = { HUG_EL_logical_not, 1, HUG_CLASS_BOOL };

static hug_status infer(hug_call *c) { return hug_elementwise_out(c, &bits); }

static hug_status run(hug_call *c) {
  return hug_elementwise_fill(c, c->out[0]->dtype == HUG_BOOL ? &truth : &bits, NULL);
}

const hug_op hug_op_bitwise_not = {
  .name = "bitwise_not", .source = "torch.bitwise_not",
  .doc = "`input` with every bit turned over; of bool, its opposite.",
  .samples = "arange(4)",
  .params = { HUG_P_TENSOR("input") },
  .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE | HUG_OP_NO_GRAD, .infer = infer, .run = run,
};
