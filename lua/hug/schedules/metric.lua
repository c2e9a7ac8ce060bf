-- Rates that follow from a metric: ReduceLROnPlateau of torch, GreedyLR of transformers. Each is a function from a state and a
-- metric to the next state; without a state it gives the first one.

local modes = {
  min = { abs = function(a, best, by) return a < best - by end, rel = function(a, best, by) return a < best * (1 - by) end },
  max = { abs = function(a, best, by) return a > best + by end, rel = function(a, best, by) return a > best * (1 + by) end },
}

local function copy(state)
  local new = {}
  for name, value in pairs(state) do new[name] = value end
  return new
end

-- Notes whether the metric is the best so far; a state that has seen none has no `best`.
local function judge(o, s, metric)
  local best = s.best or (o.mode == "min" and math.huge or -math.huge)
  local better = modes[o.mode][o.threshold_mode](metric, best, o.threshold)
  if better then s.best, s.bad = metric, 0
  else s.bad = s.bad + 1 end
  return better
end

local function check_factor(o)
  if o.factor >= 1 then error("factor must be below 1", 0) end
end

local function reduce_on_plateau(o)
  check_factor(o)
  return function(state, metric)
    if not state then return { lr = o.lr, bad = 0, cooldown = 0 } end
    local s = copy(state)
    judge(o, s, metric)
    if s.cooldown > 0 then s.cooldown, s.bad = s.cooldown - 1, 0 end
    if s.bad > o.patience then
      local lower = math.max(s.lr * o.factor, o.min_lr)
      if s.lr - lower > o.eps then s.lr = lower end
      s.cooldown, s.bad = o.cooldown, 0
    end
    return s
  end
end

-- ---- Greedy -------------------------------------------------------------------------------------------------

local function beginning(o)
  return { lr = o.lr, bad = 0, good = 0, cooldown = 0, warmup = 0, resets_in = o.reset_start, seen = o.smooth and {} or nil }
end

-- The mean of the last window_size metrics, which s.seen holds.
local function smoothed(o, s, metric)
  if not s.seen then return metric end
  local last, sum = { metric }, metric
  for i = 1, math.min(#s.seen, o.window_size - 1) do
    last[i + 1] = s.seen[i]
    sum = sum + s.seen[i]
  end
  s.seen = last
  return sum / #last
end

local function raise(o, s)
  local higher = math.min(s.lr / o.factor, o.max_lr)
  if higher - s.lr > o.eps then s.lr = higher end
  s.warmup, s.good, s.resets_in = o.warmup, 0, o.reset_start
  return s
end

-- A rate that stays at its least for long begins anew.
local function lower(o, s)
  local less = math.max(s.lr * o.factor, o.min_lr)
  if s.lr - less > o.eps then s.lr = less end
  if s.lr <= o.min_lr then
    s.resets_in = s.resets_in - 1
    if s.resets_in <= 0 then s = beginning(o) end
  end
  s.cooldown, s.bad = o.cooldown, 0
  return s
end

local function greedy(o)
  check_factor(o)
  return function(state, metric)
    if not state then return beginning(o) end
    local s = copy(state)
    metric = smoothed(o, s, metric)
    for _, wait in ipairs { "cooldown", "warmup" } do
      if s[wait] > 0 then
        s[wait], s.bad, s.good = s[wait] - 1, 0, 0
        return s
      end
    end
    s.good = judge(o, s, metric) and s.good + 1 or 0
    if s.good > o.patience then return raise(o, s) end
    if s.bad > o.patience then return lower(o, s) end
    return s
  end
end

local plateau = {
  {
    lr = "number", mode = { "min", "max" }, factor = 0.1, patience = 10, threshold = 1e-4, threshold_mode = { "rel", "abs" }, cooldown = 0,
    min_lr = 0, eps = 1e-8,
  },
  reduce_on_plateau,
}

local greedily = {
  {
    lr = "number", mode = { "min", "max" }, factor = 0.95, patience = 10, threshold = 1e-6, threshold_mode = { "abs", "rel" }, cooldown = 0,
    warmup = 0, min_lr = 1e-3, max_lr = 1, eps = 1e-8, smooth = false, window_size = 50, reset_start = 500,
  },
  greedy,
}

return { reduce_lr_on_plateau = plateau, ReduceLROnPlateau = plateau, greedy = greedily, GreedyLR = greedily }
