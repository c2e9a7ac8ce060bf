-- training.lua: every recorded training run, twenty updates: losses, gradient norms, rates, and the weights after 5 and 20 updates.

local hug = require "hug"
local compare = require "compare"

local core, nn, optim = hug.core, hug.nn, hug.optim

-- ---- Networks by model_type: a table of weights by name, and what of a batch gives the loss ----------------------------

local networks = {}

function networks.mlp(weights, _, adapter, config)
  local scale = config and config.lora_alpha / config.r
  local function layer(name, x, activation)
    local y = hug.linear(x, weights[name .. ".weight"], weights[name .. ".bias"])
    if adapter then
      local prefix = ("base_model.model.%s.lora_"):format(name)
      y = y + hug.linear(hug.linear(x, adapter[prefix .. "A.weight"]), adapter[prefix .. "B.weight"]) * scale
    end
    return activation and y[activation](y) or y
  end
  return function(batch) return hug.mse_loss(layer("fc2", layer("fc1", batch.input, "gelu")), batch.target) end
end

function networks.cnn(weights)
  local function block(x, i)
    local bn, tracked = "bn" .. i, ("bn%d.num_batches_tracked"):format(i)
    local y = hug.conv2d(x, weights[("conv%d.weight"):format(i)], weights[("conv%d.bias"):format(i)], { padding = 1 })
    y = hug.batch_norm(y, weights[bn .. ".running_mean"], weights[bn .. ".running_var"], weights[bn .. ".weight"], weights[bn .. ".bias"],
                       { training = true })
    weights[tracked]:add_(1)
    return hug.max_pool2d(y:relu(), 2)
  end
  return function(batch)
    local y = block(block(batch.input, 1), 2):mean({ 2, 3 })
    return hug.cross_entropy(hug.linear(y, weights["fc.weight"], weights["fc.bias"]), batch.labels)
  end
end

-- A model of hug's own; a language model's labels are its ids.
local function model_of(folder)
  local model = hug.model(folder .. "/model"):train()
  return model:state_dict(), function(batch)
    local opts = {}
    for name, value in pairs(batch) do opts[name] = value end
    opts.labels = opts.labels or opts.input_ids
    return model(opts.input_ids or opts.pixel_values, opts).loss
  end
end

