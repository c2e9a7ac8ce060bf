/* window.c: the weights that cut a frame out of a signal: window, kaiser_window, window_function. */
#include "window.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

double hug_window_at(const char *name, int64_t i, int64_t n, bool periodic) {
  const int64_t length = periodic ? n + 1 : n;
  if (length == 1 || !strcmp(name, "boxcar")) return 1;
  const double turn = M_PI * (double)(2 * i - (length - 1)) / (double)(length - 1);   /* -pi to pi */
  if (!strcmp(name, "hamming")) return 0.54 + 0.46 * cos(turn);
  if (!strcmp(name, "blackman")) return 0.42 + 0.5 * cos(turn) + 0.08 * cos(2 * turn);
  if (!strcmp(name, "bartlett")) return 1 - fabs(turn) / M_PI;
  const double hann = 0.5 + 0.5 * cos(turn);
  return strcmp(name, "povey") ? hann : pow(hann, 0.85);
}

void hug_numbers_put(hug_tensor *out, const double *numbers) {
  hug_convert((hug_dtype)out->dtype, hug_tensor_at(out), out->ndim ? out->stride[0] : 1, HUG_F64, numbers, 1,
              out->ndim ? out->shape[0] : 1);
}

static hug_status check_type(const hug_call *c, const hug_value *dtype) {
  if (!dtype->given || hug_dtype_floating(dtype->dtype)) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "`dtype` is one of floats, not %s", hug_dtype_infos[dtype->dtype].name);
}

static hug_status make_out(hug_call *c, const hug_value *dtype, int64_t length) {
  HUG_TRY(check_type(c, dtype));
  return hug_call_out(c, 0, dtype->given ? dtype->dtype : HUG_F32, 1, &length);
}

static hug_status check_length(const hug_call *c, const char *name, int64_t length) {
  if (length >= 0 && length < INT64_MAX / 64) return HUG_OK;
  return hug_op_fail(c, HUG_EARG, "`%s` is %lld", name, (long long)length);
}

/* Room for the elements of out. */
static hug_status make_numbers(const hug_tensor *out, double **numbers) {
  *numbers = hug_alloc_zero((size_t)out->shape[0] * sizeof **numbers + 1);
  return *numbers ? HUG_OK : HUG_ENOMEM;
}

/* ---- window ---- */

enum { NAME, LENGTH, PERIODIC, DTYPE };

static hug_status window_infer(hug_call *c) {
  HUG_TRY(check_length(c, "length", c->args[LENGTH].i));
  return make_out(c, &c->args[DTYPE], c->args[LENGTH].i);
}

static hug_status window_run(hug_call *c) {
  hug_tensor *out = c->out[0];
  double *w;
  HUG_TRY(make_numbers(out, &w));
  const int64_t n = out->shape[0];
  for (int64_t i = 0; i < n; i++) w[i] = n == 1 ? 1 : hug_window_at(c->args[NAME].string, i, n, c->args[PERIODIC].b);
  hug_numbers_put(out, w);
  hug_free(w);
  return HUG_OK;
}

