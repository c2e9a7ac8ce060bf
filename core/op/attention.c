/* attention.c: attention over sequences of different lengths that lie end to end, without padding.
**
** Each (sequence, head) is a task of its own: scores of a block of queries against all keys of the sequence by one
** packed product, softmax, and a product with the values. Only true lengths are ever multiplied, and no mask exists as
** a tensor.
*/
#include "../kernel/kernel.h"
#include "attention.h"
#include <math.h>
#include <string.h>

enum { QUERY, KEY, VALUE, BATCH, CAUSAL, WINDOW, SCALE, SOFTCAP, MEMORY };
enum { BLOCK = 32 };          /* queries whose scores are held at once */

/* Query and key positions are aligned at the sequences' ends, so that new queries continue what is in a memory. */
void hug_attention_visible(const hug_attending *a, const hug_attention_place *p, int64_t i, int64_t *first,
                           int64_t *last) {
  int64_t at = i + p->nk - p->nq;
  *first = p->first;
  *last = p->last;
  if (a->causal && at + 1 < *last) *last = at + 1;
  if (a->window && at + 1 - *first > a->window) *first = at + 1 - a->window;
  if (!a->causal && a->window && *last - at > a->window) *last = at + a->window;
  if (*last < *first) *last = *first;
}

hug_attention_place hug_attention_place_of(const hug_attending *a, int64_t task) {
  int64_t sequence = task / a->heads;
  const int64_t *qo = hug_batch_offsets(a->queries), *ko = hug_batch_offsets(a->keys);
  hug_attention_place p = { .q = qo[sequence], .nq = qo[sequence + 1] - qo[sequence], .k = ko[sequence],
                            .nk = ko[sequence + 1] - ko[sequence], .head = task % a->heads };
  p.key_head = p.head / a->shared;
  hug_batch_keys(a->keys, sequence, &p.first, &p.last);
  return p;
}

/* Scores [n] of one query become probabilities; those outside first..last are 0. A query that sees nothing has all
** 0. */
static void to_probabilities(const hug_attending *a, float *s, int64_t n, int64_t first, int64_t last) {
  const float cap = (float)a->softcap;
  for (int64_t j = first; j < last && cap > 0; j++) s[j] = cap * tanhf(s[j] / cap);
  if (last > first) hug_kernels_get()->softmax_f32(last - first, s + first, s + first);
  memset(s, 0, sizeof *s * (size_t)first);
  memset(s + last, 0, sizeof *s * (size_t)(n - last));
}

static float *row(const char *x, int64_t token, int64_t head, int64_t heads, int64_t dim) {
  return (float *)(void *)x + (token * heads + head) * dim;
}

/* scores[m, nk] = scale q k^T for m queries from `from` on. */
static void scores_of(const hug_attending *a, const hug_attention_place *p, const float *packed_k, int64_t from,
                      int64_t m, float *scores) {
  const hug_kernels *kernels = hug_kernels_get();
  kernels->gemm_f32(m, p->nk, a->dim, row(a->q, p->q + from, p->head, a->heads, a->dim), a->heads * a->dim, 1, packed_k,
                    0, (p->nk + kernels->panel - 1) / kernels->panel, scores, p->nk, NULL);
  for (int64_t i = 0; i < m * p->nk; i++) scores[i] *= (float)a->scale;
}

static void forward_task(const hug_attending *a, const hug_attention_place *p, float *scratch) {
  const hug_kernels *kernels = hug_kernels_get();
  const int64_t key_heads = a->heads / a->shared;
  float *packed_k = scratch, *packed_v = packed_k + hug_pack_f32_bytes(kernels, p->nk, a->dim) / sizeof(float);
  float *scores = packed_v + hug_pack_f32_bytes(kernels, a->value_dim, p->nk) / sizeof(float);
  kernels->pack_f32(p->nk, a->dim, row(a->k, p->k, p->key_head, key_heads, a->dim), key_heads * a->dim, 1, packed_k);
  kernels->pack_f32(a->value_dim, p->nk, row(a->v, p->k, p->key_head, key_heads, a->value_dim), 1,
                    key_heads * a->value_dim, packed_v);
  for (int64_t from = 0; from < p->nq; from += BLOCK) {
    int64_t m = p->nq - from < BLOCK ? p->nq - from : BLOCK;
    scores_of(a, p, packed_k, from, m, scores);
    for (int64_t i = 0; i < m; i++) {
      int64_t first, last;
      hug_attention_visible(a, p, from + i, &first, &last);
      to_probabilities(a, scores + i * p->nk, p->nk, first, last);
    }
    kernels->gemm_f32(m, a->value_dim, p->nk, scores, p->nk, 1, packed_v, 0,
                      (a->value_dim + kernels->panel - 1) / kernels->panel,
                      row(a->y, p->q + from, p->head, a->heads, a->value_dim), a->heads * a->value_dim, NULL);
  }
}

