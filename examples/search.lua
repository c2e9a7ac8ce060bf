-- search.lua: finds the sentences whose meaning is nearest to that of a question.
--
--   hug examples/search.lua [MODEL [QUESTION]]
--
-- Any BERT-like model does; one that was trained for it, such as sentence-transformers/all-MiniLM-L6-v2, does it well. The model that ships
-- with hug knows little more than praise from blame.

local hug = require "hug"

local question = arg[2] or "Which film made people happy?"
local sentences = {
  "The audience left the cinema smiling.",
  "Two of the actors seem to be asleep.",
  "The train to the coast leaves at seven.",
  "It is a joy from the first scene to the last.",
  "Bread needs flour, water, salt and time.",
  "Nobody should have to sit through this.",
  "The harbour is quiet before sunrise.",
}

-- One vector of length 1 for each text, so that a dot product is the cosine between two.
local embed = hug.pipeline("feature-extraction", arg[1] or "sentiment", { pooling = "mean", normalize = true })
local library = embed(sentences)                       -- [sentences, hidden]
local scores = library:mv(embed(question)[0])          -- [sentences]
local best, places = scores:topk(3)

print(question)
places = places:tolist()
for i, score in ipairs(best:tolist()) do
  print(("  %.3f  %s"):format(score, sentences[places[i] + 1]))   -- indices in tensors count from 0
end
