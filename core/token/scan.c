/* scan.c: regular expressions of well-known tokenizers as code.
**
** All of them try, at one place after the other, alternatives that begin with different kinds of characters, so that
** what matches is told by looking at one character, or two, and then going on while characters are of a kind.
*/
#include "token.h"
#include "unicode.h"
#include <string.h>

/* ---- Classes of characters ---- */

#define BIT(category) (1u << (category))

enum {
  L = BIT(HUG_LU) | BIT(HUG_LL) | BIT(HUG_LT) | BIT(HUG_LM) | BIT(HUG_LO),
  M = BIT(HUG_MN) | BIT(HUG_MC) | BIT(HUG_ME),
  N = BIT(HUG_ND) | BIT(HUG_NL) | BIT(HUG_NO),
  P = BIT(HUG_PC) | BIT(HUG_PD) | BIT(HUG_PS) | BIT(HUG_PE) | BIT(HUG_PI) | BIT(HUG_PF) | BIT(HUG_PO),
  S = BIT(HUG_SM) | BIT(HUG_SC) | BIT(HUG_SK) | BIT(HUG_SO),
  Z = BIT(HUG_ZS) | BIT(HUG_ZL) | BIT(HUG_ZP),
  UPPER = BIT(HUG_LU) | BIT(HUG_LT) | BIT(HUG_LM) | BIT(HUG_LO) | M,
  LOWER = BIT(HUG_LL) | BIT(HUG_LM) | BIT(HUG_LO) | M,
  SPACE = 1 << 30             /* \s */
};
#define BREAK (1u << 31)      /* [\r\n] */

/* The bits of a character: that of its category, SPACE, BREAK. */
static uint32_t bits_of(uint32_t c) {
  uint32_t bits = BIT(hug_char_category(c));
  if (bits & Z || c - '\t' < 5 || c == 0x85) bits |= SPACE;
  if (c == '\n' || c == '\r') bits |= BREAK;
  return bits;
}

/* The bits of the character at *at, which moves behind it; 0 at the end. */
static uint32_t next(const char *text, size_t bytes, size_t *at) {
  return *at < bytes ? bits_of(hug_utf8_next(text, bytes, at)) : 0;
}

static bool is(const char *text, size_t bytes, size_t at, uint32_t wanted) {
  return next(text, bytes, &at) & wanted;
}

/* Behind at most `most` characters that have one of the wanted bits, and none of the others. */
static size_t run(const char *text, size_t bytes, size_t at, uint32_t wanted, uint32_t others, int64_t most) {
  for (size_t end = at; most-- > 0; at = end) {
    uint32_t bits = next(text, bytes, &end);
    if (!(bits & wanted) || bits & others) break;
  }
  return at;
}

static size_t all(const char *text, size_t bytes, size_t at, uint32_t wanted) {
  return run(text, bytes, at, wanted, 0, INT64_MAX);
}

static size_t none(const char *text, size_t bytes, size_t at, uint32_t unwanted) {
  return run(text, bytes, at, ~0u, unwanted, INT64_MAX);
}

/* ---- Parts that patterns share ---- */

/* What stands at `at` for letters that are given in order: either exactly, or in any case, where U+017F is an s. */
static bool spells(const char *text, size_t bytes, size_t *at, const char *letters, bool any_case) {
  size_t end = *at;
  for (; *letters; letters++) {
    if (end == bytes) return false;
    uint32_t c = hug_utf8_next(text, bytes, &end);
    if (any_case && c - 'A' < 26) c += 32;
    if (any_case && c == 0x17f) c = 's';
    if (c != (unsigned char)*letters) return false;
  }
  *at = end;
  return true;
}

/* 's|'t|'re|'ve|'m|'ll|'d: its end, or `at` if it is not there. */
static size_t contraction(const char *text, size_t bytes, size_t at, bool any_case) {
  static const char *const endings[] = { "s", "t", "re", "ve", "m", "ll", "d" };
  if (at == bytes || text[at] != '\'') return at;
  size_t end = at + 1;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (spells(text, bytes, &end, endings[i], any_case)) return end;
  return at;
}

/* \s+(?!\S)|\s+: all the white space at the end of the text; else all but its last character, if there are several. */
static size_t spaces(const char *text, size_t bytes, size_t at) {
  size_t end = at, last = at;
  for (size_t to = at; next(text, bytes, &to) & SPACE; end = to) last = end;
  return end == bytes || last == at ? end : last;
}

