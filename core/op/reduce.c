/* reduce.c: one number out of many, along dims: sum, mean, prod, all, any. */
#include "../kernel/kernel.h"
#include "rows.h"
#include <math.h>

/* How a reduction differs from its sisters. */
typedef struct reduction {
  hug_row f32, f64, i64;
  hug_columns columns;        /* over f32 and f64, or NULL */
  enum { WIDE, REAL, TRUTH } result;  /* integers become i64; only floats; bool (u8 stays u8) */
} reduction;

/* Sums of blocks of 128 that meet pairwise, so that the error grows with log n. */
static double sum_f64_of(int64_t n, const double *x) {
  if (n <= 128) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i];
    return sum;
  }
  int64_t half = (n / 2 + 127) / 128 * 128;
  return sum_f64_of(half, x) + sum_f64_of(n - half, x + half);
}

static void sum_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(float *)out = hug_kernels_get()->sum_f32(n, in);
}
static void sum_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(double *)out = sum_f64_of(n, in);
}
static void sum_i64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  uint64_t sum = 0;           /* wraps around, as torch */
  for (int64_t i = 0; i < n; i++) sum += ((const uint64_t *)in)[i];
  *(uint64_t *)out = sum;
}

static void mean_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(float *)out = hug_kernels_get()->sum_f32(n, in) / (float)n;
}
static void mean_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(double *)out = sum_f64_of(n, in) / (double)n;
}

/* Of columns, with their type and, for means, the divisor. */
typedef struct column_type {
  hug_dtype type;
  double divisor;
} column_type;

static void put_numbers(hug_dtype type, int64_t n, const double *from, double divisor, void *to) {
  if (type == HUG_F32) for (int64_t i = 0; i < n; i++) ((float *)to)[i] = (float)(from[i] / divisor);
  else for (int64_t i = 0; i < n; i++) ((double *)to)[i] = from[i] / divisor;
}

static void sum_columns(int64_t n, int64_t rows, int64_t stride, const void *in, void *out, int64_t out_stride,
                        const void *context) {
  const column_type *c = context;
  double sums[HUG_COLUMNS] = { 0 };
  (void)out_stride;
  hug_row_loops_of(c->type)->each_sum(n, rows, stride, in, sums);
  put_numbers(c->type, n, sums, c->divisor, out);
}

static void prod_columns(int64_t n, int64_t rows, int64_t stride, const void *in, void *out, int64_t out_stride,
                         const void *context) {
  const column_type *c = context;
  double ones[HUG_COLUMNS];
  (void)out_stride;
  for (int64_t i = 0; i < n; i++) ones[i] = 1;
  put_numbers(c->type, n, ones, 1, out);
  hug_row_loops_of(c->type)->each_times(n, rows, stride, in, out);
}

static void prod_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(float *)out = (float)hug_row_loops_of(HUG_F32)->product(n, in);
}
static void prod_f64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  *(double *)out = hug_row_loops_of(HUG_F64)->product(n, in);
}
static void prod_i64(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices, (void)context;
  uint64_t product = 1;
  for (int64_t i = 0; i < n; i++) product *= ((const uint64_t *)in)[i];
  *(uint64_t *)out = product;
}

#define TRUTH_ROW(name, T, start, stop)                                                              \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {   \
    (void)indices, (void)context;                                                                    \
    bool answer = start;                                                                             \
    for (int64_t i = 0; i < n && answer == start; i++)                                               \
      if ((((const T *)in)[i] != 0) == stop) answer = stop;                                          \
    *(uint8_t *)out = answer;                                                                        \
  }
TRUTH_ROW(all_f32, float, true, false)
TRUTH_ROW(all_f64, double, true, false)
TRUTH_ROW(all_i64, int64_t, true, false)
TRUTH_ROW(any_f32, float, false, true)
TRUTH_ROW(any_f64, double, false, true)
TRUTH_ROW(any_i64, int64_t, false, true)

