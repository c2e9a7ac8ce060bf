-- schedules: learning rates that change from step to step, as pure functions of the step.
--
--   local rate = hug.schedules.linear { num_warmup_steps = 10, num_training_steps = 100 }
--   rate(5, 1e-3)                       -- of update 5, the first being 0, where lr is 1e-3 (default 1): 5e-4
--   optimizer:step(rate)                -- each group by its own lr and the number of updates so far
--
-- Those of transformers.get_scheduler have its names, those of torch.optim.lr_scheduler their classes': schedules.StepLR. Settings
-- have the reference's names and defaults. Any function of step and lr is a schedule. OneCycleLR and CyclicLR return a second
-- number, the momentum.
--
-- Where the rate follows from a metric, the function makes a new state from the last one:
--
--   local plateau = hug.schedules.reduce_lr_on_plateau { lr = 1e-3, patience = 3 }
--   local state = plateau()             -- a table of numbers, of which state.lr is the rate from now on
--   state = plateau(state, loss)
--
-- A file of schedules/ returns { name = { settings by example as in settings.lua, make(o) → schedule } }.

local settings = require "hug.settings"

local schedules = {}

for _, file in ipairs { "warmup", "torch", "metric" } do
  for name, definition in pairs(require("hug.schedules." .. file)) do
    local examples, make = definition[1], definition[2]
    schedules[name] = function(given)
      local o = settings.read(name, examples, given)
      local ok, schedule = pcall(make, o)
      if not ok then error(("[%s] %s"):format(name, schedule), 2) end
      return schedule
    end
  end
end

return schedules
