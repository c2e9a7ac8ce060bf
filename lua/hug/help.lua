-- help: what `?name` tells: operations from the table that the library carries, other functions from the comments in their source.

local core = require "hug.core"

local help = {}

local function default_of(param)
  local value = param.default
  if value == nil then return param.optional and "nil" or nil end
  if type(value) == "table" then return "{" .. table.concat(value, ", ") .. "}" end
  return type(value) == "string" and ('"%s"'):format(value) or tostring(value)
end

--- An operation as it is called: "softmax(input, dim = -1, dtype = nil)".
function help.signature(info)
  local parts = {}
  for i, param in ipairs(info.params) do
    local default = default_of(param)
    parts[i] = default and ("%s = %s"):format(param.name, default) or param.name
  end
  local result = info.list and "list of tensors" or table.concat(info.outputs, ", ")
  return ("%s(%s) -> %s"):format(info.name, table.concat(parts, ", "), result)
end

--- What a parameter's value may be, if it is a word: "one of none, mean, sum".
function help.choices(param)
  if not param.choices then return nil end
  local beside = { float = "a number or ", ints = "integers, or one of " }
  return (beside[param.kind] or "one of ") .. param.choices:gsub("|", ", ")
end

local function operation(info)
  local lines = { help.signature(info), "", info.doc }
  for _, param in ipairs(info.params) do
    local choices = help.choices(param)
    if choices then lines[#lines + 1] = ("%s: %s"):format(param.name, choices) end
  end
  local notes = {}
  if not info.func then notes[#notes + 1] = ("x:%s(…)"):format(info.name) end
  if info.inplace then notes[#notes + 1] = ("x:%s_(…) in place"):format(info.name) end
  if info.view then notes[#notes + 1] = "a view" end
  if not info.differentiable then notes[#notes + 1] = "no gradient" end
  if #notes > 0 then lines[#lines + 1] = "Also: " .. table.concat(notes, "; ") .. "." end
  if info.source ~= "" then lines[#lines + 1] = "As " .. info.source .. "." end
  for sample in info.samples:gmatch "[^;]+" do
    lines[#lines + 1] = "  " .. help.sample(info.name, sample)
  end
  return table.concat(lines, "\n")
end

-- The comment lines above line `line` of a source text, without their dashes.
local function comment_above(text, line)
  local lines = {}
  for l in (text .. "\n"):gmatch "(.-)\n" do lines[#lines + 1] = l end
  local first = line
  while first > 1 and lines[first - 1]:match "^%s*%-%-" do first = first - 1 end
  local comment = {}
  for i = first, line - 1 do comment[#comment + 1] = (lines[i]:gsub("^%s*%-%-%-?%s?", "")) end
  return table.concat(comment, "\n"), lines[line]
end

local function source_of(info)
  local path = info.source:match "^@(.+)$"
  local carried, source = pcall(require, "hug.source")
  return path and (carried and source(path) or core.read_file(path))
end

-- A function as it is called by the name that was asked for: "hug.pipeline(task, model, opts)".
local function call_of(name, declaration)
  local parameters = declaration:match "%b()" or "(…)"
  if declaration:find "function%s+[%w_.]+:" then name = name:gsub("%.([%w_]+)$", ":%1") end
  return name .. parameters
end

local function lua_function(name, f)
  local info = debug.getinfo(f, "S")
  if info.what == "C" then return nil end
  local text = source_of(info)
  if not text then return nil end
  local comment, declaration = comment_above(text, info.linedefined)
  if comment == "" then return nil end
  return call_of(name, declaration) .. "\n\n" .. comment
end

local function is_hugs(name) return core.ops[name] ~= nil or core[name] ~= nil end

--- A sample of the table of operations as a script would write it: the functions that it calls by their bare names are hug's.
function help.sample(name, sample)
  local arguments = sample:match "^%s*(.-)%s*$"
  -- A bare name is what no letter, dot or colon comes before; the space is for one at the beginning to have something before it.
  arguments = (" " .. arguments):gsub("([^%w_.:])(%a[%w_]*)([%({])", function(before, word, bracket)
    if is_hugs(word) then return before .. "hug." .. word .. bracket end
  end):sub(2)
  return ("hug.%s(%s)"):format(name, arguments)
end

--- Help on a value or a name ("softmax", "x.softmax", "hug.pipeline"), looked up in `env`. nil if there is none.
function help.on(name, env)
  local last = name:match "([%w_]+)%s*$"
  local value = env
  for part in name:gmatch "[%w_]+" do
    local ok, found = pcall(function() return value[part] end)
    value = ok and found or nil
    if value == nil then break end
  end
  if type(value) == "function" then
    local text = lua_function(name, value)
    if text then return text end
  end
  local parts = select(2, name:gsub("[%w_]+", ""))
  local info = last and parts <= 2 and core.op_info(last)      -- softmax, hug.softmax, x:softmax
  if info then return operation(info) end
  if type(value) == "table" and getmetatable(value) == nil then
    local names = {}
    for key in pairs(value) do names[#names + 1] = tostring(key) end
    table.sort(names)
    return "fields: " .. table.concat(names, ", ")
  end
end

return help
