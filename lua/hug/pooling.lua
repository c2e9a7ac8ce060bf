-- pooling: one vector out of the hidden states of a text, x: [tokens, hidden] → [hidden].

local core = require "hug.core"

local pooling = {}

function pooling.mean(x) return x:mean(0) end
function pooling.cls(x) return x:select(0, 0) end
function pooling.max(x) return x:amax(0) end
function pooling.last_token(x) return x:select(0, -1) end
function pooling.mean_sqrt_len_tokens(x) return x:sum(0) / math.sqrt(x:size(0)) end

-- Later tokens weigh more: 1, 2, 3, …
function pooling.weightedmean(x)
  local n = x:size(0)
  local weights = core.ops.arange(1, n + 1):to(x:dtype()):unsqueeze(1)
  return (x * weights):sum(0) / (n * (n + 1) / 2)
end

--- The names of the ways above.
pooling.modes = { "mean", "cls", "max", "last_token", "mean_sqrt_len_tokens", "weightedmean" }

--- To length 1. x: [hidden]
function pooling.normalize(x) return x / (x * x):sum():sqrt():clamp { min = 1e-12 } end

return pooling
