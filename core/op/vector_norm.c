/* vector_norm.c: lengths: norm, vector_norm, frobenius_norm, and normalize, which divides by them. */
#include "../kernel/kernel.h"
#include "rows.h"
#include "scope.h"
#include <math.h>

enum { BLOCK = 1024, LANES = 8 };

/* ---- A row ---- */

/* Sums of every eighth element, so that one need not wait for another. */
#define LANE_SUM(name, term)                                                                          \
  static double name(int64_t n, const double *x) {                                                    \
    double lane[LANES] = { 0 };                                                                       \
    int64_t i = 0;                                                                                    \
    for (; i + LANES <= n; i += LANES)                                                                \
      for (int k = 0; k < LANES; k++) lane[k] += term(x[i + k]);                                      \
    for (int k = 0; i < n; i++, k++) lane[k] += term(x[i]);                                           \
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7])); \
  }
#define ITSELF(v) (v)
#define SQUARED(v) ((v) * (v))
LANE_SUM(sum_f64, ITSELF)
LANE_SUM(squares_f64, SQUARED)

static double max_f64(int64_t n, const double *x) {
  double most = -INFINITY;
  for (int64_t i = 0; i < n; i++) most = x[i] > most || x[i] != x[i] ? x[i] : most;
  return most;
}

static double min_f64(int64_t n, const double *x) {
  double least = INFINITY;
  for (int64_t i = 0; i < n; i++) least = x[i] < least || x[i] != x[i] ? x[i] : least;
  return least;
}

static double sum_f32(int64_t n, const float *x) { return hug_kernels_get()->sum_f32(n, x); }
static double squares_f32(int64_t n, const float *x) { return hug_kernels_get()->dot_f32(n, x, x); }
static double max_f32(int64_t n, const float *x) { return hug_kernels_get()->max_f32(n, x); }
static double min_f32(int64_t n, const float *x) { return hug_kernels_get()->min_f32(n, x); }

/* What a block adds to a total: the number of elements that differ from 0, or the sum, greatest or least of |x|^p.
** `room` is for a block. */
#define PART(name, T, LOOPS, SUFFIX)                                                                  \
  static double name(int64_t n, const T *x, double p, T *room) {                                      \
    T power = (T)p;                                                                                   \
    if (p == 0) {                                                                                     \
      int64_t count = 0;                                                                              \
      for (int64_t i = 0; i < n; i++) count += x[i] != 0;                                             \
      return (double)count;                                                                           \
    }                                                                                                 \
    if (p == 2) return squares_##SUFFIX(n, x);                                                        \
    LOOPS[HUG_EL_abs](n, room, (void *[]){ (void *)x }, (int64_t[]){ 1 }, NULL);                      \
    if (isinf(p)) return p > 0 ? max_##SUFFIX(n, room) : min_##SUFFIX(n, room);                       \
    if (p != 1) LOOPS[HUG_EL_pow](n, room, (void *[]){ room, &power }, (int64_t[]){ 1, 0 }, NULL);    \
    return sum_##SUFFIX(n, room);                                                                     \
  }
PART(part_f32, float, hug_kernels_get()->elementwise, f32)
PART(part_f64, double, hug_elementwise_f64, f64)

/* A total and a part, joined; NaN stays. */
static double join(double total, double part, double p) {
  if (!isinf(p)) return total + part;
  bool wins = p > 0 ? part > total : part < total;
  return wins || part != part ? part : total;
}

static double root(double total, double p) {
  return p == 0 || p == 1 || isinf(p) ? total : p == 2 ? sqrt(total) : pow(total, 1 / p);
}

/* context points to p. */
#define NORM_ROW(name, T, part)                                                                       \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {    \
    (void)indices;                                                                                    \
    const double p = *(const double *)context;                                                        \
    double total = p == -INFINITY ? INFINITY : 0;                                                     \
    T room[BLOCK];                                                                                    \
    for (int64_t first = 0; first < n; first += BLOCK)                                                \
      total = join(total, part(n - first < BLOCK ? n - first : BLOCK, (const T *)in + first, p, room), p); \
    *(T *)out = (T)root(total, p);                                                                    \
  }
NORM_ROW(norm_f32, float, part_f32)
NORM_ROW(norm_f64, double, part_f64)

/* ---- norm, vector_norm ---- */

static double order_of(const hug_call *c) { return c->args[1].given ? c->args[1].f : 2; }

