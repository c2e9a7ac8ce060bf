/* hug_ops.h: a prototype for each operation, made from their table by docs/generate.lua; included by hug.h.
** hug_invoke() tells how arguments that may be left out are given.  Operations that make lists are not here:
** hug_select() and hug_narrow() serve in C. */
#ifndef HUG_OPS_H
#define HUG_OPS_H

/* ---- Creation ---- */

/* A tensor of shape [`size`], its elements unset. */
HUG_API hug_status hug_empty(int size_count, const int64_t *size, hug_dtype dtype, hug_tensor **out);

/* A tensor of shape [`size`] of zeros. */
HUG_API hug_status hug_zeros(int size_count, const int64_t *size, hug_dtype dtype, hug_tensor **out);

/* A tensor of shape [`size`] of ones. */
HUG_API hug_status hug_ones(int size_count, const int64_t *size, hug_dtype dtype, hug_tensor **out);

/* A tensor of shape [`size`] of `fill_value`, whose kind decides the type unless `dtype` does. */
HUG_API hug_status hug_full(int size_count, const int64_t *size, const hug_scalar *fill_value, hug_dtype dtype,
        hug_tensor **out);

/* [n] numbers `start`, `start` + `step`, … before `end`; a single number is the end, and the start is 0. Integers
** make i64, floats f32, unless `dtype` is given. */
HUG_API hug_status hug_arange(const hug_scalar *start, const hug_scalar *end, const hug_scalar *step, hug_dtype dtype,
        hug_tensor **out);

/* [`steps`] numbers at equal distances from `start` to `end`, both included. */
HUG_API hug_status hug_linspace(double start, double end, int64_t steps, hug_dtype dtype, hug_tensor **out);

/* `base` to the powers of linspace(`start`, `end`, `steps`). */
HUG_API hug_status hug_logspace(double start, double end, int64_t steps, double base, hug_dtype dtype,
        hug_tensor **out);

/* The unit matrix [`n`, `m`], or [`n`, `n`] without `m`. */
HUG_API hug_status hug_eye(int64_t n, int64_t m, hug_dtype dtype, hug_tensor **out);

/* A tensor of `input`'s shape, its elements unset. */
HUG_API hug_status hug_empty_like(hug_tensor *input, hug_dtype dtype, hug_tensor **out);

/* Zeros in `input`'s shape. */
HUG_API hug_status hug_zeros_like(hug_tensor *input, hug_dtype dtype, hug_tensor **out);

/* Ones in `input`'s shape. */
HUG_API hug_status hug_ones_like(hug_tensor *input, hug_dtype dtype, hug_tensor **out);

/* `fill_value` in `input`'s shape. */
HUG_API hug_status hug_full_like(hug_tensor *input, const hug_scalar *fill_value, hug_dtype dtype, hug_tensor **out);

/* A tensor of shape [`size`] of random numbers in 0..1, 1 excluded. */
HUG_API hug_status hug_rand(int size_count, const int64_t *size, hug_dtype dtype, hug_generator *generator,
        hug_tensor **out);

/* A tensor of shape [`size`] of random numbers of mean 0 and variance 1. */
HUG_API hug_status hug_randn(int size_count, const int64_t *size, hug_dtype dtype, hug_generator *generator,
        hug_tensor **out);

/* A tensor of shape [`size`] of random integers from `low` up to, but without, `high`; i64 unless `dtype` is given. */
HUG_API hug_status hug_randint(int64_t low, int64_t high, int size_count, const int64_t *size, hug_dtype dtype,
        hug_generator *generator, hug_tensor **out);

/* The integers 0..`n` - 1 in random order: i64 [`n`]. */
HUG_API hug_status hug_randperm(int64_t n, hug_generator *generator, hug_tensor **out);

/* As rand, in `input`'s shape. */
HUG_API hug_status hug_rand_like(hug_tensor *input, hug_dtype dtype, hug_generator *generator, hug_tensor **out);

/* As randn, in `input`'s shape. */
HUG_API hug_status hug_randn_like(hug_tensor *input, hug_dtype dtype, hug_generator *generator, hug_tensor **out);

/* 1 with the probability that `input` gives for an element, else 0. */
HUG_API hug_status hug_bernoulli(hug_tensor *input, hug_generator *generator, hug_tensor **out);

/* `num_samples` random indices into each row of `input`, [n] or [rows, n], whose elements are their weights; none twice
** in a row unless `replacement`. */
HUG_API hug_status hug_multinomial(hug_tensor *input, int64_t num_samples, bool replacement, hug_generator *generator,
        hug_tensor **out);

/* `input` as `dtype`; `input` itself if it is so already. Floats become integers without their fraction. */
HUG_API hug_status hug_to(hug_tensor *input, hug_dtype dtype, hug_tensor **out);

/* A copy of `input`, contiguous, in `dtype` if that is given. */
HUG_API hug_status hug_clone(hug_tensor *input, hug_dtype dtype, hug_tensor **out);

/* `input` with its elements side by side in row-major order; `input` itself if it is so already. */
HUG_API hug_status hug_contiguous(hug_tensor *input, hug_tensor **out);

/* The same elements, through which no gradient flows. */
HUG_API hug_status hug_detach(hug_tensor *input, hug_tensor **out);

