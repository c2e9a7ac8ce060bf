-- tokenizers.lua: what hug makes of the texts of a file, for tokenizers.py, which compares it with the reference.
--
--   lua5.4 tests/parity/tokenizers.lua TOKENIZER TEXTS
--
-- TEXTS: for each text a line `BYTES PAIR_BYTES` (-1: no pair), and the bytes of both. Printed are, for each text, ten lines:
-- ids, spans, words, types, sequences and special mask of an encoding; ids without special tokens; the two decodings,
-- with \ and line ends escaped; tokens. Or one line `error: …` in place of the ten.

local hug = require "hug"

local tokenizer = hug.tokenizer(arg[1])
local texts = assert(io.open(arg[2], "rb"))
local out = io.stdout
out:setvbuf("full", 1048576)

local function escaped(text)
  return (text:gsub("[\\\n\r]", { ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r" }))
end

local function numbers(list) return table.concat(list, " ") end

local function lines_of(text, pair)
  local e = tokenizer:encode(text, pair)
  local ids, flat = e:ids():tolist(), {}
  for i, span in ipairs(e:spans()) do flat[2 * i - 1], flat[2 * i] = span[1] - 1, span[2] end
  local plain = tokenizer:encode(text, pair, { special = false }):ids():tolist()
  local tokens = e:tokens()
  for i = 1, #tokens do tokens[i] = escaped(tokens[i]) end
  return table.concat({
    numbers(ids), numbers(flat), numbers(e:word_ids():tolist()), numbers(e:type_ids():tolist()),
    numbers(e:sequence_ids():tolist()), numbers(e:special_tokens_mask():tolist()), numbers(plain),
    escaped(tokenizer:decode(ids)), escaped(tokenizer:decode(ids, { skip_special = true })), table.concat(tokens, "\t"),
  }, "\n")
end

while true do
  local head = texts:read "*l"
  if not head then break end
  local bytes, pair_bytes = head:match "^(%d+) (%-?%d+)$"
  local text = texts:read(tonumber(bytes)) or ""
  local pair = tonumber(pair_bytes) >= 0 and (texts:read(tonumber(pair_bytes)) or "") or nil
  local fine, lines = pcall(lines_of, text, pair)
  out:write(fine and lines or "error: " .. escaped(tostring(lines)), "\n")
end
