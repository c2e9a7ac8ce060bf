-- Texts as padded tensors, and ids decoded as they come.

local check = require "check"
local hug = require "hug"
local eq, raises, test = check.eq, check.raises, check.test

test("texts become tensors of one length", function()
  local t = hug.tokenizer "sentiment"
  local long, short = t:encode("a good film"):ids():tolist(), t:encode("bad"):ids():tolist()
  local batch = t({ "a good film", "bad" }, { padding = true })
  local missing = #long - #short
  local padded, mask = {}, {}
  for i = 1, #long do padded[i], mask[i] = short[i] or t.pad_token_id, short[i] and 1 or 0 end
  eq(missing > 0, true)
  eq(batch.input_ids:tolist(), { long, padded })
  eq(batch.attention_mask:tolist()[2], mask)
  eq(batch.token_type_ids:tolist()[2][#long], 0)
  eq(t({ "a good film", "bad" }, { padding = true, padding_side = "left" }).attention_mask:tolist()[2][1], 0)
  eq(t("bad", { padding = true, pad_to_multiple_of = 8 }).input_ids:size(1), 8)
  eq(t("bad", { padding = "max_length", max_length = 11 }).input_ids:size(1), 11)
  eq(t("a good film", { truncation = true, max_length = 3 }).input_ids:size(1), 3)
  eq(t("a", { text_pair = "good" }).input_ids:tolist(), { t:encode("a", "good"):ids():tolist() })
  raises("tensors need padding = true", t, { "a good film", "bad" })
  raises("there are no texts", t, {})
  raises("1 texts have 2 second texts", t, "a", { text_pair = { "b", "c" } })
  raises("there is no option `pad`", t, "a", { pad = true })
end)

-- Bytes of UTF-8 as tokens, as byte-level tokenizers have them.
local function bytes()
  local vocab = { a = 0, ["Ã"] = 1, ["©"] = 2, ["Ġ"] = 3 }
  return hug.core.tokenizer { json = hug.json.encode {
    added_tokens = { { id = 4, content = "<s>", special = true, single_word = false, lstrip = false, rstrip = false, normalized = false } },
    decoder = { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
    model = { type = "BPE", vocab = vocab, merges = hug.json.array {} },
  } }
end

local function stream(opts, ids)
  local s, parts = require "hug.tokenizers.stream"(assert(bytes()), opts), {}
  for i, id in ipairs(ids) do parts[i] = s:step(id) or false end
  return parts, s
end

test("ids are decoded as they come, characters whole", function()
  eq((stream(nil, { 0, 1, 2, 3, 4, 0 })), { "a", false, "é", " ", "<s>", "a" })
  eq((stream({ skip_special = true }, { 4, 0, 4, 1, 2 })), { false, "a", false, false, "é" })
  local many = {}
  for i = 1, 3000 do many[i] = i % 2 + 1 == 2 and 1 or 2 end
  local parts, s = stream(nil, many)
  eq(parts[1], false)
  eq(parts[3000], "é")
  eq(#s.ids <= 4, true)
  local t = hug.tokenizer "sentiment"
  local ids = t:encode("a good film, and bad"):ids():tolist()
  local text, whole = "", t:decode_stream { skip_special = true }
  for _, id in ipairs(ids) do text = text .. (whole:step(id) or "") end
  eq(text, t:decode(ids, { skip_special = true }))
  eq(t:decode_batch({ ids, { ids[2] } }, { skip_special = true }), { text, t:decode { ids[2] } })
end)

test("encode_batch gives what encode gives, and says which text is bad", function()
  local t = hug.tokenizer "sentiment"
  local texts, pairs_of = {}, {}
  for i = 1, 50 do texts[i], pairs_of[i] = ("good film %d, not bad "):format(i):rep(i % 7 + 1), "so so" end
  local encodings = t:encode_batch(texts)
  eq(#encodings, 50)
  for i, e in ipairs(encodings) do eq(e:ids():tolist(), t:encode(texts[i]):ids():tolist()) end
  encodings = t:encode_batch(texts, pairs_of, { truncation = true, max_length = 9 })
  for i, e in ipairs(encodings) do
    eq(e:ids():tolist(), t:encode(texts[i], pairs_of[i], { truncation = true, max_length = 9 }):ids():tolist())
  end
  eq(t:encode_batch {}, {})
  check.raises("is not UTF-8 at byte 1", t.encode_batch, t, { "a", "b\255" })
  check.raises("text 2 is a number", t.encode_batch, t, { "a", 3 })
  check.raises("1 texts do not go with 2 pairs", t.encode_batch, t, { "a" }, { "b", "c" })
end)

check.report()
