/* isin.c: membership in a set of numbers: isin. */
#include "order.h"
#include "scope.h"

static hug_status infer(hug_call *c) {
  const hug_tensor *x = c->args[0].tensor, *set = c->args[1].tensor;
  if (x->weak && set->weak) return hug_op_fail(c, HUG_EARG, "`elements` or `test_elements` must be a tensor");
  return hug_order_check(c, hug_tensor_count(set));
}

/* The numbers of a set in order, without NaN, which nothing equals. */
static hug_tensor *numbers_of(hug_scope *s, hug_tensor *set) {
  hug_tensor *sorted = hug_do(s, sort, set, (int64_t)0, 0, 0);
  hug_tensor *count = hug_do(s, sum, hug_do(s, isnan, set), 0, NULL, 0, (int)HUG_I64);
  int64_t nan = hug_scope_ok(s) ? *(const int64_t *)hug_tensor_at(count) : 0;
  return nan ? hug_do(s, narrow, sorted, (int64_t)0, (int64_t)0, sorted->shape[0] - nan) : sorted;
}

/* Each element is looked up: it is in the set if what stands at its place there equals it. */
static hug_status compose(hug_call *c) {
  hug_tensor *in[2] = { c->args[0].tensor, c->args[1].tensor };
  const int common = (int)hug_op_result_type(2, in);
  const hug_scalar none = { HUG_BOOLEAN, c->args[3].b, c->args[3].b };
  int64_t size = hug_tensor_count(in[1]), count = hug_tensor_count(in[0]);
  hug_scope s = hug_scope_silent();
  hug_tensor *x = hug_do(&s, reshape, hug_do(&s, to, in[0], common), 1, &count);
  hug_tensor *set = numbers_of(&s, hug_do(&s, reshape, hug_do(&s, to, in[1], common), 1, &size));
  if (hug_scope_ok(&s) && set->shape[0] == 0)
    return hug_scope_end(&s, c, hug_do(&s, full, in[0]->ndim, in[0]->shape, &none, HUG_NO_DTYPE));
  hug_tensor *place = hug_do(&s, searchsorted, set, x, 0, 0, NULL, NULL);
  place = hug_do(&s, clamp_max, place, hug_whole(&s, set->shape[0] - 1));
  hug_tensor *found = hug_do(&s, index_select, set, (int64_t)0, place);
  hug_tensor *answer = c->args[3].b ? hug_do(&s, ne, found, x) : hug_do(&s, eq, found, x);
  return hug_scope_end(&s, c, hug_do(&s, reshape, answer, in[0]->ndim, in[0]->shape));
}

const hug_op hug_op_isin = {
  .name = "isin", .source = "torch.isin",
  .doc = "Whether each of `elements` equals one of `test_elements`; the contrary if `invert`. NaN equals nothing. "
         "`assume_unique` changes nothing.",
  .samples = "tensor{{1, 2}, {3, 4}}, tensor{2, 3}; tensor{1, 2}, 2, { invert = true }",
  .params = { HUG_P_OPERAND("elements"), HUG_P_OPERAND("test_elements"), HUG_P_BOOL_OR("assume_unique", false),
              HUG_P_BOOL_OR("invert", false) },
  .flags = HUG_OP_NO_GRAD, .infer = infer, .compose = compose,
};
