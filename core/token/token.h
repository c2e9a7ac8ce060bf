/* token.h: the parts of a tokenizer and what passes between them; not part of the public interface.
**
** On its way to ids a text is
**   1. cut at the added tokens that it spells              added.c
**   2. normalised, piece by piece, as a hug_draft          normalize.c, normal_form.c, precompiled.c, draft.c
**   3. cut at the added tokens whose normal form it spells added.c
**   4. split into words                                    pretokenize.c, byte_level.c, metaspace.c
**   5. turned into tokens, word by word                    bpe.c, unigram.c, wordpiece.c, wordlevel.c; ids: vocab.c
**   6. truncated, and put into a template                  truncate.c, postprocess.c
** and is a hug_encoding then (encoding.c).  encode.c drives this; decode.c goes the way back, through decoders.c.
** What steps search a text for is a pattern: pattern.c, scan.c, regex.c.  tokenizer.c reads the file, through place.c;
** model.c knows the models; inspect.c shows what single steps make of a text.
**
** A new kind of normalizer, pre-tokenizer, model, post-processor or decoder is a struct that begins with the one of its
** role, the role's function, a reader that fills the struct from tokenizer.json, and a row in the table of its file.
** Sequences of a role are flattened when they are read: a role with several steps is a list, run in order.
*/
#ifndef HUG_TOKEN_H
#define HUG_TOKEN_H

#include "../base/base.h"
#include "cut.h"

/* ---- A place in tokenizer.json (place.c) ---- */

/* A value and the way to it, so that a message can name the field. */
typedef struct hug_place {
  const struct hug_place *up;       /* NULL at the root */
  const char *key;                  /* of a member; at the root, what the file is called */
  int64_t index;                    /* of an element; -1 for a member */
  const hug_json_value *value;      /* NULL if there is none */
} hug_place;

hug_place hug_place_root(const hug_json *doc, const char *what);
hug_place hug_place_member(const hug_place *object, const char *key);
hug_place hug_place_child(const hug_place *parent, const hug_json_value *child, int64_t index);

/* HUG_EFORMAT: "[tokenizer] normalizer.lowercase <problem> (in tokenizer.json)". */
hug_status hug_place_fail(const hug_place *at, const char *problem, ...) HUG_PRINTF(2, 3);

bool hug_place_empty(const hug_place *at);                                    /* absent or null */
hug_status hug_place_expect(const hug_place *at, hug_json_type type);
hug_status hug_place_int(const hug_place *at, int64_t least, int64_t most, int64_t *out);

/* Members that must be there. */
hug_status hug_place_get_bool(const hug_place *object, const char *key, bool *out);
hug_status hug_place_get_int(const hug_place *object, const char *key, int64_t least, int64_t most, int64_t *out);
hug_status hug_place_get_string(const hug_place *object, const char *key, const char **text, size_t *bytes);
hug_status hug_place_get_char(const hug_place *object, const char *key, uint32_t *out);   /* a string of just that */

/* A member that may be absent, and leaves *out then. */
hug_status hug_place_take_bool(const hug_place *object, const char *key, bool *out);
hug_status hug_place_take_int(const hug_place *object, const char *key, int64_t least, int64_t most, int64_t *out);

/* The index of a member's string in a list of `count`, which the message names if it is none of them. */
hug_status hug_place_get_choice(const hug_place *object, const char *key, const char *const *names, int count,
                                int *out);

/* A member that may be absent or null: *out stays what it is then. */
hug_status hug_place_maybe_bool(const hug_place *object, const char *key, bool *out);

/* A kind of component, and who reads it into a tokenizer. */
typedef struct hug_kind {
  const char *type;
  hug_status (*read)(const hug_place *at, hug_tokenizer *t);
} hug_kind;

/* Reads the component at `at` by its "type", which may be absent if there is an `otherwise`. */
hug_status hug_kind_read(const hug_kind *kinds, size_t count, const char *otherwise, const hug_place *at,
                         hug_tokenizer *t);

/* Reads the components of a list, a member of `object`. */
hug_status hug_kind_read_list(hug_status (*read)(const hug_place *, hug_tokenizer *), const hug_place *object,
                              const char *key, hug_tokenizer *t);

