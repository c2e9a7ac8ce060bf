/* tokenizer_load.c: any bytes as each form of a tokenizer, for libFuzzer.  The first byte chooses the form. */
#include "../../core/hug.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* Files that are mapped are read from a scratch file. */
static void load_gguf(const uint8_t *data, size_t bytes, const hug_lexicon_options *o, hug_lexicon *out) {
  static char path[64];
  if (!*path) snprintf(path, sizeof path, "/tmp/hug_fuzz_%ld.gguf", (long)getpid());
  if (!hug_file_write(path, data, bytes)) hug_lexicon_gguf(path, o, out);
}

static void encode(hug_tokenizer *t) {
  static const char text[] = "Hello  world\xe2\x96\x81 e\xcc\x81\xf0\x9f\x98\x80 <s>123\n";
  hug_encoding *e = NULL;
  char *back;
  if (!hug_tokenizer_encode(t, text, sizeof text - 1, "a", 1, NULL, &e)) {
    hug_encoding_view v = hug_encoding_get(e);
    if (!hug_tokenizer_decode(t, v.count, v.ids, true, &back, NULL)) hug_free(back);
    hug_encoding_free(e);
  }
  hug_tokenizer_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
  if (!bytes) return 0;
  int form = *data++ % 8;
  bytes--;
  hug_tokenizer *t = NULL;
  hug_lexicon made = { 0 };
  hug_extra_token before = { "<s>", 3, 0 };
  hug_lexicon_options o = { .size = sizeof o, .scores = form & 1, .merges = form & 1 ? HUG_MERGES_NONE : HUG_MERGES_BY_SCORE,
                            .spelling = (hug_spelling)(form % 4), .drop = 1, .before = &before, .before_count = 1 };
  switch (form) {
  case 0: hug_tokenizer_parse((const char *)data, bytes, "fuzz", &t); break;
  case 1: hug_tokenizer_from_vocab((const char *)data, bytes, true, "fuzz", &t); break;
  case 2: case 3: hug_lexicon_sentencepiece(data, bytes, "fuzz", &o, &made); break;
  case 4: hug_lexicon_tiktoken(data, bytes, "fuzz", &made); break;
  case 5: hug_lexicon_merges(data, bytes, "fuzz", &made); break;
  default: load_gguf(data, bytes, &o, &made);
  }
  hug_free(made.text);
  if (t) encode(t);
  return 0;
}
