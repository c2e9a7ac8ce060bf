/* stage.c: see stage.h. */
#include "stage.h"
#include <string.h>

enum { PIECE = 1 << 16 };     /* elements that are worth another thread */

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t ceil_div(int64_t a, int64_t b) { return a / b + (a % b > 0); }  /* b > 0 */

static void lay_out(hug_stage *s) {
  s->columns = ceil_div(s->extent[2], s->phases);
  s->step[2] = s->columns;
  s->step[1] = s->phases * s->columns;
  s->step[0] = s->extent[1] * s->step[1];
  s->plane = s->extent[0] * s->step[0];
  s->image = s->channels * s->plane;
}

static void copy_elements(hug_dtype type, char *to, hug_dtype from_type, const char *from, int64_t step, int64_t n) {
  if (type == from_type && step == 1) memcpy(to, from, (size_t)n * hug_dtype_bytes(type));
  else if (type == HUG_F32 && from_type == HUG_F32)
    for (int64_t i = 0; i < n; i++) ((float *)to)[i] = ((const float *)from)[i * step];
  else hug_convert(type, to, 1, from_type, from, step, n);
}

/* Columns of phase `phase` of one line of the source, or zeros where there are none. */
static void stage_columns(const hug_stage *s, const char *line, int64_t phase, char *to) {
  const hug_images *x = s->x;
  const int64_t bytes = (int64_t)hug_dtype_bytes(s->type), column = s->origin[2] + phase;
  int64_t first = least(s->columns, most(0, ceil_div(-column, s->phases)));
  int64_t last = line ? most(first, least(s->columns, ceil_div(x->size[2] - column, s->phases))) : first;
  for (int64_t i = 0; i < first * bytes; i++) to[i] = 0;
  if (last > first)
    copy_elements(s->type, to + first * bytes, x->dtype,
                  line + (column + first * s->phases) * x->stride[2] * (int64_t)hug_dtype_bytes(x->dtype), x->stride[2] * s->phases, last - first);
  for (int64_t i = last * bytes; i < s->columns * bytes; i++) to[i] = 0;
}

/* Lines first..last-1 of images, channels and the first two dims. */
static void stage_chunk(void *context, int64_t first, int64_t last) {
  const hug_stage *s = context;
  const hug_images *x = s->x;
  const int64_t bytes = (int64_t)hug_dtype_bytes(s->type), from_bytes = (int64_t)hug_dtype_bytes(x->dtype);
  for (int64_t i = first; i < last; i++) {
    int64_t h = i % s->extent[1] + s->origin[1], d = i / s->extent[1] % s->extent[0] + s->origin[0];
    int64_t channel = i / s->extent[1] / s->extent[0] % s->channels, image = i / s->extent[1] / s->extent[0] / s->channels;
    bool inside = h >= 0 && h < x->size[1] && d >= 0 && d < x->size[0];
    const char *line = x->data + ((s->first_image + image) * x->image_stride + (s->first_channel + channel) * x->channel_stride
                                  + d * x->stride[0] + h * x->stride[1]) * from_bytes;
    for (int64_t phase = 0; phase < s->phases; phase++)
      stage_columns(s, inside ? line : NULL, phase, s->data + (i * s->step[1] + phase * s->columns) * bytes);
  }
}

/* Whether the elements can be read where they are. */
static bool serves(const hug_stage *s) {
  const hug_images *x = s->x;
  bool plain = x->dtype == s->type && s->phases == 1 && (x->stride[2] == 1 || s->extent[2] == 1);
  for (int d = 0; d < 3; d++) plain = plain && s->origin[d] >= 0 && s->origin[d] + s->extent[d] <= x->size[d];
  return plain && (uintptr_t)x->data % hug_dtype_bytes(s->type) == 0;
}

static void stay_in_place(hug_stage *s) {
  const hug_images *x = s->x;
  const int64_t bytes = (int64_t)hug_dtype_bytes(s->type);
  int64_t begin = s->first_image * x->image_stride + s->first_channel * x->channel_stride;
  int64_t last = (s->images - 1) * x->image_stride + (s->channels - 1) * x->channel_stride;
  for (int d = 0; d < 3; d++) begin += s->origin[d] * x->stride[d], last += (s->extent[d] - 1) * x->stride[d];
  s->step[0] = x->stride[0], s->step[1] = x->stride[1], s->step[2] = 0;
  s->plane = x->channel_stride, s->image = x->image_stride;
  s->data = x->data + begin * bytes;
  s->end = s->data + (last + 1) * bytes;
}

hug_status hug_stage_size(const hug_stage *s, size_t *out) {
  size_t size = (size_t)s->channels;
  bool fits = hug_mul_size(size, (size_t)s->extent[0], &size) && hug_mul_size(size, (size_t)s->extent[1], &size)
           && hug_mul_size(size, (size_t)(s->phases * ceil_div(s->extent[2], s->phases)), &size) && size < SIZE_MAX / 64;
  if (!fits) return hug_fail(HUG_ENOMEM, "[memory] there is no memory for an image with its padding");
  *out = size;
  return HUG_OK;
}

hug_status hug_stage_fill(hug_stage *s, int64_t spare) {
  size_t size = 0, elements, bytes = hug_dtype_bytes(s->type);
  s->owned = false;
  s->spare = 0;
  s->data = NULL;
  if (!spare && serves(s)) {
    stay_in_place(s);
    return HUG_OK;
  }
  HUG_TRY(hug_stage_size(s, &size));
  lay_out(s);
  if (!hug_mul_size(size, (size_t)s->images, &elements)) elements = SIZE_MAX / 64;
  s->data = hug_alloc_data((elements + (size_t)spare) * bytes);
  if (!s->data) return HUG_ENOMEM;
  s->end = s->data + (elements + (size_t)spare) * bytes;
  s->owned = true;
  s->spare = spare;
  memset(s->data + elements * bytes, 0, (size_t)spare * bytes);
  hug_parallel(s->images * s->channels * s->extent[0] * s->extent[1], 1 + PIECE / (1 + s->step[1]), stage_chunk, s);
  return HUG_OK;
}

void hug_stage_free(hug_stage *s) {
  if (s->owned) hug_free(s->data);
}
