/* regex.c: matches regular expressions with PCRE2, on texts of one byte a character: the number of its kind, which is
** all that the sets of the expression tell of it.
*/
#include "regex.h"
#include <stdlib.h>
#include <string.h>

#ifndef HUG_PCRE2

const char *hug_regex_library(void) { return NULL; }

hug_status hug_regex_compile(const hug_place *at, const char *regex, size_t bytes, hug_tokenizer *t, hug_regex **out) {
  (void)bytes, (void)t, (void)out;
  return hug_place_fail(at, "\"%.120s\" needs PCRE2: install libpcre2-dev and build hug again", regex);
}

void hug_regex_free_all(hug_regex *regexes) { (void)regexes; }

hug_status hug_regex_begin(const hug_regex *r, const char *text, size_t bytes, hug_regex_search **s) {
  (void)r, (void)text, (void)bytes, (void)s;
  return HUG_EINTERNAL;
}

hug_status hug_regex_next(hug_regex_search *s, size_t from, bool *found, size_t *first, size_t *last) {
  (void)s, (void)from, (void)found, (void)first, (void)last;
  return HUG_EINTERNAL;
}

void hug_regex_end(hug_regex_search *s) { (void)s; }

#else

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
  BYTES_MOST = 16384,         /* of an expression */
  KINDS_MOST = 255,
  STEPS_MOST = 10000000,      /* of one match, as in the reference */
  HEAP_MOST = 64 * 1024,      /* KiB for one match */
  STACK_FIRST = 32 * 1024, STACK_MOST = 64 * 1024 * 1024,
  WINDOW_FIRST = 32,          /* places at which one call tries to match: more from call to call */
  WINDOW_MOST = 1 << 16
};

/* Seconds for all matches of a text: some, and some for each character, over ten times what any sane expression needs.
** An expression may need a time that grows with the square of the text's length, and no limit of PCRE2 bounds that. */
static const double PATIENCE = 3.0, PATIENCE_EACH = 1e-5;

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

const char *hug_regex_library(void) { return "PCRE2 " TEXT(PCRE2_MAJOR) "." TEXT(PCRE2_MINOR); }

struct hug_regex {
  pcre2_general_context *memory;
  pcre2_code *code;
  const char *shown;          /* the expression, for messages */
  bool holds_on;              /* it asks where the search began, so a search must be one call */
  uint8_t ascii[128];         /* kinds */
  const uint32_t *starts;     /* characters from starts[i] on, up to the next, are of kinds[i] */
  const uint8_t *kinds;
  size_t count;
  struct hug_regex *next;
};

static void *allocate(PCRE2_SIZE bytes, void *context) {
  (void)context;
  return hug_alloc(bytes);
}

static void release(void *block, void *context) {
  (void)context;
  hug_free(block);
}

/* ---- Kinds of characters ---- */

/* The sets of an expression, without doubles, and for each kind the sets that it is in, as a bit each. */
typedef struct census {
  const hug_charset **sets;
  size_t *cursors;            /* boundaries of each set that are passed */
  size_t count, words;
  uint64_t *kinds, *now;      /* [KINDS_MOST][words], [words] */
  size_t kind_count;
} census;

static size_t number_of(const census *c, const hug_charset *set) {
  size_t i = 0;
  while (i < c->count && c->sets[i] != set
      && (c->sets[i]->count != set->count || memcmp(c->sets[i]->at, set->at, set->count * sizeof *set->at))) i++;
  return i;
}

static hug_status gather(hug_arena *arena, const hug_regex_part *parts, census *c) {
  size_t most = 0;
  for (const hug_regex_part *p = parts; p; p = p->next) most += p->set != NULL;
  c->sets = hug_arena_alloc(arena, (most + 1) * sizeof *c->sets);
  if (!c->sets) return HUG_ENOMEM;
  for (const hug_regex_part *p = parts; p; p = p->next)
    if (p->set && number_of(c, p->set) == c->count) c->sets[c->count++] = p->set;
  c->words = c->count / 64 + 1;
  c->cursors = hug_arena_alloc(arena, (c->count + 1) * sizeof *c->cursors);
  c->now = hug_arena_alloc(arena, c->words * sizeof *c->now);
  c->kinds = hug_arena_alloc(arena, KINDS_MOST * c->words * sizeof *c->kinds);
  if (!c->cursors || !c->now || !c->kinds) return HUG_ENOMEM;
  memset(c->cursors, 0, (c->count + 1) * sizeof *c->cursors);
  return HUG_OK;
}

