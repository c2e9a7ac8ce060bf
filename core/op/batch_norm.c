/* batch_norm.c: channels brought to a common scale: batch_norm, by the statistics of a batch or by running ones, and
** instance_norm, by those of each sample. */
#include "../kernel/kernel.h"
#include "scope.h"
#include <math.h>
#include <string.h>

/* ---- The operation behind both: each channel of [outer, channels, ...] by its mean and variance ---- */

enum { INPUT, SCALE, SHIFT, MEAN, VAR, EPS };   /* without MEAN and VAR it finds them */

/* Where elements of a channel lie in runs of this many, runs are rows; otherwise all channels side by side are. */
enum { WIDE = 16, COLUMNS = 512, GRAIN = 16384 };

typedef struct channels {
  int64_t outer, channels, inner, width;        /* width: channels * inner */
  hug_dtype type;             /* f32 or f64, of x, y, g and columns */
  const hug_row_loops *loops;
  double eps, count;          /* elements of a channel */
  bool own;                   /* the statistics are those of x */
  bool empty;                 /* x has no elements */
  hug_tensor *x, *weight, *bias;  /* weight, bias: f64 [channels] or NULL */
  double *mean, *var;         /* [channels] */
  double *sums, *products;    /* [width], or [channels] where rows are runs */
  char *centre, *a, *b, *c;   /* [width] numbers for each column; none where rows are runs */
  char *y;                    /* [outer, channels, inner] */
  const char *g;              /* the same: the gradient of y */
  void *block;                /* that holds sums … c */
} channels;

static double number_of(const hug_tensor *t, int64_t i, double otherwise) {
  return t ? ((double *)hug_tensor_at(t))[i] : otherwise;
}

static hug_status optional_f64(const hug_call *c, int arg, hug_tensor **out) {
  return c->args[arg].given ? hug_tensor_packed(c->args[arg].tensor, HUG_F64, out) : HUG_OK;
}

static hug_status channels_begin(const hug_call *c, channels *s) {
  const hug_tensor *t = c->args[INPUT].tensor;
  memset(s, 0, sizeof *s);
  s->type = hug_compute_type((hug_dtype)t->dtype);
  s->loops = hug_row_loops_of(s->type);
  s->own = !c->args[MEAN].given;
  s->eps = c->args[EPS].f;
  s->outer = t->shape[0];
  s->channels = t->shape[1];
  s->inner = 1;
  for (int d = 2; d < t->ndim; d++) s->inner *= t->shape[d];
  s->width = s->channels * s->inner;
  s->count = (double)(s->outer * s->inner);
  s->empty = hug_tensor_count(t) == 0;
  const bool runs = s->inner >= WIDE || s->empty;
  size_t sums = (size_t)(runs ? s->channels : s->width), columns = runs ? 0 : (size_t)s->width;
  s->block = hug_alloc_zero((2 * sums + 4 * columns) * sizeof(double) + 1);
  if (!s->block) return HUG_ENOMEM;
  s->sums = s->block;
  s->products = s->sums + sums;
  s->centre = (char *)(s->products + sums);
  s->a = s->centre + columns * sizeof(double);
  s->b = s->a + columns * sizeof(double);
  s->c = s->b + columns * sizeof(double);
  HUG_TRY(optional_f64(c, SCALE, &s->weight));
  s->mean = (double *)hug_tensor_at(c->out[1]);
  s->var = (double *)hug_tensor_at(c->out[2]);
  return hug_tensor_packed(t, s->type, &s->x);
}

static void channels_end(channels *s) {
  hug_free(s->block);
  hug_tensor_free(s->bias);
  hug_tensor_free(s->weight);
  hug_tensor_free(s->x);
}

static int64_t bytes_of(const channels *s) { return (int64_t)hug_dtype_bytes(s->type); }

/* The run of channel `channel` in sample `i` of x, y or g. */
static char *run_of(const channels *s, const char *base, int64_t i, int64_t channel) {
  return (char *)base + (i * s->channels + channel) * s->inner * bytes_of(s);
}

/* x is held against its channel's mean in its own type; what that rounding leaves is the second part. */
static double near_mean(const channels *s, int64_t channel) {
  return s->type == HUG_F32 ? (double)(float)s->mean[channel] : s->mean[channel];
}
static double rest_of_mean(const channels *s, int64_t channel) { return s->mean[channel] - near_mean(s, channel); }

