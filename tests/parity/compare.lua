-- compare.lua: whether a tensor equals the recorded one: type and shape exactly, elements within a tolerance.

local function shape_text(t) return "[" .. table.concat({ t:shape() }, ",") .. "]" end

--- nil if equal, else what differs. rtol and atol: |got - want| <= atol + rtol |want|; NaN where want is NaN, infinities alike.
local function compare(got, want, atol, rtol)
  if got:dtype() ~= want:dtype() then return ("dtype %s instead of %s"):format(got:dtype(), want:dtype()) end
  if shape_text(got) ~= shape_text(want) then return ("shape %s instead of %s"):format(shape_text(got), shape_text(want)) end
  if got:numel() == 0 then return nil end
  if not want:is_floating_point() then
    if got:ne(want):any():item() then
      local at = got:ne(want):flatten():nonzero():select(0, 0):item()
      return ("element %d is %s instead of %s"):format(at, tostring(got:flatten()[at]:item()), tostring(want:flatten()[at]:item()))
    end
    return nil
  end
  local g, w = got:flatten():to "f64":tolist(), want:flatten():to "f64":tolist()
  for i = 1, #w do
    local a, b = g[i], w[i]
    local equal = a == b or (a ~= a and b ~= b) or math.abs(a - b) <= atol + rtol * math.abs(b)
    if b == math.huge or b == -math.huge then equal = a == b end
    if not equal then return ("element %d is %.9g instead of %.9g"):format(i - 1, a, b) end
  end
end

return compare