static int compare(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return left < right ? -1 : left > right;
}

/* All places where a set begins or ends, sorted, each once. */
static uint32_t *boundaries(hug_arena *arena, const census *c, size_t *count) {
  size_t most = 1, kept = 0;
  for (size_t i = 0; i < c->count; i++) most += c->sets[i]->count;
  uint32_t *all = hug_arena_alloc(arena, most * sizeof *all);
  if (!all) return NULL;
  all[0] = 0;
  most = 1;
  for (size_t i = 0; i < c->count; i++) {
    memcpy(all + most, c->sets[i]->at, c->sets[i]->count * sizeof *all);
    most += c->sets[i]->count;
  }
  qsort(all, most, sizeof *all, compare);
  for (size_t i = 0; i < most; i++)
    if (!kept || all[kept - 1] != all[i]) all[kept++] = all[i];
  *count = kept;
  return all;
}

/* The kind of the characters at a boundary, by the sets that they are in; 0: there are too many kinds. */
static uint8_t kind_at(census *c, uint32_t at) {
  memset(c->now, 0, c->words * sizeof *c->now);
  for (size_t i = 0; i < c->count; i++) {
    while (c->cursors[i] < c->sets[i]->count && c->sets[i]->at[c->cursors[i]] <= at) c->cursors[i]++;
    if (c->cursors[i] % 2) c->now[i / 64] |= (uint64_t)1 << i % 64;
  }
  size_t bytes = c->words * sizeof *c->now, i = 0;
  while (i < c->kind_count && memcmp(c->kinds + i * c->words, c->now, bytes)) i++;
  if (i == c->kind_count) {
    if (i == KINDS_MOST) return 0;
    memcpy(c->kinds + c->kind_count++ * c->words, c->now, bytes);
  }
  return (uint8_t)(i + 1);
}

static uint8_t kind_of(const hug_regex *r, uint32_t c) {
  size_t low = 0, high = r->count;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (r->starts[middle] <= c) low = middle;
    else high = middle;
  }
  return r->kinds[low];
}

/* Divides all characters into kinds; *fits is false if there are too many. */
static hug_status divide(hug_arena *arena, hug_arena *kept, census *c, hug_regex *r, bool *fits) {
  size_t count;
  uint32_t *all = boundaries(arena, c, &count);
  if (!all) return HUG_ENOMEM;
  uint32_t *starts = hug_arena_alloc(kept, count * sizeof *starts);
  uint8_t *kinds = hug_arena_alloc(kept, count);
  if (!starts || !kinds) return HUG_ENOMEM;
  memcpy(starts, all, count * sizeof *starts);
  for (size_t i = 0; i < count; i++) {
    kinds[i] = kind_at(c, starts[i]);
    if (!kinds[i]) {
      *fits = false;
      return HUG_OK;
    }
  }
  r->starts = starts;
  r->kinds = kinds;
  r->count = count;
  for (uint32_t i = 0; i < 128; i++) r->ascii[i] = kind_of(r, i);
  *fits = true;
  return HUG_OK;
}

/* ---- Compiling ---- */

/* Writes the kinds of a set as a class of bytes. */
static void add_class(hug_text *out, const census *c, size_t set) {
  size_t before = out->bytes;
  hug_text_add(out, "[", 1);
  for (size_t kind = 0; kind < c->kind_count; kind++)
    if (c->kinds[kind * c->words + set / 64] >> set % 64 & 1) hug_text_addf(out, "\\x%02x", (unsigned)kind + 1);
  if (out->bytes == before + 1) hug_text_addf(out, "^\\x00-\\xff");
  hug_text_add(out, "]", 1);
}

static void write(const hug_regex_part *parts, const census *c, hug_text *out) {
  for (const hug_regex_part *p = parts; p; p = p->next) {
    hug_text_add(out, p->text, p->bytes);
    if (p->set) add_class(out, c, number_of(c, p->set));
  }
}

