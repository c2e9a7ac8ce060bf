/* block.c: small blocks are kept by the thread that frees them, a few of each size, so that the many short-lived
** tensors of a computation cost no call of the allocator; and a few large ones, whose memory the allocator would give
** back to the system, which hands it out page by page, cleared.
*/
#include "storage.h"
#include <pthread.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define CHECKED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKED 1
#endif
#endif

enum {
  CLASSES = 4,
  LARGE = CLASSES,           /* the class of all larger blocks */
  SLOTS = 6,                 /* large blocks that are kept, */
  LEAST_LARGE = 1 << 17,     /* of so many bytes or more: the allocator keeps smaller ones itself */
#ifdef CHECKED
  MOST_KEPT = 0,             /* so that the sanitizer sees every use of what was freed */
  MOST_LARGE = 0
#else
  MOST_KEPT = 1 << 20,       /* bytes of each class: Lua's collector frees a cycle's garbage all at once */
  MOST_LARGE = 32 << 20      /* bytes of large blocks: more would not stay in a cache */
#endif
};

static const size_t class_bytes[CLASSES] = { 192, 256 + 64, 256 + 256, 256 + 1024 };
_Static_assert(sizeof(hug_tensor) <= 192, "a view fits in the first class");

typedef struct block {
  struct block *next;
} block;

typedef struct lists {
  block *first[CLASSES];
  int count[CLASSES];
  void *large[SLOTS];        /* the last one was freed last */
  int larges;
  bool registered;           /* they will be emptied when the thread ends */
} lists;

static _Thread_local lists kept __attribute__((tls_model("initial-exec")));   /* a few bytes: found without a call */
static pthread_key_t key;    /* whose destructor empties the lists of a thread that ends */
static atomic_bool has_key;

static void give_back(lists *l) {
  for (int c = 0; c < CLASSES; c++) {
    while (l->first[c]) {
      block *b = l->first[c];
      l->first[c] = b->next;
      hug_free(b);
    }
    l->count[c] = 0;
  }
  while (l->larges > 0) hug_free(l->large[--l->larges]);
}

static void empty(void *of_thread) {
  lists *l = of_thread;
  give_back(l);
  l->registered = false;
}

void hug_tensor_trim(void) { give_back(&kept); }

static void make_key(void) {
  if (pthread_key_create(&key, empty) == 0) atomic_store(&has_key, true);
}

/* Makes the thread empty its lists when it ends; false if that cannot be had. */
static bool register_thread(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_key);
  if (atomic_load(&has_key)) kept.registered = pthread_setspecific(key, &kept) == 0;
  return kept.registered;
}

/* No thread's end may call into a library that is gone. */
__attribute__((destructor)) static void close_lists(void) {
  if (kept.registered) empty(&kept);
  if (atomic_exchange(&has_key, false)) pthread_key_delete(key);
}

/* Takes large block i out of the list. */
static void *take(lists *l, int i) {
  void *b = l->large[i];
  l->larges--;
  memmove(&l->large[i], &l->large[i + 1], (size_t)(l->larges - i) * sizeof b);
  return b;
}

/* The large block that was freed last of those that fit; without memory for a new one, those that do not fit go. */
static void *large_block(size_t bytes) {
  for (int i = kept.larges - 1; i >= 0; i--) {
    size_t size = hug_block_bytes(kept.large[i]);
    if (size >= bytes && size - bytes <= bytes / 4) return take(&kept, i);
  }
  void *b = hug_alloc_data(bytes);
  if (b || !kept.larges) return b;
  give_back(&kept);
  return hug_alloc_data(bytes);
}

/* Keeps a large block, for which older ones go if need be; false if it is not worth it. */
static bool keep_large(void *b) {
  size_t size = hug_block_bytes(b), all = size;
  if (size < LEAST_LARGE || size > MOST_LARGE || (!kept.registered && !register_thread())) return false;
  for (int i = 0; i < kept.larges; i++) all += hug_block_bytes(kept.large[i]);
  while (kept.larges == SLOTS || all > MOST_LARGE) {
    all -= hug_block_bytes(kept.large[0]);
    hug_free(take(&kept, 0));
  }
  kept.large[kept.larges++] = b;
  return true;
}

void *hug_block_new(size_t bytes, uint8_t *size_class) {
  int c = 0;
  while (c < CLASSES && bytes > class_bytes[c]) c++;
  *size_class = (uint8_t)c;
  if (c == LARGE) return large_block(bytes);
  block *b = kept.first[c];
  if (!b) return hug_alloc_data(class_bytes[c]);
  kept.first[c] = b->next;
  kept.count[c]--;
  return b;
}

void hug_block_free(void *freed, uint8_t size_class) {
  if (size_class == LARGE) {
    if (!keep_large(freed)) hug_free(freed);
    return;
  }
  if (((size_t)kept.count[size_class] + 1) * class_bytes[size_class] > MOST_KEPT
      || (!kept.registered && !register_thread())) {
    hug_free(freed);
    return;
  }
  block *b = freed;
  b->next = kept.first[size_class];
  kept.first[size_class] = b;
  kept.count[size_class]++;
}
