/* json.c: strict RFC 8259 JSON into a tree of values, in one pass without recursion, so that no text can exhaust
** the stack.  The pass goes through a copy of the text, in which strings stay: each is decoded where it stands, and ends with
** a NUL in place of its quote.
*/
#include "json_value.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DEEPEST = 512, FIRST_VALUES = 64, MOST_VALUES = 1 << 19 };   /* values of a stretch of memory */

/* A container that is not closed yet, and the last value in it so far. */
typedef struct level {
  hug_json_value *container, *last;
} level;

/* The keys of all objects so far: a hash table with linear probing, at most half full.  The address of the object goes
** into the hash such that equal keys of different objects never have equal hashes.
*/
typedef struct key_slot {
  uint64_t hash;
  const hug_json_value *key;
} key_slot;

typedef struct parser {
  const char *source;         /* as it was given, for messages */
  char *text, *at;            /* its copy */
  const char *end;
  const char *what;
  hug_arena *arena;
  hug_json_value *free, *stretch_end;   /* where the next value goes; the last one is kept for a jump */
  size_t stretch;             /* values in the stretch */
  bool unique_keys;
  hug_hash_seed seed;
  key_slot *keys;
  size_t key_count, key_room;
  int depth;                  /* levels[depth] is the innermost open container */
  level levels[DEEPEST + 1];  /* levels[0] has no container: it holds the root */
} parser;

/* ---- Errors ---- */

/* Fails at a place in the text, which it gives as line and column; columns count characters. */
HUG_PRINTF(3, 4)
static hug_status fail_at(const parser *p, const char *at, const char *format, ...) {
  char problem[256];
  size_t line = 1;
  const char *begin = p->source;
  at = p->source + (at - p->text);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(problem, sizeof problem, format, arguments);
  va_end(arguments);
  for (const char *c = p->source; c < at; c++)
    if (*c == '\n') line++, begin = c + 1;
  return hug_fail(HUG_EFORMAT, "[json] %s, line %zu column %zu of %s", problem, line,
                  hug_utf8_count(begin, (size_t)(at - begin)) + 1, p->what);
}

static hug_status unexpected(const parser *p, const char *wanted) {
  if (p->at == p->end) return fail_at(p, p->at, "expected %s, but the text ends", wanted);
  int n = hug_utf8_step(p->at, (size_t)(p->end - p->at));
  return fail_at(p, p->at, "expected %s, not '%.*s'", wanted, n < 0 ? -n : n, p->at);
}

/* ---- Scalars ---- */

/* Takes the spaces behind a line's end at once: half of an indented file is indentation. */
static inline void skip_space(parser *p) {
  char *at = p->at;
  const char *end = p->end;
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
    uint64_t w;
    at++;
    if (end - at < 8) continue;
    memcpy(&w, at, 8);
    w ^= 0x2020202020202020u;                  /* the first byte that is not 0 is no space, of a little-endian word */
    at += w ? __builtin_ctzll(w) / 8 : 8;
  }
  p->at = at;
}

static inline bool next_is(const parser *p, char c) {
  return p->at < p->end && *p->at == c;
}

/* Moves behind digits, and takes them into *value, which wraps around from 20 of them on. */
static inline char *skip_digits(char *at, const char *end, uint64_t *value) {
  unsigned digit;
  for (uint64_t v = *value; at < end && (digit = (unsigned)*at - '0') < 10; *value = v, at++) v = v * 10 + digit;
  return at;
}

static bool parse_integer(const char *at, const char *end, int64_t *out) {
  bool negative = *at == '-';
  int64_t value = 0;
  for (at += negative; at < end; at++) {
    int digit = *at - '0';
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, digit, &value)) return false;
  }
  return negative ? (*out = value, true) : !__builtin_sub_overflow((int64_t)0, value, out);
}

/* Moves p->at behind the exponent that begins there, if one does, and adds it to *exponent. */
static hug_status parse_exponent(parser *p, int64_t *exponent) {
  if (!next_is(p, 'e') && !next_is(p, 'E')) return HUG_OK;
  p->at++;
  bool negative = next_is(p, '-');
  if (negative || next_is(p, '+')) p->at++;
  char *first = p->at;
  uint64_t value = 0;
  p->at = skip_digits(first, p->end, &value);
  if (p->at == first) return unexpected(p, "a digit of the exponent");
  if (p->at - first > 18) value = 1000000000000000000u;   /* no text is long enough to undo it */
  *exponent += negative ? -(int64_t)value : (int64_t)value;
  return HUG_OK;
}

