/* loss.c: losses that are computed element by element, and their sums and means. */
#include "loss.h"
#include "elementwise.h"
#include <string.h>

enum { PIECE = 2048, GRAIN = 8 };   /* elements that are summed at once; such pieces that are worth another thread */

enum { OPERANDS, LOOP, TYPE, NUMBERS, REDUCTION = NUMBERS + 3 };

static hug_status infer(hug_call *c) {
  const hug_value *operands = &c->args[OPERANDS];
  int ndim;
  int64_t shape[HUG_MAX_DIMS], count;
  HUG_TRY(hug_op_broadcast(c, operands->count, operands->tensors, &ndim, shape));
  HUG_TRY(hug_shape_count(c->op->name, ndim, shape, &count));
  return hug_call_out(c, 0, c->args[TYPE].dtype, strcmp(c->args[REDUCTION].string, "none") ? 0 : ndim, shape);
}

static void scalars_of(const hug_call *c, hug_scalar *room) {
  for (int i = 0; i < 3; i++) room[i] = hug_elementwise_scalar(c->args[NUMBERS + i].f);
}

/* ---- Sums that need no room for what is summed ---- */

/* The operands as n elements each, or one (step 0), in compute type. */
typedef struct summing {
  hug_elementwise_fn loop;
  hug_dtype type;
  int count;
  int64_t n, step[3];
  hug_tensor *plain[3];
  const hug_scalar *scalars;
  double *sums;               /* [pieces] */
} summing;

static void sum_pieces(void *context, int64_t first, int64_t last) {
  const summing *s = context;
  const hug_row_loops *rows = hug_row_loops_of(s->type);
  double room[PIECE];
  for (int64_t piece = first; piece < last; piece++) {
    int64_t at = piece * PIECE, n = s->n - at < PIECE ? s->n - at : PIECE;
    void *in[3];
    for (int k = 0; k < s->count; k++)
      in[k] = hug_tensor_at(s->plain[k]) + s->step[k] * at * (int64_t)hug_dtype_bytes(s->type);
    s->loop(n, room, in, s->step, s->scalars);
    s->sums[piece] = rows->sum(n, room);
  }
}

/* t as one element, or spread to the shape that the loss would have. */
static hug_status summing_operand(summing *s, const hug_tensor *t, int ndim, const int64_t *shape) {
  int64_t stride[HUG_MAX_DIMS];
  hug_tensor *spread = NULL;
  int k = s->count++, missing = ndim - t->ndim;
  s->step[k] = hug_tensor_count(t) != 1;
  for (int d = 0; d < ndim; d++) stride[d] = d < missing || t->shape[d - missing] == 1 ? 0 : t->stride[d - missing];
  if (!s->step[k]) return hug_tensor_packed(t, s->type, &s->plain[k]);
  HUG_TRY(hug_tensor_view(t, ndim, shape, stride, t->offset, &spread));
  hug_status status = hug_tensor_packed(spread, s->type, &s->plain[k]);
  hug_tensor_free(spread);
  return status;
}

static hug_status sum_up(hug_call *c, double *out) {
  const hug_value *operands = &c->args[OPERANDS];
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  hug_scalar scalars[3];
  summing s = { .type = hug_compute_type(c->args[TYPE].dtype), .n = 1, .scalars = scalars };
  int loop = (int)c->args[LOOP].i;
  s.loop = s.type == HUG_F32 ? hug_kernels_get()->elementwise[loop] : hug_elementwise_f64[loop];
  scalars_of(c, scalars);
  HUG_TRY(hug_op_broadcast(c, operands->count, operands->tensors, &ndim, shape));
  for (int d = 0; d < ndim; d++) s.n *= shape[d];
  int64_t pieces = (s.n + PIECE - 1) / PIECE;
  hug_status status = HUG_OK;
  for (int k = 0; k < operands->count && !status; k++)
    status = summing_operand(&s, operands->tensors[k], ndim, shape);
  if (!status && !(s.sums = hug_alloc((size_t)pieces * sizeof *s.sums + 1))) status = HUG_ENOMEM;
  if (!status) {
    hug_parallel(pieces, GRAIN, sum_pieces, &s);
    double sum = 0;
    for (int64_t i = 0; i < pieces; i++) sum += s.sums[i];
    *out = strcmp(c->args[REDUCTION].string, "mean") ? sum : sum / (double)s.n;
  }
  hug_free(s.sums);
  for (int k = 0; k < s.count; k++) hug_tensor_free(s.plain[k]);
  return status;
}

/* ---- The operation behind hug_loss ---- */

static hug_status run(hug_call *c) {
  const hug_value *operands = &c->args[OPERANDS];
  hug_tensor *out = c->out[0];
  if (!strcmp(c->args[REDUCTION].string, "none")) {
    hug_scalar scalars[3];
    scalars_of(c, scalars);
    return hug_elementwise_walk((int)c->args[LOOP].i, out, operands->count, operands->tensors, (hug_dtype)out->dtype,
                                scalars);
  }
  double total = 0;
  HUG_TRY(sum_up(c, &total));
  hug_element_set((hug_dtype)out->dtype, hug_tensor_at(out), hug_float(total));
  return HUG_OK;
}

