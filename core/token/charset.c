/* charset.c: sets of characters, for regular expressions. */
#include "regex.h"
#include "unicode.h"
#include <stdlib.h>
#include <string.h>

enum { END = 0x110000 };

static hug_charset *new_set(hug_arena *arena, size_t most) {
  hug_charset *set = hug_arena_alloc(arena, sizeof *set + most * sizeof *set->at);
  if (set) set->count = 0;
  return set;
}

hug_charset *hug_charset_of_range(hug_arena *arena, uint32_t first, uint32_t last) {
  hug_charset *set = new_set(arena, 2);
  if (!set || first > last) return set;
  set->at[set->count++] = first;
  if (last + 1 < END) set->at[set->count++] = last + 1;
  return set;
}

bool hug_charset_has(const hug_charset *a, uint32_t c) {
  size_t low = 0, high = a->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (a->at[middle] <= c) low = middle + 1;
    else high = middle;
  }
  return low % 2;
}

static bool combined(int operation, bool a, bool b) {
  return operation == HUG_CHARSET_AND ? a && b : operation == HUG_CHARSET_OR ? a || b : a != b;
}

hug_charset *hug_charset_merge(hug_arena *arena, const hug_charset *a, const hug_charset *b, int operation) {
  hug_charset *set = new_set(arena, a->count + b->count);
  if (!set) return NULL;
  for (size_t i = 0, k = 0; i < a->count || k < b->count;) {
    uint32_t at = i < a->count ? a->at[i] : END;
    if (k < b->count && b->at[k] < at) at = b->at[k];
    if (i < a->count && a->at[i] == at) i++;
    if (k < b->count && b->at[k] == at) k++;
    if (combined(operation, i % 2, k % 2) != set->count % 2) set->at[set->count++] = at;
  }
  return set;
}

hug_charset *hug_charset_invert(hug_arena *arena, const hug_charset *a) {
  hug_charset *all = hug_charset_of_range(arena, 0, END - 1);
  return all ? hug_charset_merge(arena, all, a, HUG_CHARSET_XOR) : NULL;
}

/* ---- Properties ---- */

/* The number of the block that tells the categories of a character and its 31 neighbours. */
static unsigned block_of(uint32_t c) {
  return hug_category_middle[hug_category_top[c >> 10] * 32 + (c >> 5 & 31)];
}

/* Where membership begins and ends, in `at` if that is given.  A block in which nothing changes may be skipped when it
** comes again. */
static size_t find_toggles(uint32_t categories, uint32_t *at) {
  size_t count = 0;
  unsigned calm = UINT32_MAX;
  for (uint32_t begin = 0; begin < END; begin += 32) {
    unsigned block = block_of(begin);
    size_t before = count;
    if (block == calm) continue;
    for (uint32_t c = begin; c < begin + 32; c++) {
      if ((categories >> hug_char_category(c) & 1) == count % 2) continue;
      if (at) at[count] = c;
      count++;
    }
    calm = count == before ? block : UINT32_MAX;
  }
  return count;
}

static hug_charset *of_categories(hug_arena *arena, uint32_t categories) {
  hug_charset *set = new_set(arena, find_toggles(categories, NULL));
  if (set) set->count = find_toggles(categories, set->at);
  return set;
}

static hug_charset *of_script(hug_arena *arena, int script) {
  hug_charset *set = new_set(arena, (size_t)hug_script_steps_count + 1);
  if (!set) return NULL;
  for (int i = 0; i < hug_script_steps_count; i++) {
    uint32_t step = hug_script_steps[i];
    if (((int)(step & 0xff) == script) != set->count % 2) set->at[set->count++] = step >> 8;
  }
  return set;
}

static hug_charset *of_property(hug_arena *arena, const hug_property *p) {
  if (p->script >= 0) return of_script(arena, p->script);
  hug_charset *set = of_categories(arena, p->categories), *wrong = new_set(arena, p->count);
  if (!set || !wrong) return NULL;
  wrong->count = p->count;
  memcpy(wrong->at, hug_toggles + p->at, p->count * sizeof *wrong->at);
  return hug_charset_merge(arena, set, wrong, HUG_CHARSET_XOR);
}

static int compare_names(const void *name, const void *property) {
  return strcmp(name, ((const hug_property *)property)->name);
}

hug_charset *hug_charset_of_property(hug_arena *arena, const char *name, size_t bytes, bool *known) {
  char plain[64];
  size_t n = 0;
  for (size_t i = 0; i < bytes && n + 1 < sizeof plain; i++) {
    char c = name[i];
    if (c != ' ' && c != '_' && c != '-') plain[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  plain[n] = '\0';
  const hug_property *p = bsearch(plain, hug_properties, (size_t)hug_properties_count, sizeof *p, compare_names);
  *known = p;
  return p ? of_property(arena, p) : NULL;
}

/* ---- Case ---- */

static int compare_characters(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return left < right ? -1 : left > right;
}

/* Calls visit() with every character that case folding changes. */
static void each_folded(void (*visit)(void *context, uint32_t c), void *context) {
  for (int i = 0; i < hug_fold_runs_count; i++)
    for (uint32_t c = hug_fold_runs[i].first; c <= hug_fold_runs[i].last; c += hug_fold_runs[i].step) visit(context, c);
}

typedef struct folding {
  const hug_charset *set;
  uint32_t *found;            /* what characters of the set fold to, sorted in between; then the members */
  size_t count, leasts;
} folding;

static void find_leasts(void *context, uint32_t c) {
  folding *f = context;
  uint32_t least = hug_char_fold(c);
  if (hug_charset_has(f->set, c) || hug_charset_has(f->set, least)) f->found[f->count++] = least;
}

static void find_members(void *context, uint32_t c) {
  folding *f = context;
  uint32_t least = hug_char_fold(c);
  if (!bsearch(&least, f->found, f->leasts, sizeof least, compare_characters)) return;
  f->found[f->count++] = c;
}

static void count_one(void *context, uint32_t c) {
  (void)c;
  ++*(size_t *)context;
}

hug_charset *hug_charset_fold(hug_arena *arena, const hug_charset *a) {
  size_t folded = 0;
  each_folded(count_one, &folded);
  folding f = { .set = a, .found = hug_arena_alloc(arena, 2 * folded * sizeof *f.found) };
  hug_charset *set = new_set(arena, 4 * folded);
  if (!f.found || !set) return NULL;
  each_folded(find_leasts, &f);
  qsort(f.found, f.count, sizeof *f.found, compare_characters);
  f.leasts = f.count;
  each_folded(find_members, &f);
  qsort(f.found, f.count, sizeof *f.found, compare_characters);
  for (size_t i = 0; i < f.count; i++) {
    uint32_t c = f.found[i];
    if (set->count && set->at[set->count - 1] == c + 1) continue;           /* twice */
    if (set->count && set->at[set->count - 1] == c) set->at[set->count - 1]++;
    else {
      set->at[set->count++] = c;
      set->at[set->count++] = c + 1;
    }
  }
  return hug_charset_merge(arena, a, set, HUG_CHARSET_OR);
}
