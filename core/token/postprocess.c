/* postprocess.c: the post-processors, which put special tokens around texts. */
#include "token.h"
#include "unicode.h"
#include <string.h>

/* ---- Applying a template ---- */

static void put_special(hug_encoding *e, int64_t i, const hug_part *part) {
  e->ids[i] = part->id;
  e->type_ids[i] = part->type_id;
  e->word_ids[i] = e->sequence_ids[i] = -1;
  e->first[i] = e->last[i] = 0;
  e->special[i] = 1;
}

static void put_tokens(hug_encoding *e, int64_t i, const hug_part *part, const hug_tokens *tokens) {
  for (int64_t k = 0; k < tokens->count; k++, i++) {
    const hug_token *token = &tokens->at[k];
    e->ids[i] = token->id;
    e->type_ids[i] = part->type_id;
    e->word_ids[i] = token->word;
    e->sequence_ids[i] = part->sequence;
    e->first[i] = token->origin.first;
    e->last[i] = token->origin.last;
    e->special[i] = 0;
  }
}

hug_status hug_template_apply(const hug_template *template, bool special_tokens, const hug_tokens *a,
                              const hug_tokens *b, hug_encoding **out) {
  const hug_part *parts = b ? template->pair.parts : template->single.parts;
  size_t part_count = b ? template->pair.count : template->single.count;
  int64_t count = 0, at = 0;
  for (size_t i = 0; i < part_count; i++)
    count += parts[i].sequence < 0 ? special_tokens : parts[i].sequence ? b->count : a->count;
  hug_encoding *e;
  HUG_TRY(hug_encoding_new(count, &e));
  for (size_t i = 0; i < part_count; i++) {
    const hug_tokens *tokens = parts[i].sequence ? b : a;
    if (parts[i].sequence >= 0) {
      put_tokens(e, at, &parts[i], tokens);
      at += tokens->count;
    } else if (special_tokens) {
      put_special(e, at++, &parts[i]);
    }
  }
  *out = e;
  return HUG_OK;
}

/* ---- Trimming ---- */

static bool is_space(uint32_t c) {
  return c == 0x120 || hug_char_flags(c) & HUG_SPACE;   /* U+0120 is how byte-level vocabularies write a space */
}

/* The number of spaces at the beginning and at the end of a text; all of it counts for both. */
static void count_spaces(const char *text, size_t bytes, int32_t *leading, int32_t *trailing) {
  int32_t run = 0;
  bool only_spaces = true;
  *leading = 0;
  for (size_t at = 0; at < bytes;) {
    bool space = is_space(hug_utf8_next(text, bytes, &at));
    run = space ? run + 1 : 0;
    only_spaces = only_spaces && space;
    if (only_spaces) *leading = run;
  }
  *trailing = run;
}

/* Moves the ends of a span inwards over so many characters of the text, but not past each other. */
static void shrink(hug_span *span, const char *text, int32_t leading, int32_t trailing) {
  size_t first = (size_t)span->first, last = (size_t)span->last;
  while (leading-- > 0 && first < last) hug_utf8_next(text, last, &first);
  while (trailing-- > 0 && last > first)
    do last--;
    while (last > first && ((unsigned char)text[last] & 0xc0) == 0x80);
  *span = (hug_span){ (int32_t)first, (int32_t)last };
}

void hug_template_trim(const hug_tokenizer *t, const char *text, hug_tokens *tokens) {
  if (!t->template.trim_offsets) return;
  for (int64_t i = 0; i < tokens->count; i++) {
    hug_token *token = &tokens->at[i];
    size_t bytes = (size_t)(token->origin.last - token->origin.first);
    const char *own = token->added ? text + token->origin.first : hug_tokenizer_token(t, token->id, &bytes);
    int32_t leading, trailing;
    count_spaces(own, bytes, &leading, &trailing);
    if (leading == 1 && t->template.add_prefix_space && (i == 0 || token->origin.first == 0)) leading = 0;
    shrink(&token->origin, text, leading, trailing);
  }
}

/* ---- Reading ---- */

enum { A, B, TOKEN = -1 };

