/* conv.c: convolutions over one to three dims and their transposes: conv1d, conv2d, conv3d, conv_transpose1d,
** conv_transpose2d, conv_transpose3d.  A transpose goes from the narrow side to the wide one (convolve.h), and is the
** gradient of the other.
*/
#include "convolve.h"
#include <string.h>

typedef struct family {
  int dims;
  bool transposed;
} family;

enum { INPUT, WEIGHT, BIAS };
enum { STRIDE = 3, PADDING, DILATION, GROUPS };                                  /* conv */
enum { T_STRIDE = 3, T_PADDING, T_OUTPUT_PADDING, T_GROUPS, T_DILATION };        /* conv_transpose */
enum { VALID, SAME };                                                            /* words for padding */

static const int64_t ones[3] = { 1, 1, 1 }, zeros[3] = { 0, 0, 0 };              /* what empty lists stand for */

static const family *family_of(const hug_call *c) { return c->op->data; }

/* ---- Checks ---- */

static hug_status check_types(const hug_call *c) {
  hug_dtype type = (hug_dtype)c->args[INPUT].tensor->dtype;
  if (type == HUG_BOOL) return hug_op_fail(c, HUG_EDTYPE, "`input` is bool; convert it with to()");
  for (int arg = WEIGHT; arg <= BIAS; arg++) {
    hug_dtype own = c->args[arg].given ? (hug_dtype)c->args[arg].tensor->dtype : type;
    bool fits = hug_dtype_floating(type) ? hug_dtype_floating(own) : own == type;
    if (!fits)
      return hug_op_fail(c, HUG_EDTYPE, "`%s` is %s, but `input` is %s; convert one with to()", c->op->params[arg].name,
                         hug_dtype_infos[own].name, hug_dtype_infos[type].name);
  }
  return HUG_OK;
}

static hug_status wrong_weight(const hug_call *c, const char *rule, int64_t groups) {
  char shape[128], input[128];
  const hug_tensor *w = c->args[WEIGHT].tensor, *x = c->args[INPUT].tensor;
  hug_shape_text(w->ndim, w->shape, shape, sizeof shape);
  hug_shape_text(x->ndim, x->shape, input, sizeof input);
  return hug_op_fail(c, HUG_ESHAPE, "`weight` is %s; %s (`input` is %s, `groups` is %lld)", shape, rule, input, (long long)groups);
}

/* Channels and kernel, from the weight's shape. */
static hug_status check_weight(const hug_call *c, const hug_images *x, hug_convolution *g) {
  const family *f = family_of(c);
  const hug_tensor *w = c->args[WEIGHT].tensor, *bias = c->args[BIAS].given ? c->args[BIAS].tensor : NULL;
  g->groups = c->args[f->transposed ? T_GROUPS : GROUPS].i;
  if (g->groups < 1) return hug_op_fail(c, HUG_EARG, "`groups` is %lld; it should be 1 or more", (long long)g->groups);
  if (w->ndim != f->dims + 2)
    return wrong_weight(c, f->transposed ? "it should be [input channels, output channels / groups, a size for each dim]"
                                         : "it should be [output channels, input channels / groups, a size for each dim]", g->groups);
  if (w->shape[0] < 1 || w->shape[0] % g->groups) return wrong_weight(c, "its first size should be a multiple of `groups`", g->groups);
  g->narrow = w->shape[0] / g->groups;
  g->wide = w->shape[1];
  int64_t channels = 0;
  bool fits = !__builtin_mul_overflow(f->transposed ? g->narrow : g->wide, g->groups, &channels) && channels == x->channels;
  if (!fits && f->transposed) return wrong_weight(c, "its first size should be the channels of `input`", g->groups);
  if (!fits) return wrong_weight(c, "its second size times `groups` should be the channels of `input`", g->groups);
  for (int d = 0; d < 3; d++) {
    int at = d - (3 - f->dims);
    g->kernel[d] = at < 0 ? 1 : w->shape[2 + at];
    if (g->kernel[d] < 1 || g->kernel[d] > HUG_WINDOW_MOST) return wrong_weight(c, "the kernel's sizes should be 1 to 2^31 - 1", g->groups);
  }
  int64_t outputs = 0;
  if (__builtin_mul_overflow(g->groups, f->transposed ? g->wide : g->narrow, &outputs)) return wrong_weight(c, "there are too many channels", g->groups);
  if (!bias || (bias->ndim == 1 && bias->shape[0] == outputs)) return HUG_OK;
  char shape[128];
  hug_shape_text(bias->ndim, bias->shape, shape, sizeof shape);
  return hug_op_fail(c, HUG_ESHAPE, "`bias` is %s; it should be [%lld], the output's channels", shape, (long long)outputs);
}

