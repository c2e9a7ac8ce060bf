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

--- `value` in the shape and type of `input`; `fill_` sets all elements to it.
--- @param input hug.Tensor
--- @param value hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.fill(input, value) end

--- `value` in the shape and type of `input`; `fill_` sets all elements to it.
--- @param value hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:fill(value) end

--- Zeros in the shape and type of `input`; `zero_` sets all elements to 0.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.zero(input) end

--- Zeros in the shape and type of `input`; `zero_` sets all elements to 0.
--- @return hug.Tensor out
function Tensor:zero() end

--- The elements of `src`, broadcast and converted to the shape and type of `input`; `copy_` writes them into it.
--- @param input hug.Tensor
--- @param src hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.copy(input, src) end

--- The elements of `src`, broadcast and converted to the shape and type of `input`; `copy_` writes them into it.
--- @param src hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:copy(src) end

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

--- With p = softplus(`alpha_p`) and n = `beta` + softplus(`alpha_n`): p x^2 + beta x where x in `input` is positive,
--- else n (exp(min(x, `eps`)) - 1 - x) + beta x.
--- @param input hug.Tensor
--- @param alpha_p hug.Tensor
--- @param alpha_n hug.Tensor
--- @param beta? number
--- @param eps? number
--- @return hug.Tensor out
function hug.xielu(input, alpha_p, alpha_n, beta, eps) end

--- With p = softplus(`alpha_p`) and n = `beta` + softplus(`alpha_n`): p x^2 + beta x where x in `input` is positive,
--- else n (exp(min(x, `eps`)) - 1 - x) + beta x.
--- @param alpha_p hug.Tensor
--- @param alpha_n hug.Tensor
--- @param beta? number
--- @param eps? number
--- @return hug.Tensor out
function Tensor:xielu(alpha_p, alpha_n, beta, eps) end

--- `softmax` over the channels of each place: `input` is [channels, height, width] or [n, channels, height, width].
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.softmax2d(input) end

--- `softmax` over the channels of each place: `input` is [channels, height, width] or [n, channels, height, width].
--- @return hug.Tensor out
function Tensor:softmax2d() end

--- `down` (activation(`gate` x) times `up` x) for the rows x of `input` [..., inputs]: [..., outputs]. gate and up are
--- [inner, inputs], down [outputs, inner].
--- @param input hug.Tensor
--- @param gate hug.Tensor
--- @param up hug.Tensor
--- @param down hug.Tensor
--- @param activation? "none"|"relu"|"gelu"|"gelu_tanh"|"silu"|"tanh"
--- @return hug.Tensor out
function hug.gated_mlp(input, gate, up, down, activation) end

--- `down` (activation(`gate` x) times `up` x) for the rows x of `input` [..., inputs]: [..., outputs]. gate and up are
--- [inner, inputs], down [outputs, inner].
--- @param gate hug.Tensor
--- @param up hug.Tensor
--- @param down hug.Tensor
--- @param activation? "none"|"relu"|"gelu"|"gelu_tanh"|"silu"|"tanh"
--- @return hug.Tensor out
function Tensor:gated_mlp(gate, up, down, activation) end

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

--- Sum over the dims `dim`, or over all elements, of those that are not NaN.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.nansum(input, dim, keepdim, dtype) end

--- Sum over the dims `dim`, or over all elements, of those that are not NaN.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:nansum(dim, keepdim, dtype) end

--- Mean over the dims `dim`, or over all elements, of those that are not NaN.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.nanmean(input, dim, keepdim, dtype) end

--- Mean over the dims `dim`, or over all elements, of those that are not NaN.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:nanmean(dim, keepdim, dtype) end

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

--- How many elements along the dims `dim`, or of all, differ from 0.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function hug.count_nonzero(input, dim) end

--- How many elements along the dims `dim`, or of all, differ from 0.
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function Tensor:count_nonzero(dim) end

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

--- What `var` gives, and the mean.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor var
--- @return hug.Tensor mean
function hug.var_mean(input, dim, correction, keepdim, unbiased) end

--- What `var` gives, and the mean.
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor var
--- @return hug.Tensor mean
function Tensor:var_mean(dim, correction, keepdim, unbiased) end

--- What `std` gives, and the mean.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor std
--- @return hug.Tensor mean
function hug.std_mean(input, dim, correction, keepdim, unbiased) end

--- What `std` gives, and the mean.
--- @param dim? integer|integer[]
--- @param correction? number
--- @param keepdim? boolean
--- @param unbiased? boolean
--- @return hug.Tensor std
--- @return hug.Tensor mean
function Tensor:std_mean(dim, correction, keepdim, unbiased) end

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

--- The smallest and the largest element along `dim`, or of all; equal ones share the gradient.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor min
--- @return hug.Tensor max
function hug.aminmax(input, dim, keepdim) end

--- The smallest and the largest element along `dim`, or of all; equal ones share the gradient.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor min
--- @return hug.Tensor max
function Tensor:aminmax(dim, keepdim) end

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

--- The `p`-norm over the dims `dim`, or of all elements: (sum of |`input`|^`p`)^(1/`p`); infinity: the greatest
--- magnitude, -infinity: the least, 0: how many differ from 0. "fro" is 2.
--- @param input hug.Tensor
--- @param p? number|"fro"
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.norm(input, p, dim, keepdim, dtype) end

--- The `p`-norm over the dims `dim`, or of all elements: (sum of |`input`|^`p`)^(1/`p`); infinity: the greatest
--- magnitude, -infinity: the least, 0: how many differ from 0. "fro" is 2.
--- @param p? number|"fro"
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:norm(p, dim, keepdim, dtype) end

--- As `norm`: the norm of order `ord` over the dims `dim`, or of all elements; infinity: the greatest magnitude,
--- -infinity: the least, 0: how many differ from 0.
--- @param input hug.Tensor
--- @param ord? number
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.vector_norm(input, ord, dim, keepdim, dtype) end

--- As `norm`: the norm of order `ord` over the dims `dim`, or of all elements; infinity: the greatest magnitude,
--- -infinity: the least, 0: how many differ from 0.
--- @param ord? number
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:vector_norm(ord, dim, keepdim, dtype) end

--- The root of the sum of squares of matrices, whose dims are `dim`.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.frobenius_norm(input, dim, keepdim, dtype) end

--- The root of the sum of squares of matrices, whose dims are `dim`.
--- @param dim? integer|integer[]
--- @param keepdim? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:frobenius_norm(dim, keepdim, dtype) end

--- `input` divided by its `p`-norm along the dims `dim`, or by `eps` where that is greater.
--- @param input hug.Tensor
--- @param p? number
--- @param dim? integer|integer[]
--- @param eps? number
--- @return hug.Tensor out
function hug.normalize(input, p, dim, eps) end

--- `input` divided by its `p`-norm along the dims `dim`, or by `eps` where that is greater.
--- @param p? number
--- @param dim? integer|integer[]
--- @param eps? number
--- @return hug.Tensor out
function Tensor:normalize(p, dim, eps) end

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

--- Exponentials of -`input` along `dim`, scaled to sum to one; computed in `dtype` if given.
--- @param input hug.Tensor
--- @param dim? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.softmin(input, dim, dtype) end

--- Exponentials of -`input` along `dim`, scaled to sum to one; computed in `dtype` if given.
--- @param dim? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:softmin(dim, dtype) end

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

--- Products of the elements along `dim` up to and with each one. Integers and bool give i64.
--- @param input hug.Tensor
--- @param dim integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.cumprod(input, dim, dtype) end

--- Products of the elements along `dim` up to and with each one. Integers and bool give i64.
--- @param dim integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function Tensor:cumprod(dim, dtype) end

--- The greatest element along `dim` up to and with each one, and its index, the last of equals. NaN counts as the
--- greatest.
--- @param input hug.Tensor
--- @param dim integer
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.cummax(input, dim) end

--- The greatest element along `dim` up to and with each one, and its index, the last of equals. NaN counts as the
--- greatest.
--- @param dim integer
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:cummax(dim) end

--- The least element along `dim` up to and with each one, and its index, the last of equals. NaN counts as the least.
--- @param input hug.Tensor
--- @param dim integer
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.cummin(input, dim) end

--- The least element along `dim` up to and with each one, and its index, the last of equals. NaN counts as the least.
--- @param dim integer
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:cummin(dim) end

--- Logarithms of the sums of exponentials of the elements along `dim` up to and with each one.
--- @param input hug.Tensor
--- @param dim integer
--- @return hug.Tensor out
function hug.logcumsumexp(input, dim) end

--- Logarithms of the sums of exponentials of the elements along `dim` up to and with each one.
--- @param dim integer
--- @return hug.Tensor out
function Tensor:logcumsumexp(dim) end

--- Each element along `dim` less the one before it, `n` times over; of bool, whether they differ. `prepend` and
--- `append` are set before and behind `input` first.
--- @param input hug.Tensor
--- @param n? integer
--- @param dim? integer
--- @param prepend? hug.Tensor
--- @param append? hug.Tensor
--- @return hug.Tensor out
function hug.diff(input, n, dim, prepend, append) end

--- Each element along `dim` less the one before it, `n` times over; of bool, whether they differ. `prepend` and
--- `append` are set before and behind `input` first.
--- @param n? integer
--- @param dim? integer
--- @param prepend? hug.Tensor
--- @param append? hug.Tensor
--- @return hug.Tensor out
function Tensor:diff(n, dim, prepend, append) end

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

--- `input1` [..., size1] times each matrix of `weight` [outputs, size1, size2] times `input2` [..., size2], plus `bias`
--- [outputs]: [..., outputs].
--- @param input1 hug.Tensor
--- @param input2 hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @return hug.Tensor out
function hug.bilinear(input1, input2, weight, bias) end

--- `input1` [..., size1] times each matrix of `weight` [outputs, size1, size2] times `input2` [..., size2], plus `bias`
--- [outputs]: [..., outputs].
--- @param input2 hug.Tensor
--- @param weight hug.Tensor
--- @param bias? hug.Tensor
--- @return hug.Tensor out
function Tensor:bilinear(input2, weight, bias) end

--- The sum of products of `operands` that `equation` tells: a letter for each dim of each operand, those of one letter
--- running together; after "->" the letters that stay, in order, all others being summed over. Without "->" those stay
--- that are named once, in order of the alphabet. "..." stands for any more dims, which broadcast. A letter twice in
--- one operand takes its diagonal. Operands are joined from left to right.
--- @param equation string
--- @param operands hug.Tensor[]
--- @return hug.Tensor out
function hug.einsum(equation, operands) end

--- The Kronecker product: a copy of `other` times each element of `input` in the place of that element. Missing dims
--- are of size 1, in front.
--- @param input hug.Tensor
--- @param other hug.Tensor
--- @return hug.Tensor out
function hug.kron(input, other) end

--- The Kronecker product: a copy of `other` times each element of `input` in the place of that element. Missing dims
--- are of size 1, in front.
--- @param other hug.Tensor
--- @return hug.Tensor out
function Tensor:kron(other) end

--- The cross product of the vectors along `dim`, of size 3, of `input` and `other`, whose other dims broadcast.
--- @param input hug.Tensor
--- @param other hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function hug.cross(input, other, dim) end

