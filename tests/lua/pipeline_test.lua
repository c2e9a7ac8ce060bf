-- Pipelines on the built-in model and the small fixtures: results, batches, jobs, and failures injected everywhere.

local check = require "check"
local hug = require "hug"
local core = hug.core
local eq, near, raises, test = check.eq, check.near, check.raises, check.test

local texts = { "It was worth the wait.", "The menu lies.", "A long sentence, with more words than the others have, that says little good.", "Terrible." }

test("the built-in model answers", function()
  local classify = hug.pipeline("text-classification")
  local one = classify(texts[1])
  eq(#one, 1)
  eq(one[1].label, "POSITIVE")
  eq(one[1].score > 0.5 and one[1].score <= 1, true)
  local all = classify(texts[1], { top_k = false })
  eq(#all, 2)
  near(all[1].score + all[2].score, 1, 1e-5)
  local list = classify(texts)
  eq(#list, #texts)
  eq(list[4].label, "NEGATIVE")
  eq(#classify {}, 0)
end)

test("wrong use is told", function()
  local classify = hug.pipeline("text-classification")
  raises("takes a string, or a list of them", classify, 5)
  raises("input 2 of the list", classify, { "a", 5 })
  raises("function_to_apply is", classify, "a", { function_to_apply = "max" })
  raises("hug has no task `juggling`", hug.pipeline, "juggling")
  raises("no model `nobody/nothing`", hug.pipeline, "text-classification", "nobody/nothing")
  raises("has no default model", hug.pipeline, "feature-extraction")
  raises("needs the name of a task", hug.pipeline)
end)

test("options are those that the task declares", function()
  local classify = hug.pipeline("text-classification")
  raises("[text-classification] there is no option `topk`; there are batch_size, function_to_apply, max_batch_tokens, "
         .. "max_length, top_k", classify, texts[1], { topk = 2 })
  raises("there is no option `pooling`", classify, texts[1], { pooling = "mean" })
  raises("there is no option `revisoin`", hug.pipeline, "text-classification", "sentiment", { revisoin = "main" })
  raises("class, dtype, function_to_apply, map", hug.pipeline, "text-classification", "sentiment", { topk = 2 })
  raises("there is no option `dtype`", classify, texts[1], { dtype = "f16" })
  raises("options are a table", classify, texts[1], 2)
  raises("[text-classification] top_k is a whole number from 1 on, or false for all, not `0`", classify, "a", { top_k = 0 })
  for _, value in ipairs { 0, -1, 1.5, "2", true, 0 / 0, 1 / 0 } do
    raises("batch_size is a whole number from 1 on", classify, "a", { batch_size = value })
    raises("max_length is a whole number from 1 on", hug.pipeline, "text-classification", "sentiment", { max_length = value })
  end
  eq(#classify("a", { top_k = false, batch_size = false }), 2)
  eq(#classify("a", { top_k = hug.null }), 2)
  eq(#hug.pipeline("text-classification", { top_k = 2 })("a"), 2)
  local _, message = pcall(function() classify("a", { topk = 1 }) end)
  eq(message:find("pipeline_test.lua:", 1, true) ~= nil or message, true)

  local extract = hug.pipeline("feature-extraction", "sentiment")
  raises("pooling is mean, cls, max, last_token, mean_sqrt_len_tokens, weightedmean or none, not `normalize`",
         extract, "a", { pooling = "normalize" })
  raises("pooling is mean", extract, "a", { pooling = "modes" })
  raises("normalize is true or false", extract, "a", { normalize = 1 })
  local models = "tests/fixtures/models/"
  local ner = hug.pipeline("token-classification", models .. "token-classification/bert")
  raises("aggregation_strategy is none, simple, first, average or max, not `last`", ner, "a", { aggregation_strategy = "last" })
  raises("ignore_labels is a list of strings", ner, "a", { ignore_labels = "O" })
  local judge = hug.pipeline("zero-shot-classification", models .. "zero-shot-classification/bert")
  raises("needs candidate_labels", judge, "a")
  raises("candidate_labels is a string or a list of strings", judge, "a", { candidate_labels = 5 })
  raises("hypothesis_template needs {}", judge, "a", { candidate_labels = "b, c", hypothesis_template = "It is." })
  local answer = hug.pipeline("question-answering", models .. "question-answering/bert")
  raises("max_answer_len is a whole number", answer, { question = "a", context = "b" }, { max_answer_len = 0 })
  local fill = hug.pipeline("fill-mask", models .. "fill-mask/bert")
  raises("targets is a string or a list of strings", fill, "a [MASK]", { targets = { 5 } })
end)

test("texts are cut to what the model has positions for", function()
  local long = ("word "):rep(300)
  local extract = hug.pipeline("feature-extraction", "sentiment")
  eq(extract(long):size(1), 128)
  eq(extract(long, { max_length = 1000 }):size(1), 128)
  eq(extract(long, { max_length = 10 }):size(1), 10)
  local models = "tests/fixtures/models/"
  local small = hug.pipeline("feature-extraction", models .. "feature-extraction/bert")
  eq(small.tokenizer.model_max_length > small.model:max_tokens(), true)
  eq(small(long):size(1), small.model:max_tokens())
  small.model.max_tokens = function() return 9 end           -- a family whose first positions are for something else
  eq(small(long, { max_length = 50 }):size(1), 9)
  local answer = hug.pipeline("question-answering", models .. "question-answering/bert")
  eq(type(answer({ question = "Which word?", context = long }, { max_length = 5000 }).answer), "string")
end)

test("ways of pooling", function()
  local extract = hug.pipeline("feature-extraction", "sentiment")
  local x = extract(texts[1]):squeeze(0)
  local n = x:size(0)
  local function pooled(mode) return extract(texts[1], { pooling = mode }):squeeze(0):tolist() end
  near(pooled "last_token", x[n - 1]:tolist())
  near(pooled "max", x:amax(0):tolist())
  near(pooled "mean_sqrt_len_tokens", (x:sum(0) / math.sqrt(n)):tolist(), 1e-5)
  local weights = hug.arange(1, n + 1):to("f32"):unsqueeze(1)
  near(pooled "weightedmean", ((x * weights):sum(0) / weights:sum()):tolist(), 1e-5)
  eq({ extract(texts[1], { pooling = "none" }):shape() }, { 1, n, x:size(1) })
end)

test("a text gives the same bits alone, in a batch, and on more threads", function()
  local classify, before = hug.pipeline("text-classification"), hug.threads()
  local alone = {}
  for i, text in ipairs(texts) do alone[i] = classify(text)[1].score end
  for threads = 1, 2 do
    hug.threads(threads)
    for i, r in ipairs(classify(texts)) do eq(r.score == alone[i], true) end
    for i, r in ipairs(classify(texts, { batch_size = 2 })) do eq(r.score == alone[i], true) end
  end
  hug.threads(before)
end)

test("a pipeline is a job between other work", function()
  local classify, want = hug.pipeline("text-classification"), nil
  want = classify(texts[1])[1].score
  local job, polls = classify:start(texts[1]), 0
  while not job:poll(0) do
    polls = polls + 1
    local other = hug.ones(3) + polls        -- this thread computes meanwhile
    assert(other:size(0) == 3)
  end
  eq(job:result()[1].score == want, true)
  local failing = classify:start(5)
  raises("takes a string", function() return failing:wait() end)
  local dropped = classify:start(texts)
  dropped:poll(0)
  dropped:cancel()
end)

test("features and pooling", function()
  local extract = hug.pipeline("feature-extraction", "sentiment")
  local x = extract(texts[1])
  eq(x:dim(), 3)
  eq(x:size(0), 1)
  local pooled = extract({ texts[1], texts[2] }, { pooling = "mean", normalize = true })
  eq({ pooled:shape() }, { 2, x:size(2) })
  near((pooled * pooled):sum(1):tolist(), { 1, 1 }, 1e-5)
  near(extract(texts[1], { pooling = "mean" }):squeeze(0):tolist(), x:squeeze(0):mean(0):tolist(), 1e-6)
  raises("pooling is mean", extract, texts[1], { pooling = "sum" })
end)

test("few allocations", function()
  local before = hug.memory().allocations
  hug.pipeline("text-classification")(texts[1])
  eq(hug.memory().allocations - before <= 3000, true)
end)

test("every allocation may fail", function()
  local function run() return hug.pipeline("text-classification")(texts[1])[1].label end
  local want = run()
  hug.collect()
  local before = hug.memory().allocations
  run()
  local count = hug.memory().allocations - before
  hug.collect()
  local floor = hug.memory().live
  for n = 1, count do
    hug.fault_alloc(n)
    local ok, result = pcall(run)            -- works where the binding tries again after a collection
    hug.fault_alloc(0)
    if ok then eq(result, want)
    else eq(tostring(result):match "memory" or result, "memory") end
    if n % 50 == 0 then eq(run(), want) end
  end
  eq(run(), want)
  hug.collect()
  eq(hug.memory().live - floor < 65536, true)
end)

test("every file operation may fail", function()
  local function run() return hug.pipeline("text-classification")(texts[1])[1].label end
  local want = run()
  for n = 1, 40 do
    hug.fault_io(n, 5)
    local ok, message = pcall(run)
    hug.fault_io(0)
    if not ok then eq(type(message), "string") else eq(message, want) end
  end
  eq(run(), want)
end)

local root = "tests/fixtures/models/"
test("models load by class, tell what is missing, and save", function()
  local model = hug.model(root .. "text-classification/bert")
  eq(#model._missing, 0)
  eq(model:num_parameters() > 1000, true)
  raises("lacks", hug.model, root .. "feature-extraction/bert", { head = "ForSequenceClassification" })
  local begun = hug.model(root .. "feature-extraction/bert", { head = "ForSequenceClassification", strict = false })
  eq(#begun._missing > 0, true)
  local folder = os.tmpname()
  os.remove(folder)
  assert(model:save(folder))
  local again = hug.model(folder)
  local a, b = model:named_parameters(), again:named_parameters()
  eq(#a, #b)
  for i = 1, #a do
    eq(a[i].name, b[i].name)
    eq(hug.equal(a[i].tensor, b[i].tensor):item(), true)
  end
  os.remove(folder .. "/config.json")
  os.remove(folder .. "/model.safetensors")
  os.remove(folder)
end)

test("weights in a mapped file can be written, and the file stays as it is", function()
  local path = root .. "text-classification/bert/model.safetensors"
  local before = core.sha256(assert(core.read_file(path)))
  local weight = assert(hug.load(path))["classifier.weight"]
  weight[0] = 5
  weight:mul_(2)
  eq(weight[0][0]:item(), 10)
  eq(core.sha256(assert(core.read_file(path))), before)
end)

test("a model trains on the tape", function()
  local model = hug.model(root .. "text-classification/bert"):train()
  local ids = hug.tensor({ 3, 46, 375, 4, 3, 58, 4 }, { dtype = "i64" })
  local batch = hug.batch { lengths = { 4, 3 } }
  local first
  for _ = 1, 5 do
    model:zero_grad()
    local out = model(ids, batch, { labels = hug.tensor({ 1, 0 }, { dtype = "i64" }) })
    first = first or out.loss:item()
    out.loss:backward()
    core.no_grad(function()
      for _, p in ipairs(model:parameters()) do
        if p:grad() then p:sub_(p:grad() * 0.05) end
      end
    end)
  end
  model:eval()
  local loss = model(ids, batch, { labels = hug.tensor({ 1, 0 }, { dtype = "i64" }) }).loss:item()
  eq(loss < first, true)
end)

check.report()