static hug_status too_small(const hug_call *c, int d, int64_t size, int64_t reach) {
  return hug_op_fail(c, HUG_ESHAPE, "dim %d of `input` is %lld with its padding, less than the %lld that the kernel covers",
                     d - 3, (long long)size, (long long)reach);
}

/* Padding, in front, and sizes of the result of conv. */
static hug_status place_windows(const hug_call *c, hug_convolution *g) {
  const hug_value *v = &c->args[PADDING];
  bool word = v->count == 1 && (v->ints[0] == HUG_WORD(VALID) || v->ints[0] == HUG_WORD(SAME)), same = word && v->ints[0] == HUG_WORD(SAME);
  if (!word) HUG_TRY(hug_window_ints(c, PADDING, family_of(c)->dims, 0, 0, zeros, g->padding));
  for (int d = 0; d < 3; d++) {
    int64_t reach = (g->kernel[d] - 1) * g->dilation[d], all = same ? reach : word ? 0 : 2 * g->padding[d];
    if (same && g->stride[d] != 1) return hug_op_fail(c, HUG_EARG, "`padding` is \"same\", which goes with a `stride` of 1 only");
    if (word) g->padding[d] = all / 2;    /* what is odd goes behind */
    if (g->size[d] + all < reach + 1) return too_small(c, d, g->size[d] + all, reach + 1);
    g->windows[d] = (g->size[d] + all - reach - 1) / g->stride[d] + 1;
  }
  return HUG_OK;
}

/* Sizes of the result of conv_transpose. */
static hug_status place_elements(const hug_call *c, hug_convolution *g) {
  int64_t more[3];
  HUG_TRY(hug_window_ints(c, T_PADDING, family_of(c)->dims, 0, 0, zeros, g->padding));
  HUG_TRY(hug_window_ints(c, T_OUTPUT_PADDING, family_of(c)->dims, 0, 0, zeros, more));
  for (int d = 0; d < 3; d++) {
    if (more[d] >= g->stride[d] && more[d] >= g->dilation[d])
      return hug_op_fail(c, HUG_EARG, "`output_padding` is %lld; it should be less than `stride` (%lld) or `dilation` (%lld)",
                         (long long)more[d], (long long)g->stride[d], (long long)g->dilation[d]);
    g->size[d] = (g->windows[d] - 1) * g->stride[d] - 2 * g->padding[d] + (g->kernel[d] - 1) * g->dilation[d] + more[d] + 1;
    if (g->size[d] < 1 || g->size[d] > HUG_WINDOW_MOST)
      return hug_op_fail(c, HUG_ESHAPE, "`padding` leaves the result a size of %lld along dim %d", (long long)g->size[d], d - 3);
  }
  return HUG_OK;
}

/* The convolution that a call is; x: its input. */
static hug_status describe(const hug_call *c, hug_convolution *g, hug_images *x) {
  const family *f = family_of(c);
  HUG_TRY(check_types(c));
  HUG_TRY(hug_images_of(c, INPUT, f->dims, x));
  *g = (hug_convolution){ .type = hug_compute_type(x->dtype), .images = x->images };
  HUG_TRY(check_weight(c, x, g));
  HUG_TRY(hug_window_ints(c, f->transposed ? T_STRIDE : STRIDE, f->dims, 1, 1, ones, g->stride));
  HUG_TRY(hug_window_ints(c, f->transposed ? T_DILATION : DILATION, f->dims, 1, 1, ones, g->dilation));
  for (int d = 0; d < 3; d++)
    if (x->size[d] < 1) return hug_op_fail(c, HUG_ESHAPE, "dim %d of `input` is empty", d - 3);
  memcpy(f->transposed ? g->windows : g->size, x->size, sizeof g->size);
  return f->transposed ? place_elements(c, g) : place_windows(c, g);
}

/* ---- Running ---- */

