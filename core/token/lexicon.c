/* lexicon.c: writes a list of pieces as "vocab" and "merges" of a tokenizer.json. */
#include "lexicon.h"
#include <stdlib.h>
#include <string.h>

hug_status hug_piece_list_push(hug_piece_list *list, const hug_piece_entry *entry) {
  if (list->count == list->room) {
    size_t room = list->room ? list->room * 2 : 256, bytes;
    if (room > INT32_MAX / 4 || !hug_mul_size(room, sizeof *list->at, &bytes))
      return hug_fail(HUG_ENOMEM, "[tokenizer] a vocabulary of %zu tokens is too large", list->count);
    hug_piece_entry *at = hug_realloc(list->at, bytes);
    if (!at) return HUG_ENOMEM;
    list->at = at;
    list->room = room;
  }
  list->at[list->count++] = *entry;
  return HUG_OK;
}

void hug_piece_list_free(hug_piece_list *list) {
  hug_free(list->at);
  hug_arena_free(&list->arena);
  *list = (hug_piece_list){ 0 };
}

/* ---- Spelling ---- */

static bool only_spaces(const hug_piece_entry *p) {
  for (uint32_t i = 0; i < p->bytes; i++)
    if (p->text[i] != ' ') return false;
  return p->bytes > 0;
}

static void spell(const hug_piece_entry *p, hug_spelling spelling, hug_text *to) {
  static const char mark[] = "\xe2\x96\x81";
  bool marked = p->bytes >= 3 && !memcmp(p->text, mark, 3);
  to->bytes = 0;
  if (spelling == HUG_SPELLED_BYTES && !hug_is_spelled_bytes(p->text, p->bytes)) {
    hug_text_add_spelled_bytes(to, p->text, p->bytes);
  } else if (spelling == HUG_SPELLED_SPACES && only_spaces(p)) {
    for (uint32_t i = 0; i < p->bytes; i++) hug_text_add(to, mark, 3);
  } else if (spelling == HUG_SPELLED_WORDPIECE && p->kind == HUG_PIECE_NORMAL) {
    if (!marked) hug_text_add(to, "##", 2);
    hug_text_add(to, p->text + (marked ? 3 : 0), p->bytes - (marked ? 3u : 0));
  } else {
    hug_text_add(to, p->text, p->bytes);
  }
}

/* Gives every piece the spelling that is asked for. */
static hug_status respell(hug_piece_list *list, hug_spelling spelling) {
  hug_text to = { 0 };
  hug_status status = HUG_OK;
  for (size_t i = 0; i < list->count && !status && spelling != HUG_SPELLED_SO; i++) {
    hug_piece_entry *p = &list->at[i];
    spell(p, spelling, &to);
    if (to.failed) status = HUG_ENOMEM;
    else if (to.bytes != p->bytes || (p->bytes && memcmp(to.data, p->text, p->bytes))) {
      p->text = hug_arena_copy(&list->arena, to.data, to.bytes);
      p->bytes = (uint32_t)to.bytes;
      if (!p->text) status = HUG_ENOMEM;
    }
  }
  hug_text_drop(&to);
  return status;
}

void hug_text_add_piece(hug_text *to, const hug_piece_entry *piece, bool first) {
  hug_text_addf(to, "%s{\"special\":%s,\"content\":", first ? "" : ",",
                piece->kind == HUG_PIECE_CONTROL ? "true" : "false");
  hug_text_add_json_string(to, piece->text, piece->bytes);
  hug_text_addf(to, "}");
}

/* ---- Vocabulary ---- */

static void add_scored(hug_text *json, const char *text, size_t bytes, double score, bool first) {
  hug_text_add(json, first ? "[" : ",[", first ? 1 : 2);
  hug_text_add_json_string(json, text, bytes);
  hug_text_add(json, ",", 1);
  hug_text_add_number(json, score);
  hug_text_add(json, "]", 1);
}

static void write_scores(const hug_piece_list *list, const hug_lexicon_options *o, hug_text *json) {
  bool first = true;
  hug_text_add(json, "[", 1);
  for (size_t i = 0; i < o->before_count; i++, first = false)
    add_scored(json, o->before[i].text, o->before[i].bytes, o->before[i].score, first);
  for (size_t i = o->drop; i < list->count; i++, first = false)
    add_scored(json, list->at[i].text, list->at[i].bytes, list->at[i].score, first);
  for (size_t i = 0; i < o->after_count; i++, first = false)
    add_scored(json, o->after[i].text, o->after[i].bytes, o->after[i].score, first);
  hug_text_add(json, "]", 1);
}

static bool is_among(const hug_extra_token *extra, size_t count, const char *text, size_t bytes) {
  for (size_t i = 0; i < count; i++)
    if (extra[i].bytes == bytes && !memcmp(extra[i].text, text, bytes)) return true;
  return false;
}

static void add_id(hug_text *json, const char *text, size_t bytes, int64_t id) {
  if (id) hug_text_add(json, ",", 1);
  hug_text_add_json_string(json, text, bytes);
  hug_text_addf(json, ":%lld", (long long)id);
}

