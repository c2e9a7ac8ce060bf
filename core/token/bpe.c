/* bpe.c: the BPE model (Sennrich et al. 2016): a word's characters are merged, pair by pair, in the order in which
** training found the pairs.
**
** The order of merges is that of huggingface/tokenizers: of all neighbours that may merge the pair of the lowest rank
** does, of equal ones the leftmost.  Short words find it by looking at all; long ones keep a heap, so that no word takes
** more than n log n.
*/
#include "token.h"
#include <stdio.h>
#include <string.h>

/* Two symbols that merge. */
typedef struct pair {
  int32_t left, right;        /* ids; left -1: a free slot */
  uint32_t rank;
  int32_t made;               /* the id of what they become */
} pair;

typedef struct bpe {
  hug_model base;
  const hug_vocab *vocab;
  pair *pairs;                /* [mask + 1], found by hash */
  uint32_t mask;
  const char *prefix;         /* stands before every character but a word's first, or "" */
  const char *suffix;         /* stands behind a word's last character, or "" */
  size_t prefix_bytes, suffix_bytes;
  char *unknown;              /* the text of the unknown token, or NULL */
  int32_t unknown_id;         /* -1 if the vocabulary does not have it */
  int32_t bytes[256];         /* ids of <0x00>…<0xFF>; -1 for those that the vocabulary does not have */
  bool fuse_unknown, byte_fallback, ignore_merges;
  bool joins_marks;           /* some merge puts U+2581 or a space behind something else */
  float dropout;              /* the chance that a merge is passed over */
} bpe;

/* ---- Pairs ---- */

