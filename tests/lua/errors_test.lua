-- Errors of every operation in the table, from its samples: whatever is given in place of an argument, the operation either does
-- something sensible or raises an error that begins with its name in brackets, and names the argument where the argument alone is
-- at fault. Nothing crashes, and nothing asks for more memory than there is.

local check = require "check"
local hug = require "hug"
local samples = require "samples"
local core = hug.core
local test = check.test

core.memory { cap = 2 ^ 26 }

local unpack = table.unpack or unpack

-- ---- What may be wrong ------------------------------------------------------------------------------------------

local released = hug.ones(2)
released:release()
local function nothing() end

local tensor = hug.ones(2, 2)
local words = { "no such word", "", "dim\0", ("long"):rep(1000) }
local with_hole = { 1, 2, [4] = 3 }

-- By kind: values of other kinds, which must be refused.
local wrong = {
  tensor = { 1, "x", true, nothing, { 1 }, released, hug.generator(1) },
  operand = { "x", nothing, { 1 }, released },
  tensors = { 1, "x", true, nothing, { 1 }, { tensor, 2 }, { tensor, released }, tensor },
  scalar = { "x", nothing, { 1 }, tensor },
  int = { "x", true, 0.5, 2 ^ 63, math.huge, 0 / 0, nothing, { 1 }, tensor },
  float = { "x", true, nothing, { 1 }, tensor },
  bool = { 1, "x", nothing, { true }, tensor },
  ints = { "x", true, 0.5, nothing, { 0.5 }, { "x" }, { tensor }, { true }, { math.huge }, with_hole, tensor },
  floats = { "x", true, nothing, { "x" }, { tensor }, { true }, with_hole, tensor },
  dtype = { 1, true, nothing, { "f32" }, tensor, "f33", "", words[4] },
  string = { 1, true, nothing, { "x" }, tensor },
  generator = { 1, "x", nothing, {}, tensor },
  batch = { 1, "x", nothing, {}, tensor },
}

