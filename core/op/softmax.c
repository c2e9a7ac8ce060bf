/* softmax.c: exponentials scaled to sum to one, and their logarithms: softmax, softmax2d, log_softmax, logsumexp. Each works from the row's
** largest value, so that large inputs do not overflow. */
#include "../kernel/kernel.h"
#include "rows.h"
#include <math.h>

static void softmax_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  hug_kernels_get()->softmax_f32(n, in, out);
}

/* The largest of n values, NaN if any is. */
static double largest_f64(int64_t n, const double *x) {
  double m = -INFINITY;
  for (int64_t i = 0; i < n && m == m; i++)
    if (!(x[i] <= m)) m = x[i];
  return m;
}

static void softmax_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  const double *x = in, m = largest_f64(n, x);
  double *y = out, sum = 0;
  for (int64_t i = 0; i < n; i++) sum += y[i] = exp(x[i] - m);
  for (int64_t i = 0; i < n; i++) y[i] /= sum;
}

/* log(sum(exp(x))); where the largest value is infinite, it is the answer. */
static double logsumexp_of_f64(int64_t n, const double *x) {
  double m = largest_f64(n, x), sum = 0;
  if (isinf(m) || m != m) return m;
  for (int64_t i = 0; i < n; i++) sum += exp(x[i] - m);
  return m + log(sum);
}

static float logsumexp_of_f32(int64_t n, const float *x) {
  float m = n ? hug_kernels_get()->max_f32(n, x) : -INFINITY;
  double sum = 0;
  if (isinf(m) || m != m) return m;
  for (int64_t i = 0; i < n; i++) sum += expf(x[i] - m);
  return (float)(m + log(sum));
}

static void logsumexp_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(float *)out = logsumexp_of_f32(n, in);
}
static void logsumexp_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(double *)out = logsumexp_of_f64(n, in);
}

/* x - m - log(sum(exp(x - m))): the difference to the largest value first, so that no digits are lost to it. */
static void log_softmax_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  const float *x = in;
  float *y = out, m = n ? hug_kernels_get()->max_f32(n, x) : 0;
  double sum = 0;
  for (int64_t i = 0; i < n; i++) sum += expf(x[i] - m);
  float log_sum = (float)log(sum);
  for (int64_t i = 0; i < n; i++) y[i] = x[i] - m - log_sum;
}
static void log_softmax_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  const double *x = in, m = largest_f64(n, x);
  double *y = out, sum = 0;
  for (int64_t i = 0; i < n; i++) sum += exp(x[i] - m);
  for (int64_t i = 0; i < n; i++) y[i] = x[i] - m - log(sum);
}

/* ---- softmax, log_softmax ---- */

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype type = c->args[2].given ? c->args[2].dtype : (hug_dtype)t->dtype;
  if (!hug_dtype_floating(type))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s; pass dtype = \"f32\"", hug_dtype_infos[type].name);
  return hug_call_out(c, 0, type, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  bool logs = c->op == &hug_op_log_softmax;
  hug_row body = type == HUG_F32 ? (logs ? log_softmax_f32 : softmax_f32) : (logs ? log_softmax_f64 : softmax_f64);
  return hug_walk_rows(t, t->ndim ? 1u << dim : 0, type, c->out[0], type, NULL, body, NULL);
}

/* softmax: dx = (g - sum(g y)) y;  log_softmax: dx = g - exp(y) sum(g). */
#define BACKWARD_ROWS(name, T, EXP)                                                                  \
  static void name(int64_t rows, int64_t n, const T *y, const T *g, T *dx, bool logs) {             \
    for (int64_t row = 0; row < rows; row++, y += n, g += n, dx += n) {                              \
      double sum = 0;                                                                                \
      for (int64_t i = 0; i < n; i++) sum += logs ? (double)g[i] : (double)g[i] * (double)y[i];      \
      for (int64_t i = 0; i < n; i++) dx[i] = logs ? g[i] - EXP(y[i]) * (T)sum : (g[i] - (T)sum) * y[i]; \
    }                                                                                                \
  }
BACKWARD_ROWS(backward_f32, float, expf)
BACKWARD_ROWS(backward_f64, double, exp)

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *out = c->out[0];
  int dim;
  HUG_TRY(hug_op_dim(c, out, c->args[1].i, &dim));
  uint32_t dims = out->ndim ? 1u << dim : 0;
  hug_dtype type = hug_compute_type((hug_dtype)out->dtype);
  hug_tensor *y, *g = NULL, *dx = NULL, *shaped = NULL;
  HUG_TRY(hug_rows_pack(out, dims, type, &y));
  hug_status status = hug_rows_pack(grads[0], dims, type, &g);
  if (!status) status = hug_tensor_make(type, 2, y->shape, &dx);
  if (!status) {
    bool logs = c->op == &hug_op_log_softmax;
    void *py = hug_tensor_at(y), *pg = hug_tensor_at(g), *pdx = hug_tensor_at(dx);
    if (type == HUG_F32) backward_f32(y->shape[0], y->shape[1], py, pg, pdx, logs);
    else backward_f64(y->shape[0], y->shape[1], py, pg, pdx, logs);
    status = hug_rows_unpack(dx, out, dims, &shaped);
  }
  hug_tensor_free(dx);
  hug_tensor_free(g);
  hug_tensor_free(y);
  return status ? status : hug_call_grad(c, 0, 0, shaped);
}

