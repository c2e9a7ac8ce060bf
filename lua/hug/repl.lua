-- repl: the prompt. A program that has its own input line can use repl.eval alone; repl.run needs a terminal.

local core = require "hug.core"
local help = require "hug.help"

local repl = {}

-- ---- Showing values --------------------------------------------------------------------------------

local colours = { number = "36", string = "32", key = "34", note = "2", failure = "31" }

local function painter(on)
  return function(kind, text) return on and ("\27[%sm%s\27[0m"):format(colours[kind], text) or text end
end

local function show_tensor(t, paint)
  local text = tostring(t)
  local numbers, note = text:match "^(.*)(  %S+ %[[%d,]*%].*)$"
  return numbers and paint("number", numbers) .. paint("note", note) or text
end

local function show_table(value, paint, depth, show)
  local parts, count = {}, 0
  for i, v in ipairs(value) do
    if i > 20 then
      parts[#parts + 1] = "…"
      break
    end
    parts[#parts + 1] = show(v, paint, depth + 1)
    count = i
  end
  local keys = {}
  for k in pairs(value) do
    if not (type(k) == "number" and k >= 1 and k <= #value and k % 1 == 0) then keys[#keys + 1] = k end
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for i, k in ipairs(keys) do
    if i > 20 then
      parts[#parts + 1] = "…"
      break
    end
    parts[#parts + 1] = paint("key", tostring(k)) .. " = " .. show(value[k], paint, depth + 1)
  end
  if #parts == 0 then return "{}" end
  local line = "{ " .. table.concat(parts, ", ") .. " }"
  if #line < 100 and not line:find "\n" then return line end
  local indent = ("  "):rep(depth + 1)
  return "{\n" .. indent .. table.concat(parts, ",\n" .. indent) .. "\n" .. ("  "):rep(depth) .. "}", count
end

local function show(value, paint, depth)
  depth = depth or 0
  if core.is_tensor(value) then return show_tensor(value, paint) end
  local kind = type(value)
  if kind == "string" then return depth == 0 and value or paint("string", ("%q"):format(value)) end
  if kind == "number" then return paint("number", tostring(value)) end
  if kind == "table" then
    local mt = getmetatable(value)
    if mt and mt.__tostring then return tostring(value) end
    if depth > 4 then return "{…}" end
    return (show_table(value, paint, depth, show))
  end
  return tostring(value)
end

--- The text of a value as the prompt shows it.
--- @param colour? boolean with terminal colours
function repl.show(value, colour) return show(value, painter(colour)) end

-- ---- Evaluating --------------------------------------------------------------------------------------

local function environment()
  local hug = require "hug"
  return setmetatable({ hug = hug }, { __index = _G })
end

-- Whether a compiler's message says that the text ends too early. No further line can end a string of one line.
local function ends_early(message)
  return message:find "near '?<eof>'?$" ~= nil and not message:find("unfinished string", 1, true)
end

-- Compiles an expression, else a statement. "more" when the text is the beginning of either.
local function compile(text, env)
  text = text:gsub("^%s*=", "")
  local chunk, as_expression = load("return " .. text, "=input", "t", env)
  if chunk then return chunk end
  local message
  chunk, message = load(text, "=input", "t", env)
  if not chunk and (ends_early(as_expression) or ends_early(message)) then return nil, "more" end
  return chunk, message
end

-- What a question is about, "" for a bare `?`; nil if the text is none.
local function question(text) return text:match "^%s*%?%s*([%w_.:]*)%s*$" or text:match "^%s*([%w_.:]+)%s*%?%s*$" end

local overview = [[
An input is Lua, of a line or several: an expression shows its value, which then is `_`. `hug` is there.
  ?softmax  ?hug.pipeline  ?x.reshape   tell about an operation, a function, a method
  Tab       completes names; the arrows go through earlier inputs
  Ctrl-C    drops what is typed, and ends code that runs; pressed again it ends hug, where code does not
            stop at the first: loops that LuaJIT has compiled do not
  Ctrl-D    leaves]]

--- Whether an input is only the beginning of something.
function repl.goes_on(text)
  local _, message = compile(text)
  return not question(text) and message == "more"
end

--- Evaluates one input.
--- @param text string Lua, `?name` for help, or `=expression`
--- @param env? table variables; made when nil
--- @param colour? boolean
--- @return string|nil output  nil: the input is not complete yet
--- @return boolean failed
function repl.eval(text, env, colour)
  env = env or environment()
  local paint = painter(colour)
  local asked = question(text)
  if asked == "" or asked == "help" then return overview, false end
  if asked then return help.on(asked, env) or help.on("hug." .. asked, env) or "no help on " .. asked, false end
  local chunk, message = compile(text, env)
  if not chunk then
    if message == "more" then return nil, false end
    return paint("failure", message), true
  end
  local results = { n = 0 }
  local function keep(ok, ...)
    results = { n = select("#", ...), ... }
    return ok
  end
  local ok = keep(xpcall(chunk, function(e) return type(e) == "string" and e or tostring(e) end))
  if not ok then return paint("failure", tostring(results[1])), true end
  local lines = {}
  for i = 1, results.n do lines[i] = show(results[i], paint) end
  if results.n > 0 then env._ = results[1] end
  return table.concat(lines, "\n"), false
end

--- Completions of the last word of a line: names of variables, fields, operations and methods.
--- @return string[] whole words
function repl.complete(line, env)
  local word = line:match "[%w_.:]*$"
  local path, sep, last = word:match "^(.-)([.:]?)([%w_]*)$"
  local value = env
  for part in path:gmatch "[%w_]+" do
    local ok, found = pcall(function() return value[part] end)
    value = ok and found or nil
  end
  local seen, words = {}, {}
  local function offer(name)
    if type(name) == "string" and name:sub(1, #last) == last and name:match "^[%a_][%w_]*$" and not seen[name] then
      seen[name] = true
      words[#words + 1] = path .. sep .. name
    end
  end
  local is_hug = value == env.hug
  if type(value) == "table" then
    for name in pairs(value) do offer(name) end
    local mt = getmetatable(value)
    if mt and type(mt.__index) == "table" then
      for name in pairs(mt.__index) do offer(name) end
    end
  end
  if is_hug or core.is_tensor(value) then
    for _, name in ipairs(core.op_names()) do offer(name) end
  end
  if is_hug then
    for name in pairs(core) do offer(name) end
    for _, name in ipairs { "nn", "model", "tokenizer", "pipeline", "optim", "schedules", "save", "load" } do offer(name) end
  end
  table.sort(words)
  return words
end

-- ---- The terminal --------------------------------------------------------------------------------------

local function history_path()
  local state = os.getenv "XDG_STATE_HOME"
  if not state or state == "" then state = (os.getenv "HOME" or ".") .. "/.local/state" end
  return state .. "/hug", state .. "/hug/history"
end

--- Runs the prompt until the input ends. Returns the exit status.
function repl.run()
  local env = environment()
  local colour = core.isatty(1) and os.getenv "NO_COLOR" == nil and os.getenv "TERM" ~= "dumb"
  local folder, history = history_path()
  core.make_folder(folder)
  core.line_history(history)
  print(("hug %s · %s · %s kernels · ? for help, Ctrl-D to leave"):format(core.version(), rawget(_G, "jit") and jit.version or _VERSION,
                                                                         (core.kernels())))
  local can_end, interruptible = pcall(require, "hug.interrupt")
  local guarded = can_end and interruptible or pcall         -- Ctrl-C ends this piece of work, not the prompt
  local function complete(before) return repl.complete(before, env) end
  local function answer(text)
    local output = repl.eval(text, env, colour)
    if output and output ~= "" then print(output) end
  end
  local text = ""
  while true do
    local line = core.line(text == "" and "> " or ">> ", complete)
    if line == nil then break end
    text = line and (text == "" and line or text .. "\n" .. line) or ""
    if not text:find "%S" then text = ""
    elseif not repl.goes_on(text) then
      core.line_remember(text)
      local ok, message = guarded(answer, text)
      if not ok then print(message) end
      text = ""
    end
  end
  print()
  return 0
end

return repl
