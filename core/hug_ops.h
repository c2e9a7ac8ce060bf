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

/* `value` in the shape and type of `input`; `fill_` sets all elements to it. */
HUG_API hug_status hug_fill(hug_tensor *input, hug_tensor *value, hug_tensor **out);

/* Zeros in the shape and type of `input`; `zero_` sets all elements to 0. */
HUG_API hug_status hug_zero(hug_tensor *input, hug_tensor **out);

/* The elements of `src`, broadcast and converted to the shape and type of `input`; `copy_` writes them into it. */
HUG_API hug_status hug_copy(hug_tensor *input, hug_tensor *src, hug_tensor **out);

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

/* With p = softplus(`alpha_p`) and n = `beta` + softplus(`alpha_n`): p x^2 + beta x where x in `input` is positive,
** else n (exp(min(x, `eps`)) - 1 - x) + beta x. */
HUG_API hug_status hug_xielu(hug_tensor *input, hug_tensor *alpha_p, hug_tensor *alpha_n, double beta, double eps,
        hug_tensor **out);

/* `softmax` over the channels of each place: `input` is [channels, height, width] or [n, channels, height, width]. */
HUG_API hug_status hug_softmax2d(hug_tensor *input, hug_tensor **out);

/* `down` (activation(`gate` x) times `up` x) for the rows x of `input` [..., inputs]: [..., outputs]. gate and up are
** [inner, inputs], down [outputs, inner]. */
HUG_API hug_status hug_gated_mlp(hug_tensor *input, hug_tensor *gate, hug_tensor *up, hug_tensor *down,
        const char *activation, hug_tensor **out);

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

/* Sum over the dims `dim`, or over all elements, of those that are not NaN. */
HUG_API hug_status hug_nansum(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out);

/* Mean over the dims `dim`, or over all elements, of those that are not NaN. */
HUG_API hug_status hug_nanmean(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out);

/* Product over the dims `dim`, or over all elements. Integers and bool give i64. */
HUG_API hug_status hug_prod(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_dtype dtype,
        hug_tensor **out);

