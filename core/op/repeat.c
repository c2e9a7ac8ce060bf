/* repeat.c: copies of a tensor side by side: repeat, tile. */
#include "view.h"
#include <string.h>


static hug_status repeats(const hug_call *c, int *ndim, int64_t *times) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *v = &c->args[1];
  bool tile = c->op == &hug_op_tile;
  if (!tile && v->count < t->ndim)
    return hug_op_fail(c, HUG_ESHAPE, "%d repeats are fewer than the tensor's %d dims", v->count, t->ndim);
  *ndim = v->count > t->ndim ? v->count : t->ndim;
  if (*ndim > HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "%s has more than %d numbers", c->op->params[1].name, HUG_MAX_DIMS);
  for (int d = 0; d < *ndim; d++) {
    int at = d - (*ndim - v->count);
    times[d] = at < 0 ? 1 : v->ints[at];
    if (times[d] < 0) return hug_op_fail(c, HUG_EARG, "%s has %lld, which is negative", c->op->params[1].name, (long long)times[d]);
  }
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t times[HUG_MAX_DIMS], shape[HUG_MAX_DIMS];
  int ndim;
  HUG_TRY(repeats(c, &ndim, times));
  for (int d = 0; d < ndim; d++) {
    int from = d - (ndim - t->ndim);
    if (__builtin_mul_overflow(times[d], from < 0 ? 1 : t->shape[from], &shape[d])) 
      return hug_op_fail(c, HUG_ESHAPE, "%s makes a result that is too large", c->op->params[1].name);
  }
  return hug_call_out(c, 0, (hug_dtype)t->dtype, ndim, shape);
}

/* One copy of the input at a time, wherever it goes. */
static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *out = c->out[0];
  int64_t times[HUG_MAX_DIMS], shape[HUG_MAX_DIMS], copies = 1;
  int ndim;
  HUG_TRY(repeats(c, &ndim, times));
  for (int d = 0; d < ndim; d++) {
    int from = d - (ndim - t->ndim);
    shape[d] = from < 0 ? 1 : t->shape[from];
    copies *= times[d];
  }
  if (hug_tensor_count(out) == 0) return HUG_OK;
  for (int64_t k = 0; k < copies; k++) {
    int64_t rest = k, offset = out->offset;
    for (int d = ndim - 1; d >= 0; d--) {
      offset += rest % times[d] * shape[d] * out->stride[d];
      rest /= times[d];
    }
    hug_tensor *place;
    HUG_TRY(hug_tensor_view(out, ndim, shape, out->stride, offset, &place));
    hug_status status = hug_tensor_copy(place, t);
    hug_tensor_free(place);
    HUG_TRY(status);
  }
  return HUG_OK;
}

/* Each dim of the gradient parts into copies and elements; the copies are summed, one dim at a time. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t times[HUG_MAX_DIMS];
  int ndim;
  HUG_TRY(repeats(c, &ndim, times));
  hug_tensor *g = hug_tensor_retain(grads[0]);
  for (int d = 0; d < ndim; d++) {
    int from = d - (ndim - t->ndim);
    if (times[d] == 1) continue;
    hug_tensor *sum = NULL, *apart = NULL;
    int64_t sizes[2] = { times[d], from < 0 ? 1 : t->shape[from] }, dim = d;
    int64_t shape[HUG_MAX_DIMS];
    memcpy(shape, g->shape, sizeof shape);
    /* [before, copies, elements, after], so that it never takes more than four dims */
    int64_t before = 1, after = 1;
    for (int k = 0; k < d; k++) before *= g->shape[k];
    for (int k = d + 1; k < g->ndim; k++) after *= g->shape[k];
    int64_t four[4] = { before, sizes[0], sizes[1], after };
    shape[d] = sizes[1];
    dim = 1;
    hug_status status = hug_invoke_op(&hug_op_reshape, HUG_CALL_NO_GRAD, &apart, g, 4, four);
    if (!status) status = hug_invoke_op(&hug_op_sum, HUG_CALL_NO_GRAD, &sum, apart, 1, &dim, 0, HUG_NO_DTYPE);
    hug_tensor_free(apart);
    hug_tensor_free(g);
    HUG_TRY(status);
    status = hug_invoke_op(&hug_op_reshape, HUG_CALL_NO_GRAD, &g, sum, ndim, shape);
    hug_tensor_free(sum);
    HUG_TRY(status);
  }
  return hug_call_grad(c, 0, 0, g);
}

const hug_op hug_op_repeat = {
  .name = "repeat", .source = "torch.Tensor.repeat",
  .doc = "Copies of `input` side by side, repeats[i] times along dim i; more repeats than dims make new dims at the front.",
  .samples = "randn(2,3), {2,1}; randn(3), {2,2}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("repeats") },
  .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_tile = {
  .name = "tile", .source = "torch.tile",
  .doc = "As `repeat`; fewer repeats than dims count from the last dim.",
  .samples = "randn(2,3), {2}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("dims") },
  .infer = infer, .run = run, .backward = backward,
};
