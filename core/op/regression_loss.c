/* regression_loss.c: how far numbers are from the true ones: l1_loss, mse_loss, huber_loss, smooth_l1_loss, and the
** likelihoods kl_div, poisson_nll_loss, gaussian_nll_loss. */
#include "loss.h"
#include "elementwise.h"
#include <math.h>
#include <string.h>

/* The loss of the first two arguments in `type`, by a loop with one number. */
static hug_tensor *pair(hug_scope *s, const hug_call *c, int loop, hug_dtype type, double number, const char *reduction) {
  hug_tensor *operands[2] = { c->args[0].tensor, c->args[1].tensor };
  return hug_loss(s, loop, type, 2, operands, (double[]){ number, 0, 0 }, reduction);
}

static hug_dtype common_type(const hug_call *c) {
  hug_tensor *operands[2] = { c->args[0].tensor, c->args[1].tensor };
  return hug_op_result_type(2, operands);
}

/* ---- Distances ---- */

enum { REDUCTION = 2, DELTA = 3, WEIGHT = 3, HUBER_WEIGHT = 4 };

/* Losses times `weight`; their mean is by weight, or plain. */
static hug_tensor *weighted(hug_scope *s, hug_tensor *losses, hug_tensor *weight, const char *reduction, bool by_weight) {
  hug_tensor *scaled = hug_do(s, mul, losses, weight);
  if (strcmp(reduction, "mean") || !by_weight) return hug_loss_reduced(s, scaled, reduction);
  return hug_do(s, div, hug_loss_reduced(s, scaled, "sum"), hug_loss_reduced(s, weight, "sum"), NULL);
}

/* torch gives these losses the type of input (huber_loss), or that in which both meet once they have one shape. */
static hug_status distance(hug_call *c, int loop, double number, int weight, bool by_weight) {
  hug_scope s = hug_scope_of(c);
  hug_dtype own = (hug_dtype)c->args[0].tensor->dtype, other = (hug_dtype)c->args[1].tensor->dtype;
  hug_dtype type = c->op == &hug_op_huber_loss ? own : hug_dtype_promote(own, other);
  const char *reduction = c->args[REDUCTION].string;
  if (weight < 0 || !c->args[weight].given) return hug_scope_end(&s, c, pair(&s, c, loop, type, number, reduction));
  hug_tensor *losses = pair(&s, c, loop, type, number, "none");
  return hug_scope_end(&s, c, weighted(&s, losses, c->args[weight].tensor, reduction, by_weight));
}

static hug_status l1_loss(hug_call *c) { return distance(c, HUG_EL_l1_loss, 0, WEIGHT, true); }
static hug_status mse_loss(hug_call *c) { return distance(c, HUG_EL_mse_loss, 0, WEIGHT, true); }
static hug_status huber_loss(hug_call *c) { return distance(c, HUG_EL_huber_loss, c->args[DELTA].f, HUBER_WEIGHT, false); }
static hug_status smooth_l1_loss(hug_call *c) {
  double beta = c->args[DELTA].f;
  return distance(c, beta > 0 ? HUG_EL_smooth_l1_loss : HUG_EL_l1_loss, beta, -1, false);
}

static hug_status check_distance(hug_call *c, bool floats, int weight) {
  HUG_TRY(hug_loss_check(c, 0, 1, floats));
  return weight >= 0 && c->args[weight].given ? hug_loss_same_shape(c, weight) : HUG_OK;
}

static hug_status check_l1(hug_call *c) { return check_distance(c, false, WEIGHT); }
static hug_status check_mse(hug_call *c) { return check_distance(c, true, WEIGHT); }

static hug_status check_huber(hug_call *c) {
  hug_dtype type = (hug_dtype)c->args[0].tensor->dtype;
  if (!hug_dtype_floating(type))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[type].name);
  HUG_TRY(check_distance(c, true, HUBER_WEIGHT));
  return c->args[DELTA].f > 0 ? HUG_OK : hug_op_fail(c, HUG_EARG, "`delta` is %g, not above 0", c->args[DELTA].f);
}

static hug_status check_smooth(hug_call *c) {
  double beta = c->args[DELTA].f;
  if (!(beta >= 0)) return hug_op_fail(c, HUG_EARG, "`beta` is %g, below 0", beta);
  return check_distance(c, beta > 0, -1);
}

/* ---- Likelihoods ---- */

enum { LOG_TARGET = 3 };
enum { LOG_INPUT = 2, POISSON_FULL, POISSON_EPS, POISSON_REDUCTION };
enum { VAR = 2, FULL, EPS, GAUSSIAN_REDUCTION };

static hug_status check_kl(hug_call *c) {
  for (int i = 0; i < 2; i++)
    if (!hug_dtype_floating((hug_dtype)c->args[i].tensor->dtype))
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, not floats", c->op->params[i].name,
                         hug_dtype_infos[c->args[i].tensor->dtype].name);
  return hug_loss_check(c, 0, 1, true);
}

