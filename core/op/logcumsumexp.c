/* logcumsumexp.c: logarithms of running sums of exponentials along a dim: logcumsumexp. */
#include "rows.h"
#include <math.h>

/* log(exp(a) + exp(b)); infinities that are equal have no difference. */
static double add_logs(double a, double b) {
  double low = a < b || a != a ? a : b, high = a < b || a != a ? b : a;
  if (a != a || b != b) return NAN;
  return low == high && isinf(low) ? low : high + log1p(exp(low - high));
}

#define SUM_ROW(name, T)                                                                              \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {    \
    (void)indices, (void)context;                                                                     \
    double sum = -INFINITY;                                                                           \
    for (int64_t i = 0; i < n; i++) ((T *)out)[i] = (T)(sum = add_logs(sum, (double)((const T *)in)[i])); \
  }
SUM_ROW(sum_f32, float)
SUM_ROW(sum_f64, double)

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype type = hug_compute_type((hug_dtype)t->dtype);
  hug_row body = type == HUG_F32 ? sum_f32 : sum_f64;
  return hug_walk_rows(t, t->ndim ? 1u << dim : 0, type, c->out[0], type, NULL, body, NULL);
}

/* dx[i] = sum over j >= i of g[j] exp(x[i] - y[j]).  The sum of g[j] exp(y[i] - y[j]) comes from the right; as y
** rises, no exponential is above 1.  Nothing passes where y is -infinity, as exp(x) is 0 and stays so. */
static void backward_row(int64_t n, const double *x, const double *y, double *g_to_dx) {
  double sum = 0;
  for (int64_t i = n - 1; i >= 0; i--) {
    double carried = i + 1 == n || y[i] == y[i + 1] ? sum : sum * exp(y[i] - y[i + 1]);
    sum = g_to_dx[i] + carried;
    g_to_dx[i] = y[i] == -INFINITY ? 0 : sum * (x[i] == y[i] ? 1 : exp(x[i] - y[i]));
  }
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *x, *y = NULL, *g = NULL, *dx = NULL, *shaped = NULL;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  uint32_t dims = t->ndim ? 1u << dim : 0;
  HUG_TRY(hug_rows_pack(t, dims, HUG_F64, &x));
  hug_status status = hug_rows_pack(c->out[0], dims, HUG_F64, &y);
  if (!status) status = hug_rows_pack(grads[0], dims, HUG_F64, &g);
  if (!status) status = hug_tensor_make(HUG_F64, 2, x->shape, &dx);
  if (!status) status = hug_tensor_copy(dx, g);
  if (!status) {
    const int64_t n = x->shape[1];
    for (int64_t row = 0; row < x->shape[0]; row++)
      backward_row(n, (const double *)hug_tensor_at(x) + row * n, (const double *)hug_tensor_at(y) + row * n,
                   (double *)hug_tensor_at(dx) + row * n);
    status = hug_rows_unpack(dx, t, dims, &shaped);
  }
  hug_tensor_free(dx);
  hug_tensor_free(g);
  hug_tensor_free(y);
  hug_tensor_free(x);
  return status ? status : hug_call_grad(c, 0, 0, shaped);
}

const hug_op hug_op_logcumsumexp = {
  .name = "logcumsumexp", .source = "torch.logcumsumexp",
  .doc = "Logarithms of the sums of exponentials of the elements along `dim` up to and with each one.",
  .samples = "randn(3, 4), 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim") },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};
