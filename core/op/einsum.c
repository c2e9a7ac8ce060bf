/* einsum.c: sums of products that an equation tells: einsum.
**
** Operands are joined from left to right.  Of two, a label that both have is a batch if something later needs it, else it is
** summed over; so each step is one matrix product [batch, left, inner] [batch, inner, right], of views as far as strides allow.
*/
#include "scope.h"
#include <string.h>

enum {
  LETTERS = 52,               /* A to Z, a to z: the order in which an output that is not told has them */
  LABELS = LETTERS + HUG_MAX_DIMS   /* and the dims of ellipses, the last being LABELS - 1 */
};

/* A tensor with a label for each dim. */
typedef struct term {
  hug_tensor *t;
  int count;
  uint8_t label[HUG_MAX_DIMS];
} term;

typedef struct equation {
  const hug_call *c;
  const char *text;
  int64_t size[LABELS];       /* -1: no operand has it */
  int uses[LABELS];           /* how many times operands name it */
  int ellipsis;               /* dims of the largest ellipsis */
  int count;                  /* of the output's labels */
  uint8_t output[HUG_MAX_DIMS];
} equation;

static uint64_t bit(int label) { return UINT64_C(1) << label; }

/* ---- Reading ---- */

static int label_of(char letter) {
  if (letter >= 'A' && letter <= 'Z') return letter - 'A';
  return letter >= 'a' && letter <= 'z' ? letter - 'a' + 26 : -1;
}

static char letter_of(int label) { return (char)(label < 26 ? 'A' + label : 'a' + label - 26); }

/* The labels from *at on up to a comma, an arrow or the end; *dots: where among them the ellipsis is, or -1. */
static hug_status read_labels(const equation *e, const char **at, int *count, uint8_t *label, int *dots) {
  *count = 0, *dots = -1;
  for (const char *p = *at;; p++) {
    if (*p == '\0' || *p == ',' || (p[0] == '-' && p[1] == '>')) {
      *at = p;
      return HUG_OK;
    }
    if (*p == ' ') continue;
    if (!strncmp(p, "...", 3)) {
      if (*dots >= 0) return hug_op_fail(e->c, HUG_EARG, "`equation` \"%s\" has two ellipses in one term", e->text);
      *dots = *count;
      p += 2;
      continue;
    }
    int found = label_of(*p);
    if (found < 0)
      return hug_op_fail(e->c, HUG_EARG, "`equation` \"%s\" has '%.1s' where a letter, \"...\", ',' or \"->\" goes", e->text, p);
    if (*count == HUG_MAX_DIMS)
      return hug_op_fail(e->c, HUG_EARG, "`equation` \"%s\" has a term of more than %d labels", e->text, HUG_MAX_DIMS);
    label[(*count)++] = (uint8_t)found;
  }
}

static hug_status note_size(equation *e, int label, int64_t size, int k) {
  if (e->size[label] == -1 || e->size[label] == 1) e->size[label] = size;
  if (size == 1 || size == e->size[label]) return HUG_OK;
  if (label >= LETTERS)
    return hug_op_fail(e->c, HUG_ESHAPE, "a dim of operand %d's ellipsis has size %lld, which does not broadcast with %lld", k,
                       (long long)size, (long long)e->size[label]);
  return hug_op_fail(e->c, HUG_ESHAPE, "`%c` has size %lld in operand %d, which does not broadcast with %lld", letter_of(label),
                     (long long)size, k, (long long)e->size[label]);
}

