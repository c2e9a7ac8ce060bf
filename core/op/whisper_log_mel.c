/* whisper_log_mel.c: what Whisper hears: logarithms of the power in mel bands.
**
** One pass over the frames keeps no spectra, in f64, since bands down to 1e-8 of the loudest count. Where gradients are
** recorded it is the same out of other operations.
*/
#include "../kernel/kernel.h"
#include "frames.h"
#include "mel.h"
#include "scope.h"
#include "window.h"
#include <math.h>
#include <string.h>

enum { INPUT, N_FFT, HOP, MELS, RATE };

/* A filter as its bins that are not 0. */
typedef struct band { int64_t first, last; } band;

typedef struct log_mel {
  hug_frames f;
  int64_t mels, kept;         /* bands, and frames of a signal: all but the last */
  hug_tensor *x;              /* [batch, length] */
  double *filters;            /* [mels, n / 2 + 1] */
  band *bands;                /* [mels] */
  hug_dtype type;             /* of y: HUG_F64 for a signal of that type, else HUG_F32 */
  char *y;                    /* [batch, mels, kept] */
  atomic_bool failed;
} log_mel;

/* ---- Arguments ---- */

static hug_mel_bank bank_of(const hug_call *c) {
  return (hug_mel_bank){ c->args[N_FFT].i / 2 + 1, c->args[MELS].i, 0, 8000, c->args[RATE].i, true, "slaney", false };
}

static hug_status read_frames(const hug_call *c, log_mel *s) {
  const hug_tensor *t = c->args[INPUT].tensor;
  const int64_t n = c->args[N_FFT].i, hop = c->args[HOP].i, length = t->ndim ? t->shape[t->ndim - 1] : 0;
  memset(s, 0, sizeof *s);
  s->mels = c->args[MELS].i;
  s->type = t->dtype == HUG_F64 ? HUG_F64 : HUG_F32;
  if (t->ndim != 1 && t->ndim != 2)
    return hug_op_fail(c, HUG_ESHAPE, "`input` is [length] or [batch, length], not of %d dims", t->ndim);
  if (n < 2) return hug_op_fail(c, HUG_EARG, "`n_fft` is %lld; it is at least 2", (long long)n);
  if (hop < 1) return hug_op_fail(c, HUG_EARG, "`hop_length` is %lld; it is at least 1", (long long)hop);
  if (s->mels < 1) return hug_op_fail(c, HUG_EARG, "`mels` is %lld; it is at least 1", (long long)s->mels);
  if (c->args[RATE].i < 1)
    return hug_op_fail(c, HUG_EARG, "`sampling_rate` is %lld; it is at least 1", (long long)c->args[RATE].i);
  if (length <= n / 2)
    return hug_op_fail(c, HUG_ESHAPE, "a signal of %lld elements is too short for frames of `n_fft` %lld around its edges",
                       (long long)length, (long long)n);
  s->f = (hug_frames){ .type = HUG_F64, .batch = t->ndim == 2 ? t->shape[0] : 1, .length = length, .n = n, .hop = hop,
                       .count = (length + 2 * (n / 2) - n) / hop + 1, .lead = n / 2, .edge = HUG_EDGE_REFLECT };
  s->kept = s->f.count - 1;
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  log_mel s;
  int64_t count;
  HUG_TRY(read_frames(c, &s));
  HUG_TRY(hug_shape_count(c->op->name, 2, (int64_t[]){ s.f.n, s.mels }, &count));
  return hug_shape_count(c->op->name, 3, (int64_t[]){ s.f.batch, s.mels, s.kept }, &count);
}

static hug_dtype type_of(const hug_call *c) {
  const hug_dtype type = (hug_dtype)c->args[INPUT].tensor->dtype;
  return hug_dtype_floating(type) ? type : HUG_F32;
}

/* ---- Fused ---- */

/* The filters with a band's weights side by side, and where each begins and ends. */
static hug_status open_bands(const hug_call *c, log_mel *s) {
  const hug_mel_bank bank = bank_of(c);
  double *columns = hug_alloc((size_t)(bank.bins * bank.mels) * sizeof *columns);
  s->filters = hug_alloc((size_t)(bank.bins * bank.mels) * sizeof *s->filters);
  s->bands = hug_alloc((size_t)bank.mels * sizeof *s->bands);
  hug_status status = columns && s->filters && s->bands ? hug_mel_filters(&bank, columns) : HUG_ENOMEM;
  for (int64_t m = 0; m < bank.mels && !status; m++) {
    band *b = &s->bands[m];
    *b = (band){ 0, 0 };
    for (int64_t i = 0; i < bank.bins; i++) {
      double w = s->filters[m * bank.bins + i] = columns[i * bank.mels + m];
      if (w == 0) continue;
      if (b->last == 0) b->first = i;
      b->last = i + 1;
    }
  }
  hug_free(columns);
  return status;
}

