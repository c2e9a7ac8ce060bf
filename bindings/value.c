/* value.c: Lua values as the core has them, by the kind of the parameter that they are for; and back. */
#include "binding.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- Numbers ---- */

/* Whether f is an integer that int64_t holds. */
static bool integral(double f) { return f >= -0x1p63 && f < 0x1p63 && f == floor(f); }

bool hugL_toscalar(lua_State *L, int i, hug_scalar *out) {
  switch (lua_type(L, i)) {
  case LUA_TBOOLEAN: {
    int b = lua_toboolean(L, i);
    *out = (hug_scalar){ HUG_BOOLEAN, b, b };
    return true;
  }
  case LUA_TNUMBER: {
    if (lua_isinteger(L, i)) {
      *out = hug_int((int64_t)lua_tointeger(L, i));
      return true;
    }
    double f = lua_tonumber(L, i);
    *out = integral(f) ? hug_int((int64_t)f) : hug_float(f);
    out->f = f;                       /* -0 keeps its sign */
    return true;
  }
  default:
    return false;
  }
}

bool hugL_toint(lua_State *L, int i, int64_t *out) {
  hug_scalar s;
  if (lua_type(L, i) != LUA_TNUMBER || !hugL_toscalar(L, i, &s) || s.category != HUG_INTEGRAL) return false;
  *out = s.i;
  return true;
}

int64_t hugL_checkint(lua_State *L, int i, const char *what, const char *name) {
  int64_t value = 0;
  char buffer[96];
  if (!hugL_toint(L, i, &value))
    hugL_error(L, "[%s] %s must be an integer, got %s", what, name, hugL_describe(L, i, buffer, sizeof buffer));
  return value;
}

const char *hugL_checktext(lua_State *L, int i, const char *what, const char *name, size_t *bytes) {
  size_t length;
  char buffer[96];
  if (lua_type(L, i) != LUA_TSTRING)
    hugL_error(L, "[%s] %s must be a string, got %s", what, name, hugL_describe(L, i, buffer, sizeof buffer));
  const char *text = lua_tolstring(L, i, &length);
  if (bytes) *bytes = length;
  else if (strlen(text) != length) hugL_error(L, "[%s] %s holds a NUL", what, name);
  return text;
}

void hugL_pushint(lua_State *L, int64_t value) {
#if LUA_VERSION_NUM < 503
  if (value > (INT64_C(1) << 53) || value < -(INT64_C(1) << 53))
    hugL_error(L, "the integer %lld has more digits than a number of LuaJIT holds", (long long)value);
  lua_pushnumber(L, (double)value);
#else
  lua_pushinteger(L, (lua_Integer)value);
#endif
}

void hugL_pushscalar(lua_State *L, hug_scalar value) {
  switch (value.category) {
  case HUG_BOOLEAN: lua_pushboolean(L, value.i != 0); break;
  case HUG_INTEGRAL: hugL_pushint(L, value.i); break;
  case HUG_FLOATING: lua_pushnumber(L, value.f); break;
  }
}

void hugL_pushints(lua_State *L, int64_t count, const int64_t *values) {
  lua_createtable(L, (int)count, 0);
  for (int64_t i = 0; i < count; i++) {
    hugL_pushint(L, values[i]);
    lua_rawseti(L, -2, (int)i + 1);
  }
}

/* ---- Tables and texts ---- */

int hugL_rawfield(lua_State *L, int table, const char *name) {
  if (table < 0 && table > LUA_REGISTRYINDEX) table += lua_gettop(L) + 1;
  lua_pushstring(L, name);
  lua_rawget(L, table);
  return lua_type(L, -1);
}

bool hugL_listlength(lua_State *L, int i, int64_t *out) {
  int64_t n = (int64_t)lua_rawlen(L, i), key;
  *out = n;
  luaL_checkstack(L, 4, NULL);
  if (i < 0) i += lua_gettop(L) + 1;
  if (n > 0) lua_pushinteger(L, (lua_Integer)n);
  else lua_pushnil(L);
  if (!lua_next(L, i)) return true;
  bool hole = hugL_toint(L, -2, &key) && key > n;
  lua_pop(L, 2);
  return !hole;
}

int hugL_pushtext(lua_State *L, hugL_box *block, const char *text, size_t bytes) {
  lua_pushlstring(L, text, bytes);
  hugL_release(block);
  return 1;
}

