-- token-classification: labels of words or of tokens, such as names of people and places.
--
--   ner "Sarah lives in London."                                             → list of { entity =, score =, index =, word =, first =, last = }
--   ner("Sarah lives in London.", { aggregation_strategy = "simple" })       → list of { entity_group =, score =, word =, first =, last = }
--
-- text:sub(r.first, r.last) is the span.  Options: aggregation_strategy ("none", "simple", "first", "average", "max"), ignore_labels
-- ({ "O" }), max_length (tokens).

local options = require "hug.options"
local scores = require "hug.scores"

local task = {
  head = "ForTokenClassification",
  options = {
    aggregation_strategy = options.one_of { "none", "simple", "first", "average", "max" }, ignore_labels = options.list,
    max_length = options.count,
  },
}

function task.is_input(x) return type(x) == "string" end

function task.encode(pipe, text, opts) return pipe:encode_text(text, nil, opts) end

-- Tokens that are not special: scores, text, span, place, and whether each goes on a word.
local function tokens_of(pipe, probabilities, text, encoding)
  local list = {}
  local special, spans, ids = encoding:special_tokens_mask():tolist(), encoding:spans(), encoding:ids():tolist()
  for i, row in ipairs(probabilities:tolist()) do
    if special[i] == 0 then
      local first, last = spans[i][1], spans[i][2]
      local word = pipe.tokenizer:token(ids[i])
      list[#list + 1] = { scores = row, index = i - 1, word = word, id = ids[i], first = first, last = last,
                          goes_on = #word ~= select(2, text:sub(first, last):gsub("[^\128-\191]", "")) and word:sub(1, 2) == "##" }
    end
  end
  return list
end

-- One entity of several tokens of a word, by a strategy.
local function of_word(pipe, tokens, strategy, labels)
  local ids, rows, tops = {}, {}, {}
  for i, t in ipairs(tokens) do ids[i], rows[i], tops[i] = t.id, t.scores, t.scores[scores.best(t.scores)] end
  local row
  if strategy == "first" then row = rows[1]
  elseif strategy == "max" then row = rows[scores.best(tops)]
  else row = scores.mean(rows) end
  local best = scores.best(row)
  return { entity = labels[best], score = row[best], word = pipe.tokenizer:decode(ids), ids = ids, first = tokens[1].first,
           last = tokens[#tokens].last }
end

-- Tokens, or words where the strategy joins them, each with its best label.
local function entities_of(pipe, tokens, strategy, labels)
  local list = {}
  if strategy == "none" or strategy == "simple" then
    for i, t in ipairs(tokens) do
      local best = scores.best(t.scores)
      list[i] = { entity = labels[best], score = t.scores[best], index = t.index, word = t.word, ids = { t.id }, first = t.first,
                  last = t.last }
    end
    return list
  end
  local word
  for i, t in ipairs(tokens) do
    if word and t.goes_on then word[#word + 1] = t
    else
      if word then list[#list + 1] = of_word(pipe, word, strategy, labels) end
      word = { t }
    end
    if i == #tokens then list[#list + 1] = of_word(pipe, word, strategy, labels) end
  end
  return list
end

-- "B-PER" → "B", "PER"; "PER" → "I", "PER"
local function parts_of(entity)
  local prefix, tag = entity:match "^([BI])%-(.*)$"
  return prefix or "I", tag or entity
end

local function group_of(pipe, members)
  local sum, ids = 0, {}
  for _, m in ipairs(members) do
    sum = sum + m.score
    for _, id in ipairs(m.ids) do ids[#ids + 1] = id end
  end
  local _, tag = parts_of(members[1].entity)
  return { entity_group = tag, score = sum / #members, word = pipe.tokenizer:decode(ids), first = members[1].first, last = members[#members].last }
end

-- Neighbours with one tag become a group, unless the next begins another.
local function groups_of(pipe, entities)
  local groups, members = {}, nil
  for _, e in ipairs(entities) do
    local prefix, tag = parts_of(e.entity)
    local _, last = parts_of(members and members[#members].entity or "")
    if members and tag == last and prefix ~= "B" then members[#members + 1] = e
    else
      if members then groups[#groups + 1] = group_of(pipe, members) end
      members = { e }
    end
  end
  if members then groups[#groups + 1] = group_of(pipe, members) end
  return groups
end

-- logits: [tokens, labels]
function task.finish(pipe, out, text, encoding, opts)
  local strategy, labels, ignored = opts.aggregation_strategy or "none", {}, {}
  for i = 1, out.logits:size(1) do labels[i] = pipe:label(i - 1) end
  for _, label in ipairs(opts.ignore_labels or { "O" }) do ignored[label] = true end
  local entities = entities_of(pipe, tokens_of(pipe, out.logits:softmax(-1), text, encoding), strategy, labels)
  if strategy ~= "none" then entities = groups_of(pipe, entities) end
  local kept = {}
  for _, e in ipairs(entities) do
    if not ignored[e.entity_group or e.entity] then
      e.ids = nil
      kept[#kept + 1] = e
    end
  end
  return kept
end

return task
