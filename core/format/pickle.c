/* pickle.c: the stack machine that Python's pickle is written for, reduced to the instructions that torch.save uses
** (protocol 2; CPython's Lib/pickletools.py describes them).
**
** All it makes is in proportion to the file: every instruction that makes something has bytes of its own, and limits end
** what would take too long.
*/
#include "pickle.h"
#include <string.h>

enum { MOST_STEPS = 10000000, MOST_MEMO = 1000000, DEEPEST = 64 };

typedef enum opcode {
  MARK = '(', STOP = '.', BININT = 'J', BININT1 = 'K', BININT2 = 'M', NONE = 'N', BINPERSID = 'Q', REDUCE = 'R',
  BINSTRING = 'T', SHORT_BINSTRING = 'U', BINUNICODE = 'X', APPEND = 'a', BUILD = 'b', GLOBAL = 'c', EMPTY_DICT = '}',
  APPENDS = 'e', BINFLOAT = 'G', BINGET = 'h', LONG_BINGET = 'j', EMPTY_LIST = ']', BINPUT = 'q', LONG_BINPUT = 'r',
  SETITEM = 's', TUPLE = 't', EMPTY_TUPLE = ')', SETITEMS = 'u', PROTO = 0x80, TUPLE1 = 0x85, TUPLE2 = 0x86,
  TUPLE3 = 0x87, NEWTRUE = 0x88, NEWFALSE = 0x89, LONG1 = 0x8a
} opcode;

typedef struct machine {
  hug_pickle *p;
  hug_reader *r;
  hug_pickle_value *stack;    /* [room] */
  size_t depth, room;
  size_t marks[DEEPEST];      /* depths at which marks were set */
  int mark_count;
  hug_pickle_value *memo;     /* [memo_room] */
  size_t memo_count, memo_room;
} machine;

static hug_status broken(const machine *m, const char *problem) {
  return hug_file_fault(m->p->file, "its pickle is damaged at byte %zu: %s", m->r->at, problem);
}

/* ---- Values ---- */

bool hug_pickle_is(hug_pickle_value v, const char *string) {
  return v.kind == HUG_PICKLE_STRING && v.bytes == strlen(string) && memcmp(v.as.string, string, v.bytes) == 0;
}

hug_status hug_pickle_new_items(hug_pickle *p, hug_pickle_kind kind, hug_pickle_value *out) {
  hug_pickle_items *items = hug_arena_alloc(p->arena, sizeof *items);
  if (!items) return HUG_ENOMEM;
  *items = (hug_pickle_items){ 0 };
  *out = (hug_pickle_value){ .kind = kind, .as.items = items };
  return HUG_OK;
}

/* Room for n more items.  The arena keeps the old ones, which doubling keeps in proportion. */
static hug_status reserve_items(hug_pickle *p, hug_pickle_items *items, size_t n) {
  size_t needed = items->count + n, room = items->room ? items->room : n, bytes;
  if (needed <= items->room) return HUG_OK;
  while (room < needed) room *= 2;
  hug_pickle_value *at = hug_mul_size(room, sizeof *at, &bytes) ? hug_arena_alloc(p->arena, bytes) : NULL;
  if (!at) return HUG_ENOMEM;
  if (items->count) memcpy(at, items->at, items->count * sizeof *at);
  items->at = at;
  items->room = room;
  return HUG_OK;
}

static hug_status append_all(hug_pickle *p, hug_pickle_items *items, const hug_pickle_value *values, size_t n) {
  if (!n) return HUG_OK;
  HUG_TRY(reserve_items(p, items, n));
  memcpy(items->at + items->count, values, n * sizeof *values);
  items->count += n;
  return HUG_OK;
}

/* ---- The stack ---- */

static hug_status grow(hug_pickle_value **values, size_t *room, size_t needed) {
  size_t more = *room ? *room : 64, bytes;
  while (more < needed) more *= 2;
  if (more == *room) return HUG_OK;
  hug_pickle_value *grown = hug_mul_size(more, sizeof *grown, &bytes) ? hug_realloc(*values, bytes) : NULL;
  if (!grown) return HUG_ENOMEM;
  *values = grown;
  *room = more;
  return HUG_OK;
}

static hug_status push(machine *m, hug_pickle_value v) {
  HUG_TRY(grow(&m->stack, &m->room, m->depth + 1));
  m->stack[m->depth++] = v;
  return HUG_OK;
}

/* Values above the last mark. */
static size_t available(const machine *m) {
  return m->depth - (m->mark_count ? m->marks[m->mark_count - 1] : 0);
}

static hug_status need(const machine *m, size_t n) {
  return available(m) < n ? broken(m, "an instruction lacks operands") : HUG_OK;
}

static hug_status mark(machine *m) {
  if (m->mark_count == DEEPEST) return broken(m, "it is nested too deeply");
  m->marks[m->mark_count++] = m->depth;
  return HUG_OK;
}

/* Takes the last mark away, and leaves the values above it. */
static hug_status unmark(machine *m) {
  if (!m->mark_count) return broken(m, "an instruction lacks its mark");
  m->mark_count--;
  return HUG_OK;
}

