/* kernel.h: the fast inner loops.  The same source is compiled once per instruction set (kernels.c); each object exports one
** table, and the best one that the processor can run is chosen at start, or the one that HUG_ISA names.
**
** Every loop gives the same bits for an element whatever its neighbours are: there is no reassociation across rows, tails take the
** same path as bodies, and products are fused only where the source says so.
*/
#ifndef HUG_KERNEL_H
#define HUG_KERNEL_H

#include "../base/base.h"

/* What happens to a product on its way out: y = activation(x w^T + bias) + residual. */
typedef enum hug_activation {
  HUG_ACT_NONE, HUG_ACT_RELU, HUG_ACT_GELU /* exact, by erf */, HUG_ACT_GELU_TANH, HUG_ACT_SILU, HUG_ACT_TANH
} hug_activation;

typedef struct hug_epilogue {
  const float *bias;          /* [n] or NULL */
  hug_activation activation;
  const float *residual;      /* [m, n], rows `residual_stride` apart, or NULL */
  int64_t residual_stride;
} hug_epilogue;

/* Elements that lie side by side: `length` of them from `from` on go to places `at` and on of a panel's line. */
typedef struct hug_run {
  int64_t from;
  int32_t at, length;
} hug_run;

/* The loops of elementwise.def: the value (name), and the gradients (name_grad, or name_grad_a, name_grad_b and name_grad_c), whose
** inputs are g, x, y, or g, a, b, y, or g, a, b, c; one that the gradient does not read may be any other. */
enum {
#define UNARY(name, ...) HUG_EL_##name, HUG_EL_##name##_grad,
#define BINARY(name, ...) HUG_EL_##name, HUG_EL_##name##_grad_a, HUG_EL_##name##_grad_b,
#define TERNARY(name, ...) HUG_EL_##name, HUG_EL_##name##_grad_a, HUG_EL_##name##_grad_b, HUG_EL_##name##_grad_c,
#include "elementwise.def"
#undef UNARY
#undef BINARY
#undef TERNARY
  HUG_EL_COUNT
};

/* out[i] = f(in[0][i], …): hug_loop of op/op.h.  context: the operation's scalars, hug_scalar[3], or NULL. */
typedef void (*hug_elementwise_fn)(int64_t n, void *out, void *const *in, const int64_t *step, const void *context);

/* [HUG_EL_COUNT] each, NULL for what has no loop in the type; those over f32 are in hug_kernels. */
extern const hug_elementwise_fn *const hug_elementwise_f64, *const hug_elementwise_i64;

/* The plan of a discrete Fourier transform (fft.h), made by op/fft_plan.c.  Tables hold numbers of the transform's
** type. */
enum { HUG_FFT_RADIX = 61, HUG_FFT_PASSES = 62 };

typedef struct hug_fft_part { /* transforms of length n in each lane */
  int64_t n;
  int passes;
  uint8_t radix[HUG_FFT_PASSES];      /* 2, 4, 8 or an odd prime up to HUG_FFT_RADIX; their product is n */
  void *twiddles;             /* for each pass over length p m: [p][2] cosines and sines of 2 pi j / p where p is odd;
                              ** then [m][p - 1][2] parts of w^(q k), q < m, 0 < k < p, w = e^(-2 pi i / (p m)) */
} hug_fft_part;

typedef struct hug_fft_tables {
  int64_t n;                  /* = first.n * second.n; second.n is 1 for rows that are lanes as they are */
  hug_fft_part first, second;
  void *between;              /* [ceil(second.n / lanes)][first.n][2][lanes] parts of w^(b c), b < second.n,
                              ** c < first.n */
} hug_fft_tables;

/* Transforms `count` rows of n complex numbers; out may be in.  back: with e^(+2 pi i / n).  room, aligned to 64:
** twice first.n complex vectors for rows that are lanes, else ceil(first.n / lanes) second.n and twice the longer n. */
typedef void (*hug_fft_fn)(const hug_fft_tables *f, int64_t count, const void *in, void *out, bool back, double scale,
                           void *room);

/* Rows of n = 2 h real numbers are transformed as h complex ones.  unfold: from the transform of those [h] to twice
** that of the real row [h + 1]; fold: from the real row's [h + 1] to what becomes the real row when transformed back.
** w: [2][h / 2 + 1], cosines and then sines of -2 pi k / n. */
typedef void (*hug_fft_real_fn)(int64_t h, const void *w, const void *in, void *out);

