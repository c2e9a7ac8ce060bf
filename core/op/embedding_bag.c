/* embedding_bag.c: rows of a table summed, averaged or compared in bags, without the rows being put side by side: embedding_bag. */
#include "../kernel/kernel.h"
#include "along.h"
#include "index.h"
#include <string.h>

enum { INPUT, WEIGHT, OFFSETS, BY_FREQUENCY, MODE, SAMPLE_WEIGHTS, LAST_OFFSET, PADDING };

enum { GRAIN = 16384 };       /* elements that are worth another thread */

static bool mode_is(const hug_call *c, const char *mode) { return !strcmp(c->args[MODE].string, mode); }

/* ---- Checks ---- */

static hug_status check_bags(const hug_call *c, int64_t *bags) {
  const hug_tensor *input = c->args[INPUT].tensor, *offsets = c->args[OFFSETS].given ? c->args[OFFSETS].tensor : NULL;
  const bool last = c->args[LAST_OFFSET].b;
  HUG_TRY(hug_op_indices(c, "input", input));
  if (input->ndim != 1 && input->ndim != 2)
    return hug_op_fail(c, HUG_ESHAPE, "`input` is [bags, length], or [n] with `offsets`, not of %d dims", input->ndim);
  if (input->ndim == 2 && offsets) return hug_op_fail(c, HUG_EARG, "`offsets` goes with an `input` of one dim: each row is a bag");
  *bags = input->shape[0];
  if (input->ndim == 2) return HUG_OK;
  if (!offsets) return hug_op_fail(c, HUG_EARG, "an `input` of one dim needs `offsets`, where its bags begin");
  HUG_TRY(hug_op_indices(c, "offsets", offsets));
  if (offsets->ndim != 1) return hug_op_fail(c, HUG_ESHAPE, "`offsets` has one dim, not %d", offsets->ndim);
  if (last && offsets->shape[0] == 0) return hug_op_fail(c, HUG_ESHAPE, "`offsets` has at least the last offset, but is empty");
  *bags = offsets->shape[0] - last;
  return HUG_OK;
}

static hug_status check_sample_weights(const hug_call *c) {
  const hug_tensor *input = c->args[INPUT].tensor, *w = c->args[SAMPLE_WEIGHTS].tensor;
  if (!c->args[SAMPLE_WEIGHTS].given) return HUG_OK;
  if (!mode_is(c, "sum")) return hug_op_fail(c, HUG_EARG, "`per_sample_weights` goes with mode \"sum\"");
  if (w->dtype != c->args[WEIGHT].tensor->dtype)
    return hug_op_fail(c, HUG_EDTYPE, "`per_sample_weights` is %s, but `weight` is %s", hug_dtype_infos[w->dtype].name,
                       hug_dtype_infos[c->args[WEIGHT].tensor->dtype].name);
  if (w->ndim != input->ndim || memcmp(w->shape, input->shape, sizeof(int64_t) * (size_t)w->ndim))
    return hug_op_fail(c, HUG_ESHAPE, "`per_sample_weights` must have the shape of `input`");
  return HUG_OK;
}

