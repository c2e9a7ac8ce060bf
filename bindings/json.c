/* json.c: JSON and Lua values.  null is hug.null; a list that was JSON's, or was marked by json.array, stays an
** array when it is empty. */
#include "binding.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 512, ARRAY_UPVALUE = 2 };   /* upvalue 2: the metatable of arrays */

/* ---- Decoding ---- */

static void push_value(lua_State *L, const hug_json_value *v);

static void push_array(lua_State *L, const hug_json_value *v) {
  int n = 0;
  lua_createtable(L, (int)hug_json_count(v), 0);
  for (const hug_json_value *at = hug_json_first(v); at; at = hug_json_next(at)) {
    push_value(L, at);
    lua_rawseti(L, -2, ++n);
  }
  lua_pushvalue(L, lua_upvalueindex(ARRAY_UPVALUE));
  lua_setmetatable(L, -2);
}

static void push_object(lua_State *L, const hug_json_value *v) {
  lua_createtable(L, 0, (int)hug_json_count(v));
  for (const hug_json_value *at = hug_json_first(v); at; at = hug_json_next(at)) {
    size_t bytes;
    const char *key = hug_json_key(at, &bytes);
    lua_pushlstring(L, key, bytes);
    push_value(L, at);
    lua_rawset(L, -3);
  }
}

static void push_value(lua_State *L, const hug_json_value *v) {
  size_t bytes;
  const char *text;
  luaL_checkstack(L, 4, NULL);
  switch (hug_json_typeof(v)) {
  case HUG_JSON_NULL: lua_pushlightuserdata(L, NULL); break;
  case HUG_JSON_BOOL: lua_pushboolean(L, hug_json_bool(v)); break;
  case HUG_JSON_INT: lua_pushinteger(L, (lua_Integer)hug_json_int(v)); break;   /* on LuaJIT the nearest double */
  case HUG_JSON_FLOAT: lua_pushnumber(L, hug_json_number(v)); break;
  case HUG_JSON_STRING:
    text = hug_json_string(v, &bytes);
    lua_pushlstring(L, text, bytes);
    break;
  case HUG_JSON_ARRAY: push_array(L, v); break;
  case HUG_JSON_OBJECT: push_object(L, v); break;
  }
}

/* json.decode(text [, what]) -> value; or nil, message, "EFORMAT".  what: the text's name in messages */
static int decode(lua_State *L) {
  size_t bytes;
  const char *text = hugL_checktext(L, 1, "json", "text", &bytes);
  const char *what = lua_isnoneornil(L, 2) ? "json" : hugL_checktext(L, 2, "json", "what", NULL);
  hugL_box *box = hugL_new(L, hugL_here(L), HUGL_JSON);
  hug_json *doc;
  hugL_attempt(L, hug_json_parse(text, bytes, what, false, &doc));
  box->object = doc;
  push_value(L, hug_json_root(doc));
  hugL_release(box);
  return 1;
}

/* ---- Encoding ---- */

typedef struct writing {
  hug_text *text;
  int indent, depth;           /* indent 0: on one line */
  int arrays;                  /* index of the metatable of arrays */
} writing;

static void write_value(lua_State *L, writing *w, int i);

static void add(writing *w, const char *text) { hug_text_add(w->text, text, strlen(text)); }

static void new_line(writing *w) {
  if (!w->indent) return;
  add(w, "\n");
  for (int k = 0; k < w->indent * w->depth; k++) add(w, " ");
}

static void write_number(lua_State *L, writing *w, int i) {
  hug_scalar value;
  hugL_toscalar(L, i, &value);
  if (value.category == HUG_INTEGRAL) hug_text_addf(w->text, "%lld", (long long)value.i);
  else if (!isfinite(value.f)) hugL_error(L, "[json] cannot hold %s", isnan(value.f) ? "NaN" : "an infinite number");
  else hug_text_add_number(w->text, value.f);
}

static bool is_array(lua_State *L, const writing *w, int i) {
  if (lua_rawlen(L, i) > 0) return true;
  if (!lua_getmetatable(L, i)) return false;
  bool marked = lua_rawequal(L, -1, w->arrays);
  lua_pop(L, 1);
  return marked;
}

static void write_array(lua_State *L, writing *w, int i) {
  int n = (int)lua_rawlen(L, i), members = 0;
  for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1)) {
    int64_t key;
    if (!hugL_toint(L, -2, &key) || key < 1 || key > n)
      hugL_error(L, "[json] a table has others besides its list members");
    members++;
  }
  if (members != n) hugL_error(L, "[json] a list has holes");
  add(w, "[");
  w->depth++;
  for (int k = 1; k <= n; k++) {
    if (k > 1) add(w, ",");
    new_line(w);
    lua_rawgeti(L, i, k);
    write_value(L, w, lua_gettop(L));
    lua_pop(L, 1);
  }
  w->depth--;
  if (n) new_line(w);
  add(w, "]");
}

typedef struct name {
  const char *text;
  size_t bytes;
} name;

