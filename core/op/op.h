/* op.h: what an operation is.  Each operation is one hug_op: data that the Lua binding, the C prototypes, the FFI
** header, the editor stubs, the manual, the tape and the tests all read.
**
** To add one: a file here that defines `const hug_op hug_op_<name>`, and a line OP(<name>) in ops.def.  docs/architecture.md
** walks through it.
**
** A call goes: hug_call_init, arguments set, hug_call_prepare (infer: checks and makes outputs), hug_call_compute (run,
** which a pool thread may do), hug_call_finish (record for the tape, or free on failure).  hug_call_do does all three.
*/
#ifndef HUG_OP_H
#define HUG_OP_H

#include "../tensor/tensor.h"
#include <stdarg.h>

#define HUG_MAX_PARAMS 18     /* of which the first 16 may be saved for backward */
#define HUG_MAX_OUTPUTS 4     /* named ones; a list of outputs may be longer */

/* ---- Parameters ---- */

typedef enum hug_kind {
  HUG_KIND_TENSOR,            /* a tensor */
  HUG_KIND_OPERAND,           /* a tensor, or a number, which arrives as a weak tensor without dimensions */
  HUG_KIND_TENSORS,           /* a list of tensors */
  HUG_KIND_SCALAR,            /* a number or boolean that keeps its category */
  HUG_KIND_INT,
  HUG_KIND_FLOAT,
  HUG_KIND_BOOL,
  HUG_KIND_INTS,              /* a list of integers; one integer stands for a list of one, and so does one of the words in
                              ** `choices`, as HUG_WORD(its number) */
  HUG_KIND_FLOATS,            /* a list of numbers; one number stands for a list of one */
  HUG_KIND_DTYPE,
  HUG_KIND_STRING,            /* a word; `choices` lists those allowed */
  HUG_KIND_GENERATOR,         /* in Lua the default generator stands in when it is not given */
  HUG_KIND_BATCH
} hug_kind;

/* An argument.  Tensors, lists and strings are borrowed from the caller for the length of the call. */
typedef struct hug_value {
  bool given;                 /* false: absent, and `optional` without a default */
  bool single;                /* an INTS or FLOATS argument was one plain number */
  int32_t count;              /* of ints, floats or tensors */
  union {
    hug_tensor *tensor;
    hug_tensor *const *tensors;   /* [count] */
    const int64_t *ints;          /* [count] */
    const double *floats;         /* [count] */
    int64_t i;
    double f;
    bool b;
    hug_dtype dtype;
    const char *string;
    hug_generator *generator;
    hug_batch *batch;
    hug_scalar scalar;
  };
} hug_value;

typedef struct hug_param {
  const char *name;           /* PyTorch's name of it */
  uint8_t kind;               /* hug_kind */
  bool optional;              /* may be left out: `fallback` then, which may be "absent" */
  bool blanks;                /* a member of an INTS argument may be HUG_ABSENT, which is `false` in Lua */
  hug_value fallback;
  const char *choices;        /* of a STRING, or words beside INTS: "none|mean|sum"; of a FLOAT: words for its fallback */
} hug_param;

#define HUG_P_TENSOR(name_)            { .name = name_, .kind = HUG_KIND_TENSOR }
#define HUG_P_OPTIONAL_TENSOR(name_)   { .name = name_, .kind = HUG_KIND_TENSOR, .optional = true }
#define HUG_P_OPERAND(name_)           { .name = name_, .kind = HUG_KIND_OPERAND }
#define HUG_P_OPTIONAL_OPERAND(name_)  { .name = name_, .kind = HUG_KIND_OPERAND, .optional = true }
#define HUG_P_TENSORS(name_)           { .name = name_, .kind = HUG_KIND_TENSORS }
#define HUG_P_INT(name_)               { .name = name_, .kind = HUG_KIND_INT }
#define HUG_P_INT_OR(name_, v)         { .name = name_, .kind = HUG_KIND_INT, .optional = true, .fallback = { .given = true, .i = v } }
#define HUG_P_OPTIONAL_INT(name_)      { .name = name_, .kind = HUG_KIND_INT, .optional = true }
#define HUG_P_FLOAT(name_)             { .name = name_, .kind = HUG_KIND_FLOAT }
#define HUG_P_FLOAT_OR(name_, v)       { .name = name_, .kind = HUG_KIND_FLOAT, .optional = true, .fallback = { .given = true, .f = v } }
#define HUG_P_FLOAT_WORD(name_, v, all) { .name = name_, .kind = HUG_KIND_FLOAT, .optional = true, .choices = all, \
                                         .fallback = { .given = true, .f = v } }
