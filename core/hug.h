/* hug.h: the C interface of libhug, the runtime under hug for Lua.  This header is its manual.
**
**   hug_tensor *x = NULL, *y = NULL;
**   float data[6] = { 1, 2, 3, 4, 5, 6 };
**   if (hug_tensor_from(HUG_F32, 2, (int64_t[]){ 2, 3 }, data, &x) == HUG_OK
**    && hug_softmax(x, -1, HUG_NO_DTYPE, &y) == HUG_OK)
**     use(hug_tensor_data(y));
**   else
**     report(hug_errmsg());
**   hug_tensor_free(y);
**   hug_tensor_free(x);
**
** Conventions that hold for every function here:
** - A fallible call returns a hug_status, HUG_OK being 0.  On failure nothing was written to its
**   outputs, nothing leaks, and hug_errmsg() tells what happened in words for a person.
** - `T **out` hands the caller a new reference; every hug_*_free() takes NULL.
** - Strings given are copied.  Strings returned belong to the object they came from.
** - Inside a tensor everything counts from 0; negative axes and indices count from the end.
** - The library never exits, aborts, prints, jumps, changes the locale or touches signals.
** - Objects may be used from any thread, one thread at a time each; reference counts are atomic.
*/
#ifndef HUG_H
#define HUG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define HUG_API __attribute__((visibility("default")))
#define HUG_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define HUG_API
#define HUG_PRINTF(f, a)
#endif

#define HUG_VERSION "0.1.0"

/* The version of the library that is running; a binding refuses one that is not HUG_VERSION. */
HUG_API const char *hug_version(void);

/* ---- Status ---------------------------------------------------------------------------------- */

typedef enum hug_status {
  HUG_OK = 0,
  HUG_EARG,         /* an argument is of the wrong kind or out of range */
  HUG_ESHAPE,       /* shapes do not go together */
  HUG_EDTYPE,       /* an element type that the operation does not take */
  HUG_ENOMEM,       /* no memory, or the cap is reached */
  HUG_EIO,          /* the file system refused */
  HUG_EFORMAT,      /* a file is not what it claims to be */
  HUG_ENET,         /* the network failed */
  HUG_EAUTH,        /* a server wants (other) credentials */
  HUG_ENOTFOUND,    /* no such file, name or repository */
  HUG_ECANCELLED,   /* the caller asked to stop */
  HUG_EINTERNAL     /* a broken promise inside hug: please report it */
} hug_status;

/* The calling thread's last error message; "" before the first. */
HUG_API const char *hug_errmsg(void);

/* The code as programs see it: "ENOMEM" for HUG_ENOMEM, "OK" for HUG_OK. */
HUG_API const char *hug_status_name(hug_status status);

/* Sets the calling thread's message and returns `code`.  Bytes that a terminal would act on are
** escaped, and at most 1023 bytes are kept. */
HUG_API hug_status hug_fail(hug_status code, const char *format, ...) HUG_PRINTF(2, 3);

/* Returns early with the status of a call that failed. */
#define HUG_TRY(call)                          \
  do {                                         \
    hug_status hug_try_status_ = (call);       \
    if (hug_try_status_) return hug_try_status_; \
  } while (0)

/* ---- Configuration: once, before anything else ------------------------------------------------ */

/* A host's allocator, in the manner of lua_Alloc: `size` 0 frees, `ptr` NULL allocates.  Blocks are
** aligned to 16 bytes at least.  NULL means that there is no memory. */
typedef void *(*hug_alloc_fn)(void *user, void *ptr, size_t old_size, size_t size);

typedef struct hug_options {
  size_t size;              /* sizeof(hug_options): says which fields below exist */
  hug_alloc_fn alloc;       /* NULL: malloc and free */
  void *alloc_user;
  size_t memory_cap;        /* bytes; beyond it allocations fail with HUG_ENOMEM; 0: no cap */
  int threads;              /* threads that compute, the caller included; 0: one per core */
} hug_options;

/* Sets the process-wide options.  HUG_EARG once anything was allocated or a thread was started. */
HUG_API hug_status hug_config(const hug_options *options);

