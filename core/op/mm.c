/* mm.c: matrix products under the names that say what they take: mm, bmm, mv, dot, outer, addmm, baddbmm. */
#include "op.h"

static hug_status check(const hug_call *c, int left_dims, int right_dims) {
  const hug_tensor *a = c->args[0].tensor, *b = c->args[1].tensor;
  if (a->ndim == left_dims && b->ndim == right_dims) return HUG_OK;
  return hug_op_fail(c, HUG_ESHAPE, "takes tensors of %d and %d dims, not %d and %d; matmul takes any", left_dims, right_dims, a->ndim, b->ndim);
}

static hug_status product(hug_call *c, int left_dims, int right_dims) {
  hug_tensor *y = NULL;
  HUG_TRY(check(c, left_dims, right_dims));
  HUG_TRY(hug_invoke_op(&hug_op_matmul, c->flags, &y, c->args[0].tensor, c->args[1].tensor));
  return hug_call_set_out(c, 0, y);
}

static hug_status mm(hug_call *c) { return product(c, 2, 2); }
static hug_status bmm(hug_call *c) { return product(c, 3, 3); }
static hug_status mv(hug_call *c) { return product(c, 2, 1); }
static hug_status dot(hug_call *c) { return product(c, 1, 1); }

static hug_status outer(hug_call *c) {
  hug_tensor *column = NULL, *y = NULL;
  HUG_TRY(check(c, 1, 1));
  HUG_TRY(hug_invoke_op(&hug_op_unsqueeze, c->flags, &column, c->args[0].tensor, (int64_t)1));
  hug_status status = hug_invoke_op(&hug_op_mul, c->flags, &y, column, c->args[1].tensor);
  hug_tensor_free(column);
  return status ? status : hug_call_set_out(c, 0, y);
}

/* Puts *t times a number in its place.  As in BLAS, 0 times anything is 0, even NaN. */
static hug_status scale(const hug_call *c, hug_scalar by, hug_tensor **t) {
  hug_tensor *number = NULL, *everywhere = NULL, *scaled = NULL;
  if (by.f == 1) return HUG_OK;
  hug_status status = hug_tensor_weak(by, &number);
  if (!status && by.f == 0) status = hug_tensor_weak((hug_scalar){ HUG_BOOLEAN, 1, 1 }, &everywhere);
  if (!status && by.f == 0) status = hug_invoke_op(&hug_op_masked_fill, c->flags, &scaled, *t, everywhere, number);
  if (!status && by.f != 0) status = hug_invoke_op(&hug_op_mul, c->flags, &scaled, *t, number);
  hug_tensor_free(number);
  hug_tensor_free(everywhere);
  if (status) return status;
  hug_tensor_free(*t);
  *t = scaled;
  return HUG_OK;
}

/* beta input + alpha left right */
static hug_status add_product(hug_call *c, int dims) {
  hug_tensor *left = c->args[1].tensor, *right = c->args[2].tensor, *y = NULL, *sum = NULL;
  if (left->ndim != dims || right->ndim != dims)
    return hug_op_fail(c, HUG_ESHAPE, "multiplies tensors of %d dims, not %d and %d", dims, left->ndim, right->ndim);
  hug_tensor *addend = hug_tensor_retain(c->args[0].tensor);
  hug_status status = scale(c, c->args[3].scalar, &addend);
  if (!status) status = hug_invoke_op(&hug_op_matmul, c->flags, &y, left, right);
  if (!status) status = scale(c, c->args[4].scalar, &y);
  if (!status) status = hug_invoke_op(&hug_op_add, c->flags, &sum, addend, y, NULL);
  hug_tensor_free(addend);
  hug_tensor_free(y);
  return status ? status : hug_call_set_out(c, 0, sum);
}

static hug_status addmm(hug_call *c) { return add_product(c, 2); }
static hug_status baddbmm(hug_call *c) { return add_product(c, 3); }

const hug_op hug_op_mm = {
  .name = "mm", .source = "torch.mm",
  .doc = "The product of two matrices, `input` [m, k] and `mat2` [k, n]: [m, n].",
  .samples = "randn(2,3), randn(3,4)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("mat2") }, .compose = mm,
};

const hug_op hug_op_bmm = {
  .name = "bmm", .source = "torch.bmm",
  .doc = "The products of two batches of matrices, `input` [b, m, k] and `mat2` [b, k, n]: [b, m, n].",
  .samples = "randn(2,2,3), randn(2,3,4)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("mat2") }, .compose = bmm,
};

const hug_op hug_op_mv = {
  .name = "mv", .source = "torch.mv",
  .doc = "The product of a matrix and a vector, `input` [m, k] and `vec` [k]: [m].",
  .samples = "randn(2,3), randn(3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("vec") }, .compose = mv,
};

const hug_op hug_op_dot = {
  .name = "dot", .source = "torch.dot",
  .doc = "The sum of the products of two vectors' elements, `input` [n] and `tensor` [n]: a number.",
  .samples = "randn(5), randn(5)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("tensor") }, .compose = dot,
};

const hug_op hug_op_outer = {
  .name = "outer", .source = "torch.outer",
  .doc = "All products of an element of `input` [m] and one of `vec2` [n]: [m, n].",
  .samples = "randn(3), randn(4)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("vec2") }, .compose = outer,
};

const hug_op hug_op_addmm = {
  .name = "addmm", .source = "torch.addmm",
  .doc = "`beta` times `input`, which broadcasts to [m, n], plus `alpha` times the product of `mat1` [m, k] and `mat2` [k, n].",
  .samples = "randn(4), randn(2,3), randn(3,4); randn(2,4), randn(2,3), randn(3,4), 0.5, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("mat1"), HUG_P_TENSOR("mat2"), HUG_P_SCALAR_OR("beta", 1), HUG_P_SCALAR_OR("alpha", 1) },
  .compose = addmm,
};

const hug_op hug_op_baddbmm = {
  .name = "baddbmm", .source = "torch.baddbmm",
  .doc = "`beta` times `input`, which broadcasts to [b, m, n], plus `alpha` times the products of `batch1` [b, m, k] and `batch2` [b, k, n].",
  .samples = "randn(2,2,4), randn(2,2,3), randn(2,3,4), 0.5, 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("batch1"), HUG_P_TENSOR("batch2"), HUG_P_SCALAR_OR("beta", 1), HUG_P_SCALAR_OR("alpha", 1) },
  .compose = baddbmm,
};
