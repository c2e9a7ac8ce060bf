/* decode.c: from ids back to text: the texts of the tokens go through the decoders and are joined. */
#include "token.h"
#include <string.h>

/* ---- Strings end to end ---- */

/* Ends the string that was being added to the text. */
static hug_status end_piece(hug_pieces *p) {
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

static const char *piece(const hug_pieces *p, size_t i, size_t *bytes) {
  size_t first = i ? p->ends[i - 1] : 0;
  *bytes = p->ends[i] - first;
  return p->text.data + first;
}

static void free_pieces(hug_pieces *p) {
  hug_text_drop(&p->text);
  hug_free(p->ends);
  *p = (hug_pieces){ 0 };
}

/* ---- WordPiece ---- */

typedef struct wordpiece_decoder {
  hug_decoder base;
  const char *prefix;
  size_t prefix_bytes;
  bool cleanup;
} wordpiece_decoder;

/* Replaces every `from` by the shorter `to` in the text from `begin` on. */
static void shorten(hug_text *text, size_t begin, const char *from, const char *to) {
  size_t from_bytes = strlen(from), to_bytes = strlen(to), kept = begin;
  for (size_t at = begin; at < text->bytes;) {
    if (text->bytes - at >= from_bytes && !memcmp(text->data + at, from, from_bytes)) {
      memcpy(text->data + kept, to, to_bytes);
      kept += to_bytes;
      at += from_bytes;
    } else {
      text->data[kept++] = text->data[at++];
    }
  }
  text->bytes = kept;
}

/* Undoes the spaces that stand between English words and their punctuation, in the reference's order. */
static void clean_up(hug_text *text, size_t begin) {
  static const char *const rules[][2] = {
    { " .", "." }, { " ?", "?" }, { " !", "!" }, { " ,", "," }, { " ' ", "'" }, { " n't", "n't" }, { " 'm", "'m" },
    { " do not", " don't" }, { " 's", "'s" }, { " 've", "'ve" }, { " 're", "'re" }
  };
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) shorten(text, begin, rules[i][0], rules[i][1]);
}

static hug_status decode_wordpiece(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  const wordpiece_decoder *w = (const wordpiece_decoder *)self;
  for (size_t i = 0; i < from->count; i++) {
    size_t bytes, begin = to->text.bytes, skipped = 0;
    const char *text = piece(from, i, &bytes);
    if (i && bytes >= w->prefix_bytes && !memcmp(text, w->prefix, w->prefix_bytes)) skipped = w->prefix_bytes;
    else if (i) hug_text_add(&to->text, " ", 1);
    hug_text_add(&to->text, text + skipped, bytes - skipped);
    if (w->cleanup && !to->text.failed) clean_up(&to->text, begin);
    HUG_TRY(end_piece(to));
  }
  return HUG_OK;
}

/* ---- Decoding ---- */

/* The texts of the ids; ids that are no token's are left out, as in the reference. */
static hug_status collect(const hug_tokenizer *t, int64_t count, const int32_t *ids, bool skip_special,
                          hug_pieces *to) {
  const char *between = t->decoders ? "" : " ";
  for (int64_t i = 0; i < count; i++) {
    size_t bytes;
    int32_t added = hug_vocab_find_id(&t->added.vocab, ids[i]);
    if (skip_special && added >= 0 && t->added.tokens[added].hidden) continue;
    const char *text = hug_tokenizer_token(t, ids[i], &bytes);
    if (!text) continue;
    if (to->count) hug_text_add(&to->text, between, strlen(between));
    hug_text_add(&to->text, text, bytes);
    HUG_TRY(end_piece(to));
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
  free_pieces(&now);
  free_pieces(&next);
  return status;
}

/* ---- Reading ---- */

static hug_status read_wordpiece(const hug_place *at, hug_tokenizer *t) {
  wordpiece_decoder *w = hug_arena_alloc(&t->arena, sizeof *w);
  if (!w) return HUG_ENOMEM;
  *w = (wordpiece_decoder){ .base.decode = decode_wordpiece };
  HUG_TRY(hug_place_get_bool(at, "cleanup", &w->cleanup));
  HUG_TRY(hug_place_get_string(at, "prefix", &w->prefix, &w->prefix_bytes));
  w->prefix = hug_arena_copy(&t->arena, w->prefix, w->prefix_bytes);
  if (!w->prefix) return HUG_ENOMEM;
  *t->decoders_end = &w->base;
  t->decoders_end = &w->base.next;
  return HUG_OK;
}

static hug_status read_sequence(const hug_place *at, hug_tokenizer *t) {
  return hug_kind_read_list(hug_decoders_read, at, "decoders", t);
}

static const hug_kind kinds[] = {
  { "Sequence", read_sequence },
  { "WordPiece", read_wordpiece },
};

hug_status hug_decoders_read(const hug_place *at, hug_tokenizer *t) {
  return hug_place_empty(at) ? HUG_OK : hug_kind_read(kinds, sizeof kinds / sizeof *kinds, NULL, at, t);
}
