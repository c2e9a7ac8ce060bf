/* regex_parse.c: reads regular expressions in Oniguruma's syntax, and writes them for PCRE2.
**
** All that depends on characters becomes a set, so what is written has no \p, \w or (?i) in it.  Groups capture
** nothing, because nothing asks for what they captured.  What the two libraries do not have in common is a problem that
** is told.
*/
#include "regex.h"
#include "unicode.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MOST = 24, REPEAT_MOST = 100000, CACHED = 16 };

typedef struct options {
  bool ignore_case, dot_all, extended;
} options;

typedef struct parser {
  hug_arena *arena;
  const char *text;
  size_t bytes, at;
  hug_regex_part *first, **end;
  const char *problem;        /* set once */
  int depth, class_depth;
  bool literal;               /* the item that was read is a character */
  uint32_t letters[3];        /* the last characters in a row that are, folded; 0: none */
  struct { const char *name; size_t bytes; const hug_charset *set; } cache[CACHED];
  int cached;
} parser;

/* Functions give HUG_EFORMAT when there is a problem, and HUG_ENOMEM when there is no memory. */
static hug_status fail(parser *p, const char *problem) {
  p->problem = problem;
  return HUG_EFORMAT;
}

/* ---- Writing ---- */

static hug_status insert(parser *p, hug_regex_part **where, const char *text, const hug_charset *set) {
  hug_regex_part *part = hug_arena_alloc(p->arena, sizeof *part);
  if (!part) return HUG_ENOMEM;
  *part = (hug_regex_part){ text, strlen(text), set, *where };
  if (where == p->end) p->end = &part->next;
  *where = part;
  return HUG_OK;
}

static hug_status put(parser *p, const char *text) {
  return insert(p, p->end, text, NULL);
}

static hug_status put_set(parser *p, const hug_charset *set) {
  return set ? insert(p, p->end, "", set) : HUG_ENOMEM;
}

static const hug_charset *one(parser *p, uint32_t c) {
  return hug_charset_of_range(p->arena, c, c);
}

/* "text", a set, "text", a set ... by turns, up to NULL. */
static hug_status put_around(parser *p, const hug_charset *set, const char *const *texts) {
  if (!set) return HUG_ENOMEM;
  for (; *texts; texts++) {
    HUG_TRY(put(p, *texts));
    if (texts[1]) HUG_TRY(put_set(p, set));
  }
  return HUG_OK;
}

/* ---- Reading characters ---- */

static bool at_end(const parser *p) {
  return p->at >= p->bytes;
}

static bool next_is(const parser *p, const char *text) {
  size_t n = strlen(text);
  return p->bytes - p->at >= n && !memcmp(p->text + p->at, text, n);
}

static bool take(parser *p, const char *text) {
  if (!next_is(p, text)) return false;
  p->at += strlen(text);
  return true;
}

static uint32_t take_char(parser *p) {
  return hug_utf8_next(p->text, p->bytes, &p->at);
}

static int digit_of(char c, int base) {
  int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
  return digit < base ? digit : -1;
}

/* A number of at most `most` digits; returns how many there were. */
static int take_number(parser *p, int base, int most, uint32_t *out) {
  int n = 0;
  for (*out = 0; n < most && !at_end(p) && digit_of(p->text[p->at], base) >= 0; n++)
    *out = *out * (uint32_t)base + (uint32_t)digit_of(p->text[p->at++], base);
  return n;
}

static hug_status check_char(parser *p, uint32_t c) {
  return c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? fail(p, "has a number that is no character's") : HUG_OK;
}

/* A number in braces, { and all. */
static hug_status take_braced(parser *p, int base, uint32_t *c) {
  p->at++;
  int n = take_number(p, base, base == 16 ? 8 : 10, c);
  if (next_is(p, " ")) return fail(p, "has several characters in one \\x{}, which is not supported");
  return n && take(p, "}") ? check_char(p, *c) : fail(p, "has braces without a number");
}

