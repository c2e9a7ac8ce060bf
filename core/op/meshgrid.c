/* meshgrid.c: all pairings of the elements of vectors: meshgrid, cartesian_prod. */
#include "scope.h"
#include <string.h>

enum { TENSORS, INDEXING };

/* All are of one type, and of at most `dims` dims. */
static hug_status check(const hug_call *c, int least_dims) {
  const hug_value *v = &c->args[TENSORS];
  if (v->count == 0) return hug_op_fail(c, HUG_EARG, "`tensors` is empty: there must be at least one");
  for (int k = 0; k < v->count; k++) {
    const hug_tensor *t = v->tensors[k];
    if (t->ndim > 1 || t->ndim < least_dims)
      return hug_op_fail(c, HUG_ESHAPE, "tensors[%d] has %d dims, but only vectors are paired", k, t->ndim);
    if (t->dtype != v->tensors[0]->dtype)
      return hug_op_fail(c, HUG_EDTYPE, "tensors[%d] is %s, but the first is %s", k, hug_dtype_infos[t->dtype].name,
                         hug_dtype_infos[v->tensors[0]->dtype].name);
  }
  return HUG_OK;
}

static int64_t size_of(const hug_tensor *t) { return t->ndim ? t->shape[0] : 1; }

/* ---- meshgrid ---- */

static hug_status mesh_check(hug_call *c) {
  HUG_TRY(check(c, 0));
  if (c->args[TENSORS].count > HUG_MAX_DIMS)
    return hug_op_fail(c, HUG_ESHAPE, "%d tensors would make grids of more than %d dims", c->args[TENSORS].count, HUG_MAX_DIMS);
  return HUG_OK;
}

/* Tensor k varies along dim k; with "xy" the first two change places. */
static hug_status meshgrid(hug_call *c) {
  const hug_value *v = &c->args[TENSORS];
  const bool swapped = !strcmp(c->args[INDEXING].string, "xy") && v->count > 1;
  int64_t shape[HUG_MAX_DIMS];
  hug_scope s = hug_scope_of(c);
  for (int k = 0; k < v->count; k++) shape[swapped && k < 2 ? 1 - k : k] = size_of(v->tensors[k]);
  for (int k = 0; k < v->count; k++) {
    int64_t along[HUG_MAX_DIMS] = { 1, 1, 1, 1, 1, 1, 1, 1 };
    along[swapped && k < 2 ? 1 - k : k] = size_of(v->tensors[k]);
    hug_tensor *apart = hug_do(&s, reshape, v->tensors[k], v->count, along);
    hug_scope_out(&s, c, k, hug_do(&s, expand, apart, v->count, shape));
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_meshgrid = {
  .name = "meshgrid", .source = "torch.meshgrid",
  .doc = "For each of `tensors` (vectors) a view with one dim for every vector, along whose own dim its elements lie, and "
         "repeat along the others. With `indexing` xy the first two dims change places.",
  .samples = "{randn(2), randn(3)}; {randn(2), randn(3)}, 'xy'",
  .params = { HUG_P_TENSORS("tensors"), HUG_P_CHOICE("indexing", "ij", "ij|xy") },
  .flags = HUG_OP_FUNCTION | HUG_OP_LIST, .infer = mesh_check, .compose = meshgrid,
};

/* ---- cartesian_prod ---- */

static hug_status product_check(hug_call *c) { return check(c, 1); }

/* Column k: each element of vector k repeated for all combinations of those after it, and that for all of those before. */
static hug_status cartesian_prod(hug_call *c) {
  const hug_value *v = &c->args[TENSORS];
  hug_scope s = hug_scope_of(c);
  int64_t all = 1, before = 1;
  if (v->count == 1) return hug_scope_end(&s, c, v->tensors[0]);
  hug_tensor **columns = hug_alloc(sizeof *columns * (size_t)v->count);
  if (!columns) return HUG_ENOMEM;
  for (int k = 0; k < v->count && hug_scope_ok(&s); k++)
    if (__builtin_mul_overflow(all, size_of(v->tensors[k]), &all) || all > INT64_MAX / 16)
      s.status = hug_op_fail(c, HUG_ESHAPE, "there are more combinations than any memory holds");
  for (int k = 0; k < v->count && hug_scope_ok(&s); k++) {
    int64_t n = size_of(v->tensors[k]), after = all ? all / before / n : 0;
    hug_tensor *apart = hug_do(&s, reshape, v->tensors[k], 3, ((int64_t[]){ 1, n, 1 }));
    apart = hug_do(&s, expand, apart, 3, ((int64_t[]){ all ? before : 0, n, after }));
    columns[k] = hug_do(&s, reshape, apart, 1, &all);
    before *= n;
  }
  hug_tensor *out = hug_scope_ok(&s) ? hug_do(&s, stack, v->count, columns, (int64_t)1) : NULL;
  hug_free(columns);
  return hug_scope_end(&s, c, out);
}

const hug_op hug_op_cartesian_prod = {
  .name = "cartesian_prod", .source = "torch.cartesian_prod",
  .doc = "All combinations of one element of each of `tensors` (vectors), the last varying fastest: [combinations, tensors]; one "
         "vector alone as it is.",
  .samples = "{randn(2), randn(3)}; {randn(2)}",
  .params = { HUG_P_TENSORS("tensors") },
  .flags = HUG_OP_FUNCTION, .infer = product_check, .compose = cartesian_prod,
};
