/* diag.c: diagonals taken out of matrices and put into them: diag, diag_embed, trace.  (diagonal is a view: slice.c.) */
#include "scope.h"
#include <string.h>

enum { INPUT, OFFSET, DIM1, DIM2 };

/* ---- diag_embed ---- */

static hug_status embed_infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  const int64_t offset = c->args[OFFSET].i, places = t->ndim + 1;
  int64_t shape[HUG_MAX_DIMS], dims[2] = { c->args[DIM1].i, c->args[DIM2].i }, side, count;
  if (t->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "a tensor without dims is no diagonal");
  if (t->ndim == HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "the result would have more than %d dims", HUG_MAX_DIMS);
  for (int k = 0; k < 2; k++) {
    if (dims[k] < -places || dims[k] >= places)
      return hug_op_fail(c, HUG_ESHAPE, "`%s` %lld is outside the result's dims, 0..%lld or -%lld..-1", k ? "dim2" : "dim1",
                         (long long)dims[k], (long long)places - 1, (long long)places);
    if (dims[k] < 0) dims[k] += places;
  }
  if (dims[0] == dims[1]) return hug_op_fail(c, HUG_ESHAPE, "`dim1` and `dim2` are both %lld", (long long)dims[0]);
  if (offset <= -INT64_MAX || __builtin_add_overflow(t->shape[t->ndim - 1], offset < 0 ? -offset : offset, &side))
    return hug_op_fail(c, HUG_ESHAPE, "the result is too large");
  for (int d = 0, from = 0; d < places; d++) shape[d] = d == dims[0] || d == dims[1] ? side : t->shape[from++];
  HUG_TRY(hug_shape_count(c->op->name, (int)places, shape, &count));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, (int)places, shape);
}

static hug_tensor *diagonal_of(hug_scope *s, const hug_call *c, hug_tensor *t) {
  return hug_do(s, diagonal, t, c->args[OFFSET].i, c->args[DIM1].i, c->args[DIM2].i);
}

static hug_status embed_run(hug_call *c) {
  hug_scope s = hug_scope_silent();
  hug_tensor *out = c->out[0], *place = diagonal_of(&s, c, out), *zero = hug_whole(&s, 0);
  if (hug_scope_ok(&s)) s.status = hug_tensor_copy(out, zero);
  if (hug_scope_ok(&s)) s.status = hug_tensor_copy(place, c->args[INPUT].tensor);
  return hug_scope_end(&s, c, NULL);
}

static hug_status embed_backward(hug_call *c, hug_tensor *const *grads) {
  hug_scope s = hug_scope_silent();
  hug_scope_grad(&s, c, INPUT, 0, diagonal_of(&s, c, grads[0]));
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_diag_embed = {
  .name = "diag_embed", .source = "torch.diag_embed",
  .doc = "Square matrices, in `dim1` and `dim2` of the result, with the last dim of `input` on the diagonal that is `offset` places "
         "above the main one, and zeros elsewhere.",
  .samples = "randn(2,3); randn(2,3), -1, 0, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("offset", 0), HUG_P_INT_OR("dim1", -2), HUG_P_INT_OR("dim2", -1) },
  .infer = embed_infer, .run = embed_run, .backward = embed_backward,
};

/* ---- diag ---- */

static hug_status diag(hug_call *c) {
  hug_tensor *t = c->args[INPUT].tensor;
  const int64_t offset = c->args[OFFSET].i, zero = 0, one = 1;
  if (t->ndim != 1 && t->ndim != 2) return hug_op_fail(c, HUG_ESHAPE, "takes a vector or a matrix, not %d dims", t->ndim);
  hug_scope s = hug_scope_of(c);
  if (t->ndim == 1) return hug_scope_end(&s, c, hug_do(&s, diag_embed, t, offset, zero, one));
  return hug_scope_end(&s, c, hug_do(&s, clone, hug_do(&s, diagonal, t, offset, zero, one), HUG_NO_DTYPE));
}

const hug_op hug_op_diag = {
  .name = "diag", .source = "torch.diag",
  .doc = "Of a vector, the square matrix with it on the diagonal that is `diagonal` places above the main one; of a matrix, that "
         "diagonal.",
  .samples = "randn(3); randn(2), -1; randn(3,4), 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("diagonal", 0) }, .compose = diag,
};

/* ---- trace ---- */

static hug_status trace(hug_call *c) {
  hug_tensor *t = c->args[INPUT].tensor;
  if (t->ndim != 2) return hug_op_fail(c, HUG_ESHAPE, "takes a matrix, not a tensor of %d dims", t->ndim);
  hug_scope s = hug_scope_of(c);
  hug_tensor *main = hug_do(&s, diagonal, t, (int64_t)0, (int64_t)0, (int64_t)1);
  return hug_scope_end(&s, c, hug_do(&s, sum, main, 0, NULL, 0, HUG_NO_DTYPE));
}

const hug_op hug_op_trace = {
  .name = "trace", .source = "torch.trace", .doc = "The sum of the main diagonal of a matrix.",
  .samples = "randn(3,3); randn(2,4)",
  .params = { HUG_P_TENSOR("input") }, .compose = trace,
};
