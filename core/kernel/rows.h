/* rows.h: loops over one row of f32: sums, products of two rows, softmax. */

#include "vector.h"
#include "vector_math.h"

/* ---- Reductions: LANES partial results, joined at the end; the tail is a vector of its own, filled up ---- */

enum { SUM_BLOCK = 32 * LANES };

static vf sum_vector(int64_t n, const float *x) {
  vf sum[4] = { { 0 }, { 0 }, { 0 }, { 0 } };
  int64_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES)
    for (int k = 0; k < 4; k++) sum[k] += vf_load(x + i + k * LANES);
  for (; i + LANES <= n; i += LANES) sum[0] += vf_load(x + i);
  if (i < n) sum[1] += vf_load_some(x + i, n - i, 0);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The sum of those of n values that are numbers; *count: how many there are. */
static float sum_numbers_f32(int64_t n, const float *x, int64_t *count) {
  vf even = { 0 }, odd = { 0 };
  vi numbers = { 0 };
  int64_t i = 0;
  for (; i + 2 * LANES <= n; i += 2 * LANES) {
    vf a = vf_load(x + i), b = vf_load(x + i + LANES);
    vi is_a = a == a, is_b = b == b;
    even += (vf)((vi)a & is_a);
    odd += (vf)((vi)b & is_b);
    numbers -= is_a + is_b;
  }
  for (; i < n; i += LANES) {
    vf a = i + LANES <= n ? vf_load(x + i) : vf_load_some(x + i, n - i, NAN);
    vi is_a = a == a;
    even += (vf)((vi)a & is_a);
    numbers -= is_a;
  }
  *count = 0;
  for (int k = 0; k < LANES; k++) *count += numbers[k];
  return vf_sum(even + odd);
}

/* Halves at a multiple of SUM_BLOCK, down to one block. */
static vf sum_pairwise(int64_t n, const float *x) {
  if (n <= SUM_BLOCK) return sum_vector(n, x);
  int64_t half = (n / 2 + SUM_BLOCK - 1) / SUM_BLOCK * SUM_BLOCK;
  return sum_pairwise(half, x) + sum_pairwise(n - half, x + half);
}

static float sum_f32(int64_t n, const float *x) { return vf_sum(sum_pairwise(n, x)); }

static float dot_f32(int64_t n, const float *a, const float *b) {
  vf even = { 0 }, odd = { 0 };
  int64_t i = 0;
  for (; i + 2 * LANES <= n; i += 2 * LANES) {
    even = vf_fma(vf_load(a + i), vf_load(b + i), even);
    odd = vf_fma(vf_load(a + i + LANES), vf_load(b + i + LANES), odd);
  }
  for (; i < n; i += LANES)
    even = i + LANES <= n ? vf_fma(vf_load(a + i), vf_load(b + i), even)
                          : vf_fma(vf_load_some(a + i, n - i, 0), vf_load_some(b + i, n - i, 0), even);
  return vf_sum(even + odd);
}

static void axpy_f32(int64_t n, float a, const float *x, float *y) {
  for (int64_t i = 0; i < n; i++) y[i] = FMA(a, x[i], y[i]);
}

static void gather_f32(int64_t n, const float *w, const float *x, const int32_t *at, float *y) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    vi place;
    memcpy(&place, at + i, sizeof place);
    vf_store(y + i, vf_fma(vf_load(w + i), vf_gather(x, place), vf_load(y + i)));
  }
  for (; i < n; i++) y[i] = FMA(w[i], at[i] < 0 ? 0 : x[at[i]], y[i]);
}

/* The greater of two in each lane, NaN if either is. */
static inline vf vf_max(vf a, vf b) { return vf_select((a > b) | (a != a), a, b); }

/* The greatest of n values, each times `sign`. */
static inline __attribute__((always_inline)) float greatest(int64_t n, const float *x, vf sign) {
  vf most[4];
  int64_t i = 0;
  for (int k = 0; k < 4; k++) most[k] = vf_set(-INFINITY);
  for (; i + 4 * LANES <= n; i += 4 * LANES)
    for (int k = 0; k < 4; k++) most[k] = vf_max(vf_load(x + i + k * LANES) * sign, most[k]);
  for (; i + LANES <= n; i += LANES) most[0] = vf_max(vf_load(x + i) * sign, most[0]);
  for (; i < n; i++) most[1] = vf_max(vf_set(x[i]) * sign, most[1]);
  most[0] = vf_max(vf_max(most[0], most[1]), vf_max(most[2], most[3]));
  float lane[LANES];
  vf_store(lane, most[0]);
  for (int j = 1; j < LANES; j++) lane[0] = lane[j] > lane[0] || lane[j] != lane[j] ? lane[j] : lane[0];
  return lane[0];
}

static float max_f32(int64_t n, const float *x) { return greatest(n, x, vf_set(1)); }
static float min_f32(int64_t n, const float *x) { return -greatest(n, x, vf_set(-1)); }

/* ---- Rows ---- */

static void softmax_f32(int64_t n, const float *x, float *y) {
  float most = max_f32(n, x);
  for (int64_t i = 0; i < n; i++) y[i] = f32_exp(x[i] - most);
  float scale = 1 / sum_f32(n, y);
  for (int64_t i = 0; i < n; i++) y[i] *= scale;
}
