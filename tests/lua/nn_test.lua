-- Layers: what they begin with, and a small network of convolutions and pools that trains as in PyTorch.

local check = require "check"
local hug = require "hug"
local core, nn, optim = hug.core, hug.nn, hug.optim
local eq, near, raises, test = check.eq, check.near, check.raises, check.test

-- Numbers that PyTorch makes alike: sin(0.7 i + phase) * scale.
local function numbers(shape, phase, scale)
  local n = 1
  for _, size in ipairs(shape) do n = n * size end
  return ((hug.arange(n):to "f64" * 0.7 + phase):sin() * scale):to("f32"):reshape(shape)
end

local Net = nn.class()
function Net:init()
  self.stem = nn.Conv2d(3, 4, 3, { stride = 2, padding = 1 })
  self.depthwise = nn.Conv2d(4, 4, 3, { padding = "same", groups = 4, bias = false })
  self.up = nn.ConvTranspose2d(4, 6, 3, { stride = 2, padding = 1, output_padding = 1 })
  self.line = nn.Conv1d(6, 5, 3, { dilation = 2 })
  self.volume = nn.Conv3d(1, 2, { 2, 3, 1 })
  self.fc = nn.Linear(8, 3)
  self._largest = nn.MaxPool2d(2)
  self._average = nn.AvgPool2d(3, { stride = 1, padding = 1, count_include_pad = false })
  self._rows = nn.AdaptiveAvgPool2d { 2, false }
end
function Net:forward(x)
  x = self.stem(x):relu()
  x = self._average(x + self.depthwise(x))
  x = self._largest(self.up(x):relu())                              -- [n,6,4,4]
  x = self.line(x:flatten(2)):tanh()                                -- [n,5,12]
  x = self.volume(x:reshape { x:size(0), 1, 5, 4, -1 })             -- [n,2,4,2,3]
  return self.fc(self._rows(x:flatten(1, 2)):mean { 2, 3 })
end

-- Losses of six updates, norms of the weights and the logits behind them, by PyTorch 2.13.
local losses = { 1.1502403020858765, 1.1512614488601685, 1.066409945487976, 0.9873570799827576, 0.938583493232727, 0.8970268964767456 }
local norms = {
  ["depthwise.weight"] = 2.1224739503208543, ["fc.bias"] = 0.6092227091768054, ["fc.weight"] = 1.6926696635064795,
  ["line.bias"] = 0.7240886292358946, ["line.weight"] = 3.3927489239991426, ["stem.bias"] = 0.7000843362884754,
  ["stem.weight"] = 3.673218601164148, ["up.bias"] = 0.9770187530283008, ["up.weight"] = 5.214612334739516,
  ["volume.bias"] = 0.6087170384647466, ["volume.weight"] = 1.2070891840276374,
}
local logits = {
  { 0.2793905735015869, 0.4314596951007843, -0.5548191070556641 }, { -0.7898784875869751, 0.5660824775695801, 0.25248152017593384 },
  { 0.1586514711380005, 0.5008627772331238, -0.3997429609298706 }, { -0.09451109170913696, 0.5824812650682542, -0.1877681016921997 },
}

test("a network of convolutions and pools trains as the reference's", function()
  local net = Net()
  local list = net:named_parameters()
  for i, p in ipairs(list) do
    core.no_grad(function() p.tensor:copy_(numbers({ p.tensor:shape() }, i, 0.5)) end)
  end
  local x, labels = numbers({ 4, 3, 8, 8 }, 0.25, 1), hug.tensor({ 0, 2, 1, 1 }, { dtype = "i64" })
  local optimizer = optim.SGD(net, { lr = 0.1, momentum = 0.9 })
  for i = 1, 6 do
    optimizer:zero_grad()
    local loss = hug.cross_entropy(net(x), labels)
    near(loss:item(), losses[i], 1e-5)
    loss:backward()
    optimizer:step()
  end
  for _, p in ipairs(list) do near(math.sqrt(p.tensor:detach():to("f64"):square():sum():item()), norms[p.name], 1e-5) end
  near(net(x):detach():tolist(), logits, 1e-4)
end)

