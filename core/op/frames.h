/* frames.h: a signal as frames that overlap, and their spectra: what stft, istft and the features of speech models
** share. */
#ifndef HUG_FRAMES_H
#define HUG_FRAMES_H

#include "fft_plan.h"

/* What lies before and behind a signal. */
typedef enum hug_edge { HUG_EDGE_ZERO, HUG_EDGE_REFLECT, HUG_EDGE_REPLICATE, HUG_EDGE_CIRCULAR } hug_edge;

/* Frames of n elements, `hop` apart, of `batch` signals.  Elements are of `type`, HUG_F32 or HUG_F64. */
typedef struct hug_frames {
  hug_dtype type;
  int64_t batch, length;      /* signals are [batch, length] */
  int64_t n, hop, count;      /* frames of each */
  int64_t lead;               /* elements of the first frame that lie before the signal */
  hug_edge edge;
  hug_tensor *window;         /* [n] */
  hug_fft_plan *plan;         /* of n */
} hug_frames;

/* Sets window and plan; window: [win_length] in the middle of a frame, NULL: ones.  real: see hug_fft_plan_make(). */
hug_status hug_frames_open(hug_frames *f, const hug_tensor *window, int64_t win_length, bool real);
void hug_frames_close(hug_frames *f);

/* Element i of a row of f->type: its address, its value. */
static inline void *hug_frames_at(const hug_frames *f, const void *row, int64_t i) {
  return (char *)row + i * (int64_t)hug_dtype_bytes(f->type);
}
static inline double hug_frames_get(const hug_frames *f, const void *row, int64_t i) {
  return f->type == HUG_F32 ? (double)((const float *)row)[i] : ((const double *)row)[i];
}
static inline void hug_frames_put(const hug_frames *f, void *row, int64_t i, double value) {
  if (f->type == HUG_F32) ((float *)row)[i] = (float)value;
  else ((double *)row)[i] = value;
}

/* Frame t of a signal [length], weighted, to `frame` [n]. */
void hug_frame_read(const hug_frames *f, const void *signal, int64_t t, void *frame);

/* The transposed map: weighs `frame`, and adds it to the signal. */
void hug_frame_add(const hug_frames *f, void *signal, int64_t t, void *frame);

/* sums [n] += frame * (frame t of the signal, not weighted): the gradient of the window. */
void hug_frame_correlate(const hug_frames *f, const void *signal, int64_t t, const void *frame, double *sums);

/* For backward: the gradient of tensor argument `arg`, the window of win_length, is the sum of `sums` [batch, n] over
** the batch. */
hug_status hug_frames_window_gradient(const hug_frames *f, hug_call *c, int arg, const double *sums);

#endif
