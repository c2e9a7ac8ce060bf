/* grid_sample.c: images read at any places: grid_sample.
**
** A place's neighbours are a product of its neighbours along each dim (taps), and so are their weights: one code serves planes and volumes,
** and all ways to interpolate.
*/
#include "../kernel/kernel.h"
#include "spatial.h"
#include <math.h>
#include <string.h>

enum { INPUT, GRID, MODE, PADDING, ALIGN };

typedef enum mode { BILINEAR, NEAREST, BICUBIC } mode;
typedef enum padding { ZEROS, BORDER, REFLECTION } padding;

enum {
  BLOCK = 128,                /* places that are looked up together */
  MOST_TAPS = 16,             /* neighbours of a place */
  PIECE = 1 << 14             /* neighbours that are worth another thread */
};

typedef struct sampling {
  hug_dtype type;             /* f32 or f64 */
  mode mode;
  padding padding;
  bool align;
  int dims;
  int64_t images, channels;
  int64_t size[3], out[3];    /* of the input, of the grid */
} sampling;

static int64_t volume(const int64_t n[3]) { return n[0] * n[1] * n[2]; }

/* ---- Checks ---- */

static hug_status wrong_grid(const hug_call *c, const char *rule) {
  char input[128], grid[128];
  const hug_tensor *x = c->args[INPUT].tensor, *g = c->args[GRID].tensor;
  hug_shape_text(x->ndim, x->shape, input, sizeof input);
  hug_shape_text(g->ndim, g->shape, grid, sizeof grid);
  return hug_op_fail(c, HUG_ESHAPE, "`grid` is %s and `input` is %s; %s", grid, input, rule);
}

static hug_status describe(const hug_call *c, sampling *s) {
  const hug_tensor *t = c->args[INPUT].tensor, *g = c->args[GRID].tensor;
  const char *how = c->args[MODE].string, *outside = c->args[PADDING].string;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`input` is %s; it should be floating: convert it with to()", hug_dtype_infos[t->dtype].name);
  if (g->dtype != t->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "`grid` is %s, but `input` is %s; convert one with to()", hug_dtype_infos[g->dtype].name,
                       hug_dtype_infos[t->dtype].name);
  if ((t->ndim != 4 && t->ndim != 5) || g->ndim != t->ndim)
    return wrong_grid(c, "they should be [images, …, 2] and [images, channels, height, width], or those of volumes, [images, …, 3]");
  hug_images x;
  *s = (sampling){ .type = hug_compute_type((hug_dtype)t->dtype), .dims = t->ndim - 2, .align = c->args[ALIGN].b };
  HUG_TRY(hug_images_of(c, INPUT, s->dims, &x));
  if (g->shape[0] != t->shape[0]) return wrong_grid(c, "they should have as many images");
  if (g->shape[g->ndim - 1] != s->dims) return wrong_grid(c, "the grid's last dim should have a number for each dim of the image");
  s->mode = !strcmp(how, "bilinear") ? BILINEAR : !strcmp(how, "nearest") ? NEAREST : BICUBIC;
  s->padding = !strcmp(outside, "zeros") ? ZEROS : !strcmp(outside, "border") ? BORDER : REFLECTION;
  if (s->mode == BICUBIC && s->dims == 3) return hug_op_fail(c, HUG_EARG, "`mode` \"bicubic\" goes with images of two dims");
  s->images = x.images;
  s->channels = x.channels;
  for (int d = 0; d < 3; d++) {
    int at = d - (3 - s->dims);
    s->size[d] = x.size[d];
    s->out[d] = at < 0 ? 1 : g->shape[1 + at];
    if (s->size[d] == 0) return hug_op_fail(c, HUG_ESHAPE, "dim %d of `input` is empty", d - 3);
  }
  if (s->size[0] * s->size[1] > INT32_MAX / s->size[2]) return hug_op_fail(c, HUG_ESHAPE, "an image of `input` has 2^31 elements or more");
  return HUG_OK;
}

/* ---- Places, with the reference's roundings, since the last bit decides where a place is between two elements ---- */

static double rounded(const sampling *s, double x) { return s->type == HUG_F32 ? (double)(float)x : x; }

/* -1 and 1 are the first and last elements, or the borders; NaN is taken as -1. */
static double unnormalized(const sampling *s, double x, int64_t size, double *slope) {
  double from = rounded(s, (x == x ? x : -1) + 1);
  *slope = (double)(s->align ? size - 1 : size) / 2;
  if (s->align) return rounded(s, from * *slope);
  if (s->dims == 3) return rounded(s, rounded(s, from * *slope) - 0.5);
  return s->type == HUG_F32 ? (double)(float)(from * *slope - 0.5) : fma(from, *slope, -0.5);  /* of f32 the product is exact */
}

