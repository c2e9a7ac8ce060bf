-- npc.lua: a shopkeeper for game.c, who minds the tone of what the player says. Called with the folder of a model; returns the
-- function that the game calls in each frame, which returns true when the scene is over.

local model = ...
local hug = require "hug"

local judge = hug.pipeline("text-classification", model)
local remarks = {
  "What a charming shop, everything in it is beautiful!",
  "Your prices are terrible, and the swords are rubbish.",
  "Thank you, this was a great help.",
}
local answers = {
  POSITIVE = "How kind of you! For you, ten percent off.",
  NEGATIVE = "Then try the market. The door is behind you.",
}

local remark, job = 0, nil

return function(frame)
  if not job then
    remark = remark + 1
    if not remarks[remark] then return true end
    print(("frame %3d  player: %s"):format(frame, remarks[remark]))
    job = judge:start(remarks[remark])
  elseif job:poll(1) then                       -- at most a millisecond of this frame
    print(("frame %3d  shopkeeper: %s"):format(frame, answers[job:result()[1].label]))
    job = nil
  end
end
