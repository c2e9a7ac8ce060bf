-- classes: how the tokenizer classes of transformers are built from the files that they publish. One place to add one.
--
-- A class is { model = "BPE" | "Unigram" | "WordPiece", tokens = its special tokens, build = function }; it may have lstrip_mask =
-- whether the mask takes the spaces before it, and extra(o), which lists more special tokens. build(o) gets
--   o.config     tokenizer_config.json, with special_tokens_map.json
--   o.token      { bos_token = "<s>", … }: what the config says, else what the class says
--   o.spec       what a SentencePiece model says of itself, or nil
--   o.ids        ids by token, of those that a template may need
-- and gives { normalizer =, pre_tokenizer =, decoder =, post_processor =, model = fields besides vocab and merges }.
-- `extend`(o) tells what is put around the pieces of a SentencePiece model: { drop =, before =, after = }.

local parts = require "hug.tokenizers.parts"
local classes = {}

local BERT = { unk_token = "[UNK]", sep_token = "[SEP]", pad_token = "[PAD]", cls_token = "[CLS]", mask_token = "[MASK]" }
local ROBERTA = { bos_token = "<s>", eos_token = "</s>", sep_token = "</s>", cls_token = "<s>", unk_token = "<unk>", pad_token = "<pad>",
                  mask_token = "<mask>" }

local function flag(value, otherwise)
  if type(value) == "boolean" then return value end
  return otherwise
end

local function bpe(fields)
  local model = { type = "BPE", fuse_unk = false, byte_fallback = false }
  for key, value in pairs(fields or {}) do model[key] = value end
  return model
end

-- [CLS] A [SEP] and [CLS] A [SEP] B [SEP]
local function bert_template(o)
  local cls, sep = o.token.cls_token, o.token.sep_token
  return parts.template(o.ids, { cls, "A", sep }, { cls, "A", sep, "B:1", sep .. ":1" })
end

-- <s> A </s> and <s> A </s> </s> B </s>
local function roberta_template(o, first, last)
  return parts.template(o.ids, { first, "A", last }, { first, "A", last, last, "B", last })
end

-- ---- WordPiece ----

classes.BertTokenizer = { model = "WordPiece", tokens = BERT, build = function(o)
  local c = o.config
  return {
    normalizer = { type = "BertNormalizer", clean_text = true, handle_chinese_chars = flag(c.tokenize_chinese_chars, true),
                   strip_accents = flag(c.strip_accents), lowercase = flag(c.do_lower_case, true) },
    pre_tokenizer = { type = "BertPreTokenizer" },
    decoder = { type = "WordPiece", prefix = "##", cleanup = true },
    post_processor = bert_template(o),
    model = { type = "WordPiece", unk_token = o.token.unk_token, continuing_subword_prefix = "##", max_input_chars_per_word = 100 },
  }
end }

-- ---- Byte-level BPE ----

local function byte_level(o)
  return { pre_tokenizer = parts.byte_level(flag(o.config.add_prefix_space, false)), decoder = parts.byte_level(true),
           model = bpe { continuing_subword_prefix = "", end_of_word_suffix = "" } }
end

classes.GPT2Tokenizer = { model = "BPE", build = byte_level,
                          tokens = { unk_token = "<|endoftext|>", bos_token = "<|endoftext|>", eos_token = "<|endoftext|>" } }

classes.RobertaTokenizer = { model = "BPE", tokens = ROBERTA, build = function(o)
  local made, token = byte_level(o), o.token
  made.post_processor = { type = "RobertaProcessing", sep = { token.sep_token, o.ids[token.sep_token] },
                          cls = { token.cls_token, o.ids[token.cls_token] }, trim_offsets = flag(o.config.trim_offsets, true),
                          add_prefix_space = flag(o.config.add_prefix_space, false) }
  return made
end }
classes.BartTokenizer = classes.RobertaTokenizer

classes.CLIPTokenizer = {
  model = "BPE",
  tokens = { unk_token = "<|endoftext|>", bos_token = "<|startoftext|>", eos_token = "<|endoftext|>", pad_token = "<|endoftext|>" },
  build = function(o)
    local token = o.token
    return {
      normalizer = parts.sequence("normalizers", { { type = "NFC" }, parts.replace([[\s+]], " ", true), { type = "Lowercase" } }),
      pre_tokenizer = parts.sequence("pretokenizers", { parts.split(parts.regex.clip, "Removed", true), parts.byte_level(false) }),
      decoder = parts.sequence("decoders", {
        parts.byte_level(true), parts.replace("</w>", " "), parts.replace([=[\A[\s\x1c-\x1f]+|[\s\x1c-\x1f]+\z]=], "", true) }),
      post_processor = { type = "RobertaProcessing", sep = { token.eos_token, o.ids[token.eos_token] },
                         cls = { token.bos_token, o.ids[token.bos_token] }, trim_offsets = false, add_prefix_space = false },
      model = bpe { continuing_subword_prefix = "", end_of_word_suffix = "</w>", unk_token = token.unk_token },
    }
  end,
}

