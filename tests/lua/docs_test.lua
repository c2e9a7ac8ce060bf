-- The samples in the documentation run.
local check = require "check"
local test, eq = check.test, check.eq

local function samples_of(page)
  local file = assert(io.open((arg[0]:gsub("[^/]*$", "")) .. "../../docs/" .. page))
  local text = file:read "*a"
  file:close()
  return text:gmatch "```lua\n(.-)```"
end

test("from-pytorch.md", function()
  local count = 0
  for sample in samples_of "from-pytorch.md" do
    count = count + 1
    local run, message = load(sample, "=sample " .. count)
    eq(message, nil)
    run()
  end
  eq(count > 3, true)
end)

check.report()
