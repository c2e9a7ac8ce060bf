/* torch_globals.c: the Python names that a file of torch.save may contain, and what each stands for here.  Whatever else a file
** asks for is refused. */
#include "pickle.h"
#include <string.h>

static hug_status refuse(const hug_pickle *p, const char *problem) {
  return hug_file_fault(p->file, "a tensor in it is damaged: %s", problem);
}

/* ---- Functions ---- */

/* OrderedDict(): its content is set later. */
static hug_status call_ordered_dict(hug_pickle *p, const hug_pickle_items *args, hug_pickle_value *out) {
  return args->count ? refuse(p, "an OrderedDict is made of something") : hug_pickle_new_items(p, HUG_PICKLE_DICT, out);
}

/* A tuple of ndim whole numbers, none negative. */
static hug_status read_sizes(const hug_pickle *p, hug_pickle_value tuple, int ndim, int64_t *out) {
  if (tuple.kind != HUG_PICKLE_TUPLE || tuple.as.items->count != (size_t)ndim) return refuse(p, "its strides do not match its shape");
  for (int d = 0; d < ndim; d++) {
    hug_pickle_value v = tuple.as.items->at[d];
    if (v.kind != HUG_PICKLE_INT || v.as.integer < 0) return refuse(p, "a size or stride is no whole number from 0 on");
    out[d] = v.as.integer;
  }
  return HUG_OK;
}

/* Whether every element of a view is in its storage. */
static bool is_inside(const hug_pickle_tensor *t) {
  int64_t last = t->offset, step;
  bool empty = false, fits = true;
  for (int d = 0; d < t->ndim; d++) {
    empty |= t->shape[d] == 0;
    fits &= !__builtin_mul_overflow(t->shape[d] - 1, t->stride[d], &step) && !__builtin_add_overflow(last, step, &last);
  }
  return empty ? t->offset <= t->storage->count : fits && last < t->storage->count;
}

/* _rebuild_tensor(storage, offset, size, stride); its second version adds requires_grad, backward_hooks and perhaps
** metadata, which do not matter here. */
static hug_status call_rebuild_tensor(hug_pickle *p, const hug_pickle_items *args, hug_pickle_value *out) {
  const hug_pickle_value *a = args->at;
  if (args->count < 4 || args->count > 7 || a[0].kind != HUG_PICKLE_STORAGE || a[1].kind != HUG_PICKLE_INT || a[1].as.integer < 0
   || a[2].kind != HUG_PICKLE_TUPLE)
    return refuse(p, "it is not made of a storage, an offset and a shape");
  if (a[2].as.items->count > HUG_MAX_DIMS) return refuse(p, "it has more than 8 dimensions");
  hug_pickle_tensor *t = hug_arena_alloc(p->arena, sizeof *t);
  if (!t) return HUG_ENOMEM;
  *t = (hug_pickle_tensor){ .storage = a[0].as.storage, .offset = a[1].as.integer, .ndim = (int)a[2].as.items->count };
  HUG_TRY(read_sizes(p, a[2], t->ndim, t->shape));
  HUG_TRY(read_sizes(p, a[3], t->ndim, t->stride));
  if (!is_inside(t)) return refuse(p, "it reaches beyond its storage");
  *out = (hug_pickle_value){ .kind = HUG_PICKLE_TENSOR, .as.tensor = t };
  return HUG_OK;
}

/* _rebuild_parameter(data, requires_grad, backward_hooks) */
static hug_status call_rebuild_parameter(hug_pickle *p, const hug_pickle_items *args, hug_pickle_value *out) {
  if (args->count != 3 || args->at[0].kind != HUG_PICKLE_TENSOR) return refuse(p, "a parameter is made of no tensor");
  *out = args->at[0];
  return HUG_OK;
}

/* ---- The list ---- */

static const hug_pickle_global globals[] = {
  { "collections", "OrderedDict", call_ordered_dict, HUG_NO_DTYPE },
  { "torch._utils", "_rebuild_tensor", call_rebuild_tensor, HUG_NO_DTYPE },
  { "torch._utils", "_rebuild_tensor_v2", call_rebuild_tensor, HUG_NO_DTYPE },
  { "torch._utils", "_rebuild_parameter", call_rebuild_parameter, HUG_NO_DTYPE },
  { "torch", "DoubleStorage", NULL, HUG_F64 },
  { "torch", "FloatStorage", NULL, HUG_F32 },
  { "torch", "HalfStorage", NULL, HUG_F16 },
  { "torch", "BFloat16Storage", NULL, HUG_BF16 },
  { "torch", "LongStorage", NULL, HUG_I64 },
  { "torch", "IntStorage", NULL, HUG_I32 },
  { "torch", "ShortStorage", NULL, HUG_I16 },
  { "torch", "CharStorage", NULL, HUG_I8 },
  { "torch", "ByteStorage", NULL, HUG_U8 },
  { "torch", "BoolStorage", NULL, HUG_BOOL },
};

static bool same(const char *known, const char *text, size_t bytes) {
  return strlen(known) == bytes && memcmp(known, text, bytes) == 0;
}

const hug_pickle_global *hug_pickle_find(const char *module, size_t module_bytes, const char *name, size_t name_bytes) {
  for (size_t i = 0; i < sizeof globals / sizeof *globals; i++)
    if (same(globals[i].module, module, module_bytes) && same(globals[i].name, name, name_bytes)) return &globals[i];
  return NULL;
}

/* ---- Storages ---- */

/* The legacy format adds what the storage is a view of; nothing has been for years. */
hug_status hug_pickle_storage_of(hug_pickle *p, hug_pickle_value id, hug_pickle_value *out) {
  size_t n = id.kind == HUG_PICKLE_TUPLE ? id.as.items->count : 0;
  const hug_pickle_value *a = n ? id.as.items->at : NULL;
  bool right = (n == 5 || (n == 6 && a[5].kind == HUG_PICKLE_NONE)) && hug_pickle_is(a[0], "storage")
            && a[1].kind == HUG_PICKLE_GLOBAL && a[1].as.global->dtype != HUG_NO_DTYPE && a[2].kind == HUG_PICKLE_STRING
            && a[4].kind == HUG_PICKLE_INT && a[4].as.integer >= 0;
  if (!right) return hug_file_fault(p->file, "it refers to something that is no storage of tensors: use the model's .safetensors file");
  hug_pickle_storage *s = hug_arena_alloc(p->arena, sizeof *s);
  if (!s) return HUG_ENOMEM;
  *s = (hug_pickle_storage){ .next = p->storages, .dtype = a[1].as.global->dtype, .key = a[2].as.string, .key_bytes = a[2].bytes,
                             .count = a[4].as.integer };
  p->storages = s;
  *out = (hug_pickle_value){ .kind = HUG_PICKLE_STORAGE, .as.storage = s };
  return HUG_OK;
}
