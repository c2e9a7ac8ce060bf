/* ctc_loss.c: connectionist temporal classification (Graves et al. 2006): ctc_loss.
**
** A sample's states are its labels with blanks between, before and behind them: label i is state 2 i + 1.  A way through time stays
** in a state, goes to the next, or skips a blank between two labels that differ.  All is reckoned in logarithms, in f64.
*/
#include "../kernel/kernel.h"
#include "op.h"
#include <math.h>
#include <string.h>

enum { LOG_PROBS, TARGETS, INPUT_LENGTHS, TARGET_LENGTHS, BLANK, REDUCTION, ZERO_INFINITY };

typedef struct ctc {
  int64_t time, batch, classes, blank;
  bool zero_infinity;
  hug_dtype type;             /* f32 or f64, of x and dx */
  const hug_row_loops *loops;
  const hug_kernels *kernels;
  hug_tensor *x;              /* [time, batch, classes] */
  hug_tensor *targets, *times, *lengths;  /* i64: labels; [batch] how long samples and their labels are */
  int64_t *starts;            /* [batch] where a sample's labels begin */
  double *losses;             /* [batch] */
  const double *g;            /* [batch], or one: gradients of the losses */
  int64_t g_step;
  bool average;
  char *dx;                   /* [time, batch, classes] */
  atomic_bool failed;
} ctc;

static const int64_t *ints_of(const hug_tensor *t) { return (const int64_t *)hug_tensor_at(t); }

/* ---- What the arguments have to be ---- */

static hug_status check_integers(const hug_call *c, int arg) {
  hug_dtype type = (hug_dtype)c->args[arg].tensor->dtype;
  if (hug_dtype_infos[type].category == HUG_INTEGRAL) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, not integers", c->op->params[arg].name, hug_dtype_infos[type].name);
}

