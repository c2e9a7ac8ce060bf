/* t5_buckets.c: T5's relative positions: distances between queries and keys in buckets, t5_buckets, and a learned bias
** for each, t5_relative_bias.
*/
#include "scope.h"
#include <math.h>
#include <string.h>

/* ---- t5_buckets ---- */

enum { QUERIES, KEYS, BIDIRECTIONAL, BUCKETS, MAX_DISTANCE, PAST };

/* Buckets of one direction, and how many of them stand for one distance each. */
static int64_t side_of(const hug_call *c) {
  return c->args[BIDIRECTIONAL].b ? c->args[BUCKETS].i / 2 : c->args[BUCKETS].i;
}
static int64_t exact_of(const hug_call *c) { return side_of(c) / 2; }

static hug_status buckets_infer(hug_call *c) {
  const int64_t shape[] = { c->args[QUERIES].i, c->args[KEYS].i };
  int64_t count;
  for (int i = QUERIES; i <= PAST; i++)
    if (i != BIDIRECTIONAL && (c->args[i].i < 0 || c->args[i].i > INT64_MAX / 4))
      return hug_op_fail(c, HUG_EARG, "`%s` is %lld", c->op->params[i].name, (long long)c->args[i].i);
  if (exact_of(c) < 1)
    return hug_op_fail(c, HUG_EARG, "`num_buckets` is %lld; it is at least %d", (long long)c->args[BUCKETS].i,
                       c->args[BIDIRECTIONAL].b ? 4 : 2);
  if (c->args[MAX_DISTANCE].i <= exact_of(c))
    return hug_op_fail(c, HUG_EARG, "`max_distance` is %lld, but the first %lld distances have buckets of their own",
                       (long long)c->args[MAX_DISTANCE].i, (long long)exact_of(c));
  HUG_TRY(hug_shape_count(c->op->name, 2, shape, &count));
  return hug_call_out(c, 0, HUG_I64, 2, shape);
}

/* The bucket of key place minus query place. Wide buckets grow by logarithms, which are rounded as the reference rounds
** them. */
static int64_t bucket_of(const hug_call *c, int64_t relative) {
  const int64_t side = side_of(c), exact = exact_of(c), first = c->args[BIDIRECTIONAL].b && relative > 0 ? side : 0;
  const int64_t distance = relative < 0 ? -relative : c->args[BIDIRECTIONAL].b ? relative : 0;
  if (distance < exact) return first + distance;
  const float span = (float)log((double)c->args[MAX_DISTANCE].i / (double)exact);
  const float wide = logf((float)distance / (float)exact) / span * (float)(side - exact);
  const int64_t bucket = exact + (int64_t)wide;
  return first + (bucket < side ? bucket : side - 1);
}

/* Rows are stretches of one list of buckets, each a place further back. */
static hug_status buckets_run(hug_call *c) {
  hug_tensor *out = c->out[0];
  const int64_t queries = out->shape[0], keys = out->shape[1];
  if (queries == 0 || keys == 0) return HUG_OK;
  int64_t *list = hug_alloc((size_t)(queries + keys) * sizeof *list), *to = (int64_t *)(void *)hug_tensor_at(out);
  if (!list) return HUG_ENOMEM;
  for (int64_t i = 0; i < queries + keys - 1; i++) list[i] = bucket_of(c, i - (queries - 1) - c->args[PAST].i);
  for (int64_t q = 0; q < queries; q++)
    for (int64_t k = 0; k < keys; k++) to[q * out->stride[0] + k * out->stride[1]] = list[queries - 1 - q + k];
  hug_free(list);
  return HUG_OK;
}

#define BUCKET_PARAMS \
  HUG_P_INT("query_length"), HUG_P_INT("key_length"), HUG_P_BOOL_OR("bidirectional", true)

const hug_op hug_op_t5_buckets = {
  .name = "t5_buckets", .source = "transformers.models.t5.modeling_t5.T5Attention; Raffel et al. 2020",
  .doc = "The bucket of each distance from query to key, [`query_length`, `key_length`]: near distances have buckets "
         "of their own, those up to `max_distance` share ever wider ones, and all beyond the last.  `bidirectional`: "
         "keys behind the query have half of the `num_buckets` for themselves; otherwise they are distance 0.  "
         "`past_seen_tokens` come before the first query.",
  .samples = "3, 4; 2, 9, {bidirectional=false, num_buckets=8, max_distance=6, past_seen_tokens=7}",
  .params = { BUCKET_PARAMS, HUG_P_INT_OR("num_buckets", 32), HUG_P_INT_OR("max_distance", 128),
              HUG_P_INT_OR("past_seen_tokens", 0) },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = buckets_infer, .run = buckets_run,
};

/* ---- t5_relative_bias: its arguments are the weight, and those above ---- */

static hug_status bias_infer(hug_call *c) {
  const hug_tensor *weight = c->args[0].tensor;
  const hug_value *buckets = &c->args[1 + BUCKETS];
  if (weight->ndim != 2)
    return hug_op_fail(c, HUG_ESHAPE, "`weight` is [buckets, heads], not of %d dims", weight->ndim);
  if (buckets->given && buckets->i > weight->shape[0])
    return hug_op_fail(c, HUG_EARG, "`num_buckets` is %lld, but `weight` has rows for %lld", (long long)buckets->i,
                       (long long)weight->shape[0]);
  return HUG_OK;
}

static hug_status bias_compose(hug_call *c) {
  const hug_value *a = c->args + 1;
  hug_tensor *weight = c->args[0].tensor;
  const int64_t heads_first[] = { 2, 0, 1 }, buckets = a[BUCKETS].given ? a[BUCKETS].i : weight->shape[0];
  hug_scope s = hug_scope_of(c);
  hug_tensor *which = hug_do(&s, t5_buckets, a[QUERIES].i, a[KEYS].i, (int)a[BIDIRECTIONAL].b, buckets,
                             a[MAX_DISTANCE].i, a[PAST].i);
  hug_tensor *bias = hug_do(&s, permute, hug_do(&s, embedding, which, weight, HUG_ABSENT, 0), 3, heads_first);
  return hug_scope_end(&s, c, hug_do(&s, unsqueeze, bias, (int64_t)0));
}

const hug_op hug_op_t5_relative_bias = {
  .name = "t5_relative_bias", .source = "transformers.models.t5.modeling_t5.T5Attention.compute_bias",
  .doc = "What T5 adds to scores, [1, heads, `query_length`, `key_length`]: the row of `weight`, [buckets, heads], "
         "for the bucket of each distance.  The other parameters are those of `t5_buckets`; `num_buckets` is by "
         "default the rows of `weight`.",
  .samples = "randn(8,2), 3, 4; randn(8,2), 2, 9, {bidirectional=false, max_distance=6}",
  .params = { HUG_P_TENSOR("weight"), BUCKET_PARAMS, HUG_P_OPTIONAL_INT("num_buckets"),
              HUG_P_INT_OR("max_distance", 128), HUG_P_INT_OR("past_seen_tokens", 0) },
  .infer = bias_infer, .compose = bias_compose,
};
