-- models.lua: every model folder: forward passes, tokenizer rows, pipeline results.

local hug = require "hug"
local compare = require "compare"

local core = hug.core

-- "AutoModelForMaskedLM" → what the class's name ends with in every architecture
local function options_for(class)
  if class == "AutoModel" then return { head = "Model" } end
  local head = class and class:match "^AutoModel(For.*)$"
  if head then return { head = head } end
  return { class = class }
end

-- Rows of `t` where the mask is 1, end to end: [n, …].
local function valid_rows(t, mask) return t:flatten(0, 1):index { indices = { mask:flatten():ne(0) } } end

local function output_named(out, name)
  local value = out
  for part in name:gmatch "[^.]+" do
    if type(value) ~= "table" then return nil end
    value = value[tonumber(part) and tonumber(part) + 1 or part]
  end
  return value
end

local function run_forward(folder, case, tensors)
  local model = hug.model(folder, options_for(case.class))
  local opts = { output_hidden_states = case.kwargs and case.kwargs.output_hidden_states }
  for name, key in pairs(case.inputs) do opts[name] = tensors[key] end
  return model(opts.input_ids, opts), opts
end

-- Plain values against a pipeline's recorded result: nil if equal, numbers within 1e-4, else what differs.
local function same_result(got, want, path)
  if core.is_tensor(got) then got = got:tolist() end
  if type(got) ~= type(want) then return ("%s is a %s instead of a %s"):format(path, type(got), type(want)) end
  if type(want) == "number" then
    if math.abs(got - want) <= 1e-4 * math.max(1, math.abs(want)) then return nil end
    return ("%s is %s instead of %s"):format(path, tostring(got), want)
  elseif type(want) == "table" then
    if #want ~= #got then return ("%s has %d elements instead of %d"):format(path, #got, #want) end
    for key, value in pairs(want) do
      local problem = same_result(got[key], value, path .. "." .. tostring(key))
      if problem then return problem end
    end
    return nil
  end
  if got ~= want then return ("%s is %s instead of %s"):format(path, tostring(got), tostring(want)) end
end

local calls = {}

function calls.forward(folder, case, tensors)
  local out, opts = run_forward(folder, case, tensors)
  for name, key in pairs(case.outputs) do
    local got, want = output_named(out, name), tensors[key]
    if not got then return name .. " is not in the output" end
    local mask = case.valid_positions and opts[case.valid_positions]
    if mask and got:dim() >= 2 and got:size(1) == mask:size(1) and got:size(0) == mask:size(0) then
      got, want = valid_rows(got, mask), valid_rows(want, mask)
    end
    local atol = case.precision and case.precision[name] and case.precision[name].atol or 1e-4
    local problem = compare(got, want, atol, 0)
    if problem then return name .. ": " .. problem end
  end
end

-- The same, by ragged batches: what the pipelines use must give what the padded call gives.
function calls.sentence_embedding(folder, case, tensors)
  local pooling = require "hug.pooling"
  local model = hug.model(folder, { head = "Model" })
  local ids, mask = tensors[case.inputs.input_ids], tensors[case.inputs.attention_mask]
  local rows, types = {}, {}
  for i = 0, ids:size(0) - 1 do
    local keep = mask[i]:sum():item()
    rows[i + 1] = ids[i]:narrow(0, 0, keep)
    local t = case.inputs.token_type_ids and tensors[case.inputs.token_type_ids]
    types[i + 1] = t and t[i]:narrow(0, 0, keep) or hug.zeros_like(rows[i + 1])
  end
  local batch = hug.batch(rows)
  local x = model(hug.cat(rows), batch, { token_type_ids = hug.cat(types) }).last_hidden_state
  local offsets = batch:offsets()
  for i = 1, #rows do
    local own = x:narrow(0, offsets[i], offsets[i + 1] - offsets[i])
    local got = { mean = pooling.mean(own), normalized = pooling.normalize(pooling.mean(own)), cls = pooling.cls(own) }
    for name, key in pairs(case.outputs) do
      if got[name] then
        local problem = compare(got[name], tensors[key][i - 1], case.precision and case.precision[name] and case.precision[name].atol or 1e-4, 0)
        if problem then return ("%s of text %d: %s"):format(name, i - 1, problem) end
      end
    end
  end
