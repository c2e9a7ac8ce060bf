/* gated_mlp.c: the feed-forward block of most decoders: gated_mlp. */
#include "scope.h"
#include <string.h>

enum { INPUT, GATE, UP, DOWN, ACTIVATION };

static hug_status infer(hug_call *c) {
  const hug_tensor *x = c->args[INPUT].tensor, *gate = c->args[GATE].tensor, *up = c->args[UP].tensor, *down = c->args[DOWN].tensor;
  for (int i = GATE; i <= DOWN; i++)
    if (c->args[i].tensor->ndim != 2)
      return hug_op_fail(c, HUG_ESHAPE, "`%s` has %d dims, not those of a matrix [outputs, inputs]", c->op->params[i].name,
                         c->args[i].tensor->ndim);
  if (memcmp(gate->shape, up->shape, 2 * sizeof *up->shape) || down->shape[1] != up->shape[0])
    return hug_op_fail(c, HUG_ESHAPE, "`gate` and `up` need one shape [inner, inputs], `down` needs [outputs, inner]");
  if (!x->ndim || x->shape[x->ndim - 1] != up->shape[1])
    return hug_op_fail(c, HUG_ESHAPE, "`input` needs a last dim of size %lld, as the weights have", (long long)up->shape[1]);
  return HUG_OK;
}

static hug_status compose(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *x = c->args[INPUT].tensor;
  hug_tensor *gate = hug_do(&s, linear, x, c->args[GATE].tensor, NULL, c->args[ACTIVATION].string, NULL);
  hug_tensor *up = hug_do(&s, linear, x, c->args[UP].tensor, NULL, NULL, NULL);
  return hug_scope_end(&s, c, hug_do(&s, linear, hug_do(&s, mul, gate, up), c->args[DOWN].tensor, NULL, NULL, NULL));
}

const hug_op hug_op_gated_mlp = {
  .name = "gated_mlp", .source = "LlamaMLP in transformers; Shazeer 2020",
  .doc = "`down` (activation(`gate` x) times `up` x) for the rows x of `input` [..., inputs]: [..., outputs].  gate and up are "
         "[inner, inputs], down [outputs, inner].",
  .samples = "randn(2,3), randn(5,3), randn(5,3), randn(4,5); randn(2,3), randn(5,3), randn(5,3), randn(4,5), 'gelu'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("gate"), HUG_P_TENSOR("up"), HUG_P_TENSOR("down"),
              HUG_P_CHOICE("activation", "silu", "none|relu|gelu|gelu_tanh|silu|tanh") },
  .infer = infer, .compose = compose,
};
