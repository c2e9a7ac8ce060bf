/* row_distance.c: p-norms of the differences of rows. */
#include "row_distance.h"
#include "elementwise.h"
#include <math.h>
#include <string.h>

enum { X1, X2, P, EPS };

/* Rows of both in compute type. */
typedef struct pairs {
  int64_t rows, n;
  hug_dtype type;
  double p, eps;
  hug_tensor *x1, *x2;        /* [rows, n] */
  hug_elementwise_fn difference, absolute;
  const hug_row_loops *loops;
  char *y;                    /* [rows] distances, in compute type */
  const double *g;            /* [rows] their gradients */
  char *dx;                   /* [rows, n] */
  atomic_bool failed;
} pairs;

static hug_status shape_of(const hug_call *c, int *ndim, int64_t *shape) {
  hug_tensor *both[2] = { c->args[X1].tensor, c->args[X2].tensor };
  int64_t count;
  HUG_TRY(hug_op_broadcast(c, 2, both, ndim, shape));
  return hug_shape_count(c->op->name, *ndim, shape, &count);
}

static hug_status infer(hug_call *c) {
  hug_tensor *both[2] = { c->args[X1].tensor, c->args[X2].tensor };
  hug_dtype type = hug_op_result_type(2, both);
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(shape_of(c, &ndim, shape));
  return hug_call_out(c, 0, hug_dtype_floating(type) ? type : HUG_F32, ndim ? ndim - 1 : 0, shape);
}

/* t spread to the common shape, contiguous in compute type. */
static hug_status spread(const hug_tensor *t, hug_dtype type, int ndim, const int64_t *shape, hug_tensor **out) {
  int64_t stride[HUG_MAX_DIMS];
  int missing = ndim - t->ndim;
  hug_tensor *wide = NULL;
  for (int d = 0; d < ndim; d++) stride[d] = d < missing || t->shape[d - missing] == 1 ? 0 : t->stride[d - missing];
  HUG_TRY(hug_tensor_view(t, ndim, shape, stride, t->offset, &wide));
  hug_status status = hug_tensor_packed(wide, type, out);
  hug_tensor_free(wide);
  return status;
}

static hug_status pairs_begin(const hug_call *c, pairs *w) {
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  memset(w, 0, sizeof *w);
  HUG_TRY(shape_of(c, &ndim, shape));
  w->type = hug_compute_type((hug_dtype)c->out[0]->dtype);
  w->p = c->args[P].f;
  w->eps = c->args[EPS].f;
  w->n = ndim ? shape[ndim - 1] : 1;
  w->rows = 1;
  for (int d = 0; d < ndim - 1; d++) w->rows *= shape[d];
  const hug_elementwise_fn *loops = w->type == HUG_F32 ? hug_kernels_get()->elementwise : hug_elementwise_f64;
  w->difference = loops[HUG_EL_shifted_difference];
  w->absolute = loops[HUG_EL_abs];
  w->loops = hug_row_loops_of(w->type);
  HUG_TRY(spread(c->args[X1].tensor, w->type, ndim, shape, &w->x1));
  return spread(c->args[X2].tensor, w->type, ndim, shape, &w->x2);
}

static void pairs_end(pairs *w) {
  hug_tensor_free(w->x1);
  hug_tensor_free(w->x2);
}

static char *row_of(const pairs *w, char *base, int64_t row) {
  return base + row * w->n * (int64_t)hug_dtype_bytes(w->type);
}

static void differ(const pairs *w, int64_t row, void *z) {
  void *in[2] = { row_of(w, hug_tensor_at(w->x1), row), row_of(w, hug_tensor_at(w->x2), row) };
  w->difference(w->n, z, in, (int64_t[]){ 1, 1 }, (hug_scalar[3]){ hug_float(w->eps), hug_float(0), hug_float(0) });
}

static double element(const pairs *w, const void *z, int64_t i) {
  return w->type == HUG_F32 ? (double)((const float *)z)[i] : ((const double *)z)[i];
}

static void put(const pairs *w, void *z, int64_t i, double value) {
  if (w->type == HUG_F32) ((float *)z)[i] = (float)value;
  else ((double *)z)[i] = value;
}

/* The norm of z, which may be written over. */
static double norm(const pairs *w, void *z) {
  const double p = w->p;
  double sum = 0;
  if (p == 2) return sqrt(w->loops->dot(w->n, z, z));
  w->absolute(w->n, z, &z, (int64_t[]){ 1 }, NULL);
  if (p == 1) return w->loops->sum(w->n, z);
  if (p == INFINITY) return w->loops->max(w->n, z);
  if (isinf(p)) {
    w->loops->scale(w->n, -1, z, z);
    return -w->loops->max(w->n, z);
  }
  for (int64_t i = 0; i < w->n; i++) {
    double a = element(w, z, i);
    sum += p == 0 ? a != 0 : pow(a, p);
  }
  return p == 0 ? sum : pow(sum, 1 / p);
}