/* \s*[\r\n]+|\s+(?!\S)|\s+: up to the last line break of the white space, if it has one. */
static size_t spaces_and_breaks(const char *text, size_t bytes, size_t at) {
  size_t broken = at;
  for (size_t end = at;;) {
    uint32_t bits = next(text, bytes, &end);
    if (!(bits & SPACE)) break;
    if (bits & BREAK) broken = end;
  }
  return broken > at ? broken : spaces(text, bytes, at);
}

/* ---- GPT-2 ---- */

static bool gpt2(const char *text, size_t bytes, size_t *first, size_t *last) {
  size_t at = *first, begin = at;
  if (at == bytes) return false;
  *last = contraction(text, bytes, at, false);
  if (*last > at) return true;
  if (text[begin] == ' ') begin++;
  uint32_t bits = next(text, bytes, &(size_t){ begin });
  if (bits & L) *last = all(text, bytes, begin, L);
  else if (bits & N) *last = all(text, bytes, begin, N);
  else if (bits && !(bits & SPACE)) *last = none(text, bytes, begin, SPACE | L | N);
  else *last = spaces(text, bytes, at);
  return true;
}

/* ---- cl100k and its relatives ---- */

/* (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?X+|\p{N}{1,digits}| ?[^\sX\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+,
** where X is \p{L}, or \p{L} and \p{M}. */
static bool cl100k(const char *text, size_t bytes, size_t *first, size_t *last, uint32_t letters, int64_t digits) {
  size_t at = *first, behind = at;
  if (at == bytes) return false;
  *last = contraction(text, bytes, at, true);
  if (*last > at) return true;
  uint32_t bits = next(text, bytes, &behind);
  bool leads = !(bits & (BREAK | L | N));
  if (leads && is(text, bytes, behind, letters)) *last = all(text, bytes, behind, letters);
  else if (bits & letters) *last = all(text, bytes, at, letters);
  else if (bits & N) *last = run(text, bytes, at, N, 0, digits);
  else {
    size_t begin = text[at] == ' ' ? behind : at, end = none(text, bytes, begin, SPACE | letters | N);
    *last = end > begin ? all(text, bytes, end, BREAK) : spaces_and_breaks(text, bytes, at);
  }
  return true;
}

static bool llama3(const char *text, size_t bytes, size_t *first, size_t *last) {
  return cl100k(text, bytes, first, last, L, 3);
}

static bool qwen2(const char *text, size_t bytes, size_t *first, size_t *last) {
  return cl100k(text, bytes, first, last, L, 1);
}

static bool qwen3_5(const char *text, size_t bytes, size_t *first, size_t *last) {
  return cl100k(text, bytes, first, last, L | M, 1);
}

/* ---- o200k and its relatives ---- */

/* [UPPER]*[LOWER]+, of which some characters are both: when no LOWER follows, the last that is both ends it.  `at` if
** it is not there. */
static size_t capitalised(const char *text, size_t bytes, size_t at) {
  size_t both = at;
  for (size_t end = at;;) {
    size_t begin = end;
    uint32_t bits = next(text, bytes, &end);
    if (bits & UPPER && bits & LOWER) both = end;
    else if (bits & LOWER) return all(text, bytes, begin, LOWER);
    else if (!(bits & UPPER)) return both;
  }
}

/* [^\r\n\p{L}\p{N}]?[UPPER]*[LOWER]+|[^\r\n\p{L}\p{N}]?[UPPER]+[LOWER]*; `at` if it is not there. */
static size_t cased_word(const char *text, size_t bytes, size_t at) {
  size_t begin = at;
  uint32_t bits = next(text, bytes, &begin);
  if (bits & (BREAK | L | N)) begin = at;
  size_t end = capitalised(text, bytes, begin);
  if (end > begin) return end;
  if (bits & M) return capitalised(text, bytes, at);
  end = all(text, bytes, begin, UPPER);
  return end > begin ? end : at;
}

static bool o200k_or_tekken(const char *text, size_t bytes, size_t *first, size_t *last, bool contractions,
                            int64_t digits) {
  size_t at = *first;
  if (at == bytes) return false;
  *last = cased_word(text, bytes, at);
  if (*last > at) {
    if (contractions) *last = contraction(text, bytes, *last, true);
    return true;
  }
  if (is(text, bytes, at, N)) {
    *last = run(text, bytes, at, N, 0, digits);
    return true;
  }
  size_t begin = at + (text[at] == ' '), end = none(text, bytes, begin, SPACE | L | N);
  if (end == begin) {
    *last = spaces_and_breaks(text, bytes, at);
    return true;
  }
  while (end < bytes && (text[end] == '\r' || text[end] == '\n' || text[end] == '/')) end++;
  *last = end;
  return true;
}

