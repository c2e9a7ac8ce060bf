/* generator.c: streams of random numbers; each Lua state has a default one. */
#include "binding.h"

/* hug.generator([seed]) -> generator */
static int generator(lua_State *L) {
  int64_t seed = lua_isnoneornil(L, 1) ? 0 : hugL_checkint(L, 1, "generator", "seed");
  hugL_box *box = hugL_new(L, hugL_here(L), HUGL_GENERATOR);
  hug_generator *g;
  hugL_try(L, hug_generator_new((uint64_t)seed, &g));
  box->object = g;
  return 1;
}

/* g:seed(n) -> g: restarts the stream */
static int seed(lua_State *L) {
  hug_generator *g = hugL_check(L, 1, HUGL_GENERATOR, "seed");
  hug_generator_seed(g, (uint64_t)hugL_checkint(L, 2, "seed", "seed"));
  lua_settop(L, 1);
  return 1;
}

/* g:state() -> seed, counter; g:restore(seed, counter) -> g */
static int state(lua_State *L) {
  uint64_t seed, counter;
  hug_generator_state(hugL_check(L, 1, HUGL_GENERATOR, "state"), &seed, &counter);
  hugL_pushint(L, (int64_t)seed);
  hugL_pushint(L, (int64_t)counter);
  return 2;
}

static int restore(lua_State *L) {
  hug_generator *g = hugL_check(L, 1, HUGL_GENERATOR, "restore");
  int64_t seed = hugL_checkint(L, 2, "restore", "seed"), counter = hugL_checkint(L, 3, "restore", "counter");
  hug_generator_restore(g, (uint64_t)seed, (uint64_t)counter);
  lua_settop(L, 1);
  return 1;
}

/* hug.manual_seed(n): restarts the default stream */
static int manual_seed(lua_State *L) {
  hug_generator_seed(hugL_here(L)->generator, (uint64_t)hugL_checkint(L, 1, "manual_seed", "seed"));
  return 0;
}

static const luaL_Reg methods[] = { { "seed", seed }, { "state", state }, { "restore", restore }, { NULL, NULL } };

void hugL_open_generator(lua_State *L) {
  hugL_newtype(L, HUGL_GENERATOR, methods);
  lua_pop(L, 2);
  hugL_setfunction(L, "generator", generator);
  hugL_setfunction(L, "manual_seed", manual_seed);
}
