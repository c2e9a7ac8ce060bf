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
  HUG_UPPER = 512          /* Lowercase changes it */
};

/* The tables (unicode_tables.c): a character's kind is a letter, found through blocks of 32 that equal
** stretches share; its flags are those of its kind. */
extern const uint16_t hug_char_kinds[];
extern const char hug_char_blocks[];
extern const uint16_t hug_char_middle[];
extern const uint8_t hug_char_top[];
extern const uint16_t hug_ascii_flags[128];

typedef struct hug_class_run { uint32_t first, last; uint8_t rank; } hug_class_run;
typedef struct hug_case_run { uint32_t first, last; uint32_t step; int32_t delta; } hug_case_run;
typedef struct hug_decomposition_run { uint32_t first, last; uint16_t length, at; } hug_decomposition_run;

extern const hug_class_run hug_class_runs[];
extern const hug_case_run hug_case_runs[];
extern const hug_decomposition_run hug_decomposition_runs[];
extern const uint32_t hug_decompositions[];
extern const int hug_class_run_count, hug_case_run_count, hug_decomposition_run_count;

static inline unsigned hug_char_flags(uint32_t c) {
  if (c < 128) return hug_ascii_flags[c];
  unsigned middle = hug_char_middle[hug_char_top[c >> 10] * 32 + (c >> 5 & 31)];
  return hug_char_kinds[(unsigned char)hug_char_blocks[middle * 32 + (c & 31)]];
}

/* The canonical combining class, renumbered 1, 2, 3 ... in its order; 0 for a starter. */
unsigned hug_char_class(uint32_t c);

/* The lower case of a character, without regard to its neighbours; returns how many characters that is. */
int hug_char_lower(uint32_t c, uint32_t out[2]);

/* The full canonical decomposition of a character; returns how many characters that is. */
int hug_char_decompose(uint32_t c, uint32_t out[4]);

/* The flags of all characters of valid UTF-8, together. */
unsigned hug_text_flags(const char *text, size_t bytes);

#endif
