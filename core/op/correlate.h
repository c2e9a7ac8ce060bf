/* correlate.h: the sum over a window, for many windows at once, which convolutions and their gradients are.
**
** An element of the source is found at the sum of two places: that of the window and that of the element in it.  The
** same holds for weights.  So one code serves convolutions of one to three dims, forward and back, with any stride
** and dilation: they differ in the places that they name.
*/
#ifndef HUG_CORRELATE_H
#define HUG_CORRELATE_H

#include "../kernel/kernel.h"
#include "spatial.h"

/* result[image][group, row][window] = bias[group, row] + sum over i of weight[group, row][i]
** source[image][group][window + at[i]]. All in one type: f32, f64 or i64.  Places and strides are in elements.
** Windows that follow each other along the last dim lie side by side in the source.  Up to HUG_CORRELATE_SPARE
** elements behind a window's last one are read unless they are at `end` or behind. */
typedef struct hug_correlation {
  hug_dtype type;
  int64_t images, groups, rows, depth;   /* rows: channels of the result in a group; depth: elements of a window */
  int64_t grid[3];                       /* windows of an image and channel */
  const char *source, *end;
  bool spare;                            /* what is read behind a window always lies before `end` */
  int64_t source_image, source_group, source_step[3];
  const int64_t *at;                     /* [depth] */
  const char *weight;
  int64_t weight_group, weight_row;
  const int64_t *weight_at;              /* [depth] */
  const char *bias;                      /* [groups * rows], or NULL */
  char *result;
  int64_t result_image, result_channel, result_step[3];
  const int64_t *result_at;              /* [rows] where a group's rows are, groups result_group apart; NULL: rows one channel apart */
  int64_t result_group;
} hug_correlation;

#define HUG_CORRELATE_SPARE 64
#define HUG_CORRELATE_FEW 2    /* rows for which no product is worth while; their source should have spare elements */

hug_status hug_correlate(const hug_correlation *c);

/* Gradients of a correlation's result, contiguous in an image's channel; strides in elements. */
typedef struct hug_grads {
  const char *data, *end;
  int64_t image, channel;
} hug_grads;

/* The gradient of the weights: weights[group][row][i] += sum over images and windows of source[window + at[i]] times
** grads[image][group, row][window]. */
hug_status hug_correlate_weights(const hug_correlation *c, const hug_grads *grads, void *weights);

/* The same in f32 by packed products, for many rows; weights: [groups][depth][rows]. */
hug_status hug_correlate_weights_f32(const hug_correlation *c, const hug_grads *grads, void *weights);

/* Where the result of a group's row begins. */
static inline int64_t hug_correlation_row(const hug_correlation *c, int64_t group, int64_t row) {
  return c->result_at ? group * c->result_group + c->result_at[row] : (group * c->rows + row) * c->result_channel;
}

/* The windows first..last-1 of all images, counted in row-major order, as runs along the last dim; a run's `from` is
** by `image_step` and `step`, its `at` counts from `first`, and it ends at multiples of `cut` behind `first` (0:
** nowhere).  Runs that go on are one if step[2] is 1.  Returns their number, at most last - first. */
int64_t hug_window_runs(const int64_t grid[3], int64_t image_step, const int64_t step[3], int64_t first, int64_t last, int64_t cut,
                        hug_run *runs);

/* hug_correlate by packed products of f32, for many rows. */
hug_status hug_correlate_product(const hug_correlation *c);

#endif
