/* recurrent.c: recurrent networks as torch has them, made of other operations, step by step: lstm, gru, rnn_tanh, rnn_relu.
**
** Shapes in comments: T steps, B sequences, H hidden, G gates times H, D directions, L layers.
*/
#include "scope.h"
#include <stdio.h>

enum { INPUT, HX, PARAMS, BIASES, LAYERS, DROPOUT, TRAIN, BIDIRECTIONAL, BATCH_FIRST, GENERATOR };

/* The state of one direction of a layer: h [B, H], and for lstm c [B, H]. */
typedef struct state { hug_tensor *h, *c; } state;

/* What differs: `x` and `w` are what the input and the state contribute, [B, G]. */
typedef struct cell {
  int gates, states;
  void (*step)(hug_scope *s, hug_tensor *x, hug_tensor *w, int64_t hidden, state *now);
} cell;

static hug_tensor *gate(hug_scope *s, hug_tensor *t, int i, int64_t hidden) {
  return hug_do(s, narrow, t, (int64_t)-1, i * hidden, hidden);
}

/* Gates in torch's order: input, forget, cell, output. */
static void lstm_step(hug_scope *s, hug_tensor *x, hug_tensor *w, int64_t hidden, state *now) {
  hug_tensor *all = hug_do(s, add, x, w, NULL);
  hug_tensor *in = hug_do(s, sigmoid, gate(s, all, 0, hidden)), *forget = hug_do(s, sigmoid, gate(s, all, 1, hidden));
  hug_tensor *fresh = hug_do(s, tanh, gate(s, all, 2, hidden)), *out = hug_do(s, sigmoid, gate(s, all, 3, hidden));
  now->c = hug_do(s, add, hug_do(s, mul, forget, now->c), hug_do(s, mul, in, fresh), NULL);
  now->h = hug_do(s, mul, out, hug_do(s, tanh, now->c));
}

/* Gates in torch's order: reset, update, new. */
static void gru_step(hug_scope *s, hug_tensor *x, hug_tensor *w, int64_t hidden, state *now) {
  hug_tensor *reset = hug_do(s, sigmoid, hug_do(s, add, gate(s, x, 0, hidden), gate(s, w, 0, hidden), NULL));
  hug_tensor *update = hug_do(s, sigmoid, hug_do(s, add, gate(s, x, 1, hidden), gate(s, w, 1, hidden), NULL));
  hug_tensor *recalled = hug_do(s, mul, reset, gate(s, w, 2, hidden));
  hug_tensor *fresh = hug_do(s, tanh, hug_do(s, add, gate(s, x, 2, hidden), recalled, NULL));
  now->h = hug_do(s, add, fresh, hug_do(s, mul, update, hug_do(s, sub, now->h, fresh, NULL)), NULL);
}

static void tanh_step(hug_scope *s, hug_tensor *x, hug_tensor *w, int64_t hidden, state *now) {
  (void)hidden;
  now->h = hug_do(s, tanh, hug_do(s, add, x, w, NULL));
}

static void relu_step(hug_scope *s, hug_tensor *x, hug_tensor *w, int64_t hidden, state *now) {
  (void)hidden;
  now->h = hug_do(s, relu, hug_do(s, add, x, w, NULL));
}

static const cell lstm_cell = { 4, 2, lstm_step }, gru_cell = { 3, 1, gru_step };
static const cell tanh_cell = { 1, 1, tanh_step }, relu_cell = { 1, 1, relu_step };

/* ---- Checking ---- */

static hug_status wrong_shape(const hug_call *c, const char *name, int i, const hug_tensor *t, const char *want) {
  char have[128];
  hug_shape_text(t->ndim, t->shape, have, sizeof have);
  return hug_op_fail(c, HUG_ESHAPE, "`%s` %d is %s; it should be %s", name, i, have, want);
}

