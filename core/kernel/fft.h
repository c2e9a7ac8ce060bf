/* fft.h: discrete Fourier transforms of complex rows whose length is a product of small primes: a template. Before each
** #include define
**   REAL         float or double
**   FFT(name)    the name of a function: fft_##name##_f32
** It defines FFT(rows), FFT(unfold), FFT(fold), and undefines the above.
**
** Every lane of a vector is a transform of its own, so that the loops have no shuffles, and a transform's bits do not
** depend on its neighbours. A long row is made lanes of in two steps (Gentleman and Sande, Fast Fourier transforms for
** fun and profit, 1966): with n = rows * columns, the element a columns + b, and c + d rows of the result,
**
**   X[c + d rows] = sum over b of w_columns^(b d) w_n^(b c) (sum over a of w_rows^(a c) x[a columns + b])
**
** so that first columns are the lanes of transforms of length `rows`, then rows are the lanes of transforms of length
** `columns`; each works within the second cache. Short rows are lanes as they are, and stand in hug_fft_tables.first
** alone.
*/

#include "vector.h"
#include "kernel.h"

#ifndef HUG_FFT_H
#define HUG_FFT_H
#define ALWAYS_INLINE inline __attribute__((always_inline))
#endif

#define WIDE ((int)(LANES * sizeof(float) / sizeof(REAL)))
#define VECTOR FFT(vector)
#define COMPLEX FFT(complex)

typedef REAL VECTOR __attribute__((vector_size(LANES * sizeof(float))));
typedef struct COMPLEX { VECTOR re, im; } COMPLEX;    /* a complex number in each lane */

/* ---- Arithmetic ---- */

static ALWAYS_INLINE VECTOR FFT(all)(REAL x) { return x - (VECTOR){ 0 }; }

/* a b + c in each lane, rounded once where the processor can. */
static ALWAYS_INLINE VECTOR FFT(fused)(VECTOR a, VECTOR b, VECTOR c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  VECTOR r;
  for (int i = 0; i < WIDE; i++)
    r[i] = sizeof(REAL) == sizeof(float) ? (REAL)__builtin_fmaf((float)a[i], (float)b[i], (float)c[i])
                                         : (REAL)__builtin_fma(a[i], b[i], c[i]);
  return r;
#else
  return a * b + c;
#endif
}

static ALWAYS_INLINE COMPLEX FFT(add)(COMPLEX a, COMPLEX b) { return (COMPLEX){ a.re + b.re, a.im + b.im }; }
static ALWAYS_INLINE COMPLEX FFT(sub)(COMPLEX a, COMPLEX b) { return (COMPLEX){ a.re - b.re, a.im - b.im }; }

/* a + i b. */
static ALWAYS_INLINE COMPLEX FFT(add_turned)(COMPLEX a, COMPLEX b) { return (COMPLEX){ a.re - b.im, a.im + b.re }; }
/* a - i b. */
static ALWAYS_INLINE COMPLEX FFT(sub_turned)(COMPLEX a, COMPLEX b) { return (COMPLEX){ a.re + b.im, a.im - b.re }; }

static ALWAYS_INLINE COMPLEX FFT(times)(COMPLEX a, VECTOR re, VECTOR im) {
  return (COMPLEX){ FFT(fused)(a.re, re, -(a.im * im)), FFT(fused)(a.re, im, a.im * re) };
}

/* ---- Butterflies: transforms of the p elements of `a`, in place ---- */

static ALWAYS_INLINE void FFT(two)(COMPLEX *a, COMPLEX *b) {
  COMPLEX sum = FFT(add)(*a, *b);
  *b = FFT(sub)(*a, *b);
  *a = sum;
}

static ALWAYS_INLINE void FFT(four)(COMPLEX *a, COMPLEX *b, COMPLEX *c, COMPLEX *d) {
  COMPLEX s = FFT(add)(*a, *c), t = FFT(sub)(*a, *c), u = FFT(add)(*b, *d), v = FFT(sub)(*b, *d);
  *a = FFT(add)(s, u);
  *b = FFT(sub_turned)(t, v);
  *c = FFT(sub)(s, u);
  *d = FFT(add_turned)(t, v);
}

