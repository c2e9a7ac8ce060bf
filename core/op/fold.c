/* fold.c: windows of images as columns, and back: unfold, fold.  Each is the gradient of the other. */
#include "spatial.h"
#include <string.h>

enum { INPUT };
enum { U_KERNEL = 1, U_DILATION, U_PADDING, U_STRIDE };            /* unfold */
enum { F_SIZE = 1, F_KERNEL, F_DILATION, F_PADDING, F_STRIDE };    /* fold */

enum { PIECE = 1 << 15 };     /* elements that are worth another thread */

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

/* Images and the windows over them, in two dims; the lists' first numbers are of the dim that is not there. */
typedef struct windows {
  int64_t images, channels;
  int64_t size[3], kernel[3], stride[3], padding[3], dilation[3], count[3];
} windows;

static hug_status read_windows(const hug_call *c, int kernel, int dilation, int padding, int stride, windows *w) {
  static const int64_t ones[3] = { 1, 1, 1 }, zeros[3] = { 0, 0, 0 };
  HUG_TRY(hug_window_ints(c, kernel, 2, 1, 1, NULL, w->kernel));
  HUG_TRY(hug_window_ints(c, dilation, 2, 1, 1, ones, w->dilation));
  HUG_TRY(hug_window_ints(c, padding, 2, 0, 0, zeros, w->padding));
  HUG_TRY(hug_window_ints(c, stride, 2, 1, 1, ones, w->stride));
  for (int d = 1; d < 3; d++) {
    int64_t all = w->size[d] + 2 * w->padding[d], reach = (w->kernel[d] - 1) * w->dilation[d] + 1;
    if (all < reach)
      return hug_op_fail(c, HUG_ESHAPE, "dim %d of the images is %lld with its padding, less than the %lld that a window covers",
                         d - 3, (long long)all, (long long)reach);
    w->count[d] = (all - reach) / w->stride[d] + 1;
  }
  return HUG_OK;
}

static int64_t window_size(const windows *w) { return w->kernel[1] * w->kernel[2]; }

/* ---- Moving: columns are [images][channels, kernel][windows] ---- */

typedef struct moving {
  const windows *w;
  hug_dtype type;
  char *image, *columns;      /* both contiguous */
} moving;

/* The windows first..last-1 along dim d whose element `at` of the kernel is inside the image. */
static void inside(const windows *w, int d, int64_t at, int64_t *first, int64_t *last) {
  int64_t begin = at * w->dilation[d] - w->padding[d], s = w->stride[d];
  *first = begin < 0 ? least(w->count[d], (-begin + s - 1) / s) : 0;
  *last = begin >= w->size[d] ? 0 : least(w->count[d], (w->size[d] - begin + s - 1) / s);
  *last = most(*first, *last);
}

/* Copies n elements that are `step` apart. */
static void gather(int64_t n, char *to, const char *from, int64_t step, int64_t bytes) {
  if (step == 1) {
    memcpy(to, from, (size_t)(n * bytes));
    return;
  }
  switch (bytes) {
  case 4: for (int64_t i = 0; i < n; i++) ((int32_t *)to)[i] = ((const int32_t *)from)[i * step]; break;
  case 8: for (int64_t i = 0; i < n; i++) ((int64_t *)to)[i] = ((const int64_t *)from)[i * step]; break;
  default: for (int64_t i = 0; i < n; i++) memcpy(to + i * bytes, from + i * step * bytes, (size_t)bytes);
  }
}

/* Rows first..last-1 of the columns: images, channels, elements of the kernel. */
static void unfold_chunk(void *context, int64_t first, int64_t last) {
  const moving *m = context;
  const windows *w = m->w;
  const int64_t bytes = (int64_t)hug_dtype_bytes(m->type), row = w->count[1] * w->count[2];
  for (int64_t i = first; i < last; i++) {
    int64_t x = i % w->kernel[2], y = i / w->kernel[2] % w->kernel[1], plane = i / window_size(w), from_h, to_h, from_w, to_w;
    const char *image = m->image + plane * w->size[1] * w->size[2] * bytes;
    char *to = m->columns + i * row * bytes;
    inside(w, 1, y, &from_h, &to_h);
    inside(w, 2, x, &from_w, &to_w);
    if (to_h - from_h < w->count[1] || to_w - from_w < w->count[2]) memset(to, 0, (size_t)(row * bytes));
    for (int64_t h = from_h; h < to_h && from_w < to_w; h++) {
      int64_t line = h * w->stride[1] + y * w->dilation[1] - w->padding[1], at = from_w * w->stride[2] + x * w->dilation[2] - w->padding[2];
      gather(to_w - from_w, to + (h * w->count[2] + from_w) * bytes, image + (line * w->size[2] + at) * bytes, w->stride[2], bytes);
    }
  }
}

