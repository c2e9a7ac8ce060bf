/* convolve.c: convolutions as correlations (correlate.h): where the elements of windows are; from the wide side to
** the narrow one, and the gradient of the weight.
*/
#include "convolve.h"
#include <string.h>

enum {
  STAGE = 4 << 20,            /* bytes that are staged at a time for all threads … */
  SMALL = 64 << 10,           /* … and for each */
  BAND = 8                    /* units of a band, at least: its neighbours stage the same elements again */
};

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t parts_of(int64_t count, int64_t most) { return (count + most - 1) / most; }

/* ---- Pieces ---- */

/* Pieces in order: parts of the groups, of the images, bands. */
typedef struct plan {
  const hug_convolution *g;
  const hug_pieces *p;
  int64_t images, groups;     /* of a piece */
  int64_t image_parts, group_parts, bands;
  int band;
  int64_t shares;             /* that are done one after the other by one thread */
  _Atomic int status;
} plan;

static plan plan_of(const hug_convolution *g, const hug_pieces *p) {
  plan n = { .g = g, .p = p, .band = p->size[0] > 1 ? 0 : p->size[1] > 1 ? 1 : 2 };
  const int64_t limit = p->small ? SMALL : STAGE;
  int64_t image = most(1, (int64_t)(p->elements * hug_dtype_bytes(g->type))), group = most(1, image / g->groups);
  n.images = p->small ? 1 : least(g->images, most(1, limit / image));
  n.groups = p->small || image > limit ? least(g->groups, most(1, limit / group)) : g->groups;
  n.bands = least(parts_of(p->size[n.band], p->unit[n.band] * BAND), most(1, group / limit));
  n.image_parts = parts_of(g->images, n.images);
  n.group_parts = parts_of(g->groups, n.groups);
  n.shares = !p->small ? 1 : p->summed ? n.group_parts : n.group_parts * n.image_parts * n.bands;
  return n;
}

static hug_piece piece_at(const plan *n, int64_t i) {
  const hug_convolution *g = n->g;
  int64_t band = i % n->bands, image = i / n->bands % n->image_parts * n->images, group = i / n->bands / n->image_parts * n->groups;
  int64_t size = n->p->size[n->band], unit = n->p->unit[n->band], units = parts_of(size, unit);
  int64_t from = band * units / n->bands * unit, to = least(size, (band + 1) * units / n->bands * unit);
  return (hug_piece){ image, least(n->images, g->images - image), group, least(n->groups, g->groups - group), n->band, from, to - from };
}

/* Shares first..last-1 of the pieces. */
static void share_chunk(void *context, int64_t first, int64_t last) {
  plan *n = context;
  int64_t count = n->group_parts * n->image_parts * n->bands / n->shares;
  for (int64_t i = first * count; i < last * count && !atomic_load(&n->status); i++) {
    hug_piece p = piece_at(n, i);
    hug_status status = n->p->work(n->g, &p, n->p->context);
    if (status) atomic_store(&n->status, (int)status);
  }
}

hug_status hug_convolve_pieces(const hug_convolution *g, const hug_pieces *p) {
  plan n = plan_of(g, p);
  hug_parallel(n.shares, 1, share_chunk, &n);
  hug_status status = (hug_status)atomic_load(&n.status);
  return status ? hug_fail(status, "[memory] there is no memory to convolve in") : HUG_OK;
}

hug_correlation hug_correlation_over(const hug_convolution *g, const hug_stage *s, int64_t depth, const int64_t *at) {
  return (hug_correlation){
    .type = g->type, .images = s->images, .groups = g->groups, .rows = g->narrow, .depth = depth,
    .grid = { g->windows[0], g->windows[1], g->windows[2] }, .source = s->data, .end = s->end, .spare = s->spare >= HUG_CORRELATE_SPARE,
    .source_image = s->image, .source_group = g->wide * s->plane,
    .source_step = { g->stride[0] * s->step[0], g->stride[1] * s->step[1], 1 }, .at = at,
  };
}

/* ---- From wide to narrow ---- */

typedef struct operands {
  const hug_images *wide, *narrow;
  const void *weight, *bias;
  void *result;
} operands;

/* A piece as a convolution of its own. */
static hug_convolution part_of(const hug_convolution *g, const hug_piece *p) {
  hug_convolution part = *g;
  part.images = p->images;
  part.groups = p->groups;
  part.windows[p->band] = p->length;
  part.padding[p->band] -= p->from * g->stride[p->band];
  return part;
}

/* The part of the wide side that windows go over. */
static hug_stage wide_stage(const hug_convolution *g, const hug_images *wide, int64_t first_image, int64_t first_group) {
  hug_stage s = { .x = wide, .type = g->type, .first_image = first_image, .images = g->images, .first_channel = first_group * g->wide,
                  .channels = g->groups * g->wide, .phases = g->stride[2] };
  for (int d = 0; d < 3; d++) {
    s.origin[d] = -g->padding[d];
    s.extent[d] = (g->windows[d] - 1) * g->stride[d] + (g->kernel[d] - 1) * g->dilation[d] + 1;
  }
  if (g->windows[2] == 1) s.phases = 1;   /* nothing lies beside it */
  return s;
}

/* Where the elements of a window are, channel by channel: [wide][kernel]. */
static void window_places(const hug_convolution *g, const hug_stage *s, int64_t *at) {
  for (int64_t channel = 0; channel < g->wide; channel++)
    for (int64_t d = 0; d < g->kernel[0]; d++)
      for (int64_t h = 0; h < g->kernel[1]; h++)
        for (int64_t w = 0; w < g->kernel[2]; w++) {
          int64_t column = w * g->dilation[2];
          *at++ = channel * s->plane + d * g->dilation[0] * s->step[0] + h * g->dilation[1] * s->step[1] + column % s->phases * s->step[2]
                + column / s->phases;
        }
}

