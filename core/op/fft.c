/* fft.c: discrete Fourier transforms along one dim: fft, ifft, rfft, irfft. Complex values are real tensors [..., 2].
**
** All four are linear, and the gradient of each is another of them: that of a transform is the transform back, without
** its own scale, and of what padded or cut a row, the reverse.
*/
#include "fft_plan.h"
#include <math.h>
#include <string.h>

enum { INPUT, N, DIM, NORM };

/* What a transform makes of rows of complex or real numbers. */
typedef enum fft_kind { COMPLEX, FROM_REAL, TO_REAL } fft_kind;

typedef struct fft_spec {
  fft_kind kind;
  bool back;                  /* e^(+2 pi i / n), and by default divided by n */
} fft_spec;

/* A transform of many rows, which run along the middle one of dims [outer, length, inner]. */
typedef struct fft_job {
  fft_kind kind;
  bool back;
  int64_t n;
  double scale;
  double paired;              /* times this, coefficients 1 … (n - 1) / 2 of a half spectrum: they stand for two each */
  int64_t outer, inner;
  int64_t have, want;         /* elements of a row of x, and of y */
  char *x, *y;
  hug_dtype type;             /* HUG_F32 or HUG_F64 */
  hug_fft_plan *plan;
  atomic_bool failed;
} fft_job;

/* ---- Rows ---- */

/* Elements that the transform reads of a row, and gives. */
static int64_t reads(const fft_job *j) { return j->kind == TO_REAL ? j->n / 2 + 1 : j->n; }
static int64_t gives(const fft_job *j) { return j->kind == FROM_REAL ? j->n / 2 + 1 : j->n; }

static size_t x_bytes(const fft_job *j) { return hug_dtype_bytes(j->type) * (j->kind == FROM_REAL ? 1 : 2); }
static size_t y_bytes(const fft_job *j) { return hug_dtype_bytes(j->type) * (j->kind == TO_REAL ? 1 : 2); }

/* Copies `length` elements of `bytes` each of `rows` rows; row r of each side begins `row` bytes after the one before,
** and its elements are `step` bytes apart. */
static void move(int64_t rows, int64_t length, size_t bytes, char *to, int64_t to_row, int64_t to_step,
                 const char *from, int64_t from_row, int64_t from_step) {
  if (to_step == (int64_t)bytes && from_step == (int64_t)bytes) {
    for (int64_t r = 0; r < rows; r++) memcpy(to + r * to_row, from + r * from_row, (size_t)length * bytes);
    return;
  }
  for (int64_t i = 0; i < length; i++, to += to_step, from += from_step)
    for (int64_t r = 0; r < rows; r++)
      switch (bytes) {
      case 4: memcpy(to + r * to_row, from + r * from_row, 4); break;
      case 8: memcpy(to + r * to_row, from + r * from_row, 8); break;
      default: memcpy(to + r * to_row, from + r * from_row, 16);
      }
}

static void weigh_pairs(const fft_job *j, int64_t rows, void *half) {
  const int64_t count = j->n / 2 + 1, last = (j->n - 1) / 2;
  for (int64_t r = 0; r < rows; r++)
    for (int64_t i = 2 + 2 * r * count; i < 2 * (r * count + last + 1); i++)
      if (j->type == HUG_F32) ((float *)half)[i] *= (float)j->paired;
      else ((double *)half)[i] *= j->paired;
}

static void transform(const fft_job *j, int64_t rows, void *x, void *y, void *room) {
  if (j->kind == TO_REAL && j->paired != 1) weigh_pairs(j, rows, x);
  if (j->kind == COMPLEX) hug_fft_complex(j->plan, rows, x, y, j->back, j->scale, room);
  else if (j->kind == FROM_REAL) hug_fft_from_real(j->plan, rows, x, y, j->scale, room);
  else hug_fft_to_real(j->plan, rows, x, y, j->scale, room);
  if (j->kind == FROM_REAL && j->paired != 1) weigh_pairs(j, rows, y);
}

/* Rows that go through buffers at once: neighbours share cache lines, unless they are long. */
static int64_t group_of(const fft_job *j) {
  int64_t most = hug_fft_plan_rows(j->plan), cached = (1 << 19) / j->n;
  if (j->inner > 1 && cached > most) most = cached < 16 ? cached : 16;
  return most;
}

typedef struct buffers {
  char *room, *x, *y;
} buffers;

static bool buffers_open(const fft_job *j, buffers *b) {
  const size_t room = (hug_fft_plan_room(j->plan) + 63) / 64 * 64, group = (size_t)group_of(j);
  const size_t x = (group * (size_t)reads(j) * x_bytes(j) + 63) / 64 * 64, y = group * (size_t)gives(j) * y_bytes(j);
  b->room = hug_alloc_data(room + x + y);
  b->x = b->room + room;
  b->y = b->x + x;
  return b->room != NULL;
}

