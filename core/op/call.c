/* call.c: the life of a call of an operation: arguments, inference, computation, and what follows. */
#include "op.h"
#include <math.h>
#include <stdarg.h>
#include <string.h>

void hug_call_init(hug_call *c, const hug_op *op, uint32_t flags) {
  c->op = op;
  c->flags = flags;
  c->retained = false;
  c->outs = 0;
  c->out = c->out_room;
  c->target = NULL;
  c->node = NULL;
  c->original = NULL;
  c->scratch = NULL;
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) c->args[i] = op->params[i].fallback;
}

static bool holds_tensor(uint8_t kind) { return kind == HUG_KIND_TENSOR || kind == HUG_KIND_OPERAND; }

/* ---- Before ---- */

/* A result may be written into `t` only if no two of its elements are one. */
static bool overlaps_itself(const hug_tensor *t) {
  for (int d = 0; d < t->ndim; d++)
    if (t->stride[d] == 0 && t->shape[d] > 1) return true;
  return false;
}

/* Whether other elements of its storage are outside t. */
static bool is_part(const hug_tensor *t) {
  return (size_t)hug_tensor_count(t) * hug_dtype_infos[t->dtype].bytes < t->storage->bytes;
}

/* What the tape could not follow: a write that the history of another tensor should have. */
static hug_status check_recorded_target(const hug_call *c) {
  const hug_tensor *t = c->target;
  bool wanted = hug_tape_wants(c);
  if (!(c->flags & HUG_CALL_INPLACE)) {
    if (!wanted && !hug_tensor_tracked(t)) return HUG_OK;
    return hug_op_fail(c, HUG_EARG, "`out` records no gradients; do it inside hug.no_grad, or without `out`");
  }
  if (t->requires_grad && !t->node)
    return hug_op_fail(c, HUG_EARG, "cannot write into a leaf that wants gradients; do it inside hug.no_grad, or on a clone");
  if (t->node ? t->node_is_view : wanted && is_part(t))
    return hug_op_fail(c, HUG_EARG, "cannot write gradients into a view; assign by t[key] = value, or write a clone");
  return HUG_OK;
}

static hug_status check_target(hug_call *c) {
  const hug_op *op = c->op;
  if (c->flags & HUG_CALL_INPLACE) {
    if (!(op->flags & HUG_OP_INPLACE)) return hug_op_fail(c, HUG_EARG, "has no in-place form");
    c->target = c->args[0].tensor;
  }
  if (!c->target) return HUG_OK;
  if (op->flags & (HUG_OP_VIEW | HUG_OP_LIST) || hug_op_outputs(op) > 1)
    return hug_op_fail(c, HUG_EARG, "`out` goes with operations that compute one tensor");
  if (overlaps_itself(c->target))
    return hug_op_fail(c, HUG_EARG, "cannot write into an expanded tensor: several of its elements are one; use clone() first");
  return c->flags & HUG_CALL_NO_GRAD ? HUG_OK : check_recorded_target(c);
}

static hug_status prepare(hug_call *c) {
  const hug_op *op = c->op;
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) {
    const hug_value *v = &c->args[i];
    if (!v->given) continue;
    if (holds_tensor(op->params[i].kind)) HUG_TRY(hug_tensor_ready(v->tensor));
    else if (op->params[i].kind == HUG_KIND_TENSORS)
      for (int32_t k = 0; k < v->count; k++) HUG_TRY(hug_tensor_ready(v->tensors[k]));
  }
  if (c->target || c->flags & HUG_CALL_INPLACE) HUG_TRY(check_target(c));
  return op->infer ? op->infer(c) : HUG_OK;
}

hug_status hug_call_prepare(hug_call *c) { return hug_op_retold(c, prepare(c)); }

/* Makes room for output i. */
static hug_status room_for(hug_call *c, int i) {
  if (i < HUG_MAX_OUTPUTS && c->out == c->out_room) {
    for (; c->outs <= i; c->outs++) c->out[c->outs] = NULL;
    return HUG_OK;
  }
  if (i < c->outs) return HUG_OK;
  /* Lists grow by doubling; `outs` is a power of two away from being full. */
  int32_t room = HUG_MAX_OUTPUTS;
  while (room < c->outs) room *= 2;
  if (i >= room || c->out == c->out_room) {
    while (room <= i) room *= 2;
    hug_tensor **grown = hug_alloc((size_t)room * sizeof *grown);
    if (!grown) return HUG_ENOMEM;
    memcpy(grown, c->out, (size_t)c->outs * sizeof *grown);
    if (c->out != c->out_room) hug_free(c->out);
    c->out = grown;
  }
  for (; c->outs <= i; c->outs++) c->out[c->outs] = NULL;
  return HUG_OK;
}

