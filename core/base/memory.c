/* memory.c: every byte that the library holds: counted exactly, below the cap, from the host's allocator or malloc. */
#include "base.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What stands in front of every block, so that freeing needs no size. */
typedef struct header {
  _Alignas(16) size_t held;   /* bytes taken from the allocator, this header included */
  size_t offset;              /* from their beginning to the block */
} header;

static hug_alloc_fn host_alloc;   /* set once, before the first allocation */
static void *host_user;
static atomic_size_t live, peak, cap;
static _Atomic uint64_t calls, fault_at;

/* ---- The allocator below ---- */

static void *obtain(void *block, size_t old_size, size_t size) {
  if (host_alloc) return host_alloc(host_user, block, old_size, size);
  return realloc(block, size);
}

static void give_back(void *block, size_t size) {
  if (host_alloc) host_alloc(host_user, block, size, 0);
  else free(block);
}

/* ---- Accounting ---- */

static void *no_memory(size_t bytes) {
  hug_fail(HUG_ENOMEM, "[memory] there is no memory for %zu bytes", bytes);
  return NULL;
}

/* Adds to the live bytes unless that exceeds the cap; adding nothing always works. */
static bool charge(size_t bytes) {
  size_t limit = atomic_load_explicit(&cap, memory_order_relaxed);
  size_t now = atomic_load_explicit(&live, memory_order_relaxed);
  do {
    if (limit && bytes && (now > limit || bytes > limit - now)) {
      hug_fail(HUG_ENOMEM, "[memory] %zu bytes more would exceed the cap of %zu bytes, of which %zu are held: "
               "free some or raise it", bytes, limit, now);
      return false;
    }
  } while (!atomic_compare_exchange_weak_explicit(&live, &now, now + bytes, memory_order_relaxed,
                                                  memory_order_relaxed));
  now += bytes;
  size_t most = atomic_load_explicit(&peak, memory_order_relaxed);
  while (now > most
      && !atomic_compare_exchange_weak_explicit(&peak, &most, now, memory_order_relaxed, memory_order_relaxed)) {}
  return true;
}

static void discharge(size_t bytes) {
  atomic_fetch_sub_explicit(&live, bytes, memory_order_relaxed);
}

/* Counts a call that is to hold `growth` bytes more; false, with the message set, if it must fail. */
static bool admit(size_t growth) {
  uint64_t call = atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed) + 1;
  if (call == atomic_load_explicit(&fault_at, memory_order_relaxed)) return no_memory(growth);
  return charge(growth);
}

/* ---- Blocks ---- */

/* A block aligned to 16 bytes or more, which is what the allocator below guarantees. */
static void *new_block(size_t bytes, size_t alignment) {
  size_t held;
  if (!hug_add_size(bytes, sizeof(header) + alignment - 16, &held) || held > PTRDIFF_MAX) return no_memory(bytes);
  if (!admit(held)) return NULL;
  char *raw = obtain(NULL, 0, held);
  if (!raw) {
    discharge(held);
    return no_memory(bytes);
  }
  size_t offset = sizeof(header) + (-((uintptr_t)raw + sizeof(header)) & (alignment - 1));
  ((header *)(raw + offset))[-1] = (header){ held, offset };
  return raw + offset;
}

void *hug_alloc(size_t bytes) {
  return new_block(bytes, 16);
}

void *hug_alloc_data(size_t bytes) {
  return new_block(bytes, 64);
}

void *hug_alloc_zero(size_t bytes) {
  void *block = hug_alloc(bytes);
  if (block) memset(block, 0, bytes);
  return block;
}

void *hug_realloc(void *block, size_t bytes) {
  if (!block) return hug_alloc(bytes);
  header *old = (header *)block - 1;
  size_t held, before = old->held;
  if (!hug_add_size(bytes, sizeof(header), &held) || held > PTRDIFF_MAX) return no_memory(bytes);
  size_t growth = held > before ? held - before : 0;
  if (!admit(growth)) return NULL;
  header *moved = obtain(old, before, held);
  if (!moved) {
    discharge(growth);
    return no_memory(bytes);
  }
  if (held < before) discharge(before - held);
  moved->held = held;
  return moved + 1;
}

size_t hug_block_bytes(const void *block) {
  const header *h = (const header *)block - 1;
  return h->held - h->offset;
}