/* ---- Elementwise ---- */

/* Negates `input`. */
HUG_API hug_status hug_neg(hug_tensor *input, hug_tensor **out);

/* A copy of `input`. */
HUG_API hug_status hug_positive(hug_tensor *input, hug_tensor **out);

/* Absolute value. */
HUG_API hug_status hug_abs(hug_tensor *input, hug_tensor **out);

/* -1 where `input` is negative, 1 where it is positive, else 0. */
HUG_API hug_status hug_sign(hug_tensor *input, hug_tensor **out);

/* The greatest integer that is not above `input`. */
HUG_API hug_status hug_floor(hug_tensor *input, hug_tensor **out);

/* The least integer that is not below `input`. */
HUG_API hug_status hug_ceil(hug_tensor *input, hug_tensor **out);

/* `input` without its fraction. */
HUG_API hug_status hug_trunc(hug_tensor *input, hug_tensor **out);

/* The fraction of `input`, with its sign. */
HUG_API hug_status hug_frac(hug_tensor *input, hug_tensor **out);

/* Square root; NaN below 0. */
HUG_API hug_status hug_sqrt(hug_tensor *input, hug_tensor **out);

/* 1 / sqrt(`input`). */
HUG_API hug_status hug_rsqrt(hug_tensor *input, hug_tensor **out);

/* 1 / `input`. */
HUG_API hug_status hug_reciprocal(hug_tensor *input, hug_tensor **out);

/* e to the power of `input`. */
HUG_API hug_status hug_exp(hug_tensor *input, hug_tensor **out);

/* 2 to the power of `input`. */
HUG_API hug_status hug_exp2(hug_tensor *input, hug_tensor **out);

/* exp(`input`) - 1, exact near 0. */
HUG_API hug_status hug_expm1(hug_tensor *input, hug_tensor **out);

/* Natural logarithm. */
HUG_API hug_status hug_log(hug_tensor *input, hug_tensor **out);

/* Logarithm to base 2. */
HUG_API hug_status hug_log2(hug_tensor *input, hug_tensor **out);

/* Logarithm to base 10. */
HUG_API hug_status hug_log10(hug_tensor *input, hug_tensor **out);

/* log(1 + `input`), exact near 0. */
HUG_API hug_status hug_log1p(hug_tensor *input, hug_tensor **out);

/* Sine. */
HUG_API hug_status hug_sin(hug_tensor *input, hug_tensor **out);

/* Cosine. */
HUG_API hug_status hug_cos(hug_tensor *input, hug_tensor **out);

/* Tangent. */
HUG_API hug_status hug_tan(hug_tensor *input, hug_tensor **out);

/* The angle in -pi/2..pi/2 whose sine is `input`. */
HUG_API hug_status hug_asin(hug_tensor *input, hug_tensor **out);

/* The angle in 0..pi whose cosine is `input`. */
HUG_API hug_status hug_acos(hug_tensor *input, hug_tensor **out);

/* The angle in -pi/2..pi/2 whose tangent is `input`. */
HUG_API hug_status hug_atan(hug_tensor *input, hug_tensor **out);

/* Hyperbolic sine. */
HUG_API hug_status hug_sinh(hug_tensor *input, hug_tensor **out);

/* Hyperbolic cosine. */
HUG_API hug_status hug_cosh(hug_tensor *input, hug_tensor **out);

/* Hyperbolic tangent. */
HUG_API hug_status hug_tanh(hug_tensor *input, hug_tensor **out);

/* Inverse hyperbolic sine. */
HUG_API hug_status hug_asinh(hug_tensor *input, hug_tensor **out);

/* Inverse hyperbolic cosine; NaN below 1. */
HUG_API hug_status hug_acosh(hug_tensor *input, hug_tensor **out);

/* Inverse hyperbolic tangent. */
HUG_API hug_status hug_atanh(hug_tensor *input, hug_tensor **out);

/* Degrees as radians. */
HUG_API hug_status hug_deg2rad(hug_tensor *input, hug_tensor **out);

/* Radians as degrees. */
HUG_API hug_status hug_rad2deg(hug_tensor *input, hug_tensor **out);

/* Logistic function 1 / (1 + exp(-`input`)). */
HUG_API hug_status hug_sigmoid(hug_tensor *input, hug_tensor **out);

/* Error function. */
HUG_API hug_status hug_erf(hug_tensor *input, hug_tensor **out);

/* 1 - erf(`input`), exact where that is small. */
HUG_API hug_status hug_erfc(hug_tensor *input, hug_tensor **out);

/* The number whose error function is `input`. */
HUG_API hug_status hug_erfinv(hug_tensor *input, hug_tensor **out);

/* Logarithm of the absolute value of the gamma function. */
HUG_API hug_status hug_lgamma(hug_tensor *input, hug_tensor **out);

/* Derivative of lgamma. */
HUG_API hug_status hug_digamma(hug_tensor *input, hug_tensor **out);

/* Whether an element is not a number. */
HUG_API hug_status hug_isnan(hug_tensor *input, hug_tensor **out);

/* Whether an element is infinite. */
HUG_API hug_status hug_isinf(hug_tensor *input, hug_tensor **out);

/* Whether an element is neither infinite nor not a number. */
HUG_API hug_status hug_isfinite(hug_tensor *input, hug_tensor **out);

