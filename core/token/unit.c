/* unit.c: encodes a text unit by unit, and remembers what the tokens of each were.
**
** Most units of a text have been there before: then their tokens are a look into a table.  The tokens of a new one are
** what encoding it between two neighbours gives, without those of the neighbours; a neighbour that it touches would
** show that the cuts were wrong, and the whole piece is encoded at once then.
*/
#include "token.h"
#include "unicode.h"
#include <string.h>

/* ---- The table ---- */

enum {
  KEY_BYTES = 23,             /* of a unit, at most, to be remembered */
  INLINE = 4,                 /* tokens in the slot itself */
  FIRST = 1 << 5,             /* with the length in a key's last byte: nothing stands before the unit in its piece, */
  LATER = 1 << 6,             /* and its piece is not the first; */
  LAST = 1 << 7,              /* nothing stands behind it */
  LEAST_SLOTS = 1 << 8,
  MOST_SLOTS = 1 << 16,       /* 4 MiB */
  MOST_MORE = 1 << 20         /* tokens elsewhere: 8 MiB */
};

/* A token of a unit; places are counted from the beginning of the unit. */
typedef struct hug_unit_token {
  int32_t id;
  uint8_t first, last, word;
} hug_unit_token;

/* The unit's bytes, zeros, and its length with flags. */
typedef struct key { uint64_t part[3]; } key;

/* One line of the processor's cache. */
typedef struct hug_unit {
  key key;
  uint32_t more;              /* where its tokens are, if they are not here */
  uint8_t count, words;       /* of tokens; words that it ends */
  hug_unit_token tokens[INLINE];
} hug_unit;

static key key_of(const char *unit, size_t bytes, size_t readable, unsigned flags) {
  key k = { { 0, 0, 0 } };
  if (readable >= sizeof k) {
    memcpy(&k, unit, sizeof k);
    uint64_t none = 0, kept = bytes & 7 ? ~none >> (64 - 8 * (bytes & 7)) : 0;   /* of the part that the unit ends in */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    kept = bytes & 7 ? ~none << (64 - 8 * (bytes & 7)) : 0;
#endif
    for (size_t i = 0; i < 3; i++) k.part[i] &= i < bytes / 8 ? ~none : i == bytes / 8 ? kept : none;
  } else {
    memcpy(&k, unit, bytes);
  }
  ((unsigned char *)&k)[sizeof k - 1] = (unsigned char)(bytes | flags);
  return k;
}

static bool same(const key *a, const key *b) {
  return !((a->part[0] ^ b->part[0]) | (a->part[1] ^ b->part[1]) | (a->part[2] ^ b->part[2]));
}

static uint64_t folded(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const hug_units *u, const key *k) {
  return folded(k->part[0] ^ u->seed, k->part[1] ^ 0x9E3779B97F4A7C15u) ^ folded(k->part[2], u->seed | 1);
}

static hug_unit *slot_of(const hug_units *u, const key *k, uint64_t hash) {
  uint32_t i = (uint32_t)(hash >> 20) & u->mask;
  while (u->slots[i].count != UINT8_MAX && !same(&u->slots[i].key, k)) i = (i + 1) & u->mask;
  return &u->slots[i];
}

static hug_unit *new_slots(uint32_t count) {
  hug_unit *slots = hug_alloc(count * sizeof *slots);
  if (slots) memset(slots, 0xff, count * sizeof *slots);   /* a count of UINT8_MAX: free */
  return slots;
}

void hug_units_free(hug_units *u) {
  hug_free(u->slots);
  hug_free(u->more);
  *u = (hug_units){ 0 };
}

/* Forgets everything when there is no more room, so that memory is bounded. */
static void forget(hug_units *u) {
  memset(u->slots, 0xff, ((size_t)u->mask + 1) * sizeof *u->slots);
  u->count = u->more_count = 0;
}

static hug_status begin(hug_units *u) {
  u->seed = hug_hash_seed_new().k0;
  u->slots = new_slots(LEAST_SLOTS);
  u->mask = LEAST_SLOTS - 1;
  return u->slots ? HUG_OK : HUG_ENOMEM;
}

