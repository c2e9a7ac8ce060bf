/* nansum.c: sums and means of what is a number: nansum, nanmean. */
#include "../kernel/kernel.h"
#include "rows.h"
#include "scope.h"

enum { BLOCK = 1024 };

static double sum_f32(int64_t n, const float *x, int64_t *count) {
  return hug_kernels_get()->sum_numbers_f32(n, x, count);
}

static double sum_f64(int64_t n, const double *x, int64_t *count) {
  double sum = 0;
  *count = 0;
  for (int64_t i = 0; i < n; i++) {
    sum += x[i] == x[i] ? x[i] : 0;
    *count += x[i] == x[i];
  }
  return sum;
}

/* context points to true for means. */
#define SUM_ROW(name, T, SUM)                                                                         \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {    \
    (void)indices;                                                                                    \
    double total = 0;                                                                                 \
    int64_t count = 0, some = 0;                                                                      \
    for (int64_t first = 0; first < n; first += BLOCK, count += some)                                 \
      total += SUM(n - first < BLOCK ? n - first : BLOCK, (const T *)in + first, &some);              \
    *(T *)out = (T)(*(const bool *)context ? total / (double)count : total);                          \
  }
SUM_ROW(sum_row_f32, float, sum_f32)
SUM_ROW(sum_row_f64, double, sum_f64)

static const bool sums = false, means = true;         /* hug_op.data */

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  bool floats = hug_dtype_floating((hug_dtype)t->dtype);
  hug_dtype own = (hug_dtype)t->dtype, type = c->args[3].given ? c->args[3].dtype : floats ? own : HUG_I64;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  if (c->op->data == &means && (!floats || !hug_dtype_floating(type)))
    return hug_op_fail(c, HUG_EDTYPE, "`%s` must be of floats, not %s", floats ? "dtype" : "input", hug_dtype_infos[floats ? type : own].name);
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  return hug_call_out(c, 0, type, hug_reduced_shape(t, dims, c->args[2].b, shape), shape);
}

/* Of what cannot be NaN, or is to be converted to integers, the sum is that of the elements with zeros for NaN. */
static hug_status plain_sum(hug_call *c) {
  hug_tensor *x = c->args[0].tensor;
  const hug_value *dim = &c->args[1];
  hug_scope s = hug_scope_silent();
  if (hug_dtype_floating((hug_dtype)x->dtype)) x = hug_do(&s, masked_fill, x, hug_do(&s, isnan, x), hug_whole(&s, 0));
  const int64_t *dims = dim->given ? dim->ints : NULL;
  hug_tensor *sum = hug_do(&s, sum, x, (int)dim->count, dims, c->args[2].b, (int)c->out[0]->dtype);
  if (hug_scope_ok(&s)) s.status = hug_tensor_copy(c->out[0], sum);
  return hug_scope_end(&s, c, NULL);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  hug_dtype type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  if (!hug_dtype_floating((hug_dtype)t->dtype) || type == HUG_I64) return plain_sum(c);
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  return hug_walk_rows(t, dims, type, c->out[0], type, NULL, type == HUG_F32 ? sum_row_f32 : sum_row_f64, c->op->data);
}

/* The gradient of the result, for means divided by how many numbers there are, goes to all numbers. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *x = c->args[0].tensor, *g = NULL;
  int64_t list[HUG_MAX_DIMS];
  int count = 0;
  uint32_t dims;
  HUG_TRY(hug_op_dims(c, x, &c->args[1], &dims));
  for (int d = 0; d < x->ndim; d++)
    if (dims >> d & 1) list[count++] = d;
  hug_scope s = hug_scope_silent();
  g = hug_scope_hold(&s, hug_reduced_spread(grads[0], x, dims, &g), &g);
  hug_tensor *number = hug_do(&s, logical_not, hug_do(&s, isnan, x));
  if (c->op->data == &means) g = hug_do(&s, div, g, hug_do(&s, sum, number, count, list, 1, HUG_NO_DTYPE), NULL);
  hug_scope_grad(&s, c, 0, 0, hug_do(&s, mul, g, number));
  return hug_scope_end(&s, c, NULL);
}

#define NANSUM                                                                                        \
  .samples = "randn(3, 4); randn(2, 3, 4), {0, 2}, true",                                             \
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim"), HUG_P_BOOL_OR("keepdim", false), \
              HUG_P_OPTIONAL_DTYPE("dtype") },                                                        \
  .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run, .backward = backward

const hug_op hug_op_nansum = {
  .name = "nansum", .source = "torch.nansum",
  .doc = "Sum over the dims `dim`, or over all elements, of those that are not NaN.", .data = &sums, NANSUM,
};

const hug_op hug_op_nanmean = {
  .name = "nanmean", .source = "torch.nanmean",
  .doc = "Mean over the dims `dim`, or over all elements, of those that are not NaN.", .data = &means, NANSUM,
};