static uint32_t pair_hash(int32_t left, int32_t right) {
  uint64_t key = (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
  return (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 32);
}

static pair *pair_slot(const bpe *m, int32_t left, int32_t right) {
  uint32_t i = pair_hash(left, right) & m->mask;
  while (m->pairs[i].left >= 0 && (m->pairs[i].left != left || m->pairs[i].right != right)) i = (i + 1) & m->mask;
  return &m->pairs[i];
}

enum { NO_RANK = UINT32_MAX };

static uint32_t pair_rank(const bpe *m, int32_t left, int32_t right) {
  const pair *p = pair_slot(m, left, right);
  return p->left < 0 ? NO_RANK : p->rank;
}

/* ---- Words ---- */

/* A part of a word; they form a list, as merging takes some out. */
typedef struct symbol {
  int32_t id;
  int32_t bytes;              /* of the word; 0 once it is merged into the one before */
  int32_t before, behind;     /* -1: none */
} symbol;

/* A word under work, in a draft's scratch. */
typedef struct work {
  symbol *at;
  int32_t count;
  int32_t unknown;            /* bytes that wait to become an unknown token; 0: none */
} work;

static void add(work *w, int32_t id, int32_t bytes) { w->at[w->count++] = (symbol){ id, bytes, 0, 0 }; }

static void flush_unknown(const bpe *m, work *w) {
  if (w->unknown) add(w, m->unknown_id, w->unknown);
  w->unknown = 0;
}

/* A character that the vocabulary does not have, with the affixes that it was looked for with.  As in the reference,
** bytes go before an unknown token that waits, and without an unknown token the character is left out. */
static hug_status add_unknown(const bpe *m, work *w, const char *text, size_t bytes, int32_t own_bytes) {
  bool all = m->byte_fallback;
  for (size_t i = 0; all && i < bytes; i++) all = m->bytes[(unsigned char)text[i]] >= 0;
  if (all) {
    for (size_t i = 0; i < bytes; i++) add(w, m->bytes[(unsigned char)text[i]], 1);
    return HUG_OK;
  }
  if (!m->unknown) return HUG_OK;
  if (m->unknown_id < 0)
    return hug_fail(HUG_EFORMAT, "[encode] a character needs the unknown token \"%.60s\", which the vocabulary does not "
                    "have", m->unknown);
  if (!m->fuse_unknown) flush_unknown(m, w);
  w->unknown += own_bytes;
  return HUG_OK;
}

enum { AFFIXED = 512 };       /* room for a character between its affixes */

/* The word's characters as symbols.  w->at has room for `room` of them. */
static hug_status split(const bpe *m, const char *text, size_t bytes, work *w) {
  for (size_t at = 0; at < bytes;) {
    size_t first = at;
    hug_utf8_next(text, bytes, &at);
    char affixed[AFFIXED];
    const char *key = text + first;
    size_t n = at - first, prefix = first ? m->prefix_bytes : 0, suffix = at == bytes ? m->suffix_bytes : 0;
    if (prefix + suffix) {
      memcpy(affixed, m->prefix, prefix);
      memcpy(affixed + prefix, key, n);
      memcpy(affixed + prefix + n, m->suffix, suffix);
      key = affixed;
      n += prefix + suffix;
    }
    int32_t entry = hug_vocab_find(m->vocab, key, n);
    if (entry < 0) HUG_TRY(add_unknown(m, w, key, n, (int32_t)(at - first)));
    else {
      flush_unknown(m, w);
      add(w, m->vocab->entries[entry].id, (int32_t)(at - first));
    }
  }
  flush_unknown(m, w);
  return HUG_OK;
}

/* ---- Merging short words: all ranks are looked at each time ---- */

enum { SHORT = 48 };

static void merge_short(const bpe *m, work *w) {
  uint32_t ranks[SHORT];
  symbol *s = w->at;
  int32_t count = w->count;
  for (int32_t i = 0; i + 1 < count; i++) ranks[i] = pair_rank(m, s[i].id, s[i + 1].id);
  for (;;) {
    uint32_t best = NO_RANK;
    int32_t at = 0;
    for (int32_t i = 0; i + 1 < count; i++)
      if (ranks[i] < best) best = ranks[i], at = i;
    if (best == NO_RANK) break;
    s[at].id = pair_slot(m, s[at].id, s[at + 1].id)->made;
    s[at].bytes += s[at + 1].bytes;
    count--;
    memmove(s + at + 1, s + at + 2, (size_t)(count - at - 1) * sizeof *s);
    memmove(ranks + at, ranks + at + 1, (size_t)(count - at - 1) * sizeof *ranks);
    if (at + 1 < count) ranks[at] = pair_rank(m, s[at].id, s[at + 1].id);
    if (at > 0) ranks[at - 1] = pair_rank(m, s[at - 1].id, s[at].id);
  }
  w->count = count;
}

/* ---- Merging long words: a heap of what may merge ---- */

/* Entries are rank << 32 | place of the left symbol; one whose pair has changed since is passed over. */
typedef struct heap {
  uint64_t *at;
  size_t count;
} heap;

static void heap_push(heap *h, uint64_t entry) {
  size_t i = h->count++;
  for (; i && h->at[(i - 1) / 2] > entry; i = (i - 1) / 2) h->at[i] = h->at[(i - 1) / 2];
  h->at[i] = entry;
}

static uint64_t heap_pop(heap *h) {
  uint64_t top = h->at[0], last = h->at[--h->count];
  size_t i = 0;
  for (size_t child; (child = 2 * i + 1) < h->count; i = child) {
    if (child + 1 < h->count && h->at[child + 1] < h->at[child]) child++;
    if (h->at[child] >= last) break;
    h->at[i] = h->at[child];
  }
  h->at[i] = last;
  return top;
}

static void offer(const bpe *m, const work *w, heap *h, int32_t left) {
  int32_t right = left < 0 ? -1 : w->at[left].behind;
  if (right < 0) return;
  uint32_t rank = pair_rank(m, w->at[left].id, w->at[right].id);
  if (rank != NO_RANK) heap_push(h, (uint64_t)rank << 32 | (uint32_t)left);
}

/* Whether a merge is passed over this time: a xorshift generator for each thread, as nothing here need be repeatable. */
static bool drops(const bpe *m) {
  static _Thread_local uint64_t state;
  if (!state) state = hug_hash_seed_new().k0 | 1;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (float)(state >> 40) * 0x1p-24f < m->dropout;
}

/* entries: room for 3 for every symbol, and as many again for those passed over. */
static void merge_long(const bpe *m, work *w, uint64_t *entries) {
  heap h = { entries, 0 };
  uint64_t *passed = entries + 3 * (size_t)w->count;
  size_t waiting = 0;
  symbol *s = w->at;
  for (int32_t i = 0; i < w->count; i++) s[i].before = i - 1, s[i].behind = i + 1 < w->count ? i + 1 : -1;
  for (int32_t i = 0; i < w->count; i++) offer(m, w, &h, i);
  while (h.count) {
    uint64_t top = heap_pop(&h);
    int32_t left = (int32_t)(uint32_t)top, right = s[left].behind;
    if (m->dropout > 0 && drops(m)) {
      passed[waiting++] = top;
      continue;
    }
    while (waiting) heap_push(&h, passed[--waiting]);
    if (!s[left].bytes || right < 0) continue;
    const pair *p = pair_slot(m, s[left].id, s[right].id);
    if (p->left < 0 || p->rank != top >> 32) continue;
    s[left].id = p->made;
    s[left].bytes += s[right].bytes;
    s[left].behind = s[right].behind;
    s[right].bytes = 0;
    if (s[left].behind >= 0) s[s[left].behind].before = left;
    offer(m, w, &h, s[left].before);
    offer(m, w, &h, left);
  }
  int32_t kept = 0;
  for (int32_t i = 0; i < w->count; i++)
    if (s[i].bytes) s[kept++] = s[i];
  w->count = kept;
}

/* ---- The model ---- */

static bool is_tail(char c) { return ((unsigned char)c & 0xc0) == 0x80; }

/* Bytes first..last-1 of a word, made whole characters and kept inside it: the lengths of symbols that stand for bytes
** or are out of order may point elsewhere. */
static hug_span origin_of(const hug_draft *d, hug_span word, int64_t first, int64_t last) {
  const char *text = d->now.text;
  if (last > word.last) last = word.last;
  if (first >= last) first = last - 1;
  while (first > word.first && is_tail(text[first])) first--;
  while (last < word.last && is_tail(text[last])) last++;
  return hug_draft_origin(d, (size_t)first, (size_t)last);
}

static hug_status tokenize(const hug_model *self, hug_draft *d, hug_span word, hug_tokens *out) {
  const bpe *m = (const bpe *)self;
  const char *text = d->now.text + word.first;
  size_t bytes = (size_t)(word.last - word.first);
  if (!bytes) return HUG_OK;
  int32_t whole = m->ignore_merges ? hug_vocab_find(m->vocab, text, bytes) : -1;
  if (whole >= 0)
    return hug_tokens_push(out, m->vocab->entries[whole].id, origin_of(d, word, word.first, word.last), false);
  /* One symbol a byte at most, and one for every byte of the affixes of those that fall back to bytes. */
  size_t room = (bytes + 1) * (m->byte_fallback ? 1 + m->prefix_bytes : 1) + m->suffix_bytes;
  bool is_long = bytes > SHORT || room > SHORT || m->dropout > 0;
  if (room > INT32_MAX / 2) return hug_fail(HUG_EARG, "[encode] a word of %zu bytes is too long", bytes);
  HUG_TRY(hug_draft_scratch(d, room * sizeof(symbol) + (is_long ? room * 6 * sizeof(uint64_t) : 0)));
  work w = { d->scratch, 0, 0 };
  HUG_TRY(split(m, text, bytes, &w));
  if (is_long) merge_long(m, &w, (uint64_t *)(w.at + room));
  else merge_short(m, &w);
  int64_t at = word.first;
  for (int32_t i = 0; i < w.count; at += w.at[i++].bytes)
    HUG_TRY(hug_tokens_push(out, w.at[i].id, origin_of(d, word, at, at + w.at[i].bytes), false));
  return HUG_OK;
}

/* ---- Reading ---- */

/* The id of a part of the merge at `at`. */
static hug_status part_id(const bpe *m, const hug_place *at, const char *text, size_t bytes, int32_t *id) {
  int32_t entry = hug_vocab_find(m->vocab, text, bytes);
  if (entry < 0)
    return hug_place_fail(at, "merges to or from \"%.*s\", which the vocabulary does not have", (int)bytes, text);
  *id = m->vocab->entries[entry].id;
  return HUG_OK;
}

#define MARK "▁"

static bool joins(const char *left, size_t left_bytes, const char *right, size_t right_bytes, const char *mark) {
  size_t n = strlen(mark);
  if (right_bytes < n || memcmp(right, mark, n)) return false;
  return left_bytes < n || memcmp(left + left_bytes - n, mark, n);
}

/* An unknown character would be fused with others; affixes tell where a word ends. */
static bool parts_before(const hug_model *self, const char *mark, size_t bytes) {
  const bpe *m = (const bpe *)self;
  bool known = (bytes == 1 && *mark == ' ') || (bytes == strlen(MARK) && !memcmp(mark, MARK, bytes));
  return known && !m->joins_marks && !m->ignore_merges && !m->prefix_bytes && !m->suffix_bytes
      && hug_vocab_find(m->vocab, mark, bytes) >= 0;
}

static hug_status add_pair(bpe *m, const hug_place *at, uint32_t rank, const char *left, size_t left_bytes,
                           const char *right, size_t right_bytes) {
  pair p = { .rank = rank };
  HUG_TRY(part_id(m, at, left, left_bytes, &p.left));
  HUG_TRY(part_id(m, at, right, right_bytes, &p.right));
  if (right_bytes < m->prefix_bytes)
    return hug_place_fail(at, "has a right side that is shorter than continuing_subword_prefix \"%.60s\"", m->prefix);
  const char *rest = right + m->prefix_bytes;
  size_t rest_bytes = right_bytes - m->prefix_bytes;
  uint64_t hash = hug_vocab_hash(m->vocab, hug_vocab_hash(m->vocab, m->vocab->seed, left, left_bytes), rest, rest_bytes);
  int32_t entry = hug_vocab_find_hash(m->vocab, hash, left, left_bytes, rest, rest_bytes);
  if (entry < 0)
    return hug_place_fail(at, "makes \"%.*s%.*s\", which the vocabulary does not have", (int)left_bytes, left,
                          (int)rest_bytes, rest);
  p.made = m->vocab->entries[entry].id;
  m->joins_marks |= joins(left, left_bytes, right, right_bytes, MARK) || joins(left, left_bytes, right, right_bytes, " ");
  *pair_slot(m, p.left, p.right) = p;           /* of two merges of the same pair the later one stays */
  return HUG_OK;
}

/* A merge is ["left", "right"], or "left right". */
static hug_status read_merge(bpe *m, const hug_place *at, uint32_t *rank) {
  const char *left, *right;
  size_t left_bytes, right_bytes;
  if (at->value && hug_json_typeof(at->value) == HUG_JSON_ARRAY) {
    if (hug_json_count(at->value) != 2) return hug_place_fail(at, "has %zu parts, expected 2", hug_json_count(at->value));
    const hug_json_value *first = hug_json_first(at->value);
    hug_place parts[2] = { hug_place_child(at, first, 0), hug_place_child(at, hug_json_next(first), 1) };
    for (int i = 0; i < 2; i++) HUG_TRY(hug_place_expect(&parts[i], HUG_JSON_STRING));
    left = hug_json_string(parts[0].value, &left_bytes);
    right = hug_json_string(parts[1].value, &right_bytes);
    return add_pair(m, at, (*rank)++, left, left_bytes, right, right_bytes);
  }
  size_t bytes;
  HUG_TRY(hug_place_expect(at, HUG_JSON_STRING));
  const char *text = hug_json_string(at->value, &bytes), *space = memchr(text, ' ', bytes);
  if (bytes >= 8 && !memcmp(text, "#version", 8)) return HUG_OK;
  if (!space || memchr(space + 1, ' ', bytes - (size_t)(space + 1 - text)))
    return hug_place_fail(at, "is \"%.60s\", expected two parts with one space between them", text);
  left_bytes = (size_t)(space - text);
  return add_pair(m, at, (*rank)++, text, left_bytes, space + 1, bytes - left_bytes - 1);
}

static hug_status read_merges(const hug_place *at, bpe *m, hug_arena *arena) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_ARRAY));
  size_t count = hug_json_count(at->value), slots = 8;
  while (slots < count * 2) slots *= 2;
  m->pairs = hug_arena_alloc(arena, slots * sizeof *m->pairs);
  if (!m->pairs) return HUG_ENOMEM;
  memset(m->pairs, 0xff, slots * sizeof *m->pairs);
  m->mask = (uint32_t)slots - 1;
  uint32_t rank = 0;
  int64_t i = 0;
  for (const hug_json_value *v = hug_json_first(at->value); v; v = hug_json_next(v)) {
    hug_place merge = hug_place_child(at, v, i++);
    HUG_TRY(read_merge(m, &merge, &rank));
  }
  return HUG_OK;
}

