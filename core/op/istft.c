/* istft.c: signals from their short-time Fourier transforms: frames transformed back, weighted again, added where they
** overlap, and divided by what the weights add up to (Griffin and Lim 1984).
*/
#include "frames.h"
#include <math.h>
#include <string.h>

enum { INPUT, N_FFT, HOP, WIN, WINDOW, CENTER, NORMALIZED, ONESIDED, LENGTH, RETURN_COMPLEX };

typedef struct istft {
  hug_frames f;               /* whose signals have all that frames reach: n + hop (count - 1) elements */
  bool complex;               /* what comes out: `parts` numbers an element */
  int64_t parts;
  double scale;
  int64_t bins;               /* coefficients of a frame in the input */
  int64_t first, last, wanted;      /* elements of the signal that are given, and how many with zeros behind */
  double *weights;            /* [f.length] sums of the window's squares */
  char *spectra;              /* [batch, count, bins, 2] */
  char *y;                    /* [batch, wanted, parts] the result … */
  char *gy, *dx;              /* … and its gradient, and that of the spectra */
  double *dw;                 /* [batch, n], or NULL */
  atomic_bool failed;
} istft;

/* ---- Arguments ---- */

static hug_status check_shape(const hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  char shape[128];
  hug_shape_text(t->ndim, t->shape, shape, sizeof shape);
  if ((t->ndim != 3 && t->ndim != 4) || t->shape[t->ndim - 1] != 2)
    return hug_op_fail(c, HUG_ESHAPE, "`input` is [coefficients, frames, 2], or a batch of these, not %s", shape);
  if (hug_tensor_count(t) == 0) return hug_op_fail(c, HUG_ESHAPE, "`input` is empty: %s", shape);
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  return HUG_OK;
}

static hug_status read_lengths(const hug_call *c, hug_frames *f, int64_t *win) {
  const hug_value *window = &c->args[WINDOW];
  f->n = c->args[N_FFT].i;
  f->hop = c->args[HOP].given ? c->args[HOP].i : f->n / 4;
  *win = c->args[WIN].given ? c->args[WIN].i : f->n;
  if (f->n < 1) return hug_op_fail(c, HUG_EARG, "`n_fft` is %lld; it is at least 1", (long long)f->n);
  if (*win < 1 || *win > f->n)
    return hug_op_fail(c, HUG_EARG, "`win_length` is %lld; it is 1 to `n_fft`, %lld", (long long)*win, (long long)f->n);
  if (f->hop < 1 || f->hop > *win)
    return hug_op_fail(c, HUG_EARG, "`hop_length` is %lld; it is 1 to `win_length`, %lld", (long long)f->hop,
                       (long long)*win);
  if (window->given && (window->tensor->ndim != 1 || window->tensor->shape[0] != *win)) {
    char shape[128];
    hug_shape_text(window->tensor->ndim, window->tensor->shape, shape, sizeof shape);
    return hug_op_fail(c, HUG_ESHAPE, "`window` has shape %s, but `win_length` is %lld", shape, (long long)*win);
  }
  return HUG_OK;
}

/* Which coefficients there are, and what they become. */
static hug_status read_sides(const hug_call *c, istft *s) {
  const int64_t n = s->f.n, bins = s->bins;
  const bool onesided = c->args[ONESIDED].given ? c->args[ONESIDED].b : bins != n;
  if (bins != (onesided ? n / 2 + 1 : n))
    return hug_op_fail(c, HUG_ESHAPE, "`input` has %lld coefficients a frame; those of `n_fft` = %lld are %lld%s",
                       (long long)bins, (long long)n, (long long)(onesided ? n / 2 + 1 : n),
                       onesided ? "" : " with both sides");
  s->complex = c->args[RETURN_COMPLEX].b;
  s->parts = s->complex ? 2 : 1;
  if (s->complex && onesided)
    return hug_op_fail(c, HUG_EARG, "`return_complex` needs coefficients of both sides (onesided = false)");
  return HUG_OK;
}

