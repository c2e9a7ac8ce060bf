/* unique.c: each element, or slice along a dim, once: unique, unique_consecutive.  Items, which are elements or
** slices, are put in order; equal ones then lie in runs. */
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

/* Which item comes i-th: places[i], or i where there are no places. */
static inline int64_t nth(const int64_t *places, int64_t i) { return places ? places[i] : i; }

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
    if (d != w.dim && t->shape[d] == 0)
      return hug_op_fail(c, HUG_ESHAPE, "slices along dim %d have no elements", w.dim);
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
  for (int64_t i = 0; i < s->n; i++) places[i] = i;
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

/* Where runs of equal items begin in their order, and behind the last its end: firsts has room for n + 1.  Returns
** their number. */
#define FIND_RUNS(name, T)                                                              \
  static int64_t name(int64_t n, const T *x, const int64_t *places, int64_t *firsts) {  \
    int64_t runs = 0;                                                                   \
    for (int64_t i = 0; i < n; i++) {                                                   \
      firsts[runs] = i;                                                                 \
      runs += i == 0 || !(x[nth(places, i - 1)] == x[nth(places, i)]);                  \
    }                                                                                   \
    return runs;                                                                        \
  }
FIND_RUNS(runs_f32, float)
FIND_RUNS(runs_f64, double)
FIND_RUNS(runs_i64, int64_t)

static int64_t find_runs(const items *s, const int64_t *places, int64_t *firsts) {
  const void *x = s->data;
  int64_t runs = 0;
  if (s->m != 1) {
    for (int64_t i = 0; i < s->n; i++)
      if (i == 0 || !same(s, nth(places, i - 1), nth(places, i))) firsts[runs++] = i;
  } else if (s->type == HUG_F32) runs = runs_f32(s->n, x, places, firsts);
  else if (s->type == HUG_F64) runs = runs_f64(s->n, x, places, firsts);
  else runs = runs_i64(s->n, x, places, firsts);
  firsts[runs] = s->n;
  return runs;
}

static hug_tensor *new_tensor(hug_scope *s, hug_dtype dtype, int ndim, const int64_t *shape) {
  hug_tensor *t = NULL;
  return hug_scope_hold(s, s->status ? s->status : hug_tensor_make(dtype, ndim, shape, &t), &t);
}

/* Copies the first item of every run. */
static void copy_firsts(const items *it, const int64_t *places, const int64_t *firsts, int64_t runs, char *to) {
  const int64_t bytes = it->m * (int64_t)hug_dtype_bytes(it->type);
  if (bytes == 4)
    for (int64_t r = 0; r < runs; r++) memcpy(to + r * 4, it->data + nth(places, firsts[r]) * 4, 4);
  else if (bytes == 8)
    for (int64_t r = 0; r < runs; r++) memcpy(to + r * 8, it->data + nth(places, firsts[r]) * 8, 8);
  else
    for (int64_t r = 0; r < runs; r++) memcpy(to + r * bytes, it->data + nth(places, firsts[r]) * bytes, (size_t)bytes);
}

/* Output 0: the first item of every run, as `input` but with as many along its dim. */
static void give_values(hug_scope *s, hug_call *c, const wishes *w, const items *it, const int64_t *places,
                        const int64_t *firsts, int64_t runs) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *rows = new_tensor(s, it->type, 2, (int64_t[]){ runs, it->m }), *like = NULL, *view = NULL, *values = NULL;
  if (!hug_scope_ok(s)) return;
  copy_firsts(it, places, firsts, runs, hug_tensor_at(rows));
  if (w->flat) {
    view = hug_scope_hold(s, hug_tensor_view(rows, 1, &runs, &(int64_t){ 1 }, rows->offset, &view), &view);
  } else {
    uint32_t inside = ((1u << t->ndim) - 1) & ~(1u << w->dim);
    like = hug_scope_hold(s, hug_tensor_outline(t, &like), &like);
    if (hug_scope_ok(s)) like->shape[w->dim] = runs;
    view = hug_scope_hold(s, s->status ? s->status : hug_rows_unpack(rows, like, inside, &view), &view);
  }
  values = hug_scope_hold(s, s->status ? s->status : hug_tensor_packed(view, (hug_dtype)t->dtype, &values), &values);
  hug_scope_out(s, c, 0, values);
}

/* The run that each item is in, and the length of each run. */
static void give_numbers(hug_scope *s, hug_call *c, const wishes *w, const items *it, const int64_t *places,
                         const int64_t *firsts, int64_t runs) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *inverse = w->inverse ? new_tensor(s, HUG_I64, w->flat ? t->ndim : 1, w->flat ? t->shape : &it->n) : NULL;
  hug_tensor *counts = w->counts ? new_tensor(s, HUG_I64, 1, &runs) : NULL;
  if (!hug_scope_ok(s)) return;
  int64_t *run = inverse ? (int64_t *)hug_tensor_at(inverse) : NULL;
  int64_t *length = counts ? (int64_t *)hug_tensor_at(counts) : NULL;
  for (int64_t r = 0; r < runs; r++) {
    if (length) length[r] = firsts[r + 1] - firsts[r];
    for (int64_t i = firsts[r]; i < firsts[r + 1] && run; i++) run[nth(places, i)] = r;
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
  hug_tensor *room = new_tensor(&s, HUG_I64, 1, &(int64_t){ it.n + 1 });
  hug_tensor *sorted = c->op == &hug_op_unique ? new_tensor(&s, HUG_I64, 1, &it.n) : NULL;
  int64_t *places = NULL;
  if (hug_scope_ok(&s)) it.data = hug_tensor_at(packed);
  if (hug_scope_ok(&s) && sorted) s.status = order(&it, places = (int64_t *)hug_tensor_at(sorted));
  if (hug_scope_ok(&s)) {
    int64_t *firsts = (int64_t *)hug_tensor_at(room), runs = find_runs(&it, places, firsts);
    give_values(&s, c, &w, &it, places, firsts, runs);
    give_numbers(&s, c, &w, &it, places, firsts, runs);
  }
  return hug_scope_end(&s, c, NULL);
}

#define WISHES HUG_P_BOOL_OR("return_inverse", false), HUG_P_BOOL_OR("return_counts", false), HUG_P_OPTIONAL_INT("dim")
#define RESULTS \
  "With `return_inverse` also where each is among them, then with `return_counts` how often each occurs."

const hug_op hug_op_unique = {
  .name = "unique", .source = "torch.unique",
  .doc = "Each element, or slice along `dim`, once, in order, whether `sorted` asks for it or not; NaN equals "
         "nothing. " RESULTS,
  .samples = "tensor{3, 1, 3, 2}, { return_inverse = true, return_counts = true }; "
             "tensor{{1, 2}, {0, 5}, {1, 2}}, { dim = 0 }",
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