/* Whether all elements along `dim`, or all there are, differ from 0. */
HUG_API hug_status hug_all(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* Whether any element along `dim`, or any at all, differs from 0. */
HUG_API hug_status hug_any(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* How many elements along the dims `dim`, or of all, differ from 0. */
HUG_API hug_status hug_count_nonzero(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out);

/* Variance over the dims `dim`, or of all elements: the sum of squared distances from the mean over (number -
** `correction`). */
HUG_API hug_status hug_var(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **out);

/* Standard deviation: the square root of `var`. */
HUG_API hug_status hug_std(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **out);

/* What `var` gives, and the mean. */
HUG_API hug_status hug_var_mean(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **var, hug_tensor **mean);

/* What `std` gives, and the mean. */
HUG_API hug_status hug_std_mean(hug_tensor *input, int dim_count, const int64_t *dim, double correction, bool keepdim,
        bool unbiased, hug_tensor **std, hug_tensor **mean);

/* The largest element; with `dim`, the largest along it and their indices. */
HUG_API hug_status hug_max(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices);

/* The smallest element; with `dim`, the smallest along it and their indices. */
HUG_API hug_status hug_min(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices);

/* The largest element along the dims `dim`, or of all; equal ones share the gradient. */
HUG_API hug_status hug_amax(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* The smallest element along the dims `dim`, or of all; equal ones share the gradient. */
HUG_API hug_status hug_amin(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* The smallest and the largest element along `dim`, or of all; equal ones share the gradient. */
HUG_API hug_status hug_aminmax(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **min, hug_tensor **max);

/* The index, from 0, of the largest element along `dim`, or in row-major order of all. */
HUG_API hug_status hug_argmax(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **out);

/* The index, from 0, of the smallest element along `dim`, or in row-major order of all. */
HUG_API hug_status hug_argmin(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **out);

/* The logarithm of the sum of exponentials over the dims `dim`, or over all elements. */
HUG_API hug_status hug_logsumexp(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim, hug_tensor **out);

/* The `p`-norm over the dims `dim`, or of all elements: (sum of |`input`|^`p`)^(1/`p`); infinity: the greatest
** magnitude, -infinity: the least, 0: how many differ from 0. "fro" is 2. */
HUG_API hug_status hug_norm(hug_tensor *input, double p, int dim_count, const int64_t *dim, bool keepdim,
        hug_dtype dtype, hug_tensor **out);

/* As `norm`: the norm of order `ord` over the dims `dim`, or of all elements; infinity: the greatest magnitude,
** -infinity: the least, 0: how many differ from 0. */
HUG_API hug_status hug_vector_norm(hug_tensor *input, double ord, int dim_count, const int64_t *dim, bool keepdim,
        hug_dtype dtype, hug_tensor **out);

/* The root of the sum of squares of matrices, whose dims are `dim`. */
HUG_API hug_status hug_frobenius_norm(hug_tensor *input, int dim_count, const int64_t *dim, bool keepdim,
        hug_dtype dtype, hug_tensor **out);

/* `input` divided by its `p`-norm along the dims `dim`, or by `eps` where that is greater. */
HUG_API hug_status hug_normalize(hug_tensor *input, double p, int dim_count, const int64_t *dim, double eps,
        hug_tensor **out);

/* Exponentials of `input` along `dim`, scaled to sum to one; computed in `dtype` if given. */
HUG_API hug_status hug_softmax(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* Exponentials of -`input` along `dim`, scaled to sum to one; computed in `dtype` if given. */
HUG_API hug_status hug_softmin(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* The logarithm of `softmax`, without loss of digits for unlikely values. */
HUG_API hug_status hug_log_softmax(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* Sums of the elements along `dim` up to and with each one. Integers and bool give i64. */
HUG_API hug_status hug_cumsum(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* Products of the elements along `dim` up to and with each one. Integers and bool give i64. */
HUG_API hug_status hug_cumprod(hug_tensor *input, int64_t dim, hug_dtype dtype, hug_tensor **out);

/* The greatest element along `dim` up to and with each one, and its index, the last of equals. NaN counts as the
** greatest. */
HUG_API hug_status hug_cummax(hug_tensor *input, int64_t dim, hug_tensor **values, hug_tensor **indices);

/* The least element along `dim` up to and with each one, and its index, the last of equals. NaN counts as the least. */
HUG_API hug_status hug_cummin(hug_tensor *input, int64_t dim, hug_tensor **values, hug_tensor **indices);

/* Logarithms of the sums of exponentials of the elements along `dim` up to and with each one. */
HUG_API hug_status hug_logcumsumexp(hug_tensor *input, int64_t dim, hug_tensor **out);

/* Each element along `dim` less the one before it, `n` times over; of bool, whether they differ. `prepend` and `append`
** are set before and behind `input` first. */
HUG_API hug_status hug_diff(hug_tensor *input, int64_t n, int64_t dim, hug_tensor *prepend, hug_tensor *append,
        hug_tensor **out);

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

/* `input1` [..., size1] times each matrix of `weight` [outputs, size1, size2] times `input2` [..., size2], plus `bias`
** [outputs]: [..., outputs]. */
HUG_API hug_status hug_bilinear(hug_tensor *input1, hug_tensor *input2, hug_tensor *weight, hug_tensor *bias,
        hug_tensor **out);

/* The sum of products of `operands` that `equation` tells: a letter for each dim of each operand, those of one letter
** running together; after "->" the letters that stay, in order, all others being summed over. Without "->" those stay
** that are named once, in order of the alphabet. "..." stands for any more dims, which broadcast. A letter twice in one
** operand takes its diagonal. Operands are joined from left to right. */
HUG_API hug_status hug_einsum(const char *equation, int operands_count, hug_tensor *const *operands, hug_tensor **out);

/* The Kronecker product: a copy of `other` times each element of `input` in the place of that element. Missing dims are
** of size 1, in front. */
HUG_API hug_status hug_kron(hug_tensor *input, hug_tensor *other, hug_tensor **out);

/* The cross product of the vectors along `dim`, of size 3, of `input` and `other`, whose other dims broadcast. */
HUG_API hug_status hug_cross(hug_tensor *input, hug_tensor *other, int64_t dim, hug_tensor **out);

/* The sum of the main diagonal of a matrix. */
HUG_API hug_status hug_trace(hug_tensor *input, hug_tensor **out);

/* The cosine of the angle between `x1` and `x2`, which broadcast, along `dim`, which the result lacks: their product,
** each divided by its length or, if that is greater, by `eps`. */
HUG_API hug_status hug_cosine_similarity(hug_tensor *x1, hug_tensor *x2, int64_t dim, double eps, hug_tensor **out);

/* The `p`-norm of `x1` - `x2` + `eps` over the last dim, which the result lacks or, with `keepdim`, has with size 1;
** both broadcast. */
HUG_API hug_status hug_pairwise_distance(hug_tensor *x1, hug_tensor *x2, double p, double eps, bool keepdim,
        hug_tensor **out);

/* The `p`-norms of the differences of each row of `x1` [..., m, k] and each row of `x2` [..., n, k]: [..., m, n]. `p`
** is 0 (how many elements differ) to math.huge (the greatest difference). Distances are always computed from
** differences, whatever `compute_mode` says in torch. */
HUG_API hug_status hug_cdist(hug_tensor *x1, hug_tensor *x2, double p, const char *compute_mode, hug_tensor **out);

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

/* Of a vector, the square matrix with it on the diagonal that is `diagonal` places above the main one; of a matrix,
** that diagonal. */
HUG_API hug_status hug_diag(hug_tensor *input, int64_t diagonal, hug_tensor **out);

/* Square matrices, in `dim1` and `dim2` of the result, with the last dim of `input` on the diagonal that is `offset`
** places above the main one, and zeros elsewhere. */
HUG_API hug_status hug_diag_embed(hug_tensor *input, int64_t offset, int64_t dim1, int64_t dim2, hug_tensor **out);

/* A view of all windows of `size` elements along `dimension`, `step` apart: their number stands in place of the dim,
** their elements are a new last dim. */
HUG_API hug_status hug_tensor_unfold(hug_tensor *input, int64_t dimension, int64_t size, int64_t step,
        hug_tensor **out);

/* Puts `tensors`, whose shapes differ at most in `dim`, end to end along `dim`. */
HUG_API hug_status hug_cat(int tensors_count, hug_tensor *const *tensors, int64_t dim, hug_tensor **out);

/* Puts `tensors` of one shape together along a new dim at `dim`. */
HUG_API hug_status hug_stack(int tensors_count, hug_tensor *const *tensors, int64_t dim, hug_tensor **out);

/* Copies of `input` side by side, repeats[i] times along dim i; more repeats than dims make new dims at the front. */
HUG_API hug_status hug_repeat(hug_tensor *input, int repeats_count, const int64_t *repeats, hug_tensor **out);

/* As `repeat`; fewer repeats than dims count from the last dim. */
HUG_API hug_status hug_tile(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out);

/* Each element of `dim` repeated `repeats` times, a number, or a vector with one for each element; without `dim` of
** `input` as one row. `output_size` is how many that makes, if it is known. One tensor alone holds the repeats, and the
** result is the place of each. */
HUG_API hug_status hug_repeat_interleave(hug_tensor *input, hug_tensor *repeats, int64_t dim, int64_t output_size,
        hug_tensor **out);

/* `input` with elements put before and after those of its last dims: `pad` has a pair of numbers for each, from the
** last dim on; negative ones take elements off. `mode` is constant (put `value`, 0 by default, into any dims), or
** reflect, replicate or circular, which pad the last one, two or three dims of a tensor that has one or two more. */
HUG_API hug_status hug_pad(hug_tensor *input, int pad_count, const int64_t *pad, const char *mode,
        const hug_scalar *value, hug_tensor **out);

/* A copy with the elements along `dims` in reverse order. */
HUG_API hug_status hug_flip(hug_tensor *input, int dims_count, const int64_t *dims, hug_tensor **out);

/* A copy with the elements moved on by `shifts` places along `dims`, what falls off coming in at the front; without
** `dims` the tensor is rolled as one row. */
HUG_API hug_status hug_roll(hug_tensor *input, int shifts_count, const int64_t *shifts,
        int dims_count, const int64_t *dims, hug_tensor **out);

/* A copy turned `k` times by 90 degrees in the plane of `dims` (0 and 1), from the first of them towards the second. */
HUG_API hug_status hug_rot90(hug_tensor *input, int64_t k, int dims_count, const int64_t *dims, hug_tensor **out);

/* A copy of the matrices in the last two dims with zeros above the diagonal that is `diagonal` places above the main
** one. */
HUG_API hug_status hug_tril(hug_tensor *input, int64_t diagonal, hug_tensor **out);

/* A copy of the matrices in the last two dims with zeros below the diagonal that is `diagonal` places above the main
** one. */
HUG_API hug_status hug_triu(hug_tensor *input, int64_t diagonal, hug_tensor **out);

/* Rows and columns [2, n], in i64 or i32, of the elements of a [`row`, `col`] matrix on and below the diagonal that is
** `offset` places above the main one. */
HUG_API hug_status hug_tril_indices(int64_t row, int64_t col, int64_t offset, hug_dtype dtype, hug_tensor **out);

/* Rows and columns [2, n], in i64 or i32, of the elements of a [`row`, `col`] matrix on and above the diagonal that is
** `offset` places above the main one. */
HUG_API hug_status hug_triu_indices(int64_t row, int64_t col, int64_t offset, hug_dtype dtype, hug_tensor **out);

/* All combinations of one element of each of `tensors` (vectors), the last varying fastest: [combinations, tensors];
** one vector alone as it is. */
HUG_API hug_status hug_cartesian_prod(int tensors_count, hug_tensor *const *tensors, hug_tensor **out);

/* `input` [..., channels r², height, width] as [..., channels, height r, width r], r being `upscale_factor`: the r²
** channels become the pixels of a square. */
HUG_API hug_status hug_pixel_shuffle(hug_tensor *input, int64_t upscale_factor, hug_tensor **out);

/* `input` [..., channels, height r, width r] as [..., channels r², height, width], r being `downscale_factor`: undoes
** `pixel_shuffle`. */
HUG_API hug_status hug_pixel_unshuffle(hug_tensor *input, int64_t downscale_factor, hug_tensor **out);

/* `input` [batch, channels, ...] with its channels, parted into `groups`, dealt out: the first of each group, then the
** second of each, and so on. */
HUG_API hug_status hug_channel_shuffle(hug_tensor *input, int64_t groups, hug_tensor **out);

/* ---- Indexing ---- */

/* Elements at the places that `indices`, broadcast together, name in the first dims of `input`, or in `dims`. They
** stand where those dims were, or in front if these are not neighbours. A mask of bool stands for the places where it
** is true. */
HUG_API hug_status hug_index(hug_tensor *input, int indices_count, hug_tensor *const *indices,
        int dims_count, const int64_t *dims, hug_tensor **out);

/* `input` with `values` at the places that `indices` name (see `index`), or added to what is there if `accumulate`. */
HUG_API hug_status hug_index_put(hug_tensor *input, int indices_count, hug_tensor *const *indices, hug_tensor *values,
        bool accumulate, int dims_count, const int64_t *dims, hug_tensor **out);

/* `input` with the elements of `source` at the places `index` of its elements in order, as if it had one dim;
** `accumulate` adds them to what is there. */
HUG_API hug_status hug_put(hug_tensor *input, hug_tensor *index, hug_tensor *source, bool accumulate, hug_tensor **out);

/* The elements of `dim` that `index` [n] names, in its order. */
HUG_API hug_status hug_index_select(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor **out);

/* The rows of `weight` [rows, width] that `input` names. No gradient flows to row `padding_idx`; `scale_grad_by_freq`
** divides that of the others by how often they are named. */
HUG_API hug_status hug_embedding(hug_tensor *input, hug_tensor *weight, int64_t padding_idx, bool scale_grad_by_freq,
        hug_tensor **out);

/* The sum, mean or max (`mode`) of the rows of `weight` [rows, width] that each bag names: [bags, width]. A bag is a
** row of `input` [bags, length], or the part of `input` [n] from one of `offsets` [bags] to the next; with
** `include_last_offset` the last of `offsets` only ends the last bag. `per_sample_weights`, of the shape of `input`,
** are factors of the rows in a sum. Row `padding_idx` takes no part. `scale_grad_by_freq` divides the gradient of a row
** by how often it is named. An empty bag gives 0. */
HUG_API hug_status hug_embedding_bag(hug_tensor *input, hug_tensor *weight, hug_tensor *offsets,
        bool scale_grad_by_freq, const char *mode, hug_tensor *per_sample_weights, bool include_last_offset,
        int64_t padding_idx, hug_tensor **out);

/* For each class number of `input` a row, i64 [..., `num_classes`], that is 1 at the class and 0 elsewhere; -1: as many
** classes as the largest number needs. */
HUG_API hug_status hug_one_hot(hug_tensor *input, int64_t num_classes, hug_tensor **out);

/* At each position of `index`, the element of `input` whose place along `dim` it names, the other places being its own.
** */
HUG_API hug_status hug_gather(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor **out);

/* The elements of `input` that `index` names, as if it were one row; negative indices count from the end. The result
** has the shape of `index`. */
HUG_API hug_status hug_take(hug_tensor *input, hug_tensor *index, hug_tensor **out);

/* The elements of `input` at the places along `dim` that `indices` names, as `gather` does; other dims broadcast, and
** negative indices count from the end. Without `dim` both are taken as one row. */
HUG_API hug_status hug_take_along_dim(hug_tensor *input, hug_tensor *indices, int64_t dim, hug_tensor **out);

/* `input` with each element of `src`, or the number `value`, put at the place along `dim` that `index` names at its
** position, the other places being its own. `src` may be larger than `index`, and may itself be a number. `reduce`
** (add, multiply) joins it with what is there. */
HUG_API hug_status hug_scatter(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *src, const char *reduce,
        const hug_scalar *value, hug_tensor **out);

/* `input` with each element of `src` added at the place along `dim` that `index` names at its position. */
HUG_API hug_status hug_scatter_add(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *src,
        hug_tensor **out);

/* `input` with the elements of `src` joined to the place along `dim` that `index` names at their position: `reduce` is
** sum, prod, mean, amax or amin. Without `include_self` what was there before takes no part. */
HUG_API hug_status hug_scatter_reduce(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *src,
        const char *reduce, bool include_self, hug_tensor **out);

/* `input` with `alpha` times each slice of `source` along `dim` added to the slice that `index` [n] names for it. */
HUG_API hug_status hug_index_add(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *source,
        const hug_scalar *alpha, hug_tensor **out);

/* `input` with each slice of `source` along `dim` in place of the slice that `index` [n] names for it; of those that
** share a place the last stays. */
HUG_API hug_status hug_index_copy(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *source,
        hug_tensor **out);

/* `input` with the slices along `dim` that `index` [n] names filled with `value`; negative indices count from the end.
** */
HUG_API hug_status hug_index_fill(hug_tensor *input, int64_t dim, hug_tensor *index, hug_tensor *value,
        hug_tensor **out);

/* `input` with the elements of `source`, in order, where `mask` (bool) is true; both broadcast. `source` has at least
** as many elements as there are such places. */
HUG_API hug_status hug_masked_scatter(hug_tensor *input, hug_tensor *mask, hug_tensor *source, hug_tensor **out);

/* A copy of `input` with `src` in place of the elements `start`, start+step, … before `end` of `dim`, with Python's
** bounds. */
HUG_API hug_status hug_slice_scatter(hug_tensor *input, hug_tensor *src, int64_t dim, int64_t start, int64_t end,
        int64_t step, hug_tensor **out);

/* A copy of `input` with `src`, which lacks `dim`, in place of element `index` of `dim`. */
HUG_API hug_status hug_select_scatter(hug_tensor *input, hug_tensor *src, int64_t dim, int64_t index, hug_tensor **out);

/* The elements of `input` where `mask` (bool, broadcast) is true, as one row. */
HUG_API hug_status hug_masked_select(hug_tensor *input, hug_tensor *mask, hug_tensor **out);

/* Places of the elements that are not 0, in row-major order: i64 [number, dims of input]. */
HUG_API hug_status hug_nonzero(hug_tensor *input, hug_tensor **out);

/* ---- Order ---- */

/* The `k` largest (or smallest) elements along `dim`, in order, and their indices; of equal ones the first come first.
** */
HUG_API hug_status hug_topk(hug_tensor *input, int64_t k, int64_t dim, bool largest, bool sorted, hug_tensor **values,
        hug_tensor **indices);

/* The elements along `dim` from the least to the greatest, or the other way if `descending`, and where in `input` they
** are. NaN counts as the greatest. Equal elements keep their order, whether `stable` asks for it or not. */
HUG_API hug_status hug_sort(hug_tensor *input, int64_t dim, bool descending, bool stable, hug_tensor **values,
        hug_tensor **indices);

/* The indices of the elements along `dim` in their order: those that `sort` gives. */
HUG_API hug_status hug_argsort(hug_tensor *input, int64_t dim, bool descending, bool stable, hug_tensor **out);

/* The elements along the first dim from the least to the greatest. */
HUG_API hug_status hug_msort(hug_tensor *input, hug_tensor **out);

/* The `k`-th smallest element along `dim`, counted from 1, and its index: what `sort` has there. */
HUG_API hug_status hug_kthvalue(hug_tensor *input, int64_t k, int64_t dim, bool keepdim, hug_tensor **values,
        hug_tensor **indices);

/* The middle element, of two the lesser; with `dim`, those along it and their indices. NaN where any is; without `dim`
** equal elements share the gradient. */
HUG_API hug_status hug_median(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices);

/* As `median`, but of the elements that are not NaN. */
HUG_API hug_status hug_nanmedian(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values,
        hug_tensor **indices);

/* The value that the fraction `q` of the elements along `dim`, or of all, lies below; for a row of fractions, one
** result each, in front. `interpolation` says what lies between two elements. NaN where any is. */
HUG_API hug_status hug_quantile(hug_tensor *input, hug_tensor *q, int64_t dim, bool keepdim, const char *interpolation,
        hug_tensor **out);

/* As `quantile`, but of the elements that are not NaN. */
HUG_API hug_status hug_nanquantile(hug_tensor *input, hug_tensor *q, int64_t dim, bool keepdim,
        const char *interpolation, hug_tensor **out);

/* Each element, or slice along `dim`, once, in order, whether `sorted` asks for it or not; NaN equals nothing. With
** `return_inverse` also where each is among them, then with `return_counts` how often each occurs. */
HUG_API hug_status hug_unique(hug_tensor *input, bool sorted, bool return_inverse, bool return_counts, int64_t dim,
        hug_tensor **values, hug_tensor **inverse, hug_tensor **counts);

/* `input` with one of each run of equal elements, or of slices along `dim`. With `return_inverse` also where each is
** among them, then with `return_counts` how often each occurs. */
HUG_API hug_status hug_unique_consecutive(hug_tensor *input, bool return_inverse, bool return_counts, int64_t dim,
        hug_tensor **values, hug_tensor **inverse, hug_tensor **counts);

/* Where along the last dim of `sorted_sequence` each number of `input` would go to keep the order: before equal
** elements, or behind them if `right` or if `side` is "right". One row serves all numbers; several go with as many rows
** of numbers. `sorter` holds the indices that sort a sequence that is not in order. */
HUG_API hug_status hug_searchsorted(hug_tensor *sorted_sequence, hug_tensor *input, bool out_int32, bool right,
        const char *side, hug_tensor *sorter, hug_tensor **out);

/* Between which of the rising numbers `boundaries` each element lies: i where boundaries[i-1] < element <=
** boundaries[i], or, if `right`, boundaries[i-1] <= element < boundaries[i]. */
HUG_API hug_status hug_bucketize(hug_tensor *input, hug_tensor *boundaries, bool out_int32, bool right,
        hug_tensor **out);

/* Whether each of `elements` equals one of `test_elements`; the contrary if `invert`. NaN equals nothing.
** `assume_unique` changes nothing. */
HUG_API hug_status hug_isin(hug_tensor *elements, hug_tensor *test_elements, bool assume_unique, bool invert,
        hug_tensor **out);

/* How often each of the numbers 0, 1, 2, … occurs in `input`, a row of integers, up to its greatest and at least to
** `minlength` - 1; with `weights`, the sum of the weights of the occurrences. */
HUG_API hug_status hug_bincount(hug_tensor *input, hug_tensor *weights, int64_t minlength, hug_tensor **out);

/* How many elements fall into each of `bins` ranges of equal width from `min` to `max`; if these are equal, from the
** least element to the greatest. Elements outside, and NaN, are not counted. */
HUG_API hug_status hug_histc(hug_tensor *input, int64_t bins, double min, double max, hug_tensor **out);

/* The most frequent element along `dim`, the smallest if there are several, and the index of its last occurrence. */
HUG_API hug_status hug_mode(hug_tensor *input, int64_t dim, bool keepdim, hug_tensor **values, hug_tensor **indices);

/* ---- Normalisation and activation ---- */

/* Brings the last dims, of shape `normalized_shape`, to mean 0 and variance 1, then scales by `weight` and shifts by
** `bias`, both of that shape. */
HUG_API hug_status hug_layer_norm(hug_tensor *input, int normalized_shape_count, const int64_t *normalized_shape,
        hug_tensor *weight, hug_tensor *bias, double eps, hug_tensor **out);

/* Divides each row of the last dim by its root mean square and multiplies it by `weight` + `offset`. */
HUG_API hug_status hug_rms_norm(hug_tensor *input, hug_tensor *weight, double eps, double offset, hug_tensor **out);

/* `input` times 1 / sqrt(s + `eps`), where s is the sum of its squares along `dim`. */
HUG_API hug_status hug_l2_norm(hug_tensor *input, int64_t dim, double eps, hug_tensor **out);

/* Brings each channel of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight` and shifts by
** `bias`, both [channels]. In `training` by the statistics of the batch, towards which `running_mean` and `running_var`
** [channels] are moved, where they are, by `momentum`; otherwise by those two. */
HUG_API hug_status hug_batch_norm(hug_tensor *input, hug_tensor *running_mean, hug_tensor *running_var,
        hug_tensor *weight, hug_tensor *bias, bool training, double momentum, double eps, hug_tensor **out);

/* Parts the channels of each sample of `input` [n, channels, ...] into `num_groups` groups, brings each group to mean 0
** and variance 1, then scales by `weight` and shifts by `bias`, both [channels]. */
HUG_API hug_status hug_group_norm(hug_tensor *input, int64_t num_groups, hug_tensor *weight, hug_tensor *bias,
        double eps, hug_tensor **out);

/* Brings each channel of each sample of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight`
** and shifts by `bias`, both [channels]. With `use_input_stats` false by `running_mean` and `running_var`, which
** otherwise, if given, are moved towards the statistics by `momentum`. */
HUG_API hug_status hug_instance_norm(hug_tensor *input, hug_tensor *running_mean, hug_tensor *running_var,
        hug_tensor *weight, hug_tensor *bias, bool use_input_stats, double momentum, double eps, hug_tensor **out);

/* `input` [n, channels, ...] divided by (`k` + `alpha` m)^`beta`, where m is the sum of squares of `size` channels
** about an element's own, over size. */
HUG_API hug_status hug_local_response_norm(hug_tensor *input, int64_t size, double alpha, double beta, double k,
        hug_tensor **out);

/* `v` with each slice along `dim` brought to the norm that `g` gives, which has v's dims with size 1 in all but that
** one; `dim` -1 takes all of v as one slice. It folds a checkpoint's weight_v and weight_g into weight. */
HUG_API hug_status hug_weight_norm(hug_tensor *v, hug_tensor *g, int64_t dim, hug_tensor **out);

/* ---- Attention ---- */

/* Scaled dot-product attention within each sequence of `batch`: query [tokens, heads, dim], key and value [tokens, key
** heads, dim], no padding and no transposes; gives [tokens, heads, value dim]. Query heads share key heads in groups.
** `causal`: a query sees keys up to its own place; `window`: only that many; `softcap` c turns scores s into c tanh(s /
** c); keys and values belong to the sequences of `memory` if given. Computed in f32, or in f64 where `query` is f64. */
HUG_API hug_status hug_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value, hug_batch *batch, bool causal,
        int64_t window, double scale, double softcap, hug_batch *memory, hug_tensor **out);

/* Attention with batch axes: query [..., queries, dim], key [..., keys, dim], value [..., keys, value dim]. `attn_mask`
** broadcasts to [..., queries, keys]: bool (true: seen) or floats to add. `is_causal` aligns queries and keys at their
** first elements; `enable_gqa` lets query heads share key heads. For sequences of different lengths see `attention`. */
HUG_API hug_status hug_scaled_dot_product_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value,
        hug_tensor *attn_mask, double dropout_p, bool is_causal, double scale, bool enable_gqa,
        hug_generator *generator, hug_tensor **out);

/* `scaled_dot_product_attention` whose scores s become `softcap` tanh(s / `softcap`) before masks and softmax: none
** exceeds `softcap`. */
HUG_API hug_status hug_softcapped_attention(hug_tensor *query, hug_tensor *key, hug_tensor *value,
        hug_tensor *attn_mask, double dropout_p, bool is_causal, double scale, bool enable_gqa,
        hug_generator *generator, double softcap, hug_tensor **out);

/* Attention of `query`, [batch, queries, width] or [queries, width], to `key` and `value`, [batch, keys, width], by
** default itself: projected by the three parts of `in_proj_weight`, [3 width, width], and `in_proj_bias`, parted among
** `num_heads`, joined, and projected by `out_proj_weight`. What is true in `key_padding_mask`, [batch, keys], and
** `attn_mask`, [queries, keys] or [batch heads, queries, keys], is not seen; floats are added to scores. `is_causal`: a
** query sees the keys up to its own place. `bias_k` and `bias_v`, [1, 1, width], and zeros (`add_zero_attn`) are one
** more key and value each, seen by all. `dropout_p` drops probabilities. */
HUG_API hug_status hug_multi_head_attention(hug_tensor *query, int64_t num_heads, hug_tensor *in_proj_weight,
        hug_tensor *in_proj_bias, hug_tensor *out_proj_weight, hug_tensor *out_proj_bias, hug_tensor *key,
        hug_tensor *value, hug_tensor *key_padding_mask, hug_tensor *attn_mask, bool is_causal, double dropout_p,
        hug_tensor *bias_k, hug_tensor *bias_v, bool add_zero_attn, hug_generator *generator, hug_tensor **out);

/* Turns pairs of elements of `input`, [..., positions, width], by position times frequency. `positions`, [positions] or
** [batch, positions], number the dim `dim` (by default 0, 1, …). Pairs are elements i and i + n / 2 of the first n =
** `rotary_dim` (by default all), or 2 i and 2 i + 1 if `interleaved`; the rest is copied. Frequencies are `inv_freq`,
** [n / 2] (see `rope_frequencies`), or `base` to the power of -2 i / n; divided by `scaling`. `attention_factor`
** multiplies cosines and sines. */
HUG_API hug_status hug_rope(hug_tensor *input, hug_tensor *positions, int64_t rotary_dim, bool interleaved, double base,
        double scaling, hug_tensor *inv_freq, double attention_factor, int64_t dim, hug_tensor **out);

/* The frequencies, [turned / 2], of rotary embedding in heads of `dim` elements, of which `partial_rotary_factor` is
** turned: `base` to the power of -2 i / turned, scaled for long contexts as `rope_type` says; and what cosines and
** sines are multiplied by. The other parameters are those of rope_parameters in a config.json: linear and dynamic
** scaling need `factor`, dynamic also `max_position_embeddings` (and looks at `seq_len`); yarn, longrope and llama3
** need `original_max_position_embeddings`. */
HUG_API hug_status hug_rope_frequencies(const char *rope_type, int64_t dim, double base, int64_t seq_len,
        int64_t max_position_embeddings, double factor, int64_t original_max_position_embeddings,
        double partial_rotary_factor, double attention_factor, double beta_fast, double beta_slow, double mscale,
        double mscale_all_dim, bool truncate, double low_freq_factor, double high_freq_factor, hug_tensor *short_factor,
        hug_tensor *long_factor, hug_tensor **inv_freq, hug_tensor **attention_scaling);

/* What attention with linear biases adds to scores, [batch `num_heads`, 1, length]: the place of each key among those
** that `mask`, [batch, length], shows, times the slope of the head. */
HUG_API hug_status hug_alibi_bias(hug_tensor *mask, int64_t num_heads, hug_dtype dtype, hug_tensor **out);

/* The table [`length`, `dim`] of sines and cosines of t times `base` to the power of -2 i / `dim`: taken in turn, or
** all sines and then all cosines (`order` = halves). */
HUG_API hug_status hug_sinusoidal_positions(int64_t length, int64_t dim, const char *order, double base,
        hug_dtype dtype, hug_tensor **out);

/* Rows [steps, `embedding_dim`] of sines, then cosines (the other way round with `flip_sin_to_cos`), of `timesteps`,
** [steps], times `scale` times frequencies from 1 down to 1 / `max_period`, which is reached `downscale_freq_shift`
** frequencies before the end of a half; a 0 ends rows of odd length. */
HUG_API hug_status hug_timestep_embedding(hug_tensor *timesteps, int64_t embedding_dim, bool flip_sin_to_cos,
        double downscale_freq_shift, double scale, double max_period, hug_tensor **out);

/* The bucket of each distance from query to key, [`query_length`, `key_length`]: near distances have buckets of their
** own, those up to `max_distance` share ever wider ones, and all beyond the last. `bidirectional`: keys behind the
** query have half of the `num_buckets` for themselves; otherwise they are distance 0. `past_seen_tokens` come before
** the first query. */
HUG_API hug_status hug_t5_buckets(int64_t query_length, int64_t key_length, bool bidirectional, int64_t num_buckets,
        int64_t max_distance, int64_t past_seen_tokens, hug_tensor **out);

/* What T5 adds to scores, [1, heads, `query_length`, `key_length`]: the row of `weight`, [buckets, heads], for the
** bucket of each distance. The other parameters are those of `t5_buckets`; `num_buckets` is by default the rows of
** `weight`. */
HUG_API hug_status hug_t5_relative_bias(hug_tensor *weight, int64_t query_length, int64_t key_length,
        bool bidirectional, int64_t num_buckets, int64_t max_distance, int64_t past_seen_tokens, hug_tensor **out);

/* ---- Recurrent ---- */

/* Long short-term memory (Hochreiter and Schmidhuber 1997). `input` is [steps, batch, inputs], [batch, steps, inputs]
** if `batch_first`, or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates *
** hidden, inputs] and state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout` is
** between layers, if `train`. `hx` is the states h and c, each [layers * directions, batch, hidden]. Gates in the order
** input, forget, cell, output. */
HUG_API hug_status hug_lstm(hug_tensor *input, int hx_count, hug_tensor *const *hx,
        int params_count, hug_tensor *const *params, bool has_biases, int64_t num_layers, double dropout, bool train,
        bool bidirectional, bool batch_first, hug_generator *generator, hug_tensor **out, hug_tensor **h,
        hug_tensor **c);

/* Gated recurrent units (Cho et al. 2014). `input` is [steps, batch, inputs], [batch, steps, inputs] if `batch_first`,
** or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates * hidden, inputs] and
** state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout` is between layers, if
** `train`. `hx` is a list of the state h [layers * directions, batch, hidden]. Gates in the order reset, update, new.
** */
HUG_API hug_status hug_gru(hug_tensor *input, int hx_count, hug_tensor *const *hx,
        int params_count, hug_tensor *const *params, bool has_biases, int64_t num_layers, double dropout, bool train,
        bool bidirectional, bool batch_first, hug_generator *generator, hug_tensor **out, hug_tensor **h);

/* A recurrent network h = tanh(W x + V h) (Elman 1990). `input` is [steps, batch, inputs], [batch, steps, inputs] if
** `batch_first`, or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates * hidden,
** inputs] and state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout` is between
** layers, if `train`. `hx` is a list of the state h [layers * directions, batch, hidden]. */
HUG_API hug_status hug_rnn_tanh(hug_tensor *input, int hx_count, hug_tensor *const *hx,
        int params_count, hug_tensor *const *params, bool has_biases, int64_t num_layers, double dropout, bool train,
        bool bidirectional, bool batch_first, hug_generator *generator, hug_tensor **out, hug_tensor **h);

/* A recurrent network h = relu(W x + V h). `input` is [steps, batch, inputs], [batch, steps, inputs] if `batch_first`,
** or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates * hidden, inputs] and
** state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout` is between layers, if
** `train`. `hx` is a list of the state h [layers * directions, batch, hidden]. */
HUG_API hug_status hug_rnn_relu(hug_tensor *input, int hx_count, hug_tensor *const *hx,
        int params_count, hug_tensor *const *params, bool has_biases, int64_t num_layers, double dropout, bool train,
        bool bidirectional, bool batch_first, hug_generator *generator, hug_tensor **out, hug_tensor **h);

/* ---- Loss ---- */

/* Negative log-likelihood of `target` under softmax(`input`). input [classes], [n, classes] or [n, classes, …];
** target holds class indices (input's shape without the class dim) or probabilities (input's shape). `weight` [classes]
** weighs classes, targets equal to `ignore_index` do not count. */
HUG_API hug_status hug_cross_entropy(hug_tensor *input, hug_tensor *target, hug_tensor *weight, int64_t ignore_index,
        const char *reduction, double label_smoothing, hug_tensor **out);

/* As `cross_entropy`, of log-probabilities instead of scores. */
HUG_API hug_status hug_nll_loss(hug_tensor *input, hug_tensor *target, hug_tensor *weight, int64_t ignore_index,
        const char *reduction, hug_tensor **out);

/* The logarithms of the probabilities that softmax(`logits`), [..., classes], gives to `labels`, which has the shape of
** logits without the last dim. */
HUG_API hug_status hug_log_prob_of_labels(hug_tensor *logits, hug_tensor *labels, hug_tensor **out);

/* Squared differences of `input` and `target`, which broadcast: each, their sum, or their mean. `weight`, of input's
** shape, weighs them. */
HUG_API hug_status hug_mse_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor *weight,
        hug_tensor **out);

/* ---- Signal ---- */

/* The discrete Fourier transform of complex numbers, [..., 2], along `dim`, a dim of numbers (-1: the last but that of
** their parts), over `n` points. Rows are cut or padded with zeros to that. `norm` divides by `n` (forward: the
** transform, backward: its inverse), or both by its square root (ortho). */
HUG_API hug_status hug_fft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out);

/* The inverse of `fft`: over `n` points along `dim`. Rows are cut or padded with zeros to that. `norm` divides by `n`
** (forward: the transform, backward: its inverse), or both by its square root (ortho). */
HUG_API hug_status hug_ifft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out);

/* The discrete Fourier transform of real numbers over `n` points along `dim`: its first `n` / 2 + 1 coefficients, [...,
** 2]; the others are conjugates of these. Rows are cut or padded with zeros to that. `norm` divides by `n` (forward:
** the transform, backward: its inverse), or both by its square root (ortho). */
HUG_API hug_status hug_rfft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out);

/* The inverse of `rfft`: real numbers over `n` points along `dim` from complex ones, [..., 2]; `n` is an even number
** unless it is given. Rows are cut or padded with zeros to that. `norm` divides by `n` (forward: the transform,
** backward: its inverse), or both by its square root (ortho). */
HUG_API hug_status hug_irfft(hug_tensor *input, int64_t n, int64_t dim, const char *norm, hug_tensor **out);

/* `fft` along each of the dims `dim` of complex numbers, [..., 2], over `s` points (-1: as many as there are). */
HUG_API hug_status hug_fft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out);

/* The inverse of `fft2`: `ifft` along each of the dims `dim`, over `s` points. */
HUG_API hug_status hug_ifft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out);