/* ---- Drafts (draft.c) ---- */

typedef struct hug_span { int32_t first, last; } hug_span;   /* bytes first..last-1 */

/* A stretch of a draft: a word for the model, or (id >= 0) an added token. */
typedef struct hug_word { hug_span span; int32_t id; } hug_word;

typedef struct hug_words {
  hug_word *at;
  size_t count, room;
} hug_words;

typedef struct hug_line {
  char *text;
  hug_span *origin;           /* the bytes of the original text that each byte came from */
  size_t bytes;
  size_t room, origin_room;   /* bytes that `text` and `origin` have room for; room >= origin_room */
} hug_line;

/* A piece of text under work, which remembers where its bytes came from. */
typedef struct hug_draft {
  hug_line now, next;         /* the text, and what a step makes of it */
  bool moved;                 /* false: byte i is the original's byte start + i, and now.origin is unset */
  int32_t start;
  hug_words words, next_words;
  void *scratch;              /* for any component, within one call of it */
  size_t scratch_bytes;
} hug_draft;                  /* zeroed at first */

hug_status hug_draft_begin(hug_draft *d, const char *text, hug_span piece);   /* a copy of the piece, without words */
void hug_draft_free(hug_draft *d);
hug_status hug_draft_room(hug_draft *d);                                      /* for one more character in `next` */
void hug_draft_step(hug_draft *d);                                            /* `next` becomes the text */
hug_status hug_draft_scratch(hug_draft *d, size_t bytes);                     /* at least; keeps the contents */

/* Appends bytes first..last-1 of the text, whole characters, to `next`. */
hug_status hug_draft_copy(hug_draft *d, size_t first, size_t last);

/* Makes room for so many more bytes in `next`, which may then be written without asking again. */
hug_status hug_draft_reserve(hug_draft *d, size_t bytes);

/* Where bytes first..last-1 of the draft came from. */
static inline hug_span hug_draft_origin(const hug_draft *d, size_t first, size_t last) {
  if (!d->moved) return (hug_span){ d->start + (int32_t)first, d->start + (int32_t)last };
  return (hug_span){ d->now.origin[first].first, d->now.origin[last - 1].last };
}

/* Appends a character to the text that a step makes. */
static inline hug_status hug_draft_put(hug_draft *d, uint32_t character, hug_span origin) {
  hug_line *to = &d->next;
  if (to->origin_room - to->bytes < 4) HUG_TRY(hug_draft_room(d));
  int n = hug_utf8_put(to->text + to->bytes, character);
  for (int i = 0; i < n; i++) to->origin[to->bytes + (size_t)i] = origin;
  to->bytes += (size_t)n;
  return HUG_OK;
}

/* A new text in the making, of which each character is said to stand for characters of the old one, in order: `change`
** is 0 for one that takes the place of the next character, -n for one that takes that of the next and the n behind it,
** and positive for one that is inserted, which shares the origin of what is before it.  So the reference describes a
** change, and what a character came from follows from its place alone. */
typedef struct hug_edit {
  hug_draft *d;
  size_t cursor;              /* the characters before it are taken */
} hug_edit;

hug_status hug_edit_put(hug_edit *e, uint32_t character, int64_t change);

hug_status hug_words_grow(hug_words *w);

static inline hug_status hug_words_push(hug_words *w, size_t first, size_t last, int32_t id) {
  if (w->count == w->room) HUG_TRY(hug_words_grow(w));
  w->at[w->count++] = (hug_word){ { (int32_t)first, (int32_t)last }, id };
  return HUG_OK;
}

/* ---- Tokens ---- */

typedef struct hug_token {
  int32_t id, word;
  hug_span origin;
  bool added;                 /* an added token */
  int32_t leading, trailing;  /* then, spaces at the ends of what it matched, as far as the template asks */
  uint32_t spelled, spelled_bytes;   /* where its text is in the tokens' `spelled`, counted from 1; 0: it is its id's */
} hug_token;

typedef struct hug_tokens {
  hug_token *at;
  int64_t count, room;
  int64_t limit;              /* no more than these are wanted */
  int32_t words;              /* so far */
  hug_text spelled;           /* texts of tokens that are not those of their ids: of unknown ones, and added ones */
} hug_tokens;

