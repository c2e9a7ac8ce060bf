/* hug_lua.h: hug inside a program that has Lua in it.
**
**   lua_State *L = luaL_newstate();
**   luaL_openlibs(L);
**   hug_preload(L);                                  // no files needed: the Lua part is in the program
**   luaL_dostring(L, "local hug = require 'hug' …");
**
** Link with the objects of bindings/ built for the same Lua, the generated embedded.c and libhug.  A program that
** finds hug by package.path and package.cpath needs none of this.
**
** A state's tensors may outlive it, in other states or in C.  One lua_State is used by one thread at a time, as
** ever; two states share nothing but the library's memory count and its pool.
*/
#ifndef HUG_LUA_H
#define HUG_LUA_H

#ifdef __cplusplus
extern "C" {
#endif

struct lua_State;

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
int luaopen_hug_core(struct lua_State *L);

/* Makes `require` find hug.core and the Lua files that are part of the program, before any in the file system. */
void hug_preload(struct lua_State *L);

#ifdef __cplusplus
}
#endif

#endif
