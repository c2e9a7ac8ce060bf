/* decoders.c: the decoders, each a change of a list of strings, but for Replace, ByteLevel and Metaspace. */
#include "token.h"
#include <string.h>

static bool begins(const char *text, size_t bytes, const char *with, size_t with_bytes) {
  return bytes >= with_bytes && !memcmp(text, with, with_bytes);
}

/* Adds a text with every `from` replaced; an empty one is found around every character. */
static void add_replaced(hug_text *out, const char *text, size_t bytes, const char *from, size_t from_bytes,
                         const char *to, size_t to_bytes) {
  size_t at = 0;
  while (at < bytes) {
    size_t first = at;
    if (begins(text + at, bytes - at, from, from_bytes)) {
      hug_text_add(out, to, to_bytes);
      at += from_bytes;
      if (from_bytes) continue;
    }
    hug_utf8_next(text, bytes, &at);
    hug_text_add(out, text + first, at - first);
  }
  if (!from_bytes) hug_text_add(out, to, to_bytes);
}

/* ---- WordPiece, and its cleaning, which CTC does too ---- */

typedef struct wordpiece {
  hug_decoder base;
  const char *prefix;
  size_t prefix_bytes;
  bool cleanup;
} wordpiece;

/* Replaces every `from` by the shorter `to` in the text from `begin` on. */
static void shorten(hug_text *text, size_t begin, const char *from, const char *to) {
  size_t from_bytes = strlen(from), to_bytes = strlen(to), kept = begin;
  for (size_t at = begin; at < text->bytes;) {
    if (begins(text->data + at, text->bytes - at, from, from_bytes)) {
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
  for (size_t i = 0; i < sizeof rules / sizeof *rules && !text->failed; i++)
    shorten(text, begin, rules[i][0], rules[i][1]);
}

static hug_status decode_wordpiece(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  const wordpiece *w = (const wordpiece *)self;
  for (size_t i = 0; i < from->count; i++) {
    size_t bytes, begin = to->text.bytes, skipped = 0;
    const char *text = hug_piece(from, i, &bytes);
    if (i && begins(text, bytes, w->prefix, w->prefix_bytes)) skipped = w->prefix_bytes;
    else if (i) hug_text_add(&to->text, " ", 1);
    hug_text_add(&to->text, text + skipped, bytes - skipped);
    if (w->cleanup) clean_up(&to->text, begin);
    HUG_TRY(hug_pieces_end(to));
  }
  return HUG_OK;
}

/* ---- BPEDecoder: a suffix ends a word ---- */

typedef struct bpe {
  hug_decoder base;
  const char *suffix;
  size_t suffix_bytes;
} bpe;

static hug_status decode_bpe(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  const bpe *b = (const bpe *)self;
  for (size_t i = 0; i < from->count; i++) {
    size_t bytes;
    const char *text = hug_piece(from, i, &bytes);
    add_replaced(&to->text, text, bytes, b->suffix, b->suffix_bytes, " ", i + 1 < from->count);
    HUG_TRY(hug_pieces_end(to));
  }
  return HUG_OK;
}

/* ---- CTC: repeated tokens are one ---- */

typedef struct ctc {
  hug_decoder base;
  const char *pad, *delimiter;
  size_t pad_bytes, delimiter_bytes;
  bool cleanup;
} ctc;

static bool repeats(const hug_pieces *from, size_t i) {
  size_t bytes, before_bytes;
  const char *text = hug_piece(from, i, &bytes), *before = i ? hug_piece(from, i - 1, &before_bytes) : NULL;
  return before && bytes == before_bytes && !memcmp(text, before, bytes);
}

static hug_status decode_ctc(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  const ctc *c = (const ctc *)self;
  hug_text clean = { 0 };
  hug_status status = HUG_OK;
  for (size_t i = 0; i < from->count && !status; i++) {
    size_t bytes, begin = to->text.bytes;
    const char *text = hug_piece(from, i, &bytes);
    if (repeats(from, i)) continue;
    clean.bytes = 0;
    add_replaced(&clean, text, bytes, c->pad, c->pad_bytes, "", 0);
    if (c->cleanup) clean_up(&clean, 0);
    if (clean.failed) break;
    if (c->cleanup) add_replaced(&to->text, clean.data, clean.bytes, c->delimiter, c->delimiter_bytes, " ", 1);
    else hug_text_add(&to->text, clean.data, clean.bytes);
    if (to->text.failed || to->text.bytes > begin) status = hug_pieces_end(to);
  }
  if (clean.failed) status = HUG_ENOMEM;
  hug_text_drop(&clean);
  return status;
}

/* ---- Fuse: all strings become one ---- */

static hug_status decode_fuse(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  (void)self;
  if (from->text.bytes) hug_text_add(&to->text, from->text.data, from->text.bytes);
  return hug_pieces_end(to);
}

/* ---- ByteFallback: tokens such as <0x61> are bytes ---- */

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The byte that a token stands for; -1 if it is text. */
static int byte_of(const char *text, size_t bytes) {
  if (bytes != 6 || memcmp(text, "<0x", 3) || text[5] != '>') return -1;
  int high = text[3] == '+' ? 0 : hex_digit(text[3]), low = hex_digit(text[4]);   /* the reference takes a sign */
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Ends a run of bytes, which is one string, or a U+FFFD for each if it is not UTF-8. */
static hug_status end_bytes(hug_pieces *to, const char *run, size_t bytes) {
  bool valid = hug_utf8_check(run, bytes) == bytes;
  if (valid) hug_text_add(&to->text, run, bytes);
  for (size_t i = 0; !valid && i < bytes; i++) {
    hug_text_add(&to->text, "\xef\xbf\xbd", 3);
    if (i + 1 < bytes) HUG_TRY(hug_pieces_end(to));
  }
  return hug_pieces_end(to);
}

static hug_status fall_back(const hug_pieces *from, hug_pieces *to, hug_text *run) {
  for (size_t i = 0; i < from->count; i++) {
    size_t bytes;
    const char *text = hug_piece(from, i, &bytes);
    int byte = byte_of(text, bytes);
    if (byte >= 0) {
      hug_text_add(run, (char[]){ (char)byte }, 1);
      continue;
    }
    if (run->failed) return HUG_ENOMEM;
    if (run->bytes) HUG_TRY(end_bytes(to, run->data, run->bytes));
    run->bytes = 0;
    hug_text_add(&to->text, text, bytes);
    HUG_TRY(hug_pieces_end(to));
  }
  if (run->failed) return HUG_ENOMEM;
  return run->bytes ? end_bytes(to, run->data, run->bytes) : HUG_OK;
}

static hug_status decode_byte_fallback(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  (void)self;
  hug_text run = { 0 };
  hug_status status = fall_back(from, to, &run);
  hug_text_drop(&run);
  return status;
}

/* ---- Strip: at most so many of a character go from the ends of each string ---- */

typedef struct strip {
  hug_decoder base;
  char content[4];
  size_t content_bytes;
  int64_t start, stop;
} strip;

/* (The reference panics when a string has fewer characters than it is to cut; here there is nothing left to cut.) */
static hug_status decode_strip(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  const strip *s = (const strip *)self;
  size_t n = s->content_bytes;
  for (size_t i = 0; i < from->count; i++) {
    size_t bytes;
    const char *text = hug_piece(from, i, &bytes);
    for (int64_t k = 0; k < s->start && begins(text, bytes, s->content, n); k++) text += n, bytes -= n;
    for (int64_t k = 0; k < s->stop && bytes >= n && !memcmp(text + bytes - n, s->content, n); k++) bytes -= n;
    hug_text_add(&to->text, text, bytes);
    HUG_TRY(hug_pieces_end(to));
  }
  return HUG_OK;
}

/* ---- Reading ---- */

void *hug_decoder_append(hug_tokenizer *t, size_t bytes,
                         hug_status (*decode)(const hug_decoder *, const hug_pieces *, hug_pieces *)) {
  hug_decoder *d = hug_arena_alloc(&t->arena, bytes);
  if (!d) return NULL;
  memset(d, 0, bytes);
  d->decode = decode;
  *t->decoders_end = d;
  t->decoders_end = &d->next;
  return d;
}

/* Reads a string that outlives the file. */
static hug_status keep_string(const hug_place *at, const char *key, hug_tokenizer *t, const char **text,
                              size_t *bytes) {
  HUG_TRY(hug_place_get_string(at, key, text, bytes));
  *text = hug_arena_copy(&t->arena, *text, *bytes);
  return *text ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_wordpiece(const hug_place *at, hug_tokenizer *t) {
  wordpiece *w = hug_decoder_append(t, sizeof *w, decode_wordpiece);
  if (!w) return HUG_ENOMEM;
  HUG_TRY(hug_place_get_bool(at, "cleanup", &w->cleanup));
  return keep_string(at, "prefix", t, &w->prefix, &w->prefix_bytes);
}

static hug_status read_bpe(const hug_place *at, hug_tokenizer *t) {
  bpe *b = hug_decoder_append(t, sizeof *b, decode_bpe);
  return b ? keep_string(at, "suffix", t, &b->suffix, &b->suffix_bytes) : HUG_ENOMEM;
}

static hug_status read_ctc(const hug_place *at, hug_tokenizer *t) {
  ctc *c = hug_decoder_append(t, sizeof *c, decode_ctc);
  if (!c) return HUG_ENOMEM;
  HUG_TRY(keep_string(at, "pad_token", t, &c->pad, &c->pad_bytes));
  HUG_TRY(keep_string(at, "word_delimiter_token", t, &c->delimiter, &c->delimiter_bytes));
  return hug_place_get_bool(at, "cleanup", &c->cleanup);
}

static hug_status read_fuse(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return hug_decoder_append(t, sizeof(hug_decoder), decode_fuse) ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_byte_fallback(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return hug_decoder_append(t, sizeof(hug_decoder), decode_byte_fallback) ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_strip(const hug_place *at, hug_tokenizer *t) {
  strip *s = hug_decoder_append(t, sizeof *s, decode_strip);
  if (!s) return HUG_ENOMEM;
  uint32_t c;
  HUG_TRY(hug_place_get_char(at, "content", &c));
  s->content_bytes = (size_t)hug_utf8_put(s->content, c);
  HUG_TRY(hug_place_get_int(at, "start", 0, INT64_MAX, &s->start));
  return hug_place_get_int(at, "stop", 0, INT64_MAX, &s->stop);
}

static hug_status read_sequence(const hug_place *at, hug_tokenizer *t) {
  return hug_kind_read_list(hug_decoders_read, at, "decoders", t);
}

static const hug_kind kinds[] = {
  { "BPEDecoder", read_bpe },
  { "ByteFallback", read_byte_fallback },
  { "ByteLevel", hug_byte_level_decoder_read },
  { "CTC", read_ctc },
  { "Fuse", read_fuse },
  { "Metaspace", hug_metaspace_decoder_read },
  { "Replace", hug_replace_decoder_read },
  { "Sequence", read_sequence },
  { "Strip", read_strip },
  { "WordPiece", read_wordpiece },
};

/* Files of old do not say what a decoder is; its fields do. */
static const char *guess_type(const hug_place *at) {
  static const char *const fields[][2] = {
    { "suffix", "BPEDecoder" }, { "prefix", "WordPiece" }, { "pad_token", "CTC" }, { "pattern", "Replace" },
    { "start", "Strip" }
  };
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (hug_json_get(at->value, fields[i][0])) return fields[i][1];
  return NULL;
}

hug_status hug_decoders_read(const hug_place *at, hug_tokenizer *t) {
  if (hug_place_empty(at)) return HUG_OK;
  t->has_decoder = true;
  return hug_kind_read(kinds, sizeof kinds / sizeof *kinds, guess_type(at), at, t);
}