/* Adds the columns of a plane to it.  U has defined overflow. */
#define FOLD_PLANE(name, U)                                                                                       \
  static void name(const windows *w, const void *columns, void *image) {                                          \
    memset(image, 0, (size_t)(w->size[1] * w->size[2]) * sizeof(U));                                              \
    for (int64_t i = 0; i < window_size(w); i++) {                                                                \
      int64_t x = i % w->kernel[2], y = i / w->kernel[2], from_h, to_h, from_w, to_w;                             \
      inside(w, 1, y, &from_h, &to_h);                                                                            \
      inside(w, 2, x, &from_w, &to_w);                                                                            \
      for (int64_t h = from_h; h < to_h; h++) {                                                                   \
        const U *from = (const U *)columns + (i * w->count[1] + h) * w->count[2];                                 \
        U *restrict to = (U *)image + (h * w->stride[1] + y * w->dilation[1] - w->padding[1]) * w->size[2];       \
        int64_t at = x * w->dilation[2] - w->padding[2];                                                          \
        if (w->stride[2] == 1) for (int64_t j = from_w; j < to_w; j++) to[at + j] += from[j];                     \
        else for (int64_t j = from_w; j < to_w; j++) to[at + j * w->stride[2]] += from[j];                        \
      }                                                                                                           \
    }                                                                                                             \
  }
FOLD_PLANE(fold_f32, float)
FOLD_PLANE(fold_f64, double)
FOLD_PLANE(fold_i64, uint64_t)

/* Planes first..last-1. */
static void fold_chunk(void *context, int64_t first, int64_t last) {
  const moving *m = context;
  const windows *w = m->w;
  const int64_t bytes = (int64_t)hug_dtype_bytes(m->type), column = window_size(w) * w->count[1] * w->count[2];
  for (int64_t i = first; i < last; i++)
    (m->type == HUG_F32 ? fold_f32 : m->type == HUG_F64 ? fold_f64 : fold_i64)(w, m->columns + i * column * bytes,
                                                                               m->image + i * w->size[1] * w->size[2] * bytes);
}

/* from, packed as `type`, is unfolded or folded into `to`, which is contiguous or not. */
static hug_status move(const windows *w, hug_dtype type, bool unfolds, const hug_tensor *from, hug_tensor *to) {
  hug_tensor *x = NULL, *y = NULL;
  bool direct = to->dtype == type && hug_tensor_contiguous(to);
  if (hug_tensor_count(to) == 0) return HUG_OK;
  hug_status status = hug_tensor_packed(from, type, &x);
  if (!status && direct) y = hug_tensor_retain(to);
  if (!status && !direct) status = hug_tensor_make(type, to->ndim, to->shape, &y);
  if (!status) {
    moving m = { w, type, hug_tensor_at(unfolds ? x : y), hug_tensor_at(unfolds ? y : x) };
    int64_t planes = w->images * w->channels, row = w->count[1] * w->count[2];
    if (unfolds) hug_parallel(planes * window_size(w), 1 + PIECE / (1 + row), unfold_chunk, &m);
    else hug_parallel(planes, 1 + PIECE / (1 + row * window_size(w)), fold_chunk, &m);
    if (!direct) status = hug_tensor_copy(to, y);
  }
  hug_tensor_free(x);
  hug_tensor_free(y);
  return status;
}

/* The gradient of the input, by the other of the two. */
static hug_status move_back(hug_call *c, const windows *w, bool unfolds, const hug_tensor *grad) {
  const hug_tensor *x = c->args[INPUT].tensor;
  hug_tensor *dx = NULL;
  hug_dtype type = hug_compute_type((hug_dtype)x->dtype);
  HUG_TRY(hug_tensor_make(type, x->ndim, x->shape, &dx));
  hug_status status = move(w, type, unfolds, grad, dx);
  if (!status) return hug_call_grad(c, INPUT, 0, dx);
  hug_tensor_free(dx);
  return status;
}

/* ---- unfold ---- */

static hug_status describe_unfold(const hug_call *c, hug_images *x, windows *w) {
  HUG_TRY(hug_images_of(c, INPUT, 2, x));
  *w = (windows){ .images = x->images, .channels = x->channels, .size = { 1, x->size[1], x->size[2] } };
  if (x->channels == 0 || x->size[1] == 0 || x->size[2] == 0) return hug_op_fail(c, HUG_ESHAPE, "`input` is empty in a dim that is not the images");
  return read_windows(c, U_KERNEL, U_DILATION, U_PADDING, U_STRIDE, w);
}

