-- pipeline: hug.pipeline(task, model) makes a function from inputs to results. What a task is stands in pipelines/<task>.lua:
--
--   head         how the class of the model ends ("ForSequenceClassification")
--   default      the model when none is named
--   options      its options by name, with their kinds (lua/hug/options.lua); those of every task stand below
--   is_input(x)  whether x is one input; anything else that is a table is a list of inputs
--   check(opts)  optional: raises at level 3 for options that make no sense together
--   encode(pipe, input, opts)            → a hug.Encoding, or a list of them for an input that takes several
--   finish(pipe, out, input, encoding, opts, alone)  → the result of one input; `out` holds the model's outputs of its rows alone
--                (a list of outputs where encode gave a list); `alone` tells that the call was for one input
--   collect(pipe, results, opts)         optional: the result of a call for a list
--
-- Lists are sorted by length and laid end to end up to a budget of tokens; nothing is padded.

local core = require "hug.core"
local options = require "hug.options"
local ops = core.ops

local Pipeline = {}
Pipeline.__index = Pipeline

local TOKEN_BUDGET = 4096

-- task = the task that it is another name for
local aliases = { ["sentiment-analysis"] = "text-classification", embeddings = "feature-extraction", ner = "token-classification" }

-- Options of every task: of each call, and of the making alone.
local of_calls = { batch_size = options.count, max_batch_tokens = options.count }
local of_making = { class = options.text, map = options.flag, revision = options.text, dtype = options.text }

-- Members of several tables in one; of equal names the last. null is false, the option that is not given.
local function merged(...)
  local all = {}
  for i = 1, select("#", ...) do
    for name, value in pairs((select(i, ...))) do all[name] = value ~= core.null and value end
  end
  return all
end