static hug_status grow(hug_units *u) {
  uint32_t before = u->mask + 1, count = before * 4;
  if (before == MOST_SLOTS) return forget(u), HUG_OK;
  hug_unit *old = u->slots, *slots = new_slots(count);
  if (!slots) return HUG_ENOMEM;
  u->slots = slots;
  u->mask = count - 1;
  for (uint32_t i = 0; i < before; i++)
    if (old[i].count != UINT8_MAX) *slot_of(u, &old[i].key, hash_of(u, &old[i].key)) = old[i];
  hug_free(old);
  return HUG_OK;
}

/* Room for the tokens of a unit; forgetting is no error. */
static hug_status room_for(hug_units *u, int64_t count) {
  if (u->count >= (u->mask + 1) / 8 * 5) HUG_TRY(grow(u));
  if (count <= INLINE) return HUG_OK;
  if (u->more_count + (uint32_t)count > MOST_MORE) forget(u);
  if (u->more_count + (uint32_t)count <= u->more_room) return HUG_OK;
  uint32_t room = u->more_room ? u->more_room * 2 : 1024;
  hug_unit_token *moved = hug_realloc(u->more, room * sizeof *moved);
  if (!moved) return HUG_ENOMEM;
  u->more = moved;
  u->more_room = room;
  return HUG_OK;
}

/* ---- New units ---- */

/* A unit that is being looked at. */
typedef struct unit {
  const char *text;           /* of the whole input */
  hug_span span;
  unsigned flags;             /* FIRST, LATER, LAST */
  bool has_key;
  key key;
  uint64_t hash;
} unit;

/* The tokens of a unit, and how many words it ends. */
typedef struct finding {
  const hug_token *tokens;
  int64_t count;
  int32_t shift;              /* from places in the unit's surroundings to those in the unit */
  int32_t word, words;        /* the number that its first word has in its surroundings; words that it ends */
  bool holds;                 /* no token reaches over its ends */
} finding;

static unsigned class_at(const hug_cutter *c, const char *text, size_t bytes, size_t at) {
  unsigned char byte = (unsigned char)text[at];
  return byte < 0x80 ? c->ascii[byte] : hug_class_of(hug_utf8_next(text, bytes, &at));
}

/* Writes the unit with its neighbours to desk->around; *left is how much stands before it.  For a piece that is not the
** first, a byte that is not looked at stands before all. */
static hug_status surround(const hug_cutter *c, const unit *u, hug_desk *desk, size_t *left, size_t *begin) {
  const char *text = u->text + u->span.first;
  size_t bytes = (size_t)(u->span.last - u->span.first);
  hug_text *around = &desk->around;
  around->bytes = 0;
  if (u->flags & LATER) hug_text_add(around, " ", 1);
  *begin = around->bytes;
  if (!(u->flags & FIRST)) {
    const char *before = c->left[class_at(c, text, bytes, 0)];
    hug_text_add(around, before, strlen(before));
  }
  *left = around->bytes;
  hug_text_add(around, text, bytes);
  if (!(u->flags & LAST)) {
    const char *behind = c->right[class_at(c, text, bytes, hug_utf8_before(text, bytes))];
    hug_text_add(around, behind, strlen(behind));
  }
  return around->failed ? HUG_ENOMEM : HUG_OK;
}

/* Finds the tokens of a unit by encoding it between neighbours. */
static hug_status find(const hug_tokenizer *t, const unit *u, hug_desk *desk, finding *f) {
  size_t left, begin;
  hug_tokens *all = &desk->found;
  hug_tokens_begin(all, INT64_MAX);
  HUG_TRY(surround(&t->cutter, u, desk, &left, &begin));
  hug_span piece = { (int32_t)begin, (int32_t)desk->around.bytes };
  HUG_TRY(hug_encode_piece(t, desk->around.data, piece, &desk->probe, all));
  int32_t first = (int32_t)left, last = first + (u->span.last - u->span.first);
  int64_t from = 0, to = all->count;
  while (from < to && all->at[from].origin.last <= first) from++;
  while (to > from && all->at[to - 1].origin.first >= last) to--;
  bool has_left = from > 0, has_right = to < all->count;
  *f = (finding){ all->at + from, to - from, first, 0, 0,
                  has_left == !(u->flags & FIRST) && has_right == !(u->flags & LAST) };
  for (int64_t i = from; i < to; i++) {
    hug_span origin = all->at[i].origin;
    f->holds &= origin.first >= first && origin.last <= last && origin.first < origin.last && !all->at[i].leading
             && !all->at[i].trailing;
    f->holds &= t->cutter.words || !all->at[i].added;   /* where all is one word, an added token makes several of it */
  }
  if (has_left) f->word = all->at[from - 1].word + t->cutter.words;
  f->words = (has_right ? all->at[to].word : all->words) - f->word;
  return HUG_OK;
}

