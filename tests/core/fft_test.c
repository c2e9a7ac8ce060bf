/* fft_test.c: transforms of every length and type, by every table of kernels that runs here, against the sum that
** defines them. */
#include "check.h"
#include "../../core/op/fft_plan.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 3 };

/* Numbers between -1 and 1 that are the same in every run, and the same in f32. */
static double number(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return (double)(float)((int32_t)*state * 0x1p-31);
}

/* A row of numbers in either type. */
typedef struct numbers {
  hug_dtype type;
  void *at;
} numbers;

static numbers numbers_new(hug_dtype type, int64_t count, uint32_t seed) {
  numbers x = { type, hug_alloc_data((size_t)(count + 1) * sizeof(double)) };
  for (int64_t i = 0; i < count; i++) {
    double v = number(&seed);
    if (type == HUG_F32) ((float *)x.at)[i] = (float)v;
    else ((double *)x.at)[i] = v;
  }
  return x;
}

static double get(numbers x, int64_t i) { return x.type == HUG_F32 ? (double)((float *)x.at)[i] : ((double *)x.at)[i]; }

/* Part 0 or 1 of coefficient k of a row of n numbers: complex ones, or real ones. */
static double coefficient(numbers x, int64_t row, int64_t n, int64_t k, bool real, bool back, int part) {
  double re = 0, im = 0;
  for (int64_t j = 0; j < n; j++) {
    const double angle = 2 * M_PI * (double)(j * k % n) / (double)n, c = cos(angle);
    const double s = back ? sin(angle) : -sin(angle);
    const double a = real ? get(x, row * n + j) : get(x, 2 * (row * n + j));
    const double b = real ? 0 : get(x, 2 * (row * n + j) + 1);
    re += a * c - b * s;
    im += a * s + b * c;
  }
  return part ? im : re;
}

static double allowed(hug_dtype type, int64_t n) { return (type == HUG_F32 ? 2e-6 : 2e-14) * sqrt((double)n); }

static void test_complex(const hug_kernels *kernels, hug_dtype type, int64_t n, bool back) {
  hug_fft_plan *p;
  numbers x = numbers_new(type, 2 * n * ROWS, (uint32_t)n), y = numbers_new(type, 2 * n * ROWS, 1);
  numbers alone = numbers_new(type, 2 * n, 2);
  const size_t row = (size_t)(2 * n) * hug_dtype_bytes(type);
  CHECK(hug_fft_plan_make(kernels, n, type, false, &p) == HUG_OK);
  void *room = hug_alloc_data(hug_fft_plan_room(p));
  hug_fft_complex(p, ROWS, x.at, y.at, back, 0.5, room);
  double worst = 0;
  for (int64_t k = 0; k < n; k += n < 40 ? 1 : n / 13)
    for (int64_t r = 0; r < ROWS; r++)
      for (int part = 0; part < 2; part++)
        worst = fmax(worst, fabs(get(y, 2 * (r * n + k) + part) - 0.5 * coefficient(x, r, n, k, false, back, part)));
  CHECK(worst <= allowed(type, n));
  hug_fft_complex(p, 1, (char *)x.at + row, alone.at, back, 0.5, room);     /* a row by itself has the same bits */
  CHECK(!memcmp(alone.at, (char *)y.at + row, row));
  hug_fft_complex(p, ROWS, x.at, x.at, back, 0.5, room);                    /* and so it has in place */
  CHECK(!memcmp(x.at, y.at, ROWS * row));
  hug_fft_plan_free(p);
  hug_free(room), hug_free(x.at), hug_free(y.at), hug_free(alone.at);
}

static void test_real(const hug_kernels *kernels, hug_dtype type, int64_t n) {
  hug_fft_plan *p;
  const int64_t half = n / 2 + 1;
  numbers x = numbers_new(type, n * ROWS, (uint32_t)n), y = numbers_new(type, 2 * half * ROWS, 1);
  numbers back = numbers_new(type, n * ROWS, 2);
  CHECK(hug_fft_plan_make(kernels, n, type, true, &p) == HUG_OK);
  void *room = hug_alloc_data(hug_fft_plan_room(p));
  hug_fft_from_real(p, ROWS, x.at, y.at, 1, room);
  hug_fft_to_real(p, ROWS, y.at, back.at, 1 / (double)n, room);
  double worst = 0, returned = 0;
  for (int64_t k = 0; k < half; k += n < 40 ? 1 : n / 13)
    for (int64_t r = 0; r < ROWS; r++)
      for (int part = 0; part < 2; part++)
        worst = fmax(worst, fabs(get(y, 2 * (r * half + k) + part) - coefficient(x, r, n, k, true, false, part)));
  for (int64_t i = 0; i < n * ROWS; i++) returned = fmax(returned, fabs(get(back, i) - get(x, i)));
  CHECK(worst <= allowed(type, n));
  CHECK(returned <= allowed(type, 1));
  hug_fft_plan_free(p);
  hug_free(room), hug_free(x.at), hug_free(y.at), hug_free(back.at);
}

/* Every allocation of a plan may fail, and nothing is lost. */
static void test_no_memory(int64_t n) {
  for (int64_t k = 1; k < 100; k++) {
    hug_fft_plan *p = NULL;
    hug_fault_alloc(k);
    hug_status status = hug_fft_plan_make(hug_kernels_get(), n, HUG_F32, true, &p);
    hug_fault_alloc(0);
    hug_fft_plan_free(p);
    if (!status) return;
    CHECK(status == HUG_ENOMEM);
  }
  CHECK(false);
}

int main(void) {
  static const int64_t longer[] = { 96, 127, 128, 200, 243, 256, 400, 961, 1000, 1009, 1024, 2187, 4096, 4489, 6006 };
  for (const hug_kernels *const *all = hug_kernels_all(); *all; all++)
    for (int wide = 0; wide < 2; wide++)
      for (int64_t i = 1; i < 80 + (int64_t)(sizeof longer / sizeof *longer); i++) {
        const int64_t n = i < 80 ? i : longer[i - 80];
        const hug_dtype type = wide ? HUG_F64 : HUG_F32;
        test_complex(*all, type, n, false);
        test_complex(*all, type, n, true);
        test_real(*all, type, n);
      }
  test_no_memory(30);
  test_no_memory(1024);
  test_no_memory(1009);
  return CHECK_REPORT();
}