/* Up to 18 digits are a whole number that fits, up to 19 the mantissa of a decimal; longer numbers are read again. */
static hug_status parse_number(parser *p, hug_json_value *v) {
  char *first = p->at, *digits = first + (*first == '-');
  uint64_t mantissa = 0;
  int64_t exponent = 0;
  p->at = digits < p->end && *digits == '0' ? digits + 1 : skip_digits(digits, p->end, &mantissa);
  if (p->at == digits) return unexpected(p, "a digit");
  ptrdiff_t count = p->at - digits;
  if (next_is(p, '.')) {
    digits = ++p->at;
    p->at = skip_digits(digits, p->end, &mantissa);
    if (p->at == digits) return unexpected(p, "a digit after the point");
    exponent = digits - p->at;
    count -= exponent;
  } else if (!next_is(p, 'e') && !next_is(p, 'E')) {
    v->type = HUG_JSON_INT;
    v->as.integer = (int64_t)(*first == '-' ? 0 - mantissa : mantissa);
    if (count <= 18 || parse_integer(first, p->at, &v->as.integer)) return HUG_OK;
  }
  HUG_TRY(parse_exponent(p, &exponent));
  v->type = HUG_JSON_FLOAT;
  if (count > 19) v->as.number = hug_number_parse(first, (size_t)(p->at - first));
  else v->as.number = *first == '-' ? -hug_decimal(mantissa, exponent) : hug_decimal(mantissa, exponent);
  return HUG_OK;
}

static hug_status parse_word(parser *p, const char *word, hug_json_value *v, hug_json_type type) {
  size_t n = strlen(word);
  if ((size_t)(p->end - p->at) < n || memcmp(p->at, word, n) != 0) return unexpected(p, "a value");
  p->at += n;
  v->type = type;
  v->as.boolean = *word == 't';
  return HUG_OK;
}

/* ---- Strings ---- */

/* Marks, by its top bit, the first of eight bytes that is a quote, a backslash, a control character or not ASCII; a borrow may
** mark others behind it. */
static inline uint64_t specials(uint64_t w) {
  const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
  uint64_t quote = w ^ ones * '"', backslash = w ^ ones * '\\';
  return ((w - ones * 0x20) | (quote - ones) | (backslash - ones) | w) & tops;
}

/* Moves behind characters that are not ASCII, as long as they are UTF-8.  Most are of two bytes, or of three whose first
** leaves the others free. */
static inline char *skip_wide(char *at, const char *end) {
  while (end - at >= 3 && (*at & 0x80)) {
    unsigned char c = (unsigned char)*at;
    bool second = (at[1] & 0xc0) == 0x80, third = (at[2] & 0xc0) == 0x80;
    int n = c >= 0xc2 && c <= 0xdf && second ? 2 : c >= 0xe1 && c <= 0xec && second && third ? 3 : hug_utf8_step(at, (size_t)(end - at));
    if (n < 0) return at;
    at += n;
  }
  return at;
}

/* Moves behind what stands for itself in a string. */
static inline void skip_plain(parser *p) {
  char *at = p->at;
  const char *end = p->end;
  for (;;) {
    uint64_t w, special = 0;
    while (end - at >= 8 && (memcpy(&w, at, 8), !(special = specials(w)))) at += 8;
    if (special) at = skip_wide(at + __builtin_ctzll(special) / 8, end);   /* of a little-endian word */
    if (at == end) break;
    unsigned char c = (unsigned char)*at;
    int n = c < 0x80 ? 1 : hug_utf8_step(at, (size_t)(end - at));
    if (c < 0x20 || c == '"' || c == '\\' || n < 0) break;
    at += n;
  }
  p->at = at;
}

static bool parse_hex4(const char *at, const char *end, uint32_t *out) {
  uint32_t value = 0;
  if (end - at < 4) return false;
  for (int i = 0; i < 4; i++) {
    unsigned char c = (unsigned char)at[i], letter = c | 0x20;
    if (c >= '0' && c <= '9') value = value << 4 | (uint32_t)(c - '0');
    else if (letter >= 'a' && letter <= 'f') value = value << 4 | (uint32_t)(letter - 'a' + 10);
    else return false;
  }
  *out = value;
  return true;
}

/* \uXXXX, or two of them that make a surrogate pair; p->at is at the first backslash. */
static hug_status parse_unicode_escape(parser *p, uint32_t *out) {
  const char *at = p->at;
  uint32_t unit, low;
  if (!parse_hex4(at + 2, p->end, &unit)) return fail_at(p, at, "\\u without four hexadecimal digits");
  p->at += 6;
  if (unit < 0xd800 || unit > 0xdfff) {
    *out = unit;
    return HUG_OK;
  }
  bool paired = unit < 0xdc00 && p->end - p->at >= 6 && p->at[0] == '\\' && p->at[1] == 'u'
             && parse_hex4(p->at + 2, p->end, &low) && low >= 0xdc00 && low <= 0xdfff;
  if (!paired) return fail_at(p, at, "the surrogate \\u%04x stands alone", (unsigned)unit);
  p->at += 6;
  *out = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  return HUG_OK;
}

