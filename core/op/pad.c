/* pad.c: elements put around a tensor, or taken off it: pad.
**
** shown() is all there is to a mode: which element of a dim a place of the result shows.  The result is filled by rows along the
** last dim, whose middle is a copy.
*/
#include "index.h"
#include "scope.h"
#include <stdlib.h>
#include <string.h>

enum { INPUT, PAD, MODE, VALUE };

enum { GRAIN = 16384 };       /* elements that are worth another thread */

typedef enum mode { CONSTANT, REFLECT, REPLICATE, CIRCULAR } mode;

typedef struct padding {
  mode mode;
  int ndim;
  int64_t in[HUG_MAX_DIMS], out[HUG_MAX_DIMS];  /* the shapes */
  int64_t before[HUG_MAX_DIMS], after[HUG_MAX_DIMS];
  int64_t stride[HUG_MAX_DIMS];                 /* of the input, or of its gradient */
  int64_t first, last;        /* places of the last dim whose elements lie there as in the input */
  int64_t rows, inner;        /* rows of the result, and how many of them lie behind the leading dims that stay as they are */
  size_t bytes;
  char value[8];
  char *x, *y;                /* input and result, the latter contiguous; of backward their gradients */
} padding;

static int64_t positive(int64_t a) { return a > 0 ? a : 0; }
static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* The element of dim d that place i of the result shows; -1 for the value. */
static inline int64_t shown(const padding *p, int d, int64_t i) {
  const int64_t size = p->in[d], at = i - p->before[d];
  if (p->mode == CIRCULAR) {                    /* round what is left of the dim, at most once */
    const int64_t start = positive(-p->before[d]), kept = size - start - positive(-p->after[d]);
    const int64_t turn = i - positive(p->before[d]);
    return start + (turn < 0 ? turn + kept : turn >= kept ? turn - kept : turn);
  }
  if (at >= 0 && at < size) return at;
  if (p->mode == REFLECT) return at < 0 ? -at : 2 * (size - 1) - at;
  if (p->mode == REPLICATE) return at < 0 ? 0 : size - 1;
  return -1;
}

/* ---- Checks ---- */

static mode mode_of(const hug_call *c) {
  static const char *const names[] = { "constant", "reflect", "replicate", "circular" };
  int m = 0;
  while (m < CIRCULAR && strcmp(c->args[MODE].string, names[m])) m++;
  return (mode)m;
}

static hug_status check_list(const hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  const int count = c->args[PAD].count, dims = count / 2;
  if (count % 2) return hug_op_fail(c, HUG_EARG, "`pad` has pairs, from the last dim on, but %d numbers", count);
  if (dims > t->ndim) return hug_op_fail(c, HUG_ESHAPE, "`pad` has pairs for %d dims of a tensor of %d", dims, t->ndim);
  if (mode_of(c) == CONSTANT) return HUG_OK;
  if (dims < 1 || dims > 3 || t->ndim < dims + 1 || t->ndim > dims + 2)
    return hug_op_fail(c, HUG_ESHAPE, "mode \"%s\" pads the last 1 to 3 dims of a tensor that has one or two more, not %d of %d",
                       c->args[MODE].string, dims, t->ndim);
  if (c->args[VALUE].given && c->args[VALUE].scalar.f != 0)
    return hug_op_fail(c, HUG_EARG, "`value` goes with mode \"constant\", not with \"%s\"", c->args[MODE].string);
  return HUG_OK;
}

/* Whether what a mode puts at the ends of a dim is there, and what is taken off. */
static hug_status check_dim(const hug_call *c, const padding *p, int d) {
  const int64_t size = p->in[d], before = p->before[d], after = p->after[d], out = p->out[d];
  const int64_t most = before > after ? before : after, kept = size - positive(-before) - positive(-after);
  bool constant = p->mode == CONSTANT, circular = p->mode == CIRCULAR;
  if (out < 0 || ((constant || circular) && kept < 0))
    return hug_op_fail(c, HUG_ESHAPE, "%lld and %lld leave nothing of dim %d of size %lld", (long long)before, (long long)after, d,
                       (long long)size);
  if (p->mode == REFLECT && most > 0 && most >= size)
    return hug_op_fail(c, HUG_ESHAPE, "reflecting dim %d of size %lld gives at most %lld elements, not %lld", d, (long long)size,
                       (long long)positive(size - 1), (long long)most);
  if (circular && most > kept)
    return hug_op_fail(c, HUG_ESHAPE, "going round dim %d of size %lld once gives at most %lld elements, not %lld", d,
                       (long long)size, (long long)kept, (long long)most);
  if (!constant && most > 0 && size == 0) return hug_op_fail(c, HUG_ESHAPE, "dim %d is empty", d);
  return HUG_OK;
}