#define HUG_P_OPTIONAL_FLOAT(name_)    { .name = name_, .kind = HUG_KIND_FLOAT, .optional = true }
#define HUG_P_BOOL_OR(name_, v)        { .name = name_, .kind = HUG_KIND_BOOL, .optional = true, .fallback = { .given = true, .b = v } }
#define HUG_P_SCALAR(name_)            { .name = name_, .kind = HUG_KIND_SCALAR }
#define HUG_P_OPTIONAL_SCALAR(name_)   { .name = name_, .kind = HUG_KIND_SCALAR, .optional = true }
#define HUG_P_SCALAR_OR(name_, v)      { .name = name_, .kind = HUG_KIND_SCALAR, .optional = true, \
                                         .fallback = { .given = true, .scalar = { HUG_INTEGRAL, v, v } } }
#define HUG_P_INTS(name_)              { .name = name_, .kind = HUG_KIND_INTS }
#define HUG_P_OPTIONAL_INTS(name_)     { .name = name_, .kind = HUG_KIND_INTS, .optional = true }
#define HUG_P_INTS_OR(name_, n, v)     { .name = name_, .kind = HUG_KIND_INTS, .optional = true, \
                                         .fallback = { .given = true, .count = n, .ints = v } }
#define HUG_P_SIZE_OR(name_, v)        { .name = name_, .kind = HUG_KIND_INTS, .optional = true, \
                                         .fallback = { .given = true, .single = true, .count = 1, .ints = (const int64_t[]){ v } } }
#define HUG_P_OPTIONAL_FLOATS(name_)   { .name = name_, .kind = HUG_KIND_FLOATS, .optional = true }
#define HUG_P_DTYPE(name_)             { .name = name_, .kind = HUG_KIND_DTYPE }
#define HUG_P_OPTIONAL_DTYPE(name_)    { .name = name_, .kind = HUG_KIND_DTYPE, .optional = true }
#define HUG_P_CHOICE(name_, v, all)    { .name = name_, .kind = HUG_KIND_STRING, .optional = true, .choices = all, \
                                         .fallback = { .given = true, .string = v } }
#define HUG_P_STRING(name_)            { .name = name_, .kind = HUG_KIND_STRING }
#define HUG_P_GENERATOR(name_)         { .name = name_, .kind = HUG_KIND_GENERATOR, .optional = true }
#define HUG_P_BATCH(name_)             { .name = name_, .kind = HUG_KIND_BATCH }
#define HUG_P_OPTIONAL_BATCH(name_)    { .name = name_, .kind = HUG_KIND_BATCH, .optional = true }

/* ---- Operations ---- */

typedef struct hug_call hug_call;

enum {                        /* hug_op.flags */
  HUG_OP_VIEW = 1,            /* the outputs are views of the first input */
  HUG_OP_LIST = 2,            /* the outputs are a list of any length; Lua gets a table */
  HUG_OP_ELEMENTWISE = 4,     /* output element i needs only elements i of the inputs: may write over its input */
  HUG_OP_INPLACE = 8,         /* has an in-place form `name_`, which writes the first input */
  HUG_OP_FUNCTION = 16,       /* only hug.name(), not t:name(): the first argument is no tensor of its own */
  HUG_OP_NO_GRAD = 32         /* the result has no gradient by nature (comparisons, indices) */
};

/* Which arguments and outputs `backward` reads the elements of; of all others it sees type and shape only. */
#define HUG_SAVE_ARG(i) (1u << (i))
#define HUG_SAVE_OUT(i) (1u << (16 + (i)))

typedef struct hug_op {
  const char *name;
  const char *doc;            /* what it does, in a sentence or a few; names parameters in `backquotes`; shapes in [brackets] */
  const char *source;         /* where it comes from: "torch.softmax", a paper */
  const char *samples;        /* Lua argument lists that show it, run by the gradient check and the manual, `;` between:
                              ** "randn(3,5); randn(2,1,4), 0".  Functions of hug are in scope. */
  hug_param params[HUG_MAX_PARAMS + 1];  /* the one after the last has no name */
  const char *outputs[HUG_MAX_OUTPUTS];  /* names when there are several ("values", "indices"); none: one, "out" */
  uint32_t flags;
  uint32_t saves;             /* HUG_SAVE_*: what `backward` reads */
  const uint32_t *saves_for;  /* the same for the gradient of argument i alone, where that is less; NULL: all of `saves` */
  const void *data;           /* what a family of operations shares one function over */

  /* Checks arguments and makes the outputs, by hug_call_out() or, for views, hug_call_set_out(). An output whose size only
  ** `run` knows is left out here and made there.  With `compose` it only checks, and may be NULL. */
  hug_status (*infer)(hug_call *c);
  hug_status (*run)(hug_call *c);        /* fills the outputs; NULL for views. Any thread. */
  hug_status (*compose)(hug_call *c);    /* instead of run: made of other operations (scope.h), so the gradient is free */

  /* grads[i] is d loss / d output i, NULL where there is none.  Sets d loss / d (tensor argument) by hug_call_grad(), for those
  ** that hug_call_wants().  c->args and c->out are as saved. NULL: no gradient. */
  hug_status (*backward)(hug_call *c, hug_tensor *const *grads);
} hug_op;

