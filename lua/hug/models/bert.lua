-- BERT (Devlin et al. 2019), as BertModel and its heads in transformers.

local hug = require "hug"
local nn = require "hug.nn"
local Pretrained = require "hug.pretrained"

local Embeddings = nn.class()
function Embeddings:init(c)
  self.word_embeddings = nn.Embedding(c.vocab_size, c.hidden_size, c.pad_token_id)
  self.position_embeddings = nn.Embedding(c.max_position_embeddings, c.hidden_size)
  self.token_type_embeddings = nn.Embedding(c.type_vocab_size, c.hidden_size)
  self.LayerNorm = nn.LayerNorm(c.hidden_size, c.layer_norm_eps)
  self._dropout = nn.Dropout(c.hidden_dropout_prob)
end
function Embeddings:forward(ids, batch, types)               -- ids, types: [tokens] → [tokens, hidden]
  local x = self.word_embeddings(ids) + self.token_type_embeddings(types or hug.zeros_like(ids))
  return self._dropout(self.LayerNorm(x + self.position_embeddings(batch:positions())))
end

local SelfAttention = nn.class()
function SelfAttention:init(c)
  self._heads = c.num_attention_heads
  self.query = nn.Linear(c.hidden_size, c.hidden_size)
  self.key = nn.Linear(c.hidden_size, c.hidden_size)
  self.value = nn.Linear(c.hidden_size, c.hidden_size)
end
function SelfAttention:forward(x, batch)                     -- x: [tokens, hidden]
  local function heads(y) return y:unflatten(1, { self._heads, -1 }) end
  return hug.attention(heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), batch):flatten(1)
end

-- A projection whose result joins the residual stream: attention.output and output.
local Output = nn.class()
function Output:init(c, inputs)
  self.dense = nn.Linear(inputs, c.hidden_size)
  self.LayerNorm = nn.LayerNorm(c.hidden_size, c.layer_norm_eps)
  self._dropout = nn.Dropout(c.hidden_dropout_prob)
end
function Output:forward(x, residual) return self.LayerNorm(self._dropout(self.dense(x)) + residual) end

local Layer = nn.class()
function Layer:init(c)
  self._act = c.hidden_act
  self.attention = nn.dict { self = SelfAttention(c), output = Output(c, c.hidden_size) }
  self.intermediate = nn.dict { dense = nn.Linear(c.hidden_size, c.intermediate_size) }
  self.output = Output(c, c.intermediate_size)
end
function Layer:forward(x, batch)                             -- x: [tokens, hidden]
  x = self.attention.output(self.attention.self(x, batch), x)
  return self.output(self.intermediate.dense(x, self._act), x)
end

local BertModel = nn.class(Pretrained)
BertModel.defaults = { layer_norm_eps = 1e-12, hidden_act = "gelu", hidden_dropout_prob = 0.1, type_vocab_size = 2, pad_token_id = 0 }
function BertModel:init(c, opts)
  self.embeddings = Embeddings(c)
  self.encoder = nn.dict { layer = nn.list(c.num_hidden_layers, function() return Layer(c) end) }
  if not opts or opts.pooler ~= false then self.pooler = nn.dict { dense = nn.Linear(c.hidden_size, c.hidden_size) } end
end
function BertModel:forward(ids, batch, opts)                 -- ids: [tokens]
  local x = self.embeddings(ids, batch, opts.token_type_ids)
  local states = opts.output_hidden_states and { x } or nil
  for _, layer in ipairs(self.encoder.layer) do
    x = layer(x, batch)
    if states then states[#states + 1] = x end
  end
  local out = { last_hidden_state = x, hidden_states = states }
  if self.pooler then out.pooler_output = self.pooler.dense(x:index_select(0, batch:starts()), "tanh") end   -- [sequences, hidden]
  return out
end

-- Scores of the vocabulary at each place; its last matrix is the word embeddings.
local MaskedLMHead = nn.class()
function MaskedLMHead:init(c)
  self._act = c.hidden_act
  self.transform = nn.dict { dense = nn.Linear(c.hidden_size, c.hidden_size), LayerNorm = nn.LayerNorm(c.hidden_size, c.layer_norm_eps) }
  self.bias = nn.parameter({ c.vocab_size }, nn.zeros)
end
function MaskedLMHead:forward(x, weight)                     -- x: [tokens, hidden], weight: [vocab, hidden] → [tokens, vocab]
  return hug.linear(self.transform.LayerNorm(self.transform.dense(x, self._act)), weight, self.bias)
end

local function with_head(spec) return Pretrained.with_head(BertModel, "bert", spec) end

local function classifier(self, c)
  self.classifier = nn.Linear(c.hidden_size, c.num_labels)
  self._dropout = nn.Dropout(type(c.classifier_dropout) == "number" and c.classifier_dropout or c.hidden_dropout_prob)
end

local BertForSequenceClassification = with_head {
  init = classifier,
  head = function(self, out, _, opts)
    out.logits = self.classifier(self._dropout(out.pooler_output))               -- [sequences, labels]
    if opts.labels then out.loss = self:classification_loss(out.logits, opts.labels) end
  end,
}

local BertForTokenClassification = with_head {
  per_token = true, base_options = { pooler = false },
  init = classifier,
  head = function(self, out, _, opts)
    out.logits = self.classifier(self._dropout(out.last_hidden_state))           -- [tokens, labels]
    if opts.labels then out.loss = hug.cross_entropy(out.logits, opts.labels) end
  end,
}

local BertForQuestionAnswering = with_head {
  base_options = { pooler = false },
  init = function(self, c) self.qa_outputs = nn.Linear(c.hidden_size, 2) end,
  head = function(self, out)
    local logits = self.qa_outputs(out.last_hidden_state)                        -- [tokens, 2]
    out.start_logits, out.end_logits = logits:select(1, 0), logits:select(1, 1)
  end,
}

local BertForMaskedLM = with_head {
  per_token = true, base_options = { pooler = false },
  init = function(self, c) self.cls = nn.dict { predictions = MaskedLMHead(c) } end,
  head = function(self, out, _, opts)
    out.logits = self.cls.predictions(out.last_hidden_state, self.bert.embeddings.word_embeddings.weight)   -- [tokens, vocab]
    if opts.labels then out.loss = hug.cross_entropy(out.logits, opts.labels) end
  end,
}

local BertForNextSentencePrediction = with_head {
  init = function(self, c) self.cls = nn.dict { seq_relationship = nn.Linear(c.hidden_size, 2) } end,
  head = function(self, out) out.logits = self.cls.seq_relationship(out.pooler_output) end,   -- [sequences, 2]
}

return {
  BertModel = BertModel,
  BertForSequenceClassification = BertForSequenceClassification,
  BertForTokenClassification = BertForTokenClassification,
  BertForQuestionAnswering = BertForQuestionAnswering,
  BertForMaskedLM = BertForMaskedLM,
  BertForNextSentencePrediction = BertForNextSentencePrediction,
  prefix = "bert",
  -- Old checkpoints call a norm's weight and bias gamma and beta; the decoder is the word embeddings again.
  sanitize = function(name)
    if name:find("position_ids$") or name:find("predictions%.decoder%.") then return nil end
    return (name:gsub("LayerNorm%.gamma$", "LayerNorm.weight"):gsub("LayerNorm%.beta$", "LayerNorm.bias"))
  end,
}
