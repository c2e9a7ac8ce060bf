/* multi_margin_loss.c: losses of rows of class scores that want the right classes ahead of all others by a margin:
** multi_margin_loss, where one is right, and multilabel_margin_loss, where several are. */
#include "loss.h"
#include <string.h>

/* Rows of scores and what they are held against. */
typedef struct rows {
  int64_t count, classes;
  hug_dtype type;
  bool labels;                /* multilabel_margin_loss */
  bool squared;
  double margin;
  hug_tensor *x;              /* [count, classes] */
  hug_tensor *target;         /* i64 [count], or [count, classes] with -1 behind the last label */
  hug_tensor *weight;         /* f64 [classes] or NULL */
  uint8_t *right;             /* [classes] which are labels of the row at hand */
} rows;

enum { INPUT, TARGET, P, MARGIN, WEIGHT, REDUCTION, LABELS_REDUCTION = 2 };

static bool of_labels(const hug_call *c) { return c->op == &hug_op_multilabel_margin_loss; }
static const char *reduction_of(const hug_call *c) { return c->args[of_labels(c) ? LABELS_REDUCTION : REDUCTION].string; }

static hug_status check_targets(const hug_call *c, const rows *s) {
  const int64_t *target = (const int64_t *)hug_tensor_at(s->target), least = s->labels ? -1 : 0;
  for (int64_t i = 0; i < hug_tensor_count(s->target); i++)
    if (target[i] < least || target[i] >= s->classes)
      return hug_op_fail(c, HUG_EARG, "target %lld is not one of %lld classes (they count from 0)", (long long)target[i],
                         (long long)s->classes);
  return HUG_OK;
}

static void rows_end(rows *s) {
  hug_free(s->right);
  hug_tensor_free(s->weight);
  hug_tensor_free(s->target);
  hug_tensor_free(s->x);
}

static hug_status rows_begin(const hug_call *c, rows *s) {
  const hug_tensor *t = c->args[INPUT].tensor;
  memset(s, 0, sizeof *s);
  s->labels = of_labels(c);
  s->type = hug_compute_type((hug_dtype)t->dtype);
  s->classes = t->ndim ? t->shape[t->ndim - 1] : 1;
  s->count = hug_tensor_count(t) / s->classes;
  s->squared = !s->labels && c->args[P].i == 2;
  s->margin = s->labels ? 1 : c->args[MARGIN].f;
  HUG_TRY(hug_tensor_packed(t, s->type, &s->x));
  HUG_TRY(hug_tensor_packed(c->args[TARGET].tensor, HUG_I64, &s->target));
  if (!s->labels && c->args[WEIGHT].given) HUG_TRY(hug_tensor_packed(c->args[WEIGHT].tensor, HUG_F64, &s->weight));
  if (s->labels && !(s->right = hug_alloc((size_t)s->classes))) return HUG_ENOMEM;
  return check_targets(c, s);
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *target = c->args[TARGET].tensor;
  bool labels = of_labels(c), fits;
  if (!labels) HUG_TRY(hug_op_constant(c, WEIGHT));
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[t->dtype].name);
  if (hug_dtype_infos[target->dtype].category != HUG_INTEGRAL)
    return hug_op_fail(c, HUG_EDTYPE, "`target` is %s, not integers", hug_dtype_infos[target->dtype].name);
  if (t->ndim > 2 || (t->ndim && t->shape[t->ndim - 1] == 0))
    return hug_op_fail(c, HUG_ESHAPE, "`input` needs shape [classes] or [n, classes], with a class at least");
  if (labels) fits = target->ndim == t->ndim && !memcmp(target->shape, t->shape, sizeof *t->shape * t->ndim);
  else if (t->ndim < 2) fits = target->ndim <= 1 && hug_tensor_count(target) == 1;
  else fits = target->ndim == 1 && target->shape[0] == t->shape[0];
  if (!fits)
    return hug_op_fail(c, HUG_ESHAPE, "`target` needs %s", labels ? "the shape of `input`" : "one class for each row of `input`");
  if (!labels && c->args[P].i != 1 && c->args[P].i != 2)
    return hug_op_fail(c, HUG_EARG, "`p` is %lld, not 1 or 2", (long long)c->args[P].i);
  const hug_tensor *weight = !labels && c->args[WEIGHT].given ? c->args[WEIGHT].tensor : NULL;
  if (weight && (weight->ndim != 1 || weight->shape[0] != (t->ndim ? t->shape[t->ndim - 1] : 1)))
    return hug_op_fail(c, HUG_ESHAPE, "`weight` needs one element a class");
  bool reduced = strcmp(reduction_of(c), "none");
  return hug_call_out(c, 0, (hug_dtype)t->dtype, reduced ? 0 : labels ? t->ndim - (t->ndim > 0) : target->ndim,
                      labels ? t->shape : target->shape);
}

