/* base64.c: bytes as text (RFC 4648, with padding). */
#include "base.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool hug_base64_read(const char *text, size_t bytes, unsigned char *to, size_t *read) {
  unsigned char *begin = to;
  if (bytes % 4) return false;
  for (size_t i = 0; i < bytes; i += 4) {
    bool last = i + 4 == bytes;
    int missing = last ? (text[i + 3] == '=') + (text[i + 3] == '=' && text[i + 2] == '=') : 0;
    uint32_t value = 0;
    for (int k = 0; k < 4; k++) {
      int digit = k < 4 - missing ? digit_of(text[i + (size_t)k]) : 0;
      if (digit < 0) return false;
      value = value << 6 | (uint32_t)digit;
    }
    if (value & ((1u << 8 * missing) - 1)) return false;   /* bits of no byte */
    for (int k = 0; k < 3 - missing; k++) *to++ = (unsigned char)(value >> (16 - 8 * k));
  }
  *read = (size_t)(to - begin);
  return true;
}

void hug_text_add_base64(hug_text *to, const unsigned char *data, size_t bytes) {
  for (size_t i = 0; i < bytes; i += 3) {
    size_t n = bytes - i < 3 ? bytes - i : 3;
    uint32_t value = (uint32_t)data[i] << 16 | (n > 1 ? (uint32_t)data[i + 1] << 8 : 0) | (n > 2 ? data[i + 2] : 0);
    char out[4];
    for (size_t k = 0; k < 4; k++) out[k] = k <= n ? digits[value >> (18 - 6 * k) & 63] : '=';
    hug_text_add(to, out, 4);
  }
}
