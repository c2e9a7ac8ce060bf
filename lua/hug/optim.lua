-- optim: optimizers that change a list of parameters in place by their gradients, and schedules of the learning rate.
--
--   local step = optim.adamw(model:parameters(), { lr = 1e-3, weight_decay = 0.01 })
--   loss:backward(); optim.clip_grad_norm(params, 1.0); step(); model:zero_grad()

local core = require "hug.core"
local ops = core.ops

local optim = {}

--- The 2-norm of all gradients together; scales them so that it is at most max_norm (torch.nn.utils.clip_grad_norm_). Returns the norm before.
--- @param parameters hug.Tensor[]
--- @param max_norm number
function optim.clip_grad_norm(parameters, max_norm)
  return core.no_grad(function()
    local sum = 0
    for _, p in ipairs(parameters) do
      local g = p:grad()
      if g then sum = sum + (g * g):sum():item() end
    end
    local norm = math.sqrt(sum)
    local scale = max_norm / (norm + 1e-6)
    if scale < 1 then
      for _, p in ipairs(parameters) do
        local g = p:grad()
        if g then g:mul_(scale) end
      end
    end
    return norm
  end)
end

--- AdamW (Loshchilov and Hutter 2019), as torch.optim.AdamW.
--- @param parameters hug.Tensor[]
--- @param opts? {lr: number, betas: number[], eps: number, weight_decay: number, no_decay: (fun(p: hug.Tensor): boolean)?}
---   no_decay tells the parameters that do not decay (default: none)
--- @return fun(lr?: number) step  a rate given here holds for that step
function optim.adamw(parameters, opts)
  opts = opts or {}
  local b1, b2 = (opts.betas or { 0.9, 0.999 })[1], (opts.betas or { 0.9, 0.999 })[2]
  local eps, decay, count, state = opts.eps or 1e-8, opts.weight_decay or 0.01, 0, {}
  return function(lr)
    lr, count = lr or opts.lr or 1e-3, count + 1
    core.no_grad(function()
      for i, p in ipairs(parameters) do
        local g = p:grad()
        if g then
          state[i] = state[i] or { mean = ops.zeros_like(p), square = ops.zeros_like(p) }
          local s = state[i]
          if decay ~= 0 and not (opts.no_decay and opts.no_decay(p)) then p:mul_(1 - lr * decay) end
          s.mean:mul_(b1):add_(g, 1 - b1)
          s.square:mul_(b2):add_(g * g, 1 - b2)
          local scale = (s.square:sqrt() / math.sqrt(1 - b2 ^ count)):add_(eps)
          p:add_(s.mean / scale, -lr / (1 - b1 ^ count))
        end
      end
    end)
  end
end

--- The factor of the learning rate at update `step` (from 0): rises for `warmup` updates, then falls to 0 at `total`
--- (transformers.get_linear_schedule_with_warmup).
function optim.linear(step, warmup, total)
  if step < warmup then return step / math.max(1, warmup) end
  return math.max(0, (total - step) / math.max(1, total - warmup))
end

return optim
