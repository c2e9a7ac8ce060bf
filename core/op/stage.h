/* stage.h: images made ready for windows to go over them.
**
** Windows shall lie side by side along the last dim, and nothing outside the image shall be read.  Where an image has
** not that form by itself it is copied, with zeros around it, and with the columns that a stride steps over kept
** apart, phase by phase.
*/
#ifndef HUG_STAGE_H
#define HUG_STAGE_H

#include "spatial.h"

/* Part of some images: `extent` elements along each dim from `origin` on, which may be outside. */
typedef struct hug_stage {
  const hug_images *x;
  hug_dtype type;             /* what the elements become */
  int64_t first_image, images, first_channel, channels;
  int64_t origin[3], extent[3];
  int64_t phases;             /* column c is at [c % phases][c / phases] */

  /* Where elements are after hug_stage_fill(), in elements. */
  int64_t columns;            /* of a phase */
  int64_t step[3];            /* between elements along the first two dims; between phases */
  int64_t plane, image;       /* between channels, between images */
  char *data, *end;
  int64_t spare;              /* elements behind the last one that may be read too */
  bool owned;                 /* `data` is a copy */
} hug_stage;

/* Elements of a copy of one image; HUG_ENOMEM if that is beyond all measure. */
hug_status hug_stage_size(const hug_stage *s, size_t *out);

/* spare: how many elements behind the last one must be readable; if 0, the images are read in place where that
** serves. */
hug_status hug_stage_fill(hug_stage *s, int64_t spare);
void hug_stage_free(hug_stage *s);

#endif
