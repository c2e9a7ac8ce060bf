/* regex.h: regular expressions as the reference's library, Oniguruma, reads them.
**
** charset.c has sets of characters, from our own tables.  regex_parse.c reads an expression as parts: text for PCRE2,
** and sets.  regex.c numbers the kinds of characters that the sets tell apart, so that PCRE2 sees texts of one byte a
** character, and neither its version of Unicode matters nor its options do.
*/
#ifndef HUG_REGEX_H
#define HUG_REGEX_H

#include "token.h"

/* ---- Sets of characters (charset.c) ---- */

/* Sorted places where membership begins and ends, by turns.  Operations give new sets, in `arena`; NULL: no memory. */
typedef struct hug_charset {
  size_t count;
  uint32_t at[];
} hug_charset;

enum { HUG_CHARSET_AND = 1, HUG_CHARSET_OR, HUG_CHARSET_XOR };

hug_charset *hug_charset_of_range(hug_arena *arena, uint32_t first, uint32_t last);   /* empty if first > last */
hug_charset *hug_charset_merge(hug_arena *arena, const hug_charset *a, const hug_charset *b, int operation);
hug_charset *hug_charset_invert(hug_arena *arena, const hug_charset *a);

/* The set of a property, by a name as \p{} has it; *known is false if there is none. */
hug_charset *hug_charset_of_property(hug_arena *arena, const char *name, size_t bytes, bool *known);

/* The set, and all characters that are equal to one of it if case is ignored. */
hug_charset *hug_charset_fold(hug_arena *arena, const hug_charset *a);
bool hug_charset_has(const hug_charset *a, uint32_t c);

/* ---- Expressions as parts (regex_parse.c) ---- */

/* Text for PCRE2, and behind it a set that one character is in; NULL: none. */
typedef struct hug_regex_part {
  const char *text;
  size_t bytes;
  const hug_charset *set;
  struct hug_regex_part *next;
} hug_regex_part;

/* Reads an expression; *problem is what is wrong with it, or NULL.  All that is made is in `arena`. */
hug_status hug_regex_parse(hug_arena *arena, const char *regex, size_t bytes, hug_regex_part **parts,
                           const char **problem);

/* ---- Matching (regex.c) ---- */

typedef struct hug_regex hug_regex;
typedef struct hug_regex_search hug_regex_search;

/* The expression is told by its place in messages.  It lives as long as the tokenizer. */
hug_status hug_regex_compile(const hug_place *at, const char *regex, size_t bytes, hug_tokenizer *t, hug_regex **out);
void hug_regex_free_all(hug_regex *regexes);

/* Begins a search of a text, or goes on to another one if *s is not NULL. */
hug_status hug_regex_begin(const hug_regex *r, const char *text, size_t bytes, hug_regex_search **s);

/* The next match at or behind `from`, a place that the search has come to before. */
hug_status hug_regex_next(hug_regex_search *s, size_t from, bool *found, size_t *first, size_t *last);
void hug_regex_end(hug_regex_search *s);

#endif
