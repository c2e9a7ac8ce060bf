/* desk.c: what a call of an encoder works with.  Desks are kept with the tokenizer between calls, so that what one call
** learned about units serves the next; a call takes one for itself, or begins a new one. */
#include "token.h"

hug_desk *hug_desk_take(hug_tokenizer *t) {
  for (int i = 0; i < HUG_DESKS; i++) {
    hug_desk *desk = atomic_exchange_explicit(&t->desks[i], NULL, memory_order_acquire);
    if (desk) return desk;
  }
  return hug_alloc_zero(sizeof(hug_desk));
}

void hug_desk_return(hug_tokenizer *t, hug_desk *desk) {
  for (int i = 0; i < HUG_DESKS; i++) {
    hug_desk *none = NULL;
    if (atomic_compare_exchange_strong_explicit(&t->desks[i], &none, desk, memory_order_release, memory_order_relaxed))
      return;
  }
  hug_desk_free(desk);
}

void hug_desk_free(hug_desk *desk) {
  if (!desk) return;
  hug_draft_free(&desk->draft);
  hug_draft_free(&desk->probe);
  hug_tokens_free(&desk->a);
  hug_tokens_free(&desk->b);
  hug_tokens_free(&desk->found);
  hug_text_drop(&desk->around);
  hug_units_free(&desk->units);
  hug_free(desk);
}
