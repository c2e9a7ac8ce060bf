/* compat.h: one name for what Lua 5.4 and the 5.1 interface of LuaJIT spell differently; nothing else. */
#ifndef HUGL_COMPAT_H
#define HUGL_COMPAT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#if LUA_VERSION_NUM < 502

#define lua_rawlen(L, i) lua_objlen(L, i)
#define lua_isinteger(L, i) 0
#define hugL_newuserdata(L, bytes, peers) lua_newuserdata(L, bytes)
/* The one table that a userdata keeps alive. */
#define hugL_setpeer(L, i) lua_setfenv(L, i)
#define hugL_getpeer(L, i) lua_getfenv(L, i)
/* `*results` values are on top of `co` when it yields or ends. */
#define hugL_resume(co, from, args, results) hugL_resume51(co, args, results)
static inline int hugL_resume51(lua_State *co, int args, int *results) {
  int status = lua_resume(co, args);
  *results = lua_gettop(co);
  return status;
}
#define hugL_closethread(co) ((void)(co))
#define hugL_searchers "loaders"

#else

#define hugL_newuserdata(L, bytes, peers) lua_newuserdatauv(L, bytes, peers)
#define hugL_setpeer(L, i) lua_setiuservalue(L, i, 1)
#define hugL_getpeer(L, i) lua_getiuservalue(L, i, 1)
#define hugL_resume(co, from, args, results) lua_resume(co, from, args, results)
#define hugL_closethread(co) ((void)lua_resetthread(co))
#define hugL_searchers "searchers"

#endif

#endif
