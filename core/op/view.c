/* view.c: making views, and the one gradient that they have. */
#include "view.h"
#include <string.h>

hug_status hug_call_view(hug_call *c, int i, int ndim, const int64_t *shape, const int64_t *stride, int64_t offset) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *view;
  HUG_TRY(hug_tensor_view(t, ndim, shape, stride, t->offset + offset, &view));
  return hug_call_set_out(c, i, view);
}

hug_status hug_view_backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *like = c->args[0].tensor;
  hug_tensor *zeros;
  HUG_TRY(hug_tensor_make((hug_dtype)like->dtype, like->ndim, like->shape, &zeros));
  memset(hug_tensor_at(zeros), 0, hug_tensor_bytes(zeros));
  hug_call again;
  hug_call_init(&again, c->op, HUG_CALL_NO_GRAD);
  memcpy(again.args, c->args, sizeof again.args);
  again.args[0].tensor = zeros;
  hug_status status = c->op->infer(&again);
  for (int i = 0; i < again.outs && !status; i++)
    if (grads[i]) status = hug_tensor_copy(again.out[i], grads[i]);
  hug_call_drop(&again);
  if (status) {
    hug_tensor_free(zeros);
    return status;
  }
  return hug_call_grad(c, 0, 0, zeros);
}
