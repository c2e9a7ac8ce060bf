/* scope.h: operations written as expressions over other operations.
**
**   static hug_status compose(hug_call *c) {                      softcap: cap tanh(x / cap)
**     hug_scope s = hug_scope_of(c);
**     hug_tensor *cap = hug_number(&s, c->args[1].f);
**     hug_tensor *small = hug_do(&s, div, c->args[0].tensor, cap, NULL);
**     return hug_scope_end(&s, c, hug_do(&s, mul, hug_do(&s, tanh, small), cap));
**   }
**
** A scope owns every intermediate tensor until its end.  The first failure is kept: from then on nothing runs, and every
** result is a placeholder (float, no dims, all sizes 1) that may be looked at and passed on but never computed with.
** So an expression needs no checks; only a loop or a C computation in between asks hug_scope_ok().
*/
#ifndef HUG_SCOPE_H
#define HUG_SCOPE_H

#include "op.h"

#define HUG_SCOPE_ROOM 32

typedef struct hug_scope {
  uint32_t flags;             /* HUG_CALL_NO_GRAD or 0: of every operation in it */
  hug_status status;          /* the first failure */
  int32_t count, room;
  hug_tensor **held;          /* [room] `first`, or a grown copy */
  hug_tensor *first[HUG_SCOPE_ROOM];
} hug_scope;

/* A scope for `compose`: records if the call does. */
hug_scope hug_scope_of(const hug_call *c);

/* A scope whose operations are called with these flags: 0 records. */
hug_scope hug_scope_with(uint32_t flags);

/* A scope for `backward` and for what has no gradient: records nothing. */
static inline hug_scope hug_scope_silent(void) { return hug_scope_with(HUG_CALL_NO_GRAD); }

static inline bool hug_scope_ok(const hug_scope *s) { return s->status == HUG_OK; }

/* hug_do(&s, name, argument…): the first output of an operation; arguments as for hug_invoke_op, trailing ones too. */
#define hug_do(s, name, ...) hug_scope_run(s, &hug_op_##name, NULL, __VA_ARGS__)

/* Calls an operation.  out: [named outputs], all of them, still the scope's; or NULL.  Returns the first. */
hug_tensor *hug_scope_run(hug_scope *s, const hug_op *op, hug_tensor **out, ...);

/* Numbers as operands: a float, an integer. */
hug_tensor *hug_number(hug_scope *s, double value);
hug_tensor *hug_whole(hug_scope *s, int64_t value);

/* A tensor that was made otherwise, now the scope's: hug_scope_hold(&s, hug_tensor_make(…, &t), &t). */
hug_tensor *hug_scope_hold(hug_scope *s, hug_status status, hug_tensor *const *t);

/* Sets output i of `c` to `t`; call before the end, once an output. */
void hug_scope_out(hug_scope *s, hug_call *c, int i, hug_tensor *t);

/* Passes `t` on as the gradient of argument `arg`: hug_call_grad of a reference. */
void hug_scope_grad(hug_scope *s, hug_call *c, int arg, int member, hug_tensor *t);

/* Frees what the scope owns; output 0 of `c` becomes `t`, unless `t` is NULL.  Returns the first failure. */
hug_status hug_scope_end(hug_scope *s, hug_call *c, hug_tensor *t);

#endif