--- The cross product of the vectors along `dim`, of size 3, of `input` and `other`, whose other dims broadcast.
--- @param other hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:cross(other, dim) end

--- The sum of the main diagonal of a matrix.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.trace(input) end

--- The sum of the main diagonal of a matrix.
--- @return hug.Tensor out
function Tensor:trace() end

--- The cosine of the angle between `x1` and `x2`, which broadcast, along `dim`, which the result lacks: their product,
--- each divided by its length or, if that is greater, by `eps`.
--- @param x1 hug.Tensor
--- @param x2 hug.Tensor
--- @param dim? integer
--- @param eps? number
--- @return hug.Tensor out
function hug.cosine_similarity(x1, x2, dim, eps) end

--- The cosine of the angle between `x1` and `x2`, which broadcast, along `dim`, which the result lacks: their product,
--- each divided by its length or, if that is greater, by `eps`.
--- @param x2 hug.Tensor
--- @param dim? integer
--- @param eps? number
--- @return hug.Tensor out
function Tensor:cosine_similarity(x2, dim, eps) end

--- The `p`-norm of `x1` - `x2` + `eps` over the last dim, which the result lacks or, with `keepdim`, has with size 1;
--- both broadcast.
--- @param x1 hug.Tensor
--- @param x2 hug.Tensor
--- @param p? number
--- @param eps? number
--- @param keepdim? boolean
--- @return hug.Tensor out
function hug.pairwise_distance(x1, x2, p, eps, keepdim) end

--- The `p`-norm of `x1` - `x2` + `eps` over the last dim, which the result lacks or, with `keepdim`, has with size 1;
--- both broadcast.
--- @param x2 hug.Tensor
--- @param p? number
--- @param eps? number
--- @param keepdim? boolean
--- @return hug.Tensor out
function Tensor:pairwise_distance(x2, p, eps, keepdim) end

--- The `p`-norms of the differences of each row of `x1` [..., m, k] and each row of `x2` [..., n, k]: [..., m, n]. `p`
--- is 0 (how many elements differ) to math.huge (the greatest difference). Distances are always computed from
--- differences, whatever `compute_mode` says in torch.
--- @param x1 hug.Tensor
--- @param x2 hug.Tensor
--- @param p? number
--- @param compute_mode? "use_mm_for_euclid_dist_if_necessary"|"use_mm_for_euclid_dist"|"donot_use_mm_for_euclid_dist"
--- @return hug.Tensor out
function hug.cdist(x1, x2, p, compute_mode) end

--- The `p`-norms of the differences of each row of `x1` [..., m, k] and each row of `x2` [..., n, k]: [..., m, n]. `p`
--- is 0 (how many elements differ) to math.huge (the greatest difference). Distances are always computed from
--- differences, whatever `compute_mode` says in torch.
--- @param x2 hug.Tensor
--- @param p? number
--- @param compute_mode? "use_mm_for_euclid_dist_if_necessary"|"use_mm_for_euclid_dist"|"donot_use_mm_for_euclid_dist"
--- @return hug.Tensor out
function Tensor:cdist(x2, p, compute_mode) end

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

--- Of a vector, the square matrix with it on the diagonal that is `diagonal` places above the main one; of a matrix,
--- that diagonal.
--- @param input hug.Tensor
--- @param diagonal? integer
--- @return hug.Tensor out
function hug.diag(input, diagonal) end

--- Of a vector, the square matrix with it on the diagonal that is `diagonal` places above the main one; of a matrix,
--- that diagonal.
--- @param diagonal? integer
--- @return hug.Tensor out
function Tensor:diag(diagonal) end

--- Square matrices, in `dim1` and `dim2` of the result, with the last dim of `input` on the diagonal that is `offset`
--- places above the main one, and zeros elsewhere.
--- @param input hug.Tensor
--- @param offset? integer
--- @param dim1? integer
--- @param dim2? integer
--- @return hug.Tensor out
function hug.diag_embed(input, offset, dim1, dim2) end

--- Square matrices, in `dim1` and `dim2` of the result, with the last dim of `input` on the diagonal that is `offset`
--- places above the main one, and zeros elsewhere.
--- @param offset? integer
--- @param dim1? integer
--- @param dim2? integer
--- @return hug.Tensor out
function Tensor:diag_embed(offset, dim1, dim2) end

--- A view of all windows of `size` elements along `dimension`, `step` apart: their number stands in place of the dim,
--- their elements are a new last dim.
--- @param input hug.Tensor
--- @param dimension integer
--- @param size integer
--- @param step integer
--- @return hug.Tensor out
function hug.tensor_unfold(input, dimension, size, step) end

--- A view of all windows of `size` elements along `dimension`, `step` apart: their number stands in place of the dim,
--- their elements are a new last dim.
--- @param dimension integer
--- @param size integer
--- @param step integer
--- @return hug.Tensor out
function Tensor:tensor_unfold(dimension, size, step) end

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

--- Each element of `dim` repeated `repeats` times, a number, or a vector with one for each element; without `dim` of
--- `input` as one row. `output_size` is how many that makes, if it is known. One tensor alone holds the repeats, and
--- the result is the place of each.
--- @param input hug.Tensor
--- @param repeats? hug.Tensor|number|boolean
--- @param dim? integer
--- @param output_size? integer
--- @return hug.Tensor out
function hug.repeat_interleave(input, repeats, dim, output_size) end

--- Each element of `dim` repeated `repeats` times, a number, or a vector with one for each element; without `dim` of
--- `input` as one row. `output_size` is how many that makes, if it is known. One tensor alone holds the repeats, and
--- the result is the place of each.
--- @param repeats? hug.Tensor|number|boolean
--- @param dim? integer
--- @param output_size? integer
--- @return hug.Tensor out
function Tensor:repeat_interleave(repeats, dim, output_size) end

--- `input` with elements put before and after those of its last dims: `pad` has a pair of numbers for each, from the
--- last dim on; negative ones take elements off. `mode` is constant (put `value`, 0 by default, into any dims), or
--- reflect, replicate or circular, which pad the last one, two or three dims of a tensor that has one or two more.
--- @param input hug.Tensor
--- @param pad integer|integer[]
--- @param mode? "constant"|"reflect"|"replicate"|"circular"
--- @param value? number|boolean
--- @return hug.Tensor out
function hug.pad(input, pad, mode, value) end

--- `input` with elements put before and after those of its last dims: `pad` has a pair of numbers for each, from the
--- last dim on; negative ones take elements off. `mode` is constant (put `value`, 0 by default, into any dims), or
--- reflect, replicate or circular, which pad the last one, two or three dims of a tensor that has one or two more.
--- @param pad integer|integer[]
--- @param mode? "constant"|"reflect"|"replicate"|"circular"
--- @param value? number|boolean
--- @return hug.Tensor out
function Tensor:pad(pad, mode, value) end

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

--- A copy turned `k` times by 90 degrees in the plane of `dims` (0 and 1), from the first of them towards the second.
--- @param input hug.Tensor
--- @param k? integer
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function hug.rot90(input, k, dims) end

--- A copy turned `k` times by 90 degrees in the plane of `dims` (0 and 1), from the first of them towards the second.
--- @param k? integer
--- @param dims? integer|integer[]
--- @return hug.Tensor out
function Tensor:rot90(k, dims) end

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

--- Rows and columns [2, n], in i64 or i32, of the elements of a [`row`, `col`] matrix on and below the diagonal that is
--- `offset` places above the main one.
--- @param row integer
--- @param col integer
--- @param offset? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.tril_indices(row, col, offset, dtype) end

--- Rows and columns [2, n], in i64 or i32, of the elements of a [`row`, `col`] matrix on and above the diagonal that is
--- `offset` places above the main one.
--- @param row integer
--- @param col integer
--- @param offset? integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.triu_indices(row, col, offset, dtype) end

--- For each of `tensors` (vectors) a view with one dim for every vector, along whose own dim its elements lie, and
--- repeat along the others. With `indexing` xy the first two dims change places.
--- @param tensors hug.Tensor[]
--- @param indexing? "ij"|"xy"
--- @return hug.Tensor[]
function hug.meshgrid(tensors, indexing) end

--- All combinations of one element of each of `tensors` (vectors), the last varying fastest: [combinations, tensors];
--- one vector alone as it is.
--- @param tensors hug.Tensor[]
--- @return hug.Tensor out
function hug.cartesian_prod(tensors) end

--- `input` [..., channels r², height, width] as [..., channels, height r, width r], r being `upscale_factor`: the r²
--- channels become the pixels of a square.
--- @param input hug.Tensor
--- @param upscale_factor integer
--- @return hug.Tensor out
function hug.pixel_shuffle(input, upscale_factor) end

--- `input` [..., channels r², height, width] as [..., channels, height r, width r], r being `upscale_factor`: the r²
--- channels become the pixels of a square.
--- @param upscale_factor integer
--- @return hug.Tensor out
function Tensor:pixel_shuffle(upscale_factor) end

--- `input` [..., channels, height r, width r] as [..., channels r², height, width], r being `downscale_factor`: undoes
--- `pixel_shuffle`.
--- @param input hug.Tensor
--- @param downscale_factor integer
--- @return hug.Tensor out
function hug.pixel_unshuffle(input, downscale_factor) end

--- `input` [..., channels, height r, width r] as [..., channels r², height, width], r being `downscale_factor`: undoes
--- `pixel_shuffle`.
--- @param downscale_factor integer
--- @return hug.Tensor out
function Tensor:pixel_unshuffle(downscale_factor) end

--- `input` [batch, channels, ...] with its channels, parted into `groups`, dealt out: the first of each group, then the
--- second of each, and so on.
--- @param input hug.Tensor
--- @param groups integer
--- @return hug.Tensor out
function hug.channel_shuffle(input, groups) end

--- `input` [batch, channels, ...] with its channels, parted into `groups`, dealt out: the first of each group, then the
--- second of each, and so on.
--- @param groups integer
--- @return hug.Tensor out
function Tensor:channel_shuffle(groups) end

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

--- `input` with the elements of `source` at the places `index` of its elements in order, as if it had one dim;
--- `accumulate` adds them to what is there.
--- @param input hug.Tensor
--- @param index hug.Tensor
--- @param source hug.Tensor
--- @param accumulate? boolean
--- @return hug.Tensor out
function hug.put(input, index, source, accumulate) end

--- `input` with the elements of `source` at the places `index` of its elements in order, as if it had one dim;
--- `accumulate` adds them to what is there.
--- @param index hug.Tensor
--- @param source hug.Tensor
--- @param accumulate? boolean
--- @return hug.Tensor out
function Tensor:put(index, source, accumulate) end

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

