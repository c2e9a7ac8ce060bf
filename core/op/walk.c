/* walk.c: the two walks over elements that most operations share.  They take the elements of any type, stride and broadcast to
** a body that sees plain rows of one compute type, in place where the elements lie that way already, by way of a
** small buffer where not; and they share long walks among the pool's threads, at places that depend on the shape alone.
*/
#include "op.h"
#include <string.h>

enum {
  OPERANDS = 5,             /* the output and up to four inputs */
  BLOCK = 1024,             /* elements that go through a buffer at once */
  FEW = 64,                 /* fewer elements do not make a row that is worth a call of the body */
  GRAIN = 16384             /* elements that are worth another thread */
};

/* ---- Elementwise ---- */

/* An elementwise walk with its dims merged: operand 0 is the output. */
typedef struct walk {
  int ndim, operands;
  int64_t shape[HUG_MAX_DIMS];
  int64_t stride[OPERANDS][HUG_MAX_DIMS];
  char *base[OPERANDS];
  hug_dtype dtype[OPERANDS];
  hug_dtype type[OPERANDS];   /* that the body sees */
  bool packed_out;            /* the output is contiguous */
  hug_loop body;
  const void *context;
} walk;

/* Merges neighbouring dims that every operand steps through as one. */
static void walk_merge(walk *w) {
  int kept = 0;
  for (int d = 0; d < w->ndim; d++) {
    if (w->shape[d] == 1) continue;
    bool merges = kept > 0;
    for (int k = 0; merges && k < w->operands; k++)
      merges = w->stride[k][kept - 1] == w->stride[k][d] * w->shape[d];
    if (!merges) kept++;
    w->shape[kept - 1] = merges ? w->shape[kept - 1] * w->shape[d] : w->shape[d];
    for (int k = 0; k < w->operands; k++) w->stride[k][kept - 1] = w->stride[k][d];
  }
  if (kept == 0) {
    kept = 1;
    w->shape[0] = 1;
    for (int k = 0; k < w->operands; k++) w->stride[k][0] = 1;
  }
  w->ndim = kept;
}

/* Runs the body on n elements along the last dim, starting at at[k] elements from each operand's base. */
static void walk_row(const walk *w, const int64_t *at, int64_t n) {
  char buffer[OPERANDS][BLOCK * sizeof(double)] __attribute__((aligned(64)));
  const int last = w->ndim - 1;
  bool direct[OPERANDS], all_direct = true;
  void *in[OPERANDS];
  int64_t step[OPERANDS];
  for (int k = 0; k < w->operands; k++) {
    int64_t stride = w->stride[k][last];
    step[k] = stride != 0 || k == 0;
    direct[k] = w->dtype[k] == w->type[k] && (stride == 1 || n == 1 || (stride == 0 && k > 0));
    if (!direct[k] && step[k] == 0)     /* one converted value serves the whole row */
      hug_convert(w->type[k], buffer[k], 1, w->dtype[k], w->base[k] + at[k] * (int64_t)hug_dtype_bytes(w->dtype[k]), 1, 1);
    else if (!direct[k]) all_direct = false;
  }
  int64_t block = all_direct ? n : BLOCK;
  for (int64_t first = 0; first < n; first += block) {
    int64_t m = n - first < block ? n - first : block;
    for (int k = 0; k < w->operands; k++) {
      int64_t stride = w->stride[k][last];
      char *from = w->base[k] + (at[k] + first * stride) * (int64_t)hug_dtype_bytes(w->dtype[k]);
      in[k] = direct[k] ? from : buffer[k];
      if (!direct[k] && step[k] && k > 0) hug_convert(w->type[k], buffer[k], 1, w->dtype[k], from, stride, m);
    }
    w->body(m, in[0], in + 1, step + 1, w->context);
    if (!direct[0]) {
      int64_t stride = w->stride[0][last];
      char *to = w->base[0] + (at[0] + first * stride) * (int64_t)hug_dtype_bytes(w->dtype[0]);
      hug_convert(w->dtype[0], to, stride, w->type[0], buffer[0], 1, m);
    }
  }
}

/* Whether rows are so short that it is better to gather many of them for one call of the body. */
static bool few_columns(const walk *w) {
  return w->ndim > 1 && w->shape[w->ndim - 1] < FEW && w->dtype[0] == w->type[0] && w->packed_out;
}