static bool two_octal_digits(const parser *p) {
  return p->bytes - p->at > 1 && digit_of(p->text[p->at], 8) >= 0 && digit_of(p->text[p->at + 1], 8) >= 0;
}

/* The character of an escape, behind its \; or *c = -1 and nothing taken if it is none. */
static hug_status take_escaped_char(parser *p, int64_t *c) {
  static const char letters[] = "t\tn\nr\rf\fv\va\ae\033";
  char letter = p->text[p->at];
  uint32_t number = 0;
  *c = -1;
  for (const char *pair = letters; *pair; pair += 2)
    if (letter == *pair) {
      p->at++;
      *c = pair[1];
      return HUG_OK;
    }
  if (letter == 'x' || letter == 'o' || letter == 'u') {
    p->at++;
    bool braced = letter != 'u' && next_is(p, "{");
    if (braced) HUG_TRY(take_braced(p, letter == 'x' ? 16 : 8, &number));
    else if (letter == 'x' && (!take_number(p, 16, 2, &number) || number > 0x7f))
      return fail(p, "has an \\x that is no character of ASCII: write \\x{...}");
    else if (letter == 'u' && take_number(p, 16, 4, &number) != 4) return fail(p, "has a \\u without four digits");
    else if (letter == 'o') return fail(p, "has an \\o without braces");
    HUG_TRY(check_char(p, number));
    *c = number;
  } else if (letter == '0' || two_octal_digits(p)) {
    take_number(p, 8, 3, &number);
    if (number > 0x7f) return fail(p, "has an octal number that is no character of ASCII");
    *c = number;
  } else if (letter == 'c' || letter == 'C') {
    p->at++;
    if (letter == 'C' && !take(p, "-")) return fail(p, "has a \\C without a -");
    if (at_end(p) || (unsigned char)p->text[p->at] >= 0x80 || next_is(p, "\\"))
      return fail(p, "has an unknown control");
    char control = p->text[p->at++];
    *c = control == '?' ? 0x7f : control & 0x1f;
  } else if (letter == 'M') {
    return fail(p, "has a \\M-, which is not supported");
  }
  return HUG_OK;
}

/* ---- Sets ---- */

static hug_status find_property(parser *p, const char *name, size_t bytes, const hug_charset **set) {
  for (int i = 0; i < p->cached; i++)
    if (p->cache[i].bytes == bytes && !memcmp(p->cache[i].name, name, bytes)) {
      *set = p->cache[i].set;
      return HUG_OK;
    }
  bool known;
  *set = hug_charset_of_property(p->arena, name, bytes, &known);
  if (!known) return fail(p, "names a property that is not known");
  if (!*set) return HUG_ENOMEM;
  if (p->cached < CACHED) {
    p->cache[p->cached].name = name;
    p->cache[p->cached].bytes = bytes;
    p->cache[p->cached++].set = *set;
  }
  return HUG_OK;
}

/* In [], Oniguruma takes no superscripts and fractions of Latin-1 for word characters, but elsewhere it does. */
static hug_status property(parser *p, const char *name, size_t bytes, const hug_charset **set) {
  static const uint32_t numbers[][2] = { { 0xb2, 0xb3 }, { 0xb9, 0xb9 }, { 0xbc, 0xbe } };
  HUG_TRY(find_property(p, name, bytes, set));
  if (!p->class_depth || bytes != 4 || strncasecmp(name, "word", 4)) return HUG_OK;
  for (int i = 0; i < 3; i++) {
    const hug_charset *range = hug_charset_of_range(p->arena, numbers[i][0], numbers[i][1]);
    if (range) *set = hug_charset_merge(p->arena, *set, range, HUG_CHARSET_XOR);
    if (!range || !*set) return HUG_ENOMEM;
  }
  return HUG_OK;
}

static hug_status inverted(parser *p, bool invert, const hug_charset **set) {
  if (invert) *set = hug_charset_invert(p->arena, *set);
  return *set ? HUG_OK : HUG_ENOMEM;
}