/* `rows` rows of one stretch of `inner`, from row `first` on. */
static void transform_group(const fft_job *j, const buffers *b, int64_t first, int64_t rows) {
  const int64_t xb = (int64_t)x_bytes(j), yb = (int64_t)y_bytes(j), in = reads(j), out = gives(j);
  const int64_t at = first / j->inner, lane = first % j->inner, whole = j->inner == 1;
  char *x = j->x + (at * j->have * j->inner + lane) * xb, *y = j->y + (at * j->want * j->inner + lane) * yb;
  const int64_t x_row = whole ? j->have * xb : xb, y_row = whole ? j->want * yb : yb;
  const bool from_here = whole && j->have == in && (j->kind != TO_REAL || j->paired == 1);
  const bool to_there = whole && j->want == out;
  const int64_t copied = j->have < in ? j->have : in, kept = j->want < out ? j->want : out;
  if (!from_here) {
    if (copied < in) memset(b->x, 0, (size_t)(rows * in * xb));
    move(rows, copied, (size_t)xb, b->x, in * xb, xb, x, x_row, j->inner * xb);
  }
  transform(j, rows, from_here ? x : b->x, to_there ? y : b->y, b->room);
  if (to_there) return;
  move(rows, kept, (size_t)yb, y, y_row, j->inner * yb, b->y, out * yb, yb);
  for (int64_t i = kept; i < j->want; i++)
    for (int64_t r = 0; r < rows; r++) memset(y + i * j->inner * yb + r * y_row, 0, (size_t)yb);
}

/* Rows first..last-1, in groups that do not cross from one stretch of `inner` into the next. */
static void transform_chunk(void *context, int64_t first, int64_t last) {
  fft_job *j = context;
  const int64_t most = group_of(j);
  buffers b;
  if (!buffers_open(j, &b)) {
    atomic_store(&j->failed, true);
    return;
  }
  while (first < last) {
    int64_t rows = last - first < most ? last - first : most, left = j->inner - first % j->inner;
    if (j->inner > 1 && rows > left) rows = left;
    transform_group(j, &b, first, rows);
    first += rows;
  }
  hug_free(b.room);
}

/* Runs the job from `from` into a new tensor of type j->type, or `to` if it will do. */
static hug_status run_job(const hug_call *c, fft_job *j, const hug_tensor *from, hug_tensor *to) {
  hug_tensor *x = NULL, *y = NULL;
  if (hug_tensor_count(to) == 0) return HUG_OK;
  const bool direct = (hug_dtype)to->dtype == j->type && hug_tensor_contiguous(to);
  HUG_TRY(hug_fft_plan_make(hug_kernels_get(), j->n, j->type, j->kind != COMPLEX, &j->plan));
  hug_status status = hug_tensor_packed(from, j->type, &x);
  if (!status && direct) y = hug_tensor_retain(to);
  else if (!status) status = hug_tensor_make(j->type, to->ndim, to->shape, &y);
  if (!status) {
    const int64_t rows = j->outer * j->inner, group = group_of(j), grain = 16384 / j->n / group * group;
    j->x = hug_tensor_at(x);
    j->y = hug_tensor_at(y);
    hug_parallel(rows, grain > group ? grain : group, transform_chunk, j);
    if (atomic_load(&j->failed))
      status = hug_op_fail(c, HUG_ENOMEM, "no memory for a row of %lld elements", (long long)j->n);
    else if (!direct) status = hug_tensor_copy(to, y);
  }
  hug_tensor_free(x);
  hug_tensor_free(y);
  hug_fft_plan_free(j->plan);
  return status;
}

/* ---- Arguments ---- */

static const fft_spec *spec_of(const hug_call *c) { return c->op->data; }

static double scale_of(const hug_call *c, int64_t n) {
  const char *norm = c->args[NORM].given ? c->args[NORM].string : "backward";
  if (!strcmp(norm, "ortho")) return 1 / sqrt((double)n);
  bool forward = strcmp(norm, "forward") == 0;
  return forward != spec_of(c)->back ? 1 / (double)n : 1;
}

/* The dims of `input` that are not the parts of complex numbers, and which of them is transformed. */
static hug_status read_dims(const hug_call *c, int *ndim, int *dim) {
  const hug_tensor *t = c->args[INPUT].tensor;
  *ndim = t->ndim - (spec_of(c)->kind != FROM_REAL);
  if (*ndim < t->ndim && (t->ndim == 0 || t->shape[t->ndim - 1] != 2)) {
    char shape[128];
    hug_shape_text(t->ndim, t->shape, shape, sizeof shape);
    return hug_op_fail(c, HUG_ESHAPE, "`input` holds complex numbers, [..., 2], but has shape %s", shape);
  }
  int64_t d = c->args[DIM].i;
  if (d < -*ndim || d >= *ndim)
    return hug_op_fail(c, HUG_ESHAPE, "`dim` is %lld, but there are %d dims%s", (long long)d, *ndim,
                       *ndim < t->ndim ? " of complex numbers" : "");
  *dim = (int)(d < 0 ? d + *ndim : d);
  return HUG_OK;
}

