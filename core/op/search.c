/* search.c: where numbers belong in sorted rows: searchsorted, bucketize. */
#include "op.h"
#include "scope.h"
#include <string.h>

enum { GRAIN = 2048 };        /* searches that are worth another thread */

/* The arguments of either operation. */
typedef struct question {
  hug_tensor *sorted, *values, *sorter;
  bool right, narrow;         /* behind equal elements; results are i32 */
} question;

static hug_status read_question(const hug_call *c, question *q) {
  const hug_value *v = c->args;
  if (c->op == &hug_op_bucketize) {
    *q = (question){ v[1].tensor, v[0].tensor, NULL, v[3].b, v[2].b };
    return HUG_OK;
  }
  *q = (question){ v[0].tensor, v[1].tensor, v[5].given ? v[5].tensor : NULL, v[3].b, v[2].b };
  if (!v[4].given) return HUG_OK;
  if (v[3].b && !strcmp(v[4].string, "left")) return hug_op_fail(c, HUG_EARG, "`side` is left, but `right` is true");
  q->right = !strcmp(v[4].string, "right");
  return HUG_OK;
}

/* Rows of numbers go with as many sorted rows, or all with one. */
static hug_status check_rows(const hug_call *c, const question *q) {
  const hug_tensor *s = q->sorted, *v = q->values;
  bool fits = s->ndim == v->ndim;
  if (s->ndim == 1) return HUG_OK;
  for (int d = 0; d < s->ndim - 1 && fits; d++) fits = s->shape[d] == v->shape[d];
  if (s->ndim > 1 && fits && c->op == &hug_op_searchsorted) return HUG_OK;
  char have[128], want[128];
  return hug_op_fail(c, HUG_ESHAPE, "numbers of shape %s cannot be looked up in %s: that must be one row%s",
                     hug_shape_text(v->ndim, v->shape, have, sizeof have), hug_shape_text(s->ndim, s->shape, want, sizeof want),
                     c->op == &hug_op_bucketize ? "" : ", or all dims but the last the same");
}

static hug_status check_sorter(const hug_call *c, const question *q) {
  const hug_tensor *s = q->sorted, *order = q->sorter;
  if (!order) return HUG_OK;
  if (order->dtype != HUG_I64)
    return hug_op_fail(c, HUG_EDTYPE, "`sorter` is i64, not %s", hug_dtype_infos[order->dtype].name);
  if (order->ndim != s->ndim || memcmp(order->shape, s->shape, sizeof(int64_t) * s->ndim))
    return hug_op_fail(c, HUG_ESHAPE, "`sorter` must have the shape of `sorted_sequence`");
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  question q;
  HUG_TRY(read_question(c, &q));
  HUG_TRY(check_rows(c, &q));
  HUG_TRY(check_sorter(c, &q));
  if (q.narrow && q.sorted->shape[q.sorted->ndim - 1] > INT32_MAX)
    return hug_op_fail(c, HUG_ESHAPE, "places in rows of %lld elements do not fit i32",
                       (long long)q.sorted->shape[q.sorted->ndim - 1]);
  return hug_call_out(c, 0, q.narrow ? HUG_I32 : HUG_I64, q.values->ndim, q.values->shape);
}

/* ---- Searching ---- */

typedef struct lookup {
  hug_dtype type;
  bool right;
  int64_t n, each;            /* elements of a sorted row; numbers that are looked up in one */
  const void *sorted, *values;
  int64_t *places;
} lookup;

/* The first place whose element is not below v, or, if `right`, is above it.  Written without branches: which way to go is
** as good as random. */
#define FIND(name, T)                                                                   \
  static int64_t name(int64_t n, const T *x, T v, bool right) {                         \
    int64_t first = 0;                                                                  \
    while (n > 0) {                                                                     \
      int64_t half = n >> 1;                                                            \
      bool behind = right ? !(x[first + half] > v) : !(x[first + half] >= v);           \
      first = behind ? first + half + 1 : first;                                        \
      n = behind ? n - half - 1 : half;                                                 \
    }                                                                                   \
    return first;                                                                       \
  }
FIND(find_f32, float)
FIND(find_f64, double)
FIND(find_i64, int64_t)

static void find_chunk(void *context, int64_t first, int64_t last) {
  const lookup *l = context;
  for (int64_t i = first; i < last; i++) {
    int64_t row = i / l->each * l->n;
    if (l->type == HUG_F32)
      l->places[i] = find_f32(l->n, (const float *)l->sorted + row, ((const float *)l->values)[i], l->right);
    else if (l->type == HUG_F64)
      l->places[i] = find_f64(l->n, (const double *)l->sorted + row, ((const double *)l->values)[i], l->right);
    else l->places[i] = find_i64(l->n, (const int64_t *)l->sorted + row, ((const int64_t *)l->values)[i], l->right);
  }
}

