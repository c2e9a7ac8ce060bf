/* json.c: strict RFC 8259 JSON into a tree of values, in one pass without recursion, so that no text can exhaust
** the stack.
*/
#include "base.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DEEPEST = 512 };

/* Small, because a vocabulary has a million of them. */
struct hug_json_value {
  hug_json_value *next;       /* the sibling after this one */
  union {
    bool boolean;
    int64_t integer;
    double number;
    const char *string;
    hug_json_value *first;
  } as;
  uint32_t count;             /* bytes of a STRING, elements of an ARRAY, members of an OBJECT */
  uint8_t type;
  bool is_member;             /* of an object: this is the value of a struct member */
};

typedef struct member {
  const char *key;
  size_t key_bytes;
  hug_json_value value;
} member;

struct hug_json {
  hug_arena arena;            /* holds every value and string */
  hug_json_value *root;
};

/* A container that is not closed yet, and where its next value is linked. */
typedef struct level {
  hug_json_value *container;
  hug_json_value **end;
} level;

/* The keys of all objects so far: a hash table with linear probing, at most half full.  The address of the object goes
** into the hash such that equal keys of different objects never have equal hashes.
*/
typedef struct key_slot {
  uint64_t hash;
  const member *member;
} key_slot;

typedef struct parser {
  const char *text, *at, *end;
  const char *what;
  hug_arena *arena;
  bool unique_keys;
  hug_hash_seed seed;
  key_slot *keys;
  size_t key_count, key_room;
  int depth;                  /* levels[depth] is the innermost open container */
  level levels[DEEPEST + 1];  /* levels[0] has no container: the root is linked there */
} parser;

/* ---- Errors ---- */