/* Writes what an escape means to *to, which moves on; no escape means more bytes than it has. */
static hug_status parse_escape(parser *p, char **to) {
  static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";   /* pairs: the letter, its byte */
  if (p->end - p->at < 2) return fail_at(p, p->at, "the text ends inside an escape");
  if (p->at[1] == 'u') {
    uint32_t character = 0;
    HUG_TRY(parse_unicode_escape(p, &character));
    *to += hug_utf8_put(*to, character);
    return HUG_OK;
  }
  for (const char *pair = letters; *pair; pair += 2)
    if (p->at[1] == *pair) {
      *(*to)++ = pair[1];
      p->at += 2;
      return HUG_OK;
    }
  return fail_at(p, p->at, "an unknown escape");
}

/* Decodes, where it stands, what follows from the first escape on; returns its end. */
static hug_status parse_escaped(parser *p, char **end) {
  char *to = p->at;
  while (next_is(p, '\\')) {
    HUG_TRY(parse_escape(p, &to));
    char *first = p->at;
    skip_plain(p);
    memmove(to, first, (size_t)(p->at - first));
    to += p->at - first;
  }
  *end = to;
  return HUG_OK;
}

/* A string whose opening quote is at p->at, as a value of type STRING or KEY. */
static hug_status parse_string(parser *p, hug_json_value *v, int type) {
  char *quote = p->at, *end;
  p->at++;
  skip_plain(p);
  end = p->at;
  if (next_is(p, '\\')) HUG_TRY(parse_escaped(p, &end));
  if (p->at == p->end) return fail_at(p, quote, "a string that does not end");
  unsigned char c = (unsigned char)*p->at;
  if (c >= 0x80) return fail_at(p, p->at, "the byte %02x is not UTF-8", c);
  if (c < 0x20) return fail_at(p, p->at, "a control character in a string: write \\u%04x", c);
  p->at++;
  *end = 0;
  v->type = (uint8_t)type;
  v->as.string = quote + 1;
  v->count = (uint32_t)(end - (quote + 1));
  return HUG_OK;
}

/* ---- Keys ---- */

static key_slot *find_slot(key_slot *slots, size_t room, uint64_t hash, const hug_json_value *key) {
  size_t i = hash & (room - 1);
  for (;; i = (i + 1) & (room - 1)) {
    key_slot *s = &slots[i];
    bool same = s->key && s->hash == hash && s->key->count == key->count
             && memcmp(s->key->as.string, key->as.string, key->count) == 0;
    if (!s->key || same) return s;
  }
}

static hug_status grow_keys(parser *p) {
  size_t room = p->key_room ? p->key_room * 2 : 64, bytes;
  key_slot *slots = hug_mul_size(room, sizeof *slots, &bytes) ? hug_alloc_zero(bytes) : NULL;
  if (!slots) return hug_fail(HUG_ENOMEM, "[json] there is no memory to compare %zu keys of %s", p->key_count, p->what);
  for (size_t i = 0; i < p->key_room; i++) {
    const key_slot *s = &p->keys[i];
    if (s->key) *find_slot(slots, room, s->hash, s->key) = *s;
  }
  hug_free(p->keys);
  p->keys = slots;
  p->key_room = room;
  return HUG_OK;
}

/* Enters the key of a member; `at` is where it stands. */
static hug_status enter_key(parser *p, const hug_json_value *object, const hug_json_value *key, const char *at) {
  if (p->key_count >= p->key_room / 2) HUG_TRY(grow_keys(p));
  uint64_t hash = hug_hash(p->seed, key->as.string, key->count) ^ (uintptr_t)object * 0x9e3779b97f4a7c15u;
  hash ^= hash >> 32;
  key_slot *slot = find_slot(p->keys, p->key_room, hash, key);
  if (slot->key) return fail_at(p, at, "the key \"%.100s\" is there twice", key->as.string);
  *slot = (key_slot){ hash, key };
  p->key_count++;
  return HUG_OK;
}

/* Parses the key of a new member of `object` and goes to its value. */
static hug_status parse_key(parser *p, const hug_json_value *object, hug_json_value *key) {
  const char *at = p->at;
  if (!next_is(p, '"')) return unexpected(p, "a key in double quotes");
  HUG_TRY(parse_string(p, key, HUG_JSON_KEY));
  if (p->unique_keys) HUG_TRY(enter_key(p, object, key, at));
  skip_space(p);
  if (!next_is(p, ':')) return unexpected(p, "':'");
  p->at++;
  skip_space(p);
  return HUG_OK;
}

/* ---- Values ---- */