static bool fits(const finding *f) {
  for (int64_t i = 0; i < f->count; i++)
    if (f->tokens[i].added || f->tokens[i].spelled || f->tokens[i].word < f->word
     || f->tokens[i].word - f->word > UINT8_MAX) return false;
  return f->count < UINT8_MAX && f->words >= 0 && f->words <= UINT8_MAX;
}

static hug_status remember(hug_units *units, const unit *u, const finding *f) {
  HUG_TRY(room_for(units, f->count));
  hug_unit *slot = slot_of(units, &u->key, u->hash);
  hug_unit_token *tokens = slot->tokens;
  slot->key = u->key;
  slot->count = (uint8_t)f->count;
  slot->words = (uint8_t)f->words;
  if (f->count > INLINE) {
    slot->more = units->more_count;
    tokens = units->more + units->more_count;
    units->more_count += (uint32_t)f->count;
  }
  for (int64_t i = 0; i < f->count; i++) {
    const hug_token *from = &f->tokens[i];
    tokens[i] = (hug_unit_token){ from->id, (uint8_t)(from->origin.first - f->shift),
                                  (uint8_t)(from->origin.last - f->shift), (uint8_t)(from->word - f->word) };
  }
  units->count++;
  return HUG_OK;
}

static hug_status push_found(const unit *u, const finding *f, const hug_tokens *found, hug_tokens *out) {
  for (int64_t i = 0; i < f->count; i++) {
    const hug_token *from = &f->tokens[i];
    int32_t shift = u->span.first - f->shift;
    hug_span origin = { from->origin.first + shift, from->origin.last + shift };
    HUG_TRY(hug_tokens_push(out, from->id, origin, from->added));
    out->at[out->count - 1].word += from->word - f->word;
    if (from->spelled) HUG_TRY(hug_tokens_spell(out, found->spelled.data + from->spelled - 1, from->spelled_bytes));
  }
  out->words += f->words;
  return HUG_OK;
}

static hug_status push_known(const unit *u, const hug_units *units, const hug_unit *slot, hug_tokens *out) {
  const hug_unit_token *from = slot->count > INLINE ? units->more + slot->more : slot->tokens;
  while (out->count + slot->count > out->room) HUG_TRY(hug_tokens_grow(out));
  hug_token *to = out->at + out->count;
  for (int i = 0; i < slot->count; i++)
    to[i] = (hug_token){ .id = from[i].id, .word = out->words + from[i].word,
                         .origin = { u->span.first + from[i].first, u->span.first + from[i].last } };
  out->count += slot->count;
  out->words += slot->words;
  return HUG_OK;
}

/* ---- Cuts behind wide characters ---- */

/* Whether normalizers make something visible of a character; the answer is remembered. */
static hug_status stays_visible(const hug_tokenizer *t, hug_desk *desk, uint32_t c, bool *answer) {
  uint32_t *known = &desk->units.holds[c % 256];
  if (*known >> 1 != c) {
    char text[4];
    HUG_TRY(hug_draft_begin(&desk->probe, text, (hug_span){ 0, hug_utf8_put(text, c) }));
    HUG_TRY(hug_draft_normalize(t, &desk->probe));
    const hug_line *made = &desk->probe.now;
    bool visible = false;
    for (size_t at = 0; at < made->bytes;)
      visible = HUG_IN_SOLID >> hug_class_of(hug_utf8_next(made->text, made->bytes, &at)) & 1;
    *known = c << 1 | visible;
  }
  *answer = *known & 1;
  return HUG_OK;
}