/* Between `low` / 2 and `high` / 2, as if there were mirrors. */
static double reflected(const sampling *s, double x, int64_t low, int64_t high, double *slope) {
  const double least = (double)low / 2, span = (double)(high - low) / 2;
  if (low == high || !isfinite(x)) {
    *slope = 0;
    return 0;
  }
  x = rounded(s, x - least);
  double sign = x < 0 ? -1 : 1, length = fabs(x), rest = fmod(length, span), turns = floor(rounded(s, length / span));
  bool even = fmod(turns, 2) == 0;
  *slope *= even ? sign : -sign;
  return even ? rounded(s, rest + least) : rounded(s, rounded(s, span - rest) + least);
}

/* The borders themselves count as outside: there the slope is 0. */
static double clipped(double x, int64_t size, double *slope) {
  if (x > 0 && x < (double)(size - 1)) return x;
  *slope = 0;
  return x > 0 ? (double)(size - 1) : 0;
}

static double padded(const sampling *s, double x, int64_t size, double *slope) {
  if (s->padding == REFLECTION && s->align) x = reflected(s, x, 0, 2 * (size - 1), slope);
  else if (s->padding == REFLECTION) x = reflected(s, x, -1, 2 * size - 1, slope);
  return s->padding == ZEROS ? x : clipped(x, size, slope);
}

/* ---- Taps ---- */

/* The neighbours of a place along one dim: their places (-1: outside), weights, and the weights' slopes. */
typedef struct taps {
  int count;
  int64_t at[4];
  double weight[4], slope[4];
} taps;

static int64_t inside(double at, int64_t size) { return at >= 0 && at < (double)size ? (int64_t)at : -1; }

/* Keys' cubic convolution with a = -0.75, t behind the second of four elements, and its derivative. */
static void cubic(double t, double weight[4], double slope[4]) {
  const double a = -0.75;
  const double near[2] = { t, 1 - t }, far[2] = { t + 1, 2 - t };
  for (int i = 0; i < 2; i++) {
    double x = near[i], y = far[i], sign = i ? -1 : 1;
    weight[i ? 2 : 1] = ((a + 2) * x - (a + 3)) * x * x + 1;
    slope[i ? 2 : 1] = sign * (3 * (a + 2) * x - 2 * (a + 3)) * x;
    weight[i ? 3 : 0] = ((a * y - 5 * a) * y + 8 * a) * y - 4 * a;
    slope[i ? 3 : 0] = sign * ((3 * a * y - 10 * a) * y + 8 * a);
  }
}

static void taps_along(const sampling *s, double x, int64_t size, taps *t) {
  double slope, at = unnormalized(s, x, size, &slope), none;
  if (s->mode != BICUBIC) at = padded(s, at, size, &slope);
  if (s->mode == NEAREST) {
    *t = (taps){ 1, { inside(rint(at), size) }, { 1 }, { 0 } };
    return;
  }
  double first = floor(at), part = isfinite(at) ? rounded(s, at - first) : 0;
  if (s->mode == BILINEAR) {
    *t = (taps){ 2, { inside(first, size), inside(first + 1, size) }, { 1 - part, part }, { -slope, slope } };
    return;
  }
  t->count = 4;
  cubic(part, t->weight, t->slope);
  for (int i = 0; i < 4; i++) {
    t->at[i] = inside(trunc(padded(s, first - 1 + i, size, &none)), size);
    t->slope[i] *= slope;
  }
}

/* The neighbours of a block of places. */
typedef struct block {
  int taps;
  int32_t at[MOST_TAPS][BLOCK];           /* in a plane; -1: outside */
  float weight_f32[MOST_TAPS][BLOCK];     /* one or the other, by the type */
  double weight_f64[MOST_TAPS][BLOCK];
  double slope[3][MOST_TAPS][BLOCK];      /* of the weight along each dim; dim 0 is the grid's last number */
} block;

