-- nn: convolutions and pools. Names, defaults and beginnings are PyTorch's.

local ops = require("hug.core").ops

return function(nn)
  local layers = {}

  -- The product of sizes: a number for each of `dims`, or a list of them. Also the list.
  local function volume(sizes, dims)
    local product, list = 1, {}
    for d = 1, dims do
      list[d] = type(sizes) == "table" and sizes[d] or sizes
      product = product * list[d]
    end
    return product, list
  end

  -- A class of convolutions over `dims` dims, by the operation of that name.
  local function convolution(name, dims, transposed)
    local op = ops[(transposed and "conv_transpose%dd" or "conv%dd"):format(dims)]
    local Conv = nn.class()
    Conv.name = name
    function Conv:init(inputs, outputs, kernel_size, opts)
      opts = opts or {}
      local groups = opts.groups or 1
      if inputs % groups ~= 0 or outputs % groups ~= 0 then
        error(("[%s] groups %s does not divide %s inputs and %s outputs"):format(name, groups, inputs, outputs), 3)
      end
      local kernel, shape = volume(kernel_size, dims)
      local first, second = outputs, inputs / groups
      if transposed then first, second = inputs, outputs / groups end
      table.insert(shape, 1, first)
      table.insert(shape, 2, math.floor(second))
      local bound = 1 / math.sqrt(second * kernel)
      self._opts = { stride = opts.stride, padding = opts.padding, dilation = opts.dilation, groups = groups,
                     output_padding = opts.output_padding }
      self.weight = nn.parameter(shape, nn.uniform(bound))
      if opts.bias ~= false then self.bias = nn.parameter({ outputs }, nn.uniform(bound)) end
    end
    function Conv:forward(x) return op(x, self.weight, self.bias, self._opts) end
    return Conv
  end

  --- Convolution of [images, inputs, …] with one to three dims more: nn.Conv2d(inputs, outputs, kernel_size, { stride =, padding =,
  --- dilation =, groups =, bias = }). weight: [outputs, inputs / groups, …], bias: [outputs]. Sizes are numbers, or lists of one for
  --- each dim.
  layers.Conv1d = convolution("Conv1d", 1)
  layers.Conv2d = convolution("Conv2d", 2)
  layers.Conv3d = convolution("Conv3d", 3)

  --- The transpose: nn.ConvTranspose2d(inputs, outputs, kernel_size, { stride =, padding =, output_padding =, groups =, bias =,
  --- dilation = }). weight: [inputs, outputs / groups, …], bias: [outputs].
  layers.ConvTranspose1d = convolution("ConvTranspose1d", 1, true)
  layers.ConvTranspose2d = convolution("ConvTranspose2d", 2, true)
  layers.ConvTranspose3d = convolution("ConvTranspose3d", 3, true)

  -- A class of pools by the operation `op`, whose second argument is `size`.
  local function pool(name, op, size)
    local Pool = nn.class()
    Pool.name = name
    function Pool:init(value, opts)
      self._opts = { [size] = value }
      for key, option in pairs(opts or {}) do self._opts[key] = option end
    end
    function Pool:forward(x) return op(x, self._opts) end
    return Pool
  end

  --- The largest value of each window: nn.MaxPool2d(kernel_size, { stride =, padding =, dilation =, ceil_mode =, return_indices = }).
  layers.MaxPool2d = pool("MaxPool2d", ops.max_pool2d, "kernel_size")

  --- The average of each window: nn.AvgPool2d(kernel_size, { stride =, padding =, ceil_mode =, count_include_pad =, divisor_override = }).
  layers.AvgPool2d = pool("AvgPool2d", ops.avg_pool2d, "kernel_size")

  --- Averages of as many windows as make `output_size`: nn.AdaptiveAvgPool2d(output_size).
  layers.AdaptiveAvgPool2d = pool("AdaptiveAvgPool2d", ops.adaptive_avg_pool2d, "output_size")

  return layers
end
