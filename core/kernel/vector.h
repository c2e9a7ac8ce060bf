/* vector.h: the widest vector of f32 that the instruction set has, for the loops that compilers do not turn into vector code by
** themselves: products and reductions.  Elementwise loops need none of this.
*/
#ifndef HUG_VECTOR_H
#define HUG_VECTOR_H

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) || defined(__FMA__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX2__)
#define LANES 8
#else
#define LANES 4
#endif

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));

static inline vf vf_load(const float *p) { vf v; memcpy(&v, p, sizeof v); return v; }
static inline void vf_store(float *p, vf v) { memcpy(p, &v, sizeof v); }
static inline vf vf_set(float x) { return x - (vf){ 0 }; }
static inline vf vf_select(vi mask, vf a, vf b) { return (vf)((mask & (vi)a) | (~mask & (vi)b)); }

/* The first n < LANES elements of p, then `rest`. */
static inline vf vf_load_some(const float *p, int64_t n, float rest) {
  vf v = vf_set(rest);
  memcpy(&v, p, (size_t)n * sizeof *p);
  return v;
}

/* a b + c in each lane, rounded once where the processor can. */
static inline vf vf_fma(vf a, vf b, vf c) {
#if defined(__AVX512F__)
  return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__)
  return (vf)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
  return (vf)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  return a * b + c;
#endif
}

/* p[at] in each lane, 0 where `at` is below 0; there nothing is read. */
static inline vf vf_gather(const float *p, vi at) {
#if defined(__AVX512F__)
  return (vf)_mm512_mask_i32gather_ps(_mm512_setzero_ps(), (__mmask16)_mm512_cmpge_epi32_mask((__m512i)at, _mm512_setzero_si512()), (__m512i)at, p, 4);
#elif defined(__AVX2__)
  return (vf)_mm256_mask_i32gather_ps(_mm256_setzero_ps(), p, (__m256i)at, _mm256_castsi256_ps(~_mm256_srai_epi32((__m256i)at, 31)), 4);
#else
  vf v = { 0 };
  for (int i = 0; i < LANES; i++)
    if (at[i] >= 0) v[i] = p[at[i]];
  return v;
#endif
}

/* The sum of the lanes, halves first. */
static inline float vf_sum(vf v) {
  float lane[LANES];
  vf_store(lane, v);
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) lane[i] += lane[i + half];
  return lane[0];
}

#endif
