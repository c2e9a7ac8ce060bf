/* base.h: what every room of the library stands on; not part of the public interface. */
#ifndef HUG_BASE_H
#define HUG_BASE_H

#include "../hug.h"
#include <stdatomic.h>

/* ---- Memory (memory.c) ---- */

/* A block aligned to 16 bytes, its bytes unset; NULL, with the message set, when there is none.
** Every block is counted, and freed with hug_free(). */
void *hug_alloc(size_t bytes);
void *hug_alloc_zero(size_t bytes);
void *hug_realloc(void *block, size_t bytes);   /* a block of hug_alloc() or NULL; keeps the old block on failure */
char *hug_strdup_n(const char *text, size_t bytes);  /* NUL-terminated copy */

/* A block aligned to 64 bytes, for elements. Freed with hug_free(). */
void *hug_alloc_data(size_t bytes);

size_t hug_block_bytes(const void *block);    /* the room in a block of any of these: at least what was asked for */

/* Asks for huge pages for a new block of some megabytes that is filled and read in long runs; smaller ones stay as they are. */
void hug_huge_pages(void *data, size_t bytes);

/* Memory that is given back all at once: for parsed documents, vocabularies, headers. */
typedef struct hug_arena {
  struct hug_arena_block *blocks;
  char *at, *end;
} hug_arena;

void *hug_arena_alloc(hug_arena *a, size_t bytes);  /* aligned to 8; NULL, with the message set, when there is none */
char *hug_arena_copy(hug_arena *a, const char *text, size_t bytes);  /* NUL-terminated */
void hug_arena_free(hug_arena *a);

/* *out = a * b and *out = a + b; false when the result does not fit. */
static inline bool hug_mul_size(size_t a, size_t b, size_t *out) { return !__builtin_mul_overflow(a, b, out); }
static inline bool hug_add_size(size_t a, size_t b, size_t *out) { return !__builtin_add_overflow(a, b, out); }

/* ---- Threads (pool.c) ---- */

/* Work on elements first..last-1. */
typedef void (*hug_chunk_fn)(void *context, int64_t first, int64_t last);

/* Calls fn on pieces of 0..count-1, each at least `grain` long where possible, on the pool's threads, the
** caller included; returns when all are done.  Runs inline when the work is one grain, when there
** are no workers, or when the pool is busy.  Pieces start at multiples of `grain`, whatever the
** number of threads. */
void hug_parallel(int64_t count, int64_t grain, hug_chunk_fn fn, void *context);

/* One call that a worker makes while the caller goes on.  Zero it before hug_task_start(). */
typedef struct hug_task {
  void (*fn)(void *context);
  void *context;
  struct hug_task *next;
  atomic_int state;         /* 0 not started, 1 queued or running, 2 done */
} hug_task;

void hug_task_start(hug_task *task, void (*fn)(void *), void *context);  /* runs inline when there are no workers */
bool hug_task_wait(hug_task *task, double seconds);  /* true once done; < 0: as long as it takes, 0: only asks */

/* Whether a worker was ever started. */
bool hug_pool_started(void);

/* Seconds on a monotonic clock. */
double hug_clock(void);

/* ---- Numbers (number.c) ---- */

/* The double nearest to a decimal number, spelled as JSON allows; exact, and the same in every locale. */
double hug_number_parse(const char *text, size_t bytes);
double hug_decimal(uint64_t mantissa, int64_t exponent);   /* mantissa * 10^exponent, rounded to nearest */

/* ---- Bytes as text (base64.c) ---- */

/* Reads base64, which must be padded, into `to`, which has room for 3 bytes for every 4; false if it is none. */
bool hug_base64_read(const char *text, size_t bytes, unsigned char *to, size_t *read);
void hug_text_add_base64(hug_text *to, const unsigned char *data, size_t bytes);

/* ---- Hashes (hash.c) ---- */

/* A hash of bytes that an adversary may have chosen.  A table draws its seed once and keeps it secret. */
typedef struct hug_hash_seed { uint64_t k0, k1; } hug_hash_seed;
hug_hash_seed hug_hash_seed_new(void);
uint64_t hug_hash(hug_hash_seed seed, const void *data, size_t bytes);

/* ---- Bytes (reader.c): the one bounds-checked reader ---- */

/* A place in bytes that nobody vouches for.  A read beyond the end sets `failed` and returns 0 (or NULL), and so does
** every later one.
*/
typedef struct hug_reader {
  const uint8_t *data;
  size_t size, at;
  bool failed;
} hug_reader;

hug_reader hug_reader_of(const void *data, size_t size);
size_t hug_reader_left(const hug_reader *r);
uint8_t hug_read_u8(hug_reader *r);
uint16_t hug_read_u16(hug_reader *r);   /* little-endian, as all of these */
uint32_t hug_read_u32(hug_reader *r);
uint64_t hug_read_u64(hug_reader *r);
const uint8_t *hug_read_bytes(hug_reader *r, uint64_t bytes);  /* the bytes in place */
void hug_read_seek(hug_reader *r, uint64_t at);

/* ---- Files (file.c) ---- */

hug_file *hug_file_retain(hug_file *file);
bool hug_file_mapped(const hug_file *file);
const char *hug_file_path(const hug_file *file);

/* Looks again whether a mapped file is still as long as it was; HUG_EIO if it shrank. */
hug_status hug_file_recheck(const hug_file *file);

/* A file being written: a temporary that becomes `path` at commit, or nothing. */
typedef struct hug_writer hug_writer;
hug_status hug_writer_open(const char *path, hug_writer **out);
hug_status hug_writer_add(hug_writer *w, const void *data, size_t bytes);
hug_status hug_writer_commit(hug_writer *w);   /* frees w in any case */
void hug_writer_abort(hug_writer *w);          /* removes the temporary and frees w */

bool hug_path_is_folder(const char *path);
hug_status hug_path_join(const char *folder, const char *name, char **out);  /* hug_free() it */

/* ---- UTF-8 (utf8.c) ---- */

/* How many bytes the character at `text` has, 1..4; or -n if there is none, and n bytes, 1..3, stand for
** one U+FFFD (Unicode 15, section 3.9: maximal subparts).  bytes > 0. */
int hug_utf8_step(const char *text, size_t bytes);

/* The character at *at, which moves behind it; text is valid UTF-8 and *at < bytes. */
uint32_t hug_utf8_next(const char *text, size_t bytes, size_t *at);

/* Where the character before `at` begins; text is valid UTF-8 and at > 0. */
size_t hug_utf8_before(const char *text, size_t at);

/* Writes a character, returns its bytes (1..4). */
int hug_utf8_put(char *to, uint32_t character);

#endif
