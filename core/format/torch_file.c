/* torch_file.c: reads what torch.save wrote: a dictionary of tensors, as a pickle, and their elements beside it.
**
** Since PyTorch 1.6 a file is a zip archive: NAME/data.pkl, and NAME/data/KEY for each storage.  Before, it was five pickles
** in a row (a magic number, a version, the system, the dictionary, the keys of the storages), and then the storages.
*/
#include "pickle.h"
#include "zip.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The pickle of 0x1950a86a20f9469cfc6c. */
static const char magic[] = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";

enum { LEGACY_VERSION = 1001, MAGIC_BYTES = sizeof magic - 1 };

static bool is_legacy(hug_reader r) {
  const uint8_t *start = hug_read_bytes(&r, MAGIC_BYTES);
  return start && memcmp(start, magic, MAGIC_BYTES) == 0;
}

static bool is_zip(hug_reader r) {
  const uint8_t *start = hug_read_bytes(&r, 4);
  return start && memcmp(start, "PK\3\4", 4) == 0;
}

static bool recognise(hug_reader r) {
  return is_legacy(r) || is_zip(r);
}

/* ---- The dictionary ---- */

/* Notes where a storage is: `bytes` bytes from `at` on, which must be what its elements take. */
static hug_status set_place(const hug_pickle *p, hug_pickle_storage *s, size_t at, uint64_t bytes) {
  uint64_t due;
  if (__builtin_mul_overflow((uint64_t)s->count, hug_dtype_bytes(s->dtype), &due) || due != bytes)
    return hug_file_fault(p->file, "storage \"%.*s\" has %llu bytes, which are not %lld elements of %s",
                          s->key_bytes > 100 ? 100 : (int)s->key_bytes, s->key, (unsigned long long)bytes, (long long)s->count,
                          hug_dtype_infos[s->dtype].name);
  s->at = at;
  return HUG_OK;
}

static bool is_row_major(const hug_pickle_tensor *t) {
  int64_t row_major[HUG_MAX_DIMS];
  bool same = true, empty = false;
  hug_contiguous_strides(t->ndim, t->shape, row_major);
  for (int d = 0; d < t->ndim; d++) {
    same &= t->shape[d] <= 1 || t->stride[d] == row_major[d];
    empty |= t->shape[d] == 0;
  }
  return same || empty;
}

static hug_status add_tensor(hug_weights *w, hug_file *file, hug_pickle_value key, const hug_pickle_tensor *t) {
  if (key.kind != HUG_PICKLE_STRING) return hug_file_fault(file, "a tensor in it has a key that is no string");
  size_t at = t->storage->at + (size_t)t->offset * hug_dtype_bytes(t->storage->dtype);
  hug_found found = { key.as.string, key.bytes, t->storage->dtype, t->ndim, t->shape, is_row_major(t) ? NULL : t->stride, at };
  return hug_weights_add(w, file, &found);
}

/* Adds the tensors of the dictionary; numbers and the like beside them are left out. */
static hug_status add_tensors(hug_weights *w, hug_file *file, hug_pickle_value root) {
  if (root.kind != HUG_PICKLE_DICT) return hug_file_fault(file, "it does not hold a dictionary of tensors");
  const hug_pickle_items *items = root.as.items;
  size_t before = hug_weights_count(w);
  HUG_TRY(hug_weights_reserve(w, items->count / 2));
  for (size_t i = 0; i < items->count; i += 2)
    if (items->at[i + 1].kind == HUG_PICKLE_TENSOR) HUG_TRY(add_tensor(w, file, items->at[i], items->at[i + 1].as.tensor));
  if (items->count == 0 || hug_weights_count(w) > before) return HUG_OK;
  hug_pickle_value first = items->at[0];
  bool named = first.kind == HUG_PICKLE_STRING;
  return hug_file_fault(file, "none of the %zu entries of its dictionary is a tensor, the first being \"%.*s\": if a dictionary of "
                        "tensors is inside it, save that by itself", items->count / 2,
                        named ? first.bytes > 100 ? 100 : (int)first.bytes : 0, named ? first.as.string : "");
}

/* ---- Zip ---- */

