/* convolve.h: convolution and its two gradients, over one to three dims.
**
** A convolution has a wide side, over which windows move, and a narrow one with an element for each window:
**   narrow[n][o] = sum over channels, t of weight[n][w][t] wide[w][o stride + t dilation - padding]
** Read forward it is conv; from narrow to wide it is conv_transpose, and conv's gradient; and the gradient of the
** weight is the third of a kind.  All three are told by one description.
*/
#ifndef HUG_CONVOLVE_H
#define HUG_CONVOLVE_H

#include "correlate.h"
#include "stage.h"

typedef struct hug_convolution {
  hug_dtype type;             /* f32, f64 or i64: of weight, bias and result */
  int64_t images, groups;
  int64_t wide, narrow;       /* channels of a group */
  int64_t size[3];            /* of the wide side */
  int64_t windows[3];         /* of the narrow side */
  int64_t kernel[3], stride[3], padding[3] /* in front; negative cuts off */, dilation[3];
} hug_convolution;

/* weight: [groups * narrow, wide, kernel], contiguous; bias: a number for each channel of the result, or NULL; the
** result is contiguous [images, channels, size]. */
hug_status hug_convolve(const hug_convolution *g, const hug_images *wide, const void *weight, const void *bias, void *narrow);
hug_status hug_convolve_back(const hug_convolution *g, const hug_images *narrow, const void *weight, const void *bias, void *wide);

/* hug_convolve_back window by window: for few windows with a large kernel (convolve_few.c). */
hug_status hug_convolve_few_back(const hug_convolution *g, const hug_images *narrow, const void *weight, const void *bias, void *wide);

/* grad = the gradient of weight, of its shape; `narrow` is contiguous and of `type`. */
hug_status hug_convolve_weight(const hug_convolution *g, const hug_images *wide, const hug_images *narrow, void *grad);

/* ---- Pieces: what the three share ---- */

/* A piece of the work, for which images are staged at a time: some images, some groups, and a band of the result
** along one dim. */
typedef struct hug_piece {
  int64_t first_image, images, first_group, groups;
  int band;                   /* the dim */
  int64_t from, length;       /* the band */
} hug_piece;

typedef struct hug_pieces {
  hug_status (*work)(const hug_convolution *g, const hug_piece *p, void *context);
  void *context;
  int64_t size[3];            /* of the result */
  int64_t unit[3];            /* bands begin at multiples of it */
  size_t elements;            /* that are staged of one image */
  bool small;                 /* pieces stay in a near cache, and are what threads share; else a piece is shared among them */
  bool summed;                /* pieces of one group add to the same result, so that one thread does them in order */
} hug_pieces;

hug_status hug_convolve_pieces(const hug_convolution *g, const hug_pieces *p);

static inline int64_t hug_volume(const int64_t n[3]) { return n[0] * n[1] * n[2]; }

/* Where an element is. */
static inline char *hug_element_at(const hug_convolution *g, const void *first, int64_t elements) {
  return (char *)first + elements * (int64_t)hug_dtype_bytes(g->type);
}

/* What must be readable behind the elements of a source that `rows` rows are correlated with. */
static inline int64_t hug_convolve_spare(const hug_convolution *g, int64_t rows) {
  return g->type == HUG_F32 && rows <= HUG_CORRELATE_FEW ? HUG_CORRELATE_SPARE : 0;
}

/* The correlation whose source is s and whose windows are g's, each of `depth` elements at `at`; weights and result
** are to be told. */
hug_correlation hug_correlation_over(const hug_convolution *g, const hug_stage *s, int64_t depth, const int64_t *at);

#endif
