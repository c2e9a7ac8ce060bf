/* attention.h: attention over sequences that lie end to end, as its computations in f32 and f64 see it. */
#ifndef HUG_ATTENTION_H
#define HUG_ATTENTION_H

#include "op.h"

typedef struct hug_attending {
  const hug_batch *queries, *keys;    /* equal for self-attention */
  int64_t heads, shared;      /* query heads; query heads for each key head */
  int64_t dim, value_dim;
  bool causal;
  int64_t window;             /* a query sees this many keys back, itself counted; 0: all */
  double scale, softcap;
  const char *q, *k, *v;      /* [tokens, heads, dim], [memory, heads / shared, dim], [memory, heads / shared,
                              ** value_dim] */
  char *y;                    /* [tokens, heads, value_dim] */
  const char *gy;             /* backward: as y … */
  char *dq, *dk, *dv;         /* … as q, k, v */
  atomic_bool failed;
} hug_attending;

/* Where one head of one sequence has its rows. */
typedef struct hug_attention_place {
  int64_t q, nq, k, nk, head, key_head, first, last;
} hug_attention_place;

/* Of task (sequence, head). */
hug_attention_place hug_attention_place_of(const hug_attending *a, int64_t task);

/* Keys that query i of a sequence sees among those in first..last: they are neighbours. */
void hug_attention_visible(const hug_attending *a, const hug_attention_place *p, int64_t i, int64_t *first,
                           int64_t *last);

/* In f64 (attention_f64.c): tasks are (sequence, head) going forward, (sequence, key head) going back. */
void hug_attention_forward_f64(void *attention, int64_t first, int64_t last);
void hug_attention_backward_f64(void *attention, int64_t first, int64_t last);

#endif
