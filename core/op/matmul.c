/* matmul.c: the product of matrices and vectors, with torch.matmul's rules: a vector is a row on the left and a column on the right,
** dims before the last two are a batch and broadcast.
*/
#include "product.h"
#include <string.h>

/* ---- Shapes ---- */

/* t with a vector as a matrix: a row if `left`, else a column. */
static hug_status as_matrix(const hug_tensor *t, bool left, hug_tensor **out) {
  if (t->ndim > 1) return hug_tensor_view(t, t->ndim, t->shape, t->stride, t->offset, out);
  int64_t n = t->shape[0], step = t->stride[0];
  return left ? hug_tensor_view(t, 2, (int64_t[]){ 1, n }, (int64_t[]){ 0, step }, t->offset, out)
              : hug_tensor_view(t, 2, (int64_t[]){ n, 1 }, (int64_t[]){ step, 0 }, t->offset, out);
}

/* t with its last two dims swapped. */
static hug_status transposed(const hug_tensor *t, hug_tensor **out) {
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  int row = t->ndim - 2, column = t->ndim - 1;
  memcpy(shape, t->shape, sizeof shape);
  memcpy(stride, t->stride, sizeof stride);
  shape[row] = t->shape[column], shape[column] = t->shape[row];
  stride[row] = t->stride[column], stride[column] = t->stride[row];
  return hug_tensor_view(t, t->ndim, shape, stride, t->offset, out);
}

static hug_status mismatch(const hug_call *c, const hug_tensor *a, const hug_tensor *b, const char *what) {
  char left[128], right[128];
  hug_shape_text(a->ndim, a->shape, left, sizeof left);
  hug_shape_text(b->ndim, b->shape, right, sizeof right);
  return hug_op_fail(c, HUG_ESHAPE, "%s and %s do not go together: %s", left, right, what);
}

/* Dim d of `dims` batch dims of t, which may have fewer. */
static int64_t batch_size(const hug_tensor *t, int dims, int d) {
  int missing = dims - (t->ndim > 2 ? t->ndim - 2 : 0);
  return d < missing ? 1 : t->shape[d - missing];
}

static hug_status matmul_infer(hug_call *c) {
  const hug_tensor *a = c->args[0].tensor, *b = c->args[1].tensor;
  if (a->ndim == 0 || b->ndim == 0) return mismatch(c, a, b, "a number is multiplied by mul");
  if (a->dtype != b->dtype || a->dtype == HUG_BOOL)
    return hug_op_fail(c, HUG_EDTYPE, "takes two tensors of one type of numbers, not %s and %s; convert with to()",
                       hug_dtype_of((hug_dtype)a->dtype)->name, hug_dtype_of((hug_dtype)b->dtype)->name);
  int64_t inner = a->shape[a->ndim - 1], shape[HUG_MAX_DIMS];
  if (inner != b->shape[b->ndim > 1 ? b->ndim - 2 : 0])
    return mismatch(c, a, b, "the last dim of the left is not the last but one (or only one) of the right");
  int dims = (a->ndim > b->ndim ? a->ndim : b->ndim) - 2, ndim = 0;
  for (int d = 0; d < dims; d++) {
    int64_t left = batch_size(a, dims, d), right = batch_size(b, dims, d);
    if (left != right && left != 1 && right != 1) return mismatch(c, a, b, "the dims before the last two do not broadcast");
    shape[ndim++] = left == 1 ? right : left;
  }
  if (a->ndim > 1) shape[ndim++] = a->shape[a->ndim - 2];
  if (b->ndim > 1) shape[ndim++] = b->shape[b->ndim - 1];
  return hug_call_out(c, 0, (hug_dtype)a->dtype, ndim, shape);
}

/* ---- A batch of products ---- */

typedef struct batch {
  int dims;
  int64_t shape[HUG_MAX_DIMS];            /* the batch dims of the output */
  int64_t a_stride[HUG_MAX_DIMS], b_stride[HUG_MAX_DIMS];  /* in elements; 0 where broadcast */
  int64_t count;
  hug_matrix a, b;                        /* the first of each: [m, k], [k, n] */
  char *y;                                /* [count, m, n] */
  atomic_bool failed;
} batch;

