--- @meta hug
-- Stubs for editors, made from the table of operations by docs/generate.lua. Every operation takes its arguments in order, or by
-- name in one last table: x:sum(1, true) or x:sum{ dim = 1, keepdim = true }.

--- @alias hug.Dtype "f64"|"f32"|"f16"|"bf16"|"i64"|"i32"|"i16"|"i8"|"u8"|"bool"

--- @class hug.Generator
--- @class hug.Batch
--- @class hug.Encoding

--- @class hug.Tensor
--- @operator add(hug.Tensor|number): hug.Tensor
--- @operator sub(hug.Tensor|number): hug.Tensor
--- @operator mul(hug.Tensor|number): hug.Tensor
--- @operator div(hug.Tensor|number): hug.Tensor
--- @operator pow(hug.Tensor|number): hug.Tensor
--- @operator mod(hug.Tensor|number): hug.Tensor
--- @operator unm: hug.Tensor
local Tensor = {}

--- @class hug
local hug = {}

-- Creation

--- A tensor of shape [`size`], its elements unset.
--- @param size integer|integer[]
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.empty(size, dtype) end

--- A tensor of shape [`size`] of zeros.
--- @param size integer|integer[]
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.zeros(size, dtype) end

--- A tensor of shape [`size`] of ones.
--- @param size integer|integer[]
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.ones(size, dtype) end

--- A tensor of shape [`size`] of `fill_value`, whose kind decides the type unless `dtype` does.
--- @param size integer|integer[]
--- @param fill_value number|boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.full(size, fill_value, dtype) end

--- [n] numbers `start`, `start` + `step`, … before `end`; a single number is the end, and the start is 0. Integers
--- make i64, floats f32, unless `dtype` is given.
--- @param start? number|boolean
--- @param end? number|boolean
--- @param step? number|boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.arange(start, end, step, dtype) end

--- [`steps`] numbers at equal distances from `start` to `end`, both included.
--- @param start number
--- @param end number
--- @param steps integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.linspace(start, end, steps, dtype) end

--- `base` to the powers of linspace(`start`, `end`, `steps`).
--- @param start number
--- @param end number
--- @param steps integer
--- @param base? number
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.logspace(start, end, steps, base, dtype) end

--- The unit matrix [`n`, `m`], or [`n`, `n`] without `m`.
--- @param n integer
--- @param m? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.eye(n, m, dtype) end

--- A tensor of `input`'s shape, its elements unset.
--- @param input hug.Tensor
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.empty_like(input, dtype) end

--- A tensor of `input`'s shape, its elements unset.
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:empty_like(dtype) end

--- Zeros in `input`'s shape.
--- @param input hug.Tensor
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.zeros_like(input, dtype) end

--- Zeros in `input`'s shape.
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:zeros_like(dtype) end

--- Ones in `input`'s shape.
--- @param input hug.Tensor
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.ones_like(input, dtype) end

--- Ones in `input`'s shape.
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:ones_like(dtype) end

--- `fill_value` in `input`'s shape.
--- @param input hug.Tensor
--- @param fill_value number|boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.full_like(input, fill_value, dtype) end

--- `fill_value` in `input`'s shape.
--- @param fill_value number|boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:full_like(fill_value, dtype) end

--- A tensor of shape [`size`] of random numbers in 0..1, 1 excluded.
--- @param size integer|integer[]
--- @param dtype? hug.Dtype
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.rand(size, dtype, generator) end

--- A tensor of shape [`size`] of random numbers of mean 0 and variance 1.
--- @param size integer|integer[]
--- @param dtype? hug.Dtype
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.randn(size, dtype, generator) end

--- A tensor of shape [`size`] of random integers from `low` up to, but without, `high`; i64 unless `dtype` is given.
--- @param low integer
--- @param high integer
--- @param size integer|integer[]
--- @param dtype? hug.Dtype
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.randint(low, high, size, dtype, generator) end

--- The integers 0..`n` - 1 in random order: i64 [`n`].
--- @param n integer
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.randperm(n, generator) end

--- As rand, in `input`'s shape.
--- @param input hug.Tensor
--- @param dtype? hug.Dtype
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.rand_like(input, dtype, generator) end

--- As rand, in `input`'s shape.
--- @param dtype? hug.Dtype
--- @param generator? hug.Generator
--- @return hug.Tensor out
function Tensor:rand_like(dtype, generator) end

--- As randn, in `input`'s shape.
--- @param input hug.Tensor
--- @param dtype? hug.Dtype
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.randn_like(input, dtype, generator) end

--- As randn, in `input`'s shape.
--- @param dtype? hug.Dtype
--- @param generator? hug.Generator
--- @return hug.Tensor out
function Tensor:randn_like(dtype, generator) end

--- 1 with the probability that `input` gives for an element, else 0.
--- @param input hug.Tensor
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.bernoulli(input, generator) end

--- 1 with the probability that `input` gives for an element, else 0.
--- @param generator? hug.Generator
--- @return hug.Tensor out
function Tensor:bernoulli(generator) end

--- `num_samples` random indices into each row of `input`, [n] or [rows, n], whose elements are their weights; none
--- twice in a row unless `replacement`.
--- @param input hug.Tensor
--- @param num_samples integer
--- @param replacement? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.multinomial(input, num_samples, replacement, generator) end

--- `num_samples` random indices into each row of `input`, [n] or [rows, n], whose elements are their weights; none
--- twice in a row unless `replacement`.
--- @param num_samples integer
--- @param replacement? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function Tensor:multinomial(num_samples, replacement, generator) end

--- `input` as `dtype`; `input` itself if it is so already. Floats become integers without their fraction.
--- @param input hug.Tensor
--- @param dtype hug.Dtype
--- @return hug.Tensor out
function hug.to(input, dtype) end

--- `input` as `dtype`; `input` itself if it is so already. Floats become integers without their fraction.
--- @param dtype hug.Dtype
--- @return hug.Tensor out
function Tensor:to(dtype) end

--- A copy of `input`, contiguous, in `dtype` if that is given.
--- @param input hug.Tensor
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.clone(input, dtype) end

--- A copy of `input`, contiguous, in `dtype` if that is given.
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:clone(dtype) end

--- `input` with its elements side by side in row-major order; `input` itself if it is so already.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.contiguous(input) end

--- `input` with its elements side by side in row-major order; `input` itself if it is so already.
--- @return hug.Tensor out
function Tensor:contiguous() end

--- The same elements, through which no gradient flows.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.detach(input) end

--- The same elements, through which no gradient flows.
--- @return hug.Tensor out
function Tensor:detach() end

-- Elementwise

--- Negates `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.neg(input) end

--- Negates `input`.
--- @return hug.Tensor out
function Tensor:neg() end

--- A copy of `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.positive(input) end

--- A copy of `input`.
--- @return hug.Tensor out
function Tensor:positive() end

--- Absolute value.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.abs(input) end

--- Absolute value.
--- @return hug.Tensor out
function Tensor:abs() end

--- -1 where `input` is negative, 1 where it is positive, else 0.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.sign(input) end

--- -1 where `input` is negative, 1 where it is positive, else 0.
--- @return hug.Tensor out
function Tensor:sign() end

--- The greatest integer that is not above `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.floor(input) end

--- The greatest integer that is not above `input`.
--- @return hug.Tensor out
function Tensor:floor() end

--- The least integer that is not below `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.ceil(input) end

--- The least integer that is not below `input`.
--- @return hug.Tensor out
function Tensor:ceil() end

--- `input` without its fraction.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.trunc(input) end

--- `input` without its fraction.
--- @return hug.Tensor out
function Tensor:trunc() end

--- The fraction of `input`, with its sign.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.frac(input) end

--- The fraction of `input`, with its sign.
--- @return hug.Tensor out
function Tensor:frac() end

--- Square root; NaN below 0.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.sqrt(input) end

--- Square root; NaN below 0.
--- @return hug.Tensor out
function Tensor:sqrt() end

--- 1 / sqrt(`input`).
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.rsqrt(input) end

--- 1 / sqrt(`input`).
--- @return hug.Tensor out
function Tensor:rsqrt() end

--- 1 / `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.reciprocal(input) end

--- 1 / `input`.
--- @return hug.Tensor out
function Tensor:reciprocal() end

--- e to the power of `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.exp(input) end

--- e to the power of `input`.
--- @return hug.Tensor out
function Tensor:exp() end

--- 2 to the power of `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.exp2(input) end

--- 2 to the power of `input`.
--- @return hug.Tensor out
function Tensor:exp2() end

--- exp(`input`) - 1, exact near 0.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.expm1(input) end

--- exp(`input`) - 1, exact near 0.
--- @return hug.Tensor out
function Tensor:expm1() end

--- Natural logarithm.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.log(input) end

--- Natural logarithm.
--- @return hug.Tensor out
function Tensor:log() end

--- Logarithm to base 2.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.log2(input) end

--- Logarithm to base 2.
--- @return hug.Tensor out
function Tensor:log2() end

--- Logarithm to base 10.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.log10(input) end

--- Logarithm to base 10.
--- @return hug.Tensor out
function Tensor:log10() end

--- log(1 + `input`), exact near 0.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.log1p(input) end

--- log(1 + `input`), exact near 0.
--- @return hug.Tensor out
function Tensor:log1p() end

--- Sine.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.sin(input) end

--- Sine.
--- @return hug.Tensor out
function Tensor:sin() end

--- Cosine.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.cos(input) end

--- Cosine.
--- @return hug.Tensor out
function Tensor:cos() end

--- Tangent.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.tan(input) end

--- Tangent.
--- @return hug.Tensor out
function Tensor:tan() end

--- The angle in -pi/2..pi/2 whose sine is `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.asin(input) end

