-- check.lua: the whole test harness for Lua: test(name, f) groups checks; report() ends the file.

local check = {}
local passed, failed, current = 0, 0, "?"

local function show(value, depth)
  if type(value) == "string" then return ("%q"):format(value) end
  if type(value) ~= "table" or (depth or 0) > 3 then return tostring(value) end
  local parts = {}
  for k, v in pairs(value) do
    if #parts > 12 then parts[#parts + 1] = "…" break end
    parts[#parts + 1] = (type(k) == "number" and "" or tostring(k) .. "=") .. show(v, (depth or 0) + 1)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

local function note(ok, text)
  if ok then
    passed = passed + 1
    return
  end
  failed = failed + 1
  local at = debug.getinfo(3, "Sl")
  print(("%s:%d: [%s] %s"):format(at.short_src, at.currentline, current, text))
end

local function same(a, b, tolerance)
  if type(a) == "number" and type(b) == "number" then
    if a ~= a or b ~= b then return a ~= a and b ~= b end
    return a == b or (tolerance ~= nil and math.abs(a - b) <= tolerance * math.max(1, math.abs(b)))
  end
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do if not same(v, b[k], tolerance) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return true
end

-- Values, and tables member by member.
function check.eq(got, want)
  note(same(got, want), "got " .. show(got) .. ", wanted " .. show(want))
end

-- The same, numbers within `tolerance` (1e-6), relative beyond 1.
function check.near(got, want, tolerance)
  note(same(got, want, tolerance or 1e-6), "got " .. show(got) .. ", wanted about " .. show(want))
end

-- f(…) raises an error that contains `words`.
function check.raises(words, f, ...)
  local ok, message = pcall(f, ...)
  local found = not ok and tostring(message):find(words, 1, true)
  note(found, (ok and "no error" or "error " .. show(message)) .. ", wanted " .. show(words))
end

-- What a call that failed returned: nil, a message that contains `words`, a code.
function check.fails(words, code, result, message, got_code)
  local ok = result == nil and got_code == code and tostring(message):find(words, 1, true) ~= nil
  note(ok, ("got %s, %s, %s; wanted %s, %s"):format(show(result), show(message), show(got_code), show(words), code))
end

function check.test(name, f)
  current = name
  local ok, message = xpcall(f, debug.traceback)
  if not ok then
    failed = failed + 1
    print(("[%s] %s"):format(name, message))
  end
end

-- The line that the runner adds up.
function check.report()
  print(("%d passed, %d failed"):format(passed, failed))
  os.exit(failed == 0 and 0 or 1, true)
end

return check
