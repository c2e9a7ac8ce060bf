/* histc.c: how the elements are spread over bins of equal width: histc. */
#include "op.h"
#include <math.h>
#include <string.h>

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t count;
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (c->args[1].i < 1) return hug_op_fail(c, HUG_EARG, "`bins` must be at least 1, got %lld", (long long)c->args[1].i);
  HUG_TRY(hug_shape_count("histc", 1, &c->args[1].i, &count));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, 1, &c->args[1].i);
}

typedef struct range { double min, max; } range;

/* `min`..`max`, or, where they are equal, the range of the elements; a range of one number is widened. */
static hug_status range_of(const hug_call *c, hug_dtype type, int64_t n, const void *x, range *r) {
  *r = (range){ c->args[2].f, c->args[3].f };
  if (type == HUG_F32) *r = (range){ (float)r->min, (float)r->max };
  if (r->min == r->max && n > 0) {
    *r = (range){ INFINITY, -INFINITY };
    for (int64_t i = 0; i < n; i++) {
      double v = type == HUG_F32 ? ((const float *)x)[i] : ((const double *)x)[i];
      if (v < r->min || v != v) r->min = v;
      if (v > r->max) r->max = v;
      if (v != v) break;
    }
  }
  if (r->min == r->max) r->min -= 1, r->max += 1;
  if (!isfinite(r->min) || !isfinite(r->max))
    return hug_op_fail(c, HUG_EARG, "the range `min`..`max`, %g..%g, is not finite", r->min, r->max);
  return r->min < r->max ? HUG_OK : hug_op_fail(c, HUG_EARG, "`max` %g is not above `min` %g", r->max, r->min);
}

/* Every step is rounded to the elements' own type, so that those on a border fall into the same bin as torch's. */
#define FILL(name, T, ROUNDED)                                                            \
  static void name(int64_t n, const T *x, const range *r, int64_t bins, int64_t *counts) { \
    const T min = ROUNDED((T)r->min), max = ROUNDED((T)r->max), width = ROUNDED(max - min); \
    for (int64_t i = 0; i < n; i++) {                                                     \
      if (!(x[i] >= min && x[i] <= max)) continue;                                        \
      T scaled = ROUNDED(ROUNDED(x[i] - min) * (T)bins), place = ROUNDED(scaled / width); \
      counts[place < (T)bins ? (int64_t)place : bins - 1]++;                              \
    }                                                                                     \
  }
#define AS_IT_IS(v) (v)
#define AS_F16(v) hug_f16_to_f32(hug_f32_to_f16(v))
#define AS_BF16(v) hug_bf16_to_f32(hug_f32_to_bf16(v))
FILL(fill_f32, float, AS_IT_IS)
FILL(fill_f64, double, AS_IT_IS)
FILL(fill_f16, float, AS_F16)
FILL(fill_bf16, float, AS_BF16)

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_dtype type = hug_compute_type((hug_dtype)t->dtype);
  const int64_t n = hug_tensor_count(t), bins = c->args[1].i;
  hug_tensor *plain = NULL, *counts = NULL;
  range r;
  HUG_TRY(hug_tensor_packed(t, type, &plain));
  hug_status status = range_of(c, type, n, hug_tensor_at(plain), &r);
  if (!status) status = hug_tensor_make(HUG_I64, 1, &bins, &counts);
  if (!status) {
    int64_t *to = (int64_t *)hug_tensor_at(counts);
    memset(to, 0, hug_tensor_bytes(counts));
    const void *x = hug_tensor_at(plain);
    if (t->dtype == HUG_F64) fill_f64(n, x, &r, bins, to);
    else if (t->dtype == HUG_F32) fill_f32(n, x, &r, bins, to);
    else if (t->dtype == HUG_F16) fill_f16(n, x, &r, bins, to);
    else fill_bf16(n, x, &r, bins, to);
    status = hug_tensor_copy(c->out[0], counts);
  }
  hug_tensor_free(counts);
  hug_tensor_free(plain);
  return status;
}

const hug_op hug_op_histc = {
  .name = "histc", .source = "torch.histc",
  .doc = "How many elements fall into each of `bins` ranges of equal width from `min` to `max`; if these are equal, "
         "from the least element to the greatest. Elements outside, and NaN, are not counted.",
  .samples = "tensor{1, 2, 1, 0.5}, { bins = 4, min = 0, max = 3 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("bins", 100), HUG_P_FLOAT_OR("min", 0), HUG_P_FLOAT_OR("max", 0) },
  .infer = infer, .run = run,
};
