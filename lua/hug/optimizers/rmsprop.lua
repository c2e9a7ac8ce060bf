-- RMSprop (Tieleman and Hinton 2012), as torch.optim.RMSprop: the gradient over the root of its mean square.

return {
  name = "RMSprop",
  settings = { lr = 1e-2, alpha = 0.99, eps = 1e-8, weight_decay = 0, momentum = 0, centered = false, maximize = false },

  begin = function(p, o)
    return { square_avg = p:zeros_like(), grad_avg = o.centered and p:zeros_like() or nil }
  end,

  update = function(p, g, s, o, room)
    s.square_avg:mul_(o.alpha):addcmul_(g, g, 1 - o.alpha)
    local scale
    if o.centered then
      s.grad_avg:lerp_(g, 1 - o.alpha)
      scale = s.square_avg:addcmul(s.grad_avg, s.grad_avg, -1, room(1)):sqrt_():add_(o.eps)
    else scale = s.square_avg:sqrt(room(1)):add_(o.eps) end
    if o.momentum == 0 then
      p:addcdiv_(g, scale, -o.lr)
      return
    end
    s.momentum_buffer = s.momentum_buffer or p:zeros_like():keep()
    p:add_(s.momentum_buffer:mul_(o.momentum):addcdiv_(g, scale), -o.lr)
  end,
}
