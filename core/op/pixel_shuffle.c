/* pixel_shuffle.c: channels that change places with one another, or with the pixels around: pixel_shuffle, pixel_unshuffle,
** channel_shuffle. */
#include "scope.h"
#include <string.h>

/* All of t's dims before the last three as one. */
static int64_t leading(const hug_tensor *t) {
  int64_t count = 1;
  for (int d = 0; d < t->ndim - 3; d++) count *= t->shape[d];
  return count;
}

/* t's shape in `shape`, of which the last three sizes, which are returned, are still to be set. */
static int64_t *result_shape(const hug_tensor *t, int64_t *shape) {
  memcpy(shape, t->shape, sizeof t->shape);
  return shape + t->ndim - 3;
}

static hug_status check(const hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const char *factor = c->op->params[1].name;
  if (t->ndim < 3)
    return hug_op_fail(c, HUG_ESHAPE, "`input` is [..., channels, height, width], not of %d dims", t->ndim);
  if (c->args[1].i < 1) return hug_op_fail(c, HUG_EARG, "`%s` is %lld, not positive", factor, (long long)c->args[1].i);
  return HUG_OK;
}

/* t as `count` parts in the order that `order` tells, then in `shape`; a copy even where nothing moves. */
static hug_tensor *shuffled(hug_scope *s, hug_tensor *t, int count, const int64_t *parts, const int64_t *order,
                            const int64_t *shape) {
  hug_tensor *apart = hug_do(s, permute, hug_do(s, reshape, t, count, parts), count, order);
  apart = hug_do(s, reshape, apart, t->ndim, shape);
  return hug_scope_ok(s) && hug_tensor_shares(apart, t) ? hug_do(s, clone, apart, HUG_NO_DTYPE) : apart;
}

static hug_status shuffle(hug_call *c) {
  hug_tensor *t = c->args[0].tensor;
  HUG_TRY(check(c));
  const int64_t r = c->args[1].i, *size = t->shape + t->ndim - 3, channels = size[0], height = size[1], width = size[2];
  if (channels && (r > channels || channels % r || channels / r % r))
    return hug_op_fail(c, HUG_ESHAPE, "%lld channels cannot be parted by `upscale_factor` %lld squared", (long long)channels,
                       (long long)r);
  int64_t shape[HUG_MAX_DIMS], *out = result_shape(t, shape), all;
  out[0] = channels / r / r;
  if (__builtin_mul_overflow(height, r, &out[1]) || __builtin_mul_overflow(width, r, &out[2]))
    return hug_op_fail(c, HUG_ESHAPE, "the result is too large");
  HUG_TRY(hug_shape_count(c->op->name, t->ndim, shape, &all));
  hug_scope s = hug_scope_of(c);
  return hug_scope_end(&s, c, shuffled(&s, t, 6, (int64_t[]){ leading(t), out[0], r, r, height, width },
                                       (int64_t[]){ 0, 1, 4, 2, 5, 3 }, shape));
}

static hug_status unshuffle(hug_call *c) {
  hug_tensor *t = c->args[0].tensor;
  HUG_TRY(check(c));
  const int64_t r = c->args[1].i, *size = t->shape + t->ndim - 3, channels = size[0], height = size[1], width = size[2];
  if (height % r || width % r)
    return hug_op_fail(c, HUG_ESHAPE, "%lld by %lld pixels cannot be parted by `downscale_factor` %lld", (long long)height,
                       (long long)width, (long long)r);
  int64_t shape[HUG_MAX_DIMS], *out = result_shape(t, shape), all;
  out[1] = height / r, out[2] = width / r;
  if (__builtin_mul_overflow(channels, r, &out[0]) || __builtin_mul_overflow(out[0], r, &out[0]))
    return hug_op_fail(c, HUG_ESHAPE, "the result is too large");
  HUG_TRY(hug_shape_count(c->op->name, t->ndim, shape, &all));
  hug_scope s = hug_scope_of(c);
  return hug_scope_end(&s, c, shuffled(&s, t, 6, (int64_t[]){ leading(t), channels, out[1], r, out[2], r },
                                       (int64_t[]){ 0, 1, 3, 5, 2, 4 }, shape));
}

static hug_status channels(hug_call *c) {
  hug_tensor *t = c->args[0].tensor;
  const int64_t groups = c->args[1].i;
  if (t->ndim < 3) return hug_op_fail(c, HUG_ESHAPE, "`input` is [batch, channels, ...] of at least 3 dims, not %d", t->ndim);
  if (groups < 1) return hug_op_fail(c, HUG_EARG, "`groups` is %lld, not positive", (long long)groups);
  if (t->shape[1] % groups)
    return hug_op_fail(c, HUG_ESHAPE, "%lld channels cannot be parted into %lld groups", (long long)t->shape[1],
                       (long long)groups);
  int64_t rest = 1;
  for (int d = 2; d < t->ndim; d++) rest *= t->shape[d];
  hug_scope s = hug_scope_of(c);
  return hug_scope_end(&s, c, shuffled(&s, t, 4, (int64_t[]){ t->shape[0], groups, t->shape[1] / groups, rest },
                                       (int64_t[]){ 0, 2, 1, 3 }, t->shape));
}

const hug_op hug_op_pixel_shuffle = {
  .name = "pixel_shuffle", .source = "torch.nn.functional.pixel_shuffle",
  .doc = "`input` [..., channels r², height, width] as [..., channels, height r, width r], r being `upscale_factor`: the r² "
         "channels become the pixels of a square.",
  .samples = "randn(4,2,3), 2; randn(2,9,1,2), 3",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("upscale_factor") }, .compose = shuffle,
};

const hug_op hug_op_pixel_unshuffle = {
  .name = "pixel_unshuffle", .source = "torch.nn.functional.pixel_unshuffle",
  .doc = "`input` [..., channels, height r, width r] as [..., channels r², height, width], r being `downscale_factor`: undoes "
         "`pixel_shuffle`.",
  .samples = "randn(2,2,4), 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("downscale_factor") }, .compose = unshuffle,
};

const hug_op hug_op_channel_shuffle = {
  .name = "channel_shuffle", .source = "torch.nn.functional.channel_shuffle",
  .doc = "`input` [batch, channels, ...] with its channels, parted into `groups`, dealt out: the first of each group, then the "
         "second of each, and so on.",
  .samples = "randn(1,6,2), 3",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("groups") }, .compose = channels,
};