static hug_status kl_div(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  const hug_tensor *input = c->args[0].tensor;
  const char *reduction = c->args[REDUCTION].string;
  bool batch = !strcmp(reduction, "batchmean");
  int loop = c->args[LOG_TARGET].b ? HUG_EL_kl_div_log : HUG_EL_kl_div;
  hug_tensor *loss = pair(&s, c, loop, common_type(c), 0, batch ? "sum" : reduction);
  if (batch && input->ndim) loss = hug_do(&s, div, loss, hug_whole(&s, input->shape[0]), NULL);
  return hug_scope_end(&s, c, loss);
}

/* What the logarithm of target's factorial is near to, where that is above 1. */
static const hug_op stirling = {
  .name = "stirling", .params = { HUG_P_TENSOR("target") }, .saves = HUG_SAVE_ARG(0),
  .data = &(const hug_elementwise){ HUG_EL_stirling, 1, HUG_CLASS_FLOAT },
  .infer = hug_elementwise_infer, .run = hug_elementwise_run, .backward = hug_elementwise_backward,
};

static hug_status check_poisson(hug_call *c) { return hug_loss_check(c, 0, 1, false); }

static hug_status poisson_nll_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  const char *reduction = c->args[POISSON_REDUCTION].string;
  hug_tensor *operands[2] = { c->args[0].tensor, c->args[1].tensor };
  hug_dtype type = common_type(c);
  bool full = c->args[POISSON_FULL].b;
  hug_tensor *loss = hug_loss(&s, c->args[LOG_INPUT].b ? HUG_EL_poisson_nll_loss_log : HUG_EL_poisson_nll_loss,
                              hug_dtype_floating(type) ? type : HUG_F32, 2, operands,
                              (double[]){ c->args[POISSON_EPS].f, 0, 0 }, full ? "none" : reduction);
  if (full) {
    hug_tensor *rest = hug_scope_run(&s, &stirling, NULL, operands[1]);
    loss = hug_loss_reduced(&s, hug_do(&s, add, loss, rest, NULL), reduction);
  }
  return hug_scope_end(&s, c, loss);
}

/* Whether no element of `var` is negative. */
static hug_status check_variance(const hug_call *c) {
  hug_scope s = hug_scope_silent();
  hug_tensor *negative = hug_do(&s, any, hug_do(&s, lt, c->args[VAR].tensor, hug_whole(&s, 0)), 0, NULL, 0);
  bool found = hug_scope_ok(&s) && hug_element_get(HUG_BOOL, hug_tensor_at(negative)).i;
  HUG_TRY(hug_scope_end(&s, NULL, NULL));
  return found ? hug_op_fail(c, HUG_EARG, "`var` has a negative element") : HUG_OK;
}

/* `var` has input's shape, or lacks its last dim, or has size 1 where it differs in one dim; a number stands for all. */
static hug_status check_gaussian(hug_call *c) {
  const hug_tensor *input = c->args[0].tensor, *var = c->args[VAR].tensor;
  bool shorter = var->ndim == input->ndim - 1;
  int differ = 0;
  HUG_TRY(hug_loss_check(c, 0, 1, true));
  for (int d = 0; d < var->ndim && d < input->ndim; d++) {
    if (var->shape[d] == input->shape[d]) continue;
    differ += shorter || var->shape[d] != 1 ? 2 : 1;
  }
  if (!var->weak && (differ > 1 || (var->ndim != input->ndim && !shorter))) {
    char have[128], want[128];
    hug_shape_text(var->ndim, var->shape, have, sizeof have);
    hug_shape_text(input->ndim, input->shape, want, sizeof want);
    return hug_op_fail(c, HUG_ESHAPE, "`var` has shape %s, which is not %s, nor that without the last dim or with one "
                       "dim of size 1", have, want);
  }
  return HUG_OK;
}

static hug_status gaussian_nll_loss(hug_call *c) {
  HUG_TRY(check_variance(c));
  hug_scope s = hug_scope_of(c);
  hug_tensor *operands[3] = { c->args[0].tensor, c->args[1].tensor, c->args[VAR].tensor };
  if (!operands[2]->weak && operands[2]->ndim < operands[0]->ndim)
    operands[2] = hug_do(&s, unsqueeze, operands[2], (int64_t)-1);
  double numbers[3] = { c->args[EPS].f, c->args[FULL].b ? 0.5 * log(2 * M_PI) : 0, 0 };
  return hug_scope_end(&s, c, hug_loss(&s, HUG_EL_gaussian_nll_loss, hug_op_result_type(3, operands), 3, operands, numbers,
                                       c->args[GAUSSIAN_REDUCTION].string));
}

