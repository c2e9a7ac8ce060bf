/* preload.c: `require` in programs that carry the Lua files of hug in themselves. */
#include "embedded.h"
#include "compat.h"
#include "hug_lua.h"
#include <string.h>

/* A package searcher: finds the module among the files. */
static int search(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  for (const hugL_file *file = hugL_files; file->name; file++) {
    if (strcmp(file->name, name)) continue;
    lua_pushfstring(L, "@%s", file->path);
    if (luaL_loadbuffer(L, file->text, file->bytes, lua_tostring(L, -1))) return lua_error(L);
    lua_pushstring(L, file->path);
    return 2;
  }
  lua_pushfstring(L, "\n\tno embedded file '%s'", name);
  return 1;
}

/* require "hug.source": path -> the text of a file of the program, from which help is read; nil for any other path */
static int source(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  for (const hugL_file *file = hugL_files; file->name; file++)
    if (!strcmp(file->path, path)) {
      lua_pushlstring(L, file->text, file->bytes);
      return 1;
    }
  return 0;
}

static int open_source(lua_State *L) {
  lua_pushcfunction(L, source);
  return 1;
}

void hug_preload(lua_State *L) {
  lua_getglobal(L, "package");
  lua_getfield(L, -1, "preload");
  lua_pushcfunction(L, luaopen_hug_core);
  lua_setfield(L, -2, "hug.core");
  lua_pushcfunction(L, open_source);
  lua_setfield(L, -2, "hug.source");
  lua_getfield(L, -2, hugL_searchers);
  for (int i = (int)lua_rawlen(L, -1); i >= 2; i--) {   /* second: behind package.preload, before the file system */
    lua_rawgeti(L, -1, i);
    lua_rawseti(L, -2, i + 1);
  }
  lua_pushcfunction(L, search);
  lua_rawseti(L, -2, 2);
  lua_pop(L, 3);
}
