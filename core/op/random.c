/* random.c: tensors of random numbers: rand, randn, and those like another tensor; randint, randperm, bernoulli,
** multinomial.  Every call takes one draw of its generator's stream when it is prepared, so that it does not matter
** where it is computed.
*/
#include "op.h"
#include <math.h>

enum { CHUNK = 256, GRAIN = 16384 };  /* numbers made at once, and worth another thread */

/* ---- What they share ---- */

/* Takes the draw and keeps it for run. */
static hug_status take_draw(hug_call *c, int generator) {
  if (!c->args[generator].given) return hug_op_fail(c, HUG_EARG, "needs a generator");
  hug_draw *draw = hug_alloc(sizeof *draw);
  if (!draw) return HUG_ENOMEM;
  *draw = hug_generator_draw(c->args[generator].generator);
  c->scratch = draw;
  return HUG_OK;
}

/* Writes numbers first..last-1 of a draw into elements of a contiguous tensor. */
typedef struct filling {
  hug_draw draw;
  hug_tensor *to;
  void (*some)(const struct filling *f, int64_t first, int64_t n, char *at);
  int64_t low;
  uint64_t range;
  const double *p;
} filling;

static void fill_chunk(void *context, int64_t first, int64_t last) {
  const filling *f = context;
  char *base = hug_tensor_at(f->to);
  for (int64_t n; first < last; first += n) {
    n = last - first < CHUNK ? last - first : CHUNK;
    f->some(f, first, n, base + first * (int64_t)hug_dtype_bytes((hug_dtype)f->to->dtype));
  }
}

static hug_status fill(hug_call *c, filling f) {
  hug_tensor *out = c->out[0];
  f.draw = *(hug_draw *)c->scratch;
  f.to = out;
  if (!hug_tensor_contiguous(out)) HUG_TRY(hug_tensor_make((hug_dtype)out->dtype, out->ndim, out->shape, &f.to));
  hug_parallel(hug_tensor_count(out), GRAIN, fill_chunk, &f);
  if (f.to == out) return HUG_OK;
  hug_status status = hug_tensor_copy(out, f.to);
  hug_tensor_free(f.to);
  return status;
}

static hug_status check_floating(const hug_call *c, const char *what, hug_dtype dtype) {
  if (hug_dtype_floating(dtype)) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "%s must be of floats, not %s", what, hug_dtype_infos[dtype].name);
}

/* ---- Uniform and normal ---- */

static void some_uniform(const filling *f, int64_t first, int64_t n, char *at) {
  float u[CHUNK];
  hug_dtype dtype = (hug_dtype)f->to->dtype;
  hug_random_uniform(f->draw, first, n, u);
  /* Rounding to fewer bits would make 1 of the greatest: cut them off instead. */
  const float steps = dtype == HUG_F16 ? 2048 : dtype == HUG_BF16 ? 256 : 0;
  for (int64_t i = 0; i < n && steps != 0; i++) u[i] = (float)(int)(u[i] * steps) / steps;
  hug_convert(dtype, at, 1, HUG_F32, u, 1, n);
}

static void some_normal(const filling *f, int64_t first, int64_t n, char *at) {
  float z[CHUNK];
  hug_random_normal(f->draw, first, n, z);
  hug_convert((hug_dtype)f->to->dtype, at, 1, HUG_F32, z, 1, n);
}

static hug_status new_infer(hug_call *c) {
  const hug_value *size = &c->args[0];
  hug_dtype dtype = c->args[1].given ? c->args[1].dtype : HUG_F32;
  int64_t count;
  HUG_TRY(check_floating(c, "dtype", dtype));
  HUG_TRY(hug_shape_count(c->op->name, size->count, size->ints, &count));
  HUG_TRY(take_draw(c, 2));
  return hug_call_out(c, 0, dtype, size->count, size->ints);
}

static hug_status like_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_dtype dtype = c->args[1].given ? c->args[1].dtype : (hug_dtype)t->dtype;
  HUG_TRY(check_floating(c, "dtype", dtype));
  HUG_TRY(take_draw(c, 2));
  return hug_call_out(c, 0, dtype, t->ndim, t->shape);
}

static hug_status uniform_run(hug_call *c) { return fill(c, (filling){ .some = some_uniform }); }
static hug_status normal_run(hug_call *c) { return fill(c, (filling){ .some = some_normal }); }

