-- The prompt without a terminal, and the help behind it.

local check = require "check"
local repl, help = require "hug.repl", require "hug.help"
local eq, test = check.eq, check.test

local env = setmetatable({ hug = require "hug" }, { __index = _G })
local function said(text) return (repl.eval(text, env)) end

test("expressions, statements, and what goes on", function()
  eq(said "1 + 1", "2")
  eq(said "=1 + 2", "3")
  eq(said "x = 5", "")
  eq(said "x", "5")
  eq(said "for i = 1, 2 do", nil)
  eq(said "for i = 1, 2 do\ny = i\nend", "")
  eq(said "y", "2")
  eq(said "hug.tensor{1, 2}", "[1., 2.]  f32 [2]")
  eq(said "{ label = 'A', score = 0.5 }", '{ label = "A", score = 0.5 }')
  eq(said "'text'", "text")
end)

test("an expression goes on, too", function()
  for _, text in ipairs { "{1,", "1 +", "hug.ones(", "f(1, {", "x =", "local function f(", "[[text", "--[[ note", "=1 +",
                          "function f()", "y = {\n1,", "if x then", "a.b.", "not" } do
    eq({ text, said(text), repl.goes_on(text) }, { text, nil, true })
  end
  for _, text in ipairs { "{1, 2}", "x = 1", ")", "1 + + 2", "x ==== y", "'text", "?softmax", "?", "-- note", "x = 1 2", "" } do
    eq({ text, repl.goes_on(text) }, { text, false })
  end
  eq(said "{1,\n2}", "{ 1, 2 }")
  eq(said "1 +\n\n2", "3")
  eq(said "=1 +\n2", "3")
end)

test("errors do not end it", function()
  local output, failed = repl.eval("hug.softmax(1)", env)
  eq(failed, true)
  eq(output:find("softmax", 1, true) ~= nil, true)
  output, failed = repl.eval("x ==== y", env)
  eq(failed, true)
  eq(type(output), "string")
  output, failed = repl.eval("error({})", env)
  eq(failed, true)
  eq(said "1", "1")
end)

test("help", function()
  eq(said("?softmax"):find("softmax(input, dim = -1", 1, true) ~= nil, true)
  eq(said("?hug.softmax"):find("torch.softmax", 1, true) ~= nil, true)
  eq(said("?hug.pipeline"):find("Makes a pipeline", 1, true) ~= nil, true)
  eq(said "?nonsense", "no help on nonsense")
  eq(said "?":find("Ctrl-C", 1, true) ~= nil, true)
  eq(said "?help", said "?")
  eq(said "?hug.pipeline":match "^[^\n]*", "hug.pipeline(task, model, opts)")
  eq(said "?pipeline", said "?hug.pipeline")
  eq(said "?hug.model":match "^[^\n]*", "hug.model(name, opts)")
  eq(said "?hug.nn.class":match "^[^\n]*", "hug.nn.class(parent)")
  eq(said "layer = hug.nn.Linear(1, 2)", "")
  eq(said "?layer.train":match "^[^\n]*", "layer:train(on)")
  eq(said "?layer:train", said "?layer.train")
  eq(said "?hug.save":match "^[^\n]*", "hug.save(path, tensors, metadata)")
  eq(said "?hug.nn.activation":find("As a function", 1, true) or said "?hug.nn.activation":match "^[^\n]*", "hug.nn.activation(name)")
  eq(help.on("nothing.at.all", env), nil)
end)

test("completion", function()
  local words = repl.complete("y = hug.soft", env)
  local seen = {}
  for _, w in ipairs(words) do seen[w] = true end
  eq(seen["hug.softmax"], true)
  env.t = env.hug.ones(2)
  words = repl.complete("t:resh", env)
  eq(words[1], "t:reshape")
end)

check.report()
