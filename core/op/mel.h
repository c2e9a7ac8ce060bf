/* mel.h: filters that gather the coefficients of a transform into bands as wide as the ear hears them. */
#ifndef HUG_MEL_H
#define HUG_MEL_H

#include "op.h"

typedef struct hug_mel_bank {
  int64_t bins, mels;
  double low, high;           /* of the lowest and the highest band, in Hz */
  int64_t sampling_rate;
  bool slaney_norm;           /* bands weigh alike, not peaks */
  const char *scale;          /* htk, kaldi or slaney */
  bool in_mels;               /* triangles over mels, not over Hz */
} hug_mel_bank;

/* The filters, [bins, mels]. */
hug_status hug_mel_filters(const hug_mel_bank *b, double *out);

#endif
