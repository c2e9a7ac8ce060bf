/* bpe.h: what the BPE model is made of: bpe.c works with it, bpe_read.c reads it. */
#ifndef HUG_BPE_H
#define HUG_BPE_H

#include "token.h"

/* Two symbols that merge. */
typedef struct hug_bpe_pair {
  int32_t left, right;        /* ids; left -1: a free slot */
  uint32_t rank;
  int32_t made;               /* the id of what they become */
} hug_bpe_pair;

typedef struct hug_bpe {
  hug_model base;
  const hug_vocab *vocab;
  hug_bpe_pair *pairs;        /* [mask + 1], found by hash */
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
} hug_bpe;

enum { HUG_BPE_AFFIXED = 512 };   /* room for a character between its affixes */

static inline uint32_t hug_bpe_pair_hash(int32_t left, int32_t right) {
  uint64_t key = (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
  return (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 32);
}

/* The slot of a pair, or the free one that it would have. */
static inline hug_bpe_pair *hug_bpe_pair_slot(const hug_bpe *m, int32_t left, int32_t right) {
  uint32_t i = hug_bpe_pair_hash(left, right) & m->mask;
  while (m->pairs[i].left >= 0 && (m->pairs[i].left != left || m->pairs[i].right != right)) i = (i + 1) & m->mask;
  return &m->pairs[i];
}

hug_status hug_bpe_tokenize(const hug_model *self, hug_draft *d, hug_span word, hug_tokens *out);

#endif
