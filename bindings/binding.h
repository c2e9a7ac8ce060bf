/* binding.h: what the files of the binding share.
**
** Every bound function has one shape: check arguments, make the empty object that will hold the result, call the
** core, raise or return.  An object is a userdata that Lua owns before the core makes anything, so no path leaks; no
** Lua function that can raise is called while C alone holds something of the core's.
**
** Upvalue 1 of every function is the state's userdata, a hugL_state.
*/
#ifndef HUGL_BINDING_H
#define HUGL_BINDING_H

#include "../core/op/op.h"
#include "compat.h"
#include "hug_lua.h"
#include <limits.h>

/* ---- Objects (object.c) ---- */

typedef enum hugL_kind {
  HUGL_TENSOR, HUGL_GENERATOR, HUGL_BATCH, HUGL_WEIGHTS, HUGL_TOKENIZER, HUGL_ENCODING, HUGL_JOB,
  /* Those that no script sees hold what C must not lose. */
  HUGL_MODE, HUGL_CALL, HUGL_FILE, HUGL_JSON, HUGL_TEXT, HUGL_BLOCK, HUGL_GGUF,
  HUGL_KINDS
} hugL_kind;

typedef struct hugL_type {
  const char *name;            /* "tensor": in messages, and as "hug.tensor" the metatable's */
  void (*free)(void *object);
} hugL_type;

extern const hugL_type hugL_types[HUGL_KINDS];

/* The userdata of every object.  `type` is what tells it from the userdata of others. */
typedef struct hugL_box {
  void *object;                /* NULL: not made yet, or released */
  const hugL_type *type;
} hugL_box;

/* The box at index i, or NULL if there is none of that kind. */
static inline hugL_box *hugL_test(lua_State *L, int i, hugL_kind kind) {
  hugL_box *box = lua_touserdata(L, i);
  return box && lua_rawlen(L, i) == sizeof *box && box->type == &hugL_types[kind] ? box : NULL;
}

/* The object at index i; raises, in the name of `what`, if it is of another kind or was released. */
void *hugL_check(lua_State *L, int i, hugL_kind kind, const char *what);
static inline hug_tensor *hugL_checktensor(lua_State *L, int i, const char *what) {
  return hugL_check(L, i, HUGL_TENSOR, what);
}

void hugL_release(hugL_box *box);

/* ---- The state of a Lua state (core.c) ---- */

typedef struct hugL_state {
  int metatables[HUGL_KINDS];  /* references into the registry */
  int methods;                 /* a reference: the methods of tensors */
  int weak;                    /* a reference: the metatable of tables with weak keys */
  int modes, scopes;           /* references: weak tables, coroutine -> its mode, and -> its innermost scope */
  int entered;                 /* modes entered and not yet left, in all coroutines; 0 in a program that has none */
  size_t debt;                 /* bytes of objects made since the collector was last told */
  int young;                   /* their number */
  size_t budget;               /* bytes of garbage that may wait for it */
  size_t floor;                /* bytes that the last full collection left */
  hug_generator *generator;    /* the default one */
  struct hugL_anchors *anchors;  /* of borrowed memory: see borrow.c; NULL until there is some */
} hugL_state;

typedef struct hugL_anchors hugL_anchors;
void hugL_anchors_close(hugL_anchors *anchors);

static inline hugL_state *hugL_here(lua_State *L) { return lua_touserdata(L, lua_upvalueindex(1)); }

/* The same from where there are no upvalues: from the registry. */
hugL_state *hugL_pushstate(lua_State *L);

/* Adds functions to the table on top, each with the state as upvalue 1. */
void hugL_register(lua_State *L, const luaL_Reg *functions);
void hugL_setfunction(lua_State *L, const char *name, lua_CFunction f);
void hugL_pushfunction(lua_State *L, lua_CFunction f);

/* Makes the metatable of a kind, whose methods are `methods` and `release`, and pushes metatable and methods. */
void hugL_newtype(lua_State *L, hugL_kind kind, const luaL_Reg *methods);

/* Pushes an empty object. */
static inline hugL_box *hugL_new(lua_State *L, hugL_state *S, hugL_kind kind) {
  hugL_box *box = hugL_newuserdata(L, sizeof *box, kind == HUGL_JOB);
  box->object = NULL;
  box->type = &hugL_types[kind];
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->metatables[kind]);
  lua_setmetatable(L, -2);
  return box;
}

