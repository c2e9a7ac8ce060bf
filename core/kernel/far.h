/* far.h: loops over f32 for operations that vectors compute for the usual arguments only: angles far from 0 and quotients
** that f64 does not hold, or that are infinite, are not among them.  All elements of a span take the vector loop; those
** that are far are then computed anew, one by one.
**
** elementwise.h puts far_<name> into the table for each EL_FAR_<name> that is defined.
*/

#define FAR(name) \
  static void far_##name(int64_t n, void *out, void *const *in, const int64_t *step, const void *context);
#define EL_FAR_sin 0, far_sin
#define EL_FAR_sin_grad 0, far_sin_grad
#define EL_FAR_cos 0, far_cos
#define EL_FAR_cos_grad 0, far_cos_grad
#define EL_FAR_tan 0, far_tan
#define EL_FAR_snake 0, far_snake
#define EL_FAR_snake_grad 0, far_snake_grad
#define EL_FAR_fmod 0, far_fmod
#define EL_FAR_remainder 0, far_remainder
#define EL_FAR_floor_divide 0, far_floor_divide
FAR(sin) FAR(sin_grad) FAR(cos) FAR(cos_grad) FAR(tan) FAR(snake) FAR(snake_grad)
FAR(fmod) FAR(remainder) FAR(floor_divide)
#undef FAR