--- The sum, mean or max (`mode`) of the rows of `weight` [rows, width] that each bag names: [bags, width]. A bag is a
--- row of `input` [bags, length], or the part of `input` [n] from one of `offsets` [bags] to the next; with
--- `include_last_offset` the last of `offsets` only ends the last bag. `per_sample_weights`, of the shape of `input`,
--- are factors of the rows in a sum. Row `padding_idx` takes no part. `scale_grad_by_freq` divides the gradient of a
--- row by how often it is named. An empty bag gives 0.
--- @param input hug.Tensor
--- @param weight hug.Tensor
--- @param offsets? hug.Tensor
--- @param scale_grad_by_freq? boolean
--- @param mode? "sum"|"mean"|"max"
--- @param per_sample_weights? hug.Tensor
--- @param include_last_offset? boolean
--- @param padding_idx? integer
--- @return hug.Tensor out
function hug.embedding_bag(input, weight, offsets, scale_grad_by_freq, mode, per_sample_weights, include_last_offset, padding_idx) end

--- The sum, mean or max (`mode`) of the rows of `weight` [rows, width] that each bag names: [bags, width]. A bag is a
--- row of `input` [bags, length], or the part of `input` [n] from one of `offsets` [bags] to the next; with
--- `include_last_offset` the last of `offsets` only ends the last bag. `per_sample_weights`, of the shape of `input`,
--- are factors of the rows in a sum. Row `padding_idx` takes no part. `scale_grad_by_freq` divides the gradient of a
--- row by how often it is named. An empty bag gives 0.
--- @param weight hug.Tensor
--- @param offsets? hug.Tensor
--- @param scale_grad_by_freq? boolean
--- @param mode? "sum"|"mean"|"max"
--- @param per_sample_weights? hug.Tensor
--- @param include_last_offset? boolean
--- @param padding_idx? integer
--- @return hug.Tensor out
function Tensor:embedding_bag(weight, offsets, scale_grad_by_freq, mode, per_sample_weights, include_last_offset, padding_idx) end

--- For each class number of `input` a row, i64 [..., `num_classes`], that is 1 at the class and 0 elsewhere; -1: as
--- many classes as the largest number needs.
--- @param input hug.Tensor
--- @param num_classes? integer
--- @return hug.Tensor out
function hug.one_hot(input, num_classes) end

--- For each class number of `input` a row, i64 [..., `num_classes`], that is 1 at the class and 0 elsewhere; -1: as
--- many classes as the largest number needs.
--- @param num_classes? integer
--- @return hug.Tensor out
function Tensor:one_hot(num_classes) end

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

--- The elements of `input` that `index` names, as if it were one row; negative indices count from the end. The result
--- has the shape of `index`.
--- @param input hug.Tensor
--- @param index hug.Tensor
--- @return hug.Tensor out
function hug.take(input, index) end

--- The elements of `input` that `index` names, as if it were one row; negative indices count from the end. The result
--- has the shape of `index`.
--- @param index hug.Tensor
--- @return hug.Tensor out
function Tensor:take(index) end

--- The elements of `input` at the places along `dim` that `indices` names, as `gather` does; other dims broadcast, and
--- negative indices count from the end. Without `dim` both are taken as one row.
--- @param input hug.Tensor
--- @param indices hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function hug.take_along_dim(input, indices, dim) end

--- The elements of `input` at the places along `dim` that `indices` names, as `gather` does; other dims broadcast, and
--- negative indices count from the end. Without `dim` both are taken as one row.
--- @param indices hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:take_along_dim(indices, dim) end

--- `input` with each element of `src`, or the number `value`, put at the place along `dim` that `index` names at its
--- position, the other places being its own. `src` may be larger than `index`, and may itself be a number. `reduce`
--- (add, multiply) joins it with what is there.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @param src? hug.Tensor|number|boolean
--- @param reduce? "add"|"multiply"
--- @param value? number|boolean
--- @return hug.Tensor out
function hug.scatter(input, dim, index, src, reduce, value) end

--- `input` with each element of `src`, or the number `value`, put at the place along `dim` that `index` names at its
--- position, the other places being its own. `src` may be larger than `index`, and may itself be a number. `reduce`
--- (add, multiply) joins it with what is there.
--- @param dim integer
--- @param index hug.Tensor
--- @param src? hug.Tensor|number|boolean
--- @param reduce? "add"|"multiply"
--- @param value? number|boolean
--- @return hug.Tensor out
function Tensor:scatter(dim, index, src, reduce, value) end

--- `input` with each element of `src` added at the place along `dim` that `index` names at its position.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @param src hug.Tensor
--- @return hug.Tensor out
function hug.scatter_add(input, dim, index, src) end

--- `input` with each element of `src` added at the place along `dim` that `index` names at its position.
--- @param dim integer
--- @param index hug.Tensor
--- @param src hug.Tensor
--- @return hug.Tensor out
function Tensor:scatter_add(dim, index, src) end

--- `input` with the elements of `src` joined to the place along `dim` that `index` names at their position: `reduce` is
--- sum, prod, mean, amax or amin. Without `include_self` what was there before takes no part.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @param src hug.Tensor
--- @param reduce "sum"|"prod"|"mean"|"amax"|"amin"
--- @param include_self? boolean
--- @return hug.Tensor out
function hug.scatter_reduce(input, dim, index, src, reduce, include_self) end

--- `input` with the elements of `src` joined to the place along `dim` that `index` names at their position: `reduce` is
--- sum, prod, mean, amax or amin. Without `include_self` what was there before takes no part.
--- @param dim integer
--- @param index hug.Tensor
--- @param src hug.Tensor
--- @param reduce "sum"|"prod"|"mean"|"amax"|"amin"
--- @param include_self? boolean
--- @return hug.Tensor out
function Tensor:scatter_reduce(dim, index, src, reduce, include_self) end

--- `input` with `alpha` times each slice of `source` along `dim` added to the slice that `index` [n] names for it.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @param source hug.Tensor
--- @param alpha? number|boolean
--- @return hug.Tensor out
function hug.index_add(input, dim, index, source, alpha) end

--- `input` with `alpha` times each slice of `source` along `dim` added to the slice that `index` [n] names for it.
--- @param dim integer
--- @param index hug.Tensor
--- @param source hug.Tensor
--- @param alpha? number|boolean
--- @return hug.Tensor out
function Tensor:index_add(dim, index, source, alpha) end

--- `input` with each slice of `source` along `dim` in place of the slice that `index` [n] names for it; of those that
--- share a place the last stays.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @param source hug.Tensor
--- @return hug.Tensor out
function hug.index_copy(input, dim, index, source) end

--- `input` with each slice of `source` along `dim` in place of the slice that `index` [n] names for it; of those that
--- share a place the last stays.
--- @param dim integer
--- @param index hug.Tensor
--- @param source hug.Tensor
--- @return hug.Tensor out
function Tensor:index_copy(dim, index, source) end

--- `input` with the slices along `dim` that `index` [n] names filled with `value`; negative indices count from the end.
--- @param input hug.Tensor
--- @param dim integer
--- @param index hug.Tensor
--- @param value hug.Tensor|number|boolean
--- @return hug.Tensor out
function hug.index_fill(input, dim, index, value) end

--- `input` with the slices along `dim` that `index` [n] names filled with `value`; negative indices count from the end.
--- @param dim integer
--- @param index hug.Tensor
--- @param value hug.Tensor|number|boolean
--- @return hug.Tensor out
function Tensor:index_fill(dim, index, value) end

--- `input` with the elements of `source`, in order, where `mask` (bool) is true; both broadcast. `source` has at least
--- as many elements as there are such places.
--- @param input hug.Tensor
--- @param mask hug.Tensor
--- @param source hug.Tensor
--- @return hug.Tensor out
function hug.masked_scatter(input, mask, source) end

--- `input` with the elements of `source`, in order, where `mask` (bool) is true; both broadcast. `source` has at least
--- as many elements as there are such places.
--- @param mask hug.Tensor
--- @param source hug.Tensor
--- @return hug.Tensor out
function Tensor:masked_scatter(mask, source) end

--- A copy of `input` with `src` in place of the elements `start`, start+step, … before `end` of `dim`, with Python's
--- bounds.
--- @param input hug.Tensor
--- @param src hug.Tensor
--- @param dim? integer
--- @param start? integer
--- @param end? integer
--- @param step? integer
--- @return hug.Tensor out
function hug.slice_scatter(input, src, dim, start, end, step) end

--- A copy of `input` with `src` in place of the elements `start`, start+step, … before `end` of `dim`, with Python's
--- bounds.
--- @param src hug.Tensor
--- @param dim? integer
--- @param start? integer
--- @param end? integer
--- @param step? integer
--- @return hug.Tensor out
function Tensor:slice_scatter(src, dim, start, end, step) end

--- A copy of `input` with `src`, which lacks `dim`, in place of element `index` of `dim`.
--- @param input hug.Tensor
--- @param src hug.Tensor
--- @param dim integer
--- @param index integer
--- @return hug.Tensor out
function hug.select_scatter(input, src, dim, index) end

--- A copy of `input` with `src`, which lacks `dim`, in place of element `index` of `dim`.
--- @param src hug.Tensor
--- @param dim integer
--- @param index integer
--- @return hug.Tensor out
function Tensor:select_scatter(src, dim, index) end

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

-- Order

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

--- The elements along `dim` from the least to the greatest, or the other way if `descending`, and where in `input` they
--- are. NaN counts as the greatest. Equal elements keep their order, whether `stable` asks for it or not.
--- @param input hug.Tensor
--- @param dim? integer
--- @param descending? boolean
--- @param stable? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.sort(input, dim, descending, stable) end

--- The elements along `dim` from the least to the greatest, or the other way if `descending`, and where in `input` they
--- are. NaN counts as the greatest. Equal elements keep their order, whether `stable` asks for it or not.
--- @param dim? integer
--- @param descending? boolean
--- @param stable? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:sort(dim, descending, stable) end

--- The indices of the elements along `dim` in their order: those that `sort` gives.
--- @param input hug.Tensor
--- @param dim? integer
--- @param descending? boolean
--- @param stable? boolean
--- @return hug.Tensor out
function hug.argsort(input, dim, descending, stable) end

--- The indices of the elements along `dim` in their order: those that `sort` gives.
--- @param dim? integer
--- @param descending? boolean
--- @param stable? boolean
--- @return hug.Tensor out
function Tensor:argsort(dim, descending, stable) end

--- The elements along the first dim from the least to the greatest.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.msort(input) end

--- The elements along the first dim from the least to the greatest.
--- @return hug.Tensor out
function Tensor:msort() end

--- The `k`-th smallest element along `dim`, counted from 1, and its index: what `sort` has there.
--- @param input hug.Tensor
--- @param k integer
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.kthvalue(input, k, dim, keepdim) end

--- The `k`-th smallest element along `dim`, counted from 1, and its index: what `sort` has there.
--- @param k integer
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:kthvalue(k, dim, keepdim) end

--- The middle element, of two the lesser; with `dim`, those along it and their indices. NaN where any is; without `dim`
--- equal elements share the gradient.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.median(input, dim, keepdim) end

--- The middle element, of two the lesser; with `dim`, those along it and their indices. NaN where any is; without `dim`
--- equal elements share the gradient.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:median(dim, keepdim) end

--- As `median`, but of the elements that are not NaN.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.nanmedian(input, dim, keepdim) end

--- As `median`, but of the elements that are not NaN.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:nanmedian(dim, keepdim) end

