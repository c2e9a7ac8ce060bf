-- optim: optimizers, and what is done with gradients before them. Rates that change from step to step are in hug.schedules.
--
--   local optimizer = optim.AdamW(model, { lr = 2e-5, weight_decay = 0.01 })
--   for step = 0, 99 do
--     optimizer:zero_grad()
--     model(ids, { labels = labels }).loss:backward()
--     optim.clip_grad_norm(model:parameters(), 1.0)
--     optimizer:step()
--   end
--
-- What an optimizer does to one parameter stands in optimizers/<name>.lua:
--
--   name         of its class: optim.AdamW
--   settings     by example, as in settings.lua; names and defaults are the reference's
--   check(o)     optional: what is wrong with settings that are fine one by one, or nil
--   begin(p, o)  → the state of parameter p: a table of tensors and numbers under the reference's names
--   update(p, g, s, o, room)  changes p by its gradient g, and its state s; s.step counts from 1; room(1) and room(2) are
--                { out = … } for intermediate values of p's shape, so that a step allocates nothing
--   decoupled    true: weight_decay shrinks p and is no part of g, as with the setting decoupled_weight_decay; "own": update does it
--   single       true: 16-bit parameters are updated in f32
--
-- The same as a plain function over tensors has the file's name: optim.adamw(p, g, state, { lr = 1e-3 }) changes p and state,
-- which is {} at first.

local core = require "hug.core"
local nn = require "hug.nn"
local settings = require "hug.settings"

local ops = core.ops
local optim = {}

-- ---- Gradients ------------------------------------------------------------------------------------

-- The sum of |x|^p over all elements of g, or the greatest |x| for p = math.huge.
local function power_sum(g, p)
  local dtype = g:dtype()
  if g:numel() == 0 then return 0 end
  if dtype == "f16" or dtype == "bf16" then g = g:to "f32" end     -- squares would leave the range
  local powers
  if p == math.huge then powers = g:abs()
  elseif p == 2 then powers = g:square()
  else powers = g:abs():pow_(p) end
  local sum = p == math.huge and powers:amax():item() or powers:sum():item()
  powers:release()
  return sum
end

local function total_norm(gradients, p)
  local total = 0
  for _, g in ipairs(gradients) do
    local part = power_sum(g, p)
    if p ~= math.huge then total = total + part
    elseif part ~= part or part > total then total = part end
  end
  return (p == math.huge or p == 2) and (p == 2 and math.sqrt(total) or total) or total ^ (1 / p)
end

