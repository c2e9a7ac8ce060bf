/* scatter_reduce.c: elements that meet at places along one dim, reduced: scatter_reduce. */
#include "along.h"
#include "scope.h"
#include <math.h>
#include <string.h>

enum { INPUT, DIM, INDEX, SRC, REDUCE, INCLUDE_SELF };

static bool reduces_by(const hug_call *c, const char *word) { return !strcmp(c->args[REDUCE].string, word); }

/* ---- Products and extremes: an operation of their own, since their gradients read what they joined ---- */

static hug_status join_infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status join_run(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  const int64_t dim = c->args[DIM].i;
  hug_along_mode mode = reduces_by(c, "prod") ? HUG_ALONG_MULTIPLY : reduces_by(c, "amax") ? HUG_ALONG_MAX : HUG_ALONG_MIN;
  hug_tensor *index;
  HUG_TRY(hug_along_index(c, c->args[INDEX].tensor, (int)dim, t->ndim ? t->shape[dim] : 1, false, c->out[0], &index));
  hug_status status = hug_along_put(c, mode, t, (int)dim, index, c->args[SRC].tensor);
  hug_tensor_free(index);
  return status;
}

/* The part of t, as a view, that index has positions for. */
static hug_tensor *within(hug_scope *s, hug_tensor *t, const hug_tensor *index) {
  for (int64_t d = 0; d < t->ndim && hug_scope_ok(s); d++) {
    int64_t size = index->ndim ? index->shape[d] : 1;
    if (t->shape[d] != size) t = hug_do(s, narrow, t, d, (int64_t)0, size);
  }
  return t;
}

/* What a backward function reads, with floats in the type that they are computed in; `part` is the part of src that matters. */
typedef struct joined {
  hug_tensor *t, *index, *src, *part, *out, *gy;
  int64_t dim;
  int type;
} joined;

static joined joined_of(hug_scope *s, const hug_call *c, hug_tensor *gy) {
  joined j = { .index = c->args[INDEX].tensor, .src = c->args[SRC].tensor, .dim = c->args[DIM].i,
               .type = (int)hug_compute_type((hug_dtype)gy->dtype) };
  j.t = hug_do(s, to, c->args[INPUT].tensor, j.type);
  j.part = hug_do(s, to, within(s, j.src, j.index), j.type);
  j.out = hug_do(s, to, c->out[0], j.type);
  j.gy = hug_do(s, to, gy, j.type);
  return j;
}

/* Passes on the gradient of the part of src; the rest of src was not used. */
static void pass_to_src(hug_scope *s, hug_call *c, const joined *j, hug_tensor *g) {
  if (hug_scope_ok(s) && hug_tensor_count(j->part) != hug_tensor_count(j->src)) {
    hug_tensor *whole = hug_do(s, zeros_like, j->src, j->type);
    hug_tensor *place = within(s, whole, j->index);
    if (hug_scope_ok(s)) s->status = hug_tensor_copy(place, g);
    g = whole;
  }
  hug_scope_grad(s, c, SRC, 0, g);
}

/* The elements that are the extreme of their place share its gradient. */
static void extreme_backward(hug_scope *s, hug_call *c, const joined *j) {
  hug_tensor *value = hug_do(s, gather, j->out, j->dim, j->index);
  hug_tensor *input_is = hug_do(s, to, hug_do(s, eq, j->t, j->out), j->type);
  hug_tensor *part_is = hug_do(s, to, hug_do(s, eq, j->part, value), j->type);
  hug_tensor *number = hug_do(s, scatter_add, input_is, j->dim, j->index, part_is);
  hug_tensor *share = hug_do(s, div, j->gy, number, NULL);
  hug_scope_grad(s, c, INPUT, 0, hug_do(s, mul, share, input_is));
  pass_to_src(s, c, j, hug_do(s, mul, hug_do(s, gather, share, j->dim, j->index), part_is));
}

static hug_tensor *product_with(hug_scope *s, const hug_call *c, const joined *j, hug_tensor *t, hug_tensor *part) {
  return hug_scope_run(s, c->op, NULL, t, j->dim, j->index, part, "prod");
}

/* The product of the other factors: the whole one divided by a factor, or, if that is 0, the whole one without it. */
static void product_backward(hug_scope *s, hug_call *c, const joined *j) {
  hug_tensor *none = hug_whole(s, 0), *one = hug_whole(s, 1);
  hug_tensor *factor = hug_do(s, masked_fill, j->t, hug_do(s, eq, j->t, none), one);
  hug_tensor *rest = hug_do(s, div, product_with(s, c, j, factor, j->part), factor, NULL);
  hug_scope_grad(s, c, INPUT, 0, hug_do(s, mul, j->gy, rest));

  hug_tensor *is_0 = hug_do(s, eq, j->part, none);
  hug_tensor *zeros = hug_do(s, scatter_add, hug_do(s, zeros_like, j->t, j->type), j->dim, j->index,
                             hug_do(s, to, is_0, j->type));
  hug_tensor *alone = hug_do(s, eq, hug_do(s, gather, zeros, j->dim, j->index), one);
  hug_tensor *only_0 = hug_do(s, logical_and, is_0, alone);
  hug_tensor *without = product_with(s, c, j, j->t, hug_do(s, masked_fill, j->part, only_0, one));
  hug_tensor *at_0 = hug_do(s, gather, hug_do(s, mul, j->gy, without), j->dim, j->index);
  hug_tensor *at_others = hug_do(s, div, hug_do(s, gather, hug_do(s, mul, j->gy, j->out), j->dim, j->index),
                                 hug_do(s, masked_fill, j->part, is_0, one), NULL);
  pass_to_src(s, c, j, hug_do(s, where, only_0, at_0, at_others));
}