-- Places of `encodings` in an order of falling length, parted into groups that stay in the budget.
local function groups_of(encodings, opts)
  local order, groups = {}, {}
  for i = 1, #encodings do order[i] = i end
  table.sort(order, function(a, b)
    if #encodings[a] ~= #encodings[b] then return #encodings[a] > #encodings[b] end
    return a < b
  end)
  local budget, most = opts.max_batch_tokens or TOKEN_BUDGET, opts.batch_size or math.huge
  local group, tokens
  for _, i in ipairs(order) do
    local length = #encodings[i]
    if not group or tokens + length > budget or #group >= most then
      group, tokens = {}, 0
      groups[#groups + 1] = group
    end
    group[#group + 1] = i
    tokens = tokens + length
  end
  return groups
end

-- The outputs of sequence k: rows of the tokens for outputs by token, one row for outputs by sequence.
local function outputs_of(model, out, batch, offsets, k)
  local one, first, length = {}, offsets[k], offsets[k + 1] - offsets[k]
  for name, value in pairs(out) do
    if core.is_tensor(value) and value:dim() > 0 then
      if model.per_token[name] then one[name] = value:narrow(0, first, length)
      elseif value:size(0) == #batch then one[name] = value:select(0, k - 1) end
    end
  end
  return one
end

-- Runs the model on one group; calls take(i, out) for each of its inputs.
local function run_group(self, encodings, group, take)
  local ids, types, lengths = {}, {}, {}
  for k, i in ipairs(group) do
    ids[k], types[k], lengths[k] = encodings[i]:ids(), encodings[i]:type_ids(), #encodings[i]
  end
  local batch = core.batch({ lengths = lengths })
  local out = self.model(ops.cat(ids), batch, { token_type_ids = ops.cat(types) })
  local offsets = batch:offsets()
  for k, i in ipairs(group) do take(i, outputs_of(self.model, out, batch, offsets, k)) end
end

--- pipe(input, opts) or pipe({ input, … }, opts): results as the task gives them, for a list in its order.
function Pipeline:__call(input, opts)
  local task = self.task
  if opts ~= nil then
    opts = type(opts) == "table" and merged(opts) or opts
    options.check(self.name, self.options, opts, 2)
  end
  opts = merged(self.opts, opts or {})
  if task.check then task.check(opts) end
  local alone = task.is_input(input)
  if not alone and type(input) ~= "table" then
    error(("%s takes a string, or a list of them, got %s"):format(self.name, type(input)), 2)
  end
  local inputs = alone and { input } or input
  local encoded, rows, owners, results = {}, {}, {}, {}
  for i, one in ipairs(inputs) do
    if not task.is_input(one) then error(("%s: input %d of the list is a %s"):format(self.name, i, type(one)), 2) end
    encoded[i] = task.encode(self, one, opts)
    for member, row in ipairs(type(encoded[i]) == "table" and encoded[i] or { encoded[i] }) do
      rows[#rows + 1], owners[#rows + 1] = row, { input = i, member = member }
    end
  end
  core.no_grad(function()
    local outs = {}                          -- of inputs that take several rows, until all are there
    local function take(k, out)
      local i, member = owners[k].input, owners[k].member
      if type(encoded[i]) == "table" then
        outs[i] = outs[i] or { left = #encoded[i] }
        outs[i][member], outs[i].left = out, outs[i].left - 1
        if outs[i].left > 0 then return end
        out = outs[i]
      end
      results[i] = task.finish(self, out, inputs[i], encoded[i], opts, alone)
    end
    for _, group in ipairs(groups_of(rows, opts)) do run_group(self, rows, group, take) end
  end)
  if alone then return results[1] end
  return task.collect and task.collect(self, results, opts) or results
end

--- Starts pipe(input, opts) as a job: poll it between other work, job:poll(ms), until it is done; job:result() is the result.
function Pipeline:start(input, opts)
  return core.job(function() return self(input, opts) end)
end

function Pipeline:__tostring() return ("pipeline %s on %s"):format(self.name, self.model._folder) end

--- The most tokens of an input, at which it is cut: the least of the option max_length, the tokenizer's model_max_length, and
--- what the model has positions for. nil: there is no limit.
function Pipeline:limit(opts)
  local limit = math.min(opts.max_length or math.huge, self.tokenizer.model_max_length or math.huge,
                         self.model:max_tokens() or math.huge)
  return limit < math.huge and limit or nil
end

--- Encodes a text, or a pair of them; what exceeds the limit is cut off.
function Pipeline:encode_text(text, pair, opts)
  return self.tokenizer:encode(text, pair, { truncation = true, max_length = self:limit(opts) })
end

--- The model's name for a class, counted from 0.
function Pipeline:label(class)
  local names = self.model._settings.id2label
  return names and names[tostring(class)] or "LABEL_" .. class
end

--- Makes a pipeline.
--- @param task string "text-classification", "feature-extraction", "sentence-embedding", …
--- @param model? string a folder, a model that ships with hug, or an id in the Hugging Face cache; nil: the task's default
--- @param opts? table options of the task, which a call may give again, and of hug.model: class, dtype, map, revision. In every
---   task: batch_size, the most inputs that are computed at once; max_batch_tokens (4096), the most tokens of them
local function make(task, model, opts)
  if type(model) == "table" and opts == nil then model, opts = nil, model end
  if type(task) ~= "string" then error("hug.pipeline needs the name of a task, got " .. type(task), 2) end
  task = aliases[task] or task
  local ok, spec = pcall(require, "hug.pipelines." .. task)
  if not ok then
    if not task:match "^[%w-]+$" or spec:find("module 'hug.pipelines." .. task .. "' not found", 1, true) then
      error(("hug has no task `%s`"):format(task), 2)
    end
    error(spec, 0)
  end
  model = model or spec.default or error(("task %s has no default model; name one"):format(task), 2)
  local of_task = merged(of_calls, spec.options or {})
  opts = type(opts) == "table" and merged(opts) or opts or {}
  options.check(task, merged(of_task, of_making), opts, 2)
  local self = setmetatable({ name = task, task = spec, options = of_task, opts = opts }, Pipeline)
  self.model = require "hug.model"(model, { head = spec.head, class = opts.class, map = opts.map, revision = opts.revision,
                                            dtype = opts.dtype })
  self.tokenizer = require "hug.tokenizer"(model, { revision = opts.revision })
  if spec.prepare then spec.prepare(self) end
  return self
end

return make