/* ---- Their entries in the table ---- */

#define DISTANCE_SAMPLES "randn(3,4), randn(3,4); randn(3,4), randn(4), 'sum'"

const hug_op hug_op_l1_loss = {
  .name = "l1_loss", .source = "torch.nn.functional.l1_loss",
  .doc = "Absolute differences of `input` and `target`, which broadcast: each, their sum, or their mean.  `weight`, of "
         "input's shape, weighs them.",
  .samples = DISTANCE_SAMPLES "; randn(3,4), randn(3,4), 'mean', rand(3,4)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_REDUCTION, HUG_P_OPTIONAL_TENSOR("weight") },
  .infer = check_l1, .compose = l1_loss,
};

const hug_op hug_op_mse_loss = {
  .name = "mse_loss", .source = "torch.nn.functional.mse_loss",
  .doc = "Squared differences of `input` and `target`, which broadcast: each, their sum, or their mean.  `weight`, of "
         "input's shape, weighs them.",
  .samples = DISTANCE_SAMPLES "; randn(3,4), randn(3,4), 'mean', rand(3,4)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_REDUCTION, HUG_P_OPTIONAL_TENSOR("weight") },
  .infer = check_mse, .compose = mse_loss,
};

const hug_op hug_op_huber_loss = {
  .name = "huber_loss", .source = "torch.nn.functional.huber_loss",
  .doc = "Half the squared difference of `input` and `target` where it is below `delta`, else `delta` times the absolute "
         "difference less half of `delta`.  `weight`, of input's shape, multiplies each.",
  .samples = DISTANCE_SAMPLES "; randn(3,4), randn(3,4), 'mean', 0.5, rand(3,4)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_REDUCTION, HUG_P_FLOAT_OR("delta", 1),
              HUG_P_OPTIONAL_TENSOR("weight") },
  .infer = check_huber, .compose = huber_loss,
};

const hug_op hug_op_smooth_l1_loss = {
  .name = "smooth_l1_loss", .source = "torch.nn.functional.smooth_l1_loss",
  .doc = "`l1_loss`, but half the squared difference divided by `beta` where the difference is below `beta`, joined "
         "without a step.",
  .samples = DISTANCE_SAMPLES "; randn(3,4), randn(3,4), 'none', 0.5",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_REDUCTION, HUG_P_FLOAT_OR("beta", 1) },
  .infer = check_smooth, .compose = smooth_l1_loss,
};

const hug_op hug_op_kl_div = {
  .name = "kl_div", .source = "torch.nn.functional.kl_div",
  .doc = "Kullback-Leibler divergence of `target` from `input`: target (log(target) - input), where input is "
         "log-probabilities and target probabilities, or with `log_target` also logarithms.  `reduction` \"batchmean\" "
         "divides the sum by the size of input's first dim.",
  .samples = "randn(3,4), rand(3,4); randn(3,4), rand(3,4), 'batchmean'; randn(3,4), randn(3,4), 'sum', true",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_CHOICE("reduction", "mean", HUG_REDUCTIONS "|batchmean"),
              HUG_P_BOOL_OR("log_target", false) },
  .infer = check_kl, .compose = kl_div,
};

const hug_op hug_op_poisson_nll_loss = {
  .name = "poisson_nll_loss", .source = "torch.nn.functional.poisson_nll_loss",
  .doc = "Negative log-likelihood of counts `target` under a Poisson distribution whose rate is exp(`input`), or with "
         "`log_input` false `input` itself (`eps` keeps its logarithm finite); `full` adds Stirling's approximation of "
         "the term that does not depend on input.",
  .samples = "randn(3,4), rand(3,4) * 5; rand(3,4) + 0.5, rand(3,4) + 1.5, { log_input = false, full = true }",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_BOOL_OR("log_input", true), HUG_P_BOOL_OR("full", false),
              HUG_P_FLOAT_OR("eps", 1e-8), HUG_P_REDUCTION },
  .infer = check_poisson, .compose = poisson_nll_loss,
};

const hug_op hug_op_gaussian_nll_loss = {
  .name = "gaussian_nll_loss", .source = "torch.nn.functional.gaussian_nll_loss",
  .doc = "Negative log-likelihood of `target` under a normal distribution of mean `input` and variance `var`, which is "
         "held above `eps` and may be a number, or have size 1 in one dim of input or lack its last; `full` adds the "
         "constant term.",
  .samples = "randn(3,4), randn(3,4), rand(3,4) + 0.5; randn(3,4), randn(3,4), rand(3) + 0.5, true",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPERAND("var"), HUG_P_BOOL_OR("full", false),
              HUG_P_FLOAT_OR("eps", 1e-6), HUG_P_REDUCTION },
  .infer = check_gaussian, .compose = gaussian_nll_loss,
};