static void run_chunk(void *context, int64_t first, int64_t last) {
  pairs *w = context;
  void *z = hug_alloc_data((size_t)w->n * hug_dtype_bytes(w->type) + 1);
  if (!z) {
    atomic_store(&w->failed, true);
    return;
  }
  for (int64_t row = first; row < last; row++) {
    differ(w, row, z);
    put(w, w->y, row, norm(w, z));
  }
  hug_free(z);
}

static int64_t grain(const pairs *w) { return 1 + 16384 / (w->n + 1); }

static hug_status run(hug_call *c) {
  pairs w;
  hug_tensor *out = c->out[0];
  hug_status status = pairs_begin(c, &w);
  if (!status && w.n == 0 && (w.p < 0 || w.p == INFINITY) && w.rows)
    status = hug_op_fail(c, HUG_ESHAPE, "a row of no elements has no norm of p %g", w.p);
  if (!status && !(w.y = hug_alloc((size_t)w.rows * hug_dtype_bytes(w.type) + 1))) status = HUG_ENOMEM;
  if (!status) {
    hug_parallel(w.rows, grain(&w), run_chunk, &w);
    if (atomic_load(&w.failed)) status = hug_fail(HUG_ENOMEM, "no memory for a row of %lld elements", (long long)w.n);
    else hug_convert((hug_dtype)out->dtype, hug_tensor_at(out), 1, w.type, w.y, 1, w.rows);
  }
  hug_free(w.y);
  pairs_end(&w);
  return status;
}

/* How many elements are as far from 0 as the norm: they share the gradient. */
static double ties(const pairs *w, const void *z, double norm) {
  double n = 0;
  for (int64_t i = 0; i < w->n; i++) n += fabs(element(w, z, i)) == norm;
  return n;
}

/* d norm / d z = sign(z) |z|^(p-1) norm^(1-p); 0 where the norm is 0, and for p < 1 where z is. */
static void row_back(const pairs *w, void *z, double norm, double g) {
  const double p = w->p;
  double number = 0, by = norm == 0 || p == 0 ? 0 : p == 2 ? g / norm : g;
  if (by == 0 || p == 2) {
    w->loops->scale(w->n, by, z, z);
    return;
  }
  if (isinf(p)) number = ties(w, z, norm);
  for (int64_t i = 0; i < w->n; i++) {
    double a = element(w, z, i), size = fabs(a), d = (a > 0) - (a < 0);
    if (isinf(p)) d *= (size == norm) * by / number;
    else if (p == 1) d *= by;
    else d *= size == 0 ? 0 : pow(size / norm, p - 1) * by;
    put(w, z, i, d);
  }
}

static void back_chunk(void *context, int64_t first, int64_t last) {
  pairs *w = context;
  for (int64_t row = first; row < last; row++) {
    char *z = row_of(w, w->dx, row);
    differ(w, row, z);
    row_back(w, z, element(w, w->y, row), w->g[row]);
  }
}

/* Distances that were rounded on their way out are taken again. */
static hug_status distances_of(const hug_call *c, pairs *w, hug_tensor **y) {
  if ((hug_dtype)c->out[0]->dtype == w->type) return hug_tensor_packed(c->out[0], w->type, y);
  HUG_TRY(hug_tensor_make(w->type, 1, &w->rows, y));
  w->y = hug_tensor_at(*y);
  hug_parallel(w->rows, grain(w), run_chunk, w);
  return atomic_load(&w->failed) ? hug_fail(HUG_ENOMEM, "no memory for a row of %lld elements", (long long)w->n) : HUG_OK;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  pairs w;
  hug_tensor *g = NULL, *y = NULL, *dx = NULL, *opposite = NULL;
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  hug_status status = pairs_begin(c, &w);
  if (!status) status = shape_of(c, &ndim, shape);
  if (!status) status = hug_tensor_packed(grads[0], HUG_F64, &g);
  if (!status) status = distances_of(c, &w, &y);
  if (!status) status = hug_tensor_make(w.type, ndim, shape, &dx);
  if (!status) {
    w.g = (const double *)hug_tensor_at(g);
    w.y = hug_tensor_at(y);
    w.dx = hug_tensor_at(dx);
    hug_parallel(w.rows, grain(&w), back_chunk, &w);
    if (hug_call_wants(c, X2, 0)) status = hug_invoke_op(&hug_op_neg, HUG_CALL_NO_GRAD, &opposite, dx);
  }
  if (!status) status = hug_call_grad(c, X1, 0, dx);
  else hug_tensor_free(dx);
  if (!status && opposite) status = hug_call_grad(c, X2, 0, opposite);
  else hug_tensor_free(opposite);
  hug_tensor_free(y);
  hug_tensor_free(g);
  pairs_end(&w);
  return status;
}

const hug_op hug_row_distance = {
  .name = "distance",
  .params = { HUG_P_TENSOR("x1"), HUG_P_TENSOR("x2"), HUG_P_FLOAT("p"), HUG_P_FLOAT("eps") },
  .saves = HUG_SAVE_ARG(X1) | HUG_SAVE_ARG(X2) | HUG_SAVE_OUT(0), .infer = infer, .run = run, .backward = backward,
};
