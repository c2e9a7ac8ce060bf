-- promotion.lua: the dtype of mixed operands, all pairs of types, of numbers and tensors, in place, unary and created.

local hug = require "hug"

local function dtype_of(call)
  local ok, result = pcall(call)
  if not ok then return "error", result end
  return type(result) == "userdata" and result:dtype() or type(result)
end

-- An operand of a kind: a tensor [2], a tensor without dims, or a number.
local function operand(kind, name, scalars)
  if kind == "tensor" then return hug.ones({ 2 }, { dtype = name }) end
  if kind == "zero_dim" then return hug.ones({}, { dtype = name }) end
  return scalars[name]
end

local kinds = {
  tensor_tensor = { "tensor", "tensor" }, tensor_zero_dim = { "tensor", "zero_dim" }, tensor_scalar = { "tensor", "scalar" },
  zero_dim_scalar = { "zero_dim", "scalar" }, scalar_tensor = { "scalar", "tensor" },
}

-- Operators on the two, where a number may come first.
local symbols = {
  add = function(a, b) return a + b end, sub = function(a, b) return a - b end, mul = function(a, b) return a * b end,
  div = function(a, b) return a / b end, pow = function(a, b) return a ^ b end,
}

local function apply(op, a, b)
  if symbols[op] and (type(a) ~= "userdata" or type(b) ~= "userdata") and type(a) ~= "boolean" and type(b) ~= "boolean" then return symbols[op](a, b) end
  if op == "cat" then return hug.cat { a, b } end
  if op == "where" then return hug.where(hug.ones({ 2 }, { dtype = "bool" }), a, b) end
  if hug.core.ops[op] then return hug[op](a, b) end
  error("no operator " .. op)
end

local unary = {
  clamp_int = function(x) return hug.clamp(x, 0, 1) end, clamp_float = function(x) return hug.clamp(x, 0.5, 1.5) end,
  cumsum = function(x) return hug.cumsum(x, 0) end, softmax = function(x) return hug.softmax(x, 0) end,
}

local created = {
  ["tensor(1)"] = "skip: a number makes f32 in hug, as its manual says",
  ["arange(3)"] = function() return hug.arange(3) end,
  ["arange(3.0)"] = "skip: Lua has one kind of number for 3 and 3.0",
  ["zeros(3)"] = function() return hug.zeros { 3 } end,
}

return function(folder, report)
  if not report.wants "type_promotion" then return end
  local table_ = assert(hug.json.decode(assert(hug.core.read_file(folder .. "/type_promotion.json"))))
  local cases, problems, missing = 0, {}, {}
  local function expect(what, want, call)
    cases = cases + 1
    local got, message = dtype_of(call)
    if got ~= want then problems[#problems + 1] = ("%s is %s instead of %s %s"):format(what, got, want, message or "") end
  end
  for op, by_kind in pairs(table_.binary) do
    if not hug.core.ops[op] then missing[#missing + 1] = op
    else
      for kind, rows in pairs(by_kind) do
        for a, row in pairs(rows) do
          for b, want in pairs(row) do
            local how = assert(kinds[kind], kind)
            expect(("%s %s(%s, %s)"):format(kind, op, a, b), want, function()
              return apply(op, operand(how[1], a, table_.scalars), operand(how[2], b, table_.scalars))
            end)
          end
        end
      end
    end
  end
  for method, rows in pairs(table_.in_place) do
    for a, row in pairs(rows) do
      for b, want in pairs(row) do
        expect(("%s(%s, %s)"):format(method, a, b), want, function()
          local t = hug.ones({ 2 }, { dtype = a })
          return t[method](t, hug.ones({ 2 }, { dtype = b }))
        end)
      end
    end
  end
  for op, row in pairs(table_.unary) do
    local call = unary[op] or hug.core.ops[op]
    if not call then missing[#missing + 1] = op
    else
      for a, want in pairs(row) do expect(("%s(%s)"):format(op, a), want, function() return call(hug.ones({ 2 }, { dtype = a })) end) end
    end
  end
  for text, call in pairs(created) do
    if type(call) == "function" then expect(text, table_.created[text], call) end
  end
  report.line("type_promotion", cases, problems, missing)
end