/* With P the probabilities of a query: dP = gy v^T, dS = P (dP - sum(P dP)), times 1 - (S / softcap)^2 where scores are
** capped; dq = scale dS k, dk += scale dS q, dv += P gy. */
static void backward_query(const hug_attending *a, const hug_attention_place *p, int64_t i, float *s, float *ds) {
  const hug_kernels *kernels = hug_kernels_get();
  const int64_t key_heads = a->heads / a->shared;
  const float *q = row(a->q, p->q + i, p->head, a->heads, a->dim);
  const float *gy = row(a->gy, p->q + i, p->head, a->heads, a->value_dim);
  const float scale = (float)a->scale, cap = (float)a->softcap;
  int64_t first, last;
  double sum = 0;
  hug_attention_visible(a, p, i, &first, &last);
  for (int64_t j = first; j < last; j++)
    s[j] = scale * kernels->dot_f32(a->dim, q, row(a->k, p->k + j, p->key_head, key_heads, a->dim));
  if (cap > 0)                /* the slope of the cap, before the scores are turned into probabilities */
    for (int64_t j = first; j < last; j++) {
      float t = tanhf(s[j] / cap);
      ds[j] = 1 - t * t;
    }
  else
    for (int64_t j = first; j < last; j++) ds[j] = 1;
  to_probabilities(a, s, p->nk, first, last);
  for (int64_t j = first; j < last; j++)
    sum += s[j] * kernels->dot_f32(a->value_dim, gy, row(a->v, p->k + j, p->key_head, key_heads, a->value_dim));
  for (int64_t j = first; j < last; j++) {
    float dp = kernels->dot_f32(a->value_dim, gy, row(a->v, p->k + j, p->key_head, key_heads, a->value_dim));
    float d = scale * ds[j] * s[j] * (dp - (float)sum);
    kernels->axpy_f32(a->dim, d, row(a->k, p->k + j, p->key_head, key_heads, a->dim),
                      row(a->dq, p->q + i, p->head, a->heads, a->dim));
    kernels->axpy_f32(a->dim, d, q, row(a->dk, p->k + j, p->key_head, key_heads, a->dim));
    kernels->axpy_f32(a->value_dim, s[j], gy, row(a->dv, p->k + j, p->key_head, key_heads, a->value_dim));
  }
}

/* Tasks first..last-1 going forward are (sequence, head). */
static void forward_chunk(void *context, int64_t first, int64_t last) {
  hug_attending *a = context;
  const hug_kernels *kernels = hug_kernels_get();
  for (int64_t task = first; task < last; task++) {
    hug_attention_place p = hug_attention_place_of(a, task);
    if (p.nq == 0) continue;
    float *scratch = hug_alloc_data(hug_pack_f32_bytes(kernels, p.nk, a->dim)
                                    + hug_pack_f32_bytes(kernels, a->value_dim, p.nk)
                                    + sizeof(float) * (size_t)(BLOCK * p.nk + 1));
    if (!scratch) {
      atomic_store(&a->failed, true);
      return;
    }
    forward_task(a, &p, scratch);
    hug_free(scratch);
  }
}

/* Going back they are (sequence, key head): all query heads that add to the same dk and dv, one after the other. */
static void backward_chunk(void *context, int64_t first, int64_t last) {
  hug_attending *a = context;
  const int64_t key_heads = a->heads / a->shared;
  for (int64_t task = first; task < last; task++)
    for (int64_t member = 0; member < a->shared; member++) {
      const int64_t head = task % key_heads * a->shared + member;
      hug_attention_place p = hug_attention_place_of(a, task / key_heads * a->heads + head);
      float *scratch = hug_alloc_data(sizeof(float) * 2 * (size_t)(p.nk + 1));
      if (!scratch) {
        atomic_store(&a->failed, true);
        return;
      }
      for (int64_t i = 0; i < p.nq; i++) backward_query(a, &p, i, scratch, scratch + p.nk);
      hug_free(scratch);
    }
}

