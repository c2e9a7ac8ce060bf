/* cross_entropy.c: how far class scores are from the truth: cross_entropy, nll_loss, log_prob_of_labels. */
#include "elementwise.h"
#include "loss.h"
#include "rows.h"
#include <math.h>
#include <string.h>

/* A loss at each position: scores as rows [positions, classes], and what they are held against. */
typedef struct classes {
  int64_t positions, classes;
  uint32_t dims;              /* the class dim of input */
  bool likely;                /* input holds log-probabilities already */
  double smoothing;
  int64_t ignored;
  hug_dtype type;             /* f32 or f64, of what follows */
  const hug_row_loops *loops;
  hug_tensor *x;              /* [positions, classes] */
  hug_tensor *labels;         /* i64 [positions]: the true classes, or NULL */
  hug_tensor *truth;          /* [positions, classes]: their probabilities, or NULL */
  hug_tensor *weight;         /* [classes] or NULL */
  double weights;             /* their sum, or the number of classes */
  double denominator;         /* of a mean */
  char *losses;               /* [positions] */
  const double *g;            /* [positions], or one: gradients of the losses */
  double scale;               /* that they are multiplied with */
  int64_t g_step;
  char *dx;                   /* [positions, classes]: the gradient of x, or of truth */
  atomic_bool failed;
} classes;

enum { INPUT, TARGET, WEIGHT, IGNORE_INDEX, REDUCTION, SMOOTHING };

static bool reduces(const hug_call *c) { return strcmp(c->args[REDUCTION].string, "none") != 0; }
static bool averages(const hug_call *c) { return !strcmp(c->args[REDUCTION].string, "mean"); }

static double element(const classes *s, const hug_tensor *t, int64_t i) {
  return s->type == HUG_F32 ? (double)((float *)hug_tensor_at(t))[i] : ((double *)hug_tensor_at(t))[i];
}

static void element_add(const classes *s, char *row, int64_t i, double value) {
  if (s->type == HUG_F32) ((float *)row)[i] += (float)value;
  else ((double *)row)[i] += value;
}

static double weight_of(const classes *s, int64_t class) { return s->weight ? element(s, s->weight, class) : 1; }

static char *row_of(const classes *s, char *base, int64_t row) {
  return base + row * s->classes * (int64_t)hug_dtype_bytes(s->type);
}

/* The true class of a position, -1 where it is to be ignored. */
static int64_t label_of(const classes *s, int64_t position) {
  int64_t label = ((int64_t *)hug_tensor_at(s->labels))[position];
  return label == s->ignored ? -1 : label;
}

/* Checks the labels, and finds what a mean divides by: their weights, or the number of positions for probabilities. */
static hug_status weigh(const hug_call *c, classes *s) {
  s->weights = s->weight ? s->loops->sum(s->classes, hug_tensor_at(s->weight)) : (double)s->classes;
  s->denominator = s->truth ? (double)s->positions : 0;
  for (int64_t i = 0; i < s->positions && s->labels; i++) {
    int64_t label = ((int64_t *)hug_tensor_at(s->labels))[i];
    if (label == s->ignored) continue;
    if (label < 0 || label >= s->classes)
      return hug_op_fail(c, HUG_EARG, "target %lld is not one of %lld classes (they count from 0)", (long long)label,
                         (long long)s->classes);
    s->denominator += weight_of(s, label);
  }
  return HUG_OK;
}

static hug_status classes_begin(const hug_call *c, classes *s) {
  const hug_tensor *t = c->args[INPUT].tensor, *target = c->args[TARGET].tensor;
  memset(s, 0, sizeof *s);
  s->likely = c->op == &hug_op_nll_loss;
  s->dims = t->ndim > 1 ? 2 : 1;
  s->classes = hug_reduced_length(t, s->dims);
  s->positions = s->classes ? hug_tensor_count(t) / s->classes : 0;
  s->smoothing = s->likely ? 0 : c->args[SMOOTHING].f;
  s->ignored = c->args[IGNORE_INDEX].i;
  s->type = hug_compute_type((hug_dtype)t->dtype);
  s->loops = hug_row_loops_of(s->type);
  HUG_TRY(hug_rows_pack(t, s->dims, s->type, &s->x));
  if (hug_dtype_floating((hug_dtype)target->dtype)) HUG_TRY(hug_rows_pack(target, s->dims, s->type, &s->truth));
  else HUG_TRY(hug_tensor_packed(target, HUG_I64, &s->labels));
  if (c->args[WEIGHT].given) HUG_TRY(hug_tensor_packed(c->args[WEIGHT].tensor, s->type, &s->weight));
  return weigh(c, s);
}

