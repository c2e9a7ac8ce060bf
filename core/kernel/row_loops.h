/* row_loops.h: loops over rows of one element type: a template.  Before each #include define
**   T         the element type
**   EL(name)  the name of a loop: name##_f32
**   M(f)      the function f in T
** It defines `static const hug_row_loops EL(row_loops)` and undefines the above.
**
** Sums are taken in T over blocks, a lane of the vector each, and in f64 over the blocks.
*/

#ifndef HUG_ROW_LOOPS_H
#define HUG_ROW_LOOPS_H

#include "vector.h"

enum {
  ROW_BLOCK = 1024,           /* elements that are summed in T */
  ROW_SPAN = 128,             /* elements that are computed before they are summed */
  ROW_FEW = 16,               /* rows whose columns are summed in T, */
  ROW_COLUMNS = 512           /* so many at once */
};

#endif

typedef T EL(vec) __attribute__((vector_size(4 * LANES)));
enum { EL(lanes) = sizeof(EL(vec)) / sizeof(T) };

static inline EL(vec) EL(all)(T x) { return x - (EL(vec)){ 0 }; }
static inline EL(vec) EL(load)(const T *p) { EL(vec) v; memcpy(&v, p, sizeof v); return v; }

/* The first n elements of p, then `rest`. */
static inline EL(vec) EL(load_some)(const T *p, int64_t n, T rest) {
  EL(vec) v = EL(all)(rest);
  memcpy(&v, p, (size_t)n * sizeof *p);
  return v;
}

/* The sum of the lanes, halves first. */
static inline double EL(join)(EL(vec) v) {
  T lane[EL(lanes)];
  memcpy(lane, &v, sizeof v);
  for (int half = EL(lanes) / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) lane[i] += lane[i + half];
  return (double)lane[0];
}

/* ---- Sums and the greatest of a row ---- */

/* Adds up `term`, over vectors that LOAD(i) declares, or REST(i, count) for the last elements. */
#define ROW_SUM(n, LOAD, REST, term)                                                                 \
  double total = 0;                                                                                  \
  for (int64_t at = 0; at < (n); at += ROW_BLOCK) {                                                  \
    const int64_t m = (n) - at < ROW_BLOCK ? (n) - at : ROW_BLOCK;                                   \
    EL(vec) even = { 0 }, odd = { 0 };                                                               \
    int64_t i = 0;                                                                                   \
    for (; i + 2 * EL(lanes) <= m; i += 2 * EL(lanes)) {                                             \
      { LOAD(at + i) even += (term); }                                                               \
      { LOAD(at + i + EL(lanes)) odd += (term); }                                                    \
    }                                                                                                \
    for (; i + EL(lanes) <= m; i += EL(lanes)) { LOAD(at + i) even += (term); }                      \
    if (i < m) { REST(at + i, m - i) odd += (term); }                                                \
    total += EL(join)(even + odd);                                                                   \
  }                                                                                                  \
  return total;

static double EL(row_sum)(int64_t n, const void *x_) {
  const T *x = x_;
#define LOAD(i) EL(vec) a = EL(load)(x + (i));
#define REST(i, count) EL(vec) a = EL(load_some)(x + (i), count, 0);
  ROW_SUM(n, LOAD, REST, a)
#undef LOAD
#undef REST
}

static double EL(row_squares)(int64_t n, const void *x_, double centre_) {
  const T *x = x_;
  const EL(vec) centre = EL(all)((T)centre_);
#define LOAD(i) EL(vec) a = EL(load)(x + (i)) - centre;
#define REST(i, count) EL(vec) a = EL(load_some)(x + (i), count, (T)centre_) - centre;
  ROW_SUM(n, LOAD, REST, a * a)
#undef LOAD
#undef REST
}

static double EL(row_dot)(int64_t n, const void *x_, const void *y_) {
  const T *x = x_, *y = y_;
#define LOAD(i) EL(vec) a = EL(load)(x + (i)), b = EL(load)(y + (i));
#define REST(i, count) EL(vec) a = EL(load_some)(x + (i), count, 0), b = EL(load_some)(y + (i), count, 0);
  ROW_SUM(n, LOAD, REST, a * b)
#undef LOAD
#undef REST
}

