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
  options.attention_mask = nil                               -- the batch says it
  if opts.token_type_ids then options.token_type_ids = opts.token_type_ids:flatten() end
  if opts.labels and self.per_token_labels then options.labels = opts.labels:flatten() end
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

-- ---- What a call is given ----

local function shape_of(t) return "[" .. table.concat({ t:shape() }, ",") .. "]" end

-- What is wrong with a tensor that has an element for each id, or nil.
local function mismatch(name, value, ids)
  if not core.is_tensor(value) then return ("[model] %s must be a tensor, got a %s"):format(name, type(value)) end
  if shape_of(value) ~= shape_of(ids) then
    return ("[model] %s has shape %s, ids %s"):format(name, shape_of(value), shape_of(ids))
  end
end

-- What is wrong with the arguments of a call, or nil.
local function problem_of(self, ids, batch, opts)
  if not core.is_tensor(ids) then return "[model] ids must be a tensor of integers, got a " .. type(ids) end
  if type(opts) ~= "table" then return "[model] options are a table, not a " .. type(opts) end
  if batch == nil then
    if ids:dim() ~= 2 then
      return ("[model] ids of shape %s need a batch: hug.batch parts ids that lie end to end; without one they are [rows, length]")
        :format(shape_of(ids))
    end
  elseif getmetatable(batch) ~= "hug.batch" then return "[model] batch must be a hug.batch, got a " .. type(batch)
  elseif ids:dim() ~= 1 then return ("[model] ids of shape %s: with a batch they lie end to end, [tokens]"):format(shape_of(ids))
  elseif ids:numel() ~= batch:tokens() then
    return ("[model] batch has %d tokens, ids %d"):format(batch:tokens(), ids:numel())
  elseif opts.attention_mask ~= nil then
    return "[model] attention_mask goes with ids of shape [rows, length]; a batch tells by `first` and `last` what is attended to"
  end
  for _, name in ipairs { "attention_mask", "token_type_ids" } do
    local problem = opts[name] ~= nil and mismatch(name, opts[name], ids)
    if problem then return problem end
  end
  local labels = opts.labels
  if labels == nil then return nil end
  if not core.is_tensor(labels) then return "[model] labels must be a tensor or a list, got a " .. type(labels) end
  if not self.per_token_labels then return nil end           -- the loss compares them with the logits
  if labels:is_floating_point() then
    return ('[model] labels must be integers, dtype = "i64", not %s'):format(labels:dtype())
  end
  return mismatch("labels", labels, ids)
end

local function whole(value)
  if type(value) ~= "table" then return type(value) == "number" and value % 1 == 0 end
  for _, member in ipairs(value) do
    if not whole(member) then return false end
  end
  return true
end

-- Labels of a plain table: integers, but floats where a row gives a value for each class, or a value is none.
local function labels_of(self, list)
  local row, settings = list[1], self._settings or {}
  local by_class = type(row) == "table" and not self.per_token_labels and #row > 1 and #row == settings.num_labels
  local ok, result = pcall(core.tensor, list, { dtype = whole(list) and not by_class and "i64" or "f32" })
  return ok and result, not ok and "[model] labels: " .. result
end

--- model(ids, batch, opts): ids i64 [tokens] and the hug.batch that parts them; or, as the reference is called,
--- model(ids, opts): ids i64 [rows, length] with opts.attention_mask and opts.token_type_ids of the same shape.
--- opts.labels, a tensor or a list, adds `loss`; opts.output_hidden_states adds `hidden_states`.
function Pretrained.__call(self, ids, batch, opts)
  -- What is made of floats, images or sound, is for the model to look at.
  if core.is_tensor(ids) and ids:is_floating_point() then return self:forward(ids, batch, opts or {}) end
  if type(batch) == "table" and opts == nil then batch, opts = nil, batch end
  opts = opts or {}
  local problem
  if type(opts) == "table" and type(opts.labels) == "table" then
    local given = opts
    opts = {}
    for name, value in pairs(given) do opts[name] = value end
    opts.labels, problem = labels_of(self, given.labels)
  end
  problem = problem or problem_of(self, ids, batch, opts)
  if problem then error(problem, 2) end
  if batch == nil then return call_padded(self, ids, opts) end
  return self:forward(ids, batch, opts)
end

--- The longest sequence that the model has positions for; nil if any may be. A family whose first positions are for something
--- else says so by a method of its own.
function Pretrained:max_tokens() return (self._settings or {}).max_position_embeddings end

--- A class that is a model of class `base`, kept in the field `prefix`, and a head on it.
--- @param spec {init: fun(self, config), head: fun(self, out, batch, opts), per_token: boolean?, base_options: any?}
---   init makes the head's layers; head adds fields to `out`, the base model's output; per_token tells that `logits` has a row for each token
function Pretrained.with_head(base, prefix, spec)
  local class = nn.class(Pretrained)
  class.defaults, class.max_tokens = base.defaults, base.max_tokens
  class.per_token = setmetatable({ logits = spec.per_token }, { __index = Pretrained.per_token })
  class.per_token_labels = spec.per_token
  function class:init(config)
    self._settings = config
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

--- Loss of class scores by the reference's rule: config.problem_type says what the labels are. Where it does not, one class is a
--- regression, labels of type i64 or i32 are class numbers, and others are a value for each class.
--- logits: [n, classes]; labels: integers [n], or floats [n, classes], or for a regression with one class [n]
function Pretrained:classification_loss(logits, labels)
  local kind, count = (self._settings or {}).problem_type, logits:size(-1)
  if not kind then
    local dtype = labels:dtype()
    if count == 1 then kind = "regression"
    elseif dtype == "i64" or dtype == "i32" then kind = "single_label_classification"
    else kind = "multi_label_classification" end
  end
  local function fail(format, ...) error(("[model] " .. format):format(...), 0) end
  if kind == "single_label_classification" then
    if labels:is_floating_point() then
      fail('labels are class numbers: make them with hug.tensor(…, { dtype = "i64" }), not of type %s', labels:dtype())
    end
    if labels:numel() ~= logits:size(0) then
      fail("labels has %d elements for %d rows of logits", labels:numel(), logits:size(0))
    end
    return core.ops.cross_entropy(logits, labels:flatten())
  elseif kind ~= "regression" and kind ~= "multi_label_classification" then
    fail("config.json has the unknown problem_type `%s`", tostring(kind))
  end
  local given = labels:dtype()
  labels = labels:to(logits:dtype())
  if kind == "regression" then
    if count == 1 then logits, labels = logits:squeeze(-1), labels:flatten() end
    if shape_of(logits) ~= shape_of(labels) then
      fail("labels of a regression have the shape of the logits, %s, not %s", shape_of(logits), shape_of(labels))
    end
    return core.ops.mse_loss(logits, labels)
  end
  if shape_of(logits) ~= shape_of(labels) then
    fail('labels of type %s have a value for each class, the shape of the logits %s, not %s; class numbers are integers: '
         .. 'hug.tensor(…, { dtype = "i64" })', given, shape_of(logits), shape_of(labels))
  end
  -- binary cross-entropy of x against y without overflow: max(x, 0) - x y + log(1 + exp(-|x|))
  return (logits:relu() - logits * labels + logits:abs():neg():exp():log1p()):mean()
end

return Pretrained