static double rstd_of(const channels *s, int64_t channel) { return 1 / sqrt(s->var[channel] + s->eps); }

static void put(const channels *s, char *row, int64_t i, double value) {
  if (s->type == HUG_F32) ((float *)row)[i] = (float)value;
  else ((double *)row)[i] = value;
}

static void each_channel(channels *s, hug_chunk_fn chunk) {
  hug_parallel(s->channels, 1 + GRAIN / (int64_t)(s->count + 1), chunk, s);
}

static void each_block_of_columns(channels *s, hug_chunk_fn chunk) {
  hug_parallel((s->width + COLUMNS - 1) / COLUMNS, 1 + GRAIN / (COLUMNS * (s->outer + 1)), chunk, s);
}

/* Adds what columns of a channel summed up to its first column's place: sums[channel]. */
static void gather(const channels *s, double *sums) {
  for (int64_t k = 0; k < s->channels; k++) {
    double sum = 0;
    for (int64_t i = 0; i < s->inner; i++) sum += sums[k * s->inner + i];
    sums[k] = sum;
  }
}

/* ---- Statistics ---- */

static void statistics_of_runs(void *context, int64_t first, int64_t last) {
  channels *s = context;
  for (int64_t k = first; k < last; k++) {
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < s->outer; i++) sum += s->loops->sum(s->inner, run_of(s, hug_tensor_at(s->x), i, k));
    s->mean[k] = sum / s->count;
    double near = near_mean(s, k), rest = rest_of_mean(s, k);
    for (int64_t i = 0; i < s->outer; i++)
      squares += s->loops->squares(s->inner, run_of(s, hug_tensor_at(s->x), i, k), near);
    s->var[k] = squares / s->count - rest * rest;
    if (s->var[k] < 0) s->var[k] = 0;
  }
}

static const char *columns_of(const channels *s, const char *base, int64_t from) { return base + from * bytes_of(s); }

/* The columns of blocks first..last-1. */
static int64_t columns_in(const channels *s, int64_t first, int64_t last) {
  return (last * COLUMNS < s->width ? last * COLUMNS : s->width) - first * COLUMNS;
}

static void sum_columns(void *context, int64_t first, int64_t last) {
  channels *s = context;
  const int64_t from = first * COLUMNS, n = columns_in(s, first, last);
  s->loops->each_sum(n, s->outer, s->width, columns_of(s, hug_tensor_at(s->x), from), s->sums + from);
}

static void square_columns(void *context, int64_t first, int64_t last) {
  channels *s = context;
  const int64_t from = first * COLUMNS, n = columns_in(s, first, last);
  s->loops->each_square(n, s->outer, s->width, columns_of(s, hug_tensor_at(s->x), from), columns_of(s, s->centre, from),
                        s->products + from);
}

static void set_centres(const channels *s) {
  for (int64_t i = 0; i < s->width; i++) put(s, s->centre, i, near_mean(s, i / s->inner));
}

static void statistics_of_columns(channels *s) {
  each_block_of_columns(s, sum_columns);
  gather(s, s->sums);
  for (int64_t k = 0; k < s->channels; k++) s->mean[k] = s->sums[k] / s->count;
  set_centres(s);
  each_block_of_columns(s, square_columns);
  gather(s, s->products);
  for (int64_t k = 0; k < s->channels; k++) {
    double rest = rest_of_mean(s, k), var = s->products[k] / s->count - rest * rest;
    s->var[k] = var < 0 ? 0 : var;
  }
}

/* ---- y = (x - mean) rstd weight + bias ---- */

static double scale_of(const channels *s, int64_t k) { return rstd_of(s, k) * number_of(s->weight, k, 1); }
static double offset_of(const channels *s, int64_t k) {
  return number_of(s->bias, k, 0) - rest_of_mean(s, k) * scale_of(s, k);
}

static void scale_runs(void *context, int64_t first, int64_t last) {
  channels *s = context;
  for (int64_t k = first; k < last; k++)
    for (int64_t i = 0; i < s->outer; i++)
      s->loops->affine(s->inner, run_of(s, hug_tensor_at(s->x), i, k), near_mean(s, k), scale_of(s, k), offset_of(s, k),
                       run_of(s, s->y, i, k));
}

