/* index.c: t[key] and t[key] = value.
**
** A key is an integer, a slice as Python writes it ("1:3, ::2", "...", "None"), a tensor of integers or a mask, or a
** list of these. Integers and slices make views; tensors then pick places of that view.
*/
#include "../core/op/scope.h"
#include "binding.h"
#include <string.h>

enum { MOST_ITEMS = 2 * HUG_MAX_DIMS + 1 };

typedef struct item {
  enum { INTEGER, SLICE, ELLIPSIS, NEW_AXIS, PLACES } kind;
  int64_t start, stop, step;   /* of a SLICE, HUG_ABSENT where not given; an INTEGER is `start` */
  hug_tensor *places;
} item;

typedef struct key {
  int count, consumed;         /* items, and dims of the tensor that they speak of */
  bool ellipsis;
  item items[MOST_ITEMS];
} key;

static hug_status add_item(key *k, item it) {
  if (k->count == MOST_ITEMS) return hug_fail(HUG_EARG, "[index] a key of more than %d parts", MOST_ITEMS);
  if (it.kind == ELLIPSIS && k->ellipsis) return hug_fail(HUG_EARG, "[index] a key has one `...` at most");
  if (it.kind == ELLIPSIS) k->ellipsis = true;
  else if (it.kind == PLACES && hug_tensor_dtype(it.places) == HUG_BOOL) k->consumed += hug_tensor_ndim(it.places);
  else if (it.kind != NEW_AXIS) k->consumed++;
  k->items[k->count++] = it;
  return HUG_OK;
}

/* ---- Reading a key ---- */

static const char *skip_spaces(const char *at) { return at + strspn(at, " \t"); }

/* An integer at *at, which moves behind it; HUG_ABSENT if there is none. */
static int64_t read_integer(const char **at) {
  const char *p = skip_spaces(*at);
  bool negative = *p == '-';
  int64_t value = 0;
  p += negative || *p == '+';
  if (*p < '0' || *p > '9') return HUG_ABSENT;
  for (; *p >= '0' && *p <= '9'; p++) value = value < (INT64_C(1) << 58) ? value * 10 + (*p - '0') : value;
  *at = p;
  return negative ? -value : value;
}

/* One part of a slice string at *at, which moves behind it. */
static bool read_part(const char **at, item *it) {
  const char *p = skip_spaces(*at);
  *it = (item){ .kind = INTEGER, .step = 1 };
  if (!strncmp(p, "...", 3)) {
    it->kind = ELLIPSIS;
    *at = p + 3;
    return true;
  }
  if (!strncmp(p, "None", 4)) {
    it->kind = NEW_AXIS;
    *at = p + 4;
    return true;
  }
  it->start = read_integer(&p);
  p = skip_spaces(p);
  if (*p == ':') {
    it->kind = SLICE;
    p++;
    it->stop = read_integer(&p);
    p = skip_spaces(p);
    if (*p == ':') {
      p++;
      int64_t step = read_integer(&p);
      if (step != HUG_ABSENT) it->step = step;
    }
  }
  *at = p;
  return it->kind == SLICE || it->start != HUG_ABSENT;
}

static hug_status read_slices(const char *text, key *k) {
  const char *at = text;
  for (;;) {
    item it;
    if (!read_part(&at, &it)) break;
    HUG_TRY(add_item(k, it));
    at = skip_spaces(at);
    if (!*at) return HUG_OK;
    if (*at++ != ',') break;
  }
  return hug_fail(HUG_EARG, "[index] a tensor has no method \"%.40s\", nor is that a slice such as \"1:3, ::2\"", text);
}

static hug_status read_one(lua_State *L, int i, key *k) {
  item it = { .kind = INTEGER, .step = 1 };
  hugL_box *box = hugL_test(L, i, HUGL_TENSOR);
  if (box && box->object) {
    it.kind = PLACES;
    it.places = box->object;
    return add_item(k, it);
  }
  if (hugL_toint(L, i, &it.start)) return add_item(k, it);
  if (lua_type(L, i) == LUA_TSTRING) return read_slices(lua_tostring(L, i), k);
  char buffer[96];
  return hug_fail(HUG_EARG, "[index] a key is an integer, a slice string, a tensor or a list of these, got %s",
                  hugL_describe(L, i, buffer, sizeof buffer));
}

