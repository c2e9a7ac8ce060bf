-- sentence-embedding: one vector for a text, as sentence-transformers computes it: modules.json of the folder lists the steps after the model.
--
--   embed "A tide."                    → tensor [hidden]
--   embed { "A tide.", "A wave." }     → tensor [texts, hidden]
--
-- Options: max_length (tokens).

local core = require "hug.core"
local nn = require "hug.nn"
local options = require "hug.options"
local pooling = require "hug.pooling"
local repo = require "hug.repo"

local task = { head = "Model", options = { max_length = options.count } }

function task.is_input(x) return type(x) == "string" end

-- Older files name the ways of pooling by a flag each; these in the order in which their vectors are joined.
local flags = {
  { "pooling_mode_cls_token", "cls" }, { "pooling_mode_max_tokens", "max" }, { "pooling_mode_mean_tokens", "mean" },
  { "pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens" }, { "pooling_mode_weightedmean_tokens", "weightedmean" },
  { "pooling_mode_lasttoken", "lasttoken" },
}

-- The ways that a Pooling/config.json asks for, by the reference's names.
local function pooling_of(config)
  local asked = config.pooling_mode                          -- a name or a list of them
  if type(asked) == "string" then return { asked } end
  if type(asked) == "table" and #asked > 0 then return asked end
  local list = {}
  for _, flag in ipairs(flags) do
    if config[flag[1]] == true then list[#list + 1] = flag[2] end
  end
  return #list > 0 and list or { "mean" }
end

-- Each step of modules.json, by the last word of its type: makes a function from x to x.
local steps = {}

local known = { lasttoken = pooling.last_token }
for _, mode in ipairs(pooling.modes) do known[mode] = pooling[mode] end

function steps.Pooling(folder)
  local chosen = {}
  for i, mode in ipairs(pooling_of(repo.json(folder, "config.json") or {})) do
    chosen[i] = known[mode] or error(("%s/config.json asks for %s, which hug does not have"):format(folder, tostring(mode)), 0)
  end
  return function(x)                                         -- x: [tokens, hidden] → [hidden * ways]
    local parts = {}
    for i, pool in ipairs(chosen) do parts[i] = pool(x) end
    return #parts == 1 and parts[1] or core.ops.cat(parts, 0)
  end
end

function steps.Normalize() return pooling.normalize end

function steps.Dense(folder)
  local config = repo.json(folder, "config.json") or error(folder .. " has no config.json", 0)
  local weights, message = core.weights(folder)
  if not weights then error(message, 0) end
  local weight = assert(weights:get "linear.weight")
  local bias = weights:has "linear.bias" and assert(weights:get "linear.bias") or nil
  local name = tostring(config.activation_function or "identity"):match "[^.]*$":lower()
  local activation = nn.activation(name)
  return function(x)                                         -- x: [hidden]
    local dtype = x:dtype()
    return activation(core.ops.linear(x:unsqueeze(0), weight:to(dtype), bias and bias:to(dtype))):squeeze(0)
  end
end

function task.prepare(pipe)
  local folder = pipe.model._folder
  local list = repo.json(folder, "modules.json") or { { type = "Transformer", path = "" }, { type = "Pooling", path = "1_Pooling" } }
  pipe.steps = {}
  for _, module in ipairs(list) do
    local kind, path = tostring(module.type):match "[^.]*$", module.path or ""
    if path ~= "" and not core.path_check(path) then error(("%s/modules.json names an unusable path"):format(folder), 0) end
    if kind ~= "Transformer" then
      local step = steps[kind] or error(("%s/modules.json asks for %s, which hug does not have"):format(folder, kind), 0)
      pipe.steps[#pipe.steps + 1] = step(path == "" and folder or folder .. "/" .. path)
    end
  end
  local settings = repo.json(folder, "sentence_bert_config.json")
  if settings and type(settings.max_seq_length) == "number" then pipe.max_length = settings.max_seq_length end
end

function task.encode(pipe, text, opts)
  return pipe:encode_text(text:match "^%s*(.-)%s*$", nil, { max_length = opts.max_length or pipe.max_length })
end

function task.finish(pipe, out)
  local x = out.last_hidden_state                            -- [tokens, hidden]
  for _, step in ipairs(pipe.steps) do x = step(x) end
  return x
end

function task.collect(_, results) return #results > 0 and core.ops.stack(results) or results end

return task