/* `rfft` of real numbers along the last of the dims `dim`, then `fft` along the others, over `s` points (-1: as many as
** there are); [..., 2]. */
HUG_API hug_status hug_rfft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out);

/* The inverse of `rfft2`: `ifft` of complex numbers, [..., 2], along the dims `dim` but the last, along which `irfft`
** makes them real. */
HUG_API hug_status hug_irfft2(hug_tensor *input, int s_count, const int64_t *s, int dim_count, const int64_t *dim,
        const char *norm, hug_tensor **out);

/* The frequencies, [`n`], of the coefficients of `fft` over `n` samples that are `d` apart: 0 and up, then the negative
** ones. */
HUG_API hug_status hug_fftfreq(int64_t n, double d, hug_dtype dtype, hug_tensor **out);

/* The frequencies, [`n` / 2 + 1], of the coefficients of `rfft` over `n` samples that are `d` apart. */
HUG_API hug_status hug_rfftfreq(int64_t n, double d, hug_dtype dtype, hug_tensor **out);

/* Moves frequency 0 to the middle of each of the dims `dim`, by default of all (name them where the last one holds the
** parts of complex numbers). */
HUG_API hug_status hug_fftshift(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out);

/* Moves frequency 0 back from the middle of each of the dims `dim` to its start. */
HUG_API hug_status hug_ifftshift(hug_tensor *input, int dim_count, const int64_t *dim, hug_tensor **out);

