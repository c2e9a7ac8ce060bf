/* rows.h: tensors laid out as rows for the gradients of operations that work along dims. */
#ifndef HUG_ROWS_H
#define HUG_ROWS_H

#include "op.h"

/* t as contiguous [rows, length] in `type`: the dims in the bits of `dims` come last, in order, as one. */
hug_status hug_rows_pack(const hug_tensor *t, uint32_t dims, hug_dtype type, hug_tensor **out);

/* A view of contiguous `rows` that has like's shape again. */
hug_status hug_rows_unpack(const hug_tensor *rows, const hug_tensor *like, uint32_t dims, hug_tensor **out);

/* The shape that reducing `dims` of t leaves, with sizes 1 for them if `keepdim`; returns its dims. */
int hug_reduced_shape(const hug_tensor *t, uint32_t dims, bool keepdim, int64_t *shape);

/* Elements along `dims` of t. */
int64_t hug_reduced_length(const hug_tensor *t, uint32_t dims);

/* A gradient of the reduced shape, as a view that broadcasts to t's. */
hug_status hug_reduced_spread(const hug_tensor *g, const hug_tensor *t, uint32_t dims, hug_tensor **out);

/* For backward of operations that pick elements along `dims` of their first input: the gradient g of what they picked
** (NULL: none) goes back to where `places`, of g's shape, says that it came from. */
hug_status hug_rows_return(hug_call *c, hug_tensor *g, const hug_tensor *places, uint32_t dims);

/* For backward of operations that choose a value along `dims` of their first input: the gradient g of the value y
** (NULL: none) is shared evenly among all elements that equal it, NaN being equal to NaN. */
hug_status hug_rows_share(hug_call *c, hug_tensor *g, const hug_tensor *y, uint32_t dims);

#endif
