/* norm.c: rows brought to a common scale: layer_norm, rms_norm, l2_norm.  Statistics are in f64, elements in f32 (f64 for f64)
** whatever the type. */
#include "../kernel/kernel.h"
#include <math.h>
#include <string.h>
#include "scope.h"

enum { GRAIN = 8192, COLUMNS = 512 };   /* elements that are worth another thread; columns that are summed together */

/* A norm of `rows` rows of `n` in compute type: everything packed, weight and bias [n] or NULL. */
typedef struct norm {
  int64_t rows, n;
  hug_dtype type;
  const hug_row_loops *loops;
  bool centred;               /* layer_norm; the others do not subtract the mean */
  double count;               /* that sums are divided by: n, but 1 for l2_norm */
  double eps;
  hug_tensor *x, *weight, *bias;
  char *y;                    /* [rows, n] */
  const char *g;              /* [rows, n]: the gradient of y */
  double *mean, *rstd;        /* [rows], for the sums over rows */
  double *sums, *products;    /* [n]: of g, and of g h */
} norm;

/* Rows of the last dim to length 1: l2_norm, wherever its dim is. */
static const hug_op length_norm;

static bool centred(const hug_op *op) { return op == &hug_op_layer_norm; }
static int weight_of(const hug_op *op) { return centred(op) ? 2 : 1; }

/* Reads the arguments; the weight, rms_norm's `offset` added, is converted to the compute type. */
static hug_status norm_begin(const hug_call *c, norm *s) {
  const hug_tensor *t = c->args[0].tensor;
  bool layer = centred(c->op);
  const hug_value *weight = &c->args[weight_of(c->op)];
  double offset = layer ? 0 : c->args[3].f;
  memset(s, 0, sizeof *s);
  s->centred = layer;
  s->type = hug_compute_type((hug_dtype)t->dtype);
  s->loops = hug_row_loops_of(s->type);
  s->eps = layer ? c->args[4].f : c->args[2].f;
  s->n = 1;
  if (layer)
    for (int i = 0; i < c->args[1].count; i++) s->n *= c->args[1].ints[i];
  else s->n = t->shape[t->ndim - 1];
  s->rows = s->n ? hug_tensor_count(t) / s->n : 0;
  s->count = c->op == &length_norm ? 1 : (double)s->n;
  HUG_TRY(hug_tensor_packed(t, s->type, &s->x));
  if (!weight->given) return HUG_OK;
  if (offset == 0) return hug_tensor_packed(weight->tensor, s->type, &s->weight);
  HUG_TRY(hug_tensor_make(s->type, 1, &s->n, &s->weight));
  HUG_TRY(hug_tensor_copy(s->weight, weight->tensor));
  s->loops->affine(s->n, hug_tensor_at(s->weight), 0, 1, offset, hug_tensor_at(s->weight));
  return HUG_OK;
}

static void norm_end(norm *s) {
  hug_tensor_free(s->bias);
  hug_tensor_free(s->weight);
  hug_tensor_free(s->x);
}

