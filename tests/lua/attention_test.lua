-- Attention and what goes with it, beyond the recorded cases.

local check = require "check"
local hug = require "hug"
local test = check.test

local generator = hug.generator(5)
local function randn(...) return hug.randn({ ... }, { generator = generator }) end
local function near(a, b, tolerance) check.near((a - b):abs():max():item(), 0, tolerance or 1e-6) end

-- attention() of one sequence by the operation that has mask tensors.
local function with_mask(q, k, v, mask)
  local function turned(t) return t:transpose(0, 1) end
  return turned(hug.scaled_dot_product_attention(turned(q), turned(k), turned(v), mask))
end

test("a window is a band of the mask, and a huge one is none", function()
  local q, batch = randn(7, 2, 4), hug.batch { lengths = { 7 } }
  local seen = hug.ones({ 7, 7 }, "bool")
  for _, window in ipairs { 1, 2, 3, 6, 7 } do
    local band = seen:tril(window - 1):triu(1 - window)
    near(hug.attention(q, q, q, batch, { window = window }), with_mask(q, q, q, band))
    near(hug.attention(q, q, q, batch, { window = window, causal = true }), with_mask(q, q, q, band:tril(0)))
  end
  for _, causal in ipairs { true, false } do
    local all = hug.attention(q, q, q, batch, { causal = causal })
    for _, window in ipairs { 14, 2 ^ 53, rawget(math, "maxinteger") or 2 ^ 53 } do
      near(hug.attention(q, q, q, batch, { causal = causal, window = window }), all, 0)
    end
  end
  check.raises("window is -1", hug.attention, q, q, q, batch, { window = -1 })
end)

test("attention of f64 is computed in f64", function()
  local q = randn(6, 4, 3):to "f64"
  local k, v, batch = randn(6, 2, 3):to "f64", randn(6, 2, 5):to "f64", hug.batch { lengths = { 2, 4 } }
  local y = hug.attention(q, k, v, batch, { causal = true, softcap = 2 })
  check.eq(y:dtype(), "f64")
  near(y, hug.attention(q:to "f32", k:to "f32", v:to "f32", batch, { causal = true, softcap = 2 }), 1e-6)
  local function heads(t, first, count) return t:narrow(0, first, count):transpose(0, 1) end
  local second = hug.softcapped_attention(heads(q, 2, 4), heads(k, 2, 4), heads(v, 2, 4),
    { softcap = 2, is_causal = true, enable_gqa = true })
  near(y:narrow(0, 2, 4), second:transpose(0, 1), 1e-14)
end)

test("multi_head_attention", function()
  local x, w, b, out = randn(2, 3, 4), randn(12, 4), randn(12), randn(4, 4)
  local both = hug.multi_head_attention(x, 2, w, b, out)
  near(hug.multi_head_attention(x, 2, w, b, out, { key = x:clone(), value = x:clone() }), both)
  near(hug.multi_head_attention(x[1], 2, w, b, out), both[1])
  local late = hug.tensor({ { false, false, true }, { false, false, true } }, { dtype = "bool" })
  near(hug.multi_head_attention(x, 2, w, b, out, { key_padding_mask = late }),
    hug.multi_head_attention(x, 2, w, b, out, { key = x:narrow(1, 0, 2) }))
  near(hug.multi_head_attention(x, 2, w, b, out, { is_causal = true }),
    hug.multi_head_attention(x, 2, w, b, out, { attn_mask = hug.ones({ 3, 3 }, "bool"):triu(1) }))
  check.raises("`num_heads` is 3", hug.multi_head_attention, x, 3, w, b, out)
  check.raises("`in_proj_weight` has shape [4,4]", hug.multi_head_attention, x, 2, out, b, out)
  check.raises("`attn_mask` has shape [2,3]", hug.multi_head_attention, x, 2, w, b, out,
               { attn_mask = hug.zeros { 2, 3 } })
  check.raises("`key_padding_mask` is bool or floats", hug.multi_head_attention, x, 2, w, b, out,
    { key_padding_mask = hug.zeros({ 2, 3 }, "i64") })
  check.raises("go together", hug.multi_head_attention, x, 2, w, b, out, { bias_k = randn(1, 1, 4) })
end)

