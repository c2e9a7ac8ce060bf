/* spatial.c: see spatial.h. */
#include "spatial.h"

hug_status hug_window_ints(const hug_call *c, int arg, int dims, int64_t least, int64_t front, const int64_t *absent, int64_t out[3]) {
  const hug_value *v = &c->args[arg];
  const char *name = c->op->params[arg].name;
  bool given = v->given && v->count > 0;
  if (!given && !absent) return hug_op_fail(c, HUG_EARG, "`%s` is missing", name);
  if (given && v->count != 1 && v->count != dims)
    return hug_op_fail(c, HUG_EARG, "`%s` has %d numbers; it should be one, or one for each of %d dims", name, (int)v->count, dims);
  for (int d = 0; d < 3; d++) {
    int at = d - (3 - dims);
    if (at < 0) out[d] = front;
    else if (!given) out[d] = absent[d];
    else out[d] = v->ints[v->count == 1 ? 0 : at];
    if (at < 0 || !given || (out[d] >= least && out[d] <= HUG_WINDOW_MOST)) continue;
    return hug_op_fail(c, HUG_EARG, "`%s` is %lld; it should be %lld or more%s", name, (long long)out[d], (long long)least,
                       out[d] > HUG_WINDOW_MOST ? ", and less than 2^31" : "");
  }
  return HUG_OK;
}

hug_images hug_images_at(const hug_tensor *t, int dims) {
  bool batched = t->ndim == dims + 2;
  int channel = batched;
  hug_images x = { .dtype = (hug_dtype)t->dtype, .batched = batched, .data = t->storage ? hug_tensor_at(t) : NULL,
                   .images = batched ? t->shape[0] : 1, .channels = t->shape[channel],
                   .image_stride = batched ? t->stride[0] : 0, .channel_stride = t->stride[channel] };
  for (int d = 0; d < 3; d++) {
    int at = d - (3 - dims);
    x.size[d] = at < 0 ? 1 : t->shape[channel + 1 + at];
    x.stride[d] = at < 0 ? 0 : t->stride[channel + 1 + at];
  }
  return x;
}

hug_status hug_images_of(const hug_call *c, int arg, int dims, hug_images *out) {
  static const char *const sizes[] = { "length", "height, width", "depth, height, width" };
  const hug_tensor *t = c->args[arg].tensor;
  if (t->ndim != dims + 1 && t->ndim != dims + 2) {
    char shape[128];
    hug_shape_text(t->ndim, t->shape, shape, sizeof shape);
    return hug_op_fail(c, HUG_ESHAPE, "`%s` is %s; it should be [images, channels, %s] or [channels, %s]", c->op->params[arg].name, shape,
                       sizes[dims - 1], sizes[dims - 1]);
  }
  *out = hug_images_at(t, dims);
  for (int d = 0; d < 3; d++)
    if (out->size[d] > HUG_WINDOW_MOST)
      return hug_op_fail(c, HUG_ESHAPE, "`%s` has a size of %lld; the most is 2^31 - 1", c->op->params[arg].name, (long long)out->size[d]);
  return HUG_OK;
}

int hug_images_shape(const hug_images *like, int dims, int64_t channels, const int64_t size[3], int64_t *shape) {
  int ndim = 0;
  if (like->batched) shape[ndim++] = like->images;
  shape[ndim++] = channels;
  for (int d = 3 - dims; d < 3; d++) shape[ndim++] = size[d];
  return ndim;
}
