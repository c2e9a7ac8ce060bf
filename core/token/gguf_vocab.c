/* gguf_vocab.c: reads the vocabulary of a GGUF file (tokenizer.ggml.*), out of its named values. */
#include "lexicon.h"
#include <stdio.h>
#include <string.h>

typedef struct source {
  const char *path;
  hug_gguf *g;
} source;

static hug_status fault(const source *s, const char *key, const char *problem) {
  return hug_fail(HUG_EFORMAT, "[tokenizer] %s %s (in %s)", key, problem, s->path);
}

/* An array of strings, of numbers or of whole numbers; *out is NULL if the file has none. */
static hug_status find_array(const source *s, const char *key, char kind, uint64_t count, const hug_gguf_entry **out) {
  const hug_gguf_entry *e = *out = hug_gguf_find(s->g, key);
  if (!e) return HUG_OK;
  bool whole = e->type != HUG_GGUF_STRING && e->type != HUG_GGUF_F32 && e->type != HUG_GGUF_F64;
  bool fits = kind == 's' ? e->type == HUG_GGUF_STRING : kind == 'i' ? whole : !whole && e->type != HUG_GGUF_STRING;
  if (!e->array || !fits)
    return fault(s, key, kind == 's' ? "is no array of strings"
                       : kind == 'i' ? "is no array of integers" : "is no array of f32");
  if (count && e->count != count) return fault(s, key, "does not have as many elements as tokenizer.ggml.tokens");
  return HUG_OK;
}

static hug_status read_pieces(const source *s, hug_piece_list *list) {
  const hug_gguf_entry *tokens, *scores, *kinds;
  HUG_TRY(find_array(s, "tokenizer.ggml.tokens", 's', 0, &tokens));
  if (!tokens || !tokens->count) return fault(s, "tokenizer.ggml.tokens", "is missing: the file has no vocabulary");
  HUG_TRY(find_array(s, "tokenizer.ggml.scores", 'n', tokens->count, &scores));
  HUG_TRY(find_array(s, "tokenizer.ggml.token_type", 'i', tokens->count, &kinds));
  size_t at = 0, score_at = 0, kind_at = 0, bytes;
  for (uint64_t i = 0; i < tokens->count; i++) {
    hug_piece_entry piece = { .kind = HUG_PIECE_NORMAL };
    char name[60];
    snprintf(name, sizeof name, "tokenizer.ggml.tokens[%llu]", (unsigned long long)i);
    piece.text = hug_gguf_next_string(tokens, &at, &bytes);
    if (bytes > 1u << 20 || hug_utf8_check(piece.text, bytes) < bytes)
      return fault(s, name, "is not UTF-8, or longer than a megabyte");
    piece.bytes = (uint32_t)bytes;
    if (scores) piece.score = hug_gguf_next_number(scores, &score_at);
    if (piece.score - piece.score != 0) return fault(s, "tokenizer.ggml.scores", "has a score that is no number");
    if (kinds) {
      int64_t kind = hug_gguf_next_int(kinds, &kind_at);
      if (kind < 0 || kind > HUG_PIECE_BYTE)
        return fault(s, "tokenizer.ggml.token_type", "has a type that there is none of");
      piece.kind = (int32_t)kind;
    }
    HUG_TRY(hug_piece_list_push(list, &piece));
  }
  return HUG_OK;
}

/* ---- Settings ---- */

static void add_value(hug_text *to, const hug_gguf_entry *e) {
  size_t at = 0, bytes;
  if (e->type == HUG_GGUF_STRING) {
    const char *text = hug_gguf_next_string(e, &at, &bytes);
    hug_text_add_json_string(to, text, bytes);
  } else if (e->type == HUG_GGUF_BOOL) {
    hug_text_addf(to, hug_gguf_next_int(e, &at) ? "true" : "false");
  } else if (e->type == HUG_GGUF_F32 || e->type == HUG_GGUF_F64) {
    double value = hug_gguf_next_number(e, &at);
    if (value - value == 0) hug_text_add_number(to, value);
    else hug_text_addf(to, "null");
  } else {
    hug_text_addf(to, "%lld", (long long)hug_gguf_next_int(e, &at));
  }
}

