/* index.h: moving elements to and from the places that index tensors name. */
#ifndef HUG_INDEX_H
#define HUG_INDEX_H

#include "op.h"

typedef enum hug_index_mode { HUG_INDEX_READ, HUG_INDEX_WRITE, HUG_INDEX_ADD } hug_index_mode;

/* Shape of t[indices]: the index tensors, broadcast together, stand where dims[0..count-1] of t were if those are neighbours,
** else in front.  Also checks types.  dims: made by hug_index_dims(). */
hug_status hug_index_shape(const hug_call *c, const hug_tensor *t, int count, hug_tensor *const *indices, const int *dims,
                           int *ndim, int64_t *shape);

/* The dims that indices go with: those of an INTS argument, or 0, 1, … if it is absent. */
hug_status hug_index_dims(const hug_call *c, const hug_tensor *t, int count, const hug_value *given, int *dims);

/* Moves elements between t's indexed places and `plain`, which has (or broadcasts to) the shape that hug_index_shape() tells and t's type:
** READ into plain, WRITE or ADD (f32, f64, i64 only) from it.  Of repeated places WRITE keeps the last.  HUG_ESHAPE for an index
** out of range, before anything is moved. */
hug_status hug_index_move(const hug_call *c, hug_index_mode mode, hug_tensor *t, int count, hug_tensor *const *indices, const int *dims,
                          hug_tensor *plain);

/* Zeros of like's shape in the type that its gradients are added up in. */
hug_status hug_index_zeros(const hug_tensor *like, hug_tensor **out);

/* Sets at[k] to the offset, in elements, of the k-th position of a box in row-major order. */
void hug_index_offsets(int ndim, const int64_t *shape, const int64_t *stride, int64_t *at);

#endif
