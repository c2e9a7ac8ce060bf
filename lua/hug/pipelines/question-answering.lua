-- question-answering: the part of a context that answers a question.
--
--   answer { question = "Where does Sarah live?", context = "Sarah lives in London." }   → { answer =, score =, first =, last = }
--
-- context:sub(r.first, r.last) is the answer.  Options: top_k (1; more give a list), max_answer_len (15 tokens).

local task = { head = "ForQuestionAnswering" }

function task.is_input(x) return type(x) == "table" and type(x.question) == "string" and type(x.context) == "string" end

function task.encode(pipe, input, opts)
  local limit = opts.max_length or pipe.tokenizer.model_max_length or pipe.model._settings.max_position_embeddings
  return pipe.tokenizer:encode(input.question, input.context, { truncation = "only_second", max_length = limit })
end

-- Probabilities of the places of the context, by place; logits: [tokens]
local function over_context(logits, places)
  local values, most, sum, out = logits:tolist(), -math.huge, 0, {}
  for _, i in ipairs(places) do most = math.max(most, values[i]) end
  for _, i in ipairs(places) do
    out[i] = math.exp(values[i] - most)
    sum = sum + out[i]
  end
  for _, i in ipairs(places) do out[i] = out[i] / sum end
  return out
end

-- start_logits, end_logits: [tokens]
function task.finish(_, out, input, encoding, opts)
  local places, spans, found = {}, encoding:spans(), {}
  for i, sequence in ipairs(encoding:sequence_ids():tolist()) do
    if sequence == 1 then places[#places + 1] = i end
  end
  local from, to = over_context(out.start_logits, places), over_context(out.end_logits, places)
  local most = opts.max_answer_len or 15
  for k, i in ipairs(places) do
    for n = k, math.min(k + most - 1, #places) do
      local j = places[n]
      found[#found + 1] = { score = from[i] * to[j], first = spans[i][1], last = spans[j][2], order = #found }
    end
  end
  table.sort(found, function(a, b)
    if a.score ~= b.score then return a.score > b.score end
    return a.order < b.order
  end)
  local list = {}
  for k = 1, math.min(opts.top_k or 1, #found) do
    local f = found[k]
    list[k] = { answer = input.context:sub(f.first, f.last), score = f.score, first = f.first, last = f.last }
  end
  return (opts.top_k or 1) == 1 and list[1] or list
end

return task
