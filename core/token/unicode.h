/* unicode.h: what the reference tokenizers take each character for. */
#ifndef HUG_UNICODE_H
#define HUG_UNICODE_H

#include "../base/base.h"

/* Bits of hug_char_flags(), named for who asks. */
enum {
  HUG_CONTROL = 1,         /* BertNormalizer's clean_text drops it */
  HUG_SPACE = 2,           /* White_Space, which is also \s of regular expressions */
  HUG_PUNCTUATION = 4,     /* BertPreTokenizer and Punctuation split at it */
  HUG_CHINESE = 8,         /* BertNormalizer's handle_chinese_chars puts spaces around it */
  HUG_NONSPACING = 16,     /* BertNormalizer's strip_accents drops it after NFD */
  HUG_MARK = 32,           /* StripAccents drops it */
  HUG_WORD = 64,           /* \w of regular expressions */
  HUG_DECOMPOSED = 128,    /* NFD changes it */
  HUG_COMBINING = 256,     /* NFD may move it: its combining class is not 0 */
  HUG_UPPER = 512,         /* Lowercase changes it */
  HUG_NUMERIC = 1024,      /* Digits splits at it */
  HUG_COMPOSING = 2048,    /* NFC changes it or, together with it, the character before it */
  HUG_COMPATIBLE = 4096    /* NFKD makes more of it than NFD */
};

/* General categories, as regular expressions see them. */
enum {
  HUG_LU, HUG_LL, HUG_LT, HUG_LM, HUG_LO, HUG_MN, HUG_MC, HUG_ME, HUG_ND, HUG_NL, HUG_NO, HUG_PC, HUG_PD, HUG_PS,
  HUG_PE, HUG_PI, HUG_PF, HUG_PO, HUG_SM, HUG_SC, HUG_SK, HUG_SO, HUG_ZS, HUG_ZL, HUG_ZP, HUG_CC, HUG_CF, HUG_CS,
  HUG_CO, HUG_CN
};

/* What a character is for the cutting of a text into grapheme clusters (UAX 29). */
typedef enum hug_grapheme {
  HUG_G_OTHER, HUG_G_CONTROL, HUG_G_CR, HUG_G_LF, HUG_G_EXTEND, HUG_G_JOINER, HUG_G_FLAG, HUG_G_PREPEND, HUG_G_SPACING,
  HUG_G_L, HUG_G_V, HUG_G_T, HUG_G_LV, HUG_G_LVT,
  HUG_G_PICTURE,                /* Extended_Pictographic */
  HUG_G_CONSONANT,              /* of an Indic conjunct */
  HUG_G_LINKER,                 /* extends, and links consonants */
  HUG_G_BARE_EXTEND             /* extends, but not between linked consonants */
} hug_grapheme;

/* The tables (unicode_tables.c).  A character's kind, and its category, is a letter, found through blocks of 32 that
** equal stretches share; its flags are those of its kind. */
extern const uint16_t hug_char_kinds[128];
extern const char hug_char_blocks[];
extern const uint16_t hug_char_middle[];
extern const uint8_t hug_char_top[];
extern const uint16_t hug_ascii_flags[128];
extern const uint8_t hug_category_of[128];
extern const char hug_category_blocks[];
extern const uint16_t hug_category_middle[];
extern const uint8_t hug_category_top[];
extern const uint8_t hug_ascii_categories[128];

typedef struct hug_class_run { uint32_t first, last; uint8_t rank; } hug_class_run;
typedef struct hug_case_run { uint32_t first, last; uint32_t step; int32_t delta; } hug_case_run;
typedef struct hug_long_fold { uint32_t character, texts[3]; } hug_long_fold;
typedef struct hug_decomposition_run { uint32_t first, last; uint16_t length, at; } hug_decomposition_run;
typedef struct hug_composition { uint32_t first, second, composed; } hug_composition;

/* A property of regular expressions: a script, or what is in some categories, but for the characters between
** hug_toggles[at] and the next one, between the third and the fourth, and so on. */
typedef struct hug_property {
  const char *name;             /* in small letters, without spaces, - and _ */
  uint32_t categories;          /* a bit for each */
  int16_t script;               /* -1: none */
  uint16_t at, count;
} hug_property;

extern const hug_class_run hug_class_runs[];
extern const hug_case_run hug_case_runs[];
extern const hug_case_run hug_fold_runs[];               /* to the least character that is equal if case is ignored */
extern const hug_long_fold hug_long_folds[];             /* equal to several characters then */
extern const hug_decomposition_run hug_decomposition_runs[];
extern const hug_decomposition_run hug_compatibility_runs[];
extern const uint32_t hug_decompositions[];              /* which both point into */
extern const hug_composition hug_compositions[];         /* sorted */
extern const uint32_t hug_grapheme_steps[];              /* steps: first character << 8 | value, up to the next one */
extern const uint32_t hug_sentencepiece_scripts[];       /* steps */
extern const uint32_t hug_script_steps[];                /* steps */
extern const uint32_t hug_toggles[];
extern const hug_property hug_properties[];              /* sorted by name */
extern const int hug_class_runs_count, hug_case_runs_count, hug_fold_runs_count, hug_long_folds_count;
extern const int hug_decomposition_runs_count, hug_compatibility_runs_count, hug_compositions_count;
extern const int hug_grapheme_steps_count, hug_sentencepiece_scripts_count, hug_script_steps_count;
extern const int hug_properties_count;

static inline unsigned hug_char_flags(uint32_t c) {
  if (c < 128) return hug_ascii_flags[c];
  unsigned middle = hug_char_middle[hug_char_top[c >> 10] * 32 + (c >> 5 & 31)];
  return hug_char_kinds[(unsigned char)hug_char_blocks[middle * 32 + (c & 31)]];
}

static inline unsigned hug_char_category(uint32_t c) {
  if (c < 128) return hug_ascii_categories[c];
  unsigned middle = hug_category_middle[hug_category_top[c >> 10] * 32 + (c >> 5 & 31)];
  return hug_category_of[(unsigned char)hug_category_blocks[middle * 32 + (c & 31)]];
}

/* The canonical combining class, renumbered 1, 2, 3 ... in its order; 0 for a starter. */
unsigned hug_char_class(uint32_t c);

/* The lower case of a character, without regard to its neighbours; returns how many characters that is. */
int hug_char_lower(uint32_t c, uint32_t out[2]);

/* The least of the characters that are equal to this one if case is ignored. */
uint32_t hug_char_fold(uint32_t c);

enum { HUG_PARTS_MOST = 18 };

/* The full decomposition of a character, canonical or for compatibility; returns how many characters that is. */
int hug_char_decompose(uint32_t c, bool compatible, uint32_t out[HUG_PARTS_MOST]);

/* What two characters compose to; 0 if they do not. */
uint32_t hug_char_compose(uint32_t first, uint32_t second);

hug_grapheme hug_char_grapheme(uint32_t c);

/* The number of a character's script for UnicodeScripts; 0 for what goes with any. */
unsigned hug_char_script(uint32_t c);

/* The end of the grapheme cluster that begins at `at`. */
size_t hug_grapheme_end(const char *text, size_t bytes, size_t at);

/* The flags of all characters of valid UTF-8, together. */
unsigned hug_text_flags(const char *text, size_t bytes);

#endif
