/* wordpiece.c: the WordPiece model: a word is cut from the left into the longest texts of the vocabulary. */
#include "token.h"
#include <string.h>

typedef struct wordpiece {
  hug_model base;
  const hug_vocab *vocab;
  const char *prefix;         /* stands before every text but a word's first: "##" */
  size_t prefix_bytes;
  uint64_t prefix_hash;
  int64_t max_chars;          /* of a word; longer ones are unknown */
  const char *unknown;        /* the text of the unknown token */
  int32_t unknown_id;         /* -1 if the vocabulary does not have it */
} wordpiece;

/* A beginning of the rest of a word: its end and its hash. */
typedef struct beginning {
  size_t end;
  uint64_t hash;
} beginning;

/* Finds the longest text of the vocabulary at the beginning of the `bytes` at `text`, and moves *used to its end.
** Returns its entry, or -1.  All beginnings are hashed on one way forward and tried on the way back. */
static int32_t longest_piece(const wordpiece *m, bool inside, beginning *beginnings, const char *text, size_t bytes,
                             size_t *used) {
  const char *prefix = inside ? m->prefix : "";
  size_t prefix_bytes = inside ? m->prefix_bytes : 0, count = 0;
  uint64_t hash = inside ? m->prefix_hash : m->vocab->seed;
  for (size_t i = 0; i < bytes && prefix_bytes + i < m->vocab->longest;) {
    hash = hug_vocab_hash(m->vocab, hash, text + i++, 1);
    if (i == bytes || ((unsigned char)text[i] & 0xc0) != 0x80) beginnings[count++] = (beginning){ i, hash };
  }
  while (count--) {
    beginning b = beginnings[count];
    int32_t entry = hug_vocab_find_hash(m->vocab, b.hash, prefix, prefix_bytes, text, b.end);
    if (entry < 0) continue;
    *used = b.end;
    return entry;
  }
  return -1;
}

static hug_status push_unknown(const wordpiece *m, hug_draft *d, hug_span word, hug_tokens *out) {
  if (m->unknown_id < 0)
    return hug_fail(HUG_EFORMAT, "[encode] a word needs the unknown token \"%.60s\", which the vocabulary does not have",
                    m->unknown);
  return hug_tokens_push(out, m->unknown_id, hug_draft_origin(d, (size_t)word.first, (size_t)word.last), false);
}

static hug_status tokenize(const hug_model *self, hug_draft *d, hug_span word, hug_tokens *out) {
  const wordpiece *m = (const wordpiece *)self;
  const char *text = d->now.text + word.first;
  size_t bytes = (size_t)(word.last - word.first), at = 0;
  int64_t before = out->count;
  if ((int64_t)bytes > m->max_chars && (int64_t)hug_utf8_count(text, bytes) > m->max_chars)
    return push_unknown(m, d, word, out);
  size_t most = bytes < m->vocab->longest ? bytes : m->vocab->longest;
  HUG_TRY(hug_draft_scratch(d, most * sizeof(beginning)));
  while (at < bytes) {
    size_t used = 0, first = (size_t)word.first + at;
    int32_t entry = longest_piece(m, at > 0, d->scratch, text + at, bytes - at, &used);
    if (entry < 0) {
      out->count = before;
      return push_unknown(m, d, word, out);
    }
    HUG_TRY(hug_tokens_push(out, m->vocab->entries[entry].id, hug_draft_origin(d, first, first + used), false));
    at += used;
  }
  return HUG_OK;
}

hug_status hug_wordpiece_read(const hug_place *at, hug_tokenizer *t) {
  wordpiece *m = hug_arena_alloc(&t->arena, sizeof *m);
  if (!m) return HUG_ENOMEM;
  *m = (wordpiece){ .base = { .tokenize = tokenize, .has_all = true }, .vocab = &t->vocab };
  size_t bytes;
  hug_place vocab = hug_place_member(at, "vocab");
  HUG_TRY(hug_vocab_read(&vocab, t));
  HUG_TRY(hug_place_get_int(at, "max_input_chars_per_word", 0, INT64_MAX, &m->max_chars));
  HUG_TRY(hug_place_get_string(at, "unk_token", &m->unknown, &bytes));
  int32_t entry = hug_vocab_find(&t->vocab, m->unknown, bytes);
  m->unknown_id = entry < 0 ? -1 : t->vocab.entries[entry].id;
  HUG_TRY(hug_place_get_string(at, "continuing_subword_prefix", &m->prefix, &m->prefix_bytes));
  m->prefix_hash = hug_vocab_hash(&t->vocab, t->vocab.seed, m->prefix, m->prefix_bytes);
  m->unknown = hug_arena_copy(&t->arena, m->unknown, bytes);   /* the file goes, the model stays */
  m->prefix = hug_arena_copy(&t->arena, m->prefix, m->prefix_bytes);
  if (!m->unknown || !m->prefix) return HUG_ENOMEM;
  t->model = &m->base;
  return HUG_OK;
}
