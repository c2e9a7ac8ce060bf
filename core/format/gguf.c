/* gguf.c: reads GGUF files: named values, and the names, shapes and places of tensors.  Here the GGUF room begins: who
** computes with such tensors takes their descriptions from here.
**
** The format: ggml-org/ggml, docs/gguf.md; versions 2 and 3, little-endian.  Nothing is copied but the tables of what
** is where: keys, values and elements stay in the file, which is mapped.  Every count is held against the bytes that are
** left before room is made for it.  Stricter than ggml: arrays of arrays, keys and names that are not UTF-8, and tensors
** with a dim of 0 are refused.
*/
#include "format.h"
#include <stdio.h>
#include <string.h>

struct hug_gguf {
  hug_file *file;
  uint32_t version;
  size_t count, tensor_count;
  hug_gguf_entry *entries;
  hug_gguf_tensor *tensors;
  uint32_t *slots;            /* of keys: entry + 1; 0: free */
  size_t mask;
  hug_hash_seed seed;
};

enum { NAME_MOST = 63, KEY_MOST = 65535, ALIGNMENT_MOST = 1 << 20 };

static const struct { const char *name; uint8_t bytes; } types[HUG_GGUF_TYPES] = {
  [HUG_GGUF_U8] = { "u8", 1 }, [HUG_GGUF_I8] = { "i8", 1 }, [HUG_GGUF_U16] = { "u16", 2 },
  [HUG_GGUF_I16] = { "i16", 2 }, [HUG_GGUF_U32] = { "u32", 4 }, [HUG_GGUF_I32] = { "i32", 4 },
  [HUG_GGUF_F32] = { "f32", 4 }, [HUG_GGUF_BOOL] = { "bool", 1 },
  [HUG_GGUF_STRING] = { "string", 0 }, [HUG_GGUF_ARRAY] = { "array", 0 }, [HUG_GGUF_U64] = { "u64", 8 },
  [HUG_GGUF_I64] = { "i64", 8 }, [HUG_GGUF_F64] = { "f64", 8 }
};

/* Elements of a block and its bytes, by ggml's number of the type; 0: there is no such type. */
static const struct { uint16_t elements, bytes; } blocks[] = {
  [0] = { 1, 4 }, [1] = { 1, 2 }, [2] = { 32, 18 }, [3] = { 32, 20 }, [6] = { 32, 22 }, [7] = { 32, 24 },
  [8] = { 32, 34 }, [9] = { 32, 36 }, [10] = { 256, 84 }, [11] = { 256, 110 }, [12] = { 256, 144 }, [13] = { 256, 176 },
  [14] = { 256, 210 }, [15] = { 256, 292 }, [16] = { 256, 66 }, [17] = { 256, 74 }, [18] = { 256, 98 }, [19] = { 256, 50 },
  [20] = { 32, 18 }, [21] = { 256, 110 }, [22] = { 256, 82 }, [23] = { 256, 136 }, [24] = { 1, 1 }, [25] = { 1, 2 }, [26] = { 1, 4 },
  [27] = { 1, 8 }, [28] = { 1, 8 }, [29] = { 256, 56 }, [30] = { 1, 2 }, [34] = { 256, 54 }, [35] = { 256, 66 }, [39] = { 32, 17 }
};

const char *hug_gguf_type_name(hug_gguf_type type) {
  return types[type].name;
}

/* ---- Messages ---- */

enum { SHOWN = 80 };

/* What can be shown of bytes that the file has. */
static const char *shown(const char *text, size_t bytes, char out[SHOWN + 4]) {
  size_t n = bytes < SHOWN ? bytes : SHOWN;
  for (size_t i = 0; i < n; i++) out[i] = text[i] >= ' ' && text[i] < 0x7f ? text[i] : '?';
  strcpy(out + n, n < bytes ? "..." : "");
  return out;
}

static hug_status fault(const hug_gguf *g, const char *what, const char *name, size_t bytes, const char *problem) {
  char text[SHOWN + 4];
  return hug_fail(HUG_EFORMAT, "[gguf] %s: %s \"%s\" %s", hug_file_name(g->file), what, shown(name, bytes, text),
                  problem);
}

static hug_status header_fault(const hug_gguf *g, const char *problem) {
  return hug_fail(HUG_EFORMAT, "[gguf] %s: %s", hug_file_name(g->file), problem);
}

/* ---- Names ---- */

static bool is_key(const hug_gguf_entry *e, const char *key, size_t bytes) {
  return e->key_bytes == bytes && !memcmp(e->key, key, bytes);
}

