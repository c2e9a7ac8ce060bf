/* vector_math.h: the functions of f32 that M(f) names in elementwise.def, f32_f each, without branches or tables, so that compilers
** turn a loop over them into vector code.  Errors are at most 2 units in the last place; infinities, NaN, subnormal numbers and -0
** come out as C's own functions have them.  Those that C's library does as fast or that are rarely used are the library's.
**
** Polynomials are minimax fits of the quantities that their comments name; arguments are reduced as in Muller, Elementary
** Functions (3rd ed., 2016), chapters 3 and 11.  Where f32 would lose digits to cancellation, the work is done in f64.
*/
#ifndef HUG_VECTOR_MATH_H
#define HUG_VECTOR_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* A call that a compiler leaves in a loop, as it does when it finds that a file has grown enough, keeps the loop scalar. */
#define INLINE static inline __attribute__((always_inline))

/* a b + c, rounded once where the processor can. */
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
#define FMA(a, b, c) __builtin_fmaf(a, b, c)
#else
#define FMA(a, b, c) ((a) * (b) + (c))
#endif

INLINE uint32_t f32_bits(float x) { uint32_t u; memcpy(&u, &x, sizeof u); return u; }
INLINE float f32_of_bits(uint32_t u) { float x; memcpy(&x, &u, sizeof x); return x; }
INLINE uint64_t f64_bits(double x) { uint64_t u; memcpy(&u, &x, sizeof u); return u; }
INLINE double f64_of_bits(uint64_t u) { double x; memcpy(&x, &u, sizeof x); return x; }

/* ---- f64, good to about 40 bits: the inner parts of f32 functions ---- */

/* e^x; beyond -150..150, where f32 has long gone to 0 or infinity, e^-150 or e^150. */
INLINE double inner_exp(double x) {
  const double round = 0x1.8p52;        /* adding it leaves an integer in the low bits */
  x = x < -150 ? -150 : x;
  x = x > 150 ? 150 : x;
  double shifted = x * 1.4426950408889634 + round, n = shifted - round;
  double r = x - n * 0.6931471805599453;
  double p = 1 + r * (1 + r * (1. / 2 + r * (1. / 6 + r * (1. / 24 + r * (1. / 120 + r * (1. / 720 + r * (1. / 5040 + r * (1. / 40320
           + r * (1. / 362880 + r * (1. / 3628800 + r * (1. / 39916800)))))))))));
  return p * f64_of_bits((f64_bits(shifted) << 52) + f64_bits(1.0));
}

/* The natural logarithm; -infinity at 0, NaN below. */
INLINE double inner_log(double x) {
  const uint64_t least = 0x3fe6a09e667f3bcd;      /* sqrt(1/2): x = 2^e m, m from there to sqrt(2) */
  uint64_t u = f64_bits(x) - least + ((uint64_t)1023 << 52);
  double e = f64_of_bits((u >> 52) | f64_bits(0x1p52)) - (0x1p52 + 1023);
  double m = f64_of_bits((u & 0xfffffffffffff) + least);
  double s = (m - 1) / (m + 1), z = s * s;        /* log m = 2 atanh s */
  double p = 2 * s * (1 + z * (1. / 3 + z * (1. / 5 + z * (1. / 7 + z * (1. / 9 + z * (1. / 11 + z * (1. / 13 + z * (1. / 15))))))));
  double y = e * 0.6931471805599453 + p;
  y = x == INFINITY ? x : y;
  y = x == 0 ? -INFINITY : y;
  return x >= 0 ? y : NAN;
}

/* ---- Exponentials ---- */

INLINE float f32_exp(float x) {
  const float round = 0x1.8p23f;
  x = x < -104 ? -104 : x;
  x = x > 89 ? 89 : x;
  float shifted = FMA(x, 1.44269504f, round), n = shifted - round;
  float r = FMA(n, -0x1.62e4p-1f, x);             /* ln 2 in two parts, the first so short that n times it is exact */
  r = FMA(n, -0x1.7f7d1cp-20f, r);
  float p = FMA(1.395171725e-3f, r, 8.369598410e-3f);   /* (e^r - 1 - r) / r^2 */
  p = FMA(p, r, 4.166618728e-2f);
  p = FMA(p, r, 1.666651289e-1f);
  p = FMA(p, r, 0.5f);
  p = 1 + FMA(r * r, p, r);
  int32_t e = (int32_t)(f32_bits(shifted) - f32_bits(round)), half = e >> 1;  /* 2^e in two steps: it may be subnormal, or 2^128 */
  return p * f32_of_bits((uint32_t)(half + 127) << 23) * f32_of_bits((uint32_t)(e - half + 127) << 23);
}

INLINE float f32_exp2(float x) { return (float)inner_exp(x * 0.6931471805599453); }

INLINE float f32_expm1(float x) {
  double y = inner_exp(x) - 1;
  return fabsf(x) < 1e-4f ? x + 0.5f * x * x : (float)y;
}

INLINE float f32_sigmoid(float x) {
  float e = f32_exp(-fabsf(x));
  return (x < 0 ? e : 1) / (1 + e);
}

INLINE float f32_tanh(float x) {
  float z = x * x, a = fabsf(x);
  float p = FMA(2.130901975e-3f, z, -8.165032471e-3f);  /* (tanh(x) / x - 1) / x^2 up to 0.63 */
  p = FMA(p, z, 2.169606943e-2f);
  p = FMA(p, z, -5.394599337e-2f);
  p = FMA(p, z, 1.333320061e-1f);
  p = FMA(p, z, -3.333333069e-1f);
  float small = FMA(x * z, p, x);
  float large = copysignf(1 - 2 / (f32_exp(2 * a) + 1), x);
  return a < 0.625f ? small : large;
}