/* Forgets the tokens, and keeps their room. */
static inline void hug_tokens_begin(hug_tokens *tokens, int64_t limit) {
  tokens->count = 0;
  tokens->words = 0;
  tokens->spelled.bytes = 0;
  tokens->limit = limit;
}

hug_status hug_tokens_grow(hug_tokens *tokens);
hug_status hug_tokens_spell(hug_tokens *tokens, const char *text, size_t bytes);   /* the last one's text */
void hug_tokens_free(hug_tokens *tokens);

static inline hug_status hug_tokens_push(hug_tokens *tokens, int32_t id, hug_span origin, bool added) {
  if (tokens->count == tokens->room) HUG_TRY(hug_tokens_grow(tokens));
  tokens->at[tokens->count++] = (hug_token){ .id = id, .word = tokens->words, .origin = origin, .added = added };
  return HUG_OK;
}

/* ---- Vocabularies (vocab.c) ---- */

typedef struct hug_vocab_entry {
  const char *text;           /* NUL-terminated */
  uint32_t bytes;
  int32_t id;
} hug_vocab_entry;

/* Texts and their ids, found from either side.  A hash of a text is made byte by byte, so that those of all its
** beginnings come for free. */
typedef struct hug_vocab {
  hug_vocab_entry *entries;   /* [count] */
  int32_t count;
  uint32_t longest;           /* bytes of the longest text */
  uint64_t seed;
  uint32_t mask;              /* slots - 1 */
  struct { uint32_t hash, entry; } *by_text;    /* entry + 1; 0: free */
  uint32_t *by_id;                              /* the same; ids of less than slots at their place, others behind */
} hug_vocab;

/* An empty vocabulary with room for `count` texts, in `arena`. */
hug_status hug_vocab_init(hug_vocab *v, hug_arena *arena, size_t count);

/* Adds a text, which the vocabulary keeps a pointer to, or gives it another id; *entry is its entry.  False if another
** text has the id already; *entry is that one's then, and nothing is added. */
bool hug_vocab_add(hug_vocab *v, const char *text, size_t bytes, int32_t id, int32_t *entry);

int32_t hug_vocab_find(const hug_vocab *v, const char *text, size_t bytes);   /* the entry; -1 if there is none */
int32_t hug_vocab_find_id(const hug_vocab *v, int32_t id);                    /* the same */

static inline uint64_t hug_vocab_hash(const hug_vocab *v, uint64_t hash, const char *text, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) hash = (hash ^ (unsigned char)text[i]) * v->seed;
  return hash;
}

/* The entry with the hash and the text of prefix and text together; -1 if there is none. */
int32_t hug_vocab_find_hash(const hug_vocab *v, uint64_t hash, const char *prefix, size_t prefix_bytes,
                            const char *text, size_t bytes);

/* Many texts at once, so that the memory that they are looked up in is on its way before it is needed. */
typedef struct hug_vocab_query {
  const char *text;
  size_t bytes;
  uint64_t hash;              /* of the text; hug_vocab_find_all sets it */
  int32_t entry;              /* the answer; -1 if there is none */
} hug_vocab_query;

void hug_vocab_find_all(const hug_vocab *v, hug_vocab_query *queries, size_t count);

/* Reads { "token": id, ... } at `at` into the tokenizer's vocabulary. */
hug_status hug_vocab_read(const hug_place *at, hug_tokenizer *t);

/* ---- Added tokens (added.c) ---- */

typedef struct hug_added_token {
  const char *shown;          /* the text that it matches and decodes to: its content, or that normalised */
  uint32_t shown_bytes;
  bool special, single_word, lstrip, rstrip, normalized;
  bool hidden;                /* left out when special tokens are skipped */
} hug_added_token;

/* Texts to look for, sorted: those that begin with the same bytes are neighbours. */
typedef struct hug_matcher {
  const int32_t *tokens;      /* [count] indices of added tokens, in the order of their texts */
  int32_t first[257];         /* tokens first[c]..first[c+1]-1 begin with byte c */
  int only;                   /* the byte that all of them begin with; -1: there are several */
} hug_matcher;

