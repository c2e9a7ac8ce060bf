/* one_hot.c: class numbers as rows with a 1 at the class: one_hot. */
#include "op.h"
#include <string.h>

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t classes = c->args[1].i;
  HUG_TRY(hug_op_indices(c, "input", t));
  if (t->ndim == HUG_MAX_DIMS) return hug_op_fail(c, HUG_ESHAPE, "`input` has %d dims; the result would have more", t->ndim);
  if (classes < 1 && classes != -1)
    return hug_op_fail(c, HUG_EARG, "`num_classes` is %lld; it is positive, or -1 to be found", (long long)classes);
  if (classes == -1 && hug_tensor_count(t) == 0)
    return hug_op_fail(c, HUG_EARG, "an empty tensor does not tell the number of classes; give `num_classes`");
  return HUG_OK;
}

/* The number of classes that is given or, if that is -1, that holds all of x; no number may be outside. */
static hug_status classes_of(const hug_call *c, int64_t n, const int64_t *x, int64_t *out) {
  int64_t classes = c->args[1].i, most = 0;
  for (int64_t i = 0; i < n; i++) {
    if (x[i] < 0 || (classes != -1 && x[i] >= classes))
      return hug_op_fail(c, HUG_EARG, "class %lld is not within 0..%s", (long long)x[i], classes == -1 ? "" : "num_classes - 1");
    if (x[i] > most) most = x[i];
  }
  *out = classes == -1 ? most + (most < INT64_MAX) : classes;
  return HUG_OK;
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *plain, *out = NULL;
  int64_t shape[HUG_MAX_DIMS], count, classes = 0;
  HUG_TRY(hug_tensor_packed(t, HUG_I64, &plain));
  const int64_t *x = (const int64_t *)hug_tensor_at(plain), n = hug_tensor_count(plain);
  hug_status status = classes_of(c, n, x, &classes);
  memcpy(shape, t->shape, sizeof shape);
  shape[t->ndim < HUG_MAX_DIMS ? t->ndim : 0] = classes;
  if (!status) status = hug_shape_count(c->op->name, t->ndim + 1, shape, &count);
  if (!status) status = hug_tensor_make(HUG_I64, t->ndim + 1, shape, &out);
  if (!status) {
    int64_t *to = (int64_t *)hug_tensor_at(out);
    memset(to, 0, hug_tensor_bytes(out));
    for (int64_t i = 0; i < n; i++) to[i * classes + x[i]] = 1;
  }
  hug_tensor_free(plain);
  return status ? status : hug_call_set_out(c, 0, out);
}

const hug_op hug_op_one_hot = {
  .name = "one_hot", .source = "torch.nn.functional.one_hot",
  .doc = "For each class number of `input` a row, i64 [..., `num_classes`], that is 1 at the class and 0 elsewhere; -1: as many "
         "classes as the largest number needs.",
  .samples = "tensor({0,2,1},{dtype='i64'}); tensor({0,2,1},{dtype='i64'}), 4",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT_OR("num_classes", -1) },
  .flags = HUG_OP_NO_GRAD, .infer = infer, .run = run,
};