static void write_ids(const hug_piece_list *list, const hug_lexicon_options *o, hug_text *json) {
  int64_t id = 0;
  hug_text_add(json, "{", 1);
  for (size_t i = 0; i < o->before_count; i++) add_id(json, o->before[i].text, o->before[i].bytes, id++);
  for (size_t i = o->drop; i < list->count; i++)
    if (!is_among(o->before, o->before_count, list->at[i].text, list->at[i].bytes))
      add_id(json, list->at[i].text, list->at[i].bytes, id++);
  for (size_t i = 0; i < o->after_count; i++) add_id(json, o->after[i].text, o->after[i].bytes, id++);
  hug_text_add(json, "}", 1);
}

/* ---- Merges ---- */

/* Two tokens that make a third: its beginning and its end. */
typedef struct merge {
  double key[3];              /* the order among merges, least first; the place in the list decides ties */
  int32_t whole, left;        /* bytes of the left part */
  size_t place;
} merge;

typedef struct merges {
  merge *at;
  size_t count, room;
} merges;

static int by_key(const void *a, const void *b) {
  const merge *x = a, *y = b;
  for (int i = 0; i < 3; i++)
    if (x->key[i] != y->key[i]) return x->key[i] < y->key[i] ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static hug_status push_merge(merges *m, const merge *one) {
  if (m->count == m->room) {
    size_t room = m->room ? m->room * 2 : 1024, bytes;
    if (!hug_mul_size(room, sizeof *m->at, &bytes))
      return hug_fail(HUG_ENOMEM, "[tokenizer] there are too many merges");
    merge *at = hug_realloc(m->at, bytes);
    if (!at) return HUG_ENOMEM;
    m->at = at;
    m->room = room;
  }
  m->at[m->count] = *one;
  m->at[m->count].place = m->count;
  m->count++;
  return HUG_OK;
}

/* The ways to make one token of two. */
static hug_status find_merges(const hug_piece_list *list, const hug_vocab *vocab, int32_t whole, hug_merge_order order,
                              merges *out) {
  const hug_piece_entry *p = &list->at[whole];
  size_t characters = hug_utf8_count(p->text, p->bytes), left = 0;
  double sign = order == HUG_MERGES_BY_SCORE_ANY ? -1 : 1;
  for (size_t at = 0; at < p->bytes;) {
    hug_utf8_next(p->text, p->bytes, &at);
    left++;
    if (at == p->bytes) break;
    int32_t first = hug_vocab_find(vocab, p->text, at), second = hug_vocab_find(vocab, p->text + at, p->bytes - at);
    if (first < 0 || second < 0) continue;
    merge one = { { order == HUG_MERGES_BY_ID ? whole : -p->score }, whole, (int32_t)at, 0 };
    one.key[1] = order == HUG_MERGES_BY_SCORE ? whole : sign * (double)left;
    one.key[2] = order == HUG_MERGES_BY_SCORE ? (double)left : sign * (double)(characters - left);
    HUG_TRY(push_merge(out, &one));
  }
  return HUG_OK;
}

/* All merges, those of tokens whose text is there twice once, at its last id. */
static hug_status collect_merges(const hug_piece_list *list, hug_merge_order order, merges *out) {
  hug_arena arena = { 0 };
  hug_vocab vocab;
  hug_status status = hug_vocab_init(&vocab, &arena, list->count);
  for (size_t i = 0; i < list->count && !status; i++) {
    const hug_piece_entry *p = &list->at[i];
    int32_t entry;
    if (order != HUG_MERGES_BY_SCORE || p->kind == HUG_PIECE_NORMAL)
      hug_vocab_add(&vocab, p->text, p->bytes, (int32_t)i, &entry);
  }
  for (int32_t i = 0; !status && i < vocab.count; i++)
    status = find_merges(list, &vocab, vocab.entries[i].id, order, out);
  hug_arena_free(&arena);
  if (!status && out->count) qsort(out->at, out->count, sizeof *out->at, by_key);
  return status;
}

static hug_status write_merges(const hug_piece_list *list, hug_merge_order order, hug_text *json) {
  merges m = { 0 };
  hug_status status = collect_merges(list, order, &m);
  if (!status) hug_text_add(json, "[", 1);
  for (size_t i = 0; i < m.count && !status; i++) {
    const hug_piece_entry *p = &list->at[m.at[i].whole];
    hug_text_add(json, i ? ",[" : "[", i ? 2 : 1);
    hug_text_add_json_string(json, p->text, (size_t)m.at[i].left);
    hug_text_add(json, ",", 1);
    hug_text_add_json_string(json, p->text + m.at[i].left, p->bytes - (size_t)m.at[i].left);
    hug_text_add(json, "]", 1);
  }
  if (!status) hug_text_add(json, "]", 1);
  hug_free(m.at);
  return status;
}

/* ---- All of it ---- */

hug_status hug_lexicon_write(hug_piece_list *list, const hug_lexicon_options *options, hug_text *text,
                             hug_lexicon *out) {
  hug_lexicon parts = { .settings = text->bytes };
  HUG_TRY(respell(list, options->spelling));
  if (options->scores) write_scores(list, options, text);
  else write_ids(list, options, text);
  parts.vocab = text->bytes - parts.settings;
  if (options->merges > HUG_MERGES_GIVEN) HUG_TRY(write_merges(list, options->merges, text));
  parts.merges = text->bytes - parts.settings - parts.vocab;
  HUG_TRY(hug_text_take(text, &parts.text, NULL));
  *out = parts;
  return HUG_OK;
}
