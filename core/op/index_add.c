/* index_add.c: slices along one dim put where an index says: index_add, index_copy, index_fill. */
#include "along.h"
#include "index.h"
#include "scope.h"

enum { INPUT, DIM, INDEX, SOURCE, ALPHA };

static int64_t size_along(const hug_tensor *t, int dim) { return t->ndim ? t->shape[dim] : 1; }

static hug_status check_index(const hug_call *c, int *dim) {
  const hug_tensor *index = c->args[INDEX].tensor;
  HUG_TRY(hug_op_dim(c, c->args[INPUT].tensor, c->args[DIM].i, dim));
  HUG_TRY(hug_op_indices(c, "index", index));
  if (index->ndim > 1) return hug_op_fail(c, HUG_ESHAPE, "`index` has one dim, not %d", index->ndim);
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *source = c->args[SOURCE].tensor;
  int dim;
  HUG_TRY(check_index(c, &dim));
  if (source->dtype != t->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "`source` is %s, but `input` is %s", hug_dtype_infos[source->dtype].name,
                       hug_dtype_infos[t->dtype].name);
  bool fits = (source->ndim ? source->ndim : 1) == (t->ndim ? t->ndim : 1);
  for (int d = 0; fits && d < source->ndim; d++) fits = d == dim || source->shape[d] == size_along(t, d);
  if (!fits) {
    char have[128], want[128];
    hug_shape_text(source->ndim, source->shape, have, sizeof have);
    hug_shape_text(t->ndim, t->shape, want, sizeof want);
    return hug_op_fail(c, HUG_ESHAPE, "`source` has shape %s, which differs from `input`'s %s in more than dim %d", have, want,
                       dim);
  }
  if (size_along(source, dim) != hug_tensor_count(c->args[INDEX].tensor))
    return hug_op_fail(c, HUG_ESHAPE, "`index` names %lld places for %lld slices of `source`",
                       (long long)hug_tensor_count(c->args[INDEX].tensor), (long long)size_along(source, dim));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

/* The index as one for all positions of `like`. */
static hug_status index_of(const hug_call *c, const hug_tensor *like, const hug_tensor *written, int *dim, hug_tensor **out) {
  const hug_tensor *t = c->args[INPUT].tensor;
  hug_tensor *index;
  HUG_TRY(hug_op_dim(c, t, c->args[DIM].i, dim));
  HUG_TRY(hug_along_index(c, c->args[INDEX].tensor, *dim, size_along(t, *dim), c->op == &hug_op_index_fill, written, &index));
  hug_status status = hug_along_spread(index, *dim, like->ndim, like->shape, out);
  hug_tensor_free(index);
  return status;
}

static hug_status put(hug_call *c, hug_along_mode mode, const hug_tensor *like, const hug_tensor *values) {
  hug_tensor *index;
  int dim;
  HUG_TRY(index_of(c, like, c->out[0], &dim, &index));
  hug_status status = hug_along_put(c, mode, c->args[INPUT].tensor, dim, index, values);
  hug_tensor_free(index);
  return status;
}

/* What is at the places flows to the source, times alpha. */
static hug_status pass_to_source(hug_call *c, hug_tensor *gy, const hug_scalar *alpha) {
  hug_tensor *index, *g = NULL, *factor = NULL;
  int dim;
  if (!hug_call_wants(c, SOURCE, 0)) return HUG_OK;
  HUG_TRY(index_of(c, c->args[SOURCE].tensor, NULL, &dim, &index));
  hug_scope s = hug_scope_silent();
  g = hug_scope_hold(&s, hug_along_get(gy, dim, index, c->args[SOURCE].tensor, &g), &g);
  if (alpha && alpha->f != 1) {
    factor = hug_scope_hold(&s, hug_tensor_weak(*alpha, &factor), &factor);
    g = hug_do(&s, mul, g, factor);
  }
  hug_scope_grad(&s, c, SOURCE, 0, g);
  hug_tensor_free(index);
  return hug_scope_end(&s, c, NULL);
}

/* All flows to the input, but nothing where it was written over. */
static void pass_rest(hug_scope *s, hug_call *c, hug_tensor *gy) {
  if (hug_call_wants(c, INPUT, 0))
    hug_scope_grad(s, c, INPUT, 0, hug_do(s, index_fill, gy, c->args[DIM].i, c->args[INDEX].tensor, hug_whole(s, 0)));
}

/* ---- index_add ---- */

/* alpha in the category of the tensors, as torch has it: of integers without its fraction. */
static hug_scalar alpha_of(const hug_call *c) {
  const hug_dtype dtype = (hug_dtype)c->args[INPUT].tensor->dtype;
  hug_scalar alpha = c->args[ALPHA].scalar;
  if (hug_dtype_floating(dtype)) return alpha;
  int64_t whole = 0;
  hug_convert(HUG_I64, &whole, 1, alpha.category == HUG_FLOATING ? HUG_F64 : HUG_I64,
              alpha.category == HUG_FLOATING ? (void *)&alpha.f : (void *)&alpha.i, 1, 1);
  return hug_int(dtype == HUG_BOOL ? whole != 0 : whole);
}

static hug_status add_run(hug_call *c) {
  hug_tensor *source = c->args[SOURCE].tensor, *factor = NULL, *wide = NULL;
  hug_scalar alpha = alpha_of(c);
  if (alpha.f == 1) return put(c, HUG_ALONG_ADD, source, source);
  hug_scope s = hug_scope_silent();
  wide = hug_scope_hold(&s, hug_tensor_packed(source, hug_compute_type((hug_dtype)source->dtype), &wide), &wide);
  factor = hug_scope_hold(&s, hug_tensor_weak(alpha, &factor), &factor);
  hug_tensor *values = hug_do(&s, mul, wide, factor);
  if (hug_scope_ok(&s)) s.status = put(c, HUG_ALONG_ADD, source, values);
  return hug_scope_end(&s, c, NULL);
}

static hug_status add_backward(hug_call *c, hug_tensor *const *grads) {
  HUG_TRY(pass_to_source(c, grads[0], &c->args[ALPHA].scalar));
  return hug_call_grad(c, INPUT, 0, hug_tensor_retain(grads[0]));
}

const hug_op hug_op_index_add = {
  .name = "index_add", .source = "torch.index_add",
  .doc = "`input` with `alpha` times each slice of `source` along `dim` added to the slice that `index` [n] names for it.",
  .samples = "randn(3,4), 0, tensor({2,0,2},{dtype='i64'}), randn(3,4); "
             "randn(2,3), 1, tensor({1},{dtype='i64'}), randn(2,1), { alpha = 2 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index"), HUG_P_TENSOR("source"),
              HUG_P_SCALAR_OR("alpha", 1) },
  .flags = HUG_OP_INPLACE | HUG_OP_ELEMENTWISE, .saves = HUG_SAVE_ARG(INDEX),
  .infer = infer, .run = add_run, .backward = add_backward,
};