/* Fails at a place in the text, which it gives as line and column; columns count characters. */
HUG_PRINTF(3, 4)
static hug_status fail_at(const parser *p, const char *at, const char *format, ...) {
  char problem[256];
  size_t line = 1;
  const char *begin = p->text;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(problem, sizeof problem, format, arguments);
  va_end(arguments);
  for (const char *c = p->text; c < at; c++)
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

/* Takes eight spaces at once: half of an indented file is indentation. */
static inline void skip_space(parser *p) {
  const char *at = p->at, *end = p->end;
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
    at += end - at >= 8 && memcmp(at, "        ", 8) == 0 ? 8 : 1;
  p->at = at;
}

static inline bool next_is(const parser *p, char c) {
  return p->at < p->end && *p->at == c;
}

static bool skip_digits(parser *p) {
  const char *first = p->at;
  while (p->at < p->end && *p->at >= '0' && *p->at <= '9') p->at++;
  return p->at > first;
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

static hug_status parse_number(parser *p, hug_json_value *v) {
  const char *first = p->at;
  bool integral = true;
  if (next_is(p, '-')) p->at++;
  if (next_is(p, '0')) p->at++;
  else if (!skip_digits(p)) return unexpected(p, "a digit");
  if (next_is(p, '.')) {
    integral = false;
    p->at++;
    if (!skip_digits(p)) return unexpected(p, "a digit after the point");
  }
  if (next_is(p, 'e') || next_is(p, 'E')) {
    integral = false;
    p->at++;
    if (next_is(p, '+') || next_is(p, '-')) p->at++;
    if (!skip_digits(p)) return unexpected(p, "a digit of the exponent");
  }
  if (integral && parse_integer(first, p->at, &v->as.integer)) {
    v->type = HUG_JSON_INT;
  } else {
    v->type = HUG_JSON_FLOAT;
    v->as.number = hug_number_parse(first, (size_t)(p->at - first));
  }
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

/* Whether one of eight bytes is a quote, a backslash, a control character or not ASCII: borrows may mark a byte
** too many behind a true one, never too few. */
static inline bool has_special(uint64_t w) {
  const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
  uint64_t quote = w ^ ones * '"', backslash = w ^ ones * '\\';
  return ((w - ones * 0x20) | (quote - ones) | (backslash - ones) | w) & tops;
}

/* Moves behind what stands for itself in a string. */
static void skip_plain(parser *p) {
  const char *at = p->at, *end = p->end;
  uint64_t w;
  while (at < end) {
    while (end - at >= 8 && (memcpy(&w, at, 8), !has_special(w))) at += 8;
    for (int i = 0; i < 8 && at < end; i++) {
      unsigned char c = (unsigned char)*at;
      int n = c < 0x80 ? 1 : hug_utf8_step(at, (size_t)(end - at));
      p->at = at;
      if (c < 0x20 || c == '"' || c == '\\' || n < 0) return;
      at += n;
    }
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

/* The end of the string that begins at p->at: its closing quote, or the end of the text.  Nothing is checked. */
static const char *find_quote(const parser *p) {
  const char *at = p->at;
  while (at < p->end && *at != '"') at += *at == '\\' && p->end - at > 1 ? 2 : 1;
  return at;
}

/* A string with escapes: `plain` bytes before p->at need no decoding. */
static hug_status parse_escaped(parser *p, const char *first, char **text, size_t *bytes) {
  size_t most = (size_t)(find_quote(p) - first);
  char *decoded = hug_arena_alloc(p->arena, most + 1), *to = decoded;
  if (!decoded) return HUG_ENOMEM;
  for (;;) {
    size_t n = (size_t)(p->at - first);
    memcpy(to, first, n);
    to += n;
    if (!next_is(p, '\\')) break;
    HUG_TRY(parse_escape(p, &to));
    first = p->at;
    skip_plain(p);
  }
  *to = 0;
  *text = decoded;
  *bytes = (size_t)(to - decoded);
  return HUG_OK;
}

/* A string whose opening quote is at p->at. */
static hug_status parse_string(parser *p, char **text, size_t *bytes) {
  const char *quote = p->at, *first = ++p->at;
  skip_plain(p);
  if (next_is(p, '\\')) {
    HUG_TRY(parse_escaped(p, first, text, bytes));
  } else if (next_is(p, '"')) {
    *bytes = (size_t)(p->at - first);
    *text = hug_arena_copy(p->arena, first, *bytes);
    if (!*text) return HUG_ENOMEM;
  }
  if (p->at == p->end) return fail_at(p, quote, "a string that does not end");
  unsigned char c = (unsigned char)*p->at;
  if (c >= 0x80) return fail_at(p, p->at, "the byte %02x is not UTF-8", c);
  if (c < 0x20) return fail_at(p, p->at, "a control character in a string: write \\u%04x", c);
  p->at++;
  return HUG_OK;
}

/* ---- Keys ---- */

static key_slot *find_slot(key_slot *slots, size_t room, uint64_t hash, const member *m) {
  size_t i = hash & (room - 1);
  for (;; i = (i + 1) & (room - 1)) {
    key_slot *s = &slots[i];
    bool same = s->member && s->hash == hash && s->member->key_bytes == m->key_bytes
             && memcmp(s->member->key, m->key, m->key_bytes) == 0;
    if (!s->member || same) return s;
  }
}

static hug_status grow_keys(parser *p) {
  size_t room = p->key_room ? p->key_room * 2 : 64, bytes;
  key_slot *slots = hug_mul_size(room, sizeof *slots, &bytes) ? hug_alloc_zero(bytes) : NULL;
  if (!slots) return hug_fail(HUG_ENOMEM, "[json] there is no memory to compare %zu keys of %s", p->key_count, p->what);
  for (size_t i = 0; i < p->key_room; i++) {
    const key_slot *s = &p->keys[i];
    if (s->member) *find_slot(slots, room, s->hash, s->member) = *s;
  }
  hug_free(p->keys);
  p->keys = slots;
  p->key_room = room;
  return HUG_OK;
}

/* Enters the key of a member; `at` is where it stands. */
static hug_status enter_key(parser *p, const hug_json_value *object, const member *m, const char *at) {
  if (p->key_count >= p->key_room / 2) HUG_TRY(grow_keys(p));
  uint64_t hash = hug_hash(p->seed, m->key, m->key_bytes) ^ (uintptr_t)object * 0x9e3779b97f4a7c15u;
  hash ^= hash >> 32;
  key_slot *slot = find_slot(p->keys, p->key_room, hash, m);
  if (slot->member) return fail_at(p, at, "the key \"%.100s\" is there twice", m->key);
  *slot = (key_slot){ hash, m };
  p->key_count++;
  return HUG_OK;
}

/* Parses the key of a new member of `object` and goes to its value. */
static hug_status parse_key(parser *p, const hug_json_value *object, member *m) {
  const char *at = p->at;
  char *key;
  if (!next_is(p, '"')) return unexpected(p, "a key in double quotes");
  HUG_TRY(parse_string(p, &key, &m->key_bytes));
  m->key = key;
  if (p->unique_keys) HUG_TRY(enter_key(p, object, m, at));
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
  p->levels[++p->depth] = (level){ v, &v->as.first };
  return HUG_OK;
}

static hug_status parse_content(parser *p, hug_json_value *v) {
  char *string;
  size_t bytes;
  switch (p->at < p->end ? *p->at : 0) {
    case '{': return open_container(p, v, HUG_JSON_OBJECT);
    case '[': return open_container(p, v, HUG_JSON_ARRAY);
    case '"':
      HUG_TRY(parse_string(p, &string, &bytes));
      v->type = HUG_JSON_STRING;
      v->as.string = string;
      v->count = (uint32_t)bytes;
      return HUG_OK;
    case 't': return parse_word(p, "true", v, HUG_JSON_BOOL);
    case 'f': return parse_word(p, "false", v, HUG_JSON_BOOL);
    case 'n': return parse_word(p, "null", v, HUG_JSON_NULL);
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
      return parse_number(p, v);
    default: return unexpected(p, "a value");
  }
}

/* A value that is not linked yet; its key is parsed if it belongs to an object. */
static hug_status new_value(parser *p, const hug_json_value *container, hug_json_value **out) {
  bool is_member = container && container->type == HUG_JSON_OBJECT;
  hug_json_value *v;
  if (is_member) {
    member *m = hug_arena_alloc(p->arena, sizeof *m);
    if (!m) return HUG_ENOMEM;
    HUG_TRY(parse_key(p, container, m));
    v = &m->value;
  } else {
    v = hug_arena_alloc(p->arena, sizeof *v);
    if (!v) return HUG_ENOMEM;
  }
  *v = (hug_json_value){ .is_member = is_member };
  *out = v;
  return HUG_OK;
}

/* Parses a value and links it; a container is left open. */
static hug_status parse_value(parser *p) {
  level *in = &p->levels[p->depth];
  hug_json_value *v;
  skip_space(p);
  HUG_TRY(new_value(p, in->container, &v));
  *in->end = v;
  in->end = &v->next;
  if (in->container) in->container->count++;
  return parse_content(p, v);
}

/* Closes the containers that end here, and stops before the next value or at the end of the root. */
static hug_status close_containers(parser *p) {
  for (; p->depth; p->depth--, p->at++) {
    const hug_json_value *container = p->levels[p->depth].container;
    bool object = container->type == HUG_JSON_OBJECT;
    skip_space(p);
    if (next_is(p, object ? '}' : ']')) continue;
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
  if (!doc) return HUG_ENOMEM;
  if (!bytes) text = "";
  parser p;   /* not initialised as a whole: its levels are large and mostly unused */
  p.text = p.at = text, p.end = text + bytes;
  p.what = what;
  p.arena = &doc->arena;
  p.unique_keys = unique_keys;
  if (unique_keys) p.seed = hug_hash_seed_new();
  p.keys = NULL, p.key_count = p.key_room = 0;
  p.depth = 0;
  p.levels[0] = (level){ NULL, &doc->root };
  hug_status status = parse_text(&p);
  hug_free(p.keys);
  if (status) hug_json_free(doc);
  else *out = doc;
  return status;
}

void hug_json_free(hug_json *doc) {
  if (!doc) return;
  hug_arena_free(&doc->arena);
  hug_free(doc);
}

/* ---- Looking ---- */

static bool is_container(const hug_json_value *v) {
  return v->type == HUG_JSON_ARRAY || v->type == HUG_JSON_OBJECT;
}

const hug_json_value *hug_json_root(const hug_json *doc) {
  return doc->root;
}

hug_json_type hug_json_typeof(const hug_json_value *v) {
  return v->type;
}

bool hug_json_bool(const hug_json_value *v) {
  return v->type == HUG_JSON_BOOL && v->as.boolean;
}

int64_t hug_json_int(const hug_json_value *v) {
  if (v->type == HUG_JSON_INT) return v->as.integer;
  if (v->type != HUG_JSON_FLOAT) return 0;
  if (v->as.number >= 0x1p63) return INT64_MAX;
  if (v->as.number < -0x1p63) return INT64_MIN;
  return (int64_t)v->as.number;
}

double hug_json_number(const hug_json_value *v) {
  return v->type == HUG_JSON_INT ? (double)v->as.integer : v->type == HUG_JSON_FLOAT ? v->as.number : 0;
}

const char *hug_json_string(const hug_json_value *v, size_t *bytes) {
  bool string = v->type == HUG_JSON_STRING;
  if (bytes) *bytes = string ? v->count : 0;
  return string ? v->as.string : "";
}

size_t hug_json_count(const hug_json_value *v) {
  return is_container(v) ? v->count : 0;
}

const hug_json_value *hug_json_first(const hug_json_value *v) {
  return is_container(v) ? v->as.first : NULL;
}

const hug_json_value *hug_json_next(const hug_json_value *v) {
  return v->next;
}

static const member *member_of(const hug_json_value *v) {
  return (const member *)((const char *)v - offsetof(member, value));
}

const char *hug_json_key(const hug_json_value *v, size_t *bytes) {
  if (bytes) *bytes = v->is_member ? member_of(v)->key_bytes : 0;
  return v->is_member ? member_of(v)->key : "";
}

const hug_json_value *hug_json_get(const hug_json_value *object, const char *key) {
  const hug_json_value *found = NULL;
  size_t bytes = strlen(key);
  if (object->type != HUG_JSON_OBJECT) return NULL;
  for (const hug_json_value *v = object->as.first; v; v = v->next) {
    const member *m = member_of(v);
    if (m->key_bytes == bytes && memcmp(m->key, key, bytes) == 0) found = v;
  }
  return found;
}