end

function calls.sentence_transformer(folder, case, tensors)
  local embed = hug.pipeline("sentence-embedding", folder)
  local got = embed(case.raw.text)
  local problem = compare(got, tensors[case.outputs.embedding], case.precision and case.precision.embedding and case.precision.embedding.atol or 1e-4, 0)
  return problem and "embedding: " .. problem
end

function calls.answer(folder, case)
  local answer = hug.pipeline("question-answering", folder)(case.raw)
  local got = require "hug.reference"(answer, case.raw.context)
  local want = case.expected
  return same_result(got, { answer = want.answer, score = want.score, start = want.start, ["end"] = want["end"] }, "answer")
end

-- A short training run: losses, gradient norms, some gradients and weights, and the logits afterwards.
function calls.training(folder, case, tensors)
  local optim, hyper = require "hug.optim", case.raw.hyper
  local model = hug.model(folder, options_for(case.raw.class)):train()
  local parameters = model:parameters()
  local optimizer = optim.AdamW(parameters, { betas = hyper.betas, eps = hyper.eps, weight_decay = hyper.weight_decay,
                                              no_decay = function(p) return p:dim() <= 1 end })
  local rate = hug.schedules.linear { num_warmup_steps = hyper.warmup_steps, num_training_steps = hyper.total_steps }
  local function inputs_of(i)
    local opts = {}
    for _, key in ipairs(case.raw.batch_keys) do opts[key] = tensors[("batch%d/%s"):format(i, key)] end
    return opts.input_ids, opts
  end
  local want = case.expected
  for i = 1, hyper.steps do
    model:zero_grad()
    local loss = model(inputs_of(i - 1)).loss
    loss:backward()
    if math.abs(loss:item() - want.loss[i]) > 1e-5 * want.loss[i] then
      return ("loss of step %d is %.9g instead of %.9g"):format(i, loss:item(), want.loss[i])
    end
    local state = model:state_dict()
    for name, key in pairs(case.outputs) do
      local parameter = i == 1 and name:match "^first_grad/(.*)$"
      local problem = parameter and compare(state[parameter]:grad(), tensors[key], 1e-4, 1e-4)
      if problem then return name .. ": " .. problem end
    end
    local norm = optim.clip_grad_norm(parameters, hyper.max_grad_norm)
    if math.abs(norm - want.grad_norm[i]) > 1e-4 * want.grad_norm[i] then
      return ("gradient norm of step %d is %.9g instead of %.9g"):format(i, norm, want.grad_norm[i])
    end
    local lr = rate(i - 1, hyper.lr)
    if math.abs(lr - want.lr[i]) > 1e-9 then return ("rate of step %d is %.9g instead of %.9g"):format(i, lr, want.lr[i]) end
    optimizer:step(lr)
  end
  local state = model:state_dict()
  for name, key in pairs(case.outputs) do
    local parameter = name:match "^final/(.*)$"
    local problem = parameter and compare(state[parameter]:detach(), tensors[key], 1e-4, 0)
    if problem then return name .. ": " .. problem end
  end
  model:eval()
  return compare(model(inputs_of(0)).logits, tensors[case.outputs.eval_logits], 1e-4, 1e-4)
end

-- Byte spans as the reference's character offsets.
local function offsets_of(encoding, text)
  local list = {}
  for i, span in ipairs(encoding:spans()) do
    local first, last = span[1] or span.first, span[2] or span.last
    local from = core.utf8_count(text:sub(1, first - 1))
    list[i] = { from, from + core.utf8_count(text:sub(first, last)) }
    if last < first then list[i] = { from, from } end
  end
  return list
end

