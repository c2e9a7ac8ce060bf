-- schedules.lua: the rates of every recorded schedule, step by step.

local hug = require "hug"

-- The settings of a case: arguments that were None are left out.
local function settings_of(case)
  local settings = {}
  for name, value in pairs(case.args) do settings[name] = value end
  for _, name in ipairs { "num_warmup_steps", "num_training_steps" } do
    if case[name] ~= hug.null then settings[name] = case[name] end
  end
  if case.metrics then settings.lr = case.lr end
  return settings
end

local function check(case, make)
  local schedule, state = make(settings_of(case))
  if case.metrics then state = schedule() end
  for i, want in ipairs(case.lrs) do
    local got = state and state.lr or not state and schedule(i - 1, case.lr)
    local close = math.abs(got - want) <= case.atol + case.rtol * math.abs(want)
    if not close then
      return ("the rate of step %d is %.12g instead of %.12g"):format(i - 1, got, want)
    end
    if state then state = schedule(state, case.metrics[i]) end
  end
end

return function(folder, report)
  local text = hug.core.read_file(folder .. "/schedules.json")
  if not text then return end
  for _, case in ipairs(assert(hug.json.decode(text)).schedules) do
    local line = "schedules/" .. case.name
    if report.wants(line) then
      local make = hug.schedules[case.scheduler:gsub("^torch%.", "")]
      if not make then report.line(line, 0, {}, { "schedule " .. case.scheduler })
      else
        local ok, problem = pcall(check, case, make)
        report.line(line, #case.lrs, problem and { ok and problem or tostring(problem) } or {})
      end
    end
  end
end