--- The angle in -pi/2..pi/2 whose sine is `input`.
--- @return hug.Tensor out
function Tensor:asin() end

--- The angle in 0..pi whose cosine is `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.acos(input) end

--- The angle in 0..pi whose cosine is `input`.
--- @return hug.Tensor out
function Tensor:acos() end

--- The angle in -pi/2..pi/2 whose tangent is `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.atan(input) end

--- The angle in -pi/2..pi/2 whose tangent is `input`.
--- @return hug.Tensor out
function Tensor:atan() end

--- Hyperbolic sine.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.sinh(input) end

--- Hyperbolic sine.
--- @return hug.Tensor out
function Tensor:sinh() end

--- Hyperbolic cosine.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.cosh(input) end

--- Hyperbolic cosine.
--- @return hug.Tensor out
function Tensor:cosh() end

--- Hyperbolic tangent.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.tanh(input) end

--- Hyperbolic tangent.
--- @return hug.Tensor out
function Tensor:tanh() end

--- Inverse hyperbolic sine.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.asinh(input) end

--- Inverse hyperbolic sine.
--- @return hug.Tensor out
function Tensor:asinh() end

--- Inverse hyperbolic cosine; NaN below 1.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.acosh(input) end

--- Inverse hyperbolic cosine; NaN below 1.
--- @return hug.Tensor out
function Tensor:acosh() end

--- Inverse hyperbolic tangent.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.atanh(input) end

--- Inverse hyperbolic tangent.
--- @return hug.Tensor out
function Tensor:atanh() end

--- Degrees as radians.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.deg2rad(input) end

--- Degrees as radians.
--- @return hug.Tensor out
function Tensor:deg2rad() end

--- Radians as degrees.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.rad2deg(input) end

--- Radians as degrees.
--- @return hug.Tensor out
function Tensor:rad2deg() end

--- Logistic function 1 / (1 + exp(-`input`)).
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.sigmoid(input) end

--- Logistic function 1 / (1 + exp(-`input`)).
--- @return hug.Tensor out
function Tensor:sigmoid() end

--- Error function.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.erf(input) end

--- Error function.
--- @return hug.Tensor out
function Tensor:erf() end

--- 1 - erf(`input`), exact where that is small.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.erfc(input) end

--- 1 - erf(`input`), exact where that is small.
--- @return hug.Tensor out
function Tensor:erfc() end

--- The number whose error function is `input`.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.erfinv(input) end

--- The number whose error function is `input`.
--- @return hug.Tensor out
function Tensor:erfinv() end

--- Logarithm of the absolute value of the gamma function.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.lgamma(input) end

--- Logarithm of the absolute value of the gamma function.
--- @return hug.Tensor out
function Tensor:lgamma() end

--- Derivative of lgamma.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.digamma(input) end

--- Derivative of lgamma.
--- @return hug.Tensor out
function Tensor:digamma() end

--- Whether an element is not a number.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.isnan(input) end

--- Whether an element is not a number.
--- @return hug.Tensor out
function Tensor:isnan() end

--- Whether an element is infinite.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.isinf(input) end

--- Whether an element is infinite.
--- @return hug.Tensor out
function Tensor:isinf() end

--- Whether an element is neither infinite nor not a number.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.isfinite(input) end

--- Whether an element is neither infinite nor not a number.
--- @return hug.Tensor out
function Tensor:isfinite() end

--- Whether an element is positive infinity.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.isposinf(input) end

--- Whether an element is positive infinity.
--- @return hug.Tensor out
function Tensor:isposinf() end

--- Whether an element is negative infinity.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.isneginf(input) end

--- Whether an element is negative infinity.
--- @return hug.Tensor out
function Tensor:isneginf() end

--- Whether an element has a minus sign; -0.0 has.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.signbit(input) end

--- Whether an element has a minus sign; -0.0 has.
--- @return hug.Tensor out
function Tensor:signbit() end

--- Whether an element is zero.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.logical_not(input) end

--- Whether an element is zero.
--- @return hug.Tensor out
function Tensor:logical_not() end

--- Whether `input` equals `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.eq(input, other) end

--- Whether `input` equals `other`.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:eq(other) end

--- Whether `input` differs from `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.ne(input, other) end

--- Whether `input` differs from `other`.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:ne(other) end

--- Whether `input` is less than `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.lt(input, other) end

--- Whether `input` is less than `other`.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:lt(other) end

--- Whether `input` is at most `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.le(input, other) end

--- Whether `input` is at most `other`.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:le(other) end

--- Whether `input` is greater than `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.gt(input, other) end

--- Whether `input` is greater than `other`.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:gt(other) end

--- Whether `input` is at least `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.ge(input, other) end

--- Whether `input` is at least `other`.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:ge(other) end

--- Whether both are nonzero.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.logical_and(input, other) end

--- Whether both are nonzero.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:logical_and(other) end

--- Whether one or both are nonzero.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.logical_or(input, other) end

--- Whether one or both are nonzero.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:logical_or(other) end

--- Whether one, but not both, is nonzero.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.logical_xor(input, other) end

--- Whether one, but not both, is nonzero.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:logical_xor(other) end

--- Bits that both have.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.bitwise_and(input, other) end

--- Bits that both have.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:bitwise_and(other) end

--- Bits that one or both have.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.bitwise_or(input, other) end

--- Bits that one or both have.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:bitwise_or(other) end

--- Bits that one, but not both, has.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.bitwise_xor(input, other) end

--- Bits that one, but not both, has.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:bitwise_xor(other) end

--- `input` with its bits moved up by `other` places.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.bitwise_left_shift(input, other) end

--- `input` with its bits moved up by `other` places.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:bitwise_left_shift(other) end

--- `input` with its bits moved down by `other` places; the sign is kept.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.bitwise_right_shift(input, other) end

--- `input` with its bits moved down by `other` places; the sign is kept.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:bitwise_right_shift(other) end

--- Product.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.mul(input, other) end

--- Product.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:mul(other) end

--- The angle, in -pi..pi, of the point with height `input` and breadth `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.atan2(input, other) end

--- The angle, in -pi..pi, of the point with height `input` and breadth `other`.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:atan2(other) end

--- The long side of a right triangle with these short sides.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.hypot(input, other) end

--- The long side of a right triangle with these short sides.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:hypot(other) end

--- log(exp(`input`) + exp(`other`)).
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.logaddexp(input, other) end

--- log(exp(`input`) + exp(`other`)).
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:logaddexp(other) end

--- The greater of both; NaN if one is.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.maximum(input, other) end

--- The greater of both; NaN if one is.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:maximum(other) end

--- The lesser of both; NaN if one is.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.minimum(input, other) end

--- The lesser of both; NaN if one is.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:minimum(other) end

--- The greater of both, or the one that is a number.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.fmax(input, other) end

--- The greater of both, or the one that is a number.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:fmax(other) end

--- The lesser of both, or the one that is a number.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.fmin(input, other) end

--- The lesser of both, or the one that is a number.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:fmin(other) end

--- From `input` (`weight` 0) to `end` (`weight` 1) along a line.
--- @param input hug.Tensor
--- @param end hug.Tensor
--- @param weight hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.lerp(input, end, weight) end

--- From `input` (`weight` 0) to `end` (`weight` 1) along a line.
--- @param end hug.Tensor
--- @param weight hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:lerp(end, weight) end

--- `input` + `value` `tensor1` `tensor2`.
--- @param input hug.Tensor
--- @param tensor1 hug.Tensor
--- @param tensor2 hug.Tensor
--- @param value? number|boolean
--- @return hug.Tensor out
function hug.addcmul(input, tensor1, tensor2, value) end

--- `input` + `value` `tensor1` `tensor2`.
--- @param tensor1 hug.Tensor
--- @param tensor2 hug.Tensor
--- @param value? number|boolean
--- @return hug.Tensor out
function Tensor:addcmul(tensor1, tensor2, value) end

--- `input` + `value` `tensor1` / `tensor2`.
--- @param input hug.Tensor
--- @param tensor1 hug.Tensor
--- @param tensor2 hug.Tensor
--- @param value? number|boolean
--- @return hug.Tensor out
function hug.addcdiv(input, tensor1, tensor2, value) end

--- `input` + `value` `tensor1` / `tensor2`.
--- @param tensor1 hug.Tensor
--- @param tensor2 hug.Tensor
--- @param value? number|boolean
--- @return hug.Tensor out
function Tensor:addcdiv(tensor1, tensor2, value) end

--- `input` where it is positive, else 0.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.relu(input) end

--- `input` where it is positive, else 0.
--- @return hug.Tensor out
function Tensor:relu() end

--- `input` + `alpha` `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function hug.add(input, other, alpha) end

--- `input` + `alpha` `other`.
--- @param other hug.Tensor|number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function Tensor:add(other, alpha) end

