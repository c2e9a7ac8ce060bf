/* view.h: what the operations that only look at elements differently share. */
#ifndef HUG_VIEW_H
#define HUG_VIEW_H

#include "op.h"

/* Output i is a view of the first argument: ndim, shape, stride, and `offset` elements behind its first one. */
hug_status hug_call_view(hug_call *c, int i, int ndim, const int64_t *shape, const int64_t *stride, int64_t offset);

/* The gradient of every view that shows an element at most once: zeros, seen the same way, that take the outputs' gradients. */
hug_status hug_view_backward(hug_call *c, hug_tensor *const *grads);

#endif
