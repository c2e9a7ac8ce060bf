/* kron.c: the Kronecker product: kron. */
#include "../kernel/kernel.h"
#include "scope.h"

/* Two matrices, or vectors as matrices of one row, of floats that lie side by side: [m, n] and [p, q]. */
typedef struct pair {
  const hug_row_loops *loops;
  hug_dtype type;
  int64_t bytes, n, p, q;
  const char *a, *b;
  char *y;                                /* [m p, n q] */
} pair;

static void rows_chunk(void *context, int64_t first, int64_t last) {
  const pair *w = context;
  for (int64_t row = first; row < last; row++)
    for (int64_t j = 0; j < w->n; j++) {
      const char *by = w->a + (row / w->p * w->n + j) * w->bytes;
      w->loops->scale(w->q, w->type == HUG_F32 ? (double)*(const float *)by : *(const double *)by,
                      w->b + row % w->p * w->q * w->bytes, w->y + (row * w->n + j) * w->q * w->bytes);
    }
}

static bool plain(const hug_tensor *t) {
  return (t->dtype == HUG_F32 || t->dtype == HUG_F64) && t->ndim > 0 && t->ndim < 3 && hug_tensor_contiguous(t)
      && (uintptr_t)hug_tensor_at(t) % hug_dtype_bytes((hug_dtype)t->dtype) == 0;
}

/* Without a gradient to come, rows of b are scaled to where they go. */
static hug_status matrices(hug_call *c, int ndim, const int64_t *shape, bool *done) {
  enum { SHORT = 8 };                     /* rows that are not worth a call */
  const hug_tensor *a = c->args[0].tensor, *b = c->args[1].tensor;
  hug_tensor *y;
  *done = plain(a) && plain(b) && a->dtype == b->dtype && hug_tensor_count(a) > 0 && b->shape[b->ndim - 1] >= SHORT
       && (c->flags & HUG_CALL_NO_GRAD || !hug_tape_wants(c));
  if (!*done) return HUG_OK;
  const hug_dtype type = (hug_dtype)a->dtype;
  HUG_TRY(hug_tensor_make(type, ndim, shape, &y));
  pair w = { hug_row_loops_of(type), type, (int64_t)hug_dtype_bytes(type), a->shape[a->ndim - 1],
             b->ndim == 2 ? b->shape[0] : 1, b->shape[b->ndim - 1], hug_tensor_at(a), hug_tensor_at(b), hug_tensor_at(y) };
  hug_parallel((a->ndim == 2 ? a->shape[0] : 1) * w.p, 1 + (1 << 14) / (w.n * w.q), rows_chunk, &w);
  return hug_call_set_out(c, 0, y);
}

/* Dims of a and b side by side: a0, b0, a1, b1, …, so that each pair becomes one dim.  Where these would be too many, the first
** dims are stretched beforehand to what they become: a's elements repeated one by one, b's as a whole. */
static hug_status compose(hug_call *c) {
  hug_tensor *side[2] = { c->args[0].tensor, c->args[1].tensor };
  const int ndim = side[0]->ndim > side[1]->ndim ? side[0]->ndim : side[1]->ndim;
  const int stretched = ndim > HUG_MAX_DIMS / 2 ? 2 * ndim - HUG_MAX_DIMS : 0;
  int64_t shape[2][HUG_MAX_DIMS], apart[2][HUG_MAX_DIMS], out[HUG_MAX_DIMS], count;
  for (int k = 0; k < 2; k++)
    for (int d = 0; d < ndim; d++) {
      int from = d - (ndim - side[k]->ndim);
      shape[k][d] = from < 0 ? 1 : side[k]->shape[from];
    }
  for (int d = 0; d < ndim; d++)
    if (__builtin_mul_overflow(shape[0][d], shape[1][d], &out[d])) return hug_op_fail(c, HUG_ESHAPE, "the result is too large");
  HUG_TRY(hug_shape_count(c->op->name, ndim, out, &count));
  bool done;
  HUG_TRY(matrices(c, ndim, out, &done));
  if (done) return HUG_OK;
  hug_scope s = hug_scope_of(c);
  for (int k = 0; k < 2; k++) side[k] = hug_do(&s, reshape, side[k], ndim, shape[k]);
  int64_t times[HUG_MAX_DIMS] = { 1, 1, 1, 1, 1, 1, 1, 1 };
  for (int d = 0; d < stretched; d++) {
    times[d] = shape[0][d];
    side[0] = hug_do(&s, repeat_interleave, side[0], hug_whole(&s, shape[1][d]), (int64_t)d, HUG_ABSENT);
  }
  if (stretched) side[1] = hug_do(&s, repeat, side[1], ndim, times);
  for (int k = 0; k < 2; k++) {
    int at = 0;
    for (int d = 0; d < ndim; d++) {
      if (d < stretched) apart[k][at++] = out[d];
      else apart[k][at++] = k == 0 ? shape[0][d] : 1, apart[k][at++] = k == 1 ? shape[1][d] : 1;
    }
    side[k] = hug_do(&s, reshape, side[k], at, apart[k]);
  }
  return hug_scope_end(&s, c, hug_do(&s, reshape, hug_do(&s, mul, side[0], side[1]), ndim, out));
}

const hug_op hug_op_kron = {
  .name = "kron", .source = "torch.kron",
  .doc = "The Kronecker product: a copy of `other` times each element of `input` in the place of that element. Missing dims are of "
         "size 1, in front.",
  .samples = "randn(2,2), randn(1,3); randn(2), randn(2,2)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("other") }, .compose = compose,
};
