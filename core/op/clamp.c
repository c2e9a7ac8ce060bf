/* clamp.c: elements held within bounds: clamp, clamp_min, clamp_max. */
#include "elementwise.h"

static const hug_elementwise from_below = { HUG_EL_clamp_min, 2, HUG_CLASS_SAME };
static const hug_elementwise from_above = { HUG_EL_clamp_max, 2, HUG_CLASS_SAME };

/* Two numbers in order, with no gradient to come, bound floats in one go, as hardtanh does. */
static bool at_once(const hug_call *c, double *bounds) {
  const hug_value *min = &c->args[1], *max = &c->args[2];
  if (!min->given || !max->given || !min->tensor->weak || !max->tensor->weak) return false;
  if (!hug_dtype_floating((hug_dtype)c->args[0].tensor->dtype)) return false;
  for (int k = 0; k < 2; k++)
    bounds[k] = hug_element_get((hug_dtype)c->args[1 + k].tensor->dtype, hug_tensor_at(c->args[1 + k].tensor)).f;
  return bounds[0] <= bounds[1] && (c->flags & HUG_CALL_NO_GRAD || !hug_tape_wants(c));
}

static hug_status compose(hug_call *c) {
  const uint32_t flags = c->flags & HUG_CALL_NO_GRAD;
  const hug_value *min = &c->args[1], *max = &c->args[2];
  hug_tensor *input = c->args[0].tensor, *held = NULL, *out = NULL;
  double bounds[2];
  if (!min->given && !max->given) return hug_op_fail(c, HUG_EARG, "`min` or `max` is missing");
  if (at_once(c, bounds)) {
    HUG_TRY(hug_invoke_op(&hug_op_hardtanh, flags, &out, input, bounds[0], bounds[1]));
    return hug_call_set_out(c, 0, out);
  }
  if (min->given) HUG_TRY(hug_invoke_op(&hug_op_clamp_min, flags, &held, input, min->tensor));
  if (!max->given) return hug_call_set_out(c, 0, held);
  hug_status status = hug_invoke_op(&hug_op_clamp_max, flags, &out, held ? held : input, max->tensor);
  hug_tensor_free(held);
  return status ? status : hug_call_set_out(c, 0, out);
}

const hug_op hug_op_clamp = {
  .name = "clamp", .source = "torch.clamp",
  .doc = "`input` held within `min`..`max`, of which one may be left out; `max` where `min` is above it.",
  .samples = "randn(2, 3), -0.5, 0.5; randn(2, 3), { max = 0.1 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_OPERAND("min"), HUG_P_OPTIONAL_OPERAND("max") },
  .flags = HUG_OP_INPLACE, .compose = compose,
};

#define BOUND .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), \
  .infer = hug_elementwise_infer, .run = hug_elementwise_run, .backward = hug_elementwise_backward

const hug_op hug_op_clamp_min = {
  .name = "clamp_min", .source = "torch.clamp_min", .doc = "`input`, or `min` where that is greater.",
  .samples = "randn(2, 3), 0.1",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPERAND("min") }, .data = &from_below, BOUND,
};

const hug_op hug_op_clamp_max = {
  .name = "clamp_max", .source = "torch.clamp_max", .doc = "`input`, or `max` where that is less.",
  .samples = "randn(2, 3), 0.1",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPERAND("max") }, .data = &from_above, BOUND,
};