/* Whether computing straight into the target could overwrite what is still to be read. */
static bool target_in_the_way(const hug_call *c) {
  const hug_op *op = c->op;
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) {
    const hug_value *v = &c->args[i];
    if (!v->given) continue;
    if (op->params[i].kind == HUG_KIND_TENSORS) {
      for (int32_t k = 0; k < v->count; k++)
        if (hug_tensor_shares(v->tensors[k], c->target)) return true;
    } else if (holds_tensor(op->params[i].kind) && hug_tensor_shares(v->tensor, c->target)) {
      const hug_tensor *a = v->tensor, *b = c->target;
      bool same = a->ndim == b->ndim && a->offset == b->offset && !memcmp(a->shape, b->shape, sizeof(int64_t) * a->ndim)
               && !memcmp(a->stride, b->stride, sizeof(int64_t) * a->ndim);
      if (!same || !(op->flags & HUG_OP_ELEMENTWISE)) return true;
    }
  }
  return false;
}

/* A result of this type and shape must fit the target: shapes equal, and no loss of category. */
static hug_status check_fit(const hug_call *c, hug_dtype dtype, int ndim, const int64_t *shape) {
  const hug_tensor *t = c->target;
  if (t->ndim != ndim || (ndim && memcmp(t->shape, shape, sizeof(int64_t) * ndim))) {
    char want[128], have[128];
    hug_shape_text(ndim, shape, want, sizeof want);
    hug_shape_text(t->ndim, t->shape, have, sizeof have);
    return hug_op_fail(c, HUG_ESHAPE, "the result has shape %s and cannot go into a %s tensor", want, have);
  }
  if (hug_dtype_infos[dtype].category > hug_dtype_infos[t->dtype].category)
    return hug_op_fail(c, HUG_EDTYPE, "the result is %s and cannot go into a tensor of %s", hug_dtype_infos[dtype].name,
                       hug_dtype_infos[t->dtype].name);
  return HUG_OK;
}

hug_status hug_call_out(hug_call *c, int i, hug_dtype dtype, int ndim, const int64_t *shape) {
  HUG_TRY(room_for(c, i));
  if (i == 0 && c->target) {
    HUG_TRY(check_fit(c, dtype, ndim, shape));
    if (c->target->dtype == dtype && !target_in_the_way(c)) {
      c->out[0] = hug_tensor_retain(c->target);
      return HUG_OK;
    }
  }
  return hug_tensor_make(dtype, ndim, shape, &c->out[i]);
}

hug_status hug_call_set_out(hug_call *c, int i, hug_tensor *t) {
  hug_status status = room_for(c, i);
  if (status) {
    hug_tensor_free(t);
    return status;
  }
  hug_tensor_free(c->out[i]);
  c->out[i] = t;
  return HUG_OK;
}

/* ---- Computing, and after ---- */

/* What is written over is copied if a gradient needs it; composed operations may do so with their first input. */
static hug_status keep_original(hug_call *c) {
  if (!(c->flags & HUG_CALL_INPLACE) || c->flags & HUG_CALL_NO_GRAD || c->op->flags & HUG_OP_NO_GRAD) return HUG_OK;
  if (!hug_tape_wants(c) || !(c->op->compose || hug_tape_saves(c) & HUG_SAVE_ARG(0))) return HUG_OK;
  const hug_tensor *t = c->args[0].tensor;
  HUG_TRY(hug_tensor_make((hug_dtype)t->dtype, t->ndim, t->shape, &c->original));
  HUG_TRY(hug_tensor_copy(c->original, t));
  hug_tape_share(c->original, t);
  return HUG_OK;
}

static void drop_original(hug_call *c) {
  hug_tensor_free(c->original);
  c->original = NULL;
}

static hug_status compose(hug_call *c) {
  hug_tensor *written = c->args[0].tensor;
  if (c->original) c->args[0].tensor = c->original;
  hug_status status = c->op->compose(c);
  if (c->original) c->args[0].tensor = written;
  return status;
}

hug_status hug_call_compute(hug_call *c) {
  const hug_op *op = c->op;
  hug_status status = keep_original(c);
  if (!status) status = op->compose ? compose(c) : op->run ? op->run(c) : HUG_OK;
  return hug_op_retold(c, status);
}

