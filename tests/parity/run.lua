-- run.lua: compares hug with the reference libraries' recorded numbers.
--
--   lua5.4 tests/parity/run.lua FIXTURES [WORD…]      only folders and operators whose name contains a word
--
-- FIXTURES has models/, operators/ and programs/, or some of them (see the README there). A line for each folder or operator; the last line is
-- `N passed, N failed, N not yet`: what hug does not have is named, never left out.

local report = { passed = 0, failed = 0, not_yet = 0 }

function report.wants(name)
  if not report.words[1] then return true end
  for _, word in ipairs(report.words) do
    if name:find(word, 1, true) then return true end
  end
  return false
end

--- A line and a count. problems: list of strings; missing: what hug lacks for the rest of it.
function report.line(name, cases, problems, missing)
  if #problems > 0 then
    report.failed = report.failed + 1
    print(("FAILED   %-40s %s"):format(name, problems[1]))
    for i = 2, math.min(#problems, 10) do print(("         %-40s %s"):format("", problems[i])) end
  elseif cases > 0 then
    report.passed = report.passed + 1
    print(("passed   %-40s %d cases%s"):format(name, cases, missing and missing[1] and "; not yet: " .. table.concat(missing, ", ") or ""))
  end
  if #problems == 0 and missing and missing[1] then
    report.not_yet = report.not_yet + 1
    if cases == 0 then print(("not yet  %-40s %s"):format(name, table.concat(missing, ", "))) end
  end
end

local fixtures = arg[1]
if not fixtures then
  io.stderr:write("usage: run.lua FIXTURES [WORD…]\n")
  os.exit(2)
end
report.words = {}
for i = 2, #arg do report.words[i - 1] = arg[i] end

local here = arg[0]:gsub("[^/]*$", "")
package.path = here .. "?.lua;" .. package.path
local core = require "hug.core"
if core.is_folder(fixtures .. "/operators") then
  require "operators"(fixtures .. "/operators", report)
  require "promotion"(fixtures .. "/operators", report)
  require "optimizers"(fixtures .. "/operators", report)
  require "schedules"(fixtures .. "/operators", report)
  require "training"(fixtures .. "/operators", report)
end
if core.is_folder(fixtures .. "/programs") then require "programs"(fixtures .. "/programs", report) end
if core.is_folder(fixtures .. "/models") then require "models"(fixtures .. "/models", report) end

print(("%d passed, %d failed, %d not yet"):format(report.passed, report.failed, report.not_yet))
os.exit(report.failed == 0 and report.passed > 0 and 0 or 1, true)
