/* job.c: work that does not block its caller.
**
** A job is a coroutine.  An operation in it that is work for the pool checks its arguments, makes its empty results,
** hands the computation over and yields them; job:poll() waits no longer than it may, puts the outputs into the
** results and resumes the coroutine with them.  So nothing is deferred, and a function need not know that it is a
** job.
**
** An error that the pool finds must be raised where the operation was called.  A resumed coroutine cannot be made to
** raise, but its first instruction can: by a count hook, in the way that the `lua` program raises "interrupted!".
*/
#include "binding.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COROUTINE = 1, OUTCOME = 2 };     /* in the job's peer table; the outcome is a list of results, or an error */
enum { SMALL = 8192 };                   /* elements read and written that are not worth a thread */

struct hugL_job {
  int refs;                    /* of the script's object, and of the coroutine's mode */
  hugL_mode *mode;             /* the coroutine's; NULL once that has ended */
  bool started, running;       /* running: inside resume */
  bool done, failed;
  bool cancelled;
  double deadline;             /* when this poll ends, in hug_clock() */
  int results;                 /* of the function, once done */

  bool busy;                   /* `call` is with the pool; the coroutine has yielded `yielded` empty results */
  int yielded;
  hug_call call;
  hug_task task;
  hug_status status;           /* what `call` came to in the pool, and its thread's message */
  char message[1024];

  bool raising;                /* `error` is to be raised in the coroutine */
  char error[1280];            /* with position */
  lua_Hook hook;               /* the host's, to be restored */
  int hook_mask, hook_count;
};

/* ---- Life ---- */

void hugL_job_drop(hugL_job *job) {
  if (--job->refs == 0) hug_free(job);
}

/* The script's object is gone.  The pool must not outlive it: it uses the call, and code that may be unloaded. */
void hugL_job_free(void *object) {
  hugL_job *job = object;
  if (job->busy) {
    hug_task_wait(&job->task, -1);
    hug_call_finish(&job->call, job->status ? job->status : HUG_ECANCELLED);
    hug_call_drop(&job->call);
    job->busy = false;
  }
  job->cancelled = true;
  hugL_job_drop(job);
}

/* hug.job(f, …) -> job: f(…) has not begun yet */
static int new_job(lua_State *L) {
  hugL_state *S = hugL_here(L);
  int args = lua_gettop(L);
  char buffer[96];
  if (!lua_isfunction(L, 1))
    return hugL_error(L, "[job] needs a function, got %s", hugL_describe(L, 1, buffer, sizeof buffer));
  hugL_box *box = hugL_new(L, S, HUGL_JOB);
  int index = lua_gettop(L);
  hugL_job *job = hug_alloc_zero(sizeof *job);
  if (!job) return hugL_raise(L);
  job->refs = 1;
  box->object = job;
  lua_newtable(L);
  lua_State *co = lua_newthread(L);
  job->mode = hugL_mode_begin(L, S, lua_gettop(L), job);
  job->refs++;
  lua_rawseti(L, -2, COROUTINE);
  hugL_setpeer(L, index);
  luaL_checkstack(L, args, NULL);
  if (!lua_checkstack(co, args + 1)) return hugL_error(L, "[job] too many arguments");
  for (int i = 1; i <= args; i++) lua_pushvalue(L, i);
  lua_xmove(L, co, args);
  return 1;
}

/* ---- The operation's side ---- */

hug_call *hugL_job_call(lua_State *L, hugL_job *job) {
  if (job->cancelled) hugL_error(L, "[job] cancelled");
  return &job->call;
}

static int64_t weight_of(const hug_call *c) {
  int64_t n = 0;
  for (int32_t i = 0; i < c->outs; i++) n += hug_tensor_count(c->out[i]);
  for (int i = 0; i < HUG_MAX_PARAMS && c->op->params[i].name; i++) {
    const hug_value *v = &c->args[i];
    if (!v->given) continue;
    if (c->op->params[i].kind == HUG_KIND_TENSORS)
      for (int32_t k = 0; k < v->count; k++) n += hug_tensor_count(v->tensors[k]);
    else if (c->op->params[i].kind == HUG_KIND_TENSOR || c->op->params[i].kind == HUG_KIND_OPERAND)
      n += hug_tensor_count(v->tensor);
  }
  return n;
}

