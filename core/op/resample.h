/* resample.h: images of another size: along each dim, an element of the result is a sum of a few of the input, its taps.
**
** All ways to interpolate are lists of taps, one for each dim; the gradient of one is the same lists read the other way.
*/
#ifndef HUG_RESAMPLE_H
#define HUG_RESAMPLE_H

#include "spatial.h"

typedef enum hug_filter { HUG_NEAREST, HUG_NEAREST_EXACT, HUG_LINEAR, HUG_CUBIC, HUG_LANCZOS } hug_filter;

/* How one dim is resampled. */
typedef struct hug_scaling {
  hug_filter filter;
  hug_dtype type;             /* in which places and weights are computed, as the reference does: f32 or f64; u8: in f64, for whole numbers */
  bool antialias;             /* the filter widens with the step, so that no element of the input is left out */
  bool align_corners;
  bool from_table;            /* nearest: equal and doubled sizes do not look at the factor */
  bool every_dim;             /* an antialiased dim that keeps its size is not left as it is */
  double factor;              /* as the caller gave it; 0: the sizes tell */
  int64_t in, out;
} hug_scaling;

/* Element i is the sum of weight[k] x[index[k]] over k in start[i]..start[i + 1]-1. */
typedef struct hug_taps {
  int64_t in, out;
  bool same;                  /* nothing changes */
  int fixed;                  /* the taps of each element, if all have as many; else 0 */
  int64_t *start;             /* [out + 1] */
  int32_t *index;
  void *weight;               /* f32 or f64; for u8 int32_t, to be divided by 2^precision; all 1 for nearest */
  int precision;
} hug_taps;

hug_status hug_taps_make(const hug_scaling *s, hug_taps *out);

/* The taps of the gradient: for each element of the input those of the result that it went into. */
hug_status hug_taps_turn(const hug_taps *t, hug_dtype type, hug_taps *out);
void hug_taps_free(hug_taps *t);

/* `planes` images, contiguous; taps of the three dims. */
typedef struct hug_resampling {
  int64_t planes;
  hug_taps dim[3];
} hug_resampling;

/* In f32 or f64. */
hug_status hug_resample(const hug_resampling *r, hug_dtype type, const void *x, void *y);

/* By the first tap alone, of elements of any type. */
hug_status hug_resample_nearest(const hug_resampling *r, int64_t bytes, const void *x, void *y);

/* Bytes, along the last dim and then the one before; each step rounds and keeps to 0..255. */
hug_status hug_resample_u8(const hug_resampling *r, const uint8_t *x, uint8_t *y);

#endif