/* t's elements, rounded to the type that both sides meet in, in the type that it is computed in. */
static hug_tensor *met(hug_scope *s, hug_tensor *t, hug_dtype common) {
  hug_tensor *rounded = NULL, *plain = NULL;
  rounded = hug_scope_hold(s, s->status ? s->status : hug_tensor_packed(t, common, &rounded), &rounded);
  return hug_scope_hold(s, s->status ? s->status : hug_tensor_packed(rounded, hug_compute_type(common), &plain), &plain);
}

/* The rows in the order that the sorter gives. */
static hug_tensor *ordered(hug_scope *s, const hug_call *c, const question *q) {
  if (!q->sorter) return q->sorted;
  hug_tensor *plain = NULL;
  plain = hug_scope_hold(s, hug_tensor_packed(q->sorter, HUG_I64, &plain), &plain);
  const int64_t size = q->sorted->shape[q->sorted->ndim - 1];
  for (int64_t i = hug_scope_ok(s) ? hug_tensor_count(plain) - 1 : -1; i >= 0 && hug_scope_ok(s); i--) {
    int64_t place = ((const int64_t *)hug_tensor_at(plain))[i];
    if (place < 0 || place >= size)
      s->status = hug_op_fail(c, HUG_ESHAPE, "`sorter` has %lld, which is not within 0..%lld", (long long)place, (long long)size - 1);
  }
  return hug_do(s, gather, q->sorted, (int64_t)-1, plain);
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *places = NULL;
  question q;
  HUG_TRY(read_question(c, &q));
  hug_dtype common = hug_op_result_type(2, (hug_tensor *[]){ q.sorted, q.values });
  int64_t rows = 1;
  for (int d = 0; d < q.sorted->ndim - 1; d++) rows *= q.sorted->shape[d];
  hug_scope s = hug_scope_silent();
  hug_tensor *sorted = met(&s, ordered(&s, c, &q), common), *values = met(&s, q.values, common);
  places = hug_scope_hold(&s, s.status ? s.status : hug_tensor_make(HUG_I64, out->ndim, out->shape, &places), &places);
  int64_t count = hug_tensor_count(out);
  if (hug_scope_ok(&s) && count > 0) {
    lookup l = { hug_compute_type(common), q.right, q.sorted->shape[q.sorted->ndim - 1], count / rows, hug_tensor_at(sorted),
                 hug_tensor_at(values), (int64_t *)hug_tensor_at(places) };
    hug_parallel(count, GRAIN, find_chunk, &l);
    s.status = hug_tensor_copy(out, places);
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_searchsorted = {
  .name = "searchsorted", .source = "torch.searchsorted",
  .doc = "Where along the last dim of `sorted_sequence` each number of `input` would go to keep the order: before equal elements, or "
         "behind them if `right` or if `side` is \"right\". One row serves all numbers; several go with as many rows of "
         "numbers. `sorter` holds the indices that sort a sequence that is not in order.",
  .samples = "tensor{1, 3, 5}, tensor{{3, 6}, {0, 4}}; tensor{1, 3, 5}, 3, { right = true }",
  .params = { HUG_P_TENSOR("sorted_sequence"), HUG_P_OPERAND("input"), HUG_P_BOOL_OR("out_int32", false),
              HUG_P_BOOL_OR("right", false),
              { .name = "side", .kind = HUG_KIND_STRING, .optional = true, .choices = "left|right" },
              HUG_P_OPTIONAL_TENSOR("sorter") },
  .flags = HUG_OP_NO_GRAD, .infer = infer, .run = run,
};

const hug_op hug_op_bucketize = {
  .name = "bucketize", .source = "torch.bucketize",
  .doc = "Between which of the rising numbers `boundaries` each element lies: i where boundaries[i-1] < element <= boundaries[i], "
         "or, if `right`, boundaries[i-1] <= element < boundaries[i].",
  .samples = "tensor{{3, 6}, {0, 4}}, tensor{1, 3, 5}; 3, tensor{1, 3, 5}, { right = true }",
  .params = { HUG_P_OPERAND("input"), HUG_P_TENSOR("boundaries"), HUG_P_BOOL_OR("out_int32", false),
              HUG_P_BOOL_OR("right", false) },
  .flags = HUG_OP_NO_GRAD, .infer = infer, .run = run,
};
