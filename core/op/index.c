/* index.c: elements at places that tensors of integers name: index, index_put, index_select, embedding. */
#include "index.h"

/* What differs: which argument is indexed, by which, along which dims.  Indices are references of its own; a mask has become the places
** where it is true, one index tensor for each of its dims. */
typedef struct access {
  hug_tensor *t;
  int count;
  hug_tensor *indices[HUG_MAX_DIMS];
  int dims[HUG_MAX_DIMS];
} access;

static void access_end(access *a) {
  for (int i = 0; i < a->count; i++) hug_tensor_free(a->indices[i]);
  a->count = 0;
}

static hug_status add_mask(const hug_call *c, access *a, hug_tensor *mask, int dim) {
  hug_tensor *places;
  for (int d = 0; d < mask->ndim; d++)
    if (dim + d >= a->t->ndim || mask->shape[d] != a->t->shape[dim + d]) {
      char have[128], want[128];
      hug_shape_text(mask->ndim, mask->shape, have, sizeof have);
      hug_shape_text(a->t->ndim, a->t->shape, want, sizeof want);
      return hug_op_fail(c, HUG_ESHAPE, "a mask of shape %s does not fit dim %d on of a %s tensor", have, dim, want);
    }
  HUG_TRY(hug_invoke_op(&hug_op_nonzero, HUG_CALL_NO_GRAD, &places, mask));
  hug_status status = HUG_OK;
  for (int d = 0; d < mask->ndim && !status; d++) {
    status = hug_invoke_op(&hug_op_select, HUG_CALL_NO_GRAD, &a->indices[a->count], places, (int64_t)1, (int64_t)d);
    if (!status) a->dims[a->count++] = dim + d;
  }
  hug_tensor_free(places);
  return status;
}

/* Indices of index and index_put: each takes one dim, a mask as many as it has. */
static hug_status add_indices(const hug_call *c, access *a, const hug_value *list, const hug_value *dims) {
  int given[HUG_MAX_DIMS];
  if (list->count == 0) return hug_op_fail(c, HUG_EARG, "indices is empty: there must be at least one tensor");
  HUG_TRY(hug_index_dims(c, a->t, list->count, dims, given));
  for (int i = 0, next = 0; i < list->count; i++) {
    hug_tensor *index = list->tensors[i];
    int dim = dims->given ? given[i] : next;
    if (dim < next) return hug_op_fail(c, HUG_EARG, "dim %d belongs to the mask before it; a mask takes as many dims as it has", dim);
    if (a->count + (index->dtype == HUG_BOOL ? index->ndim : 1) > a->t->ndim)
      return hug_op_fail(c, HUG_ESHAPE, "more indices than the tensor's %d dims", a->t->ndim);
    if (index->dtype == HUG_BOOL) HUG_TRY(add_mask(c, a, index, dim));
    else {
      a->dims[a->count] = dim;
      a->indices[a->count++] = hug_tensor_retain(index);
    }
    next = dim + (index->dtype == HUG_BOOL ? index->ndim : 1);
  }
  return HUG_OK;
}

static hug_status check_padding(const hug_call *c) {
  const hug_value *padding = &c->args[2];
  int64_t rows = c->args[1].tensor->shape[0];
  if (!padding->given || (padding->i >= -rows && padding->i < rows)) return HUG_OK;
  return hug_op_fail(c, HUG_EARG, "`padding_idx` %lld is outside the %lld rows of `weight`", (long long)padding->i,
                     (long long)rows);
}

