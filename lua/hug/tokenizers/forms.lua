-- forms: the files that tokenizers are published as, each told as a tokenizer.json.
--
-- describe(path, config, opts) gives the text of a tokenizer.json, the config as it was read, and the name of the file that it
-- is from. Vocabularies and merges are written by the library (hug.lexicon); here is what stands around them.

local core = require "hug.core"
local parts = require "hug.tokenizers.parts"
local known = require "hug.tokenizers.classes"

local json = core.json
local forms = {}

local ROLES = { "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token" }

local function read(path)
  local text, message = core.read_file(path)
  if not text then error(message, 0) end
  return text
end

local function decode(text, what)
  local value, message = json.decode(text, what)
  if value == nil then error(message, 0) end
  return value
end

local function lexicon(options)
  local settings, vocab, merges = core.lexicon(options)
  if not settings then error(vocab, 0) end
  return settings ~= "" and decode(settings, options.what or "settings") or {}, vocab, merges ~= "" and merges or nil
end

-- ---- Writing ----

-- A table of components, whose model is completed by texts of JSON.
local function assemble(made, vocab, merges, added)
  local model = json.encode(made.model)
  model = model:sub(1, -2) .. ',"vocab":' .. vocab .. (merges and ',"merges":' .. merges or "") .. "}"
  local rest = json.encode { version = "1.0", added_tokens = json.array(added), normalizer = made.normalizer or core.null,
                             pre_tokenizer = made.pre_tokenizer or core.null, post_processor = made.post_processor or core.null,
                             decoder = made.decoder or core.null }
  return rest:sub(1, -2) .. ',"model":' .. model .. "}"
end

-- ---- Added tokens ----

-- A token of a config, a string or a table, as tokenizer.json has it; nil if it is neither.
local function added_token(token, special)
  if type(token) == "string" then token = { content = token, special = special, normalized = not special } end
  if type(token) ~= "table" or type(token.content) ~= "string" or token.content == "" then return nil end
  special = special or token.special == true
  local normalized = token.normalized
  if type(normalized) ~= "boolean" then normalized = not special end
  return { id = 0, content = token.content, special = special, single_word = token.single_word == true, lstrip = token.lstrip == true,
           rstrip = token.rstrip == true, normalized = normalized }
end

