/* scaled_dot_product_attention.c: attention in the shape that torch has it, with batch axes and mask tensors, made of other operations. */
#include "op.h"
#include <math.h>

enum { QUERY, KEY, VALUE, MASK, DROPOUT, CAUSAL, SCALE, GROUPED, GENERATOR };
enum { STEPS = 24 };

/* Intermediate tensors, all freed at the end. */
typedef struct steps {
  hug_tensor *t[STEPS];
  int count;
} steps;

static hug_tensor **next(steps *s) { return &s->t[s->count++]; }

static hug_status scalar(steps *s, double value, hug_tensor **out) {
  hug_tensor **t = next(s);
  HUG_TRY(hug_tensor_weak(hug_float(value), t));
  *out = *t;
  return HUG_OK;
}

/* The mask that shows each query the keys up to its own place: [queries, keys], true where seen. */
static hug_status causal_mask(steps *s, int64_t queries, int64_t keys, hug_tensor **out) {
  hug_tensor **ones = next(s), **mask = next(s);
  int64_t shape[2] = { queries, keys };
  HUG_TRY(hug_invoke_op(&hug_op_ones, HUG_CALL_NO_GRAD, ones, 2, shape, HUG_BOOL));
  HUG_TRY(hug_invoke_op(&hug_op_tril, HUG_CALL_NO_GRAD, mask, *ones, (int64_t)0));
  *out = *mask;
  return HUG_OK;
}

/* Key or value heads, each repeated for its group of query heads: dim -3 grows to `heads`. */
static hug_status spread_heads(steps *s, uint32_t flags, hug_tensor *t, int64_t heads, hug_tensor **out) {
  int at = t->ndim - 3;
  int64_t times = heads / t->shape[at], shape[HUG_MAX_DIMS];
  *out = t;
  if (times == 1) return HUG_OK;
  hug_tensor **wide = next(s), **many = next(s), **flat = next(s);
  HUG_TRY(hug_invoke_op(&hug_op_unsqueeze, flags, wide, t, (int64_t)(at + 1)));
  for (int d = 0; d < (*wide)->ndim; d++) shape[d] = d == at + 1 ? times : (*wide)->shape[d];
  HUG_TRY(hug_invoke_op(&hug_op_expand, flags, many, *wide, (*wide)->ndim, shape));
  HUG_TRY(hug_invoke_op(&hug_op_flatten, flags, flat, *many, (int64_t)at, (int64_t)(at + 1)));
  *out = *flat;
  return HUG_OK;
}

/* Scores where a boolean mask is false become -infinity; a mask of floats is added. */
static hug_status apply_mask(steps *s, uint32_t flags, hug_tensor *mask, hug_tensor **scores) {
  hug_tensor **masked = next(s), *lowest;
  if (mask->dtype != HUG_BOOL) HUG_TRY(hug_invoke_op(&hug_op_add, flags, masked, *scores, mask, NULL));
  else {
    HUG_TRY(scalar(s, -INFINITY, &lowest));
    HUG_TRY(hug_invoke_op(&hug_op_where, flags, masked, mask, *scores, lowest));
  }
  *scores = *masked;
  return HUG_OK;
}

/* softmax, with 0 instead of NaN for queries that see nothing. */
static hug_status probabilities(steps *s, uint32_t flags, hug_tensor *scores, hug_tensor **out) {
  hug_tensor **top = next(s), **blind = next(s), **p = next(s), **clean = next(s), *lowest, *zero;
  int64_t last = -1;
  HUG_TRY(hug_invoke_op(&hug_op_softmax, flags, p, scores, last, HUG_NO_DTYPE));
  *out = *p;
  if (scores->shape[scores->ndim - 1] == 0) return HUG_OK;
  HUG_TRY(scalar(s, -INFINITY, &lowest));
  HUG_TRY(scalar(s, 0, &zero));
  HUG_TRY(hug_invoke_op(&hug_op_amax, HUG_CALL_NO_GRAD, top, scores, 1, &last, 1));
  HUG_TRY(hug_invoke_op(&hug_op_eq, HUG_CALL_NO_GRAD, blind, *top, lowest));
  HUG_TRY(hug_invoke_op(&hug_op_where, flags, clean, *blind, zero, *p));
  *out = *clean;
  return HUG_OK;
}