/* To the beginning of the next row: places and elements from the bases. */
static void next_row(const walk *w, int64_t *place, int64_t *at) {
  const int inner = w->ndim - 1;
  for (int k = 0; k < w->operands; k++) at[k] -= place[inner] * w->stride[k][inner];
  place[inner] = 0;
  for (int d = inner - 1; d >= 0; d--) {
    bool wraps = ++place[d] == w->shape[d];
    for (int k = 0; k < w->operands; k++) at[k] += w->stride[k][d] * (wraps ? 1 - w->shape[d] : 1);
    if (!wraps) return;
    place[d] = 0;
  }
}

/* Elements at `from` on into a buffer of the body's type. */
static inline void gather(const walk *w, int k, char *to, const char *from, int64_t n) {
  const int64_t stride = w->stride[k][w->ndim - 1];
  if (w->dtype[k] == w->type[k] && w->dtype[k] == HUG_F32) {
    const float *x = (const float *)from;
    float *y = (float *)to;
    if (stride == 1) for (int64_t i = 0; i < n; i++) y[i] = x[i];
    else if (stride == 0) for (int64_t i = 0; i < n; i++) y[i] = *x;
    else for (int64_t i = 0; i < n; i++) y[i] = x[i * stride];
  } else hug_convert(w->type[k], to, 1, w->dtype[k], from, stride, n);
}

/* walk_chunk for short rows: inputs are gathered block by block; the output, which is contiguous, is written in place. */
static void walk_few(const walk *w, int64_t first, int64_t last, int64_t *place, int64_t *at) {
  char buffer[OPERANDS - 1][BLOCK * sizeof(double)] __attribute__((aligned(64)));
  const int inner = w->ndim - 1;
  void *in[OPERANDS - 1];
  int64_t step[OPERANDS - 1], column = place[inner];
  for (int k = 0; k < w->operands - 1; k++) in[k] = buffer[k], step[k] = 1;
  while (first < last) {
    const int64_t block = last - first < BLOCK ? last - first : BLOCK;
    char *out = w->base[0] + at[0] * (int64_t)hug_dtype_bytes(w->dtype[0]);
    for (int64_t got = 0; got < block; ) {
      int64_t n = w->shape[inner] - column;
      if (n > block - got) n = block - got;
      for (int k = 1; k < w->operands; k++)
        gather(w, k, buffer[k - 1] + got * (int64_t)hug_dtype_bytes(w->type[k]),
               w->base[k] + at[k] * (int64_t)hug_dtype_bytes(w->dtype[k]), n);
      got += n;
      column += n;
      for (int k = 0; k < w->operands; k++) at[k] += n * w->stride[k][inner];
      place[inner] = column;
      if (column == w->shape[inner]) {
        next_row(w, place, at);
        column = 0;
      }
    }
    w->body(block, out, in, step, w->context);
    first += block;
  }
}

/* Elements first..last-1 of the output, counted in row-major order. */
static void walk_chunk(void *context, int64_t first, int64_t last) {
  const walk *w = context;
  const int inner = w->ndim - 1;
  int64_t at[OPERANDS] = { 0 }, place[HUG_MAX_DIMS], rest = first;
  for (int d = inner; d >= 0; d--) {
    place[d] = rest % w->shape[d];
    rest /= w->shape[d];
    for (int k = 0; k < w->operands; k++) at[k] += place[d] * w->stride[k][d];
  }
  if (few_columns(w)) {
    walk_few(w, first, last, place, at);
    return;
  }
  while (first < last) {
    int64_t n = w->shape[inner] - place[inner];
    if (n > last - first) n = last - first;
    walk_row(w, at, n);
    first += n;
    if (first < last) next_row(w, place, at);
  }
}

static void walk_operand(walk *w, int k, const hug_tensor *t, hug_dtype type, int ndim) {
  w->base[k] = hug_tensor_at(t);
  w->dtype[k] = (hug_dtype)t->dtype;
  w->type[k] = type;
  int missing = ndim - t->ndim;
  for (int d = 0; d < ndim; d++) w->stride[k][d] = d < missing || t->shape[d - missing] == 1 ? 0 : t->stride[d - missing];
}

static bool lies_alike(const hug_tensor *a, const hug_tensor *b) {
  bool same = a->ndim == b->ndim;
  for (int d = 0; same && d < a->ndim; d++) same = a->shape[d] == b->shape[d] && a->stride[d] == b->stride[d];
  return same;
}

