/* tokenizer.c: texts to ids and back.  Columns of ids are tensors; Lua lists are made only of what is asked for. */
#include "binding.h"
#include <string.h>

/* ---- Making ---- */

/* hug.tokenizer { json = text } or { vocab = text, lowercase = true }; what =: the text's name in messages */
static int tokenizer(lua_State *L) {
  hugL_state *S = hugL_here(L);
  if (lua_type(L, 1) != LUA_TTABLE) return hugL_error(L, "[tokenizer] needs { json = text } or { vocab = text }");
  lua_settop(L, 1);
  int from = hugL_rawfield(L, 1, "json") == LUA_TNIL ? 3 : 2;
  hugL_rawfield(L, 1, "vocab");
  hugL_rawfield(L, 1, "what");
  hugL_rawfield(L, 1, "lowercase");
  size_t bytes;
  const char *text = hugL_checktext(L, from, "tokenizer", from == 2 ? "json" : "vocab", &bytes);
  const char *what = from == 2 ? "tokenizer.json" : "vocab.txt";
  if (!lua_isnil(L, 4)) what = hugL_checktext(L, 4, "tokenizer", "what", NULL);
  bool lowercase = lua_isnil(L, 5) || lua_toboolean(L, 5);
  hugL_box *box = hugL_new(L, S, HUGL_TOKENIZER);
  hug_tokenizer *t;
  hugL_attempt(L, from == 2 ? hug_tokenizer_parse(text, bytes, what, &t)
                            : hug_tokenizer_from_vocab(text, bytes, lowercase, what, &t));
  box->object = t;
  return 1;
}

static hug_tokenizer *check(lua_State *L, const char *what) { return hugL_check(L, 1, HUGL_TOKENIZER, what); }

/* ---- Encoding ---- */

/* An encoding, and the tokenizer that knows its tokens' texts. */
typedef struct hugL_encoding {
  hug_encoding *columns;
  hug_tokenizer *tokenizer;    /* a reference */
} hugL_encoding;

void hugL_encoding_free(void *object) {
  hugL_encoding *e = object;
  hug_encoding_free(e->columns);
  hug_tokenizer_free(e->tokenizer);
  hug_free(e);
}

int64_t hugL_encoding_count(const void *object) {
  const hugL_encoding *e = object;
  return hug_encoding_get(e->columns).count;
}

/* Pushes an encoding without columns. */
static hugL_encoding *push_encoding(lua_State *L, hug_tokenizer *t) {
  hugL_box *box = hugL_new(L, hugL_here(L), HUGL_ENCODING);
  hugL_encoding *e = hug_alloc_zero(sizeof *e);
  if (!e) hugL_raise(L);
  e->tokenizer = hug_tokenizer_retain(t);
  box->object = e;
  return e;
}

static const char truncations[] = "longest_first|only_first|only_second";

static hug_truncation truncation_of(const hug_value *v) {
  if (!v->given) return HUG_TRUNCATE_NONE;
  return !strcmp(v->string, "longest_first") ? HUG_TRUNCATE_LONGEST_FIRST
       : !strcmp(v->string, "only_first") ? HUG_TRUNCATE_ONLY_FIRST : HUG_TRUNCATE_ONLY_SECOND;
}

static const hug_param encode_params[] = {
  HUG_P_BOOL_OR("special", true),
  { .name = "truncation", .kind = HUG_KIND_STRING, .optional = true, .choices = truncations },
  HUG_P_OPTIONAL_INT("max_length"), HUG_P_CHOICE("side", "right", "left|right"), { 0 }
};

/* How to encode, by the table at an index, which may be absent. */
static hug_encode_options read_options(lua_State *L, const char *what, int index) {
  hug_value v[4];
  hugL_options(L, what, encode_params, v, index);
  hug_encode_options how = { .size = sizeof how, .no_special_tokens = !v[0].b, .truncation = truncation_of(&v[1]),
                             .max_length = v[2].given ? v[2].i : 0, .truncate_left = *v[3].string == 'l' };
  if (how.truncation && !v[2].given) hugL_error(L, "[%s] truncation needs max_length", what);
  return how;
}

/* tok:encode(text [, pair] [, { special = true, truncation = "longest_first", max_length =, side = "right" }])
** -> encoding */
static int encode(lua_State *L) {
  hug_tokenizer *t = check(L, "encode");
  size_t bytes, pair_bytes = 0;
  const char *text = hugL_checktext(L, 2, "encode", "text", &bytes), *pair = NULL;
  int options = lua_type(L, 3) == LUA_TTABLE ? 3 : 4;
  if (options == 4 && !lua_isnoneornil(L, 3)) pair = hugL_checktext(L, 3, "encode", "pair", &pair_bytes);
  hug_encode_options how = read_options(L, "encode", options);
  hugL_encoding *e = push_encoding(L, t);
  hugL_try(L, hug_tokenizer_encode(t, text, bytes, pair, pair_bytes, &how, &e->columns));
  return 1;
}

