/* number.c: doubles from and to decimal text, exactly and in any locale.  The C library does the hard roundings, on
** digits without a decimal point: only the point depends on the locale.
*/
#include "base.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many digits can decide how a decimal number rounds to a double (767); of what follows them it only
** matters whether it is zero. */
enum { KEPT = 768 };

static const double powers_of_10[] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

/* The powers of 5 that fit in 64 bits: with them a decimal is an exact quotient or product of integers. */
static const uint64_t powers_of_5[] = {
  1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125, 9765625, 48828125, 244140625, 1220703125, 6103515625,
  30517578125, 152587890625, 762939453125, 3814697265625, 19073486328125, 95367431640625, 476837158203125,
  2384185791015625, 11920928955078125, 59604644775390625, 298023223876953125, 1490116119384765625, 7450580596923828125
};
enum { EXACT = sizeof powers_of_5 / sizeof *powers_of_5 - 1 };

/* mantissa * 2^exponent, the result being a normal double.  The lowest bit of a mantissa of more than 54 bits may stand
** for all that was cut off: it decides ties, and nothing else. */
static double binary(uint64_t mantissa, int exponent) {
  uint64_t bits = (uint64_t)(1023 + exponent) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  return (double)mantissa * power;
}

/* mantissa * 10^exponent, rounded once; mantissa is not 0, |exponent| at most EXACT. */
static double exact(uint64_t mantissa, int exponent) {
  if (exponent >= 0) {
    unsigned __int128 product = (unsigned __int128)mantissa * powers_of_5[exponent];
    uint64_t high = (uint64_t)(product >> 64);
    int shift = high ? 64 - __builtin_clzll(high) : 0;
    uint64_t cut = shift == 64 ? (uint64_t)product : (uint64_t)product & (((uint64_t)1 << shift) - 1);
    return binary((uint64_t)(product >> shift) | (cut != 0), shift + exponent);
  }
  uint64_t divisor = powers_of_5[-exponent];
  int up = __builtin_clzll(mantissa), divisor_up = __builtin_clzll(divisor);
  unsigned __int128 dividend = (unsigned __int128)(mantissa << up) << 63;
  divisor <<= divisor_up;                      /* both begin with a 1 bit: the quotient has 63 or 64 */
  uint64_t quotient = (uint64_t)(dividend / divisor);
  return binary(quotient | (dividend % divisor != 0), divisor_up - up - 63 + exponent);
}

double hug_decimal(uint64_t mantissa, int64_t exponent) {
  if (mantissa == 0) return 0;
  if (FLT_EVAL_METHOD == 0) {
    if (mantissa <= (uint64_t)1 << 53) {       /* mantissa and power exact: one rounding (Clinger 1990) */
      if (exponent >= 0 && exponent <= 22) return (double)mantissa * powers_of_10[exponent];
      if (exponent < 0 && exponent >= -22) return (double)mantissa / powers_of_10[-exponent];
    }
    if (exponent >= -EXACT && exponent <= EXACT) return exact(mantissa, (int)exponent);
  }
  char text[64];
  if (exponent > 9999) exponent = 9999;        /* beyond every double already */
  if (exponent < -9999) exponent = -9999;
  snprintf(text, sizeof text, "%llue%d", (unsigned long long)mantissa, (int)exponent);
  return strtod(text, NULL);
}

/* digits[0..count-1] * 10^exponent.  The buffer has 32 bytes more than `count`. */
static double scale(char *digits, size_t count, int64_t exponent) {
  if (count <= 19) {
    uint64_t mantissa = 0;
    for (size_t i = 0; i < count; i++) mantissa = mantissa * 10 + (uint64_t)(digits[i] - '0');
    return hug_decimal(mantissa, exponent);
  }
  if (exponent > 9999) exponent = 9999;
  if (exponent < -9999) exponent = -9999;
  snprintf(digits + count, 32, "e%d", (int)exponent);
  return strtod(digits, NULL);
}

/* The number behind an `e`; clamped to what no text is long enough to undo. */
static int64_t parse_exponent(const char *at, const char *end) {
  bool negative = at < end && *at == '-';
  int64_t value = 0;
  for (; at < end; at++)
    if (*at >= '0' && *at <= '9' && value < INT64_MAX / 100) value = value * 10 + (*at - '0');
  return negative ? -value : value;
}

