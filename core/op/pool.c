/* pool.c: pools over one to three dims: avg_pool1d and its kin, max_pool1d, adaptive_avg_pool1d, adaptive_max_pool1d, …
**
** Where a gradient is wanted, max pools keep the places of their largest values, whether the caller asks for them or not: so they are
** compositions around an operation that tells both.
*/
#include "pool.h"
#include <string.h>

typedef enum kind { AVERAGE, LARGEST, ADAPTIVE_AVERAGE, ADAPTIVE_LARGEST } kind;

typedef struct family {
  int dims;
  kind kind;
  bool places;                /* the places are always told */
  const hug_op *inner;        /* what a composition is around */
} family;

enum { INPUT, KERNEL, STRIDE, PADDING };
enum { AVERAGE_CEIL = 4, AVERAGE_PADDED, AVERAGE_DIVISOR };
enum { LARGEST_DILATION = 4, LARGEST_CEIL, LARGEST_PLACES };
enum { ADAPTIVE_SIZE = 1, ADAPTIVE_PLACES };

static const family *family_of(const hug_call *c) { return c->op->data; }
static bool is_largest(const family *f) { return f->kind == LARGEST || f->kind == ADAPTIVE_LARGEST; }
static bool is_adaptive(const family *f) { return f->kind == ADAPTIVE_AVERAGE || f->kind == ADAPTIVE_LARGEST; }

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* ---- Windows ---- */

/* What the arguments of a pool with a kernel say. */
typedef struct frame {
  int64_t kernel[3], stride[3], padding[3], dilation[3];
  bool ceil, padded;          /* padded: padding counts */
} frame;

static hug_status read_frame(const hug_call *c, frame *w) {
  static const int64_t ones[3] = { 1, 1, 1 }, zeros[3] = { 0, 0, 0 };
  const family *f = family_of(c);
  HUG_TRY(hug_window_ints(c, KERNEL, f->dims, 1, 1, NULL, w->kernel));
  HUG_TRY(hug_window_ints(c, STRIDE, f->dims, 1, 1, w->kernel, w->stride));
  HUG_TRY(hug_window_ints(c, PADDING, f->dims, 0, 0, zeros, w->padding));
  memcpy(w->dilation, ones, sizeof ones);
  if (f->kind == LARGEST) HUG_TRY(hug_window_ints(c, LARGEST_DILATION, f->dims, 1, 1, ones, w->dilation));
  w->ceil = c->args[f->kind == LARGEST ? LARGEST_CEIL : AVERAGE_CEIL].b;
  w->padded = f->kind == AVERAGE && c->args[AVERAGE_PADDED].b;
  for (int d = 0; d < 3; d++)
    if (w->padding[d] > w->kernel[d] / 2)
      return hug_op_fail(c, HUG_EARG, "`padding` is %lld; it should be at most half of `kernel_size`, which is %lld",
                         (long long)w->padding[d], (long long)w->kernel[d]);
  return HUG_OK;
}

/* How many windows there are along dim d; a last one must begin before the padding behind. */
static hug_status count_windows(const hug_call *c, const frame *w, int d, int64_t size, int64_t *out) {
  int64_t reach = (w->kernel[d] - 1) * w->dilation[d] + 1, all = size + 2 * w->padding[d], stride = w->stride[d];
  int64_t rest = all - reach + (w->ceil ? stride - 1 : 0), windows = rest < 0 ? 0 : rest / stride + 1;
  if (w->ceil && windows && (windows - 1) * stride >= size + w->padding[d]) windows--;
  if (windows < 1)
    return hug_op_fail(c, HUG_ESHAPE, "dim %d of `input` is %lld with its padding, less than the %lld that a window covers",
                       d - 3, (long long)all, (long long)reach);
  *out = windows;
  return HUG_OK;
}

static void find_ranges(const frame *w, int d, hug_ranges *r) {
  r->step = w->dilation[d];
  r->length = w->kernel[d];
  r->stride = w->stride[d];
  r->whole = least(r->windows, (w->padding[d] + r->stride - 1) / r->stride);
  r->behind = r->whole;
  for (int64_t i = 0; i < r->windows; i++) {
    int64_t begin = i * w->stride[d] - w->padding[d], end = begin + (w->kernel[d] - 1) * r->step + 1;
    int64_t skipped = begin < 0 ? (-begin + r->step - 1) / r->step : 0;
    r->first[i] = begin + skipped * r->step;
    r->last[i] = least(end, r->size);
    if (i == r->behind && end <= r->size) r->behind++;
    r->count[i] = w->padded ? least(end, r->size + w->padding[d]) - begin : r->last[i] - r->first[i];
  }
}

