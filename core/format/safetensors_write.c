/* safetensors_write.c: writes safetensors files as the reference writer does, byte for byte.
**
** The reference gives metadata in a different order on every run; here it is ordered by key, so that equal tensors make
** equal files.
*/
#include "format.h"
#include <stdlib.h>
#include <string.h>

/* The order of element types in a file, from first to last: the widest first, which aligns them all. */
static const uint8_t rank[HUG_DTYPES] = {
  [HUG_I64] = 0, [HUG_F64] = 1, [HUG_F32] = 2, [HUG_I32] = 3, [HUG_BF16] = 4,
  [HUG_F16] = 5, [HUG_I16] = 6, [HUG_I8] = 7, [HUG_U8] = 8, [HUG_BOOL] = 9
};

typedef struct item {
  const char *name;
  const hug_tensor *tensor;
} item;

static int by_name(const void *a, const void *b) {
  return strcmp(((const item *)a)->name, ((const item *)b)->name);
}

static int by_type(const void *a, const void *b) {
  int x = rank[((const item *)a)->tensor->dtype], y = rank[((const item *)b)->tensor->dtype];
  return x != y ? x - y : by_name(a, b);
}

static int by_key(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- The header ---- */

static void add_quoted(hug_text *t, const char *text) {
  hug_text_add_json_string(t, text, strlen(text));
}

/* metadata: [count], ordered by key */
static hug_status add_metadata(hug_text *header, size_t count, const char *const (*metadata)[2]) {
  hug_text_addf(header, "\"" HUG_METADATA_KEY "\":{");
  for (size_t i = 0; i < count; i++) {
    const char *key = metadata[i][0], *value = metadata[i][1];
    if (hug_utf8_check(key, strlen(key)) < strlen(key) || hug_utf8_check(value, strlen(value)) < strlen(value))
      return hug_fail(HUG_EARG, "[save] metadata \"%.200s\" is not UTF-8", key);
    if (i && strcmp(metadata[i - 1][0], key) == 0)
      return hug_fail(HUG_EARG, "[save] the metadata \"%.200s\" is given twice", key);
    if (i) hug_text_add(header, ",", 1);
    add_quoted(header, key);
    hug_text_add(header, ":", 1);
    add_quoted(header, value);
  }
  hug_text_add(header, "}", 1);
  return HUG_OK;
}

static hug_status add_sorted_metadata(hug_text *header, size_t count, const char *const (*metadata)[2]) {
  size_t bytes;
  const char *(*sorted)[2] = hug_mul_size(count, sizeof *sorted, &bytes) ? hug_alloc(bytes) : NULL;
  if (!sorted) return HUG_ENOMEM;
  memcpy(sorted, metadata, bytes);
  qsort(sorted, count, sizeof *sorted, by_key);
  hug_status status = add_metadata(header, count, (const char *const (*)[2])sorted);
  hug_free(sorted);
  return status;
}

/* One tensor, whose elements begin at *at, which moves on. */
static void add_tensor(hug_text *header, const item *it, uint64_t *at) {
  const hug_tensor *t = it->tensor;
  add_quoted(header, it->name);
  hug_text_addf(header, ":{\"dtype\":\"%s\",\"shape\":[", hug_dtype_infos[t->dtype].safetensors);
  for (int d = 0; d < t->ndim; d++) hug_text_addf(header, "%s%lld", d ? "," : "", (long long)t->shape[d]);
  uint64_t end = *at + hug_tensor_bytes(t);
  hug_text_addf(header, "],\"data_offsets\":[%llu,%llu]}", (unsigned long long)*at, (unsigned long long)end);
  *at = end;
}

/* The text of a header, padded so that the elements are aligned. */
static hug_status add_header(hug_text *header, size_t count, const item *items, size_t metadata_count,
                             const char *const (*metadata)[2]) {
  uint64_t at = 0;
  hug_text_add(header, "{", 1);
  if (metadata_count) HUG_TRY(add_sorted_metadata(header, metadata_count, metadata));
  for (size_t i = 0; i < count; i++) {
    if (i || metadata_count) hug_text_add(header, ",", 1);
    add_tensor(header, &items[i], &at);
  }
  hug_text_add(header, "}", 1);
  hug_text_add(header, "       ", (8 - header->bytes % 8) % 8);
  return HUG_OK;
}

/* ---- The file ---- */

static hug_status write_tensor(hug_writer *w, const hug_tensor *t) {
  hug_tensor *packed;
  void *data;
  HUG_TRY(hug_tensor_ready(t));
  HUG_TRY(hug_tensor_packed(t, (hug_dtype)t->dtype, &packed));
  hug_status status = hug_tensor_data(packed, &data);
  if (!status) status = hug_writer_add(w, data, hug_tensor_bytes(packed));
  hug_tensor_free(packed);
  return status;
}

static hug_status write_all(hug_writer *w, const char *header, size_t bytes, size_t count, const item *items) {
  uint8_t length[8];
  for (int i = 0; i < 8; i++) length[i] = (uint8_t)((uint64_t)bytes >> 8 * i);
  HUG_TRY(hug_writer_add(w, length, sizeof length));
  HUG_TRY(hug_writer_add(w, header, bytes));
  for (size_t i = 0; i < count; i++) HUG_TRY(write_tensor(w, items[i].tensor));
  return HUG_OK;
}

static hug_status write_file(const char *path, const char *header, size_t bytes, size_t count, const item *items) {
  hug_writer *w;
  if (bytes > HUG_MOST_HEADER)
    return hug_fail(HUG_EARG, "[save] a header of %zu bytes for %s, more than the %d allowed", bytes, path, HUG_MOST_HEADER);
  HUG_TRY(hug_writer_open(path, &w));
  hug_status status = write_all(w, header, bytes, count, items);
  if (!status) return hug_writer_commit(w);
  hug_writer_abort(w);
  return status;
}

/* ---- What is saved ---- */

static hug_status check_item(const item *it) {
  const char *fault = hug_weight_name_fault(it->name, strlen(it->name));
  if (!fault && strcmp(it->name, HUG_METADATA_KEY) == 0) fault = "it is kept for metadata";
  if (fault) return hug_fail(HUG_EARG, "[save] \"%.200s\" cannot be a tensor's name: %s", it->name, fault);
  const hug_dtype_info *info = &hug_dtype_infos[it->tensor->dtype];
  if (!info->safetensors)
    return hug_fail(HUG_EDTYPE, "[save] \"%.200s\" is %s, which safetensors cannot hold: convert it", it->name, info->name);
  return HUG_OK;
}

/* items: [count], ordered by name */
static hug_status check_items(size_t count, const item *items) {
  for (size_t i = 0; i < count; i++) {
    HUG_TRY(check_item(&items[i]));
    if (i && strcmp(items[i - 1].name, items[i].name) == 0)
      return hug_fail(HUG_EARG, "[save] two tensors are called \"%.200s\"", items[i].name);
  }
  return HUG_OK;
}

static hug_status save(const char *path, size_t count, item *items, size_t metadata_count, const char *const (*metadata)[2]) {
  hug_text text = { 0 };
  char *header;
  size_t bytes;
  qsort(items, count, sizeof *items, by_name);
  HUG_TRY(check_items(count, items));
  qsort(items, count, sizeof *items, by_type);
  hug_status status = add_header(&text, count, items, metadata_count, metadata);
  if (!status) status = hug_text_take(&text, &header, &bytes);
  if (status) {
    hug_text_drop(&text);
    return status;
  }
  status = write_file(path, header, bytes, count, items);
  hug_free(header);
  return status;
}

hug_status hug_safetensors_save(const char *path, size_t count, const char *const *names, hug_tensor *const *tensors,
                                size_t metadata_count, const char *const (*metadata)[2]) {
  size_t bytes;
  item *items = hug_mul_size(count, sizeof *items, &bytes) ? hug_alloc(bytes) : NULL;
  if (!items) return hug_fail(HUG_ENOMEM, "[save] there is no memory for a list of %zu tensors", count);
  for (size_t i = 0; i < count; i++) items[i] = (item){ names[i], tensors[i] };
  hug_status status = save(path, count, items, metadata_count, metadata);
  hug_free(items);
  return status;
}
