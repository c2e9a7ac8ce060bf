-- The binding of operations: how arguments are read, what is refused and in which words, alike on both VMs.
local check, hug = require "check", require "hug.core"
local eq, raises, test = check.eq, check.raises, check.test
local ops = hug.ops

local function list(t) return t:tolist() end
local x = hug.tensor { { 1, 2, 3 }, { 4, 5, 6 } }

test("arguments by position and by name", function()
  eq(list(x:sum(1)), { 6, 15 })
  eq(list(x:sum { dim = 1 }), { 6, 15 })
  eq(list(ops.sum(x, { dim = 1, keepdim = true })), { { 6 }, { 15 } })
  eq(list(x:sum(1, true)), { { 6 }, { 15 } })
  eq(list(ops.sum { input = x, dim = 0 }), { 5, 7, 9 })
  eq(list(x:sum(nil, nil)), 21)
  eq(list(x:sum(false)), 21)
  eq(list(x:sum {}), 21)
end)

test("lists", function()
  eq(list(x:sum { 0, 1 }), 21)
  eq(list(x:permute { 1, 0 }), { { 1, 4 }, { 2, 5 }, { 3, 6 } })
  eq(list(x:permute(1, 0)), { { 1, 4 }, { 2, 5 }, { 3, 6 } })
  eq(list(ops.cat { x, x, dim = 1 }), { { 1, 2, 3, 1, 2, 3 }, { 4, 5, 6, 4, 5, 6 } })
  eq(list(ops.cat({ x, x }, 0)), { { 1, 2, 3 }, { 4, 5, 6 }, { 1, 2, 3 }, { 4, 5, 6 } })
  local many = {}
  for i = 1, 200 do many[i] = x end
  eq(ops.cat(many):size(0), 400)
  eq(ops.cat { tensors = many, dim = 1 }:size(1), 600)
  local parts = x:split(1, 1)
  eq(#parts, 3)
  eq(list(parts[3]), { { 3 }, { 6 } })
  raises("[permute] dims[2] must be an integer, got \"a\"", x.permute, x, { 0, "a" })
  raises("[cat] tensors[2] must be a tensor, got 5", ops.cat, { x, 5 })
  local holed = { 1, 0 }
  holed[5] = 2
  raises("[permute]", x.permute, x, holed)
end)

test("several outputs, out= and in place", function()
  local values, indices = x:max(1)
  eq({ list(values), list(indices) }, { { 3, 6 }, { 2, 2 } })
  local out = hug.tensor { { 0, 0, 0 }, { 0, 0, 0 } }
  eq(ops.add(x, x, { out = out }) == out, true)
  eq(list(out), { { 2, 4, 6 }, { 8, 10, 12 } })
  local y = hug.tensor { 1, 2 }
  eq(rawequal(y:add_(1), y), true)
  eq(list(y), { 2, 3 })
  eq(list(ops.mul_(y, 2)), { 4, 6 })
  raises("cannot go into", ops.add, x, x, { out = y })
  raises("[add] input is missing", ops.add_, nil, 1)
  raises("[add_] needs a tensor to write into", ops.add_, 1, y)
end)

test("operators", function()
  local t = hug.tensor { 1, 2, 4 }
  eq(list(t + 1), { 2, 3, 5 })
  eq(list(1 - t), { 0, -1, -3 })
  eq(list(t * t), { 1, 4, 16 })
  eq(list(8 / t), { 8, 4, 2 })
  eq(list(t % 3), { 1, 2, 1 })
  eq(list(2 ^ t), { 2, 4, 16 })
  eq(list(-t), { -1, -2, -4 })
  eq(#x, 2)
  eq(x == x, true)
  eq(x == x + 0, false)
  raises("x:lt(y)", function() return t < t end)
  raises("x:lt(y)", function() return t >= t end)
  if _VERSION == "Lua 5.4" then eq(list(load("local t = ... return t // 3")(t)), { 0, 0, 1 }) end
end)

test("numbers", function()
  local i = hug.tensor({ 1, 2 }, { dtype = "i64" })
  eq((i + 1):dtype(), "i64")
  eq((i + 2.0):dtype(), "i64")
  eq((i + 0.5):dtype(), "f32")
  eq((i + true):dtype(), "i64")
  raises("[softmax] dim must be an integer, got 0.5", x.softmax, x, 0.5)
  raises("[softmax] dim must be an integer, got \"1\"", x.softmax, x, "1")
  raises("[softmax] dim must be an integer, got inf", function()
    local ok, message = pcall(x.softmax, x, math.huge)
    error(message:lower():gsub("infinity", "inf"), 0)
  end)
  eq(list(x:sum(1.0)), { 6, 15 })
end)

test("wrong arguments", function()
  raises("[add] other is missing", ops.add, 1)
  raises("[add] input is missing", x.add)
  raises("[add] input must be a tensor or a number, got a table", x.add, {}, 1)
  raises("[add] input must be a tensor or a number, got a userdata", x.add, io.stdout, 1)
  raises("[sum] input must be a tensor, got 1", ops.sum, 1)
  raises("[sum] there is no argument dims", x.sum, x, { dims = 1 })
  raises("[sum] dim is given twice", x.sum, x, 1, { dim = 1 })
  raises("[sum] takes at most", x.sum, x, 1, true, nil, nil, 5)
  raises("a list goes in braces", x.tensor_split, x, 1, 0, 5)
  raises("[amax] keepdim must be true or false, got \"x\"", x.amax, x, 1, "x")
  raises("no element type", x.sum, x, { dtype = "f31" })
  raises("[sum] dtype must be the name of a dtype, got 32", x.sum, x, { dtype = 32 })
  raises("before the colon", x.item, nil)
  raises("before the colon", x.item, {})
  raises("before the colon", x.item, io.stdout)
  raises("[index] needs a tensor", getmetatable and debug.getmetatable(x).__index, {}, 1)
end)

test("released objects", function()
  local t = hug.tensor { 1 }
  t:release()
  t:release()
  raises("a released tensor", ops.add, t, 1)
  raises("a released tensor", t.item, t)
  raises("a released tensor", function() return t[0] end)
  eq(tostring(t), "a released tensor")
  eq(hug.is_tensor(t), false)
  local g = hug.generator(1)
  g:release()
  raises("a released generator", g.seed, g, 1)
end)

test("userdata in false clothes", function()
  local g, set = hug.generator(1), debug.setmetatable
  local metatable = debug.getmetatable(x)
  local own = debug.getmetatable(g)
  set(g, metatable)
  raises("got a generator", x.item, g)
  raises("got a generator", function() return g + 1 end)
  set(g, own)
  local stream = debug.getmetatable(io.stdout)
  set(io.stdout, metatable)
  raises("got a userdata", function() return io.stdout + 1 end)
  set(io.stdout, stream)
  eq(getmetatable(x), "hug.tensor")
end)

test("metamethods of arguments are not called", function()
  local trap = setmetatable({}, { __index = function() error "called" end, __len = function() error "called" end,
                                  __call = function() error "called" end, __pairs = function() error "called" end })
  raises("[add] other is missing", ops.add, x, trap)
  eq(list(x:sum(trap)), 21)
  eq(list(x:sum(setmetatable({ dim = 1 }, getmetatable(trap)))), { 6, 15 })
  raises("a key is", function() return x[print] end)
end)

test("positions of errors", function()
  local ok, message = pcall(function()
    local y = x:softmax(5)
    return y
  end)
  eq(ok, false)
  eq(message:match("^.*binding_test.lua:%d+: %[softmax%]") ~= nil, true)
end)

test("modes", function()
  local w = hug.tensor({ 1, 2 }, { requires_grad = true })
  eq((w * 2):is_leaf(), false)
  eq(hug.no_grad(function() return (w * 2):is_leaf() end), true)
  eq((w * 2):is_leaf(), false)
  eq({ hug.no_grad(function(...) return ... end, 1, nil, 3) }, { 1, nil, 3 })
  raises("oops", hug.no_grad, error, "oops")
  local thrown = {}
  local _, got = pcall(hug.no_grad, function() error(thrown) end)
  eq(rawequal(got, thrown), true)
  eq((w * 2):is_leaf(), false)
  -- it belongs to the coroutine, and may yield inside
  local co = coroutine.wrap(function()
    hug.no_grad(function()
      coroutine.yield((w * 2):is_leaf())
      coroutine.yield((w * 2):is_leaf())
    end)
    return (w * 2):is_leaf()
  end)
  eq(co(), true)
  eq((w * 2):is_leaf(), false)
  eq(co(), true)
  eq(co(), false)
end)

test("scope", function()
  local outside, lost, kept
  local result, also = hug.scope(function(a)
    lost = a + 1
    kept = (lost * 2):keep()
    return { sum = lost + kept }, lost * 0
  end, x)
  eq(hug.is_tensor(lost), false)
  eq({ hug.is_tensor(kept), hug.is_tensor(result.sum), hug.is_tensor(also), hug.is_tensor(x) }, { true, true, true, true })
  local inner, given
  hug.scope(function()
    given = hug.scope(function() inner = x + 1 return inner * 2 end)
    eq(hug.is_tensor(inner), false)
    eq(hug.is_tensor(given), true)
    outside = x[0]
  end)
  eq({ hug.is_tensor(given), hug.is_tensor(outside) }, { false, false })
  raises("oops", hug.scope, function() lost = x + 1 error "oops" end)
  eq(hug.is_tensor(lost), false)
  local other
  local co = coroutine.wrap(function()
    hug.scope(function() lost = x + 1 coroutine.yield() end)
  end)
  co()
  other = x + 1
  co()
  eq({ hug.is_tensor(lost), hug.is_tensor(other) }, { false, true })
end)

test("a thousand coroutines abandoned in a mode leave nothing behind", function()
  for _ = 1, 1000 do
    local co = coroutine.create(function() hug.no_grad(function() hug.scope(function() coroutine.yield(x + 1) end) end) end)
    coroutine.resume(co)
  end
  collectgarbage() collectgarbage()
  local w = hug.tensor({ 1 }, { requires_grad = true })
  eq((w * 2):is_leaf(), false)
end)

test("gradients", function()
  local w = hug.tensor({ 1, 2, 3 }, { requires_grad = true })
  eq(w:grad(), nil)
  local loss = (w * w):sum()
  loss:backward()
  eq(w:grad():tolist(), { 2, 4, 6 })
  eq(w:grad() == w:grad(), true)
  eq(w:zero_grad() == w, true)
  eq(w:grad(), nil)
  eq(w:requires_grad_(false):requires_grad(), false)
  w:requires_grad_()
  local y = w * 2
  y:backward(hug.tensor { 1, 0, 1 }, { keep = true })
  eq(w:grad():tolist(), { 2, 0, 2 })
  raises("backward", function() y:backward { kept = true } end)
end)

test("operations tell of themselves", function()
  local names = hug.op_names()
  eq(#names > 50, true)
  for _, name in ipairs(names) do
    local info = hug.op_info(name)
    eq(info.name, name)
    eq(type(ops[name]), "function")
    eq(#info.outputs > 0, true)
  end
  local info = hug.op_info "sum"
  eq(info.params[1], { name = "input", kind = "tensor", optional = false })
  eq(hug.op_info "no_such", nil)
end)

test("generators", function()
  local g = hug.generator(7)
  eq({ g:state() }, { 7, 0 })
  eq(g:restore(3, 5) == g, true)
  eq({ g:state() }, { 3, 5 })
  hug.manual_seed(1)
  raises("[seed] seed must be an integer, got \"x\"", g.seed, g, "x")
end)

test("batches", function()
  local b = hug.batch { { 5, 6, 7 }, { 8 } }
  eq({ b:count(), b:tokens(), #b }, { 2, 4, 2 })
  eq({ b:offsets(), b:lengths() }, { { 0, 3, 4 }, { 3, 1 } })
  eq(b:positions():tolist(), { 0, 1, 2, 0 })
  local c = hug.batch { lengths = { 2, 2 }, first = { 0, 1 }, last = { 1, 2 } }
  eq({ c:keys() }, { { 0, 1 }, { 1, 2 } })
  eq(hug.batch { hug.tensor { 1, 2 }, { 1 } }:lengths(), { 2, 1 })
  raises("[batch] first has 1 members for 2 sequences", hug.batch, { lengths = { 1, 2 }, first = { 0 } })
  raises("ids[2] must be a list", hug.batch, { { 1 }, "a" })
end)

test("json", function()
  local text = '{"a": [1, 2.5, null, true], "b": {"c": []}, "d": "\\u00e9\\n"}'
  local value = hug.json.decode(text)
  eq(value.a[1], 1)
  eq(value.a[3] == hug.null, true)
  eq(value.d, "é\n")
  eq(hug.json.encode(value), '{"a":[1,2.5,null,true],"b":{"c":[]},"d":"é\\n"}')
  eq(hug.json.encode({ 1, { x = hug.json.array() } }, { indent = 2 }), '[\n  1,\n  {\n    "x": []\n  }\n]')
  eq(hug.json.encode {}, "{}")
  check.fails("file.json", "EFORMAT", hug.json.decode("[1,", "file.json"))
  raises("[json] cannot hold NaN", hug.json.encode, 0 / 0)
  raises("[json] cannot hold", hug.json.encode, { print })
  raises("besides its list members", hug.json.encode, { 1, 2, x = 1 })
  raises("keys are strings", hug.json.encode, { [1.5] = 1 })
  local circle = {}
  circle[1] = circle
  raises("circle", hug.json.encode, circle)
end)

test("files", function()
  local path = os.tmpname()
  eq(hug.write_file(path, "one\0two"), true)
  eq(hug.read_file(path), "one\0two")
  eq(hug.exists(path), true)
  eq(hug.is_folder(path), false)
  check.fails(path .. "x", "ENOTFOUND", hug.read_file(path .. "x"))
  os.remove(path)
  eq(hug.make_folder(path .. ".d/e"), true)
  eq(hug.make_folder(path .. ".d/e"), true)
  eq(hug.list_folder(path .. ".d"), { "e" })
  check.fails("", "ENOTFOUND", hug.list_folder(path .. ".none"))
  os.remove(path .. ".d/e")
  os.remove(path .. ".d")
  eq(hug.path_check "a/b.txt", true)
  check.fails("", "EARG", hug.path_check "../b.txt")
  raises("[read_file] path must be a string, got nothing", hug.read_file)
  raises("holds a NUL", hug.read_file, "a\0b")
end)

test("the machine", function()
  eq(hug.sha256 "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  eq(hug.sha1 "abc", "a9993e364706816aba3e25717850c26c9cd0d89d")
  eq(hug.threads() >= 1, true)
  eq(type(hug.memory().live), "number")
  eq((hug.executable() or "/hug"):match "/(hug)[^/]*$", "hug")           -- nil in a stock VM
  raises("there is no argument capp", hug.memory, { capp = 1 })
end)

test("a batch of many sequences keeps their lengths", function()
  local lengths = {}
  for i = 1, 60 do lengths[i] = i % 7 + 1 end
  for _ = 1, 20 do
    local b = hug.batch { lengths = lengths, first = lengths, last = lengths }
    eq(b:lengths(), lengths)
    eq({ b:keys() }, { lengths, lengths })
  end
end)

check.report()
