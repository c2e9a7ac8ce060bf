/* api.c: the bodies of hug_ops.h, made from the table of operations by docs/generate.lua. */
#include "op.h"

hug_status hug_empty(int size_count, const int64_t *size, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_empty, 0, out, size_count, size, dtype);
}

hug_status hug_zeros(int size_count, const int64_t *size, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_zeros, 0, out, size_count, size, dtype);
}

hug_status hug_ones(int size_count, const int64_t *size, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ones, 0, out, size_count, size, dtype);
}

hug_status hug_full(int size_count, const int64_t *size, const hug_scalar *fill_value, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_full, 0, out, size_count, size, fill_value, dtype);
}

hug_status hug_arange(const hug_scalar *start, const hug_scalar *end, const hug_scalar *step, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_arange, 0, out, start, end, step, dtype);
}

hug_status hug_linspace(double start, double end, int64_t steps, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_linspace, 0, out, start, end, steps, dtype);
}

hug_status hug_logspace(double start, double end, int64_t steps, double base, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logspace, 0, out, start, end, steps, base, dtype);
}

hug_status hug_eye(int64_t n, int64_t m, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_eye, 0, out, n, m, dtype);
}

hug_status hug_empty_like(hug_tensor *input, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_empty_like, 0, out, input, dtype);
}

hug_status hug_zeros_like(hug_tensor *input, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_zeros_like, 0, out, input, dtype);
}

hug_status hug_ones_like(hug_tensor *input, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ones_like, 0, out, input, dtype);
}

hug_status hug_full_like(hug_tensor *input, const hug_scalar *fill_value, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_full_like, 0, out, input, fill_value, dtype);
}

hug_status hug_rand(int size_count, const int64_t *size, hug_dtype dtype, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rand, 0, out, size_count, size, dtype, generator);
}

hug_status hug_randn(int size_count, const int64_t *size, hug_dtype dtype, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_randn, 0, out, size_count, size, dtype, generator);
}

hug_status hug_randint(int64_t low, int64_t high, int size_count, const int64_t *size, hug_dtype dtype,
        hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_randint, 0, out, low, high, size_count, size, dtype, generator);
}

hug_status hug_randperm(int64_t n, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_randperm, 0, out, n, generator);
}

hug_status hug_rand_like(hug_tensor *input, hug_dtype dtype, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rand_like, 0, out, input, dtype, generator);
}

hug_status hug_randn_like(hug_tensor *input, hug_dtype dtype, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_randn_like, 0, out, input, dtype, generator);
}

hug_status hug_bernoulli(hug_tensor *input, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bernoulli, 0, out, input, generator);
}

hug_status hug_multinomial(hug_tensor *input, int64_t num_samples, bool replacement, hug_generator *generator,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_multinomial, 0, out, input, num_samples, replacement, generator);
}

hug_status hug_to(hug_tensor *input, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_to, 0, out, input, dtype);
}

hug_status hug_clone(hug_tensor *input, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_clone, 0, out, input, dtype);
}

hug_status hug_contiguous(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_contiguous, 0, out, input);
}

hug_status hug_detach(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_detach, 0, out, input);
}

hug_status hug_fill(hug_tensor *input, hug_tensor *value, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fill, 0, out, input, value);
}

hug_status hug_zero(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_zero, 0, out, input);
}

hug_status hug_copy(hug_tensor *input, hug_tensor *src, hug_tensor **out) {
  return hug_invoke_op(&hug_op_copy, 0, out, input, src);
}

hug_status hug_neg(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_neg, 0, out, input);
}

hug_status hug_positive(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_positive, 0, out, input);
}

hug_status hug_abs(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_abs, 0, out, input);
}

hug_status hug_sign(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_sign, 0, out, input);
}

hug_status hug_floor(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_floor, 0, out, input);
}

hug_status hug_ceil(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ceil, 0, out, input);
}

hug_status hug_trunc(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_trunc, 0, out, input);
}

hug_status hug_frac(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_frac, 0, out, input);
}

hug_status hug_sqrt(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_sqrt, 0, out, input);
}

hug_status hug_rsqrt(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rsqrt, 0, out, input);
}

hug_status hug_reciprocal(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_reciprocal, 0, out, input);
}

hug_status hug_exp(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_exp, 0, out, input);
}

hug_status hug_exp2(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_exp2, 0, out, input);
}

hug_status hug_expm1(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_expm1, 0, out, input);
}

hug_status hug_log(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_log, 0, out, input);
}

hug_status hug_log2(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_log2, 0, out, input);
}

hug_status hug_log10(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_log10, 0, out, input);
}

hug_status hug_log1p(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_log1p, 0, out, input);
}

hug_status hug_sin(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_sin, 0, out, input);
}

hug_status hug_cos(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cos, 0, out, input);
}

hug_status hug_tan(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_tan, 0, out, input);
}

hug_status hug_asin(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_asin, 0, out, input);
}

hug_status hug_acos(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_acos, 0, out, input);
}

hug_status hug_atan(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_atan, 0, out, input);
}

hug_status hug_sinh(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_sinh, 0, out, input);
}

hug_status hug_cosh(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cosh, 0, out, input);
}

hug_status hug_tanh(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_tanh, 0, out, input);
}

hug_status hug_asinh(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_asinh, 0, out, input);
}

hug_status hug_acosh(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_acosh, 0, out, input);
}

hug_status hug_atanh(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_atanh, 0, out, input);
}

hug_status hug_deg2rad(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_deg2rad, 0, out, input);
}

hug_status hug_rad2deg(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rad2deg, 0, out, input);
}

hug_status hug_sigmoid(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_sigmoid, 0, out, input);
}

hug_status hug_erf(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_erf, 0, out, input);
}

hug_status hug_erfc(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_erfc, 0, out, input);
}

hug_status hug_erfinv(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_erfinv, 0, out, input);
}

hug_status hug_lgamma(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_lgamma, 0, out, input);
}

hug_status hug_digamma(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_digamma, 0, out, input);
}

hug_status hug_isnan(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_isnan, 0, out, input);
}

hug_status hug_isinf(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_isinf, 0, out, input);
}

hug_status hug_isfinite(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_isfinite, 0, out, input);
}

hug_status hug_isposinf(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_isposinf, 0, out, input);
}

hug_status hug_isneginf(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_isneginf, 0, out, input);
}

hug_status hug_signbit(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_signbit, 0, out, input);
}

hug_status hug_logical_not(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logical_not, 0, out, input);
}

hug_status hug_eq(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_eq, 0, out, input, other);
}

hug_status hug_ne(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ne, 0, out, input, other);
}

hug_status hug_lt(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_lt, 0, out, input, other);
}

hug_status hug_le(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_le, 0, out, input, other);
}

hug_status hug_gt(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_gt, 0, out, input, other);
}

hug_status hug_ge(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ge, 0, out, input, other);
}

hug_status hug_logical_and(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logical_and, 0, out, input, other);
}

hug_status hug_logical_or(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logical_or, 0, out, input, other);
}

hug_status hug_logical_xor(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logical_xor, 0, out, input, other);
}

hug_status hug_bitwise_and(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bitwise_and, 0, out, input, other);
}

hug_status hug_bitwise_or(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bitwise_or, 0, out, input, other);
}

hug_status hug_bitwise_xor(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bitwise_xor, 0, out, input, other);
}

hug_status hug_bitwise_left_shift(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bitwise_left_shift, 0, out, input, other);
}

hug_status hug_bitwise_right_shift(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bitwise_right_shift, 0, out, input, other);
}

