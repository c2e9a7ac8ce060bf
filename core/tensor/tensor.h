/* tensor.h: what a tensor is made of, for the rooms that compute with it; not part of the public interface.
**
** A tensor is a view (type, shape, strides, offset) on a counted storage.  A small new tensor is one block: its storage,
** its view and its elements, from a per-thread free list; the block lives until the last view of the storage is gone.
*/
#ifndef HUG_TENSOR_H
#define HUG_TENSOR_H

#include "../base/base.h"

/* Elements somewhere: on the heap, in a file, or with the host. */
typedef struct hug_storage {
  atomic_int refs;
  atomic_uint version;      /* raised by every write after the first fill: the tape and packs compare it */
  char *data;
  size_t bytes;
  hug_file *file;           /* the elements are in this file; NULL otherwise */
  void (*release)(void *user, void *data);  /* of borrowed memory */
  void *user;
  _Atomic(void *) attachment;               /* one opaque companion, such as packed weights */
  void (*detach)(void *attachment);         /* frees it; set before the attachment is */
  uint8_t size_class;       /* of the block it begins; see storage.c */
  atomic_bool checked;      /* the file was found as long as it was when opened */
} hug_storage;

struct hug_tensor {
  atomic_int refs;
  uint8_t dtype;            /* hug_dtype */
  uint8_t ndim;
  bool inlined;             /* lies in its storage's block, and goes with it */
  bool weak;                /* a number from a script: has a say in type promotion only by its category */
  bool requires_grad;
  bool frozen;              /* requires_grad was taken by hug_tensor_freeze() */
  bool node_is_view;        /* `node` made a view */
  uint16_t slot;            /* which output of `node` */
  unsigned view_version;    /* node_is_view: the storage's version when `node` made it */
  int64_t offset;           /* elements before the first one */
  int64_t shape[HUG_MAX_DIMS];
  int64_t stride[HUG_MAX_DIMS];  /* in elements; 0 repeats */
  hug_storage *storage;     /* NULL: only the shape is known (a saved tensor that backward does not read) */
  struct hug_node *node;    /* the recorded operation that made it; NULL for leaves */
  hug_tensor *grad;         /* collected by hug_backward() */
};

/* The tape's side of a tensor that goes (op/tape.c). */
void hug_node_free(struct hug_node *node);

/* ---- Storages (storage.c) ---- */

/* A tensor without elements set, on a new storage. Like hug_tensor_new() but without checks. */
hug_status hug_tensor_make(hug_dtype dtype, int ndim, const int64_t *shape, hug_tensor **out);

/* A tensor over part of a file: `at` bytes from its start.  Where elements would not be aligned they are copied, so that whoever
** reads a tensor need not care. */
hug_status hug_tensor_in_file(hug_file *file, size_t at, hug_dtype dtype, int ndim, const int64_t *shape, hug_tensor **out);

hug_storage *hug_storage_retain(hug_storage *s);
void hug_storage_free(hug_storage *s);

/* ---- Views (view.c) ---- */

/* A new view of t's storage: ndim, shape, stride [ndim], offset in elements from the storage's start.
** It is a leaf that records nothing. */
hug_status hug_tensor_view(const hug_tensor *t, int ndim, const int64_t *shape, const int64_t *stride, int64_t offset, hug_tensor **out);

/* The same elements without history: what backward functions see of saved tensors. */
hug_status hug_tensor_detached(const hug_tensor *t, hug_tensor **out);

/* Only t's type and shape, without elements. */
hug_status hug_tensor_outline(const hug_tensor *t, hug_tensor **out);

/* t itself (a new reference) if it is contiguous and of that type, else a contiguous copy, converted.  Records nothing. */
hug_status hug_tensor_packed(const hug_tensor *t, hug_dtype dtype, hug_tensor **out);

/* Copies elements of `from` into `to`, converting types; shapes are equal or `from` broadcasts to `to`'s. */
hug_status hug_tensor_copy(hug_tensor *to, const hug_tensor *from);

/* The address of t's first element; the file, if any, has been checked. */
static inline char *hug_tensor_at(const hug_tensor *t);

/* Checks a mapped tensor's file once; cheap afterwards. Every operation calls it on its inputs. */
hug_status hug_tensor_ready(const hug_tensor *t);

/* Row-major strides of a shape, in elements. */
void hug_contiguous_strides(int ndim, const int64_t *shape, int64_t *stride);

/* Elements of a shape; HUG_ESHAPE for too many dims, negative sizes or more than fit, in the name of operation `what`. */
hug_status hug_shape_count(const char *what, int ndim, const int64_t *shape, int64_t *out);

/* ---- Element types (dtype.c) ---- */

extern const hug_dtype_info hug_dtype_infos[HUG_DTYPES];

static inline size_t hug_dtype_bytes(hug_dtype d) { return hug_dtype_infos[d].bytes; }
static inline bool hug_dtype_floating(hug_dtype d) { return hug_dtype_infos[d].category == HUG_FLOATING; }

/* Converts n elements; steps in elements.  Float to integer truncates, and out of range gives what x86-64 gives torch. */
void hug_convert(hug_dtype to_dtype, void *to, int64_t to_step, hug_dtype from_dtype, const void *from, int64_t from_step, int64_t n);

/* One element as a number, and back. */
hug_scalar hug_element_get(hug_dtype dtype, const void *at);
void hug_element_set(hug_dtype dtype, void *at, hug_scalar value);

float hug_f16_to_f32(uint16_t h);
uint16_t hug_f32_to_f16(float f);      /* to nearest, ties to even */
float hug_bf16_to_f32(uint16_t h);
uint16_t hug_f32_to_bf16(float f);     /* to nearest, ties to even; NaN stays NaN */

/* ---- Random (random.c) ---- */

/* Takes a stretch of the stream for one call: a key that is not given out again. */
typedef struct hug_draw { uint64_t seed, counter; } hug_draw;
hug_draw hug_generator_draw(hug_generator *g);

/* Four random 32-bit words of element group `index` of a draw. */
void hug_philox(hug_draw draw, uint64_t index, uint32_t out[4]);

/* Numbers first..first+n-1 of a draw, as f32: uniform in [0,1), or standard normal. */
void hug_random_uniform(hug_draw draw, int64_t first, int64_t n, float *out);
void hug_random_normal(hug_draw draw, int64_t first, int64_t n, float *out);

static inline char *hug_tensor_at(const hug_tensor *t) {
  return t->storage->data + t->offset * (int64_t)hug_dtype_infos[t->dtype].bytes;
}

#endif
