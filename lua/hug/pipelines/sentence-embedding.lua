-- sentence-embedding: one vector for a text, as sentence-transformers computes it: modules.json of the folder lists the steps after the model.
--
--   embed "A tide."                    → tensor [hidden]
--   embed { "A tide.", "A wave." }     → tensor [texts, hidden]

local core = require "hug.core"
local nn = require "hug.nn"
local pooling = require "hug.pooling"
local repo = require "hug.repo"

local task = { head = "Model" }

function task.is_input(x) return type(x) == "string" end

-- The pooling modes of 1_Pooling/config.json that hug has, in sentence-transformers' order of joining them.
local modes = {
  { "pooling_mode_cls_token", "cls" }, { "pooling_mode_max_tokens", "max" }, { "pooling_mode_mean_tokens", "mean" },
  { "pooling_mode_lasttoken", "last_token" },
}

-- Each step of modules.json, by the last word of its type: makes a function from x to x.
local steps = {}

function steps.Pooling(folder)
  local config = repo.json(folder, "config.json") or { pooling_mode_mean_tokens = true }
  local chosen = {}
  if type(config.pooling_mode) == "string" then chosen[1] = config.pooling_mode == "lasttoken" and "last_token" or config.pooling_mode end
  for _, mode in ipairs(modes) do
    if config[mode[1]] == true and #chosen == 0 or config[mode[1]] == true and type(config.pooling_mode) ~= "string" then chosen[#chosen + 1] = mode[2] end
  end
  for name, on in pairs(config) do
    local known = name == "pooling_mode"
    for _, mode in ipairs(modes) do known = known or mode[1] == name end
    if type(name) == "string" and name:find "^pooling_mode_" and on == true and not known then
      error(("%s/config.json asks for %s, which hug does not have"):format(folder, name), 0)
    end
  end
  if #chosen == 0 then chosen[1] = "mean" end
  return function(x)                                         -- x: [tokens, hidden] → [hidden * modes]
    local parts = {}
    for i, mode in ipairs(chosen) do parts[i] = pooling[mode](x) end
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

function task.encode(pipe, text, opts) return pipe:encode_text(text:match "^%s*(.-)%s*$", nil, { max_length = opts.max_length or pipe.max_length }) end

function task.finish(pipe, out)
  local x = out.last_hidden_state                            -- [tokens, hidden]
  for _, step in ipairs(pipe.steps) do x = step(x) end
  return x
end

function task.collect(_, results) return #results > 0 and core.ops.stack(results) or results end

return task