static ALWAYS_INLINE void FFT(eight)(COMPLEX *a) {
  const VECTOR half = FFT(all)((REAL)0.70710678118654752440);       /* the square root of 1/2 */
  FFT(four)(&a[0], &a[2], &a[4], &a[6]);
  FFT(four)(&a[1], &a[3], &a[5], &a[7]);
  COMPLEX b1 = { (a[3].re + a[3].im) * half, (a[3].im - a[3].re) * half };     /* times 1 - i, times -1 - i */
  COMPLEX b3 = { (a[7].im - a[7].re) * half, -(a[7].re + a[7].im) * half };
  COMPLEX e0 = a[0], e1 = a[2], e2 = a[4], e3 = a[6], b0 = a[1], b2 = a[5];
  a[0] = FFT(add)(e0, b0), a[4] = FFT(sub)(e0, b0);
  a[1] = FFT(add)(e1, b1), a[5] = FFT(sub)(e1, b1);
  a[2] = FFT(sub_turned)(e2, b2), a[6] = FFT(add_turned)(e2, b2);
  a[3] = FFT(add)(e3, b3), a[7] = FFT(sub)(e3, b3);
}

/* p odd: elements r and p - r share products.  roots: [p][2] cosines and sines of 2 pi j / p. */
static ALWAYS_INLINE void FFT(odd)(int p, const REAL *roots, COMPLEX *a) {
  COMPLEX sum[HUG_FFT_RADIX / 2 + 1], gap[HUG_FFT_RADIX / 2 + 1], first = a[0];
#pragma GCC unroll 3
  for (int r = 1; r <= p / 2; r++) {
    sum[r] = FFT(add)(a[r], a[p - r]);
    gap[r] = FFT(sub)(a[r], a[p - r]);
    a[0] = FFT(add)(a[0], sum[r]);
  }
#pragma GCC unroll 3
  for (int k = 1; k <= p / 2; k++) {
    COMPLEX even = first, odd = { { 0 }, { 0 } };
#pragma GCC unroll 3
    for (int r = 1; r <= p / 2; r++) {
      const int j = r * k % p;
      const VECTOR c = FFT(all)(roots[2 * j]), s = FFT(all)(roots[2 * j + 1]);
      even.re = FFT(fused)(c, sum[r].re, even.re), even.im = FFT(fused)(c, sum[r].im, even.im);
      odd.re = FFT(fused)(s, gap[r].re, odd.re), odd.im = FFT(fused)(s, gap[r].im, odd.im);
    }
    a[k] = FFT(sub_turned)(even, odd);
    a[p - k] = FFT(add_turned)(even, odd);
  }
}

static ALWAYS_INLINE void FFT(butterfly)(int p, const REAL *roots, COMPLEX *a) {
  if (p == 2) FFT(two)(&a[0], &a[1]);
  else if (p == 4) FFT(four)(&a[0], &a[1], &a[2], &a[3]);
  else if (p == 8) FFT(eight)(a);
  else FFT(odd)(p, roots, a);
}

/* ---- Passes: Stockham's order, which needs no reversal of bits ---- */

/* y[i + s (p q + k)] = w^(q k) times element k of the transform of x[i + s (q + m r)] over r, for all i < s and q < m.
** w: [m][p - 1][2]. */
static ALWAYS_INLINE void FFT(pass)(int p, int64_t m, int64_t s, const REAL *roots, const REAL *w, const COMPLEX *x,
                                    COMPLEX *y) {
  for (int64_t q = 0; q < m; q++, x += s, y += s * p, w += 2 * (p - 1))
    for (int64_t i = 0; i < s; i++) {
      COMPLEX a[HUG_FFT_RADIX];
      a[0] = x[i];
#pragma GCC unroll 8
      for (int r = 1; r < p; r++) a[r] = x[i + s * m * r];
      FFT(butterfly)(p, roots, a);
      y[i] = a[0];
#pragma GCC unroll 8
      for (int k = 1; k < p; k++)
        y[i + s * k] = q ? FFT(times)(a[k], FFT(all)(w[2 * k - 2]), FFT(all)(w[2 * k - 1])) : a[k];
    }
}

