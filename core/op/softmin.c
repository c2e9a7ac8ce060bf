/* softmin.c: softmax that favours the least: softmin. */
#include "scope.h"

static hug_status compose(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_dtype dtype = c->args[2].given ? c->args[2].dtype : HUG_NO_DTYPE;
  return hug_scope_end(&s, c, hug_do(&s, softmax, hug_do(&s, neg, c->args[0].tensor), c->args[1].i, (int)dtype));
}

const hug_op hug_op_softmin = {
  .name = "softmin", .source = "torch.nn.functional.softmin",
  .doc = "Exponentials of -`input` along `dim`, scaled to sum to one; computed in `dtype` if given.",
  .samples = "randn(3, 5); randn(2, 3, 4), 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", -1), HUG_P_OPTIONAL_DTYPE("dtype") },
  .compose = compose,
};
