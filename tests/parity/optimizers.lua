-- optimizers.lua: every recorded optimizer, ten steps from a parameter and its gradients: parameters after each step, the state at
-- the end; as an optimizer, as a plain function, and as an optimizer that is saved and loaded half-way.

local hug = require "hug"
local compare = require "compare"

local function settings_of(case)
  local settings = {}
  for name, value in pairs(case.settings) do settings[name] = value ~= hug.null and value end
  return settings
end

-- The class of a recorded name: "adamw" → optim.AdamW.
local function class_of(name)
  local ok, rule = pcall(require, "hug.optimizers." .. name)
  return ok and hug.optim[rule.name]
end

-- Each way to run: begins with a parameter, and returns a function that makes a step and one that gives the state.
local ways = {}

function ways.optimizer(case, p)
  local optimizer = class_of(case.optimizer)({ p }, settings_of(case))
  return function() optimizer:step() end, function() return optimizer.state[p] end
end

ways["plain function"] = function(case, p)
  local state, settings = {}, settings_of(case)
  return function() hug.optim[case.optimizer](p, p:grad(), state, settings) end, function() return state end
end

ways["saved and loaded"] = function(case, p)
  local optimizer = class_of(case.optimizer)({ p }, settings_of(case))
  local function step()
    optimizer:step()
    if optimizer.updates ~= 5 then return end
    local saved = optimizer:state_dict()
    optimizer = class_of(case.optimizer)({ p }, settings_of(case))
    optimizer:load_state_dict(saved)
  end
  return step, function() return optimizer.state[p] end
end

local function check_state(case, form, state, tensors)
  for key, want in pairs(tensors) do
    local name = key:match("^" .. form .. "/state/(.*)$")
    if name then
      local got = state[name]
      if type(got) == "number" then got = hug.tensor(got, { dtype = want:dtype() }):reshape { want:shape() } end
      local problem = got and compare(got, want, case.atol, case.rtol) or not got and "missing"
      if problem then return ("state %s: %s"):format(name, problem) end
    end
  end
end

local function check(case, form, way, tensors)
  local start, grads, params = tensors[form .. "/start"], tensors[form .. "/grads"], tensors[form .. "/params"]
  local p = start:clone():requires_grad_(true)
  local step, state = ways[way](case, p)
  for i = 0, case.steps - 1 do
    p:set_grad(grads[i]:clone())
    step()
    local problem = compare(p:detach(), params[i], case.atol, case.rtol)
    if problem then return ("%s, %s, step %d: %s"):format(form, way, i + 1, problem) end
  end
  local problem = check_state(case, form, state(), tensors)
  return problem and ("%s, %s: %s"):format(form, way, problem)
end

return function(folder, report)
  local text = hug.core.read_file(folder .. "/optimizers/index.json")
  if not text then return end
  for _, case in ipairs(assert(hug.json.decode(text)).optimizers) do
    local line, cases, problems = "optimizers/" .. case.name, 0, {}
    local file = ("%s/optimizers/%s.safetensors"):format(folder, case.name)
    if report.wants(line) and hug.core.exists(file) then
      if not class_of(case.optimizer) then report.line(line, 0, {}, { "optimizer " .. case.optimizer })
      else
        local tensors = assert(hug.load(file))
        for _, form in ipairs(case.forms) do
          for way in pairs(ways) do
            local ok, problem = pcall(check, case, form, way, tensors)
            cases = cases + 1
            if problem then problems[#problems + 1] = ok and problem or tostring(problem) end
          end
        end
        report.line(line, cases, problems)
      end
    end
  end
end