/* \p{name}, \p{^name}, \pL and the same with P, behind the p. */
static hug_status take_property(parser *p, bool invert, const hug_charset **set) {
  const char *name = p->text + p->at;
  size_t bytes = 1;
  if (take(p, "{")) {
    invert ^= take(p, "^");
    name = p->text + p->at;
    const char *end = memchr(name, '}', p->bytes - p->at);
    if (!end) return fail(p, "has a \\p{ without a }");
    bytes = (size_t)(end - name);
    p->at += bytes + 1;
  } else if (!at_end(p) && strchr("CLMNPSZ", p->text[p->at])) {
    p->at++;
  } else {
    return fail(p, "has a \\p without a property");
  }
  HUG_TRY(property(p, name, bytes, set));
  return inverted(p, invert, set);
}

/* The set of an escape such as \d, behind its \; *set = NULL, and nothing taken, if it is none. */
static hug_status take_escaped_set(parser *p, const hug_charset **set) {
  static const struct { char letter; const char *name; } kinds[] = {
    { 'd', "Digit" }, { 's', "Space" }, { 'w', "Word" }, { 'h', "XDigit" }
  };
  char letter = p->text[p->at];
  *set = NULL;
  if (letter == 'p' || letter == 'P') {
    p->at++;
    return take_property(p, letter == 'P', set);
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if ((letter | 32) == kinds[i].letter && (letter & 0x40)) {
      p->at++;
      HUG_TRY(property(p, kinds[i].name, strlen(kinds[i].name), set));
      return inverted(p, letter != kinds[i].letter, set);
    }
  return HUG_OK;
}

/* [:name:] or [:^name:] */
static hug_status take_posix(parser *p, const hug_charset **set) {
  static const char *const names[] = { "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print",
                                       "punct", "space", "upper", "xdigit", "word" };
  p->at += 2;
  bool invert = take(p, "^");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t before = p->at;
    if (take(p, names[i]) && take(p, ":]")) {
      HUG_TRY(property(p, names[i], strlen(names[i]), set));
      if (!strcmp(names[i], "punct")) {   /* not what \p{Punct} is */
        const hug_charset *symbols;
        HUG_TRY(property(p, "S", 1, &symbols));
        *set = hug_charset_merge(p->arena, *set, symbols, HUG_CHARSET_OR);
        if (!*set) return HUG_ENOMEM;
      }
      return inverted(p, invert, set);
    }
    p->at = before;
  }
  return fail(p, "names a class in [: :] that is not known");
}

static bool posix_next(const parser *p) {
  if (!next_is(p, "[:")) return false;
  size_t at = p->at + 2;
  if (at < p->bytes && p->text[at] == '^') at++;
  while (at < p->bytes && (unsigned char)((p->text[at] | 32) - 'a') < 26) at++;
  return p->bytes - at >= 2 && p->text[at] == ':' && p->text[at + 1] == ']';
}

static hug_status take_class(parser *p, const options *o, const hug_charset **set);

/* One member of a class: a character, or a set (*c = -1).  *nested tells a class in the class. */
static hug_status take_member(parser *p, int64_t *c, const hug_charset **set, bool *nested) {
  *c = -1;
  *set = NULL;
  *nested = false;
  if (posix_next(p)) return take_posix(p, set);
  if (take(p, "[")) {
    *nested = true;
    return take_class(p, NULL, set);
  }
  if (!take(p, "\\")) {
    *c = take_char(p);
    return HUG_OK;
  }
  if (at_end(p)) return fail(p, "ends with a \\");
  if (take(p, "b")) {
    *c = '\b';
    return HUG_OK;
  }
  HUG_TRY(take_escaped_set(p, set));
  if (*set) return HUG_OK;
  HUG_TRY(take_escaped_char(p, c));
  if (*c >= 0) return HUG_OK;
  uint32_t octal;
  *c = take_number(p, 8, 1, &octal) ? octal : take_char(p);
  return HUG_OK;
}

static hug_status add(parser *p, const hug_charset *more, int operation, const hug_charset **set) {
  if (more) *set = hug_charset_merge(p->arena, *set, more, operation);
  return more && *set ? HUG_OK : HUG_ENOMEM;
}

