-- parts: components of a tokenizer.json, as tables.

local json = require "hug.core".json

local parts = {}

local MARK = "\226\150\129"   -- ▁, which stands for a space
parts.mark = MARK

function parts.sequence(key, list)
  if #list == 0 then return nil end
  return { type = "Sequence", [key] = json.array(list) }
end

function parts.replace(pattern, content, is_regex)
  return { type = "Replace", pattern = { [is_regex and "Regex" or "String"] = pattern }, content = content }
end

function parts.metaspace(scheme, split)
  return { type = "Metaspace", replacement = MARK, prepend_scheme = scheme, split = split ~= false }
end

function parts.byte_level(prefix, trim, use_regex)
  return { type = "ByteLevel", add_prefix_space = prefix or false, trim_offsets = trim ~= false, use_regex = use_regex ~= false }
end

function parts.split(regex, behavior, invert)
  return { type = "Split", pattern = { Regex = regex }, behavior = behavior or "Isolated", invert = invert or false }
end

--- Splits by a regular expression, and writes bytes as characters.
function parts.split_bytes(regex)
  return parts.sequence("pretokenizers", { parts.split(regex), parts.byte_level(false, true, false) })
end

function parts.charsmap(map) return map and { type = "Precompiled", precompiled_charsmap = map } end

--- decoders of SentencePiece's BPE: bytes are joined, and the first space goes if `strip`
function parts.fallback_decoder(strip)
  local list = { parts.replace(MARK, " "), { type = "ByteFallback" }, { type = "Fuse" } }
  if strip then list[4] = { type = "Strip", content = " ", start = 1, stop = 0 } end
  return parts.sequence("decoders", list)
end

--- A template: single and pair are lists of "A", "B" or special tokens; "B:1" gives the type id.
function parts.template(ids, single, pair)
  local special = {}
  local function pieces(list)
    local out = {}
    for i, one in ipairs(list) do
      local name, type_id = one:match "^(.*):(%d)$"
      name, type_id = name or one, tonumber(type_id or 0)
      if name == "A" or name == "B" then
        out[i] = { Sequence = { id = name, type_id = type_id } }
      else
        local id = ids[name]
        if not id then error(("the template needs the token %s, which the vocabulary does not have"):format(name), 0) end
        special[name] = { id = name, ids = json.array { id }, tokens = json.array { name } }
        out[i] = { SpecialToken = { id = name, type_id = type_id } }
      end
    end
    return json.array(out)
  end
  return { type = "TemplateProcessing", single = pieces(single), pair = pieces(pair), special_tokens = special }
end

--- The regular expressions that byte-level vocabularies were made with, by the names that files give them.
local SPACES = [[|\s*[\r\n]+|\s+(?!\S)|\s+]]
local CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
local CASED = [[[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+%s]]
  .. [[|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*%s]]
parts.regex = {
  gpt2 = [['s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+]],
  cl100k = CONTRACTIONS .. [=[|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*]=] .. SPACES,
  qwen2 = CONTRACTIONS .. [=[|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*]=] .. SPACES,
  o200k = CASED:format(CONTRACTIONS .. "?", CONTRACTIONS .. "?") .. [=[|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*]=] .. SPACES,
  tekken = CASED:format("", "") .. [=[|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*]=] .. SPACES,
  clip = [=[<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+]=],
}

return parts
