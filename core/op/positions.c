/* positions.c: tables that tell places apart: sinusoidal_positions, timestep_embedding, alibi_bias. */
#include "op.h"
#include <math.h>
#include <string.h>

static hug_status check_type(const hug_call *c, const hug_value *dtype) {
  if (!dtype->given || hug_dtype_floating(dtype->dtype)) return HUG_OK;
  return hug_op_fail(c, HUG_EDTYPE, "`dtype` is one of floats, not %s", hug_dtype_infos[dtype->dtype].name);
}

static void put(hug_tensor *out, int64_t at, double value) {
  const hug_dtype type = (hug_dtype)out->dtype;
  hug_element_set(type, hug_tensor_at(out) + at * (int64_t)hug_dtype_bytes(type), hug_float(value));
}

/* ---- sinusoidal_positions ---- */

static hug_status sinusoidal_infer(hug_call *c) {
  const int64_t shape[] = { c->args[0].i, c->args[1].i };
  int64_t count;
  if (shape[0] < 0 || shape[1] < 1)
    return hug_op_fail(c, HUG_EARG, "`length` is %lld, `dim` is %lld", (long long)shape[0], (long long)shape[1]);
  HUG_TRY(check_type(c, &c->args[4]));
  HUG_TRY(hug_shape_count(c->op->name, 2, shape, &count));
  return hug_call_out(c, 0, c->args[4].given ? c->args[4].dtype : HUG_F32, 2, shape);
}

static hug_status sinusoidal_run(hug_call *c) {
  hug_tensor *out = c->out[0];
  const int64_t length = out->shape[0], dim = out->shape[1], sines = (dim + 1) / 2;
  const bool halves = !strcmp(c->args[2].string, "halves");
  for (int64_t i = 0; i < dim; i++) {
    const bool sine = halves ? i < sines : i % 2 == 0;
    const int64_t pair = halves ? i % sines : i / 2;
    const double frequency = pow(c->args[3].f, -2. * (double)pair / (double)dim);
    for (int64_t t = 0; t < length; t++) {
      const double angle = (double)t * frequency;
      put(out, t * out->stride[0] + i * out->stride[1], sine ? sin(angle) : cos(angle));
    }
  }
  return HUG_OK;
}

