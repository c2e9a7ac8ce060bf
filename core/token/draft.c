/* draft.c: text under work, which remembers where each of its bytes came from. */
#include "token.h"
#include <string.h>

/* Makes *block hold `count` items of `size` bytes; spans count bytes with an int32_t, so no more than those. */
static hug_status resize(void **block, size_t count, size_t size) {
  size_t bytes;
  if (count > INT32_MAX || !hug_mul_size(count, size, &bytes))
    return hug_fail(HUG_EARG, "[tokenizer] the text is too long once normalised: encode it in parts");
  void *moved = hug_realloc(*block, bytes);
  if (!moved) return HUG_ENOMEM;
  *block = moved;
  return HUG_OK;
}

static size_t doubled(size_t room) {
  return room < 32 ? 32 : room * 2;
}

hug_status hug_draft_begin(hug_draft *d, const char *text, hug_span piece) {
  size_t bytes = (size_t)(piece.last - piece.first);
  if (bytes > d->now.room) {
    HUG_TRY(resize((void **)&d->now.text, bytes, 1));
    d->now.room = bytes;
  }
  if (bytes) memcpy(d->now.text, text + piece.first, bytes);
  d->now.bytes = bytes;
  d->start = piece.first;
  d->moved = false;
  d->words.count = 0;
  return HUG_OK;
}

void hug_draft_free(hug_draft *d) {
  hug_free(d->now.text);
  hug_free(d->now.origin);
  hug_free(d->next.text);
  hug_free(d->next.origin);
  hug_free(d->words.at);
  hug_free(d->next_words.at);
  hug_free(d->scratch);
  *d = (hug_draft){ 0 };
}

static hug_status grow_next(hug_line *to, size_t room) {
  if (to->room < room) {
    HUG_TRY(resize((void **)&to->text, room, 1));
    to->room = room;
  }
  HUG_TRY(resize((void **)&to->origin, room, sizeof *to->origin));
  to->origin_room = room;
  return HUG_OK;
}

hug_status hug_draft_room(hug_draft *d) {
  hug_line *to = &d->next;
  size_t room = d->now.bytes + 32;   /* most steps change the length little */
  if (to->origin_room) room = doubled(to->origin_room);
  return grow_next(to, room);
}

hug_status hug_draft_reserve(hug_draft *d, size_t bytes) {
  hug_line *to = &d->next;
  if (to->origin_room - to->bytes >= bytes) return HUG_OK;
  size_t room = to->bytes + bytes, twice = doubled(to->origin_room);
  return grow_next(to, room > twice ? room : twice);
}

void hug_draft_step(hug_draft *d) {
  hug_line made = d->next;
  d->next = d->now;
  d->next.bytes = 0;
  d->now = made;
  d->moved = true;
}

hug_status hug_draft_copy(hug_draft *d, size_t first, size_t last) {
  size_t bytes = last - first;
  hug_line *to = &d->next;
  HUG_TRY(hug_draft_reserve(d, bytes));
  if (bytes) memcpy(to->text + to->bytes, d->now.text + first, bytes);
  if (d->moved && bytes) memcpy(to->origin + to->bytes, d->now.origin + first, bytes * sizeof *to->origin);
  for (size_t at = first; !d->moved && at < last;) {
    size_t begin = at;
    hug_utf8_next(d->now.text, last, &at);
    for (size_t i = begin; i < at; i++) to->origin[to->bytes + i - first] = hug_draft_origin(d, begin, at);
  }
  to->bytes += bytes;
  return HUG_OK;
}

hug_status hug_edit_put(hug_edit *e, uint32_t character, int64_t change) {
  hug_draft *d = e->d;
  size_t first = e->cursor, last = e->cursor;
  if (change > 0 || first == d->now.bytes) {
    if (!first) return hug_draft_put(d, character, (hug_span){ d->start, d->start });
    first = hug_utf8_before(d->now.text, first);
  } else {
    hug_utf8_next(d->now.text, d->now.bytes, &last);
    e->cursor = last;
    for (; change < 0 && e->cursor < d->now.bytes; change++) hug_utf8_next(d->now.text, d->now.bytes, &e->cursor);
  }
  return hug_draft_put(d, character, hug_draft_origin(d, first, last));
}

hug_status hug_draft_scratch(hug_draft *d, size_t bytes) {
  if (bytes <= d->scratch_bytes) return HUG_OK;
  void *moved = hug_realloc(d->scratch, bytes);
  if (!moved) return HUG_ENOMEM;
  d->scratch = moved;
  d->scratch_bytes = bytes;
  return HUG_OK;
}

hug_status hug_words_grow(hug_words *w) {
  size_t room = doubled(w->room);
  HUG_TRY(resize((void **)&w->at, room, sizeof *w->at));
  w->room = room;
  return HUG_OK;
}

hug_status hug_tokens_spell(hug_tokens *tokens, const char *text, size_t bytes) {
  hug_token *last = &tokens->at[tokens->count - 1];
  last->spelled = (uint32_t)tokens->spelled.bytes + 1;
  last->spelled_bytes = (uint32_t)bytes;
  hug_text_add(&tokens->spelled, text, bytes);
  return tokens->spelled.failed ? HUG_ENOMEM : HUG_OK;
}

void hug_tokens_free(hug_tokens *tokens) {
  hug_free(tokens->at);
  hug_text_drop(&tokens->spelled);
  *tokens = (hug_tokens){ 0 };
}

hug_status hug_tokens_grow(hug_tokens *tokens) {
  size_t room = doubled((size_t)tokens->room);
  HUG_TRY(resize((void **)&tokens->at, room, sizeof *tokens->at));
  tokens->room = (int64_t)room;
  return HUG_OK;
}
