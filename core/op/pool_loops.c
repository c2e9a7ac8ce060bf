/* pool_loops.c: the loops of pools.  For each line of windows the lines of the image that they cover become one, element by element,
** and then each window's range of that one number: so a window costs its height plus its width, not their product.
*/
#include "../kernel/kernel.h"
#include "pool.h"
#include <math.h>
#include <string.h>

enum {
  PIECE = 1 << 15,            /* elements that are worth another thread */
  SIDE_BY_SIDE = 8            /* windows that are worth vector code */
};

typedef struct loops {
  const hug_pooling *p;
  const char *from;
  char *to;
  int64_t *indices;           /* of the narrow side, or NULL */
  void (*plane)(const struct loops *l, int64_t plane, char *room);
  size_t room;                /* bytes that a plane's loop works in */
  atomic_bool failed;
} loops;

static void planes_chunk(void *context, int64_t first, int64_t last) {
  loops *l = context;
  char *room = hug_alloc_data(l->room);
  if (!room) atomic_store(&l->failed, true);
  for (int64_t i = first; i < last && room; i++) l->plane(l, i, room);
  hug_free(room);
}

static hug_status run_planes(loops *l) {
  const hug_ranges *d = l->p->dim;
  int64_t elements = d[0].size * d[1].size * d[2].size + d[0].windows * d[1].windows * d[2].windows;
  hug_parallel(l->p->planes, 1 + PIECE / (1 + elements), planes_chunk, l);
  return atomic_load(&l->failed) ? hug_fail(HUG_ENOMEM, "[memory] there is no memory for a line of an image") : HUG_OK;
}

/* For every line of windows of a plane: `d` and `h` are its places, `at` is the number of its first window. */
#define EACH_LINE(p)                                                                        \
  for (int64_t d = 0, at = 0; d < (p)->dim[0].windows; d++)                                 \
    for (int64_t h = 0; h < (p)->dim[1].windows; h++, at += (p)->dim[2].windows)

/* For every line of the plane that they cover: `row` is its number. */
#define EACH_ROW(p)                                                                                               \
  for (int64_t z = (p)->dim[0].first[d]; z < (p)->dim[0].last[d]; z += (p)->dim[0].step)                          \
    for (int64_t y = (p)->dim[1].first[h], row = z * (p)->dim[1].size + y; y < (p)->dim[1].last[h];               \
         y += (p)->dim[1].step, row += (p)->dim[1].step)

static int64_t plane_size(const hug_pooling *p) { return p->dim[0].size * p->dim[1].size * p->dim[2].size; }
static int64_t plane_windows(const hug_pooling *p) { return p->dim[0].windows * p->dim[1].windows * p->dim[2].windows; }

/* Whether the lines of windows (d, h) cover one line of the plane alone. */
static bool one_row(const hug_pooling *p, int64_t d, int64_t h) {
  const hug_ranges *r = p->dim;
  return r[0].last[d] - r[0].first[d] == 1 && r[1].last[h] - r[1].first[h] == 1;
}

static int64_t first_row(const hug_pooling *p, int64_t d, int64_t h) { return p->dim[0].first[d] * p->dim[1].size + p->dim[1].first[h]; }

/* What window w of line (d, h) is divided by. */
static int64_t divisor_of(const hug_pooling *p, int64_t d, int64_t h, int64_t w) {
  return p->divisor ? p->divisor : p->dim[0].count[d] * p->dim[1].count[h] * p->dim[2].count[w];
}

/* ---- Averages ---- */

