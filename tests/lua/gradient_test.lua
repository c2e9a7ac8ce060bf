-- Every operation's gradient against a numeric one, on the samples that its entry in the table gives; and the same samples on
-- each floating type, and on empty and strided tensors where the shapes allow it.

local check = require "check"
local hug = require "hug"
local samples = require "samples"
local core = hug.core
local test = check.test

local arguments, count_of = samples.arguments, samples.count

-- Replaces leaves by what `make` gives for them, wherever they are in the arguments.
local function replaced(args, make)
  local copy = {}
  for k, v in pairs(args) do
    if core.is_tensor(v) then copy[k] = make(v)
    elseif type(v) == "table" and getmetatable(v) == nil then copy[k] = replaced(v, make)
    else copy[k] = v end
  end
  return copy
end

local unpack = table.unpack or unpack

-- The sum of all floating outputs, each weighed by fixed numbers, so that no gradient cancels.
local function loss_of(name, args, count)
  local results = { core.ops[name](unpack(args, 1, count)) }
  if type(results[1]) == "table" then results = results[1] end
  local loss
  for _, r in ipairs(results) do
    if r:is_floating_point() then
      local n = r:numel()
      local weights = (hug.arange(n):to "f64" * 0.7 + 1):sin():reshape({ r:shape() })
      local part = (r:to "f64" * weights):sum()
      loss = loss and loss + part or part
    end
  end
  return loss
end

-- Operations that draw random numbers.
local random = { dropout = true, rand_like = true, randn_like = true, bernoulli = true, multinomial = true }

local function check_sample(info, sample)
  local generator = hug.generator(7)
  local args, made = arguments(sample, generator, "f64")
  local n = count_of(args)
  if #made == 0 then return end
  local tracked = {}
  local leafed = replaced(args, function(t)
    for _, m in ipairs(made) do
      if m == t then
        local leaf = t:detach():requires_grad_(true)
        tracked[#tracked + 1] = leaf
        return leaf
      end
    end
    return t
  end)
  local loss = loss_of(info.name, leafed, n)
  if not loss or loss:is_leaf() then return end
  loss:backward()
  local step = 1e-5
  core.no_grad(function()
    for _, leaf in ipairs(tracked) do
      local grad = leaf:grad()
      local flat = leaf:detach():reshape { -1 }
      for i = 0, math.min(leaf:numel(), 12) - 1 do
        local before = flat[i]:item()
        flat[i] = before + step
        local up = loss_of(info.name, leafed, n):item()
        flat[i] = before - step
        local down = loss_of(info.name, leafed, n):item()
        flat[i] = before
        local numeric, got = (up - down) / (2 * step), grad and grad:reshape { -1 }[i]:item() or 0
        check.near(got, numeric, 1e-4)
      end
    end
  end)
end

for _, name in ipairs(core.op_names()) do
  local info = core.op_info(name)
  test("gradient of " .. name, function()
    check.eq(info.samples ~= "", true)
    if info.differentiable and not random[name] then
      for sample in info.samples:gmatch "[^;]+" do check_sample(info, sample) end
    end
  end)
  test("types of " .. name, function()
    for sample in info.samples:gmatch "[^;]+" do
      for _, dtype in ipairs { "f32", "f16", "bf16" } do
        local args = arguments(sample, hug.generator(3), dtype)
        check.eq(pcall(core.ops[name], unpack(args, 1, count_of(args))), true)
      end
    end
  end)
end

test("a tensor of no elements goes through", function()
  for _, name in ipairs { "add", "mul", "exp", "relu", "sum", "softmax", "reshape", "layer_norm", "matmul" } do
    local x = hug.zeros { 0, 3 }
    local ok = pcall(function()
      if name == "reshape" then return x:reshape { 3, 0 }
      elseif name == "layer_norm" then return x:layer_norm { 3 }
      elseif name == "matmul" then return x:matmul(hug.zeros { 3, 2 })
      elseif name == "add" or name == "mul" then return hug[name](x, x)
      else return hug[name](x) end
    end)
    check.eq(ok, true)
  end
end)

test("the tape notices what was changed, and what is used up", function()
  local x = hug.ones({ 3 }):requires_grad_(true)
  local y = x:exp()
  local z = (y * y):sum()
  core.no_grad(function() y:add_(1) end)
  check.raises("changed in place", function() z:backward() end)
  local w = (x * x):sum()
  w:backward()
  check.raises("gone through before", function() w:backward() end)
  local v = (x * x):sum()
  v:backward { keep = true }
  v:backward()
  check.near(x:grad():tolist(), { 6, 6, 6 })
end)

test("gradients of a value used twice add up", function()
  local x = hug.tensor({ 1, 2 }, { requires_grad = true })
  local y = x * 3
  (y * y + y):sum():backward()
  check.near(x:grad():tolist(), { 2 * 3 * 3 + 3, 2 * 6 * 3 + 3 })
end)

check.report()
