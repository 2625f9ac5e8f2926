/* The pictures of a benchmark's page. */
#ifndef STACKFOLD_PAGES_PICTURES_H
#define STACKFOLD_PAGES_PICTURES_H

#include "options/drawing.h"
#include "options/message.h"
#include "pages/benchmark.h"

/* Draws a profile into a folder: PREFIX.svg, interactive, and PREFIX.still.svg without a script;
 * PREFIX is `file` and `suffix` ("", ".diff"). With `thumbnail` also PREFIX.thumb.svg. The options
 * are copied as they were given. The strength of a differential's colours is the same in all
 * pictures: a change of PICTURES_FULL percent of all has the strongest. STATUS_FAILED with a
 * message where there is nothing to draw; STATUS_FATAL where memory runs out or writing fails. */
enum { PICTURES_FULL = 5 };
enum status pictures_draw(const struct drawing_options *options, const char *title,
                          struct profile *profile, const char *folder, const char *file,
                          const char *suffix, bool thumbnail, const struct messages *said,
                          struct error *err);

#endif
