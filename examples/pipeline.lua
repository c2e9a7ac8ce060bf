-- pipeline.lua: what a pipeline can be asked.
--
--   hug examples/pipeline.lua [FOLDER]      of a text classification model, instead of the one that ships with hug

local hug = require "hug"

-- Without a model, a task takes its default. A folder laid out as on the Hugging Face Hub is a model, too.
local classify = hug.pipeline("text-classification", arg[1])
print(classify)

-- One input gives a list of labels, the best first: here just one.
local best = classify("What a lovely surprise.")[1]
print(("%s with a score of %.3f"):format(best.label, best.score))

-- `top_k` asks for more labels; false for all.
for _, result in ipairs(classify("The soup was cold.", { top_k = false })) do
  print(("  %-8s %.3f"):format(result.label, result.score))
end

-- A list of inputs is computed in batches without padding, and gives the results that each input alone would.
local reviews = {
  "Beautifully shot.",
  "I left after twenty minutes, and so did everyone in my row.",
  "Clever, tender and full of surprises.",
  "Dull.",
}
for i, result in ipairs(classify(reviews)) do print(("  %-8s %.3f  %s"):format(result.label, result.score, reviews[i])) end

-- What a pipeline is made of is there to be used directly.
local encoding = classify.tokenizer:encode "Unbelievably good!"
print(table.concat(encoding:tokens(), " "))
print(encoding:ids())
local output = classify.model(encoding:ids(), hug.batch { encoding })     -- a batch of one sequence
print(output.logits:softmax(-1))
print(("%d parameters"):format(classify.model:num_parameters()))

-- As a job, a pipeline computes while the program does other work: poll it until it is done.
local job, polls = classify:start(reviews), 1
while not job:poll(1) do polls = polls + 1 end
print(("the job was done after %d polls: %s"):format(polls, job:result()[1].label))