/* The weights of layer and direction `at`: w_ih [G, inputs], w_hh [G, H], and with biases b_ih, b_hh [G]. */
static hug_status check_weights(const hug_call *c, int at, int64_t inputs, int64_t hidden) {
  const cell *kind = c->op->data;
  const int each = c->args[BIASES].b ? 4 : 2;
  const int64_t gates = kind->gates * hidden;
  for (int i = 0; i < each; i++) {
    const hug_tensor *t = c->args[PARAMS].tensors[at * each + i];
    const bool matrix = i < 2;
    const int64_t columns = i == 0 ? inputs : hidden;
    char want[64];
    if (matrix) snprintf(want, sizeof want, "[%lld, %lld]", (long long)gates, (long long)columns);
    else snprintf(want, sizeof want, "[%lld]", (long long)gates);
    if (t->ndim != (matrix ? 2 : 1) || t->shape[0] != gates || (matrix && t->shape[1] != columns))
      return wrong_shape(c, "params", at * each + i, t, want);
  }
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  const cell *kind = c->op->data;
  const hug_tensor *x = c->args[INPUT].tensor;
  const int64_t layers = c->args[LAYERS].i;
  const int directions = c->args[BIDIRECTIONAL].b ? 2 : 1, each = c->args[BIASES].b ? 4 : 2;
  if (x->ndim != 2 && x->ndim != 3) return hug_op_fail(c, HUG_ESHAPE, "`input` has %d dims, not 2 or 3", x->ndim);
  if (layers < 1 || layers > 10000) return hug_op_fail(c, HUG_EARG, "`num_layers` is %lld", (long long)layers);
  if (c->args[HX].count != kind->states)
    return hug_op_fail(c, HUG_EARG, "`hx` has %d tensors, not %d", c->args[HX].count, kind->states);
  if (c->args[PARAMS].count != layers * directions * each)
    return hug_op_fail(c, HUG_EARG, "`params` has %d tensors, not %lld: %d for each layer and direction",
                       c->args[PARAMS].count, (long long)(layers * directions * each), each);
  const int batch_dim = x->ndim == 2 ? -1 : !c->args[BATCH_FIRST].b;
  const hug_tensor *h = c->args[HX].tensors[0];
  if (x->shape[x->ndim == 2 || !c->args[BATCH_FIRST].b ? 0 : 1] == 0)
    return hug_op_fail(c, HUG_ESHAPE, "`input` has no steps");
  for (int i = 0; i < kind->states; i++) {
    const hug_tensor *t = c->args[HX].tensors[i];
    if (t->ndim != x->ndim || t->shape[0] != layers * directions || t->shape[t->ndim - 1] != h->shape[h->ndim - 1]
     || (batch_dim >= 0 && t->shape[1] != x->shape[batch_dim]))
      return wrong_shape(c, "hx", i, t, x->ndim == 2 ? "[layers * directions, hidden]"
                                                     : "[layers * directions, batch, hidden]");
  }
  const int64_t hidden = h->shape[h->ndim - 1];
  for (int l = 0; l < layers; l++)
    for (int d = 0; d < directions; d++)
      HUG_TRY(check_weights(c, l * directions + d, l ? hidden * directions : x->shape[x->ndim - 1], hidden));
  return HUG_OK;
}

/* ---- Running ---- */

static hug_tensor *param(const hug_call *c, int at, int i) {
  const int each = c->args[BIASES].b ? 4 : 2;
  return i < each ? c->args[PARAMS].tensors[at * each + i] : NULL;
}