/* The gradient of each single loss: that of their sum, or its share in their mean, as one number. */
static hug_status single_gradient(const hug_call *c, hug_tensor *g, int64_t n, hug_tensor **out) {
  const char *reduction = c->args[REDUCTION].string;
  if (strcmp(reduction, "mean")) {
    *out = hug_tensor_retain(g);
    return HUG_OK;
  }
  double whole = hug_element_get((hug_dtype)g->dtype, hug_tensor_at(g)).f;
  return hug_tensor_scalar(hug_compute_type((hug_dtype)g->dtype), hug_float(whole / (double)n), out);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_value *operands = &c->args[OPERANDS];
  const hug_dtype type = c->args[TYPE].dtype;
  int ndim;
  int64_t shape[HUG_MAX_DIMS], n = 1;
  hug_scalar scalars[3];
  hug_tensor *g = NULL;
  scalars_of(c, scalars);
  HUG_TRY(hug_op_broadcast(c, operands->count, operands->tensors, &ndim, shape));
  for (int d = 0; d < ndim; d++) n *= shape[d];
  HUG_TRY(single_gradient(c, grads[0], n, &g));
  hug_tensor *in[4] = { g, operands->tensors[0], operands->tensors[1], operands->count > 2 ? operands->tensors[2] : g };
  hug_status status = HUG_OK;
  for (int k = 0; k < operands->count && !status; k++) {
    hug_tensor *d = NULL;
    if (!hug_call_wants(c, OPERANDS, k)) continue;
    status = hug_tensor_make(type, ndim, shape, &d);
    if (!status) status = hug_elementwise_walk((int)c->args[LOOP].i + 1 + k, d, 4, in, type, scalars);
    if (status) hug_tensor_free(d);
    else status = hug_call_grad(c, OPERANDS, k, d);
  }
  hug_tensor_free(g);
  return status;
}

static const hug_op single_losses = {
  .name = "loss",
  .params = { HUG_P_TENSORS("operands"), HUG_P_INT("loop"), HUG_P_DTYPE("type"), HUG_P_FLOAT("p0"), HUG_P_FLOAT("p1"),
              HUG_P_FLOAT("p2"), HUG_P_CHOICE("reduction", "mean", HUG_REDUCTIONS) },
  .saves = HUG_SAVE_ARG(OPERANDS), .infer = infer, .run = run, .backward = backward,
};

hug_tensor *hug_loss_reduced(hug_scope *s, hug_tensor *losses, const char *reduction) {
  if (!strcmp(reduction, "none")) return losses;
  return strcmp(reduction, "mean") ? hug_do(s, sum, losses, 0, NULL, 0, HUG_NO_DTYPE)
                                   : hug_do(s, mean, losses, 0, NULL, 0, HUG_NO_DTYPE);
}

hug_tensor *hug_loss(hug_scope *s, int loop, hug_dtype type, int count, hug_tensor *const *operands,
                     const double *numbers, const char *reduction) {
  static const double none[3];
  const double *p = numbers ? numbers : none;
  bool fused = hug_dtype_floating(type);
  hug_tensor *losses = hug_scope_run(s, &single_losses, NULL, count, operands, (int64_t)loop, (int)type, p[0], p[1],
                                     p[2], fused ? reduction : "none");
  return fused ? losses : hug_loss_reduced(s, losses, reduction);
}

/* ---- What the arguments of losses have to be ---- */

hug_status hug_loss_check(const hug_call *c, int first, int last, bool floats) {
  hug_tensor *given[HUG_MAX_PARAMS];
  int count = 0, ndim;
  int64_t shape[HUG_MAX_DIMS];
  for (int i = first; i <= last; i++)
    if (c->args[i].given) given[count++] = c->args[i].tensor;
  HUG_TRY(hug_op_broadcast(c, count, given, &ndim, shape));
  hug_dtype type = hug_op_result_type(count, given);
  if (floats ? !hug_dtype_floating(type) : type == HUG_BOOL)
    return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s: the loss needs %s", c->op->params[first].name,
                       hug_dtype_infos[given[0]->dtype].name, floats ? "floats" : "numbers");
  return HUG_OK;
}

static hug_status wrong_shape(const hug_call *c, int arg, const char *rule) {
  const hug_tensor *t = c->args[arg].tensor, *input = c->args[0].tensor;
  char have[128], want[128];
  hug_shape_text(t->ndim, t->shape, have, sizeof have);
  hug_shape_text(input->ndim, input->shape, want, sizeof want);
  return hug_op_fail(c, HUG_ESHAPE, "`%s` has shape %s, which %s that of `%s`, %s", c->op->params[arg].name, have, rule,
                     c->op->params[0].name, want);
}

hug_status hug_loss_same_shape(const hug_call *c, int arg) {
  const hug_tensor *t = c->args[arg].tensor, *input = c->args[0].tensor;
  bool same = t->ndim == input->ndim && !memcmp(t->shape, input->shape, sizeof *t->shape * t->ndim);
  return same ? HUG_OK : wrong_shape(c, arg, "is not");
}

hug_status hug_loss_fits(const hug_call *c, int arg) {
  if (!c->args[arg].given) return HUG_OK;
  const hug_tensor *t = c->args[arg].tensor, *input = c->args[0].tensor;
  int missing = input->ndim - t->ndim;
  bool fits = missing >= 0;
  for (int d = 0; fits && d < t->ndim; d++) fits = t->shape[d] == 1 || t->shape[d] == input->shape[d + missing];
  return fits ? HUG_OK : wrong_shape(c, arg, "does not broadcast to");
}
