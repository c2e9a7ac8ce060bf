-- nn: containers by PyTorch's names, and layers without parameters.

local ops = require("hug.core").ops

return function(nn)
  local layers = {}

  --- nn.Sequential(a, b, …): modules called one behind the other.
  local Sequential = nn.class()
  Sequential.name, layers.Sequential = "Sequential", Sequential
  function Sequential:init(...)
    for i, module in ipairs { ... } do self[i] = module end
  end
  function Sequential:forward(x)
    for _, module in ipairs(self) do x = module(x) end
    return x
  end

  --- nn.ModuleList { a, b, … }: modules by number.
  local ModuleList = nn.class()
  ModuleList.name, layers.ModuleList = "ModuleList", ModuleList
  function ModuleList:init(modules)
    for i, module in ipairs(modules or {}) do self[i] = module end
  end

  local Identity = nn.class()
  Identity.name, layers.Identity = "Identity", Identity
  function Identity:forward(x) return x end

  --- nn.Flatten(start_dim, end_dim): dims 1 to the last into one, unless told otherwise.
  local Flatten = nn.class()
  Flatten.name, layers.Flatten = "Flatten", Flatten
  function Flatten:init(start_dim, end_dim) self._first, self._last = start_dim or 1, end_dim or -1 end
  function Flatten:forward(x) return x:flatten(self._first, self._last) end

  -- A layer that is an operation with the options it was made with: nn.GELU { approximate = "tanh" }.
  local function operation(name, op)
    local Layer = nn.class()
    Layer.name, layers[name] = name, Layer
    function Layer:init(opts) self._opts = opts or {} end
    function Layer:forward(x) return ops[op](x, self._opts) end
  end
  for name, op in pairs { ReLU = "relu", GELU = "gelu", SiLU = "silu", Tanh = "tanh", Sigmoid = "sigmoid", LeakyReLU = "leaky_relu",
                          ELU = "elu", Softplus = "softplus", Mish = "mish", ReLU6 = "relu6", Hardswish = "hardswish",
                          Softmax = "softmax", LogSoftmax = "log_softmax" } do
    operation(name, op)
  end

  return layers
end