static void find_adaptive_ranges(hug_ranges *r) {
  r->step = 1;
  for (int64_t i = 0; i < r->windows; i++) {
    r->first[i] = i * r->size / r->windows;
    r->last[i] = ((i + 1) * r->size + r->windows - 1) / r->windows;
    r->count[i] = r->last[i] - r->first[i];
  }
}

/* ---- Checks ---- */

static hug_status read_adaptive(const hug_call *c, const hug_images *x, int64_t windows[3]) {
  const family *f = family_of(c);
  const hug_value *v = &c->args[ADAPTIVE_SIZE];
  if (v->count != 1 && v->count != f->dims)
    return hug_op_fail(c, HUG_EARG, "`output_size` has %d numbers; it should be one, or one for each of %d dims", (int)v->count, f->dims);
  for (int d = 0; d < 3; d++) {
    int at = d - (3 - f->dims);
    int64_t size = at < 0 ? 1 : v->ints[v->count == 1 ? 0 : at];
    if (size == HUG_ABSENT) size = x->size[d];
    if (size < 0 || size > HUG_WINDOW_MOST)
      return hug_op_fail(c, HUG_EARG, "`output_size` is %lld; it should be 0 or more, and less than 2^31", (long long)size);
    windows[d] = size;
  }
  return HUG_OK;
}

static hug_status check_input(const hug_call *c, const hug_images *x) {
  const family *f = family_of(c);
  bool fits = f->kind == AVERAGE || f->kind == LARGEST ? x->dtype != HUG_BOOL : hug_dtype_floating(x->dtype);
  if (!fits) return hug_op_fail(c, HUG_EDTYPE, "`input` is %s; convert it with to()", hug_dtype_infos[x->dtype].name);
  int64_t plane = x->size[0] * x->size[1];      /* each is less than 2^31 */
  for (int d = 0; d < 3; d++)
    if (x->size[d] == 0) return hug_op_fail(c, HUG_ESHAPE, "dim %d of `input` is empty", d - 3);
  if (plane > INT32_MAX / x->size[2]) return hug_op_fail(c, HUG_ESHAPE, "an image of `input` has 2^31 elements or more");
  return HUG_OK;
}

/* The sizes of the result; w is set for pools with a kernel. */
static hug_status describe(const hug_call *c, hug_images *x, frame *w, int64_t windows[3]) {
  const family *f = family_of(c);
  HUG_TRY(hug_images_of(c, INPUT, f->dims, x));
  HUG_TRY(check_input(c, x));
  if (is_adaptive(f)) return read_adaptive(c, x, windows);
  if (f->kind == AVERAGE && f->dims > 1 && c->args[AVERAGE_DIVISOR].given && c->args[AVERAGE_DIVISOR].i == 0)
    return hug_op_fail(c, HUG_EARG, "`divisor_override` is 0");
  HUG_TRY(read_frame(c, w));
  for (int d = 0; d < 3; d++) HUG_TRY(count_windows(c, w, d, x->size[d], &windows[d]));
  return HUG_OK;
}

/* ---- The operation ---- */

static bool tells_places(const hug_call *c) {
  const family *f = family_of(c);
  return is_largest(f) && (f->places || c->args[f->kind == LARGEST ? LARGEST_PLACES : ADAPTIVE_PLACES].b);
}

static hug_status infer(hug_call *c) {
  const family *f = family_of(c);
  hug_images x;
  frame w;
  int64_t windows[3], shape[HUG_MAX_DIMS];
  HUG_TRY(describe(c, &x, &w, windows));
  int ndim = hug_images_shape(&x, f->dims, x.channels, windows, shape);
  HUG_TRY(hug_call_out(c, 0, x.dtype, ndim, shape));
  return tells_places(c) ? hug_call_out(c, 1, HUG_I64, ndim, shape) : HUG_OK;
}

