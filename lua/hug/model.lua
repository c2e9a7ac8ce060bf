-- model: hug.model(name) loads a model as its folder describes it: config.json tells the architecture, models/<model_type>.lua is it,
-- and the weights come from whatever file holds them.

local core = require "hug.core"
local nn = require "hug.nn"
local repo = require "hug.repo"

local null = core.null

-- model_type = the file that serves it, where the names differ
local aliases = {}

-- The module for a model type. Its name comes from a file, so it is checked before it becomes part of a path.
local function architecture(model_type, folder)
  if type(model_type) ~= "string" or not model_type:match "^[%w_-]+$" then
    error(("%s/config.json names no usable model_type"):format(folder), 0)
  end
  local name = (aliases[model_type] or model_type):gsub("-", "_")
  local ok, found = pcall(require, "hug.models." .. name)
  if ok then return found end
  if found:find("module 'hug.models." .. name .. "' not found", 1, true) then
    error(("hug has no model `%s` (%s/config.json)"):format(model_type, folder), 0)
  end
  error(found, 0)
end

-- The class that the caller or the config asks for; `heads` are words like "ForSequenceClassification" that an Auto class stands for.
local function class_of(module, config, opts, folder)
  local wanted = opts.class or (config.architectures and config.architectures ~= null and config.architectures[1])
  if type(opts.head) == "string" then
    for name in pairs(module) do
      if type(name) == "string" and name:sub(-#opts.head) == opts.head and (opts.head ~= "Model" or name:sub(-5) == "Model") then wanted = name end
    end
  end
  local class = module[wanted]
  if type(class) == "table" then return class, wanted end
  local known = {}
  for name, value in pairs(module) do
    if type(value) == "table" then known[#known + 1] = name end
  end
  table.sort(known)
  error(("class `%s` (%s/config.json) is not one of %s"):format(tostring(wanted), folder, table.concat(known, ", ")), 0)
end

-- Config fields with the class's defaults behind them, and the number of labels.
local function complete(config, class)
  local full = {}
  for name, value in pairs(class.defaults or {}) do full[name] = value end
  for name, value in pairs(config) do
    if value ~= null or full[name] == nil then full[name] = value end
  end
  for name, value in pairs(full) do
    if value == null then full[name] = nil end
  end
  if not full.num_labels then
    local count = 0
    for _ in pairs(full.id2label or {}) do count = count + 1 end
    full.num_labels = count > 0 and count or 2
  end
  return full
end

-- Which parameter of `model` a weight of the file is for: names as they are, or with the base model's prefix added or taken off.
local function renamer(module, model)
  local sanitize = module.sanitize or function(name) return name end
  local prefix, parameters = module.prefix .. ".", model:parameter_names()
  return function(name)
    name = sanitize(name)
    if not name or parameters[name] then return name end
    if parameters[prefix .. name] then return prefix .. name end
    return name:sub(1, #prefix) == prefix and name:sub(#prefix + 1) or name
  end
end

local reference_dtypes = { f32 = "float32", f64 = "float64", f16 = "float16", bf16 = "bfloat16" }

-- Converts the weights, and says so in the config that model:save() writes.
local function convert(model, dtype, config)
  model:to(dtype)
  local name = reference_dtypes[core.ops.zeros({ 0 }):to(dtype):dtype()]
  if config.torch_dtype then config.torch_dtype = name else config.dtype = name end
end

--- Loads a model for inference: it records no gradients until model:train().
--- @param name string a folder, a model that ships with hug, or an id in the Hugging Face cache
--- @param opts? {class: string, head: string, map: boolean, revision: string, dtype: string, strict: boolean}
---   class: the reference's class name; head: how its name ends; `map = false` reads files instead of mapping them;
---   dtype: "f32", "f16", "bf16" or "f64" converts the weights, and what is computed from them; the default, "auto", leaves each
---   as it is in the file; `strict = false` lets weights be missing (they begin at random)
--- @return table model  with `_config` (config.json), `_settings` (that with defaults), `_missing` and `_unused` (names of weights that did not match)
local function load_model(name, opts)
  opts = opts or {}
  local folder = repo.find(name, opts)
  local raw = repo.json(folder, "config.json") or error(("%s has no config.json"):format(folder), 0)
  local module = architecture(raw.model_type, folder)
  local class, class_name = class_of(module, raw, opts, folder)
  local config = complete(raw, class)
  local model = nn.without_weights(class, config)
  local weights, message = core.weights(folder, { map = opts.map })
  if not weights then error(message, 0) end
  local missing, unused = model:load(weights, { rename = renamer(module, model) })
  if #missing > 0 then
    if opts.strict ~= false then
      error(("%s lacks %d weights of %s (strict = false begins them at random): %s"):format(folder, #missing, class_name, table.concat(missing, ", ")), 0)
    end
    model:begin()
  end
  if opts.dtype and opts.dtype ~= "auto" then convert(model, opts.dtype, raw) end
  model._config, model._settings, model._missing, model._unused, model._folder = raw, config, missing, unused, folder
  return model:freeze():eval()
end

return load_model
