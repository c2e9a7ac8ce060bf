/* digest.c: SHA-1 and SHA-256 (FIPS 180-4): how git and the Hub tell that a file is the file. */
#include "base.h"
#include <string.h>

enum { BLOCK = 64 };

typedef void compress_fn(uint32_t *state, const uint8_t *block);

static inline uint32_t rotate_left(uint32_t x, int by) {
  return x << by | x >> (32 - by);
}

static inline uint32_t rotate_right(uint32_t x, int by) {
  return x >> by | x << (32 - by);
}

static inline uint32_t big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Twenty rounds with one function of b, c and d. */
#define ROUNDS_SHA1(from, key, function)                              \
  for (int i = from; i < from + 20; i++) {                            \
    uint32_t t = rotate_left(a, 5) + (function) + e + w[i] + (key);   \
    e = d, d = c, c = rotate_left(b, 30), b = a, a = t;               \
  }

static void compress_sha1(uint32_t *state, const uint8_t *block) {
  uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 80; i++) w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  ROUNDS_SHA1(0, 0x5a827999, (b & c) | (~b & d))
  ROUNDS_SHA1(20, 0x6ed9eba1, b ^ c ^ d)
  ROUNDS_SHA1(40, 0x8f1bbcdc, (b & c) | (b & d) | (c & d))
  ROUNDS_SHA1(60, 0xca62c1d6, b ^ c ^ d)
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

static const uint32_t sha256_constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static inline void round_sha256(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f, uint32_t g,
                                uint32_t *h, uint32_t key) {
  uint32_t t = *h + key + (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25)) + ((e & f) ^ (~e & g));
  *d += t;
  *h = t + (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
}

/* The eight variables turn by one place each round, so eight rounds are written out. */
static void compress_sha256(uint32_t *state, const uint8_t *block) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 64; i++) {
    uint32_t x = w[i - 15], y = w[i - 2];
    w[i] = w[i - 16] + (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3)
         + w[i - 7] + (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
  }
  for (int i = 0; i < 64; i++) w[i] += sha256_constants[i];
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (const uint32_t *key = w; key < w + 64; key += 8) {
    round_sha256(a, b, c, &d, e, f, g, &h, key[0]);
    round_sha256(h, a, b, &c, d, e, f, &g, key[1]);
    round_sha256(g, h, a, &b, c, d, e, &f, key[2]);
    round_sha256(f, g, h, &a, b, c, d, &e, key[3]);
    round_sha256(e, f, g, &h, a, b, c, &d, key[4]);
    round_sha256(d, e, f, &g, h, a, b, &c, key[5]);
    round_sha256(c, d, e, &f, g, h, a, &b, key[6]);
    round_sha256(b, c, d, &e, f, g, h, &a, key[7]);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

/* Whole blocks, then the rest with a bit 1, zeros and the length in bits behind it; `words` of state in hexadecimal. */
static void digest(compress_fn *compress, uint32_t *state, int words, const void *data, size_t bytes, char *hex) {
  const uint8_t *p = data;
  uint8_t tail[2 * BLOCK] = { 0 };
  size_t rest = bytes % BLOCK, padded = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
  for (size_t i = 0; i + BLOCK <= bytes; i += BLOCK) compress(state, p + i);
  if (rest) memcpy(tail, p + (bytes - rest), rest);
  tail[rest] = 0x80;
  for (int i = 0; i < 8; i++) tail[padded - 1 - (size_t)i] = (uint8_t)((uint64_t)bytes * 8 >> 8 * i);
  for (size_t i = 0; i < padded; i += BLOCK) compress(state, tail + i);
  for (int i = 0; i < words * 8; i++) hex[i] = "0123456789abcdef"[state[i / 8] >> (28 - i % 8 * 4) & 15];
  hex[words * 8] = 0;
}

void hug_sha1(const void *data, size_t bytes, char hex[41]) {
  uint32_t state[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
  digest(compress_sha1, state, 5, data, bytes, hex);
}

void hug_sha256(const void *data, size_t bytes, char hex[65]) {
  uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
  digest(compress_sha256, state, 8, data, bytes, hex);
}
