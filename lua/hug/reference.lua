-- reference: results as the reference's JSON has them: tensors as nested lists, and spans as `start` and `end`, characters from 0, instead
-- of `first` and `last`, bytes from 1.

local core = require "hug.core"

--- @param result any of a pipeline
--- @param text string|nil the input that spans are of
--- @return any
local function reference(result, text)
  if core.is_tensor(result) then return result:tolist() end
  if type(result) ~= "table" or result == core.null then return result end
  local copy = {}
  for key, value in pairs(result) do copy[key] = reference(value, text) end
  if type(text) == "string" and type(result.first) == "number" and type(result.last) == "number" then
    copy.first, copy.last = nil, nil
    copy.start = core.utf8_count(text:sub(1, result.first - 1))
    copy["end"] = copy.start + core.utf8_count(text:sub(result.first, result.last))
  end
  return copy
end

return reference
