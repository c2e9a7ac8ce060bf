-- Models as a caller meets them: losses by kind of label, what a call is given, training and freezing, element types.

local check = require "check"
local hug = require "hug"
local eq, near, raises, test = check.eq, check.near, check.raises, check.test

local root = "tests/fixtures/models/"
local function ints(list) return hug.tensor(list, { dtype = "i64" }) end
local ids = ints { { 3, 46, 375, 4 }, { 3, 58, 7, 4 } }

local function classifier(problem_type, num_labels)
  local model = hug.model(root .. "text-classification/bert")
  model._settings.problem_type, model._settings.num_labels = problem_type, num_labels or model._settings.num_labels
  return model
end

test("the loss of a classifier follows its labels", function()
  local model, logits = classifier(), hug.tensor { { 0.5, -1 }, { 2, 0 } }
  local function loss(labels) return model:classification_loss(logits, labels):item() end
  near(loss(ints { 1, 0 }), 0.9141707, 1e-6)
  near(loss(ints { { 1 }, { 0 } }), 0.9141707, 1e-6)
  near(loss(hug.tensor({ 1, 0 }, { dtype = "i32" })), 0.9141707, 1e-6)
  near(loss(hug.tensor { { 1, 0 }, { 1, 1 } }), 0.4018535, 1e-6)
  raises('hug.tensor(…, { dtype = "i64" })', loss, hug.tensor { 1, 0 })
  raises("labels", loss, hug.tensor { 1, 0 })
  raises("2 rows of logits", loss, ints { 1 })
  raises("[2,2]", loss, hug.tensor { { 1, 0 } })
end)

test("the config may say what the labels are", function()
  local logits, one = hug.tensor { { 0.5, -1 }, { 2, 0 } }, hug.tensor { { 0.5 }, { 2 } }
  local multi = classifier "multi_label_classification"
  near(multi:classification_loss(logits, ints { { 1, 0 }, { 1, 1 } }):item(), 0.4018535, 1e-6)
  raises("the shape of the logits", multi.classification_loss, multi, logits, ints { 1, 0 })
  local single = classifier "single_label_classification"
  raises('dtype = "i64"', single.classification_loss, single, logits, hug.tensor { 1, 0 })
  local regression = classifier("regression", 1)
  near(regression:classification_loss(one, hug.tensor { 1, 1 }):item(), 0.625, 1e-6)
  near(regression:classification_loss(one, hug.tensor { { 1 }, { 1 } }):item(), 0.625, 1e-6)
  near(regression:classification_loss(one, ints { 1, 1 }):item(), 0.625, 1e-6)
  raises("regression", regression.classification_loss, regression, one, hug.tensor { 1, 1, 1 })
  near(classifier("regression"):classification_loss(logits, hug.tensor { { 1, 0 }, { 1, 1 } }):item(), 0.8125, 1e-6)
  local wrong = classifier "guessing"
  raises("problem_type `guessing`", wrong.classification_loss, wrong, logits, ints { 1, 0 })
end)

test("labels may be plain tables", function()
  local model = classifier()
  local want = model(ids, { labels = ints { 1, 0 } }).loss:item()
  near(model(ids, { labels = { 1, 0 } }).loss:item(), want)
  near(model(ids, { labels = { { 1, 0 }, { 0, 1 } } }).loss:item(),
       model(ids, { labels = hug.tensor { { 1, 0 }, { 0, 1 } } }).loss:item())
  local batch = hug.batch { lengths = { 4, 4 } }
  near(model(ids:flatten(), batch, { labels = { 1, 0 } }).loss:item(), want)
  local tagger = hug.model(root .. "token-classification/bert")
  local rows = { { 0, 1, 2, 0 }, { -100, 1, 0, 0 } }
  near(tagger(ids, { labels = rows }).loss:item(), tagger(ids, { labels = ints(rows) }).loss:item())
  raises("labels", model, ids, { labels = "POSITIVE" })
  raises("labels", model, ids, { labels = { "POSITIVE", "NEGATIVE" } })
end)

test("a call tells which argument is wrong", function()
  local model = classifier()
  local flat, batch = ids:flatten(), hug.batch { lengths = { 4, 4 } }
  raises("ids must be a tensor of integers", model, { 3, 4 })
  raises("ids of shape [8] need a batch", model, flat)
  raises("ids of shape [8] need a batch", model, flat, {})
  raises("ids of shape [2,4]", model, ids, batch)
  raises("batch has 8 tokens, ids 4", model, ids[0], batch)
  raises("batch must be a hug.batch", model, flat, "batch")
  raises("attention_mask has shape [1,4], ids [2,4]", model, ids, { attention_mask = hug.ones({ 1, 4 }) })
  raises("attention_mask must be a tensor", model, ids, { attention_mask = { { 1, 1, 1, 1 } } })
  raises("attention_mask", model, flat, batch, { attention_mask = hug.ones({ 2, 4 }) })
  raises("token_type_ids has shape [2,3], ids [2,4]", model, ids, { token_type_ids = ints { { 0, 0, 0 }, { 0, 0, 0 } } })
  raises("token_type_ids has shape [2,4], ids [8]", model, flat, batch, { token_type_ids = hug.zeros_like(ids) })
  local tagger = hug.model(root .. "token-classification/bert")
  raises("labels has shape [2], ids [2,4]", tagger, ids, { labels = ints { 1, 0 } })
  raises("labels must be integers", tagger, ids, { labels = hug.ones({ 2, 4 }) })
  local _, message = pcall(function() local out = model(flat) return out end)
  eq(message:find("model_test.lua", 1, true) ~= nil or message, true)
end)