double hug_number_parse(const char *text, size_t bytes) {
  char digits[KEPT + 1 + 32];
  const char *at = text, *end = text + bytes;
  bool negative = at < end && *at == '-', fraction = false, rest = false;
  size_t count = 0;
  int64_t exponent = 0;
  for (at += negative; at < end && *at != 'e' && *at != 'E'; at++) {
    if (*at == '.') {
      fraction = true;
      continue;
    }
    bool leading_zero = count == 0 && *at == '0', kept = count < KEPT && !leading_zero;
    if (kept) digits[count++] = *at;
    else if (!leading_zero) rest |= *at != '0';
    if (kept || leading_zero) exponent -= fraction;
    else exponent += !fraction;
  }
  if (rest) {
    digits[count++] = '1';
    exponent--;
  }
  if (at < end) exponent += parse_exponent(at + 1, end);
  double value = count ? scale(digits, count, exponent) : 0;
  return negative ? -value : value;
}

/* ---- Writing ---- */

/* digits[0].digits[1..count-1] * 10^exponent */
typedef struct decimal {
  char digits[17 + 32];
  int count, exponent;
} decimal;

/* Rounds value, finite and positive, to `count` digits. */
static decimal round_to(double value, int count) {
  char text[64];
  decimal d = { .count = 0 };
  snprintf(text, sizeof text, "%.*e", count - 1, value);
  const char *c = text;
  for (; *c != 'e'; c++)
    if (*c >= '0' && *c <= '9') d.digits[d.count++] = *c;
  d.exponent = atoi(c + 1);
  return d;
}

static double value_of(decimal *d) {
  return scale(d->digits, (size_t)d->count, d->exponent - d->count + 1);
}

/* One unit more in the last digit. */
static void step_up(decimal *d) {
  int i = d->count - 1;
  while (i >= 0 && d->digits[i] == '9') d->digits[i--] = '0';
  if (i >= 0) d->digits[i]++;
  else d->digits[0] = '1', d->exponent++;
}

/* The fewest digits that read back as value.  Fifteen always suffice for some value (DBL_DIG), except below DBL_MIN.
** A power of two has twice as much room above as below, so there the decimal above the nearest may do as well.
*/
static decimal shortest(double value) {
  int unused;
  bool lopsided = frexp(value, &unused) == 0.5;
  for (int count = value < DBL_MIN ? 1 : DBL_DIG;; count++) {
    decimal d = round_to(value, count);
    bool exact = count == 17 || value_of(&d) == value;
    if (!exact && lopsided) step_up(&d), exact = value_of(&d) == value;
    if (!exact) continue;
    while (d.count > 1 && d.digits[d.count - 1] == '0') d.count--;
    return d;
  }
}

static void add_zeros(hug_text *t, int count) {
  while (count-- > 0) hug_text_add(t, "0", 1);
}

/* As Python's repr(): without an exponent from 1e-4 up to 1e16, and never without a point or an exponent. */
static void add_decimal(hug_text *t, const decimal *d) {
  size_t count = (size_t)d->count;
  if (d->exponent < -4 || d->exponent >= 16) {
    hug_text_add(t, d->digits, 1);
    if (count > 1) hug_text_add(t, ".", 1), hug_text_add(t, d->digits + 1, count - 1);
    hug_text_addf(t, "e%c%02d", d->exponent < 0 ? '-' : '+', abs(d->exponent));
  } else if (d->exponent < 0) {
    hug_text_add(t, "0.", 2);
    add_zeros(t, -d->exponent - 1);
    hug_text_add(t, d->digits, count);
  } else if (d->exponent >= d->count - 1) {
    hug_text_add(t, d->digits, count);
    add_zeros(t, d->exponent - (d->count - 1));
    hug_text_add(t, ".0", 2);
  } else {
    size_t whole = (size_t)d->exponent + 1;
    hug_text_add(t, d->digits, whole);
    hug_text_add(t, ".", 1);
    hug_text_add(t, d->digits + whole, count - whole);
  }
}

void hug_text_add_number(hug_text *t, double value) {
  if (isnan(value)) {
    hug_text_add(t, "NaN", 3);
    return;
  }
  if (signbit(value)) hug_text_add(t, "-", 1);
  value = fabs(value);
  if (isinf(value)) hug_text_add(t, "Infinity", 8);
  else if (value < 1e15 && value == (double)(int64_t)value) hug_text_addf(t, "%lld.0", (long long)value);
  else {
    decimal d = shortest(value);
    add_decimal(t, &d);
  }
}