/* Whole windows side by side are summed element by element of the windows, which makes vector code; the others one by one.
** U is T with defined overflow. */
#define AVERAGE(name, T, U)                                                                     \
  static void name##_line(const hug_ranges *r, const U *restrict line, U *restrict sum) {       \
    bool side_by_side = r->behind - r->whole >= SIDE_BY_SIDE;                                   \
    for (int64_t w = 0; w < r->windows; w++) {                                                  \
      if (w == r->whole && side_by_side) w = r->behind;                                         \
      if (w == r->windows) break;                                                               \
      U total = 0;                                                                              \
      for (int64_t i = r->first[w]; i < r->last[w]; i++) total += line[i];                      \
      sum[w] = total;                                                                           \
    }                                                                                           \
    const int64_t n = side_by_side ? r->behind - r->whole : 0;                                  \
    const U *from = line + (n ? r->first[r->whole] : 0);                                        \
    U *to = sum + r->whole;                                                                     \
    for (int64_t i = 0; i < n; i++) to[i] = from[i * r->stride];                                \
    for (int64_t k = 1; k < r->length && n; k++)                                                \
      for (int64_t i = 0; i < n; i++) to[i] += from[i * r->stride + k];                         \
  }                                                                                             \
  static void name(const loops *l, int64_t plane, char *room) {                                 \
    const hug_pooling *p = l->p;                                                                \
    const hug_ranges *r = &p->dim[2];                                                           \
    const int64_t n = r->size;                                                                  \
    const U *x = (const U *)l->from + plane * plane_size(p);                                    \
    T *to = (T *)l->to + plane * plane_windows(p);                                              \
    U *restrict line = (U *)room;                                                               \
    EACH_LINE(p) {                                                                              \
      if (one_row(p, d, h)) name##_line(r, x + first_row(p, d, h) * n, (U *)(to + at));         \
      else {                                                                                    \
        memset(line, 0, (size_t)n * sizeof *line);                                              \
        EACH_ROW(p) for (int64_t i = 0; i < n; i++) line[i] += x[row * n + i];                  \
        name##_line(r, line, (U *)(to + at));                                                   \
      }                                                                                         \
      for (int64_t w = 0; w < r->windows; w++) to[at + w] /= (T)divisor_of(p, d, h, w);         \
    }                                                                                           \
  }
AVERAGE(average_f32, float, float)
AVERAGE(average_f64, double, double)
AVERAGE(average_i64, int64_t, uint64_t)

/* One window that is all of the plane. */
static bool is_global(const hug_pooling *p) {
  bool all = true;
  for (int d = 0; d < 3; d++) all = all && p->dim[d].windows == 1 && p->dim[d].first[0] == 0 && p->dim[d].last[0] == p->dim[d].size;
  return all;
}

static void global_chunk(void *context, int64_t first, int64_t last) {
  const loops *l = context;
  const hug_kernels *k = hug_kernels_get();
  const int64_t n = plane_size(l->p);
  const float divisor = (float)divisor_of(l->p, 0, 0, 0), *x = (const float *)l->from;
  for (int64_t i = first; i < last; i++) ((float *)l->to)[i] = k->sum_f32(n, x + i * n) / divisor;
}

hug_status hug_pool_average(const hug_pooling *p, hug_dtype type, const void *x, void *y) {
  loops l = { .p = p, .from = x, .to = y, .room = (size_t)p->dim[2].size * hug_dtype_bytes(type) };
  l.plane = type == HUG_F32 ? average_f32 : type == HUG_F64 ? average_f64 : average_i64;
  if (type != HUG_F32 || !is_global(p)) return run_planes(&l);
  hug_parallel(p->planes, 1 + PIECE / (1 + plane_size(p)), global_chunk, &l);
  return HUG_OK;
}

/* Each window's share goes to all of its elements. */
#define AVERAGE_BACK(name, T)                                                                   \
  static void name(const loops *l, int64_t plane, char *room) {                                 \
    const hug_pooling *p = l->p;                                                                \
    const hug_ranges *r = &p->dim[2];                                                           \
    const int64_t n = r->size;                                                                  \
    const T *dy = (const T *)l->from + plane * plane_windows(p);                                \
    T *dx = (T *)l->to + plane * plane_size(p);                                                 \
    T *restrict line = (T *)room;                                                               \
    memset(dx, 0, (size_t)plane_size(p) * sizeof *dx);                                          \
    EACH_LINE(p) {                                                                              \
      memset(line, 0, (size_t)n * sizeof *line);                                                \
      for (int64_t w = 0; w < r->windows; w++) {                                                \
        T share = dy[at + w] / (T)divisor_of(p, d, h, w);                                       \
        for (int64_t i = r->first[w]; i < r->last[w]; i++) line[i] += share;                    \
      }                                                                                         \
      EACH_ROW(p) for (int64_t i = 0; i < n; i++) dx[row * n + i] += line[i];                   \
    }                                                                                           \
  }
