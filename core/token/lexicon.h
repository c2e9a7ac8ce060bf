/* lexicon.h: vocabularies in other forms than tokenizer.json, on their way into one.
**
** Each form is read into a list of pieces; lexicon.c writes a list as the parts of a tokenizer.json that are heavy, the
** "vocab" and the "merges" of its model.  What else a file says is told as a JSON object, the settings; the Lua files
** of lua/hug/tokenizers put it all together, and hug_tokenizer_parse() reads that.
*/
#ifndef HUG_LEXICON_H
#define HUG_LEXICON_H

#include "token.h"

/* As SentencePiece and GGUF number them. */
enum { HUG_PIECE_NORMAL = 1, HUG_PIECE_UNKNOWN, HUG_PIECE_CONTROL, HUG_PIECE_USER_DEFINED, HUG_PIECE_UNUSED,
       HUG_PIECE_BYTE };

typedef struct hug_piece_entry {
  const char *text;           /* valid UTF-8 */
  uint32_t bytes;
  int32_t kind;
  double score;
} hug_piece_entry;

typedef struct hug_piece_list {
  hug_piece_entry *at;        /* the place is the id */
  size_t count, room;
  hug_arena arena;            /* for texts that are made */
} hug_piece_list;             /* zeroed at first */

hug_status hug_piece_list_push(hug_piece_list *list, const hug_piece_entry *entry);
void hug_piece_list_free(hug_piece_list *list);

/* Writes vocabulary and merges behind the settings that `text` holds, and takes all of it. */
hug_status hug_lexicon_write(hug_piece_list *list, const hug_lexicon_options *options, hug_text *text,
                             hug_lexicon *out);

/* Appends the characters that stand for bytes in byte-level vocabularies. */
/* Writes { "special": , "content": } of a piece, with a comma before it unless it is the first. */
void hug_text_add_piece(hug_text *to, const hug_piece_entry *piece, bool first);

void hug_text_add_spelled_bytes(hug_text *to, const char *text, size_t bytes);
bool hug_is_spelled_bytes(const char *text, size_t bytes);     /* whether it is made of just these */

#endif
