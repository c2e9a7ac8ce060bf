-- The hug program: scripts, code, commands, and how it fails.

local check = require "check"
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
  local pipe = assert(io.popen(("%s %s < %s 2>&1; echo status=$?"):format(program, line, input and path or "/dev/null")))
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
  eq(status, 1)
  has(output, "--top-k is a number")
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

check.report()
