/* info.c: what the library is and has: operations, memory, threads, kernels; and small services of the machine. */
#include "binding.h"
#include "../core/kernel/kernel.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- Operations ---- */

/* hug.op_names() -> list, in the manual's order */
static int op_names(lua_State *L) {
  lua_newtable(L);
  for (int i = 0; hug_ops[i]; i++) {
    lua_pushstring(L, hug_ops[i]->name);
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

static const char *const kinds[] = {
  [HUG_KIND_TENSOR] = "tensor", [HUG_KIND_OPERAND] = "operand", [HUG_KIND_TENSORS] = "tensors",
  [HUG_KIND_SCALAR] = "scalar",
  [HUG_KIND_INT] = "int", [HUG_KIND_FLOAT] = "float", [HUG_KIND_BOOL] = "bool", [HUG_KIND_INTS] = "ints",
  [HUG_KIND_FLOATS] = "floats",
  [HUG_KIND_DTYPE] = "dtype", [HUG_KIND_STRING] = "string", [HUG_KIND_GENERATOR] = "generator",
  [HUG_KIND_BATCH] = "batch",
};

static void push_default(lua_State *L, const hug_param *p) {
  const hug_value *v = &p->fallback;
  if (!v->given) {
    lua_pushnil(L);
    return;
  }
  switch ((hug_kind)p->kind) {
  case HUG_KIND_INT: hugL_pushint(L, v->i); break;
  case HUG_KIND_FLOAT: lua_pushnumber(L, v->f); break;
  case HUG_KIND_BOOL: lua_pushboolean(L, v->b); break;
  case HUG_KIND_STRING: lua_pushstring(L, v->string); break;
  case HUG_KIND_SCALAR: hugL_pushscalar(L, v->scalar); break;
  case HUG_KIND_DTYPE: lua_pushstring(L, hug_dtype_of(v->dtype)->name); break;
  case HUG_KIND_INTS:
    if (v->single) hugL_pushint(L, v->ints[0]);
    else hugL_pushints(L, v->count, v->ints);
    break;
  default: lua_pushnil(L);
  }
}

static void set_text(lua_State *L, const char *name, const char *text) {
  lua_pushstring(L, text ? text : "");
  lua_setfield(L, -2, name);
}

static void set_flag(lua_State *L, const char *name, bool value) {
  lua_pushboolean(L, value);
  lua_setfield(L, -2, name);
}

static void push_param(lua_State *L, const hug_param *p) {
  lua_createtable(L, 0, 5);
  set_text(L, "name", p->name);
  set_text(L, "kind", kinds[p->kind]);
  set_flag(L, "optional", p->optional);
  push_default(L, p);
  lua_setfield(L, -2, "default");
  lua_pushstring(L, p->choices);    /* nil if there are none */
  lua_setfield(L, -2, "choices");
}

/* hug.op_info(name) -> table, or nil for a name that is none */
static int op_info(lua_State *L) {
  const hug_op *op = hug_op_find(hugL_checktext(L, 1, "op_info", "name", NULL));
  if (!op) return 0;
  lua_newtable(L);
  set_text(L, "name", op->name);
  set_text(L, "doc", op->doc);
  set_text(L, "source", op->source);
  set_text(L, "samples", op->samples);
  set_flag(L, "view", op->flags & HUG_OP_VIEW);
  set_flag(L, "list", op->flags & HUG_OP_LIST);
  set_flag(L, "elementwise", op->flags & HUG_OP_ELEMENTWISE);
  set_flag(L, "inplace", op->flags & HUG_OP_INPLACE);
  set_flag(L, "func", op->flags & HUG_OP_FUNCTION);
  set_flag(L, "differentiable", (op->backward || op->compose) && !(op->flags & HUG_OP_NO_GRAD));
  lua_newtable(L);
  for (int i = 0; i < hug_op_params(op); i++) {
    push_param(L, &op->params[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "params");
  lua_newtable(L);
  for (int i = 0; i < hug_op_outputs(op); i++) {
    lua_pushstring(L, op->outputs[i] ? op->outputs[i] : "out");
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "outputs");
  return 1;
}

/* ---- Memory ---- */

static void set_number(lua_State *L, const char *name, double value) {
  hugL_pushint(L, (int64_t)value);
  lua_setfield(L, -2, name);
}

/* hug.memory([{ cap =, budget = }]) -> { live =, peak =, cap =, budget =, allocations = }: bytes.
** budget: garbage that may wait for Lua's collector */
static int memory(lua_State *L) {
  static const hug_param params[] = { HUG_P_OPTIONAL_INT("cap"), HUG_P_OPTIONAL_INT("budget"), { 0 } };
  hugL_state *S = hugL_here(L);
  hug_value v[2];
  hugL_options(L, "memory", params, v, 1);
  for (int k = 0; k < 2; k++)
    if (v[k].given && v[k].i < 0) return hugL_error(L, "[memory] %s is negative", params[k].name);
  if (v[0].given) hug_memory_set_cap((size_t)v[0].i);
  if (v[1].given) S->budget = (size_t)v[1].i;
  hug_memory m = hug_memory_usage();
  lua_createtable(L, 0, 5);
  set_number(L, "live", (double)m.live);
  set_number(L, "peak", (double)m.peak);
  set_number(L, "cap", (double)m.cap);
  set_number(L, "budget", (double)S->budget);
  set_number(L, "allocations", (double)m.allocations);
  return 1;
}

/* For tests: the n-th allocation, or file operation, from now on fails */
static int fault_alloc(lua_State *L) {
  hug_fault_alloc((uint64_t)hugL_checkint(L, 1, "fault_alloc", "n"));
  return 0;
}

static int fault_io(lua_State *L) {
  int64_t n = hugL_checkint(L, 1, "fault_io", "n");
  int64_t error = lua_isnoneornil(L, 2) ? EIO : hugL_checkint(L, 2, "fault_io", "errno");
  hug_fault_io((uint64_t)n, (int)error);
  return 0;
}

/* ---- The library ---- */

/* hug.threads([n]) -> threads that compute */
static int threads(lua_State *L) {
  bool asks = lua_isnoneornil(L, 1);
  int64_t n = asks ? 0 : hugL_checkint(L, 1, "threads", "n");
  if (!asks && (n < 1 || n > 1024)) return hugL_error(L, "[threads] n must be 1 to 1024, got %lld", (long long)n);
  lua_pushinteger(L, hug_threads((int)n));
  return 1;
}

static int version(lua_State *L) {
  lua_pushstring(L, hug_version());
  return 1;
}

/* hug.kernels() -> name of those in use, list of those that this processor runs */
static int kernels(lua_State *L) {
  lua_pushstring(L, hug_kernels_get()->name);
  lua_newtable(L);
  const hug_kernels *const *all = hug_kernels_all();
  for (int i = 0; all[i]; i++) {
    lua_pushstring(L, all[i]->name);
    lua_rawseti(L, -2, i + 1);
  }
  return 2;
}

/* hug.features() -> { lua =, jit =, kernels =, regex = } */
static int features(lua_State *L) {
  lua_newtable(L);
  lua_getglobal(L, "_VERSION");
  lua_setfield(L, -2, "lua");
  lua_getglobal(L, "jit");
  bool jit = lua_istable(L, -1);
  lua_pop(L, 1);
  set_flag(L, "jit", jit);
  set_text(L, "kernels", hug_kernels_get()->name);
  if (hug_regex_library()) set_text(L, "regex", hug_regex_library());
  return 1;
}

/* ---- The machine ---- */

/* hug.utf8_count(text) -> characters; raises for what is not UTF-8 */
static int utf8_count(lua_State *L) {
  size_t bytes;
  const char *text = hugL_checktext(L, 1, "utf8_count", "text", &bytes);
  size_t valid = hug_utf8_check(text, bytes);
  if (valid != bytes) return hugL_error(L, "[utf8_count] byte %d is not UTF-8", (int)valid + 1);
  hugL_pushint(L, (int64_t)hug_utf8_count(text, bytes));
  return 1;
}

static int sha256(lua_State *L) {
  size_t bytes;
  const char *text = hugL_checktext(L, 1, "sha256", "text", &bytes);
  char hex[65];
  hug_sha256(text, bytes, hex);
  lua_pushstring(L, hex);
  return 1;
}

static int sha1(lua_State *L) {
  size_t bytes;
  const char *text = hugL_checktext(L, 1, "sha1", "text", &bytes);
  char hex[41];
  hug_sha1(text, bytes, hex);
  lua_pushstring(L, hex);
  return 1;
}

/* hug.clock() -> seconds that only go forward */
static int clock_now(lua_State *L) {
  lua_pushnumber(L, hug_clock());
  return 1;
}

static int is_terminal(lua_State *L) {
  lua_pushboolean(L, isatty((int)hugL_checkint(L, 1, "isatty", "fd")));
  return 1;
}

/* hug.executable() -> path of the running `hug` program, nil in any other */
static int executable(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, "hug.executable");
  return 1;
}

static const luaL_Reg functions[] = {
  { "op_names", op_names }, { "op_info", op_info }, { "memory", memory }, { "fault_alloc", fault_alloc },
  { "fault_io", fault_io }, { "threads", threads }, { "version", version }, { "kernels", kernels },
  { "features", features }, { "sha256", sha256 }, { "utf8_count", utf8_count }, { "sha1", sha1 },
  { "clock", clock_now }, { "isatty", is_terminal }, { "executable", executable }, { NULL, NULL },
};

void hugL_open_info(lua_State *L) { hugL_register(L, functions); }
