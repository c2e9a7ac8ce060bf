/* hash.c: SipHash-1-3 (Aumasson and Bernstein 2012), so that nobody who writes a file can make its keys collide. */
#include "base.h"
#include <unistd.h>

static uint64_t word(const uint8_t *p, size_t bytes) {
  uint64_t w = 0;
  for (size_t i = 0; i < bytes; i++) w |= (uint64_t)p[i] << 8 * i;
  return w;
}

static inline uint64_t rotate(uint64_t x, int by) {
  return x << by | x >> (64 - by);
}

static inline void mix(uint64_t v[4]) {
  v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
  v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
  v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
  v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
}

uint64_t hug_hash(hug_hash_seed seed, const void *data, size_t bytes) {
  uint64_t v[4] = { seed.k0 ^ 0x736f6d6570736575u, seed.k1 ^ 0x646f72616e646f6du,
                    seed.k0 ^ 0x6c7967656e657261u, seed.k1 ^ 0x7465646279746573u };
  const uint8_t *p = data;
  size_t left = bytes;
  for (; left >= 8; p += 8, left -= 8) {
    uint64_t w = word(p, 8);
    v[3] ^= w;
    mix(v);
    v[0] ^= w;
  }
  uint64_t last = (uint64_t)bytes << 56 | word(p, left);
  v[3] ^= last;
  mix(v);
  v[0] ^= last;
  v[2] ^= 0xff;
  for (int i = 0; i < 3; i++) mix(v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* A system that has no randomness to give still has a clock and a stack at an unpredictable address. */
hug_hash_seed hug_hash_seed_new(void) {
  hug_hash_seed seed;
  if (getentropy(&seed, sizeof seed)) {
    double now = hug_clock();
    seed.k0 = (uint64_t)(now * 1e9);
    seed.k1 = (uint64_t)(uintptr_t)&seed;
  }
  return seed;
}