static hug_status read_job(const hug_call *c, fft_job *j, int *ndim, int *dim) {
  const hug_tensor *t = c->args[INPUT].tensor;
  memset(j, 0, sizeof *j);
  HUG_TRY(read_dims(c, ndim, dim));
  j->kind = spec_of(c)->kind;
  j->back = spec_of(c)->back;
  j->have = t->shape[*dim];
  j->n = c->args[N].given ? c->args[N].i : j->kind == TO_REAL ? 2 * (j->have - 1) : j->have;
  if (j->n < 1) return hug_op_fail(c, HUG_EARG, "`n` is %lld; a transform has at least 1 point", (long long)j->n);
  if (j->n > INT64_MAX / 256) return hug_op_fail(c, HUG_ESHAPE, "`n` is %lld: too many points", (long long)j->n);
  j->want = gives(j);
  j->scale = scale_of(c, j->n);
  j->paired = 1;
  j->outer = j->inner = 1;
  for (int d = 0; d < *dim; d++) j->outer *= t->shape[d];
  for (int d = *dim + 1; d < *ndim; d++) j->inner *= t->shape[d];
  j->type = t->dtype == HUG_F64 ? HUG_F64 : HUG_F32;
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  int64_t shape[HUG_MAX_DIMS + 1], count;
  fft_job j;
  int ndim, dim;
  HUG_TRY(read_job(c, &j, &ndim, &dim));
  memcpy(shape, t->shape, sizeof *shape * (size_t)ndim);
  shape[dim] = j.want;
  if (j.kind != TO_REAL) shape[ndim++] = 2;
  HUG_TRY(hug_shape_count(c->op->name, ndim, shape, &count));
  return hug_call_out(c, 0, hug_dtype_floating((hug_dtype)t->dtype) ? (hug_dtype)t->dtype : HUG_F32, ndim, shape);
}

static hug_status run(hug_call *c) {
  fft_job j;
  int ndim, dim;
  HUG_TRY(read_job(c, &j, &ndim, &dim));
  return run_job(c, &j, c->args[INPUT].tensor, c->out[0]);
}

/* The transposed map. Every coefficient of a half spectrum that is read stands for two, and every one that is written
** for itself alone: hence 1/2 and 2. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[INPUT].tensor;
  fft_job j;
  int ndim, dim;
  HUG_TRY(read_job(c, &j, &ndim, &dim));
  j.paired = j.kind == FROM_REAL ? 0.5 : j.kind == TO_REAL ? 2 : 1;
  j.kind = j.kind == FROM_REAL ? TO_REAL : j.kind == TO_REAL ? FROM_REAL : COMPLEX;
  j.back = !j.back;
  int64_t have = j.have;
  j.have = j.want;
  j.want = have;
  hug_tensor *g;
  HUG_TRY(hug_tensor_make(j.type, t->ndim, t->shape, &g));
  hug_status status = run_job(c, &j, grads[0], g);
  if (!status) return hug_call_grad(c, INPUT, 0, g);
  hug_tensor_free(g);
  return status;
}

#define FFT_OP(op, kind_, back_, doc_, samples_)                                                                \
  const hug_op hug_op_##op = {                                                                                  \
    .name = #op, .source = "torch.fft." #op, .samples = samples_,                                               \
    .doc = doc_ "  Rows are cut or padded with zeros to that.  `norm` divides by `n` (forward: the transform, " \
           "backward: its inverse), or both by its square root (ortho).",                                       \
    .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INT("n"), HUG_P_INT_OR("dim", -1),                        \
                HUG_P_CHOICE("norm", "backward", "backward|ortho|forward") },                                   \
    .data = &(const fft_spec){ kind_, back_ }, .infer = infer, .run = run, .backward = backward,                \
  };

FFT_OP(fft, COMPLEX, false,
       "The discrete Fourier transform of complex numbers, [..., 2], along `dim`, a dim of numbers (-1: the last but "
       "that of their parts), over `n` points.",
       "randn(3,8,2); randn(5,2,2), {n=7, dim=0, norm=\"ortho\"}")
FFT_OP(ifft, COMPLEX, true, "The inverse of `fft`: over `n` points along `dim`.",
       "randn(3,6,2); randn(5,2,2), {n=4, dim=0, norm=\"forward\"}")
FFT_OP(rfft, FROM_REAL, false,
       "The discrete Fourier transform of real numbers over `n` points along `dim`: its first `n` / 2 + 1 "
       "coefficients, [..., 2]; the others are conjugates of these.",
       "randn(3,8); randn(5,2), {n=7, dim=0, norm=\"ortho\"}")
FFT_OP(irfft, TO_REAL, true,
       "The inverse of `rfft`: real numbers over `n` points along `dim` from complex ones, [..., 2]; `n` is an even "
       "number unless it is given.",
       "randn(3,5,2); randn(3,2,2), {n=5, dim=0, norm=\"forward\"}")
