-- zero-shot-classification: which of the caller's labels fit a text, by a model of entailment.
--
--   judge("The food was terrible.", { candidate_labels = { "cooking", "sport" } })  → { sequence =, labels = { best first }, scores = }
--
-- Options: candidate_labels (a list, or words between commas), hypothesis_template ("This example is {}."), multi_label, max_length
-- (tokens).

local options = require "hug.options"
local scores = require "hug.scores"

local task = {
  head = "ForSequenceClassification",
  options = {
    candidate_labels = options.text_or_list, hypothesis_template = options.text, multi_label = options.flag,
    max_length = options.count,
  },
}

function task.is_input(x) return type(x) == "string" end

local function labels_of(opts)
  local labels = opts.candidate_labels
  if type(labels) == "string" then
    local list = {}
    for word in labels:gmatch "[^,]+" do list[#list + 1] = word:match "^%s*(.-)%s*$" end
    labels = list
  end
  return labels
end

function task.check(opts)
  local labels = labels_of(opts)
  if type(labels) ~= "table" or #labels == 0 then error("zero-shot-classification needs candidate_labels", 3) end
  if opts.hypothesis_template and not opts.hypothesis_template:find("{}", 1, true) then
    error("hypothesis_template needs {} where the label goes", 3)
  end
end

-- One pair of text and hypothesis for each label.
function task.encode(pipe, text, opts)
  local template, list = opts.hypothesis_template or "This example is {}.", {}
  for i, label in ipairs(labels_of(opts)) do
    local at, stop = template:find("{}", 1, true)
    list[i] = pipe:encode_text(text, template:sub(1, at - 1) .. label .. template:sub(stop + 1), opts)
  end
  return list
end

-- The class, from 1, whose label begins with "entail"; the last one if there is none, as the reference.
local function entailment_of(pipe)
  for id, label in pairs(pipe.model._settings.id2label or {}) do
    if label:lower():find "^entail" then return tonumber(id) + 1 end
  end
  return pipe.model._settings.num_labels
end

-- outs: for each label, logits [classes]
function task.finish(pipe, outs, text, _, opts)
  local labels, entailment, likely = labels_of(opts), entailment_of(pipe), {}
  local contradiction = entailment == 1 and pipe.model._settings.num_labels or 1
  for i, out in ipairs(outs) do
    local logits = out.logits:tolist()
    if opts.multi_label or #labels == 1 then likely[i] = scores.softmax { logits[contradiction], logits[entailment] }[2]
    else likely[i] = logits[entailment] end
  end
  if not (opts.multi_label or #labels == 1) then likely = scores.softmax(likely) end
  local result = { sequence = text, labels = {}, scores = {} }
  for k, i in ipairs(scores.order(likely)) do result.labels[k], result.scores[k] = labels[i], likely[i] end
  return result
end

return task
