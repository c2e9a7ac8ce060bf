/* normal_form.c: the normalizers NFC, NFD, NFKC and NFKD (The Unicode Standard, section 3.11).
**
** A text is decomposed character by character.  Marks wait until the next starter, because they are put in the order of
** their classes.  For NFC and NFKC the last starter waits too, for what it may be composed with.
*/
#include "token.h"
#include "unicode.h"

typedef struct letter {
  uint32_t character;
  unsigned char class;
  int64_t change;             /* as in hug_edit_put() */
} letter;

typedef struct former {
  hug_edit edit;
  bool compatible, compose;
  size_t waiting;             /* marks at scratch; behind them, room for as many */
  bool open;                  /* a starter is waiting */
  letter starter;
} former;

static hug_status put(former *f, letter l) {
  return hug_edit_put(&f->edit, l.character, l.change);
}

static hug_status hold(former *f, letter mark) {
  hug_draft *d = f->edit.d;
  size_t needed = 2 * (f->waiting + 1) * sizeof mark;
  if (needed > d->scratch_bytes) HUG_TRY(hug_draft_scratch(d, needed * 2));
  ((letter *)d->scratch)[f->waiting++] = mark;
  return HUG_OK;
}

/* Puts the waiting marks in the order of their classes, and else in their own: a counting sort, linear however many
** there are. */
static letter *sort(former *f, size_t count) {
  letter *marks = f->edit.d->scratch, *sorted = marks + count;
  size_t starts[256] = { 0 };
  if (count == 1) return marks;
  for (size_t i = 0; i < count; i++) starts[marks[i].class]++;
  for (size_t class = 0, at = 0; class < 256; class++) {
    size_t members = starts[class];
    starts[class] = at;
    at += members;
  }
  for (size_t i = 0; i < count; i++) sorted[starts[marks[i].class]++] = marks[i];
  return sorted;
}

/* Composes the starter that waits with the next letter, if they do.  What is composed takes the place of both. */
static bool composed(former *f, letter l) {
  uint32_t c = hug_char_compose(f->starter.character, l.character);
  if (!c) return false;
  f->starter.character = c;
  f->starter.change += l.change - 1;
  return true;
}

static hug_status put_starter(former *f) {
  if (!f->open) return HUG_OK;
  f->open = false;
  return put(f, f->starter);
}

/* Writes the waiting marks, but for those that the starter is composed with: one that is not blocked by a mark of the
** same class before it. */
static hug_status release(former *f) {
  size_t count = f->waiting, kept = 0;
  if (!count) return HUG_OK;
  letter *marks = sort(f, count);
  f->waiting = 0;
  for (size_t i = 0; i < count; i++) {
    bool blocked = kept && marks[kept - 1].class >= marks[i].class;
    if (!f->open || blocked || !composed(f, marks[i])) marks[kept++] = marks[i];
  }
  if (kept) HUG_TRY(put_starter(f));
  for (size_t i = 0; i < kept; i++) HUG_TRY(put(f, marks[i]));
  return HUG_OK;
}

static hug_status add_starter(former *f, letter l) {
  HUG_TRY(release(f));
  if (!f->compose) return put(f, l);
  if (f->open && composed(f, l)) return HUG_OK;
  HUG_TRY(put_starter(f));
  f->starter = l;
  f->open = true;
  return HUG_OK;
}

static hug_status add(former *f, uint32_t c) {
  uint32_t parts[HUG_PARTS_MOST] = { c };
  unsigned changed = f->compatible ? HUG_DECOMPOSED | HUG_COMPATIBLE : HUG_DECOMPOSED;
  int n = hug_char_flags(c) & changed ? hug_char_decompose(c, f->compatible, parts) : 1;
  for (int i = 0; i < n; i++) {
    letter l = { parts[i], 0, i > 0 };
    if (hug_char_flags(parts[i]) & HUG_COMBINING) l.class = (unsigned char)hug_char_class(parts[i]);
    HUG_TRY(l.class ? hold(f, l) : add_starter(f, l));
  }
  return HUG_OK;
}

static hug_status form(hug_draft *d, bool compatible, bool compose) {
  former f = { .edit.d = d, .compatible = compatible, .compose = compose };
  for (size_t at = 0; at < d->now.bytes;) HUG_TRY(add(&f, hug_utf8_next(d->now.text, d->now.bytes, &at)));
  HUG_TRY(release(&f));
  HUG_TRY(put_starter(&f));
  hug_draft_step(d);
  return HUG_OK;
}

/* A step over text that has no character it would change would be a copy: flags tell. */
static bool has(const hug_draft *d, unsigned flags) {
  return hug_text_flags(d->now.text, d->now.bytes) & flags;
}

hug_status hug_nfd(hug_draft *d) {
  return has(d, HUG_DECOMPOSED | HUG_COMBINING) ? form(d, false, false) : HUG_OK;
}

static hug_status nfd(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  return hug_nfd(d);
}

static hug_status nfkd(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  return has(d, HUG_DECOMPOSED | HUG_COMPATIBLE | HUG_COMBINING) ? form(d, true, false) : HUG_OK;
}

static hug_status nfc(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  return has(d, HUG_COMPOSING | HUG_COMBINING) ? form(d, false, true) : HUG_OK;
}

static hug_status nfkc(const hug_normalizer *self, hug_draft *d) {
  (void)self;
  return has(d, HUG_COMPOSING | HUG_COMPATIBLE | HUG_COMBINING) ? form(d, true, true) : HUG_OK;
}

/* ---- Reading ---- */

static hug_status append(hug_tokenizer *t, hug_status (*apply)(const hug_normalizer *, hug_draft *)) {
  hug_normalizer *n = hug_normalizer_append(t, sizeof *n, apply);
  if (!n) return HUG_ENOMEM;
  n->keeps = apply == nfc ? &hug_cuts_all : &hug_cuts_narrow;   /* only NFC keeps the classes of characters */
  n->loose = apply != nfc;
  return HUG_OK;
}

hug_status hug_nfc_read(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append(t, nfc);
}

hug_status hug_nfd_read(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append(t, nfd);
}

hug_status hug_nfkc_read(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append(t, nfkc);
}

hug_status hug_nfkd_read(const hug_place *at, hug_tokenizer *t) {
  (void)at;
  return append(t, nfkd);
}
