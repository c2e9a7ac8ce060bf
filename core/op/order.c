/* order.c: ordering by radix.
**
** What is sorted are words: 32 bits of an element's key above the 32 bits of its place.  No two words are equal, so
** the method need not be stable, and it moves nothing else.  Keys of 64 bits take two rounds: by their upper halves,
** then, among elements that share those, by their lower halves. */
#include "order.h"
#include <string.h>

enum {
  FEW = 64,                   /* words that insertion sorts faster than counting does */
  MANY = 1536,                /* words that are worth fewer passes over wider digits */
  BLOCK = 256                 /* keys that are made at once where only a look at them is needed */
};

hug_status hug_order_check(const hug_call *c, int64_t n) {
  if (n <= UINT32_MAX) return HUG_OK;
  return hug_op_fail(c, HUG_ESHAPE, "cannot order %lld elements; 4294967295 are the most", (long long)n);
}

bool hug_order_room_make(hug_order_room *r, hug_dtype type, int64_t n) {
  size_t words = (size_t)n * (type == HUG_F32 ? 1 : 2);
  bool few = words <= sizeof r->few / sizeof *r->few;
  r->words = few ? r->few : hug_alloc_data(words * sizeof *r->words);
  return r->words != NULL;
}

void hug_order_room_free(hug_order_room *r) {
  if (r->words != r->few) hug_free(r->words);
}

/* ---- Keys ---- */

static inline uint32_t key_f32(float x) {
  uint32_t bits;
  if (x != x) return UINT32_MAX;
  x += 0;                     /* -0 becomes 0 */
  memcpy(&bits, &x, sizeof bits);
  return bits ^ (bits >> 31 ? UINT32_MAX : UINT32_C(1) << 31);
}

static inline uint64_t key_f64(double x) {
  uint64_t bits;
  if (x != x) return UINT64_MAX;
  x += 0;
  memcpy(&bits, &x, sizeof bits);
  return bits ^ (bits >> 63 ? UINT64_MAX : UINT64_C(1) << 63);
}

static inline uint64_t key_i64(int64_t x) { return (uint64_t)x ^ UINT64_C(1) << 63; }

/* Keys of 64 bits; those of f32 fill the upper half. */
static void keys_of(hug_dtype type, int64_t n, const void *x, uint64_t *keys) {
  if (type == HUG_F32) for (int64_t i = 0; i < n; i++) keys[i] = (uint64_t)key_f32(((const float *)x)[i]) << 32;
  else if (type == HUG_F64) for (int64_t i = 0; i < n; i++) keys[i] = key_f64(((const double *)x)[i]);
  else for (int64_t i = 0; i < n; i++) keys[i] = key_i64(((const int64_t *)x)[i]);
}

/* ---- Sorting words ---- */

static inline uint64_t word_of(uint64_t key, uint32_t place) { return key << 32 | place; }

static void insert_words(int64_t n, uint64_t *a) {
  for (int64_t i = 1; i < n; i++) {
    uint64_t word = a[i];
    int64_t k = i;
    for (; k > 0 && a[k - 1] > word; k--) a[k] = a[k - 1];
    a[k] = word;
  }
}

/* Turns the counts of digits into the places of their first words; whether one digit has all n. */
static bool place_counts(int64_t n, uint32_t *counts, int digits) {
  uint32_t at = 0;
  bool same = false;
  for (int d = 0; d < digits; d++) {
    uint32_t count = counts[d];
    same |= count == n;
    counts[d] = at;
    at += count;
  }
  return same;
}

/* Sorts by keys, the last digit first, words that are in order of their places.  A digit that all words share costs no
** pass.  Inlined, so that the compiler knows `bits` and `passes`. */
static inline __attribute__((always_inline))
void sort_by_digits(int64_t n, uint64_t *a, uint64_t *b, uint32_t *counts, const int bits, const int passes) {
  const int digits = 1 << bits;
  const uint64_t mask = (uint64_t)digits - 1;
  uint64_t *from = a, *to = b;
  memset(counts, 0, sizeof *counts * (size_t)(passes * digits));
  for (int64_t i = 0; i < n; i++) {
    uint64_t key = a[i] >> 32;
    counts[key & mask]++;
    counts[digits + (key >> bits & mask)]++;
    counts[2 * digits + (key >> 2 * bits & mask)]++;
    if (passes > 3) counts[3 * digits + (key >> 3 * bits & mask)]++;
  }
  for (int pass = 0; pass < passes; pass++) {
    uint32_t *at = counts + pass * digits;
    if (place_counts(n, at, digits)) continue;
    const int shift = 32 + pass * bits;
    for (int64_t i = 0; i < n; i++) to[at[from[i] >> shift & mask]++] = from[i];
    uint64_t *other = from;
    from = to;
    to = other;
  }
  if (from != a) memcpy(a, from, (size_t)n * sizeof *a);
}

/* Sorts n words that are in order of their places; `b` is room for as many. */
static void sort_words(int64_t n, uint64_t *a, uint64_t *b) {
  uint32_t counts[3 << 11];
  if (n < FEW) insert_words(n, a);
  else if (n < MANY) sort_by_digits(n, a, b, counts, 8, 4);
  else sort_by_digits(n, a, b, counts, 11, 3);
}

/* ---- Rows ---- */

/* Words of 64-bit keys, complemented by `flip`, in order. */
static void sort_wide(int64_t n, const uint64_t *keys, uint64_t flip, uint64_t *a, uint64_t *b) {
  for (int64_t i = 0; i < n; i++) a[i] = word_of((keys[i] ^ flip) >> 32, (uint32_t)i);
  sort_words(n, a, b);
  for (int64_t first = 0, last; first < n; first = last) {
    for (last = first + 1; last < n && a[last] >> 32 == a[first] >> 32;) last++;
    if (last - first == 1) continue;
    for (int64_t i = first; i < last; i++) {
      uint32_t place = (uint32_t)a[i];
      a[i] = word_of((uint32_t)(keys[place] ^ flip), place);
    }
    sort_words(last - first, a + first, b);
  }
}

