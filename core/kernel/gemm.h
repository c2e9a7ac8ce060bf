/* gemm.h: y = activation(x w^T + bias) + residual in f32, w packed.
**
** Every element of y is the same chain of multiply-adds over k = 0, 1, …, whatever tile it falls into: blocks over k carry on from
** what y holds.  So its bits do not depend on m, on its row's place, or on who computes its neighbours.
**
** The scheme is that of Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication (2008): a slab of a panel of w
** stays in the first cache while it meets a block of x, which has been copied into tiles and stays in the second.
*/

#include "vector.h"
#include "vector_math.h"

#if defined(__AVX512F__) || defined(__aarch64__)
#define TILE_ROWS 6           /* 24 accumulators of 32 registers */
#define TILE_VECTORS 4
#elif defined(__AVX2__)
#define TILE_ROWS 6           /* 12 of 16 */
#define TILE_VECTORS 2
#else
#define TILE_ROWS 4           /* 8 of 16 */
#define TILE_VECTORS 2
#endif

enum {
  PANEL = TILE_VECTORS * LANES,
  BLOCK_ROWS = 240,           /* rows of x at a time */
  BLOCK_K = 128,              /* columns of x at a time: a slab of a panel is [BLOCK_K][PANEL] */
  LONG_K = BLOCK_ROWS * BLOCK_K / TILE_ROWS  /* the same for one tile alone, which does not come back to a slab */
};

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* ---- Tiles ---- */

/* y[r][j] = (y[r][j] if `more`) + sum over i of x[i][r] w[i][j], for `rows` rows and `panels` panels.
** x: [k][rows]; w: [panels][k][PANEL], panels w_stride apart.  Meanwhile it asks for the slab `ahead`, to be met in the second cache. */
typedef void tile_fn(int64_t k, const float *x, const float *w, int64_t w_stride, const float *ahead, float *y, int64_t y_stride, bool more);

/* Inlined with constant `rows` and `panels`, so that the sums live in registers. */
static inline __attribute__((always_inline)) void tile(int rows, int panels, int64_t k, const float *x, const float *w, int64_t w_stride,
                                                       const float *ahead, float *y, int64_t y_stride, bool more) {
  vf sum[TILE_ROWS][4 * TILE_VECTORS];
  const int vectors = panels * TILE_VECTORS;
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) sum[r][v] = more ? vf_load(y + r * y_stride + v * LANES) : (vf){ 0 };
  for (int64_t i = 0; i < k; i++) {
    vf column[4 * TILE_VECTORS];
    for (int line = 0; line < PANEL; line += 16) __builtin_prefetch(ahead + i * PANEL + line, 0, 2);
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) column[v] = vf_load(w + v / TILE_VECTORS * w_stride + i * PANEL + v % TILE_VECTORS * LANES);
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) sum[r][v] = vf_fma(vf_set(x[i * rows + r]), column[v], sum[r][v]);
  }
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) vf_store(y + r * y_stride + v * LANES, sum[r][v]);
}

#define TILE(rows, panels)                                                                                              \
  static void tile_##rows##x##panels(int64_t k, const float *x, const float *w, int64_t w_stride, const float *ahead,   \
                                     float *y, int64_t y_stride, bool more) {                                           \
    tile(rows, panels, k, x, w, w_stride, ahead, y, y_stride, more);                                                    \
  }
TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1)
TILE(1, 4) TILE(2, 2)
#if TILE_ROWS > 4
TILE(5, 1) TILE(6, 1)
#endif

static tile_fn *const tiles[TILE_ROWS + 1] = {
  NULL, tile_1x1, tile_2x1, tile_3x1, tile_4x1,
#if TILE_ROWS > 4
  tile_5x1, tile_6x1
#endif
};

/* The last panel, of which only `columns` are in y. */
static void tile_edge(int rows, int64_t columns, int64_t k, const float *x, const float *w, float *y, int64_t y_stride, bool more) {
  float whole[TILE_ROWS][PANEL] = { { 0 } };
  for (int r = 0; r < rows && more; r++) memcpy(whole[r], y + r * y_stride, (size_t)columns * sizeof *y);
  tiles[rows](k, x, w, 0, w, whole[0], PANEL, more);
  for (int r = 0; r < rows; r++) memcpy(y + r * y_stride, whole[r], (size_t)columns * sizeof *y);
}

/* ---- Blocks ---- */

/* A count cut into parts of nearly equal size: part i is first..last-1. */
typedef struct part { int64_t first, last; } part;
static int64_t parts_of(int64_t count, int64_t most) { return (count + most - 1) / most; }
static part part_of(int64_t count, int64_t parts, int64_t i) { return (part){ i * count / parts, (i + 1) * count / parts }; }

/* Copies x [rows, k] into tiles, one behind the other, each [k][its rows]. */
static void copy_block(int64_t rows, int64_t k, const float *x, int64_t row_stride, int64_t column_stride, float *block) {
  int64_t count = parts_of(rows, TILE_ROWS);
  for (int64_t t = 0; t < count; t++) {
    part p = part_of(rows, count, t);
    int64_t height = p.last - p.first;
    const float *from = x + p.first * row_stride;
    float *to = block + p.first * k;
    for (int64_t i = 0; i < k; i++)
      for (int64_t r = 0; r < height; r++) to[i * height + r] = from[i * column_stride + r * row_stride];
  }
}

