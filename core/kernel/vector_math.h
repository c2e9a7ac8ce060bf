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

/* ---- f64, good to 36 bits or more: the inner parts of f32 functions ---- */

/* e^x; beyond -150..150, where f32 has long gone to 0 or infinity, e^-150 or e^150. */
INLINE double inner_exp(double x) {
  const double round = 0x1.8p52;        /* adding it leaves an integer in the low bits */
  x = x < -150 ? -150 : x;
  x = x > 150 ? 150 : x;
  double shifted = x * 1.4426950408889634 + round, n = shifted - round;
  double r = x - n * 0.6931471805599453;
  double p = 1 + r * (1 + r * (1. / 2 + r * (1. / 6 + r * (1. / 24 + r * (1. / 120 + r * (1. / 720 + r * (1. / 5040 + r * (1. / 40320
           + r * (1. / 362880)))))))));
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

/* 2^n e^r - 1 = 2 (2^(n-1) (e^r - 1) + 2^(n-1) - 1/2); it is -1 below -18. */
INLINE float f32_expm1(float x) {
  const float round = 0x1.8p23f;
  x = x < -18 ? -18 : x;
  x = x > 89 ? 89 : x;
  float shifted = FMA(x, 1.44269504f, round), n = shifted - round;
  float r = FMA(n, -0x1.62e4p-1f, x);
  r = FMA(n, -0x1.7f7d1cp-20f, r);
  float p = FMA(1.395171725e-3f, r, 8.369598410e-3f);   /* as above */
  p = FMA(p, r, 4.166618728e-2f);
  p = FMA(p, r, 1.666651289e-1f);
  p = FMA(p, r, 0.5f);
  p = FMA(r * r, p, r);
  int32_t e = (int32_t)(f32_bits(shifted) - f32_bits(round));
  float half = f32_of_bits((uint32_t)(e + 126) << 23);
  return e == 0 ? p : 2 * FMA(half, p, half - 0.5f);
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
  float z = x * x, half = (float)(0.5 * inner_exp(fabsf(x)));
  float p = FMA(2.816951337e-6f, z, 1.983615948e-4f);   /* (sinh(x) / x - 1) / x^2 up to 1 */
  p = FMA(p, z, 8.333349600e-3f);
  p = FMA(p, z, 1.666666716e-1f);
  float small = FMA(x * z, p, x), large = copysignf(half - 0.25f / half, x);
  return fabsf(x) < 1 ? small : x != x ? x : large;
}

INLINE float f32_cosh(float x) {
  float half = (float)(0.5 * inner_exp(fabsf(x)));
  return half + 0.25f / half;
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
  float z = x * x, z2 = z * z, a = fabsf(x);            /* erf(x) / x up to 1, and 1 more, added last */
  float p = FMA(7.889119285e-5f, z2, FMA(-8.020841206e-4f, z, 5.189535331e-3f));
  p = FMA(p, z2, FMA(-2.685444459e-2f, z, 1.128360018e-1f));
  p = FMA(p, z2, FMA(-3.761262714e-1f, z, 1.283791656e-1f));
  float small = FMA(x, p, x);
  float t = a < 4 ? a : 4, t2 = t * t;                  /* erf is 1 from there on */
  float q = FMA(-1.863800840e-4f, t2, FMA(2.947666794e-3f, t, -2.183809696e-2f));   /* -log(1 - erf(t)), 1 to 4 */
  q = FMA(q, t2, FMA(1.031068213e-1f, t, 6.381447582e-1f));
  q = FMA(q, t2, FMA(1.127089234f, t, 3.415125950e-4f));
  float large = copysignf(1 - f32_exp(-q), x);
  return a < 1 ? small : x != x ? x : large;
}

/* The inverse of erf, from w = -log(1 - x^2): beyond w = 5 in powers of its root. */
INLINE float f32_erfinv(float x) {
  float w = -f32_log((1 - x) * (1 + x)), a = fabsf(x), c = w < 5 ? w : 5, t = sqrtf(w > 5 ? w : 5) - 3;
  float p = FMA(-8.791015915e-9f, c, 2.210304757e-7f);  /* erfinv(x) / x */
  p = FMA(p, c, -1.976460908e-6f);
  p = FMA(p, c, 3.983235729e-6f);
  p = FMA(p, c, 4.456522220e-5f);
  p = FMA(p, c, -1.274816605e-4f);
  p = FMA(p, c, -2.334296238e-3f);
  p = FMA(p, c, 1.154865418e-2f);
  p = FMA(p, c, 2.320138216e-1f);
  p = FMA(p, c, 8.862268925e-1f);
  float q = FMA(1.275356190e-4f, t, -3.180401691e-4f);
  q = FMA(q, t, -7.438010653e-5f);
  q = FMA(q, t, 1.495076809e-3f);
  q = FMA(q, t, -3.588184481e-3f);
  q = FMA(q, t, 5.683432799e-3f);
  q = FMA(q, t, -7.639169693e-3f);
  q = FMA(q, t, 9.445659816e-3f);
  q = FMA(q, t, 1.001675129f);
  q = FMA(q, t, 2.832976818f);
  return a < 1 ? x * (w < 5 ? p : q) : a == 1 ? copysignf(INFINITY, x) : NAN;
}

/* ---- Angles ---- */

/* The functions of one angle are right up to here; far.h does the rest. */
#define F32_NEAR_ANGLE 0x1p25f

/* x = n pi/2 + the result, which is within -pi/4..pi/4 or hardly more; *quarters: n, of which the low bits count.
** pi/2 is in two parts, the first so short that n times it is exact. */
INLINE double inner_turn(double x, uint32_t *quarters) {
  const double round = 0x1.8p52;
  double shifted = x * 0.6366197723675814 + round, n = shifted - round;
  *quarters = (uint32_t)f64_bits(shifted);
  return (x - n * 0x1.921fb50000000p+0) - n * 0x1.110b4611a6263p-26;
}

/* sin(r) and cos(r), r within -pi/4..pi/4. */
INLINE float near_sin(float r, float z) {
  float p = FMA(2.717370535e-6f, z, -1.983923285e-4f);  /* (sin(r) / r - 1) / r^2 */
  p = FMA(p, z, 8.333329111e-3f);
  p = FMA(p, z, -1.666666716e-1f);
  return FMA(r * z, p, r);
}
INLINE float near_cos(float z) {
  float p = FMA(-2.719866359e-7f, z, 2.479937393e-5f);  /* (cos(r) - 1 + r^2 / 2) / r^4 */
  p = FMA(p, z, -1.388888340e-3f);
  p = FMA(p, z, 4.166666791e-2f);
  return FMA(z * z, p, FMA(-0.5f, z, 1));
}

/* The sine of a quarter n and r. */
INLINE float quarter_sin(uint32_t n, float r) {
  float z = r * r, y = n & 1 ? near_cos(z) : near_sin(r, z);
  return f32_of_bits(f32_bits(y) ^ (n & 2) << 30);
}

INLINE float f32_sin(float x) {
  uint32_t n;
  float r = (float)inner_turn(x, &n), y = quarter_sin(n, r);
  return x == 0 ? x : y;
}

INLINE float f32_cos(float x) {
  uint32_t n;
  float r = (float)inner_turn(x, &n);
  return quarter_sin(n + 1, r);
}

INLINE float f32_tan(float x) {
  uint32_t n;
  double turned = inner_turn(x, &n);
  float r = (float)turned, z = r * r;
  float p = FMA(4.485558253e-3f, z, -1.281267614e-4f);  /* (tan(r) / r - 1) / r^2 */
  p = FMA(p, z, 1.100422163e-2f);
  p = FMA(p, z, 2.121858299e-2f);
  p = FMA(p, z, 5.407194793e-2f);
  p = FMA(p, z, 1.333255917e-1f);
  p = FMA(p, z, 3.333335221e-1f);
  float more = r * z * p, lost = (float)(turned - r);   /* when it was rounded */
  more = FMA(FMA(r, r + 2 * more, 1), lost, more);
  float t = r + more, turn = -1 / t;
  lost = more - (t - r);
  t = n & 1 ? FMA(turn * turn, lost, turn) : t;
  return x == 0 ? x : t;
}

/* asin(s) for s up to 1/2, z = s^2. */
INLINE float near_asin(float s, float z) {
  float p = FMA(3.751647845e-2f, z, 1.443858631e-2f);   /* (asin(s) / s - 1) / s^2 */
  p = FMA(p, z, 3.180772439e-2f);
  p = FMA(p, z, 4.451695457e-2f);
  p = FMA(p, z, 7.500503957e-2f);
  p = FMA(p, z, 1.666665971e-1f);
  return FMA(s * z, p, s);
}

/* Beyond 1/2 by asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)). */
INLINE float f32_asin(float x) {
  float a = fabsf(x), half = 0.5f - 0.5f * a;
  float z = a > 0.5f ? half : x * x, s = a > 0.5f ? sqrtf(half) : a;
  float y = near_asin(s, z);
  y = a > 0.5f ? FMA(-2, y, 1.57079637f) - 4.37113883e-8f : y;
  return copysignf(y, x);
}

INLINE float f32_acos(float x) {
  float a = fabsf(x), half = 0.5f - 0.5f * a;
  float z = a > 0.5f ? half : x * x, s = a > 0.5f ? sqrtf(half) : x;
  float y = near_asin(s, z);
  float small = 1.57079637f - (y + 4.37113883e-8f);
  float large = x < 0 ? FMA(-2, y, 3.14159274f) - 8.74227766e-8f : 2 * y;
  return a > 0.5f ? large : small;
}

/* The angle, within 0..pi/2, of a point with height y and breadth x, neither negative.  Above 0.55 x it is pi/4 plus
** the angle of (less - more) / (less + more). */
INLINE float first_quadrant(float y, float x) {
  float less = y < x ? y : x, more = y < x ? x : y;
  /* so that no sum overflows or is subnormal */
  float scale = more > 0x1p100f ? 0x1p-30f : more < 0x1p-60f ? 0x1p60f : 1;
  less *= scale, more *= scale;
  int high = less > 0.55f * more;
  float t = (high ? less - more : less) / (high ? less + more : more), z = t * t;
  float p = FMA(3.373534977e-2f, z, -7.611165941e-2f);  /* (atan(t) / t - 1) / t^2 */
  p = FMA(p, z, 1.083781272e-1f);
  p = FMA(p, z, -1.425921321e-1f);
  p = FMA(p, z, 1.999879628e-1f);
  p = FMA(p, z, -3.333331347e-1f);
  float a = FMA(t * z, p, t);
  a = high ? 0.785398185f + (a - 2.18556941e-8f) : a;
  return y > x ? 1.57079637f - (a + 4.37113883e-8f) : a;
}

INLINE float f32_atan(float x) {
  float y = first_quadrant(fabsf(x), 1);
  return x != x ? x : copysignf(fabsf(x) == INFINITY ? 1.57079637f : y, x);
}

INLINE float f32_atan2(float y, float x) {
  float height = fabsf(y), breadth = fabsf(x);
  int endless = (height == INFINITY) & (breadth == INFINITY);   /* the diagonal, as (1, 1) is */
  float a = first_quadrant(endless ? 1 : height, endless ? 1 : breadth == 0 && height == 0 ? 1 : breadth);
  a = f32_bits(x) >> 31 ? 3.14159274f - (a + 8.74227766e-8f) : a;
  return ((x != x) | (y != y)) ? NAN : copysignf(a, y);
}

INLINE float f32_hypot(float x, float y) {
  double a = x, b = y;
  return ((fabsf(x) == INFINITY) | (fabsf(y) == INFINITY)) ? INFINITY : (float)sqrt(a * a + b * b);
}

/* ---- Inverse hyperbolic functions ---- */

INLINE float f32_asinh(float x) {
  double a = fabs((double)x), y = inner_log(a + sqrt(a * a + 1));
  return a < 1e-3 ? x - x * x * x * (1.f / 6) : copysignf((float)y, x);
}
INLINE float f32_acosh(float x) {
  double a = x;
  return x >= 1 ? (float)inner_log(a + sqrt(a * a - 1)) : NAN;
}
INLINE float f32_atanh(float x) {
  double a = x;
  return fabsf(x) < 1e-3f ? x + x * x * x * (1.f / 3) : (float)(0.5 * inner_log((1 + a) / (1 - a)));
}

/* ---- Remainders ---- */

/* The functions of a quotient are right where |a / b| is below this, and b is finite and not 0; far.h does the rest. */
#define F32_NEAR_QUOTIENT 0x1p29

/* The rounded quotient may be one too great, never too small; its product with b has at most 53 bits. */
INLINE float f32_fmod(float a, float b) {
  double more = fabs((double)a), by = fabs((double)b), r = more - trunc(more / by) * by;
  return copysignf((float)(r < 0 ? r + by : r), a);
}

INLINE float f32_remainder_floor(float a, float b) {
  float r = f32_fmod(a, b);
  return ((r != 0) & ((b < 0) != (r < 0))) ? r + b : r;
}

INLINE float f32_floor_divide(float a, float b) {
  float r = f32_fmod(a, b), q = (a - r) / b;
  q = ((r != 0) & ((b < 0) != (r < 0))) ? q - 1 : q;
  float whole = floorf(q);
  whole = q - whole > 0.5f ? whole + 1 : whole;
  return q == 0 ? copysignf(0, a / b) : whole;
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
#define f32_erfc erfcf

#endif
