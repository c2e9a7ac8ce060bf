-- text-classification: the label of a text, or of a pair of texts.
--
--   classify "It was worth the wait."                → { { label = "POSITIVE", score = 0.98 } }
--   classify { "Good.", "Bad." }                     → one { label =, score = } each
--   classify("Good.", { top_k = false })             → all labels, best first; of a list, a list of those
--
-- Options: top_k (false: all), function_to_apply ("softmax", "sigmoid", "none").

local core = require "hug.core"

local task = { head = "ForSequenceClassification", default = "sentiment" }

function task.is_input(x) return type(x) == "string" or (type(x) == "table" and type(x.text) == "string") end

function task.check(opts)
  local apply = opts.function_to_apply
  if apply and apply ~= "softmax" and apply ~= "sigmoid" and apply ~= "none" then
    error(("function_to_apply is softmax, sigmoid or none, not `%s`"):format(tostring(apply)), 3)
  end
end

function task.encode(pipe, input, opts)
  if type(input) == "string" then return pipe:encode_text(input, nil, opts) end
  return pipe:encode_text(input.text, input.text_pair, opts)
end

-- The reference's rule for how scores become probabilities.
local function function_for(config, opts)
  if opts.function_to_apply then return opts.function_to_apply end
  if config.problem_type == "regression" then return "none" end
  if config.problem_type == "multi_label_classification" or config.num_labels == 1 then return "sigmoid" end
  if config.problem_type == "single_label_classification" or config.num_labels > 1 then return "softmax" end
  return "none"
end

-- logits: [labels] → list of { label =, score = }, best first
function task.finish(pipe, out, _, _, opts, alone)
  local config, scores = pipe.model._settings, out.logits
  local apply = function_for(config, opts)
  if apply == "softmax" then scores = scores:softmax(-1) elseif apply == "sigmoid" then scores = scores:sigmoid() end
  local list = {}
  for i, score in ipairs(scores:tolist()) do
    local id = tostring(i - 1)
    list[i] = { label = config.id2label and config.id2label[id] or "LABEL_" .. id, score = score, id = i }
  end
  table.sort(list, function(a, b)
    if a.score ~= b.score then return a.score > b.score end
    return a.id < b.id
  end)
  local top = opts.top_k
  local keep = top == nil and 1 or (not top or top == core.null) and #list or math.min(top, #list)
  local best = {}
  for i = 1, keep do best[i] = { label = list[i].label, score = list[i].score } end
  if top == nil and not alone then return best[1] end
  return best
end

return task
