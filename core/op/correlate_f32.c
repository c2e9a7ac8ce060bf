/* correlate_f32.c: correlations as packed products (kernel/gemm.h): the weights are tiles, windows side by side make
** the panels, and what a panel holds is gathered from the source a block of lines at a time.
*/
#include "correlate.h"
#include <string.h>

enum {
  CACHE = 1 << 16,            /* floats of panels and sums that stay in the second cache */
  PIECE = 1 << 18,            /* multiply-adds that are worth another thread */
  SHARES = 8                  /* parts that several threads can share */
};

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t parts_of(int64_t count, int64_t most) { return (count + most - 1) / most; }

/* ---- Runs ---- */

int64_t hug_window_runs(const int64_t grid[3], int64_t image_step, const int64_t step[3], int64_t first, int64_t last, int64_t cut,
                        hug_run *runs) {
  int64_t count = 0, w = first % grid[2], h = first / grid[2] % grid[1], d = first / (grid[2] * grid[1]) % grid[0];
  int64_t image = first / (grid[2] * grid[1] * grid[0]);
  for (int64_t at = 0, n; at < last - first; at += n) {
    n = least(grid[2] - w, last - first - at);
    if (cut) n = least(n, cut - at % cut);
    int64_t from = image * image_step + d * step[0] + h * step[1] + w * step[2];
    hug_run *before = count ? &runs[count - 1] : NULL;
    bool goes_on = before && step[2] == 1 && before->from + before->length == from && !(cut && at % cut == 0);
    if (goes_on) before->length += (int32_t)n;
    else runs[count++] = (hug_run){ from, (int32_t)at, (int32_t)n };
    w += n;
    if (w == grid[2]) w = 0, h++;
    if (h == grid[1]) h = 0, d++;
    if (d == grid[0]) d = 0, image++;
  }
  return count;
}

/* ---- The product ---- */

/* How the work is cut: strips of windows, and blocks of rows, which are tasks of their own where there are few
** strips. */
typedef struct product {
  const hug_correlation *c;
  const hug_kernels *kernels;
  int64_t windows, panels, strips;        /* windows of all images; panels of a strip */
  int64_t blocks, tasks_rows;             /* blocks of rows; tasks that share them */
  float *tiles;                           /* weights: [groups][depth in blocks][blocks of rows] */
  atomic_bool failed;
} product;

static product product_of(const hug_correlation *c) {
  product p = { .c = c, .kernels = hug_kernels_get(), .windows = c->images * c->grid[0] * c->grid[1] * c->grid[2] };
  int64_t panel = p.kernels->panel, depth = p.kernels->block_depth;
  int64_t fitting = CACHE / (depth + c->rows) / panel, shared = most(parts_of(p.windows, SHARES * panel), 4);
  p.panels = most(1, least(least(fitting, shared), parts_of(p.windows, panel)));
  p.strips = parts_of(p.windows, p.panels * panel);
  p.blocks = parts_of(c->rows, p.kernels->block_rows);
  p.tasks_rows = 1;
  if (c->groups * p.strips < SHARES) p.tasks_rows = p.blocks = most(p.blocks, least(parts_of(c->rows, 48), parts_of(SHARES, c->groups * p.strips)));
  return p;
}

/* Row block b is rows row_of(p, b)..row_of(p, b + 1)-1. */
static int64_t row_of(const product *p, int64_t b) { return b * p->c->rows / p->blocks; }