/* A zip archive of torch.save, and the folder that all its entries are in. */
typedef struct archive {
  hug_zip zip;
  const char *folder;       /* [folder_bytes], with its slash */
  size_t folder_bytes;
} archive;

/* The entry folder/prefix+key; NULL if there is none. */
static const hug_zip_entry *find_entry(const archive *a, const char *prefix, const char *key, size_t key_bytes) {
  char name[512];
  size_t n = strlen(prefix);
  if (a->folder_bytes > 200 || key_bytes > 200) return NULL;
  memcpy(name, a->folder, a->folder_bytes);
  memcpy(name + a->folder_bytes, prefix, n);
  memcpy(name + a->folder_bytes + n, key, key_bytes);
  return hug_zip_find(&a->zip, name, a->folder_bytes + n + key_bytes);
}

static hug_status find_folder(const hug_file *file, archive *a) {
  const hug_zip_entry *any = a->zip.entries;
  const uint8_t *slash = a->zip.count ? memchr(any->name, '/', any->name_bytes) : NULL;
  if (!slash) return hug_file_fault(file, "it is a zip archive, but not one of torch.save");
  a->folder = (const char *)any->name;
  a->folder_bytes = (size_t)(slash - any->name) + 1;
  return HUG_OK;
}

/* The bytes of an entry that must be there. */
static hug_status find_pickle(const hug_file *file, const archive *a, hug_reader *out) {
  const hug_zip_entry *e = find_entry(a, "data.pkl", "", 0), *order = find_entry(a, "byteorder", "", 0);
  const char *data = hug_file_data(file);
  if (find_entry(a, "constants.pkl", "", 0))
    return hug_file_fault(file, "it is a TorchScript program, which hug does not run: use the model's .safetensors file");
  if (!e) return hug_file_fault(file, "it is a zip archive without a data.pkl: not one of torch.save");
  if (order && (order->bytes != 6 || memcmp(data + order->at, "little", 6) != 0))
    return hug_file_fault(file, "it was saved on a big-endian machine: save it again on another");
  *out = hug_reader_of(data + e->at, e->bytes);
  return HUG_OK;
}

static hug_status place_entries(hug_pickle *p, const archive *a) {
  for (hug_pickle_storage *s = p->storages; s; s = s->next) {
    const hug_zip_entry *e = find_entry(a, "data/", s->key, s->key_bytes);
    if (!e) return hug_file_fault(p->file, "storage \"%.*s\" is missing", s->key_bytes > 100 ? 100 : (int)s->key_bytes, s->key);
    HUG_TRY(set_place(p, s, e->at, e->bytes));
  }
  return HUG_OK;
}

static hug_status read_archive(hug_pickle *p, archive *a, hug_pickle_value *root) {
  hug_reader r;
  HUG_TRY(find_folder(p->file, a));
  HUG_TRY(find_pickle(p->file, a, &r));
  HUG_TRY(hug_pickle_run(p, &r, root));
  return place_entries(p, a);
}

static hug_status read_zip(hug_pickle *p, hug_pickle_value *root) {
  archive a;
  HUG_TRY(hug_zip_open(p->file, &a.zip));
  hug_status status = read_archive(p, &a, root);
  hug_zip_close(&a.zip);
  return status;
}

/* ---- Legacy ---- */

static int by_key(const void *a, const void *b) {
  const hug_pickle_storage *x = *(hug_pickle_storage *const *)a, *y = *(hug_pickle_storage *const *)b;
  int order = memcmp(x->key, y->key, x->key_bytes < y->key_bytes ? x->key_bytes : y->key_bytes);
  return order ? order : (x->key_bytes > y->key_bytes) - (x->key_bytes < y->key_bytes);
}