/* Loops over rows of n elements of one type.  Numbers and sums are f64; outputs may be inputs. */
typedef struct hug_row_loops {
  double (*sum)(int64_t n, const void *x);
  double (*product)(int64_t n, const void *x);                                  /* taken in the type itself */
  double (*squares)(int64_t n, const void *x, double centre);                   /* of (x - centre)^2 */
  double (*dot)(int64_t n, const void *x, const void *y);
  double (*products)(int64_t n, const void *g, const void *x, double centre);   /* of g (x - centre) */
  double (*max)(int64_t n, const void *x);                                      /* NaN if any is */
  double (*exps)(int64_t n, const void *x, double most);                        /* of exp(x - most) */
  void (*softmax)(int64_t n, const void *x, double most, double scale, void *y);  /* y = exp(x - most) scale */
  void (*scale)(int64_t n, double a, const void *x, void *y);                   /* y = a x */
  void (*add)(int64_t n, double a, const void *x, void *y);                     /* y += a x */
  void (*multiply)(int64_t n, const void *x, const void *z, void *y);           /* y = x z */
  /* y = (x - centre) scale + offset;  the same times w plus b, [n] or NULL each;  y = (s g + c) a + (x - centre) b */
  void (*affine)(int64_t n, const void *x, double centre, double scale, double offset, void *y);
  void (*norm)(int64_t n, const void *x, double centre, double scale, double offset, const void *w, const void *b, void *y);
  void (*blend)(int64_t n, const void *g, double s, double c, double a, const void *x, double centre, double b, void *y);

  /* Of rows, `stride` elements apart, that are added up element by element: sums of x, of (x - centre)^2 with a centre for
  ** each element; of g, and products of g (x - centre), with a centre for each element, or a centre and a scale for each row. */
  void (*each_sum)(int64_t n, int64_t rows, int64_t stride, const void *x, double *sums);
  void (*each_square)(int64_t n, int64_t rows, int64_t stride, const void *x, const void *centre, double *sums);
  void (*each_product)(int64_t n, int64_t rows, int64_t stride, const void *g, const void *x, const void *centre,
                       double *sums, double *products);
  void (*each_scaled)(int64_t n, int64_t rows, int64_t stride, const void *g, const void *x, const double *centre,
                      const double *scale, double *sums, double *products);
  void (*each_weighted)(int64_t n, int64_t rows, int64_t stride, const void *x, const void *w, int64_t w_step,
                        double *sums);                                          /* each row times its w */
  /* Likewise what was there is multiplied by all rows; becomes the greatest (least) of itself and all rows, NaN if one
  ** is; y = exp(x - most), row by row (y_stride may be 0), whose sums are added up. */
  void (*each_times)(int64_t n, int64_t rows, int64_t stride, const void *x, void *products);
  void (*each_most)(int64_t n, int64_t rows, int64_t stride, const void *x, bool least, void *most);
  void (*each_exps)(int64_t n, int64_t rows, int64_t stride, const void *x, const void *most, void *y, int64_t y_stride,
                    double *sums);
  /* affine, and blend without s, with numbers of their own for each element. */
  void (*each_affine)(int64_t n, const void *x, const void *centre, const void *scale, const void *offset, void *y);
  void (*each_blend)(int64_t n, const void *g, const void *c, const void *a, const void *x, const void *centre,
                     const void *b, void *y);
} hug_row_loops;

/* Those over f64; those over f32 are in hug_kernels. */
extern const hug_row_loops *const hug_row_loops_f64;

