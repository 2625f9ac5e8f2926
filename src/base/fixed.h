/* Numbers with a fixed number of places after the point, rounded as printf does, but faster and
 * independent of the locale. */
#ifndef STACKFOLD_RENDER_FIXED_H
#define STACKFOLD_RENDER_FIXED_H

#include "base/buffer.h"

#include <stdint.h>

/* The whole number nearest to the exact value * 10^places; if two are equally near, the even one.
 * The absolute value of value * 10^places is at most 2^62. 0 if value is not a number. */
int64_t fixed_round(double value, unsigned places);

/* Appends scaled / 10^places: with all places, or without zeros at the end. */
void fixed_append(struct buffer *buffer, int64_t scaled, unsigned places);
void fixed_append_short(struct buffer *buffer, int64_t scaled, unsigned places);

#endif
