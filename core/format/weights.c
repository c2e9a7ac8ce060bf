/* weights.c: the tensors of model files: which format a file is in, and finding its tensors by name. */
#include "format.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The formats there are, in the order in which a file is tried against them. */
static const hug_format *const formats[] = { &hug_format_index, &hug_format_safetensors, &hug_format_torch };

/* What a folder is searched for, best first. */
static const char *const file_names[] = {
  "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
  "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.safetensors.index.json"
};

/* What people take for model files, or what servers give for them. */
static const struct { size_t at; const char *bytes, *what; } foreign[] = {
  { 0, "version https://git-lfs", "a Git LFS pointer, not the file it points to: download that" },
  { 0, "<!", "a web page: the download went wrong" },
  { 0, "<html", "a web page: the download went wrong" },
  { 0, "GGUF", "a GGUF file, which hug does not read" },
  { 0, "\x89HDF", "an HDF5 file, which hug does not read: use the model's .safetensors file" },
  { 0, "\x80", "a Python pickle that torch.save did not write, which hug does not read: use a .safetensors file" },
  { 257, "ustar", "a tar archive of an early PyTorch, which hug does not read: use a .safetensors file" },
};

typedef struct entry {
  hug_weight weight;          /* first, so that one leads to the other */
  hug_file *file;
  const int64_t *stride;      /* [ndim]; NULL: row-major */
  size_t at;
} entry;

typedef struct file_link {
  struct file_link *next;
  hug_file *file;
} file_link;

struct hug_weights {
  bool map;
  hug_arena arena;            /* names, shapes, strides, metadata, links */
  file_link *files;           /* that hold tensors, the last one first */
  entry *entries;             /* [room] */
  uint32_t *slots;            /* [room * 2]: a hash table with linear probing, of indices + 1; 0 is free */
  size_t count, room;         /* room is 0 or a power of 2 */
  hug_hash_seed seed;
  const char *(*metadata)[2];
  size_t metadata_count;
};

/* ---- Messages ---- */

