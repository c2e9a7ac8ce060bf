/* scalar_math.h: functions of elementwise.def that the C library does not have: in f64 and i64, and in f32 those that
** loops over f32 take one element at a time.
*/
#ifndef HUG_SCALAR_MATH_H
#define HUG_SCALAR_MATH_H

#include <math.h>
#include <stdint.h>

/* ---- f64: M(f) is f itself ---- */

static inline double neg(double x) { return -x; }
static inline double square(double x) { return x * x; }
static inline double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static inline double logit(double x) { return log(x / (1 - x)); }
static inline double gelu(double x) { return 0.5 * x * (1 + erf(x * M_SQRT1_2)); }
static inline double gelu_tanh(double x) {
  return 0.5 * x * (1 + tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x)));
}

/* C's lgamma also sets a global. */
static inline double log_gamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

/* Up by recurrence, then the asymptotic series; below 0 by reflection (Abramowitz and Stegun 6.3.5, 6.3.7, 6.3.18). */
static inline double digamma(double x) {
  double reflected = 0;
  if (x == 0) return copysign(INFINITY, -x);
  if (x < 0) {
    if (x == floor(x)) return NAN;
    reflected = -M_PI / tan(M_PI * fmod(x, 1));
    x = 1 - x;
  }
  double below = 0;
  for (; x < 10; x += 1) below += 1 / x;
  double z = 1 / (x * x);
  double tail = 1. / 240 - z * (1. / 132 - z * (691. / 32760 - z / 12));
  double series = z * (1. / 12 - z * (1. / 120 - z * (1. / 252 - z * tail)));
  return reflected + (x < INFINITY ? log(x) - 0.5 / x - series : x) - below;
}

/* The derivative of digamma, likewise (6.4.6, 6.4.7, 6.4.12), to ten digits. */
static inline double trigamma(double x) {
  double sign = 1, sum = 0;
  if (x < 0.5) {
    sign = -1;
    sum = -(M_PI * M_PI) / (sin(M_PI * x) * sin(M_PI * x));
    x = 1 - x;
  }
  for (int i = 0; i < 6; i++, x += 1) sum += 1 / (x * x);
  double z = 1 / (x * x);
  return sign * (sum + (1 + 1 / (2 * x) + z * (1. / 6 - z * (1. / 30 - z / 42))) / x);
}

/* A guess (Winitzki 2008), and Newton's steps on erf, or on the logarithm of erfc where erf is flat. */
static inline double erfinv(double y) {
  double a = fabs(y);
  if (!(a < 1)) return a == 1 ? copysign(INFINITY, y) : NAN;
  double l = log1p(-a * a), t = 2 / (M_PI * 0.147) + l / 2;
  double x = sqrt(sqrt(t * t - l / 0.147) - t);
  for (int i = 0; i < 3; i++) {
    if (a < 0.5) x -= (erf(x) - a) * exp(x * x) / M_2_SQRTPI;
    else x += log(erfc(x) / (1 - a)) * erfc(x) * exp(x * x) / M_2_SQRTPI;
  }
  return copysign(x, y);
}

/* The remainder that has b's sign, and the quotient, rounded down, that goes with it. */
static inline double remainder_floor(double a, double b) {
  double r = fmod(a, b);
  return r != 0 && (b < 0) != (r < 0) ? r + b : r;
}

static inline double floor_divide(double a, double b) {
  if (b == 0) return a / b;
  double r = fmod(a, b), q = (a - r) / b;
  if (r != 0 && (b < 0) != (r < 0)) q -= 1;
  double whole = floor(q);
  return q == 0 ? copysign(0, a / b) : q - whole > 0.5 ? whole + 1 : whole;
}

/* ---- f32 ---- */

static inline float f32_log_gamma(float x) { return (float)log_gamma(x); }
static inline float f32_digamma(float x) { return (float)digamma(x); }
static inline float f32_trigamma(float x) { return (float)trigamma(x); }

/* ---- i64: M(f) is i64_f; results wrap around, and division by 0 gives 0 ---- */

static inline int64_t i64_neg(int64_t x) { return (int64_t)(0 - (uint64_t)x); }
static inline int64_t i64_fabs(int64_t x) { return x < 0 ? i64_neg(x) : x; }
static inline int64_t i64_square(int64_t x) { return (int64_t)((uint64_t)x * (uint64_t)x); }
static inline int64_t i64_floor(int64_t x) { return x; }
static inline int64_t i64_ceil(int64_t x) { return x; }
static inline int64_t i64_trunc(int64_t x) { return x; }
static inline int64_t i64_rint(int64_t x) { return x; }
static inline int64_t i64_signbit(int64_t x) { return x < 0; }

static inline int64_t i64_div_trunc(int64_t a, int64_t b) { return b == 0 ? 0 : b == -1 ? i64_neg(a) : a / b; }
static inline int64_t i64_fmod(int64_t a, int64_t b) { return b == 0 || b == -1 ? 0 : a % b; }

static inline int64_t i64_remainder_floor(int64_t a, int64_t b) {
  int64_t r = i64_fmod(a, b);
  return r != 0 && (b < 0) != (r < 0) ? r + b : r;
}

static inline int64_t i64_floor_divide(int64_t a, int64_t b) {
  int64_t r = i64_fmod(a, b);
  return i64_div_trunc(a, b) - (r != 0 && (b < 0) != (r < 0));
}

/* A negative power of anything but 1 and -1 is 0. */
static inline int64_t i64_pow(int64_t a, int64_t b) {
  if (b < 0) return a == 1 ? 1 : a == -1 ? (b & 1 ? -1 : 1) : 0;
  uint64_t result = 1, square = (uint64_t)a;
  for (; b; b >>= 1, square *= square)
    if (b & 1) result *= square;
  return (int64_t)result;
}

#endif