static hug_status check_type(const hug_call *c, hug_dtype type) {
  hug_dtype own = (hug_dtype)c->args[0].tensor->dtype;
  if (!hug_dtype_floating(own)) return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[own].name);
  if (hug_dtype_promote(own, type) == type) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "dtype %s is narrower than the input's %s", hug_dtype_infos[type].name,
                     hug_dtype_infos[own].name);
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const double p = order_of(c);
  hug_dtype type = c->args[4].given ? c->args[4].dtype : (hug_dtype)t->dtype;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(check_type(c, type));
  HUG_TRY(hug_op_dims(c, t, &c->args[2], &dims));
  if (hug_reduced_length(t, dims) == 0 && (p < 0 || p == INFINITY))
    return hug_op_fail(c, HUG_ESHAPE, "there is no norm of order %g of no elements", p);
  return hug_call_out(c, 0, type, hug_reduced_shape(t, dims, c->args[3].b, shape), shape);
}

static hug_status run(hug_call *c) {
  const double p = order_of(c);
  uint32_t dims;
  HUG_TRY(hug_op_dims(c, c->args[0].tensor, &c->args[2], &dims));
  hug_dtype type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  return hug_walk_rows(c->args[0].tensor, dims, type, c->out[0], type, NULL, type == HUG_F32 ? norm_f32 : norm_f64, &p);
}

/* A tensor of the result's shape, as one that broadcasts to the input's. */
static hug_tensor *spread(hug_scope *s, const hug_call *c, hug_tensor *small, uint32_t dims) {
  hug_tensor *wide = NULL;
  return hug_scope_hold(s, s->status ? s->status : hug_reduced_spread(small, c->args[0].tensor, dims, &wide), &wide);
}

/* g times y^(1 - p), 0 where y is 0. */
static hug_tensor *scaled(hug_scope *s, hug_tensor *g, hug_tensor *y, double p) {
  hug_tensor *scale = hug_do(s, div, g, p == 2 ? y : hug_do(s, pow, y, hug_number(s, p - 1)), NULL);
  return hug_do(s, masked_fill, scale, hug_do(s, eq, y, hug_whole(s, 0)), hug_whole(s, 0));
}

/* The gradient goes to the elements whose magnitude is the norm, and NaN, in equal shares. */
static hug_tensor *to_extremes(hug_scope *s, const hug_call *c, hug_tensor *g, hug_tensor *y, uint32_t dims) {
  hug_tensor *x = c->args[0].tensor;
  int64_t list[HUG_MAX_DIMS];
  int count = 0;
  for (int d = 0; d < x->ndim; d++)
    if (dims >> d & 1) list[count++] = d;
  hug_tensor *equal = hug_do(s, eq, hug_do(s, abs, x), spread(s, c, y, dims));
  hug_tensor *chosen = hug_do(s, logical_or, equal, hug_do(s, isnan, x));
  hug_tensor *number = hug_do(s, sum, chosen, count, list, 1, (int)y->dtype);
  hug_tensor *share = hug_do(s, div, spread(s, c, g, dims), number, NULL);
  return hug_do(s, mul, hug_do(s, mul, hug_do(s, sign, x), share), chosen);
}

static hug_tensor *gradient(hug_scope *s, const hug_call *c, hug_tensor *g, double p, uint32_t dims) {
  hug_tensor *x = c->args[0].tensor, *y = c->out[0];
  if (p == 0) return hug_do(s, zeros_like, x, HUG_NO_DTYPE);
  if (isinf(p)) return to_extremes(s, c, g, y, dims);
  if (p == 1) return hug_do(s, mul, hug_do(s, sign, x), spread(s, c, g, dims));
  if (p == 2) return hug_do(s, mul, x, spread(s, c, scaled(s, g, y, p), dims));
  hug_tensor *size = hug_do(s, abs, x);
  if (p >= 2) {
    hug_tensor *power = hug_do(s, mul, x, hug_do(s, pow, size, hug_number(s, p - 2)));
    return hug_do(s, mul, power, spread(s, c, scaled(s, g, y, p), dims));
  }
  hug_tensor *power = hug_do(s, mul, hug_do(s, sign, x), hug_do(s, pow, size, hug_number(s, p - 1)));
  if (p >= 1) return hug_do(s, mul, power, spread(s, c, scaled(s, g, y, p), dims));
  hug_tensor *scale = hug_do(s, mul, g, hug_do(s, pow, y, hug_number(s, 1 - p)));
  hug_tensor *dx = hug_do(s, mul, power, spread(s, c, scale, dims));
  return hug_do(s, masked_fill, dx, hug_do(s, eq, x, hug_whole(s, 0)), hug_whole(s, 0));
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  uint32_t dims;
  HUG_TRY(hug_op_dims(c, c->args[0].tensor, &c->args[2], &dims));
  hug_scope s = hug_scope_silent();
  hug_scope_grad(&s, c, 0, 0, gradient(&s, c, grads[0], order_of(c), dims));
  return hug_scope_end(&s, c, NULL);
}

