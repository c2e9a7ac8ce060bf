/* pool.h: one number for each window over an image: what pools of all kinds and dims share.
**
** A window is a product of ranges, one along each dim; so are the counts that averages are divided by.  So all that a pool
** is are three lists of ranges, and it goes along one dim after the other.
*/
#ifndef HUG_POOL_H
#define HUG_POOL_H

#include "spatial.h"

/* Windows along a dim: window i has the elements first[i], first[i] + step, … below last[i]. */
typedef struct hug_ranges {
  int64_t size, windows, step;
  int64_t *first, *last;
  int64_t whole, behind;      /* windows whole..behind-1 have all `length` elements, and are `stride` apart */
  int64_t length, stride;
  int64_t *count;             /* what an average is divided by; padding may count */
} hug_ranges;

typedef struct hug_pooling {
  hug_ranges dim[3];
  int64_t planes;             /* images times channels */
  int64_t divisor;            /* of averages, instead of the counts; 0: none */
  int64_t *room;              /* where the ranges' lists are; hug_free() it */
} hug_pooling;

/* Tensors are contiguous and of `type`: f32, f64 or i64 (gradients: f32 or f64).  indices, of largest values in their plane, may be
** NULL; a window that is all padding has the place where it begins, which may be outside. */
hug_status hug_pool_average(const hug_pooling *p, hug_dtype type, const void *x, void *y);
hug_status hug_pool_largest(const hug_pooling *p, hug_dtype type, const void *x, void *y, int64_t *indices);

/* dx = the gradient of x, from that of y. */
hug_status hug_pool_average_back(const hug_pooling *p, hug_dtype type, const void *dy, void *dx);
hug_status hug_pool_largest_back(const hug_pooling *p, hug_dtype type, const void *dy, const int64_t *indices, void *dx);

#endif
