/* spatial.h: sizes of operations that go over one to three spatial dims with a window: convolution, pooling, unfold.
** There is one code for all of them: a tensor of fewer spatial dims is taken as one of three whose first ones have
** the size 1.
*/
#ifndef HUG_SPATIAL_H
#define HUG_SPATIAL_H

#include "op.h"

/* No size, stride, padding or dilation is larger, so that products of two of them fit an int64_t. */
#define HUG_WINDOW_MOST INT32_MAX

/* Argument `arg`, one integer for all `dims` dims or one for each, none below `least`, into the last of out[3]; the
** dims in front get `front`.  An argument that is absent or an empty list is `absent`. */
hug_status hug_window_ints(const hug_call *c, int arg, int dims, int64_t least, int64_t front, const int64_t *absent, int64_t out[3]);

/* A tensor [images, channels, size…] or [channels, size…], seen as five dims. */
typedef struct hug_images {
  hug_dtype dtype;
  bool batched;               /* the first dim is the images */
  char *data;                 /* the first element; NULL before there is one */
  int64_t images, channels, size[3];
  int64_t image_stride, channel_stride, stride[3];  /* in elements */
} hug_images;

/* Argument `arg` with `dims` spatial dims. */
hug_status hug_images_of(const hug_call *c, int arg, int dims, hug_images *out);

/* A tensor that has such a shape. */
hug_images hug_images_at(const hug_tensor *t, int dims);

/* The shape of like's kind with other channels and sizes; returns its dims. */
int hug_images_shape(const hug_images *like, int dims, int64_t channels, const int64_t size[3], int64_t *shape);

#endif
