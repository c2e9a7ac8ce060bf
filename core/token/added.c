/* added.c: added tokens, which are cut out of a text wherever they are spelled, before anything else reads it. */
#include "token.h"
#include "unicode.h"
#include <stdlib.h>
#include <string.h>

/* ---- Finding ---- */

/* The part of tokens low..high-1, which agree in `depth` bytes, whose next byte is c.  Those that end there come first
** and are not in it. */
static void narrow(const hug_added *a, const hug_matcher *m, size_t depth, unsigned char c, int32_t *low,
                   int32_t *high) {
  int32_t bounds[2];
  for (int upper = 0; upper < 2; upper++) {
    int32_t from = *low, to = *high;
    while (from < to) {
      int32_t middle = from + (to - from) / 2;
      const hug_added_token *token = &a->tokens[m->tokens[middle]];
      if (token->shown_bytes == depth || (unsigned char)token->shown[depth] < c + upper) from = middle + 1;
      else to = middle;
    }
    bounds[upper] = from;
  }
  *low = bounds[0];
  *high = bounds[1];
}

/* The longest token that the text spells at `at`; -1 if there is none. */
static int32_t longest_at(const hug_added *a, const hug_matcher *m, const char *text, size_t bytes, size_t at) {
  unsigned char c = (unsigned char)text[at];
  int32_t low = m->first[c], high = m->first[c + 1], found = -1;
  for (size_t depth = 1; low < high; depth++) {
    const hug_added_token *token = &a->tokens[m->tokens[low]];
    if (high - low == 1) {   /* the only one left */
      bool spelled = token->shown_bytes <= bytes - at && !memcmp(token->shown, text + at, token->shown_bytes);
      return spelled ? m->tokens[low] : found;
    }
    if (token->shown_bytes == depth) found = m->tokens[low];
    if (at + depth == bytes) break;
    narrow(a, m, depth, (unsigned char)text[at + depth], &low, &high);
  }
  return found;
}

static uint32_t char_before(const char *text, size_t at, size_t *first) {
  size_t end = *first = hug_utf8_before(text, at);
  return hug_utf8_next(text, at, &end);
}

/* Whether no character of a word touches the span. */
static bool stands_alone(const char *text, size_t bytes, size_t first, size_t last) {
  size_t at = last;
  if (first && hug_char_flags(char_before(text, first, &at)) & HUG_WORD) return false;
  at = last;
  return last == bytes || !(hug_char_flags(hug_utf8_next(text, bytes, &at)) & HUG_WORD);
}

static size_t without_spaces_before(const char *text, size_t done, size_t first) {
  size_t before;
  while (first > done && hug_char_flags(char_before(text, first, &before)) & HUG_SPACE) first = before;
  return first;
}

static size_t with_spaces_behind(const char *text, size_t bytes, size_t last) {
  size_t behind = last;
  while (last < bytes && hug_char_flags(hug_utf8_next(text, bytes, &behind)) & HUG_SPACE) last = behind;
  return last;
}

bool hug_added_find(const hug_added *a, const hug_matcher *m, const char *text, size_t bytes, size_t done, size_t *at,
                    int32_t *token, hug_span *span) {
  if (!m->first[256]) return false;
  for (size_t first = *at; first < bytes; first++) {
    const char *next = m->only < 0 ? text + first : memchr(text + first, m->only, bytes - first);
    if (!next) return false;
    first = (size_t)(next - text);
    unsigned char c = (unsigned char)text[first];
    if (m->first[c] == m->first[c + 1]) continue;
    int32_t found = longest_at(a, m, text, bytes, first);
    if (found < 0) continue;
    const hug_added_token *t = &a->tokens[found];
    size_t last = first + t->shown_bytes;
    *at = last;
    if (t->single_word && !stands_alone(text, bytes, first, last)) {
      first = last - 1;
      continue;
    }
    size_t begin = first;
    first = last - 1;
    if (t->lstrip) begin = begin < done ? done : without_spaces_before(text, done, begin);
    if (t->rstrip) last = with_spaces_behind(text, bytes, last);
    if (begin >= last) continue;   /* the token before has stripped it */
    *token = found;
    *span = (hug_span){ (int32_t)begin, (int32_t)last };
    return true;
  }
  return false;
}

/* ---- Reading ---- */

typedef struct pattern {
  const char *text;
  uint32_t bytes;
  int32_t token;
} pattern;

/* By bytes, a beginning before what begins with it; of equal texts the first token first. */
static int compare(const void *left, const void *right) {
  const pattern *a = left, *b = right;
  int order = memcmp(a->text, b->text, a->bytes < b->bytes ? a->bytes : b->bytes);
  if (order) return order;
  if (a->bytes != b->bytes) return a->bytes < b->bytes ? -1 : 1;
  return a->token < b->token ? -1 : a->token > b->token;
}

/* Collects the tokens that match normalised text, or those that do not.  One whose normal form is empty matches
** nothing. */
static hug_status build_matcher(hug_added *a, bool normalized, hug_arena *arena, hug_matcher *m) {
  size_t count = 0, kept = 0;
  pattern *patterns = hug_alloc(((size_t)a->vocab.count + 1) * sizeof *patterns);
  if (!patterns) return HUG_ENOMEM;
  for (int32_t i = 0; i < a->vocab.count; i++)
    if (a->tokens[i].normalized == normalized && a->tokens[i].shown_bytes)
      patterns[count++] = (pattern){ a->tokens[i].shown, a->tokens[i].shown_bytes, i };
  qsort(patterns, count, sizeof *patterns, compare);
  int32_t *tokens = hug_arena_alloc(arena, count * sizeof *tokens);
  for (size_t i = 0; tokens && i < count; i++) {
    const pattern *p = &patterns[i];
    if (i && p->bytes == p[-1].bytes && !memcmp(p->text, p[-1].text, p->bytes)) continue;
    tokens[kept++] = p->token;
    m->first[(unsigned char)p->text[0] + 1] = (int32_t)kept;
  }
  for (int c = 0; c < 256; c++)
    if (m->first[c + 1] < m->first[c]) m->first[c + 1] = m->first[c];
  m->tokens = tokens;
  unsigned char begin = kept ? (unsigned char)a->tokens[tokens[0]].shown[0] : 0;
  m->only = kept && m->first[begin + 1] == (int32_t)kept && !m->first[begin] ? begin : -1;
  hug_free(patterns);
  return tokens ? HUG_OK : HUG_ENOMEM;
}