const char *hug_file_name(const hug_file *file) {
  const char *path = hug_file_path(file), *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

hug_status hug_file_fault(const hug_file *file, const char *problem, ...) {
  char text[700];
  va_list arguments;
  va_start(arguments, problem);
  vsnprintf(text, sizeof text, problem, arguments);
  va_end(arguments);
  return hug_fail(HUG_EFORMAT, "[weights] %s: %s", hug_file_name(file), text);
}

/* ---- The table of tensors ---- */

/* The slot of a name: the one that leads to it, or the free one where it belongs. */
static uint32_t *find_slot(const hug_weights *w, const char *name) {
  size_t mask = w->room * 2 - 1, i = hug_hash(w->seed, name, strlen(name)) & mask;
  while (w->slots[i] && strcmp(w->entries[w->slots[i] - 1].weight.name, name) != 0) i = (i + 1) & mask;
  return &w->slots[i];
}

static void fill_slots(hug_weights *w) {
  for (size_t i = 0; i < w->count; i++) *find_slot(w, w->entries[i].weight.name) = (uint32_t)i + 1;
}

hug_status hug_weights_reserve(hug_weights *w, size_t count) {
  size_t needed, bytes, room = w->room ? w->room : 16;
  if (!hug_add_size(w->count, count, &needed) || needed > INT32_MAX)
    return hug_fail(HUG_ENOMEM, "[weights] there is no memory for %zu tensors", count);
  while (room < needed) room *= 2;
  if (room == w->room) return HUG_OK;
  uint32_t *slots = hug_mul_size(room, 2 * sizeof *slots, &bytes) ? hug_alloc_zero(bytes) : NULL;
  if (!slots) return HUG_ENOMEM;
  entry *entries = hug_mul_size(room, sizeof *entries, &bytes) ? hug_realloc(w->entries, bytes) : NULL;
  if (!entries) {
    hug_free(slots);
    return HUG_ENOMEM;
  }
  hug_free(w->slots);
  w->slots = slots;
  w->entries = entries;
  w->room = room;
  fill_slots(w);
  return HUG_OK;
}

const char *hug_weight_name_fault(const char *name, size_t bytes) {
  if (bytes == 0) return "it is empty";
  if (memchr(name, 0, bytes)) return "it has a NUL";
  return hug_utf8_check(name, bytes) < bytes ? "it is not UTF-8" : NULL;
}

static hug_status keep_file(hug_weights *w, hug_file *file) {
  if (w->files && w->files->file == file) return HUG_OK;
  file_link *link = hug_arena_alloc(&w->arena, sizeof *link);
  if (!link) return HUG_ENOMEM;
  *link = (file_link){ w->files, hug_file_retain(file) };
  w->files = link;
  return HUG_OK;
}

static const int64_t *copy_sizes(hug_arena *arena, int ndim, const int64_t *sizes) {
  int64_t *copy = hug_arena_alloc(arena, (size_t)ndim * sizeof *copy);
  if (copy && ndim) memcpy(copy, sizes, (size_t)ndim * sizeof *copy);
  return copy;
}

/* Copies what is found into the next entry, which is not counted yet. */
static hug_status fill_entry(hug_weights *w, hug_file *file, const hug_found *found) {
  char *name = hug_arena_copy(&w->arena, found->name, found->name_bytes);
  const int64_t *shape = copy_sizes(&w->arena, found->ndim, found->shape), *stride = NULL;
  if (found->stride) stride = copy_sizes(&w->arena, found->ndim, found->stride);
  if (!name || !shape || (found->stride && !stride)) return HUG_ENOMEM;
  w->entries[w->count] = (entry){ { name, found->dtype, found->ndim, shape, hug_file_name(file) }, file, stride, found->at };
  return HUG_OK;
}

hug_status hug_weights_add(hug_weights *w, hug_file *file, const hug_found *found) {
  const char *fault = hug_weight_name_fault(found->name, found->name_bytes);
  int shown = found->name_bytes > 200 ? 200 : (int)found->name_bytes;
  int64_t elements;
  if (fault) return hug_file_fault(file, "\"%.*s\" cannot be a tensor's name: %s", shown, found->name, fault);
  if (found->ndim > HUG_MAX_DIMS)
    return hug_file_fault(file, "tensor \"%.*s\" has %d dimensions: hug takes up to %d", shown, found->name, found->ndim, HUG_MAX_DIMS);
  if (hug_shape_count("weights", found->ndim, found->shape, &elements))
    return hug_file_fault(file, "tensor \"%.*s\": %s", shown, found->name, hug_errmsg());
  HUG_TRY(hug_weights_reserve(w, 1));
  HUG_TRY(keep_file(w, file));
  HUG_TRY(fill_entry(w, file, found));
  uint32_t *slot = find_slot(w, w->entries[w->count].weight.name);
  if (*slot)
    return hug_file_fault(file, "tensor \"%.*s\" is there twice, and in %s first", shown, found->name,
                          w->entries[*slot - 1].weight.file);
  *slot = (uint32_t)++w->count;
  return HUG_OK;
}

hug_status hug_weights_add_metadata(hug_weights *w, const hug_json_value *object) {
  size_t count = hug_json_count(object), bytes, i = 0;
  if (w->metadata_count || !count) return HUG_OK;
  if (!hug_mul_size(count, sizeof *w->metadata, &bytes)) return hug_fail(HUG_ENOMEM, "[weights] too much metadata");
  const char *(*metadata)[2] = hug_arena_alloc(&w->arena, bytes);
  if (!metadata) return HUG_ENOMEM;
  for (const hug_json_value *v = hug_json_first(object); v; v = hug_json_next(v), i++) {
    size_t key_bytes, value_bytes;
    const char *key = hug_json_key(v, &key_bytes), *value = hug_json_string(v, &value_bytes);
    metadata[i][0] = hug_arena_copy(&w->arena, key, key_bytes);
    metadata[i][1] = hug_arena_copy(&w->arena, value, value_bytes);
    if (!metadata[i][0] || !metadata[i][1]) return HUG_ENOMEM;
  }
  w->metadata = metadata;
  w->metadata_count = count;
  return HUG_OK;
}

/* ---- Opening ---- */

static hug_status unknown(const hug_file *file) {
  hug_reader all = hug_reader_of(hug_file_data(file), hug_file_size(file));
  if (!all.size) return hug_file_fault(file, "it is empty: download it again");
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
    hug_reader r = all;
    size_t n = strlen(foreign[i].bytes);
    hug_read_seek(&r, foreign[i].at);
    const uint8_t *here = hug_read_bytes(&r, n);
    if (here && memcmp(here, foreign[i].bytes, n) == 0) return hug_file_fault(file, "it is %s", foreign[i].what);
  }
  return hug_file_fault(file, "its %zu bytes begin as no model file does: hug reads safetensors and PyTorch's", all.size);
}