/* Neighbour k of place i is those of three dims together. */
static void join(const sampling *s, const taps *x, int i_x, const taps *y, int i_y, const taps *z, int i_z, bool slopes, int k, int64_t i,
                 block *b) {
  bool out = x->at[i_x] < 0 || y->at[i_y] < 0 || z->at[i_z] < 0;
  double flat = y->weight[i_y] * z->weight[i_z], weight = x->weight[i_x] * flat;
  b->at[k][i] = out ? -1 : (int32_t)((z->at[i_z] * s->size[1] + y->at[i_y]) * s->size[2] + x->at[i_x]);
  if (s->type == HUG_F32) b->weight_f32[k][i] = (float)weight;
  else b->weight_f64[k][i] = weight;
  if (!slopes) return;
  b->slope[0][k][i] = x->slope[i_x] * flat;
  b->slope[1][k][i] = x->weight[i_x] * y->slope[i_y] * z->weight[i_z];
  b->slope[2][k][i] = x->weight[i_x] * y->weight[i_y] * z->slope[i_z];
}

/* Looks up the n places whose grid is at `grid`, `dims` numbers each, the last dim's first. */
static void look_up(const sampling *s, int64_t n, const void *grid, bool slopes, block *b) {
  taps t[3] = { { 1, { 0 }, { 1 }, { 0 } }, { 1, { 0 }, { 1 }, { 0 } }, { 1, { 0 }, { 1 }, { 0 } } };
  for (int64_t i = 0; i < n; i++) {
    for (int d = 0; d < s->dims; d++) {
      int64_t at = i * s->dims + d;
      taps_along(s, s->type == HUG_F32 ? (double)((const float *)grid)[at] : ((const double *)grid)[at], s->size[2 - d], &t[d]);
    }
    int k = 0;
    for (int z = 0; z < t[2].count; z++)
      for (int y = 0; y < t[1].count; y++)
        for (int x = 0; x < t[0].count; x++) join(s, &t[0], x, &t[1], y, &t[2], z, slopes, k++, i, b);
    b->taps = k;
  }
}

/* ---- Loops: tensors are contiguous and of s->type; a plane of the grid is one image's places ---- */

typedef struct loops {
  const sampling *s;
  const char *x, *grid, *dy;
  char *y, *dx, *dgrid;
  atomic_bool failed;
} loops;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Where place `at` of image `image` is told. */
static const char *grid_at(const loops *l, int64_t image, int64_t at) {
  return l->grid + (image * volume(l->s->out) + at) * l->s->dims * (int64_t)hug_dtype_bytes(l->s->type);
}

/* y[j] += w[j] x[at[j]] */
static void gather_f32(int64_t n, const float *w, const float *x, const int32_t *at, float *y) { hug_kernels_get()->gather_f32(n, w, x, at, y); }
static void gather_f64(int64_t n, const double *w, const double *x, const int32_t *at, double *y) {
  for (int64_t j = 0; j < n; j++) y[j] += at[j] < 0 ? 0 : w[j] * x[at[j]];
}

/* Blocks first..last-1 of images and places. */
#define READ(name, T, type)                                                                                         \
  static void name(void *context, int64_t first, int64_t last) {                                              \
    loops *l = context;                                                                                       \
    const sampling *s = l->s;                                                                                 \
    const int64_t places = volume(s->out), plane = volume(s->size), blocks = (places + BLOCK - 1) / BLOCK;    \
    block *b = hug_alloc(sizeof *b);                                                                          \
    if (!b) atomic_store(&l->failed, true);                                                                   \
    for (int64_t i = first; i < last && b; i++) {                                                             \
      int64_t image = i / blocks, at = i % blocks * BLOCK, n = least(BLOCK, places - at);                     \
      look_up(s, n, grid_at(l, image, at), false, b);                                                         \
      for (int64_t c = image * s->channels; c < (image + 1) * s->channels; c++) {                             \
        const T *x = (const T *)l->x + c * plane;                                                             \
        T *y = (T *)l->y + c * places + at;                                                                   \
        for (int64_t j = 0; j < n; j++) y[j] = 0;                                                             \
        for (int k = 0; k < b->taps; k++) gather_##type(n, b->weight_##type[k], x, b->at[k], y);              \
      }                                                                                                       \
    }                                                                                                         \
    hug_free(b);                                                                                              \
  }
READ(read_f32, float, f32)
READ(read_f64, double, f64)

