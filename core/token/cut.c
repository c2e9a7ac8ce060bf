/* cut.c: where a tokenizer's texts can be cut. */
#include "token.h"
#include "unicode.h"
#include <string.h>

/* ---- Classes ---- */

static hug_class class_of_ascii(uint32_t c) {
  if (c == ' ') return HUG_C_SPACE;
  if (c == '\n' || c == '\r') return HUG_C_BREAK;
  if (c < ' ' || c == 0x7f) return HUG_C_OTHER;
  if ((c | 32) - 'a' < 26) return HUG_C_LETTER;
  if (c - '0' < 10) return HUG_C_DIGIT;
  return c == '\'' ? HUG_C_APOSTROPHE : c == '_' ? HUG_C_UNDERSCORE : HUG_C_PUNCT;
}

hug_class hug_class_of(uint32_t c) {
  static const uint8_t classes[] = {
    [HUG_LU] = HUG_C_WIDE_LETTER, [HUG_LL] = HUG_C_WIDE_LETTER, [HUG_LT] = HUG_C_WIDE_LETTER,
    [HUG_LM] = HUG_C_WIDE_LETTER, [HUG_LO] = HUG_C_WIDE_LETTER, [HUG_MN] = HUG_C_MARK, [HUG_MC] = HUG_C_MARK,
    [HUG_ME] = HUG_C_MARK, [HUG_ND] = HUG_C_WIDE_NUMBER, [HUG_NL] = HUG_C_WIDE_NUMBER, [HUG_NO] = HUG_C_WIDE_NUMBER,
    [HUG_PC] = HUG_C_WIDE_PUNCT, [HUG_PD] = HUG_C_WIDE_PUNCT, [HUG_PS] = HUG_C_WIDE_PUNCT,
    [HUG_PE] = HUG_C_WIDE_PUNCT, [HUG_PI] = HUG_C_WIDE_PUNCT, [HUG_PF] = HUG_C_WIDE_PUNCT,
    [HUG_PO] = HUG_C_WIDE_PUNCT, [HUG_SM] = HUG_C_WIDE_PUNCT, [HUG_SC] = HUG_C_WIDE_PUNCT,
    [HUG_SK] = HUG_C_WIDE_PUNCT, [HUG_SO] = HUG_C_WIDE_PUNCT, [HUG_CN] = HUG_C_OTHER
  };
  if (c < 128) return class_of_ascii(c);
  if (c == 0x2581 || c == 0xfffd) return HUG_C_OTHER;
  unsigned flags = hug_char_flags(c);
  if (flags & HUG_CHINESE) return HUG_C_HAN;
  hug_class class = (hug_class)classes[hug_char_category(c)];
  /* A letter that NFC takes apart ends in a mark, and one that it joins to the letter before it is no beginning. */
  return flags & HUG_COMPOSING && class != HUG_C_MARK ? HUG_C_OTHER : class;
}

/* ---- Sets of cuts ---- */

void hug_cuts_drop(hug_cuts *cuts, unsigned left, unsigned right) {
  for (int c = 0; c < HUG_CLASSES; c++)
    if (left >> c & 1) cuts->behind[c] &= (uint16_t)~right;
}

bool hug_cuts_any(const hug_cuts *cuts) {
  unsigned any = 0;
  for (int c = 0; c < HUG_CLASSES; c++) any |= cuts->behind[c];
  return any;
}

static void keep_only(hug_cuts *cuts, const hug_cuts *kept) {
  for (int c = 0; c < HUG_CLASSES; c++) cuts->behind[c] &= kept ? kept->behind[c] : 0;
}

static void add_all(hug_cuts *cuts, const hug_cuts *more) {
  for (int c = 0; c < HUG_CLASSES; c++) cuts->behind[c] |= more->behind[c];
}

static void drop_all(hug_cuts *cuts, const hug_cuts *others) {
  for (int c = 0; c < HUG_CLASSES; c++) cuts->behind[c] &= (uint16_t)~others->behind[c];
}

#define VISIBLE HUG_IN_VISIBLE
#define SPACE HUG_IN_SPACE
#define ASCII_OR_HAN (HUG_IN_VISIBLE & ~HUG_IN_WIDE)

const hug_cuts hug_cuts_all = HUG_CUTS(VISIBLE, VISIBLE, VISIBLE, VISIBLE, VISIBLE, VISIBLE, HUG_IN_WHITE);
const hug_cuts hug_cuts_visible = HUG_CUTS(0, VISIBLE, VISIBLE, VISIBLE, VISIBLE, VISIBLE, 0);
const hug_cuts hug_cuts_spaces = HUG_CUTS(0, SPACE, SPACE, SPACE, SPACE, SPACE, 0);

