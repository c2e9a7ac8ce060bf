-- hug run: a pipeline from the shell. With `-` it is a filter: an input a line in, a result a line out.

local hug = require "hug"

local run = { about = "run a pipeline on texts" }

function run.arguments(parser)
  parser:argument("task", "text-classification, feature-extraction, sentence-embedding, …")
  parser:argument("input", "texts; - reads one a line"):args "*"
  parser:option("-m --model", "folder, built-in model, or id in the Hugging Face cache")
  parser:option("-k --top-k", "how many labels, or `all`")
  parser:option("--pooling", "mean, cls, max, last_token")
  parser:flag("--normalize", "vectors of length 1")
  parser:option("--function-to-apply", "softmax, sigmoid, none")
  parser:option("--candidate-labels", "zero-shot-classification: words between commas")
  parser:option("--aggregation-strategy", "token-classification: none, simple, first, average, max")
  parser:option("--max-length", "cut texts to so many tokens"):convert(tonumber)
  parser:option("-t --threads", "threads that compute"):convert(tonumber)
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
  local top = args.top_k
  if top == "all" then top = false
  elseif top then
    top = tonumber(top)
    if not top or top < 1 or top % 1 ~= 0 then error("--top-k is a number from 1 on, or `all`", 0) end
  end
  return { top_k = top, pooling = args.pooling, normalize = args.normalize, function_to_apply = args.function_to_apply, max_length = args.max_length,
           candidate_labels = args.candidate_labels, aggregation_strategy = args.aggregation_strategy }
end

function run.run(args)
  if args.threads then hug.threads(args.threads) end
  local pipe = hug.pipeline(args.task, args.model, options_of(args))
  local show = args.json and json_of or line_of
  local function answer(text)
    io.write(show(pipe(text), text), "\n")
    io.flush()
  end
  if #args.input == 0 then error("no input: give texts, or - to read them from stdin", 0) end
  for _, input in ipairs(args.input) do
    if input == "-" then
      for line in io.lines() do answer(line) end
    else answer(input) end
  end
end

return run
