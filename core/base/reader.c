/* reader.c: the one way to read numbers out of a file's bytes: within bounds, little-endian, whatever the host is. */
#include "base.h"

hug_reader hug_reader_of(const void *data, size_t size) {
  return (hug_reader){ .data = data, .size = size };
}

size_t hug_reader_left(const hug_reader *r) {
  return r->failed ? 0 : r->size - r->at;
}

const uint8_t *hug_read_bytes(hug_reader *r, uint64_t bytes) {
  if (r->failed || bytes > r->size - r->at) {
    r->failed = true;
    return NULL;
  }
  const uint8_t *here = r->data + r->at;
  r->at += (size_t)bytes;
  return here;
}

/* A number of n bytes, 1..8. */
static uint64_t number(hug_reader *r, int n) {
  const uint8_t *bytes = hug_read_bytes(r, (uint64_t)n);
  uint64_t value = 0;
  if (bytes)
    for (int i = 0; i < n; i++) value |= (uint64_t)bytes[i] << 8 * i;
  return value;
}

uint8_t hug_read_u8(hug_reader *r) {
  return (uint8_t)number(r, 1);
}

uint16_t hug_read_u16(hug_reader *r) {
  return (uint16_t)number(r, 2);
}

uint32_t hug_read_u32(hug_reader *r) {
  return (uint32_t)number(r, 4);
}

uint64_t hug_read_u64(hug_reader *r) {
  return number(r, 8);
}

void hug_read_seek(hug_reader *r, uint64_t at) {
  if (at > r->size) r->failed = true;
  else if (!r->failed) r->at = (size_t)at;
}
