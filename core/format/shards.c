/* shards.c: reads the index of a model in several files, model.safetensors.index.json or pytorch_model.bin.index.json: an object
** "weight_map" that gives for each tensor the file that has it, relative to the index.
**
** Every file must be of the one kind that the index is for: a safetensors index never leads to a pickle.
*/
#include "format.h"
#include <string.h>

enum { MOST_SHARDS = 1000 };   /* the largest models have some two hundred */

/* The kinds of shards, by the ending of their names, which the index's own name repeats. */
static const struct { const char *ending, *index_ending; const hug_format *format; } kinds[] = {
  { ".safetensors", ".safetensors.index.json", &hug_format_safetensors },
  { ".bin", ".bin.index.json", &hug_format_torch }
};

typedef struct shard_index {
  const hug_file *file;
  const char *ending;         /* of the shards' names */
  const hug_format *format;
  char *folder;               /* that the index is in, with its last slash */
  int count;                  /* of shards opened so far */
  const char *opened[MOST_SHARDS];
} shard_index;

/* A JSON object; the length that a safetensors file begins with has a NUL among its 8 bytes. */
static bool recognise(hug_reader r) {
  const uint8_t *start = hug_read_bytes(&r, 8);
  size_t i = 0;
  if (!start || memchr(start, 0, 8)) return false;
  while (i < 7 && (start[i] == ' ' || start[i] == '\t' || start[i] == '\n' || start[i] == '\r')) i++;
  return start[i] == '{';
}

static bool ends_in(const char *text, size_t bytes, const char *ending) {
  size_t n = strlen(ending);
  return bytes > n && memcmp(text + bytes - n, ending, n) == 0;
}

/* A shard's name may only be what a name in a repository may be, and of the right kind. */
static hug_status check_shard_name(const shard_index *in, const char *name, size_t bytes) {
  if (hug_path_check(name, bytes)) return hug_file_fault(in->file, "%s", hug_errmsg());
  if (!ends_in(name, bytes, in->ending))
    return hug_file_fault(in->file, "the file \"%.200s\" does not end in %s, as all files of this index must", name, in->ending);
  return HUG_OK;
}

/* Whether a tensor was found in the shard `name`. */
static bool is_in(const shard_index *in, const hug_weight *weight, const char *name) {
  const char *path = hug_file_path(hug_weight_file(weight));
  size_t folder = strlen(in->folder);
  return strncmp(path, in->folder, folder) == 0 && strcmp(path + folder, name) == 0;
}

static bool is_open(const shard_index *in, const char *name) {
  for (int i = 0; i < in->count; i++)
    if (strcmp(in->opened[i], name) == 0) return true;
  return false;
}

static hug_status open_shard(shard_index *in, hug_weights *w, const char *name) {
  char *path;
  if (in->count == MOST_SHARDS) return hug_file_fault(in->file, "it names more than %d files", MOST_SHARDS);
  in->opened[in->count++] = name;
  HUG_TRY(hug_path_join(in->folder, name, &path));
  hug_status status = hug_weights_add_file(w, path, in->format);
  hug_free(path);
  return status;
}

/* Makes sure that a tensor is in the file that the index names.  A file is opened for the first of its tensors and brings
** the others along. */
static hug_status place(shard_index *in, hug_weights *w, const hug_json_value *v) {
  size_t name_bytes, file_bytes;
  const char *name = hug_json_key(v, &name_bytes), *file = hug_json_string(v, &file_bytes);
  const char *fault = hug_weight_name_fault(name, name_bytes);
  if (fault) return hug_file_fault(in->file, "\"%.200s\" cannot be a tensor's name: %s", name, fault);
  if (hug_json_typeof(v) != HUG_JSON_STRING)
    return hug_file_fault(in->file, "the file of tensor \"%.200s\" is no string", name);
  HUG_TRY(check_shard_name(in, file, file_bytes));
  const hug_weight *weight = hug_weights_find(w, name);
  if (!weight && !is_open(in, file)) {
    HUG_TRY(open_shard(in, w, file));
    weight = hug_weights_find(w, name);
  }
  if (!weight || !is_in(in, weight, file))
    return hug_file_fault(in->file, "tensor \"%.200s\" is not in %.200s, where the index has it%s%.200s", name, file,
                          weight ? ", but in " : "", weight ? weight->file : "");
  return HUG_OK;
}

static hug_status read_map(shard_index *in, hug_weights *w, const hug_json_value *root) {
  const hug_json_value *map = hug_json_get(root, "weight_map");
  if (!map || hug_json_typeof(map) != HUG_JSON_OBJECT)
    return hug_file_fault(in->file, "it is JSON without an object \"weight_map\": not the index of a model's files");
  for (const hug_json_value *v = hug_json_first(map); v; v = hug_json_next(v)) HUG_TRY(place(in, w, v));
  return HUG_OK;
}

/* An index under any other name is taken to be for safetensors. */
static void tell_kind(shard_index *in) {
  const char *name = hug_file_name(in->file);
  size_t kind = ends_in(name, strlen(name), kinds[1].index_ending);
  in->ending = kinds[kind].ending;
  in->format = kinds[kind].format;
}

static hug_status read(hug_weights *w, hug_file *file) {
  const char *path = hug_file_path(file);
  shard_index in = { .file = file };
  hug_json *doc;
  tell_kind(&in);
  in.folder = hug_strdup_n(path, (size_t)(hug_file_name(file) - path));
  if (!in.folder) return HUG_ENOMEM;
  hug_status status = hug_json_parse(hug_file_data(file), hug_file_size(file), hug_file_name(file), true, &doc);
  if (!status) {
    status = read_map(&in, w, hug_json_root(doc));
    hug_json_free(doc);
  }
  hug_free(in.folder);
  return status;
}

const hug_format hug_format_index = { "an index of model files", recognise, read };