static hug_status set(hug_tokenizer *t, bool pair, const hug_part *parts, size_t count) {
  hug_part *copy = hug_arena_alloc(&t->arena, count * sizeof *copy);
  if (!copy) return HUG_ENOMEM;
  if (count) memcpy(copy, parts, count * sizeof *copy);
  int64_t added = 0;
  for (size_t i = 0; i < count; i++) added += parts[i].sequence < 0;
  if (pair) t->template.pair.parts = copy, t->template.pair.count = count, t->template.pair.added = added;
  else t->template.single.parts = copy, t->template.single.count = count, t->template.single.added = added;
  return HUG_OK;
}

/* Without a post-processor texts stand as they are. */
static hug_status set_plain(hug_tokenizer *t) {
  HUG_TRY(set(t, false, (hug_part[]){ { A, 0, 0 } }, 1));
  return set(t, true, (hug_part[]){ { A, 0, 0 }, { B, 0, 1 } }, 2);
}

/* ["[CLS]", 101] */
static hug_status read_token(const hug_place *object, const char *key, int32_t *id) {
  hug_place list = hug_place_member(object, key);
  HUG_TRY(hug_place_expect(&list, HUG_JSON_ARRAY));
  if (hug_json_count(list.value) != 2) return hug_place_fail(&list, "is not a list of a token and its id");
  const hug_json_value *text = hug_json_first(list.value);
  hug_place first = hug_place_child(&list, text, 0), second = hug_place_child(&list, hug_json_next(text), 1);
  int64_t value;
  HUG_TRY(hug_place_expect(&first, HUG_JSON_STRING));
  HUG_TRY(hug_place_int(&second, 0, INT32_MAX, &value));
  *id = (int32_t)value;
  return HUG_OK;
}

static hug_status read_bert(const hug_place *at, hug_tokenizer *t) {
  int32_t cls, sep;
  HUG_TRY(read_token(at, "cls", &cls));
  HUG_TRY(read_token(at, "sep", &sep));
  HUG_TRY(set(t, false, (hug_part[]){ { TOKEN, cls, 0 }, { A, 0, 0 }, { TOKEN, sep, 0 } }, 3));
  return set(t, true, (hug_part[]){ { TOKEN, cls, 0 }, { A, 0, 0 }, { TOKEN, sep, 0 }, { B, 0, 1 },
                                    { TOKEN, sep, 1 } }, 5);
}

static hug_status read_roberta(const hug_place *at, hug_tokenizer *t) {
  int32_t cls, sep;
  HUG_TRY(read_token(at, "cls", &cls));
  HUG_TRY(read_token(at, "sep", &sep));
  HUG_TRY(hug_place_get_bool(at, "trim_offsets", &t->template.trim_offsets));
  HUG_TRY(hug_place_get_bool(at, "add_prefix_space", &t->template.add_prefix_space));
  HUG_TRY(set(t, false, (hug_part[]){ { TOKEN, cls, 0 }, { A, 0, 0 }, { TOKEN, sep, 0 } }, 3));
  return set(t, true, (hug_part[]){ { TOKEN, cls, 0 }, { A, 0, 0 }, { TOKEN, sep, 0 }, { TOKEN, sep, 0 }, { B, 0, 0 },
                                    { TOKEN, sep, 0 } }, 6);
}

/* A template under construction, in memory that ends with the reading. */
typedef struct parts {
  hug_part *at;
  size_t count, room;
} parts;

static hug_status push(parts *p, hug_part part) {
  if (p->count == p->room) {
    hug_part *moved = hug_realloc(p->at, (p->room * 2 + 8) * sizeof part);
    if (!moved) return HUG_ENOMEM;
    p->at = moved;
    p->room = p->room * 2 + 8;
  }
  p->at[p->count++] = part;
  return HUG_OK;
}

