-- hug.ffi, on LuaJIT; elsewhere there is nothing to test but that it says so.
local check, hug = require "check", require "hug.core"
local eq, raises, test = check.eq, check.raises, check.test

if not rawget(_G, "jit") then
  test("only LuaJIT has an FFI", function() eq(pcall(require, "hug.ffi"), false) end)
  return check.report()
end

local ffi, cffi = require "hug.ffi", require "ffi"

test("elements", function()
  local t = hug.tensor { { 1, 2 }, { 3, 4 } }
  local p = ffi.data(t)
  eq({ p[0], p[3] }, { 1, 4 })
  p[1] = 9
  t:written()
  eq(t:tolist(), { { 1, 9 }, { 3, 4 } })
  eq(ffi.data(hug.tensor { true, false })[1], false)
  eq(tonumber(ffi.data(hug.tensor({ 5 }, { dtype = "i64" }))[0]), 5)
  raises("not contiguous", ffi.data, t:t())
end)

test("memory of the FFI", function()
  local t = ffi.tensor(cffi.new("float[6]", 1, 2, 3, 4, 5, 6), { 2, 3 }, "f32")
  collectgarbage() collectgarbage()
  eq(t:tolist(), { { 1, 2, 3 }, { 4, 5, 6 } })
end)

test("the C interface", function()
  local t, out = hug.tensor { 1, 2 }, cffi.new "hug_tensor *[1]"
  eq(ffi.C.hug_neg(ffi.handle(t), out), 0)
  local data = cffi.new "void *[1]"
  eq(ffi.C.hug_tensor_data(out[0], data), 0)
  eq(cffi.cast("float *", data[0])[1], -2)
  ffi.C.hug_tensor_free(out[0])
  raises("needs a tensor", ffi.handle, {})
end)

check.report()
