/* where.c: elements chosen by a condition: where, masked_fill. */
#include "elementwise.h"
#include <math.h>

static const hug_elementwise choice = { HUG_EL_where, 3, HUG_CLASS_SAME };

static hug_status check_condition(const hug_call *c, int arg) {
  const hug_tensor *t = c->args[arg].tensor;
  if (t->dtype == HUG_BOOL) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, not bool", c->op->params[arg].name, hug_dtype_infos[t->dtype].name);
}

static hug_status where_infer(hug_call *c) {
  hug_tensor *in[3] = { c->args[0].tensor, c->args[1].tensor, c->args[2].tensor };
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(check_condition(c, 0));
  HUG_TRY(hug_op_broadcast(c, 3, in, &ndim, shape));
  return hug_call_out(c, 0, hug_op_result_type(2, in + 1), ndim, shape);
}

/* Any number goes into a bool, and without its fraction into integers, if these reach as far. */
static hug_status check_value(const hug_call *c, hug_dtype dtype, const hug_tensor *value) {
  const hug_dtype_info *info = &hug_dtype_infos[dtype];
  if (info->category != HUG_INTEGRAL) return HUG_OK;
  hug_scalar v;
  HUG_TRY(hug_tensor_get(value, NULL, &v));
  double half = ldexp(1, (int)info->bytes * 8 - 1);
  double least = dtype == HUG_U8 ? -255 : -half, most = dtype == HUG_U8 ? 255 : half - 1;   /* as in torch, -1 is 255 */
  if (trunc(v.f) >= least && trunc(v.f) <= most) return HUG_OK;
  return hug_op_fail(c, HUG_EARG, "`value` %g does not go into a tensor of %s", v.f, info->name);
}

static hug_status fill_infer(hug_call *c) {
  hug_tensor *in[2] = { c->args[0].tensor, c->args[1].tensor };
  const hug_tensor *value = c->args[2].tensor;
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(check_condition(c, 1));
  if (value->ndim)
    return hug_op_fail(c, HUG_ESHAPE, "`value` is a number or a tensor without dims, not of %d dims", value->ndim);
  HUG_TRY(check_value(c, (hug_dtype)in[0]->dtype, value));
  HUG_TRY(hug_op_broadcast(c, 2, in, &ndim, shape));
  return hug_call_out(c, 0, (hug_dtype)in[0]->dtype, ndim, shape);
}

static hug_status fill_run(hug_call *c) {
  hug_tensor *in[3] = { c->args[1].tensor, c->args[2].tensor, c->args[0].tensor };
  return hug_elementwise_walk(HUG_EL_where, c->out[0], 3, in, (hug_dtype)c->out[0]->dtype, NULL);
}

static hug_status fill_backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *g = grads[0], *in[4] = { g, c->args[1].tensor, g, g };
  const struct { int arg, loop; } flow[2] = { { 0, HUG_EL_where_grad_c }, { 2, HUG_EL_where_grad_b } };
  for (int k = 0; k < 2; k++) {
    if (!hug_call_wants(c, flow[k].arg, 0)) continue;
    hug_tensor *d;
    HUG_TRY(hug_tensor_make((hug_dtype)g->dtype, g->ndim, g->shape, &d));
    hug_status status = hug_elementwise_walk(flow[k].loop, d, 4, in, (hug_dtype)g->dtype, NULL);
    if (status) hug_tensor_free(d);
    else status = hug_call_grad(c, flow[k].arg, 0, d);
    HUG_TRY(status);
  }
  return HUG_OK;
}

const hug_op hug_op_where = {
  .name = "where", .source = "torch.where", .doc = "`input` where `condition` is true, else `other`.",
  .samples = "randn(2, 3):gt(0), randn(2, 3), randn(3)",
  .params = { HUG_P_TENSOR("condition"), HUG_P_OPERAND("input"), HUG_P_OPERAND("other") },
  .flags = HUG_OP_ELEMENTWISE, .saves = HUG_SAVE_ARG(0), .data = &choice,
  .infer = where_infer, .run = hug_elementwise_run, .backward = hug_elementwise_backward,
};

const hug_op hug_op_masked_fill = {
  .name = "masked_fill", .source = "torch.masked_fill", .doc = "`input` with `value` where `mask` is true.",
  .samples = "randn(2, 3), randn(3):gt(0), 1.5",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("mask"), HUG_P_OPERAND("value") },
  .flags = HUG_OP_ELEMENTWISE | HUG_OP_INPLACE, .saves = HUG_SAVE_ARG(1),
  .infer = fill_infer, .run = fill_run, .backward = fill_backward,
};