/* A range's end, behind the -. */
static hug_status take_range(parser *p, uint32_t first, const hug_charset **set) {
  int64_t last;
  bool nested;
  const hug_charset *other;
  HUG_TRY(take_member(p, &last, &other, &nested));
  if (other) return fail(p, "has a range in [] that ends with a set");
  if (last < first) return fail(p, "has a range in [] that ends before it begins");
  return add(p, hug_charset_of_range(p->arena, first, (uint32_t)last), HUG_CHARSET_OR, set);
}

static hug_status take_members(parser *p, const hug_charset **set) {
  const hug_charset *and = NULL;
  bool after_set = false, after_range = false;
  for (bool first = true; first || !next_is(p, "]"); first = false) {
    if (at_end(p)) return fail(p, "has a [ without a ]");
    if (take(p, "&&")) {
      if (and) HUG_TRY(add(p, and, HUG_CHARSET_AND, set));
      and = *set;
      *set = hug_charset_of_range(p->arena, 1, 0);
      if (!*set) return HUG_ENOMEM;
      after_set = after_range = false;
      continue;
    }
    bool dash = next_is(p, "-") && !next_is(p, "-]");
    if (dash && after_set) return fail(p, "has a range in [] that begins with a set");
    int64_t c;
    bool nested;
    const hug_charset *other;
    HUG_TRY(take_member(p, &c, &other, &nested));
    if (other) HUG_TRY(add(p, other, HUG_CHARSET_OR, set));
    bool range = c >= 0 && !(dash && after_range) && next_is(p, "-") && !next_is(p, "-]") && p->at + 1 < p->bytes;
    if (range) {
      p->at++;
      HUG_TRY(take_range(p, (uint32_t)c, set));
    } else if (c >= 0) {
      HUG_TRY(add(p, one(p, (uint32_t)c), HUG_CHARSET_OR, set));
    }
    after_set = other && !nested;
    after_range = range;
  }
  return and ? add(p, and, HUG_CHARSET_AND, set) : HUG_OK;
}

/* Whether a character that equals several if case is ignored is in the set, but not what those begin with: then the
** class would match more than one character. */
static bool has_long_fold(const hug_charset *set) {
  for (int i = 0; i < hug_long_folds_count; i++)
    if (hug_charset_has(set, hug_long_folds[i].character) && !hug_charset_has(set, hug_long_folds[i].texts[0]))
      return true;
  return false;
}

/* A class behind its [.  `o` is NULL for a class in a class, whose case only the outer one ignores. */
static hug_status take_class(parser *p, const options *o, const hug_charset **set) {
  if (++p->depth > DEPTH_MOST) return fail(p, "is nested too deeply");
  p->class_depth++;
  bool invert = take(p, "^");
  *set = hug_charset_of_range(p->arena, 1, 0);
  if (!*set) return HUG_ENOMEM;
  if (next_is(p, "]") && !memchr(p->text + p->at + 1, ']', p->bytes - p->at - 1)) return fail(p, "has an empty []");
  HUG_TRY(take_members(p, set));
  p->at++;
  p->depth--;
  p->class_depth--;
  if (o && o->ignore_case) {
    *set = hug_charset_fold(p->arena, *set);
    if (!*set) return HUG_ENOMEM;
    if (!invert && has_long_fold(*set)) return fail(p, "ignores the case of a letter that equals several, in []");
  }
  return inverted(p, invert, set);
}

/* ---- Literals ---- */

static bool quantifier_next(parser *p);