/* The gradient of the input, planes first..last-1: each element of dy goes to the neighbours that it came from. */
#define SPREAD(name, T, type)                                                                                       \
  static void name(void *context, int64_t first, int64_t last) {                                              \
    loops *l = context;                                                                                       \
    const sampling *s = l->s;                                                                                 \
    const int64_t places = volume(s->out), plane = volume(s->size);                                           \
    block *b = hug_alloc(sizeof *b);                                                                          \
    if (!b) atomic_store(&l->failed, true);                                                                   \
    memset((T *)l->dx + first * plane, 0, (size_t)((last - first) * plane) * sizeof(T));                      \
    for (int64_t from = first, to; from < last && b; from = to) {                                             \
      int64_t image = from / s->channels;                                                                     \
      to = least(last, (image + 1) * s->channels);                                                            \
      for (int64_t at = 0; at < places; at += BLOCK) {                                                        \
        int64_t n = least(BLOCK, places - at);                                                                \
        look_up(s, n, grid_at(l, image, at), false, b);                                                       \
        for (int64_t c = from; c < to; c++) {                                                                 \
          const T *dy = (const T *)l->dy + c * places + at;                                                   \
          T *dx = (T *)l->dx + c * plane;                                                                     \
          for (int k = 0; k < b->taps; k++)                                                                   \
            for (int64_t j = 0; j < n; j++)                                                                   \
              if (b->at[k][j] >= 0) dx[b->at[k][j]] += b->weight_##type[k][j] * dy[j];                          \
        }                                                                                                     \
      }                                                                                                       \
    }                                                                                                         \
    hug_free(b);                                                                                              \
  }
SPREAD(spread_f32, float, f32)
SPREAD(spread_f64, double, f64)

/* The gradient of the grid, blocks first..last-1: how far the neighbours, summed over channels, change as the place moves. */
#define MOVE(name, T, type)                                                                                         \
  static void name(void *context, int64_t first, int64_t last) {                                              \
    loops *l = context;                                                                                       \
    const sampling *s = l->s;                                                                                 \
    const int64_t places = volume(s->out), plane = volume(s->size), blocks = (places + BLOCK - 1) / BLOCK;    \
    block *b = hug_alloc(sizeof *b);                                                                          \
    if (!b) atomic_store(&l->failed, true);                                                                   \
    for (int64_t i = first; i < last && b; i++) {                                                             \
      T sum[MOST_TAPS][BLOCK];                                                                                \
      int64_t image = i / blocks, at = i % blocks * BLOCK, n = least(BLOCK, places - at);                     \
      look_up(s, n, grid_at(l, image, at), true, b);                                                          \
      memset(sum, 0, sizeof sum);                                                                             \
      for (int64_t c = image * s->channels; c < (image + 1) * s->channels; c++) {                             \
        const T *x = (const T *)l->x + c * plane, *dy = (const T *)l->dy + c * places + at;                   \
        for (int k = 0; k < b->taps; k++) gather_##type(n, dy, x, b->at[k], sum[k]);                          \
      }                                                                                                       \
      T *to = (T *)l->dgrid + (image * places + at) * s->dims;                                                \
      for (int64_t j = 0; j < n; j++)                                                                         \
        for (int d = 0; d < s->dims; d++) {                                                                   \
          double total = 0;                                                                                   \
          for (int k = 0; k < b->taps; k++) total += b->slope[d][k][j] * (double)sum[k][j];                   \
          to[j * s->dims + d] = (T)total;                                                                     \
        }                                                                                                     \
    }                                                                                                         \
    hug_free(b);                                                                                              \
  }
MOVE(move_f32, float, f32)
MOVE(move_f64, double, f64)

static hug_status done(const loops *l) {
  return atomic_load(&l->failed) ? hug_fail(HUG_ENOMEM, "[memory] there is no memory for places in an image") : HUG_OK;
}

/* Over blocks of places. */
static hug_status over_blocks(loops *l, hug_chunk_fn f32, hug_chunk_fn f64) {
  const sampling *s = l->s;
  int64_t blocks = (volume(s->out) + BLOCK - 1) / BLOCK;
  hug_parallel(s->images * blocks, 1 + PIECE / (1 + 4 * BLOCK * s->channels), s->type == HUG_F32 ? f32 : f64, l);
  return done(l);
}

/* ---- The operation ---- */

