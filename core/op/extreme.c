/* extreme.c: the largest and smallest: max, min, amax, amin, aminmax, argmax, argmin. NaN counts as the extreme, and the
** first of equals wins. */
#include "../kernel/kernel.h"
#include "rows.h"
#include <string.h>

/* Each body finds where the extreme of a row is; `context` points to true for the smallest. */
#define EXTREME_ROW(name, T, is_nan)                                                                 \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {   \
    const T *x = in;                                                                                 \
    const bool smallest = *(const bool *)context;                                                    \
    int64_t best = 0;                                                                                \
    for (int64_t i = 1; i < n && !is_nan(x[best]); i++)                                              \
      if (is_nan(x[i]) || (smallest ? x[i] < x[best] : x[i] > x[best])) best = i;                    \
    *(T *)out = x[best];                                                                             \
    if (indices) *indices = best;                                                                    \
  }
#define NAN_FLOAT(v) ((v) != (v))
#define NAN_NEVER(v) false
EXTREME_ROW(extreme_f32, float, NAN_FLOAT)
EXTREME_ROW(extreme_f64, double, NAN_FLOAT)
EXTREME_ROW(extreme_i64, int64_t, NAN_NEVER)

/* The same without the place: vector code. */
static void value_f32(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices;
  const hug_kernels *k = hug_kernels_get();
  *(float *)out = (*(const bool *)context ? k->min_f32 : k->max_f32)(n, in);
}

/* The same of columns, from the first row on; context points to true for the smallest. */
#define EXTREME_COLUMNS(name, type)                                                                  \
  static void name(int64_t n, int64_t rows, int64_t stride, const void *in, void *out, int64_t out_stride, \
                   const void *context) {                                                            \
    (void)out_stride;                                                                                \
    memcpy(out, in, (size_t)n * hug_dtype_bytes(type));                                              \
    hug_row_loops_of(type)->each_most(n, rows, stride, in, *(const bool *)context, out);             \
  }
EXTREME_COLUMNS(columns_f32, HUG_F32)
EXTREME_COLUMNS(columns_f64, HUG_F64)

static const bool largest = false, smallest = true;   /* hug_op.data */

static hug_status dims_to_search(const hug_call *c, uint32_t *dims) {
  const hug_tensor *t = c->args[0].tensor;
  const bool one = c->op->params[1].kind == HUG_KIND_INT;
  hug_value list = c->args[1];
  if (one) list.ints = &c->args[1].i, list.count = 1;
  HUG_TRY(hug_op_dims(c, t, &list, dims));
  if (hug_reduced_length(t, *dims) == 0) {
    char text[128];
    hug_shape_text(t->ndim, t->shape, text, sizeof text);
    int64_t shape[HUG_MAX_DIMS];
    int64_t results = 1;
    for (int d = hug_reduced_shape(t, *dims, false, shape) - 1; d >= 0; d--) results *= shape[d];
    if (results) return hug_op_fail(c, HUG_ESHAPE, "no elements along the dims of a %s tensor: there is no extreme", text);
  }
  return HUG_OK;
}

/* Walks for what `sought` points to, with the values to `values` and the places to `places`, either of which may be absent. */
static hug_status search(const hug_call *c, const bool *sought, hug_tensor *values, hug_tensor *places) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  HUG_TRY(dims_to_search(c, &dims));
  hug_dtype type = hug_compute_type((hug_dtype)t->dtype);
  hug_row body = type == HUG_F32 ? (places ? extreme_f32 : value_f32) : type == HUG_F64 ? extreme_f64 : extreme_i64;
  hug_tensor *unused = NULL;
  if (!values) {
    HUG_TRY(hug_tensor_make(type, places->ndim, places->shape, &unused));
    values = unused;
  }
  bool done = false;
  hug_status status = HUG_OK;
  if (!places && type != HUG_I64)
    status = hug_walk_columns(t, dims, type, values, type == HUG_F32 ? columns_f32 : columns_f64, sought, &done);
  if (!status && !done) status = hug_walk_rows(t, dims, type, values, type, places, body, sought);
  hug_tensor_free(unused);
  return status;
}

/* ---- max, min: with a dim, values and where they are ---- */

static hug_status max_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(dims_to_search(c, &dims));
  int ndim = hug_reduced_shape(t, dims, c->args[1].given && c->args[2].b, shape);
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, ndim, shape));
  return c->args[1].given ? hug_call_out(c, 1, HUG_I64, ndim, shape) : HUG_OK;
}

static hug_status max_run(hug_call *c) { return search(c, c->op->data, c->out[0], c->outs > 1 ? c->out[1] : NULL); }

static hug_status max_backward(hug_call *c, hug_tensor *const *grads) {
  uint32_t dims;
  if (!grads[0]) return HUG_OK;
  HUG_TRY(dims_to_search(c, &dims));
  return c->outs > 1 ? hug_rows_return(c, grads[0], c->out[1], dims) : hug_rows_share(c, grads[0], c->out[0], dims);
}

