-- hug tokenize: what a tokenizer makes of a text.

local hug = require "hug"

local tokenize = { about = "show the tokens of a text, or filter texts for other programs" }

function tokenize.arguments(parser)
  parser:argument("model", "folder, model or tokenizer file (tokenizer.json, vocab.txt, *.model, *.tiktoken, *.gguf)")
  parser:argument("text", "the text; without one, or for -, standard input is read"):args "?"
  parser:option("--pair", "a second text")
  parser:flag("--count", "only the number of tokens")
  parser:flag("--no-special", "without special tokens; with --decode, leaves them out")
  parser:flag("--jsonl", "a JSON string per line in, an object per line out: ids, tokens, offsets (characters from 0, "
              .. "the last one excluded), type_ids, word_ids, attention_mask, special_tokens_mask")
  parser:flag("--decode", "a list of ids per line in, a JSON string per line out")
  parser:epilog [[
examples:
  hug tokenize bert-base-uncased "Hello there"
  hug tokenize tokenizer.json --count < book.txt
  echo '"Hello there"' | hug tokenize ./model --jsonl
  echo '[101, 7592, 102]' | hug tokenize ./model --decode --no-special]]
end

-- ---- For people -------------------------------------------------------------------------------------

-- Control characters as escapes, so that a piece is one line.
local function visible(text)
  return (text:gsub("[%z\1-\31\127]", function(c)
    return ({ ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r" })[c] or ("\\x%02x"):format(c:byte())
  end))
end

local function colored() return hug.core.isatty(1) and not os.getenv "NO_COLOR" end

-- The pieces of the texts, one after the other, on changing backgrounds.
local function print_pieces(encoding, text, pair)
  local backgrounds, parts = { 194, 223, 189, 225, 195 }, {}
  local sequences, tokens = encoding:sequence_ids():tolist(), encoding:tokens()
  local before, at = -1, 0
  for i, span in ipairs(encoding:spans()) do
    if sequences[i] ~= before or span[1] <= at then at, before = 0, sequences[i] end
    local whole = sequences[i] == 1 and pair or text
    local piece = sequences[i] >= 0 and whole:sub(math.max(at + 1, 1), span[2]) or tokens[i]
    if sequences[i] >= 0 then at = span[2] end
    parts[i] = ("\27[30;48;5;%dm%s\27[0m"):format(backgrounds[i % #backgrounds + 1], visible(piece))
  end
  print(table.concat(parts))
end

local function show(tokenizer, text, pair, special)
  local encoding = tokenizer:encode(text, pair, { special = special })
  if colored() and #encoding > 0 then print_pieces(encoding, text, pair) end
  local ids, sequences, spans = encoding:ids():tolist(), encoding:sequence_ids():tolist(), encoding:spans()
  for i, token in ipairs(encoding:tokens()) do
    local span = sequences[i] < 0 and "" or ("%d:%d"):format(spans[i][1], spans[i][2])
    local which = pair and sequences[i] >= 0 and (sequences[i] == 0 and "text " or "pair ") or ""
    print(("%7d  %-15s %s"):format(ids[i], which .. span, visible(token)))
  end
  print(("%d tokens"):format(#encoding))
end

-- ---- For programs -----------------------------------------------------------------------------------

local encode = hug.json.encode

local function list(values) return "[" .. table.concat(values, ",") .. "]" end

local function encoded(tokenizer, text, special)
  local encoding = tokenizer:encode(text, nil, { special = special })
  local words, offsets, tokens = encoding:word_ids():tolist(), encoding:offsets(text):tolist(), encoding:tokens()
  for i, word in ipairs(words) do
    if word < 0 then words[i] = "null" end
    offsets[i] = "[" .. offsets[i][1] .. "," .. offsets[i][2] .. "]"
    tokens[i] = encode(tokens[i])
  end
  return ('{"ids":%s,"tokens":%s,"offsets":%s,"type_ids":%s,"word_ids":%s,"attention_mask":%s,"special_tokens_mask":%s}'):format(
    list(encoding:ids():tolist()), list(tokens), list(offsets), list(encoding:type_ids():tolist()), list(words),
    list(encoding:attention_mask():tolist()), list(encoding:special_tokens_mask():tolist()))
end

local function decoded(tokenizer, ids, special)
  return encode(tokenizer:decode(ids, { skip_special = not special }))
end

-- Answers each line of standard input by one line. A line that is no JSON of the right kind gets { "error": … }, and makes
-- the program fail at the end.
local function filter(kind, answer)
  local number, status = 0, 0
  for line in io.lines() do
    number = number + 1
    if line:find "%S" then
      local value, message = hug.json.decode(line)
      local needed = message or ("a %s is needed"):format(kind == "string" and "string" or "list of ids")
      local ok, result = pcall(type(value) == kind and answer or error, type(value) == kind and value or needed)
      if not ok then
        status, result = 1, encode { error = ("line %d: %s"):format(number, tostring(result)) }
      end
      if not io.write(result, "\n") or not io.flush() then return status end
    end
  end
  return status
end

function tokenize.run(args)
  local tokenizer, special = hug.tokenizer(args.model), not args.no_special
  if args.decode then return filter("table", function(ids) return decoded(tokenizer, ids, special) end) end
  if args.jsonl then return filter("string", function(text) return encoded(tokenizer, text, special) end) end
  local text = args.text
  if not text or text == "-" then text = io.read "*a" end
  if args.count then
    print(#tokenizer:encode(text, args.pair, { special = special }))
  else
    show(tokenizer, text, args.pair, special)
  end
end

return tokenize