static bool o200k(const char *text, size_t bytes, size_t *first, size_t *last) {
  return o200k_or_tekken(text, bytes, first, last, true, 3);
}

static bool tekken(const char *text, size_t bytes, size_t *first, size_t *last) {
  return o200k_or_tekken(text, bytes, first, last, false, 1);
}

/* ---- DeepSeek-V3 ---- */

static bool is_ascii_letter(char c) {
  return (unsigned char)((c | 32) - 'a') < 26;
}

/* [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|
** \s*[\r\n]+|\s+(?!\S)|\s+, which matches all but some numbers and controls. */
static size_t deepseek_at(const char *text, size_t bytes, size_t at) {
  size_t behind = at, end;
  uint32_t bits = next(text, bytes, &behind);
  bool ascii = (unsigned char)text[at] < 0x80;
  if (ascii && bits & (P | S) && behind < bytes && is_ascii_letter(text[behind])) {
    for (end = behind; end < bytes && is_ascii_letter(text[end]);) end++;
    return end;
  }
  if (!(bits & (BREAK | L | P | S)) && is(text, bytes, behind, L | M)) return all(text, bytes, behind, L | M);
  if (bits & (L | M)) return all(text, bytes, at, L | M);
  size_t begin = text[at] == ' ' ? behind : at;
  end = all(text, bytes, begin, P | S);
  if (end > begin) return all(text, bytes, end, BREAK);
  return bits & SPACE ? spaces_and_breaks(text, bytes, at) : at;
}

static bool deepseek(const char *text, size_t bytes, size_t *first, size_t *last) {
  while (*first < bytes) {
    *last = deepseek_at(text, bytes, *first);
    if (*last > *first) return true;
    next(text, bytes, first);
  }
  return false;
}

static bool is_han_or_kana(uint32_t c) {
  return (c >= 0x4e00 && c <= 0x9fa5) || (c >= 0x3040 && c <= 0x30ff);
}

/* [一-龥\u3040-ゟ゠-ヿ]+ */
static bool han_or_kana(const char *text, size_t bytes, size_t *first, size_t *last) {
  for (size_t at = *first; at < bytes; *first = at) {
    if (!is_han_or_kana(hug_utf8_next(text, bytes, &at))) continue;
    for (*last = at; at < bytes && is_han_or_kana(hug_utf8_next(text, bytes, &at));) *last = at;
    return true;
  }
  return false;
}

/* ---- CLIP ---- */

static bool starts(const char *text, size_t bytes, size_t at, const char *with) {
  size_t n = strlen(with);
  return bytes - at >= n && !memcmp(text + at, with, n);
}

/* <\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+ */
static bool clip(const char *text, size_t bytes, size_t *first, size_t *last) {
  static const char *const marks[] = { "<|startoftext|>", "<|endoftext|>" };
  *first = all(text, bytes, *first, SPACE);
  size_t at = *first;
  if (at == bytes) return false;
  for (int i = 0; i < 2; i++)
    if (starts(text, bytes, at, marks[i])) {
      *last = at + strlen(marks[i]);
      return true;
    }
  *last = contraction(text, bytes, at, false);
  if (*last > at) return true;
  uint32_t bits = next(text, bytes, last);
  if (bits & L) *last = all(text, bytes, at, L);
  else if (!(bits & N)) *last = none(text, bytes, at, SPACE | L | N);
  return true;
}

/* ---- Short ones ---- */

/* The next run of at most `most` characters that have one of the wanted bits. */
static bool next_run(const char *text, size_t bytes, size_t *first, size_t *last, uint32_t wanted, int64_t most) {
  *first = none(text, bytes, *first, wanted);
  *last = run(text, bytes, *first, wanted, 0, most);
  return *last > *first;
}

static bool digits_by_three(const char *text, size_t bytes, size_t *first, size_t *last) {   /* \p{N}{1,3} */
  return next_run(text, bytes, first, last, N, 3);
}

static bool one_digit(const char *text, size_t bytes, size_t *first, size_t *last) {         /* \p{N} */
  return next_run(text, bytes, first, last, N, 1);
}

