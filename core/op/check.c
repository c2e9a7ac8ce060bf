/* check.c: the checks on arguments that operations share, and the words in which they fail. */
#include "op.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

hug_status hug_op_fail(const hug_call *c, hug_status code, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return hug_fail(code, "[%s%s] %s", c->op->name, c->flags & HUG_CALL_INPLACE ? "_" : "", text);
}

hug_status hug_op_retold(const hug_call *c, hug_status status) {
  const char *message = hug_errmsg(), *end = strchr(message, ']');
  size_t own = strlen(c->op->name);
  if (!status || *message != '[' || !end) return status;
  if (!strncmp(message + 1, c->op->name, own) && message + 1 + own + (message[1 + own] == '_') == end) return status;
  return hug_op_fail(c, status, "%.*s: %s", (int)(end - message - 1), message + 1, end + 1 + strspn(end + 1, " "));
}

/* The parameter that `dim` was given for. */
static const char *name_of_dim(const hug_call *c, int64_t dim) {
  for (int i = 0; i < HUG_MAX_PARAMS && c->op->params[i].name; i++) {
    const hug_param *p = &c->op->params[i];
    const hug_value *v = &c->args[i];
    if (!v->given || !(strstr(p->name, "dim") || !strcmp(p->name, "source") || !strcmp(p->name, "destination"))) continue;
    if (p->kind == HUG_KIND_INT && v->i == dim) return p->name;
    for (int32_t k = 0; p->kind == HUG_KIND_INTS && k < v->count; k++)
      if (v->ints[k] == dim) return p->name;
  }
  return "dim";
}

hug_status hug_op_dim(const hug_call *c, const hug_tensor *t, int64_t dim, int *out) {
  int64_t ndim = t->ndim ? t->ndim : 1;
  if (dim < -ndim || dim >= ndim) {
    char shape[128];
    hug_shape_text(t->ndim, t->shape, shape, sizeof shape);
    return hug_op_fail(c, HUG_ESHAPE, "%s %lld is outside a %s tensor (dims 0..%lld or -%lld..-1)", name_of_dim(c, dim),
                       (long long)dim, shape, (long long)ndim - 1, (long long)ndim);
  }
  *out = (int)(dim < 0 ? dim + ndim : dim);
  return HUG_OK;
}

hug_status hug_op_dims(const hug_call *c, const hug_tensor *t, const hug_value *dims, uint32_t *out) {
  uint32_t bits = 0;
  if (!dims->given || dims->count == 0) bits = (1u << t->ndim) - 1;
  else
    for (int32_t i = 0; i < dims->count; i++) {
      int dim = 0;
      HUG_TRY(hug_op_dim(c, t, dims->ints[i], &dim));
      if (t->ndim == 0) continue;
      if (bits & 1u << dim) return hug_op_fail(c, HUG_EARG, "%s names dim %d twice", name_of_dim(c, dims->ints[i]), dim);
      bits |= 1u << dim;
    }
  *out = bits;
  return HUG_OK;
}

hug_status hug_op_indices(const hug_call *c, const char *name, const hug_tensor *t) {
  if (hug_dtype_infos[t->dtype].category == HUG_INTEGRAL) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, but indices are integers; convert it with :to(\"i64\")", name,
                     hug_dtype_infos[t->dtype].name);
}

hug_status hug_op_broadcast(const hug_call *c, int count, hug_tensor *const *tensors, int *ndim, int64_t *shape) {
  int dims = 0;
  for (int k = 0; k < count; k++)
    if (tensors[k]->ndim > dims) dims = tensors[k]->ndim;
  for (int d = 0; d < dims; d++) shape[d] = 1;
  for (int k = 0; k < count; k++) {
    const hug_tensor *t = tensors[k];
    for (int d = 0; d < t->ndim; d++) {
      int64_t *size = &shape[dims - t->ndim + d];
      if (*size == 1) *size = t->shape[d];
      else if (t->shape[d] != 1 && t->shape[d] != *size) {
        char a[128], b[128];
        const hug_tensor *first = tensors[0];
        hug_shape_text(first->ndim, first->shape, a, sizeof a);
        hug_shape_text(t->ndim, t->shape, b, sizeof b);
        return hug_op_fail(c, HUG_ESHAPE, "shapes %s and %s do not broadcast: dim %d has %lld against %lld", a, b,
                           d - t->ndim, (long long)*size, (long long)t->shape[d]);
      }
    }
  }
  *ndim = dims;
  return HUG_OK;
}

/* A category of weak numbers becomes the default type of that category where it outranks the tensors. */
static hug_dtype default_of(hug_category category) {
  return category == HUG_FLOATING ? HUG_F32 : category == HUG_INTEGRAL ? HUG_I64 : HUG_BOOL;
}

hug_dtype hug_op_result_type(int count, hug_tensor *const *tensors) {
  /* Three ranks, as in torch: tensors with dimensions, tensors without, numbers.  A lower rank counts only where its
  ** category is higher than that of all ranks above. */
  hug_dtype type[3] = { HUG_NO_DTYPE, HUG_NO_DTYPE, HUG_NO_DTYPE };
  for (int k = 0; k < count; k++) {
    const hug_tensor *t = tensors[k];
    int rank = t->weak ? 2 : t->ndim == 0 ? 1 : 0;
    hug_dtype d = t->weak ? default_of(hug_dtype_infos[t->dtype].category) : (hug_dtype)t->dtype;
    type[rank] = type[rank] == HUG_NO_DTYPE ? d : hug_dtype_promote(type[rank], d);
  }
  hug_dtype result = HUG_NO_DTYPE;
  for (int rank = 0; rank < 3; rank++) {
    if (type[rank] == HUG_NO_DTYPE) continue;
    if (result == HUG_NO_DTYPE) result = type[rank];
    else if (hug_dtype_infos[type[rank]].category > hug_dtype_infos[result].category) result = hug_dtype_promote(result, type[rank]);
  }
  return result;
}

hug_dtype hug_compute_type(hug_dtype d) {
  return d == HUG_F64 ? HUG_F64 : hug_dtype_floating(d) ? HUG_F32 : HUG_I64;
}

hug_status hug_op_constant(const hug_call *c, int arg) {
  if (!c->args[arg].given || c->flags & HUG_CALL_NO_GRAD || !hug_tensor_tracked(c->args[arg].tensor)) return HUG_OK;
  return hug_op_fail(c, HUG_EARG, "there is no gradient of `%s`; pass %s:detach()", c->op->params[arg].name,
                     c->op->params[arg].name);
}
