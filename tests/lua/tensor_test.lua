-- Tensors in Lua: made from lists, indexed, assigned, turned back into lists, printed.
local check, hug = require "check", require "hug.core"
local eq, raises, test = check.eq, check.raises, check.test

local function list(t) return t:tolist() end
local function grid() return hug.tensor { { 0, 1, 2, 3 }, { 4, 5, 6, 7 }, { 8, 9, 10, 11 } } end

test("construction", function()
  local t = hug.tensor { { 1, 2 }, { 3, 4.5 } }
  eq({ t:shape() }, { 2, 2 })
  eq(t:dtype(), "f32")
  eq(list(t), { { 1, 2 }, { 3, 4.5 } })
  eq(hug.tensor(5):item(), 5)
  eq({ hug.tensor(5):shape() }, {})
  eq(hug.tensor({ true, false }):dtype(), "bool")
  eq(list(hug.tensor { true, false }), { true, false })
  eq(hug.tensor({ 1, 2 }, { dtype = "i64" }):dtype(), "i64")
  eq(hug.tensor({ 1, 2 }, { dtype = "float16" }):dtype(), "f16")
  eq({ hug.tensor({ {}, {} }):shape() }, { 2, 0 })
  eq({ hug.tensor({}):shape() }, { 0 })
  eq(hug.tensor({ 1 }, { requires_grad = true }):requires_grad(), true)
  raises("[tensor] ragged list at [2]: 1 members where the first has 2", hug.tensor, { { 1, 2 }, { 3 } })
  raises("[tensor] a number is needed at [2], got a list", hug.tensor, { 1, { 2 } })
  raises("[tensor] a list of 1 is needed at [2], got 2", hug.tensor, { { 1 }, 2 })
  raises("[tensor] a number is needed at [1][2], got \"2\"", hug.tensor, { { 1, "2" } })
  raises("[tensor] a number is needed, got \"x\"", hug.tensor, "x")
  raises("[tensor]", hug.tensor, { 1, nil, 3 })
  raises("deeper than 8", hug.tensor, { { { { { { { { { 1 } } } } } } } } })
  raises("[tensor] needs a number or a list", hug.tensor)
  raises("there is no argument dtypes", hug.tensor, 1, { dtypes = "f32" })
end)

