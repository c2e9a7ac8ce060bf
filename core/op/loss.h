/* loss.h: what losses share that are computed element by element, by loops of kernel/elementwise.def. */
#ifndef HUG_LOSS_H
#define HUG_LOSS_H

#include "../kernel/kernel.h"
#include "scope.h"

#define HUG_REDUCTIONS "none|mean|sum"
#define HUG_P_REDUCTION HUG_P_CHOICE("reduction", "mean", HUG_REDUCTIONS)

/* The loss of 2 or 3 operands, which meet in `type` and broadcast: loop `loop` with its numbers [3] (NULL: none), reduced
** as the word says.  Where only its sum or mean is asked for, the single losses are never all in memory. */
hug_tensor *hug_loss(hug_scope *s, int loop, hug_dtype type, int count, hug_tensor *const *operands,
                     const double *numbers, const char *reduction);

/* Single losses, reduced as the word says. */
hug_tensor *hug_loss_reduced(hug_scope *s, hug_tensor *losses, const char *reduction);

/* For infer: refuses tensor arguments first..last (absent ones aside) that do not broadcast; with `floats` also types
** whose common one is no float, else only bool. */
hug_status hug_loss_check(const hug_call *c, int first, int last, bool floats);

/* For infer: refuses argument `arg` unless it has the shape of argument 0. */
hug_status hug_loss_same_shape(const hug_call *c, int arg);

/* For infer: refuses argument `arg`, if given, unless it broadcasts to the shape of argument 0. */
hug_status hug_loss_fits(const hug_call *c, int arg);

#endif
