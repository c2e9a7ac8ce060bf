/* safetensors.c: reads safetensors files: a length, a JSON header of that length, and the elements it describes.
**
** The format: huggingface/safetensors, README.  The tensors must fill the rest of the file without holes or overlaps, so
** that a file has one meaning and carries nothing else.  Stricter than the reference: no key may be there twice, and a name
** is not empty and has no NUL.
*/
#include "format.h"
#include <stdlib.h>
#include <string.h>

/* A tensor of the header, and its place among the elements. */
typedef struct described {
  hug_found found;
  uint64_t begin, end;
  int64_t shape[HUG_MAX_DIMS];
} described;

/* Any length that is no text, so that one that lies is told as such. */
static bool recognise(hug_reader r) {
  const uint8_t *length = hug_read_bytes(&r, 8);
  uint8_t first = hug_read_u8(&r);
  bool is_text = !length || (!memchr(length, 0, 8) && length[7] < 0x80);
  return !is_text && (first == '{' || first == ' ' || first == '\t' || first == '\n' || first == '\r');
}

/* ---- One tensor ---- */

static hug_status read_dtype(const hug_file *file, const char *name, const hug_json_value *v, hug_dtype *out) {
  size_t bytes;
  const char *spelled = hug_json_string(v, &bytes);
  if (hug_json_typeof(v) != HUG_JSON_STRING) return hug_file_fault(file, "tensor \"%.200s\": dtype is no string", name);
  for (int d = 0; d < HUG_DTYPES; d++) {
    const char *known = hug_dtype_infos[d].safetensors;
    if (known && strlen(known) == bytes && memcmp(known, spelled, bytes) == 0) {
      *out = (hug_dtype)d;
      return HUG_OK;
    }
  }
  return hug_file_fault(file, "tensor \"%.200s\": hug has no element type %.40s", name, spelled);
}

/* A list of at most `most` whole numbers. */
static hug_status read_sizes(const hug_file *file, const char *name, const char *field, const hug_json_value *list, size_t most,
                             int64_t *out) {
  if (hug_json_typeof(list) != HUG_JSON_ARRAY) return hug_file_fault(file, "tensor \"%.200s\": %s is no list", name, field);
  if (hug_json_count(list) > most)
    return hug_file_fault(file, "tensor \"%.200s\": %s has %zu numbers, more than %zu", name, field, hug_json_count(list), most);
  for (const hug_json_value *v = hug_json_first(list); v; v = hug_json_next(v)) {
    if (hug_json_typeof(v) != HUG_JSON_INT || hug_json_int(v) < 0)
      return hug_file_fault(file, "tensor \"%.200s\": %s has something else than whole numbers from 0 to 2^63-1", name, field);
    *out++ = hug_json_int(v);
  }
  return HUG_OK;
}

/* Checks that the elements take the bytes that they are said to lie in. */
static hug_status check_bytes(const hug_file *file, const described *d) {
  const hug_found *t = &d->found;
  int64_t count;
  if (hug_shape_count("weights", t->ndim, d->shape, &count))
    return hug_file_fault(file, "tensor \"%.200s\": its shape has more elements than any memory", t->name);
  const uint64_t bytes = (uint64_t)count * hug_dtype_bytes(t->dtype);
  if (d->begin > d->end || d->end - d->begin != bytes)
    return hug_file_fault(file, "tensor \"%.200s\": data_offsets %llu to %llu are not the %llu bytes that its shape takes", t->name,
                          (unsigned long long)d->begin, (unsigned long long)d->end, (unsigned long long)bytes);
  return HUG_OK;
}

static hug_status read_tensor(const hug_file *file, const hug_json_value *v, described *d) {
  hug_found *t = &d->found;
  int64_t offsets[2];
  *d = (described){ 0 };
  t->name = hug_json_key(v, &t->name_bytes);
  if (hug_json_typeof(v) != HUG_JSON_OBJECT) return hug_file_fault(file, "tensor \"%.200s\" is no object", t->name);
  const hug_json_value *dtype = hug_json_get(v, "dtype"), *shape = hug_json_get(v, "shape"), *place = hug_json_get(v, "data_offsets");
  if (!dtype || !shape || !place)
    return hug_file_fault(file, "tensor \"%.200s\" has no %s", t->name, !dtype ? "dtype" : !shape ? "shape" : "data_offsets");
  HUG_TRY(read_dtype(file, t->name, dtype, &t->dtype));
  HUG_TRY(read_sizes(file, t->name, "shape", shape, HUG_MAX_DIMS, d->shape));
  HUG_TRY(read_sizes(file, t->name, "data_offsets", place, 2, offsets));
  if (hug_json_count(place) != 2) return hug_file_fault(file, "tensor \"%.200s\": data_offsets are not two", t->name);
  t->ndim = (int)hug_json_count(shape);
  d->begin = (uint64_t)offsets[0];
  d->end = (uint64_t)offsets[1];
  return check_bytes(file, d);
}

