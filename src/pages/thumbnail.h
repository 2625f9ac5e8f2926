/* A flame graph as small as a stamp, without words. */
#ifndef STACKFOLD_PAGES_THUMBNAIL_H
#define STACKFOLD_PAGES_THUMBNAIL_H

#include "options/drawing.h"

enum { THUMBNAIL_WIDTH = 240, THUMBNAIL_HEIGHT = 60 /* px */ };

/* Writes the profile's thumbnail in the colours of the options, which are prepared. STATUS_FATAL
 * without memory; the output stays open. */
enum status thumbnail_write(const struct profile *profile, const struct drawing_options *drawing,
                            struct output *output, struct error *err);

#endif
