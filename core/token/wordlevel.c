/* wordlevel.c: the WordLevel model: a word is a token of the vocabulary, or unknown. */
#include "token.h"

typedef struct wordlevel {
  hug_model base;
  const hug_vocab *vocab;
  const char *unknown;        /* the text of the unknown token */
  int32_t unknown_id;         /* -1 if the vocabulary does not have it */
} wordlevel;

static hug_status tokenize(const hug_model *self, hug_draft *d, hug_span word, hug_tokens *out) {
  const wordlevel *m = (const wordlevel *)self;
  int32_t entry = hug_vocab_find(m->vocab, d->now.text + word.first, (size_t)(word.last - word.first));
  int32_t id = entry < 0 ? m->unknown_id : m->vocab->entries[entry].id;
  if (id < 0)
    return hug_fail(HUG_EFORMAT, "[encode] a word needs the unknown token \"%.60s\", which the vocabulary does not have",
                    m->unknown);
  return hug_tokens_push(out, id, hug_draft_origin(d, (size_t)word.first, (size_t)word.last), false);
}

hug_status hug_wordlevel_read(const hug_place *at, hug_tokenizer *t) {
  wordlevel *m = hug_arena_alloc(&t->arena, sizeof *m);
  if (!m) return HUG_ENOMEM;
  *m = (wordlevel){ .base = { .tokenize = tokenize, .has_all = true }, .vocab = &t->vocab };
  size_t bytes;
  hug_place vocab = hug_place_member(at, "vocab");
  HUG_TRY(hug_vocab_read(&vocab, t));
  HUG_TRY(hug_place_get_string(at, "unk_token", &m->unknown, &bytes));
  int32_t entry = hug_vocab_find(&t->vocab, m->unknown, bytes);
  m->unknown_id = entry < 0 ? -1 : t->vocab.entries[entry].id;
  m->unknown = hug_arena_copy(&t->arena, m->unknown, bytes);
  if (!m->unknown) return HUG_ENOMEM;
  t->model = &m->base;
  return HUG_OK;
}
