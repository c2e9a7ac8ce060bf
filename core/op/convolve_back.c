/* convolve_back.c: from the narrow side of a convolution to the wide one.
**
** Along one dim, elements of the wide side that are `stride` apart, a comb, are reached by the same elements of the
** kernel: those whose distance from them is a multiple of the stride.  So a comb is a convolution, without a stride,
** of the narrow side.
*/
#include "convolve.h"
#include <string.h>

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }  /* b > 0 */
static int64_t ceil_div(int64_t a, int64_t b) { return -floor_div(-a, b); }

typedef struct comb {
  int64_t first, count;       /* of the wide side */
  int64_t window;             /* the narrow side's element for the first one and an element of the kernel at distance 0 */
  int64_t rest;               /* t dilation % stride of the elements of the kernel that reach it */
} comb;

static comb comb_of(const hug_convolution *g, int d, int64_t first) {
  int64_t at = first + g->padding[d], s = g->stride[d];
  int64_t window = floor_div(at, s);
  return (comb){ first, ceil_div(g->size[d] - first, s), window, at - window * s };
}

/* The combs of a volume, one for each of the first elements. */
static int64_t combs_of(const hug_convolution *g, int64_t count[3]) {
  for (int d = 0; d < 3; d++) count[d] = least(g->stride[d], g->size[d]);
  return hug_volume(count);
}

static void comb_at(const hug_convolution *g, const int64_t count[3], int64_t i, comb k[3]) {
  k[0] = comb_of(g, 0, i / count[2] / count[1]);
  k[1] = comb_of(g, 1, i / count[2] % count[1]);
  k[2] = comb_of(g, 2, i % count[2]);
}

/* Elements i of the kernel that reach a comb, and the narrow side's elements that they are of. */
typedef struct reach {
  int64_t count, *i, (*e)[3];
} reach;

static bool reach_make(reach *r, const hug_convolution *g) {
  size_t kernel = (size_t)hug_volume(g->kernel);
  r->i = hug_alloc(kernel * sizeof *r->i);
  r->e = hug_alloc(kernel * sizeof *r->e);
  return r->i && r->e;
}

static void reach_free(reach *r) {
  hug_free(r->i);
  hug_free(r->e);
}

static bool reaches(const hug_convolution *g, int d, const comb *k, int64_t t) { return t * g->dilation[d] % g->stride[d] == k->rest; }
static int64_t window_of(const hug_convolution *g, int d, const comb *k, int64_t t) { return k->window - t * g->dilation[d] / g->stride[d]; }

static void reach_find(reach *r, const hug_convolution *g, const comb k[3]) {
  r->count = 0;
  for (int64_t d = 0; d < g->kernel[0]; d++) {
    if (!reaches(g, 0, &k[0], d)) continue;
    for (int64_t h = 0; h < g->kernel[1]; h++) {
      if (!reaches(g, 1, &k[1], h)) continue;
      for (int64_t w = 0; w < g->kernel[2]; w++) {
        if (!reaches(g, 2, &k[2], w)) continue;
        int64_t *e = r->e[r->count];
        e[0] = window_of(g, 0, &k[0], d), e[1] = window_of(g, 1, &k[1], h), e[2] = window_of(g, 2, &k[2], w);
        r->i[r->count++] = (d * g->kernel[1] + h) * g->kernel[2] + w;
      }
    }
  }
}

/* ---- A piece ---- */

typedef struct operands {
  const hug_images *narrow;
  const void *weight, *bias;
  void *result;
  bool together;              /* combs are computed as channels of one convolution */
} operands;

/* The part of the narrow side that any element of the wide side needs. */
static hug_stage narrow_stage(const hug_convolution *g, const hug_images *narrow, int64_t first_image, int64_t first_group) {
  hug_stage s = { .x = narrow, .type = g->type, .first_image = first_image, .images = g->images, .first_channel = first_group * g->narrow,
                  .channels = g->groups * g->narrow, .phases = 1 };
  for (int d = 0; d < 3; d++) {
    s.origin[d] = floor_div(g->padding[d] - (g->kernel[d] - 1) * g->dilation[d], g->stride[d]);
    s.extent[d] = floor_div(g->size[d] - 1 + g->padding[d], g->stride[d]) - s.origin[d] + 1;
  }
  return s;
}

static int64_t place_in(const hug_stage *s, const int64_t e[3]) {
  return (e[0] - s->origin[0]) * s->step[0] + (e[1] - s->origin[1]) * s->step[1] + e[2] - s->origin[2];
}

typedef struct part {
  const operands *o;
  const hug_convolution *whole, *g;       /* the piece is g */
  const hug_piece *p;
  const hug_stage *s;
} part;

