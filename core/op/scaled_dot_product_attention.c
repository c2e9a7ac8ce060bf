/* scaled_dot_product_attention.c: attention in the shape that torch has it, with batch axes and mask tensors, made of
** other operations; and the same with soft caps on scores, softcapped_attention. */
#include "scope.h"
#include <math.h>

enum { QUERY, KEY, VALUE, MASK, DROPOUT, CAUSAL, SCALE, GROUPED, GENERATOR, SOFTCAP };

static hug_status infer(hug_call *c) {
  const hug_tensor *q = c->args[QUERY].tensor;
  if (c->op == &hug_op_softcapped_attention && !(c->args[SOFTCAP].f > 0))
    return hug_op_fail(c, HUG_EARG, "`softcap` is %g; it is greater than 0", c->args[SOFTCAP].f);
  for (int i = QUERY; i <= VALUE; i++)
    if (c->args[i].tensor->ndim < 2)
      return hug_op_fail(c, HUG_ESHAPE, "`%s` needs dims [..., length, width]", c->op->params[i].name);
  if (!(c->args[DROPOUT].f <= 1)) return hug_op_fail(c, HUG_EARG, "`dropout_p` is outside 0..1");
  for (int i = KEY; i <= VALUE && c->args[GROUPED].b; i++) {
    const hug_tensor *t = c->args[i].tensor;
    if (t->ndim > 2 && q->ndim > 2 && (t->shape[t->ndim - 3] == 0 || q->shape[q->ndim - 3] % t->shape[t->ndim - 3]))
      return hug_op_fail(c, HUG_ESHAPE, "the heads of `query` are no multiple of those of `%s`", c->op->params[i].name);
  }
  return HUG_OK;
}

/* Key or value heads, each repeated for its group of query heads: dim -3 grows to that of q. */
static hug_tensor *spread_heads(hug_scope *s, hug_tensor *t, const hug_tensor *q) {
  if (q->ndim < 3 || t->ndim < 3) return t;
  int64_t at = t->ndim - 3, times = q->shape[q->ndim - 3] / t->shape[at], shape[HUG_MAX_DIMS];
  if (times == 1) return t;
  hug_tensor *wide = hug_do(s, unsqueeze, t, at + 1);
  for (int d = 0; d < wide->ndim; d++) shape[d] = d == at + 1 ? times : wide->shape[d];
  return hug_do(s, flatten, hug_do(s, expand, wide, wide->ndim, shape), at, at + 1);
}

/* cap tanh(scores / cap). */
static hug_tensor *soft_cap(hug_scope *s, hug_tensor *scores, double cap) {
  hug_tensor *small = hug_do(s, tanh, hug_do(s, div, scores, hug_number(s, cap), NULL));
  return hug_do(s, mul, small, hug_number(s, cap));
}

/* Scores where a boolean mask is false become -infinity; a mask of floats is added. */
static hug_tensor *apply_mask(hug_scope *s, hug_tensor *mask, hug_tensor *scores) {
  if (mask->dtype != HUG_BOOL) return hug_do(s, add, scores, mask, NULL);
  return hug_do(s, where, mask, scores, hug_number(s, -INFINITY));
}

/* Shows each query the keys up to its own place: [queries, keys], true where seen. */
static hug_tensor *causal_mask(hug_scope *s, int64_t queries, int64_t keys) {
  int64_t shape[2] = { queries, keys };
  return hug_do(s, tril, hug_do(s, ones, 2, shape, HUG_BOOL), (int64_t)0);
}

/* softmax, with 0 instead of NaN for queries that see nothing. */
static hug_tensor *probabilities(hug_scope *s, hug_tensor *scores, int64_t keys) {
  int64_t last = -1;
  hug_tensor *p = hug_do(s, softmax, scores, last, HUG_NO_DTYPE);
  if (keys == 0) return p;
  hug_tensor *top = hug_do(s, amax, hug_do(s, detach, scores), 1, &last, 1);
  hug_tensor *blind = hug_do(s, eq, top, hug_number(s, -INFINITY)), *some = hug_do(s, any, blind, 0, NULL, 0);
  if (hug_scope_ok(s) && !*(const uint8_t *)hug_tensor_at(some)) return p;
  return hug_do(s, where, blind, hug_number(s, 0), p);
}

