/* affine_grid.c: the places that an affine map leads to: affine_grid. */
#include "scope.h"
#include <string.h>

enum { THETA, SIZE, ALIGN };

static hug_status check(hug_call *c) {
  const hug_tensor *theta = c->args[THETA].tensor;
  const hug_value *size = &c->args[SIZE];
  char shape[128];
  hug_shape_text(theta->ndim, theta->shape, shape, sizeof shape);
  if (!hug_dtype_floating((hug_dtype)theta->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`theta` is %s; it should be floating: convert it with to()", hug_dtype_infos[theta->dtype].name);
  if (size->count != 4 && size->count != 5)
    return hug_op_fail(c, HUG_EARG, "`size` has %d numbers; it should be {images, channels, height, width}, or that of volumes", (int)size->count);
  for (int i = 0; i < size->count; i++)
    if (size->ints[i] < 1 || size->ints[i] > INT32_MAX)
      return hug_op_fail(c, HUG_EARG, "`size` has a %lld; it should be 1 to 2^31 - 1", (long long)size->ints[i]);
  int dims = size->count - 2;
  if (theta->ndim != 3 || theta->shape[0] != size->ints[0] || theta->shape[1] != dims || theta->shape[2] != dims + 1)
    return hug_op_fail(c, HUG_ESHAPE, "`theta` is %s; it should be [%lld,%d,%d] for a `size` of %d numbers", shape,
                       (long long)size->ints[0], dims, dims + 1, (int)size->count);
  return HUG_OK;
}

/* Coordinates along a dim of n elements: -1 to 1 from the first to the last, or from border to border. */
static double coordinate(int64_t i, int64_t n, bool align) {
  if (n == 1) return 0;
  return align ? -1 + 2 * (double)i / (double)(n - 1) : -1 + (2 * (double)i + 1) / (double)n;
}

/* [places, dims + 1]: x, y (, z) and 1. */
static hug_status base_grid(const hug_call *c, hug_tensor **out) {
  const int dims = c->args[SIZE].count - 2;
  int64_t size[4] = { 1, 1, 1, dims + 1 }, count;
  memcpy(size + 3 - dims, c->args[SIZE].ints + 2, sizeof *size * (size_t)dims);
  HUG_TRY(hug_shape_count("affine_grid", 4, size, &count));
  hug_tensor *base;
  HUG_TRY(hug_tensor_make(HUG_F64, 2, (int64_t[2]){ count / (dims + 1), dims + 1 }, &base));
  double *to = (double *)hug_tensor_at(base);
  for (int64_t i = 0; i < count / (dims + 1); i++) {
    int64_t at[3] = { i % size[2], i / size[2] % size[1], i / size[2] / size[1] };
    for (int d = 0; d < dims; d++) *to++ = coordinate(at[d], size[2 - d], c->args[ALIGN].b);
    *to++ = 1;
  }
  hug_status status = hug_tensor_packed(base, (hug_dtype)c->args[THETA].tensor->dtype, out);
  hug_tensor_free(base);
  return status;
}

static hug_status compose(hug_call *c) {
  const int64_t *size = c->args[SIZE].ints;
  const int dims = c->args[SIZE].count - 2;
  hug_scope s = hug_scope_of(c);
  hug_tensor *base = NULL;
  base = hug_scope_hold(&s, base_grid(c, &base), &base);
  hug_tensor *grid = hug_do(&s, matmul, base, hug_do(&s, transpose, c->args[THETA].tensor, (int64_t)1, (int64_t)2));
  int64_t shape[5] = { size[0] };
  memcpy(shape + 1, size + 2, sizeof *shape * (size_t)dims);
  shape[dims + 1] = dims;
  return hug_scope_end(&s, c, hug_do(&s, reshape, grid, dims + 2, shape));
}

const hug_op hug_op_affine_grid = {
  .name = "affine_grid", .source = "torch.nn.functional.affine_grid",
  .doc = "The grid for grid_sample that reads images through the affine maps `theta` [images, 2, 3]: places [images, height, width, 2] of an image of "
         "`size` {images, channels, height, width}; or of volumes, with [images, 3, 4] and a depth.  `align_corners` as for grid_sample.",
  .samples = "randn(2,2,3), {2,1,3,4}; randn(1,3,4), {1,1,2,3,2}, true",
  .params = { HUG_P_TENSOR("theta"), HUG_P_INTS("size"), HUG_P_BOOL_OR("align_corners", false) },
  .infer = check, .compose = compose,
};
