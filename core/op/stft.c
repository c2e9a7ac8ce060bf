/* stft.c: the short-time Fourier transform.
**
** Frames lie as rows of coefficients in memory, and the result is a view of them with rows as columns, as torch has it.
*/
#include "frames.h"
#include <math.h>
#include <string.h>

enum { INPUT, N_FFT, HOP, WIN, WINDOW, CENTER, PAD_MODE, NORMALIZED, ONESIDED, RETURN_COMPLEX, ALIGN };

typedef struct stft {
  hug_frames f;
  bool onesided;
  double scale;
  int64_t bins;               /* coefficients of a frame in the result */
  hug_tensor *x;              /* [batch, length] */
  char *spectra;              /* [batch, count, bins, 2]: the result, or its gradient */
  char *dx;                   /* backward: [batch, length] … */
  double *dw;                 /* … and [batch, n], or NULL */
  atomic_bool failed;
} stft;

/* ---- Arguments ---- */

static hug_status read_edge(const hug_call *c, hug_frames *f) {
  const char *mode = c->args[PAD_MODE].given ? c->args[PAD_MODE].string : "reflect";
  const int64_t pad = f->lead;
  f->edge = !strcmp(mode, "reflect") ? HUG_EDGE_REFLECT : !strcmp(mode, "replicate") ? HUG_EDGE_REPLICATE
          : !strcmp(mode, "circular") ? HUG_EDGE_CIRCULAR : HUG_EDGE_ZERO;
  const int64_t least = f->edge == HUG_EDGE_REFLECT ? pad + 1 : f->edge == HUG_EDGE_CIRCULAR ? pad
      : f->edge == HUG_EDGE_REPLICATE;
  if (f->length >= least) return HUG_OK;
  return hug_op_fail(c, HUG_ESHAPE, "a signal of %lld cannot be padded by %lld in mode %s: it needs at least %lld",
                     (long long)f->length, (long long)pad, mode, (long long)least);
}

static hug_status check_window(const hug_call *c, const hug_value *window, int64_t win) {
  if (!window->given) return HUG_OK;
  const hug_tensor *w = window->tensor;
  char shape[128];
  hug_shape_text(w->ndim, w->shape, shape, sizeof shape);
  if (w->ndim == 1 && w->shape[0] == win) return HUG_OK;
  return hug_op_fail(c, HUG_ESHAPE, "`window` has shape %s, but `win_length` is %lld", shape, (long long)win);
}

static hug_status read_lengths(const hug_call *c, hug_frames *f, int64_t *win) {
  f->n = c->args[N_FFT].i;
  f->hop = c->args[HOP].given ? c->args[HOP].i : f->n / 4;
  *win = c->args[WIN].given ? c->args[WIN].i : f->n;
  if (f->n < 1) return hug_op_fail(c, HUG_EARG, "`n_fft` is %lld; it is at least 1", (long long)f->n);
  if (f->n > INT64_MAX / 256) return hug_op_fail(c, HUG_ESHAPE, "`n_fft` is %lld: too many points", (long long)f->n);
  if (f->hop < 1) return hug_op_fail(c, HUG_EARG, "`hop_length` is %lld; it is at least 1", (long long)f->hop);
  if (*win < 1 || *win > f->n)
    return hug_op_fail(c, HUG_EARG, "`win_length` is %lld; it is 1 to `n_fft`, %lld", (long long)*win, (long long)f->n);
  return check_window(c, &c->args[WINDOW], *win);
}