--- `input` - `alpha` `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function hug.sub(input, other, alpha) end

--- `input` - `alpha` `other`.
--- @param other hug.Tensor|number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function Tensor:sub(other, alpha) end

--- `other` - `alpha` `input`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function hug.rsub(input, other, alpha) end

--- `other` - `alpha` `input`.
--- @param other hug.Tensor|number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function Tensor:rsub(other, alpha) end

--- Quotient. Integers are divided as floats, unless `rounding_mode` is "trunc" (towards 0) or "floor" (down).
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @param rounding_mode? "trunc"|"floor"
--- @return hug.Tensor out
function hug.div(input, other, rounding_mode) end

--- Quotient. Integers are divided as floats, unless `rounding_mode` is "trunc" (towards 0) or "floor" (down).
--- @param other hug.Tensor|number|boolean
--- @param rounding_mode? "trunc"|"floor"
--- @return hug.Tensor out
function Tensor:div(other, rounding_mode) end

--- Quotient, rounded down.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.floor_divide(input, other) end

--- Quotient, rounded down.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:floor_divide(other) end

--- `input` modulo `other`, with the sign of `input`, as C's fmod.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.fmod(input, other) end

--- `input` modulo `other`, with the sign of `input`, as C's fmod.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:fmod(other) end

--- `input` modulo `other`, with the sign of `other`, as Lua's %.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.remainder(input, other) end

--- `input` modulo `other`, with the sign of `other`, as Lua's %.
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:remainder(other) end

--- `input` to the power of `exponent`.
--- @param input hug.Tensor|number|boolean
--- @param exponent hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.pow(input, exponent) end

--- `input` to the power of `exponent`.
--- @param exponent hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:pow(exponent) end

--- `input` times itself.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.square(input) end

--- `input` times itself.
--- @return hug.Tensor out
function Tensor:square() end

--- The nearest integer, of two the even one; or the nearest number with `decimals` decimals.
--- @param input hug.Tensor
--- @param decimals? integer
--- @return hug.Tensor out
function hug.round(input, decimals) end

--- The nearest integer, of two the even one; or the nearest number with `decimals` decimals.
--- @param decimals? integer
--- @return hug.Tensor out
function Tensor:round(decimals) end

--- `input` with `nan` for NaN, and `posinf` and `neginf` for the infinities: by default the greatest and least numbers
--- of the type.
--- @param input hug.Tensor
--- @param nan? number
--- @param posinf? number
--- @param neginf? number
--- @return hug.Tensor out
function hug.nan_to_num(input, nan, posinf, neginf) end

--- `input` with `nan` for NaN, and `posinf` and `neginf` for the infinities: by default the greatest and least numbers
--- of the type.
--- @param nan? number
--- @param posinf? number
--- @param neginf? number
--- @return hug.Tensor out
function Tensor:nan_to_num(nan, posinf, neginf) end

--- `input` with every bit turned over; of bool, its opposite.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.bitwise_not(input) end

--- `input` with every bit turned over; of bool, its opposite.
--- @return hug.Tensor out
function Tensor:bitwise_not() end

--- `input` held within `min`..`max`, of which one may be left out; `max` where `min` is above it.
--- @param input hug.Tensor
--- @param min? hug.Tensor|number|boolean
--- @param max? hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.clamp(input, min, max) end

--- `input` held within `min`..`max`, of which one may be left out; `max` where `min` is above it.
--- @param min? hug.Tensor|number|boolean
--- @param max? hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:clamp(min, max) end

--- `input`, or `min` where that is greater.
--- @param input hug.Tensor
--- @param min hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.clamp_min(input, min) end

--- `input`, or `min` where that is greater.
--- @param min hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:clamp_min(min) end

--- `input`, or `max` where that is less.
--- @param input hug.Tensor
--- @param max hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.clamp_max(input, max) end

--- `input`, or `max` where that is less.
--- @param max hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:clamp_max(max) end

--- `input` where `condition` is true, else `other`.
--- @param condition hug.Tensor
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.where(condition, input, other) end

--- `input` where `condition` is true, else `other`.
--- @param input hug.Tensor|number|boolean
--- @param other hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:where(input, other) end

--- `input` with `value` where `mask` is true.
--- @param input hug.Tensor
--- @param mask hug.Tensor
--- @param value hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.masked_fill(input, mask, value) end

--- `input` with `value` where `mask` is true.
--- @param mask hug.Tensor
--- @param value hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:masked_fill(mask, value) end

--- Whether `input` differs from `other` by at most `atol` + `rtol` |`other`|; NaN is close to NaN only with
--- `equal_nan`.
--- @param input hug.Tensor
--- @param other hug.Tensor|number|boolean
--- @param rtol? number
--- @param atol? number
--- @param equal_nan? boolean
--- @return hug.Tensor out
function hug.isclose(input, other, rtol, atol, equal_nan) end

--- Whether `input` differs from `other` by at most `atol` + `rtol` |`other`|; NaN is close to NaN only with
--- `equal_nan`.
--- @param other hug.Tensor|number|boolean
--- @param rtol? number
--- @param atol? number
--- @param equal_nan? boolean
--- @return hug.Tensor out
function Tensor:isclose(other, rtol, atol, equal_nan) end

--- Whether both have the same shape and the same elements, as one bool.
--- @param input hug.Tensor
--- @param other hug.Tensor
--- @return hug.Tensor out
function hug.equal(input, other) end

--- Whether both have the same shape and the same elements, as one bool.
--- @param other hug.Tensor
--- @return hug.Tensor out
function Tensor:equal(other) end

--- Gaussian error linear unit: `input` times the probability that a standard normal number is below it. With
--- `approximate` "tanh" that probability is approximated.
--- @param input hug.Tensor
--- @param approximate? "none"|"tanh"
--- @return hug.Tensor out
function hug.gelu(input, approximate) end

--- Gaussian error linear unit: `input` times the probability that a standard normal number is below it. With
--- `approximate` "tanh" that probability is approximated.
--- @param approximate? "none"|"tanh"
--- @return hug.Tensor out
function Tensor:gelu(approximate) end

--- The first half of `input` along `dim` times sigmoid of the second.
--- @param input hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function hug.glu(input, dim) end

--- The first half of `input` along `dim` times sigmoid of the second.
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:glu(dim) end

--- The first half of `input` along `dim` times gelu of the second.
--- @param input hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function hug.geglu(input, dim) end

--- The first half of `input` along `dim` times gelu of the second.
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:geglu(dim) end

--- The first half of `input` along `dim` times silu of the second.
--- @param input hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function hug.swiglu(input, dim) end

--- The first half of `input` along `dim` times silu of the second.
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:swiglu(dim) end

--- The first half of `input` along `dim` times relu of the second.
--- @param input hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function hug.reglu(input, dim) end

--- The first half of `input` along `dim` times relu of the second.
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:reglu(dim) end

--- `input` where it is positive, else `weight` times it. `weight` has one element, or one for each index of dim 1.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @return hug.Tensor out
function hug.prelu(input, weight) end

--- `input` where it is positive, else `weight` times it. `weight` has one element, or one for each index of dim 1.
--- @param weight hug.Tensor
--- @return hug.Tensor out
function Tensor:prelu(weight) end

--- With `training`, sets each element to 0 with probability `p` and divides the others by 1 - `p`; otherwise `input`
--- itself.
--- @param input hug.Tensor
--- @param p? number
--- @param training? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.dropout(input, p, training, generator) end

--- With `training`, sets each element to 0 with probability `p` and divides the others by 1 - `p`; otherwise `input`
--- itself.
--- @param p? number
--- @param training? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function Tensor:dropout(p, training, generator) end

-- Reduction

--- Sum over the dims `dim`, or over all elements; `keepdim` leaves those dims with size 1. Integers and bool give i64.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.sum(input, dim, keepdim, dtype) end

--- Sum over the dims `dim`, or over all elements; `keepdim` leaves those dims with size 1. Integers and bool give i64.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:sum(dim, keepdim, dtype) end

--- Mean over the dims `dim`, or over all elements.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.mean(input, dim, keepdim, dtype) end

--- Mean over the dims `dim`, or over all elements.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:mean(dim, keepdim, dtype) end

--- Product over the dims `dim`, or over all elements. Integers and bool give i64.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.prod(input, dim, keepdim, dtype) end

--- Product over the dims `dim`, or over all elements. Integers and bool give i64.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:prod(dim, keepdim, dtype) end

--- Whether all elements along `dim`, or all there are, differ from 0.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.all(input, dim, keepdim) end

--- Whether all elements along `dim`, or all there are, differ from 0.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:all(dim, keepdim) end

--- Whether any element along `dim`, or any at all, differs from 0.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.any(input, dim, keepdim) end

--- Whether any element along `dim`, or any at all, differs from 0.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:any(dim, keepdim) end

--- Variance over the dims `dim`, or of all elements: the sum of squared distances from the mean over (number -
--- `correction`).
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor out
function hug.var(input, dim, correction, keepdim, unbiased) end

--- Variance over the dims `dim`, or of all elements: the sum of squared distances from the mean over (number -
--- `correction`).
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor out
function Tensor:var(dim, correction, keepdim, unbiased) end

--- Standard deviation: the square root of `var`.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor out
function hug.std(input, dim, correction, keepdim, unbiased) end

--- Standard deviation: the square root of `var`.
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor out
function Tensor:std(dim, correction, keepdim, unbiased) end

--- The largest element; with `dim`, the largest along it and their indices.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.max(input, dim, keepdim) end

--- The largest element; with `dim`, the largest along it and their indices.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:max(dim, keepdim) end

--- The smallest element; with `dim`, the smallest along it and their indices.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.min(input, dim, keepdim) end

--- The smallest element; with `dim`, the smallest along it and their indices.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:min(dim, keepdim) end

--- The largest element along the dims `dim`, or of all; equal ones share the gradient.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.amax(input, dim, keepdim) end

--- The largest element along the dims `dim`, or of all; equal ones share the gradient.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:amax(dim, keepdim) end

--- The smallest element along the dims `dim`, or of all; equal ones share the gradient.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.amin(input, dim, keepdim) end

--- The smallest element along the dims `dim`, or of all; equal ones share the gradient.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:amin(dim, keepdim) end

--- The index, from 0, of the largest element along `dim`, or in row-major order of all.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.argmax(input, dim, keepdim) end

--- The index, from 0, of the largest element along `dim`, or in row-major order of all.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:argmax(dim, keepdim) end

--- The index, from 0, of the smallest element along `dim`, or in row-major order of all.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.argmin(input, dim, keepdim) end

--- The index, from 0, of the smallest element along `dim`, or in row-major order of all.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:argmin(dim, keepdim) end

--- The logarithm of the sum of exponentials over the dims `dim`, or over all elements.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.logsumexp(input, dim, keepdim) end

--- The logarithm of the sum of exponentials over the dims `dim`, or over all elements.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:logsumexp(dim, keepdim) end

--- Exponentials of `input` along `dim`, scaled to sum to one; computed in `dtype` if given.
--- @param input hug.Tensor
--- @param dim? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.softmax(input, dim, dtype) end

--- Exponentials of `input` along `dim`, scaled to sum to one; computed in `dtype` if given.
--- @param dim? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:softmax(dim, dtype) end

--- The logarithm of `softmax`, without loss of digits for unlikely values.
--- @param input hug.Tensor
--- @param dim? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.log_softmax(input, dim, dtype) end

--- The logarithm of `softmax`, without loss of digits for unlikely values.
--- @param dim? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:log_softmax(dim, dtype) end

--- Sums of the elements along `dim` up to and with each one. Integers and bool give i64.
--- @param input hug.Tensor
--- @param dim integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.cumsum(input, dim, dtype) end

--- Sums of the elements along `dim` up to and with each one. Integers and bool give i64.
--- @param dim integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:cumsum(dim, dtype) end

-- Linear algebra

--- The matrix product of `input` [..., m, k] and `other` [..., k, n]: [..., m, n]. The dims before the last two are a
--- batch and broadcast; a vector counts as a row on the left, as a column on the right, and its dim of size 1 is left
--- out of the result.
--- @param input hug.Tensor
--- @param other hug.Tensor
--- @return hug.Tensor out
function hug.matmul(input, other) end

--- The matrix product of `input` [..., m, k] and `other` [..., k, n]: [..., m, n]. The dims before the last two are a
--- batch and broadcast; a vector counts as a row on the left, as a column on the right, and its dim of size 1 is left
--- out of the result.
--- @param other hug.Tensor
--- @return hug.Tensor out
function Tensor:matmul(other) end

--- A linear layer: `input` [..., inputs] times the transpose of `weight` [outputs, inputs], plus `bias` [outputs], then
--- `activation`, then plus `residual`: [..., outputs]. The weight may be of another floating type than `input`. Its
--- form for fast products is kept with it, so that a layer called again multiplies at once.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param activation? "none"|"relu"|"gelu"|"gelu_tanh"|"silu"|"tanh"
--- @param residual? hug.Tensor
--- @return hug.Tensor out
function hug.linear(input, weight, bias, activation, residual) end

--- A linear layer: `input` [..., inputs] times the transpose of `weight` [outputs, inputs], plus `bias` [outputs], then
--- `activation`, then plus `residual`: [..., outputs]. The weight may be of another floating type than `input`. Its
--- form for fast products is kept with it, so that a layer called again multiplies at once.
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param activation? "none"|"relu"|"gelu"|"gelu_tanh"|"silu"|"tanh"
--- @param residual? hug.Tensor
--- @return hug.Tensor out
function Tensor:linear(weight, bias, activation, residual) end

--- The product of two matrices, `input` [m, k] and `mat2` [k, n]: [m, n].
--- @param input hug.Tensor
--- @param mat2 hug.Tensor
--- @return hug.Tensor out
function hug.mm(input, mat2) end

--- The product of two matrices, `input` [m, k] and `mat2` [k, n]: [m, n].
--- @param mat2 hug.Tensor
--- @return hug.Tensor out
function Tensor:mm(mat2) end

--- The products of two batches of matrices, `input` [b, m, k] and `mat2` [b, k, n]: [b, m, n].
--- @param input hug.Tensor
--- @param mat2 hug.Tensor
--- @return hug.Tensor out
function hug.bmm(input, mat2) end

--- The products of two batches of matrices, `input` [b, m, k] and `mat2` [b, k, n]: [b, m, n].
--- @param mat2 hug.Tensor
--- @return hug.Tensor out
function Tensor:bmm(mat2) end

--- The product of a matrix and a vector, `input` [m, k] and `vec` [k]: [m].
--- @param input hug.Tensor
--- @param vec hug.Tensor
--- @return hug.Tensor out
function hug.mv(input, vec) end

--- The product of a matrix and a vector, `input` [m, k] and `vec` [k]: [m].
--- @param vec hug.Tensor
--- @return hug.Tensor out
function Tensor:mv(vec) end

--- The sum of the products of two vectors' elements, `input` [n] and `tensor` [n]: a number.
--- @param input hug.Tensor
--- @param tensor hug.Tensor
--- @return hug.Tensor out
function hug.dot(input, tensor) end

--- The sum of the products of two vectors' elements, `input` [n] and `tensor` [n]: a number.
--- @param tensor hug.Tensor
--- @return hug.Tensor out
function Tensor:dot(tensor) end

--- All products of an element of `input` [m] and one of `vec2` [n]: [m, n].
--- @param input hug.Tensor
--- @param vec2 hug.Tensor
--- @return hug.Tensor out
function hug.outer(input, vec2) end

--- All products of an element of `input` [m] and one of `vec2` [n]: [m, n].
--- @param vec2 hug.Tensor
--- @return hug.Tensor out
function Tensor:outer(vec2) end

--- `beta` times `input`, which broadcasts to [m, n], plus `alpha` times the product of `mat1` [m, k] and `mat2` [k, n].
--- @param input hug.Tensor
--- @param mat1 hug.Tensor
--- @param mat2 hug.Tensor
--- @param beta? number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function hug.addmm(input, mat1, mat2, beta, alpha) end

--- `beta` times `input`, which broadcasts to [m, n], plus `alpha` times the product of `mat1` [m, k] and `mat2` [k, n].
--- @param mat1 hug.Tensor
--- @param mat2 hug.Tensor
--- @param beta? number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function Tensor:addmm(mat1, mat2, beta, alpha) end

--- `beta` times `input`, which broadcasts to [b, m, n], plus `alpha` times the products of `batch1` [b, m, k] and
--- `batch2` [b, k, n].
--- @param input hug.Tensor
--- @param batch1 hug.Tensor
--- @param batch2 hug.Tensor
--- @param beta? number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function hug.baddbmm(input, batch1, batch2, beta, alpha) end

--- `beta` times `input`, which broadcasts to [b, m, n], plus `alpha` times the products of `batch1` [b, m, k] and
--- `batch2` [b, k, n].
--- @param batch1 hug.Tensor
--- @param batch2 hug.Tensor
--- @param beta? number|boolean
--- @param alpha? number|boolean
--- @return hug.Tensor out
function Tensor:baddbmm(batch1, batch2, beta, alpha) end

-- Shape

--- The elements of `input`, in row-major order, in `shape`, of which one size may be -1. A view where the strides allow
--- it, else a copy.
--- @param input hug.Tensor
--- @param shape integer|integer[]
--- @return hug.Tensor out
function hug.reshape(input, shape) end

--- The elements of `input`, in row-major order, in `shape`, of which one size may be -1. A view where the strides allow
--- it, else a copy.
--- @param shape integer|integer[]
--- @return hug.Tensor out
function Tensor:reshape(shape) end

--- As `reshape`, but never a copy: an error where the strides do not allow a view.
--- @param input hug.Tensor
--- @param shape integer|integer[]
--- @return hug.Tensor out
function hug.view(input, shape) end

--- As `reshape`, but never a copy: an error where the strides do not allow a view.
--- @param shape integer|integer[]
--- @return hug.Tensor out
function Tensor:view(shape) end

--- Makes one dim of dims `start_dim` to `end_dim`.
--- @param input hug.Tensor
--- @param start_dim? integer
--- @param end_dim? integer
--- @return hug.Tensor out
function hug.flatten(input, start_dim, end_dim) end

--- Makes one dim of dims `start_dim` to `end_dim`.
--- @param start_dim? integer
--- @param end_dim? integer
--- @return hug.Tensor out
function Tensor:flatten(start_dim, end_dim) end

--- Makes dims of `sizes`, of which one may be -1, out of `dim`.
--- @param input hug.Tensor
--- @param dim integer
--- @param sizes integer|integer[]
--- @return hug.Tensor out
function hug.unflatten(input, dim, sizes) end

--- Makes dims of `sizes`, of which one may be -1, out of `dim`.
--- @param dim integer
--- @param sizes integer|integer[]
--- @return hug.Tensor out
function Tensor:unflatten(dim, sizes) end

--- A view with the dims in the order of `dims`: dim i of the result is dim dims[i] of `input`.
--- @param input hug.Tensor
--- @param dims integer|integer[]
--- @return hug.Tensor out
function hug.permute(input, dims) end

--- A view with the dims in the order of `dims`: dim i of the result is dim dims[i] of `input`.
--- @param dims integer|integer[]
--- @return hug.Tensor out
function Tensor:permute(dims) end

--- A view with `dim0` and `dim1` swapped.
--- @param input hug.Tensor
--- @param dim0 integer
--- @param dim1 integer
--- @return hug.Tensor out
function hug.transpose(input, dim0, dim1) end

--- A view with `dim0` and `dim1` swapped.
--- @param dim0 integer
--- @param dim1 integer
--- @return hug.Tensor out
function Tensor:transpose(dim0, dim1) end

--- The transpose of a matrix; a tensor of fewer dims as it is.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.t(input) end

--- The transpose of a matrix; a tensor of fewer dims as it is.
--- @return hug.Tensor out
function Tensor:t() end

--- A view with the dims `source` moved to the places `destination`; the others keep their order.
--- @param input hug.Tensor
--- @param source integer|integer[]
--- @param destination integer|integer[]
--- @return hug.Tensor out
function hug.movedim(input, source, destination) end

--- A view with the dims `source` moved to the places `destination`; the others keep their order.
--- @param source integer|integer[]
--- @param destination integer|integer[]
--- @return hug.Tensor out
function Tensor:movedim(source, destination) end

--- A view of shape `size` in which dims of size 1 repeat without a copy; -1 keeps a size, and new dims come first.
--- @param input hug.Tensor
--- @param size integer|integer[]
--- @return hug.Tensor out
function hug.expand(input, size) end

--- A view of shape `size` in which dims of size 1 repeat without a copy; -1 keeps a size, and new dims come first.
--- @param size integer|integer[]
--- @return hug.Tensor out
function Tensor:expand(size) end

--- The same as `expand`.
--- @param input hug.Tensor
--- @param size integer|integer[]
--- @return hug.Tensor out
function hug.broadcast_to(input, size) end

--- The same as `expand`.
--- @param size integer|integer[]
--- @return hug.Tensor out
function Tensor:broadcast_to(size) end

--- A view without dims of size 1: without all of them, or without those among `dim`.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function hug.squeeze(input, dim) end

--- A view without dims of size 1: without all of them, or without those among `dim`.
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function Tensor:squeeze(dim) end

--- A view with a new dim of size 1 at `dim`.
--- @param input hug.Tensor
--- @param dim integer
--- @return hug.Tensor out
function hug.unsqueeze(input, dim) end

--- A view with a new dim of size 1 at `dim`.
--- @param dim integer
--- @return hug.Tensor out
function Tensor:unsqueeze(dim) end

--- A view of `length` elements of `dim` from `start` on.
--- @param input hug.Tensor
--- @param dim integer
--- @param start integer
--- @param length integer
--- @return hug.Tensor out
function hug.narrow(input, dim, start, length) end

--- A view of `length` elements of `dim` from `start` on.
--- @param dim integer
--- @param start integer
--- @param length integer
--- @return hug.Tensor out
function Tensor:narrow(dim, start, length) end

--- A view of element `index` of `dim`, without that dim.
--- @param input hug.Tensor
--- @param dim integer
--- @param index integer
--- @return hug.Tensor out
function hug.select(input, dim, index) end

--- A view of element `index` of `dim`, without that dim.
--- @param dim integer
--- @param index integer
--- @return hug.Tensor out
function Tensor:select(dim, index) end

--- A view of elements `start`, start+step, … before `stop` of `dim`, with Python's bounds.
--- @param input hug.Tensor
--- @param dim? integer
--- @param start? integer
--- @param stop? integer
--- @param step? integer
--- @return hug.Tensor out
function hug.slice(input, dim, start, stop, step) end

--- A view of elements `start`, start+step, … before `stop` of `dim`, with Python's bounds.
--- @param dim? integer
--- @param start? integer
--- @param stop? integer
--- @param step? integer
--- @return hug.Tensor out
function Tensor:slice(dim, start, stop, step) end

--- A view of the diagonal of `dim1` and `dim2`, `offset` places above the main one, as the last dim.
--- @param input hug.Tensor
--- @param offset? integer
--- @param dim1? integer
--- @param dim2? integer
--- @return hug.Tensor out
function hug.diagonal(input, offset, dim1, dim2) end

--- A view of the diagonal of `dim1` and `dim2`, `offset` places above the main one, as the last dim.
--- @param offset? integer
--- @param dim1? integer
--- @param dim2? integer
--- @return hug.Tensor out
function Tensor:diagonal(offset, dim1, dim2) end

--- Puts `tensors`, whose shapes differ at most in `dim`, end to end along `dim`.
--- @param tensors hug.Tensor[]
--- @param dim? integer
--- @return hug.Tensor out
function hug.cat(tensors, dim) end

--- Puts `tensors` of one shape together along a new dim at `dim`.
--- @param tensors hug.Tensor[]
--- @param dim? integer
--- @return hug.Tensor out
function hug.stack(tensors, dim) end

--- Parts of `split_size_or_sections` elements of `dim` each, or of the sizes in the list, as a list of views.
--- @param tensor hug.Tensor
--- @param split_size_or_sections integer|integer[]
--- @param dim? integer
--- @return hug.Tensor[]
function hug.split(tensor, split_size_or_sections, dim) end

--- Parts of `split_size_or_sections` elements of `dim` each, or of the sizes in the list, as a list of views.
--- @param split_size_or_sections integer|integer[]
--- @param dim? integer
--- @return hug.Tensor[]
function Tensor:split(split_size_or_sections, dim) end

--- At most `chunks` parts of equal size, the last one smaller, as a list of views.
--- @param input hug.Tensor
--- @param chunks integer
--- @param dim? integer
--- @return hug.Tensor[]
function hug.chunk(input, chunks, dim) end

--- At most `chunks` parts of equal size, the last one smaller, as a list of views.
--- @param chunks integer
--- @param dim? integer
--- @return hug.Tensor[]
function Tensor:chunk(chunks, dim) end

--- Exactly `indices_or_sections` parts, sizes differing by at most one, or parts that end before the indices in the
--- list; as views.
--- @param input hug.Tensor
--- @param indices_or_sections integer|integer[]
--- @param dim? integer
--- @return hug.Tensor[]
function hug.tensor_split(input, indices_or_sections, dim) end

--- Exactly `indices_or_sections` parts, sizes differing by at most one, or parts that end before the indices in the
--- list; as views.
--- @param indices_or_sections integer|integer[]
--- @param dim? integer
--- @return hug.Tensor[]
function Tensor:tensor_split(indices_or_sections, dim) end

--- The elements of `dim` as a list of views without that dim.
--- @param input hug.Tensor
--- @param dim? integer
--- @return hug.Tensor[]
function hug.unbind(input, dim) end

--- The elements of `dim` as a list of views without that dim.
--- @param dim? integer
--- @return hug.Tensor[]
function Tensor:unbind(dim) end

--- Copies of `input` side by side, repeats[i] times along dim i; more repeats than dims make new dims at the front.
--- @param input hug.Tensor
--- @param repeats integer|integer[]
--- @return hug.Tensor out
function hug.repeat(input, repeats) end

--- Copies of `input` side by side, repeats[i] times along dim i; more repeats than dims make new dims at the front.
--- @param repeats integer|integer[]
--- @return hug.Tensor out
function Tensor:repeat(repeats) end

--- As `repeat`; fewer repeats than dims count from the last dim.
--- @param input hug.Tensor
--- @param dims integer|integer[]
--- @return hug.Tensor out
function hug.tile(input, dims) end

--- As `repeat`; fewer repeats than dims count from the last dim.
--- @param dims integer|integer[]
--- @return hug.Tensor out
function Tensor:tile(dims) end

--- A copy with the elements along `dims` in reverse order.
--- @param input hug.Tensor
--- @param dims integer|integer[]
--- @return hug.Tensor out
function hug.flip(input, dims) end

--- A copy with the elements along `dims` in reverse order.
--- @param dims integer|integer[]
--- @return hug.Tensor out
function Tensor:flip(dims) end

--- A copy with the elements moved on by `shifts` places along `dims`, what falls off coming in at the front; without
--- `dims` the tensor is rolled as one row.
--- @param input hug.Tensor
--- @param shifts integer|integer[]
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function hug.roll(input, shifts, dims) end

--- A copy with the elements moved on by `shifts` places along `dims`, what falls off coming in at the front; without
--- `dims` the tensor is rolled as one row.
--- @param shifts integer|integer[]
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function Tensor:roll(shifts, dims) end

--- A copy of the matrices in the last two dims with zeros above the diagonal that is `diagonal` places above the main
--- one.
--- @param input hug.Tensor
--- @param diagonal? integer
--- @return hug.Tensor out
function hug.tril(input, diagonal) end

--- A copy of the matrices in the last two dims with zeros above the diagonal that is `diagonal` places above the main
--- one.
--- @param diagonal? integer
--- @return hug.Tensor out
function Tensor:tril(diagonal) end

--- A copy of the matrices in the last two dims with zeros below the diagonal that is `diagonal` places above the main
--- one.
--- @param input hug.Tensor
--- @param diagonal? integer
--- @return hug.Tensor out
function hug.triu(input, diagonal) end

--- A copy of the matrices in the last two dims with zeros below the diagonal that is `diagonal` places above the main
--- one.
--- @param diagonal? integer
--- @return hug.Tensor out
function Tensor:triu(diagonal) end

-- Indexing

--- Elements at the places that `indices`, broadcast together, name in the first dims of `input`, or in `dims`. They
--- stand where those dims were, or in front if these are not neighbours. A mask of bool stands for the places where it
--- is true.
--- @param input hug.Tensor
--- @param indices hug.Tensor[]
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function hug.index(input, indices, dims) end

--- Elements at the places that `indices`, broadcast together, name in the first dims of `input`, or in `dims`. They
--- stand where those dims were, or in front if these are not neighbours. A mask of bool stands for the places where it
--- is true.
--- @param indices hug.Tensor[]
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function Tensor:index(indices, dims) end

--- `input` with `values` at the places that `indices` name (see `index`), or added to what is there if `accumulate`.
--- @param input hug.Tensor
--- @param indices hug.Tensor[]
--- @param values hug.Tensor|number|boolean
--- @param accumulate? boolean
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function hug.index_put(input, indices, values, accumulate, dims) end

--- `input` with `values` at the places that `indices` name (see `index`), or added to what is there if `accumulate`.
--- @param indices hug.Tensor[]
--- @param values hug.Tensor|number|boolean
--- @param accumulate? boolean
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function Tensor:index_put(indices, values, accumulate, dims) end

--- The elements of `dim` that `index` [n] names, in its order.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @return hug.Tensor out
function hug.index_select(input, dim, index) end

--- The elements of `dim` that `index` [n] names, in its order.
--- @param dim integer
--- @param index hug.Tensor
--- @return hug.Tensor out
function Tensor:index_select(dim, index) end

--- The rows of `weight` [rows, width] that `input` names. No gradient flows to row `padding_idx`; `scale_grad_by_freq`
--- divides that of the others by how often they are named.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param padding_idx? integer
--- @param scale_grad_by_freq? boolean
--- @return hug.Tensor out
function hug.embedding(input, weight, padding_idx, scale_grad_by_freq) end

--- The rows of `weight` [rows, width] that `input` names. No gradient flows to row `padding_idx`; `scale_grad_by_freq`
--- divides that of the others by how often they are named.
--- @param weight hug.Tensor
--- @param padding_idx? integer
--- @param scale_grad_by_freq? boolean
--- @return hug.Tensor out
function Tensor:embedding(weight, padding_idx, scale_grad_by_freq) end

--- At each position of `index`, the element of `input` whose place along `dim` it names, the other places being its
--- own.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @return hug.Tensor out
function hug.gather(input, dim, index) end

--- At each position of `index`, the element of `input` whose place along `dim` it names, the other places being its
--- own.
--- @param dim integer
--- @param index hug.Tensor
--- @return hug.Tensor out
function Tensor:gather(dim, index) end

--- The elements of `input` where `mask` (bool, broadcast) is true, as one row.
--- @param input hug.Tensor
--- @param mask hug.Tensor
--- @return hug.Tensor out
function hug.masked_select(input, mask) end

--- The elements of `input` where `mask` (bool, broadcast) is true, as one row.
--- @param mask hug.Tensor
--- @return hug.Tensor out
function Tensor:masked_select(mask) end

--- Places of the elements that are not 0, in row-major order: i64 [number, dims of input].
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.nonzero(input) end

--- Places of the elements that are not 0, in row-major order: i64 [number, dims of input].
--- @return hug.Tensor out
function Tensor:nonzero() end

--- The `k` largest (or smallest) elements along `dim`, in order, and their indices; of equal ones the first come first.
--- @param input hug.Tensor
--- @param k integer
--- @param dim? integer
--- @param largest? boolean
--- @param sorted? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.topk(input, k, dim, largest, sorted) end

--- The `k` largest (or smallest) elements along `dim`, in order, and their indices; of equal ones the first come first.
--- @param k integer
--- @param dim? integer
--- @param largest? boolean
--- @param sorted? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:topk(k, dim, largest, sorted) end

-- Normalisation and activation

--- Brings the last dims, of shape `normalized_shape`, to mean 0 and variance 1, then scales by `weight` and shifts by
--- `bias`, both of that shape.
--- @param input hug.Tensor
--- @param normalized_shape integer|integer[]
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param eps? number
--- @return hug.Tensor out
function hug.layer_norm(input, normalized_shape, weight, bias, eps) end

--- Brings the last dims, of shape `normalized_shape`, to mean 0 and variance 1, then scales by `weight` and shifts by
--- `bias`, both of that shape.
--- @param normalized_shape integer|integer[]
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param eps? number
--- @return hug.Tensor out
function Tensor:layer_norm(normalized_shape, weight, bias, eps) end

--- Divides each row of the last dim by its root mean square and multiplies it by `weight` + `offset`.
--- @param input hug.Tensor
--- @param weight? hug.Tensor
--- @param eps? number
--- @param offset? number
--- @return hug.Tensor out
function hug.rms_norm(input, weight, eps, offset) end

--- Divides each row of the last dim by its root mean square and multiplies it by `weight` + `offset`.
--- @param weight? hug.Tensor
--- @param eps? number
--- @param offset? number
--- @return hug.Tensor out
function Tensor:rms_norm(weight, eps, offset) end

-- Attention

--- Scaled dot-product attention within each sequence of `batch`: query [tokens, heads, dim], key and value [tokens, key
--- heads, dim], no padding and no transposes; gives [tokens, heads, value dim]. Query heads share key heads in groups.
--- `causal`: a query sees keys up to its own place; `window`: only that many; `softcap` c turns scores s into c tanh(s
--- / c); keys and values belong to the sequences of `memory` if given. Computed in f32.
--- @param query hug.Tensor
--- @param key hug.Tensor
--- @param value hug.Tensor
--- @param batch hug.Batch
--- @param causal? boolean
--- @param window? integer
--- @param scale? number
--- @param softcap? number
--- @param memory? hug.Batch
--- @return hug.Tensor out
function hug.attention(query, key, value, batch, causal, window, scale, softcap, memory) end

--- Scaled dot-product attention within each sequence of `batch`: query [tokens, heads, dim], key and value [tokens, key
--- heads, dim], no padding and no transposes; gives [tokens, heads, value dim]. Query heads share key heads in groups.
--- `causal`: a query sees keys up to its own place; `window`: only that many; `softcap` c turns scores s into c tanh(s
--- / c); keys and values belong to the sequences of `memory` if given. Computed in f32.
--- @param key hug.Tensor
--- @param value hug.Tensor
--- @param batch hug.Batch
--- @param causal? boolean
--- @param window? integer
--- @param scale? number
--- @param softcap? number
--- @param memory? hug.Batch
--- @return hug.Tensor out
function Tensor:attention(key, value, batch, causal, window, scale, softcap, memory) end

--- Attention with batch axes: query [..., queries, dim], key [..., keys, dim], value [..., keys, value dim].
--- `attn_mask` broadcasts to [..., queries, keys]: bool (true: seen) or floats to add. `is_causal` aligns queries and
--- keys at their first elements; `enable_gqa` lets query heads share key heads. For sequences of different lengths see
--- `attention`.
--- @param query hug.Tensor
--- @param key hug.Tensor
--- @param value hug.Tensor
--- @param attn_mask? hug.Tensor
--- @param dropout_p? number
--- @param is_causal? boolean
--- @param scale? number
--- @param enable_gqa? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.scaled_dot_product_attention(query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa, generator) end

--- Attention with batch axes: query [..., queries, dim], key [..., keys, dim], value [..., keys, value dim].
--- `attn_mask` broadcasts to [..., queries, keys]: bool (true: seen) or floats to add. `is_causal` aligns queries and
--- keys at their first elements; `enable_gqa` lets query heads share key heads. For sequences of different lengths see
--- `attention`.
--- @param key hug.Tensor
--- @param value hug.Tensor
--- @param attn_mask? hug.Tensor
--- @param dropout_p? number
--- @param is_causal? boolean
--- @param scale? number
--- @param enable_gqa? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function Tensor:scaled_dot_product_attention(key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa, generator) end

-- Loss

--- Negative log-likelihood of `target` under softmax(`input`). input [classes], [n, classes] or [n, classes, …];
--- target holds class indices (input's shape without the class dim) or probabilities (input's shape). `weight`
--- [classes] weighs classes, targets equal to `ignore_index` do not count.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param ignore_index? integer
--- @param reduction? "none"|"mean"|"sum"
--- @param label_smoothing? number
--- @return hug.Tensor out
function hug.cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing) end

--- Negative log-likelihood of `target` under softmax(`input`). input [classes], [n, classes] or [n, classes, …];
--- target holds class indices (input's shape without the class dim) or probabilities (input's shape). `weight`
--- [classes] weighs classes, targets equal to `ignore_index` do not count.
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param ignore_index? integer
--- @param reduction? "none"|"mean"|"sum"
--- @param label_smoothing? number
--- @return hug.Tensor out
function Tensor:cross_entropy(target, weight, ignore_index, reduction, label_smoothing) end

--- As `cross_entropy`, of log-probabilities instead of scores.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param ignore_index? integer
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.nll_loss(input, target, weight, ignore_index, reduction) end

--- As `cross_entropy`, of log-probabilities instead of scores.
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param ignore_index? integer
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:nll_loss(target, weight, ignore_index, reduction) end

--- Mean (or sum, or each) of the squared differences of `input` and `target`.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.mse_loss(input, target, reduction) end

--- Mean (or sum, or each) of the squared differences of `input` and `target`.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:mse_loss(target, reduction) end

-- Convolution and pooling

--- Convolution of `input` [images, channels, length], or of one image without the first dim, with `weight` [outputs,
--- channels / groups, size], plus `bias` [outputs]. Windows begin `stride` elements apart, their elements are
--- `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same" for as many as keep the
--- size. In `groups`, outputs see their share of the channels only.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]|"valid"|"same"
--- @param dilation? integer|integer[]
--- @param groups? integer
--- @return hug.Tensor out
function hug.conv1d(input, weight, bias, stride, padding, dilation, groups) end

