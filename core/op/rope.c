/* rope.c: rotary position embedding (Su et al. 2021): pairs of elements turned by angles that grow with the
** position. */
#include "op.h"
#include <math.h>
#include <string.h>

enum { INPUT, POSITIONS, ROTARY_DIM, INTERLEAVED, BASE, SCALING, INV_FREQ, FACTOR, DIM };

typedef struct rope {
  int64_t rows, width, turned;        /* rows of `width` elements, of which `turned` are turned */
  int64_t length, inner;      /* positions, and rows that share one and are neighbours */
  int64_t per_batch;          /* rows of a member of the batch, or 0: all members have the same positions */
  bool interleaved;
  double sign;                /* -1: back */
  hug_dtype type;             /* HUG_F32 or HUG_F64 */
  void *angles;               /* [positions][2][turned / 2]: cosines and sines */
  const char *x;
  char *y;
} rope;

/* ---- Arguments ---- */

static hug_status check_positions(const hug_call *c, const rope *r) {
  const hug_tensor *t = c->args[INPUT].tensor, *p = c->args[POSITIONS].tensor;
  if (!c->args[POSITIONS].given) return HUG_OK;
  const bool flat = p->ndim == 1 && p->shape[0] == r->length;
  if (flat || (p->ndim == 2 && p->shape[0] == t->shape[0] && p->shape[1] == r->length && r->per_batch)) return HUG_OK;
  char have[128], input[128];
  hug_shape_text(p->ndim, p->shape, have, sizeof have);
  hug_shape_text(t->ndim, t->shape, input, sizeof input);
  return hug_op_fail(c, HUG_ESHAPE, "`positions` has shape %s; for an input of %s it is [%lld], or a batch of these",
                     have, input, (long long)r->length);
}

static hug_status check_frequencies(const hug_call *c, const rope *r) {
  const hug_tensor *f = c->args[INV_FREQ].tensor;
  if (r->turned < 0 || r->turned % 2 || r->turned > r->width)
    return hug_op_fail(c, HUG_EARG, "`rotary_dim` is %lld: that many elements cannot be turned in pairs, in rows of %lld",
                       (long long)r->turned, (long long)r->width);
  if (!c->args[INV_FREQ].given || (f->ndim == 1 && f->shape[0] == r->turned / 2)) return HUG_OK;
  char have[128];
  hug_shape_text(f->ndim, f->shape, have, sizeof have);
  return hug_op_fail(c, HUG_ESHAPE, "`inv_freq` has shape %s; for `rotary_dim` = %lld it is [%lld]", have,
                     (long long)r->turned, (long long)(r->turned / 2));
}

static hug_status read_rope(const hug_call *c, rope *r) {
  const hug_tensor *t = c->args[INPUT].tensor, *p = c->args[POSITIONS].tensor, *f = c->args[INV_FREQ].tensor;
  int dim;
  memset(r, 0, sizeof *r);
  if (!hug_dtype_floating((hug_dtype)t->dtype))
    return hug_op_fail(c, HUG_EDTYPE, "needs floats, not %s", hug_dtype_infos[t->dtype].name);
  if (t->ndim < 2) return hug_op_fail(c, HUG_ESHAPE, "`input` is [..., positions, width], with at least 2 dims");
  HUG_TRY(hug_op_dim(c, t, c->args[DIM].i, &dim));
  if (dim == t->ndim - 1) return hug_op_fail(c, HUG_ESHAPE, "`dim` is the last one, which is turned");
  r->width = t->shape[t->ndim - 1];
  r->rows = r->width ? hug_tensor_count(t) / r->width : 0;
  r->turned = c->args[ROTARY_DIM].given ? c->args[ROTARY_DIM].i : c->args[INV_FREQ].given ? 2 * hug_tensor_count(f)
      : r->width;
  r->length = t->shape[dim];
  r->inner = 1;
  for (int d = dim + 1; d < t->ndim - 1; d++) r->inner *= t->shape[d];
  if (c->args[POSITIONS].given && p->ndim == 2 && dim > 0) r->per_batch = r->rows ? r->rows / t->shape[0] : 1;
  r->interleaved = c->args[INTERLEAVED].b;
  r->type = t->dtype == HUG_F64 ? HUG_F64 : HUG_F32;
  r->sign = 1;
  HUG_TRY(check_positions(c, r));
  if (c->args[SCALING].f == 0) return hug_op_fail(c, HUG_EARG, "`scaling` is 0");
  return check_frequencies(c, r);
}

