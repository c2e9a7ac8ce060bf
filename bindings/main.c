/* main.c: the `hug` program: a Lua VM, libhug and the Lua files of hug in one.  What it does is in
** lua/hug/command.lua. */
#include "compat.h"
#include "hug_lua.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct command_line {
  int count;
  char **arguments;
  int status;
} command_line;

/* Ctrl-C raises an error where Lua is; a second one ends the program, since some code does not notice the first: what
** LuaJIT has compiled looks at no hooks, and what catches every error goes on. */
static lua_State *running;

static void interrupt(lua_State *L, lua_Debug *where) {
  (void)where;
  lua_sethook(L, NULL, 0, 0);
  luaL_error(L, "interrupted!");
}

static void on_second_interrupt(int number) {
  static const char message[] = "\nhug: ended, since the code did not stop at the first Ctrl-C\n";
  if (write(STDERR_FILENO, message, sizeof message - 1) < 0) {}
  signal(number, SIG_DFL);
  raise(number);
}

static void on_interrupt(int number) {
  signal(number, on_second_interrupt);
  lua_sethook(running, interrupt, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
}

/* require "hug.interrupt" -> a pcall that Ctrl-C ends.  Behind it Ctrl-C does nothing, until the prompt waits or the next
** piece of work begins. */
static int interruptible_call(lua_State *L) {
  running = L;
  signal(SIGINT, on_interrupt);
  int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
  signal(SIGINT, SIG_IGN);
  if (lua_gethook(L) == interrupt) lua_sethook(L, NULL, 0, 0);
  lua_pushboolean(L, status == 0);
  lua_insert(L, 1);
  return lua_gettop(L);
}

static int open_interrupt(lua_State *L) {
  lua_pushcfunction(L, interruptible_call);
  return 1;
}

/* The message with a traceback, which command.lua cuts down to what a user needs. */
static int explain(lua_State *L) {
  const char *message = lua_tostring(L, 1);
  luaL_traceback(L, L, message ? message : "(an error that is no text)", 1);
  return 1;
}

/* Path of this program, by which it finds files beside itself. */
static void set_executable(lua_State *L, const char *given) {
  char path[PATH_MAX];
  if (!realpath("/proc/self/exe", path) && !(given && realpath(given, path))) return;
  lua_pushstring(L, path);
  lua_setfield(L, LUA_REGISTRYINDEX, "hug.executable");
}

/* Sets the global `arg` as the `lua` program does, and leaves it on the stack. */
static void push_arguments(lua_State *L, const command_line *c) {
  lua_createtable(L, c->count, 1);
  for (int i = 0; i < c->count; i++) {
    lua_pushstring(L, c->arguments[i]);
    lua_rawseti(L, -2, i);
  }
  lua_pushvalue(L, -1);
  lua_setglobal(L, "arg");
}

static int run(lua_State *L) {
  command_line *c = lua_touserdata(L, 1);
  luaL_openlibs(L);
  hug_preload(L);
  lua_getglobal(L, "package");
  lua_getfield(L, -1, "preload");
  lua_pushcfunction(L, open_interrupt);
  lua_setfield(L, -2, "hug.interrupt");
  lua_pop(L, 2);
  set_executable(L, c->arguments[0]);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "hug.command");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "main");
  push_arguments(L, c);
  lua_call(L, 1, 1);
  c->status = (int)lua_tointeger(L, -1);
  return 0;
}

/* Output that could not be written, to a full disk, say, is a failure, also of a script that says os.exit(0). */
static bool failed;             /* and it has been told why */

static void close_output(void) {
  errno = 0;
  bool lost = fflush(stdout) != 0 || ferror(stdout);
  if (!lost || failed) return;
  if (errno) fprintf(stderr, "hug: cannot write the output: %s\n", strerror(errno));
  else fprintf(stderr, "hug: cannot write all of the output\n");
  fflush(stderr);
  _exit(1);
}

int main(int count, char **arguments) {
  command_line c = { count, arguments, 0 };
  atexit(close_output);
  lua_State *L = luaL_newstate();
  if (!L) {
    fprintf(stderr, "hug: no memory\n");
    return 1;
  }
  lua_pushcfunction(L, explain);
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, &c);
  if (lua_pcall(L, 1, 0, 1)) {
    fprintf(stderr, "hug: %s\n", lua_tostring(L, -1));
    c.status = 1;
  }
  lua_close(L);
  failed = c.status != 0;
  return c.status;
}
