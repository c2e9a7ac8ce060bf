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

/* ---- Canonical decomposition (NFD; The Unicode Standard, section 3.11) ---- */

typedef struct mark {
  uint32_t character;
  unsigned char class;
  bool inserted;              /* not the first character of a decomposition */
} mark;

/* Decomposing, character by character.  Marks wait until the next starter, because they are put in the order of their
** classes. */
typedef struct decomposer {
  hug_draft *d;
  size_t cursor;              /* the characters written so far replace those before it */
  size_t waiting;             /* marks at d->scratch; behind them, room for as many */
} decomposer;

/* Where a character came from is settled when it is written: one that is inserted shares the origin of the character
** before it, any other takes the next one in the text.  So marks that changed places keep the origins of the places, as
** in the reference. */
static hug_status emit(decomposer *z, uint32_t c, bool inserted) {
  hug_draft *d = z->d;
  if (!inserted) {
    size_t first = z->cursor;
    hug_utf8_next(d->now.text, d->now.bytes, &z->cursor);
    return hug_draft_put(d, c, hug_draft_origin(d, first, z->cursor));
  }
  size_t first = z->cursor - 1;
  while (first && ((unsigned char)d->now.text[first] & 0xc0) == 0x80) first--;
  return hug_draft_put(d, c, hug_draft_origin(d, first, z->cursor));
}

static hug_status hold(decomposer *z, mark m) {
  size_t needed = 2 * (z->waiting + 1) * sizeof m;
  if (needed > z->d->scratch_bytes) HUG_TRY(hug_draft_scratch(z->d, needed * 2));
  ((mark *)z->d->scratch)[z->waiting++] = m;
  return HUG_OK;
}

/* Writes the waiting marks, by class and else in their order: a counting sort, linear however many there are. */
static hug_status release(decomposer *z) {
  mark *marks = z->d->scratch, *sorted = marks + z->waiting;
  size_t starts[256] = { 0 }, n = z->waiting;
  z->waiting = 0;
  if (n == 1) return emit(z, marks[0].character, marks[0].inserted);
  for (size_t i = 0; i < n; i++) starts[marks[i].class]++;
  for (size_t class = 0, at = 0; class < 256; class++) {
    size_t members = starts[class];
    starts[class] = at;
    at += members;
  }
  for (size_t i = 0; i < n; i++) sorted[starts[marks[i].class]++] = marks[i];
  for (size_t i = 0; i < n; i++) HUG_TRY(emit(z, sorted[i].character, sorted[i].inserted));
  return HUG_OK;
}

static hug_status decompose_char(decomposer *z, uint32_t c, unsigned flags) {
  uint32_t parts[4] = { c };
  int n = flags & HUG_DECOMPOSED ? hug_char_decompose(c, parts) : 1;
  for (int i = 0; i < n; i++) {
    unsigned class = hug_char_flags(parts[i]) & HUG_COMBINING ? hug_char_class(parts[i]) : 0;
    if (class) {
      HUG_TRY(hold(z, (mark){ parts[i], (unsigned char)class, i > 0 }));
    } else {
      if (z->waiting) HUG_TRY(release(z));
      HUG_TRY(emit(z, parts[i], i > 0));
    }
  }
  return HUG_OK;
}

static hug_status decompose(hug_draft *d) {
  decomposer z = { .d = d };
  for (size_t at = 0; at < d->now.bytes;) {
    uint32_t c = hug_utf8_next(d->now.text, d->now.bytes, &at);
    HUG_TRY(decompose_char(&z, c, hug_char_flags(c)));
  }
  if (z.waiting) HUG_TRY(release(&z));
  hug_draft_step(d);
  return HUG_OK;
}

/* ---- The kinds ---- */

/* A step over text that has no character it would change would be a copy: flags tell. */
static bool has(const hug_draft *d, unsigned flags) {
  return hug_text_flags(d->now.text, d->now.bytes) & flags;
}

static hug_status nfd(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  return has(d, HUG_DECOMPOSED | HUG_COMBINING) ? decompose(d) : HUG_OK;
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
    if (flags & (HUG_DECOMPOSED | HUG_COMBINING)) HUG_TRY(decompose(d));
    if (flags & (HUG_DECOMPOSED | HUG_NONSPACING)) HUG_TRY(replace(d, HUG_NONSPACING, drop));
  }
  return n->lowercase ? lowercase(d) : HUG_OK;
}

/* ---- Reading ---- */

static hug_normalizer *append(hug_tokenizer *t, size_t bytes,
                              hug_status (*apply)(const hug_normalizer *, hug_draft *)) {
  hug_normalizer *n = hug_arena_alloc(&t->arena, bytes);
  if (!n) return NULL;
  *n = (hug_normalizer){ apply, NULL };
  *t->normalizers_end = n;
  t->normalizers_end = &n->next;
  return n;
}

static hug_status read_nfd(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append(t, sizeof(hug_normalizer), nfd) ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_strip_accents(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append(t, sizeof(hug_normalizer), strip_accents) ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_lowercase(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append(t, sizeof(hug_normalizer), lower) ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_bert(const hug_place *at, hug_tokenizer *t) {
  bert_normalizer *n = (bert_normalizer *)append(t, sizeof *n, bert);
  if (!n) return HUG_ENOMEM;
  HUG_TRY(hug_place_get_bool(at, "clean_text", &n->clean_text));
  HUG_TRY(hug_place_get_bool(at, "handle_chinese_chars", &n->handle_chinese_chars));
  HUG_TRY(hug_place_get_bool(at, "lowercase", &n->lowercase));
  hug_place accents = hug_place_member(at, "strip_accents");
  n->strip_accents = n->lowercase;   /* unless the file says otherwise */
  return hug_place_empty(&accents) ? HUG_OK : hug_place_get_bool(at, "strip_accents", &n->strip_accents);
}

static hug_status read_sequence(const hug_place *at, hug_tokenizer *t) {
  return hug_kind_read_list(hug_normalizers_read, at, "normalizers", t);
}

static const hug_kind kinds[] = {
  { "BertNormalizer", read_bert },
  { "Lowercase", read_lowercase },
  { "NFD", read_nfd },
  { "Sequence", read_sequence },
  { "StripAccents", read_strip_accents },
};

hug_status hug_normalizers_read(const hug_place *at, hug_tokenizer *t) {
  return hug_place_empty(at) ? HUG_OK : hug_kind_read(kinds, sizeof kinds / sizeof *kinds, NULL, at, t);
}
