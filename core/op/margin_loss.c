/* margin_loss.c: losses of answers that are 1 or -1: hinge_embedding_loss, margin_ranking_loss, soft_margin_loss. */
#include "loss.h"

static hug_status check_hinge(hug_call *c) {
  for (int i = 0; i < 2; i++)
    if (c->args[i].tensor->dtype == HUG_BOOL)
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is bool, not numbers", c->op->params[i].name);
  return hug_loss_check(c, 0, 1, false);
}

static hug_status hinge_embedding_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *operands[2] = { c->args[0].tensor, c->args[1].tensor };
  double numbers[3] = { c->args[2].f, 0, 0 };
  return hug_scope_end(&s, c, hug_loss(&s, HUG_EL_hinge_embedding_loss, (hug_dtype)operands[0]->dtype, 2, operands, numbers,
                                       c->args[3].string));
}

static hug_status check_ranking(hug_call *c) {
  for (int i = 0; i < 3; i++) {
    const hug_tensor *t = c->args[i].tensor;
    if (t->ndim != c->args[0].tensor->ndim)
      return hug_op_fail(c, HUG_ESHAPE, "`%s` has %d dims, `input1` %d", c->op->params[i].name, t->ndim,
                         c->args[0].tensor->ndim);
    if (t->dtype == HUG_BOOL) return hug_op_fail(c, HUG_EDTYPE, "`%s` is bool, not numbers", c->op->params[i].name);
  }
  return hug_loss_check(c, 0, 2, false);
}

static hug_status margin_ranking_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *operands[3] = { c->args[0].tensor, c->args[1].tensor, c->args[2].tensor };
  double numbers[3] = { c->args[3].f, 0, 0 };
  hug_dtype type = hug_op_result_type(3, operands);
  return hug_scope_end(&s, c, hug_loss(&s, HUG_EL_margin_ranking_loss, hug_dtype_floating(type) ? type : HUG_F32, 3,
                                       operands, numbers, c->args[4].string));
}

static hug_status check_soft(hug_call *c) {
  hug_dtype type = (hug_dtype)c->args[0].tensor->dtype;
  if (!hug_dtype_floating(type))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[type].name);
  return hug_loss_check(c, 0, 1, true);
}

static hug_status soft_margin_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *operands[2] = { c->args[0].tensor, c->args[1].tensor };
  return hug_scope_end(&s, c, hug_loss(&s, HUG_EL_soft_margin_loss, (hug_dtype)operands[0]->dtype, 2, operands, NULL,
                                       c->args[2].string));
}

#define SIGNS "randn(3,4), randn(3,4):sign()"

const hug_op hug_op_hinge_embedding_loss = {
  .name = "hinge_embedding_loss", .source = "torch.nn.functional.hinge_embedding_loss",
  .doc = "Of distances: `input` where `target` is 1, max(0, `margin` - input) where it is -1.",
  .samples = SIGNS "; " SIGNS ", 0.5, 'none'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_FLOAT_OR("margin", 1), HUG_P_REDUCTION },
  .infer = check_hinge, .compose = hinge_embedding_loss,
};

const hug_op hug_op_margin_ranking_loss = {
  .name = "margin_ranking_loss", .source = "torch.nn.functional.margin_ranking_loss",
  .doc = "max(0, -`target` (`input1` - `input2`) + `margin`): target 1 wants input1 to be greater, -1 input2.",
  .samples = "randn(3,4), randn(3,4), randn(3,4):sign(); randn(3,4), randn(1,4), randn(3,4):sign(), 0.5, 'sum'",
  .params = { HUG_P_TENSOR("input1"), HUG_P_TENSOR("input2"), HUG_P_TENSOR("target"), HUG_P_FLOAT_OR("margin", 0),
              HUG_P_REDUCTION },
  .infer = check_ranking, .compose = margin_ranking_loss,
};

const hug_op hug_op_soft_margin_loss = {
  .name = "soft_margin_loss", .source = "torch.nn.functional.soft_margin_loss",
  .doc = "log(1 + exp(-`target` `input`)), where target is 1 or -1.",
  .samples = SIGNS "; " SIGNS ", 'none'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_REDUCTION },
  .infer = check_soft, .compose = soft_margin_loss,
};
