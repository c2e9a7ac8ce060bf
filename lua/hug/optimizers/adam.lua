-- Adam (Kingma and Ba 2015), as torch.optim.Adam: means of the gradient and of its square, corrected for their beginning at 0.

local function begin(p, o)
  return { exp_avg = p:zeros_like(), exp_avg_sq = p:zeros_like(), max_exp_avg_sq = o.amsgrad and p:zeros_like() or nil }
end

local function update(p, g, s, o, room)
  local b1, b2 = o.betas[1], o.betas[2]
  s.exp_avg:lerp_(g, 1 - b1)
  s.exp_avg_sq:mul_(b2):addcmul_(g, g, 1 - b2)
  local square = o.amsgrad and s.max_exp_avg_sq:maximum_(s.exp_avg_sq) or s.exp_avg_sq
  local scale = square:sqrt(room(1)):div_(math.sqrt(1 - b2 ^ s.step)):add_(o.eps)
  p:addcdiv_(s.exp_avg, scale, -o.lr / (1 - b1 ^ s.step))
end

return {
  name = "Adam",
  settings = {
    lr = 1e-3, betas = { 0.9, 0.999 }, eps = 1e-8, weight_decay = 0, amsgrad = false, maximize = false, decoupled_weight_decay = false,
  },
  begin = begin,
  update = update,
}
