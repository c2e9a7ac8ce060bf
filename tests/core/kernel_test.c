/* kernel_test.c: every table of kernels that runs here, against f64 and against itself in other surroundings. */
#include "check.h"
#include "../../core/kernel/kernel.h"
#include <math.h>
#include <stdlib.h>

/* Numbers between -1 and 1 that are the same in every run. */
static float number(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return (float)(int32_t)*state * 0x1p-31f;
}

static float *numbers(int64_t n, uint32_t seed) {
  float *x = malloc((size_t)(n ? n : 1) * sizeof *x);
  for (int64_t i = 0; i < n; i++) x[i] = number(&seed);
  return x;
}

/* ---- Products ---- */

static double activated(hug_activation a, double x) {
  switch (a) {
    case HUG_ACT_NONE: return x;
    case HUG_ACT_RELU: return x > 0 ? x : 0;
    case HUG_ACT_GELU: return 0.5 * x * (1 + erf(x * M_SQRT1_2));
    case HUG_ACT_GELU_TANH: return 0.5 * x * (1 + tanh(sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case HUG_ACT_SILU: return x / (1 + exp(-x));
    case HUG_ACT_TANH: return tanh(x);
  }
  return NAN;
}

typedef struct product {
  const hug_kernels *kernels;
  int64_t m, n, k;
  float *x, *w, *bias, *residual, *packed, *y;
} product;

static product product_new(const hug_kernels *kernels, int64_t m, int64_t n, int64_t k) {
  product p = { kernels, m, n, k, numbers(m * k, 1), numbers(n * k, 2), numbers(n, 3), numbers(m * n, 4), NULL, numbers(m * n, 5) };
  p.packed = malloc(hug_pack_f32_bytes(kernels, n, k) + 1);
  kernels->pack_f32(n, k, p.w, k, 1, p.packed);
  return p;
}

static void product_free(product *p) {
  free(p->x), free(p->w), free(p->bias), free(p->residual), free(p->packed), free(p->y);
}

static int64_t panels(const product *p) { return (p->n + p->kernels->panel - 1) / p->kernels->panel; }

static bool product_right(const product *p, const hug_epilogue *e) {
  for (int64_t i = 0; i < p->m; i++)
    for (int64_t j = 0; j < p->n; j++) {
      double sum = e->bias ? e->bias[j] : 0;
      for (int64_t l = 0; l < p->k; l++) sum += (double)p->x[i * p->k + l] * p->w[j * p->k + l];
      sum = activated(e->activation, sum) + (e->residual ? e->residual[i * e->residual_stride + j] : 0);
      if (!(fabs(p->y[i * p->n + j] - sum) <= 1e-5 * (1 + sqrt((double)p->k)))) return false;
    }
  return true;
}

static void test_shapes(const hug_kernels *kernels) {
  static const int64_t rows[] = { 0, 1, 2, 3, 4, 5, 6, 7, 13, 241 }, columns[] = { 0, 1, 7, 16, 33, 130 }, depths[] = { 0, 1, 3, 129 };
  for (unsigned r = 0; r < sizeof rows / sizeof *rows; r++)
    for (unsigned c = 0; c < sizeof columns / sizeof *columns; c++)
      for (unsigned d = 0; d < sizeof depths / sizeof *depths; d++) {
        product p = product_new(kernels, rows[r], columns[c], depths[d]);
        kernels->gemm_f32(p.m, p.n, p.k, p.x, p.k, 1, p.packed, 0, panels(&p), p.y, p.n, NULL);
        CHECK(product_right(&p, &(hug_epilogue){ 0 }));
        product_free(&p);
      }
}

static void test_epilogue(const hug_kernels *kernels) {
  for (int a = HUG_ACT_NONE; a <= HUG_ACT_TANH; a++) {
    product p = product_new(kernels, 9, 70, 20);
    hug_epilogue e = { p.bias, (hug_activation)a, p.residual, p.n };
    kernels->gemm_f32(p.m, p.n, p.k, p.x, p.k, 1, p.packed, 0, panels(&p), p.y, p.n, &e);
    CHECK(product_right(&p, &e));
    product_free(&p);
  }
}

/* A row has the same bits alone, among others, with x read by columns, and when panels are computed apart. */
static void test_same_bits(const hug_kernels *kernels) {
  static const int64_t depths[] = { 5, 300, 6000 };
  for (unsigned d = 0; d < sizeof depths / sizeof *depths; d++) {
    product p = product_new(kernels, 50, 150, depths[d]);
    hug_epilogue e = { p.bias, HUG_ACT_GELU, p.residual, p.n };
    float *other = malloc((size_t)(p.m * p.n) * sizeof *other), *turned = malloc((size_t)(p.m * p.k) * sizeof *turned);
    size_t bytes = (size_t)(p.m * p.n) * sizeof *other;
    kernels->gemm_f32(p.m, p.n, p.k, p.x, p.k, 1, p.packed, 0, panels(&p), p.y, p.n, &e);
    for (int64_t many = 1; many <= 8; many++) {
      for (int64_t i = 0; i < p.m; i += many) {
        int64_t rows = many < p.m - i ? many : p.m - i;
        hug_epilogue some = { p.bias, HUG_ACT_GELU, p.residual + i * p.n, p.n };
        kernels->gemm_f32(rows, p.n, p.k, p.x + i * p.k, p.k, 1, p.packed, 0, panels(&p), other + i * p.n, p.n, &some);
      }
      CHECK(memcmp(p.y, other, bytes) == 0);
    }
    for (int64_t i = 0; i < p.m; i++)
      for (int64_t l = 0; l < p.k; l++) turned[l * p.m + i] = p.x[i * p.k + l];
    for (int64_t at = 0; at < panels(&p); at++)
      kernels->gemm_f32(p.m, p.n, p.k, turned, 1, p.m, p.packed, at, at + 1, other, p.n, &e);
    CHECK(memcmp(p.y, other, bytes) == 0);
    free(other), free(turned);
    product_free(&p);
  }
}

/* The two ways in which a matrix may lie are packed alike. */
static void test_pack(const hug_kernels *kernels) {
  int64_t n = 37, k = 29;
  float *w = numbers(n * k, 6), *turned = numbers(n * k, 7);
  size_t bytes = hug_pack_f32_bytes(kernels, n, k);
  char *packed = malloc(bytes), *other = malloc(bytes);
  for (int64_t i = 0; i < n; i++)
    for (int64_t l = 0; l < k; l++) turned[l * n + i] = w[i * k + l];
  kernels->pack_f32(n, k, w, k, 1, (float *)packed);
  kernels->pack_f32(n, k, turned, 1, n, (float *)other);
  CHECK(memcmp(packed, other, bytes) == 0);
  free(w), free(turned), free(packed), free(other);
}

/* ---- Rows ---- */

static void test_rows(const hug_kernels *kernels) {
  static const int64_t lengths[] = { 1, 2, 7, 8, 31, 64, 100, 1000, 100003 };
  for (unsigned l = 0; l < sizeof lengths / sizeof *lengths; l++) {
    int64_t n = lengths[l];
    float *x = numbers(n, 8), *w = numbers(n, 9), *y = numbers(n, 10);
    double sum = 0, dot = 0, most = -INFINITY, exps = 0, worst = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i], dot += (double)x[i] * w[i], most = x[i] > most ? x[i] : most;
    for (int64_t i = 0; i < n; i++) exps += exp(x[i] - most);
    CHECK(fabs(kernels->sum_f32(n, x) - sum) <= 1e-6 * sqrt((double)n));
    CHECK(fabs(kernels->dot_f32(n, x, w) - dot) <= 1e-6 * sqrt((double)n));
    CHECK(kernels->max_f32(n, x) == (float)most);
    kernels->softmax_f32(n, x, y);
    for (int64_t i = 0; i < n; i++) worst = fmax(worst, fabs(y[i] * exps / exp(x[i] - most) - 1));
    CHECK(worst < 1e-6);
    x[n - 1] = NAN;
    CHECK(isnan(kernels->max_f32(n, x)));
    x[n - 1] = -INFINITY, x[0] = n > 1 ? INFINITY : 1;
    CHECK(kernels->max_f32(n, x) == x[0]);
    free(x), free(w), free(y);
  }
  CHECK(kernels->sum_f32(0, NULL) == 0 && kernels->max_f32(0, NULL) == -INFINITY);
}

/* ---- Rows of either type ---- */

static double at(hug_dtype type, const void *x, int64_t i) { return type == HUG_F32 ? ((const float *)x)[i] : ((const double *)x)[i]; }

static void *typed(hug_dtype type, const float *x, int64_t n) {
  void *y = malloc((size_t)n * sizeof(double) + 1);
  for (int64_t i = 0; i < n; i++)
    if (type == HUG_F32) ((float *)y)[i] = x[i];
    else ((double *)y)[i] = x[i];
  return y;
}

/* Whether all elements of y are what `f` gives, within what rounding explains. */
#define CHECK_ROW(y, n, want)                                                                        \
  do {                                                                                               \
    double off = 0;                                                                                  \
    for (int64_t i = 0; i < n; i++) off = fmax(off, fabs(at(type, y, i) - (want)) / (1 + fabs(want))); \
    CHECK(off < tiny);                                                                               \
  } while (0)

static void test_row_loops(const hug_row_loops *loops, hug_dtype type) {
  static const int64_t lengths[] = { 1, 3, 8, 17, 128, 1000, 5003 };
  const double tiny = type == HUG_F32 ? 2e-6 : 1e-14;
  for (unsigned l = 0; l < sizeof lengths / sizeof *lengths; l++) {
    int64_t n = lengths[l];
    float *fx = numbers(n, 11), *fg = numbers(n, 12), *fz = numbers(n, 13);
    void *x = typed(type, fx, n), *g = typed(type, fg, n), *z = typed(type, fz, n), *y = typed(type, fz, n);
    double c = 0.25, sum = 0, squares = 0, dot = 0, products = 0, exps = 0, most = -INFINITY;
    for (int64_t i = 0; i < n; i++) {
      sum += fx[i], squares += (fx[i] - c) * (fx[i] - c), dot += (double)fx[i] * fg[i];
      products += fg[i] * (fx[i] - c), most = fmax(most, fx[i]);
    }
    for (int64_t i = 0; i < n; i++) exps += exp(fx[i] - most);
    CHECK(fabs(loops->sum(n, x) - sum) < tiny * n && fabs(loops->squares(n, x, c) - squares) < tiny * n);
    CHECK(fabs(loops->dot(n, x, g) - dot) < tiny * n && fabs(loops->products(n, g, x, c) - products) < tiny * n);
    CHECK(loops->max(n, x) == most && fabs(loops->exps(n, x, most) - exps) < tiny * n);
    loops->softmax(n, x, most, 2, y);
    CHECK_ROW(y, n, 2 * exp(fx[i] - most));
    loops->scale(n, 3, x, y);
    CHECK_ROW(y, n, 3 * (double)fx[i]);
    loops->add(n, -2, g, y);
    CHECK_ROW(y, n, 3 * (double)fx[i] - 2 * (double)fg[i]);
    loops->multiply(n, x, g, y);
    CHECK_ROW(y, n, (double)fx[i] * fg[i]);
    loops->affine(n, x, c, 2, 1, y);
    CHECK_ROW(y, n, (fx[i] - c) * 2 + 1);
    loops->norm(n, x, c, 2, 1, g, z, y);
    CHECK_ROW(y, n, ((fx[i] - c) * 2 + 1) * fg[i] + fz[i]);
    loops->norm(n, x, c, 2, 1, g, NULL, y);
    CHECK_ROW(y, n, ((fx[i] - c) * 2 + 1) * fg[i]);
    loops->norm(n, x, c, 2, 1, NULL, z, y);
    CHECK_ROW(y, n, (fx[i] - c) * 2 + 1 + fz[i]);
    loops->blend(n, g, 2, 4, 0.5, x, c, 3, y);
    CHECK_ROW(y, n, (2 * (double)fg[i] + 4) * 0.5 + 3 * (fx[i] - c));
    loops->each_affine(n, x, g, z, x, y);
    CHECK_ROW(y, n, ((double)fx[i] - fg[i]) * fz[i] + fx[i]);
    loops->each_blend(n, g, z, x, x, z, g, y);
    CHECK_ROW(y, n, ((double)fg[i] + fz[i]) * fx[i] + fg[i] * ((double)fx[i] - fz[i]));
    free(fx), free(fg), free(fz), free(x), free(g), free(z), free(y);
  }
  CHECK(loops->sum(0, NULL) == 0 && loops->max(0, NULL) == -INFINITY);
}

/* Columns of a matrix whose rows are longer than what is summed. */
static void test_columns(const hug_row_loops *loops, hug_dtype type) {
  enum { ROWS = 37, STRIDE = 700, N = 600 };
  static const double tiny = 1e-5;
  float *fx = numbers(ROWS * STRIDE, 14), *fg = numbers(ROWS * STRIDE, 15), *fc = numbers(N, 16);
  void *x = typed(type, fx, ROWS * STRIDE), *g = typed(type, fg, ROWS * STRIDE), *c = typed(type, fc, N);
  double *sums = calloc(6 * N, sizeof *sums), *means = malloc(ROWS * sizeof *means), *scales = malloc(ROWS * sizeof *scales);
  for (int r = 0; r < ROWS; r++) means[r] = 0.1 * r, scales[r] = 1 + 0.05 * r;
  loops->each_sum(N, ROWS, STRIDE, x, sums);
  loops->each_square(N, ROWS, STRIDE, x, c, sums + N);
  loops->each_product(N, ROWS, STRIDE, g, x, c, sums + 2 * N, sums + 3 * N);
  loops->each_scaled(N, ROWS, STRIDE, g, x, means, scales, sums + 4 * N, sums + 5 * N);
  double off = 0;
  for (int i = 0; i < N; i++) {
    double want[6] = { 0 };
    for (int r = 0; r < ROWS; r++) {
      double a = fx[r * STRIDE + i], b = fg[r * STRIDE + i], d = a - fc[i];
      want[0] += a, want[1] += d * d, want[2] += b, want[3] += b * d, want[4] += b, want[5] += b * (a - means[r]) * scales[r];
    }
    for (int k = 0; k < 6; k++) off = fmax(off, fabs(sums[k * N + i] - want[k]) / ROWS);
  }
  CHECK(off < tiny);
  free(fx), free(fg), free(fc), free(x), free(g), free(c), free(sums), free(means), free(scales);
}

/* ---- Elementwise ---- */

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

/* Functions with their bounds on the error, in units in the last place of the f32 nearest to the true value. */
static const struct { int loop; double (*f)(double); double ulps; const char *name; } functions[] = {
  { HUG_EL_exp, exp, 1.5, "exp" }, { HUG_EL_exp2, exp2, 1, "exp2" }, { HUG_EL_expm1, expm1, 1, "expm1" }, { HUG_EL_log, log, 1.5, "log" },
  { HUG_EL_log2, log2, 1, "log2" }, { HUG_EL_log10, log10, 1, "log10" }, { HUG_EL_log1p, log1p, 2, "log1p" }, { HUG_EL_tanh, tanh, 2, "tanh" },
  { HUG_EL_sinh, sinh, 1, "sinh" }, { HUG_EL_cosh, cosh, 1, "cosh" }, { HUG_EL_erf, erf, 2, "erf" }, { HUG_EL_sigmoid, sigmoid, 2.5, "sigmoid" },
  { HUG_EL_sqrt, sqrt, 1, "sqrt" }, { HUG_EL_sin, sin, 1, "sin" }, { HUG_EL_cos, cos, 1, "cos" },
  { HUG_EL_tan, tan, 1.5, "tan" }, { HUG_EL_asin, asin, 2, "asin" }, { HUG_EL_acos, acos, 1.5, "acos" },
  { HUG_EL_atan, atan, 1.5, "atan" },
  { HUG_EL_asinh, asinh, 1, "asinh" }, { HUG_EL_acosh, acosh, 1, "acosh" }, { HUG_EL_atanh, atanh, 1, "atanh" },
};

/* Errors over all magnitudes, both signs, subnormal numbers, zeros, infinities and NaN. */
static double worst_error(const hug_kernels *kernels, int loop, double (*f)(double)) {
  enum { N = 4099 };
  static float x[N], y[N];
  double worst = 0;
  for (uint64_t bits = 0; bits <= UINT32_MAX; ) {
    int64_t n = 0;
    for (; n < N && bits <= UINT32_MAX; bits += 10007) { uint32_t u = (uint32_t)bits; memcpy(&x[n++], &u, sizeof u); }
    kernels->elementwise[loop](n, y, (void *[]){ x }, (int64_t[]){ 1 }, NULL);
    for (int64_t i = 0; i < n; i++) {
      double right = f(x[i]);
      float nearest = (float)right, next;
      if (isnan(nearest) || isinf(nearest) || nearest == 0) {
        bool same = isnan(nearest) ? isnan(y[i]) : y[i] == nearest && signbit(y[i]) == signbit(nearest);
        if (!same) return INFINITY;
        continue;
      }
      next = nextafterf(fabsf(nearest), 0);
      worst = fmax(worst, fabs(y[i] - right) / ((double)fabsf(nearest) - next));
    }
  }
  return worst;
}

static void test_functions(const hug_kernels *kernels) {
  for (unsigned i = 0; i < sizeof functions / sizeof *functions; i++) {
    double worst = worst_error(kernels, functions[i].loop, functions[i].f);
    if (!(worst <= 2 * functions[i].ulps)) printf("%s: %s is off by %g\n", kernels->name, functions[i].name, worst);
    CHECK(worst <= 2 * functions[i].ulps);   /* the unit below a power of 2 is half of that above */
  }
}

static float remainder_of(float a, float b) {
  float r = fmodf(a, b);
  return r != 0 && (b < 0) != (r < 0) ? r + b : r;
}

/* Of a row with one divisor and of a divisor for each: quotients of all sizes, zeros, infinities and NaN; in place. */
static void test_remainders(const hug_kernels *kernels) {
  enum { N = 6000 };
  static const struct { int loop; float (*f)(float, float); float far; } all[] = {
    { HUG_EL_fmod, fmodf, 0 }, { HUG_EL_remainder, remainder_of, 0 },
    { HUG_EL_atan2, atan2f, 3e-7f }, { HUG_EL_hypot, hypotf, 1e-7f },
  };
  static const float special[] = { 0, -0.0f, 1, -1, 0.3f, INFINITY, -INFINITY, NAN, 1e-45f, -1e-45f, 3e38f, -3e38f,
                                   1e-30f, 7, 1e10f };
  enum { S = sizeof special / sizeof *special };
  for (int k = 0; k < 4; k++) {
    static float a[N], b[N], y[N];
    uint32_t state = 7;
    for (int i = 0; i < N; i++) {
      uint32_t bits[2];
      for (int j = 0; j < 2; j++) bits[j] = state = state * 1664525 + 1013904223;
      a[i] = i < S * S ? special[i / S] : i % 2 ? (float)(int32_t)bits[0] * 1e-6f : 0;
      b[i] = i < S * S ? special[i % S] : (float)(int32_t)bits[1] * 1e-7f;
      if (i >= S * S && i % 2 == 0) memcpy(&a[i], &bits[0], sizeof a[i]), memcpy(&b[i], &bits[1], sizeof b[i]);
      y[i] = a[i];
    }
    kernels->elementwise[all[k].loop](N, y, (void *[]){ y, b }, (int64_t[]){ 1, 1 }, NULL);
    int wrong = 0;
    for (int i = 0; i < N; i++) {
      float want = all[k].f(a[i], b[i]);
      bool same = want != want ? y[i] != y[i] : (y[i] == want && signbit(y[i]) == signbit(want));
      wrong += !same && !(fabsf(y[i] - want) <= all[k].far * fabsf(want) + 1e-45f && all[k].far > 0);
    }
    CHECK(wrong == 0);
    for (int i = 0; i < S; i++) {
      void *const in[2] = { (void *)special, (void *)&special[i] };
      kernels->elementwise[all[k].loop](S, y, in, (int64_t[]){ 1, 0 }, NULL);
      for (int j = 0; j < S; j++) {
        float want = all[k].f(special[j], special[i]);
        CHECK(want != want ? y[j] != y[j] : fabsf(y[j] - want) <= all[k].far * fabsf(want) || y[j] == want);
      }
    }
  }
}

static void test_pow(const hug_kernels *kernels) {
  static const float special[] = { 0, -0.0f, 1, -1, 0.5f, -2, 3, -3, 2.5f, 1e-40f, 8388609, 1e30f, -1e30f, INFINITY, -INFINITY, NAN };
  enum { N = sizeof special / sizeof *special };
  for (int i = 0; i < N; i++) {
    float y[N];
    kernels->elementwise[HUG_EL_pow](N, y, (void *[]){ (void *)&special[i], (void *)special }, (int64_t[]){ 0, 1 }, NULL);
    for (int j = 0; j < N; j++) {
      float right = powf(special[i], special[j]);
      bool same = isnan(right) ? isnan(y[j]) : y[j] == right || fabsf(y[j] - right) <= 2e-7f * fabsf(right) || fabsf(y[j] - right) <= 0x1p-149f;
      if (!same) printf("%s: pow(%g, %g) is %g, not %g\n", kernels->name, (double)special[i], (double)special[j], (double)y[j], (double)right);
      CHECK(same && (right != 0 || signbit(y[j]) == signbit(right)));
    }
  }
}

/* Of any length, with single values for inputs, and over its own input, an element comes out the same. */
static void test_loops(const hug_kernels *kernels) {
  enum { N = 301 };
  float *a = numbers(N, 11), *b = numbers(N, 12), whole[N], part[N];
  static const int loops[] = { HUG_EL_add, HUG_EL_div, HUG_EL_pow };
  for (unsigned l = 0; l < sizeof loops / sizeof *loops; l++) {
    hug_scalar scalars[3] = { { HUG_FLOATING, 1, 1 }, { HUG_FLOATING, 1, 1 }, { HUG_FLOATING, 1, 1 } };
    hug_elementwise_fn f = kernels->elementwise[loops[l]];
    f(N, whole, (void *[]){ a, b }, (int64_t[]){ 1, 1 }, scalars);
    for (int64_t i = 0; i < N; i++) f(1, part + i, (void *[]){ a + i, b + i }, (int64_t[]){ 0, 1 }, scalars);
    CHECK(memcmp(whole, part, sizeof whole) == 0);
    memcpy(part, a, sizeof part);
    f(N, part, (void *[]){ part, b }, (int64_t[]){ 1, 1 }, scalars);
    CHECK(memcmp(whole, part, sizeof whole) == 0);
    f(N, whole, (void *[]){ a, b + 5 }, (int64_t[]){ 1, 0 }, scalars);
    for (int64_t i = 0; i < N; i++) f(1, part + i, (void *[]){ a + i, b + 5 }, (int64_t[]){ 1, 1 }, scalars);
    CHECK(memcmp(whole, part, sizeof whole) == 0);
  }
  free(a), free(b);
}

int main(void) {
  const hug_kernels *const *all = hug_kernels_all();
  CHECK(all[0] != NULL && hug_kernels_get() != NULL);
  for (; *all; all++) {
    test_shapes(*all);
    test_epilogue(*all);
    test_same_bits(*all);
    test_pack(*all);
    test_rows(*all);
    test_row_loops((*all)->rows, HUG_F32);
    test_columns((*all)->rows, HUG_F32);
    test_functions(*all);
    test_remainders(*all);
    test_pow(*all);
    test_loops(*all);
  }
  test_row_loops(hug_row_loops_f64, HUG_F64);
  test_columns(hug_row_loops_f64, HUG_F64);
  return CHECK_REPORT();
}
