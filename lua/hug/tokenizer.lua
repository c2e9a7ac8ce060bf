-- tokenizer: hug.tokenizer(name) loads the tokenizer of a folder, with what tokenizer_config.json says of it, or of a single file.
-- The files that tokenizers are published as: lua/hug/tokenizers/forms.lua.

local core = require "hug.core"
local repo = require "hug.repo"
local forms = require "hug.tokenizers.forms"
local decode_stream = require "hug.tokenizers.stream"

local Tokenizer = {}
Tokenizer.__index = Tokenizer

-- The options of an encoding as the library takes them.
local function settled(self, opts)
  if not (opts and opts.truncation) then return opts end
  local made = { special = opts.special, side = opts.side or self.truncation_side, max_length = opts.max_length or self.model_max_length,
                 truncation = opts.truncation == true and "longest_first" or opts.truncation }
  if not made.max_length then made.truncation = nil end
  return made
end

--- Encodes a text, or a pair of texts.
--- @param text string
--- @param pair? string
--- @param opts? {special: boolean, truncation: string|boolean, max_length: integer, side: string}
---   truncation: true ("longest_first"), "longest_first", "only_first", "only_second"; max_length defaults to the model's
--- @return hug.Encoding
function Tokenizer:encode(text, pair, opts)
  if type(pair) == "table" then pair, opts = nil, pair end
  return self.native:encode(text, pair, settled(self, opts))
end

--- Encodes a list of texts, and a list of as many to pair them with, on several threads.
--- @param texts string[]
--- @param pairs? string[]
--- @param opts? table as those of encode
--- @return hug.Encoding[]
function Tokenizer:encode_batch(texts, pairs, opts)
  if opts == nil and type(pairs) == "table" and #pairs == 0 and next(pairs) ~= nil then pairs, opts = nil, pairs end
  if pairs then return self.native:encode_batch(texts, pairs, settled(self, opts) or {}) end
  return self.native:encode_batch(texts, settled(self, opts))
end

--- Text of ids (an i64 tensor or a list). opts.skip_special leaves special tokens out.
function Tokenizer:decode(ids, opts) return self.native:decode(ids, opts) end

--- Texts of several lists of ids.
function Tokenizer:decode_batch(lists, opts)
  local texts = {}
  for i, ids in ipairs(lists) do texts[i] = self.native:decode(ids, opts) end
  return texts
end

--- Decodes ids that come one by one: stream:step(id) gives the text that is whole by now, or nil. Characters are never split.
--- @param opts? {skip_special: boolean}
function Tokenizer:decode_stream(opts) return decode_stream(self.native, opts) end

--- Texts as tensors [batch][seq]: tokenizer(texts, opts) → { input_ids =, attention_mask =, token_type_ids = }.
--- @param texts string|string[]
--- @param opts? {text_pair: string|string[], padding: boolean|string, truncation: boolean|string, max_length: integer,
---   add_special_tokens: boolean, pad_to_multiple_of: integer, padding_side: string, truncation_side: string}
---   padding: true ("longest"), "longest", "max_length"
function Tokenizer:__call(texts, opts) return require("hug.tokenizers.batches").encode(self, texts, opts) end

--- Number of ids of a text.
function Tokenizer:count(text) return self.native:count(text) end

--- What the normalizers alone make of a text, and the words that the pre-tokenizers alone split one into: to look at what they do.
--- Words are lists { word, first, last }: the word as it is for the model, made of text:sub(first, last).
function Tokenizer:normalize(text) return self.native:normalize(text) end
function Tokenizer:pre_tokenize(text) return self.native:pre_tokenize(text) end

--- The token of an id, and the id of a token; nil if there is none.
function Tokenizer:token(id) return self.native:token(id) end
function Tokenizer:id(token) return self.native:id(token) end
function Tokenizer:vocab_size() return self.native:vocab_size() end

local ROLES = { "unk_token", "sep_token", "pad_token", "cls_token", "mask_token", "bos_token", "eos_token" }

-- Special tokens are strings or { content = … } in config files.
local function content(token)
  if type(token) == "table" then token = token.content end
  return type(token) == "string" and token or nil
end

-- tokenizer_config.json with what older files beside it say: special_tokens_map.json and added_tokens.json.
local function config_of(folder)
  local config = repo.json(folder, "tokenizer_config.json") or {}
  if config.model_type == nil then config.model_type = (repo.json(folder, "config.json") or {}).model_type end
  if config.added_tokens_decoder ~= nil then return config end
  for key, value in pairs(repo.json(folder, "special_tokens_map.json") or {}) do config[key] = value end
  local special = {}
  for _, role in ipairs(ROLES) do special[content(config[role]) or 0] = true end
  for _, token in ipairs(type(config.additional_special_tokens) == "table" and config.additional_special_tokens or {}) do
    special[content(token) or 0] = true
  end
  for token, id in pairs(repo.json(folder, "added_tokens.json") or {}) do
    config.added_tokens_decoder = config.added_tokens_decoder or {}
    config.added_tokens_decoder[tostring(id)] = { content = token, special = special[token] or false, normalized = not special[token] }
  end
  return config
end

local function native_of(folder, file, config, opts)
  local text, path = forms.describe(folder, file, config, opts)
  local native, message
  if text then
    native, message = core.tokenizer { json = text, what = path }
  else
    native, message = core.tokenizer { vocab = assert(core.read_file(path)), lowercase = config.do_lower_case ~= false, what = path }
  end
  if not native then error(message, 0) end
  return native
end

--- Loads a tokenizer. Raises with the whole story.
--- @param name string a folder, a file, a model that ships with hug, or an id in the Hugging Face cache
--- @param opts? {revision: string, class: string, encoding: string, pattern: string, special_tokens: table}
---   class: the tokenizer class of transformers that a SentencePiece model or a vocab.json is for; encoding ("cl100k_base", …), or
---   pattern and special_tokens (ids by token): what a file of tiktoken does not say
local function load_tokenizer(name, opts)
  local file = type(name) == "string" and not core.is_folder(name) and core.exists(name) and name
  local folder = not file and repo.find(name, opts)
  local config = folder and config_of(folder) or {}
  local native = native_of(folder, file, config, opts or {})
  local self = setmetatable({ native = native, config = config, truncation_side = config.truncation_side,
                              padding_side = config.padding_side }, Tokenizer)
  -- transformers writes 1e30 where there is no limit
  local limit = config.model_max_length
  if type(limit) == "number" and limit < 1e9 then self.model_max_length = limit end
  for _, role in ipairs(ROLES) do
    local token = content(config[role])
    if not token and role == "pad_token" then   -- a config need not say what a class has by itself
      token = native:id "[PAD]" and "[PAD]" or native:id "<pad>" and "<pad>" or nil
    end
    if token then self[role], self[role .. "_id"] = token, native:id(token) end
  end
  return self
end

return load_tokenizer
