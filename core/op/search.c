/* search.c: where numbers belong in sorted rows: searchsorted, bucketize. */
#include "op.h"
#include "scope.h"
#include <string.h>

enum {
  GRAIN = 2048,               /* searches that are worth another thread */
  TOGETHER = 8                /* searches that go in step */
};

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
                     hug_shape_text(v->ndim, v->shape, have, sizeof have),
                     hug_shape_text(s->ndim, s->shape, want, sizeof want),
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
  const char *sorted, *values;
  int64_t *places;
} lookup;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* For up to TOGETHER numbers: the first place whose element is not below the number, or, if `right`, is above it.
** There are no branches, as which way to go is as good as random, and the searches go in step, so that none waits for
** another's memory.  Of n elements that are left, half, or one less, lie behind the middle one. */
#define FIND(name, T)                                                                   \
  static void name(int64_t n, const T *x, int count, const T *numbers, bool right, int64_t *places) { \
    int64_t first[TOGETHER] = { 0 }, left[TOGETHER];                                    \
    T v[TOGETHER];                                                                      \
    for (int j = 0; j < TOGETHER; j++) {                                                \
      left[j] = n;                                                                      \
      v[j] = numbers[j < count ? j : 0];                                                \
    }                                                                                   \
    for (int64_t most = n; most > 0; most >>= 1)                                        \
      for (int j = 0; j < TOGETHER; j++) {                                              \
        int64_t half = left[j] >> 1, middle = first[j] + half;                          \
        T element = x[middle < n ? middle : n - 1];                                     \
        int64_t behind = (right ? !(element > v[j]) : !(element >= v[j])) & (left[j] > 0); \
        first[j] += -behind & (half + 1);                                               \
        left[j] = half - (behind & ~left[j] & 1);                                       \
      }                                                                                 \
    for (int j = 0; j < count; j++) places[j] = first[j];                               \
  }
FIND(find_f32, float)
FIND(find_f64, double)
FIND(find_i64, int64_t)

/* Numbers first..last-1, those of one sorted row after those of another. */
static void find_chunk(void *context, int64_t first, int64_t last) {
  const lookup *l = context;
  const int64_t wide = (int64_t)hug_dtype_bytes(l->type);
  while (first < last) {
    int64_t row = first / l->each, end = (row + 1) * l->each;
    int count = (int)least(least(end, last) - first, TOGETHER);
    const void *x = l->sorted + row * l->n * wide, *v = l->values + first * wide;
    if (l->type == HUG_F32) find_f32(l->n, x, count, v, l->right, l->places + first);
    else if (l->type == HUG_F64) find_f64(l->n, x, count, v, l->right, l->places + first);
    else find_i64(l->n, x, count, v, l->right, l->places + first);
    first += count;
  }
}

/* t's elements, rounded to the type that both sides meet in, in the type that it is computed in. */
static hug_tensor *met(hug_scope *s, hug_tensor *t, hug_dtype common) {
  const hug_dtype type = hug_compute_type(common);
  hug_tensor *rounded = NULL, *plain = NULL;
  rounded = hug_scope_hold(s, s->status ? s->status : hug_tensor_packed(t, common, &rounded), &rounded);
  return hug_scope_hold(s, s->status ? s->status : hug_tensor_packed(rounded, type, &plain), &plain);
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
      s->status = hug_op_fail(c, HUG_ESHAPE, "`sorter` has %lld, which is not within 0..%lld", (long long)place,
                              (long long)size - 1);
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
    lookup l = { .type = hug_compute_type(common), .right = q.right, .n = q.sorted->shape[q.sorted->ndim - 1],
                 .each = count / rows, .sorted = hug_tensor_at(sorted), .values = hug_tensor_at(values),
                 .places = (int64_t *)hug_tensor_at(places) };
    hug_parallel(count, GRAIN, find_chunk, &l);
    s.status = hug_tensor_copy(out, places);
  }
  return hug_scope_end(&s, c, NULL);
}

const hug_op hug_op_searchsorted = {
  .name = "searchsorted", .source = "torch.searchsorted",
  .doc = "Where along the last dim of `sorted_sequence` each number of `input` would go to keep the order: before "
         "equal elements, or behind them if `right` or if `side` is \"right\". One row serves all numbers; several "
         "go with as many rows of numbers. `sorter` holds the indices that sort a sequence that is not in order.",
  .samples = "tensor{1, 3, 5}, tensor{{3, 6}, {0, 4}}; tensor{1, 3, 5}, 3, { right = true }",
  .params = { HUG_P_TENSOR("sorted_sequence"), HUG_P_OPERAND("input"), HUG_P_BOOL_OR("out_int32", false),
              HUG_P_BOOL_OR("right", false),
              { .name = "side", .kind = HUG_KIND_STRING, .optional = true, .choices = "left|right" },
              HUG_P_OPTIONAL_TENSOR("sorter") },
  .flags = HUG_OP_NO_GRAD, .infer = infer, .run = run,
};

const hug_op hug_op_bucketize = {
  .name = "bucketize", .source = "torch.bucketize",
  .doc = "Between which of the rising numbers `boundaries` each element lies: i where boundaries[i-1] < element <= "
         "boundaries[i], or, if `right`, boundaries[i-1] <= element < boundaries[i].",
  .samples = "tensor{{3, 6}, {0, 4}}, tensor{1, 3, 5}; 3, tensor{1, 3, 5}, { right = true }",
  .params = { HUG_P_OPERAND("input"), HUG_P_TENSOR("boundaries"), HUG_P_BOOL_OR("out_int32", false),
              HUG_P_BOOL_OR("right", false) },
  .flags = HUG_OP_NO_GRAD, .infer = infer, .run = run,
};