static double EL(row_products)(int64_t n, const void *g_, const void *x_, double centre_) {
  const T *g = g_, *x = x_;
  const EL(vec) centre = EL(all)((T)centre_);
#define LOAD(i) EL(vec) a = EL(load)(g + (i)), b = EL(load)(x + (i)) - centre;
#define REST(i, count)                                                                               \
  EL(vec) a = EL(load_some)(g + (i), count, 0), b = EL(load_some)(x + (i), count, (T)centre_) - centre;
  ROW_SUM(n, LOAD, REST, a * b)
#undef LOAD
#undef REST
}
#undef ROW_SUM

static double EL(row_product)(int64_t n, const void *x_) {
  const T *x = x_;
  EL(vec) all[4] = { EL(all)(1), EL(all)(1), EL(all)(1), EL(all)(1) };
  int64_t i = 0;
  for (; i + 4 * EL(lanes) <= n; i += 4 * EL(lanes))
    for (int k = 0; k < 4; k++) all[k] *= EL(load)(x + i + k * EL(lanes));
  for (; i + EL(lanes) <= n; i += EL(lanes)) all[0] *= EL(load)(x + i);
  if (i < n) all[1] *= EL(load_some)(x + i, n - i, 1);
  all[0] = (all[0] * all[1]) * (all[2] * all[3]);
  T lane[EL(lanes)];
  memcpy(lane, all, sizeof lane);
  for (int half = EL(lanes) / 2; half > 0; half /= 2)
    for (int j = 0; j < half; j++) lane[j] *= lane[j + half];
  return (double)lane[0];
}

/* The greater of two in each lane; a if it is NaN, b if that is. */
static inline EL(vec) EL(greater)(EL(vec) a, EL(vec) b) {
  __typeof__(a > b) first = (a > b) | (a != a);
  return (EL(vec))((first & (__typeof__(first))a) | (~first & (__typeof__(first))b));
}

static double EL(row_max)(int64_t n, const void *x_) {
  const T *x = x_;
  EL(vec) even = EL(all)(-INFINITY), odd = even;
  int64_t i = 0;
  for (; i + 2 * EL(lanes) <= n; i += 2 * EL(lanes)) {
    even = EL(greater)(EL(load)(x + i), even);
    odd = EL(greater)(EL(load)(x + i + EL(lanes)), odd);
  }
  for (; i + EL(lanes) <= n; i += EL(lanes)) even = EL(greater)(EL(load)(x + i), even);
  if (i < n) odd = EL(greater)(EL(load_some)(x + i, n - i, -INFINITY), odd);
  even = EL(greater)(even, odd);
  T lane[EL(lanes)];
  memcpy(lane, &even, sizeof even);
  for (int j = 1; j < EL(lanes); j++) lane[0] = lane[j] > lane[0] || lane[j] != lane[j] ? lane[j] : lane[0];
  return (double)lane[0];
}

static double EL(row_exps)(int64_t n, const void *x_, double most_) {
  const T *x = x_, most = (T)most_;
  double total = 0;
  for (int64_t at = 0; at < n; at += ROW_SPAN) {
    const int64_t m = n - at < ROW_SPAN ? n - at : ROW_SPAN;
    T room[ROW_SPAN];
    for (int64_t i = 0; i < m; i++) room[i] = M(exp)(x[at + i] - most);
    total += EL(row_sum)(m, room);
  }
  return total;
}

/* ---- Rows from rows ---- */

static void EL(row_softmax)(int64_t n, const void *x_, double most_, double scale_, void *y_) {
  const T *x = x_, most = (T)most_, scale = (T)scale_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] = M(exp)(x[i] - most) * scale;
}

static void EL(row_scale)(int64_t n, double a_, const void *x_, void *y_) {
  const T *x = x_, a = (T)a_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] = a * x[i];
}

