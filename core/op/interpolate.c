/* interpolate.c: images of another size: interpolate. */
#include "resample.h"
#include <math.h>
#include <string.h>

enum { INPUT, SIZE, FACTOR, MODE, ALIGN, RECOMPUTE, ANTIALIAS };

/* What a mode is; dims: the spatial dims that it takes, 0 for any. */
typedef struct mode {
  const char *name;
  int dims;
  hug_filter filter;
  bool aligns, antialiases;
} mode;

#define MODES "nearest|nearest-exact|linear|bilinear|bicubic|trilinear|area|lanczos"

static const mode *mode_of(const hug_call *c) {
  static const mode modes[] = {
    { "nearest", 0, HUG_NEAREST, false, false },  { "nearest-exact", 0, HUG_NEAREST_EXACT, false, false },
    { "linear", 1, HUG_LINEAR, true, false },     { "bilinear", 2, HUG_LINEAR, true, true },
    { "trilinear", 3, HUG_LINEAR, true, false },  { "bicubic", 2, HUG_CUBIC, true, true },
    { "lanczos", 2, HUG_LANCZOS, false, true },   { "area", 0, HUG_NEAREST, false, false },
  };
  int i = 0;
  while (strcmp(modes[i].name, c->args[MODE].string)) i++;
  return &modes[i];
}

static bool is_area(const mode *m) { return !strcmp(m->name, "area"); }

/* ---- Checks ---- */

static hug_status check_mode(const hug_call *c, const mode *m, int dims) {
  if (m->dims && m->dims != dims)
    return hug_op_fail(c, HUG_EARG, "`mode` \"%s\" goes over %d dims behind images and channels, but `input` has %d", m->name, m->dims, dims);
  if (c->args[ALIGN].b && !m->aligns) return hug_op_fail(c, HUG_EARG, "`align_corners` does not go with `mode` \"%s\"", m->name);
  if (c->args[ANTIALIAS].b && !m->antialiases)
    return hug_op_fail(c, HUG_EARG, "`antialias` goes with `mode` bilinear, bicubic and lanczos, not \"%s\"", m->name);
  if (m->filter == HUG_LANCZOS && !c->args[ANTIALIAS].b) return hug_op_fail(c, HUG_EARG, "`mode` \"lanczos\" needs `antialias`");
  return HUG_OK;
}

static hug_status check_type(const hug_call *c, const mode *m, hug_dtype type, int dims) {
  bool copies = m->filter <= HUG_NEAREST_EXACT && !is_area(m), bytes = type == HUG_U8 && dims == 2 && !is_area(m);
  if (copies || bytes || hug_dtype_floating(type)) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "`input` is %s; `mode` \"%s\" takes floats%s: convert it with to()", hug_dtype_infos[type].name, m->name,
                     m->dims == 2 ? ", or u8" : "");
}

/* The result's size along dim d, `at` of `dims`, and the factor that places are computed by; 0 for none. */
static hug_status size_along(const hug_call *c, int dims, int at, int64_t in, int64_t *out, double *factor) {
  const hug_value *size = &c->args[SIZE], *by = &c->args[FACTOR];
  *factor = 0;
  if (size->given) {
    *out = size->ints[size->count == 1 ? 0 : at];
  } else {
    double f = by->floats[by->count == 1 ? 0 : at], wanted = (double)in * f;
    if (!(f > 0) || isinf(f)) return hug_op_fail(c, HUG_EARG, "`scale_factor` is %g; it should be more than 0", f);
    *out = wanted > HUG_WINDOW_MOST ? HUG_ABSENT : (int64_t)wanted;
    if (!c->args[RECOMPUTE].b) *factor = f;
  }
  if (*out >= 1 && *out <= HUG_WINDOW_MOST) return HUG_OK;
  return hug_op_fail(c, HUG_ESHAPE, "dim %d of the result would have the size %s; it should be 1 to 2^31 - 1", at - dims,
                     *out == HUG_ABSENT ? "2^31 or more" : *out < 1 ? "0 or less" : "2^31 or more");
}

static hug_status read_sizes(const hug_call *c, const hug_images *x, int dims, int64_t out[3], double factor[3]) {
  const hug_value *size = &c->args[SIZE], *by = &c->args[FACTOR];
  if (size->given == by->given) return hug_op_fail(c, HUG_EARG, "needs either `size` or `scale_factor`");
  if (size->given && c->args[RECOMPUTE].b) return hug_op_fail(c, HUG_EARG, "`recompute_scale_factor` goes with `scale_factor`, not with `size`");
  int count = size->given ? size->count : by->count;
  if (count != dims && count != 1)
    return hug_op_fail(c, HUG_EARG, "`%s` has %d numbers; it should be one, or one for each of %d dims", size->given ? "size" : "scale_factor",
                       count, dims);
  for (int d = 0; d < 3; d++) {
    int at = d - (3 - dims);
    out[d] = 1, factor[d] = 0;
    if (at >= 0) HUG_TRY(size_along(c, dims, at, x->size[d], &out[d], &factor[d]));
  }
  return HUG_OK;
}