/* ---- index_copy ---- */

static hug_status copy_run(hug_call *c) {
  return put(c, HUG_ALONG_WRITE, c->args[SOURCE].tensor, c->args[SOURCE].tensor);
}

static hug_status copy_backward(hug_call *c, hug_tensor *const *grads) {
  HUG_TRY(pass_to_source(c, grads[0], NULL));
  hug_scope s = hug_scope_silent();
  pass_rest(&s, c, grads[0]);
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_index_copy = {
  .name = "index_copy", .source = "torch.index_copy",
  .doc = "`input` with each slice of `source` along `dim` in place of the slice that `index` [n] names for it; of those that "
         "share a place the last stays.",
  .samples = "randn(3,4), 0, tensor({2,0},{dtype='i64'}), randn(2,4); randn(2,3), 1, tensor({1},{dtype='i64'}), randn(2,1)",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index"), HUG_P_TENSOR("source") },
  .flags = HUG_OP_INPLACE | HUG_OP_ELEMENTWISE, .saves = HUG_SAVE_ARG(INDEX),
  .infer = infer, .run = copy_run, .backward = copy_backward,
};

/* ---- index_fill ---- */

enum { FILLING = SOURCE };

static hug_status fill_infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *value = c->args[FILLING].tensor;
  int dim;
  HUG_TRY(check_index(c, &dim));
  if (value->ndim)
    return hug_op_fail(c, HUG_ESHAPE, "`value` is a number or a tensor without dims, not of %d dims", value->ndim);
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status fill_run(hug_call *c) { return put(c, HUG_ALONG_WRITE, c->args[INPUT].tensor, c->args[FILLING].tensor); }

/* To the value flows all that was written over, once for each place. */
static hug_status fill_backward(hug_call *c, hug_tensor *const *grads) {
  hug_scope s = hug_scope_silent();
  hug_tensor *gy = grads[0];
  pass_rest(&s, c, gy);
  if (hug_call_wants(c, FILLING, 0)) {
    const hug_scalar no = { HUG_BOOLEAN, 0, 0 }, yes = { HUG_BOOLEAN, 1, 1 };
    hug_tensor *number = NULL;
    hug_tensor *mask = hug_do(&s, full_like, gy, &no, HUG_BOOL);
    number = hug_scope_hold(&s, hug_tensor_weak(yes, &number), &number);
    mask = hug_do(&s, index_fill, mask, c->args[DIM].i, c->args[INDEX].tensor, number);
    hug_tensor *filled = hug_do(&s, where, mask, gy, hug_whole(&s, 0));
    hug_scope_grad(&s, c, FILLING, 0, hug_do(&s, sum, filled, 0, NULL, 0, HUG_NO_DTYPE));
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_index_fill = {
  .name = "index_fill", .source = "torch.index_fill",
  .doc = "`input` with the slices along `dim` that `index` [n] names filled with `value`; negative indices count from the end.",
  .samples = "randn(3,4), 1, tensor({0,-1},{dtype='i64'}), 2.5",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index"), HUG_P_OPERAND("value") },
  .flags = HUG_OP_INPLACE | HUG_OP_ELEMENTWISE, .saves = HUG_SAVE_ARG(INDEX),
  .infer = fill_infer, .run = fill_run, .backward = fill_backward,
};