static hug_status read_frames(const hug_call *c, istft *s, int64_t *win) {
  const hug_tensor *t = c->args[INPUT].tensor, *pair[2] = { t, c->args[WINDOW].tensor };
  hug_frames *f = &s->f;
  memset(s, 0, sizeof *s);
  HUG_TRY(check_shape(c));
  HUG_TRY(read_lengths(c, f, win));
  f->batch = t->ndim == 4 ? t->shape[0] : 1;
  f->count = t->shape[t->ndim - 2];
  s->bins = t->shape[t->ndim - 3];
  HUG_TRY(read_sides(c, s));
  if (__builtin_mul_overflow(f->hop, f->count - 1, &f->length) || __builtin_add_overflow(f->length, f->n, &f->length))
    return hug_op_fail(c, HUG_ESHAPE, "%lld frames that are %lld apart reach too far", (long long)f->count,
                       (long long)f->hop);
  const bool center = c->args[CENTER].b, cut = c->args[LENGTH].given;
  s->first = center ? f->n / 2 : 0;
  s->wanted = cut ? c->args[LENGTH].i : f->length - (center ? 2 * (f->n / 2) : 0);
  if (s->wanted < 1 || s->wanted > INT64_MAX / 2 || s->first >= f->length)
    return hug_op_fail(c, HUG_EARG, "%s: %lld elements are left of the signal", cut ? "`length`" : "`center`",
                       (long long)s->wanted);
  s->last = s->wanted < f->length - s->first ? s->first + s->wanted : f->length;
  f->type = hug_op_result_type(c->args[WINDOW].given ? 2 : 1, (hug_tensor *const *)pair) == HUG_F64 ? HUG_F64 : HUG_F32;
  s->scale = c->args[NORMALIZED].b ? 1 / sqrt((double)f->n) : 1 / (double)f->n;
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *pair[2] = { t, c->args[WINDOW].tensor };
  istft s;
  int64_t win, shape[3], count;
  int ndim = 0;
  HUG_TRY(read_frames(c, &s, &win));
  if (t->ndim == 4) shape[ndim++] = s.f.batch;
  shape[ndim++] = s.wanted;
  if (s.complex) shape[ndim++] = 2;
  HUG_TRY(hug_shape_count(c->op->name, ndim, shape, &count));
  return hug_call_out(c, 0, hug_op_result_type(c->args[WINDOW].given ? 2 : 1, (hug_tensor *const *)pair), ndim, shape);
}

/* ---- Weights ---- */

static double window_at(const hug_frames *f, int64_t i) { return hug_frames_get(f, hug_tensor_at(f->window), i); }

/* The sums of the window's squares; too small ones cannot be divided by. */
static hug_status add_weights(const hug_call *c, istft *s) {
  const hug_frames *f = &s->f;
  s->weights = hug_alloc_zero((size_t)f->length * sizeof *s->weights);
  if (!s->weights) return HUG_ENOMEM;
  for (int64_t i = 0; i < f->n; i++) {
    const double w = window_at(f, i) * window_at(f, i);
    for (int64_t t = 0; t < f->count; t++) s->weights[t * f->hop + i] += w;
  }
  for (int64_t i = s->first; i < s->last; i++)
    if (s->weights[i] < 1e-11)
      return hug_op_fail(c, HUG_EARG, "`window` leaves a gap: the squares of its places add up to %g at element %lld",
                         s->weights[i], (long long)(i - s->first));
  return HUG_OK;
}

/* [batch, bins, count, 2], or without the batch, as [batch, count, bins, 2] of the type that is computed in. */
static hug_status pack_spectra(const hug_tensor *t, hug_dtype type, hug_tensor **out) {
  const bool batched = t->ndim == 4;
  const int64_t *shape = t->shape + batched, *stride = t->stride + batched;
  hug_tensor *view;
  HUG_TRY(hug_tensor_view(t, 4, (int64_t[]){ batched ? t->shape[0] : 1, shape[1], shape[0], 2 },
                          (int64_t[]){ batched ? t->stride[0] : 0, stride[1], stride[0], stride[2] }, t->offset,
                              &view));
  hug_status status = hug_tensor_packed(view, type, out);
  hug_tensor_free(view);
  return status;
}

static hug_status begin(const hug_call *c, istft *s) {
  int64_t win;
  HUG_TRY(read_frames(c, s, &win));
  HUG_TRY(hug_frames_open(&s->f, c->args[WINDOW].given ? c->args[WINDOW].tensor : NULL, win, !s->complex));
  return add_weights(c, s);
}

