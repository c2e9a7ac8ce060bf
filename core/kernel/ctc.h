/* ctc.h: steps of connectionist temporal classification over a row of states, in f64, good to about 40 bits. */

#include "vector_math.h"

/* out = e + log(exp(x) + exp(y) + exp(z + skip)): from the greatest, so that nothing overflows; of three -infinities that. */
static void ctc_step(int64_t n, const double *x, const double *y, const double *z, const double *skip, const double *e, double *out) {
  for (int64_t i = 0; i < n; i++) {
    double a = x[i], b = y[i], c = z[i] + skip[i];
    double high = a > b ? a : b, low = a > b ? b : a;
    double most = high > c ? high : c, middle = high > c ? c : high;
    double from = most == -INFINITY ? 0 : most;
    out[i] = e[i] + (most + inner_log(1 + inner_exp(low - from) + inner_exp(middle - from)));
  }
}

/* out = exp(a + b - e + loss) */
static void ctc_share(int64_t n, const double *a, const double *b, const double *e, double loss, double *out) {
  for (int64_t i = 0; i < n; i++) out[i] = inner_exp(a[i] + b[i] - e[i] + loss);
}