const char *hugL_describe(lua_State *L, int i, char *buffer, size_t room) {
  switch (lua_type(L, i)) {
  case LUA_TNONE: case LUA_TNIL: return "nothing";
  case LUA_TBOOLEAN: return lua_toboolean(L, i) ? "true" : "false";
  case LUA_TTABLE: return lua_rawlen(L, i) ? "a list" : "a table";
  case LUA_TSTRING: snprintf(buffer, room, "\"%.*s\"", 60, lua_tostring(L, i)); return buffer;
  case LUA_TNUMBER: {
    hug_text t = { 0 };
    hug_scalar s;
    hugL_toscalar(L, i, &s);
    if (s.category == HUG_INTEGRAL) hug_text_addf(&t, "%lld", (long long)s.i);
    else hug_text_add_number(&t, s.f);
    snprintf(buffer, room, "%.*s", (int)t.bytes, t.data ? t.data : "");
    hug_text_drop(&t);
    return buffer;
  }
  case LUA_TUSERDATA:
    for (hugL_kind k = 0; k < HUGL_MODE; k++) {
      hugL_box *box = hugL_test(L, i, k);
      if (!box) continue;
      snprintf(buffer, room, "a %s%s", box->object ? "" : "released ", box->type->name);
      return buffer;
    }
    return "a userdata";
  default: snprintf(buffer, room, "a %s", lua_typename(L, lua_type(L, i))); return buffer;
  }
}

/* ---- Arguments ---- */

static hug_status wrong(lua_State *L, const hugL_args *a, const char *name, int i, const char *must) {
  char buffer[96];
  const char *got = hugL_describe(L, i, buffer, sizeof buffer);
  return hug_fail(HUG_EARG, "[%s] %s must be %s, got %s", a->name, name, must, got);
}

/* The tensor at index i, or NULL with the message set. */
static hug_tensor *read_tensor(lua_State *L, const hugL_args *a, const char *name, int i) {
  hugL_box *box = hugL_test(L, i, HUGL_TENSOR);
  if (box && box->object) return box->object;
  wrong(L, a, name, i, "a tensor");
  return NULL;
}

/* A tensor, or a number, which becomes a tensor only when nothing can raise any more. */
static hug_status read_operand(lua_State *L, hugL_args *a, int k, int i) {
  hug_value *v = &a->values[k];
  hugL_box *box = hugL_test(L, i, HUGL_TENSOR);
  if (box && box->object) v->tensor = box->object;
  else if (hugL_toscalar(L, i, &v->scalar)) a->numbers |= 1u << k;
  else return wrong(L, a, a->params[k].name, i, "a tensor or a number");
  return HUG_OK;
}

static hug_status read_object(lua_State *L, const hugL_args *a, const hug_param *p, int i, hugL_kind kind, void **out) {
  hugL_box *box = hugL_test(L, i, kind);
  if (!box || !box->object) return wrong(L, a, p->name, i, kind == HUGL_BATCH ? "a batch" : "a generator");
  *out = box->object;
  return HUG_OK;
}

/* Room for `count` members of a list, which are all 8 bytes. */
static void *list_room(lua_State *L, hugL_args *a, size_t count) {
  if (count <= (size_t)(HUGL_ROOM - a->used)) {
    void *room = a->room.ints + a->used;
    a->used += (int)count;
    return room;
  }
  return hugL_newuserdata(L, count * sizeof(int64_t), 0);
}

static const char *member_name(const hug_param *p, int64_t k, char *buffer, size_t room) {
  snprintf(buffer, room, "%s[%lld]", p->name, (long long)k + 1);
  return buffer;
}

/* The number of members of the list at i; a list with a hole has different lengths on different VMs. */
static hug_status list_length(lua_State *L, const hugL_args *a, const hug_param *p, int i, int64_t *out) {
  if (hugL_listlength(L, i, out)) return HUG_OK;
  return hug_fail(HUG_EARG, "[%s] the list %s has a hole at %lld", a->name, p->name, (long long)*out + 1);
}

/* Which of the words "a|b|c" the string at i is, from 0; -1 for none. */
static int word_at(lua_State *L, const char *choices, int i) {
  size_t length;
  const char *word = lua_tolstring(L, i, &length);
  int number = 0;
  for (const char *at = choices;; number++) {
    size_t n = strcspn(at, "|");
    if (n == length && !memcmp(at, word, n)) return number;
    if (!at[n]) return -1;
    at += n + 1;
  }
}