INLINE float f32_sinh(float x) {
  double a = fabs((double)x), e = inner_exp(a), y = 0.5 * (e - 1 / e);
  return a < 1e-2 ? x + x * x * x * (1.f / 6) : copysignf((float)y, x);
}

INLINE float f32_cosh(float x) {
  double e = inner_exp(x);
  return (float)(0.5 * (e + 1 / e));
}

/* ---- Logarithms and powers ---- */

INLINE float f32_log(float x) {
  const uint32_t least = 0x3f3504f3;              /* sqrt(1/2) */
  float tiny = x < 0x1p-126f ? 0x1p23f : 1;
  uint32_t u = f32_bits(x * tiny) - least;
  float e = (float)((int32_t)u >> 23) - (x < 0x1p-126f ? 23 : 0);
  float f = f32_of_bits((u & 0x7fffff) + least) - 1;
  float p = FMA(-7.646037939e-2f, f, 1.277908815e-1f);  /* (log(1 + f) - f + f^2 / 2) / f^3 */
  p = FMA(p, f, -1.316419859e-1f);
  p = FMA(p, f, 1.419970014e-1f);
  p = FMA(p, f, -1.662276407e-1f);
  p = FMA(p, f, 2.000129249e-1f);
  p = FMA(p, f, -2.500083798e-1f);
  p = FMA(p, f, 3.333333120e-1f);
  float z = f * f;
  float y = FMA(f * z, p, e * -0x1.bd0106p-13f);        /* ln 2 in two parts again */
  y = f + FMA(-0.5f, z, y);
  y = FMA(e, 0x1.63p-1f, y);
  y = x == INFINITY ? x : y;
  y = x == 0 ? -INFINITY : y;
  return x >= 0 ? y : NAN;
}

INLINE float f32_log2(float x) { return (float)(inner_log(x) * 1.4426950408889634); }
INLINE float f32_log10(float x) { return (float)(inner_log(x) * 0.4342944819032518); }

/* log(1 + x), and what 1 + x lost when it was rounded, by the first term of its series. */
INLINE float f32_log1p(float x) {
  float y = 1 + x, lost = x - (y - 1);
  float large = f32_log(y) + (((y == 0) | (y == INFINITY)) ? 0 : lost / y);
  return fabsf(x) < 1e-4f ? x - x * x * FMA(x, -1.f / 3, 0.5f) : large;
}

INLINE float f32_pow(float x, float y) {
  double r = inner_exp(y * inner_log(fabsf(x)));
  float p = (float)r, half = 0.5f * y;
  int whole = truncf(y) == y, odd = whole & (truncf(half) != half);
  p = copysignf(1, x) > 0 ? p : odd ? -p : (whole | (x == 0) | (x == -INFINITY)) ? p : NAN;
  return (y == 0) | (x == 1) | ((x == -1) & (fabsf(y) == INFINITY)) ? 1 : p;
}

/* ---- The error function ---- */

INLINE float f32_erf(float x) {
  float z = x * x, a = fabsf(x);
  float p = FMA(7.889119285e-5f, z, -8.020841206e-4f);  /* erf(x) / x up to 1 */
  p = FMA(p, z, 5.189535331e-3f);
  p = FMA(p, z, -2.685444459e-2f);
  p = FMA(p, z, 1.128360018e-1f);
  p = FMA(p, z, -3.761262714e-1f);
  p = FMA(p, z, 1.283791656e-1f);                       /* and 1 more, added last */
  float small = FMA(x, p, x);
  float t = a < 4 ? a : 4;                              /* erf is 1 from there on */
  float q = FMA(-1.863800840e-4f, t, 2.947666794e-3f);  /* -log(1 - erf(t)), 1 to 4 */
  q = FMA(q, t, -2.183809696e-2f);
  q = FMA(q, t, 1.031068213e-1f);
  q = FMA(q, t, 6.381447582e-1f);
  q = FMA(q, t, 1.127089234f);
  q = FMA(q, t, 3.415125950e-4f);
  float large = copysignf(1 - f32_exp(-q), x);
  return a < 1 ? small : x != x ? x : large;
}

/* ---- Activations that products end in ---- */

INLINE float f32_gelu(float x) { return 0.5f * x * (1 + f32_erf(x * 0.70710678f)); }
INLINE float f32_gelu_tanh(float x) { return 0.5f * x * (1 + f32_tanh(0.79788456f * FMA(0.044715f * x * x, x, x))); }

/* ---- Simple ones, and the library's ---- */

INLINE float f32_neg(float x) { return -x; }
INLINE float f32_square(float x) { return x * x; }
INLINE float f32_logit(float x) { return f32_log(x / (1 - x)); }
INLINE int f32_signbit(float x) { return (int)(f32_bits(x) >> 31); }

#define f32_fabs fabsf
#define f32_sqrt sqrtf
#define f32_floor floorf
#define f32_ceil ceilf
#define f32_trunc truncf
#define f32_rint rintf
#define f32_copysign copysignf
#define f32_fmod fmodf
#define f32_hypot hypotf
#define f32_sin sinf
#define f32_cos cosf
#define f32_tan tanf
#define f32_asin asinf
#define f32_acos acosf
#define f32_atan atanf
#define f32_atan2 atan2f
#define f32_asinh asinhf
#define f32_acosh acoshf
#define f32_atanh atanhf
#define f32_erfc erfcf

#endif