static hug_status check_shape(const hug_call *c, const hug_value *v, const char *what, int ndim, const int64_t *shape) {
  if (!v->given) return HUG_OK;
  const hug_tensor *t = v->tensor;
  if (t->ndim == ndim && !memcmp(t->shape, shape, sizeof *shape * (size_t)ndim)) return HUG_OK;
  char have[128], want[128];
  hug_shape_text(t->ndim, t->shape, have, sizeof have);
  hug_shape_text(ndim, shape, want, sizeof want);
  return hug_op_fail(c, HUG_ESHAPE, "%s has shape %s, but %s is normalised", what, have, want);
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  bool layer = centred(c->op);
  int64_t last = t->ndim ? t->shape[t->ndim - 1] : 1;
  int ndim = layer ? c->args[1].count : 1;
  const int64_t *shape = layer ? c->args[1].ints : &last;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (ndim < 1 || ndim > t->ndim || memcmp(shape, t->shape + t->ndim - ndim, sizeof *shape * (size_t)ndim)) {
    char have[128], want[128];
    hug_shape_text(t->ndim, t->shape, have, sizeof have);
    hug_shape_text(ndim < HUG_MAX_DIMS ? ndim : HUG_MAX_DIMS, shape, want, sizeof want);
    return hug_op_fail(c, HUG_ESHAPE, "normalized_shape %s is not how shape %s ends", want, have);
  }
  HUG_TRY(check_shape(c, &c->args[weight_of(c->op)], "weight", ndim, shape));
  if (layer) HUG_TRY(check_shape(c, &c->args[3], "bias", ndim, shape));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static char *row_of(const norm *s, const char *base, int64_t row) {
  return (char *)base + row * s->n * (int64_t)hug_dtype_bytes(s->type);
}

/* h = (x - near - rest) rstd: `near` is the mean in x's own type, `rest` what that rounding left of it. */
typedef struct statistics { double near, rest, rstd; } statistics;

static statistics statistics_of(const norm *s, int64_t row) {
  const char *x = row_of(s, hug_tensor_at(s->x), row);
  const double n = s->count, mean = s->centred ? s->loops->sum(s->n, x) / n : 0;
  const double near = s->type == HUG_F32 ? (double)(float)mean : mean, rest = mean - near;
  double var = s->loops->squares(s->n, x, near) / n - rest * rest;
  return (statistics){ near, rest, 1 / sqrt((var < 0 ? 0 : var) + s->eps) };
}

/* ---- y = h weight + bias ---- */

static void run_chunk(void *context, int64_t first, int64_t last) {
  const norm *s = context;
  const char *weight = s->weight ? hug_tensor_at(s->weight) : NULL, *bias = s->bias ? hug_tensor_at(s->bias) : NULL;
  for (int64_t row = first; row < last; row++) {
    statistics t = statistics_of(s, row);
    s->loops->norm(s->n, row_of(s, hug_tensor_at(s->x), row), t.near, t.rstd, -t.rest * t.rstd, weight, bias,
                   row_of(s, s->y, row));
  }
}

static hug_status run(hug_call *c) {
  norm s;
  hug_tensor *out = c->out[0], *y = NULL;
  hug_status status = norm_begin(c, &s);
  if (!status && s.centred && c->args[3].given) status = hug_tensor_packed(c->args[3].tensor, s.type, &s.bias);
  bool direct = s.type == (hug_dtype)out->dtype && hug_tensor_contiguous(out);
  if (!status && direct) y = hug_tensor_retain(out);
  else if (!status) status = hug_tensor_make(s.type, out->ndim, out->shape, &y);
  if (!status) {
    s.y = hug_tensor_at(y);
    hug_parallel(s.rows, GRAIN / (s.n + 1) + 1, run_chunk, &s);
    if (!direct) status = hug_tensor_copy(out, y);
  }
  hug_tensor_free(y);
  norm_end(&s);
  return status;
}

/* ---- With G = g weight:  dx = rstd (G - mean(G) - h mean(G h)), without mean(G) where no mean was subtracted;
** dweight = sum over rows of g h;  dbias = sum over rows of g ---- */

static void back_chunk(void *context, int64_t first, int64_t last) {
  const norm *s = context;
  const double n = s->count;
  for (int64_t row = first; row < last; row++) {
    const char *x = row_of(s, hug_tensor_at(s->x), row), *g = row_of(s, s->g, row);
    char *dx = row_of(s, s->y, row);
    statistics t = statistics_of(s, row);
    s->mean[row] = t.near;
    s->rstd[row] = t.rstd;
    if (s->weight) {
      s->loops->multiply(s->n, g, hug_tensor_at(s->weight), dx);
      g = dx;
    }
    double sum = s->centred ? s->loops->sum(s->n, g) : 0;
    double product = (s->loops->products(s->n, g, x, t.near) - t.rest * sum) * t.rstd;
    double slope = t.rstd * product / n;
    s->loops->blend(s->n, g, 1, slope * t.rest - sum / n, t.rstd, x, t.near, -slope * t.rstd, dx);
  }
}

/* The sums over rows for blocks first..last-1 of columns. */
static void sum_chunk(void *context, int64_t first, int64_t last) {
  const norm *s = context;
  const int64_t from = first * COLUMNS, n = (last * COLUMNS < s->n ? last * COLUMNS : s->n) - from;
  const int64_t at = from * (int64_t)hug_dtype_bytes(s->type);
  s->loops->each_scaled(n, s->rows, s->n, s->g + at, hug_tensor_at(s->x) + at, s->mean, s->rstd, s->sums + from,
                        s->products + from);
}

/* The gradient of weight or bias. */
static hug_status pass_sums(hug_call *c, int arg, const double *sums) {
  hug_tensor *d = NULL;
  if (!hug_call_wants(c, arg, 0)) return HUG_OK;
  const hug_tensor *like = c->args[arg].tensor;
  HUG_TRY(hug_tensor_make(HUG_F64, like->ndim, like->shape, &d));
  memcpy(hug_tensor_at(d), sums, hug_tensor_bytes(d));
  return hug_call_grad(c, arg, 0, d);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  const int weight = weight_of(c->op);
  norm s;
  hug_tensor *g = NULL, *dx = NULL;
  double *room = NULL;
  hug_status status = norm_begin(c, &s);
  bool numbers = hug_call_wants(c, weight, 0) || (s.centred && hug_call_wants(c, 3, 0));
  if (!status) status = hug_tensor_packed(grads[0], s.type, &g);
  if (!status) status = hug_tensor_make(s.type, t->ndim, t->shape, &dx);
  if (!status && !(room = hug_alloc_zero((size_t)(2 * s.rows + 2 * s.n) * sizeof *room + 1))) status = HUG_ENOMEM;
  if (!status) {
    s.sums = room;
    s.products = room + s.n;
    s.mean = room + 2 * s.n;
    s.rstd = s.mean + s.rows;
    s.g = hug_tensor_at(g);
    s.y = hug_tensor_at(dx);
    hug_parallel(s.rows, GRAIN / (s.n + 1) + 1, back_chunk, &s);
    if (numbers) hug_parallel((s.n + COLUMNS - 1) / COLUMNS, 1 + GRAIN / (COLUMNS * (s.rows + 1)), sum_chunk, &s);
    status = hug_call_grad(c, 0, 0, dx);
  } else hug_tensor_free(dx);
  if (!status) status = pass_sums(c, weight, s.products);
  if (!status && s.centred) status = pass_sums(c, 3, s.sums);
  hug_free(room);
  hug_tensor_free(g);
  norm_end(&s);
  return status;
}

/* ---- l2_norm ---- */

static const hug_op length_norm = {
  .name = "l2_norm",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_FLOAT("eps"), HUG_P_FLOAT("offset") },
  .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run, .backward = backward,
};

