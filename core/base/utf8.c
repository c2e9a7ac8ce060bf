/* utf8.c: UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing beyond U+10FFFF. */
#include "base.h"
#include <string.h>

int hug_utf8_step(const char *text, size_t bytes) {
  const unsigned char *c = (const unsigned char *)text;
  unsigned char lead = c[0], low = 0x80, high = 0xbf;   /* the range of the second byte; later ones are 80..BF */
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  int n = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead == 0xe0) low = 0xa0;
  else if (lead == 0xed) high = 0x9f;
  else if (lead == 0xf0) low = 0x90;
  else if (lead == 0xf4) high = 0x8f;
  for (int i = 1; i < n; i++) {
    if ((size_t)i >= bytes || c[i] < low || c[i] > high) return -i;
    low = 0x80, high = 0xbf;
  }
  return n;
}

size_t hug_utf8_check(const char *text, size_t bytes) {
  size_t at = 0;
  while (at < bytes) {
    uint64_t word;
    if (bytes - at >= sizeof word && (memcpy(&word, text + at, sizeof word), !(word & 0x8080808080808080u))) {
      at += sizeof word;
      continue;
    }
    int n = hug_utf8_step(text + at, bytes - at);
    if (n < 0) return at;
    at += (size_t)n;
  }
  return bytes;
}

size_t hug_utf8_count(const char *text, size_t bytes) {
  size_t count = 0;
  for (size_t i = 0; i < bytes; i++) count += ((unsigned char)text[i] & 0xc0) != 0x80;
  return count;
}

uint32_t hug_utf8_next(const char *text, size_t bytes, size_t *at) {
  const unsigned char *c = (const unsigned char *)text + *at;
  uint32_t lead = c[0];
  size_t n = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (n > bytes - *at) n = bytes - *at;   /* never with valid text */
  *at += n;
  if (n == 1) return lead;
  uint32_t character = lead & (0xffu >> (n + 1));
  for (size_t i = 1; i < n; i++) character = character << 6 | (c[i] & 0x3f);
  return character;
}

size_t hug_utf8_before(const char *text, size_t at) {
  do at--;
  while (at && ((unsigned char)text[at] & 0xc0) == 0x80);
  return at;
}

int hug_utf8_put(char *to, uint32_t character) {
  if (character < 0x80) {
    to[0] = (char)character;
    return 1;
  }
  int n = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  for (int i = n - 1; i > 0; i--, character >>= 6) to[i] = (char)(0x80 | (character & 0x3f));
  to[0] = (char)((0xf00 >> n & 0xf0) | character);
  return n;
}