/* The correlation of the narrow side with `rows` rows whose windows are a comb's elements.  begin: where the piece's
** result is. */
static hug_correlation correlation_of(const part *b, const comb k[3], int64_t rows, int64_t depth, const int64_t *at) {
  const int64_t *size = b->whole->size, plane = hug_volume(size), step[3] = { size[1] * size[2], size[2], 1 };
  hug_convolution turned = *b->g;
  turned.wide = b->g->narrow, turned.narrow = rows;
  for (int d = 0; d < 3; d++) turned.stride[d] = 1, turned.windows[d] = k[d].count;
  hug_correlation c = hug_correlation_over(&turned, b->s, depth, at);
  c.result_image = b->whole->groups * b->g->wide * plane, c.result_channel = plane;
  int64_t begin = b->p->first_image * c.result_image + b->p->first_group * b->g->wide * plane + b->p->from * step[b->p->band];
  for (int d = 0; d < 3; d++) begin += k[d].first * step[d], c.result_step[d] = b->g->stride[d] * step[d];
  c.result = hug_element_at(b->g, b->o->result, begin);
  return c;
}

/* The first weight of the piece. */
static const char *weight_of(const part *b) {
  const hug_convolution *g = b->g;
  return hug_element_at(g, b->o->weight, b->p->first_group * g->narrow * g->wide * hug_volume(g->kernel));
}

static const char *bias_of(const part *b) { return b->o->bias ? hug_element_at(b->g, b->o->bias, b->p->first_group * b->g->wide) : NULL; }

/* ---- Comb by comb ---- */

/* Where the elements are that a comb sums, in the narrow side and in the weight: [narrow][those that reach it]. */
static void comb_places(const part *b, const reach *r, int64_t *at, int64_t *weight_at) {
  const hug_convolution *g = b->g;
  for (int64_t channel = 0; channel < g->narrow; channel++)
    for (int64_t j = 0; j < r->count; j++) {
      *at++ = channel * b->s->plane + place_in(b->s, r->e[j]);
      *weight_at++ = channel * g->wide * hug_volume(g->kernel) + r->i[j];
    }
}

static hug_status one_by_one(const part *b) {
  const hug_convolution *g = b->g;
  const int64_t kernel = hug_volume(g->kernel);
  int64_t count[3], combs = combs_of(g, count);
  int64_t *at = hug_alloc((size_t)(2 * g->narrow * kernel) * sizeof *at), *weight_at = at + g->narrow * kernel;
  reach r = { 0 };
  hug_status status = reach_make(&r, g) && at ? HUG_OK : HUG_ENOMEM;
  for (int64_t i = 0; i < combs && !status; i++) {
    comb k[3];
    comb_at(g, count, i, k);
    reach_find(&r, g, k);
    comb_places(b, &r, at, weight_at);
    hug_correlation c = correlation_of(b, k, g->wide, g->narrow * r.count, at);
    c.weight = weight_of(b), c.weight_group = g->narrow * g->wide * kernel, c.weight_row = kernel, c.weight_at = weight_at;
    c.bias = bias_of(b);
    status = hug_correlate(&c);
  }
  reach_free(&r);
  hug_free(at);
  return status;
}

/* ---- All combs at once, as channels side by side: where each alone has few rows, or all see the same elements ---- */

/* The elements that any comb sums, relative to its own: `count` along each dim from `first` on. */
typedef struct field { int64_t first[3], count[3]; } field;

static field field_of(const hug_convolution *g) {
  field f;
  for (int d = 0; d < 3; d++) {
    int64_t first = 0, last = -1;
    for (int64_t i = 0; i < least(g->stride[d], g->size[d]); i++) {
      comb k = comb_of(g, d, i);
      for (int64_t t = 0; t < g->kernel[d]; t++) {
        int64_t e = window_of(g, d, &k, t);
        if (!reaches(g, d, &k, t)) continue;
        bool none = last < first;
        first = none ? e : least(first, e);
        last = none ? e : most(last, e);
      }
    }
    f.first[d] = first;
    f.count[d] = last - first + 1;
  }
  return f;
}

/* All combs must be of one length; what is multiplied by zeros must be worth it. */
static bool goes_together(const hug_convolution *g) {
  field f = field_of(g);
  int64_t count[3], combs = combs_of(g, count);
  for (int d = 0; d < 3; d++)
    if (g->size[d] % g->stride[d]) return false;
  double ratio = (double)hug_volume(f.count) * (double)combs / (double)hug_volume(g->kernel);
  return g->type == HUG_F32 && combs > 1 && (ratio <= 1 || (g->wide < 16 && ratio < 3));
}

/* The weights of comb i in `weight`, all combs' [rows of a group: combs, wide][narrow][field]. */
static void gather_weights(const part *b, const field *f, const reach *r, int64_t combs, int64_t i, float *weight) {
  const hug_convolution *g = b->g;
  const int64_t kernel = hug_volume(g->kernel), places = hug_volume(f->count);
  const float *from = (const float *)weight_of(b);
  for (int64_t j = 0; j < r->count; j++) {
    int64_t at = 0;
    for (int d = 0; d < 3; d++) at = at * f->count[d] + r->e[j][d] - f->first[d];
    for (int64_t n = 0; n < g->groups * g->wide * g->narrow; n++) {
      int64_t group = n / g->narrow / g->wide, wide = n / g->narrow % g->wide, narrow = n % g->narrow;
      weight[(((group * combs + i) * g->wide + wide) * g->narrow + narrow) * places + at]
        = from[((group * g->narrow + narrow) * g->wide + wide) * kernel + r->i[j]];
    }
  }
}