static void scale_rows(void *context, int64_t first, int64_t last) {
  channels *s = context;
  for (int64_t i = first; i < last; i++)
    s->loops->each_affine(s->width, run_of(s, hug_tensor_at(s->x), i, 0), s->centre, s->a, s->b,
                          run_of(s, s->y, i, 0));
}

static void each_row(channels *s, hug_chunk_fn chunk) {
  hug_parallel(s->outer, 1 + GRAIN / (s->width + 1), chunk, s);
}

static void normalise(channels *s) {
  const bool wide = s->inner >= WIDE;
  if (s->empty) {
    for (int64_t k = 0; k < s->channels && s->own; k++) s->mean[k] = s->var[k] = 0;
    return;
  }
  if (s->own && wide) each_channel(s, statistics_of_runs);
  else if (s->own) statistics_of_columns(s);
  if (wide) {
    each_channel(s, scale_runs);
    return;
  }
  set_centres(s);
  for (int64_t i = 0; i < s->width; i++) {
    put(s, s->a, i, scale_of(s, i / s->inner));
    put(s, s->b, i, offset_of(s, i / s->inner));
  }
  each_row(s, scale_rows);
}

/* ---- Backward: with h = (x - mean) rstd,  dx = rstd weight (g - mean(g) - h mean(g h)), or rstd weight g where the
** statistics are not those of x;  dweight = sum of g h;  dbias = sum of g ---- */

static void multiply_runs(void *context, int64_t first, int64_t last) {
  channels *s = context;
  for (int64_t k = first; k < last; k++)
    for (int64_t i = 0; i < s->outer; i++) {
      const char *g = run_of(s, s->g, i, k);
      s->sums[k] += s->loops->sum(s->inner, g);
      s->products[k] += s->loops->products(s->inner, g, run_of(s, hug_tensor_at(s->x), i, k), near_mean(s, k));
    }
}

static void multiply_columns(void *context, int64_t first, int64_t last) {
  channels *s = context;
  const int64_t from = first * COLUMNS, n = columns_in(s, first, last);
  s->loops->each_product(n, s->outer, s->width, columns_of(s, s->g, from), columns_of(s, hug_tensor_at(s->x), from),
                         columns_of(s, s->centre, from), s->sums + from, s->products + from);
}

/* dx = (g + c) a + (x - near mean) b */
typedef struct blend { double c, a, b; } blend;

static blend blend_of(const channels *s, int64_t k) {
  double rstd = rstd_of(s, k), scale = scale_of(s, k);
  if (!s->own) return (blend){ 0, scale, 0 };
  double slope = rstd * rstd * s->products[k] / s->count;
  return (blend){ slope * rest_of_mean(s, k) - s->sums[k] / s->count, scale, -slope * scale };
}

static void blend_runs(void *context, int64_t first, int64_t last) {
  channels *s = context;
  for (int64_t k = first; k < last; k++) {
    blend by = blend_of(s, k);
    for (int64_t i = 0; i < s->outer; i++)
      s->loops->blend(s->inner, run_of(s, s->g, i, k), 1, by.c, by.a, run_of(s, hug_tensor_at(s->x), i, k),
                      near_mean(s, k), by.b, run_of(s, s->y, i, k));
  }
}

static void blend_rows(void *context, int64_t first, int64_t last) {
  channels *s = context;
  for (int64_t i = first; i < last; i++)
    s->loops->each_blend(s->width, run_of(s, s->g, i, 0), s->c, s->a, run_of(s, hug_tensor_at(s->x), i, 0), s->centre,
                         s->b, run_of(s, s->y, i, 0));
}

/* Leaves the sums of g and of g (x - mean) for each channel. */
static void multiply(channels *s) {
  if (s->empty) return;
  if (s->inner >= WIDE) each_channel(s, multiply_runs);
  else {
    set_centres(s);
    each_block_of_columns(s, multiply_columns);
    gather(s, s->sums);
    gather(s, s->products);
  }
  for (int64_t k = 0; k < s->channels; k++) s->products[k] -= rest_of_mean(s, k) * s->sums[k];
}

/* The gradient of x, into y. */
static void pass(channels *s) {
  if (s->empty) return;
  if (s->inner >= WIDE) {
    each_channel(s, blend_runs);
    return;
  }
  for (int64_t i = 0; i < s->width; i++) {
    blend by = blend_of(s, i / s->inner);
    put(s, s->a, i, by.a);
    put(s, s->b, i, by.b);
    put(s, s->c, i, by.c);
  }
  each_row(s, blend_rows);
}