static void classes_end(classes *s) {
  hug_tensor_free(s->weight);
  hug_tensor_free(s->truth);
  hug_tensor_free(s->labels);
  hug_tensor_free(s->x);
}

/* ---- A position ---- */

/* log p[k] = (x[k] - most) - log_sum: the difference to the largest first, so that no digits are lost to it. */
typedef struct normaliser { double most, log_sum; } normaliser;

static normaliser normaliser_of(const classes *s, const void *x) {
  if (s->likely) return (normaliser){ 0, 0 };
  double most = s->loops->max(s->classes, x);
  return (normaliser){ most, log(s->loops->exps(s->classes, x, most)) };
}

static double log_probability(const classes *s, int64_t position, int64_t class, normaliser n) {
  return element(s, s->x, position * s->classes + class) - n.most - n.log_sum;
}

/* All log-probabilities of a row, times the weights. */
static void log_probabilities(const classes *s, const void *x, normaliser n, void *z) {
  s->loops->affine(s->classes, x, n.most, 1, -n.log_sum, z);
  if (s->weight) s->loops->multiply(s->classes, z, hug_tensor_at(s->weight), z);
}

/* z: room for a row. */
static double position_loss(const classes *s, int64_t i, void *z) {
  const char *x = row_of(s, hug_tensor_at(s->x), i);
  int64_t label = s->labels ? label_of(s, i) : 0;
  double smooth = s->smoothing / (double)s->classes, loss = 0;
  if (label < 0) return 0;
  normaliser n = normaliser_of(s, x);
  if (s->truth || s->smoothing != 0) log_probabilities(s, x, n, z);
  if (s->truth) loss = s->loops->dot(s->classes, z, row_of(s, hug_tensor_at(s->truth), i));
  else loss = weight_of(s, label) * log_probability(s, i, label, n);
  if (s->smoothing != 0) loss = (1 - s->smoothing) * loss + smooth * s->loops->sum(s->classes, z);
  return -loss;
}

/* With shares a of a position's classes in -log p:  dx[k] = softmax(x)[k] sum(a) - a[k];  of log-probabilities, -a[k]. */
static void input_back(const classes *s, int64_t i, double g, char *dx, void *room) {
  const char *x = row_of(s, hug_tensor_at(s->x), i), *truth = s->truth ? row_of(s, hug_tensor_at(s->truth), i) : NULL;
  int64_t label = s->labels ? label_of(s, i) : 0;
  double smooth = s->smoothing / (double)s->classes, keep = 1 - s->smoothing, sum = 0;
  if (label < 0 || s->likely) memset(dx, 0, (size_t)s->classes * hug_dtype_bytes(s->type));
  if (label < 0) return;
  if (truth && s->weight) {
    s->loops->multiply(s->classes, truth, hug_tensor_at(s->weight), room);
    truth = room;
  }
  if (!s->likely) {
    sum = keep * (truth ? s->loops->sum(s->classes, truth) : weight_of(s, label)) + smooth * s->weights;
    double most = s->loops->max(s->classes, x);
    s->loops->softmax(s->classes, x, most, g * sum / s->loops->exps(s->classes, x, most), dx);
  }
  if (truth) s->loops->add(s->classes, -g * keep, truth, dx);
  else element_add(s, dx, label, -g * keep * weight_of(s, label));
  if (smooth != 0 && s->weight) s->loops->add(s->classes, -g * smooth, hug_tensor_at(s->weight), dx);
  else if (smooth != 0) s->loops->affine(s->classes, dx, 0, 1, -g * smooth, dx);
}

/* Of target probabilities: -w log p (1 - smoothing). */
static void truth_back(const classes *s, int64_t i, double g, char *dx) {
  const char *x = row_of(s, hug_tensor_at(s->x), i);
  log_probabilities(s, x, normaliser_of(s, x), dx);
  s->loops->scale(s->classes, -g * (1 - s->smoothing), dx, dx);
}

/* ---- All positions ---- */

static void *room_for_row(classes *s) {
  void *room = hug_alloc_data((size_t)s->classes * hug_dtype_bytes(s->type));
  if (!room) atomic_store(&s->failed, true);
  return room;
}

