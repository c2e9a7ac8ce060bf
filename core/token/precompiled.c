/* precompiled.c: Precompiled, sentencepiece's normalizer: a map from texts to texts, in a double array.
**
** The reference cuts a text into grapheme clusters.  One of less than six bytes is replaced whole by what the map has
** for its shortest beginning, others character by character.
*/
#include "token.h"
#include "unicode.h"
#include <string.h>

typedef struct precompiled {
  hug_normalizer base;
  const uint32_t *units;      /* the double array */
  size_t unit_count;
  const char *texts;          /* replacements, each ended by a NUL */
  size_t bytes;
} precompiled;

/* ---- Looking up (darts-clone's format) ---- */

static size_t offset_of(uint32_t unit) {
  return (size_t)(unit >> 10) << ((unit & 1u << 9) >> 6);
}

/* What the map has for the shortest beginning of a text that it knows; false if there is none.  Nothing is read outside
** of the array, whatever the file says. */
static bool look_up(const precompiled *p, const char *text, size_t bytes, const char **to, size_t *to_bytes) {
  size_t at = offset_of(p->units[0]);
  for (size_t i = 0; i < bytes && text[i]; i++) {
    unsigned char c = (unsigned char)text[i];
    at ^= c;
    if (at >= p->unit_count) return false;
    uint32_t unit = p->units[at];
    if ((unit & (1u << 31 | 0xff)) != c) return false;
    at ^= offset_of(unit);
    if (!(unit >> 8 & 1)) continue;
    if (at >= p->unit_count) return false;
    size_t value = p->units[at] & ~(1u << 31);
    if (value > p->bytes) return false;
    *to = p->texts + value;
    *to_bytes = strnlen(*to, p->bytes - value);
    return true;
  }
  return false;
}

/* ---- Normalising ---- */

/* The new text, of which the last character waits for what is removed behind it. */
typedef struct output {
  hug_edit edit;
  bool waiting;
  uint32_t character;
  int64_t change;
} output;

static hug_status flush(output *o) {
  bool waiting = o->waiting;
  o->waiting = false;
  return waiting ? hug_edit_put(&o->edit, o->character, o->change) : HUG_OK;
}

static hug_status put(output *o, uint32_t c, int64_t change) {
  HUG_TRY(flush(o));
  o->waiting = true;
  o->character = c;
  o->change = change;
  return HUG_OK;
}

/* Puts a replacement for `old` characters: each takes the place of one, as long as there are some; what is left of them
** goes with the last character, if the new text has any yet. */
static hug_status put_text(output *o, const char *text, size_t bytes, int64_t old) {
  int64_t count = 0;
  for (size_t at = 0; at < bytes; count++) HUG_TRY(put(o, hug_utf8_next(text, bytes, &at), count >= old));
  if (count < old && o->waiting) o->change -= old - count;
  return HUG_OK;
}

static hug_status put_cluster(const precompiled *p, output *o, size_t first, size_t last) {
  const char *text = o->edit.d->now.text, *to;
  size_t to_bytes;
  if (last - first < 6 && look_up(p, text + first, last - first, &to, &to_bytes))
    return put_text(o, to, to_bytes, (int64_t)hug_utf8_count(text + first, last - first));
  while (first < last) {
    size_t at = first;
    uint32_t c = hug_utf8_next(text, last, &first);
    HUG_TRY(look_up(p, text + at, first - at, &to, &to_bytes) ? put_text(o, to, to_bytes, 1) : put(o, c, 0));
  }
  return HUG_OK;
}

static bool is_plain(char c) {
  return c >= ' ' && c < 0x7f;
}

static hug_status normalize(const hug_normalizer *self, hug_draft *d) {
  const precompiled *p = (const precompiled *)self;
  const char *text = d->now.text;
  size_t bytes = d->now.bytes;
  output o = { .edit.d = d };
  for (size_t at = 0, end; at < bytes; at = end) {
    bool alone = is_plain(text[at]) && (at + 1 == bytes || is_plain(text[at + 1]));   /* surely a cluster */
    end = alone ? at + 1 : hug_grapheme_end(text, bytes, at);
    HUG_TRY(put_cluster(p, &o, at, end));
  }
  HUG_TRY(flush(&o));
  hug_draft_step(d);
  return HUG_OK;
}

/* ---- Reading ---- */

/* The map is a length, an array of units of 4 bytes, and the texts. */
static hug_status read_map(const hug_place *at, const unsigned char *map, size_t bytes, hug_tokenizer *t,
                           precompiled *p) {
  hug_reader r = hug_reader_of(map, bytes);
  size_t count = hug_read_u32(&r) / 4;
  const uint8_t *units = hug_read_bytes(&r, count * 4);
  if (r.failed) return hug_place_fail(at, "ends within its array");
  if (!count) return hug_place_fail(at, "has an array of no units");
  p->bytes = hug_reader_left(&r);
  p->texts = (const char *)hug_read_bytes(&r, p->bytes);
  size_t valid = hug_utf8_check(p->texts, p->bytes);
  if (valid < p->bytes) return hug_place_fail(at, "has texts that are not UTF-8 at byte %zu", valid);
  uint32_t *copy = hug_arena_alloc(&t->arena, count * sizeof *copy);
  if (!copy) return HUG_ENOMEM;
  r = hug_reader_of(units, count * 4);
  for (size_t i = 0; i < count; i++) copy[i] = hug_read_u32(&r);
  p->units = copy;
  p->unit_count = count;
  return HUG_OK;
}

/* Every text that the array points at must begin where a character does. */
static hug_status check_values(const hug_place *at, const precompiled *p) {
  for (size_t i = 0; i < p->unit_count; i++) {
    size_t leaf = i ^ offset_of(p->units[i]);
    bool has_leaf = p->units[i] >> 8 & 1 && !(p->units[i] >> 31) && leaf < p->unit_count;
    size_t value = has_leaf ? p->units[leaf] & ~(1u << 31) : 0;
    if (value < p->bytes && ((unsigned char)p->texts[value] & 0xc0) == 0x80)
      return hug_place_fail(at, "points at byte %zu of its texts, which is within a character", value);
  }
  return HUG_OK;
}

hug_status hug_precompiled_read(const hug_place *at, hug_tokenizer *t) {
  precompiled *p = hug_normalizer_append(t, sizeof *p, normalize);
  if (!p) return HUG_ENOMEM;
  p->base.keeps = &hug_cuts_narrow;
  p->base.loose = true;
  hug_place field = hug_place_member(at, "precompiled_charsmap");
  const char *text;
  size_t bytes;
  HUG_TRY(hug_place_get_string(at, "precompiled_charsmap", &text, &bytes));
  unsigned char *map = hug_arena_alloc(&t->arena, bytes / 4 * 3 + 1);
  if (!map) return HUG_ENOMEM;
  size_t map_bytes;
  if (!hug_base64_read(text, bytes, map, &map_bytes)) return hug_place_fail(&field, "is not base64");
  HUG_TRY(read_map(&field, map, map_bytes, t, p));
  return check_values(&field, p);
}
