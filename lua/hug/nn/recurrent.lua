-- nn: recurrent networks. Names, defaults and beginnings are PyTorch's.

local ops = require("hug.core").ops

return function(nn)
  -- nn.LSTM(input_size, hidden_size, { num_layers =, bias =, batch_first =, dropout =, bidirectional =, nonlinearity = }).
  local function recurrent(name, gates, states)
    local Layer = nn.class()
    Layer.name = name
    function Layer:init(input_size, hidden_size, opts)
      opts = opts or {}
      self._opts, self._hidden, self._names = opts, hidden_size, {}
      local kind = opts.nonlinearity or "tanh"
      if name == "RNN" and kind ~= "tanh" and kind ~= "relu" then
        error(("[RNN] nonlinearity is `tanh` or `relu`, not %s"):format(tostring(kind)), 3)
      end
      self._op = ops[name == "RNN" and "rnn_" .. kind or name:lower()]
      local begin, directions = nn.uniform(1 / math.sqrt(hidden_size)), opts.bidirectional and 2 or 1
      local function add(field, ...)
        self[field] = nn.parameter({ ... }, begin)
        self._names[#self._names + 1] = field
      end
      for layer = 0, (opts.num_layers or 1) - 1 do
        for direction = 1, directions do
          local ending = layer .. (direction == 2 and "_reverse" or "")
          add("weight_ih_l" .. ending, gates * hidden_size, layer == 0 and input_size or directions * hidden_size)
          add("weight_hh_l" .. ending, gates * hidden_size, hidden_size)
          if opts.bias ~= false then
            add("bias_ih_l" .. ending, gates * hidden_size)
            add("bias_hh_l" .. ending, gates * hidden_size)
          end
        end
      end
    end
    --- x: [steps, batch, input_size] (batch first with that option). hx: a list of states, zeros by default.
    --- Gives what the operation does: out, h, and the c of an LSTM.
    function Layer:forward(x, hx)
      local opts, weights = self._opts, {}
      for i, field in ipairs(self._names) do weights[i] = self[field] end
      if not hx then
        local layers = (opts.num_layers or 1) * (opts.bidirectional and 2 or 1)
        hx = {}
        for i = 1, states do
          hx[i] = ops.zeros(x:dim() == 2 and { layers, self._hidden }
                            or { layers, x:size(opts.batch_first and 0 or 1), self._hidden }):to(x:dtype())
        end
      end
      return self._op(x, hx, weights, opts.bias ~= false, opts.num_layers or 1, opts.dropout or 0, self.training == true,
                      opts.bidirectional or false, x:dim() == 3 and opts.batch_first or false)
    end
    return Layer
  end
  return { RNN = recurrent("RNN", 1, 1), LSTM = recurrent("LSTM", 4, 2), GRU = recurrent("GRU", 3, 1) }
end