hug_status hug_mul(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_mul, 0, out, input, other);
}

hug_status hug_atan2(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_atan2, 0, out, input, other);
}

hug_status hug_hypot(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_hypot, 0, out, input, other);
}

hug_status hug_logaddexp(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logaddexp, 0, out, input, other);
}

hug_status hug_maximum(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_maximum, 0, out, input, other);
}

hug_status hug_minimum(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_minimum, 0, out, input, other);
}

hug_status hug_fmax(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fmax, 0, out, input, other);
}

hug_status hug_fmin(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fmin, 0, out, input, other);
}

hug_status hug_lerp(hug_tensor *input, hug_tensor *end, hug_tensor *weight, hug_tensor **out) {
  return hug_invoke_op(&hug_op_lerp, 0, out, input, end, weight);
}

hug_status hug_addcmul(hug_tensor *input, hug_tensor *tensor1, hug_tensor *tensor2, const hug_scalar *value,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_addcmul, 0, out, input, tensor1, tensor2, value);
}

hug_status hug_addcdiv(hug_tensor *input, hug_tensor *tensor1, hug_tensor *tensor2, const hug_scalar *value,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_addcdiv, 0, out, input, tensor1, tensor2, value);
}

hug_status hug_relu(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_relu, 0, out, input);
}

hug_status hug_add(hug_tensor *input, hug_tensor *other, const hug_scalar *alpha, hug_tensor **out) {
  return hug_invoke_op(&hug_op_add, 0, out, input, other, alpha);
}

hug_status hug_sub(hug_tensor *input, hug_tensor *other, const hug_scalar *alpha, hug_tensor **out) {
  return hug_invoke_op(&hug_op_sub, 0, out, input, other, alpha);
}

hug_status hug_rsub(hug_tensor *input, hug_tensor *other, const hug_scalar *alpha, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rsub, 0, out, input, other, alpha);
}

hug_status hug_div(hug_tensor *input, hug_tensor *other, const char *rounding_mode, hug_tensor **out) {
  return hug_invoke_op(&hug_op_div, 0, out, input, other, rounding_mode);
}

hug_status hug_floor_divide(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_floor_divide, 0, out, input, other);
}

hug_status hug_fmod(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fmod, 0, out, input, other);
}

hug_status hug_remainder(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_remainder, 0, out, input, other);
}

hug_status hug_pow(hug_tensor *input, hug_tensor *exponent, hug_tensor **out) {
  return hug_invoke_op(&hug_op_pow, 0, out, input, exponent);
}

hug_status hug_square(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_square, 0, out, input);
}

hug_status hug_round(hug_tensor *input, int64_t decimals, hug_tensor **out) {
  return hug_invoke_op(&hug_op_round, 0, out, input, decimals);
}

hug_status hug_nan_to_num(hug_tensor *input, double nan, double posinf, double neginf, hug_tensor **out) {
  return hug_invoke_op(&hug_op_nan_to_num, 0, out, input, nan, posinf, neginf);
}

hug_status hug_bitwise_not(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bitwise_not, 0, out, input);
}

hug_status hug_clamp(hug_tensor *input, hug_tensor *min, hug_tensor *max, hug_tensor **out) {
  return hug_invoke_op(&hug_op_clamp, 0, out, input, min, max);
}

hug_status hug_clamp_min(hug_tensor *input, hug_tensor *min, hug_tensor **out) {
  return hug_invoke_op(&hug_op_clamp_min, 0, out, input, min);
}

hug_status hug_clamp_max(hug_tensor *input, hug_tensor *max, hug_tensor **out) {
  return hug_invoke_op(&hug_op_clamp_max, 0, out, input, max);
}

hug_status hug_where(hug_tensor *condition, hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_where, 0, out, condition, input, other);
}

hug_status hug_masked_fill(hug_tensor *input, hug_tensor *mask, hug_tensor *value, hug_tensor **out) {
  return hug_invoke_op(&hug_op_masked_fill, 0, out, input, mask, value);
}

hug_status hug_isclose(hug_tensor *input, hug_tensor *other, double rtol, double atol, bool equal_nan, hug_tensor **out)
        {
  return hug_invoke_op(&hug_op_isclose, 0, out, input, other, rtol, atol, equal_nan);
}

hug_status hug_equal(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_equal, 0, out, input, other);
}

hug_status hug_gelu(hug_tensor *input, const char *approximate, hug_tensor **out) {
  return hug_invoke_op(&hug_op_gelu, 0, out, input, approximate);
}

hug_status hug_glu(hug_tensor *input, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_glu, 0, out, input, dim);
}

hug_status hug_geglu(hug_tensor *input, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_geglu, 0, out, input, dim);
}

hug_status hug_swiglu(hug_tensor *input, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_swiglu, 0, out, input, dim);
}

hug_status hug_reglu(hug_tensor *input, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_reglu, 0, out, input, dim);
}

hug_status hug_prelu(hug_tensor *input, hug_tensor *weight, hug_tensor **out) {
  return hug_invoke_op(&hug_op_prelu, 0, out, input, weight);
}

hug_status hug_xielu(hug_tensor *input, hug_tensor *alpha_p, hug_tensor *alpha_n, double beta, double eps,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_xielu, 0, out, input, alpha_p, alpha_n, beta, eps);
}

hug_status hug_softmax2d(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_softmax2d, 0, out, input);
}

hug_status hug_gated_mlp(hug_tensor *input, hug_tensor *gate, hug_tensor *up, hug_tensor *down, const char *activation,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_gated_mlp, 0, out, input, gate, up, down, activation);
}

hug_status hug_dropout(hug_tensor *input, double p, bool training, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_dropout, 0, out, input, p, training, generator);
}

hug_status hug_sum(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_sum, 0, out, input, dim_count, dim, keepdim, dtype);
}

hug_status hug_mean(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_mean, 0, out, input, dim_count, dim, keepdim, dtype);
}

hug_status hug_nansum(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_nansum, 0, out, input, dim_count, dim, keepdim, dtype);
}

hug_status hug_nanmean(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_nanmean, 0, out, input, dim_count, dim, keepdim, dtype);
}

hug_status hug_prod(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_prod, 0, out, input, dim_count, dim, keepdim, dtype);
}

hug_status hug_all(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_all, 0, out, input, dim_count, dim, keepdim);
}

hug_status hug_any(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_any, 0, out, input, dim_count, dim, keepdim);
}

hug_status hug_count_nonzero(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_count_nonzero, 0, out, input, dim_count, dim);
}

hug_status hug_var(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim, bool unbiased,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_var, 0, out, input, dim_count, dim, correction, keepdim, unbiased);
}

hug_status hug_std(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim, bool unbiased,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_std, 0, out, input, dim_count, dim, correction, keepdim, unbiased);
}

hug_status hug_var_mean(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **var, hug_tensor **mean) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_var_mean, 0, made_, input, dim_count, dim,
    correction, keepdim, unbiased));
  *var = made_[0], *mean = made_[1];
  return HUG_OK;
}

hug_status hug_std_mean(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **std, hug_tensor **mean) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_std_mean, 0, made_, input, dim_count, dim,
    correction, keepdim, unbiased));
  *std = made_[0], *mean = made_[1];
  return HUG_OK;
}

hug_status hug_max(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_max, 0, made_, input, dim, keepdim));
  *values =
    made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_min(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_min, 0, made_, input, dim, keepdim));
  *values =
    made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_amax(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_amax, 0, out, input, dim_count, dim, keepdim);
}

