/* The pictures of a benchmark's page. */
#ifndef STACKFOLD_PAGES_PICTURES_H
#define STACKFOLD_PAGES_PICTURES_H

#include "options/drawing.h"
#include "options/message.h"
#include "pages/benchmark.h"

/* Where pictures go: FOLDER/FILE+SUFFIX+".svg" and so on. */
struct pictures_place {
	const char *folder, *file;
	const char *suffix; /* "", ".diff" */
	bool thumbnail;     /* one is drawn, too */
};

/* Draws a profile: .svg, interactive; .still.svg without a script and without the narrowest frames;
 * .narrow.svg, the same for phones; .thumb.svg. The options are copied as they were given. The
 * strength of a differential's colours is the same in all pictures: a change of PICTURES_FULL
 * percent of all has the strongest. STATUS_FAILED with a message where there is nothing to draw;
 * STATUS_FATAL where memory runs out or writing fails. */
enum { PICTURES_FULL = 5 };
enum status pictures_draw(const struct drawing_options *options, const char *title,
                          struct profile *profile, const struct pictures_place *place,
                          const struct messages *said, struct error *err);

#endif
