/* bpe_read.c: reads the BPE model.  Of a large one nearly all the time goes into looking texts up, so that merges are
** read some at a time and their parts asked for together. */
#include "bpe.h"
#include <stdio.h>
#include <string.h>

/* ---- Merges ---- */

/* A merge as the file has it: left, then right. */
typedef struct merge {
  int64_t index;              /* in the list */
  hug_vocab_query part[2];
} merge;

/* The merges of a file, in the order of their ranks. */
typedef struct merges {
  hug_bpe *m;
  const hug_place *at;        /* the list */
  uint32_t rank;              /* of the next one */
  int32_t made;               /* the entry that the last one made */
} merges;

static hug_status merge_fail(const merges *all, const merge *g, const char *problem, const hug_vocab_query *text) {
  hug_place at = hug_place_child(all->at, NULL, g->index);
  return hug_place_fail(&at, problem, (int)text->bytes, text->text);
}

/* Whether an entry's text is that of the two, one after the other. */
static bool spells(const hug_vocab_entry *e, const hug_vocab_query *left, const char *rest, size_t rest_bytes) {
  return e->bytes == left->bytes + rest_bytes && !memcmp(e->text, left->text, left->bytes)
      && !memcmp(e->text + left->bytes, rest, rest_bytes);
}

/* The entry of what a merge makes; -1 if there is none.  In most vocabularies it is the one behind what the last merge
** made. */
static int32_t find_made(const merges *all, const hug_vocab_query *left, const char *rest, size_t rest_bytes) {
  const hug_vocab *v = all->m->vocab;
  int32_t next = all->made + 1;
  if (next < v->count && spells(&v->entries[next], left, rest, rest_bytes)) return next;
  uint64_t hash = hug_vocab_hash(v, left->hash, rest, rest_bytes);
  return hug_vocab_find_hash(v, hash, left->text, left->bytes, rest, rest_bytes);
}

#define MARK "▁"

/* Whether a merge puts a mark behind something else. */
static bool joins(const hug_vocab_query *left, const hug_vocab_query *right, const char *mark, size_t bytes) {
  if (right->bytes < bytes || memcmp(right->text, mark, bytes)) return false;
  return left->bytes < bytes || memcmp(left->text + left->bytes - bytes, mark, bytes);
}

/* An unknown character would be fused with others; affixes tell where a word ends. */
static bool parts_before(const hug_model *self, const char *mark, size_t bytes) {
  const hug_bpe *m = (const hug_bpe *)self;
  bool known = (bytes == 1 && *mark == ' ') || (bytes == strlen(MARK) && !memcmp(mark, MARK, bytes));
  return known && !m->joins_marks && !m->ignore_merges && !m->prefix_bytes && !m->suffix_bytes
      && hug_vocab_find(m->vocab, mark, bytes) >= 0;
}

static hug_status add_merge(merges *all, const merge *g) {
  hug_bpe *m = all->m;
  const hug_vocab_query *left = &g->part[0], *right = &g->part[1];
  for (int i = 0; i < 2; i++)
    if (g->part[i].entry < 0)
      return merge_fail(all, g, "merges to or from \"%.*s\", which the vocabulary does not have", &g->part[i]);
  if (right->bytes < m->prefix_bytes)
    return merge_fail(all, g, "has a right side \"%.*s\" that is shorter than continuing_subword_prefix", right);
  const char *rest = right->text + m->prefix_bytes;
  size_t rest_bytes = right->bytes - m->prefix_bytes;
  int32_t made = find_made(all, left, rest, rest_bytes);
  if (made < 0) {
    hug_place at = hug_place_child(all->at, NULL, g->index);
    return hug_place_fail(&at, "makes \"%.*s%.*s\", which the vocabulary does not have", (int)left->bytes, left->text,
                          (int)rest_bytes, rest);
  }
  const hug_vocab_entry *entries = m->vocab->entries;
  hug_bpe_pair p = { entries[left->entry].id, entries[right->entry].id, all->rank++, entries[made].id };
  all->made = made;
  m->joins_marks |= joins(left, right, MARK, strlen(MARK)) || joins(left, right, " ", 1);
  *hug_bpe_pair_slot(m, p.left, p.right) = p;   /* of two merges of the same pair the later one stays */
  return HUG_OK;
}

