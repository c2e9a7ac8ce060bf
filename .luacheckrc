-- Lua files keep to what Lua 5.4 and LuaJIT share; what only one has is used where a file asks for it first.
std = "min"
read_globals = {
  "jit", "unpack",
  package = { fields = { "searchpath" } },
  table = { fields = { "unpack" } },
  math = { fields = { "tointeger", "type" } },
}
max_line_length = false
exclude_files = { "lua/hug/meta", "build" }
