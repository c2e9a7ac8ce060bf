/* topk.c: the largest or smallest few along a dim: topk. */
#include "rows.h"
#include <stdlib.h>
#include <string.h>

typedef struct choice {
  int64_t k;
  bool smallest;
} choice;

/* Whether value a (at place i) comes before b (at j): NaN is larger than all, and of equals the first wins. */
#define BEFORE(a, i, b, j, smallest) \
  ((a) != (a) || (b) != (b) ? ((a) != (a) && (b) != (b) ? (i) < (j) : ((a) != (a)) != (smallest)) \
   : (a) == (b) ? (i) < (j) : ((a) > (b)) != (smallest))

/* A heap of k places with the one that goes first at its root; then it is emptied from the back, which sorts it. */
#define TOPK_ROW(name, T)                                                                            \
  static void name##_sink(const T *x, int64_t *heap, int64_t n, int64_t at, bool smallest) {         \
    for (;;) {                                                                                       \
      int64_t child = 2 * at + 1, place;                                                             \
      if (child >= n) return;                                                                        \
      if (child + 1 < n && BEFORE(x[heap[child]], heap[child], x[heap[child + 1]], heap[child + 1], smallest)) child++; \
      if (BEFORE(x[heap[child]], heap[child], x[heap[at]], heap[at], smallest)) return;              \
      place = heap[at], heap[at] = heap[child], heap[child] = place;                                 \
      at = child;                                                                                    \
    }                                                                                                \
  }                                                                                                  \
  static void name(int64_t n, const T *x, T *values, int64_t *heap, const choice *c) {               \
    int64_t k = c->k;                                                                                \
    for (int64_t i = 0; i < k; i++) heap[i] = i;                                                     \
    for (int64_t i = k / 2 - 1; i >= 0; i--) name##_sink(x, heap, k, i, c->smallest);                \
    for (int64_t i = k; i < n && k; i++)                                                             \
      if (BEFORE(x[i], i, x[heap[0]], heap[0], c->smallest)) {                                       \
        heap[0] = i;                                                                                 \
        name##_sink(x, heap, k, 0, c->smallest);                                                     \
      }                                                                                              \
    for (int64_t left = k - 1; left > 0; left--) {                                                   \
      int64_t place = heap[0];                                                                       \
      heap[0] = heap[left], heap[left] = place;                                                      \
      name##_sink(x, heap, left, 0, c->smallest);                                                    \
    }                                                                                                \
    for (int64_t i = 0; i < k; i++) values[i] = x[heap[i]];                                          \
  }
TOPK_ROW(topk_f32, float)
TOPK_ROW(topk_f64, double)
TOPK_ROW(topk_i64, int64_t)

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t shape[HUG_MAX_DIMS], k = c->args[1].i;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[2].i, &dim));
  int64_t size = t->ndim ? t->shape[dim] : 1;
  if (k < 0 || k > size) return hug_op_fail(c, HUG_EARG, "k %lld is not within 0..%lld, the size of dim %d", (long long)k, (long long)size, dim);
  memcpy(shape, t->shape, sizeof shape);
  if (t->ndim) shape[dim] = k;
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, shape));
  return hug_call_out(c, 1, HUG_I64, t->ndim, shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *x, *values = NULL, *places = NULL, *shaped = NULL;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[2].i, &dim));
  uint32_t dims = t->ndim ? 1u << dim : 0;
  hug_dtype type = hug_compute_type((hug_dtype)t->dtype);
  choice ch = { c->args[1].i, !c->args[3].b };
  HUG_TRY(hug_rows_pack(t, dims, type, &x));
  int64_t rows = x->shape[0], n = x->shape[1];
  hug_status status = hug_tensor_make(type, 2, (int64_t[]){ rows, ch.k }, &values);
  if (!status) status = hug_tensor_make(HUG_I64, 2, (int64_t[]){ rows, ch.k }, &places);
  for (int64_t row = 0; row < rows && !status; row++) {
    int64_t *at = (int64_t *)hug_tensor_at(places) + row * ch.k;
    char *from = hug_tensor_at(x) + (size_t)(row * n) * hug_dtype_bytes(type), *to = hug_tensor_at(values) + (size_t)(row * ch.k) * hug_dtype_bytes(type);
    if (type == HUG_F32) topk_f32(n, (float *)from, (float *)to, at, &ch);
    else if (type == HUG_F64) topk_f64(n, (double *)from, (double *)to, at, &ch);
    else topk_i64(n, (int64_t *)from, (int64_t *)to, at, &ch);
  }
  if (!status) status = hug_rows_unpack(values, c->out[0], dims, &shaped);
  if (!status) status = hug_tensor_copy(c->out[0], shaped);
  hug_tensor_free(shaped);
  shaped = NULL;
  if (!status) status = hug_rows_unpack(places, c->out[1], dims, &shaped);
  if (!status) status = hug_tensor_copy(c->out[1], shaped);
  hug_tensor_free(shaped);
  hug_tensor_free(places);
  hug_tensor_free(values);
  hug_tensor_free(x);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  int dim;
  HUG_TRY(hug_op_dim(c, c->args[0].tensor, c->args[2].i, &dim));
  return hug_rows_return(c, grads[0], c->out[1], c->args[0].tensor->ndim ? 1u << dim : 0);
}

const hug_op hug_op_topk = {
  .name = "topk", .source = "torch.topk",
  .doc = "The `k` largest (or smallest) elements along `dim`, in order, and their indices; of equal ones the first come first.",
  .samples = "randn(3,5), 2; randn(3,5), {k=2, dim=0, largest=false}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("k"), HUG_P_INT_OR("dim", -1), HUG_P_BOOL_OR("largest", true), HUG_P_BOOL_OR("sorted", true) },
  .outputs = { "values", "indices" }, .saves = HUG_SAVE_OUT(1), .infer = infer, .run = run, .backward = backward,
};
