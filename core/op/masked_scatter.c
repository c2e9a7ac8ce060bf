/* masked_scatter.c: elements put, in order, where a mask is true: masked_scatter. */
#include "scope.h"
#include <string.h>

enum { INPUT, MASK, SOURCE };

static hug_status infer(hug_call *c) {
  hug_tensor *both[2] = { c->args[INPUT].tensor, c->args[MASK].tensor };
  const hug_tensor *source = c->args[SOURCE].tensor;
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  if (both[1]->dtype != HUG_BOOL)
    return hug_op_fail(c, HUG_EDTYPE, "`mask` is %s, not bool", hug_dtype_infos[both[1]->dtype].name);
  if (source->dtype != both[0]->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "`source` is %s, but `input` is %s", hug_dtype_infos[source->dtype].name,
                       hug_dtype_infos[both[0]->dtype].name);
  HUG_TRY(hug_op_broadcast(c, 2, both, &ndim, shape));
  return hug_call_out(c, 0, (hug_dtype)both[0]->dtype, ndim, shape);
}

/* The mask, contiguous, in the shape of `like`. */
static hug_tensor *mask_of(hug_scope *s, const hug_call *c, const hug_tensor *like) {
  hug_tensor *wide = hug_do(s, expand, c->args[MASK].tensor, like->ndim, like->shape), *plain = NULL;
  return hug_scope_hold(s, s->status ? s->status : hug_tensor_packed(wide, HUG_BOOL, &plain), &plain);
}

static int64_t count_true(const uint8_t *mask, int64_t n) {
  int64_t count = 0;
  for (int64_t i = 0; i < n; i++) count += mask[i] != 0;
  return count;
}

/* Moves the next of `packed` to `spread` wherever the mask is true, or back. */
#define MOVE(T)                                                                                      \
  for (int64_t i = 0; i < n; i++) {                                                                  \
    if (!mask[i]) continue;                                                                          \
    if (back) *(T *)packed = ((T *)spread)[i];                                                       \
    else ((T *)spread)[i] = *(T *)packed;                                                            \
    packed += sizeof(T);                                                                             \
  }
static void move(size_t bytes, int64_t n, const uint8_t *mask, char *spread, char *packed, bool back) {
  switch (bytes) {
  case 1: MOVE(uint8_t) break;
  case 2: MOVE(uint16_t) break;
  case 4: MOVE(uint32_t) break;
  default: MOVE(uint64_t) break;
  }
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *plain = NULL, *source = NULL;
  const hug_dtype dtype = (hug_dtype)out->dtype;
  hug_scope s = hug_scope_silent();
  const hug_tensor *mask = mask_of(&s, c, out);
  const uint8_t *truth = hug_scope_ok(&s) ? (uint8_t *)hug_tensor_at(mask) : NULL;
  const int64_t n = hug_tensor_count(out), wanted = truth ? count_true(truth, n) : 0;
  const int64_t given = hug_tensor_count(c->args[SOURCE].tensor);
  if (wanted > given)
    s.status = hug_op_fail(c, HUG_ESHAPE, "`source` has %lld elements for %lld places", (long long)given, (long long)wanted);
  if (hug_tensor_contiguous(out)) plain = out;
  else plain = hug_scope_hold(&s, s.status ? s.status : hug_tensor_make(dtype, out->ndim, out->shape, &plain), &plain);
  source = hug_scope_hold(&s, s.status ? s.status : hug_tensor_packed(c->args[SOURCE].tensor, dtype, &source), &source);
  if (hug_scope_ok(&s)) s.status = hug_tensor_copy(plain, c->args[INPUT].tensor);
  if (hug_scope_ok(&s)) {
    move(hug_dtype_bytes(dtype), n, truth, hug_tensor_at(plain), hug_tensor_at(source), false);
    hug_scope_out(&s, c, 0, plain);
  }
  return hug_scope_end(&s, c, NULL);
}

/* To the source flows what is at the places, in order; what of it was not used gets 0. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *gy = grads[0], *plain = NULL;
  hug_scope s = hug_scope_silent();
  if (hug_call_wants(c, INPUT, 0))
    hug_scope_grad(&s, c, INPUT, 0, hug_do(&s, masked_fill, gy, c->args[MASK].tensor, hug_whole(&s, 0)));
  if (hug_call_wants(c, SOURCE, 0)) {
    hug_tensor *g = hug_do(&s, zeros_like, c->args[SOURCE].tensor, (int)gy->dtype), *mask = mask_of(&s, c, gy);
    plain = hug_scope_hold(&s, s.status ? s.status : hug_tensor_packed(gy, (hug_dtype)gy->dtype, &plain), &plain);
    if (hug_scope_ok(&s))
      move(hug_dtype_bytes((hug_dtype)gy->dtype), hug_tensor_count(gy), (uint8_t *)hug_tensor_at(mask), hug_tensor_at(plain),
           hug_tensor_at(g), true);
    hug_scope_grad(&s, c, SOURCE, 0, g);
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_masked_scatter = {
  .name = "masked_scatter", .source = "torch.masked_scatter",
  .doc = "`input` with the elements of `source`, in order, where `mask` (bool) is true; both broadcast. `source` has at least as "
         "many elements as there are such places.",
  .samples = "randn(2,3), tensor({{true,false,true},{false,true,true}}), randn(5); randn(2,2), tensor({true,false}), randn(2)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("mask"), HUG_P_TENSOR("source") },
  .flags = HUG_OP_INPLACE, .saves = HUG_SAVE_ARG(MASK), .infer = infer, .run = run, .backward = backward,
};
