-- The prompt at a terminal: what keys do.

local check = require "check"
local eq, test = check.eq, check.test

local build = os.getenv "HUG_BUILD" or "build"
local jit = rawget(_G, "jit")
local program = ("%s/bin/%s"):format(build, jit and "hug-jit" or "hug")

-- What the terminal shows when the program is talked to as the steps say (tests/core/pty.c), and how it ended.
local function talk(steps, environment)
  local script, state = os.tmpname(), os.tmpname()
  os.remove(state)
  local file = assert(io.open(script, "w"))
  file:write(table.concat(steps, "\n"), "\n")
  file:close()
  local pipe = assert(io.popen(("env NO_COLOR=1 TERM=xterm XDG_STATE_HOME=%s %s %s/tests/pty %s < %s 2>&1"):format(
    state, environment or "", build, program, script)))
  local text = pipe:read "*a"
  pipe:close()
  os.remove(script)
  os.remove(state .. "/hug/history")
  os.remove(state .. "/hug")
  os.remove(state)
  return text, tonumber(text:match "status=(%d+)\n$")
end

local function ends_well(steps)
  steps[#steps + 1] = "send \\x04"
  local text, status = talk(steps)
  eq(status == 0 or text, true)
  return text
end

test("an input of several lines", function()
  ends_well { "wait > ", "send 20 +\\n", "wait >> ", "send 22\\n", "wait 42", "wait > ",
              "send {1,\\n", "wait >> ", "send 2, 40 + 3}\\n", "wait { 1, 2, 43 }", "wait > " }
end)

test("Ctrl-C drops what is typed, and the next line is whole", function()
  ends_well { "wait > ", "send 11111", "wait 11111", "send \\x03", "wait ^C", "wait > ", "send 40 + 2\\n", "wait 42", "wait > ",
              "send \\x03", "wait > ", "send 40 + 3\\n", "wait 43", "wait > " }
end)

test("Ctrl-C drops an input of several lines", function()
  ends_well { "wait > ", "send for i = 1, 2 do\\n", "wait >> ", "send print(i", "wait print(i", "send \\x03", "wait ^C", "wait > ",
              "send 40 + 2\\n", "wait 42", "wait > " }
end)

test("Ctrl-C ends code that runs, not the prompt", function()
  ends_well { "wait > ", "send if jit then jit.off() end print(5 * 7) while true do string.rep('x', 10) end\\n", "wait 35", "press \\x03 until interrupted!",
              "wait > ", "send 40 + 2\\n", "wait 42", "wait > " }
end)

test("a second Ctrl-C ends the program where code does not stop", function()
  local loop = "while true do pcall(function() print(5 * 7) while true do end end) end"
  local text, status = talk { "wait > ", "send " .. loop .. "\\n", "wait 35",
                              "press \\x03 until did not stop at the first Ctrl-C" }
  eq(status == 130 or text, true)
end)

test("completion and help", function()
  ends_well { "wait > ", "send hug.core.versio\\t() == hug.core.version()\\n", "wait true", "wait > ", "send ?\\n", "wait Ctrl-C", "wait > " }
end)

check.report()