/* Sets the number of computing threads (1: the caller alone), stopping or starting workers.
** `threads` 0 asks only.  Returns the number in force. */
HUG_API int hug_threads(int threads);

/* ---- Memory ----------------------------------------------------------------------------------- */

typedef struct hug_memory {
  size_t live;              /* bytes held now, tensors and everything else */
  size_t peak;              /* most bytes ever held */
  size_t cap;               /* 0: none */
  uint64_t allocations;     /* calls that reached the allocator so far */
} hug_memory;

HUG_API hug_memory hug_memory_usage(void);

/* Changes the cap; it does not touch what is held. */
HUG_API void hug_memory_set_cap(size_t bytes);

/* For tests: the n-th allocation (from 1) or file operation from now on fails, once; 0 switches the
** injection off.  File operations fail with the errno given. */
HUG_API void hug_fault_alloc(uint64_t nth);
HUG_API void hug_fault_io(uint64_t nth, int error);

/* Frees a block that hug handed out as such (`char **text` results). */
HUG_API void hug_free(void *block);

/* ---- JSON -------------------------------------------------------------------------------------- */

typedef struct hug_json hug_json;              /* a parsed document; owns its values */
typedef struct hug_json_value hug_json_value;  /* a value inside one */

typedef enum hug_json_type {
  HUG_JSON_NULL, HUG_JSON_BOOL, HUG_JSON_INT, HUG_JSON_FLOAT, HUG_JSON_STRING, HUG_JSON_ARRAY, HUG_JSON_OBJECT
} hug_json_type;

/* Parses RFC 8259 JSON, strictly: UTF-8 is checked, lone surrogates, trailing input, and nesting beyond
** 512 are errors that give line and column.  A number without fraction or exponent that fits an
** int64_t is an INT, any other a FLOAT.  `unique_keys` makes a repeated object key an error;
** otherwise hug_json_get() finds the last.  `what` names the text in messages (a file name, say). */
HUG_API hug_status hug_json_parse(const char *text, size_t bytes, const char *what, bool unique_keys, hug_json **out);
HUG_API void hug_json_free(hug_json *doc);
HUG_API const hug_json_value *hug_json_root(const hug_json *doc);

HUG_API hug_json_type hug_json_typeof(const hug_json_value *v);
HUG_API bool hug_json_bool(const hug_json_value *v);          /* false unless BOOL true */
HUG_API int64_t hug_json_int(const hug_json_value *v);        /* INT, or FLOAT truncated and clamped, else 0 */
HUG_API double hug_json_number(const hug_json_value *v);      /* INT or FLOAT, else 0 */
HUG_API const char *hug_json_string(const hug_json_value *v, size_t *bytes);  /* "" unless STRING; NUL-terminated, may hold NULs */
HUG_API size_t hug_json_count(const hug_json_value *v);       /* members or elements */
HUG_API const hug_json_value *hug_json_first(const hug_json_value *v);        /* first member or element, NULL if none */
HUG_API const hug_json_value *hug_json_next(const hug_json_value *v);         /* the one after, NULL at the end */
HUG_API const char *hug_json_key(const hug_json_value *v, size_t *bytes);     /* of a member of an object */
HUG_API const hug_json_value *hug_json_get(const hug_json_value *object, const char *key); /* NULL if absent or not an object */

/* Text under construction: append, then take.  A failed append is remembered and told by hug_text_take. */
typedef struct hug_text {
  char *data;
  size_t bytes, room;
  bool failed;
} hug_text;

HUG_API void hug_text_add(hug_text *t, const char *bytes, size_t n);
HUG_API void hug_text_addf(hug_text *t, const char *format, ...) HUG_PRINTF(2, 3);
HUG_API void hug_text_add_json_string(hug_text *t, const char *bytes, size_t n);  /* quoted and escaped; invalid UTF-8 becomes U+FFFD */
HUG_API void hug_text_add_number(hug_text *t, double value);   /* shortest form that reads back equal, in any locale; inf and nan as `Infinity`, `NaN` */
HUG_API hug_status hug_text_take(hug_text *t, char **out, size_t *bytes);         /* NUL-terminated; hug_free() it; `t` is empty again */
HUG_API void hug_text_drop(hug_text *t);