static double weight_of(const rows *s, int64_t class) { return s->weight ? ((double *)hug_tensor_at(s->weight))[class] : 1; }

/* Notes the labels of a row; returns their number. */
static int64_t mark(const rows *s, const int64_t *target) {
  int64_t n = 0;
  memset(s->right, 0, (size_t)s->classes);
  while (n < s->classes && target[n] >= 0) s->right[target[n++]] = 1;
  return n;
}

/* What the classes that are not right lack to be `margin` behind x[y], summed. */
#define SHORTFALL(name, T)                                                                           \
  static double name(const rows *s, const T *x, int64_t y) {                                         \
    double sum = 0;                                                                                  \
    const T at = (T)s->margin - x[y];                                                                \
    for (int64_t k = 0; k < s->classes; k++) {                                                       \
      T z = at + x[k];                                                                               \
      if (z > 0 && k != y && !(s->labels && s->right[k])) sum += s->squared ? (double)(z * z) : (double)z; \
    }                                                                                                \
    return sum;                                                                                      \
  }
SHORTFALL(shortfall_f32, float)
SHORTFALL(shortfall_f64, double)

/* Adds g times the gradient of that to dx. */
#define SHORTFALL_BACK(name, T)                                                                      \
  static void name(const rows *s, const T *x, int64_t y, double g, T *dx) {                          \
    double sum = 0;                                                                                  \
    const T at = (T)s->margin - x[y];                                                                \
    for (int64_t k = 0; k < s->classes; k++) {                                                       \
      T z = at + x[k];                                                                               \
      if (!(z > 0) || k == y || (s->labels && s->right[k])) continue;                                \
      double d = s->squared ? 2 * g * (double)z : g;                                                 \
      dx[k] += (T)d;                                                                                 \
      sum += d;                                                                                      \
    }                                                                                                \
    dx[y] -= (T)sum;                                                                                 \
  }
SHORTFALL_BACK(shortfall_back_f32, float)
SHORTFALL_BACK(shortfall_back_f64, double)

static double shortfall(const rows *s, int64_t row, int64_t y) {
  const char *x = hug_tensor_at(s->x) + row * s->classes * (int64_t)hug_dtype_bytes(s->type);
  return s->type == HUG_F32 ? shortfall_f32(s, (const float *)x, y) : shortfall_f64(s, (const double *)x, y);
}

static double row_loss(const rows *s, int64_t row) {
  const int64_t *target = (const int64_t *)hug_tensor_at(s->target);
  if (!s->labels) return weight_of(s, target[row]) * shortfall(s, row, target[row]) / (double)s->classes;
  double sum = 0;
  target += row * s->classes;
  for (int64_t i = 0, n = mark(s, target); i < n; i++) sum += shortfall(s, row, target[i]);
  return sum / (double)s->classes;
}