static hug_status wrong_word(lua_State *L, const hugL_args *a, const hug_param *p, int i) {
  return hug_fail(HUG_EARG, "[%s] %s must be one of %s, got \"%s\"", a->name, p->name, p->choices, lua_tostring(L, i));
}

/* A member of a list of integers: one, or `false` where it may be left out. */
static bool int_member(lua_State *L, const hug_param *p, int i, int64_t *out) {
  if (!p->blanks || lua_type(L, i) != LUA_TBOOLEAN || lua_toboolean(L, i)) return hugL_toint(L, i, out);
  *out = HUG_ABSENT;
  return true;
}

static hug_status read_ints(lua_State *L, hugL_args *a, const hug_param *p, int i, hug_value *v) {
  int64_t one = 0;
  v->single = hugL_toint(L, i, &one);
  if (p->choices && lua_type(L, i) == LUA_TSTRING) {
    int word = word_at(L, p->choices, i);
    if (word < 0) return wrong_word(L, a, p, i);
    v->single = true;
    one = HUG_WORD(word);
  }
  if (!v->single && lua_type(L, i) != LUA_TTABLE) return wrong(L, a, p->name, i, "an integer or a list of integers");
  int64_t count = 1;
  if (!v->single) HUG_TRY(list_length(L, a, p, i, &count));
  int64_t *ints = list_room(L, a, (size_t)count);
  if (v->single) ints[0] = one;
  for (int64_t k = 0; k < count && !v->single; k++) {
    char name[64];
    lua_rawgeti(L, i, (int)k + 1);
    if (!int_member(L, p, -1, &ints[k])) return wrong(L, a, member_name(p, k, name, sizeof name), -1, "an integer");
    lua_pop(L, 1);
  }
  v->ints = ints;
  v->count = (int32_t)count;
  return HUG_OK;
}

