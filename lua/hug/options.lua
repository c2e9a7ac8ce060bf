-- options: what the values of options may be. A kind is a function that gives nil for a value that fits, else what the option is:
--
--   local declared = { top_k = options.count_or_all, pooling = options.one_of { "mean", "none" } }
--   options.check("feature-extraction", declared, { pooling = "sum" }, 2)
--   → [feature-extraction] pooling is mean or none, not `sum`
--
-- false is an option that is not given, as None is in the reference.

local options = {}

function options.count(value)
  local fits = type(value) == "number" and value >= 1 and value < math.huge and value % 1 == 0
  return not fits and "a whole number from 1 on" or nil
end

function options.count_or_all(value)
  return options.count(value) and "a whole number from 1 on, or false for all"
end

function options.flag(value) return type(value) ~= "boolean" and "true or false" or nil end

function options.text(value) return type(value) ~= "string" and "a string" or nil end

local function is_list_of_texts(value)
  if type(value) ~= "table" then return false end
  for _, text in ipairs(value) do
    if type(text) ~= "string" then return false end
  end
  return #value > 0 or next(value) == nil
end

function options.list(value) return not is_list_of_texts(value) and "a list of strings" or nil end

function options.text_or_list(value)
  return type(value) ~= "string" and not is_list_of_texts(value) and "a string or a list of strings" or nil
end

--- One of a list of words.
function options.one_of(words)
  local known, all = {}, table.concat(words, ", ", 1, #words - 1) .. " or " .. words[#words]
  for _, word in ipairs(words) do known[word] = true end
  return function(value) return not known[value] and all or nil end
end

local function names_of(declared)
  local names = {}
  for name in pairs(declared) do names[#names + 1] = name end
  table.sort(names)
  return names
end

--- Raises for the first option, by name, that is not declared or does not fit.
--- @param what string stands in front of the message, in brackets
--- @param declared table<string, function>  kinds by name
--- @param given table
--- @param level integer as error() takes it
function options.check(what, declared, given, level)
  local names = {}
  if type(given) ~= "table" then error(("[%s] options are a table, not a %s"):format(what, type(given)), level + 1) end
  for name in pairs(given) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for _, name in ipairs(names) do
    local kind, value = declared[name], given[name]
    if not kind then
      local all = table.concat(names_of(declared), ", ")
      error(("[%s] there is no option `%s`; there are %s"):format(what, name, all), level + 1)
    end
    local wanted = value ~= false and kind(value)
    if wanted then error(("[%s] %s is %s, not `%s`"):format(what, name, wanted, tostring(value)), level + 1) end
  end
end

return options
