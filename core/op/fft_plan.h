/* fft_plan.h: discrete Fourier transforms of rows of any length, in O(n log n). A plan holds the tables for one length
** and type; it may be used by several threads at once, each with its own room.
*/
#ifndef HUG_FFT_PLAN_H
#define HUG_FFT_PLAN_H

#include "../kernel/kernel.h"
#include "op.h"

typedef struct hug_fft_plan hug_fft_plan;

/* A plan for rows of n numbers, n > 0; type: HUG_F32 or HUG_F64. real: for rows of real numbers as well. */
hug_status hug_fft_plan_make(const hug_kernels *kernels, int64_t n, hug_dtype type, bool real, hug_fft_plan **out);
void hug_fft_plan_free(hug_fft_plan *p);

/* Bytes of room that a transform needs, aligned to 64. */
size_t hug_fft_plan_room(const hug_fft_plan *p);

/* How many rows are best given at once. */
int64_t hug_fft_plan_rows(const hug_fft_plan *p);

/* Rows of n complex numbers, which lie one after the other; y may be x. back: the transform with e^(+2 pi i / n). All
** results are multiplied by `scale`. */
void hug_fft_complex(const hug_fft_plan *p, int64_t rows, const void *x, void *y, bool back, double scale, void *room);

/* Rows of n real numbers to their n / 2 + 1 complex coefficients. */
void hug_fft_from_real(const hug_fft_plan *p, int64_t rows, const void *x, void *y, double scale, void *room);

/* Back, without division by n; the imaginary parts of coefficient 0, and of n / 2 where n is even, are not read. */
void hug_fft_to_real(const hug_fft_plan *p, int64_t rows, const void *x, void *y, double scale, void *room);

#endif
