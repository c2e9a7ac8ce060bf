/* group_norm.c: groups of a sample's channels brought to a common scale: group_norm. */
#include "../kernel/kernel.h"
#include "op.h"
#include <math.h>
#include <string.h>

enum { INPUT, GROUPS, WEIGHT, BIAS, EPS };

enum { WIDE = 16, GRAIN = 16384 };  /* channels of this many elements have their number applied to them as a whole */

typedef struct groups {
  int64_t samples, groups, each, inner, length;  /* each: channels of a group; length: its elements */
  hug_dtype type;
  const hug_row_loops *loops;
  double eps;
  hug_tensor *x;              /* [samples, groups, each, inner] */
  hug_tensor *weight, *bias;  /* f64 [channels] or NULL */
  char *weights, *biases;     /* where channels are short, the same for each element of a sample, or NULL */
  char *y;                    /* like x */
  const char *g;              /* like x: the gradient of y */
  double *mean, *rstd;        /* [groups, samples] */
  double *sums, *products;    /* of g and g h: [samples * channels], or [channels * inner] where channels are short */
} groups;

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  int64_t n = c->args[GROUPS].i, values = 1;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[t->dtype].name);
  if (t->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "`input` has %d dims: it needs [n, channels, ...]", t->ndim);
  if (n < 1 || t->shape[1] % n)
    return hug_op_fail(c, HUG_EARG, "%lld channels do not make `num_groups` %lld groups", (long long)t->shape[1], (long long)n);
  for (int d = 0; d < t->ndim; d++) values *= t->shape[d];
  if (values == n) return hug_op_fail(c, HUG_ESHAPE, "needs more than one value per group");
  for (int arg = WEIGHT; arg <= BIAS; arg++) {
    if (!c->args[arg].given) continue;
    const hug_tensor *of = c->args[arg].tensor;
    if (of->ndim != 1 || of->shape[0] != t->shape[1])
      return hug_op_fail(c, HUG_ESHAPE, "`%s` needs one element a channel, %lld", c->op->params[arg].name,
                         (long long)t->shape[1]);
    if (!hug_dtype_floating((hug_dtype)of->dtype))
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, not floats", c->op->params[arg].name, hug_dtype_infos[of->dtype].name);
  }
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static double number_of(const hug_tensor *t, int64_t i, double otherwise) {
  return t ? ((double *)hug_tensor_at(t))[i] : otherwise;
}

static int64_t channels_of(const groups *s) { return s->groups * s->each; }
static bool wide(const groups *s) { return s->inner >= WIDE; }

/* Each channel's number, for each of its elements. */
static hug_status spread(const groups *s, const hug_tensor *numbers, char **out) {
  if (!numbers || wide(s)) return HUG_OK;
  int64_t count = channels_of(s) * s->inner;
  if (!(*out = hug_alloc((size_t)count * sizeof(double) + 1))) return HUG_ENOMEM;
  for (int64_t i = 0; i < count; i++) {
    double value = number_of(numbers, i / s->inner, 0);
    if (s->type == HUG_F32) ((float *)*out)[i] = (float)value;
    else ((double *)*out)[i] = value;
  }
  return HUG_OK;
}

static void groups_end(groups *s) {
  hug_free(s->mean);
  hug_free(s->sums);
  hug_free(s->biases);
  hug_free(s->weights);
  hug_tensor_free(s->bias);
  hug_tensor_free(s->weight);
  hug_tensor_free(s->x);
}

static hug_status groups_begin(const hug_call *c, groups *s) {
  const hug_tensor *t = c->args[INPUT].tensor;
  memset(s, 0, sizeof *s);
  s->type = hug_compute_type((hug_dtype)t->dtype);
  s->loops = hug_row_loops_of(s->type);
  s->eps = c->args[EPS].f;
  s->samples = t->shape[0];
  s->groups = c->args[GROUPS].i;
  s->each = t->shape[1] / s->groups;
  s->inner = 1;
  for (int d = 2; d < t->ndim; d++) s->inner *= t->shape[d];
  s->length = s->each * s->inner;
  HUG_TRY(hug_tensor_packed(t, s->type, &s->x));
  if (c->args[WEIGHT].given) HUG_TRY(hug_tensor_packed(c->args[WEIGHT].tensor, HUG_F64, &s->weight));
  return spread(s, s->weight, &s->weights);
}

static int64_t bytes_of(const groups *s) { return (int64_t)hug_dtype_bytes(s->type); }
static char *group_at(const groups *s, const char *base, int64_t i) { return (char *)base + i * s->length * bytes_of(s); }

