/* truncate.c: shortens the tokens of a text, or of two, by the reference's rules. */
#include "token.h"
#include <string.h>

static void shorten(hug_tokens *tokens, int64_t count, bool left) {
  if (tokens->count <= count) return;
  if (left) memmove(tokens->at, tokens->at + (tokens->count - count), (size_t)count * sizeof *tokens->at);
  tokens->count = count;
}

/* The shorter text keeps all it can; when it is over half of the room, both get half, the longer one the odd token. */
static void shorten_longest(hug_tokens *a, hug_tokens *b, int64_t room, bool left) {
  hug_tokens *less = a->count > b->count ? b : a, *more = less == a ? b : a;
  int64_t kept = less->count < room / 2 ? less->count : room / 2;
  shorten(less, kept, left);
  shorten(more, room - kept, left);
}

hug_status hug_truncate(hug_truncation how, bool left, int64_t room, hug_tokens *a, hug_tokens *b) {
  int64_t total = a->count + (b ? b->count : 0), excess = total - room;
  if (excess <= 0) return HUG_OK;
  if (!room || (how == HUG_TRUNCATE_LONGEST_FIRST && !b)) {
    shorten(a, room, left);
    if (b) shorten(b, room, left);
    return HUG_OK;
  }
  if (how == HUG_TRUNCATE_LONGEST_FIRST) {
    shorten_longest(a, b, room, left);
    return HUG_OK;
  }
  hug_tokens *one = how == HUG_TRUNCATE_ONLY_FIRST ? a : b;
  if (!one) return hug_fail(HUG_EARG, "[encode] only_second needs a second text: use longest_first or only_first");
  if (one->count <= excess)
    return hug_fail(HUG_EARG, "[encode] %lld tokens must go to leave %lld, but the %s text has %lld: use longest_first",
                    (long long)excess, (long long)room, one == a ? "first" : "second", (long long)one->count);
  shorten(one, one->count - excess, left);
  return HUG_OK;
}
