/* encoding.c: the columns that encoding gives, in one block. */
#include "token.h"

hug_status hug_encoding_new(int64_t count, size_t spelled_bytes, hug_encoding **out) {
  enum { COLUMNS = 8 };
  size_t n = (size_t)count, bytes;
  if (!hug_mul_size(n, COLUMNS * sizeof(int32_t) + 1, &bytes) || !hug_add_size(bytes, sizeof(hug_encoding), &bytes)
   || !hug_add_size(bytes, spelled_bytes, &bytes))
    return hug_fail(HUG_ENOMEM, "[encode] there is no memory for %lld tokens", (long long)count);
  hug_encoding *e = hug_alloc(bytes);
  if (!e) return HUG_ENOMEM;
  int32_t *column = (int32_t *)(e + 1);
  *e = (hug_encoding){ count, column, column + n, column + 2 * n, column + 3 * n, column + 4 * n, column + 5 * n,
                       (uint32_t *)column + 6 * n, (uint32_t *)column + 7 * n, (char *)(column + COLUMNS * n) + n,
                       (uint8_t *)(column + COLUMNS * n) };
  *out = e;
  return HUG_OK;
}

void hug_encoding_free(hug_encoding *e) {
  hug_free(e);
}

const char *hug_encoding_token(const hug_encoding *e, const hug_tokenizer *t, int64_t i, size_t *bytes) {
  *bytes = 0;
  if (i < 0 || i >= e->count) return NULL;
  if (e->spelled[i]) {
    *bytes = e->spelled_bytes[i];
    return e->texts + e->spelled[i] - 1;
  }
  int32_t special = e->sequence_ids[i] < 0 ? hug_vocab_find_id(&t->added.vocab, e->ids[i]) : -1;
  if (special < 0) return hug_tokenizer_token(t, e->ids[i], bytes);
  *bytes = t->added.vocab.entries[special].bytes;      /* as it is written in the file, and not normalised */
  return t->added.vocab.entries[special].text;
}

hug_encoding_view hug_encoding_get(const hug_encoding *e) {
  return (hug_encoding_view){ e->count, e->ids, e->type_ids, e->word_ids, e->sequence_ids, e->first, e->last,
                              e->special };
}