static hug_status compile(const hug_place *at, hug_regex *r, const hug_text *pattern) {
  int code;
  PCRE2_SIZE where;
  if (pattern->failed) return HUG_ENOMEM;
  r->memory = pcre2_general_context_create(allocate, release, NULL);
  pcre2_compile_context *how = r->memory ? pcre2_compile_context_create(r->memory) : NULL;
  if (!how) return HUG_ENOMEM;
  const unsigned char *text = (const unsigned char *)(pattern->bytes ? pattern->data : "");
  const uint32_t options = PCRE2_DOTALL | PCRE2_NEVER_UTF | PCRE2_USE_OFFSET_LIMIT;
  r->code = pcre2_compile(text, pattern->bytes, options, &code, &where, how);
  pcre2_compile_context_free(how);
  if (!r->code) {
    unsigned char problem[200];
    if (code == 121) return HUG_ENOMEM;   /* "failed to allocate heap memory" */
    pcre2_get_error_message(code, problem, sizeof problem);
    return hug_place_fail(at, "\"%.120s\" is not supported: PCRE2 says \"%.200s\"", r->shown, (char *)problem);
  }
  r->holds_on = pattern->bytes && memmem(pattern->data, pattern->bytes, "\\G", 2);
  pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);   /* where there is none, matching is slower */
  return HUG_OK;
}

static hug_status build(const hug_place *at, hug_arena *arena, const char *regex, size_t bytes, hug_tokenizer *t,
                        hug_regex *r) {
  const char *problem;
  hug_regex_part *parts;
  census c = { 0 };
  bool fits;
  HUG_TRY(hug_regex_parse(arena, regex, bytes, &parts, &problem));
  if (problem) return hug_place_fail(at, "\"%.120s\" %s", r->shown, problem);
  HUG_TRY(gather(arena, parts, &c));
  HUG_TRY(divide(arena, &t->arena, &c, r, &fits));
  if (!fits) return hug_place_fail(at, "\"%.120s\" tells more than %d kinds of characters apart", r->shown, KINDS_MOST);
  hug_text pattern = { 0 };
  write(parts, &c, &pattern);
  hug_status status = compile(at, r, &pattern);
  hug_text_drop(&pattern);
  return status;
}

hug_status hug_regex_compile(const hug_place *at, const char *regex, size_t bytes, hug_tokenizer *t, hug_regex **out) {
  if (bytes > BYTES_MOST)
    return hug_place_fail(at, "\"%.120s...\" has %zu bytes, which is too long", regex, bytes);
  hug_regex *r = hug_arena_alloc(&t->arena, sizeof *r);
  if (!r) return HUG_ENOMEM;
  *r = (hug_regex){ .shown = hug_arena_copy(&t->arena, regex, bytes), .next = t->regexes };
  if (!r->shown) return HUG_ENOMEM;
  t->regexes = *out = r;
  hug_arena arena = { 0 };
  hug_status status = build(at, &arena, regex, bytes, t, r);
  hug_arena_free(&arena);
  return status;
}

void hug_regex_free_all(hug_regex *regexes) {
  for (hug_regex *r = regexes; r; r = r->next) {
    pcre2_code_free(r->code);
    pcre2_general_context_free(r->memory);
  }
}

/* ---- Searching ---- */

struct hug_regex_search {
  const hug_regex *regex;
  pcre2_match_data *match;
  pcre2_match_context *how;
  pcre2_jit_stack *stack;     /* NULL until a match needs more than there is */
  uint8_t *kinds;             /* one for each character of the text */
  size_t room, count;
  const char *text;
  size_t bytes, character, byte;   /* a character of the text, and where it is */
  double began;
  unsigned calls;
};

static hug_status new_search(const hug_regex *r, hug_regex_search **out) {
  hug_regex_search *s = hug_alloc_zero(sizeof *s);
  if (!s) return HUG_ENOMEM;
  *out = s;
  s->regex = r;
  s->match = pcre2_match_data_create(1, r->memory);
  s->how = pcre2_match_context_create(r->memory);
  if (!s->match || !s->how) return HUG_ENOMEM;
  pcre2_set_match_limit(s->how, STEPS_MOST);
  pcre2_set_heap_limit(s->how, HEAP_MOST);
  return HUG_OK;
}