static hug_status access_begin(const hug_call *c, access *a) {
  const hug_op *op = c->op;
  a->count = 0;
  a->dims[0] = 0;
  if (op == &hug_op_index || op == &hug_op_index_put) {
    a->t = c->args[0].tensor;
    hug_status status = add_indices(c, a, &c->args[1], op == &hug_op_index ? &c->args[2] : &c->args[4]);
    if (status) access_end(a);
    return status;
  }
  bool embedding = op == &hug_op_embedding;
  hug_tensor *index = c->args[embedding ? 0 : 2].tensor;
  a->t = c->args[embedding ? 1 : 0].tensor;
  if (embedding && a->t->ndim != 2) return hug_op_fail(c, HUG_ESHAPE, "weight is a matrix [rows, width], not of %d dims", a->t->ndim);
  if (embedding) HUG_TRY(check_padding(c));
  if (!embedding && index->ndim > 1) return hug_op_fail(c, HUG_ESHAPE, "index has one dim, not %d", index->ndim);
  if (a->t->ndim == 0) return hug_op_fail(c, HUG_ESHAPE, "a tensor without dims has nothing to select");
  if (!embedding) HUG_TRY(hug_op_dim(c, a->t, c->args[1].i, &a->dims[0]));
  a->indices[a->count++] = hug_tensor_retain(index);
  return HUG_OK;
}

static hug_status read_infer(hug_call *c) {
  access a;
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(access_begin(c, &a));
  hug_status status = hug_index_shape(c, a.t, a.count, a.indices, a.dims, &ndim, shape);
  if (!status && c->op == &hug_op_index_select && a.indices[0]->ndim == 0) {   /* torch keeps the dim, with size 1 */
    for (int d = ndim; d > a.dims[0]; d--) shape[d] = shape[d - 1];
    shape[a.dims[0]] = 1;
    ndim++;
  }
  access_end(&a);
  return status ? status : hug_call_out(c, 0, (hug_dtype)a.t->dtype, ndim, shape);
}

/* The output without the dim that index_select keeps for an index without dims. */
static hug_status plain_of(const hug_call *c, const access *a, hug_tensor *out, hug_tensor **plain) {
  if (c->op != &hug_op_index_select || a->indices[0]->ndim > 0) {
    *plain = hug_tensor_retain(out);
    return HUG_OK;
  }
  return hug_invoke_op(&hug_op_squeeze, HUG_CALL_NO_GRAD, plain, out, 1, (int64_t[]){ a->dims[0] });
}

static hug_status read_run(hug_call *c) {
  access a;
  hug_tensor *plain;
  HUG_TRY(access_begin(c, &a));
  hug_status status = plain_of(c, &a, c->out[0], &plain);
  if (!status) {
    status = hug_index_move(c, HUG_INDEX_READ, a.t, a.count, a.indices, a.dims, plain);
    hug_tensor_free(plain);
  }
  access_end(&a);
  return status;
}

/* Rows of the gradient that belong to embedding's padding_idx are left out. */
static void clear_padding(const hug_call *c, hug_tensor *g) {
  const hug_value *padding = &c->args[2];
  if (!padding->given || g->shape[0] == 0) return;
  int64_t row = padding->i < 0 ? padding->i + g->shape[0] : padding->i;
  for (int64_t i = 0; i < g->shape[1]; i++)
    hug_element_set((hug_dtype)g->dtype, hug_tensor_at(g) + (size_t)(row * g->shape[1] + i) * hug_dtype_bytes((hug_dtype)g->dtype), hug_float(0));
}

/* Divides each row of embedding's gradient by how often the input names it. */
static hug_status divide_by_frequency(const hug_call *c, hug_tensor *g) {
  hug_tensor *ids;
  HUG_TRY(hug_tensor_packed(c->args[0].tensor, HUG_I64, &ids));
  int64_t rows = g->shape[0], width = g->shape[1], count = hug_tensor_count(ids);
  int64_t *times = hug_alloc_zero((size_t)(rows + 1) * sizeof *times);
  for (int64_t k = 0; times && k < count; k++) {
    int64_t row = ((int64_t *)hug_tensor_at(ids))[k];
    times[row < 0 ? row + rows : row]++;
  }
  for (int64_t i = 0; times && i < rows * width; i++)
    if (times[i / width] > 1) {
      if (g->dtype == HUG_F32) ((float *)hug_tensor_at(g))[i] /= (float)times[i / width];
      else ((double *)hug_tensor_at(g))[i] /= (double)times[i / width];
    }
  hug_tensor_free(ids);
  hug_free(times);
  return times ? HUG_OK : HUG_ENOMEM;
}

