/* trie.h: which texts of a set does another text begin with?  A double-array trie (Aoe 1989) over bytes.
**
** A node is a slot; its child for byte c is slot base + c, if that slot says that it is this node's.
*/
#ifndef HUG_TRIE_H
#define HUG_TRIE_H

#include "../base/base.h"

typedef struct hug_trie_slot {
  int32_t base;               /* of its children */
  int32_t parent;             /* the slot; -1: free */
  int32_t value;              /* of the text that ends here; -1: none does */
} hug_trie_slot;

typedef struct hug_trie {
  hug_trie_slot *slots;       /* [count], the root first; every base + 255 is inside */
  int32_t count;
} hug_trie;

/* A text of the set, and its value (not negative). */
typedef struct hug_trie_key {
  const char *text;
  uint32_t bytes;
  int32_t value;
} hug_trie_key;

/* Builds a trie in `arena`.  Sorts `keys`; they must differ and not be empty. */
hug_status hug_trie_build(hug_trie *t, hug_arena *arena, hug_trie_key *keys, size_t count);

/* The child of `node` (0: the root) for byte c; -1 if there is none. */
static inline int32_t hug_trie_step(const hug_trie *t, int32_t node, unsigned char c) {
  int32_t next = t->slots[node].base + c;
  return t->slots[next].parent == node ? next : -1;
}

#endif
