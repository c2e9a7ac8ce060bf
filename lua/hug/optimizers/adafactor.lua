-- Adafactor (Shazeer and Stern 2018), as transformers.Adafactor: of a matrix, the mean square is kept only by row and by column,
-- and the size of steps may follow from the parameter's own size and the number of steps.

local ops = require "hug.core".ops

local function rms(t, room) return math.sqrt(t:mul(t, room):sum():item() / t:numel()) end

local function rate(s, o)
  local lr = o.lr
  if o.relative_step then lr = math.min(o.warmup_init and 1e-6 * s.step or 1e-2, 1 / math.sqrt(s.step)) end
  return o.scale_parameter and math.max(o.eps[2], s.RMS) * lr or lr
end

-- 1 / root of the mean square, from what is kept of it.
local function inverse_root(s, room)
  if s.exp_avg_sq then return s.exp_avg_sq:rsqrt(room) end
  local row = s.exp_avg_sq_row
  return (row / row:mean(-1, true)):rsqrt_():unsqueeze(-1):mul(s.exp_avg_sq_col:rsqrt():unsqueeze(-2), room)
end

return {
  name = "Adafactor",
  settings = {
    lr = "number?", eps = { 1e-30, 1e-3 }, clip_threshold = 1, decay_rate = -0.8, beta1 = "number?", weight_decay = 0,
    scale_parameter = true, relative_step = true, warmup_init = false,
  },
  decoupled = "own",
  single = true,

  check = function(o)
    if o.lr and o.relative_step then return "lr and relative_step exclude each other" end
    if not o.lr and not o.relative_step then return "needs lr, or relative_step" end
    if o.warmup_init and not o.relative_step then return "warmup_init needs relative_step" end
  end,

  begin = function(p, o)
    local s = { exp_avg = o.beta1 and p:zeros_like() or nil, RMS = 0 }
    if p:dim() < 2 then s.exp_avg_sq = p:zeros_like()
    else
      local shape = { p:shape() }
      local width, height = table.remove(shape), table.remove(shape)
      shape[#shape + 1] = height
      s.exp_avg_sq_row = ops.zeros(shape, p:dtype())
      shape[#shape] = width
      s.exp_avg_sq_col = ops.zeros(shape, p:dtype())
    end
    return s
  end,

  update = function(p, g, s, o, room)
    s.RMS = rms(p, room(1))
    local lr, keep = rate(s, o), 1 - s.step ^ o.decay_rate
    local square = g:mul(g, room(1)):add_(o.eps[1])
    if s.exp_avg_sq then s.exp_avg_sq:mul_(keep):add_(square, 1 - keep)
    else
      s.exp_avg_sq_row:mul_(keep):add_(square:mean(-1), 1 - keep)
      s.exp_avg_sq_col:mul_(keep):add_(square:mean(-2), 1 - keep)
    end
    local change = inverse_root(s, room(1)):mul_(g)
    change:mul_(lr / math.max(1, rms(change, room(2)) / o.clip_threshold))
    if o.beta1 then change = s.exp_avg:mul_(o.beta1):add_(change, 1 - o.beta1) end
    p:mul_(1 - o.weight_decay * lr):sub_(change)
  end,
}