/* Repeated places add up. */
static hug_status read_backward(hug_call *c, hug_tensor *const *grads) {
  access a;
  hug_tensor *g = NULL, *plain = NULL, *packed = NULL;
  HUG_TRY(access_begin(c, &a));
  hug_status status = hug_index_zeros(a.t, &g);
  if (!status) status = plain_of(c, &a, grads[0], &plain);
  if (!status) status = hug_tensor_packed(plain, (hug_dtype)g->dtype, &packed);
  if (!status) status = hug_index_move(c, HUG_INDEX_ADD, g, a.count, a.indices, a.dims, packed);
  hug_tensor_free(packed);
  hug_tensor_free(plain);
  access_end(&a);
  if (!status && c->op == &hug_op_embedding && c->args[3].b) status = divide_by_frequency(c, g);
  if (status) {
    hug_tensor_free(g);
    return status;
  }
  if (c->op == &hug_op_embedding) clear_padding(c, g);
  return hug_call_grad(c, c->op == &hug_op_embedding ? 1 : 0, 0, g);
}

/* ---- index_put ---- */

static hug_status put_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  access a;
  HUG_TRY(access_begin(c, &a));
  access_end(&a);
  return hug_call_out(c, 0, (hug_dtype)t->dtype, t->ndim, t->shape);
}

/* The values in `type`, in memory that is not being written. */
static hug_status values_apart(const hug_tensor *values, hug_dtype type, const hug_tensor *written, hug_tensor **out) {
  if (!hug_tensor_shares(values, written)) return hug_tensor_packed(values, type, out);
  hug_tensor *copy;
  HUG_TRY(hug_tensor_make(type, values->ndim, values->shape, &copy));
  hug_status status = hug_tensor_copy(copy, values);
  if (status) hug_tensor_free(copy);
  else *out = copy;
  return status;
}

/* The result starts as a copy of the input, in the type that values are added in; then the values go in. */
static hug_status put_run(hug_call *c) {
  access a;
  hug_tensor *out = c->out[0], *work = NULL, *values = NULL;
  bool adds = c->args[3].b;
  HUG_TRY(access_begin(c, &a));
  hug_dtype type = adds ? hug_compute_type((hug_dtype)out->dtype) : (hug_dtype)out->dtype;
  hug_status status = HUG_OK;
  if (type == (hug_dtype)out->dtype) work = hug_tensor_retain(out);
  else status = hug_tensor_make(type, out->ndim, out->shape, &work);
  if (!status && work != a.t) status = hug_tensor_copy(work, a.t);
  if (!status) status = values_apart(c->args[2].tensor, type, work, &values);
  if (!status) status = hug_index_move(c, adds ? HUG_INDEX_ADD : HUG_INDEX_WRITE, work, a.count, a.indices, a.dims, values);
  if (!status && work != out) status = hug_tensor_copy(out, work);
  hug_tensor_free(values);
  hug_tensor_free(work);
  access_end(&a);
  return status;
}

/* What flows to the input: all, but nothing where values were set. */
static hug_status put_input_grad(hug_call *c, const access *a, hug_tensor *gy, hug_tensor **out) {
  hug_tensor *g, *zero = NULL;
  HUG_TRY(hug_tensor_make((hug_dtype)gy->dtype, gy->ndim, gy->shape, &g));
  hug_status status = hug_tensor_copy(g, gy);
  if (!status && !c->args[3].b) {
    status = hug_tensor_scalar((hug_dtype)g->dtype, hug_float(0), &zero);
    if (!status) status = hug_index_move(c, HUG_INDEX_WRITE, g, a->count, a->indices, a->dims, zero);
    hug_tensor_free(zero);
  }
  if (status) hug_tensor_free(g);
  else *out = g;
  return status;
}

