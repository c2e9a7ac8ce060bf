/* vocab.c: texts and their ids, in two tables that are at most half full.  Texts, and ids that are not less than the
** number of slots, are found by a hash with linear probing; all other ids, which are most, have a slot of their own. */
#include "token.h"
#include <string.h>

hug_status hug_vocab_init(hug_vocab *v, hug_arena *arena, size_t count) {
  if (count > INT32_MAX / 4) return hug_fail(HUG_ENOMEM, "[tokenizer] a vocabulary of %zu tokens is too large", count);
  size_t slots = 8;
  while (slots < count * 2) slots *= 2;
  *v = (hug_vocab){ .mask = (uint32_t)slots - 1, .seed = hug_hash_seed_new().k0 | 1 };
  v->entries = hug_arena_alloc(arena, (count + !count) * sizeof *v->entries);
  v->by_text = hug_arena_alloc(arena, slots * sizeof *v->by_text);
  v->by_id = hug_arena_alloc(arena, 2 * slots * sizeof *v->by_id);
  if (!v->entries || !v->by_text || !v->by_id) return HUG_ENOMEM;
  memset(v->by_text, 0, slots * sizeof *v->by_text);
  memset(v->by_id, 0, 2 * slots * sizeof *v->by_id);
  return HUG_OK;
}

/* The upper half of a product depends on all bits of its factors. */
static uint32_t fold(uint64_t hash) {
  return (uint32_t)(hash >> 32);
}

static uint32_t id_hash(const hug_vocab *v, int32_t id) {
  return fold((uint64_t)(uint32_t)id * v->seed);
}

/* The slots of ids that have none of their own. */
static uint32_t *large_ids(const hug_vocab *v) {
  return v->by_id + v->mask + 1;
}

int32_t hug_vocab_find_hash(const hug_vocab *v, uint64_t hash, const char *prefix, size_t prefix_bytes,
                            const char *text, size_t bytes) {
  uint32_t short_hash = fold(hash);
  for (uint32_t i = short_hash & v->mask; v->by_text[i].entry; i = (i + 1) & v->mask) {
    if (v->by_text[i].hash != short_hash) continue;
    const hug_vocab_entry *e = &v->entries[v->by_text[i].entry - 1];
    if (e->bytes == prefix_bytes + bytes && !memcmp(e->text, prefix, prefix_bytes)
     && !memcmp(e->text + prefix_bytes, text, bytes)) return (int32_t)v->by_text[i].entry - 1;
  }
  return -1;
}

int32_t hug_vocab_find(const hug_vocab *v, const char *text, size_t bytes) {
  return hug_vocab_find_hash(v, hug_vocab_hash(v, v->seed, text, bytes), "", 0, text, bytes);
}

/* An entry that has another id by now does not count. */
int32_t hug_vocab_find_id(const hug_vocab *v, int32_t id) {
  if (id < 0) return -1;
  if ((uint32_t)id <= v->mask) {
    int32_t entry = (int32_t)v->by_id[id] - 1;
    return entry >= 0 && v->entries[entry].id == id ? entry : -1;
  }
  const uint32_t *large = large_ids(v);
  for (uint32_t i = id_hash(v, id) & v->mask; large[i]; i = (i + 1) & v->mask)
    if (v->entries[large[i] - 1].id == id) return (int32_t)large[i] - 1;
  return -1;
}

static void enter_id(hug_vocab *v, uint32_t entry, int32_t id) {
  uint32_t *large = large_ids(v), i = id_hash(v, id) & v->mask;
  v->entries[entry].id = id;
  if ((uint32_t)id <= v->mask) {
    v->by_id[id] = entry + 1;
    return;
  }
  while (large[i]) i = (i + 1) & v->mask;
  large[i] = entry + 1;
}