--- The value that the fraction `q` of the elements along `dim`, or of all, lies below; for a row of fractions, one
--- result each, in front. `interpolation` says what lies between two elements. NaN where any is.
--- @param input hug.Tensor
--- @param q hug.Tensor|number|boolean
--- @param dim? integer
--- @param keepdim? boolean
--- @param interpolation? "linear"|"lower"|"higher"|"midpoint"|"nearest"
--- @return hug.Tensor out
function hug.quantile(input, q, dim, keepdim, interpolation) end

--- The value that the fraction `q` of the elements along `dim`, or of all, lies below; for a row of fractions, one
--- result each, in front. `interpolation` says what lies between two elements. NaN where any is.
--- @param q hug.Tensor|number|boolean
--- @param dim? integer
--- @param keepdim? boolean
--- @param interpolation? "linear"|"lower"|"higher"|"midpoint"|"nearest"
--- @return hug.Tensor out
function Tensor:quantile(q, dim, keepdim, interpolation) end

--- As `quantile`, but of the elements that are not NaN.
--- @param input hug.Tensor
--- @param q hug.Tensor|number|boolean
--- @param dim? integer
--- @param keepdim? boolean
--- @param interpolation? "linear"|"lower"|"higher"|"midpoint"|"nearest"
--- @return hug.Tensor out
function hug.nanquantile(input, q, dim, keepdim, interpolation) end

--- As `quantile`, but of the elements that are not NaN.
--- @param q hug.Tensor|number|boolean
--- @param dim? integer
--- @param keepdim? boolean
--- @param interpolation? "linear"|"lower"|"higher"|"midpoint"|"nearest"
--- @return hug.Tensor out
function Tensor:nanquantile(q, dim, keepdim, interpolation) end

--- Each element, or slice along `dim`, once, in order, whether `sorted` asks for it or not; NaN equals nothing. With
--- `return_inverse` also where each is among them, then with `return_counts` how often each occurs.
--- @param input hug.Tensor
--- @param sorted? boolean
--- @param return_inverse? boolean
--- @param return_counts? boolean
--- @param dim? integer
--- @return hug.Tensor values
--- @return hug.Tensor inverse
--- @return hug.Tensor counts
function hug.unique(input, sorted, return_inverse, return_counts, dim) end

--- Each element, or slice along `dim`, once, in order, whether `sorted` asks for it or not; NaN equals nothing. With
--- `return_inverse` also where each is among them, then with `return_counts` how often each occurs.
--- @param sorted? boolean
--- @param return_inverse? boolean
--- @param return_counts? boolean
--- @param dim? integer
--- @return hug.Tensor values
--- @return hug.Tensor inverse
--- @return hug.Tensor counts
function Tensor:unique(sorted, return_inverse, return_counts, dim) end

--- `input` with one of each run of equal elements, or of slices along `dim`. With `return_inverse` also where each is
--- among them, then with `return_counts` how often each occurs.
--- @param input hug.Tensor
--- @param return_inverse? boolean
--- @param return_counts? boolean
--- @param dim? integer
--- @return hug.Tensor values
--- @return hug.Tensor inverse
--- @return hug.Tensor counts
function hug.unique_consecutive(input, return_inverse, return_counts, dim) end

--- `input` with one of each run of equal elements, or of slices along `dim`. With `return_inverse` also where each is
--- among them, then with `return_counts` how often each occurs.
--- @param return_inverse? boolean
--- @param return_counts? boolean
--- @param dim? integer
--- @return hug.Tensor values
--- @return hug.Tensor inverse
--- @return hug.Tensor counts
function Tensor:unique_consecutive(return_inverse, return_counts, dim) end

--- Where along the last dim of `sorted_sequence` each number of `input` would go to keep the order: before equal
--- elements, or behind them if `right` or if `side` is "right". One row serves all numbers; several go with as many
--- rows of numbers. `sorter` holds the indices that sort a sequence that is not in order.
--- @param sorted_sequence hug.Tensor
--- @param input hug.Tensor|number|boolean
--- @param out_int32? boolean
--- @param right? boolean
--- @param side? "left"|"right"
--- @param sorter? hug.Tensor
--- @return hug.Tensor out
function hug.searchsorted(sorted_sequence, input, out_int32, right, side, sorter) end

--- Where along the last dim of `sorted_sequence` each number of `input` would go to keep the order: before equal
--- elements, or behind them if `right` or if `side` is "right". One row serves all numbers; several go with as many
--- rows of numbers. `sorter` holds the indices that sort a sequence that is not in order.
--- @param input hug.Tensor|number|boolean
--- @param out_int32? boolean
--- @param right? boolean
--- @param side? "left"|"right"
--- @param sorter? hug.Tensor
--- @return hug.Tensor out
function Tensor:searchsorted(input, out_int32, right, side, sorter) end

--- Between which of the rising numbers `boundaries` each element lies: i where boundaries[i-1] < element <=
--- boundaries[i], or, if `right`, boundaries[i-1] <= element < boundaries[i].
--- @param input hug.Tensor|number|boolean
--- @param boundaries hug.Tensor
--- @param out_int32? boolean
--- @param right? boolean
--- @return hug.Tensor out
function hug.bucketize(input, boundaries, out_int32, right) end

--- Between which of the rising numbers `boundaries` each element lies: i where boundaries[i-1] < element <=
--- boundaries[i], or, if `right`, boundaries[i-1] <= element < boundaries[i].
--- @param boundaries hug.Tensor
--- @param out_int32? boolean
--- @param right? boolean
--- @return hug.Tensor out
function Tensor:bucketize(boundaries, out_int32, right) end

--- Whether each of `elements` equals one of `test_elements`; the contrary if `invert`. NaN equals nothing.
--- `assume_unique` changes nothing.
--- @param elements hug.Tensor|number|boolean
--- @param test_elements hug.Tensor|number|boolean
--- @param assume_unique? boolean
--- @param invert? boolean
--- @return hug.Tensor out
function hug.isin(elements, test_elements, assume_unique, invert) end

--- Whether each of `elements` equals one of `test_elements`; the contrary if `invert`. NaN equals nothing.
--- `assume_unique` changes nothing.
--- @param test_elements hug.Tensor|number|boolean
--- @param assume_unique? boolean
--- @param invert? boolean
--- @return hug.Tensor out
function Tensor:isin(test_elements, assume_unique, invert) end

--- How often each of the numbers 0, 1, 2, … occurs in `input`, a row of integers, up to its greatest and at least to
--- `minlength` - 1; with `weights`, the sum of the weights of the occurrences.
--- @param input hug.Tensor
--- @param weights? hug.Tensor
--- @param minlength? integer
--- @return hug.Tensor out
function hug.bincount(input, weights, minlength) end

--- How often each of the numbers 0, 1, 2, … occurs in `input`, a row of integers, up to its greatest and at least to
--- `minlength` - 1; with `weights`, the sum of the weights of the occurrences.
--- @param weights? hug.Tensor
--- @param minlength? integer
--- @return hug.Tensor out
function Tensor:bincount(weights, minlength) end

--- How many elements fall into each of `bins` ranges of equal width from `min` to `max`; if these are equal, from the
--- least element to the greatest. Elements outside, and NaN, are not counted.
--- @param input hug.Tensor
--- @param bins? integer
--- @param min? number
--- @param max? number
--- @return hug.Tensor out
function hug.histc(input, bins, min, max) end

--- How many elements fall into each of `bins` ranges of equal width from `min` to `max`; if these are equal, from the
--- least element to the greatest. Elements outside, and NaN, are not counted.
--- @param bins? integer
--- @param min? number
--- @param max? number
--- @return hug.Tensor out
function Tensor:histc(bins, min, max) end

--- The most frequent element along `dim`, the smallest if there are several, and the index of its last occurrence.
--- @param input hug.Tensor
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function hug.mode(input, dim, keepdim) end

--- The most frequent element along `dim`, the smallest if there are several, and the index of its last occurrence.
--- @param dim? integer
--- @param keepdim? boolean
--- @return hug.Tensor values
--- @return hug.Tensor indices
function Tensor:mode(dim, keepdim) end

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

--- `input` times 1 / sqrt(s + `eps`), where s is the sum of its squares along `dim`.
--- @param input hug.Tensor
--- @param dim? integer
--- @param eps? number
--- @return hug.Tensor out
function hug.l2_norm(input, dim, eps) end

--- `input` times 1 / sqrt(s + `eps`), where s is the sum of its squares along `dim`.
--- @param dim? integer
--- @param eps? number
--- @return hug.Tensor out
function Tensor:l2_norm(dim, eps) end

--- Brings each channel of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight` and shifts by
--- `bias`, both [channels]. In `training` by the statistics of the batch, towards which `running_mean` and
--- `running_var` [channels] are moved, where they are, by `momentum`; otherwise by those two.
--- @param input hug.Tensor
--- @param running_mean? hug.Tensor
--- @param running_var? hug.Tensor
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param training? boolean
--- @param momentum? number
--- @param eps? number
--- @return hug.Tensor out
function hug.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps) end

--- Brings each channel of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight` and shifts by
--- `bias`, both [channels]. In `training` by the statistics of the batch, towards which `running_mean` and
--- `running_var` [channels] are moved, where they are, by `momentum`; otherwise by those two.
--- @param running_mean? hug.Tensor
--- @param running_var? hug.Tensor
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param training? boolean
--- @param momentum? number
--- @param eps? number
--- @return hug.Tensor out
function Tensor:batch_norm(running_mean, running_var, weight, bias, training, momentum, eps) end

--- Parts the channels of each sample of `input` [n, channels, ...] into `num_groups` groups, brings each group to mean
--- 0 and variance 1, then scales by `weight` and shifts by `bias`, both [channels].
--- @param input hug.Tensor
--- @param num_groups integer
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param eps? number
--- @return hug.Tensor out
function hug.group_norm(input, num_groups, weight, bias, eps) end

--- Parts the channels of each sample of `input` [n, channels, ...] into `num_groups` groups, brings each group to mean
--- 0 and variance 1, then scales by `weight` and shifts by `bias`, both [channels].
--- @param num_groups integer
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param eps? number
--- @return hug.Tensor out
function Tensor:group_norm(num_groups, weight, bias, eps) end