static hug_status pooling_of(const hug_call *c, hug_pooling *p) {
  const family *f = family_of(c);
  hug_images x;
  frame w;
  int64_t windows[3], lists = 0;
  HUG_TRY(describe(c, &x, &w, windows));
  *p = (hug_pooling){ .planes = x.images * x.channels };
  if (f->kind == AVERAGE && f->dims > 1 && c->args[AVERAGE_DIVISOR].given) p->divisor = c->args[AVERAGE_DIVISOR].i;
  for (int d = 0; d < 3; d++) lists += 3 * windows[d];
  p->room = hug_alloc((size_t)lists * sizeof *p->room);
  if (!p->room) return HUG_ENOMEM;
  int64_t *room = p->room;
  for (int d = 0; d < 3; d++) {
    hug_ranges *r = &p->dim[d];
    *r = (hug_ranges){ .size = x.size[d], .windows = windows[d], .first = room, .last = room + windows[d], .count = room + 2 * windows[d] };
    room += 3 * windows[d];
    if (is_adaptive(f)) find_adaptive_ranges(r);
    else find_ranges(&w, d, r);
  }
  return HUG_OK;
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *x = NULL, *y = NULL;
  hug_dtype type = hug_compute_type((hug_dtype)out->dtype);
  bool direct = out->dtype == type && hug_tensor_contiguous(out);
  hug_pooling p;
  if (hug_tensor_count(out) == 0) return HUG_OK;
  HUG_TRY(pooling_of(c, &p));
  hug_status status = hug_tensor_packed(c->args[INPUT].tensor, type, &x);
  if (!status && direct) y = hug_tensor_retain(out);
  if (!status && !direct) status = hug_tensor_make(type, out->ndim, out->shape, &y);
  if (!status && !is_largest(family_of(c))) status = hug_pool_average(&p, type, hug_tensor_at(x), hug_tensor_at(y));
  else if (!status) {
    int64_t *places = tells_places(c) ? (int64_t *)hug_tensor_at(c->out[1]) : NULL;
    status = hug_pool_largest(&p, type, hug_tensor_at(x), hug_tensor_at(y), places);
  }
  if (!status && !direct) status = hug_tensor_copy(out, y);
  hug_tensor_free(x);
  hug_tensor_free(y);
  hug_free(p.room);
  return status;
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *x = c->args[INPUT].tensor;
  hug_tensor *dy = NULL, *dx = NULL, *places = NULL;
  hug_dtype type = hug_compute_type((hug_dtype)x->dtype);
  hug_pooling p;
  if (!grads[0]) return HUG_OK;
  HUG_TRY(pooling_of(c, &p));
  hug_status status = hug_tensor_packed(grads[0], type, &dy);
  if (!status) status = hug_tensor_make(type, x->ndim, x->shape, &dx);
  if (!status && !is_largest(family_of(c))) status = hug_pool_average_back(&p, type, hug_tensor_at(dy), hug_tensor_at(dx));
  else if (!status) {
    status = hug_tensor_packed(c->out[1], HUG_I64, &places);
    if (!status) status = hug_pool_largest_back(&p, type, hug_tensor_at(dy), (int64_t *)hug_tensor_at(places), hug_tensor_at(dx));
  }
  hug_tensor_free(dy);
  hug_tensor_free(places);
  hug_free(p.room);
  if (!status) return hug_call_grad(c, INPUT, 0, dx);
  hug_tensor_free(dx);
  return status;
}

/* ---- Largest values, with their places where the tape needs them ---- */

#define LARGEST_PARAMS                                                                                                       \
  { HUG_P_TENSOR("input"), HUG_P_INTS("kernel_size"), HUG_P_OPTIONAL_INTS("stride"), HUG_P_SIZE_OR("padding", 0),           \
    HUG_P_SIZE_OR("dilation", 1), HUG_P_BOOL_OR("ceil_mode", false), HUG_P_BOOL_OR("return_indices", false) }
#define INDICES_PARAMS                                                                                                       \
  { HUG_P_TENSOR("input"), HUG_P_INTS("kernel_size"), HUG_P_OPTIONAL_INTS("stride"), HUG_P_SIZE_OR("padding", 0),           \
    HUG_P_SIZE_OR("dilation", 1), HUG_P_BOOL_OR("ceil_mode", false) }
#define OUTPUT_SIZE { .name = "output_size", .kind = HUG_KIND_INTS, .blanks = true }
#define ADAPTIVE_PARAMS { HUG_P_TENSOR("input"), OUTPUT_SIZE, HUG_P_BOOL_OR("return_indices", false) }

