-- ffi.lua: the elements of tensors as LuaJIT's FFI sees them, and the C interface of libhug.  LuaJIT only.
--
--   local ffi = require "hug.ffi"
--   local p = ffi.data(t)                      -- float *, the first element of an f32 tensor
--   for i = 0, t:numel() - 1 do p[i] = i end
--   t:written()                                -- tells gradients and packed copies
--
-- A pointer keeps nothing alive: hold on to the tensor while it is used.

local ffi = require "ffi"
local hug = require "hug.core"

ffi.cdef(require "hug.cdef")

local M = {}

-- libhug itself: ffi.C in a program that has it inside, otherwise through the module that is linked to it.
local inside = package.preload["hug.core"]
M.C = inside and ffi.C or ffi.load(assert(package.searchpath("hug.core", package.cpath)))

local pointer = {}
for dtype, name in pairs {
  f64 = "double", f32 = "float", f16 = "uint16_t", bf16 = "uint16_t", i64 = "int64_t", i32 = "int32_t", i16 = "int16_t",
  i8 = "int8_t", u8 = "uint8_t", bool = "bool",
} do
  pointer[dtype] = ffi.typeof(name .. " *")
end

-- The first element of a contiguous tensor.  f16 and bf16 are bits in uint16_t.
function M.data(t)
  if not t:is_contiguous() then error("[ffi.data] the tensor is not contiguous: use t:contiguous()", 2) end
  return ffi.cast(pointer[t:dtype()], t:data_ptr())
end

-- A tensor over memory of the FFI, which lives as long as the tensor and its views do.
function M.tensor(array, shape, dtype)
  local address = tonumber(ffi.cast("intptr_t", ffi.cast("void *", array)))
  return hug.from_ptr(address, shape, dtype, array)
end

-- The tensor as functions of M.C take it; not a reference.
function M.handle(t)
  if not hug.is_tensor(t) then error("[ffi.handle] needs a tensor", 2) end
  return ffi.cast("hug_tensor **", t)[0]
end

return M
