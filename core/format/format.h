/* format.h: how model files become named tensors; not part of the public interface.
**
** A format is one C file that finds the tensors in a file's bytes and tells of each with hug_weights_add(), and one row in
** the table of weights.c.  The elements stay where they are until hug_weights_get() makes a tensor over them.
*/
#ifndef HUG_FORMAT_H
#define HUG_FORMAT_H

#include "../tensor/tensor.h"

typedef struct hug_format {
  const char *name;                                     /* for messages: "safetensors" */
  bool (*recognise)(hug_reader content);                /* whether a file with this content is meant to be one */
  hug_status (*read)(hug_weights *w, hug_file *file);
} hug_format;

extern const hug_format hug_format_safetensors, hug_format_torch, hug_format_index;

/* A tensor as a format finds it. */
typedef struct hug_found {
  const char *name;
  size_t name_bytes;
  hug_dtype dtype;
  int ndim;
  const int64_t *shape;     /* [ndim] */
  const int64_t *stride;    /* [ndim], in elements, none negative; NULL: row-major */
  size_t at;                /* its first element, in bytes from the file's start */
} hug_found;

/* Adds a tensor of `file`, copying what is found; every element lies in the file.  HUG_EFORMAT for a name that is there
** already or cannot be one, and for a shape that no memory holds. */
hug_status hug_weights_add(hug_weights *w, hug_file *file, const hug_found *found);

/* Makes room for so many tensors more. */
hug_status hug_weights_reserve(hug_weights *w, size_t count);

/* Keeps an object of strings as metadata, unless an earlier file brought some. */
hug_status hug_weights_add_metadata(hug_weights *w, const hug_json_value *object);

/* Adds the tensors of one more file, which must be of `format`. */
hug_status hug_weights_add_file(hug_weights *w, const char *path, const hug_format *format);

/* The file that holds a tensor of w. */
hug_file *hug_weight_file(const hug_weight *weight);

/* The last part of a file's path. */
const char *hug_file_name(const hug_file *file);

/* Sets the message "[weights] <file>: <problem>" and returns HUG_EFORMAT. */
hug_status hug_file_fault(const hug_file *file, const char *problem, ...) HUG_PRINTF(2, 3);

/* Why bytes cannot be the name of a tensor, or NULL. */
const char *hug_weight_name_fault(const char *name, size_t bytes);

/* The key of a safetensors header that holds no tensor. */
#define HUG_METADATA_KEY "__metadata__"

enum { HUG_MOST_HEADER = 100000000 };   /* bytes of JSON, as the reference reader limits it */

#endif