static hug_status infer(hug_call *c) {
  const family *f = family_of(c);
  hug_convolution g;
  hug_images x;
  int64_t shape[HUG_MAX_DIMS];
  HUG_TRY(describe(c, &g, &x));
  int ndim = hug_images_shape(&x, f->dims, g.groups * (f->transposed ? g.wide : g.narrow), f->transposed ? g.size : g.windows, shape);
  return hug_call_out(c, 0, x.dtype, ndim, shape);
}

static const void *elements(const hug_tensor *t) { return t ? hug_tensor_at(t) : NULL; }

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *weight = NULL, *bias = NULL, *y = NULL;
  hug_convolution g;
  hug_images x;
  HUG_TRY(describe(c, &g, &x));
  bool direct = out->dtype == g.type && hug_tensor_contiguous(out);
  hug_status status = hug_tensor_packed(c->args[WEIGHT].tensor, g.type, &weight);
  if (!status && c->args[BIAS].given) status = hug_tensor_packed(c->args[BIAS].tensor, g.type, &bias);
  if (!status && direct) y = hug_tensor_retain(out);
  if (!status && !direct) status = hug_tensor_make(g.type, out->ndim, out->shape, &y);
  if (!status) status = (family_of(c)->transposed ? hug_convolve_back : hug_convolve)(&g, &x, elements(weight), elements(bias), hug_tensor_at(y));
  if (!status && !direct) status = hug_tensor_copy(out, y);
  hug_tensor_free(weight);
  hug_tensor_free(bias);
  hug_tensor_free(y);
  return status;
}

/* ---- Gradients ---- */

static hug_status input_backward(hug_call *c, const hug_convolution *g, const hug_images *grad) {
  const hug_tensor *x = c->args[INPUT].tensor;
  hug_tensor *weight = NULL, *dx = NULL;
  HUG_TRY(hug_tensor_packed(c->args[WEIGHT].tensor, g->type, &weight));
  hug_status status = hug_tensor_make(g->type, x->ndim, x->shape, &dx);
  if (!status) status = (family_of(c)->transposed ? hug_convolve : hug_convolve_back)(g, grad, hug_tensor_at(weight), NULL, hug_tensor_at(dx));
  hug_tensor_free(weight);
  if (!status) return hug_call_grad(c, INPUT, 0, dx);
  hug_tensor_free(dx);
  return status;
}

static hug_status weight_backward(hug_call *c, const hug_convolution *g, hug_tensor *grad) {
  const family *f = family_of(c);
  hug_tensor *x = c->args[INPUT].tensor, *w = c->args[WEIGHT].tensor, *narrow = NULL, *dw = NULL;
  HUG_TRY(hug_tensor_packed(f->transposed ? x : grad, g->type, &narrow));
  hug_status status = hug_tensor_make(g->type, w->ndim, w->shape, &dw);
  if (!status) {
    hug_images windows = hug_images_at(narrow, f->dims), wide = hug_images_at(f->transposed ? grad : x, f->dims);
    status = hug_convolve_weight(g, &wide, &windows, hug_tensor_at(dw));
  }
  hug_tensor_free(narrow);
  if (!status) return hug_call_grad(c, WEIGHT, 0, dw);
  hug_tensor_free(dw);
  return status;
}

/* The sum over all but the channels. */
static hug_status bias_backward(hug_call *c, hug_tensor *grad) {
  int64_t dims[HUG_MAX_DIMS];
  int count = 0, channel = grad->ndim - family_of(c)->dims - 1;
  hug_tensor *db = NULL;
  for (int d = 0; d < grad->ndim; d++)
    if (d != channel) dims[count++] = d;
  HUG_TRY(hug_invoke_op(&hug_op_sum, HUG_CALL_NO_GRAD, &db, grad, count, dims, 0, HUG_NO_DTYPE));
  return hug_call_grad(c, BIAS, 0, db);
}

static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  hug_convolution g;
  hug_images x, grad = hug_images_at(grads[0], family_of(c)->dims);
  HUG_TRY(describe(c, &g, &x));
  if (hug_call_wants(c, INPUT, 0)) HUG_TRY(input_backward(c, &g, &grad));
  if (hug_call_wants(c, WEIGHT, 0)) HUG_TRY(weight_backward(c, &g, grads[0]));
  return hug_call_wants(c, BIAS, 0) ? bias_backward(c, grads[0]) : HUG_OK;
}

/* ---- The table ---- */

