/* order.h: the order of elements, which sort, median, mode, unique and their kin stand on.
**
** Elements are ordered by keys: unsigned numbers that are the greater, the later their element comes.  NaN comes after
** all numbers and -0 is 0; in descending order keys are complemented, so that NaN comes first.  Equal elements keep
** their order. */
#ifndef HUG_ORDER_H
#define HUG_ORDER_H

#include "op.h"

/* For infer: whether a row of n elements is one that the functions below take: a place must fit 32 bits. */
hug_status hug_order_check(const hug_call *c, int64_t n);

/* Room to work in for rows of n elements of a compute type: f32, f64 or i64.  Short rows cost no allocation. */
typedef struct hug_order_room {
  uint64_t *words;
  uint64_t few[512];
} hug_order_room;

bool hug_order_room_make(hug_order_room *r, hug_dtype type, int64_t n);   /* false: no memory */
void hug_order_room_free(hug_order_room *r);

/* Orders the n elements at x: places[i] is the place, from 0, of the one that comes i-th.  values: those elements in
** order, or NULL. */
void hug_order_row(hug_dtype type, bool descending, int64_t n, const void *x, void *values, int64_t *places,
                   hug_order_room *r);

/* The place of the element that comes k-th, from 0: places[k] of hug_order_row(), ascending. */
int64_t hug_order_find(hug_dtype type, int64_t n, const void *x, int64_t k, hug_order_room *r);

#endif
