/* tensor.c: what tensors can tell of themselves, and gradients: the methods that are no operations. */
#include "binding.h"
#include <string.h>

int hugL_settensor(lua_State *L, hugL_state *S, hugL_box *box, hug_tensor *t, size_t bytes) {
  box->object = t;
  if (S->entered) hugL_scope_add(L, S, L, lua_gettop(L));
  hugL_charge(L, S, bytes + sizeof *t);
  return 1;
}

/* ---- Shape and type ---- */

static int dim(lua_State *L) {
  lua_pushinteger(L, hug_tensor_ndim(hugL_checktensor(L, 1, "dim")));
  return 1;
}

/* t:size(dim) -> integer */
static int size(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "size");
  int64_t ndim = hug_tensor_ndim(t), d = hugL_checkint(L, 2, "size", "dim");
  if (d < -ndim || d >= ndim)
    return hugL_error(L, "[size] dim %lld is outside a tensor of %lld dims; t:shape() gives all sizes", (long long)d,
                      (long long)ndim);
  hugL_pushint(L, hug_tensor_shape(t)[d < 0 ? d + ndim : d]);
  return 1;
}

static int push_each(lua_State *L, const int64_t *values, int n) {
  for (int d = 0; d < n; d++) hugL_pushint(L, values[d]);
  return n;
}

/* t:shape() -> a size for each dim; t:stride() -> a step, in elements, for each */
static int shape(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "shape");
  return push_each(L, hug_tensor_shape(t), hug_tensor_ndim(t));
}

static int stride(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "stride");
  return push_each(L, hug_tensor_strides(t), hug_tensor_ndim(t));
}

static int numel(lua_State *L) {
  hugL_pushint(L, hug_tensor_count(hugL_checktensor(L, 1, "numel")));
  return 1;
}

static int length(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "#");
  if (hug_tensor_ndim(t) == 0) return hugL_error(L, "[#] a tensor without dims has no length");
  hugL_pushint(L, hug_tensor_shape(t)[0]);
  return 1;
}

static int dtype(lua_State *L) {
  lua_pushstring(L, hug_dtype_of(hug_tensor_dtype(hugL_checktensor(L, 1, "dtype")))->name);
  return 1;
}

static int is_floating_point(lua_State *L) {
  hug_dtype dtype = hug_tensor_dtype(hugL_checktensor(L, 1, "is_floating_point"));
  lua_pushboolean(L, hug_dtype_of(dtype)->category == HUG_FLOATING);
  return 1;
}

static int is_contiguous(lua_State *L) {
  lua_pushboolean(L, hug_tensor_contiguous(hugL_checktensor(L, 1, "is_contiguous")));
  return 1;
}

/* t:shares(u): whether both look at the same storage */
static int shares(lua_State *L) {
  lua_pushboolean(L, hug_tensor_shares(hugL_checktensor(L, 1, "shares"), hugL_checktensor(L, 2, "shares")));
  return 1;
}

/* ---- Elements ---- */

static int item(lua_State *L) {
  hug_scalar value;
  hugL_try(L, hug_tensor_item(hugL_checktensor(L, 1, "item"), &value));
  hugL_pushscalar(L, value);
  return 1;
}

/* t:data_ptr() -> light userdata: the first element; call t:written() after writing there */
static int data_ptr(lua_State *L) {
  void *data;
  hugL_try(L, hug_tensor_data(hugL_checktensor(L, 1, "data_ptr"), &data));
  lua_pushlightuserdata(L, data);
  return 1;
}

static int written(lua_State *L) {
  hug_tensor_written(hugL_checktensor(L, 1, "written"));
  lua_settop(L, 1);
  return 1;
}

static int to_string(lua_State *L) {
  hugL_box *box = hugL_test(L, 1, HUGL_TENSOR);
  if (box && !box->object) {
    lua_pushliteral(L, "a released tensor");
    return 1;
  }
  hug_tensor *t = hugL_checktensor(L, 1, "tostring");
  hugL_box *block = hugL_new(L, hugL_here(L), HUGL_BLOCK);
  char *text;
  hugL_try(L, hug_tensor_print(t, &text));
  block->object = text;
  return hugL_pushtext(L, block, text, strlen(text));
}

/* Two objects of one tensor are equal: t:grad() makes a new one each time. */
static int equal(lua_State *L) {
  hugL_box *a = hugL_test(L, 1, HUGL_TENSOR), *b = hugL_test(L, 2, HUGL_TENSOR);
  lua_pushboolean(L, a && b && a->object && a->object == b->object);
  return 1;
}

/* ---- Gradients ---- */