classes.Qwen2Tokenizer = {
  model = "BPE", tokens = { unk_token = "<|endoftext|>", eos_token = "<|endoftext|>", pad_token = "<|endoftext|>" },
  build = function(o)
    local made = byte_level(o)
    made.normalizer = { type = "NFC" }
    made.pre_tokenizer = parts.split_bytes(parts.regex.qwen2)
    return made
  end,
}

classes.WhisperTokenizer = {
  model = "BPE", tokens = classes.GPT2Tokenizer.tokens,
  build = function(o)
    local made, eos = byte_level(o), o.token.eos_token
    local start = { "<|startoftranscript|>" }
    local c = o.config
    if type(c.language) == "string" then start[#start + 1] = "<|" .. c.language .. "|>" end
    if type(c.task) == "string" then start[#start + 1] = "<|" .. c.task .. "|>" end
    if not c.predict_timestamps then start[#start + 1] = "<|notimestamps|>" end
    local single, pair = {}, {}
    for i, token in ipairs(start) do single[i], pair[i] = token, token end
    single[#single + 1], single[#single + 2] = "A", eos
    for _, one in ipairs { "A", "B:1", eos .. ":1" } do pair[#pair + 1] = one end
    made.post_processor = parts.template(o.ids, single, pair)
    return made
  end,
}

-- ---- SentencePiece ----

local function scheme(o)
  if flag(o.config.add_prefix_space, true) == false then return "never" end
  return "always"
end

local function words(o) return parts.sequence("pretokenizers", { { type = "WhitespaceSplit" }, parts.metaspace(scheme(o)) }) end

local function unigram(o, unk_id)
  return { type = "Unigram", unk_id = unk_id or (o.spec and o.spec.unk_id) or 0, byte_fallback = false }
end

classes.LlamaTokenizer = { model = "BPE", tokens = { unk_token = "<unk>", bos_token = "<s>", eos_token = "</s>" },
  build = function(o)
    local prefix = flag(o.config.add_prefix_space, true)
    local first = not prefix and "never" or flag(o.config.legacy, false) and "always" or "first"
    return { pre_tokenizer = parts.metaspace(first, false), decoder = parts.fallback_decoder(prefix),
             model = bpe { fuse_unk = true, byte_fallback = true } }
  end }

classes.GemmaTokenizer = {
  model = "BPE",
  tokens = { unk_token = "<unk>", bos_token = "<bos>", eos_token = "<eos>", pad_token = "<pad>", mask_token = "<mask>" },
  build = function(o)
    return { normalizer = parts.replace(" ", parts.mark), decoder = parts.fallback_decoder(false),
             pre_tokenizer = { type = "Split", pattern = { String = " " }, behavior = "MergedWithPrevious", invert = false },
             model = bpe { fuse_unk = true, byte_fallback = true, unk_token = o.token.unk_token } }
  end,
}

classes.T5Tokenizer = {
  model = "Unigram", tokens = { eos_token = "</s>", unk_token = "<unk>", pad_token = "<pad>" },
  extend = function(o)
    local after = {}
    for i = (tonumber(o.config.extra_ids) or 100) - 1, 0, -1 do after[#after + 1] = { ("<extra_id_%d>"):format(i), 0 } end
    return { after = after }
  end,
  extra = function(o)
    local list = {}
    for i = 0, (tonumber(o.config.extra_ids) or 100) - 1 do list[#list + 1] = ("<extra_id_%d>"):format(i) end
    return list
  end,
  build = function(o)
    local eos = o.token.eos_token
    return { normalizer = parts.charsmap(o.spec and o.spec.precompiled_charsmap), pre_tokenizer = words(o),
             decoder = parts.metaspace "always", model = unigram(o, 2),
             post_processor = parts.template(o.ids, { "A", eos }, { "A", eos, "B", eos }) }
  end,
}

classes.AlbertTokenizer = {
  model = "Unigram",
  tokens = { bos_token = "[CLS]", eos_token = "[SEP]", unk_token = "<unk>", sep_token = "[SEP]", pad_token = "<pad>", cls_token = "[CLS]",
             mask_token = "[MASK]" },
  build = function(o)
    local list = { parts.replace("``", '"'), parts.replace("''", '"') }
    if not flag(o.config.keep_accents, false) then
      list[3], list[4] = { type = "NFKD" }, { type = "StripAccents" }
    end
    if flag(o.config.do_lower_case, true) then list[#list + 1] = { type = "Lowercase" } end
    list[#list + 1] = parts.charsmap(o.spec and o.spec.precompiled_charsmap)
    return { normalizer = parts.sequence("normalizers", list), pre_tokenizer = words(o), decoder = parts.metaspace(scheme(o)),
             post_processor = bert_template(o), model = unigram(o, 1) }
  end,
}

local function fairseq(o)
  local t = o.token
  return { drop = 3, after = { { t.mask_token, 0 } },
           before = { { t.bos_token, 0 }, { t.pad_token, 0 }, { t.eos_token, 0 }, { t.unk_token, 0 } } }
end

classes.XLMRobertaTokenizer = { model = "Unigram", tokens = ROBERTA, extend = fairseq, build = function(o)
  return { normalizer = parts.charsmap(o.spec and o.spec.precompiled_charsmap), pre_tokenizer = words(o),
           decoder = parts.metaspace(scheme(o)), model = unigram(o, 3),
           post_processor = roberta_template(o, o.token.bos_token, o.token.eos_token) }
end }

classes.CamembertTokenizer = {
  model = "Unigram", tokens = ROBERTA, lstrip_mask = true, build = classes.XLMRobertaTokenizer.build,
  extend = function(o)
    local t = o.token
    return { drop = 1, after = { { t.mask_token, 0 } },
             before = { { "<s>NOTUSED", 0 }, { t.pad_token, 0 }, { "</s>NOTUSED", 0 }, { t.unk_token, 0 }, { "<unk>NOTUSED", -100 } } }
  end,
}

classes.DebertaV2Tokenizer = {
  model = "Unigram",
  tokens = { bos_token = "[CLS]", eos_token = "[SEP]", unk_token = "[UNK]", sep_token = "[SEP]", pad_token = "[PAD]", cls_token = "[CLS]",
             mask_token = "[MASK]" },
  build = function(o)
    local c, list, before = o.config, {}, {}
    if flag(c.do_lower_case, false) then list[1] = { type = "Lowercase" } end
    list[#list + 1] = parts.replace([=[\s{2,}|[\n\r\t]]=], " ", true)
    list[#list + 1] = { type = "NFC" }
    list[#list + 1] = { type = "Strip", strip_left = false, strip_right = true }
    if flag(c.split_by_punct, false) then before[1] = { type = "Punctuation", behavior = "Isolated" } end
    local first = flag(c.add_prefix_space, true) and "always" or "first"
    before[#before + 1] = parts.metaspace(first)
    return { normalizer = parts.sequence("normalizers", list), pre_tokenizer = parts.sequence("pretokenizers", before),
             decoder = parts.metaspace(first), post_processor = bert_template(o), model = unigram(o, o.ids[o.token.unk_token]) }
  end,
}

-- ---- Other names ----

local same = {
  BertTokenizer = { "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "LxmertTokenizer", "ConvBertTokenizer",
                    "SqueezeBertTokenizer", "RetriBertTokenizer", "DPRQuestionEncoderTokenizer", "DPRContextEncoderTokenizer" },
  GPT2Tokenizer = { "GPTNeoXTokenizer", "CodeGenTokenizer" },
  RobertaTokenizer = { "LongformerTokenizer", "LEDTokenizer" },
  XLMRobertaTokenizer = { "XLMRobertaXLTokenizer" },
  Qwen2Tokenizer = { "Qwen3Tokenizer" },
  LlamaTokenizer = { "CodeLlamaTokenizer" },
}
for class, names in pairs(same) do
  for _, name in ipairs(names) do classes[name] = classes[class] end
end

--- The class of a config: tokenizer_class, else by config.json's model_type; nil if there is none that hug knows.
local by_type = {
  bert = "BertTokenizer", distilbert = "BertTokenizer", electra = "BertTokenizer", gpt2 = "GPT2Tokenizer", roberta = "RobertaTokenizer",
  bart = "BartTokenizer", clip = "CLIPTokenizer", whisper = "WhisperTokenizer", llama = "LlamaTokenizer", gemma = "GemmaTokenizer",
  gemma2 = "GemmaTokenizer", t5 = "T5Tokenizer", mt5 = "T5Tokenizer", albert = "AlbertTokenizer", ["xlm-roberta"] = "XLMRobertaTokenizer",
  camembert = "CamembertTokenizer", ["deberta-v2"] = "DebertaV2Tokenizer", qwen2 = "Qwen2Tokenizer", qwen3 = "Qwen2Tokenizer",
  opt = "GPT2Tokenizer", gpt_neo = "GPT2Tokenizer", gptj = "GPT2Tokenizer", longformer = "RobertaTokenizer",
}

local function find(tokenizer_class, model_type)
  local name = type(tokenizer_class) == "string" and tokenizer_class:gsub("Fast$", "") or by_type[model_type]
  return name and classes[name], name
end

return { classes = classes, find = find }
