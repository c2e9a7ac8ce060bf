/* convolve.h: what convolutions add to gemm.h.  The operands of their products are nowhere in memory as matrices: an
** element is found at the sum of a row's place and a column's, and goes straight into the form that the product
** wants.  Stands behind gemm.h, whose tiles it uses.
*/

/* Places that follow each other are copied by vectors, which may run over a run's end: the next run, or the next line
** of the panel, is written after it.  Whoever makes panels leaves room for that behind the last one. */
static void panel_f32(int64_t k, const float *x, const int64_t *at, int64_t runs, const hug_run *run, const float *end, float *panel) {
  for (int64_t i = 0; i < k; i++, panel += PANEL)
    for (int64_t r = 0; r < runs; r++) {
      const float *from = x + at[i] + run[r].from;
      float *to = panel + run[r].at;
      int64_t n = run[r].length;
      if (end - from < n + LANES) memcpy(to, from, (size_t)n * sizeof *to);
      else
        for (int64_t j = 0; j < n; j += LANES) vf_store(to + j, vf_load(from + j));
    }
}

/* One tile: k lines of `height` elements.  Inlined with a constant height. */
static inline __attribute__((always_inline)) void gather_tile(int height, int64_t k, const float *x, const int64_t *row_at,
                                                              const int64_t *column_at, float *to) {
  const float *row[TILE_ROWS];
  for (int r = 0; r < height; r++) row[r] = x + row_at[r];
  for (int64_t i = 0; i < k; i++, to += height)
    for (int r = 0; r < height; r++) to[r] = row[r][column_at[i]];
}

static void tile_f32(int64_t rows, int64_t k, const float *x, const int64_t *row_at, const int64_t *column_at, float *tiles) {
  int64_t count = parts_of(rows, TILE_ROWS);
  for (int64_t t = 0; t < count; t++) {
    part p = part_of(rows, count, t);
    float *to = tiles + p.first * k;
    if (p.last - p.first == TILE_ROWS) gather_tile(TILE_ROWS, k, x, row_at + p.first, column_at, to);
    else gather_tile((int)(p.last - p.first), k, x, row_at + p.first, column_at, to);
  }
}

static void block_f32(int64_t rows, int64_t k, const float *tiles, const float *panels, int64_t panel_stride, int64_t count, float *y,
                      int64_t y_stride, bool more) {
  multiply_block(rows, count * PANEL, k, tiles, panels, panel_stride, 0, count, y, y_stride, more);
}

/* Sums of `vectors` vectors.  Inlined with a constant number of them. */
static inline __attribute__((always_inline)) void window_vectors(int vectors, int64_t k, const float *w, const float *x, const int64_t *at,
                                                                 vf start, vf *sum) {
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++) sum[v] = start;
  for (int64_t i = 0; i < k; i++) {
    vf factor = vf_set(w[i]);
    const float *from = x + at[i];
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) sum[v] = vf_fma(factor, vf_load(from + v * LANES), sum[v]);
  }
}

static void window_f32(int64_t n, int64_t k, const float *w, const float *x, const int64_t *at, float start, float *y) {
  vf sum[8], first = vf_set(start);
  int64_t j = 0;
  for (; j + 8 * LANES <= n; j += 8 * LANES) {
    window_vectors(8, k, w, x + j, at, first, sum);
    for (int v = 0; v < 8; v++) vf_store(y + j + v * LANES, sum[v]);
  }
  for (; j + 2 * LANES <= n; j += 2 * LANES) {
    window_vectors(2, k, w, x + j, at, first, sum);
    vf_store(y + j, sum[0]);
    vf_store(y + j + LANES, sum[1]);
  }
  for (; j < n; j += LANES) {
    window_vectors(1, k, w, x + j, at, first, sum);
    if (j + LANES <= n) vf_store(y + j, sum[0]);
    else memcpy(y + j, sum, (size_t)(n - j) * sizeof *y);
  }
}

/* What is behind a line's end is read along with it, if it can be, and then hidden. */
static float dots_f32(int64_t lines, int64_t n, const float *a, int64_t a_step, const float *a_end, const float *b, const float *b_end) {
  vf even = { 0 }, odd = { 0 }, nothing = { 0 };
  vi mask;
  const int64_t rest = n % LANES;
  for (int i = 0; i < LANES; i++) mask[i] = i < rest ? -1 : 0;
  for (int64_t line = 0; line < lines; line++, a += a_step, b += n) {
    int64_t i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) {
      even = vf_fma(vf_load(a + i), vf_load(b + i), even);
      odd = vf_fma(vf_load(a + i + LANES), vf_load(b + i + LANES), odd);
    }
    if (i + LANES <= n) {
      even = vf_fma(vf_load(a + i), vf_load(b + i), even);
      i += LANES;
    }
    if (i == n) continue;
    if (a_end - a >= i + LANES && b_end - b >= i + LANES)
      odd = vf_fma(vf_select(mask, vf_load(a + i), nothing), vf_select(mask, vf_load(b + i), nothing), odd);
    else odd = vf_fma(vf_load_some(a + i, rest, 0), vf_load_some(b + i, rest, 0), odd);
  }
  return vf_sum(even + odd);
}
