-- Lion (Chen et al. 2023): steps of one size, in the direction of the sign of a mean of gradients.

return {
  name = "Lion",
  settings = { lr = 1e-4, betas = { 0.9, 0.99 }, weight_decay = 0 },
  decoupled = true,

  begin = function(p) return { exp_avg = p:zeros_like() } end,

  update = function(p, g, s, o, room)
    p:add_(s.exp_avg:lerp(g, 1 - o.betas[1], room(1)):sign_(), -o.lr)
    s.exp_avg:lerp_(g, 1 - o.betas[2])
  end,
}
