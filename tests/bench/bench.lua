-- bench.lua: what hug takes for work that people compare, a JSON line a figure: { bench, peer, value, unit }.
--
--   build/bin/hug tests/bench/bench.lua [MODEL_FOLDER]     with the folder of a MiniLM, sentences as well
--
-- Every figure is the best of several runs.  Compare with a peer measured in the same minutes on the same machine, by ratio.

local hug = require "hug"

local function emit(bench, value, unit)
  print(hug.json.encode { bench = bench, peer = "hug", value = value, unit = unit })
  io.flush()
end

-- The shortest time of fn(), in seconds: at least `runs` runs and half a second.
local function best(fn, runs)
  fn()
  local shortest, spent = math.huge, 0
  while runs > 0 or spent < 0.5 do
    local start = hug.clock()
    fn()
    local took = hug.clock() - start
    shortest, spent, runs = math.min(shortest, took), spent + took, runs - 1
  end
  return shortest
end

local x = hug.randn(16)
local threads = hug.threads()
hug.threads(1)
emit("dispatch_add_16", best(function()
  for _ = 1, 10000 do local _ = x + x end
end, 5) / 10000 * 1e9, "ns/op")
hug.threads(threads)

for _, shape in ipairs { { 1, 2048, 2048 }, { 8, 2048, 2048 }, { 32, 384, 384 }, { 128, 768, 768 }, { 128, 768, 3072 }, { 512, 2048, 2048 } } do
  local m, k, n = shape[1], shape[2], shape[3]
  local input, weight = hug.randn(m, k), hug.randn(n, k)
  local took = best(function() hug.linear(input, weight) end, 10)
  emit(("linear_float32_%dx%dx%d"):format(m, k, n), 2 * m * k * n / took / 1e9, "GFLOP/s")
end

for _, case in ipairs { { "exp", function(t) return t:exp() end }, { "softmax", function(t) return t:softmax(-1) end },
                        { "sum", function(t) return t:sum() end }, { "add", function(t) return t + t end } } do
  local t = hug.randn(1000, 1000)
  emit(case[1] .. "_1e6", best(function() case[2](t) end, 20) * 1e6, "us")
end

local classify = hug.pipeline("text-classification")
emit("classify_builtin_1", best(function() classify "It was worth the wait." end, 20) * 1e3, "ms")

local folder = arg and arg[1]
if folder then
  local embed = hug.pipeline("sentence-embedding", folder)
  emit("embed_minilm_1_float32", best(function() embed "The tide comes in twice a day." end, 20) * 1e3, "ms")
  local lines = {}
  for i = 1, 128 do lines[i] = ("The tide comes in twice a day, and line %d says so again. "):format(i):rep(i % 5 + 1) end
  emit("embed_minilm_128_float32", #lines / best(function() embed(lines) end, 2), "sentences/s")
end
