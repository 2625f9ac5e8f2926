/* What a picture contains so that its stacks can be read back exactly: marks such as _[k], which
 * titles leave out; the facts of the profile; and the callers of frames that are too narrow to find
 * them by their place. */
#ifndef STACKFOLD_RENDER_READ_BACK_H
#define STACKFOLD_RENDER_READ_BACK_H

#include "layout/layout.h"
#include "render/markup.h"
#include "render/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is empty; `wanted` is set if anything is written. */
struct read_back {
	bool wanted;
	bool failed; /* memory ran out */

	struct buffer kinds; /* of the titles so far but the last `run` ones, which have `kind` */
	uint64_t run;
	char kind;
	bool marked; /* any has a mark */

	uint32_t *drawn; /* rectangles of the layout at hand, as they were written */
	size_t count, capacity;
	bool narrow;           /* any is without a width */
	struct buffer parents; /* of the layouts before */
	uint64_t left_out;     /* extents that are too narrow to be drawn, of the layouts before */
};

/* Notes the next title, of a name that is shown without its last bytes. */
void read_back_title(struct read_back *list, const char *name, size_t size, size_t shown);

/* Notes the next rectangle, by its number in the layout, and whether its width rounds to 0. */
void read_back_drawn(struct read_back *list, size_t index, bool narrow);

/* Ends a layout, all of whose rectangles were noted; narrow(context, index) says which have no
 * width. */
void read_back_layout(struct read_back *list, const struct layout *layout,
                      bool (*narrow)(const void *context, size_t index), const void *context);

/* Writes, each where there is anything:
 *
 *     <metadata id="kinds">12-3k-</metadata>
 *             12 titles without a mark, three with _[k], one without
 *     <metadata id="parents">1 2b -3 </metadata>
 *             for each rectangle without a width, how many before it its caller is, in base 36
 *     <metadata id="narrow">12</metadata>
 *             what frames extend that are not drawn, in units of 10^-places
 *     <metadata id="facts"># unit: ns</metadata>
 *             the comments of folded text */
void read_back_write(struct read_back *list, const struct profile *profile,
                     const struct render_options *options, struct markup *markup);

void read_back_free(struct read_back *list);

#endif