hug_status hug_regex_begin(const hug_regex *r, const char *text, size_t bytes, hug_regex_search **search) {
  if (!*search) HUG_TRY(new_search(r, search));
  hug_regex_search *s = *search;
  if (s->room < bytes + !bytes) {
    uint8_t *kinds = hug_realloc(s->kinds, bytes + !bytes);
    if (!kinds) return HUG_ENOMEM;
    s->kinds = kinds;
    s->room = bytes + !bytes;
  }
  s->text = text;
  s->bytes = bytes;
  s->count = s->character = s->byte = 0;
  s->began = hug_clock();
  for (size_t at = 0; at < bytes; s->count++) {
    unsigned char c = (unsigned char)text[at];
    if (c < 0x80) s->kinds[s->count] = r->ascii[c], at++;
    else s->kinds[s->count] = kind_of(r, hug_utf8_next(text, bytes, &at));
  }
  return HUG_OK;
}

void hug_regex_end(hug_regex_search *s) {
  if (!s) return;
  pcre2_match_data_free(s->match);
  pcre2_match_context_free(s->how);
  pcre2_jit_stack_free(s->stack);
  hug_free(s->kinds);
  hug_free(s);
}

/* Goes on to a byte of the text, or to a character; the other one follows. */
static size_t character_at(hug_regex_search *s, size_t byte) {
  for (; s->byte < byte; s->character++) hug_utf8_next(s->text, s->bytes, &s->byte);
  return s->character;
}

static size_t byte_at(hug_regex_search *s, size_t character) {
  for (; s->character < character; s->character++) hug_utf8_next(s->text, s->bytes, &s->byte);
  return s->byte;
}

/* Tries to match at the places from..last, and goes on with a larger stack where that is what it takes. */
static int match_window(hug_regex_search *s, size_t from, size_t last) {
  const hug_regex *r = s->regex;
  pcre2_set_offset_limit(s->how, last);
  int result = pcre2_match(r->code, s->kinds, s->count, from, 0, s->match, s->how);
  if (result != PCRE2_ERROR_JIT_STACKLIMIT || s->stack) return result;
  s->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, r->memory);
  if (!s->stack) return PCRE2_ERROR_NOMEMORY;
  pcre2_jit_stack_assign(s->how, NULL, s->stack);
  return pcre2_match(r->code, s->kinds, s->count, from, 0, s->match, s->how);
}

/* Tries to match at ever more places a call, as long as that takes little time, and gives up when patience is over. */
static int match(hug_regex_search *s, size_t from) {
  double patience = PATIENCE + PATIENCE_EACH * (double)s->count, now = 0, before;
  if (++s->calls % 16 == 0 && hug_clock() - s->began > patience) return PCRE2_ERROR_MATCHLIMIT;
  for (size_t window = s->regex->holds_on ? s->count : WINDOW_FIRST;;) {
    size_t last = s->count - from > window ? from + window : s->count;
    int result = match_window(s, from, last);
    if (result != PCRE2_ERROR_NOMATCH || last == s->count) return result;
    before = now;
    now = hug_clock() - s->began;
    if (now > patience) return PCRE2_ERROR_MATCHLIMIT;
    if (before && now - before > 0.01) window = WINDOW_FIRST;
    else if (window < WINDOW_MOST) window *= 2;
    from = last + 1;
  }
}

hug_status hug_regex_next(hug_regex_search *s, size_t from, bool *found, size_t *first, size_t *last) {
  size_t begin = character_at(s, from);
  int result = match(s, begin);
  *found = result >= 0;
  if (result == PCRE2_ERROR_NOMATCH) return HUG_OK;
  if (result == PCRE2_ERROR_NOMEMORY) return hug_fail(HUG_ENOMEM, "[tokenizer] there is no memory to match a text");
  if (result < 0)
    return hug_fail(HUG_EARG, "[tokenizer] the text takes the regular expression \"%.120s\" too long to match",
                    s->regex->shown);
  PCRE2_SIZE *ends = pcre2_get_ovector_pointer(s->match);
  if (ends[0] < begin || ends[1] < ends[0])
    return hug_fail(HUG_EARG, "[tokenizer] a match of the regular expression \"%.120s\" begins before its place",
                    s->regex->shown);
  *first = byte_at(s, ends[0]);
  *last = byte_at(s, ends[1]);
  return HUG_OK;
}

#endif
