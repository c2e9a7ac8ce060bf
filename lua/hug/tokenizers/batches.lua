-- batches: encodings of several texts as tensors [batch][seq], padded to one length.

local hug = require "hug"
local options = require "hug.options"

local batches = {}

local PADDING = { [true] = "longest", [false] = "do_not_pad", longest = "longest", max_length = "max_length", do_not_pad = "do_not_pad" }

local function flag_or_word(value)
  return type(value) ~= "boolean" and type(value) ~= "string" and "true, false or a word" or nil
end

local declared = {
  text_pair = options.text_or_list, padding = flag_or_word, truncation = flag_or_word, max_length = options.count,
  add_special_tokens = options.flag, pad_to_multiple_of = options.count, padding_side = options.one_of { "left", "right" },
  truncation_side = options.one_of { "left", "right" },
}

-- The length that all are padded to; nil: they stay as they are.
local function target(tokenizer, encodings, opts)
  local padding = PADDING[opts.padding or false]
  if not padding then
    error(("[tokenizer] padding is true, false, longest, max_length or do_not_pad, not `%s`"):format(tostring(opts.padding)), 4)
  end
  if padding == "do_not_pad" then return nil end
  local length = padding == "max_length" and (opts.max_length or tokenizer.model_max_length)
  if not length then
    length = 0
    for _, encoding in ipairs(encodings) do length = math.max(length, #encoding) end
  end
  local multiple = opts.pad_to_multiple_of or 1
  return math.ceil(length / multiple) * multiple
end

local function column(encodings, name, length, left, value)
  local rows = {}
  for i, encoding in ipairs(encodings) do
    local row, missing = encoding[name](encoding), length - #encoding
    if missing > 0 then row = hug.pad(row, left and { missing, 0 } or { 0, missing }, "constant", value) end
    rows[i] = row
  end
  return hug.stack(rows)
end

--- What tokenizer(texts, opts) gives: { input_ids =, attention_mask =, token_type_ids = }.
function batches.encode(tokenizer, texts, opts)
  opts = opts or {}
  options.check("tokenizer", declared, opts, 3)
  local bad = options.text_or_list(texts)
  if bad then error("[tokenizer] texts are " .. bad, 3) end
  if type(texts) == "string" then texts = { texts } end
  local seconds = opts.text_pair or nil
  if type(seconds) == "string" then seconds = { seconds } end
  if #texts == 0 then error("[tokenizer] there are no texts", 3) end
  if seconds and #seconds ~= #texts then
    error(("[tokenizer] %d texts have %d second texts"):format(#texts, #seconds), 3)
  end
  local encodings = tokenizer:encode_batch(texts, seconds, {
    special = opts.add_special_tokens ~= false, truncation = opts.truncation ~= "do_not_truncate" and opts.truncation or nil,
    max_length = opts.max_length or nil, side = opts.truncation_side or nil })
  local length = target(tokenizer, encodings, opts)
  for i, encoding in ipairs(encodings) do
    if not length and #encoding ~= #encodings[1] then
      error(("[tokenizer] text 1 has %d tokens, text %d has %d: tensors need padding = true"):format(#encodings[1], i, #encoding), 3)
    elseif length and #encoding < length and not tokenizer.pad_token_id then
      error("[tokenizer] padding needs a pad_token, which tokenizer_config.json has not", 3)
    end
  end
  length = length or #encodings[1]
  for _, encoding in ipairs(encodings) do length = math.max(length, #encoding) end
  local left = (opts.padding_side or tokenizer.padding_side) == "left"
  return {
    input_ids = column(encodings, "ids", length, left, tokenizer.pad_token_id or 0),
    attention_mask = column(encodings, "attention_mask", length, left, 0),
    token_type_ids = column(encodings, "type_ids", length, left, tokenizer.config.pad_token_type_id or 0),
  }
end

return batches