static hug_status compose(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *q = c->args[QUERY].tensor, *k = c->args[KEY].tensor, *v = c->args[VALUE].tensor;
  int64_t queries = q->shape[q->ndim - 2], keys = k->shape[k->ndim - 2];
  double scale = c->args[SCALE].given ? c->args[SCALE].f : 1 / sqrt((double)q->shape[q->ndim - 1]);
  if (c->args[GROUPED].b) {
    k = spread_heads(&s, k, q);
    v = spread_heads(&s, v, q);
  }
  hug_tensor *scaled = hug_do(&s, mul, q, hug_number(&s, scale));
  hug_tensor *scores = hug_do(&s, matmul, scaled, hug_do(&s, transpose, k, (int64_t)-2, (int64_t)-1));
  if (c->op == &hug_op_softcapped_attention) scores = soft_cap(&s, scores, c->args[SOFTCAP].f);
  if (c->args[CAUSAL].b) scores = apply_mask(&s, causal_mask(&s, queries, keys), scores);
  if (c->args[MASK].given) scores = apply_mask(&s, c->args[MASK].tensor, scores);
  hug_tensor *p = probabilities(&s, scores, keys);
  if (c->args[DROPOUT].f > 0) {
    hug_generator *generator = c->args[GENERATOR].given ? c->args[GENERATOR].generator : NULL;
    p = hug_do(&s, dropout, p, c->args[DROPOUT].f, 1, generator);
  }
  return hug_scope_end(&s, c, hug_do(&s, matmul, p, v));
}

#define PARAMS                                                                                           \
  HUG_P_TENSOR("query"), HUG_P_TENSOR("key"), HUG_P_TENSOR("value"), HUG_P_OPTIONAL_TENSOR("attn_mask"), \
      HUG_P_FLOAT_OR("dropout_p", 0), HUG_P_BOOL_OR("is_causal", false), HUG_P_OPTIONAL_FLOAT("scale"),  \
      HUG_P_BOOL_OR("enable_gqa", false), HUG_P_GENERATOR("generator")

const hug_op hug_op_scaled_dot_product_attention = {
  .name = "scaled_dot_product_attention", .source = "torch.nn.functional.scaled_dot_product_attention",
  .doc = "Attention with batch axes: query [..., queries, dim], key [..., keys, dim], value [..., keys, value dim]. "
         "`attn_mask` broadcasts to [..., queries, keys]: bool (true: seen) or floats to add.  `is_causal` aligns "
         "queries and keys at their first elements; `enable_gqa` lets query heads share key heads.  For sequences of "
         "different lengths see `attention`.",
  .samples = "randn(2,3,4), randn(2,5,4), randn(2,5,4); "
             "randn(1,2,3,4), randn(1,2,3,4), randn(1,2,3,4), {is_causal=true}",
  .params = { PARAMS }, .infer = infer, .compose = compose,
};

const hug_op hug_op_softcapped_attention = {
  .name = "softcapped_attention", .source = "Gemma 2",
  .doc = "`scaled_dot_product_attention` whose scores s become `softcap` tanh(s / `softcap`) before masks and "
         "softmax: none exceeds `softcap`.",
  .samples = "randn(2,3,4), randn(2,5,4), randn(2,5,4), {softcap=1.5}; "
             "randn(1,4,3,4), randn(1,2,3,4), randn(1,2,3,4), {softcap=2, scale=0.7, is_causal=true, enable_gqa=true}",
  .params = { PARAMS, HUG_P_FLOAT_OR("softcap", 50) }, .infer = infer, .compose = compose,
};