/* Tiles of the weights of groups and row blocks first..last-1: tile by tile, each along its rows, as they lie in
** memory. */
static void tile_chunk(void *context, int64_t first, int64_t last) {
  product *p = context;
  const hug_correlation *c = p->c;
  const int64_t block_depth = p->kernels->block_depth, height = p->kernels->tile_rows;
  int64_t row_at[16];
  for (int64_t r = 0; r < height; r++) row_at[r] = r * c->weight_row;
  for (int64_t i = first; i < last; i++) {
    int64_t group = i / p->blocks, row = row_of(p, i % p->blocks), rows = row_of(p, i % p->blocks + 1) - row, count = parts_of(rows, height);
    for (int64_t t = 0; t < count; t++) {
      int64_t from = row + t * rows / count, to = row + (t + 1) * rows / count;
      const float *weight = (const float *)c->weight + group * c->weight_group + from * c->weight_row;
      for (int64_t at = 0; at < c->depth; at += block_depth) {
        int64_t k = least(block_depth, c->depth - at);
        p->kernels->tile_f32(to - from, k, weight, row_at, c->weight_at + at, p->tiles + (group * c->depth + at) * c->rows + from * k);
      }
    }
  }
}

/* What a thread works in. */
typedef struct room {
  float *panels;              /* [panels][block_depth][panel] */
  float *sums;                /* [rows][windows of a strip] */
  hug_run *runs;              /* of a strip */
  int64_t *run_of;            /* [panels + 1] each panel's first run */
} room;

static bool room_make(room *r, const product *p) {
  int64_t width = p->panels * p->kernels->panel, rows = p->c->rows;
  size_t panels = (size_t)(width * p->kernels->block_depth + HUG_CORRELATE_SPARE) * sizeof(float);
  r->panels = hug_alloc_data(panels);
  r->sums = hug_alloc_data((size_t)(rows * width) * sizeof(float));
  r->runs = hug_alloc((size_t)width * sizeof *r->runs);
  r->run_of = hug_alloc((size_t)(p->panels + 1) * sizeof *r->run_of);
  if (!r->panels || !r->sums || !r->runs || !r->run_of) return false;
  memset(r->panels, 0, panels);           /* where there is no window, there are no odd numbers either */
  return true;
}

static void room_free(room *r) {
  hug_free(r->panels);
  hug_free(r->sums);
  hug_free(r->runs);
  hug_free(r->run_of);
}

/* The runs of windows first..last-1 in the source, panel by panel. */
static void find_runs(room *r, const product *p, int64_t first, int64_t last) {
  const hug_correlation *c = p->c;
  const int64_t panel = p->kernels->panel;
  int64_t count = hug_window_runs(c->grid, c->source_image, c->source_step, first, last, panel, r->runs), at = 0;
  for (int64_t i = 0; i <= p->panels; i++) {
    while (at < count && r->runs[at].at < i * panel) at++;
    r->run_of[i] = at;
  }
  for (int64_t i = 0; i < count; i++) r->runs[i].at %= (int32_t)panel;
}

/* sums[row][window] for row blocks first_block..last_block-1. */
static void multiply(const room *r, const product *p, int64_t group, int64_t first_block, int64_t last_block) {
  const hug_correlation *c = p->c;
  const hug_kernels *k = p->kernels;
  const int64_t panel = k->panel, width = p->panels * panel;
  const float *source = (const float *)c->source + group * c->source_group, *bias = (const float *)c->bias;
  bool started = bias || c->depth == 0;
  for (int64_t row = row_of(p, first_block); started && row < row_of(p, last_block); row++) {
    float start = bias ? bias[group * c->rows + row] : 0;
    for (int64_t j = 0; j < width; j++) r->sums[row * width + j] = start;
  }
  for (int64_t at = 0; at < c->depth; at += k->block_depth) {
    int64_t depth = least(k->block_depth, c->depth - at);
    const float *tiles = p->tiles + (group * c->depth + at) * c->rows;
    for (int64_t i = 0; i < p->panels; i++)
      k->panel_f32(depth, source, c->at + at, r->run_of[i + 1] - r->run_of[i], r->runs + r->run_of[i], (const float *)c->end,
                   r->panels + i * depth * panel);
    for (int64_t b = first_block; b < last_block; b++) {
      int64_t row = row_of(p, b);
      k->block_f32(row_of(p, b + 1) - row, depth, tiles + row * depth, r->panels, depth * panel, p->panels, r->sums + row * width, width,
                   started || at > 0);
    }
  }
}

