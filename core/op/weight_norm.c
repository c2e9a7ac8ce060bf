/* weight_norm.c: a weight given as its direction and its size: weight_norm. */
#include "scope.h"

enum { V, G, DIM };

static hug_status infer(hug_call *c) {
  const hug_tensor *v = c->args[V].tensor, *g = c->args[G].tensor;
  int dim = 0;
  for (int i = V; i <= G; i++)
    if (!hug_dtype_floating((hug_dtype)c->args[i].tensor->dtype))
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, not floats", c->op->params[i].name,
                         hug_dtype_infos[c->args[i].tensor->dtype].name);
  if (c->args[DIM].i == -1) {
    if (hug_tensor_count(g) != 1) return hug_op_fail(c, HUG_ESHAPE, "`g` needs one element, as `dim` -1 stands for all of `v`");
    return HUG_OK;
  }
  HUG_TRY(hug_op_dim(c, v, c->args[DIM].i, &dim));
  bool fits = g->ndim == v->ndim;
  for (int d = 0; fits && d < v->ndim; d++) fits = g->shape[d] == (d == dim ? v->shape[d] : 1);
  return fits ? HUG_OK : hug_op_fail(c, HUG_ESHAPE, "`g` needs the dims of `v`, with size 1 in all but dim %d", dim);
}

static hug_status compose(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *v = c->args[V].tensor;
  int64_t dims[HUG_MAX_DIMS], kept = c->args[DIM].i;
  int count = 0;
  if (kept < -1) kept += v->ndim;
  for (int d = 0; d < v->ndim; d++)
    if (d != kept) dims[count++] = d;
  hug_tensor *squares = hug_do(&s, square, v);
  if (count) squares = hug_do(&s, sum, squares, count, dims, 1, HUG_NO_DTYPE);
  return hug_scope_end(&s, c, hug_do(&s, mul, v, hug_do(&s, div, c->args[G].tensor, hug_do(&s, sqrt, squares), NULL)));
}

const hug_op hug_op_weight_norm = {
  .name = "weight_norm", .source = "torch.nn.utils.weight_norm; Salimans and Kingma 2016",
  .doc = "`v` with each slice along `dim` brought to the norm that `g` gives, which has v's dims with size 1 in all but that "
         "one; `dim` -1 takes all of v as one slice.  It folds a checkpoint's weight_v and weight_g into weight.",
  .samples = "randn(3,2,2), randn(3,1,1); randn(3,2), randn(1,2), 1; randn(3,2), randn(1), -1",
  .params = { HUG_P_TENSOR("v"), HUG_P_TENSOR("g"), HUG_P_INT_OR("dim", 0) },
  .infer = infer, .compose = compose,
};
