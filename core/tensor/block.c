/* block.c: small blocks are kept by the thread that frees them, a few of each size, so that the many short-lived
** tensors of a computation cost no call of the allocator.
*/
#include "storage.h"
#include <pthread.h>

#if defined(__SANITIZE_ADDRESS__)
#define CHECKED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKED 1
#endif
#endif

enum {
  CLASSES = 4,
  LARGE = CLASSES,           /* the class of blocks that are not kept */
#ifdef CHECKED
  MOST_KEPT = 0              /* so that the sanitizer sees every use of what was freed */
#else
  MOST_KEPT = 1 << 20        /* bytes of each class: Lua's collector frees a cycle's garbage all at once */
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

void *hug_block_new(size_t bytes, uint8_t *size_class) {
  int c = 0;
  while (c < CLASSES && bytes > class_bytes[c]) c++;
  *size_class = (uint8_t)c;
  if (c == LARGE) return hug_alloc_data(bytes);
  block *b = kept.first[c];
  if (!b) return hug_alloc_data(class_bytes[c]);
  kept.first[c] = b->next;
  kept.count[c]--;
  return b;
}

void hug_block_free(void *freed, uint8_t size_class) {
  if (size_class == LARGE || ((size_t)kept.count[size_class] + 1) * class_bytes[size_class] > MOST_KEPT
      || (!kept.registered && !register_thread())) {
    hug_free(freed);
    return;
  }
  block *b = freed;
  b->next = kept.first[size_class];
  kept.first[size_class] = b;
  kept.count[size_class]++;
}