/* A float whose key is not the same for several floats, from it. */
static inline float float_of(uint32_t key) {
  uint32_t bits = key ^ (key >> 31 ? UINT32_C(1) << 31 : UINT32_MAX);
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Values in order come from the keys in the sorted words, which is faster than to look them up, but for zeros, whose
** sign the key does not tell, and NaN. */
static void values_f32(int64_t n, const uint64_t *words, uint32_t flip, const float *x, float *values) {
  const uint32_t zero = key_f32(0);
  for (int64_t i = 0; i < n; i++) {
    uint32_t key = (uint32_t)(words[i] >> 32) ^ flip;
    values[i] = key == zero || key == UINT32_MAX ? x[(uint32_t)words[i]] : float_of(key);
  }
}

static void order_f32(uint32_t flip, int64_t n, const float *x, float *values, uint64_t *words, uint64_t *room) {
  for (int64_t i = 0; i < n; i++) words[i] = word_of(key_f32(x[i]) ^ flip, (uint32_t)i);
  sort_words(n, words, room);
  if (values) values_f32(n, words, flip, x, values);
}

/* Integers that lie close enough together are their own keys, counted from the least or, downwards, from the greatest.
** */
static bool order_near(bool descending, int64_t n, const int64_t *x, int64_t *values, uint64_t *words, uint64_t *room) {
  uint64_t least = UINT64_MAX, most = 0;
  for (int64_t i = 0; i < n; i++) {
    uint64_t key = key_i64(x[i]);
    if (key < least) least = key;
    if (key > most) most = key;
  }
  if (most - least > UINT32_MAX) return false;
  const uint64_t base = descending ? most : least;
  for (int64_t i = 0; i < n; i++) {
    uint64_t above = key_i64(x[i]) - base;
    words[i] = word_of(descending ? -above : above, (uint32_t)i);
  }
  sort_words(n, words, room);
  for (int64_t i = 0; i < n && values; i++) {
    uint64_t above = words[i] >> 32;
    values[i] = (int64_t)key_i64((int64_t)(base + (descending ? -above : above)));
  }
  return true;
}

void hug_order_row(hug_dtype type, bool descending, int64_t n, const void *x, void *values, int64_t *places,
                   hug_order_room *r) {
  const uint64_t flip = descending ? UINT64_MAX : 0;
  uint64_t *words = (uint64_t *)places, *keys = r->words;
  if (n == 0) return;
  if (type == HUG_F32) order_f32((uint32_t)flip, n, x, values, words, r->words);
  else if (type != HUG_I64 || !order_near(descending, n, x, values, words, r->words)) {
    keys_of(type, n, x, keys);
    sort_wide(n, keys, flip, words, keys + n);
    if (values && type == HUG_F64)
      for (int64_t i = 0; i < n; i++) ((double *)values)[i] = ((const double *)x)[(uint32_t)words[i]];
    else if (values)
      for (int64_t i = 0; i < n; i++) ((int64_t *)values)[i] = ((const int64_t *)x)[(uint32_t)words[i]];
  }
  for (int64_t i = 0; i < n; i++) places[i] = (uint32_t)words[i];
}

/* ---- One element of an order ---- */

/* The digit of the key that comes k-th, and how many keys come before that digit's first. */
static int digit_at(int64_t n, const uint64_t *keys, int64_t k, int shift, int bits, int64_t *before) {
  uint32_t counts[1 << 11];
  const uint64_t mask = (UINT64_C(1) << bits) - 1;
  int digit = 0;
  memset(counts, 0, sizeof *counts << bits);
  for (int64_t i = 0; i < n; i++) counts[keys[i] >> shift & mask]++;
  for (*before = 0; *before + counts[digit] <= k; digit++) *before += counts[digit];
  return digit;
}

/* The place of the k-th of the elements, from 0, that have a key. */
static int64_t place_of(hug_dtype type, int64_t n, const void *x, uint64_t key, int64_t k) {
  const size_t wide = hug_dtype_bytes(type);
  uint64_t keys[BLOCK];
  for (int64_t first = 0;; first += BLOCK) {
    int64_t m = n - first < BLOCK ? n - first : BLOCK;
    keys_of(type, m, (const char *)x + (size_t)first * wide, keys);
    for (int64_t i = 0; i < m; i++)
      if (keys[i] == key && k-- == 0) return first + i;
  }
}

/* From the first digit on, only the keys that share the digit of the one looked for are kept. */
int64_t hug_order_find(hug_dtype type, int64_t n, const void *x, int64_t k, hug_order_room *r) {
  uint64_t *keys = r->words;
  int64_t kept = n, before;
  int bits = n < MANY ? 8 : 11;
  const int unused = type == HUG_F32 ? 32 : 0;
  keys_of(type, n, x, keys);
  for (int left = 64; left > unused && kept > 1; left -= bits) {
    if (bits > left) bits = left;
    uint64_t digit = (uint64_t)digit_at(kept, keys, k, left - bits, bits, &before);
    const uint64_t mask = (UINT64_C(1) << bits) - 1;
    int64_t m = 0;
    for (int64_t i = 0; i < kept; i++) {
      keys[m] = keys[i];
      m += (keys[i] >> (left - bits) & mask) == digit;
    }
    kept = m;
    k -= before;
  }
  return place_of(type, n, x, keys[0], k);
}