/* ---- amax, amin ---- */

static hug_status amax_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(dims_to_search(c, &dims));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, hug_reduced_shape(t, dims, c->args[2].b, shape), shape);
}

static hug_status amax_run(hug_call *c) { return search(c, c->op->data, c->out[0], NULL); }

static hug_status amax_backward(hug_call *c, hug_tensor *const *grads) {
  uint32_t dims;
  HUG_TRY(dims_to_search(c, &dims));
  return hug_rows_share(c, grads[0], c->out[0], dims);
}

/* ---- aminmax ---- */

static hug_status aminmax_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(dims_to_search(c, &dims));
  int ndim = hug_reduced_shape(t, dims, c->args[2].b, shape);
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, ndim, shape));
  return hug_call_out(c, 1, (hug_dtype)t->dtype, ndim, shape);
}

static hug_status aminmax_run(hug_call *c) {
  HUG_TRY(search(c, &smallest, c->out[0], NULL));
  return search(c, &largest, c->out[1], NULL);
}

static hug_status aminmax_backward(hug_call *c, hug_tensor *const *grads) {
  uint32_t dims;
  HUG_TRY(dims_to_search(c, &dims));
  HUG_TRY(hug_rows_share(c, grads[0], c->out[0], dims));
  return hug_rows_share(c, grads[1], c->out[1], dims);
}

/* ---- argmax, argmin ---- */

static hug_status argmax_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  if (t->dtype == HUG_BOOL) return hug_op_fail(c, HUG_EDTYPE, "is not for bool, as in torch; use x:to(\"u8\")");
  HUG_TRY(dims_to_search(c, &dims));
  return hug_call_out(c, 0, HUG_I64, hug_reduced_shape(t, dims, c->args[2].b, shape), shape);
}

static hug_status argmax_run(hug_call *c) { return search(c, c->op->data, NULL, c->out[0]); }

#define ONE_DIM { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INT("dim"), HUG_P_BOOL_OR("keepdim", false) }
#define DIMS { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim"), HUG_P_BOOL_OR("keepdim", false) }

const hug_op hug_op_max = {
  .name = "max", .source = "torch.max",
  .doc = "The largest element; with `dim`, the largest along it and their indices.",
  .samples = "randn(3,4); randn(3,4), 1",
  .params = ONE_DIM, .outputs = { "values", "indices" }, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0) | HUG_SAVE_OUT(1), .data = &largest,
  .infer = max_infer, .run = max_run, .backward = max_backward,
};

const hug_op hug_op_min = {
  .name = "min", .source = "torch.min",
  .doc = "The smallest element; with `dim`, the smallest along it and their indices.",
  .samples = "randn(3,4); randn(3,4), 1",
  .params = ONE_DIM, .outputs = { "values", "indices" }, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0) | HUG_SAVE_OUT(1), .data = &smallest,
  .infer = max_infer, .run = max_run, .backward = max_backward,
};

const hug_op hug_op_amax = {
  .name = "amax", .source = "torch.amax",
  .doc = "The largest element along the dims `dim`, or of all; equal ones share the gradient.",
  .samples = "randn(3,4); randn(2,3,4), {0,2}",
  .params = DIMS, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0), .data = &largest,
  .infer = amax_infer, .run = amax_run, .backward = amax_backward,
};

const hug_op hug_op_amin = {
  .name = "amin", .source = "torch.amin",
  .doc = "The smallest element along the dims `dim`, or of all; equal ones share the gradient.",
  .samples = "randn(3,4); randn(2,3,4), {0,2}",
  .params = DIMS, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0), .data = &smallest,
  .infer = amax_infer, .run = amax_run, .backward = amax_backward,
};

const hug_op hug_op_aminmax = {
  .name = "aminmax", .source = "torch.aminmax",
  .doc = "The smallest and the largest element along `dim`, or of all; equal ones share the gradient.",
  .samples = "randn(3,4); randn(3,4), 1",
  .params = ONE_DIM, .outputs = { "min", "max" }, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0) | HUG_SAVE_OUT(1),
  .infer = aminmax_infer, .run = aminmax_run, .backward = aminmax_backward,
};

const hug_op hug_op_argmax = {
  .name = "argmax", .source = "torch.argmax",
  .doc = "The index, from 0, of the largest element along `dim`, or in row-major order of all.",
  .samples = "randn(3,4); randn(3,4), 1",
  .params = ONE_DIM, .flags = HUG_OP_NO_GRAD, .data = &largest, .infer = argmax_infer, .run = argmax_run,
};

const hug_op hug_op_argmin = {
  .name = "argmin", .source = "torch.argmin",
  .doc = "The index, from 0, of the smallest element along `dim`, or in row-major order of all.",
  .samples = "randn(3,4); randn(3,4), 1",
  .params = ONE_DIM, .flags = HUG_OP_NO_GRAD, .data = &smallest, .infer = argmax_infer, .run = argmax_run,
};
