/* tokenizer.c: reads tokenizer files, and answers what is asked of a tokenizer besides encoding and decoding. */
#include "regex.h"
#include <string.h>

static void release(hug_tokenizer *t) {
  for (int i = 0; i < HUG_DESKS; i++) hug_desk_free(atomic_load_explicit(&t->desks[i], memory_order_relaxed));
  hug_regex_free_all(t->regexes);
  hug_arena_free(&t->arena);
  hug_free(t);
}

/* Truncation and padding in the file are left to the caller's options, as transformers does. */
static hug_status read(const hug_place *root, hug_tokenizer *t) {
  HUG_TRY(hug_place_expect(root, HUG_JSON_OBJECT));
  hug_place version = hug_place_member(root, "version"), model = hug_place_member(root, "model");
  hug_place normalizer = hug_place_member(root, "normalizer"), pretokenizer = hug_place_member(root, "pre_tokenizer");
  hug_place added = hug_place_member(root, "added_tokens"), processor = hug_place_member(root, "post_processor");
  hug_place decoder = hug_place_member(root, "decoder");
  if (version.value && strcmp(hug_json_string(version.value, NULL), "1.0"))
    return hug_place_fail(&version, "is not \"1.0\", the only one there is");
  HUG_TRY(hug_model_read(&model, t));
  HUG_TRY(hug_normalizers_read(&normalizer, t));
  HUG_TRY(hug_pretokenizers_read(&pretokenizer, t));
  HUG_TRY(hug_added_read(&added, t));
  HUG_TRY(hug_postprocessor_read(&processor, t));
  HUG_TRY(hug_decoders_read(&decoder, t));
  return hug_cutter_settle(t);
}

hug_status hug_tokenizer_parse(const char *json, size_t bytes, const char *what, hug_tokenizer **out) {
  hug_json *doc;
  HUG_TRY(hug_json_parse(json, bytes, what, false, &doc));
  hug_place root = hug_place_root(doc, what);
  hug_tokenizer *t = hug_alloc_zero(sizeof *t);
  hug_status status = t ? HUG_OK : HUG_ENOMEM;
  if (t) {
    atomic_init(&t->references, 1);
    t->normalizers_end = &t->normalizers;
    t->pretokenizers_end = &t->pretokenizers;
    t->decoders_end = &t->decoders;
    status = read(&root, t);
  }
  hug_json_free(doc);
  if (!status) *out = t;
  else if (t) release(t);
  return status;
}

hug_tokenizer *hug_tokenizer_retain(hug_tokenizer *t) {
  atomic_fetch_add_explicit(&t->references, 1, memory_order_relaxed);
  return t;
}

void hug_tokenizer_free(hug_tokenizer *t) {
  if (t && atomic_fetch_sub_explicit(&t->references, 1, memory_order_acq_rel) == 1) release(t);
}

/* ---- Questions ---- */

int64_t hug_tokenizer_vocab_size(const hug_tokenizer *t) {
  int64_t size = t->vocab.count;
  for (int32_t i = 0; i < t->added.vocab.count; i++) {
    const hug_vocab_entry *e = &t->added.vocab.entries[i];
    size += hug_vocab_find(&t->vocab, e->text, e->bytes) < 0;
  }
  return size;
}

const char *hug_tokenizer_token(const hug_tokenizer *t, int32_t id, size_t *bytes) {
  int32_t added = hug_vocab_find_id(&t->added.vocab, id), entry = hug_vocab_find_id(&t->vocab, id);
  if (added < 0 && entry < 0) return NULL;
  const char *text = added >= 0 ? t->added.tokens[added].shown : t->vocab.entries[entry].text;
  if (bytes) *bytes = added >= 0 ? t->added.tokens[added].shown_bytes : t->vocab.entries[entry].bytes;
  return text;
}

int32_t hug_tokenizer_id(const hug_tokenizer *t, const char *token, size_t bytes) {
  int32_t added = hug_vocab_find(&t->added.vocab, token, bytes), entry = hug_vocab_find(&t->vocab, token, bytes);
  return added >= 0 ? t->added.vocab.entries[added].id : entry >= 0 ? t->vocab.entries[entry].id : -1;
}

int64_t hug_tokenizer_special_count(const hug_tokenizer *t, bool pair) {
  return pair ? t->template.pair.added : t->template.single.added;
}
