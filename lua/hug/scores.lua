-- scores: lists of numbers as results have them: what is likely, and what comes first. Places count from 1.

local scores = {}

--- Probabilities of a list of logits.
function scores.softmax(list)
  local most, sum, out = -math.huge, 0, {}
  for _, x in ipairs(list) do most = math.max(most, x) end
  for i, x in ipairs(list) do
    out[i] = math.exp(x - most)
    sum = sum + out[i]
  end
  for i in ipairs(out) do out[i] = out[i] / sum end
  return out
end

--- The place of the largest; of equals the first.
function scores.best(list)
  local best = 1
  for i, x in ipairs(list) do
    if x > list[best] then best = i end
  end
  return best
end

--- Places of a list, largest first; equals stay in order.
function scores.order(list)
  local places = {}
  for i = 1, #list do places[i] = i end
  table.sort(places, function(a, b)
    if list[a] ~= list[b] then return list[a] > list[b] end
    return a < b
  end)
  return places
end

--- The mean of lists of one length, place by place.
function scores.mean(lists)
  local out = {}
  for i = 1, #lists[1] do
    local sum = 0
    for _, list in ipairs(lists) do sum = sum + list[i] end
    out[i] = sum / #lists
  end
  return out
end

return scores