static hug_status attend(hug_call *c, steps *s, uint32_t flags, hug_tensor **out) {
  hug_tensor *q = c->args[QUERY].tensor, *k = c->args[KEY].tensor, *v = c->args[VALUE].tensor;
  hug_tensor *scores, *mask, *p, *factor;
  int64_t queries = q->shape[q->ndim - 2], keys = k->shape[k->ndim - 2];
  if (c->args[GROUPED].b && q->ndim > 2 && k->ndim > 2) {
    int64_t heads = q->shape[q->ndim - 3];
    HUG_TRY(spread_heads(s, flags, k, heads, &k));
    HUG_TRY(spread_heads(s, flags, v, heads, &v));
  }
  double scale = c->args[SCALE].given ? c->args[SCALE].f : 1 / sqrt((double)q->shape[q->ndim - 1]);
  hug_tensor **turned = next(s), **scaled = next(s), **product = next(s);
  HUG_TRY(hug_invoke_op(&hug_op_transpose, flags, turned, k, (int64_t)-2, (int64_t)-1));
  HUG_TRY(scalar(s, scale, &factor));
  HUG_TRY(hug_invoke_op(&hug_op_mul, flags, scaled, q, factor));
  HUG_TRY(hug_invoke_op(&hug_op_matmul, flags, product, *scaled, *turned));
  scores = *product;
  if (c->args[CAUSAL].b) {
    HUG_TRY(causal_mask(s, queries, keys, &mask));
    HUG_TRY(apply_mask(s, flags, mask, &scores));
  }
  if (c->args[MASK].given) HUG_TRY(apply_mask(s, flags, c->args[MASK].tensor, &scores));
  HUG_TRY(probabilities(s, flags, scores, &p));
  if (c->args[DROPOUT].f > 0) {
    hug_tensor **dropped = next(s);
    HUG_TRY(hug_invoke_op(&hug_op_dropout, flags, dropped, p, c->args[DROPOUT].f, 1, c->args[GENERATOR].given ? c->args[GENERATOR].generator : NULL));
    p = *dropped;
  }
  return hug_invoke_op(&hug_op_matmul, flags, out, p, v);
}

static hug_status compose(hug_call *c) {
  hug_tensor *out = NULL;
  steps s = { { NULL }, 0 };
  for (int i = QUERY; i <= VALUE; i++)
    if (c->args[i].tensor->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "%s needs dims [..., length, width]", c->op->params[i].name);
  if (c->args[GROUPED].b)
    for (int i = KEY; i <= VALUE; i++) {
      const hug_tensor *q = c->args[QUERY].tensor, *t = c->args[i].tensor;
      if (t->ndim > 2 && q->ndim > 2 && (t->shape[t->ndim - 3] == 0 || q->shape[q->ndim - 3] % t->shape[t->ndim - 3]))
        return hug_op_fail(c, HUG_ESHAPE, "the heads of query are no multiple of those of %s", c->op->params[i].name);
    }
  hug_status status = attend(c, &s, c->flags & HUG_CALL_NO_GRAD, &out);
  for (int i = 0; i < s.count; i++) hug_tensor_free(s.t[i]);
  return status ? status : hug_call_set_out(c, 0, out);
}

const hug_op hug_op_scaled_dot_product_attention = {
  .name = "scaled_dot_product_attention", .source = "torch.nn.functional.scaled_dot_product_attention",
  .doc = "Attention with batch axes: query [..., queries, dim], key [..., keys, dim], value [..., keys, value dim]. `attn_mask` broadcasts to [..., queries, keys]: "
         "bool (true: seen) or floats to add.  `is_causal` aligns queries and keys at their first elements; `enable_gqa` lets query heads share key heads. "
         "For sequences of different lengths see `attention`.",
  .samples = "randn(2,3,4), randn(2,5,4), randn(2,5,4); randn(1,2,3,4), randn(1,2,3,4), randn(1,2,3,4), {is_causal=true}",
  .params = { HUG_P_TENSOR("query"), HUG_P_TENSOR("key"), HUG_P_TENSOR("value"), HUG_P_OPTIONAL_TENSOR("attn_mask"), HUG_P_FLOAT_OR("dropout_p", 0),
              HUG_P_BOOL_OR("is_causal", false), HUG_P_OPTIONAL_FLOAT("scale"), HUG_P_BOOL_OR("enable_gqa", false), HUG_P_GENERATOR("generator") },
  .compose = compose,
};