hug_status hug_amin(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_amin, 0, out, input, dim_count, dim, keepdim);
}

hug_status hug_aminmax(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **min, hug_tensor **max) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_aminmax, 0, made_, input, dim, keepdim));
  *min =
    made_[0], *max = made_[1];
  return HUG_OK;
}

hug_status hug_argmax(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_argmax, 0, out, input, dim, keepdim);
}

hug_status hug_argmin(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_argmin, 0, out, input, dim, keepdim);
}

hug_status hug_logsumexp(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logsumexp, 0, out, input, dim_count, dim, keepdim);
}

hug_status hug_norm(hug_tensor *input, double p, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_norm, 0, out, input, p, dim_count, dim, keepdim, dtype);
}

hug_status hug_vector_norm(hug_tensor *input, double ord, int dim_count, const int64_t *dim, bool keepdim,
        hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_vector_norm, 0, out, input, ord, dim_count, dim, keepdim, dtype);
}

hug_status hug_frobenius_norm(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_frobenius_norm, 0, out, input, dim_count, dim, keepdim, dtype);
}

hug_status hug_normalize(hug_tensor *input, double p, int dim_count, const int64_t *dim, double eps, hug_tensor **out) {
  return hug_invoke_op(&hug_op_normalize, 0, out, input, p, dim_count, dim, eps);
}

hug_status hug_softmax(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_softmax, 0, out, input, dim, dtype);
}

hug_status hug_softmin(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_softmin, 0, out, input, dim, dtype);
}

hug_status hug_log_softmax(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_log_softmax, 0, out, input, dim, dtype);
}

hug_status hug_cumsum(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cumsum, 0, out, input, dim, dtype);
}

hug_status hug_cumprod(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cumprod, 0, out, input, dim, dtype);
}

hug_status hug_cummax(hug_tensor *input, int64_t dim, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_cummax, 0, made_, input, dim));
  *values =
    made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_cummin(hug_tensor *input, int64_t dim, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_cummin, 0, made_, input, dim));
  *values =
    made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_logcumsumexp(hug_tensor *input, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_logcumsumexp, 0, out, input, dim);
}

hug_status hug_diff(hug_tensor *input, int64_t n, int64_t dim, hug_tensor *prepend, hug_tensor *append,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_diff, 0, out, input, n, dim, prepend, append);
}

hug_status hug_matmul(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_matmul, 0, out, input, other);
}

hug_status hug_linear(hug_tensor *input, hug_tensor *weight, hug_tensor *bias, const char *activation,
        hug_tensor *residual, hug_tensor **out) {
  return hug_invoke_op(&hug_op_linear, 0, out, input, weight, bias, activation, residual);
}

hug_status hug_mm(hug_tensor *input, hug_tensor *mat2, hug_tensor **out) {
  return hug_invoke_op(&hug_op_mm, 0, out, input, mat2);
}

hug_status hug_bmm(hug_tensor *input, hug_tensor *mat2, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bmm, 0, out, input, mat2);
}

hug_status hug_mv(hug_tensor *input, hug_tensor *vec, hug_tensor **out) {
  return hug_invoke_op(&hug_op_mv, 0, out, input, vec);
}

hug_status hug_dot(hug_tensor *input, hug_tensor *tensor, hug_tensor **out) {
  return hug_invoke_op(&hug_op_dot, 0, out, input, tensor);
}

hug_status hug_outer(hug_tensor *input, hug_tensor *vec2, hug_tensor **out) {
  return hug_invoke_op(&hug_op_outer, 0, out, input, vec2);
}

hug_status hug_addmm(hug_tensor *input, hug_tensor *mat1, hug_tensor *mat2, const hug_scalar *beta,
        const hug_scalar *alpha, hug_tensor **out) {
  return hug_invoke_op(&hug_op_addmm, 0, out, input, mat1, mat2, beta, alpha);
}

hug_status hug_baddbmm(hug_tensor *input, hug_tensor *batch1, hug_tensor *batch2, const hug_scalar *beta,
        const hug_scalar *alpha, hug_tensor **out) {
  return hug_invoke_op(&hug_op_baddbmm, 0, out, input, batch1, batch2, beta, alpha);
}

hug_status hug_bilinear(hug_tensor *input1, hug_tensor *input2, hug_tensor *weight, hug_tensor *bias, hug_tensor **out)
        {
  return hug_invoke_op(&hug_op_bilinear, 0, out, input1, input2, weight, bias);
}

hug_status hug_einsum(const char *equation, int operands_count, hug_tensor *const *operands, hug_tensor **out) {
  return hug_invoke_op(&hug_op_einsum, 0, out, equation, operands_count, operands);
}

hug_status hug_kron(hug_tensor *input, hug_tensor *other, hug_tensor **out) {
  return hug_invoke_op(&hug_op_kron, 0, out, input, other);
}

hug_status hug_cross(hug_tensor *input, hug_tensor *other, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cross, 0, out, input, other, dim);
}

hug_status hug_trace(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_trace, 0, out, input);
}

hug_status hug_cosine_similarity(hug_tensor *x1, hug_tensor *x2, int64_t dim, double eps, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cosine_similarity, 0, out, x1, x2, dim, eps);
}

hug_status hug_pairwise_distance(hug_tensor *x1, hug_tensor *x2, double p, double eps, bool keepdim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_pairwise_distance, 0, out, x1, x2, p, eps, keepdim);
}

hug_status hug_cdist(hug_tensor *x1, hug_tensor *x2, double p, const char *compute_mode, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cdist, 0, out, x1, x2, p, compute_mode);
}

hug_status hug_reshape(hug_tensor *input, int shape_count, const int64_t *shape, hug_tensor **out) {
  return hug_invoke_op(&hug_op_reshape, 0, out, input, shape_count, shape);
}

hug_status hug_view(hug_tensor *input, int shape_count, const int64_t *shape, hug_tensor **out) {
  return hug_invoke_op(&hug_op_view, 0, out, input, shape_count, shape);
}

hug_status hug_flatten(hug_tensor *input, int64_t start_dim, int64_t end_dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_flatten, 0, out, input, start_dim, end_dim);
}

hug_status hug_unflatten(hug_tensor *input, int64_t dim, int sizes_count, const int64_t *sizes, hug_tensor **out) {
  return hug_invoke_op(&hug_op_unflatten, 0, out, input, dim, sizes_count, sizes);
}

hug_status hug_permute(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out) {
  return hug_invoke_op(&hug_op_permute, 0, out, input, dims_count, dims);
}

hug_status hug_transpose(hug_tensor *input, int64_t dim0, int64_t dim1, hug_tensor **out) {
  return hug_invoke_op(&hug_op_transpose, 0, out, input, dim0, dim1);
}

hug_status hug_t(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_t, 0, out, input);
}

hug_status hug_movedim(hug_tensor *input, int source_count, const int64_t *source,
        int destination_count, const int64_t *destination, hug_tensor **out) {
  return hug_invoke_op(&hug_op_movedim, 0, out, input, source_count, source, destination_count, destination);
}

hug_status hug_expand(hug_tensor *input, int size_count, const int64_t *size, hug_tensor **out) {
  return hug_invoke_op(&hug_op_expand, 0, out, input, size_count, size);
}

hug_status hug_broadcast_to(hug_tensor *input, int size_count, const int64_t *size, hug_tensor **out) {
  return hug_invoke_op(&hug_op_broadcast_to, 0, out, input, size_count, size);
}

hug_status hug_squeeze(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_squeeze, 0, out, input, dim_count, dim);
}