enum {                        /* hug_call.flags */
  HUG_CALL_NO_GRAD = 1,       /* record nothing */
  HUG_CALL_INPLACE = 2        /* write the first input */
};

struct hug_call {
  const hug_op *op;
  uint32_t flags;
  bool retained;              /* holds references on its arguments: see hug_call_retain */
  hug_value args[HUG_MAX_PARAMS];
  int32_t outs;               /* outputs made */
  hug_tensor **out;           /* [outs] new references, owned by the call until taken */
  hug_tensor *out_room[HUG_MAX_OUTPUTS];
  hug_tensor *target;         /* `out=`, borrowed: results go there */
  struct hug_node *node;      /* while in backward: where gradients go */
  hug_tensor *original;       /* a copy of what an in-place call writes over, where its gradient needs that */
  void *scratch;              /* freed with hug_free() when the call ends: what infer leaves for run */
};

/* ---- The table (table.c) ---- */

#define OP(name) extern const hug_op hug_op_##name;
#include "ops.def"
#undef OP

extern const hug_op *const hug_ops[];   /* in the order of ops.def; NULL ends it */
const hug_op *hug_op_find(const char *name);
int hug_op_params(const hug_op *op);    /* their number */
int hug_op_outputs(const hug_op *op);   /* named outputs, at least 1 */

/* ---- Calls (call.c) ---- */

void hug_call_init(hug_call *c, const hug_op *op, uint32_t flags);  /* arguments are set to their fallbacks */
hug_status hug_call_prepare(hug_call *c);
hug_status hug_call_compute(hug_call *c);
hug_status hug_call_finish(hug_call *c, hug_status status);  /* records; on failure frees the outputs; returns `status` or its own */
hug_status hug_call_do(hug_call *c);
void hug_call_drop(hug_call *c);        /* frees the outputs that were not taken, scratch and retained arguments */
hug_tensor *hug_call_take(hug_call *c, int i);  /* output i, now the caller's */

/* References on, and copies of, what the values of an operation's parameters point to; and their end. */
hug_status hug_values_retain(const hug_op *op, hug_value *values);
void hug_values_release(const hug_op *op, hug_value *values);

/* Takes references on the arguments and copies lists, so that the call may outlive its caller's frame. */
hug_status hug_call_retain(hug_call *c);

/* For infer: output i with elements unset.  The call's target or, in place, its first input serves if it fits; where it has
** another type, the result is converted into it at the end. */
hug_status hug_call_out(hug_call *c, int i, hug_dtype dtype, int ndim, const int64_t *shape);

/* For infer, run and compose: output i is `t`, whose reference passes to the call. */
hug_status hug_call_set_out(hug_call *c, int i, hug_tensor *t);

/* For backward: whether a gradient of tensor argument `arg` (element `member` of a list, else 0) is of use. */
bool hug_call_wants(const hug_call *c, int arg, int member);

/* For backward: the gradient is `g`, whose reference passes on; summed to the argument's shape if it was broadcast, and
** converted to its type. */
hug_status hug_call_grad(hug_call *c, int arg, int member, hug_tensor *g);

/* For compose, backward and the C prototypes: calls `op` with its arguments in declared order, in the form that hug_invoke()
** (hug.h) tells; out: [named outputs].  Trailing arguments must be given too. */
hug_status hug_invoke_op(const hug_op *op, uint32_t flags, hug_tensor **out, ...);

/* The same with the arguments in a list. */
hug_status hug_invoke_list(const hug_op *op, uint32_t flags, hug_tensor **out, va_list *args);

/* A number as an operand: a weak tensor without dimensions. */
hug_status hug_tensor_weak(hug_scalar value, hug_tensor **out);
static inline hug_scalar hug_float(double f) { return (hug_scalar){ HUG_FLOATING, (int64_t)0, f }; }
static inline hug_scalar hug_int(int64_t i) { return (hug_scalar){ HUG_INTEGRAL, i, (double)i }; }