static hug_status open_window(const hug_frames *f, hug_tensor **window) {
  HUG_TRY(hug_tensor_make(HUG_F64, 1, &f->n, window));
  for (int64_t i = 0; i < f->n; i++) hug_frames_put(f, hug_tensor_at(*window), i, hug_window_at("hann", i, f->n, true));
  return HUG_OK;
}

/* Powers of a frame's coefficients [bins][2] become sums over bands, elements at + m * kept of y. */
static void to_bands(const log_mel *s, double *spectrum, int64_t at) {
  const int64_t bins = s->f.n / 2 + 1;
  for (int64_t i = 0; i < bins; i++)
    spectrum[i] = spectrum[2 * i] * spectrum[2 * i] + spectrum[2 * i + 1] * spectrum[2 * i + 1];
  for (int64_t m = 0; m < s->mels; m++) {
    const double *w = s->filters + m * bins;
    double sum = 0;
    for (int64_t i = s->bands[m].first; i < s->bands[m].last; i++) sum += w[i] * spectrum[i];
    sum = sum < 1e-10 ? 1e-10 : sum;
    if (s->type == HUG_F64) ((double *)(void *)s->y)[at + m * s->kept] = sum;
    else ((float *)(void *)s->y)[at + m * s->kept] = (float)sum;
  }
}

/* Frames first..last-1 of those that are kept, of all signals. */
static void frames_chunk(void *context, int64_t first, int64_t last) {
  log_mel *s = context;
  const hug_frames *f = &s->f;
  const int64_t group = hug_fft_plan_rows(f->plan), n = f->n, half = n / 2 + 1;
  const size_t room = (hug_fft_plan_room(f->plan) + 63) / 64 * 64;
  const size_t frames = ((size_t)(group * n) * sizeof(double) + 63) / 64 * 64;
  char *block = hug_alloc_data(room + frames + (size_t)(group * 2 * half) * sizeof(double));
  if (!block) {
    atomic_store(&s->failed, true);
    return;
  }
  double *frame = (double *)(void *)(block + room), *spectra = (double *)(void *)(block + room + frames);
  for (; first < last; first += group) {
    const int64_t some = last - first < group ? last - first : group;
    for (int64_t i = 0; i < some; i++) {
      const double *x = (double *)(void *)hug_tensor_at(s->x) + (first + i) / s->kept * f->length;
      hug_frame_read(f, x, (first + i) % s->kept, frame + i * n);
    }
    hug_fft_from_real(f->plan, some, frame, spectra, 1, block);
    for (int64_t i = 0; i < some; i++) {
      const int64_t signal = (first + i) / s->kept, t = (first + i) % s->kept;
      to_bands(s, spectra + i * 2 * half, signal * s->mels * s->kept + t);
    }
  }
  hug_free(block);
}

/* Logarithms, no further than 8 below the greatest, brought near -1 to 1. */
static void scale_f32(int64_t n, float *y) {
  const hug_kernels *k = hug_kernels_get();
  k->elementwise[HUG_EL_log10](n, y, (void *[]){ y }, (int64_t[]){ 1 }, NULL);
  const float least = n ? k->max_f32(n, y) - 8 : 0;
  for (int64_t i = 0; i < n; i++) y[i] = ((y[i] >= least ? y[i] : least) + 4) / 4;
}

static void scale_f64(int64_t n, double *y) {
  double most = -INFINITY;
  for (int64_t i = 0; i < n; i++) {
    y[i] = log10(y[i]);
    most = y[i] > most || y[i] != y[i] ? y[i] : most;
  }
  for (int64_t i = 0; i < n; i++) y[i] = ((y[i] >= most - 8 ? y[i] : most - 8) + 4) / 4;
}

/* Signals first..last-1. */
static void scale_chunk(void *context, int64_t first, int64_t last) {
  const log_mel *s = context;
  const int64_t n = s->mels * s->kept;
  for (int64_t b = first; b < last; b++)
    if (s->type == HUG_F64) scale_f64(n, (double *)(void *)s->y + b * n);
    else scale_f32(n, (float *)(void *)s->y + b * n);
}