/* Brings sums of windows first..last-1 to their places. */
static void deliver(room *r, const product *p, int64_t group, int64_t first_row, int64_t last_row, int64_t first, int64_t last) {
  const hug_correlation *c = p->c;
  const int64_t width = p->panels * p->kernels->panel, step = c->result_step[2];
  int64_t count = hug_window_runs(c->grid, c->result_image, c->result_step, first, last, 0, r->runs);
  for (int64_t row = first_row; row < last_row; row++) {
    float *y = (float *)c->result + hug_correlation_row(c, group, row);
    const float *sums = r->sums + row * width;
    for (int64_t i = 0; i < count; i++) {
      const hug_run *run = &r->runs[i];
      if (step == 1) memcpy(y + run->from, sums + run->at, (size_t)run->length * sizeof *y);
      else
        for (int64_t j = 0; j < run->length; j++) y[run->from + j * step] = sums[run->at + j];
    }
  }
}

/* Tasks first..last-1: groups, strips, and shares of the rows. */
static void product_chunk(void *context, int64_t first, int64_t last) {
  product *p = context;
  const int64_t width = p->panels * p->kernels->panel;
  room r = { 0 };
  if (!room_make(&r, p)) atomic_store(&p->failed, true);
  else
    for (int64_t task = first; task < last; task++) {
      int64_t share = task % p->tasks_rows, strip = task / p->tasks_rows % p->strips, group = task / p->tasks_rows / p->strips;
      int64_t from = share * p->blocks / p->tasks_rows, to = (share + 1) * p->blocks / p->tasks_rows;
      int64_t window = strip * width, end = least(window + width, p->windows);
      find_runs(&r, p, window, end);
      multiply(&r, p, group, from, to);
      deliver(&r, p, group, row_of(p, from), row_of(p, to), window, end);
    }
  room_free(&r);
}

hug_status hug_correlate_product(const hug_correlation *c) {
  product p = product_of(c);
  p.tiles = hug_alloc_data((size_t)(c->groups * c->rows * c->depth) * sizeof *p.tiles);
  if (!p.tiles) return HUG_ENOMEM;
  hug_parallel(c->groups * p.blocks, 1 + PIECE / (1 + 8 * c->depth * c->rows / p.blocks), tile_chunk, &p);
  int64_t work = p.panels * p.kernels->panel * c->depth * c->rows / p.tasks_rows;
  if (!atomic_load(&p.failed)) hug_parallel(c->groups * p.strips * p.tasks_rows, 1 + PIECE / (1 + work), product_chunk, &p);
  hug_free(p.tiles);
  return atomic_load(&p.failed) ? hug_fail(HUG_ENOMEM, "no memory for the panels of a product") : HUG_OK;
}

/* ---- The gradient of the weights: elements of windows times gradients, summed over windows ---- */

enum {
  STRETCH = 2048              /* windows that are summed before the sum is added to the result: so errors stay small */
};

typedef struct weights {
  const hug_correlation *c;
  const hug_kernels *kernels;
  const hug_grads *grads;
  int64_t windows, panels;                /* windows of an image; panels of the rows of a group */
  int64_t blocks;                         /* of the depth */
  float *packed;                          /* grads: [images][groups][panels][windows][panel] */
  float *weights;
  atomic_bool failed;
} weights;

static int64_t packed_size(const weights *p) { return p->panels * p->windows * p->kernels->panel; }

static void pack_chunk(void *context, int64_t first, int64_t last) {
  weights *p = context;
  const hug_correlation *c = p->c;
  for (int64_t i = first; i < last; i++) {
    const float *from = (const float *)p->grads->data + i / c->groups * p->grads->image + i % c->groups * c->rows * p->grads->channel;
    p->kernels->pack_f32(c->rows, p->windows, from, p->grads->channel, 1, p->packed + i * packed_size(p));
  }
}

