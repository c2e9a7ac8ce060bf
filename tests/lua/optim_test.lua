-- Optimizers, schedules and what is done with gradients: groups, saving, mistakes, and what a step costs.

local check = require "check"
local hug = require "hug"
local core, optim, schedules = hug.core, hug.optim, hug.schedules
local eq, near, raises, test = check.eq, check.near, check.raises, check.test

local classes = { "SGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "Adagrad", "Adadelta", "RMSprop", "Adafactor", "Lion" }

local generator = hug.generator(5)
local function random(...) return hug.randn({ ... }, { generator = generator }) end

-- A parameter [3,2] and one [4], with gradients.
local function parameters()
  local list = { random(3, 2):requires_grad_(true), random(4):requires_grad_(true) }
  for _, p in ipairs(list) do p:set_grad(random(p:shape())) end
  return list
end

local function bits(t) return t:detach():tolist() end

test("every optimizer goes on bit for bit from what was saved", function()
  local path = os.tmpname()
  for _, name in ipairs(classes) do
    local list = parameters()
    local optimizer = optim[name](list)
    for _ = 1, 3 do optimizer:step() end
    eq(hug.save(path, optimizer:state_dict()), true)
    local copies = {}
    for i, p in ipairs(list) do
      copies[i] = p:detach():clone():requires_grad_(true)
      copies[i]:set_grad(p:grad():clone())
    end
    local other = optim[name](copies)
    other:load_state_dict(assert(hug.load(path)))
    eq(other.updates, 3)
    optimizer:step()
    other:step()
    for i, p in ipairs(list) do eq(bits(copies[i]), bits(p)) end
  end
  os.remove(path)
end)

test("settings are saved with the state, and names stand for parameters that have some", function()
  local net = hug.nn.Linear(2, 3):train()
  net.weight:set_grad(hug.ones(3, 2))
  local optimizer = optim.Adam(net, { lr = 0.5, amsgrad = true, betas = { 0.8, 0.9 } })
  optimizer:step()
  local saved = optimizer:state_dict()
  local names = {}
  for name in pairs(saved) do names[#names + 1] = name end
  table.sort(names)
  eq(names, { "group.0.amsgrad", "group.0.betas", "group.0.decoupled_weight_decay", "group.0.eps", "group.0.lr", "group.0.maximize",
              "group.0.weight_decay", "state.weight.exp_avg", "state.weight.exp_avg_sq", "state.weight.max_exp_avg_sq",
              "state.weight.step", "updates" })
  local other = optim.Adam(net)
  other:load_state_dict(saved)
  eq({ other.groups[1].lr, other.groups[1].amsgrad, other.groups[1].betas }, { 0.5, true, { 0.8, 0.9 } })
  raises("[Adam] there is no parameter weight, of which state.weight.", function() optim.Adam({ net.weight }):load_state_dict(saved) end)
  raises("but the parameter needs [2]", function()
    optim.Adam({ { name = "weight", tensor = hug.ones(2):requires_grad_(true) } }):load_state_dict(saved)
  end)
  raises("[SGD] group.0.dampening is missing", function()
    local all = optim.SGD(net):state_dict()
    all["group.0.dampening"] = nil
    optim.SGD(net):load_state_dict(all)
  end)
  raises("[SGD] updates is missing", function() optim.SGD(net):load_state_dict {} end)
  raises("[SGD] x is nothing that an optimizer has", function() optim.SGD(net):load_state_dict { x = hug.ones(1) } end)
  raises("[SGD] there is no group 3", function() optim.SGD(net):load_state_dict { ["group.3.lr"] = hug.ones(1) } end)
end)

test("groups have settings of their own", function()
  local a, b, c = hug.ones(2):requires_grad_(true), hug.ones(2):requires_grad_(true), hug.ones(2):requires_grad_(true)
  local optimizer = optim.SGD({ { params = { a }, lr = 0.5 }, { params = { b } } }, { lr = 0.25, weight_decay = 1 })
  optimizer:add_group { params = { c }, weight_decay = 0 }
  for _, p in ipairs { a, b, c } do p:set_grad(hug.ones(2)) end
  optimizer:step()
  eq({ a[0]:item(), b[0]:item(), c[0]:item() }, { 0, 0.5, 0.75 })
  optimizer:step(1)
  eq({ a[0]:item(), b[0]:item(), c[0]:item() }, { -1, -1, -0.25 })
  optimizer.groups[3].lr = 0
  optimizer:step(function(updates, lr) return updates * lr end)
  eq({ a[0]:item(), b[0]:item(), c[0]:item() }, { -1, -1, -0.25 })
  raises("[SGD] parameter 1 is in two groups", function() optimizer:add_group { params = { a } } end)
  eq(tostring(optimizer):match "^[^\n]*", "SGD: 3 parameters, 3 updates")
end)

test("what does not decay, what has no gradient, what comes twice", function()
  local a, b, c = hug.ones(2):requires_grad_(true), hug.ones(2):requires_grad_(true), hug.ones(2):requires_grad_(true)
  local named = { { name = "a", tensor = a }, { name = "b", tensor = b }, { name = "c", tensor = c }, { name = "tied", tensor = a } }
  local optimizer = optim.AdamW(named, { lr = 0.5, weight_decay = 1, no_decay = { "b" } })
  a:set_grad(hug.zeros(2))
  b:set_grad(hug.zeros(2))
  optimizer:step()
  eq({ a[0]:item(), b[0]:item(), c[0]:item() }, { 0.5, 1, 1 })
  eq(optimizer.state[c], nil)
  optimizer = optim.SGD(named, { lr = 0.5, weight_decay = 1, no_decay = function(_, name) return name == "a" end })
  optimizer:step()
  eq({ a[0]:item(), b[0]:item() }, { 0.5, 0.5 })
  optimizer:zero_grad()
  eq({ a:grad(), b:grad() }, {})
end)

test("a plain function changes a tensor and a state", function()
  local p, state = hug.ones(2), {}
  optim.sgd(p, hug.ones(2), state, { lr = 0.25, momentum = 0.5 })
  optim.sgd(p, hug.ones(2), state, { lr = 0.25, momentum = 0.5 })
  eq(p:tolist(), { 0.375, 0.375 })
  eq(state.step, 2)
  eq(state.momentum_buffer:tolist(), { 1.5, 1.5 })
  eq(p:is_leaf(), true)
end)

test("what is wrong is said", function()
  local p = hug.ones(2):requires_grad_(true)
  raises("optim_test.lua", function() optim.SGD({ p }, { rate = 1 }) end)
  raises("[SGD] there is no setting rate; there are dampening, lr, maximize", function() optim.SGD({ p }, { rate = 1 }) end)
  raises("[SGD] lr must be a number, got \"fast\"", function() optim.SGD({ p }, { lr = "fast" }) end)
  raises("[SGD] lr must not be negative", function() optim.SGD({ p }, { lr = -1 }) end)
  raises("[SGD] nesterov needs a momentum", function() optim.SGD({ p }, { nesterov = true }) end)
  raises("[Adam] betas must be below 1", function() optim.Adam({ p }, { betas = { 0.9, 1 } }) end)
  raises("[Adam] betas must have 2 numbers", function() optim.Adam({ p }, { betas = { 0.9 } }) end)
  raises("[Adam] betas must be a list of numbers", function() optim.Adam({ p }, { betas = 0.9 }) end)
  raises("[Adadelta] rho must be 0 to 1", function() optim.Adadelta({ p }, { rho = 1.5 }) end)
  raises("[Adafactor] lr and relative_step exclude each other", function() optim.Adafactor({ p }, { lr = 1 }) end)
  raises("[Adafactor] needs lr, or relative_step", function() optim.Adafactor({ p }, { relative_step = false }) end)
  raises("[SGD] parameter 1 was computed", function() optim.SGD { p * 2 } end)
  raises("[SGD] parameter 1 is no tensor", function() optim.SGD { 3 } end)
  raises("[SGD] there are no parameters", function() optim.SGD {} end)
  raises("[SGD] needs a module or a list", function() optim.SGD(p) end)
  raises("optim_test.lua", function() optim.sgd(p, p, {}, { lr = -1 }) end)
  raises("[Adagrad] has no momentum for the schedule to change", function()
    optim.Adagrad({ p }):step(schedules.CyclicLR { base_lr = 0.1, max_lr = 1 })
  end)
  eq(optim.Nothing, nil)
  eq(optim.adam ~= nil and optim.ADAM == nil, true)
end)

test("a state outlives the scope of its step, and a step allocates nothing that stays", function()
  for _, name in ipairs(classes) do
    local list = { random(300, 200):requires_grad_(true), random(100):requires_grad_(true) }
    for _, p in ipairs(list) do p:set_grad(random(p:shape())) end
    local optimizer = optim[name](list)
    hug.scope(function() optimizer:step() end)
    for _ = 1, 6 do optimizer:step() end
    collectgarbage()
    collectgarbage "stop"
    local before = hug.memory()
    for _ = 1, 3 do optimizer:step() end
    local grown = hug.memory().live - before.live
    eq(grown < 60000 and name or { name, grown }, name)       -- a [300,200] of f32 has 240000 bytes
    collectgarbage "restart"
  end
end)

test("gradients are clipped", function()
  local a, b, c = hug.zeros(2):requires_grad_(true), hug.zeros(1):requires_grad_(true), hug.zeros(1):requires_grad_(true)
  local function begin()
    a:set_grad(hug.tensor { 3, -4 })
    b:set_grad(hug.tensor { 12 })
  end
  local list = { a, b, c }
  begin()
  near(optim.clip_grad_norm(list, 6.5), 13)
  near(a:grad():tolist(), { 1.5, -2 })
  near(b:grad():tolist(), { 6 })
  near(optim.clip_grad_norm(list, 100), 6.5)
  near(b:grad():tolist(), { 6 })
  begin()
  near(optim.clip_grad_norm(list, 6, { norm_type = math.huge }), 12)
  near(a:grad():tolist(), { 1.5, -2 })
  begin()
  near(optim.clip_grad_norm(list, 1e9, { norm_type = 1 }), 19)
  near(optim.clip_grad_norm(list, 1e9, { norm_type = 3 }), (27 + 64 + 1728) ^ (1 / 3), 1e-5)
  optim.clip_grad_value(list, 3.5)
  eq({ a:grad():tolist(), b:grad():tolist() }, { { 3, -3.5 }, { 3.5 } })
  eq(optim.clip_grad_norm({ c }, 1), 0)
  local half = hug.zeros({ 2 }, "f16"):requires_grad_(true)
  half:set_grad(hug.tensor({ 300, 400 }, { dtype = "f16" }))       -- whose squares f16 cannot hold
  near(optim.clip_grad_norm({ half }, 1000), 500)
  b:set_grad(hug.tensor { math.huge })
  raises("[clip_grad_norm] the norm of the gradients is inf", optim.clip_grad_norm, list, 1, { error_if_nonfinite = true })
  raises("[clip_grad_norm] norm_type must be above 0", optim.clip_grad_norm, list, 1, { norm_type = 0 })
  raises("[clip_grad_norm] there is no setting norm", optim.clip_grad_norm, list, 1, { norm = 2 })
end)

test("parts of a batch give the batch's gradient", function()
  local x, y = random(8, 3), random(8)
  local w = random(3):requires_grad_(true)
  local function loss_of(first, count) return hug.mse_loss(x:narrow(0, first, count):mv(w), y:narrow(0, first, count)) end
  local whole = loss_of(0, 8)
  whole:backward()
  local want = w:grad():tolist()
  w:zero_grad()
  near(optim.accumulate(4, function(i) return loss_of(2 * (i - 1), 2) end), whole:item(), 1e-6)
  near(w:grad():tolist(), want, 1e-6)
  w:zero_grad()
  near(optim.accumulate(2, function(i)                              -- parts of 2 and of 6 rows
    if i == 1 then return loss_of(0, 2), 0.25 end
    return loss_of(2, 6), 0.75
  end), whole:item(), 1e-6)
  near(w:grad():tolist(), want, 1e-6)
end)

-- ---- Schedules, beyond those that the fixtures have ----------------------------------------------------------------

local function rates(schedule, lr, count)
  local list = {}
  for step = 0, count - 1 do list[step + 1] = schedule(step, lr) end
  return list
end

test("schedules made of others", function()
  near(rates(schedules.SequentialLR {
    schedulers = { schedules.ConstantLR { factor = 0.1, total_iters = 2 }, schedules.ExponentialLR { gamma = 0.9 } }, milestones = { 3 },
  }, 0.05, 7), { 0.005, 0.005, 0.05, 0.05, 0.045, 0.0405, 0.03645 })
  near(rates(schedules.ChainedScheduler {
    schedulers = { schedules.ConstantLR { factor = 0.1, total_iters = 2 }, schedules.ExponentialLR { gamma = 0.9 } },
  }, 1, 5), { 0.1, 0.09, 0.81, 0.729, 0.6561 })
  local asked = {}
  local rate = schedules.MultiplicativeLR { lr_lambda = function(step)
    asked[#asked + 1] = step
    return 0.5
  end }
  near({ rate(0), rate(1), rate(3), rate(3), rate(1) }, { 1, 0.5, 0.125, 0.125, 0.5 })
  eq(asked, { 1, 2, 3, 1 })
  near(rates(schedules.LambdaLR { lr_lambda = function(step) return step + 1 end }, 2, 3), { 2, 4, 6 })
  near(rates(schedules.PolynomialLR { total_iters = 4, power = 1 }, 0.001, 6), { 0.001, 0.00075, 0.0005, 0.00025, 0, 0 })
end)

test("cycles turn the momentum too", function()
  local p = hug.ones(1):requires_grad_(true)
  p:set_grad(hug.ones(1))
  local rate = schedules.OneCycleLR { max_lr = 1, total_steps = 10 }
  local lr, momentum = rate(0)
  near({ lr, momentum }, { 0.04, 0.95 })
  lr, momentum = rate(2)
  near({ lr, momentum }, { 1, 0.85 })
  lr, momentum = rate(9)
  near({ lr, momentum }, { 4e-6, 0.95 }, 1e-9)
  raises("[OneCycleLR] there is no step 11 of 10", rate, 11)
  local seen
  local optimizer = optim.Adam { p }
  local update = optimizer._rule.update
  optimizer._rule.update = function(w, g, s, o, room)
    seen = { o.lr, o.betas }
    return update(w, g, s, o, room)
  end
  optimizer:step(rate)
  optimizer._rule.update = update
  near(seen, { 0.04, { 0.95, 0.999 } })
  eq(optimizer.groups[1].betas, { 0.9, 0.999 })
end)

test("settings of schedules are checked", function()
  raises("optim_test.lua", function() schedules.linear {} end)
  raises("[linear] num_", function() schedules.linear {} end)
  raises("[cosine] there is no setting num_warmup", function() schedules.cosine { num_warmup = 1 } end)
  raises("[warmup_stable_decay] decay_type must be one of cosine, linear, 1-sqrt", function()
    schedules.warmup_stable_decay { num_warmup_steps = 1, num_decay_steps = 1, num_stable_steps = 1, decay_type = "line" }
  end)
  raises("[warmup_stable_decay] needs num_training_steps or", function()
    schedules.warmup_stable_decay { num_warmup_steps = 1, num_decay_steps = 1 }
  end)
  raises("[cosine_with_min_lr] needs min_lr or", function() schedules.cosine_with_min_lr { num_warmup_steps = 1, num_training_steps = 9 } end)
  raises("[polynomial] lr_end", function() schedules.polynomial({ num_warmup_steps = 0, num_training_steps = 9, lr_end = 2 })(1, 1) end)
  raises("[ReduceLROnPlateau] factor must be below 1", function() schedules.ReduceLROnPlateau { lr = 1, factor = 1 } end)
  raises("[StepLR] step_size must be an integer", function() schedules.StepLR { step_size = 1.5 } end)
  raises("[SequentialLR] needs one scheduler more", function() schedules.SequentialLR { schedulers = {}, milestones = {} } end)
end)

test("a plateau's states are tables of numbers of their own", function()
  local plateau = schedules.reduce_lr_on_plateau { lr = 1, factor = 0.5, patience = 0 }
  local first = plateau()
  local second = plateau(plateau(first, 1), 1)
  eq({ first.lr, second.lr }, { 1, 0.5 })
  eq(hug.json.decode(hug.json.encode(second)).lr, 0.5)
end)

check.report()
