-- samples.lua: the arguments of an operation, from the samples that its entry in the table gives.

local hug = require "hug"

local samples = {}

-- What samples may call: hug's functions, and random tensors of `dtype`, which are noted in `made`.
local function scope(generator, dtype)
  local made = {}
  local function keep(t)
    made[#made + 1] = t
    return t
  end
  local env = {
    randn = function(...) return keep(hug.randn({ ... }, { generator = generator, dtype = dtype })) end,
    rand = function(...) return keep(hug.rand({ ... }, { generator = generator, dtype = dtype })) end,
    tensor = hug.tensor, batch = hug.batch, hug = hug, math = math,
    generator = function(seed) return hug.generator(seed) end,
  }
  return setmetatable(env, { __index = function(_, name) return hug[name] end }), made
end

--- The arguments of one sample as a list, and the random tensors among them.
function samples.arguments(sample, generator, dtype)
  local env, made = scope(generator, dtype)
  local chunk = assert(load("return { " .. sample .. " }", "=sample", "t", env))
  return chunk(), made
end

--- The number of arguments in a list that may have holes.
function samples.count(args)
  local n = 0
  for k in pairs(args) do if type(k) == "number" and k > n then n = k end end
  return n
end

--- Calls fn(sample) for each sample of an operation.
function samples.each(info, fn)
  for sample in info.samples:gmatch "[^;]+" do fn(sample) end
end

-- Whether a value is a table of named arguments.
local function has_names(value)
  if type(value) ~= "table" then return false end
  for key in pairs(value) do
    if type(key) == "string" then return true end
  end
  return false
end

--- The arguments of a sample by name, or nil if one of them is a list that is written out.
function samples.named(info, sample, generator, dtype)
  local list, made = samples.arguments(sample, generator, dtype)
  local named = {}
  for k = 1, samples.count(list) do
    if has_names(list[k]) then
      for name, value in pairs(list[k]) do named[name] = value end
    elseif not info.params[k] then return nil
    elseif list[k] ~= nil then named[info.params[k].name] = list[k] end
  end
  for name, value in pairs(list) do
    if type(name) == "string" then named[name] = value end
  end
  return named, made
end

return samples