/* The string at an index of a list, which the list keeps. */
static const char *text_of(lua_State *L, int list, int64_t i, size_t *bytes) {
  lua_rawgeti(L, list, (int)i);
  if (lua_type(L, -1) != LUA_TSTRING)
    hugL_error(L, "[encode_batch] text %d is a %s, not a string", (int)i, lua_typename(L, lua_type(L, -1)));
  const char *text = lua_tolstring(L, -1, bytes);
  lua_pop(L, 1);
  return text;
}

/* tok:encode_batch(texts [, pairs] [, options of encode]) -> list of encodings */
static int encode_batch(lua_State *L) {
  hug_tokenizer *t = check(L, "encode_batch");
  bool paired = lua_type(L, 3) == LUA_TTABLE && (lua_rawlen(L, 3) > 0 || lua_type(L, 4) == LUA_TTABLE);
  hug_encode_options how = read_options(L, "encode_batch", paired ? 4 : 3);
  if (lua_type(L, 2) != LUA_TTABLE) return hugL_error(L, "[encode_batch] texts must be a list of strings");
  int64_t count = (int64_t)lua_rawlen(L, 2);
  if (paired && (int64_t)lua_rawlen(L, 3) != count)
    return hugL_error(L, "[encode_batch] %d texts do not go with %d pairs", (int)count, (int)lua_rawlen(L, 3));
  hug_text_pair *texts = hugL_newuserdata(L, (size_t)(count + 1) * sizeof *texts, 0);
  for (int64_t i = 0; i < count; i++) {
    texts[i] = (hug_text_pair){ 0 };
    texts[i].text = text_of(L, 2, i + 1, &texts[i].bytes);
    if (paired) texts[i].pair = text_of(L, 3, i + 1, &texts[i].pair_bytes);
  }
  hug_encoding **made = hugL_newuserdata(L, (size_t)(count + 1) * sizeof *made, 0);
  lua_createtable(L, (int)count, 0);
  hugL_encoding **boxes = hugL_newuserdata(L, (size_t)(count + 1) * sizeof *boxes, 0);
  for (int64_t i = 0; i < count; i++) {    /* all that can fail in Lua before there are encodings to lose */
    boxes[i] = push_encoding(L, t);
    lua_rawseti(L, -3, (int)i + 1);
  }
  hugL_try(L, hug_tokenizer_encode_all(t, count, texts, &how, made));
  for (int64_t i = 0; i < count; i++) boxes[i]->columns = made[i];
  lua_pop(L, 1);
  return 1;
}

/* tok:count(text) -> number of ids, special ones not counted */
static int count(lua_State *L) {
  hug_tokenizer *t = check(L, "count");
  size_t bytes;
  int64_t tokens;
  const char *text = hugL_checktext(L, 2, "count", "text", &bytes);
  hugL_try(L, hug_tokenizer_count(t, text, bytes, &tokens));
  hugL_pushint(L, tokens);
  return 1;
}

/* ---- Decoding ---- */

/* The ids of the list or tensor at index 2 as i32, in a userdata. */
static int32_t *push_ids(lua_State *L, int64_t *count) {
  hugL_box *box = hugL_test(L, 2, HUGL_TENSOR);
  char buffer[96];
  hug_tensor *t = box ? box->object : NULL;
  if (!t && lua_type(L, 2) != LUA_TTABLE)
    hugL_error(L, "[decode] ids must be a list or a tensor, got %s", hugL_describe(L, 2, buffer, sizeof buffer));
  if (t && hug_tensor_ndim(t) != 1) hugL_error(L, "[decode] ids must have one dim, not %d", hug_tensor_ndim(t));
  *count = t ? hug_tensor_count(t) : (int64_t)lua_rawlen(L, 2);
  int32_t *ids = hugL_newuserdata(L, (size_t)(*count + 1) * sizeof *ids, 0);
  for (int64_t i = 0; i < *count; i++) {
    int64_t id;
    if (t) {
      hug_scalar value;
      if (hug_tensor_get(t, &i, &value)) hugL_raise(L);
      id = value.i;
    } else {
      lua_rawgeti(L, 2, (int)i + 1);
      id = hugL_checkint(L, -1, "decode", "an id");
      lua_pop(L, 1);
    }
    ids[i] = id < 0 || id > INT32_MAX ? -1 : (int32_t)id;
  }
  return ids;
}