void hug_free(void *block) {
  if (!block) return;
  header *h = (header *)block - 1;
  size_t held = h->held;
  give_back((char *)block - h->offset, held);
  discharge(held);
}

char *hug_strdup_n(const char *text, size_t bytes) {
  size_t room;
  if (!hug_add_size(bytes, 1, &room)) return no_memory(bytes);
  char *copy = hug_alloc(room);
  if (!copy) return NULL;
  if (bytes) memcpy(copy, text, bytes);
  copy[bytes] = 0;
  return copy;
}

/* ---- Arenas ---- */

typedef struct hug_arena_block {
  struct hug_arena_block *next;
  size_t bytes;
} arena_block;

enum { FIRST_BLOCK = 1024, LARGEST_BLOCK = 1 << 20 };

/* Blocks double, so that a small document costs little and a large one few calls. */
static bool add_block(hug_arena *a, size_t least) {
  size_t bytes = a->blocks ? a->blocks->bytes * 2 : FIRST_BLOCK, total;
  if (bytes > LARGEST_BLOCK) bytes = LARGEST_BLOCK;
  if (bytes < least) bytes = least;
  if (!hug_add_size(bytes, sizeof(arena_block), &total)) return no_memory(bytes);
  arena_block *b = hug_alloc(total);
  if (!b) return false;
  *b = (arena_block){ a->blocks, bytes };
  a->blocks = b;
  a->at = (char *)(b + 1);
  a->end = a->at + bytes;
  return true;
}

void *hug_arena_alloc(hug_arena *a, size_t bytes) {
  size_t rounded;
  if (!hug_add_size(bytes, 7, &rounded)) return no_memory(bytes);
  rounded &= ~(size_t)7;
  if ((!a->blocks || rounded > (size_t)(a->end - a->at)) && !add_block(a, rounded)) return NULL;
  void *block = a->at;
  a->at += rounded;
  return block;
}

char *hug_arena_copy(hug_arena *a, const char *text, size_t bytes) {
  size_t room;
  if (!hug_add_size(bytes, 1, &room)) return no_memory(bytes);
  char *copy = hug_arena_alloc(a, room);
  if (!copy) return NULL;
  if (bytes) memcpy(copy, text, bytes);
  copy[bytes] = 0;
  return copy;
}

void hug_arena_free(hug_arena *a) {
  arena_block *next;
  for (arena_block *b = a->blocks; b; b = next) {
    next = b->next;
    hug_free(b);
  }
  *a = (hug_arena){ 0 };
}

/* ---- Huge pages ---- */

/* From so many bytes on they are worth it. */
enum { HUGE_FROM = 4 << 20 };

void hug_huge_pages(void *data, size_t bytes) {
  if (bytes < HUGE_FROM) return;
#ifdef MADV_HUGEPAGE
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = ((uintptr_t)data + page - 1) & -page;
  uintptr_t end = ((uintptr_t)data + bytes) & -page;
  madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)data;
#endif
}

/* ---- What the host sets and sees ---- */

hug_status hug_config(const hug_options *options) {
  hug_options o = { 0 };
  if (!options || options->size < sizeof options->size || options->size > sizeof o)
    return hug_fail(HUG_EARG, "[config] options.size is %zu: set it to sizeof(hug_options), which is %zu",
                    options ? options->size : 0, sizeof o);
  memcpy(&o, options, options->size);
  if (o.threads < 0) return hug_fail(HUG_EARG, "[config] %d threads: 0 is one per core, 1 the caller alone", o.threads);
  if (atomic_load(&calls) || hug_pool_started())
    return hug_fail(HUG_EARG, "[config] memory or threads are in use already: configure before any other call");
  host_alloc = o.alloc;
  host_user = o.alloc_user;
  atomic_store(&cap, o.memory_cap);
  hug_threads(o.threads);
  return HUG_OK;
}

hug_memory hug_memory_usage(void) {
  return (hug_memory){ .live = atomic_load(&live), .peak = atomic_load(&peak), .cap = atomic_load(&cap),
                       .allocations = atomic_load(&calls) };
}

void hug_memory_set_cap(size_t bytes) {
  atomic_store(&cap, bytes);
}

void hug_fault_alloc(uint64_t nth) {
  atomic_store(&fault_at, nth ? atomic_load(&calls) + nth : 0);
}
