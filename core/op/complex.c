/* complex.c: what complex numbers, real tensors [..., 2], are in polar form: complex_abs, complex_angle. */
#include "op.h"
#include <math.h>

static bool is_abs(const hug_call *c) { return c->op == &hug_op_complex_abs; }

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  if (t->ndim == 0 || t->shape[t->ndim - 1] != 2) {
    char shape[128];
    hug_shape_text(t->ndim, t->shape, shape, sizeof shape);
    return hug_op_fail(c, HUG_ESHAPE, "`input` holds complex numbers, [..., 2], but has shape %s", shape);
  }
  return hug_call_out(c, 0, hug_dtype_floating((hug_dtype)t->dtype) ? (hug_dtype)t->dtype : HUG_F32, t->ndim - 1,
                      t->shape);
}

/* The squares of f32 fit f64, so that no step of its own is needed against overflow. */
static void abs_f32(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {
  (void)context;
  const float *re = in[0], *im = in[1];
  float *y = out;
  for (int64_t i = 0; i < n; i++) {
    double a = re[i * step[0]], b = im[i * step[1]];
    y[i] = isinf(a) || isinf(b) ? INFINITY : (float)sqrt(a * a + b * b);
  }
}
static void abs_f64(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {
  (void)context;
  for (int64_t i = 0; i < n; i++)
    ((double *)out)[i] = hypot(((double *)in[0])[i * step[0]], ((double *)in[1])[i * step[1]]);
}
static void angle_f32(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {
  (void)context;
  for (int64_t i = 0; i < n; i++)
    ((float *)out)[i] = atan2f(((float *)in[1])[i * step[1]], ((float *)in[0])[i * step[0]]);
}
static void angle_f64(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {
  (void)context;
  for (int64_t i = 0; i < n; i++)
    ((double *)out)[i] = atan2(((double *)in[1])[i * step[1]], ((double *)in[0])[i * step[0]]);
}

/* Part 0 or 1 of t [..., 2] as a view. */
static hug_status part_of(const hug_tensor *t, int part, hug_tensor **out) {
  return hug_tensor_view(t, t->ndim - 1, t->shape, t->stride, t->offset + part * t->stride[t->ndim - 1], out);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *parts[2] = { NULL, NULL };
  hug_dtype type = c->out[0]->dtype == HUG_F64 ? HUG_F64 : HUG_F32;
  hug_loop body = is_abs(c) ? (type == HUG_F32 ? abs_f32 : abs_f64) : type == HUG_F32 ? angle_f32 : angle_f64;
  hug_status status = part_of(t, 0, &parts[0]);
  if (!status) status = part_of(t, 1, &parts[1]);
  if (!status) status = hug_walk(c->out[0], type, 2, parts, type, body, NULL);
  hug_tensor_free(parts[0]);
  hug_tensor_free(parts[1]);
  return status;
}

/* With r = |z|: d |z| = (re, im) / r, d angle = (-im, re) / r^2, and 0 where r is 0. */
typedef struct slope { bool abs, imaginary; } slope;

#define SLOPE(name, T, HYPOT)                                                                          \
  static void name(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {  \
    const slope *s = context;                                                                          \
    for (int64_t i = 0; i < n; i++) {                                                                  \
      T re = ((T *)in[0])[i * step[0]], im = ((T *)in[1])[i * step[1]], g = ((T *)in[2])[i * step[2]]; \
      T r = HYPOT(re, im), along = s->abs ? (s->imaginary ? im : re) : (s->imaginary ? re : -im) / r;  \
      ((T *)out)[i] = r == 0 ? 0 : g * along / r;                                                      \
    }                                                                                                  \
  }
SLOPE(slope_f32, float, hypotf)
SLOPE(slope_f64, double, hypot)

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_dtype type = t->dtype == HUG_F64 ? HUG_F64 : HUG_F32;
  hug_tensor *in[3] = { NULL, NULL, grads[0] }, *dx, *to = NULL;
  HUG_TRY(hug_tensor_make(type, t->ndim, t->shape, &dx));
  hug_status status = part_of(t, 0, &in[0]);
  if (!status) status = part_of(t, 1, &in[1]);
  for (int part = 0; part < 2 && !status; part++) {
    slope s = { is_abs(c), part == 1 };
    status = part_of(dx, part, &to);
    if (!status) status = hug_walk(to, type, 3, in, type, type == HUG_F32 ? slope_f32 : slope_f64, &s);
    hug_tensor_free(to);
    to = NULL;
  }
  hug_tensor_free(in[0]);
  hug_tensor_free(in[1]);
  if (!status) return hug_call_grad(c, 0, 0, dx);
  hug_tensor_free(dx);
  return status;
}

const hug_op hug_op_complex_abs = {
  .name = "complex_abs", .source = "torch.abs", .doc = "The absolute values, [...], of complex numbers, [..., 2].",
  .samples = "randn(3,2); randn(2,3,2)",
  .params = { HUG_P_TENSOR("input") }, .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_complex_angle = {
  .name = "complex_angle", .source = "torch.angle",
  .doc = "The angles, [...], between -pi and pi, of complex numbers, [..., 2], from the axis of real ones.",
  .samples = "randn(3,2); randn(2,3,2)",
  .params = { HUG_P_TENSOR("input") }, .saves = HUG_SAVE_ARG(0), .infer = infer, .run = run, .backward = backward,
};
