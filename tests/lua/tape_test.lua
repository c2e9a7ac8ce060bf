-- tape_test.lua: what the tape records, and what it refuses because it could not follow.

local check, hug = require "check", require "hug.core"
local eq, raises, test = check.eq, check.raises, check.test

local function leaf(values) return hug.tensor(values):requires_grad_(true) end

test("in place under no_grad leaves no history", function()
  local p = leaf { -2, 0.5, 3 }
  hug.no_grad(function()
    p:clamp_(-1, 1)
    p:mul_(2)
  end)
  eq(p:requires_grad(), true)
  p:sum():backward()
  eq(p:grad():tolist(), { 1, 1, 1 })
end)

test("in place records, also of composed operations", function()
  local x = leaf { -2, 0.5, 3 }
  local y = x * 1
  y:clamp_(-1, 1)
  y:mul_(3)
  y:sum():backward()
  eq(x:grad():tolist(), { 0, 3, 0 })
end)

test("in place keeps what its gradient needs of the tensor that it writes over", function()
  local x, w = leaf { 1, 2, 3 }, leaf { 4, 5, 6 }
  local y = x * 1
  y:mul_(w)
  y:sum():backward()
  eq(x:grad():tolist(), { 4, 5, 6 })
  eq(w:grad():tolist(), { 1, 2, 3 })
  local z = (x * 1):lerp_(w:detach(), 0.25)
  x:zero_grad()
  z:sum():backward()
  eq(x:grad():tolist(), { 0.75, 0.75, 0.75 })
end)

test("in place takes its tensor by name too", function()
  local x = hug.tensor { 1, 2, 3 }
  eq(hug.ops.add_ { input = x, other = 1 } == x, true)
  eq(x:tolist(), { 2, 3, 4 })
  raises("needs a tensor to write into", hug.ops.add_, { input = 1, other = x })
end)

test("out= records no gradients, and says so", function()
  local x, out = leaf { 1, 2 }, hug.ops.zeros(2)
  raises("records no gradients", hug.ops.add, x, x, { out = out })
  hug.no_grad(function() hug.ops.add(x, x, { out = out }) end)
  eq(out:tolist(), { 2, 4 })
  raises("records no gradients", hug.ops.add, out, out, { out = x * 1 })
end)

test("a view of what was changed in place is stale", function()
  local x = leaf { 1, 2, 3 }
  local y = x * 2
  local first = y:select(0, 0)
  y:mul_(3)
  raises("changed in place", function() return first * 2 end)
  raises("changed in place", function() first:backward() end)
  y:select(0, 0):backward()
  eq(x:grad():tolist(), { 6, 0, 0 })
end)

test("gradients are not written into a part of an unrecorded tensor", function()
  local w = leaf { 1, 2 }
  local base = hug.ops.zeros(2, 2)
  raises("t[key] = value", function() base:select(0, 0):add_(w) end)
  base[0] = w
  base:sum():backward()
  eq(w:grad():tolist(), { 1, 1 })
end)

check.report()
