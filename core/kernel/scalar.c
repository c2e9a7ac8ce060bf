/* scalar.c: the loops of elementwise.def over f64 and i64, and those over rows of f64, which every processor runs alike. */
#include "kernel.h"
#include "scalar_math.h"

#define T double
#define EL(name) name##_f64
#define M(f) f
#define EL_PARAM(s) ((s).f)
#define EL_INTEGER 0
#include "elementwise.h"

#define T int64_t
#define EL(name) name##_i64
#define M(f) i64_##f
#define EL_PARAM(s) ((s).i)
#define EL_INTEGER 1
#include "elementwise.h"

#define T double
#define EL(name) name##_f64
#define M(f) f
#include "row_loops.h"

const hug_row_loops *const hug_row_loops_f64 = &row_loops_f64;
const hug_elementwise_fn *const hug_elementwise_f64 = elementwise_f64, *const hug_elementwise_i64 = elementwise_i64;
