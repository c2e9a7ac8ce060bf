-- hug: the Hugging Face ecosystem for Lua. This file is the table that `require "hug"` gives: the native core, every tensor
-- operation, and the modules written in Lua, each loaded when it is first used.

local core = require "hug.core"

-- name = module that returns it
local modules = {
  nn = "hug.nn",
  optim = "hug.optim",
  schedules = "hug.schedules",
  model = "hug.model",
  tokenizer = "hug.tokenizer",
  pipeline = "hug.pipeline",
  repo = "hug.repo",
  ffi = "hug.ffi",
  repl = "hug.repl",
}

local hug = {
  core = core,
  null = core.null,
  json = core.json,
}

--- Saves tensors as a safetensors file, whole or not at all.
--- @param path string
--- @param tensors table<string, hug.Tensor>
--- @param metadata? table<string, string>
--- @return true|nil, string? message, string? code
function hug.save(path, tensors, metadata) return core.save(path, tensors, metadata) end

--- Reads all tensors of a model file (safetensors, a sharded index, PyTorch) or folder. They stay in the file until they are used.
--- @param path string
--- @param opts? {map: boolean} `map = false` reads the file into memory instead of mapping it
--- @return table<string, hug.Tensor>|nil tensors, string|table message_or_metadata, string? code
function hug.load(path, opts)
  local weights, message, code = core.weights(path, opts)
  if not weights then return nil, message, code end
  local tensors = {}
  for _, name in ipairs(weights:names()) do
    tensors[name], message, code = weights:get(name)
    if not tensors[name] then return nil, message, code end
  end
  return tensors, weights:metadata()
end

return setmetatable(hug, {
  __index = function(self, name)
    local value
    if modules[name] then value = require(modules[name])
    else
      value = core.ops[name]
      if value == nil then value = core[name] end
    end
    if value ~= nil then rawset(self, name, value) end
    return value
  end,
})
