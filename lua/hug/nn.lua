-- nn: what models are built of. A module is a table whose fields are parameters (tensors), other modules, and settings;
-- a field's name is the checkpoint's name. Fields that begin with `_` are not walked.
--
--   local Mlp = nn.class()
--   function Mlp:init(width) self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width) end
--   function Mlp:forward(x) return self.down(self.up(x, "gelu")) end      -- x: [rows, width]
--   local mlp = Mlp(8)
--   print(mlp(hug.randn({ 2, 8 })))

local core = require "hug.core"
local ops = core.ops

local nn = {}

-- ---- Classes ----------------------------------------------------------------------------------

local Module = {}
Module.__index = Module

--- A new class of modules, with the methods of `parent` (default: of every module).
function nn.class(parent)
  parent = parent or Module
  local class = setmetatable({}, {
    __index = parent,
    __call = function(class, ...)
      local self = setmetatable({}, class)
      self:init(...)
      return self
    end,
  })
  class.__index = class
  class.__call = parent.__call
  class.__tostring = parent.__tostring
  class.parent = parent
  return class
end

--- Whether a value is a module: an instance of a class made by nn.class, a list or a dict.
local function is_module(value)
  local class = type(value) == "table" and getmetatable(value)
  while type(class) == "table" do
    if class == Module then return true end
    class = rawget(class, "parent")
  end
  return false
end
nn.is_module = is_module

function Module:init() end
function Module.__call(self, ...) return self:forward(...) end

-- ---- Parameters ---------------------------------------------------------------------------------

-- While a loader builds a model whose weights come from a file, parameters are only their shapes.
local outlines = false
local Outline = {}
Outline.__index = Outline

--- Calls fn(...) so that parameters made inside are outlines without elements, to be filled by module:load().
function nn.without_weights(fn, ...)
  local before = outlines
  outlines = true
  local ok, result = pcall(fn, ...)
  outlines = before
  if not ok then error(result, 0) end
  return result
end

--- A parameter of `shape`, its elements made by init(tensor) → tensor.
function nn.parameter(shape, init)
  local outline = setmetatable({ shape = shape, init = init }, Outline)
  return outlines and outline or outline:begin()
end

--- A tensor that belongs to the state but is no parameter: it is stored and loaded, and never trained.
function nn.buffer(shape, init)
  local outline = setmetatable({ shape = shape, init = init, buffer = true }, Outline)
  return outlines and outline or outline:begin()
end

local function is_buffer(owner, field) return owner._buffers ~= nil and owner._buffers[field] == true end

--- The parameter or buffer that an outline stands for, at its beginning.
function Outline:begin()
  if self.buffer then return self.init(ops.zeros(self.shape)) end
  return core.no_grad(function() return self.init(ops.zeros(self.shape)) end):requires_grad_(true)
end

-- Ways to begin: each gives elements for a tensor of zeros.
local function uniform(bound)
  return function(t) return ops.rand_like(t) * (2 * bound) - bound end
end
local function ones(t) return ops.ones_like(t) end
local function zeros(t) return t end
nn.uniform, nn.ones, nn.zeros = uniform, ones, zeros

