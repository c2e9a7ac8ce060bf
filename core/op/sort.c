/* sort.c: elements along a dim in order: sort, argsort, msort. */
#include "order.h"
#include "rows.h"
#include "scope.h"

typedef struct sorting {
  hug_dtype type;
  bool descending;
  atomic_bool failed;
} sorting;

static void order(sorting *s, int64_t n, const void *in, void *values, int64_t *places) {
  hug_order_room room;
  if (!hug_order_room_make(&room, s->type, n)) {
    atomic_store(&s->failed, true);
    return;
  }
  hug_order_row(s->type, s->descending, n, in, values, places, &room);
  hug_order_room_free(&room);
}

static void sort_row(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  order((sorting *)context, n, in, out, indices);
}

static void argsort_row(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {
  (void)indices;
  order((sorting *)context, n, in, NULL, out);
}

/* Both have the arguments input, dim, descending. */
static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  HUG_TRY(hug_order_check(c, t->ndim ? t->shape[dim] : 1));
  if (c->op == &hug_op_argsort) return hug_call_out(c, 0, HUG_I64, t->ndim, t->shape);
  HUG_TRY(hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape));
  return hug_call_out(c, 1, HUG_I64, t->ndim, t->shape);
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  sorting s = { hug_compute_type((hug_dtype)t->dtype), c->args[2].b, false };
  bool values = c->op == &hug_op_sort;
  int dim;
  HUG_TRY(hug_op_dim(c, t, c->args[1].i, &dim));
  HUG_TRY(hug_walk_rows(t, t->ndim ? 1u << dim : 0, s.type, c->out[0], values ? s.type : HUG_I64,
                        values ? c->out[1] : NULL, values ? sort_row : argsort_row, &s));
  return atomic_load(&s.failed) ? hug_fail(HUG_ENOMEM, "no memory to sort") : HUG_OK;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  int dim;
  HUG_TRY(hug_op_dim(c, c->args[0].tensor, c->args[1].i, &dim));
  return hug_rows_return(c, grads[0], c->out[1], c->args[0].tensor->ndim ? 1u << dim : 0);
}

static hug_status msort_compose(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  return hug_scope_end(&s, c, hug_do(&s, sort, c->args[0].tensor, (int64_t)0, 0, 1));
}

#define PARAMS { HUG_P_TENSOR("input"), HUG_P_INT_OR("dim", -1), HUG_P_BOOL_OR("descending", false), \
                 HUG_P_BOOL_OR("stable", false) }

const hug_op hug_op_sort = {
  .name = "sort", .source = "torch.sort",
  .doc = "The elements along `dim` from the least to the greatest, or the other way if `descending`, and where in "
         "`input` they are. NaN counts as the greatest. Equal elements keep their order, whether `stable` asks for "
         "it or not.",
  .samples = "randn(3, 5); randn(3, 5), { dim = 0, descending = true }",
  .params = PARAMS, .outputs = { "values", "indices" }, .saves = HUG_SAVE_OUT(1),
  .infer = infer, .run = run, .backward = backward,
};

const hug_op hug_op_argsort = {
  .name = "argsort", .source = "torch.argsort",
  .doc = "The indices of the elements along `dim` in their order: those that `sort` gives.",
  .samples = "randn(3, 5); randn(3, 5), { dim = 0, descending = true }",
  .params = PARAMS, .flags = HUG_OP_NO_GRAD, .infer = infer, .run = run,
};

const hug_op hug_op_msort = {
  .name = "msort", .source = "torch.msort",
  .doc = "The elements along the first dim from the least to the greatest.",
  .samples = "randn(5, 3)",
  .params = { HUG_P_TENSOR("input") }, .compose = msort_compose,
};
