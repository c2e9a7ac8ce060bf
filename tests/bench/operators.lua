-- operators.lua: how long operators take, a line each: `NAME FORWARD BACKWARD` in milliseconds (- where there is no gradient).
--
--   build/bin/hug tests/bench/operators.lua [NAME…]      operators.py runs it beside torch
--
-- operators.txt has the arguments.  One thread; the shortest of several runs.  Results are released at once, as Python's
-- reference counts release those of torch: what is left to the collector comes back cold from memory.

local hug = require "hug"
local core = require "hug.core"
local unpack = table.unpack or unpack
hug.threads(1)

-- Gives results, of which the first may be a list, back.
local function release(first, ...)
  if type(first) == "table" then
    for _, result in ipairs(first) do result:release() end
  elseif core.is_tensor(first) then first:release() end
  if select("#", ...) > 0 then release(...) end
end

local function shortest(fn)
  fn()
  local best, spent, runs = math.huge, 0, 0
  while runs < 3 or (spent < 0.3 and runs < 200) do
    local start = hug.clock()
    fn()
    local took = hug.clock() - start
    best, spent, runs = math.min(best, took), spent + took, runs + 1
  end
  return best * 1e3
end

-- What the lines of operators.txt may call, besides hug.
local env = setmetatable({}, { __index = hug })
function env.ints(below, ...) return hug.randint(0, below, { ... }) end
function env.bools(...) return hug.randn(...):gt(0) end
function env.spd(n) local a = hug.randn(n, n) return a:matmul(a:t()) + n end

-- A function from its source; LuaJIT has load of 5.1, which knows no environment.
local function loader(source)
  local old = rawget(_G, "setfenv")
  local fn = assert(load(source, source, "t", env))
  return old and old(fn, env) or fn
end

-- Forward and backward, of everything that may have a gradient.
local function with_gradient(call, args, n)
  local leaves = false
  for i = 1, n do
    if type(args[i]) == "userdata" and core.is_tensor(args[i]) and args[i]:dtype():match "^f" then
      args[i] = args[i]:detach():requires_grad_(true)
      leaves = true
    end
  end
  local function backward(...)
    local out = ...
    if type(out) == "table" then out = out[1] end
    local total = out:sum()
    total:backward()
    release(total, ...)
  end
  return leaves and shortest(function() backward(call(unpack(args, 1, n))) end)
end

local wanted = {}
for _, name in ipairs(arg) do wanted[name] = true end
local folder = arg[0]:gsub("[^/]*$", "")
for line in io.lines(folder .. "operators.txt") do
  local name, source = line:gsub("%s+|.*", ""):match "^([%w_]+):%s*(.*)$"
  local info = name and core.op_info(name)
  if info and (not next(wanted) or wanted[name]) then
    local args = { n = 0 }
    local function keep(...) args = { n = select("#", ...), ... } end
    keep(loader("return " .. source)())
    local call = core.ops[name]
    local forward = hug.no_grad(shortest, function() release(call(unpack(args, 1, args.n))) end)
    local ok, backward = true, nil
    if info.differentiable then ok, backward = pcall(with_gradient, call, args, args.n) end
    print(("%s %.4f %s"):format(name, forward, ok and backward and ("%.4f"):format(backward) or "-"))
    io.flush()
    hug.collect()
  end
end
