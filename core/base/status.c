/* status.c: what went wrong, told to programs by a code and to people by the thread's message. */
#include "base.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ROOM 1024

static _Thread_local char message[ROOM];

const char *hug_version(void) {
  return HUG_VERSION;
}

const char *hug_errmsg(void) {
  return message;
}

const char *hug_status_name(hug_status status) {
  static const char *const names[] = {
    "OK", "EARG", "ESHAPE", "EDTYPE", "ENOMEM", "EIO", "EFORMAT", "ENET", "EAUTH", "ENOTFOUND", "ECANCELLED",
    "EINTERNAL"
  };
  size_t i = (size_t)status;
  return i < sizeof names / sizeof *names ? names[i] : "EINTERNAL";
}

/* Whether a terminal shows the character of n bytes at c and does nothing else: neither a control
** character nor one of C1 (U+0080..U+009F), which begin commands on some terminals. */
static bool harmless(const unsigned char *c, int n) {
  if (n == 1) return c[0] >= 0x20 && c[0] != 0x7f;
  return n > 1 && !(c[0] == 0xc2 && c[1] < 0xa0);
}

/* Copies text into the message; every byte that is not part of a harmless character becomes \xNN. */
static void set_message(const char *text) {
  size_t bytes = strlen(text), used = 0, i = 0;
  while (i < bytes) {
    int n = hug_utf8_step(text + i, bytes - i);
    if (harmless((const unsigned char *)text + i, n)) {
      if (used + (size_t)n >= ROOM) break;
      memcpy(message + used, text + i, (size_t)n);
      used += (size_t)n;
      i += (size_t)n;
    } else {
      if (used + 4 >= ROOM) break;
      snprintf(message + used, 5, "\\x%02X", (unsigned char)text[i]);
      used += 4;
      i++;
    }
  }
  message[used] = 0;
}

/* Formats into a buffer of its own first, because the arguments may include the present message. */
hug_status hug_fail(hug_status code, const char *format, ...) {
  char text[ROOM];
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(text, sizeof text, format, arguments) < 0) text[0] = 0;
  va_end(arguments);
  set_message(text);
  return code;
}
