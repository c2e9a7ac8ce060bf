-- DistilBERT (Sanh et al. 2019), as DistilBertModel and its heads in transformers.

local hug = require "hug"
local nn = require "hug.nn"
local Pretrained = require "hug.pretrained"

local Embeddings = nn.class()
function Embeddings:init(c)
  self.word_embeddings = nn.Embedding(c.vocab_size, c.dim, c.pad_token_id)
  self.position_embeddings = nn.Embedding(c.max_position_embeddings, c.dim)
  self.LayerNorm = nn.LayerNorm(c.dim, 1e-12)
  self._dropout = nn.Dropout(c.dropout)
end
function Embeddings:forward(ids, batch)                      -- ids: [tokens] → [tokens, dim]
  return self._dropout(self.LayerNorm(self.word_embeddings(ids) + self.position_embeddings(batch:positions())))
end

local Attention = nn.class()
function Attention:init(c)
  self._heads = c.n_heads
  for _, name in ipairs { "q_lin", "k_lin", "v_lin", "out_lin" } do self[name] = nn.Linear(c.dim, c.dim) end
end
function Attention:forward(x, batch)                         -- x: [tokens, dim]
  local function heads(y) return y:unflatten(1, { self._heads, -1 }) end
  return self.out_lin(hug.attention(heads(self.q_lin(x)), heads(self.k_lin(x)), heads(self.v_lin(x)), batch):flatten(1))
end

local Block = nn.class()
function Block:init(c)
  self._act = c.activation
  self.attention = Attention(c)
  self.sa_layer_norm = nn.LayerNorm(c.dim, 1e-12)
  self.ffn = nn.dict { lin1 = nn.Linear(c.dim, c.hidden_dim), lin2 = nn.Linear(c.hidden_dim, c.dim) }
  self.output_layer_norm = nn.LayerNorm(c.dim, 1e-12)
  self._dropout = nn.Dropout(c.dropout)
end
function Block:forward(x, batch)                             -- x: [tokens, dim]
  x = self.sa_layer_norm(self.attention(x, batch) + x)
  return self.output_layer_norm(self._dropout(self.ffn.lin2(self.ffn.lin1(x, self._act))) + x)
end

local DistilBertModel = nn.class(Pretrained)
DistilBertModel.defaults = { activation = "gelu", dropout = 0.1, seq_classif_dropout = 0.2, qa_dropout = 0.1, pad_token_id = 0 }
function DistilBertModel:init(c)
  self.embeddings = Embeddings(c)
  self.transformer = nn.dict { layer = nn.list(c.n_layers, function() return Block(c) end) }
end
function DistilBertModel:forward(ids, batch, opts)           -- ids: [tokens]
  local x = self.embeddings(ids, batch)
  local states = opts.output_hidden_states and { x } or nil
  for _, layer in ipairs(self.transformer.layer) do
    x = layer(x, batch)
    if states then states[#states + 1] = x end
  end
  return { last_hidden_state = x, hidden_states = states }
end

local function with_head(spec) return Pretrained.with_head(DistilBertModel, "distilbert", spec) end

local DistilBertForSequenceClassification = with_head {
  init = function(self, c)
    self.pre_classifier = nn.Linear(c.dim, c.dim)
    self.classifier = nn.Linear(c.dim, c.num_labels)
    self._dropout = nn.Dropout(c.seq_classif_dropout)
  end,
  head = function(self, out, batch, opts)
    local first = out.last_hidden_state:index_select(0, batch:starts())          -- [sequences, dim]
    out.logits = self.classifier(self._dropout(self.pre_classifier(first, "relu")))
    if opts.labels then out.loss = self:classification_loss(out.logits, opts.labels) end
  end,
}

local DistilBertForTokenClassification = with_head {
  per_token = true,
  init = function(self, c)
    self.classifier = nn.Linear(c.dim, c.num_labels)
    self._dropout = nn.Dropout(c.dropout)
  end,
  head = function(self, out, _, opts)
    out.logits = self.classifier(self._dropout(out.last_hidden_state))           -- [tokens, labels]
    if opts.labels then out.loss = hug.cross_entropy(out.logits, opts.labels) end
  end,
}

local DistilBertForQuestionAnswering = with_head {
  init = function(self, c)
    self.qa_outputs = nn.Linear(c.dim, 2)
    self._dropout = nn.Dropout(c.qa_dropout)
  end,
  head = function(self, out)
    local logits = self.qa_outputs(self._dropout(out.last_hidden_state))         -- [tokens, 2]
    out.start_logits, out.end_logits = logits:select(1, 0), logits:select(1, 1)
  end,
}

local DistilBertForMaskedLM = with_head {
  per_token = true,
  init = function(self, c)
    self._act = c.activation
    self.vocab_transform = nn.Linear(c.dim, c.dim)
    self.vocab_layer_norm = nn.LayerNorm(c.dim, 1e-12)
    self.vocab_projector = nn.dict { bias = nn.parameter({ c.vocab_size }, nn.zeros) }   -- its weight is the word embeddings
  end,
  head = function(self, out, _, opts)
    local x = self.vocab_layer_norm(self.vocab_transform(out.last_hidden_state, self._act))
    out.logits = hug.linear(x, self.distilbert.embeddings.word_embeddings.weight, self.vocab_projector.bias)   -- [tokens, vocab]
    if opts.labels then out.loss = hug.cross_entropy(out.logits, opts.labels) end
  end,
}

return {
  DistilBertModel = DistilBertModel,
  DistilBertForSequenceClassification = DistilBertForSequenceClassification,
  DistilBertForTokenClassification = DistilBertForTokenClassification,
  DistilBertForQuestionAnswering = DistilBertForQuestionAnswering,
  DistilBertForMaskedLM = DistilBertForMaskedLM,
  prefix = "distilbert",
  sanitize = function(name)
    if name:find("position_ids$") or name:find("vocab_projector%.weight$") then return nil end
    return name
  end,
}
