-- question-answering: the part of a context that answers a question.
--
--   answer { question = "Where does Sarah live?", context = "Sarah lives in London." }   → { answer =, score =, first =, last = }
--
-- context:sub(r.first, r.last) is the answer.  Options: top_k (1; more give a list), max_answer_len (15 tokens), max_length (tokens of
-- question and context).

local options = require "hug.options"
local scores = require "hug.scores"

local task = {
  head = "ForQuestionAnswering",
  options = { top_k = options.count, max_answer_len = options.count, max_length = options.count },
}

function task.is_input(x) return type(x) == "table" and type(x.question) == "string" and type(x.context) == "string" end

function task.encode(pipe, input, opts)
  return pipe.tokenizer:encode(input.question, input.context, { truncation = "only_second", max_length = pipe:limit(opts) })
end

-- Probabilities of the places of the context alone; logits: [tokens]
local function over_context(logits, places)
  local all, own = logits:tolist(), {}
  for k, i in ipairs(places) do own[k] = all[i] end
  return scores.softmax(own)
end

-- start_logits, end_logits: [tokens]
function task.finish(_, out, input, encoding, opts)
  local places, spans, found, likely = {}, encoding:spans(), {}, {}
  for i, sequence in ipairs(encoding:sequence_ids():tolist()) do
    if sequence == 1 then places[#places + 1] = i end
  end
  local from, to = over_context(out.start_logits, places), over_context(out.end_logits, places)
  local most = opts.max_answer_len or 15
  for k = 1, #places do
    for n = k, math.min(k + most - 1, #places) do
      found[#found + 1] = { score = from[k] * to[n], first = spans[places[k]][1], last = spans[places[n]][2] }
      likely[#found] = found[#found].score
    end
  end
  local order, list = scores.order(likely), {}
  for k = 1, math.min(opts.top_k or 1, #found) do
    local f = found[order[k]]
    list[k] = { answer = input.context:sub(f.first, f.last), score = f.score, first = f.first, last = f.last }
  end
  return (opts.top_k or 1) == 1 and list[1] or list
end

return task
