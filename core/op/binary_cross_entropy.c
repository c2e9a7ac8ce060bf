/* binary_cross_entropy.c: losses of independent yes-or-no answers: binary_cross_entropy,
** binary_cross_entropy_with_logits, sigmoid_focal_loss, multilabel_soft_margin_loss. */
#include "elementwise.h"
#include "loss.h"
#include <string.h>

enum { INPUT, TARGET, WEIGHT, REDUCTION, POS_WEIGHT };
enum { ALPHA = 2, GAMMA, FOCAL_REDUCTION };

static hug_dtype type_of(const hug_call *c, int arg) { return (hug_dtype)c->args[arg].tensor->dtype; }

/* Losses times the weight, if there is one, in their own type, as torch multiplies them in place. */
static hug_tensor *weighted(hug_scope *s, const hug_call *c, hug_tensor *losses) {
  if (!c->args[WEIGHT].given) return losses;
  hug_tensor *scaled = hug_do(s, mul, losses, c->args[WEIGHT].tensor);
  return scaled->dtype == losses->dtype ? scaled : hug_do(s, to, scaled, (int)losses->dtype);
}

static const char *reduction_of(const hug_call *c, int arg) { return c->args[arg].string; }

/* ---- binary_cross_entropy ---- */

static hug_status check_probability(hug_call *c) {
  hug_dtype type = type_of(c, INPUT);
  HUG_TRY(hug_loss_same_shape(c, TARGET));
  HUG_TRY(hug_loss_fits(c, WEIGHT));
  if (!hug_dtype_floating(type) || type_of(c, TARGET) != type)
    return hug_op_fail(c, HUG_EDTYPE, "`input` and `target` are %s and %s: they must be floats of one type",
                       hug_dtype_infos[type].name, hug_dtype_infos[type_of(c, TARGET)].name);
  return HUG_OK;
}

/* Refuses elements outside 0..1, and NaN. */
static hug_status check_unit(const hug_call *c, int arg) {
  enum { PIECE = 4096 };
  uint8_t outside[PIECE];
  hug_tensor *t = NULL;
  hug_status status = HUG_OK;
  hug_dtype type = hug_compute_type(type_of(c, arg));
  hug_elementwise_fn loop = (type == HUG_F32 ? hug_kernels_get()->elementwise : hug_elementwise_f64)[HUG_EL_outside_unit];
  HUG_TRY(hug_tensor_packed(c->args[arg].tensor, type, &t));
  for (int64_t at = 0, n, count = hug_tensor_count(t); at < count && !status; at += n) {
    n = count - at < PIECE ? count - at : PIECE;
    char *piece = hug_tensor_at(t) + at * (int64_t)hug_dtype_bytes(type);
    loop(n, outside, (void *[]){ piece }, (int64_t[]){ 1 }, NULL);
    const uint8_t *bad = memchr(outside, 1, (size_t)n);
    if (bad)
      status = hug_op_fail(c, HUG_EARG, "`%s` has an element %g, outside 0..1", c->op->params[arg].name,
                           hug_element_get(type, piece + (bad - outside) * (int64_t)hug_dtype_bytes(type)).f);
  }
  hug_tensor_free(t);
  return status;
}

static hug_status binary_cross_entropy(hug_call *c) {
  HUG_TRY(check_unit(c, INPUT));
  HUG_TRY(check_unit(c, TARGET));
  hug_scope s = hug_scope_of(c);
  hug_tensor *operands[2] = { c->args[INPUT].tensor, c->args[TARGET].tensor };
  const char *reduction = reduction_of(c, REDUCTION);
  bool plain = !c->args[WEIGHT].given;
  hug_tensor *loss = hug_loss(&s, HUG_EL_binary_cross_entropy, type_of(c, INPUT), 2, operands, NULL,
                              plain ? reduction : "none");
  return hug_scope_end(&s, c, plain ? loss : hug_loss_reduced(&s, weighted(&s, c, loss), reduction));
}

/* ---- With logits ---- */

static hug_status check_logits(hug_call *c) {
  HUG_TRY(hug_loss_same_shape(c, TARGET));
  HUG_TRY(hug_loss_fits(c, WEIGHT));
  HUG_TRY(hug_loss_fits(c, POS_WEIGHT));
  for (int i = INPUT; i <= TARGET; i++)
    if (!hug_dtype_floating(type_of(c, i)))
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, not floats", c->op->params[i].name,
                         hug_dtype_infos[type_of(c, i)].name);
  return HUG_OK;
}

static hug_status with_logits(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  bool by_class = c->args[POS_WEIGHT].given, plain = !c->args[WEIGHT].given;
  hug_tensor *operands[3] = { c->args[INPUT].tensor, c->args[TARGET].tensor, by_class ? c->args[POS_WEIGHT].tensor : NULL };
  int loop = by_class ? HUG_EL_binary_cross_entropy_weighted : HUG_EL_binary_cross_entropy_with_logits;
  const char *reduction = reduction_of(c, REDUCTION);
  hug_tensor *loss = hug_loss(&s, loop, type_of(c, TARGET), by_class ? 3 : 2, operands, NULL, plain ? reduction : "none");
  return hug_scope_end(&s, c, plain ? loss : hug_loss_reduced(&s, weighted(&s, c, loss), reduction));
}