AVERAGE_BACK(average_back_f32, float)
AVERAGE_BACK(average_back_f64, double)

hug_status hug_pool_average_back(const hug_pooling *p, hug_dtype type, const void *dy, void *dx) {
  loops l = { .p = p, .from = dy, .to = dx, .room = (size_t)p->dim[2].size * hug_dtype_bytes(type) };
  l.plane = type == HUG_F32 ? average_back_f32 : average_back_f64;
  return run_planes(&l);
}

/* ---- Largest values: NaN is larger than all; of equals the first counts, of NaNs the last ---- */

#define LARGER(a, b) (((a) > (b)) | ((a) != (a)))

/* As for averages.  LEAST is below all. */
#define LARGEST(name, T, LEAST)                                                                 \
  static void name##_line(const hug_ranges *r, const T *restrict line, T *restrict most) {      \
    bool side_by_side = r->behind - r->whole >= SIDE_BY_SIDE;                                   \
    for (int64_t w = 0; w < r->windows; w++) {                                                  \
      if (w == r->whole && side_by_side) w = r->behind;                                         \
      if (w == r->windows) break;                                                               \
      T top = LEAST;                                                                            \
      for (int64_t i = r->first[w]; i < r->last[w]; i += r->step) top = LARGER(line[i], top) ? line[i] : top; \
      most[w] = top;                                                                            \
    }                                                                                           \
    const int64_t n = side_by_side ? r->behind - r->whole : 0;                                  \
    const T *from = line + (n ? r->first[r->whole] : 0);                                        \
    T *to = most + r->whole;                                                                    \
    for (int64_t i = 0; i < n; i++) to[i] = from[i * r->stride];                                \
    for (int64_t k = 1; k < r->length && n; k++)                                                \
      for (int64_t i = 0; i < n; i++) {                                                         \
        T other = from[i * r->stride + k * r->step];                                            \
        to[i] = LARGER(other, to[i]) ? other : to[i];                                           \
      }                                                                                         \
  }                                                                                             \
  static void name(const loops *l, int64_t plane, char *room) {                                 \
    const hug_pooling *p = l->p;                                                                \
    const hug_ranges *r = &p->dim[2];                                                           \
    const int64_t n = r->size;                                                                  \
    const T *x = (const T *)l->from + plane * plane_size(p);                                    \
    T *to = (T *)l->to + plane * plane_windows(p), *restrict line = (T *)room;                  \
    EACH_LINE(p) {                                                                              \
      if (one_row(p, d, h)) {                                                                   \
        name##_line(r, x + first_row(p, d, h) * n, to + at);                                    \
        continue;                                                                               \
      }                                                                                         \
      for (int64_t i = 0; i < n; i++) line[i] = LEAST;                                          \
      EACH_ROW(p) {                                                                             \
        const T *from = x + row * n;                                                            \
        for (int64_t i = 0; i < n; i++) line[i] = LARGER(from[i], line[i]) ? from[i] : line[i]; \
      }                                                                                         \
      name##_line(r, line, to + at);                                                            \
    }                                                                                           \
  }
LARGEST(largest_f32, float, -INFINITY)
LARGEST(largest_f64, double, -INFINITY)
LARGEST(largest_i64, int64_t, INT64_MIN)

/* The place where window w of line (d, h) begins. */
static int64_t place_of(const hug_pooling *p, int64_t d, int64_t h, int64_t w) {
  return first_row(p, d, h) * p->dim[2].size + p->dim[2].first[w];
}

