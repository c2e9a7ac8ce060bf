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
