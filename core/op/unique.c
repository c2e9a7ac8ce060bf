/* unique.c: each element, or slice along a dim, once: unique, unique_consecutive.  Items, which are elements or slices, are put
** in order; equal ones then lie in runs. */
#include "order.h"
#include "rows.h"
#include "scope.h"
#include <string.h>

/* n items of m elements each, item after item, in a compute type. */
typedef struct items {
  hug_dtype type;
  int64_t n, m;
  const char *data;
} items;

/* The arguments after input and, of unique, `sorted`. */
typedef struct wishes {
  bool flat, inverse, counts;
  int dim;
} wishes;

static hug_status read_wishes(const hug_call *c, wishes *w) {
  const hug_value *v = &c->args[c->op == &hug_op_unique ? 2 : 1];
  *w = (wishes){ !v[2].given, v[0].b, v[1].b, 0 };
  return w->flat ? HUG_OK : hug_op_dim(c, c->args[0].tensor, v[2].i, &w->dim);
}

/* How many outputs there are is known before what is in them. */
static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const int64_t none = 0;
  wishes w;
  HUG_TRY(read_wishes(c, &w));
  if (!w.flat && t->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "input has no dims, so none to go along");
  for (int d = 0; d < t->ndim && !w.flat; d++)
    if (d != w.dim && t->shape[d] == 0) return hug_op_fail(c, HUG_ESHAPE, "slices along dim %d have no elements", w.dim);
  HUG_TRY(hug_order_check(c, w.flat ? hug_tensor_count(t) : t->shape[w.dim]));
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, 1, &none));
  for (int i = 1; i <= w.inverse + w.counts; i++) HUG_TRY(hug_call_out(c, i, HUG_I64, 1, &none));
  return HUG_OK;
}

/* ---- Order ---- */

/* Below, at or above 0, as the first of two slices comes before, with or after the second.  NaN comes last. */
#define COMPARE(name, T)                                                                \
  static int name(int64_t m, const T *a, const T *b) {                                  \
    for (int64_t i = 0; i < m; i++) {                                                   \
      if (a[i] < b[i] || (b[i] != b[i] && a[i] == a[i])) return -1;                     \
      if (a[i] > b[i] || (a[i] != a[i] && b[i] == b[i])) return 1;                      \
    }                                                                                   \
    return 0;                                                                           \
  }
COMPARE(compare_f32, float)
COMPARE(compare_f64, double)
COMPARE(compare_i64, int64_t)

static int compare(const items *s, int64_t a, int64_t b) {
  const size_t bytes = (size_t)s->m * hug_dtype_bytes(s->type);
  const void *x = s->data + (size_t)a * bytes, *y = s->data + (size_t)b * bytes;
  if (s->type == HUG_F32) return compare_f32(s->m, x, y);
  return s->type == HUG_F64 ? compare_f64(s->m, x, y) : compare_i64(s->m, x, y);
}

static void merge(const items *s, const int64_t *a, int64_t na, const int64_t *b, int64_t nb, int64_t *to) {
  while (na > 0 && nb > 0)
    if (compare(s, *a, *b) <= 0) *to++ = *a++, na--;
    else *to++ = *b++, nb--;
  memcpy(to, a, (size_t)na * sizeof *a);
  memcpy(to + na, b, (size_t)nb * sizeof *b);
}

/* Sorts the places of slices by merging ever longer runs. */
static hug_status order_slices(const items *s, int64_t *places) {
  int64_t *room = hug_alloc_data((size_t)s->n * sizeof *room), *from = places, *to = room;
  if (!room) return HUG_ENOMEM;
  for (int64_t run = 1; run < s->n; run *= 2) {
    for (int64_t at = 0; at < s->n; at += 2 * run) {
      int64_t left = s->n - at, na = left < run ? left : run, nb = left - na < run ? left - na : run;
      merge(s, from + at, na, from + at + na, nb, to + at);
    }
    int64_t *other = from;
    from = to;
    to = other;
  }
  if (from != places) memcpy(places, from, (size_t)s->n * sizeof *places);
  hug_free(room);
  return HUG_OK;
}

static hug_status order(const items *s, int64_t *places) {
  if (s->m != 1) return order_slices(s, places);
  hug_order_room room;
  if (!hug_order_room_make(&room, s->type, s->n)) return HUG_ENOMEM;
  hug_order_row(s->type, false, s->n, s->data, NULL, places, &room);
  hug_order_room_free(&room);
  return HUG_OK;
}

/* ---- Runs ---- */

/* NaN equals nothing, itself included. */
#define SAME(name, T)                                                                   \
  static bool name(int64_t m, const T *a, const T *b) {                                 \
    int64_t i = 0;                                                                      \
    while (i < m && a[i] == b[i]) i++;                                                  \
    return i == m;                                                                      \
  }
SAME(same_f32, float)
SAME(same_f64, double)
SAME(same_i64, int64_t)

static bool same(const items *s, int64_t a, int64_t b) {
  const size_t bytes = (size_t)s->m * hug_dtype_bytes(s->type);
  const void *x = s->data + (size_t)a * bytes, *y = s->data + (size_t)b * bytes;
  if (s->type == HUG_F32) return same_f32(s->m, x, y);
  return s->type == HUG_F64 ? same_f64(s->m, x, y) : same_i64(s->m, x, y);
}

/* Where runs of equal items begin in their order, and behind the last its end: firsts has room for n + 1.  Returns their
** number. */
static int64_t find_runs(const items *s, const int64_t *places, int64_t *firsts) {
  int64_t runs = 0;
  for (int64_t i = 0; i < s->n; i++)
    if (i == 0 || !same(s, places[i - 1], places[i])) firsts[runs++] = i;
  firsts[runs] = s->n;
  return runs;
}