hug_status hug_unsqueeze(hug_tensor *input, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_unsqueeze, 0, out, input, dim);
}

hug_status hug_narrow(hug_tensor *input, int64_t dim, int64_t start, int64_t length, hug_tensor **out) {
  return hug_invoke_op(&hug_op_narrow, 0, out, input, dim, start, length);
}

hug_status hug_select(hug_tensor *input, int64_t dim, int64_t index, hug_tensor **out) {
  return hug_invoke_op(&hug_op_select, 0, out, input, dim, index);
}

hug_status hug_slice(hug_tensor *input, int64_t dim, int64_t start, int64_t stop, int64_t step, hug_tensor **out) {
  return hug_invoke_op(&hug_op_slice, 0, out, input, dim, start, stop, step);
}

hug_status hug_diagonal(hug_tensor *input, int64_t offset, int64_t dim1, int64_t dim2, hug_tensor **out) {
  return hug_invoke_op(&hug_op_diagonal, 0, out, input, offset, dim1, dim2);
}

hug_status hug_diag(hug_tensor *input, int64_t diagonal, hug_tensor **out) {
  return hug_invoke_op(&hug_op_diag, 0, out, input, diagonal);
}

hug_status hug_diag_embed(hug_tensor *input, int64_t offset, int64_t dim1, int64_t dim2, hug_tensor **out) {
  return hug_invoke_op(&hug_op_diag_embed, 0, out, input, offset, dim1, dim2);
}

hug_status hug_tensor_unfold(hug_tensor *input, int64_t dimension, int64_t size, int64_t step, hug_tensor **out) {
  return hug_invoke_op(&hug_op_tensor_unfold, 0, out, input, dimension, size, step);
}

hug_status hug_cat(int tensors_count, hug_tensor *const *tensors, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cat, 0, out, tensors_count, tensors, dim);
}

hug_status hug_stack(int tensors_count, hug_tensor *const *tensors, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_stack, 0, out, tensors_count, tensors, dim);
}

hug_status hug_repeat(hug_tensor *input, int repeats_count, const int64_t *repeats, hug_tensor **out) {
  return hug_invoke_op(&hug_op_repeat, 0, out, input, repeats_count, repeats);
}

hug_status hug_tile(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out) {
  return hug_invoke_op(&hug_op_tile, 0, out, input, dims_count, dims);
}

hug_status hug_repeat_interleave(hug_tensor *input, hug_tensor *repeats, int64_t dim, int64_t output_size,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_repeat_interleave, 0, out, input, repeats, dim, output_size);
}

hug_status hug_pad(hug_tensor *input, int pad_count, const int64_t *pad, const char *mode, const hug_scalar *value,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_pad, 0, out, input, pad_count, pad, mode, value);
}

hug_status hug_flip(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out) {
  return hug_invoke_op(&hug_op_flip, 0, out, input, dims_count, dims);
}

hug_status hug_roll(hug_tensor *input, int shifts_count, const int64_t *shifts, int dims_count, const int64_t *dims,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_roll, 0, out, input, shifts_count, shifts, dims_count, dims);
}

hug_status hug_rot90(hug_tensor *input, int64_t k, int dims_count, const int64_t *dims, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rot90, 0, out, input, k, dims_count, dims);
}

hug_status hug_tril(hug_tensor *input, int64_t diagonal, hug_tensor **out) {
  return hug_invoke_op(&hug_op_tril, 0, out, input, diagonal);
}

hug_status hug_triu(hug_tensor *input, int64_t diagonal, hug_tensor **out) {
  return hug_invoke_op(&hug_op_triu, 0, out, input, diagonal);
}

hug_status hug_tril_indices(int64_t row, int64_t col, int64_t offset, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_tril_indices, 0, out, row, col, offset, dtype);
}

hug_status hug_triu_indices(int64_t row, int64_t col, int64_t offset, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_triu_indices, 0, out, row, col, offset, dtype);
}

hug_status hug_cartesian_prod(int tensors_count, hug_tensor *const *tensors, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cartesian_prod, 0, out, tensors_count, tensors);
}

hug_status hug_pixel_shuffle(hug_tensor *input, int64_t upscale_factor, hug_tensor **out) {
  return hug_invoke_op(&hug_op_pixel_shuffle, 0, out, input, upscale_factor);
}

hug_status hug_pixel_unshuffle(hug_tensor *input, int64_t downscale_factor, hug_tensor **out) {
  return hug_invoke_op(&hug_op_pixel_unshuffle, 0, out, input, downscale_factor);
}

hug_status hug_channel_shuffle(hug_tensor *input, int64_t groups, hug_tensor **out) {
  return hug_invoke_op(&hug_op_channel_shuffle, 0, out, input, groups);
}

hug_status hug_index(hug_tensor *input, int indices_count, hug_tensor *const *indices,
        int dims_count, const int64_t *dims, hug_tensor **out) {
  return hug_invoke_op(&hug_op_index, 0, out, input, indices_count, indices, dims_count, dims);
}

hug_status hug_index_put(hug_tensor *input, int indices_count, hug_tensor *const *indices, hug_tensor *values,
        bool accumulate, int dims_count, const int64_t *dims, hug_tensor **out) {
  return hug_invoke_op(&hug_op_index_put, 0, out, input, indices_count, indices, values, accumulate, dims_count, dims);
}

hug_status hug_put(hug_tensor *input, hug_tensor *index, hug_tensor *source, bool accumulate, hug_tensor **out) {
  return hug_invoke_op(&hug_op_put, 0, out, input, index, source, accumulate);
}

hug_status hug_index_select(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor **out) {
  return hug_invoke_op(&hug_op_index_select, 0, out, input, dim, index);
}

hug_status hug_embedding(hug_tensor *input, hug_tensor *weight, int64_t padding_idx, bool scale_grad_by_freq,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_embedding, 0, out, input, weight, padding_idx, scale_grad_by_freq);
}

hug_status hug_embedding_bag(hug_tensor *input, hug_tensor *weight, hug_tensor *offsets, bool scale_grad_by_freq,
        const char *mode, hug_tensor *per_sample_weights, bool include_last_offset, int64_t padding_idx,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_embedding_bag, 0, out, input, weight, offsets, scale_grad_by_freq, mode,
    per_sample_weights, include_last_offset, padding_idx);
}

hug_status hug_one_hot(hug_tensor *input, int64_t num_classes, hug_tensor **out) {
  return hug_invoke_op(&hug_op_one_hot, 0, out, input, num_classes);
}

hug_status hug_gather(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor **out) {
  return hug_invoke_op(&hug_op_gather, 0, out, input, dim, index);
}

hug_status hug_take(hug_tensor *input, hug_tensor *index, hug_tensor **out) {
  return hug_invoke_op(&hug_op_take, 0, out, input, index);
}

hug_status hug_take_along_dim(hug_tensor *input, hug_tensor *indices, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_take_along_dim, 0, out, input, indices, dim);
}

hug_status hug_scatter(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *src, const char *reduce,
        const hug_scalar *value, hug_tensor **out) {
  return hug_invoke_op(&hug_op_scatter, 0, out, input, dim, index, src, reduce, value);
}

hug_status hug_scatter_add(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *src, hug_tensor **out) {
  return hug_invoke_op(&hug_op_scatter_add, 0, out, input, dim, index, src);
}

hug_status hug_scatter_reduce(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *src, const char *reduce,
        bool include_self, hug_tensor **out) {
  return hug_invoke_op(&hug_op_scatter_reduce, 0, out, input, dim, index, src, reduce, include_self);
}