typedef struct call {
  const mode *mode;
  int dims;
  hug_images x;
  int64_t size[3];            /* of the result */
  double factor[3];
} call;

static hug_status describe(const hug_call *c, call *q) {
  const hug_tensor *t = c->args[INPUT].tensor;
  q->mode = mode_of(c);
  q->dims = t->ndim - 2;
  if (q->dims < 1 || q->dims > 3) {
    char shape[128];
    hug_shape_text(t->ndim, t->shape, shape, sizeof shape);
    return hug_op_fail(c, HUG_ESHAPE, "`input` is %s; it should be [images, channels, …] with one to three dims more", shape);
  }
  HUG_TRY(hug_images_of(c, INPUT, q->dims, &q->x));
  HUG_TRY(check_mode(c, q->mode, q->dims));
  HUG_TRY(check_type(c, q->mode, q->x.dtype, q->dims));
  for (int d = 3 - q->dims; d < 3; d++)
    if (q->x.size[d] == 0) return hug_op_fail(c, HUG_ESHAPE, "dim %d of `input` is empty", d - 3);
  return read_sizes(c, &q->x, q->dims, q->size, q->factor);
}

/* ---- The operation, for all modes but area ---- */

static hug_status infer(hug_call *c) {
  call q;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(describe(c, &q));
  int ndim = hug_images_shape(&q.x, q.dims, q.x.channels, q.size, shape);
  return hug_call_out(c, 0, q.x.dtype, ndim, shape);
}

/* Channels beside each other, then columns, then lines. */
static bool is_channels_last(const call *q) {
  const hug_images *x = &q->x;
  int64_t step = x->channels;
  bool last = x->channel_stride == 1 || x->channels == 1;
  for (int d = 2; d >= 0; d--) {
    last = last && (x->stride[d] == step || x->size[d] == 1);
    step *= x->size[d];
  }
  return last && (x->image_stride == step || x->images == 1);
}

/* The reference has two codes for nearest, which round places differently; it chooses by layout and by size. */
static bool from_table(const call *q) {
  bool last = q->dims > 1 && is_channels_last(q) && q->x.channels > 3;
  return last || (q->dims == 2 && q->size[1] + q->size[2] <= 128);
}

static void free_taps(hug_resampling *r) {
  for (int d = 0; d < 3; d++) hug_taps_free(&r->dim[d]);
}

/* turned: for the gradient, for which the reference always has the first of its codes for nearest, and takes a filter that widens
** along dims that keep their size too. */
static hug_status resampling_of(const hug_call *c, const call *q, hug_dtype type, bool turned, hug_resampling *r) {
  hug_status status = HUG_OK;
  *r = (hug_resampling){ .planes = q->x.images * q->x.channels };
  for (int d = 0; d < 3 && !status; d++) {
    hug_scaling s = { .filter = q->mode->filter, .type = type, .antialias = c->args[ANTIALIAS].b, .align_corners = c->args[ALIGN].b,
                      .from_table = turned || from_table(q), .every_dim = turned, .factor = q->factor[d], .in = q->x.size[d], .out = q->size[d] };
    if (d < 3 - q->dims) s.filter = HUG_NEAREST, s.antialias = s.align_corners = false;
    status = hug_taps_make(&s, &r->dim[d]);
    if (status || !turned) continue;
    hug_taps t = r->dim[d];
    r->dim[d] = (hug_taps){ 0 };
    status = hug_taps_turn(&t, type, &r->dim[d]);
    hug_taps_free(&t);
  }
  if (status) free_taps(r);
  return status;
}

