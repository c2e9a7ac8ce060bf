/* correlate.c: correlations window by window: those of few rows, for which nothing is worth packing, and those of f64
** and integers.
*/
#include "correlate.h"
#include <string.h>

enum { PIECE = 1 << 16 };     /* multiply-adds that are worth another thread */

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* ---- One line of windows: y[j] = start + sum of w[i] x[at[i] + j] ---- */

typedef void window_fn(int64_t n, int64_t k, const void *w, const void *x, const int64_t *at, const void *start, void *y);

static void window_f32(int64_t n, int64_t k, const void *w, const void *x, const int64_t *at, const void *start, void *y) {
  hug_kernels_get()->window_f32(n, k, w, x, at, start ? *(const float *)start : 0, y);
}

/* U is T with defined overflow. */
#define WINDOW(name, T, U)                                                                                              \
  static void name(int64_t n, int64_t k, const void *w, const void *x, const int64_t *at, const void *start, void *y) { \
    const U *weight = w, *from = x;                                                                                     \
    U *restrict sum = y;                                                                                                \
    for (int64_t j = 0; j < n; j++) sum[j] = start ? *(const U *)start : 0;                                             \
    for (int64_t i = 0; i < k; i++)                                                                                     \
      for (int64_t j = 0; j < n; j++) sum[j] += weight[i] * from[at[i] + j];                                            \
  }
WINDOW(window_f64, double, double)
WINDOW(window_i64, int64_t, uint64_t)

/* ---- All lines ---- */

/* Lines with little between them in the source are computed as one, and what was between them is thrown away. */
typedef struct lines {
  const hug_correlation *c;
  window_fn *window;
  int64_t bytes;              /* of an element */
  int64_t joined, parts;      /* lines that are one; such of a plane */
  atomic_bool failed;
} lines;

enum { JOINED = 2048 };       /* windows of joined lines: so that they stay in the nearest cache */

static lines lines_of(const hug_correlation *c) {
  lines p = { .c = c, .bytes = (int64_t)hug_dtype_bytes(c->type), .joined = 1 };
  p.window = c->type == HUG_F32 ? window_f32 : c->type == HUG_F64 ? window_f64 : window_i64;
  int64_t step = c->source_step[1], n = c->grid[2];
  if (step >= n && step <= n + n / 4 + 4) p.joined = least(c->grid[1], 1 + JOINED / step);
  p.parts = (c->grid[1] + p.joined - 1) / p.joined;
  return p;
}

static void copy_weights(const hug_correlation *c, int64_t row, int64_t bytes, char *to) {
  const char *from = c->weight + (row / c->rows * c->weight_group + row % c->rows * c->weight_row) * bytes;
  for (int64_t i = 0; i < c->depth; i++) memcpy(to + i * bytes, from + c->weight_at[i] * bytes, (size_t)bytes);
}

/* Puts the n elements at `from` where the result has them, `step` elements apart. */
static void deliver(int64_t n, const char *from, char *to, int64_t step, int64_t bytes) {
  if (step == 1) memcpy(to, from, (size_t)(n * bytes));
  else
    for (int64_t j = 0; j < n; j++) memcpy(to + j * step * bytes, from + j * bytes, (size_t)bytes);
}

/* Parts first..last-1 of images, groups, rows and planes. */
static void line_chunk(void *context, int64_t first, int64_t last) {
  lines *p = context;
  const hug_correlation *c = p->c;
  const int64_t bytes = p->bytes, n = c->grid[2], channels = c->groups * c->rows, step = c->source_step[1];
  const int64_t length = n + (p->joined - 1) * step;
  char *weights = hug_alloc_data((size_t)(c->depth + length) * (size_t)bytes), *line = weights ? weights + c->depth * bytes : NULL;
  int64_t held = -1;          /* the channel whose weights are there */
  if (!weights) {
    atomic_store(&p->failed, true);
    return;
  }
  for (int64_t i = first; i < last; i++) {
    int64_t h = i % p->parts * p->joined, d = i / p->parts % c->grid[0], channel = i / p->parts / c->grid[0] % channels;
    int64_t image = i / p->parts / c->grid[0] / channels, group = channel / c->rows, count = least(p->joined, c->grid[1] - h);
    if (channel != held) copy_weights(c, held = channel, bytes, weights);
    const char *x = c->source + (image * c->source_image + group * c->source_group + d * c->source_step[0] + h * step) * bytes;
    char *y = c->result + (image * c->result_image + hug_correlation_row(c, group, channel % c->rows) + d * c->result_step[0] + h * c->result_step[1]) * bytes;
    bool direct = count == 1 && c->result_step[2] == 1;
    p->window(n + (count - 1) * step, c->depth, weights, x, c->at, c->bias ? c->bias + channel * bytes : NULL, direct ? y : line);
    for (int64_t j = 0; j < count && !direct; j++) deliver(n, line + j * step * bytes, y + j * c->result_step[1] * bytes, c->result_step[2], bytes);
  }
  hug_free(weights);
}

