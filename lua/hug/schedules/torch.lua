-- The schedules of torch.optim.lr_scheduler in closed form.

local pi, cos, min, floor = math.pi, math.cos, math.min, math.floor

-- Makes a schedule of a function factor(step, o).
local function factors(factor)
  return function(o)
    return function(step, lr) return (lr or 1) * factor(step, o) end
  end
end

local function step_lr(step, o) return o.gamma ^ floor(step / o.step_size) end

local function multi_step(step, o)
  local passed = 0
  for _, milestone in ipairs(o.milestones) do
    if milestone <= step then passed = passed + 1 end
  end
  return o.gamma ^ passed
end

local function constant(o)
  if o.factor < 0 or o.factor > 1 then error("factor must be 0 to 1", 0) end
  return factors(function(step) return (step < o.total_iters or o.total_iters == 0) and o.factor or 1 end)(o)
end

local function linear(o)
  if o.start_factor <= 0 or o.start_factor > 1 then error("start_factor must be above 0, and at most 1", 0) end
  if o.end_factor < 0 or o.end_factor > 1 then error("end_factor must be 0 to 1", 0) end
  local function factor(step)
    local at = o.total_iters > 0 and min(o.total_iters, step) / o.total_iters or 0
    return o.start_factor + (o.end_factor - o.start_factor) * at
  end
  return factors(factor)(o)
end

local function exponential(step, o) return o.gamma ^ step end

local function polynomial(step, o)
  if o.total_iters == 0 then return 1 end
  return (1 - min(o.total_iters, step) / o.total_iters) ^ o.power
end

local function cosine_annealing(o)
  return function(step, lr) return o.eta_min + ((lr or 1) - o.eta_min) * (1 + cos(pi * step / o.T_max)) / 2 end
end

local function warm_restarts(o)
  if o.T_0 < 1 or o.T_mult < 1 then error("T_0 and T_mult must be at least 1", 0) end
  return function(step, lr)
    local length = o.T_0
    if o.T_mult == 1 then step = step % length end
    while step >= length do step, length = step - length, length * o.T_mult end
    return o.eta_min + ((lr or 1) - o.eta_min) * (1 + cos(pi * step / length)) / 2
  end
end

-- ---- Cycles, in which the momentum falls as the rate rises ---------------------------------------------------

local anneal = {
  cos = function(from, to, at) return to + (from - to) / 2 * (cos(pi * at) + 1) end,
  linear = function(from, to, at) return (to - from) * at + from end,
}

-- The phases of one cycle: { its last step, rates from and to, momenta from and to }.
local function phases_of(o, total)
  local first, low, high = o.max_lr / o.div_factor, o.base_momentum, o.max_momentum
  local last, rise = first / o.final_div_factor, o.pct_start * total - 1
  local up = { rise, first, o.max_lr, high, low }
  if not o.three_phase then return { up, { total - 1, o.max_lr, last, low, high } } end
  return { up, { 2 * rise, o.max_lr, first, low, high }, { total - 1, first, last, high, high } }
end

local function one_cycle(o)
  local total = o.total_steps or (o.epochs and o.steps_per_epoch and o.epochs * o.steps_per_epoch)
  if not total or total < 1 then error("needs total_steps, or epochs and steps_per_epoch", 0) end
  if o.pct_start < 0 or o.pct_start > 1 then error("pct_start must be 0 to 1", 0) end
  local phases, between = phases_of(o, total), anneal[o.anneal_strategy]
  return function(step)
    if step > total then error(("[OneCycleLR] there is no step %d of %d"):format(step, total), 0) end
    local start = 0
    for i, phase in ipairs(phases) do
      if step <= phase[1] or i == #phases then
        local at = (step - start) / (phase[1] - start)
        return between(phase[2], phase[3], at), o.cycle_momentum and between(phase[4], phase[5], at) or nil
      end
      start = phase[1]
    end
  end
end