static const reduction sums = { sum_f32, sum_f64, sum_i64, sum_columns, WIDE };
static const reduction means = { mean_f32, mean_f64, NULL, sum_columns, REAL };
static const reduction products = { prod_f32, prod_f64, prod_i64, prod_columns, WIDE };
static const reduction alls = { all_f32, all_f64, all_i64, NULL, TRUTH };
static const reduction anys = { any_f32, any_f64, any_i64, NULL, TRUTH };

/* The type that elements are read in, then reduced: `dtype` if given. */
static hug_dtype element_type(const hug_call *c) {
  const hug_value *dtype = &c->args[3];
  const reduction *r = c->op->data;
  return r->result != TRUTH && dtype->given ? dtype->dtype : (hug_dtype)c->args[0].tensor->dtype;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const reduction *r = c->op->data;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  hug_dtype type = element_type(c);
  if (r->result == REAL && !hug_dtype_floating(type))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s; pass dtype = \"f32\"", hug_dtype_infos[type].name);
  if (r->result == WIDE && !hug_dtype_floating(type) && !c->args[3].given) type = HUG_I64;
  if (r->result == TRUTH) type = type == HUG_U8 ? HUG_U8 : HUG_BOOL;
  return hug_call_out(c, 0, type, hug_reduced_shape(t, dims, c->args[2].b, shape), shape);
}

/* Dims over which floats only repeat, as gradients of sums do, are a factor; *done: whether there were any. */
static hug_status sum_repeats(hug_call *c, uint32_t dims, bool *done) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t shape[HUG_MAX_DIMS], kept[HUG_MAX_DIMS], stride[HUG_MAX_DIMS], list[HUG_MAX_DIMS], times = 1, rest = 1;
  int count = 0, ndim = 0;
  for (int d = 0; d < t->ndim; d++) {
    const bool along = dims >> d & 1, repeats = along && t->stride[d] == 0 && t->shape[d] > 1;
    shape[d] = repeats ? 1 : t->shape[d];
    times *= repeats ? t->shape[d] : 1;
    rest *= along ? shape[d] : 1;
    if (along) list[count++] = d;
    if (!along || c->args[2].b) kept[ndim] = along ? 1 : t->shape[d], stride[ndim++] = t->stride[d];
  }
  *done = times > 1 && t->dtype == c->out[0]->dtype && (t->dtype == HUG_F32 || t->dtype == HUG_F64);
  if (!*done) return HUG_OK;
  hug_tensor *once = NULL, *sum = NULL, *number = NULL, *y = NULL;
  hug_status status = rest == 1 ? hug_tensor_view(t, ndim, kept, stride, t->offset, &sum)
                                : hug_tensor_view(t, t->ndim, shape, t->stride, t->offset, &once);
  if (!status && !sum)
    status = hug_invoke_op(&hug_op_sum, HUG_CALL_NO_GRAD, &sum, once, count, list, (int)c->args[2].b, HUG_NO_DTYPE);
  if (!status) status = hug_tensor_weak(hug_float((double)times), &number);
  if (!status) status = hug_invoke_op(&hug_op_mul, HUG_CALL_NO_GRAD, &y, sum, number);
  if (!status) status = hug_tensor_copy(c->out[0], y);
  hug_tensor_free(y);
  hug_tensor_free(number);
  hug_tensor_free(sum);
  hug_tensor_free(once);
  return status;
}

static hug_status run(hug_call *c) {
  const reduction *r = c->op->data;
  uint32_t dims;
  bool done = false;
  HUG_TRY(hug_op_dims(c, c->args[0].tensor, &c->args[1], &dims));
  if (r == &sums) HUG_TRY(sum_repeats(c, dims, &done));
  if (done) return HUG_OK;
  hug_dtype in = hug_compute_type(element_type(c));
  hug_row body = in == HUG_F32 ? r->f32 : in == HUG_F64 ? r->f64 : r->i64;
  if (r->columns && in != HUG_I64) {
    column_type type = { in, r == &means ? (double)hug_reduced_length(c->args[0].tensor, dims) : 1 };
    hug_status status = hug_walk_columns(c->args[0].tensor, dims, in, c->out[0], r->columns, &type, &done);
    if (status || done) return status;
  }
  return hug_walk_rows(c->args[0].tensor, dims, in, c->out[0], r->result == TRUTH ? HUG_BOOL : in, NULL, body, NULL);
}

