/* index_move.c: the one engine under all operations that read or write places named by index tensors.
**
** A place of the result is a position of the index tensors (k) and a position in the dims that are not indexed (r).  Offsets of both, in
** the indexed tensor and in the plain one, are listed once; then moving is a double loop over the lists, by runs where the last
** dims lie contiguously on both sides.
*/
#include "index.h"
#include <string.h>

hug_status hug_index_dims(const hug_call *c, const hug_tensor *t, int count, const hug_value *given, int *dims) {
  uint32_t seen = 0;
  if (given && given->given && given->count != count) return hug_op_fail(c, HUG_EARG, "%d dims for %d index tensors", given->count, count);
  if (count > t->ndim) return hug_op_fail(c, HUG_ESHAPE, "%d indices for a tensor of %d dims", count, t->ndim);
  for (int i = 0; i < count; i++) {
    HUG_TRY(hug_op_dim(c, t, given && given->given ? given->ints[i] : i, &dims[i]));
    if (seen & 1u << dims[i] || (i > 0 && dims[i] < dims[i - 1]))
      return hug_op_fail(c, HUG_EARG, "dims must rise, dim %d does not", dims[i]);
    seen |= 1u << dims[i];
  }
  return HUG_OK;
}

/* How the result's dims part into those of the indices, at `place`, and the rest. */
typedef struct layout {
  int index_ndim, rest_ndim, place;
  int64_t index_shape[HUG_MAX_DIMS];
  int rest[HUG_MAX_DIMS];     /* dims of t that are not indexed */
} layout;

static hug_status layout_of(const hug_call *c, const hug_tensor *t, int count, hug_tensor *const *indices, const int *dims, layout *l) {
  HUG_TRY(hug_op_broadcast(c, count, indices, &l->index_ndim, l->index_shape));
  uint32_t indexed = 0;
  bool neighbours = true;
  for (int i = 0; i < count; i++) {
    HUG_TRY(hug_op_indices(c, c->op == &hug_op_embedding ? "input" : count > 1 ? "indices" : "index", indices[i]));
    indexed |= 1u << dims[i];
    if (i > 0 && dims[i] != dims[i - 1] + 1) neighbours = false;
  }
  l->place = neighbours && count ? dims[0] : 0;
  l->rest_ndim = 0;
  for (int d = 0; d < t->ndim; d++)
    if (!(indexed >> d & 1)) l->rest[l->rest_ndim++] = d;
  if (l->index_ndim + l->rest_ndim > HUG_MAX_DIMS)
    return hug_op_fail(c, HUG_ESHAPE, "the result would have %d dims, more than %d", l->index_ndim + l->rest_ndim, HUG_MAX_DIMS);
  return HUG_OK;
}

hug_status hug_index_shape(const hug_call *c, const hug_tensor *t, int count, hug_tensor *const *indices, const int *dims,
                           int *ndim, int64_t *shape) {
  layout l;
  HUG_TRY(layout_of(c, t, count, indices, dims, &l));
  *ndim = 0;
  for (int d = 0; d <= l.rest_ndim; d++) {
    if (d == l.place)
      for (int k = 0; k < l.index_ndim; k++) shape[(*ndim)++] = l.index_shape[k];
    if (d < l.rest_ndim) shape[(*ndim)++] = t->shape[l.rest[d]];
  }
  return HUG_OK;
}

static int64_t product(int ndim, const int64_t *shape) {
  int64_t count = 1;
  for (int d = 0; d < ndim; d++) count *= shape[d];
  return count;
}

void hug_index_offsets(int ndim, const int64_t *shape, const int64_t *stride, int64_t *at) {
  int64_t count = 1;
  if (product(ndim, shape) == 0) return;    /* dims before the empty one would be written where there is no room */
  at[0] = 0;
  for (int d = 0; d < ndim; d++) {          /* each dim multiplies the list, from its end so that nothing is overwritten early */
    for (int64_t k = count - 1; k >= 0; k--)
      for (int64_t i = shape[d] - 1; i >= 0; i--) at[k * shape[d] + i] = at[k] + i * stride[d];
    count *= shape[d];
  }
}