/* Brings a result that was computed elsewhere into the target. */
static hug_status settle_target(hug_call *c) {
  hug_tensor *result = c->out[0];
  if (result != c->target) {
    HUG_TRY(check_fit(c, (hug_dtype)result->dtype, result->ndim, result->shape));
    HUG_TRY(hug_tensor_copy(c->target, result));
    if (c->op->compose && !(c->flags & HUG_CALL_NO_GRAD)) {  /* the target takes the history of the composed operations */
      struct hug_node *old = c->target->node;
      c->target->node = result->node;
      c->target->slot = result->slot;
      c->target->requires_grad = result->requires_grad;
      result->node = NULL;
      hug_node_free(old);
    }
    hug_tensor_free(result);
    c->out[0] = hug_tensor_retain(c->target);
  }
  hug_tensor_written(c->target);
  return HUG_OK;
}

static void drop_outputs(hug_call *c) {
  for (int32_t i = 0; i < c->outs; i++) hug_tensor_free(c->out[i]);
  if (c->out != c->out_room) hug_free(c->out);
  c->out = c->out_room;
  c->outs = 0;
}

hug_status hug_call_finish(hug_call *c, hug_status status) {
  if (!status && c->target) status = settle_target(c);
  if (!status && !c->op->compose && !(c->flags & HUG_CALL_NO_GRAD) && !(c->op->flags & HUG_OP_NO_GRAD)) status = hug_tape_record(c);
  if (status) drop_outputs(c);
  drop_original(c);
  return hug_op_retold(c, status);
}

hug_status hug_call_do(hug_call *c) {
  hug_status status = hug_call_prepare(c);
  if (!status) status = hug_call_compute(c);
  return hug_call_finish(c, status);
}

hug_tensor *hug_call_take(hug_call *c, int i) {
  hug_tensor *t = c->out[i];
  c->out[i] = NULL;
  return t;
}

/* ---- Holding on to arguments ---- */

static void release_value(const hug_param *p, hug_value *v) {
  if (!v->given) return;
  switch (p->kind) {
  case HUG_KIND_TENSOR: case HUG_KIND_OPERAND: hug_tensor_free(v->tensor); break;
  case HUG_KIND_TENSORS:
    for (int32_t k = 0; k < v->count; k++) hug_tensor_free(v->tensors[k]);
    hug_free((void *)v->tensors);
    break;
  case HUG_KIND_INTS: hug_free((void *)v->ints); break;
  case HUG_KIND_FLOATS: hug_free((void *)v->floats); break;
  case HUG_KIND_STRING:
    if (v->string != p->fallback.string) hug_free((void *)v->string);
    break;
  case HUG_KIND_GENERATOR: hug_generator_free(v->generator); break;
  case HUG_KIND_BATCH: hug_batch_free(v->batch); break;
  default: break;
  }
}

static hug_status retain_value(const hug_param *p, hug_value *v) {
  if (!v->given) return HUG_OK;
  switch (p->kind) {
  case HUG_KIND_TENSOR: case HUG_KIND_OPERAND: hug_tensor_retain(v->tensor); break;
  case HUG_KIND_TENSORS: {
    hug_tensor **copy = hug_alloc(sizeof *copy * (size_t)v->count);
    if (!copy) return HUG_ENOMEM;
    for (int32_t k = 0; k < v->count; k++) copy[k] = hug_tensor_retain(v->tensors[k]);
    v->tensors = copy;
    break;
  }
  case HUG_KIND_INTS: case HUG_KIND_FLOATS: {
    bool ints = p->kind == HUG_KIND_INTS;
    void *copy = hug_alloc(sizeof(int64_t) * (size_t)v->count);   /* a double is as large */
    if (!copy) return HUG_ENOMEM;
    if (v->count) memcpy(copy, ints ? (const void *)v->ints : v->floats, sizeof(int64_t) * (size_t)v->count);
    if (ints) v->ints = copy;
    else v->floats = copy;
    break;
  }
  case HUG_KIND_STRING:
    if (v->string != p->fallback.string) {
      char *copy = hug_strdup_n(v->string, strlen(v->string));
      if (!copy) return HUG_ENOMEM;
      v->string = copy;
    }
    break;
  case HUG_KIND_GENERATOR: hug_generator_retain(v->generator); break;
  case HUG_KIND_BATCH: hug_batch_retain(v->batch); break;
  default: break;
  }
  return HUG_OK;
}

hug_status hug_values_retain(const hug_op *op, hug_value *values) {
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) {
    hug_status status = retain_value(&op->params[i], &values[i]);
    if (status) {
      while (--i >= 0) release_value(&op->params[i], &values[i]);
      return status;
    }
  }
  return HUG_OK;
}

void hug_values_release(const hug_op *op, hug_value *values) {
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) release_value(&op->params[i], &values[i]);
}