/* What each file adds to the module's table, which is on top. */
void hugL_open_tensor(lua_State *L);
void hugL_open_construct(lua_State *L);
void hugL_open_borrow(lua_State *L);
void hugL_open_op(lua_State *L);
void hugL_open_mode(lua_State *L);
void hugL_open_job(lua_State *L);
void hugL_open_json(lua_State *L);
void hugL_open_file(lua_State *L);
void hugL_open_weights(lua_State *L);
void hugL_open_tokenizer(lua_State *L);
void hugL_open_lexicon(lua_State *L);
void hugL_open_batch(lua_State *L);
void hugL_open_generator(lua_State *L);
void hugL_open_info(lua_State *L);
void hugL_open_line(lua_State *L);
void hugL_open_gc(lua_State *L);

/* ---- Failing (object.c) ---- */

/* Raises the core's message, positioned at the caller of the running function. */
int hugL_raise(lua_State *L);
int hugL_error(lua_State *L, const char *format, ...) HUG_PRINTF(2, 3);

/* Returns what a failure of the environment returns: nil, message, code. */
int hugL_failed(lua_State *L, hug_status status);

/* Makes a core call: once more after a collection if there was no memory; and raises, or returns nil, message, code. */
#define hugL_try(L, call)                                   \
  do {                                                      \
    hug_status hugL_status_ = (call);                       \
    if (hugL_status_ == HUG_ENOMEM) {                       \
      hugL_collect(L);                                      \
      hugL_status_ = (call);                                \
    }                                                       \
    if (hugL_status_) return hugL_raise(L);                 \
  } while (0)
#define hugL_attempt(L, call)                               \
  do {                                                      \
    hug_status hugL_status_ = (call);                       \
    if (hugL_status_ == HUG_ENOMEM) {                       \
      hugL_collect(L);                                      \
      hugL_status_ = (call);                                \
    }                                                       \
    if (hugL_status_) return hugL_failed(L, hugL_status_);  \
  } while (0)

/* ---- Values (value.c) ---- */

/* Arguments of a function that takes them in declared order or named in one last table.  Lists are copied into
** `room`, or into a userdata that stays on the stack. */
enum { HUGL_ROOM = 64 };
typedef struct hugL_args {
  const char *name;            /* the function's, in messages */
  const hug_param *params;     /* a nameless one ends them */
  hug_value *values;           /* one for each, set to its fallback */
  bool takes_out;              /* `out = tensor` may be named besides */
  hug_generator *generator;    /* stands in for one that is not given */
  hug_tensor *out;
  int names;                   /* stack index of the table of named arguments, 0 if none */
  uint32_t numbers;            /* bit i: operand i is a number, in values[i].scalar */
  int used;                    /* of room; HUGL_ROOM: lists go into userdata only */
  union { int64_t ints[HUGL_ROOM]; hug_tensor *tensors[HUGL_ROOM]; } room;
} hugL_args;

/* Reads the arguments at first..last.  Raises nothing but Lua's own lack of memory. */
hug_status hugL_readargs(lua_State *L, hugL_args *a, int first, int last);

/* The same for functions that are no operations: sets up `values`, reads from `first` to the top, raises. */
void hugL_options(lua_State *L, const char *name, const hug_param *params, hug_value *values, int first);

/* What a value is, for messages: "0.5", "a list", "a released tensor". */
const char *hugL_describe(lua_State *L, int i, char *buffer, size_t room);

/* A number or boolean as the core has it; false if the value is neither.  A number without fraction is an integer. */
bool hugL_toscalar(lua_State *L, int i, hug_scalar *out);
bool hugL_toint(lua_State *L, int i, int64_t *out);
int64_t hugL_checkint(lua_State *L, int i, const char *what, const char *name);

/* A string; without `bytes`, one that C may take as it is: with no NUL in it. */
const char *hugL_checktext(lua_State *L, int i, const char *what, const char *name, size_t *bytes);