test("convolutions begin as the reference's: uniform within 1 / sqrt of what an output sums", function()
  local function spread(t) return t:detach():abs():amax():item() end
  local conv = nn.Conv2d(8, 6, { 3, 5 }, { groups = 2 })
  eq({ conv.weight:shape() }, { 6, 4, 3, 5 })
  eq({ conv.bias:shape() }, { 6 })
  eq(spread(conv.weight) <= 1 / math.sqrt(60) and spread(conv.weight) > 0.8 / math.sqrt(60), true)
  eq(spread(conv.bias) <= 1 / math.sqrt(60), true)
  local transposed = nn.ConvTranspose1d(8, 6, 4, { groups = 2, bias = false })
  eq({ transposed.weight:shape() }, { 8, 3, 4 })
  eq(transposed.bias, nil)
  eq(spread(transposed.weight) <= 1 / math.sqrt(12), true)
  eq({ nn.ConvTranspose3d(2, 4, 2)(hug.zeros { 1, 2, 3, 3, 3 }):shape() }, { 1, 4, 4, 4, 4 })
  raises("groups 3 does not divide", nn.Conv1d, 4, 6, 3, { groups = 3 })
  raises("[conv2d]", conv, hug.zeros { 1, 3, 9, 9 })
end)

test("pools take the operations' options", function()
  local values, places = nn.MaxPool2d(2, { return_indices = true })(hug.arange(16):to("f32"):reshape { 1, 4, 4 })
  eq(values:tolist(), { { { 5, 7 }, { 13, 15 } } })
  eq(places:tolist(), { { { 5, 7 }, { 13, 15 } } })
  raises("there is no argument kernel", nn.AvgPool2d(2, { kernel = 3 }), hug.zeros { 1, 4, 4 })
end)

-- Fills parameters as PyTorch was given them, and sums with weights that tell places apart.
local function filled(module)
  for i, p in ipairs(module:named_parameters()) do
    core.no_grad(function() p.tensor:copy_(numbers({ p.tensor:shape() }, i, 0.5)) end)
  end
  return module
end
local function sum(t)
  t = t:detach():to "f64"
  return (t * (hug.arange(t:numel()):to "f64" * 0.3 + 1):sin():reshape { t:shape() }):sum():item()
end

test("recurrent layers give the reference's numbers, by its names", function()
  local x = numbers({ 3, 2, 4 }, 0.25, 1)
  for name, want in pairs {
    LSTM = { -0.02947758039717069, -0.7887720986923319, -1.8152175399728279 },
    GRU = { -0.0755031002374526, -2.1906606374719133 }, RNN = { 0.3491358217942899, -0.07193154353990316 },
  } do
    local layer = filled(nn[name](4, 3, { num_layers = 2, bidirectional = true, batch_first = true }))
    eq({ layer.weight_ih_l1_reverse:shape() }, { (name == "LSTM" and 4 or name == "GRU" and 3 or 1) * 3, 6 })
    local results = { layer(x) }
    eq(#results, #want)
    for i, t in ipairs(results) do near(sum(t), want[i], 1e-5) end
  end
  eq({ nn.GRU(4, 3)(hug.zeros { 5, 4 }):shape() }, { 5, 3 })
  raises("nonlinearity", nn.RNN, 4, 3, { nonlinearity = "sin" })
end)

test("norms give the reference's numbers; running statistics are state, not parameters", function()
  local x = numbers({ 2, 4, 3, 3 }, 0.25, 1)
  local norm = filled(nn.BatchNorm2d(4)):train()
  near(sum(norm(x)), -0.2189155713299104, 1e-5)
  near(sum(norm.running_mean), -3.2623274068142336e-05, 1e-6)
  near(sum(norm.running_var), 3.5738167084404706, 1e-5)
  eq(norm.num_batches_tracked:item(), 1)
  near(sum(norm:eval()(x)), 0.2279874828317848, 1e-5)
  eq(#norm:parameters(), 2)
  local other = nn.without_weights(nn.BatchNorm2d, 4)
  eq({ other:load(norm:state_dict()) }, { {}, {} })
  eq(other.running_var:requires_grad(), false)
  near(sum(other(x)), 0.2279874828317848, 1e-5)
  other:train()(x)
  eq(norm.num_batches_tracked:item(), 1)
  raises("[BatchNorm2d] input has 2 dims", norm, hug.zeros { 2, 4 })
  near(sum(filled(nn.GroupNorm(2, 4))(x)), -0.2187301169664203, 1e-5)
  near(sum(filled(nn.RMSNorm(3))(x)), 1.257649492296136, 1e-5)
  raises("does not divide", nn.GroupNorm, 3, 4)
end)

test("modules one behind the other have the reference's names", function()
  local net = nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.GELU { approximate = "tanh" }, nn.Identity(), nn.ModuleList { nn.Tanh() }[1],
                            nn.Linear(4, 2), nn.Softmax { dim = -1 })
  local names = {}
  for i, p in ipairs(net:named_parameters()) do names[i] = p.name end
  eq(names, { "1.bias", "1.weight", "5.bias", "5.weight" })
  near(net(hug.ones { 3, 2, 3 }):sum():item(), 3, 1e-5)
  eq(nn.NoSuchLayer, nil)
end)

check.report()