/* ---- Text and digests -------------------------------------------------------------------------- */

/* Byte offset of the first byte that is not UTF-8 (RFC 3629), or `bytes` if all of it is. */
HUG_API size_t hug_utf8_check(const char *text, size_t bytes);

/* Number of characters in valid UTF-8. */
HUG_API size_t hug_utf8_count(const char *text, size_t bytes);

/* Digests in lowercase hexadecimal, NUL-terminated (FIPS 180-4). */
HUG_API void hug_sha1(const void *data, size_t bytes, char hex[41]);
HUG_API void hug_sha256(const void *data, size_t bytes, char hex[65]);

/* ---- Files ------------------------------------------------------------------------------------- */

/* A whole file's bytes, mapped or read; counted, so tensors in it keep it alive. */
typedef struct hug_file hug_file;

/* Opens `path` for reading.  With `map` the bytes are the file's own pages; otherwise they are read into memory.
** HUG_ENOTFOUND if there is none, HUG_EIO for what is not a regular file or cannot be read. */
HUG_API hug_status hug_file_open(const char *path, bool map, hug_file **out);
HUG_API void hug_file_free(hug_file *file);
HUG_API const void *hug_file_data(const hug_file *file);
HUG_API size_t hug_file_size(const hug_file *file);

/* Writes a file whole or not at all: into a temporary beside it, flushed to disk, then renamed over `path`. */
HUG_API hug_status hug_file_write(const char *path, const void *data, size_t bytes);

/* Whether a name that came from a repository may be used below a folder: relative, `/` between parts, no
** empty, `.` or `..` part, no NUL, backslash, colon, control character or name reserved by an operating
** system.  HUG_EARG otherwise, with the reason. */
HUG_API hug_status hug_path_check(const char *name, size_t bytes);

/* ---- Element types ----------------------------------------------------------------------------- */

typedef enum hug_dtype {
  HUG_F64, HUG_F32, HUG_F16, HUG_BF16, HUG_I64, HUG_I32, HUG_I16, HUG_I8, HUG_U8, HUG_BOOL,
  HUG_DTYPES,               /* their number; block-quantised types are added before it */
  HUG_NO_DTYPE = HUG_DTYPES /* "not given" */
} hug_dtype;

typedef enum hug_category { HUG_BOOLEAN, HUG_INTEGRAL, HUG_FLOATING } hug_category;

/* What there is to know of an element type.  `block` elements take `bytes` bytes: 1 for all but the
** block-quantised types, which only whole rows of storage may have. */
typedef struct hug_dtype_info {
  const char *name;         /* "f32" */
  const char *safetensors;  /* "F32", as safetensors files spell it; NULL if they cannot hold it */
  uint16_t bytes, block;
  hug_category category;
} hug_dtype_info;

HUG_API const hug_dtype_info *hug_dtype_of(hug_dtype dtype);

/* The type of a name, "f32" as well as "float32", "F32", "fp32", "float", "torch.float32". HUG_EDTYPE if unknown. */
HUG_API hug_status hug_dtype_parse(const char *name, hug_dtype *out);

/* The type that operands of two types meet in, as torch.promote_types. */
HUG_API hug_dtype hug_dtype_promote(hug_dtype a, hug_dtype b);

/* ---- Tensors ----------------------------------------------------------------------------------- */

#define HUG_MAX_DIMS 8

/* A strided view of a counted storage. */
typedef struct hug_tensor hug_tensor;

/* A number as scripts have it: keeps whether it was a boolean, an integer or a float. */
typedef struct hug_scalar {
  hug_category category;
  int64_t i;                /* BOOLEAN, INTEGRAL */
  double f;                 /* the value as a float, for every category */
} hug_scalar;

/* A new tensor, its elements unset.  shape: [ndim], ndim 0..8, sizes >= 0. */
HUG_API hug_status hug_tensor_new(hug_dtype dtype, int ndim, const int64_t *shape, hug_tensor **out);

/* A new tensor with a copy of `data`, which is contiguous in row-major order. */
HUG_API hug_status hug_tensor_from(hug_dtype dtype, int ndim, const int64_t *shape, const void *data, hug_tensor **out);