static hug_status run(hug_call *c) {
  rows s;
  hug_tensor *out = c->out[0];
  const char *reduction = reduction_of(c);
  bool reduced = strcmp(reduction, "none");
  double total = 0;
  hug_status status = rows_begin(c, &s);
  for (int64_t i = 0; i < s.count && !status; i++) {
    double loss = row_loss(&s, i);
    total += loss;
    if (!reduced) {
      char *at = hug_tensor_at(out) + (out->ndim ? i * out->stride[0] : 0) * (int64_t)hug_dtype_bytes((hug_dtype)out->dtype);
      hug_element_set((hug_dtype)out->dtype, at, hug_float(loss));
    }
  }
  if (!strcmp(reduction, "mean")) total /= (double)s.count;
  if (!status && reduced) hug_element_set((hug_dtype)out->dtype, hug_tensor_at(out), hug_float(total));
  rows_end(&s);
  return status;
}

static void row_back(const rows *s, int64_t row, double g, char *dx) {
  const int64_t *target = (const int64_t *)hug_tensor_at(s->target) + (s->labels ? row * s->classes : row);
  const char *x = hug_tensor_at(s->x) + row * s->classes * (int64_t)hug_dtype_bytes(s->type);
  int64_t n = s->labels ? mark(s, target) : 1;
  g /= (double)s->classes;
  for (int64_t i = 0; i < n; i++) {
    double scaled = s->labels ? g : g * weight_of(s, target[i]);
    if (s->type == HUG_F32) shortfall_back_f32(s, (const float *)x, target[i], scaled, (float *)dx);
    else shortfall_back_f64(s, (const double *)x, target[i], scaled, (double *)dx);
  }
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  rows s;
  hug_tensor *g = NULL, *dx = NULL;
  const char *reduction = reduction_of(c);
  bool reduced = strcmp(reduction, "none");
  hug_status status = rows_begin(c, &s);
  if (!status) status = hug_tensor_packed(grads[0], HUG_F64, &g);
  if (!status) status = hug_tensor_make(s.type, s.x->ndim, s.x->shape, &dx);
  if (!status) {
    memset(hug_tensor_at(dx), 0, hug_tensor_bytes(dx));
    double scale = strcmp(reduction, "mean") ? 1 : 1 / (double)s.count;
    for (int64_t i = 0; i < s.count; i++)
      row_back(&s, i, ((double *)hug_tensor_at(g))[reduced ? 0 : i] * scale,
               hug_tensor_at(dx) + i * s.classes * (int64_t)hug_dtype_bytes(s.type));
    status = hug_call_grad(c, INPUT, 0, dx);
  } else hug_tensor_free(dx);
  hug_tensor_free(g);
  rows_end(&s);
  return status;
}

#define LOSS .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(TARGET) | HUG_SAVE_ARG(WEIGHT), .infer = infer, .run = run, \
  .backward = backward

const hug_op hug_op_multi_margin_loss = {
  .name = "multi_margin_loss", .source = "torch.nn.functional.multi_margin_loss",
  .doc = "For each row of scores `input`, [classes] or [n, classes], the sum over all classes k but the right one y, in "
         "`target` [n], of max(0, `margin` - input[y] + input[k])^`p`, times `weight`[y], over the number of classes.",
  .samples = "randn(3,5), tensor({1,0,4},{dtype='i64'}); "
             "randn(3,5), tensor({1,0,4},{dtype='i64'}), 2, 0.5, tensor({1,2,3,4,5}), 'none'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_INT_OR("p", 1), HUG_P_FLOAT_OR("margin", 1),
              HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_REDUCTION },
  LOSS,
};

const hug_op hug_op_multilabel_margin_loss = {
  .name = "multilabel_margin_loss", .source = "torch.nn.functional.multilabel_margin_loss",
  .doc = "For each row of scores `input`, [classes] or [n, classes], the sum over its labels y and all other classes k of "
         "max(0, 1 - input[y] + input[k]), over the number of classes.  `target`, of input's shape, begins with the labels "
         "of a row; -1 ends them.",
  .samples = "randn(2,4), tensor({{3,0,-1,1},{1,-1,-1,-1}},{dtype='i64'}); "
             "randn(2,4), tensor({{3,0,-1,1},{1,-1,-1,-1}},{dtype='i64'}), 'none'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_REDUCTION },
  LOSS,
};
