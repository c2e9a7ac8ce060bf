/* multi_head_attention.c: torch's attention layer as one operation: projections, heads, masks, attention, and the
** projection back. */
#include "scope.h"
#include <math.h>

enum { QUERY, HEADS, IN_WEIGHT, IN_BIAS, OUT_WEIGHT, OUT_BIAS, KEY, VALUE, PADDING, MASK, CAUSAL, DROPOUT, BIAS_K,
       BIAS_V, ZERO, GENERATOR };

/* Sizes of a call: `batched` or with a batch of one that is not in the shapes. */
typedef struct sizes {
  bool batched;
  int64_t batch, queries, keys, width, heads;
} sizes;

/* ---- Checks ---- */

static hug_tensor *given(const hug_call *c, int arg) { return c->args[arg].given ? c->args[arg].tensor : NULL; }
static hug_tensor *key_of(const hug_call *c) {
  return c->args[KEY].given ? c->args[KEY].tensor : c->args[QUERY].tensor;
}
static hug_tensor *value_of(const hug_call *c) { return c->args[VALUE].given ? c->args[VALUE].tensor : key_of(c); }

/* A tensor argument, if given, must have this shape; -1 is any size. */
static hug_status check_shape(const hug_call *c, int arg, int ndim, const int64_t *shape) {
  const hug_tensor *t = given(c, arg);
  if (!t) return HUG_OK;
  bool fits = t->ndim == ndim;
  for (int d = 0; d < ndim && fits; d++) fits = shape[d] < 0 || shape[d] == t->shape[d];
  if (fits) return HUG_OK;
  char have[128], want[128];
  hug_shape_text(t->ndim, t->shape, have, sizeof have);
  hug_shape_text(ndim, shape, want, sizeof want);
  return hug_op_fail(c, HUG_ESHAPE, "`%s` has shape %s instead of %s (-1: any size)", c->op->params[arg].name, have,
                     want);
}

static hug_status check_masks(const hug_call *c, const sizes *z) {
  const int64_t padding[] = { z->batch, z->keys }, mask[] = { z->batch * z->heads, z->queries, z->keys };
  const hug_tensor *m = given(c, MASK);
  HUG_TRY(check_shape(c, PADDING, 1 + z->batched, padding + !z->batched));
  HUG_TRY(m && m->ndim == 3 ? check_shape(c, MASK, 3, mask) : check_shape(c, MASK, 2, mask + 1));
  for (int arg = PADDING; arg <= MASK; arg++) {
    const hug_tensor *t = given(c, arg);
    if (t && t->dtype != HUG_BOOL && !hug_dtype_floating((hug_dtype)t->dtype))
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is bool or floats, not %s", c->op->params[arg].name,
                         hug_dtype_infos[t->dtype].name);
  }
  return HUG_OK;
}

static hug_status read_sizes(const hug_call *c, sizes *z) {
  const hug_tensor *q = c->args[QUERY].tensor, *k = key_of(c);
  if (q->ndim != 2 && q->ndim != 3)
    return hug_op_fail(c, HUG_ESHAPE, "`query` is [length, width] or [batch, length, width], not of %d dims", q->ndim);
  z->batched = q->ndim == 3;
  z->batch = z->batched ? q->shape[0] : 1;
  z->queries = q->shape[q->ndim - 2];
  z->keys = k->ndim >= 2 ? k->shape[k->ndim - 2] : 0;
  z->width = q->shape[q->ndim - 1];
  z->heads = c->args[HEADS].i;
  if (z->heads < 1 || z->width % z->heads)
    return hug_op_fail(c, HUG_EARG, "`num_heads` is %lld, which does not part a width of %lld", (long long)z->heads,
                       (long long)z->width);
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  sizes z;
  HUG_TRY(read_sizes(c, &z));
  const int64_t keys[] = { z.batch, z.keys, z.width }, weight[] = { 3 * z.width, z.width }, extra[] = { 1, 1, z.width };
  HUG_TRY(check_shape(c, KEY, 2 + z.batched, keys + !z.batched));
  HUG_TRY(check_shape(c, VALUE, 2 + z.batched, keys + !z.batched));
  HUG_TRY(check_shape(c, IN_WEIGHT, 2, weight));
  HUG_TRY(check_shape(c, IN_BIAS, 1, weight));
  HUG_TRY(check_shape(c, OUT_WEIGHT, 2, (int64_t[]){ -1, z.width }));
  HUG_TRY(check_shape(c, OUT_BIAS, 1, c->args[OUT_WEIGHT].tensor->shape));
  HUG_TRY(check_shape(c, BIAS_K, 3, extra));
  HUG_TRY(check_shape(c, BIAS_V, 3, extra));
  if (c->args[BIAS_K].given != c->args[BIAS_V].given)
    return hug_op_fail(c, HUG_EARG, "`bias_k` and `bias_v` go together");
  return check_masks(c, &z);
}

