/* scatter.c: elements put, each by its own index, at places along one dim: scatter, scatter_add. */
#include "along.h"
#include "scope.h"
#include <string.h>

enum { INPUT, DIM, INDEX, SRC, REDUCE, VALUE };

static hug_tensor *tensor_of(const hug_call *c, int arg) { return c->args[arg].given ? c->args[arg].tensor : NULL; }

static hug_status index_of(const hug_call *c, const hug_tensor *written, int *dim, hug_tensor **index) {
  const hug_tensor *t = c->args[INPUT].tensor;
  HUG_TRY(hug_op_dim(c, t, c->args[DIM].i, dim));
  return hug_along_index(c, c->args[INDEX].tensor, *dim, t->ndim ? t->shape[*dim] : 1, false, written, index);
}

/* Output 0 becomes the input with `src` moved in. */
static hug_status put(hug_call *c, hug_along_mode mode, const hug_tensor *src) {
  hug_tensor *index;
  int dim;
  HUG_TRY(index_of(c, c->out[0], &dim, &index));
  hug_status status = hug_along_put(c, mode, c->args[INPUT].tensor, dim, index, src);
  hug_tensor_free(index);
  return status;
}

/* ---- scatter ---- */

static hug_along_mode mode_of(const hug_call *c) {
  if (!c->args[REDUCE].given) return HUG_ALONG_WRITE;
  return !strcmp(c->args[REDUCE].string, "add") ? HUG_ALONG_ADD : HUG_ALONG_MULTIPLY;
}

/* What is put: a tensor, or a number that came as `src` or as `value`. */
static hug_status scatter_infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor, *src = tensor_of(c, SRC);
  int dim;
  if (!src == !c->args[VALUE].given) return hug_op_fail(c, HUG_EARG, "takes either `src` or `value`");
  HUG_TRY(hug_along_check(c, t, c->args[DIM].i, c->args[INDEX].tensor, src && !src->weak ? src : NULL, &dim));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status scatter_run(hug_call *c) {
  hug_tensor *src = tensor_of(c, SRC), *value = NULL;
  if (!c->args[VALUE].given && !src->weak) return put(c, mode_of(c), src);
  hug_scalar number = src ? hug_element_get((hug_dtype)src->dtype, hug_tensor_at(src)) : c->args[VALUE].scalar;
  HUG_TRY(hug_tensor_scalar((hug_dtype)c->out[0]->dtype, number, &value));
  hug_status status = put(c, mode_of(c), value);
  hug_tensor_free(value);
  return status;
}

/* To src flows what is at its places; to the input all, but nothing where it was written over. */
static hug_status pass_on(hug_call *c, bool over, hug_tensor *gy) {
  hug_tensor *index, *g = NULL;
  int dim;
  hug_status status = HUG_OK;
  HUG_TRY(index_of(c, NULL, &dim, &index));
  if (hug_call_wants(c, SRC, 0)) {
    status = hug_along_get(gy, dim, index, c->args[SRC].tensor, &g);
    if (!status) status = hug_call_grad(c, SRC, 0, g);
  }
  if (!status && hug_call_wants(c, INPUT, 0) && !over) status = hug_call_grad(c, INPUT, 0, hug_tensor_retain(gy));
  else if (!status && hug_call_wants(c, INPUT, 0)) {
    hug_scope s = hug_scope_silent();
    hug_tensor *rest = hug_do(&s, scatter, gy, (int64_t)dim, index, NULL, NULL, &(hug_scalar){ HUG_INTEGRAL, 0, 0 });
    hug_scope_grad(&s, c, INPUT, 0, rest);
    status = hug_scope_end(&s, c, NULL);
  }
  hug_tensor_free(index);
  return status;
}

static hug_status scatter_backward(hug_call *c, hug_tensor *const *grads) {
  if (mode_of(c) == HUG_ALONG_MULTIPLY)
    return hug_op_fail(c, HUG_EARG, "has no gradient with `reduce` = \"multiply\"; use scatter_reduce with \"prod\"");
  return pass_on(c, mode_of(c) == HUG_ALONG_WRITE, grads[0]);
}

const hug_op hug_op_scatter = {
  .name = "scatter", .source = "torch.scatter",
  .doc = "`input` with each element of `src`, or the number `value`, put at the place along `dim` that `index` names at its "
         "position, the other places being its own. `src` may be larger than `index`, and may itself be a number. `reduce` "
         "(add, multiply) joins it with what is there.",
  .samples = "randn(3,4), 1, tensor({{0,1},{3,2}},{dtype='i64'}), randn(2,3); randn(3), 0, tensor({2},{dtype='i64'}), 1.5; "
             "randn(3), 0, tensor({1,1},{dtype='i64'}), randn(2), 'add'",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index"), HUG_P_OPTIONAL_OPERAND("src"),
              { .name = "reduce", .kind = HUG_KIND_STRING, .optional = true, .choices = "add|multiply" },
              HUG_P_OPTIONAL_SCALAR("value") },
  .flags = HUG_OP_INPLACE | HUG_OP_ELEMENTWISE, .saves = HUG_SAVE_ARG(INDEX),
  .infer = scatter_infer, .run = scatter_run, .backward = scatter_backward,
};

/* ---- scatter_add ---- */

static hug_status add_infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  int dim;
  HUG_TRY(hug_along_check(c, t, c->args[DIM].i, c->args[INDEX].tensor, c->args[SRC].tensor, &dim));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status add_run(hug_call *c) { return put(c, HUG_ALONG_ADD, c->args[SRC].tensor); }
static hug_status add_backward(hug_call *c, hug_tensor *const *grads) { return pass_on(c, false, grads[0]); }

const hug_op hug_op_scatter_add = {
  .name = "scatter_add", .source = "torch.scatter_add",
  .doc = "`input` with each element of `src` added at the place along `dim` that `index` names at its position.",
  .samples = "randn(3,4), 0, tensor({{0,1,2},{0,0,2}},{dtype='i64'}), randn(2,3); "
             "randn(3), 0, tensor({1,1},{dtype='i64'}), randn(3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index"), HUG_P_TENSOR("src") },
  .flags = HUG_OP_INPLACE | HUG_OP_ELEMENTWISE, .saves = HUG_SAVE_ARG(INDEX),
  .infer = add_infer, .run = add_run, .backward = add_backward,
};
