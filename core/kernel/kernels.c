/* kernels.c: all the fast loops, compiled once per instruction set with -DHUG_ISA=<name> and the flags of that set.  The table is
** the one symbol that an object exports, so that no code for one processor is ever linked into what runs on another.
*/
#include "kernel.h"

#define T float
#define EL(name) name##_f32
#define M(f) f32_##f
#define EL_PARAM(s) ((float)(s).f)
#define EL_INTEGER 0
#include "scalar_math.h"
#include "vector_math.h"
#include "far.h"
#include "elementwise.h"
#include "far_loops.h"

#define T float
#define EL(name) name##_f32
#define M(f) f32_##f
#include "row_loops.h"

#include "rows.h"
#include "gemm.h"
#include "distance.h"
#include "ctc.h"

#define REAL float
#define FFT(name) fft_##name##_f32
#include "fft.h"
#define REAL double
#define FFT(name) fft_##name##_f64
#include "fft.h"
#include "convolve.h"

#define PASTE(a, b) a##b
#define TABLE(isa) PASTE(hug_kernels_, isa)
#define QUOTE(text) #text
#define NAME(isa) QUOTE(isa)

const hug_kernels TABLE(HUG_ISA) = {
  .name = NAME(HUG_ISA),
  .panel = PANEL,
  .pack_f32 = pack_f32,
  .gemm_f32 = gemm_f32,
  .distance_f32 = distance_f32,
  .block_rows = BLOCK_ROWS,
  .block_depth = BLOCK_K,
  .tile_rows = TILE_ROWS,
  .tile_f32 = tile_f32,
  .panel_f32 = panel_f32,
  .block_f32 = block_f32,
  .window_f32 = window_f32,
  .dots_f32 = dots_f32,
  .gather_f32 = gather_f32,
  .softmax_f32 = softmax_f32,
  .sum_f32 = sum_f32,
  .sum_numbers_f32 = sum_numbers_f32,
  .dot_f32 = dot_f32,
  .axpy_f32 = axpy_f32,
  .max_f32 = max_f32,
  .min_f32 = min_f32,
  .vector_bytes = LANES * sizeof(float),
  .fft_f32 = fft_rows_f32,
  .fft_f64 = fft_rows_f64,
  .fft_unfold_f32 = fft_unfold_f32,
  .fft_unfold_f64 = fft_unfold_f64,
  .fft_fold_f32 = fft_fold_f32,
  .fft_fold_f64 = fft_fold_f64,
  .ctc_step = ctc_step,
  .ctc_share = ctc_share,
  .rows = &row_loops_f32,
  .elementwise = elementwise_f32,
};
