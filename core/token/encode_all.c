/* encode_all.c: many texts at once, on the threads of the pool. */
#include "token.h"

typedef struct batch {
  const hug_tokenizer *t;
  const hug_text_pair *texts;
  const hug_encode_options *options;
  hug_encoding **out;         /* [count]; one that failed stays NULL */
} batch;

static hug_status encode_one(const batch *b, int64_t i) {
  const hug_text_pair *p = &b->texts[i];
  return hug_tokenizer_encode(b->t, p->text, p->bytes, p->pair, p->pair_bytes, b->options, &b->out[i]);
}

static void encode_some(void *context, int64_t first, int64_t last) {
  const batch *b = context;
  for (int64_t i = first; i < last; i++)
    if (encode_one(b, i)) b->out[i] = NULL;
}

/* Messages belong to the thread that they arise in, so that the first text that failed is tried again in this one. */
static hug_status first_failure(const batch *b, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if (!b->out[i]) HUG_TRY(encode_one(b, i));
  return HUG_OK;
}

hug_status hug_tokenizer_encode_all(const hug_tokenizer *t, int64_t count, const hug_text_pair *texts,
                                    const hug_encode_options *options, hug_encoding **out) {
  enum { GRAIN = 4 };
  batch b = { t, texts, options, out };
  for (int64_t i = 0; i < count; i++) out[i] = NULL;
  hug_parallel(count, GRAIN, encode_some, &b);
  hug_status status = first_failure(&b, count);
  for (int64_t i = 0; status && i < count; i++) {
    hug_encoding_free(out[i]);
    out[i] = NULL;
  }
  return status;
}
