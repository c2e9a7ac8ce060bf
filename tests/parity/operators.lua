-- operators.lua: every recorded case of every operator, forward and backward.

local hug = require "hug"
local compare = require "compare"
local nn = require "hug.nn"

-- Non-finite numbers are words in JSON.
local numbers = { inf = math.huge, ["-inf"] = -math.huge, nan = 0 / 0 }

local function argument(value)
  if type(value) == "string" and numbers[value] then return numbers[value] end
  if value == hug.null then return false end
  if type(value) == "table" then
    for i, member in ipairs(value) do value[i] = argument(member) end
  end
  return value
end

-- A stored tensor as the operator sees it: a real strided view, at the end of its history.
local function viewed(t, steps)
  for _, step in ipairs(steps or {}) do
    local kind = step[1]
    if kind == "permute" then
      local dims = {}
      for i = 2, #step do dims[i - 1] = step[i] end
      t = t:permute(dims)
    elseif kind == "narrow" then t = t:narrow(step[2], step[3], step[4])
    elseif kind == "step" then t = t:slice(step[2], step[3], nil, step[4])
    elseif kind == "expand" then
      local sizes = {}
      for i = 2, #step do sizes[i - 1] = step[i] end
      t = t:expand(sizes)
    else error("unknown view " .. tostring(kind)) end
  end
  return t
end

-- Inputs by argument name: "case/tensors.1" is the second of the list `tensors`.
local function inputs_of(case, tensors)
  local args, leaves = {}, {}
  for _, key in ipairs(case.inputs) do
    local name = key:match "/(.*)$"
    local t = viewed(assert(tensors[key], key), case.views and case.views[key])
    if case.grads[key] then
      t = t:detach():requires_grad_(true)
      leaves[key] = t
    end
    local list, index = name:match "^(.-)%.(%d+)$"
    if list then
      args[list] = args[list] or {}
      args[list][tonumber(index) + 1] = t
    else args[name] = t end
  end
  for name, value in pairs(case.args) do args[name] = argument(value) end
  return args, leaves
end

-- torch takes states and weights of recurrent networks as lists; here each is recorded by its name.
local function recurrent(name)
  return function(a)
    local params = {}
    for _, direction in ipairs { "", "_reverse" } do
      for _, weight in ipairs { "w_ih", "w_hh", "b_ih", "b_hh" } do params[#params + 1] = a[weight .. direction] end
    end
    return hug[name] { input = a.input, hx = { a.h0, a.c0 }, params = params, has_biases = a.b_ih ~= nil,
                       bidirectional = a.w_ih_reverse ~= nil, batch_first = a.batch_first }
  end
end

-- Some recorded names are those of a method of tensors or of Python; here is how hug is asked for the same.
local special = {
  detach_stops_gradient = function(a) return (a.input:detach() * a.input) end,
  mixed_dtype_add = function(a) return hug.add(a) end,
  to_with_gradient = function(a) return a.input:to "f64":square():to "f32" end,
  unique = function(a) a.return_inverse, a.return_counts = true, true return hug.unique(a) end,
  unique_consecutive = function(a) a.return_inverse, a.return_counts = true, true return hug.unique_consecutive(a) end,
  lstm = recurrent "lstm", gru = recurrent "gru", rnn_tanh = recurrent "rnn_tanh",
  threshold = function(a) return hug.threshold(a.input, 0.15, -2) end,
  autograd_chain = function(a)
    return (((a.x:matmul(a.w)):tanh() + a.x:sum(1, true)):square():mean(0)) * a.w:sum(0)
  end,
  batch_norm = function(a)      -- afterwards the running statistics are as they were moved to
    return hug.batch_norm(a), a.running_mean, a.running_var
  end,
  ctc_loss = function(a)
    a.log_probs = a.log_probs:log_softmax(-1)
    return hug.ctc_loss(a)
  end,
}

-- Recorded argument names that are not PyTorch's own.
local renamed = {
  pow = { other = "exponent" },
  norm = { ord = "p" },
  multi_head_attention = { input = "query", out_weight = "out_proj_weight", out_bias = "out_proj_bias" },
  rope_frequencies = { max_position = "max_position_embeddings" },
  timestep_embedding = { dim = "embedding_dim", shift = "downscale_freq_shift" },
  mel_filter_bank = { bins = "num_frequency_bins", mels = "num_mel_filters", low = "min_frequency", high = "max_frequency" },
}

-- A dictionary of settings is arguments; lists of numbers in it are tensors.
local function flattened(args)
  for key, value in pairs(args.parameters or {}) do
    args[key] = type(value) == "table" and hug.tensor(value) or value
  end
  args.parameters = nil
  return args
end

local function results_of(name, args)
  args = flattened(args)
  for from, to in pairs(renamed[name] or {}) do
    if args[from] ~= nil then args[to], args[from] = args[from], nil end
  end
  local activation = name:match "^act_(.*)"
  local call = special[name] or hug[name] or function(a) return nn.activation(activation)(a.input) end
  local results = { call(args) }
  if type(results[1]) == "table" then results = results[1] end
  return results
end

local function check_case(name, case, tensors)
  local args, leaves = inputs_of(case, tensors)
  local results = results_of(name, args)
  local loss
  for i, key in ipairs(case.outputs) do
    local got = results[i]
    if type(got) ~= "userdata" then got = hug.tensor(got, { dtype = tensors[key]:dtype() }) end
    local problem = compare(got:detach(), tensors[key], case.atol, case.rtol)
    if problem then return ("%s: %s: %s"):format(case.name, key:match "/(.*)$", problem) end
    local weight = case.weights and case.weights[key]
    if weight then
      local part = (got * tensors[weight]):sum()
      loss = loss and loss + part or part
    end
  end
  if next(case.grads) == nil then return nil end
  loss:backward()
  for key, grad in pairs(case.grads) do
    local got = leaves[key]:grad() or hug.zeros_like(leaves[key])
    local problem = compare(got, tensors[grad], case.grad_atol, case.grad_rtol)
    if problem then return ("%s: gradient of %s: %s"):format(case.name, key:match "/(.*)$", problem) end
  end
end

return function(folder, report)
  local index = hug.json.decode(assert(hug.core.read_file(folder .. "/index.json")))
  for _, family in ipairs(index.families) do
    local names = {}
    for name in pairs(family.ops) do names[#names + 1] = name end
    table.sort(names)
    for _, name in ipairs(names) do
      if report.wants(name) then
        local file = folder .. "/ops/" .. name
        if not (special[name] or hug.core.ops[name] or name:match "^act_") then report.line(name, 0, {}, { "operator" })
        elseif hug.core.exists(file .. ".json") then
          local cases = assert(hug.json.decode(assert(hug.core.read_file(file .. ".json")))).cases
          local tensors, problems = assert(hug.load(file .. ".safetensors")), {}
          for _, case in ipairs(cases) do
            local ok, problem = pcall(check_case, name, case, tensors)
            if problem then problems[#problems + 1] = ok and problem or case.name .. ": " .. tostring(problem) end
          end
          report.line(name, #cases, problems)
        end
      end
    end
  end
end