/* Remembers the i-th of a kind by its name; false if another one has it. */
static bool remember(hug_gguf *g, uint32_t *slots, size_t i, const char *name, size_t bytes, bool tensors) {
  size_t slot = hug_hash(g->seed, name, bytes) & g->mask;
  for (; slots[slot]; slot = (slot + 1) & g->mask) {
    size_t other = slots[slot] - 1;
    const char *has = tensors ? g->tensors[other].name : g->entries[other].key;
    size_t has_bytes = tensors ? g->tensors[other].name_bytes : g->entries[other].key_bytes;
    if (has_bytes == bytes && !memcmp(has, name, bytes)) return false;
  }
  slots[slot] = (uint32_t)i + 1;
  return true;
}

static hug_status make_slots(hug_gguf *g, size_t count, uint32_t **slots) {
  g->mask = 15;
  while (g->mask + 1 < count * 2) g->mask = g->mask * 2 + 1;
  *slots = hug_alloc_zero((g->mask + 1) * sizeof **slots);
  return *slots ? HUG_OK : HUG_ENOMEM;
}

/* ---- Values ---- */

static const char *read_string(hug_reader *r, size_t *bytes) {
  uint64_t n = hug_read_u64(r);
  const uint8_t *text = hug_read_bytes(r, n);
  *bytes = text ? (size_t)n : 0;
  return text ? (const char *)text : "";
}

static hug_status read_elements(const hug_gguf *g, hug_reader *r, hug_gguf_entry *e) {
  size_t begin = r->at, bytes;
  if (e->type == HUG_GGUF_STRING) {
    if (e->count > hug_reader_left(r) / 8) r->failed = true;
    for (uint64_t i = 0; i < e->count && !r->failed; i++) read_string(r, &bytes);
  } else if (!hug_mul_size(e->count, types[e->type].bytes, &bytes)) {
    r->failed = true;
  } else {
    hug_read_bytes(r, bytes);
  }
  if (r->failed) return fault(g, "the value of key", e->key, e->key_bytes, "is longer than the file");
  e->data = r->data + begin;
  e->bytes = r->at - begin;
  for (size_t i = 0; e->type == HUG_GGUF_BOOL && i < e->bytes; i++)
    if (e->data[i] > 1) return fault(g, "the value of key", e->key, e->key_bytes, "is neither true nor false");
  return HUG_OK;
}

static hug_status read_entry(hug_gguf *g, hug_reader *r, size_t i) {
  hug_gguf_entry *e = &g->entries[i];
  char problem[60];
  *e = (hug_gguf_entry){ .count = 1 };
  e->key = read_string(r, &e->key_bytes);
  uint32_t type = hug_read_u32(r);
  if (r->failed) return header_fault(g, "ends within its keys");
  if (!e->key_bytes || e->key_bytes > KEY_MOST || hug_utf8_check(e->key, e->key_bytes) < e->key_bytes)
    return fault(g, "the key", e->key, e->key_bytes, "is no name: it is empty, too long or not UTF-8");
  e->array = type == HUG_GGUF_ARRAY;
  if (e->array) {
    type = hug_read_u32(r);
    e->count = hug_read_u64(r);
    if (type == HUG_GGUF_ARRAY)
      return fault(g, "the value of key", e->key, e->key_bytes, "is an array of arrays, which is not supported");
  }
  snprintf(problem, sizeof problem, "has the type %u, which there is not", (unsigned)type);
  if (type >= HUG_GGUF_TYPES) return fault(g, "the value of key", e->key, e->key_bytes, problem);
  e->type = (hug_gguf_type)type;
  HUG_TRY(read_elements(g, r, e));
  return remember(g, g->slots, i, e->key, e->key_bytes, false)
      ? HUG_OK : fault(g, "the key", e->key, e->key_bytes, "is there twice");
}

const hug_gguf_entry *hug_gguf_find(const hug_gguf *g, const char *key) {
  size_t bytes = strlen(key), mask = g->mask;
  for (size_t slot = hug_hash(g->seed, key, bytes) & mask; g->slots[slot]; slot = (slot + 1) & mask)
    if (is_key(&g->entries[g->slots[slot] - 1], key, bytes)) return &g->entries[g->slots[slot] - 1];
  return NULL;
}

/* ---- Tensors ---- */

static hug_status read_alignment(const hug_gguf *g, uint64_t *alignment) {
  static const char key[] = "general.alignment";
  const hug_gguf_entry *e = hug_gguf_find(g, key);
  size_t at = 0;
  *alignment = 32;
  if (!e) return HUG_OK;
  if (e->array || e->type != HUG_GGUF_U32)
    return fault(g, "the value of key", key, sizeof key - 1, "is not of type u32");
  *alignment = (uint64_t)hug_gguf_next_int(e, &at);
  if (!*alignment || *alignment & (*alignment - 1) || *alignment > ALIGNMENT_MOST)
    return fault(g, "the value of key", key, sizeof key - 1, "is no power of two up to 2^20");
  return HUG_OK;
}

