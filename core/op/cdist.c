/* cdist.c: how far rows are apart: cdist, all of one matrix from all of another; pairwise_distance, row by row. */
#include "elementwise.h"
#include "product.h"
#include "row_distance.h"
#include "scope.h"
#include <math.h>
#include <string.h>

/* ---- pairwise_distance ---- */

static hug_status pairwise_distance(hug_call *c) {
  hug_scope s = hug_scope_of(c);
  hug_tensor *y = hug_scope_run(&s, &hug_row_distance, NULL, c->args[0].tensor, c->args[1].tensor, c->args[2].f, c->args[3].f);
  const bool scalars = c->args[0].tensor->ndim == 0 && c->args[1].tensor->ndim == 0;
  return hug_scope_end(&s, c, c->args[4].b && !scalars ? hug_do(&s, unsqueeze, y, (int64_t)-1) : y);
}

const hug_op hug_op_pairwise_distance = {
  .name = "pairwise_distance", .source = "torch.nn.functional.pairwise_distance",
  .doc = "The `p`-norm of `x1` - `x2` + `eps` over the last dim, which the result lacks or, with `keepdim`, has with size 1; both "
         "broadcast.",
  .samples = "randn(2,3), randn(2,3); randn(2,3), randn(3), 1, { keepdim = true }; randn(2,3), randn(2,3), 3",
  .params = { HUG_P_TENSOR("x1"), HUG_P_TENSOR("x2"), HUG_P_FLOAT_OR("p", 2), HUG_P_FLOAT_OR("eps", 1e-6),
              HUG_P_BOOL_OR("keepdim", false) },
  .compose = pairwise_distance,
};

/* ---- cdist ---- */

enum { X1, X2, P };

static hug_status infer(hug_call *c) {
  const hug_tensor *a = c->args[X1].tensor, *b = c->args[X2].tensor;
  hug_tensor *batch[2] = { NULL, NULL };
  int64_t shape[HUG_MAX_DIMS], count;
  int ndim = 0;
  for (int k = 0; k < 2; k++) {
    const hug_tensor *t = c->args[X1 + k].tensor;
    if (t->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "`x%d` is [..., rows, width], not of %d dims", k + 1, t->ndim);
    if (!hug_dtype_floating((hug_dtype)t->dtype))
      return hug_op_fail(c, HUG_EDTYPE, "`x%d` is %s, not of floats", k + 1, hug_dtype_infos[t->dtype].name);
  }
  if (a->dtype != b->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "`x1` is %s, but `x2` %s", hug_dtype_infos[a->dtype].name, hug_dtype_infos[b->dtype].name);
  if (a->shape[a->ndim - 1] != b->shape[b->ndim - 1])
    return hug_op_fail(c, HUG_ESHAPE, "the rows of `x1` have %lld elements, those of `x2` %lld", (long long)a->shape[a->ndim - 1],
                       (long long)b->shape[b->ndim - 1]);
  if (!(c->args[P].f >= 0)) return hug_op_fail(c, HUG_EARG, "`p` is %g, which is negative", c->args[P].f);
  hug_status status = hug_tensor_view(a, a->ndim - 2, a->shape, a->stride, a->offset, &batch[0]);
  if (!status) status = hug_tensor_view(b, b->ndim - 2, b->shape, b->stride, b->offset, &batch[1]);
  if (!status) status = hug_op_broadcast(c, 2, batch, &ndim, shape);
  hug_tensor_free(batch[0]);
  hug_tensor_free(batch[1]);
  HUG_TRY(status);
  shape[ndim++] = a->shape[a->ndim - 2];
  shape[ndim++] = b->shape[b->ndim - 2];
  HUG_TRY(hug_shape_count(c->op->name, ndim, shape, &count));
  return hug_call_out(c, 0, (hug_dtype)a->dtype, ndim, shape);
}

/* A batch of pairs of matrices, [m, k] and [n, k], contiguous in compute type. */
typedef struct pairs {
  int64_t m, n, k, count;
  int dims;
  int64_t shape[HUG_MAX_DIMS], a_stride[HUG_MAX_DIMS], b_stride[HUG_MAX_DIMS];   /* of the batch, in elements; 0 repeats */
  hug_dtype type;
  double p;
  hug_tensor *a, *b;
} pairs;

static void batch_strides(const hug_tensor *t, int dims, int64_t *stride) {
  const int missing = dims - (t->ndim - 2);
  for (int d = 0; d < dims; d++) stride[d] = d < missing || t->shape[d - missing] == 1 ? 0 : t->stride[d - missing];
}

