/* game.c: hug inside a C program, which carries Lua, hug and hug's Lua files in itself.  Its frame loop gives a script a moment
** in each frame, in which the script goes on with what a model computes; no frame waits for the model.
**
**   make examples; build/examples/game [SCRIPT [MODEL]]
*/
#include "../../bindings/hug_lua.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

enum { MOST_FRAMES = 600 };
static const double frame_ms = 1000.0 / 60;

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void sleep_ms(double ms) {
  if (ms > 0) nanosleep(&(struct timespec){ 0, (long)(ms * 1e6) }, NULL);
}

/* Calls the script's function, which is on top, with the frame's number; returns false if it failed. */
static bool run_frame(lua_State *L, int number, bool *over) {
  lua_pushvalue(L, -1);
  lua_pushinteger(L, number);
  if (lua_pcall(L, 1, 1, 0)) return false;
  *over = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return true;
}

/* Plays until the script says that the scene is over; returns false with a message on top if that does not come. */
static bool play(lua_State *L, const char *script, const char *model) {
  int frames = 0;
  double longest = 0;
  if (luaL_loadfile(L, script)) return false;
  lua_pushstring(L, model);
  if (lua_pcall(L, 1, 1, 0)) return false;
  for (bool over = false; !over; frames++) {
    double start = now_ms();
    if (frames == MOST_FRAMES) return lua_pushliteral(L, "the scene does not end"), false;
    if (!run_frame(L, frames, &over)) return false;
    double took = now_ms() - start;
    if (took > longest) longest = took;
    sleep_ms(frame_ms - took);
  }
  printf("%d frames; the script took at most %.1f ms of one\n", frames, longest);
  return true;
}

int main(int count, char **arguments) {
  lua_State *L = luaL_newstate();
  if (!L) return 1;
  luaL_openlibs(L);
  hug_preload(L);
  bool played = play(L, count > 1 ? arguments[1] : "examples/embed/npc.lua", count > 2 ? arguments[2] : "lua/hug/builtin/sentiment");
  if (!played) fprintf(stderr, "game: %s\n", lua_tostring(L, -1));
  lua_close(L);
  return played ? 0 : 1;
}