/* t:requires_grad() -> boolean */
static int requires_grad(lua_State *L) {
  lua_pushboolean(L, hug_tensor_requires_grad(hugL_checktensor(L, 1, "requires_grad")));
  return 1;
}

/* t:requires_grad_([value]) -> t */
static int set_requires_grad(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "requires_grad_");
  hugL_try(L, hug_tensor_set_requires_grad(t, lua_isnoneornil(L, 2) || lua_toboolean(L, 2)));
  lua_settop(L, 1);
  return 1;
}

/* core.freeze(t): t records nothing until core.thaw(t); who calls requires_grad_ meanwhile decides himself */
static int freeze(lua_State *L) {
  hug_tensor_freeze(hugL_checktensor(L, 1, "freeze"));
  return 0;
}

static int thaw(lua_State *L) {
  hug_tensor_thaw(hugL_checktensor(L, 1, "thaw"));
  return 0;
}

static int is_leaf(lua_State *L) {
  lua_pushboolean(L, !hug_tensor_recorded(hugL_checktensor(L, 1, "is_leaf")));
  return 1;
}

/* t:grad() -> tensor or nil */
static int grad(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "grad");
  if (!hug_tensor_grad(t)) return 0;
  hugL_box *box = hugL_new(L, hugL_here(L), HUGL_TENSOR);
  box->object = hug_tensor_retain(hug_tensor_grad(t));
  return 1;
}

/* t:set_grad(g): g or nil becomes the gradient */
static int set_grad(lua_State *L) {
  hug_tensor *t = hugL_checktensor(L, 1, "set_grad");
  hug_tensor *g = lua_isnoneornil(L, 2) ? NULL : hugL_checktensor(L, 2, "set_grad");
  hugL_try(L, hug_tensor_set_grad(t, g));
  lua_settop(L, 1);
  return 1;
}

static int zero_grad(lua_State *L) {
  hugL_try(L, hug_tensor_set_grad(hugL_checktensor(L, 1, "zero_grad"), NULL));
  lua_settop(L, 1);
  return 1;
}

/* t:backward([seed] [, { keep = true }]) */
static int backward(lua_State *L) {
  static const hug_param params[] = {
    HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("seed"), HUG_P_BOOL_OR("keep", false), { 0 }
  };
  hug_value v[3];
  hugL_options(L, "backward", params, v, 1);
  /* No second try when there is no memory: the part of the tape that was gone through is used up. */
  if (hug_backward(v[0].tensor, v[1].given ? v[1].tensor : NULL, v[2].b)) return hugL_raise(L);
  return 0;
}

/* ---- Registration ---- */

static int is_tensor(lua_State *L) {
  hugL_box *box = hugL_test(L, 1, HUGL_TENSOR);
  lua_pushboolean(L, box && box->object);
  return 1;
}

static const luaL_Reg methods[] = {
  { "dim", dim }, { "size", size }, { "shape", shape }, { "stride", stride }, { "numel", numel }, { "dtype", dtype },
  { "is_floating_point", is_floating_point }, { "is_contiguous", is_contiguous }, { "shares", shares },
  { "item", item }, { "tolist", hugL_tolist }, { "data_ptr", data_ptr }, { "written", written },
  { "requires_grad", requires_grad }, { "requires_grad_", set_requires_grad }, { "is_leaf", is_leaf },
  { "grad", grad }, { "set_grad", set_grad }, { "zero_grad", zero_grad }, { "backward", backward }, { NULL, NULL },
};

static const luaL_Reg metamethods[] = {
  { "__len", length }, { "__tostring", to_string }, { "__eq", equal }, { NULL, NULL },
};

void hugL_open_tensor(lua_State *L) {
  hugL_state *S = hugL_pushstate(L);
  lua_pop(L, 1);
  hugL_newtype(L, HUGL_CALL, NULL);
  hugL_newtype(L, HUGL_BLOCK, NULL);
  lua_pop(L, 4);
  hugL_newtype(L, HUGL_TENSOR, methods);
  lua_pushvalue(L, -1);
  S->methods = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_insert(L, -2);                        /* methods, metatable */
  hugL_register(L, metamethods);
  hugL_pushstate(L);
  lua_pushvalue(L, -3);
  lua_pushcclosure(L, hugL_index, 2);
  lua_setfield(L, -2, "__index");
  hugL_setfunction(L, "__newindex", hugL_newindex);
  lua_pop(L, 2);
  hugL_setfunction(L, "is_tensor", is_tensor);
  hugL_setfunction(L, "freeze", freeze);
  hugL_setfunction(L, "thaw", thaw);
}
