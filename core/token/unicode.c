/* unicode.c: looks characters up in the generated tables. */
#include "unicode.h"
#include <string.h>

/* Sets `run` to the member of a sorted table that holds c, or NULL. */
#define FIND(run, table, c)                             \
  do {                                                  \
    int low_ = 0, high_ = table##_count;                \
    while (low_ < high_) {                              \
      int middle_ = (low_ + high_) / 2;                 \
      if ((table)[middle_].last < (c)) low_ = middle_ + 1; \
      else high_ = middle_;                             \
    }                                                   \
    run = low_ < table##_count && (table)[low_].first <= (c) ? &(table)[low_] : NULL; \
  } while (0)

/* The value of the last step that is not behind c. */
static unsigned step_of(const uint32_t *steps, int count, uint32_t c) {
  int low = 0, high = count;
  while (high - low > 1) {
    int middle = (low + high) / 2;
    if (steps[middle] >> 8 <= c) low = middle;
    else high = middle;
  }
  return steps[low] & 0xff;
}

unsigned hug_char_class(uint32_t c) {
  const hug_class_run *run;
  FIND(run, hug_class_runs, c);
  return run ? run->rank : 0;
}

static uint32_t moved(const hug_case_run *run, uint32_t c) {
  return run && (c - run->first) % run->step == 0 ? c + (uint32_t)run->delta : c;
}

int hug_char_lower(uint32_t c, uint32_t out[2]) {
  if (c == 0x130) {   /* I with a dot: the only character whose lower case is two */
    out[0] = 'i', out[1] = 0x307;
    return 2;
  }
  const hug_case_run *run;
  FIND(run, hug_case_runs, c);
  out[0] = moved(run, c);
  return 1;
}

uint32_t hug_char_fold(uint32_t c) {
  const hug_case_run *run;
  FIND(run, hug_fold_runs, c);
  return moved(run, c);
}

unsigned hug_char_script(uint32_t c) {
  return step_of(hug_sentencepiece_scripts, hug_sentencepiece_scripts_count, c);
}

/* ---- Composition ---- */

/* Hangul syllables are put together and taken apart by arithmetic (The Unicode Standard, section 3.12). */
enum {
  SYLLABLES = 0xac00, SYLLABLE_COUNT = 11172, LEADS = 0x1100, LEAD_COUNT = 19, VOWELS = 0x1161, VOWEL_COUNT = 21,
  TRAILS = 0x11a7, TRAIL_COUNT = 28
};

static int decompose_hangul(uint32_t index, uint32_t *out) {
  out[0] = LEADS + index / (VOWEL_COUNT * TRAIL_COUNT);
  out[1] = VOWELS + index / TRAIL_COUNT % VOWEL_COUNT;
  out[2] = TRAILS + index % TRAIL_COUNT;
  return out[2] == TRAILS ? 2 : 3;
}

static uint32_t compose_hangul(uint32_t first, uint32_t second) {
  if (first - LEADS < LEAD_COUNT && second - VOWELS < VOWEL_COUNT)
    return SYLLABLES + ((first - LEADS) * VOWEL_COUNT + (second - VOWELS)) * TRAIL_COUNT;
  bool open = first - SYLLABLES < SYLLABLE_COUNT && (first - SYLLABLES) % TRAIL_COUNT == 0;
  return open && second - TRAILS - 1 < TRAIL_COUNT - 1 ? first + (second - TRAILS) : 0;
}

int hug_char_decompose(uint32_t c, bool compatible, uint32_t out[HUG_PARTS_MOST]) {
  if (c - SYLLABLES < SYLLABLE_COUNT) return decompose_hangul(c - SYLLABLES, out);
  const hug_decomposition_run *run = NULL;
  if (compatible) FIND(run, hug_compatibility_runs, c);
  if (!run) FIND(run, hug_decomposition_runs, c);
  if (!run) {
    out[0] = c;
    return 1;
  }
  memcpy(out, hug_decompositions + run->at + (c - run->first) * run->length, run->length * sizeof *out);
  return run->length;
}

