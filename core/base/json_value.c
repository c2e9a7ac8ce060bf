/* json_value.c: what is in a parsed document. */
#include "json_value.h"
#include <string.h>

static bool is_container(const hug_json_value *v) {
  return v->type == HUG_JSON_ARRAY || v->type == HUG_JSON_OBJECT;
}

/* The value that stands at `at`, or behind the jump and the key there. */
static const hug_json_value *value_at(const hug_json_value *at) {
  if (at->type == HUG_JSON_JUMP) at = at->as.behind;
  return at->type == HUG_JSON_KEY ? at + 1 : at;
}

void hug_json_free(hug_json *doc) {
  if (!doc) return;
  hug_arena_free(&doc->arena);
  hug_free(doc->text);
  hug_free(doc);
}

const hug_json_value *hug_json_root(const hug_json *doc) {
  return doc->root;
}

hug_json_type hug_json_typeof(const hug_json_value *v) {
  return v->type;
}

bool hug_json_bool(const hug_json_value *v) {
  return v->type == HUG_JSON_BOOL && v->as.boolean;
}

int64_t hug_json_int(const hug_json_value *v) {
  if (v->type == HUG_JSON_INT) return v->as.integer;
  if (v->type != HUG_JSON_FLOAT) return 0;
  if (v->as.number >= 0x1p63) return INT64_MAX;
  if (v->as.number < -0x1p63) return INT64_MIN;
  return (int64_t)v->as.number;
}

double hug_json_number(const hug_json_value *v) {
  return v->type == HUG_JSON_INT ? (double)v->as.integer : v->type == HUG_JSON_FLOAT ? v->as.number : 0;
}

const char *hug_json_string(const hug_json_value *v, size_t *bytes) {
  bool string = v->type == HUG_JSON_STRING;
  if (bytes) *bytes = string ? v->count : 0;
  return string ? v->as.string : "";
}

size_t hug_json_count(const hug_json_value *v) {
  return is_container(v) ? v->count : 0;
}

const hug_json_value *hug_json_first(const hug_json_value *v) {
  return is_container(v) && v->count ? value_at(v + 1) : NULL;
}

const hug_json_value *hug_json_next(const hug_json_value *v) {
  if (v->is_last) return NULL;
  return value_at(is_container(v) ? v->as.behind : v + 1);
}

const char *hug_json_key(const hug_json_value *v, size_t *bytes) {
  if (bytes) *bytes = v->is_member ? v[-1].count : 0;
  return v->is_member ? v[-1].as.string : "";
}

const hug_json_value *hug_json_get(const hug_json_value *object, const char *key) {
  const hug_json_value *found = NULL;
  size_t bytes = strlen(key);
  if (object->type != HUG_JSON_OBJECT) return NULL;
  for (const hug_json_value *v = hug_json_first(object); v; v = hug_json_next(v))
    if (v[-1].count == bytes && memcmp(v[-1].as.string, key, bytes) == 0) found = v;
  return found;
}