static hug_status join_backward(hug_call *c, hug_tensor *const *grads) {
  hug_scope s = hug_scope_silent();
  joined j = joined_of(&s, c, grads[0]);
  (reduces_by(c, "prod") ? product_backward : extreme_backward)(&s, c, &j);
  return hug_scope_end(&s, c, NULL);
}

static const hug_op join = {
  .name = "scatter_reduce",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index"), HUG_P_TENSOR("src"), HUG_P_STRING("reduce") },
  .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(INDEX) | HUG_SAVE_ARG(SRC) | HUG_SAVE_OUT(0),
  .infer = join_infer, .run = join_run, .backward = join_backward,
};

/* ---- scatter_reduce ---- */

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  int dim;
  if (t->dtype == HUG_BOOL && reduces_by(c, "mean")) return hug_op_fail(c, HUG_EDTYPE, "there is no mean of bool");
  return hug_along_check(c, t, c->args[DIM].i, c->args[INDEX].tensor, c->args[SRC].tensor, &dim);
}

/* What changes nothing when it is joined with. */
static hug_scalar neutral(const hug_call *c) {
  if (reduces_by(c, "prod")) return hug_int(1);
  if (!reduces_by(c, "amax") && !reduces_by(c, "amin")) return hug_int(0);
  const bool most = reduces_by(c, "amin");
  switch (c->args[INPUT].tensor->dtype) {
  case HUG_BOOL: return hug_int(most);
  case HUG_U8: return hug_int(most ? UINT8_MAX : 0);
  case HUG_I8: return hug_int(most ? INT8_MAX : INT8_MIN);
  case HUG_I16: return hug_int(most ? INT16_MAX : INT16_MIN);
  case HUG_I32: return hug_int(most ? INT32_MAX : INT32_MIN);
  case HUG_I64: return hug_int(most ? INT64_MAX : INT64_MIN);
  default: return hug_float(most ? INFINITY : -INFINITY);
  }
}

/* The sum divided by the number of its terms, towards minus infinity if it is of integers. */
static hug_tensor *mean_of(hug_scope *s, const hug_call *c, hug_tensor *sum, int64_t dim) {
  hug_tensor *t = c->args[INPUT].tensor, *index = c->args[INDEX].tensor;
  hug_tensor *ones = hug_do(s, expand, hug_do(s, ones, 0, (int64_t[]){ 0 }, HUG_I64), index->ndim, index->shape);
  const hug_scalar start = hug_int(c->args[INCLUDE_SELF].b);
  hug_tensor *number = hug_do(s, full_like, t, &start, HUG_I64);
  number = hug_do(s, clamp_min, hug_do(s, scatter_add, number, dim, index, ones), hug_whole(s, 1));
  if (hug_dtype_floating((hug_dtype)t->dtype)) return hug_do(s, div, sum, number, NULL);
  return hug_do(s, to, hug_do(s, floor_divide, sum, number), (int)t->dtype);
}

static hug_status compose(hug_call *c) {
  hug_tensor *t = c->args[INPUT].tensor, *index = c->args[INDEX].tensor, *src = c->args[SRC].tensor;
  hug_scope s = hug_scope_of(c);
  const hug_scalar nothing = neutral(c);
  int place;
  HUG_TRY(hug_op_dim(c, t, c->args[DIM].i, &place));
  const int64_t dim = place;
  if (!c->args[INCLUDE_SELF].b) t = hug_do(&s, scatter, t, dim, index, NULL, NULL, &nothing);
  if (!reduces_by(c, "sum") && !reduces_by(c, "mean"))
    return hug_scope_end(&s, c, hug_scope_run(&s, &join, NULL, t, dim, index, src, c->args[REDUCE].string));
  hug_tensor *sum = hug_do(&s, scatter_add, t, dim, index, src);
  return hug_scope_end(&s, c, reduces_by(c, "sum") ? sum : mean_of(&s, c, sum, dim));
}

const hug_op hug_op_scatter_reduce = {
  .name = "scatter_reduce", .source = "torch.scatter_reduce",
  .doc = "`input` with the elements of `src` joined to the place along `dim` that `index` names at their position: `reduce` is "
         "sum, prod, mean, amax or amin. Without `include_self` what was there before takes no part.",
  .samples = "randn(3), 0, tensor({0,1,0},{dtype='i64'}), randn(3), 'mean'; "
             "randn(2,3), 1, tensor({{0,1,0},{2,2,1}},{dtype='i64'}), randn(2,3), 'prod', false; "
             "randn(3), 0, tensor({0,1,0},{dtype='i64'}), randn(4), 'amax'; "
             "randn(3), 0, tensor({0,1,0},{dtype='i64'}), randn(3), 'amin', false",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index"), HUG_P_TENSOR("src"),
              { .name = "reduce", .kind = HUG_KIND_STRING, .choices = "sum|prod|mean|amax|amin" },
              HUG_P_BOOL_OR("include_self", true) },
  .flags = HUG_OP_INPLACE, .infer = infer, .compose = compose,
};