uint32_t hug_char_compose(uint32_t first, uint32_t second) {
  uint64_t wanted = (uint64_t)first << 32 | second;
  int low = 0, high = hug_compositions_count;
  while (low < high) {
    int middle = (low + high) / 2;
    const hug_composition *pair = &hug_compositions[middle];
    if (((uint64_t)pair->first << 32 | pair->second) < wanted) low = middle + 1;
    else high = middle;
  }
  if (low < hug_compositions_count && hug_compositions[low].first == first && hug_compositions[low].second == second)
    return hug_compositions[low].composed;
  return compose_hangul(first, second);
}

/* ---- Grapheme clusters ---- */

hug_grapheme hug_char_grapheme(uint32_t c) {
  if (c >= ' ' && c < 127) return HUG_G_OTHER;
  if (c - SYLLABLES < SYLLABLE_COUNT) return (c - SYLLABLES) % TRAIL_COUNT ? HUG_G_LVT : HUG_G_LV;
  return (hug_grapheme)step_of(hug_grapheme_steps, hug_grapheme_steps_count, c);
}

/* What has been seen of a cluster, as far as the rules look back. */
typedef struct cluster {
  hug_grapheme last;
  int flags;                  /* flags in a row */
  bool picture, joined;       /* a picture and what extends it; and a joiner behind it */
  bool consonant, linked;     /* a consonant and what extends it; and a linker among that */
} cluster;

static bool extends(hug_grapheme g) {
  return g == HUG_G_EXTEND || g == HUG_G_JOINER || g == HUG_G_LINKER || g == HUG_G_BARE_EXTEND;
}

/* Whether a character goes on with the cluster (UAX 29, rules GB3 to GB999). */
static bool goes_on(const cluster *k, hug_grapheme g) {
  if (k->last == HUG_G_CR) return g == HUG_G_LF;
  if (k->last == HUG_G_LF || k->last == HUG_G_CONTROL) return false;
  switch (g) {
    case HUG_G_CONTROL: case HUG_G_CR: case HUG_G_LF: return false;
    case HUG_G_EXTEND: case HUG_G_JOINER: case HUG_G_SPACING: case HUG_G_LINKER: case HUG_G_BARE_EXTEND: return true;
    case HUG_G_L: case HUG_G_LV: case HUG_G_LVT: return k->last == HUG_G_L || k->last == HUG_G_PREPEND;
    case HUG_G_V:
      return k->last == HUG_G_L || k->last == HUG_G_V || k->last == HUG_G_LV || k->last == HUG_G_PREPEND;
    case HUG_G_T:
      return k->last == HUG_G_V || k->last == HUG_G_T || k->last == HUG_G_LV || k->last == HUG_G_LVT
          || k->last == HUG_G_PREPEND;
    case HUG_G_PICTURE: return k->joined || k->last == HUG_G_PREPEND;
    case HUG_G_CONSONANT: return k->linked || k->last == HUG_G_PREPEND;
    case HUG_G_FLAG: return (k->last == HUG_G_FLAG && k->flags % 2) || k->last == HUG_G_PREPEND;
    default: return k->last == HUG_G_PREPEND;
  }
}

static void take(cluster *k, hug_grapheme g) {
  bool bridges = g == HUG_G_EXTEND || g == HUG_G_JOINER || g == HUG_G_LINKER;
  k->joined = g == HUG_G_JOINER && k->picture;
  k->picture = g == HUG_G_PICTURE || (k->picture && extends(g));
  k->linked = g == HUG_G_LINKER ? k->consonant : k->linked && bridges;
  k->consonant = g == HUG_G_CONSONANT || (k->consonant && bridges);
  k->flags = g == HUG_G_FLAG ? k->flags + 1 : 0;
  k->last = g;
}

size_t hug_grapheme_end(const char *text, size_t bytes, size_t at) {
  cluster k = { 0 };
  take(&k, hug_char_grapheme(hug_utf8_next(text, bytes, &at)));
  while (at < bytes) {
    size_t next = at;
    hug_grapheme g = hug_char_grapheme(hug_utf8_next(text, bytes, &next));
    if (!goes_on(&k, g)) break;
    take(&k, g);
    at = next;
  }
  return at;
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
