/* byte_level.c: ByteLevel, which writes every byte of UTF-8 as a character that can be seen: a normalizer, a
** pre-tokenizer and a decoder.
*/
#include "lexicon.h"
#include <string.h>

/* ---- Bytes as characters ---- */

/* Bytes that are no visible character of Latin-1 are written as U+0100 and on, in their order. */
uint32_t hug_byte_char(unsigned char byte) {
  if (byte <= ' ') return 0x100u + byte;
  if (byte < 0x7f || (byte > 0xa0 && byte != 0xad)) return byte;
  return byte == 0xad ? 0x143 : 0x100u + 33 + (byte - 0x7fu);
}

/* The byte that a character stands for; -1 if it is none of these. */
static int byte_of(uint32_t c) {
  if (c < 0x100) return hug_byte_char((unsigned char)c) == c ? (int)c : -1;
  if (c <= 0x120) return (int)(c - 0x100);
  return c < 0x143 ? (int)(0x7f + c - 0x121) : c == 0x143 ? 0xad : -1;
}

void hug_text_add_spelled_bytes(hug_text *to, const char *text, size_t bytes) {
  char out[4];
  for (size_t i = 0; i < bytes; i++)
    hug_text_add(to, out, (size_t)hug_utf8_put(out, hug_byte_char((unsigned char)text[i])));
}

bool hug_is_spelled_bytes(const char *text, size_t bytes) {
  for (size_t at = 0; at < bytes;)
    if (byte_of(hug_utf8_next(text, bytes, &at)) < 0) return false;
  return true;
}

/* Writes the bytes of a stretch as characters, each with the origin of the character that it is from. */
static hug_status put_bytes(hug_draft *d, size_t first, size_t last) {
  hug_line *to = &d->next;
  HUG_TRY(hug_draft_reserve(d, 2 * (last - first)));
  char *out = to->text + to->bytes;
  hug_span *origins = to->origin + to->bytes;
  for (size_t at = first; at < last;) {
    size_t begin = at;
    hug_utf8_next(d->now.text, last, &at);
    hug_span origin = hug_draft_origin(d, begin, at);
    for (size_t i = begin; i < at; i++) {
      int n = hug_utf8_put(out, hug_byte_char((unsigned char)d->now.text[i]));
      out += n;
      while (n--) *origins++ = origin;
    }
  }
  to->bytes = (size_t)(out - to->text);
  return HUG_OK;
}

/* ---- The normalizer ---- */

static hug_status normalize(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  if (!d->now.bytes) return HUG_OK;
  HUG_TRY(put_bytes(d, 0, d->now.bytes));
  hug_draft_step(d);
  return HUG_OK;
}

hug_status hug_byte_level_normalizer_read(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return hug_normalizer_append(t, sizeof(hug_normalizer), normalize) ? HUG_OK : HUG_ENOMEM;
}

/* ---- The pre-tokenizer ---- */

typedef struct pretokenizer {
  hug_pretokenizer base;
  bool add_prefix_space;
  hug_scan *scan;             /* NULL: words are not split */
} pretokenizer;

/* Makes a new text of the words: added tokens as they are, others by put(). */
static hug_status rewrite(hug_draft *d, hug_status (*put)(hug_draft *d, size_t first, size_t last)) {
  for (size_t i = 0; i < d->words.count; i++) {
    hug_word *w = &d->words.at[i];
    size_t begin = d->next.bytes;
    HUG_TRY((w->id < 0 ? put : hug_draft_copy)(d, (size_t)w->span.first, (size_t)w->span.last));
    w->span = (hug_span){ (int32_t)begin, (int32_t)d->next.bytes };
  }
  hug_draft_step(d);
  return HUG_OK;
}

/* The space that is put before a word shares the origin of its first character. */
static hug_status put_spaced(hug_draft *d, size_t first, size_t last) {
  size_t behind = first;
  hug_utf8_next(d->now.text, last, &behind);
  if (d->now.text[first] != ' ') HUG_TRY(hug_draft_put(d, ' ', hug_draft_origin(d, first, behind)));
  return hug_draft_copy(d, first, last);
}

