/* random.c: random numbers by Philox4x32-10 (Salmon, Moraes, Dror and Shaw: Parallel random numbers: as easy as 1, 2,
** 3; 2011).  A number depends on the seed, on which draw it is of, and on its place there: so work can be cut up in any
** way.
*/
#include "storage.h"
#include <math.h>
#include <string.h>

struct hug_generator {
  atomic_int refs;
  uint64_t seed, counter;
};

hug_status hug_generator_new(uint64_t seed, hug_generator **out) {
  hug_generator *g = hug_alloc(sizeof *g);
  if (!g) return HUG_ENOMEM;
  atomic_init(&g->refs, 1);
  hug_generator_seed(g, seed);
  *out = g;
  return HUG_OK;
}

hug_generator *hug_generator_retain(hug_generator *g) {
  atomic_fetch_add_explicit(&g->refs, 1, memory_order_relaxed);
  return g;
}

void hug_generator_free(hug_generator *g) {
  if (g && hug_last_reference(&g->refs)) hug_free(g);
}

void hug_generator_seed(hug_generator *g, uint64_t seed) {
  hug_generator_restore(g, seed, 0);
}

void hug_generator_state(const hug_generator *g, uint64_t *seed, uint64_t *counter) {
  *seed = g->seed;
  *counter = g->counter;
}

void hug_generator_restore(hug_generator *g, uint64_t seed, uint64_t counter) {
  g->seed = seed;
  g->counter = counter;
}

hug_draw hug_generator_draw(hug_generator *g) {
  return (hug_draw){ g->seed, g->counter++ };
}

/* Numbers are made many at once, so that compilers vectorise the loops: GROUPS groups of four words, word k of group g
** in word[k][g]. */
enum { GROUPS = 16, NUMBERS = 4 * GROUPS };

/* Ten rounds on n counters, in place. */
static inline void philox(hug_draw draw, int n, uint32_t *restrict a, uint32_t *restrict b, uint32_t *restrict c,
                          uint32_t *restrict d) {
  uint32_t key0 = (uint32_t)draw.seed, key1 = (uint32_t)(draw.seed >> 32);
  for (int round = 0; round < 10; round++) {
    for (int g = 0; g < n; g++) {
      uint64_t product0 = (uint64_t)0xD2511F53 * a[g], product1 = (uint64_t)0xCD9E8D57 * c[g];
      a[g] = (uint32_t)(product1 >> 32) ^ b[g] ^ key0;
      b[g] = (uint32_t)product1;
      c[g] = (uint32_t)(product0 >> 32) ^ d[g] ^ key1;
      d[g] = (uint32_t)product0;
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
}

void hug_philox(hug_draw draw, uint64_t index, uint32_t out[4]) {
  out[0] = (uint32_t)index;
  out[1] = (uint32_t)(index >> 32);
  out[2] = (uint32_t)draw.counter;
  out[3] = (uint32_t)(draw.counter >> 32);
  philox(draw, 1, &out[0], &out[1], &out[2], &out[3]);
}

/* The groups from `index` on. */
static void make_words(hug_draw draw, uint64_t index, uint32_t word[4][GROUPS]) {
  for (int g = 0; g < GROUPS; g++) {
    word[0][g] = (uint32_t)(index + (uint64_t)g);
    word[1][g] = (uint32_t)((index + (uint64_t)g) >> 32);
    word[2][g] = (uint32_t)draw.counter;
    word[3][g] = (uint32_t)(draw.counter >> 32);
  }
  philox(draw, GROUPS, word[0], word[1], word[2], word[3]);
}

/* ---- Uniform ---- */

/* The highest 24 bits of a word, which a float holds exactly, as a number in [0,1). */
static inline float unit(uint32_t word) {
  return (float)(int32_t)(word >> 8) * 0x1p-24f;
}

static void uniform_block(uint32_t word[4][GROUPS], float out[NUMBERS]) {
  for (int k = 0; k < 4; k++)
    for (int g = 0; g < GROUPS; g++) out[4 * g + k] = unit(word[k][g]);
}

/* ---- Normal ---- */

/* -ln x for x in (0,1], by ln x = e ln 2 + 2 artanh((m-1)/(m+1)) with x = m 2^e and m around 1.  The C library's would
** differ from one machine to the next. */
static inline float minus_log(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  uint32_t above = bits - 0x3f3504f3;          /* sqrt(1/2), so that m is from there to sqrt(2) */
  int32_t e = (int32_t)above >> 23;
  bits = (above & 0x7fffff) + 0x3f3504f3;
  float m;
  memcpy(&m, &bits, sizeof m);
  float s = (m - 1) / (m + 1), s2 = s * s;
  float artanh = s * (1 + s2 * (1 / 3.f + s2 * (1 / 5.f + s2 * (1 / 7.f + s2 * (1 / 9.f)))));
  return -2 * artanh - (float)e * 0.69314718f;
}

/* The cosine and sine of a full turn times x, x in [0,1): Taylor's series, at most an eighth of a turn from the nearest
** quarter. */
static inline void turn(float x, float *cosine, float *sine) {
  int32_t quarter = (int32_t)(4 * x + 0.5f);
  float a = 6.2831853f * (x - 0.25f * (float)quarter), a2 = a * a;
  float s = a * (1 - a2 * (1 / 6.f - a2 * (1 / 120.f - a2 * (1 / 5040.f - a2 * (1 / 362880.f)))));
  float c = 1 - a2 * (1 / 2.f - a2 * (1 / 24.f - a2 * (1 / 720.f - a2 * (1 / 40320.f))));
  float x_part = quarter & 1 ? s : c, y_part = quarter & 1 ? c : s;
  *cosine = (quarter + 1) & 2 ? -x_part : x_part;
  *sine = quarter & 2 ? -y_part : y_part;
}

/* Two normal numbers of two words (Box and Muller 1958). */
static void normal_block(uint32_t word[4][GROUPS], float out[NUMBERS]) {
  float radius[GROUPS], cosine[GROUPS], sine[GROUPS];
  for (int k = 0; k < 4; k += 2) {
    for (int g = 0; g < GROUPS; g++) radius[g] = 2 * minus_log(unit(word[k][g]) + 0x1p-24f);
    for (int g = 0; g < GROUPS; g++) turn(unit(word[k + 1][g]), &cosine[g], &sine[g]);
    for (int g = 0; g < GROUPS; g++) {
      float r = sqrtf(radius[g]);
      out[4 * g + k] = r * cosine[g];
      out[4 * g + k + 1] = r * sine[g];
    }
  }
}

/* ---- Any stretch ---- */

/* The first and the last block may be wanted in part. */
static void fill(hug_draw draw, int64_t first, int64_t n, float *out,
                 void (*block)(uint32_t word[4][GROUPS], float out[NUMBERS])) {
  for (int64_t i = first, end = first + n; i < end;) {
    uint32_t word[4][GROUPS];
    float numbers[NUMBERS];
    int64_t from = i % NUMBERS, count = NUMBERS - from < end - i ? NUMBERS - from : end - i;
    make_words(draw, (uint64_t)(i / NUMBERS * GROUPS), word);
    block(word, numbers);
    memcpy(out, numbers + from, (size_t)count * sizeof *out);
    out += count;
    i += count;
  }
}

void hug_random_uniform(hug_draw draw, int64_t first, int64_t n, float *out) {
  fill(draw, first, n, out, uniform_block);
}

void hug_random_normal(hug_draw draw, int64_t first, int64_t n, float *out) {
  fill(draw, first, n, out, normal_block);
}