--- Convolution of `input` [images, channels, length], or of one image without the first dim, with `weight` [outputs,
--- channels / groups, size], plus `bias` [outputs]. Windows begin `stride` elements apart, their elements are
--- `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same" for as many as keep the
--- size. In `groups`, outputs see their share of the channels only.
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]|"valid"|"same"
--- @param dilation? integer|integer[]
--- @param groups? integer
--- @return hug.Tensor out
function Tensor:conv1d(weight, bias, stride, padding, dilation, groups) end

--- Convolution of `input` [images, channels, height, width], or of one image without the first dim, with `weight`
--- [outputs, channels / groups, height, width], plus `bias` [outputs]. Windows begin `stride` elements apart, their
--- elements are `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same" for as many as
--- keep the size. In `groups`, outputs see their share of the channels only.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]|"valid"|"same"
--- @param dilation? integer|integer[]
--- @param groups? integer
--- @return hug.Tensor out
function hug.conv2d(input, weight, bias, stride, padding, dilation, groups) end

--- Convolution of `input` [images, channels, height, width], or of one image without the first dim, with `weight`
--- [outputs, channels / groups, height, width], plus `bias` [outputs]. Windows begin `stride` elements apart, their
--- elements are `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same" for as many as
--- keep the size. In `groups`, outputs see their share of the channels only.
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]|"valid"|"same"
--- @param dilation? integer|integer[]
--- @param groups? integer
--- @return hug.Tensor out
function Tensor:conv2d(weight, bias, stride, padding, dilation, groups) end

--- Convolution of `input` [images, channels, depth, height, width], or of one image without the first dim, with
--- `weight` [outputs, channels / groups, depth, height, width], plus `bias` [outputs]. Windows begin `stride` elements
--- apart, their elements are `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same"
--- for as many as keep the size. In `groups`, outputs see their share of the channels only.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]|"valid"|"same"
--- @param dilation? integer|integer[]
--- @param groups? integer
--- @return hug.Tensor out
function hug.conv3d(input, weight, bias, stride, padding, dilation, groups) end

