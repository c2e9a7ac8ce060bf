-- hug doctor: what this build and this machine have.

local hug = require "hug"
local repo = require "hug.repo"

local doctor = { about = "tell what this build and this machine have" }

function doctor.arguments(parser) parser:flag("--json", "as JSON") end

local function cpu()
  local file = io.open "/proc/cpuinfo"
  local text = file and file:read "*a" or ""
  if file then file:close() end
  return text:match "model name%s*:%s*([^\n]+)" or "unknown"
end

function doctor.run(args)
  local kernels, all = hug.core.kernels()
  local features = hug.core.features()
  local builtin = repo.builtin "sentiment"
  local rows = {
    { "hug", hug.core.version() },
    { "lua", features.jit and jit.version or features.lua },
    { "processor", cpu() },
    { "kernels", ("%s (of %s; HUG_ISA chooses)"):format(kernels, table.concat(all, ", ")) },
    { "threads", hug.threads() },
    { "line_editing", hug.core.line_editor() or "plain" },
    { "regex", features.regex or "only known patterns; install libpcre2-dev and build again" },
    { "builtin_models", builtin and builtin:gsub("/sentiment$", "") or "not found; set HUG_HOME" },
    { "cache", repo.cache() },
    { "operations", #hug.core.op_names() },
  }
  if args.json then
    local object = {}
    for _, row in ipairs(rows) do object[row[1]] = row[2] end
    print(hug.json.encode(object))
    return
  end
  for _, row in ipairs(rows) do print(("%-15s %s"):format(row[1]:gsub("_", " "), row[2])) end
end

return doctor