/* The bytes of a tensor's elements. */
static hug_status count_bytes(const hug_gguf *g, hug_gguf_tensor *t) {
  char problem[80];
  size_t known = sizeof blocks / sizeof *blocks;
  snprintf(problem, sizeof problem, "has the type %d, which hug does not know", t->type);
  if (t->type < 0 || (size_t)t->type >= known || !blocks[t->type].bytes)
    return fault(g, "tensor", t->name, t->name_bytes, problem);
  size_t elements = 1, bytes;
  for (int i = 0; i < t->ndim; i++) {
    if (t->dims[i] < 1) return fault(g, "tensor", t->name, t->name_bytes, "has a dim below 1");
    if (!hug_mul_size(elements, (size_t)t->dims[i], &elements) || elements > INT64_MAX / 8)
      return fault(g, "tensor", t->name, t->name_bytes, "has more elements than there can be");
  }
  if ((t->ndim ? t->dims[0] : 1) % blocks[t->type].elements)
    return fault(g, "tensor", t->name, t->name_bytes, "has rows that are no whole number of its type's blocks");
  if (!hug_mul_size(elements / blocks[t->type].elements, blocks[t->type].bytes, &bytes))
    return fault(g, "tensor", t->name, t->name_bytes, "has more elements than there can be");
  t->bytes = bytes;
  return HUG_OK;
}

static hug_status read_tensor(hug_gguf *g, hug_reader *r, uint32_t *slots, size_t i) {
  hug_gguf_tensor *t = &g->tensors[i];
  *t = (hug_gguf_tensor){ 0 };
  t->name = read_string(r, &t->name_bytes);
  uint32_t ndim = hug_read_u32(r);
  if (r->failed) return header_fault(g, "ends within its tensors");
  if (!t->name_bytes || t->name_bytes > NAME_MOST || hug_utf8_check(t->name, t->name_bytes) < t->name_bytes)
    return fault(g, "tensor", t->name, t->name_bytes, "has no name of 1 to 63 bytes of UTF-8");
  if (ndim > 4) return fault(g, "tensor", t->name, t->name_bytes, "has more than 4 dims");
  t->ndim = (int)ndim;
  for (uint32_t k = 0; k < ndim; k++) {
    uint64_t dim = hug_read_u64(r);
    t->dims[k] = dim > INT64_MAX ? -1 : (int64_t)dim;
  }
  uint32_t type = hug_read_u32(r);
  t->type = type > INT32_MAX ? -1 : (int)type;
  t->at = hug_read_u64(r);
  if (r->failed) return header_fault(g, "ends within its tensors");
  if (!remember(g, slots, i, t->name, t->name_bytes, true))
    return fault(g, "tensor", t->name, t->name_bytes, "is there twice");
  return count_bytes(g, t);
}

/* Tensors follow one another, each at a multiple of the alignment, and end where the file does or before. */
static hug_status place_tensors(hug_gguf *g, size_t header, uint64_t alignment) {
  uint64_t begin = (header + alignment - 1) & ~(alignment - 1), expected = 0, size = hug_file_size(g->file);
  for (size_t i = 0; i < g->tensor_count; i++) {
    hug_gguf_tensor *t = &g->tensors[i];
    if (t->at != expected)
      return fault(g, "tensor", t->name, t->name_bytes, "does not begin where the one before it ends");
    if (begin > size || expected > size - begin || t->bytes > size - begin - expected)
      return fault(g, "tensor", t->name, t->name_bytes, "ends behind the file");
    t->at = begin + expected;
    expected = (expected + t->bytes + alignment - 1) & ~(alignment - 1);
  }
  return HUG_OK;
}

static hug_status read_tensors(hug_gguf *g, hug_reader *r, size_t count) {
  size_t keys_mask = g->mask, block;
  uint32_t *slots;
  if (!hug_mul_size(count, sizeof *g->tensors, &block)) return HUG_ENOMEM;
  g->tensors = hug_alloc(block + !block);
  if (!g->tensors) return HUG_ENOMEM;
  HUG_TRY(make_slots(g, count, &slots));
  hug_status status = HUG_OK;
  for (; g->tensor_count < count && !status; g->tensor_count += !status)
    status = read_tensor(g, r, slots, g->tensor_count);
  hug_free(slots);
  g->mask = keys_mask;
  return status;
}

/* ---- The file ---- */