/* Whether an element is positive infinity. */
HUG_API hug_status hug_isposinf(hug_tensor *input, hug_tensor **out);

/* Whether an element is negative infinity. */
HUG_API hug_status hug_isneginf(hug_tensor *input, hug_tensor **out);

/* Whether an element has a minus sign; -0.0 has. */
HUG_API hug_status hug_signbit(hug_tensor *input, hug_tensor **out);

/* Whether an element is zero. */
HUG_API hug_status hug_logical_not(hug_tensor *input, hug_tensor **out);

/* Whether `input` equals `other`. */
HUG_API hug_status hug_eq(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether `input` differs from `other`. */
HUG_API hug_status hug_ne(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether `input` is less than `other`. */
HUG_API hug_status hug_lt(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether `input` is at most `other`. */
HUG_API hug_status hug_le(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether `input` is greater than `other`. */
HUG_API hug_status hug_gt(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether `input` is at least `other`. */
HUG_API hug_status hug_ge(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether both are nonzero. */
HUG_API hug_status hug_logical_and(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether one or both are nonzero. */
HUG_API hug_status hug_logical_or(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Whether one, but not both, is nonzero. */
HUG_API hug_status hug_logical_xor(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Bits that both have. */
HUG_API hug_status hug_bitwise_and(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Bits that one or both have. */
HUG_API hug_status hug_bitwise_or(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Bits that one, but not both, has. */
HUG_API hug_status hug_bitwise_xor(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* `input` with its bits moved up by `other` places. */
HUG_API hug_status hug_bitwise_left_shift(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* `input` with its bits moved down by `other` places; the sign is kept. */
HUG_API hug_status hug_bitwise_right_shift(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Product. */
HUG_API hug_status hug_mul(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* The angle, in -pi..pi, of the point with height `input` and breadth `other`. */
HUG_API hug_status hug_atan2(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* The long side of a right triangle with these short sides. */
HUG_API hug_status hug_hypot(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* log(exp(`input`) + exp(`other`)). */
HUG_API hug_status hug_logaddexp(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* The greater of both; NaN if one is. */
HUG_API hug_status hug_maximum(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* The lesser of both; NaN if one is. */
HUG_API hug_status hug_minimum(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* The greater of both, or the one that is a number. */
HUG_API hug_status hug_fmax(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* The lesser of both, or the one that is a number. */
HUG_API hug_status hug_fmin(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* From `input` (`weight` 0) to `end` (`weight` 1) along a line. */
HUG_API hug_status hug_lerp(hug_tensor *input, hug_tensor *end, hug_tensor *weight, hug_tensor **out);

/* `input` + `value` `tensor1` `tensor2`. */
HUG_API hug_status hug_addcmul(hug_tensor *input, hug_tensor *tensor1, hug_tensor *tensor2, const hug_scalar *value,
        hug_tensor **out);

/* `input` + `value` `tensor1` / `tensor2`. */
HUG_API hug_status hug_addcdiv(hug_tensor *input, hug_tensor *tensor1, hug_tensor *tensor2, const hug_scalar *value,
        hug_tensor **out);

/* `input` where it is positive, else 0. */
HUG_API hug_status hug_relu(hug_tensor *input, hug_tensor **out);

/* `input` + `alpha` `other`. */
HUG_API hug_status hug_add(hug_tensor *input, hug_tensor *other, const hug_scalar *alpha, hug_tensor **out);

/* `input` - `alpha` `other`. */
HUG_API hug_status hug_sub(hug_tensor *input, hug_tensor *other, const hug_scalar *alpha, hug_tensor **out);

/* `other` - `alpha` `input`. */
HUG_API hug_status hug_rsub(hug_tensor *input, hug_tensor *other, const hug_scalar *alpha, hug_tensor **out);

/* Quotient. Integers are divided as floats, unless `rounding_mode` is "trunc" (towards 0) or "floor" (down). */
HUG_API hug_status hug_div(hug_tensor *input, hug_tensor *other, const char *rounding_mode, hug_tensor **out);

/* Quotient, rounded down. */
HUG_API hug_status hug_floor_divide(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* `input` modulo `other`, with the sign of `input`, as C's fmod. */
HUG_API hug_status hug_fmod(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* `input` modulo `other`, with the sign of `other`, as Lua's %. */
HUG_API hug_status hug_remainder(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* `input` to the power of `exponent`. */
HUG_API hug_status hug_pow(hug_tensor *input, hug_tensor *exponent, hug_tensor **out);

/* `input` times itself. */
HUG_API hug_status hug_square(hug_tensor *input, hug_tensor **out);

/* The nearest integer, of two the even one; or the nearest number with `decimals` decimals. */
HUG_API hug_status hug_round(hug_tensor *input, int64_t decimals, hug_tensor **out);

/* `input` with `nan` for NaN, and `posinf` and `neginf` for the infinities: by default the greatest and least numbers
** of the type. */
HUG_API hug_status hug_nan_to_num(hug_tensor *input, double nan, double posinf, double neginf, hug_tensor **out);

/* `input` with every bit turned over; of bool, its opposite. */
HUG_API hug_status hug_bitwise_not(hug_tensor *input, hug_tensor **out);

/* `input` held within `min`..`max`, of which one may be left out; `max` where `min` is above it. */
HUG_API hug_status hug_clamp(hug_tensor *input, hug_tensor *min, hug_tensor *max, hug_tensor **out);

/* `input`, or `min` where that is greater. */
HUG_API hug_status hug_clamp_min(hug_tensor *input, hug_tensor *min, hug_tensor **out);

/* `input`, or `max` where that is less. */
HUG_API hug_status hug_clamp_max(hug_tensor *input, hug_tensor *max, hug_tensor **out);

/* `input` where `condition` is true, else `other`. */
HUG_API hug_status hug_where(hug_tensor *condition, hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* `input` with `value` where `mask` is true. */
HUG_API hug_status hug_masked_fill(hug_tensor *input, hug_tensor *mask, hug_tensor *value, hug_tensor **out);

/* Whether `input` differs from `other` by at most `atol` + `rtol` |`other`|; NaN is close to NaN only with `equal_nan`.
** */
HUG_API hug_status hug_isclose(hug_tensor *input, hug_tensor *other, double rtol, double atol, bool equal_nan,
        hug_tensor **out);

/* Whether both have the same shape and the same elements, as one bool. */
HUG_API hug_status hug_equal(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* Gaussian error linear unit: `input` times the probability that a standard normal number is below it. With
** `approximate` "tanh" that probability is approximated. */
HUG_API hug_status hug_gelu(hug_tensor *input, const char *approximate, hug_tensor **out);

/* The first half of `input` along `dim` times sigmoid of the second. */
HUG_API hug_status hug_glu(hug_tensor *input, int64_t dim, hug_tensor **out);

/* The first half of `input` along `dim` times gelu of the second. */
HUG_API hug_status hug_geglu(hug_tensor *input, int64_t dim, hug_tensor **out);

/* The first half of `input` along `dim` times silu of the second. */
HUG_API hug_status hug_swiglu(hug_tensor *input, int64_t dim, hug_tensor **out);

/* The first half of `input` along `dim` times relu of the second. */
HUG_API hug_status hug_reglu(hug_tensor *input, int64_t dim, hug_tensor **out);

/* `input` where it is positive, else `weight` times it. `weight` has one element, or one for each index of dim 1. */
HUG_API hug_status hug_prelu(hug_tensor *input, hug_tensor *weight, hug_tensor **out);

/* With `training`, sets each element to 0 with probability `p` and divides the others by 1 - `p`; otherwise `input`
** itself. */
HUG_API hug_status hug_dropout(hug_tensor *input, double p, bool training, hug_generator *generator, hug_tensor **out);

/* ---- Reduction ---- */

/* Sum over the dims `dim`, or over all elements; `keepdim` leaves those dims with size 1. Integers and bool give i64.
** */
HUG_API hug_status hug_sum(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out);

/* Mean over the dims `dim`, or over all elements. */
HUG_API hug_status hug_mean(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out);

/* Product over the dims `dim`, or over all elements. Integers and bool give i64. */
HUG_API hug_status hug_prod(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out);

/* Whether all elements along `dim`, or all there are, differ from 0. */
HUG_API hug_status hug_all(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* Whether any element along `dim`, or any at all, differs from 0. */
HUG_API hug_status hug_any(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* Variance over the dims `dim`, or of all elements: the sum of squared distances from the mean over (number -
** `correction`). */
HUG_API hug_status hug_var(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **out);

/* Standard deviation: the square root of `var`. */
HUG_API hug_status hug_std(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **out);

/* The largest element; with `dim`, the largest along it and their indices. */
HUG_API hug_status hug_max(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices);

/* The smallest element; with `dim`, the smallest along it and their indices. */
HUG_API hug_status hug_min(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices);

/* The largest element along the dims `dim`, or of all; equal ones share the gradient. */
HUG_API hug_status hug_amax(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* The smallest element along the dims `dim`, or of all; equal ones share the gradient. */
HUG_API hug_status hug_amin(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* The index, from 0, of the largest element along `dim`, or in row-major order of all. */
HUG_API hug_status hug_argmax(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **out);

/* The index, from 0, of the smallest element along `dim`, or in row-major order of all. */
HUG_API hug_status hug_argmin(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **out);

/* The logarithm of the sum of exponentials over the dims `dim`, or over all elements. */
HUG_API hug_status hug_logsumexp(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* Exponentials of `input` along `dim`, scaled to sum to one; computed in `dtype` if given. */
HUG_API hug_status hug_softmax(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* The logarithm of `softmax`, without loss of digits for unlikely values. */
HUG_API hug_status hug_log_softmax(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* Sums of the elements along `dim` up to and with each one. Integers and bool give i64. */
HUG_API hug_status hug_cumsum(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* ---- Linear algebra ---- */

/* The matrix product of `input` [..., m, k] and `other` [..., k, n]: [..., m, n]. The dims before the last two are a
** batch and broadcast; a vector counts as a row on the left, as a column on the right, and its dim of size 1 is left
** out of the result. */
HUG_API hug_status hug_matmul(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* A linear layer: `input` [..., inputs] times the transpose of `weight` [outputs, inputs], plus `bias` [outputs], then
** `activation`, then plus `residual`: [..., outputs]. The weight may be of another floating type than `input`. Its form
** for fast products is kept with it, so that a layer called again multiplies at once. */
HUG_API hug_status hug_linear(hug_tensor *input, hug_tensor *weight, hug_tensor *bias, const char *activation,
        hug_tensor *residual, hug_tensor **out);

/* The product of two matrices, `input` [m, k] and `mat2` [k, n]: [m, n]. */
HUG_API hug_status hug_mm(hug_tensor *input, hug_tensor *mat2, hug_tensor **out);

/* The products of two batches of matrices, `input` [b, m, k] and `mat2` [b, k, n]: [b, m, n]. */
HUG_API hug_status hug_bmm(hug_tensor *input, hug_tensor *mat2, hug_tensor **out);

/* The product of a matrix and a vector, `input` [m, k] and `vec` [k]: [m]. */
HUG_API hug_status hug_mv(hug_tensor *input, hug_tensor *vec, hug_tensor **out);

/* The sum of the products of two vectors' elements, `input` [n] and `tensor` [n]: a number. */
HUG_API hug_status hug_dot(hug_tensor *input, hug_tensor *tensor, hug_tensor **out);

/* All products of an element of `input` [m] and one of `vec2` [n]: [m, n]. */
HUG_API hug_status hug_outer(hug_tensor *input, hug_tensor *vec2, hug_tensor **out);

/* `beta` times `input`, which broadcasts to [m, n], plus `alpha` times the product of `mat1` [m, k] and `mat2` [k, n].
** */
HUG_API hug_status hug_addmm(hug_tensor *input, hug_tensor *mat1, hug_tensor *mat2, const hug_scalar *beta,
        const hug_scalar *alpha, hug_tensor **out);

/* `beta` times `input`, which broadcasts to [b, m, n], plus `alpha` times the products of `batch1` [b, m, k] and
** `batch2` [b, k, n]. */
HUG_API hug_status hug_baddbmm(hug_tensor *input, hug_tensor *batch1, hug_tensor *batch2, const hug_scalar *beta,
        const hug_scalar *alpha, hug_tensor **out);

/* ---- Shape ---- */

/* The elements of `input`, in row-major order, in `shape`, of which one size may be -1. A view where the strides allow
** it, else a copy. */
HUG_API hug_status hug_reshape(hug_tensor *input, int shape_count, const int64_t *shape, hug_tensor **out);

/* As `reshape`, but never a copy: an error where the strides do not allow a view. */
HUG_API hug_status hug_view(hug_tensor *input, int shape_count, const int64_t *shape, hug_tensor **out);

/* Makes one dim of dims `start_dim` to `end_dim`. */
HUG_API hug_status hug_flatten(hug_tensor *input, int64_t start_dim, int64_t end_dim, hug_tensor **out);

/* Makes dims of `sizes`, of which one may be -1, out of `dim`. */
HUG_API hug_status hug_unflatten(hug_tensor *input, int64_t dim, int sizes_count, const int64_t *sizes,
        hug_tensor **out);

/* A view with the dims in the order of `dims`: dim i of the result is dim dims[i] of `input`. */
HUG_API hug_status hug_permute(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out);

/* A view with `dim0` and `dim1` swapped. */
HUG_API hug_status hug_transpose(hug_tensor *input, int64_t dim0, int64_t dim1, hug_tensor **out);

/* The transpose of a matrix; a tensor of fewer dims as it is. */
HUG_API hug_status hug_t(hug_tensor *input, hug_tensor **out);

/* A view with the dims `source` moved to the places `destination`; the others keep their order. */
HUG_API hug_status hug_movedim(hug_tensor *input, int source_count, const int64_t *source,
        int destination_count, const int64_t *destination, hug_tensor **out);

/* A view of shape `size` in which dims of size 1 repeat without a copy; -1 keeps a size, and new dims come first. */
HUG_API hug_status hug_expand(hug_tensor *input, int size_count, const int64_t *size, hug_tensor **out);

/* The same as `expand`. */
HUG_API hug_status hug_broadcast_to(hug_tensor *input, int size_count, const int64_t *size, hug_tensor **out);

/* A view without dims of size 1: without all of them, or without those among `dim`. */
HUG_API hug_status hug_squeeze(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out);

/* A view with a new dim of size 1 at `dim`. */
HUG_API hug_status hug_unsqueeze(hug_tensor *input, int64_t dim, hug_tensor **out);

/* A view of `length` elements of `dim` from `start` on. */
HUG_API hug_status hug_narrow(hug_tensor *input, int64_t dim, int64_t start, int64_t length, hug_tensor **out);

/* A view of element `index` of `dim`, without that dim. */
HUG_API hug_status hug_select(hug_tensor *input, int64_t dim, int64_t index, hug_tensor **out);

/* A view of elements `start`, start+step, … before `stop` of `dim`, with Python's bounds. */
HUG_API hug_status hug_slice(hug_tensor *input, int64_t dim, int64_t start, int64_t stop, int64_t step,
        hug_tensor **out);

/* A view of the diagonal of `dim1` and `dim2`, `offset` places above the main one, as the last dim. */
HUG_API hug_status hug_diagonal(hug_tensor *input, int64_t offset, int64_t dim1, int64_t dim2, hug_tensor **out);

/* Puts `tensors`, whose shapes differ at most in `dim`, end to end along `dim`. */
HUG_API hug_status hug_cat(int tensors_count, hug_tensor *const *tensors, int64_t dim, hug_tensor **out);

/* Puts `tensors` of one shape together along a new dim at `dim`. */
HUG_API hug_status hug_stack(int tensors_count, hug_tensor *const *tensors, int64_t dim, hug_tensor **out);

/* Copies of `input` side by side, repeats[i] times along dim i; more repeats than dims make new dims at the front. */
HUG_API hug_status hug_repeat(hug_tensor *input, int repeats_count, const int64_t *repeats, hug_tensor **out);

/* As `repeat`; fewer repeats than dims count from the last dim. */
HUG_API hug_status hug_tile(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out);

/* A copy with the elements along `dims` in reverse order. */
HUG_API hug_status hug_flip(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out);

/* A copy with the elements moved on by `shifts` places along `dims`, what falls off coming in at the front; without
** `dims` the tensor is rolled as one row. */
HUG_API hug_status hug_roll(hug_tensor *input, int shifts_count, const int64_t *shifts,
        int dims_count, const int64_t *dims, hug_tensor **out);

/* A copy of the matrices in the last two dims with zeros above the diagonal that is `diagonal` places above the main
** one. */
HUG_API hug_status hug_tril(hug_tensor *input, int64_t diagonal, hug_tensor **out);

/* A copy of the matrices in the last two dims with zeros below the diagonal that is `diagonal` places above the main
** one. */
HUG_API hug_status hug_triu(hug_tensor *input, int64_t diagonal, hug_tensor **out);

/* ---- Indexing ---- */

/* Elements at the places that `indices`, broadcast together, name in the first dims of `input`, or in `dims`. They
** stand where those dims were, or in front if these are not neighbours. A mask of bool stands for the places where it
** is true. */
HUG_API hug_status hug_index(hug_tensor *input, int indices_count, hug_tensor *const *indices,
        int dims_count, const int64_t *dims, hug_tensor **out);

/* `input` with `values` at the places that `indices` name (see `index`), or added to what is there if `accumulate`. */
HUG_API hug_status hug_index_put(hug_tensor *input, int indices_count, hug_tensor *const *indices, hug_tensor *values,
        bool accumulate, int dims_count, const int64_t *dims, hug_tensor **out);

/* The elements of `dim` that `index` [n] names, in its order. */
HUG_API hug_status hug_index_select(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor **out);

/* The rows of `weight` [rows, width] that `input` names. No gradient flows to row `padding_idx`; `scale_grad_by_freq`
** divides that of the others by how often they are named. */
HUG_API hug_status hug_embedding(hug_tensor *input, hug_tensor *weight, int64_t padding_idx, bool scale_grad_by_freq,
        hug_tensor **out);

/* At each position of `index`, the element of `input` whose place along `dim` it names, the other places being its own.
** */
HUG_API hug_status hug_gather(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor **out);

/* The elements of `input` where `mask` (bool, broadcast) is true, as one row. */
HUG_API hug_status hug_masked_select(hug_tensor *input, hug_tensor *mask, hug_tensor **out);

/* Places of the elements that are not 0, in row-major order: i64 [number, dims of input]. */
HUG_API hug_status hug_nonzero(hug_tensor *input, hug_tensor **out);

/* The `k` largest (or smallest) elements along `dim`, in order, and their indices; of equal ones the first come first.
** */
HUG_API hug_status hug_topk(hug_tensor *input, int64_t k, int64_t dim, bool largest, bool sorted, hug_tensor **values,
        hug_tensor **indices);

/* ---- Normalisation and activation ---- */

/* Brings the last dims, of shape `normalized_shape`, to mean 0 and variance 1, then scales by `weight` and shifts by
** `bias`, both of that shape. */
HUG_API hug_status hug_layer_norm(hug_tensor *input, int normalized_shape_count, const int64_t *normalized_shape,
        hug_tensor *weight, hug_tensor *bias, double eps, hug_tensor **out);

/* Divides each row of the last dim by its root mean square and multiplies it by `weight` + `offset`. */
HUG_API hug_status hug_rms_norm(hug_tensor *input, hug_tensor *weight, double eps, double offset, hug_tensor **out);

/* ---- Attention ---- */

/* Scaled dot-product attention within each sequence of `batch`: query [tokens, heads, dim], key and value [tokens, key
** heads, dim], no padding and no transposes; gives [tokens, heads, value dim]. Query heads share key heads in groups.
** `causal`: a query sees keys up to its own place; `window`: only that many; `softcap` c turns scores s into c tanh(s /
** c); keys and values belong to the sequences of `memory` if given. Computed in f32. */
HUG_API hug_status hug_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value, hug_batch *batch, bool causal,
        int64_t window, double scale, double softcap, hug_batch *memory, hug_tensor **out);

/* Attention with batch axes: query [..., queries, dim], key [..., keys, dim], value [..., keys, value dim]. `attn_mask`
** broadcasts to [..., queries, keys]: bool (true: seen) or floats to add. `is_causal` aligns queries and keys at their
** first elements; `enable_gqa` lets query heads share key heads. For sequences of different lengths see `attention`. */
HUG_API hug_status hug_scaled_dot_product_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value,
        hug_tensor *attn_mask, double dropout_p, bool is_causal, double scale, bool enable_gqa,
        hug_generator *generator, hug_tensor **out);

/* ---- Loss ---- */

/* Negative log-likelihood of `target` under softmax(`input`). input [classes], [n, classes] or [n, classes, …];
** target holds class indices (input's shape without the class dim) or probabilities (input's shape). `weight` [classes]
** weighs classes, targets equal to `ignore_index` do not count. */
HUG_API hug_status hug_cross_entropy(hug_tensor *input, hug_tensor *target, hug_tensor *weight, int64_t ignore_index,
        const char *reduction, double label_smoothing, hug_tensor **out);

/* As `cross_entropy`, of log-probabilities instead of scores. */
HUG_API hug_status hug_nll_loss(hug_tensor *input, hug_tensor *target, hug_tensor *weight, int64_t ignore_index,
        const char *reduction, hug_tensor **out);

/* Mean (or sum, or each) of the squared differences of `input` and `target`. */
HUG_API hug_status hug_mse_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor **out);

/* ---- Convolution and pooling ---- */

/* Convolution of `input` [images, channels, length], or of one image without the first dim, with `weight` [outputs,
** channels / groups, size], plus `bias` [outputs]. Windows begin `stride` elements apart, their elements are `dilation`
** apart, and there are `padding` zeros on both sides: "valid" for none, "same" for as many as keep the size. In
** `groups`, outputs see their share of the channels only. */
HUG_API hug_status hug_conv1d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, int64_t groups, hug_tensor **out);

/* Convolution of `input` [images, channels, height, width], or of one image without the first dim, with `weight`
** [outputs, channels / groups, height, width], plus `bias` [outputs]. Windows begin `stride` elements apart, their
** elements are `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same" for as many as
** keep the size. In `groups`, outputs see their share of the channels only. */
HUG_API hug_status hug_conv2d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, int64_t groups, hug_tensor **out);

/* Convolution of `input` [images, channels, depth, height, width], or of one image without the first dim, with `weight`
** [outputs, channels / groups, depth, height, width], plus `bias` [outputs]. Windows begin `stride` elements apart,
** their elements are `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same" for as
** many as keep the size. In `groups`, outputs see their share of the channels only. */
HUG_API hug_status hug_conv3d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, int64_t groups, hug_tensor **out);

/* The transpose of conv1d, as its gradient is: each element of `input` [images, channels, length], or of one image
** without the first dim, adds itself times `weight` [channels, outputs / groups, size] to the result, where windows are
** `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added. `padding` elements are cut off on
** both sides, `output_padding` fewer behind. */
HUG_API hug_status hug_conv_transpose1d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int output_padding_count, const int64_t *output_padding, int64_t groups,
        int dilation_count, const int64_t *dilation, hug_tensor **out);

/* The transpose of conv2d, as its gradient is: each element of `input` [images, channels, height, width], or of one
** image without the first dim, adds itself times `weight` [channels, outputs / groups, height, width] to the result,
** where windows are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added. `padding`
** elements are cut off on both sides, `output_padding` fewer behind. */
HUG_API hug_status hug_conv_transpose2d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int output_padding_count, const int64_t *output_padding, int64_t groups,
        int dilation_count, const int64_t *dilation, hug_tensor **out);

/* The transpose of conv3d, as its gradient is: each element of `input` [images, channels, depth, height, width], or of
** one image without the first dim, adds itself times `weight` [channels, outputs / groups, depth, height, width] to the
** result, where windows are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added.
** `padding` elements are cut off on both sides, `output_padding` fewer behind. */
HUG_API hug_status hug_conv_transpose3d(hug_tensor *input, hug_tensor *weight, hug_tensor *bias,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int output_padding_count, const int64_t *output_padding, int64_t groups,
        int dilation_count, const int64_t *dilation, hug_tensor **out);

/* Averages of windows of `kernel_size` over `input` [images, channels, length], or over one image without the first
** dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element. `ceil_mode`:
** also a last window that is not whole. `count_include_pad`: the zeros count. */
HUG_API hug_status hug_avg_pool1d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding, bool ceil_mode,
        bool count_include_pad, hug_tensor **out);

/* Averages of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without the
** first dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element.
** `ceil_mode`: also a last window that is not whole. `count_include_pad`: the zeros count. `divisor_override`: what
** sums are divided by, instead of their count. */
HUG_API hug_status hug_avg_pool2d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding, bool ceil_mode,
        bool count_include_pad, int64_t divisor_override, hug_tensor **out);

/* Averages of windows of `kernel_size` over `input` [images, channels, depth, height, width], or over one image without
** the first dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element.
** `ceil_mode`: also a last window that is not whole. `count_include_pad`: the zeros count. `divisor_override`: what
** sums are divided by, instead of their count. */
HUG_API hug_status hug_avg_pool3d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding, bool ceil_mode,
        bool count_include_pad, int64_t divisor_override, hug_tensor **out);

/* Largest values of windows of `kernel_size` over `input` [images, channels, length], or over one image without the
** first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart, `padding` are
** before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places of the values,
** counted through their image. */
HUG_API hug_status hug_max_pool1d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, bool return_indices, hug_tensor **values,
        hug_tensor **indices);

/* Largest values of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without
** the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart, `padding`
** are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places of the
** values, counted through their image. */
HUG_API hug_status hug_max_pool2d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, bool return_indices, hug_tensor **values,
        hug_tensor **indices);

/* Largest values of windows of `kernel_size` over `input` [images, channels, depth, height, width], or over one image
** without the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart,
** `padding` are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places
** of the values, counted through their image. */
HUG_API hug_status hug_max_pool3d(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, bool return_indices, hug_tensor **values,
        hug_tensor **indices);

/* Largest values of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without
** the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart, `padding`
** are before the first. `ceil_mode`: also a last window that is not whole. Told with the places of the values, counted
** through their image. */
HUG_API hug_status hug_max_pool2d_indices(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, int padding_count, const int64_t *padding,
        int dilation_count, const int64_t *dilation, bool ceil_mode, hug_tensor **values, hug_tensor **indices);

/* The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
** channels, length], or of one image without the first dim; windows begin `stride` apart (`kernel_size` if absent).
** `ceil_mode`: also a last window that is not whole. */
HUG_API hug_status hug_lp_pool1d(hug_tensor *input, double norm_type, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, bool ceil_mode, hug_tensor **out);

/* The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
** channels, height, width], or of one image without the first dim; windows begin `stride` apart (`kernel_size` if
** absent). `ceil_mode`: also a last window that is not whole. */
HUG_API hug_status hug_lp_pool2d(hug_tensor *input, double norm_type, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, bool ceil_mode, hug_tensor **out);

/* The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
** channels, depth, height, width], or of one image without the first dim; windows begin `stride` apart (`kernel_size`
** if absent). `ceil_mode`: also a last window that is not whole. */
HUG_API hug_status hug_lp_pool3d(hug_tensor *input, double norm_type, int kernel_size_count, const int64_t *kernel_size,
        int stride_count, const int64_t *stride, bool ceil_mode, hug_tensor **out);

/* Averages of `input` [images, channels, length], or of one image without the first dim, in as many windows of nearly
** equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's. */
HUG_API hug_status hug_adaptive_avg_pool1d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        hug_tensor **out);

/* Averages of `input` [images, channels, height, width], or of one image without the first dim, in as many windows of
** nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's. */
HUG_API hug_status hug_adaptive_avg_pool2d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        hug_tensor **out);

/* Averages of `input` [images, channels, depth, height, width], or of one image without the first dim, in as many
** windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
** */
HUG_API hug_status hug_adaptive_avg_pool3d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        hug_tensor **out);

/* Largest values of `input` [images, channels, length], or of one image without the first dim, in as many windows of
** nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
** `return_indices`: also the places of the values, counted through their image. */
HUG_API hug_status hug_adaptive_max_pool1d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        bool return_indices, hug_tensor **values, hug_tensor **indices);

/* Largest values of `input` [images, channels, height, width], or of one image without the first dim, in as many
** windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
** `return_indices`: also the places of the values, counted through their image. */
HUG_API hug_status hug_adaptive_max_pool2d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        bool return_indices, hug_tensor **values, hug_tensor **indices);

/* Largest values of `input` [images, channels, depth, height, width], or of one image without the first dim, in as many
** windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
** `return_indices`: also the places of the values, counted through their image. */
HUG_API hug_status hug_adaptive_max_pool3d(hug_tensor *input, int output_size_count, const int64_t *output_size,
        bool return_indices, hug_tensor **values, hug_tensor **indices);

/* Windows of `kernel_size` over `input` [images, channels, height, width] as columns: [images, channels * kernel,
** windows]; or of one image without the first dim. Windows begin `stride` apart, their elements are `dilation` apart,
** and there are `padding` zeros around the image. */
HUG_API hug_status hug_unfold(hug_tensor *input, int kernel_size_count, const int64_t *kernel_size,
        int dilation_count, const int64_t *dilation, int padding_count, const int64_t *padding,
        int stride_count, const int64_t *stride, hug_tensor **out);

/* Images [images, channels, height, width] of `output_size` to which the columns of `input` [images, channels * kernel,
** windows] are added where unfold finds them; or one image, without the first dim. */
HUG_API hug_status hug_fold(hug_tensor *input, int output_size_count, const int64_t *output_size,
        int kernel_size_count, const int64_t *kernel_size, int dilation_count, const int64_t *dilation,
        int padding_count, const int64_t *padding, int stride_count, const int64_t *stride, hug_tensor **out);

/* ---- Images ---- */

/* `input` [images, channels, …] with its one to three last dims in another `size`, or multiplied by `scale_factor`: a
** number, or one for each dim. `mode`: nearest or nearest-exact copy, linear, bilinear and trilinear (by the number of
** dims), bicubic and lanczos weigh neighbours, area averages. `align_corners`: the first and last elements stay where
** they are, instead of the borders. `recompute_scale_factor`: places are computed from the sizes, not from
** `scale_factor`. `antialias`: where an image shrinks, all of it counts. Of u8, bilinear, bicubic and lanczos round as
** the reference does. */
HUG_API hug_status hug_interpolate(hug_tensor *input, int size_count, const int64_t *size,
        int scale_factor_count, const double *scale_factor, const char *mode, bool align_corners,
        bool recompute_scale_factor, bool antialias, hug_tensor **out);

#endif
