/* resample.c: the loops of resample.h.
**
** A line of the result is a sum of lines of the image, resampled along the last dim: before the sum where an image grows, for then there are
** fewer lines before; after it where it shrinks.
*/
#include "resample.h"
#include <string.h>

enum {
  PIECE = 1 << 15,            /* elements that are worth another thread */
  KEPT = 16                   /* resampled lines that are kept for the next lines of the result */
};

typedef struct loops {
  const hug_resampling *r;
  const char *from;
  char *to;
  int64_t bytes;
  bool grows;
  atomic_bool failed;
} loops;

/* Where one thread works: lines of the image, resampled; which ones they are; and sums of lines. */
typedef struct room {
  int64_t kept_number[KEPT];
  void *kept, *line;
} room;

static bool room_make(room *m, const hug_resampling *r, int64_t bytes) {
  for (int i = 0; i < KEPT; i++) m->kept_number[i] = -1;
  m->kept = hug_alloc_data((size_t)(KEPT * r->dim[2].out * bytes));
  m->line = hug_alloc_data((size_t)(r->dim[2].in * bytes));
  return m->kept && m->line;
}

static void room_free(room *m) {
  hug_free(m->kept);
  hug_free(m->line);
}

/* Neighbours along both dims have places of their own. */
static int kept_place(int64_t d, int64_t h) { return (int)((d & 1) * (KEPT / 2) + (h & (KEPT / 2 - 1))); }

/* The functions of one type. */
#define LOOPS(T)                                                                                              \
  /* to = the line `from`, resampled */                                                                       \
  static void line_##T(const hug_taps *t, const T *restrict from, T *restrict to) {                           \
    const T *w = t->weight;                                                                                   \
    const int32_t *x = t->index;                                                                              \
    const int64_t n = t->out;                                                                                 \
    if (t->fixed == 1)                                                                                        \
      for (int64_t i = 0; i < n; i++) to[i] = w[i] * from[x[i]];                                              \
    else if (t->fixed == 2)                                                                                   \
      for (int64_t i = 0; i < n; i++) to[i] = w[2 * i] * from[x[2 * i]] + w[2 * i + 1] * from[x[2 * i + 1]];  \
    else if (t->fixed == 4)                                                                                   \
      for (int64_t i = 0; i < n; i++)                                                                         \
        to[i] = w[4 * i] * from[x[4 * i]] + w[4 * i + 1] * from[x[4 * i + 1]] + w[4 * i + 2] * from[x[4 * i + 2]] \
              + w[4 * i + 3] * from[x[4 * i + 3]];                                                            \
    else                                                                                                      \
      for (int64_t i = 0; i < n; i++) {                                                                       \
        T sum = 0;                                                                                            \
        for (int64_t k = t->start[i]; k < t->start[i + 1]; k++) sum += w[k] * from[x[k]];                     \
        to[i] = sum;                                                                                          \
      }                                                                                                       \
  }                                                                                                           \
  /* Line h of the depth d of a plane, resampled if the image grows. */                                       \
  static const T *fetch_##T(const loops *l, room *m, int64_t plane, int64_t d, int64_t h) {                   \
    const hug_taps *t = l->r->dim;                                                                            \
    int64_t number = (plane * t[0].in + d) * t[1].in + h;                                                     \
    const T *line = (const T *)l->from + number * t[2].in;                                                    \
    if (!l->grows || t[2].same) return line;                                                                  \
    int place = kept_place(d, h);                                                                             \
    T *kept = (T *)m->kept + place * t[2].out;                                                                \
    if (m->kept_number[place] != number) line_##T(&t[2], line, kept);                                         \
    m->kept_number[place] = number;                                                                           \
    return kept;                                                                                              \
  }                                                                                                           \
  /* sum = the sum of lines that line h of the depth d of the result is of, n elements long */                \
  static void sum_##T(const loops *l, room *m, int64_t plane, int64_t d, int64_t h, int64_t n, T *restrict sum) { \
    const hug_taps *a = &l->r->dim[0], *b = &l->r->dim[1];                                                    \
    bool begun = false;                                                                                       \
    for (int64_t i = a->start[d]; i < a->start[d + 1]; i++)                                                   \
      for (int64_t j = b->start[h]; j < b->start[h + 1]; j++) {                                               \
        const T w = ((const T *)a->weight)[i] * ((const T *)b->weight)[j];                                    \
        const T *restrict line = fetch_##T(l, m, plane, a->index[i], b->index[j]);                            \
        if (begun) for (int64_t k = 0; k < n; k++) sum[k] += w * line[k];                                     \
        else for (int64_t k = 0; k < n; k++) sum[k] = w * line[k];                                            \
        begun = true;                                                                                         \
      }                                                                                                       \
    if (!begun) memset(sum, 0, (size_t)n * sizeof *sum);                                                      \
  }                                                                                                           \
  /* Lines first..last-1 of the result. */                                                                    \
  static void chunk_##T(void *context, int64_t first, int64_t last) {                                         \
    loops *l = context;                                                                                       \
    const hug_taps *t = l->r->dim;                                                                            \
    room m = { 0 };                                                                                           \
    if (!room_make(&m, l->r, l->bytes)) atomic_store(&l->failed, true);                                       \
    else                                                                                                      \
      for (int64_t i = first; i < last; i++) {                                                                \
        int64_t h = i % t[1].out, d = i / t[1].out % t[0].out, plane = i / t[1].out / t[0].out;               \
        T *to = (T *)l->to + i * t[2].out;                                                                    \
        bool at_once = l->grows || t[2].same;                                                                 \
        sum_##T(l, &m, plane, d, h, at_once ? t[2].out : t[2].in, at_once ? to : (T *)m.line);                \
        if (!at_once) line_##T(&t[2], m.line, to);                                                            \
      }                                                                                                       \
    room_free(&m);                                                                                            \
  }
