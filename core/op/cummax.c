/* cummax.c: the greatest and the least so far along a dim: cummax, cummin. */
#include "rows.h"

/* The last of equals wins, and NaN over all; context points to true for the least. */
#define CUMMAX_ROW(name, T)                                                                           \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {    \
    const T *x = in;                                                                                  \
    const bool least = *(const bool *)context;                                                        \
    int64_t best = 0;                                                                                 \
    for (int64_t i = 0; i < n; i++) {                                                                 \
      bool wins = least ? x[i] <= x[best] : x[i] >= x[best];                                          \
      if (wins || x[i] != x[i]) best = i;                                                             \
      ((T *)out)[i] = x[best];                                                                        \
      indices[i] = best;                                                                              \
    }                                                                                                 \
  }
CUMMAX_ROW(cummax_f32, float)
CUMMAX_ROW(cummax_f64, double)
CUMMAX_ROW(cummax_i64, int64_t)

static const bool greatest = false, least = true;     /* hug_op.data */

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape));
  return hug_call_out(c, 1, HUG_I64, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  hug_dtype type = hug_compute_type((hug_dtype)t->dtype);
  hug_row body = type == HUG_F32 ? cummax_f32 : type == HUG_F64 ? cummax_f64 : cummax_i64;
  return hug_walk_rows(t, t->ndim ? 1u << dim : 0, type, c->out[0], type, c->out[1], body, c->op->data);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  int dim;
  HUG_TRY(hug_op_dim(c, c->args[0].tensor, c->args[1].i, &dim));
  return hug_rows_return(c, grads[0], c->out[1], c->args[0].tensor->ndim ? 1u << dim : 0);
}

#define CUMULATIVE                                                                                    \
  .samples = "randn(3, 4), 1", .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim") },                 \
  .outputs = { "values", "indices" }, .saves = HUG_SAVE_OUT(1), .infer = infer, .run = run, .backward = backward

const hug_op hug_op_cummax = {
  .name = "cummax", .source = "torch.cummax",
  .doc = "The greatest element along `dim` up to and with each one, and its index, the last of equals. NaN counts as "
         "the greatest.",
  .data = &greatest, CUMULATIVE,
};

const hug_op hug_op_cummin = {
  .name = "cummin", .source = "torch.cummin",
  .doc = "The least element along `dim` up to and with each one, and its index, the last of equals. NaN counts as "
         "the least.",
  .data = &least, CUMULATIVE,
};
