/* copy.c: elements from one tensor into another, whatever their strides and types. */
#include "storage.h"
#include <stdlib.h>
#include <string.h>

enum {
  GRAIN = 65536,             /* elements that are worth another thread */
  STRETCH = 4096,            /* elements of a row with gaps that stay in a near cache till the next row comes */
  TILE = 32,                 /* rows and columns of a transposed copy, whose cache lines do so */
  SHORT = 16                 /* columns of a row that is hardly worth a call */
};

typedef struct axis {
  int64_t size, to, from;    /* the strides on both sides, in elements */
} axis;

/* A copy as a stack of matrices, each cut into pieces of `rows` by `columns` elements, the last ones perhaps less. */
typedef struct plan {
  int ndim;                  /* at least 2: the last two are the matrices' */
  axis axes[HUG_MAX_DIMS];
  bool tiled;                /* the source's rows run down the matrices */
  int64_t rows, columns, pieces_down, pieces_across;
  char *to;
  const char *from;
  hug_dtype to_dtype, from_dtype;
  int64_t to_bytes, from_bytes;
} plan;

static void swap_axes(plan *p, int a, int b) {
  axis t = p->axes[a];
  p->axes[a] = p->axes[b];
  p->axes[b] = t;
}

/* Axes by falling strides of the target, so that it is written in the order that it lies in; none of size 1. */
static void plan_axes(plan *p, const hug_tensor *to, const hug_tensor *from) {
  int missing = to->ndim - from->ndim;
  for (int d = 0; d < to->ndim; d++) {
    if (to->shape[d] == 1) continue;
    bool repeats = d < missing || from->shape[d - missing] == 1;
    int k = p->ndim++;
    p->axes[k] = (axis){ to->shape[d], to->stride[d], repeats ? 0 : from->stride[d - missing] };
    for (; k > 0 && llabs(p->axes[k - 1].to) < llabs(p->axes[k].to); k--) swap_axes(p, k - 1, k);
  }
}

/* Merges neighbouring axes that both sides step through as one. */
static void plan_merge(plan *p) {
  int kept = 0;
  for (int d = 1; d < p->ndim; d++) {
    axis *outer = &p->axes[kept], inner = p->axes[d];
    if (outer->to == inner.to * inner.size && outer->from == inner.from * inner.size)
      *outer = (axis){ outer->size * inner.size, inner.to, inner.from };
    else p->axes[++kept] = inner;
  }
  if (p->ndim) p->ndim = kept + 1;
  for (; p->ndim < 2; p->ndim++) {
    p->axes[1] = p->axes[0];
    p->axes[0] = (axis){ 1, 0, 0 };
  }
}

