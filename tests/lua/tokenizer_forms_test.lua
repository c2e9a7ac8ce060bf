-- Tokenizers in other forms than tokenizer.json, made here byte by byte, and what is said of broken ones.

local check = require "check"
local hug = require "hug"
local core = hug.core
local eq, test = check.eq, check.test

-- ---- Bytes ----

local function little(value, bytes)
  local out = {}
  for i = 1, bytes do
    out[i] = string.char(value % 256)
    value = math.floor(value / 256)
  end
  return table.concat(out)
end

local function f32(value)   -- of small numbers with few digits
  if value == 0 then return "\0\0\0\0" end
  local sign, exponent, mantissa = value < 0 and 0x8000 or 0, 127, math.abs(value)
  while mantissa >= 2 do mantissa, exponent = mantissa / 2, exponent + 1 end
  while mantissa < 1 do mantissa, exponent = mantissa * 2, exponent - 1 end
  local bits = math.floor((mantissa - 1) * 2 ^ 23 + 0.5)
  return little(bits % 65536, 2) .. little(sign + exponent * 128 + math.floor(bits / 65536), 2)
end

local scratch = os.tmpname()
os.remove(scratch)
assert(core.make_folder(scratch))

local function write(name, content)
  local path = scratch .. "/" .. name
  assert(core.write_file(path, content))
  return path
end

local function clean(...)
  for _, name in ipairs { ... } do os.remove(scratch .. "/" .. name) end
end

-- What loading a file says, which must be a message that names it, and never more than that.
local function complaint(path, opts)
  local fine, message = pcall(hug.tokenizer, path, opts)
  eq(fine, false)
  eq(type(message), "string")
  return tostring(message)
end

local function says(path, words, opts)
  local message = complaint(path, opts)
  eq(message:find(words, 1, true) and words or message, words)
end

-- ---- SentencePiece ----

local function varint(n)
  local out = ""
  while n >= 128 do out, n = out .. string.char(n % 128 + 128), math.floor(n / 128) end
  return out .. string.char(n)
