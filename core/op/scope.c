/* scope.c: see scope.h. */
#include "scope.h"
#include <string.h>

hug_scope hug_scope_with(uint32_t flags) { return (hug_scope){ .flags = flags, .room = HUG_SCOPE_ROOM }; }

hug_scope hug_scope_of(const hug_call *c) { return hug_scope_with(c->flags & HUG_CALL_NO_GRAD); }

/* What stands for a result after a failure. */
static hug_tensor *placeholder(void) {
  static hug_tensor nothing = { .dtype = HUG_F32, .shape = { 1, 1, 1, 1, 1, 1, 1, 1 } };
  return &nothing;
}

static hug_status make_room(hug_scope *s) {
  if (!s->held) s->held = s->first;         /* a scope may be copied until its first tensor */
  if (s->count < s->room) return HUG_OK;
  hug_tensor **grown = hug_alloc(2 * (size_t)s->room * sizeof *grown);
  if (!grown) return HUG_ENOMEM;
  memcpy(grown, s->held, (size_t)s->count * sizeof *grown);
  if (s->held != s->first) hug_free(s->held);
  s->held = grown;
  s->room *= 2;
  return HUG_OK;
}

hug_tensor *hug_scope_hold(hug_scope *s, hug_status status, hug_tensor *const *t) {
  if (!s->status && !status) {
    s->status = make_room(s);
    if (s->status) hug_tensor_free(*t);
    else return s->held[s->count++] = *t;
  } else if (!s->status) s->status = status;
  else if (!status) hug_tensor_free(*t);
  return placeholder();
}

hug_tensor *hug_scope_run(hug_scope *s, const hug_op *op, hug_tensor **out, ...) {
  hug_tensor *made[HUG_MAX_OUTPUTS] = { NULL };
  int count = hug_op_outputs(op);
  hug_status status = s->status;
  if (!status) {
    va_list args;
    va_start(args, out);
    status = hug_invoke_list(op, s->flags, made, &args);
    va_end(args);
  }
  for (int i = 0; i < count; i++) {
    bool failed = status || s->status;
    hug_tensor *t = failed && !made[i] ? hug_scope_hold(s, status ? status : s->status, NULL) : hug_scope_hold(s, HUG_OK, &made[i]);
    if (out) out[i] = t;
    else if (i == 0) made[0] = t;
  }
  return out ? out[0] : made[0];
}

hug_tensor *hug_number(hug_scope *s, double value) {
  hug_tensor *t = NULL;
  return hug_scope_hold(s, s->status ? s->status : hug_tensor_weak(hug_float(value), &t), &t);
}

hug_tensor *hug_whole(hug_scope *s, int64_t value) {
  hug_tensor *t = NULL;
  return hug_scope_hold(s, s->status ? s->status : hug_tensor_weak(hug_int(value), &t), &t);
}

void hug_scope_out(hug_scope *s, hug_call *c, int i, hug_tensor *t) {
  if (!s->status) s->status = hug_call_set_out(c, i, hug_tensor_retain(t));
}

void hug_scope_grad(hug_scope *s, hug_call *c, int arg, int member, hug_tensor *t) {
  if (!s->status) s->status = hug_call_grad(c, arg, member, hug_tensor_retain(t));
}

hug_status hug_scope_end(hug_scope *s, hug_call *c, hug_tensor *t) {
  if (t) hug_scope_out(s, c, 0, t);
  for (int32_t i = 0; i < s->count; i++) hug_tensor_free(s->held[i]);
  if (s->held != s->first) hug_free(s->held);
  s->count = 0;
  return s->status;
}