static bool lacks_space(const hug_draft *d) {
  for (size_t i = 0; i < d->words.count; i++)
    if (d->words.at[i].id < 0 && d->now.text[d->words.at[i].span.first] != ' ') return true;
  return false;
}

static hug_status split_word(const hug_pretokenizer *self, hug_draft *d, hug_span word) {
  const pretokenizer *p = (const pretokenizer *)self;
  size_t base = (size_t)word.first, bytes = (size_t)(word.last - word.first), first = 0, last;
  while (p->scan(d->now.text + base, bytes, &first, &last)) {
    HUG_TRY(hug_words_push(&d->next_words, base + first, base + last, -1));
    first = last;
  }
  return HUG_OK;
}

static hug_status split(const hug_pretokenizer *self, hug_draft *d) {
  const pretokenizer *p = (const pretokenizer *)self;
  if (p->add_prefix_space && lacks_space(d)) HUG_TRY(rewrite(d, put_spaced));
  if (p->scan) HUG_TRY(hug_words_split(self, d, split_word));
  return rewrite(d, put_bytes);
}

hug_status hug_byte_level_pretokenizer_read(const hug_place *at, hug_tokenizer *t) {
  static const char regex[] = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  pretokenizer *p = hug_pretokenizer_append(t, sizeof *p, split);
  bool trim_offsets, use_regex = true;
  if (!p) return HUG_ENOMEM;
  HUG_TRY(hug_place_get_bool(at, "add_prefix_space", &p->add_prefix_space));
  HUG_TRY(hug_place_get_bool(at, "trim_offsets", &trim_offsets));   /* which only a post-processor does */
  HUG_TRY(hug_place_take_bool(at, "use_regex", &use_regex));
  hug_pattern_cuts cuts;
  p->scan = use_regex ? hug_scan_find(regex, sizeof regex - 1, &cuts) : NULL;
  p->base.makes = use_regex ? cuts.makes : NULL;
  p->base.keeps = &hug_cuts_all;
  p->base.prefixes = p->add_prefix_space;
  p->base.rewrites = true;
  return HUG_OK;
}

/* ---- The decoder ---- */

/* Writes the bytes that a token's characters stand for; if one of them stands for none, the token as it is. */
static void add_bytes(hug_text *to, const char *text, size_t bytes) {
  size_t before = to->bytes;
  for (size_t at = 0; at < bytes;) {
    int byte = byte_of(hug_utf8_next(text, bytes, &at));
    if (byte < 0) {
      if (!to->failed) to->bytes = before;
      hug_text_add(to, text, bytes);
      return;
    }
    hug_text_add(to, (char[]){ (char)byte }, 1);
  }
}

static void add_valid(hug_text *to, const char *text, size_t bytes) {
  while (bytes) {
    size_t valid = hug_utf8_check(text, bytes);
    hug_text_add(to, text, valid);
    text += valid;
    bytes -= valid;
    if (!bytes) break;
    size_t bad = (size_t)-hug_utf8_step(text, bytes);
    hug_text_add(to, "\xef\xbf\xbd", 3);
    text += bad;
    bytes -= bad;
  }
}

static hug_status decode(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  (void)self;
  hug_text all = { 0 };
  for (size_t i = 0; i < from->count; i++) {
    size_t bytes;
    const char *text = hug_piece(from, i, &bytes);
    add_bytes(&all, text, bytes);
  }
  bool failed = all.failed;
  if (!failed) add_valid(&to->text, all.data, all.bytes);
  hug_text_drop(&all);
  return failed ? HUG_ENOMEM : hug_pieces_end(to);
}

hug_status hug_byte_level_decoder_read(const hug_place *at, hug_tokenizer *t) {
  bool ignored;
  HUG_TRY(hug_place_get_bool(at, "add_prefix_space", &ignored));
  HUG_TRY(hug_place_get_bool(at, "trim_offsets", &ignored));
  HUG_TRY(hug_place_take_bool(at, "use_regex", &ignored));
  return hug_decoder_append(t, sizeof(hug_decoder), decode) ? HUG_OK : HUG_ENOMEM;
}
