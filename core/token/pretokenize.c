/* pretokenize.c: the pre-tokenizers, which split drafts into words. */
#include "token.h"
#include "unicode.h"
#include <string.h>

hug_status hug_words_split(const hug_pretokenizer *self, hug_draft *d,
                           hug_status (*split)(const hug_pretokenizer *self, hug_draft *d, hug_span word)) {
  d->next_words.count = 0;
  for (size_t i = 0; i < d->words.count; i++) {
    hug_word w = d->words.at[i];
    if (w.id >= 0) HUG_TRY(hug_words_push(&d->next_words, (size_t)w.span.first, (size_t)w.span.last, w.id));
    else HUG_TRY(split(self, d, w.span));
  }
  hug_words made = d->next_words;
  d->next_words = d->words;
  d->words = made;
  return HUG_OK;
}

static unsigned flags_at(const hug_draft *d, size_t *at) {
  unsigned char c = (unsigned char)d->now.text[*at];
  if (c < 0x80) return (*at)++, hug_ascii_flags[c];
  return hug_char_flags(hug_utf8_next(d->now.text, d->now.bytes, at));
}

static hug_status push(hug_draft *d, size_t first, size_t last) {
  return first < last ? hug_words_push(&d->next_words, first, last, -1) : HUG_OK;
}

/* ---- Splitting at single characters ---- */

/* What becomes of a character that splits. */
typedef enum behavior { REMOVED, ISOLATED, MERGED_WITH_PREVIOUS, MERGED_WITH_NEXT, CONTIGUOUS } behavior;

typedef struct splitter {
  hug_pretokenizer base;
  unsigned removed;           /* characters with these flags split, and go */
  unsigned split;             /* characters with these flags split, and go where `behavior` says */
  behavior behavior;
} splitter;

/* Whether a word ends between two characters, of which the first or the second may split. */
static bool parts(behavior b, bool first, bool second) {
  switch (b) {
    case CONTIGUOUS: return first != second;
    case MERGED_WITH_PREVIOUS: return first;
    case MERGED_WITH_NEXT: return second;
    default: return first || second;
  }
}

static hug_status split_at_chars(const hug_pretokenizer *self, hug_draft *d, hug_span word) {
  const splitter *s = (const splitter *)self;
  size_t begin = (size_t)word.first;                 /* of the word that is being collected */
  bool after_split = false;                          /* the last character was one that splits and stays */
  for (size_t at = begin; at < (size_t)word.last;) {
    size_t first = at;
    unsigned flags = flags_at(d, &at);
    bool splits = flags & s->split;
    if (flags & s->removed) {
      HUG_TRY(push(d, begin, first));
      begin = at;
    } else if (parts(s->behavior, after_split, splits)) {
      HUG_TRY(push(d, begin, first));
      begin = first;
    }
    after_split = splits;
  }
  return push(d, begin, (size_t)word.last);
}

static hug_status split_chars(const hug_pretokenizer *self, hug_draft *d) {
  return hug_words_split(self, d, split_at_chars);
}

/* ---- Whitespace: \w+|[^\w\s]+ ---- */

static hug_status split_classes(const hug_pretokenizer *self, hug_draft *d, hug_span word) {
  (void)self;
  size_t begin = (size_t)word.first;
  unsigned before = HUG_SPACE;
  for (size_t at = begin; at < (size_t)word.last;) {
    size_t first = at;
    unsigned class = flags_at(d, &at) & (HUG_WORD | HUG_SPACE);
    if (class == before) continue;
    if (before != HUG_SPACE) HUG_TRY(push(d, begin, first));
    begin = first;
    before = class;
  }
  return before == HUG_SPACE ? HUG_OK : push(d, begin, (size_t)word.last);
}

static hug_status whitespace(const hug_pretokenizer *self, hug_draft *d) {
  return hug_words_split(self, d, split_classes);
}

/* ---- FixedLength ---- */

typedef struct fixed_length {
  hug_pretokenizer base;
  int64_t length;             /* of a word, in characters */
} fixed_length;

static hug_status split_by_length(const hug_pretokenizer *self, hug_draft *d, hug_span word) {
  int64_t length = ((const fixed_length *)self)->length, left = length;
  size_t begin = (size_t)word.first, at = begin, last = (size_t)word.last;
  while (at < last) {
    hug_utf8_next(d->now.text, last, &at);
    if (--left) continue;
    HUG_TRY(push(d, begin, at));
    begin = at;
    left = length;
  }
  return push(d, begin, last);
}

static hug_status by_length(const hug_pretokenizer *self, hug_draft *d) {
  return hug_words_split(self, d, split_by_length);
}

/* ---- UnicodeScripts ---- */

/* Splits between characters of different scripts; those that go with any go with what is before them, and are dropped
** when nothing is. */
static hug_status split_by_script(const hug_pretokenizer *self, hug_draft *d, hug_span word) {
  (void)self;
  size_t begin = (size_t)word.first, last = (size_t)word.last;
  unsigned before = 0;
  for (size_t at = begin; at < last;) {
    size_t first = at;
    unsigned script = hug_char_script(hug_utf8_next(d->now.text, last, &at));
    if (!script || script == before) continue;
    if (before) HUG_TRY(push(d, begin, first));
    begin = first;
    before = script;
  }
  return before ? push(d, begin, last) : HUG_OK;
}

