/* arange.c: numbers in order: arange, linspace, logspace; and the unit matrix, eye. */
#include "op.h"
#include <math.h>

/* Element i of a sequence is computed in f64, or in i64 where all numbers given are integers. */
typedef struct sequence {
  bool integers;
  int64_t first, stride;
  double start, end, step, base;
  int64_t count;
} sequence;

static void chunk_of(const sequence *s, int64_t from, int64_t n, double *f, int64_t *i) {
  for (int64_t k = 0; k < n; k++) {
    int64_t at = from + k;
    bool from_end = !isnan(s->end) && at >= s->count / 2;
    if (s->integers) i[k] = (int64_t)((uint64_t)s->first + (uint64_t)at * (uint64_t)s->stride);
    else f[k] = from_end ? s->end - s->step * (double)(s->count - 1 - at) : s->start + s->step * (double)at;
    if (!s->integers && !isnan(s->base)) f[k] = pow(s->base, f[k]);
  }
}

/* Writes the sequence into a tensor [count] of any type. */
static void write_sequence(const sequence *s, hug_tensor *out) {
  enum { CHUNK = 256 };
  double f[CHUNK];
  int64_t i[CHUNK];
  char *to = hug_tensor_at(out);
  const hug_dtype dtype = (hug_dtype)out->dtype;
  const int64_t step = out->stride[0];
  for (int64_t from = 0; from < s->count; from += CHUNK) {
    int64_t n = s->count - from < CHUNK ? s->count - from : CHUNK;
    chunk_of(s, from, n, f, i);
    hug_convert(dtype, to + from * step * (int64_t)hug_dtype_bytes(dtype), step, s->integers ? HUG_I64 : HUG_F64,
                s->integers ? (void *)i : (void *)f, 1, n);
  }
}

/* ---- arange ---- */

static hug_status arange_count(const hug_call *c, hug_scalar start, hug_scalar end, hug_scalar step, bool integers,
                               int64_t *out) {
  if (step.f == 0) return hug_op_fail(c, HUG_EARG, "`step` is 0");
  double span = end.f - start.f, count = ceil(span / step.f);
  if (!(count >= 0)) return hug_op_fail(c, HUG_EARG, "no steps of %g lead from %g to %g", step.f, start.f, end.f);
  if (count > 0x1p62)
    return hug_op_fail(c, HUG_EARG, "from %g to %g there are too many steps of %g", start.f, end.f, step.f);
  __int128 exact = (__int128)end.i - start.i, one = step.i;
  *out = integers ? (int64_t)((exact + one - (one > 0 ? 1 : -1)) / one) : (int64_t)count;
  return HUG_OK;
}

/* A lone number is the end. */
static hug_status arange_read(const hug_call *c, sequence *s) {
  const hug_value *first = &c->args[0], *last = &c->args[1];
  if (!first->given && !last->given) return hug_op_fail(c, HUG_EARG, "`end` is missing");
  hug_scalar start = first->given && last->given ? first->scalar : hug_int(0);
  hug_scalar end = last->given ? last->scalar : first->scalar, step = c->args[2].scalar;
  bool integers = start.category != HUG_FLOATING && end.category != HUG_FLOATING && step.category != HUG_FLOATING;
  *s = (sequence){ integers, start.i, step.i, start.f, NAN, step.f, NAN, 0 };
  return arange_count(c, start, end, step, integers, &s->count);
}

static hug_status arange_infer(hug_call *c) {
  sequence s;
  HUG_TRY(arange_read(c, &s));
  return hug_call_out(c, 0, c->args[3].given ? c->args[3].dtype : s.integers ? HUG_I64 : HUG_F32, 1, &s.count);
}

static hug_status arange_run(hug_call *c) {
  sequence s;
  HUG_TRY(arange_read(c, &s));
  write_sequence(&s, c->out[0]);
  return HUG_OK;
}

