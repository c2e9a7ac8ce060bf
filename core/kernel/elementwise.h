/* elementwise.h: the loops of elementwise.def in one element type: a template.  Before each #include define
**   T            the element type
**   EL(name)     the name of a loop: name##_f32
**   M(f)         the function f in T
**   EL_PARAM(s)  a hug_scalar as a T
**   EL_INTEGER   1 if T is i64, else 0
** It defines `static const hug_elementwise_fn EL(elementwise)[HUG_EL_COUNT]`, NULL where the operation has no loop in T, and
** undefines the above.
**
** An input of step 0 is spread over a short span first, so that each operation has one inner loop, of unit steps.  Outputs may be inputs.
*/

#ifndef HUG_ELEMENTWISE_H
#define HUG_ELEMENTWISE_H

#define EL_SPAN 128           /* elements: a span of every input fits the first cache beside the output */

#define C(constant) ((T)(constant))
#define WRAP(a, op, b) ((T)((uint64_t)(a) op (uint64_t)(b)))
#define EL_PASTE(a, b) a##b
#define EL_CHOOSE(prefix, integer) EL_PASTE(prefix, integer)

/* Outputs overlap inputs at most element by element; clang would warn about loops that it cannot turn into vector code. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"
#define EL_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define EL_INDEPENDENT _Pragma("GCC ivdep")
#endif

/* A loop over `count` inputs that sets elements of type O to `expression`, whose inputs LOADS declares. */
#define EL_LOOP(loop, O, count, LOADS, expression)                                                                            \
  static void EL(loop)(int64_t n, void *out, void *const *in, const int64_t *step, const void *context) {                     \
    const hug_scalar *scalars = context;                                                                                      \
    const T p0 = scalars ? EL_PARAM(scalars[0]) : 0, p1 = scalars ? EL_PARAM(scalars[1]) : 0,                                 \
            p2 = scalars ? EL_PARAM(scalars[2]) : 0;                                                                          \
    T room[count][EL_SPAN];                                                                                                   \
    const T *from[count];                                                                                                     \
    for (int k = 0; k < count; k++) from[k] = EL(span)(room[k], in[k], step[k], n);                                           \
    for (int64_t at = 0; at < n; at += EL_SPAN) {                                                                             \
      int64_t m = n - at < EL_SPAN ? n - at : EL_SPAN;                                                                        \
      O *to = (O *)out + at;                                                                                                  \
      EL_INDEPENDENT for (int64_t i = 0; i < m; i++) { LOADS to[i] = (O)(expression); }                                       \
      for (int k = 0; k < count; k++) from[k] += step[k] ? EL_SPAN : 0;                                                       \
    }                                                                                                                         \
    (void)p0, (void)p1, (void)p2;                                                                                             \
  }

#define EL_X const T x = from[0][i]; (void)x;
#define EL_AB const T a = from[0][i], b = from[1][i]; (void)a, (void)b;
#define EL_GXY const T g = from[0][i], x = from[1][i], y = from[2][i]; (void)g, (void)x, (void)y;
#define EL_GABY const T g = from[0][i], a = from[1][i], b = from[2][i], y = from[3][i]; (void)g, (void)a, (void)b, (void)y;
#define EL_ABC const T a = from[0][i], b = from[1][i], c = from[2][i]; (void)a, (void)b, (void)c;
#define EL_GABC const T g = from[0][i], a = from[1][i], b = from[2][i], c = from[3][i]; (void)g, (void)a, (void)b, (void)c;