/* The absolute values, [...], of complex numbers, [..., 2]. */
HUG_API hug_status hug_complex_abs(hug_tensor *input, hug_tensor **out);

/* The angles, [...], between -pi and pi, of complex numbers, [..., 2], from the axis of real ones. */
HUG_API hug_status hug_complex_angle(hug_tensor *input, hug_tensor **out);

/* The window `name`, [`length`]: a rise from its edges to 1 in the middle. `periodic`: the first `length` weights of a
** window of one more, as `stft` wants it; otherwise both edges are alike. */
HUG_API hug_status hug_window(const char *name, int64_t length, bool periodic, hug_dtype dtype, hug_tensor **out);

/* Kaiser's window, [`window_length`]: the greater `beta`, the less leaks into far frequencies and the wider is each
** peak. `periodic`: the first `window_length` weights of a window of one more. */
HUG_API hug_status hug_kaiser_window(int64_t window_length, bool periodic, double beta, hug_dtype dtype,
        hug_tensor **out);

/* The window `name`, [`window_length`], or [`frame_length`] with zeros around it (`center`) or behind. `periodic`: the
** first `window_length` weights of a window of one more. */
HUG_API hug_status hug_window_function(int64_t window_length, const char *name, bool periodic, int64_t frame_length,
        bool center, hug_dtype dtype, hug_tensor **out);