/* The transform of x [n]; its place is x or y, what is not is room. */
static COMPLEX *FFT(passes)(const hug_fft_part *part, COMPLEX *x, COMPLEX *y) {
  const REAL *w = part->twiddles;
  int64_t m = part->n, s = 1;
  for (int i = 0; i < part->passes; i++) {
    const int p = part->radix[i];
    const REAL *roots = w;
    m /= p;
    if (p & 1) w += 2 * p;
    switch (p) {
    case 2: FFT(pass)(2, m, s, roots, w, x, y); break;
    case 3: FFT(pass)(3, m, s, roots, w, x, y); break;
    case 4: FFT(pass)(4, m, s, roots, w, x, y); break;
    case 5: FFT(pass)(5, m, s, roots, w, x, y); break;
    case 7: FFT(pass)(7, m, s, roots, w, x, y); break;
    case 8: FFT(pass)(8, m, s, roots, w, x, y); break;
    default: FFT(pass)(p, m, s, roots, w, x, y);
    }
    w += 2 * m * (p - 1);
    s *= p;
    COMPLEX *from = x;
    x = y, y = from;
  }
  return x;
}

/* ---- Between memory and lanes.  A transform back is one of numbers whose parts have changed places, `turn`. ---- */

/* x[j], lane l = element j * step + l of `in`, for l < lanes; the other lanes are 0. */
static void FFT(load_side)(int64_t n, int lanes, const REAL *in, int64_t step, bool turn, COMPLEX *x) {
  for (int64_t j = 0; j < n; j++, in += 2 * step) {
    REAL side[2 * WIDE];
    if (lanes < WIDE) memset(side, 0, sizeof side);
    memcpy(side, in, lanes < WIDE ? 2 * (size_t)lanes * sizeof(REAL) : sizeof side);
    VECTOR even, odd;
    for (int l = 0; l < WIDE; l++) even[l] = side[2 * l], odd[l] = side[2 * l + 1];
    x[j] = turn ? (COMPLEX){ odd, even } : (COMPLEX){ even, odd };
  }
}

/* Element j * step + l of `out` = scale x[j], lane l. */
static void FFT(store_side)(int64_t n, int lanes, const COMPLEX *x, bool turn, REAL scale, REAL *out, int64_t step) {
  const VECTOR scales = FFT(all)(scale);
  for (int64_t j = 0; j < n; j++, out += 2 * step) {
    VECTOR even = (turn ? x[j].im : x[j].re) * scales, odd = (turn ? x[j].re : x[j].im) * scales;
    REAL side[2 * WIDE];
    for (int l = 0; l < WIDE; l++) side[2 * l] = even[l], side[2 * l + 1] = odd[l];
    memcpy(out, side, lanes < WIDE ? 2 * (size_t)lanes * sizeof(REAL) : sizeof side);
  }
}

/* The same where lanes are rows of n elements that lie one after the other. */
static void FFT(load_rows)(int64_t n, int lanes, const REAL *in, bool turn, COMPLEX *x) {
  if (lanes < WIDE) memset(x, 0, (size_t)n * sizeof *x);
  for (int l = 0; l < lanes; l++, in += 2 * n) {
    REAL *re = (REAL *)&x->re + l, *im = (REAL *)&x->im + l;
    for (int64_t j = 0; j < n; j++) re[2 * WIDE * j] = in[2 * j + turn], im[2 * WIDE * j] = in[2 * j + !turn];
  }
}

static void FFT(store_rows)(int64_t n, int lanes, const COMPLEX *x, bool turn, REAL scale, REAL *out) {
  for (int l = 0; l < lanes; l++, out += 2 * n) {
    const REAL *re = (const REAL *)&x->re + l, *im = (const REAL *)&x->im + l;
    for (int64_t j = 0; j < n; j++)
      out[2 * j + turn] = re[2 * WIDE * j] * scale, out[2 * j + !turn] = im[2 * WIDE * j] * scale;
  }
}