static void batch_strides(const hug_tensor *t, int dims, int64_t *stride) {
  int missing = dims - (t->ndim - 2);
  for (int d = 0; d < dims; d++) stride[d] = d < missing || t->shape[d - missing] == 1 ? 0 : t->stride[d - missing];
}

static batch batch_of(const hug_tensor *a, const hug_tensor *b, char *y) {
  batch w = { .dims = (a->ndim > b->ndim ? a->ndim : b->ndim) - 2, .count = 1, .y = y };
  for (int d = 0; d < w.dims; d++) {
    int64_t left = batch_size(a, w.dims, d);
    w.count *= w.shape[d] = left == 1 ? batch_size(b, w.dims, d) : left;
  }
  batch_strides(a, w.dims, w.a_stride);
  batch_strides(b, w.dims, w.b_stride);
  w.a = hug_matrix_of(a);
  w.b = hug_matrix_of(b);
  return w;
}

/* Matrix `index` of an operand. */
static hug_matrix batch_at(const batch *w, hug_matrix first, const int64_t *stride, int64_t index) {
  int64_t at = 0;
  for (int d = w->dims - 1; d >= 0; d--) {
    at += index % w->shape[d] * stride[d];
    index /= w->shape[d];
  }
  first.data += at * (int64_t)hug_dtype_bytes(first.dtype);
  return first;
}

static hug_matrix swapped(hug_matrix m) {
  return (hug_matrix){ m.dtype, m.data, m.columns, m.rows, m.column_stride, m.row_stride };
}

/* ---- f32, and what is computed in it ---- */

static void f32_chunk(void *context, int64_t first, int64_t last) {
  batch *w = context;
  float *packed = NULL;
  const char *held = NULL;                /* what is in `packed` */
  for (int64_t i = first; i < last; i++) {
    hug_matrix a = batch_at(w, w->a, w->a_stride, i), b = swapped(batch_at(w, w->b, w->b_stride, i));
    if (b.data != held) {
      hug_free(packed);
      packed = NULL;
      if (hug_matrix_pack(&b, &packed)) {
        atomic_store(&w->failed, true);
        return;
      }
      held = b.data;
    }
    hug_matrix_multiply(&a, packed, b.rows, (float *)w->y + i * a.rows * b.rows, NULL);
  }
  hug_free(packed);
}

/* Whether the rows of all of a's matrices are one matrix. */
static bool one_matrix(const hug_tensor *a) {
  for (int d = 0; d < a->ndim - 2; d++)
    if (a->stride[d] != a->stride[d + 1] * a->shape[d + 1]) return false;
  return true;
}

/* y = a b with a of f32. */
static hug_status f32_product(const hug_tensor *a, const hug_tensor *b, float *y) {
  batch w = batch_of(a, b, (char *)y);
  if (b->ndim == 2 && one_matrix(a)) {
    w.a.rows *= w.count;
    w.count = 1;
  }
  if (w.count == 1) f32_chunk(&w, 0, 1);  /* which shares its one product among threads */
  else hug_parallel(w.count, 1 + (1 << 18) / (1 + w.a.rows * w.a.columns * w.b.columns), f32_chunk, &w);
  return atomic_load(&w.failed) ? hug_fail(HUG_ENOMEM, "[matmul] no memory to pack a matrix") : HUG_OK;
}

static bool plain_f32(const hug_tensor *t) { return t->dtype == HUG_F32 && (uintptr_t)hug_tensor_at(t) % sizeof(float) == 0; }

/* ---- f32 with a vector: every element of the matrix is read once, where it lies ---- */

enum {
  PIECE = 1 << 16,                        /* elements of a row that are summed apart */
  ACROSS = 512                            /* columns that are summed at once */
};

/* The vector runs along the rows of `m`, y[i] = the sum of m[i][j] v[j], or across them, y[j] = the sum of m[i][j] v[i]. */
typedef struct vector_product {
  const hug_row_loops *loops;
  const float *m, *v;
  int64_t rows, columns, row_stride, v_step;
  float *y;
  double *sums;                           /* of the pieces of the one row, or NULL */
} vector_product;

