-- Every component of tokenizer.json against what the reference made of the same texts (tests/parity/tokenizer_cases.py).

local check = require "check"
local hug = require "hug"
local core = hug.core
local eq, raises, test = check.eq, check.raises, check.test

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "*a"
  file:close()
  return text
end

local ask = {}

function ask.normalize(t, case) eq(t:normalize(case[1]), case[2]) end

function ask.pre_tokenize(t, case)
  local words = t:pre_tokenize(case[1])
  for _, word in ipairs(words) do word[2] = word[2] - 1 end   -- Lua counts from 1
  eq(words, case[2])
end

function ask.decode(t, case) eq(t:decode(case[1], { skip_special = case[2] }), case[3]) end

function ask.encode(t, case)
  local pair = type(case.pair) == "string" and case.pair or nil
  local e = t:encode(case.text, pair, { special = case.special })
  local spans = e:spans()
  for _, span in ipairs(spans) do span[1] = span[1] - 1 end
  eq({ e:ids():tolist(), e:type_ids():tolist(), e:word_ids():tolist(), e:sequence_ids():tolist(), e:special_tokens_mask():tolist(), spans },
     { case.ids, case.types, case.words, case.sequences, case.mask, case.spans })
end

test("components equal the reference's", function()
  local golden = hug.json.decode(read "tests/fixtures/tokenizers/components.json")
  for _, case in ipairs(golden.cases) do
    local t, message = core.tokenizer { json = case.file, what = case.file:sub(1, 200) }
    if t or core.features().regex then
      eq(message, nil)
      for question, answer in pairs(ask) do
        for _, one in ipairs(case[question] or {}) do answer(t, one) end
      end
    else
      eq(message:find("needs PCRE2: install libpcre2-dev", 1, true) ~= nil or message, true)
    end
  end
end)

-- Texts are encoded in parts; these are cases in which a part depends on what is beside it.
test("parts of a text are what they are in the whole", function()
  local byte_level = {
    normalizer = { type = "NFC" },
    pre_tokenizer = { type = "Split", behavior = "Isolated", invert = false, pattern = {
      Regex = [[(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+]] } },
    model = { type = "BPE", vocab = { a = 0, b = 1, ["!"] = 2, ["\224\164\150"] = 3, ["\224\164\188"] = 4 }, merges = hug.json.array {} },
  }
  local e = core.tokenizer { json = hug.json.encode(byte_level) }:encode("a\224\165\153!b")   -- NFC takes the letter apart
  eq(e:ids():tolist(), { 0, 3, 4, 2, 1 })
  eq(e:word_ids():tolist(), { 0, 0, 1, 1, 2 })

  local mark = "\226\150\129"
  local one_word = {
    added_tokens = { { id = 0, content = "<s>", normalized = true, special = true, single_word = false, lstrip = false, rstrip = false } },
    normalizer = { type = "Sequence", normalizers = { { type = "Prepend", prepend = mark },
      { type = "Replace", pattern = { String = " " }, content = mark } } },
    model = { type = "BPE", vocab = { ["<s>"] = 0, [mark] = 1, a = 2, [mark .. "a"] = 3 }, merges = { { mark, "a" } } },
  }
  e = core.tokenizer { json = hug.json.encode(one_word) }:encode "<s> <s> a <s>"
  eq(e:ids():tolist(), { 0, 0, 3, 0 })
  eq(e:word_ids():tolist(), { 0, 1, 2, 3 })
end)

local function split(regex)
  return core.tokenizer { json = hug.json.encode {
    pre_tokenizer = { type = "Split", pattern = { Regex = regex }, behavior = "Isolated", invert = false },
    model = { type = "WordPiece", vocab = { u = 0 }, unk_token = "u", continuing_subword_prefix = "##", max_input_chars_per_word = 0 },
  } }
end

local refused = {
  ["("] = "has a ( without a )", [")"] = "has a ) without a (", ["["] = "has a [ without a ]", ["[]"] = "has an empty []",
  ["*a"] = "repeats nothing", ["^*"] = "repeats what cannot be repeated", ["a{100001}"] = "more often than it may",
  ["\\p{Klingon}"] = "names a property that is not known", ["(a)\\1"] = "has a reference to a group", ["\\X"] = "has an \\X",
  ["(?i)ss"] = "ignores the case of a letter that equals several", ["[z-a]"] = "ends before it begins", ["[a-\\d]"] = "ends with a set",
  ["(?s)a"] = "has a group or an option that is not supported", ["\\xff"] = "no character of ASCII", ["a\\"] = "ends with a \\",
  ["(?<=a+)b"] = "PCRE2 says", ["[[:klingon:]]"] = "a class in [: :] that is not known",
}

test("regular expressions that are not supported are told by name", function()
  if not core.features().regex then return end
  for regex, words in pairs(refused) do
    local t, message = split(regex)
    eq(t, nil)
    eq(message:find('pre_tokenizer.pattern.Regex "' .. regex, 1, true) ~= nil and message:find(words, 1, true) ~= nil or message, true)
  end
  local t, message = split(("("):rep(200) .. (")"):rep(200))
  eq(t, nil)
  eq(message:find("is nested too deeply", 1, true) ~= nil, true)
end)

test("regular expressions that take too long are told by name", function()
  if not core.features().regex then return end
  local t = split "(a+)+$"
  eq(#t:pre_tokenize(("a"):rep(1000000)), 1)
  raises('takes the regular expression "(a+)+$" too long', t.pre_tokenize, t, ("a"):rep(100) .. "b")
end)

test("looking at single steps", function()
  local t = hug.tokenizer "sentiment"
  eq(t:normalize "É  Ça", "e  ca")
  eq(t:pre_tokenize "É, ça", { { "É", 1, 2 }, { ",", 3, 3 }, { "ça", 5, 7 } })
  raises("is not UTF-8 at byte 1", t.normalize, t, "a\255")
  raises("is not UTF-8 at byte 0", t.pre_tokenize, t, "\255")
end)

test("offsets count characters; tokens are what they stand for", function()
  local t = core.tokenizer { json = [==[{"version":"1.0","added_tokens":[{"id":3,"content":"<m>","single_word":false,"lstrip":true,
    "rstrip":false,"normalized":false,"special":true}],"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"\u2581",
    "prepend_scheme":"always","split":true},"post_processor":null,"decoder":null,"model":{"type":"Unigram","unk_id":0,"vocab":
    [["<unk>",0],["\u2581",-1],["\u00e9",-1]]}}]==], what = "unigram" }
  local text, pair = "\u{e9} \u{4e2d}\u{6587} <m>", "\u{e9}"
  local e = t:encode(text, pair)
  eq(e:tokens(), { "\u{2581}", "\u{e9}", "\u{2581}", "\u{4e2d}\u{6587}", " <m>", "\u{2581}", "\u{e9}" })
  eq(e:offsets(text, pair):tolist(), { { 0, 1 }, { 0, 1 }, { 1, 2 }, { 2, 4 }, { 4, 8 }, { 0, 1 }, { 0, 1 } })
  eq(e:ids():tolist(), { 1, 2, 1, 0, 3, 1, 2 })
  raises("is not the one that was encoded", e.offsets, e, text)
  raises("is not the one that was encoded", e.offsets, e, "a", pair)
  raises("[offsets]", e.offsets, e, 7)
end)

check.report()