/* ---- Parts ---- */

static hug_tensor *linear(hug_scope *s, hug_tensor *x, hug_tensor *weight, hug_tensor *bias) {
  return hug_do(s, linear, x, weight, bias, NULL, NULL);
}

/* Projections of query, key and value, each [batch, length, width]: one product where all three are one tensor. */
static void project(hug_scope *s, const hug_call *c, const sizes *z, hug_tensor *out[3]) {
  hug_tensor *in[3] = { c->args[QUERY].tensor, key_of(c), value_of(c) }, *weight = c->args[IN_WEIGHT].tensor;
  hug_tensor *bias = given(c, IN_BIAS);
  const bool same = in[0] == in[1] && in[1] == in[2];
  hug_tensor *all = same ? linear(s, in[0], weight, bias) : NULL;
  for (int64_t i = 0; i < 3; i++) {
    if (same) out[i] = hug_do(s, narrow, all, (int64_t)-1, i * z->width, z->width);
    else {
      hug_tensor *part = bias ? hug_do(s, narrow, bias, (int64_t)0, i * z->width, z->width) : NULL;
      out[i] = linear(s, in[i], hug_do(s, narrow, weight, (int64_t)0, i * z->width, z->width), part);
    }
    if (!z->batched) out[i] = hug_do(s, unsqueeze, out[i], (int64_t)0);
  }
}

/* One more key or value for every member of the batch: `extra` [1, 1, width], or zeros. */
static hug_tensor *with_extra(hug_scope *s, const sizes *z, hug_tensor *t, hug_tensor *extra) {
  const int64_t shape[] = { z->batch, 1, z->width };
  hug_tensor *last = extra ? hug_do(s, expand, extra, 3, shape) : hug_do(s, zeros, 3, shape, (int)t->dtype);
  hug_tensor *const both[] = { t, last };
  return hug_do(s, cat, 2, both, (int64_t)1);
}

/* [batch, length, width] to [batch, heads, length, width / heads]. */
static hug_tensor *to_heads(hug_scope *s, const sizes *z, hug_tensor *t) {
  const int64_t shape[] = { z->batch, t->shape[1], z->heads, z->width / z->heads };
  return hug_do(s, transpose, hug_do(s, reshape, t, 4, shape), (int64_t)1, (int64_t)2);
}

/* A mask as floats to add: -infinity where a boolean one is true. */
static hug_tensor *additive(hug_scope *s, hug_tensor *mask, hug_dtype type) {
  if (mask->dtype != HUG_BOOL) return hug_do(s, to, mask, type);
  const int64_t none = 0;
  hug_tensor *zero = hug_do(s, zeros, 0, &none, type);
  return hug_do(s, where, mask, hug_number(s, -INFINITY), zero);
}

static hug_tensor *joined(hug_scope *s, hug_tensor *a, hug_tensor *b) { return a ? hug_do(s, add, a, b, NULL) : b; }

/* All masks in one, [..., keys + extra], or NULL. */
static hug_tensor *mask_of(hug_scope *s, const hug_call *c, const sizes *z, int64_t extra, hug_dtype type) {
  hug_tensor *mask = given(c, MASK), *padding = given(c, PADDING), *all = NULL;
  const int64_t square[] = { z->queries, z->keys };
  if (mask && mask->ndim == 3) {
    const int64_t shape[] = { z->batch, z->heads, z->queries, z->keys };
    mask = hug_do(s, reshape, mask, 4, shape);
  }
  if (mask) all = additive(s, mask, type);
  if (c->args[CAUSAL].b)
    all = joined(s, all, additive(s, hug_do(s, triu, hug_do(s, ones, 2, square, HUG_BOOL), (int64_t)1), type));
  if (padding) {
    const int64_t shape[] = { z->batch, 1, 1, z->keys };
    all = joined(s, all, hug_do(s, reshape, additive(s, padding, type), 4, shape));
  }
  if (!all || extra == 0) return all;
  int64_t shape[HUG_MAX_DIMS];
  for (int d = 0; d < all->ndim; d++) shape[d] = d < all->ndim - 1 ? all->shape[d] : extra;
  hug_tensor *const both[] = { all, hug_do(s, zeros, all->ndim, shape, type) };
  return hug_do(s, cat, 2, both, (int64_t)-1);
}

