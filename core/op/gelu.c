/* gelu.c: the Gaussian error linear unit, exact or by tanh. */
#include "elementwise.h"
#include <string.h>

static const hug_elementwise exact = { HUG_EL_gelu, 1, HUG_CLASS_FLOAT };
static const hug_elementwise by_tanh = { HUG_EL_gelu_tanh, 1, HUG_CLASS_FLOAT };

static const hug_elementwise *variant(const hug_call *c) {
  return strcmp(c->args[1].string, "tanh") ? &exact : &by_tanh;
}

static hug_status infer(hug_call *c) {
  const char *approximate = c->args[1].string;
  if (strcmp(approximate, "none") && strcmp(approximate, "tanh"))
    return hug_op_fail(c, HUG_EARG, "`approximate` is \"%s\", not \"none\" or \"tanh\"", approximate);
  return hug_elementwise_out(c, variant(c));
}

static hug_status run(hug_call *c) { return hug_elementwise_fill(c, variant(c), NULL); }

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  return hug_elementwise_pass(c, variant(c), NULL, grads[0]);
}

const hug_op hug_op_gelu = {
  .name = "gelu", .source = "torch.nn.functional.gelu",
  .doc = "Gaussian error linear unit: `input` times the probability that a standard normal number is below it. "
         "With `approximate` \"tanh\" that probability is approximated.",
  .samples = "randn(2, 3); randn(2, 3), \"tanh\"",
  .params = { HUG_P_TENSOR("input"), HUG_P_CHOICE("approximate", "none", "none|tanh") },
  .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run,
  .backward = backward,
};