static hug_status unfold_infer(hug_call *c) {
  hug_images x;
  windows w;
  HUG_TRY(describe_unfold(c, &x, &w));
  int64_t shape[3] = { x.images, 0, 0 };
  bool fits = !__builtin_mul_overflow(w.channels, window_size(&w), &shape[1]) && !__builtin_mul_overflow(w.count[1], w.count[2], &shape[2]);
  if (!fits) return hug_op_fail(c, HUG_ESHAPE, "the result would have more elements than any memory");
  return hug_call_out(c, 0, x.dtype, x.batched ? 3 : 2, x.batched ? shape : shape + 1);
}

static hug_status unfold_run(hug_call *c) {
  hug_images x;
  windows w;
  HUG_TRY(describe_unfold(c, &x, &w));
  return move(&w, x.dtype, true, c->args[INPUT].tensor, c->out[0]);
}

static hug_status unfold_backward(hug_call *c, hug_tensor *const *grads) {
  hug_images x;
  windows w;
  HUG_TRY(describe_unfold(c, &x, &w));
  return move_back(c, &w, false, grads[0]);
}

/* ---- fold ---- */

static hug_status describe_fold(const hug_call *c, windows *w) {
  const hug_tensor *t = c->args[INPUT].tensor;
  char shape[128];
  hug_shape_text(t->ndim, t->shape, shape, sizeof shape);
  if (t->ndim != 2 && t->ndim != 3)
    return hug_op_fail(c, HUG_ESHAPE, "`input` is %s; it should be [images, channels * kernel, windows] or [channels * kernel, windows]", shape);
  *w = (windows){ .images = t->ndim == 3 ? t->shape[0] : 1 };
  int64_t rows = t->shape[t->ndim - 2], columns = t->shape[t->ndim - 1], count = 0;
  HUG_TRY(hug_window_ints(c, F_SIZE, 2, 1, 1, NULL, w->size));
  HUG_TRY(read_windows(c, F_KERNEL, F_DILATION, F_PADDING, F_STRIDE, w));
  if (rows == 0 || rows % window_size(w))
    return hug_op_fail(c, HUG_ESHAPE, "`input` is %s; its last dim but one should be a multiple of the kernel's %lld elements", shape,
                       (long long)window_size(w));
  if (__builtin_mul_overflow(w->count[1], w->count[2], &count) || columns != count)
    return hug_op_fail(c, HUG_ESHAPE, "`input` is %s; its last dim should be the %lld by %lld windows of an image of `output_size`", shape,
                       (long long)w->count[1], (long long)w->count[2]);
  w->channels = rows / window_size(w);
  return HUG_OK;
}

static hug_status fold_infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  windows w;
  HUG_TRY(describe_fold(c, &w));
  int64_t shape[4] = { w.images, w.channels, w.size[1], w.size[2] };
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim + 1, t->ndim == 3 ? shape : shape + 1);
}

static hug_status fold_run(hug_call *c) {
  windows w;
  HUG_TRY(describe_fold(c, &w));
  return move(&w, hug_compute_type((hug_dtype)c->out[0]->dtype), false, c->args[INPUT].tensor, c->out[0]);
}

static hug_status fold_backward(hug_call *c, hug_tensor *const *grads) {
  windows w;
  HUG_TRY(describe_fold(c, &w));
  return move_back(c, &w, true, grads[0]);
}

const hug_op hug_op_unfold = {
  .name = "unfold", .source = "torch.nn.functional.unfold",
  .doc = "Windows of `kernel_size` over `input` [images, channels, height, width] as columns: [images, channels * kernel, windows]; or of one "
         "image without the first dim.  Windows begin `stride` apart, their elements are `dilation` apart, and there are `padding` zeros "
         "around the image.",
  .samples = "randn(1,2,4,5), {2,3}; randn(2,5,4), 2, 2, 1, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("kernel_size"), HUG_P_SIZE_OR("dilation", 1), HUG_P_SIZE_OR("padding", 0),
              HUG_P_SIZE_OR("stride", 1) },
  .infer = unfold_infer, .run = unfold_run, .backward = unfold_backward,
};

const hug_op hug_op_fold = {
  .name = "fold", .source = "torch.nn.functional.fold",
  .doc = "Images [images, channels, height, width] of `output_size` to which the columns of `input` [images, channels * kernel, windows] are "
         "added where unfold finds them; or one image, without the first dim.",
  .samples = "randn(1,12,9), {4,5}, {2,3}; randn(8,6), 4, 2, 1, {1,0}, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("output_size"), HUG_P_INTS("kernel_size"), HUG_P_SIZE_OR("dilation", 1),
              HUG_P_SIZE_OR("padding", 0), HUG_P_SIZE_OR("stride", 1) },
  .infer = fold_infer, .run = fold_run, .backward = fold_backward,
};