void hugL_pushscalar(lua_State *L, hug_scalar value);
void hugL_pushint(lua_State *L, int64_t value);      /* raises where it would lose digits: beyond 2^53 on LuaJIT */
void hugL_pushints(lua_State *L, int64_t count, const int64_t *values);   /* a list */

/* Pushes table[name], read without metamethods, and returns its type. */
int hugL_rawfield(lua_State *L, int table, const char *name);

/* The length of the list at index i; false if there are members beyond it, so that it has a hole. */
bool hugL_listlength(lua_State *L, int i, int64_t *out);

/* Pushes a text that the core made, and frees it. */
int hugL_pushtext(lua_State *L, hugL_box *block, const char *text, size_t bytes);

/* ---- Operations (op.c) ---- */

/* Pushes the function of an operation, or of its in-place form. */
void hugL_pushop(lua_State *L, const hug_op *op, bool inplace);

/* Moves the outputs of a finished call into the results that await them from index `first` on; `co` is the coroutine
** whose scope they belong to. */
void hugL_takeoutputs(lua_State *L, hugL_state *S, lua_State *co, hug_call *c, int first);

/* The flags of operations that the running coroutine calls. */
uint32_t hugL_callflags(lua_State *L, hugL_state *S);

/* ---- Tensors ---- */

/* Puts t, whose reference passes on, into the box on top, and returns 1. `bytes` of elements are new. */
int hugL_settensor(lua_State *L, hugL_state *S, hugL_box *box, hug_tensor *t, size_t bytes);

int hugL_index(lua_State *L);        /* __index (index.c) */
int hugL_newindex(lua_State *L);     /* __newindex */
int hugL_tolist(lua_State *L);       /* t:tolist() (construct.c) */

/* ---- Encodings (tokenizer.c) ---- */

void hugL_encoding_free(void *encoding);
int64_t hugL_encoding_count(const void *encoding);   /* of ids */

/* ---- The collector (gc.c) ---- */

/* Tensors after which Lua 5.4 looks for garbage among them: while they are few, their blocks are still in the
** processor's cache when they are used again.  LuaJIT's collector is never that far behind. */
enum { HUGL_YOUNG = LUA_VERSION_NUM >= 504 ? 512 : INT_MAX };

/* Tells it of bytes that Lua does not see.  It may run finalizers, so C must hold nothing. */
void hugL_settle(lua_State *L, hugL_state *S);
static inline void hugL_charge(lua_State *L, hugL_state *S, size_t bytes) {
  S->debt += bytes;
  if (++S->young >= HUGL_YOUNG || S->debt > S->budget / 8) hugL_settle(L, S);
}

/* Collects everything now; raises nothing. */
void hugL_collect(lua_State *L);

/* ---- Modes (mode.c) ---- */

typedef struct hugL_job hugL_job;

/* What is special about a coroutine. */
typedef struct hugL_mode {
  hugL_state *state;
  int entered;                 /* its part of state->entered */
  int no_grad;                 /* depth */
  hugL_job *job;               /* the job that it is the coroutine of; a reference */
} hugL_mode;

void hugL_mode_free(void *mode);

/* The mode of the running coroutine, NULL if it has none. */
hugL_mode *hugL_mode_find(lua_State *L, hugL_state *S);

/* Makes the new coroutine at index `thread` that of a job, one reference of which passes on; and ends that. */
hugL_mode *hugL_mode_begin(lua_State *L, hugL_state *S, int thread, hugL_job *job);
void hugL_mode_end(hugL_mode *mode);

/* Makes the tensor at `index` of L one that the innermost scope of coroutine `co` frees. */
void hugL_scope_add(lua_State *L, hugL_state *S, lua_State *co, int index);

/* ---- Jobs (job.c) ---- */

void hugL_job_free(void *job);       /* the script's object is gone: waits for its work under way */
void hugL_job_drop(hugL_job *job);   /* drops a reference */

/* The call that an operation in a job's coroutine fills in; raises if the job is to end. */
hug_call *hugL_job_call(lua_State *L, hugL_job *job);

/* Whether the prepared call of the job is work for the pool. */
bool hugL_job_defers(lua_State *L, const hugL_job *job);

/* Starts it, to be finished by job:poll(): `return lua_yield` with the empty results follows. */
void hugL_job_start(hugL_job *job);

#endif
