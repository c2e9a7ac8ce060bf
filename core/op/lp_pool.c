/* lp_pool.c: norms of windows: lp_pool1d, lp_pool2d, lp_pool3d. */
#include "scope.h"
#include "spatial.h"
#include <math.h>

enum { INPUT, NORM, KERNEL, STRIDE, CEIL };

static const int64_t none = 0, one = 1;

/* The largest value of each window. */
static hug_tensor *largest(hug_scope *s, const hug_value *a, int dims, hug_tensor *x) {
  static const hug_op *const ops[] = { &hug_op_max_pool1d, &hug_op_max_pool2d, &hug_op_max_pool3d };
  return hug_scope_run(s, ops[dims - 1], NULL, x, (int)a[KERNEL].count, a[KERNEL].ints, (int)a[STRIDE].count,
                       a[STRIDE].given ? a[STRIDE].ints : NULL, 1, &none, 1, &one, (int)a[CEIL].b, 0);
}

static hug_tensor *average(hug_scope *s, const hug_value *a, int dims, hug_tensor *x) {
  static const hug_op *const ops[] = { &hug_op_avg_pool1d, &hug_op_avg_pool2d, &hug_op_avg_pool3d };
  return hug_scope_run(s, ops[dims - 1], NULL, x, (int)a[KERNEL].count, a[KERNEL].ints, (int)a[STRIDE].count,
                       a[STRIDE].given ? a[STRIDE].ints : NULL, 1, &none, (int)a[CEIL].b, 1, HUG_ABSENT);
}

/* Through averages, as the reference, which takes sums without their sign. */
static hug_status compose(hug_call *c) {
  const hug_value *a = c->args;
  const int dims = *(const int *)c->op->data;
  int64_t kernel[3];
  double count = 1;
  HUG_TRY(hug_window_ints(c, KERNEL, dims, 1, 1, NULL, kernel));
  for (int d = 0; d < 3; d++) count *= (double)kernel[d];
  hug_scope s = hug_scope_of(c);
  if (isinf(a[NORM].f)) {
    hug_tensor *size = hug_do(&s, abs, a[INPUT].tensor);
    if (a[NORM].f > 0) return hug_scope_end(&s, c, largest(&s, a, dims, size));
    return hug_scope_end(&s, c, hug_do(&s, neg, largest(&s, a, dims, hug_do(&s, neg, size))));
  }
  hug_tensor *mean = average(&s, a, dims, hug_do(&s, pow, a[INPUT].tensor, hug_number(&s, a[NORM].f)));
  hug_tensor *sum = hug_do(&s, mul, hug_do(&s, sign, mean), hug_do(&s, relu, hug_do(&s, abs, mean)));
  sum = hug_do(&s, mul, sum, hug_number(&s, count));
  return hug_scope_end(&s, c, hug_do(&s, pow, sum, hug_number(&s, 1 / a[NORM].f)));
}

#define LP_POOL(n, shape, samples_)                                                                                          \
  const hug_op hug_op_lp_pool##n##d = {                                                                                      \
    .name = "lp_pool" #n "d", .source = "torch.nn.functional.lp_pool" #n "d",                                                \
    .doc = "The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images, " \
           "channels, " shape "], or of one image without the first dim; windows begin `stride` apart (`kernel_size` if absent).  `ceil_mode`: also a " \
           "last window that is not whole.",                                                                                 \
    .samples = samples_, .data = &(const int){ n }, .compose = compose,                                                      \
    .params = { HUG_P_TENSOR("input"), HUG_P_FLOAT("norm_type"), HUG_P_INTS("kernel_size"), HUG_P_OPTIONAL_INTS("stride"),   \
                HUG_P_BOOL_OR("ceil_mode", false) },                                                                         \
  };
LP_POOL(1, "length", "randn(1,2,7), 2, 3, 2; rand(2,8) + 1, 3, 3, nil, true")
LP_POOL(2, "height, width", "randn(1,2,4,5), 2, 2; rand(1,5,4) + 1, 3, {2,3}, 1, true")
LP_POOL(3, "depth, height, width", "randn(1,1,2,4,4), 2, 2")