/* Whether negative indices count from the end: they do in brackets; where a negative id is a mistake, it is told. */
static bool from_end(const hug_call *c) { return c->op != &hug_op_embedding && c->op != &hug_op_index_select; }

/* Adds to at[] what index tensor `index` says for dim `dim` of t. */
static hug_status add_index(const hug_call *c, const hug_tensor *t, const layout *l, const hug_tensor *index, int dim, int64_t *at) {
  hug_tensor *wide, *spread = NULL, *packed = NULL;
  int64_t stride[HUG_MAX_DIMS], size = t->shape[dim], least = from_end(c) ? -size : 0;
  int64_t count = product(l->index_ndim, l->index_shape);
  int missing = l->index_ndim - index->ndim;
  HUG_TRY(hug_tensor_packed(index, HUG_I64, &wide));
  for (int d = 0; d < l->index_ndim; d++) stride[d] = d < missing || wide->shape[d - missing] == 1 ? 0 : wide->stride[d - missing];
  hug_status status = hug_tensor_view(wide, l->index_ndim, l->index_shape, stride, wide->offset, &spread);
  if (!status) status = hug_tensor_packed(spread, HUG_I64, &packed);
  const int64_t *from = status ? NULL : (int64_t *)hug_tensor_at(packed);
  for (int64_t k = 0; k < count && !status; k++) {
    if (from[k] < least || from[k] >= size)
      status = hug_op_fail(c, HUG_ESHAPE, "index %lld is outside dim %d of size %lld (indices count from 0)", (long long)from[k], dim, (long long)size);
    else at[k] += (from[k] < 0 ? from[k] + size : from[k]) * t->stride[dim];
  }
  hug_tensor_free(packed);
  hug_tensor_free(spread);
  hug_tensor_free(wide);
  return status;
}

/* The lists: offsets of k and r in the indexed tensor and in the plain one; `run` elements follow each on both sides. */
typedef struct lists {
  int64_t k, r, run;
  int64_t *indexed_k, *plain_k, *indexed_r, *plain_r;
} lists;

static hug_status lists_of(const hug_call *c, const hug_tensor *t, int count, hug_tensor *const *indices, const int *dims,
                           const hug_tensor *plain, lists *s) {
  layout l;
  int64_t shape[HUG_MAX_DIMS], from[HUG_MAX_DIMS], to[HUG_MAX_DIMS];
  HUG_TRY(layout_of(c, t, count, indices, dims, &l));
  for (int d = 0; d < l.rest_ndim; d++) {
    shape[d] = t->shape[l.rest[d]];
    from[d] = t->stride[l.rest[d]];
    to[d] = plain->stride[d < l.place ? d : d + l.index_ndim];
  }
  s->run = 1;
  int rest = l.rest_ndim;
  while (rest > l.place && from[rest - 1] == s->run && to[rest - 1] == s->run) s->run *= shape[--rest];
  s->k = product(l.index_ndim, l.index_shape);
  s->r = product(rest, shape);
  size_t bytes = (size_t)(2 * (s->k + s->r) + 4) * sizeof(int64_t);
  int64_t *room = hug_alloc_zero(bytes);
  if (!room) return HUG_ENOMEM;
  s->indexed_k = room;
  s->plain_k = s->indexed_k + s->k + 1;
  s->indexed_r = s->plain_k + s->k + 1;
  s->plain_r = s->indexed_r + s->r + 1;
  hug_status status = HUG_OK;
  for (int i = 0; i < count && !status; i++) status = add_index(c, t, &l, indices[i], dims[i], s->indexed_k);
  if (status) {
    hug_free(room);
    return status;
  }
  hug_index_offsets(l.index_ndim, l.index_shape, plain->stride + l.place, s->plain_k);
  hug_index_offsets(rest, shape, from, s->indexed_r);
  hug_index_offsets(rest, shape, to, s->plain_r);
  return HUG_OK;
}

