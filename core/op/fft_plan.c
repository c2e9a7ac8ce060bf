/* fft_plan.c: see fft_plan.h. Lengths whose prime factors are small go to the kernel as they are; others are made a
** convolution (Bluestein 1970) of such a length, in f64. Real rows of even length are complex rows of half of it.
*/
#include "fft_plan.h"
#include <math.h>
#include <string.h>

enum { SHORT = 64 };          /* shorter rows are lanes as they are */

struct hug_fft_plan {
  const hug_kernels *kernels;
  int64_t n;
  hug_dtype type;
  bool halved;                /* real rows are read as complex ones of n / 2 */
  int64_t length;             /* of complex rows: n, or n / 2 */
  hug_fft_tables fft;                /* of that length; or, with a chirp, of the convolution, in f64 */
  double *chirp;              /* [length][2] e^(-pi i k^2 / length), or NULL */
  double *spectrum;           /* [fft.n][2] of the conjugate chirp, divided by fft.n */
  void *roots;                /* halved: [length / 2 + 1][2] e^(-2 pi i k / n), in `type` */
};

/* ---- Roots of unity ---- */

/* e^(-2 pi i k / n), 0 <= k < n: the angle is brought within an eighth of a turn first. */
static void root(int64_t k, int64_t n, double *re, double *im) {
  const double turn = 6.283185307179586476925;
  bool below = 2 * k > n;     /* the lower half: the conjugate of n - k */
  if (below) k = n - k;
  bool left = 4 * k > n;      /* the second quarter mirrors the first */
  int64_t a = left ? n - 2 * k : 2 * k;             /* in units of turn / (2 n) */
  bool steep = 4 * a > n;     /* past an eighth, cosine and sine change places */
  double angle = turn * (double)(steep ? n - 2 * a : 2 * a) / (4 * (double)n);
  double c = steep ? sin(angle) : cos(angle), s = steep ? cos(angle) : sin(angle);
  *re = left ? -c : c;
  *im = below ? s : -s;
}

/* All roots of one order n as products of two from shorter tables. */
typedef struct roots {
  int64_t n;
  int shift;
  double *fine, *coarse;      /* root j and root j << shift */
} roots;

static hug_status roots_open(roots *r, int64_t n) {
  *r = (roots){ .n = n };
  while (((int64_t)1 << 2 * r->shift) < n) r->shift++;
  int64_t fine = (int64_t)1 << r->shift, coarse = (n >> r->shift) + 1;
  r->fine = hug_alloc((size_t)(2 * (fine + coarse)) * sizeof *r->fine);
  if (!r->fine) return HUG_ENOMEM;
  r->coarse = r->fine + 2 * fine;
  for (int64_t j = 0; j < fine; j++) root(j % n, n, &r->fine[2 * j], &r->fine[2 * j + 1]);
  for (int64_t j = 0; j < coarse; j++) root((j << r->shift) % n, n, &r->coarse[2 * j], &r->coarse[2 * j + 1]);
  return HUG_OK;
}

static void roots_close(roots *r) { hug_free(r->fine); }

static void roots_get(const roots *r, int64_t k, double *re, double *im) {
  const double *a = r->coarse + 2 * (k >> r->shift), *b = r->fine + 2 * (k & (((int64_t)1 << r->shift) - 1));
  *re = a[0] * b[0] - a[1] * b[1];
  *im = a[0] * b[1] + a[1] * b[0];
}

static void put(hug_dtype type, void *table, int64_t i, double value) {
  if (type == HUG_F32) ((float *)table)[i] = (float)value;
  else ((double *)table)[i] = value;
}

/* ---- Lengths ---- */

/* Whether the kernel has radices for n. */
static bool is_smooth(int64_t n) {
  while (n % 2 == 0) n /= 2;
  for (int64_t p = 3; p <= HUG_FFT_RADIX; p += 2)
    while (n % p == 0) n /= p;
  return n == 1;
}