static void run_chunk(void *context, int64_t first, int64_t last) {
  classes *s = context;
  void *room = room_for_row(s);
  for (int64_t i = first; i < last && room; i++) {
    double loss = position_loss(s, i, room);
    if (s->type == HUG_F32) ((float *)s->losses)[i] = (float)loss;
    else ((double *)s->losses)[i] = loss;
  }
  hug_free(room);
}

static double gradient_of(const classes *s, int64_t i) { return s->g[i * s->g_step] * s->scale; }

static void input_chunk(void *context, int64_t first, int64_t last) {
  classes *s = context;
  void *room = room_for_row(s);
  for (int64_t i = first; i < last && room; i++) input_back(s, i, gradient_of(s, i), row_of(s, s->dx, i), room);
  hug_free(room);
}

static void truth_chunk(void *context, int64_t first, int64_t last) {
  classes *s = context;
  for (int64_t i = first; i < last; i++) truth_back(s, i, gradient_of(s, i), row_of(s, s->dx, i));
}

static hug_status each_position(classes *s, hug_chunk_fn chunk) {
  hug_parallel(s->positions, 1 + 8192 / (s->classes + 1), chunk, s);
  if (!atomic_load(&s->failed)) return HUG_OK;
  return hug_fail(HUG_ENOMEM, "no memory for a row of %lld elements", (long long)s->classes);
}

/* ---- The operations ---- */

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *target = c->args[TARGET].tensor;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_constant(c, WEIGHT));
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (t->ndim == 0 || t->shape[t->ndim > 1] == 0)
    return hug_op_fail(c, HUG_ESHAPE, "input needs a dim of classes, of size 1 at least");
  int ndim = hug_reduced_shape(t, t->ndim > 1 ? 2 : 1, false, shape);
  bool same = target->ndim == t->ndim && !memcmp(target->shape, t->shape, sizeof *shape * (size_t)t->ndim);
  bool indices = target->ndim == ndim && !memcmp(target->shape, shape, sizeof *shape * (size_t)ndim);
  bool floats = hug_dtype_floating((hug_dtype)target->dtype);
  if ((floats && c->op == &hug_op_nll_loss) || !(floats ? same : indices)) {
    char have[128], want[128];
    hug_shape_text(target->ndim, target->shape, have, sizeof have);
    hug_shape_text(t->ndim, t->shape, want, sizeof want);
    return hug_op_fail(c, HUG_ESHAPE, "a %s target of shape %s does not go with scores of shape %s: classes are its %s dim",
                       hug_dtype_infos[target->dtype].name, have, want, t->ndim > 1 ? "second" : "only");
  }
  if (c->args[WEIGHT].given && (c->args[WEIGHT].tensor->ndim != 1 || c->args[WEIGHT].tensor->shape[0] != t->shape[t->ndim > 1]))
    return hug_op_fail(c, HUG_ESHAPE, "weight needs one element a class, %lld", (long long)t->shape[t->ndim > 1]);
  return hug_call_out(c, 0, (hug_dtype)t->dtype, reduces(c) ? 0 : ndim, shape);
}

/* Puts the losses, or their sum or mean, into the output. */
static hug_status settle(const hug_call *c, const classes *s, const hug_tensor *losses) {
  hug_tensor *out = c->out[0], *shaped = NULL;
  if (reduces(c)) {
    double total = s->loops->sum(s->positions, hug_tensor_at(losses));
    hug_element_set((hug_dtype)out->dtype, hug_tensor_at(out), hug_float(averages(c) ? total / s->denominator : total));
    return HUG_OK;
  }
  int64_t stride[HUG_MAX_DIMS];
  hug_contiguous_strides(out->ndim, out->shape, stride);
  hug_status status = hug_tensor_view(losses, out->ndim, out->shape, stride, losses->offset, &shaped);
  if (!status) status = hug_tensor_copy(out, shaped);
  hug_tensor_free(shaped);
  return status;
}