const hug_op hug_op_window = {
  .name = "window", .source = "torch.hann_window, hamming_window, blackman_window, bartlett_window",
  .doc = "The window `name`, [`length`]: a rise from its edges to 1 in the middle.  `periodic`: the first `length` "
         "weights of a window of one more, as `stft` wants it; otherwise both edges are alike.",
  .samples = "\"hann\", 8; \"blackman\", 7, {periodic=false}",
  .params = { { .name = "name", .kind = HUG_KIND_STRING, .choices = "hann|hamming|blackman|bartlett" },
              HUG_P_INT("length"), HUG_P_BOOL_OR("periodic", true), HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = window_infer, .run = window_run,
};

/* ---- kaiser_window ---- */

/* The modified Bessel function of order 0, times e^-x, for x >= 0: its series (Abramowitz and Stegun 9.6.12), far out
** the asymptotic one (9.7.1), whose terms shrink below rounding before they grow. */
static double bessel_scaled(double x) {
  double term = 1, sum = 1;
  if (x > 30) {
    for (int k = 1; k < 30; k++) sum += term *= (2. * k - 1) * (2. * k - 1) / (8 * k * x);
    return sum / sqrt(2 * M_PI * x);
  }
  for (int k = 1; k < 200 && term > sum * 1e-17; k++) sum += term *= x * x / 4 / ((double)k * k);
  return sum * exp(-x);
}

static hug_status kaiser_infer(hug_call *c) {
  HUG_TRY(check_length(c, "window_length", c->args[0].i));
  return make_out(c, &c->args[3], c->args[0].i);
}

static hug_status kaiser_run(hug_call *c) {
  hug_tensor *out = c->out[0];
  const int64_t n = out->shape[0], length = c->args[1].b ? n + 1 : n;
  const double beta = fabs(c->args[2].f);
  double *w;
  HUG_TRY(make_numbers(out, &w));
  for (int64_t i = 0; i < n; i++) {
    double at = length > 1 ? (double)(2 * i - (length - 1)) / (double)(length - 1) : 0, x = beta * sqrt(1 - at * at);
    w[i] = n == 1 ? 1 : exp(x - beta) * bessel_scaled(x) / bessel_scaled(beta);
  }
  hug_numbers_put(out, w);
  hug_free(w);
  return HUG_OK;
}

const hug_op hug_op_kaiser_window = {
  .name = "kaiser_window", .source = "torch.kaiser_window",
  .doc = "Kaiser's window, [`window_length`]: the greater `beta`, the less leaks into far frequencies and the wider "
         "is each peak.  `periodic`: the first `window_length` weights of a window of one more.",
  .samples = "12; 7, {periodic=false, beta=8}",
  .params = { HUG_P_INT("window_length"), HUG_P_BOOL_OR("periodic", true), HUG_P_FLOAT_OR("beta", 12),
              HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = kaiser_infer, .run = kaiser_run,
};

/* ---- window_function ---- */

enum { F_LENGTH, F_NAME, F_PERIODIC, F_FRAME, F_CENTER, F_DTYPE };

static hug_status function_infer(hug_call *c) {
  int64_t length = c->args[F_LENGTH].i, frame = c->args[F_FRAME].given ? c->args[F_FRAME].i : length;
  HUG_TRY(check_length(c, "window_length", length));
  if (frame < length)
    return hug_op_fail(c, HUG_EARG, "`window_length` is %lld, more than `frame_length`, %lld", (long long)length,
                       (long long)frame);
  HUG_TRY(check_length(c, "frame_length", frame));
  return make_out(c, &c->args[F_DTYPE], frame);
}

static hug_status function_run(hug_call *c) {
  hug_tensor *out = c->out[0];
  const int64_t length = c->args[F_LENGTH].i, before = c->args[F_CENTER].b ? (out->shape[0] - length) / 2 : 0;
  char name[16];
  double *w;
  snprintf(name, sizeof name, "%.*s", (int)strcspn(c->args[F_NAME].string, "_"), c->args[F_NAME].string);
  HUG_TRY(make_numbers(out, &w));
  for (int64_t i = 0; i < length; i++) w[before + i] = hug_window_at(name, i, length, c->args[F_PERIODIC].b);
  hug_numbers_put(out, w);
  hug_free(w);
  return HUG_OK;
}

const hug_op hug_op_window_function = {
  .name = "window_function", .source = "transformers.audio_utils.window_function",
  .doc = "The window `name`, [`window_length`], or [`frame_length`] with zeros around it (`center`) or behind.  "
         "`periodic`: the first `window_length` weights of a window of one more.",
  .samples = "8; 5, \"povey\", {periodic=false, frame_length=9}",
  .params = { HUG_P_INT("window_length"),
              HUG_P_CHOICE("name", "hann", "hann|hann_window|hamming|hamming_window|povey|boxcar"),
              HUG_P_BOOL_OR("periodic", true), HUG_P_OPTIONAL_INT("frame_length"), HUG_P_BOOL_OR("center", true),
              HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = function_infer, .run = function_run,
};
