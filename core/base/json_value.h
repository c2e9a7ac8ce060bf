/* json_value.h: how a parsed document lies in memory, for json.c, which makes it, and json_value.c, which walks it.
**
** Values are small, since a vocabulary has a million of them, and lie in the order of the text: a container, what it holds,
** what follows it.  A member of an object is two values, its key and what it is.  Where a stretch of memory is full, a JUMP
** tells where the next value is.
*/
#ifndef HUG_JSON_VALUE_H
#define HUG_JSON_VALUE_H

#include "base.h"

enum { HUG_JSON_KEY = 64, HUG_JSON_JUMP };    /* types besides hug_json_type */

struct hug_json_value {
  union {
    bool boolean;
    int64_t integer;
    double number;
    const char *string;       /* of a KEY, too */
    hug_json_value *behind;   /* a container, a JUMP: where the next value is, behind all that the container holds */
  } as;
  uint32_t count;             /* bytes of a STRING or KEY, elements of an ARRAY, members of an OBJECT */
  uint8_t type;
  bool is_member;             /* the KEY stands before it */
  bool is_last;               /* no sibling follows */
};

struct hug_json {
  hug_arena arena;            /* holds every value */
  char *text;                 /* holds every string */
  hug_json_value *root;
};

#endif
