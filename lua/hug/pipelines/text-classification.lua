-- text-classification: the label of a text, or of a pair of texts.
--
--   classify "It was worth the wait."                → { { label = "POSITIVE", score = 0.98 } }
--   classify { "Good.", "Bad." }                     → one { label =, score = } each
--   classify("Good.", { top_k = false })             → all labels, best first; of a list, a list of those
--
-- Options: top_k (false: all), function_to_apply ("softmax", "sigmoid", "none"), max_length (tokens).

local options = require "hug.options"
local order_of = require "hug.scores".order

local task = {
  head = "ForSequenceClassification", default = "sentiment",
  options = {
    top_k = options.count_or_all, function_to_apply = options.one_of { "softmax", "sigmoid", "none" }, max_length = options.count,
  },
}

function task.is_input(x) return type(x) == "string" or (type(x) == "table" and type(x.text) == "string") end

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
  local apply, scores = function_for(pipe.model._settings, opts), out.logits
  if apply == "softmax" then scores = scores:softmax(-1) elseif apply == "sigmoid" then scores = scores:sigmoid() end
  scores = scores:tolist()
  local order, top, best = order_of(scores), opts.top_k, {}
  local keep = top == nil and 1 or math.min(top or #order, #order)
  for k = 1, keep do best[k] = { label = pipe:label(order[k] - 1), score = scores[order[k]] } end
  if top == nil and not alone then return best[1] end
  return best
end

return task
