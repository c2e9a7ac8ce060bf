/* unicode.c: looks characters up in the generated tables. */
#include "unicode.h"
#include <string.h>

/* Sets `run` to the member of a sorted table that holds c, or NULL. */
#define FIND(run, table, count, c)                      \
  do {                                                  \
    int low_ = 0, high_ = (count);                      \
    while (low_ < high_) {                              \
      int middle_ = (low_ + high_) / 2;                 \
      if ((table)[middle_].last < (c)) low_ = middle_ + 1; \
      else high_ = middle_;                             \
    }                                                   \
    run = low_ < (count) && (table)[low_].first <= (c) ? &(table)[low_] : NULL; \
  } while (0)

unsigned hug_char_class(uint32_t c) {
  const hug_class_run *run;
  FIND(run, hug_class_runs, hug_class_run_count, c);
  return run ? run->rank : 0;
}

int hug_char_lower(uint32_t c, uint32_t out[2]) {
  if (c == 0x130) {   /* I with a dot: the only character whose lower case is two */
    out[0] = 'i', out[1] = 0x307;
    return 2;
  }
  const hug_case_run *run;
  FIND(run, hug_case_runs, hug_case_run_count, c);
  out[0] = run && (c - run->first) % run->step == 0 ? c + (uint32_t)run->delta : c;
  return 1;
}

/* Hangul syllables decompose by arithmetic (The Unicode Standard, section 3.12). */
static int decompose_hangul(uint32_t index, uint32_t out[4]) {
  enum { LEADS = 0x1100, VOWELS = 0x1161, TRAILS = 0x11a7, VOWEL_COUNT = 21, TRAIL_COUNT = 28 };
  out[0] = LEADS + index / (VOWEL_COUNT * TRAIL_COUNT);
  out[1] = VOWELS + index / TRAIL_COUNT % VOWEL_COUNT;
  out[2] = TRAILS + index % TRAIL_COUNT;
  return out[2] == TRAILS ? 2 : 3;
}

int hug_char_decompose(uint32_t c, uint32_t out[4]) {
  enum { SYLLABLES = 0xac00, SYLLABLE_COUNT = 11172 };
  if (c - SYLLABLES < SYLLABLE_COUNT) return decompose_hangul(c - SYLLABLES, out);
  const hug_decomposition_run *run;
  FIND(run, hug_decomposition_runs, hug_decomposition_run_count, c);
  if (!run) {
    out[0] = c;
    return 1;
  }
  memcpy(out, hug_decompositions + run->at + (c - run->first) * run->length, run->length * sizeof *out);
  return run->length;
}

unsigned hug_text_flags(const char *text, size_t bytes) {
  unsigned flags = 0;
  for (size_t at = 0; at < bytes;) {
    unsigned char c = (unsigned char)text[at];
    if (c < 0x80) flags |= hug_ascii_flags[c], at++;
    else flags |= hug_char_flags(hug_utf8_next(text, bytes, &at));
  }
  return flags;
}
