/* linear.c: the layer that models are made of.  Its packed weight is kept from call to call, and what follows the product (bias,
** activation, residual) is done while the numbers are near.
*/
#include "product.h"
#include <stdio.h>
#include <string.h>

enum { INPUT, WEIGHT, BIAS, ACTIVATION, RESIDUAL };

static hug_tensor *tensor_of(const hug_call *c, int arg) { return c->args[arg].given ? c->args[arg].tensor : NULL; }

/* In the order of hug_activation. */
#define ACTIVATIONS "none|relu|gelu|gelu_tanh|silu|tanh"

static hug_activation activation_of(const hug_call *c) {
  static const char *const names[] = { "none", "relu", "gelu", "gelu_tanh", "silu", "tanh" };
  int i = 0;
  while (strcmp(names[i], c->args[ACTIVATION].string)) i++;
  return (hug_activation)i;
}

#define PARAMS                                                                                                             \
  { HUG_P_TENSOR("input"), HUG_P_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"), HUG_P_CHOICE("activation", "none", ACTIVATIONS), \
    HUG_P_OPTIONAL_TENSOR("residual") }

/* ---- The fused operation, in f32 ---- */

static hug_status wrong_shape(const hug_call *c, int arg, const char *want) {
  const hug_tensor *t = c->args[arg].tensor;
  char have[128];
  hug_shape_text(t->ndim, t->shape, have, sizeof have);
  return hug_op_fail(c, HUG_ESHAPE, "`%s` is %s; it should be %s", c->op->params[arg].name, have, want);
}

/* The size of the last dim does not fit the weight; `before` is what the right shape begins with. */
static hug_status wrong_size(const hug_call *c, int arg, const char *before, int64_t size) {
  const hug_tensor *w = c->args[WEIGHT].tensor;
  char weight[128], want[256];
  hug_shape_text(w->ndim, w->shape, weight, sizeof weight);
  snprintf(want, sizeof want, "%s%lld], as the weight is %s", before, (long long)size, weight);
  return wrong_shape(c, arg, want);
}

static hug_status fused_infer(hug_call *c) {
  const hug_tensor *x = tensor_of(c, INPUT), *w = tensor_of(c, WEIGHT), *bias = tensor_of(c, BIAS), *residual = tensor_of(c, RESIDUAL);
  int64_t shape[HUG_MAX_DIMS];
  if (w->ndim != 2) return wrong_shape(c, WEIGHT, "a matrix [outputs, inputs]");
  if (x->ndim == 0 || x->shape[x->ndim - 1] != w->shape[1]) return wrong_size(c, INPUT, "[...,", w->shape[1]);
  if (bias && (bias->ndim != 1 || bias->shape[0] != w->shape[0])) return wrong_size(c, BIAS, "[", w->shape[0]);
  memcpy(shape, x->shape, sizeof shape);
  shape[x->ndim - 1] = w->shape[0];
  if (residual && (residual->ndim != x->ndim || memcmp(residual->shape, shape, sizeof *shape * x->ndim)))
    return wrong_shape(c, RESIDUAL, "of the result's shape");
  return hug_call_out(c, 0, (hug_dtype)x->dtype, x->ndim, shape);
}

/* What fused_run holds: everything in f32, contiguous. */
typedef struct operands {
  hug_tensor *x, *bias, *residual, *y;
  hug_weight_pack *pack;
} operands;

static hug_status optional_f32(const hug_call *c, int arg, hug_tensor **out) {
  return c->args[arg].given ? hug_tensor_packed(c->args[arg].tensor, HUG_F32, out) : HUG_OK;
}

static hug_status operands_get(operands *o, const hug_call *c) {
  hug_tensor *out = c->out[0];
  HUG_TRY(optional_f32(c, INPUT, &o->x));
  HUG_TRY(optional_f32(c, BIAS, &o->bias));
  HUG_TRY(optional_f32(c, RESIDUAL, &o->residual));
  HUG_TRY(hug_weight_pack_get(tensor_of(c, WEIGHT), &o->pack));
  if (out->dtype != HUG_F32 || !hug_tensor_contiguous(out)) return hug_tensor_make(HUG_F32, out->ndim, out->shape, &o->y);
  o->y = hug_tensor_retain(out);
  return HUG_OK;
}

static void operands_free(operands *o) {
  hug_tensor_free(o->x);
  hug_tensor_free(o->bias);
  hug_tensor_free(o->residual);
  hug_tensor_free(o->y);
  hug_weight_pack_free(o->pack);
}

static hug_status fused_run(hug_call *c) {
  const hug_tensor *w = tensor_of(c, WEIGHT);
  int64_t n = w->shape[0], k = w->shape[1];
  operands o = { 0 };
  if (hug_tensor_count(c->out[0]) == 0) return HUG_OK;
  hug_status status = operands_get(&o, c);
  if (!status) {
    hug_matrix x = { HUG_F32, hug_tensor_at(o.x), hug_tensor_count(c->out[0]) / n, k, k, 1 };
    hug_epilogue epilogue = { .activation = activation_of(c), .residual_stride = n };
    if (o.bias) epilogue.bias = (const float *)hug_tensor_at(o.bias);
    if (o.residual) epilogue.residual = (const float *)hug_tensor_at(o.residual);
    hug_matrix_multiply(&x, hug_weight_pack_data(o.pack), n, (float *)hug_tensor_at(o.y), &epilogue);
    if (o.y != c->out[0]) status = hug_tensor_copy(c->out[0], o.y);
  }
  operands_free(&o);
  return status;
}

/* t as a matrix [all but the last dim, last dim], or the transpose of that. */
static hug_status as_rows(const hug_tensor *t, bool turned, hug_tensor **out) {
  hug_tensor *plain = NULL;
  HUG_TRY(hug_tensor_packed(t, (hug_dtype)t->dtype, &plain));
  int64_t columns = t->shape[t->ndim - 1], rows = 1;
  for (int d = 0; d < t->ndim - 1; d++) rows *= t->shape[d];
  int64_t shape[2] = { rows, columns }, stride[2] = { columns, 1 };
  int64_t turned_shape[2] = { columns, rows }, turned_stride[2] = { 1, columns };
  hug_status status = hug_tensor_view(plain, 2, turned ? turned_shape : shape, turned ? turned_stride : stride, plain->offset, out);
  hug_tensor_free(plain);
  return status;
}

/* g w */
static hug_status input_backward(hug_call *c, hug_tensor *g) {
  hug_tensor *w = NULL, *grad = NULL;
  HUG_TRY(hug_tensor_packed(tensor_of(c, WEIGHT), (hug_dtype)g->dtype, &w));
  hug_status status = hug_invoke_op(&hug_op_matmul, HUG_CALL_NO_GRAD, &grad, g, w);
  hug_tensor_free(w);
  return status ? status : hug_call_grad(c, INPUT, 0, grad);
}

/* g^T x */
static hug_status weight_backward(hug_call *c, hug_tensor *g) {
  hug_tensor *grads = NULL, *x = NULL, *grad = NULL;
  hug_status status = as_rows(g, true, &grads);
  if (!status) status = as_rows(tensor_of(c, INPUT), false, &x);
  if (!status) status = hug_invoke_op(&hug_op_matmul, HUG_CALL_NO_GRAD, &grad, grads, x);
  hug_tensor_free(grads);
  hug_tensor_free(x);
  return status ? status : hug_call_grad(c, WEIGHT, 0, grad);
}

static hug_status fused_backward(hug_call *c, hug_tensor *const *grads) {
  if (hug_call_wants(c, INPUT, 0)) HUG_TRY(input_backward(c, grads[0]));
  if (hug_call_wants(c, WEIGHT, 0)) HUG_TRY(weight_backward(c, grads[0]));
  if (hug_call_wants(c, BIAS, 0)) HUG_TRY(hug_call_grad(c, BIAS, 0, hug_tensor_retain(grads[0])));
  return hug_call_wants(c, RESIDUAL, 0) ? hug_call_grad(c, RESIDUAL, 0, hug_tensor_retain(grads[0])) : HUG_OK;
}

/* Recorded only without an activation, as its gradient would need what is not kept. */
static const hug_op fused = {
  .name = "linear", .params = PARAMS, .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WEIGHT),
  .saves_for = (const uint32_t[]){ [INPUT] = HUG_SAVE_ARG(WEIGHT), [WEIGHT] = HUG_SAVE_ARG(INPUT), [RESIDUAL] = 0 },
  .infer = fused_infer, .run = fused_run, .backward = fused_backward,
};

