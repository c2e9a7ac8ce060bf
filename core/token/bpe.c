/* bpe.c: the BPE model (Sennrich et al. 2016): a word's characters are merged, pair by pair, in the order in which
** training found the pairs.
**
** The order of merges is that of huggingface/tokenizers: of all neighbours that may merge the pair of the lowest rank
** does, of equal ones the leftmost.  Short words find it by looking at all; long ones keep a heap, so that no word takes
** more than n log n.
*/
#include "bpe.h"
#include <string.h>

enum { NO_RANK = UINT32_MAX };

static uint32_t pair_rank(const hug_bpe *m, int32_t left, int32_t right) {
  const hug_bpe_pair *p = hug_bpe_pair_slot(m, left, right);
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

static void flush_unknown(const hug_bpe *m, work *w) {
  if (w->unknown) add(w, m->unknown_id, w->unknown);
  w->unknown = 0;
}

/* A character that the vocabulary does not have, with the affixes that it was looked for with.  As in the reference,
** bytes go before an unknown token that waits, and without an unknown token the character is left out. */
static hug_status add_unknown(const hug_bpe *m, work *w, const char *text, size_t bytes, int32_t own_bytes) {
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

/* The word's characters as symbols.  w->at has room for `room` of them. */
static hug_status split(const hug_bpe *m, const char *text, size_t bytes, work *w) {
  for (size_t at = 0; at < bytes;) {
    size_t first = at;
    hug_utf8_next(text, bytes, &at);
    char affixed[HUG_BPE_AFFIXED];
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

static void merge_short(const hug_bpe *m, work *w) {
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
    s[at].id = hug_bpe_pair_slot(m, s[at].id, s[at + 1].id)->made;
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

static void offer(const hug_bpe *m, const work *w, heap *h, int32_t left) {
  int32_t right = left < 0 ? -1 : w->at[left].behind;
  if (right < 0) return;
  uint32_t rank = pair_rank(m, w->at[left].id, w->at[right].id);
  if (rank != NO_RANK) heap_push(h, (uint64_t)rank << 32 | (uint32_t)left);
}

/* Whether a merge is passed over this time: a xorshift generator for each thread, as nothing here need be repeatable. */
static bool drops(const hug_bpe *m) {
  static _Thread_local uint64_t state;
  if (!state) state = hug_hash_seed_new().k0 | 1;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (float)(state >> 40) * 0x1p-24f < m->dropout;
}

/* entries: room for 3 for every symbol, and as many again for those passed over. */
static void merge_long(const hug_bpe *m, work *w, uint64_t *entries) {
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
    const hug_bpe_pair *p = hug_bpe_pair_slot(m, s[left].id, s[right].id);
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

hug_status hug_bpe_tokenize(const hug_model *self, hug_draft *d, hug_span word, hug_tokens *out) {
  const hug_bpe *m = (const hug_bpe *)self;
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