/* ---- Kin ---- */

static hug_status check_focal(hug_call *c) {
  HUG_TRY(hug_loss_same_shape(c, TARGET));
  return hug_loss_check(c, INPUT, TARGET, true);
}

static hug_status sigmoid_focal_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *operands[2] = { c->args[INPUT].tensor, c->args[TARGET].tensor };
  double numbers[3] = { c->args[ALPHA].f, c->args[GAMMA].f, 0 };
  return hug_scope_end(&s, c, hug_loss(&s, HUG_EL_sigmoid_focal_loss, hug_op_result_type(2, operands), 2, operands,
                                       numbers, reduction_of(c, FOCAL_REDUCTION)));
}

static hug_status check_labels(hug_call *c) {
  if (c->args[INPUT].tensor->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "`input` needs a last dim of classes");
  if (!hug_dtype_floating(type_of(c, INPUT)))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s, not floats", hug_dtype_infos[type_of(c, INPUT)].name);
  return hug_loss_check(c, INPUT, WEIGHT, true);
}

/* The mean over classes of each sample's losses, and the mean or sum of those. */
static hug_status multilabel_soft_margin_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *operands[2] = { c->args[INPUT].tensor, c->args[TARGET].tensor };
  int64_t classes = operands[0]->shape[operands[0]->ndim - 1], dim = operands[0]->ndim - 1;
  hug_tensor *losses = hug_loss(&s, HUG_EL_multilabel_soft_margin_loss, hug_op_result_type(2, operands), 2, operands, NULL,
                                "none");
  if (c->args[WEIGHT].given) losses = hug_do(&s, mul, losses, c->args[WEIGHT].tensor);
  hug_tensor *sums = hug_do(&s, sum, losses, 1, &dim, 0, HUG_NO_DTYPE);
  hug_tensor *means = hug_do(&s, div, sums, hug_whole(&s, classes), NULL);
  return hug_scope_end(&s, c, hug_loss_reduced(&s, means, reduction_of(c, REDUCTION)));
}

/* ---- Their entries in the table ---- */

const hug_op hug_op_binary_cross_entropy = {
  .name = "binary_cross_entropy", .source = "torch.nn.functional.binary_cross_entropy",
  .doc = "-(`target` log(`input`) + (1 - target) log(1 - input)) of probabilities, of one shape; logarithms are held "
         "above -100.  `weight`, which broadcasts, multiplies each.",
  .samples = "rand(3,4) * 0.8 + 0.1, rand(3,4) * 0.8 + 0.1; rand(3,4) * 0.8 + 0.1, rand(3,4), rand(4), 'sum'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_REDUCTION },
  .infer = check_probability, .compose = binary_cross_entropy,
};

const hug_op hug_op_binary_cross_entropy_with_logits = {
  .name = "binary_cross_entropy_with_logits", .source = "torch.nn.functional.binary_cross_entropy_with_logits",
  .doc = "`binary_cross_entropy` of sigmoid(`input`), for inputs of any size.  `weight` multiplies each loss, "
         "`pos_weight` the part of those whose `target` is 1; both broadcast.",
  .samples = "randn(3,4), rand(3,4); randn(3,4), rand(3,4), rand(4), 'sum', rand(3,1)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_REDUCTION,
              HUG_P_OPTIONAL_TENSOR("pos_weight") },
  .infer = check_logits, .compose = with_logits,
};

const hug_op hug_op_sigmoid_focal_loss = {
  .name = "sigmoid_focal_loss", .source = "torchvision.ops.sigmoid_focal_loss; Lin et al. 2017",
  .doc = "`binary_cross_entropy_with_logits` with easy answers weighed down: times (1 - p)^`gamma`, where p is the "
         "probability given to the right answer, and times `alpha` for `target` 1, 1 - alpha for 0, unless alpha is "
         "negative.",
  .samples = "randn(3,4), rand(3,4); randn(3,4), rand(3,4), -1, 1.5, 'sum'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_FLOAT_OR("alpha", 0.25), HUG_P_FLOAT_OR("gamma", 2),
              HUG_P_REDUCTION },
  .infer = check_focal, .compose = sigmoid_focal_loss,
};

const hug_op hug_op_multilabel_soft_margin_loss = {
  .name = "multilabel_soft_margin_loss", .source = "torch.nn.functional.multilabel_soft_margin_loss",
  .doc = "For each row of scores `input` [..., classes], the mean over classes of `binary_cross_entropy_with_logits` with "
         "`target`; `weight`, which broadcasts, weighs classes.",
  .samples = "randn(3,4), rand(3,4); randn(3,4), rand(3,4), rand(4), 'none'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_OPTIONAL_TENSOR("weight"), HUG_P_REDUCTION },
  .infer = check_labels, .compose = multilabel_soft_margin_loss,
};
