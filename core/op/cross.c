/* cross.c: the cross product of vectors of three: cross. */
#include "scope.h"
#include <string.h>

static hug_status infer(hug_call *c) {
  hug_tensor *both[2] = { c->args[0].tensor, c->args[1].tensor };
  int64_t shape[HUG_MAX_DIMS];
  int ndim, dim;
  if (both[0]->dtype != both[1]->dtype || both[0]->dtype == HUG_BOOL)
    return hug_op_fail(c, HUG_EDTYPE, "takes two tensors of one type of numbers, not %s and %s", hug_dtype_infos[both[0]->dtype].name,
                       hug_dtype_infos[both[1]->dtype].name);
  if (both[0]->ndim == 0 || both[0]->ndim != both[1]->ndim)
    return hug_op_fail(c, HUG_ESHAPE, "`input` and `other` have equally many dims, at least 1, not %d and %d", both[0]->ndim,
                       both[1]->ndim);
  HUG_TRY(hug_op_dim(c, both[0], c->args[2].i, &dim));
  if (both[0]->shape[dim] != 3 || both[1]->shape[dim] != 3)
    return hug_op_fail(c, HUG_ESHAPE, "dim %d has size %lld and %lld, but must have 3", dim, (long long)both[0]->shape[dim],
                       (long long)both[1]->shape[dim]);
  HUG_TRY(hug_op_broadcast(c, 2, both, &ndim, shape));
  return hug_call_out(c, 0, (hug_dtype)both[0]->dtype, ndim, shape);
}

/* in: a, b, c, d: a d - b c, of integers wrapping around. */
#define LOOP(name, T, U)                                                                             \
  static void name(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) { \
    const T *a = in[0], *b = in[1], *c = in[2], *d = in[3];                                          \
    T *y = out;                                                                                      \
    (void)context;                                                                                   \
    for (int64_t i = 0; i < n; i++)                                                                  \
      y[i] = (T)((U)a[i * step[0]] * (U)d[i * step[3]] - (U)b[i * step[1]] * (U)c[i * step[2]]);     \
  }
LOOP(loop_f32, float, float)
LOOP(loop_f64, double, double)
LOOP(loop_i64, int64_t, uint64_t)

/* Element i is a[j] b[k] - a[k] b[j], where i, j, k go round. */
static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0];
  const hug_dtype type = hug_compute_type((hug_dtype)out->dtype);
  const hug_loop loop = type == HUG_F32 ? loop_f32 : type == HUG_F64 ? loop_f64 : loop_i64;
  hug_scope s = hug_scope_silent();
  for (int64_t i = 0; i < 3 && hug_scope_ok(&s); i++) {
    hug_tensor *a = c->args[0].tensor, *b = c->args[1].tensor;
    const int64_t dim = c->args[2].i, j = (i + 1) % 3, k = (i + 2) % 3;
    hug_tensor *in[4] = { hug_do(&s, select, a, dim, j), hug_do(&s, select, a, dim, k), hug_do(&s, select, b, dim, j),
                          hug_do(&s, select, b, dim, k) };
    hug_tensor *part = hug_do(&s, select, out, dim, i);
    if (hug_scope_ok(&s)) s.status = hug_walk(part, type, 4, in, type, loop, NULL);
  }
  return hug_scope_end(&s, c, NULL);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_scope s = hug_scope_silent();
  hug_tensor *a = c->args[0].tensor, *b = c->args[1].tensor, *g = grads[0];
  if (hug_call_wants(c, 0, 0)) hug_scope_grad(&s, c, 0, 0, hug_do(&s, cross, b, g, c->args[2].i));
  if (hug_call_wants(c, 1, 0)) hug_scope_grad(&s, c, 1, 0, hug_do(&s, cross, g, a, c->args[2].i));
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_cross = {
  .name = "cross", .source = "torch.linalg.cross",
  .doc = "The cross product of the vectors along `dim`, of size 3, of `input` and `other`, whose other dims broadcast.",
  .samples = "randn(2,3), randn(2,3); randn(3,2), randn(3,1), 0",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("other"), HUG_P_INT_OR("dim", -1) },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), .saves_for = (const uint32_t[]){ HUG_SAVE_ARG(1), HUG_SAVE_ARG(0), 0 },
  .infer = infer, .run = run, .backward = backward,
};
