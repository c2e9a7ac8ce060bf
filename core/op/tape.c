/* tape.c: recorded operations, and the walk back over them that finds gradients (reverse-mode differentiation).
**
** A recorded output points to the node that made it; a node points to the nodes of its inputs ("edges").  It keeps its arguments
** without their histories, and the elements only of those that its backward function reads.
*/
#include "op.h"
#include <string.h>

/* Where the gradient of one tensor argument goes. */
typedef struct edge {
  struct hug_node *node;      /* that made it … */
  uint16_t slot;
  hug_tensor *leaf;           /* … or itself, if nothing did and it wants a gradient */
} edge;

/* A tensor that backward will read, and the version that it had. */
typedef struct kept {
  hug_tensor *tensor;
  unsigned version;
} kept;

typedef struct hug_node {
  atomic_int refs;
  const hug_op *op;
  hug_value args[HUG_MAX_PARAMS];   /* retained; tensors are detached or outlines */
  bool spent;                 /* its saved tensors are gone */
  int32_t outs, edges, keeps;
  hug_tensor **out;           /* [outs] as saved */
  hug_tensor **grads;         /* [outs] collected while going back */
  edge *edge;                 /* [edges] of all tensor arguments in order, list members one by one */
  kept *keep;                 /* [keeps] */
  int32_t pending;            /* while going back: users that have not passed their gradient yet */
  struct hug_node *next;      /* while being freed */
} hug_node;

/* ---- Nodes ---- */

/* Frees what only a walk back needs: the saved tensors. */
static void node_spend(hug_node *n) {
  if (n->spent) return;
  n->spent = true;
  hug_values_release(n->op, n->args);
  for (int32_t i = 0; i < n->outs; i++) hug_tensor_free(n->out[i]);
}

/* Chains of nodes can be longer than the C stack is deep, so they are freed by a list. */
void hug_node_free(hug_node *n) {
  if (!n || atomic_fetch_sub(&n->refs, 1) != 1) return;
  n->next = NULL;
  while (n) {
    hug_node *rest = n->next;
    node_spend(n);
    for (int32_t i = 0; i < n->edges; i++) {
      hug_node *up = n->edge[i].node;
      hug_tensor_free(n->edge[i].leaf);
      if (up && atomic_fetch_sub(&up->refs, 1) == 1) {
        up->next = rest;
        rest = up;
      }
    }
    for (int32_t i = 0; i < n->outs; i++) hug_tensor_free(n->grads[i]);
    hug_free(n);
    n = rest;
  }
}

/* Calls `visit` for every tensor argument of a call, in order. */
static hug_status each_tensor(const hug_op *op, hug_value *args, hug_status (*visit)(void *, int arg, hug_tensor **), void *context) {
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) {
    uint8_t kind = op->params[i].kind;
    if (!args[i].given) continue;
    if (kind == HUG_KIND_TENSOR || kind == HUG_KIND_OPERAND) HUG_TRY(visit(context, i, &args[i].tensor));
    if (kind == HUG_KIND_TENSORS)
      for (int32_t k = 0; k < args[i].count; k++) HUG_TRY(visit(context, i, (hug_tensor **)&args[i].tensors[k]));
  }
  return HUG_OK;
}

static hug_status count_tensor(void *context, int arg, hug_tensor **t) {
  (void)arg, (void)t;
  ++*(int32_t *)context;
  return HUG_OK;
}

/* Every call asks, so it is a plain loop. */
bool hug_tape_wants(const hug_call *c) {
  const hug_op *op = c->op;
  const hug_value *args = c->args;
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++) {
    uint8_t kind = op->params[i].kind;
    if (kind > HUG_KIND_TENSORS || !args[i].given) continue;
    if (kind != HUG_KIND_TENSORS && hug_tensor_tracked(args[i].tensor)) return true;
    for (int32_t k = 0; kind == HUG_KIND_TENSORS && k < args[i].count; k++)
      if (hug_tensor_tracked(args[i].tensors[k])) return true;
  }
  return false;
}