static hug_status shapes_of(const hug_call *c, padding *p) {
  const hug_tensor *t = c->args[INPUT].tensor;
  const hug_value *pad = &c->args[PAD];
  int64_t count;
  memset(p, 0, sizeof *p);
  p->mode = mode_of(c);
  p->ndim = t->ndim;
  HUG_TRY(check_list(c));
  for (int d = 0; d < t->ndim; d++) {
    int pair = t->ndim - 1 - d;
    if (pair < pad->count / 2) p->before[d] = pad->ints[2 * pair], p->after[d] = pad->ints[2 * pair + 1];
    p->in[d] = t->shape[d];
    if (llabs(p->before[d]) > INT64_MAX / 4 || llabs(p->after[d]) > INT64_MAX / 4)
      return hug_op_fail(c, HUG_ESHAPE, "dim %d would be larger than any memory", d);
    p->out[d] = p->in[d] + p->before[d] + p->after[d];
    HUG_TRY(check_dim(c, p, d));
  }
  return hug_shape_count(c->op->name, p->ndim, p->out, &count);
}

static hug_status infer(hug_call *c) {
  padding p;
  HUG_TRY(shapes_of(c, &p));
  return hug_call_out(c, 0, (hug_dtype)c->args[INPUT].tensor->dtype, p.ndim, p.out);
}

/* ---- Rows ---- */

static hug_status plan(const hug_call *c, padding *p, const int64_t *stride, hug_dtype type) {
  HUG_TRY(shapes_of(c, p));
  const int end = p->ndim - 1;
  bool leading = true;
  memcpy(p->stride, stride, sizeof p->stride);
  p->bytes = hug_dtype_bytes(type);
  p->first = least(positive(p->before[end]), p->out[end]);
  p->last = least(p->out[end], p->before[end] + p->in[end]);
  if (p->last < p->first) p->last = p->first;
  p->rows = p->inner = 1;
  for (int d = 0; d < end; d++) {
    if (p->before[d] || p->after[d]) leading = false;
    if (!leading) p->inner *= p->out[d];
    p->rows *= p->out[d];
  }
  return HUG_OK;
}

/* Where in the input the row is that row `row` of the result shows; -1 for the value alone. */
static int64_t row_begin(const padding *p, int64_t row) {
  int64_t at = 0;
  for (int d = p->ndim - 2; d >= 0; d--) {
    int64_t i = shown(p, d, row % p->out[d]);
    row /= p->out[d];
    if (i < 0) return -1;
    at += i * p->stride[d];
  }
  return at;
}

/* ---- Forward ---- */

/* A row of the result from a row of the input, or from the value alone. */
#define ROW(bits)                                                                                    \
  static void ends_##bits(const padding *p, const uint##bits##_t *x, uint##bits##_t *y, int64_t from, int64_t to) {      \
    const int end = p->ndim - 1;                                                                     \
    uint##bits##_t value;                                                                            \
    memcpy(&value, p->value, sizeof value);                                                          \
    if (!x || p->mode == CONSTANT) for (int64_t i = from; i < to; i++) y[i] = value;                 \
    else for (int64_t i = from; i < to; i++) y[i] = x[shown(p, end, i) * p->stride[end]];            \
  }                                                                                                  \
  static void row_##bits(const padding *p, const void *from, void *to) {                             \
    const int end = p->ndim - 1;                                                                     \
    const int64_t n = p->last - p->first, step = p->stride[end];                                     \
    const uint##bits##_t *x = from;                                                                  \
    uint##bits##_t *y = to;                                                                          \
    ends_##bits(p, x, y, 0, x ? p->first : p->out[end]);                                             \
    if (!x) return;                                                                                  \
    const uint##bits##_t *middle = x + (n ? p->first - p->before[end] : 0) * step;                   \
    if (step == 1) memcpy(y + p->first, middle, (size_t)n * sizeof *y);                              \
    else for (int64_t i = 0; i < n; i++) y[p->first + i] = middle[i * step];                         \
    ends_##bits(p, x, y, p->last, p->out[end]);                                                      \
  }
ROW(8)
ROW(16)
ROW(32)
ROW(64)

static void forward_chunk(void *context, int64_t first, int64_t last) {
  const padding *p = context;
  const int64_t bytes = (int64_t)p->bytes;
  void (*fill)(const padding *, const void *, void *) = bytes == 1 ? row_8 : bytes == 2 ? row_16 : bytes == 4 ? row_32 : row_64;
  for (int64_t row = first; row < last; row++) {
    int64_t at = row_begin(p, row);
    fill(p, at < 0 ? NULL : p->x + at * bytes, p->y + row * p->out[p->ndim - 1] * bytes);
  }
}