/* A character; if case is ignored, any that equals it.  Where several together equal one, it is told. */
static hug_status put_char(parser *p, const options *o, uint32_t c) {
  const hug_charset *set = one(p, c);
  if (!set) return HUG_ENOMEM;
  if (o->ignore_case) {
    set = hug_charset_fold(p->arena, set);
    uint32_t run[3] = { p->letters[1], p->letters[2], hug_char_fold(c) };
    for (int i = 0; i < hug_long_folds_count; i++) {
      const uint32_t *several = hug_long_folds[i].texts;
      int n = several[2] ? 3 : 2, same = 0;
      while (same < n && hug_char_fold(several[same]) == run[3 - n + same]) same++;
      if (hug_long_folds[i].character == c || (same == n && !quantifier_next(p)))
        return fail(p, "ignores the case of a letter that equals several");
    }
    memcpy(p->letters, run, sizeof run);
  }
  p->literal = true;
  return put_set(p, set);
}

/* ---- Quantifiers ---- */

typedef struct repeat {
  uint32_t least, most;       /* most = UINT32_MAX: no limit */
  bool fixed, interval, swapped;
} repeat;

/* {n}, {n,}, {n,m} or {,m}; anything else is text. */
static bool take_interval(parser *p, repeat *r) {
  size_t before = p->at++;
  bool least = take_number(p, 10, 6, &r->least), comma = take(p, ","), most = comma && take_number(p, 10, 6, &r->most);
  r->interval = true;
  r->fixed = !comma;
  if (!most) r->most = comma ? UINT32_MAX : r->least;
  if ((least || most) && take(p, "}")) return true;
  p->at = before;
  return false;
}

static bool take_repeat(parser *p, repeat *r) {
  *r = (repeat){ .most = UINT32_MAX };
  if (take(p, "*")) return true;
  if (take(p, "+")) r->least = 1;
  else if (take(p, "?")) r->most = 1;
  else return next_is(p, "{") && take_interval(p, r);
  return true;
}

static bool quantifier_next(parser *p) {
  size_t before = p->at;
  bool found = take_repeat(p, &(repeat){ 0 });
  p->at = before;
  return found;
}

/* What stands between an item and its quantifier without a meaning. */
static hug_status skip_comments(parser *p, const options *o) {
  for (;;) {
    if (take(p, "(?#")) {
      while (!at_end(p) && !next_is(p, ")")) p->at += next_is(p, "\\") && p->at + 1 < p->bytes ? 2 : 1;
      if (!take(p, ")")) return fail(p, "has a comment without an end");
    } else if (o->extended && !at_end(p) && strchr(" \t\n\v\f\r", p->text[p->at]) && p->text[p->at]) {
      p->at++;
    } else if (o->extended && next_is(p, "#")) {
      while (!at_end(p) && !next_is(p, "\n")) p->at++;
    } else {
      return HUG_OK;
    }
  }
}

/* Quantifiers behind an item; `item` is where it was written.  Those behind the first take it and its quantifiers
** together. */
static hug_status take_quantifiers(parser *p, const options *o, hug_regex_part **item, bool repeatable) {
  repeat r;
  HUG_TRY(skip_comments(p, o));
  for (int count = 0; take_repeat(p, &r); count++) {
    if (!repeatable) return fail(p, "repeats what cannot be repeated");
    if (r.least > REPEAT_MOST || (r.most != UINT32_MAX && r.most > REPEAT_MOST))
      return fail(p, "repeats something more often than it may");
    if (count) {
      HUG_TRY(insert(p, item, "(?:", NULL));
      HUG_TRY(put(p, ")"));
    }
    bool swapped = r.least > r.most;
    char text[48];
    if (swapped) snprintf(text, sizeof text, "{%u,%u}+", r.most, r.least);
    else if (r.most == UINT32_MAX) snprintf(text, sizeof text, "{%u,}", r.least);
    else snprintf(text, sizeof text, "{%u,%u}", r.least, r.most);
    if (!swapped && !r.fixed && take(p, "?")) strcat(text, "?");
    else if (!r.interval && take(p, "+")) strcat(text, "+");
    char *kept = hug_arena_copy(p->arena, text, strlen(text));
    if (!kept) return HUG_ENOMEM;
    HUG_TRY(put(p, kept));
    p->literal = false;
    HUG_TRY(skip_comments(p, o));
  }
  return HUG_OK;
}

/* ---- Items ---- */

