-- Jobs: operations in the pool, errors raised where they belong, and ends of every kind.
local check, hug = require "check", require "hug.core"
local eq, raises, test = check.eq, check.raises, check.test
local ops = hug.ops

hug.threads(2)

-- An f32 matrix [n, n] whose rows are all 1, 2, …, n: large enough for the pool from n = 100 on.
local function matrix(n)
  local row = {}
  for i = 1, n do row[i] = i end
  return hug.tensor(row):expand { n, n } + 0
end

local x = matrix(150)

-- Polls to the end; returns how often the job was not done yet.
local function finish(job)
  local polls = 0
  while not job:poll(0) do polls = polls + 1 end
  return polls
end

test("a function is a job as it is", function()
  local job = hug.job(function(a, b) return (a:matmul(b) + a):sum():item(), nil, "end" end, x, x)
  eq(job:done(), false)
  raises("not done yet", job.result, job)
  finish(job)
  eq(job:done(), true)
  eq(job:poll(), true)
  local want = (x:matmul(x) + x):sum():item()
  eq({ job:result() }, { want, nil, "end" })
  eq({ job:wait() }, { want, nil, "end" })
end)

test("what takes long does not block", function()
  local big = matrix(700)
  local job = hug.job(function() return big:matmul(big):size(0) end)
  eq(job:poll(0), false)
  eq(finish(job) > 0, true)
  eq(job:result(), 700)
end)

