/* inspect.c: what single steps of a tokenizer make of a text, for those who want to look. */
#include "token.h"
#include <string.h>

static hug_status begin(const char *call, const char *text, size_t bytes, hug_draft *d) {
  if (bytes > INT32_MAX) return hug_fail(HUG_EARG, "[%s] the text has %zu bytes: give it in parts", call, bytes);
  size_t valid = hug_utf8_check(text, bytes);
  if (valid < bytes) return hug_fail(HUG_EARG, "[%s] the text is not UTF-8 at byte %zu", call, valid);
  return hug_draft_begin(d, text, (hug_span){ 0, (int32_t)bytes });
}

hug_status hug_tokenizer_normalize(const hug_tokenizer *t, const char *text, size_t bytes, char **out,
                                   size_t *out_bytes) {
  hug_draft d = { 0 };
  hug_status status = begin("normalize", text, bytes, &d);
  if (!status) status = hug_draft_normalize(t, &d);
  if (!status) {
    *out = hug_strdup_n(d.now.bytes ? d.now.text : "", d.now.bytes);
    *out_bytes = d.now.bytes;
    if (!*out) status = HUG_ENOMEM;
  }
  hug_draft_free(&d);
  return status;
}

/* The words of a draft, in one block. */
static hug_status collect(const hug_draft *d, hug_pretokens **out) {
  size_t n = d->words.count, bytes = 0, block;
  for (size_t i = 0; i < n; i++) bytes += (size_t)(d->words.at[i].span.last - d->words.at[i].span.first);
  if (!hug_mul_size(n, 3 * sizeof(int32_t), &block) || !hug_add_size(block, sizeof **out + bytes + 1, &block))
    return hug_fail(HUG_ENOMEM, "[pre_tokenize] there is no memory for %zu words", n);
  hug_pretokens *p = hug_alloc(block);
  if (!p) return HUG_ENOMEM;
  int32_t *ends = (int32_t *)(p + 1), *first = ends + n, *last = first + n;
  char *text = (char *)(last + n);
  *p = (hug_pretokens){ (int64_t)n, text, ends, first, last };
  size_t used = 0;
  for (size_t i = 0; i < n; i++) {
    hug_span word = d->words.at[i].span, origin = hug_draft_origin(d, (size_t)word.first, (size_t)word.last);
    memcpy(text + used, d->now.text + word.first, (size_t)(word.last - word.first));
    used += (size_t)(word.last - word.first);
    ends[i] = (int32_t)used;
    first[i] = origin.first;
    last[i] = origin.last;
  }
  text[used] = '\0';
  *out = p;
  return HUG_OK;
}

hug_status hug_tokenizer_pre_tokenize(const hug_tokenizer *t, const char *text, size_t bytes, hug_pretokens **out) {
  hug_draft d = { 0 };
  hug_status status = begin("pre_tokenize", text, bytes, &d);
  if (!status && bytes) status = hug_words_push(&d.words, 0, bytes, -1);
  for (const hug_pretokenizer *p = t->pretokenizers; p && !status; p = p->next) status = p->split(p, &d);
  if (!status) status = collect(&d, out);
  hug_draft_free(&d);
  return status;
}
