-- train_memory.lua: how much memory one training step takes at its peak, on top of weights and input; see train_memory.py.
--
--   lua5.4 tests/bench/train_memory.lua mlp|encoder

local hug = require "hug"

local function status(key)
  for line in io.lines "/proc/self/status" do
    local kib = line:match("^" .. key .. ":%s*(%d+) kB")
    if kib then return tonumber(kib) end
  end
end

-- Forgets the peak so far.
local function reset_peak()
  local file = assert(io.open("/proc/self/clear_refs", "w"))
  file:write "5"
  file:close()
end

local function weight(...) return (hug.randn(...) * 0.02):requires_grad_(true) end

local networks = {}

-- 1024 -> 4096 -> 4096 -> 1024 on a batch of 512.
function networks.mlp()
  local w = { weight(4096, 1024), weight(4096, 4096), weight(1024, 4096) }
  return w, hug.randn(512, 1024), function(x)
    for i, layer in ipairs(w) do
      x = hug.linear(x, layer)
      if i < #w then x = x:gelu() end
    end
    return x:square():mean()
  end
end

-- Four layers of an encoder: width 384, 6 heads, feed-forward 1536, on 8 sequences of 128.
function networks.encoder()
  local d, heads, w = 384, 6, {}
  for i = 1, 4 do
    w[i] = { q = weight(d, d), k = weight(d, d), v = weight(d, d), o = weight(d, d), up = weight(4 * d, d), down = weight(d, 4 * d),
             norm1 = weight(d), norm2 = weight(d) }
  end
  local function split(x) return x:reshape { 8, 128, heads, d // heads }:transpose(1, 2) end
  local function layer(x, l)
    local a = hug.scaled_dot_product_attention(split(hug.linear(x, l.q)), split(hug.linear(x, l.k)), split(hug.linear(x, l.v)))
    x = hug.layer_norm(x + hug.linear(a:transpose(1, 2):reshape { 8, 128, d }, l.o), { d }, l.norm1)
    return hug.layer_norm(x + hug.linear(hug.linear(x, l.up):gelu(), l.down), { d }, l.norm2)
  end
  local flat = {}
  for _, l in ipairs(w) do for _, t in pairs(l) do flat[#flat + 1] = t end end
  return flat, hug.randn(8, 128, d), function(x)
    for _, l in ipairs(w) do x = layer(x, l) end
    return x:square():mean()
  end
end

local weights, input, loss_of = networks[arg[1] or "mlp"]()

local function step()
  loss_of(input):backward()
  hug.no_grad(function()
    for _, w in ipairs(weights) do
      w:add_(w:grad(), { alpha = -0.01 })
      w:zero_grad()
    end
  end)
  collectgarbage()
end

step()                        -- what is made once is there now
local before = status "VmRSS"
local started = os.clock()
reset_peak()
for _ = 1, 3 do step() end
print(("%.1f %.3f"):format((status "VmHWM" - before) / 1024, (os.clock() - started) / 3))
