/* convolve_few.c: hug_convolve_back window by window.  Each window adds the kernel, times the window's element, to
** the wide side: which is the least work where there are few windows, and sequential where the kernel is long.
*/
#include "convolve.h"
#include <string.h>

enum { PIECE = 1 << 16 };     /* multiply-adds that are worth another thread */

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t volume(const int64_t n[3]) { return n[0] * n[1] * n[2]; }

typedef struct spread {
  const hug_convolution *g;
  const char *narrow;         /* [images][channels][windows] of g->type */
  const char *weight, *bias;
  char *wide;
} spread;

/* The elements of the kernel that are inside along dim d for a window that begins at `at`: *first..*last-1. */
static void inside(const hug_convolution *g, int d, int64_t at, int64_t *first, int64_t *last) {
  int64_t step = g->dilation[d];
  *first = at < 0 ? least(g->kernel[d], (-at + step - 1) / step) : 0;
  *last = at >= g->size[d] ? 0 : least(g->kernel[d], (g->size[d] - at + step - 1) / step);
  *last = most(*first, *last);
}

/* Adds x times a kernel to the window of plane y that begins at `at`.  U is the type with defined overflow. */
#define ADD_WINDOW(name, U)                                                                                    \
  static void name(const hug_convolution *g, const int64_t at[3], const void *factor, const void *kernel, void *plane) { \
    const U x = *(const U *)factor, *weight = kernel;                                                          \
    int64_t first[3], last[3];                                                                                 \
    for (int d = 0; d < 3; d++) inside(g, d, at[d], &first[d], &last[d]);                                      \
    for (int64_t d = first[0]; d < last[0]; d++)                                                               \
      for (int64_t h = first[1]; h < last[1]; h++) {                                                           \
        const U *w = weight + (d * g->kernel[1] + h) * g->kernel[2];                                           \
        U *y = (U *)plane + ((at[0] + d * g->dilation[0]) * g->size[1] + at[1] + h * g->dilation[1]) * g->size[2]; \
        for (int64_t i = first[2]; i < last[2]; i++) y[at[2] + i * g->dilation[2]] += x * w[i];                \
      }                                                                                                        \
  }
ADD_WINDOW(add_f32, float)
ADD_WINDOW(add_f64, double)
ADD_WINDOW(add_i64, uint64_t)

/* Channels first..last-1 of all images of the wide side. */
static void channel_chunk(void *context, int64_t first, int64_t last) {
  const spread *p = context;
  const hug_convolution *g = p->g;
  const int64_t bytes = (int64_t)hug_dtype_bytes(g->type), windows = volume(g->windows), kernel = volume(g->kernel), plane = volume(g->size);
  for (int64_t i = first; i < last; i++) {
    int64_t channel = i % (g->groups * g->wide), image = i / (g->groups * g->wide), group = channel / g->wide;
    char *y = p->wide + i * plane * bytes;
    if (p->bias)
      for (int64_t j = 0; j < plane; j++) memcpy(y + j * bytes, p->bias + channel * bytes, (size_t)bytes);
    else memset(y, 0, (size_t)(plane * bytes));
    for (int64_t n = 0; n < g->narrow; n++) {
      const char *weight = p->weight + ((group * g->narrow + n) * g->wide + channel % g->wide) * kernel * bytes;
      const char *x = p->narrow + (image * g->groups * g->narrow + group * g->narrow + n) * windows * bytes;
      for (int64_t w = 0; w < windows; w++, x += bytes) {
        int64_t at[3] = { w / g->windows[2] / g->windows[1], w / g->windows[2] % g->windows[1], w % g->windows[2] };
        for (int d = 0; d < 3; d++) at[d] = at[d] * g->stride[d] - g->padding[d];
        (g->type == HUG_F32 ? add_f32 : g->type == HUG_F64 ? add_f64 : add_i64)(g, at, x, weight, y);
      }
    }
  }
}

/* The elements of x as `type`, contiguous. */
static char *packed(const hug_images *x, hug_dtype type) {
  const int64_t bytes = (int64_t)hug_dtype_bytes(type), from_bytes = (int64_t)hug_dtype_bytes(x->dtype), lines = x->size[0] * x->size[1];
  char *room = hug_alloc_data((size_t)(x->images * x->channels * volume(x->size) * bytes)), *to = room;
  for (int64_t i = 0; room && i < x->images * x->channels * lines; i++, to += x->size[2] * bytes) {
    int64_t plane = i / lines;
    int64_t at = plane / x->channels * x->image_stride + plane % x->channels * x->channel_stride + i % lines / x->size[1] * x->stride[0]
               + i % x->size[1] * x->stride[1];
    hug_convert(type, to, 1, x->dtype, x->data + at * from_bytes, x->stride[2], x->size[2]);
  }
  return room;
}

hug_status hug_convolve_few_back(const hug_convolution *g, const hug_images *narrow, const void *weight, const void *bias, void *wide) {
  char *x = packed(narrow, g->type);
  if (!x) return HUG_ENOMEM;
  spread p = { g, x, weight, bias, wide };
  int64_t work = g->narrow * volume(g->windows) * volume(g->kernel);
  hug_parallel(g->images * g->groups * g->wide, 1 + PIECE / (1 + work), channel_chunk, &p);
  hug_free(x);
  return HUG_OK;
}
