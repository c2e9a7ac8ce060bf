/* convert.c: elements from one type to another.  A number is first loaded into a carrier, the smallest of i32, i64, f32
** and f64 that holds it, and then stored as the type wanted; where either type is the carrier itself, one step falls
** away.  The loops are written so that compilers vectorise them.
*/
#include "tensor.h"
#include <string.h>

/* ---- Numbers ---- */

static inline uint32_t bits_of(float f) {
  uint32_t bits;
  memcpy(&bits, &f, sizeof bits);
  return bits;
}

static inline float float_of(uint32_t bits) {
  float f;
  memcpy(&f, &bits, sizeof f);
  return f;
}

/* Computes both and takes one, without a branch that would keep the loops from being vectorised. */
static inline uint32_t choose(bool which, uint32_t yes, uint32_t no) {
  uint32_t mask = -(uint32_t)which;
  return (yes & mask) | (no & ~mask);
}

/* Exponents of f16 run from -14 to 15 with a bias of 15, those of f32 have a bias of 127. */
static inline float f16_to_f32(uint16_t h) {
  uint32_t sign = (uint32_t)(h & 0x8000) << 16, rest = (uint32_t)(h & 0x7fff) << 13;
  uint32_t normal = rest + (112u << 23), special = rest + (224u << 23);   /* inf, NaN: exponent 31 becomes 255 */
  uint32_t subnormal = bits_of((float)(int32_t)(h & 0x3ff) * 0x1p-24f);
  uint32_t finite = choose(rest < (1u << 23), subnormal, normal);
  return float_of(sign | choose(rest >= (31u << 23), special, finite));
}

static inline uint16_t f32_to_f16(float f) {
  uint32_t sign = bits_of(f) >> 16 & 0x8000, rest = bits_of(f) & 0x7fffffff;
  uint32_t normal = (rest - (112u << 23) + 0xfff + (rest >> 13 & 1)) >> 13;
  uint32_t subnormal = bits_of(float_of(rest) + 0.5f) - bits_of(0.5f);   /* around 0.5 a step is 2^-24 too */
  uint32_t finite = choose(rest < (113u << 23), subnormal, normal);
  uint32_t special = choose(rest > (255u << 23), 0x7e00, 0x7c00);
  return (uint16_t)(sign | choose(rest >= (143u << 23), special, finite));
}

static inline float bf16_to_f32(uint16_t h) {
  return float_of((uint32_t)h << 16);
}

static inline uint16_t f32_to_bf16(float f) {
  uint32_t bits = bits_of(f), rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  return (uint16_t)((bits & 0x7fffffff) > (255u << 23) ? 0x7fc0 : rounded);
}

float hug_f16_to_f32(uint16_t h) { return f16_to_f32(h); }
uint16_t hug_f32_to_f16(float f) { return f32_to_f16(f); }
float hug_bf16_to_f32(uint16_t h) { return bf16_to_f32(h); }
uint16_t hug_f32_to_bf16(float f) { return f32_to_bf16(f); }

/* What does not fit, NaN included, becomes the least integer, as x86-64 has it.  Narrower integers are the low bits of
** an i32, and u8 those of an i64, as in torch. */
static inline int32_t f32_to_i32(float f) { return (int32_t)(f >= -0x1p31f && f < 0x1p31f ? f : -0x1p31f); }
static inline int64_t f32_to_i64(float f) { return (int64_t)(f >= -0x1p63f && f < 0x1p63f ? f : -0x1p63f); }
static inline int32_t f64_to_i32(double f) { return (int32_t)(f > -0x1p31 - 1 && f < 0x1p31 ? f : -0x1p31); }
static inline int64_t f64_to_i64(double f) { return (int64_t)(f >= -0x1p63 && f < 0x1p63 ? f : -0x1p63); }

/* ---- Into carriers ---- */

typedef void (*load_fn)(void *to, const void *from, int64_t step, int64_t n);
typedef void (*store_fn)(void *to, int64_t step, const void *from, int64_t n);

