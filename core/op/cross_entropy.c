/* cross_entropy.c: how far class scores are from the truth: cross_entropy, nll_loss. Rows are computed in f64 whatever the type. */
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
  hug_tensor *x;              /* f64 [positions, classes] */
  hug_tensor *target;         /* i64 [positions], or f64 [positions, classes] of probabilities */
  hug_tensor *weight;         /* f64 [classes] or NULL */
} classes;

enum { INPUT, TARGET, WEIGHT, IGNORE_INDEX, REDUCTION, SMOOTHING };

static hug_status classes_begin(const hug_call *c, classes *s) {
  const hug_tensor *t = c->args[INPUT].tensor, *target = c->args[TARGET].tensor;
  memset(s, 0, sizeof *s);
  s->likely = c->op == &hug_op_nll_loss;
  s->dims = t->ndim > 1 ? 2 : 1;
  s->classes = hug_reduced_length(t, s->dims);
  s->positions = s->classes ? hug_tensor_count(t) / s->classes : 0;
  s->smoothing = s->likely ? 0 : c->args[SMOOTHING].f;
  s->ignored = c->args[IGNORE_INDEX].i;
  HUG_TRY(hug_rows_pack(t, s->dims, HUG_F64, &s->x));
  if (hug_dtype_floating((hug_dtype)target->dtype)) HUG_TRY(hug_rows_pack(target, s->dims, HUG_F64, &s->target));
  else HUG_TRY(hug_tensor_packed(target, HUG_I64, &s->target));
  if (c->args[WEIGHT].given) HUG_TRY(hug_tensor_packed(c->args[WEIGHT].tensor, HUG_F64, &s->weight));
  return HUG_OK;
}

static void classes_end(classes *s) {
  hug_tensor_free(s->weight);
  hug_tensor_free(s->target);
  hug_tensor_free(s->x);
}

static bool by_probability(const classes *s) { return s->target->dtype == HUG_F64; }

static double weight_of(const classes *s, int64_t class) { return s->weight ? ((double *)hug_tensor_at(s->weight))[class] : 1; }

/* log(sum(exp(x))) of a row: what turns scores into log-probabilities; 0 where they are already. */
static double normaliser(const classes *s, const double *x) {
  double m = -INFINITY, sum = 0;
  if (s->likely) return 0;
  for (int64_t k = 0; k < s->classes; k++)
    if (!(x[k] <= m)) m = x[k];
  if (isinf(m)) return m;
  for (int64_t k = 0; k < s->classes; k++) sum += exp(x[k] - m);
  return m + log(sum);
}

/* How much of -log p[class] is in the loss of a position. */
static double share(const classes *s, int64_t position, int64_t class) {
  double smooth = s->smoothing / (double)s->classes, truth;
  if (by_probability(s)) truth = ((double *)hug_tensor_at(s->target))[position * s->classes + class];
  else {
    int64_t target = ((int64_t *)hug_tensor_at(s->target))[position];
    if (target == s->ignored) return 0;
    truth = target == class;
  }
  return weight_of(s, class) * (truth * (1 - s->smoothing) + smooth);
}

/* What a mean divides by: the weights of the targets, or the number of positions for probabilities. */
static double denominator(const classes *s) {
  if (by_probability(s)) return (double)s->positions;
  double sum = 0;
  for (int64_t i = 0; i < s->positions; i++) {
    int64_t target = ((int64_t *)hug_tensor_at(s->target))[i];
    if (target != s->ignored) sum += weight_of(s, target);
  }
  return sum;
}

static hug_status check_targets(const hug_call *c, const classes *s) {
  if (by_probability(s)) return HUG_OK;
  for (int64_t i = 0; i < s->positions; i++) {
    int64_t target = ((int64_t *)hug_tensor_at(s->target))[i];
    if (target != s->ignored && (target < 0 || target >= s->classes))
      return hug_op_fail(c, HUG_EARG, "target %lld is not one of %lld classes (they count from 0)", (long long)target, (long long)s->classes);
  }
  return HUG_OK;
}

static bool reduces(const hug_call *c) { return strcmp(c->args[REDUCTION].string, "none") != 0; }
static bool averages(const hug_call *c) { return !strcmp(c->args[REDUCTION].string, "mean"); }

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *target = c->args[TARGET].tensor;
  int64_t shape[HUG_MAX_DIMS];
  if (!hug_dtype_floating((hug_dtype)t->dtype)) return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (t->ndim == 0 || t->shape[t->ndim > 1] == 0) return hug_op_fail(c, HUG_ESHAPE, "input needs a dim of classes, of size 1 at least");
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

