/* diff.c: differences of neighbours: diff. */
#include "scope.h"

static hug_status check_end(const hug_call *c, int arg) {
  const hug_tensor *t = c->args[0].tensor;
  if (!c->args[arg].given || c->args[arg].tensor->ndim == t->ndim) return HUG_OK;
  return hug_op_fail(c, HUG_ESHAPE, "`%s` has %d dims, input %d: they must be equal", c->op->params[arg].name,
                     c->args[arg].tensor->ndim, t->ndim);
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  if (t->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "a tensor without dims has no neighbours");
  if (c->args[1].i < 0) return hug_op_fail(c, HUG_EARG, "`n` %lld is negative", (long long)c->args[1].i);
  HUG_TRY(check_end(c, 3));
  HUG_TRY(check_end(c, 4));
  return hug_op_dim(c, t, c->args[2].i, &dim);
}

static hug_status compose(hug_call *c) {
  hug_tensor *t = c->args[0].tensor, *parts[3];
  int64_t times = c->args[1].i;
  int dim, count = 0;
  HUG_TRY(hug_op_dim(c, t, c->args[2].i, &dim));
  hug_scope s = hug_scope_of(c);
  if (times == 0) return hug_scope_end(&s, c, hug_do(&s, clone, t, HUG_NO_DTYPE));
  if (c->args[3].given) parts[count++] = c->args[3].tensor;
  parts[count++] = t;
  if (c->args[4].given) parts[count++] = c->args[4].tensor;
  hug_tensor *x = count > 1 ? hug_do(&s, cat, count, parts, (int64_t)dim) : t;
  int64_t size = x->shape[dim];
  for (; times > 0 && size > 0; times--, size--) {
    hug_tensor *after = hug_do(&s, narrow, x, (int64_t)dim, (int64_t)1, size - 1);
    hug_tensor *before = hug_do(&s, narrow, x, (int64_t)dim, (int64_t)0, size - 1);
    x = x->dtype == HUG_BOOL ? hug_do(&s, logical_xor, after, before) : hug_do(&s, sub, after, before, NULL);
  }
  return hug_scope_end(&s, c, x == t ? hug_do(&s, clone, t, HUG_NO_DTYPE) : x);
}

const hug_op hug_op_diff = {
  .name = "diff", .source = "torch.diff",
  .doc = "Each element along `dim` less the one before it, `n` times over; of bool, whether they differ. `prepend` "
         "and `append` are set before and behind `input` first.",
  .samples = "randn(3, 4); randn(4, 3), 2, 0; randn(3, 2), { prepend = randn(3, 1) }",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("n", 1), HUG_P_INT_OR("dim", -1), HUG_P_OPTIONAL_TENSOR("prepend"),
              HUG_P_OPTIONAL_TENSOR("append") },
  .infer = infer, .compose = compose,
};