--- Convolution of `input` [images, channels, depth, height, width], or of one image without the first dim, with
--- `weight` [outputs, channels / groups, depth, height, width], plus `bias` [outputs]. Windows begin `stride` elements
--- apart, their elements are `dilation` apart, and there are `padding` zeros on both sides: "valid" for none, "same"
--- for as many as keep the size. In `groups`, outputs see their share of the channels only.
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]|"valid"|"same"
--- @param dilation? integer|integer[]
--- @param groups? integer
--- @return hug.Tensor out
function Tensor:conv3d(weight, bias, stride, padding, dilation, groups) end

--- The transpose of conv1d, as its gradient is: each element of `input` [images, channels, length], or of one image
--- without the first dim, adds itself times `weight` [channels, outputs / groups, size] to the result, where windows
--- are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added. `padding` elements are cut
--- off on both sides, `output_padding` fewer behind.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param output_padding? integer|integer[]
--- @param groups? integer
--- @param dilation? integer|integer[]
--- @return hug.Tensor out
function hug.conv_transpose1d(input, weight, bias, stride, padding, output_padding, groups, dilation) end

--- The transpose of conv1d, as its gradient is: each element of `input` [images, channels, length], or of one image
--- without the first dim, adds itself times `weight` [channels, outputs / groups, size] to the result, where windows
--- are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added. `padding` elements are cut
--- off on both sides, `output_padding` fewer behind.
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param output_padding? integer|integer[]
--- @param groups? integer
--- @param dilation? integer|integer[]
--- @return hug.Tensor out
function Tensor:conv_transpose1d(weight, bias, stride, padding, output_padding, groups, dilation) end