test("training is a switch; what records gradients is not touched by it", function()
  local nn = hug.nn
  local layer = nn.Linear(2, 3)
  eq({ layer.weight:requires_grad(), layer.bias:requires_grad() }, { true, true })
  layer.bias:requires_grad_(false)
  layer:eval()
  eq({ layer.training, layer.weight:requires_grad(), layer.bias:requires_grad() }, { false, true, false })
  layer:train()
  eq({ layer.training, layer.weight:requires_grad(), layer.bias:requires_grad() }, { true, true, false })
end)

test("a loaded model records nothing until it trains, and what the caller froze stays frozen", function()
  local model = classifier()
  local function recorded(want)
    for _, p in ipairs(model:parameters()) do
      if p:requires_grad() ~= want then return false end
    end
    return true
  end
  eq(recorded(false), true)
  eq(model(ids).logits:is_leaf(), true)
  local frozen, asked = model.bert.embeddings.word_embeddings.weight, model.classifier.bias
  frozen:requires_grad_(false)
  asked:requires_grad_(true)
  eq(asked:requires_grad(), true)
  model:train()
  eq({ frozen:requires_grad(), asked:requires_grad(), model.classifier.weight:requires_grad() }, { false, true, true })
  frozen:requires_grad_(true)
  eq(recorded(true), true)
  asked:requires_grad_(false)
  model:eval():train()
  eq({ asked:requires_grad(), model.classifier.weight:requires_grad() }, { false, true })
  model:eval()
  eq(model.classifier.weight:requires_grad(), true)
end)

test("weights that are loaded keep what their parameters record", function()
  local layer = hug.nn.Linear(2, 1)
  layer.bias:requires_grad_(false)
  local weights = { weight = hug.ones({ 1, 2 }), bias = hug.ones({ 1 }) }
  layer:load(weights)
  eq({ layer.weight:requires_grad(), layer.bias:requires_grad() }, { true, false })
  eq(weights.weight:requires_grad(), false)
  eq(layer(hug.ones({ 2 })):tolist(), { 3 })
end)

test("an embedding's padding row begins at 0 and gets no gradient", function()
  for _, padding in ipairs { 3, -1 } do
    local embedding = hug.nn.Embedding(4, 2, padding)
    eq(embedding.weight[3]:tolist(), { 0, 0 })
    eq(embedding.weight[2]:ne(0):any():item(), true)
    embedding(ints { 3, 2, 3 }):sum():backward()
    eq(embedding.weight:grad():tolist(), { { 0, 0 }, { 0, 0 }, { 1, 1 }, { 0, 0 } })
  end
  eq(hug.nn.Embedding(4, 2).weight:eq(0):any():item(), false)
  raises("padding_idx", hug.nn.Embedding, 4, 2, 4)
  raises("padding_idx", hug.nn.Embedding, 4, 2, -5)
end)

test("weights are converted as dtype says, and by default stay as they are in the file", function()
  local folder = root .. "text-classification/bert"
  local want = hug.model(folder)(ids).logits
  eq(want:dtype(), "f32")
  eq(hug.equal(hug.model(folder, { dtype = "auto" })(ids).logits, want):item(), true)
  for dtype, tolerance in pairs { f32 = 0, f64 = 1e-6, f16 = 5e-3, bf16 = 5e-2 } do
    local model = hug.model(folder, { dtype = dtype })
    for _, p in ipairs(model:named_parameters()) do
      eq({ p.tensor:dtype(), p.tensor:requires_grad() }, { dtype, false })
    end
    local logits = model(ids).logits
    eq(logits:dtype(), dtype)
    near(logits:to("f32"):tolist(), want:tolist(), tolerance)
    model:train()
    eq(model.classifier.weight:requires_grad(), true)
  end
  eq(hug.model(folder, { dtype = "float16" }).classifier.weight:dtype(), "f16")
  raises("dtype", hug.model, folder, { dtype = "i64" })
  raises("f33", hug.model, folder, { dtype = "f33" })
  local half = os.tmpname()
  os.remove(half)
  assert(hug.model(folder, { dtype = "bf16" }):save(half))
  eq(hug.model(half).classifier.weight:dtype(), "bf16")
  eq(hug.model(half)._config.dtype, "bfloat16")
  eq(hug.model(half, { dtype = "auto" }).classifier.weight:dtype(), "bf16")
  eq(hug.model(half, { dtype = "f32" })(ids).logits:dtype(), "f32")
  os.remove(half .. "/config.json")
  os.remove(half .. "/model.safetensors")
  os.remove(half)
  local full = hug.pipeline("text-classification", folder)("A tide.")[1].score
  near(hug.pipeline("text-classification", folder, { dtype = "bf16" })("A tide.")[1].score, full, 2e-2)
end)

test("a module is converted, and records as before", function()
  local layer = hug.nn.Linear(2, 3)
  layer.bias:requires_grad_(false)
  layer.places = ints { 1, 2 }
  eq(layer:to("f16") == layer, true)
  eq({ layer.weight:dtype(), layer.bias:dtype(), layer.places:dtype() }, { "f16", "f16", "i64" })
  eq({ layer.weight:requires_grad(), layer.bias:requires_grad(), layer.weight:is_leaf() }, { true, false, true })
  raises("floating", layer.to, layer, "i64")
  raises("f33", layer.to, layer, "f33")
end)

check.report()