const hug_cuts hug_cuts_narrow = { {
  [HUG_C_BREAK] = ASCII_OR_HAN, [HUG_C_LETTER] = ASCII_OR_HAN, [HUG_C_DIGIT] = ASCII_OR_HAN,
  [HUG_C_PUNCT] = ASCII_OR_HAN, [HUG_C_APOSTROPHE] = ASCII_OR_HAN, [HUG_C_UNDERSCORE] = ASCII_OR_HAN,
  [HUG_C_HAN] = ASCII_OR_HAN, [HUG_C_WIDE_LETTER] = SPACE, [HUG_C_WIDE_NUMBER] = SPACE, [HUG_C_WIDE_PUNCT] = SPACE
} };

/* ---- Units ---- */

size_t hug_unit_end(const hug_cutter *c, const char *text, size_t bytes, size_t at) {
  unsigned allowed = 0;
  while (at < bytes) {
    unsigned char byte = (unsigned char)text[at];
    size_t behind = at + 1;
    unsigned class;
    if (byte < 0x80) {
      class = c->ascii[byte];
    } else {
      behind = at;
      class = hug_class_of(hug_utf8_next(text, bytes, &behind));
    }
    if (allowed >> class & 1) return at;
    allowed = c->cuts.behind[class];
    at = behind;
  }
  return bytes;
}

/* ---- Finding out ---- */

/* What the normalizers make of a text. */
static hug_status normal_form(const hug_tokenizer *t, hug_draft *d, const char *text, size_t bytes) {
  HUG_TRY(hug_draft_begin(d, text, (hug_span){ 0, (int32_t)bytes }));
  return hug_draft_normalize(t, d);
}

/* What the normalizers make of an ASCII character between two letters, without what becomes of these; NULL if they do
** not stay letters, or it goes. */
static const char *between_letters(const hug_tokenizer *t, hug_draft *d, char c, size_t *bytes, hug_status *status) {
  char text[3] = { 'a', c, 'a' };
  *status = normal_form(t, d, text, 3);
  size_t n = d->now.bytes;
  if (*status || n < 3 || d->now.text[n - 1] != 'a') return NULL;
  const char *first = memchr(d->now.text, 'a', n);
  if (!first || first == d->now.text + n - 1) return NULL;
  *bytes = (size_t)(d->now.text + n - 1 - first - 1);
  return *bytes ? first + 1 : NULL;
}

/* Whether all characters of a text are of a class. */
static bool all_of_class(const char *text, size_t bytes, hug_class class) {
  for (size_t at = 0; at < bytes;)
    if (hug_class_of(hug_utf8_next(text, bytes, &at)) != class) return false;
  return true;
}

/* The classes of ASCII characters.  One of which normalizers make another allows no cuts.  `plain`: a space stays one. */
static hug_status settle_classes(hug_tokenizer *t, hug_draft *d, bool plain, hug_cuts *keeps) {
  for (int c = 0; c < 128; c++) {
    hug_class class = hug_class_of((uint32_t)c);
    t->cutter.ascii[c] = (uint8_t)class;
    if (!t->normalizers || class == HUG_C_SPACE || !c) continue;
    hug_status status;
    size_t bytes;
    const char *made = between_letters(t, d, (char)c, &bytes, &status);
    HUG_TRY(status);
    bool may_be_space = plain && (class == HUG_C_BREAK || class == HUG_C_OTHER);
    if (made && bytes == 1 && *made == ' ' && may_be_space) t->cutter.ascii[c] = HUG_C_SPACE;
    else if (class != HUG_C_OTHER && (!made || !all_of_class(made, bytes, class))) {
      hug_cuts_drop(keeps, 1u << class, HUG_IN_ALL);
      hug_cuts_drop(keeps, HUG_IN_ALL, 1u << class);
    }
  }
  return HUG_OK;
}

/* Spaces that one normalizer puts at a cut are not safe from another that looks at several characters. */
static void keep_normalizers(hug_tokenizer *t, hug_cuts *keeps) {
  hug_cuts spaced = { { 0 } };
  for (const hug_normalizer *n = t->normalizers; n; n = n->next) {
    keep_only(keeps, n->keeps);
    if (n->keeps != &hug_cuts_all && n->keeps != &hug_cuts_narrow) drop_all(keeps, &spaced);
    if (n->spaces) add_all(&spaced, n->spaces);
    t->cutter.wary |= n->loose;
  }
}

