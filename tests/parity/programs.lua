-- programs.lua: plays the random programs that programs.py wrote, and compares what comes out and the gradients with torch's.

local hug = require "hug"
local compare = require "compare"

-- Arguments as they are stored: "%name" stands for a tensor.
local function resolved(value, tensors)
  if type(value) == "string" then return value:sub(1, 1) == "%" and assert(tensors[value:sub(2)], value) or value end
  if type(value) ~= "table" then return value end
  local list = {}
  for key, member in pairs(value) do list[key] = resolved(member, tensors) end
  return list
end

-- Plays one step. A single list that comes back is a list of results; a Lua number, one without dims.
local function play(step, tensors)
  local op, names = step[1], step[3]
  local results = { hug[op](resolved(step[2], tensors)) }
  if type(results[1]) == "table" then results = results[1] end
  for i, name in ipairs(names) do tensors[name] = results[i] end
end

-- The sum over outputs, as f64, of output * sin(0.7 k + 1), where k counts the elements.
local function loss_of(program, tensors)
  local loss
  for _, name in ipairs(program.loss) do
    local t = tensors[name]
    local weights = (hug.arange(t:numel(), { dtype = "f64" }) * 0.7 + 1):sin():reshape { t:shape() }
    local part = (t:to "f64" * weights):sum()
    loss = loss and loss + part or part
  end
  return loss
end

local function play_program(program, stored)
  local tensors, leaves = {}, {}
  for name, input in pairs(program.inputs) do
    local t = stored[program.name .. "/" .. name]:clone()
    if input.grad then
      t = t:requires_grad_(true)
      leaves[name] = t
    end
    tensors[name] = t
  end
  for i, step in ipairs(program.steps) do
    local ok, message = pcall(play, step, tensors)
    if not ok then return ("step %d: %s"):format(i, tostring(message)) end
  end
  for name, bounds in pairs(program.outputs) do
    local want = stored[program.name .. "/" .. name]
    local got = tensors[name]
    if type(got) ~= "userdata" then got = hug.tensor(got, { dtype = want:dtype() }) end
    local problem = compare(got:detach(), want, bounds[1], bounds[2])
    if problem then return ("%s: %s"):format(name, problem) end
  end
  local loss = loss_of(program, tensors)
  if not loss then return nil end
  loss:backward()
  for name, bounds in pairs(program.grads) do
    local got = leaves[name]:grad() or hug.zeros_like(leaves[name])
    local problem = compare(got, stored[program.name .. "/grad/" .. name], bounds[1], bounds[2])
    if problem then return ("gradient of %s: %s"):format(name, problem) end
  end
end

return function(folder, report)
  if not report.wants "programs" then return end
  local index = assert(hug.json.decode(assert(hug.core.read_file(folder .. "/programs.json"))))
  local stored, problems = assert(hug.load(folder .. "/programs.safetensors")), {}
  for _, program in ipairs(index.programs) do
    local ok, problem = pcall(play_program, program, stored)
    if problem then problems[#problems + 1] = ("program %s: %s"):format(program.name, tostring(problem)) end
    if not ok then problems[#problems] = problems[#problems] .. " (raised)" end
  end
  report.line("programs", #index.programs, problems)
end