--- Brings each channel of each sample of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight`
--- and shifts by `bias`, both [channels]. With `use_input_stats` false by `running_mean` and `running_var`, which
--- otherwise, if given, are moved towards the statistics by `momentum`.
--- @param input hug.Tensor
--- @param running_mean? hug.Tensor
--- @param running_var? hug.Tensor
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param use_input_stats? boolean
--- @param momentum? number
--- @param eps? number
--- @return hug.Tensor out
function hug.instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps) end

--- Brings each channel of each sample of `input` [n, channels, ...] to mean 0 and variance 1, then scales by `weight`
--- and shifts by `bias`, both [channels]. With `use_input_stats` false by `running_mean` and `running_var`, which
--- otherwise, if given, are moved towards the statistics by `momentum`.
--- @param running_mean? hug.Tensor
--- @param running_var? hug.Tensor
--- @param weight? hug.Tensor
--- @param bias? hug.Tensor
--- @param use_input_stats? boolean
--- @param momentum? number
--- @param eps? number
--- @return hug.Tensor out
function Tensor:instance_norm(running_mean, running_var, weight, bias, use_input_stats, momentum, eps) end

--- `input` [n, channels, ...] divided by (`k` + `alpha` m)^`beta`, where m is the sum of squares of `size` channels
--- about an element's own, over size.
--- @param input hug.Tensor
--- @param size integer
--- @param alpha? number
--- @param beta? number
--- @param k? number
--- @return hug.Tensor out
function hug.local_response_norm(input, size, alpha, beta, k) end

--- `input` [n, channels, ...] divided by (`k` + `alpha` m)^`beta`, where m is the sum of squares of `size` channels
--- about an element's own, over size.
--- @param size integer
--- @param alpha? number
--- @param beta? number
--- @param k? number
--- @return hug.Tensor out
function Tensor:local_response_norm(size, alpha, beta, k) end

--- `v` with each slice along `dim` brought to the norm that `g` gives, which has v's dims with size 1 in all but that
--- one; `dim` -1 takes all of v as one slice. It folds a checkpoint's weight_v and weight_g into weight.
--- @param v hug.Tensor
--- @param g hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function hug.weight_norm(v, g, dim) end

--- `v` with each slice along `dim` brought to the norm that `g` gives, which has v's dims with size 1 in all but that
--- one; `dim` -1 takes all of v as one slice. It folds a checkpoint's weight_v and weight_g into weight.
--- @param g hug.Tensor
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:weight_norm(g, dim) end

-- Attention

--- Scaled dot-product attention within each sequence of `batch`: query [tokens, heads, dim], key and value [tokens, key
--- heads, dim], no padding and no transposes; gives [tokens, heads, value dim]. Query heads share key heads in groups.
--- `causal`: a query sees keys up to its own place; `window`: only that many; `softcap` c turns scores s into c tanh(s
--- / c); keys and values belong to the sequences of `memory` if given. Computed in f32, or in f64 where `query` is f64.
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
--- / c); keys and values belong to the sequences of `memory` if given. Computed in f32, or in f64 where `query` is f64.
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

--- `scaled_dot_product_attention` whose scores s become `softcap` tanh(s / `softcap`) before masks and softmax: none
--- exceeds `softcap`.
--- @param query hug.Tensor
--- @param key hug.Tensor
--- @param value hug.Tensor
--- @param attn_mask? hug.Tensor
--- @param dropout_p? number
--- @param is_causal? boolean
--- @param scale? number
--- @param enable_gqa? boolean
--- @param generator? hug.Generator
--- @param softcap? number
--- @return hug.Tensor out
function hug.softcapped_attention(query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa, generator, softcap) end

--- `scaled_dot_product_attention` whose scores s become `softcap` tanh(s / `softcap`) before masks and softmax: none
--- exceeds `softcap`.
--- @param key hug.Tensor
--- @param value hug.Tensor
--- @param attn_mask? hug.Tensor
--- @param dropout_p? number
--- @param is_causal? boolean
--- @param scale? number
--- @param enable_gqa? boolean
--- @param generator? hug.Generator
--- @param softcap? number
--- @return hug.Tensor out
function Tensor:softcapped_attention(key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa, generator, softcap) end

--- Attention of `query`, [batch, queries, width] or [queries, width], to `key` and `value`, [batch, keys, width], by
--- default itself: projected by the three parts of `in_proj_weight`, [3 width, width], and `in_proj_bias`, parted among
--- `num_heads`, joined, and projected by `out_proj_weight`. What is true in `key_padding_mask`, [batch, keys], and
--- `attn_mask`, [queries, keys] or [batch heads, queries, keys], is not seen; floats are added to scores. `is_causal`:
--- a query sees the keys up to its own place. `bias_k` and `bias_v`, [1, 1, width], and zeros (`add_zero_attn`) are one
--- more key and value each, seen by all. `dropout_p` drops probabilities.
--- @param query hug.Tensor
--- @param num_heads integer
--- @param in_proj_weight hug.Tensor
--- @param in_proj_bias? hug.Tensor
--- @param out_proj_weight hug.Tensor
--- @param out_proj_bias? hug.Tensor
--- @param key? hug.Tensor
--- @param value? hug.Tensor
--- @param key_padding_mask? hug.Tensor
--- @param attn_mask? hug.Tensor
--- @param is_causal? boolean
--- @param dropout_p? number
--- @param bias_k? hug.Tensor
--- @param bias_v? hug.Tensor
--- @param add_zero_attn? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function hug.multi_head_attention(query, num_heads, in_proj_weight, in_proj_bias, out_proj_weight, out_proj_bias, key, value, key_padding_mask, attn_mask, is_causal, dropout_p, bias_k, bias_v, add_zero_attn, generator) end

--- Attention of `query`, [batch, queries, width] or [queries, width], to `key` and `value`, [batch, keys, width], by
--- default itself: projected by the three parts of `in_proj_weight`, [3 width, width], and `in_proj_bias`, parted among
--- `num_heads`, joined, and projected by `out_proj_weight`. What is true in `key_padding_mask`, [batch, keys], and
--- `attn_mask`, [queries, keys] or [batch heads, queries, keys], is not seen; floats are added to scores. `is_causal`:
--- a query sees the keys up to its own place. `bias_k` and `bias_v`, [1, 1, width], and zeros (`add_zero_attn`) are one
--- more key and value each, seen by all. `dropout_p` drops probabilities.
--- @param num_heads integer
--- @param in_proj_weight hug.Tensor
--- @param in_proj_bias? hug.Tensor
--- @param out_proj_weight hug.Tensor
--- @param out_proj_bias? hug.Tensor
--- @param key? hug.Tensor
--- @param value? hug.Tensor
--- @param key_padding_mask? hug.Tensor
--- @param attn_mask? hug.Tensor
--- @param is_causal? boolean
--- @param dropout_p? number
--- @param bias_k? hug.Tensor
--- @param bias_v? hug.Tensor
--- @param add_zero_attn? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
function Tensor:multi_head_attention(num_heads, in_proj_weight, in_proj_bias, out_proj_weight, out_proj_bias, key, value, key_padding_mask, attn_mask, is_causal, dropout_p, bias_k, bias_v, add_zero_attn, generator) end

--- Turns pairs of elements of `input`, [..., positions, width], by position times frequency. `positions`, [positions]
--- or [batch, positions], number the dim `dim` (by default 0, 1, …). Pairs are elements i and i + n / 2 of the first
--- n = `rotary_dim` (by default all), or 2 i and 2 i + 1 if `interleaved`; the rest is copied. Frequencies are
--- `inv_freq`, [n / 2] (see `rope_frequencies`), or `base` to the power of -2 i / n; divided by `scaling`.
--- `attention_factor` multiplies cosines and sines.
--- @param input hug.Tensor
--- @param positions? hug.Tensor
--- @param rotary_dim? integer
--- @param interleaved? boolean
--- @param base? number
--- @param scaling? number
--- @param inv_freq? hug.Tensor
--- @param attention_factor? number
--- @param dim? integer
--- @return hug.Tensor out
function hug.rope(input, positions, rotary_dim, interleaved, base, scaling, inv_freq, attention_factor, dim) end

--- Turns pairs of elements of `input`, [..., positions, width], by position times frequency. `positions`, [positions]
--- or [batch, positions], number the dim `dim` (by default 0, 1, …). Pairs are elements i and i + n / 2 of the first
--- n = `rotary_dim` (by default all), or 2 i and 2 i + 1 if `interleaved`; the rest is copied. Frequencies are
--- `inv_freq`, [n / 2] (see `rope_frequencies`), or `base` to the power of -2 i / n; divided by `scaling`.
--- `attention_factor` multiplies cosines and sines.
--- @param positions? hug.Tensor
--- @param rotary_dim? integer
--- @param interleaved? boolean
--- @param base? number
--- @param scaling? number
--- @param inv_freq? hug.Tensor
--- @param attention_factor? number
--- @param dim? integer
--- @return hug.Tensor out
function Tensor:rope(positions, rotary_dim, interleaved, base, scaling, inv_freq, attention_factor, dim) end

--- The frequencies, [turned / 2], of rotary embedding in heads of `dim` elements, of which `partial_rotary_factor` is
--- turned: `base` to the power of -2 i / turned, scaled for long contexts as `rope_type` says; and what cosines and
--- sines are multiplied by. The other parameters are those of rope_parameters in a config.json: linear and dynamic
--- scaling need `factor`, dynamic also `max_position_embeddings` (and looks at `seq_len`); yarn, longrope and llama3
--- need `original_max_position_embeddings`.
--- @param rope_type? "default"|"linear"|"dynamic"|"yarn"|"longrope"|"llama3"|"proportional"
--- @param dim integer
--- @param base? number
--- @param seq_len? integer
--- @param max_position_embeddings? integer
--- @param factor? number
--- @param original_max_position_embeddings? integer
--- @param partial_rotary_factor? number
--- @param attention_factor? number
--- @param beta_fast? number
--- @param beta_slow? number
--- @param mscale? number
--- @param mscale_all_dim? number
--- @param truncate? boolean
--- @param low_freq_factor? number
--- @param high_freq_factor? number
--- @param short_factor? hug.Tensor
--- @param long_factor? hug.Tensor
--- @return hug.Tensor inv_freq
--- @return hug.Tensor attention_scaling
function hug.rope_frequencies(rope_type, dim, base, seq_len, max_position_embeddings, factor, original_max_position_embeddings, partial_rotary_factor, attention_factor, beta_fast, beta_slow, mscale, mscale_all_dim, truncate, low_freq_factor, high_freq_factor, short_factor, long_factor) end

--- What attention with linear biases adds to scores, [batch `num_heads`, 1, length]: the place of each key among those
--- that `mask`, [batch, length], shows, times the slope of the head.
--- @param mask hug.Tensor
--- @param num_heads integer
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.alibi_bias(mask, num_heads, dtype) end

--- The table [`length`, `dim`] of sines and cosines of t times `base` to the power of -2 i / `dim`: taken in turn, or
--- all sines and then all cosines (`order` = halves).
--- @param length integer
--- @param dim integer
--- @param order? "interleaved"|"halves"
--- @param base? number
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.sinusoidal_positions(length, dim, order, base, dtype) end

--- Rows [steps, `embedding_dim`] of sines, then cosines (the other way round with `flip_sin_to_cos`), of `timesteps`,
--- [steps], times `scale` times frequencies from 1 down to 1 / `max_period`, which is reached `downscale_freq_shift`
--- frequencies before the end of a half; a 0 ends rows of odd length.
--- @param timesteps hug.Tensor
--- @param embedding_dim integer
--- @param flip_sin_to_cos? boolean
--- @param downscale_freq_shift? number
--- @param scale? number
--- @param max_period? number
--- @return hug.Tensor out
function hug.timestep_embedding(timesteps, embedding_dim, flip_sin_to_cos, downscale_freq_shift, scale, max_period) end

--- Rows [steps, `embedding_dim`] of sines, then cosines (the other way round with `flip_sin_to_cos`), of `timesteps`,
--- [steps], times `scale` times frequencies from 1 down to 1 / `max_period`, which is reached `downscale_freq_shift`
--- frequencies before the end of a half; a 0 ends rows of odd length.
--- @param embedding_dim integer
--- @param flip_sin_to_cos? boolean
--- @param downscale_freq_shift? number
--- @param scale? number
--- @param max_period? number
--- @return hug.Tensor out
function Tensor:timestep_embedding(embedding_dim, flip_sin_to_cos, downscale_freq_shift, scale, max_period) end

--- The bucket of each distance from query to key, [`query_length`, `key_length`]: near distances have buckets of their
--- own, those up to `max_distance` share ever wider ones, and all beyond the last. `bidirectional`: keys behind the
--- query have half of the `num_buckets` for themselves; otherwise they are distance 0. `past_seen_tokens` come before
--- the first query.
--- @param query_length integer
--- @param key_length integer
--- @param bidirectional? boolean
--- @param num_buckets? integer
--- @param max_distance? integer
--- @param past_seen_tokens? integer
--- @return hug.Tensor out
function hug.t5_buckets(query_length, key_length, bidirectional, num_buckets, max_distance, past_seen_tokens) end

--- What T5 adds to scores, [1, heads, `query_length`, `key_length`]: the row of `weight`, [buckets, heads], for the
--- bucket of each distance. The other parameters are those of `t5_buckets`; `num_buckets` is by default the rows of
--- `weight`.
--- @param weight hug.Tensor
--- @param query_length integer
--- @param key_length integer
--- @param bidirectional? boolean
--- @param num_buckets? integer
--- @param max_distance? integer
--- @param past_seen_tokens? integer
--- @return hug.Tensor out
function hug.t5_relative_bias(weight, query_length, key_length, bidirectional, num_buckets, max_distance, past_seen_tokens) end

--- What T5 adds to scores, [1, heads, `query_length`, `key_length`]: the row of `weight`, [buckets, heads], for the
--- bucket of each distance. The other parameters are those of `t5_buckets`; `num_buckets` is by default the rows of
--- `weight`.
--- @param query_length integer
--- @param key_length integer
--- @param bidirectional? boolean
--- @param num_buckets? integer
--- @param max_distance? integer
--- @param past_seen_tokens? integer
--- @return hug.Tensor out
function Tensor:t5_relative_bias(query_length, key_length, bidirectional, num_buckets, max_distance, past_seen_tokens) end

-- Recurrent

--- Long short-term memory (Hochreiter and Schmidhuber 1997). `input` is [steps, batch, inputs], [batch, steps, inputs]
--- if `batch_first`, or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates *
--- hidden, inputs] and state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout`
--- is between layers, if `train`. `hx` is the states h and c, each [layers * directions, batch, hidden]. Gates in the
--- order input, forget, cell, output.
--- @param input hug.Tensor
--- @param hx hug.Tensor[]
--- @param params hug.Tensor[]
--- @param has_biases? boolean
--- @param num_layers? integer
--- @param dropout? number
--- @param train? boolean
--- @param bidirectional? boolean
--- @param batch_first? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
--- @return hug.Tensor h
--- @return hug.Tensor c
function hug.lstm(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator) end

