/* token.h: the parts of a tokenizer and what passes between them; not part of the public interface.
**
** On its way to ids a text is
**   1. cut at the added tokens that it spells              added.c
**   2. normalised, piece by piece, as a hug_draft          normalize.c, draft.c
**   3. cut at the added tokens whose normal form it spells added.c
**   4. split into words                                    pretokenize.c
**   5. turned into tokens, word by word                    bpe.c, unigram.c, wordpiece.c, wordlevel.c, with ids from vocab.c
**   6. truncated, and put into a template                  truncate.c, postprocess.c
** and is a hug_encoding then (encoding.c).  encode.c drives this; decode.c goes the way back.  tokenizer.c reads the
** file, through place.c; model.c knows the models.
**
** A new kind of normalizer, pre-tokenizer, model, post-processor or decoder is a struct that begins with the one of its
** role, the role's function, a reader that fills the struct from tokenizer.json, and a row in the table of its file.
** Sequences of a role are flattened when they are read: a role with several steps is a list, run in order.
*/
#ifndef HUG_TOKEN_H
#define HUG_TOKEN_H

#include "../base/base.h"

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
  bool added;                 /* an added token, whose text is that of its origin */
} hug_token;

typedef struct hug_tokens {
  hug_token *at;
  int64_t count, room;
  int64_t limit;              /* no more than these are wanted */
  int32_t words;              /* so far */
} hug_tokens;

hug_status hug_tokens_grow(hug_tokens *tokens);

static inline hug_status hug_tokens_push(hug_tokens *tokens, int32_t id, hug_span origin, bool added) {
  if (tokens->count == tokens->room) HUG_TRY(hug_tokens_grow(tokens));
  tokens->at[tokens->count++] = (hug_token){ id, tokens->words, origin, added };
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
  uint32_t *by_id;                              /* the same */
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

/* ---- Roles ---- */

typedef struct hug_normalizer {
  hug_status (*apply)(const struct hug_normalizer *self, hug_draft *d);
  struct hug_normalizer *next;
} hug_normalizer;

/* Splits the words of a draft further; those with an id stay. */
typedef struct hug_pretokenizer {
  hug_status (*split)(const struct hug_pretokenizer *self, hug_draft *d);
  struct hug_pretokenizer *next;
} hug_pretokenizer;

typedef struct hug_model {
  hug_status (*tokenize)(const struct hug_model *self, hug_draft *d, hug_span word, hug_tokens *out);
} hug_model;

/* Strings end to end. */
typedef struct hug_pieces {
  hug_text text;
  size_t *ends;
  size_t count, room;
} hug_pieces;

typedef struct hug_decoder {
  hug_status (*decode)(const struct hug_decoder *self, const hug_pieces *from, hug_pieces *to);
  struct hug_decoder *next;
} hug_decoder;

/* A part of a template: one of the texts, or a special token. */
typedef struct hug_part {
  int sequence;               /* 0 or 1; -1: a token */
  int32_t id;
  int32_t type_id;
} hug_part;

/* What every post-processor comes down to: how one text and how a pair are laid out. */
typedef struct hug_template {
  struct {
    hug_part *parts;
    size_t count;
    int64_t added;            /* parts that are tokens */
  } single, pair;
  bool trim_offsets;          /* spans do not include the spaces at the ends of a token */
  bool add_prefix_space;      /* but a space at the beginning of the text is taken for one that was put there */
} hug_template;

hug_status hug_normalizers_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_pretokenizers_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_model_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_postprocessor_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_decoders_read(const hug_place *at, hug_tokenizer *t);

/* Who reads a model: a row each in model.c. */
hug_status hug_wordpiece_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_bpe_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_unigram_read(const hug_place *at, hug_tokenizer *t);
hug_status hug_wordlevel_read(const hug_place *at, hug_tokenizer *t);

/* ---- The tokenizer ---- */

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
};

/* Normalises a draft. */
hug_status hug_tokenizer_normalize(const hug_tokenizer *t, hug_draft *d);

/* Shortens the tokens of one text, or of two, to `room` in all. */
hug_status hug_truncate(hug_truncation how, bool left, int64_t room, hug_tokens *a, hug_tokens *b);

/* Lays the tokens of one text, or of two (b not NULL), out. */
hug_status hug_template_apply(const hug_template *template, bool special_tokens, const hug_tokens *a,
                              const hug_tokens *b, hug_encoding **out);

/* Shrinks the spans of tokens over the spaces at the ends of their texts, if the template asks for that. */
void hug_template_trim(const hug_tokenizer *t, const char *text, hug_tokens *tokens);

/* An encoding whose columns are to be filled in. */
hug_status hug_encoding_new(int64_t count, hug_encoding **out);

struct hug_encoding {
  int64_t count;
  int32_t *ids, *type_ids, *word_ids, *sequence_ids, *first, *last;   /* [count], behind this struct, as is `special` */
  uint8_t *special;
};

#endif
