/* along.c: see along.h.
**
** A lane is a position in the dims that are not indexed.  Lanes are what threads share, so that of the elements that meet in one
** place each comes in its turn.  Within a stretch of lanes the innermost loop, a run, goes along the last dim, where elements are
** neighbours; or along the indexed dim, if that is the last or the last is short.
*/
#include "along.h"
#include <string.h>

enum {
  INDEX, PLACE, OTHER, SIDES,
  GRAIN = 16384,              /* elements that are worth another thread */
  SHORT = 8,                  /* a last dim of fewer elements is not worth a run */
  LINE = 64                   /* neighbouring lanes that stay together, so that threads do not share cache lines */
};

/* Strides are in elements.  `own` is how far the places move on because positions do, `step` what an index of 1 is worth. */
typedef struct run {
  int64_t n, index_stride, own, step, other_stride;
  const int64_t *index;
  void *t, *other;
} run;

typedef void run_fn(const run *r);

/* ---- The innermost loops ---- */

#define RUN(name, T, statement)                                                                      \
  static void name(const run *r) {                                                                   \
    const int64_t n = r->n, own = r->own, step = r->step, os = r->other_stride, is = r->index_stride; \
    const int64_t *index = r->index;                                                                 \
    T *restrict t = r->t, *restrict other = r->other;                                                \
    if (is == 0) t += *index * step;                                                                 \
    if (is == 0 && own == 1 && os == 1)                                                              \
      for (int64_t i = 0; i < n; i++) { T *a = t + i, *b = other + i; statement; }                   \
    else if (is == 0)                                                                                \
      for (int64_t i = 0; i < n; i++) { T *a = t + i * own, *b = other + i * os; statement; }        \
    else                                                                                             \
      for (int64_t i = 0; i < n; i++) {                                                              \
        T *a = t + i * own + index[i * is] * step, *b = other + i * os;                              \
        statement;                                                                                   \
      }                                                                                              \
  }

