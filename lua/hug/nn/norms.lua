-- nn: layers that normalize. Names, defaults and beginnings are PyTorch's.

local ops = require("hug.core").ops

return function(nn)
  local layers = {}

  -- nn.BatchNorm2d(num_features, { eps =, momentum =, affine =, track_running_stats = }) for inputs of these numbers of dims.
  local function batch_norm(name, least, most)
    local Norm = nn.class()
    Norm.name = name
    function Norm:init(num_features, opts)
      opts = opts or {}
      self._eps, self._momentum = opts.eps or 1e-5, opts.momentum or 0.1
      self._buffers = { running_mean = true, running_var = true, num_batches_tracked = true }
      if opts.affine ~= false then
        self.weight, self.bias = nn.parameter({ num_features }, nn.ones), nn.parameter({ num_features }, nn.zeros)
      end
      if opts.track_running_stats ~= false then
        self.running_mean, self.running_var = nn.buffer({ num_features }, nn.zeros), nn.buffer({ num_features }, nn.ones)
        self.num_batches_tracked = nn.buffer({}, function(t) return t:to "i64" end)
      end
    end
    --- x: [n, num_features, …]. After module:train() by the batch, which moves the running statistics; otherwise by those.
    function Norm:forward(x)
      if x:dim() < least or x:dim() > most then
        error(("[%s] input has %d dims, not %d%s"):format(name, x:dim(), least, most > least and " or " .. most or ""), 2)
      end
      local by_batch = self.training == true or not self.running_mean
      if self.training and self.num_batches_tracked then self.num_batches_tracked:add_(1) end
      return ops.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, by_batch, self._momentum, self._eps)
    end
    return Norm
  end
  layers.BatchNorm1d = batch_norm("BatchNorm1d", 2, 3)
  layers.BatchNorm2d = batch_norm("BatchNorm2d", 4, 4)
  layers.BatchNorm3d = batch_norm("BatchNorm3d", 5, 5)

  --- nn.GroupNorm(num_groups, num_channels, { eps =, affine = }). weight, bias: [num_channels].
  local GroupNorm = nn.class()
  GroupNorm.name, layers.GroupNorm = "GroupNorm", GroupNorm
  function GroupNorm:init(num_groups, num_channels, opts)
    opts = opts or {}
    if num_channels % num_groups ~= 0 then
      error(("[GroupNorm] num_groups %s does not divide num_channels %s"):format(num_groups, num_channels), 3)
    end
    self._groups, self._eps = num_groups, opts.eps or 1e-5
    if opts.affine ~= false then
      self.weight, self.bias = nn.parameter({ num_channels }, nn.ones), nn.parameter({ num_channels }, nn.zeros)
    end
  end
  function GroupNorm:forward(x) return ops.group_norm(x, self._groups, self.weight, self.bias, self._eps) end

  --- nn.RMSNorm(width, { eps =, elementwise_affine = }) over the last dim. weight: [width]. Without `eps`: the input's epsilon.
  local RMSNorm = nn.class()
  RMSNorm.name, layers.RMSNorm = "RMSNorm", RMSNorm
  function RMSNorm:init(width, opts)
    opts = opts or {}
    self._eps = opts.eps
    if opts.elementwise_affine ~= false then self.weight = nn.parameter({ width }, nn.ones) end
  end
  function RMSNorm:forward(x)
    return ops.rms_norm(x, self.weight, self._eps or (x:dtype() == "f64" and 2 ^ -52 or 2 ^ -23))
  end

  return layers
end