static hug_status forward_piece(const hug_convolution *whole, const hug_piece *p, void *context) {
  const operands *o = context;
  hug_convolution g = part_of(whole, p);
  const int64_t depth = g.wide * hug_volume(g.kernel), plane = hug_volume(whole->windows), first_row = p->first_group * g.narrow;
  const int64_t step[3] = { whole->windows[1] * whole->windows[2], whole->windows[2], 1 };
  int64_t *at = hug_alloc((size_t)(2 * depth) * sizeof *at);
  if (!at) return HUG_ENOMEM;
  hug_stage s = wide_stage(&g, o->wide, p->first_image, p->first_group);
  hug_status status = hug_stage_fill(&s, hug_convolve_spare(&g, g.narrow));
  if (!status) {
    window_places(&g, &s, at);
    for (int64_t i = 0; i < depth; i++) at[depth + i] = i;
    hug_correlation c = hug_correlation_over(&g, &s, depth, at);
    c.weight = hug_element_at(&g, o->weight, first_row * depth);
    c.weight_group = g.narrow * depth, c.weight_row = depth, c.weight_at = at + depth;
    c.bias = o->bias ? hug_element_at(&g, o->bias, first_row) : NULL;
    c.result_image = whole->groups * g.narrow * plane, c.result_channel = plane;
    memcpy(c.result_step, step, sizeof step);
    c.result = hug_element_at(&g, o->result, p->first_image * c.result_image + first_row * plane + p->from * step[p->band]);
    status = hug_correlate(&c);
    hug_stage_free(&s);
  }
  hug_free(at);
  return status;
}

/* Pieces of windows. */
static hug_status window_pieces(const hug_convolution *g, const hug_images *wide, hug_pieces *p) {
  hug_convolution one = *g;
  one.images = 1;
  hug_stage s = wide_stage(&one, wide, 0, 0);
  memcpy(p->size, g->windows, sizeof p->size);
  for (int d = 0; d < 3; d++) p->unit[d] = 1;
  HUG_TRY(hug_stage_size(&s, &p->elements));
  return hug_convolve_pieces(g, p);
}

hug_status hug_convolve(const hug_convolution *g, const hug_images *wide, const void *weight, const void *bias, void *narrow) {
  operands o = { .wide = wide, .weight = weight, .bias = bias, .result = narrow };
  if (g->images * g->groups * g->narrow * hug_volume(g->windows) == 0) return HUG_OK;
  hug_pieces p = { .work = forward_piece, .context = &o, .small = g->type == HUG_F32 && g->narrow <= HUG_CORRELATE_FEW };
  return window_pieces(g, wide, &p);
}

/* ---- The gradient of the weight ---- */

/* Products want a panel of channels on the narrow side. */
static bool by_products(const hug_convolution *g) { return g->type == HUG_F32 && g->narrow >= 16; }

static hug_status weight_piece(const hug_convolution *whole, const hug_piece *p, void *context) {
  const operands *o = context;
  const hug_images *narrow = o->narrow;
  hug_convolution g = part_of(whole, p);
  const int64_t depth = g.wide * hug_volume(g.kernel), step[3] = { whole->windows[1] * whole->windows[2], whole->windows[2], 1 };
  int64_t *at = hug_alloc((size_t)depth * sizeof *at);
  if (!at) return HUG_ENOMEM;
  hug_stage s = wide_stage(&g, o->wide, p->first_image, p->first_group);
  hug_status status = hug_stage_fill(&s, 0);
  if (!status) {
    window_places(&g, &s, at);
    hug_correlation c = hug_correlation_over(&g, &s, depth, at);
    hug_grads grads = { .image = narrow->image_stride, .channel = narrow->channel_stride };
    int64_t first = p->first_group * g.narrow * narrow->channel_stride;
    grads.data = hug_element_at(&g, narrow->data, p->first_image * narrow->image_stride + first + p->from * step[p->band]);
    grads.end = hug_element_at(&g, narrow->data, whole->images * whole->groups * g.narrow * hug_volume(whole->windows));
    void *sums = hug_element_at(&g, o->result, p->first_group * g.narrow * depth);
    status = (by_products(&g) ? hug_correlate_weights_f32 : hug_correlate_weights)(&c, &grads, sums);
    hug_stage_free(&s);
  }
  hug_free(at);
  return status;
}

/* grad[group][row][i] = sums[group][i][row] */
static void turn(int64_t groups, int64_t rows, int64_t depth, const float *sums, float *grad) {
  for (int64_t i = 0; i < groups * rows; i++)
    for (int64_t k = 0; k < depth; k++) grad[i * depth + k] = sums[(i / rows * depth + k) * rows + i % rows];
}

hug_status hug_convolve_weight(const hug_convolution *g, const hug_images *wide, const hug_images *narrow, void *grad) {
  const int64_t depth = g->wide * hug_volume(g->kernel);
  size_t bytes = (size_t)(g->groups * g->narrow * depth) * hug_dtype_bytes(g->type);
  operands o = { .wide = wide, .narrow = narrow, .result = grad };
  hug_pieces p = { .work = weight_piece, .context = &o, .small = !by_products(g) && g->groups > 1, .summed = true };
  memset(grad, 0, bytes);
  if (bytes == 0 || g->images * hug_volume(g->windows) == 0) return HUG_OK;
  if (!by_products(g)) return window_pieces(g, wide, &p);
  o.result = hug_alloc_data(bytes);
  if (!o.result) return HUG_ENOMEM;
  memset(o.result, 0, bytes);
  hug_status status = window_pieces(g, wide, &p);
  if (!status) turn(g->groups, g->narrow, depth, o.result, grad);
  hug_free(o.result);
  return status;
}