LOOPS(float)
LOOPS(double)

static int64_t lines_of(const hug_resampling *r) { return r->planes * r->dim[0].out * r->dim[1].out; }

static hug_status done(const loops *l) {
  return atomic_load(&l->failed) ? hug_fail(HUG_ENOMEM, "[memory] there is no memory for a line of an image") : HUG_OK;
}

hug_status hug_resample(const hug_resampling *r, hug_dtype type, const void *x, void *y) {
  const hug_taps *t = r->dim;
  loops l = { .r = r, .from = x, .to = y, .bytes = (int64_t)hug_dtype_bytes(type), .grows = t[0].out * t[1].out > t[0].in * t[1].in };
  hug_parallel(lines_of(r), 1 + PIECE / (1 + t[2].in + t[2].out), type == HUG_F32 ? chunk_float : chunk_double, &l);
  return done(&l);
}

/* ---- Nearest ---- */

#define PICK(T) for (int64_t i = 0; i < n; i++) ((T *)to)[i] = ((const T *)from)[x[i]]; break

static void pick(const hug_taps *t, int64_t bytes, const char *restrict from, char *restrict to) {
  const int32_t *x = t->index;
  const int64_t n = t->out;
  switch (bytes) {
  case 1: PICK(uint8_t);
  case 2: PICK(uint16_t);
  case 4: PICK(uint32_t);
  default: PICK(uint64_t);
  }
}

static void nearest_chunk(void *context, int64_t first, int64_t last) {
  const loops *l = context;
  const hug_taps *t = l->r->dim;
  const int64_t size = t[2].out * l->bytes;
  int64_t before = -1;        /* the line of the image that the line before was of */
  for (int64_t i = first; i < last; i++) {
    int64_t h = i % t[1].out, d = i / t[1].out % t[0].out, plane = i / t[1].out / t[0].out;
    int64_t line = (plane * t[0].in + t[0].index[d]) * t[1].in + t[1].index[h];
    char *to = l->to + i * size;
    if (line == before) memcpy(to, to - size, (size_t)size);
    else pick(&t[2], l->bytes, l->from + line * t[2].in * l->bytes, to);
    before = line;
  }
}

hug_status hug_resample_nearest(const hug_resampling *r, int64_t bytes, const void *x, void *y) {
  loops l = { .r = r, .from = x, .to = y, .bytes = bytes };
  hug_parallel(lines_of(r), 1 + PIECE / (1 + r->dim[2].out), nearest_chunk, &l);
  return HUG_OK;
}

/* ---- Bytes ---- */

static uint8_t byte_of(int32_t sum, int precision) {
  sum >>= precision;          /* rounds down: half of it was added before */
  return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

static void line_u8(const hug_taps *t, const uint8_t *restrict from, uint8_t *restrict to) {
  const int32_t *w = t->weight;
  for (int64_t i = 0; i < t->out; i++) {
    int32_t sum = 1 << (t->precision - 1);
    for (int64_t k = t->start[i]; k < t->start[i + 1]; k++) sum += w[k] * from[t->index[k]];
    to[i] = byte_of(sum, t->precision);
  }
}

/* Lines first..last-1 of the images, along the last dim. */
static void across_chunk(void *context, int64_t first, int64_t last) {
  const loops *l = context;
  const hug_taps *t = &l->r->dim[2];
  for (int64_t i = first; i < last; i++) line_u8(t, (const uint8_t *)l->from + i * t->in, (uint8_t *)l->to + i * t->out);
}

/* Lines first..last-1 of the result, each a sum of lines. */
static void down_chunk(void *context, int64_t first, int64_t last) {
  loops *l = context;
  const hug_taps *t = &l->r->dim[1];
  const int32_t *w = t->weight;
  const int64_t n = l->r->dim[2].out;
  int32_t *restrict sum = hug_alloc_data((size_t)n * sizeof *sum);
  if (!sum) atomic_store(&l->failed, true);
  for (int64_t i = first; i < last && sum; i++) {
    int64_t h = i % t->out, plane = i / t->out;
    for (int64_t j = 0; j < n; j++) sum[j] = 1 << (t->precision - 1);
    for (int64_t k = t->start[h]; k < t->start[h + 1]; k++) {
      const uint8_t *restrict line = (const uint8_t *)l->from + (plane * t->in + t->index[k]) * n;
      for (int64_t j = 0; j < n; j++) sum[j] += w[k] * line[j];
    }
    for (int64_t j = 0; j < n; j++) ((uint8_t *)l->to)[i * n + j] = byte_of(sum[j], t->precision);
  }
  hug_free(sum);
}

hug_status hug_resample_u8(const hug_resampling *r, const uint8_t *x, uint8_t *y) {
  const hug_taps *t = r->dim;
  const int64_t before = r->planes * t[1].in, after = r->planes * t[1].out, width = t[2].out;
  uint8_t *across = NULL;
  if (t[1].same && t[2].same) memcpy(y, x, (size_t)(before * width));
  if (!t[2].same && !t[1].same && !(across = hug_alloc_data((size_t)(before * width)))) return HUG_ENOMEM;
  loops l = { .r = r, .from = (const char *)x, .to = (char *)(across ? across : y) };
  if (!t[2].same) hug_parallel(before, 1 + PIECE / (1 + t[2].in), across_chunk, &l);
  l.from = across ? (const char *)across : (const char *)x;
  l.to = (char *)y;
  if (!t[1].same) hug_parallel(after, 1 + PIECE / (1 + width), down_chunk, &l);
  hug_free(across);
  return done(&l);
}