/* n as rows * columns: the closest to a square that leaves few lanes empty; columns = 1 where there is none. */
static void choose_split(int64_t n, int64_t lanes, int64_t *rows, int64_t *columns) {
  *rows = n, *columns = 1;
  if (n < SHORT) return;
  int64_t least = INT64_MAX, d = (int64_t)sqrt((double)n);
  for (; d > 1; d--) {
    if (n % d) continue;
    for (int turned = 0; turned < 2; turned++) {
      int64_t r = turned ? d : n / d, c = n / r;
      int64_t work = (c + lanes - 1) / lanes * lanes * r + (r + lanes - 1) / lanes * lanes * c;
      if (work >= least) continue;
      *rows = r, *columns = c;
      least = work;
    }
    if (least / 2 <= n + n / 8) return;
  }
  if (least / 2 > 2 * n) *rows = n, *columns = 1;
}

/* ---- Plans of the kernel ---- */

static void choose_radices(hug_fft_part *part) {
  int64_t n = part->n;
  int twos = 0;
  part->passes = 0;
  for (; n % 2 == 0; n /= 2) twos++;
  for (int p = 3; p <= HUG_FFT_RADIX; p += 2)
    for (; n % p == 0; n /= p) part->radix[part->passes++] = (uint8_t)p;
  while (twos > 0) {
    int bits = twos == 1 ? 1 : twos == 2 || twos == 4 ? 2 : 3;
    part->radix[part->passes++] = (uint8_t)(1 << bits);
    twos -= bits;
  }
}

static hug_status part_open(hug_fft_part *part, int64_t n, hug_dtype type) {
  int64_t count = 0, m = n;
  part->n = n;
  choose_radices(part);
  for (int i = 0; i < part->passes; i++) {
    int p = part->radix[i];
    m /= p;
    count += (p & 1 ? p : 0) + m * (p - 1);
  }
  part->twiddles = hug_alloc_data((size_t)(2 * count + 1) * hug_dtype_bytes(type));
  if (!part->twiddles) return HUG_ENOMEM;
  roots r;
  HUG_TRY(roots_open(&r, n));
  int64_t at = 0, s = 1;
  m = n;
  for (int i = 0; i < part->passes; i++, s *= part->radix[i - 1]) {
    int p = part->radix[i];
    m /= p;
    double re, im;
    for (int j = 0; (p & 1) && j < p; j++, at += 2) {
      root(j, p, &re, &im);
      put(type, part->twiddles, at, re), put(type, part->twiddles, at + 1, -im);
    }
    for (int64_t q = 0; q < m; q++)
      for (int k = 1; k < p; k++, at += 2) {
        roots_get(&r, q * k * s, &re, &im);         /* order p m = n / s */
        put(type, part->twiddles, at, re), put(type, part->twiddles, at + 1, im);
      }
  }
  roots_close(&r);
  return HUG_OK;
}

static hug_status between_open(hug_fft_tables *f, hug_dtype type, int64_t lanes) {
  const int64_t rows = f->first.n, columns = f->second.n, blocks = (columns + lanes - 1) / lanes;
  roots r;
  f->between = hug_alloc_data((size_t)(blocks * lanes * rows * 2) * hug_dtype_bytes(type));
  if (!f->between) return HUG_ENOMEM;
  HUG_TRY(roots_open(&r, f->n));
  int64_t at = 0;
  for (int64_t first = 0; first < columns; first += lanes)
    for (int64_t c = 0; c < rows; c++, at += 2 * lanes)
      for (int64_t l = 0; l < lanes; l++) {
        double re = 0, im = 0;
        if (first + l < columns) roots_get(&r, (first + l) * c, &re, &im);
        put(type, f->between, at + l, re), put(type, f->between, at + lanes + l, im);
      }
  roots_close(&r);
  return HUG_OK;
}

static void fft_close(hug_fft_tables *f) {
  hug_free(f->first.twiddles);
  hug_free(f->second.twiddles);
  hug_free(f->between);
}

static int64_t lanes_of(const hug_kernels *k, hug_dtype type) {
  return k->vector_bytes / (int64_t)hug_dtype_bytes(type);
}

