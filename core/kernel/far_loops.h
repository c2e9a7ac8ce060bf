/* far_loops.h: the loops that far.h declares, over those of elementwise.h. */

enum { FAR_INPUTS = 3 };      /* at most */

/* The loop over f64 on element i of the inputs. */
static float far_f64(int loop, int inputs, float (*in)[EL_SPAN], int64_t i, const void *context) {
  double number[FAR_INPUTS], result;
  void *from[FAR_INPUTS];
  for (int k = 0; k < inputs; k++) {
    number[k] = (double)in[k][i];
    from[k] = &number[k];
  }
  hug_elementwise_f64[loop](1, &result, from, (int64_t[FAR_INPUTS]){ 0 }, context);
  return (float)result;
}

/* `far` and `exact` see the inputs as x[input][i] and the operation's first number as p0.  Outputs may be inputs. */
#define FAR_LOOP(name, inputs, far, exact)                                                           \
  static void far_##name(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) { \
    const float p0 = context ? (float)((const hug_scalar *)context)[0].f : 0;                        \
    for (int64_t at = 0; at < n; at += EL_SPAN) {                                                    \
      const int64_t m = n - at < EL_SPAN ? n - at : EL_SPAN, side[FAR_INPUTS] = { 1, 1, 1 };         \
      float x[inputs][EL_SPAN], *to = (float *)out + at;                                             \
      void *from[inputs];                                                                            \
      for (int k = 0; k < inputs; k++) {                                                             \
        const float *source = (const float *)in[k] + (step[k] ? at : 0);                             \
        for (int64_t i = 0; i < m; i++) x[k][i] = source[step[k] ? i : 0];                           \
        from[k] = x[k];                                                                              \
      }                                                                                              \
      int any = 0;                                                                                   \
      for (int64_t i = 0; i < m; i++) any |= (far);                                                  \
      name##_f32(m, to, from, side, context);                                                        \
      for (int64_t i = 0; any && i < m; i++)                                                         \
        if (far) to[i] = (exact);                                                                    \
    }                                                                                                \
    (void)p0;                                                                                        \
  }

#define FAR_ANGLE(x) (fabsf(x) > F32_NEAR_ANGLE)
FAR_LOOP(sin, 1, FAR_ANGLE(x[0][i]), far_f64(HUG_EL_sin, 1, x, i, context))
FAR_LOOP(cos, 1, FAR_ANGLE(x[0][i]), far_f64(HUG_EL_cos, 1, x, i, context))
FAR_LOOP(tan, 1, FAR_ANGLE(x[0][i]), far_f64(HUG_EL_tan, 1, x, i, context))
FAR_LOOP(snake, 1, FAR_ANGLE(p0 * x[0][i]), far_f64(HUG_EL_snake, 1, x, i, context))
FAR_LOOP(sin_grad, 3, FAR_ANGLE(x[1][i]), far_f64(HUG_EL_sin_grad, 3, x, i, context))
FAR_LOOP(cos_grad, 3, FAR_ANGLE(x[1][i]), far_f64(HUG_EL_cos_grad, 3, x, i, context))
FAR_LOOP(snake_grad, 3, FAR_ANGLE(2 * p0 * x[1][i]), far_f64(HUG_EL_snake_grad, 3, x, i, context))
#undef FAR_ANGLE

static float far_remainder_of(float a, float b) {
  float r = fmodf(a, b);
  return r != 0 && (b < 0) != (r < 0) ? r + b : r;
}

static float far_quotient_of(float a, float b) {
  if (b == 0) return a / b;
  float r = fmodf(a, b), q = (a - r) / b;
  if (r != 0 && (b < 0) != (r < 0)) q -= 1;
  float whole = floorf(q);
  return q == 0 ? copysignf(0, a / b) : q - whole > 0.5f ? whole + 1 : whole;
}

#define FAR_QUOTIENT(a, b) !((fabs((double)(a)) < F32_NEAR_QUOTIENT * fabs((double)(b))) & (fabsf(b) < INFINITY))
FAR_LOOP(fmod, 2, FAR_QUOTIENT(x[0][i], x[1][i]), fmodf(x[0][i], x[1][i]))
FAR_LOOP(remainder, 2, FAR_QUOTIENT(x[0][i], x[1][i]), far_remainder_of(x[0][i], x[1][i]))
FAR_LOOP(floor_divide, 2, FAR_QUOTIENT(x[0][i], x[1][i]), far_quotient_of(x[0][i], x[1][i]))
#undef FAR_QUOTIENT
#undef FAR_LOOP