/* tok:decode(ids [, { skip_special = false }]) -> text */
static int decode(lua_State *L) {
  static const hug_param params[] = { HUG_P_BOOL_OR("skip_special", false), { 0 } };
  hug_tokenizer *t = check(L, "decode");
  hug_value v[1];
  hugL_options(L, "decode", params, v, 3);
  int64_t n;
  int32_t *ids = push_ids(L, &n);
  hugL_box *block = hugL_new(L, hugL_here(L), HUGL_BLOCK);
  char *text;
  size_t bytes;
  hugL_try(L, hug_tokenizer_decode(t, n, ids, v[0].b, &text, &bytes));
  block->object = text;
  return hugL_pushtext(L, block, text, bytes);
}

/* ---- Single steps ---- */

/* tok:normalize(text) -> what the normalizers make of it */
static int normalize(lua_State *L) {
  hug_tokenizer *t = check(L, "normalize");
  size_t bytes, made;
  const char *text = hugL_checktext(L, 2, "normalize", "text", &bytes);
  hugL_box *block = hugL_new(L, hugL_here(L), HUGL_BLOCK);
  char *out;
  hugL_try(L, hug_tokenizer_normalize(t, text, bytes, &out, &made));
  block->object = out;
  return hugL_pushtext(L, block, out, made);
}