/* to[l].re, lane i = lane l of from[i] times w[i], and so for im: what were lanes become elements. */
static ALWAYS_INLINE void FFT(turn_tile)(const COMPLEX *from, const COMPLEX *w, int rows, int lanes, COMPLEX *to) {
  VECTOR re[WIDE], im[WIDE];
  for (int i = 0; i < WIDE; i++) {
    COMPLEX x = i < rows ? FFT(times)(from[i], w[i].re, w[i].im) : (COMPLEX){ { 0 }, { 0 } };
    re[i] = x.re, im[i] = x.im;
  }
  COMPLEX turned[WIDE];
  for (int l = 0; l < WIDE; l++)
    for (int i = 0; i < WIDE; i++) turned[l].re[i] = re[i][l], turned[l].im[i] = im[i][l];
  memcpy(to, turned, (size_t)lanes * sizeof *to);
}

/* ---- Rows ---- */

static void FFT(long_row)(const hug_fft_tables *f, const REAL *in, REAL *out, bool turn, REAL scale, COMPLEX *room) {
  const int64_t rows = f->first.n, columns = f->second.n, tiles = (rows + WIDE - 1) / WIDE;
  COMPLEX *middle = room, *x = middle + tiles * columns, *y = x + (rows > columns ? rows : columns);
  const COMPLEX *w = f->between;
  for (int64_t b = 0; b < columns; b += WIDE, w += rows) {
    const int lanes = columns - b < WIDE ? (int)(columns - b) : WIDE;
    FFT(load_side)(rows, lanes, in + 2 * b, columns, turn, x);
    COMPLEX *z = FFT(passes)(&f->first, x, y);
    for (int64_t t = 0; t < tiles; t++) {
      const int64_t c = t * WIDE;
      if (rows - c >= WIDE && lanes == WIDE) FFT(turn_tile)(z + c, w + c, WIDE, WIDE, middle + t * columns + b);
      else FFT(turn_tile)(z + c, w + c, rows - c < WIDE ? (int)(rows - c) : WIDE, lanes, middle + t * columns + b);
    }
  }
  for (int64_t t = 0; t < tiles; t++) {
    const int64_t c = t * WIDE;
    COMPLEX *z = FFT(passes)(&f->second, middle + t * columns, x);
    FFT(store_side)(columns, rows - c < WIDE ? (int)(rows - c) : WIDE, z, turn, scale, out + 2 * c, rows);
  }
}

static void FFT(rows)(const hug_fft_tables *f, int64_t count, const void *in, void *out, bool back, double scale,
                      void *room) {
  const int64_t n = f->n;
  const REAL *from = in;
  REAL *to = out;
  if (f->second.n > 1) {
    for (int64_t row = 0; row < count; row++)
      FFT(long_row)(f, from + 2 * n * row, to + 2 * n * row, back, (REAL)scale, room);
    return;
  }
  for (int64_t row = 0; row < count; row += WIDE, from += 2 * n * WIDE, to += 2 * n * WIDE) {
    const int lanes = count - row < WIDE ? (int)(count - row) : WIDE;
    FFT(load_rows)(n, lanes, from, back, room);
    COMPLEX *z = FFT(passes)(&f->first, room, (COMPLEX *)room + n);
    FFT(store_rows)(n, lanes, z, back, (REAL)scale, to);
  }
}

/* ---- Rows of n = 2 h real numbers, read as h complex ones ---- */

/* The numbers at p, and those that end at `last` from the back: parts of WIDE complex ones. */
static ALWAYS_INLINE COMPLEX FFT(ahead)(const REAL *p) {
  COMPLEX x;
  for (int l = 0; l < WIDE; l++) x.re[l] = p[2 * l], x.im[l] = p[2 * l + 1];
  return x;
}

static ALWAYS_INLINE COMPLEX FFT(back)(const REAL *last) {
  COMPLEX x;
  const REAL *p = last - 2 * (WIDE - 1);
  for (int l = 0; l < WIDE; l++) x.re[l] = p[2 * (WIDE - 1 - l)], x.im[l] = p[2 * (WIDE - 1 - l) + 1];
  return x;
}

static ALWAYS_INLINE void FFT(put_ahead)(REAL *p, COMPLEX x) {
  for (int l = 0; l < WIDE; l++) p[2 * l] = x.re[l], p[2 * l + 1] = x.im[l];
}