hug_status hug_index_add(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *source, const hug_scalar *alpha,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_index_add, 0, out, input, dim, index, source, alpha);
}

hug_status hug_index_copy(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *source, hug_tensor **out) {
  return hug_invoke_op(&hug_op_index_copy, 0, out, input, dim, index, source);
}

hug_status hug_index_fill(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *value, hug_tensor **out) {
  return hug_invoke_op(&hug_op_index_fill, 0, out, input, dim, index, value);
}

hug_status hug_masked_scatter(hug_tensor *input, hug_tensor *mask, hug_tensor *source, hug_tensor **out) {
  return hug_invoke_op(&hug_op_masked_scatter, 0, out, input, mask, source);
}

hug_status hug_slice_scatter(hug_tensor *input, hug_tensor *src, int64_t dim, int64_t start, int64_t end, int64_t step,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_slice_scatter, 0, out, input, src, dim, start, end, step);
}

hug_status hug_select_scatter(hug_tensor *input, hug_tensor *src, int64_t dim, int64_t index, hug_tensor **out) {
  return hug_invoke_op(&hug_op_select_scatter, 0, out, input, src, dim, index);
}

hug_status hug_masked_select(hug_tensor *input, hug_tensor *mask, hug_tensor **out) {
  return hug_invoke_op(&hug_op_masked_select, 0, out, input, mask);
}

hug_status hug_nonzero(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_nonzero, 0, out, input);
}

hug_status hug_topk(hug_tensor *input, int64_t k, int64_t dim, bool largest, bool sorted, hug_tensor **values,
        hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_topk, 0, made_, input, k, dim, largest, sorted));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_sort(hug_tensor *input, int64_t dim, bool descending, bool stable, hug_tensor **values,
        hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_sort, 0, made_, input, dim, descending, stable));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_argsort(hug_tensor *input, int64_t dim, bool descending, bool stable, hug_tensor **out) {
  return hug_invoke_op(&hug_op_argsort, 0, out, input, dim, descending, stable);
}

hug_status hug_msort(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_msort, 0, out, input);
}

hug_status hug_kthvalue(hug_tensor *input, int64_t k, int64_t dim, bool keepdim, hug_tensor **values,
        hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_kthvalue, 0, made_, input, k, dim, keepdim));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_median(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_median, 0, made_, input, dim, keepdim));
  *values =
    made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_nanmedian(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_nanmedian, 0, made_, input, dim, keepdim));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_quantile(hug_tensor *input, hug_tensor *q, int64_t dim, bool keepdim, const char *interpolation,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_quantile, 0, out, input, q, dim, keepdim, interpolation);
}

hug_status hug_nanquantile(hug_tensor *input, hug_tensor *q, int64_t dim, bool keepdim, const char *interpolation,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_nanquantile, 0, out, input, q, dim, keepdim, interpolation);
}

hug_status hug_unique(hug_tensor *input, bool sorted, bool return_inverse, bool return_counts, int64_t dim,
        hug_tensor **values, hug_tensor **inverse, hug_tensor **counts) {
  hug_tensor *made_[] = { NULL, NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_unique, 0, made_, input, sorted,
    return_inverse, return_counts, dim));
  *values = made_[0], *inverse = made_[1], *counts = made_[2];
  return HUG_OK;
}

hug_status hug_unique_consecutive(hug_tensor *input, bool return_inverse, bool return_counts, int64_t dim,
        hug_tensor **values, hug_tensor **inverse, hug_tensor **counts) {
  hug_tensor *made_[] = { NULL, NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_unique_consecutive, 0, made_, input,
    return_inverse, return_counts, dim));
  *values = made_[0], *inverse = made_[1], *counts = made_[2];
  return HUG_OK;
}

hug_status hug_searchsorted(hug_tensor *sorted_sequence, hug_tensor *input, bool out_int32, bool right,
        const char *side, hug_tensor *sorter, hug_tensor **out) {
  return hug_invoke_op(&hug_op_searchsorted, 0, out, sorted_sequence, input, out_int32, right, side, sorter);
}

hug_status hug_bucketize(hug_tensor *input, hug_tensor *boundaries, bool out_int32, bool right, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bucketize, 0, out, input, boundaries, out_int32, right);
}

hug_status hug_isin(hug_tensor *elements, hug_tensor *test_elements, bool assume_unique, bool invert, hug_tensor **out)
        {
  return hug_invoke_op(&hug_op_isin, 0, out, elements, test_elements, assume_unique, invert);
}

hug_status hug_bincount(hug_tensor *input, hug_tensor *weights, int64_t minlength, hug_tensor **out) {
  return hug_invoke_op(&hug_op_bincount, 0, out, input, weights, minlength);
}

hug_status hug_histc(hug_tensor *input, int64_t bins, double min, double max, hug_tensor **out) {
  return hug_invoke_op(&hug_op_histc, 0, out, input, bins, min, max);
}

hug_status hug_mode(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_mode, 0, made_, input, dim, keepdim));
  *values =
    made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_layer_norm(hug_tensor *input, int normalized_shape_count, const int64_t *normalized_shape,
        hug_tensor *weight, hug_tensor *bias, double eps, hug_tensor **out) {
  return hug_invoke_op(&hug_op_layer_norm, 0, out, input, normalized_shape_count, normalized_shape, weight, bias, eps);
}

hug_status hug_rms_norm(hug_tensor *input, hug_tensor *weight, double eps, double offset, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rms_norm, 0, out, input, weight, eps, offset);
}

hug_status hug_l2_norm(hug_tensor *input, int64_t dim, double eps, hug_tensor **out) {
  return hug_invoke_op(&hug_op_l2_norm, 0, out, input, dim, eps);
}

hug_status hug_batch_norm(hug_tensor *input, hug_tensor *running_mean, hug_tensor *running_var, hug_tensor *weight,
        hug_tensor *bias, bool training, double momentum, double eps, hug_tensor **out) {
  return hug_invoke_op(&hug_op_batch_norm, 0, out, input, running_mean, running_var, weight, bias, training, momentum,
    eps);
}

hug_status hug_group_norm(hug_tensor *input, int64_t num_groups, hug_tensor *weight, hug_tensor *bias, double eps,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_group_norm, 0, out, input, num_groups, weight, bias, eps);
}

hug_status hug_instance_norm(hug_tensor *input, hug_tensor *running_mean, hug_tensor *running_var, hug_tensor *weight,
        hug_tensor *bias, bool use_input_stats, double momentum, double eps, hug_tensor **out) {
  return hug_invoke_op(&hug_op_instance_norm, 0, out, input, running_mean, running_var, weight, bias, use_input_stats,
    momentum, eps);
}

hug_status hug_local_response_norm(hug_tensor *input, int64_t size, double alpha, double beta, double k,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_local_response_norm, 0, out, input, size, alpha, beta, k);
}

hug_status hug_weight_norm(hug_tensor *v, hug_tensor *g, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_weight_norm, 0, out, v, g, dim);
}

hug_status hug_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value, hug_batch *batch, bool causal,
        int64_t window, double scale, double softcap, hug_batch *memory, hug_tensor **out) {
  return hug_invoke_op(&hug_op_attention, 0, out, query, key, value, batch, causal, window, scale, softcap, memory);
}

hug_status hug_scaled_dot_product_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value,
        hug_tensor *attn_mask, double dropout_p, bool is_causal, double scale, bool enable_gqa,
        hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_scaled_dot_product_attention, 0, out, query, key, value, attn_mask, dropout_p, is_causal,
    scale, enable_gqa, generator);
}

