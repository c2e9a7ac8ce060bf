-- generate.lua: writes everything that is made from the table of operations. `make generate` runs it; CI runs it and looks for differences.
--
--   core/hug_ops.h         C prototypes           core/op/api.c        their bodies
--   lua/hug/cdef.lua       the same for LuaJIT's FFI
--   lua/hug/meta/hug.lua   stubs for editors (LuaLS)
--   docs/operations.md     the manual

local core = require "hug.core"
local help = require "hug.help"

local root = arg and arg[1] or "."

-- The headings are the comments of ops.def; elementwise operations stand in a table of their own.
local function groups()
  local text = assert(core.read_file(root .. "/core/op/ops.def"))
  local list, included = {}, {}
  local group
  for name in assert(core.read_file(root .. "/core/kernel/elementwise.def")):gmatch "\n%u+ARY%(([%w_]+)," do included[#included + 1] = name end
  for line in (text:gsub("^/%*.-%*/", "") .. "\n"):gmatch "(.-)\n" do
    local title, name = line:match "^/%* (.-) %*/$", line:match "^OP%(([%w_]+)%)"
    if title then
      group = { title = title }
      list[#list + 1] = group
    elseif name then group[#group + 1] = name
    elseif line:find("elementwise.def", 1, true) then
      for _, n in ipairs(included) do group[#group + 1] = n end
    end
  end
  return list
end

-- ---- C ------------------------------------------------------------------------------------------------

local c_types = {
  tensor = "hug_tensor *", operand = "hug_tensor *", scalar = "const hug_scalar *", int = "int64_t ", float = "double ", bool = "bool ",
  dtype = "hug_dtype ", string = "const char *", generator = "hug_generator *", batch = "hug_batch *",
}

local list_types = { tensors = "hug_tensor *const ", ints = "const int64_t ", floats = "const double " }

local function c_parameters(info)
  local declared, passed = {}, {}
  for _, p in ipairs(info.params) do
    if list_types[p.kind] then
      declared[#declared + 1] = ("int %s_count, %s*%s"):format(p.name, list_types[p.kind], p.name)
      passed[#passed + 1] = ("%s_count, %s"):format(p.name, p.name)
    else
      declared[#declared + 1] = c_types[p.kind] .. p.name
      passed[#passed + 1] = p.name
    end
  end
  for _, name in ipairs(info.outputs) do declared[#declared + 1] = "hug_tensor **" .. name end
  for i, text in ipairs(declared) do declared[i] = text:gsub(" ", "\1") end    -- lines break between parameters only
  return table.concat(declared, ", "), table.concat(passed, ", ")
end

-- Breaks text at spaces (not at "\1", which becomes one) into lines of at most `width`, the first after `first`, the others after `rest`.
local function wrap(text, first, rest, width)
  local lines, line = {}, first
  for word in text:gmatch "%S+" do
    if #line + #word + 1 > width and line ~= first and line ~= rest then
      lines[#lines + 1] = line
      line = rest
    end
    line = line .. ((line == "" or line:match "%s$") and "" or " ") .. word
  end
  lines[#lines + 1] = line
  return (table.concat(lines, "\n"):gsub("\1", " "))
end

local function prototype(info) return ("hug_status hug_%s(%s)"):format(info.name, (c_parameters(info))) end

local function each_callable(visit)
  for _, group in ipairs(groups()) do
    local first = true
    for _, name in ipairs(group) do
      local info = assert(core.op_info(name), name)
      if not info.list then
        visit(info, first and group.title)
        first = false
      end
    end
  end
end

local function hug_ops_h()
  local lines = {
    "/* hug_ops.h: a prototype for each operation, made from their table by docs/generate.lua; included by hug.h.",
    "** hug_invoke() tells how arguments that may be left out are given.  Operations that make lists are not here:",
    "** hug_select() and hug_narrow() serve in C. */",
    "#ifndef HUG_OPS_H", "#define HUG_OPS_H",
  }
  each_callable(function(info, title)
    if title then lines[#lines + 1] = ("\n/* ---- %s ---- */"):format(title) end
    lines[#lines + 1] = "\n" .. wrap(info.doc .. " */", "/* ", "** ", 120)
    lines[#lines + 1] = wrap("HUG_API " .. prototype(info) .. ";", "", "        ", 120)
  end)
  lines[#lines + 1] = "\n#endif\n"
  return table.concat(lines, "\n")
end

local function api_c()
  local lines = {
    "/* api.c: the bodies of hug_ops.h, made from the table of operations by docs/generate.lua. */",
    '#include "op.h"',
  }
  each_callable(function(info)
    local _, passed = c_parameters(info)
    passed = passed ~= "" and ", " .. passed or ""
    local body
    if #info.outputs == 1 then body = ("  return hug_invoke_op(&hug_op_%s, 0, %s%s);"):format(info.name, info.outputs[1], passed)
    else
      local room, set = {}, {}
      for i, name in ipairs(info.outputs) do
        room[i] = "NULL"
        set[i] = ("*%s = made_[%d]"):format(name, i - 1)
      end
      body = ("  hug_tensor *made_[] = { %s };\n  HUG_TRY(hug_invoke_op(&hug_op_%s, 0, made_%s));\n  %s;\n  return HUG_OK;"):format(
        table.concat(room, ", "), info.name, passed, table.concat(set, ", "))
    end
    lines[#lines + 1] = "\n" .. wrap(prototype(info) .. " {", "", "        ", 120) .. "\n" .. wrap(body:match "^%s*(.-)$", "  ", "    ", 120):gsub("; ", ";\n  ") .. "\n}"
  end)
  return table.concat(lines, "\n") .. "\n"
end

local function cdef_lua()
  local lines = {
    "-- cdef.lua: the C prototypes of the operations for LuaJIT's FFI, made from their table by docs/generate.lua.", "",
    "return [[",
    "typedef struct hug_tensor hug_tensor;", "typedef struct hug_generator hug_generator;", "typedef struct hug_batch hug_batch;",
    "typedef struct hug_scalar { int category; int64_t i; double f; } hug_scalar;",
    "typedef int hug_status;", "typedef int hug_dtype;",
    "const char *hug_errmsg(void);",
    "hug_tensor *hug_tensor_retain(hug_tensor *t);", "void hug_tensor_free(hug_tensor *t);",
    "hug_status hug_tensor_data(const hug_tensor *t, void **out);", "void hug_tensor_written(hug_tensor *t);",
    "int64_t hug_tensor_count(const hug_tensor *t);",
  }
  each_callable(function(info) lines[#lines + 1] = prototype(info):gsub("\1", " ") .. ";" end)
  lines[#lines + 1] = "]]\n"
  return table.concat(lines, "\n")
end

-- ---- Lua ------------------------------------------------------------------------------------------------

local lua_types = {
  tensor = "hug.Tensor", operand = "hug.Tensor|number|boolean", tensors = "hug.Tensor[]", scalar = "number|boolean", int = "integer", float = "number",
  bool = "boolean", ints = "integer|integer[]", floats = "number|number[]", dtype = "hug.Dtype", string = "string", generator = "hug.Generator", batch = "hug.Batch",
}

local function lua_function(info, owner)
  local lines = { wrap(info.doc, "--- ", "--- ", 120) }
  local names = {}
  for i, p in ipairs(info.params) do
    local kind = lua_types[p.kind]
    if p.choices then
      local beside = { float = "number|", ints = kind .. "|" }
      kind = (beside[p.kind] or "") .. '"' .. p.choices:gsub("|", '"|"') .. '"'
    end
    if not (owner == "Tensor" and i == 1) then
      names[#names + 1] = p.name
      lines[#lines + 1] = ("--- @param %s%s %s"):format(p.name, p.optional and "?" or "", kind)
    end
  end
  if info.list then lines[#lines + 1] = "--- @return hug.Tensor[]"
  else
    for _, name in ipairs(info.outputs) do lines[#lines + 1] = "--- @return hug.Tensor " .. name end
  end
  lines[#lines + 1] = ("function %s%s(%s) end"):format(owner == "Tensor" and "Tensor:" or "hug.", info.name, table.concat(names, ", "))
  return table.concat(lines, "\n")
end

local meta_head = [[
--- @meta hug
-- Stubs for editors, made from the table of operations by docs/generate.lua. Every operation takes its arguments in order, or by
-- name in one last table: x:sum(1, true) or x:sum{ dim = 1, keepdim = true }.

--- @alias hug.Dtype "f64"|"f32"|"f16"|"bf16"|"i64"|"i32"|"i16"|"i8"|"u8"|"bool"

--- @class hug.Generator
--- @class hug.Batch
--- @class hug.Encoding

--- @class hug.Tensor
--- @operator add(hug.Tensor|number): hug.Tensor
--- @operator sub(hug.Tensor|number): hug.Tensor
--- @operator mul(hug.Tensor|number): hug.Tensor
--- @operator div(hug.Tensor|number): hug.Tensor
--- @operator pow(hug.Tensor|number): hug.Tensor
--- @operator mod(hug.Tensor|number): hug.Tensor
--- @operator unm: hug.Tensor
local Tensor = {}

--- @class hug
local hug = {}
]]

local function meta_lua()
  local lines = { meta_head }
  for _, group in ipairs(groups()) do
    lines[#lines + 1] = ("-- %s"):format(group.title)
    for _, name in ipairs(group) do
      local info = core.op_info(name)
      lines[#lines + 1] = "\n" .. lua_function(info, "hug")
      if not info.func then lines[#lines + 1] = "\n" .. lua_function(info, "Tensor") end
    end
    lines[#lines + 1] = ""
  end
  lines[#lines + 1] = "return hug\n"
  return table.concat(lines, "\n")
end

-- ---- The manual ------------------------------------------------------------------------------------------

local function operations_md()
  local lines = {
    "# Operations", "",
    "Made from the table of operations by `make generate`. Each is a function `hug.name(…)` and, unless it says otherwise, a method",
    "`x:name(…)`; arguments go in the order shown or by name in one last table; `out = tensor` takes the result. Dims and indices count",
    "from 0, negative ones from the end. At the prompt, `?name` shows the same.", "",
  }
  for _, group in ipairs(groups()) do
    lines[#lines + 1] = ("- [%s](#%s): %s"):format(group.title, group.title:lower():gsub("[^%w ]", ""):gsub(" ", "-"), "`" .. table.concat(group, "` `") .. "`")
  end
  for _, group in ipairs(groups()) do
    lines[#lines + 1] = ("\n## %s"):format(group.title)
    for _, name in ipairs(group) do
      local info = core.op_info(name)
      lines[#lines + 1] = ("\n### %s\n\n    %s\n\n%s"):format(name, help.signature(info), info.doc)
      local notes = {}
      for _, p in ipairs(info.params) do
        local choices = help.choices(p)
        if choices then notes[#notes + 1] = ("`%s` is %s."):format(p.name, choices) end
      end
      if info.func then notes[#notes + 1] = "No method." end
      if info.inplace then notes[#notes + 1] = ("In place: `x:%s_(…)`."):format(name) end
      if info.view then notes[#notes + 1] = "A view: it shares the elements of its input." end
      if not info.differentiable then notes[#notes + 1] = "No gradient." end
      if info.source ~= "" then notes[#notes + 1] = ("Reference: %s."):format(info.source) end
      if #notes > 0 then lines[#lines + 1] = "\n" .. table.concat(notes, " ") end
      local samples = {}
      for sample in info.samples:gmatch "[^;]+" do samples[#samples + 1] = "    " .. help.sample(name, sample) end
      if #samples > 0 then lines[#lines + 1] = "\n" .. table.concat(samples, "\n") end
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

for path, make in pairs {
  ["core/hug_ops.h"] = hug_ops_h, ["core/op/api.c"] = api_c, ["lua/hug/cdef.lua"] = cdef_lua, ["lua/hug/meta/hug.lua"] = meta_lua,
  ["docs/operations.md"] = operations_md,
} do
  local text = make()
  if core.read_file(root .. "/" .. path) ~= text then
    local folder = (root .. "/" .. path):match "^(.*)/"
    assert(core.is_folder(folder) or core.make_folder(folder))
    assert(core.write_file(root .. "/" .. path, text))
    print("wrote " .. path)
  end
end