#define LOAD(name, element, carrier, value)                                          \
  static void load_##name(void *to, const void *from, int64_t step, int64_t n) {     \
    carrier *restrict y = to;                                                        \
    const element *restrict x = from;                                                \
    if (step == 1)                                                                   \
      for (int64_t i = 0; i < n; i++) y[i] = value(x[i]);                            \
    else                                                                             \
      for (int64_t i = 0; i < n; i++) y[i] = value(x[i * step]);                     \
  }

#define AS_IT_IS(v) (v)
#define TRUTH(v) ((v) != 0)

LOAD(f64, double, double, AS_IT_IS)
LOAD(f32, float, float, AS_IT_IS)
LOAD(f16, uint16_t, float, f16_to_f32)
LOAD(bf16, uint16_t, float, bf16_to_f32)
LOAD(i64, int64_t, int64_t, AS_IT_IS)
LOAD(i32, int32_t, int32_t, AS_IT_IS)
LOAD(i16, int16_t, int32_t, AS_IT_IS)
LOAD(i8, int8_t, int32_t, AS_IT_IS)
LOAD(u8, uint8_t, int32_t, AS_IT_IS)
LOAD(bool, uint8_t, int32_t, TRUTH)

static const struct { hug_dtype carrier; load_fn load; } loads[HUG_DTYPES] = {
  [HUG_F64] = { HUG_F64, load_f64 },
  [HUG_F32] = { HUG_F32, load_f32 }, [HUG_F16] = { HUG_F32, load_f16 }, [HUG_BF16] = { HUG_F32, load_bf16 },
  [HUG_I64] = { HUG_I64, load_i64 },
  [HUG_I32] = { HUG_I32, load_i32 }, [HUG_I16] = { HUG_I32, load_i16 }, [HUG_I8] = { HUG_I32, load_i8 },
  [HUG_U8] = { HUG_I32, load_u8 }, [HUG_BOOL] = { HUG_I32, load_bool },
};

/* ---- Out of carriers ---- */

#define STORE(carrier, type, name, element, value)                                              \
  static void store_##carrier##_##name(void *to, int64_t step, const void *from, int64_t n) {   \
    element *restrict y = to;                                                                   \
    const type *restrict x = from;                                                              \
    if (step == 1)                                                                              \
      for (int64_t i = 0; i < n; i++) y[i] = (element)value(x[i]);                              \
    else                                                                                        \
      for (int64_t i = 0; i < n; i++) y[i * step] = (element)value(x[i]);                       \
  }

/* All stores from one carrier, given how it becomes integers. */
#define STORES(carrier, type, to_i32, to_i64, to_u8) \
  STORE(carrier, type, f64, double, AS_IT_IS)     \
  STORE(carrier, type, f32, float, AS_IT_IS)      \
  STORE(carrier, type, f16, uint16_t, f32_to_f16) \
  STORE(carrier, type, bf16, uint16_t, f32_to_bf16) \
  STORE(carrier, type, i64, int64_t, to_i64)      \
  STORE(carrier, type, i32, int32_t, to_i32)      \
  STORE(carrier, type, i16, int16_t, to_i32)      \
  STORE(carrier, type, i8, int8_t, to_i32)        \
  STORE(carrier, type, u8, uint8_t, to_u8)        \
  STORE(carrier, type, bool, uint8_t, TRUTH)

STORES(i32, int32_t, AS_IT_IS, AS_IT_IS, AS_IT_IS)
STORES(i64, int64_t, AS_IT_IS, AS_IT_IS, AS_IT_IS)
/* u8 by way of an i32: in an f32 that is larger the low bits are zero anyway. */
STORES(f32, float, f32_to_i32, f32_to_i64, f32_to_i32)
STORES(f64, double, f64_to_i32, f64_to_i64, f64_to_i64)

#define STORE_ROW(carrier) {                                                           \
  [HUG_F64] = store_##carrier##_f64, [HUG_F32] = store_##carrier##_f32,                \
  [HUG_F16] = store_##carrier##_f16, [HUG_BF16] = store_##carrier##_bf16,              \
  [HUG_I64] = store_##carrier##_i64, [HUG_I32] = store_##carrier##_i32,                \
  [HUG_I16] = store_##carrier##_i16, [HUG_I8] = store_##carrier##_i8,                  \
  [HUG_U8] = store_##carrier##_u8, [HUG_BOOL] = store_##carrier##_bool }

