/* unigram.c: the Unigram model (Kudo 2018): of all ways to cut a word into texts of the vocabulary the most probable.
**
** The best way to each place of the word is found from left to right (Viterbi), as in SentencePiece's EncodeOptimized,
** whose ties huggingface/tokenizers has too: of two equally good ways the one found first stays.
*/
#include "token.h"
#include "trie.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct unigram {
  hug_model base;
  const hug_vocab *vocab;
  hug_trie trie;              /* of the vocabulary: text to id */
  double *scores;             /* by id: log probabilities */
  double unknown_score;       /* of a character that the vocabulary does not have */
  int32_t unknown_id;         /* -1: there is none */
  int32_t bytes[256];         /* ids of <0x00>…<0xFF>; -1 for those that the vocabulary does not have */
  bool byte_fallback, fuse_unknown;
} unigram;

/* The best way to a place. */
typedef struct node {
  double score;
  int32_t from;               /* where its last token begins; -1: no way leads here yet */
  int32_t id;
  int32_t to;                 /* once the best way to the end is known: where its token that begins here ends */
} node;

static void offer(node *to, int32_t from, int32_t id, double score) {
  if (to->from < 0 || score > to->score) *to = (node){ score, from, id, 0 };
}

static hug_status no_unknown(void) {
  return hug_fail(HUG_EFORMAT, "[encode] a character needs the unknown token, but the tokenizer has no unk_id");
}

/* Fills in best[0..bytes]. */
static hug_status find_ways(const unigram *m, const char *text, size_t bytes, node *best) {
  for (size_t i = 0; i <= bytes; i++) best[i] = (node){ 0, -1, -1, 0 };
  for (size_t at = 0; at < bytes;) {
    size_t next = at;
    hug_utf8_next(text, bytes, &next);
    const double score = best[at].score;
    bool single = false;
    int32_t slot = 0;
    for (size_t end = at; end < bytes && (slot = hug_trie_step(&m->trie, slot, (unsigned char)text[end])) >= 0;) {
      int32_t id = m->trie.slots[slot].value;
      end++;
      if (id < 0) continue;
      offer(&best[end], (int32_t)at, id, m->scores[id] + score);
      single |= end == next;
    }
    if (!single) {
      if (m->unknown_id < 0) return no_unknown();
      offer(&best[next], (int32_t)at, m->unknown_id, m->unknown_score + score);
    }
    at = next;
  }
  return HUG_OK;
}

/* Follows the best way back from the end and notes it forward, in `to`.  Unknown tokens side by side become one if they
** fuse. */
static void turn(const unigram *m, node *best, size_t bytes) {
  int32_t after = (int32_t)bytes, after_id = -1;
  for (int32_t end = (int32_t)bytes; end > 0; end = best[end].from) {
    const node *n = &best[end];
    bool fuses = m->fuse_unknown && m->unknown_id >= 0 && n->id == m->unknown_id && after_id == n->id;
    if (!fuses) after = end;
    best[n->from].to = after;
    after_id = n->id;
  }
}

static hug_status push(const unigram *m, hug_draft *d, hug_span word, size_t first, size_t last, hug_tokens *out) {
  const char *text = d->now.text + word.first;
  hug_span origin = hug_draft_origin(d, (size_t)word.first + first, (size_t)word.first + last);
  int32_t entry = hug_vocab_find(m->vocab, text + first, last - first);
  if (entry >= 0) return hug_tokens_push(out, m->vocab->entries[entry].id, origin, false);
  bool all = m->byte_fallback;
  for (size_t i = first; all && i < last; i++) all = m->bytes[(unsigned char)text[i]] >= 0;
  if (!all) {                 /* as in the reference, it keeps its own text */
    if (m->unknown_id < 0) return no_unknown();
    HUG_TRY(hug_tokens_push(out, m->unknown_id, origin, false));
    return hug_tokens_spell(out, text + first, last - first);
  }
  for (size_t i = first; i < last; i++)
    HUG_TRY(hug_tokens_push(out, m->bytes[(unsigned char)text[i]], origin, false));
  return HUG_OK;
}

static hug_status tokenize(const hug_model *self, hug_draft *d, hug_span word, hug_tokens *out) {
  const unigram *m = (const unigram *)self;
  size_t bytes = (size_t)(word.last - word.first);
  if (!bytes) return HUG_OK;
  HUG_TRY(hug_draft_scratch(d, (bytes + 1) * sizeof(node)));
  node *best = d->scratch;
  HUG_TRY(find_ways(m, d->now.text + word.first, bytes, best));
  turn(m, best, bytes);
  for (size_t at = 0; at < bytes;) {
    size_t last = (size_t)best[at].to;
    HUG_TRY(push(m, d, word, at, last, out));
    at = last;
  }
  return HUG_OK;
}

/* ---- Reading ---- */

