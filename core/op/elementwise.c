/* elementwise.c: the operations of kernel/elementwise.def. */
#include "elementwise.h"
#include <math.h>

/* ---- Types and shapes ---- */

static hug_dtype type_of_class(hug_class class, hug_dtype common) {
  if (class == HUG_CLASS_BOOL) return HUG_BOOL;
  return class == HUG_CLASS_FLOAT && !hug_dtype_floating(common) ? HUG_F32 : common;
}

static hug_status check_types(const hug_call *c, const hug_elementwise *e, hug_dtype common, hug_dtype type) {
  hug_category category = hug_dtype_infos[common].category;
  if (e->class == HUG_CLASS_INT && category == HUG_FLOATING)
    return hug_op_fail(c, HUG_EDTYPE, "takes integers and bool, not %s", hug_dtype_infos[common].name);
  if (e->class == HUG_CLASS_NUMBER && category == HUG_BOOLEAN)
    return hug_op_fail(c, HUG_EDTYPE, "does not take bool alone; convert with :to(\"i64\") first");
  if (hug_dtype_floating(type)) return HUG_OK;
  for (int i = e->inputs; c->op->params[i].name; i++)
    if (c->op->params[i].kind == HUG_KIND_SCALAR && c->args[i].scalar.category == HUG_FLOATING)
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is a float, but the result is %s", c->op->params[i].name,
                         hug_dtype_infos[type].name);
  return HUG_OK;
}

static bool alike(const hug_tensor *a, const hug_tensor *b) {
  bool same = a->dtype == b->dtype && a->ndim == b->ndim && !a->weak && !b->weak;
  for (int d = 0; same && d < a->ndim; d++) same = a->shape[d] == b->shape[d];
  return same;
}

hug_status hug_elementwise_out(hug_call *c, const hug_elementwise *e) {
  hug_tensor *in[3] = { c->args[0].tensor };
  bool same = true;
  for (int k = 1; k < e->inputs; k++) {
    in[k] = c->args[k].tensor;
    same = same && alike(in[0], in[k]);
  }
  hug_dtype common = (hug_dtype)in[0]->dtype;
  int ndim = in[0]->ndim;
  int64_t broadcast[HUG_MAX_DIMS];
  const int64_t *shape = in[0]->shape;
  if (!same) {
    HUG_TRY(hug_op_broadcast(c, e->inputs, in, &ndim, broadcast));
    shape = broadcast;
    common = hug_op_result_type(e->inputs, in);
  }
  hug_dtype type = type_of_class((hug_class)e->class, common);
  HUG_TRY(check_types(c, e, common, type));
  return hug_call_out(c, 0, type, ndim, shape);
}

/* ---- Loops ---- */

static hug_elementwise_fn loop_of(int loop, hug_dtype compute) {
  if (compute == HUG_F32) return hug_kernels_get()->elementwise[loop];
  return compute == HUG_F64 ? hug_elementwise_f64[loop] : hug_elementwise_i64[loop];
}

hug_status hug_elementwise_walk(int loop, hug_tensor *out, int count, hug_tensor *const *in, hug_dtype type,
                                const hug_scalar *scalars) {
  hug_dtype compute = hug_compute_type(type);
  return hug_walk(out, compute, count, in, compute, loop_of(loop, compute), scalars);
}

/* Of bools alone, which are bytes of 0 and 1: no types to convert. */
#define BOOL_LOOP(name, expression)                                                                  \
  static void bool_##name(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) { \
    uint8_t *to = out;                                                                               \
    const uint8_t *a = in[0], *b = in[1];                                                            \
    (void)context;                                                                                   \
    if (step[0] && step[1]) for (int64_t i = 0; i < n; i++) to[i] = a[i] expression b[i];            \
    else for (int64_t i = 0; i < n; i++) to[i] = a[step[0] ? i : 0] expression b[step[1] ? i : 0];   \
  }
BOOL_LOOP(and, &)
BOOL_LOOP(or, |)
BOOL_LOOP(xor, ^)
BOOL_LOOP(equal, ==)

static hug_loop bool_loop(int loop) {
  switch (loop) {
  case HUG_EL_logical_and: case HUG_EL_bitwise_and: return bool_and;
  case HUG_EL_logical_or: case HUG_EL_bitwise_or: return bool_or;
  case HUG_EL_logical_xor: case HUG_EL_bitwise_xor: case HUG_EL_ne: return bool_xor;
  case HUG_EL_eq: return bool_equal;
  default: return NULL;
  }
}