static bool all_spaces(const char *text, size_t bytes, size_t *first, size_t *last) {        /* \s+ */
  return next_run(text, bytes, first, last, SPACE, INT64_MAX);
}

/* \s+$: white space up to the last place in it that is before a line feed or at the end of the text. */
static bool spaces_at_line_end(const char *text, size_t bytes, size_t *first, size_t *last) {
  while (next_run(text, bytes, first, last, SPACE, INT64_MAX)) {
    size_t end = *last;
    while (end > *first + 1 && end < bytes && text[end] != '\n') end--;
    if (end == bytes || text[end] == '\n') {
      *last = end;
      return true;
    }
    *first = *last;
  }
  return false;
}

static bool is_digit(char c) {
  return (unsigned char)(c - '0') < 10;
}

static bool three_ascii_digits(const char *text, size_t bytes, size_t *first, size_t *last) {   /* [0-9][0-9][0-9] */
  for (; bytes - *first >= 3; ++*first) {
    const char *c = text + *first;
    *last = *first + 3;
    if (is_digit(c[0]) && is_digit(c[1]) && is_digit(c[2])) return true;
  }
  return false;
}

static bool two_blanks(const char *text, size_t bytes, size_t *first, size_t *last) {        /* " {2,}" */
  for (size_t at = *first; at < bytes; at++) {
    if (text[at] != ' ') continue;
    for (*first = *last = at; *last < bytes && text[*last] == ' ';) ++*last;
    if (*last - at > 1) return true;
  }
  return false;
}

static bool is_bloom_stop(uint32_t c) {
  switch (c) {
    case '(': case ')': case '|': case '.': case ',': case '!': case '?': case 0x2026: case 0x3002: case 0xff0c:
    case 0x3001: case 0x964: case 0x6d4: case 0x60c: return true;
    default: return bits_of(c) & SPACE;
  }
}

/* ` ?[^(\s|[.,!?…。，、।۔،])]+`, where the inner brackets are a set in the set. */
static bool bloom(const char *text, size_t bytes, size_t *first, size_t *last) {
  for (size_t at = *first, begin = at; at < bytes; begin = at) {
    if (is_bloom_stop(hug_utf8_next(text, bytes, &at))) continue;
    *first = begin > *first && text[begin - 1] == ' ' ? begin - 1 : begin;
    for (*last = at; at < bytes && !is_bloom_stop(hug_utf8_next(text, bytes, &at));) *last = at;
    return true;
  }
  return false;
}

/* ---- The table ---- */

#define GPT2_END "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"
#define ANY_CASE "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define CL100K(letters, digits, not_letters) ANY_CASE "|[^\\r\\n\\p{L}\\p{N}]?" letters "+|" digits \
  "| ?[^\\s" not_letters "\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define LEAD "[^\\r\\n\\p{L}\\p{N}]?"
#define O200K_UPPER "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define O200K_LOWER "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define O200K(ending, digits) LEAD O200K_UPPER "*" O200K_LOWER "+" ending "|" LEAD O200K_UPPER "+" O200K_LOWER "*" \
  ending "|" digits "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

/* Cuts between matches: what is to the left of one never goes on behind it, nor does it look there. */

#define SPACES HUG_IN_SPACE
#define WHITE HUG_IN_WHITE
#define LETTERS HUG_IN_LETTER
#define NUMBERS HUG_IN_NUMBER
#define PUNCT HUG_IN_PUNCT
#define NOT_LETTERS (HUG_IN_VISIBLE & ~LETTERS)
#define NOT_NUMBERS (HUG_IN_VISIBLE & ~NUMBERS)
#define NOT_PUNCT (HUG_IN_VISIBLE & ~PUNCT)

static const hug_cuts gpt2_cuts = HUG_CUTS(0, NOT_LETTERS, NOT_NUMBERS, NOT_PUNCT, WHITE | NUMBERS, NOT_PUNCT, WHITE);

/* cl100k and its relatives: a letter may take what is before it along, and punctuation takes line breaks behind it. */
#define CL100K_CUTS(behind_numbers) HUG_CUTS(LETTERS | NUMBERS | PUNCT, NOT_LETTERS, behind_numbers, SPACES | NUMBERS, \
                                             SPACES | NUMBERS, SPACES | NUMBERS, SPACES)