static hug_status run(hug_call *c) {
  classes s;
  hug_tensor *losses = NULL;
  hug_status status = classes_begin(c, &s);
  if (!status) status = hug_tensor_make(s.type, 1, &s.positions, &losses);
  if (!status) {
    s.losses = hug_tensor_at(losses);
    status = each_position(&s, run_chunk);
  }
  if (!status) status = settle(c, &s, losses);
  hug_tensor_free(losses);
  classes_end(&s);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[INPUT].tensor;
  classes s;
  hug_tensor *g = NULL;
  hug_status status = classes_begin(c, &s);
  if (!status) status = hug_tensor_packed(grads[0], HUG_F64, &g);
  for (int arg = INPUT; arg <= TARGET && !status; arg++) {
    if (!hug_call_wants(c, arg, 0)) continue;
    hug_tensor *dx, *shaped = NULL;
    status = hug_tensor_make(s.type, 2, s.x->shape, &dx);
    if (status) break;
    s.dx = hug_tensor_at(dx);
    s.g = (const double *)hug_tensor_at(g);
    s.g_step = !reduces(c);
    s.scale = averages(c) ? 1 / s.denominator : 1;
    status = each_position(&s, arg == INPUT ? input_chunk : truth_chunk);
    if (!status) status = hug_rows_unpack(dx, t, s.dims, &shaped);
    hug_tensor_free(dx);
    if (!status) status = hug_call_grad(c, arg, 0, shaped);
  }
  hug_tensor_free(g);
  classes_end(&s);
  return status;
}

/* ---- log_prob_of_labels ---- */

static hug_status check_labels(hug_call *c) {
  const hug_tensor *logits = c->args[0].tensor, *labels = c->args[1].tensor;
  if (hug_dtype_infos[labels->dtype].category != HUG_INTEGRAL)
    return hug_op_fail(c, HUG_EDTYPE, "`labels` is %s, not integers", hug_dtype_infos[labels->dtype].name);
  if (!logits->ndim || labels->ndim != logits->ndim - 1 || memcmp(labels->shape, logits->shape, sizeof *labels->shape * labels->ndim))
    return hug_op_fail(c, HUG_ESHAPE, "`labels` needs the shape of `logits` without its last dim, which is the classes");
  return HUG_OK;
}

static hug_status log_prob_of_labels(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *logits = c->args[0].tensor, *labels = c->args[1].tensor;
  int64_t none = INT64_MIN + 1, rows = hug_tensor_count(labels), two[2] = { rows, logits->shape[logits->ndim - 1] };
  hug_tensor *x = hug_do(&s, reshape, logits, 2, two), *y = hug_do(&s, reshape, labels, 1, &rows);
  hug_tensor *losses = hug_do(&s, cross_entropy, x, y, NULL, none, "none", 0.0);
  return hug_scope_end(&s, c, hug_do(&s, reshape, hug_do(&s, neg, losses), labels->ndim, labels->shape));
}

const hug_op hug_op_cross_entropy = {
  .name = "cross_entropy", .source = "torch.nn.functional.cross_entropy",
  .doc = "Negative log-likelihood of `target` under softmax(`input`). input [classes], [n, classes] or [n, classes, …]; target "
         "holds class indices (input's shape without the class dim) or probabilities (input's shape).  `weight` [classes] "
         "weighs classes, targets equal to `ignore_index` do not count.",
  .samples = "randn(3,5), tensor({1,0,4},{dtype='i64'}); "
             "randn(3,5), tensor({1,0,4},{dtype='i64'}), {label_smoothing=0.1, reduction='sum'}; "
             "randn(3,5), rand(3,5), tensor({1,2,3,4,5}), {label_smoothing=0.1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_INT_OR("ignore_index", -100),
              HUG_P_REDUCTION, HUG_P_FLOAT_OR("label_smoothing", 0) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_nll_loss = {
  .name = "nll_loss", .source = "torch.nn.functional.nll_loss",
  .doc = "As `cross_entropy`, of log-probabilities instead of scores.",
  .samples = "randn(3,5), tensor({1,0,4},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_INT_OR("ignore_index", -100),
              HUG_P_REDUCTION },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_log_prob_of_labels = {
  .name = "log_prob_of_labels", .source = "log_softmax and gather, as in losses over preferences",
  .doc = "The logarithms of the probabilities that softmax(`logits`), [..., classes], gives to `labels`, which has the shape of "
         "logits without the last dim.",
  .samples = "randn(3,5), tensor({1,0,4},{dtype='i64'}); randn(2,2,3), tensor({{1,0},{2,2}},{dtype='i64'})",
  .params = { HUG_P_TENSOR("logits"), HUG_P_TENSOR("labels") },
  .infer = check_labels, .compose = log_prob_of_labels,
};
