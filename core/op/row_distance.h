/* row_distance.h: how far the rows of two tensors are apart. */
#ifndef HUG_ROW_DISTANCE_H
#define HUG_ROW_DISTANCE_H

#include "op.h"

/* distance(x1, x2, p, eps): the p-norm of x1 - x2 + eps over the last dim, which the result lacks; x1 and x2 broadcast. */
extern const hug_op hug_row_distance;

#endif
