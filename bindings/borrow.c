/* borrow.c: tensors over memory of the host, whose owner Lua keeps alive until the last view of it is gone.
**
** That may happen in any thread, which cannot touch Lua: it puts the anchor on a list, and the next borrower lets
** the owners go.
*/
#include "binding.h"
#include <stdatomic.h>

typedef struct anchor {
  struct anchor *next;
  hugL_anchors *all;
  int owner;                   /* a reference into the registry */
} anchor;

/* The anchors of one Lua state; lives as long as the state or any of them. */
struct hugL_anchors {
  atomic_int refs;
  _Atomic(anchor *) loose;     /* not needed any more */
};

static void drop(hugL_anchors *all) {
  if (atomic_fetch_sub(&all->refs, 1) != 1) return;
  for (anchor *a = all->loose, *next; a; a = next) {
    next = a->next;
    hug_free(a);
  }
  hug_free(all);
}

void hugL_anchors_close(hugL_anchors *all) {
  if (all) drop(all);
}

/* The memory is not needed any more.  In any thread. */
static void loosen(void *user, void *data) {
  (void)data;
  anchor *a = user;
  hugL_anchors *all = a->all;
  a->next = atomic_load(&all->loose);
  while (!atomic_compare_exchange_weak(&all->loose, &a->next, a)) {}
  drop(all);
}

static void let_go(lua_State *L, hugL_anchors *all) {
  for (anchor *a = atomic_exchange(&all->loose, NULL), *next; a; a = next) {
    next = a->next;
    luaL_unref(L, LUA_REGISTRYINDEX, a->owner);
    hug_free(a);
  }
}

static hugL_anchors *anchors_of(lua_State *L, hugL_state *S) {
  if (!S->anchors) {
    S->anchors = hug_alloc_zero(sizeof *S->anchors);
    if (!S->anchors) hugL_raise(L);
    atomic_init(&S->anchors->refs, 1);
  }
  return S->anchors;
}

/* The address at index i: a light userdata, or a number as LuaJIT's tonumber(ffi.cast("intptr_t", p)) gives it. */
static void *check_address(lua_State *L, int i) {
  int64_t address;
  char buffer[96];
  if (lua_islightuserdata(L, i)) return lua_touserdata(L, i);
  if (!hugL_toint(L, i, &address))
    hugL_error(L, "[from_ptr] pointer must be a light userdata or an address, got %s",
               hugL_describe(L, i, buffer, sizeof buffer));
  return (void *)(intptr_t)address;
}

/* hug.from_ptr(pointer, shape, dtype [, owner]): a tensor over contiguous memory of the host */
static int from_ptr(lua_State *L) {
  static const hug_param params[] = { HUG_P_INTS("shape"), HUG_P_DTYPE("dtype"), { 0 } };
  hugL_state *S = hugL_here(L);
  void *data = check_address(L, 1);
  lua_settop(L, 4);
  lua_pushvalue(L, 4);
  lua_insert(L, 1);            /* the owner, below the arguments */
  lua_settop(L, 4);
  hug_value v[2];
  hugL_options(L, "from_ptr", params, v, 3);
  hugL_anchors *all = anchors_of(L, S);
  let_go(L, all);
  hugL_box *block = hugL_new(L, S, HUGL_BLOCK);
  anchor *a = hug_alloc(sizeof *a);
  if (!a) return hugL_raise(L);
  block->object = a;
  a->all = all;
  lua_pushvalue(L, 1);
  a->owner = luaL_ref(L, LUA_REGISTRYINDEX);
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  hug_tensor *t;
  hug_status status = hug_tensor_borrow(v[1].dtype, v[0].count, v[0].ints, data, loosen, a, &t);
  if (status) {
    luaL_unref(L, LUA_REGISTRYINDEX, a->owner);
    return hugL_raise(L);
  }
  block->object = NULL;        /* the anchor is the tensor's now */
  atomic_fetch_add(&all->refs, 1);
  return hugL_settensor(L, S, box, t, 0);
}

void hugL_open_borrow(lua_State *L) { hugL_setfunction(L, "from_ptr", from_ptr); }