static void along_chunk(void *context, int64_t first, int64_t last) {
  const vector_product *p = context;
  for (int64_t i = first; i < last; i++) {
    const int64_t from = p->sums ? i * PIECE : 0, left = p->columns - from, n = p->sums && left > PIECE ? PIECE : left;
    double sum = p->loops->dot(n, p->m + (p->sums ? from : i * p->row_stride), p->v + from);
    if (p->sums) p->sums[i] = sum;
    else p->y[i] = (float)sum;
  }
}

static void across_chunk(void *context, int64_t first, int64_t last) {
  const vector_product *p = context;
  for (int64_t i = first; i < last; i++) {
    const int64_t from = i * ACROSS, n = p->columns - from < ACROSS ? p->columns - from : ACROSS;
    double sums[ACROSS] = { 0 };
    p->loops->each_weighted(n, p->rows, p->row_stride, p->m + from, p->v, p->v_step, sums);
    for (int64_t j = 0; j < n; j++) p->y[from + j] = (float)sums[j];
  }
}

static hug_status along_rows(vector_product *p) {
  const int64_t pieces = (p->columns + PIECE - 1) / PIECE;
  if (p->rows > 1 || pieces < 2) {
    hug_parallel(p->rows, 1 + PIECE / (1 + p->columns), along_chunk, p);
    return HUG_OK;
  }
  p->sums = hug_alloc((size_t)pieces * sizeof *p->sums);
  if (!p->sums) return HUG_ENOMEM;
  hug_parallel(pieces, 1, along_chunk, p);
  double sum = 0;
  for (int64_t i = 0; i < pieces; i++) sum += p->sums[i];
  *p->y = (float)sum;
  hug_free(p->sums);
  return HUG_OK;
}

/* y = a b for a vector on one side and a matrix whose rows or columns lie side by side; *done: whether it was so. */
static hug_status vector_run(const hug_tensor *a, const hug_tensor *b, float *y, bool *done) {
  const bool right = b->ndim == 2 && b->shape[1] == 1;      /* the vector is b */
  *done = false;
  if (a->ndim != 2 || b->ndim != 2 || (!right && a->shape[0] != 1) || !plain_f32(a) || !plain_f32(b)) return HUG_OK;
  const hug_tensor *m = right ? a : b, *v = right ? b : a;
  const int sum = right ? 1 : 0, keep = 1 - sum;            /* dims of m */
  const int64_t v_step = v->stride[right ? 0 : 1], n = m->shape[sum];
  vector_product p = { hug_row_loops_of(HUG_F32), (const float *)hug_tensor_at(m), (const float *)hug_tensor_at(v),
                       m->shape[keep], n, m->stride[keep], v_step, y, NULL };
  *done = true;
  if ((m->stride[sum] == 1 || n == 1) && (v_step == 1 || n == 1)) return along_rows(&p);
  *done = m->stride[keep] == 1;
  if (!*done) return HUG_OK;
  p.rows = n, p.columns = m->shape[keep], p.row_stride = m->stride[sum];
  hug_parallel((p.columns + ACROSS - 1) / ACROSS, 1 + PIECE / (1 + n * ACROSS), across_chunk, &p);
  return HUG_OK;
}

/* Brings a into the form that f32_product takes. */
static hug_status f32_run(hug_tensor *a, hug_tensor *b, hug_tensor *y) {
  hug_tensor *plain = NULL;
  if (plain_f32(a) && (b->ndim > 2 || one_matrix(a))) return f32_product(a, b, (float *)hug_tensor_at(y));
  HUG_TRY(hug_tensor_packed(a, HUG_F32, &plain));
  hug_status status = f32_product(plain, b, (float *)hug_tensor_at(y));
  hug_tensor_free(plain);
  return status;
}

/* ---- f64 and integers ---- */

/* Rows first..last-1 of all products, a row of b at a time.  U is T with defined overflow. */
#define PLAIN_CHUNK(name, T, U)                                                                                \
  static void name(void *context, int64_t first, int64_t last) {                                               \
    const batch *w = context;                                                                                  \
    const int64_t m = w->a.rows, n = w->b.columns, k = w->a.columns;                                           \
    for (int64_t i = first; i < last; i++) {                                                                   \
      const T *a = (const T *)batch_at(w, w->a, w->a_stride, i / m).data + i % m * k;                          \
      const T *b = (const T *)batch_at(w, w->b, w->b_stride, i / m).data;                                      \
      T *y = (T *)w->y + i * n;                                                                                \
      memset(y, 0, (size_t)n * sizeof *y);                                                                     \
      for (int64_t l = 0; l < k; l++)                                                                          \
        for (int64_t j = 0; j < n; j++) y[j] = (T)((U)y[j] + (U)a[l] * (U)b[l * n + j]);                       \
    }                                                                                                          \
  }