static hug_status infer(hug_call *c) {
  rope r;
  HUG_TRY(read_rope(c, &r));
  return hug_call_out(c, 0, (hug_dtype)c->args[INPUT].tensor->dtype, c->args[INPUT].tensor->ndim,
                      c->args[INPUT].tensor->shape);
}

/* ---- Angles: rounded to f32 at each step where the reference has f32 ---- */

#define ANGLES(T, suffix, POW, COS, SIN)                                                                  \
  static void angles_##suffix(const hug_call *c, const rope *r, const T *positions, const T *frequencies, \
                              int64_t count) {                                                            \
    const int64_t half = r->turned / 2;                                                                   \
    const T base = (T)c->args[BASE].f, scaling = (T)c->args[SCALING].f, factor = (T)c->args[FACTOR].f;    \
    T *to = r->angles;                                                                                    \
    for (int64_t i = 0; i < half; i++)        /* row 0 is the last to be written over, from its end on */ \
      to[i] = (frequencies ? frequencies[i] : 1 / POW(base, (T)(2 * i) / (T)r->turned)) / scaling;        \
    for (int64_t p = count - 1; p >= 0; p--) {                                                            \
      const T at = positions ? positions[p] : (T)p;                                                       \
      for (int64_t i = half - 1; i >= 0; i--) {                                                           \
        const T angle = at * to[i];                                                                       \
        to[(2 * p + 1) * half + i] = SIN(angle) * factor;                                                 \
        to[2 * p * half + i] = COS(angle) * factor;                                                       \
      }                                                                                                   \
    }                                                                                                     \
  }
ANGLES(float, f32, powf, cosf, sinf)
ANGLES(double, f64, pow, cos, sin)

static hug_status make_angles(const hug_call *c, rope *r) {
  const int64_t count = r->per_batch ? r->length * (r->rows / r->per_batch) : r->length;
  hug_tensor *positions = NULL, *frequencies = NULL;
  r->angles = hug_alloc_data((size_t)(count > 0 ? count : 1) * (size_t)r->turned * hug_dtype_bytes(r->type) + 1);
  hug_status status = r->angles ? HUG_OK : HUG_ENOMEM;
  if (!status && c->args[POSITIONS].given) status = hug_tensor_packed(c->args[POSITIONS].tensor, r->type, &positions);
  if (!status && c->args[INV_FREQ].given) status = hug_tensor_packed(c->args[INV_FREQ].tensor, r->type, &frequencies);
  if (!status) {
    const void *p = positions ? hug_tensor_at(positions) : NULL, *f = frequencies ? hug_tensor_at(frequencies) : NULL;
    if (r->type == HUG_F32) angles_f32(c, r, p, f, count);
    else angles_f64(c, r, p, f, count);
  }
  hug_tensor_free(positions);
  hug_tensor_free(frequencies);
  return status;
}

/* ---- Rows ---- */

#define TURN(T, suffix)                                                                                                \
  static void turn_halves_##suffix(int64_t half, const T *restrict x, const T *restrict cosine,                        \
                                   const T *restrict sine,                                                             \
                                   T sign, T *restrict y) {                                                            \
    for (int64_t i = 0; i < half; i++) {                                                                               \
      T a = x[i], b = x[half + i], s = sign * sine[i];                                                                 \
      y[i] = a * cosine[i] - b * s;                                                                                    \
      y[half + i] = b * cosine[i] + a * s;                                                                             \
    }                                                                                                                  \
  }                                                                                                                    \
  static void turn_pairs_##suffix(int64_t half, const T *restrict x, const T *restrict cosine, const T *restrict sine, \
                                  T sign, T *restrict y) {                                                             \
    for (int64_t i = 0; i < half; i++) {                                                                               \
      T a = x[2 * i], b = x[2 * i + 1], s = sign * sine[i];                                                            \
      y[2 * i] = a * cosine[i] - b * s;                                                                                \
      y[2 * i + 1] = b * cosine[i] + a * s;                                                                            \
    }                                                                                                                  \
  }                                                                                                                    \
  static void turn_row_##suffix(const rope *r, int64_t row, int64_t position) {                                        \
    const T *x = (const T *)(const void *)r->x + row * r->width;                                                       \
    const T *angles = (const T *)r->angles + position * r->turned;                                                     \
    T *y = (T *)(void *)r->y + row * r->width;                                                                         \
    const int64_t half = r->turned / 2;                                                                                \
    if (r->interleaved) turn_pairs_##suffix(half, x, angles, angles + half, (T)r->sign, y);                            \
    else turn_halves_##suffix(half, x, angles, angles + half, (T)r->sign, y);                                          \
    memcpy(y + r->turned, x + r->turned, (size_t)(r->width - r->turned) * sizeof *y);                                  \
  }