#define RANDOM(op, what, infer_, run_, doc_, samples_, flags_)                                         \
  const hug_op hug_op_##op = {                                                                         \
    .name = #op, .source = "torch." #op, .doc = doc_, .samples = samples_,                             \
    .params = { what, HUG_P_OPTIONAL_DTYPE("dtype"), HUG_P_GENERATOR("generator") },                   \
    .flags = flags_, .infer = infer_, .run = run_,                                                     \
  };

RANDOM(rand, HUG_P_INTS("size"), new_infer, uniform_run,
       "A tensor of shape [`size`] of random numbers in 0..1, 1 excluded.", "{2, 3}", HUG_OP_FUNCTION | HUG_OP_NO_GRAD)
RANDOM(randn, HUG_P_INTS("size"), new_infer, normal_run,
       "A tensor of shape [`size`] of random numbers of mean 0 and variance 1.", "{2, 3}",
       HUG_OP_FUNCTION | HUG_OP_NO_GRAD)
RANDOM(rand_like, HUG_P_TENSOR("input"), like_infer, uniform_run, "As rand, in `input`'s shape.", "zeros(2, 3)",
       HUG_OP_NO_GRAD)
RANDOM(randn_like, HUG_P_TENSOR("input"), like_infer, normal_run, "As randn, in `input`'s shape.", "zeros(2, 3)",
       HUG_OP_NO_GRAD)

/* ---- Integers ---- */

/* A random number below `range`; of 64 bits, so that none is noticeably favoured. */
static uint64_t below(hug_draw draw, uint64_t index, uint64_t range) {
  uint32_t word[4];
  hug_philox(draw, index, word);
  return (uint64_t)(((unsigned __int128)((uint64_t)word[0] << 32 | word[1]) * range) >> 64);
}

static void some_integers(const filling *f, int64_t first, int64_t n, char *at) {
  int64_t k[CHUNK];
  for (int64_t i = 0; i < n; i++) k[i] = f->low + (int64_t)below(f->draw, (uint64_t)(first + i), f->range);
  hug_convert((hug_dtype)f->to->dtype, at, 1, HUG_I64, k, 1, n);
}

static hug_status randint_infer(hug_call *c) {
  const hug_value *size = &c->args[2];
  int64_t count;
  long long low = c->args[0].i, high = c->args[1].i;
  if (low >= high) return hug_op_fail(c, HUG_EARG, "`low` %lld is not below `high` %lld", low, high);
  HUG_TRY(hug_shape_count(c->op->name, size->count, size->ints, &count));
  HUG_TRY(take_draw(c, 4));
  return hug_call_out(c, 0, c->args[3].given ? c->args[3].dtype : HUG_I64, size->count, size->ints);
}

static hug_status randint_run(hug_call *c) {
  int64_t low = c->args[0].i, high = c->args[1].i;
  return fill(c, (filling){ .some = some_integers, .low = low, .range = (uint64_t)high - (uint64_t)low });
}

