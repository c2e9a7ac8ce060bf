/* rope_frequencies.c: the frequencies of rotary embeddings, scaled for contexts longer than a model was trained on.
**
** Each step is rounded to f32 where transformers' modeling_rope_utils computes in f32, since far positions multiply
** what differs.
*/
#include "op.h"
#include <math.h>
#include <string.h>

enum { TYPE, WIDTH, BASE, SEQ_LEN, MAX_POSITION, FACTOR, ORIGINAL, PARTIAL, ATTENTION, BETA_FAST, BETA_SLOW, MSCALE,
       MSCALE_ALL, TRUNCATE, LOW_FREQ, HIGH_FREQ, SHORT_FACTOR, LONG_FACTOR };

/* A way of scaling: what it needs, and how it fills [width / 2] frequencies. */
typedef struct scaling {
  const char *name;
  uint32_t needs;             /* bits of arguments */
  hug_status (*fill)(const hug_call *c, int64_t width, float *out, double *attention);
} scaling;

static bool has(const hug_call *c, int arg) { return c->args[arg].given; }
static double number(const hug_call *c, int arg) { return c->args[arg].f; }

/* base^(2 i / width) */
static float period(double base, int64_t i, int64_t width) { return powf((float)base, (float)(2 * i) / (float)width); }

static hug_status fill_plain(const hug_call *c, int64_t width, float *out, double *attention) {
  (void)attention;
  const float factor = strcmp(c->args[TYPE].string, "linear") ? 1 : (float)number(c, FACTOR);
  for (int64_t i = 0; i < width / 2; i++) out[i] = 1 / period(number(c, BASE), i, width) / factor;
  return HUG_OK;
}

/* The first part of the width turns; the rest has frequency 0. */
static hug_status fill_proportional(const hug_call *c, int64_t width, float *out, double *attention) {
  (void)attention;
  const int64_t turned = (int64_t)floor(number(c, PARTIAL) * (double)width / 2);
  const float factor = has(c, FACTOR) ? (float)number(c, FACTOR) : 1;
  for (int64_t i = 0; i < width / 2; i++) out[i] = i < turned ? 1 / period(number(c, BASE), i, width) / factor : 0;
  return HUG_OK;
}

/* A base that grows with the sequence. */
static hug_status fill_dynamic(const hug_call *c, int64_t width, float *out, double *attention) {
  (void)attention;
  const double trained = (double)c->args[MAX_POSITION].i, factor = number(c, FACTOR);
  if (width == 2) return hug_op_fail(c, HUG_EARG, "dynamic scaling needs a `dim` greater than 2");
  const double length = has(c, SEQ_LEN) && (double)c->args[SEQ_LEN].i > trained ? (double)c->args[SEQ_LEN].i : trained;
  const double base = number(c, BASE) * pow(factor * length / trained - (factor - 1),
                                            (double)width / (double)(width - 2));
  for (int64_t i = 0; i < width / 2; i++) out[i] = 1 / period(base, i, width);
  return HUG_OK;
}

/* `factor`, or how much longer the context is than the original one. */
static hug_status read_factor(const hug_call *c, double *out) {
  if (!has(c, FACTOR) && !has(c, MAX_POSITION))
    return hug_op_fail(c, HUG_EARG, "needs `factor` or `max_position_embeddings`");
  *out = has(c, FACTOR) ? number(c, FACTOR) : (double)c->args[MAX_POSITION].i / (double)c->args[ORIGINAL].i;
  return HUG_OK;
}

static double magnitude(double scale, double m) { return scale <= 1 ? 1 : 0.1 * m * log(scale) + 1; }

/* The place in the width whose period fits `turns` times into the original context. */
static double place_of(const hug_call *c, int64_t width, double turns) {
  return (double)width * log((double)c->args[ORIGINAL].i / (turns * 2 * M_PI)) / (2 * log(number(c, BASE)));
}

