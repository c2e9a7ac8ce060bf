-- feature-extraction: the last hidden states of a text.
--
--   extract "A tide."                                     → tensor [1, tokens, hidden]; of a list, a list of those
--   extract({ "A tide.", "A wave." }, { pooling = "mean", normalize = true })   → tensor [texts, hidden]
--
-- Options: pooling ("mean", "cls", "max", "last_token", "mean_sqrt_len_tokens", "weightedmean"; "none" by default), normalize (to
-- length 1), max_length (tokens).

local core = require "hug.core"
local options = require "hug.options"
local pooling = require "hug.pooling"

local modes = {}
for i, mode in ipairs(pooling.modes) do modes[i] = mode end
modes[#modes + 1] = "none"

local task = {
  head = "Model",
  options = { pooling = options.one_of(modes), normalize = options.flag, max_length = options.count },
}

function task.is_input(x) return type(x) == "string" end

function task.encode(pipe, text, opts) return pipe:encode_text(text, nil, opts) end

-- last_hidden_state: [tokens, hidden]
function task.finish(_, out, _, _, opts, alone)
  local x = out.last_hidden_state
  if not opts.pooling or opts.pooling == "none" then return x:unsqueeze(0) end
  x = pooling[opts.pooling](x)
  if opts.normalize then x = pooling.normalize(x) end
  return alone and x:unsqueeze(0) or x
end

function task.collect(_, results, opts)
  if opts.pooling and opts.pooling ~= "none" then return #results > 0 and core.ops.stack(results) or results end
  return results
end

return task