/* One direction of a layer over x [T, B, inputs].  steps: [T], filled with its states h [B, H] in the order of time. */
static void run_direction(hug_scope *s, const hug_call *c, int at, hug_tensor *x, bool back, hug_tensor **steps, state *now) {
  const cell *kind = c->op->data;
  const hug_tensor *h = c->args[HX].tensors[0];
  const int64_t count = x->shape[0], hidden = h->shape[h->ndim - 1];
  hug_tensor *inputs = hug_do(s, linear, x, param(c, at, 0), param(c, at, 2), NULL, NULL);
  for (int64_t i = 0; i < count && hug_scope_ok(s); i++) {
    const int64_t t = back ? count - 1 - i : i;
    hug_tensor *w = hug_do(s, linear, now->h, param(c, at, 1), param(c, at, 3), NULL, NULL);
    kind->step(s, hug_do(s, select, inputs, (int64_t)0, t), w, hidden, now);
    steps[t] = now->h;
  }
}

/* A layer over x [T, B, inputs]: [T, B, D H].  Its last states go to ends [states][L D]. */
static hug_tensor *run_layer(hug_scope *s, const hug_call *c, int layer, hug_tensor *x, hug_tensor *const *hx,
                             hug_tensor **steps, hug_tensor **ends) {
  const cell *kind = c->op->data;
  const int directions = c->args[BIDIRECTIONAL].b ? 2 : 1;
  const int64_t all = c->args[LAYERS].i * directions;
  hug_tensor *sides[2];
  for (int d = 0; d < directions; d++) {
    const int at = layer * directions + d;
    state now = { hug_do(s, select, hx[0], (int64_t)0, (int64_t)at), NULL };
    if (kind->states == 2) now.c = hug_do(s, select, hx[1], (int64_t)0, (int64_t)at);
    const int64_t count = x->shape[0];
    run_direction(s, c, at, x, d == 1, steps, &now);
    sides[d] = hug_do(s, stack, (int)count, steps, (int64_t)0);
    ends[at] = now.h;
    if (kind->states == 2) ends[all + at] = now.c;
  }
  return directions == 1 ? sides[0] : hug_do(s, cat, 2, sides, (int64_t)-1);
}

static hug_tensor *dropped(hug_scope *s, const hug_call *c, hug_tensor *x) {
  if (!c->args[TRAIN].b || c->args[DROPOUT].f == 0) return x;
  return hug_do(s, dropout, x, c->args[DROPOUT].f, 1, c->args[GENERATOR].given ? c->args[GENERATOR].generator : NULL);
}

static void run_layers(hug_scope *s, hug_call *c, hug_tensor **steps, hug_tensor **ends) {
  const cell *kind = c->op->data;
  const int layers = (int)c->args[LAYERS].i, all = layers * (c->args[BIDIRECTIONAL].b ? 2 : 1);
  const bool single = c->args[INPUT].tensor->ndim == 2, turned = !single && c->args[BATCH_FIRST].b;
  hug_tensor *x = c->args[INPUT].tensor, *hx[2] = { NULL, NULL };
  for (int i = 0; i < kind->states; i++) {
    hx[i] = c->args[HX].tensors[i];
    if (single) hx[i] = hug_do(s, unsqueeze, hx[i], (int64_t)1);
  }
  if (single) x = hug_do(s, unsqueeze, x, (int64_t)1);
  if (turned) x = hug_do(s, transpose, x, (int64_t)0, (int64_t)1);
  for (int l = 0; l < layers && hug_scope_ok(s); l++) x = run_layer(s, c, l, l ? dropped(s, c, x) : x, hx, steps, ends);
  if (turned) x = hug_do(s, transpose, x, (int64_t)0, (int64_t)1);
  hug_scope_out(s, c, 0, single ? hug_do(s, squeeze, x, 1, (const int64_t[]){ 1 }) : x);
  for (int i = 0; i < kind->states && hug_scope_ok(s); i++) {
    hug_tensor *end = hug_do(s, stack, all, ends + i * all, (int64_t)0);
    hug_scope_out(s, c, 1 + i, single ? hug_do(s, squeeze, end, 1, (const int64_t[]){ 1 }) : end);
  }
}

