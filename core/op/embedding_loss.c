/* embedding_loss.c: losses of vectors that should be near to one another, or far: cosine_embedding_loss,
** triplet_margin_loss. */
#include "loss.h"
#include "row_distance.h"

/* ---- cosine_embedding_loss ---- */

enum { INPUT1, INPUT2, SIGN, COSINE_MARGIN, COSINE_REDUCTION };

static hug_status check_cosine(hug_call *c) {
  const hug_tensor *target = c->args[SIGN].tensor;
  if (target->ndim > 1) return hug_op_fail(c, HUG_ESHAPE, "`target` has %d dims, more than one", target->ndim);
  for (int i = INPUT1; i <= INPUT2; i++)
    if (c->args[i].tensor->ndim != target->ndim + 1)
      return hug_op_fail(c, HUG_ESHAPE, "`%s` has %d dims: it needs one more than `target`, which has %d",
                         c->op->params[i].name, c->args[i].tensor->ndim, target->ndim);
  return hug_loss_check(c, INPUT1, INPUT2, false);
}

/* The sum of products along the last dim. */
static hug_tensor *dots(hug_scope *s, hug_tensor *a, hug_tensor *b) {
  return hug_do(s, sum, hug_do(s, mul, a, b), 1, &(int64_t){ -1 }, 0, HUG_NO_DTYPE);
}

static hug_status cosine_embedding_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *a = c->args[INPUT1].tensor, *b = c->args[INPUT2].tensor, *target = c->args[SIGN].tensor;
  hug_tensor *tiny = hug_number(&s, 1e-12), *zero = hug_whole(&s, 0), *one = hug_whole(&s, 1);
  hug_tensor *square_a = hug_do(&s, add, dots(&s, a, a), tiny, NULL);
  hug_tensor *square_b = hug_do(&s, add, dots(&s, b, b), tiny, NULL);
  hug_tensor *cosine = hug_do(&s, div, dots(&s, a, b), hug_do(&s, sqrt, hug_do(&s, mul, square_a, square_b)), NULL);
  hug_tensor *above = hug_do(&s, sub, cosine, hug_number(&s, c->args[COSINE_MARGIN].f), NULL);
  hug_tensor *far = hug_do(&s, where, hug_do(&s, eq, target, hug_whole(&s, -1)), hug_do(&s, clamp_min, above, zero), zero);
  hug_tensor *near = hug_do(&s, sub, one, cosine, NULL);
  hug_tensor *losses = hug_do(&s, where, hug_do(&s, eq, target, one), near, far);
  return hug_scope_end(&s, c, hug_loss_reduced(&s, losses, c->args[COSINE_REDUCTION].string));
}

/* ---- triplet_margin_loss ---- */

enum { ANCHOR, POSITIVE, NEGATIVE, MARGIN, P, EPS, SWAP, REDUCTION };

static hug_status check_triplet(hug_call *c) {
  int dims[3];
  for (int i = ANCHOR; i <= NEGATIVE; i++) dims[i] = c->args[i].tensor->ndim;
  if (dims[1] != dims[0] || dims[2] != dims[0])
    return hug_op_fail(c, HUG_ESHAPE, "`anchor`, `positive` and `negative` have %d, %d and %d dims: they need the same "
                       "number", dims[0], dims[1], dims[2]);
  if (!(c->args[MARGIN].f > 0)) return hug_op_fail(c, HUG_EARG, "`margin` is %g, not above 0", c->args[MARGIN].f);
  return hug_loss_check(c, ANCHOR, NEGATIVE, false);
}

static hug_status triplet_margin_loss(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *anchor = c->args[ANCHOR].tensor, *positive = c->args[POSITIVE].tensor, *negative = c->args[NEGATIVE].tensor;
  double p = c->args[P].f, eps = c->args[EPS].f;
  hug_tensor *near = hug_scope_run(&s, &hug_row_distance, NULL, anchor, positive, p, eps);
  hug_tensor *far = hug_scope_run(&s, &hug_row_distance, NULL, anchor, negative, p, eps);
  if (c->args[SWAP].b)
    far = hug_do(&s, minimum, far, hug_scope_run(&s, &hug_row_distance, NULL, positive, negative, p, eps));
  hug_tensor *lead = hug_do(&s, sub, hug_do(&s, add, near, hug_number(&s, c->args[MARGIN].f), NULL), far, NULL);
  hug_tensor *losses = hug_do(&s, clamp_min, lead, hug_whole(&s, 0));
  return hug_scope_end(&s, c, hug_loss_reduced(&s, losses, c->args[REDUCTION].string));
}

const hug_op hug_op_cosine_embedding_loss = {
  .name = "cosine_embedding_loss", .source = "torch.nn.functional.cosine_embedding_loss",
  .doc = "For vectors `input1` and `input2`, [n, width] or [width]: 1 - cos of their angle where `target`, [n] or a number, "
         "is 1, max(0, cos - `margin`) where it is -1.",
  .samples = "randn(3,4), randn(3,4), tensor({1,-1,1}); randn(4), randn(4), tensor(-1), 0.1, 'sum'",
  .params = { HUG_P_TENSOR("input1"), HUG_P_TENSOR("input2"), HUG_P_TENSOR("target"), HUG_P_FLOAT_OR("margin", 0),
              HUG_P_REDUCTION },
  .infer = check_cosine, .compose = cosine_embedding_loss,
};

const hug_op hug_op_triplet_margin_loss = {
  .name = "triplet_margin_loss", .source = "torch.nn.functional.triplet_margin_loss",
  .doc = "max(0, d(`anchor`, `positive`) - d(anchor, `negative`) + `margin`), where d is the `p`-norm along the last dim of "
         "the difference plus `eps`.  With `swap` the distance of positive and negative counts if it is the lesser.",
  .samples = "randn(3,4), randn(3,4), randn(3,4); randn(3,4), randn(3,4), randn(3,4), 2, 1, 1e-6, true, 'none'; "
             "randn(3,4), randn(1,4), randn(3,4), { p = 3, reduction = 'sum' }",
  .params = { HUG_P_TENSOR("anchor"), HUG_P_TENSOR("positive"), HUG_P_TENSOR("negative"), HUG_P_FLOAT_OR("margin", 1),
              HUG_P_FLOAT_OR("p", 2), HUG_P_FLOAT_OR("eps", 1e-6), HUG_P_BOOL_OR("swap", false), HUG_P_REDUCTION },
  .infer = check_triplet, .compose = triplet_margin_loss,
};