/* Reads a file in the format that its content tells; `only`, if not NULL, is the one allowed. */
static hug_status read_file(hug_weights *w, hug_file *file, const hug_format *only) {
  hug_reader content = hug_reader_of(hug_file_data(file), hug_file_size(file));
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    if (!formats[i]->recognise(content)) continue;
    if (only && formats[i] != only) return hug_file_fault(file, "it is %s, where %s was due", formats[i]->name, only->name);
    return formats[i]->read(w, file);
  }
  return unknown(file);
}

static hug_status open_file(hug_weights *w, const char *path, const hug_format *only) {
  hug_file *file;
  HUG_TRY(hug_file_open(path, w->map, &file));
  hug_status status = read_file(w, file, only);
  hug_file_free(file);
  return status;
}

hug_status hug_weights_add_file(hug_weights *w, const char *path, const hug_format *format) {
  return open_file(w, path, format);
}

/* The first file of a folder that there is; *out stays NULL if there is none. */
static hug_status find_in_folder(const hug_weights *w, const char *folder, hug_file **out) {
  for (size_t i = 0; i < sizeof file_names / sizeof *file_names && !*out; i++) {
    char *path;
    HUG_TRY(hug_path_join(folder, file_names[i], &path));
    hug_status status = hug_file_open(path, w->map, out);
    hug_free(path);
    if (status && status != HUG_ENOTFOUND) return status;
  }
  return HUG_OK;
}

static hug_status open_folder(hug_weights *w, const char *folder) {
  hug_file *file = NULL;
  HUG_TRY(find_in_folder(w, folder, &file));
  if (!file)
    return hug_fail(HUG_ENOTFOUND, "[weights] %s has no model file: it would be called %s, %s or %s", folder, file_names[0],
                    file_names[1], file_names[2]);
  hug_status status = read_file(w, file, NULL);
  hug_file_free(file);
  return status;
}

hug_status hug_weights_open(const char *path, bool map, hug_weights **out) {
  hug_weights *w = hug_alloc(sizeof *w);
  if (!w) return HUG_ENOMEM;
  *w = (hug_weights){ .map = map, .seed = hug_hash_seed_new() };
  hug_status status = hug_path_is_folder(path) ? open_folder(w, path) : open_file(w, path, NULL);
  if (status) hug_weights_free(w);
  else *out = w;
  return status;
}

void hug_weights_free(hug_weights *w) {
  if (!w) return;
  for (const file_link *link = w->files; link; link = link->next) hug_file_free(link->file);
  hug_arena_free(&w->arena);
  hug_free(w->entries);
  hug_free(w->slots);
  hug_free(w);
}

/* ---- Asking ---- */

size_t hug_weights_count(const hug_weights *w) {
  return w->count;
}

const hug_weight *hug_weights_at(const hug_weights *w, size_t i) {
  return i < w->count ? &w->entries[i].weight : NULL;
}

const hug_weight *hug_weights_find(const hug_weights *w, const char *name) {
  uint32_t slot = w->count ? *find_slot(w, name) : 0;
  return slot ? &w->entries[slot - 1].weight : NULL;
}

hug_file *hug_weight_file(const hug_weight *weight) {
  return ((const entry *)weight)->file;
}

/* A view of the stretch of the file that its elements lie in. */
static hug_status get_strided(const entry *e, hug_tensor **out) {
  const hug_weight *t = &e->weight;
  int64_t reach = 1;
  hug_tensor *all;
  for (int d = 0; d < t->ndim; d++) reach += (t->shape[d] - 1) * e->stride[d];
  HUG_TRY(hug_tensor_in_file(e->file, e->at, t->dtype, 1, &reach, &all));
  hug_status status = hug_tensor_view(all, t->ndim, t->shape, e->stride, 0, out);
  hug_tensor_free(all);
  return status;
}

hug_status hug_weights_get(hug_weights *w, const char *name, hug_tensor **out) {
  const hug_weight *t = hug_weights_find(w, name);
  if (!t)
    return hug_fail(HUG_ENOTFOUND, "[weights] no tensor is called \"%.200s\" among %zu%s%.200s", name, w->count,
                    w->count ? ", such as " : "", w->count ? w->entries[0].weight.name : "");
  const entry *e = (const entry *)t;
  return e->stride ? get_strided(e, out) : hug_tensor_in_file(e->file, e->at, t->dtype, t->ndim, t->shape, out);
}

size_t hug_weights_metadata_count(const hug_weights *w) {
  return w->metadata_count;
}

void hug_weights_metadata(const hug_weights *w, size_t i, const char **key, const char **value) {
  bool there = i < w->metadata_count;
  *key = there ? w->metadata[i][0] : NULL;
  *value = there ? w->metadata[i][1] : NULL;
}
