/* fft_order.c: which frequency stands where in a transform: fftfreq, rfftfreq, fftshift, ifftshift. */
#include "scope.h"

/* ---- fftfreq, rfftfreq ---- */

static hug_status freq_infer(hug_call *c) {
  int64_t n = c->args[0].i;
  hug_dtype type = c->args[2].given ? c->args[2].dtype : HUG_F32;
  if (n < 0) return hug_op_fail(c, HUG_EARG, "`n` is %lld, which is negative", (long long)n);
  if (!hug_dtype_floating(type))
    return hug_op_fail(c, HUG_EDTYPE, "`dtype` is one of floats, not %s", hug_dtype_infos[type].name);
  if (c->op == &hug_op_rfftfreq) n = n / 2 + 1;
  return hug_call_out(c, 0, type, 1, &n);
}

static hug_status freq_run(hug_call *c) {
  hug_tensor *out = c->out[0];
  const int64_t n = c->args[0].i, count = out->shape[0], positive = c->op == &hug_op_rfftfreq ? count : (n + 1) / 2;
  const double step = 1 / ((double)n * c->args[1].f);
  const hug_dtype type = (hug_dtype)out->dtype;
  for (int64_t i = 0; i < count; i++) {
    double k = (double)(i < positive ? i : i - n), f = type == HUG_F64 ? k * step : (float)k * (float)step;
    hug_element_set(type, hug_tensor_at(out) + i * out->stride[0] * (int64_t)hug_dtype_bytes(type), hug_float(f));
  }
  return HUG_OK;
}

#define FREQ_OP(op, doc_)                                                                \
  const hug_op hug_op_##op = {                                                           \
    .name = #op, .source = "torch.fft." #op, .doc = doc_, .samples = "8; 7, 0.5",        \
    .params = { HUG_P_INT("n"), HUG_P_FLOAT_OR("d", 1), HUG_P_OPTIONAL_DTYPE("dtype") }, \
    .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = freq_infer, .run = freq_run,     \
  };

FREQ_OP(fftfreq, "The frequencies, [`n`], of the coefficients of `fft` over `n` samples that are `d` apart: 0 and up, "
                 "then the negative ones.")
FREQ_OP(rfftfreq, "The frequencies, [`n` / 2 + 1], of the coefficients of `rfft` over `n` samples that are `d` apart.")

/* ---- fftshift, ifftshift ---- */

static hug_status shift_compose(hug_call *c) {
  hug_tensor *t = c->args[0].tensor;
  const hug_value *dim = &c->args[1];
  int64_t dims[HUG_MAX_DIMS], shifts[HUG_MAX_DIMS];
  const int count = dim->given ? dim->count : t->ndim;
  if (count < 1 || count > HUG_MAX_DIMS) return hug_op_fail(c, HUG_EARG, "`dim` names %d dims", count);
  for (int i = 0; i < count; i++) {
    int d = i;
    if (dim->given) HUG_TRY(hug_op_dim(c, t, dim->ints[i], &d));
    if (d >= t->ndim) return hug_op_fail(c, HUG_ESHAPE, "`input` has no dims");
    dims[i] = d;
    shifts[i] = c->op == &hug_op_fftshift ? t->shape[d] / 2 : -(t->shape[d] / 2);
  }
  hug_scope s = hug_scope_of(c);
  return hug_scope_end(&s, c, hug_do(&s, roll, t, count, shifts, count, dims));
}

#define SHIFT_OP(op, doc_)                                                                      \
  const hug_op hug_op_##op = {                                                                  \
    .name = #op, .source = "torch.fft." #op, .doc = doc_, .samples = "randn(7); randn(3,4), 1", \
    .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim") }, .compose = shift_compose,  \
  };

SHIFT_OP(fftshift, "Moves frequency 0 to the middle of each of the dims `dim`, by default of all (name them where the "
                   "last one holds the parts of complex numbers).")
SHIFT_OP(ifftshift, "Moves frequency 0 back from the middle of each of the dims `dim` to its start.")