/* ---- frobenius_norm, normalize ---- */

static hug_status frobenius_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  if (t->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "input has %d dims, a matrix has 2", t->ndim);
  if (c->args[1].count != 2) return hug_op_fail(c, HUG_EARG, "`dim` names 2 dims, not %d", c->args[1].count);
  return hug_op_dims(c, t, &c->args[1], &dims);
}

static hug_status frobenius_compose(hug_call *c) {
  const hug_value *dim = &c->args[1], *dtype = &c->args[3];
  hug_scope s = hug_scope_of(c);
  return hug_scope_end(&s, c, hug_do(&s, norm, c->args[0].tensor, 2.0, 2, dim->ints, c->args[2].b,
                                     dtype->given ? (int)dtype->dtype : HUG_NO_DTYPE));
}

static hug_status normalize_compose(hug_call *c) {
  const hug_value *p = &c->args[1], *dim = &c->args[2], *eps = &c->args[3];
  hug_tensor *x = c->args[0].tensor;
  hug_scope s = hug_scope_of(c);
  hug_tensor *length = hug_do(&s, norm, x, p->f, (int)dim->count, dim->ints, 1, HUG_NO_DTYPE);
  return hug_scope_end(&s, c, hug_do(&s, div, x, hug_do(&s, clamp_min, length, hug_number(&s, eps->f)), NULL));
}

#define NORM(order, param)                                                                            \
  .samples = "randn(3, 4); randn(3, 4), 1, 0; randn(2, 3, 4), { " order " = 3, dim = {0, 2}, keepdim = true }; " \
             "randn(3, 4), math.huge, 1; rand(3, 4) + 0.5, 0.5, 1; randn(3, 4), 1.5, 1",                   \
  .params = { HUG_P_TENSOR("input"), param, HUG_P_OPTIONAL_INTS("dim"), HUG_P_BOOL_OR("keepdim", false), \
              HUG_P_OPTIONAL_DTYPE("dtype") },                                                        \
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward
#define ORDERS "infinity: the greatest magnitude, -infinity: the least, 0: how many differ from 0"

const hug_op hug_op_norm = {
  .name = "norm", .source = "torch.norm",
  .doc = "The `p`-norm over the dims `dim`, or of all elements: (sum of |`input`|^`p`)^(1/`p`); " ORDERS ". \"fro\" "
         "is 2.",
  NORM("p", HUG_P_FLOAT_WORD("p", 2, "fro")),
};

const hug_op hug_op_vector_norm = {
  .name = "vector_norm", .source = "torch.linalg.vector_norm",
  .doc = "As `norm`: the norm of order `ord` over the dims `dim`, or of all elements; " ORDERS ".",
  NORM("ord", HUG_P_FLOAT_OR("ord", 2)),
};

static const int64_t last_two[] = { -2, -1 }, second[] = { 1 };

const hug_op hug_op_frobenius_norm = {
  .name = "frobenius_norm", .source = "torch.linalg.matrix_norm",
  .doc = "The root of the sum of squares of matrices, whose dims are `dim`.",
  .samples = "randn(3, 4); randn(3, 2, 4), { dim = {0, 2}, keepdim = true }",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS_OR("dim", 2, last_two),
              HUG_P_BOOL_OR("keepdim", false), HUG_P_OPTIONAL_DTYPE("dtype") },
  .infer = frobenius_infer, .compose = frobenius_compose,
};

const hug_op hug_op_normalize = {
  .name = "normalize", .source = "torch.nn.functional.normalize",
  .doc = "`input` divided by its `p`-norm along the dims `dim`, or by `eps` where that is greater.",
  .samples = "randn(3, 4); randn(3, 4), 1, 0",
  .params = { HUG_P_TENSOR("input"), HUG_P_FLOAT_OR("p", 2), HUG_P_INTS_OR("dim", 1, second),
              HUG_P_FLOAT_OR("eps", 1e-12) },
  .compose = normalize_compose,
};