static int by_bytes(const void *a, const void *b) {
  const name *x = a, *y = b;
  int order = memcmp(x->text, y->text, x->bytes < y->bytes ? x->bytes : y->bytes);
  return order ? order : (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

/* Pushes the keys of the table at i, in order, so that the text does not depend on the VM. */
static name *push_names(lua_State *L, int i, size_t *count) {
  size_t n = 0;
  for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1), n++)
    if (lua_type(L, -2) != LUA_TSTRING)
      hugL_error(L, "[json] keys are strings, not a %s", lua_typename(L, lua_type(L, -2)));
  name *names = hugL_newuserdata(L, (n + 1) * sizeof *names, 0);
  n = 0;
  for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1), n++) names[n].text = lua_tolstring(L, -2, &names[n].bytes);
  qsort(names, n, sizeof *names, by_bytes);
  *count = n;
  return names;
}

static void write_object(lua_State *L, writing *w, int i) {
  size_t n;
  name *names = push_names(L, i, &n);
  add(w, "{");
  w->depth++;
  for (size_t k = 0; k < n; k++) {
    if (k > 0) add(w, ",");
    new_line(w);
    hug_text_add_json_string(w->text, names[k].text, names[k].bytes);
    add(w, w->indent ? ": " : ":");
    lua_pushlstring(L, names[k].text, names[k].bytes);
    lua_rawget(L, i);
    write_value(L, w, lua_gettop(L));
    lua_pop(L, 1);
  }
  w->depth--;
  if (n) new_line(w);
  add(w, "}");
  lua_pop(L, 1);
}

static void write_table(lua_State *L, writing *w, int i) {
  if (w->depth == DEEPEST) hugL_error(L, "[json] tables are nested deeper than %d, or in a circle", DEEPEST);
  luaL_checkstack(L, 8, NULL);
  if (is_array(L, w, i)) write_array(L, w, i);
  else write_object(L, w, i);
}

static void write_value(lua_State *L, writing *w, int i) {
  char buffer[96];
  size_t bytes;
  const char *text;
  switch (lua_type(L, i)) {
  case LUA_TNIL: add(w, "null"); break;
  case LUA_TBOOLEAN: add(w, lua_toboolean(L, i) ? "true" : "false"); break;
  case LUA_TNUMBER: write_number(L, w, i); break;
  case LUA_TSTRING:
    text = lua_tolstring(L, i, &bytes);
    hug_text_add_json_string(w->text, text, bytes);
    break;
  case LUA_TTABLE: write_table(L, w, i); break;
  default:
    if (!lua_islightuserdata(L, i) || lua_touserdata(L, i))
      hugL_error(L, "[json] cannot hold %s", hugL_describe(L, i, buffer, sizeof buffer));
    add(w, "null");
  }
}

/* json.encode(value [, { indent = 2 }]) -> text: keys in order; a table is an array if it is a list or marked as one */
static int encode(lua_State *L) {
  static const hug_param params[] = { HUG_P_INT_OR("indent", 0), { 0 } };
  hugL_state *S = hugL_here(L);
  hug_value v[1];
  hugL_options(L, "json", params, v, 2);
  lua_settop(L, 1);
  hugL_box *block = hugL_new(L, S, HUGL_BLOCK), *writer = hugL_new(L, S, HUGL_TEXT);
  if (!(writer->object = hug_alloc_zero(sizeof(hug_text)))) return hugL_raise(L);
  lua_pushvalue(L, lua_upvalueindex(ARRAY_UPVALUE));
  writing w = { .text = writer->object, .indent = v[0].i > 0 ? (int)v[0].i : 0, .arrays = lua_gettop(L) };
  write_value(L, &w, 1);
  char *text;
  size_t bytes;
  hug_status status = hug_text_take(w.text, &text, &bytes);
  if (status) return hugL_raise(L);
  block->object = text;
  hugL_release(writer);
  return hugL_pushtext(L, block, text, bytes);
}

/* json.array([t]) -> t, marked to be an array even when it is empty */
static int array(lua_State *L) {
  if (lua_isnoneornil(L, 1)) lua_settop(L, 0), lua_newtable(L);
  if (!lua_istable(L, 1)) return hugL_error(L, "[json] array marks a table");
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(ARRAY_UPVALUE));
  lua_setmetatable(L, 1);
  return 1;
}

/* Sets a function that has the metatable at index `arrays` as its second upvalue. */
static void set_function(lua_State *L, int arrays, const char *name, lua_CFunction f) {
  hugL_pushstate(L);
  lua_pushvalue(L, arrays);
  lua_pushcclosure(L, f, 2);
  lua_setfield(L, -2, name);
}

void hugL_open_json(lua_State *L) {
  hugL_newtype(L, HUGL_JSON, NULL);
  hugL_newtype(L, HUGL_TEXT, NULL);
  lua_pop(L, 4);
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  lua_newtable(L);
  int arrays = lua_gettop(L);
  lua_pushliteral(L, "hug.array");
  lua_setfield(L, arrays, "__name");
  lua_newtable(L);
  set_function(L, arrays, "decode", decode);
  set_function(L, arrays, "encode", encode);
  set_function(L, arrays, "array", array);
  lua_setfield(L, -3, "json");
  lua_pop(L, 1);
}