static hug_status infer(hug_call *c) {
  const hug_tensor *weight = c->args[WEIGHT].tensor;
  int64_t bags;
  if (weight->ndim != 2) return hug_op_fail(c, HUG_ESHAPE, "`weight` is a matrix [rows, width], not of %d dims", weight->ndim);
  if (!hug_dtype_floating((hug_dtype)weight->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "`weight` is %s, not of floats", hug_dtype_infos[weight->dtype].name);
  HUG_TRY(check_bags(c, &bags));
  HUG_TRY(check_sample_weights(c));
  if (mode_is(c, "max") && c->args[BY_FREQUENCY].b)
    return hug_op_fail(c, HUG_EARG, "`scale_grad_by_freq` does not go with mode \"max\"");
  int64_t rows = weight->shape[0], padding = c->args[PADDING].given ? c->args[PADDING].i : 0;
  if (c->args[PADDING].given && (padding < -rows || padding >= rows))
    return hug_op_fail(c, HUG_EARG, "`padding_idx` %lld is outside the %lld rows of `weight`", (long long)padding, (long long)rows);
  return hug_call_out(c, 0, (hug_dtype)weight->dtype, 2, (int64_t[]){ bags, weight->shape[1] });
}

/* ---- Bags ---- */

/* What forward and backward read.  Numbers are of `type`, f32 or f64. */
typedef struct bags {
  hug_tensor *held[4];        /* what ids, starts, samples and result point into */
  const hug_tensor *weight;
  hug_dtype type;
  int64_t count, rows, width, padding;
  const int64_t *ids, *starts;    /* bag b is ids[starts[b]..starts[b + 1]-1] */
  const void *samples;        /* a factor for each id, or NULL */
  bool mean, max;
  void *result;               /* of forward: [count, width] */
  atomic_bool failed;
} bags;

static void bags_end(bags *b) {
  for (int i = 0; i < 4; i++) hug_tensor_free(b->held[i]);
}

static hug_status find_starts(const hug_call *c, bags *b) {
  const hug_tensor *input = c->args[INPUT].tensor;
  hug_tensor *given = NULL;
  const int64_t total = hug_tensor_count(input);
  HUG_TRY(hug_tensor_make(HUG_I64, 1, (int64_t[]){ b->count + 1 }, &b->held[1]));
  int64_t *starts = (int64_t *)hug_tensor_at(b->held[1]);
  b->starts = starts;
  if (input->ndim == 2) {
    for (int64_t i = 0; i <= b->count; i++) starts[i] = i * input->shape[1];
    return HUG_OK;
  }
  HUG_TRY(hug_tensor_packed(c->args[OFFSETS].tensor, HUG_I64, &given));
  const int64_t *from = (const int64_t *)hug_tensor_at(given), n = hug_tensor_count(given);
  starts[b->count] = total;
  if (n) memcpy(starts, from, (size_t)n * sizeof *starts);
  hug_tensor_free(given);
  if (n && starts[0] != 0) return hug_op_fail(c, HUG_EARG, "`offsets` begins at %lld, not at 0", (long long)starts[0]);
  for (int64_t i = 0; i < b->count; i++)
    if (starts[i + 1] < starts[i])
      return hug_op_fail(c, HUG_EARG, "`offsets` must not fall, nor exceed the %lld indices of `input`", (long long)total);
  if (starts[b->count] > total)
    return hug_op_fail(c, HUG_EARG, "`offsets` ends at %lld, beyond the %lld indices of `input`", (long long)starts[b->count],
                       (long long)total);
  return HUG_OK;
}

static hug_status bags_begin(const hug_call *c, bags *b) {
  const hug_tensor *weight = c->args[WEIGHT].tensor;
  *b = (bags){ .weight = weight, .type = hug_compute_type((hug_dtype)weight->dtype), .rows = weight->shape[0],
               .width = weight->shape[1], .padding = -1, .mean = mode_is(c, "mean"), .max = mode_is(c, "max") };
  if (c->args[PADDING].given) b->padding = c->args[PADDING].i < 0 ? c->args[PADDING].i + b->rows : c->args[PADDING].i;
  HUG_TRY(check_bags(c, &b->count));
  hug_tensor *ids = NULL;
  hug_status status = hug_along_index(c, c->args[INPUT].tensor, 0, b->rows, false, NULL, &ids);
  if (!status) status = hug_tensor_packed(ids, HUG_I64, &b->held[0]);
  hug_tensor_free(ids);
  if (!status) status = find_starts(c, b);
  if (!status && c->args[SAMPLE_WEIGHTS].given) status = hug_tensor_packed(c->args[SAMPLE_WEIGHTS].tensor, b->type, &b->held[2]);
  if (status) {
    bags_end(b);
    return status;
  }
  b->ids = (const int64_t *)hug_tensor_at(b->held[0]);
  b->samples = b->held[2] ? hug_tensor_at(b->held[2]) : NULL;
  return HUG_OK;
}

/* Row `id` of the weight in `type`: where it is, or in `buffer`. */
static const void *row_of(const bags *b, int64_t id, void *buffer) {
  const hug_tensor *w = b->weight;
  const char *from = hug_tensor_at(w) + id * w->stride[0] * (int64_t)hug_dtype_bytes((hug_dtype)w->dtype);
  if (w->dtype == b->type && (w->stride[1] == 1 || b->width == 1)) return from;
  hug_convert(b->type, buffer, 1, (hug_dtype)w->dtype, from, w->stride[1], b->width);
  return buffer;
}

static double number_at(const bags *b, const void *numbers, int64_t k) {
  return b->type == HUG_F32 ? ((const float *)numbers)[k] : ((const double *)numbers)[k];
}

/* y += a x */
static void add_row(const bags *b, double a, const void *x, void *y) {
  if (b->type == HUG_F32) hug_kernels_get()->axpy_f32(b->width, (float)a, x, y);
  else
    for (int64_t j = 0; j < b->width; j++) ((double *)y)[j] += a * ((const double *)x)[j];
}

/* y = x where that is greater, and notes whose it is. */
#define MOST(T)                                                                                      \
  for (int64_t j = 0; j < b->width; j++)                                                             \
    if (first || ((const T *)x)[j] > ((T *)y)[j]) {                                                  \
      ((T *)y)[j] = ((const T *)x)[j];                                                               \
      if (whose) whose[j] = id;                                                                      \
    }
static void most_of(const bags *b, bool first, int64_t id, const void *x, void *y, int64_t *whose) {
  if (b->type == HUG_F32) { MOST(float) }
  else { MOST(double) }
}

static int64_t used_in(const bags *b, int64_t bag) {
  int64_t used = 0;
  for (int64_t k = b->starts[bag]; k < b->starts[bag + 1]; k++) used += b->ids[k] != b->padding;
  return used;
}

/* One bag into y, which is 0. */
static void fill_bag(const bags *b, int64_t bag, void *buffer, void *y, int64_t *whose) {
  bool first = true;
  for (int64_t k = b->starts[bag]; k < b->starts[bag + 1]; k++) {
    if (b->ids[k] == b->padding) continue;
    const void *x = row_of(b, b->ids[k], buffer);
    if (b->max) most_of(b, first, b->ids[k], x, y, whose);
    else add_row(b, b->samples ? number_at(b, b->samples, k) : 1, x, y);
    first = false;
  }
  int64_t used = b->mean ? used_in(b, bag) : 0;
  if (used < 2) return;
  if (b->type == HUG_F32) for (int64_t j = 0; j < b->width; j++) ((float *)y)[j] /= (float)used;
  else for (int64_t j = 0; j < b->width; j++) ((double *)y)[j] /= (double)used;
}

static void fill_chunk(void *context, int64_t first, int64_t last) {
  bags *b = context;
  const size_t bytes = (size_t)b->width * hug_dtype_bytes(b->type);
  void *buffer = hug_alloc_data(bytes + 1);
  if (!buffer) {
    atomic_store(&b->failed, true);
    return;
  }
  for (int64_t bag = first; bag < last; bag++) {
    char *y = (char *)b->result + (size_t)bag * bytes;
    memset(y, 0, bytes);
    fill_bag(b, bag, buffer, y, NULL);
  }
  hug_free(buffer);
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0];
  bags b;
  HUG_TRY(bags_begin(c, &b));
  hug_status status = HUG_OK;
  if (out->dtype == b.type && hug_tensor_contiguous(out)) b.held[3] = hug_tensor_retain(out);
  else status = hug_tensor_make(b.type, 2, out->shape, &b.held[3]);
  if (!status) {
    b.result = hug_tensor_at(b.held[3]);
    int64_t each = b.count ? hug_tensor_count(b.held[0]) / b.count * b.width : 0;
    hug_parallel(b.count, 1 + GRAIN / (each + 1), fill_chunk, &b);
    if (atomic_load(&b.failed)) status = HUG_ENOMEM;
  }
  if (!status && b.held[3] != out) status = hug_tensor_copy(out, b.held[3]);
  bags_end(&b);
  return status;
}