/* Where the field's elements are: [narrow][field]. */
static void field_places(const part *b, const field *f, int64_t *at) {
  for (int64_t n = 0; n < b->g->narrow; n++)
    for (int64_t i = 0; i < hug_volume(f->count); i++) {
      int64_t e[3] = { i / f->count[2] / f->count[1], i / f->count[2] % f->count[1], i % f->count[2] };
      for (int d = 0; d < 3; d++) e[d] += f->first[d];
      *at++ = n * b->s->plane + place_in(b->s, e);
    }
}

static hug_status together(const part *b) {
  const hug_convolution *g = b->g;
  const int64_t *size = b->whole->size;
  field f = field_of(g);
  comb k[3];
  int64_t count[3], combs = combs_of(g, count), rows = combs * g->wide, depth = g->narrow * hug_volume(f.count);
  int64_t *at = hug_alloc((size_t)(2 * depth + rows) * sizeof *at), *result_at = at + 2 * depth;
  float *weight = hug_alloc_zero((size_t)(g->groups * rows * (depth + 1)) * sizeof *weight), *bias = weight + g->groups * rows * depth;
  reach r = { 0 };
  hug_status status = reach_make(&r, g) && at && weight ? HUG_OK : HUG_ENOMEM;
  for (int64_t i = 0; i < combs && !status; i++) {
    comb_at(g, count, i, k);
    reach_find(&r, g, k);
    gather_weights(b, &f, &r, combs, i, weight);
    for (int64_t w = 0; w < g->wide; w++)
      result_at[i * g->wide + w] = w * hug_volume(size) + (k[0].first * size[1] + k[1].first) * size[2] + k[2].first;
  }
  if (!status) {
    comb_at(g, count, 0, k);
    field_places(b, &f, at);
    for (int64_t i = 0; i < depth; i++) at[depth + i] = i;
    for (int64_t i = 0; i < g->groups * rows && b->o->bias; i++) bias[i] = ((const float *)bias_of(b))[i / rows * g->wide + i % g->wide];
    hug_correlation c = correlation_of(b, k, rows, depth, at);
    c.result_at = result_at, c.result_group = g->wide * hug_volume(size);
    c.weight = (const char *)weight, c.weight_group = rows * depth, c.weight_row = depth, c.weight_at = at + depth;
    c.bias = b->o->bias ? (const char *)bias : NULL;
    status = hug_correlate(&c);
  }
  reach_free(&r);
  hug_free(at);
  hug_free(weight);
  return status;
}

/* ---- All pieces ---- */

static hug_status back_piece(const hug_convolution *whole, const hug_piece *p, void *context) {
  const operands *o = context;
  hug_convolution g = *whole;
  g.images = p->images;
  g.groups = p->groups;
  g.size[p->band] = p->length;
  g.padding[p->band] += p->from;
  hug_stage s = narrow_stage(&g, o->narrow, p->first_image, p->first_group);
  HUG_TRY(hug_stage_fill(&s, o->together ? 0 : hug_convolve_spare(&g, g.wide)));
  part b = { o, whole, &g, p, &s };
  hug_status status = (o->together ? together : one_by_one)(&b);
  hug_stage_free(&s);
  return status;
}

/* Each element of the wide side sums over all of the kernel that reaches it, zeros outside the narrow side included.
** Whether that is much more than what each window contributes: as for a window as large as the image. */
static bool windows_are_few(const hug_convolution *g) {
  double ratio = 1;
  for (int d = 0; d < 3; d++) ratio *= (double)g->size[d] / (double)(g->stride[d] * most(1, g->windows[d]));
  return ratio > 8;
}

hug_status hug_convolve_back(const hug_convolution *g, const hug_images *narrow, const void *weight, const void *bias, void *wide) {
  operands o = { narrow, weight, bias, wide, goes_together(g) };
  if (g->images * g->groups * g->wide * hug_volume(g->size) == 0) return HUG_OK;
  if (windows_are_few(g)) return hug_convolve_few_back(g, narrow, weight, bias, wide);
  hug_pieces p = { .work = back_piece, .context = &o };
  p.small = g->type == HUG_F32 && g->wide <= HUG_CORRELATE_FEW && !o.together;
  hug_convolution one = *g;
  one.images = 1;
  hug_stage s = narrow_stage(&one, narrow, 0, 0);
  HUG_TRY(hug_stage_size(&s, &p.elements));
  memcpy(p.size, g->size, sizeof p.size);
  memcpy(p.unit, g->stride, sizeof p.unit);
  return hug_convolve_pieces(g, &p);
}
