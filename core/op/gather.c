/* gather.c: elements along one dim, each position choosing its own: gather, take_along_dim; and from anywhere: take. */
#include "along.h"
#include "index.h"
#include "scope.h"
#include <string.h>

/* ---- gather ---- */

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor, *index = c->args[2].tensor;
  int dim;
  HUG_TRY(hug_along_check(c, t, c->args[1].i, index, NULL, &dim));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, index->ndim, index->shape);
}

static hug_status index_of(const hug_call *c, int *dim, hug_tensor **index) {
  const hug_tensor *t = c->args[0].tensor;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, dim));
  return hug_along_index(c, c->args[2].tensor, *dim, t->ndim ? t->shape[*dim] : 1, false, NULL, index);
}

static hug_status run(hug_call *c) {
  hug_tensor *index;
  int dim;
  HUG_TRY(index_of(c, &dim, &index));
  hug_along_move(HUG_ALONG_READ, c->args[0].tensor, dim, index, c->out[0]);
  hug_tensor_free(index);
  return HUG_OK;
}

/* Adds up, in zeros of the shape of input, what came from each of its places. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *index, *g = NULL, *gy = NULL;
  int dim;
  HUG_TRY(index_of(c, &dim, &index));
  hug_status status = hug_index_zeros(c->args[0].tensor, &g);
  if (!status) status = hug_tensor_packed(grads[0], (hug_dtype)g->dtype, &gy);
  if (!status) hug_along_move(HUG_ALONG_ADD, g, dim, index, gy);
  hug_tensor_free(gy);
  hug_tensor_free(index);
  if (!status) return hug_call_grad(c, 0, 0, g);
  hug_tensor_free(g);
  return status;
}

const hug_op hug_op_gather = {
  .name = "gather", .source = "torch.gather",
  .doc = "At each position of `index`, the element of `input` whose place along `dim` it names, the other places being its "
         "own.",
  .samples = "randn(3,4), 1, tensor({{0,1},{3,3},{2,0}},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index") },
  .saves = HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};

/* ---- take_along_dim ---- */

/* The shapes that input and indices broadcast to: their own along dim. */
static hug_status spread_shapes(const hug_call *c, int dim, int64_t *input_shape, int64_t *index_shape) {
  const hug_tensor *t = c->args[0].tensor, *indices = c->args[1].tensor;
  if (t->ndim != indices->ndim)
    return hug_op_fail(c, HUG_ESHAPE, "`indices` has %d dims, `input` %d: they must be equal", indices->ndim, t->ndim);
  for (int d = 0; d < t->ndim; d++) {
    int64_t a = t->shape[d], b = indices->shape[d], both = a == 1 ? b : a;
    if (d != dim && b != 1 && b != both)
      return hug_op_fail(c, HUG_ESHAPE, "dim %d of `input` has size %lld and of `indices` %lld, which do not broadcast", d,
                         (long long)a, (long long)b);
    input_shape[d] = d == dim ? a : both;
    index_shape[d] = d == dim ? b : both;
  }
  return HUG_OK;
}

static hug_status take_along_dim(hug_call *c) {
  hug_tensor *t = c->args[0].tensor, *indices = c->args[1].tensor, *index = NULL;
  int64_t input_shape[HUG_MAX_DIMS], index_shape[HUG_MAX_DIMS], line = -1;
  bool flat = !c->args[2].given;
  int dim = 0;
  HUG_TRY(hug_op_indices(c, "indices", indices));
  if (!flat) HUG_TRY(hug_op_dim(c, t, c->args[2].i, &dim));
  if (!flat) HUG_TRY(spread_shapes(c, dim, input_shape, index_shape));
  int64_t size = flat ? hug_tensor_count(t) : t->ndim ? t->shape[dim] : 1;
  hug_scope s = hug_scope_of(c);
  indices = hug_scope_hold(&s, hug_along_index(c, indices, dim, size, true, NULL, &index), &index);
  t = flat ? hug_do(&s, reshape, t, 1, &line) : hug_do(&s, expand, t, t->ndim, input_shape);
  indices = flat ? hug_do(&s, reshape, indices, 1, &line) : hug_do(&s, expand, indices, indices->ndim, index_shape);
  return hug_scope_end(&s, c, hug_do(&s, gather, t, (int64_t)dim, indices));
}

const hug_op hug_op_take_along_dim = {
  .name = "take_along_dim", .source = "torch.take_along_dim",
  .doc = "The elements of `input` at the places along `dim` that `indices` names, as `gather` does; other dims broadcast, and "
         "negative indices count from the end. Without `dim` both are taken as one row.",
  .samples = "randn(3,4), tensor({{0,1},{3,3},{2,-4}},{dtype='i64'}), 1; randn(2,1), tensor({{1,0,1}},{dtype='i64'}), 0; "
             "randn(2,3), tensor({5,-5},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("indices"), HUG_P_OPTIONAL_INT("dim") },
  .compose = take_along_dim,
};

/* ---- take ---- */

static hug_status take_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor, *index = c->args[1].tensor;
  HUG_TRY(hug_op_indices(c, "index", index));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, index->ndim, index->shape);
}

/* Moves elements between t, contiguous, and `plain` of index's shape. */
static hug_status take_move(const hug_call *c, hug_along_mode mode, hug_tensor *t, hug_tensor *plain) {
  const hug_tensor *given = c->args[1].tensor;
  int64_t count = hug_tensor_count(t), stride[HUG_MAX_DIMS] = { 0 };
  int last = given->ndim ? given->ndim - 1 : 0, ndim = given->ndim ? given->ndim : 1;
  hug_tensor *index, *row = NULL;
  HUG_TRY(hug_along_index(c, given, 0, count, true, NULL, &index));
  stride[last] = 1;           /* of the other dims it does not matter where a position lies */
  int64_t shape[HUG_MAX_DIMS] = { 1 };
  memcpy(shape, index->shape, sizeof(int64_t) * (size_t)index->ndim);
  hug_status status = hug_tensor_view(t, ndim, shape, stride, t->offset, &row);
  if (!status) hug_along_move(mode, row, last, index, plain);
  hug_tensor_free(row);
  hug_tensor_free(index);
  return status;
}

static hug_status take_run(hug_call *c) {
  hug_tensor *plain, *t = c->args[0].tensor;
  HUG_TRY(hug_tensor_packed(t, (hug_dtype)t->dtype, &plain));
  hug_status status = take_move(c, HUG_ALONG_READ, plain, c->out[0]);
  hug_tensor_free(plain);
  return status;
}

static hug_status take_backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *g, *gy = NULL;
  HUG_TRY(hug_index_zeros(c->args[0].tensor, &g));
  hug_status status = hug_tensor_packed(grads[0], (hug_dtype)g->dtype, &gy);
  if (!status) status = take_move(c, HUG_ALONG_ADD, g, gy);
  hug_tensor_free(gy);
  if (!status) return hug_call_grad(c, 0, 0, g);
  hug_tensor_free(g);
  return status;
}

const hug_op hug_op_take = {
  .name = "take", .source = "torch.take",
  .doc = "The elements of `input` that `index` names, as if it were one row; negative indices count from the end. The result "
         "has the shape of `index`.",
  .samples = "randn(3,4), tensor({{0,11},{-1,5}},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("index") },
  .saves = HUG_SAVE_ARG(1), .infer = take_infer, .run = take_run, .backward = take_backward,
};
