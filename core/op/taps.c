/* taps.c: which elements of an image an element of the resampled one is made of, and with what weights.
**
** Places are rounded as the reference rounds them, since where two elements are equally near the last bit decides.
*/
#include "resample.h"
#include <math.h>
#include <string.h>

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

/* A result of one operation in the type of the scaling: f32 has so few digits that computing in f64 and rounding is the same. */
static double rounded(const hug_scaling *s, double x) { return s->type == HUG_F32 ? (double)(float)x : x; }

/* How far it is in the input from one element of the result to the next. */
static double step_of(const hug_scaling *s) {
  if (s->align_corners) return s->out > 1 ? rounded(s, (double)(s->in - 1) / (double)(s->out - 1)) : 0;
  return rounded(s, s->factor > 0 ? 1 / s->factor : (double)s->in / (double)s->out);
}

/* Where element i is in the input, its product and difference rounded once together. */
static double place_of(const hug_scaling *s, double step, int64_t i) {
  if (s->align_corners) return rounded(s, step * (double)i);
  return rounded(s, fma(step, (double)i + 0.5, -0.5));
}

/* ---- Filters, as functions of the distance ---- */

static double cubic_near(double x, double a) { return ((a + 2) * x - (a + 3)) * x * x + 1; }
static double cubic_far(double x, double a) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; }

static double sinc(double x) { return x == 0 ? 1 : sin(M_PI * x) / (M_PI * x); }

static double filter_at(const hug_scaling *s, double x) {
  const double a = s->antialias ? -0.5 : -0.75;   /* the reference follows Pillow in one case, OpenCV in the other */
  x = fabs(x);
  switch (s->filter) {
  case HUG_LINEAR: return x < 1 ? 1 - x : 0;
  case HUG_CUBIC: return x < 1 ? cubic_near(x, a) : x < 2 ? cubic_far(x, a) : 0;
  default: return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  }
}

/* The taps of a filter that is as wide as the step between elements. */
static int width_of(hug_filter filter) { return filter == HUG_LINEAR ? 2 : filter == HUG_CUBIC ? 4 : filter == HUG_LANCZOS ? 6 : 1; }

/* ---- Lists: `weight` are f64 at first ---- */

static hug_status taps_room(hug_taps *t, int64_t count) {
  t->start = hug_alloc((size_t)(t->out + 1) * sizeof *t->start);
  t->index = hug_alloc((size_t)count * sizeof *t->index);
  t->weight = hug_alloc((size_t)count * sizeof(double));
  if (t->start && t->index && t->weight) return HUG_OK;
  hug_taps_free(t);
  return HUG_ENOMEM;
}

void hug_taps_free(hug_taps *t) {
  hug_free(t->start);
  hug_free(t->index);
  hug_free(t->weight);
  *t = (hug_taps){ 0 };
}

static void add_tap(hug_taps *t, int64_t *count, int64_t index, double weight) {
  t->index[*count] = (int32_t)index;
  ((double *)t->weight)[(*count)++] = weight;
}

/* The floor of a place, in f32 whatever the type, as the reference has it. */
static int64_t floor_of(double place) { return (int64_t)floorf((float)place); }

static int64_t nearest_of(const hug_scaling *s, double step, int64_t i) {
  if (s->filter == HUG_NEAREST_EXACT) {
    if (s->from_table) return floor_of(((double)i + 0.5) * (double)(float)step);
    return floor_of(fmax(place_of(s, step, i), 0) + 0.5);
  }
  if (s->from_table && s->out == s->in) return i;
  if (s->from_table && s->out == 2 * s->in) return i / 2;
  return floor_of(s->from_table ? (double)((float)i * (float)step) : rounded(s, step * (double)i));
}

static void add_linear(const hug_scaling *s, double step, int64_t i, hug_taps *t, int64_t *count) {
  double place = fmax(place_of(s, step, i), 0);
  int64_t index = s->out == s->in ? i : least(floor_of(place), s->in - 1);
  double part = s->out == s->in ? 0 : fmin(fmax(rounded(s, place - (double)index), 0), 1);
  add_tap(t, count, index, rounded(s, 1 - part));
  add_tap(t, count, s->out == s->in ? i : least(index + 1, s->in - 1), part);
}

static void add_cubic(const hug_scaling *s, double step, int64_t i, hug_taps *t, int64_t *count) {
  double place = place_of(s, step, i);
  int64_t index = least(floor_of(place), s->in - 1);
  double part = fmin(fmax(rounded(s, place - (double)index), 0), 1);
  for (int64_t j = -1; j <= 2; j++) add_tap(t, count, most(0, least(index + j, s->in - 1)), filter_at(s, (double)j - part));
}

/* A filter that is stretched with the step, its weights scaled to sum to one. */
static void add_wide(const hug_scaling *s, double step, double support, int64_t i, hug_taps *t, int64_t *count) {
  double *weight = (double *)t->weight + *count, total = 0;
  double center = rounded(s, step * ((double)i + 0.5)), shrink = step >= 1 ? rounded(s, 1 / step) : 1;
  int64_t longest = (int64_t)ceil(support) * 2 + 1;
  int64_t first = most((int64_t)(rounded(s, center - support) + 0.5), 0);
  int64_t taps = most(0, least(least((int64_t)(rounded(s, center + support) + 0.5), s->in) - first, longest));
  for (int64_t j = 0; j < taps; j++) {
    double w = rounded(s, filter_at(s, rounded(s, (rounded(s, (double)(j + first) - center) + 0.5) * shrink)));
    add_tap(t, count, first + j, w);
    total = rounded(s, total + w);
  }
  for (int64_t j = 0; j < taps && total != 0; j++) weight[j] = rounded(s, weight[j] / total);
}

