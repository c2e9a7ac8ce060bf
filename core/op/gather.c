/* gather.c: elements along one dim, each position choosing its own: gather. */
#include "index.h"
#include <string.h>

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor, *index = c->args[2].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  if (hug_dtype_infos[index->dtype].category != HUG_INTEGRAL)
    return hug_op_fail(c, HUG_EDTYPE, "index is of integers, not %s", hug_dtype_infos[index->dtype].name);
  if ((index->ndim ? index->ndim : 1) != (t->ndim ? t->ndim : 1))
    return hug_op_fail(c, HUG_ESHAPE, "index has %d dims, input %d: they must be equal", index->ndim, t->ndim);
  for (int d = 0; d < index->ndim && t->ndim; d++)
    if (d != dim && index->shape[d] > t->shape[d])
      return hug_op_fail(c, HUG_ESHAPE, "index has size %lld in dim %d, more than input's %lld", (long long)index->shape[d], d, (long long)t->shape[d]);
  return hug_call_out(c, 0, (hug_dtype)t->dtype, index->ndim, index->shape);
}

/* Offsets of the chosen elements in a tensor of t's shape and the given strides: [count of index]. hug_free() it. */
static hug_status places(const hug_call *c, const int64_t *stride, int64_t **out) {
  const hug_tensor *t = c->args[0].tensor, *index = c->args[2].tensor;
  int64_t count = hug_tensor_count(index), along[HUG_MAX_DIMS];
  int dim;
  hug_tensor *packed;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  HUG_TRY(hug_tensor_packed(index, HUG_I64, &packed));
  int64_t *at = hug_alloc((size_t)(count + 1) * sizeof *at);
  hug_status status = at ? HUG_OK : HUG_ENOMEM;
  if (!status) {
    for (int d = 0; d < index->ndim; d++) along[d] = d == dim || !t->ndim ? 0 : stride[d];
    hug_index_offsets(index->ndim, index->shape, along, at);
    const int64_t *from = (int64_t *)hug_tensor_at(packed), size = t->ndim ? t->shape[dim] : 1, step = t->ndim ? stride[dim] : 0;
    for (int64_t k = 0; k < count && !status; k++) {
      if (from[k] < 0 || from[k] >= size)
        status = hug_op_fail(c, HUG_ESHAPE, "index %lld is outside dim %d of size %lld (indices count from 0)", (long long)from[k], dim, (long long)size);
      at[k] += from[k] * step;
    }
  }
  hug_tensor_free(packed);
  if (status) hug_free(at);
  else *out = at;
  return status;
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *out = c->out[0], *plain = NULL;
  int64_t *at;
  HUG_TRY(places(c, t->stride, &at));
  hug_status status = hug_tensor_make((hug_dtype)out->dtype, out->ndim, out->shape, &plain);
  if (!status) {
    const size_t wide = hug_dtype_bytes((hug_dtype)t->dtype);
    const char *from = hug_tensor_at(t);
    char *to = hug_tensor_at(plain);
    for (int64_t k = 0, count = hug_tensor_count(out); k < count; k++) memcpy(to + (size_t)k * wide, from + at[k] * (int64_t)wide, wide);
    status = hug_tensor_copy(out, plain);
  }
  hug_tensor_free(plain);
  hug_free(at);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *g, *gy = NULL;
  int64_t *at = NULL;
  HUG_TRY(hug_index_zeros(t, &g));
  hug_status status = places(c, g->stride, &at);
  if (!status) status = hug_tensor_packed(grads[0], (hug_dtype)g->dtype, &gy);
  for (int64_t k = 0, count = status ? 0 : hug_tensor_count(gy); k < count; k++)
    if (g->dtype == HUG_F32) ((float *)hug_tensor_at(g))[at[k]] += ((float *)hug_tensor_at(gy))[k];
    else ((double *)hug_tensor_at(g))[at[k]] += ((double *)hug_tensor_at(gy))[k];
  hug_tensor_free(gy);
  hug_free(at);
  if (status) {
    hug_tensor_free(g);
    return status;
  }
  return hug_call_grad(c, 0, 0, g);
}

const hug_op hug_op_gather = {
  .name = "gather", .source = "torch.gather",
  .doc = "At each position of `index`, the element of `input` whose place along `dim` it names, the other places being its own.",
  .samples = "randn(3,4), 1, tensor({{0,1},{3,3},{2,0}},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index") },
  .saves = HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};