test("rotary embedding", function()
  local x = randn(2, 3, 5, 8)
  near(x:rope { dim = -2 }, x:rope(hug.arange(5)), 0)
  near(x:transpose(1, 2):rope { dim = 1 }, x:rope():transpose(1, 2), 0)
  local frequencies, factor = hug.rope_frequencies("linear", 8, { factor = 4 })
  check.eq(factor:item(), 1)
  near(x:rope { inv_freq = frequencies }, x:rope { scaling = 4 }, 0)
  local positions = hug.tensor({ { 0, 1, 2, 3, 4 }, { 9, 8, 7, 6, 5 } }, { dtype = "i64" })
  near(x:rope(positions)[1], x[1]:rope(positions[1]), 0)
  near(x:rope { rotary_dim = 0 }, x, 0)
  check.eq({ hug.zeros({ 2, 0, 8 }):rope():shape() }, { 2, 0, 8 })
  check.raises("`positions` has shape [4]", hug.rope, x, hug.arange(4))
  check.raises("`rotary_dim` is 3", hug.rope, x, { rotary_dim = 3 })
  check.raises("`rotary_dim` is 10", hug.rope, x, { rotary_dim = 10 })
  check.raises("`inv_freq` has shape [2]", hug.rope, x, { inv_freq = hug.ones { 2 }, rotary_dim = 8 })
  check.raises("`dim` is the last one", hug.rope, x, { dim = -1 })
  check.raises("needs floats", hug.rope, hug.zeros({ 2, 2 }, "i64"))
end)

test("frequencies say what they lack", function()
  check.raises("linear scaling needs `factor`", hug.rope_frequencies, "linear", 8)
  check.raises("needs `factor` or `max_position_embeddings`", hug.rope_frequencies, "yarn", 8,
               { original_max_position_embeddings = 16 })
  check.raises("`short_factor` has one number for each of 4 pairs", hug.rope_frequencies, "longrope", 8,
    { factor = 2, original_max_position_embeddings = 16, short_factor = hug.ones { 3 }, long_factor = hug.ones { 4 } })
  check.raises("7 elements do not go in pairs", hug.rope_frequencies, "default", 7)
  check.raises("`max_position_embeddings` is 0", hug.rope_frequencies, "dynamic", 8,
               { factor = 2, max_position_embeddings = 0 })
  check.raises("rope_type must be one of", hug.rope_frequencies, "other", 8)
end)

test("tables of positions", function()
  check.near(hug.sinusoidal_positions(2, 4):tolist(),
             { { 0, 1, 0, 1 }, { math.sin(1), math.cos(1), math.sin(0.01), math.cos(0.01) } })
  check.eq({ hug.alibi_bias(hug.ones({ 2, 3 }, "i64"), 3):shape() }, { 6, 1, 3 })
  check.near(hug.alibi_bias(hug.ones({ 1, 3 }, "i64"), 1):tolist(), { { { 0, 1 / 256, 2 / 256 } } })
  check.eq({ hug.timestep_embedding(hug.tensor { 1, 2, 3 }, 7):shape() }, { 3, 7 })
  check.eq(hug.t5_buckets(1, 4, { past_seen_tokens = 3, bidirectional = false }):tolist(), { { 3, 2, 1, 0 } })
  check.eq(hug.t5_buckets(0, 4):numel(), 0)
  check.raises("`num_buckets` is 3; it is at least 4", hug.t5_buckets, 2, 2, { num_buckets = 3 })
  check.raises("`max_distance` is 8", hug.t5_buckets, 2, 2, { max_distance = 8 })
  check.raises("`num_buckets` is 9, but `weight` has rows for 8", hug.t5_relative_bias, randn(8, 2), 2, 2,
               { num_buckets = 9 })
  check.raises("`num_heads` is 0", hug.alibi_bias, hug.ones { 1, 2 }, 0)
end)

check.report()
