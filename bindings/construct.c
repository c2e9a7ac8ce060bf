/* construct.c: tensors from nested Lua lists, and back. */
#include "binding.h"
#include <stdio.h>
#include <string.h>

/* ---- From lists ---- */

/* The shape of a nested list, told by its first members, and the category of its first number. */
typedef struct outline {
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  hug_category category;
} outline;

static hug_status outline_of(lua_State *L, int i, outline *o) {
  int top = lua_gettop(L);
  o->ndim = 0;
  o->category = HUG_FLOATING;
  lua_pushvalue(L, i);
  while (lua_type(L, -1) == LUA_TTABLE) {
    if (o->ndim == HUG_MAX_DIMS) return hug_fail(HUG_ESHAPE, "[tensor] lists are nested deeper than %d", HUG_MAX_DIMS);
    o->shape[o->ndim++] = (int64_t)lua_rawlen(L, -1);
    lua_rawgeti(L, -1, 1);
  }
  if (lua_type(L, -1) == LUA_TBOOLEAN) o->category = HUG_BOOLEAN;
  lua_settop(L, top);
  return HUG_OK;
}

typedef struct filling {
  hug_dtype dtype;
  int ndim;
  const int64_t *shape;
  char *at;                    /* the next element */
  int64_t place[HUG_MAX_DIMS]; /* of the member being read, from 1 */
} filling;

/* " at [2][1]" for the first `depth` places, "" for none. */
static const char *place_text(const filling *f, int depth, char *buffer, size_t room) {
  size_t used = (size_t)snprintf(buffer, room, "%s", depth ? " at " : "");
  for (int d = 0; d < depth && used < room; d++)
    used += (size_t)snprintf(buffer + used, room - used, "[%lld]", (long long)f->place[d]);
  return buffer;
}

static hug_status fill_value(lua_State *L, filling *f) {
  hug_scalar value;
  char place[256], got[96];
  if (!hugL_toscalar(L, -1, &value))
    return hug_fail(HUG_EARG, "[tensor] a number is needed%s, got %s", place_text(f, f->ndim, place, sizeof place),
                    hugL_describe(L, -1, got, sizeof got));
  hug_element_set(f->dtype, f->at, value);
  f->at += hug_dtype_bytes(f->dtype);
  return HUG_OK;
}

/* Fills in the value on top, at nesting `depth`. */
static hug_status fill(lua_State *L, filling *f, int depth) {
  if (depth == f->ndim) return fill_value(L, f);
  char place[256], got[96];
  if (lua_type(L, -1) != LUA_TTABLE)
    return hug_fail(HUG_ESHAPE, "[tensor] a list of %lld is needed%s, got %s", (long long)f->shape[depth],
                    place_text(f, depth, place, sizeof place), hugL_describe(L, -1, got, sizeof got));
  int64_t length;
  if (!hugL_listlength(L, -1, &length))
    return hug_fail(HUG_ESHAPE, "[tensor] a list%s has a hole at %lld", place_text(f, depth, place, sizeof place),
                    (long long)length + 1);
  if (length != f->shape[depth])
    return hug_fail(HUG_ESHAPE, "[tensor] ragged list%s: %lld members where the first has %lld",
                    place_text(f, depth, place, sizeof place), (long long)length, (long long)f->shape[depth]);
  for (int64_t k = 1; k <= f->shape[depth]; k++) {
    f->place[depth] = k;
    lua_rawgeti(L, -1, (int)k);
    HUG_TRY(fill(L, f, depth + 1));
    lua_pop(L, 1);
  }
  return HUG_OK;
}

/* hug.tensor(value [, { dtype =, requires_grad = }]): f32, or bool if the first value is one, unless dtype is given */
static int tensor(lua_State *L) {
  static const hug_param params[] = { HUG_P_OPTIONAL_DTYPE("dtype"), HUG_P_BOOL_OR("requires_grad", false), { 0 } };
  hugL_state *S = hugL_here(L);
  hug_value v[2];
  outline o;
  if (lua_isnoneornil(L, 1)) return hugL_error(L, "[tensor] needs a number or a list");
  hugL_options(L, "tensor", params, v, 2);
  luaL_checkstack(L, LUA_MINSTACK + HUG_MAX_DIMS, NULL);
  if (outline_of(L, 1, &o)) return hugL_raise(L);
  hug_dtype dtype = v[0].given ? v[0].dtype : o.category == HUG_BOOLEAN ? HUG_BOOL : HUG_F32;
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  hug_tensor *t;
  hugL_try(L, hug_tensor_new(dtype, o.ndim, o.shape, &t));
  box->object = t;
  filling f = { .dtype = dtype, .ndim = o.ndim, .shape = o.shape, .at = hug_tensor_at(t) };
  lua_pushvalue(L, 1);
  if (fill(L, &f, 0)) return hugL_raise(L);
  lua_pop(L, 1);
  if (v[1].b) hugL_try(L, hug_tensor_set_requires_grad(t, true));
  return hugL_settensor(L, S, box, t, hug_tensor_storage_bytes(t));
}

/* ---- To lists ---- */

/* Pushes the elements from `at` on, dims `depth` and later, as nested lists. */
static void push_elements(lua_State *L, const hug_tensor *t, int depth, const char *at) {
  if (depth == t->ndim) {
    hugL_pushscalar(L, hug_element_get((hug_dtype)t->dtype, at));
    return;
  }
  int64_t size = t->shape[depth], step = t->stride[depth] * (int64_t)hug_dtype_bytes((hug_dtype)t->dtype);
  lua_createtable(L, (int)size, 0);
  for (int64_t i = 0; i < size; i++) {
    push_elements(L, t, depth + 1, at + i * step);
    lua_rawseti(L, -2, (int)i + 1);
  }
}

/* t:tolist() -> nested lists; a number for a tensor without dims */
int hugL_tolist(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "tolist");
  luaL_checkstack(L, LUA_MINSTACK + HUG_MAX_DIMS, NULL);
  hugL_try(L, hug_tensor_ready(t));
  push_elements(L, t, 0, hug_tensor_at(t));
  return 1;
}

void hugL_open_construct(lua_State *L) { hugL_setfunction(L, "tensor", tensor); }