/* Of a group's elements: x - near - rest is their distance from the mean, `near` being of x's type. */
typedef struct statistics { double near, rest, rstd; } statistics;

static statistics statistics_of(const groups *s, int64_t i) {
  const char *x = group_at(s, hug_tensor_at(s->x), i);
  double mean = s->loops->sum(s->length, x) / (double)s->length;
  double near = s->type == HUG_F32 ? (double)(float)mean : mean, rest = mean - near;
  double var = s->loops->squares(s->length, x, near) / (double)s->length - rest * rest;
  return (statistics){ near, rest, 1 / sqrt((var > 0 || var != var ? var : 0) + s->eps) };
}

/* ---- y = h weight + bias with h = (x - mean) rstd ---- */

static void group_wide(const groups *s, int64_t i, statistics t) {
  const char *x = group_at(s, hug_tensor_at(s->x), i);
  char *y = group_at(s, s->y, i);
  for (int64_t k = 0; k < s->each; k++) {
    int64_t channel = i % s->groups * s->each + k, at = k * s->inner * bytes_of(s);
    double scale = t.rstd * number_of(s->weight, channel, 1);
    s->loops->affine(s->inner, x + at, t.near, scale, number_of(s->bias, channel, 0) - t.rest * scale, y + at);
  }
}

static void group_narrow(const groups *s, int64_t i, statistics t) {
  const int64_t at = i % s->groups * s->length * bytes_of(s);
  s->loops->norm(s->length, group_at(s, hug_tensor_at(s->x), i), t.near, t.rstd, -t.rest * t.rstd,
                 s->weights ? s->weights + at : NULL, s->biases ? s->biases + at : NULL, group_at(s, s->y, i));
}

static void run_chunk(void *context, int64_t first, int64_t last) {
  const groups *s = context;
  for (int64_t i = first; i < last; i++) (wide(s) ? group_wide : group_narrow)(s, i, statistics_of(s, i));
}

static void each_group(groups *s, hug_chunk_fn chunk) {
  if (s->length == 0) return;
  hug_parallel(s->samples * s->groups, 1 + GRAIN / (s->length + 1), chunk, s);
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *y = NULL;
  groups s;
  hug_status status = groups_begin(c, &s);
  if (!status && c->args[BIAS].given) status = hug_tensor_packed(c->args[BIAS].tensor, HUG_F64, &s.bias);
  if (!status) status = spread(&s, s.bias, &s.biases);
  bool direct = s.type == (hug_dtype)out->dtype && hug_tensor_contiguous(out);
  if (!status && direct) y = hug_tensor_retain(out);
  else if (!status) status = hug_tensor_make(s.type, out->ndim, out->shape, &y);
  if (!status) {
    s.y = hug_tensor_at(y);
    each_group(&s, run_chunk);
    if (!direct) status = hug_tensor_copy(out, y);
  }
  hug_tensor_free(y);
  groups_end(&s);
  return status;
}

/* ---- With G = g weight:  dx = rstd (G - mean(G) - h mean(G h));  dweight = sum of g h;  dbias = sum of g ---- */

/* Sums of g and of g h, each channel a row. */
static void back_wide(const groups *s, int64_t i, statistics t) {
  const char *x = group_at(s, hug_tensor_at(s->x), i), *g = group_at(s, s->g, i);
  char *dx = group_at(s, s->y, i);
  double sum = 0, product = 0, n = (double)s->length;
  double *sums = s->sums + i * s->each, *products = s->products + i * s->each;
  for (int64_t k = 0; k < s->each; k++) {
    int64_t channel = i % s->groups * s->each + k, at = k * s->inner * bytes_of(s);
    double weight = number_of(s->weight, channel, 1);
    sums[k] = s->loops->sum(s->inner, g + at);
    products[k] = (s->loops->products(s->inner, g + at, x + at, t.near) - t.rest * sums[k]) * t.rstd;
    sum += weight * sums[k];
    product += weight * products[k];
  }
  double slope = t.rstd * product / n;
  for (int64_t k = 0; k < s->each; k++) {
    int64_t channel = i % s->groups * s->each + k, at = k * s->inner * bytes_of(s);
    s->loops->blend(s->inner, g + at, number_of(s->weight, channel, 1), slope * t.rest - sum / n, t.rstd, x + at, t.near,
                    -slope * t.rstd, dx + at);
  }
}