static hug_status read_header(hug_gguf *g) {
  hug_reader r = hug_reader_of(hug_file_data(g->file), hug_file_size(g->file));
  const uint8_t *magic = hug_read_bytes(&r, 4);
  if (!magic || memcmp(magic, "GGUF", 4)) return header_fault(g, "does not begin with GGUF");
  g->version = hug_read_u32(&r);
  uint64_t tensors = hug_read_u64(&r), entries = hug_read_u64(&r);
  if (r.failed) return header_fault(g, "ends within its header");
  if (__builtin_bswap32(g->version) == 2 || __builtin_bswap32(g->version) == 3)
    return header_fault(g, "is written for big-endian machines, which is not supported");
  if (g->version < 2 || g->version > 3)
    return header_fault(g, "is of a version that hug does not read: it reads 2 and 3");
  /* A key with its value has 13 bytes or more, a tensor's description 24. */
  size_t left = hug_reader_left(&r), most = UINT32_MAX / 4;
  if (entries > left / 13 || tensors > left / 24 || entries > most || tensors > most)
    return header_fault(g, "says that it has more keys or tensors than fit into it");
  g->entries = hug_alloc((size_t)(entries + !entries) * sizeof *g->entries);
  if (!g->entries) return HUG_ENOMEM;
  HUG_TRY(make_slots(g, (size_t)entries, &g->slots));
  for (; g->count < entries; g->count++) HUG_TRY(read_entry(g, &r, g->count));
  uint64_t alignment;
  HUG_TRY(read_alignment(g, &alignment));
  HUG_TRY(read_tensors(g, &r, (size_t)tensors));
  return place_tensors(g, r.at, alignment);
}

hug_status hug_gguf_open(const char *path, hug_gguf **out) {
  hug_gguf *g = hug_alloc_zero(sizeof *g);
  if (!g) return HUG_ENOMEM;
  g->seed = hug_hash_seed_new();
  hug_status status = hug_file_open(path, true, &g->file);
  if (!status) status = read_header(g);
  if (!status) *out = g;
  else hug_gguf_free(g);
  return status;
}

void hug_gguf_free(hug_gguf *g) {
  if (!g) return;
  hug_file_free(g->file);
  hug_free(g->entries);
  hug_free(g->tensors);
  hug_free(g->slots);
  hug_free(g);
}

uint32_t hug_gguf_version(const hug_gguf *g) { return g->version; }
size_t hug_gguf_count(const hug_gguf *g) { return g->count; }
const hug_gguf_entry *hug_gguf_at(const hug_gguf *g, size_t i) { return i < g->count ? &g->entries[i] : NULL; }
size_t hug_gguf_tensor_count(const hug_gguf *g) { return g->tensor_count; }

const hug_gguf_tensor *hug_gguf_tensor_at(const hug_gguf *g, size_t i) {
  return i < g->tensor_count ? &g->tensors[i] : NULL;
}

/* ---- Elements ---- */

/* The bits of the next element, little-endian. */
static uint64_t next_bits(const hug_gguf_entry *e, size_t *at) {
  hug_reader r = hug_reader_of(e->data, e->bytes);
  hug_read_seek(&r, *at);
  *at += types[e->type].bytes;
  return types[e->type].bytes == 1 ? hug_read_u8(&r) : types[e->type].bytes == 2 ? hug_read_u16(&r)
       : types[e->type].bytes == 4 ? hug_read_u32(&r) : hug_read_u64(&r);
}

const char *hug_gguf_next_string(const hug_gguf_entry *e, size_t *at, size_t *bytes) {
  hug_reader r = hug_reader_of(e->data, e->bytes);
  hug_read_seek(&r, *at);
  const char *text = read_string(&r, bytes);
  *at = r.at;
  return text;
}

double hug_gguf_next_number(const hug_gguf_entry *e, size_t *at) {
  if (e->type == HUG_GGUF_F32) {
    uint32_t bits = (uint32_t)next_bits(e, at);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
  if (e->type == HUG_GGUF_F64) {
    uint64_t bits = next_bits(e, at);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
  return (double)hug_gguf_next_int(e, at);
}

int64_t hug_gguf_next_int(const hug_gguf_entry *e, size_t *at) {
  if (e->type == HUG_GGUF_F32 || e->type == HUG_GGUF_F64) {
    double value = hug_gguf_next_number(e, at);
    return value != value ? 0 : value >= 0x1p63 ? INT64_MAX : value < -0x1p63 ? INT64_MIN : (int64_t)value;
  }
  uint64_t bits = next_bits(e, at);
  switch (e->type) {
  case HUG_GGUF_I8: return (int8_t)(uint8_t)bits;
  case HUG_GGUF_I16: return (int16_t)(uint16_t)bits;
  case HUG_GGUF_I32: return (int32_t)(uint32_t)bits;
  case HUG_GGUF_I64: return (int64_t)bits;
  default: return bits > INT64_MAX ? INT64_MAX : (int64_t)bits;
  }
}