static hug_status read_floats(lua_State *L, hugL_args *a, const hug_param *p, int i, hug_value *v) {
  v->single = lua_type(L, i) == LUA_TNUMBER;
  if (!v->single && lua_type(L, i) != LUA_TTABLE) return wrong(L, a, p->name, i, "a number or a list of numbers");
  int64_t count = 1;
  if (!v->single) HUG_TRY(list_length(L, a, p, i, &count));
  double *floats = list_room(L, a, (size_t)count);
  if (v->single) floats[0] = lua_tonumber(L, i);
  for (int64_t k = 0; k < count && !v->single; k++) {
    char name[64];
    lua_rawgeti(L, i, (int)k + 1);
    if (lua_type(L, -1) != LUA_TNUMBER) return wrong(L, a, member_name(p, k, name, sizeof name), -1, "a number");
    floats[k] = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  v->floats = floats;
  v->count = (int32_t)count;
  return HUG_OK;
}

static hug_status read_tensors(lua_State *L, hugL_args *a, const hug_param *p, int i, hug_value *v) {
  if (lua_type(L, i) != LUA_TTABLE) return wrong(L, a, p->name, i, "a list of tensors");
  int64_t count;
  HUG_TRY(list_length(L, a, p, i, &count));
  hug_tensor **tensors = list_room(L, a, (size_t)count);
  for (int64_t k = 0; k < count; k++) {
    char name[64];
    lua_rawgeti(L, i, (int)k + 1);
    hugL_box *box = hugL_test(L, -1, HUGL_TENSOR);
    if (!box || !box->object) return wrong(L, a, member_name(p, k, name, sizeof name), -1, "a tensor");
    tensors[k] = box->object;
    lua_pop(L, 1);
  }
  v->tensors = tensors;
  v->count = (int32_t)count;
  return HUG_OK;
}

/* A word, which must be among the parameter's choices if it has any: "none|mean|sum". */
static hug_status read_string(lua_State *L, const hugL_args *a, const hug_param *p, int i, hug_value *v) {
  if (lua_type(L, i) != LUA_TSTRING) return wrong(L, a, p->name, i, "a string");
  v->string = lua_tostring(L, i);
  return p->choices && word_at(L, p->choices, i) < 0 ? wrong_word(L, a, p, i) : HUG_OK;
}

static hug_status read_dtype(lua_State *L, const hugL_args *a, const hug_param *p, int i, hug_value *v) {
  if (lua_type(L, i) != LUA_TSTRING) return wrong(L, a, p->name, i, "the name of a dtype");
  hug_status status = hug_dtype_parse(lua_tostring(L, i), &v->dtype);
  if (!status) return HUG_OK;
  return hug_fail(status, "[%s] %s %s", a->name, p->name, strchr(hug_errmsg(), ']') + 2);
}

/* Reads the value at index i for parameter k. */
static hug_status read_value(lua_State *L, hugL_args *a, int k, int i) {
  const hug_param *p = &a->params[k];
  hug_value *v = &a->values[k];
  if (p->optional && lua_type(L, i) == LUA_TBOOLEAN && p->kind != HUG_KIND_BOOL && !lua_toboolean(L, i)) {
    v->given = false;         /* an explicit None */
    return HUG_OK;
  }
  v->given = true;
  switch ((hug_kind)p->kind) {
  case HUG_KIND_TENSOR: return (v->tensor = read_tensor(L, a, p->name, i)) ? HUG_OK : HUG_EARG;
  case HUG_KIND_OPERAND: return read_operand(L, a, k, i);
  case HUG_KIND_TENSORS: return read_tensors(L, a, p, i, v);
  case HUG_KIND_SCALAR:
    return hugL_toscalar(L, i, &v->scalar) ? HUG_OK : wrong(L, a, p->name, i, "a number or boolean");
  case HUG_KIND_INT:           /* the least integer stands for nothing in calls from C */
    if (!hugL_toint(L, i, &v->i)) return wrong(L, a, p->name, i, "an integer");
    return v->i != HUG_ABSENT ? HUG_OK : wrong(L, a, p->name, i, "above -2^63");
  case HUG_KIND_FLOAT:
    if (p->choices && lua_type(L, i) == LUA_TSTRING) {
      *v = p->fallback;
      return read_string(L, a, p, i, &(hug_value){ 0 });
    }
    if (lua_type(L, i) != LUA_TNUMBER) return wrong(L, a, p->name, i, "a number");
    v->f = lua_tonumber(L, i);
    return HUG_OK;
  case HUG_KIND_BOOL:
    if (lua_type(L, i) != LUA_TBOOLEAN) return wrong(L, a, p->name, i, "true or false");
    v->b = lua_toboolean(L, i);
    return HUG_OK;
  case HUG_KIND_INTS: return read_ints(L, a, p, i, v);
  case HUG_KIND_FLOATS: return read_floats(L, a, p, i, v);
  case HUG_KIND_DTYPE:
    return read_dtype(L, a, p, i, v);
  case HUG_KIND_STRING: return read_string(L, a, p, i, v);
  case HUG_KIND_GENERATOR: {
    void *g = NULL;
    HUG_TRY(read_object(L, a, p, i, HUGL_GENERATOR, &g));
    v->generator = g;
    return HUG_OK;
  }
  case HUG_KIND_BATCH: {
    void *b = NULL;
    HUG_TRY(read_object(L, a, p, i, HUGL_BATCH, &b));
    v->batch = b;
    return HUG_OK;
  }
  }
  return hug_fail(HUG_EINTERNAL, "[%s] %s has an unknown kind", a->name, p->name);
}

static bool takes_list(const hug_param *p) {
  return p->kind == HUG_KIND_INTS || p->kind == HUG_KIND_FLOATS || p->kind == HUG_KIND_TENSORS;
}

/* Whether the table at i has named arguments.  Its list part, if any, is an argument by position:
** hug.zeros{ 2, 3, dtype = "i64" }. */
static bool has_names(lua_State *L, int i) {
  size_t n = lua_rawlen(L, i);
  if (n) lua_pushinteger(L, (lua_Integer)n);
  else lua_pushnil(L);
  if (!lua_next(L, i)) return false;
  bool names = lua_type(L, -2) == LUA_TSTRING;
  lua_pop(L, 2);
  return names;
}

/* Reads the arguments that the table at a->names gives; bit k of `given`: parameter k was given already. */
static hug_status read_names(lua_State *L, hugL_args *a, uint32_t *given) {
  for (lua_pushnil(L); lua_next(L, a->names); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) continue;
    const char *key = lua_tostring(L, -2);
    int value = lua_gettop(L), k = 0;
    while (a->params[k].name && strcmp(a->params[k].name, key)) k++;
    if (a->params[k].name) {
      if (*given & 1u << k) return hug_fail(HUG_EARG, "[%s] %s is given twice", a->name, key);
      *given |= 1u << k;
      HUG_TRY(read_value(L, a, k, value));
      if (lua_gettop(L) > value) lua_insert(L, value - 1);    /* the room of a long list stays, below key and value */
    } else if (a->takes_out && !strcmp(key, "out")) {
      if (!(a->out = read_tensor(L, a, "out", value))) return HUG_EARG;
    } else {
      return hug_fail(HUG_EARG, "[%s] there is no argument %s", a->name, key);
    }
  }
  return HUG_OK;
}