typedef struct hug_added {
  hug_vocab vocab;            /* contents and ids */
  hug_added_token *tokens;    /* [vocab.count], in the order of the entries */
  hug_matcher plain, normalized;
} hug_added;

hug_status hug_added_read(const hug_place *at, hug_tokenizer *t);   /* once model and normalizers are there */

/* Finds the next added token in text from *at on and moves *at behind it.  *token is its index; *span includes the
** spaces that it strips, but not on the left of `done`.  False if there is none. */
bool hug_added_find(const hug_added *a, const hug_matcher *m, const char *text, size_t bytes, size_t done, size_t *at,
                    int32_t *token, hug_span *span);

/* ---- Patterns (pattern.c) ---- */

/* What a step looks for: a string, a regular expression that scan.c knows, or any other one. */
typedef struct hug_pattern hug_pattern;

/* Reads { "String": "..." } or { "Regex": "..." }. */
hug_status hug_pattern_read(const hug_place *at, hug_tokenizer *t, const hug_pattern **out);

/* The pattern of a regular expression; `at` is where the file says it, for messages. */
hug_status hug_pattern_of_regex(const hug_place *at, const char *regex, size_t bytes, hug_tokenizer *t,
                                const hug_pattern **out);
hug_status hug_pattern_of_string(const char *text, size_t bytes, hug_tokenizer *t, const hug_pattern **out);

/* Going through the matches of a text, from left to right, without overlap.  Zero it, set `pattern`, and call begin for
** each text in turn; end it in any case. */
typedef struct hug_search {
  const hug_pattern *pattern;
  const char *text;
  size_t bytes, at;
  size_t empty_from;          /* an empty match here would repeat the last match's end */
  struct hug_regex_search *regex;
} hug_search;

hug_status hug_search_begin(hug_search *s, const char *text, size_t bytes);
hug_status hug_search_next(hug_search *s, bool *found, size_t *first, size_t *last);
void hug_search_end(hug_search *s);

/* A scanner is a regular expression as code: it finds the next match, which is never empty, at or behind *first. */
typedef bool hug_scan(const char *text, size_t bytes, size_t *first, size_t *last);

/* Cuts of a pattern, or NULL if there are none, or none are known: */
typedef struct hug_pattern_cuts {
  const hug_cuts *makes;      /* at them a match always ends or begins */
  const hug_cuts *keeps;      /* no match reaches over them, nor does it depend on what is on the other side */
} hug_pattern_cuts;

hug_scan *hug_scan_find(const char *regex, size_t bytes, hug_pattern_cuts *cuts);   /* NULL: scan.c does not know it */

bool hug_scan_of_spaces(hug_scan *scan);              /* it finds runs of white space, of some length or longer */

hug_pattern_cuts hug_pattern_get_cuts(const hug_pattern *p);
bool hug_pattern_of_spaces(const hug_pattern *p);     /* its scanner does */
const char *hug_pattern_string(const hug_pattern *p, size_t *bytes);                /* NULL: it is a regular expression */

/* ---- Roles ---- */

typedef struct hug_normalizer {
  hug_status (*apply)(const struct hug_normalizer *self, hug_draft *d);
  const hug_cuts *keeps;      /* cuts on whose two sides it works alike, whatever is on the other; NULL: none */
  const hug_cuts *spaces;     /* cuts at which it puts a space; NULL: none */
  bool marks;                 /* it makes U+2581 of several spaces, though one may stay a space */
  bool loose;                 /* of a character that is not ASCII it may make anything, white space included */
  struct hug_normalizer *next;
} hug_normalizer;

/* Splits the words of a draft further; those with an id stay.  It may make a new text of them as well. */
typedef struct hug_pretokenizer {
  hug_status (*split)(const struct hug_pretokenizer *self, hug_draft *d);
  const hug_cuts *keeps;      /* as a normalizer's; NULL: none */
  const hug_cuts *makes;      /* cuts at which it always ends a word; NULL: none */
  bool prefixes;              /* words that begin without a space get one, so that it counts where a word begins */
  bool at_spaces;             /* it does nothing to a text without U+0020 */
  bool drops_spaces;          /* white space parts words, and goes */
  uint32_t mark;              /* what it writes for a space; 0: it does not */
  bool rewrites;              /* it makes another text, in which characters are of other classes */
  struct hug_pretokenizer *next;
} hug_pretokenizer;

