-- families.lua: lines of C in each family of operators; `make families` runs it on what is built.
--
--   lua5.4 tests/families.lua BUILD
--
-- Families and their operators are those of docs/operations.md. An operator's lines are those of the file whose object
-- defines it, shared among the operators that are defined there; elementwise.c stands for elementwise.def too. What all
-- families share (calls, the tape, walks over elements) and kernels are not counted.

local build = arg[1] or "build"

local counted = {}
local function lines_of(path)
  if not counted[path] then
    counted[path] = 0
    for _ in io.lines(path) do counted[path] = counted[path] + 1 end
  end
  return counted[path]
end

-- The file that defines each operator, and what one operator's share of it is.
local file_of, defined = {}, {}
local symbols = assert(io.popen("nm -A " .. build .. "/obj/core/op/*.o"))
for line in symbols:lines() do
  local file, name = line:match "([%w_]+)%.o:%x+ [RD] hug_op_([%w_]+)$"
  if file then
    file_of[name] = file
    defined[file] = (defined[file] or 0) + 1
  end
end
symbols:close()

local function share_of(name)
  local file = file_of[name]
  if not file then error(name .. " is defined nowhere: run make first") end
  local lines = lines_of("core/op/" .. file .. ".c")
  if file == "elementwise" then lines = lines + lines_of "core/kernel/elementwise.def" end
  return lines / defined[file]
end

print(("%-40s %9s %7s %16s"):format("family", "operators", "lines", "per operator"))
local function show(family, count, lines)
  print(("%-40s %9d %7.0f %16.0f"):format(family, count, lines, lines / count))
end

local all, all_lines = 0, 0
for line in io.lines "docs/operations.md" do
  local family, names = line:match "^%- %[(.-)%]%(#.-%): (`.*)$"
  if family then
    local count, lines = 0, 0
    for name in names:gmatch "`([%w_]+)`" do count, lines = count + 1, lines + share_of(name) end
    show(family, count, lines)
    all, all_lines = all + count, all_lines + lines
  end
end
show("all", all, all_lines)
print "an operator is in two files: the one that defines it, and its line in core/op/ops.def; all else is generated"