/* Where the source lies in another order, brings the axis that it steps through fastest beside the last one. */
static void plan_transpose(plan *p) {
  int last = p->ndim - 1, best = last;
  for (int d = 0; d < last; d++)
    if (p->axes[d].from && llabs(p->axes[d].from) < llabs(p->axes[best].from)) best = d;
  p->tiled = best != last;
  for (; best < last - 1; best++) swap_axes(p, best, best + 1);
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static void plan_pieces(plan *p) {
  axis *row = &p->axes[p->ndim - 2], *column = row + 1;
  if (column->size < SHORT && row->size > column->size) {
    swap_axes(p, p->ndim - 2, p->ndim - 1);
    p->tiled = false;
  }
  bool gaps = column->to != 1 || column->from != 1;
  p->columns = least(column->size, p->tiled ? TILE : gaps ? STRETCH : GRAIN);
  p->rows = least(row->size, p->tiled ? TILE : 1 + (GRAIN - 1) / p->columns);
  p->pieces_across = 1 + (column->size - 1) / p->columns;
  p->pieces_down = 1 + (row->size - 1) / p->rows;
}

/* Rows of a piece, one by one. */
static void copy_rows(const plan *p, char *to, const char *from, int64_t rows, int64_t columns) {
  const axis *down = &p->axes[p->ndim - 2], *across = down + 1;
  for (int64_t row = 0; row < rows; row++)
    hug_convert(p->to_dtype, to + row * down->to * p->to_bytes, across->to,
                p->from_dtype, from + row * down->from * p->from_bytes, across->from, columns);
}

/* A tile of a transposed copy: read column by column, as the source lies, and written row by row, so that every cache
** line of either side is used up at once. */
static void copy_tile(const plan *p, char *to, const char *from, int64_t rows, int64_t columns) {
  enum { ROOM = TILE + 1 };  /* so that the rows do not fall into the same cache lines */
  double buffer[TILE * ROOM];
  const axis *down = &p->axes[p->ndim - 2], *across = down + 1;
  for (int64_t column = 0; column < columns; column++)
    hug_convert(p->from_dtype, (char *)buffer + column * ROOM * p->from_bytes, 1,
                p->from_dtype, from + column * across->from * p->from_bytes, down->from, rows);
  for (int64_t row = 0; row < rows; row++)
    hug_convert(p->to_dtype, to + row * down->to * p->to_bytes, across->to,
                p->from_dtype, (char *)buffer + row * p->from_bytes, ROOM, columns);
}

static void copy_pieces(void *context, int64_t first, int64_t last) {
  const plan *p = context;
  const axis *down = &p->axes[p->ndim - 2], *across = down + 1;
  for (int64_t piece = first; piece < last; piece++) {
    int64_t rest = piece / p->pieces_across, matrix = rest / p->pieces_down;
    int64_t column = piece % p->pieces_across * p->columns, row = rest % p->pieces_down * p->rows;
    int64_t to_at = row * down->to + column * across->to, from_at = row * down->from + column * across->from;
    for (int d = p->ndim - 3; d >= 0; d--) {
      int64_t i = matrix % p->axes[d].size;
      matrix /= p->axes[d].size;
      to_at += i * p->axes[d].to;
      from_at += i * p->axes[d].from;
    }
    (p->tiled ? copy_tile : copy_rows)(p, p->to + to_at * p->to_bytes, p->from + from_at * p->from_bytes,
                                       least(p->rows, down->size - row), least(p->columns, across->size - column));
  }
}

static void copy_elements(const hug_tensor *to, const hug_tensor *from) {
  plan p = { .to = hug_tensor_at(to), .from = hug_tensor_at(from), .to_dtype = (hug_dtype)to->dtype,
             .from_dtype = (hug_dtype)from->dtype };
  p.to_bytes = (int64_t)hug_dtype_bytes(p.to_dtype);
  p.from_bytes = (int64_t)hug_dtype_bytes(p.from_dtype);
  plan_axes(&p, to, from);
  plan_merge(&p);
  plan_transpose(&p);
  plan_pieces(&p);
  int64_t pieces = p.pieces_across * p.pieces_down;
  for (int d = 0; d < p.ndim - 2; d++) pieces *= p.axes[d].size;
  hug_parallel(pieces, 1 + (GRAIN - 1) / (p.rows * p.columns), copy_pieces, &p);
}

static bool broadcasts(const hug_tensor *to, const hug_tensor *from) {
  int missing = to->ndim - from->ndim;
  for (int d = 0; d < from->ndim && missing >= 0; d++)
    if (from->shape[d] != to->shape[d + missing] && from->shape[d] != 1) return false;
  return missing >= 0;
}

static bool same_view(const hug_tensor *a, const hug_tensor *b) {
  size_t bytes = sizeof(int64_t) * a->ndim;
  return a->dtype == b->dtype && a->offset == b->offset && a->ndim == b->ndim && memcmp(a->shape, b->shape, bytes) == 0
      && memcmp(a->stride, b->stride, bytes) == 0;
}

static hug_status check_copy(const hug_tensor *to, const hug_tensor *from) {
  if (!broadcasts(to, from)) {
    char target[HUG_SHAPE_ROOM], source[HUG_SHAPE_ROOM];
    return hug_fail(HUG_ESHAPE, "[copy] a %s tensor does not broadcast to %s",
                    hug_shape_text(from->ndim, from->shape, source, sizeof source),
                    hug_shape_text(to->ndim, to->shape, target, sizeof target));
  }
  HUG_TRY(hug_tensor_ready(to));
  return hug_tensor_ready(from);
}

/* A contiguous copy of t. */
static hug_status pack(const hug_tensor *t, hug_dtype dtype, hug_tensor **out) {
  hug_tensor *packed;
  HUG_TRY(hug_tensor_ready(t));
  HUG_TRY(hug_tensor_make(dtype, t->ndim, t->shape, &packed));
  if (hug_tensor_count(t)) copy_elements(packed, t);
  *out = packed;
  return HUG_OK;
}

hug_status hug_tensor_copy(hug_tensor *to, const hug_tensor *from) {
  HUG_TRY(check_copy(to, from));
  if (hug_tensor_count(to) == 0) return HUG_OK;
  if (!hug_tensor_shares(to, from)) copy_elements(to, from);
  else if (!same_view(to, from)) {   /* what is still to be read could be written over */
    hug_tensor *apart;
    HUG_TRY(pack(from, (hug_dtype)from->dtype, &apart));
    copy_elements(to, apart);
    hug_tensor_free(apart);
  }
  return HUG_OK;
}

hug_status hug_tensor_packed(const hug_tensor *t, hug_dtype dtype, hug_tensor **out) {
  if (t->dtype != dtype || !hug_tensor_contiguous(t)) return pack(t, dtype, out);
  *out = hug_tensor_retain((hug_tensor *)t);
  return HUG_OK;
}
