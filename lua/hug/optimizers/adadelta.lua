-- Adadelta (Zeiler 2012), as torch.optim.Adadelta: steps of the size that earlier steps had.

return {
  name = "Adadelta",
  settings = { lr = 1, rho = 0.9, eps = 1e-6, weight_decay = 0, maximize = false },

  check = function(o)
    if o.rho > 1 then return "rho must be 0 to 1" end
  end,

  begin = function(p) return { square_avg = p:zeros_like(), acc_delta = p:zeros_like() } end,

  update = function(p, g, s, o, room)
    s.square_avg:mul_(o.rho):addcmul_(g, g, 1 - o.rho)
    local scale = s.square_avg:add(o.eps, 1, room(1)):sqrt_()
    local delta = s.acc_delta:add(o.eps, 1, room(2)):sqrt_():div_(scale):mul_(g)
    s.acc_delta:mul_(o.rho):addcmul_(delta, delta, 1 - o.rho)
    p:add_(delta, -o.lr)
  end,
}