/* { "id": "[CLS]", "type_id": 0 }, which `tokens` has the ids of. */
static hug_status read_special(const hug_place *piece, const hug_place *tokens, parts *to) {
  const char *name;
  size_t bytes;
  int64_t type_id, id, i = 0;
  HUG_TRY(hug_place_get_string(piece, "id", &name, &bytes));
  HUG_TRY(hug_place_get_int(piece, "type_id", 0, INT32_MAX, &type_id));
  hug_place token = hug_place_member(tokens, name);
  if (!token.value) return hug_place_fail(piece, "names \"%.60s\", which special_tokens does not have", name);
  HUG_TRY(hug_place_expect(&token, HUG_JSON_OBJECT));
  hug_place ids = hug_place_member(&token, "ids");
  HUG_TRY(hug_place_expect(&ids, HUG_JSON_ARRAY));
  for (const hug_json_value *v = hug_json_first(ids.value); v; v = hug_json_next(v)) {
    hug_place item = hug_place_child(&ids, v, i++);
    HUG_TRY(hug_place_int(&item, 0, INT32_MAX, &id));
    HUG_TRY(push(to, (hug_part){ TOKEN, (int32_t)id, (int32_t)type_id }));
  }
  return HUG_OK;
}

/* { "id": "A", "type_id": 0 } */
static hug_status read_text(const hug_place *piece, bool pair, parts *to) {
  const char *name;
  size_t bytes;
  int64_t type_id;
  HUG_TRY(hug_place_get_string(piece, "id", &name, &bytes));
  HUG_TRY(hug_place_get_int(piece, "type_id", 0, INT32_MAX, &type_id));
  bool second = !strcmp(name, "B");
  if (!second && strcmp(name, "A")) return hug_place_fail(piece, "has the id \"%.60s\", expected A or B", name);
  if (second && !pair) return hug_place_fail(piece, "is the second text, but the template is for one");
  return push(to, (hug_part){ second ? B : A, 0, (int32_t)type_id });
}

static hug_status read_pieces(const hug_place *list, const hug_place *tokens, bool pair, parts *to) {
  int64_t i = 0;
  for (const hug_json_value *v = hug_json_first(list->value); v; v = hug_json_next(v)) {
    hug_place item = hug_place_child(list, v, i++);
    HUG_TRY(hug_place_expect(&item, HUG_JSON_OBJECT));
    hug_place special = hug_place_member(&item, "SpecialToken"), text = hug_place_member(&item, "Sequence");
    if (!special.value == !text.value) return hug_place_fail(&item, "is neither a SpecialToken nor a Sequence");
    const hug_place *piece = special.value ? &special : &text;
    HUG_TRY(hug_place_expect(piece, HUG_JSON_OBJECT));
    HUG_TRY(special.value ? read_special(piece, tokens, to) : read_text(piece, pair, to));
  }
  return HUG_OK;
}

static hug_status read_template(const hug_place *at, hug_tokenizer *t) {
  hug_place tokens = hug_place_member(at, "special_tokens");
  HUG_TRY(hug_place_expect(&tokens, HUG_JSON_OBJECT));
  for (int pair = 0; pair < 2; pair++) {
    hug_place list = hug_place_member(at, pair ? "pair" : "single");
    HUG_TRY(hug_place_expect(&list, HUG_JSON_ARRAY));
    parts p = { 0 };
    hug_status status = read_pieces(&list, &tokens, pair, &p);
    if (!status) status = set(t, pair, p.at, p.count);
    hug_free(p.at);
    HUG_TRY(status);
  }
  return HUG_OK;
}

static hug_status read_sequence(const hug_place *at, hug_tokenizer *t) {
  return hug_kind_read_list(hug_postprocessor_read, at, "processors", t);
}

static const hug_kind kinds[] = {
  { "BertProcessing", read_bert },
  { "RobertaProcessing", read_roberta },
  { "Sequence", read_sequence },
  { "TemplateProcessing", read_template },
};

hug_status hug_postprocessor_read(const hug_place *at, hug_tokenizer *t) {
  if (!t->template.single.parts) HUG_TRY(set_plain(t));
  if (hug_place_empty(at)) return HUG_OK;
  if (t->template.single.added || t->template.pair.added)
    return hug_place_fail(at, "comes after a processor that adds tokens already");
  return hug_kind_read(kinds, sizeof kinds / sizeof *kinds, NULL, at, t);
}
