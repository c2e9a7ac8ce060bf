-- Memory: bytes that Lua does not see are told to its collector, and nothing is lost on paths that fail.
local check, hug = require "check", require "hug.core"
local eq, raises, test = check.eq, check.raises, check.test

local MB = 2 ^ 20

local function settle()
  hug.collect()
  return hug.memory().live
end

local row = hug.tensor { 1 }:expand { 256 * 1024 } + 0    -- 1 MB

test("temporaries of 1 MB are collected in time", function()
  local floor, most = settle(), 0
  for _ = 1, 5000 do
    local y = row + row
    most = math.max(most, hug.memory().live)
  end
  eq(most - floor < 256 * MB, true)
end)

test("a large model that stays is no garbage", function()
  local model = {}
  for i = 1, 200 do model[i] = row + i end
  local floor, most = settle(), 0
  for _ = 1, 500 do
    local y = row + row
    most = math.max(most, hug.memory().live)
  end
  eq(most - floor < 256 * MB, true)
  eq(#model, 200)
end)

test("release and scope free at once", function()
  local floor = settle()
  for _ = 1, 300 do (row + row):release() end
  eq(hug.memory().live - floor < 4 * MB, true)
  for _ = 1, 300 do hug.scope(function() return (row + row):sum() end) end
  eq(hug.memory().live - floor < 4 * MB, true)
end)

test("to be closed", function()
  if _VERSION ~= "Lua 5.4" then return end
  local f = load "local row, hug = ... do local y <close> = row + row end return hug.memory().live"
  local floor = settle()
  for _ = 1, 20 do eq(f(row, hug) - floor < 4 * MB, true) end
end)

test("at the cap, garbage is collected and the call made again", function()
  local floor = settle()
  hug.memory { cap = floor + 20 * MB }
  for _ = 1, 200 do local y = row + row end
  local held = {}
  raises("memory", function() for i = 1, 40 do held[i] = row + row end end)
  hug.memory { cap = 0 }
  held = nil
  eq(hug.memory().cap, 0)
end)

-- f is run with each of its first allocations failing, once; and with no memory at all from some point on.
local function starve(name, f)
  test(name, function()
    f()
    local floor, failures = settle(), 0
    for n = 1, 60 do
      hug.fault_alloc(n)
      pcall(f)
      hug.fault_alloc(0)
    end
    for room = 0, 8192, 64 do
      hug.memory { cap = settle() + room }
      local ok, message = pcall(f)
      hug.memory { cap = 0 }
      if not ok then
        failures = failures + 1
        if not message:find("memory", 1, true) then error(message) end
      end
    end
    eq(failures > 4, true)
    f()
    local left = settle() - floor
    eq(left <= 16384 and "little" or left, "little")
  end)
end

starve("operations without memory", function()
  local w = hug.tensor({ { 1, 2 }, { 3, 4 } }, { requires_grad = true })
  local y = (w * 2 + 1):matmul(w):sum()
  y:backward()
  local wide = hug.ops.ones { 32, 32 }           -- too large for the blocks that a thread keeps
  wide = wide + wide
  local parts = w:split(1, 0)
  local values, indices = w:max(1)
  return parts, values, indices, tostring(w), w["0, 1:"], w:tolist()
end)

starve("the rest without memory", function()
  local value = hug.json.decode '{"a": [1, {"b": "c"}], "d": "\\u00e9"}'
  hug.json.encode(value)
  local b = hug.batch { { 1, 2 }, { 3 } }
  b:positions()
  hug.generator(1)
  hug.no_grad(function() hug.scope(function() return hug.tensor { 1 } + 1 end) end)
  hug.job(function() return hug.tensor { 1 } + 1 end):wait()
  hug.from_ptr(row:data_ptr(), { 4 }, "f32", {}):release()
end)

test("errors on the way leave nothing", function()
  local floor = settle()
  local many = {}
  for i = 1, 100 do many[i] = row end
  many[101] = "x"
  for _ = 1, 200 do
    pcall(hug.ops.cat, many)
    pcall(function() return 5 + row + {} end)
    pcall(hug.ops.add, 1, 2, { out = 5 })
    pcall(hug.tensor, { 1, 2, "x" })
    pcall(hug.json.encode, { "text", print })
    pcall(function() row["0:2"] = hug.tensor { 1, 2, 3 } end)
  end
  eq(settle() <= floor + 4096, true)
end)

check.report()
