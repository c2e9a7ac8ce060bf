/* encoding.c: the columns that encoding gives, in one block. */
#include "token.h"

hug_status hug_encoding_new(int64_t count, hug_encoding **out) {
  enum { COLUMNS = 6 };
  size_t n = (size_t)count, bytes;
  if (!hug_mul_size(n, COLUMNS * sizeof(int32_t) + 1, &bytes) || !hug_add_size(bytes, sizeof(hug_encoding), &bytes))
    return hug_fail(HUG_ENOMEM, "[encode] there is no memory for %lld tokens", (long long)count);
  hug_encoding *e = hug_alloc(bytes);
  if (!e) return HUG_ENOMEM;
  int32_t *column = (int32_t *)(e + 1);
  *e = (hug_encoding){ count, column, column + n, column + 2 * n, column + 3 * n, column + 4 * n, column + 5 * n,
                       (uint8_t *)(column + COLUMNS * n) };
  *out = e;
  return HUG_OK;
}

void hug_encoding_free(hug_encoding *e) {
  hug_free(e);
}

hug_encoding_view hug_encoding_get(const hug_encoding *e) {
  return (hug_encoding_view){ e->count, e->ids, e->type_ids, e->word_ids, e->sequence_ids, e->first, e->last,
                              e->special };
}