typedef struct hug_model {
  hug_status (*tokenize)(const struct hug_model *self, hug_draft *d, hug_span word, hug_tokens *out);
  /* Whether no token that it merges reaches over a place before this mark, whatever else stands there; NULL: no. */
  bool (*parts_before)(const struct hug_model *self, const char *mark, size_t bytes);
  bool random;                /* a word has other tokens each time */
  bool has_all;               /* it has tokens for every character, */
  bool has_bytes;             /* or for those that ByteLevel writes.  Others it leaves out, and the places behind slide. */
} hug_model;

/* Strings end to end. */
typedef struct hug_pieces {
  hug_text text;
  size_t *ends;
  size_t count, room;
} hug_pieces;

hug_status hug_pieces_end(hug_pieces *p);    /* ends the string that was being added to the text */
const char *hug_piece(const hug_pieces *p, size_t i, size_t *bytes);
void hug_pieces_free(hug_pieces *p);

typedef struct hug_decoder {
  hug_status (*decode)(const struct hug_decoder *self, const hug_pieces *from, hug_pieces *to);
  struct hug_decoder *next;
} hug_decoder;

/* A part of a layout: one of the texts, or a special token. */
typedef struct hug_part {
  int sequence;               /* 0 or 1; -1: a token */
  int32_t id;
  int32_t type_id;
} hug_part;

/* A step of trimming: spans shrink over the spaces at the ends of their tokens. */
typedef struct hug_trim {
  bool add_prefix_space;      /* a space at the beginning of a text is taken for one that was put there */
  bool behind_token;          /* the texts stand behind special tokens by now, so none of their tokens is the first */
} hug_trim;

/* What every post-processor comes down to: how one text and how a pair are laid out. */
typedef struct hug_template {
  struct {
    hug_part *parts;
    size_t count;
    int64_t added;            /* parts that are tokens */
  } single, pair;
  hug_trim *trims;
  size_t trim_count;
} hug_template;

hug_status hug_normalizers_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_pretokenizers_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_model_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_postprocessor_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_decoders_read(const hug_place *at, hug_tokenizer *t);

/* Links a new step, of so many bytes and zeroed but for its role, behind those that are there.  NULL: no memory. */
void *hug_normalizer_append(hug_tokenizer *t, size_t bytes, hug_status (*apply)(const hug_normalizer *, hug_draft *));
void *hug_pretokenizer_append(hug_tokenizer *t, size_t bytes,
                              hug_status (*split)(const hug_pretokenizer *, hug_draft *));
void *hug_decoder_append(hug_tokenizer *t, size_t bytes,
                         hug_status (*decode)(const hug_decoder *, const hug_pieces *, hug_pieces *));

/* Calls split() on every word that is no added token; what it pushes to next_words becomes the words. */
hug_status hug_words_split(const hug_pretokenizer *self, hug_draft *d,
                           hug_status (*split)(const hug_pretokenizer *self, hug_draft *d, hug_span word));

/* Who reads a model: a row each in model.c. */
hug_status hug_wordpiece_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_bpe_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_unigram_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_wordlevel_read(const hug_place *at, hug_tokenizer *t);

/* Components in files of their own. */
hug_status hug_nfc_read(const hug_place *at, hug_tokenizer *t);                    /* normal_form.c */
hug_status hug_nfd_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_nfkc_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_nfkd_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_nfd(hug_draft *d);
hug_status hug_precompiled_read(const hug_place *at, hug_tokenizer *t);            /* precompiled.c */
hug_status hug_replace_read(const hug_place *at, hug_tokenizer *t);                /* replace.c */
hug_status hug_replace_decoder_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_split_read(const hug_place *at, hug_tokenizer *t);                  /* split.c */
hug_status hug_delimiter_read(const hug_place *at, hug_tokenizer *t);
uint32_t hug_byte_char(unsigned char byte);      /* how ByteLevel writes a byte */
hug_status hug_byte_level_normalizer_read(const hug_place *at, hug_tokenizer *t);  /* byte_level.c */
hug_status hug_byte_level_pretokenizer_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_byte_level_decoder_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_metaspace_pretokenizer_read(const hug_place *at, hug_tokenizer *t); /* metaspace.c */
hug_status hug_metaspace_decoder_read(const hug_place *at, hug_tokenizer *t);

