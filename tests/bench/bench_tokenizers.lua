-- bench_tokenizers.lua: how fast texts become ids; see bench_tokenizers.py, which runs this beside the reference.
--
--   lua5.4 tests/bench/bench_tokenizers.lua TOKENIZER TEXTS      a file of texts with a NUL behind each, long ones first, and a
--                                                          line "\1" between these and the short ones
-- Prints: seconds to load; bytes a second with ids; the same with offsets; seconds for a short text.

local hug = require "hug"

local path, texts = arg[1], arg[2]
local file = assert(io.open(texts, "rb"))
local all = file:read "*a"
file:close()

local long, short, list = {}, {}, nil
list = long
for text in all:gmatch "(.-)%z" do
  if text == "\1" then list = short else list[#list + 1] = text end
end

local function best(times, f)
  local least = math.huge
  for _ = 1, times do
    local started = os.clock()
    f()
    least = math.min(least, os.clock() - started)
  end
  return least
end

local bytes = 0
for _, text in ipairs(long) do bytes = bytes + #text end

local tokenizer
local load_time = best(3, function()
  tokenizer = nil
  collectgarbage()
  tokenizer = hug.tokenizer(path)
end)

local plain = { special = false }
local function encode_all(list_of, after)
  for i, text in ipairs(list_of) do
    local encoding = tokenizer:encode(text, plain)
    if after then after(encoding, text) end
    if i % 50 == 0 then collectgarbage "step" end
  end
end

local ids = best(3, function() encode_all(long, function(e) return e:ids() end) end)
local offsets = best(2, function() encode_all(long, function(e, text) return e:ids(), e:offsets(text) end) end)
local short_time = best(2, function() encode_all(short) end)
print(("%.6f %.0f %.0f %.9f"):format(load_time, bytes / ids, bytes / offsets, short_time / #short))