hug_status hug_call_retain(hug_call *c) {
  HUG_TRY(hug_values_retain(c->op, c->args));
  if (c->target) hug_tensor_retain(c->target);
  c->retained = true;
  return HUG_OK;
}

void hug_call_drop(hug_call *c) {
  drop_outputs(c);
  drop_original(c);
  hug_free(c->scratch);
  c->scratch = NULL;
  if (c->retained) {
    hug_values_release(c->op, c->args);
    hug_tensor_free(c->target);
    c->retained = false;
  }
}

/* ---- Calling from C ---- */

/* Reads one argument in the form that hug_invoke() tells. */
static void read_argument(const hug_param *p, hug_value *v, va_list *args) {
  switch (p->kind) {
  case HUG_KIND_TENSOR: case HUG_KIND_OPERAND:
    v->tensor = va_arg(*args, hug_tensor *);
    v->given = v->tensor != NULL;
    break;
  case HUG_KIND_TENSORS:
    v->count = va_arg(*args, int);
    v->tensors = va_arg(*args, hug_tensor *const *);
    v->given = v->tensors != NULL;
    break;
  case HUG_KIND_INTS:
    v->count = va_arg(*args, int);
    v->ints = va_arg(*args, const int64_t *);
    v->given = v->ints != NULL;
    v->single = false;
    break;
  case HUG_KIND_FLOATS:
    v->count = va_arg(*args, int);
    v->floats = va_arg(*args, const double *);
    v->given = v->floats != NULL;
    v->single = false;
    break;
  case HUG_KIND_INT:
    v->i = va_arg(*args, int64_t);
    v->given = v->i != HUG_ABSENT;
    break;
  case HUG_KIND_FLOAT:
    v->f = va_arg(*args, double);
    v->given = !p->optional || !isnan(v->f);
    break;
  case HUG_KIND_BOOL:
    v->b = va_arg(*args, int) != 0;
    v->given = true;
    break;
  case HUG_KIND_SCALAR: {
    const hug_scalar *scalar = va_arg(*args, const hug_scalar *);
    v->given = scalar != NULL;
    if (scalar) v->scalar = *scalar;
    break;
  }
  case HUG_KIND_DTYPE:
    v->dtype = (hug_dtype)va_arg(*args, int);
    v->given = v->dtype != HUG_NO_DTYPE;
    break;
  case HUG_KIND_STRING: {
    const char *string = va_arg(*args, const char *);
    if (string) v->string = string, v->given = true;
    break;
  }
  case HUG_KIND_GENERATOR:
    v->generator = va_arg(*args, hug_generator *);
    v->given = v->generator != NULL;
    break;
  case HUG_KIND_BATCH:
    v->batch = va_arg(*args, hug_batch *);
    v->given = v->batch != NULL;
    break;
  }
}

hug_status hug_invoke_list(const hug_op *op, uint32_t flags, hug_tensor **out, va_list *args) {
  hug_call c;
  hug_call_init(&c, op, flags);
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) {
    const hug_param *p = &op->params[i];
    read_argument(p, &c.args[i], args);
    if (!c.args[i].given && !p->optional) return hug_op_fail(&c, HUG_EARG, "`%s` is missing", p->name);
    if (!c.args[i].given && p->fallback.given) c.args[i] = p->fallback;
  }
  hug_status status = op->flags & HUG_OP_LIST ? hug_op_fail(&c, HUG_EARG, "makes a list: call select or narrow instead") : hug_call_do(&c);
  if (!status)
    for (int i = 0; i < c.outs; i++) out[i] = hug_call_take(&c, i);
  hug_call_drop(&c);
  return status;
}

hug_status hug_invoke_op(const hug_op *op, uint32_t flags, hug_tensor **out, ...) {
  va_list args;
  va_start(args, out);
  hug_status status = hug_invoke_list(op, flags, out, &args);
  va_end(args);
  return status;
}

hug_status hug_invoke(const char *name, hug_tensor **out, ...) {
  const hug_op *op = hug_op_find(name);
  if (!op) return HUG_ENOTFOUND;
  va_list args;
  va_start(args, out);
  hug_status status = hug_invoke_list(op, 0, out, &args);
  va_end(args);
  return status;
}

hug_status hug_tensor_weak(hug_scalar value, hug_tensor **out) {
  hug_dtype dtype = value.category == HUG_FLOATING ? HUG_F64 : value.category == HUG_INTEGRAL ? HUG_I64 : HUG_BOOL;
  HUG_TRY(hug_tensor_scalar(dtype, value, out));
  (*out)->weak = true;
  return HUG_OK;
}