/* A text that may be absent or null; *out stays NULL then. */
static hug_status optional_text(const hug_place *object, const char *key, hug_arena *arena, char **out, size_t *bytes) {
  hug_place at = hug_place_member(object, key);
  if (hug_place_empty(&at)) return HUG_OK;
  HUG_TRY(hug_place_expect(&at, HUG_JSON_STRING));
  const char *text = hug_json_string(at.value, bytes);
  *out = hug_arena_copy(arena, text, *bytes);
  return *out ? HUG_OK : HUG_ENOMEM;
}

static hug_status read_affix(const hug_place *at, const char *key, hug_arena *arena, const char **out, size_t *bytes) {
  char *text = NULL;
  hug_place field = hug_place_member(at, key);
  HUG_TRY(optional_text(at, key, arena, &text, bytes));
  if (*bytes > AFFIXED / 2 - 4) return hug_place_fail(&field, "has %zu bytes, expected %d at most", *bytes, AFFIXED / 2 - 4);
  *out = text ? text : "";
  return HUG_OK;
}

static hug_status read_dropout(const hug_place *at, float *out) {
  hug_place field = hug_place_member(at, "dropout");
  if (hug_place_empty(&field)) return HUG_OK;
  hug_json_type type = hug_json_typeof(field.value);
  double value = type == HUG_JSON_INT || type == HUG_JSON_FLOAT ? hug_json_number(field.value) : -1;
  if (!(value >= 0 && value <= 1)) return hug_place_fail(&field, "is no number from 0 to 1");
  *out = (float)value;
  return HUG_OK;
}