--- Gated recurrent units (Cho et al. 2014). `input` is [steps, batch, inputs], [batch, steps, inputs] if `batch_first`,
--- or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates * hidden, inputs] and
--- state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout` is between layers, if
--- `train`. `hx` is a list of the state h [layers * directions, batch, hidden]. Gates in the order reset, update, new.
--- @param input hug.Tensor
--- @param hx hug.Tensor[]
--- @param params hug.Tensor[]
--- @param has_biases? boolean
--- @param num_layers? integer
--- @param dropout? number
--- @param train? boolean
--- @param bidirectional? boolean
--- @param batch_first? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
--- @return hug.Tensor h
function hug.gru(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator) end

--- A recurrent network h = tanh(W x + V h) (Elman 1990). `input` is [steps, batch, inputs], [batch, steps, inputs] if
--- `batch_first`, or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates * hidden,
--- inputs] and state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout` is
--- between layers, if `train`. `hx` is a list of the state h [layers * directions, batch, hidden].
--- @param input hug.Tensor
--- @param hx hug.Tensor[]
--- @param params hug.Tensor[]
--- @param has_biases? boolean
--- @param num_layers? integer
--- @param dropout? number
--- @param train? boolean
--- @param bidirectional? boolean
--- @param batch_first? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
--- @return hug.Tensor h
function hug.rnn_tanh(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator) end

--- A recurrent network h = relu(W x + V h). `input` is [steps, batch, inputs], [batch, steps, inputs] if `batch_first`,
--- or [steps, inputs]. `params` are, for each layer and direction, the weights of input [gates * hidden, inputs] and
--- state [gates * hidden, hidden], and with `has_biases` their biases [gates * hidden]. `dropout` is between layers, if
--- `train`. `hx` is a list of the state h [layers * directions, batch, hidden].
--- @param input hug.Tensor
--- @param hx hug.Tensor[]
--- @param params hug.Tensor[]
--- @param has_biases? boolean
--- @param num_layers? integer
--- @param dropout? number
--- @param train? boolean
--- @param bidirectional? boolean
--- @param batch_first? boolean
--- @param generator? hug.Generator
--- @return hug.Tensor out
--- @return hug.Tensor h
function hug.rnn_relu(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first, generator) end

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

--- The logarithms of the probabilities that softmax(`logits`), [..., classes], gives to `labels`, which has the shape
--- of logits without the last dim.
--- @param logits hug.Tensor
--- @param labels hug.Tensor
--- @return hug.Tensor out
function hug.log_prob_of_labels(logits, labels) end

--- The logarithms of the probabilities that softmax(`logits`), [..., classes], gives to `labels`, which has the shape
--- of logits without the last dim.
--- @param labels hug.Tensor
--- @return hug.Tensor out
function Tensor:log_prob_of_labels(labels) end

--- Squared differences of `input` and `target`, which broadcast: each, their sum, or their mean. `weight`, of input's
--- shape, weighs them.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param weight? hug.Tensor
--- @return hug.Tensor out
function hug.mse_loss(input, target, reduction, weight) end

--- Squared differences of `input` and `target`, which broadcast: each, their sum, or their mean. `weight`, of input's
--- shape, weighs them.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param weight? hug.Tensor
--- @return hug.Tensor out
function Tensor:mse_loss(target, reduction, weight) end

-- Signal

--- The discrete Fourier transform of complex numbers, [..., 2], along `dim`, a dim of numbers (-1: the last but that of
--- their parts), over `n` points. Rows are cut or padded with zeros to that. `norm` divides by `n` (forward: the
--- transform, backward: its inverse), or both by its square root (ortho).
--- @param input hug.Tensor
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.fft(input, n, dim, norm) end

--- The discrete Fourier transform of complex numbers, [..., 2], along `dim`, a dim of numbers (-1: the last but that of
--- their parts), over `n` points. Rows are cut or padded with zeros to that. `norm` divides by `n` (forward: the
--- transform, backward: its inverse), or both by its square root (ortho).
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:fft(n, dim, norm) end

--- The inverse of `fft`: over `n` points along `dim`. Rows are cut or padded with zeros to that. `norm` divides by `n`
--- (forward: the transform, backward: its inverse), or both by its square root (ortho).
--- @param input hug.Tensor
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.ifft(input, n, dim, norm) end

--- The inverse of `fft`: over `n` points along `dim`. Rows are cut or padded with zeros to that. `norm` divides by `n`
--- (forward: the transform, backward: its inverse), or both by its square root (ortho).
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:ifft(n, dim, norm) end

--- The discrete Fourier transform of real numbers over `n` points along `dim`: its first `n` / 2 + 1 coefficients,
--- [..., 2]; the others are conjugates of these. Rows are cut or padded with zeros to that. `norm` divides by `n`
--- (forward: the transform, backward: its inverse), or both by its square root (ortho).
--- @param input hug.Tensor
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.rfft(input, n, dim, norm) end

--- The discrete Fourier transform of real numbers over `n` points along `dim`: its first `n` / 2 + 1 coefficients,
--- [..., 2]; the others are conjugates of these. Rows are cut or padded with zeros to that. `norm` divides by `n`
--- (forward: the transform, backward: its inverse), or both by its square root (ortho).
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:rfft(n, dim, norm) end

--- The inverse of `rfft`: real numbers over `n` points along `dim` from complex ones, [..., 2]; `n` is an even number
--- unless it is given. Rows are cut or padded with zeros to that. `norm` divides by `n` (forward: the transform,
--- backward: its inverse), or both by its square root (ortho).
--- @param input hug.Tensor
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.irfft(input, n, dim, norm) end

--- The inverse of `rfft`: real numbers over `n` points along `dim` from complex ones, [..., 2]; `n` is an even number
--- unless it is given. Rows are cut or padded with zeros to that. `norm` divides by `n` (forward: the transform,
--- backward: its inverse), or both by its square root (ortho).
--- @param n? integer
--- @param dim? integer
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:irfft(n, dim, norm) end

--- `fft` along each of the dims `dim` of complex numbers, [..., 2], over `s` points (-1: as many as there are).
--- @param input hug.Tensor
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.fft2(input, s, dim, norm) end

--- `fft` along each of the dims `dim` of complex numbers, [..., 2], over `s` points (-1: as many as there are).
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:fft2(s, dim, norm) end

--- The inverse of `fft2`: `ifft` along each of the dims `dim`, over `s` points.
--- @param input hug.Tensor
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.ifft2(input, s, dim, norm) end

--- The inverse of `fft2`: `ifft` along each of the dims `dim`, over `s` points.
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:ifft2(s, dim, norm) end

--- `rfft` of real numbers along the last of the dims `dim`, then `fft` along the others, over `s` points (-1: as many
--- as there are); [..., 2].
--- @param input hug.Tensor
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.rfft2(input, s, dim, norm) end

--- `rfft` of real numbers along the last of the dims `dim`, then `fft` along the others, over `s` points (-1: as many
--- as there are); [..., 2].
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:rfft2(s, dim, norm) end

--- The inverse of `rfft2`: `ifft` of complex numbers, [..., 2], along the dims `dim` but the last, along which `irfft`
--- makes them real.
--- @param input hug.Tensor
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function hug.irfft2(input, s, dim, norm) end

--- The inverse of `rfft2`: `ifft` of complex numbers, [..., 2], along the dims `dim` but the last, along which `irfft`
--- makes them real.
--- @param s? integer|integer[]
--- @param dim? integer|integer[]
--- @param norm? "backward"|"ortho"|"forward"
--- @return hug.Tensor out
function Tensor:irfft2(s, dim, norm) end

--- The frequencies, [`n`], of the coefficients of `fft` over `n` samples that are `d` apart: 0 and up, then the
--- negative ones.
--- @param n integer
--- @param d? number
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.fftfreq(n, d, dtype) end

--- The frequencies, [`n` / 2 + 1], of the coefficients of `rfft` over `n` samples that are `d` apart.
--- @param n integer
--- @param d? number
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.rfftfreq(n, d, dtype) end

--- Moves frequency 0 to the middle of each of the dims `dim`, by default of all (name them where the last one holds the
--- parts of complex numbers).
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function hug.fftshift(input, dim) end