/* d sum / dx = 1, d mean / dx = 1 / n: the gradient of the result, repeated. */
static hug_status spread_backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  hug_tensor *spread;
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  HUG_TRY(hug_reduced_spread(grads[0], t, dims, &spread));
  if (c->op->data == &means) {
    hug_tensor *n = NULL, *g = NULL;
    hug_status status = hug_tensor_weak(hug_float((double)hug_reduced_length(t, dims)), &n);
    if (!status) status = hug_invoke_op(&hug_op_div, HUG_CALL_NO_GRAD, &g, spread, n, NULL);
    hug_tensor_free(n);
    hug_tensor_free(spread);
    HUG_TRY(status);
    spread = g;
  }
  return hug_call_grad(c, 0, 0, spread);
}

/* d prod / dx_i is the product of the others: products from the left times products from the right, since a quotient
** would fail at zeros. */
static hug_status prod_backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  hug_tensor *x, *g = NULL, *dx = NULL, *shaped = NULL;
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  HUG_TRY(hug_rows_pack(t, dims, HUG_F64, &x));
  hug_status status = hug_tensor_packed(grads[0], HUG_F64, &g);
  if (!status) status = hug_tensor_make(HUG_F64, 2, x->shape, &dx);
  if (!status) {
    const double *from = (double *)hug_tensor_at(x), *gy = (double *)hug_tensor_at(g);
    double *to = (double *)hug_tensor_at(dx);
    for (int64_t row = 0, n = x->shape[1]; row < x->shape[0]; row++, from += n, to += n) {
      double product = gy[row];
      for (int64_t i = 0; i < n; product *= from[i++]) to[i] = product;
      product = 1;
      for (int64_t i = n - 1; i >= 0; product *= from[i--]) to[i] *= product;
    }
    status = hug_rows_unpack(dx, t, dims, &shaped);
  }
  hug_tensor_free(dx);
  hug_tensor_free(g);
  hug_tensor_free(x);
  return status ? status : hug_call_grad(c, 0, 0, shaped);
}

#define PARAMS { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim"), HUG_P_BOOL_OR("keepdim", false), HUG_P_OPTIONAL_DTYPE("dtype") }
#define TRUTH_PARAMS { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim"), HUG_P_BOOL_OR("keepdim", false) }

const hug_op hug_op_sum = {
  .name = "sum", .source = "torch.sum",
  .doc = "Sum over the dims `dim`, or over all elements; `keepdim` leaves those dims with size 1. Integers and bool give i64.",
  .samples = "randn(3,4); randn(2,3,4), {0,2}, true",
  .params = PARAMS, .data = &sums, .infer = infer, .run = run, .backward = spread_backward,
};

const hug_op hug_op_mean = {
  .name = "mean", .source = "torch.mean",
  .doc = "Mean over the dims `dim`, or over all elements.",
  .samples = "randn(3,4); randn(2,3,4), {0,2}, true",
  .params = PARAMS, .data = &means, .infer = infer, .run = run, .backward = spread_backward,
};

const hug_op hug_op_prod = {
  .name = "prod", .source = "torch.prod",
  .doc = "Product over the dims `dim`, or over all elements. Integers and bool give i64.",
  .samples = "randn(3,4); randn(2,3,4), 1",
  .params = PARAMS, .data = &products, .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run, .backward = prod_backward,
};

const hug_op hug_op_all = {
  .name = "all", .source = "torch.all",
  .doc = "Whether all elements along `dim`, or all there are, differ from 0.",
  .samples = "randn(3,4):gt(0); randn(3,4):gt(0), 1",
  .params = TRUTH_PARAMS, .flags = HUG_OP_NO_GRAD, .data = &alls, .infer = infer, .run = run,
};

const hug_op hug_op_any = {
  .name = "any", .source = "torch.any",
  .doc = "Whether any element along `dim`, or any at all, differs from 0.",
  .samples = "randn(3,4):gt(0); randn(3,4):gt(0), 1",
  .params = TRUTH_PARAMS, .flags = HUG_OP_NO_GRAD, .data = &anys, .infer = infer, .run = run,
};