/* The normal form of a token's content. */
static hug_status normalize_content(hug_tokenizer *t, hug_draft *d, const hug_vocab_entry *content,
                                    hug_added_token *token) {
  HUG_TRY(hug_draft_begin(d, content->text, (hug_span){ 0, (int32_t)content->bytes }));
  HUG_TRY(hug_draft_normalize(t, d));
  token->shown = hug_arena_copy(&t->arena, d->now.text, d->now.bytes);
  token->shown_bytes = (uint32_t)d->now.bytes;
  return token->shown ? HUG_OK : HUG_ENOMEM;
}

/* The id of a content: the one it has, or else the next that is free.  What the file says is ignored, as in the
** reference. */
static int32_t id_of(const hug_tokenizer *t, const char *content, size_t bytes, int32_t *next_id) {
  int32_t id = hug_tokenizer_id(t, content, bytes);
  return id >= 0 ? id : (*next_id)++;
}

static hug_status read_fields(const hug_place *at, hug_added_token *token, const char **content, size_t *bytes) {
  int64_t id;
  HUG_TRY(hug_place_expect(at, HUG_JSON_OBJECT));
  HUG_TRY(hug_place_get_int(at, "id", 0, INT32_MAX, &id));
  HUG_TRY(hug_place_get_bool(at, "special", &token->special));
  HUG_TRY(hug_place_get_bool(at, "single_word", &token->single_word));
  HUG_TRY(hug_place_get_bool(at, "lstrip", &token->lstrip));
  HUG_TRY(hug_place_get_bool(at, "rstrip", &token->rstrip));
  HUG_TRY(hug_place_get_bool(at, "normalized", &token->normalized));
  HUG_TRY(hug_place_get_string(at, "content", content, bytes));
  return *bytes > INT32_MAX ? hug_place_fail(at, "has a content of %zu bytes, which is too long", *bytes) : HUG_OK;
}

static hug_status read_token(const hug_place *at, hug_tokenizer *t, int32_t *next_id) {
  const char *content;
  size_t bytes;
  hug_added_token token = { 0 };
  HUG_TRY(read_fields(at, &token, &content, &bytes));
  if (!bytes) return HUG_OK;   /* nothing to match: not a token */
  int32_t known = hug_vocab_find(&t->added.vocab, content, bytes), id = id_of(t, content, bytes, next_id), entry;
  const char *kept = hug_arena_copy(&t->arena, content, bytes);
  if (!kept) return HUG_ENOMEM;
  if (!hug_vocab_add(&t->added.vocab, kept, bytes, id, &entry))
    return hug_place_fail(at, "would have the id %d of \"%.60s\"", (int)id, t->added.vocab.entries[entry].text);
  token.shown = kept;
  token.shown_bytes = (uint32_t)bytes;
  if (known >= 0) token.special |= t->added.tokens[known].special;
  t->added.tokens[entry] = token;
  return HUG_OK;
}

static hug_status read_tokens(const hug_place *at, hug_tokenizer *t) {
  int32_t next_id = t->vocab.count;
  int64_t i = 0;
  for (const hug_json_value *v = hug_json_first(at->value); v; v = hug_json_next(v)) {
    hug_place item = hug_place_child(at, v, i++);
    HUG_TRY(read_token(&item, t, &next_id));
  }
  return HUG_OK;
}

/* Decides what each token matches and decodes to, and whether skipping special tokens skips it: the reference asks for
** that by the text that it decodes to. */
static hug_status settle(hug_tokenizer *t, hug_draft *d) {
  hug_added *a = &t->added;
  for (int32_t i = 0; i < a->vocab.count; i++) {
    hug_added_token *token = &a->tokens[i];
    if (token->normalized && t->normalizers) HUG_TRY(normalize_content(t, d, &a->vocab.entries[i], token));
    int32_t entry = hug_vocab_find(&a->vocab, token->shown, token->shown_bytes);
    token->hidden = entry >= 0 && a->tokens[entry].special;
  }
  HUG_TRY(build_matcher(a, false, &t->arena, &a->plain));
  return build_matcher(a, true, &t->arena, &a->normalized);
}

hug_status hug_added_read(const hug_place *at, hug_tokenizer *t) {
  size_t count = 0;
  if (at->value) {
    HUG_TRY(hug_place_expect(at, HUG_JSON_ARRAY));
    count = hug_json_count(at->value);
  }
  HUG_TRY(hug_vocab_init(&t->added.vocab, &t->arena, count));
  t->added.tokens = hug_arena_alloc(&t->arena, (count + 1) * sizeof *t->added.tokens);
  if (!t->added.tokens) return HUG_ENOMEM;
  if (at->value) HUG_TRY(read_tokens(at, t));
  hug_draft d = { 0 };
  hug_status status = settle(t, &d);
  hug_draft_free(&d);
  return status;
}