hug_status hug_softcapped_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value, hug_tensor *attn_mask,
        double dropout_p, bool is_causal, double scale, bool enable_gqa, hug_generator *generator, double softcap,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_softcapped_attention, 0, out, query, key, value, attn_mask, dropout_p, is_causal, scale,
    enable_gqa, generator, softcap);
}

hug_status hug_multi_head_attention(hug_tensor *query, int64_t num_heads, hug_tensor *in_proj_weight,
        hug_tensor *in_proj_bias, hug_tensor *out_proj_weight, hug_tensor *out_proj_bias, hug_tensor *key,
        hug_tensor *value, hug_tensor *key_padding_mask, hug_tensor *attn_mask, bool is_causal, double dropout_p,
        hug_tensor *bias_k, hug_tensor *bias_v, bool add_zero_attn, hug_generator *generator, hug_tensor **out) {
  return hug_invoke_op(&hug_op_multi_head_attention, 0, out, query, num_heads, in_proj_weight, in_proj_bias,
    out_proj_weight, out_proj_bias, key, value, key_padding_mask, attn_mask, is_causal, dropout_p, bias_k, bias_v,
    add_zero_attn, generator);
}

hug_status hug_rope(hug_tensor *input, hug_tensor *positions, int64_t rotary_dim, bool interleaved, double base,
        double scaling, hug_tensor *inv_freq, double attention_factor, int64_t dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rope, 0, out, input, positions, rotary_dim, interleaved, base, scaling, inv_freq,
    attention_factor, dim);
}

hug_status hug_rope_frequencies(const char *rope_type, int64_t dim, double base, int64_t seq_len,
        int64_t max_position_embeddings, double factor, int64_t original_max_position_embeddings,
        double partial_rotary_factor, double attention_factor, double beta_fast, double beta_slow, double mscale,
        double mscale_all_dim, bool truncate, double low_freq_factor, double high_freq_factor, hug_tensor *short_factor,
        hug_tensor *long_factor, hug_tensor **inv_freq, hug_tensor **attention_scaling) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_rope_frequencies, 0, made_, rope_type, dim, base,
    seq_len, max_position_embeddings, factor, original_max_position_embeddings, partial_rotary_factor, attention_factor,
    beta_fast, beta_slow, mscale, mscale_all_dim, truncate, low_freq_factor, high_freq_factor, short_factor,
    long_factor));
  *inv_freq = made_[0], *attention_scaling = made_[1];
  return HUG_OK;
}

hug_status hug_alibi_bias(hug_tensor *mask, int64_t num_heads, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_alibi_bias, 0, out, mask, num_heads, dtype);
}

hug_status hug_sinusoidal_positions(int64_t length, int64_t dim, const char *order, double base, hug_dtype dtype,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_sinusoidal_positions, 0, out, length, dim, order, base, dtype);
}

hug_status hug_timestep_embedding(hug_tensor *timesteps, int64_t embedding_dim, bool flip_sin_to_cos,
        double downscale_freq_shift, double scale, double max_period, hug_tensor **out) {
  return hug_invoke_op(&hug_op_timestep_embedding, 0, out, timesteps, embedding_dim, flip_sin_to_cos,
    downscale_freq_shift, scale, max_period);
}

hug_status hug_t5_buckets(int64_t query_length, int64_t key_length, bool bidirectional, int64_t num_buckets,
        int64_t max_distance, int64_t past_seen_tokens, hug_tensor **out) {
  return hug_invoke_op(&hug_op_t5_buckets, 0, out, query_length, key_length, bidirectional, num_buckets, max_distance,
    past_seen_tokens);
}

hug_status hug_t5_relative_bias(hug_tensor *weight, int64_t query_length, int64_t key_length, bool bidirectional,
        int64_t num_buckets, int64_t max_distance, int64_t past_seen_tokens, hug_tensor **out) {
  return hug_invoke_op(&hug_op_t5_relative_bias, 0, out, weight, query_length, key_length, bidirectional, num_buckets,
    max_distance, past_seen_tokens);
}

hug_status hug_lstm(hug_tensor *input, int hx_count, hug_tensor *const *hx, int params_count, hug_tensor *const *params,
        bool has_biases, int64_t num_layers, double dropout, bool train, bool bidirectional, bool batch_first,
        hug_generator *generator, hug_tensor **out, hug_tensor **h, hug_tensor **c) {
  hug_tensor *made_[] = { NULL, NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_lstm, 0, made_, input, hx_count, hx,
    params_count, params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator));
  *out =
    made_[0], *h = made_[1], *c = made_[2];
  return HUG_OK;
}

hug_status hug_gru(hug_tensor *input, int hx_count, hug_tensor *const *hx, int params_count, hug_tensor *const *params,
        bool has_biases, int64_t num_layers, double dropout, bool train, bool bidirectional, bool batch_first,
        hug_generator *generator, hug_tensor **out, hug_tensor **h) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_gru, 0, made_, input, hx_count, hx, params_count,
    params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator));
  *out = made_[0], *h =
    made_[1];
  return HUG_OK;
}

hug_status hug_rnn_tanh(hug_tensor *input, int hx_count, hug_tensor *const *hx,
        int params_count, hug_tensor *const *params, bool has_biases, int64_t num_layers, double dropout, bool train,
        bool bidirectional, bool batch_first, hug_generator *generator, hug_tensor **out, hug_tensor **h) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_rnn_tanh, 0, made_, input, hx_count, hx,
    params_count, params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator));
  *out =
    made_[0], *h = made_[1];
  return HUG_OK;
}

hug_status hug_rnn_relu(hug_tensor *input, int hx_count, hug_tensor *const *hx,
        int params_count, hug_tensor *const *params, bool has_biases, int64_t num_layers, double dropout, bool train,
        bool bidirectional, bool batch_first, hug_generator *generator, hug_tensor **out, hug_tensor **h) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_rnn_relu, 0, made_, input, hx_count, hx,
    params_count, params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator));
  *out =
    made_[0], *h = made_[1];
  return HUG_OK;
}

hug_status hug_cross_entropy(hug_tensor *input, hug_tensor *target, hug_tensor *weight, int64_t ignore_index,
        const char *reduction, double label_smoothing, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cross_entropy, 0, out, input, target, weight, ignore_index, reduction, label_smoothing);
}

hug_status hug_nll_loss(hug_tensor *input, hug_tensor *target, hug_tensor *weight, int64_t ignore_index,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_nll_loss, 0, out, input, target, weight, ignore_index, reduction);
}

hug_status hug_log_prob_of_labels(hug_tensor *logits, hug_tensor *labels, hug_tensor **out) {
  return hug_invoke_op(&hug_op_log_prob_of_labels, 0, out, logits, labels);
}

hug_status hug_mse_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor *weight,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_mse_loss, 0, out, input, target, reduction, weight);
}

hug_status hug_fft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fft, 0, out, input, n, dim, norm);
}

hug_status hug_ifft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ifft, 0, out, input, n, dim, norm);
}

hug_status hug_rfft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rfft, 0, out, input, n, dim, norm);
}

hug_status hug_irfft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_irfft, 0, out, input, n, dim, norm);
}

hug_status hug_fft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fft2, 0, out, input, s_count, s, dim_count, dim, norm);
}

hug_status hug_ifft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ifft2, 0, out, input, s_count, s, dim_count, dim, norm);
}

hug_status hug_rfft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rfft2, 0, out, input, s_count, s, dim_count, dim, norm);
}