/* Operand k's labels: those of the equation, with those of the dims that an ellipsis stands for. */
static hug_status read_operand(equation *e, const char **at, int k, term *x) {
  uint8_t named[HUG_MAX_DIMS];
  int count, dots;
  HUG_TRY(read_labels(e, at, &count, named, &dots));
  const int ndim = x->t->ndim, hidden = ndim - count;
  if (dots < 0 ? hidden != 0 : hidden < 0)
    return hug_op_fail(e->c, HUG_ESHAPE, "`equation` \"%s\" names %s%d dims of operand %d, which has %d", e->text,
                       dots < 0 ? "" : "at least ", count, k, ndim);
  if (dots < 0) dots = count;
  if (hidden > e->ellipsis) e->ellipsis = hidden;
  for (int d = 0; d < ndim; d++)
    x->label[d] = (uint8_t)(d < dots ? named[d] : d < dots + hidden ? LABELS - hidden + d - dots : named[d - hidden]);
  x->count = ndim;
  for (int d = 0; d < ndim; d++) {
    for (int before = 0; before < d; before++)
      if (x->label[before] == x->label[d] && x->t->shape[before] != x->t->shape[d])
        return hug_op_fail(e->c, HUG_ESHAPE, "`%c` stands for sizes %lld and %lld in operand %d", letter_of(x->label[d]),
                           (long long)x->t->shape[before], (long long)x->t->shape[d], k);
    HUG_TRY(note_size(e, x->label[d], x->t->shape[d], k));
    e->uses[x->label[d]]++;
  }
  return HUG_OK;
}

static hug_status add_output(equation *e, int label) {
  if (e->count == HUG_MAX_DIMS) return hug_op_fail(e->c, HUG_ESHAPE, "the result would have more than %d dims", HUG_MAX_DIMS);
  e->output[e->count++] = (uint8_t)label;
  return HUG_OK;
}

static hug_status add_ellipsis(equation *e) {
  for (int d = LABELS - e->ellipsis; d < LABELS; d++) HUG_TRY(add_output(e, d));
  return HUG_OK;
}

/* Without an arrow: the ellipsis, then what is named once, in order. */
static hug_status guess_output(equation *e) {
  HUG_TRY(add_ellipsis(e));
  for (int label = 0; label < LETTERS; label++)
    if (e->uses[label] == 1) HUG_TRY(add_output(e, label));
  return HUG_OK;
}

static hug_status read_output(equation *e, const char *at) {
  uint8_t named[HUG_MAX_DIMS];
  uint64_t seen = 0;
  int count, dots;
  HUG_TRY(read_labels(e, &at, &count, named, &dots));
  if (*at) return hug_op_fail(e->c, HUG_EARG, "`equation` \"%s\" goes on after its output", e->text);
  for (int i = 0; i <= count; i++) {
    if (i == dots) HUG_TRY(add_ellipsis(e));
    if (i == count) break;
    if (e->size[named[i]] == -1)
      return hug_op_fail(e->c, HUG_EARG, "`%c` in the output of \"%s\" is in no operand", letter_of(named[i]), e->text);
    if (seen & bit(named[i]))
      return hug_op_fail(e->c, HUG_EARG, "`%c` is twice in the output of \"%s\"", letter_of(named[i]), e->text);
    seen |= bit(named[i]);
    HUG_TRY(add_output(e, named[i]));
  }
  return HUG_OK;
}

static hug_status read_equation(equation *e, term *terms) {
  const hug_value *v = &e->c->args[1];
  const char *at = e->text = e->c->args[0].string;
  for (int i = 0; i < LABELS; i++) e->size[i] = -1;
  if (v->count == 0) return hug_op_fail(e->c, HUG_EARG, "`operands` needs at least one tensor");
  for (int k = 0; k < v->count; k++) {
    terms[k].t = v->tensors[k];
    HUG_TRY(read_operand(e, &at, k, &terms[k]));
    if ((*at == ',') != (k + 1 < v->count))
      return hug_op_fail(e->c, HUG_EARG, "`equation` \"%s\" is for %s than %d operands", e->text, *at == ',' ? "more" : "fewer",
                         v->count);
    if (*at == ',') at++;
  }
  return *at ? read_output(e, at + 2) : guess_output(e);
}

/* ---- Steps ---- */

static int place_of(const term *x, int label) {
  for (int d = 0; d < x->count; d++)
    if (x->label[d] == label) return d;
  return -1;
}

static void remove_label(term *x, int d) {
  memmove(x->label + d, x->label + d + 1, (size_t)(x->count - d - 1));
  x->count--;
}

