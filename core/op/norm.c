/* norm.c: rows brought to a common scale: layer_norm, rms_norm. Statistics are in f32 (f64 for f64) whatever the type. */
#include "../kernel/kernel.h"
#include <math.h>
#include <string.h>
#include "op.h"

/* A norm of `rows` rows of `n` in compute type: everything packed, weight and bias [n] or NULL. */
typedef struct norm {
  int64_t rows, n;
  hug_dtype type;
  bool centred;               /* layer_norm; rms_norm does not subtract the mean */
  double eps, offset;         /* offset is added to the weight */
  hug_tensor *x, *weight, *bias, *y;
} norm;

static bool centred(const hug_op *op) { return op == &hug_op_layer_norm; }

/* Reads the arguments; weight and bias are converted to the compute type. */
static hug_status norm_begin(const hug_call *c, norm *s) {
  const hug_tensor *t = c->args[0].tensor;
  bool layer = centred(c->op);
  const hug_value *weight = &c->args[layer ? 2 : 1], *bias = layer ? &c->args[3] : NULL;
  memset(s, 0, sizeof *s);
  s->centred = layer;
  s->type = hug_compute_type((hug_dtype)t->dtype);
  s->eps = layer ? c->args[4].f : c->args[2].f;
  s->offset = layer ? 0 : c->args[3].f;
  s->n = 1;
  if (layer)
    for (int i = 0; i < c->args[1].count; i++) s->n *= c->args[1].ints[i];
  else s->n = t->shape[t->ndim - 1];
  s->rows = s->n ? hug_tensor_count(t) / s->n : 0;
  HUG_TRY(hug_tensor_packed(t, s->type, &s->x));
  if (weight->given) HUG_TRY(hug_tensor_packed(weight->tensor, s->type, &s->weight));
  if (bias && bias->given) HUG_TRY(hug_tensor_packed(bias->tensor, s->type, &s->bias));
  return HUG_OK;
}

