/* fill.c: a tensor's elements replaced: fill, zero, copy; mostly in place. */
#include "scope.h"
#include <string.h>

/* The result has the first argument's type and shape, whatever goes into it. */
static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor, *value = c->op == &hug_op_fill ? c->args[1].tensor : NULL;
  if (value && value->ndim)
    return hug_op_fail(c, HUG_ESHAPE, "`value` is a number or a tensor without dims, not of %d dims", value->ndim);
  if (c->op == &hug_op_copy) {
    hug_tensor *const both[2] = { c->args[0].tensor, c->args[1].tensor };
    int64_t shape[HUG_MAX_DIMS];
    int ndim;
    HUG_TRY(hug_op_broadcast(c, 2, both, &ndim, shape));
    if (ndim != t->ndim || memcmp(shape, t->shape, sizeof *shape * (size_t)ndim)) {
      char have[128], want[128];
      return hug_op_fail(c, HUG_ESHAPE, "`src` of shape %s does not broadcast to %s",
                         hug_shape_text(both[1]->ndim, both[1]->shape, have, sizeof have),
                         hug_shape_text(t->ndim, t->shape, want, sizeof want));
    }
  }
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *zero;
  if (c->op != &hug_op_zero) return hug_tensor_copy(out, c->args[1].tensor);
  HUG_TRY(hug_tensor_scalar((hug_dtype)out->dtype, hug_int(0), &zero));
  hug_status status = hug_tensor_copy(out, zero);
  hug_tensor_free(zero);
  return status;
}

/* What was there before had no say. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_scope s = hug_scope_silent();
  if (hug_call_wants(c, 0, 0)) hug_scope_grad(&s, c, 0, 0, hug_do(&s, zeros_like, grads[0], HUG_NO_DTYPE));
  if (c->op != &hug_op_zero && hug_call_wants(c, 1, 0)) hug_scope_grad(&s, c, 1, 0, grads[0]);
  return hug_scope_end(&s, c, NULL);
}

#define REPLACED .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .infer = infer, .run = run, .backward = backward

const hug_op hug_op_fill = {
  .name = "fill", .source = "torch.fill",
  .doc = "`value` in the shape and type of `input`; `fill_` sets all elements to it.",
  .samples = "randn(2, 3), 0.5; randn(2, 3), randn()",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPERAND("value") }, REPLACED,
};

const hug_op hug_op_zero = {
  .name = "zero", .source = "torch.Tensor.zero_",
  .doc = "Zeros in the shape and type of `input`; `zero_` sets all elements to 0.",
  .samples = "randn(2, 3)",
  .params = { HUG_P_TENSOR("input") }, REPLACED,
};

const hug_op hug_op_copy = {
  .name = "copy", .source = "torch.Tensor.copy_",
  .doc = "The elements of `src`, broadcast and converted to the shape and type of `input`; `copy_` writes them into "
         "it.",
  .samples = "randn(2, 3), randn(3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPERAND("src") }, REPLACED,
};
