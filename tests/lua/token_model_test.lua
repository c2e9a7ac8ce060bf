-- Token models: BPE, Unigram and WordLevel equal the reference on small tokenizers; wrong ones are refused by name.
local check, hug = require "check", require "hug.core"
local eq, raises, test = check.eq, check.raises, check.test

-- For each byte offset of s, and its end, the number of characters before it.
local function characters_before(s)
  local before, n = {}, 0
  for i = 1, #s do
    before[i - 1] = n
    local next_byte = s:byte(i + 1)
    if not next_byte or next_byte < 0x80 or next_byte >= 0xC0 then n = n + 1 end
  end
  before[#s] = n
  return before
end

test("ids and offsets of the reference", function()
  local folder = arg[0]:gsub("[^/]*$", "") .. "../fixtures/"
  for _, one in ipairs(assert(hug.json.decode(assert(hug.read_file(folder .. "token_models.json"))))) do
    local tokenizer = assert(hug.tokenizer { json = one.json })
    for _, case in ipairs(one.cases) do
      local encoding, before = tokenizer:encode(case.text), characters_before(case.text)
      local spans = {}
      for i, span in ipairs(encoding:spans()) do spans[i] = { before[span[1] - 1], before[span[2]] } end
      eq(encoding:ids():tolist(), case.ids)
      eq(spans, case.offsets)
    end
  end
end)

test("characters that are left out, in a text of several words", function()
  local json = '{"version":"1.0","model":{"type":"BPE","vocab":{"a":0," ":1,"c":2,"ac":3%s},"merges":[["a","c"]]%s}}'
  local dropping = assert(hug.tokenizer { json = json:format("", "") })
  local encoding = dropping:encode "ab acb abb a"
  eq(encoding:ids():tolist(), { 0, 1, 3, 1, 0, 1, 0 })
  eq(encoding:spans(), { { 1, 1 }, { 2, 2 }, { 3, 4 }, { 5, 5 }, { 6, 6 }, { 7, 7 }, { 8, 8 } })   -- as if they were not there
  local fallback = assert(hug.tokenizer { json = json:format(',"<0x62>":4', ',"byte_fallback":true') })
  eq(fallback:encode("ab db a"):ids():tolist(), { 0, 4, 1, 4, 1, 0 })
  local unknown = assert(hug.tokenizer { json = json:format(',"?":4', ',"unk_token":"?"') })
  eq(unknown:encode("ab a"):ids():tolist(), { 0, 4, 1, 0 })
end)

local function model(text)
  return function() assert(hug.tokenizer { json = '{"version":"1.0","model":' .. text .. "}" }) end
end

test("wrong models are refused by the field's name", function()
  local bpe = '{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":[%s]%s}'
  raises("merges[0] merges to or from \"c\"", model(bpe:format('"a c"', "")))
  raises("merges[0] makes \"ba\"", model(bpe:format('"b a"', "")))
  raises("merges[0] is \"ab\", expected two parts", model(bpe:format('"ab"', "")))
  raises("merges[0] is \"a b \", expected two parts", model(bpe:format('"a b "', "")))
  raises("merges[0] has 3 parts", model(bpe:format('["a","b","c"]', "")))
  raises("merges[0][1] is an integer", model(bpe:format('["a",1]', "")))
  raises("merges[0] is true or false", model(bpe:format("true", "")))
  raises("dropout is no number from 0 to 1", model(bpe:format("", ',"dropout":1.5')))
  raises("shorter than continuing_subword_prefix", model(bpe:format('"a b"', ',"continuing_subword_prefix":"##"')))
  raises("model.merges is missing", model '{"type":"BPE","vocab":{"a":0}}')
  raises("model.unk_id is 3, but the vocabulary has 1 tokens", model '{"type":"Unigram","unk_id":3,"vocab":[["a",0]]}')
  raises("model.vocab[0] has 1 parts", model '{"type":"Unigram","unk_id":0,"vocab":[["a"]]}')
  raises("model.vocab[0][1] is a string", model '{"type":"Unigram","unk_id":0,"vocab":[["a","b"]]}')
  raises("model.unk_token is missing", model '{"type":"WordLevel","vocab":{"a":0}}')
end)

test("an unknown token that is not there", function()
  local function encode(text)
    return function()
      return assert(hug.tokenizer { json = '{"version":"1.0","model":' .. text .. "}" }):encode "x"
    end
  end
  raises("the unknown token \"?\"", encode '{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"?"}')
  raises("no unk_id", encode '{"type":"Unigram","vocab":[["a",-1]]}')
  raises("the unknown token \"?\"", encode '{"type":"WordLevel","vocab":{"a":0},"unk_token":"?"}')
end)

test("dropout gives parts that join to the text", function()
  local tokenizer = assert(hug.tokenizer { json = '{"version":"1.0","model":{"type":"BPE","dropout":0.5,' ..
    '"vocab":{"a":0,"b":1,"ab":2,"abab":3},"merges":["a b","ab ab"]}}' })
  local counts = {}
  for _ = 1, 200 do
    local encoding = tokenizer:encode "abab"
    eq(table.concat(encoding:tokens()), "abab")
    counts[#encoding] = true
  end
  eq(counts[1] and counts[4] and true, true)
end)

test("long words take no more than n log n", function()
  local merges, vocab, text = {}, { '"a":0' }, "a"
  for i = 1, 12 do
    merges[i] = ('"%s %s"'):format(text, text)
    text = text .. text
    vocab[i + 1] = ('"%s":%d'):format(text, i)
  end
  local tokenizer = assert(hug.tokenizer { json = ('{"version":"1.0","model":{"type":"BPE","vocab":{%s},"merges":[%s]}}')
    :format(table.concat(vocab, ","), table.concat(merges, ",")) })
  eq(#tokenizer:encode(("a"):rep(2 ^ 20)), 2 ^ 8)
end)

check.report()
