/* along.h: places along one dim that a tensor of integers names, each position of it choosing its own: what gather, scatter,
** index_add and their kin stand on.
*/
#ifndef HUG_ALONG_H
#define HUG_ALONG_H

#include "op.h"

typedef enum hug_along_mode {
  HUG_ALONG_READ,             /* other = t */
  HUG_ALONG_WRITE,            /* t = other; of those that share a place the last stays */
  HUG_ALONG_ADD,              /* t = t + other, and so on: f32, f64 and i64 only */
  HUG_ALONG_MULTIPLY,
  HUG_ALONG_MAX,              /* NaN where either is */
  HUG_ALONG_MIN
} hug_along_mode;

/* Checks that `index`, and `src` if not NULL, go with t as gather and scatter want it, and tells the dim. */
hug_status hug_along_check(const hug_call *c, const hug_tensor *t, int64_t dim_given, const hug_tensor *index,
                           const hug_tensor *src, int *dim);

/* `index` in i64, with every one of it found within 0..size-1; with `from_end` those from -size on count from the end.
** Lies apart from `written`, which the call is going to write, or NULL. */
hug_status hug_along_index(const hug_call *c, const hug_tensor *index, int dim, int64_t size, bool from_end,
                           const hug_tensor *written, hug_tensor **out);

/* Moves elements between `t` and `other`, which are of one type: for every position p of `index`, which was checked, between
** other[p] and t[p with index[p] instead of p[dim]].  t and other have index's number of dims, other may be larger; or no dims:
** one value for all positions. */
void hug_along_move(hug_along_mode mode, hug_tensor *t, int dim, const hug_tensor *index, hug_tensor *other);

/* For run: output 0 becomes a copy of `input` that `other`, of any type, moves into.  index: by hug_along_index(). */
hug_status hug_along_put(hug_call *c, hug_along_mode mode, const hug_tensor *input, int dim, const hug_tensor *index,
                         const hug_tensor *other);

/* For backward: what `t` has at the places, in a new tensor of the shape of `like`, which may be larger than index: 0 there. */
hug_status hug_along_get(hug_tensor *t, int dim, const hug_tensor *index, const hug_tensor *like, hug_tensor **out);

/* One index [n], or without dims, as an index for hug_along_move(): the same for all positions of the other dims of `shape`. */
hug_status hug_along_spread(const hug_tensor *index, int dim, int ndim, const int64_t *shape, hug_tensor **out);

#endif
