/* storage.h: what the files of this room share. */
#ifndef HUG_STORAGE_H
#define HUG_STORAGE_H

#include "tensor.h"

/* ---- Blocks (block.c) ---- */

enum { HUG_BLOCK_VIEW = 0 };   /* the class that a tensor without elements fits in */

/* At least `bytes` bytes, aligned to 64, unset, and their class; NULL, with the message set, when there are none. */
void *hug_block_new(size_t bytes, uint8_t *size_class);
void hug_block_free(void *block, uint8_t size_class);

/* ---- Tensors (tensor.c) ---- */

enum { HUG_SHAPE_ROOM = 128 };   /* for the text of a shape in a message */

/* Fills in a tensor with one reference, its storage's given to it.  `inlined` is left to the caller. */
void hug_tensor_init(hug_tensor *t, hug_dtype dtype, int ndim, const int64_t *shape, const int64_t *stride,
                     hug_storage *storage);

/* Checks what a caller from outside asks for, in the name of operation `what`. */
hug_status hug_tensor_check(const char *what, hug_dtype dtype, int ndim, const int64_t *shape, int64_t *count);

/* Whether its elements are in its own block. */
bool hug_storage_owned(const hug_storage *s);

/* Drops a reference; whether it was the last.  Nobody can add one to the only one: that needs no locked instruction. */
static inline bool hug_last_reference(atomic_int *refs) {
  return atomic_load_explicit(refs, memory_order_acquire) == 1
      || atomic_fetch_sub_explicit(refs, 1, memory_order_acq_rel) == 1;
}

#endif
