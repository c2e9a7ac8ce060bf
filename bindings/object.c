/* object.c: the userdata that hold the core's objects, and how functions fail. */
#include "binding.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- Kinds ---- */

static void free_tensor(void *o) { hug_tensor_free(o); }
static void free_generator(void *o) { hug_generator_free(o); }
static void free_batch(void *o) { hug_batch_free(o); }
static void free_weights(void *o) { hug_weights_free(o); }
static void free_tokenizer(void *o) { hug_tokenizer_free(o); }
static void free_file(void *o) { hug_file_free(o); }
static void free_gguf(void *o) { hug_gguf_free(o); }
static void free_json(void *o) { hug_json_free(o); }
static void free_text(void *o) {
  hug_text_drop(o);
  hug_free(o);
}
static void free_call(void *o) {
  hug_call_drop(o);
  hug_free(o);
}

const hugL_type hugL_types[HUGL_KINDS] = {
  [HUGL_TENSOR] = { "tensor", free_tensor },
  [HUGL_GENERATOR] = { "generator", free_generator },
  [HUGL_BATCH] = { "batch", free_batch },
  [HUGL_WEIGHTS] = { "weights", free_weights },
  [HUGL_TOKENIZER] = { "tokenizer", free_tokenizer },
  [HUGL_ENCODING] = { "encoding", hugL_encoding_free },
  [HUGL_JOB] = { "job", hugL_job_free },
  [HUGL_MODE] = { "mode", hugL_mode_free },
  [HUGL_CALL] = { "call", free_call },
  [HUGL_FILE] = { "file", free_file },
  [HUGL_JSON] = { "json", free_json },
  [HUGL_TEXT] = { "text", free_text },
  [HUGL_BLOCK] = { "block", hug_free },
  [HUGL_GGUF] = { "gguf", free_gguf },
};

void hugL_release(hugL_box *box) {
  void *object = box->object;
  box->object = NULL;
  if (object) box->type->free(object);
}

void *hugL_check(lua_State *L, int i, hugL_kind kind, const char *what) {
  hugL_box *box = hugL_test(L, i, kind);
  if (box && box->object) return box->object;
  char buffer[96];
  const char *got = hugL_describe(L, i, buffer, sizeof buffer);
  if (i == 1) hugL_error(L, "[%s] needs a %s before the colon, got %s", what, hugL_types[kind].name, got);
  else hugL_error(L, "[%s] argument %d must be a %s, got %s", what, i - 1, hugL_types[kind].name, got);
  return NULL;
}

/* __gc, __close and release() of every kind. */
static int release(lua_State *L) {
  hugL_box *box = lua_touserdata(L, 1);
  if (!box || lua_rawlen(L, 1) != sizeof *box) return 0;
  if (box->type >= hugL_types && box->type < hugL_types + HUGL_KINDS) hugL_release(box);
  return 0;
}

void hugL_newtype(lua_State *L, hugL_kind kind, const luaL_Reg *methods) {
  hugL_state *S = hugL_pushstate(L);
  lua_createtable(L, 0, 8);
  lua_pushvalue(L, -1);
  S->metatables[kind] = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_pushfstring(L, "hug.%s", hugL_types[kind].name);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__name");
  lua_setfield(L, -2, "__metatable");
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "__gc");
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "__close");
  lua_newtable(L);
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "release");
  if (methods) hugL_register(L, methods);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__index");
  lua_remove(L, -3);
}

/* ---- Failing ---- */

/* Raises the message on top.  It was pushed first: making the position could run finalizers, which could fail, too. */
static int raise_top(lua_State *L) {
  luaL_where(L, 1);
  lua_insert(L, -2);
  lua_concat(L, 2);
  return lua_error(L);
}

int hugL_raise(lua_State *L) {
  lua_pushstring(L, hug_errmsg());
  return raise_top(L);
}

int hugL_error(lua_State *L, const char *format, ...) {
  char message[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  hug_fail(HUG_EARG, "%s", message);    /* escapes what a terminal would act on */
  return hugL_raise(L);
}

int hugL_failed(lua_State *L, hug_status status) {
  lua_pushnil(L);
  lua_pushstring(L, hug_errmsg());
  lua_pushstring(L, hug_status_name(status));
  return 3;
}
