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
  e->spelled[i] = e->spelled_bytes[i] = 0;
  e->special[i] = 1;
}

/* *texts is where the tokens' own texts go among the encoding's; it moves behind them. */
static void put_tokens(hug_encoding *e, int64_t i, const hug_part *part, const hug_tokens *tokens, size_t *texts) {
  uint32_t base = (uint32_t)*texts;
  if (tokens->spelled.bytes) memcpy(e->texts + base, tokens->spelled.data, tokens->spelled.bytes);
  *texts += tokens->spelled.bytes;
  for (int64_t k = 0; k < tokens->count; k++, i++) {
    const hug_token *token = &tokens->at[k];
    e->ids[i] = token->id;
    e->type_ids[i] = part->type_id;
    e->word_ids[i] = token->word;
    e->sequence_ids[i] = part->sequence;
    e->first[i] = token->origin.first;
    e->last[i] = token->origin.last;
    e->spelled[i] = token->spelled ? base + token->spelled : 0;
    e->spelled_bytes[i] = token->spelled_bytes;
    e->special[i] = 0;
  }
}

/* The tokens of the text that a part is; NULL: it is a special token. */
static const hug_tokens *tokens_of(const hug_part *part, const hug_tokens *a, const hug_tokens *b) {
  return part->sequence < 0 ? NULL : part->sequence ? b : a;
}