/* The operations around which those of the table are. */
#define INNER(base, n, kind_, params_)                                                                                       \
  static const hug_op base##n = {                                                                                            \
    .name = #base #n "d", .data = &(const family){ n, kind_, false, NULL }, .params = params_, .outputs = { "values", "indices" }, \
    .saves = HUG_SAVE_OUT(1), .infer = infer, .run = run, .backward = backward,                                              \
  };
INNER(max_pool, 1, LARGEST, LARGEST_PARAMS)
INNER(max_pool, 2, LARGEST, LARGEST_PARAMS)
INNER(max_pool, 3, LARGEST, LARGEST_PARAMS)
INNER(adaptive_max_pool, 1, ADAPTIVE_LARGEST, ADAPTIVE_PARAMS)
INNER(adaptive_max_pool, 2, ADAPTIVE_LARGEST, ADAPTIVE_PARAMS)
INNER(adaptive_max_pool, 3, ADAPTIVE_LARGEST, ADAPTIVE_PARAMS)

static hug_status around(hug_call *c) {
  const family *f = family_of(c);
  const hug_value *a = c->args;
  hug_tensor *out[2] = { NULL, NULL };
  bool told = tells_places(c);
  int kept = told || (!(c->flags & HUG_CALL_NO_GRAD) && hug_tape_wants(c));
  if (f->kind == LARGEST)
    HUG_TRY(hug_invoke_op(f->inner, c->flags, out, a[INPUT].tensor, (int)a[KERNEL].count, a[KERNEL].ints, (int)a[STRIDE].count,
                          a[STRIDE].given ? a[STRIDE].ints : NULL, (int)a[PADDING].count, a[PADDING].ints,
                          (int)a[LARGEST_DILATION].count, a[LARGEST_DILATION].ints, (int)a[LARGEST_CEIL].b, kept));
  else
    HUG_TRY(hug_invoke_op(f->inner, c->flags, out, a[INPUT].tensor, (int)a[ADAPTIVE_SIZE].count, a[ADAPTIVE_SIZE].ints, kept));
  hug_status status = hug_call_set_out(c, 0, out[0]);
  if (!status && told) return hug_call_set_out(c, 1, out[1]);
  hug_tensor_free(out[1]);
  return status;
}

/* ---- The table ---- */

#define SHAPE_1 "length"
#define SHAPE_2 "height, width"
#define SHAPE_3 "depth, height, width"

#define AVERAGE_DOC(n)                                                                                                       \
  "Averages of windows of `kernel_size` over `input` [images, channels, " SHAPE_##n "], or over one image without the first dim.  Windows " \
  "begin `stride` apart (`kernel_size` if absent), `padding` zeros before the first element.  `ceil_mode`: also a last window "            \
  "that is not whole.  `count_include_pad`: the zeros count"
#define AVERAGE_PARAMS                                                                                                       \
  HUG_P_TENSOR("input"), HUG_P_INTS("kernel_size"), HUG_P_OPTIONAL_INTS("stride"), HUG_P_SIZE_OR("padding", 0),             \
  HUG_P_BOOL_OR("ceil_mode", false), HUG_P_BOOL_OR("count_include_pad", true)

const hug_op hug_op_avg_pool1d = {
  .name = "avg_pool1d", .source = "torch.nn.functional.avg_pool1d", .doc = AVERAGE_DOC(1) ".",
  .samples = "randn(1,2,7), 3; randn(2,6), 3, 2, 1, true, false", .data = &(const family){ 1, AVERAGE, false, NULL },
  .params = { AVERAGE_PARAMS }, .infer = infer, .run = run, .backward = backward,
};

#define AVG_POOL(n, samples_)                                                                                                \
  const hug_op hug_op_avg_pool##n##d = {                                                                                     \
    .name = "avg_pool" #n "d", .source = "torch.nn.functional.avg_pool" #n "d",                                              \
    .doc = AVERAGE_DOC(n) ".  `divisor_override`: what sums are divided by, instead of their count.",                        \
    .samples = samples_, .data = &(const family){ n, AVERAGE, false, NULL },                                                       \
    .params = { AVERAGE_PARAMS, HUG_P_OPTIONAL_INT("divisor_override") }, .infer = infer, .run = run, .backward = backward,  \
  };
AVG_POOL(2, "randn(1,2,4,5), 2; randn(2,5,4), {3,2}, {2,1}, 1, true, false; randn(1,1,4,4), 2, nil, 0, false, true, 3")
AVG_POOL(3, "randn(1,2,3,4,4), 2; randn(1,3,4,5), {2,3,2}, 2, 1, true, false")