/* A tensor over memory of the host, which stays the host's: `release(user, data)` is called, from any thread, when the last view of it is gone
** (it may be NULL). The memory must be aligned to the element size. */
HUG_API hug_status hug_tensor_borrow(hug_dtype dtype, int ndim, const int64_t *shape, void *data,
                                     void (*release)(void *user, void *data), void *user, hug_tensor **out);

/* A tensor of no dimensions that holds `value` in `dtype`. */
HUG_API hug_status hug_tensor_scalar(hug_dtype dtype, hug_scalar value, hug_tensor **out);

/* Gives back the blocks that the calling thread keeps for the next tensors; they count as live memory. */
HUG_API void hug_tensor_trim(void);

HUG_API hug_tensor *hug_tensor_retain(hug_tensor *t);   /* adds a reference and returns t */
HUG_API void hug_tensor_free(hug_tensor *t);            /* drops one */

HUG_API hug_dtype hug_tensor_dtype(const hug_tensor *t);
HUG_API int hug_tensor_ndim(const hug_tensor *t);
HUG_API const int64_t *hug_tensor_shape(const hug_tensor *t);    /* [ndim] */
HUG_API const int64_t *hug_tensor_strides(const hug_tensor *t);  /* [ndim], in elements */
HUG_API int64_t hug_tensor_count(const hug_tensor *t);           /* elements */
HUG_API size_t hug_tensor_bytes(const hug_tensor *t);            /* that its elements would take if contiguous */
HUG_API size_t hug_tensor_storage_bytes(const hug_tensor *t);    /* that its storage takes; 0 if mapped or borrowed */
HUG_API bool hug_tensor_contiguous(const hug_tensor *t);
HUG_API bool hug_tensor_shares(const hug_tensor *a, const hug_tensor *b);  /* the same storage */

/* The first element.  Read it freely; call hug_tensor_written() after writing. HUG_EIO when a mapped
** file has shrunk since it was opened. */
HUG_API hug_status hug_tensor_data(const hug_tensor *t, void **out);

/* Tells that the elements were changed from outside, so that the tape and packed copies notice. */
HUG_API void hug_tensor_written(hug_tensor *t);

/* The only element of a tensor. HUG_ESHAPE if there are more or none. */
HUG_API hug_status hug_tensor_item(const hug_tensor *t, hug_scalar *out);

/* Element `index` ([ndim] indices, not negative) of a tensor. */
HUG_API hug_status hug_tensor_get(const hug_tensor *t, const int64_t *index, hug_scalar *out);

/* The text that PyTorch would print, without its `tensor(` frame, and the dtype and shape after it:
** "[[1.0000, 2.0000]]  f32 [1,2]".  Long axes are summarised.  hug_free() the text. */
HUG_API hug_status hug_tensor_print(const hug_tensor *t, char **text);

/* "[2,3]" into `buffer`, which is returned. */
HUG_API const char *hug_shape_text(int ndim, const int64_t *shape, char *buffer, size_t room);

/* ---- Random numbers ----------------------------------------------------------------------------- */

/* A stream of random numbers: Philox4x32-10 (Salmon et al. 2011) keyed by seed, call counter and element index,
** so that results do not depend on threads. */
typedef struct hug_generator hug_generator;

HUG_API hug_status hug_generator_new(uint64_t seed, hug_generator **out);
HUG_API hug_generator *hug_generator_retain(hug_generator *g);
HUG_API void hug_generator_free(hug_generator *g);
HUG_API void hug_generator_seed(hug_generator *g, uint64_t seed);   /* restarts the stream */
HUG_API void hug_generator_state(const hug_generator *g, uint64_t *seed, uint64_t *counter);
HUG_API void hug_generator_restore(hug_generator *g, uint64_t seed, uint64_t counter);

/* ---- Gradients ----------------------------------------------------------------------------------- */

/* Whether operations on t are recorded.  Only a floating tensor can; only a tensor that no operation made can be changed. */
HUG_API bool hug_tensor_requires_grad(const hug_tensor *t);
HUG_API hug_status hug_tensor_set_requires_grad(hug_tensor *t, bool value);

