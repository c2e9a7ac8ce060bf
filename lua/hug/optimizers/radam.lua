-- RAdam (Liu et al. 2020), as torch.optim.RAdam: Adam that divides by the mean square only once that is known well enough.

-- The factor of the step where the mean square is used, or nil: from the length of the mean's memory after `step` steps.
local function rectification(b2, step)
  local longest = 2 / (1 - b2) - 1
  local length = longest - 2 * step * b2 ^ step / (1 - b2 ^ step)
  if length <= 5 then return nil end
  return math.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
end

return {
  name = "RAdam",
  settings = { lr = 1e-3, betas = { 0.9, 0.999 }, eps = 1e-8, weight_decay = 0, decoupled_weight_decay = false, maximize = false },

  begin = function(p) return { exp_avg = p:zeros_like(), exp_avg_sq = p:zeros_like() } end,

  update = function(p, g, s, o, room)
    local b1, b2 = o.betas[1], o.betas[2]
    s.exp_avg:lerp_(g, 1 - b1)
    s.exp_avg_sq:mul_(b2):addcmul_(g, g, 1 - b2)
    local size, factor = -o.lr / (1 - b1 ^ s.step), rectification(b2, s.step)
    if factor then p:addcdiv_(s.exp_avg, s.exp_avg_sq:sqrt(room(1)):add_(o.eps), size * factor * math.sqrt(1 - b2 ^ s.step))
    else p:add_(s.exp_avg, size) end
  end,
}