--- The transpose of conv2d, as its gradient is: each element of `input` [images, channels, height, width], or of one
--- image without the first dim, adds itself times `weight` [channels, outputs / groups, height, width] to the result,
--- where windows are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added. `padding`
--- elements are cut off on both sides, `output_padding` fewer behind.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param output_padding? integer|integer[]
--- @param groups? integer
--- @param dilation? integer|integer[]
--- @return hug.Tensor out
function hug.conv_transpose2d(input, weight, bias, stride, padding, output_padding, groups, dilation) end

--- The transpose of conv2d, as its gradient is: each element of `input` [images, channels, height, width], or of one
--- image without the first dim, adds itself times `weight` [channels, outputs / groups, height, width] to the result,
--- where windows are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added. `padding`
--- elements are cut off on both sides, `output_padding` fewer behind.
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param output_padding? integer|integer[]
--- @param groups? integer
--- @param dilation? integer|integer[]
--- @return hug.Tensor out
function Tensor:conv_transpose2d(weight, bias, stride, padding, output_padding, groups, dilation) end

--- The transpose of conv3d, as its gradient is: each element of `input` [images, channels, depth, height, width], or of
--- one image without the first dim, adds itself times `weight` [channels, outputs / groups, depth, height, width] to
--- the result, where windows are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added.
--- `padding` elements are cut off on both sides, `output_padding` fewer behind.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param output_padding? integer|integer[]
--- @param groups? integer
--- @param dilation? integer|integer[]
--- @return hug.Tensor out
function hug.conv_transpose3d(input, weight, bias, stride, padding, output_padding, groups, dilation) end

