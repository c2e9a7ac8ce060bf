/* replace.c: Replace, which is a normalizer and a decoder. */
#include "token.h"
#include <string.h>

typedef struct replacement {
  const hug_pattern *pattern;
  const char *content;
  size_t bytes;
} replacement;

static hug_status read(const hug_place *at, hug_tokenizer *t, replacement *r) {
  hug_place pattern = hug_place_member(at, "pattern");
  HUG_TRY(hug_pattern_read(&pattern, t, &r->pattern));
  HUG_TRY(hug_place_get_string(at, "content", &r->content, &r->bytes));
  r->content = hug_arena_copy(&t->arena, r->content, r->bytes);
  return r->content ? HUG_OK : HUG_ENOMEM;
}

/* ---- The normalizer ---- */

typedef struct normalizer {
  hug_normalizer base;
  replacement r;
} normalizer;

/* What is put for a match shares the origin of the match's last character.  (For an empty match at the beginning of the
** text, the reference says that it came from nowhere.) */
static hug_status put_content(hug_draft *d, const replacement *r, size_t match_end) {
  hug_edit e = { d, match_end };
  for (size_t at = 0; at < r->bytes;) HUG_TRY(hug_edit_put(&e, hug_utf8_next(r->content, r->bytes, &at), 1));
  return HUG_OK;
}

static hug_status replace(hug_draft *d, const replacement *r, hug_search *s) {
  size_t done = 0, first, last;
  bool found;
  HUG_TRY(hug_search_begin(s, d->now.text, d->now.bytes));
  HUG_TRY(hug_search_next(s, &found, &first, &last));
  if (!found) return HUG_OK;
  while (found) {
    HUG_TRY(hug_draft_copy(d, done, first));
    HUG_TRY(put_content(d, r, last));
    done = last;
    HUG_TRY(hug_search_next(s, &found, &first, &last));
  }
  HUG_TRY(hug_draft_copy(d, done, d->now.bytes));
  hug_draft_step(d);
  return HUG_OK;
}

static hug_status normalize(const hug_normalizer *self, hug_draft *d) {
  const replacement *r = &((const normalizer *)self)->r;
  hug_search s = { .pattern = r->pattern };
  if (!d->now.bytes) return HUG_OK;
  hug_status status = replace(d, r, &s);
  hug_search_end(&s);
  return status;
}

static bool all_visible(const char *text, size_t bytes) {
  for (size_t at = 0; at < bytes;)
    if (!(HUG_IN_SOLID >> hug_class_of(hug_utf8_next(text, bytes, &at)) & 1)) return false;
  return bytes > 0;
}

/* A string is not cut within; what becomes of single ASCII characters is asked for later.  Several must become visible
** ones, lest there be spaces beside a cut. */
static hug_status settle_string(normalizer *n, const char *text, size_t bytes, hug_tokenizer *t) {
  hug_cuts *keeps = hug_arena_alloc(&t->arena, sizeof *keeps);
  if (!keeps) return HUG_ENOMEM;
  *keeps = hug_cuts_narrow;
  unsigned before = HUG_C_OTHER, count = 0;
  for (size_t at = 0; at < bytes; count++) {
    hug_class class = hug_class_of(hug_utf8_next(text, bytes, &at));
    hug_cuts_drop(keeps, 1u << before, 1u << class);
    before = class;
  }
  if (count == 1 || all_visible(n->r.content, n->r.bytes)) n->base.keeps = keeps;
  n->base.loose = bytes && (unsigned char)*text >= 0x80;
  return HUG_OK;
}

hug_status hug_replace_read(const hug_place *at, hug_tokenizer *t) {
  normalizer *n = hug_normalizer_append(t, sizeof *n, normalize);
  if (!n) return HUG_ENOMEM;
  HUG_TRY(read(at, t, &n->r));
  size_t bytes;
  const char *string = hug_pattern_string(n->r.pattern, &bytes);
  if (string) return settle_string(n, string, bytes, t);
  n->base.marks = n->r.bytes == 3 && !memcmp(n->r.content, "▁", 3);
  bool spaces = n->base.marks || (n->r.bytes == 1 && *n->r.content == ' ');
  if (spaces && hug_pattern_of_spaces(n->r.pattern)) n->base.keeps = &hug_cuts_spaces;
  return HUG_OK;
}

/* ---- The decoder ---- */

typedef struct decoder {
  hug_decoder base;
  replacement r;
} decoder;

static hug_status decode_piece(hug_search *s, const replacement *r, const char *text, size_t bytes, hug_text *to) {
  size_t done = 0, first, last;
  bool found = false;
  if (bytes) {
    HUG_TRY(hug_search_begin(s, text, bytes));
    HUG_TRY(hug_search_next(s, &found, &first, &last));
  }
  while (found) {
    hug_text_add(to, text + done, first - done);
    hug_text_add(to, r->content, r->bytes);
    done = last;
    HUG_TRY(hug_search_next(s, &found, &first, &last));
  }
  hug_text_add(to, text + done, bytes - done);
  return HUG_OK;
}

static hug_status decode(const hug_decoder *self, const hug_pieces *from, hug_pieces *to) {
  const replacement *r = &((const decoder *)self)->r;
  hug_search s = { .pattern = r->pattern };
  hug_status status = HUG_OK;
  for (size_t i = 0; i < from->count && !status; i++) {
    size_t bytes;
    const char *text = hug_piece(from, i, &bytes);
    status = decode_piece(&s, r, text, bytes, &to->text);
    if (!status) status = hug_pieces_end(to);
  }
  hug_search_end(&s);
  return status;
}

hug_status hug_replace_decoder_read(const hug_place *at, hug_tokenizer *t) {
  decoder *n = hug_decoder_append(t, sizeof *n, decode);
  return n ? read(at, t, &n->r) : HUG_ENOMEM;
}
