/* attention_f64.c: attention in f64, one query after the other: for checks of gradients more than for speed. */
#include "attention.h"
#include <math.h>
#include <string.h>

static double *row(const char *x, int64_t token, int64_t head, int64_t heads, int64_t dim) {
  return (double *)(void *)x + (token * heads + head) * dim;
}

static double dot(int64_t n, const double *a, const double *b) {
  double sum = 0;
  for (int64_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

static void add_scaled(int64_t n, double by, const double *x, double *y) {
  for (int64_t i = 0; i < n; i++) y[i] += by * x[i];
}

/* One query and the keys it sees. */
typedef struct sight {
  const hug_attending *a;
  const hug_attention_place *p;
  int64_t i, first, last;
} sight;

static int64_t key_heads(const hug_attending *a) { return a->heads / a->shared; }
static double *query_row(const sight *s, const char *x, int64_t dim) {
  return row(x, s->p->q + s->i, s->p->head, s->a->heads, dim);
}
static double *key_row(const sight *s, const char *x, int64_t j, int64_t dim) {
  return row(x, s->p->k + j, s->p->key_head, key_heads(s->a), dim);
}

/* Probabilities of the keys in p[first..last-1], and how much a score moves what softmax sees, in slope if that is
** wanted. */
static sight look(const hug_attending *a, const hug_attention_place *p, int64_t i, double *probability, double *slope) {
  sight s = { a, p, i, 0, 0 };
  double most = -INFINITY, sum = 0;
  hug_attention_visible(a, p, i, &s.first, &s.last);
  for (int64_t j = s.first; j < s.last; j++) {
    double score = a->scale * dot(a->dim, query_row(&s, a->q, a->dim), key_row(&s, a->k, j, a->dim));
    const double t = a->softcap > 0 ? tanh(score / a->softcap) : 0;
    if (a->softcap > 0) score = a->softcap * t;
    if (slope) slope[j] = a->scale * (1 - t * t);
    probability[j] = score;
    most = score > most || score != score ? score : most;
  }
  for (int64_t j = s.first; j < s.last; j++) sum += probability[j] = exp(probability[j] - most);
  for (int64_t j = s.first; j < s.last; j++) probability[j] /= sum;
  return s;
}

/* Room for two numbers a key; NULL, and noted, if there is none. */
static double *room_for(hug_attending *a, int64_t keys) {
  double *room = hug_alloc(2 * (size_t)(keys + 1) * sizeof *room);
  if (!room) atomic_store(&a->failed, true);
  return room;
}

void hug_attention_forward_f64(void *attention, int64_t first, int64_t last) {
  hug_attending *a = attention;
  for (int64_t task = first; task < last; task++) {
    const hug_attention_place p = hug_attention_place_of(a, task);
    double *probability = room_for(a, p.nk);
    if (!probability) return;
    for (int64_t i = 0; i < p.nq; i++) {
      const sight s = look(a, &p, i, probability, NULL);
      double *y = query_row(&s, a->y, a->value_dim);
      memset(y, 0, (size_t)a->value_dim * sizeof *y);
      for (int64_t j = s.first; j < s.last; j++)
        add_scaled(a->value_dim, probability[j], key_row(&s, a->v, j, a->value_dim), y);
    }
    hug_free(probability);
  }
}

/* With P the probabilities of a query: dP = gy v^T, dS = P (dP - sum(P dP)) slope; dq = dS k, dk += dS q, dv += P
** gy. */
static void backward_query(const hug_attending *a, const hug_attention_place *p, int64_t i, double *probability,
                           double *slope) {
  const sight s = look(a, p, i, probability, slope);
  const double *gy = query_row(&s, a->gy, a->value_dim), *q = query_row(&s, a->q, a->dim);
  double sum = 0;
  for (int64_t j = s.first; j < s.last; j++)
    sum += probability[j] * dot(a->value_dim, gy, key_row(&s, a->v, j, a->value_dim));
  for (int64_t j = s.first; j < s.last; j++) {
    const double dp = dot(a->value_dim, gy, key_row(&s, a->v, j, a->value_dim));
    const double d = slope[j] * probability[j] * (dp - sum);
    add_scaled(a->dim, d, key_row(&s, a->k, j, a->dim), query_row(&s, a->dq, a->dim));
    add_scaled(a->dim, d, q, key_row(&s, a->dk, j, a->dim));
    add_scaled(a->value_dim, probability[j], gy, key_row(&s, a->dv, j, a->value_dim));
  }
}

/* All query heads that add to the same dk and dv, one after the other. */
void hug_attention_backward_f64(void *attention, int64_t first, int64_t last) {
  hug_attending *a = attention;
  for (int64_t task = first; task < last; task++)
    for (int64_t member = 0; member < a->shared; member++) {
      const int64_t head = task % key_heads(a) * a->shared + member;
      const hug_attention_place p = hug_attention_place_of(a, task / key_heads(a) * a->heads + head);
      double *room = room_for(a, p.nk);
      if (!room) return;
      for (int64_t i = 0; i < p.nq; i++) backward_query(a, &p, i, room, room + p.nk);
      hug_free(room);
    }
}
