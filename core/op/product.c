/* product.c: packing and multiplying matrices, shared among threads. */
#include "product.h"

enum {
  PIECE = 1 << 18,            /* multiply-adds that are worth another thread */
  ROWS = 96                   /* at least so many rows make it better to share rows than columns */
};

static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

hug_matrix hug_matrix_of(const hug_tensor *t) {
  int row = t->ndim - 2, column = t->ndim - 1;
  return (hug_matrix){ (hug_dtype)t->dtype, hug_tensor_at(t), t->shape[row], t->shape[column], t->stride[row], t->stride[column] };
}

/* ---- Packing ---- */

typedef struct packing {
  const hug_kernels *kernels;
  const hug_matrix *w;
  float *packed;
  atomic_bool failed;
} packing;

/* Whether the kernels can read the elements where they are. */
static bool plain_f32(const hug_matrix *w) { return w->dtype == HUG_F32 && (uintptr_t)w->data % sizeof(float) == 0; }

/* Panels first..last-1. */
static void pack_chunk(void *context, int64_t first, int64_t last) {
  packing *p = context;
  const hug_matrix *w = p->w;
  const int64_t panel = p->kernels->panel, k = w->columns;
  const int64_t bytes = (int64_t)hug_dtype_bytes(w->dtype);
  if (plain_f32(w)) {
    int64_t row = first * panel, rows = (last * panel < w->rows ? last * panel : w->rows) - row;
    p->kernels->pack_f32(rows, k, (const float *)w->data + row * w->row_stride, w->row_stride, w->column_stride, p->packed + row * k);
    return;
  }
  float *buffer = hug_alloc_data((size_t)(panel * k) * sizeof *buffer);  /* a panel's rows in f32 */
  if (!buffer) {
    atomic_store(&p->failed, true);
    return;
  }
  for (int64_t at = first; at < last; at++) {
    int64_t row = at * panel, rows = panel < w->rows - row ? panel : w->rows - row;
    for (int64_t r = 0; r < rows; r++)
      hug_convert(HUG_F32, buffer + r * k, 1, w->dtype, w->data + (row + r) * w->row_stride * bytes, w->column_stride, k);
    p->kernels->pack_f32(rows, k, buffer, k, 1, p->packed + row * k);
  }
  hug_free(buffer);
}

hug_status hug_matrix_pack(const hug_matrix *w, float **out) {
  packing p = { .kernels = hug_kernels_get(), .w = w };
  p.packed = hug_alloc_data(hug_pack_f32_bytes(p.kernels, w->rows, w->columns));
  if (!p.packed) return HUG_ENOMEM;
  int64_t panel = p.kernels->panel, panels = (w->rows + panel - 1) / panel;
  hug_parallel(panels, 1 + PIECE / (1 + w->columns * panel), pack_chunk, &p);
  if (atomic_load(&p.failed)) {
    hug_free(p.packed);
    return hug_fail(HUG_ENOMEM, "no memory to convert rows of %lld elements", (long long)w->columns);
  }
  *out = p.packed;
  return HUG_OK;
}

/* ---- Multiplying ---- */

typedef struct multiplication {
  const hug_kernels *kernels;
  const hug_matrix *x;
  const float *packed;
  int64_t n, panels;
  float *y;
  const hug_epilogue *epilogue;
} multiplication;

/* Rows first..last-1 of all columns. */
static void multiply_rows(void *context, int64_t first, int64_t last) {
  const multiplication *p = context;
  const hug_matrix *x = p->x;
  hug_epilogue epilogue = { 0 };
  if (p->epilogue) epilogue = *p->epilogue;
  if (epilogue.residual) epilogue.residual += first * epilogue.residual_stride;
  p->kernels->gemm_f32(last - first, p->n, x->columns, (const float *)x->data + first * x->row_stride, x->row_stride, x->column_stride,
                       p->packed, 0, p->panels, p->y + first * p->n, p->n, &epilogue);
}

/* All rows of panels first..last-1. */
static void multiply_panels(void *context, int64_t first, int64_t last) {
  const multiplication *p = context;
  const hug_matrix *x = p->x;
  p->kernels->gemm_f32(x->rows, p->n, x->columns, (const float *)x->data, x->row_stride, x->column_stride, p->packed, first, last, p->y,
                       p->n, p->epilogue);
}

void hug_matrix_multiply(const hug_matrix *x, const float *packed, int64_t n, float *y, const hug_epilogue *epilogue) {
  multiplication p = { .kernels = hug_kernels_get(), .x = x, .packed = packed, .n = n, .y = y, .epilogue = epilogue };
  p.panels = (n + p.kernels->panel - 1) / p.kernels->panel;
  if (x->rows >= 2 * ROWS)
    hug_parallel(x->rows, most(ROWS, PIECE / (1 + n * x->columns)), multiply_rows, &p);
  else
    hug_parallel(p.panels, 1 + PIECE / (1 + x->rows * x->columns * p.kernels->panel), multiply_panels, &p);
}