static bool takes_number(const hug_param *p) {
  switch (p->kind) {
  case HUG_KIND_INT: case HUG_KIND_INTS: case HUG_KIND_FLOAT: case HUG_KIND_FLOATS: case HUG_KIND_SCALAR: case HUG_KIND_OPERAND: return true;
  default: return false;
  }
}

/* How many of the arguments from i on are one list of integers written out, as in x:reshape(2, -1): only where no
** number that follows could be another argument's. */
static int written_out(lua_State *L, const hugL_args *a, int k, int i, int last) {
  int64_t one;
  int n = 0;
  for (const hug_param *p = &a->params[k + 1]; p->name; p++)
    if (takes_number(p)) return 1;
  while (i + n <= last && hugL_toint(L, i + n, &one)) n++;
  return n > 1 ? n : 1;
}

static hug_status read_written_out(lua_State *L, hugL_args *a, int k, int i, int n) {
  int64_t *ints = list_room(L, a, (size_t)n);
  for (int at = 0; at < n; at++) hugL_toint(L, i + at, &ints[at]);
  a->values[k] = (hug_value){ .given = true, .count = n, .ints = ints };
  return HUG_OK;
}

static hug_status too_many(const hugL_args *a, int most, int got) {
  bool list = false;
  for (int k = 0; k < most; k++) list |= takes_list(&a->params[k]);
  return hug_fail(HUG_EARG, "[%s] takes at most %d arguments, got %d%s", a->name, most, got,
                  list ? "; a list goes in braces" : "");
}

hug_status hugL_readargs(lua_State *L, hugL_args *a, int first, int last) {
  uint32_t given = 0;
  int count = 0;
  a->numbers = 0;
  a->names = 0;
  a->out = NULL;
  while (a->params[count].name) count++;
  if (last >= first && lua_type(L, last) == LUA_TTABLE) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    if (has_names(L, last)) a->names = last;
    bool is_list = lua_rawlen(L, last) > 0;
    bool is_empty_list = !a->names && last - first < count && takes_list(&a->params[last - first]);
    if (!is_list && !is_empty_list) last--;
  }
  int i = first;
  for (int k = 0; i <= last && k < count; k++) {
    int n = a->params[k].kind == HUG_KIND_INTS ? written_out(L, a, k, i, last) : 1;
    if (n > 1 || !lua_isnil(L, i)) {
      given |= 1u << k;
      HUG_TRY(n > 1 ? read_written_out(L, a, k, i, n) : read_value(L, a, k, i));
    }
    i += n;
  }
  if (i <= last) return too_many(a, count, last - first + 1);
  if (a->names) HUG_TRY(read_names(L, a, &given));
  for (int k = 0; k < count; k++) {
    if (given & 1u << k) continue;
    if (!a->params[k].optional) return hug_fail(HUG_EARG, "[%s] %s is missing", a->name, a->params[k].name);
    if (a->params[k].kind == HUG_KIND_GENERATOR) a->values[k] = (hug_value){ .given = true, .generator = a->generator };
  }
  return HUG_OK;
}

void hugL_options(lua_State *L, const char *name, const hug_param *params, hug_value *values, int first) {
  hugL_args a = { .name = name, .params = params, .values = values };
  a.used = HUGL_ROOM;          /* lists outlive this frame */
  for (int k = 0; params[k].name; k++) values[k] = params[k].fallback;
  if (hugL_readargs(L, &a, first, lua_gettop(L))) hugL_raise(L);
}