/* ---- Gradients ---- */

/* How often each row is named. */
static int64_t *frequencies(const bags *b) {
  int64_t *times = hug_alloc_zero((size_t)(b->rows + 1) * sizeof *times);
  for (int64_t k = 0, n = hug_tensor_count(b->held[0]); times && k < n; k++) times[b->ids[k]]++;
  return times;
}

/* The gradient of sums and means: g [rows, width] += what its bags pass on. */
static void spread_sums(const bags *b, const char *gy, const int64_t *times, char *g) {
  const int64_t bytes = b->width * (int64_t)hug_dtype_bytes(b->type);
  for (int64_t bag = 0; bag < b->count; bag++) {
    int64_t used = b->mean ? used_in(b, bag) : 1;
    for (int64_t k = b->starts[bag]; k < b->starts[bag + 1]; k++) {
      int64_t id = b->ids[k];
      if (id == b->padding) continue;
      double factor = (b->samples ? number_at(b, b->samples, k) : 1) / (double)used;
      add_row(b, times ? factor / (double)times[id] : factor, gy + bag * bytes, g + id * bytes);
    }
  }
}

/* The gradient of maxima goes to the first row that had each. */
static hug_status spread_maxima(const bags *b, const char *gy, char *g) {
  const size_t bytes = (size_t)b->width * hug_dtype_bytes(b->type);
  char *y = hug_alloc_data(2 * bytes + 1);
  int64_t *whose = hug_alloc((size_t)(b->width + 1) * sizeof *whose);
  for (int64_t bag = 0; y && whose && bag < b->count; bag++) {
    if (used_in(b, bag) == 0) continue;
    fill_bag(b, bag, y + bytes, y, whose);
    for (int64_t j = 0; j < b->width; j++) {
      int64_t from = bag * b->width + j, to = whose[j] * b->width + j;
      if (b->type == HUG_F32) ((float *)g)[to] += ((const float *)gy)[from];
      else ((double *)g)[to] += ((const double *)gy)[from];
    }
  }
  hug_status status = y && whose ? HUG_OK : HUG_ENOMEM;
  hug_free(whose);
  hug_free(y);
  return status;
}