static void end(istft *s) {
  hug_frames_close(&s->f);
  hug_free(s->weights);
}

/* ---- Rooms ---- */

typedef struct rooms {
  char *room;                 /* of the transform */
  char *rows;                 /* [group] half spectra, or complex rows */
  char *frames;               /* [parts][group][n] */
  char *signals;              /* [parts][length] */
} rooms;

static size_t padded(size_t bytes) { return (bytes + 63) / 64 * 64; }

static bool rooms_open(istft *s, rooms *r) {
  const hug_frames *f = &s->f;
  const size_t bytes = hug_dtype_bytes(f->type), group = (size_t)hug_fft_plan_rows(f->plan), n = (size_t)f->n;
  const size_t parts = (size_t)s->parts;
  const size_t room = padded(hug_fft_plan_room(f->plan)), rows = padded(group * 2 * n * bytes);
  const size_t frames = padded(parts * group * n * bytes);
  r->room = hug_alloc_data(room + rows + frames + parts * (size_t)f->length * bytes);
  if (!r->room) {
    atomic_store(&s->failed, true);
    return false;
  }
  r->rows = r->room + room;
  r->frames = r->rows + rows;
  r->signals = r->frames + frames;
  return true;
}

static char *frame_of(const istft *s, const rooms *r, int64_t part, int64_t i) {
  return hug_frames_at(&s->f, r->frames, (part * hug_fft_plan_rows(s->f.plan) + i) * s->f.n);
}

/* ---- Forward ---- */

/* Transforms `some` frames of signal b from t on back, into r->frames; they are not weighted yet. */
static void frames_of(const istft *s, const rooms *r, int64_t b, int64_t t, int64_t some) {
  const hug_frames *f = &s->f;
  const int64_t n = f->n, half = n / 2 + 1;
  const char *from = hug_frames_at(f, s->spectra, (b * f->count + t) * s->bins * 2);
  if (s->complex) {
    hug_fft_complex(f->plan, some, from, r->rows, true, s->scale, r->room);
    for (int64_t i = 0; i < some; i++)
      for (int part = 0; part < 2; part++)
        hug_convert(f->type, frame_of(s, r, part, i), 1, f->type, hug_frames_at(f, r->rows, 2 * i * n + part), 2, n);
    return;
  }
  for (int64_t i = 0; i < some && s->bins != half; i++)
    memcpy(hug_frames_at(f, r->rows, 2 * i * half), hug_frames_at(f, from, 2 * i * n),
           (size_t)half * 2 * hug_dtype_bytes(f->type));
  hug_fft_to_real(f->plan, some, s->bins == half ? from : r->rows, r->frames, s->scale, r->room);
}

static void forward_signal(const istft *s, const rooms *r, int64_t b) {
  const hug_frames *f = &s->f;
  const int64_t group = hug_fft_plan_rows(f->plan);
  memset(r->signals, 0, (size_t)(s->parts * f->length) * hug_dtype_bytes(f->type));
  for (int64_t t = 0; t < f->count; t += group) {
    const int64_t some = f->count - t < group ? f->count - t : group;
    frames_of(s, r, b, t, some);
    for (int64_t part = 0; part < s->parts; part++)
      for (int64_t i = 0; i < some; i++)
        hug_frame_add(f, hug_frames_at(f, r->signals, part * f->length), t + i, frame_of(s, r, part, i));
  }
  for (int64_t i = 0; i < s->wanted * s->parts; i++) {
    const int64_t at = s->first + i / s->parts;
    double y = at < s->last ? hug_frames_get(f, r->signals, i % s->parts * f->length + at) / s->weights[at] : 0;
    hug_frames_put(f, s->y, b * s->wanted * s->parts + i, y);
  }
}

static void forward_chunk(void *context, int64_t first, int64_t last) {
  istft *s = context;
  rooms r;
  if (!rooms_open(s, &r)) return;
  for (int64_t b = first; b < last; b++) forward_signal(s, &r, b);
  hug_free(r.room);
}

static hug_status run_chunks(const hug_call *c, istft *s, hug_chunk_fn chunk) {
  hug_parallel(s->f.batch, 1, chunk, s);
  return atomic_load(&s->failed) ? hug_op_fail(c, HUG_ENOMEM, "no memory for a signal of %lld elements",
                                               (long long)s->f.length) : HUG_OK;
}