end
local function field(number, wire, content) return varint(number * 8 + wire) .. content end
local function bytes_field(number, text) return field(number, 2, varint(#text) .. text) end
local function int_field(number, n) return field(number, 0, varint(n)) end

local function piece(text, score, kind) return bytes_field(1, bytes_field(1, text) .. field(2, 5, f32(score)) .. (kind and int_field(3, kind) or "")) end

local MARK = "\226\150\129"
local PIECES = piece("<unk>", 0, 2) .. piece("<s>", 0, 3) .. piece("</s>", 0, 3) .. piece(MARK, -3) .. piece("a", -4) .. piece("b", -4)
  .. piece("ab", -1) .. piece(MARK .. "ab", -0.5) .. piece("[x]", 0, 4)

local function bpe_model(extra) return PIECES .. bytes_field(2, int_field(3, 2) .. (extra or "")) .. bytes_field(3, int_field(4, 0)) end
local function unigram_model() return PIECES .. bytes_field(2, int_field(3, 1)) end

test("SentencePiece models", function()
  if not core.features().regex then return end
  local path = write("t.model", bpe_model())
  local t = hug.tokenizer(path)
  eq(t:encode("ab ab", { special = false }):ids():tolist(), { 7, 7 })
  eq(t:encode("b [x]a"):ids():tolist(), { 3, 5, 3, 8, 4 })
  eq(t:encode("</s>ab"):ids():tolist(), { 2, 7 })
  eq(t:decode { 7, 3, 4 }, "ab a")
  eq(t:encode("z"):ids():tolist(), { 3, 0 })
  t = hug.tokenizer(write("t.model", unigram_model()))
  eq(t:encode("  ab  ab "):ids():tolist(), { 7, 7 })
  t = hug.tokenizer(write("t.model", unigram_model()), { class = "XLMRobertaTokenizer" })
  eq(t:encode("ab ab"):ids():tolist(), { 0, 8, 8, 2 })
  eq(t:encode("ab", "b"):ids():tolist(), { 0, 8, 2, 2, 4, 6, 2 })
  clean "t.model"
end)

test("broken SentencePiece models", function()
  local whole = bpe_model()
  for n = 2, #whole - 1 do
    local fine, message = pcall(hug.tokenizer, write("t.model", whole:sub(1, n)))
    eq(fine or (type(message) == "string" and message:find "^%[" ~= nil), true)
  end
  local function broken(content, words) says(write("t.model", content), words) end
  broken(bytes_field(1, bytes_field(1, "\255a\0")), "pieces[0] is not UTF-8")
  broken(piece("a", 0, 9), "pieces[0] has a type that there is none of")
  broken(bytes_field(1, int_field(1, 3)), "pieces[0].piece is of another kind")
  broken(bytes_field(1, field(2, 5, "\0\0\192\127")), "pieces[0] has a score that is no number")
  broken(piece("a", 0) .. bytes_field(2, int_field(3, 3)), "trainer_spec.model_type is neither Unigram nor BPE")
  broken(piece("a", 0) .. bytes_field(2, int_field(40, 7)), "trainer_spec has an id that no piece has")
  broken(piece("a", 0) .. "\7", "has a field without a number")
  broken(piece("a", 0) .. field(9, 3, ""), "has a field of a kind that there is none of")
  broken(piece("a", 0) .. field(9, 2, varint(2 ^ 40) .. "x"), "ends within a field")
  broken(piece("a", 0) .. "\72" .. ("\255"):rep(11), "ends within a field")
  broken(unigram_model() .. bytes_field(3, bytes_field(2, "\8\0\0\0abcd")), "precompiled_charsmap ends within its array")
  clean "t.model"
end)

-- ---- tiktoken ----

test("files of tiktoken", function()
  if not core.features().regex then return end
  -- a, b, ab, abb, \xff
  local path = write("t.tiktoken", "YQ== 0\nYg== 1\nYWI= 2\nYWJi 3\n/w== 4\n")
  local t = hug.tokenizer(path, { pattern = [[\p{L}+|[^\p{L}]+]], special_tokens = { ["<|end|>"] = 9 } })
  eq(t:encode("abb<|end|>ababa"):ids():tolist(), { 3, 9, 2, 2, 0 })
  eq(t:decode { 2, 9, 3 }, "ab<|end|>abb")
  says(path, "there is no encoding nosuch", { encoding = "nosuch" })
  local function broken(content, words) says(write("t.tiktoken", content), words) end
  broken("YQ== 0\nYg=\n", "line 2 is not a token in base64, a space and a rank")
  broken("YQ== 0\nY!== 1\n", "line 2 has a token that is not base64")
  broken("YQ== 0\nYg== 0\n", "line 2 has a rank that is there already")
  broken("YQ== 0\nYQ== 1\n", "line 2 has a token that is there already")
  broken("YQ== 0\nYg== 99999999999999999999\n", "line 2 has a rank that is no number")
  broken("YQ== 0\nYg== 4294967295\n", "line 2 has a rank above 2^31-1")
  broken("\31\139\8\0", "is compressed")
  clean "t.tiktoken"
end)

-- ---- vocab.json and merges.txt ----

test("vocab.json with merges.txt", function()
  local vocab = write("vocab.json", '{"a": 0, "b": 1, "ab": 2, "\196\160": 3, "<s>": 4, "</s>": 5, "<unk>": 6, "<pad>": 7, "<mask>": 8}')
  write("merges.txt", "#version: 0.2\na b\n")
  eq(hug.tokenizer(vocab):encode("ab a"):ids():tolist(), { 2, 3, 0 })
  write("tokenizer_config.json", '{"tokenizer_class": "RobertaTokenizer", "model_max_length": 8, "padding_side": "left"}')
  local t = hug.tokenizer(scratch)
  eq(t:encode("ab a<mask>", "b"):ids():tolist(), { 4, 2, 3, 0, 8, 5, 5, 1, 5 })
  eq({ t.mask_token or "none", t.model_max_length, t.padding_side }, { "none", 8, "left" })
  write("special_tokens_map.json", '{"mask_token": {"content": "<mask>", "lstrip": true, "rstrip": false, "single_word": false, "normalized": false}}')
  write("added_tokens.json", '{"<new>": 9}')
  t = hug.tokenizer(scratch)
  eq(t:encode("ab <mask><new>"):ids():tolist(), { 4, 2, 8, 9, 5 })
  eq({ t.mask_token, t.mask_token_id }, { "<mask>", 8 })
  write("merges.txt", "a b\nab\n")
  says(scratch, "line 2 is not two tokens with one space between them")
  write("merges.txt", "a z\n")
  says(scratch, "model.merges[0]")
  write("vocab.json", '{"a": -1}')
  says(scratch, "model.vocab.a is -1")
  clean("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")
end)

-- ---- GGUF ----

local function text(s) return little(#s, 8) .. s end
local TYPE = { u8 = 0, i8 = 1, u16 = 2, i16 = 3, u32 = 4, i32 = 5, f32 = 6, bool = 7, string = 8, array = 9, u64 = 10, i64 = 11, f64 = 12 }
local function key(name, kind, content) return text(name) .. little(TYPE[kind], 4) .. content end
local function strings(name, list)
  local out = { text(name), little(TYPE.array, 4), little(TYPE.string, 4), little(#list, 8) }
  for _, s in ipairs(list) do out[#out + 1] = text(s) end
  return table.concat(out)
end
local function array(name, kind, list, put)
  local out = { text(name), little(TYPE.array, 4), little(TYPE[kind], 4), little(#list, 8) }
  for _, v in ipairs(list) do out[#out + 1] = put(v) end
  return table.concat(out)
end
local function gguf(keys, tensors, data, version)
  return "GGUF" .. little(version or 3, 4) .. little(#(tensors or {}), 8) .. little(#keys, 8) .. table.concat(keys) .. table.concat(tensors or {})
    .. (data or "")
end
local function i32(v) return little(v, 4) end

local KEYS = {
  key("general.architecture", "string", text "llama"), key("tokenizer.ggml.model", "string", text "llama"),
  strings("tokenizer.ggml.tokens", { "<unk>", "<s>", "</s>", MARK, "a", "b", "ab", MARK .. "ab" }),
  array("tokenizer.ggml.scores", "f32", { 0, 0, 0, -3, -4, -4, -1, -0.5 }, f32),
  array("tokenizer.ggml.token_type", "i32", { 2, 3, 3, 1, 1, 1, 1, 1 }, i32),
  key("tokenizer.ggml.bos_token_id", "u32", i32(1)),
}
local function with(...)
  local list = {}
  for i, one in ipairs(KEYS) do list[i] = one end
  for _, one in ipairs { ... } do list[#list + 1] = one end
  return list
end

test("GGUF files", function()
  local t = hug.tokenizer(write("t.gguf", gguf(KEYS)))
  eq(t:encode("ab ab"):ids():tolist(), { 1, 7, 7 })
  eq(t:encode(" b</s>a"):ids():tolist(), { 1, 3, 3, 5, 2, 3, 4 })
  eq({ t.bos_token, t.bos_token_id, t.config.add_bos_token }, { "<s>", 1, true })
  eq(t:decode({ 1, 7, 3, 4 }, { skip_special = true }), "ab a")
  t = hug.tokenizer(write("t.gguf", gguf(with(key("tokenizer.ggml.add_bos_token", "bool", "\0"), key("tokenizer.ggml.add_space_prefix", "bool", "\0")), nil, nil, 2)))
  eq(t:encode("ab ab"):ids():tolist(), { 6, 7 })
  local bert = { key("tokenizer.ggml.model", "string", text "bert"), strings("tokenizer.ggml.tokens", { "[UNK]", "[CLS]", "[SEP]", MARK .. "ab", "c" }),
                 array("tokenizer.ggml.token_type", "i32", { 3, 3, 3, 1, 1 }, i32), key("tokenizer.ggml.unknown_token_id", "u32", i32(0)),
                 key("tokenizer.ggml.cls_token_id", "u32", i32(1)), key("tokenizer.ggml.seperator_token_id", "u32", i32(2)) }
  eq(hug.tokenizer(write("t.gguf", gguf(bert))):encode("ABC ab c"):ids():tolist(), { 1, 3, 4, 3, 0, 2 })
  local file = core.gguf(write("t.gguf", gguf { key("a", "i8", "\255"), key("b", "u64", ("\255"):rep(8)), key("c", "f32", f32(-2.5)),
                                                key("d", "i16", "\0\128"), array("e", "u16", { 7, 9 }, function(v) return little(v, 2) end) }))
  eq({ file.version, file.metadata.a, file.metadata.c, file.metadata.d, file.metadata.e[2], file.metadata.e.type }, { 3, -1, -2.5, -32768, 9, "u16" })
  clean "t.gguf"
end)

local function tensor(name, dims, kind, at)
  local out = { text(name), little(#dims, 4) }
  for _, d in ipairs(dims) do out[#out + 1] = type(d) == "string" and d or little(d, 8) end
  return table.concat(out) .. little(kind, 4) .. (type(at) == "string" and at or little(at, 8))
end

test("broken GGUF files", function()
  local whole = gguf(KEYS)
  for n = 4, #whole - 1 do says(write("t.gguf", whole:sub(1, n)), "[gguf] t.gguf: ") end
  local function broken(content, words) says(write("t.gguf", content), words) end
  local huge, negative = ("\255"):rep(7) .. "\127", ("\255"):rep(8)
  for _, count in ipairs { huge, negative, little(2 ^ 31, 8), little(2 ^ 61 / 4, 8), little(#whole, 8) } do
    broken("GGUF" .. little(3, 4) .. little(0, 8) .. count .. "\0", "more keys or tensors than fit")
    broken("GGUF" .. little(3, 4) .. count .. little(0, 8) .. "\0", "more keys or tensors than fit")
    broken(gguf { text "k" .. little(TYPE.string, 4) .. count }, 'the value of key "k" is longer than the file')
    for name, kind in pairs(TYPE) do
      broken(gguf { text "k" .. little(TYPE.array, 4) .. little(kind, 4) .. count },
             name == "array" and "is an array of arrays" or 'the value of key "k" is longer than the file')
    end
  end
  for _, version in ipairs { 0, 1, 4, 2 ^ 31 } do broken(gguf({}, nil, nil, version), "is of a version that hug does not read") end
  broken(gguf({}, nil, nil, 3 * 2 ^ 24), "big-endian")
  broken(gguf { key("", "u8", "\1") }, "is no name")
  broken(gguf { key("a\255", "u8", "\1") }, 'the key "a?" is no name')
  broken(gguf { key("a", "u8", "\1"), key("a", "u8", "\1") }, 'the key "a" is there twice')
  broken(gguf { text "a" .. little(13, 4) }, "has the type 13")
  broken(gguf { key("a", "bool", "\2") }, "is neither true nor false")
  broken(gguf { key("general.alignment", "i32", i32(32)) }, "is not of type u32")
  for _, n in ipairs { 0, 3, 13, 2 ^ 21, 2 ^ 31 } do broken(gguf { key("general.alignment", "u32", i32(n)) }, "is no power of two") end
  broken(gguf({}, { tensor("t", { 0 }, 0, 0) }), 'tensor "t" has a dim below 1')
  broken(gguf({}, { tensor("t", { negative }, 0, 0) }), 'tensor "t" has a dim below 1')
  broken(gguf({}, { tensor("t", { 2 ^ 31, 2 ^ 31, 2 ^ 31 }, 0, 0) }), "more elements than there can be")
  broken(gguf({}, { tensor("t", { 2 ^ 52, 2 ^ 10 }, 0, 0) }), "more elements than there can be")
  broken(gguf({}, { tensor("t", { 33 }, 2, 0) }), "no whole number of its type's blocks")
  broken(gguf({}, { tensor("t", { 1, 1, 1, 1, 1 }, 0, 0) }), "more than 4 dims")
  broken(gguf({}, { tensor("t", { 8 }, 4, 0) }), "has the type 4, which hug does not know")
  broken(gguf({}, { tensor("t", { 8 }, 2 ^ 31, 0) }), "has the type -1")
  broken(gguf({}, { tensor(("t"):rep(64), { 8 }, 0, 0) }), "has no name of 1 to 63 bytes")
  broken(gguf({}, { tensor("t", { 8 }, 0, 0), tensor("t", { 8 }, 0, 32) }), 'tensor "t" is there twice')
  broken(gguf({}, { tensor("t", { 8 }, 0, 32) }), "does not begin where the one before it ends")
  broken(gguf({}, { tensor("t", { 8 }, 0, negative) }), "does not begin where the one before it ends")
  broken(gguf({}, { tensor("t", { 8 }, 0, 0) }, ("\0"):rep(38)), "ends behind the file")
  -- what the tokenizer takes, with every wrong type
  broken(gguf { key("tokenizer.ggml.model", "string", text "llama") }, "tokenizer.ggml.tokens is missing")
  broken(gguf { key("tokenizer.ggml.model", "string", text "rwkv") }, "tokenizer.ggml.model is rwkv, which is not supported")
  for kind, bytes in pairs { u8 = 1, i8 = 1, u16 = 2, i16 = 2, u32 = 4, i32 = 4, f32 = 4, bool = 1, u64 = 8, i64 = 8, f64 = 8 } do
    local function one() return ("\0"):rep(bytes) end
    local model = KEYS[2]
    broken(gguf { model, array("tokenizer.ggml.tokens", kind, { 1 }, one) }, "tokenizer.ggml.tokens is no array of strings")
    broken(gguf { model, key("tokenizer.ggml.tokens", kind, one()) }, "tokenizer.ggml.tokens is no array of strings")
    broken(gguf { model, KEYS[3], array("tokenizer.ggml.merges", kind, { 1 }, one) }, "tokenizer.ggml.merges is no array of strings")
    local scores = gguf { model, KEYS[3], array("tokenizer.ggml.scores", kind, { 1 }, one) }
    broken(scores, kind:find "^f" and "does not have as many elements" or "tokenizer.ggml.scores is no array of f32")
    local kinds = gguf { model, KEYS[3], array("tokenizer.ggml.token_type", kind, { 1 }, one) }
    broken(kinds, kind:find "^f" and "is no array of integers" or "does not have as many elements")
  end
  broken(gguf { KEYS[2], strings("tokenizer.ggml.tokens", { "a", "\255" }) }, "tokenizer.ggml.tokens[1] is not UTF-8")
  broken(gguf { KEYS[2], KEYS[3], strings("tokenizer.ggml.merges", { "ab" }) }, "tokenizer.ggml.merges[0] is not two tokens")
  clean "t.gguf"
end)

os.remove(scratch)
check.report()
