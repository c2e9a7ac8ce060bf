/* mode.c: the most frequent element along a dim: mode. */
#include "order.h"
#include "rows.h"

typedef struct counting {
  hug_dtype type;
  atomic_bool failed;
} counting;

/* Where in the order of a row the longest run of equal elements ends, the first of equally long ones.  NaN equals
** nothing. */
#define LONGEST_RUN(name, T)                                                            \
  static int64_t name(int64_t n, const T *x, const int64_t *places) {                   \
    int64_t longest = 0, end = 0;                                                       \
    for (int64_t first = 0, last; first < n; first = last) {                            \
      for (last = first + 1; last < n && x[places[last]] == x[places[first]];) last++;  \
      if (last - first > longest) longest = last - first, end = last - 1;               \
    }                                                                                   \
    return end;                                                                         \
  }
LONGEST_RUN(longest_f32, float)
LONGEST_RUN(longest_f64, double)
LONGEST_RUN(longest_i64, int64_t)

static void mode_row(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  counting *s = (counting *)context;
  hug_order_room room;
  int64_t few[64], *places = n <= 64 ? few : hug_alloc_data((size_t)n * sizeof *places);
  if (!places || !hug_order_room_make(&room, s->type, n)) {
    atomic_store(&s->failed, true);
    if (places != few) hug_free(places);
    return;
  }
  hug_order_row(s->type, false, n, in, NULL, places, &room);
  if (s->type == HUG_F32) *(float *)out = ((const float *)in)[*indices = places[longest_f32(n, in, places)]];
  else if (s->type == HUG_F64) *(double *)out = ((const double *)in)[*indices = places[longest_f64(n, in, places)]];
  else *(int64_t *)out = ((const int64_t *)in)[*indices = places[longest_i64(n, in, places)]];
  hug_order_room_free(&room);
  if (places != few) hug_free(places);
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  int64_t n = t->ndim ? t->shape[dim] : 1;
  HUG_TRY(hug_order_check(c, n));
  if (n == 0) return hug_op_fail(c, HUG_ESHAPE, "no elements along dim %d", dim);
  int ndim = hug_reduced_shape(t, t->ndim ? 1u << dim : 0, c->args[2].b, shape);
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, ndim, shape));
  return hug_call_out(c, 1, HUG_I64, ndim, shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  counting s = { hug_compute_type((hug_dtype)t->dtype), false };
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  HUG_TRY(hug_walk_rows(t, t->ndim ? 1u << dim : 0, s.type, c->out[0], s.type, c->out[1], mode_row, &s));
  return atomic_load(&s.failed) ? hug_fail(HUG_ENOMEM, "no memory to order a row") : HUG_OK;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  int dim;
  HUG_TRY(hug_op_dim(c, c->args[0].tensor, c->args[1].i, &dim));
  return hug_rows_return(c, grads[0], c->out[1], c->args[0].tensor->ndim ? 1u << dim : 0);
}

const hug_op hug_op_mode = {
  .name = "mode", .source = "torch.mode",
  .doc = "The most frequent element along `dim`, the smallest if there are several, and the index of its last "
         "occurrence.",
  .samples = "randn(3, 5); randn(3, 5), { dim = 0, keepdim = true }",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", -1), HUG_P_BOOL_OR("keepdim", false) },
  .outputs = { "values", "indices" }, .saves = HUG_SAVE_OUT(1), .infer = infer, .run = run, .backward = backward,
};
