-- pooling: one vector out of the hidden states of a text, x: [tokens, hidden] → [hidden].

local pooling = {}

function pooling.mean(x) return x:mean(0) end
function pooling.cls(x) return x:select(0, 0) end
function pooling.max(x) return x:amax(0) end
function pooling.last_token(x) return x:select(0, -1) end

--- To length 1. x: [hidden]
function pooling.normalize(x) return x / (x * x):sum():sqrt():clamp { min = 1e-12 } end

return pooling