static ALWAYS_INLINE void FFT(put_back)(REAL *last, COMPLEX x) {
  REAL *p = last - 2 * (WIDE - 1);
  for (int l = 0; l < WIDE; l++) p[2 * (WIDE - 1 - l)] = x.re[l], p[2 * (WIDE - 1 - l) + 1] = x.im[l];
}

/* Coefficients k and h - k of the real row, over z = that of the complex one at k, and y at h - k: with even = z +
** conj(y) and odd = (z - conj(y)) / i they are even + w odd and conj(even - w odd), both doubled. */
static ALWAYS_INLINE void FFT(unfold_pair)(COMPLEX *z, COMPLEX *y, VECTOR re, VECTOR im) {
  COMPLEX even = { z->re + y->re, z->im - y->im };
  COMPLEX odd = FFT(times)((COMPLEX){ z->im + y->im, y->re - z->re }, re, im);
  *z = FFT(add)(even, odd);
  *y = (COMPLEX){ even.re - odd.re, odd.im - even.im };
}

/* The way back: even + i odd and conj(even) + i conj(odd) with even = z + conj(y), odd = (z - conj(y)) conj(w). */
static ALWAYS_INLINE void FFT(fold_pair)(COMPLEX *z, COMPLEX *y, VECTOR re, VECTOR im) {
  COMPLEX even = { z->re + y->re, z->im - y->im };
  COMPLEX odd = FFT(times)((COMPLEX){ z->re - y->re, z->im + y->im }, re, -im);
  *z = FFT(add_turned)(even, odd);
  *y = (COMPLEX){ even.re + odd.im, odd.re - even.im };
}

/* Elements k and h - k of x to those of y, for 0 < k <= h / 2.  w: [2][h / 2 + 1] parts of e^(-2 pi i k / n). */
static ALWAYS_INLINE void FFT(pairs)(int64_t h, const REAL *w, const REAL *x, REAL *y, bool fold) {
  const REAL *re = w, *im = w + h / 2 + 1;
  int64_t k = 1;
  for (; 2 * (k + WIDE) <= h; k += WIDE) {
    VECTOR a, b;
    memcpy(&a, re + k, sizeof a);
    memcpy(&b, im + k, sizeof b);
    COMPLEX p = FFT(ahead)(x + 2 * k), q = FFT(back)(x + 2 * (h - k));
    if (fold) FFT(fold_pair)(&p, &q, a, b);
    else FFT(unfold_pair)(&p, &q, a, b);
    FFT(put_ahead)(y + 2 * k, p);
    FFT(put_back)(y + 2 * (h - k), q);
  }
  for (; 2 * k <= h; k++) {
    COMPLEX p = { FFT(all)(x[2 * k]), FFT(all)(x[2 * k + 1]) };
    COMPLEX q = { FFT(all)(x[2 * (h - k)]), FFT(all)(x[2 * (h - k) + 1]) };
    if (fold) FFT(fold_pair)(&p, &q, FFT(all)(re[k]), FFT(all)(im[k]));
    else FFT(unfold_pair)(&p, &q, FFT(all)(re[k]), FFT(all)(im[k]));
    y[2 * k] = p.re[0], y[2 * k + 1] = p.im[0], y[2 * (h - k)] = q.re[0], y[2 * (h - k) + 1] = q.im[0];
  }
}

static void FFT(unfold)(int64_t h, const void *w, const void *z, void *out) {
  const REAL *x = z;
  REAL *y = out;
  FFT(pairs)(h, w, x, y, false);
  REAL re = x[0], im = x[1];
  y[0] = 2 * (re + im), y[1] = 0, y[2 * h] = 2 * (re - im), y[2 * h + 1] = 0;
}

static void FFT(fold)(int64_t h, const void *w, const void *in, void *z) {
  const REAL *x = in;
  REAL *y = z;
  FFT(pairs)(h, w, x, y, true);
  REAL first = x[0], last = x[2 * h];
  y[0] = first + last, y[1] = first - last;
}

#undef COMPLEX
#undef VECTOR
#undef WIDE
#undef FFT
#undef REAL
