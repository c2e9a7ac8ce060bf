/* gc.c: tells Lua's collector of the memory that it does not see.
**
** A tensor is a small userdata to Lua, whatever its elements weigh.  The bytes of new tensors are a debt.  When it
** comes to an eighth of the budget and half of the budget may be garbage, the collector takes a step of that size;
** when the whole budget may be garbage, it makes a full round.  What may be garbage is what lives now beyond what
** the last full round left, so that a large model that stays does not make every step a full round.
*/
#include "binding.h"

void hugL_settle(lua_State *L, hugL_state *S) {
  size_t live = hug_memory_usage().live, debt = S->debt;
  S->debt = 0;
  S->young = 0;
  if (live < S->floor) S->floor = live;
  size_t garbage = live - S->floor;
  if (garbage > S->budget) {
    lua_gc(L, LUA_GCCOLLECT, 0);
    S->floor = hug_memory_usage().live;
  } else if (garbage > S->budget / 2) {
    lua_gc(L, LUA_GCSTEP, (int)(debt >> 10));
  } else if (HUGL_YOUNG != INT_MAX) {
    lua_gc(L, LUA_GCSTEP, 0);
  }
}

static int collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT, 0);
  return 0;
}

void hugL_collect(lua_State *L) {
  lua_pushcfunction(L, collect);    /* protected: finalizers of scripts may raise */
  if (lua_pcall(L, 0, 0, 0)) lua_pop(L, 1);
  hug_tensor_trim();
}

/* hug.collect(): frees all garbage now, and what is kept for new tensors */
static int collect_all(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT, 0);
  lua_gc(L, LUA_GCCOLLECT, 0);      /* what the finalizers of the first round let go */
  hug_tensor_trim();
  return 0;
}

void hugL_open_gc(lua_State *L) { hugL_setfunction(L, "collect", collect_all); }