static hug_status run(hug_call *c) {
  classes s;
  hug_tensor *losses = NULL, *shaped = NULL;
  hug_tensor *out = c->out[0];
  hug_status status = classes_begin(c, &s);
  if (!status) status = check_targets(c, &s);
  if (!status) status = hug_tensor_make(HUG_F64, 1, &s.positions, &losses);
  double total = 0;
  for (int64_t i = 0; i < s.positions && !status; i++) {
    const double *x = (double *)hug_tensor_at(s.x) + i * s.classes;
    double log_sum = normaliser(&s, x), loss = 0;
    for (int64_t k = 0; k < s.classes; k++) {
      double a = share(&s, i, k);
      if (a != 0) loss -= a * (x[k] - log_sum);
    }
    ((double *)hug_tensor_at(losses))[i] = loss;
    total += loss;
  }
  if (!status && averages(c)) total /= denominator(&s);
  if (!status && reduces(c)) hug_element_set((hug_dtype)out->dtype, hug_tensor_at(out), hug_float(total));
  else if (!status) {
    int64_t stride[HUG_MAX_DIMS];
    hug_contiguous_strides(out->ndim, out->shape, stride);
    status = hug_tensor_view(losses, out->ndim, out->shape, stride, losses->offset, &shaped);
    if (!status) status = hug_tensor_copy(out, shaped);
  }
  hug_tensor_free(shaped);
  hug_tensor_free(losses);
  classes_end(&s);
  return status;
}

/* With shares a of a position:  dx[k] = softmax(x)[k] sum(a) - a[k];  of log-probabilities, dx[k] = -a[k]. */
static void input_row(const classes *s, int64_t i, double g, double *dx) {
  const double *x = (double *)hug_tensor_at(s->x) + i * s->classes;
  double log_sum = normaliser(s, x), sum = 0;
  for (int64_t k = 0; k < s->classes; k++) sum += share(s, i, k);
  for (int64_t k = 0; k < s->classes; k++)
    dx[k] = g * ((s->likely ? 0 : exp(x[k] - log_sum) * sum) - share(s, i, k));
}

/* Of target probabilities: -w log p (1 - smoothing). */
static void target_row(const classes *s, int64_t i, double g, double *dx) {
  const double *x = (double *)hug_tensor_at(s->x) + i * s->classes;
  double log_sum = normaliser(s, x);
  for (int64_t k = 0; k < s->classes; k++) dx[k] = -g * weight_of(s, k) * (x[k] - log_sum) * (1 - s->smoothing);
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
    status = hug_tensor_make(HUG_F64, 2, s.x->shape, &dx);
    if (status) break;
    double scale = averages(c) ? 1 / denominator(&s) : 1;
    for (int64_t i = 0; i < s.positions; i++) {
      double gi = ((double *)hug_tensor_at(g))[reduces(c) ? 0 : i] * scale;
      (arg == INPUT ? input_row : target_row)(&s, i, gi, (double *)hug_tensor_at(dx) + i * s.classes);
    }
    status = hug_rows_unpack(dx, t, s.dims, &shaped);
    hug_tensor_free(dx);
    if (!status) status = hug_call_grad(c, arg, 0, shaped);
  }
  hug_tensor_free(g);
  classes_end(&s);
  return status;
}

const hug_op hug_op_cross_entropy = {
  .name = "cross_entropy", .source = "torch.nn.functional.cross_entropy",
  .doc = "Negative log-likelihood of `target` under softmax(`input`). input [classes], [n, classes] or [n, classes, …]; target holds class indices "
         "(input's shape without the class dim) or probabilities (input's shape).  `weight` [classes] weighs classes, targets equal to `ignore_index` do not count.",
  .samples = "randn(3,5), tensor({1,0,4},{dtype='i64'}); randn(3,5), tensor({1,0,4},{dtype='i64'}), {label_smoothing=0.1, reduction='sum'}",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_INT_OR("ignore_index", -100),
              HUG_P_CHOICE("reduction", "mean", "none|mean|sum"), HUG_P_FLOAT_OR("label_smoothing", 0) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_nll_loss = {
  .name = "nll_loss", .source = "torch.nn.functional.nll_loss",
  .doc = "As `cross_entropy`, of log-probabilities instead of scores.",
  .samples = "randn(3,5), tensor({1,0,4},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_INT_OR("ignore_index", -100),
              HUG_P_CHOICE("reduction", "mean", "none|mean|sum") },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};