/* The short-time Fourier transform of real signals, [length] or [batch, length]: the first `n_fft` / 2 + 1 coefficients
** (all unless `onesided`) of frames of `n_fft` elements, `hop_length` apart (a quarter of that if not given), as
** complex numbers [coefficients, frames, 2] or [batch, coefficients, frames, 2]. Frames are weighted by `window`,
** [`win_length`], in their middle. `center` puts the middle of frame t on element t `hop_length`; the edges are then
** padded by `pad_mode`. `normalized` divides by the root of `n_fft`. Complex numbers are pairs whatever
** `return_complex` is. */
HUG_API hug_status hug_stft(hug_tensor *input, int64_t n_fft, int64_t hop_length, int64_t win_length,
        hug_tensor *window, bool center, const char *pad_mode, bool normalized, bool onesided, bool return_complex,
        bool align_to_window, hug_tensor **out);

/* The real signals, [length] or [batch, length], whose `stft` with the same arguments is closest to `input`,
** [coefficients, frames, 2] or [batch, coefficients, frames, 2]. `length` cuts the signal or pads it with zeros;
** without it the edges that `center` stands for are left out. `return_complex`: complex signals, [..., 2], from
** coefficients of both sides. */
HUG_API hug_status hug_istft(hug_tensor *input, int64_t n_fft, int64_t hop_length, int64_t win_length,
        hug_tensor *window, bool center, bool normalized, bool onesided, int64_t length, bool return_complex,
        hug_tensor **out);

