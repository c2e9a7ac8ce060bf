/* slice_scatter.c: a copy of a tensor with other elements in one of its parts: slice_scatter, select_scatter. */
#include "scope.h"
#include <string.h>

enum { INPUT, SRC, DIM, START, END, STEP, INDEX = START };

/* The part of t that the arguments name, as a view. */
static hug_tensor *part_of(hug_scope *s, const hug_call *c, hug_tensor *t) {
  const hug_value *a = c->args;
  if (c->op == &hug_op_select_scatter) return hug_do(s, select, t, a[DIM].i, a[INDEX].i);
  return hug_do(s, slice, t, a[DIM].i, a[START].given ? a[START].i : HUG_ABSENT, a[END].given ? a[END].i : HUG_ABSENT,
                a[STEP].i);
}

static hug_status infer(hug_call *c) {
  hug_tensor *t = c->args[INPUT].tensor;
  const hug_tensor *src = c->args[SRC].tensor;
  hug_scope s = hug_scope_silent();
  const hug_tensor *part = part_of(&s, c, t);
  if (hug_scope_ok(&s) && (part->ndim != src->ndim || memcmp(part->shape, src->shape, sizeof(int64_t) * (size_t)part->ndim))) {
    char have[128], want[128];
    hug_shape_text(src->ndim, src->shape, have, sizeof have);
    hug_shape_text(part->ndim, part->shape, want, sizeof want);
    s.status = hug_op_fail(c, HUG_ESHAPE, "`src` has shape %s, but the part that it replaces %s", have, want);
  }
  HUG_TRY(hug_op_retold(c, hug_scope_end(&s, c, NULL)));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  hug_scope s = hug_scope_silent();
  hug_tensor *part = part_of(&s, c, c->out[0]);
  if (hug_scope_ok(&s)) s.status = hug_tensor_copy(c->out[0], c->args[INPUT].tensor);
  if (hug_scope_ok(&s)) s.status = hug_tensor_copy(part, c->args[SRC].tensor);
  return hug_scope_end(&s, c, NULL);
}

/* To src flows what is in its part; to the input all else. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_scope s = hug_scope_silent();
  if (hug_call_wants(c, SRC, 0)) hug_scope_grad(&s, c, SRC, 0, part_of(&s, c, grads[0]));
  if (hug_call_wants(c, INPUT, 0)) {
    hug_tensor *rest = hug_do(&s, clone, grads[0], HUG_NO_DTYPE), *part = part_of(&s, c, rest);
    if (hug_scope_ok(&s)) s.status = hug_tensor_copy(part, hug_whole(&s, 0));
    hug_scope_grad(&s, c, INPUT, 0, rest);
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_slice_scatter = {
  .name = "slice_scatter", .source = "torch.slice_scatter",
  .doc = "A copy of `input` with `src` in place of the elements `start`, start+step, … before `end` of `dim`, with Python's bounds.",
  .samples = "randn(6,3), randn(2,3), 0, 1, 5, 2; randn(2,4), randn(2,3), { dim = 1, start = -3 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("src"), HUG_P_INT_OR("dim", 0), HUG_P_OPTIONAL_INT("start"),
              HUG_P_OPTIONAL_INT("end"), HUG_P_INT_OR("step", 1) },
  .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_select_scatter = {
  .name = "select_scatter", .source = "torch.select_scatter",
  .doc = "A copy of `input` with `src`, which lacks `dim`, in place of element `index` of `dim`.",
  .samples = "randn(4,3), randn(3), 0, -1",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("src"), HUG_P_INT("dim"), HUG_P_INT("index") },
  .infer = infer, .run = run, .backward = backward,
};