static hug_status add_merges(merges *all, merge *some, size_t count, hug_vocab_query *queries) {
  for (size_t i = 0; i < count; i++) memcpy(queries + 2 * i, some[i].part, sizeof some[i].part);
  hug_vocab_find_all(all->m->vocab, queries, 2 * count);
  const hug_vocab_entry *entries = all->m->vocab->entries;
  for (size_t i = 0; i < count; i++) {
    memcpy(some[i].part, queries + 2 * i, sizeof some[i].part);
    int32_t left = some[i].part[0].entry, right = some[i].part[1].entry;
    if (left < 0 || right < 0) continue;
    __builtin_prefetch(&all->m->pairs[hug_bpe_pair_hash(entries[left].id, entries[right].id) & all->m->mask]);
  }
  for (size_t i = 0; i < count; i++) HUG_TRY(add_merge(all, &some[i]));
  return HUG_OK;
}

/* A merge is ["left", "right"], or "left right".  *skipped: it is a comment. */
static hug_status read_merge(const hug_place *at, merge *g, bool *skipped) {
  *g = (merge){ .index = at->index };
  *skipped = false;
  if (hug_json_typeof(at->value) == HUG_JSON_ARRAY) {
    size_t parts = hug_json_count(at->value);
    if (parts != 2) return hug_place_fail(at, "has %zu parts, expected 2", parts);
    const hug_json_value *part = hug_json_first(at->value);
    for (int i = 0; i < 2; i++, part = hug_json_next(part)) {
      hug_place place = hug_place_child(at, part, i);
      HUG_TRY(hug_place_expect(&place, HUG_JSON_STRING));
      g->part[i].text = hug_json_string(part, &g->part[i].bytes);
    }
    return HUG_OK;
  }
  size_t bytes;
  HUG_TRY(hug_place_expect(at, HUG_JSON_STRING));
  const char *text = hug_json_string(at->value, &bytes), *space = memchr(text, ' ', bytes);
  *skipped = bytes >= 8 && !memcmp(text, "#version", 8);
  if (*skipped) return HUG_OK;
  if (!space || memchr(space + 1, ' ', bytes - (size_t)(space + 1 - text)))
    return hug_place_fail(at, "is \"%.60s\", expected two parts with one space between them", text);
  g->part[0].text = text;
  g->part[0].bytes = (size_t)(space - text);
  g->part[1].text = space + 1;
  g->part[1].bytes = bytes - g->part[0].bytes - 1;
  return HUG_OK;
}

static hug_status read_list(merges *all) {
  enum { SOME = 16 };
  merge some[SOME];
  hug_vocab_query queries[2 * SOME];
  size_t count = 0;
  int64_t i = 0;
  for (const hug_json_value *v = hug_json_first(all->at->value); v; v = hug_json_next(v)) {
    hug_place at = hug_place_child(all->at, v, i++);
    bool skipped;
    HUG_TRY(read_merge(&at, &some[count], &skipped));
    count += !skipped;
    if (count == SOME) {
      HUG_TRY(add_merges(all, some, count, queries));
      count = 0;
    }
  }
  return add_merges(all, some, count, queries);
}

static hug_status read_merges(const hug_place *at, hug_bpe *m, hug_arena *arena) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_ARRAY));
  size_t count = hug_json_count(at->value), slots = 8;
  while (slots < count * 2) slots *= 2;
  m->pairs = hug_arena_alloc(arena, slots * sizeof *m->pairs);
  if (!m->pairs) return HUG_ENOMEM;
  memset(m->pairs, 0xff, slots * sizeof *m->pairs);
  m->mask = (uint32_t)slots - 1;
  merges all = { m, at, 0, -1 };
  return read_list(&all);
}

/* ---- The model ---- */