local function extra_special(config)
  local extra = config.extra_special_tokens
  if type(extra) ~= "table" or next(extra) == nil then extra = config.additional_special_tokens end
  local list = {}
  if type(extra) ~= "table" then return list end
  for _, token in ipairs(extra) do list[#list + 1] = token end
  local names = {}
  for name in pairs(extra) do if type(name) == "string" then names[#names + 1] = name end end
  table.sort(names)
  for _, name in ipairs(names) do list[#list + 1] = extra[name] end
  return list
end

-- Those that the config decodes by id, those with a role, and the other special ones, in this order.
local function added_tokens(config, token, class, others)
  local list, seen = {}, {}
  local function add(one, special)
    local made = added_token(one, special)
    if made and seen[made.content] then   -- what a role names is special, and stays as it is otherwise
      seen[made.content].special = seen[made.content].special or made.special
    elseif made then
      seen[made.content] = made
      list[#list + 1] = made
    end
  end
  local decoder = type(config.added_tokens_decoder) == "table" and config.added_tokens_decoder or {}
  local ids = {}
  for id in pairs(decoder) do ids[#ids + 1] = id end
  table.sort(ids, function(a, b) return tonumber(a) < tonumber(b) end)
  for _, id in ipairs(ids) do add(decoder[id]) end
  for _, role in ipairs(ROLES) do
    local one = type(config[role]) == "table" and config[role] or token[role]
    if role == "mask_token" and type(one) == "string" and class and class.lstrip_mask then
      one = { content = one, lstrip = true, special = true, normalized = false }
    end
    add(one, true)
  end
  for _, one in ipairs(extra_special(config)) do add(one, true) end
  for _, one in ipairs(others or {}) do add(one, type(one) == "string" or one.special) end
  return list
end

-- ---- Templates ----

local function default_template(o)
  local config, bos, eos = o.config, o.token.bos_token, o.token.eos_token
  local single, pair = { "A" }, {}
  if config.add_bos_token == true and bos then table.insert(single, 1, bos) end
  if config.add_eos_token == true and eos then single[#single + 1] = eos end
  for i, one in ipairs(single) do pair[i] = one end
  for _, one in ipairs(single) do pair[#pair + 1] = (one == "A" and "B" or one) .. ":1" end
  return parts.template(o.ids, single, pair)
end

-- The ids of tokens, found out when one is asked for.
local function ids_of(model, vocab, merges, added, what)
  return setmetatable({}, { __index = function(self, token)
    local probe = { type = model, unk_id = model == "Unigram" and 0 or nil, unk_token = model == "WordPiece" and token or nil,
                    byte_fallback = false, continuing_subword_prefix = model == "WordPiece" and "##" or nil,
                    max_input_chars_per_word = model == "WordPiece" and 100 or nil }
    local native, message = core.tokenizer { json = assemble({ model = probe }, vocab, merges and "[]", added), what = what }
    if not native then error(message, 0) end
    setmetatable(self, { __index = function(_, other) return native:id(other) end })
    return native:id(token)
  end })
end

local function content(token)
  if type(token) == "table" then token = token.content end
  return type(token) == "string" and token or nil
end

local function roles(config, defaults)
  local token = {}
  for _, role in ipairs(ROLES) do
    token[role] = content(config[role])
    if token[role] == nil and config[role] ~= core.null then token[role] = defaults[role] end
  end
  return token
end

-- The tokenizer.json of a class.
local function of_class(class, config, what, vocab, merges, spec)
  local o = { config = config, token = roles(config, class.tokens), spec = spec }
  local others = spec and spec.tokens or {}
  if class.extra and not next(extra_special(config)) then
    for _, token in ipairs(class.extra(o)) do others[#others + 1] = token end
  end
  local added = added_tokens(config, o.token, class, others)
  o.ids = ids_of(class.model, vocab, merges, added, what)
  local made = class.build(o)
  made.post_processor = made.post_processor or default_template(o)
  return assemble(made, vocab, merges, added)
end

-- ---- vocab.json and merges.txt ----

function forms.vocab_and_merges(vocab_path, merges_path, class, config)
  local vocab = read(vocab_path)
  local _, _, merges = lexicon { merges_txt = read(merges_path), what = merges_path }
  return of_class(class or known.classes.GPT2Tokenizer, config, vocab_path, vocab, merges)
end

-- ---- SentencePiece ----

local SPECIAL = "[%^%$%(%)%%%.%[%]%*%+%-%?%{%}|\\#&~/ \t\n\r\f\v]"
local function escaped(text) return (text:gsub(SPECIAL, "\\%0")) end

-- What a model says of itself: it encodes as SentencePiece does.
local function of_spec(spec, config, what, vocab, merges)
  local unigram = spec.model_type == "Unigram"
  local normalizers, pre, decoders, user = {}, {}, { parts.replace(parts.mark, " ") }, {}
  normalizers[1] = parts.charsmap(spec.precompiled_charsmap)
  if spec.remove_extra_whitespaces then
    normalizers[#normalizers + 1] = parts.replace([[\A +| +\z]], "", true)
    normalizers[#normalizers + 1] = parts.replace(" {2,}", " ", true)
  end
  if spec.escape_whitespaces then normalizers[#normalizers + 1] = parts.replace(" ", parts.mark) end
  local legacy, suffix = config.legacy ~= false, spec.add_dummy_prefix and spec.treat_whitespace_as_suffix
  if suffix then
    normalizers[#normalizers + 1] = parts.replace([[\z]], parts.mark, true)
  elseif spec.add_dummy_prefix and legacy then
    normalizers[#normalizers + 1] = parts.replace([[\A]] .. parts.mark, parts.mark .. parts.mark, true)
  end
  if spec.add_dummy_prefix and not suffix then pre[1] = parts.metaspace(legacy and "always" or "first", false) end
  for _, token in ipairs(spec.tokens) do
    if not token.special then user[#user + 1] = token.content end
  end
  if #user > 0 then
    table.sort(user, function(a, b) return #a > #b end)
    for i, text in ipairs(user) do user[i] = escaped(text) end
    pre[#pre + 1] = parts.split(table.concat(user, "|"))
  end
  if spec.byte_fallback then decoders[#decoders + 1] = { type = "ByteFallback" } end
  if spec.byte_fallback or spec.add_dummy_prefix then decoders[#decoders + 1] = { type = "Fuse" } end
  if spec.add_dummy_prefix then
    decoders[#decoders + 1] = { type = "Strip", content = " ", start = suffix and 0 or 1, stop = suffix and 1 or 0 }
  end
  local defaults = {}
  for _, name in ipairs { "bos", "eos", "unk" } do
    if spec[name .. "_id"] >= 0 then defaults[name .. "_token"] = spec[name .. "_piece"] end
  end
  local token = roles(config, defaults)
  local control = {}
  for _, one in ipairs(spec.tokens) do
    if one.special then control[#control + 1] = one end
  end
  local added = added_tokens(config, token, nil, control)
  local o = { config = config, token = token, ids = ids_of(spec.model_type, vocab, merges, added, what) }
  return assemble({
    normalizer = parts.sequence("normalizers", normalizers), pre_tokenizer = parts.sequence("pretokenizers", pre),
    decoder = parts.sequence("decoders", decoders), post_processor = default_template(o),
    model = unigram and { type = "Unigram", unk_id = spec.unk_id, byte_fallback = spec.byte_fallback }
      or { type = "BPE", unk_token = spec.unk_piece, fuse_unk = true, byte_fallback = spec.byte_fallback, ignore_merges = #user > 0 },
  }, vocab, merges, added)
end

function forms.sentencepiece(path, class, config)
  local data = read(path)
  if class and class.model ~= "WordPiece" then
    local around = class.extend and class.extend { config = config, token = roles(config, class.tokens) } or {}
    local spec, vocab, merges = lexicon { sentencepiece = data, what = path, scores = class.model == "Unigram", drop = around.drop,
                                          before = around.before, after = around.after, merges = class.model == "BPE" and "id" or "none" }
    return of_class(class, config, path, vocab, merges, spec)
  end
  local spec = lexicon { sentencepiece = data, what = path }
  local unigram = spec.model_type == "Unigram"
  local _, vocab, merges = lexicon { sentencepiece = data, what = path, scores = unigram, merges = not unigram and "score" or "none" }
  return of_spec(spec, config, path, vocab, merges)
end

-- ---- tiktoken ----

local function llama3()
  local list = { "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>", "<|reserved_special_token_1|>",
                 "<|reserved_special_token_2|>", "<|reserved_special_token_3|>", "<|start_header_id|>", "<|end_header_id|>",
                 "<|reserved_special_token_4|>", "<|eot_id|>" }
  for i = 5, 250 do list[#list + 1] = ("<|reserved_special_token_%d|>"):format(i) end
  local special = {}
  for i, token in ipairs(list) do special[token] = 127999 + i end
  return special
end

--- Encodings by name: the regular expression, and the ids of special tokens.
forms.encodings = {
  cl100k_base = { parts.regex.cl100k, { ["<|endoftext|>"] = 100257, ["<|fim_prefix|>"] = 100258, ["<|fim_middle|>"] = 100259,
                                        ["<|fim_suffix|>"] = 100260, ["<|endofprompt|>"] = 100276 } },
  o200k_base = { parts.regex.o200k, { ["<|endoftext|>"] = 199999, ["<|endofprompt|>"] = 200018 } },
  p50k_base = { parts.regex.gpt2, { ["<|endoftext|>"] = 50256 } },
  r50k_base = { parts.regex.gpt2, { ["<|endoftext|>"] = 50256 } },
  llama3 = { parts.regex.cl100k, llama3() },
}

function forms.tiktoken(path, config, opts)
  local settings, vocab, merges = lexicon { tiktoken = read(path), what = path }
  local name = opts.encoding
  for one in pairs(forms.encodings) do
    if not name and path:match "[^/]*$":find(one, 1, true) then name = one end
  end
  if not name and settings.count == 128000 then name = "llama3" end
  local encoding = forms.encodings[name]
  if name and not encoding then error(("[tokenizer] there is no encoding %s: give a pattern"):format(tostring(name)), 0) end
  encoding = encoding or { parts.regex.cl100k, {} }
  local pattern, special = opts.pattern or encoding[1], opts.special_tokens or encoding[2]
  local names, more = {}, {}
  for token in pairs(special) do names[#names + 1] = token end
  table.sort(names, function(a, b) return special[a] < special[b] end)
  for i, token in ipairs(names) do more[i] = "," .. json.encode(token) .. ":" .. ("%d"):format(special[token]) end
  vocab = vocab:sub(1, -2) .. table.concat(more) .. "}"
  local token = roles(config, {})
  local added = added_tokens(config, token, nil, names)
  local o = { config = config, token = token, ids = ids_of("BPE", vocab, merges, added, path) }
  local bytes = parts.byte_level(false, false)
  return assemble({ pre_tokenizer = parts.split_bytes(pattern), decoder = parts.byte_level(true),
                    post_processor = (config.add_bos_token or config.add_eos_token) and default_template(o) or bytes,
                    model = { type = "BPE", fuse_unk = false, byte_fallback = false, ignore_merges = true } }, vocab, merges, added)
end

-- ---- GGUF ----

local PRE = {}
for regex, names in pairs {
  cl100k = "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano dbrx smaug-bpe",
  tekken = "tekken", qwen2 = "qwen2 deepseek-r1-qwen kormo f2llmv2 megrez", o200k = "gpt-4o llama4 kanana2 talkie minimax-m2",
} do
  for name in names:gmatch "%S+" do PRE[name] = { parts.regex[regex] } end
end
for name in ("starcoder refact command-r smollm codeshell exaone minerva-7b"):gmatch "%S+" do
  PRE[name] = { [[\p{N}]], parts.regex.gpt2 }
end
PRE["deepseek-coder"] = { "[\r\n]", [[\s?\p{L}+]], [[\s?\p{P}+]], "[一-龥ࠀ-一가-\237\159\191]+", [[\p{N}]] }
PRE.falcon = { [=[[\p{P}\$\+<=>\^~\|`]+]=], parts.regex.gpt2, "[0-9][0-9][0-9]" }

local function split_by(regexes)
  local list = {}
  for i, regex in ipairs(regexes) do list[i] = parts.split(regex) end
  list[#list + 1] = parts.byte_level(false, true, false)
  return parts.sequence("pretokenizers", list)
end

-- Kinds of vocabularies by tokenizer.ggml.model: what is asked of the library, and what stands around it.
local ggml = {}

-- Every stretch of text gets its space, as llama.cpp does it.
local function llama_like(o)
  local prefix, replace = o.settings["tokenizer.ggml.add_space_prefix"] ~= false, parts.replace(" ", parts.mark)
  return { normalizer = prefix and parts.sequence("normalizers", { { type = "Prepend", prepend = parts.mark }, replace }) or replace,
           decoder = parts.fallback_decoder(prefix), model = { type = "BPE", fuse_unk = true, byte_fallback = true } }
end

ggml.llama = { ask = { merges = "any score" }, add_bos = true, build = llama_like }
ggml.gpt2 = {
  ask = { merges = "any score", spelling = "bytes" },
  build = function(o)
    local regexes = PRE[o.settings["tokenizer.ggml.pre"]]
    return { pre_tokenizer = regexes and split_by(regexes) or parts.byte_level(false), decoder = parts.byte_level(true),
             model = { type = "BPE", fuse_unk = false, byte_fallback = false } }
  end,
}
local function gemma(o)
  return { normalizer = parts.replace(" ", parts.mark), decoder = parts.fallback_decoder(false),
           pre_tokenizer = { type = "Split", pattern = { String = " " }, behavior = "MergedWithPrevious", invert = false },
           model = { type = "BPE", fuse_unk = true, byte_fallback = true, unk_token = o.token.unk_token } }
end
ggml.gemma = { ask = { merges = "id", spelling = "spaces" }, add_bos = true, build = gemma }
ggml.gemma4 = { ask = { merges = "any score" }, build = gemma }
ggml.t5 = { ask = { scores = true }, unigram = true, build = function(o)
  local eos = o.token.eos_token or "</s>"
  return { normalizer = parts.charsmap(o.settings.precompiled_charsmap), decoder = parts.metaspace "always",
           pre_tokenizer = parts.sequence("pretokenizers", { { type = "WhitespaceSplit" }, parts.metaspace "always" }),
           post_processor = parts.template(o.ids, { "A", eos }, { "A", eos, "B", eos }),
           model = { type = "Unigram", unk_id = o.settings["tokenizer.ggml.unknown_token_id"] or 2, byte_fallback = false } }
end }
ggml.bert = { ask = { spelling = "wordpiece" }, wordpiece = true, build = function(o)
  local cls, sep = o.token.cls_token or "[CLS]", o.token.sep_token or "[SEP]"
  return { normalizer = { type = "BertNormalizer", clean_text = true, handle_chinese_chars = true, lowercase = true },
           pre_tokenizer = { type = "BertPreTokenizer" }, decoder = { type = "WordPiece", prefix = "##", cleanup = true },
           post_processor = parts.template(o.ids, { cls, "A", sep }, { cls, "A", sep, "B:1", sep .. ":1" }),
           model = { type = "WordPiece", unk_token = o.token.unk_token or "[UNK]", continuing_subword_prefix = "##",
                     max_input_chars_per_word = 100 } }
end }

local SENTENCEPIECE = { gemma = "gemma", gemma2 = "gemma", gemma3 = "gemma" }

function forms.gguf(path, config)
  local file, message = core.gguf(path)
  if not file then error(message, 0) end
  local model, architecture = file.metadata["tokenizer.ggml.model"], file.metadata["general.architecture"]
  local kind = ggml[model == "llama" and SENTENCEPIECE[architecture] or model]
  if not kind then error(("[tokenizer] tokenizer.ggml.model is %s, which is not supported (in %s)"):format(tostring(model), path), 0) end
  local ask = { gguf = path, what = path }
  for key, value in pairs(kind.ask) do ask[key] = value end
  local settings, vocab, merges = lexicon(ask)
  local function setting(name, otherwise)
    if config[name] ~= nil then return end
    config[name] = settings["tokenizer.ggml." .. name]
    if config[name] == nil then config[name] = otherwise end
  end
  setting("add_bos_token", kind.add_bos)
  setting("add_eos_token")
  config.chat_template = config.chat_template or settings["tokenizer.chat_template"]
  for role, name in pairs { bos_token = "bos", eos_token = "eos", unk_token = "unknown", pad_token = "padding", sep_token = "seperator",
                            cls_token = "cls", mask_token = "mask" } do
    config[role] = config[role] or settings[name]
  end
  local token = roles(config, {})
  local added = added_tokens(config, token, nil, settings.tokens)
  local model_type = kind.unigram and "Unigram" or kind.wordpiece and "WordPiece" or "BPE"
  local o = { config = config, token = token, settings = settings, ids = ids_of(model_type, vocab, merges, added, path) }
  local made = kind.build(o)
  made.post_processor = made.post_processor or default_template(o)
  return assemble(made, vocab, merges, added)
end

-- ---- Choosing ----

local MODELS = { "tokenizer.model", "sentencepiece.bpe.model", "spiece.model", "spm.model", "sentencepiece.model" }

local function is_ranks(text) return text:match "^[%w+/]+=*%s%d+\r?\n" ~= nil end

--- The form of a single file, told by what is in it.
local function describe_file(path, class, config, opts)
  local text = read(path)
  if text:sub(1, 4) == "GGUF" then return forms.gguf(path, config) end
  if text:sub(1, 2) == "\31\139" or is_ranks(text) then return forms.tiktoken(path, config, opts) end
  if text:sub(1, 1) == "\n" and text:find("[%z\1-\8]", 1) then return forms.sentencepiece(path, class, config) end
  local first = text:match "^%s*(.)"
  if first ~= "{" then return nil end
  local folder = path:match "^(.*)/[^/]*$" or "."
  local name = path:match "[^/]*$"
  if name:find "vocab%.json$" and core.exists(folder .. "/merges.txt") then
    return forms.vocab_and_merges(path, folder .. "/merges.txt", class, config)
  end
  return text
end

--- The text of a tokenizer.json for a folder or a file, and the file's name; nil for a vocab.txt, which has its own reader.
function forms.describe(folder, file, config, opts)
  local class = known.find(config.tokenizer_class, config.model_type)
  if file then return describe_file(file, opts.class and known.classes[opts.class] or class, config, opts), file end
  local path = folder .. "/tokenizer.json"
  if core.exists(path) then return read(path), path end
  class = opts.class and known.classes[opts.class] or class
  path = folder .. "/vocab.json"
  if core.exists(path) and core.exists(folder .. "/merges.txt") and not (class and class.model == "Unigram") then
    return forms.vocab_and_merges(path, folder .. "/merges.txt", class, config), path
  end
  for _, name in ipairs(MODELS) do
    path = folder .. "/" .. name
    if core.exists(path) then return describe_file(path, class, config, opts), path end
  end
  if core.exists(folder .. "/vocab.txt") then return nil, folder .. "/vocab.txt" end
  local found = {}
  for _, name in ipairs(core.list_folder(folder) or {}) do
    if name:find "%.tiktoken$" or name:find "%.gguf$" then found[#found + 1] = folder .. "/" .. name end
  end
  if #found == 1 then return describe_file(found[1], class, config, opts), found[1] end
  error(folder .. " has no tokenizer.json, vocab.json with merges.txt, SentencePiece model or vocab.txt, and no single file of tiktoken or GGUF", 0)
end

return forms