const hug_op hug_op_sinusoidal_positions = {
  .name = "sinusoidal_positions", .source = "Vaswani et al. 2017",
  .doc = "The table [`length`, `dim`] of sines and cosines of t times `base` to the power of -2 i / `dim`: taken in "
         "turn, or all sines and then all cosines (`order` = halves).",
  .samples = "3, 4; 3, 5, \"halves\"",
  .params = { HUG_P_INT("length"), HUG_P_INT("dim"), HUG_P_CHOICE("order", "interleaved", "interleaved|halves"),
              HUG_P_FLOAT_OR("base", 10000), HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = sinusoidal_infer, .run = sinusoidal_run,
};

/* ---- timestep_embedding ---- */

enum { TIMESTEPS, WIDTH, FLIP, SHIFT, SCALE, PERIOD };

static hug_status timestep_infer(hug_call *c) {
  const hug_tensor *t = c->args[TIMESTEPS].tensor;
  const int64_t width = c->args[WIDTH].i;
  if (t->ndim != 1) return hug_op_fail(c, HUG_ESHAPE, "`timesteps` is a row, not of %d dims", t->ndim);
  if (width < 1) return hug_op_fail(c, HUG_EARG, "`embedding_dim` is %lld; it is at least 1", (long long)width);
  return hug_call_out(c, 0, t->dtype == HUG_F64 ? HUG_F64 : HUG_F32, 2, (int64_t[]){ t->shape[0], width });
}

/* Frequency i of half: rounded to f32 at each step, as the reference does. */
static float frequency_of(const hug_call *c, int64_t i, int64_t half) {
  const float exponent = (float)-log(c->args[PERIOD].f) * (float)i / (float)((double)half - c->args[SHIFT].f);
  return (float)exp(exponent);
}

/* The angle of a frequency at step t, in f32 unless steps are f64. */
static double angle_of(const hug_call *c, double t, float frequency) {
  if (c->args[TIMESTEPS].tensor->dtype == HUG_F64) return c->args[SCALE].f * (t * frequency);
  return (float)c->args[SCALE].f * ((float)t * frequency);
}

static hug_status timestep_run(hug_call *c) {
  hug_tensor *out = c->out[0], *steps;
  const int64_t count = out->shape[0], half = out->shape[1] / 2;
  const bool flip = c->args[FLIP].b;
  HUG_TRY(hug_tensor_packed(c->args[TIMESTEPS].tensor, HUG_F64, &steps));
  const double *t = (const double *)(const void *)hug_tensor_at(steps);
  for (int64_t i = 0; i < half; i++) {
    const float frequency = frequency_of(c, i, half);
    for (int64_t row = 0; row < count; row++) {
      const double angle = angle_of(c, t[row], frequency);
      put(out, row * out->stride[0] + (i + (flip ? half : 0)) * out->stride[1], sin(angle));
      put(out, row * out->stride[0] + (i + (flip ? 0 : half)) * out->stride[1], cos(angle));
    }
  }
  for (int64_t row = 0; row < count && out->shape[1] % 2; row++)
    put(out, row * out->stride[0] + 2 * half * out->stride[1], 0);
  hug_tensor_free(steps);
  return HUG_OK;
}

static hug_status timestep_backward(hug_call *c, hug_tensor *const *grads) {
  const int64_t count = grads[0]->shape[0], width = grads[0]->shape[1], half = width / 2;
  hug_tensor *steps, *g = NULL, *dt = NULL;
  HUG_TRY(hug_tensor_packed(c->args[TIMESTEPS].tensor, HUG_F64, &steps));
  hug_status status = hug_tensor_packed(grads[0], HUG_F64, &g);
  if (!status) status = hug_tensor_make(HUG_F64, 1, &count, &dt);
  for (int64_t row = 0; row < count && !status; row++) {
    const double t = ((const double *)(const void *)hug_tensor_at(steps))[row];
    const double *from = (const double *)(const void *)hug_tensor_at(g) + row * width;
    double sum = 0;
    for (int64_t i = 0; i < half; i++) {
      const float frequency = frequency_of(c, i, half);
      const double angle = angle_of(c, t, frequency), sine = from[i + (c->args[FLIP].b ? half : 0)];
      const double cosine = from[i + (c->args[FLIP].b ? 0 : half)];
      sum += c->args[SCALE].f * frequency * (sine * cos(angle) - cosine * sin(angle));
    }
    ((double *)(void *)hug_tensor_at(dt))[row] = sum;
  }
  hug_tensor_free(steps);
  hug_tensor_free(g);
  return status ? status : hug_call_grad(c, TIMESTEPS, 0, dt);
}

const hug_op hug_op_timestep_embedding = {
  .name = "timestep_embedding", .source = "diffusers.models.embeddings.get_timestep_embedding",
  .doc = "Rows [steps, `embedding_dim`] of sines, then cosines (the other way round with `flip_sin_to_cos`), of "
         "`timesteps`, [steps], times `scale` times frequencies from 1 down to 1 / `max_period`, which is reached "
         "`downscale_freq_shift` frequencies before the end of a half; a 0 ends rows of odd length.",
  .samples = "tensor({0, 3}), 4; rand(3), 7, {flip_sin_to_cos=true, downscale_freq_shift=0, scale=2}",
  .params = { HUG_P_TENSOR("timesteps"), HUG_P_INT("embedding_dim"), HUG_P_BOOL_OR("flip_sin_to_cos", false),
              HUG_P_FLOAT_OR("downscale_freq_shift", 1), HUG_P_FLOAT_OR("scale", 1),
              HUG_P_FLOAT_OR("max_period", 10000) },
  .saves = HUG_SAVE_ARG(TIMESTEPS), .infer = timestep_infer, .run = timestep_run, .backward = timestep_backward,
};

/* ---- alibi_bias ---- */

static hug_status alibi_infer(hug_call *c) {
  const hug_tensor *mask = c->args[0].tensor;
  const int64_t heads = c->args[1].i;
  int64_t count;
  if (mask->ndim != 2) return hug_op_fail(c, HUG_ESHAPE, "`mask` is [batch, length], not of %d dims", mask->ndim);
  if (heads < 1) return hug_op_fail(c, HUG_EARG, "`num_heads` is %lld; it is at least 1", (long long)heads);
  HUG_TRY(check_type(c, &c->args[2]));
  HUG_TRY(hug_shape_count(c->op->name, 3, (int64_t[]){ mask->shape[0], heads, mask->shape[1] }, &count));
  return hug_call_out(c, 0, c->args[2].given ? c->args[2].dtype : HUG_F32, 3,
                      (int64_t[]){ mask->shape[0] * heads, 1, mask->shape[1] });
}

/* The slope of head h: powers of 2^(-8 / n) for a power of two n of heads; those that are left take every other power
** for 2 n. */
static float slope_of(int64_t h, int64_t heads) {
  int64_t n = 1;
  while (n <= heads / 2) n *= 2;
  const float base = (float)pow(2, -8. / (double)(h < n ? n : 2 * n));
  return powf(base, (float)(h < n ? h + 1 : 2 * (h - n) + 1));
}

static hug_status alibi_run(hug_call *c) {
  hug_tensor *out = c->out[0], *mask;
  const int64_t heads = c->args[1].i, length = out->shape[2];
  HUG_TRY(hug_tensor_packed(c->args[0].tensor, HUG_F64, &mask));
  for (int64_t row = 0; row < out->shape[0]; row++) {
    const double *seen = (const double *)(const void *)hug_tensor_at(mask) + row / heads * length;
    const float slope = slope_of(row % heads, heads);
    double count = 0;
    for (int64_t i = 0; i < length; i++) {
      count += seen[i];
      put(out, row * out->stride[0] + i * out->stride[2], slope * (float)((count - 1) * seen[i]));
    }
  }
  hug_tensor_free(mask);
  return HUG_OK;
}

const hug_op hug_op_alibi_bias = {
  .name = "alibi_bias", .source = "transformers.models.bloom.modeling_bloom.build_alibi_tensor; Press et al. 2022",
  .doc = "What attention with linear biases adds to scores, [batch `num_heads`, 1, length]: the place of each key "
         "among those that `mask`, [batch, length], shows, times the slope of the head.",
  .samples = "ones({2,5}, \"i64\"), 4",
  .params = { HUG_P_TENSOR("mask"), HUG_P_INT("num_heads"), HUG_P_OPTIONAL_DTYPE("dtype") },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = alibi_infer, .run = alibi_run,
};