static void norm_end(norm *s) {
  hug_tensor_free(s->y);
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
  if (!hug_dtype_floating((hug_dtype)t->dtype)) return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (ndim < 1 || ndim > t->ndim || memcmp(shape, t->shape + t->ndim - ndim, sizeof *shape * (size_t)ndim)) {
    char have[128], want[128];
    hug_shape_text(t->ndim, t->shape, have, sizeof have);
    hug_shape_text(ndim < HUG_MAX_DIMS ? ndim : HUG_MAX_DIMS, shape, want, sizeof want);
    return hug_op_fail(c, HUG_ESHAPE, "normalised shape %s is not how shape %s ends", want, have);
  }
  HUG_TRY(check_shape(c, &c->args[layer ? 2 : 1], "weight", ndim, shape));
  if (layer) HUG_TRY(check_shape(c, &c->args[3], "bias", ndim, shape));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

/* Mean and 1 / deviation of a row, in two passes; the mean is 0 where the norm does not subtract one. */
#define STATISTICS(name, T)                                                                          \
  static void name(const norm *s, const T *x, double *mean, double *rstd) {                          \
    double m = 0, sum = 0;                                                                           \
    for (int64_t i = 0; i < s->n && s->centred; i++) m += (double)x[i];                              \
    m /= (double)s->n;                                                                               \
    for (int64_t i = 0; i < s->n; i++) sum += ((double)x[i] - m) * ((double)x[i] - m);               \
    *mean = m;                                                                                       \
    *rstd = 1 / sqrt(sum / (double)s->n + s->eps);                                                   \
  }
STATISTICS(statistics_f32, float)
STATISTICS(statistics_f64, double)

#define NORM_ROWS(name, T, statistics)                                                               \
  static void name(void *context, int64_t first, int64_t last) {                                     \
    const norm *s = context;                                                                         \
    const T *w = s->weight ? (T *)hug_tensor_at(s->weight) : NULL, *b = s->bias ? (T *)hug_tensor_at(s->bias) : NULL; \
    for (int64_t row = first; row < last; row++) {                                                   \
      const T *x = (T *)hug_tensor_at(s->x) + row * s->n;                                            \
      T *y = (T *)hug_tensor_at(s->y) + row * s->n;                                                  \
      double mean, rstd;                                                                             \
      statistics(s, x, &mean, &rstd);                                                                \
      for (int64_t i = 0; i < s->n; i++)                                                             \
        y[i] = (T)(((double)x[i] - mean) * rstd * (w ? (double)w[i] + s->offset : 1) + (b ? (double)b[i] : 0)); \
    }                                                                                                \
  }
NORM_ROWS(norm_f32, float, statistics_f32)
NORM_ROWS(norm_f64, double, statistics_f64)

/* layer_norm in f32 is what models spend time in, so it has a kernel. */
static void layer_norm_rows(void *context, int64_t first, int64_t last) {
  const norm *s = context;
  const hug_kernels *k = hug_kernels_get();
  const float *w = s->weight ? (float *)hug_tensor_at(s->weight) : NULL, *b = s->bias ? (float *)hug_tensor_at(s->bias) : NULL;
  for (int64_t row = first; row < last; row++)
    k->layer_norm_f32(s->n, (float *)hug_tensor_at(s->x) + row * s->n, w, b, (float)s->eps, (float *)hug_tensor_at(s->y) + row * s->n, NULL, NULL);
}

static hug_status run(hug_call *c) {
  norm s;
  hug_tensor *out = c->out[0];
  hug_status status = norm_begin(c, &s);
  if (!status && s.type == (hug_dtype)out->dtype && hug_tensor_contiguous(out)) s.y = hug_tensor_retain(out);
  else if (!status) status = hug_tensor_make(s.type, out->ndim, out->shape, &s.y);
  if (!status) {
    hug_chunk_fn rows = s.type == HUG_F64 ? norm_f64 : s.centred ? layer_norm_rows : norm_f32;
    hug_parallel(s.rows, s.n ? 8192 / s.n + 1 : 1, rows, &s);
    if (s.y != out) status = hug_tensor_copy(out, s.y);
  }
  norm_end(&s);
  return status;
}

/* With h = (x - mean) rstd and g' = g (w + offset):  dx = rstd (g' - mean(g') - h mean(g' h)), without mean(g') where no mean was
** subtracted;  dw = sum over rows of g h;  db = sum over rows of g. */
#define BACKWARD(name, T, statistics)                                                                \
  static void name(const norm *s, const T *g, T *dx, double *dw, double *db) {                       \
    const T *w = s->weight ? (T *)hug_tensor_at(s->weight) : NULL;                                   \
    for (int64_t row = 0; row < s->rows; row++, g += s->n, dx += s->n) {                             \
      const T *x = (T *)hug_tensor_at(s->x) + row * s->n;                                            \
      double mean, rstd, sum = 0, product = 0;                                                       \
      statistics(s, x, &mean, &rstd);                                                                \
      for (int64_t i = 0; i < s->n; i++) {                                                           \
        double h = ((double)x[i] - mean) * rstd, scaled = (double)g[i] * (w ? (double)w[i] + s->offset : 1); \
        sum += scaled;                                                                               \
        product += scaled * h;                                                                       \
        dw[i] += (double)g[i] * h;                                                                   \
        db[i] += (double)g[i];                                                                       \
      }                                                                                              \
      sum = s->centred ? sum / (double)s->n : 0;                                                     \
      product /= (double)s->n;                                                                       \
      for (int64_t i = 0; i < s->n; i++) {                                                           \
        double h = ((double)x[i] - mean) * rstd, scaled = (double)g[i] * (w ? (double)w[i] + s->offset : 1); \
        dx[i] = (T)(rstd * (scaled - sum - h * product));                                            \
      }                                                                                              \
    }                                                                                                \
  }
BACKWARD(backward_f32, float, statistics_f32)
BACKWARD(backward_f64, double, statistics_f64)

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  norm s;
  hug_tensor *g = NULL, *dx = NULL, *parts[2] = { NULL, NULL };
  hug_status status = norm_begin(c, &s);
  if (!status) status = hug_tensor_packed(grads[0], s.type, &g);
  if (!status) status = hug_tensor_make(s.type, t->ndim, t->shape, &dx);
  int tail = centred(c->op) ? c->args[1].count : 1;
  for (int i = 0; i < 2 && !status; i++) {
    status = hug_tensor_make(HUG_F64, tail, t->shape + t->ndim - tail, &parts[i]);
    if (!status) memset(hug_tensor_at(parts[i]), 0, hug_tensor_bytes(parts[i]));
  }
  if (!status) {
    double *dw = (double *)hug_tensor_at(parts[0]), *db = (double *)hug_tensor_at(parts[1]);
    if (s.type == HUG_F32) backward_f32(&s, (float *)hug_tensor_at(g), (float *)hug_tensor_at(dx), dw, db);
    else backward_f64(&s, (double *)hug_tensor_at(g), (double *)hug_tensor_at(dx), dw, db);
    int weight = centred(c->op) ? 2 : 1;
    status = hug_call_grad(c, 0, 0, hug_tensor_retain(dx));
    if (!status && hug_call_wants(c, weight, 0)) status = hug_call_grad(c, weight, 0, hug_tensor_retain(parts[0]));
    if (!status && centred(c->op) && hug_call_wants(c, 3, 0)) status = hug_call_grad(c, 3, 0, hug_tensor_retain(parts[1]));
  }
  hug_tensor_free(parts[0]);
  hug_tensor_free(parts[1]);
  hug_tensor_free(dx);
  hug_tensor_free(g);
  norm_end(&s);
  return status;
}

const hug_op hug_op_layer_norm = {
  .name = "layer_norm", .source = "torch.nn.functional.layer_norm",
  .doc = "Brings the last dims, of shape `normalized_shape`, to mean 0 and variance 1, then scales by `weight` and shifts by `bias`, both of that shape.",
  .samples = "randn(2,6), {6}, randn(6), randn(6); randn(2,3,4), {3,4}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("normalized_shape"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"),
              HUG_P_FLOAT_OR("eps", 1e-5) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(2) | HUG_SAVE_ARG(3), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_rms_norm = {
  .name = "rms_norm", .source = "LlamaRMSNorm in transformers; Zhang and Sennrich 2019",
  .doc = "Divides each row of the last dim by its root mean square and multiplies it by `weight` + `offset`.",
  .samples = "randn(2,6), randn(6); randn(2,6), randn(6), 1e-5, 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_FLOAT_OR("eps", 1e-6), HUG_P_FLOAT_OR("offset", 0) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), .infer = infer, .run = run, .backward = backward,
};
