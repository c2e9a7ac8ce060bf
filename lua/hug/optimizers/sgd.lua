-- SGD: stochastic gradient descent, with momentum (torch.optim.SGD).

return {
  name = "SGD",
  settings = { lr = 1e-3, momentum = 0, dampening = 0, weight_decay = 0, nesterov = false, maximize = false },

  check = function(o)
    if o.nesterov and (o.momentum <= 0 or o.dampening ~= 0) then return "nesterov needs a momentum, and dampening 0" end
  end,

  begin = function() return {} end,

  update = function(p, g, s, o, room)
    if o.momentum ~= 0 then
      if s.momentum_buffer then s.momentum_buffer:mul_(o.momentum):add_(g, 1 - o.dampening)
      else s.momentum_buffer = g:clone():keep() end
      g = o.nesterov and g:add(s.momentum_buffer, o.momentum, room(1)) or s.momentum_buffer
    end
    p:add_(g, -o.lr)
  end,
}