static hug_status read_frames(const hug_call *c, stft *s, int64_t *win) {
  const hug_tensor *t = c->args[INPUT].tensor, *pair[2] = { t, c->args[WINDOW].tensor };
  const bool center = c->args[CENTER].b, align = c->args[ALIGN].b;
  hug_frames *f = &s->f;
  memset(s, 0, sizeof *s);
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (t->ndim != 1 && t->ndim != 2)
    return hug_op_fail(c, HUG_ESHAPE, "`input` is [length] or [batch, length], not of %d dims", t->ndim);
  if (center && align) return hug_op_fail(c, HUG_EARG, "`align_to_window` goes with center = false");
  HUG_TRY(read_lengths(c, f, win));
  f->batch = t->ndim == 2 ? t->shape[0] : 1;
  f->length = t->shape[t->ndim - 1];
  f->lead = center ? f->n / 2 : align ? (f->n - *win) / 2 : 0;
  if (center) HUG_TRY(read_edge(c, f));
  const int64_t padded = f->length + (center ? 2 * f->lead : 0), reach = align ? *win : f->n;
  if (f->n > padded)
    return hug_op_fail(c, HUG_ESHAPE, "`n_fft` is %lld, but the signal has %lld elements%s", (long long)f->n,
                       (long long)padded, center ? " with its edges" : "");
  f->count = (padded - reach) / f->hop + 1;
  f->type = hug_op_result_type(c->args[WINDOW].given ? 2 : 1, (hug_tensor *const *)pair) == HUG_F64 ? HUG_F64 : HUG_F32;
  s->onesided = !c->args[ONESIDED].given || c->args[ONESIDED].b;
  s->bins = s->onesided ? f->n / 2 + 1 : f->n;
  s->scale = c->args[NORMALIZED].b ? 1 / sqrt((double)f->n) : 1;
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  stft s;
  int64_t win, count;
  HUG_TRY(read_frames(c, &s, &win));
  return hug_shape_count(c->op->name, 4, (int64_t[]){ s.f.batch, s.f.count, s.bins, 2 }, &count);
}

/* signal: reads the elements of `input`. */
static hug_status begin(const hug_call *c, stft *s, bool signal) {
  int64_t win;
  HUG_TRY(read_frames(c, s, &win));
  HUG_TRY(hug_frames_open(&s->f, c->args[WINDOW].given ? c->args[WINDOW].tensor : NULL, win, true));
  return signal ? hug_tensor_packed(c->args[INPUT].tensor, s->f.type, &s->x) : HUG_OK;
}

static void end(stft *s) {
  hug_frames_close(&s->f);
  hug_tensor_free(s->x);
}

/* ---- Forward ---- */

static size_t bytes_of(const stft *s) { return hug_dtype_bytes(s->f.type); }

/* Room for the transform, then for `group` frames [n] and half spectra [n / 2 + 1]. */
static char *rooms(const stft *s, int64_t group, char **frames, char **halves) {
  const size_t room = (hug_fft_plan_room(s->f.plan) + 63) / 64 * 64, n = (size_t)s->f.n;
  const size_t frame_bytes = ((size_t)group * n * bytes_of(s) + 63) / 64 * 64;
  char *block = hug_alloc_data(room + frame_bytes + (size_t)group * 2 * (n / 2 + 1) * bytes_of(s));
  *frames = block + room;
  *halves = *frames + frame_bytes;
  return block;
}

/* A half spectrum to all n coefficients: X[n - k] = conj(X[k]). */
static void both_sides(const stft *s, const char *half, char *whole) {
  const int64_t n = s->f.n;
  memcpy(whole, half, (size_t)(n / 2 + 1) * 2 * bytes_of(s));
  for (int64_t k = n / 2 + 1; k < n; k++) {
    hug_frames_put(&s->f, whole, 2 * k, hug_frames_get(&s->f, half, 2 * (n - k)));
    hug_frames_put(&s->f, whole, 2 * k + 1, -hug_frames_get(&s->f, half, 2 * (n - k) + 1));
  }
}

/* Frames first..last-1 of all signals. */
static void forward_chunk(void *context, int64_t first, int64_t last) {
  stft *s = context;
  const hug_frames *f = &s->f;
  const int64_t group = hug_fft_plan_rows(f->plan);
  const size_t bytes = bytes_of(s), row = (size_t)s->bins * 2 * bytes, half_row = (size_t)(f->n / 2 + 1) * 2 * bytes;
  char *frames, *halves, *room = rooms(s, group, &frames, &halves);
  if (!room) {
    atomic_store(&s->failed, true);
    return;
  }
  for (; first < last; first += group) {
    const int64_t some = last - first < group ? last - first : group;
    char *to = s->spectra + (size_t)first * row;
    for (int64_t i = 0; i < some; i++) {
      const int64_t signal = (first + i) / f->count;
      hug_frame_read(f, hug_tensor_at(s->x) + (size_t)(signal * f->length) * bytes, (first + i) % f->count,
                     frames + (size_t)(i * f->n) * bytes);
    }
    hug_fft_from_real(f->plan, some, frames, s->onesided ? to : halves, s->scale, room);
    for (int64_t i = 0; i < some && !s->onesided; i++)
      both_sides(s, halves + (size_t)i * half_row, to + (size_t)i * row);
  }
  hug_free(room);
}