static hug_status run(hug_call *c) {
  istft s;
  hug_tensor *spectra = NULL, *y = NULL, *out = c->out[0];
  hug_status status = begin(c, &s);
  if (!status) status = pack_spectra(c->args[INPUT].tensor, s.f.type, &spectra);
  if (!status) status = hug_tensor_make(s.f.type, out->ndim, out->shape, &y);
  if (!status) {
    s.spectra = hug_tensor_at(spectra);
    s.y = hug_tensor_at(y);
    status = run_chunks(c, &s, forward_chunk);
  }
  if (!status) status = hug_tensor_copy(out, y);
  end(&s);
  hug_tensor_free(spectra);
  hug_tensor_free(y);
  return status;
}

/* ---- Backward ---- */

/* With W the weights and g' = g / W: a frame's gradient is the frame of g', weighted; that of window element j sums,
** over frames, g' (frame - 2 window[j] y). */
static void window_gradient_of(const istft *s, const rooms *r, int64_t b, int64_t t, int64_t some) {
  const hug_frames *f = &s->f;
  double *dw = s->dw + b * f->n;
  frames_of(s, r, b, t, some);
  for (int64_t part = 0; part < s->parts; part++) {
    const void *g = hug_frames_at(f, r->signals, part * f->length);
    for (int64_t i = 0; i < some; i++) {
      hug_frame_correlate(f, g, t + i, frame_of(s, r, part, i), dw);
      for (int64_t j = 0; j < f->n; j++) {
        const int64_t at = (t + i) * f->hop + j;
        if (at < s->first || at >= s->last) continue;
        double y = hug_frames_get(f, s->y, (b * s->wanted + at - s->first) * s->parts + part);
        dw[j] -= 2 * window_at(f, j) * y * hug_frames_get(f, g, at);
      }
    }
  }
}

/* Coefficients of `some` frames of r->frames to rows of the gradient; all but the first and the middle one stand for
** two. */
static void coefficients_of(const istft *s, const rooms *r, int64_t some, char *to) {
  const hug_frames *f = &s->f;
  const int64_t n = f->n, half = n / 2 + 1;
  if (s->complex) {
    for (int64_t i = 0; i < some; i++)
      for (int part = 0; part < 2; part++)
        hug_convert(f->type, hug_frames_at(f, r->rows, 2 * i * n + part), 2, f->type, frame_of(s, r, part, i), 1, n);
    hug_fft_complex(f->plan, some, r->rows, to, false, s->scale, r->room);
    return;
  }
  hug_fft_from_real(f->plan, some, r->frames, r->rows, s->scale, r->room);
  for (int64_t i = 0; i < some; i++) {
    const void *from = hug_frames_at(f, r->rows, 2 * i * half);
    for (int64_t k = 0; k < 2 * s->bins; k++) {
      const bool paired = k >= 2 && k < 2 * ((n - 1) / 2 + 1);
      hug_frames_put(f, to, 2 * i * s->bins + k, k < 2 * half ? hug_frames_get(f, from, k) * (paired ? 2 : 1) : 0);
    }
  }
}

static void backward_signal(const istft *s, const rooms *r, char *to, int64_t b) {
  const hug_frames *f = &s->f;
  const int64_t group = hug_fft_plan_rows(f->plan);
  memset(r->signals, 0, (size_t)(s->parts * f->length) * hug_dtype_bytes(f->type));
  for (int64_t at = s->first; at < s->last; at++)
    for (int64_t part = 0; part < s->parts; part++) {
      double g = hug_frames_get(f, s->gy, (b * s->wanted + at - s->first) * s->parts + part);
      hug_frames_put(f, r->signals, part * f->length + at, g / s->weights[at]);
    }
  for (int64_t t = 0; t < f->count; t += group) {
    const int64_t some = f->count - t < group ? f->count - t : group;
    if (s->dw) window_gradient_of(s, r, b, t, some);
    for (int64_t part = 0; part < s->parts; part++)
      for (int64_t i = 0; i < some; i++)
        hug_frame_read(f, hug_frames_at(f, r->signals, part * f->length), t + i, frame_of(s, r, part, i));
    coefficients_of(s, r, some, hug_frames_at(f, to, (b * f->count + t) * s->bins * 2));
  }
}

