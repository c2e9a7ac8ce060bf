/* put.c: elements at places of the flattened tensor: put. */
#include "scope.h"

enum { INPUT, INDEX, SOURCE, ACCUMULATE };

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *index = c->args[INDEX].tensor, *source = c->args[SOURCE].tensor;
  if (index->dtype != HUG_I64) return hug_op_fail(c, HUG_EDTYPE, "`index` is i64, not %s", hug_dtype_infos[index->dtype].name);
  if (source->dtype != t->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "`source` is %s, but `input` is %s", hug_dtype_infos[source->dtype].name,
                       hug_dtype_infos[t->dtype].name);
  if (hug_tensor_count(source) != hug_tensor_count(index))
    return hug_op_fail(c, HUG_ESHAPE, "`source` has %lld elements for %lld places in `index`",
                       (long long)hug_tensor_count(source), (long long)hug_tensor_count(index));
  return HUG_OK;
}

static hug_status compose(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *t = c->args[INPUT].tensor;
  int64_t line = -1;
  hug_tensor *flat = hug_do(&s, reshape, t, 1, &line), *index = hug_do(&s, reshape, c->args[INDEX].tensor, 1, &line);
  hug_tensor *source = hug_do(&s, reshape, c->args[SOURCE].tensor, 1, &line);
  hug_tensor *put = hug_do(&s, index_put, flat, 1, &index, source, c->args[ACCUMULATE].b, 0, NULL);
  return hug_scope_end(&s, c, hug_do(&s, reshape, put, t->ndim, t->shape));
}

const hug_op hug_op_put = {
  .name = "put", .source = "torch.Tensor.put_",
  .doc = "`input` with the elements of `source` at the places `index` of its elements in order, as if it had one dim; "
         "`accumulate` adds them to what is there.",
  .samples = "randn(2,3), tensor({0,4}):to(\"i64\"), randn(2); randn(2,3), tensor({0,0}):to(\"i64\"), randn(2), true",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("index"), HUG_P_TENSOR("source"), HUG_P_BOOL_OR("accumulate", false) },
  .flags = HUG_OP_INPLACE, .infer = infer, .compose = compose,
};