/* ---- The tokenizer ---- */

enum { HUG_DESKS = 16 };

struct hug_tokenizer {
  atomic_int references;
  hug_arena arena;            /* holds everything below */
  hug_vocab vocab;            /* the model's */
  hug_added added;
  hug_model *model;
  hug_template template;
  hug_normalizer *normalizers, **normalizers_end;         /* where the next one is linked */
  hug_pretokenizer *pretokenizers, **pretokenizers_end;
  hug_decoder *decoders, **decoders_end;
  bool has_decoder;           /* though it may be a sequence of none: tokens are joined without spaces then */
  struct hug_regex *regexes;  /* of patterns, to be freed */
  hug_cutter cutter;
  _Atomic(struct hug_desk *) desks[HUG_DESKS];            /* that no call works at now */
};

/* ---- Encoding in units (encode.c, unit.c) ---- */

/* Encodes a piece of a text that holds no added token as it is written, as a whole. */
hug_status hug_encode_piece(const hug_tokenizer *t, const char *text, hug_span piece, hug_draft *d, hug_tokens *out);

/* The same, unit by unit, of which most are known from before. */
hug_status hug_encode_units(const hug_tokenizer *t, const char *text, hug_span piece, struct hug_desk *desk,
                            hug_tokens *out);

/* Finds out how texts can be cut, once everything else is read. */
hug_status hug_cutter_settle(hug_tokenizer *t);

/* The end of the unit that begins at `at`, a cut or the beginning of the text. */
size_t hug_unit_end(const hug_cutter *c, const char *text, size_t bytes, size_t at);

/* Units and their tokens, as far as they are remembered. */
typedef struct hug_units {
  struct hug_unit *slots;     /* [mask + 1] */
  uint32_t mask, count;
  struct hug_unit_token *more;             /* of units that have many */
  uint32_t more_count, more_room;
  uint64_t seed;
  uint32_t holds[256];        /* characters that hug_cut_holds was asked for: character << 1 | answer */
} hug_units;

void hug_units_free(hug_units *u);

/* What one call works with; it is kept for the next one. */
typedef struct hug_desk {
  hug_draft draft, probe;
  hug_tokens a, b, found;
  hug_text around;            /* a unit between its neighbours */
  hug_units units;
} hug_desk;

hug_desk *hug_desk_take(hug_tokenizer *t);                  /* NULL: no memory */
void hug_desk_return(hug_tokenizer *t, hug_desk *desk);
void hug_desk_free(hug_desk *desk);

/* Normalises a draft. */
hug_status hug_draft_normalize(const hug_tokenizer *t, hug_draft *d);

/* Shortens the tokens of one text, or of two, to `room` in all. */
hug_status hug_truncate(hug_truncation how, bool left, int64_t room, hug_tokens *a, hug_tokens *b);

/* Lays the tokens of one text, or of two (b not NULL), out. */
hug_status hug_template_apply(const hug_template *template, bool special_tokens, const hug_tokens *a,
                              const hug_tokens *b, hug_encoding **out);

/* The number of spaces at the beginning and at the end of a text; all of it counts for both. */
void hug_count_spaces(const char *text, size_t bytes, int32_t *leading, int32_t *trailing);

/* Shrinks the spans of tokens over the spaces at the ends of their texts, as often as the template asks for that. */
void hug_template_trim(const hug_tokenizer *t, const char *text, hug_tokens *tokens);

/* An encoding whose columns are to be filled in, with room for so many bytes of texts. */
hug_status hug_encoding_new(int64_t count, size_t spelled_bytes, hug_encoding **out);

struct hug_encoding {
  int64_t count;
  int32_t *ids, *type_ids, *word_ids, *sequence_ids, *first, *last;   /* [count], behind this struct, as is the rest */
  uint32_t *spelled, *spelled_bytes;                                  /* [count] as in hug_token */
  char *texts;                                                        /* into which these point */
  uint8_t *special;
};

#endif
