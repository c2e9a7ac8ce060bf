/* lexicon.c: vocabularies in other forms than tokenizer.json, for the Lua files that make one of them. */
#include "binding.h"
#include <string.h>

/* The list of { text, score } at a field of the table at 1, as a userdata, which stays on the stack. */
static const hug_extra_token *push_extra(lua_State *L, const char *name, size_t *count) {
  *count = 0;
  if (hugL_rawfield(L, 1, name) != LUA_TTABLE) return NULL;
  int list = lua_gettop(L);
  *count = lua_rawlen(L, list);
  hug_extra_token *extra = hugL_newuserdata(L, (*count + 1) * sizeof *extra, 0);
  for (size_t i = 0; i < *count; i++) {
    lua_rawgeti(L, list, (int)i + 1);
    if (lua_type(L, -1) != LUA_TTABLE) hugL_error(L, "[lexicon] %s must be a list of { text, score }", name);
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    extra[i].text = hugL_checktext(L, -2, "lexicon", name, &extra[i].bytes);   /* the list keeps the string */
    extra[i].score = lua_tonumber(L, -1);
    lua_pop(L, 3);
  }
  return extra;
}

static int choice(lua_State *L, const char *name, const char *const *names, int count) {
  int type = hugL_rawfield(L, 1, name);
  for (int i = 0; type == LUA_TSTRING && i < count; i++)
    if (!strcmp(lua_tostring(L, -1), names[i])) return i;
  if (type != LUA_TNIL) hugL_error(L, "[lexicon] %s is none of those that there are", name);
  return 0;
}

/* hug.lexicon { sentencepiece = bytes | tiktoken = bytes | merges_txt = bytes | gguf = path, what = name,
**   scores = false, merges = "none", spelling = "so", drop = 0, before = { { text, score }, … }, after = … }
** -> settings, vocab, merges, all JSON texts; or nil, message, code */
static int lexicon(lua_State *L) {
  static const char *const orders[] = { "none", "given", "id", "score", "any score" };
  static const char *const spellings[] = { "so", "bytes", "spaces", "wordpiece" };
  static const char *const forms[] = { "sentencepiece", "tiktoken", "merges_txt", "gguf" };
  if (lua_type(L, 1) != LUA_TTABLE) return hugL_error(L, "[lexicon] needs a table");
  lua_settop(L, 1);
  hug_lexicon_options o = { .size = sizeof o };
  o.merges = (hug_merge_order)choice(L, "merges", orders, 5);
  o.spelling = (hug_spelling)choice(L, "spelling", spellings, 4);
  o.before = push_extra(L, "before", &o.before_count);
  o.after = push_extra(L, "after", &o.after_count);
  hugL_rawfield(L, 1, "scores");
  o.scores = lua_toboolean(L, -1);
  hugL_rawfield(L, 1, "drop");
  o.drop = lua_tonumber(L, -1) > 0 ? (size_t)lua_tonumber(L, -1) : 0;
  int form = 0;
  while (form < 4 && hugL_rawfield(L, 1, forms[form]) == LUA_TNIL) form++;
  if (form == 4) return hugL_error(L, "[lexicon] names no form of a vocabulary");
  size_t bytes;
  const char *data = hugL_checktext(L, -1, "lexicon", forms[form], &bytes);
  const char *what = hugL_rawfield(L, 1, "what") == LUA_TSTRING ? lua_tostring(L, -1) : forms[form];
  hugL_box *block = hugL_new(L, hugL_here(L), HUGL_BLOCK);
  hug_lexicon made;
  hugL_attempt(L, form == 0 ? hug_lexicon_sentencepiece(data, bytes, what, &o, &made)
                : form == 1 ? hug_lexicon_tiktoken(data, bytes, what, &made)
                : form == 2 ? hug_lexicon_merges(data, bytes, what, &made) : hug_lexicon_gguf(data, &o, &made));
  block->object = made.text;
  lua_pushlstring(L, made.text, made.settings);
  lua_pushlstring(L, made.text + made.settings, made.vocab);
  lua_pushlstring(L, made.text + made.settings + made.vocab, made.merges);
  hugL_release(block);
  return 3;
}

/* ---- GGUF ---- */

static void push_element(lua_State *L, const hug_gguf_entry *e, size_t *at) {
  size_t bytes;
  if (e->type == HUG_GGUF_STRING) {
    const char *text = hug_gguf_next_string(e, at, &bytes);
    lua_pushlstring(L, text, bytes);
  } else if (e->type == HUG_GGUF_BOOL) {
    lua_pushboolean(L, (int)hug_gguf_next_int(e, at));
  } else if (e->type == HUG_GGUF_F32 || e->type == HUG_GGUF_F64) {
    lua_pushnumber(L, hug_gguf_next_number(e, at));
  } else {
    lua_pushinteger(L, (lua_Integer)hug_gguf_next_int(e, at));   /* on LuaJIT the nearest double */
  }
}

static void push_metadata(lua_State *L, const hug_gguf *g) {
  enum { SHORT = 64 };
  lua_createtable(L, 0, (int)hug_gguf_count(g));
  for (size_t i = 0; i < hug_gguf_count(g); i++) {
    const hug_gguf_entry *e = hug_gguf_at(g, i);
    size_t at = 0;
    lua_pushlstring(L, e->key, e->key_bytes);
    if (!e->array) {
      push_element(L, e, &at);
    } else {
      lua_createtable(L, e->count <= SHORT ? (int)e->count : 0, 2);
      for (uint64_t k = 0; k < e->count && e->count <= SHORT; k++) {
        push_element(L, e, &at);
        lua_rawseti(L, -2, (int)k + 1);
      }
      lua_pushinteger(L, (lua_Integer)e->count);
      lua_setfield(L, -2, "count");
      lua_pushstring(L, hug_gguf_type_name(e->type));
      lua_setfield(L, -2, "type");
    }
    lua_rawset(L, -3);
  }
}

/* hug.gguf(path) -> { version =, metadata = { [key] = value } }; long arrays are only { count =, type = } */
static int gguf(lua_State *L) {
  const char *path = hugL_checktext(L, 1, "gguf", "path", NULL);
  hugL_box *box = hugL_new(L, hugL_here(L), HUGL_GGUF);
  hug_gguf *g;
  hugL_attempt(L, hug_gguf_open(path, &g));
  box->object = g;
  lua_createtable(L, 0, 2);
  hugL_pushint(L, hug_gguf_version(g));
  lua_setfield(L, -2, "version");
  push_metadata(L, g);
  lua_setfield(L, -2, "metadata");
  hugL_release(box);
  return 1;
}

void hugL_open_lexicon(lua_State *L) {
  hugL_newtype(L, HUGL_GGUF, NULL);
  lua_pop(L, 2);
  hugL_setfunction(L, "lexicon", lexicon);
  hugL_setfunction(L, "gguf", gguf);
}