/* No cuts in an added token that is looked for in normalised text, nor beside it, where a word ends that may not end
** elsewhere, but for those before a space. */
static void keep_token(hug_cuts *cuts, const char *text, size_t bytes) {
  unsigned before = HUG_C_OTHER;
  for (size_t at = 0; at < bytes;) {
    size_t first = at;
    uint32_t c = hug_utf8_next(text, bytes, &at);
    unsigned class = c == 0x2581 ? HUG_C_SPACE : hug_class_of(c);
    if (first || class != HUG_C_SPACE) hug_cuts_drop(cuts, first ? 1u << before : HUG_IN_ALL, 1u << class);
    before = class;
  }
  hug_cuts_drop(cuts, 1u << before, HUG_IN_ALL & ~(unsigned)HUG_IN_SPACE);
}

static void keep_added(const hug_tokenizer *t, hug_cuts *cuts) {
  const hug_added *a = &t->added;
  for (int32_t i = 0; i < a->vocab.count; i++) {
    const hug_added_token *token = &a->tokens[i];
    if (!token->normalized) continue;
    if (token->single_word) *cuts = (hug_cuts){ { 0 } };
    if (!t->normalizers) continue;               /* it is looked for before the text is cut */
    keep_token(cuts, a->vocab.entries[i].text, a->vocab.entries[i].bytes);
    keep_token(cuts, token->shown, token->shown_bytes);
    if (token->lstrip || token->rstrip) *cuts = (hug_cuts){ { 0 } };
  }
}

/* Whether all that is visible ends before a space, so that it does not matter what normalizers make of it. */
static bool all_end_at_spaces(const hug_cuts *cuts) {
  unsigned ascii = HUG_IN_SOLID & ~(unsigned)HUG_IN_WIDE & ~(1u << HUG_C_HAN);
  for (int c = 0; c < HUG_CLASSES; c++)
    if (ascii >> c & 1 && !(cuts->behind[c] & HUG_IN_SPACE)) return false;
  return true;
}

/* Whether no pre-tokenizer ends words at some spaces and not at others. */
static bool ends_evenly(const hug_tokenizer *t, bool plain) {
  for (const hug_pretokenizer *p = t->pretokenizers; p; p = p->next)
    if (p->keeps != &hug_cuts_all && !p->mark && (plain || !p->at_spaces)) return false;
  return true;
}

/* The cuts at which some pre-tokenizer ends a word, and nothing before it works across.  What comes behind works on
** single words then.  `plain`: spaces are still spaces when the text is normalised. */
static hug_cuts made_by_pretokenizers(const hug_tokenizer *t, bool plain, hug_cuts *keeps) {
  hug_cuts made = { { 0 } }, spaced = { { 0 } };
  bool marks = false;
  for (const hug_normalizer *n = t->normalizers; n; n = n->next) {
    marks |= n->marks;
    if (n->spaces) add_all(&spaced, n->spaces);
  }
  for (const hug_pretokenizer *p = t->pretokenizers; p; p = p->next) {
    hug_cuts now = { { 0 } };
    if (p->at_spaces && !plain) continue;
    if (p->makes && plain && (p->mark || !marks)) add_all(&now, p->makes);
    drop_all(&now, &spaced);
    if (p->drops_spaces) add_all(&now, &spaced);
    if (p->prefixes && p != t->pretokenizers) keep_only(&now, &hug_cuts_spaces);
    keep_only(&now, keeps);
    add_all(&made, &now);
    keep_only(keeps, p->rewrites ? NULL : p->keeps);
    plain &= !p->mark;
    if (p->keeps == &hug_cuts_all) continue;          /* it looks at single characters */
    drop_all(keeps, &spaced);
    if (marks && !p->mark) *keeps = (hug_cuts){ { 0 } };
  }
  drop_all(keeps, &spaced);
  return made;
}

/* Texts that stand for a class beside a unit. */
static const char *const neighbors[HUG_CLASSES] = {
  [HUG_C_SPACE] = " a", [HUG_C_LETTER] = "a", [HUG_C_DIGIT] = "1", [HUG_C_PUNCT] = ","
};