test("operations yield the coroutine", function()
  local seen = {}
  local function work(name)
    return hug.job(function()
      local y = x
      for i = 1, 3 do
        y = y * 0.5
        seen[#seen + 1] = name .. i
      end
      return y
    end)
  end
  local a, b = work "a", work "b"
  while not (a:done() and b:done()) do
    a:poll(0)
    b:poll(0)
  end
  table.sort(seen)
  eq(table.concat(seen, " "), "a1 a2 a3 b1 b2 b3")
  eq(a:result():tolist(), (x * 0.125):tolist())
end)

test("metamethods, several outputs, lists, in place, out=", function()
  local job = hug.job(function()
    local y = -x + x * 2 - x / 2
    local values, indices = y:max(1)
    local parts = ops.cat({ y, y }, 0):split(100, 0)
    local z = y + 0
    local same = z:mul_(2)
    local out = y * 0
    local given = ops.add(y, y, { out = out })
    return rawequal(same, z), given == out and rawequal(given, out), #parts, values:sum():item(), indices[0]:item(),
      z:sum():item(), out:sum():item()
  end)
  finish(job)
  local y = -x + x * 2 - x / 2
  eq({ job:result() }, { true, true, 3, y:max(1):sum():item(), 149, (y * 2):sum():item(), (y * 2):sum():item() })
end)

test("an error of the pool is raised where the operation was called", function()
  local far = (matrix(120) * 1000):to "i64"
  local function bad() return ops.embedding(far, x) end
  local job = hug.job(bad)
  raises("[embedding]", job.wait, job)
  local line
  job = hug.job(function()
    local ok, message = pcall(function()
      line = debug.getinfo(1, "l").currentline + 1
      local y = ops.embedding(far, x)
      return y
    end)
    local sum = (x + x):sum():item()
    return ok, message, sum
  end)
  finish(job)
  local ok, message, sum = job:result()
  eq(ok, false)
  eq(message:find("job_test.lua:" .. line .. ": [embedding]", 1, true) ~= nil, true)
  eq(sum, (x + x):sum():item())
  job = hug.job(function() return pcall(ops.embedding, far, x) end)
  finish(job)
  eq(job:result(), false)
  job = hug.job(function() local y = ops.embedding(far, x) return y end)
  finish(job)
  raises("[embedding]", job.result, job)
  job = hug.job(ops.embedding, far, x)
  finish(job)
  raises("[embedding]", job.wait, job)
  job = hug.job(function() error({ "a table" }, 0) end)
  finish(job)
  local _, value = pcall(job.result, job)
  eq(value, { "a table" })
end)

test("where no coroutine may yield", function()
  local job = hug.job(function()
    local list = { 3, 1, 2 }
    table.sort(list, function(a, b) local y = x * 2 return (y[0][0]:item() > 0) and a < b end)
    local text = ("ab"):gsub(".", function(c) local y = x + x return c .. #y end)
    local inner = coroutine.wrap(function() local y = x * 2 coroutine.yield(y:sum():item()) end)
    return table.concat(list), text, inner()
  end)
  finish(job)
  eq({ job:result() }, { "123", "a150b150", (x * 2):sum():item() })
end)

test("a yield of one's own ends a poll", function()
  local job = hug.job(function(...)
    for i = 1, select("#", ...) do
      local y = x * 2
      coroutine.yield(i, select(i, ...))
      y:release()
    end
    return "end"
  end, "a", "b")
  local got = {}
  repeat
    local done, i, word = job:poll(1000)
    if i then got[#got + 1] = i .. word end
  until done
  eq(table.concat(got), "1a2b")
  eq(job:result(), "end")
end)

test("wait works without polling", function()
  eq(hug.job(function() return (x + x)[0][0]:item() end):wait(), 2)
  eq(hug.job(function() coroutine.yield() return 5 end):wait(), 5)
end)

test("cancel", function()
  local steps, caught, closed = 0, nil, false
  local job = hug.job(function()
    local ok, message = pcall(function()
      while true do
        local y = x:matmul(x)
        steps = steps + 1
        y:release()
      end
    end)
    caught = message
    ok = pcall(ops.add, x, x)
    closed = true
    return ok
  end)
  for _ = 1, 3 do job:poll(0) end
  while not job:cancel() do end
  eq(job:done(), true)
  eq(tostring(caught):find("[job] cancelled", 1, true) ~= nil, true)
  eq(closed, true)
  eq(job:result(), false)
  job = hug.job(function() return 1 end)
  eq(job:cancel(), true)
  raises("[job] cancelled", job.wait, job)
  job = hug.job(function() coroutine.yield() error "not reached" end)
  job:poll()
  job:cancel()
  raises("[job] cancelled", job.wait, job)
  job = hug.job(function() return 1 end)
  job:wait()
  eq(job:cancel(), true)
  eq(job:result(), 1)
end)

test("a job that nobody wants", function()
  local before
  for round = 1, 2 do
    for _ = 1, 20 do
      local job = hug.job(function() return x:matmul(x):sum() end)
      job:poll(0)
    end
    collectgarbage() collectgarbage() collectgarbage()
    if round == 1 then before = hug.memory().live end
  end
  eq(hug.memory().live <= before + 4096, true)
  local job = hug.job(function() return x:matmul(x) end)
  job:poll(0)
  job:release()
  raises("a released job", job.poll, job)
  local held
  job = hug.job(function() held = coroutine.running() coroutine.yield() local y = x + x return y end)
  job:poll(0)
  job:release()
  local ok, message = coroutine.resume(held)
  eq(ok, false)
  eq(tostring(message):find("[job] cancelled", 1, true) ~= nil, true)
end)

test("modes inside", function()
  local w = hug.tensor({ 2 }, { requires_grad = true })
  local lost
  local job = hug.job(function()
    local inside = hug.no_grad(function() return (x * w):is_leaf() end)
    hug.scope(function() lost = x * 2 end)
    return inside, (x * w):is_leaf()
  end)
  finish(job)
  eq({ job:result() }, { true, false })
  eq(hug.is_tensor(lost), false)
  job = hug.job(function()
    local y = (x * w):sum()
    y:backward()
    return w:grad():item()
  end)
  finish(job)
  eq(job:result(), x:sum():item())
end)

test("jobs in jobs, and a job that asks itself", function()
  local inner = hug.job(function() return (x * 3)[0][0]:item() end)
  local outer = hug.job(function() return inner:wait() + 1 end)
  finish(outer)
  eq(outer:result(), 4)
  local job
  job = hug.job(function() return job:wait() end)
  finish(job)
  raises("cannot wait for itself", job.result, job)
  raises("[job] needs a function, got nothing", hug.job)
end)

test("without workers", function()
  hug.threads(1)
  local job = hug.job(function() return x:matmul(x)[0][0]:item() end)
  finish(job)
  eq(job:result(), x:matmul(x)[0][0]:item())
  hug.threads(2)
end)

test("the host's hook is left alone", function()
  local count = 0
  local far = (matrix(120) * 1000):to "i64"
  local job = hug.job(function()
    debug.sethook(function() count = count + 1 end, "", 100000)
    local ok = pcall(function() local y = ops.embedding(far, x) return y end)
    local hook, mask, n = debug.gethook()
    debug.sethook()
    return ok, type(hook), mask, n
  end)
  finish(job)
  eq({ job:result() }, { false, "function", "", 100000 })
end)

hug.threads(1)
check.report()