static hug_status compose(hug_call *c) {
  const hug_tensor *x = c->args[INPUT].tensor;
  const int64_t count = x->shape[x->ndim == 3 && c->args[BATCH_FIRST].b ? 1 : 0];
  const int64_t ends = 2 * 2 * c->args[LAYERS].i;
  hug_tensor **room = hug_alloc((size_t)(count + ends) * sizeof *room);
  if (!room) return HUG_ENOMEM;
  hug_scope s = hug_scope_of(c);
  run_layers(&s, c, room, room + count);
  hug_status status = hug_scope_end(&s, c, NULL);
  hug_free(room);
  return status;
}

#define LAYERED \
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSORS("hx"), HUG_P_TENSORS("params"), HUG_P_BOOL_OR("has_biases", true), \
              HUG_P_INT_OR("num_layers", 1), HUG_P_FLOAT_OR("dropout", 0), HUG_P_BOOL_OR("train", false), \
              HUG_P_BOOL_OR("bidirectional", false), HUG_P_BOOL_OR("batch_first", false), HUG_P_GENERATOR("generator") }, \
  .flags = HUG_OP_FUNCTION, .infer = infer, .compose = compose

#define SHAPES \
  "`input` is [steps, batch, inputs], [batch, steps, inputs] if `batch_first`, or [steps, inputs]. `params` are, for each " \
  "layer and direction, the weights of input [gates * hidden, inputs] and state [gates * hidden, hidden], and with " \
  "`has_biases` their biases [gates * hidden]. `dropout` is between layers, if `train`. "

const hug_op hug_op_lstm = {
  .name = "lstm", .source = "torch.lstm",
  .doc = "Long short-term memory (Hochreiter and Schmidhuber 1997). " SHAPES "`hx` is the states h and c, each "
         "[layers * directions, batch, hidden]. Gates in the order input, forget, cell, output.",
  .samples = "randn(3,2,4), {randn(1,2,3), randn(1,2,3)}, {randn(12,4), randn(12,3), randn(12), randn(12)}; "
             "randn(3,4), {randn(1,2), randn(1,2)}, {randn(8,4), randn(8,2)}, false",
  .outputs = { "out", "h", "c" }, .data = &lstm_cell, LAYERED,
};

const hug_op hug_op_gru = {
  .name = "gru", .source = "torch.gru",
  .doc = "Gated recurrent units (Cho et al. 2014). " SHAPES "`hx` is a list of the state h "
         "[layers * directions, batch, hidden]. Gates in the order reset, update, new.",
  .samples = "randn(3,2,4), {randn(1,2,3)}, {randn(9,4), randn(9,3), randn(9), randn(9)}; "
             "randn(2,3,2), {randn(2,2,2)}, {randn(6,2), randn(6,2), randn(6,2), randn(6,2)}, false, 1, 0, false, true, true",
  .outputs = { "out", "h" }, .data = &gru_cell, LAYERED,
};

const hug_op hug_op_rnn_tanh = {
  .name = "rnn_tanh", .source = "torch.rnn_tanh",
  .doc = "A recurrent network h = tanh(W x + V h) (Elman 1990). " SHAPES "`hx` is a list of the state h "
         "[layers * directions, batch, hidden].",
  .samples = "randn(3,2,4), {randn(1,2,3)}, {randn(3,4), randn(3,3), randn(3), randn(3)}",
  .outputs = { "out", "h" }, .data = &tanh_cell, LAYERED,
};

const hug_op hug_op_rnn_relu = {
  .name = "rnn_relu", .source = "torch.rnn_relu",
  .doc = "A recurrent network h = relu(W x + V h). " SHAPES "`hx` is a list of the state h "
         "[layers * directions, batch, hidden].",
  .samples = "randn(3,2,4), {randn(2,2,3)}, {randn(3,4), randn(3,3), randn(3), randn(3), randn(3,3), randn(3,3), randn(3), "
             "randn(3)}, true, 2",
  .outputs = { "out", "h" }, .data = &relu_cell, LAYERED,
};