/* The type that a call computes in. */
static hug_dtype type_of(const call *q) {
  bool copies = q->mode->filter <= HUG_NEAREST_EXACT;
  if (q->x.dtype == HUG_U8 && !copies) return HUG_U8;
  return q->x.dtype == HUG_F64 ? HUG_F64 : HUG_F32;
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *x = NULL, *y = NULL;
  hug_resampling r;
  call q;
  if (hug_tensor_count(out) == 0) return HUG_OK;
  HUG_TRY(describe(c, &q));
  bool copies = q.mode->filter <= HUG_NEAREST_EXACT;
  hug_dtype type = type_of(&q), held = copies ? q.x.dtype : type;     /* copies need not convert */
  bool direct = out->dtype == held && hug_tensor_contiguous(out);
  HUG_TRY(resampling_of(c, &q, type, false, &r));
  hug_status status = hug_tensor_packed(c->args[INPUT].tensor, held, &x);
  if (!status && direct) y = hug_tensor_retain(out);
  if (!status && !direct) status = hug_tensor_make(held, out->ndim, out->shape, &y);
  if (!status && copies) status = hug_resample_nearest(&r, (int64_t)hug_dtype_bytes(held), hug_tensor_at(x), hug_tensor_at(y));
  else if (!status && type == HUG_U8) status = hug_resample_u8(&r, (uint8_t *)hug_tensor_at(x), (uint8_t *)hug_tensor_at(y));
  else if (!status) status = hug_resample(&r, type, hug_tensor_at(x), hug_tensor_at(y));
  if (!status && !direct) status = hug_tensor_copy(out, y);
  hug_tensor_free(x);
  hug_tensor_free(y);
  free_taps(&r);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *x = c->args[INPUT].tensor;
  hug_tensor *dy = NULL, *dx = NULL;
  hug_resampling r;
  call q;
  HUG_TRY(describe(c, &q));
  hug_dtype type = type_of(&q);
  bool keeps = q.mode->filter == HUG_CUBIC && !c->args[ANTIALIAS].b && !memcmp(q.size, q.x.size, sizeof q.size);
  if (keeps) return hug_call_grad(c, INPUT, 0, hug_tensor_retain(grads[0]));    /* as the reference, whatever the factor was */
  HUG_TRY(resampling_of(c, &q, type, true, &r));
  hug_status status = hug_tensor_packed(grads[0], type, &dy);
  if (!status) status = hug_tensor_make(type, x->ndim, x->shape, &dx);
  if (!status) status = hug_resample(&r, type, hug_tensor_at(dy), hug_tensor_at(dx));
  hug_tensor_free(dy);
  free_taps(&r);
  if (!status) return hug_call_grad(c, INPUT, 0, dx);
  hug_tensor_free(dx);
  return status;
}

#define PARAMS                                                                                                               \
  { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("size"), HUG_P_OPTIONAL_FLOATS("scale_factor"), HUG_P_CHOICE("mode", "nearest", MODES), \
    HUG_P_BOOL_OR("align_corners", false), HUG_P_BOOL_OR("recompute_scale_factor", false), HUG_P_BOOL_OR("antialias", false) }

static const hug_op resample = { .name = "interpolate", .params = PARAMS, .infer = infer, .run = run, .backward = backward };

/* ---- interpolate ---- */

/* Averages of windows of nearly equal size. */
static hug_status area(hug_call *c, const call *q) {
  static const hug_op *const pools[] = { &hug_op_adaptive_avg_pool1d, &hug_op_adaptive_avg_pool2d, &hug_op_adaptive_avg_pool3d };
  hug_tensor *y = NULL;
  HUG_TRY(hug_invoke_op(pools[q->dims - 1], c->flags, &y, c->args[INPUT].tensor, q->dims, q->size + 3 - q->dims));
  return hug_call_set_out(c, 0, y);
}

static hug_status compose(hug_call *c) {
  const hug_value *a = c->args;
  hug_tensor *y = NULL;
  call q;
  HUG_TRY(describe(c, &q));
  if (is_area(q.mode)) return area(c, &q);
  HUG_TRY(hug_invoke_op(&resample, c->flags, &y, a[INPUT].tensor, (int)a[SIZE].count, a[SIZE].given ? a[SIZE].ints : NULL,
                        (int)a[FACTOR].count, a[FACTOR].given ? a[FACTOR].floats : NULL, a[MODE].string, (int)a[ALIGN].b,
                        (int)a[RECOMPUTE].b, (int)a[ANTIALIAS].b));
  return hug_call_set_out(c, 0, y);
}

const hug_op hug_op_interpolate = {
  .name = "interpolate", .source = "torch.nn.functional.interpolate",
  .doc = "`input` [images, channels, …] with its one to three last dims in another `size`, or multiplied by `scale_factor`: a number, or one "
         "for each dim.  `mode`: nearest or nearest-exact copy, linear, bilinear and trilinear (by the number of dims), bicubic and lanczos "
         "weigh neighbours, area averages.  `align_corners`: the first and last elements stay where they are, instead of the borders.  "
         "`recompute_scale_factor`: places are computed from the sizes, not from `scale_factor`.  `antialias`: where an image shrinks, all of "
         "it counts.  Of u8, bilinear, bicubic and lanczos round as the reference does.",
  .samples = "randn(1,2,4), 7; randn(1,2,5), 3, nil, 'linear'; randn(1,1,3,4), {5,3}, nil, 'bilinear', true; "
             "randn(1,2,4,3), nil, {1.5,2}, 'bicubic'; randn(1,1,7,6), {3,4}, nil, 'bicubic', false, false, true; "
             "randn(1,1,2,3,2), nil, 2, 'trilinear'; randn(1,1,6,5), {4,2}, nil, 'area'; "
             "randn(1,1,9,4), {4,6}, nil, 'lanczos', false, false, true; randn(1,2,3,4), nil, 1.7, 'nearest-exact'",
  .params = PARAMS, .compose = compose,
};