/* The weights [`num_frequency_bins`, `num_mel_filters`] of triangles over the coefficients of a real transform, whose
** corners lie at equal distances on the scale `mel_scale` from `min_frequency` to `max_frequency`, in Hz. `norm` =
** slaney: triangles of equal area; `triangularize_in_mel_space`: their sides are straight over mels. */
HUG_API hug_status hug_mel_filter_bank(int64_t num_frequency_bins, int64_t num_mel_filters, double min_frequency,
        double max_frequency, int64_t sampling_rate, const char *norm, const char *mel_scale,
        bool triangularize_in_mel_space, hug_dtype dtype, hug_tensor **out);

/* Whisper's features, [`mels`, frames] or [batch, `mels`, frames], of signals [length] or [batch, length]: logarithms
** to base 10 of the power in `mels` bands up to 8000 Hz (slaney), no further than 8 below the greatest of the signal,
** plus 4, over 4. Frames have `n_fft` elements (a hann window, edges reflected) and are `hop_length` apart; the last
** one is left out. */
HUG_API hug_status hug_whisper_log_mel(hug_tensor *input, int64_t n_fft, int64_t hop_length, int64_t mels,
        int64_t sampling_rate, hug_tensor **out);

/* Absolute differences of `input` and `target`, which broadcast: each, their sum, or their mean. `weight`, of input's
** shape, weighs them. */
HUG_API hug_status hug_l1_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor *weight,
        hug_tensor **out);