/* Spectra [batch, count, bins, 2] seen as [batch, bins, count, 2], or without the batch. */
static hug_status turned_view(const hug_tensor *t, bool batched, hug_tensor **out) {
  const int64_t shape[] = { t->shape[0], t->shape[2], t->shape[1], 2 };
  const int64_t stride[] = { t->stride[0], t->stride[2], t->stride[1], t->stride[3] };
  return hug_tensor_view(t, batched ? 4 : 3, shape + !batched, stride + !batched, t->offset, out);
}

static hug_status run(hug_call *c) {
  stft s;
  hug_tensor *spectra = NULL, *typed = NULL, *view;
  const hug_tensor *t = c->args[INPUT].tensor, *pair[2] = { t, c->args[WINDOW].tensor };
  const hug_dtype type = hug_op_result_type(c->args[WINDOW].given ? 2 : 1, (hug_tensor *const *)pair);
  hug_status status = begin(c, &s, true);
  if (!status) status = hug_tensor_make(s.f.type, 4, (int64_t[]){ s.f.batch, s.f.count, s.bins, 2 }, &spectra);
  if (!status) {
    s.spectra = hug_tensor_at(spectra);
    hug_parallel(s.f.batch * s.f.count, 16384 / (s.f.n < 512 ? s.f.n : 512) / 16 * 16, forward_chunk, &s);
    if (atomic_load(&s.failed)) status = hug_op_fail(c, HUG_ENOMEM, "no memory for a frame");
  }
  if (!status) status = hug_tensor_packed(spectra, type, &typed);
  if (!status) status = turned_view(typed, t->ndim == 2, &view);
  end(&s);
  hug_tensor_free(spectra);
  hug_tensor_free(typed);
  return status ? status : hug_call_set_out(c, 0, view);
}

/* ---- Backward ---- */

/* What the transform's transposed map reads of the gradient of a frame's coefficients: half of what a pair adds up
** to. */
static void halve(const stft *s, const char *g, char *half) {
  const int64_t n = s->f.n;
  memcpy(half, g, (size_t)(n / 2 + 1) * 2 * bytes_of(s));
  for (int64_t k = 2; k < 2 * ((n - 1) / 2 + 1); k++) {
    double other = s->onesided ? 0 : hug_frames_get(&s->f, g, 2 * n - k + 2 * (k & 1));
    hug_frames_put(&s->f, half, k, 0.5 * (hug_frames_get(&s->f, g, k) + (k & 1 ? -other : other)));
  }
}

