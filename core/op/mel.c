/* mel.c: mel_filter_bank: triangles over the frequencies of a transform, at equal distances on a mel scale. */
#include "mel.h"
#include <math.h>
#include <string.h>

/* ---- Scales ---- */

static double to_mel(const char *scale, double hertz) {
  if (!strcmp(scale, "htk")) return 2595 * log10(1 + hertz / 700);
  if (!strcmp(scale, "kaldi")) return 1127 * log(1 + hertz / 700);
  return hertz >= 1000 ? 15 + log(hertz / 1000) * (27 / log(6.4)) : 3 * hertz / 200;
}

static double to_hertz(const char *scale, double mel) {
  if (!strcmp(scale, "htk")) return 700 * (pow(10, mel / 2595) - 1);
  if (!strcmp(scale, "kaldi")) return 700 * (exp(mel / 1127) - 1);
  return mel >= 15 ? 1000 * exp(log(6.4) / 27 * (mel - 15)) : 200 * mel / 3;
}

/* ---- Filters ---- */

/* The lesser, or the greater, of two, NaN if one is. */
static double lesser(double a, double b) { return a < b || a != a ? a : b; }
static double greater(double a, double b) { return a > b || a != a ? a : b; }

/* Where bin i lies, on the axis of the triangles. */
static double bin_at(const hug_mel_bank *b, int64_t i) {
  if (b->in_mels) return to_mel(b->scale, (double)b->sampling_rate / (double)((b->bins - 1) * 2) * (double)i);
  return (double)i * ((double)(b->sampling_rate / 2) / (double)(b->bins - 1));
}

hug_status hug_mel_filters(const hug_mel_bank *b, double *out) {
  const int64_t points = b->mels + 2;
  const double first = to_mel(b->scale, b->low), last = to_mel(b->scale, b->high);
  const double step = (last - first) / (double)(points - 1);
  double *at = hug_alloc((size_t)points * sizeof *at);      /* the corners of the triangles */
  if (!at) return HUG_ENOMEM;
  for (int64_t i = 0; i < points; i++) {
    double mel = i == points - 1 ? last : first + (double)i * step;
    at[i] = b->in_mels ? mel : to_hertz(b->scale, mel);
  }
  for (int64_t i = 0; i < b->bins; i++)
    for (int64_t m = 0; m < b->mels; m++) {
      const double f = bin_at(b, i), up = (f - at[m]) / (at[m + 1] - at[m]);
      const double down = (at[m + 2] - f) / (at[m + 2] - at[m + 1]);
      const double norm = b->slaney_norm ? 2 / (at[m + 2] - at[m]) : 1;
      out[i * b->mels + m] = greater(0, lesser(up, down)) * norm;
    }
  hug_free(at);
  return HUG_OK;
}

/* ---- mel_filter_bank ---- */

enum { BINS, MELS, LOW, HIGH, RATE, NORM, SCALE, IN_MELS, DTYPE };

static hug_mel_bank bank_of(const hug_call *c) {
  return (hug_mel_bank){ c->args[BINS].i, c->args[MELS].i, c->args[LOW].f, c->args[HIGH].f, c->args[RATE].i,
                         c->args[NORM].given, c->args[SCALE].string, c->args[IN_MELS].b };
}

static hug_status infer(hug_call *c) {
  const hug_mel_bank b = bank_of(c);
  hug_dtype type = c->args[DTYPE].given ? c->args[DTYPE].dtype : HUG_F32;
  int64_t count;
  if (b.bins < 2) return hug_op_fail(c, HUG_EARG, "`num_frequency_bins` is %lld; it is at least 2", (long long)b.bins);
  if (b.mels < 0) return hug_op_fail(c, HUG_EARG, "`num_mel_filters` is %lld", (long long)b.mels);
  if (b.sampling_rate < 1)
    return hug_op_fail(c, HUG_EARG, "`sampling_rate` is %lld; it is at least 1", (long long)b.sampling_rate);
  if (!(b.low <= b.high))
    return hug_op_fail(c, HUG_EARG, "`min_frequency` is %g, above `max_frequency`, %g", b.low, b.high);
  if (!hug_dtype_floating(type))
    return hug_op_fail(c, HUG_EDTYPE, "`dtype` is one of floats, not %s", hug_dtype_infos[type].name);
  HUG_TRY(hug_shape_count(c->op->name, 2, (int64_t[]){ b.bins, b.mels }, &count));
  return hug_call_out(c, 0, type, 2, (int64_t[]){ b.bins, b.mels });
}

static hug_status run(hug_call *c) {
  const hug_mel_bank b = bank_of(c);
  hug_tensor *filters;
  HUG_TRY(hug_tensor_make(HUG_F64, 2, (int64_t[]){ b.bins, b.mels }, &filters));
  hug_status status = hug_mel_filters(&b, (double *)(void *)hug_tensor_at(filters));
  if (!status) status = hug_tensor_copy(c->out[0], filters);
  hug_tensor_free(filters);
  return status;
}

const hug_op hug_op_mel_filter_bank = {
  .name = "mel_filter_bank", .source = "transformers.audio_utils.mel_filter_bank",
  .doc = "The weights [`num_frequency_bins`, `num_mel_filters`] of triangles over the coefficients of a real "
         "transform, whose corners lie at equal distances on the scale `mel_scale` from `min_frequency` to "
         "`max_frequency`, in Hz.  `norm` = slaney: triangles of equal area; `triangularize_in_mel_space`: their "
         "sides are straight over mels.",
  .samples = "9, 3, 0, 4000, 8000; 9, 3, 20, 4000, 8000, {norm=\"slaney\", mel_scale=\"slaney\"}",
  .params = { HUG_P_INT("num_frequency_bins"), HUG_P_INT("num_mel_filters"), HUG_P_FLOAT("min_frequency"),
              HUG_P_FLOAT("max_frequency"), HUG_P_INT("sampling_rate"),
              { .name = "norm", .kind = HUG_KIND_STRING, .optional = true, .choices = "slaney" },
              HUG_P_CHOICE("mel_scale", "htk", "htk|kaldi|slaney"), HUG_P_BOOL_OR("triangularize_in_mel_space", false),
              HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = infer, .run = run,
};
