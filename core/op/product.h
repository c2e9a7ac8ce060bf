/* product.h: matrix products in f32, packed, in pieces that the pool's threads share.  What matmul, linear and their kin stand on.
** Results have the same bits whatever the number of threads, rows or batches.
*/
#ifndef HUG_PRODUCT_H
#define HUG_PRODUCT_H

#include "../kernel/kernel.h"
#include "op.h"

/* A matrix somewhere: [rows, columns], strides in elements, of any floating type. */
typedef struct hug_matrix {
  hug_dtype dtype;
  const char *data;
  int64_t rows, columns, row_stride, column_stride;
} hug_matrix;

/* The last two dims of t. */
hug_matrix hug_matrix_of(const hug_tensor *t);

/* w packed for the kernels in use, converted to f32 on the way.  Freed with hug_free(). */
hug_status hug_matrix_pack(const hug_matrix *w, float **out);

/* y [x.rows, n] = x w^T, with w [n, x.columns] packed; x is f32; epilogue: NULL for none. */
void hug_matrix_multiply(const hug_matrix *x, const float *packed, int64_t n, float *y, const hug_epilogue *epilogue);

/* ---- Packed weights (weight.c) ---- */

/* A packed matrix that its storage keeps for the next call. */
typedef struct hug_weight_pack hug_weight_pack;

/* The pack of t [n, k]: found, or made and kept until t's storage goes or is written. */
hug_status hug_weight_pack_get(const hug_tensor *t, hug_weight_pack **out);
const float *hug_weight_pack_data(const hug_weight_pack *pack);
void hug_weight_pack_free(hug_weight_pack *pack);

#endif
