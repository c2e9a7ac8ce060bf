-- Adamax (Kingma and Ba 2015), as torch.optim.Adamax: Adam with the greatest gradient of late in place of the mean square.

return {
  name = "Adamax",
  settings = { lr = 2e-3, betas = { 0.9, 0.999 }, eps = 1e-8, weight_decay = 0, maximize = false },

  begin = function(p) return { exp_avg = p:zeros_like(), exp_inf = p:zeros_like() } end,

  update = function(p, g, s, o, room)
    s.exp_avg:lerp_(g, 1 - o.betas[1])
    s.exp_inf:mul_(o.betas[2]):maximum_(g:abs(room(1)):add_(o.eps))
    p:addcdiv_(s.exp_avg, s.exp_inf, -o.lr / (1 - o.betas[1] ^ s.step))
  end,
}
