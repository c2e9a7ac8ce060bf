/* nonzero.c: results whose size the elements decide: nonzero, masked_select. */
#include "index.h"

static hug_status nothing_yet(hug_call *c) {
  (void)c;
  return HUG_OK;
}

/* Places of the elements that are not 0: i64 [number, dims]. */
static hug_status places_of(const hug_tensor *t, hug_tensor **out) {
  hug_tensor *truth, *places = NULL;
  HUG_TRY(hug_tensor_packed(t, HUG_BOOL, &truth));
  const uint8_t *at = (uint8_t *)hug_tensor_at(truth);
  int64_t count = hug_tensor_count(truth), found = 0;
  for (int64_t i = 0; i < count; i++) found += at[i] != 0;
  hug_status status = hug_tensor_make(HUG_I64, 2, (int64_t[]){ found, t->ndim }, &places);
  int64_t *to = status ? NULL : (int64_t *)hug_tensor_at(places);
  for (int64_t i = 0; i < count && !status; i++) {
    if (!at[i]) continue;
    for (int64_t d = t->ndim - 1, rest = i; d >= 0; d--) {
      to[d] = rest % t->shape[d];
      rest /= t->shape[d];
    }
    to += t->ndim;
  }
  hug_tensor_free(truth);
  if (!status) *out = places;
  return status;
}

static hug_status nonzero_run(hug_call *c) {
  hug_tensor *places;
  HUG_TRY(places_of(c->args[0].tensor, &places));
  return hug_call_set_out(c, 0, places);
}

/* Of input and mask, broadcast together, as one flat row. */
static hug_status masked_select_compose(hug_call *c) {
  const uint32_t flags = c->flags & HUG_CALL_NO_GRAD;
  hug_tensor *both[2] = { c->args[0].tensor, c->args[1].tensor };
  hug_tensor *x = NULL, *mask = NULL, *flat_x = NULL, *flat_mask = NULL, *places = NULL, *at = NULL, *y = NULL;
  int ndim;
  int64_t shape[HUG_MAX_DIMS], all = -1;
  if (both[1]->dtype != HUG_BOOL) return hug_op_fail(c, HUG_EDTYPE, "mask is of bool, not %s", hug_dtype_infos[both[1]->dtype].name);
  HUG_TRY(hug_op_broadcast(c, 2, both, &ndim, shape));
  hug_status status = hug_invoke_op(&hug_op_expand, flags, &x, both[0], ndim, shape);
  if (!status) status = hug_invoke_op(&hug_op_expand, flags, &mask, both[1], ndim, shape);
  if (!status) status = hug_invoke_op(&hug_op_reshape, flags, &flat_x, x, 1, &all);
  if (!status) status = hug_invoke_op(&hug_op_reshape, flags, &flat_mask, mask, 1, &all);
  if (!status) status = places_of(flat_mask, &places);
  if (!status) status = hug_invoke_op(&hug_op_select, flags, &at, places, (int64_t)1, (int64_t)0);
  if (!status) status = hug_invoke_op(&hug_op_index_select, flags, &y, flat_x, (int64_t)0, at);
  hug_tensor_free(at);
  hug_tensor_free(places);
  hug_tensor_free(flat_mask);
  hug_tensor_free(flat_x);
  hug_tensor_free(mask);
  hug_tensor_free(x);
  return status ? status : hug_call_set_out(c, 0, y);
}

const hug_op hug_op_nonzero = {
  .name = "nonzero", .source = "torch.nonzero",
  .doc = "Places of the elements that are not 0, in row-major order: i64 [number, dims of input].",
  .samples = "tensor{{1,0},{0,2}}",
  .params = { HUG_P_TENSOR("input") }, .flags = HUG_OP_NO_GRAD, .infer = nothing_yet, .run = nonzero_run,
};

const hug_op hug_op_masked_select = {
  .name = "masked_select", .source = "torch.masked_select",
  .doc = "The elements of `input` where `mask` (bool, broadcast) is true, as one row.",
  .samples = "randn(2,3), tensor({{true,false,true},{false,true,true}},{dtype='bool'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("mask") }, .compose = masked_select_compose,
};