const hug_op hug_op_randint = {
  .name = "randint", .source = "torch.randint",
  .doc = "A tensor of shape [`size`] of random integers from `low` up to, but without, `high`; i64 unless `dtype` is "
         "given.",
  .samples = "0, 10, {2, 3}",
  .params = { HUG_P_INT("low"), HUG_P_INT("high"), HUG_P_INTS("size"), HUG_P_OPTIONAL_DTYPE("dtype"),
              HUG_P_GENERATOR("generator") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = randint_infer, .run = randint_run,
};

static hug_status randperm_infer(hug_call *c) {
  int64_t n = c->args[0].i;
  if (n < 0) return hug_op_fail(c, HUG_EARG, "`n` is %lld, which is negative", (long long)n);
  HUG_TRY(take_draw(c, 1));
  return hug_call_out(c, 0, HUG_I64, 1, &n);
}

/* Fisher and Yates' shuffle. */
static hug_status randperm_run(hug_call *c) {
  hug_tensor *out = c->out[0];
  int64_t n = c->args[0].i, *at = (int64_t *)hug_tensor_at(out), step = out->stride[0];
  for (int64_t i = 0; i < n; i++) {
    int64_t j = (int64_t)below(*(hug_draw *)c->scratch, (uint64_t)i, (uint64_t)i + 1);
    at[i * step] = at[j * step];
    at[j * step] = i;
  }
  return HUG_OK;
}

const hug_op hug_op_randperm = {
  .name = "randperm", .source = "torch.randperm", .doc = "The integers 0..`n` - 1 in random order: i64 [`n`].",
  .samples = "5",
  .params = { HUG_P_INT("n"), HUG_P_GENERATOR("generator") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = randperm_infer, .run = randperm_run,
};

/* ---- By given probabilities ---- */

static void some_outcomes(const filling *f, int64_t first, int64_t n, char *at) {
  float u[CHUNK];
  hug_random_uniform(f->draw, first, n, u);
  for (int64_t i = 0; i < n; i++) u[i] = u[i] < f->p[first + i];
  hug_convert((hug_dtype)f->to->dtype, at, 1, HUG_F32, u, 1, n);
}

static hug_status bernoulli_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  HUG_TRY(check_floating(c, "input", (hug_dtype)t->dtype));
  HUG_TRY(take_draw(c, 1));
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

static hug_status bernoulli_run(hug_call *c) {
  hug_tensor *p = NULL;
  HUG_TRY(hug_tensor_packed(c->args[0].tensor, HUG_F64, &p));
  hug_status status = fill(c, (filling){ .some = some_outcomes, .p = (const double *)hug_tensor_at(p) });
  hug_tensor_free(p);
  return status;
}

const hug_op hug_op_bernoulli = {
  .name = "bernoulli", .source = "torch.bernoulli",
  .doc = "1 with the probability that `input` gives for an element, else 0.",
  .samples = "full({2, 3}, 0.3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_GENERATOR("generator") },
  .flags = HUG_OP_NO_GRAD, .infer = bernoulli_infer, .run = bernoulli_run,
};

static hug_status multinomial_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  int64_t samples = c->args[1].i, shape[2] = { t->shape[0], samples };
  HUG_TRY(check_floating(c, "input", (hug_dtype)t->dtype));
  if (t->ndim < 1 || t->ndim > 2)
    return hug_op_fail(c, HUG_ESHAPE, "needs weights [n] or [rows, n], not %d dims", t->ndim);
  if (samples < 1 || (!c->args[2].b && samples > t->shape[t->ndim - 1]))
    return hug_op_fail(c, HUG_EARG, "num_samples is %lld, of %lld; pass replacement = true to take one more than once",
                       (long long)samples, (long long)t->shape[t->ndim - 1]);
  HUG_TRY(take_draw(c, 3));
  return hug_call_out(c, 0, HUG_I64, t->ndim, t->ndim == 1 ? &samples : shape);
}

/* The index that a number in 0..1 falls on when the weights [n] are laid end to end; -1 if they do not sum up. */
static int64_t falls_on(const double *weight, int64_t n, double u) {
  double sum = 0, at = 0;
  int64_t last = -1;
  for (int64_t i = 0; i < n; i++) {
    if (!(weight[i] >= 0)) return -1;
    sum += weight[i];
    if (weight[i] > 0) last = i;
  }
  if (!(sum < INFINITY)) return -1;
  for (int64_t i = 0; i < last; i++)
    if ((at += weight[i]) > u * sum) return i;
  return last;
}

static hug_status multinomial_run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  hug_tensor *out = c->out[0], *weights = NULL, *drawn = NULL;
  const int64_t n = t->shape[t->ndim - 1], samples = c->args[1].i, count = hug_tensor_count(out);
  const bool replacement = c->args[2].b;
  HUG_TRY(hug_tensor_make(HUG_F64, t->ndim, t->shape, &weights));
  hug_status status = hug_tensor_copy(weights, t);
  if (!status) status = hug_tensor_make(HUG_I64, out->ndim, out->shape, &drawn);
  for (int64_t i = 0; i < count && !status; i++) {
    double *row = (double *)hug_tensor_at(weights) + i / samples * n;
    int64_t k = falls_on(row, n, (double)below(*(hug_draw *)c->scratch, (uint64_t)i, (uint64_t)1 << 53) * 0x1p-53);
    if (k < 0) {
      status = hug_op_fail(c, HUG_EARG, "the weights must be finite, not negative, and more than %lld of them not 0",
                           (long long)(i % samples));
      break;
    }
    ((int64_t *)hug_tensor_at(drawn))[i] = k;
    if (!replacement) row[k] = 0;
  }
  if (!status) status = hug_tensor_copy(out, drawn);
  hug_tensor_free(weights);
  hug_tensor_free(drawn);
  return status;
}

const hug_op hug_op_multinomial = {
  .name = "multinomial", .source = "torch.multinomial",
  .doc = "`num_samples` random indices into each row of `input`, [n] or [rows, n], whose elements are their weights; "
         "none twice in a row unless `replacement`.",
  .samples = "rand(4), 2",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("num_samples"), HUG_P_BOOL_OR("replacement", false),
              HUG_P_GENERATOR("generator") },
  .flags = HUG_OP_NO_GRAD, .infer = multinomial_infer, .run = multinomial_run,
};
