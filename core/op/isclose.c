/* isclose.c: tensors compared as wholes or within a tolerance: isclose, equal. */
#include "op.h"
#include <math.h>
#include <string.h>

static hug_status close_infer(hug_call *c) {
  hug_tensor *in[2] = { c->args[0].tensor, c->args[1].tensor };
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_broadcast(c, 2, in, &ndim, shape));
  return hug_call_out(c, 0, HUG_BOOL, ndim, shape);
}

/* In f64, whatever the type, since tolerances are small beside integers. */
static void close_loop(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {
  const hug_value *args = context;
  const double *a = in[0], *b = in[1], rtol = args[2].f, atol = args[3].f;
  for (int64_t i = 0; i < n; i++) {
    double x = a[i * step[0]], y = b[i * step[1]];
    bool near = isfinite(x - y) && fabs(x - y) <= atol + rtol * fabs(y);
    ((uint8_t *)out)[i] = x == y || near || (args[4].b && isnan(x) && isnan(y));
  }
}

static hug_status close_run(hug_call *c) {
  hug_tensor *in[2] = { c->args[0].tensor, c->args[1].tensor };
  return hug_walk(c->out[0], HUG_BOOL, 2, in, HUG_F64, close_loop, c->args);
}

static hug_status equal_infer(hug_call *c) { return hug_call_out(c, 0, HUG_BOOL, 0, NULL); }

static hug_status equal_run(hug_call *c) {
  const hug_tensor *a = c->args[0].tensor, *b = c->args[1].tensor;
  bool same = a->ndim == b->ndim && !memcmp(a->shape, b->shape, sizeof(int64_t) * a->ndim);
  if (same) {
    hug_tensor *each = NULL;
    HUG_TRY(hug_invoke_op(&hug_op_eq, HUG_CALL_NO_GRAD, &each, a, b));
    int64_t n = hug_tensor_count(each);
    same = n == 0 || !memchr(hug_tensor_at(each), 0, (size_t)n);
    hug_tensor_free(each);
  }
  hug_element_set(HUG_BOOL, hug_tensor_at(c->out[0]), (hug_scalar){ HUG_BOOLEAN, same, same });
  return HUG_OK;
}

const hug_op hug_op_isclose = {
  .name = "isclose", .source = "torch.isclose",
  .doc = "Whether `input` differs from `other` by at most `atol` + `rtol` |`other`|; NaN is close to NaN only "
         "with `equal_nan`.",
  .samples = "randn(2, 3), randn(3), { atol = 0.5 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPERAND("other"), HUG_P_FLOAT_OR("rtol", 1e-5), HUG_P_FLOAT_OR("atol", 1e-8),
              HUG_P_BOOL_OR("equal_nan", false) },
  .flags = HUG_OP_NO_GRAD, .infer = close_infer, .run = close_run,
};

const hug_op hug_op_equal = {
  .name = "equal", .source = "torch.equal",
  .doc = "Whether both have the same shape and the same elements, as one bool.",
  .samples = "ones(2, 3), ones(2, 3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("other") },
  .flags = HUG_OP_NO_GRAD, .infer = equal_infer, .run = equal_run,
};
