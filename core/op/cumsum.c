/* cumsum.c: running sums along a dim. */
#include "rows.h"

static void cumsum_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  double sum = 0;             /* torch's CPU kernel sums f32 in f64 as well */
  for (int64_t i = 0; i < n; i++) ((float *)out)[i] = (float)(sum += ((const float *)in)[i]);
}
static void cumsum_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  double sum = 0;
  for (int64_t i = 0; i < n; i++) ((double *)out)[i] = sum += ((const double *)in)[i];
}
static void cumsum_i64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  uint64_t sum = 0;
  for (int64_t i = 0; i < n; i++) ((uint64_t *)out)[i] = sum += ((const uint64_t *)in)[i];
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype type = c->args[2].given ? c->args[2].dtype : hug_dtype_floating((hug_dtype)t->dtype) ? (hug_dtype)t->dtype : HUG_I64;
  return hug_call_out(c, 0, type, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  hug_row body = type == HUG_F32 ? cumsum_f32 : type == HUG_F64 ? cumsum_f64 : cumsum_i64;
  return hug_walk_rows(t, t->ndim ? 1u << dim : 0, type, c->out[0], type, NULL, body, NULL);
}

/* Element i takes part in all sums from i on: the running sum of the gradient from the other end. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *turned, *sums = NULL, *g = NULL;
  int64_t dim = c->args[1].i;
  HUG_TRY(hug_invoke_op(&hug_op_flip, HUG_CALL_NO_GRAD, &turned, grads[0], 1, &dim));
  hug_status status = hug_invoke_op(&hug_op_cumsum, HUG_CALL_NO_GRAD, &sums, turned, dim, HUG_NO_DTYPE);
  if (!status) status = hug_invoke_op(&hug_op_flip, HUG_CALL_NO_GRAD, &g, sums, 1, &dim);
  hug_tensor_free(sums);
  hug_tensor_free(turned);
  return status ? status : hug_call_grad(c, 0, 0, g);
}

const hug_op hug_op_cumsum = {
  .name = "cumsum", .source = "torch.cumsum",
  .doc = "Sums of the elements along `dim` up to and with each one. Integers and bool give i64.",
  .samples = "randn(3,4), 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_OPTIONAL_DTYPE("dtype") },
  .infer = infer, .run = run, .backward = backward,
};