/* An operation that a C function calls, as in pcall(hug.index, x, i), would be done with that function when an error
** of the pool's comes: it stays here, as does one that may not yield. */
bool hugL_job_defers(lua_State *L, const hugL_job *job) {
  if (job->deadline == INFINITY || !lua_isyieldable(L)) return false;
  if (weight_of(&job->call) < SMALL && hug_clock() < job->deadline) return false;
  lua_Debug caller;
  return !lua_getstack(L, 1, &caller) || (lua_getinfo(L, "S", &caller) && *caller.what != 'C');
}

/* In the pool's thread. */
static void compute(void *context) {
  hugL_job *job = context;
  job->status = hug_call_compute(&job->call);
  if (job->status) snprintf(job->message, sizeof job->message, "%s", hug_errmsg());
}

void hugL_job_start(hugL_job *job) {
  memset(&job->task, 0, sizeof job->task);
  job->busy = true;
  hug_task_start(&job->task, compute, job);
}

/* ---- Raising inside ---- */

/* Notes the error to be raised where the suspended coroutine is. */
static void raise_inside(hugL_job *job, lua_State *co, const char *message) {
  lua_Debug at;
  size_t used = 0;
  if (lua_getstack(co, 1, &at) && lua_getinfo(co, "Sl", &at) && at.currentline > 0)
    used = (size_t)snprintf(job->error, sizeof job->error, "%s:%d: ", at.short_src, at.currentline);
  snprintf(job->error + used, sizeof job->error - used, "%s", message);
  job->raising = true;
}

static void restore_hook(hugL_job *job, lua_State *co) { lua_sethook(co, job->hook, job->hook_mask, job->hook_count); }

static void raise_now(lua_State *co, lua_Debug *at) {
  (void)at;
  hugL_state *S = hugL_pushstate(co);
  hugL_job *job = hugL_mode_find(co, S)->job;
  job->raising = false;
  restore_hook(job, co);
  lua_pushstring(co, job->error);
  lua_error(co);
}

/* ---- Going on ---- */

/* Puts the outputs of the call that the pool has computed into the results on top of `co`; or notes its error.
** Returns the number of values that `co` is resumed with. */
static int finish_call(lua_State *L, hugL_job *job, lua_State *co) {
  hug_call *c = &job->call;
  job->busy = false;
  if (job->status) hug_fail(job->status, "%s", job->message);
  hug_status status = hug_call_finish(c, job->status);
  if (status) {
    raise_inside(job, co, hug_errmsg());
    hug_call_drop(c);
    lua_pop(co, job->yielded);
    return 0;
  }
  int first = lua_gettop(L) + 1;
  lua_xmove(co, L, job->yielded);
  hugL_takeoutputs(L, hugL_here(L), co, c, first);
  lua_xmove(L, co, job->yielded);
  return job->yielded;
}

/* The job is done: its outcome is on top of L, and is popped.  peer: index of the job's table. */
static void end(lua_State *L, hugL_job *job, int peer, bool failed) {
  lua_rawseti(L, peer, OUTCOME);
  lua_pushnil(L);
  lua_rawseti(L, peer, COROUTINE);
  job->done = true;
  job->failed = failed;
  if (job->mode) hugL_mode_end(job->mode);
  job->mode = NULL;
}

/* Moves the results of `co` into a list, which is the outcome. */
static void end_well(lua_State *L, hugL_job *job, lua_State *co, int peer, int results) {
  luaL_checkstack(L, results + LUA_MINSTACK, NULL);
  lua_createtable(L, results, 0);
  int list = lua_gettop(L);
  lua_xmove(co, L, results);
  for (int i = results; i >= 1; i--) lua_rawseti(L, list, i);
  job->results = results;
  end(L, job, peer, false);
}

static void end_badly(lua_State *L, hugL_job *job, lua_State *co, int peer) {
  lua_xmove(co, L, 1);
  hugL_closethread(co);
  end(L, job, peer, true);
}

/* Resumes the coroutine with `args` values.  Returns how many values it yielded of its own accord, -1 if it did not. */
static int resume(lua_State *L, hugL_job *job, lua_State *co, int peer, int args) {
  int results = 0;
  if (job->raising) {
    job->hook = lua_gethook(co);
    job->hook_mask = lua_gethookmask(co);
    job->hook_count = lua_gethookcount(co);
    lua_sethook(co, raise_now, LUA_MASKCOUNT, 1);
  }
  job->started = job->running = true;
  int status = hugL_resume(co, L, args, &results);
  job->running = false;
  if (job->raising) {          /* there was no instruction left to raise it at */
    restore_hook(job, co);
    job->raising = false;
    lua_settop(co, 0);
    lua_pushstring(L, job->error);
    end(L, job, peer, true);
  } else if (status == LUA_YIELD) {
    if (!job->busy) return results;
    job->yielded = results;
  } else if (status) {
    end_badly(L, job, co, peer);
  } else {
    end_well(L, job, co, peer, results);
  }
  return -1;
}

