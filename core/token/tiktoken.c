/* tiktoken.c: reads files of lines: the ranks of tiktoken, and merges.txt. */
#include "lexicon.h"
#include <stdlib.h>
#include <string.h>

/* The lines of a text, without their ends. */
typedef struct lines {
  const char *what, *at, *end;
  size_t number;              /* of the last line, from 1 */
} lines;

static bool next_line(lines *l, const char **line, size_t *bytes) {
  if (l->at == l->end) return false;
  const char *newline = memchr(l->at, '\n', (size_t)(l->end - l->at));
  *line = l->at;
  *bytes = (size_t)((newline ? newline : l->end) - l->at);
  if (*bytes && (*line)[*bytes - 1] == '\r') --*bytes;
  l->at = newline ? newline + 1 : l->end;
  l->number++;
  return true;
}

static hug_status fault(const lines *l, const char *problem) {
  return hug_fail(HUG_EFORMAT, "[tokenizer] line %zu %s (in %s)", l->number, problem, l->what);
}

/* ---- tiktoken ---- */

typedef struct rank { const char *text; uint32_t bytes; int32_t id; } rank;

static int by_id(const void *a, const void *b) {
  const rank *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

typedef struct ranks {
  rank *at;
  size_t count;
  hug_arena arena;
  hug_vocab vocab;
} ranks;

static hug_status read_rank(lines *l, const char *line, size_t bytes, ranks *r) {
  const char *space = memchr(line, ' ', bytes);
  size_t encoded = space ? (size_t)(space - line) : 0, digits = space ? bytes - encoded - 1 : 0;
  int64_t id = 0;
  for (size_t i = 0; i < digits; i++) {
    if (space[1 + i] < '0' || space[1 + i] > '9' || id > INT32_MAX) return fault(l, "has a rank that is no number");
    id = id * 10 + space[1 + i] - '0';
  }
  if (!encoded || !digits) return fault(l, "is not a token in base64, a space and a rank");
  if (id > INT32_MAX) return fault(l, "has a rank above 2^31-1");
  unsigned char *token = hug_arena_alloc(&r->arena, encoded / 4 * 3 + 1);
  size_t token_bytes;
  int32_t entry;
  if (!token) return HUG_ENOMEM;
  if (!hug_base64_read(line, encoded, token, &token_bytes) || !token_bytes)
    return fault(l, "has a token that is not base64");
  if (hug_vocab_find(&r->vocab, (char *)token, token_bytes) >= 0) return fault(l, "has a token that is there already");
  if (!hug_vocab_add(&r->vocab, (char *)token, token_bytes, (int32_t)id, &entry))
    return fault(l, "has a rank that is there already");
  r->at[r->count++] = (rank){ (char *)token, (uint32_t)token_bytes, (int32_t)id };
  return HUG_OK;
}

static hug_status read_ranks(lines *l, ranks *r) {
  size_t count = 1, bytes, block;
  const char *line;
  for (const char *at = l->at; (at = memchr(at, '\n', (size_t)(l->end - at))); at++) count++;
  if (!hug_mul_size(count, sizeof *r->at, &block)) return hug_fail(HUG_ENOMEM, "[tokenizer] %s is too large", l->what);
  HUG_TRY(hug_vocab_init(&r->vocab, &r->arena, count));
  r->at = hug_alloc(block);
  if (!r->at) return HUG_ENOMEM;
  while (next_line(l, &line, &bytes))
    if (bytes) HUG_TRY(read_rank(l, line, bytes, r));
  if (!r->count) return hug_fail(HUG_EFORMAT, "[tokenizer] there are no ranks (in %s)", l->what);
  qsort(r->at, r->count, sizeof *r->at, by_id);
  return HUG_OK;
}

static void add_token(hug_text *json, hug_text *spelled, const char *text, size_t bytes) {
  spelled->bytes = 0;
  hug_text_add_spelled_bytes(spelled, text, bytes);
  hug_text_add_json_string(json, spelled->data ? spelled->data : "", spelled->bytes);
}

/* A way to make a token of two, and their ranks. */
typedef struct way { int32_t left, right; uint32_t bytes; } way;

static int by_ranks(const void *a, const void *b) {
  const way *x = a, *y = b;
  if (x->left != y->left) return x->left < y->left ? -1 : 1;
  return (x->right > y->right) - (x->right < y->right);
}

/* The ways to make one token, those of lesser ranks first. */
static hug_status write_ways(const ranks *r, const rank *whole, hug_text *json, hug_text *spelled, bool *first) {
  enum { MOST = 64 };
  way few[MOST], *ways = few;
  size_t count = 0;
  if (whole->bytes > MOST && !(ways = hug_alloc(whole->bytes * sizeof *ways))) return HUG_ENOMEM;
  uint64_t hash = r->vocab.seed;
  for (uint32_t at = 1; at < whole->bytes; at++) {
    hash = hug_vocab_hash(&r->vocab, hash, whole->text + at - 1, 1);
    int32_t left = hug_vocab_find_hash(&r->vocab, hash, "", 0, whole->text, at);
    int32_t right = left < 0 ? -1 : hug_vocab_find(&r->vocab, whole->text + at, whole->bytes - at);
    if (right >= 0) ways[count++] = (way){ r->vocab.entries[left].id, r->vocab.entries[right].id, at };
  }
  qsort(ways, count, sizeof *ways, by_ranks);
  for (size_t i = 0; i < count; i++, *first = false) {
    hug_text_add(json, *first ? "[" : ",[", *first ? 1 : 2);
    add_token(json, spelled, whole->text, ways[i].bytes);
    hug_text_add(json, ",", 1);
    add_token(json, spelled, whole->text + ways[i].bytes, whole->bytes - ways[i].bytes);
    hug_text_add(json, "]", 1);
  }
  if (ways != few) hug_free(ways);
  return HUG_OK;
}

static hug_status write_ranks(const ranks *r, hug_text *json, hug_lexicon *out) {
  hug_text spelled = { 0 };
  hug_lexicon parts = { 0 };
  hug_status status = HUG_OK;
  bool first = true;
  hug_text_addf(json, "{\"count\":%zu,\"next\":%lld}", r->count, (long long)r->at[r->count - 1].id + 1);
  parts.settings = json->bytes;
  for (size_t i = 0; i < r->count; i++) {
    hug_text_add(json, i ? "," : "{", 1);
    add_token(json, &spelled, r->at[i].text, r->at[i].bytes);
    hug_text_addf(json, ":%d", (int)r->at[i].id);
  }
  hug_text_add(json, "}", 1);
  parts.vocab = json->bytes - parts.settings;
  hug_text_add(json, "[", 1);
  for (size_t i = 0; i < r->count && !status; i++) status = write_ways(r, &r->at[i], json, &spelled, &first);
  hug_text_add(json, "]", 1);
  parts.merges = json->bytes - parts.settings - parts.vocab;
  json->failed |= spelled.failed;
  hug_text_drop(&spelled);
  if (!status) status = hug_text_take(json, &parts.text, NULL);
  if (!status) *out = parts;
  return status;
}

hug_status hug_lexicon_tiktoken(const void *data, size_t bytes, const char *what, hug_lexicon *out) {
  const char *text = bytes ? data : "";
  if (bytes > 1 && !memcmp(text, "\x1f\x8b", 2))
    return hug_fail(HUG_EFORMAT, "[tokenizer] %s is compressed: run gunzip on it first", what);
  lines l = { what, text, text + bytes, 0 };
  ranks r = { 0 };
  hug_text json = { 0 };
  hug_status status = read_ranks(&l, &r);
  if (!status) status = write_ranks(&r, &json, out);
  hug_text_drop(&json);
  hug_free(r.at);
  hug_arena_free(&r.arena);
  return status;
}

/* ---- merges.txt ---- */

static hug_status write_lines(lines *l, hug_text *json) {
  const char *line;
  size_t bytes;
  bool first = true;
  while (next_line(l, &line, &bytes)) {
    if (!bytes || (bytes >= 8 && !memcmp(line, "#version", 8))) continue;
    const char *space = memchr(line, ' ', bytes);
    size_t left = space ? (size_t)(space - line) : 0;
    if (!left || left + 1 == bytes || memchr(space + 1, ' ', bytes - left - 1))
      return fault(l, "is not two tokens with one space between them");
    hug_text_add(json, first ? "[" : ",[", first ? 1 : 2);
    hug_text_add_json_string(json, line, left);
    hug_text_add(json, ",", 1);
    hug_text_add_json_string(json, space + 1, bytes - left - 1);
    hug_text_add(json, "]", 1);
    first = false;
  }
  return HUG_OK;
}

hug_status hug_lexicon_merges(const void *data, size_t bytes, const char *what, hug_lexicon *out) {
  const char *text = bytes ? data : "";
  size_t valid = hug_utf8_check(text, bytes);
  if (valid < bytes) return hug_fail(HUG_EFORMAT, "[tokenizer] %s is not UTF-8 at byte %zu", what, valid);
  lines l = { what, text, text + bytes, 0 };
  hug_text json = { 0 };
  hug_lexicon parts = { 0 };
  hug_text_add(&json, "[", 1);
  hug_status status = write_lines(&l, &json);
  hug_text_add(&json, "]", 1);
  parts.merges = json.bytes;
  if (!status) status = hug_text_take(&json, &parts.text, NULL);
  if (!status) *out = parts;
  hug_text_drop(&json);
  return status;
}
