-- Operations that stand on the order of elements, held against what order means; rows of lengths on both sides of where the
-- methods change, of every type, with NaN, infinities, zeros of both signs and ties.

local check = require "check"
local hug = require "hug"
local eq, raises, test = check.eq, check.raises, check.test

local lengths = { 1, 2, 3, 63, 64, 65, 1535, 1536, 1537, 5000 }
local wide = 2 ^ 40

-- Numbers of different kinds: many ties, few ties, integers that need more than 32 bits.
local function row(n, dtype, generator)
  local x = (hug.randn({ n }, { generator = generator, dtype = "f64" }) * 20):round()
  if dtype == "wide" then return (x * wide + x):to "i64" end
  if dtype == "u8" then return x:abs():to "u8" end
  x = x:to(dtype)
  if x:is_floating_point() and n > 8 then
    for i, v in ipairs { 0 / 0, 1 / 0, -1 / 0, hug.zeros {} * -1, 0, 0 / 0 } do x[(i * 7) % n] = v end
  end
  return x
end

-- Whether a comes after b: NaN after all.
local function after(a, b) return b == b and (a ~= a or a > b) end

local function each_row(visit)
  local generator = hug.generator(5)
  for _, dtype in ipairs { "f32", "f64", "f16", "i64", "wide", "i32", "u8", "bool" } do
    for _, n in ipairs(lengths) do visit(row(n, dtype, generator), n) end
  end
end

local function order_of(x, descending)
  local list, places = x:to "f64":tolist(), {}
  for i = 1, #list do places[i] = i - 1 end
  table.sort(places, function(i, j)
    local a, b = list[i + 1], list[j + 1]
    if descending then a, b = b, a end
    if after(b, a) then return true end
    return not after(a, b) and i < j
  end)
  return places
end

test("sort", function()
  each_row(function(x)
    for _, descending in ipairs { false, true } do
      local values, places = x:sort(0, descending)
      eq(places:tolist(), order_of(x, descending))
      eq(values:tolist(), x:index_select(0, places):tolist())
      eq(x:argsort(0, descending):equal(places):item(), true)
    end
  end)
  local m = hug.randn { 7, 90, 3 }
  eq(m:sort(1):equal(m:transpose(1, 2):contiguous():sort(-1):transpose(1, 2)):item(), true)
  eq(m:msort():equal((m:sort(0))):item(), true)
end)

test("zeros and NaN stay what they are", function()
  local values, places = hug.cat({ hug.zeros { 1 }, hug.zeros { 1 } * -1, hug.tensor { 0 / 0, -1 } }):sort()
  eq(values:signbit():narrow(0, 0, 3):tolist(), { true, false, true })
  eq(places:tolist(), { 3, 0, 1, 2 })
end)

test("one element of the order", function()
  each_row(function(x, n)
    local values, places = x:sort()
    for _, k in ipairs { 1, math.ceil(n / 3), n } do
      local value, place = x:kthvalue(k)
      eq({ value:item(), place:item() }, { values[k - 1]:item(), places[k - 1]:item() })
    end
    local numbers = n - x:isnan():sum():item()
    eq(x:nanmedian():item(), values[math.max(0, math.floor((numbers - 1) / 2))]:item())
    eq(x:median():item(), values[numbers < n and n - 1 or math.floor((n - 1) / 2)]:item())
  end)
  raises("k 4 is not within 1..3", hug.kthvalue, hug.zeros { 3 }, 4)
  raises("no elements", hug.median, hug.zeros { 2, 0 }, 1)
end)

test("sets and counts", function()
  each_row(function(x, n)
    local values, inverse, counts = x:unique { return_inverse = true, return_counts = true }
    eq(counts:sum():item(), n)
    eq(values:index_select(0, inverse):eq(x):logical_or(x:isnan()):all():item(), true)
    local list = values:to "f64":tolist()
    for i = 2, #list do check.eq(list[i] ~= list[i] or list[i - 1] < list[i], true) end
    local mode, place = x:mode()
    if n > 100 then eq(x:eq(mode):sum():item(), counts:max():item()) end
    eq({ mode:item(), mode:item() }, { x[place:item()]:item(), x[place:item()]:item() })
    eq(hug.isin(x, values):logical_xor(x:isnan()):all():item(), true)
  end)
  local rows, inverse = hug.tensor({ { 2, 1 }, { 0, 9 }, { 2, 1 } }):unique { dim = 0, return_inverse = true }
  eq({ rows:tolist(), inverse:tolist() }, { { { 0, 9 }, { 2, 1 } }, { 1, 0, 1 } })
  eq({ select("#", hug.tensor({ 1 }):unique()), select("#", hug.tensor({ 1 }):unique { return_counts = true }) }, { 1, 2 })
  raises("negative", hug.bincount, hug.tensor({ -1 }, { dtype = "i64" }))
  raises("more elements than any memory", hug.bincount, hug.tensor({ 1 }, { dtype = "i64" }) * 2 ^ 62)
end)

test("searching", function()
  each_row(function(x)
    local sorted = x:sort()
    local list = sorted:to "f64":tolist()
    local narrow = x:dtype() == "u8" or x:dtype() == "bool"      -- where -3 and 2.5 would become other numbers
    for _, v in ipairs(narrow and { 0, 1 } or { -3, 0, 2.5, 1000 }) do
      local before, behind = 0, 0
      for _, e in ipairs(list) do
        before = before + (e < v and 1 or 0)
        behind = behind + (e <= v and 1 or 0)
      end
      local numbers = #list - sorted:isnan():sum():item()
      local row_of_numbers = sorted:narrow(0, 0, numbers)
      eq(hug.searchsorted(row_of_numbers, v):item(), before)
      eq(hug.bucketize(v, row_of_numbers, { right = true }):item(), behind)
    end
  end)
end)

test("elements replaced in place", function()
  local x = hug.zeros { 2, 3 }
  eq(x:fill_(3) == x, true)
  eq(x:tolist(), { { 3, 3, 3 }, { 3, 3, 3 } })
  x:select(1, 0):copy_(hug.tensor { 1, 2 })
  eq(x:tolist(), { { 1, 3, 3 }, { 2, 3, 3 } })
  eq(x:zero_():tolist(), { { 0, 0, 0 }, { 0, 0, 0 } })
  local n = hug.arange(6)
  n:narrow(0, 1, 5):copy_(n:narrow(0, 0, 5))
  eq(n:tolist(), { 0, 0, 1, 2, 3, 4 })
  eq(hug.zeros({ 2 }, { dtype = "i64" }):copy_(hug.tensor { 1.9, -1.9 }):tolist(), { 1, -1 })
  local p, s = hug.tensor({ 1, 2 }, { requires_grad = true }), hug.tensor({ 5 }, { requires_grad = true })
  local y = p * 2
  y:copy_(s);
  (y * hug.tensor { 1, 2 }):sum():backward()
  eq({ p:grad():tolist(), s:grad():tolist() }, { { 0, 0 }, { 3 } })
  raises("leaf", p.zero_, p)
  raises("does not broadcast", x.copy_, x, hug.zeros { 2, 2, 3 })
  raises("expanded", x.fill_, hug.zeros({ 3 }):expand { 2, 3 }, 1)
end)

check.report()
