/* create.c: new tensors of given numbers: empty, zeros, ones, full and those like another tensor. */
#include "op.h"
#include <string.h>

static const hug_scalar zero = { HUG_INTEGRAL, 0, 0 }, one = { HUG_INTEGRAL, 1, 1 };

static hug_dtype default_type(hug_scalar value) {
  return value.category == HUG_FLOATING ? HUG_F32 : value.category == HUG_INTEGRAL ? HUG_I64 : HUG_BOOL;
}

/* The number that fills the result; data says where it comes from, NULL being the argument `fill_value`. */
static hug_scalar value_of(const hug_call *c) {
  return c->op->data ? *(const hug_scalar *)c->op->data : c->args[1].scalar;
}

static hug_status new_infer(hug_call *c) {
  bool full = c->op == &hug_op_full;
  const hug_value *size = &c->args[0], *dtype = &c->args[1 + full];
  int64_t count;
  HUG_TRY(hug_shape_count(c->op->name, size->count, size->ints, &count));
  hug_dtype fallback = full ? default_type(value_of(c)) : HUG_F32;
  return hug_call_out(c, 0, dtype->given ? dtype->dtype : fallback, size->count, size->ints);
}

static hug_status like_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *dtype = &c->args[1 + (c->op == &hug_op_full_like)];
  return hug_call_out(c, 0, dtype->given ? dtype->dtype : (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status fill(hug_call *c) {
  hug_tensor *out = c->out[0], *value = NULL;
  if (value_of(c).f == 0 && hug_tensor_contiguous(out)) {     /* no bits set: 0 in every type */
    memset(hug_tensor_at(out), 0, hug_tensor_bytes(out));
    return HUG_OK;
  }
  HUG_TRY(hug_tensor_scalar((hug_dtype)out->dtype, value_of(c), &value));
  hug_status status = hug_tensor_copy(out, value);
  hug_tensor_free(value);
  return status;
}

#define NEW(op, doc_, samples_, value, fills, ...)                                                                    \
  const hug_op hug_op_##op = {                                                                                        \
    .name = #op, .source = "torch." #op, .doc = doc_, .samples = samples_,                                            \
    .params = { HUG_P_INTS("size"), __VA_ARGS__ HUG_P_OPTIONAL_DTYPE("dtype") },                                      \
    .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .data = value, .infer = new_infer, .run = fills,                       \
  };
#define LIKE(op, doc_, samples_, value, fills, ...)                                                                   \
  const hug_op hug_op_##op = {                                                                                        \
    .name = #op, .source = "torch." #op, .doc = doc_, .samples = samples_,                                            \
    .params = { HUG_P_TENSOR("input"), __VA_ARGS__ HUG_P_OPTIONAL_DTYPE("dtype") },                                   \
    .flags = HUG_OP_NO_GRAD, .data = value, .infer = like_infer, .run = fills,                                        \
  };

NEW(empty, "A tensor of shape [`size`], its elements unset.", "{2, 3}", NULL, NULL)
NEW(zeros, "A tensor of shape [`size`] of zeros.", "{2, 3}", &zero, fill)
NEW(ones, "A tensor of shape [`size`] of ones.", "{2, 3}; {2}, \"bool\"", &one, fill)
NEW(full, "A tensor of shape [`size`] of `fill_value`, whose kind decides the type unless `dtype` does.",
    "{2, 3}, 0.5; {2}, 7", NULL, fill, HUG_P_SCALAR("fill_value"),)
LIKE(empty_like, "A tensor of `input`'s shape, its elements unset.", "randn(2, 3)", NULL, NULL)
LIKE(zeros_like, "Zeros in `input`'s shape.", "randn(2, 3)", &zero, fill)
LIKE(ones_like, "Ones in `input`'s shape.", "randn(2, 3)", &one, fill)
LIKE(full_like, "`fill_value` in `input`'s shape.", "randn(2, 3), 0.5", NULL, fill, HUG_P_SCALAR("fill_value"),)