/* `l1_loss`, but half the squared difference divided by `beta` where the difference is below `beta`, joined without a
** step. */
HUG_API hug_status hug_smooth_l1_loss(hug_tensor *input, hug_tensor *target, const char *reduction, double beta,
        hug_tensor **out);

/* Half the squared difference of `input` and `target` where it is below `delta`, else `delta` times the absolute
** difference less half of `delta`. `weight`, of input's shape, multiplies each. */
HUG_API hug_status hug_huber_loss(hug_tensor *input, hug_tensor *target, const char *reduction, double delta,
        hug_tensor *weight, hug_tensor **out);

/* Kullback-Leibler divergence of `target` from `input`: target (log(target) - input), where input is log-probabilities
** and target probabilities, or with `log_target` also logarithms. `reduction` "batchmean" divides the sum by the size
** of input's first dim. */
HUG_API hug_status hug_kl_div(hug_tensor *input, hug_tensor *target, const char *reduction, bool log_target,
        hug_tensor **out);

/* Negative log-likelihood of counts `target` under a Poisson distribution whose rate is exp(`input`), or with
** `log_input` false `input` itself (`eps` keeps its logarithm finite); `full` adds Stirling's approximation of the term
** that does not depend on input. */
HUG_API hug_status hug_poisson_nll_loss(hug_tensor *input, hug_tensor *target, bool log_input, bool full, double eps,
        const char *reduction, hug_tensor **out);