typedef struct hug_kernels {
  const char *name;           /* "avx2" */

  /* Packed f32 product.  W [n, k] is stored as panels of `panel` rows, k-major: [ceil(n/panel)][k][panel], zero-padded. */
  int panel;
  void (*pack_f32)(int64_t n, int64_t k, const float *w, int64_t row_stride, int64_t column_stride, float *packed);
  /* y = x W^T for panels first..last-1 of W.  x: [m, k] by its strides; y: [m, n], rows y_stride apart; epilogue: NULL for none. */
  void (*gemm_f32)(int64_t m, int64_t n, int64_t k, const float *x, int64_t x_row_stride, int64_t x_column_stride, const float *packed,
                   int64_t first, int64_t last, float *y, int64_t y_stride, const hug_epilogue *epilogue);

  /* y [m, n]: the p-norms (p >= 0) of the differences of the rows of x [m, k] and those of W [n, k], packed. */
  void (*distance_f32)(int64_t m, int64_t n, int64_t k, const float *x, const float *packed, float p, float *y);
  /* The parts of gemm_f32 apart, for products whose operands are gathered (op/correlate.h).  x is [rows, k] as tiles, k <= block_depth:
  ** rows * k floats; element [r][i] comes from x[row_at[r] + column_at[i]].  A panel is [k][panel]; its lines i are made of runs of
  ** x + at[i], `end` is behind the last element of x, and up to 64 floats behind the panel are written too.  block_f32: y (+)= x W^T
  ** for `count` whole panels; y is [rows, count * panel], and is added to if `more`. */
  int block_rows, block_depth;  /* sizes that suit the caches */
  int tile_rows;                /* the most rows of a tile; rows in several tiles are cut as evenly as i * rows / tiles cuts them */
  void (*tile_f32)(int64_t rows, int64_t k, const float *x, const int64_t *row_at, const int64_t *column_at, float *tiles);
  void (*panel_f32)(int64_t k, const float *x, const int64_t *at, int64_t runs, const hug_run *run, const float *end, float *panel);
  void (*block_f32)(int64_t rows, int64_t k, const float *tiles, const float *panels, int64_t panel_stride, int64_t count, float *y,
                    int64_t y_stride, bool more);
  /* y[j] = start + sum of w[i] x[at[i] + j] over i in 0..k-1, for j in 0..n-1.  Reads up to 64 elements of x behind what it needs, which
  ** must be there. */
  void (*window_f32)(int64_t n, int64_t k, const float *w, const float *x, const int64_t *at, float start, float *y);

  /* y[j] += w[j] x[at[j]], where at[j] is not below 0. */
  void (*gather_f32)(int64_t n, const float *w, const float *x, const int32_t *at, float *y);

  /* The sum of products of `lines` lines of n elements; those of a are a_step apart, those of b n.  Nothing from a_end or b_end on is read. */
  float (*dots_f32)(int64_t lines, int64_t n, const float *a, int64_t a_step, const float *a_end, const float *b, const float *b_end);

  /* y = softmax(x): n values; in place allowed. */
  void (*softmax_f32)(int64_t n, const float *x, float *y);
  float (*sum_f32)(int64_t n, const float *x);          /* blocked pairwise: error grows with log n */
  float (*sum_numbers_f32)(int64_t n, const float *x, int64_t *count);  /* without NaN; *count: how many are left; n < 2^31 */
  float (*dot_f32)(int64_t n, const float *a, const float *b);
  void (*axpy_f32)(int64_t n, float a, const float *x, float *y);  /* y += a x */
  float (*max_f32)(int64_t n, const float *x);          /* NaN if any is; -infinity if there are none */
  float (*min_f32)(int64_t n, const float *x);          /* NaN if any is; infinity if there are none */

  int vector_bytes;           /* lanes of transforms: this over the bytes of an element */
  hug_fft_fn fft_f32, fft_f64;
  hug_fft_real_fn fft_unfold_f32, fft_unfold_f64, fft_fold_f32, fft_fold_f64;

  /* Over states of ctc_loss: out = e + log(exp(x) + exp(y) + exp(z + skip)), and out = exp(a + b - e + loss). */
  void (*ctc_step)(int64_t n, const double *x, const double *y, const double *z, const double *skip, const double *e, double *out);
  void (*ctc_share)(int64_t n, const double *a, const double *b, const double *e, double loss, double *out);

  const hug_row_loops *rows;              /* over f32 */
  const hug_elementwise_fn *elementwise;  /* [HUG_EL_COUNT] loops over f32; NULL for what is of integers alone */
} hug_kernels;

/* The table in use. */
const hug_kernels *hug_kernels_get(void);

/* The loops over rows of f32 or f64. */
static inline const hug_row_loops *hug_row_loops_of(hug_dtype type) {
  return type == HUG_F32 ? hug_kernels_get()->rows : hug_row_loops_f64;
}

/* Those that this build has and this processor runs, best first; NULL ends the list. For tests and `hug doctor`. */
const hug_kernels *const *hug_kernels_all(void);

/* Bytes that hug_kernels.pack_f32 writes. */
size_t hug_pack_f32_bytes(const hug_kernels *k, int64_t rows, int64_t columns);

#endif
