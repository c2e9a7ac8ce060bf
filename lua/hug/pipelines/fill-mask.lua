-- fill-mask: what may stand at a mask token.
--
--   fill "The capital of France is [MASK]."   → list of { score =, token =, token_str =, sequence = }, best first
--   of a text with several masks, a list of those
--
-- Options: top_k (5), targets (a word or a list: only these are scored), max_length (tokens).

local core = require "hug.core"
local options = require "hug.options"

local task = {
  head = "ForMaskedLM",
  options = { top_k = options.count, targets = options.text_or_list, max_length = options.count },
}

function task.is_input(x) return type(x) == "string" end

function task.encode(pipe, text, opts)
  local encoding = pipe:encode_text(text, nil, opts)
  local mask = pipe.tokenizer.mask_token_id or error("fill-mask: the tokenizer has no mask token", 0)
  if not encoding:ids():eq(mask):any():item() then
    error(("fill-mask: no %s in %q"):format(pipe.tokenizer.mask_token, text), 0)
  end
  return encoding
end

-- Ids of the words that alone are scored: each is its first token.
local function target_ids(pipe, targets)
  local ids = {}
  for i, word in ipairs(type(targets) == "table" and targets or { targets }) do
    ids[i] = pipe.tokenizer:id(word) or pipe.tokenizer:encode(word, { special = false }):ids()[0]:item()
  end
  return core.tensor(ids, { dtype = "i64" })
end

-- The answers for the mask at `place` (from 0) of ids: { score, token, token_str, sequence }.
local function answers(pipe, logits, ids, place, opts, several)
  local probabilities = logits:select(0, place):softmax(-1)
  local targets = opts.targets and target_ids(pipe, opts.targets)
  if targets then probabilities = probabilities:index_select(0, targets) end
  local scores, tokens = probabilities:topk(math.min(opts.top_k or (targets and probabilities:numel()) or 5, probabilities:numel()))
  if targets then tokens = targets:index_select(0, tokens) end
  local list, score = {}, scores:tolist()
  for i, token in ipairs(tokens:tolist()) do
    local filled = ids:clone()
    filled[place] = token
    list[i] = { score = score[i], token = token, token_str = pipe.tokenizer:decode({ token }),
                sequence = pipe.tokenizer:decode(filled, { skip_special = not several }) }
  end
  return list
end

-- logits: [tokens, vocab]
function task.finish(pipe, out, _, encoding, opts)
  local ids, places = encoding:ids(), {}
  for i, id in ipairs(ids:tolist()) do
    if id == pipe.tokenizer.mask_token_id then places[#places + 1] = i - 1 end
  end
  if #places == 1 then return answers(pipe, out.logits, ids, places[1], opts, false) end
  local lists = {}
  for i, place in ipairs(places) do lists[i] = answers(pipe, out.logits, ids, place, opts, true) end
  return lists
end

return task
