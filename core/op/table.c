/* table.c: the table of operations, in the order of ops.def. */
#include "op.h"
#include <string.h>

const hug_op *const hug_ops[] = {
#define OP(name) &hug_op_##name,
#include "ops.def"
#undef OP
  NULL
};

const hug_op *hug_op_find(const char *name) {
  for (int i = 0; hug_ops[i]; i++)
    if (!strcmp(hug_ops[i]->name, name)) return hug_ops[i];
  hug_fail(HUG_ENOTFOUND, "there is no operation `%s`", name);
  return NULL;
}

int hug_op_params(const hug_op *op) {
  int n = 0;
  while (n < HUG_MAX_PARAMS && op->params[n].name) n++;
  return n;
}

int hug_op_outputs(const hug_op *op) {
  int n = 0;
  while (n < HUG_MAX_OUTPUTS && op->outputs[n]) n++;
  return n ? n : 1;
}