static hug_status by_script(const hug_pretokenizer *self, hug_draft *d) {
  return hug_words_split(self, d, split_by_script);
}

/* ---- Reading ---- */

void *hug_pretokenizer_append(hug_tokenizer *t, size_t bytes,
                              hug_status (*split)(const hug_pretokenizer *, hug_draft *)) {
  hug_pretokenizer *p = hug_arena_alloc(&t->arena, bytes);
  if (!p) return NULL;
  memset(p, 0, bytes);
  p->split = split;
  *t->pretokenizers_end = p;
  t->pretokenizers_end = &p->next;
  return p;
}

/* Cuts beside white space, beside punctuation of ASCII, and beside both. */
#define WHITE HUG_IN_WHITE
#define PUNCT HUG_IN_ASCII_PUNCT
#define EITHER (WHITE | PUNCT)
#define ANY HUG_IN_VISIBLE

static const hug_cuts at_spaces = HUG_CUTS(ANY, WHITE, WHITE, WHITE, WHITE, WHITE, 0);
static const hug_cuts at_punctuation = HUG_CUTS(PUNCT, PUNCT, PUNCT, ANY, ANY, PUNCT, 0);
static const hug_cuts at_both = HUG_CUTS(ANY, EITHER, EITHER, ANY, ANY, EITHER, 0);

/* Each character is looked at by itself, so that all cuts are kept, unless several make one word: */
static hug_status append_splitter(hug_tokenizer *t, unsigned removed, unsigned split, behavior b) {
  splitter *s = hug_pretokenizer_append(t, sizeof *s, split_chars);
  if (!s) return HUG_ENOMEM;
  s->removed = removed;
  s->split = split;
  s->behavior = b;
  bool single = b == ISOLATED || b == REMOVED, spaces = removed & HUG_SPACE;
  s->base.keeps = single ? &hug_cuts_all : b == CONTIGUOUS ? &hug_cuts_spaces : NULL;
  s->base.drops_spaces = spaces;
  if (single && (removed | split) & HUG_PUNCTUATION) s->base.makes = spaces ? &at_both : &at_punctuation;
  else if (spaces) s->base.makes = &at_spaces;
  return HUG_OK;
}

static hug_status read_bert(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append_splitter(t, HUG_SPACE, HUG_PUNCTUATION, ISOLATED);
}

static hug_status read_whitespace(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  hug_pretokenizer *p = hug_pretokenizer_append(t, sizeof *p, whitespace);
  if (!p) return HUG_ENOMEM;
  p->makes = &at_spaces;
  p->drops_spaces = true;
  return HUG_OK;
}

static hug_status read_whitespace_split(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append_splitter(t, HUG_SPACE, 0, REMOVED);
}

static hug_status read_punctuation(const hug_place *at, hug_tokenizer *t) {
  static const char *const names[] = { "Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous" };
  int b = ISOLATED;
  if (hug_json_get(at->value, "behavior")) HUG_TRY(hug_place_get_choice(at, "behavior", names, 5, &b));
  return b == REMOVED ? append_splitter(t, HUG_PUNCTUATION, 0, REMOVED)
                      : append_splitter(t, 0, HUG_PUNCTUATION, (behavior)b);
}

static hug_status read_digits(const hug_place *at, hug_tokenizer *t) {
  bool individual;
  HUG_TRY(hug_place_get_bool(at, "individual_digits", &individual));
  return append_splitter(t, 0, HUG_NUMERIC, individual ? ISOLATED : CONTIGUOUS);
}

static hug_status read_fixed_length(const hug_place *at, hug_tokenizer *t) {
  fixed_length *f = hug_pretokenizer_append(t, sizeof *f, by_length);
  if (!f) return HUG_ENOMEM;
  f->length = 5;
  return hug_place_take_int(at, "length", 1, INT64_MAX, &f->length);
}

static hug_status read_unicode_scripts(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return hug_pretokenizer_append(t, sizeof(hug_pretokenizer), by_script) ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_sequence(const hug_place *at, hug_tokenizer *t) {
  return hug_kind_read_list(hug_pretokenizers_read, at, "pretokenizers", t);
}

static const hug_kind kinds[] = {
  { "BertPreTokenizer", read_bert },
  { "ByteLevel", hug_byte_level_pretokenizer_read },
  { "CharDelimiterSplit", hug_delimiter_read },
  { "Digits", read_digits },
  { "FixedLength", read_fixed_length },
  { "Metaspace", hug_metaspace_pretokenizer_read },
  { "Punctuation", read_punctuation },
  { "Sequence", read_sequence },
  { "Split", hug_split_read },
  { "UnicodeScripts", read_unicode_scripts },
  { "Whitespace", read_whitespace },
  { "WhitespaceSplit", read_whitespace_split },
};

hug_status hug_pretokenizers_read(const hug_place *at, hug_tokenizer *t) {
  return hug_place_empty(at) ? HUG_OK : hug_kind_read(kinds, sizeof kinds / sizeof *kinds, NULL, at, t);
}