--- Moves frequency 0 to the middle of each of the dims `dim`, by default of all (name them where the last one holds the
--- parts of complex numbers).
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function Tensor:fftshift(dim) end

--- Moves frequency 0 back from the middle of each of the dims `dim` to its start.
--- @param input hug.Tensor
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function hug.ifftshift(input, dim) end

--- Moves frequency 0 back from the middle of each of the dims `dim` to its start.
--- @param dim? integer|integer[]
--- @return hug.Tensor out
function Tensor:ifftshift(dim) end

--- The absolute values, [...], of complex numbers, [..., 2].
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.complex_abs(input) end

--- The absolute values, [...], of complex numbers, [..., 2].
--- @return hug.Tensor out
function Tensor:complex_abs() end

--- The angles, [...], between -pi and pi, of complex numbers, [..., 2], from the axis of real ones.
--- @param input hug.Tensor
--- @return hug.Tensor out
function hug.complex_angle(input) end

--- The angles, [...], between -pi and pi, of complex numbers, [..., 2], from the axis of real ones.
--- @return hug.Tensor out
function Tensor:complex_angle() end

--- The window `name`, [`length`]: a rise from its edges to 1 in the middle. `periodic`: the first `length` weights of a
--- window of one more, as `stft` wants it; otherwise both edges are alike.
--- @param name "hann"|"hamming"|"blackman"|"bartlett"
--- @param length integer
--- @param periodic? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.window(name, length, periodic, dtype) end

--- Kaiser's window, [`window_length`]: the greater `beta`, the less leaks into far frequencies and the wider is each
--- peak. `periodic`: the first `window_length` weights of a window of one more.
--- @param window_length integer
--- @param periodic? boolean
--- @param beta? number
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.kaiser_window(window_length, periodic, beta, dtype) end

--- The window `name`, [`window_length`], or [`frame_length`] with zeros around it (`center`) or behind. `periodic`: the
--- first `window_length` weights of a window of one more.
--- @param window_length integer
--- @param name? "hann"|"hann_window"|"hamming"|"hamming_window"|"povey"|"boxcar"
--- @param periodic? boolean
--- @param frame_length? integer
--- @param center? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.window_function(window_length, name, periodic, frame_length, center, dtype) end

--- The short-time Fourier transform of real signals, [length] or [batch, length]: the first `n_fft` / 2 + 1
--- coefficients (all unless `onesided`) of frames of `n_fft` elements, `hop_length` apart (a quarter of that if not
--- given), as complex numbers [coefficients, frames, 2] or [batch, coefficients, frames, 2]. Frames are weighted by
--- `window`, [`win_length`], in their middle. `center` puts the middle of frame t on element t `hop_length`; the edges
--- are then padded by `pad_mode`. `normalized` divides by the root of `n_fft`. Complex numbers are pairs whatever
--- `return_complex` is.
--- @param input hug.Tensor
--- @param n_fft integer
--- @param hop_length? integer
--- @param win_length? integer
--- @param window? hug.Tensor
--- @param center? boolean
--- @param pad_mode? "reflect"|"constant"|"replicate"|"circular"
--- @param normalized? boolean
--- @param onesided? boolean
--- @param return_complex? boolean
--- @param align_to_window? boolean
--- @return hug.Tensor out
function hug.stft(input, n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided, return_complex, align_to_window) end

--- The short-time Fourier transform of real signals, [length] or [batch, length]: the first `n_fft` / 2 + 1
--- coefficients (all unless `onesided`) of frames of `n_fft` elements, `hop_length` apart (a quarter of that if not
--- given), as complex numbers [coefficients, frames, 2] or [batch, coefficients, frames, 2]. Frames are weighted by
--- `window`, [`win_length`], in their middle. `center` puts the middle of frame t on element t `hop_length`; the edges
--- are then padded by `pad_mode`. `normalized` divides by the root of `n_fft`. Complex numbers are pairs whatever
--- `return_complex` is.
--- @param n_fft integer
--- @param hop_length? integer
--- @param win_length? integer
--- @param window? hug.Tensor
--- @param center? boolean
--- @param pad_mode? "reflect"|"constant"|"replicate"|"circular"
--- @param normalized? boolean
--- @param onesided? boolean
--- @param return_complex? boolean
--- @param align_to_window? boolean
--- @return hug.Tensor out
function Tensor:stft(n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided, return_complex, align_to_window) end

--- The real signals, [length] or [batch, length], whose `stft` with the same arguments is closest to `input`,
--- [coefficients, frames, 2] or [batch, coefficients, frames, 2]. `length` cuts the signal or pads it with zeros;
--- without it the edges that `center` stands for are left out. `return_complex`: complex signals, [..., 2], from
--- coefficients of both sides.
--- @param input hug.Tensor
--- @param n_fft integer
--- @param hop_length? integer
--- @param win_length? integer
--- @param window? hug.Tensor
--- @param center? boolean
--- @param normalized? boolean
--- @param onesided? boolean
--- @param length? integer
--- @param return_complex? boolean
--- @return hug.Tensor out
function hug.istft(input, n_fft, hop_length, win_length, window, center, normalized, onesided, length, return_complex) end

--- The real signals, [length] or [batch, length], whose `stft` with the same arguments is closest to `input`,
--- [coefficients, frames, 2] or [batch, coefficients, frames, 2]. `length` cuts the signal or pads it with zeros;
--- without it the edges that `center` stands for are left out. `return_complex`: complex signals, [..., 2], from
--- coefficients of both sides.
--- @param n_fft integer
--- @param hop_length? integer
--- @param win_length? integer
--- @param window? hug.Tensor
--- @param center? boolean
--- @param normalized? boolean
--- @param onesided? boolean
--- @param length? integer
--- @param return_complex? boolean
--- @return hug.Tensor out
function Tensor:istft(n_fft, hop_length, win_length, window, center, normalized, onesided, length, return_complex) end

--- The weights [`num_frequency_bins`, `num_mel_filters`] of triangles over the coefficients of a real transform, whose
--- corners lie at equal distances on the scale `mel_scale` from `min_frequency` to `max_frequency`, in Hz. `norm` =
--- slaney: triangles of equal area; `triangularize_in_mel_space`: their sides are straight over mels.
--- @param num_frequency_bins integer
--- @param num_mel_filters integer
--- @param min_frequency number
--- @param max_frequency number
--- @param sampling_rate integer
--- @param norm? "slaney"
--- @param mel_scale? "htk"|"kaldi"|"slaney"
--- @param triangularize_in_mel_space? boolean
--- @param dtype? hug.Dtype
--- @return hug.Tensor out
function hug.mel_filter_bank(num_frequency_bins, num_mel_filters, min_frequency, max_frequency, sampling_rate, norm, mel_scale, triangularize_in_mel_space, dtype) end

--- Whisper's features, [`mels`, frames] or [batch, `mels`, frames], of signals [length] or [batch, length]: logarithms
--- to base 10 of the power in `mels` bands up to 8000 Hz (slaney), no further than 8 below the greatest of the signal,
--- plus 4, over 4. Frames have `n_fft` elements (a hann window, edges reflected) and are `hop_length` apart; the last
--- one is left out.
--- @param input hug.Tensor
--- @param n_fft? integer
--- @param hop_length? integer
--- @param mels? integer
--- @param sampling_rate? integer
--- @return hug.Tensor out
function hug.whisper_log_mel(input, n_fft, hop_length, mels, sampling_rate) end

--- Whisper's features, [`mels`, frames] or [batch, `mels`, frames], of signals [length] or [batch, length]: logarithms
--- to base 10 of the power in `mels` bands up to 8000 Hz (slaney), no further than 8 below the greatest of the signal,
--- plus 4, over 4. Frames have `n_fft` elements (a hann window, edges reflected) and are `hop_length` apart; the last
--- one is left out.
--- @param n_fft? integer
--- @param hop_length? integer
--- @param mels? integer
--- @param sampling_rate? integer
--- @return hug.Tensor out
function Tensor:whisper_log_mel(n_fft, hop_length, mels, sampling_rate) end

--- Absolute differences of `input` and `target`, which broadcast: each, their sum, or their mean. `weight`, of input's
--- shape, weighs them.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param weight? hug.Tensor
--- @return hug.Tensor out
function hug.l1_loss(input, target, reduction, weight) end

--- Absolute differences of `input` and `target`, which broadcast: each, their sum, or their mean. `weight`, of input's
--- shape, weighs them.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param weight? hug.Tensor
--- @return hug.Tensor out
function Tensor:l1_loss(target, reduction, weight) end

--- `l1_loss`, but half the squared difference divided by `beta` where the difference is below `beta`, joined without a
--- step.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param beta? number
--- @return hug.Tensor out
function hug.smooth_l1_loss(input, target, reduction, beta) end

--- `l1_loss`, but half the squared difference divided by `beta` where the difference is below `beta`, joined without a
--- step.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param beta? number
--- @return hug.Tensor out
function Tensor:smooth_l1_loss(target, reduction, beta) end

--- Half the squared difference of `input` and `target` where it is below `delta`, else `delta` times the absolute
--- difference less half of `delta`. `weight`, of input's shape, multiplies each.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param delta? number
--- @param weight? hug.Tensor
--- @return hug.Tensor out
function hug.huber_loss(input, target, reduction, delta, weight) end

--- Half the squared difference of `input` and `target` where it is below `delta`, else `delta` times the absolute
--- difference less half of `delta`. `weight`, of input's shape, multiplies each.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param delta? number
--- @param weight? hug.Tensor
--- @return hug.Tensor out
function Tensor:huber_loss(target, reduction, delta, weight) end

--- Kullback-Leibler divergence of `target` from `input`: target (log(target) - input), where input is log-probabilities
--- and target probabilities, or with `log_target` also logarithms. `reduction` "batchmean" divides the sum by the size
--- of input's first dim.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"|"batchmean"
--- @param log_target? boolean
--- @return hug.Tensor out
function hug.kl_div(input, target, reduction, log_target) end

--- Kullback-Leibler divergence of `target` from `input`: target (log(target) - input), where input is log-probabilities
--- and target probabilities, or with `log_target` also logarithms. `reduction` "batchmean" divides the sum by the size
--- of input's first dim.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"|"batchmean"
--- @param log_target? boolean
--- @return hug.Tensor out
function Tensor:kl_div(target, reduction, log_target) end

--- Negative log-likelihood of counts `target` under a Poisson distribution whose rate is exp(`input`), or with
--- `log_input` false `input` itself (`eps` keeps its logarithm finite); `full` adds Stirling's approximation of the
--- term that does not depend on input.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param log_input? boolean
--- @param full? boolean
--- @param eps? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.poisson_nll_loss(input, target, log_input, full, eps, reduction) end

--- Negative log-likelihood of counts `target` under a Poisson distribution whose rate is exp(`input`), or with
--- `log_input` false `input` itself (`eps` keeps its logarithm finite); `full` adds Stirling's approximation of the
--- term that does not depend on input.
--- @param target hug.Tensor
--- @param log_input? boolean
--- @param full? boolean
--- @param eps? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:poisson_nll_loss(target, log_input, full, eps, reduction) end