/* How many words lie between two tokens of the text, which must have several; -1 if it has not. */
static hug_status words_between(const hug_tokenizer *t, hug_draft *d, hug_tokens *tokens, const char *text,
                                int *words) {
  hug_tokens_begin(tokens, INT64_MAX);
  *words = -1;
  HUG_TRY(hug_encode_piece(t, text, (hug_span){ 0, (int32_t)strlen(text) }, d, tokens));
  if (tokens->count < 2) return HUG_OK;
  const hug_token *first = tokens->at, *last = first + tokens->count - 1;
  for (int64_t i = 0; i < tokens->count; i++)
    if (tokens->at[i].added) return HUG_OK;
  if (first->origin.first == 0 && last->origin.last == (int32_t)strlen(text)) *words = last->word - first->word;
  return HUG_OK;
}

/* Chooses the neighbours of units.  A cut for which there are none that stay apart is not made. */
static hug_status settle_neighbors(hug_tokenizer *t, hug_draft *d, hug_tokens *tokens) {
  hug_cutter *c = &t->cutter;
  int expected = c->words;
  for (int class = 0; class < HUG_CLASSES; class++) {
    bool fits = false;
    if (neighbors[class] && c->ascii[(unsigned char)*neighbors[class]] == class) {
      char text[8] = "a ";
      strcat(text, neighbors[class] + (class == HUG_C_SPACE));
      int words;
      HUG_TRY(words_between(t, d, tokens, text, &words));
      fits = words == expected;
    }
    for (int other = 0; other < HUG_CLASSES; other++) {
      if (fits && !c->right[other] && c->cuts.behind[other] >> class & 1) c->right[other] = neighbors[class];
      if (fits && !c->left[other] && c->cuts.behind[class] >> other & 1) c->left[other] = neighbors[class];
    }
  }
  for (int class = 0; class < HUG_CLASSES; class++) {
    if (!c->right[class]) hug_cuts_drop(&c->cuts, 1u << class, HUG_IN_ALL);
    if (!c->left[class]) hug_cuts_drop(&c->cuts, HUG_IN_ALL, 1u << class);
  }
  return HUG_OK;
}

/* Whether a unit of a text can be told from its neighbours by its tokens: not if characters are left out, or if these
** are others each time. */
static bool tokens_tell(const hug_tokenizer *t) {
  bool bytes = false;         /* the model sees what ByteLevel writes */
  for (const hug_pretokenizer *p = t->pretokenizers; p; p = p->next) bytes = (bytes || p->rewrites) && !p->mark;
  return !t->model->random && (t->model->has_all || (t->model->has_bytes && bytes));
}

static hug_status settle(hug_tokenizer *t, hug_draft *d, hug_tokens *tokens) {
  hug_cuts keeps = hug_cuts_all;
  size_t bytes = 1;
  const char *space = " ";
  hug_status status = HUG_OK;
  keep_normalizers(t, &keeps);
  keep_added(t, &keeps);
  if (!tokens_tell(t) || !hug_cuts_any(&keeps)) return HUG_OK;
  if (t->normalizers) space = between_letters(t, d, ' ', &bytes, &status);
  if (!space) return status;
  char mark[8];
  if (bytes > sizeof mark) return HUG_OK;
  memcpy(mark, space, bytes);
  bool plain = bytes == 1 && *mark == ' ';
  HUG_TRY(settle_classes(t, d, plain, &keeps));
  for (const hug_pretokenizer *p = t->pretokenizers; p && plain; p = p->next)
    if (p->mark) bytes = (size_t)hug_utf8_put(mark, p->mark);
  hug_cuts made = made_by_pretokenizers(t, plain, &keeps);
  t->cutter.words = plain && hug_cuts_any(&made);
  bool parts = t->model->parts_before && t->model->parts_before(t->model, mark, bytes);
  if (t->cutter.words) {
    if (t->normalizers && !all_end_at_spaces(&made)) hug_cuts_drop(&made, HUG_IN_WIDE, HUG_IN_SPACE);
    t->cutter.cuts = made;
  } else if (parts && ends_evenly(t, plain)) {
    keep_only(&keeps, &hug_cuts_spaces);
    t->cutter.cuts = keeps;
  }
  return settle_neighbors(t, d, tokens);
}

hug_status hug_cutter_settle(hug_tokenizer *t) {
  hug_draft d = { 0 };
  hug_tokens tokens = { 0 };
  hug_status status = settle(t, &d, &tokens);
  hug_draft_free(&d);
  hug_tokens_free(&tokens);
  if (status && status != HUG_ENOMEM) t->cutter = (hug_cutter){ 0 }, status = HUG_OK;
  return status;
}
