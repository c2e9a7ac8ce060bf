/* metaspace.c: Metaspace, which writes spaces as a character that can be seen: a pre-tokenizer and a decoder. */
#include "token.h"
#include <string.h>

enum { FIRST, NEVER, ALWAYS };

typedef struct metaspace {
  uint32_t character;
  int prepend;
  bool split;
} metaspace;

static hug_status read(const hug_place *at, metaspace *m) {
  static const char *const schemes[] = { "first", "never", "always" };
  bool adds = true;
  m->prepend = ALWAYS;
  m->split = true;
  hug_place add_prefix_space = hug_place_member(at, "add_prefix_space"), split = hug_place_member(at, "split");
  HUG_TRY(hug_place_get_char(at, "replacement", &m->character));
  if (hug_json_get(at->value, "prepend_scheme"))
    HUG_TRY(hug_place_get_choice(at, "prepend_scheme", schemes, 3, &m->prepend));
  if (!hug_place_empty(&add_prefix_space)) HUG_TRY(hug_place_get_bool(at, "add_prefix_space", &adds));
  if (!adds && m->prepend != NEVER)
    return hug_place_fail(&add_prefix_space, "is false, but prepend_scheme is not \"never\"");
  return hug_place_empty(&split) ? HUG_OK : hug_place_get_bool(at, "split", &m->split);
}

/* ---- The pre-tokenizer ---- */

typedef struct pretokenizer {
  hug_pretokenizer base;
  metaspace m;
} pretokenizer;

static hug_status copy_token(hug_draft *d, hug_word w) {
  size_t begin = d->next.bytes;
  HUG_TRY(hug_draft_copy(d, (size_t)w.span.first, (size_t)w.span.last));
  return hug_words_push(&d->next_words, begin, d->next.bytes, w.id);
}

/* Writes a word anew, and splits it before each of the characters that stand for a space. */
static hug_status rewrite(const metaspace *m, hug_draft *d, size_t at, size_t last) {
  size_t begin = d->next.bytes, behind = at;
  uint32_t first = hug_utf8_next(d->now.text, last, &behind);
  hug_span origin = hug_draft_origin(d, at, behind);
  bool prepend = m->prepend == ALWAYS || (m->prepend == FIRST && origin.first == 0);
  if (prepend && first != ' ' && first != m->character) HUG_TRY(hug_draft_put(d, m->character, origin));
  while (at < last) {
    size_t from = at, here = d->next.bytes;
    uint32_t c = hug_utf8_next(d->now.text, last, &at);
    if (c == ' ') c = m->character;
    if (c == m->character && m->split && here > begin) {
      HUG_TRY(hug_words_push(&d->next_words, begin, here, -1));
      begin = here;
    }
    HUG_TRY(hug_draft_put(d, c, hug_draft_origin(d, from, at)));
  }
  return hug_words_push(&d->next_words, begin, d->next.bytes, -1);
}

static hug_status split(const hug_pretokenizer *self, hug_draft *d) {
  const metaspace *m = &((const pretokenizer *)self)->m;
  d->next_words.count = 0;
  for (size_t i = 0; i < d->words.count; i++) {
    hug_word w = d->words.at[i];
    HUG_TRY(w.id >= 0 ? copy_token(d, w) : rewrite(m, d, (size_t)w.span.first, (size_t)w.span.last));
  }
  hug_draft_step(d);
  hug_words made = d->next_words;
  d->next_words = d->words;
  d->words = made;
  return HUG_OK;
}

hug_status hug_metaspace_pretokenizer_read(const hug_place *at, hug_tokenizer *t) {
  pretokenizer *p = hug_pretokenizer_append(t, sizeof *p, split);
  if (!p) return HUG_ENOMEM;
  HUG_TRY(read(at, &p->m));
  p->base.keeps = &hug_cuts_spaces;
  p->base.makes = p->m.split ? &hug_cuts_spaces : NULL;
  p->base.mark = p->m.character;
  return HUG_OK;
}

/* ---- The decoder ---- */

typedef struct decoder {
  hug_decoder base;
  metaspace m;
} decoder;

/* In the first token such characters are taken for ones that were put there. */
static hug_status decode(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  const metaspace *m = &((const decoder *)self)->m;
  for (size_t i = 0; i < from->count; i++) {
    size_t bytes;
    const char *text = hug_piece(from, i, &bytes);
    for (size_t at = 0; at < bytes;) {
      size_t first = at;
      if (hug_utf8_next(text, bytes, &at) != m->character) hug_text_add(&to->text, text + first, at - first);
      else if (i || m->prepend == NEVER) hug_text_add(&to->text, " ", 1);
    }
    HUG_TRY(hug_pieces_end(to));
  }
  return HUG_OK;
}

hug_status hug_metaspace_decoder_read(const hug_place *at, hug_tokenizer *t) {
  decoder *n = hug_decoder_append(t, sizeof *n, decode);
  return n ? read(at, &n->m) : HUG_ENOMEM;
}