--- The transpose of conv3d, as its gradient is: each element of `input` [images, channels, depth, height, width], or of
--- one image without the first dim, adds itself times `weight` [channels, outputs / groups, depth, height, width] to
--- the result, where windows are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added.
--- `padding` elements are cut off on both sides, `output_padding` fewer behind.
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param output_padding? integer|integer[]
--- @param groups? integer
--- @param dilation? integer|integer[]
--- @return hug.Tensor out
function Tensor:conv_transpose3d(weight, bias, stride, padding, output_padding, groups, dilation) end

--- Averages of windows of `kernel_size` over `input` [images, channels, length], or over one image without the first
--- dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element. `ceil_mode`:
--- also a last window that is not whole. `count_include_pad`: the zeros count.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param ceil_mode? boolean
--- @param count_include_pad? boolean
--- @return hug.Tensor out
function hug.avg_pool1d(input, kernel_size, stride, padding, ceil_mode, count_include_pad) end

--- Averages of windows of `kernel_size` over `input` [images, channels, length], or over one image without the first
--- dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element. `ceil_mode`:
--- also a last window that is not whole. `count_include_pad`: the zeros count.
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param ceil_mode? boolean
--- @param count_include_pad? boolean
--- @return hug.Tensor out
function Tensor:avg_pool1d(kernel_size, stride, padding, ceil_mode, count_include_pad) end

--- Averages of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without the
--- first dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element.
--- `ceil_mode`: also a last window that is not whole. `count_include_pad`: the zeros count. `divisor_override`: what
--- sums are divided by, instead of their count.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param ceil_mode? boolean
--- @param count_include_pad? boolean
--- @param divisor_override? integer
--- @return hug.Tensor out
function hug.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override) end

--- Averages of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without the
--- first dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element.
--- `ceil_mode`: also a last window that is not whole. `count_include_pad`: the zeros count. `divisor_override`: what
--- sums are divided by, instead of their count.
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param ceil_mode? boolean
--- @param count_include_pad? boolean
--- @param divisor_override? integer
--- @return hug.Tensor out
function Tensor:avg_pool2d(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override) end

--- Averages of windows of `kernel_size` over `input` [images, channels, depth, height, width], or over one image
--- without the first dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first
--- element. `ceil_mode`: also a last window that is not whole. `count_include_pad`: the zeros count.
--- `divisor_override`: what sums are divided by, instead of their count.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param ceil_mode? boolean
--- @param count_include_pad? boolean
--- @param divisor_override? integer
--- @return hug.Tensor out
function hug.avg_pool3d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override) end

--- Averages of windows of `kernel_size` over `input` [images, channels, depth, height, width], or over one image
--- without the first dim. Windows begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first
--- element. `ceil_mode`: also a last window that is not whole. `count_include_pad`: the zeros count.
--- `divisor_override`: what sums are divided by, instead of their count.
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param ceil_mode? boolean
--- @param count_include_pad? boolean
--- @param divisor_override? integer
--- @return hug.Tensor out
function Tensor:avg_pool3d(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, length], or over one image without the
--- first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart, `padding`
--- are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places of the
--- values, counted through their image.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, length], or over one image without the
--- first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart, `padding`
--- are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places of the
--- values, counted through their image.
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:max_pool1d(kernel_size, stride, padding, dilation, ceil_mode, return_indices) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without
--- the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart,
--- `padding` are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places
--- of the values, counted through their image.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without
--- the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart,
--- `padding` are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places
--- of the values, counted through their image.
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:max_pool2d(kernel_size, stride, padding, dilation, ceil_mode, return_indices) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, depth, height, width], or over one image
--- without the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart,
--- `padding` are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places
--- of the values, counted through their image.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, depth, height, width], or over one image
--- without the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart,
--- `padding` are before the first. `ceil_mode`: also a last window that is not whole. `return_indices`: also the places
--- of the values, counted through their image.
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:max_pool3d(kernel_size, stride, padding, dilation, ceil_mode, return_indices) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without
--- the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart,
--- `padding` are before the first. `ceil_mode`: also a last window that is not whole. Told with the places of the
--- values, counted through their image.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.max_pool2d_indices(input, kernel_size, stride, padding, dilation, ceil_mode) end

--- Largest values of windows of `kernel_size` over `input` [images, channels, height, width], or over one image without
--- the first dim. Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart,
--- `padding` are before the first. `ceil_mode`: also a last window that is not whole. Told with the places of the
--- values, counted through their image.
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param padding? integer|integer[]
--- @param dilation? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:max_pool2d_indices(kernel_size, stride, padding, dilation, ceil_mode) end

