/* text.c: text that grows at its end, and strings as JSON spells them. */
#include "base.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room for n more bytes and a NUL.  Doubling keeps many small appends linear. */
static bool reserve(hug_text *t, size_t n) {
  size_t needed, room = t->room ? t->room : 64;
  if (t->failed) return false;
  if (!hug_add_size(t->bytes, n, &needed) || !hug_add_size(needed, 1, &needed)) return !(t->failed = true);
  if (needed <= t->room) return true;
  while (room < needed)
    if (!hug_mul_size(room, 2, &room)) room = needed;
  char *data = hug_realloc(t->data, room);
  if (!data) return !(t->failed = true);
  t->data = data;
  t->room = room;
  return true;
}

void hug_text_add(hug_text *t, const char *bytes, size_t n) {
  if (!n || !reserve(t, n)) return;
  memcpy(t->data + t->bytes, bytes, n);
  t->bytes += n;
}

void hug_text_addf(hug_text *t, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int n = vsnprintf(NULL, 0, format, arguments);
  if (n < 0) t->failed = true;
  else if (reserve(t, (size_t)n)) {
    vsnprintf(t->data + t->bytes, (size_t)n + 1, format, again);
    t->bytes += (size_t)n;
  }
  va_end(again);
  va_end(arguments);
}

static void add_escape(hug_text *t, unsigned char c) {
  static const char short_escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";   /* pairs: the byte, its letter */
  for (const char *pair = short_escapes; *pair; pair += 2)
    if (c == (unsigned char)*pair) {
      hug_text_add(t, (char[]){ '\\', pair[1] }, 2);
      return;
    }
  hug_text_addf(t, "\\u%04x", c);
}

void hug_text_add_json_string(hug_text *t, const char *bytes, size_t n) {
  size_t plain = 0, i = 0;   /* bytes plain..i-1 are copied as they are */
  hug_text_add(t, "\"", 1);
  while (i < n) {
    unsigned char c = (unsigned char)bytes[i];
    int step = c < 0x80 ? 1 : hug_utf8_step(bytes + i, n - i);
    bool escaped = c < 0x20 || c == '"' || c == '\\';
    if (step > 0 && !escaped) {
      i += (size_t)step;
      continue;
    }
    hug_text_add(t, bytes + plain, i - plain);
    if (escaped) add_escape(t, c);
    else hug_text_add(t, "\xef\xbf\xbd", 3);
    i += (size_t)(step < 0 ? -step : step);
    plain = i;
  }
  if (n) hug_text_add(t, bytes + plain, n - plain);
  hug_text_add(t, "\"", 1);
}

hug_status hug_text_take(hug_text *t, char **out, size_t *bytes) {
  if (!reserve(t, 0)) {
    size_t had = t->bytes;
    hug_text_drop(t);
    return hug_fail(HUG_ENOMEM, "[text] there is no memory for a text of more than %zu bytes", had);
  }
  t->data[t->bytes] = 0;
  *out = t->data;
  if (bytes) *bytes = t->bytes;
  *t = (hug_text){ 0 };
  return HUG_OK;
}

void hug_text_drop(hug_text *t) {
  hug_free(t->data);
  *t = (hug_text){ 0 };
}