static hug_status softmax2d(hug_call *c) {
  hug_tensor *t = c->args[0].tensor, *out = NULL;
  if (t->ndim != 3 && t->ndim != 4)
    return hug_op_fail(c, HUG_ESHAPE, "`input` has %d dims: it needs [channels, height, width] or a batch of such", t->ndim);
  HUG_TRY(hug_invoke_op(&hug_op_softmax, c->flags & HUG_CALL_NO_GRAD, &out, t, (int64_t)-3, HUG_NO_DTYPE));
  return hug_call_set_out(c, 0, out);
}

/* ---- logsumexp ---- */

static hug_status logsumexp_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  hug_dtype type = hug_dtype_floating((hug_dtype)t->dtype) ? (hug_dtype)t->dtype : HUG_F32;
  return hug_call_out(c, 0, type, hug_reduced_shape(t, dims, c->args[2].b, shape), shape);
}

static hug_status logsumexp_run(hug_call *c) {
  uint32_t dims;
  HUG_TRY(hug_op_dims(c, c->args[0].tensor, &c->args[1], &dims));
  hug_dtype type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  return hug_walk_rows(c->args[0].tensor, dims, type, c->out[0], type, NULL, type == HUG_F32 ? logsumexp_f32 : logsumexp_f64, NULL);
}

/* dx = g exp(x - y): softmax, whose row has the sum y; 0 where x and y are both -infinity. */
static hug_status logsumexp_backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  hug_tensor *x, *g = NULL, *y = NULL, *dx = NULL, *shaped = NULL;
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  HUG_TRY(hug_rows_pack(t, dims, HUG_F64, &x));
  hug_status status = hug_tensor_packed(grads[0], HUG_F64, &g);
  if (!status) status = hug_tensor_packed(c->out[0], HUG_F64, &y);
  if (!status) status = hug_tensor_make(HUG_F64, 2, x->shape, &dx);
  if (!status) {
    const double *from = (double *)hug_tensor_at(x), *gy = (double *)hug_tensor_at(g), *sum = (double *)hug_tensor_at(y);
    double *to = (double *)hug_tensor_at(dx);
    for (int64_t row = 0, n = x->shape[1]; row < x->shape[0]; row++, from += n, to += n)
      for (int64_t i = 0; i < n; i++) to[i] = gy[row] * (isinf(sum[row]) && from[i] != sum[row] ? 0 : exp(from[i] - sum[row]));
    status = hug_rows_unpack(dx, t, dims, &shaped);
  }
  hug_tensor_free(dx);
  hug_tensor_free(y);
  hug_tensor_free(g);
  hug_tensor_free(x);
  return status ? status : hug_call_grad(c, 0, 0, shaped);
}

#define PARAMS { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", -1), HUG_P_OPTIONAL_DTYPE("dtype") }

const hug_op hug_op_softmax = {
  .name = "softmax", .source = "torch.softmax",
  .doc = "Exponentials of `input` along `dim`, scaled to sum to one; computed in `dtype` if given.",
  .samples = "randn(3,5); randn(2,3,4), 1",
  .params = PARAMS, .saves = HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_softmax2d = {
  .name = "softmax2d", .source = "torch.nn.Softmax2d",
  .doc = "`softmax` over the channels of each place: `input` is [channels, height, width] or [n, channels, height, width].",
  .samples = "randn(3,2,2); randn(2,3,2,2)",
  .params = { HUG_P_TENSOR("input") }, .compose = softmax2d,
};

const hug_op hug_op_log_softmax = {
  .name = "log_softmax", .source = "torch.log_softmax",
  .doc = "The logarithm of `softmax`, without loss of digits for unlikely values.",
  .samples = "randn(3,5); randn(2,3,4), 1",
  .params = PARAMS, .saves = HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_logsumexp = {
  .name = "logsumexp", .source = "torch.logsumexp",
  .doc = "The logarithm of the sum of exponentials over the dims `dim`, or over all elements.",
  .samples = "randn(3,5); randn(2,3,4), {0,2}, true",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim"), HUG_P_BOOL_OR("keepdim", false) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0), .infer = logsumexp_infer, .run = logsumexp_run, .backward = logsumexp_backward,
};