static hug_status compose(hug_call *c) {
  sizes z;
  hug_tensor *part[3];
  HUG_TRY(read_sizes(c, &z));
  hug_scope s = hug_scope_of(c);
  project(&s, c, &z, part);
  for (int i = 1; i < 3; i++) {
    if (c->args[BIAS_K].given) part[i] = with_extra(&s, &z, part[i], c->args[i == 1 ? BIAS_K : BIAS_V].tensor);
    if (c->args[ZERO].b) part[i] = with_extra(&s, &z, part[i], NULL);
  }
  hug_tensor *mask = mask_of(&s, c, &z, c->args[BIAS_K].given + c->args[ZERO].b, (hug_dtype)part[0]->dtype);
  hug_generator *generator = c->args[GENERATOR].given ? c->args[GENERATOR].generator : NULL;
  hug_tensor *seen = hug_do(&s, scaled_dot_product_attention, to_heads(&s, &z, part[0]), to_heads(&s, &z, part[1]),
                            to_heads(&s, &z, part[2]), mask, c->args[DROPOUT].f, 0, (double)NAN, 0, generator);
  const int64_t shape[] = { z.batch, z.queries, z.width };
  hug_tensor *flat = hug_do(&s, reshape, hug_do(&s, transpose, seen, (int64_t)1, (int64_t)2), 3, shape);
  hug_tensor *y = linear(&s, flat, c->args[OUT_WEIGHT].tensor, given(c, OUT_BIAS));
  return hug_scope_end(&s, c, z.batched ? y : hug_do(&s, squeeze, y, 1, (const int64_t[]){ 0 }));
}

const hug_op hug_op_multi_head_attention = {
  .name = "multi_head_attention", .source =
      "torch.nn.functional.multi_head_attention_forward, torch.nn.MultiheadAttention(batch_first)",
  .doc = "Attention of `query`, [batch, queries, width] or [queries, width], to `key` and `value`, [batch, keys, "
         "width], by default itself: projected by the three parts of `in_proj_weight`, [3 width, width], and "
         "`in_proj_bias`, parted among `num_heads`, joined, and projected by `out_proj_weight`.  What is true in "
         "`key_padding_mask`, [batch, keys], and `attn_mask`, [queries, keys] or [batch heads, queries, keys], is not "
         "seen; floats are added to scores.  `is_causal`: a query sees the keys up to its own place.  `bias_k` and "
         "`bias_v`, [1, 1, width], and zeros (`add_zero_attn`) are one more key and value each, seen by all.  "
         "`dropout_p` drops probabilities.",
  .samples = "randn(2,3,4), 2, randn(12,4), randn(12), randn(4,4), randn(4), {is_causal=true}; "
             "randn(3,4), 2, randn(12,4), nil, randn(4,4), {key=randn(5,4), bias_k=randn(1,1,4), bias_v=randn(1,1,4), "
             "add_zero_attn=true}",
  .params = { HUG_P_TENSOR("query"), HUG_P_INT("num_heads"), HUG_P_TENSOR("in_proj_weight"),
              HUG_P_OPTIONAL_TENSOR("in_proj_bias"), HUG_P_TENSOR("out_proj_weight"),
              HUG_P_OPTIONAL_TENSOR("out_proj_bias"), HUG_P_OPTIONAL_TENSOR("key"), HUG_P_OPTIONAL_TENSOR("value"),
              HUG_P_OPTIONAL_TENSOR("key_padding_mask"), HUG_P_OPTIONAL_TENSOR("attn_mask"),
              HUG_P_BOOL_OR("is_causal", false), HUG_P_FLOAT_OR("dropout_p", 0), HUG_P_OPTIONAL_TENSOR("bias_k"),
              HUG_P_OPTIONAL_TENSOR("bias_v"), HUG_P_BOOL_OR("add_zero_attn", false), HUG_P_GENERATOR("generator") },
  .infer = infer, .compose = compose,
};