/* A text that may be absent or null; *out stays NULL then. */
static hug_status optional_text(const hug_place *object, const char *key, hug_arena *arena, char **out, size_t *bytes) {
  hug_place at = hug_place_member(object, key);
  if (hug_place_empty(&at)) return HUG_OK;
  HUG_TRY(hug_place_expect(&at, HUG_JSON_STRING));
  const char *text = hug_json_string(at.value, bytes);
  *out = hug_arena_copy(arena, text, *bytes);
  return *out ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_affix(const hug_place *at, const char *key, hug_arena *arena, const char **out, size_t *bytes) {
  char *text = NULL;
  hug_place field = hug_place_member(at, key);
  HUG_TRY(optional_text(at, key, arena, &text, bytes));
  size_t most = HUG_BPE_AFFIXED / 2 - 4;
  if (*bytes > most) return hug_place_fail(&field, "has %zu bytes, expected %zu at most", *bytes, most);
  *out = text ? text : "";
  return HUG_OK;
}

static hug_status read_dropout(const hug_place *at, float *out) {
  hug_place field = hug_place_member(at, "dropout");
  if (hug_place_empty(&field)) return HUG_OK;
  hug_json_type type = hug_json_typeof(field.value);
  double value = type == HUG_JSON_INT || type == HUG_JSON_FLOAT ? hug_json_number(field.value) : -1;
  if (!(value >= 0 && value <= 1)) return hug_place_fail(&field, "is no number from 0 to 1");
  *out = (float)value;
  return HUG_OK;
}

/* Finds the tokens for bytes, and whether there is something for every character. */
static void find_bytes(hug_bpe *m) {
  bool all = true, spelled = true;
  for (int b = 0; b < 256; b++) {
    char name[8], character[4];
    snprintf(name, sizeof name, "<0x%02X>", (unsigned)b);
    int32_t entry = hug_vocab_find(m->vocab, name, 6);
    m->bytes[b] = entry < 0 ? -1 : m->vocab->entries[entry].id;
    size_t bytes = (size_t)hug_utf8_put(character, hug_byte_char((unsigned char)b));
    all &= entry >= 0;
    spelled = spelled && hug_vocab_find(m->vocab, character, bytes) >= 0;
  }
  m->base.has_all = m->unknown || (m->byte_fallback && all);
  m->base.has_bytes = spelled && !m->prefix_bytes && !m->suffix_bytes;
}

hug_status hug_bpe_read(const hug_place *at, hug_tokenizer *t) {
  hug_bpe *m = hug_arena_alloc(&t->arena, sizeof *m);
  if (!m) return HUG_ENOMEM;
  *m = (hug_bpe){ .base = { .tokenize = hug_bpe_tokenize, .parts_before = parts_before }, .vocab = &t->vocab };
  hug_place vocab = hug_place_member(at, "vocab"), merges = hug_place_member(at, "merges");
  size_t bytes;
  HUG_TRY(hug_vocab_read(&vocab, t));
  HUG_TRY(read_affix(at, "continuing_subword_prefix", &t->arena, &m->prefix, &m->prefix_bytes));
  HUG_TRY(read_affix(at, "end_of_word_suffix", &t->arena, &m->suffix, &m->suffix_bytes));
  HUG_TRY(optional_text(at, "unk_token", &t->arena, &m->unknown, &bytes));
  HUG_TRY(hug_place_maybe_bool(at, "fuse_unk", &m->fuse_unknown));
  HUG_TRY(hug_place_maybe_bool(at, "byte_fallback", &m->byte_fallback));
  HUG_TRY(hug_place_maybe_bool(at, "ignore_merges", &m->ignore_merges));
  HUG_TRY(read_dropout(at, &m->dropout));
  m->base.random = m->dropout > 0;
  HUG_TRY(read_merges(&merges, m, &t->arena));
  int32_t entry = m->unknown ? hug_vocab_find(&t->vocab, m->unknown, bytes) : -1;
  m->unknown_id = entry < 0 ? -1 : t->vocab.entries[entry].id;
  find_bytes(m);
  t->model = &m->base;
  return HUG_OK;
}
