/* normalize.c: the normalizers, each a change of some characters of a draft. */
#include "token.h"
#include "unicode.h"
#include <string.h>

/* ---- Changes of single characters ---- */

/* What a step makes of one character. */
typedef hug_status (*change)(hug_draft *d, uint32_t c, hug_span origin);

/* Makes `next` from the text: characters with one of the flags as `put` says, all others as they are. */
static hug_status replace(hug_draft *d, unsigned flags, change put) {
  for (size_t at = 0; at < d->now.bytes;) {
    size_t first = at;
    uint32_t c = hug_utf8_next(d->now.text, d->now.bytes, &at);
    hug_span origin = hug_draft_origin(d, first, at);
    HUG_TRY(hug_char_flags(c) & flags ? put(d, c, origin) : hug_draft_put(d, c, origin));
  }
  hug_draft_step(d);
  return HUG_OK;
}

static hug_status drop(hug_draft *d, uint32_t c, hug_span origin) {
  (void)d, (void)c, (void)origin;
  return HUG_OK;
}

static hug_status drop_or_space(hug_draft *d, uint32_t c, hug_span origin) {
  return hug_char_flags(c) & HUG_CONTROL ? HUG_OK : hug_draft_put(d, ' ', origin);
}

static hug_status put_apart(hug_draft *d, uint32_t c, hug_span origin) {
  HUG_TRY(hug_draft_put(d, ' ', origin));
  HUG_TRY(hug_draft_put(d, c, origin));
  return hug_draft_put(d, ' ', origin);
}

static hug_status put_lower(hug_draft *d, uint32_t c, hug_span origin) {
  uint32_t lower[2];
  int n = hug_char_lower(c, lower);
  for (int i = 0; i < n; i++) HUG_TRY(hug_draft_put(d, lower[i], origin));
  return HUG_OK;
}