/* Loops by class and by whether T is an integer type: DEFINE writes the functions, ENTER the table's entries. */
#define EL_UNARY_DEFINE_FLOAT0(name, value, gradient) \
  EL_LOOP(name, T, 1, EL_X, value) EL_LOOP(name##_grad, T, 3, EL_GXY, gradient)
#define EL_UNARY_DEFINE_SAME0 EL_UNARY_DEFINE_FLOAT0
#define EL_UNARY_DEFINE_NUMBER0 EL_UNARY_DEFINE_FLOAT0
#define EL_UNARY_DEFINE_BOOL0(name, value, gradient) EL_LOOP(name, uint8_t, 1, EL_X, value)
#define EL_UNARY_DEFINE_INT0(name, value, gradient)
#define EL_UNARY_DEFINE_FLOAT1(name, value, gradient)
#define EL_UNARY_DEFINE_SAME1(name, value, gradient) EL_LOOP(name, T, 1, EL_X, value)
#define EL_UNARY_DEFINE_NUMBER1 EL_UNARY_DEFINE_SAME1
#define EL_UNARY_DEFINE_BOOL1 EL_UNARY_DEFINE_BOOL0
#define EL_UNARY_DEFINE_INT1 EL_UNARY_DEFINE_SAME1

#define EL_BINARY_DEFINE_FLOAT0(name, value, integer, gradient_a, gradient_b) \
  EL_LOOP(name, T, 2, EL_AB, value) EL_LOOP(name##_grad_a, T, 4, EL_GABY, gradient_a) EL_LOOP(name##_grad_b, T, 4, EL_GABY, gradient_b)
#define EL_BINARY_DEFINE_SAME0 EL_BINARY_DEFINE_FLOAT0
#define EL_BINARY_DEFINE_NUMBER0 EL_BINARY_DEFINE_FLOAT0
#define EL_BINARY_DEFINE_BOOL0(name, value, integer, gradient_a, gradient_b) EL_LOOP(name, uint8_t, 2, EL_AB, value)
#define EL_BINARY_DEFINE_INT0(name, value, integer, gradient_a, gradient_b)
#define EL_BINARY_DEFINE_FLOAT1(name, value, integer, gradient_a, gradient_b)
#define EL_BINARY_DEFINE_SAME1(name, value, integer, gradient_a, gradient_b) EL_LOOP(name, T, 2, EL_AB, integer)
#define EL_BINARY_DEFINE_NUMBER1 EL_BINARY_DEFINE_SAME1
#define EL_BINARY_DEFINE_BOOL1(name, value, integer, gradient_a, gradient_b) EL_LOOP(name, uint8_t, 2, EL_AB, integer)
#define EL_BINARY_DEFINE_INT1 EL_BINARY_DEFINE_SAME1

#define EL_TERNARY_DEFINE_FLOAT0(name, value, integer, gradient_a, gradient_b, gradient_c)                     \
  EL_LOOP(name, T, 3, EL_ABC, value) EL_LOOP(name##_grad_a, T, 4, EL_GABC, gradient_a)                         \
  EL_LOOP(name##_grad_b, T, 4, EL_GABC, gradient_b) EL_LOOP(name##_grad_c, T, 4, EL_GABC, gradient_c)
#define EL_TERNARY_DEFINE_SAME0 EL_TERNARY_DEFINE_FLOAT0
#define EL_TERNARY_DEFINE_FLOAT1(name, value, integer, gradient_a, gradient_b, gradient_c)
#define EL_TERNARY_DEFINE_SAME1(name, value, integer, gradient_a, gradient_b, gradient_c) EL_LOOP(name, T, 3, EL_ABC, integer)

#define EL_ENTER_NOTHING(name)
#define EL_SECOND(a, b, ...) b
#define EL_PICK(...) EL_SECOND(__VA_ARGS__)
#define EL_ENTRY(name) [HUG_EL_##name] = EL_PICK(EL_FAR_##name, EL(name), 0)    /* far.h */
#define EL_ENTER_VALUE(name) EL_ENTRY(name),
#define EL_UNARY_ENTER_FLOAT0(name) EL_ENTER_VALUE(name) EL_ENTRY(name##_grad),
#define EL_UNARY_ENTER_SAME0 EL_UNARY_ENTER_FLOAT0
#define EL_UNARY_ENTER_NUMBER0 EL_UNARY_ENTER_FLOAT0
#define EL_UNARY_ENTER_BOOL0 EL_ENTER_VALUE
#define EL_UNARY_ENTER_INT0 EL_ENTER_NOTHING
#define EL_UNARY_ENTER_FLOAT1 EL_ENTER_NOTHING
#define EL_UNARY_ENTER_SAME1 EL_ENTER_VALUE
#define EL_UNARY_ENTER_NUMBER1 EL_ENTER_VALUE
#define EL_UNARY_ENTER_BOOL1 EL_ENTER_VALUE
#define EL_UNARY_ENTER_INT1 EL_ENTER_VALUE

#define EL_BINARY_ENTER_FLOAT0(name) \
  EL_ENTER_VALUE(name) EL_ENTRY(name##_grad_a), EL_ENTRY(name##_grad_b),
#define EL_BINARY_ENTER_SAME0 EL_BINARY_ENTER_FLOAT0
#define EL_BINARY_ENTER_NUMBER0 EL_BINARY_ENTER_FLOAT0
#define EL_BINARY_ENTER_BOOL0 EL_ENTER_VALUE
#define EL_BINARY_ENTER_INT0 EL_ENTER_NOTHING
#define EL_BINARY_ENTER_FLOAT1 EL_ENTER_NOTHING
#define EL_BINARY_ENTER_SAME1 EL_ENTER_VALUE
#define EL_BINARY_ENTER_NUMBER1 EL_ENTER_VALUE
#define EL_BINARY_ENTER_BOOL1 EL_ENTER_VALUE
#define EL_BINARY_ENTER_INT1 EL_ENTER_VALUE

#define EL_TERNARY_ENTER_FLOAT0(name) EL_BINARY_ENTER_FLOAT0(name) EL_ENTRY(name##_grad_c),
#define EL_TERNARY_ENTER_SAME0 EL_TERNARY_ENTER_FLOAT0
#define EL_TERNARY_ENTER_FLOAT1 EL_ENTER_NOTHING
#define EL_TERNARY_ENTER_SAME1 EL_ENTER_VALUE

#endif

/* Where elements of an input are read: in place, or n (at most a span) copies of the one value. */
static inline const T *EL(span)(T *room, const T *in, int64_t step, int64_t n) {
  if (step || n == 0) return in;
  const T value = *in;
  const int64_t m = n < EL_SPAN ? n : EL_SPAN;
  for (int64_t i = 0; i < m; i++) room[i] = value;
  return room;
}

#define UNARY(name, value, gradient, saves, class, ...) EL_CHOOSE(EL_UNARY_DEFINE_##class, EL_INTEGER)(name, value, gradient)
#define BINARY(name, value, integer, gradient_a, gradient_b, saves, class, doc) \
  EL_CHOOSE(EL_BINARY_DEFINE_##class, EL_INTEGER)(name, value, integer, gradient_a, gradient_b)
#define TERNARY(name, parameters, value, integer, gradient_a, gradient_b, gradient_c, saves, class, doc) \
  EL_CHOOSE(EL_TERNARY_DEFINE_##class, EL_INTEGER)(name, value, integer, gradient_a, gradient_b, gradient_c)
#include "elementwise.def"
#undef UNARY
#undef BINARY
#undef TERNARY

static const hug_elementwise_fn EL(elementwise)[HUG_EL_COUNT] = {
#define UNARY(name, value, gradient, saves, class, ...) EL_CHOOSE(EL_UNARY_ENTER_##class, EL_INTEGER)(name)
#define BINARY(name, value, integer, gradient_a, gradient_b, saves, class, doc) EL_CHOOSE(EL_BINARY_ENTER_##class, EL_INTEGER)(name)
#define TERNARY(name, parameters, value, integer, gradient_a, gradient_b, gradient_c, saves, class, doc) \
  EL_CHOOSE(EL_TERNARY_ENTER_##class, EL_INTEGER)(name)
#include "elementwise.def"
#undef UNARY
#undef BINARY
#undef TERNARY
};

#undef T
#undef EL
#undef M
#undef EL_PARAM
#undef EL_INTEGER