/* Ends recording until it is thawed, for loaders: hug_tensor_thaw() brings back what hug_tensor_freeze() took, unless
** hug_tensor_set_requires_grad() was called in between. */
HUG_API void hug_tensor_freeze(hug_tensor *t);
HUG_API void hug_tensor_thaw(hug_tensor *t);

/* The gradient collected so far, not a new reference; NULL if none. */
HUG_API hug_tensor *hug_tensor_grad(const hug_tensor *t);
HUG_API hug_status hug_tensor_set_grad(hug_tensor *t, hug_tensor *grad);  /* NULL clears it */

/* Whether an operation that was recorded made t. */
HUG_API bool hug_tensor_recorded(const hug_tensor *t);

/* Adds d loss / d leaf to the gradient of every leaf that `loss` was computed from.  `seed` is d / d loss, of loss's
** shape; NULL is 1, and then loss must have one element.  The tape is freed on the way unless `keep`.
** HUG_EARG when a saved tensor was changed in place since it was recorded, or the tape is used up. */
HUG_API hug_status hug_backward(hug_tensor *loss, hug_tensor *seed, bool keep);

/* ---- Batches of sequences -------------------------------------------------------------------------- */

/* Sequences of different lengths laid end to end, without padding: what attention, positions and
** pooling need to know of them. */
typedef struct hug_batch hug_batch;

/* lengths: [count], each >= 0.  The rows of sequence i follow those of sequence i-1.
** first, last: [count] or NULL; keys outside rows first[i]..last[i]-1 of a sequence are not attended to (NULL: all are). */
HUG_API hug_status hug_batch_new(int64_t count, const int64_t *lengths, const int64_t *first, const int64_t *last, hug_batch **out);
HUG_API hug_batch *hug_batch_retain(hug_batch *b);
HUG_API void hug_batch_free(hug_batch *b);
HUG_API int64_t hug_batch_count(const hug_batch *b);             /* sequences */
HUG_API int64_t hug_batch_tokens(const hug_batch *b);            /* rows in all */
HUG_API const int64_t *hug_batch_offsets(const hug_batch *b);    /* [count+1]: rows offsets[i]..offsets[i+1]-1 are sequence i */
HUG_API void hug_batch_keys(const hug_batch *b, int64_t i, int64_t *first, int64_t *last);  /* valid keys, relative to the sequence */

/* Positions of the rows within their sequences: i64 [tokens]. */
HUG_API hug_status hug_batch_positions(const hug_batch *b, hug_tensor **out);

/* ---- Operations -------------------------------------------------------------------------------------- */

#define HUG_ABSENT INT64_MIN   /* "not given" for an integer that may be left out */
#define HUG_WORD(i) (INT64_MIN + 1 + (i))   /* word i, from 0, of those that may stand for a list of integers */

/* Calls an operation by name: the door that stays when prototypes change.  Arguments follow in the order that the manual gives,
** none left out:
**   tensor, operand         hug_tensor *, NULL if absent
**   list of tensors         int count, hug_tensor *const *
**   integer, truth          int64_t (HUG_ABSENT if absent), int
**   float                   double, NAN if absent
**   number (scalar)         const hug_scalar *, NULL if absent
**   integers                int count, const int64_t *, NULL if absent; a word is a list of one, HUG_WORD(its number)
**   numbers                 int count, const double *, NULL if absent
**   dtype                   int, HUG_NO_DTYPE if absent
**   word                    const char *, NULL for the default
**   generator, batch        pointers, NULL if absent
** out: one reference for each output of the operation; those whose outputs are a list cannot be called so. */
HUG_API hug_status hug_invoke(const char *name, hug_tensor **out, ...);

#include "hug_ops.h"        /* generated from the table of operations: hug_add(), hug_softmax(), … */

/* ---- Model files --------------------------------------------------------------------------------------- */

/* The tensors of a file (or of the shards behind an index): names, types, shapes, and the tensors
** themselves, which stay in the file until they are used. */
typedef struct hug_weights hug_weights;

/* One tensor as its file describes it. */
typedef struct hug_weight {
  const char *name;
  hug_dtype dtype;
  int ndim;
  const int64_t *shape;     /* [ndim] */
  const char *file;         /* base name of the file that holds it */
} hug_weight;