/* One entry of the vocabulary: ["text", score].  The texts are copied end to end to *to. */
static hug_status read_piece(const hug_place *at, hug_tokenizer *t, unigram *m, int32_t id, char **to) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_ARRAY));
  if (hug_json_count(at->value) != 2) return hug_place_fail(at, "has %zu parts, expected a text and a score", hug_json_count(at->value));
  const hug_json_value *first = hug_json_first(at->value);
  hug_place text = hug_place_child(at, first, 0), score = hug_place_child(at, hug_json_next(first), 1);
  HUG_TRY(hug_place_expect(&text, HUG_JSON_STRING));
  if (hug_json_typeof(score.value) != HUG_JSON_INT) HUG_TRY(hug_place_expect(&score, HUG_JSON_FLOAT));
  size_t bytes;
  int32_t entry;
  const char *from = hug_json_string(text.value, &bytes);
  memcpy(*to, from, bytes + 1);
  hug_vocab_add(&t->vocab, *to, bytes, id, &entry);      /* of equal texts the last one's id stays, as in the reference */
  *to += bytes + 1;
  m->scores[id] = hug_json_number(score.value);
  return HUG_OK;
}

static char *text_block(const hug_json_value *list, hug_arena *arena) {
  size_t bytes = 0, n;
  for (const hug_json_value *v = hug_json_first(list); v; v = hug_json_next(v)) {
    const hug_json_value *text = hug_json_typeof(v) == HUG_JSON_ARRAY ? hug_json_first(v) : NULL;
    if (text && hug_json_typeof(text) == HUG_JSON_STRING) hug_json_string(text, &n), bytes += n + 1;
  }
  return hug_arena_alloc(arena, bytes + !bytes);
}

static hug_status read_vocab(const hug_place *at, hug_tokenizer *t, unigram *m) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_ARRAY));
  size_t count = hug_json_count(at->value);
  HUG_TRY(hug_vocab_init(&t->vocab, &t->arena, count));
  char *to = text_block(at->value, &t->arena);
  m->scores = hug_arena_alloc(&t->arena, (count + 1) * sizeof *m->scores);
  if (!to || !m->scores) return HUG_ENOMEM;
  int32_t id = 0;
  double least = INFINITY;
  for (const hug_json_value *v = hug_json_first(at->value); v; v = hug_json_next(v), id++) {
    hug_place piece = hug_place_child(at, v, id);
    HUG_TRY(read_piece(&piece, t, m, id, &to));
    if (m->scores[id] < least) least = m->scores[id];
  }
  m->unknown_score = least - 10;              /* SentencePiece's kUnkPenalty */
  return HUG_OK;
}

static hug_status build_trie(unigram *m, hug_tokenizer *t) {
  const hug_vocab *v = &t->vocab;
  size_t count = 0;
  hug_trie_key *keys = hug_alloc(((size_t)v->count + 1) * sizeof *keys);
  if (!keys) return HUG_ENOMEM;
  for (int32_t i = 0; i < v->count; i++)
    if (v->entries[i].bytes) keys[count++] = (hug_trie_key){ v->entries[i].text, v->entries[i].bytes, v->entries[i].id };
  hug_status status = hug_trie_build(&m->trie, &t->arena, keys, count);
  hug_free(keys);
  return status;
}

static hug_status read_unknown(const hug_place *at, hug_tokenizer *t, unigram *m) {
  hug_place field = hug_place_member(at, "unk_id"), vocab = hug_place_member(at, "vocab");
  int64_t id = -1, count = (int64_t)hug_json_count(vocab.value);
  if (!hug_place_empty(&field)) {
    HUG_TRY(hug_place_int(&field, 0, INT32_MAX, &id));
    if (id >= count) return hug_place_fail(&field, "is %lld, but the vocabulary has %lld tokens", (long long)id, (long long)count);
  }
  m->unknown_id = (int32_t)id;
  for (int b = 0; b < 256; b++) {
    char name[8];
    snprintf(name, sizeof name, "<0x%02X>", (unsigned)b);
    int32_t entry = hug_vocab_find(&t->vocab, name, 6);
    m->bytes[b] = entry < 0 ? -1 : t->vocab.entries[entry].id;
  }
  return HUG_OK;
}

hug_status hug_unigram_read(const hug_place *at, hug_tokenizer *t) {
  unigram *m = hug_arena_alloc(&t->arena, sizeof *m);
  if (!m) return HUG_ENOMEM;
  *m = (unigram){ .base = { .tokenize = tokenize, .has_all = true }, .vocab = &t->vocab, .fuse_unknown = true };
  hug_place vocab = hug_place_member(at, "vocab");
  HUG_TRY(read_vocab(&vocab, t, m));
  HUG_TRY(read_unknown(at, t, m));
  HUG_TRY(hug_place_maybe_bool(at, "byte_fallback", &m->byte_fallback));
  HUG_TRY(build_trie(m, t));
  t->model = &m->base;
  return HUG_OK;
}
