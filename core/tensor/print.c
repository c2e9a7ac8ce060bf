/* print.c: tensors as text, laid out by the rules of PyTorch's printing with its default options: 4 digits behind the
** point, lines of 80 columns, and of axes longer than 6 only the ends if there are more than 1000 elements.
*/
#include "storage.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  PRECISION = 4,
  LINE = 80,
  EDGE = 3,                  /* elements shown at either end of a long axis */
  THRESHOLD = 1000,          /* elements from which on long axes are summarised */
  NUMBER_ROOM = 384          /* the largest double has 309 digits before its point */
};

typedef enum notation { WHOLE, FIXED, SCIENTIFIC, NOT_FLOATING } notation;

typedef struct printer {
  const hug_tensor *tensor;
  hug_dtype dtype;
  bool summarised;
  notation notation;
  int width;                 /* of the widest element */
  hug_text text;
} printer;

/* ---- Elements ---- */

/* "%.*f" or "%.*e" of a finite number, with a point in every locale. */
static void write_digits(char *to, char style, int precision, double value) {
  char text[NUMBER_ROOM];
  snprintf(text, sizeof text, style == 'e' ? "%.*e" : "%.*f", precision, value);
  const char *from = text;
  if (*from == '-') *to++ = *from++;
  while (*from >= '0' && *from <= '9') *to++ = *from++;
  if (precision > 0) {
    *to++ = '.';
    while (*from < '0' || *from > '9') from++;
  }
  strcpy(to, from);
}

static void write_element(const printer *p, const char *at, char *to) {
  hug_scalar value = hug_element_get(p->dtype, at);
  if (value.category == HUG_BOOLEAN) strcpy(to, value.i ? "True" : "False");
  else if (value.category == HUG_INTEGRAL) snprintf(to, NUMBER_ROOM, "%lld", (long long)value.i);
  else if (isnan(value.f)) strcpy(to, "nan");
  else if (isinf(value.f)) strcpy(to, value.f < 0 ? "-inf" : "inf");
  else if (p->notation == SCIENTIFIC) write_digits(to, 'e', PRECISION, value.f);
  else if (p->notation == FIXED) write_digits(to, 'f', PRECISION, value.f);
  else {
    write_digits(to, 'f', 0, value.f);
    strcat(to, ".");
  }
}

/* ---- A walk over the elements that are shown ---- */

typedef void (*visit_fn)(printer *p, const char *at, void *context);

static int64_t bytes_along(const printer *p, int d) {
  return p->tensor->stride[d] * (int64_t)hug_dtype_bytes(p->dtype);
}

/* Whether only the ends of an axis are shown. */
static bool cut(const printer *p, int d) {
  return p->summarised && p->tensor->shape[d] > 2 * EDGE;
}

/* The place behind i: past what is not shown. */
static int64_t next_shown(const printer *p, int d, int64_t i) {
  return cut(p, d) && i == EDGE - 1 ? p->tensor->shape[d] - EDGE : i + 1;
}

static void visit(printer *p, int d, const char *at, visit_fn fn, void *context) {
  if (d == p->tensor->ndim) fn(p, at, context);
  else
    for (int64_t i = 0; i < p->tensor->shape[d]; i = next_shown(p, d, i))
      visit(p, d + 1, at + i * bytes_along(p, d), fn, context);
}

/* ---- The layout that suits all of them ---- */

typedef struct range {
  double smallest, largest;  /* magnitudes of the finite numbers that are not zero */
  bool any, whole;
} range;

static bool counts(double value) {
  return isfinite(value) && value != 0;
}

static void extend_range(printer *p, const char *at, void *context) {
  range *r = context;
  double value = hug_element_get(p->dtype, at).f, magnitude = fabs(value);
  if (!counts(value)) return;
  if (!r->any || magnitude < r->smallest) r->smallest = magnitude;
  if (!r->any || magnitude > r->largest) r->largest = magnitude;
  r->any = true;
  if (value != ceil(value)) r->whole = false;
}