static hug_status fft_open(hug_fft_tables *f, const hug_kernels *k, int64_t n, hug_dtype type) {
  int64_t rows, columns;
  f->n = n;
  choose_split(n, lanes_of(k, type), &rows, &columns);
  HUG_TRY(part_open(&f->first, rows, type));
  HUG_TRY(part_open(&f->second, columns, type));
  return columns > 1 ? between_open(f, type, lanes_of(k, type)) : HUG_OK;
}

/* Bytes of room for the kernel. */
static size_t fft_room(const hug_fft_tables *f, const hug_kernels *k, hug_dtype type) {
  const int64_t rows = f->first.n, columns = f->second.n, lanes = lanes_of(k, type);
  const int64_t tiles = (rows + lanes - 1) / lanes, longest = rows > columns ? rows : columns;
  const int64_t vectors = columns == 1 ? 2 * rows : tiles * columns + 2 * longest;
  return (size_t)vectors * 2 * (size_t)k->vector_bytes;
}

/* ---- Lengths with large prime factors ----
** w^(j k) = w^(j^2 / 2) w^(k^2 / 2) w^(-(j - k)^2 / 2) makes the transform a convolution. */

/* The least length from `least` on that is a power of two times 1, 3, 5, 9, 15 or 25. */
static int64_t convolution_length(int64_t least) {
  static const uint8_t odd[] = { 1, 3, 5, 9, 15, 25 };
  int64_t best = INT64_MAX;
  for (unsigned i = 0; i < sizeof odd; i++) {
    int64_t m = odd[i];
    while (m < least) m *= 2;
    if (m < best) best = m;
  }
  return best;
}

static hug_status chirp_open(hug_fft_plan *p) {
  const int64_t n = p->length, m = convolution_length(2 * n - 1);
  HUG_TRY(fft_open(&p->fft, p->kernels, m, HUG_F64));
  p->chirp = hug_alloc((size_t)(2 * n) * sizeof *p->chirp);
  p->spectrum = hug_alloc_data((size_t)(2 * m) * sizeof *p->spectrum);
  void *room = hug_alloc_data(fft_room(&p->fft, p->kernels, HUG_F64));
  roots r;
  hug_status status = p->chirp && p->spectrum && room ? roots_open(&r, 2 * n) : HUG_ENOMEM;
  if (status) {
    hug_free(room);
    return status;
  }
  memset(p->spectrum, 0, (size_t)(2 * m) * sizeof *p->spectrum);
  int64_t square = 0;         /* k^2 modulo 2 n */
  for (int64_t k = 0; k < n; k++) {
    double *c = &p->chirp[2 * k], *after = &p->spectrum[2 * k], *before = &p->spectrum[2 * (k ? m - k : 0)];
    roots_get(&r, square, &c[0], &c[1]);
    after[0] = before[0] = c[0];
    after[1] = before[1] = -c[1];
    square += 2 * k + 1;
    while (square >= 2 * n) square -= 2 * n;
  }
  roots_close(&r);
  p->kernels->fft_f64(&p->fft, 1, p->spectrum, p->spectrum, false, 1 / (double)m, room);
  hug_free(room);
  return HUG_OK;
}

#define CHIRP(name, T)                                                                               \
  static void name(const hug_fft_plan *p, const T *x, T *y, bool back, double scale, double *room) { \
    const int64_t n = p->length, m = p->fft.n;                                                       \
    const double *c = p->chirp, *s = p->spectrum;                                                    \
    double *a = room;                                                                                \
    void *rest = room + 2 * m;                                                                       \
    for (int64_t k = 0; k < n; k++) {                                                                \
      double re = (double)x[2 * k + back], im = (double)x[2 * k + !back];                            \
      a[2 * k] = re * c[2 * k] - im * c[2 * k + 1];                                                  \
      a[2 * k + 1] = re * c[2 * k + 1] + im * c[2 * k];                                              \
    }                                                                                                \
    memset(a + 2 * n, 0, (size_t)(2 * (m - n)) * sizeof *a);                                         \
    p->kernels->fft_f64(&p->fft, 1, a, a, false, 1, rest);                                           \
    for (int64_t k = 0; k < m; k++) {                                                                \
      double re = a[2 * k], im = a[2 * k + 1];                                                       \
      a[2 * k] = re * s[2 * k] - im * s[2 * k + 1];                                                  \
      a[2 * k + 1] = re * s[2 * k + 1] + im * s[2 * k];                                              \
    }                                                                                                \
    p->kernels->fft_f64(&p->fft, 1, a, a, true, scale, rest);                                        \
    for (int64_t k = 0; k < n; k++) {                                                                \
      y[2 * k + back] = (T)(a[2 * k] * c[2 * k] - a[2 * k + 1] * c[2 * k + 1]);                      \
      y[2 * k + !back] = (T)(a[2 * k] * c[2 * k + 1] + a[2 * k + 1] * c[2 * k]);                     \
    }                                                                                                \
  }