static hug_status run(hug_call *c) {
  const hug_tensor *t = c->args[INPUT].tensor;
  hug_tensor *out = c->out[0], *plain = NULL;
  const hug_dtype dtype = (hug_dtype)t->dtype;
  padding p;
  if (t->ndim == 0) return hug_tensor_copy(out, t);
  HUG_TRY(plan(c, &p, t->stride, dtype));
  hug_element_set(dtype, p.value, c->args[VALUE].given ? c->args[VALUE].scalar : hug_int(0));
  hug_status status = HUG_OK;
  if (hug_tensor_contiguous(out)) plain = hug_tensor_retain(out);
  else status = hug_tensor_make(dtype, out->ndim, out->shape, &plain);
  if (!status && hug_tensor_count(out)) {
    p.x = hug_tensor_at(t);
    p.y = hug_tensor_at(plain);
    hug_parallel(p.rows, 1 + GRAIN / p.out[p.ndim - 1], forward_chunk, &p);
  }
  if (!status && plain != out) status = hug_tensor_copy(out, plain);
  hug_tensor_free(plain);
  return status;
}

/* ---- Backward ---- */

/* Adds a row of the result's gradient to a row of the input's. */
#define ADD_ROW(name, T)                                                                             \
  static void name(const padding *p, const void *from, void *to) {                                   \
    const int end = p->ndim - 1;                                                                     \
    const T *restrict g = from;                                                                      \
    T *restrict x = to;                                                                              \
    for (int64_t i = 0; i < p->first; i++) x[shown(p, end, i)] += g[i];                              \
    for (int64_t i = p->first; i < p->last; i++) x[i - p->before[end]] += g[i];                      \
    for (int64_t i = p->last; i < p->out[end]; i++) x[shown(p, end, i)] += g[i];                     \
  }
ADD_ROW(add_f32, float)
ADD_ROW(add_f64, double)

/* Positions of the leading dims, whose rows do not meet those of others. */
static void backward_chunk(void *context, int64_t first, int64_t last) {
  const padding *p = context;
  const int64_t bytes = (int64_t)p->bytes, width = p->out[p->ndim - 1];
  for (int64_t row = first * p->inner; row < last * p->inner; row++)
    (bytes == sizeof(float) ? add_f32 : add_f64)(p, p->y + row * width * bytes, p->x + row_begin(p, row) * bytes);
}

/* A constant takes no gradient, so that of the input is cut out. */
static hug_status constant_backward(hug_call *c, hug_tensor *gy) {
  const hug_value *pad = &c->args[PAD];
  int64_t back[2 * HUG_MAX_DIMS];
  for (int i = 0; i < pad->count; i++) back[i] = -pad->ints[i];
  hug_scope s = hug_scope_silent();
  hug_scope_grad(&s, c, INPUT, 0, hug_do(&s, pad, gy, pad->count, back, "constant", NULL));
  return hug_scope_end(&s, c, NULL);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_tensor *g, *gy = NULL;
  padding p;
  if (mode_of(c) == CONSTANT) return constant_backward(c, grads[0]);
  HUG_TRY(hug_index_zeros(c->args[INPUT].tensor, &g));
  hug_status status = hug_tensor_packed(grads[0], (hug_dtype)g->dtype, &gy);
  if (!status) status = plan(c, &p, g->stride, (hug_dtype)g->dtype);
  if (!status && hug_tensor_count(gy)) {
    p.x = hug_tensor_at(g);
    p.y = hug_tensor_at(gy);
    hug_parallel(p.rows / p.inner, 1 + GRAIN / (p.inner * p.out[p.ndim - 1]), backward_chunk, &p);
  }
  hug_tensor_free(gy);
  if (!status) return hug_call_grad(c, INPUT, 0, g);
  hug_tensor_free(g);
  return status;
}

const hug_op hug_op_pad = {
  .name = "pad", .source = "torch.nn.functional.pad",
  .doc = "`input` with elements put before and after those of its last dims: `pad` has a pair of numbers for each, from the last "
         "dim on; negative ones take elements off. `mode` is constant (put `value`, 0 by default, into any dims), or reflect, "
         "replicate or circular, which pad the last one, two or three dims of a tensor that has one or two more.",
  .samples = "randn(2,3), {1,2}; randn(2,3), {1,-1,0,2}, 'constant', 1.5; randn(2,4), {3,2}, 'reflect'; "
             "randn(2,3,4), {1,0,2,1}, 'replicate'; randn(2,4), {2,-1}, 'circular'",
  .params = { HUG_P_TENSOR("input"), HUG_P_INTS("pad"), HUG_P_CHOICE("mode", "constant", "constant|reflect|replicate|circular"),
              HUG_P_OPTIONAL_SCALAR("value") },
  .infer = infer, .run = run, .backward = backward,
};