uint32_t hug_tape_saves(const hug_call *c) {
  const hug_op *op = c->op;
  uint32_t saves = 0;
  if (!op->saves_for) return op->saves;
  for (int i = 0; i < HUG_MAX_PARAMS && op->params[i].name; i++)
    if (op->params[i].kind <= HUG_KIND_OPERAND && c->args[i].given && hug_tensor_tracked(c->args[i].tensor))
      saves |= op->saves_for[i];
  return saves;
}

void hug_tape_share(hug_tensor *to, const hug_tensor *from) {
  to->node = from->node;
  to->slot = from->slot;
  to->requires_grad = from->requires_grad;
  if (to->node) atomic_fetch_add(&to->node->refs, 1);
}

typedef struct saving {
  hug_node *node;
  uint32_t saves;
  const hug_tensor *target;   /* that the call wrote over, or NULL */
} saving;

/* A write into a tensor leaves the history of its views behind, so that they can no longer be recorded. */
static hug_status check_view(const char *op, const hug_tensor *t) {
  if (!t->node_is_view || atomic_load(&t->storage->version) == t->view_version) return HUG_OK;
  return hug_fail(HUG_EARG, "[%s] the tensor that this is a view of was changed in place since; take the view again", op);
}

/* Replaces a retained argument by what the tape keeps of it, and notes where its gradient goes. */
static hug_status save_tensor(void *context, int arg, hug_tensor **t) {
  const saving *s = context;
  hug_node *n = s->node;
  bool read = s->saves & HUG_SAVE_ARG(arg);
  hug_tensor *saved, *original = *t;
  HUG_TRY(check_view(n->op->name, original));
  HUG_TRY(read ? hug_tensor_detached(original, &saved) : hug_tensor_outline(original, &saved));
  edge *e = &n->edge[n->edges++];
  if (original->node) {
    e->node = original->node;
    e->slot = original->slot;
    atomic_fetch_add(&e->node->refs, 1);
  } else if (original->requires_grad) e->leaf = hug_tensor_retain(original);
  if (read) {                 /* an argument that the call itself wrote over is a version too late */
    bool late = s->target && hug_tensor_shares(s->target, original);
    n->keep[n->keeps++] = (kept){ saved, atomic_load(&saved->storage->version) - late };
  }
  saved->weak = original->weak;
  *t = saved;
  hug_tensor_free(original);
  return HUG_OK;
}

static hug_node *node_new(const hug_call *c, int32_t tensors) {
  size_t outs = (size_t)c->outs;
  hug_node *n = hug_alloc_zero(sizeof *n + outs * 2 * sizeof(hug_tensor *) + (size_t)tensors * sizeof(edge)
                               + ((size_t)tensors + outs) * sizeof(kept));
  if (!n) return NULL;
  n->op = c->op;
  n->outs = c->outs;
  n->out = (hug_tensor **)(n + 1);
  n->grads = n->out + outs;
  n->edge = (edge *)(n->grads + outs);
  n->keep = (kept *)(n->edge + tensors);
  atomic_init(&n->refs, 1);
  return n;
}

/* Whether an output is a view of the first argument: so every view operation makes it, and reshape where it can. */
static bool shares_input(const hug_call *c, const hug_tensor *out) {
  uint8_t kind = c->op->params[0].kind;
  return (kind == HUG_KIND_TENSOR || kind == HUG_KIND_OPERAND) && hug_tensor_shares(out, c->args[0].tensor);
}

