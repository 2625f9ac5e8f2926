/* Numbers with a set number of places after the point, as printf rounds them but without its
 * cost and whatever the locale. */
#ifndef STACKFOLD_RENDER_FIXED_H
#define STACKFOLD_RENDER_FIXED_H

#include "base/buffer.h"

#include <stdint.h>

/* The whole number nearest to value * 10^places, decided on the exact value; of two as near the
 * even one. value * 10^places is at most 2^62 in size; 0 for what is no number. */
int64_t fixed_round(double value, unsigned places);

/* Appends scaled / 10^places: with all places, or without zeros at the end. */
void fixed_append(struct buffer *buffer, int64_t scaled, unsigned places);
void fixed_append_short(struct buffer *buffer, int64_t scaled, unsigned places);

#endif