/* ---- Calls ---- */

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape));
  for (int i = 1; i <= 2; i++) HUG_TRY(hug_call_out(c, i, HUG_F64, 1, t->shape + 1));
  return HUG_OK;
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *y = NULL;
  channels s;
  hug_status status = HUG_OK;
  for (int i = 0; i < 2 && !status && c->args[MEAN].given; i++) status = hug_tensor_copy(c->out[1 + i], c->args[MEAN + i].tensor);
  if (status) return status;
  status = channels_begin(c, &s);
  if (!status) status = optional_f64(c, SHIFT, &s.bias);
  bool direct = s.type == (hug_dtype)out->dtype && hug_tensor_contiguous(out);
  if (!status && direct) y = hug_tensor_retain(out);
  else if (!status) status = hug_tensor_make(s.type, out->ndim, out->shape, &y);
  if (!status) {
    s.y = hug_tensor_at(y);
    normalise(&s);
    if (!direct) status = hug_tensor_copy(out, y);
  }
  hug_tensor_free(y);
  channels_end(&s);
  return status;
}

/* Passes on the gradient of weight or bias, each channel's number times what `scale` gives for it. */
static hug_status pass_numbers(hug_call *c, int arg, const channels *s, const double *sums, bool scaled) {
  hug_tensor *d = NULL;
  if (!hug_call_wants(c, arg, 0)) return HUG_OK;
  const hug_tensor *like = c->args[arg].tensor;
  HUG_TRY(hug_tensor_make(HUG_F64, like->ndim, like->shape, &d));
  for (int64_t k = 0; k < s->channels; k++) ((double *)hug_tensor_at(d))[k] = sums[k] * (scaled ? rstd_of(s, k) : 1);
  return hug_call_grad(c, arg, 0, d);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[INPUT].tensor;
  hug_tensor *g = NULL, *dx = NULL;
  channels s;
  if (!grads[0]) return HUG_OK;
  hug_status status = channels_begin(c, &s);
  if (!status) status = hug_tensor_packed(grads[0], s.type, &g);
  if (!status) {
    s.g = hug_tensor_at(g);
    multiply(&s);
    status = pass_numbers(c, SCALE, &s, s.products, true);
  }
  if (!status) status = pass_numbers(c, SHIFT, &s, s.sums, false);
  if (!status && hug_call_wants(c, INPUT, 0)) {
    status = hug_tensor_make(s.type, t->ndim, t->shape, &dx);
    if (!status) {
      s.y = hug_tensor_at(dx);
      pass(&s);
      status = hug_call_grad(c, INPUT, 0, dx);
    }
  }
  hug_tensor_free(g);
  channels_end(&s);
  return status;
}

static const hug_op channel_norm = {
  .name = "channel_norm",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"),
              HUG_P_OPTIONAL_TENSOR("mean"), HUG_P_OPTIONAL_TENSOR("var"), HUG_P_FLOAT("eps") },
  .outputs = { "out", "mean", "var" },
  .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(SCALE) | HUG_SAVE_OUT(1) | HUG_SAVE_OUT(2),
  .infer = infer, .run = run, .backward = backward,
};

/* ---- What both check ---- */

enum { RUNNING_MEAN = 1, RUNNING_VAR, WEIGHT, BIAS, TRAINING, MOMENTUM, NORM_EPS };   /* TRAINING: use_input_stats */

/* Running statistics are written where they are, if they are written. */
static hug_status check_running(const hug_call *c, int arg) {
  HUG_TRY(hug_op_constant(c, arg));
  const hug_tensor *t = c->args[arg].given && c->args[TRAINING].b ? c->args[arg].tensor : NULL;
  for (int d = 0; t && d < t->ndim; d++)
    if (t->stride[d] == 0 && t->shape[d] > 1)
      return hug_op_fail(c, HUG_EARG, "`%s` is expanded: several of its elements are one", c->op->params[arg].name);
  return HUG_OK;
}

