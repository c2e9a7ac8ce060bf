-- Lua files keep to what Lua 5.4 and LuaJIT share; what only one has is used where a file asks for it first.
std = "min"
read_globals = {
  "jit", "unpack",
  package = { fields = { "searchpath" } },
  table = { fields = { "unpack" } },
  math = { fields = { "tointeger", "type" } },
}
self = false
max_line_length = false
files["tests"] = { ignore = { "211", "241", "311", "331" } }   -- they hold values, and let go of them, for the collector to see
exclude_files = { "lua/hug/meta", "build" }