/* ---- linear ---- */

static bool recording(const hug_call *c) {
  static const int tensors[] = { INPUT, WEIGHT, BIAS, RESIDUAL };
  for (int i = 0; i < 4 && !(c->flags & HUG_CALL_NO_GRAD); i++)
    if (c->args[tensors[i]].given && hug_tensor_tracked(c->args[tensors[i]].tensor)) return true;
  return false;
}

/* x w^T, by operations that take f64. */
static hug_status product_f64(const hug_call *c, hug_tensor **out) {
  hug_tensor *turned = NULL;
  HUG_TRY(hug_invoke_op(&hug_op_t, c->flags, &turned, tensor_of(c, WEIGHT)));
  hug_status status = hug_invoke_op(&hug_op_matmul, c->flags, out, tensor_of(c, INPUT), turned);
  hug_tensor_free(turned);
  return status;
}

/* Puts *y plus t in the place of *y. */
static hug_status add(const hug_call *c, hug_tensor **y, hug_tensor *t) {
  hug_tensor *sum = NULL;
  HUG_TRY(hug_invoke_op(&hug_op_add, c->flags, &sum, *y, t, NULL));
  hug_tensor_free(*y);
  *y = sum;
  return HUG_OK;
}

/* Puts the activation of *y in its place. */
static hug_status activate(const hug_call *c, hug_tensor **y) {
  hug_tensor *z = NULL;
  hug_status status = HUG_OK;
  switch (activation_of(c)) {
    case HUG_ACT_NONE: return HUG_OK;
    case HUG_ACT_RELU: status = hug_invoke_op(&hug_op_relu, c->flags, &z, *y); break;
    case HUG_ACT_GELU: status = hug_invoke_op(&hug_op_gelu, c->flags, &z, *y, "none"); break;
    case HUG_ACT_GELU_TANH: status = hug_invoke_op(&hug_op_gelu, c->flags, &z, *y, "tanh"); break;
    case HUG_ACT_SILU: status = hug_invoke_op(&hug_op_silu, c->flags, &z, *y); break;
    case HUG_ACT_TANH: status = hug_invoke_op(&hug_op_tanh, c->flags, &z, *y); break;
  }
  if (status) return status;
  hug_tensor_free(*y);
  *y = z;
  return HUG_OK;
}

