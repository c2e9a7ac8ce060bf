/* check.h: the whole test harness for C: a test is a function, a check is a line. */
#ifndef HUG_CHECK_H
#define HUG_CHECK_H

#include "../../core/hug.h"
#include <stdio.h>
#include <string.h>

static int checks_passed, checks_failed;

#define CHECK(condition)                                                                     \
  do {                                                                                       \
    if (condition) checks_passed++;                                                          \
    else {                                                                                   \
      checks_failed++;                                                                       \
      printf("%s:%d: failed: %s (last message: %s)\n", __FILE__, __LINE__, #condition, hug_errmsg()); \
    }                                                                                        \
  } while (0)

/* The call fails with this code and its message contains `words`. */
#define CHECK_FAILS(call, code, words)                                                       \
  do {                                                                                       \
    hug_status check_status_ = (call);                                                       \
    if (check_status_ == (code) && strstr(hug_errmsg(), words)) checks_passed++;             \
    else {                                                                                   \
      checks_failed++;                                                                       \
      printf("%s:%d: %s gave %s: %s\n", __FILE__, __LINE__, #call, hug_status_name(check_status_), \
             check_status_ ? hug_errmsg() : "");                                             \
    }                                                                                        \
  } while (0)

/* Ends main(): the line that the runner adds up. */
#define CHECK_REPORT()                                                                       \
  (printf("%d passed, %d failed\n", checks_passed, checks_failed), checks_failed ? 1 : 0)

#endif