/* ---- Instructions ---- */

static hug_status push_int(machine *m, int64_t value) {
  return push(m, (hug_pickle_value){ .kind = HUG_PICKLE_INT, .as.integer = value });
}

static hug_status push_bool(machine *m, bool value) {
  return push(m, (hug_pickle_value){ .kind = HUG_PICKLE_BOOL, .as.integer = value });
}

/* A number in two's complement of any length. */
static hug_status push_long(machine *m) {
  uint8_t n = hug_read_u8(m->r);
  const uint8_t *bytes = hug_read_bytes(m->r, n);
  uint64_t value = bytes && n && bytes[n - 1] & 0x80 ? UINT64_MAX : 0;
  if (n > 8) return broken(m, "an integer has more than 64 bits");
  for (int i = 0; bytes && i < n; i++) value = (value & ~((uint64_t)0xff << 8 * i)) | (uint64_t)bytes[i] << 8 * i;
  return push_int(m, (int64_t)value);
}

/* Big-endian, unlike all else. */
static hug_status push_float(machine *m) {
  uint64_t bits = 0;
  hug_pickle_value v = { .kind = HUG_PICKLE_FLOAT };
  for (int i = 0; i < 8; i++) bits = bits << 8 | hug_read_u8(m->r);
  memcpy(&v.as.number, &bits, sizeof bits);
  return push(m, v);
}

static hug_status push_string(machine *m, uint32_t bytes) {
  const uint8_t *text = hug_read_bytes(m->r, bytes);
  return push(m, (hug_pickle_value){ .kind = HUG_PICKLE_STRING, .bytes = text ? bytes : 0, .as.string = (const char *)text });
}

static hug_status push_items(machine *m, hug_pickle_kind kind) {
  hug_pickle_value v;
  HUG_TRY(hug_pickle_new_items(m->p, kind, &v));
  return push(m, v);
}

/* Makes a tuple of the last n values. */
static hug_status make_tuple(machine *m, size_t n) {
  hug_pickle_value tuple;
  HUG_TRY(need(m, n));
  HUG_TRY(hug_pickle_new_items(m->p, HUG_PICKLE_TUPLE, &tuple));
  if (n) HUG_TRY(append_all(m->p, tuple.as.items, m->stack + m->depth - n, n));
  m->depth -= n;
  return push(m, tuple);
}

static hug_status make_marked_tuple(machine *m) {
  size_t n = available(m);
  HUG_TRY(unmark(m));
  return make_tuple(m, n);
}

/* Adds the last n values to what is below them. */
static hug_status add_last(machine *m, size_t n, hug_pickle_kind kind) {
  HUG_TRY(need(m, n + 1));
  const hug_pickle_value *values = m->stack + m->depth - n, *target = values - 1;
  if (target->kind != kind)
    return broken(m, kind == HUG_PICKLE_LIST ? "something is appended to what is no list" : "an item is set in what is no dictionary");
  if (kind == HUG_PICKLE_DICT && n % 2) return broken(m, "a key lacks its value");
  HUG_TRY(append_all(m->p, target->as.items, values, n));
  m->depth -= n;
  return HUG_OK;
}

static hug_status add_marked(machine *m, hug_pickle_kind kind) {
  size_t n = available(m);
  HUG_TRY(unmark(m));
  return add_last(m, n, kind);
}

/* A pickle refers only to what it put before, and numbers what it puts: so the memo is never larger than needed. */
static hug_status put(machine *m, size_t index) {
  HUG_TRY(need(m, 1));
  if (index > m->memo_count + 1 || index >= MOST_MEMO) return broken(m, "a memo has a number that is too high");
  HUG_TRY(grow(&m->memo, &m->memo_room, index + 1));
  while (m->memo_count <= index) m->memo[m->memo_count++] = (hug_pickle_value){ .kind = HUG_PICKLE_NOTHING };
  m->memo[index] = m->stack[m->depth - 1];
  return HUG_OK;
}

static hug_status get(machine *m, size_t index) {
  if (index >= m->memo_count || m->memo[index].kind == HUG_PICKLE_NOTHING) return broken(m, "a memo is used before it is set");
  return push(m, m->memo[index]);
}

/* The next line, without its end. */
static const char *read_line(hug_reader *r, size_t *bytes) {
  hug_reader rest = *r;
  size_t left = hug_reader_left(r);
  const uint8_t *text = hug_read_bytes(&rest, left), *end = text ? memchr(text, '\n', left) : NULL;
  *bytes = end ? (size_t)(end - text) : 0;
  return (const char *)hug_read_bytes(r, end ? *bytes + 1 : left + 1);
}

static hug_status push_global(machine *m) {
  size_t module_bytes, name_bytes;
  const char *module = read_line(m->r, &module_bytes), *name = read_line(m->r, &name_bytes);
  if (!name) return broken(m, "a name does not end");
  const hug_pickle_global *global = hug_pickle_find(module, module_bytes, name, name_bytes);
  if (!global)
    return hug_file_fault(m->p->file, "it asks for the Python object %.*s.%.*s, which tensors do not need: hug runs no code from "
                          "files, use the model's .safetensors file", module_bytes > 100 ? 100 : (int)module_bytes, module,
                          name_bytes > 100 ? 100 : (int)name_bytes, name);
  return push(m, (hug_pickle_value){ .kind = HUG_PICKLE_GLOBAL, .as.global = global });
}

