/* softmax.c: exponentials scaled to sum to one, and their logarithms: softmax, softmax2d, log_softmax, logsumexp. Each works from the row's
** largest value, so that large inputs do not overflow. */
#include "../kernel/kernel.h"
#include "rows.h"
#include <math.h>
#include <string.h>

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
  const hug_row_loops *loops = hug_row_loops_of(HUG_F32);
  float m = n ? (float)loops->max(n, x) : -INFINITY;
  if (isinf(m) || m != m) return m;
  return (float)(m + log(loops->exps(n, x, m)));
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
  const hug_row_loops *loops = hug_row_loops_of(HUG_F32);
  double m = n ? loops->max(n, in) : 0;
  loops->affine(n, in, m, 1, -log(loops->exps(n, in, m)), out);
}
static void log_softmax_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  const double *x = in, m = largest_f64(n, x);
  double *y = out, sum = 0;
  for (int64_t i = 0; i < n; i++) sum += exp(x[i] - m);
  for (int64_t i = 0; i < n; i++) y[i] = x[i] - m - log(sum);
}

/* Columns of f32, side by side. */
static void greatest_columns(int64_t n, int64_t rows, int64_t stride, const float *x, float *most) {
  memcpy(most, x, (size_t)n * sizeof *x);
  hug_row_loops_of(HUG_F32)->each_most(n, rows, stride, x, false, most);
}

static void softmax_columns(int64_t n, int64_t rows, int64_t stride, const void *in, void *out, int64_t out_stride,
                            const void *context) {
  const hug_row_loops *loops = hug_row_loops_of(HUG_F32);
  float most[HUG_COLUMNS], scale[HUG_COLUMNS];
  double sums[HUG_COLUMNS] = { 0 };
  (void)context;
  greatest_columns(n, rows, stride, in, most);
  loops->each_exps(n, rows, stride, in, most, out, out_stride, sums);
  for (int64_t i = 0; i < n; i++) scale[i] = (float)(1 / sums[i]);
  float *y = out;
  for (int64_t row = 0; row < rows; row++, y += out_stride) loops->multiply(n, y, scale, y);
}

static void log_softmax_columns(int64_t n, int64_t rows, int64_t stride, const void *in, void *out, int64_t out_stride,
                                const void *context) {
  const hug_row_loops *loops = hug_row_loops_of(HUG_F32);
  float most[HUG_COLUMNS], logs[HUG_COLUMNS], ones[HUG_COLUMNS], room[HUG_COLUMNS];
  double sums[HUG_COLUMNS] = { 0 };
  (void)context;
  greatest_columns(n, rows, stride, in, most);
  loops->each_exps(n, rows, stride, in, most, room, 0, sums);
  for (int64_t i = 0; i < n; i++) logs[i] = (float)-log(sums[i]), ones[i] = 1;
  for (int64_t row = 0; row < rows; row++)
    loops->each_affine(n, (const float *)in + row * stride, most, ones, logs, (float *)out + row * out_stride);
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
  const uint32_t dims = t->ndim ? 1u << dim : 0;
  bool done = false;
  const hug_columns columns = logs ? log_softmax_columns : softmax_columns;
  if (type == HUG_F32) HUG_TRY(hug_walk_columns(t, dims, type, c->out[0], columns, NULL, &done));
  return done ? HUG_OK : hug_walk_rows(t, dims, type, c->out[0], type, NULL, body, NULL);
}

/* softmax: dx = (g - sum(g y)) y;  log_softmax: dx = g - exp(y) sum(g). */
static void backward_row(const hug_row_loops *loops, int64_t n, const void *y, const void *g, void *dx, bool logs) {
  if (logs) {
    loops->softmax(n, y, 0, -loops->sum(n, g), dx);
    loops->add(n, 1, g, dx);
  } else {
    loops->affine(n, g, loops->dot(n, g, y), 1, 0, dx);
    loops->multiply(n, dx, y, dx);
  }
}

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
    const int64_t n = y->shape[1], bytes = n * (int64_t)hug_dtype_bytes(type);
    for (int64_t row = 0; row < y->shape[0]; row++)
      backward_row(hug_row_loops_of(type), n, hug_tensor_at(y) + row * bytes, hug_tensor_at(g) + row * bytes,
                   hug_tensor_at(dx) + row * bytes, logs);
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

/* dx = g exp(x - y): softmax, whose row has the sum y; nothing flows beside an infinite y. */
#define LOGSUMEXP_ROW(name, T)                                                                       \
  static void name(const hug_row_loops *loops, int64_t n, const void *x_, const void *y_, const void *g_, void *dx_) { \
    const T *x = x_, y = *(const T *)y_, g = *(const T *)g_;                                         \
    T *dx = dx_;                                                                                     \
    if (isinf(y)) for (int64_t i = 0; i < n; i++) dx[i] = g * (x[i] != y ? 0 : x[i] - y);             \
    else loops->softmax(n, x, (double)y, (double)g, dx);                                             \
  }
LOGSUMEXP_ROW(logsumexp_row_f32, float)
LOGSUMEXP_ROW(logsumexp_row_f64, double)

static hug_status logsumexp_backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  hug_tensor *x, *g = NULL, *y = NULL, *dx = NULL, *shaped = NULL;
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  hug_dtype type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  HUG_TRY(hug_rows_pack(t, dims, type, &x));
  hug_status status = hug_tensor_packed(grads[0], type, &g);
  if (!status) status = hug_tensor_packed(c->out[0], type, &y);
  if (!status) status = hug_tensor_make(type, 2, x->shape, &dx);
  if (!status) {
    const hug_row_loops *loops = hug_row_loops_of(type);
    const int64_t n = x->shape[1], bytes = (int64_t)hug_dtype_bytes(type);
    for (int64_t row = 0; row < x->shape[0]; row++)
      (type == HUG_F32 ? logsumexp_row_f32 : logsumexp_row_f64)(
        loops, n, hug_tensor_at(x) + row * n * bytes, hug_tensor_at(y) + row * bytes, hug_tensor_at(g) + row * bytes,
        hug_tensor_at(dx) + row * n * bytes);
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