/* Opens `path`: a .safetensors file, a model.safetensors.index.json, a PyTorch .bin/.pt file, or a folder that holds one of
** them.  The kind is told by content.  With `map` false the bytes are read instead of mapped.
** HUG_EFORMAT, naming file and field, for anything that the format does not allow. */
HUG_API hug_status hug_weights_open(const char *path, bool map, hug_weights **out);
HUG_API void hug_weights_free(hug_weights *w);
HUG_API size_t hug_weights_count(const hug_weights *w);
HUG_API const hug_weight *hug_weights_at(const hug_weights *w, size_t i);              /* in file order; NULL beyond the last */
HUG_API const hug_weight *hug_weights_find(const hug_weights *w, const char *name);    /* NULL if absent */
HUG_API hug_status hug_weights_get(hug_weights *w, const char *name, hug_tensor **out);  /* HUG_ENOTFOUND if absent */
HUG_API size_t hug_weights_metadata_count(const hug_weights *w);
HUG_API void hug_weights_metadata(const hug_weights *w, size_t i, const char **key, const char **value);

/* Writes tensors as a safetensors file, byte for byte as the reference writer: sorted by falling element size, then name; header
** padded with spaces to 8 bytes.  Whole or not at all.  metadata: [metadata_count][2] keys and values. */
HUG_API hug_status hug_safetensors_save(const char *path, size_t count, const char *const *names, hug_tensor *const *tensors,
                                        size_t metadata_count, const char *const (*metadata)[2]);

/* ---- GGUF files ---------------------------------------------------------------------------------------- */

/* A GGUF file (versions 2 and 3): named values, and what it says of its tensors.  The file is mapped. */
typedef struct hug_gguf hug_gguf;

typedef enum hug_gguf_type {
  HUG_GGUF_U8, HUG_GGUF_I8, HUG_GGUF_U16, HUG_GGUF_I16, HUG_GGUF_U32, HUG_GGUF_I32, HUG_GGUF_F32, HUG_GGUF_BOOL, HUG_GGUF_STRING,
  HUG_GGUF_ARRAY, HUG_GGUF_U64, HUG_GGUF_I64, HUG_GGUF_F64, HUG_GGUF_TYPES
} hug_gguf_type;

typedef struct hug_gguf_entry {
  const char *key;                /* not NUL-terminated */
  size_t key_bytes;
  hug_gguf_type type;             /* of the elements, if it is an array */
  bool array;
  uint64_t count;                 /* of elements; 1 unless it is an array */
  const uint8_t *data;            /* the elements, as the file has them */
  size_t bytes;
} hug_gguf_entry;

typedef struct hug_gguf_tensor {
  const char *name;               /* not NUL-terminated */
  size_t name_bytes;
  int ndim;
  int64_t dims[4];                /* the first one varies fastest */
  int type;                       /* ggml's number */
  uint64_t at, bytes;             /* its elements, from the file's beginning */
} hug_gguf_tensor;

/* HUG_EFORMAT, naming the field, for what is not such a file; every place in it is checked. */
HUG_API hug_status hug_gguf_open(const char *path, hug_gguf **out);
HUG_API void hug_gguf_free(hug_gguf *g);
HUG_API uint32_t hug_gguf_version(const hug_gguf *g);
HUG_API size_t hug_gguf_count(const hug_gguf *g);
HUG_API const hug_gguf_entry *hug_gguf_at(const hug_gguf *g, size_t i);
HUG_API const hug_gguf_entry *hug_gguf_find(const hug_gguf *g, const char *key);      /* NULL if absent */
HUG_API size_t hug_gguf_tensor_count(const hug_gguf *g);
HUG_API const hug_gguf_tensor *hug_gguf_tensor_at(const hug_gguf *g, size_t i);

/* Elements of an entry.  *at is a place in its data, 0 at first, and moves on; there must be another element.  The name of
** each type, "u32" say. */
HUG_API const char *hug_gguf_next_string(const hug_gguf_entry *e, size_t *at, size_t *bytes);
HUG_API double hug_gguf_next_number(const hug_gguf_entry *e, size_t *at);             /* not of strings; an integer may be rounded */
HUG_API int64_t hug_gguf_next_int(const hug_gguf_entry *e, size_t *at);               /* not of strings; 2^63 and above are clamped */
HUG_API const char *hug_gguf_type_name(hug_gguf_type type);