test("what a tensor tells", function()
  local t = grid()
  eq({ t:dim(), t:numel(), t:size(0), t:size(-1), #t }, { 2, 12, 3, 4, 3 })
  eq({ t:stride() }, { 4, 1 })
  eq(t:is_contiguous(), true)
  eq(t:t():is_contiguous(), false)
  eq({ t:shares(t[1]), t:shares(t + 0) }, { true, false })
  eq(hug.is_tensor(t), true)
  eq(hug.is_tensor {}, false)
  raises("[size] dim 2 is outside", t.size, t, 2)
  raises("without dims has no length", function() return #hug.tensor(1) end)
  raises("[item]", t.item, t)
end)

test("integers", function()
  local big = hug.tensor({ 2 ^ 53 }, { dtype = "i64" })
  eq(big:item(), 2 ^ 53)
  local sum = big + 1
  if _VERSION == "Lua 5.4" then eq(sum:item(), math.tointeger(2 ^ 53) + 1)
  else raises("more digits", sum.item, sum) end
  eq(math.type and math.type(big:item()) or "integer", "integer")
end)

test("keys", function()
  local t = grid()
  eq(list(t[0]), { 0, 1, 2, 3 })
  eq(list(t[-1]), { 8, 9, 10, 11 })
  eq(t[1][2]:item(), 6)
  eq(list(t["1:"]), { { 4, 5, 6, 7 }, { 8, 9, 10, 11 } })
  eq(list(t[":, 1"]), { 1, 5, 9 })
  eq(list(t["::2, 1:3"]), { { 1, 2 }, { 9, 10 } })
  eq(list(t["..., -1"]), { 3, 7, 11 })
  eq(list(t["0, ..."]), { 0, 1, 2, 3 })
  eq(list(t["-2:, :-2"]), { { 4, 5 }, { 8, 9 } })
  eq({ t["None, 0"]:shape() }, { 1, 4 })
  eq({ t[":, None"]:shape() }, { 3, 1, 4 })
  eq(list(t[{ 1, "1:3" }]), { 5, 6 })
  eq(t[{ 2, 3 }]:item(), 11)
  eq(list(t["5:"]), {})
  eq(t[0]:shares(t), true)
  eq(t["..."] == t, true)
end)

test("tensors as keys", function()
  local t = grid()
  local at = hug.tensor({ 2, 0 }, { dtype = "i64" })
  eq(list(t[at]), { { 8, 9, 10, 11 }, { 0, 1, 2, 3 } })
  eq(list(t[{ ":", at }]), { { 2, 0 }, { 6, 4 }, { 10, 8 } })
  eq(list(t[{ "1:", at }]), { { 6, 4 }, { 10, 8 } })
  eq(list(t[{ at, at }]), { 10, 0 })
  eq(list(t[{ 1, at }]), { 6, 4 })
  local mask = hug.tensor { true, false, true }
  eq(list(t[mask]), { { 0, 1, 2, 3 }, { 8, 9, 10, 11 } })
  eq(list(t[t:gt(8.5)]), { 9, 10, 11 })
end)

test("wrong keys", function()
  local t = grid()
  raises("outside dim 0 of size 3", function() return t[3] end)
  raises("a key for 3 dims, but the tensor has 2", function() return t["0,0,0"] end)
  raises("no method \"foo\"", function() return t.foo end)
  raises("no method \"foo\"", function() t.foo = 1 end)
  raises("no method \"1:2:\\x0A\"", function() return t["1:2:\n"] end)
  raises("no method", function() return t["1,"] end)
  raises("no method", function() return t[""] end)
  raises("one `...`", function() return t["...,..."] end)
  raises("a step is at least 1", function() return t["::-1"] end)
  raises("got 0.5", function() return t[0.5] end)
  raises("got true", function() return t[true] end)
  raises("[index]", function() return t[hug.tensor { 0.5 }] end)
  raises("no method", function() return t["99999999999999999999999999:x"] end)
  raises("more than", function() return t[("None,"):rep(20) .. "0"] end)
end)

test("assignment", function()
  local t = grid()
  t[0] = 9
  t["1, 1:3"] = hug.tensor { 1, 2 }
  t[{ 2, 0 }] = -1
  eq(list(t), { { 9, 9, 9, 9 }, { 4, 1, 2, 7 }, { -1, 9, 10, 11 } })
  t[t:gt(8)] = 0
  eq(list(t), { { 0, 0, 0, 0 }, { 4, 1, 2, 7 }, { -1, 0, 0, 0 } })
  t[hug.tensor({ 0, 2 }, { dtype = "i64" })] = hug.tensor { 1, 2, 3, 4 }
  eq(list(t), { { 1, 2, 3, 4 }, { 4, 1, 2, 7 }, { 1, 2, 3, 4 } })
  t[{ "1:", hug.tensor({ 0 }, { dtype = "i64" }) }] = 5
  eq(list(t), { { 1, 2, 3, 4 }, { 5, 1, 2, 7 }, { 5, 2, 3, 4 } })
  t["..."] = 0
  eq(t:sum():item(), 0)
  local line = hug.tensor { 1, 2, 3, 4 }
  line["1:"] = line[":3"]
  eq(list(line), { 1, 1, 2, 3 })
  raises("must be a number or a tensor, got \"x\"", function() t[0] = "x" end)
  raises("must be a number or a tensor, got nothing", function() t[0] = nil end)
  raises("outside dim 0", function() t[3] = 1 end)
  raises("expanded", function() hug.tensor({ 1 }):expand({ 3 })["..."] = 2 end)
end)

test("assignment and gradients", function()
  local w = hug.tensor({ 1, 2, 3 }, { requires_grad = true })
  raises("cannot write into a leaf", function() w[0] = 1 end)
  hug.no_grad(function() w[0] = 7 end)
  eq(list(w), { 7, 2, 3 })
  local t = hug.tensor { 1, 2 }
  t[0] = w[0]
  t["1:"] = w["1:2"] * 5
  eq(list(t:detach()), { 7, 10 })
  t:backward(hug.tensor { 1, 10 })
  eq(list(w:grad()), { 1, 50, 0 })
end)

test("printing", function()
  local t = grid()
  eq(tostring(t["0:2"]), "[[0., 1., 2., 3.],\n [4., 5., 6., 7.]]  f32 [2,4]")
end)

test("the sign of zero", function()
  for _, dtype in ipairs { "f32", "f64", "f16", "bf16" } do
    local t = hug.tensor({ { -0.0, 0.0 } }, { dtype = dtype })
    eq(1 / t[0][0]:item(), -math.huge)
    eq(1 / t[0][1]:item(), math.huge)
  end
  eq(1 / hug.tensor(-0.0):item(), -math.huge)
  eq(hug.tensor({ -0.0 }, { dtype = "i64" })[0]:item(), 0)
end)

test("lists of parts have an end", function()
  local core = require "hug.core"
  local ops, five = core.ops, hug.tensor { 1, 2, 3, 4, 5 }
  local long, none = ops.expand(hug.tensor { 0 }, { 2 ^ 40 }), hug.tensor {}
  raises("`indices_or_sections` makes 2147483648 parts", ops.tensor_split, five, 2 ^ 31)
  raises("`chunks` makes 1099511627776 parts", ops.chunk, none, 2 ^ 40)
  raises("`split_size_or_sections` makes 1099511627776 parts", ops.split, long, 1)
  raises("`dim` makes 1099511627776 parts", ops.unbind, long)
  eq(#ops.chunk(five, 2 ^ 31), 5)
  eq(#ops.split(long, 2 ^ 39), 2)
end)

test("borrowed memory", function()
  local owner, t = {}, grid()
  local b = hug.from_ptr(t:data_ptr(), { 2, 6 }, "f32", t)
  eq(list(b), { { 0, 1, 2, 3, 4, 5 }, { 6, 7, 8, 9, 10, 11 } })
  b[0] = 3
  eq(t[0][0]:item(), 3)
  local weak = setmetatable({ owner }, { __mode = "v" })
  local c = hug.from_ptr(t:data_ptr(), { 1 }, "f32", owner)
  owner = nil
  collectgarbage()
  eq(weak[1] ~= nil, true)
  c:release()
  hug.from_ptr(t:data_ptr(), 1, "f32"):release()
  collectgarbage() collectgarbage()
  eq(weak[1], nil)
  raises("[from_ptr] pointer must be", hug.from_ptr, "x", { 1 }, "f32")
  raises("[from_ptr] dtype is missing", hug.from_ptr, t:data_ptr(), { 1 })
end)

check.report()