local function gradients_of(parameters)
  local list = {}
  for _, p in ipairs(parameters) do list[#list + 1] = p:grad() end
  return list
end

--- The norm of all gradients together, which are scaled so that it is at most max_norm (torch.nn.utils.clip_grad_norm_). Returns
--- the norm before.
--- @param parameters hug.Tensor[]
--- @param max_norm number
--- @param opts? {norm_type: number, error_if_nonfinite: boolean}  norm_type: 2 unless given; math.huge takes the greatest element
--- @return number
function optim.clip_grad_norm(parameters, max_norm, opts)
  local o = settings.read("clip_grad_norm", { norm_type = 2, error_if_nonfinite = false }, opts)
  if o.norm_type <= 0 then error(("[clip_grad_norm] norm_type must be above 0, got %s"):format(o.norm_type), 2) end
  return core.no_grad(function()
    local gradients = gradients_of(parameters)
    local norm = total_norm(gradients, o.norm_type)
    if o.error_if_nonfinite and norm - norm ~= 0 then error(("[clip_grad_norm] the norm of the gradients is %s"):format(norm), 0) end
    local scale = max_norm / (norm + 1e-6)
    if scale < 1 or scale ~= scale then
      for _, g in ipairs(gradients) do g:mul_(scale) end
    end
    return norm
  end)
end

--- Holds every element of all gradients within -clip_value..clip_value (torch.nn.utils.clip_grad_value_).
--- @param parameters hug.Tensor[]
--- @param clip_value number
function optim.clip_grad_value(parameters, clip_value)
  for _, g in ipairs(gradients_of(parameters)) do g:clamp_(-clip_value, clip_value) end
end

--- Gradients of a batch that is too large at once: loss_of(i) is the loss of part i of `count`, and goes back before the next part
--- begins. Where parts weigh differently, as when each has its own number of tokens, loss_of returns the part's share besides; the
--- shares of all parts are 1 together.
--- @param count integer
--- @param loss_of fun(i: integer): hug.Tensor, number?
--- @return number loss of the whole batch
function optim.accumulate(count, loss_of)
  local total = 0
  for i = 1, count do
    local loss, share = loss_of(i)
    loss = loss * (share or 1 / count)
    loss:backward()
    total = total + loss:item()
  end
  return total
end

-- ---- Settings ---------------------------------------------------------------------------------------

local any_sign = { decay_rate = true, dampening = true }

-- What is wrong with complete settings, or nil.
local function problem_with(rule, o)
  for name, value in pairs(o) do
    local least = type(value) == "number" and value or type(value) == "table" and math.min(value[1], value[2])
    if least and (least < 0 or least ~= least) and not any_sign[name] then return name .. " must not be negative" end
  end
  if o.betas and math.max(o.betas[1], o.betas[2]) >= 1 then return "betas must be below 1" end
  return rule.check and rule.check(o)
end

local function complete(rule, given, level)
  local o = settings.read(rule.name, rule.settings, given, level + 2)
  local problem = problem_with(rule, o)
  if problem then error(("[%s] %s"):format(rule.name, problem), level + 1) end
  return o
end

-- ---- One parameter ------------------------------------------------------------------------------------

-- The gradient that the rule sees: of what is to fall, and with the decay that is no step of its own.
local function direction(rule, p, g, o, room)
  local own = rule.decoupled or o.decoupled_weight_decay
  if o.maximize then g = g:neg(room(3)) end
  if own or o.weight_decay == 0 then return g end
  return g:add(p, o.weight_decay, room(3))
end

local function keep_all(state)
  for _, value in pairs(state) do
    if core.is_tensor(value) then value:keep() end      -- it outlives the hug.scope that the step may be in
  end
end

local function update(rule, p, g, s, o, room)
  if not s.step then
    for name, value in pairs(rule.begin(p, o)) do s[name] = value end
    s.step = 0
  end
  s.step = s.step + 1
  g = direction(rule, p, g, o, room)
  if rule.decoupled ~= "own" and (rule.decoupled or o.decoupled_weight_decay) and o.weight_decay ~= 0 then
    p:mul_(1 - o.lr * o.weight_decay)
  end
  rule.update(p, g, s, o, room)
  if s.step == 1 then keep_all(s) end
end

-- Parameter p in the type that the rule computes in: p itself, or a copy in f32.
local function working(rule, p)
  local half = p:dtype() == "f16" or p:dtype() == "bf16"
  return half and rule.single and p:to "f32" or p
end

local function update_in(rule, p, g, s, o, room)
  local w = working(rule, p)
  update(rule, w, w == p and g or g:to "f32", s, o, room)
  if w ~= p then w:positive { out = p } end
end

-- Intermediate values for one call.
local function fresh_room(p)
  return function() return { out = p:empty_like() } end
end

local function plain(rule)
  return function(p, g, state, given)
    local o = complete(rule, given, 2)
    core.no_grad(update_in, rule, p, g, state, o, fresh_room(working(rule, p)))
  end
end

-- ---- Optimizers -----------------------------------------------------------------------------------------

local Optimizer = {}
Optimizer.__index = Optimizer

-- Parameters in any of the forms that are taken, as a list of { tensor =, name = }.
local function entries_of(what, parameters, level)
  if nn.is_module(parameters) then parameters = parameters:named_parameters() end
  local list = {}
  for i, p in ipairs(parameters) do
    local entry = core.is_tensor(p) and { tensor = p } or p
    if type(entry) ~= "table" or not core.is_tensor(entry.tensor) then error(("[%s] parameter %d is no tensor"):format(what, i), level + 1) end
    if not entry.tensor:is_leaf() then
      error(("[%s] parameter %s was computed; only leaves can be optimized"):format(what, entry.name or i), level + 1)
    end
    list[i] = entry
  end
  if not list[1] then error(("[%s] there are no parameters"):format(what), level + 1) end
  return list
end

-- Whether a parameter is among those that `no_decay` tells: a function of tensor and name, or a list of names.
local function tells(no_decay, tensor, name)
  if type(no_decay) == "function" then return no_decay(tensor, name) end
  for _, other in ipairs(no_decay or {}) do
    if other == name then return true end
  end
  return false
end

--- Adds parameters with settings of their own, the optimizer's standing for those not given.
--- @param group table  { params = …, lr = …, … }
function Optimizer:add_group(group, level)
  level = (level or 1) + 1
  local rule, given = self._rule, {}
  for name, value in pairs(self._defaults) do given[name] = value end
  for name, value in pairs(group) do given[name] = value end
  local no_decay = given.no_decay
  given.params, given.no_decay = nil, nil
  local full = complete(rule, given, level)
  full.params = {}
  for i, entry in ipairs(entries_of(rule.name, group.params, level)) do
    local p = entry.tensor
    if self._names[p] then
      if self._group_of[p] ~= full then error(("[%s] parameter %s is in two groups"):format(rule.name, entry.name or i), level) end
    else                                             -- a tensor that two layers share comes twice, and counts once
      self._count = self._count + 1
      self._names[p], self._group_of[p] = entry.name or tostring(self._count - 1), full
      self._bare[p] = tells(no_decay, p, entry.name)
      self._largest = math.max(self._largest, p:numel())
      full.params[#full.params + 1] = p
    end
  end
  self._rooms, self._buffers = {}, {}
  self.groups[#self.groups + 1] = full
end

-- room(k) is { out = tensor } in w's shape and type, a view of buffer k, which all parameters share.
local function shared_room(self, w)
  local made, shape = {}, { w:shape() }
  return function(k)
    if not made[k] then
      local key = k .. w:dtype()
      self._buffers[key] = self._buffers[key] or ops.empty({ self._largest }, w:dtype()):keep()
      local flat = self._buffers[key]:narrow(0, 0, w:numel())
      made[k] = { out = flat:view(shape):keep() }
      flat:release()
    end
    return made[k]
  end
end

function Optimizer:_room(p)
  if not self._rooms[p] then self._rooms[p] = shared_room(self, working(self._rule, p)) end
  return self._rooms[p]
end

-- A group's settings as they are for one step: under a rate, and under what a schedule gives for the momentum.
local function settings_now(self, group, rate)
  local now = setmetatable({}, { __index = group })
  if type(rate) ~= "function" then
    now.lr = rate
    return now
  end
  local momentum
  now.lr, momentum = rate(self.updates, group.lr)
  if not momentum then return now end
  if group.betas then now.betas = { momentum, group.betas[2] }
  elseif group.momentum then now.momentum = momentum
  else error(("[%s] has no momentum for the schedule to change; give it cycle_momentum = false"):format(self._rule.name), 0) end
  return now
end

--- Changes every parameter that has a gradient.
--- @param rate? number|fun(updates: integer, lr: number): number, number?  the rate of this step in all groups, or a schedule (see
---   hug.schedules) that tells it from the number of updates so far and the group's lr (default: the group's lr)
function Optimizer:step(rate)
  core.no_grad(function()
    for _, group in ipairs(self.groups) do
      local now = settings_now(self, group, rate)
      local bare = setmetatable({ weight_decay = 0 }, { __index = now })
      for _, p in ipairs(group.params) do
        local g = p:grad()
        if g then
          self.state[p] = self.state[p] or {}
          update_in(self._rule, p, g, self.state[p], self._bare[p] and bare or now, self:_room(p))
        end
      end
    end
  end)
  self.updates = self.updates + 1
end

--- Forgets the gradients of all parameters.
function Optimizer:zero_grad()
  for _, group in ipairs(self.groups) do
    for _, p in ipairs(group.params) do p:zero_grad() end
  end
end

-- ---- Saving and loading ------------------------------------------------------------------------------------

local numbers = { step = true, mu_product = true, RMS = true }      -- of a state; all else in it are tensors

local function as_tensor(value)
  if type(value) == "boolean" then return core.tensor(value, { dtype = "bool" }) end
  return core.tensor(value, { dtype = "f64" })
end

--- What training goes on from, as a table of tensors that hug.save takes: "updates", "group.<number>.<setting>" and
--- "state.<parameter>.<name>". Groups and parameters without names are numbered from 0. Tensors of the state are not copied.
--- @return table<string, hug.Tensor>
function Optimizer:state_dict()
  local all = { updates = core.tensor(self.updates, { dtype = "i64" }) }
  for i, group in ipairs(self.groups) do
    for name in pairs(self._rule.settings) do
      if group[name] ~= nil then all[("group.%d.%s"):format(i - 1, name)] = as_tensor(group[name]) end
    end
    for _, p in ipairs(group.params) do
      for name, value in pairs(self.state[p] or {}) do
        all[("state.%s.%s"):format(self._names[p], name)] = numbers[name] and as_tensor(value) or value
      end
    end
  end
  return all
end

local function shape_of(t) return "[" .. table.concat({ t:shape() }, ",") .. "]" end

-- One value of parameter p's state, as it was saved; `like` has its shape and type.
local function loaded_value(self, key, name, value, like)
  if numbers[name] then return value:item() end
  if shape_of(value) ~= shape_of(like) then
    error(("[%s] %s has shape %s, but the parameter needs %s"):format(self._rule.name, key, shape_of(value), shape_of(like)), 4)
  end
  return value:to(like:dtype()):clone():keep()
end

-- A group's settings as they were saved; nil and the name of one if that is missing.
local function loaded_settings(examples, dict, prefix)
  local all = {}
  for name, example in pairs(examples) do
    local value = dict[prefix .. name]
    if value then all[name] = type(example) == "table" and value:tolist() or value:item()
    elseif type(example) ~= "string" then return nil, prefix .. name end
  end
  return all
end

--- Goes on from what state_dict() gave for an optimizer of the same kind, groups and parameters. Tensors are copied.
--- @param dict table<string, hug.Tensor>
function Optimizer:load_state_dict(dict)
  local rule, by_name, states = self._rule, {}, {}
  local function fail(text, ...) error(("[%s] " .. text):format(rule.name, ...), 3) end
  for p, name in pairs(self._names) do by_name[name] = p end
  for key, value in pairs(dict) do
    local number = tonumber(key:match "^group%.(%d+)%.")
    local parameter, name = key:match "^state%.(.*)%.([^.]+)$"
    if number and not self.groups[number + 1] then fail("there is no group %d, of which %s is", number, key) end
    if not number and not parameter and key ~= "updates" then fail("%s is nothing that an optimizer has", key) end
    if parameter then
      local p = by_name[parameter] or fail("there is no parameter %s, of which %s is", parameter, key)
      states[p] = states[p] or { saved = {} }
      states[p].saved[name] = { key, value }
    end
  end
  if not dict.updates then fail("updates is missing") end
  local loaded = {}
  for i = 1, #self.groups do
    local all, missing = loaded_settings(rule.settings, dict, ("group.%d."):format(i - 1))
    loaded[i] = all or fail("%s is missing", missing)
  end
  core.no_grad(function()
    for p, s in pairs(states) do
      local fresh = rule.begin(working(rule, p), self._group_of[p])
      for name, saved in pairs(s.saved) do s[name] = loaded_value(self, saved[1], name, saved[2], fresh[name] or p) end
      s.saved = nil
    end
  end)
  self.state, self.updates = states, dict.updates:item()
  for i, group in ipairs(self.groups) do
    for name in pairs(rule.settings) do group[name] = loaded[i][name] end
  end
end

function Optimizer:__tostring()
  local lines = { ("%s: %d parameters, %d updates"):format(self._rule.name, self._count, self.updates) }
  for i, group in ipairs(self.groups) do
    local words = {}
    for name in pairs(self._rule.settings) do
      local value = group[name]
      if type(value) == "table" then value = "{ " .. table.concat(value, ", ") .. " }" end
      words[#words + 1] = ("%s = %s"):format(name, tostring(value))
    end
    table.sort(words)
    lines[#lines + 1] = ("  group %d, %d parameters: %s"):format(i - 1, #group.params, table.concat(words, ", "))
  end
  return table.concat(lines, "\n")
end

-- ---- By name ---------------------------------------------------------------------------------------------------

-- Whether a list is one of groups: { { params = …, lr = … }, … }.
local function are_groups(parameters)
  return not nn.is_module(parameters) and type(parameters[1]) == "table" and parameters[1].params ~= nil
end

--- The optimizer that a rule describes, for a module, a list of tensors, a list of { name =, tensor = }, or a list of groups.
--- `no_decay` in the settings tells the parameters whose weight_decay is 0: a function of tensor and name, or a list of names.
local function class_of(rule)
  return function(parameters, given)
    local self = setmetatable({
      groups = {}, state = {}, updates = 0,
      _rule = rule, _defaults = given or {}, _names = {}, _group_of = {}, _bare = {}, _count = 0, _largest = 0,
    }, Optimizer)
    if type(parameters) ~= "table" then error(("[%s] needs a module or a list of parameters"):format(rule.name), 2) end
    if type(self._defaults) ~= "table" then error(("[%s] settings must be a table"):format(rule.name), 2) end
    local groups = are_groups(parameters) and parameters or { { params = parameters } }
    for _, group in ipairs(groups) do self:add_group(group, 2) end
    return self
  end
end

-- The rule of a name in any case, or nil if there is none.
local function rule_of(name)
  local module = "hug.optimizers." .. name:lower()
  local ok, found = pcall(require, module)
  if ok then return found end
  if found:find("module '" .. module .. "' not found", 1, true) then return nil end
  error(found, 0)
end

return setmetatable(optim, {
  __index = function(self, name)
    local rule = type(name) == "string" and name:match "^%a+$" and rule_of(name)
    if not rule then return nil end
    local value = name == rule.name and class_of(rule) or name == name:lower() and plain(rule) or nil
    self[name] = value
    return value
  end,
})
