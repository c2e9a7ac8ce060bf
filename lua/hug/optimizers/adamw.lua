-- AdamW (Loshchilov and Hutter 2019), as torch.optim.AdamW: Adam whose decay of weights takes no part in the means.

local adam = require "hug.optimizers.adam"

return {
  name = "AdamW",
  settings = { lr = 1e-3, betas = { 0.9, 0.999 }, eps = 1e-8, weight_decay = 0.01, amsgrad = false, maximize = false },
  decoupled = true,
  begin = adam.begin,
  update = adam.update,
}