static hug_status fused(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  log_mel s;
  hug_tensor *window = NULL, *y = NULL, *out = NULL;
  HUG_TRY(read_frames(c, &s));
  hug_status status = open_window(&s.f, &window);
  if (!status) status = hug_frames_open(&s.f, window, s.f.n, true);
  if (!status) status = open_bands(c, &s);
  if (!status) status = hug_tensor_packed(t, HUG_F64, &s.x);
  const int64_t shape[] = { s.f.batch, s.mels, s.kept };
  if (!status) status = hug_tensor_make(s.type, t->ndim + 1, shape + 2 - t->ndim, &y);
  if (!status) {
    s.y = hug_tensor_at(y);
    hug_parallel(s.f.batch * s.kept, 64, frames_chunk, &s);
    hug_parallel(s.f.batch, 1, scale_chunk, &s);
    if (atomic_load(&s.failed)) status = hug_op_fail(c, HUG_ENOMEM, "no memory for a frame");
  }
  if (!status) status = hug_tensor_packed(y, type_of(c), &out);
  hug_frames_close(&s.f);
  hug_free(s.filters);
  hug_free(s.bands);
  hug_tensor_free(s.x);
  hug_tensor_free(window);
  hug_tensor_free(y);
  return status ? status : hug_call_set_out(c, 0, out);
}

/* ---- Recorded ---- */

static hug_status composed(hug_call *c) {
  const int64_t n = c->args[N_FFT].i, bins_frames[] = { -2, -1 }, last = -1;
  const hug_mel_bank bank = bank_of(c);
  hug_scope s = hug_scope_of(c);
  hug_tensor *x = hug_do(&s, to, c->args[INPUT].tensor, HUG_F64);
  hug_tensor *window = hug_do(&s, window, "hann", n, 1, HUG_F64);
  hug_tensor *spectra = hug_do(&s, stft, x, n, c->args[HOP].i, HUG_ABSENT, window, 1, NULL, 0, 1, 1, 0);
  hug_tensor *kept = hug_do(&s, narrow, spectra, (int64_t)-2, (int64_t)0, spectra->shape[spectra->ndim - 2] - 1);
  hug_tensor *power = hug_do(&s, sum, hug_do(&s, square, kept), 1, &last, 0, HUG_NO_DTYPE);
  hug_tensor *filters = hug_do(&s, mel_filter_bank, bank.bins, bank.mels, bank.low, bank.high, bank.sampling_rate,
                               "slaney", bank.scale, 0, HUG_F64);
  hug_tensor *mel = hug_do(&s, matmul, hug_do(&s, t, filters), power);
  hug_tensor *logs = hug_do(&s, log10, hug_do(&s, clamp_min, mel, hug_number(&s, 1e-10)));
  if (hug_tensor_count(logs) == 0) return hug_scope_end(&s, c, hug_do(&s, to, logs, type_of(c)));
  hug_tensor *least = hug_do(&s, sub, hug_do(&s, amax, logs, 2, bins_frames, 1), hug_number(&s, 8), NULL);
  hug_tensor *raised = hug_do(&s, add, hug_do(&s, maximum, logs, least), hug_number(&s, 4), NULL);
  return hug_scope_end(&s, c, hug_do(&s, to, hug_do(&s, mul, raised, hug_number(&s, 0.25)), type_of(c)));
}

static hug_status compose(hug_call *c) {
  return c->flags & HUG_CALL_NO_GRAD || !hug_tape_wants(c) ? fused(c) : composed(c);
}

const hug_op hug_op_whisper_log_mel = {
  .name = "whisper_log_mel", .source = "transformers.WhisperFeatureExtractor; Radford et al. 2022",
  .doc = "Whisper's features, [`mels`, frames] or [batch, `mels`, frames], of signals [length] or [batch, length]: "
         "logarithms to base 10 of the power in `mels` bands up to 8000 Hz (slaney), no further than 8 below the "
         "greatest of the signal, plus 4, over 4.  Frames have `n_fft` elements (a hann window, edges reflected) and "
         "are `hop_length` apart; the last one is left out.",
  .samples = "randn(60), 16, 4, 3",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("n_fft", 400), HUG_P_INT_OR("hop_length", 160),
              HUG_P_INT_OR("mels", 80), HUG_P_INT_OR("sampling_rate", 16000) },
  .infer = infer, .compose = compose,
};