/* Runs the body at once, without a walk, on few elements that lie side by side in tensors of one shape, or are numbers. */
static bool walk_short(hug_tensor *out, hug_dtype out_type, int count, hug_tensor *const *in, hug_dtype in_type,
                       hug_loop body, const void *context, int64_t total) {
  double number[OPERANDS - 1];
  void *from[OPERANDS - 1];
  int64_t step[OPERANDS - 1];
  if (total > GRAIN || out->dtype != out_type || !hug_tensor_contiguous(out)) return false;
  for (int k = 0; k < count; k++) {
    const hug_tensor *t = in[k];
    from[k] = hug_tensor_at(t);
    step[k] = t->ndim > 0;
    if (t->ndim > 0 && !(t->dtype == in_type && lies_alike(t, out))) return false;
    if (t->ndim == 0 && t->dtype != in_type) {
      hug_convert(in_type, &number[k], 1, (hug_dtype)t->dtype, from[k], 1, 1);
      from[k] = &number[k];
    }
  }
  body(total, hug_tensor_at(out), from, step, context);
  return true;
}

hug_status hug_walk(hug_tensor *out, hug_dtype out_type, int count, hug_tensor *const *in, hug_dtype in_type, hug_loop body,
                    const void *context) {
  int64_t total = hug_tensor_count(out);
  if (total == 0 || walk_short(out, out_type, count, in, in_type, body, context, total)) return HUG_OK;
  walk w;
  w.ndim = out->ndim;
  w.operands = count + 1;
  w.packed_out = hug_tensor_contiguous(out);
  w.body = body;
  w.context = context;
  memcpy(w.shape, out->shape, sizeof w.shape);
  walk_operand(&w, 0, out, out_type, out->ndim);
  for (int k = 0; k < count; k++) walk_operand(&w, k + 1, in[k], in_type, out->ndim);
  walk_merge(&w);
  hug_parallel(total, GRAIN, walk_chunk, &w);
  return HUG_OK;
}

/* ---- Rows ---- */

/* A tensor as rows: its dims parted into those that number the rows and those that a row runs along. */
typedef struct rows {
  char *base;
  hug_dtype dtype, type;
  int outer, inner;
  int64_t outer_stride[HUG_MAX_DIMS], inner_stride[HUG_MAX_DIMS];
  int64_t length;             /* elements a row */
  bool direct;                /* a row lies in memory as the body wants it */
} rows;

typedef struct row_walk {
  rows in, out, indices;
  bool has_indices;
  int64_t outer_shape[HUG_MAX_DIMS], inner_shape[HUG_MAX_DIMS];
  hug_row body;
  const void *context;
  atomic_bool failed;
} row_walk;

/* Describes t as rows along `dims` of `in`; t has in's dims, or lacks those of `dims`. */
static void rows_of(rows *r, const hug_tensor *t, hug_dtype type, const hug_tensor *in, uint32_t dims) {
  bool keeps = t->ndim == in->ndim;
  int64_t expected = 1;
  r->base = hug_tensor_at(t);
  r->dtype = (hug_dtype)t->dtype;
  r->type = type;
  r->outer = r->inner = 0;
  r->length = 1;
  for (int d = 0, at = 0; d < in->ndim; d++) {
    bool along = dims >> d & 1;
    if (along) r->inner_stride[r->inner++] = keeps && t->shape[d] != 1 ? t->stride[d] : 0;
    else r->outer_stride[r->outer++] = t->stride[keeps ? d : at];
    if (along && keeps) r->length *= t->shape[d];
    if (!along || keeps) at++;
  }
  r->direct = r->dtype == type;
  for (int d = in->ndim - 1, i = r->inner - 1; d >= 0; d--)
    if (dims >> d & 1) {
      if (r->length > 1 && in->shape[d] != 1 && r->inner_stride[i] != expected) r->direct = false;
      expected *= in->shape[d];
      i--;
    }
}