/* A block of x with the slabs of panels first..last-1. */
static void multiply_block(int64_t rows, int64_t n, int64_t k, const float *block, const float *w, int64_t w_stride, int64_t first,
                           int64_t last, float *y, int64_t y_stride, bool more) {
  int64_t count = parts_of(rows, TILE_ROWS), whole = least(last, n / PANEL), at = first;
  for (; rows == 1 && at + 4 <= whole; at += 4) tile_1x4(k, block, w + at * w_stride, w_stride, w + at * w_stride, y + at * PANEL, y_stride, more);
  for (; rows == 2 && at + 2 <= whole; at += 2) tile_2x2(k, block, w + at * w_stride, w_stride, w + at * w_stride, y + at * PANEL, y_stride, more);
  for (; at < last; at++)
    for (int64_t t = 0; t < count; t++) {
      part p = part_of(rows, count, t);
      int height = (int)(p.last - p.first);
      const float *x = block + p.first * k, *slab = w + at * w_stride, *ahead = t == 0 && at + 1 < last ? slab + w_stride : slab;
      float *to = y + p.first * y_stride + at * PANEL;
      if (at < whole) tiles[height](k, x, slab, w_stride, ahead, to, y_stride, more);
      else tile_edge(height, n - at * PANEL, k, x, slab, to, y_stride, more);
    }
}

/* ---- What happens on the way out ---- */

#define EACH(expression) for (int64_t i = 0; i < n; i++) y[i] = expression

static void activate(hug_activation activation, int64_t n, float *y) {
  switch (activation) {
    case HUG_ACT_NONE: break;
    case HUG_ACT_RELU: EACH(y[i] < 0 ? 0 : y[i]); break;
    case HUG_ACT_GELU: EACH(f32_gelu(y[i])); break;
    case HUG_ACT_GELU_TANH: EACH(f32_gelu_tanh(y[i])); break;
    case HUG_ACT_SILU: EACH(y[i] * f32_sigmoid(y[i])); break;
    case HUG_ACT_TANH: EACH(f32_tanh(y[i])); break;
  }
}

static void finish_row(int64_t n, float *y, const float *bias, hug_activation activation, const float *residual) {
  if (bias) EACH(y[i] + bias[i]);
  activate(activation, n, y);
  if (residual) EACH(y[i] + residual[i]);
}

#undef EACH

/* ---- hug_kernels ---- */

static void gemm_f32(int64_t m, int64_t n, int64_t k, const float *x, int64_t x_row_stride, int64_t x_column_stride, const float *packed,
                     int64_t first, int64_t last, float *y, int64_t y_stride, const hug_epilogue *epilogue) {
  _Alignas(64) float block[BLOCK_ROWS * BLOCK_K];
  int64_t blocks = parts_of(m, BLOCK_ROWS), left = first * PANEL, columns = least(last * PANEL, n) - left;
  for (int64_t b = 0; b < blocks; b++) {
    part p = part_of(m, blocks, b);
    int64_t rows = p.last - p.first, step = rows > TILE_ROWS ? BLOCK_K : LONG_K;
    float *to = y + p.first * y_stride;
    for (int64_t at = 0; at == 0 || at < k; at += step) {
      int64_t depth = least(step, k - at);
      copy_block(rows, depth, x + p.first * x_row_stride + at * x_column_stride, x_row_stride, x_column_stride, block);
      multiply_block(rows, n, depth, block, packed + at * PANEL, k * PANEL, first, last, to, y_stride, at > 0);
    }
    for (int64_t r = p.first; r < p.last && epilogue; r++)
      finish_row(columns, y + r * y_stride + left, epilogue->bias ? epilogue->bias + left : NULL, epilogue->activation,
                 epilogue->residual ? epilogue->residual + r * epilogue->residual_stride + left : NULL);
  }
}

/* Panels are written in pieces of PANEL by PANEL, so that a piece stays in the first cache whichever way w runs. */
static void pack_f32(int64_t n, int64_t k, const float *w, int64_t row_stride, int64_t column_stride, float *packed) {
  for (int64_t row = 0; row < n; row += PANEL, packed += k * PANEL) {
    int64_t rows = least(PANEL, n - row);
    for (int64_t at = 0; at < k; at += PANEL) {
      int64_t depth = least(PANEL, k - at);
      float *to = packed + at * PANEL;
      const float *from = w + row * row_stride + at * column_stride;
      if (rows < PANEL) memset(to, 0, (size_t)(depth * PANEL) * sizeof *to);
      if (row_stride == 1)
        for (int64_t i = 0; i < depth; i++) memcpy(to + i * PANEL, from + i * column_stride, (size_t)rows * sizeof *to);
      else
        for (int64_t r = 0; r < rows; r++)
          for (int64_t i = 0; i < depth; i++) to[i * PANEL + r] = from[r * row_stride + i * column_stride];
    }
  }
}