/* ---- The operation ---- */

static hug_status check_rows(const hug_call *c, int arg, int64_t tokens) {
  const hug_tensor *t = c->args[arg].tensor;
  char have[128];
  hug_shape_text(t->ndim, t->shape, have, sizeof have);
  if (t->ndim != 3)
    return hug_op_fail(c, HUG_ESHAPE, "%s is [tokens, heads, dim], not %s", c->op->params[arg].name, have);
  if (t->shape[0] != tokens)
    return hug_op_fail(c, HUG_ESHAPE, "%s has shape %s, but its batch has %lld tokens", c->op->params[arg].name, have,
                       (long long)tokens);
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  return HUG_OK;
}

static const hug_batch *memory_of(const hug_call *c) {
  return c->args[MEMORY].given ? c->args[MEMORY].batch : c->args[BATCH].batch;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *q = c->args[QUERY].tensor, *k = c->args[KEY].tensor, *v = c->args[VALUE].tensor;
  const hug_batch *batch = c->args[BATCH].batch, *memory = memory_of(c);
  HUG_TRY(check_rows(c, QUERY, hug_batch_tokens(batch)));
  HUG_TRY(check_rows(c, KEY, hug_batch_tokens(memory)));
  HUG_TRY(check_rows(c, VALUE, hug_batch_tokens(memory)));
  if (hug_batch_count(batch) != hug_batch_count(memory))
    return hug_op_fail(c, HUG_ESHAPE, "%lld sequences attend to %lld", (long long)hug_batch_count(batch),
                       (long long)hug_batch_count(memory));
  if (q->shape[2] != k->shape[2] || k->shape[1] != v->shape[1] || k->shape[1] == 0 || q->shape[1] % k->shape[1])
    return hug_op_fail(c, HUG_ESHAPE, "heads or dims do not go together: query [%lld,%lld], key [%lld,%lld], "
                       "value [%lld,%lld]", (long long)q->shape[1], (long long)q->shape[2], (long long)k->shape[1],
                       (long long)k->shape[2], (long long)v->shape[1], (long long)v->shape[2]);
  int64_t window = c->args[WINDOW].i;
  if (window < 0) return hug_op_fail(c, HUG_EARG, "window is %lld; it is at least 1, or 0 for none", (long long)window);
  return hug_call_out(c, 0, (hug_dtype)q->dtype, 3, (int64_t[]){ q->shape[0], q->shape[1], v->shape[2] });
}

/* The type that is computed in. */
static hug_dtype type_of(const hug_call *c) { return hug_compute_type((hug_dtype)c->args[QUERY].tensor->dtype); }

/* The call's settings, and its three inputs packed in parts[0..2]. */
static hug_status attention_begin(const hug_call *c, hug_attending *a, hug_tensor **parts) {
  memset(a, 0, sizeof *a);
  a->queries = c->args[BATCH].batch;
  a->keys = memory_of(c);
  a->heads = c->args[QUERY].tensor->shape[1];
  a->shared = a->heads / c->args[KEY].tensor->shape[1];
  a->dim = c->args[QUERY].tensor->shape[2];
  a->value_dim = c->args[VALUE].tensor->shape[2];
  a->causal = c->args[CAUSAL].b;
  a->window = c->args[WINDOW].i;
  const int64_t all = hug_batch_tokens(a->queries) + hug_batch_tokens(a->keys);
  if (a->window > all) a->window = all;
  a->scale = c->args[SCALE].given ? c->args[SCALE].f : 1 / sqrt((double)a->dim);
  a->softcap = c->args[SOFTCAP].f;
  for (int i = 0; i < 3; i++) HUG_TRY(hug_tensor_packed(c->args[i].tensor, type_of(c), &parts[i]));
  a->q = hug_tensor_at(parts[0]);
  a->k = hug_tensor_at(parts[1]);
  a->v = hug_tensor_at(parts[2]);
  return HUG_OK;
}