/* One operation after the other: for the tape, and for f64. */
static hug_status in_steps(const hug_call *c, bool f64, hug_tensor **y) {
  hug_tensor *bias = tensor_of(c, BIAS), *residual = tensor_of(c, RESIDUAL);
  if (f64) HUG_TRY(product_f64(c, y));
  else HUG_TRY(hug_invoke_op(&fused, c->flags, y, tensor_of(c, INPUT), tensor_of(c, WEIGHT), bias, NULL, NULL));
  if (f64 && bias) HUG_TRY(add(c, y, bias));
  HUG_TRY(activate(c, y));
  return residual ? add(c, y, residual) : HUG_OK;
}

static hug_status linear(hug_call *c) {
  hug_tensor *y = NULL;
  hug_status status;
  for (int i = 0; i <= RESIDUAL; i++)
    if (i != ACTIVATION && c->args[i].given && !hug_dtype_floating((hug_dtype)c->args[i].tensor->dtype))
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s; it should be floating: convert it with to()", c->op->params[i].name,
                         hug_dtype_of((hug_dtype)c->args[i].tensor->dtype)->name);
  bool f64 = tensor_of(c, INPUT)->dtype == HUG_F64;
  if (f64 || (recording(c) && activation_of(c) != HUG_ACT_NONE)) status = in_steps(c, f64, &y);
  else status = hug_invoke_op(&fused, c->flags, &y, tensor_of(c, INPUT), tensor_of(c, WEIGHT), tensor_of(c, BIAS), c->args[ACTIVATION].string,
                              tensor_of(c, RESIDUAL));
  if (!status) return hug_call_set_out(c, 0, y);
  hug_tensor_free(y);
  return status;
}

const hug_op hug_op_linear = {
  .name = "linear", .source = "torch.nn.functional.linear",
  .doc = "A linear layer: `input` [..., inputs] times the transpose of `weight` [outputs, inputs], plus `bias` [outputs], then "
         "`activation`, then plus `residual`: [..., outputs].  The weight may be of another floating type than `input`.  Its form for fast "
         "products is kept with it, so that a layer called again multiplies at once.",
  .samples = "randn(2,3), randn(4,3), randn(4); randn(3), randn(4,3); randn(2,3), randn(4,3), randn(4), 'gelu', randn(2,4)",
  .params = PARAMS, .compose = linear,
};
