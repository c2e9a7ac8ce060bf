/* pow.c: powers whose exponent has a say in the result's type: pow, square. */
#include "elementwise.h"

static const hug_elementwise power = { HUG_EL_pow, 2, HUG_CLASS_SAME };
static const hug_elementwise second_power = { HUG_EL_square, 1, HUG_CLASS_SAME };

static double number(const hug_tensor *t) { return hug_element_get((hug_dtype)t->dtype, hug_tensor_at(t)).f; }

/* The number 2 as exponent is worth its own loop. */
static bool squares(const hug_call *c) {
  const hug_tensor *exponent = c->args[1].tensor;
  return exponent->weak && number(exponent) == 2;
}

static hug_status pow_infer(hug_call *c) {
  const hug_tensor *base = c->args[0].tensor, *exponent = c->args[1].tensor;
  if (base->dtype == HUG_BOOL && exponent->dtype == HUG_BOOL && !exponent->weak)
    return hug_op_fail(c, HUG_EDTYPE, "does not take bool alone; convert with :to(\"i64\") first");
  HUG_TRY(hug_elementwise_out(c, &power));
  if (exponent->weak && !hug_dtype_floating((hug_dtype)c->out[0]->dtype) && number(exponent) < 0)
    return hug_op_fail(c, HUG_EARG, "an integer to a negative power is no integer; convert with :to(\"f32\") first");
  return HUG_OK;
}

static hug_status pow_run(hug_call *c) { return hug_elementwise_fill(c, squares(c) ? &second_power : &power, NULL); }

static hug_status pow_backward(hug_call *c, hug_tensor *const *grads) {
  return hug_elementwise_pass(c, squares(c) ? &second_power : &power, NULL, grads[0]);
}

/* A square is a power to the number 2: of bool it is an integer. */
static hug_status square_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  return hug_call_out(c, 0, t->dtype == HUG_BOOL ? HUG_I64 : (hug_dtype)t->dtype, t->ndim, t->shape);
}

const hug_op hug_op_pow = {
  .name = "pow", .source = "torch.pow", .doc = "`input` to the power of `exponent`.",
  .samples = "rand(2, 3) + 0.5, 2.5; rand(2, 3) + 0.5, randn(3); 2, randn(3)",
  .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("exponent") },
  .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_OUT(0),
  .saves_for = (const uint32_t[]){ HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_OUT(0) },
  .infer = pow_infer, .run = pow_run, .backward = pow_backward,
};

const hug_op hug_op_square = {
  .name = "square", .source = "torch.square", .doc = "`input` times itself.", .samples = "randn(2, 3)",
  .params = { HUG_P_TENSOR("input") },
  .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .saves = HUG_SAVE_ARG(0), .data = &second_power,
  .infer = square_infer, .run = hug_elementwise_run, .backward = hug_elementwise_backward,
};
