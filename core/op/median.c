/* median.c: the element that a given number of others come before: kthvalue, median, nanmedian.  It is found without
** sorting. */
#include "order.h"
#include "rows.h"
#include <math.h>

typedef enum rank { KTH, MEDIAN, NANMEDIAN } rank;

typedef struct search {
  rank rank;
  hug_dtype type;
  int64_t k;                  /* KTH: from 0 */
  atomic_bool failed;
} search;

/* How many of n elements are NaN, and the first of them. */
static int64_t count_nan(hug_dtype type, int64_t n, const void *x, int64_t *first) {
  int64_t count = 0;
  if (type == HUG_I64) return 0;
  for (int64_t i = 0; i < n; i++) {
    double v = type == HUG_F32 ? ((const float *)x)[i] : ((const double *)x)[i];
    if (v != v && count++ == 0) *first = i;
  }
  return count;
}

static int64_t place_in(const search *s, int64_t n, const void *x, hug_order_room *room) {
  int64_t k = s->k, first = 0;
  if (s->rank != KTH) {
    int64_t nan = count_nan(s->type, n, x, &first);
    if (nan == n || (nan && s->rank == MEDIAN)) return first;
    k = (n - nan - 1) / 2;
  }
  return hug_order_find(s->type, n, x, k, room);
}

static void search_row(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  search *s = (search *)context;
  hug_order_room room;
  if (!hug_order_room_make(&room, s->type, n)) {
    atomic_store(&s->failed, true);
    return;
  }
  int64_t place = place_in(s, n, in, &room);
  hug_order_room_free(&room);
  if (s->type == HUG_F32) *(float *)out = ((const float *)in)[place];
  else if (s->type == HUG_F64) *(double *)out = ((const double *)in)[place];
  else *(int64_t *)out = ((const int64_t *)in)[place];
  if (indices) *indices = place;
}

/* The dims of the row: argument `arg`, or all of them. */
static hug_status dims_of(const hug_call *c, int arg, uint32_t *dims) {
  hug_value list = c->args[arg];
  list.count = 1;
  list.ints = &c->args[arg].i;
  return hug_op_dims(c, c->args[0].tensor, &list, dims);
}

static bool is_kth(const hug_call *c) { return c->op == &hug_op_kthvalue; }

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const int arg = is_kth(c) ? 2 : 1;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(dims_of(c, arg, &dims));
  int64_t n = hug_reduced_length(t, dims);
  HUG_TRY(hug_order_check(c, n));
  if (c->args[arg].given && n == 0)
    return hug_op_fail(c, HUG_ESHAPE, "no elements along dim %lld", (long long)c->args[arg].i);
  if (is_kth(c) && (c->args[1].i < 1 || c->args[1].i > n))
    return hug_op_fail(c, HUG_EARG, "k %lld is not within 1..%lld", (long long)c->args[1].i, (long long)n);
  int ndim = hug_reduced_shape(t, dims, c->args[arg].given && c->args[arg + 1].b, shape);
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, ndim, shape));
  return c->args[arg].given ? hug_call_out(c, 1, HUG_I64, ndim, shape) : HUG_OK;
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const int arg = is_kth(c) ? 2 : 1;
  hug_tensor *out = c->out[0];
  uint32_t dims;
  search s = { c->op == &hug_op_median ? MEDIAN : NANMEDIAN, hug_compute_type((hug_dtype)t->dtype), 0, false };
  if (is_kth(c)) s.rank = KTH, s.k = c->args[1].i - 1;
  HUG_TRY(dims_of(c, arg, &dims));
  if (!c->args[arg].given && hug_tensor_count(t) == 0) {       /* torch.median() of nothing */
    hug_convert((hug_dtype)out->dtype, hug_tensor_at(out), 1, HUG_F64, &(double){ NAN }, 1, 1);
    return HUG_OK;
  }
  HUG_TRY(hug_walk_rows(t, dims, s.type, out, s.type, c->args[arg].given ? c->out[1] : NULL, search_row, &s));
  return atomic_load(&s.failed) ? hug_fail(HUG_ENOMEM, "no memory to order a row") : HUG_OK;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const int arg = is_kth(c) ? 2 : 1;
  uint32_t dims;
  HUG_TRY(dims_of(c, arg, &dims));
  if (c->args[arg].given) return hug_rows_return(c, grads[0], c->out[1], dims);
  return hug_rows_share(c, grads[0], c->out[0], dims);
}

#define MEDIAN_OP \
  .samples = "randn(3, 5); randn(3, 4), 1; randn(3, 4), { dim = 0, keepdim = true }", \
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INT("dim"), HUG_P_BOOL_OR("keepdim", false) }, \
  .outputs = { "values", "indices" }, .saves = HUG_SAVE_ARG(0) | HUG_SAVE_OUT(0) | HUG_SAVE_OUT(1), \
  .infer = infer, .run = run, .backward = backward

const hug_op hug_op_kthvalue = {
  .name = "kthvalue", .source = "torch.kthvalue",
  .doc = "The `k`-th smallest element along `dim`, counted from 1, and its index: what `sort` has there.",
  .samples = "randn(3, 5), 2; randn(3, 5), { k = 3, dim = 0, keepdim = true }",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("k"), HUG_P_INT_OR("dim", -1), HUG_P_BOOL_OR("keepdim", false) },
  .outputs = { "values", "indices" }, .saves = HUG_SAVE_OUT(1), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_median = {
  .name = "median", .source = "torch.median",
  .doc = "The middle element, of two the lesser; with `dim`, those along it and their indices. NaN where any is; "
         "without `dim` equal elements share the gradient.",
  MEDIAN_OP,
};

const hug_op hug_op_nanmedian = {
  .name = "nanmedian", .source = "torch.nanmedian", .doc = "As `median`, but of the elements that are not NaN.",
  MEDIAN_OP,
};
