/* tril_indices.c: where the triangles of a matrix are: tril_indices, triu_indices. */
#include "op.h"

enum { ROW, COL, OFFSET, DTYPE };

static int64_t within(int64_t a, int64_t least, int64_t most) { return a < least ? least : a > most ? most : a; }

/* The triangle on and below a diagonal: row i has the columns before i + edge, of which there are 0 to `columns`. */
typedef struct lower {
  int64_t rows, columns, edge;
  int64_t first, whole;       /* rows before `first` have none, rows from `whole` on all */
} lower;

static lower lower_of(int64_t rows, int64_t columns, int64_t offset) {
  lower t = { rows, columns, within(offset, -rows - 1, columns) + 1, 0, 0 };
  t.first = within(-t.edge, 0, rows);
  t.whole = within(columns - t.edge, t.first, rows);
  return t;
}

static int64_t count_of(const lower *t) {
  const int64_t steps = t->whole - t->first;
  return steps * (t->first + t->edge) + steps * (steps - 1) / 2 + (t->rows - t->whole) * t->columns;
}

/* An upper triangle is what the lower one below its diagonal leaves. */
static lower triangle(const hug_call *c) {
  const bool upper = c->op == &hug_op_triu_indices;
  const int64_t offset = c->args[OFFSET].i;
  return lower_of(c->args[ROW].i, c->args[COL].i, upper && offset > INT64_MIN ? offset - 1 : offset);
}

static hug_status infer(hug_call *c) {
  const int64_t rows = c->args[ROW].i, columns = c->args[COL].i;
  const hug_dtype dtype = c->args[DTYPE].given ? c->args[DTYPE].dtype : HUG_I64;
  int64_t all;
  if (rows < 0 || columns < 0)
    return hug_op_fail(c, HUG_EARG, "`%s` is %lld, which is negative", rows < 0 ? "row" : "col",
                       (long long)(rows < 0 ? rows : columns));
  if (dtype != HUG_I64 && dtype != HUG_I32)
    return hug_op_fail(c, HUG_EDTYPE, "`dtype` is %s, but indices are i64 or i32", hug_dtype_infos[dtype].name);
  HUG_TRY(hug_shape_count(c->op->name, 2, (int64_t[]){ rows, columns }, &all));
  const lower t = triangle(c);
  const int64_t count = c->op == &hug_op_triu_indices ? all - count_of(&t) : count_of(&t);
  return hug_call_out(c, 0, dtype, 2, (int64_t[]){ 2, count });
}

static hug_status run(hug_call *c) {
  hug_tensor *out = c->out[0], *plain = NULL;
  const lower t = triangle(c);
  const bool upper = c->op == &hug_op_triu_indices;
  HUG_TRY(hug_tensor_make(HUG_I64, 2, out->shape, &plain));
  int64_t *to = (int64_t *)hug_tensor_at(plain), count = out->shape[1], at = 0;
  for (int64_t i = upper ? 0 : t.first; at < count; i++) {
    const int64_t edge = within(i + t.edge, 0, t.columns);
    for (int64_t j = upper ? edge : 0; j < (upper ? t.columns : edge); j++, at++) to[at] = i, to[count + at] = j;
  }
  hug_status status = hug_tensor_copy(out, plain);
  hug_tensor_free(plain);
  return status;
}

#define PARAMS { HUG_P_INT("row"), HUG_P_INT("col"), HUG_P_INT_OR("offset", 0), HUG_P_OPTIONAL_DTYPE("dtype") }

const hug_op hug_op_tril_indices = {
  .name = "tril_indices", .source = "torch.tril_indices",
  .doc = "Rows and columns [2, n], in i64 or i32, of the elements of a [`row`, `col`] matrix on and below the diagonal that is "
         "`offset` places above the main one.",
  .samples = "3, 3; 2, 4, 1",
  .params = PARAMS, .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = infer, .run = run,
};

const hug_op hug_op_triu_indices = {
  .name = "triu_indices", .source = "torch.triu_indices",
  .doc = "Rows and columns [2, n], in i64 or i32, of the elements of a [`row`, `col`] matrix on and above the diagonal that is "
         "`offset` places above the main one.",
  .samples = "3, 3; 2, 4, 1",
  .params = PARAMS, .flags = HUG_OP_FUNCTION | HUG_OP_NO_GRAD, .infer = infer, .run = run,
};
