/* split.c: the pre-tokenizers that split at the matches of a pattern: Split and CharDelimiterSplit. */
#include "token.h"

/* What becomes of a match. */
typedef enum behavior { REMOVED, ISOLATED, MERGED_WITH_PREVIOUS, MERGED_WITH_NEXT, CONTIGUOUS } behavior;

typedef struct splitter {
  hug_pretokenizer base;
  const hug_pattern *pattern;
  int behavior;
  bool invert;                /* what lies between the matches is taken for a match, and the other way round */
} splitter;

/* A word in the making: stretches that stay together. */
typedef struct join {
  hug_draft *d;
  const splitter *s;
  size_t base;                /* of the text that is searched, in the draft */
  size_t begin, end;
  bool any, match;            /* there was a stretch; the last one was a match */
} join;

/* Whether a stretch stays with the one before it. */
static bool stays(int behavior, bool before, bool match) {
  switch (behavior) {
    case MERGED_WITH_PREVIOUS: return match && !before;
    case MERGED_WITH_NEXT: return before && !match;
    case CONTIGUOUS: return before == match;
    default: return false;
  }
}

static hug_status end_word(join *j) {
  bool removed = j->s->behavior == REMOVED && j->match;
  if (!j->any || removed || j->begin == j->end) return HUG_OK;
  return hug_words_push(&j->d->next_words, j->base + j->begin, j->base + j->end, -1);
}

static hug_status add(join *j, size_t first, size_t last, bool match) {
  match ^= j->s->invert;
  if (!j->any || !stays(j->s->behavior, j->match, match)) {
    HUG_TRY(end_word(j));
    j->begin = first;
  }
  j->end = last;
  j->any = true;
  j->match = match;
  return HUG_OK;
}

static hug_status split_word(join *j, hug_search *search, hug_span word) {
  size_t bytes = (size_t)(word.last - word.first), done = 0, first, last;
  bool found;
  j->base = (size_t)word.first;
  j->any = false;
  HUG_TRY(hug_search_begin(search, j->d->now.text + word.first, bytes));
  HUG_TRY(hug_search_next(search, &found, &first, &last));
  while (found) {
    if (done < first) HUG_TRY(add(j, done, first, false));
    HUG_TRY(add(j, first, last, true));
    done = last;
    HUG_TRY(hug_search_next(search, &found, &first, &last));
  }
  if (done < bytes) HUG_TRY(add(j, done, bytes, false));
  return end_word(j);
}

static hug_status split_words(const splitter *s, hug_draft *d, hug_search *search) {
  join j = { .d = d, .s = s };
  d->next_words.count = 0;
  for (size_t i = 0; i < d->words.count; i++) {
    hug_word w = d->words.at[i];
    if (w.id < 0) HUG_TRY(split_word(&j, search, w.span));
    else HUG_TRY(hug_words_push(&d->next_words, (size_t)w.span.first, (size_t)w.span.last, w.id));
  }
  hug_words made = d->next_words;
  d->next_words = d->words;
  d->words = made;
  return HUG_OK;
}

static hug_status split(const hug_pretokenizer *self, hug_draft *d) {
  const splitter *s = (const splitter *)self;
  hug_search search = { .pattern = s->pattern };
  hug_status status = split_words(s, d, &search);
  hug_search_end(&search);
  return status;
}

/* ---- Reading ---- */

hug_status hug_split_read(const hug_place *at, hug_tokenizer *t) {
  static const char *const names[] = { "Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous" };
  splitter *s = hug_pretokenizer_append(t, sizeof *s, split);
  if (!s) return HUG_ENOMEM;
  hug_place pattern = hug_place_member(at, "pattern");
  HUG_TRY(hug_place_get_choice(at, "behavior", names, 5, &s->behavior));
  HUG_TRY(hug_place_get_bool(at, "invert", &s->invert));
  HUG_TRY(hug_pattern_read(&pattern, t, &s->pattern));
  hug_pattern_cuts cuts = hug_pattern_get_cuts(s->pattern);
  if (s->behavior == ISOLATED || s->behavior == REMOVED) s->base.keeps = cuts.keeps;
  if (s->behavior == ISOLATED || (s->behavior == REMOVED && s->invert)) s->base.makes = cuts.makes;
  size_t bytes;
  const char *string = hug_pattern_string(s->pattern, &bytes);
  s->base.at_spaces = string && bytes == 1 && *string == ' ';
  return HUG_OK;
}

hug_status hug_delimiter_read(const hug_place *at, hug_tokenizer *t) {
  splitter *s = hug_pretokenizer_append(t, sizeof *s, split);
  if (!s) return HUG_ENOMEM;
  uint32_t c;
  char text[4];
  HUG_TRY(hug_place_get_char(at, "delimiter", &c));
  return hug_pattern_of_string(text, (size_t)hug_utf8_put(text, c), t, &s->pattern);
}
