-- Raw elements by LuaJIT's FFI; on Lua 5.4 the module says what to use instead.

local check = require "check"
local hug = require "hug"

if not rawget(_G, "jit") then
  check.test("without LuaJIT", function() check.raises("needs LuaJIT", function() return hug.ffi end) end)
  check.report()
  return
end

local ffi = require "hug.ffi"

check.test("elements through a pointer", function()
  local x = hug.zeros(4)
  local p = ffi.data(x)
  for i = 0, 3 do p[i] = i * 0.5 end
  x:written()
  check.eq(x:tolist(), { 0, 0.5, 1, 1.5 })
  check.eq(tonumber(ffi.data(hug.arange(3))[2]), 2)
  check.raises("row-major", ffi.data, hug.zeros(2, 3):t())
end)

check.test("the C library", function()
  local C, raw = ffi.library(), require "ffi"
  local out, x = raw.new "hug_tensor *[1]", nil
  local size = raw.new("int64_t[2]", { 2, 3 })
  check.eq(C.hug_ones(2, size, 1, out), 0)
  x = out[0]
  check.eq(tonumber(C.hug_tensor_count(x)), 6)
  C.hug_tensor_free(x)
end)

check.report()
