/* cut.h: where a text can be cut so that each unit between two cuts can be encoded without the others.
**
** Real text is made of the same words again and again.  If what the tokens of a unit are does not depend on what
** stands around it, they need be found out once (unit.c remembers them).  So every part of a tokenizer says which cuts
** it leaves be, by the classes of the characters on both sides.  A part that says nothing allows no cut; a text without
** cuts is encoded as a whole, which is right for every tokenizer.
*/
#ifndef HUG_CUT_H
#define HUG_CUT_H

#include "../base/base.h"

/* Classes of characters.  No cut is ever made before one of class MARK or OTHER. */
typedef enum hug_class {
  HUG_C_OTHER,                /* controls, other white space, U+2581, U+FFFD, and whatever else is no clear case */
  HUG_C_SPACE,                /* U+0020 */
  HUG_C_BREAK,                /* line feed and carriage return */
  HUG_C_LETTER,               /* of ASCII, as are the next four */
  HUG_C_DIGIT,
  HUG_C_PUNCT,
  HUG_C_APOSTROPHE,
  HUG_C_UNDERSCORE,
  HUG_C_WIDE_LETTER,          /* \p{L} but not ASCII and not HAN */
  HUG_C_WIDE_NUMBER,          /* \p{N}, not ASCII */
  HUG_C_WIDE_PUNCT,           /* \p{P} or \p{S}, not ASCII */
  HUG_C_HAN,                  /* what BertNormalizer takes for a Chinese character */
  HUG_C_MARK,                 /* \p{M} */
  HUG_CLASSES
} hug_class;

/* Sets of classes, a bit each. */
enum {
  HUG_IN_SPACE = 1 << HUG_C_SPACE, HUG_IN_BREAK = 1 << HUG_C_BREAK,
  HUG_IN_WHITE = HUG_IN_SPACE | HUG_IN_BREAK,
  HUG_IN_LETTER = 1 << HUG_C_LETTER | 1 << HUG_C_WIDE_LETTER | 1 << HUG_C_HAN,
  HUG_IN_NUMBER = 1 << HUG_C_DIGIT | 1 << HUG_C_WIDE_NUMBER,
  HUG_IN_ASCII_PUNCT = 1 << HUG_C_PUNCT | 1 << HUG_C_APOSTROPHE | 1 << HUG_C_UNDERSCORE,
  HUG_IN_PUNCT = HUG_IN_ASCII_PUNCT | 1 << HUG_C_WIDE_PUNCT,
  HUG_IN_SOLID = HUG_IN_LETTER | HUG_IN_NUMBER | HUG_IN_PUNCT,
  HUG_IN_VISIBLE = HUG_IN_SOLID | HUG_IN_WHITE,
  HUG_IN_WIDE = 1 << HUG_C_WIDE_LETTER | 1 << HUG_C_WIDE_NUMBER | 1 << HUG_C_WIDE_PUNCT,
  HUG_IN_ALL = (1 << HUG_CLASSES) - 1
};

/* Cuts: bit n of behind[p] stands for those between a character of class p and one of class n. */
typedef struct hug_cuts {
  uint16_t behind[HUG_CLASSES];
} hug_cuts;

/* A set by what is on the left: line breaks, letters, numbers, punctuation of ASCII but for the apostrophe, this, and
** other punctuation.  Each argument is the set of classes that may be on the right. */
#define HUG_CUTS(breaks, letters, numbers, punct, apostrophe, wide_punct, marks) { { \
  [HUG_C_BREAK] = breaks, [HUG_C_LETTER] = letters, [HUG_C_WIDE_LETTER] = letters, [HUG_C_HAN] = letters, \
  [HUG_C_DIGIT] = numbers, [HUG_C_WIDE_NUMBER] = numbers, [HUG_C_PUNCT] = punct, [HUG_C_UNDERSCORE] = punct, \
  [HUG_C_APOSTROPHE] = apostrophe, [HUG_C_WIDE_PUNCT] = wide_punct, [HUG_C_MARK] = marks } }

hug_class hug_class_of(uint32_t character);

void hug_cuts_drop(hug_cuts *cuts, unsigned left, unsigned right);     /* those between two sets of classes */
bool hug_cuts_any(const hug_cuts *cuts);

extern const hug_cuts hug_cuts_all;         /* every one that is ever made */
extern const hug_cuts hug_cuts_narrow;      /* without those beside a wide character, but for that before a space */
extern const hug_cuts hug_cuts_visible;     /* those behind what is visible */
extern const hug_cuts hug_cuts_spaces;      /* those before a space, behind what is visible */

/* How a tokenizer's texts are cut. */
typedef struct hug_cutter {
  hug_cuts cuts;                            /* none: texts are not cut */
  uint8_t ascii[128];                       /* classes; white space that is normalised to a space is of class SPACE */
  bool words;                               /* every cut ends a word */
  bool wary;                                /* a normalizer may make anything of a wide character: ask hug_cut_holds */
  const char *left[HUG_CLASSES];            /* a text that stands before a unit which begins with this class */
  const char *right[HUG_CLASSES];           /* one that follows a unit which ends with it */
} hug_cutter;

#endif