static hug_status pass_to_weight(hug_call *c, const bags *b, const char *gy) {
  hug_tensor *g;
  int64_t *times = NULL;
  HUG_TRY(hug_index_zeros(c->args[WEIGHT].tensor, &g));
  hug_status status = HUG_OK;
  if (c->args[BY_FREQUENCY].b && !(times = frequencies(b))) status = HUG_ENOMEM;
  if (!status && b->max) status = spread_maxima(b, gy, hug_tensor_at(g));
  else if (!status) spread_sums(b, gy, times, hug_tensor_at(g));
  hug_free(times);
  if (!status) return hug_call_grad(c, WEIGHT, 0, g);
  hug_tensor_free(g);
  return status;
}

/* The gradient of a sample's weight is the product of its row and the bag's gradient. */
static hug_status pass_to_samples(hug_call *c, const bags *b, const char *gy) {
  hug_tensor *g;
  const int64_t bytes = b->width * (int64_t)hug_dtype_bytes(b->type);
  void *buffer = hug_alloc_data((size_t)bytes + 1);
  if (!buffer) return HUG_ENOMEM;
  hug_status status = hug_tensor_make(b->type, c->args[INPUT].tensor->ndim, c->args[INPUT].tensor->shape, &g);
  if (!status) memset(hug_tensor_at(g), 0, hug_tensor_bytes(g));
  for (int64_t bag = 0; bag < b->count && !status; bag++)
    for (int64_t k = b->starts[bag]; k < b->starts[bag + 1]; k++) {
      if (b->ids[k] == b->padding) continue;
      const void *x = row_of(b, b->ids[k], buffer);
      double sum = 0;
      if (b->type == HUG_F32) sum = hug_kernels_get()->dot_f32(b->width, x, (const float *)(gy + bag * bytes));
      else
        for (int64_t j = 0; j < b->width; j++) sum += ((const double *)x)[j] * ((const double *)(gy + bag * bytes))[j];
      hug_element_set(b->type, hug_tensor_at(g) + (size_t)k * hug_dtype_bytes(b->type), hug_float(sum));
    }
  hug_free(buffer);
  return status ? status : hug_call_grad(c, SAMPLE_WEIGHTS, 0, g);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *gy = NULL;
  bags b;
  HUG_TRY(bags_begin(c, &b));
  hug_status status = hug_tensor_packed(grads[0], b.type, &gy);
  if (!status && hug_call_wants(c, WEIGHT, 0)) status = pass_to_weight(c, &b, hug_tensor_at(gy));
  if (!status && hug_call_wants(c, SAMPLE_WEIGHTS, 0)) status = pass_to_samples(c, &b, hug_tensor_at(gy));
  hug_tensor_free(gy);
  bags_end(&b);
  return status;
}

const hug_op hug_op_embedding_bag = {
  .name = "embedding_bag", .source = "torch.nn.functional.embedding_bag",
  .doc = "The sum, mean or max (`mode`) of the rows of `weight` [rows, width] that each bag names: [bags, width]. A bag is a row of "
         "`input` [bags, length], or the part of `input` [n] from one of `offsets` [bags] to the next; with "
         "`include_last_offset` the last of `offsets` only ends the last bag. `per_sample_weights`, of the shape of `input`, are "
         "factors of the rows in a sum. Row `padding_idx` takes no part. `scale_grad_by_freq` divides the gradient of a row by "
         "how often it is named. An empty bag gives 0.",
  .samples = "tensor({{0,2},{1,1}},{dtype='i64'}), randn(3,4); "
             "tensor({0,2,1},{dtype='i64'}), randn(3,4), tensor({0,1},{dtype='i64'}), false, 'max'; "
             "tensor({{0,2},{1,1}},{dtype='i64'}), randn(3,4), { mode = 'sum', per_sample_weights = randn(2,2), padding_idx = 1 }",
  .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("offsets"),
              HUG_P_BOOL_OR("scale_grad_by_freq", false), HUG_P_CHOICE("mode", "mean", "sum|mean|max"),
              HUG_P_OPTIONAL_TENSOR("per_sample_weights"), HUG_P_BOOL_OR("include_last_offset", false),
              HUG_P_OPTIONAL_INT("padding_idx") },
  .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WEIGHT) | HUG_SAVE_ARG(OFFSETS) | HUG_SAVE_ARG(SAMPLE_WEIGHTS),
  .infer = infer, .run = run, .backward = backward,
};
