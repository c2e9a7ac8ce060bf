/* frames.c: see frames.h. */
#include "frames.h"
#include <string.h>

hug_status hug_frames_open(hug_frames *f, const hug_tensor *window, int64_t win_length, bool real) {
  HUG_TRY(hug_tensor_make(f->type, 1, &f->n, &f->window));
  const int64_t left = (f->n - win_length) / 2;
  char *to = hug_tensor_at(f->window);
  memset(to, 0, hug_tensor_bytes(f->window));
  for (int64_t i = 0; i < win_length && !window; i++) hug_frames_put(f, to, left + i, 1);
  if (window)
    hug_convert(f->type, hug_frames_at(f, to, left), 1, (hug_dtype)window->dtype, hug_tensor_at(window),
                window->stride[0], win_length);
  return hug_fft_plan_make(hug_kernels_get(), f->n, f->type, real, &f->plan);
}

void hug_frames_close(hug_frames *f) {
  hug_fft_plan_free(f->plan);
  hug_tensor_free(f->window);
}

/* The element of the signal that stands at `at`; -1: a zero. */
static int64_t element_at(const hug_frames *f, int64_t at) {
  if (at >= 0 && at < f->length) return at;
  switch (f->edge) {
  case HUG_EDGE_REFLECT: return at < 0 ? -at : 2 * (f->length - 1) - at;
  case HUG_EDGE_REPLICATE: return at < 0 ? 0 : f->length - 1;
  case HUG_EDGE_CIRCULAR: return at < 0 ? at + f->length : at - f->length;
  default: return -1;
  }
}

static bool is_inside(const hug_frames *f, int64_t start) { return start >= 0 && start + f->n <= f->length; }

/* to = a * b, or a + b: n elements side by side. */
static void combine(const hug_frames *f, int operation, void *to, const void *a, const void *b) {
  const hug_elementwise_fn *loops = f->type == HUG_F32 ? hug_kernels_get()->elementwise : hug_elementwise_f64;
  const hug_scalar one[3] = { hug_float(1), hug_float(0), hug_float(0) };       /* what add multiplies b by */
  loops[operation](f->n, to, (void *[]){ (void *)a, (void *)b }, (int64_t[]){ 1, 1 }, one);
}

void hug_frame_read(const hug_frames *f, const void *signal, int64_t t, void *frame) {
  const int64_t start = t * f->hop - f->lead;
  const bool inside = is_inside(f, start);
  const size_t bytes = hug_dtype_bytes(f->type);
  for (int64_t i = 0; i < f->n && !inside; i++) {
    int64_t at = element_at(f, start + i);
    if (at < 0) memset(hug_frames_at(f, frame, i), 0, bytes);
    else memcpy(hug_frames_at(f, frame, i), hug_frames_at(f, signal, at), bytes);
  }
  combine(f, HUG_EL_mul, frame, inside ? hug_frames_at(f, signal, start) : frame, hug_tensor_at(f->window));
}

void hug_frame_add(const hug_frames *f, void *signal, int64_t t, void *frame) {
  const int64_t start = t * f->hop - f->lead;
  combine(f, HUG_EL_mul, frame, frame, hug_tensor_at(f->window));
  if (is_inside(f, start)) {
    combine(f, HUG_EL_add, hug_frames_at(f, signal, start), hug_frames_at(f, signal, start), frame);
    return;
  }
  for (int64_t i = 0; i < f->n; i++) {
    int64_t at = element_at(f, start + i);
    if (at >= 0) hug_frames_put(f, signal, at, hug_frames_get(f, signal, at) + hug_frames_get(f, frame, i));
  }
}

void hug_frame_correlate(const hug_frames *f, const void *signal, int64_t t, const void *frame, double *sums) {
  const int64_t start = t * f->hop - f->lead;
  for (int64_t i = 0; i < f->n; i++) {
    int64_t at = element_at(f, start + i);
    if (at >= 0) sums[i] += hug_frames_get(f, signal, at) * hug_frames_get(f, frame, i);
  }
}

hug_status hug_frames_window_gradient(const hug_frames *f, hug_call *c, int arg, const double *sums) {
  const int64_t win = c->args[arg].tensor->shape[0], left = (f->n - win) / 2;
  hug_tensor *g;
  HUG_TRY(hug_tensor_make(HUG_F64, 1, &win, &g));
  double *to = (double *)(void *)hug_tensor_at(g);
  for (int64_t i = 0; i < win; i++) {
    to[i] = 0;
    for (int64_t b = 0; b < f->batch; b++) to[i] += sums[b * f->n + left + i];
  }
  return hug_call_grad(c, arg, 0, g);
}
