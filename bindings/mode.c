/* mode.c: no_grad and scope, which belong to the coroutine that entered them.
**
** A weak table maps coroutines to their modes; while nobody is in any mode (state->entered is 0), no operation
** looks.  The calls that may fail or yield inside a mode are protected by Lua's own pcall, through which both VMs
** can yield.
*/
#include "binding.h"

enum { OUTER = 1 };            /* a scope is a set of its tensors, weak; at [OUTER] is the scope around it */

/* ---- The mode of a coroutine ---- */

void hugL_mode_free(void *object) {
  hugL_mode *mode = object;
  mode->state->entered -= mode->entered;
  if (mode->job) hugL_job_drop(mode->job);
  hug_free(mode);
}

hugL_mode *hugL_mode_find(lua_State *L, hugL_state *S) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->modes);
  lua_pushthread(L);
  lua_rawget(L, -2);
  hugL_box *box = lua_touserdata(L, -1);
  lua_pop(L, 2);
  return box ? box->object : NULL;
}

/* Gives the coroutine at index `thread` a mode. */
static hugL_mode *new_mode(lua_State *L, hugL_state *S, int thread) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->modes);
  lua_pushvalue(L, thread);
  hugL_box *box = hugL_new(L, S, HUGL_MODE);
  hugL_mode *mode = hug_alloc_zero(sizeof *mode);
  if (!mode) hugL_raise(L);
  mode->state = S;
  box->object = mode;
  lua_rawset(L, -3);
  lua_pop(L, 1);
  return mode;
}

/* The running coroutine's mode, made if there is none. */
static hugL_mode *need(lua_State *L, hugL_state *S) {
  hugL_mode *mode = hugL_mode_find(L, S);
  if (mode) return mode;
  lua_pushthread(L);
  mode = new_mode(L, S, lua_gettop(L));
  lua_pop(L, 1);
  return mode;
}

/* Counts entries (1) and exits (-1). */
static void count(hugL_mode *mode, int by) {
  mode->entered += by;
  mode->state->entered += by;
}

hugL_mode *hugL_mode_begin(lua_State *L, hugL_state *S, int thread, hugL_job *job) {
  hugL_mode *mode = new_mode(L, S, thread);
  mode->job = job;
  count(mode, 1);
  return mode;
}

void hugL_mode_end(hugL_mode *mode) {
  hugL_job *job = mode->job;
  mode->job = NULL;
  count(mode, -1);
  hugL_job_drop(job);
}

/* ---- no_grad ---- */

uint32_t hugL_callflags(lua_State *L, hugL_state *S) {
  hugL_mode *mode = S->entered ? hugL_mode_find(L, S) : NULL;
  return mode && mode->no_grad ? HUG_CALL_NO_GRAD : 0;
}

static int enter_no_grad(lua_State *L) {
  hugL_mode *mode = need(L, hugL_here(L));
  mode->no_grad++;
  count(mode, 1);
  return 0;
}

/* What pcall(f, …) returned, passed on or raised again. */
static int pass_on(lua_State *L) {
  if (lua_toboolean(L, 1)) return lua_gettop(L) - 1;
  lua_settop(L, 2);
  return lua_error(L);
}

static int leave_no_grad(lua_State *L) {
  hugL_mode *mode = need(L, hugL_here(L));
  mode->no_grad--;
  count(mode, -1);
  return pass_on(L);
}

/* ---- scope ---- */

/* Pushes coroutine `co`, from L's point of view. */
static void push_coroutine(lua_State *L, lua_State *co) {
  lua_pushthread(co);
  if (co != L) lua_xmove(co, L, 1);
}

void hugL_scope_add(lua_State *L, hugL_state *S, lua_State *co, int index) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->scopes);
  push_coroutine(L, co);
  lua_rawget(L, -2);
  if (lua_istable(L, -1)) {
    lua_pushvalue(L, index);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
  }
  lua_pop(L, 2);
}

/* Makes the table on top the running coroutine's innermost scope, and pops it; nil: there is none. */
static void set_scope(lua_State *L, hugL_state *S) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->scopes);
  lua_pushthread(L);
  lua_pushvalue(L, -3);
  lua_rawset(L, -3);
  lua_pop(L, 2);
}

static void push_scope(lua_State *L, hugL_state *S) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->scopes);
  lua_pushthread(L);
  lua_rawget(L, -2);
  lua_remove(L, -2);
}

