/* op.c: the binding of all operations: one function, whose upvalue says which operation it is.
**
** A call of an operation lives on the C stack; in the job, when it may go on in the pool; or in a userdata, when its
** outputs are a list, for which Lua must allocate while the call holds them.
*/
#include "binding.h"

enum { OP_UPVALUE = 2 };       /* twice the operation's number in hug_ops, plus 1 for its in-place form */

/* Pushes what will hold the results: tensors without elements, or a table for a list of them. */
static int push_results(lua_State *L, hugL_state *S, const hug_op *op) {
  if (op->flags & HUG_OP_LIST) {
    lua_newtable(L);
    return 1;
  }
  int n = hug_op_outputs(op);
  for (int i = 0; i < n; i++) hugL_new(L, S, HUGL_TENSOR);
  return n;
}

/* The call of an operation with a list of outputs, in a userdata. */
static hug_call *push_call(lua_State *L, hugL_state *S) {
  hugL_box *box = hugL_new(L, S, HUGL_CALL);
  hug_call *c = hug_alloc_zero(sizeof *c);
  if (!c) hugL_raise(L);
  box->object = c;
  return c;
}

static void take_output(lua_State *L, hugL_state *S, lua_State *co, hug_call *c, int i, int index) {
  hugL_box *box = lua_touserdata(L, index);
  box->object = hug_call_take(c, i);
  if (S->entered) hugL_scope_add(L, S, co, index);
}

void hugL_takeoutputs(lua_State *L, hugL_state *S, lua_State *co, hug_call *c, int first) {
  size_t bytes = 0;
  for (int i = 0; i < c->outs && !c->target; i++)
    bytes += sizeof(hug_tensor) + (c->op->flags & HUG_OP_VIEW ? 0 : hug_tensor_storage_bytes(c->out[i]));
  if (c->op->flags & HUG_OP_LIST) {
    for (int i = 0; i < c->outs; i++) {
      hugL_new(L, S, HUGL_TENSOR);
      take_output(L, S, co, c, i, lua_gettop(L));
      lua_rawseti(L, first, i + 1);
    }
  } else if (!c->target) {
    for (int i = 0; i < c->outs; i++) take_output(L, S, co, c, i, first + i);
  }
  hug_call_drop(c);
  hugL_charge(L, S, bytes);
}

/* ---- Operands that are numbers: those in the bits of `numbers` ---- */

static void free_numbers(hug_call *c, uint32_t numbers) {
  for (int k = 0; numbers >> k; k++)
    if (numbers >> k & 1) hug_tensor_free(c->args[k].tensor);
}

static hug_status make_numbers(hug_call *c, uint32_t numbers) {
  for (int k = 0; numbers >> k; k++) {
    if (!(numbers >> k & 1)) continue;
    hug_status status = hug_tensor_weak(c->args[k].scalar, &c->args[k].tensor);
    if (!status) continue;
    free_numbers(c, numbers & ((1u << k) - 1));
    return status;
  }
  return HUG_OK;
}

/* ---- The call ---- */

/* Makes the call, or leaves its computation to the pool. */
static hug_status perform(lua_State *L, hug_call *c, hugL_job *job, bool *deferred) {
  hug_status status = hug_call_prepare(c);
  if (!status && job && hugL_job_defers(L, job)) {
    status = hug_call_retain(c);
    *deferred = !status;
    if (*deferred) hugL_job_start(job);
    if (*deferred) return HUG_OK;
  }
  if (!status) status = hug_call_compute(c);
  return hug_call_finish(c, status);
}

/* The tensor that is written into: the first argument, by place or by name. */
static void push_written(lua_State *L, const hugL_args *a, const hug_op *op) {
  bool named = a->names && lua_type(L, 1) == LUA_TTABLE;
  if (named) hugL_rawfield(L, a->names, op->params[0].name);
  else lua_pushvalue(L, 1);
}