CHIRP(chirp_f32, float)
CHIRP(chirp_f64, double)

/* ---- Plans ---- */

/* The roots that part a real row's transform from that of its complex reading. */
static hug_status halved_open(hug_fft_plan *p) {
  const int64_t count = p->length / 2 + 1;
  roots r;
  p->roots = hug_alloc_data((size_t)(2 * count) * hug_dtype_bytes(p->type));
  if (!p->roots) return HUG_ENOMEM;
  HUG_TRY(roots_open(&r, p->n));
  for (int64_t k = 0; k < count; k++) {
    double re, im;
    roots_get(&r, k, &re, &im);
    put(p->type, p->roots, k, re), put(p->type, p->roots, count + k, im);
  }
  roots_close(&r);
  return HUG_OK;
}

hug_status hug_fft_plan_make(const hug_kernels *kernels, int64_t n, hug_dtype type, bool real, hug_fft_plan **out) {
  hug_fft_plan *p = hug_alloc_zero(sizeof *p);
  if (!p) return HUG_ENOMEM;
  p->kernels = kernels;
  p->n = n;
  p->type = type;
  p->halved = real && n % 2 == 0;
  p->length = p->halved ? n / 2 : n;
  hug_status status = is_smooth(p->length) ? fft_open(&p->fft, p->kernels, p->length, type) : chirp_open(p);
  if (!status && p->halved) status = halved_open(p);
  if (status) hug_fft_plan_free(p);
  else *out = p;
  return status;
}

void hug_fft_plan_free(hug_fft_plan *p) {
  if (!p) return;
  fft_close(&p->fft);
  hug_free(p->chirp);
  hug_free(p->spectrum);
  hug_free(p->roots);
  hug_free(p);
}

int64_t hug_fft_plan_rows(const hug_fft_plan *p) {
  return p->chirp || p->fft.second.n > 1 ? 1 : lanes_of(p->kernels, p->type);
}

/* Bytes of a group of complex rows, to the next multiple of 64. */
static size_t group_bytes(const hug_fft_plan *p) {
  return ((size_t)(2 * p->length * hug_fft_plan_rows(p)) * hug_dtype_bytes(p->type) + 63) / 64 * 64;
}

size_t hug_fft_plan_room(const hug_fft_plan *p) {
  size_t chirp = p->chirp ? (size_t)(2 * p->fft.n) * sizeof(double) : 0;
  return group_bytes(p) + (chirp + 63) / 64 * 64 + fft_room(&p->fft, p->kernels, p->chirp ? HUG_F64 : p->type);
}

/* ---- Transforms ---- */

/* Rows of p->length complex numbers; the room for a group is not touched. */
static void complex_rows(const hug_fft_plan *p, int64_t rows, const void *x, void *y, bool back, double scale,
                         void *room) {
  const hug_kernels *k = p->kernels;
  const size_t row_bytes = (size_t)(2 * p->length) * hug_dtype_bytes(p->type);
  void *rest = (char *)room + group_bytes(p);
  if (!p->chirp) (p->type == HUG_F32 ? k->fft_f32 : k->fft_f64)(&p->fft, rows, x, y, back, scale, rest);
  for (int64_t row = 0; p->chirp && row < rows; row++) {
    const char *from = (const char *)x + (size_t)row * row_bytes;
    char *to = (char *)y + (size_t)row * row_bytes;
    if (p->type == HUG_F32) chirp_f32(p, (const float *)(const void *)from, (float *)(void *)to, back, scale, rest);
    else chirp_f64(p, (const double *)(const void *)from, (double *)(void *)to, back, scale, rest);
  }
}