TURN(float, f32)
TURN(double, f64)

static void turn_chunk(void *context, int64_t first, int64_t last) {
  const rope *r = context;
  for (int64_t row = first; row < last; row++) {
    const int64_t position = row / r->inner % r->length + (r->per_batch ? row / r->per_batch * r->length : 0);
    if (r->type == HUG_F32) turn_row_f32(r, row, position);
    else turn_row_f64(r, row, position);
  }
}

/* Turns `from` into `to`, a tensor of the same shape. */
static hug_status turn(const hug_call *c, double sign, const hug_tensor *from, hug_tensor *to) {
  rope r;
  hug_tensor *x = NULL, *y = NULL;
  HUG_TRY(read_rope(c, &r));
  if (r.rows == 0) return HUG_OK;
  r.sign = sign;
  const bool direct = (hug_dtype)to->dtype == r.type && hug_tensor_contiguous(to);
  hug_status status = make_angles(c, &r);
  if (!status) status = hug_tensor_packed(from, r.type, &x);
  if (!status && direct) y = hug_tensor_retain(to);
  else if (!status) status = hug_tensor_make(r.type, to->ndim, to->shape, &y);
  if (!status) {
    r.x = hug_tensor_at(x);
    r.y = hug_tensor_at(y);
    hug_parallel(r.rows, 16384 / r.width + 1, turn_chunk, &r);
    if (!direct) status = hug_tensor_copy(to, y);
  }
  hug_free(r.angles);
  hug_tensor_free(x);
  hug_tensor_free(y);
  return status;
}

static hug_status run(hug_call *c) { return turn(c, 1, c->args[INPUT].tensor, c->out[0]); }

/* Turning is orthogonal: its transposed map turns back. */
static hug_status backward(hug_call *c, hug_tensor *const *grads) {
  const hug_tensor *t = c->args[INPUT].tensor;
  hug_tensor *g;
  HUG_TRY(hug_tensor_make(hug_compute_type((hug_dtype)t->dtype), t->ndim, t->shape, &g));
  hug_status status = turn(c, -1, grads[0], g);
  if (!status) return hug_call_grad(c, INPUT, 0, g);
  hug_tensor_free(g);
  return status;
}

const hug_op hug_op_rope = {
  .name = "rope", .source = "Su et al. 2021; Llama's (halves), GPT-J's (interleaved)",
  .doc = "Turns pairs of elements of `input`, [..., positions, width], by position times frequency.  `positions`, "
         "[positions] or [batch, positions], number the dim `dim` (by default 0, 1, …).  Pairs are elements i and i + "
         "n / 2 of the first n = `rotary_dim` (by default all), or 2 i and 2 i + 1 if `interleaved`; the rest is "
         "copied.  Frequencies are `inv_freq`, [n / 2] (see `rope_frequencies`), or `base` to the power of -2 i / n; "
         "divided by `scaling`.  `attention_factor` multiplies cosines and sines.",
  .samples = "randn(2,3,4); "
             "randn(3,2,6), tensor({5,0,2}, \"i64\"), {rotary_dim=4, interleaved=true, dim=0, attention_factor=1.5}; "
             "randn(2,2,3,4), tensor({{1,2,3},{4,5,6}}), {inv_freq=tensor({1,0.1}), scaling=2}",
  .params = { HUG_P_TENSOR("input"), HUG_P_OPTIONAL_TENSOR("positions"), HUG_P_OPTIONAL_INT("rotary_dim"),
              HUG_P_BOOL_OR("interleaved", false), HUG_P_FLOAT_OR("base", 10000), HUG_P_FLOAT_OR("scaling", 1),
              HUG_P_OPTIONAL_TENSOR("inv_freq"), HUG_P_FLOAT_OR("attention_factor", 1), HUG_P_INT_OR("dim", -2) },
  .saves = HUG_SAVE_ARG(POSITIONS) | HUG_SAVE_ARG(INV_FREQ), .infer = infer, .run = run, .backward = backward,
};
