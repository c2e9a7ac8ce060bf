/* cat.c: tensors put together along a dim: cat, stack. */
#include "view.h"
#include <string.h>

/* torch lets vectors without elements join anything: they are left out. */
static bool left_out(const hug_tensor *t) { return t->ndim == 1 && t->shape[0] == 0; }

/* The place of `length` elements of `dim` from `start` on in the output. */
static hug_status place_in(const hug_tensor *out, int dim, int64_t start, int64_t length, hug_tensor **place) {
  HUG_TRY(hug_tensor_view(out, out->ndim, out->shape, out->stride, out->offset + start * out->stride[dim], place));
  (*place)->shape[dim] = length;
  return HUG_OK;
}

static hug_status cat_infer(hug_call *c) {
  const hug_value *v = &c->args[0];
  const hug_tensor *model = NULL;
  int64_t shape[HUG_MAX_DIMS], total = 0;
  int dim;
  if (v->count == 0) return hug_op_fail(c, HUG_EARG, "tensors is empty: there must be at least one");
  for (int k = 0; k < v->count && !model; k++)
    if (!left_out(v->tensors[k])) model = v->tensors[k];
  if (!model) model = v->tensors[0];
  if (model->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "tensors without dims cannot be put end to end; use stack");
  HUG_TRY(hug_op_dim(c, model, c->args[1].i, &dim));
  for (int k = 0; k < v->count; k++) {
    const hug_tensor *t = v->tensors[k];
    if (left_out(t)) continue;
    bool fits = t->ndim == model->ndim;
    for (int d = 0; fits && d < t->ndim; d++) fits = d == dim || t->shape[d] == model->shape[d];
    if (!fits) {
      char a[128], b[128];
      hug_shape_text(t->ndim, t->shape, a, sizeof a);
      hug_shape_text(model->ndim, model->shape, b, sizeof b);
      return hug_op_fail(c, HUG_ESHAPE, "tensor %d has shape %s, which differs from %s in more than dim %d", k, a, b, dim);
    }
    total += t->shape[dim];
  }
  memcpy(shape, model->shape, sizeof shape);
  shape[dim] = total;
  return hug_call_out(c, 0, hug_op_result_type(v->count, v->tensors), model->ndim, shape);
}

static hug_status cat_run(hug_call *c) {
  const hug_value *v = &c->args[0];
  hug_tensor *out = c->out[0];
  int dim = (int)(c->args[1].i < 0 ? c->args[1].i + out->ndim : c->args[1].i);
  int64_t start = 0;
  for (int k = 0; k < v->count; k++) {
    const hug_tensor *t = v->tensors[k];
    if (left_out(t)) continue;
    hug_tensor *place;
    HUG_TRY(place_in(out, dim, start, t->shape[dim], &place));
    hug_status status = hug_tensor_copy(place, t);
    hug_tensor_free(place);
    HUG_TRY(status);
    start += t->shape[dim];
  }
  return HUG_OK;
}

static hug_status cat_backward(hug_call *c, hug_tensor *const *grads) {
  const hug_value *v = &c->args[0];
  int dim = (int)(c->args[1].i < 0 ? c->args[1].i + grads[0]->ndim : c->args[1].i);
  int64_t start = 0;
  for (int k = 0; k < v->count; k++) {
    const hug_tensor *t = v->tensors[k];
    hug_tensor *g;
    bool out = left_out(t);
    HUG_TRY(place_in(grads[0], dim, start, out ? 0 : t->shape[dim], &g));
    if (out) {                /* nothing of it is in the result */
      hug_tensor_free(g);
      HUG_TRY(hug_tensor_make((hug_dtype)t->dtype, t->ndim, t->shape, &g));
    } else start += t->shape[dim];
    HUG_TRY(hug_call_grad(c, 0, k, g));
  }
  return HUG_OK;
}

/* Every member with a new dim, put end to end along it. */
static hug_status stack_compose(hug_call *c) {
  const hug_value *v = &c->args[0];
  if (v->count == 0) return hug_op_fail(c, HUG_EARG, "tensors is empty: there must be at least one");
  hug_tensor **wide = hug_alloc_zero(sizeof *wide * (size_t)v->count);
  if (!wide) return HUG_ENOMEM;
  hug_tensor *out = NULL;
  hug_status status = HUG_OK;
  for (int k = 0; k < v->count && !status; k++) {
    const hug_tensor *a = v->tensors[k], *b = v->tensors[0];
    if (a->ndim != b->ndim || memcmp(a->shape, b->shape, sizeof(int64_t) * a->ndim))
      status = hug_op_fail(c, HUG_ESHAPE, "tensor %d has another shape than the first; all must be equal", k);
    if (!status) status = hug_invoke_op(&hug_op_unsqueeze, c->flags & HUG_CALL_NO_GRAD, &wide[k], a, c->args[1].i);
  }
  if (!status) status = hug_invoke_op(&hug_op_cat, c->flags & HUG_CALL_NO_GRAD, &out, v->count, wide, c->args[1].i);
  for (int k = 0; k < v->count; k++) hug_tensor_free(wide[k]);
  hug_free(wide);
  return status ? status : hug_call_set_out(c, 0, out);
}

const hug_op hug_op_cat = {
  .name = "cat", .source = "torch.cat",
  .doc = "Puts `tensors`, whose shapes differ at most in `dim`, end to end along `dim`.",
  .samples = "{randn(2,3), randn(1,3)}; {randn(2,3), randn(2,2)}, 1",
  .params = { HUG_P_TENSORS("tensors"), HUG_P_INT_OR("dim", 0) },
  .flags = HUG_OP_FUNCTION, .infer = cat_infer, .run = cat_run, .backward = cat_backward,
};

const hug_op hug_op_stack = {
  .name = "stack", .source = "torch.stack",
  .doc = "Puts `tensors` of one shape together along a new dim at `dim`.",
  .samples = "{randn(2,3), randn(2,3)}; {randn(2,3), randn(2,3)}, -1",
  .params = { HUG_P_TENSORS("tensors"), HUG_P_INT_OR("dim", 0) },
  .flags = HUG_OP_FUNCTION, .compose = stack_compose,
};