/* A label that is named twice runs along the diagonal. */
static void take_diagonals(hug_scope *s, term *x) {
  for (int d = 1; d < x->count; d++) {
    const int before = place_of(x, x->label[d]);
    if (before == d) continue;
    const uint8_t label = x->label[d];
    x->t = hug_do(s, diagonal, x->t, (int64_t)0, (int64_t)before, (int64_t)d);
    remove_label(x, d);
    remove_label(x, before);
    x->label[x->count++] = label;
    d = 0;
  }
}

/* Sums over the dims whose labels are not in `needed`. */
static void sum_out(hug_scope *s, term *x, uint64_t needed) {
  int64_t dims[HUG_MAX_DIMS];
  int count = 0;
  for (int d = 0, at = 0; d < x->count; at++)
    if (needed & bit(x->label[d])) d++;
    else dims[count++] = at, remove_label(x, d);
  if (count) x->t = hug_do(s, sum, x->t, count, dims, 0, HUG_NO_DTYPE);
}

/* Drops dims of size 1 that only broadcast with the other operand's, or that nothing needs. */
static void drop_ones(hug_scope *s, term *x, const term *other, uint64_t needed) {
  for (int d = 0; d < x->count && hug_scope_ok(s); d++) {
    const int there = place_of(other, x->label[d]);
    const bool stays = needed & bit(x->label[d]) && (there < 0 || other->t->shape[there] == 1);
    if (x->t->shape[d] != 1 || stays) continue;
    x->t = hug_do(s, select, x->t, (int64_t)d, (int64_t)0);
    remove_label(x, d--);
  }
}

static uint64_t labels_of(const term *x) {
  uint64_t bits = 0;
  for (int d = 0; d < x->count; d++) bits |= bit(x->label[d]);
  return bits;
}

/* Labels of some kind, in order, and the elements that they number. */
typedef struct group {
  int count;
  uint8_t label[HUG_MAX_DIMS];
  int64_t shape[HUG_MAX_DIMS], elements;
} group;

static group group_of(const term *x, uint64_t labels) {
  group g = { .elements = 1 };
  for (int d = 0; d < x->count; d++)
    if (labels & bit(x->label[d])) {
      g.label[g.count] = x->label[d];
      g.elements *= g.shape[g.count++] = x->t->shape[d];
    }
  return g;
}

/* x with its dims in the order of three groups, the last two as one dim each, and the first too if it is of too many. */
static hug_tensor *arranged(hug_scope *s, const term *x, const group *first, const group *second, const group *third) {
  int64_t order[HUG_MAX_DIMS], shape[HUG_MAX_DIMS];
  const group *all[3] = { first, second, third };
  int count = 0, ndim = 0;
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < all[k]->count; i++) order[count++] = place_of(x, all[k]->label[i]);
  if (first->count > HUG_MAX_DIMS - 2) shape[ndim++] = first->elements;
  else
    for (; ndim < first->count; ndim++) shape[ndim] = first->shape[ndim];
  shape[ndim++] = second->elements;
  shape[ndim++] = third->elements;
  return hug_do(s, reshape, hug_do(s, permute, x->t, count, order), ndim, shape);
}

/* What one step multiplies. */
typedef struct step {
  group batch, left, right, inner;
} step;

/* Nothing is summed over: elements are multiplied, each of the left ones with each of the right ones. */
static hug_tensor *multiply(hug_scope *s, const step *p, const term *a, const term *b) {
  hug_tensor *x = arranged(s, a, &p->batch, &p->left, &p->inner), *y = arranged(s, b, &p->batch, &p->inner, &p->right);
  return hug_do(s, mul, x, y);
}

/* One row times one column, many times, is not worth packing. */
static bool only_dots(const step *p, const term *a, const term *b) {
  return p->left.elements == 1 && p->right.elements == 1 && a->t->dtype == b->t->dtype
      && (a->t->dtype == HUG_F32 || a->t->dtype == HUG_F64);
}

static hug_tensor *dots(hug_scope *s, const step *p, const term *a, const term *b) {
  const int64_t last = -1;
  hug_tensor *x = arranged(s, a, &p->batch, &p->left, &p->inner), *y = arranged(s, b, &p->batch, &p->right, &p->inner);
  return hug_do(s, sum, hug_do(s, mul, x, y), 1, &last, 0, HUG_NO_DTYPE);
}