hug_status hug_tape_record(hug_call *c) {
  if (!hug_tape_wants(c)) return HUG_OK;
  bool floats = false;
  int32_t tensors = 0;
  for (int32_t i = 0; i < c->outs; i++) floats |= hug_dtype_floating((hug_dtype)c->out[i]->dtype);
  if (!floats) return HUG_OK;
  if (!c->op->backward)
    return hug_op_fail(c, HUG_EARG, "has no gradient; call it inside hug.no_grad, or on x:detach()");
  HUG_TRY(each_tensor(c->op, c->args, count_tensor, &tensors));
  hug_node *n = node_new(c, tensors);
  if (!n) return HUG_ENOMEM;
  memcpy(n->args, c->args, sizeof n->args);
  if (c->original) n->args[0].tensor = c->original;
  const uint32_t saves = hug_tape_saves(c);
  hug_status status = hug_values_retain(c->op, n->args);
  if (status) n->spent = true;
  else status = each_tensor(c->op, n->args, save_tensor, &(saving){ n, saves, c->target });
  for (int32_t i = 0; !status && i < c->outs; i++) {
    bool read = saves & HUG_SAVE_OUT(i);
    status = read ? hug_tensor_detached(c->out[i], &n->out[i]) : hug_tensor_outline(c->out[i], &n->out[i]);
    if (!status && read) n->keep[n->keeps++] = (kept){ n->out[i], atomic_load(&n->out[i]->storage->version) };
  }
  for (int32_t i = 0; !status && i < c->outs; i++) {
    hug_tensor *t = c->out[i];
    if (!hug_dtype_floating((hug_dtype)t->dtype)) continue;
    hug_node *old = t->node;  /* of a target that was written over */
    t->node = n;
    t->slot = (uint16_t)i;
    t->requires_grad = true;
    t->node_is_view = !c->target && shares_input(c, t);
    t->view_version = atomic_load(&t->storage->version);
    atomic_fetch_add(&n->refs, 1);
    hug_node_free(old);
  }
  hug_node_free(n);
  return status;
}

/* ---- Going back ---- */

static hug_status add_into(hug_tensor **sum, hug_tensor *g) {
  if (!*sum) {
    *sum = g;
    return HUG_OK;
  }
  hug_tensor *total = NULL;
  hug_status status = hug_invoke_op(&hug_op_add, HUG_CALL_NO_GRAD, &total, *sum, g, NULL);
  hug_tensor_free(g);
  if (status) return status;
  hug_tensor_free(*sum);
  *sum = total;
  return HUG_OK;
}

/* Sums g over the dims that broadcasting added or stretched, and converts it, so that it matches `like`. Takes g. */
static hug_status fit_to(const hug_tensor *like, hug_tensor *g, hug_tensor **out) {
  int64_t dims[HUG_MAX_DIMS];
  int added = g->ndim - like->ndim, count = 0;
  bool only_added = true;     /* dims of size 1, over which there is nothing to sum */
  for (int d = 0; d < g->ndim; d++)
    if (d < added || (like->shape[d - added] == 1 && g->shape[d] != 1)) {
      dims[count++] = d;
      only_added = only_added && g->shape[d] == 1;
    }
  hug_status status = HUG_OK;
  if (count) {
    hug_tensor *sum = NULL, *view = NULL;
    if (only_added) sum = hug_tensor_retain(g);
    else status = hug_invoke_op(&hug_op_sum, HUG_CALL_NO_GRAD, &sum, g, count, dims, 1, HUG_NO_DTYPE);
    if (!status) status = hug_invoke_op(&hug_op_reshape, HUG_CALL_NO_GRAD, &view, sum, like->ndim, like->shape);
    hug_tensor_free(sum);
    hug_tensor_free(g);
    g = view;
  }
  if (!status && g->dtype != like->dtype) {
    hug_tensor *converted = NULL;
    status = hug_tensor_packed(g, (hug_dtype)like->dtype, &converted);
    hug_tensor_free(g);
    g = converted;
  }
  if (!status) *out = g;
  return status;
}

static const edge *edge_of(const hug_call *c, int arg, int member) {
  int at = 0;
  for (int i = 0; i < arg; i++) {
    uint8_t kind = c->op->params[i].kind;
    if (!c->args[i].given) continue;
    if (kind == HUG_KIND_TENSOR || kind == HUG_KIND_OPERAND) at++;
    if (kind == HUG_KIND_TENSORS) at += c->args[i].count;
  }
  return &((hug_node *)c->node)->edge[at + member];
}

bool hug_call_wants(const hug_call *c, int arg, int member) {
  if (!c->args[arg].given) return false;
  const edge *e = edge_of(c, arg, member);
  return e->node || e->leaf;
}

