/* encode.c: drives a text through the parts of a tokenizer. */
#include "token.h"
#include <string.h>

hug_status hug_draft_normalize(const hug_tokenizer *t, hug_draft *d) {
  for (const hug_normalizer *n = t->normalizers; n; n = n->next) HUG_TRY(n->apply(n, d));
  return HUG_OK;
}

/* An added token that matched so many bytes at `text`. */
static hug_status push_added(const hug_tokenizer *t, int32_t token, const char *text, hug_span span, hug_span origin,
                             hug_tokens *out) {
  HUG_TRY(hug_tokens_push(out, t->added.vocab.entries[token].id, origin, true));
  HUG_TRY(hug_tokens_spell(out, text + span.first, (size_t)(span.last - span.first)));
  hug_token *made = &out->at[out->count - 1];
  if (t->template.trim_count)
    hug_count_spaces(text + span.first, (size_t)(span.last - span.first), &made->leading, &made->trailing);
  out->words++;
  return HUG_OK;
}

/* The draft's first words: added tokens, and what stands between them. */
static hug_status cut(const hug_tokenizer *t, hug_draft *d) {
  const char *text = d->now.text;
  size_t bytes = d->now.bytes, at = 0, done = 0;
  int32_t token;
  hug_span span;
  while (hug_added_find(&t->added, &t->added.normalized, text, bytes, done, &at, &token, &span)) {
    if (done < (size_t)span.first) HUG_TRY(hug_words_push(&d->words, done, (size_t)span.first, -1));
    HUG_TRY(hug_words_push(&d->words, (size_t)span.first, (size_t)span.last, token));
    done = (size_t)span.last;
  }
  return done < bytes ? hug_words_push(&d->words, done, bytes, -1) : HUG_OK;
}

hug_status hug_encode_piece(const hug_tokenizer *t, const char *text, hug_span piece, hug_draft *d, hug_tokens *out) {
  HUG_TRY(hug_draft_begin(d, text, piece));
  HUG_TRY(hug_draft_normalize(t, d));
  HUG_TRY(cut(t, d));
  for (const hug_pretokenizer *p = t->pretokenizers; p; p = p->next) HUG_TRY(p->split(p, d));
  for (size_t i = 0; i < d->words.count && out->count < out->limit; i++) {
    const hug_word *w = &d->words.at[i];
    if (w->id >= 0) {
      hug_span origin = hug_draft_origin(d, (size_t)w->span.first, (size_t)w->span.last);
      HUG_TRY(push_added(t, w->id, d->now.text, w->span, origin, out));
    } else {
      HUG_TRY(t->model->tokenize(t->model, d, w->span, out));
      out->words++;
    }
  }
  return HUG_OK;
}

/* The same in units.  Added tokens that are looked for in normalised text are cut out before, which is the same if there
** are no normalizers; if there are, cuts leave them be. */
static hug_status encode_in_units(const hug_tokenizer *t, const char *text, hug_span piece, hug_desk *desk,
                                  hug_tokens *out) {
  size_t at = 0, done = 0, bytes = (size_t)(piece.last - piece.first);
  int32_t token;
  hug_span span;
  while (!t->normalizers && out->count < out->limit
      && hug_added_find(&t->added, &t->added.normalized, text + piece.first, bytes, done, &at, &token, &span)) {
    hug_span before = { piece.first + (int32_t)done, piece.first + span.first };
    hug_span origin = { before.last, piece.first + span.last };
    if (before.first < before.last) HUG_TRY(hug_encode_units(t, text, before, desk, out));
    HUG_TRY(push_added(t, token, text, origin, origin, out));
    done = (size_t)span.last;
  }
  if (done == bytes) return HUG_OK;
  return hug_encode_units(t, text, (hug_span){ piece.first + (int32_t)done, piece.last }, desk, out);
}

static hug_status encode_piece(const hug_tokenizer *t, const char *text, hug_span piece, hug_desk *desk,
                               hug_tokens *out) {
  return hug_cuts_any(&t->cutter.cuts) ? encode_in_units(t, text, piece, desk, out)
                                       : hug_encode_piece(t, text, piece, &desk->draft, out);
}

static hug_status encode_text(const hug_tokenizer *t, const char *text, size_t bytes, hug_desk *desk,
                              hug_tokens *out) {
  size_t at = 0, done = 0;
  int32_t token;
  hug_span span;
  while (out->count < out->limit
      && hug_added_find(&t->added, &t->added.plain, text, bytes, done, &at, &token, &span)) {
    if (done < (size_t)span.first) HUG_TRY(encode_piece(t, text, (hug_span){ (int32_t)done, span.first }, desk, out));
    HUG_TRY(push_added(t, token, text, span, span, out));
    done = (size_t)span.last;
  }
  if (done < bytes && out->count < out->limit)
    HUG_TRY(encode_piece(t, text, (hug_span){ (int32_t)done, (int32_t)bytes }, desk, out));
  return HUG_OK;
}