/* Lowers A..Z in place, which moves nothing, and then whatever else there is. */
static hug_status lowercase(hug_draft *d) {
  unsigned flags = 0;
  for (size_t at = 0; at < d->now.bytes;) {
    unsigned char c = (unsigned char)d->now.text[at];
    if (c >= 0x80) flags |= hug_char_flags(hug_utf8_next(d->now.text, d->now.bytes, &at));
    else d->now.text[at++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return flags & HUG_UPPER ? replace(d, HUG_UPPER, put_lower) : HUG_OK;
}

/* ---- The kinds ---- */

/* A step over text that has no character it would change would be a copy: flags tell. */
static bool has(const hug_draft *d, unsigned flags) {
  return hug_text_flags(d->now.text, d->now.bytes) & flags;
}

static hug_status strip_accents(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  return has(d, HUG_MARK) ? replace(d, HUG_MARK, drop) : HUG_OK;
}

static hug_status lower(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  return lowercase(d);
}

typedef struct bert_normalizer {
  hug_normalizer base;
  bool clean_text, handle_chinese_chars, strip_accents, lowercase;
} bert_normalizer;

/* Turns the white space of ASCII into spaces in place.  Returns the flags of the text, those of ASCII only if they ask
** for more cleaning. */
static unsigned clean_ascii(hug_draft *d) {
  unsigned flags = 0;
  for (size_t at = 0; at < d->now.bytes;) {
    unsigned char c = (unsigned char)d->now.text[at];
    if (c >= 0x80) flags |= hug_char_flags(hug_utf8_next(d->now.text, d->now.bytes, &at));
    else {
      flags |= hug_ascii_flags[c] & HUG_CONTROL;
      if (c == '\t' || c == '\n' || c == '\r') d->now.text[at] = ' ';
      at++;
    }
  }
  return flags;
}

static hug_status bert(const hug_normalizer *self, hug_draft *d) {
  const bert_normalizer *n = (const bert_normalizer *)self;
  unsigned flags = n->clean_text ? clean_ascii(d) : hug_text_flags(d->now.text, d->now.bytes);
  if (n->clean_text && flags & (HUG_CONTROL | HUG_SPACE)) HUG_TRY(replace(d, HUG_CONTROL | HUG_SPACE, drop_or_space));
  if (n->handle_chinese_chars && flags & HUG_CHINESE) HUG_TRY(replace(d, HUG_CHINESE, put_apart));
  if (n->strip_accents) {
    if (flags & (HUG_DECOMPOSED | HUG_COMBINING)) HUG_TRY(hug_nfd(d));
    if (flags & (HUG_DECOMPOSED | HUG_NONSPACING)) HUG_TRY(replace(d, HUG_NONSPACING, drop));
  }
  return n->lowercase ? lowercase(d) : HUG_OK;
}

/* ---- Strip ---- */

typedef struct strip {
  hug_normalizer base;
  bool left, right;
} strip;

static bool is_space_at(const char *text, size_t bytes, size_t at) {
  return hug_char_flags(hug_utf8_next(text, bytes, &at)) & HUG_SPACE;
}

static hug_status strip_spaces(const hug_normalizer *self, hug_draft *d) {
  const strip *s = (const strip *)self;
  const char *text = d->now.text;
  size_t bytes = d->now.bytes, first = 0, last = bytes;
  if (s->left)
    while (first < bytes && is_space_at(text, bytes, first)) hug_utf8_next(text, bytes, &first);
  if (s->right)
    while (last > first && is_space_at(text, bytes, hug_utf8_before(text, last))) last = hug_utf8_before(text, last);
  if (!first && last == bytes) return HUG_OK;
  HUG_TRY(hug_draft_copy(d, first, last));
  hug_draft_step(d);
  return HUG_OK;
}

/* ---- Nmt ---- */

enum { KEPT, DROPPED, SPACED };

/* What sentencepiece's rules for machine translation do with a character. */
static int nmt_of(uint32_t c) {
  if ((c >= 1 && c <= 8) || c == 0xb || (c >= 0xe && c <= 0x1f) || c == 0x7f || c == 0x8f || c == 0x9f) return DROPPED;
  switch (c) {
    case '\t': case '\n': case '\f': case '\r': case 0x1680: case 0x200b: case 0x200c: case 0x200d: case 0x200e:
    case 0x200f: case 0x2028: case 0x2029: case 0x2581: case 0xfeff: case 0xfffd: return SPACED;
    default: return KEPT;
  }
}

static hug_status nmt(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  bool changes = false;
  for (size_t at = 0; at < d->now.bytes && !changes;)
    changes = nmt_of(hug_utf8_next(d->now.text, d->now.bytes, &at)) != KEPT;
  if (!changes) return HUG_OK;
  for (size_t at = 0; at < d->now.bytes;) {
    size_t first = at;
    uint32_t c = hug_utf8_next(d->now.text, d->now.bytes, &at);
    int what = nmt_of(c);
    if (what != DROPPED) HUG_TRY(hug_draft_put(d, what == SPACED ? ' ' : c, hug_draft_origin(d, first, at)));
  }
  hug_draft_step(d);
  return HUG_OK;
}

/* ---- Prepend ---- */

typedef struct prepend {
  hug_normalizer base;
  const char *text;
  size_t bytes;
} prepend;

/* What is put before a text shares the origin of its first character.  (With nothing to put, the reference says that
** this character came from nowhere.) */
static hug_status prepend_text(const hug_normalizer *self, hug_draft *d) {
  const prepend *p = (const prepend *)self;
  size_t first = 0;
  if (!d->now.bytes) return HUG_OK;
  uint32_t c = hug_utf8_next(d->now.text, d->now.bytes, &first);
  hug_span origin = p->bytes ? hug_draft_origin(d, 0, first) : (hug_span){ d->start, d->start };
  for (size_t at = 0; at < p->bytes;) HUG_TRY(hug_draft_put(d, hug_utf8_next(p->text, p->bytes, &at), origin));
  HUG_TRY(hug_draft_put(d, c, origin));
  HUG_TRY(hug_draft_copy(d, first, d->now.bytes));
  hug_draft_step(d);
  return HUG_OK;
}

/* ---- Reading ---- */

void *hug_normalizer_append(hug_tokenizer *t, size_t bytes, hug_status (*apply)(const hug_normalizer *, hug_draft *)) {
  hug_normalizer *n = hug_arena_alloc(&t->arena, bytes);
  if (!n) return NULL;
  memset(n, 0, bytes);
  n->apply = apply;
  *t->normalizers_end = n;
  t->normalizers_end = &n->next;
  return n;
}

/* A step that works on single characters, of which those that are not ASCII may change their class. */
static hug_status append_simple(hug_tokenizer *t, hug_status (*apply)(const hug_normalizer *, hug_draft *), bool loose) {
  hug_normalizer *n = hug_normalizer_append(t, sizeof *n, apply);
  if (!n) return HUG_ENOMEM;
  n->keeps = &hug_cuts_narrow;
  n->loose = loose;
  return HUG_OK;
}

static hug_status read_strip_accents(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append_simple(t, strip_accents, true);
}

static hug_status read_lowercase(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append_simple(t, lower, false);
}

static hug_status read_nmt(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append_simple(t, nmt, true);
}

static const hug_cuts around_han = { {
  [HUG_C_BREAK] = 1 << HUG_C_HAN, [HUG_C_LETTER] = 1 << HUG_C_HAN, [HUG_C_DIGIT] = 1 << HUG_C_HAN,
  [HUG_C_PUNCT] = 1 << HUG_C_HAN, [HUG_C_APOSTROPHE] = 1 << HUG_C_HAN, [HUG_C_UNDERSCORE] = 1 << HUG_C_HAN,
  [HUG_C_HAN] = HUG_IN_SOLID | HUG_IN_WHITE
} };

static hug_status read_bert(const hug_place *at, hug_tokenizer *t) {
  bert_normalizer *n = hug_normalizer_append(t, sizeof *n, bert);
  if (!n) return HUG_ENOMEM;
  HUG_TRY(hug_place_get_bool(at, "clean_text", &n->clean_text));
  HUG_TRY(hug_place_get_bool(at, "handle_chinese_chars", &n->handle_chinese_chars));
  HUG_TRY(hug_place_get_bool(at, "lowercase", &n->lowercase));
  n->base.keeps = &hug_cuts_narrow;
  if (n->handle_chinese_chars) n->base.spaces = &around_han;
  hug_place accents = hug_place_member(at, "strip_accents");
  n->strip_accents = n->lowercase;   /* unless the file says otherwise */
  return hug_place_empty(&accents) ? HUG_OK : hug_place_get_bool(at, "strip_accents", &n->strip_accents);
}

static hug_status read_strip(const hug_place *at, hug_tokenizer *t) {
  strip *s = hug_normalizer_append(t, sizeof *s, strip_spaces);
  if (!s) return HUG_ENOMEM;
  s->base.keeps = &hug_cuts_visible;             /* so that there is no piece of spaces alone at an end */
  HUG_TRY(hug_place_get_bool(at, "strip_left", &s->left));
  return hug_place_get_bool(at, "strip_right", &s->right);
}

static hug_status read_prepend(const hug_place *at, hug_tokenizer *t) {
  prepend *p = hug_normalizer_append(t, sizeof *p, prepend_text);
  if (!p) return HUG_ENOMEM;
  p->base.keeps = &hug_cuts_all;
  HUG_TRY(hug_place_get_string(at, "prepend", &p->text, &p->bytes));
  p->text = hug_arena_copy(&t->arena, p->text, p->bytes);   /* the file goes, the normalizer stays */
  return p->text ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_sequence(const hug_place *at, hug_tokenizer *t) {
  return hug_kind_read_list(hug_normalizers_read, at, "normalizers", t);
}

static const hug_kind kinds[] = {
  { "Bert", read_bert },
  { "BertNormalizer", read_bert },
  { "ByteLevel", hug_byte_level_normalizer_read },
  { "Lowercase", read_lowercase },
  { "NFC", hug_nfc_read },
  { "NFD", hug_nfd_read },
  { "NFKC", hug_nfkc_read },
  { "NFKD", hug_nfkd_read },
  { "Nmt", read_nmt },
  { "Precompiled", hug_precompiled_read },
  { "Prepend", read_prepend },
  { "Replace", hug_replace_read },
  { "Sequence", read_sequence },
  { "Strip", read_strip },
  { "StripAccents", read_strip_accents },
};

/* Files of old do not say what a normalizer is; its fields do. */
static const char *guess_type(const hug_place *at) {
  static const char *const fields[][2] = {
    { "clean_text", "BertNormalizer" }, { "strip_left", "Strip" }, { "normalizers", "Sequence" },
    { "precompiled_charsmap", "Precompiled" }, { "pattern", "Replace" }, { "prepend", "Prepend" }
  };
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (hug_json_get(at->value, fields[i][0])) return fields[i][1];
  return NULL;
}

hug_status hug_normalizers_read(const hug_place *at, hug_tokenizer *t) {
  if (hug_place_empty(at)) return HUG_OK;
  return hug_kind_read(kinds, sizeof kinds / sizeof *kinds, guess_type(at), at, t);
}
