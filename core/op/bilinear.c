/* bilinear.c: products of two vectors with a matrix between: bilinear. */
#include "scope.h"
#include <string.h>

enum { INPUT1, INPUT2, WEIGHT, BIAS };

static hug_status check_types(const hug_call *c) {
  const hug_tensor *w = c->args[WEIGHT].tensor;
  for (int i = 0; i <= BIAS; i++) {
    if (!c->args[i].given || c->args[i].tensor->dtype == w->dtype) continue;
    return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, but `weight` is %s", c->op->params[i].name,
                       hug_dtype_infos[c->args[i].tensor->dtype].name, hug_dtype_infos[w->dtype].name);
  }
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *x1 = c->args[INPUT1].tensor, *x2 = c->args[INPUT2].tensor, *w = c->args[WEIGHT].tensor;
  const hug_tensor *bias = c->args[BIAS].given ? c->args[BIAS].tensor : NULL;
  HUG_TRY(check_types(c));
  if (w->ndim != 3) return hug_op_fail(c, HUG_ESHAPE, "`weight` is [outputs, size1, size2], not of %d dims", w->ndim);
  if (x1->ndim == 0 || x1->ndim != x2->ndim)
    return hug_op_fail(c, HUG_ESHAPE, "`input1` and `input2` have equally many dims, at least 1, not %d and %d", x1->ndim, x2->ndim);
  const int last = x1->ndim - 1;
  if (memcmp(x1->shape, x2->shape, sizeof(int64_t) * (size_t)last))
    return hug_op_fail(c, HUG_ESHAPE, "`input1` and `input2` differ in more than the last dim");
  for (int k = 0; k < 2; k++) {
    const hug_tensor *x = c->args[INPUT1 + k].tensor;
    if (x->shape[last] != w->shape[k + 1])
      return hug_op_fail(c, HUG_ESHAPE, "`input%d` has %lld features, but `weight` takes %lld", k + 1, (long long)x->shape[last],
                         (long long)w->shape[k + 1]);
  }
  if (bias && (bias->ndim != 1 || bias->shape[0] != w->shape[0]))
    return hug_op_fail(c, HUG_ESHAPE, "`bias` is [%lld], one for each output", (long long)w->shape[0]);
  return HUG_OK;
}

/* One product of all of input1 with all matrices, [rows, outputs, size2], which then meets input2 row by row. */
static hug_status compose(hug_call *c) {
  hug_tensor *x1 = c->args[INPUT1].tensor, *x2 = c->args[INPUT2].tensor, *w = c->args[WEIGHT].tensor;
  const int64_t outputs = w->shape[0], size1 = w->shape[1], size2 = w->shape[2];
  int64_t rows = 1, shape[HUG_MAX_DIMS], count;
  memcpy(shape, x1->shape, sizeof shape);
  for (int d = 0; d < x1->ndim - 1; d++) rows *= shape[d];
  shape[x1->ndim - 1] = outputs;
  HUG_TRY(hug_shape_count(c->op->name, 3, (int64_t[]){ rows, outputs, size2 }, &count));
  hug_scope s = hug_scope_of(c);
  hug_tensor *left = hug_do(&s, reshape, x1, 2, ((int64_t[]){ rows, size1 }));
  hug_tensor *right = hug_do(&s, reshape, x2, 3, ((int64_t[]){ rows, size2, 1 }));
  hug_tensor *wide = hug_do(&s, reshape, hug_do(&s, transpose, w, (int64_t)0, (int64_t)1), 2, ((int64_t[]){ size1, outputs * size2 }));
  hug_tensor *between = hug_do(&s, reshape, hug_do(&s, matmul, left, wide), 3, ((int64_t[]){ rows, outputs, size2 }));
  hug_tensor *y = hug_do(&s, reshape, hug_do(&s, matmul, between, right), x1->ndim, shape);
  return hug_scope_end(&s, c, c->args[BIAS].given ? hug_do(&s, add, y, c->args[BIAS].tensor, NULL) : y);
}

const hug_op hug_op_bilinear = {
  .name = "bilinear", .source = "torch.nn.functional.bilinear",
  .doc = "`input1` [..., size1] times each matrix of `weight` [outputs, size1, size2] times `input2` [..., size2], plus `bias` "
         "[outputs]: [..., outputs].",
  .samples = "randn(2,3), randn(2,4), randn(5,3,4), randn(5); randn(3), randn(2), randn(2,3,2)",
  .params = { HUG_P_TENSOR("input1"), HUG_P_TENSOR("input2"), HUG_P_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias") },
  .infer = infer, .compose = compose,
};