static hug_status read_key(lua_State *L, int i, key *k) {
  k->count = k->consumed = 0;
  k->ellipsis = false;
  if (lua_type(L, i) != LUA_TTABLE) return read_one(L, i, k);
  int n = (int)lua_rawlen(L, i);
  for (int j = 1; j <= n; j++) {
    lua_rawgeti(L, i, j);
    HUG_TRY(read_one(L, -1, k));
    lua_pop(L, 1);
  }
  return HUG_OK;
}

/* ---- Applying it ---- */

/* Where the tensors of a key point, in dims of the view that its other parts make. */
typedef struct places {
  int count;
  hug_tensor *tensors[MOST_ITEMS];
  int64_t dims[MOST_ITEMS];
} places;

/* One step: *view becomes what `it` makes of it, *dim the dim that the next one speaks of. */
static hug_status step(const item *it, uint32_t flags, int64_t skipped, int64_t *dim, hug_tensor **view, places *p) {
  hug_tensor *next = NULL;
  switch (it->kind) {
  case ELLIPSIS: *dim += skipped; return HUG_OK;
  case INTEGER: HUG_TRY(hug_invoke_op(&hug_op_select, flags, &next, *view, *dim, it->start)); break;
  case NEW_AXIS: HUG_TRY(hug_invoke_op(&hug_op_unsqueeze, flags, &next, *view, *dim)); break;
  case SLICE: HUG_TRY(hug_invoke_op(&hug_op_slice, flags, &next, *view, *dim, it->start, it->stop, it->step)); break;
  case PLACES:
    p->dims[p->count] = *dim;
    p->tensors[p->count++] = it->places;
    *dim += hug_tensor_dtype(it->places) == HUG_BOOL ? hug_tensor_ndim(it->places) : 1;
    return HUG_OK;
  }
  hug_tensor_free(*view);
  *view = next;
  *dim += it->kind != INTEGER;
  return HUG_OK;
}

/* The view that integers and slices make of t, a new reference, and the places in it. */
static hug_status view_of(hug_tensor *t, const key *k, uint32_t flags, hug_tensor **out, places *p) {
  int64_t dim = 0, skipped = hug_tensor_ndim(t) - k->consumed;
  p->count = 0;
  if (skipped < 0)
    return hug_fail(HUG_ESHAPE, "[index] a key for %d dims, but the tensor has %d", k->consumed, hug_tensor_ndim(t));
  hug_tensor *view = hug_tensor_retain(t);
  for (int i = 0; i < k->count; i++) {
    hug_status status = step(&k->items[i], flags, skipped, &dim, &view, p);
    if (!status) continue;
    hug_tensor_free(view);
    return status;
  }
  *out = view;
  return HUG_OK;
}

static hug_status get(hug_tensor *t, const key *k, uint32_t flags, hug_tensor **out) {
  places p;
  hug_tensor *view;
  HUG_TRY(view_of(t, k, flags, &view, &p));
  if (p.count == 0) {
    *out = view;
    return HUG_OK;
  }
  hug_status status = hug_invoke_op(&hug_op_index, flags, out, view, p.count, p.tensors, p.count, p.dims);
  hug_tensor_free(view);
  return status;
}

/* Upvalue 2: the methods of tensors. */
int hugL_index(lua_State *L) {
  if (lua_type(L, 2) == LUA_TSTRING) {
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(2));
    if (!lua_isnil(L, -1)) return 1;
  }
  hugL_state *S = hugL_here(L);
  hug_tensor *t = hugL_checktensor(L, 1, "index"), *part;
  key k;
  hugL_box *box = hugL_new(L, S, HUGL_TENSOR);
  if (read_key(L, 2, &k)) return hugL_raise(L);
  hugL_try(L, get(t, &k, hugL_callflags(L, S), &part));
  return hugL_settensor(L, S, box, part, hug_tensor_shares(part, t) ? 0 : hug_tensor_storage_bytes(part));
}