static hug_tensor *matrices(hug_scope *s, const step *p, const term *a, const term *b) {
  hug_tensor *x = arranged(s, a, &p->batch, &p->left, &p->inner), *y = arranged(s, b, &p->batch, &p->inner, &p->right);
  return hug_do(s, matmul, x, y);
}

/* The next term of the result: batch, left and right labels. */
static term result_of(const step *p, int64_t *shape) {
  const group *all[3] = { &p->batch, &p->left, &p->right };
  term x = { .t = NULL };
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < all[k]->count; i++) {
      shape[x.count] = all[k]->shape[i];
      x.label[x.count++] = all[k]->label[i];
    }
  return x;
}

/* Joins b to a; `needed` are the labels of what comes after. */
static void join(hug_scope *s, const hug_call *c, term *a, term *b, uint64_t needed) {
  int64_t shape[HUG_MAX_DIMS];
  take_diagonals(s, b);
  drop_ones(s, a, b, needed);
  drop_ones(s, b, a, needed);
  const uint64_t both = labels_of(a) & labels_of(b);
  sum_out(s, a, needed | both);
  sum_out(s, b, needed | both);
  const step p = { group_of(a, both & needed), group_of(a, ~both), group_of(b, ~both), group_of(a, both & ~needed) };
  if (p.batch.count + p.left.count + p.right.count > HUG_MAX_DIMS && hug_scope_ok(s))
    s->status = hug_op_fail(c, HUG_ESHAPE, "joining two operands makes more than %d dims", HUG_MAX_DIMS);
  if (!hug_scope_ok(s)) return;
  hug_tensor *t = (p.inner.count == 0 ? multiply : only_dots(&p, a, b) ? dots : matrices)(s, &p, a, b);
  *a = result_of(&p, shape);
  a->t = hug_do(s, reshape, t, a->count, shape);
}

static hug_tensor *contract(hug_scope *s, const equation *e, term *terms) {
  const int count = e->c->args[1].count;
  uint64_t output = 0;
  for (int i = 0; i < e->count; i++) output |= bit(e->output[i]);
  take_diagonals(s, &terms[0]);
  for (int k = 1; k < count && hug_scope_ok(s); k++) {
    uint64_t needed = output;
    for (int after = k + 1; after < count; after++) needed |= labels_of(&terms[after]);
    join(s, e->c, &terms[0], &terms[k], needed);
  }
  term *x = &terms[0];
  int64_t order[HUG_MAX_DIMS];
  sum_out(s, x, output);
  for (int i = 0; i < e->count; i++) order[i] = place_of(x, e->output[i]);
  return hug_do(s, permute, x->t, e->count, order);
}

static hug_status compose(hug_call *c) {
  equation e = { .c = c };
  term *terms = hug_alloc_zero(sizeof *terms * (size_t)(c->args[1].count + 1));
  if (!terms) return HUG_ENOMEM;
  hug_scope s = hug_scope_of(c);
  s.status = read_equation(&e, terms);
  hug_tensor *out = contract(&s, &e, terms);
  hug_free(terms);
  return hug_scope_end(&s, c, out);
}

const hug_op hug_op_einsum = {
  .name = "einsum", .source = "torch.einsum",
  .doc = "The sum of products of `operands` that `equation` tells: a letter for each dim of each operand, those of one letter "
         "running together; after \"->\" the letters that stay, in order, all others being summed over. Without \"->\" those stay "
         "that are named once, in order of the alphabet. \"...\" stands for any more dims, which broadcast. A letter twice in one "
         "operand takes its diagonal. Operands are joined from left to right.",
  .samples = "'ij,jk->ik', {randn(2,3), randn(3,4)}; 'bij,bkj->bik', {randn(2,2,3), randn(2,2,3)}; 'ii->i', {randn(3,3)}; "
             "'...i,i', {randn(2,3), randn(3)}; 'bi,oij,bj->bo', {randn(2,3), randn(2,3,2), randn(2,2)}",
  .params = { HUG_P_STRING("equation"), HUG_P_TENSORS("operands") },
  .flags = HUG_OP_FUNCTION, .compose = compose,
};
