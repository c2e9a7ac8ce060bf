/* weight.c: packed weights.  A weight is multiplied by again and again, so its packed form stays with its storage (as the storage's
** attachment): one for each view of the storage that was used, until the storage is written or freed.
*/
#include "product.h"
#include <pthread.h>
#include <string.h>

struct hug_weight_pack {
  atomic_int refs;            /* the shelf's, and one for each call that uses it */
  unsigned version;           /* of the storage when it was packed */
  hug_matrix matrix;          /* what was packed */
  float *data;
  hug_weight_pack *next;
};

/* What is attached to a storage. */
typedef struct shelf {
  pthread_mutex_t lock;       /* guards `first` and the list behind it; never held while packing */
  hug_weight_pack *first;
} shelf;

const float *hug_weight_pack_data(const hug_weight_pack *pack) { return pack->data; }

void hug_weight_pack_free(hug_weight_pack *pack) {
  if (!pack || atomic_fetch_sub(&pack->refs, 1) != 1) return;
  hug_free(pack->data);
  hug_free(pack);
}

static void shelf_free(void *attachment) {
  shelf *s = attachment;
  for (hug_weight_pack *pack = s->first, *next; pack; pack = next) {
    next = pack->next;
    hug_weight_pack_free(pack);
  }
  pthread_mutex_destroy(&s->lock);
  hug_free(s);
}

/* The shelf of a storage, put up if there is none; of threads that do so at once one wins. */
static shelf *shelf_of(hug_storage *storage) {
  shelf *s = atomic_load(&storage->attachment);
  if (s) return s;
  shelf *own = hug_alloc_zero(sizeof *own);
  if (!own) return NULL;
  pthread_mutex_init(&own->lock, NULL);
  void *none = NULL;
  if (!atomic_compare_exchange_strong(&storage->attachment, &none, own)) {
    shelf_free(own);
    return none;
  }
  storage->detach = shelf_free;
  return own;
}

static bool same_matrix(const hug_matrix *a, const hug_matrix *b) {
  return a->dtype == b->dtype && a->data == b->data && a->rows == b->rows && a->columns == b->columns && a->row_stride == b->row_stride
      && a->column_stride == b->column_stride;
}

/* The pack of a matrix at a version, a new reference, or NULL.  Holds the lock. */
static hug_weight_pack *find(shelf *s, const hug_matrix *matrix, unsigned version) {
  for (hug_weight_pack *pack = s->first; pack; pack = pack->next)
    if (pack->version == version && same_matrix(&pack->matrix, matrix)) {
      atomic_fetch_add(&pack->refs, 1);
      return pack;
    }
  return NULL;
}

/* Drops what was packed of other versions.  Holds the lock. */
static void drop_stale(shelf *s, unsigned version) {
  for (hug_weight_pack **link = &s->first; *link;) {
    hug_weight_pack *pack = *link;
    if (pack->version == version) {
      link = &pack->next;
    } else {
      *link = pack->next;
      hug_weight_pack_free(pack);
    }
  }
}

static hug_status make(const hug_matrix *matrix, unsigned version, hug_weight_pack **out) {
  hug_weight_pack *pack = hug_alloc(sizeof *pack);
  if (!pack) return HUG_ENOMEM;
  *pack = (hug_weight_pack){ .refs = 2, .version = version, .matrix = *matrix };
  hug_status status = hug_matrix_pack(matrix, &pack->data);
  if (status) hug_free(pack);
  else *out = pack;
  return status;
}

hug_status hug_weight_pack_get(const hug_tensor *t, hug_weight_pack **out) {
  shelf *s = shelf_of(t->storage);
  if (!s) return HUG_ENOMEM;
  hug_matrix matrix = hug_matrix_of(t);
  unsigned version = atomic_load(&t->storage->version);
  pthread_mutex_lock(&s->lock);
  hug_weight_pack *found = find(s, &matrix, version);
  pthread_mutex_unlock(&s->lock);
  if (!found) {
    hug_weight_pack *made;
    HUG_TRY(make(&matrix, version, &made));
    pthread_mutex_lock(&s->lock);
    found = find(s, &matrix, version);    /* another thread may have been first */
    if (!found) {
      drop_stale(s, version);
      made->next = s->first;
      s->first = found = made;
    } else {
      atomic_fetch_sub(&made->refs, 1);
    }
    pthread_mutex_unlock(&s->lock);
    if (found != made) hug_weight_pack_free(made);
  }
  *out = found;
  return HUG_OK;
}
