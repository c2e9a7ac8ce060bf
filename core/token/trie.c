/* trie.c: builds double-array tries; see trie.h. */
#include "trie.h"
#include <stdlib.h>
#include <string.h>

/* The array while it grows, on the heap.  Free slots (parent -1) form a list in order: `base` is the next one, `value`
** the one before; 0, which is the root and never free, ends it on both sides. */
typedef struct builder {
  hug_trie_slot *slots;
  int32_t count;
  int32_t first, last;        /* of the free slots */
  int32_t from;               /* where nodes of several children look for room: before it the gaps are small */
  const hug_trie_key *keys;
} builder;

static hug_status grow(builder *b, int64_t least) {
  int64_t room = b->count ? b->count : 1024, first = b->count ? b->count : 1;
  while (room < least) room *= 2;
  if (room > INT32_MAX / 2) return hug_fail(HUG_ENOMEM, "[tokenizer] the vocabulary is too large");
  hug_trie_slot *grown = hug_realloc(b->slots, (size_t)room * sizeof *grown);
  if (!grown) return HUG_ENOMEM;
  if (!b->count) grown[0] = (hug_trie_slot){ 0, 0, -1 };
  for (int64_t i = first; i < room; i++) grown[i] = (hug_trie_slot){ (int32_t)i + 1, -1, (int32_t)i - 1 };
  grown[first].value = b->last;
  grown[room - 1].base = 0;
  if (b->last) grown[b->last].base = (int32_t)first;
  else b->first = (int32_t)first;
  b->last = (int32_t)room - 1;
  b->slots = grown;
  b->count = (int32_t)room;
  return HUG_OK;
}

static void take(builder *b, int32_t slot, int32_t parent) {
  hug_trie_slot *s = &b->slots[slot];
  int32_t before = s->value, behind = s->base;
  if (before) b->slots[before].base = behind;
  else b->first = behind;
  if (behind) b->slots[behind].value = before;
  else b->last = before;
  if (b->from == slot) b->from = behind;
  *s = (hug_trie_slot){ 0, parent, -1 };
}

enum { PATIENCE = 64 };       /* slots that are tried before the search begins further on, from then on */

/* A base for children with these bytes (rising): the first that leaves all of them free slots. */
static hug_status find_base(builder *b, const unsigned char *bytes, int n, int32_t *base) {
  int32_t slot = n > 1 && b->from ? b->from : b->first;
  for (int tries = 0;; tries++) {
    if (!slot) {                              /* the list is at its end */
      slot = b->count;
      HUG_TRY(grow(b, (int64_t)b->count + 1));
    }
    int32_t at = slot - bytes[0];
    if (at >= 0) {
      if (at + 256 > b->count) HUG_TRY(grow(b, (int64_t)at + 256));
      int i = 1;
      while (i < n && b->slots[at + bytes[i]].parent < 0) i++;
      if (i == n) {
        if (tries > PATIENCE) b->from = slot;
        *base = at;
        return HUG_OK;
      }
    }
    slot = b->slots[slot].base;
  }
}

/* Keys low..high-1, which agree in `depth` bytes, hang below `node`. */
typedef struct range { size_t low, high; uint32_t depth; int32_t node; } range;

static hug_status place_children(builder *b, const range *r, int32_t *own_value, range *children, int *n) {
  unsigned char bytes[256];
  size_t low = r->low;
  *own_value = -1;
  *n = 0;
  if (b->keys[low].bytes == r->depth) *own_value = b->keys[low++].value;
  for (size_t i = low; i < r->high; i++) {
    unsigned char c = (unsigned char)b->keys[i].text[r->depth];
    if (!*n || bytes[*n - 1] != c) {
      if (*n) children[*n - 1].high = i;
      bytes[*n] = c;
      children[(*n)++] = (range){ i, r->high, r->depth + 1, 0 };
    }
  }
  if (!*n) return HUG_OK;
  int32_t base;
  HUG_TRY(find_base(b, bytes, *n, &base));
  b->slots[r->node].base = base;
  for (int i = 0; i < *n; i++) take(b, children[i].node = base + bytes[i], r->node);
  return HUG_OK;
}

/* Goes through the ranges depth first; no deeper than the longest key, of which each level leaves 255 at most. */
static hug_status place_all(builder *b, size_t count) {
  range *stack = NULL, children[256];
  size_t waiting = 0, room = 0;
  hug_status status = HUG_OK;
  range now = { 0, count, 0, 0 };
  for (;;) {
    int32_t value;
    int n;
    status = place_children(b, &now, &value, children, &n);
    if (status) break;
    b->slots[now.node].value = value;
    if (waiting + (size_t)n > room) {
      range *grown = hug_realloc(stack, (room = (waiting + (size_t)n) * 2) * sizeof *grown);
      if (!grown) {
        status = HUG_ENOMEM;
        break;
      }
      stack = grown;
    }
    while (n) stack[waiting++] = children[--n];
    if (!waiting) break;
    now = stack[--waiting];
  }
  hug_free(stack);
  return status;
}

static int compare(const void *left, const void *right) {
  const hug_trie_key *a = left, *b = right;
  int order = memcmp(a->text, b->text, a->bytes < b->bytes ? a->bytes : b->bytes);
  return order ? order : a->bytes < b->bytes ? -1 : a->bytes > b->bytes;
}

/* Free slots get what nothing asks for, and a leaf's base stays 0: no child of its names it as its parent. */
static hug_status finish(const builder *b, hug_trie *t, hug_arena *arena) {
  int32_t used = 256;
  for (int32_t i = 0; i < b->count; i++)
    if (b->slots[i].parent >= 0 && b->slots[i].base + 256 > used) used = b->slots[i].base + 256;
  t->slots = hug_arena_alloc(arena, (size_t)used * sizeof *t->slots);
  if (!t->slots) return HUG_ENOMEM;
  for (int32_t i = 0; i < used; i++) {
    bool taken = i < b->count && b->slots[i].parent >= 0;
    t->slots[i] = taken ? b->slots[i] : (hug_trie_slot){ 0, -1, -1 };
  }
  t->slots[0].parent = -1;                    /* the root is nobody's child */
  t->count = used;
  return HUG_OK;
}

hug_status hug_trie_build(hug_trie *t, hug_arena *arena, hug_trie_key *keys, size_t count) {
  builder b = { .keys = keys };
  qsort(keys, count, sizeof *keys, compare);
  hug_status status = grow(&b, 1024);
  if (!status && count) status = place_all(&b, count);
  if (!status) status = finish(&b, t, arena);
  hug_free(b.slots);
  return status;
}
