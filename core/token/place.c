/* place.c: reads values of a tokenizer.json so that every mistake in it is told with the way to the field. */
#include "token.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

hug_place hug_place_root(const hug_json *doc, const char *what) {
  return (hug_place){ NULL, what, -1, hug_json_root(doc) };
}

hug_place hug_place_member(const hug_place *object, const char *key) {
  return (hug_place){ object, key, -1, hug_json_get(object->value, key) };
}

hug_place hug_place_child(const hug_place *parent, const hug_json_value *child, int64_t index) {
  if (hug_json_typeof(parent->value) == HUG_JSON_ARRAY) return (hug_place){ parent, NULL, index, child };
  return (hug_place){ parent, hug_json_key(child, NULL), -1, child };
}

/* ---- Messages ---- */

enum { PATH_ROOM = 400 };

static bool is_name(const char *key) {
  return *key && !key[strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")];
}

/* Writes the way to a place, "normalizer.normalizers[1].type", and returns its length.  If it is too long, its end is
** left out. */
static size_t write_path(const hug_place *at, char path[PATH_ROOM]) {
  if (!at->up) return 0;
  size_t used = write_path(at->up, path);
  char *to = path + used;
  int n = at->index >= 0 ? snprintf(to, PATH_ROOM - used, "[%lld]", (long long)at->index)
        : is_name(at->key) ? snprintf(to, PATH_ROOM - used, "%s%s", used ? "." : "", at->key)
                           : snprintf(to, PATH_ROOM - used, "[\"%.100s\"]", at->key);
  return n < 0 || used + (size_t)n >= PATH_ROOM ? PATH_ROOM - 1 : used + (size_t)n;
}

hug_status hug_place_fail(const hug_place *at, const char *problem, ...) {
  char path[PATH_ROOM] = "the file", text[400];
  const hug_place *root = at;
  while (root->up) root = root->up;
  write_path(at, path);
  va_list arguments;
  va_start(arguments, problem);
  vsnprintf(text, sizeof text, problem, arguments);
  va_end(arguments);
  return hug_fail(HUG_EFORMAT, "[tokenizer] %s %s (in %s)", path, text, root->key);
}

/* ---- Values ---- */

static const char *const type_names[] = {
  [HUG_JSON_NULL] = "null", [HUG_JSON_BOOL] = "true or false", [HUG_JSON_INT] = "an integer",
  [HUG_JSON_FLOAT] = "a number", [HUG_JSON_STRING] = "a string", [HUG_JSON_ARRAY] = "a list",
  [HUG_JSON_OBJECT] = "an object"
};

bool hug_place_empty(const hug_place *at) {
  return !at->value || hug_json_typeof(at->value) == HUG_JSON_NULL;
}

hug_status hug_place_expect(const hug_place *at, hug_json_type type) {
  if (!at->value) return hug_place_fail(at, "is missing, expected %s", type_names[type]);
  hug_json_type found = hug_json_typeof(at->value);
  if (found != type) return hug_place_fail(at, "is %s, expected %s", type_names[found], type_names[type]);
  return HUG_OK;
}

hug_status hug_place_int(const hug_place *at, int64_t least, int64_t most, int64_t *out) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_INT));
  int64_t value = hug_json_int(at->value);
  if (value < least || value > most)
    return hug_place_fail(at, "is %lld, expected %lld..%lld", (long long)value, (long long)least, (long long)most);
  *out = value;
  return HUG_OK;
}

hug_status hug_place_get_bool(const hug_place *object, const char *key, bool *out) {
  hug_place at = hug_place_member(object, key);
  HUG_TRY(hug_place_expect(&at, HUG_JSON_BOOL));
  *out = hug_json_bool(at.value);
  return HUG_OK;
}

hug_status hug_place_maybe_bool(const hug_place *object, const char *key, bool *out) {
  hug_place at = hug_place_member(object, key);
  return hug_place_empty(&at) ? HUG_OK : hug_place_get_bool(object, key, out);
}

hug_status hug_place_get_int(const hug_place *object, const char *key, int64_t least, int64_t most, int64_t *out) {
  hug_place at = hug_place_member(object, key);
  return hug_place_int(&at, least, most, out);
}

hug_status hug_place_get_string(const hug_place *object, const char *key, const char **text, size_t *bytes) {
  hug_place at = hug_place_member(object, key);
  HUG_TRY(hug_place_expect(&at, HUG_JSON_STRING));
  *text = hug_json_string(at.value, bytes);
  return HUG_OK;
}

hug_status hug_place_get_char(const hug_place *object, const char *key, uint32_t *out) {
  hug_place at = hug_place_member(object, key);
  const char *text;
  size_t bytes, used = 0;
  HUG_TRY(hug_place_get_string(object, key, &text, &bytes));
  if (bytes) *out = hug_utf8_next(text, bytes, &used);
  return bytes && used == bytes ? HUG_OK : hug_place_fail(&at, "is \"%.60s\", expected one character", text);
}

hug_status hug_place_take_bool(const hug_place *object, const char *key, bool *out) {
  return hug_json_get(object->value, key) ? hug_place_get_bool(object, key, out) : HUG_OK;
}

hug_status hug_place_take_int(const hug_place *object, const char *key, int64_t least, int64_t most, int64_t *out) {
  return hug_json_get(object->value, key) ? hug_place_get_int(object, key, least, most, out) : HUG_OK;
}

hug_status hug_place_get_choice(const hug_place *object, const char *key, const char *const *names, int count,
                                int *out) {
  hug_place at = hug_place_member(object, key);
  const char *name;
  size_t bytes;
  HUG_TRY(hug_place_get_string(object, key, &name, &bytes));
  for (*out = 0; *out < count; ++*out)
    if (!strcmp(name, names[*out])) return HUG_OK;
  hug_text list = { 0 };
  for (int i = 0; i < count; i++)
    hug_text_addf(&list, "%s%s", !i ? "" : i < count - 1 ? ", " : " and ", names[i]);
  hug_status status = hug_place_fail(&at, "\"%.60s\" is none of %s", name, list.failed ? "those known" : list.data);
  hug_text_drop(&list);
  return status;
}

/* ---- Components ---- */

hug_status hug_kind_read(const hug_kind *kinds, size_t count, const char *otherwise, const hug_place *at,
                         hug_tokenizer *t) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_OBJECT));
  hug_place field = hug_place_member(at, "type");
  const char *type = otherwise;
  size_t bytes;
  if (field.value || !otherwise) HUG_TRY(hug_place_get_string(at, "type", &type, &bytes));
  for (size_t i = 0; i < count; i++)
    if (!strcmp(kinds[i].type, type)) return kinds[i].read(at, t);
  return hug_place_fail(&field, "\"%.60s\" is not supported yet", type);
}

hug_status hug_kind_read_list(hug_status (*read)(const hug_place *, hug_tokenizer *), const hug_place *object,
                              const char *key, hug_tokenizer *t) {
  hug_place list = hug_place_member(object, key);
  HUG_TRY(hug_place_expect(&list, HUG_JSON_ARRAY));
  int64_t i = 0;
  for (const hug_json_value *v = hug_json_first(list.value); v; v = hug_json_next(v)) {
    hug_place item = hug_place_child(&list, v, i++);
    HUG_TRY(hug_place_expect(&item, HUG_JSON_OBJECT));   /* `read` would take null for nothing */
    HUG_TRY(read(&item, t));
  }
  return HUG_OK;
}