/* Runs the job at index 1 until it is done, waits for the pool beyond its deadline, or yields of its own accord;
** then pushes what it yielded, and returns how many values that were. */
static int advance(lua_State *L, hugL_job *job) {
  if (job->running) return hugL_error(L, "[job] a job cannot wait for itself");
  hugL_getpeer(L, 1);
  int peer = lua_gettop(L);
  lua_rawgeti(L, peer, COROUTINE);
  lua_State *co = lua_tothread(L, -1);
  if (!job->done && !job->started && job->cancelled) {
    lua_pushliteral(L, "[job] cancelled");
    end(L, job, peer, true);
  }
  while (!job->done) {
    double left = job->deadline - hug_clock();
    if (job->busy && !hug_task_wait(&job->task, left == INFINITY ? -1 : left > 0 ? left : 0)) break;
    int args = job->busy ? finish_call(L, job, co) : job->started ? 0 : lua_gettop(co) - 1;
    if (job->cancelled && !job->raising) {
      lua_pop(co, args);
      args = 0;
      raise_inside(job, co, "[job] cancelled");
    }
    int yielded = resume(L, job, co, peer, args);
    if (yielded < 0) continue;
    luaL_checkstack(L, yielded, NULL);
    lua_xmove(co, L, yielded);
    return yielded;
  }
  return 0;
}

/* ---- What scripts see ---- */

static hugL_job *check(lua_State *L, const char *what) { return hugL_check(L, 1, HUGL_JOB, what); }

/* Pushes the results, or raises the error, of a job that is done. */
static int push_outcome(lua_State *L, hugL_job *job) {
  hugL_getpeer(L, 1);
  lua_rawgeti(L, -1, OUTCOME);
  if (job->failed) return lua_error(L);
  luaL_checkstack(L, job->results, NULL);
  int list = lua_gettop(L);
  for (int i = 1; i <= job->results; i++) lua_rawgeti(L, list, i);
  return job->results;
}

/* job:poll([ms]) -> done, then what the function yielded of its own accord */
static int poll(lua_State *L) {
  hugL_job *job = check(L, "poll");
  char buffer[96];
  if (!lua_isnoneornil(L, 2) && lua_type(L, 2) != LUA_TNUMBER)
    return hugL_error(L, "[poll] ms must be a number, got %s", hugL_describe(L, 2, buffer, sizeof buffer));
  double ms = lua_tonumber(L, 2);
  job->deadline = hug_clock() + ms / 1000;
  int yielded = advance(L, job);
  lua_pushboolean(L, job->done);
  lua_insert(L, -1 - yielded);
  return yielded + 1;
}

/* job:wait() -> the function's results; raises its error */
static int wait(lua_State *L) {
  hugL_job *job = check(L, "wait");
  job->deadline = INFINITY;
  while (!job->done) {
    advance(L, job);
    lua_settop(L, 1);
  }
  return push_outcome(L, job);
}

/* job:cancel() -> done: raises "[job] cancelled" inside, now or, if the pool is at work for it, in a later poll */
static int cancel(lua_State *L) {
  hugL_job *job = check(L, "cancel");
  job->cancelled = !job->done;
  job->deadline = hug_clock();
  if (!job->running) advance(L, job);
  lua_pushboolean(L, job->done);
  return 1;
}

static int is_done(lua_State *L) {
  lua_pushboolean(L, check(L, "done")->done);
  return 1;
}

/* job:result() -> the results of a job that is done; raises its error */
static int result(lua_State *L) {
  hugL_job *job = check(L, "result");
  if (!job->done) return hugL_error(L, "[job] is not done yet: poll it, or wait for it");
  return push_outcome(L, job);
}

static const luaL_Reg methods[] = {
  { "poll", poll }, { "wait", wait }, { "cancel", cancel }, { "done", is_done }, { "result", result }, { NULL, NULL },
};

void hugL_open_job(lua_State *L) {
  hugL_newtype(L, HUGL_JOB, methods);
  lua_pop(L, 2);
  hugL_setfunction(L, "job", new_job);
}