static hug_status parse_alternatives(parser *p, options o);

static hug_status put_word_boundary(parser *p, bool boundary) {
  static const char *const at[] = { "(?:(?<=", ")(?!", ")|(?<!", ")(?=", "))", NULL };
  static const char *const off[] = { "(?:(?<=", ")(?=", ")|(?<!", ")(?!", "))", NULL };
  const hug_charset *word;
  HUG_TRY(property(p, "Word", 4, &word));
  return put_around(p, word, boundary ? at : off);
}

/* An escape that is a place, not a character; *done is false if it is none. */
static hug_status take_escaped_place(parser *p, bool *done) {
  char letter = p->text[p->at];
  *done = true;
  switch (letter) {
    case 'A': p->at++; return put(p, "\\A");
    case 'z': p->at++; return put(p, "\\z");
    case 'G': p->at++; return put(p, "\\G");
    case 'K': p->at++; return put(p, "\\K");
    case 'Z': p->at++; return put_around(p, one(p, '\n'), (const char *const[]){ "(?=", "?\\z)", NULL });
    case 'b': case 'B': p->at++; return put_word_boundary(p, letter == 'b');
    default: *done = false; return HUG_OK;
  }
}

/* \R: a line's end, of which \r\n is one. */
static hug_status put_line_end(parser *p) {
  static const uint32_t ranges[][2] = { { '\n', '\r' }, { 0x85, 0x85 }, { 0x2028, 0x2029 } };
  const hug_charset *set = hug_charset_of_range(p->arena, 1, 0);
  for (int i = 0; set && i < 3; i++)
    HUG_TRY(add(p, hug_charset_of_range(p->arena, ranges[i][0], ranges[i][1]), HUG_CHARSET_OR, &set));
  HUG_TRY(put(p, "(?>"));
  HUG_TRY(put_set(p, one(p, '\r')));
  HUG_TRY(put_set(p, one(p, '\n')));
  HUG_TRY(put(p, "|"));
  HUG_TRY(put_set(p, set));
  return put(p, ")");
}

static hug_status put_any(parser *p, bool line_ends) {
  const hug_charset *set = line_ends ? hug_charset_of_range(p->arena, 1, 0) : one(p, '\n');
  return put_set(p, set ? hug_charset_invert(p->arena, set) : NULL);
}

static hug_status parse_escape(parser *p, const options *o, bool *repeatable) {
  const hug_charset *set;
  bool place;
  int64_t c;
  if (at_end(p)) return fail(p, "ends with a \\");
  char letter = p->text[p->at];
  HUG_TRY(take_escaped_place(p, &place));
  if (place) {
    *repeatable = false;
    return HUG_OK;
  }
  if (take(p, "R")) return put_line_end(p);
  if (take(p, "N")) return put_any(p, false);
  if (take(p, "O")) return put_any(p, true);
  if (strchr("XyY", letter) && letter) return fail(p, "has an \\X, \\y or \\Y, which is not supported");
  if (strchr("kg", letter) && letter) return fail(p, "has a reference to a group, which is not supported");
  HUG_TRY(take_escaped_set(p, &set));
  if (set) return put_set(p, set);
  HUG_TRY(take_escaped_char(p, &c));
  if (c < 0 && letter >= '1' && letter <= '9') return fail(p, "has a reference to a group, which is not supported");
  return put_char(p, o, c < 0 ? take_char(p) : (uint32_t)c);
}

/* i, m and x, which a - switches off, and what ends them: ) or :. */
static hug_status take_options(parser *p, options *o, bool *group) {
  for (bool on = true; !at_end(p);) {
    char c = p->text[p->at++];
    switch (c) {
      case '-': on = false; break;
      case 'i': o->ignore_case = on; break;
      case 'm': o->dot_all = on; break;
      case 'x': o->extended = on; break;
      case ')': case ':': *group = c == ':'; return HUG_OK;
      default: return fail(p, "has a group or an option that is not supported");
    }
  }
  return fail(p, "has a ( without a )");
}