/* ---- All of them ---- */

static bool is_metadata(const hug_json_value *member) {
  size_t bytes;
  const char *key = hug_json_key(member, &bytes);
  return bytes == strlen(HUG_METADATA_KEY) && memcmp(key, HUG_METADATA_KEY, bytes) == 0;
}

static hug_status read_metadata(hug_weights *w, const hug_file *file, const hug_json_value *object) {
  if (hug_json_typeof(object) != HUG_JSON_OBJECT) return hug_file_fault(file, HUG_METADATA_KEY " is no object");
  for (const hug_json_value *v = hug_json_first(object); v; v = hug_json_next(v))
    if (hug_json_typeof(v) != HUG_JSON_STRING)
      return hug_file_fault(file, "in " HUG_METADATA_KEY " \"%.200s\" is no string", hug_json_key(v, NULL));
  return hug_weights_add_metadata(w, object);
}

static int by_place(const void *a, const void *b) {
  const described *x = a, *y = b;
  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

/* Puts the tensors into the order of their elements, which they have already in what the reference writes. */
static void order(described *all, size_t count) {
  for (size_t i = 1; i < count; i++)
    if (by_place(&all[i - 1], &all[i]) > 0) {
      qsort(all, count, sizeof *all, by_place);
      return;
    }
}

/* Checks that the elements, from byte `base` of the file on, are all of one tensor each, and adds the tensors. */
static hug_status place(hug_weights *w, hug_file *file, described *all, size_t count, size_t base) {
  uint64_t at = 0, bytes = hug_file_size(file) - base;
  HUG_TRY(hug_weights_reserve(w, count));
  order(all, count);
  for (size_t i = 0; i < count; at = all[i++].end) {
    described *d = &all[i];
    if (d->begin != at)
      return hug_file_fault(file, "tensor \"%.200s\" begins at byte %llu, where byte %llu was due: tensors leave no holes and share "
                            "no bytes", d->found.name, (unsigned long long)d->begin, (unsigned long long)at);
    if (d->end > bytes)
      return hug_file_fault(file, "tensor \"%.200s\" ends at byte %llu of %llu: the file is cut short", d->found.name,
                            (unsigned long long)d->end, (unsigned long long)bytes);
    d->found.shape = d->shape;
    d->found.at = base + (size_t)d->begin;
    HUG_TRY(hug_weights_add(w, file, &d->found));
  }
  if (at != bytes)
    return hug_file_fault(file, "%llu bytes after the last tensor belong to none", (unsigned long long)(bytes - at));
  return HUG_OK;
}

static hug_status read_members(hug_weights *w, hug_file *file, const hug_json_value *header, size_t base, described *all) {
  size_t count = 0;
  for (const hug_json_value *v = hug_json_first(header); v; v = hug_json_next(v)) {
    if (is_metadata(v)) HUG_TRY(read_metadata(w, file, v));
    else HUG_TRY(read_tensor(file, v, &all[count++]));
  }
  return place(w, file, all, count, base);
}

static hug_status read_header(hug_weights *w, hug_file *file, const hug_json_value *header, size_t base) {
  size_t bytes;
  if (hug_json_typeof(header) != HUG_JSON_OBJECT) return hug_file_fault(file, "its header is no object");
  described *all = hug_mul_size(hug_json_count(header), sizeof *all, &bytes) ? hug_alloc(bytes) : NULL;
  if (!all) return hug_fail(HUG_ENOMEM, "[weights] there is no memory for the header of %s", hug_file_name(file));
  hug_status status = read_members(w, file, header, base, all);
  hug_free(all);
  return status;
}

static hug_status read(hug_weights *w, hug_file *file) {
  hug_reader r = hug_reader_of(hug_file_data(file), hug_file_size(file));
  uint64_t bytes = hug_read_u64(&r);
  hug_json *doc;
  if (bytes > HUG_MOST_HEADER)
    return hug_file_fault(file, "its header would have %llu bytes, more than the %d allowed", (unsigned long long)bytes, HUG_MOST_HEADER);
  const uint8_t *text = hug_read_bytes(&r, bytes);
  if (!text)
    return hug_file_fault(file, "its header of %llu bytes is cut short: the file has %zu", (unsigned long long)bytes, r.size);
  HUG_TRY(hug_json_parse((const char *)text, (size_t)bytes, hug_file_name(file), true, &doc));
  hug_status status = read_header(w, file, hug_json_root(doc), r.at);
  hug_json_free(doc);
  return status;
}

const hug_format hug_format_safetensors = { "a safetensors file", recognise, read };