/* ---- Tokenizers ------------------------------------------------------------------------------------------ */

typedef struct hug_tokenizer hug_tokenizer;   /* immutable once made: any number of threads may encode with it */
typedef struct hug_encoding hug_encoding;     /* what encoding one text, or pair of texts, gave */

/* Reads a tokenizer.json (huggingface/tokenizers).  `what` names it in messages. */
HUG_API hug_status hug_tokenizer_parse(const char *json, size_t bytes, const char *what, hug_tokenizer **out);

/* Reads a BERT vocab.txt, one token a line. */
HUG_API hug_status hug_tokenizer_from_vocab(const char *text, size_t bytes, bool lowercase, const char *what, hug_tokenizer **out);

/* The heavy parts of a tokenizer.json, made of a vocabulary in another form.  One text, which is hug_free()d: the first
** `settings` bytes are a JSON object of what else the file says, then come `vocab` bytes and `merges` bytes (0: none) of JSON,
** which are the members of those names of a model. */
typedef struct hug_lexicon {
  char *text;
  size_t settings, vocab, merges;
} hug_lexicon;

typedef enum hug_merge_order {
  HUG_MERGES_NONE,
  HUG_MERGES_GIVEN,               /* those that the file has */
  HUG_MERGES_BY_ID,               /* of all tokens, by the id of what they make */
  HUG_MERGES_BY_SCORE,            /* of normal tokens, by the score of what they make */
  HUG_MERGES_BY_SCORE_ANY         /* of all tokens, by the score of what they make */
} hug_merge_order;

typedef enum hug_spelling {
  HUG_SPELLED_SO,                 /* tokens stay as they are */
  HUG_SPELLED_BYTES,              /* what is not written in characters that stand for bytes becomes so */
  HUG_SPELLED_SPACES,             /* several spaces are as many U+2581 */
  HUG_SPELLED_WORDPIECE           /* a U+2581 that begins a token goes; others are put behind ## */
} hug_spelling;

typedef struct hug_extra_token { const char *text; size_t bytes; double score; } hug_extra_token;

typedef struct hug_lexicon_options {
  size_t size;                    /* sizeof(hug_lexicon_options) */
  bool scores;                    /* "vocab" is a list of tokens and scores instead of an object of tokens and ids */
  hug_merge_order merges;
  hug_spelling spelling;
  size_t drop;                    /* leave out the first tokens, */
  const hug_extra_token *before;  /* put these before the others, */
  size_t before_count;
  const hug_extra_token *after;   /* and these behind */
  size_t after_count;
} hug_lexicon_options;

/* A SentencePiece model (.model, .spm); a file of tiktoken, lines of base64 and rank; a merges.txt; the vocabulary of a GGUF file
** (tokenizer.ggml.*).  `what` names the file in messages. */
HUG_API hug_status hug_lexicon_sentencepiece(const void *data, size_t bytes, const char *what, const hug_lexicon_options *options,
                                             hug_lexicon *out);
HUG_API hug_status hug_lexicon_tiktoken(const void *data, size_t bytes, const char *what, hug_lexicon *out);
HUG_API hug_status hug_lexicon_merges(const void *data, size_t bytes, const char *what, hug_lexicon *out);
HUG_API hug_status hug_lexicon_gguf(const char *path, const hug_lexicon_options *options, hug_lexicon *out);

/* The library that does the regular expressions which hug has no code of its own for: "PCRE2 10.42", say; NULL if there is none. */
HUG_API const char *hug_regex_library(void);

HUG_API hug_tokenizer *hug_tokenizer_retain(hug_tokenizer *t);
HUG_API void hug_tokenizer_free(hug_tokenizer *t);

typedef enum hug_truncation { HUG_TRUNCATE_NONE, HUG_TRUNCATE_LONGEST_FIRST, HUG_TRUNCATE_ONLY_FIRST, HUG_TRUNCATE_ONLY_SECOND } hug_truncation;