/* The same with the places of the values, in an integer as wide as they are so that both go through the same vectors. */
#define LARGEST_PLACE(name, T, I, LEAST)                                                        \
  static void name(const loops *l, int64_t plane, char *room) {                                 \
    const hug_pooling *p = l->p;                                                                \
    const hug_ranges *r = &p->dim[2];                                                           \
    const int64_t n = r->size;                                                                  \
    const T *x = (const T *)l->from + plane * plane_size(p);                                    \
    T *to = (T *)l->to + plane * plane_windows(p), *restrict line = (T *)room;                  \
    int64_t *indices = l->indices + plane * plane_windows(p);                                   \
    I *restrict place = (I *)(line + n);                                                        \
    EACH_LINE(p) {                                                                              \
      bool begun = false;                                                                       \
      EACH_ROW(p) {                                                                             \
        const T *from = x + row * n;                                                            \
        const I begin = (I)(row * n);                                                           \
        for (int64_t i = 0; i < n && !begun; i++) line[i] = from[i], place[i] = begin;          \
        for (int64_t i = 0; i < n && begun; i++) {                                              \
          bool larger = LARGER(from[i], line[i]);                                               \
          line[i] = larger ? from[i] : line[i];                                                 \
          place[i] = larger ? begin : place[i];                                                 \
        }                                                                                       \
        begun = true;                                                                           \
      }                                                                                         \
      for (int64_t w = 0; w < r->windows; w++) {                                                \
        T most = LEAST;                                                                         \
        int64_t index = -1;                                                                     \
        for (int64_t i = r->first[w]; i < r->last[w] && begun; i += r->step) {                  \
          int64_t own = place[i] + i;                                                           \
          bool nan = line[i] != line[i];                                                        \
          bool wins = (line[i] > most) | (index < 0) | (nan & ((most == most) | (own > index))) | ((line[i] == most) & (own < index)); \
          most = wins ? line[i] : most;                                                         \
          index = wins ? own : index;                                                           \
        }                                                                                       \
        to[at + w] = most;                                                                      \
        indices[at + w] = index < 0 ? place_of(p, d, h, w) : index;                             \
      }                                                                                         \
    }                                                                                           \
  }
LARGEST_PLACE(largest_place_f32, float, int32_t, -INFINITY)
LARGEST_PLACE(largest_place_f64, double, int64_t, -INFINITY)
LARGEST_PLACE(largest_place_i64, int64_t, int64_t, INT64_MIN)

hug_status hug_pool_largest(const hug_pooling *p, hug_dtype type, const void *x, void *y, int64_t *indices) {
  loops l = { .p = p, .from = x, .to = y, .indices = indices, .room = 2 * (size_t)p->dim[2].size * hug_dtype_bytes(type) };
  if (indices) l.plane = type == HUG_F32 ? largest_place_f32 : type == HUG_F64 ? largest_place_f64 : largest_place_i64;
  else l.plane = type == HUG_F32 ? largest_f32 : type == HUG_F64 ? largest_f64 : largest_i64;
  return run_planes(&l);
}

#define LARGEST_BACK(name, T)                                                                   \
  static void name(const loops *l, int64_t plane, char *room) {                                 \
    const hug_pooling *p = l->p;                                                                \
    const int64_t *indices = l->indices + plane * plane_windows(p);                             \
    const T *dy = (const T *)l->from + plane * plane_windows(p);                                \
    T *dx = (T *)l->to + plane * plane_size(p);                                                 \
    (void)room;                                                                                 \
    memset(dx, 0, (size_t)plane_size(p) * sizeof *dx);                                          \
    for (int64_t i = 0; i < plane_windows(p); i++)                                              \
      if (indices[i] < plane_size(p)) dx[indices[i]] += dy[i];                                  \
  }
LARGEST_BACK(largest_back_f32, float)
LARGEST_BACK(largest_back_f64, double)

hug_status hug_pool_largest_back(const hug_pooling *p, hug_dtype type, const void *dy, const int64_t *indices, void *dx) {
  loops l = { .p = p, .from = dy, .to = dx, .indices = (int64_t *)indices };
  l.plane = type == HUG_F32 ? largest_back_f32 : largest_back_f64;
  return run_planes(&l);
}