static hug_status infer(hug_call *c) {
  const hug_tensor *x = c->args[LOG_PROBS].tensor, *targets = c->args[TARGETS].tensor;
  if (!hug_dtype_floating((hug_dtype)x->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`log_probs` is %s, not floats", hug_dtype_infos[x->dtype].name);
  if (x->ndim < 2 || x->ndim > 3 || hug_tensor_count(x) == 0)
    return hug_op_fail(c, HUG_ESHAPE, "`log_probs` needs shape [time, batch, classes] or [time, classes], without a size 0");
  for (int arg = TARGETS; arg <= TARGET_LENGTHS; arg++) HUG_TRY(check_integers(c, arg));
  int64_t batch = x->ndim == 3 ? x->shape[1] : 1, classes = x->shape[x->ndim - 1], blank = c->args[BLANK].i;
  if (targets->ndim < 1 || targets->ndim > 2 || (targets->ndim == 2 && targets->shape[0] != batch))
    return hug_op_fail(c, HUG_ESHAPE, "`targets` needs shape [%lld, labels], or [labels of all samples]", (long long)batch);
  for (int arg = INPUT_LENGTHS; arg <= TARGET_LENGTHS; arg++) {
    const hug_tensor *t = c->args[arg].tensor;
    if (t->ndim > 1 || hug_tensor_count(t) != batch || (x->ndim == 3 && t->ndim == 0))
      return hug_op_fail(c, HUG_ESHAPE, "`%s` needs one length for each of %lld samples", c->op->params[arg].name, (long long)batch);
  }
  if (blank < 0 || blank >= classes)
    return hug_op_fail(c, HUG_EARG, "`blank` %lld is not one of %lld classes", (long long)blank, (long long)classes);
  bool single = !strcmp(c->args[REDUCTION].string, "none") && x->ndim == 3;
  return hug_call_out(c, 0, (hug_dtype)x->dtype, single, &batch);
}

/* Checks the lengths of sample b and the labels that begin at `start`, of which there may be `room`. */
static hug_status check_sample(const hug_call *c, const ctc *s, int64_t b, int64_t start, int64_t room) {
  int64_t times = ints_of(s->times)[b], length = ints_of(s->lengths)[b];
  if (times < 0 || times > s->time)
    return hug_op_fail(c, HUG_EARG, "input length %lld is outside 0..%lld", (long long)times, (long long)s->time);
  if (length < 0 || length > room)
    return hug_op_fail(c, HUG_EARG, "target length %lld is outside 0..%lld", (long long)length, (long long)room);
  for (int64_t i = 0; i < length; i++) {
    int64_t label = ints_of(s->targets)[start + i];
    if (label < 0 || label >= s->classes)
      return hug_op_fail(c, HUG_EARG, "target %lld is not one of %lld classes (they count from 0)", (long long)label,
                         (long long)s->classes);
  }
  return HUG_OK;
}

static hug_status find_labels(const hug_call *c, ctc *s) {
  const hug_tensor *targets = s->targets;
  const bool rows = targets->ndim == 2;
  int64_t at = 0;
  if (!(s->starts = hug_alloc((size_t)s->batch * sizeof *s->starts))) return HUG_ENOMEM;
  for (int64_t b = 0; b < s->batch; b++) {
    s->starts[b] = rows ? b * targets->shape[1] : at;
    HUG_TRY(check_sample(c, s, b, s->starts[b], rows ? targets->shape[1] : targets->shape[0] - at));
    at += ints_of(s->lengths)[b];
  }
  if (rows || at == targets->shape[0]) return HUG_OK;
  return hug_op_fail(c, HUG_ESHAPE, "`targets` has %lld labels, but the lengths add up to %lld", (long long)targets->shape[0],
                     (long long)at);
}

static hug_status ctc_begin(const hug_call *c, ctc *s) {
  const hug_tensor *x = c->args[LOG_PROBS].tensor;
  memset(s, 0, sizeof *s);
  s->type = hug_compute_type((hug_dtype)x->dtype);
  s->loops = hug_row_loops_of(s->type);
  s->kernels = hug_kernels_get();
  s->time = x->shape[0];
  s->batch = x->ndim == 3 ? x->shape[1] : 1;
  s->classes = x->shape[x->ndim - 1];
  s->blank = c->args[BLANK].i;
  s->zero_infinity = c->args[ZERO_INFINITY].b;
  s->average = !strcmp(c->args[REDUCTION].string, "mean");
  HUG_TRY(hug_tensor_packed(x, s->type, &s->x));
  HUG_TRY(hug_tensor_packed(c->args[TARGETS].tensor, HUG_I64, &s->targets));
  HUG_TRY(hug_tensor_packed(c->args[INPUT_LENGTHS].tensor, HUG_I64, &s->times));
  HUG_TRY(hug_tensor_packed(c->args[TARGET_LENGTHS].tensor, HUG_I64, &s->lengths));
  return find_labels(c, s);
}

static void ctc_end(ctc *s) {
  hug_free(s->losses);
  hug_free(s->starts);
  hug_tensor_free(s->lengths);
  hug_tensor_free(s->times);
  hug_tensor_free(s->targets);
  hug_tensor_free(s->x);
}

/* ---- A sample ---- */

/* Room for a sample: rows of numbers of states, each with -infinity twice before and behind them. */
typedef struct states {
  int64_t count, times;
  int64_t *class;             /* [count] */
  double *skip;               /* 0 where a way may come from the last state but one, -infinity elsewhere */
  double *e;                  /* log-probabilities at a time */
  double *alpha;              /* [kept times] rows: the probability of all beginnings of ways */
  double *beta;               /* two rows: of all ends */
  double *share;              /* [count] */
  void *block;
} states;

enum { EDGE = 2 };            /* at both ends of a row */

static int64_t row_width(const states *w) { return w->count + 2 * EDGE; }
static double *alpha_at(const states *w, int64_t row) { return w->alpha + row * row_width(w); }

static int64_t class_of(const ctc *s, int64_t b, int64_t state) {
  return state % 2 ? ints_of(s->targets)[s->starts[b] + state / 2] : s->blank;
}

/* kept: times whose alpha stays. */
static bool states_begin(states *w, const ctc *s, int64_t b, int64_t kept) {
  w->count = 2 * ints_of(s->lengths)[b] + 1;
  w->times = ints_of(s->times)[b];
  size_t rows = (size_t)kept + 5, numbers, bytes;
  bool fits = hug_mul_size(rows, (size_t)row_width(w), &numbers)
           && hug_mul_size(numbers + (size_t)w->count, sizeof(double), &bytes);
  w->block = fits ? hug_alloc(bytes) : NULL;
  if (!w->block) return false;
  double *at = w->block;
  for (size_t i = 0; i < numbers; i++) at[i] = -INFINITY;
  w->alpha = at + EDGE;
  w->beta = alpha_at(w, kept);
  w->skip = alpha_at(w, kept + 2);
  w->e = alpha_at(w, kept + 3);
  w->share = alpha_at(w, kept + 4);
  w->class = (int64_t *)(at + numbers);
  for (int64_t k = 0; k < w->count; k++) {
    w->class[k] = class_of(s, b, k);
    if (k % 2 && k > 1 && w->class[k] != w->class[k - 2]) w->skip[k] = 0;
  }
  return true;
}

static void read_log_probs(const ctc *s, const states *w, int64_t t, int64_t b) {
  const int64_t at = (t * s->batch + b) * s->classes;
  if (s->type == HUG_F32) {
    const float *x = (const float *)hug_tensor_at(s->x) + at;
    for (int64_t k = 0; k < w->count; k++) w->e[k] = (double)x[w->class[k]];
  } else {
    const double *x = (const double *)hug_tensor_at(s->x) + at;
    for (int64_t k = 0; k < w->count; k++) w->e[k] = x[w->class[k]];
  }
}

/* The loss of a sample.  alpha is kept for all times, or for two in turn. */
static double sample_loss(const ctc *s, const states *w, int64_t b, bool keep) {
  if (w->times == 0) return w->count == 1 ? 0 : INFINITY;
  double *last = w->alpha;
  read_log_probs(s, w, 0, b);
  for (int64_t k = 0; k < w->count && k < 2; k++) last[k] = w->e[k];
  for (int64_t t = 1; t < w->times; t++) {
    double *next = alpha_at(w, keep ? t : t % 2);
    read_log_probs(s, w, t, b);
    s->kernels->ctc_step(w->count, last, last - 1, last - 2, w->skip, w->e, next);
    last = next;
  }
  double end = last[w->count - 1], other = last[w->count - 2], most = end > other ? end : other;
  return most == -INFINITY ? INFINITY : -(most + log(exp(end - most) + exp(other - most)));
}

/* beta at time t, from that at t + 1; NULL at the last time. */
static void backward_step(const ctc *s, const states *w, const double *after, double *beta) {
  if (after) {
    s->kernels->ctc_step(w->count, after, after + 1, after + 2, w->skip + 2, w->e, beta);
    return;
  }
  for (int64_t k = 0; k < w->count; k++) beta[k] = k >= w->count - 2 ? w->e[k] : -INFINITY;
}

static void loss_chunk(void *context, int64_t first, int64_t last) {
  ctc *s = context;
  for (int64_t b = first; b < last; b++) {
    states w;
    if (!states_begin(&w, s, b, 2)) {
      atomic_store(&s->failed, true);
      return;
    }
    s->losses[b] = sample_loss(s, &w, b, false);
    if (s->zero_infinity && s->losses[b] == INFINITY) s->losses[b] = 0;
    hug_free(w.block);
  }
}

static double share_in_mean(const ctc *s, int64_t b) {
  int64_t length = ints_of(s->lengths)[b];
  return s->average ? 1 / ((double)s->batch * (double)(length > 1 ? length : 1)) : 1;
}

static char *row_of(const ctc *s, char *base, int64_t t, int64_t b) {
  return base + (t * s->batch + b) * s->classes * (int64_t)hug_dtype_bytes(s->type);
}

static void subtract(const ctc *s, char *row, int64_t class, double value) {
  if (s->type == HUG_F32) ((float *)row)[class] -= (float)value;
  else ((double *)row)[class] -= value;
}

/* As torch, the gradient of what log_softmax makes log_probs of: probabilities, less those that the labels give to each state. */
static void sample_back(const ctc *s, const states *w, int64_t b) {
  double loss = sample_loss(s, w, b, true), g = s->g[b * s->g_step] * share_in_mean(s, b), *after = NULL;
  if (loss == INFINITY) g = s->zero_infinity ? 0 : NAN;
  for (int64_t t = s->time - 1; t >= 0; t--) {
    char *row = row_of(s, s->dx, t, b);
    if (t >= w->times || g == 0) {
      memset(row, 0, (size_t)s->classes * hug_dtype_bytes(s->type));
      continue;
    }
    double *beta = w->beta + t % 2 * row_width(w);
    read_log_probs(s, w, t, b);
    backward_step(s, w, after, beta);
    s->kernels->ctc_share(w->count, alpha_at(w, t), beta, w->e, loss, w->share);
    s->loops->softmax(s->classes, row_of(s, hug_tensor_at(s->x), t, b), 0, g, row);
    for (int64_t k = 0; k < w->count; k++) subtract(s, row, w->class[k], g * w->share[k]);
    after = beta;
  }
}

static void back_chunk(void *context, int64_t first, int64_t last) {
  ctc *s = context;
  for (int64_t b = first; b < last; b++) {
    states w;
    if (!states_begin(&w, s, b, ints_of(s->times)[b] + 1)) {
      atomic_store(&s->failed, true);
      return;
    }
    sample_back(s, &w, b);
    hug_free(w.block);
  }
}

static hug_status each_sample(ctc *s, hug_chunk_fn chunk) {
  hug_parallel(s->batch, 1, chunk, s);
  return atomic_load(&s->failed) ? hug_fail(HUG_ENOMEM, "no memory for the states of a sample") : HUG_OK;
}

/* ---- The operation ---- */

static hug_status run(hug_call *c) {
  ctc s;
  hug_tensor *out = c->out[0];
  hug_status status = ctc_begin(c, &s);
  if (!status && !(s.losses = hug_alloc((size_t)s.batch * sizeof *s.losses))) status = HUG_ENOMEM;
  if (!status) status = each_sample(&s, loss_chunk);
  if (!status && out->ndim)
    hug_convert((hug_dtype)out->dtype, hug_tensor_at(out), out->stride[0], HUG_F64, s.losses, 1, s.batch);
  else if (!status) {
    double total = 0;
    for (int64_t b = 0; b < s.batch; b++) total += s.losses[b] * share_in_mean(&s, b);
    hug_element_set((hug_dtype)out->dtype, hug_tensor_at(out), hug_float(total));
  }
  ctc_end(&s);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *x = c->args[LOG_PROBS].tensor;
  ctc s;
  hug_tensor *g = NULL, *dx = NULL;
  hug_status status = ctc_begin(c, &s);
  if (!status) status = hug_tensor_packed(grads[0], HUG_F64, &g);
  if (!status) status = hug_tensor_make(s.type, x->ndim, x->shape, &dx);
  if (!status) {
    s.g = (const double *)hug_tensor_at(g);
    s.g_step = g->ndim;
    s.dx = hug_tensor_at(dx);
    status = each_sample(&s, back_chunk);
  }
  if (!status) status = hug_call_grad(c, LOG_PROBS, 0, dx);
  else hug_tensor_free(dx);
  hug_tensor_free(g);
  ctc_end(&s);
  return status;
}

const hug_op hug_op_ctc_loss = {
  .name = "ctc_loss", .source = "torch.nn.functional.ctc_loss; Graves et al. 2006",
  .doc = "-log of the probability of `targets` under `log_probs`, [time, batch, classes] or [time, classes] as log_softmax gives "
         "them, where labels may repeat and class `blank` stands between them.  targets is [batch, labels], or [labels of all "
         "samples]; `input_lengths` and `target_lengths` [batch] tell how much of each sample counts.  A mean divides each loss by "
         "the number of its labels; `zero_infinity` leaves out samples too short for theirs.  The gradient is that of what "
         "log_softmax was given.",
  .samples = "randn(4,2,3):log_softmax(), tensor({{1,2},{2,2}},{dtype='i64'}), tensor({4,4},{dtype='i64'}), "
             "tensor({2,1},{dtype='i64'})",
  .params = { HUG_P_TENSOR("log_probs"), HUG_P_TENSOR("targets"), HUG_P_TENSOR("input_lengths"), HUG_P_TENSOR("target_lengths"),
              HUG_P_INT_OR("blank", 0), HUG_P_CHOICE("reduction", "mean", "none|mean|sum"), HUG_P_BOOL_OR("zero_infinity", false) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2) | HUG_SAVE_ARG(3), .infer = infer, .run = run,
  .backward = backward,
};