static int enter_scope(lua_State *L) {
  hugL_state *S = hugL_here(L);
  hugL_mode *mode = need(L, S);
  lua_newtable(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->weak);
  lua_setmetatable(L, -2);
  push_scope(L, S);
  lua_rawseti(L, -2, OUTER);
  set_scope(L, S);
  count(mode, 1);
  return 0;
}

/* Takes the tensors in the value at `index`, in tables and their tables too, out of `scope` and into `outer`.
** `seen`: a table. */
static void keep(lua_State *L, int index, int scope, int outer, int seen) {
  if (lua_istable(L, index)) {
    luaL_checkstack(L, LUA_MINSTACK, "[scope] results nested too deeply");
    lua_pushvalue(L, index);
    lua_rawget(L, seen);
    bool again = lua_toboolean(L, -1);
    lua_pop(L, 1);
    if (again) return;
    lua_pushvalue(L, index);
    lua_pushboolean(L, 1);
    lua_rawset(L, seen);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) keep(L, lua_gettop(L), scope, outer, seen);
    return;
  }
  if (!hugL_test(L, index, HUGL_TENSOR)) return;
  lua_pushvalue(L, index);
  lua_rawget(L, scope);
  bool inside = lua_toboolean(L, -1);
  lua_pop(L, 1);
  if (!inside) return;
  lua_pushvalue(L, index);
  lua_pushnil(L);
  lua_rawset(L, scope);
  if (!lua_istable(L, outer)) return;
  lua_pushvalue(L, index);
  lua_pushboolean(L, 1);
  lua_rawset(L, outer);
}

static int leave_scope(lua_State *L) {
  hugL_state *S = hugL_here(L);
  hugL_mode *mode = need(L, S);
  int results = lua_gettop(L), scope = results + 1, outer = results + 2, seen = results + 3;
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  push_scope(L, S);
  lua_rawgeti(L, scope, OUTER);
  lua_newtable(L);
  for (int i = 2; i <= results; i++) keep(L, i, scope, outer, seen);
  for (lua_pushnil(L); lua_next(L, scope); lua_pop(L, 1)) {
    hugL_box *box = hugL_test(L, -2, HUGL_TENSOR);
    if (box) hugL_release(box);
  }
  lua_pushvalue(L, outer);
  set_scope(L, S);
  count(mode, -1);
  lua_settop(L, results);
  return pass_on(L);
}

/* t:keep(): t survives the scopes that it was made in. */
static int keep_tensor(lua_State *L) {
  hugL_checktensor(L, 1, "keep");
  lua_settop(L, 1);
  for (push_scope(L, hugL_here(L)); lua_istable(L, -1); lua_remove(L, -2)) {
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    lua_rawset(L, -3);
    lua_rawgeti(L, -1, OUTER);
  }
  lua_settop(L, 1);
  return 1;
}

/* ---- Registration ---- */

static const char protect[] =
  "local enter, leave, pcall = ...\n"
  "return function(f, ...)\n"
  "  enter()\n"
  "  return leave(pcall(f, ...))\n"
  "end\n";

/* Sets module[name] to a function that calls its first argument between `enter` and `leave`. */
static void set_protected(lua_State *L, const char *name, lua_CFunction enter, lua_CFunction leave) {
  if (luaL_loadbuffer(L, protect, sizeof protect - 1, "=hug.core")) lua_error(L);
  hugL_pushfunction(L, enter);
  hugL_pushfunction(L, leave);
  lua_getglobal(L, "pcall");
  lua_call(L, 3, 1);
  lua_setfield(L, -2, name);
}

/* A reference to a new table with weak keys. */
static int weak_table(lua_State *L, hugL_state *S) {
  lua_newtable(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->weak);
  lua_setmetatable(L, -2);
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

void hugL_open_mode(lua_State *L) {
  hugL_state *S = hugL_pushstate(L);
  lua_pop(L, 1);
  hugL_newtype(L, HUGL_MODE, NULL);
  lua_pop(L, 2);
  lua_newtable(L);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  S->weak = luaL_ref(L, LUA_REGISTRYINDEX);
  S->modes = weak_table(L, S);
  S->scopes = weak_table(L, S);
  set_protected(L, "no_grad", enter_no_grad, leave_no_grad);
  set_protected(L, "scope", enter_scope, leave_scope);
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->methods);
  hugL_setfunction(L, "keep", keep_tensor);
  lua_pop(L, 1);
}