/* Calls a function with a tuple of arguments. */
static hug_status reduce(machine *m) {
  HUG_TRY(need(m, 2));
  const hug_pickle_value *function = &m->stack[m->depth - 2], *args = function + 1;
  hug_pickle_value result;
  if (function->kind != HUG_PICKLE_GLOBAL || !function->as.global->call || args->kind != HUG_PICKLE_TUPLE)
    return broken(m, "something is called that is no function");
  HUG_TRY(function->as.global->call(m->p, args->as.items, &result));
  m->depth -= 2;
  return push(m, result);
}

/* Sets attributes, which only dictionaries of tensors have here; hug has no use for them. */
static hug_status build(machine *m) {
  HUG_TRY(need(m, 2));
  if (m->stack[m->depth - 2].kind != HUG_PICKLE_DICT || m->stack[m->depth - 1].kind != HUG_PICKLE_DICT)
    return broken(m, "attributes are set of what has none");
  m->depth--;
  return HUG_OK;
}

static hug_status load_persistent(machine *m) {
  hug_pickle_value storage;
  HUG_TRY(need(m, 1));
  HUG_TRY(hug_pickle_storage_of(m->p, m->stack[m->depth - 1], &storage));
  m->stack[m->depth - 1] = storage;
  return HUG_OK;
}

static hug_status unknown(const machine *m, uint8_t op) {
  return hug_file_fault(m->p->file, "its pickle has the instruction %02x at byte %zu, which torch.save does not use for tensors: "
                        "use the model's .safetensors file", op, m->r->at - 1);
}

static hug_status step(machine *m, uint8_t op) {
  switch (op) {
    case PROTO: hug_read_u8(m->r); return HUG_OK;    /* the instructions tell what is what */
    case NONE: return push(m, (hug_pickle_value){ .kind = HUG_PICKLE_NONE });
    case NEWTRUE: return push_bool(m, true);
    case NEWFALSE: return push_bool(m, false);
    case BININT: return push_int(m, (int32_t)hug_read_u32(m->r));
    case BININT1: return push_int(m, hug_read_u8(m->r));
    case BININT2: return push_int(m, hug_read_u16(m->r));
    case LONG1: return push_long(m);
    case BINFLOAT: return push_float(m);
    case BINUNICODE: case BINSTRING: return push_string(m, hug_read_u32(m->r));
    case SHORT_BINSTRING: return push_string(m, hug_read_u8(m->r));
    case EMPTY_TUPLE: return make_tuple(m, 0);
    case EMPTY_LIST: return push_items(m, HUG_PICKLE_LIST);
    case EMPTY_DICT: return push_items(m, HUG_PICKLE_DICT);
    case MARK: return mark(m);
    case TUPLE: return make_marked_tuple(m);
    case TUPLE1: return make_tuple(m, 1);
    case TUPLE2: return make_tuple(m, 2);
    case TUPLE3: return make_tuple(m, 3);
    case APPEND: return add_last(m, 1, HUG_PICKLE_LIST);
    case APPENDS: return add_marked(m, HUG_PICKLE_LIST);
    case SETITEM: return add_last(m, 2, HUG_PICKLE_DICT);
    case SETITEMS: return add_marked(m, HUG_PICKLE_DICT);
    case BINPUT: return put(m, hug_read_u8(m->r));
    case LONG_BINPUT: return put(m, hug_read_u32(m->r));
    case BINGET: return get(m, hug_read_u8(m->r));
    case LONG_BINGET: return get(m, hug_read_u32(m->r));
    case GLOBAL: return push_global(m);
    case REDUCE: return reduce(m);
    case BUILD: return build(m);
    case BINPERSID: return load_persistent(m);
    default: return unknown(m, op);
  }
}

static hug_status run(machine *m) {
  for (int64_t steps = 0; steps < MOST_STEPS; steps++) {
    uint8_t op = hug_read_u8(m->r);
    if (op == STOP) return m->depth == 1 && !m->mark_count ? HUG_OK : broken(m, "it does not end with one value");
    if (!m->r->failed) HUG_TRY(step(m, op));
    if (m->r->failed) return broken(m, "it is cut short");
  }
  return broken(m, "it has too many instructions");
}

hug_status hug_pickle_run(hug_pickle *p, hug_reader *r, hug_pickle_value *out) {
  machine m;    /* not initialised as a whole: marks are set before they are used */
  m.p = p, m.r = r;
  m.stack = m.memo = NULL;
  m.depth = m.room = m.memo_count = m.memo_room = 0;
  m.mark_count = 0;
  hug_status status = run(&m);
  if (!status) *out = m.stack[0];
  hug_free(m.stack);
  hug_free(m.memo);
  return status;
}