/* { "tokenizer.ggml.model": ..., "tokens": [those to be added] }: the tokenizer's single values, and the architecture */
static void write_settings(const source *s, const hug_piece_list *list, hug_spelling spelling, hug_text *to) {
  hug_text_addf(to, "{\"count\":%zu", list->count);
  for (size_t i = 0; i < hug_gguf_count(s->g); i++) {
    const hug_gguf_entry *e = hug_gguf_at(s->g, i);
    bool ours = e->key_bytes > 10 && !memcmp(e->key, "tokenizer.", 10);
    if (e->array || (!ours && (e->key_bytes != 20 || memcmp(e->key, "general.architecture", 20)))) continue;
    hug_text_addf(to, ",");
    hug_text_add_json_string(to, e->key, e->key_bytes);
    hug_text_addf(to, ":");
    add_value(to, e);
  }
  hug_text_addf(to, ",\"tokens\":[");
  bool first = true;
  for (size_t i = 0; i < list->count; i++) {
    const hug_piece_entry *p = &list->at[i];
    bool mislabelled = spelling == HUG_SPELLED_BYTES && !hug_is_spelled_bytes(p->text, p->bytes);
    if ((p->kind != HUG_PIECE_CONTROL && p->kind != HUG_PIECE_USER_DEFINED) || mislabelled || !p->bytes) continue;
    hug_text_add_piece(to, p, first);
    first = false;
  }
  hug_text_addf(to, "]");
  static const char *const named[] = { "bos", "eos", "unknown", "padding", "seperator", "cls", "mask" };
  for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
    char key[60];
    size_t at = 0;
    snprintf(key, sizeof key, "tokenizer.ggml.%s_token_id", named[i]);
    const hug_gguf_entry *e = hug_gguf_find(s->g, key);
    int64_t id = e && !e->array && e->type != HUG_GGUF_STRING ? hug_gguf_next_int(e, &at) : -1;
    if (id < 0 || (uint64_t)id >= list->count) continue;
    hug_text_addf(to, ",\"%s\":", named[i]);
    hug_text_add_json_string(to, list->at[id].text, list->at[id].bytes);
  }
  const hug_gguf_entry *map = hug_gguf_find(s->g, "tokenizer.ggml.precompiled_charsmap");
  if (map && map->array && (map->type == HUG_GGUF_U8 || map->type == HUG_GGUF_I8)) {
    hug_text_addf(to, ",\"precompiled_charsmap\":\"");
    hug_text_add_base64(to, map->data, map->bytes);
    hug_text_addf(to, "\"");
  }
  hug_text_addf(to, "}");
}

/* ---- Merges ---- */

static hug_status write_merges(const source *s, hug_text *json, bool *given) {
  const hug_gguf_entry *e;
  HUG_TRY(find_array(s, "tokenizer.ggml.merges", 's', 0, &e));
  *given = e != NULL;
  if (!e) return HUG_OK;
  hug_text_add(json, "[", 1);
  size_t at = 0, bytes;
  for (uint64_t i = 0; i < e->count; i++) {
    const char *text = hug_gguf_next_string(e, &at, &bytes);
    const char *space = bytes > 1 ? memchr(text + 1, ' ', bytes - 1) : NULL;   /* a token may begin with a space */
    if (!space || hug_utf8_check(text, bytes) < bytes || space + 1 == text + bytes) {
      char name[60];
      snprintf(name, sizeof name, "tokenizer.ggml.merges[%llu]", (unsigned long long)i);
      return fault(s, name, "is not two tokens with a space between them");
    }
    hug_text_add(json, i ? ",[" : "[", i ? 2 : 1);
    hug_text_add_json_string(json, text, (size_t)(space - text));
    hug_text_add(json, ",", 1);
    hug_text_add_json_string(json, space + 1, bytes - (size_t)(space - text) - 1);
    hug_text_add(json, "]", 1);
  }
  hug_text_add(json, "]", 1);
  return HUG_OK;
}

static hug_status write_all(const source *s, const hug_lexicon_options *options, hug_piece_list *list, hug_text *text,
                            hug_text *merges, hug_lexicon *out) {
  HUG_TRY(read_pieces(s, list));
  hug_lexicon_options o = *options;
  bool given = false;
  if (o.merges) HUG_TRY(write_merges(s, merges, &given));
  if (given) o.merges = HUG_MERGES_GIVEN;
  else if (o.merges == HUG_MERGES_GIVEN) return fault(s, "tokenizer.ggml.merges", "is missing");
  if (o.drop > list->count) o.drop = list->count;
  write_settings(s, list, o.spelling, text);
  HUG_TRY(hug_lexicon_write(list, &o, text, out));
  if (!given) return HUG_OK;
  hug_text whole = { 0 };
  size_t before = out->settings + out->vocab;
  hug_text_add(&whole, out->text, before);
  hug_text_add(&whole, merges->data, merges->bytes);
  whole.failed |= merges->failed;
  hug_free(out->text);
  out->merges = merges->bytes;
  return hug_text_take(&whole, &out->text, NULL);
}

hug_status hug_lexicon_gguf(const char *path, const hug_lexicon_options *options, hug_lexicon *out) {
  source s = { path, NULL };
  hug_piece_list list = { 0 };
  hug_text text = { 0 }, merges = { 0 };
  HUG_TRY(hug_gguf_open(path, &s.g));
  hug_status status = write_all(&s, options, &list, &text, &merges, out);
  hug_text_drop(&text);
  hug_text_drop(&merges);
  hug_piece_list_free(&list);
  hug_gguf_free(s.g);
  return status;
}
