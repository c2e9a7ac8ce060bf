/* local_response_norm.c: elements divided by what their neighbouring channels hold (Krizhevsky et al. 2012). */
#include "scope.h"

enum { INPUT, SIZE, ALPHA, BETA, K };

static hug_status check_local(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[t->dtype].name);
  if (t->ndim < 3) return hug_op_fail(c, HUG_ESHAPE, "`input` has %d dims: it needs [n, channels, ...], 3 at least", t->ndim);
  if (c->args[SIZE].i < 1) return hug_op_fail(c, HUG_EARG, "`size` is %lld, not above 0", (long long)c->args[SIZE].i);
  return HUG_OK;
}

/* The sum over `size` channels about each: `size` / 2 before it, and the others from it on. */
static hug_tensor *neighbours(hug_scope *s, hug_tensor *t, int64_t size) {
  int64_t channels = t->shape[1], before = size / 2, after = (size - 1) / 2;
  hug_tensor *sum = t;
  for (int64_t by = 1; by < channels && by <= before; by++)      /* channel c - by, where there is one */
    sum = hug_do(s, add, sum, hug_do(s, cat, 2, (hug_tensor *[]){
      hug_do(s, zeros_like, hug_do(s, narrow, t, (int64_t)1, (int64_t)0, by), HUG_NO_DTYPE),
      hug_do(s, narrow, t, (int64_t)1, (int64_t)0, channels - by) }, (int64_t)1), NULL);
  for (int64_t by = 1; by < channels && by <= after; by++)
    sum = hug_do(s, add, sum, hug_do(s, cat, 2, (hug_tensor *[]){
      hug_do(s, narrow, t, (int64_t)1, by, channels - by),
      hug_do(s, zeros_like, hug_do(s, narrow, t, (int64_t)1, (int64_t)0, by), HUG_NO_DTYPE) }, (int64_t)1), NULL);
  return sum;
}

static hug_status local_response_norm(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *t = c->args[INPUT].tensor;
  int64_t size = c->args[SIZE].i;
  hug_tensor *sum = neighbours(&s, hug_do(&s, square, t), size);
  hug_tensor *scaled = hug_do(&s, mul, sum, hug_number(&s, c->args[ALPHA].f / (double)size));
  hug_tensor *raised = hug_do(&s, pow, hug_do(&s, add, scaled, hug_number(&s, c->args[K].f), NULL),
                              hug_number(&s, c->args[BETA].f));
  return hug_scope_end(&s, c, hug_do(&s, div, t, raised, NULL));
}

const hug_op hug_op_local_response_norm = {
  .name = "local_response_norm", .source = "torch.nn.functional.local_response_norm",
  .doc = "`input` [n, channels, ...] divided by (`k` + `alpha` m)^`beta`, where m is the sum of squares of `size` channels about "
         "an element's own, over size.",
  .samples = "randn(2,4,3), 3, 0.1; randn(2,3,2,2), 2, 0.1, 0.5, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("size"), HUG_P_FLOAT_OR("alpha", 1e-4), HUG_P_FLOAT_OR("beta", 0.75),
              HUG_P_FLOAT_OR("k", 1) },
  .infer = check_local, .compose = local_response_norm,
};
