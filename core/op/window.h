/* window.h: windows and mel filters for the operations on sound that need them themselves. */
#ifndef HUG_WINDOW_H
#define HUG_WINDOW_H

#include "op.h"

/* Element i of the window `name` (hann, hamming, blackman, bartlett, boxcar, povey) of length n; periodic: the first n
** of one of n + 1. */
double hug_window_at(const char *name, int64_t i, int64_t n, bool periodic);

/* A list of numbers [n] into a tensor [n] of any floating type. */
void hug_numbers_put(hug_tensor *out, const double *numbers);

#endif
