/* pattern.c: what Split and Replace look for, and going through its matches. */
#include "regex.h"
#include <string.h>

struct hug_pattern {
  hug_pattern_cuts cuts;
  hug_scan *scan;             /* one of these three */
  hug_regex *regex;
  const char *text;
  size_t bytes;
};

/* ---- Searching ---- */

hug_status hug_search_begin(hug_search *s, const char *text, size_t bytes) {
  s->text = text;
  s->bytes = bytes;
  s->at = 0;
  s->empty_from = SIZE_MAX;
  return s->pattern->regex ? hug_regex_begin(s->pattern->regex, text, bytes, &s->regex) : HUG_OK;
}

static bool find_text(const hug_search *s, size_t *first, size_t *last) {
  const hug_pattern *p = s->pattern;
  const char *at = p->bytes ? memmem(s->text + s->at, s->bytes - s->at, p->text, p->bytes) : s->text + s->at;
  if (!at) return false;
  *first = (size_t)(at - s->text);
  *last = *first + p->bytes;
  return true;
}

static hug_status find(const hug_search *s, bool *found, size_t *first, size_t *last) {
  *first = s->at;
  if (s->pattern->scan) *found = s->pattern->scan(s->text, s->bytes, first, last);
  else if (s->pattern->regex) return hug_regex_next(s->regex, s->at, found, first, last);
  else *found = find_text(s, first, last);
  return HUG_OK;
}

/* An empty match where the last one ended does not count: the search goes on behind the next character. */
hug_status hug_search_next(hug_search *s, bool *found, size_t *first, size_t *last) {
  for (;;) {
    *found = false;
    if (s->at > s->bytes) return HUG_OK;
    HUG_TRY(find(s, found, first, last));
    if (!*found) {
      s->at = s->bytes + 1;
      return HUG_OK;
    }
    if (*first < *last || *first != s->empty_from) break;
    if (s->at < s->bytes) hug_utf8_next(s->text, s->bytes, &s->at);
    else s->at++;
  }
  s->at = s->empty_from = *last;
  return HUG_OK;
}

void hug_search_end(hug_search *s) {
  hug_regex_end(s->regex);
  s->regex = NULL;
}

hug_pattern_cuts hug_pattern_get_cuts(const hug_pattern *p) {
  return p->cuts;
}

bool hug_pattern_of_spaces(const hug_pattern *p) {
  return p->scan && hug_scan_of_spaces(p->scan);
}

const char *hug_pattern_string(const hug_pattern *p, size_t *bytes) {
  *bytes = p->bytes;
  return p->text;
}

/* ---- Reading ---- */

static hug_pattern *new_pattern(hug_tokenizer *t) {
  hug_pattern *p = hug_arena_alloc(&t->arena, sizeof *p);
  if (p) *p = (hug_pattern){ 0 };
  return p;
}

hug_status hug_pattern_of_string(const char *text, size_t bytes, hug_tokenizer *t, const hug_pattern **out) {
  hug_pattern *p = new_pattern(t);
  if (!p) return HUG_ENOMEM;
  p->text = hug_arena_copy(&t->arena, text, bytes);
  p->bytes = bytes;
  *out = p;
  return p->text ? HUG_OK : HUG_ENOMEM;
}

hug_status hug_pattern_of_regex(const hug_place *at, const char *regex, size_t bytes, hug_tokenizer *t,
                                const hug_pattern **out) {
  hug_pattern *p = new_pattern(t);
  if (!p) return HUG_ENOMEM;
  *out = p;
  p->scan = hug_scan_find(regex, bytes, &p->cuts);
  return p->scan ? HUG_OK : hug_regex_compile(at, regex, bytes, t, &p->regex);
}

hug_status hug_pattern_read(const hug_place *at, hug_tokenizer *t, const hug_pattern **out) {
  HUG_TRY(hug_place_expect(at, HUG_JSON_OBJECT));
  hug_place string = hug_place_member(at, "String"), regex = hug_place_member(at, "Regex");
  if (!string.value == !regex.value) return hug_place_fail(at, "is neither a String nor a Regex");
  const char *text;
  size_t bytes;
  HUG_TRY(hug_place_get_string(at, string.value ? "String" : "Regex", &text, &bytes));
  return string.value ? hug_pattern_of_string(text, bytes, t, out) : hug_pattern_of_regex(&regex, text, bytes, t, out);
}
