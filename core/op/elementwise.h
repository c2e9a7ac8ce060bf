/* elementwise.h: what operations share that compute element by element with the loops of kernel/elementwise.def. */
#ifndef HUG_OP_ELEMENTWISE_H
#define HUG_OP_ELEMENTWISE_H

#include "../kernel/kernel.h"
#include "op.h"

/* What types a loop takes and gives: the `class` of elementwise.def. */
typedef enum hug_class { HUG_CLASS_FLOAT, HUG_CLASS_SAME, HUG_CLASS_NUMBER, HUG_CLASS_BOOL, HUG_CLASS_INT } hug_class;

/* A hug_op's data: the first `inputs` arguments are the loop's inputs; the gradients' loops follow the value's. */
typedef struct hug_elementwise {
  uint16_t loop;              /* HUG_EL_* */
  uint8_t inputs, class;
} hug_elementwise;

/* For infer: the output, of the arguments' common shape, in the type that the class asks for. */
hug_status hug_elementwise_out(hug_call *c, const hug_elementwise *e);

/* For run: fills the output.  scalars: [3], the loop's p0, p1, p2, or NULL. */
hug_status hug_elementwise_fill(hug_call *c, const hug_elementwise *e, const hug_scalar *scalars);

/* For backward: passes the gradient g of the output on to the inputs. */
hug_status hug_elementwise_pass(hug_call *c, const hug_elementwise *e, const hug_scalar *scalars, hug_tensor *g);

/* infer, run and backward of an operation whose data is a hug_elementwise, and whose numbers are the loop's scalars. */
hug_status hug_elementwise_infer(hug_call *c);
hug_status hug_elementwise_run(hug_call *c);
hug_status hug_elementwise_backward(hug_call *c, hug_tensor *const *grads);

/* Runs one loop over the elements of `out`, with inputs that meet in `type`. */
hug_status hug_elementwise_walk(int loop, hug_tensor *out, int count, hug_tensor *const *in, hug_dtype type,
                                const hug_scalar *scalars);

/* A number that is a float, also as the integer that a loop over integers needs. */
hug_scalar hug_elementwise_scalar(double f);

#endif