/* Signals first..last-1: their frames overlap, so that each is one task. */
static void backward_chunk(void *context, int64_t first, int64_t last) {
  stft *s = context;
  const hug_frames *f = &s->f;
  const size_t bytes = bytes_of(s), row = (size_t)s->bins * 2 * bytes, half_row = (size_t)(f->n / 2 + 1) * 2 * bytes;
  const int64_t group = hug_fft_plan_rows(f->plan);
  char *frames, *halves, *room = rooms(s, group, &frames, &halves);
  if (!room) {
    atomic_store(&s->failed, true);
    return;
  }
  for (int64_t b = first; b < last; b++)
    for (int64_t t = 0; t < f->count; t += group) {
      const int64_t some = f->count - t < group ? f->count - t : group, at = b * f->length;
      for (int64_t i = 0; i < some; i++)
        halve(s, s->spectra + (size_t)(b * f->count + t + i) * row, halves + (size_t)i * half_row);
      hug_fft_to_real(f->plan, some, halves, frames, s->scale, room);
      for (int64_t i = 0; i < some; i++) {
        char *frame = frames + (size_t)(i * f->n) * bytes;
        if (s->dw) hug_frame_correlate(f, hug_tensor_at(s->x) + (size_t)at * bytes, t + i, frame, s->dw + b * f->n);
        hug_frame_add(f, s->dx + (size_t)at * bytes, t + i, frame);
      }
    }
  hug_free(room);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  stft s;
  hug_tensor *wide = NULL, *g = NULL, *dx = NULL;
  const hug_tensor *out = grads[0], *t = c->args[INPUT].tensor;
  const bool batched = out->ndim == 4, window = c->args[WINDOW].given && hug_call_wants(c, WINDOW, 0);
  hug_status status = begin(c, &s, window);
  if (!status) {              /* [batch, count, bins, 2] */
    const int64_t *shape = out->shape + batched, *stride = out->stride + batched;
    status = hug_tensor_view(out, 4, (int64_t[]){ batched ? out->shape[0] : 1, shape[1], shape[0], 2 },
                             (int64_t[]){ batched ? out->stride[0] : 0, stride[1], stride[0], stride[2] }, out->offset,
                                 &wide);
  }
  if (!status) status = hug_tensor_packed(wide, s.f.type, &g);
  if (!status) status = hug_tensor_make(s.f.type, t->ndim, t->shape, &dx);
  if (!status && window && !(s.dw = hug_alloc_zero((size_t)(s.f.batch * s.f.n + 1) * sizeof *s.dw)))
    status = HUG_ENOMEM;
  if (!status) {
    memset(hug_tensor_at(dx), 0, hug_tensor_bytes(dx));
    s.spectra = hug_tensor_at(g);
    s.dx = hug_tensor_at(dx);
    hug_parallel(s.f.batch, 1, backward_chunk, &s);
    if (atomic_load(&s.failed)) status = hug_op_fail(c, HUG_ENOMEM, "no memory for a frame");
  }
  if (!status && window) status = hug_frames_window_gradient(&s.f, c, WINDOW, s.dw);
  if (!status) status = hug_call_grad(c, INPUT, 0, hug_tensor_retain(dx));
  end(&s);
  hug_free(s.dw);
  hug_tensor_free(wide);
  hug_tensor_free(g);
  hug_tensor_free(dx);
  return status;
}

const hug_op hug_op_stft = {
  .name = "stft", .source = "torch.stft",
  .doc = "The short-time Fourier transform of real signals, [length] or [batch, length]: the first `n_fft` / 2 + 1 "
         "coefficients (all unless `onesided`) of frames of `n_fft` elements, `hop_length` apart (a quarter of that "
         "if not given), as complex numbers [coefficients, frames, 2] or [batch, coefficients, frames, 2].  Frames "
         "are weighted by `window`, [`win_length`], in their middle.  `center` puts the middle of frame t on element "
         "t `hop_length`; the edges are then padded by `pad_mode`.  `normalized` divides by the root of `n_fft`.  "
         "Complex numbers are pairs whatever `return_complex` is.",
  .samples = "randn(40), 16, {window=rand(16)}; "
             "randn(2,30), 7, 3, 5, {window=rand(5), onesided=false, normalized=true, pad_mode=\"replicate\"}; "
             "randn(30), 8, 3, 5, {center=false, align_to_window=true}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("n_fft"), HUG_P_OPTIONAL_INT("hop_length"),
              HUG_P_OPTIONAL_INT("win_length"), HUG_P_OPTIONAL_TENSOR("window"), HUG_P_BOOL_OR("center", true),
              HUG_P_CHOICE("pad_mode", "reflect", "reflect|constant|replicate|circular"),
              HUG_P_BOOL_OR("normalized", false), HUG_P_BOOL_OR("onesided", true),
              HUG_P_BOOL_OR("return_complex", true), HUG_P_BOOL_OR("align_to_window", false) },
  .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WINDOW),
  .saves_for = (const uint32_t[]){ [INPUT] = HUG_SAVE_ARG(WINDOW),
                                   [WINDOW] = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WINDOW) },
  .infer = infer, .run = run, .backward = backward,
};