/* A leaf's first gradient becomes its own: nobody else may hold it, since optimizers and people write into it. */
static hug_status leaf_collect(hug_tensor *leaf, hug_tensor *g) {
  if (!leaf->grad && (atomic_load(&g->refs) != 1 || atomic_load(&g->storage->refs) != 1 || !hug_tensor_contiguous(g))) {
    hug_tensor *own = NULL;
    hug_status status = hug_tensor_make((hug_dtype)g->dtype, g->ndim, g->shape, &own);
    if (!status) status = hug_tensor_copy(own, g);
    hug_tensor_free(g);
    if (status) {
      hug_tensor_free(own);
      return status;
    }
    g = own;
  }
  return add_into(&leaf->grad, g);
}

hug_status hug_call_grad(hug_call *c, int arg, int member, hug_tensor *g) {
  if (!hug_call_wants(c, arg, member)) {
    hug_tensor_free(g);
    return HUG_OK;
  }
  const edge *e = edge_of(c, arg, member);
  const hug_value *v = &c->args[arg];
  const hug_tensor *like = c->op->params[arg].kind == HUG_KIND_TENSORS ? v->tensors[member] : v->tensor;
  HUG_TRY(fit_to(like, g, &g));
  return e->leaf ? leaf_collect(e->leaf, g) : add_into(&e->node->grads[e->slot], g);
}

/* All nodes behind a root, each with a reference, in no particular order. */
typedef struct reach {
  hug_node **node;
  size_t count, room;
} reach;

static hug_status reach_add(reach *r, hug_node *n) {
  if (r->count == r->room) {
    size_t room = r->room ? 2 * r->room : 64;
    hug_node **grown = hug_realloc(r->node, room * sizeof *grown);
    if (!grown) return HUG_ENOMEM;
    r->node = grown;
    r->room = room;
  }
  atomic_fetch_add(&n->refs, 1);
  r->node[r->count++] = n;
  return HUG_OK;
}

/* Finds the nodes behind `root` and counts for each how many gradients it will be given. */
static hug_status reach_from(reach *r, hug_node *root) {
  HUG_TRY(reach_add(r, root));
  for (size_t at = 0; at < r->count; at++) {
    hug_node *n = r->node[at];
    for (int32_t i = 0; i < n->edges; i++) {
      hug_node *up = n->edge[i].node;
      if (!up) continue;
      if (up->pending++ == 0) HUG_TRY(reach_add(r, up));
    }
  }
  return HUG_OK;
}

static hug_status node_backward(hug_node *n, bool keep) {
  bool any = false;
  for (int32_t i = 0; i < n->outs; i++) any |= n->grads[i] != NULL;
  if (!any) return HUG_OK;
  if (n->spent) return hug_fail(HUG_EARG, "[backward] %s was gone through before; pass { keep = true } the first time", n->op->name);
  for (int32_t i = 0; i < n->keeps; i++)
    if (atomic_load(&n->keep[i].tensor->storage->version) != n->keep[i].version)
      return hug_fail(HUG_EARG, "[backward] a tensor that %s needs was changed in place since; clone it before the change", n->op->name);
  hug_call c;
  hug_call_init(&c, n->op, HUG_CALL_NO_GRAD);
  memcpy(c.args, n->args, sizeof c.args);
  c.node = n;
  c.out = n->out;
  c.outs = n->outs;
  hug_status status = n->op->backward(&c, n->grads);
  hug_free(c.scratch);
  if (!keep) node_spend(n);
  return status;
}

/* Goes through the nodes so that each has all its gradients before its turn. */
static hug_status run_back(reach *r, bool keep) {
  hug_node **ready = hug_alloc(r->count * sizeof *ready);
  if (!ready) return HUG_ENOMEM;
  size_t waiting = 0;
  hug_status status = HUG_OK;
  ready[waiting++] = r->node[0];
  while (waiting && !status) {
    hug_node *n = ready[--waiting];
    status = node_backward(n, keep);
    for (int32_t i = 0; i < n->outs; i++) {
      hug_tensor_free(n->grads[i]);
      n->grads[i] = NULL;
    }
    for (int32_t i = 0; i < n->edges; i++) {
      hug_node *up = n->edge[i].node;
      if (up && --up->pending == 0) ready[waiting++] = up;
    }
  }
  hug_free(ready);
  return status;
}