/* out: of the result's shape. */
static hug_status pairs_begin(const hug_call *c, const hug_tensor *out, pairs *w) {
  memset(w, 0, sizeof *w);
  w->type = hug_compute_type((hug_dtype)out->dtype);
  w->p = c->args[P].f;
  w->dims = out->ndim - 2;
  w->m = out->shape[w->dims], w->n = out->shape[w->dims + 1];
  w->k = c->args[X1].tensor->shape[c->args[X1].tensor->ndim - 1];
  w->count = 1;
  for (int d = 0; d < w->dims; d++) w->count *= w->shape[d] = out->shape[d];
  HUG_TRY(hug_tensor_packed(c->args[X1].tensor, w->type, &w->a));
  HUG_TRY(hug_tensor_packed(c->args[X2].tensor, w->type, &w->b));
  batch_strides(w->a, w->dims, w->a_stride);
  batch_strides(w->b, w->dims, w->b_stride);
  return HUG_OK;
}

static void pairs_end(pairs *w) {
  hug_tensor_free(w->a);
  hug_tensor_free(w->b);
}

/* Where in `base` matrix `index` of the batch begins. */
static char *matrix_at(const pairs *w, char *base, const int64_t *stride, int64_t index) {
  int64_t at = 0;
  for (int d = w->dims - 1; d >= 0; d--) {
    at += index % w->shape[d] * stride[d];
    index /= w->shape[d];
  }
  return base + at * (int64_t)hug_dtype_bytes(w->type);
}

/* ---- Forward ---- */

/* One pair of matrices. */
typedef struct part {
  const pairs *w;
  const char *a, *b;          /* b: packed where it is of f32 */
  char *y;
} part;

static void f32_chunk(void *context, int64_t first, int64_t last) {
  const part *q = context;
  const pairs *w = q->w;
  hug_kernels_get()->distance_f32(last - first, w->n, w->k, (const float *)q->a + first * w->k, (const float *)q->b, (float)w->p,
                                  (float *)q->y + first * w->n);
}

static double distance(int64_t k, const double *a, const double *b, double p) {
  double sum = 0;
  for (int64_t i = 0; i < k; i++) {
    const double d = fabs(a[i] - b[i]);
    if (p == 2) sum += d * d;
    else if (p == 1) sum += d;
    else if (p == INFINITY) sum = d > sum || d != d ? d : sum;
    else sum += p == 0 && d == d ? d != 0 : pow(d, p);
  }
  return p == 2 ? sqrt(sum) : p == 0 || p == 1 || p == INFINITY ? sum : pow(sum, 1 / p);
}

static void f64_chunk(void *context, int64_t first, int64_t last) {
  const part *q = context;
  const pairs *w = q->w;
  for (int64_t i = first; i < last; i++)
    for (int64_t j = 0; j < w->n; j++)
      ((double *)q->y)[i * w->n + j] = distance(w->k, (const double *)q->a + i * w->k, (const double *)q->b + j * w->k, w->p);
}

static hug_status measure(const pairs *w, char *y) {
  float *packed = NULL;
  const char *held = NULL;    /* what is in `packed` */
  hug_status status = HUG_OK;
  for (int64_t i = 0; i < w->count && !status; i++) {
    part q = { w, matrix_at(w, hug_tensor_at(w->a), w->a_stride, i), matrix_at(w, hug_tensor_at(w->b), w->b_stride, i),
               y + i * w->m * w->n * (int64_t)hug_dtype_bytes(w->type) };
    if (w->type == HUG_F32 && q.b != held) {
      const hug_matrix matrix = { HUG_F32, q.b, w->n, w->k, w->k, 1 };
      hug_free(packed);
      packed = NULL;
      status = hug_matrix_pack(&matrix, &packed);
      held = q.b;
    }
    if (packed) q.b = (const char *)packed;
    const int64_t grain = 4 * (1 + 16384 / (1 + w->n * w->k));
    if (!status) hug_parallel(w->m, grain, w->type == HUG_F32 ? f32_chunk : f64_chunk, &q);
  }
  hug_free(packed);
  return status;
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *y = NULL;
  pairs w;
  hug_status status = pairs_begin(c, out, &w);
  if (!status && w.type == (hug_dtype)out->dtype && hug_tensor_contiguous(out)) y = hug_tensor_retain(out);
  else if (!status) status = hug_tensor_make(w.type, out->ndim, out->shape, &y);
  if (!status && hug_tensor_count(out)) status = measure(&w, hug_tensor_at(y));
  if (!status && y != out) status = hug_tensor_copy(out, y);
  hug_tensor_free(y);
  pairs_end(&w);
  return status;
}

/* ---- Backward ---- */

/* What rows of one matrix get from all rows of the other. */
typedef struct flow {
  const pairs *w;
  int64_t n;                  /* rows of the other */
  const char *x, *other;
  char *to;                   /* what has been added up before */
  const char *y, *g;          /* distances and their gradients, `row` apart for neighbours here, `column` for those of the other */
  int64_t row, column;
} flow;

