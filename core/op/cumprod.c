/* cumprod.c: running products along a dim: cumprod. */
#include "rows.h"

static void cumprod_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  double product = 1;         /* torch's CPU kernel multiplies f32 in f64 as well */
  for (int64_t i = 0; i < n; i++) ((float *)out)[i] = (float)(product *= ((const float *)in)[i]);
}
static void cumprod_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  double product = 1;
  for (int64_t i = 0; i < n; i++) ((double *)out)[i] = product *= ((const double *)in)[i];
}
static void cumprod_i64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  uint64_t product = 1;       /* wraps around */
  for (int64_t i = 0; i < n; i++) ((uint64_t *)out)[i] = product *= ((const uint64_t *)in)[i];
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype own = hug_dtype_floating((hug_dtype)t->dtype) ? (hug_dtype)t->dtype : HUG_I64;
  return hug_call_out(c, 0, c->args[2].given ? c->args[2].dtype : own, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  hug_row body = type == HUG_F32 ? cumprod_f32 : type == HUG_F64 ? cumprod_f64 : cumprod_i64;
  return hug_walk_rows(t, t->ndim ? 1u << dim : 0, type, c->out[0], type, NULL, body, NULL);
}

/* dx[i] is the product before x[i] times sum over j >= i of g[j] x[i+1] … x[j]; the sum comes from the right, as a
** polynomial by Horner's rule: no division, so zeros need no care. */
static void backward_row(int64_t n, const double *x, double *g_to_dx) {
  double sum = 0, product = 1;
  for (int64_t i = n - 1; i >= 0; i--) g_to_dx[i] = sum = g_to_dx[i] + (i + 1 < n ? x[i + 1] * sum : 0);
  for (int64_t i = 0; i < n; product *= x[i++]) g_to_dx[i] *= product;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *x, *g = NULL, *dx = NULL, *shaped = NULL;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  uint32_t dims = t->ndim ? 1u << dim : 0;
  HUG_TRY(hug_rows_pack(t, dims, HUG_F64, &x));
  hug_status status = hug_rows_pack(grads[0], dims, HUG_F64, &g);
  if (!status) status = hug_tensor_make(HUG_F64, 2, x->shape, &dx);
  if (!status) status = hug_tensor_copy(dx, g);
  if (!status) {
    const int64_t n = x->shape[1];
    for (int64_t row = 0; row < x->shape[0]; row++)
      backward_row(n, (const double *)hug_tensor_at(x) + row * n, (double *)hug_tensor_at(dx) + row * n);
    status = hug_rows_unpack(dx, t, dims, &shaped);
  }
  hug_tensor_free(dx);
  hug_tensor_free(g);
  hug_tensor_free(x);
  return status ? status : hug_call_grad(c, 0, 0, shaped);
}

const hug_op hug_op_cumprod = {
  .name = "cumprod", .source = "torch.cumprod",
  .doc = "Products of the elements along `dim` up to and with each one. Integers and bool give i64.",
  .samples = "randn(3, 4), 1; tensor({2, 0, 3, 0, 4}, {dtype = 'f64'}), 0",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_OPTIONAL_DTYPE("dtype") },
  .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run, .backward = backward,
};