static hug_status unit_end(const hug_tokenizer *t, hug_desk *desk, const char *text, size_t bytes, size_t at,
                           size_t *end) {
  bool holds = false;
  *end = hug_unit_end(&t->cutter, text, bytes, at);
  while (t->cutter.wary && *end < bytes && (unsigned char)text[*end - 1] >= 0x80) {
    size_t last = hug_utf8_before(text, *end);
    HUG_TRY(stays_visible(t, desk, hug_utf8_next(text, bytes, &last), &holds));
    if (holds) break;
    *end = hug_unit_end(&t->cutter, text, bytes, *end);
  }
  return HUG_OK;
}

/* ---- All units of a piece ---- */

/* *holds is false if the piece has to be encoded at once. */
static hug_status encode_unit(const hug_tokenizer *t, const unit *u, hug_desk *desk, hug_tokens *out, bool *holds) {
  if (u->has_key) {
    const hug_unit *slot = slot_of(&desk->units, &u->key, u->hash);
    if (slot->count != UINT8_MAX) return push_known(u, &desk->units, slot, out);
  }
  finding f;
  HUG_TRY(find(t, u, desk, &f));
  *holds = f.holds;
  if (!f.holds) return HUG_OK;
  if (u->has_key && fits(&f)) HUG_TRY(remember(&desk->units, u, &f));
  return push_found(u, &f, &desk->found, out);
}

enum { AHEAD = 16 };          /* units whose slots are on their way from memory while others are worked on */

/* Cuts up to AHEAD units from *at on. */
static hug_status cut(const hug_tokenizer *t, const char *text, hug_span piece, size_t *at, hug_desk *desk,
                      unit units[AHEAD], int *count) {
  size_t bytes = (size_t)piece.last, end;
  for (*count = 0; *at < bytes && *count < AHEAD; *at = end) {
    HUG_TRY(unit_end(t, desk, text, bytes, *at, &end));
    bool first = *at == (size_t)piece.first;
    unit *u = &units[(*count)++];
    *u = (unit){ .text = text, .span = { (int32_t)*at, (int32_t)end }, .has_key = end - *at <= KEY_BYTES,
                 .flags = (first ? FIRST : 0) | (first && *at ? LATER : 0) | (end == bytes ? LAST : 0) };
    if (!u->has_key) continue;
    u->key = key_of(text + *at, end - *at, bytes - *at, u->flags);
    u->hash = hash_of(&desk->units, &u->key);
    __builtin_prefetch(&desk->units.slots[(uint32_t)(u->hash >> 20) & desk->units.mask]);
  }
  return HUG_OK;
}

/* Whether the first character of a piece is one that stays.  Of one that a loose normalizer drops, what all others come
** from would depend. */
static hug_status begins_well(const hug_tokenizer *t, hug_desk *desk, const char *text, hug_span piece, bool *answer) {
  size_t at = (size_t)piece.first;
  uint32_t c = hug_utf8_next(text, (size_t)piece.last, &at);
  *answer = true;
  if (!t->cutter.wary) return HUG_OK;
  if (c >= 0x80) return stays_visible(t, desk, c, answer);
  *answer = (HUG_IN_SOLID | HUG_IN_SPACE) >> t->cutter.ascii[c] & 1;
  return HUG_OK;
}

hug_status hug_encode_units(const hug_tokenizer *t, const char *text, hug_span piece, hug_desk *desk, hug_tokens *out) {
  int64_t before = out->count;
  int32_t words = out->words;
  size_t spelled = out->spelled.bytes;
  unit units[AHEAD];
  bool holds;
  int count = 0;
  if (!desk->units.slots) HUG_TRY(begin(&desk->units));
  HUG_TRY(begins_well(t, desk, text, piece, &holds));
  for (size_t at = (size_t)piece.first; at < (size_t)piece.last && holds && out->count < out->limit;) {
    HUG_TRY(cut(t, text, piece, &at, desk, units, &count));
    if (count == 1 && units->flags & FIRST && !units->has_key) holds = false;   /* there is nothing to gain */
    for (int i = 0; i < count && holds && out->count < out->limit; i++)
      HUG_TRY(encode_unit(t, &units[i], desk, out, &holds));
  }
  if (holds) return HUG_OK;
  out->count = before;
  out->words = words;
  out->spelled.bytes = spelled;
  return hug_encode_piece(t, text, piece, &desk->draft, out);
}