/* YaRN (Peng et al. 2023): fast pairs stay, slow ones are stretched, a ramp in between. */
static hug_status fill_yarn(const hug_call *c, int64_t width, float *out, double *attention) {
  const double fast = has(c, BETA_FAST) && number(c, BETA_FAST) != 0 ? number(c, BETA_FAST) : 32;
  const double slow = has(c, BETA_SLOW) && number(c, BETA_SLOW) != 0 ? number(c, BETA_SLOW) : 1;
  const double mscale = has(c, MSCALE) ? number(c, MSCALE) : 0, all = has(c, MSCALE_ALL) ? number(c, MSCALE_ALL) : 0;
  double factor = 1, low = place_of(c, width, fast), high = place_of(c, width, slow);
  HUG_TRY(read_factor(c, &factor));
  *attention = mscale != 0 && all != 0 ? magnitude(factor, mscale) / magnitude(factor, all) : magnitude(factor, 1);
  if (c->args[TRUNCATE].b) low = floor(low), high = ceil(high);
  low = low > 0 ? low : 0;
  high = high < (double)(width - 1) ? high : (double)(width - 1);
  if (low == high) high += 0.001;
  for (int64_t i = 0; i < width / 2; i++) {
    float ramp = ((float)i - (float)low) / (float)(high - low), turn = period(number(c, BASE), i, width);
    float kept = 1 - (ramp < 0 ? 0 : ramp > 1 ? 1 : ramp);
    out[i] = 1 / ((float)factor * turn) * (1 - kept) + 1 / turn * kept;
  }
  return HUG_OK;
}

/* LongRoPE (Ding et al. 2024): a divisor for each pair, another list beyond the original context. */
static hug_status fill_longrope(const hug_call *c, int64_t width, float *out, double *attention) {
  const double original = (double)c->args[ORIGINAL].i;
  double factor = 1;
  const bool beyond = has(c, SEQ_LEN) && c->args[SEQ_LEN].i > c->args[ORIGINAL].i;
  const hug_tensor *list = c->args[beyond ? LONG_FACTOR : SHORT_FACTOR].tensor;
  if (!has(c, ATTENTION)) HUG_TRY(read_factor(c, &factor));
  *attention = factor <= 1 ? 1 : sqrt(1 + log(factor) / log(original));
  if (list->ndim != 1 || list->shape[0] != width / 2)
    return hug_op_fail(c, HUG_ESHAPE, "`%s` has one number for each of %lld pairs",
                       beyond ? "long_factor" : "short_factor", (long long)(width / 2));
  hug_tensor *divisors;
  HUG_TRY(hug_tensor_packed(list, HUG_F32, &divisors));
  const float *by = (const float *)(const void *)hug_tensor_at(divisors);
  for (int64_t i = 0; i < width / 2; i++) out[i] = 1 / (by[i] * period(number(c, BASE), i, width));
  hug_tensor_free(divisors);
  return HUG_OK;
}

/* Llama 3.1: long waves are stretched, short ones stay, those between by degrees. */
static hug_status fill_llama3(const hug_call *c, int64_t width, float *out, double *attention) {
  (void)attention;
  const double low = number(c, LOW_FREQ), high = number(c, HIGH_FREQ), context = (double)c->args[ORIGINAL].i;
  const float factor = (float)number(c, FACTOR), longest = (float)(context / low), shortest = (float)(context / high);
  for (int64_t i = 0; i < width / 2; i++) {
    const float f = 1 / period(number(c, BASE), i, width), wave = 1 / f * (float)(2 * M_PI);
    const float smooth = (1 / wave * (float)context - (float)low) / (float)(high - low);
    const float kept = wave > longest ? f / factor : f;
    out[i] = wave < shortest || wave > longest ? kept : (1 - smooth) * kept / factor + smooth * kept;
  }
  return HUG_OK;
}

static const scaling scalings[] = {
  { "default", 0, fill_plain },
  { "linear", 1u << FACTOR, fill_plain },
  { "dynamic", 1u << FACTOR | 1u << MAX_POSITION, fill_dynamic },
  { "yarn", 1u << ORIGINAL, fill_yarn },
  { "longrope", 1u << ORIGINAL | 1u << SHORT_FACTOR | 1u << LONG_FACTOR, fill_longrope },
  { "llama3", 1u << FACTOR | 1u << ORIGINAL | 1u << LOW_FREQ | 1u << HIGH_FREQ, fill_llama3 },
  { "proportional", 0, fill_proportional },
  { NULL, 0, NULL },
};

static const scaling *scaling_of(const hug_call *c) {
  const scaling *s = scalings;
  while (s->name && strcmp(s->name, c->args[TYPE].string)) s++;
  return s;
}

/* How much of `dim` is turned; proportional scaling has a frequency for every pair of it. */
static int64_t width_of(const hug_call *c) {
  const int64_t dim = c->args[WIDTH].i;
  return !strcmp(c->args[TYPE].string, "proportional") ? dim : (int64_t)((double)dim * number(c, PARTIAL));
}