/* ---- Assigning ---- */

/* Writes `value` into the elements of `view`, even if it is another view of them. */
static hug_status write(hug_tensor *view, hug_tensor *value) {
  for (int d = 0; d < hug_tensor_ndim(view); d++)
    if (hug_tensor_strides(view)[d] == 0 && hug_tensor_shape(view)[d] > 1)
      return hug_fail(HUG_EARG, "[index] cannot write into an expanded tensor, whose elements are one; clone() it");
  hug_tensor *apart = NULL;
  if (hug_tensor_shares(view, value)) {
    HUG_TRY(hug_tensor_make(hug_tensor_dtype(value), hug_tensor_ndim(value), hug_tensor_shape(value), &apart));
    hug_status status = hug_tensor_copy(apart, value);
    if (status) {
      hug_tensor_free(apart);
      return status;
    }
  }
  hug_status status = hug_tensor_copy(view, apart ? apart : value);
  hug_tensor_free(apart);
  if (!status) hug_tensor_written(view);
  return status;
}

/* Writes `value` where the key points in t. */
static hug_status set(hug_tensor *t, const key *k, hug_tensor *value, uint32_t flags) {
  places p;
  hug_tensor *view, *out = NULL;
  HUG_TRY(view_of(t, k, flags, &view, &p));
  hug_status status = p.count == 0 ? write(view, value)
    : hug_invoke_op(&hug_op_index_put, flags | HUG_CALL_INPLACE, &out, view, p.count, p.tensors, value, 0, p.count,
                    p.dims);
  hug_tensor_free(out);
  hug_tensor_free(view);
  return status;
}

/* The same for the tape: the numbers in t of the elements that the key points to, then one recorded write of them. */
static hug_status set_recorded(hug_tensor *t, const key *k, hug_tensor *value) {
  hug_scope s = hug_scope_with(0);
  hug_scalar count = hug_int(hug_tensor_count(t));
  hug_tensor *number = hug_do(&s, arange, NULL, &count, NULL, HUG_I64), *at = NULL, *out = NULL;
  number = hug_do(&s, reshape, number, hug_tensor_ndim(t), hug_tensor_shape(t));
  at = hug_scope_hold(&s, hug_scope_ok(&s) ? get(number, k, HUG_CALL_NO_GRAD, &at) : s.status, &at);
  hug_tensor *source = hug_do(&s, to, value, hug_tensor_dtype(t));
  source = hug_do(&s, expand, source, hug_tensor_ndim(at), hug_tensor_shape(at));
  if (hug_scope_ok(&s)) s.status = hug_invoke_op(&hug_op_put, HUG_CALL_INPLACE, &out, t, at, source, 0);
  hug_tensor_free(out);
  return hug_scope_end(&s, NULL, NULL);
}

int hugL_newindex(lua_State *L) {
  hugL_state *S = hugL_here(L);
  hug_tensor *t = hugL_checktensor(L, 1, "index"), *value;
  hug_scalar number;
  key k;
  if (read_key(L, 2, &k)) return hugL_raise(L);
  hugL_box *box = hugL_test(L, 3, HUGL_TENSOR);
  if (!box && hugL_toscalar(L, 3, &number)) {
    box = hugL_new(L, S, HUGL_TENSOR);
    hugL_try(L, hug_tensor_weak(number, &value));
    box->object = value;
  }
  char buffer[96];
  if (!box || !box->object)
    return hugL_error(L, "[index] the value must be a number or a tensor, got %s",
                      hugL_describe(L, 3, buffer, sizeof buffer));
  const uint32_t flags = hugL_callflags(L, S);
  const bool recorded = !(flags & HUG_CALL_NO_GRAD) && (hug_tensor_tracked(t) || hug_tensor_tracked(box->object));
  hugL_try(L, recorded ? set_recorded(t, &k, box->object) : set(t, &k, box->object, flags));
  return 0;
}