/* What flows to the values: what is at their places. */
static hug_status put_values_grad(hug_call *c, const access *a, hug_tensor *gy, hug_tensor **out) {
  hug_tensor *g;
  int ndim;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_index_shape(c, a->t, a->count, a->indices, a->dims, &ndim, shape));
  HUG_TRY(hug_tensor_make((hug_dtype)gy->dtype, ndim, shape, &g));
  hug_status status = hug_index_move(c, HUG_INDEX_READ, gy, a->count, a->indices, a->dims, g);
  if (status) hug_tensor_free(g);
  else *out = g;
  return status;
}

static hug_status put_backward(hug_call *c, hug_tensor *const *grads) {
  access a;
  hug_tensor *g;
  HUG_TRY(access_begin(c, &a));
  hug_status status = HUG_OK;
  if (hug_call_wants(c, 0, 0)) {
    status = put_input_grad(c, &a, grads[0], &g);
    if (!status) status = hug_call_grad(c, 0, 0, g);
  }
  if (!status && hug_call_wants(c, 2, 0)) {
    status = put_values_grad(c, &a, grads[0], &g);
    if (!status) status = hug_call_grad(c, 2, 0, g);
  }
  access_end(&a);
  return status;
}

const hug_op hug_op_index = {
  .name = "index", .source = "input[i, j, …] with tensors in torch",
  .doc = "Elements at the places that `indices`, broadcast together, name in the first dims of `input`, or in `dims`. They stand where those dims were, or "
         "in front if these are not neighbours. A mask of bool stands for the places where it is true.",
  .samples = "randn(4,3), {tensor({0,3,3},{dtype='i64'})}; randn(2,3,4), {tensor({0,2},{dtype='i64'})}, {1}",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSORS("indices"), HUG_P_OPTIONAL_INTS("dims") },
  .saves = HUG_SAVE_ARG(1), .infer = read_infer, .run = read_run, .backward = read_backward,
};

const hug_op hug_op_index_put = {
  .name = "index_put", .source = "torch.index_put",
  .doc = "`input` with `values` at the places that `indices` name (see `index`), or added to what is there if `accumulate`.",
  .samples = "randn(4,3), {tensor({0,3},{dtype='i64'})}, randn(2,3); randn(4), {tensor({1,1},{dtype='i64'})}, randn(2), true",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSORS("indices"), HUG_P_OPERAND("values"), HUG_P_BOOL_OR("accumulate", false),
              HUG_P_OPTIONAL_INTS("dims") },
  .flags = HUG_OP_INPLACE | HUG_OP_ELEMENTWISE, .saves = HUG_SAVE_ARG(1), .infer = put_infer, .run = put_run, .backward = put_backward,
};

const hug_op hug_op_index_select = {
  .name = "index_select", .source = "torch.index_select",
  .doc = "The elements of `dim` that `index` [n] names, in its order.",
  .samples = "randn(4,3), 0, tensor({2,0},{dtype='i64'})",
  .params = { HUG_P_TENSOR("input"), HUG_P_INT("dim"), HUG_P_TENSOR("index") },
  .saves = HUG_SAVE_ARG(2), .infer = read_infer, .run = read_run, .backward = read_backward,
};

const hug_op hug_op_embedding = {
  .name = "embedding", .source = "torch.nn.functional.embedding",
  .doc = "The rows of `weight` [rows, width] that `input` names. No gradient flows to row `padding_idx`; `scale_grad_by_freq` divides that of the others by "
         "how often they are named.",
  .samples = "tensor({0,2,1},{dtype='i64'}), randn(3,4)",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("weight"), HUG_P_OPTIONAL_INT("padding_idx"), HUG_P_BOOL_OR("scale_grad_by_freq", false) },
  .saves = HUG_SAVE_ARG(0), .infer = read_infer, .run = read_run, .backward = read_backward,
};
