-- pretrained: the class that models derive from. What a model file must give, and what it gets for that:
--
--   local BertModel = nn.class(Pretrained)
--   BertModel.defaults = { layer_norm_eps = 1e-12 }          -- of config fields
--   function BertModel:init(config) … end                    -- fields by the checkpoint's names
--   function BertModel:forward(ids, batch, opts) … end       -- ids: [tokens], no padding; returns the reference's output fields
--   return { BertModel = BertModel, prefix = "bert" }
--
-- An output whose first axis is the tokens is named in `per_token`, so that the padded form of the call can give it a batch axis.

local core = require "hug.core"
local nn = require "hug.nn"

local Pretrained = nn.class()

Pretrained.per_token = { last_hidden_state = true, hidden_states = true, logits = false, start_logits = true, end_logits = true }

-- Start and end of the ones in each row of an attention mask [rows, length]; they must be neighbours.
local function key_ranges(mask, length)
  local first, last = {}, {}
  for i, row in ipairs(mask:tolist()) do
    local from, to, seen = 0, 0, 0
    for j, v in ipairs(row) do
      if v ~= 0 and v ~= false then
        if seen == 0 then from = j - 1 end
        to, seen = j, seen + 1
      end
    end
    if seen ~= to - from then
      error(("attention_mask row %d has a hole; ones must be neighbours"):format(i - 1), 0)
    end
    if seen == 0 then from, to = 0, length end
    first[i], last[i] = from, to
  end
  return first, last
end

-- Calls forward on padded rows [rows, length] as the reference does: every position is computed, masked ones are not attended to.
local function call_padded(self, ids, opts)
  local rows, length = ids:shape()
  local options, lengths, first, last = {}, {}, nil, nil
  for name, value in pairs(opts) do options[name] = value end
  for i = 1, rows do lengths[i] = length end
  if opts.attention_mask then first, last = key_ranges(opts.attention_mask, length) end
  if opts.token_type_ids then options.token_type_ids = opts.token_type_ids:flatten() end
  if opts.labels and opts.labels:dim() == 2 and self.per_token_labels then options.labels = opts.labels:flatten() end
  local out = self:forward(ids:flatten(), core.batch({ lengths = lengths, first = first, last = last }), options)
  local per_token = self.per_token
  for name, value in pairs(out) do
    if per_token[name] and core.is_tensor(value) then out[name] = value:unflatten(0, { rows, length })
    elseif per_token[name] and type(value) == "table" then
      for i, t in ipairs(value) do value[i] = t:unflatten(0, { rows, length }) end
    end
  end
  return out
end

--- model(ids, batch, opts): ids i64 [tokens] and the hug.batch that parts them; or, as the reference is called,
--- model(ids, opts): ids i64 [rows, length] with opts.attention_mask and opts.token_type_ids of the same shape.
--- opts.output_hidden_states adds `hidden_states`.
function Pretrained.__call(self, ids, batch, opts)
  if core.is_tensor(ids) and ids:dim() == 2 and (batch == nil or type(batch) == "table") then return call_padded(self, ids, batch or {}) end
  return self:forward(ids, batch, opts or {})
end

--- A class that is a model of class `base`, kept in the field `prefix`, and a head on it.
--- @param spec {init: fun(self, config), head: fun(self, out, batch, opts), per_token: boolean?, base_options: any?}
---   init makes the head's layers; head adds fields to `out`, the base model's output; per_token tells that `logits` has a row for each token
function Pretrained.with_head(base, prefix, spec)
  local class = nn.class(Pretrained)
  class.defaults = base.defaults
  class.per_token = setmetatable({ logits = spec.per_token }, { __index = Pretrained.per_token })
  class.per_token_labels = spec.per_token
  function class:init(config)
    self[prefix] = base(config, spec.base_options)
    spec.init(self, config)
  end
  function class:forward(ids, batch, opts)
    local out = self[prefix](ids, batch, opts)
    spec.head(self, out, batch, opts)
    return out
  end
  return class
end

--- Writes the model as a folder that reads as a Hub repository: config.json and model.safetensors.
--- @return true|nil, string? message, string? code
function Pretrained:save(folder)
  local made, message, code = core.make_folder(folder)
  if not made then return nil, message, code end
  local written
  written, message, code = core.write_file(folder .. "/config.json", core.json.encode(self._config, { indent = 2 }) .. "\n")
  if not written then return nil, message, code end
  return self:save_weights(folder .. "/model.safetensors")
end

--- Loss of class scores by the reference's rule: config.problem_type, or told from the labels.
--- logits: [n, labels]; labels: i64 [n], or floats [n] or [n, labels]
function Pretrained:classification_loss(logits, labels)
  local config, count = self._config, logits:size(-1)
  local kind = config.problem_type
  if not kind or kind == core.null then
    if count == 1 then kind = "regression"
    elseif labels:is_floating_point() then kind = "multi_label_classification"
    else kind = "single_label_classification" end
  end
  if kind == "regression" then
    return count == 1 and core.ops.mse_loss(logits:squeeze(), labels:squeeze()) or core.ops.mse_loss(logits, labels)
  elseif kind == "multi_label_classification" then
    -- binary cross-entropy of x against y without overflow: max(x, 0) - x y + log(1 + exp(-|x|))
    return (logits:relu() - logits * labels + logits:abs():neg():exp():log1p()):mean()
  end
  return core.ops.cross_entropy(logits, labels:flatten())
end

return Pretrained