static void EL(row_add)(int64_t n, double a_, const void *x_, void *y_) {
  const T *x = x_, a = (T)a_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] += a * x[i];
}

static void EL(row_multiply)(int64_t n, const void *x_, const void *z_, void *y_) {
  const T *x = x_, *z = z_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] = x[i] * z[i];
}

static void EL(row_affine)(int64_t n, const void *x_, double centre_, double scale_, double offset_, void *y_) {
  const T *x = x_, centre = (T)centre_, scale = (T)scale_, offset = (T)offset_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] = (x[i] - centre) * scale + offset;
}

static void EL(row_norm)(int64_t n, const void *x_, double centre_, double scale_, double offset_, const void *w_,
                         const void *b_, void *y_) {
  const T *x = x_, *w = w_, *b = b_, centre = (T)centre_, scale = (T)scale_, offset = (T)offset_;
  T *y = y_;
  if (w && b) for (int64_t i = 0; i < n; i++) y[i] = ((x[i] - centre) * scale + offset) * w[i] + b[i];
  else if (w) for (int64_t i = 0; i < n; i++) y[i] = ((x[i] - centre) * scale + offset) * w[i];
  else if (b) for (int64_t i = 0; i < n; i++) y[i] = (x[i] - centre) * scale + offset + b[i];
  else EL(row_affine)(n, x, centre_, scale_, offset_, y);
}

static void EL(row_blend)(int64_t n, const void *g_, double s_, double c_, double a_, const void *x_, double centre_,
                          double b_, void *y_) {
  const T *g = g_, *x = x_, s = (T)s_, c = (T)c_, a = (T)a_, centre = (T)centre_, b = (T)b_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] = (s * g[i] + c) * a + (x[i] - centre) * b;
}

static void EL(each_affine)(int64_t n, const void *x_, const void *centre_, const void *scale_, const void *offset_,
                            void *y_) {
  const T *x = x_, *centre = centre_, *scale = scale_, *offset = offset_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] = (x[i] - centre[i]) * scale[i] + offset[i];
}

static void EL(each_blend)(int64_t n, const void *g_, const void *c_, const void *a_, const void *x_, const void *centre_,
                           const void *b_, void *y_) {
  const T *g = g_, *c = c_, *a = a_, *x = x_, *centre = centre_, *b = b_;
  T *y = y_;
  for (int64_t i = 0; i < n; i++) y[i] = (g[i] + c[i]) * a[i] + (x[i] - centre[i]) * b[i];
}

/* ---- Columns: rows of n elements, `stride` apart, added up element by element ---- */

/* Adds A of all rows to sums and B to products (NULL: none), both over x, g, i and row; in T over a few rows at a time. */
#define COLUMN_SUMS(A, B, sums, products)                                                            \
  for (int64_t from = 0; from < n; from += ROW_COLUMNS) {                                            \
    const int64_t m = n - from < ROW_COLUMNS ? n - from : ROW_COLUMNS;                               \
    for (int64_t first = 0; first < rows; first += ROW_FEW) {                                        \
      T some[ROW_COLUMNS] = { 0 }, others[ROW_COLUMNS] = { 0 };                                      \
      for (int64_t row = first; row < rows && row < first + ROW_FEW; row++) {                        \
        const T *x = (const T *)x_ + row * stride + from, *g = (const T *)g_ + row * stride + from;  \
        ROW_NUMBERS                                                                                  \
        for (int64_t i = 0; i < m; i++) {                                                            \
          some[i] += A;                                                                              \
          others[i] += B;                                                                            \
        }                                                                                            \
      }                                                                                              \
      for (int64_t i = 0; i < m; i++) (sums)[from + i] += (double)some[i];                           \
      for (int64_t i = 0; i < m && (products); i++) (products)[from + i] += (double)others[i];       \
    }                                                                                                \
  }

static void EL(each_sum)(int64_t n, int64_t rows, int64_t stride, const void *x_, double *sums) {
  const void *g_ = x_;
  double *products = NULL;
#define ROW_NUMBERS (void)g;
  COLUMN_SUMS(x[i], 0, sums, products)
#undef ROW_NUMBERS
}

