/* rot90.c: planes turned by right angles: rot90. */
#include "scope.h"

/* A turn is a flip of one dim and a change of places. */
static hug_status compose(hug_call *c) {
  hug_tensor *t = c->args[0].tensor;
  const hug_value *v = &c->args[2];
  const int64_t turns = ((c->args[1].i % 4) + 4) % 4;
  int a = 0, b = 1;
  if (v->given && v->count != 2) return hug_op_fail(c, HUG_EARG, "`dims` names 2 dims, not %d", v->count);
  if (t->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "takes a tensor of at least 2 dims, not %d", t->ndim);
  if (v->given) HUG_TRY(hug_op_dim(c, t, v->ints[0], &a));
  if (v->given) HUG_TRY(hug_op_dim(c, t, v->ints[1], &b));
  if (a == b) return hug_op_fail(c, HUG_EARG, "`dims` names dim %d twice", a);
  const int64_t both[2] = { a, b };
  hug_scope s = hug_scope_of(c);
  if (turns == 0) return hug_scope_end(&s, c, hug_do(&s, clone, t, HUG_NO_DTYPE));
  if (turns == 2) return hug_scope_end(&s, c, hug_do(&s, flip, t, 2, both));
  hug_tensor *flipped = hug_do(&s, flip, t, 1, turns == 1 ? both + 1 : both);
  return hug_scope_end(&s, c, hug_do(&s, transpose, flipped, both[0], both[1]));
}

const hug_op hug_op_rot90 = {
  .name = "rot90", .source = "torch.rot90",
  .doc = "A copy turned `k` times by 90 degrees in the plane of `dims` (0 and 1), from the first of them towards the second.",
  .samples = "randn(2,3); randn(2,3,2), -1, {1,2}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("k", 1), HUG_P_OPTIONAL_INTS("dims") }, .compose = compose,
};
