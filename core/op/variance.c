/* variance.c: spread about the mean: var, std, var_mean, std_mean. Two passes, so that a large offset does not cancel the digits. */
#include "rows.h"
#include <math.h>

typedef struct spread {
  double correction;
  bool root;                  /* std, std_mean */
} spread;

static const bool variances = false, deviations = true;  /* hug_op.data */

#define SPREAD_ROW(name, T)                                                                          \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {   \
    (void)indices;                                                                                   \
    const T *x = in;                                                                                 \
    const spread *s = context;                                                                       \
    double mean = 0, sum = 0;                                                                        \
    for (int64_t i = 0; i < n; i++) mean += (double)x[i];                                            \
    mean /= (double)n;                                                                               \
    for (int64_t i = 0; i < n; i++) sum += ((double)x[i] - mean) * ((double)x[i] - mean);            \
    double rest = (double)n - s->correction, v = sum / (rest > 0 ? rest : 0);                        \
    *(T *)out = (T)(s->root ? sqrt(v) : v);                                                          \
  }
SPREAD_ROW(spread_f32, float)
SPREAD_ROW(spread_f64, double)

#define MEAN_ROW(name, T)                                                                            \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {   \
    (void)indices, (void)context;                                                                    \
    double sum = 0;                                                                                  \
    for (int64_t i = 0; i < n; i++) sum += (double)((const T *)in)[i];                               \
    *(T *)out = (T)(sum / (double)n);                                                                \
  }
MEAN_ROW(mean_f32, float)
MEAN_ROW(mean_f64, double)

/* torch's older `unbiased` says 1 or 0 for `correction`. */
static spread spread_of(const hug_call *c) {
  spread s = { c->args[2].f, *(const bool *)c->op->data };
  if (c->args[4].given) s.correction = c->args[4].b;
  return s;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  if (!hug_dtype_floating((hug_dtype)t->dtype)) return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  int ndim = hug_reduced_shape(t, dims, c->args[3].b, shape);
  for (int i = 0; i < hug_op_outputs(c->op); i++) HUG_TRY(hug_call_out(c, i, (hug_dtype)t->dtype, ndim, shape));
  return HUG_OK;
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  spread s = spread_of(c);
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  hug_dtype type = hug_compute_type((hug_dtype)t->dtype);
  HUG_TRY(hug_walk_rows(t, dims, type, c->out[0], type, NULL, type == HUG_F64 ? spread_f64 : spread_f32, &s));
  if (c->outs == 1) return HUG_OK;
  return hug_walk_rows(t, dims, type, c->out[1], type, NULL, type == HUG_F64 ? mean_f64 : mean_f32, NULL);
}

/* d var / dx = 2 (x - mean) / (n - correction), d std / dx = that / (2 std), 0 where std is 0. */
static hug_status spread_backward(hug_call *c, hug_tensor *grad, uint32_t dims) {
  const hug_tensor *t = c->args[0].tensor;
  spread s = spread_of(c);
  hug_tensor *x, *g = NULL, *y = NULL, *shaped = NULL;
  HUG_TRY(hug_rows_pack(t, dims, HUG_F64, &x));
  hug_tensor *dx = NULL;
  hug_status status = hug_tensor_packed(grad, HUG_F64, &g);
  if (!status) status = hug_tensor_packed(c->out[0], HUG_F64, &y);
  if (!status) status = hug_tensor_make(HUG_F64, 2, x->shape, &dx);
  if (!status) {
    const double *from = (double *)hug_tensor_at(x), *gy = (double *)hug_tensor_at(g), *std = (double *)hug_tensor_at(y);
    double *to = (double *)hug_tensor_at(dx);
    for (int64_t row = 0, n = x->shape[1]; row < x->shape[0]; row++, from += n, to += n) {
      double mean = 0, rest = (double)n - s.correction, scale = 2 / (rest > 0 ? rest : 0);
      for (int64_t i = 0; i < n; i++) mean += from[i];
      mean /= (double)n;
      if (s.root) scale = std[row] == 0 ? 0 : scale / (2 * std[row]);
      for (int64_t i = 0; i < n; i++) to[i] = gy[row] * scale * (from[i] - mean);
    }
    status = hug_rows_unpack(dx, t, dims, &shaped);
  }
  hug_tensor_free(dx);
  hug_tensor_free(y);
  hug_tensor_free(g);
  hug_tensor_free(x);
  return status ? status : hug_call_grad(c, 0, 0, shaped);
}

/* d mean / dx = 1 / n. */
static hug_status mean_backward(hug_call *c, hug_tensor *grad, uint32_t dims) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *n = NULL, *g = NULL, *spread = NULL;
  hug_status status = hug_tensor_weak(hug_float((double)hug_reduced_length(t, dims)), &n);
  if (!status) status = hug_invoke_op(&hug_op_div, HUG_CALL_NO_GRAD, &g, grad, n, NULL);
  if (!status) status = hug_reduced_spread(g, t, dims, &spread);
  hug_tensor_free(g);
  hug_tensor_free(n);
  return status ? status : hug_call_grad(c, 0, 0, spread);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  uint32_t dims;
  HUG_TRY(hug_op_dims(c, c->args[0].tensor, &c->args[1], &dims));
  if (grads[0]) HUG_TRY(spread_backward(c, grads[0], dims));
  return c->outs > 1 && grads[1] ? mean_backward(c, grads[1], dims) : HUG_OK;
}

#define PARAMS                                                                                        \
  { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim"), HUG_P_FLOAT_OR("correction", 1), HUG_P_BOOL_OR("keepdim", false), \
    { .name = "unbiased", .kind = HUG_KIND_BOOL, .optional = true } }

const hug_op hug_op_var = {
  .name = "var", .source = "torch.var",
  .doc = "Variance over the dims `dim`, or of all elements: the sum of squared distances from the mean over (number - `correction`).",
  .samples = "randn(3,4); randn(2,3,4), {0,2}, 0, true",
  .params = PARAMS, .data = &variances, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_std = {
  .name = "std", .source = "torch.std",
  .doc = "Standard deviation: the square root of `var`.",
  .samples = "randn(3,4); randn(2,3,4), {0,2}, 0, true",
  .params = PARAMS, .data = &deviations, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_var_mean = {
  .name = "var_mean", .source = "torch.var_mean", .doc = "What `var` gives, and the mean.",
  .samples = "randn(3,4); randn(2,3,4), {0,2}, 0, true",
  .params = PARAMS, .outputs = { "var", "mean" }, .data = &variances, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0),
  .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_std_mean = {
  .name = "std_mean", .source = "torch.std_mean", .doc = "What `std` gives, and the mean.",
  .samples = "randn(3,4); randn(2,3,4), {0,2}, 0, true",
  .params = PARAMS, .outputs = { "std", "mean" }, .data = &deviations, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0),
  .infer = infer, .run = run, .backward = backward,
};