const hug_op hug_op_arange = {
  .name = "arange", .source = "torch.arange",
  .doc = "[n] numbers `start`, `start` + `step`, … before `end`; a single number is the end, and the start is 0. "
         "Integers make i64, floats f32, unless `dtype` is given.",
  .samples = "5; 1, 4; 0, 1, 0.25; 9, -3, -4",
  .params = { HUG_P_OPTIONAL_SCALAR("start"), HUG_P_OPTIONAL_SCALAR("end"), HUG_P_SCALAR_OR("step", 1),
              HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = arange_infer, .run = arange_run,
};

/* ---- linspace, logspace ---- */

static hug_status spaced_infer(hug_call *c) {
  int64_t steps = c->args[2].i;
  const hug_value *dtype = &c->args[c->op == &hug_op_logspace ? 4 : 3];
  if (steps < 0) return hug_op_fail(c, HUG_EARG, "`steps` is %lld, which is negative", (long long)steps);
  return hug_call_out(c, 0, dtype->given ? dtype->dtype : HUG_F32, 1, &steps);
}

static hug_status spaced_run(hug_call *c) {
  double start = c->args[0].f, end = c->args[1].f;
  int64_t steps = c->args[2].i;
  sequence s = { .start = start, .end = steps == 1 ? NAN : end,
                 .step = steps > 1 ? (end - start) / (double)(steps - 1) : 0,
                 .base = c->op == &hug_op_logspace ? c->args[3].f : NAN, .count = steps };
  write_sequence(&s, c->out[0]);
  return HUG_OK;
}

const hug_op hug_op_linspace = {
  .name = "linspace", .source = "torch.linspace",
  .doc = "[`steps`] numbers at equal distances from `start` to `end`, both included.",
  .samples = "0, 1, 5",
  .params = { HUG_P_FLOAT("start"), HUG_P_FLOAT("end"), HUG_P_INT("steps"), HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = spaced_infer, .run = spaced_run,
};

const hug_op hug_op_logspace = {
  .name = "logspace", .source = "torch.logspace", .doc = "`base` to the powers of linspace(`start`, `end`, `steps`).",
  .samples = "0, 2, 3; 0, 4, 5, 2",
  .params = { HUG_P_FLOAT("start"), HUG_P_FLOAT("end"), HUG_P_INT("steps"), HUG_P_FLOAT_OR("base", 10),
              HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = spaced_infer, .run = spaced_run,
};

/* ---- eye ---- */

static hug_status eye_infer(hug_call *c) {
  int64_t n = c->args[0].i, shape[2] = { n, c->args[1].given ? c->args[1].i : n }, count;
  HUG_TRY(hug_shape_count(c->op->name, 2, shape, &count));
  return hug_call_out(c, 0, c->args[2].given ? c->args[2].dtype : HUG_F32, 2, shape);
}

static hug_status eye_run(hug_call *c) {
  hug_tensor *out = c->out[0], *zero = NULL;
  HUG_TRY(hug_tensor_scalar((hug_dtype)out->dtype, hug_int(0), &zero));
  hug_status status = hug_tensor_copy(out, zero);
  hug_tensor_free(zero);
  HUG_TRY(status);
  int64_t n = out->shape[0] < out->shape[1] ? out->shape[0] : out->shape[1];
  const hug_dtype dtype = (hug_dtype)out->dtype;
  const int64_t step = (out->stride[0] + out->stride[1]) * (int64_t)hug_dtype_bytes(dtype);
  for (int64_t i = 0; i < n; i++) hug_element_set(dtype, hug_tensor_at(out) + i * step, hug_int(1));
  return HUG_OK;
}

const hug_op hug_op_eye = {
  .name = "eye", .source = "torch.eye", .doc = "The unit matrix [`n`, `m`], or [`n`, `n`] without `m`.",
  .samples = "3; 2, 4",
  .params = { HUG_P_INT("n"), HUG_P_OPTIONAL_INT("m"), HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = eye_infer, .run = eye_run,
};