static hug_status no_room(const hug_call *c) {
  return hug_op_fail(c, HUG_ENOMEM, "no memory for the scores of a sequence");
}

static hug_status run(hug_call *c) {
  hug_attending a;
  hug_tensor *parts[4] = { NULL }, *out = c->out[0];
  hug_status status = attention_begin(c, &a, parts);
  const hug_dtype type = type_of(c);
  if (!status && out->dtype == type && hug_tensor_contiguous(out)) parts[3] = hug_tensor_retain(out);
  else if (!status) status = hug_tensor_make(type, 3, out->shape, &parts[3]);
  if (!status) {
    a.y = hug_tensor_at(parts[3]);
    hug_parallel(hug_batch_count(a.queries) * a.heads, 1, type == HUG_F64 ? hug_attention_forward_f64 : forward_chunk,
                 &a);
    status = atomic_load(&a.failed) ? no_room(c) : parts[3] != out ? hug_tensor_copy(out, parts[3]) : HUG_OK;
  }
  for (int i = 0; i < 4; i++) hug_tensor_free(parts[i]);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_attending a;
  hug_tensor *parts[4] = { NULL }, *g[3] = { NULL };
  hug_status status = attention_begin(c, &a, parts);
  const hug_dtype type = type_of(c);
  if (!status) status = hug_tensor_packed(grads[0], type, &parts[3]);
  for (int i = 0; i < 3 && !status; i++) {
    status = hug_tensor_make(type, 3, parts[i]->shape, &g[i]);
    if (!status) memset(hug_tensor_at(g[i]), 0, hug_tensor_bytes(g[i]));
  }
  if (!status) {
    a.gy = hug_tensor_at(parts[3]);
    a.dq = hug_tensor_at(g[0]);
    a.dk = hug_tensor_at(g[1]);
    a.dv = hug_tensor_at(g[2]);
    const hug_chunk_fn chunk = type == HUG_F64 ? hug_attention_backward_f64 : backward_chunk;
    hug_parallel(hug_batch_count(a.queries) * (a.heads ? a.heads / a.shared : 0), 1, chunk, &a);
    if (atomic_load(&a.failed)) status = no_room(c);
  }
  for (int i = 0; i < 3 && !status; i++) status = hug_call_grad(c, i, 0, hug_tensor_retain(g[i]));
  for (int i = 0; i < 3; i++) hug_tensor_free(g[i]);
  for (int i = 0; i < 4; i++) hug_tensor_free(parts[i]);
  return status;
}

const hug_op hug_op_attention = {
  .name = "attention", .source = "Vaswani et al. 2017; sequences laid end to end as in FlashAttention's varlen form",
  .doc = "Scaled dot-product attention within each sequence of `batch`: query [tokens, heads, dim], key and value "
         "[tokens, key heads, dim], no padding and no transposes; gives [tokens, heads, value dim].  Query heads "
         "share key heads in groups. `causal`: a query sees keys up to its own place; `window`: only that many; "
         "`softcap` c turns scores s into c tanh(s / c); keys and values belong to the sequences of `memory` if "
         "given.  Computed in f32, or in f64 where `query` is f64.",
  .samples = "randn(5,2,4), randn(5,2,4), randn(5,2,4), batch{lengths={2,3}}; "
             "randn(5,4,4), randn(5,2,4), randn(5,2,4), batch{lengths={5}}, {causal=true}; "
             "randn(4,2,4), randn(6,1,4), randn(6,1,3), batch{lengths={1,3}}, {memory=batch{lengths={3,3}}, window=2, "
             "softcap=1.5}",
  .params = { HUG_P_TENSOR("query"), HUG_P_TENSOR("key"), HUG_P_TENSOR("value"), HUG_P_BATCH("batch"),
              HUG_P_BOOL_OR("causal", false), HUG_P_INT_OR("window", 0), HUG_P_OPTIONAL_FLOAT("scale"),
              HUG_P_FLOAT_OR("softcap", 0), HUG_P_OPTIONAL_BATCH("memory") },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1) | HUG_SAVE_ARG(2), .infer = infer, .run = run, .backward = backward,
};
