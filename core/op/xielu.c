/* xielu.c: an activation with two learnt numbers: xielu. */
#include "elementwise.h"
#include "scope.h"

enum { INPUT, ALPHA_P, ALPHA_N, BETA, EPS };

/* The function of input and of the two numbers as they are used. */
static const hug_op curve = {
  .name = "xielu",
  .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("p"), HUG_P_OPERAND("n"), HUG_P_FLOAT("beta"), HUG_P_FLOAT("eps") },
  .data = &(const hug_elementwise){ HUG_EL_xielu, 3, HUG_CLASS_FLOAT },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2),
  .infer = hug_elementwise_infer, .run = hug_elementwise_run, .backward = hug_elementwise_backward,
};

static hug_status compose(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  double beta = c->args[BETA].f;
  hug_tensor *p = hug_do(&s, softplus, c->args[ALPHA_P].tensor, 1.0, 20.0);
  hug_tensor *n = hug_do(&s, add, hug_do(&s, softplus, c->args[ALPHA_N].tensor, 1.0, 20.0), hug_number(&s, beta), NULL);
  return hug_scope_end(&s, c, hug_scope_run(&s, &curve, NULL, c->args[INPUT].tensor, p, n, beta, c->args[EPS].f));
}

const hug_op hug_op_xielu = {
  .name = "xielu", .source = "XIELUActivation in transformers; Huang and Schlag 2024",
  .doc = "With p = softplus(`alpha_p`) and n = `beta` + softplus(`alpha_n`): p x^2 + beta x where x in `input` is positive, "
         "else n (exp(min(x, `eps`)) - 1 - x) + beta x.",
  .samples = "randn(2, 3), randn(1), randn(1); randn(2, 3), randn(1), randn(3), 0.3",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("alpha_p"), HUG_P_TENSOR("alpha_n"), HUG_P_FLOAT_OR("beta", 0.5),
              HUG_P_FLOAT_OR("eps", -1e-6) },
  .compose = compose,
};
