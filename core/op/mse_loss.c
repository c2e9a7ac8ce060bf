/* mse_loss.c: squared distance between prediction and truth. */
#include "op.h"
#include <string.h>

static hug_status compose(hug_call *c) {
  const uint32_t flags = c->flags & HUG_CALL_NO_GRAD;
  const char *reduction = c->args[2].string;
  hug_tensor *difference = NULL, *square = NULL, *loss = NULL;
  hug_status status = hug_invoke_op(&hug_op_sub, flags, &difference, c->args[0].tensor, c->args[1].tensor, NULL);
  if (!status) status = hug_invoke_op(&hug_op_square, flags, &square, difference);
  if (!status && !strcmp(reduction, "none")) loss = hug_tensor_retain(square);
  else if (!status)
    status = hug_invoke_op(!strcmp(reduction, "mean") ? &hug_op_mean : &hug_op_sum, flags, &loss, square, 0, NULL, 0, HUG_NO_DTYPE);
  hug_tensor_free(square);
  hug_tensor_free(difference);
  return status ? status : hug_call_set_out(c, 0, loss);
}

const hug_op hug_op_mse_loss = {
  .name = "mse_loss", .source = "torch.nn.functional.mse_loss",
  .doc = "Mean (or sum, or each) of the squared differences of `input` and `target`.",
  .samples = "randn(3,4), randn(3,4); randn(3,4), randn(3,4), 'sum'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("target"), HUG_P_CHOICE("reduction", "mean", "none|mean|sum") },
  .compose = compose,
};