/* ---- The tape (tape.c) ---- */

/* Whether a gradient would flow to t: it is a leaf that wants one or was recorded. */
static inline bool hug_tensor_tracked(const hug_tensor *t) { return t->requires_grad || t->node; }

/* Whether a gradient would flow to any argument of the call. */
bool hug_tape_wants(const hug_call *c);
uint32_t hug_tape_saves(const hug_call *c);   /* HUG_SAVE_*: what the gradients that are wanted will read */

/* Gives `to`, a copy, the history of `from`, its original. */
void hug_tape_share(hug_tensor *to, const hug_tensor *from);

/* Notes a finished call for the tape: its outputs remember what made them. */
hug_status hug_tape_record(hug_call *c);

/* ---- Checks that operations share (check.c): messages say "[op] what is wrong" ---- */

hug_status hug_op_fail(const hug_call *c, hug_status code, const char *format, ...) HUG_PRINTF(3, 4);

/* `status`; an error of an operation that this one called is told as this one's: "[softcap] div: …". */
hug_status hug_op_retold(const hug_call *c, hug_status status);

/* dim made 0..ndim-1 (a tensor without dimensions counts as one of [1]); HUG_ESHAPE otherwise. */
hug_status hug_op_dim(const hug_call *c, const hug_tensor *t, int64_t dim, int *out);

/* The set of dims of an INTS argument as bits; absent: all of them.  Repeats are an error. */
hug_status hug_op_dims(const hug_call *c, const hug_tensor *t, const hug_value *dims, uint32_t *out);

/* HUG_EDTYPE, with the way out, unless t, the argument `name`, is of integers. */
hug_status hug_op_indices(const hug_call *c, const char *name, const hug_tensor *t);

/* The shape that shapes broadcast to; HUG_ESHAPE when they do not. */
hug_status hug_op_broadcast(const hug_call *c, int count, hug_tensor *const *tensors, int *ndim, int64_t *shape);

/* torch.result_type of operands, weak and dimensionless ones by their rules. */
hug_dtype hug_op_result_type(int count, hug_tensor *const *tensors);

/* Refuses tensor argument `arg`, if given, when a gradient of it would be recorded: the operation has none. */
hug_status hug_op_constant(const hug_call *c, int arg);

/* ---- Walkers (walk.c): one body in a compute type serves all dtypes, strides and broadcasts ---- */

/* out[i] = f(in[0][i], …) for i in 0..n-1.  step[k] is 1, or 0 when in[k] is one value for all of them. */
typedef void (*hug_loop)(int64_t n, void *out, void *const *in, const int64_t *step, const void *context);

/* Runs `body` over all elements of `out`, the `count` (<= 4) inputs broadcast to its shape.  The body sees inputs in `in_type`
** and writes `out_type`: f32, f64, i64 or bool; elements are converted on the way in and out, in place when they are of that type already. */
hug_status hug_walk(hug_tensor *out, hug_dtype out_type, int count, hug_tensor *const *in, hug_dtype in_type, hug_loop body, const void *context);

/* One row: n elements in; one or n elements out, as the output's shape says.  indices: the same number, or NULL. */
typedef void (*hug_row)(int64_t n, const void *in, void *out, int64_t *indices, const void *context);

/* Runs `body` for every row of `in` along the dims in the bits of `dims` (taken in order as one axis).  out and indices (i64, or
** NULL) have in's shape with those dims of size 1 (one element a row) or of full size (n elements a row), or
** lack those dims (one element).  The body sees `in_type` and writes `out_type`. */
hug_status hug_walk_rows(const hug_tensor *in, uint32_t dims, hug_dtype in_type, hug_tensor *out, hug_dtype out_type, hug_tensor *indices,
                         hug_row body, const void *context);

/* n <= HUG_COLUMNS columns side by side, of `rows` elements each; out: n results, or as many rows of them, out_stride
** apart. */
enum { HUG_COLUMNS = 256 };
typedef void (*hug_columns)(int64_t n, int64_t rows, int64_t stride, const void *in, void *out, int64_t out_stride,
                            const void *context);

/* The same as hug_walk_rows for rows that lie across memory, many of which then go by side by side: *done tells whether
** `in` and `out` lie that way, both in `type`; if not, nothing happened. */
hug_status hug_walk_columns(const hug_tensor *in, uint32_t dims, hug_dtype type, hug_tensor *out, hug_columns body,
                            const void *context, bool *done);

/* The type that a value of type d is computed in: f32 for f16, bf16 and f32, f64, i64 for integers and bool. */
hug_dtype hug_compute_type(hug_dtype d);

#endif