static hug_status skip_name(parser *p, char end) {
  const char *name = p->text + p->at, *behind = memchr(name, end, p->bytes - p->at);
  if (!behind || behind == name || (*name >= '0' && *name <= '9')) return fail(p, "has a group with a bad name");
  p->at += (size_t)(behind - name) + 1;
  return HUG_OK;
}

/* A group behind its (.  An option without a group of its own holds up to the end of the group that it is in. */
static hug_status parse_group(parser *p, options o, bool *repeatable) {
  static const struct { const char *start; bool repeatable; } kinds[] = {
    { "?:", true }, { "?=", false }, { "?!", false }, { "?>", true }, { "?<=", false }, { "?<!", false }
  };
  const char *opening = "(?:";
  bool group = true;
  if (next_is(p, "*")) return fail(p, "has a callout, which is not supported");
  if (next_is(p, "?")) {
    size_t before = p->at, i = 0;
    while (i < sizeof kinds / sizeof *kinds && !take(p, kinds[i].start)) i++;
    if (i < sizeof kinds / sizeof *kinds) {
      *repeatable = kinds[i].repeatable;
      char text[8] = "(";
      strcat(text, kinds[i].start);
      opening = hug_arena_copy(p->arena, text, strlen(text));
      if (!opening) return HUG_ENOMEM;
    } else if (take(p, "?<")) {
      HUG_TRY(skip_name(p, '>'));
    } else if (take(p, "?'")) {
      HUG_TRY(skip_name(p, '\''));
    } else {
      p->at = before + 1;
      HUG_TRY(take_options(p, &o, &group));
    }
  }
  HUG_TRY(put(p, opening));
  HUG_TRY(parse_alternatives(p, o));
  HUG_TRY(put(p, ")"));
  if (group && !take(p, ")")) return fail(p, "has a ( without a )");
  return HUG_OK;
}

static hug_status parse_item(parser *p, const options *o, bool *repeatable) {
  const hug_charset *set;
  *repeatable = true;
  if (quantifier_next(p)) return fail(p, "repeats nothing");
  if (take(p, "\\")) return parse_escape(p, o, repeatable);
  if (take(p, "(")) return parse_group(p, *o, repeatable);
  if (take(p, ".")) return put_any(p, o->dot_all);
  if (take(p, "[")) {
    HUG_TRY(take_class(p, o, &set));
    return put_set(p, set);
  }
  *repeatable = !next_is(p, "^") && !next_is(p, "$");
  if (take(p, "^")) return put_around(p, one(p, '\n'), (const char *const[]){ "(?:\\A|(?<=", ")(?!\\z))", NULL });
  if (take(p, "$")) return put_around(p, one(p, '\n'), (const char *const[]){ "(?=", "|\\z)", NULL });
  return put_char(p, o, take_char(p));
}

static hug_status parse_alternatives(parser *p, options o) {
  if (++p->depth > DEPTH_MOST) return fail(p, "is nested too deeply");
  for (;;) {
    if (!p->literal) memset(p->letters, 0, sizeof p->letters);
    p->literal = false;
    HUG_TRY(skip_comments(p, &o));
    if (at_end(p) || next_is(p, ")")) break;
    if (take(p, "|")) {
      HUG_TRY(put(p, "|"));
      continue;
    }
    bool repeatable;
    hug_regex_part **item = p->end;
    HUG_TRY(parse_item(p, &o, &repeatable));
    HUG_TRY(take_quantifiers(p, &o, item, repeatable));
  }
  p->depth--;
  return HUG_OK;
}

hug_status hug_regex_parse(hug_arena *arena, const char *regex, size_t bytes, hug_regex_part **parts,
                           const char **problem) {
  parser p = { .arena = arena, .text = regex, .bytes = bytes };
  p.end = &p.first;
  hug_status status = parse_alternatives(&p, (options){ 0 });
  if (!status && !at_end(&p)) status = fail(&p, "has a ) without a (");
  *parts = p.first;
  *problem = p.problem;
  return p.problem ? HUG_OK : status;
}