hug_status hug_template_apply(const hug_template *template, bool special_tokens, const hug_tokens *a,
                              const hug_tokens *b, hug_encoding **out) {
  const hug_part *parts = b ? template->pair.parts : template->single.parts;
  size_t part_count = b ? template->pair.count : template->single.count;
  int64_t count = 0, at = 0;
  size_t texts = 0;
  for (size_t i = 0; i < part_count; i++) {
    const hug_tokens *tokens = tokens_of(&parts[i], a, b);
    count += tokens ? tokens->count : special_tokens;
    texts += tokens ? tokens->spelled.bytes : 0;
  }
  hug_encoding *e;
  if (texts >= UINT32_MAX) return hug_fail(HUG_EARG, "[encode] the texts of unknown tokens are too long");
  HUG_TRY(hug_encoding_new(count, texts, &e));
  texts = 0;
  for (size_t i = 0; i < part_count; i++) {
    const hug_tokens *tokens = tokens_of(&parts[i], a, b);
    if (tokens) {
      put_tokens(e, at, &parts[i], tokens, &texts);
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

void hug_count_spaces(const char *text, size_t bytes, int32_t *leading, int32_t *trailing) {
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

/* Whether so many characters of the text end at `last`; no character has more than four bytes. */
static bool has_before(const char *text, size_t last, int32_t count) {
  return last / 4 >= (size_t)count || (last >= (size_t)count && hug_utf8_count(text, last) >= (size_t)count);
}

/* Moves the ends of a span inwards over so many characters of the text, but not past each other. */
static void shrink(hug_span *span, const char *text, int32_t leading, int32_t trailing) {
  size_t first = (size_t)span->first, last = (size_t)span->last;
  if (!has_before(text, last, trailing)) trailing = 0;
  while (leading-- > 0 && first < last) hug_utf8_next(text, last, &first);
  while (trailing-- > 0 && last > first)
    do last--;
    while (last > first && ((unsigned char)text[last] & 0xc0) == 0x80);
  *span = (hug_span){ (int32_t)first, (int32_t)last };
}

/* All trims go by the same text, however little of it is left in the span. */
static void trim(const hug_tokenizer *t, const char *text, hug_token *token, bool first) {
  size_t bytes;
  const char *own = token->added ? NULL : hug_tokenizer_token(t, token->id, &bytes);
  int32_t leading = token->leading, trailing = token->trailing;
  if (own) hug_count_spaces(own, bytes, &leading, &trailing);
  for (size_t i = 0; i < t->template.trim_count; i++) {
    const hug_trim *how = &t->template.trims[i];
    bool put = leading == 1 && how->add_prefix_space && ((first && !how->behind_token) || token->origin.first == 0);
    shrink(&token->origin, text, put ? 0 : leading, trailing);
  }
}

void hug_template_trim(const hug_tokenizer *t, const char *text, hug_tokens *tokens) {
  if (!t->template.trim_count) return;
  for (int64_t i = 0; i < tokens->count; i++) trim(t, text, &tokens->at[i], i == 0);
}

/* ---- Reading ---- */
/* Post-processors work on a list of encodings, of one text or of a pair, and what they make is joined at last.  Here
** they work on what stands for such a list: parts, and where each encoding ends.  (When ByteLevel comes after a
** template, the reference numbers the special tokens as if they were texts; here they never have a text's number.)
*/

enum { A, B, TOKEN = -1 };

typedef struct sketch {
  hug_part *parts;
  size_t count, room;
  size_t ends[2];             /* of the encodings */
  size_t encodings;           /* that there are, though only two can be processed further */
} sketch;

typedef struct sketches {
  sketch one, two;            /* of one text, of a pair */
} sketches;

static hug_status push(sketch *s, hug_part part) {
  if (s->count == s->room) {
    hug_part *moved = hug_realloc(s->parts, (s->room * 2 + 8) * sizeof part);
    if (!moved) return HUG_ENOMEM;
    s->parts = moved;
    s->room = s->room * 2 + 8;
  }
  s->parts[s->count++] = part;
  return HUG_OK;
}

static void end_encoding(sketch *s) {
  if (s->encodings < 2) s->ends[s->encodings] = s->count;
  s->encodings++;
}

static hug_status push_encoding(sketch *to, const sketch *from, size_t i) {
  for (size_t k = i ? from->ends[i - 1] : 0; k < from->ends[i]; k++) HUG_TRY(push(to, from->parts[k]));
  return HUG_OK;
}

/* Texts as they are, which is what comes out where there is no post-processor. */
static hug_status begin(sketch *s, bool pair) {
  HUG_TRY(push(s, (hug_part){ A, 0, 0 }));
  end_encoding(s);
  if (!pair) return HUG_OK;
  HUG_TRY(push(s, (hug_part){ B, 0, 1 }));
  end_encoding(s);
  return HUG_OK;
}

static hug_status check_encodings(const hug_place *at, const sketches *s) {
  if (s->one.encodings == 1 && s->two.encodings == 2) return HUG_OK;
  return hug_place_fail(at, "comes after a template, which only ByteLevel can");
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

/* ---- BertProcessing and RobertaProcessing ---- */

typedef struct ends {
  int32_t cls, sep;
  bool roberta;               /* every type is 0, and the second text has a separator before it as well */
} ends;

static hug_status surround(const ends *e, sketch *s) {
  sketch made = { 0 };
  hug_status status = HUG_OK;
  for (size_t i = 0; i < s->encodings && !status; i++) {
    int32_t type = i && !e->roberta;
    if (!i || e->roberta) status = push(&made, (hug_part){ TOKEN, i ? e->sep : e->cls, type });
    if (!status) status = push_encoding(&made, s, i);
    if (!status) status = push(&made, (hug_part){ TOKEN, e->sep, type });
    end_encoding(&made);
  }
  for (size_t i = 0; e->roberta && i < made.count; i++) made.parts[i].type_id = 0;
  hug_free(s->parts);
  *s = made;
  return status;
}

static hug_status surround_both(const hug_place *at, const ends *e, sketches *s) {
  HUG_TRY(check_encodings(at, s));
  HUG_TRY(surround(e, &s->one));
  return surround(e, &s->two);
}

static hug_status read_ends(const hug_place *at, ends *e) {
  HUG_TRY(read_token(at, "cls", &e->cls));
  return read_token(at, "sep", &e->sep);
}

/* Trims come in the order of the steps.  Once there are special tokens, no text has the first token of an encoding: but
** behind a template, which makes an encoding of each part, it has again. */
static hug_status add_trim(hug_tokenizer *t, const sketches *s, bool add_prefix_space) {
  hug_template *template = &t->template;
  hug_trim *trims = hug_arena_alloc(&t->arena, (template->trim_count + 1) * sizeof *trims);
  if (!trims) return HUG_ENOMEM;
  if (template->trim_count) memcpy(trims, template->trims, template->trim_count * sizeof *trims);
  trims[template->trim_count++] = (hug_trim){ add_prefix_space, s->one.encodings == 1 && s->one.count > 1 };
  template->trims = trims;
  return HUG_OK;
}

static hug_status read_bert(const hug_place *at, hug_tokenizer *t, sketches *s) {
  (void)t;
  ends e = { 0 };
  HUG_TRY(read_ends(at, &e));
  return surround_both(at, &e, s);
}

static hug_status read_roberta(const hug_place *at, hug_tokenizer *t, sketches *s) {
  ends e = { .roberta = true };
  bool trims, prefix;
  HUG_TRY(read_ends(at, &e));
  HUG_TRY(hug_place_get_bool(at, "trim_offsets", &trims));
  HUG_TRY(hug_place_get_bool(at, "add_prefix_space", &prefix));
  if (trims) HUG_TRY(add_trim(t, s, prefix));
  return surround_both(at, &e, s);
}

/* ---- ByteLevel ---- */

static hug_status read_byte_level(const hug_place *at, hug_tokenizer *t, sketches *s) {
  bool trims, prefix, ignored;
  HUG_TRY(hug_place_get_bool(at, "trim_offsets", &trims));
  HUG_TRY(hug_place_get_bool(at, "add_prefix_space", &prefix));
  HUG_TRY(hug_place_take_bool(at, "use_regex", &ignored));
  return trims ? add_trim(t, s, prefix) : HUG_OK;
}

/* ---- TemplateProcessing ---- */

/* Parts that `tokens` has the ids of: { "id": "[CLS]", "type_id": 0 }. */
static hug_status read_special(const hug_place *piece, const hug_place *tokens, sketch *to) {
  const char *name;
  size_t bytes;
  int64_t type_id, id, i = 0;
  HUG_TRY(hug_place_get_string(piece, "id", &name, &bytes));
  HUG_TRY(hug_place_get_int(piece, "type_id", 0, INT32_MAX, &type_id));
  hug_place token = hug_place_member(tokens, name);
  if (!token.value) return hug_place_fail(piece, "names \"%.60s\", which special_tokens does not have", name);
  HUG_TRY(hug_place_expect(&token, HUG_JSON_OBJECT));
  hug_place ids = hug_place_member(&token, "ids"), texts = hug_place_member(&token, "tokens");
  HUG_TRY(hug_place_expect(&ids, HUG_JSON_ARRAY));
  HUG_TRY(hug_place_expect(&texts, HUG_JSON_ARRAY));
  if (hug_json_count(ids.value) != hug_json_count(texts.value))
    return hug_place_fail(&token, "has %zu ids for %zu tokens", hug_json_count(ids.value), hug_json_count(texts.value));
  for (const hug_json_value *v = hug_json_first(ids.value); v; v = hug_json_next(v)) {
    hug_place item = hug_place_child(&ids, v, i++);
    HUG_TRY(hug_place_int(&item, 0, INT32_MAX, &id));
    HUG_TRY(push(to, (hug_part){ TOKEN, (int32_t)id, (int32_t)type_id }));
  }
  end_encoding(to);
  return HUG_OK;
}

/* { "id": "A", "type_id": 0 } */
static hug_status read_text(const hug_place *piece, const sketch *from, sketch *to) {
  static const char *const names[] = { "A", "B" };
  int text;
  int64_t type_id;
  HUG_TRY(hug_place_get_choice(piece, "id", names, 2, &text));
  HUG_TRY(hug_place_get_int(piece, "type_id", 0, INT32_MAX, &type_id));
  if ((size_t)text >= from->encodings) return hug_place_fail(piece, "is the second text, but the template is for one");
  size_t begin = to->count;
  HUG_TRY(push_encoding(to, from, (size_t)text));
  for (size_t i = begin; i < to->count; i++) to->parts[i].type_id = (int32_t)type_id;
  end_encoding(to);
  return HUG_OK;
}

static hug_status read_pieces(const hug_place *list, const hug_place *tokens, const sketch *from, sketch *to) {
  int64_t i = 0;
  HUG_TRY(hug_place_expect(list, HUG_JSON_ARRAY));
  for (const hug_json_value *v = hug_json_first(list->value); v; v = hug_json_next(v)) {
    hug_place item = hug_place_child(list, v, i++);
    HUG_TRY(hug_place_expect(&item, HUG_JSON_OBJECT));
    hug_place special = hug_place_member(&item, "SpecialToken"), text = hug_place_member(&item, "Sequence");
    if (!special.value == !text.value) return hug_place_fail(&item, "is neither a SpecialToken nor a Sequence");
    const hug_place *piece = special.value ? &special : &text;
    HUG_TRY(hug_place_expect(piece, HUG_JSON_OBJECT));
    HUG_TRY(special.value ? read_special(piece, tokens, to) : read_text(piece, from, to));
  }
  return HUG_OK;
}

static hug_status read_layout(const hug_place *at, const char *key, const hug_place *tokens, sketch *s) {
  hug_place list = hug_place_member(at, key);
  sketch made = { 0 };
  hug_status status = read_pieces(&list, tokens, s, &made);
  hug_free(s->parts);
  *s = made;
  return status;
}

static hug_status read_template(const hug_place *at, hug_tokenizer *t, sketches *s) {
  (void)t;
  hug_place tokens = hug_place_member(at, "special_tokens");
  HUG_TRY(hug_place_expect(&tokens, HUG_JSON_OBJECT));
  HUG_TRY(check_encodings(at, s));
  HUG_TRY(read_layout(at, "single", &tokens, &s->one));
  return read_layout(at, "pair", &tokens, &s->two);
}

/* ---- Any of them ---- */

static hug_status read(const hug_place *at, hug_tokenizer *t, sketches *s);

static hug_status read_sequence(const hug_place *at, hug_tokenizer *t, sketches *s) {
  hug_place list = hug_place_member(at, "processors");
  int64_t i = 0;
  HUG_TRY(hug_place_expect(&list, HUG_JSON_ARRAY));
  for (const hug_json_value *v = hug_json_first(list.value); v; v = hug_json_next(v)) {
    hug_place item = hug_place_child(&list, v, i++);
    HUG_TRY(read(&item, t, s));
  }
  return HUG_OK;
}

static const struct {
  const char *type;
  hug_status (*read)(const hug_place *at, hug_tokenizer *t, sketches *s);
} kinds[] = {
  { "BertProcessing", read_bert },
  { "ByteLevel", read_byte_level },
  { "RobertaProcessing", read_roberta },
  { "Sequence", read_sequence },
  { "TemplateProcessing", read_template },
};

static bool has(const hug_place *at, const char *key) {
  return hug_json_get(at->value, key) != NULL;
}

/* The reference looks at the fields of these three, and not at the type. */
static const char *type_by_fields(const hug_place *at) {
  if (has(at, "cls") && has(at, "sep"))
    return has(at, "trim_offsets") && has(at, "add_prefix_space") ? "RobertaProcessing" : "BertProcessing";
  return has(at, "single") && has(at, "pair") && has(at, "special_tokens") ? "TemplateProcessing" : NULL;
}

static hug_status read(const hug_place *at, hug_tokenizer *t, sketches *s) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_OBJECT));
  const char *type = type_by_fields(at);
  size_t bytes;
  if (!type) HUG_TRY(hug_place_get_string(at, "type", &type, &bytes));
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (!strcmp(kinds[i].type, type)) return kinds[i].read(at, t, s);
  hug_place field = hug_place_member(at, "type");
  return hug_place_fail(&field, "\"%.60s\" is not supported yet", type);
}

/* What the sketches have come to, as a layout in the tokenizer's memory. */
static hug_status keep(hug_tokenizer *t, const sketch *s, bool pair) {
  hug_part *copy = hug_arena_alloc(&t->arena, s->count * sizeof *copy);
  if (!copy) return HUG_ENOMEM;
  if (s->count) memcpy(copy, s->parts, s->count * sizeof *copy);
  int64_t added = 0;
  for (size_t i = 0; i < s->count; i++) added += s->parts[i].sequence < 0;
  if (pair) t->template.pair.parts = copy, t->template.pair.count = s->count, t->template.pair.added = added;
  else t->template.single.parts = copy, t->template.single.count = s->count, t->template.single.added = added;
  return HUG_OK;
}

hug_status hug_postprocessor_read(const hug_place *at, hug_tokenizer *t) {
  sketches s = { 0 };
  hug_status status = begin(&s.one, false);
  if (!status) status = begin(&s.two, true);
  if (!status && !hug_place_empty(at)) status = read(at, t, &s);
  if (!status) status = keep(t, &s.one, false);
  if (!status) status = keep(t, &s.two, true);
  hug_free(s.one.parts);
  hug_free(s.two.parts);
  return status;
}