/* tok:pre_tokenize(text) -> list of { text, first, last }: the word as it is for the model, of text:sub(first, last) */
static int pre_tokenize(lua_State *L) {
  hug_tokenizer *t = check(L, "pre_tokenize");
  size_t bytes;
  const char *text = hugL_checktext(L, 2, "pre_tokenize", "text", &bytes);
  hugL_box *block = hugL_new(L, hugL_here(L), HUGL_BLOCK);
  hug_pretokens *words;
  hugL_try(L, hug_tokenizer_pre_tokenize(t, text, bytes, &words));
  block->object = words;
  lua_createtable(L, (int)words->count, 0);
  for (int64_t i = 0; i < words->count; i++) {
    int32_t begin = i ? words->ends[i - 1] : 0;
    lua_createtable(L, 3, 0);
    lua_pushlstring(L, words->text + begin, (size_t)(words->ends[i] - begin));
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, words->first[i] + 1);
    lua_rawseti(L, -2, 2);
    lua_pushinteger(L, words->last[i]);
    lua_rawseti(L, -2, 3);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

/* ---- The vocabulary ---- */

/* tok:token(id) -> string or nil */
static int token(lua_State *L) {
  hug_tokenizer *t = check(L, "token");
  int64_t id = hugL_checkint(L, 2, "token", "id");
  size_t bytes;
  const char *text = id < 0 || id > INT32_MAX ? NULL : hug_tokenizer_token(t, (int32_t)id, &bytes);
  if (!text) return 0;
  lua_pushlstring(L, text, bytes);
  return 1;
}

/* tok:id(token) -> integer or nil */
static int id(lua_State *L) {
  hug_tokenizer *t = check(L, "id");
  size_t bytes;
  const char *text = hugL_checktext(L, 2, "id", "token", &bytes);
  int32_t found = hug_tokenizer_id(t, text, bytes);
  if (found < 0) return 0;
  lua_pushinteger(L, found);
  return 1;
}

static int vocab_size(lua_State *L) {
  hugL_pushint(L, hug_tokenizer_vocab_size(check(L, "vocab_size")));
  return 1;
}

/* tok:special_count(pair) -> special tokens that encoding a text, or a pair of texts, adds */
static int special_count(lua_State *L) {
  hugL_pushint(L, hug_tokenizer_special_count(check(L, "special_count"), lua_toboolean(L, 2)));
  return 1;
}

/* ---- Encodings ---- */

static hug_encoding_view view(lua_State *L, const char *what) {
  hugL_encoding *e = hugL_check(L, 1, HUGL_ENCODING, what);
  return hug_encoding_get(e->columns);
}

/* Pushes an i64 tensor of a column: of 32-bit integers, of bytes, or, when both are NULL, of ones. */
static int push_column(lua_State *L, int64_t n, const int32_t *values, const uint8_t *bytes) {
  hugL_state *S = hugL_here(L);
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  hug_tensor *t;
  hugL_try(L, hug_tensor_new(HUG_I64, 1, &n, &t));
  int64_t *to = (int64_t *)hug_tensor_at(t);
  for (int64_t i = 0; i < n; i++) to[i] = values ? values[i] : bytes ? bytes[i] : 1;
  return hugL_settensor(L, S, box, t, hug_tensor_storage_bytes(t));
}

static int ids(lua_State *L) {
  hug_encoding_view e = view(L, "ids");
  return push_column(L, e.count, e.ids, NULL);
}

static int type_ids(lua_State *L) {
  hug_encoding_view e = view(L, "type_ids");
  return push_column(L, e.count, e.type_ids, NULL);
}

static int word_ids(lua_State *L) {
  hug_encoding_view e = view(L, "word_ids");
  return push_column(L, e.count, e.word_ids, NULL);
}

static int sequence_ids(lua_State *L) {
  hug_encoding_view e = view(L, "sequence_ids");
  return push_column(L, e.count, e.sequence_ids, NULL);
}

static int special_tokens_mask(lua_State *L) {
  hug_encoding_view e = view(L, "special_tokens_mask");
  return push_column(L, e.count, NULL, e.special);
}

static int attention_mask(lua_State *L) { return push_column(L, view(L, "attention_mask").count, NULL, NULL); }

/* e:tokens() -> list of strings */
static int tokens(lua_State *L) {
  hug_encoding_view e = view(L, "tokens");
  const hugL_encoding *own = hugL_check(L, 1, HUGL_ENCODING, "tokens");
  lua_createtable(L, (int)e.count, 0);
  for (int64_t i = 0; i < e.count; i++) {
    size_t bytes = 0;
    const char *text = hug_encoding_token(own->columns, own->tokenizer, i, &bytes);
    lua_pushlstring(L, text ? text : "", bytes);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

/* e:spans() -> list of { first, last }: text:sub(first, last) is the token's text; { 1, 0 } for special tokens */
static int spans(lua_State *L) {
  hug_encoding_view e = view(L, "spans");
  lua_createtable(L, (int)e.count, 0);
  for (int64_t i = 0; i < e.count; i++) {
    lua_createtable(L, 2, 0);
    lua_pushinteger(L, e.first[i] + 1);
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, e.last[i]);
    lua_rawseti(L, -2, 2);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

/* Where each byte of a text is, in characters: userdata of [bytes + 1]. */
static const int32_t *push_places(lua_State *L, const char *text, size_t bytes) {
  int32_t *places = hugL_newuserdata(L, (bytes + 1) * sizeof *places, 0), count = -1;
  for (size_t i = 0; i < bytes; i++) places[i] = count += ((unsigned char)text[i] & 0xc0) != 0x80;
  places[bytes] = count + 1;
  return places;
}

/* e:offsets(text [, pair]) -> i64 [n, 2]: the characters first..last-1 of each token in the text or pair that was encoded,
** counted from 0, as in the reference; 0 and 0 for special tokens */
static int offsets(lua_State *L) {
  hug_encoding_view e = view(L, "offsets");
  size_t bytes[2] = { 0, 0 };
  const int32_t *places[2] = { NULL, NULL };
  bool pair = !lua_isnoneornil(L, 3);
  lua_settop(L, 3);
  for (int i = 0; i < 1 + pair; i++) {
    const char *text = hugL_checktext(L, 2 + i, "offsets", i ? "pair" : "text", &bytes[i]);
    places[i] = push_places(L, text, bytes[i]);
  }
  for (int64_t i = 0; i < e.count; i++) {
    int which = e.sequence_ids[i];
    if (which >= 0 && (!places[which] || (size_t)e.last[i] > bytes[which]))
      return hugL_error(L, "[offsets] the %s is not the one that was encoded", which ? "pair" : "text");
  }
  hugL_state *S = hugL_here(L);
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  hug_tensor *t;
  hugL_try(L, hug_tensor_new(HUG_I64, 2, (int64_t[]){ e.count, 2 }, &t));
  int64_t *to = (int64_t *)hug_tensor_at(t);
  for (int64_t i = 0; i < e.count; i++) {
    const int32_t *place = e.sequence_ids[i] < 0 ? NULL : places[e.sequence_ids[i]];
    *to++ = place ? place[e.first[i]] : 0;
    *to++ = place ? place[e.last[i]] : 0;
  }
  return hugL_settensor(L, S, box, t, hug_tensor_storage_bytes(t));
}

static int length(lua_State *L) {
  hugL_pushint(L, view(L, "#").count);
  return 1;
}

static const luaL_Reg methods[] = {
  { "encode", encode }, { "encode_batch", encode_batch }, { "count", count }, { "decode", decode }, { "token", token }, { "id", id },
  { "vocab_size", vocab_size }, { "special_count", special_count }, { "normalize", normalize },
  { "pre_tokenize", pre_tokenize }, { NULL, NULL },
};

static const luaL_Reg encoding_methods[] = {
  { "ids", ids }, { "type_ids", type_ids }, { "word_ids", word_ids }, { "sequence_ids", sequence_ids },
  { "special_tokens_mask", special_tokens_mask }, { "attention_mask", attention_mask }, { "tokens", tokens },
  { "spans", spans }, { "offsets", offsets },
  { NULL, NULL },
};

void hugL_open_tokenizer(lua_State *L) {
  hugL_newtype(L, HUGL_TOKENIZER, methods);
  lua_pop(L, 2);
  hugL_newtype(L, HUGL_ENCODING, encoding_methods);
  lua_pop(L, 1);
  hugL_setfunction(L, "__len", length);
  lua_pop(L, 1);
  hugL_setfunction(L, "tokenizer", tokenizer);
}