static hug_status infer(hug_call *c) {
  const scaling *s = scaling_of(c);
  const double partial = number(c, PARTIAL);
  if (!s->name) return hug_op_fail(c, HUG_EARG, "there is no `rope_type` %s", c->args[TYPE].string);
  if (c->args[WIDTH].i < 2 || c->args[WIDTH].i > INT32_MAX || !(partial > 0 && partial <= 1))
    return hug_op_fail(c, HUG_EARG, "`dim` is %lld, of which a part of %g is turned", (long long)c->args[WIDTH].i,
                       partial);
  if (width_of(c) % 2 || width_of(c) == 0)
    return hug_op_fail(c, HUG_EARG, "%lld elements do not go in pairs; see `dim`", (long long)width_of(c));
  for (int i = 0; i < HUG_MAX_PARAMS; i++)
    if (s->needs >> i & 1 && !has(c, i))
      return hug_op_fail(c, HUG_EARG, "%s scaling needs `%s`", s->name, c->op->params[i].name);
  for (int i = MAX_POSITION; i <= ORIGINAL; i += ORIGINAL - MAX_POSITION)
    if (has(c, i) && c->args[i].i < 1)
      return hug_op_fail(c, HUG_EARG, "`%s` is %lld; it is at least 1", c->op->params[i].name, (long long)c->args[i].i);
  const int64_t pairs = width_of(c) / 2;
  HUG_TRY(hug_call_out(c, 0, HUG_F32, 1, &pairs));
  return hug_call_out(c, 1, HUG_F32, 0, NULL);
}

static hug_status run(hug_call *c) {
  double attention = 1;
  const char *type = c->args[TYPE].string;
  HUG_TRY(scaling_of(c)->fill(c, width_of(c), (float *)(void *)hug_tensor_at(c->out[0]), &attention));
  if (has(c, ATTENTION) && (!strcmp(type, "yarn") || !strcmp(type, "longrope"))) attention = number(c, ATTENTION);
  *(float *)(void *)hug_tensor_at(c->out[1]) = (float)attention;
  return HUG_OK;
}

const hug_op hug_op_rope_frequencies = {
  .name = "rope_frequencies", .source = "transformers.modeling_rope_utils",
  .doc = "The frequencies, [turned / 2], of rotary embedding in heads of `dim` elements, of which "
         "`partial_rotary_factor` is turned: `base` to the power of -2 i / turned, scaled for long contexts as "
         "`rope_type` says; and what cosines and sines are multiplied by.  The other parameters are those of "
         "rope_parameters in a config.json: linear and dynamic scaling need `factor`, dynamic also "
         "`max_position_embeddings` (and looks at `seq_len`); yarn, longrope and llama3 need "
         "`original_max_position_embeddings`.",
  .samples = "\"default\", 8; \"dynamic\", 8, {factor=2, max_position_embeddings=64, seq_len=100}; "
             "\"yarn\", 8, {factor=4, original_max_position_embeddings=16}",
  .params = { HUG_P_CHOICE("rope_type", "default", "default|linear|dynamic|yarn|longrope|llama3|proportional"),
              HUG_P_INT("dim"), HUG_P_FLOAT_OR("base", 10000), HUG_P_OPTIONAL_INT("seq_len"),
              HUG_P_OPTIONAL_INT("max_position_embeddings"), HUG_P_OPTIONAL_FLOAT("factor"),
              HUG_P_OPTIONAL_INT("original_max_position_embeddings"), HUG_P_FLOAT_OR("partial_rotary_factor", 1),
              HUG_P_OPTIONAL_FLOAT("attention_factor"), HUG_P_OPTIONAL_FLOAT("beta_fast"),
              HUG_P_OPTIONAL_FLOAT("beta_slow"), HUG_P_OPTIONAL_FLOAT("mscale"), HUG_P_OPTIONAL_FLOAT("mscale_all_dim"),
              HUG_P_BOOL_OR("truncate", true), HUG_P_OPTIONAL_FLOAT("low_freq_factor"),
              HUG_P_OPTIONAL_FLOAT("high_freq_factor"), HUG_P_OPTIONAL_TENSOR("short_factor"),
              HUG_P_OPTIONAL_TENSOR("long_factor") },
  .outputs = { "inv_freq", "attention_scaling" },
  .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = infer, .run = run,
};