static hug_status first_gradient(hug_tensor *loss, hug_tensor *seed, hug_tensor **out) {
  HUG_TRY(check_view("backward", loss));
  if (!hug_tensor_tracked(loss)) return hug_fail(HUG_EARG, "[backward] nothing was recorded for this tensor: no input wants a gradient");
  if (seed) {
    if (seed->ndim != loss->ndim || memcmp(seed->shape, loss->shape, sizeof(int64_t) * loss->ndim))
      return hug_fail(HUG_ESHAPE, "[backward] the gradient must have the shape of the tensor that it starts from");
    return hug_tensor_packed(seed, (hug_dtype)loss->dtype, out);
  }
  if (hug_tensor_count(loss) != 1) return hug_fail(HUG_ESHAPE, "[backward] a tensor of more than one element needs a gradient to start from");
  hug_tensor *one;
  HUG_TRY(hug_tensor_make((hug_dtype)loss->dtype, loss->ndim, loss->shape, &one));
  hug_element_set((hug_dtype)loss->dtype, hug_tensor_at(one), hug_float(1));
  *out = one;
  return HUG_OK;
}

hug_status hug_backward(hug_tensor *loss, hug_tensor *seed, bool keep) {
  hug_tensor *g = NULL;
  HUG_TRY(first_gradient(loss, seed, &g));
  if (!loss->node) return leaf_collect(loss, g);
  reach r = { NULL, 0, 0 };
  hug_status status = reach_from(&r, loss->node);
  if (!status) {
    status = add_into(&loss->node->grads[loss->slot], g);
    if (!status) status = run_back(&r, keep);
  } else hug_tensor_free(g);
  for (size_t i = 0; i < r.count; i++) {
    hug_node *n = r.node[i];
    n->pending = 0;
    for (int32_t k = 0; k < n->outs; k++) {
      hug_tensor_free(n->grads[k]);
      n->grads[k] = NULL;
    }
  }
  for (size_t i = 0; i < r.count; i++) hug_node_free(r.node[i]);
  hug_free(r.node);
  return status;
}

/* ---- What a tensor tells of its gradient ---- */

bool hug_tensor_requires_grad(const hug_tensor *t) { return t->requires_grad; }
bool hug_tensor_recorded(const hug_tensor *t) { return t->node != NULL; }
hug_tensor *hug_tensor_grad(const hug_tensor *t) { return t->grad; }

hug_status hug_tensor_set_requires_grad(hug_tensor *t, bool value) {
  if (value && !hug_dtype_floating((hug_dtype)t->dtype))
    return hug_fail(HUG_EDTYPE, "[requires_grad] only floating tensors have gradients, this one is %s", hug_dtype_infos[t->dtype].name);
  if (!value && t->node) return hug_fail(HUG_EARG, "[requires_grad] this tensor was computed from others; use x:detach()");
  t->requires_grad = value;
  t->frozen = false;
  return HUG_OK;
}

void hug_tensor_freeze(hug_tensor *t) {
  if (!t->requires_grad || t->node) return;
  t->requires_grad = false;
  t->frozen = true;
}

void hug_tensor_thaw(hug_tensor *t) {
  if (t->frozen) t->requires_grad = true;
  t->frozen = false;
}

hug_status hug_tensor_set_grad(hug_tensor *t, hug_tensor *grad) {
  if (grad && (grad->ndim != t->ndim || memcmp(grad->shape, t->shape, sizeof(int64_t) * t->ndim)))
    return hug_fail(HUG_ESHAPE, "[grad] a gradient has its tensor's shape");
  if (grad) hug_tensor_retain(grad);
  hug_tensor_free(t->grad);
  t->grad = grad;
  return HUG_OK;
}