PLAIN_CHUNK(f64_chunk, double, double)
PLAIN_CHUNK(i64_chunk, int64_t, uint64_t)

static hug_status plain_run(hug_tensor *a, hug_tensor *b, hug_tensor *y) {
  hug_tensor *left = NULL, *right = NULL;
  hug_status status = hug_tensor_packed(a, (hug_dtype)y->dtype, &left);
  if (!status) status = hug_tensor_packed(b, (hug_dtype)y->dtype, &right);
  if (!status) {
    batch w = batch_of(left, right, hug_tensor_at(y));
    int64_t grain = 1 + (1 << 18) / (1 + w.a.columns * w.b.columns);
    hug_parallel(w.count * w.a.rows, grain, y->dtype == HUG_F64 ? f64_chunk : i64_chunk, &w);
  }
  hug_tensor_free(left);
  hug_tensor_free(right);
  return status;
}

/* ---- matmul ---- */

static hug_status matmul_run(hug_call *c) {
  hug_tensor *out = c->out[0], *a = NULL, *b = NULL, *y = NULL;
  hug_dtype type = hug_compute_type((hug_dtype)out->dtype);
  bool direct = out->dtype == type && hug_tensor_contiguous(out);
  hug_status status = as_matrix(c->args[0].tensor, true, &a);
  if (!status) status = as_matrix(c->args[1].tensor, false, &b);
  if (!status && direct) y = hug_tensor_retain(out);
  if (!status && !direct) status = hug_tensor_make(type, out->ndim, out->shape, &y);
  bool done = !status && hug_tensor_count(y) == 0;
  /* A vector only: a matrix of one row gets the same bits as a row of any matrix. */
  if (!status && !done && type == HUG_F32 && (c->args[0].tensor->ndim == 1 || c->args[1].tensor->ndim == 1))
    status = vector_run(a, b, (float *)hug_tensor_at(y), &done);
  if (!status && !done) status = (type == HUG_F32 ? f32_run : plain_run)(a, b, y);
  if (!status && !direct) status = hug_tensor_copy(out, y);
  hug_tensor_free(a);
  hug_tensor_free(b);
  hug_tensor_free(y);
  return status;
}

/* All rows of t's matrices as one matrix. */
static hug_status all_rows(const hug_tensor *t, hug_tensor **out) {
  hug_tensor *plain = NULL;
  HUG_TRY(hug_tensor_packed(t, (hug_dtype)t->dtype, &plain));
  int64_t columns = t->shape[t->ndim - 1], rows = 1;
  for (int d = 0; d < t->ndim - 1; d++) rows *= t->shape[d];
  hug_status status = hug_tensor_view(plain, 2, (int64_t[]){ rows, columns }, (int64_t[]){ columns, 1 }, plain->offset, out);
  hug_tensor_free(plain);
  return status;
}

/* a b; over an inner dim of size 1 products are all there is to do. */
static hug_status multiply(hug_tensor *a, hug_tensor *b, hug_tensor **out) {
  const bool single = a->ndim > 1 && b->ndim > 1 && a->shape[a->ndim - 1] == 1;
  return hug_invoke_op(single ? &hug_op_mul : &hug_op_matmul, HUG_CALL_NO_GRAD, out, a, b);
}

/* The row or column that t consists of. */
static hug_status as_vector(const hug_tensor *t, hug_tensor **out) {
  const int dim = t->shape[0] == 1 ? 1 : 0;
  return hug_tensor_view(t, 1, &t->shape[dim], &t->stride[dim], t->offset, out);
}