hug_status hug_irfft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out) {
  return hug_invoke_op(&hug_op_irfft2, 0, out, input, s_count, s, dim_count, dim, norm);
}

hug_status hug_fftfreq(int64_t n, double d, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fftfreq, 0, out, n, d, dtype);
}

hug_status hug_rfftfreq(int64_t n, double d, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_rfftfreq, 0, out, n, d, dtype);
}

hug_status hug_fftshift(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fftshift, 0, out, input, dim_count, dim);
}

hug_status hug_ifftshift(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ifftshift, 0, out, input, dim_count, dim);
}

hug_status hug_complex_abs(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_complex_abs, 0, out, input);
}

hug_status hug_complex_angle(hug_tensor *input, hug_tensor **out) {
  return hug_invoke_op(&hug_op_complex_angle, 0, out, input);
}

hug_status hug_window(const char *name, int64_t length, bool periodic, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_window, 0, out, name, length, periodic, dtype);
}

hug_status hug_kaiser_window(int64_t window_length, bool periodic, double beta, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_kaiser_window, 0, out, window_length, periodic, beta, dtype);
}

hug_status hug_window_function(int64_t window_length, const char *name, bool periodic, int64_t frame_length,
        bool center, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_window_function, 0, out, window_length, name, periodic, frame_length, center, dtype);
}

hug_status hug_stft(hug_tensor *input, int64_t n_fft, int64_t hop_length, int64_t win_length, hug_tensor *window,
        bool center, const char *pad_mode, bool normalized, bool onesided, bool return_complex, bool align_to_window,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_stft, 0, out, input, n_fft, hop_length, win_length, window, center, pad_mode, normalized,
    onesided, return_complex, align_to_window);
}

hug_status hug_istft(hug_tensor *input, int64_t n_fft, int64_t hop_length, int64_t win_length, hug_tensor *window,
        bool center, bool normalized, bool onesided, int64_t length, bool return_complex, hug_tensor **out) {
  return hug_invoke_op(&hug_op_istft, 0, out, input, n_fft, hop_length, win_length, window, center, normalized,
    onesided, length, return_complex);
}

hug_status hug_mel_filter_bank(int64_t num_frequency_bins, int64_t num_mel_filters, double min_frequency,
        double max_frequency, int64_t sampling_rate, const char *norm, const char *mel_scale,
        bool triangularize_in_mel_space, hug_dtype dtype, hug_tensor **out) {
  return hug_invoke_op(&hug_op_mel_filter_bank, 0, out, num_frequency_bins, num_mel_filters, min_frequency,
    max_frequency, sampling_rate, norm, mel_scale, triangularize_in_mel_space, dtype);
}

hug_status hug_whisper_log_mel(hug_tensor *input, int64_t n_fft, int64_t hop_length, int64_t mels,
        int64_t sampling_rate, hug_tensor **out) {
  return hug_invoke_op(&hug_op_whisper_log_mel, 0, out, input, n_fft, hop_length, mels, sampling_rate);
}

hug_status hug_l1_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor *weight,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_l1_loss, 0, out, input, target, reduction, weight);
}

hug_status hug_smooth_l1_loss(hug_tensor *input, hug_tensor *target, const char *reduction, double beta,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_smooth_l1_loss, 0, out, input, target, reduction, beta);
}

hug_status hug_huber_loss(hug_tensor *input, hug_tensor *target, const char *reduction, double delta,
        hug_tensor *weight, hug_tensor **out) {
  return hug_invoke_op(&hug_op_huber_loss, 0, out, input, target, reduction, delta, weight);
}

hug_status hug_kl_div(hug_tensor *input, hug_tensor *target, const char *reduction, bool log_target, hug_tensor **out) {
  return hug_invoke_op(&hug_op_kl_div, 0, out, input, target, reduction, log_target);
}

hug_status hug_poisson_nll_loss(hug_tensor *input, hug_tensor *target, bool log_input, bool full, double eps,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_poisson_nll_loss, 0, out, input, target, log_input, full, eps, reduction);
}

hug_status hug_gaussian_nll_loss(hug_tensor *input, hug_tensor *target, hug_tensor *var, bool full, double eps,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_gaussian_nll_loss, 0, out, input, target, var, full, eps, reduction);
}

hug_status hug_binary_cross_entropy(hug_tensor *input, hug_tensor *target, hug_tensor *weight, const char *reduction,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_binary_cross_entropy, 0, out, input, target, weight, reduction);
}

hug_status hug_binary_cross_entropy_with_logits(hug_tensor *input, hug_tensor *target, hug_tensor *weight,
        const char *reduction, hug_tensor *pos_weight, hug_tensor **out) {
  return hug_invoke_op(&hug_op_binary_cross_entropy_with_logits, 0, out, input, target, weight, reduction, pos_weight);
}

hug_status hug_sigmoid_focal_loss(hug_tensor *input, hug_tensor *target, double alpha, double gamma,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_sigmoid_focal_loss, 0, out, input, target, alpha, gamma, reduction);
}

hug_status hug_multilabel_soft_margin_loss(hug_tensor *input, hug_tensor *target, hug_tensor *weight,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_multilabel_soft_margin_loss, 0, out, input, target, weight, reduction);
}

hug_status hug_hinge_embedding_loss(hug_tensor *input, hug_tensor *target, double margin, const char *reduction,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_hinge_embedding_loss, 0, out, input, target, margin, reduction);
}

hug_status hug_margin_ranking_loss(hug_tensor *input1, hug_tensor *input2, hug_tensor *target, double margin,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_margin_ranking_loss, 0, out, input1, input2, target, margin, reduction);
}

hug_status hug_soft_margin_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_soft_margin_loss, 0, out, input, target, reduction);
}

hug_status hug_multi_margin_loss(hug_tensor *input, hug_tensor *target, int64_t p, double margin, hug_tensor *weight,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_multi_margin_loss, 0, out, input, target, p, margin, weight, reduction);
}

hug_status hug_multilabel_margin_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_multilabel_margin_loss, 0, out, input, target, reduction);
}

hug_status hug_cosine_embedding_loss(hug_tensor *input1, hug_tensor *input2, hug_tensor *target, double margin,
        const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_cosine_embedding_loss, 0, out, input1, input2, target, margin, reduction);
}

hug_status hug_triplet_margin_loss(hug_tensor *anchor, hug_tensor *positive, hug_tensor *negative, double margin,
        double p, double eps, bool swap, const char *reduction, hug_tensor **out) {
  return hug_invoke_op(&hug_op_triplet_margin_loss, 0, out, anchor, positive, negative, margin, p, eps, swap,
    reduction);
}

hug_status hug_ctc_loss(hug_tensor *log_probs, hug_tensor *targets, hug_tensor *input_lengths,
        hug_tensor *target_lengths, int64_t blank, const char *reduction, bool zero_infinity, hug_tensor **out) {
  return hug_invoke_op(&hug_op_ctc_loss, 0, out, log_probs, targets, input_lengths, target_lengths, blank, reduction,
    zero_infinity);
}

hug_status hug_conv1d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias, int stride_count, const int64_t *stride,
        int padding_count, const int64_t *padding, int dilation_count, const int64_t *dilation, int64_t groups,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_conv1d, 0, out, input, weight, bias, stride_count, stride, padding_count, padding,
    dilation_count, dilation, groups);
}

hug_status hug_conv2d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias, int stride_count, const int64_t *stride,
        int padding_count, const int64_t *padding, int dilation_count, const int64_t *dilation, int64_t groups,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_conv2d, 0, out, input, weight, bias, stride_count, stride, padding_count, padding,
    dilation_count, dilation, groups);
}