#define CONV(n, shape, sizes, samples_)                                                                                          \
  const hug_op hug_op_conv##n##d = {                                                                                             \
    .name = "conv" #n "d", .source = "torch.nn.functional.conv" #n "d",                                                          \
    .doc = "Convolution of `input` [images, channels, " shape "], or of one image without the first dim, with `weight` [outputs, " \
           "channels / groups, " sizes "], plus `bias` [outputs].  Windows begin `stride` elements apart, their elements are `dilation` " \
           "apart, and there are `padding` zeros on both sides: \"valid\" for none, \"same\" for as many as keep the size.  In `groups`, " \
           "outputs see their share of the channels only.",                                                                      \
    .samples = samples_, .data = &(const family){ n, false },                                                                    \
    .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"), HUG_P_SIZE_OR("stride", 1),        \
                { .name = "padding", .kind = HUG_KIND_INTS, .optional = true, .choices = "valid|same",                           \
                  .fallback = { .given = true, .single = true, .count = 1, .ints = (const int64_t[]){ 0 } } },                   \
                HUG_P_SIZE_OR("dilation", 1), HUG_P_INT_OR("groups", 1) },                                                       \
    .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WEIGHT), .infer = infer, .run = run, .backward = backward,                       \
  };

CONV(1, "length", "size",
     "randn(2,3,8), randn(4,3,3), randn(4); randn(2,9), randn(2,1,3), nil, 2, 2, 2, 2; randn(1,2,6), randn(2,2,4), nil, 1, 'same'")
CONV(2, "height, width", "height, width",
     "randn(1,2,5,6), randn(3,2,3,2), randn(3), 1, 1; randn(2,4,5), randn(4,1,2,3), nil, {2,1}, {1,0}, {1,2}, 2; "
     "randn(1,1,4,4), randn(1,1,3,3), nil, 1, 'same'; randn(1,1,7,6), randn(2,1,6,6)")
CONV(3, "depth, height, width", "depth, height, width",
     "randn(1,2,3,4,3), randn(2,2,2,3,2), randn(2), 1, 1; randn(1,2,3,4,4), randn(2,1,1,2,2), nil, 2, {0,1,1}, 1, 2")

#define CONV_TRANSPOSE(n, shape, sizes, samples_)                                                                                \
  const hug_op hug_op_conv_transpose##n##d = {                                                                                   \
    .name = "conv_transpose" #n "d", .source = "torch.nn.functional.conv_transpose" #n "d",                                      \
    .doc = "The transpose of conv" #n "d, as its gradient is: each element of `input` [images, channels, " shape "], or of one image " \
           "without the first dim, adds itself times `weight` [channels, outputs / groups, " sizes "] to the result, " \
           "where windows are `stride` apart and their elements `dilation` apart; then `bias` [outputs] is added.  `padding` elements are cut off on both " \
           "sides, `output_padding` fewer behind.",                                                                              \
    .samples = samples_, .data = &(const family){ n, true },                                                                     \
    .params = { HUG_P_TENSOR("input"), HUG_P_TENSOR("weight"), HUG_P_OPTIONAL_TENSOR("bias"), HUG_P_SIZE_OR("stride", 1),        \
                HUG_P_SIZE_OR("padding", 0), HUG_P_SIZE_OR("output_padding", 0), HUG_P_INT_OR("groups", 1), HUG_P_SIZE_OR("dilation", 1) }, \
    .saves = HUG_SAVE_ARG(INPUT) | HUG_SAVE_ARG(WEIGHT), .infer = infer, .run = run, .backward = backward,                       \
  };

CONV_TRANSPOSE(1, "length", "size", "randn(2,3,4), randn(3,2,3), randn(2); randn(4,3), randn(4,1,3), nil, 2, 1, 1, 2, 2")
CONV_TRANSPOSE(2, "height, width", "height, width",
               "randn(1,2,3,2), randn(2,2,3,2), randn(2), 2, 1, 1; randn(1,2,2,3), randn(2,1,2,2), nil, {2,1}, {1,0}, {1,0}, 2, {1,2}; "
               "randn(1,1,1,1), randn(1,2,5,4)")
CONV_TRANSPOSE(3, "depth, height, width", "depth, height, width", "randn(1,2,2,2,3), randn(2,2,1,2,2), randn(2), {1,2,2}, 0, {0,1,0}")