static hug_status open_container(parser *p, hug_json_value *v, hug_json_type type) {
  if (p->depth == DEEPEST) return fail_at(p, p->at, "more than %d levels of nesting", DEEPEST);
  p->at++;
  v->type = type;
  p->levels[++p->depth] = (level){ v, NULL };
  return HUG_OK;
}

static hug_status parse_content(parser *p, hug_json_value *v) {
  switch (p->at < p->end ? *p->at : 0) {
    case '{': return open_container(p, v, HUG_JSON_OBJECT);
    case '[': return open_container(p, v, HUG_JSON_ARRAY);
    case '"': return parse_string(p, v, HUG_JSON_STRING);
    case 't': return parse_word(p, "true", v, HUG_JSON_BOOL);
    case 'f': return parse_word(p, "false", v, HUG_JSON_BOOL);
    case 'n': return parse_word(p, "null", v, HUG_JSON_NULL);
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
      return parse_number(p, v);
    default: return unexpected(p, "a value");
  }
}

/* A new stretch of memory for values; the old one ends with a jump there. */
static bool add_stretch(parser *p) {
  p->stretch = !p->stretch ? FIRST_VALUES : p->stretch < MOST_VALUES ? p->stretch * 2 : MOST_VALUES;
  size_t bytes = p->stretch * sizeof *p->free;
  hug_json_value *first = hug_arena_alloc(p->arena, bytes);
  if (!first) return false;
  hug_huge_pages(first, bytes);
  if (p->free) *p->free = (hug_json_value){ .type = HUG_JSON_JUMP, .as.behind = first };
  p->free = first;
  p->stretch_end = first + p->stretch;
  return true;
}

/* One value, or two side by side for a member. */
static inline hug_json_value *take(parser *p, int count) {
  if (p->stretch_end - p->free <= count && !add_stretch(p)) return NULL;
  hug_json_value *v = p->free;
  p->free += count;
  return v;
}

/* Parses a value; a container is left open. */
static hug_status parse_value(parser *p) {
  level *in = &p->levels[p->depth];
  hug_json_value *container = in->container;
  bool is_member = container && container->type == HUG_JSON_OBJECT;
  skip_space(p);
  hug_json_value *v = take(p, 1 + is_member);
  if (!v) return HUG_ENOMEM;
  if (is_member) HUG_TRY(parse_key(p, container, v++));
  *v = (hug_json_value){ .is_member = is_member };
  in->last = v;
  if (container) container->count++;
  return parse_content(p, v);
}

/* Closes the containers that end here, and stops before the next value or at the end of the root. */
static hug_status close_containers(parser *p) {
  for (; p->depth; p->depth--, p->at++) {
    hug_json_value *container = p->levels[p->depth].container;
    bool object = container->type == HUG_JSON_OBJECT;
    skip_space(p);
    if (next_is(p, object ? '}' : ']')) {
      container->as.behind = p->free;
      if (container->count) p->levels[p->depth].last->is_last = true;
      continue;
    }
    if (container->count == 0) return HUG_OK;
    if (!next_is(p, ',')) return unexpected(p, object ? "',' or '}'" : "',' or ']'");
    p->at++;
    return HUG_OK;
  }
  return HUG_OK;
}

static hug_status parse_text(parser *p) {
  do {
    HUG_TRY(parse_value(p));
    HUG_TRY(close_containers(p));
  } while (p->depth);
  skip_space(p);
  return p->at == p->end ? HUG_OK : unexpected(p, "the end of the text");
}

hug_status hug_json_parse(const char *text, size_t bytes, const char *what, bool unique_keys, hug_json **out) {
  if (bytes > UINT32_MAX) return hug_fail(HUG_EFORMAT, "[json] %s has %zu bytes: 4 GiB is too much", what, bytes);
  hug_json *doc = hug_alloc_zero(sizeof *doc);
  if (!doc || !(doc->text = hug_alloc(bytes + 1))) return hug_json_free(doc), HUG_ENOMEM;
  hug_huge_pages(doc->text, bytes);
  if (bytes) memcpy(doc->text, text, bytes);
  parser p;   /* not initialised as a whole: its levels are large and mostly unused */
  p.source = bytes ? text : "";
  p.text = p.at = doc->text, p.end = doc->text + bytes;
  p.what = what;
  p.arena = &doc->arena;
  p.free = p.stretch_end = NULL, p.stretch = 0;
  p.unique_keys = unique_keys;
  if (unique_keys) p.seed = hug_hash_seed_new();
  p.keys = NULL, p.key_count = p.key_room = 0;
  p.depth = 0;
  p.levels[0] = (level){ NULL, NULL };
  hug_status status = parse_text(&p);
  hug_free(p.keys);
  if (status) {
    hug_json_free(doc);
    return status;
  }
  doc->root = p.levels[0].last;
  doc->root->is_last = true;
  *out = doc;
  return HUG_OK;
}