static hug_status infer(hug_call *c) {
  sampling s;
  HUG_TRY(describe(c, &s));
  int64_t shape[5] = { s.images, s.channels };
  memcpy(shape + 2, s.out + 3 - s.dims, sizeof *shape * (size_t)s.dims);
  return hug_call_out(c, 0, (hug_dtype)c->args[INPUT].tensor->dtype, s.dims + 2, shape);
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *x = NULL, *grid = NULL, *y = NULL;
  sampling s;
  if (hug_tensor_count(out) == 0) return HUG_OK;
  HUG_TRY(describe(c, &s));
  bool direct = out->dtype == s.type && hug_tensor_contiguous(out);
  hug_status status = hug_tensor_packed(c->args[INPUT].tensor, s.type, &x);
  if (!status) status = hug_tensor_packed(c->args[GRID].tensor, s.type, &grid);
  if (!status && direct) y = hug_tensor_retain(out);
  if (!status && !direct) status = hug_tensor_make(s.type, out->ndim, out->shape, &y);
  if (!status) {
    loops l = { .s = &s, .x = hug_tensor_at(x), .grid = hug_tensor_at(grid), .y = hug_tensor_at(y) };
    status = over_blocks(&l, read_f32, read_f64);
  }
  if (!status && !direct) status = hug_tensor_copy(out, y);
  hug_tensor_free(x);
  hug_tensor_free(grid);
  hug_tensor_free(y);
  return status;
}

/* Makes a gradient like argument `arg`, by `fill`. */
static hug_status make_grad(hug_call *c, loops *l, int arg, hug_status (*fill)(loops *l, hug_tensor *grad)) {
  const hug_tensor *t = c->args[arg].tensor;
  hug_tensor *grad = NULL;
  HUG_TRY(hug_tensor_make(l->s->type, t->ndim, t->shape, &grad));
  hug_status status = hug_tensor_count(grad) ? fill(l, grad) : HUG_OK;
  if (!status) return hug_call_grad(c, arg, 0, grad);
  hug_tensor_free(grad);
  return status;
}

static hug_status fill_input(loops *l, hug_tensor *grad) {
  const sampling *s = l->s;
  l->dx = hug_tensor_at(grad);
  hug_parallel(s->images * s->channels, 1 + PIECE / (1 + 4 * volume(s->out)), s->type == HUG_F32 ? spread_f32 : spread_f64, l);
  return done(l);
}

static hug_status fill_grid(loops *l, hug_tensor *grad) {
  l->dgrid = hug_tensor_at(grad);
  if (l->s->mode == NEAREST) {            /* nothing changes as a place moves */
    memset(l->dgrid, 0, hug_tensor_bytes(grad));
    return HUG_OK;
  }
  return over_blocks(l, move_f32, move_f64);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *x = NULL, *grid = NULL, *dy = NULL;
  sampling s;
  HUG_TRY(describe(c, &s));
  hug_status status = hug_tensor_packed(c->args[INPUT].tensor, s.type, &x);
  if (!status) status = hug_tensor_packed(c->args[GRID].tensor, s.type, &grid);
  if (!status) status = hug_tensor_packed(grads[0], s.type, &dy);
  if (!status) {
    loops l = { .s = &s, .x = hug_tensor_at(x), .grid = hug_tensor_at(grid), .dy = hug_tensor_at(dy) };
    if (hug_call_wants(c, INPUT, 0)) status = make_grad(c, &l, INPUT, fill_input);
    if (!status && hug_call_wants(c, GRID, 0)) status = make_grad(c, &l, GRID, fill_grid);
  }
  hug_tensor_free(x);
  hug_tensor_free(grid);
  hug_tensor_free(dy);
  return status;
}

const hug_op hug_op_grid_sample = {
  .name = "grid_sample", .source = "torch.nn.functional.grid_sample",
  .doc = "`input` [images, channels, height, width] read at the places `grid` [images, …, …, 2] tells: x and y, from -1 at the left and top to 1; "
         "or volumes, with x, y and z.  `mode`: how neighbours are weighed.  `padding_mode`: what is outside: zeros, the border, or the image "
         "reflected.  `align_corners`: -1 and 1 are the first and last elements, instead of the image's borders.",
  .samples = "randn(1,2,3,4), rand(1,2,3,2) * 2 - 1; randn(1,1,4,3), rand(1,3,2,2) * 2 - 1, 'bicubic', 'border', true; "
             "randn(1,2,2,3,3), rand(1,2,2,2,3) * 2.4 - 1.2, 'bilinear', 'reflection'; randn(1,1,3,3), rand(1,2,2,2) * 3 - 1.5, 'nearest'",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("grid"), HUG_P_CHOICE("mode", "bilinear", "bilinear|nearest|bicubic"),
              HUG_P_CHOICE("padding_mode", "zeros", "zeros|border|reflection"), HUG_P_BOOL_OR("align_corners", false) },
  .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(GRID), .infer = infer, .run = run, .backward = backward,
};
