-- The hug program: scripts, code, commands, and how it fails.

local check = require "check"
local hug = require "hug"
local eq, test = check.eq, check.test

local program = ("%s/bin/%s"):format(os.getenv "HUG_BUILD" or "build", os.getenv "HUG_VM" == "luajit" and "hug-jit" or "hug")

-- What a command line prints on both streams, and its exit status.
local function run(line, input)
  local path = os.tmpname()
  if input then
    local file = assert(io.open(path, "w"))
    file:write(input)
    file:close()
  end
  local pipe = assert(io.popen(("%s < %s 2>&1 %s; echo status=$?"):format(program, input and path or "/dev/null", line)))
  local text = pipe:read "*a"
  pipe:close()
  os.remove(path)
  local output, status = text:match "^(.*)status=(%d+)\n$"
  return output, tonumber(status)
end

local function has(text, words) eq(text:find(words, 1, true) ~= nil or text, true) end

test("code and scripts", function()
  eq({ run [[-e 'print(1 + 1)']] }, { "2\n", 0 })
  eq({ run [[-e 'print(hug.ones(2))']] }, { "[1., 1.]  f32 [2]\n", 0 })
  eq({ run("-", "print(6 * 7)") }, { "42\n", 0 })
  local output, status = run [[-e 'error "oh"']]
  eq(status, 1)
  has(output, "oh")
  has(run [[-e 'print(arg[1])' hello]], "hello")
end)

test("usage", function()
  local output, status = run "--help"
  eq(status, 0)
  has(output, "hug run")
  has(run "--version", "hug 0.")
  output, status = run "--nonsense"
  eq(status, 2)
  has(output, "there is no option --nonsense")
  output, status = run "nonsense"
  eq(status, 2)
  has(output, "no command and no file")
  output, status = run "run"
  eq(status, 2)
  has(output, "missing argument")
  has(run "run --help", "top-k")
end)

test("run is a filter", function()
  local output, status = run("run text-classification -", "It was worth the wait.\nTerrible.\n")
  eq(status, 0)
  has(output, "POSITIVE\t")
  has(output, "NEGATIVE\t")
  output = run [[run text-classification --json "It was worth the wait."]]
  has(output, '"label":"POSITIVE"')
  output = run [[run text-classification --top-k all "It was worth the wait."]]
  has(output, "NEGATIVE")
  output, status = run [[run text-classification --top-k none "x"]]
  eq(status, 2)
  has(output, "--top-k takes a whole number")
  output, status = run [[run text-classification --model /nowhere "x"]]
  eq(status, 1)
  has(output, "no model `/nowhere`")
end)

test("inspect and doctor", function()
  local output, status = run "inspect tests/fixtures/models/text-classification/bert"
  eq(status, 0)
  has(output, "BertForSequenceClassification")
  has(output, "classifier.weight")
  has(run "inspect --json tests/fixtures/models/text-classification/bert/model.safetensors", '"dtype":"f32"')
  output, status = run "inspect Makefile"
  eq(status, 1)
  has(output, "Makefile")
  has(run "doctor", "kernels")
end)

test("what cannot be written is an error", function()
  if not io.open "/dev/full" then return end
  for _, line in ipairs {
    [[-e 'print(1)']], [[-e 'print(1) os.exit(0)']], [[-e 'io.write(("x"):rep(100000))']], "--help", "--version", "doctor", "doctor --json",
    "inspect tests/fixtures/models/text-classification/bert", [[run text-classification "It was worth the wait."]],
    [[run text-classification --json "It was worth the wait."]], "run --help",
  } do
    local output, status = run(line .. " 2>&1 >/dev/full")
    eq({ line, status }, { line, 1 })
    eq({ line, select(2, output:gsub("hug: cannot write ", "")) }, { line, 1 })
  end
  local output, status = run("run text-classification - 2>&1 >/dev/full", "Good.\nBad.\n")
  eq(status, 1)
  has(output, "No space left on device")
  eq({ run [[-e 'error "oh"' 2>/dev/null >/dev/full]] }, { "", 1 })
  eq({ run "-e '' >/dev/full" }, { "", 0 })
end)

test("numbers of options have names and ranges", function()
  for option, words in pairs {
    ["--max-length abc"] = "--max-length", ["--max-length 0"] = "--max-length", ["--max-length 1.5"] = "--max-length",
    ["-t 0"] = "--threads", ["-t 5000"] = "--threads", ["--threads=-3"] = "--threads", ["-t nan"] = "--threads",
    ["-k 0"] = "--top-k", ["--top-k none"] = "--top-k", ["--batch-size 0"] = "--batch-size",
  } do
    local output, status = run("run text-classification " .. option .. " x")
    eq({ option, status }, { option, 2 })
    has(output, words .. " takes a whole number from 1 ")
  end
  local _, status = run "run text-classification --max-length 8 -t 2 -k 2 --batch-size 1 x"
  eq(status, 0)
  local output
  output, status = run "run text-classification --pooling mean x"
  eq(status, 1)
  has(output, "there is no option `pooling`")
end)

test("columns of the help are straight", function()
  local output, starts = run "--help", {}
  for line in output:gmatch "[^\n]+" do
    local left = line:match "^(  hug.-)  +%S"
    if left and #line > #left then
      local gap = line:match("^  hug.-(  +)%S")
      starts[hug.core.utf8_count(left .. gap)] = true
    end
  end
  local count = 0
  for _ in pairs(starts) do count = count + 1 end
  eq(count, 1)
end)

test("tokenize shows tokens, counts, filters and decodes", function()
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write [[{"version":"1.0","added_tokens":[{"id":4,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,
    "normalized":false,"special":true}],"normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"WhitespaceSplit"},
    "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A",
    "type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"[CLS]":
    {"id":"[CLS]","ids":[4],"tokens":["[CLS]"]}}},"decoder":null,"model":{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"a":1,
    "\u00e9":2,"b":3}}}]]
  file:close()
  local function tokenize(options, input) return run("tokenize " .. path .. " " .. options, input) end
  local output, status = tokenize '"A b"'
  eq(status, 0)
  eq(output, "      4                  [CLS]\n      1  1:1             a\n      3  3:3             b\n3 tokens\n")
  eq({ tokenize("--count", "a b a") }, { "4\n", 0 })
  eq({ tokenize "--count --no-special a --pair b" }, { "2\n", 0 })
  eq({ tokenize("--jsonl", '"\\u00e9 b\\n?"\n') }, { '{"ids":[4,2,3,0],"tokens":["[CLS]","\u{e9}","b","?"],'
    .. '"offsets":[[0,0],[0,1],[2,3],[4,5]],"type_ids":[0,0,0,0],"word_ids":[null,0,1,2],"attention_mask":[1,1,1,1],'
    .. '"special_tokens_mask":[1,0,0,0]}\n', 0 })
  eq({ tokenize("--decode", "[4, 1, 3]\n[]\n") }, { '"[CLS] a b"\n""\n', 0 })
  eq({ tokenize("--decode --no-special", "[4, 1, 3]\n") }, { '"a b"\n', 0 })
  output, status = tokenize("--jsonl --no-special", '"a"\n[1]\n"\\ud800"\n{\n"b"\n')
  eq(status, 1)
  has(output, '{"ids":[1]')
  has(output, '{"error":"line 2: a string is needed"}')
  has(output, '{"error":"line 3: ')
  has(output, '{"error":"line 4: ')
  has(output, '{"ids":[3]')
  os.remove(path)
  output, status = run "tokenize /nowhere/at/all x"
  eq(status, 1)
  has(output, "/nowhere/at/all")
end)

check.report()