#define LARGEST_DOC(n)                                                                                                       \
  "Largest values of windows of `kernel_size` over `input` [images, channels, " SHAPE_##n "], or over one image without the first dim.  "  \
  "Windows begin `stride` apart (`kernel_size` if absent), their elements are `dilation` apart, `padding` are before the first.  "        \
  "`ceil_mode`: also a last window that is not whole."
#define PLACES_DOC " `return_indices`: also the places of the values, counted through their image."

#define MAX_POOL(n, samples_)                                                                                                \
  const hug_op hug_op_max_pool##n##d = {                                                                                     \
    .name = "max_pool" #n "d", .source = "torch.nn.functional.max_pool" #n "d", .doc = LARGEST_DOC(n) " " PLACES_DOC,        \
    .samples = samples_, .data = &(const family){ n, LARGEST, false, &max_pool##n }, .params = LARGEST_PARAMS,                             \
    .outputs = { "values", "indices" }, .compose = around,                                                                   \
  };
MAX_POOL(1, "randn(1,2,7), 3; randn(2,8), 3, 2, 1, 2, true; randn(1,1,6), 2, nil, 0, 1, false, true")
MAX_POOL(2, "randn(1,2,4,5), 2; randn(2,5,6), {3,2}, {2,1}, 1, {1,2}, true; randn(1,1,4,4), 2, nil, 0, 1, false, true")
MAX_POOL(3, "randn(1,2,3,4,4), 2; randn(1,3,4,5), {2,3,2}, 2, 1, 1, true")

const hug_op hug_op_max_pool2d_indices = {
  .name = "max_pool2d_indices", .source = "torch.nn.functional.max_pool2d_with_indices",
  .doc = LARGEST_DOC(2) "  Told with the places of the values, counted through their image.",
  .samples = "randn(1,2,4,5), 2; randn(2,5,6), {3,2}, {2,1}, 1", .data = &(const family){ 2, LARGEST, true, NULL },
  .params = INDICES_PARAMS, .outputs = { "values", "indices" }, .saves = HUG_SAVE_OUT(1), .infer = infer, .run = run, .backward = backward,
};

#define ADAPTIVE_DOC(what, n)                                                                                                \
  what " of `input` [images, channels, " SHAPE_##n "], or of one image without the first dim, in as many windows of nearly equal size as make " \
  "`output_size`: a number, or one for each dim, where `false` keeps the input's."

#define ADAPTIVE_AVG_POOL(n, samples_)                                                                                       \
  const hug_op hug_op_adaptive_avg_pool##n##d = {                                                                            \
    .name = "adaptive_avg_pool" #n "d", .source = "torch.nn.functional.adaptive_avg_pool" #n "d",                            \
    .doc = ADAPTIVE_DOC("Averages", n), .samples = samples_, .data = &(const family){ n, ADAPTIVE_AVERAGE, false, NULL },          \
    .params = { HUG_P_TENSOR("input"), OUTPUT_SIZE }, .infer = infer, .run = run, .backward = backward,                      \
  };
ADAPTIVE_AVG_POOL(1, "randn(1,2,7), 3; randn(2,3), 5")
ADAPTIVE_AVG_POOL(2, "randn(1,2,5,4), 1; randn(2,5,4), {3,false}")
ADAPTIVE_AVG_POOL(3, "randn(1,2,3,4,3), 2; randn(1,3,4,5), {2,false,7}")

#define ADAPTIVE_MAX_POOL(n, samples_)                                                                                       \
  const hug_op hug_op_adaptive_max_pool##n##d = {                                                                            \
    .name = "adaptive_max_pool" #n "d", .source = "torch.nn.functional.adaptive_max_pool" #n "d",                            \
    .doc = ADAPTIVE_DOC("Largest values", n) " " PLACES_DOC, .samples = samples_,                                            \
    .data = &(const family){ n, ADAPTIVE_LARGEST, false, &adaptive_max_pool##n }, .params = ADAPTIVE_PARAMS, .outputs = { "values", "indices" },    \
    .compose = around,                                                                                                       \
  };
ADAPTIVE_MAX_POOL(1, "randn(1,2,7), 3; randn(2,3), 5, true")
ADAPTIVE_MAX_POOL(2, "randn(1,2,5,4), 1; randn(2,5,4), {3,false}, true")
ADAPTIVE_MAX_POOL(3, "randn(1,2,3,4,3), 2; randn(1,3,4,5), {2,false,7}, true")
