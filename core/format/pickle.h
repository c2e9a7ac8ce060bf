/* pickle.h: the part of Python's pickle that torch.save needs for a dictionary of tensors, and what it builds.
**
** A pickle is a program for a stack machine that may name any Python function and call it.  This machine has a closed list of
** names, each with what it stands for here; nothing is looked up, imported or run.
*/
#ifndef HUG_PICKLE_H
#define HUG_PICKLE_H

#include "format.h"

typedef enum hug_pickle_kind {
  HUG_PICKLE_NOTHING,       /* no value: a free place in the memo */
  HUG_PICKLE_NONE, HUG_PICKLE_BOOL, HUG_PICKLE_INT, HUG_PICKLE_FLOAT, HUG_PICKLE_STRING,
  HUG_PICKLE_TUPLE, HUG_PICKLE_LIST, HUG_PICKLE_DICT,
  HUG_PICKLE_GLOBAL, HUG_PICKLE_STORAGE, HUG_PICKLE_TENSOR
} hug_pickle_kind;

typedef struct hug_pickle_value {
  uint32_t kind;
  uint32_t bytes;                           /* of a STRING */
  union {
    int64_t integer;                        /* BOOL, INT */
    double number;
    const char *string;                     /* [bytes], in the file */
    struct hug_pickle_items *items;         /* TUPLE, LIST, DICT: shared by all that refer to it */
    const struct hug_pickle_global *global;
    struct hug_pickle_storage *storage;
    struct hug_pickle_tensor *tensor;
  } as;
} hug_pickle_value;

/* The values of a tuple or list; of a dictionary: keys and values in turn. */
typedef struct hug_pickle_items {
  hug_pickle_value *at;     /* [room] */
  size_t count, room;
} hug_pickle_items;

/* Elements that are elsewhere in the file. */
typedef struct hug_pickle_storage {
  struct hug_pickle_storage *next;
  hug_dtype dtype;
  const char *key;          /* [key_bytes]: how the file calls them */
  uint32_t key_bytes;
  int64_t count;            /* elements */
  size_t at;                /* from the file's start; set by who knows where `key` is */
} hug_pickle_storage;

/* A view of a storage; all its elements are in it. */
typedef struct hug_pickle_tensor {
  const hug_pickle_storage *storage;
  int64_t offset;           /* in elements, as the strides */
  int ndim;
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
} hug_pickle_tensor;

/* What is being built, and where. */
typedef struct hug_pickle {
  const hug_file *file;     /* for messages */
  hug_arena *arena;         /* holds all values */
  hug_pickle_storage *storages;   /* all that were referred to; a key may be there more than once */
} hug_pickle;

/* A name that may stand in a pickle. */
typedef struct hug_pickle_global {
  const char *module, *name;
  /* What calling it gives, of a size that does not depend on `args`; NULL if it cannot be called. */
  hug_status (*call)(hug_pickle *p, const hug_pickle_items *args, hug_pickle_value *out);
  hug_dtype dtype;          /* of a storage class */
} hug_pickle_global;

/* ---- The machine (pickle.c) ---- */

/* Runs the pickle at r, which moves behind it.  HUG_EFORMAT for everything that is not on the list. */
hug_status hug_pickle_run(hug_pickle *p, hug_reader *r, hug_pickle_value *out);

/* An empty dictionary, or the like. */
hug_status hug_pickle_new_items(hug_pickle *p, hug_pickle_kind kind, hug_pickle_value *out);

bool hug_pickle_is(hug_pickle_value v, const char *string);

/* ---- The list (torch_globals.c) ---- */

/* The row for a name; NULL if it is not on the list. */
const hug_pickle_global *hug_pickle_find(const char *module, size_t module_bytes, const char *name, size_t name_bytes);

/* The storage that a persistent id stands for: ("storage", class, key, device, count). */
hug_status hug_pickle_storage_of(hug_pickle *p, hug_pickle_value id, hug_pickle_value *out);

#endif