static int call_op(lua_State *L) {
  hugL_state *S = hugL_here(L);
  int code = (int)lua_tointeger(L, lua_upvalueindex(OP_UPVALUE)), last = lua_gettop(L);
  bool inplace = code & 1, deferred = false;
  const hug_op *op = hug_ops[code >> 1];
  hugL_mode *mode = S->entered ? hugL_mode_find(L, S) : NULL;
  hugL_job *job = mode ? mode->job : NULL;

  hug_call stack, *c = job ? hugL_job_call(L, job) : op->flags & HUG_OP_LIST ? push_call(L, S) : &stack;
  hug_call_init(c, op, (mode && mode->no_grad ? HUG_CALL_NO_GRAD : 0) | (inplace ? HUG_CALL_INPLACE : 0));
  int first = lua_gettop(L) + 1, results = inplace ? 1 : push_results(L, S, op);

  hugL_args a;
  a.name = op->name;
  a.params = op->params;
  a.values = c->args;
  a.takes_out = !inplace;
  a.generator = S->generator;
  a.used = 0;
  if (hugL_readargs(L, &a, 1, last)) return hugL_raise(L);
  if (inplace) {
    push_written(L, &a, op);
    if (!hugL_test(L, -1, HUGL_TENSOR)) return hugL_error(L, "[%s_] needs a tensor to write into", op->name);
    lua_pop(L, 1);
  }
  c->target = a.out;

  hug_status status = make_numbers(c, a.numbers);
  if (status) return hugL_raise(L);
  status = perform(L, c, job, &deferred);
  if (status == HUG_ENOMEM && !c->target) {
    hug_call_drop(c);
    hugL_collect(L);
    status = perform(L, c, job, &deferred);
  }
  free_numbers(c, a.numbers);
  if (status) {
    hug_call_drop(c);
    return hugL_raise(L);
  }

  bool list = op->flags & HUG_OP_LIST;
  if (!list && c->outs > 0 && c->outs < results) results = c->outs;   /* max without a dim makes the first alone */
  lua_settop(L, first + results - 1);
  if (inplace) push_written(L, &a, op), lua_replace(L, first);
  else if (a.out) hugL_rawfield(L, a.names, "out"), lua_replace(L, first);
  if (deferred) return lua_yield(L, results);
  hugL_takeoutputs(L, S, L, c, first);
  return results;
}

/* ---- What scripts see ---- */

static int number_of(const hug_op *op) {
  int n = 0;
  while (hug_ops[n] != op) n++;
  return n;
}

static void push_function(lua_State *L, const hug_op *op, bool inplace, lua_CFunction f) {
  hugL_pushstate(L);
  lua_pushinteger(L, number_of(op) * 2 + inplace);
  lua_pushcclosure(L, f, 2);
}

void hugL_pushop(lua_State *L, const hug_op *op, bool inplace) { push_function(L, op, inplace, call_op); }

/* Lua calls the metamethods of unary operators with the operand twice. */
static int call_unary(lua_State *L) {
  lua_settop(L, 1);
  return call_op(L);
}

static int refuse_order(lua_State *L) {
  return hugL_error(L, "tensors are compared element by element by methods: x:lt(y), x:le(y), x:gt(y), x:ge(y)");
}

static const struct { const char *event; const hug_op *op; } operators[] = {
  { "__add", &hug_op_add }, { "__sub", &hug_op_sub }, { "__mul", &hug_op_mul }, { "__div", &hug_op_div },
  { "__mod", &hug_op_remainder }, { "__pow", &hug_op_pow }, { "__idiv", &hug_op_floor_divide },
};

/* Fills the table core.ops and the methods and operators of tensors. */
void hugL_open_op(lua_State *L) {
  int module = lua_gettop(L);
  hugL_state *S = hugL_pushstate(L);
  lua_pop(L, 1);
  lua_newtable(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->metatables[HUGL_TENSOR]);
  int ops = module + 1, metatable = module + 2;
  lua_rawgeti(L, LUA_REGISTRYINDEX, S->methods);
  int methods = module + 3;
  for (int i = 0; hug_ops[i]; i++) {
    const hug_op *op = hug_ops[i];
    hugL_pushop(L, op, false);
    lua_pushvalue(L, -1);
    lua_setfield(L, ops, op->name);
    if (op->flags & HUG_OP_FUNCTION) lua_pop(L, 1);
    else lua_setfield(L, methods, op->name);
    if (!(op->flags & HUG_OP_INPLACE)) continue;
    lua_pushfstring(L, "%s_", op->name);
    hugL_pushop(L, op, true);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, ops);
    lua_rawset(L, methods);
  }
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
    hugL_pushop(L, operators[i].op, false);
    lua_setfield(L, metatable, operators[i].event);
  }
  push_function(L, &hug_op_neg, false, call_unary);
  lua_setfield(L, metatable, "__unm");
  lua_pushcfunction(L, refuse_order);
  lua_pushvalue(L, -1);
  lua_setfield(L, metatable, "__lt");
  lua_setfield(L, metatable, "__le");
  lua_settop(L, ops);
  lua_setfield(L, module, "ops");
}