static notation choose_notation(const range *r) {
  if (r->any && (r->largest / r->smallest > 1000 || r->largest > 1e8 || r->smallest < 1e-4)) return SCIENTIFIC;
  return r->whole ? WHOLE : FIXED;
}

static void extend_width(printer *p, const char *at, void *context) {
  char number[NUMBER_ROOM];
  (void)context;
  if (p->notation != NOT_FLOATING && !counts(hug_element_get(p->dtype, at).f)) return;
  write_element(p, at, number);
  int width = (int)strlen(number);
  if (width > p->width) p->width = width;
}

/* ---- Text ---- */

static void add(printer *p, const char *text) {
  hug_text_add(&p->text, text, strlen(text));
}

static void add_repeated(printer *p, char c, int count) {
  while (count-- > 0) hug_text_add(&p->text, &c, 1);
}

static void add_element(printer *p, const char *at) {
  char number[NUMBER_ROOM];
  write_element(p, at, number);
  add_repeated(p, ' ', p->width - (int)strlen(number));
  add(p, number);
}

/* Whether elements before i are not shown. */
static bool behind_gap(const printer *p, int d, int64_t i) {
  return cut(p, d) && i == p->tensor->shape[d] - EDGE;
}

/* What stands before item `shown` of the last axis: a line has as many as it has room for, behind `indent` brackets. */
static void add_comma(printer *p, int indent, int shown) {
  int per_line = (LINE - indent) / (p->width + 2);
  if (shown == 0) return;
  if (per_line > 1 && shown % per_line) {
    add(p, ", ");
    return;
  }
  add(p, ",\n");
  add_repeated(p, ' ', indent + 1);
}

static void add_vector(printer *p, const char *at) {
  int d = p->tensor->ndim - 1, shown = 0;
  for (int64_t i = 0; i < p->tensor->shape[d]; i = next_shown(p, d, i)) {
    if (behind_gap(p, d, i)) {
      add_comma(p, d, shown++);
      add(p, " ...");
    }
    add_comma(p, d, shown++);
    add_element(p, at + i * bytes_along(p, d));
  }
}

static void add_break(printer *p, int d) {
  add(p, ",");
  add_repeated(p, '\n', p->tensor->ndim - 1 - d);
  add_repeated(p, ' ', d + 1);
}

static void add_axis(printer *p, int d, const char *at) {
  add(p, "[");
  if (d == p->tensor->ndim - 1) add_vector(p, at);
  else
    for (int64_t i = 0; i < p->tensor->shape[d]; i = next_shown(p, d, i)) {
      if (i > 0) add_break(p, d);
      if (behind_gap(p, d, i)) {
        add(p, "...");
        add_break(p, d);
      }
      add_axis(p, d + 1, at + i * bytes_along(p, d));
    }
  add(p, "]");
}

static void add_tensor(printer *p) {
  const char *at = hug_tensor_at(p->tensor);
  range r = { .whole = true };
  if (hug_dtype_floating(p->dtype)) {
    visit(p, 0, at, extend_range, &r);
    p->notation = choose_notation(&r);
  }
  visit(p, 0, at, extend_width, NULL);
  if (p->tensor->ndim == 0) add_element(p, at);
  else add_axis(p, 0, at);
}

hug_status hug_tensor_print(const hug_tensor *t, char **text) {
  HUG_TRY(hug_tensor_ready(t));
  int64_t count = hug_tensor_count(t);
  printer p = { .tensor = t, .dtype = (hug_dtype)t->dtype, .summarised = count > THRESHOLD, .notation = NOT_FLOATING,
                .width = 1 };
  char shape[HUG_SHAPE_ROOM];
  if (count == 0) add(&p, "[]");
  else add_tensor(&p);
  hug_text_addf(&p.text, "  %s %s", hug_dtype_infos[t->dtype].name,
                hug_shape_text(t->ndim, t->shape, shape, sizeof shape));
  return hug_text_take(&p.text, text, NULL);
}