-- What the run needs of hug and hug has not: a list of names.
local needs = { cnn = { "conv2d", "batch_norm", "max_pool2d" } }
local function missing_for(config, case)
  local missing = {}
  for _, name in ipairs(needs[config.model_type] or {}) do
    if not core.ops[name] then missing[#missing + 1] = "operator " .. name end
  end
  if not networks[config.model_type] then
    if not pcall(require, "hug.models." .. config.model_type) then missing[#missing + 1] = "model " .. config.model_type end
    if case.trains == "adapter" then missing[#missing + 1] = "adapters of models" end
  end
  return missing
end

local buffers = { running_mean = true, running_var = true, num_batches_tracked = true }

-- The tensors that training changes or keeps, by name; those that it optimizes, as a list; and the loss of a batch.
local function begin(folder, case, config)
  if not networks[config.model_type] then
    local state, loss_of = model_of(folder)
    local list = {}
    for name, tensor in pairs(state) do list[#list + 1] = { name = name, tensor = tensor } end
    table.sort(list, function(a, b) return a.name < b.name end)
    return state, list, loss_of
  end
  local weights = assert(hug.load(folder .. "/model/model.safetensors"))
  local adapter, adapter_config
  if case.trains == "adapter" then
    adapter = assert(hug.load(folder .. "/adapter_0.safetensors"))
    adapter_config = hug.json.decode(assert(core.read_file(folder .. "/adapter_config.json")))
  end
  local state, list = adapter or weights, {}
  for name, tensor in pairs(state) do
    if not buffers[name:match "[^.]*$"] then list[#list + 1] = { name = name, tensor = tensor:requires_grad_(true) } end
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return state, list, networks[config.model_type](weights, config, adapter, adapter_config)
end

-- ---- The run ---------------------------------------------------------------------------------------------------------

local function close(got, want, tolerance) return math.abs(got - want) <= tolerance.atol + tolerance.rtol * math.abs(want) end

local function check_weights(state, want, tolerance)
  for name, tensor in pairs(want) do
    if not state[name] then return name .. " is no weight of the model" end
    local problem = compare(state[name]:detach(), tensor, tolerance.atol[name], tolerance.rtol)
    if problem then return ("%s: %s"):format(name, problem) end
  end
end

-- Batch `step`, and part i of `count` of it along dim 0.
local function batch_of(batches, step)
  local batch = {}
  for name, tensor in pairs(batches) do
    local own = name:match(("^%d/(.*)$"):format(step))
    if own then batch[own] = tensor end
  end
  return batch
end
local function part_of(batch, i, count)
  local part = {}
  for name, tensor in pairs(batch) do
    local rows = tensor:size(0) / count
    part[name] = tensor:narrow(0, (i - 1) * rows, rows)
  end
  return part
end

local function optimizer_of(case, list)
  local rule = require("hug.optimizers." .. case.optimizer)
  local settings = { no_decay = case.no_decay }
  for name, value in pairs(case.settings) do settings[name] = value ~= hug.null and value end
  return optim[rule.name](list, settings)
end

local function schedule_of(case)
  local settings = {}
  for name, value in pairs(case.schedule_args) do settings[name] = value end
  return hug.schedules[case.schedule](settings)
end

local function run(folder, case, config)
  local state, list, loss_of = begin(folder, case, config)
  local tensors, batches = {}, assert(hug.load(folder .. "/batches.safetensors"))
  for i, entry in ipairs(list) do tensors[i] = entry.tensor end
  local optimizer, rate, tolerance = optimizer_of(case, list), schedule_of(case), case.tolerance
  for step, want in ipairs(case.rows) do
    optimizer:zero_grad()
    local batch = batch_of(batches, step)
    local loss = optim.accumulate(case.accumulate, function(i) return loss_of(part_of(batch, i, case.accumulate)) end)
    if not close(loss, want.loss, tolerance.loss) then return ("loss of step %d is %.9g instead of %.9g"):format(step, loss, want.loss) end
    local norm = optim.clip_grad_norm(tensors, case.clip_grad_norm ~= hug.null and case.clip_grad_norm or math.huge)
    if not close(norm, want.grad_norm, tolerance.grad_norm) then
      return ("gradient norm of step %d is %.9g instead of %.9g"):format(step, norm, want.grad_norm)
    end
    local lr = rate(optimizer.updates, case.settings.lr)
    if not close(lr, want.lr, tolerance.lr) then return ("rate of step %d is %.12g instead of %.12g"):format(step, lr, want.lr) end
    optimizer:step(rate)
    local file = ("%s/weights_%d.safetensors"):format(folder, step)
    local problem = core.exists(file) and check_weights(state, assert(hug.load(file)), tolerance.weights)
    if problem then return ("after %d updates: %s"):format(step, problem) end
  end
end

return function(root, report)
  local names = core.is_folder(root .. "/training") and core.list_folder(root .. "/training") or {}
  table.sort(names)
  for _, name in ipairs(names) do
    local folder, line = root .. "/training/" .. name, "training/" .. name
    local text = report.wants(line) and core.read_file(folder .. "/case.json")
    if text then
      local case = assert(hug.json.decode(text))
      local config = assert(hug.json.decode(assert(core.read_file(folder .. "/model/config.json"))))
      local missing = missing_for(config, case)
      if missing[1] then report.line(line, 0, {}, missing)
      else
        local ok, problem = pcall(run, folder, case, config)
        report.line(line, #case.rows, problem and { ok and problem or tostring(problem) } or {})
      end
    end
  end
end
