/* dtype.c: the element types: what they are called, and which of them two meet in. */
#include "tensor.h"
#include <string.h>

const hug_dtype_info hug_dtype_infos[HUG_DTYPES] = {
  [HUG_F64]  = { "f64", "F64", 8, 1, HUG_FLOATING },
  [HUG_F32]  = { "f32", "F32", 4, 1, HUG_FLOATING },
  [HUG_F16]  = { "f16", "F16", 2, 1, HUG_FLOATING },
  [HUG_BF16] = { "bf16", "BF16", 2, 1, HUG_FLOATING },
  [HUG_I64]  = { "i64", "I64", 8, 1, HUG_INTEGRAL },
  [HUG_I32]  = { "i32", "I32", 4, 1, HUG_INTEGRAL },
  [HUG_I16]  = { "i16", "I16", 2, 1, HUG_INTEGRAL },
  [HUG_I8]   = { "i8", "I8", 1, 1, HUG_INTEGRAL },
  [HUG_U8]   = { "u8", "U8", 1, 1, HUG_INTEGRAL },
  [HUG_BOOL] = { "bool", "BOOL", 1, 1, HUG_BOOLEAN },
};

/* Other spellings: those of torch and numpy, and of checkpoints' configs. */
static const struct { const char *name; hug_dtype dtype; } aliases[] = {
  { "float64", HUG_F64 }, { "fp64", HUG_F64 }, { "double", HUG_F64 },
  { "float32", HUG_F32 }, { "fp32", HUG_F32 }, { "float", HUG_F32 },
  { "float16", HUG_F16 }, { "fp16", HUG_F16 }, { "half", HUG_F16 },
  { "bfloat16", HUG_BF16 },
  { "int64", HUG_I64 }, { "long", HUG_I64 },
  { "int32", HUG_I32 }, { "int", HUG_I32 },
  { "int16", HUG_I16 }, { "short", HUG_I16 },
  { "int8", HUG_I8 },
  { "uint8", HUG_U8 }, { "byte", HUG_U8 },
  { "boolean", HUG_BOOL },
};

const hug_dtype_info *hug_dtype_of(hug_dtype dtype) {
  return (unsigned)dtype < HUG_DTYPES ? &hug_dtype_infos[dtype] : NULL;
}

static bool same_name(const char *a, const char *b) {
  for (; *a && *b; a++, b++) {
    char c = *a >= 'A' && *a <= 'Z' ? (char)(*a + ('a' - 'A')) : *a;
    if (c != *b) return false;
  }
  return *a == *b;
}

hug_status hug_dtype_parse(const char *name, hug_dtype *out) {
  const char *plain = strncmp(name, "torch.", 6) == 0 ? name + 6 : name;
  for (int d = 0; d < HUG_DTYPES; d++)
    if (same_name(plain, hug_dtype_infos[d].name)) {
      *out = (hug_dtype)d;
      return HUG_OK;
    }
  for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
    if (same_name(plain, aliases[i].name)) {
      *out = aliases[i].dtype;
      return HUG_OK;
    }
  return hug_fail(HUG_EDTYPE, "[dtype] \"%s\" is no element type; those are f64 f32 f16 bf16 i64 i32 i16 i8 u8 bool",
                  name);
}

hug_dtype hug_dtype_promote(hug_dtype a, hug_dtype b) {
  const hug_dtype_info *x = &hug_dtype_infos[a], *y = &hug_dtype_infos[b];
  if (a == b) return a;
  if (x->category != y->category) return x->category > y->category ? a : b;
  if (x->bytes != y->bytes) return x->bytes > y->bytes ? a : b;
  return x->category == HUG_FLOATING ? HUG_F32 : HUG_I16;   /* f16 with bf16; i8 with u8 */
}