/* Copies a row between its place and a contiguous buffer, one run along the innermost dim at a time. */
static void row_move(const rows *r, const int64_t *inner_shape, int64_t at, char *buffer, bool store) {
  const int64_t wide = (int64_t)hug_dtype_bytes(r->dtype), plain = (int64_t)hug_dtype_bytes(r->type);
  if (r->length == 1) {
    if (store) hug_convert(r->dtype, r->base + at * wide, 1, r->type, buffer, 1, 1);
    else hug_convert(r->type, buffer, 1, r->dtype, r->base + at * wide, 1, 1);
    return;
  }
  const int last = r->inner - 1;
  const int64_t run = inner_shape[last];
  for (int64_t first = 0; first < r->length; first += run) {
    int64_t rest = first / run, from = at;
    for (int d = last - 1; d >= 0; d--) {
      from += rest % inner_shape[d] * r->inner_stride[d];
      rest /= inner_shape[d];
    }
    char *there = r->base + from * wide, *here = buffer + first * plain;
    if (store) hug_convert(r->dtype, there, r->inner_stride[last], r->type, here, 1, run);
    else hug_convert(r->type, here, 1, r->dtype, there, r->inner_stride[last], run);
  }
}

static int64_t row_start(const rows *r, const int64_t *outer_shape, int64_t index) {
  int64_t at = 0;
  for (int d = r->outer - 1; d >= 0; d--) {
    at += index % outer_shape[d] * r->outer_stride[d];
    index /= outer_shape[d];
  }
  return at;
}

static size_t buffer_bytes(const rows *r) {
  return r->direct ? 0 : ((size_t)r->length * hug_dtype_bytes(r->type) + 63) / 64 * 64;
}

static void row_chunk(void *context, int64_t first, int64_t last) {
  row_walk *w = context;
  size_t in_bytes = buffer_bytes(&w->in), out_bytes = buffer_bytes(&w->out);
  size_t bytes = in_bytes + out_bytes + (w->has_indices ? buffer_bytes(&w->indices) : 0);
  char *buffer = bytes ? hug_alloc_data(bytes) : NULL;
  if (bytes && !buffer) {
    atomic_store(&w->failed, true);
    return;
  }
  int64_t from = row_start(&w->in, w->outer_shape, first), to = row_start(&w->out, w->outer_shape, first);
  int64_t place = w->has_indices ? row_start(&w->indices, w->outer_shape, first) : 0, count[HUG_MAX_DIMS], rest = first;
  for (int d = w->in.outer - 1; d >= 0; d--) {
    count[d] = rest % w->outer_shape[d];
    rest /= w->outer_shape[d];
  }
  for (int64_t i = first; i < last; i++) {
    char *in = w->in.direct ? w->in.base + from * (int64_t)hug_dtype_bytes(w->in.dtype) : buffer;
    char *out = w->out.direct ? w->out.base + to * (int64_t)hug_dtype_bytes(w->out.dtype) : buffer + in_bytes;
    char *indices = NULL;
    if (w->has_indices)
      indices = w->indices.direct ? w->indices.base + place * (int64_t)sizeof(int64_t) : buffer + in_bytes + out_bytes;
    if (!w->in.direct) row_move(&w->in, w->inner_shape, from, in, false);
    w->body(w->in.length, in, out, (int64_t *)indices, w->context);
    if (!w->out.direct) row_move(&w->out, w->inner_shape, to, out, true);
    if (indices && !w->indices.direct) row_move(&w->indices, w->inner_shape, place, indices, true);
    for (int d = w->in.outer - 1; d >= 0; d--) {      /* to the next row */
      const bool wraps = ++count[d] == w->outer_shape[d];
      const int64_t steps = wraps ? 1 - w->outer_shape[d] : 1;
      from += steps * w->in.outer_stride[d];
      to += steps * w->out.outer_stride[d];
      if (w->has_indices) place += steps * w->indices.outer_stride[d];
      if (!wraps) break;
      count[d] = 0;
    }
  }
  hug_free(buffer);
}

hug_status hug_walk_rows(const hug_tensor *in, uint32_t dims, hug_dtype in_type, hug_tensor *out, hug_dtype out_type, hug_tensor *indices,
                         hug_row body, const void *context) {
  row_walk w = { .has_indices = indices != NULL, .body = body, .context = context };
  int64_t count = 1;
  for (int d = 0, o = 0, i = 0; d < in->ndim; d++)
    if (dims >> d & 1) w.inner_shape[i++] = in->shape[d];
    else count *= w.outer_shape[o++] = in->shape[d];
  rows_of(&w.in, in, in_type, in, dims);
  rows_of(&w.out, out, out_type, in, dims);
  if (indices) rows_of(&w.indices, indices, HUG_I64, in, dims);
  if (count == 0 || (w.in.length == 0 && hug_tensor_count(out) == 0)) return HUG_OK;
  int64_t grain = w.in.length >= GRAIN ? 1 : GRAIN / (w.in.length ? w.in.length : 1);
  hug_parallel(count, grain, row_chunk, &w);
  if (atomic_load(&w.failed)) return hug_fail(HUG_ENOMEM, "no memory for a row of %lld elements", (long long)w.in.length);
  return HUG_OK;
}