static const hug_cuts by_threes = CL100K_CUTS(NOT_NUMBERS), by_digits = CL100K_CUTS(HUG_IN_VISIBLE);

/* o200k and its relatives: contractions go with the word before them, and so do slashes with line breaks. */
#define O200K_CUTS(behind_numbers) HUG_CUTS(LETTERS | NUMBERS, NOT_LETTERS & ~(1 << HUG_C_APOSTROPHE), behind_numbers, \
                                            SPACES | NUMBERS, SPACES | NUMBERS, SPACES | NUMBERS, SPACES)
static const hug_cuts o200k_cuts = O200K_CUTS(NOT_NUMBERS), tekken_cuts = O200K_CUTS(HUG_IN_VISIBLE);

/* Those at which a digit ends or begins, and all but those between two of them. */
static const hug_cuts at_numbers = HUG_CUTS(NUMBERS, NUMBERS, HUG_IN_VISIBLE, NUMBERS, NUMBERS, NUMBERS, 0);
static const hug_cuts beside_numbers = HUG_CUTS(HUG_IN_VISIBLE, HUG_IN_VISIBLE, NOT_NUMBERS, HUG_IN_VISIBLE,
                                                HUG_IN_VISIBLE, HUG_IN_VISIBLE, WHITE);

static const hug_cuts bloom_cuts = { {
  [HUG_C_LETTER] = HUG_IN_SPACE, [HUG_C_DIGIT] = HUG_IN_SPACE, [HUG_C_UNDERSCORE] = HUG_IN_SPACE,
  [HUG_C_APOSTROPHE] = HUG_IN_SPACE, [HUG_C_WIDE_LETTER] = HUG_IN_SPACE, [HUG_C_WIDE_NUMBER] = HUG_IN_SPACE,
  [HUG_C_HAN] = HUG_IN_SPACE
} };

static const struct { const char *regex; hug_scan *scan; hug_pattern_cuts cuts; } known[] = {
  { "'s|'t|'re|'ve|'m|'ll|'d" GPT2_END, gpt2, { &gpt2_cuts, &gpt2_cuts } },
  { "'(?:[sdmt]|ll|ve|re)" GPT2_END, gpt2, { &gpt2_cuts, &gpt2_cuts } },
  { CL100K("\\p{L}", "\\p{N}{1,3}", "\\p{L}"), llama3, { &by_threes, &by_threes } },
  { CL100K("\\p{L}", "\\p{N}", "\\p{L}"), qwen2, { &by_digits, &by_digits } },
  { CL100K("[\\p{L}\\p{M}]", "\\p{N}", "\\p{L}\\p{M}"), qwen3_5, { &by_digits, &by_digits } },
  { O200K(ANY_CASE "?", "\\p{N}{1,3}"), o200k, { &o200k_cuts, &o200k_cuts } },
  { O200K("", "\\p{N}"), tekken, { &tekken_cuts, &tekken_cuts } },
  { "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
    "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+", deepseek, { &hug_cuts_spaces, &hug_cuts_spaces } },
  { "[一-龥\u3040-ゟ゠-ヿ]+", han_or_kana, { NULL, &hug_cuts_spaces } },
  { "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+", clip, { &hug_cuts_spaces, &hug_cuts_spaces } },
  { " ?[^(\\s|[.,!?…。，、।۔،])]+", bloom, { &bloom_cuts, &bloom_cuts } },
  { "\\p{N}{1,3}", digits_by_three, { NULL, &beside_numbers } },
  { "\\p{N}", one_digit, { &at_numbers, &hug_cuts_all } },
  { "\\s+", all_spaces, { NULL, &hug_cuts_spaces } },
  { "\\s+$", spaces_at_line_end, { NULL, &hug_cuts_spaces } },
  { "[0-9][0-9][0-9]", three_ascii_digits, { NULL, &beside_numbers } },
  { " {2,}", two_blanks, { NULL, &hug_cuts_spaces } },
};

bool hug_scan_of_spaces(hug_scan *scan) {
  return scan == all_spaces || scan == two_blanks;
}

hug_scan *hug_scan_find(const char *regex, size_t bytes, hug_pattern_cuts *cuts) {
  *cuts = (hug_pattern_cuts){ NULL, NULL };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strlen(known[i].regex) != bytes || memcmp(known[i].regex, regex, bytes)) continue;
    *cuts = known[i].cuts;
    return known[i].scan;
  }
  return NULL;
}
