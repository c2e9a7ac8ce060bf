-- The schedules of transformers.get_scheduler: most rise from 0 for num_warmup_steps and then fall until num_training_steps.
-- All take these two settings, so that one table serves whichever name is chosen; not all use both.

local pi, cos, sqrt, max = math.pi, math.cos, math.sqrt, math.max

-- Makes a schedule of a function after(step, o, lr) → factor, which holds from the end of a linear warm-up on.
local function warmed(after)
  return function(o)
    return function(step, lr)
      lr = lr or 1
      if step < o.num_warmup_steps then return lr * step / max(1, o.num_warmup_steps) end
      return lr * after(step, o, lr)
    end
  end
end

-- How far update `step` is between the end of the warm-up and the end of training.
local function progress(step, o) return (step - o.num_warmup_steps) / max(1, o.num_training_steps - o.num_warmup_steps) end

local function wave(at, o, least)
  return max(0, 0.5 * (1 + cos(pi * o.num_cycles * 2 * at)) * (1 - least) + least)
end

local function linear(step, o) return max(0, (o.num_training_steps - step) / max(1, o.num_training_steps - o.num_warmup_steps)) end

local function cosine(step, o) return wave(progress(step, o), o, 0) end

local function cosine_with_restarts(step, o)
  local at = progress(step, o)
  return at >= 1 and 0 or max(0, 0.5 * (1 + cos(pi * (o.num_cycles * at % 1))))
end

local function polynomial(step, o, lr)
  if lr <= o.lr_end then error(("[polynomial] lr_end (%s) must be below lr (%s)"):format(o.lr_end, lr), 0) end
  local steps = o.num_training_steps - o.num_warmup_steps
  if step > o.num_training_steps or steps == 0 then return o.lr_end / lr end
  return ((lr - o.lr_end) * (1 - (step - o.num_warmup_steps) / steps) ^ o.power + o.lr_end) / lr
end

local function inverse_sqrt(step, o)
  local timescale = o.timescale or (o.num_warmup_steps > 0 and o.num_warmup_steps or 10000)
  return 1 / sqrt((step + timescale - o.num_warmup_steps) / timescale)
end

-- The least factor, from min_lr or min_lr_rate, of which exactly one is given.
local function check_least(o)
  if o.min_lr and o.min_lr_rate then error("min_lr and min_lr_rate exclude each other", 0) end
  if not o.min_lr and not o.min_lr_rate then error("needs min_lr or min_lr_rate", 0) end
end
local function least_of(o, lr) return o.min_lr_rate or o.min_lr / lr end

local function cosine_with_min_lr(o)
  check_least(o)
  return warmed(function(step, _, lr) return wave(progress(step, o), o, least_of(o, lr)) end)(o)
end

-- This one counts its first update as 1, and may begin above 0.
local function cosine_warmup_with_min_lr(o)
  check_least(o)
  return function(step, lr)
    lr = lr or 1
    local warm, first = o.num_warmup_steps, o.warmup_lr_rate
    if step >= warm then return lr * wave((step - warm + 1) / max(1, o.num_training_steps - warm), o, least_of(o, lr)) end
    if not first then return lr * (step + 1) / max(1, warm) end
    return lr * (first + (1 - first) * step / max(1, warm - 1))
  end
end

-- Shapes of a rise and of a fall, at 0..1 of it.
local rises = {
  linear = function(at) return at end,
  cosine = function(at) return 0.5 * (1 - cos(pi * at)) end,
  ["1-sqrt"] = function(at) return 1 - sqrt(1 - at) end,
}
local falls = {
  linear = function(at) return 1 - at end,
  cosine = function(at, cycles) return 0.5 * (1 + cos(pi * cycles * 2 * at)) end,
  ["1-sqrt"] = function(at) return 1 - sqrt(at) end,
}

local function warmup_stable_decay(o)
  if not o.num_training_steps and not o.num_stable_steps then error("needs num_training_steps or num_stable_steps", 0) end
  local warm, fall = o.num_warmup_steps, o.num_decay_steps
  local stable = o.num_stable_steps or o.num_training_steps - warm - fall
  local function factor(step)
    local shape
    if step < warm then shape = rises[o.warmup_type](step / max(1, warm))
    elseif step < warm + stable then return 1
    elseif step < warm + stable + fall then shape = falls[o.decay_type]((step - warm - stable) / max(1, fall), o.num_cycles)
    else return o.min_lr_ratio end
    return max(0, shape * (1 - o.min_lr_ratio) + o.min_lr_ratio)
  end
  return function(step, lr) return (lr or 1) * factor(step) end
end

-- Settings: these two, and `more`.
local function both(more)
  local all = { num_warmup_steps = "number", num_training_steps = "number" }
  for name, example in pairs(more or {}) do all[name] = example end
  return all
end

return {
  constant = {
    both { num_warmup_steps = "number?", num_training_steps = "number?" },
    function() return function(_, lr) return lr or 1 end end,
  },
  constant_with_warmup = { both { num_training_steps = "number?" }, warmed(function() return 1 end) },
  linear = { both(), warmed(linear) },
  cosine = { both { num_cycles = 0.5 }, warmed(cosine) },
  cosine_with_restarts = { both { num_cycles = 1 }, warmed(cosine_with_restarts) },
  polynomial = { both { lr_end = 1e-7, power = 1 }, warmed(polynomial) },
  inverse_sqrt = { both { num_training_steps = "number?", timescale = "number?" }, warmed(inverse_sqrt) },
  cosine_with_min_lr = { both { num_cycles = 0.5, min_lr = "number?", min_lr_rate = "number?" }, cosine_with_min_lr },
  cosine_warmup_with_min_lr = {
    both { num_cycles = 0.5, min_lr = "number?", min_lr_rate = "number?", warmup_lr_rate = "number?" }, cosine_warmup_with_min_lr,
  },
  warmup_stable_decay = {
    both {
      num_training_steps = "number?", num_stable_steps = "number?", num_decay_steps = "number", min_lr_ratio = 0, num_cycles = 0.5,
      warmup_type = { "linear", "cosine", "1-sqrt" }, decay_type = { "cosine", "linear", "1-sqrt" },
    },
    warmup_stable_decay,
  },
}