/* d distance / d x = sign(d) (|d| / distance)^(p - 1), d being the difference; 0 where the distance is 0, and for p < 1 where d is.
** For infinity it goes to each element that is as far. */
#define FLOW(name, T, POW, FABS)                                                                     \
  static void name(void *context, int64_t first, int64_t last) {                                     \
    const flow *f = context;                                                                         \
    const int64_t k = f->w->k;                                                                       \
    const T p = (T)f->w->p;                                                                          \
    for (int64_t i = first; i < last; i++)                                                           \
      for (int64_t j = 0; j < f->n; j++) {                                                           \
        const T y = ((const T *)f->y)[i * f->row + j * f->column], g = ((const T *)f->g)[i * f->row + j * f->column]; \
        const T *restrict x = (const T *)f->x + i * k, *restrict other = (const T *)f->other + j * k; \
        T *restrict to = (T *)f->to + i * k;                                                         \
        if (y == 0 || p == 0) continue;                                                              \
        if (p == 2) {                                                                                \
          const T by = g / y;                                                                        \
          for (int64_t l = 0; l < k; l++) to[l] += by * (x[l] - other[l]);                           \
        } else                                                                                       \
          for (int64_t l = 0; l < k; l++) {                                                          \
            const T d = x[l] - other[l], sign = (T)((d > 0) - (d < 0));                              \
            if (p == 1) to[l] += g * sign;                                                           \
            else if (p == (T)INFINITY) to[l] += FABS(d) == y ? g * sign : 0;                         \
            else if (d != 0) to[l] += g * sign * POW(FABS(d) / y, p - 1);                            \
          }                                                                                          \
      }                                                                                              \
  }
FLOW(flow_f32, float, powf, fabsf)
FLOW(flow_f64, double, pow, fabs)

/* The gradient of x1 or x2; batches that share a matrix add up. */
static hug_status pass(hug_call *c, const pairs *w, int arg, const char *y, const char *g) {
  const hug_tensor *like = arg == X1 ? w->a : w->b;
  const int64_t bytes = (int64_t)hug_dtype_bytes(w->type), *own = arg == X1 ? w->a_stride : w->b_stride;
  const int64_t rows = arg == X1 ? w->m : w->n;
  hug_tensor *dx;
  if (!hug_call_wants(c, arg, 0)) return HUG_OK;
  HUG_TRY(hug_tensor_make(w->type, like->ndim, like->shape, &dx));
  memset(hug_tensor_at(dx), 0, hug_tensor_bytes(dx));
  for (int64_t i = 0; i < w->count; i++) {
    const char *a = matrix_at(w, hug_tensor_at(w->a), w->a_stride, i), *b = matrix_at(w, hug_tensor_at(w->b), w->b_stride, i);
    const int64_t at = i * w->m * w->n * bytes;
    flow f = { w, arg == X1 ? w->n : w->m, arg == X1 ? a : b, arg == X1 ? b : a, matrix_at(w, hug_tensor_at(dx), own, i), y + at,
               g + at, arg == X1 ? w->n : 1, arg == X1 ? 1 : w->n };
    hug_parallel(rows, 1 + 16384 / (1 + f.n * w->k), w->type == HUG_F32 ? flow_f32 : flow_f64, &f);
  }
  return hug_call_grad(c, arg, 0, dx);
}

/* Distances that were rounded on their way out are taken again. */
static hug_status distances_of(const hug_call *c, const pairs *w, hug_tensor **y) {
  hug_tensor *out = c->out[0];
  if ((hug_dtype)out->dtype == w->type) return hug_tensor_packed(out, w->type, y);
  HUG_TRY(hug_tensor_make(w->type, out->ndim, out->shape, y));
  return hug_tensor_count(out) ? measure(w, hug_tensor_at(*y)) : HUG_OK;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *y = NULL, *g = NULL;
  pairs w;
  hug_status status = pairs_begin(c, c->out[0], &w);
  if (!status) status = distances_of(c, &w, &y);
  if (!status) status = hug_tensor_packed(grads[0], w.type, &g);
  if (!status) status = pass(c, &w, X1, hug_tensor_at(y), hug_tensor_at(g));
  if (!status) status = pass(c, &w, X2, hug_tensor_at(y), hug_tensor_at(g));
  hug_tensor_free(g);
  hug_tensor_free(y);
  pairs_end(&w);
  return status;
}

#define HOW "use_mm_for_euclid_dist_if_necessary"

const hug_op hug_op_cdist = {
  .name = "cdist", .source = "torch.cdist",
  .doc = "The `p`-norms of the differences of each row of `x1` [..., m, k] and each row of `x2` [..., n, k]: [..., m, n]. `p` is 0 (how "
         "many elements differ) to math.huge (the greatest difference). Distances are always computed from differences, whatever "
         "`compute_mode` says in torch.",
  .samples = "randn(3,2), randn(4,2); randn(2,3,2), randn(3,2), 1; randn(2,2), randn(3,2), 3; randn(2,2), randn(3,2), math.huge",
  .params = { HUG_P_TENSOR("x1"), HUG_P_TENSOR("x2"), HUG_P_FLOAT_OR("p", 2),
              HUG_P_CHOICE("compute_mode", HOW, HOW "|use_mm_for_euclid_dist|donot_use_mm_for_euclid_dist") },
  .saves = HUG_SAVE_ARG(X1) | HUG_SAVE_ARG(X2) | HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};