#define MOVES(bits)                                                                                  \
  RUN(read_##bits, uint##bits##_t, *b = *a)                                                          \
  RUN(write_##bits, uint##bits##_t, *a = *b)
MOVES(8)
MOVES(16)
MOVES(32)
MOVES(64)

/* U is T with defined overflow. */
#define ARITHMETIC(type, T, U)                                                                       \
  RUN(add_##type, T, *a = (T)((U)*a + (U)*b))                                                        \
  RUN(multiply_##type, T, *a = (T)((U)*a * (U)*b))                                                   \
  RUN(max_##type, T, *a = *a > *b || *a != *a ? *a : *b)                                             \
  RUN(min_##type, T, *a = *a < *b || *a != *a ? *a : *b)
ARITHMETIC(f32, float, float)
ARITHMETIC(f64, double, double)
ARITHMETIC(i64, int64_t, uint64_t)

static run_fn *run_of(hug_along_mode mode, hug_dtype dtype) {
  static run_fn *const moves[2][4] = { { read_8, read_16, read_32, read_64 }, { write_8, write_16, write_32, write_64 } };
  static run_fn *const arithmetic[4][3] = {
    { add_f32, add_f64, add_i64 }, { multiply_f32, multiply_f64, multiply_i64 },
    { max_f32, max_f64, max_i64 }, { min_f32, min_f64, min_i64 },
  };
  size_t bytes = hug_dtype_bytes(dtype);
  if (mode <= HUG_ALONG_WRITE) return moves[mode][bytes == 1 ? 0 : bytes == 2 ? 1 : bytes == 4 ? 2 : 3];
  return arithmetic[mode - HUG_ALONG_ADD][dtype == HUG_F32 ? 0 : dtype == HUG_F64 ? 1 : 2];
}

/* ---- Lanes ---- */

typedef struct lanes {
  run_fn *body;
  int ndim;                   /* dims that are not indexed, merged where all sides step through them as one */
  int64_t shape[HUG_MAX_DIMS], stride[SIDES][HUG_MAX_DIMS];
  int64_t length, along[SIDES];   /* of the indexed dim; along[PLACE] is what an index of 1 is worth */
  bool across;                /* runs go along the last of the other dims */
  int64_t bytes;
  const int64_t *index;
  char *t, *other;
} lanes;

static int64_t stride_of(const hug_tensor *t, int d) { return t->ndim ? t->stride[d] : 0; }

static void lanes_merge(lanes *w) {
  int kept = 0;
  for (int d = 0; d < w->ndim; d++) {
    bool merges = kept > 0;
    for (int k = 0; merges && k < SIDES; k++) merges = w->stride[k][kept - 1] == w->stride[k][d] * w->shape[d];
    if (!merges) kept++;
    w->shape[kept - 1] = merges ? w->shape[kept - 1] * w->shape[d] : w->shape[d];
    for (int k = 0; k < SIDES; k++) w->stride[k][kept - 1] = w->stride[k][d];
  }
  w->ndim = kept;
}

static lanes lanes_of(hug_along_mode mode, hug_tensor *t, int dim, const hug_tensor *index, hug_tensor *other) {
  lanes w = { .body = run_of(mode, (hug_dtype)t->dtype), .length = index->ndim ? index->shape[dim] : 1,
              .along = { stride_of(index, dim), stride_of(t, dim), stride_of(other, dim) },
              .bytes = (int64_t)hug_dtype_bytes((hug_dtype)t->dtype), .index = (const int64_t *)hug_tensor_at(index),
              .t = hug_tensor_at(t), .other = hug_tensor_at(other) };
  for (int d = 0; d < index->ndim; d++) {
    if (d == dim || index->shape[d] == 1) continue;
    w.shape[w.ndim] = index->shape[d];
    w.stride[INDEX][w.ndim] = index->stride[d];
    w.stride[PLACE][w.ndim] = stride_of(t, d);
    w.stride[OTHER][w.ndim++] = stride_of(other, d);
    w.across = d > dim;
  }
  lanes_merge(&w);
  if (w.ndim && w.shape[w.ndim - 1] < SHORT && w.shape[w.ndim - 1] < w.length) w.across = false;
  return w;
}

/* The run that begins at a lane: its place on all sides, and how much is left of the last dim. */
static int64_t lane_begin(const lanes *w, int64_t lane, run *r) {
  int64_t at[SIDES] = { 0 }, left = 1;
  for (int d = w->ndim - 1; d >= 0; d--) {
    int64_t i = lane % w->shape[d];
    lane /= w->shape[d];
    for (int k = 0; k < SIDES; k++) at[k] += i * w->stride[k][d];
    if (d == w->ndim - 1) left = w->shape[d] - i;
  }
  r->index = w->index + at[INDEX];
  r->t = w->t + at[PLACE] * w->bytes;
  r->other = w->other + at[OTHER] * w->bytes;
  return left;
}

static void lanes_chunk(void *context, int64_t first, int64_t last) {
  const lanes *w = context;
  run r = { .n = w->length, .index_stride = w->along[INDEX], .step = w->along[PLACE], .other_stride = w->along[OTHER] };
  if (!w->across) {
    for (int64_t lane = first; lane < last; lane++) {
      lane_begin(w, lane, &r);
      w->body(&r);
    }
    return;
  }
  const int end = w->ndim - 1;
  r.index_stride = w->stride[INDEX][end], r.own = w->stride[PLACE][end], r.other_stride = w->stride[OTHER][end];
  for (int64_t lane = first; lane < last; lane += r.n) {
    int64_t left = lane_begin(w, lane, &r);
    r.n = left < last - lane ? left : last - lane;
    for (int64_t j = 0; j < w->length; j++) {
      w->body(&r);
      r.index += w->along[INDEX];
      r.other = (char *)r.other + w->along[OTHER] * w->bytes;
    }
  }
}

void hug_along_move(hug_along_mode mode, hug_tensor *t, int dim, const hug_tensor *index, hug_tensor *other) {
  int64_t count = hug_tensor_count(index);
  if (count == 0) return;
  lanes w = lanes_of(mode, t, dim, index, other);
  int64_t grain = 1 + GRAIN / w.length;
  hug_parallel(count / w.length, w.across && grain < LINE ? LINE : grain, lanes_chunk, &w);
}

/* ---- Indices ---- */

static hug_status too_large(const hug_call *c, const char *what, int64_t size, int d, int64_t most) {
  return hug_op_fail(c, HUG_ESHAPE, "`index` has size %lld in dim %d, more than %s's %lld", (long long)size, d, what,
                     (long long)most);
}

static int dims_of(const hug_tensor *t) { return t->ndim ? t->ndim : 1; }
static int64_t size_of(const hug_tensor *t, int d) { return t->ndim ? t->shape[d] : 1; }

hug_status hug_along_check(const hug_call *c, const hug_tensor *t, int64_t dim_given, const hug_tensor *index,
                           const hug_tensor *src, int *dim) {
  HUG_TRY(hug_op_dim(c, t, dim_given, dim));
  HUG_TRY(hug_op_indices(c, "index", index));
  if (src && src->dtype != t->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "`src` is %s, but `input` is %s", hug_dtype_infos[src->dtype].name,
                       hug_dtype_infos[t->dtype].name);
  if (hug_tensor_count(index) == 0) return HUG_OK;
  if (dims_of(index) != dims_of(t) || (src && dims_of(src) != dims_of(t)))
    return hug_op_fail(c, HUG_ESHAPE, "`%s` has %d dims, `input` %d: they must be equal",
                       dims_of(index) != dims_of(t) ? "index" : "src",
                       dims_of(index) != dims_of(t) ? index->ndim : src->ndim, t->ndim);
  for (int d = 0; d < dims_of(index); d++) {
    int64_t size = size_of(index, d);
    if (d != *dim && size > size_of(t, d)) return too_large(c, "`input`", size, d, size_of(t, d));
    if (src && size > size_of(src, d)) return too_large(c, "`src`", size, d, size_of(src, d));
  }
  return HUG_OK;
}

/* Makes negative indices positive, in a copy. */
static hug_status count_from_start(hug_tensor **index, int64_t size) {
  hug_tensor *from = *index, *to;
  HUG_TRY(hug_tensor_make(HUG_I64, from->ndim, from->shape, &to));
  const int64_t *a = (const int64_t *)hug_tensor_at(from);
  int64_t *b = (int64_t *)hug_tensor_at(to);
  for (int64_t i = 0, n = hug_tensor_count(from); i < n; i++) b[i] = a[i] < 0 ? a[i] + size : a[i];
  hug_tensor_free(from);
  *index = to;
  return HUG_OK;
}

/* Finds all of a contiguous index within its bounds, or names the first that is not. */
static hug_status check_range(const hug_call *c, hug_tensor **index, int dim, int64_t size, bool from_end) {
  const int64_t *at = (const int64_t *)hug_tensor_at(*index), n = hug_tensor_count(*index);
  const int64_t least = from_end ? -size : 0;
  uint64_t outside = 0, negative = 0;    /* in the sign, so that vectors can tell */
  for (int64_t i = 0; i < n; i++) {
    outside |= ((uint64_t)at[i] - (uint64_t)least) | ((uint64_t)size - 1 - (uint64_t)at[i]);
    negative |= (uint64_t)at[i];
  }
  for (int64_t i = 0; outside >> 63 && i < n; i++)
    if (at[i] < least || at[i] >= size)
      return hug_op_fail(c, HUG_ESHAPE, "index %lld is outside dim %d of size %lld (indices count from 0)",
                         (long long)at[i], dim, (long long)size);
  return negative >> 63 ? count_from_start(index, size) : HUG_OK;
}

/* Dims that only repeat are looked at once, and stay repeats. */
hug_status hug_along_index(const hug_call *c, const hug_tensor *index, int dim, int64_t size, bool from_end,
                           const hug_tensor *written, hug_tensor **out) {
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  hug_tensor *once = NULL, *plain = NULL;
  for (int d = 0; d < index->ndim; d++) shape[d] = index->shape[d] > 1 && index->stride[d] == 0 ? 1 : index->shape[d];
  HUG_TRY(hug_tensor_view(index, index->ndim, shape, index->stride, index->offset, &once));
  hug_status status = HUG_OK;
  if (written && hug_tensor_shares(index, written)) {
    status = hug_tensor_make(HUG_I64, once->ndim, once->shape, &plain);
    if (!status) status = hug_tensor_copy(plain, once);
  } else status = hug_tensor_packed(once, HUG_I64, &plain);
  hug_tensor_free(once);
  if (!status) status = check_range(c, &plain, dim, size, from_end);
  if (!status) {
    for (int d = 0; d < index->ndim; d++) stride[d] = shape[d] == index->shape[d] ? plain->stride[d] : 0;
    status = hug_tensor_view(plain, index->ndim, index->shape, stride, plain->offset, out);
  }
  hug_tensor_free(plain);
  return status;
}

hug_status hug_along_spread(const hug_tensor *index, int dim, int ndim, const int64_t *shape, hug_tensor **out) {
  int64_t sizes[HUG_MAX_DIMS] = { 1 }, stride[HUG_MAX_DIMS] = { 0 };
  for (int d = 0; d < ndim; d++) sizes[d] = shape[d];
  sizes[dim] = index->ndim ? index->shape[0] : 1;
  stride[dim] = index->ndim ? index->stride[0] : 0;
  return hug_tensor_view(index, ndim ? ndim : 1, sizes, stride, index->offset, out);
}

/* ---- What operations make of it ---- */

/* `other` in `type`, in memory that is not being written. */
static hug_status values_of(const hug_tensor *other, hug_dtype type, const hug_tensor *written, hug_tensor **out) {
  if (other->dtype == type && !hug_tensor_shares(other, written)) {
    *out = hug_tensor_retain((hug_tensor *)other);
    return HUG_OK;
  }
  HUG_TRY(hug_tensor_make(type, other->ndim, other->shape, out));
  hug_status status = hug_tensor_copy(*out, other);
  if (status) hug_tensor_free(*out);
  return status;
}

hug_status hug_along_put(hug_call *c, hug_along_mode mode, const hug_tensor *input, int dim, const hug_tensor *index,
                         const hug_tensor *other) {
  hug_tensor *out = c->out[0], *work = NULL, *values;
  hug_dtype type = mode == HUG_ALONG_WRITE ? (hug_dtype)out->dtype : hug_compute_type((hug_dtype)out->dtype);
  HUG_TRY(values_of(other, type, out, &values));
  hug_status status = HUG_OK;
  if (type == (hug_dtype)out->dtype) work = hug_tensor_retain(out);
  else status = hug_tensor_make(type, out->ndim, out->shape, &work);
  if (!status) status = hug_tensor_copy(work, input);
  if (!status) {
    hug_along_move(mode, work, dim, index, values);
    if (work != out) status = hug_tensor_copy(out, work);
  }
  hug_tensor_free(work);
  hug_tensor_free(values);
  return status;
}

hug_status hug_along_get(hug_tensor *t, int dim, const hug_tensor *index, const hug_tensor *like, hug_tensor **out) {
  HUG_TRY(hug_tensor_make((hug_dtype)t->dtype, like->ndim, like->shape, out));
  if (hug_tensor_count(like) != hug_tensor_count(index)) memset(hug_tensor_at(*out), 0, hug_tensor_bytes(*out));
  hug_along_move(HUG_ALONG_READ, t, dim, index, *out);
  return HUG_OK;
}
