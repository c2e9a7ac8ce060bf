-- Adagrad (Duchi et al. 2011), as torch.optim.Adagrad: steps that shrink with the sum of all squared gradients.

return {
  name = "Adagrad",
  settings = { lr = 1e-2, lr_decay = 0, weight_decay = 0, initial_accumulator_value = 0, eps = 1e-10, maximize = false },

  begin = function(p, o) return { sum = p:full_like(o.initial_accumulator_value) } end,

  update = function(p, g, s, o, room)
    s.sum:addcmul_(g, g)
    p:addcdiv_(g, s.sum:sqrt(room(1)):add_(o.eps), -o.lr / (1 + (s.step - 1) * o.lr_decay))
  end,
}