hug_status hug_conv3d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias, int stride_count, const int64_t *stride,
        int padding_count, const int64_t *padding, int dilation_count, const int64_t *dilation, int64_t groups,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_conv3d, 0, out, input, weight, bias, stride_count, stride, padding_count, padding,
    dilation_count, dilation, groups);
}

hug_status hug_conv_transpose1d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int output_padding_count, const int64_t *output_padding, int64_t groups,
        int dilation_count, const int64_t *dilation, hug_tensor **out) {
  return hug_invoke_op(&hug_op_conv_transpose1d, 0, out, input, weight, bias, stride_count, stride, padding_count,
    padding, output_padding_count, output_padding, groups, dilation_count, dilation);
}

hug_status hug_conv_transpose2d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int output_padding_count, const int64_t *output_padding, int64_t groups,
        int dilation_count, const int64_t *dilation, hug_tensor **out) {
  return hug_invoke_op(&hug_op_conv_transpose2d, 0, out, input, weight, bias, stride_count, stride, padding_count,
    padding, output_padding_count, output_padding, groups, dilation_count, dilation);
}

hug_status hug_conv_transpose3d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int output_padding_count, const int64_t *output_padding, int64_t groups,
        int dilation_count, const int64_t *dilation, hug_tensor **out) {
  return hug_invoke_op(&hug_op_conv_transpose3d, 0, out, input, weight, bias, stride_count, stride, padding_count,
    padding, output_padding_count, output_padding, groups, dilation_count, dilation);
}

hug_status hug_avg_pool1d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding, bool ceil_mode,
        bool count_include_pad, hug_tensor **out) {
  return hug_invoke_op(&hug_op_avg_pool1d, 0, out, input, kernel_size_count, kernel_size, stride_count, stride,
    padding_count, padding, ceil_mode, count_include_pad);
}

hug_status hug_avg_pool2d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding, bool ceil_mode,
        bool count_include_pad, int64_t divisor_override, hug_tensor **out) {
  return hug_invoke_op(&hug_op_avg_pool2d, 0, out, input, kernel_size_count, kernel_size, stride_count, stride,
    padding_count, padding, ceil_mode, count_include_pad, divisor_override);
}

hug_status hug_avg_pool3d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding, bool ceil_mode,
        bool count_include_pad, int64_t divisor_override, hug_tensor **out) {
  return hug_invoke_op(&hug_op_avg_pool3d, 0, out, input, kernel_size_count, kernel_size, stride_count, stride,
    padding_count, padding, ceil_mode, count_include_pad, divisor_override);
}

hug_status hug_max_pool1d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, bool return_indices, hug_tensor **values,
        hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_max_pool1d, 0, made_, input, kernel_size_count,
    kernel_size, stride_count, stride, padding_count, padding, dilation_count, dilation, ceil_mode, return_indices));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_max_pool2d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, bool return_indices, hug_tensor **values,
        hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_max_pool2d, 0, made_, input, kernel_size_count,
    kernel_size, stride_count, stride, padding_count, padding, dilation_count, dilation, ceil_mode, return_indices));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_max_pool3d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, bool return_indices, hug_tensor **values,
        hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_max_pool3d, 0, made_, input, kernel_size_count,
    kernel_size, stride_count, stride, padding_count, padding, dilation_count, dilation, ceil_mode, return_indices));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_max_pool2d_indices(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_max_pool2d_indices, 0, made_, input,
    kernel_size_count, kernel_size, stride_count, stride, padding_count, padding, dilation_count, dilation, ceil_mode));
    *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_lp_pool1d(hug_tensor *input, double norm_type, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, bool ceil_mode, hug_tensor **out) {
  return hug_invoke_op(&hug_op_lp_pool1d, 0, out, input, norm_type, kernel_size_count, kernel_size, stride_count,
    stride, ceil_mode);
}

hug_status hug_lp_pool2d(hug_tensor *input, double norm_type, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, bool ceil_mode, hug_tensor **out) {
  return hug_invoke_op(&hug_op_lp_pool2d, 0, out, input, norm_type, kernel_size_count, kernel_size, stride_count,
    stride, ceil_mode);
}

hug_status hug_lp_pool3d(hug_tensor *input, double norm_type, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, bool ceil_mode, hug_tensor **out) {
  return hug_invoke_op(&hug_op_lp_pool3d, 0, out, input, norm_type, kernel_size_count, kernel_size, stride_count,
    stride, ceil_mode);
}

hug_status hug_adaptive_avg_pool1d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_adaptive_avg_pool1d, 0, out, input, output_size_count, output_size);
}

hug_status hug_adaptive_avg_pool2d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_adaptive_avg_pool2d, 0, out, input, output_size_count, output_size);
}

hug_status hug_adaptive_avg_pool3d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        hug_tensor **out) {
  return hug_invoke_op(&hug_op_adaptive_avg_pool3d, 0, out, input, output_size_count, output_size);
}

hug_status hug_adaptive_max_pool1d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        bool return_indices, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_adaptive_max_pool1d, 0, made_, input,
    output_size_count, output_size, return_indices));
  *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_adaptive_max_pool2d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        bool return_indices, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_adaptive_max_pool2d, 0, made_, input,
    output_size_count, output_size, return_indices));
  *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_adaptive_max_pool3d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        bool return_indices, hug_tensor **values, hug_tensor **indices) {
  hug_tensor *made_[] = { NULL, NULL };
  HUG_TRY(hug_invoke_op(&hug_op_adaptive_max_pool3d, 0, made_, input,
    output_size_count, output_size, return_indices));
  *values = made_[0], *indices = made_[1];
  return HUG_OK;
}

hug_status hug_unfold(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int dilation_count, const int64_t *dilation, int padding_count, const int64_t *padding,
        int stride_count, const int64_t *stride, hug_tensor **out) {
  return hug_invoke_op(&hug_op_unfold, 0, out, input, kernel_size_count, kernel_size, dilation_count, dilation,
    padding_count, padding, stride_count, stride);
}

hug_status hug_fold(hug_tensor *input, int output_size_count, const int64_t *output_size,
        int kernel_size_count, const int64_t *kernel_size, int dilation_count, const int64_t *dilation,
        int padding_count, const int64_t *padding, int stride_count, const int64_t *stride, hug_tensor **out) {
  return hug_invoke_op(&hug_op_fold, 0, out, input, output_size_count, output_size, kernel_size_count, kernel_size,
    dilation_count, dilation, padding_count, padding, stride_count, stride);
}

hug_status hug_interpolate(hug_tensor *input, int size_count, const int64_t *size,
        int scale_factor_count, const double *scale_factor, const char *mode, bool align_corners,
        bool recompute_scale_factor, bool antialias, hug_tensor **out) {
  return hug_invoke_op(&hug_op_interpolate, 0, out, input, size_count, size, scale_factor_count, scale_factor, mode,
    align_corners, recompute_scale_factor, antialias);
}

hug_status hug_grid_sample(hug_tensor *input, hug_tensor *grid, const char *mode, const char *padding_mode,
        bool align_corners, hug_tensor **out) {
  return hug_invoke_op(&hug_op_grid_sample, 0, out, input, grid, mode, padding_mode, align_corners);
}

hug_status hug_affine_grid(hug_tensor *theta, int size_count, const int64_t *size, bool align_corners, hug_tensor **out)
        {
  return hug_invoke_op(&hug_op_affine_grid, 0, out, theta, size_count, size, align_corners);
}