/* Looks at the slots first, then at the entries that these say, then at their texts: each time all of it is asked for
** before any of it is looked at. */
static void find_some(const hug_vocab *v, hug_vocab_query *queries, size_t count) {
  for (size_t i = 0; i < count; i++) {
    hug_vocab_query *q = &queries[i];
    q->hash = hug_vocab_hash(v, v->seed, q->text, q->bytes);
    __builtin_prefetch(&v->by_text[fold(q->hash) & v->mask]);
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t entry = v->by_text[fold(queries[i].hash) & v->mask].entry;
    if (entry) __builtin_prefetch(&v->entries[entry - 1]);
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t entry = v->by_text[fold(queries[i].hash) & v->mask].entry;
    if (entry) __builtin_prefetch(v->entries[entry - 1].text);
  }
  for (size_t i = 0; i < count; i++)
    queries[i].entry = hug_vocab_find_hash(v, queries[i].hash, "", 0, queries[i].text, queries[i].bytes);
}

void hug_vocab_find_all(const hug_vocab *v, hug_vocab_query *queries, size_t count) {
  enum { AT_ONCE = 32 };
  for (size_t i = 0; i < count; i += AT_ONCE)
    find_some(v, queries + i, count - i < AT_ONCE ? count - i : AT_ONCE);
}

bool hug_vocab_add(hug_vocab *v, const char *text, size_t bytes, int32_t id, int32_t *entry) {
  uint64_t hash = hug_vocab_hash(v, v->seed, text, bytes);
  int32_t owner = hug_vocab_find_id(v, id);
  *entry = hug_vocab_find_hash(v, hash, "", 0, text, bytes);
  if (owner >= 0 && owner != *entry) {
    *entry = owner;
    return false;
  }
  if (*entry < 0) {
    uint32_t i = fold(hash) & v->mask;
    while (v->by_text[i].entry) i = (i + 1) & v->mask;
    *entry = v->count++;
    v->by_text[i].hash = fold(hash);
    v->by_text[i].entry = (uint32_t)*entry + 1;
    v->entries[*entry] = (hug_vocab_entry){ text, (uint32_t)bytes, id };
    if (bytes > v->longest) v->longest = (uint32_t)bytes;
  }
  if (owner < 0) enter_id(v, (uint32_t)*entry, id);   /* a former id's slot stays, and leads nowhere */
  return true;
}

/* ---- Reading ---- */

/* One block for all texts, because thousands of small ones take longer and more room. */
static char *text_block(const hug_json_value *object, hug_arena *arena) {
  size_t bytes = 0, n;
  for (const hug_json_value *v = hug_json_first(object); v; v = hug_json_next(v)) {
    hug_json_key(v, &n);
    bytes += n + 1;
  }
  return hug_arena_alloc(arena, bytes + !bytes);
}

enum { AHEAD = 16 };          /* members whose slots are on their way from memory */

static void ask_for(const hug_vocab *v, const hug_json_value *member) {
  size_t bytes;
  const char *key = hug_json_key(member, &bytes);
  __builtin_prefetch(&v->by_text[fold(hug_vocab_hash(v, v->seed, key, bytes)) & v->mask], 1);
}

hug_status hug_vocab_read(const hug_place *at, hug_tokenizer *t) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_OBJECT));
  HUG_TRY(hug_vocab_init(&t->vocab, &t->arena, hug_json_count(at->value)));
  char *to = text_block(at->value, &t->arena);
  if (!to) return HUG_ENOMEM;
  const hug_json_value *ahead = hug_json_first(at->value);
  size_t asked = 0, read = 0;
  for (const hug_json_value *v = ahead; v; v = hug_json_next(v), read++) {
    for (; ahead && asked < read + AHEAD; ahead = hug_json_next(ahead), asked++) ask_for(&t->vocab, ahead);
    hug_place member = hug_place_child(at, v, -1);
    int64_t id;
    int32_t entry;
    size_t bytes;
    const char *key = hug_json_key(v, &bytes);
    HUG_TRY(hug_place_int(&member, 0, INT32_MAX, &id));
    memcpy(to, key, bytes + 1);
    if (!hug_vocab_add(&t->vocab, to, bytes, (int32_t)id, &entry))
      return hug_place_fail(&member, "has the id %d of \"%.60s\"", (int)id, t->vocab.entries[entry].text);
    to += bytes + 1;
  }
  return HUG_OK;
}