typedef struct hug_encode_options {
  size_t size;                    /* sizeof(hug_encode_options) */
  bool no_special_tokens;         /* leave out [CLS], [SEP] and the like */
  hug_truncation truncation;
  int64_t max_length;             /* ids, special ones counted; used when truncation is not NONE */
  bool truncate_left;             /* drop from the beginning */
} hug_encode_options;

/* Encodes `text`, or `text` and `pair` (NULL: none).  options NULL: special tokens, no truncation.
** Bytes that are not UTF-8 are HUG_EARG. */
HUG_API hug_status hug_tokenizer_encode(const hug_tokenizer *t, const char *text, size_t bytes, const char *pair, size_t pair_bytes,
                                        const hug_encode_options *options, hug_encoding **out);
HUG_API void hug_encoding_free(hug_encoding *e);

/* The number of tokens of a text, special ones not counted. */
HUG_API hug_status hug_tokenizer_count(const hug_tokenizer *t, const char *text, size_t bytes, int64_t *count);

/* A text to be encoded, or a pair of texts. */
typedef struct hug_text_pair {
  const char *text, *pair;        /* pair NULL: there is none */
  size_t bytes, pair_bytes;
} hug_text_pair;

/* Encodes many texts on several threads, with the same answers as one by one.  texts, out: [count].  If one of them fails, the error
** is that of the first that does, and there are no encodings. */
HUG_API hug_status hug_tokenizer_encode_all(const hug_tokenizer *t, int64_t count, const hug_text_pair *texts,
                                            const hug_encode_options *options, hug_encoding **out);

/* The text of token i as the reference's encoding has it: of an unknown piece or an added token, what it stands for; else that of
** its id.  NULL: there is no such token.  t: the tokenizer that made it. */
HUG_API const char *hug_encoding_token(const hug_encoding *e, const hug_tokenizer *t, int64_t i, size_t *bytes);

/* Columns of an encoding, each [count] long. */
typedef struct hug_encoding_view {
  int64_t count;
  const int32_t *ids;
  const int32_t *type_ids;        /* 0 for the first text and 1 for the second, as the post-processor says */
  const int32_t *word_ids;        /* -1 for special tokens */
  const int32_t *sequence_ids;    /* 0 or 1: which text; -1 for special tokens */
  const int32_t *first, *last;    /* bytes first..last-1 of that text; 0,0 for special tokens */
  const uint8_t *special;         /* 1: added by the post-processor */
} hug_encoding_view;

HUG_API hug_encoding_view hug_encoding_get(const hug_encoding *e);

/* Text of ids.  Ids that no token has are left out; skip_special leaves special tokens out.  hug_free() the text. */
HUG_API hug_status hug_tokenizer_decode(const hug_tokenizer *t, int64_t count, const int32_t *ids, bool skip_special, char **text, size_t *bytes);

/* Single steps, to look at what they do.  hug_free() what they give.  The normalizers alone: */
HUG_API hug_status hug_tokenizer_normalize(const hug_tokenizer *t, const char *text, size_t bytes, char **out, size_t *out_bytes);

/* The pre-tokenizers alone: neither are added tokens looked for, nor is the text normalised first. */
typedef struct hug_pretokens {
  int64_t count;
  const char *text;               /* the words as they are for the model, end to end */
  const int32_t *ends;            /* of each */
  const int32_t *first, *last;    /* bytes first..last-1 of the text that was given */
} hug_pretokens;
HUG_API hug_status hug_tokenizer_pre_tokenize(const hug_tokenizer *t, const char *text, size_t bytes, hug_pretokens **out);

HUG_API int64_t hug_tokenizer_vocab_size(const hug_tokenizer *t);                               /* added tokens counted */
HUG_API const char *hug_tokenizer_token(const hug_tokenizer *t, int32_t id, size_t *bytes);     /* NULL if there is no such id */
HUG_API int32_t hug_tokenizer_id(const hug_tokenizer *t, const char *token, size_t bytes);      /* -1 if there is no such token */
HUG_API int64_t hug_tokenizer_special_count(const hug_tokenizer *t, bool pair);                 /* special tokens that encoding adds */

#ifdef __cplusplus
}
#endif

#endif