/* For u8: linear and cubic with what falls outside added to the element at the border, so that taps are side by side.  `largest` is
** the greatest weight on the way. */
static void add_gathered(const hug_scaling *s, double step, int64_t i, hug_taps *t, int64_t *count, double *largest) {
  const int64_t taps = width_of(s->filter), half = taps / 2;
  double place = s->filter == HUG_LINEAR ? fmax(place_of(s, step, i), 0) : place_of(s, step, i);
  int64_t index = least(floor_of(place), s->in - 1), begin = index - half + 1;
  double part = fmin(fmax(place - (double)index, 0), 1), *weight = (double *)t->weight + *count;
  int64_t first = most(begin, 0), inside = most(0, least(least(index + half + 1, s->in) - first, taps));
  for (int64_t j = 0; j < inside; j++) add_tap(t, count, first + j, 0);
  for (int64_t j = 0; j < taps && inside; j++) {
    int64_t at = most(0, least(begin + j - first, inside - 1));
    weight[at] += filter_at(s, (double)(j + 1 - half) - part);
    *largest = fmax(*largest, weight[at]);
  }
}

/* ---- The weights' last form ---- */

static void weights_to_f32(hug_taps *t) {
  const double *from = t->weight;
  float *to = t->weight;      /* never ahead of what is still to be read */
  for (int64_t k = 0; k < t->start[t->out]; k++) to[k] = (float)from[k];
}

/* Whole numbers of as many bits as fit 16 with the largest weight. */
static void weights_to_whole(hug_taps *t, double largest) {
  const double *from = t->weight;
  int32_t *to = t->weight;
  while (t->precision < 22 && (int)(0.5 + largest * (double)(1 << (t->precision + 1))) < 1 << 15) t->precision++;
  for (int64_t k = 0; k < t->start[t->out]; k++) {
    double w = from[k] * (double)(1 << t->precision);
    to[k] = (int32_t)(w < 0 ? w - 0.5 : w + 0.5);
  }
}

static void finish(const hug_scaling *s, hug_taps *t, double largest) {
  int64_t count = t->start[t->out];
  t->fixed = (int)(count / t->out);
  for (int64_t i = 0; i <= t->out; i++)
    if (t->start[i] != i * t->fixed) t->fixed = 0;
  for (int64_t k = 0; k < count && s->antialias; k++) largest = fmax(largest, ((double *)t->weight)[k]);
  if (s->type == HUG_F32) weights_to_f32(t);
  else if (s->type == HUG_U8) weights_to_whole(t, largest);
}

hug_status hug_taps_make(const hug_scaling *s, hug_taps *out) {
  hug_taps t = { .in = s->in, .out = s->out };
  double step = step_of(s), support = 0.5 * width_of(s->filter) * (step >= 1 ? step : 1), largest = 0;
  int64_t count = 0;
  support = rounded(s, support);
  t.same = s->in == s->out && (s->type == HUG_U8 || s->antialias) && !s->every_dim;
  int64_t longest = s->antialias && !t.same ? (int64_t)ceil(support) * 2 + 1 : width_of(s->filter);
  HUG_TRY(taps_room(&t, s->out * longest));
  for (int64_t i = 0; i < s->out; i++) {
    t.start[i] = count;
    if (t.same) add_tap(&t, &count, i, 1);
    else if (s->filter <= HUG_NEAREST_EXACT) add_tap(&t, &count, least(nearest_of(s, step, i), s->in - 1), 1);
    else if (s->antialias) add_wide(s, step, support, i, &t, &count);
    else if (s->type == HUG_U8) add_gathered(s, step, i, &t, &count, &largest);
    else if (s->filter == HUG_LINEAR) add_linear(s, step, i, &t, &count);
    else add_cubic(s, step, i, &t, &count);
  }
  t.start[s->out] = count;
  finish(s, &t, largest);
  *out = t;
  return HUG_OK;
}

/* ---- The other way ---- */

hug_status hug_taps_turn(const hug_taps *t, hug_dtype type, hug_taps *out) {
  hug_taps u = { .in = t->out, .out = t->in, .same = t->same };
  size_t bytes = hug_dtype_bytes(type);
  HUG_TRY(taps_room(&u, t->start[t->out]));
  memset(u.start, 0, (size_t)(u.out + 1) * sizeof *u.start);
  for (int64_t k = 0; k < t->start[t->out]; k++) u.start[t->index[k] + 1]++;
  for (int64_t i = 0; i < u.out; i++) u.start[i + 1] += u.start[i];
  for (int64_t i = 0; i < t->out; i++)
    for (int64_t k = t->start[i]; k < t->start[i + 1]; k++) {
      int64_t at = u.start[t->index[k]]++;        /* for now where the next one goes */
      u.index[at] = (int32_t)i;
      memcpy((char *)u.weight + (size_t)at * bytes, (char *)t->weight + (size_t)k * bytes, bytes);
    }
  for (int64_t i = u.out; i > 0; i--) u.start[i] = u.start[i - 1];
  u.start[0] = 0;
  *out = u;
  return HUG_OK;
}
