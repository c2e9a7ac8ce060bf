/* distance.h: how far the rows of two matrices of f32 are apart, all of one from all of the other, and what flows back.
**
** As in gemm.h the second matrix is packed, and a distance is the same chain of operations whatever its neighbours are.
*/

#include "vector.h"
#include "vector_math.h"

enum { DISTANCE_ROWS = 4, DISTANCE_BLOCK = 256 /* terms that are added up before they join the others */ };

static inline vf vf_abs(vf a) { return (vf)((vi)a & 0x7fffffff); }

/* Whether there is a difference: 0, 1, or NaN. */
static inline vf vf_differs(vf d) { return vf_select(d != d, d, vf_select(d != 0, vf_set(1), vf_set(0))); }

/* total[r][j] = the sum over k (the maximum, if `most`) of `term`, which sees the difference d; of `rows` rows and one panel.
** Inlined with a constant `rows`. */
#define DISTANCE_TILE(name, most, term)                                                                             \
  static inline __attribute__((always_inline)) void name##_rows(int rows, int64_t k, const float *x, int64_t x_stride, \
                                                                const float *w, float (*total)[PANEL]) {            \
    vf all[DISTANCE_ROWS][TILE_VECTORS];                                                                            \
    for (int r = 0; r < rows; r++)                                                                                  \
      for (int v = 0; v < TILE_VECTORS; v++) all[r][v] = (vf){ 0 };                                                 \
    for (int64_t first = 0; first < k; first += DISTANCE_BLOCK) {                                                   \
      vf sum[DISTANCE_ROWS][TILE_VECTORS];                                                                          \
      for (int r = 0; r < rows; r++)                                                                                \
        for (int v = 0; v < TILE_VECTORS; v++) sum[r][v] = (vf){ 0 };                                               \
      int64_t last = first + DISTANCE_BLOCK < k ? first + DISTANCE_BLOCK : k;                                       \
      for (int64_t i = first; i < last; i++)                                                                        \
        for (int r = 0; r < rows; r++)                                                                              \
          for (int v = 0; v < TILE_VECTORS; v++) {                                                                  \
            vf d = vf_set(x[r * x_stride + i]) - vf_load(w + i * PANEL + v * LANES), s = sum[r][v];                 \
            sum[r][v] = term;                                                                                       \
          }                                                                                                         \
      for (int r = 0; r < rows; r++)                                                                                \
        for (int v = 0; v < TILE_VECTORS; v++) all[r][v] = most ? vf_max(sum[r][v], all[r][v]) : all[r][v] + sum[r][v]; \
    }                                                                                                               \
    for (int r = 0; r < rows; r++)                                                                                  \
      for (int v = 0; v < TILE_VECTORS; v++) vf_store(total[r] + v * LANES, all[r][v]);                             \
  }                                                                                                                 \
  static void name(int rows, int64_t k, const float *x, int64_t x_stride, const float *w, float (*total)[PANEL]) {  \
    if (rows == DISTANCE_ROWS) name##_rows(DISTANCE_ROWS, k, x, x_stride, w, total);                                \
    else for (int r = 0; r < rows; r++) name##_rows(1, k, x + r * x_stride, x_stride, w, total + r);                \
  }
DISTANCE_TILE(count_tile, 0, s + vf_differs(d))
DISTANCE_TILE(sum_tile, 0, s + vf_abs(d))
DISTANCE_TILE(square_tile, 0, vf_fma(d, d, s))
DISTANCE_TILE(most_tile, 1, vf_max(vf_abs(d), s))

static void power_tile(int rows, int64_t k, const float *x, int64_t x_stride, const float *w, float p, float (*total)[PANEL]) {
  for (int r = 0; r < rows; r++) {
    for (int j = 0; j < PANEL; j++) total[r][j] = 0;
    for (int64_t i = 0; i < k; i++) {
      const float value = x[r * x_stride + i];
      for (int j = 0; j < PANEL; j++) total[r][j] += f32_pow(fabsf(value - w[i * PANEL + j]), p);
    }
  }
}

static void distance_f32(int64_t m, int64_t n, int64_t k, const float *x, const float *packed, float p, float *y) {
  float total[DISTANCE_ROWS][PANEL];
  for (int64_t row = 0; row < m; row += DISTANCE_ROWS) {
    const int rows = m - row < DISTANCE_ROWS ? (int)(m - row) : DISTANCE_ROWS;
    for (int64_t left = 0; left < n; left += PANEL) {
      const int64_t columns = n - left < PANEL ? n - left : PANEL;
      const float *from = x + row * k, *w = packed + left * k;
      if (p == 0) count_tile(rows, k, from, k, w, total);
      else if (p == 1) sum_tile(rows, k, from, k, w, total);
      else if (p == 2) square_tile(rows, k, from, k, w, total);
      else if (p == INFINITY) most_tile(rows, k, from, k, w, total);
      else power_tile(rows, k, from, k, w, p, total);
      for (int r = 0; r < rows; r++) {
        float *to = y + (row + r) * n + left;
        if (p == 2) for (int64_t j = 0; j < columns; j++) to[j] = sqrtf(total[r][j]);
        else if (p == 0 || p == 1 || p == INFINITY) memcpy(to, total[r], (size_t)columns * sizeof *to);
        else for (int64_t j = 0; j < columns; j++) to[j] = f32_pow(total[r][j], 1 / p);
      }
    }
  }
}