static hug_tensor *new_tensor(hug_scope *s, hug_dtype dtype, int ndim, const int64_t *shape) {
  hug_tensor *t = NULL;
  return hug_scope_hold(s, s->status ? s->status : hug_tensor_make(dtype, ndim, shape, &t), &t);
}

/* Output 0: the first item of every run, as `input` but with as many along its dim. */
static void give_values(hug_scope *s, hug_call *c, const wishes *w, const items *it, const int64_t *places,
                        const int64_t *firsts, int64_t runs) {
  const hug_tensor *t = c->args[0].tensor;
  const size_t bytes = (size_t)it->m * hug_dtype_bytes(it->type);
  hug_tensor *rows = new_tensor(s, it->type, 2, (int64_t[]){ runs, it->m }), *view = NULL;
  int64_t shape[HUG_MAX_DIMS] = { runs };
  if (!w->flat) {
    memcpy(shape, t->shape, sizeof shape);
    shape[w->dim] = runs;
  }
  hug_tensor *values = new_tensor(s, (hug_dtype)t->dtype, w->flat ? 1 : t->ndim, shape);
  if (!hug_scope_ok(s)) return;
  for (int64_t r = 0; r < runs; r++)
    memcpy(hug_tensor_at(rows) + (size_t)r * bytes, it->data + (size_t)places[firsts[r]] * bytes, bytes);
  uint32_t inside = w->flat ? 0 : ((1u << t->ndim) - 1) & ~(1u << w->dim);
  view = hug_scope_hold(s, hug_rows_unpack(rows, values, inside, &view), &view);
  if (hug_scope_ok(s)) s->status = hug_tensor_copy(values, view);
  hug_scope_out(s, c, 0, values);
}

/* The run that each item is in, and the length of each run. */
static void give_numbers(hug_scope *s, hug_call *c, const wishes *w, const items *it, const int64_t *places,
                         const int64_t *firsts, int64_t runs) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *inverse = w->inverse ? new_tensor(s, HUG_I64, w->flat ? t->ndim : 1, w->flat ? t->shape : &it->n) : NULL;
  hug_tensor *counts = w->counts ? new_tensor(s, HUG_I64, 1, &runs) : NULL;
  if (!hug_scope_ok(s)) return;
  for (int64_t r = 0; r < runs; r++) {
    if (counts) ((int64_t *)hug_tensor_at(counts))[r] = firsts[r + 1] - firsts[r];
    for (int64_t i = firsts[r]; i < firsts[r + 1] && inverse; i++) ((int64_t *)hug_tensor_at(inverse))[places[i]] = r;
  }
  if (inverse) hug_scope_out(s, c, 1, inverse);
  if (counts) hug_scope_out(s, c, 1 + w->inverse, counts);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *packed = NULL;
  items it = { hug_compute_type((hug_dtype)t->dtype), hug_tensor_count(t), 1, NULL };
  wishes w;
  HUG_TRY(read_wishes(c, &w));
  hug_scope s = hug_scope_silent();
  if (w.flat) packed = hug_scope_hold(&s, hug_tensor_packed(t, it.type, &packed), &packed);
  else {
    uint32_t inside = ((1u << t->ndim) - 1) & ~(1u << w.dim);
    packed = hug_scope_hold(&s, hug_rows_pack(t, inside, it.type, &packed), &packed);
    it.n = t->shape[w.dim];
    it.m = hug_reduced_length(t, inside);
  }
  hug_tensor *order_room = new_tensor(&s, HUG_I64, 1, &it.n), *runs_room = new_tensor(&s, HUG_I64, 1, &(int64_t){ it.n + 1 });
  if (hug_scope_ok(&s)) {
    int64_t *places = (int64_t *)hug_tensor_at(order_room), *firsts = (int64_t *)hug_tensor_at(runs_room);
    it.data = hug_tensor_at(packed);
    for (int64_t i = 0; i < it.n; i++) places[i] = i;
    if (c->op == &hug_op_unique) s.status = order(&it, places);
    if (hug_scope_ok(&s)) {
      int64_t runs = find_runs(&it, places, firsts);
      give_values(&s, c, &w, &it, places, firsts, runs);
      give_numbers(&s, c, &w, &it, places, firsts, runs);
    }
  }
  return hug_scope_end(&s, c, NULL);
}

#define WISHES HUG_P_BOOL_OR("return_inverse", false), HUG_P_BOOL_OR("return_counts", false), HUG_P_OPTIONAL_INT("dim")
#define RESULTS \
  "With `return_inverse` also where each is among them, then with `return_counts` how often each occurs."

const hug_op hug_op_unique = {
  .name = "unique", .source = "torch.unique",
  .doc = "Each element, or slice along `dim`, once, in order, whether `sorted` asks for it or not; NaN equals nothing. " RESULTS,
  .samples = "tensor{3, 1, 3, 2}, { return_inverse = true, return_counts = true }; tensor{{1, 2}, {0, 5}, {1, 2}}, { dim = 0 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_BOOL_OR("sorted", true), WISHES },
  .outputs = { "values", "inverse", "counts" }, .infer = infer, .run = run,
};

const hug_op hug_op_unique_consecutive = {
  .name = "unique_consecutive", .source = "torch.unique_consecutive",
  .doc = "`input` with one of each run of equal elements, or of slices along `dim`. " RESULTS,
  .samples = "tensor{1, 1, 2, 2, 1}, { return_counts = true }; tensor{{1, 1, 2}}, { dim = 1 }",
  .params = { HUG_P_TENSOR("input"), WISHES },
  .outputs = { "values", "inverse", "counts" }, .infer = infer, .run = run,
};
