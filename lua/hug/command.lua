-- command: the `hug` program. Subcommands are files in commands/, each { about =, arguments = function(parser), run = function(args) }.

local command = {}

local subcommands = { "run", "inspect", "tokenize", "doctor" }

local function about(name) return require("hug.commands." .. name).about end

-- A text with spaces behind it, up to a number of columns: what goes on in UTF-8 takes none.
local function padded(text, columns) return text .. (" "):rep(columns - #text:gsub("[\128-\191]", "")) end

local function usage()
  local lines = {
    "hug: the Hugging Face ecosystem for Lua",
    "",
  }
  local function add(left, right) lines[#lines + 1] = "  " .. padded(left, 27) .. right end
  add("hug", "a prompt to explore at")
  add("hug FILE [ARGUMENT…]", "run a Lua script")
  add("hug -e CODE [ARGUMENT…]", "run Lua code")
  for _, name in ipairs(subcommands) do add("hug " .. name .. " …", about(name)) end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "  hug COMMAND --help tells more; hug --version tells the version."
  return table.concat(lines, "\n")
end

local function complain(message)
  io.stderr:write("hug: ", tostring(message), "\n")
  return 1
end

-- Runs a chunk as `lua` would: with its arguments, and a traceback when it fails.
local function run_chunk(chunk, message, ...)
  if not chunk then return complain(message) end
  local ok, trace = xpcall(chunk, function(e)
    return type(e) == "string" and debug.traceback(e, 2) or tostring(e)
  end, ...)
  if not ok then return complain(trace) end
  return 0
end

local unpack = table.unpack or unpack

-- The arguments from place `first` on become `arg`, with the script as arg[0].
local function shift(arguments, name, first)
  local rest = { [0] = name }
  for i = first, #arguments do rest[#rest + 1] = arguments[i] end
  _G.arg = rest
  return unpack(rest)
end

local function run_script(arguments)
  local name = arguments[1]
  if name == "-" then return run_chunk(load(io.read "*a", "=stdin", "t"), "stdin is no Lua") end
  local chunk, message = loadfile(name, "t")
  return run_chunk(chunk, message, shift(arguments, name, 2))
end

local function run_code(arguments)
  if not arguments[2] then
    complain "-e needs code"
    return 2
  end
  _G.hug = require "hug"
  local chunk, message = load(arguments[2], "=(-e)", "t")
  return run_chunk(chunk, message, shift(arguments, "-e", 3))
end

-- Parses what follows a subcommand by its own description, and runs it.
local function run_subcommand(name, arguments)
  local spec = require("hug.commands." .. name)
  local found, argparse = pcall(require, "argparse")
  if not found then return complain "this build has no argparse (Debian: lua-argparse); subcommands need it" end
  local parser = argparse("hug " .. name, spec.about)
  spec.arguments(parser)
  local rest = {}
  for i = 2, #arguments do rest[#rest + 1] = arguments[i] end
  local status = 0
  local ok, args = parser:pparse(rest)
  if not ok then
    io.stderr:write(parser:get_usage(), "\n\nhug ", name, ": ", tostring(args), "\n")
    return 2
  end
  local done, result = xpcall(spec.run, function(e)
    return type(e) == "string" and e or debug.traceback(tostring(e), 2)
  end, args)
  if not done then return complain((tostring(result):gsub("^[%w/._-]+%.lua:%d+: ", ""))) end
  return result or status
end

--- Runs the program. arguments: those of the command line, from 1 on. Returns the exit status.
function command.main(arguments)
  local first = arguments[1]
  if first == nil then
    local core = require "hug.core"
    if core.isatty(0) then return require("hug.repl").run() end
    return run_script { "-" }
  elseif first == "-h" or first == "--help" or first == "help" then
    print(usage())
    return 0
  elseif first == "-v" or first == "--version" then
    print("hug " .. require("hug.core").version())
    return 0
  elseif first == "-e" then return run_code(arguments)
  end
  for _, name in ipairs(subcommands) do
    if first == name then return run_subcommand(name, arguments) end
  end
  if first:sub(1, 1) == "-" and first ~= "-" then
    io.stderr:write(("hug: there is no option %s\n\n%s\n"):format(first, usage()))
    return 2
  end
  if first ~= "-" and not first:find "[./]" and not io.open(first) then
    io.stderr:write(("hug: there is no command and no file `%s`\n\n%s\n"):format(first, usage()))
    return 2
  end
  return run_script(arguments)
end

return command