static hug_status correlate_lines(const hug_correlation *c) {
  lines p = lines_of(c);
  int64_t work = c->depth * c->grid[2] * p.joined;
  hug_parallel(c->images * c->groups * c->rows * c->grid[0] * p.parts, 1 + PIECE / (1 + work), line_chunk, &p);
  return atomic_load(&p.failed) ? hug_fail(HUG_ENOMEM, "no memory for a line of windows") : HUG_OK;
}

/* A product packs the source's elements once for all rows. */
hug_status hug_correlate(const hug_correlation *c) {
  if (c->images * c->groups * c->rows * c->grid[0] * c->grid[1] * c->grid[2] == 0) return HUG_OK;
  return c->type == HUG_F32 && !(c->rows <= HUG_CORRELATE_FEW && c->spare) ? hug_correlate_product(c) : correlate_lines(c);
}

/* ---- The gradient of the weights ---- */

/* *sum += the product of a plane of the source and one of the gradients, whose lines are `n` long and a_step and n
** apart. */
typedef void product_fn(int64_t lines, int64_t n, const char *a, int64_t a_step, const char *a_end, const char *b, const char *b_end, void *sum);

static void product_f32(int64_t lines, int64_t n, const char *a, int64_t a_step, const char *a_end, const char *b, const char *b_end, void *sum) {
  *(double *)sum += (double)hug_kernels_get()->dots_f32(lines, n, (const float *)a, a_step, (const float *)a_end, (const float *)b,
                                                        (const float *)b_end);
}

/* U is T with defined overflow. */
#define PRODUCT(name, U)                                                                                      \
  static void name(int64_t lines, int64_t n, const char *a, int64_t a_step, const char *a_end, const char *b, \
                   const char *b_end, void *sum) {                                                            \
    U total = 0;                                                                                              \
    (void)a_end, (void)b_end;                                                                                 \
    for (int64_t l = 0; l < lines; l++)                                                                       \
      for (int64_t i = 0; i < n; i++) total += ((const U *)a)[l * a_step + i] * ((const U *)b)[l * n + i];    \
    *(U *)sum += total;                                                                                       \
  }
PRODUCT(product_f64, double)
PRODUCT(product_i64, uint64_t)

typedef struct sums {
  const hug_correlation *c;
  const hug_grads *grads;
  char *weights;
} sums;

/* Elements first..last-1 of the weights. */
static void sums_chunk(void *context, int64_t first, int64_t last) {
  const sums *p = context;
  const hug_correlation *c = p->c;
  const hug_grads *g = p->grads;
  const int64_t bytes = (int64_t)hug_dtype_bytes(c->type), plane = c->grid[1] * c->grid[2];
  product_fn *product = c->type == HUG_F32 ? product_f32 : c->type == HUG_F64 ? product_f64 : product_i64;
  for (int64_t i = first; i < last; i++) {
    int64_t channel = i / c->depth, place = channel / c->rows * c->source_group + c->at[i % c->depth];
    union { double f; uint64_t u; } sum = { .u = 0 };     /* which is 0.0 too */
    for (int64_t image = 0; image < c->images; image++)
      for (int64_t d = 0; d < c->grid[0]; d++)
        product(c->grid[1], c->grid[2], c->source + (place + image * c->source_image + d * c->source_step[0]) * bytes, c->source_step[1], c->end,
                g->data + (image * g->image + channel * g->channel + d * plane) * bytes, g->end, &sum);
    if (c->type == HUG_F32) ((float *)p->weights)[i] += (float)sum.f;
    else if (c->type == HUG_F64) ((double *)p->weights)[i] += sum.f;
    else ((uint64_t *)p->weights)[i] += sum.u;
  }
}

hug_status hug_correlate_weights(const hug_correlation *c, const hug_grads *grads, void *weights) {
  sums p = { c, grads, weights };
  int64_t work = c->images * c->grid[0] * c->grid[1] * c->grid[2];
  hug_parallel(c->groups * c->rows * c->depth, 1 + PIECE / (1 + work), sums_chunk, &p);
  return HUG_OK;
}