static const store_fn stores[HUG_DTYPES][HUG_DTYPES] = {
  [HUG_I32] = STORE_ROW(i32), [HUG_I64] = STORE_ROW(i64), [HUG_F32] = STORE_ROW(f32), [HUG_F64] = STORE_ROW(f64),
};

/* ---- Whole rows ---- */

#define MOVE(word)                                                             \
  do {                                                                         \
    word *restrict y = to;                                                     \
    const word *restrict x = from;                                             \
    if (to_step == 1 && from_step == 0)                                        \
      for (int64_t i = 0; i < n; i++) y[i] = *x;                               \
    else if (to_step == -1 && from_step == 1)                                  \
      for (int64_t i = 0; i < n; i++) y[-i] = x[i];                            \
    else                                                                       \
      for (int64_t i = 0; i < n; i++) y[i * to_step] = x[i * from_step];       \
  } while (0)

/* In pieces, if the sides lie unlike to cache lines: some processors are slow at longer ones then. */
static void move_bytes(char *to, const char *from, size_t bytes) {
  enum { LINE = 64, PIECE = 1024 };
  if (((uintptr_t)to ^ (uintptr_t)from) % LINE)
    for (; bytes > PIECE; bytes -= PIECE, to += PIECE, from += PIECE) memcpy(to, from, PIECE);
  memcpy(to, from, bytes);
}

/* Elements of one type are moved as bits. */
static void move(size_t bytes, void *to, int64_t to_step, const void *from, int64_t from_step, int64_t n) {
  if (to_step == 1 && from_step == 1) move_bytes(to, from, (size_t)n * bytes);
  else if (bytes == 1) MOVE(uint8_t);
  else if (bytes == 2) MOVE(uint16_t);
  else if (bytes == 4) MOVE(uint32_t);
  else MOVE(uint64_t);
}

void hug_convert(hug_dtype to_dtype, void *to, int64_t to_step, hug_dtype from_dtype, const void *from,
                 int64_t from_step, int64_t n) {
  enum { CHUNK = 512 };
  double buffer[CHUNK];      /* of carriers */
  if (n <= 0) return;
  if (to_dtype == from_dtype) {
    move(hug_dtype_bytes(to_dtype), to, to_step, from, from_step, n);
    return;
  }
  if (from_step == 0 && n > 1) {          /* one element that repeats is converted once */
    hug_convert(to_dtype, buffer, 1, from_dtype, from, 1, 1);
    move(hug_dtype_bytes(to_dtype), to, to_step, buffer, 0, n);
    return;
  }
  hug_dtype carrier = loads[from_dtype].carrier;
  load_fn load = loads[from_dtype].load;
  store_fn store = stores[carrier][to_dtype];
  if (from_dtype == carrier && from_step == 1) store(to, to_step, from, n);
  else if (to_dtype == carrier && to_step == 1) load(to, from, from_step, n);
  else
    for (int64_t first = 0; first < n; first += CHUNK) {
      int64_t m = n - first < CHUNK ? n - first : CHUNK;
      load(buffer, (const char *)from + first * from_step * (int64_t)hug_dtype_bytes(from_dtype), from_step, m);
      store((char *)to + first * to_step * (int64_t)hug_dtype_bytes(to_dtype), to_step, buffer, m);
    }
}

/* ---- One element ---- */

hug_scalar hug_element_get(hug_dtype dtype, const void *at) {
  hug_scalar value = { .category = hug_dtype_infos[dtype].category };
  hug_convert(HUG_F64, &value.f, 1, dtype, at, 1, 1);
  if (value.category == HUG_FLOATING) return value;
  if (dtype == HUG_BOOL) value.i = value.f != 0;
  else hug_convert(HUG_I64, &value.i, 1, dtype, at, 1, 1);
  return value;
}

void hug_element_set(hug_dtype dtype, void *at, hug_scalar value) {
  const bool minus_zero = value.i == 0 && value.f == 0 && hug_dtype_floating(dtype);
  if (value.category == HUG_FLOATING || minus_zero) hug_convert(dtype, at, 1, HUG_F64, &value.f, 1, 1);
  else hug_convert(dtype, at, 1, HUG_I64, &value.i, 1, 1);
}
