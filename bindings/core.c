/* core.c: opens the module hug.core: the state that its functions share, and each file's part. */
#include "binding.h"
#include <string.h>

enum { BUDGET = 256 << 20 };   /* bytes of garbage that may wait for the collector: see gc.c */

static const char state_key[] = "hug.state", module_key[] = "hug.core";

static int close_state(lua_State *L) {
  hugL_state *S = lua_touserdata(L, 1);
  hug_generator_free(S->generator);
  hugL_anchors_close(S->anchors);
  S->generator = NULL;
  S->anchors = NULL;
  return 0;
}

static void new_state(lua_State *L) {
  hugL_state *S = hugL_newuserdata(L, sizeof *S, 0);
  memset(S, 0, sizeof *S);
  S->budget = BUDGET;
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, close_state);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  if (hug_generator_new(0, &S->generator)) hugL_raise(L);
  lua_setfield(L, LUA_REGISTRYINDEX, state_key);
}

hugL_state *hugL_pushstate(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, state_key);
  return lua_touserdata(L, -1);
}

void hugL_pushfunction(lua_State *L, lua_CFunction f) {
  hugL_pushstate(L);
  lua_pushcclosure(L, f, 1);
}

void hugL_setfunction(lua_State *L, const char *name, lua_CFunction f) {
  hugL_pushfunction(L, f);
  lua_setfield(L, -2, name);
}

void hugL_register(lua_State *L, const luaL_Reg *functions) {
  for (; functions->name; functions++) hugL_setfunction(L, functions->name, functions->func);
}

static void (*const parts[])(lua_State *L) = {
  hugL_open_tensor, hugL_open_mode, hugL_open_op, hugL_open_construct, hugL_open_borrow, hugL_open_generator,
  hugL_open_batch, hugL_open_job, hugL_open_json, hugL_open_file, hugL_open_weights, hugL_open_tokenizer, hugL_open_lexicon,
  hugL_open_info, hugL_open_line, hugL_open_gc,
};

int luaopen_hug_core(lua_State *L) {
  if (strcmp(hug_version(), HUG_VERSION))
    return luaL_error(L, "hug.core " HUG_VERSION " was loaded with libhug %s: install both from one version",
                      hug_version());
  lua_getfield(L, LUA_REGISTRYINDEX, module_key);
  if (lua_istable(L, -1)) return 1;
  new_state(L);
  lua_newtable(L);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) parts[i](L);
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, module_key);
  return 1;
}
