/* decode.c: from ids back to text: the texts of the tokens go through the decoders and are joined. */
#include "token.h"
#include <string.h>

/* ---- Strings end to end ---- */

hug_status hug_pieces_end(hug_pieces *p) {
  if (p->text.failed) return HUG_ENOMEM;
  if (p->count == p->room) {
    size_t room = p->room * 2 + 32, *moved = hug_realloc(p->ends, room * sizeof *moved);
    if (!moved) return HUG_ENOMEM;
    p->ends = moved;
    p->room = room;
  }
  p->ends[p->count++] = p->text.bytes;
  return HUG_OK;
}

const char *hug_piece(const hug_pieces *p, size_t i, size_t *bytes) {
  size_t first = i ? p->ends[i - 1] : 0;
  *bytes = p->ends[i] - first;
  return *bytes ? p->text.data + first : "";
}

void hug_pieces_free(hug_pieces *p) {
  hug_text_drop(&p->text);
  hug_free(p->ends);
  *p = (hug_pieces){ 0 };
}

/* ---- Decoding ---- */

/* The texts of the ids; ids that are no token's are left out, as in the reference. */
static hug_status collect(const hug_tokenizer *t, int64_t count, const int32_t *ids, bool skip_special,
                          hug_pieces *to) {
  const char *between = t->has_decoder ? "" : " ";
  for (int64_t i = 0; i < count; i++) {
    size_t bytes;
    int32_t added = hug_vocab_find_id(&t->added.vocab, ids[i]);
    if (skip_special && added >= 0 && t->added.tokens[added].hidden) continue;
    const char *text = hug_tokenizer_token(t, ids[i], &bytes);
    if (!text) continue;
    if (to->count) hug_text_add(&to->text, between, strlen(between));
    hug_text_add(&to->text, text, bytes);
    HUG_TRY(hug_pieces_end(to));
  }
  return HUG_OK;
}

static hug_status decode(const hug_tokenizer *t, int64_t count, const int32_t *ids, bool skip_special, hug_pieces *now,
                         hug_pieces *next) {
  HUG_TRY(collect(t, count, ids, skip_special, now));
  for (const hug_decoder *d = t->decoders; d; d = d->next) {
    next->text.bytes = next->count = 0;
    HUG_TRY(d->decode(d, now, next));
    hug_pieces made = *next;
    *next = *now;
    *now = made;
  }
  return HUG_OK;
}

hug_status hug_tokenizer_decode(const hug_tokenizer *t, int64_t count, const int32_t *ids, bool skip_special,
                                char **text, size_t *bytes) {
  hug_pieces now = { 0 }, next = { 0 };
  if (count < 0 || (count && !ids)) return hug_fail(HUG_EARG, "[decode] %lld ids were given", (long long)count);
  hug_status status = decode(t, count, ids, skip_special, &now, &next);
  if (!status) status = hug_text_take(&now.text, text, bytes);
  hug_pieces_free(&now);
  hug_pieces_free(&next);
  return status;
}