/* ---- The call ---- */

/* One call's input and what it takes to work on it. */
typedef struct job {
  const hug_tokenizer *t;
  hug_encode_options options;
  const char *text, *pair;    /* pair: NULL if there is none */
  size_t bytes, pair_bytes;
  hug_desk *desk;
} job;

static hug_status check_text(const char *which, const char *text, size_t bytes) {
  if (bytes > INT32_MAX) return hug_fail(HUG_EARG, "[encode] %s has %zu bytes: encode it in parts", which, bytes);
  size_t valid = hug_utf8_check(text, bytes);
  if (valid < bytes) return hug_fail(HUG_EARG, "[encode] %s is not UTF-8 at byte %zu", which, valid);
  return HUG_OK;
}

static hug_status check(const job *j) {
  const hug_encode_options *o = &j->options;
  HUG_TRY(check_text("the text", j->text, j->bytes));
  if (j->pair) HUG_TRY(check_text("the second text", j->pair, j->pair_bytes));
  if ((unsigned)o->truncation > HUG_TRUNCATE_ONLY_SECOND)
    return hug_fail(HUG_EARG, "[encode] there is no truncation %d", (int)o->truncation);
  int64_t special = o->no_special_tokens ? 0 : hug_tokenizer_special_count(j->t, j->pair);
  if (o->truncation && o->max_length < special)
    return hug_fail(HUG_EARG, "[encode] a max_length of %lld leaves no room for %lld special tokens",
                    (long long)o->max_length, (long long)special);
  return HUG_OK;
}

/* How many tokens of a text are wanted: when it is the only one that gives way, and at its end, the rest need not be
** made. */
static int64_t wanted(const hug_encode_options *o, bool gives_way) {
  return gives_way && !o->truncate_left ? o->max_length : INT64_MAX;
}

static hug_status run(job *j, void *out) {
  const hug_tokenizer *t = j->t;
  const hug_encode_options *o = &j->options;
  hug_tokens *a = &j->desk->a, *b = j->pair ? &j->desk->b : NULL;
  bool alone = !b && o->truncation == HUG_TRUNCATE_LONGEST_FIRST;
  hug_tokens_begin(a, wanted(o, alone || o->truncation == HUG_TRUNCATE_ONLY_FIRST));
  hug_tokens_begin(&j->desk->b, wanted(o, o->truncation == HUG_TRUNCATE_ONLY_SECOND));
  HUG_TRY(encode_text(t, j->text, j->bytes, j->desk, a));
  if (b) HUG_TRY(encode_text(t, j->pair, j->pair_bytes, j->desk, b));
  int64_t special = o->no_special_tokens ? 0 : hug_tokenizer_special_count(t, b);
  if (o->truncation) HUG_TRY(hug_truncate(o->truncation, o->truncate_left, o->max_length - special, a, b));
  hug_template_trim(t, j->text, a);
  if (b) hug_template_trim(t, j->pair, b);
  return hug_template_apply(&t->template, !o->no_special_tokens, a, b, out);
}

/* Does a job at a desk of the tokenizer's.  Desks come and go; they change no answer. */
static hug_status at_desk(job *j, hug_status (*work)(job *j, void *out), void *out) {
  hug_tokenizer *own = (hug_tokenizer *)j->t;
  j->desk = hug_desk_take(own);
  if (!j->desk) return HUG_ENOMEM;
  hug_status status = work(j, out);
  if (status) hug_desk_free(j->desk);
  else hug_desk_return(own, j->desk);
  return status;
}

hug_status hug_tokenizer_encode(const hug_tokenizer *t, const char *text, size_t bytes, const char *pair,
                                size_t pair_bytes, const hug_encode_options *options, hug_encoding **out) {
  job j = { .t = t, .text = text, .bytes = bytes, .pair = pair, .pair_bytes = pair_bytes };
  if (options) memcpy(&j.options, options, options->size < sizeof j.options ? options->size : sizeof j.options);
  HUG_TRY(check(&j));
  return at_desk(&j, run, out);
}

static hug_status count_tokens(job *j, void *out) {
  hug_tokens *a = &j->desk->a;
  hug_tokens_begin(a, INT64_MAX);
  HUG_TRY(encode_text(j->t, j->text, j->bytes, j->desk, a));
  *(int64_t *)out = a->count;
  return HUG_OK;
}

hug_status hug_tokenizer_count(const hug_tokenizer *t, const char *text, size_t bytes, int64_t *count) {
  job j = { .t = t, .text = text, .bytes = bytes };
  HUG_TRY(check_text("the text", text, bytes));
  return at_desk(&j, count_tokens, count);
}
