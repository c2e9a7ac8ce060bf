/* fft_dims.c: discrete Fourier transforms along several dims, one after the other: fft2, ifft2, rfft2, irfft2. */
#include "scope.h"

enum { INPUT, S, DIM, NORM };

static const int64_t last_two[] = { -2, -1 };

/* The transform of every dim, and of the last one named, which is where numbers are real. */
typedef struct dims_spec {
  const hug_op *each, *last;
  bool last_first;            /* going forward, real numbers come first */
} dims_spec;

/* Point counts and dims of the call, dims from 0 on. */
typedef struct dims_plan {
  int count;
  int64_t dim[HUG_MAX_DIMS], n[HUG_MAX_DIMS];       /* n: HUG_ABSENT for what the dim has */
} dims_plan;

static hug_status read_plan(const hug_call *c, dims_plan *p) {
  const dims_spec *spec = c->op->data;
  const hug_value *dim = &c->args[DIM], *s = &c->args[S];
  const int64_t *dims = dim->given ? dim->ints : last_two;
  const int64_t ndim = c->args[INPUT].tensor->ndim - (spec->last != &hug_op_rfft);
  uint32_t seen = 0;
  p->count = dim->given ? dim->count : 2;
  if (s->given && s->count != p->count)
    return hug_op_fail(c, HUG_EARG, "`s` has %d lengths for %d dims", s->count, p->count);
  if (p->count == 0) return hug_op_fail(c, HUG_EARG, "`dim` is empty: there is nothing to transform");
  for (int i = 0; i < p->count; i++) {
    if (dims[i] < -ndim || dims[i] >= ndim)
      return hug_op_fail(c, HUG_ESHAPE, "`dim` has %lld, but there are %lld dims%s", (long long)dims[i],
                         (long long)ndim, spec->last == &hug_op_rfft ? "" : " of complex numbers");
    int64_t d = dims[i] < 0 ? dims[i] + ndim : dims[i];
    if (seen & 1u << d) return hug_op_fail(c, HUG_EARG, "`dim` names dim %lld twice", (long long)d);
    seen |= 1u << d;
    p->dim[i] = d;
    p->n[i] = s->given && s->ints[i] != -1 ? s->ints[i] : HUG_ABSENT;
    if (p->n[i] != HUG_ABSENT && (p->n[i] < 1 || p->n[i] > INT64_MAX / 256))
      return hug_op_fail(c, HUG_EARG, "`s` has %lld, which is no number of points", (long long)p->n[i]);
  }
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  dims_plan p;
  return read_plan(c, &p);
}

static hug_status compose(hug_call *c) {
  const dims_spec *spec = c->op->data;
  const char *norm = c->args[NORM].given ? c->args[NORM].string : NULL;
  hug_tensor *t = c->args[INPUT].tensor;
  dims_plan p;
  HUG_TRY(read_plan(c, &p));
  const int last = p.count - 1;
  hug_scope s = hug_scope_of(c);
  if (spec->last_first) t = hug_scope_run(&s, spec->last, NULL, t, p.n[last], p.dim[last], norm);
  for (int i = last - 1; i >= 0; i--) t = hug_scope_run(&s, spec->each, NULL, t, p.n[i], p.dim[i], norm);
  if (!spec->last_first) t = hug_scope_run(&s, spec->last, NULL, t, p.n[last], p.dim[last], norm);
  return hug_scope_end(&s, c, t);
}

#define DIMS_OP(op, each, last, last_first, doc_, samples_)                                                       \
  const hug_op hug_op_##op = {                                                                                    \
    .name = #op, .source = "torch.fft." #op, .doc = doc_, .samples = samples_,                                    \
    .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("s"),                                                  \
                { .name = "dim", .kind = HUG_KIND_INTS, .optional = true,                                         \
                  .fallback = { .given = true, .count = 2, .ints = last_two } },                                  \
                HUG_P_CHOICE("norm", "backward", "backward|ortho|forward") },                                     \
    .data = &(const dims_spec){ &hug_op_##each, &hug_op_##last, last_first }, .infer = infer, .compose = compose, \
  };

DIMS_OP(fft2, fft, fft, true,
        "`fft` along each of the dims `dim` of complex numbers, [..., 2], over `s` points (-1: as many as there are).",
        "randn(4,6,2); randn(3,4,5,2), {s={4,-1}, dim={0,2}, norm=\"ortho\"}")
DIMS_OP(ifft2, ifft, ifft, false, "The inverse of `fft2`: `ifft` along each of the dims `dim`, over `s` points.",
        "randn(4,6,2); randn(3,4,5,2), {s={4,-1}, dim={0,2}, norm=\"forward\"}")
DIMS_OP(rfft2, fft, rfft, true,
        "`rfft` of real numbers along the last of the dims `dim`, then `fft` along the others, over `s` points (-1: "
        "as many as there are); [..., 2].",
        "randn(4,6); randn(3,4,5), {s={4,6}, dim={1,0}, norm=\"ortho\"}")
DIMS_OP(irfft2, ifft, irfft, false,
        "The inverse of `rfft2`: `ifft` of complex numbers, [..., 2], along the dims `dim` but the last, along which "
        "`irfft` makes them real.",
        "randn(4,4,2); randn(3,4,5,2), {s={4,5}, dim={1,0}, norm=\"forward\"}")
