-- NAdam (Dozat 2016), as torch.optim.NAdam: Adam with Nesterov's momentum, which grows by a schedule of its own.

return {
  name = "NAdam",
  settings = {
    lr = 2e-3, betas = { 0.9, 0.999 }, eps = 1e-8, weight_decay = 0, momentum_decay = 4e-3, decoupled_weight_decay = false, maximize = false,
  },

  begin = function(p) return { exp_avg = p:zeros_like(), exp_avg_sq = p:zeros_like(), mu_product = 1 } end,

  update = function(p, g, s, o, room)
    local b1, b2 = o.betas[1], o.betas[2]
    local mu = b1 * (1 - 0.5 * 0.96 ^ (s.step * o.momentum_decay))
    local mu_next = b1 * (1 - 0.5 * 0.96 ^ ((s.step + 1) * o.momentum_decay))
    s.mu_product = s.mu_product * mu
    s.exp_avg:lerp_(g, 1 - b1)
    s.exp_avg_sq:mul_(b2):addcmul_(g, g, 1 - b2)
    local scale = s.exp_avg_sq:div(1 - b2 ^ s.step, room(1)):sqrt_():add_(o.eps)
    p:addcdiv_(g, scale, -o.lr * (1 - mu) / (1 - s.mu_product))
    p:addcdiv_(s.exp_avg, scale, -o.lr * mu_next / (1 - s.mu_product * mu_next))
  end,
}