static hug_status check(const hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[t->dtype].name);
  if (t->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "`input` has %d dims: it needs [n, channels, ...]", t->ndim);
  if (c->args[RUNNING_MEAN].given != c->args[RUNNING_VAR].given)
    return hug_op_fail(c, HUG_EARG, "`running_mean` and `running_var` are given both or not at all");
  if (!c->args[TRAINING].b && !c->args[RUNNING_MEAN].given)
    return hug_op_fail(c, HUG_EARG, "`running_mean` and `running_var` are needed, as `%s` is false",
                       c->op->params[TRAINING].name);
  for (int arg = RUNNING_MEAN; arg <= BIAS; arg++) {
    if (!c->args[arg].given) continue;
    const hug_tensor *of = c->args[arg].tensor;
    if (hug_tensor_count(of) != t->shape[1])
      return hug_op_fail(c, HUG_ESHAPE, "`%s` has %lld elements for %lld channels", c->op->params[arg].name,
                         (long long)hug_tensor_count(of), (long long)t->shape[1]);
    if (!hug_dtype_floating((hug_dtype)of->dtype))
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, not floats", c->op->params[arg].name, hug_dtype_infos[of->dtype].name);
  }
  HUG_TRY(check_running(c, RUNNING_MEAN));
  return check_running(c, RUNNING_VAR);
}

static hug_tensor *given(const hug_call *c, int arg) { return c->args[arg].given ? c->args[arg].tensor : NULL; }

/* An argument of a number for each channel, as [channels]; NULL if it is not given. */
static hug_tensor *flat(hug_scope *s, const hug_call *c, int arg) {
  return c->args[arg].given ? hug_do(s, reshape, c->args[arg].tensor, 1, &(int64_t){ -1 }) : NULL;
}

/* Moves a running statistic towards `now`, where it is, by `momentum`: unseen by the tape. */
static void keep_running(hug_scope *s, const hug_call *c, int arg, hug_tensor *now) {
  hug_tensor *running = given(c, arg);
  double momentum = c->args[MOMENTUM].f;
  if (!running || !hug_scope_ok(s)) return;
  hug_tensor *old = hug_do(s, to, running, HUG_F64), *rows = hug_do(s, reshape, old, now->ndim, now->shape);
  hug_tensor *kept = hug_do(s, mul, rows, hug_number(s, 1 - momentum));
  hug_tensor *moved = hug_do(s, add, kept, hug_do(s, mul, now, hug_number(s, momentum)), NULL);
  hug_tensor *shaped = hug_do(s, reshape, moved, running->ndim, running->shape);
  if (!hug_scope_ok(s)) return;
  s->status = hug_tensor_copy(running, shaped);
  hug_tensor_written(running);
}

/* ---- batch_norm ---- */

/* Elements of a channel. */
static int64_t values_of(const hug_tensor *t) {
  int64_t n = t->shape[0];
  for (int d = 2; d < t->ndim; d++) n *= t->shape[d];
  return n;
}

static hug_status check_batch(hug_call *c) {
  HUG_TRY(check(c));
  double eps = c->args[NORM_EPS].f;
  if (c->args[TRAINING].b && values_of(c->args[INPUT].tensor) == 1)
    return hug_op_fail(c, HUG_ESHAPE, "needs more than one value per channel in training");
  if (!(eps > 0 || (eps == 0 && !c->args[TRAINING].b))) return hug_op_fail(c, HUG_EARG, "`eps` is %g, not above 0", eps);
  return HUG_OK;
}

static hug_status batch_norm(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *input = c->args[INPUT].tensor, *weight = given(c, WEIGHT), *bias = given(c, BIAS), *out[3];
  double eps = c->args[NORM_EPS].f, n = (double)values_of(input);
  if (!c->args[TRAINING].b)
    return hug_scope_end(&s, c, hug_scope_run(&s, &channel_norm, out, input, weight, bias, flat(&s, c, RUNNING_MEAN),
                                              flat(&s, c, RUNNING_VAR), eps));
  hug_scope_run(&s, &channel_norm, out, input, weight, bias, NULL, NULL, eps);
  hug_scope silent = hug_scope_silent();
  if (n > 0 && hug_scope_ok(&s)) {
    keep_running(&silent, c, RUNNING_MEAN, out[1]);
    keep_running(&silent, c, RUNNING_VAR, hug_do(&silent, mul, out[2], hug_number(&silent, n / (n - 1))));
  }
  hug_status status = hug_scope_end(&silent, NULL, NULL);
  if (!s.status) s.status = status;
  return hug_scope_end(&s, c, out[0]);
}

/* ---- instance_norm: the same with samples for channels ---- */

