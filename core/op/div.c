/* div.c: divisions and their remainders: div, floor_divide, remainder, fmod. */
#include "elementwise.h"
#include <string.h>

static const hug_elementwise quotient = { HUG_EL_div, 2, HUG_CLASS_FLOAT };
static const hug_elementwise rounded_to_0 = { HUG_EL_div_trunc, 2, HUG_CLASS_NUMBER };
static const hug_elementwise rounded_down = { HUG_EL_floor_divide, 2, HUG_CLASS_NUMBER };
static const hug_elementwise rest_of_floor = { HUG_EL_remainder, 2, HUG_CLASS_NUMBER };
static const hug_elementwise rest_of_trunc = { HUG_EL_fmod, 2, HUG_CLASS_NUMBER };

static const hug_elementwise *division(const hug_call *c) {
  if (c->op != &hug_op_div) return c->op->data;
  const hug_value *mode = &c->args[2];
  if (!mode->given) return &quotient;
  return !strcmp(mode->string, "floor") ? &rounded_down : !strcmp(mode->string, "trunc") ? &rounded_to_0 : NULL;
}

static hug_status infer(hug_call *c) {
  const hug_elementwise *e = division(c);
  if (!e) return hug_op_fail(c, HUG_EARG, "`rounding_mode` is \"%s\", not \"floor\" or \"trunc\"", c->args[2].string);
  return hug_elementwise_out(c, e);
}

static hug_status check_integers(const hug_call *c) {
  const hug_tensor *divisor = c->args[1].tensor;
  hug_tensor *plain = NULL;
  HUG_TRY(hug_tensor_packed(divisor, HUG_I64, &plain));
  const int64_t *at = (const int64_t *)hug_tensor_at(plain);
  bool zero = false;
  for (int64_t i = 0, n = hug_tensor_count(plain); i < n; i++) zero |= at[i] == 0;
  hug_tensor_free(plain);
  return zero ? hug_op_fail(c, HUG_EARG, "an integer is divided by 0") : HUG_OK;
}

static hug_status run(hug_call *c) {
  if (!hug_dtype_floating((hug_dtype)c->out[0]->dtype)) HUG_TRY(check_integers(c));
  return hug_elementwise_fill(c, division(c), NULL);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  return hug_elementwise_pass(c, division(c), NULL, grads[0]);
}

#define DIVISION .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .infer = infer, .run = run, .backward = backward, \
  .samples = "randn(2, 3), rand(3) + 0.5"

const hug_op hug_op_div = {
  .name = "div", .source = "torch.div",
  .doc = "Quotient. Integers are divided as floats, unless `rounding_mode` is \"trunc\" (towards 0) or "
         "\"floor\" (down).",
  .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("other"),
              { .name = "rounding_mode", .kind = HUG_KIND_STRING, .optional = true, .choices = "trunc|floor" } },
  .saves = HUG_SAVE_ARG(1) | HUG_SAVE_OUT(0),
  .saves_for = (const uint32_t[]){ HUG_SAVE_ARG(1), HUG_SAVE_ARG(1) | HUG_SAVE_OUT(0), 0 }, DIVISION,
};

const hug_op hug_op_floor_divide = {
  .name = "floor_divide", .source = "torch.floor_divide", .doc = "Quotient, rounded down.",
  .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("other") },
  .data = &rounded_down, DIVISION,
};

const hug_op hug_op_remainder = {
  .name = "remainder", .source = "torch.remainder",
  .doc = "`input` modulo `other`, with the sign of `other`, as Lua's %.",
  .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("other") },
  .data = &rest_of_floor, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), DIVISION,
};

const hug_op hug_op_fmod = {
  .name = "fmod", .source = "torch.fmod", .doc = "`input` modulo `other`, with the sign of `input`, as C's fmod.",
  .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("other") },
  .data = &rest_of_trunc, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), DIVISION,
};