--- Negative log-likelihood of `target` under a normal distribution of mean `input` and variance `var`, which is held
--- above `eps` and may be a number, or have size 1 in one dim of input or lack its last; `full` adds the constant term.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param var hug.Tensor|number|boolean
--- @param full? boolean
--- @param eps? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.gaussian_nll_loss(input, target, var, full, eps, reduction) end

--- Negative log-likelihood of `target` under a normal distribution of mean `input` and variance `var`, which is held
--- above `eps` and may be a number, or have size 1 in one dim of input or lack its last; `full` adds the constant term.
--- @param target hug.Tensor
--- @param var hug.Tensor|number|boolean
--- @param full? boolean
--- @param eps? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:gaussian_nll_loss(target, var, full, eps, reduction) end

--- -(`target` log(`input`) + (1 - target) log(1 - input)) of probabilities, of one shape; logarithms are held above
--- -100. `weight`, which broadcasts, multiplies each.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.binary_cross_entropy(input, target, weight, reduction) end

--- -(`target` log(`input`) + (1 - target) log(1 - input)) of probabilities, of one shape; logarithms are held above
--- -100. `weight`, which broadcasts, multiplies each.
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:binary_cross_entropy(target, weight, reduction) end

--- `binary_cross_entropy` of sigmoid(`input`), for inputs of any size. `weight` multiplies each loss, `pos_weight` the
--- part of those whose `target` is 1; both broadcast.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param pos_weight? hug.Tensor
--- @return hug.Tensor out
function hug.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weight) end

--- `binary_cross_entropy` of sigmoid(`input`), for inputs of any size. `weight` multiplies each loss, `pos_weight` the
--- part of those whose `target` is 1; both broadcast.
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @param pos_weight? hug.Tensor
--- @return hug.Tensor out
function Tensor:binary_cross_entropy_with_logits(target, weight, reduction, pos_weight) end

--- `binary_cross_entropy_with_logits` with easy answers weighed down: times (1 - p)^`gamma`, where p is the probability
--- given to the right answer, and times `alpha` for `target` 1, 1 - alpha for 0, unless alpha is negative.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param alpha? number
--- @param gamma? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.sigmoid_focal_loss(input, target, alpha, gamma, reduction) end

--- `binary_cross_entropy_with_logits` with easy answers weighed down: times (1 - p)^`gamma`, where p is the probability
--- given to the right answer, and times `alpha` for `target` 1, 1 - alpha for 0, unless alpha is negative.
--- @param target hug.Tensor
--- @param alpha? number
--- @param gamma? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:sigmoid_focal_loss(target, alpha, gamma, reduction) end

--- For each row of scores `input` [..., classes], the mean over classes of `binary_cross_entropy_with_logits` with
--- `target`; `weight`, which broadcasts, weighs classes.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.multilabel_soft_margin_loss(input, target, weight, reduction) end

--- For each row of scores `input` [..., classes], the mean over classes of `binary_cross_entropy_with_logits` with
--- `target`; `weight`, which broadcasts, weighs classes.
--- @param target hug.Tensor
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:multilabel_soft_margin_loss(target, weight, reduction) end

--- Of distances: `input` where `target` is 1, max(0, `margin` - input) where it is -1.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param margin? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.hinge_embedding_loss(input, target, margin, reduction) end

--- Of distances: `input` where `target` is 1, max(0, `margin` - input) where it is -1.
--- @param target hug.Tensor
--- @param margin? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:hinge_embedding_loss(target, margin, reduction) end

--- max(0, -`target` (`input1` - `input2`) + `margin`): target 1 wants input1 to be greater, -1 input2.
--- @param input1 hug.Tensor
--- @param input2 hug.Tensor
--- @param target hug.Tensor
--- @param margin? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.margin_ranking_loss(input1, input2, target, margin, reduction) end

--- max(0, -`target` (`input1` - `input2`) + `margin`): target 1 wants input1 to be greater, -1 input2.
--- @param input2 hug.Tensor
--- @param target hug.Tensor
--- @param margin? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:margin_ranking_loss(input2, target, margin, reduction) end

--- log(1 + exp(-`target` `input`)), where target is 1 or -1.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.soft_margin_loss(input, target, reduction) end

--- log(1 + exp(-`target` `input`)), where target is 1 or -1.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:soft_margin_loss(target, reduction) end

--- For each row of scores `input`, [classes] or [n, classes], the sum over all classes k but the right one y, in
--- `target` [n], of max(0, `margin` - input[y] + input[k])^`p`, times `weight`[y], over the number of classes.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param p? integer
--- @param margin? number
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.multi_margin_loss(input, target, p, margin, weight, reduction) end

--- For each row of scores `input`, [classes] or [n, classes], the sum over all classes k but the right one y, in
--- `target` [n], of max(0, `margin` - input[y] + input[k])^`p`, times `weight`[y], over the number of classes.
--- @param target hug.Tensor
--- @param p? integer
--- @param margin? number
--- @param weight? hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:multi_margin_loss(target, p, margin, weight, reduction) end

--- For each row of scores `input`, [classes] or [n, classes], the sum over its labels y and all other classes k of
--- max(0, 1 - input[y] + input[k]), over the number of classes. `target`, of input's shape, begins with the labels of a
--- row; -1 ends them.
--- @param input hug.Tensor
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.multilabel_margin_loss(input, target, reduction) end

--- For each row of scores `input`, [classes] or [n, classes], the sum over its labels y and all other classes k of
--- max(0, 1 - input[y] + input[k]), over the number of classes. `target`, of input's shape, begins with the labels of a
--- row; -1 ends them.
--- @param target hug.Tensor
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:multilabel_margin_loss(target, reduction) end

--- For vectors `input1` and `input2`, [n, width] or [width]: 1 - cos of their angle where `target`, [n] or a number, is
--- 1, max(0, cos - `margin`) where it is -1.
--- @param input1 hug.Tensor
--- @param input2 hug.Tensor
--- @param target hug.Tensor
--- @param margin? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.cosine_embedding_loss(input1, input2, target, margin, reduction) end

--- For vectors `input1` and `input2`, [n, width] or [width]: 1 - cos of their angle where `target`, [n] or a number, is
--- 1, max(0, cos - `margin`) where it is -1.
--- @param input2 hug.Tensor
--- @param target hug.Tensor
--- @param margin? number
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:cosine_embedding_loss(input2, target, margin, reduction) end

--- max(0, d(`anchor`, `positive`) - d(anchor, `negative`) + `margin`), where d is the `p`-norm along the last dim of
--- the difference plus `eps`. With `swap` the distance of positive and negative counts if it is the lesser.
--- @param anchor hug.Tensor
--- @param positive hug.Tensor
--- @param negative hug.Tensor
--- @param margin? number
--- @param p? number
--- @param eps? number
--- @param swap? boolean
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function hug.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction) end

--- max(0, d(`anchor`, `positive`) - d(anchor, `negative`) + `margin`), where d is the `p`-norm along the last dim of
--- the difference plus `eps`. With `swap` the distance of positive and negative counts if it is the lesser.
--- @param positive hug.Tensor
--- @param negative hug.Tensor
--- @param margin? number
--- @param p? number
--- @param eps? number
--- @param swap? boolean
--- @param reduction? "none"|"mean"|"sum"
--- @return hug.Tensor out
function Tensor:triplet_margin_loss(positive, negative, margin, p, eps, swap, reduction) end

--- -log of the probability of `targets` under `log_probs`, [time, batch, classes] or [time, classes] as log_softmax
--- gives them, where labels may repeat and class `blank` stands between them. targets is [batch, labels], or [labels of
--- all samples]; `input_lengths` and `target_lengths` [batch] tell how much of each sample counts. A mean divides each
--- loss by the number of its labels; `zero_infinity` leaves out samples too short for theirs. The gradient is that of
--- what log_softmax was given.
--- @param log_probs hug.Tensor
--- @param targets hug.Tensor
--- @param input_lengths hug.Tensor
--- @param target_lengths hug.Tensor
--- @param blank? integer
--- @param reduction? "none"|"mean"|"sum"
--- @param zero_infinity? boolean
--- @return hug.Tensor out
function hug.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity) end

--- -log of the probability of `targets` under `log_probs`, [time, batch, classes] or [time, classes] as log_softmax
--- gives them, where labels may repeat and class `blank` stands between them. targets is [batch, labels], or [labels of
--- all samples]; `input_lengths` and `target_lengths` [batch] tell how much of each sample counts. A mean divides each
--- loss by the number of its labels; `zero_infinity` leaves out samples too short for theirs. The gradient is that of
--- what log_softmax was given.
--- @param targets hug.Tensor
--- @param input_lengths hug.Tensor
--- @param target_lengths hug.Tensor
--- @param blank? integer
--- @param reduction? "none"|"mean"|"sum"
--- @param zero_infinity? boolean
--- @return hug.Tensor out
function Tensor:ctc_loss(targets, input_lengths, target_lengths, blank, reduction, zero_infinity) end

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

--- `input` [images, channels, height, width] read at the places `grid` [images, …, …, 2] tells: x and y, from -1 at
--- the left and top to 1; or volumes, with x, y and z. `mode`: how neighbours are weighed. `padding_mode`: what is
--- outside: zeros, the border, or the image reflected. `align_corners`: -1 and 1 are the first and last elements,
--- instead of the image's borders.
--- @param input hug.Tensor
--- @param grid hug.Tensor
--- @param mode? "bilinear"|"nearest"|"bicubic"
--- @param padding_mode? "zeros"|"border"|"reflection"
--- @param align_corners? boolean
--- @return hug.Tensor out
function hug.grid_sample(input, grid, mode, padding_mode, align_corners) end

--- `input` [images, channels, height, width] read at the places `grid` [images, …, …, 2] tells: x and y, from -1 at
--- the left and top to 1; or volumes, with x, y and z. `mode`: how neighbours are weighed. `padding_mode`: what is
--- outside: zeros, the border, or the image reflected. `align_corners`: -1 and 1 are the first and last elements,
--- instead of the image's borders.
--- @param grid hug.Tensor
--- @param mode? "bilinear"|"nearest"|"bicubic"
--- @param padding_mode? "zeros"|"border"|"reflection"
--- @param align_corners? boolean
--- @return hug.Tensor out
function Tensor:grid_sample(grid, mode, padding_mode, align_corners) end

--- The grid for grid_sample that reads images through the affine maps `theta` [images, 2, 3]: places [images, height,
--- width, 2] of an image of `size` {images, channels, height, width}; or of volumes, with [images, 3, 4] and a depth.
--- `align_corners` as for grid_sample.
--- @param theta hug.Tensor
--- @param size integer|integer[]
--- @param align_corners? boolean
--- @return hug.Tensor out
function hug.affine_grid(theta, size, align_corners) end

--- The grid for grid_sample that reads images through the affine maps `theta` [images, 2, 3]: places [images, height,
--- width, 2] of an image of `size` {images, channels, height, width}; or of volumes, with [images, 3, 4] and a depth.
--- `align_corners` as for grid_sample.
--- @param size integer|integer[]
--- @param align_corners? boolean
--- @return hug.Tensor out
function Tensor:affine_grid(size, align_corners) end

return hug