local function same_list(got, want, equal)
  if #got ~= #want then return false end
  for i = 1, #want do
    if equal and not equal(got[i], want[i]) or not equal and got[i] ~= want[i] then return false end
  end
  return true
end

function calls.tokenizer(folder, case)
  local tokenizer = hug.tokenizer(folder)
  local kwargs = case.raw and case.raw.kwargs or {}
  for _, row in ipairs(case.expected) do
    local text, pair = row.text, nil
    if type(text) == "table" then text, pair = text[1], text[2] end
    local e = tokenizer:encode(text, pair, { truncation = kwargs.truncation, max_length = kwargs.max_length })
    local where = (" of %q"):format(text)
    if not same_list(e:ids():tolist(), row.input_ids) then return "ids" .. where end
    if not same_list(e:tokens(), row.tokens) then return "tokens" .. where end
    if row.token_type_ids and not same_list(e:type_ids():tolist(), row.token_type_ids) then return "type ids" .. where end
    if row.offsets and not pair and not same_list(offsets_of(e, text), row.offsets, function(a, b) return a[1] == b[1] and a[2] == b[2] end) then
      return "offsets" .. where
    end
    if row.decoded and tokenizer:decode(e:ids()) ~= row.decoded then return "decoded" .. where end
    if row.decoded_skip_special and tokenizer:decode(e:ids(), { skip_special = true }) ~= row.decoded_skip_special then
      return "decoded without specials" .. where
    end
  end
end

local function check_pipeline(folder, p)
  local kwargs = {}
  for name, value in pairs(p.kwargs) do
    if value == hug.null then kwargs[name] = false else kwargs[name] = value end
  end
  local pipe = hug.pipeline(p.task, folder, p.init)
  return same_result(require "hug.reference"(pipe(p.input, kwargs), p.input), p.output, "result")
end

local function has_model(folder)
  local text = core.read_file(folder .. "/config.json")
  local config = text and hug.json.decode(text)
  local name = type(config) == "table" and config.model_type
  return type(name) == "string" and package.searchpath("hug.models." .. name:gsub("-", "_"), package.path) ~= nil, name
end

local function call_of(case)
  if case.call == "forward" or case.call == "tokenizer" then return calls[case.call] end
  if case.call:find("^question answering") then return calls.answer end
  if case.call == "training" then return calls.training end
  if case.call:find("^mean pooling") then return calls.sentence_embedding end
  if case.call:find("^SentenceTransformer") then return calls.sentence_transformer end
end

local function check_folder(folder, name, report)
  local text = assert(core.read_file(folder .. "/expected.json"))
  local expected = assert(hug.json.decode((text:gsub("([%s,:%[]%-?)Infinity", "%11e999"))))   -- Python's name for it is no JSON
  local known, model_type = has_model(folder)
  if not known then return report.line(name, 0, {}, { ("model %s"):format(tostring(model_type)) }) end
  local tensors = assert(hug.load(folder .. "/expected.safetensors"))
  local cases, problems, missing = 0, {}, {}
  local function count(what, ok, problem)
    cases = cases + 1
    if problem then problems[#problems + 1] = what .. ": " .. tostring(problem) end
    return ok
  end
  for _, case in ipairs(expected.cases) do
    local call = call_of(case)
    if call then count(case.name, pcall(call, folder, case, tensors)) else missing[#missing + 1] = "case " .. case.name end
  end
  for i, p in ipairs(expected.pipelines) do
    if package.searchpath("hug.pipelines." .. p.task, package.path) then count(("%s %d"):format(p.task, i), pcall(check_pipeline, folder, p))
    else missing[#missing + 1] = "task " .. p.task end
  end
  report.line(name, cases, problems, missing)
end

return function(root, report)
  local index = assert(hug.json.decode(assert(core.read_file(root .. "/index.json"))))
  local names = {}
  for name in pairs(index.folders) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local folder = root .. "/" .. name
    if report.wants(name) and core.is_folder(folder) then check_folder(folder, name, report) end
  end
end