--- The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
--- channels, length], or of one image without the first dim; windows begin `stride` apart (`kernel_size` if absent).
--- `ceil_mode`: also a last window that is not whole.
--- @param input hug.Tensor
--- @param norm_type number
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor out
function hug.lp_pool1d(input, norm_type, kernel_size, stride, ceil_mode) end

--- The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
--- channels, length], or of one image without the first dim; windows begin `stride` apart (`kernel_size` if absent).
--- `ceil_mode`: also a last window that is not whole.
--- @param norm_type number
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor out
function Tensor:lp_pool1d(norm_type, kernel_size, stride, ceil_mode) end

--- The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
--- channels, height, width], or of one image without the first dim; windows begin `stride` apart (`kernel_size` if
--- absent). `ceil_mode`: also a last window that is not whole.
--- @param input hug.Tensor
--- @param norm_type number
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor out
function hug.lp_pool2d(input, norm_type, kernel_size, stride, ceil_mode) end

--- The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
--- channels, height, width], or of one image without the first dim; windows begin `stride` apart (`kernel_size` if
--- absent). `ceil_mode`: also a last window that is not whole.
--- @param norm_type number
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor out
function Tensor:lp_pool2d(norm_type, kernel_size, stride, ceil_mode) end

--- The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
--- channels, depth, height, width], or of one image without the first dim; windows begin `stride` apart (`kernel_size`
--- if absent). `ceil_mode`: also a last window that is not whole.
--- @param input hug.Tensor
--- @param norm_type number
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor out
function hug.lp_pool3d(input, norm_type, kernel_size, stride, ceil_mode) end

--- The root of degree `norm_type` of sums of powers of that degree, over windows of `kernel_size` of `input` [images,
--- channels, depth, height, width], or of one image without the first dim; windows begin `stride` apart (`kernel_size`
--- if absent). `ceil_mode`: also a last window that is not whole.
--- @param norm_type number
--- @param kernel_size integer|integer[]
--- @param stride? integer|integer[]
--- @param ceil_mode? boolean
--- @return hug.Tensor out
function Tensor:lp_pool3d(norm_type, kernel_size, stride, ceil_mode) end

--- Averages of `input` [images, channels, length], or of one image without the first dim, in as many windows of nearly
--- equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- @param input hug.Tensor
--- @param output_size integer|integer[]
--- @return hug.Tensor out
function hug.adaptive_avg_pool1d(input, output_size) end

--- Averages of `input` [images, channels, length], or of one image without the first dim, in as many windows of nearly
--- equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- @param output_size integer|integer[]
--- @return hug.Tensor out
function Tensor:adaptive_avg_pool1d(output_size) end

--- Averages of `input` [images, channels, height, width], or of one image without the first dim, in as many windows of
--- nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- @param input hug.Tensor
--- @param output_size integer|integer[]
--- @return hug.Tensor out
function hug.adaptive_avg_pool2d(input, output_size) end

--- Averages of `input` [images, channels, height, width], or of one image without the first dim, in as many windows of
--- nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- @param output_size integer|integer[]
--- @return hug.Tensor out
function Tensor:adaptive_avg_pool2d(output_size) end

--- Averages of `input` [images, channels, depth, height, width], or of one image without the first dim, in as many
--- windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- @param input hug.Tensor
--- @param output_size integer|integer[]
--- @return hug.Tensor out
function hug.adaptive_avg_pool3d(input, output_size) end

--- Averages of `input` [images, channels, depth, height, width], or of one image without the first dim, in as many
--- windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- @param output_size integer|integer[]
--- @return hug.Tensor out
function Tensor:adaptive_avg_pool3d(output_size) end

--- Largest values of `input` [images, channels, length], or of one image without the first dim, in as many windows of
--- nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- `return_indices`: also the places of the values, counted through their image.
--- @param input hug.Tensor
--- @param output_size integer|integer[]
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.adaptive_max_pool1d(input, output_size, return_indices) end

--- Largest values of `input` [images, channels, length], or of one image without the first dim, in as many windows of
--- nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- `return_indices`: also the places of the values, counted through their image.
--- @param output_size integer|integer[]
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:adaptive_max_pool1d(output_size, return_indices) end

--- Largest values of `input` [images, channels, height, width], or of one image without the first dim, in as many
--- windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- `return_indices`: also the places of the values, counted through their image.
--- @param input hug.Tensor
--- @param output_size integer|integer[]
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.adaptive_max_pool2d(input, output_size, return_indices) end

--- Largest values of `input` [images, channels, height, width], or of one image without the first dim, in as many
--- windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the input's.
--- `return_indices`: also the places of the values, counted through their image.
--- @param output_size integer|integer[]
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:adaptive_max_pool2d(output_size, return_indices) end

--- Largest values of `input` [images, channels, depth, height, width], or of one image without the first dim, in as
--- many windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the
--- input's. `return_indices`: also the places of the values, counted through their image.
--- @param input hug.Tensor
--- @param output_size integer|integer[]
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.adaptive_max_pool3d(input, output_size, return_indices) end

--- Largest values of `input` [images, channels, depth, height, width], or of one image without the first dim, in as
--- many windows of nearly equal size as make `output_size`: a number, or one for each dim, where `false` keeps the
--- input's. `return_indices`: also the places of the values, counted through their image.
--- @param output_size integer|integer[]
--- @param return_indices? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:adaptive_max_pool3d(output_size, return_indices) end

--- Windows of `kernel_size` over `input` [images, channels, height, width] as columns: [images, channels * kernel,
--- windows]; or of one image without the first dim. Windows begin `stride` apart, their elements are `dilation` apart,
--- and there are `padding` zeros around the image.
--- @param input hug.Tensor
--- @param kernel_size integer|integer[]
--- @param dilation? integer|integer[]
--- @param padding? integer|integer[]
--- @param stride? integer|integer[]
--- @return hug.Tensor out
function hug.unfold(input, kernel_size, dilation, padding, stride) end

--- Windows of `kernel_size` over `input` [images, channels, height, width] as columns: [images, channels * kernel,
--- windows]; or of one image without the first dim. Windows begin `stride` apart, their elements are `dilation` apart,
--- and there are `padding` zeros around the image.
--- @param kernel_size integer|integer[]
--- @param dilation? integer|integer[]
--- @param padding? integer|integer[]
--- @param stride? integer|integer[]
--- @return hug.Tensor out
function Tensor:unfold(kernel_size, dilation, padding, stride) end

--- Images [images, channels, height, width] of `output_size` to which the columns of `input` [images, channels *
--- kernel, windows] are added where unfold finds them; or one image, without the first dim.
--- @param input hug.Tensor
--- @param output_size integer|integer[]
--- @param kernel_size integer|integer[]
--- @param dilation? integer|integer[]
--- @param padding? integer|integer[]
--- @param stride? integer|integer[]
--- @return hug.Tensor out
function hug.fold(input, output_size, kernel_size, dilation, padding, stride) end

--- Images [images, channels, height, width] of `output_size` to which the columns of `input` [images, channels *
--- kernel, windows] are added where unfold finds them; or one image, without the first dim.
--- @param output_size integer|integer[]
--- @param kernel_size integer|integer[]
--- @param dilation? integer|integer[]
--- @param padding? integer|integer[]
--- @param stride? integer|integer[]
--- @return hug.Tensor out
function Tensor:fold(output_size, kernel_size, dilation, padding, stride) end

-- Images

--- `input` [images, channels, …] with its one to three last dims in another `size`, or multiplied by `scale_factor`:
--- a number, or one for each dim. `mode`: nearest or nearest-exact copy, linear, bilinear and trilinear (by the number
--- of dims), bicubic and lanczos weigh neighbours, area averages. `align_corners`: the first and last elements stay
--- where they are, instead of the borders. `recompute_scale_factor`: places are computed from the sizes, not from
--- `scale_factor`. `antialias`: where an image shrinks, all of it counts. Of u8, bilinear, bicubic and lanczos round as
--- the reference does.
--- @param input hug.Tensor
--- @param size? integer|integer[]
--- @param scale_factor? number|number[]
--- @param mode? "nearest"|"nearest-exact"|"linear"|"bilinear"|"bicubic"|"trilinear"|"area"|"lanczos"
--- @param align_corners? boolean
--- @param recompute_scale_factor? boolean
--- @param antialias? boolean
--- @return hug.Tensor out
function hug.interpolate(input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias) end

--- `input` [images, channels, …] with its one to three last dims in another `size`, or multiplied by `scale_factor`:
--- a number, or one for each dim. `mode`: nearest or nearest-exact copy, linear, bilinear and trilinear (by the number
--- of dims), bicubic and lanczos weigh neighbours, area averages. `align_corners`: the first and last elements stay
--- where they are, instead of the borders. `recompute_scale_factor`: places are computed from the sizes, not from
--- `scale_factor`. `antialias`: where an image shrinks, all of it counts. Of u8, bilinear, bicubic and lanczos round as
--- the reference does.
--- @param size? integer|integer[]
--- @param scale_factor? number|number[]
--- @param mode? "nearest"|"nearest-exact"|"linear"|"bilinear"|"bicubic"|"trilinear"|"area"|"lanczos"
--- @param align_corners? boolean
--- @param recompute_scale_factor? boolean
--- @param antialias? boolean
--- @return hug.Tensor out
function Tensor:interpolate(size, scale_factor, mode, align_corners, recompute_scale_factor, antialias) end

return hug