-- By kind: values of the right kind that few operations take.
local far = { -1, 0, 1, 7, -7, 99, -99, 2 ^ 31, -2 ^ 31, 2 ^ 53 - 1, -2 ^ 53, 2 ^ 62, -2 ^ 63, rawget(math, "maxinteger") }
local strange = {
  int = far,
  float = { -1, 0, 1e300, -1e300, math.huge, -math.huge, 0 / 0, 1e-320 },
  scalar = { true, false, -1, 2 ^ 62, -2 ^ 63, 1e300, math.huge, 0 / 0 },
  operand = { true, 0, -1, 2 ^ 62, -2 ^ 63, 1e300, math.huge, 0 / 0 },
  ints = { {}, { 0, 0 }, { 0, 1 }, { -1, -1 }, { 2 ^ 62, 2 ^ 62 }, { 2 ^ 62, 0 }, { -2 ^ 63 }, { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 1, 1, 1 } },
  tensors = { {} },
  string = words,
  dtype = { "f64", "f16", "bf16", "i64", "u8", "bool" },
}
for _, n in ipairs(far) do
  strange.ints[#strange.ints + 1] = n
  strange.ints[#strange.ints + 1] = { n }
end

-- Tensors of other shapes and types than t.
local function others_of(t)
  local list = {
    hug.ones({}, t:dtype()), hug.ones({ 0 }, t:dtype()), hug.ones({ 7 }, t:dtype()), hug.ones({ 7, 11 }, t:dtype()),
    hug.ones({ 2, 0, 3 }, t:dtype()), hug.ones({ 1, 1, 1, 1, 1, 1, 1, 1 }, t:dtype()), t:unsqueeze(0), t:unsqueeze(-1),
  }
  if t:dim() > 0 then
    list[#list + 1] = t:flatten()
    list[#list + 1] = t:select(0, 0)
    list[#list + 1] = hug.cat({ t, t }, 0)
    list[#list + 1] = hug.cat({ t, t }, -1)
    list[#list + 1] = t:narrow(-1, 0, 0)
    list[#list + 1] = t:narrow(0, 0, 0)
  end
  for _, dtype in ipairs { "f64", "f32", "f16", "bf16", "i64", "i32", "u8", "bool" } do
    if dtype ~= t:dtype() then list[#list + 1] = t:to(dtype) end
  end
  if not t:is_floating_point() and t:dtype() ~= "bool" then
    for _, n in ipairs { -1, 99, -99, 2 ^ 53, -2 ^ 53 } do list[#list + 1] = hug.zeros_like(t):to "f64":add(n):to(t:dtype()) end
  else
    list[#list + 1] = t * (0 / 0)
  end
  return list
end

-- ---- Messages ---------------------------------------------------------------------------------------------------

-- Whether a message begins with the operation's name, behind the place in the script if there is one.
local function begins_with_name(message, name)
  local at = message:match "^[^\n]-:%d+: (.*)$" or message
  return at:sub(1, #name + 2) == "[" .. name .. "]" or at:sub(1, #name + 3) == "[" .. name .. "_]"
end

local function names_it(message, name) return message:find("%f[%w_]" .. name .. "%f[^%w_]") ~= nil end

local function show(value)
  if core.is_tensor(value) then return ("%s[%s]"):format(value:dtype(), table.concat({ value:shape() }, ",")) end
  if type(value) ~= "table" then return type(value) == "string" and ("%q"):format(value:sub(1, 40)) or tostring(value) end
  local parts = {}
  for k, v in pairs(value) do parts[#parts + 1] = (type(k) == "string" and k .. "=" or "") .. show(v) end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- Whether a message tells what is at fault: by the name of `argument`; where that is true by any argument's (one may be wrong only
-- beside another), or by what is asked of the shape or the memory.
local function tells(message, name, argument)
  if argument ~= true then return not argument or names_it(message, argument) end
  for _, p in ipairs(core.op_info(name).params) do
    if names_it(message, p.name) then return true end
  end
  return names_it(message, "shape") or names_it(message, "memory") or names_it(message, "too large")
end

local about_one = { int = true, ints = true, float = true, string = true, dtype = true, tensors = true }

-- Calls an operation, or with `name_` its in-place form, with arguments by name. must: an error is due; argument: which it is about,
-- or true: one of them.
local function try(name, args, must, argument, function_name)
  local ok, message = pcall(core.ops[function_name or name], next(args) ~= nil and args or nil)
  if ok then
    if must then check.eq(("%s%s succeeds"):format(name, show(args)), "an error") end
    return
  end
  message = tostring(message)
  local fine = begins_with_name(message, name) and tells(message, name, argument)
  check.eq(fine or ("%s%s: %s"):format(name, show(args), message), true)
end

local function with(args, name, value)
  local copy = {}
  for k, v in pairs(args) do copy[k] = v end
  copy[name] = value
  return copy
end

-- ---- The checks of one operation ------------------------------------------------------------------------------------

-- Names of dims, of which there is none beyond 8.
local other_dims = { tile = true, sinusoidal_positions = true }     -- where the word means something else
local dims = { dim = true, dim0 = true, dim1 = true, dim2 = true, dims = true, start_dim = true, end_dim = true, source = true, destination = true }

local function check_argument(info, args, p)
  local name = info.name
  if not p.optional then try(name, with(args, p.name, nil), true, p.name) end
  for _, value in ipairs(wrong[p.kind]) do try(name, with(args, p.name, value), true, p.name) end
  if p.kind == "string" and p.choices then
    for _, word in ipairs(words) do try(name, with(args, p.name, word), true, p.name) end
  end
  local is_dim = dims[p.name] and not other_dims[name] and (p.kind == "int" or p.kind == "ints")
  local given = args[p.name]
  for _, value in ipairs(strange[p.kind] or {}) do
    local out = is_dim and type(value) == "number" and math.abs(value) > 8
    if out and type(given) == "table" then value = with(given, 1, value) end      -- of several dims the first
    try(name, with(args, p.name, value), out, out and p.name or about_one[p.kind])
  end
  if core.is_tensor(given) then
    for _, other in ipairs(others_of(given)) do try(name, with(args, p.name, other)) end
  elseif p.kind == "tensors" and given then
    for k in ipairs(given) do
      for _, other in ipairs(others_of(given[k])) do try(name, with(args, p.name, with(given, k, other))) end
    end
  end
end

local function check_call(info, args)
  try(info.name, with(args, "nonsense", 1), true, "nonsense")
  for _, p in ipairs(info.params) do check_argument(info, args, p) end
  if not info.list then
    for _, out in ipairs { 1, released, hug.ones { 13 }, hug.ones { 3, 1, 7 }, hug.ones({ 2 }, "bool"), hug.ones {} } do
      try(info.name, with(args, "out", out), type(out) == "number" or out == released, (type(out) == "number" or out == released) and "out")
    end
  end
  if not info.inplace then return end
  local first = info.params[1].name
  for _, value in ipairs { 1, "x", released } do try(info.name, with(args, first, value), true, nil, info.name .. "_") end
end

-- By position: what is too much, and given twice.
local function check_positions(info, sample, args)
  local list = samples.arguments(sample, hug.generator(1), "f32")
  local n, most = samples.count(list), #info.params
  local extra = {}
  for i = 1, most do extra[i] = args[info.params[i].name] end
  extra[most + 1] = "more"
  local ok, message = pcall(core.ops[info.name], unpack(extra, 1, most + 1))
  check.eq(not ok and begins_with_name(tostring(message), info.name) or ("%s with more: %s"):format(info.name, tostring(message)), true)
  local first = info.params[1].name
  if n > 0 and args[first] ~= nil and type(list[1]) ~= "table" then
    local again
    ok, again = pcall(core.ops[info.name], args[first], { [first] = args[first] })
    check.eq(not ok and begins_with_name(tostring(again), info.name) and names_it(again, first) or tostring(again), true)
  end
end

for _, name in ipairs(arg[1] and arg or core.op_names()) do    -- those named, or all
  local info = core.op_info(name)
  test("errors of " .. name, function()
    samples.each(info, function(sample)
      local args = samples.named(info, sample, hug.generator(1), "f32")
      if args then
        check_call(info, args)
        check_positions(info, sample, args)
      end
    end)
  end)
end

check.report()
