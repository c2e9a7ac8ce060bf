/* batch.c: sequences of different lengths laid end to end. */
#include "storage.h"
#include <string.h>

struct hug_batch {
  atomic_int refs;
  int64_t count;
  int64_t *first, *last;      /* [count] valid keys, relative to the sequence */
  int64_t offset[];           /* [count+1]; `first` and `last` follow it */
};

static hug_status check_sequence(int64_t i, int64_t length, int64_t first, int64_t last, int64_t offset) {
  if (length < 0 || length > INT64_MAX / 16 - offset)
    return hug_fail(HUG_EARG, "[batch] sequence %lld cannot have %lld rows", (long long)i, (long long)length);
  if (first < 0 || first > last || last > length)
    return hug_fail(HUG_EARG, "[batch] keys %lld..%lld-1 do not lie in sequence %lld, which has %lld rows",
                    (long long)first, (long long)last, (long long)i, (long long)length);
  return HUG_OK;
}

/* A batch with room for `count` sequences. */
static hug_batch *new_batch(int64_t count) {
  size_t bytes, head = sizeof(hug_batch) + sizeof(int64_t);
  if (!hug_mul_size((size_t)count, 3 * sizeof(int64_t), &bytes) || !hug_add_size(bytes, head, &bytes))
    bytes = SIZE_MAX;         /* which is refused */
  hug_batch *b = hug_alloc(bytes);
  if (!b) return NULL;
  atomic_init(&b->refs, 1);
  b->count = count;
  b->first = b->offset + count + 1;
  b->last = b->first + count;
  b->offset[0] = 0;
  return b;
}

hug_status hug_batch_new(int64_t count, const int64_t *lengths, const int64_t *first, const int64_t *last,
                         hug_batch **out) {
  if (count < 0) return hug_fail(HUG_EARG, "[batch] there cannot be %lld sequences", (long long)count);
  hug_batch *b = new_batch(count);
  if (!b) return HUG_ENOMEM;
  for (int64_t i = 0; i < count; i++) {
    b->first[i] = first ? first[i] : 0;
    b->last[i] = last ? last[i] : lengths[i];
    hug_status status = check_sequence(i, lengths[i], b->first[i], b->last[i], b->offset[i]);
    if (status) {
      hug_batch_free(b);
      return status;
    }
    b->offset[i + 1] = b->offset[i] + lengths[i];
  }
  *out = b;
  return HUG_OK;
}

hug_batch *hug_batch_retain(hug_batch *b) {
  atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
  return b;
}

void hug_batch_free(hug_batch *b) {
  if (b && hug_last_reference(&b->refs)) hug_free(b);
}

int64_t hug_batch_count(const hug_batch *b) { return b->count; }
int64_t hug_batch_tokens(const hug_batch *b) { return b->offset[b->count]; }
const int64_t *hug_batch_offsets(const hug_batch *b) { return b->offset; }

void hug_batch_keys(const hug_batch *b, int64_t i, int64_t *first, int64_t *last) {
  *first = b->first[i];
  *last = b->last[i];
}

hug_status hug_batch_positions(const hug_batch *b, hug_tensor **out) {
  hug_tensor *t;
  int64_t tokens = hug_batch_tokens(b);
  HUG_TRY(hug_tensor_make(HUG_I64, 1, &tokens, &t));
  int64_t *position = (int64_t *)hug_tensor_at(t);
  for (int64_t i = 0; i < b->count; i++)
    for (int64_t row = b->offset[i]; row < b->offset[i + 1]; row++) position[row] = row - b->offset[i];
  *out = t;
  return HUG_OK;
}
