-- demo.lua: the mood of sentences, by the model that ships with hug. `make demo` runs it.
--
--   hug examples/demo.lua ["A sentence of yours." …]

local hug = require "hug"

local sentences = { ... }
if #sentences == 0 then
  sentences = {
    "A warm, funny film that I would watch again tomorrow.",
    "The plot drags, and the jokes were old before I was born.",
    "Clever, tender and full of surprises.",
    "My order arrived late, cold, and without the fries.",
    "Not bad at all.",
    "It is not the masterpiece that the posters promise.",
  }
end

local classify = hug.pipeline "text-classification"
for i, result in ipairs(classify(sentences)) do
  print(("%-8s %5.1f %%   %s"):format(result.label, 100 * result.score, sentences[i]))
end

print [[

Next:  build/bin/hug examples/demo.lua "A sentence of yours."
       build/bin/hug                     a prompt to explore at; ?softmax tells about an operation
       ls examples                       more to run and to read]]