/* d loss / d a = g b^T. */
static hug_status left_backward(hug_call *c, const hug_tensor *b, hug_tensor *g) {
  hug_tensor *turned = NULL, *grad = NULL, *row = NULL;
  HUG_TRY(transposed(b, &turned));
  const bool vector = c->args[0].tensor->ndim == 1 && g->ndim == 2 && g->shape[1] > 1;
  hug_status status = vector ? as_vector(g, &row) : HUG_OK;
  if (!status) status = multiply(vector ? row : g, turned, &grad);
  hug_tensor_free(row);
  hug_tensor_free(turned);
  return status ? status : hug_call_grad(c, 0, 0, grad);
}

/* d loss / d b = a^T g; for one b the sum over the batch is part of the product. */
static hug_status right_backward(hug_call *c, hug_tensor *a, hug_tensor *g) {
  const hug_tensor *b = c->args[1].tensor;
  hug_tensor *rows = NULL, *grads = NULL, *turned = NULL, *grad = NULL, *column = NULL;
  bool one = b->ndim <= 2;
  hug_status status = one ? all_rows(a, &rows) : HUG_OK;
  if (!status && one) status = all_rows(g, &grads);
  if (!status) status = transposed(one ? rows : a, &turned);
  const bool vector = b->ndim == 1 && grads && grads->shape[0] > 1;
  if (!status && vector) status = as_vector(grads, &column);
  if (!status) status = multiply(turned, vector ? column : one ? grads : g, &grad);
  if (!status && b->ndim == 1 && grad->ndim > 1) {
    hug_tensor *matrix = grad;
    status = hug_tensor_view(matrix, 1, b->shape, (int64_t[]){ 1 }, matrix->offset, &grad);
    hug_tensor_free(matrix);
  }
  hug_tensor_free(column);
  hug_tensor_free(rows);
  hug_tensor_free(grads);
  hug_tensor_free(turned);
  return status ? status : hug_call_grad(c, 1, 0, grad);
}

/* g with the dims of size 1 that vectors have as matrices. */
static hug_status as_product(const hug_call *c, const hug_tensor *g, hug_tensor **out) {
  const hug_tensor *a = c->args[0].tensor, *b = c->args[1].tensor;
  int64_t shape[HUG_MAX_DIMS + 2], stride[HUG_MAX_DIMS + 2];
  int ndim = 0, from = 0, batch = g->ndim - (a->ndim > 1) - (b->ndim > 1);
  while (from < batch) shape[ndim] = g->shape[from], stride[ndim++] = g->stride[from++];
  if (a->ndim > 1) shape[ndim] = g->shape[from], stride[ndim++] = g->stride[from++];
  else shape[ndim] = 1, stride[ndim++] = 0;
  if (b->ndim > 1) shape[ndim] = g->shape[from], stride[ndim++] = g->stride[from++];
  else shape[ndim] = 1, stride[ndim++] = 0;
  return hug_tensor_view(g, ndim, shape, stride, g->offset, out);
}

static hug_status matmul_backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *a = NULL, *b = NULL, *g = NULL;
  hug_status status = as_product(c, grads[0], &g);
  if (!status && hug_call_wants(c, 0, 0)) {
    status = as_matrix(c->args[1].tensor, false, &b);
    if (!status) status = left_backward(c, b, g);
  }
  if (!status && hug_call_wants(c, 1, 0)) {
    status = as_matrix(c->args[0].tensor, true, &a);
    if (!status) status = right_backward(c, a, g);
  }
  hug_tensor_free(a);
  hug_tensor_free(b);
  hug_tensor_free(g);
  return status;
}

const hug_op hug_op_matmul = {
  .name = "matmul", .source = "torch.matmul",
  .doc = "The matrix product of `input` [..., m, k] and `other` [..., k, n]: [..., m, n].  The dims before the last two are a batch and "
         "broadcast; a vector counts as a row on the left, as a column on the right, and its dim of size 1 is left out of the result.",
  .samples = "randn(3,4), randn(4,2); randn(4), randn(4); randn(2,3,4), randn(4); randn(2,1,3,4), randn(2,4,3)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("other") },
  .saves = HUG_SAVE_ARG(0) | HUG_SAVE_ARG(1), .saves_for = (const uint32_t[]){ HUG_SAVE_ARG(1), HUG_SAVE_ARG(0) },
  .infer = matmul_infer, .run = matmul_run, .backward = matmul_backward,
};