static void EL(each_square)(int64_t n, int64_t rows, int64_t stride, const void *x_, const void *centre_, double *sums) {
  const void *g_ = x_;
  double *products = NULL;
#define ROW_NUMBERS const T *centre = (const T *)centre_ + from; (void)g;
  COLUMN_SUMS((x[i] - centre[i]) * (x[i] - centre[i]), 0, sums, products)
#undef ROW_NUMBERS
}

static void EL(each_product)(int64_t n, int64_t rows, int64_t stride, const void *g_, const void *x_, const void *centre_,
                             double *sums, double *products) {
#define ROW_NUMBERS const T *centre = (const T *)centre_ + from;
  COLUMN_SUMS(g[i], g[i] * (x[i] - centre[i]), sums, products)
#undef ROW_NUMBERS
}

static void EL(each_scaled)(int64_t n, int64_t rows, int64_t stride, const void *g_, const void *x_,
                            const double *centres, const double *scales, double *sums, double *products) {
#define ROW_NUMBERS const T centre = (T)centres[row], scale = (T)scales[row];
  COLUMN_SUMS(g[i], g[i] * ((x[i] - centre) * scale), sums, products)
#undef ROW_NUMBERS
}

static void EL(each_weighted)(int64_t n, int64_t rows, int64_t stride, const void *x_, const void *w_, int64_t w_step,
                              double *sums) {
  const void *g_ = x_;
  double *products = NULL;
#define ROW_NUMBERS const T w = ((const T *)w_)[row * w_step]; (void)g;
  COLUMN_SUMS(x[i] * w, 0, sums, products)
#undef ROW_NUMBERS
}
#undef COLUMN_SUMS

static void EL(each_times)(int64_t n, int64_t rows, int64_t stride, const void *x_, void *products_) {
  T *products = products_;
  for (int64_t row = 0; row < rows; row++) {
    const T *x = (const T *)x_ + row * stride;
    for (int64_t i = 0; i < n; i++) products[i] *= x[i];
  }
}

static void EL(each_most)(int64_t n, int64_t rows, int64_t stride, const void *x_, bool least, void *most_) {
  T *most = most_;
  for (int64_t row = 0; row < rows; row++) {
    const T *x = (const T *)x_ + row * stride;
    if (least) for (int64_t i = 0; i < n; i++) most[i] = ((x[i] < most[i]) | (x[i] != x[i])) ? x[i] : most[i];
    else for (int64_t i = 0; i < n; i++) most[i] = ((x[i] > most[i]) | (x[i] != x[i])) ? x[i] : most[i];
  }
}

static void EL(each_exps)(int64_t n, int64_t rows, int64_t stride, const void *x_, const void *most_, void *y_,
                          int64_t y_stride, double *sums) {
  const T *most = most_;
  for (int64_t row = 0; row < rows; row++) {
    const T *x = (const T *)x_ + row * stride;
    T *y = (T *)y_ + row * y_stride;
    for (int64_t i = 0; i < n; i++) y[i] = M(exp)(x[i] - most[i]);
    for (int64_t i = 0; i < n; i++) sums[i] += (double)y[i];
  }
}

static const hug_row_loops EL(row_loops) = {
  .sum = EL(row_sum), .product = EL(row_product), .squares = EL(row_squares),
  .dot = EL(row_dot), .products = EL(row_products), .max = EL(row_max),
  .exps = EL(row_exps), .softmax = EL(row_softmax), .scale = EL(row_scale), .add = EL(row_add),
  .multiply = EL(row_multiply), .affine = EL(row_affine), .norm = EL(row_norm), .blend = EL(row_blend),
  .each_sum = EL(each_sum), .each_square = EL(each_square), .each_product = EL(each_product),
  .each_scaled = EL(each_scaled), .each_weighted = EL(each_weighted), .each_times = EL(each_times),
  .each_most = EL(each_most), .each_exps = EL(each_exps), .each_affine = EL(each_affine), .each_blend = EL(each_blend),
};

#undef T
#undef EL
#undef M
