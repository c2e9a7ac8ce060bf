-- tensors.lua: a tour of tensors.   hug examples/tensors.lua

local hug = require "hug"

local function show(title, ...)
  print("-- " .. title)
  for _, value in ipairs { ... } do print(value) end
end

-- Made from lists, from a rule, or at random; elements are f32 unless dtype says otherwise.
local x = hug.tensor { { 1, 2, 3 }, { 4, 5, 6 } }
show("a tensor", x)
show("others", hug.zeros { 2, 2 }, hug.arange(5), hug.tensor({ 1, 0 }, { dtype = "bool" }))
show("the same numbers for the same seed", hug.randn({ 3 }, { generator = hug.generator(7) }))

-- Every operation is a function and a method; shapes are broadcast.
show("arithmetic", x * 10 + hug.tensor { 0.1, 0.2, 0.3 })
show("sums of rows", x:sum(1), x:mean { dim = 0, keepdim = true })
show("softmax", x:softmax(-1), hug.softmax(x, 0))
show("a matrix product", x:matmul(x:t()))

-- Keys are as in Python, and count from 0: integers, slices in a string, tensors; or a list of them.
show("the last row", x[-1])
show("a column", x[":, 1"])
show("an element", x[{ 1, 2 }]:item())
show("where it is even", x[x:remainder(2):eq(0)])
local y = x + 0
y["0, 1:"] = -1
show("after an assignment", y)

-- Views share their elements.
show("the same elements in another shape", x:reshape { 3, 2 }, x:shares(x:reshape { 3, 2 }))

-- Gradients: what depends on a tensor that requires them remembers how it was computed.
local w = hug.tensor({ 0.5, -1, 2 }, { requires_grad = true })
local loss = (x:mv(w) - hug.tensor { 1, 2 }):square():mean()
loss:backward()
show("the gradient of a loss", loss, w:grad())

-- Fifty steps down the slope.
for _ = 1, 50 do
  w:zero_grad()
  loss = (x:mv(w) - hug.tensor { 1, 2 }):square():mean()
  loss:backward()
  hug.no_grad(function() w:sub_(w:grad() * 0.01) end)
end
show("after 50 steps", loss)

-- Memory is freed by the collector, at once by release(), or all together at the end of a scope.
local kept = hug.scope(function() return (x * 2 + 1):sum():keep() end)
show("out of a scope", kept)

-- Files are safetensors, as everywhere.
local path = os.tmpname()
assert(hug.save(path, { x = x, w = w }, { note = "from the tour" }))
local tensors, metadata = assert(hug.load(path))
os.remove(path)
show("read back", tensors.x, metadata.note)
