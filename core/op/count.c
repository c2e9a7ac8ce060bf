/* count.c: how often something occurs: count_nonzero, bincount. */
#include "rows.h"
#include <string.h>

/* ---- count_nonzero ---- */

/* By blocks whose counts fit the narrow numbers of vector code. */
#define COUNT_ROW(name, T, NARROW, BLOCK)                                                              \
  static void name(int64_t n, const void *in, void *out, int64_t *indices, const void *context) {     \
    (void)indices, (void)context;                                                                      \
    const T *x = in;                                                                                   \
    int64_t count = 0;                                                                                 \
    for (int64_t first = 0; first < n; first += (BLOCK)) {                                             \
      int64_t last = n - first < (BLOCK) ? n : first + (BLOCK);                                        \
      NARROW some = 0;                                                                                 \
      for (int64_t i = first; i < last; i++) some += x[i] != 0;                                        \
      count += some;                                                                                   \
    }                                                                                                  \
    *(int64_t *)out = count;                                                                           \
  }
COUNT_ROW(count_f32, float, uint32_t, 1 << 16)
COUNT_ROW(count_f64, double, uint64_t, 1 << 16)
COUNT_ROW(count_i64, int64_t, uint64_t, 1 << 16)
COUNT_ROW(count_bool, uint8_t, uint8_t, 128)

static hug_status nonzero_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  return hug_call_out(c, 0, HUG_I64, hug_reduced_shape(t, dims, false, shape), shape);
}

/* Types that are not computed in as they are become bool, which is all that counts. */
static hug_status nonzero_run(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  uint32_t dims;
  HUG_TRY(hug_op_dims(c, t, &c->args[1], &dims));
  switch (t->dtype) {
  case HUG_F32: return hug_walk_rows(t, dims, HUG_F32, c->out[0], HUG_I64, NULL, count_f32, NULL);
  case HUG_F64: return hug_walk_rows(t, dims, HUG_F64, c->out[0], HUG_I64, NULL, count_f64, NULL);
  case HUG_I64: return hug_walk_rows(t, dims, HUG_I64, c->out[0], HUG_I64, NULL, count_i64, NULL);
  default: return hug_walk_rows(t, dims, HUG_BOOL, c->out[0], HUG_I64, NULL, count_bool, NULL);
  }
}

/* ---- bincount ---- */

static hug_status bin_infer(hug_call *c) {
  const hug_tensor *t = c->args[0].tensor;
  const hug_value *weights = &c->args[1];
  const int64_t none = 0;
  if (hug_dtype_infos[t->dtype].category != HUG_INTEGRAL)
    return hug_op_fail(c, HUG_EDTYPE, "counts integers, not %s", hug_dtype_infos[t->dtype].name);
  if (t->ndim != 1) return hug_op_fail(c, HUG_ESHAPE, "input is a row, not of %d dims", t->ndim);
  if (weights->given && (weights->tensor->ndim != 1 || weights->tensor->shape[0] != t->shape[0]))
    return hug_op_fail(c, HUG_ESHAPE, "`weights` must have the shape of input");
  if (c->args[2].i < 0) return hug_op_fail(c, HUG_EARG, "`minlength` %lld is negative", (long long)c->args[2].i);
  bool weighs = weights->given && t->shape[0] > 0;
  hug_dtype type = !weighs ? HUG_I64 : weights->tensor->dtype == HUG_F32 ? HUG_F32 : HUG_F64;
  return hug_call_out(c, 0, type, 1, &none);
}

static hug_status bins_of(const hug_call *c, const hug_tensor *numbers, int64_t *bins) {
  const int64_t *x = (const int64_t *)hug_tensor_at(numbers);
  int64_t least = 0, most = -1;
  for (int64_t i = 0, n = hug_tensor_count(numbers); i < n; i++) {
    if (x[i] < least) least = x[i];
    if (x[i] > most) most = x[i];
  }
  if (least < 0) return hug_op_fail(c, HUG_EARG, "cannot count the negative number %lld", (long long)least);
  if (most == INT64_MAX) most--;              /* refused by the count of the shape, as what is a little less */
  *bins = most + 1 > c->args[2].i ? most + 1 : c->args[2].i;
  return hug_shape_count("bincount", 1, bins, &most);
}

/* The sums, or the numbers of occurrences, into f64 or i64 `bins`. */
static void fill_bins(const hug_tensor *numbers, const hug_tensor *weights, hug_tensor *bins) {
  const int64_t *x = (const int64_t *)hug_tensor_at(numbers), n = hug_tensor_count(numbers);
  const double *w = weights ? (const double *)hug_tensor_at(weights) : NULL;
  void *at = hug_tensor_at(bins);
  memset(at, 0, hug_tensor_bytes(bins));
  if (bins->dtype == HUG_I64) for (int64_t i = 0; i < n; i++) ((int64_t *)at)[x[i]]++;
  else for (int64_t i = 0; i < n; i++) ((double *)at)[x[i]] += w[i];
}

static hug_status bin_run(hug_call *c) {
  hug_dtype type = (hug_dtype)c->out[0]->dtype;
  hug_tensor *numbers = NULL, *weights = NULL, *bins = NULL, *out = NULL;
  int64_t count = 0;
  HUG_TRY(hug_tensor_packed(c->args[0].tensor, HUG_I64, &numbers));
  hug_status status = bins_of(c, numbers, &count);
  if (!status && type != HUG_I64) status = hug_tensor_packed(c->args[1].tensor, HUG_F64, &weights);
  if (!status) status = hug_tensor_make(type == HUG_I64 ? HUG_I64 : HUG_F64, 1, &count, &bins);
  if (!status) {
    fill_bins(numbers, weights, bins);
    status = hug_tensor_packed(bins, type, &out);
  }
  hug_tensor_free(bins);
  hug_tensor_free(weights);
  hug_tensor_free(numbers);
  return status ? status : hug_call_set_out(c, 0, out);
}

const hug_op hug_op_count_nonzero = {
  .name = "count_nonzero", .source = "torch.count_nonzero",
  .doc = "How many elements along the dims `dim`, or of all, differ from 0.",
  .samples = "tensor{{1, 0}, {0, 0}}; tensor{{1, 0}, {0, 0}}, 1",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_INTS("dim") },
  .flags = HUG_OP_NO_GRAD, .infer = nonzero_infer, .run = nonzero_run,
};

const hug_op hug_op_bincount = {
  .name = "bincount", .source = "torch.bincount",
  .doc = "How often each of the numbers 0, 1, 2, … occurs in `input`, a row of integers, up to its greatest and at "
         "least to `minlength` - 1; with `weights`, the sum of the weights of the occurrences.",
  .samples = "tensor({1, 3, 1}, {dtype = 'i64'}); "
             "tensor({1, 3, 1}, {dtype = 'i64'}), tensor{0.5, 1, 2}, { minlength = 6 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("weights"), HUG_P_INT_OR("minlength", 0) },
  .flags = HUG_OP_NO_GRAD, .infer = bin_infer, .run = bin_run,
};