static hug_status check_l2(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[t->dtype].name);
  return hug_op_dim(c, t, c->args[1].i, &dim);
}

static hug_status l2_norm(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *t = c->args[0].tensor, *x = t;
  int64_t dim = c->args[1].i, last = -1;
  bool moves = t->ndim && dim != last && dim != t->ndim - 1;
  if (t->ndim == 0) x = hug_do(&s, unsqueeze, t, last);
  if (moves) x = hug_do(&s, movedim, t, 1, &dim, 1, &last);
  hug_tensor *y = hug_scope_run(&s, &length_norm, NULL, x, NULL, c->args[2].f, 0.0);
  if (t->ndim == 0) y = hug_do(&s, squeeze, y, 1, &last);
  return hug_scope_end(&s, c, moves ? hug_do(&s, movedim, y, 1, &last, 1, &dim) : y);
}

const hug_op hug_op_layer_norm = {
  .name = "layer_norm", .source = "torch.nn.functional.layer_norm",
  .doc = "Brings the last dims, of shape `normalized_shape`, to mean 0 and variance 1, then scales by `weight` and shifts by "
         "`bias`, both of that shape.",
  .samples = "randn(2,6), {6}, randn(6), randn(6); randn(2,3,4), {3,4}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("normalized_shape"), HUG_P_OPTIONAL_TENSOR("weight"),
              HUG_P_OPTIONAL_TENSOR("bias"), HUG_P_FLOAT_OR("eps", 1e-5) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_rms_norm = {
  .name = "rms_norm", .source = "LlamaRMSNorm in transformers; Zhang and Sennrich 2019",
  .doc = "Divides each row of the last dim by its root mean square and multiplies it by `weight` + `offset`.",
  .samples = "randn(2,6), randn(6); randn(2,6), randn(6), 1e-5, 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_FLOAT_OR("eps", 1e-6),
              HUG_P_FLOAT_OR("offset", 0) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_l2_norm = {
  .name = "l2_norm", .source = "l2norm of gated delta networks in transformers",
  .doc = "`input` times 1 / sqrt(s + `eps`), where s is the sum of its squares along `dim`.",
  .samples = "randn(2,6); randn(2,3,4), 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", -1), HUG_P_FLOAT_OR("eps", 1e-6) },
  .infer = check_l2, .compose = l2_norm,
};