/* The first of the sorted storages whose key is not before that of `key`. */
static size_t first_of(hug_pickle_storage *const *sorted, size_t count, const hug_pickle_storage *key) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (by_key(&sorted[middle], &key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* The storages follow in the order of `keys`, each after its number of elements. */
static hug_status place_in_order(hug_pickle *p, hug_reader *r, const hug_pickle_items *keys, hug_pickle_storage **sorted, size_t count) {
  size_t placed = 0;
  for (size_t i = 0; i < keys->count; i++) {
    hug_pickle_storage wanted = { .key = keys->at[i].as.string, .key_bytes = keys->at[i].bytes };
    if (keys->at[i].kind != HUG_PICKLE_STRING) return hug_file_fault(p->file, "its list of storages is damaged");
    size_t first = first_of(sorted, count, &wanted), last = first;
    const hug_pickle_storage *key = &wanted;
    uint64_t elements = hug_read_u64(r), bytes;
    if (first == count || by_key(&sorted[first], &key) != 0 || sorted[first]->at)
      return hug_file_fault(p->file, "its list of storages has one that no tensor uses, or one twice");
    bool fits = !__builtin_mul_overflow(elements, hug_dtype_bytes(sorted[first]->dtype), &bytes);
    size_t at = r->at;
    if (!fits || !hug_read_bytes(r, bytes)) return hug_file_fault(p->file, "it is cut short at storage %zu of %zu", i + 1, keys->count);
    for (; last < count && by_key(&sorted[last], &key) == 0; last++) HUG_TRY(set_place(p, sorted[last], at, bytes));
    placed += last - first;
  }
  if (placed < count) return hug_file_fault(p->file, "a storage of its tensors is missing");
  if (hug_reader_left(r)) return hug_file_fault(p->file, "%zu bytes at its end belong to nothing", hug_reader_left(r));
  return HUG_OK;
}

static hug_status place_storages(hug_pickle *p, hug_reader *r, const hug_pickle_items *keys) {
  size_t count = 0;
  for (const hug_pickle_storage *s = p->storages; s; s = s->next) count++;
  hug_pickle_storage **sorted = hug_alloc(count * sizeof *sorted);
  if (!sorted) return HUG_ENOMEM;
  count = 0;
  for (hug_pickle_storage *s = p->storages; s; s = s->next) sorted[count++] = s;
  qsort(sorted, count, sizeof *sorted, by_key);
  hug_status status = place_in_order(p, r, keys, sorted, count);
  hug_free(sorted);
  return status;
}

static bool is_little_endian(hug_pickle_value system) {
  const hug_pickle_items *items = system.as.items;
  for (size_t i = 0; system.kind == HUG_PICKLE_DICT && i < items->count; i += 2)
    if (hug_pickle_is(items->at[i], "little_endian"))
      return items->at[i + 1].kind == HUG_PICKLE_BOOL && items->at[i + 1].as.integer;
  return false;
}

static hug_status read_legacy(hug_pickle *p, hug_pickle_value *root) {
  hug_reader r = hug_reader_of(hug_file_data(p->file), hug_file_size(p->file));
  hug_pickle_value version, system, keys;
  hug_read_seek(&r, MAGIC_BYTES);
  HUG_TRY(hug_pickle_run(p, &r, &version));
  if (version.kind != HUG_PICKLE_INT || version.as.integer != LEGACY_VERSION)
    return hug_file_fault(p->file, "it has another version than %d", LEGACY_VERSION);
  HUG_TRY(hug_pickle_run(p, &r, &system));
  if (!is_little_endian(system)) return hug_file_fault(p->file, "it was not saved on a little-endian machine: save it again on one");
  HUG_TRY(hug_pickle_run(p, &r, root));
  HUG_TRY(hug_pickle_run(p, &r, &keys));
  if (keys.kind != HUG_PICKLE_LIST) return hug_file_fault(p->file, "it has no list of storages");
  return place_storages(p, &r, keys.as.items);
}

/* ---- Both ---- */

static hug_status read(hug_weights *w, hug_file *file) {
  hug_arena arena = { 0 };
  hug_pickle p = { .file = file, .arena = &arena };
  hug_pickle_value root;
  bool legacy = is_legacy(hug_reader_of(hug_file_data(file), hug_file_size(file)));
  hug_status status = legacy ? read_legacy(&p, &root) : read_zip(&p, &root);
  if (!status) status = add_tensors(w, file, root);
  hug_arena_free(&arena);
  return status;
}

const hug_format hug_format_torch = { "a PyTorch file", recognise, read };