/* Negative log-likelihood of `target` under a normal distribution of mean `input` and variance `var`, which is held
** above `eps` and may be a number, or have size 1 in one dim of input or lack its last; `full` adds the constant term.
** */
HUG_API hug_status hug_gaussian_nll_loss(hug_tensor *input, hug_tensor *target, hug_tensor *var, bool full, double eps,
        const char *reduction, hug_tensor **out);

/* -(`target` log(`input`) + (1 - target) log(1 - input)) of probabilities, of one shape; logarithms are held above
** -100. `weight`, which broadcasts, multiplies each. */
HUG_API hug_status hug_binary_cross_entropy(hug_tensor *input, hug_tensor *target, hug_tensor *weight,
        const char *reduction, hug_tensor **out);

/* `binary_cross_entropy` of sigmoid(`input`), for inputs of any size. `weight` multiplies each loss, `pos_weight` the
** part of those whose `target` is 1; both broadcast. */
HUG_API hug_status hug_binary_cross_entropy_with_logits(hug_tensor *input, hug_tensor *target, hug_tensor *weight,
        const char *reduction, hug_tensor *pos_weight, hug_tensor **out);

/* `binary_cross_entropy_with_logits` with easy answers weighed down: times (1 - p)^`gamma`, where p is the probability
** given to the right answer, and times `alpha` for `target` 1, 1 - alpha for 0, unless alpha is negative. */
HUG_API hug_status hug_sigmoid_focal_loss(hug_tensor *input, hug_tensor *target, double alpha, double gamma,
        const char *reduction, hug_tensor **out);

/* For each row of scores `input` [..., classes], the mean over classes of `binary_cross_entropy_with_logits` with
** `target`; `weight`, which broadcasts, weighs classes. */
HUG_API hug_status hug_multilabel_soft_margin_loss(hug_tensor *input, hug_tensor *target, hug_tensor *weight,
        const char *reduction, hug_tensor **out);

/* Of distances: `input` where `target` is 1, max(0, `margin` - input) where it is -1. */
HUG_API hug_status hug_hinge_embedding_loss(hug_tensor *input, hug_tensor *target, double margin, const char *reduction,
        hug_tensor **out);

/* max(0, -`target` (`input1` - `input2`) + `margin`): target 1 wants input1 to be greater, -1 input2. */
HUG_API hug_status hug_margin_ranking_loss(hug_tensor *input1, hug_tensor *input2, hug_tensor *target, double margin,
        const char *reduction, hug_tensor **out);

/* log(1 + exp(-`target` `input`)), where target is 1 or -1. */
HUG_API hug_status hug_soft_margin_loss(hug_tensor *input, hug_tensor *target, const char *reduction, hug_tensor **out);

/* For each row of scores `input`, [classes] or [n, classes], the sum over all classes k but the right one y, in
** `target` [n], of max(0, `margin` - input[y] + input[k])^`p`, times `weight`[y], over the number of classes. */
HUG_API hug_status hug_multi_margin_loss(hug_tensor *input, hug_tensor *target, int64_t p, double margin,
        hug_tensor *weight, const char *reduction, hug_tensor **out);

/* For each row of scores `input`, [classes] or [n, classes], the sum over its labels y and all other classes k of
** max(0, 1 - input[y] + input[k]), over the number of classes. `target`, of input's shape, begins with the labels of a
** row; -1 ends them. */
HUG_API hug_status hug_multilabel_margin_loss(hug_tensor *input, hug_tensor *target, const char *reduction,
        hug_tensor **out);

/* For vectors `input1` and `input2`, [n, width] or [width]: 1 - cos of their angle where `target`, [n] or a number, is
** 1, max(0, cos - `margin`) where it is -1. */
HUG_API hug_status hug_cosine_embedding_loss(hug_tensor *input1, hug_tensor *input2, hug_tensor *target, double margin,
        const char *reduction, hug_tensor **out);

/* max(0, d(`anchor`, `positive`) - d(anchor, `negative`) + `margin`), where d is the `p`-norm along the last dim of the
** difference plus `eps`. With `swap` the distance of positive and negative counts if it is the lesser. */
HUG_API hug_status hug_triplet_margin_loss(hug_tensor *anchor, hug_tensor *positive, hug_tensor *negative,
        double margin, double p, double eps, bool swap, const char *reduction, hug_tensor **out);

/* -log of the probability of `targets` under `log_probs`, [time, batch, classes] or [time, classes] as log_softmax
** gives them, where labels may repeat and class `blank` stands between them. targets is [batch, labels], or [labels of
** all samples]; `input_lengths` and `target_lengths` [batch] tell how much of each sample counts. A mean divides each
** loss by the number of its labels; `zero_infinity` leaves out samples too short for theirs. The gradient is that of
** what log_softmax was given. */
HUG_API hug_status hug_ctc_loss(hug_tensor *log_probs, hug_tensor *targets, hug_tensor *input_lengths,
        hug_tensor *target_lengths, int64_t blank, const char *reduction, bool zero_infinity, hug_tensor **out);

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

/* `input` [images, channels, height, width] read at the places `grid` [images, …, …, 2] tells: x and y, from -1 at
** the left and top to 1; or volumes, with x, y and z. `mode`: how neighbours are weighed. `padding_mode`: what is
** outside: zeros, the border, or the image reflected. `align_corners`: -1 and 1 are the first and last elements,
** instead of the image's borders. */
HUG_API hug_status hug_grid_sample(hug_tensor *input, hug_tensor *grid, const char *mode, const char *padding_mode,
        bool align_corners, hug_tensor **out);

/* The grid for grid_sample that reads images through the affine maps `theta` [images, 2, 3]: places [images, height,
** width, 2] of an image of `size` {images, channels, height, width}; or of volumes, with [images, 3, 4] and a depth.
** `align_corners` as for grid_sample. */
HUG_API hug_status hug_affine_grid(hug_tensor *theta, int size_count, const int64_t *size, bool align_corners,
        hug_tensor **out);

#endif
