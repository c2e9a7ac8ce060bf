/* cosine_similarity.c: the cosine of the angle between vectors: cosine_similarity. */
#include "scope.h"
#include <string.h>

enum { X1, X2, DIM, EPS };

static hug_status infer(hug_call *c) {
  hug_tensor *both[2] = { c->args[X1].tensor, c->args[X2].tensor };
  const hug_dtype type = hug_dtype_promote((hug_dtype)both[0]->dtype, (hug_dtype)both[1]->dtype);
  int64_t shape[HUG_MAX_DIMS];
  int ndim, dim, at = 0;
  if (!hug_dtype_floating(type)) return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[type].name);
  if (!(c->args[EPS].f >= 0)) return hug_op_fail(c, HUG_EARG, "`eps` is %g, which is negative", c->args[EPS].f);
  HUG_TRY(hug_op_broadcast(c, 2, both, &ndim, shape));
  hug_tensor both_shape = { .ndim = (uint8_t)ndim };
  memcpy(both_shape.shape, shape, sizeof shape);
  HUG_TRY(hug_op_dim(c, &both_shape, c->args[DIM].i, &dim));
  for (int d = 0; d < ndim; d++)
    if (d != dim) shape[at++] = shape[d];
  return hug_call_out(c, 0, type, at, shape);
}

/* A vector's side of it, in the type that it is computed in. */
typedef struct side {
  hug_tensor *x, *length, *divisor, *unit;    /* the divisor is the length, but at least eps */
} side;

/* The argument with as many dims as the result has with `dim`, and as long along it as the other. */
static hug_tensor *spread(hug_scope *s, const hug_call *c, int arg, int ndim, int dim) {
  const hug_tensor *other = c->args[X1 + X2 - arg].tensor;
  hug_tensor *t = c->args[arg].tensor;
  int64_t shape[HUG_MAX_DIMS] = { 1 };
  for (int d = 0; d < ndim; d++) shape[d] = d < ndim - t->ndim ? 1 : t->shape[d - (ndim - t->ndim)];
  t = hug_do(s, reshape, t, ndim, shape);
  if (ndim && shape[dim] == 1 && dim >= ndim - other->ndim) shape[dim] = other->shape[dim - (ndim - other->ndim)];
  return hug_do(s, expand, t, ndim, shape);
}

static void sides_of(hug_scope *s, const hug_call *c, int ndim, int dim, side *sides) {
  const int type = (int)hug_compute_type((hug_dtype)c->out[0]->dtype);
  const int64_t along = dim;
  for (int k = 0; k < 2; k++) {
    side *p = &sides[k];
    p->x = hug_do(s, to, spread(s, c, X1 + k, ndim, dim), type);
    p->length = hug_do(s, vector_norm, p->x, 2.0, 1, &along, 1, HUG_NO_DTYPE);
    p->divisor = hug_do(s, clamp_min, p->length, hug_number(s, c->args[EPS].f));
    p->unit = hug_do(s, div, p->x, p->divisor, NULL);
  }
}

static int dims_of(const hug_call *c, int *dim) {
  const hug_tensor *a = c->args[X1].tensor, *b = c->args[X2].tensor;
  const int ndim = a->ndim > b->ndim ? a->ndim : b->ndim;
  *dim = (int)(c->args[DIM].i < 0 ? c->args[DIM].i + (ndim ? ndim : 1) : c->args[DIM].i);
  return ndim;
}

static hug_status run(hug_call *c) {
  side sides[2];
  int dim, ndim = dims_of(c, &dim);
  const int64_t along = dim;
  hug_scope s = hug_scope_silent();
  sides_of(&s, c, ndim, dim, sides);
  hug_tensor *product = hug_do(&s, mul, sides[0].unit, sides[1].unit);
  hug_tensor *y = hug_do(&s, sum, product, 1, &along, 0, HUG_NO_DTYPE);
  if (hug_scope_ok(&s)) s.status = hug_tensor_copy(c->out[0], y);
  return hug_scope_end(&s, c, NULL);
}

/* d y / d x1 = (unit2 - y x1 / length1) / divisor1: where eps stands in for the length, the gradient flows as if it did not. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  side sides[2];
  int dim, ndim = dims_of(c, &dim);
  const int64_t along = dim;
  hug_scope s = hug_scope_silent();
  sides_of(&s, c, ndim, dim, sides);
  hug_tensor *g = grads[0], *y = c->out[0];
  if (ndim) g = hug_do(&s, unsqueeze, g, along), y = hug_do(&s, unsqueeze, y, along);
  for (int k = 0; k < 2; k++) {
    const side *own = &sides[k], *other = &sides[1 - k];
    if (!hug_call_wants(c, X1 + k, 0)) continue;
    hug_tensor *none = hug_do(&s, eq, own->length, hug_whole(&s, 0));
    hug_tensor *turn = hug_do(&s, masked_fill, hug_do(&s, div, y, own->length, NULL), none, hug_whole(&s, 0));
    hug_tensor *slope = hug_do(&s, sub, other->unit, hug_do(&s, mul, own->x, turn), NULL);
    hug_scope_grad(&s, c, X1 + k, 0, hug_do(&s, mul, slope, hug_do(&s, div, g, own->divisor, NULL)));
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_cosine_similarity = {
  .name = "cosine_similarity", .source = "torch.nn.functional.cosine_similarity",
  .doc = "The cosine of the angle between `x1` and `x2`, which broadcast, along `dim`, which the result lacks: their product, each "
         "divided by its length or, if that is greater, by `eps`.",
  .samples = "randn(2,3), randn(2,3); randn(2,3), randn(3), -1; randn(2,1), randn(2,3)",
  .params = { HUG_P_TENSOR("x1"), HUG_P_TENSOR("x2"), HUG_P_INT_OR("dim", 1), HUG_P_FLOAT_OR("eps", 1e-8) },
  .saves = HUG_SAVE_ARG(X1) | HUG_SAVE_ARG(X2) | HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};
