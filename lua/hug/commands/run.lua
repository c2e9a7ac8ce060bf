-- hug run: a pipeline from the shell. With `-` it is a filter: an input a line in, a result a line out.

local hug = require "hug"

local run = { about = "run a pipeline on texts" }

-- For argparse: makes a whole number of the text of an option, from 1 to `most`; `word` is what may stand there besides.
local function whole(option, most, word)
  local range = most and ("from 1 to %d"):format(most) or "from 1 on"
  return function(text)
    local number = tonumber(text)
    if text == word then return text end
    if number and number >= 1 and number <= (most or 2 ^ 53) and number % 1 == 0 then return number end
    return nil, ("%s takes a whole number %s%s, not `%s`"):format(option, range, word and (" or `%s`"):format(word) or "", text)
  end
end

function run.arguments(parser)
  parser:argument("task", "text-classification, feature-extraction, sentence-embedding, …")
  parser:argument("input", "texts; - reads one a line"):args "*"
  parser:option("-m --model", "folder, built-in model, or id in the Hugging Face cache")
  parser:option("-k --top-k", "how many labels, or `all`"):convert(whole("--top-k", nil, "all"))
  parser:option("--pooling", "mean, cls, max, last_token")
  parser:flag("--normalize", "vectors of length 1")
  parser:option("--function-to-apply", "softmax, sigmoid, none")
  parser:option("--candidate-labels", "zero-shot-classification: words between commas")
  parser:option("--aggregation-strategy", "token-classification: none, simple, first, average, max")
  parser:option("--max-length", "cut texts to so many tokens"):convert(whole "--max-length")
  parser:option("--batch-size", "texts that are computed at once, at most"):convert(whole "--batch-size")
  parser:option("-t --threads", "threads that compute"):convert(whole("--threads", 1024))
  parser:flag("--json", "results as JSON, a line each")
  parser:epilog('Examples:\n  hug run text-classification "It was worth the wait."\n  hug run sentence-embedding --model DIR --json - < lines.txt')
end

local reference = require "hug.reference"

local function json_of(result, text) return hug.json.encode(reference(result, text)) end

-- One line for a person: label and score pairs, or else JSON.
local function line_of(result, text)
  if type(result) == "table" and not hug.is_tensor(result) and (result.label or (result[1] and result[1].label)) then
    local parts = {}
    for i, r in ipairs(result.label and { result } or result) do parts[i] = ("%s\t%.4f"):format(r.label, r.score) end
    return table.concat(parts, "\t")
  end
  return json_of(result, text)
end

local function options_of(args)
  return { top_k = args.top_k ~= "all" and args.top_k, pooling = args.pooling, normalize = args.normalize,
           function_to_apply = args.function_to_apply, max_length = args.max_length, batch_size = args.batch_size,
           candidate_labels = args.candidate_labels, aggregation_strategy = args.aggregation_strategy }
end

function run.run(args)
  if args.threads then hug.threads(args.threads) end
  local pipe = hug.pipeline(args.task, args.model, options_of(args))
  local show = args.json and json_of or line_of
  local function answer(text)
    local written, message = io.write(show(pipe(text), text), "\n")
    if written then written, message = io.flush() end
    if not written then error("cannot write the output: " .. message, 0) end
  end
  if #args.input == 0 then error("no input: give texts, or - to read them from stdin", 0) end
  for _, input in ipairs(args.input) do
    if input == "-" then
      for line in io.lines() do answer(line) end
    else answer(input) end
  end
end

return run
