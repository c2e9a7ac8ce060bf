/* repeat_interleave.c: elements repeated one by one: repeat_interleave. */
#include "scope.h"

enum { INPUT, REPEATS, DIM, OUTPUT_SIZE };

static hug_status check(const hug_call *c, const hug_tensor *repeats) {
  HUG_TRY(hug_op_indices(c, "repeats", repeats));
  if (repeats->ndim > 1) return hug_op_fail(c, HUG_ESHAPE, "`repeats` is a number or a vector, not of %d dims", repeats->ndim);
  return HUG_OK;
}

static hug_status check_size(const hug_call *c, int64_t size) {
  const hug_value *given = &c->args[OUTPUT_SIZE];
  if (!given->given || given->i == size) return HUG_OK;
  return hug_op_fail(c, HUG_EARG, "`output_size` is %lld, but the repeats make %lld", (long long)given->i, (long long)size);
}

static hug_status infer(hug_call *c) {
  int dim;
  if (c->args[DIM].given) HUG_TRY(hug_op_dim(c, c->args[INPUT].tensor, c->args[DIM].i, &dim));
  return check(c, c->args[c->args[REPEATS].given ? REPEATS : INPUT].tensor);
}

/* The place of each element of the result: place i as often as repeats[i] says. */
static hug_status places_of(const hug_call *c, const hug_tensor *repeats, hug_tensor **out) {
  hug_tensor *plain;
  HUG_TRY(hug_tensor_packed(repeats, HUG_I64, &plain));
  const int64_t *times = (const int64_t *)hug_tensor_at(plain), n = hug_tensor_count(plain);
  int64_t size = 0;
  hug_status status = HUG_OK;
  for (int64_t i = 0; i < n && !status; i++) {
    if (times[i] < 0) status = hug_op_fail(c, HUG_EARG, "`repeats` has %lld, which is negative", (long long)times[i]);
    else if (__builtin_add_overflow(size, times[i], &size)) status = hug_op_fail(c, HUG_ESHAPE, "the result is too large");
  }
  if (!status) status = check_size(c, size);
  if (!status) status = hug_tensor_make(HUG_I64, 1, &size, out);
  if (!status) {
    int64_t *at = (int64_t *)hug_tensor_at(*out);
    for (int64_t i = 0; i < n; i++)
      for (int64_t k = 0; k < times[i]; k++) *at++ = i;
  }
  hug_tensor_free(plain);
  return status;
}

/* Every element the same number of times: stretched along a dim of its own, which then joins that of the elements. */
static hug_status stretch(hug_call *c, hug_tensor *t, int dim, const hug_tensor *repeats) {
  const int64_t times = hug_element_get((hug_dtype)repeats->dtype, hug_tensor_at(repeats)).i;
  int64_t before = 1, after = 1, count, shape[HUG_MAX_DIMS];
  for (int d = 0; d < t->ndim; d++) {
    shape[d] = t->shape[d];
    if (d < dim) before *= shape[d];
    if (d > dim) after *= shape[d];
  }
  if (times < 0) return hug_op_fail(c, HUG_EARG, "`repeats` is %lld, which is negative", (long long)times);
  if (__builtin_mul_overflow(shape[dim], times, &shape[dim])) return hug_op_fail(c, HUG_ESHAPE, "the result is too large");
  HUG_TRY(check_size(c, shape[dim]));
  HUG_TRY(hug_shape_count(c->op->name, t->ndim, shape, &count));
  hug_scope s = hug_scope_of(c);
  hug_tensor *apart = hug_do(&s, reshape, t, 4, ((int64_t[]){ before, t->shape[dim], 1, after }));
  apart = hug_do(&s, expand, apart, 4, ((int64_t[]){ before, t->shape[dim], times, after }));
  apart = hug_do(&s, reshape, apart, t->ndim, shape);
  if (hug_scope_ok(&s) && hug_tensor_shares(apart, t)) apart = hug_do(&s, clone, apart, HUG_NO_DTYPE);
  return hug_scope_end(&s, c, apart);
}

static hug_status compose(hug_call *c) {
  hug_tensor *t = c->args[INPUT].tensor, *places = NULL;
  const hug_tensor *repeats = c->args[REPEATS].given ? c->args[REPEATS].tensor : NULL;
  int64_t line = -1;
  int dim = 0;
  hug_scope s = hug_scope_of(c);
  if (!repeats) {             /* only the places, in the type of the repeats */
    if (t->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "`repeats` alone is a vector, not a number");
    places = hug_scope_hold(&s, places_of(c, t, &places), &places);
    return hug_scope_end(&s, c, hug_do(&s, to, places, (int)t->dtype));
  }
  if (!c->args[DIM].given || t->ndim == 0) t = hug_do(&s, reshape, t, 1, &line);
  else HUG_TRY(hug_op_dim(c, t, c->args[DIM].i, &dim));
  if (hug_scope_ok(&s) && hug_tensor_count(repeats) == 1) s.status = stretch(c, t, dim, repeats);
  else if (hug_scope_ok(&s)) {
    if (hug_tensor_count(repeats) != t->shape[dim])
      s.status = hug_op_fail(c, HUG_ESHAPE, "`repeats` has %lld numbers for %lld elements", (long long)hug_tensor_count(repeats),
                             (long long)t->shape[dim]);
    places = hug_scope_hold(&s, s.status ? s.status : places_of(c, repeats, &places), &places);
    hug_scope_out(&s, c, 0, hug_do(&s, index_select, t, (int64_t)dim, places));
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_repeat_interleave = {
  .name = "repeat_interleave", .source = "torch.repeat_interleave",
  .doc = "Each element of `dim` repeated `repeats` times, a number, or a vector with one for each element; without `dim` of "
         "`input` as one row. `output_size` is how many that makes, if it is known. One tensor alone holds the repeats, and the "
         "result is the place of each.",
  .samples = "randn(2,3), 2; randn(2,3), 3, 1; randn(3,2), tensor({1,0,2},{dtype='i64'}), 0; tensor({2,1},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_OPERAND("repeats"), HUG_P_OPTIONAL_INT("dim"),
              HUG_P_OPTIONAL_INT("output_size") },
  .infer = infer, .compose = compose,
};
