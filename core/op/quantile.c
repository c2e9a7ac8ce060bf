/* quantile.c: what given fractions of the elements lie below: quantile, nanquantile. */
#include "rows.h"
#include "scope.h"
#include <string.h>

/* How many elements a result is the quantile of. */
static hug_status elements_of(const hug_call *c, int64_t *n) {
  const hug_tensor *t = c->args[0].tensor;
  int dim = 0;
  if (c->args[2].given) HUG_TRY(hug_op_dim(c, t, c->args[2].i, &dim));
  *n = c->args[2].given && t->ndim ? t->shape[dim] : hug_tensor_count(t);
  return HUG_OK;
}

static hug_status check_fractions(const hug_call *c, const hug_tensor *q) {
  hug_tensor *plain = NULL;
  HUG_TRY(hug_tensor_packed(q, HUG_F64, &plain));
  const double *at = (const double *)hug_tensor_at(plain);
  double wrong = 0;
  for (int64_t i = hug_tensor_count(plain) - 1; i >= 0; i--)
    if (!(at[i] >= 0 && at[i] <= 1)) wrong = at[i];
  hug_tensor_free(plain);
  return wrong == 0 ? HUG_OK : hug_op_fail(c, HUG_EARG, "q must be within 0..1, got %g", wrong);
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor, *q = c->args[1].tensor;
  const int64_t most = INT64_C(1) << 24;      /* ranks that f32 tells apart */
  int64_t n;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (!q->weak && q->dtype != t->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "q is %s and input %s: they must be of one type", hug_dtype_infos[q->dtype].name,
                       hug_dtype_infos[t->dtype].name);
  if (q->ndim > 1) return hug_op_fail(c, HUG_ESHAPE, "q is a number or a row, not of %d dims", q->ndim);
  if (hug_tensor_count(t) == 0) return hug_op_fail(c, HUG_ESHAPE, "input has no elements");
  HUG_TRY(elements_of(c, &n));
  if (n > most) return hug_op_fail(c, HUG_ESHAPE, "%lld elements are more than %lld", (long long)n, (long long)most);
  if (q->ndim + (c->args[3].b ? t->ndim : c->args[2].given && t->ndim ? t->ndim - 1 : 0) > HUG_MAX_DIMS)
    return hug_op_fail(c, HUG_ESHAPE, "the result would have more than %d dims", HUG_MAX_DIMS);
  return check_fractions(c, q);
}

/* The elements of which quantiles are taken, as the last dim. */
static hug_tensor *elements(hug_scope *s, const hug_call *c, hug_dtype type) {
  hug_tensor *t = hug_do(s, to, c->args[0].tensor, (int)type);
  int64_t all = -1;
  if (!c->args[2].given || t->ndim == 0) return hug_do(s, reshape, t, 1, &all);
  return hug_do(s, movedim, t, 1, &c->args[2].i, 1, &all);
}

/* Ranks of the fractions among the sorted elements: [dims of rows, fractions].  NaN, which comes last, is the quantile
** of its row, or is not counted. */
static hug_tensor *ranks_of(hug_scope *s, const hug_call *c, hug_tensor *sorted, int64_t n, hug_tensor *q) {
  const int64_t dim = -1;
  if (c->op == &hug_op_nanquantile) {
    hug_tensor *numbers = hug_do(s, logical_not, hug_do(s, isnan, sorted));
    hug_tensor *count = hug_do(s, sum, numbers, 1, &dim, 1, HUG_NO_DTYPE);
    hug_tensor *ranks = hug_do(s, mul, q, hug_do(s, sub, count, hug_whole(s, 1), NULL));
    return hug_do(s, clamp_min, ranks, hug_whole(s, 0));
  }
  hug_tensor *greatest = hug_do(s, narrow, sorted, dim, n - 1, (int64_t)1);
  hug_tensor *end = hug_whole(s, n - 1);
  return hug_do(s, masked_fill, hug_do(s, mul, q, end), hug_do(s, isnan, greatest), end);
}

static hug_tensor *at_rank(hug_scope *s, hug_tensor *sorted, hug_tensor *rank) {
  return hug_do(s, gather, sorted, (int64_t)-1, hug_do(s, to, rank, HUG_I64));
}

static hug_tensor *between(hug_scope *s, const char *interpolation, hug_tensor *sorted, hug_tensor *ranks) {
  if (!strcmp(interpolation, "lower")) return at_rank(s, sorted, hug_do(s, floor, ranks));
  if (!strcmp(interpolation, "higher")) return at_rank(s, sorted, hug_do(s, ceil, ranks));
  if (!strcmp(interpolation, "nearest")) return at_rank(s, sorted, hug_do(s, round, ranks, (int64_t)0));
  hug_tensor *below = hug_do(s, floor, ranks);
  hug_tensor *weight = strcmp(interpolation, "midpoint") ? hug_do(s, sub, ranks, below, NULL) : hug_number(s, 0.5);
  return hug_do(s, lerp, at_rank(s, sorted, below), at_rank(s, sorted, hug_do(s, ceil, ranks)), weight);
}

static hug_status compose(hug_call *c) {
  hug_tensor *t = c->args[0].tensor, *q = c->args[1].tensor;
  int64_t shape[HUG_MAX_DIMS + 1], n, number = hug_tensor_count(q), back = -1, front = 0;
  int dim = 0, several = q->ndim;
  HUG_TRY(elements_of(c, &n));
  if (c->args[2].given) HUG_TRY(hug_op_dim(c, t, c->args[2].i, &dim));
  hug_scope s = hug_scope_of(c);
  uint32_t dims = c->args[2].given && t->ndim ? 1u << dim : (1u << t->ndim) - 1;
  const hug_dtype type = hug_compute_type((hug_dtype)t->dtype);
  hug_tensor *fractions = hug_do(&s, reshape, hug_do(&s, to, q, (int)type), 1, &number);
  hug_tensor *sorted = hug_do(&s, sort, elements(&s, c, type), (int64_t)-1, 0, 1);
  hug_tensor *found = between(&s, c->args[4].string, sorted, ranks_of(&s, c, sorted, n, fractions));
  found = hug_do(&s, movedim, found, 1, &back, 1, &front);
  int ndim = hug_reduced_shape(t, dims, c->args[3].b, shape + several);
  if (several) shape[0] = number;
  found = hug_do(&s, to, found, (int)t->dtype);
  return hug_scope_end(&s, c, hug_do(&s, reshape, found, ndim + several, shape));
}

#define QUANTILE                                                                                                       \
  .samples = "randn(3, 5), 0.3; randn(3, 4), rand(2), 1, { interpolation = 'midpoint' }",                             \
  .params = { HUG_P_TENSOR("input"), HUG_P_OPERAND("q"), HUG_P_OPTIONAL_INT("dim"), HUG_P_BOOL_OR("keepdim", false),   \
              HUG_P_CHOICE("interpolation", "linear", "linear|lower|higher|midpoint|nearest") },                       \
  .infer = infer, .compose = compose

const hug_op hug_op_quantile = {
  .name = "quantile", .source = "torch.quantile",
  .doc = "The value that the fraction `q` of the elements along `dim`, or of all, lies below; for a row of "
         "fractions, one result each, in front. `interpolation` says what lies between two elements. NaN where any "
         "is.",
  QUANTILE,
};

const hug_op hug_op_nanquantile = {
  .name = "nanquantile", .source = "torch.nanquantile", .doc = "As `quantile`, but of the elements that are not NaN.",
  QUANTILE,
};