local modes = {
  triangular = function() return 1 end,
  triangular2 = function(cycle) return 1 / 2 ^ (cycle - 1) end,
  exp_range = function(step, gamma) return gamma ^ step end,
}

local function cyclic(o)
  local up, down = o.step_size_up, o.step_size_down or o.step_size_up
  local height = o.scale_fn or modes[o.mode]
  local by_step = o.scale_fn and o.scale_mode == "iterations" or not o.scale_fn and o.mode == "exp_range"
  return function(step)
    local cycle = floor(1 + step / (up + down))
    local at = 1 + step / (up + down) - cycle
    local ratio = up / (up + down)
    local share = at <= ratio and at / ratio or (at - 1) / (ratio - 1)
    local scale = share * height(by_step and step or cycle, o.gamma)
    return o.base_lr + (o.max_lr - o.base_lr) * scale,
      o.cycle_momentum and o.max_momentum - (o.max_momentum - o.base_momentum) * scale or nil
  end
end

-- ---- Made of others -----------------------------------------------------------------------------------------------

local function lambda(o)
  return function(step, lr) return (lr or 1) * o.lr_lambda(step) end
end

-- The product of lr_lambda(1) … lr_lambda(step); the last one asked for is remembered, and most often the next one follows.
local function multiplicative(o)
  local at, product = 0, 1
  return function(step, lr)
    if step < at then at, product = 0, 1 end
    while at < step do
      at = at + 1
      product = product * o.lr_lambda(at)
    end
    return (lr or 1) * product
  end
end

local function sequential(o)
  if #o.schedulers ~= #o.milestones + 1 then error("needs one scheduler more than milestones", 0) end
  return function(step, lr)
    local i, start = 1, 0
    while o.milestones[i] and step >= o.milestones[i] do
      start = o.milestones[i]
      i = i + 1
    end
    return o.schedulers[i](step - start, lr)
  end
end

-- All factors on the rate together.
local function chained(o)
  return function(step, lr)
    lr = lr or 1
    local rate = lr
    for _, schedule in ipairs(o.schedulers) do
      if lr ~= 0 then rate = rate * (schedule(step, lr) / lr) end
    end
    return rate
  end
end

return {
  StepLR = { { step_size = "integer", gamma = 0.1 }, factors(step_lr) },
  MultiStepLR = { { milestones = "list", gamma = 0.1 }, factors(multi_step) },
  ConstantLR = { { factor = 1 / 3, total_iters = 5 }, constant },
  LinearLR = { { start_factor = 1 / 3, end_factor = 1, total_iters = 5 }, linear },
  ExponentialLR = { { gamma = "number" }, factors(exponential) },
  PolynomialLR = { { total_iters = 5, power = 1 }, factors(polynomial) },
  CosineAnnealingLR = { { T_max = "number", eta_min = 0 }, cosine_annealing },
  CosineAnnealingWarmRestarts = { { T_0 = "integer", T_mult = 1, eta_min = 0 }, warm_restarts },
  OneCycleLR = {
    {
      max_lr = "number", total_steps = "integer?", epochs = "integer?", steps_per_epoch = "integer?", pct_start = 0.3,
      anneal_strategy = { "cos", "linear" }, cycle_momentum = true, base_momentum = 0.85, max_momentum = 0.95, div_factor = 25,
      final_div_factor = 1e4, three_phase = false,
    },
    one_cycle,
  },
  CyclicLR = {
    {
      base_lr = "number", max_lr = "number", step_size_up = 2000, step_size_down = "number?",
      mode = { "triangular", "triangular2", "exp_range" }, gamma = 1, scale_fn = "function?", scale_mode = { "cycle", "iterations" },
      cycle_momentum = true, base_momentum = 0.8, max_momentum = 0.9,
    },
    cyclic,
  },
  LambdaLR = { { lr_lambda = "function" }, lambda },
  MultiplicativeLR = { { lr_lambda = "function" }, multiplicative },
  SequentialLR = { { schedulers = "table", milestones = "list" }, sequential },
  ChainedScheduler = { { schedulers = "table" }, chained },
}