static void back_narrow(const groups *s, int64_t i, statistics t) {
  const char *x = group_at(s, hug_tensor_at(s->x), i), *g = group_at(s, s->g, i);
  char *dx = group_at(s, s->y, i);
  if (s->weights) {
    s->loops->multiply(s->length, g, s->weights + i % s->groups * s->length * bytes_of(s), dx);
    g = dx;
  }
  double sum = s->loops->sum(s->length, g), n = (double)s->length;
  double product = (s->loops->products(s->length, g, x, t.near) - t.rest * sum) * t.rstd;
  double slope = t.rstd * product / n;
  s->loops->blend(s->length, g, 1, slope * t.rest - sum / n, t.rstd, x, t.near, -slope * t.rstd, dx);
  int64_t at = i % s->groups * s->samples + i / s->groups;
  s->mean[at] = t.near;
  s->rstd[at] = t.rstd;
}

static void back_chunk(void *context, int64_t first, int64_t last) {
  const groups *s = context;
  for (int64_t i = first; i < last; i++) (wide(s) ? back_wide : back_narrow)(s, i, statistics_of(s, i));
}

/* The sums of short channels, for groups first..last-1 of all samples. */
static void sum_narrow(void *context, int64_t first, int64_t last) {
  const groups *s = context;
  for (int64_t group = first; group < last; group++) {
    double *mean = s->mean + group * s->samples, *rstd = s->rstd + group * s->samples;
    s->loops->each_scaled(s->length, s->samples, s->groups * s->length, group_at(s, s->g, group),
                          group_at(s, hug_tensor_at(s->x), group), mean, rstd, s->sums + group * s->length,
                          s->products + group * s->length);
  }
}

/* The gradient of weight or bias: what the channels' sums are, over samples and, where channels are short, their elements. */
static hug_status pass_numbers(hug_call *c, int arg, const groups *s, const double *sums, int64_t count) {
  hug_tensor *d = NULL;
  const int64_t channels = channels_of(s);
  if (!hug_call_wants(c, arg, 0)) return HUG_OK;
  HUG_TRY(hug_tensor_make(HUG_F64, 1, &channels, &d));
  double *to = (double *)hug_tensor_at(d);
  memset(to, 0, (size_t)channels * sizeof *to);
  for (int64_t i = 0; i < count; i++)
    to[wide(s) ? i % channels : i / s->inner] += sums[i];
  return hug_call_grad(c, arg, 0, d);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[INPUT].tensor;
  hug_tensor *g = NULL, *dx = NULL;
  groups s;
  hug_status status = groups_begin(c, &s);
  size_t rows = (size_t)(s.samples * s.groups), channels = (size_t)channels_of(&s);
  size_t sums = wide(&s) ? (size_t)s.samples * channels : channels * (size_t)s.inner;
  if (hug_tensor_count(t) == 0) rows = sums = 0;
  if (!status) status = hug_tensor_packed(grads[0], s.type, &g);
  if (!status) status = hug_tensor_make(s.type, t->ndim, t->shape, &dx);
  if (!status && !(s.sums = hug_alloc_zero(2 * sums * sizeof(double) + 1))) status = HUG_ENOMEM;
  if (!status && !(s.mean = hug_alloc(2 * rows * sizeof(double) + 1))) status = HUG_ENOMEM;
  if (!status) {
    s.products = s.sums + sums;
    s.rstd = s.mean + rows;
    s.g = hug_tensor_at(g);
    s.y = hug_tensor_at(dx);
    each_group(&s, back_chunk);
    if (!wide(&s) && sums) hug_parallel(s.groups, 1 + GRAIN / (s.length * s.samples + 1), sum_narrow, &s);
    status = hug_call_grad(c, INPUT, 0, dx);
  } else hug_tensor_free(dx);
  if (!status) status = pass_numbers(c, WEIGHT, &s, s.products, (int64_t)sums);
  if (!status) status = pass_numbers(c, BIAS, &s, s.sums, (int64_t)sums);
  hug_tensor_free(g);
  groups_end(&s);
  return status;
}

const hug_op hug_op_group_norm = {
  .name = "group_norm", .source = "torch.nn.functional.group_norm",
  .doc = "Parts the channels of each sample of `input` [n, channels, ...] into `num_groups` groups, brings each group to mean 0 "
         "and variance 1, then scales by `weight` and shifts by `bias`, both [channels].",
  .samples = "randn(2,6), 3, randn(6), randn(6); randn(2,4,3,6), 2, randn(4), randn(4); randn(2,4,3), 4",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("num_groups"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"),
              HUG_P_FLOAT_OR("eps", 1e-5) },
  .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WEIGHT), .infer = infer, .run = run, .backward = backward,
};
