/* prelu.c: a rectifier whose slope below zero is learnt, one for all channels or one for each. */
#include "op.h"

static hug_status compose(hug_call *c) {
  const uint32_t flags = c->flags & HUG_CALL_NO_GRAD;
  hug_tensor *input = c->args[0].tensor, *weight = c->args[1].tensor;
  hug_tensor *slope = NULL, *zero = NULL, *positive = NULL, *scaled = NULL, *out = NULL;
  int64_t n = hug_tensor_count(weight), channels = input->ndim > 1 ? input->shape[1] : 1, shape[HUG_MAX_DIMS];
  if (n != 1 && n != channels)
    return hug_op_fail(c, HUG_ESHAPE, "`weight` has %lld elements for %lld channels", (long long)n,
                       (long long)channels);
  for (int d = 0; d < input->ndim; d++) shape[d] = d == 1 ? n : 1;
  hug_status status = hug_invoke_op(&hug_op_reshape, flags, &slope, weight, n == 1 ? 0 : input->ndim, shape);
  if (!status) status = hug_tensor_weak(hug_int(0), &zero);
  if (!status) status = hug_invoke_op(&hug_op_gt, flags, &positive, input, zero);
  if (!status) status = hug_invoke_op(&hug_op_mul, flags, &scaled, input, slope);
  if (!status) status = hug_invoke_op(&hug_op_where, flags, &out, positive, input, scaled);
  hug_tensor_free(slope);
  hug_tensor_free(zero);
  hug_tensor_free(positive);
  hug_tensor_free(scaled);
  return status ? status : hug_call_set_out(c, 0, out);
}

const hug_op hug_op_prelu = {
  .name = "prelu", .source = "torch.nn.functional.prelu",
  .doc = "`input` where it is positive, else `weight` times it. `weight` has one element, or one for each index of "
         "dim 1.",
  .samples = "randn(2, 3), rand(3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("weight") },
  .compose = compose,
};
