/* dropout.c: elements set to zero at random while training. */
#include "op.h"

/* 0 with probability p, else 1 / (1 - p), for every element of t. */
static hug_status new_mask(const hug_call *c, hug_tensor **out) {
  const hug_tensor *t = c->args[0].tensor;
  double p = c->args[1].f;
  hug_tensor *chance = NULL, *kept = NULL, *scale = NULL;
  hug_scalar keep = hug_float(1 - p);
  hug_status status = hug_invoke_op(&hug_op_full_like, HUG_CALL_NO_GRAD, &chance, t, &keep, HUG_NO_DTYPE);
  if (!status) status = hug_invoke_op(&hug_op_bernoulli, HUG_CALL_NO_GRAD, &kept, chance, c->args[3].generator);
  if (!status) status = hug_tensor_weak(hug_float(p < 1 ? 1 / (1 - p) : 0), &scale);
  if (!status) status = hug_invoke_op(&hug_op_mul, HUG_CALL_NO_GRAD, out, kept, scale);
  hug_tensor_free(chance);
  hug_tensor_free(kept);
  hug_tensor_free(scale);
  return status;
}

static hug_status compose(hug_call *c) {
  hug_tensor *input = c->args[0].tensor, *mask = NULL, *out = NULL;
  double p = c->args[1].f;
  if (!(p >= 0 && p <= 1)) return hug_op_fail(c, HUG_EARG, "`p` is outside 0..1");
  if (!hug_dtype_floating((hug_dtype)input->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "takes floats, not %s", hug_dtype_infos[input->dtype].name);
  if (!c->args[2].b || p == 0) return hug_call_set_out(c, 0, hug_tensor_retain(input));
  if (!c->args[3].given) return hug_op_fail(c, HUG_EARG, "needs a generator");
  HUG_TRY(new_mask(c, &mask));
  hug_status status = hug_invoke_op(&hug_op_mul, c->flags & HUG_CALL_NO_GRAD, &out, input, mask);
  hug_tensor_free(mask);
  return status ? status : hug_call_set_out(c, 0, out);
}

const hug_op hug_op_dropout = {
  .name = "dropout", .source = "torch.nn.functional.dropout",
  .doc = "With `training`, sets each element to 0 with probability `p` and divides the others by 1 - `p`; "
         "otherwise `input` itself.",
  .samples = "randn(2, 3), 0.5, false",
  .params = { HUG_P_TENSOR("input"), HUG_P_FLOAT_OR("p", 0.5), HUG_P_BOOL_OR("training", false),
              HUG_P_GENERATOR("generator") },
  .flags = HUG_OP_INPLACE, .compose = compose,
};