/* The places of windows first..last-1 of an image. */
static void places_of(const hug_correlation *c, int64_t first, int64_t last, int64_t *at) {
  for (int64_t i = first; i < last; i++)
    at[i - first] = i / (c->grid[1] * c->grid[2]) * c->source_step[0] + i / c->grid[2] % c->grid[1] * c->source_step[1] + i % c->grid[2];
}

/* weights[depth][row] of a block of the depth += the sums of one image; sums and tiles are room for them. */
static void sum_image(const weights *p, int64_t image, int64_t group, int64_t row, int64_t rows, int64_t *places, float *tiles, float *sums) {
  const hug_correlation *c = p->c;
  const hug_kernels *k = p->kernels;
  const float *source = (const float *)c->source + image * c->source_image + group * c->source_group;
  const float *packed = p->packed + (image * c->groups + group) * packed_size(p);
  const int64_t width = p->panels * k->panel;
  for (int64_t at = 0; at < p->windows; at += k->block_depth) {
    int64_t depth = least(k->block_depth, p->windows - at), stretch = at % STRETCH;
    places_of(c, at, at + depth, places);
    k->tile_f32(rows, depth, source, c->at + row, places, tiles);
    k->block_f32(rows, depth, tiles, packed + at * k->panel, p->windows * k->panel, p->panels, sums, width, stretch > 0);
    if (stretch + depth < STRETCH && at + depth < p->windows) continue;
    for (int64_t r = 0; r < rows; r++) {
      float *to = p->weights + (group * c->depth + row + r) * c->rows;
      for (int64_t j = 0; j < c->rows; j++) to[j] += sums[r * width + j];
    }
  }
}

static void weights_chunk(void *context, int64_t first, int64_t last) {
  weights *p = context;
  const hug_correlation *c = p->c;
  const int64_t most_rows = parts_of(c->depth, p->blocks), depth = p->kernels->block_depth, width = p->panels * p->kernels->panel;
  int64_t *places = hug_alloc((size_t)depth * sizeof *places);
  float *room = hug_alloc_data((size_t)(most_rows * (depth + width)) * sizeof *room);
  if (!places || !room) atomic_store(&p->failed, true);
  else
    for (int64_t i = first; i < last; i++) {
      int64_t group = i / p->blocks, block = i % p->blocks;
      int64_t row = block * c->depth / p->blocks, rows = (block + 1) * c->depth / p->blocks - row;
      for (int64_t image = 0; image < c->images; image++) sum_image(p, image, group, row, rows, places, room, room + most_rows * depth);
    }
  hug_free(places);
  hug_free(room);
}

hug_status hug_correlate_weights_f32(const hug_correlation *c, const hug_grads *grads, void *sums) {
  weights p = { .c = c, .kernels = hug_kernels_get(), .grads = grads, .windows = c->grid[0] * c->grid[1] * c->grid[2], .weights = sums };
  if (c->images * c->groups * c->rows * c->depth * p.windows == 0) return HUG_OK;
  p.panels = parts_of(c->rows, p.kernels->panel);
  p.blocks = parts_of(c->depth, 60);
  p.packed = hug_alloc_data((size_t)(c->images * c->groups * packed_size(&p)) * sizeof *p.packed);
  if (!p.packed) return HUG_ENOMEM;
  hug_parallel(c->images * c->groups, 1 + PIECE / (1 + 8 * packed_size(&p)), pack_chunk, &p);
  hug_parallel(c->groups * p.blocks, 1 + PIECE / (1 + 60 * packed_size(&p) * c->images), weights_chunk, &p);
  hug_free(p.packed);
  return atomic_load(&p.failed) ? hug_fail(HUG_ENOMEM, "no memory for the gradient of weights") : HUG_OK;
}
