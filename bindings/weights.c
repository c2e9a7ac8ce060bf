/* weights.c: the tensors in model files.  A failure of a file is nil, message, code. */
#include "binding.h"

/* hug.weights(path [, { map = true }]) -> weights */
static int weights(lua_State *L) {
  static const hug_param params[] = { HUG_P_BOOL_OR("map", true), { 0 } };
  const char *path = hugL_checktext(L, 1, "weights", "path", NULL);
  hug_value v[1];
  hugL_options(L, "weights", params, v, 2);
  hugL_box *box = hugL_new(L, hugL_here(L), HUGL_WEIGHTS);
  hug_weights *w;
  hugL_attempt(L, hug_weights_open(path, v[0].b, &w));
  box->object = w;
  return 1;
}

static hug_weights *check(lua_State *L, const char *what) { return hugL_check(L, 1, HUGL_WEIGHTS, what); }

/* w:names() -> list, in file order */
static int names(lua_State *L) {
  hug_weights *w = check(L, "names");
  size_t n = hug_weights_count(w);
  lua_createtable(L, (int)n, 0);
  for (size_t i = 0; i < n; i++) {
    lua_pushstring(L, hug_weights_at(w, i)->name);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

static int has(lua_State *L) {
  lua_pushboolean(L, hug_weights_find(check(L, "has"), hugL_checktext(L, 2, "has", "name", NULL)) != NULL);
  return 1;
}

/* w:info(name) -> { dtype =, shape =, file = } or nil */
static int info(lua_State *L) {
  const hug_weight *one = hug_weights_find(check(L, "info"), hugL_checktext(L, 2, "info", "name", NULL));
  if (!one) return 0;
  lua_createtable(L, 0, 3);
  lua_pushstring(L, hug_dtype_of(one->dtype)->name);
  lua_setfield(L, -2, "dtype");
  hugL_pushints(L, one->ndim, one->shape);
  lua_setfield(L, -2, "shape");
  lua_pushstring(L, one->file);
  lua_setfield(L, -2, "file");
  return 1;
}

/* w:get(name) -> tensor, whose elements stay in the file until they are used */
static int get(lua_State *L) {
  hugL_state *S = hugL_here(L);
  hug_weights *w = check(L, "get");
  const char *name = hugL_checktext(L, 2, "get", "name", NULL);
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  hug_tensor *t;
  hugL_attempt(L, hug_weights_get(w, name, &t));
  return hugL_settensor(L, S, box, t, 0);
}

/* w:metadata() -> table of strings */
static int metadata(lua_State *L) {
  hug_weights *w = check(L, "metadata");
  size_t n = hug_weights_metadata_count(w);
  lua_createtable(L, 0, (int)n);
  for (size_t i = 0; i < n; i++) {
    const char *key, *value;
    hug_weights_metadata(w, i, &key, &value);
    lua_pushstring(L, value);
    lua_setfield(L, -2, key);
  }
  return 1;
}

/* ---- Saving ---- */

static size_t count_pairs(lua_State *L, int i) {
  size_t n = 0;
  for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1)) n++;
  return n;
}

/* hug.save(path, { name = tensor } [, { key = text }]) -> true: a safetensors file, whole or not at all */
static int save(lua_State *L) {
  const char *path = hugL_checktext(L, 1, "save", "path", NULL);
  if (lua_isnoneornil(L, 3)) lua_settop(L, 2), lua_newtable(L);
  if (!lua_istable(L, 2) || !lua_istable(L, 3))
    return hugL_error(L, "[save] needs a path, tensors by name and texts by name");
  size_t tensors = count_pairs(L, 2), texts = count_pairs(L, 3), n = 0;
  char buffer[96];
  const char **names = hugL_newuserdata(L, (tensors + 1) * sizeof *names, 0);
  hug_tensor **list = hugL_newuserdata(L, (tensors + 1) * sizeof *list, 0);
  const char *(*pairs)[2] = hugL_newuserdata(L, (texts + 1) * sizeof *pairs, 0);
  for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1), n++) {
    hugL_box *box = hugL_test(L, -1, HUGL_TENSOR);
    if (lua_type(L, -2) != LUA_TSTRING || !box || !box->object)
      return hugL_error(L, "[save] a table of tensors by name is needed, got %s in it",
                        hugL_describe(L, -1, buffer, sizeof buffer));
    names[n] = lua_tostring(L, -2);
    list[n] = box->object;
  }
  n = 0;
  for (lua_pushnil(L); lua_next(L, 3); lua_pop(L, 1), n++) {
    if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
      return hugL_error(L, "[save] metadata is of strings alone");
    pairs[n][0] = lua_tostring(L, -2);
    pairs[n][1] = lua_tostring(L, -1);
  }
  hugL_attempt(L, hug_safetensors_save(path, tensors, names, list, texts, (const char *const (*)[2])pairs));
  lua_pushboolean(L, 1);
  return 1;
}

static const luaL_Reg methods[] = {
  { "names", names }, { "has", has }, { "info", info }, { "get", get }, { "metadata", metadata }, { NULL, NULL },
};

void hugL_open_weights(lua_State *L) {
  hugL_newtype(L, HUGL_WEIGHTS, methods);
  lua_pop(L, 2);
  hugL_setfunction(L, "weights", weights);
  hugL_setfunction(L, "save", save);
}
