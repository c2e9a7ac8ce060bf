-- ffi: a tensor's elements as a typed C pointer, for loops that LuaJIT compiles, and the C prototypes of the operations.
--
--   local data = require("hug.ffi").data
--   local x = hug.zeros(1000)
--   local p = data(x)                        -- float *
--   for i = 0, x:numel() - 1 do p[i] = i * 0.5 end
--   x:written()                              -- tells the tape and packed copies
--
-- The pointer is good as long as the tensor lives; keep the tensor in a local.

local ok, ffi = pcall(require, "ffi")
if not ok then error("hug.ffi needs LuaJIT; on Lua 5.4 use tolist() and hug.tensor", 0) end

ffi.cdef(require "hug.cdef")

local types = {}
for dtype, c in pairs { f64 = "double", f32 = "float", f16 = "uint16_t", bf16 = "uint16_t", i64 = "int64_t", i32 = "int32_t", i16 = "int16_t",
                        i8 = "int8_t", u8 = "uint8_t", bool = "bool" } do
  types[dtype] = ffi.typeof(c .. " *")
end

local M = {}

--- A typed pointer to the first of a tensor's elements, which must lie in row-major order. f16 and bf16 are given as their bits.
--- @param t hug.Tensor
function M.data(t)
  if not t:is_contiguous() then error("[data] the elements do not lie in row-major order; use t:contiguous()", 2) end
  return ffi.cast(types[t:dtype()], t:data_ptr())
end

--- libhug itself, with the prototypes of hug_ops.h declared.
function M.library()
  local module = package.searchpath("hug.core", package.cpath)
  if not module then return ffi.C end        -- a program that carries the library
  local folder, file_name = module:match "^(.*)/" or ".", "libhug.so." .. require "hug.core".version()
  for _, below in ipairs { "/" .. file_name, "/../../lib/" .. file_name, "/../../../" .. file_name } do
    local file = io.open(folder .. below)
    if file then
      file:close()
      return ffi.load(folder .. below)
    end
  end
  return ffi.load "hug"
end

return M
