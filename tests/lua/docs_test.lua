-- The samples in the documentation run.
local check = require "check"
local test, eq = check.test, check.eq

local function samples_of(page)
  local file = assert(io.open((arg[0]:gsub("[^/]*$", "")) .. "../../docs/" .. page))
  local text = file:read "*a"
  file:close()
  return text:gmatch "```lua\n(.-)```"
end

local function run_samples(page, least)
  test(page, function()
    local count = 0
    for sample in samples_of(page) do
      count = count + 1
      local run, message = load(sample, "=sample " .. count)
      eq(message, nil)
      run()
    end
    eq(count >= least, true)
  end)
end

run_samples("from-pytorch.md", 4)
if require "hug.core".features().regex then run_samples("tokenizers.md", 2) end

check.report()
