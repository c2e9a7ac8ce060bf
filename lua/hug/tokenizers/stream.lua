-- stream: text of ids that come one by one, as a model generates them.
--
-- What an id adds to a text depends on the ids before it (spaces between words, characters of several ids), so the ids since the last
-- text that was given are decoded together with those that this text was of. Older ones are forgotten: a step's work does not grow.

local Stream = {}
Stream.__index = Stream

local REPLACEMENT = "\239\191\189"   -- U+FFFD: the end of the text is the beginning of a character

local function is_whole(text) return text:sub(-#REPLACEMENT) ~= REPLACEMENT end

function Stream:text() return self.native:decode(self.ids, self.options) end

--- Takes the next id; gives the text that is whole by now, or nil if there is none yet.
--- @param id integer
--- @return string|nil
function Stream:step(id)
  local ids = self.ids
  ids[#ids + 1] = id
  local done, text = self.prefix, self:text()
  if #text <= #done or not is_whole(text) then return nil end
  if text:sub(1, #done) ~= done then
    ids[#ids] = nil
    error(("[decode_stream] id %s changes text that was given already: `%s` becomes `%s`"):format(tostring(id), done, text), 2)
  end
  local rest = {}
  for i = self.kept + 1, #ids do rest[#rest + 1] = ids[i] end
  self.ids, self.kept = rest, #rest
  self.prefix = self:text()
  return text:sub(#done + 1)
end

--- A stream of a tokenizer's native part. options.skip_special leaves special tokens out.
return function(native, options)
  return setmetatable({ native = native, options = { skip_special = options and options.skip_special or false },
                        ids = {}, kept = 0, prefix = "" }, Stream)
end