static void bool_not(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {
  uint8_t *to = out;
  const uint8_t *x = in[0];
  (void)context;
  for (int64_t i = 0; i < n; i++) to[i] = !x[step[0] ? i : 0];
}

/* The loop for operands that are all bool, or NULL. */
static hug_loop bool_loop_of(const hug_elementwise *e, const hug_tensor *out, hug_tensor *const *in) {
  for (int k = 0; k < e->inputs; k++)
    if (in[k]->dtype != HUG_BOOL) return NULL;
  if (out->dtype != HUG_BOOL) return NULL;
  if (e->inputs == 1) return e->loop == HUG_EL_logical_not || e->loop == HUG_EL_bitwise_not ? bool_not : NULL;
  return e->inputs == 2 ? bool_loop(e->loop) : NULL;
}

/* A comparison's operands meet in their common type first: 0.1 as f16 equals the number 0.1. */
static hug_status compare(const hug_elementwise *e, hug_tensor *out, hug_tensor *const *in, const hug_scalar *scalars) {
  hug_dtype type = hug_op_result_type(e->inputs, in), compute = hug_compute_type(type);
  hug_tensor *met[3] = { NULL, NULL, NULL };
  hug_status status = HUG_OK;
  for (int k = 0; k < e->inputs && !status; k++) {
    bool rounds = in[k]->dtype != type && compute == HUG_F32 && type != HUG_F32;
    if (rounds) status = hug_tensor_packed(in[k], type, &met[k]);
    else met[k] = hug_tensor_retain(in[k]);
  }
  if (!status) status = hug_walk(out, HUG_BOOL, e->inputs, met, compute, loop_of(e->loop, compute), scalars);
  for (int k = 0; k < e->inputs; k++) hug_tensor_free(met[k]);
  return status;
}

hug_status hug_elementwise_fill(hug_call *c, const hug_elementwise *e, const hug_scalar *scalars) {
  hug_tensor *in[3], *out = c->out[0];
  for (int k = 0; k < e->inputs; k++) in[k] = c->args[k].tensor;
  hug_loop bools = bool_loop_of(e, out, in);
  if (bools) return hug_walk(out, HUG_BOOL, e->inputs, in, HUG_BOOL, bools, NULL);
  if (e->class == HUG_CLASS_BOOL) return compare(e, out, in, scalars);
  return hug_elementwise_walk(e->loop, out, e->inputs, in, (hug_dtype)out->dtype, scalars);
}

hug_status hug_elementwise_pass(hug_call *c, const hug_elementwise *e, const hug_scalar *scalars, hug_tensor *g) {
  hug_tensor *in[4] = { g, g, g, g };     /* g stands for what was not saved, because no loop reads it */
  for (int k = 0; k < e->inputs; k++)
    if (c->args[k].tensor->storage) in[1 + k] = c->args[k].tensor;
  if (e->inputs < 3 && c->out[0]->storage) in[1 + e->inputs] = c->out[0];
  const int count = e->inputs < 3 ? e->inputs + 2 : 4;
  for (int k = 0; k < e->inputs; k++) {
    if (!hug_call_wants(c, k, 0)) continue;
    hug_tensor *d;
    HUG_TRY(hug_tensor_make((hug_dtype)g->dtype, g->ndim, g->shape, &d));
    hug_status status = hug_elementwise_walk(e->loop + 1 + k, d, count, in, (hug_dtype)g->dtype, scalars);
    if (status) hug_tensor_free(d);
    else status = hug_call_grad(c, k, 0, d);
    HUG_TRY(status);
  }
  return HUG_OK;
}

/* ---- The functions of an operation ---- */

hug_scalar hug_elementwise_scalar(double f) {
  return (hug_scalar){ HUG_FLOATING, f > -0x1p63 && f < 0x1p63 ? (int64_t)f : 0, f };
}

/* The numbers among the arguments: NULL if there are none. */
static const hug_scalar *scalars_of(const hug_call *c, const hug_elementwise *e, hug_scalar *room) {
  const hug_param *p = &c->op->params[e->inputs];
  const hug_value *v = &c->args[e->inputs];
  if (!p->name) return NULL;
  for (int i = 0; i < 3; i++) room[i] = hug_int(0);
  for (int i = 0; i < 3 && p[i].name; i++)
    room[i] = p[i].kind == HUG_KIND_SCALAR ? v[i].scalar : hug_elementwise_scalar(v[i].given ? v[i].f : NAN);
  return room;
}

hug_status hug_elementwise_infer(hug_call *c) { return hug_elementwise_out(c, c->op->data); }

hug_status hug_elementwise_run(hug_call *c) {
  hug_scalar room[3];
  return hug_elementwise_fill(c, c->op->data, scalars_of(c, c->op->data, room));
}

hug_status hug_elementwise_backward(hug_call *c, hug_tensor *const *grads) {
  hug_scalar room[3];
  return hug_elementwise_pass(c, c->op->data, scalars_of(c, c->op->data, room), grads[0]);
}

/* ---- The table ---- */

#define LIST(...) __VA_ARGS__

#define SAVES_NONE 0
#define SAVES_X HUG_SAVE_ARG(0)
#define SAVES_Y HUG_SAVE_OUT(0)
#define SAVES_XY (SAVES_X | SAVES_Y)
#define SAVES_AB (HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1))
#define SAVES_CROSS SAVES_AB, .saves_for = (const uint32_t[]){ HUG_SAVE_ARG(1), HUG_SAVE_ARG(0) }
#define SAVES_LINE SAVES_ABC, .saves_for = (const uint32_t[]){ HUG_SAVE_ARG(2), HUG_SAVE_ARG(2), SAVES_AB }
#define SAVES_BC (HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2))
#define SAVES_ABC (SAVES_AB | HUG_SAVE_ARG(2))
#define SAVES_ABY (SAVES_AB | HUG_SAVE_OUT(0))

#define GRADIENT_FLOAT .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .backward = hug_elementwise_backward
#define GRADIENT_SAME GRADIENT_FLOAT
#define GRADIENT_NUMBER GRADIENT_FLOAT
#define GRADIENT_BOOL .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE | HUG_OP_NO_GRAD
#define GRADIENT_INT GRADIENT_BOOL

/* Arguments that show an operation and lie where it has a gradient. */
#define SAMPLES_ANY "randn(2, 3)"
#define SAMPLES_POSITIVE "rand(2, 3) * 0.5 + 0.25"
#define SAMPLES_UNIT "rand(2, 3) - 0.5"
#define SAMPLES_ABOVE_1 "rand(2, 3) + 1.5"
#define SAMPLES_FLOAT "randn(2, 3), rand(3) + 0.5"
#define SAMPLES_SAME SAMPLES_FLOAT
#define SAMPLES_BOOL SAMPLES_FLOAT
#define SAMPLES_INT "arange(6), 3"

#define ELEMENTWISE(op, inputs_, class_, saves_)                                              \
  .data = &(const hug_elementwise){ HUG_EL_##op, inputs_, HUG_CLASS_##class_ },                \
  .saves = SAVES_##saves_, GRADIENT_##class_, .infer = hug_elementwise_infer, .run = hug_elementwise_run

#define UNARY(op, ...) UNARY_WITH(op, "torch." #op, (), __VA_ARGS__)
#define UNARY_WITH(op, source_, parameters, value, gradient, saves, class, domain, doc_)      \
  const hug_op hug_op_##op = { .name = #op, .source = source_, .doc = doc_, .samples = SAMPLES_##domain, \
    .params = { HUG_P_TENSOR("input"), LIST parameters }, ELEMENTWISE(op, 1, class, saves) };
#define BINARY(op, value, integer, gradient_a, gradient_b, saves, class, doc_)                \
  const hug_op hug_op_##op = { .name = #op, .source = "torch." #op, .doc = doc_, .samples = SAMPLES_##class, \
    .params = { HUG_P_OPERAND("input"), HUG_P_OPERAND("other") }, ELEMENTWISE(op, 2, class, saves) };
#define TERNARY(op, parameters, value, integer, gradient_a, gradient_b, gradient_c, saves, class, doc_) \
  const hug_op hug_op_##op = { .name = #op, .source = "torch." #op, .doc = doc_, \
    .samples = "randn(2, 3), randn(3), rand(2, 1) + 0.5", \
    .params = { LIST parameters }, ELEMENTWISE(op, 3, class, saves) };
#define UNARY_LOOPS(...)
#define BINARY_LOOPS(...)
#define TERNARY_LOOPS(...)
#include "../kernel/elementwise.def"
