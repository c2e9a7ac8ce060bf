-- settings: a table of named settings against what a function takes.
--
--   local o = settings.read("Adam", { lr = 1e-3, betas = { 0.9, 0.999 }, amsgrad = false, beta1 = "number?" }, given)
--
-- What is taken is told by example. A number, a boolean or a list of numbers is a default, and tells the kind; a list of words
-- has the words allowed, the first of which is the default; "number", "integer" and "list" name a kind that must be given, and
-- with a "?" one that need not be. Where nothing needs to be given, false is nothing, as Python's None is.

local settings = {}

local function is_list(value)
  if type(value) ~= "table" then return false end
  for _, member in ipairs(value) do
    if type(member) ~= "number" then return false end
  end
  return next(value) == nil or #value > 0
end

local kinds = {
  number = { "a number", function(value) return type(value) == "number" end },
  integer = { "an integer", function(value) return type(value) == "number" and value % 1 == 0 end },
  boolean = { "true or false", function(value) return type(value) == "boolean" end },
  list = { "a list of numbers", is_list },
  table = { "a table", function(value) return type(value) == "table" end },
  ["function"] = { "a function", function(value) return type(value) == "function" end },
}

local function show(value)
  return type(value) == "string" and ("%q"):format(value) or type(value) == "table" and "a table" or tostring(value)
end

-- What is wrong with `value` for a setting of this example, or nil.
local function problem_with(example, value)
  if type(example) == "table" and type(example[1]) == "string" then
    for _, word in ipairs(example) do
      if value == word then return nil end
    end
    return "must be one of " .. table.concat(example, ", ")
  end
  local kind = type(example) == "table" and "list" or type(example) == "string" and example:gsub("%?$", "") or type(example)
  local must, holds = kinds[kind][1], kinds[kind][2]
  if not holds(value) then return "must be " .. must end
  if type(example) == "table" and #value ~= #example then return ("must have %d numbers"):format(#example) end
end

local function names_of(examples)
  local names = {}
  for name in pairs(examples) do names[#names + 1] = name end
  table.sort(names)
  return names
end

--- A new table with a value for every setting. Raises, in the name of `what`, for what is unknown, missing or of a wrong kind.
--- @param what string
--- @param examples table<string, any>
--- @param given? table<string, any>
--- @param level? integer of the function that the error is of, as in error() (default: the caller of the caller)
--- @return table<string, any>
function settings.read(what, examples, given, level)
  level = level or 3
  local function fail(text, ...) error(("[%s] " .. text):format(what, ...), level + 1) end
  if given ~= nil and type(given) ~= "table" then fail("settings must be a table, got %s", show(given)) end
  for name in pairs(given or {}) do
    if examples[name] == nil then fail("there is no setting %s; there are %s", tostring(name), table.concat(names_of(examples), ", ")) end
  end
  local all = {}
  for name, example in pairs(examples) do
    local value = (given or {})[name]
    local named = type(example) == "string"
    if value == false and named then value = nil end
    if value == nil then
      if named and example:sub(-1) ~= "?" then fail("%s is missing", name) end
      if not named then value = example end
      if type(example) == "table" and type(example[1]) == "string" then value = example[1] end
    else
      local problem = problem_with(example, value)
      if problem then fail("%s %s, got %s", name, problem, show(value)) end
    end
    all[name] = value
  end
  return all
end

return settings