static hug_status check_instance(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  HUG_TRY(check(c));
  int64_t space = 1;
  for (int d = 2; d < t->ndim; d++) space *= t->shape[d];
  if (c->args[TRAINING].b && space == 1)
    return hug_op_fail(c, HUG_ESHAPE, "needs more than one place per channel to take statistics of");
  return HUG_OK;
}

/* [channels] for each sample: [samples * channels]. */
static hug_tensor *for_each(hug_scope *s, const hug_call *c, int arg, int64_t samples) {
  hug_tensor *t = flat(s, c, arg);
  return t ? hug_do(s, repeat, t, 1, &samples) : NULL;
}

static hug_status instance_norm(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *input = c->args[INPUT].tensor, *out[3];
  int64_t samples = input->shape[0], channels = input->shape[1], shape[HUG_MAX_DIMS], both[2] = { samples, channels };
  memcpy(shape, input->shape, sizeof shape);
  shape[0] = 1, shape[1] = samples * channels;
  bool own = c->args[TRAINING].b;
  double n = samples ? (double)values_of(input) / (double)samples : 0;
  hug_tensor *x = hug_do(&s, reshape, input, input->ndim, shape);
  hug_tensor *weight = for_each(&s, c, WEIGHT, samples), *bias = for_each(&s, c, BIAS, samples);
  hug_tensor *mean = own ? NULL : for_each(&s, c, RUNNING_MEAN, samples);
  hug_tensor *var = own ? NULL : for_each(&s, c, RUNNING_VAR, samples);
  hug_scope_run(&s, &channel_norm, out, x, weight, bias, mean, var, c->args[NORM_EPS].f);
  hug_scope silent = hug_scope_silent();
  if (own && n > 0 && hug_scope_ok(&s)) {
    int64_t first = 0;
    mean = hug_do(&silent, mean, hug_do(&silent, reshape, out[1], 2, both), 1, &first, 0, HUG_NO_DTYPE);
    var = hug_do(&silent, mean, hug_do(&silent, reshape, out[2], 2, both), 1, &first, 0, HUG_NO_DTYPE);
    keep_running(&silent, c, RUNNING_MEAN, mean);
    keep_running(&silent, c, RUNNING_VAR, hug_do(&silent, mul, var, hug_number(&silent, n / (n - 1))));
  }
  hug_status status = hug_scope_end(&silent, NULL, NULL);
  if (!s.status) s.status = status;
  return hug_scope_end(&s, c, hug_do(&s, reshape, out[0], input->ndim, input->shape));
}

/* ---- Their entries in the table ---- */

const hug_op hug_op_batch_norm = {
  .name = "batch_norm", .source = "torch.nn.functional.batch_norm",
  .doc = "Brings each channel of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight` and shifts by "
         "`bias`, both [channels].  In `training` by the statistics of the batch, towards which `running_mean` and "
         "`running_var` [channels] are moved, where they are, by `momentum`; otherwise by those two.",
  .samples = "randn(4,3), nil, nil, randn(3), randn(3), true; randn(2,3,4), zeros(3), ones(3), randn(3), randn(3); "
             "randn(2,2,3,6), nil, nil, randn(2), randn(2), true",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("running_mean"), HUG_P_OPTIONAL_TENSOR("running_var"),
              HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"), HUG_P_BOOL_OR("training", false),
              HUG_P_FLOAT_OR("momentum", 0.1), HUG_P_FLOAT_OR("eps", 1e-5) },
  .infer = check_batch, .compose = batch_norm,
};

const hug_op hug_op_instance_norm = {
  .name = "instance_norm", .source = "torch.nn.functional.instance_norm",
  .doc = "Brings each channel of each sample of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight` "
         "and shifts by `bias`, both [channels].  With `use_input_stats` false by `running_mean` and `running_var`, which "
         "otherwise, if given, are moved towards the statistics by `momentum`.",
  .samples = "randn(2,3,5); randn(2,3,4), nil, nil, randn(3), randn(3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("running_mean"), HUG_P_OPTIONAL_TENSOR("running_var"),
              HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"), HUG_P_BOOL_OR("use_input_stats", true),
              HUG_P_FLOAT_OR("momentum", 0.1), HUG_P_FLOAT_OR("eps", 1e-5) },
  .infer = check_instance, .compose = instance_norm,
};