typedef struct moving {
  lists s;
  char *indexed, *plain;
  size_t wide;
  bool read;
} moving;

static void move_chunk(void *context, int64_t first, int64_t last) {
  const moving *m = context;
  const lists *s = &m->s;
  const size_t bytes = m->wide * (size_t)s->run;
  for (int64_t k = first; k < last; k++)
    for (int64_t r = 0; r < s->r; r++) {
      char *a = m->indexed + (s->indexed_k[k] + s->indexed_r[r]) * (int64_t)m->wide;
      char *b = m->plain + (s->plain_k[k] + s->plain_r[r]) * (int64_t)m->wide;
      if (m->read) memcpy(b, a, bytes);
      else memcpy(a, b, bytes);
    }
}

#define ADD_ALL(T)                                                                                   \
  for (int64_t k = 0; k < s->k; k++)                                                                 \
    for (int64_t r = 0; r < s->r; r++) {                                                             \
      T *a = (T *)m->indexed + s->indexed_k[k] + s->indexed_r[r];                                    \
      const T *b = (const T *)m->plain + s->plain_k[k] + s->plain_r[r];                              \
      for (int64_t i = 0; i < s->run; i++) a[i] += b[i];                                             \
    }

/* One after the other, so that sums over repeated places come out the same every time. */
static void add_all(const moving *m, hug_dtype dtype) {
  const lists *s = &m->s;
  if (dtype == HUG_F32) { ADD_ALL(float) }
  else if (dtype == HUG_F64) { ADD_ALL(double) }
  else { ADD_ALL(uint64_t) }
}

hug_status hug_index_move(const hug_call *c, hug_index_mode mode, hug_tensor *t, int count, hug_tensor *const *indices, const int *dims,
                          hug_tensor *plain) {
  int ndim;
  int64_t shape[HUG_MAX_DIMS], stride[HUG_MAX_DIMS];
  HUG_TRY(hug_index_shape(c, t, count, indices, dims, &ndim, shape));
  int missing = ndim - plain->ndim;
  bool fits = missing >= 0;
  for (int d = 0; fits && d < ndim; d++) {
    int64_t size = d < missing ? 1 : plain->shape[d - missing];
    fits = size == shape[d] || size == 1;
    stride[d] = d < missing || (size == 1 && shape[d] != 1) ? 0 : plain->stride[d - missing];
  }
  if (!fits) {
    char have[128], want[128];
    hug_shape_text(plain->ndim, plain->shape, have, sizeof have);
    hug_shape_text(ndim, shape, want, sizeof want);
    return hug_op_fail(c, HUG_ESHAPE, "values of shape %s do not broadcast to the indexed places, %s", have, want);
  }
  hug_tensor *spread;
  HUG_TRY(hug_tensor_view(plain, ndim, shape, stride, plain->offset, &spread));
  moving m = { .indexed = hug_tensor_at(t), .plain = hug_tensor_at(spread), .wide = hug_dtype_bytes((hug_dtype)t->dtype), .read = mode == HUG_INDEX_READ };
  hug_status status = lists_of(c, t, count, indices, dims, spread, &m.s);
  hug_tensor_free(spread);
  HUG_TRY(status);
  int64_t each = m.s.r * m.s.run;
  if (mode == HUG_INDEX_ADD) add_all(&m, (hug_dtype)t->dtype);
  else if (mode == HUG_INDEX_WRITE) move_chunk(&m, 0, m.s.k);
  else if (each > 0) hug_parallel(m.s.k, each >= 16384 ? 1 : 16384 / each, move_chunk, &m);
  hug_free(m.s.indexed_k);
  return HUG_OK;
}

hug_status hug_index_zeros(const hug_tensor *like, hug_tensor **out) {
  HUG_TRY(hug_tensor_make(hug_compute_type((hug_dtype)like->dtype), like->ndim, like->shape, out));
  memset(hug_tensor_at(*out), 0, hug_tensor_bytes(*out));
  return HUG_OK;
}