/* ---- Columns ---- */

/* A stack of matrices whose columns are the rows that run along dims; those of `out` have one row or as many. */
typedef struct columns {
  int outer;
  int64_t outer_shape[HUG_MAX_DIMS], in_stride[HUG_MAX_DIMS], out_stride[HUG_MAX_DIMS];
  int64_t count, rows, width, tiles, in_row, out_row;
  const char *in;
  char *out;
  int64_t bytes;
  hug_columns body;
  const void *context;
} columns;

/* Whether the dims first..last of t step as one; *stride: its step. */
static bool merges(const hug_tensor *t, int first, int last, int64_t *stride) {
  int64_t expected = -1;
  *stride = 0;
  for (int d = last; d >= first; d--) {
    if (t->shape[d] == 1) continue;
    if (expected < 0) expected = *stride = t->stride[d];
    if (t->stride[d] != expected) return false;
    expected *= t->shape[d];
  }
  return true;
}

static bool columns_of(columns *w, const hug_tensor *in, uint32_t dims, const hug_tensor *out) {
  int first = in->ndim, last = -1;
  int64_t step;
  for (int d = 0; d < in->ndim; d++)
    if (dims >> d & 1) first = d < first ? d : first, last = d;
  w->rows = w->width = w->count = 1;
  for (int d = first; d <= last; d++) {
    if (!(dims >> d & 1) && in->shape[d] != 1) return false;
    w->rows *= in->shape[d];
  }
  for (int d = last + 1; d < in->ndim; d++) w->width *= in->shape[d];
  bool whole = out->ndim == in->ndim && hug_tensor_count(out) == hug_tensor_count(in);
  if (last < 0 || w->rows < 2 || w->width < 16 || !merges(in, first, last, &w->in_row)) return false;
  if (!merges(in, last + 1, in->ndim - 1, &step) || step != 1) return false;
  if (whole && (!merges(out, first, last, &w->out_row) || !merges(out, last + 1, out->ndim - 1, &step) || step != 1))
    return false;
  if (!whole && !hug_tensor_contiguous(out)) return false;
  w->outer = first;
  for (int d = first - 1; d >= 0; d--) {
    w->outer_shape[d] = in->shape[d];
    w->in_stride[d] = in->stride[d];
    w->out_stride[d] = whole ? out->stride[d] : w->width * w->count;
    w->count *= in->shape[d];
  }
  return w->count > 0;
}

static void columns_chunk(void *context, int64_t first, int64_t last) {
  const columns *w = context;
  for (int64_t i = first; i < last; i++) {
    int64_t from = i % w->tiles * HUG_COLUMNS, rest = i / w->tiles, in = from, out = from;
    for (int d = w->outer - 1; d >= 0; d--) {
      in += rest % w->outer_shape[d] * w->in_stride[d];
      out += rest % w->outer_shape[d] * w->out_stride[d];
      rest /= w->outer_shape[d];
    }
    int64_t n = w->width - from < HUG_COLUMNS ? w->width - from : HUG_COLUMNS;
    w->body(n, w->rows, w->in_row, w->in + in * w->bytes, w->out + out * w->bytes, w->out_row, w->context);
  }
}

hug_status hug_walk_columns(const hug_tensor *in, uint32_t dims, hug_dtype type, hug_tensor *out, hug_columns body,
                            const void *context, bool *done) {
  columns w = { .body = body, .context = context, .bytes = (int64_t)hug_dtype_bytes(type) };
  *done = in->dtype == type && out->dtype == type && columns_of(&w, in, dims, out);
  if (!*done) return HUG_OK;
  w.in = hug_tensor_at(in);
  w.out = hug_tensor_at(out);
  w.tiles = (w.width + HUG_COLUMNS - 1) / HUG_COLUMNS;
  hug_parallel(w.count * w.tiles, 1 + GRAIN / (w.rows * HUG_COLUMNS), columns_chunk, &w);
  return HUG_OK;
}
