/* batch.c: sequences of different lengths, laid end to end. */
#include "binding.h"

/* The length of what is at index i: a list, a tensor, an encoding; or HUG_ABSENT. */
static int64_t length_of(lua_State *L, int i) {
  hugL_box *tensor = hugL_test(L, i, HUGL_TENSOR), *encoding = hugL_test(L, i, HUGL_ENCODING);
  if (lua_type(L, i) == LUA_TTABLE) return (int64_t)lua_rawlen(L, i);
  if (tensor && tensor->object) return hug_tensor_count(tensor->object);
  if (encoding && encoding->object) return hugL_encoding_count(encoding->object);
  return HUG_ABSENT;
}

/* Pushes a list of the lengths of what the list at index i holds. */
static void push_lengths(lua_State *L, int i) {
  int n = (int)lua_rawlen(L, i);
  char buffer[96];
  lua_createtable(L, n, 0);
  for (int k = 1; k <= n; k++) {
    lua_rawgeti(L, i, k);
    int64_t length = length_of(L, -1);
    if (length == HUG_ABSENT)
      hugL_error(L, "[batch] ids[%d] must be a list of ids, a tensor or an encoding, got %s", k,
                 hugL_describe(L, -1, buffer, sizeof buffer));
    lua_pop(L, 1);
    hugL_pushint(L, length);
    lua_rawseti(L, -2, k);
  }
}

/* hug.batch(ids [, { first =, last = }]), ids being a list of lists of ids, tensors or encodings;
** or hug.batch { lengths = {…}, first =, last = }.
** first, last: which keys of each sequence are attended to, first[i]..last[i]-1. */
static int batch(lua_State *L) {
  static const hug_param params[] = {
    HUG_P_INTS("lengths"), HUG_P_OPTIONAL_INTS("first"), HUG_P_OPTIONAL_INTS("last"), { 0 }
  };
  hugL_state *S = hugL_here(L);
  char buffer[96];
  if (lua_type(L, 1) != LUA_TTABLE)
    return hugL_error(L, "[batch] ids must be a list of sequences, got %s", hugL_describe(L, 1, buffer, sizeof buffer));
  if (hugL_rawfield(L, 1, "lengths") == LUA_TNIL) {
    push_lengths(L, 1);
    lua_replace(L, 1);
  }
  lua_pop(L, 1);
  hug_value v[3];
  hugL_options(L, "batch", params, v, 1);
  for (int k = 1; k < 3; k++)
    if (v[k].given && v[k].count != v[0].count)
      return hugL_error(L, "[batch] %s has %d members for %d sequences", params[k].name, v[k].count, v[0].count);
  hugL_box *box = hugL_new(L, S, HUGL_BATCH);
  hug_batch *b;
  hugL_try(L, hug_batch_new(v[0].count, v[0].ints, v[1].given ? v[1].ints : NULL, v[2].given ? v[2].ints : NULL, &b));
  box->object = b;
  return 1;
}

static hug_batch *check(lua_State *L, const char *what) { return hugL_check(L, 1, HUGL_BATCH, what); }

static int count(lua_State *L) {
  hugL_pushint(L, hug_batch_count(check(L, "count")));
  return 1;
}

static int tokens(lua_State *L) {
  hugL_pushint(L, hug_batch_tokens(check(L, "tokens")));
  return 1;
}

/* b:offsets() -> list: sequence i (from 1) is rows offsets[i] .. offsets[i+1]-1 (from 0) */
static int offsets(lua_State *L) {
  hug_batch *b = check(L, "offsets");
  hugL_pushints(L, hug_batch_count(b) + 1, hug_batch_offsets(b));
  return 1;
}

static int lengths(lua_State *L) {
  hug_batch *b = check(L, "lengths");
  const int64_t *at = hug_batch_offsets(b);
  lua_createtable(L, (int)hug_batch_count(b), 0);
  for (int64_t i = 0; i < hug_batch_count(b); i++) {
    hugL_pushint(L, at[i + 1] - at[i]);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

/* b:keys() -> first, last: two lists, as given to hug.batch */
static int keys(lua_State *L) {
  hug_batch *b = check(L, "keys");
  int64_t n = hug_batch_count(b);
  lua_createtable(L, (int)n, 0);
  lua_createtable(L, (int)n, 0);
  for (int64_t i = 0; i < n; i++) {
    int64_t first, last;
    hug_batch_keys(b, i, &first, &last);
    hugL_pushint(L, first);
    lua_rawseti(L, -3, (int)i + 1);
    hugL_pushint(L, last);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 2;
}

/* b:positions() -> i64 [tokens]: each row's place in its sequence */
static int positions(lua_State *L) {
  hugL_state *S = hugL_here(L);
  hug_batch *b = check(L, "positions");
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  hug_tensor *t;
  hugL_try(L, hug_batch_positions(b, &t));
  return hugL_settensor(L, S, box, t, hug_tensor_storage_bytes(t));
}

/* b:starts() -> i64 [sequences]: the first row of each */
static int starts(lua_State *L) {
  hugL_state *S = hugL_here(L);
  hug_batch *b = check(L, "starts");
  int64_t n = hug_batch_count(b);
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  hug_tensor *t;
  hugL_try(L, hug_tensor_from(HUG_I64, 1, &n, hug_batch_offsets(b), &t));
  return hugL_settensor(L, S, box, t, hug_tensor_storage_bytes(t));
}

static const luaL_Reg methods[] = {
  { "count", count }, { "tokens", tokens }, { "offsets", offsets }, { "lengths", lengths }, { "keys", keys },
  { "positions", positions }, { "starts", starts }, { NULL, NULL },
};

void hugL_open_batch(lua_State *L) {
  hugL_newtype(L, HUGL_BATCH, methods);
  lua_pop(L, 1);
  hugL_setfunction(L, "__len", count);
  lua_pop(L, 1);
  hugL_setfunction(L, "batch", batch);
}
