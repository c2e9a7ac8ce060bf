/* split.c: a tensor as a list of its parts along a dim, all views: split, chunk, tensor_split, unbind. */
#include "view.h"
#include <string.h>

/* Appends elements start..stop-1 of `dim`. */
static hug_status add_part(hug_call *c, int dim, int64_t start, int64_t stop) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t shape[HUG_MAX_DIMS];
  memcpy(shape, t->shape, sizeof shape);
  shape[dim] = stop > start ? stop - start : 0;
  return hug_call_view(c, c->outs, t->ndim, shape, t->stride, shape[dim] ? start * t->stride[dim] : 0);
}

static hug_status dim_to_split(hug_call *c, const hug_value *v, int *dim) {
  if (c->args[0].tensor->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "a tensor without dims has no parts");
  return hug_op_dim(c, c->args[0].tensor, v->i, dim);
}

/* So many parts are a mistake, not a wish, and would fill the memory. */
static hug_status parts_fit(const hug_call *c, int64_t parts) {
  enum { MOST = 1 << 22 };
  if (parts <= MOST) return HUG_OK;
  return hug_op_fail(c, HUG_EARG, "`%s` makes %lld parts, of which a list has at most %d", c->op->params[1].name,
                     (long long)parts, MOST);
}

/* Parts of `length` each, the last as long as what is left. */
static hug_status even_parts(hug_call *c, int dim, int64_t length) {
  int64_t size = c->args[0].tensor->shape[dim];
  if (size == 0 || length == 0) return add_part(c, dim, 0, 0);
  HUG_TRY(parts_fit(c, size / length));
  for (int64_t at = 0; at < size; at += length) HUG_TRY(add_part(c, dim, at, at + length < size ? at + length : size));
  return HUG_OK;
}

static hug_status split_infer(hug_call *c) {
  const hug_value *v = &c->args[1];
  int dim;
  HUG_TRY(dim_to_split(c, &c->args[2], &dim));
  int64_t size = c->args[0].tensor->shape[dim], at = 0;
  if (v->single) {
    if (v->ints[0] < 0 || (v->ints[0] == 0 && size))
      return hug_op_fail(c, HUG_EARG, "split_size_or_sections is %lld: parts must have elements", (long long)v->ints[0]);
    return even_parts(c, dim, v->ints[0]);
  }
  bool fits = true;
  for (int k = 0; k < v->count && fits; k++) {
    fits = v->ints[k] >= 0 && v->ints[k] <= size - at;
    if (fits) at += v->ints[k];
  }
  if (!fits || at != size)
    return hug_op_fail(c, HUG_ESHAPE, "split_size_or_sections must add up to the %lld elements of dim %d", (long long)size, dim);
  at = 0;
  for (int k = 0; k < v->count; k++) {
    HUG_TRY(add_part(c, dim, at, at + v->ints[k]));
    at += v->ints[k];
  }
  return HUG_OK;
}

static hug_status chunk_infer(hug_call *c) {
  int dim;
  int64_t chunks = c->args[1].i;
  HUG_TRY(dim_to_split(c, &c->args[2], &dim));
  if (chunks < 1) return hug_op_fail(c, HUG_EARG, "chunks is %lld but must be at least 1", (long long)chunks);
  int64_t size = c->args[0].tensor->shape[dim];
  if (size == 0) {
    HUG_TRY(parts_fit(c, chunks));
    for (int64_t k = 0; k < chunks; k++) HUG_TRY(add_part(c, dim, 0, 0));
    return HUG_OK;
  }
  return even_parts(c, dim, size / chunks + (size % chunks != 0));
}

static hug_status tensor_split_infer(hug_call *c) {
  const hug_value *v = &c->args[1];
  int dim;
  HUG_TRY(dim_to_split(c, &c->args[2], &dim));
  int64_t size = c->args[0].tensor->shape[dim], at = 0;
  if (v->single) {
    int64_t sections = v->ints[0];
    if (sections < 1) return hug_op_fail(c, HUG_EARG, "indices_or_sections is %lld but must be at least 1", (long long)sections);
    HUG_TRY(parts_fit(c, sections));
    for (int64_t k = 0; k < sections; k++) {
      int64_t length = size / sections + (k < size % sections);
      HUG_TRY(add_part(c, dim, at, at + length));
      at += length;
    }
    return HUG_OK;
  }
  for (int k = 0; k <= v->count; k++) {
    int64_t stop = k == v->count ? size : v->ints[k] < 0 ? v->ints[k] + size : v->ints[k];
    stop = stop < 0 ? 0 : stop > size ? size : stop;
    HUG_TRY(add_part(c, dim, at, stop));
    at = stop;
  }
  return HUG_OK;
}

static hug_status unbind_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(dim_to_split(c, &c->args[1], &dim));
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  for (int d = 0, to = 0; d < t->ndim; d++)
    if (d != dim) {
      shape[to] = t->shape[d];
      stride[to++] = t->stride[d];
    }
  HUG_TRY(parts_fit(c, t->shape[dim]));
  for (int64_t k = 0; k < t->shape[dim]; k++) HUG_TRY(hug_call_view(c, (int)k, t->ndim - 1, shape, stride, k * t->stride[dim]));
  return HUG_OK;
}

const hug_op hug_op_split = {
  .name = "split", .source = "torch.split",
  .doc = "Parts of `split_size_or_sections` elements of `dim` each, or of the sizes in the list, as a list of views.",
  .samples = "randn(5,2), 2; randn(2,6), {1,3,2}, 1",
  .params = { HUG_P_TENSOR("tensor"), HUG_P_INTS("split_size_or_sections"), HUG_P_INT_OR("dim", 0) },
  .flags = HUG_OP_VIEW | HUG_OP_LIST, .infer = split_infer, .backward = hug_view_backward,
};

const hug_op hug_op_chunk = {
  .name = "chunk", .source = "torch.chunk",
  .doc = "At most `chunks` parts of equal size, the last one smaller, as a list of views.",
  .samples = "randn(5,2), 3",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("chunks"), HUG_P_INT_OR("dim", 0) },
  .flags = HUG_OP_VIEW | HUG_OP_LIST, .infer = chunk_infer, .backward = hug_view_backward,
};

const hug_op hug_op_tensor_split = {
  .name = "tensor_split", .source = "torch.tensor_split",
  .doc = "Exactly `indices_or_sections` parts, sizes differing by at most one, or parts that end before the indices in the list; as views.",
  .samples = "randn(7,2), 3; randn(7,2), {2,5}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("indices_or_sections"), HUG_P_INT_OR("dim", 0) },
  .flags = HUG_OP_VIEW | HUG_OP_LIST, .infer = tensor_split_infer, .backward = hug_view_backward,
};

const hug_op hug_op_unbind = {
  .name = "unbind", .source = "torch.unbind",
  .doc = "The elements of `dim` as a list of views without that dim.",
  .samples = "randn(3,2); randn(3,2), 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", 0) },
  .flags = HUG_OP_VIEW | HUG_OP_LIST, .infer = unbind_infer, .backward = hug_view_backward,
};