static void find_bytes(bpe *m) {
  for (int b = 0; b < 256; b++) {
    char name[8];
    snprintf(name, sizeof name, "<0x%02X>", (unsigned)b);
    int32_t entry = hug_vocab_find(m->vocab, name, 6);
    m->bytes[b] = entry < 0 ? -1 : m->vocab->entries[entry].id;
  }
}

hug_status hug_bpe_read(const hug_place *at, hug_tokenizer *t) {
  bpe *m = hug_arena_alloc(&t->arena, sizeof *m);
  if (!m) return HUG_ENOMEM;
  *m = (bpe){ .base = { .tokenize = tokenize, .parts_before = parts_before }, .vocab = &t->vocab };
  hug_place vocab = hug_place_member(at, "vocab"), merges = hug_place_member(at, "merges");
  size_t bytes;
  HUG_TRY(hug_vocab_read(&vocab, t));
  HUG_TRY(read_affix(at, "continuing_subword_prefix", &t->arena, &m->prefix, &m->prefix_bytes));
  HUG_TRY(read_affix(at, "end_of_word_suffix", &t->arena, &m->suffix, &m->suffix_bytes));
  HUG_TRY(optional_text(at, "unk_token", &t->arena, &m->unknown, &bytes));
  HUG_TRY(hug_place_maybe_bool(at, "fuse_unk", &m->fuse_unknown));
  HUG_TRY(hug_place_maybe_bool(at, "byte_fallback", &m->byte_fallback));
  HUG_TRY(hug_place_maybe_bool(at, "ignore_merges", &m->ignore_merges));
  HUG_TRY(read_dropout(at, &m->dropout));
  m->base.random = m->dropout > 0;
  HUG_TRY(read_merges(&merges, m, &t->arena));
  int32_t entry = m->unknown ? hug_vocab_find(&t->vocab, m->unknown, bytes) : -1;
  m->unknown_id = entry < 0 ? -1 : t->vocab.entries[entry].id;
  find_bytes(m);
  t->model = &m->base;
  return HUG_OK;
}