void hug_fft_complex(const hug_fft_plan *p, int64_t rows, const void *x, void *y, bool back, double scale, void *room) {
  complex_rows(p, rows, x, y, back, scale, room);
}

/* A group of real rows by way of `group` [rows][length][2]; an odd row is complex numbers without an imaginary part. */
#define REAL_ROWS(T, suffix)                                                                                      \
  static void from_real_##suffix(const hug_fft_plan *p, int64_t rows, const T *x, T *y, double scale, T *group) { \
    const int64_t n = p->n, length = p->length, half = n / 2 + 1;                                                 \
    for (int64_t i = 0; i < n * rows && !p->halved; i++) group[2 * i] = x[i], group[2 * i + 1] = 0;               \
    complex_rows(p, rows, p->halved ? x : group, group, false, p->halved ? 0.5 * scale : scale, group);           \
    for (int64_t row = 0; row < rows; row++, group += 2 * length, y += 2 * half)                                  \
      if (p->halved) p->kernels->fft_unfold_##suffix(length, p->roots, group, y);                                 \
      else memcpy(y, group, (size_t)(2 * half) * sizeof *y);                                                      \
  }                                                                                                               \
  static void to_real_##suffix(const hug_fft_plan *p, int64_t rows, const T *x, T *y, double scale, T *group) {   \
    const int64_t n = p->n, length = p->length, half = n / 2 + 1;                                                 \
    T *to = group;                                                                                                \
    for (int64_t row = 0; row < rows; row++, to += 2 * length, x += 2 * half) {                                   \
      if (p->halved) p->kernels->fft_fold_##suffix(length, p->roots, x, to);                                      \
      else to[0] = x[0], to[1] = 0;                                                                               \
      for (int64_t k = 1; k < half && !p->halved; k++) {                                                          \
        to[2 * k] = to[2 * (n - k)] = x[2 * k];                                                                   \
        to[2 * k + 1] = x[2 * k + 1];                                                                             \
        to[2 * (n - k) + 1] = -x[2 * k + 1];                                                                      \
      }                                                                                                           \
    }                                                                                                             \
    complex_rows(p, rows, group, p->halved ? y : group, true, scale, group);                                      \
    for (int64_t i = 0; i < n * rows && !p->halved; i++) y[i] = group[2 * i];                                     \
  }
REAL_ROWS(float, f32)
REAL_ROWS(double, f64)

/* At most hug_fft_plan_rows() of them at a time. */
void hug_fft_from_real(const hug_fft_plan *p, int64_t rows, const void *x, void *y, double scale, void *room) {
  const int64_t most = hug_fft_plan_rows(p), half = p->n / 2 + 1;
  for (int64_t row = 0; row < rows; row += most) {
    const int64_t some = rows - row < most ? rows - row : most;
    if (p->type == HUG_F32)
      from_real_f32(p, some, (const float *)x + row * p->n, (float *)y + 2 * row * half, scale, room);
    else from_real_f64(p, some, (const double *)x + row * p->n, (double *)y + 2 * row * half, scale, room);
  }
}

void hug_fft_to_real(const hug_fft_plan *p, int64_t rows, const void *x, void *y, double scale, void *room) {
  const int64_t most = hug_fft_plan_rows(p), half = p->n / 2 + 1;
  for (int64_t row = 0; row < rows; row += most) {
    const int64_t some = rows - row < most ? rows - row : most;
    if (p->type == HUG_F32)
      to_real_f32(p, some, (const float *)x + 2 * row * half, (float *)y + row * p->n, scale, room);
    else to_real_f64(p, some, (const double *)x + 2 * row * half, (double *)y + row * p->n, scale, room);
  }
}
