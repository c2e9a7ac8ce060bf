/* choose.c: which of the kernel tables to use. */
#include "kernel.h"
#include <stdlib.h>
#include <string.h>

extern const hug_kernels hug_kernels_generic;

#if defined(__x86_64__)
extern const hug_kernels hug_kernels_avx2, hug_kernels_avx512;

static bool runs_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

static bool runs_avx512(void) {
  return runs_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
      && __builtin_cpu_supports("avx512dq");
}
#endif

/* Three lists, of which each is the end of the one before. */
static const hug_kernels *const tables[] = {
#if defined(__x86_64__)
  &hug_kernels_avx512, &hug_kernels_avx2,
#endif
  &hug_kernels_generic, NULL
};

const hug_kernels *const *hug_kernels_all(void) {
#if defined(__x86_64__)
  return tables + (runs_avx512() ? 0 : runs_avx2() ? 1 : 2);
#else
  return tables;
#endif
}

static const hug_kernels *choose(void) {
  const hug_kernels *const *all = hug_kernels_all();
  const char *wanted = getenv("HUG_ISA");
  for (int i = 0; wanted && all[i]; i++)
    if (strcmp(all[i]->name, wanted) == 0) return all[i];
  return all[0];
}

/* Chosen at the first call; threads that race here choose the same. */
const hug_kernels *hug_kernels_get(void) {
  static _Atomic(const hug_kernels *) chosen;
  const hug_kernels *k = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (!k) atomic_store_explicit(&chosen, k = choose(), memory_order_relaxed);
  return k;
}

size_t hug_pack_f32_bytes(const hug_kernels *k, int64_t rows, int64_t columns) {
  return (size_t)((rows + k->panel - 1) / k->panel * k->panel * columns) * sizeof(float);
}
