/* model.c: which models there are. */
#include "token.h"

static const hug_kind kinds[] = {
  { "BPE", hug_bpe_read },
  { "Unigram", hug_unigram_read },
  { "WordPiece", hug_wordpiece_read },
  { "WordLevel", hug_wordlevel_read },
};

/* Files of old do not say what their model is; its fields do. */
static const char *guess_type(const hug_place *at) {
  hug_place vocab = hug_place_member(at, "vocab");
  if (hug_json_get(at->value, "merges")) return "BPE";
  if (vocab.value && hug_json_typeof(vocab.value) == HUG_JSON_ARRAY) return "Unigram";
  return hug_json_get(at->value, "continuing_subword_prefix") ? "WordPiece" : "WordLevel";
}

hug_status hug_model_read(const hug_place *at, hug_tokenizer *t) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_OBJECT));
  return hug_kind_read(kinds, sizeof kinds / sizeof *kinds, guess_type(at), at, t);
}