-- Field names in order: numbers of lists as they are, else alphabetical.
local function fields_of(module)
  local names = {}
  for name in pairs(module) do
    if type(name) == "number" or (type(name) == "string" and name:sub(1, 1) ~= "_") then names[#names + 1] = name end
  end
  table.sort(names, function(a, b)
    if type(a) == type(b) then return a < b end
    return type(a) == "number"
  end)
  return names
end

-- Calls visit(owner, field, dotted name, value) for every parameter below `module`.
local function walk(module, prefix, visit)
  for _, field in ipairs(fields_of(module)) do
    local value = module[field]
    local name = prefix .. (type(field) == "number" and field - 1 or field)
    if core.is_tensor(value) or getmetatable(value) == Outline then visit(module, field, name, value)
    elseif is_module(value) then walk(value, name .. ".", visit) end
  end
end

--- Parameters as a list of { name =, tensor = }, ordered by dotted name.
function Module:named_parameters()
  local list = {}
  walk(self, "", function(owner, field, name, tensor)
    if not is_buffer(owner, field) then list[#list + 1] = { name = name, tensor = tensor } end
  end)
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

--- Parameters as a list of tensors, ordered by dotted name.
function Module:parameters()
  local list = {}
  for i, p in ipairs(self:named_parameters()) do list[i] = p.tensor end
  return list
end

--- Number of elements of all parameters.
function Module:num_parameters()
  local count = 0
  for _, tensor in ipairs(self:parameters()) do count = count + tensor:numel() end
  return count
end

--- Calls fn(module) for this module and all below it.
function Module:apply(fn)
  fn(self)
  for _, field in ipairs(fields_of(self)) do
    if is_module(self[field]) then self[field]:apply(fn) end
  end
  return self
end

--- Switches to training (dropout acts), or with false to inference. What records gradients stays as it is, but that training
--- ends module:freeze(). Returns self.
function Module:train(on)
  on = on ~= false
  self:apply(function(module) module.training = on end)
  if on then
    for _, tensor in ipairs(self:parameters()) do core.thaw(tensor) end
  end
  return self
end

--- Switches to inference. Returns self.
function Module:eval() return self:train(false) end

--- Parameters record no gradients until module:train(), as those of a loaded model; one for which requires_grad_ is called
--- in between stays as that says. Returns self.
function Module:freeze()
  for _, tensor in ipairs(self:parameters()) do core.freeze(tensor) end
  return self
end

--- Converts floating parameters to a floating dtype. They are other tensors then: an optimizer is made afterwards. Returns self.
--- @param dtype string "f32", "f64", "f16" or "bf16"
function Module:to(dtype)
  local example = ops.zeros({ 0 }):to(dtype)
  if not example:is_floating_point() then
    error(("[to] parameters are of a floating dtype (f32, f64, f16, bf16), not %s"):format(dtype), 2)
  end
  walk(self, "", function(owner, field, _, old)
    if not old:is_floating_point() or old:dtype() == example:dtype() then return end
    local records = old:requires_grad()
    core.thaw(old)
    local new = old:detach():to(dtype):requires_grad_(old:requires_grad())
    if not records then core.freeze(new) end
    owner[field] = new
  end)
  return self
end

function Module:zero_grad()
  for _, tensor in ipairs(self:parameters()) do tensor:zero_grad() end
end

--- Names of all parameters, with or without elements, as the keys of a table.
function Module:parameter_names()
  local names = {}
  walk(self, "", function(_, _, name) names[name] = true end)
  return names
end

--- Gives parameters that are still outlines their beginnings.
function Module:begin()
  walk(self, "", function(owner, field, _, value)
    if getmetatable(value) == Outline then owner[field] = value:begin() end
  end)
end

--- Fills parameters from `weights`: a hug.core weights object, or a table of tensors by name. They record gradients as they did.
--- @param opts? {rename: fun(name: string): string?, ignore: fun(name: string): boolean}
---   rename tells which parameter a weight is for (nil: none); ignore tells which unused weights are nothing to speak of
--- @return string[] missing, string[] unused  names of parameters without a weight, and of weights without a parameter
function Module:load(weights, opts)
  opts = opts or {}
  local rename = opts.rename or function(name) return name end
  local names, get = {}
  if type(weights) == "table" then
    for name in pairs(weights) do names[#names + 1] = name end
    table.sort(names)
    get = function(name) return weights[name] end
  else
    names = weights:names()
    get = function(name) return assert(weights:get(name)) end
  end
  local source = {}
  for _, name in ipairs(names) do
    local target = rename(name)
    if target then source[target] = name end
  end
  local missing, unused, used = {}, {}, {}
  walk(self, "", function(owner, field, name, old)
    local from = source[name]
    if not from then
      missing[#missing + 1] = name
      return
    end
    local tensor = get(from)
    local shape = getmetatable(old) == Outline and old.shape or { old:shape() }
    local have = { tensor:shape() }
    if table.concat(have, ",") ~= table.concat(shape, ",") then
      error(("weight %s has shape [%s], but the model needs [%s]"):format(from, table.concat(have, ","), table.concat(shape, ",")), 0)
    end
    used[from] = true
    if is_buffer(owner, field) then
      tensor = tensor:detach():clone()                  -- it is written in place, which the file's owner must not see
    elseif tensor:is_floating_point() then
      tensor = tensor:detach():requires_grad_(getmetatable(old) == Outline or old:requires_grad())
    end
    owner[field] = tensor
  end)
  for _, name in ipairs(names) do
    if not used[name] and not (opts.ignore and opts.ignore(name)) then unused[#unused + 1] = name end
  end
  table.sort(missing)
  return missing, unused
end

--- The parameters and buffers by dotted name.
function Module:state_dict()
  local state = {}
  walk(self, "", function(_, _, name, tensor) state[name] = tensor end)
  return state
end

--- Writes the parameters as a safetensors file.
--- @return true|nil, string? message, string? code
function Module:save_weights(path) return core.save(path, self:state_dict(), { format = "pt" }) end
Module.save = Module.save_weights

function Module.__tostring(self)
  local lines = {}
  local function draw(module, name, indent)
    local own, below = {}, {}
    for _, field in ipairs(fields_of(module)) do
      local value = module[field]
      local label = tostring(type(field) == "number" and field - 1 or field)
      if core.is_tensor(value) then own[#own + 1] = ("%s [%s] %s"):format(label, table.concat({ value:shape() }, ","), value:dtype())
      elseif is_module(value) then below[#below + 1] = { value, label } end
    end
    lines[#lines + 1] = indent .. name .. (own[1] and ("  " .. table.concat(own, ", ")) or "")
    for _, child in ipairs(below) do draw(child[1], child[2], indent .. "  ") end
  end
  draw(self, rawget(getmetatable(self), "name") or "module", "")
  return table.concat(lines, "\n")
end

-- ---- Containers ---------------------------------------------------------------------------------

local List, Dict = nn.class(), nn.class()
List.name, Dict.name = "list", "dict"

--- A list of `count` modules make(1), make(2), …: a real array, so `ipairs` and `#` work; the checkpoint's names count from 0.
function nn.list(count, make)
  local list = List()
  for i = 1, count do list[i] = make(i) end
  return list
end

--- Modules and parameters by name.
function nn.dict(fields)
  local dict = Dict()
  for name, value in pairs(fields) do dict[name] = value end
  return dict
end

-- ---- Layers ---------------------------------------------------------------------------------------

-- Activations by the names that configs use (transformers' ACT2FN): those that ops.linear fuses, operations of the same or of
-- another name, and one of two steps.
local fused = { relu = "relu", gelu = "gelu", gelu_python = "gelu", gelu_new = "gelu_tanh", gelu_pytorch_tanh = "gelu_tanh",
                gelu_python_tanh = "gelu_tanh", gelu_fast = "gelu_tanh", gelu_accurate = "gelu_tanh", silu = "silu",
                swish = "silu", tanh = "tanh" }
local plain = { sigmoid = "sigmoid", mish = "mish", relu6 = "relu6", relu2 = "relu2", quick_gelu = "quick_gelu",
                leaky_relu = "leaky_relu", hardswish = "hardswish", laplace = "laplace", sqrtsoftplus = "sqrtsoftplus" }
local functions = {
  gelu_10 = function(x) return x:gelu():clamp(-10, 10) end,
  linear = function(x) return x end,
  identity = function(x) return x end,
}

--- The activation that a config names, as a function of a tensor. Those with weights of their own (prelu, xielu) are operations.
function nn.activation(name)
  if functions[name] then return functions[name] end
  if fused[name] == "gelu_tanh" then return function(x) return x:gelu { approximate = "tanh" } end end
  local op = ops[fused[name] or plain[name]]
  if not op then error(("activation `%s` is not known"):format(tostring(name)), 2) end
  return function(x) return op(x) end
end

--- y = activation(x weight^T + bias). weight: [outputs, inputs], bias: [outputs].
local Linear = nn.class()
Linear.name = "Linear"
nn.Linear = Linear
function Linear:init(inputs, outputs, bias)
  local bound = 1 / math.sqrt(inputs)
  self.weight = nn.parameter({ outputs, inputs }, uniform(bound))
  if bias ~= false then self.bias = nn.parameter({ outputs }, uniform(bound)) end
end
--- x: [..., inputs] → [..., outputs]; `activation` is a config's name for one.
function Linear:forward(x, activation)
  if not activation then return ops.linear(x, self.weight, self.bias) end
  if fused[activation] then return ops.linear(x, self.weight, self.bias, fused[activation]) end
  return nn.activation(activation)(ops.linear(x, self.weight, self.bias))
end

--- Rows of a table. weight: [rows, width]. Row `padding_idx` begins at 0 and gets no gradient.
local Embedding = nn.class()
Embedding.name = "Embedding"
nn.Embedding = Embedding
function Embedding:init(rows, width, padding_idx)
  if padding_idx and (padding_idx < -rows or padding_idx >= rows) then
    error(("[Embedding] padding_idx %s is not one of %d rows"):format(padding_idx, rows), 3)
  end
  self._padding_idx = padding_idx
  self.weight = nn.parameter({ rows, width }, function(t)
    t = ops.randn_like(t)
    if padding_idx then t[padding_idx] = 0 end
    return t
  end)
end
--- ids: integers [...] → [..., width]
function Embedding:forward(ids) return ops.embedding(ids, self.weight, self._padding_idx) end

--- Mean 0 and variance 1 over the last dim, then weight and bias. weight, bias: [width].
local LayerNorm = nn.class()
LayerNorm.name = "LayerNorm"
nn.LayerNorm = LayerNorm
function LayerNorm:init(width, eps)
  self._shape, self._eps = { width }, eps or 1e-5
  self.weight = nn.parameter({ width }, ones)
  self.bias = nn.parameter({ width }, zeros)
end
--- x: [..., width] → [..., width]
function LayerNorm:forward(x) return ops.layer_norm(x, self._shape, self.weight, self.bias, self._eps) end

--- In training sets elements to 0 with probability p and scales the others up; otherwise does nothing.
local Dropout = nn.class()
Dropout.name = "Dropout"
nn.Dropout = Dropout
function Dropout:init(p) self._p = p end
function Dropout:forward(x)
  if not self.training or self._p == 0 then return x end
  return ops.dropout(x, self._p, true)
end

-- ---- Families that are read when one of them is asked for --------------------------------------------

local families = {
  convolutions = { "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "MaxPool2d", "AvgPool2d",
                   "AdaptiveAvgPool2d" },
  norms = { "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "RMSNorm" },
  recurrent = { "RNN", "LSTM", "GRU" },
  simple = { "Sequential", "ModuleList", "Identity", "Flatten", "ReLU", "GELU", "SiLU", "Tanh", "Sigmoid", "LeakyReLU", "ELU",
             "Softplus", "Mish", "ReLU6", "Hardswish", "Softmax", "LogSoftmax" },
}
local family_of = {}
for family, names in pairs(families) do
  for _, name in ipairs(names) do family_of[name] = family end
end

return setmetatable(nn, { __index = function(_, name)
  local family = family_of[name]
  if not family then return nil end
  for key, class in pairs(require("hug.nn." .. family)(nn)) do rawset(nn, key, class) end
  return rawget(nn, name)
end })
