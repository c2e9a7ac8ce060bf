/* memory_test.c: configuration, accounting, the cap, fault injection and arenas. */
#include "check.h"
#include "../../core/base/base.h"
#include <pthread.h>
#include <stdlib.h>

static atomic_size_t host_live, host_calls, host_errors;

/* A host's allocator that checks what it is told. */
static void *host_alloc(void *user, void *ptr, size_t old_size, size_t size) {
  size_t *block = ptr ? (size_t *)ptr - 2 : NULL;
  if (user != &host_live || old_size != (block ? block[0] : 0)) host_errors++;
  host_calls++;
  if (size == 0) {
    host_live -= old_size;
    free(block);
    return NULL;
  }
  size_t *moved = realloc(block, size + 16);
  if (!moved) return NULL;
  host_live += size - old_size;
  moved[0] = size;
  return moved + 2;
}

static void test_config(void) {
  hug_options o = { .size = 0 };
  CHECK_FAILS(hug_config(NULL), HUG_EARG, "sizeof(hug_options)");
  CHECK_FAILS(hug_config(&o), HUG_EARG, "[config]");
  o.size = sizeof o + 8;
  CHECK_FAILS(hug_config(&o), HUG_EARG, "sizeof(hug_options)");
  o = (hug_options){ .size = sizeof o, .threads = -1 };
  CHECK_FAILS(hug_config(&o), HUG_EARG, "-1 threads");
  o.size = offsetof(hug_options, threads);   /* a caller that does not know `threads` */
  o.alloc = host_alloc;
  o.alloc_user = &host_live;
  CHECK(hug_config(&o) == HUG_OK);
  void *block = hug_alloc(1);
  CHECK(block != NULL);
  hug_free(block);
  CHECK_FAILS(hug_config(&o), HUG_EARG, "in use already");
}

static void test_accounting(void) {
  size_t before = hug_memory_usage().live;
  uint64_t calls = hug_memory_usage().allocations;
  char *a = hug_alloc(1000), *b = hug_alloc_data(1000), *c = hug_alloc_zero(0), *d = hug_strdup_n("text", 2);
  CHECK((uintptr_t)a % 16 == 0 && (uintptr_t)b % 64 == 0 && c != NULL);
  CHECK(strcmp(d, "te") == 0);
  CHECK(hug_memory_usage().live >= before + 2000 && hug_memory_usage().live < before + 2300);
  CHECK(hug_memory_usage().live == host_live);
  CHECK(hug_memory_usage().allocations == calls + 4);
  memset(a, 7, 1000);
  a = hug_realloc(a, 100000);
  CHECK(a[999] == 7 && hug_memory_usage().live == host_live);
  CHECK(hug_memory_usage().peak >= before + 101000);
  a = hug_realloc(a, 10);
  CHECK(a[9] == 7 && hug_memory_usage().live == host_live && host_live < before + 2000);
  hug_free(a);
  hug_free(b);
  hug_free(c);
  hug_free(d);
  hug_free(NULL);
  CHECK(hug_memory_usage().live == before && host_live == before);
  for (size_t size = 1; size < 300; size += 7) {
    void *block = hug_alloc_data(size);
    CHECK((uintptr_t)block % 64 == 0);
    hug_free(block);
  }
}

static void test_refusals(void) {
  size_t live = hug_memory_usage().live, reached = host_calls;
  CHECK(hug_alloc(SIZE_MAX) == NULL && hug_alloc(SIZE_MAX - 100) == NULL && hug_alloc_data(SIZE_MAX - 16) == NULL);
  CHECK(strstr(hug_errmsg(), "[memory]") != NULL);
  CHECK(hug_strdup_n("", SIZE_MAX) == NULL && host_calls == reached);
  hug_memory_set_cap(live + 10000);
  void *block = hug_alloc(9000);
  CHECK(block != NULL && hug_memory_usage().cap == live + 10000);
  CHECK(hug_alloc(2000) == NULL);
  CHECK(strstr(hug_errmsg(), "exceed the cap") != NULL);
  CHECK(hug_realloc(block, 20000) == NULL && hug_memory_usage().live == host_live);
  hug_memory_set_cap(1);   /* below what is held: that stays, nothing is added */
  CHECK(hug_alloc(1) == NULL);
  block = hug_realloc(block, 100);
  CHECK(block != NULL);
  hug_memory_set_cap(0);
  hug_free(block);
  CHECK(hug_memory_usage().live == live);
}

static void test_faults(void) {
  size_t live = hug_memory_usage().live;
  hug_fault_alloc(2);
  void *first = hug_alloc(8), *second = hug_alloc(8), *third = hug_alloc(8);
  CHECK(first && !second && third);
  hug_fault_alloc(1);
  CHECK(hug_realloc(first, 100) == NULL);
  first = hug_realloc(first, 100);
  CHECK(first != NULL);
  hug_fault_alloc(1);
  hug_fault_alloc(0);
  second = hug_alloc(8);
  CHECK(second != NULL);
  hug_free(first);
  hug_free(second);
  hug_free(third);
  CHECK(hug_memory_usage().live == live);
}

static void test_arena(void) {
  size_t live = hug_memory_usage().live;
  hug_arena a = { 0 };
  uint64_t calls = hug_memory_usage().allocations;
  char *early = NULL;
  bool aligned = true;
  for (int i = 0; i < 100000; i++) {
    char *block = hug_arena_alloc(&a, (size_t)(i % 50));
    aligned = aligned && block && (uintptr_t)block % 8 == 0;
    memset(block, i & 127, (size_t)(i % 50));
    if (i == 49) early = block;
  }
  CHECK(aligned && early[48] == 49);
  CHECK(hug_memory_usage().allocations - calls < 20);
  char *copy = hug_arena_copy(&a, "a\0b", 3);
  CHECK(memcmp(copy, "a\0b", 4) == 0);
  char *large = hug_arena_alloc(&a, 3 << 20);
  memset(large, 1, 3 << 20);
  CHECK(hug_arena_alloc(&a, SIZE_MAX) == NULL && hug_arena_alloc(&a, SIZE_MAX - 20) == NULL);
  hug_arena_free(&a);
  CHECK(hug_memory_usage().live == live);
  hug_arena_free(&a);
}

static void *churn(void *unused) {
  for (int i = 0; i < 20000; i++) {
    void *a = hug_alloc((size_t)i % 100), *b = hug_alloc_data((size_t)i % 999);
    hug_free(a);
    hug_free(b);
  }
  return unused;
}

/* The counters stay exact when threads allocate at once. */
static void test_threads(void) {
  pthread_t ids[4];
  size_t live = hug_memory_usage().live;
  for (int i = 0; i < 4; i++) pthread_create(&ids[i], NULL, churn, NULL);
  for (int i = 0; i < 4; i++) pthread_join(ids[i], NULL);
  CHECK(hug_memory_usage().live == live && host_live == live);
}

int main(void) {
  test_config();
  test_accounting();
  test_refusals();
  test_faults();
  test_arena();
  test_threads();
  CHECK(host_calls > 0 && host_errors == 0);
  return CHECK_REPORT();
}