static void backward_chunk(void *context, int64_t first, int64_t last) {
  istft *s = context;
  rooms r;
  if (!rooms_open(s, &r)) return;
  for (int64_t b = first; b < last; b++) backward_signal(s, &r, s->dx, b);
  hug_free(r.room);
}

/* dx [batch, count, bins, 2] in the shape of the input. */
static hug_status pass_on(hug_call *c, const hug_tensor *dx) {
  const bool batched = c->args[INPUT].tensor->ndim == 4;
  const int64_t shape[] = { dx->shape[0], dx->shape[2], dx->shape[1], 2 };
  const int64_t stride[] = { dx->stride[0], dx->stride[2], dx->stride[1], 1 };
  hug_tensor *view;
  HUG_TRY(hug_tensor_view(dx, batched ? 4 : 3, shape + !batched, stride + !batched, dx->offset, &view));
  return hug_call_grad(c, INPUT, 0, view);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  istft s;
  hug_tensor *parts[4] = { NULL };      /* spectra, y, its gradient, and what comes out */
  const bool window = c->args[WINDOW].given && hug_call_wants(c, WINDOW, 0);
  hug_status status = begin(c, &s);
  if (!status && window) status = pack_spectra(c->args[INPUT].tensor, s.f.type, &parts[0]);
  if (!status && window) status = hug_tensor_packed(c->out[0], s.f.type, &parts[1]);
  if (!status) status = hug_tensor_packed(grads[0], s.f.type, &parts[2]);
  if (!status) status = hug_tensor_make(s.f.type, 4, (int64_t[]){ s.f.batch, s.f.count, s.bins, 2 }, &parts[3]);
  if (!status && window && !(s.dw = hug_alloc_zero((size_t)(s.f.batch * s.f.n) * sizeof *s.dw))) status = HUG_ENOMEM;
  if (!status) {
    s.spectra = window ? hug_tensor_at(parts[0]) : NULL;
    s.y = window ? hug_tensor_at(parts[1]) : NULL;
    s.gy = hug_tensor_at(parts[2]);
    s.dx = hug_tensor_at(parts[3]);
    status = run_chunks(c, &s, backward_chunk);
  }
  if (!status && window) status = hug_frames_window_gradient(&s.f, c, WINDOW, s.dw);
  if (!status) status = pass_on(c, parts[3]);
  end(&s);
  hug_free(s.dw);
  for (int i = 0; i < 4; i++) hug_tensor_free(parts[i]);
  return status;
}

const hug_op hug_op_istft = {
  .name = "istft", .source = "torch.istft",
  .doc = "The real signals, [length] or [batch, length], whose `stft` with the same arguments is closest to `input`, "
         "[coefficients, frames, 2] or [batch, coefficients, frames, 2].  `length` cuts the signal or pads it with "
         "zeros; without it the edges that `center` stands for are left out.  `return_complex`: complex signals, "
         "[..., 2], from coefficients of both sides.",
  .samples = "randn(9,7,2), 16, {window=rand(16)+0.5}; "
             "randn(2,8,6,2), 8, 3, 5, {window=rand(5)+0.5, return_complex=true, normalized=true}; "
             "randn(8,6,2), 8, 3, {center=false, onesided=false, length=25}",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("n_fft"), HUG_P_OPTIONAL_INT("hop_length"),
              HUG_P_OPTIONAL_INT("win_length"), HUG_P_OPTIONAL_TENSOR("window"), HUG_P_BOOL_OR("center", true),
              HUG_P_BOOL_OR("normalized", false), { .name = "onesided", .kind = HUG_KIND_BOOL, .optional = true },
              HUG_P_OPTIONAL_INT("length"), HUG_P_BOOL_OR("return_complex", false) },
  .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WINDOW) | HUG_SAVE_OUT(0),
  .saves_for = (const uint32_t[]){ [INPUT] = HUG_SAVE_ARG(WINDOW),
                                   [WINDOW] = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WINDOW) | HUG_SAVE_OUT(0) },
  .infer = infer, .run = run, .backward = backward,
};
