/* The contents of a flame graph SVG: rectangles and their titles, as in the file, and the lists
 * that stackfold writes after them. */
#ifndef STACKFOLD_FORMATS_SVG_DRAWING_H
#define STACKFOLD_FORMATS_SVG_DRAWING_H

#include "base/buffer.h"
#include "base/status.h"
#include "base/text.h"
#include "read/sink.h"
#include "read/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRAWN_NONE UINT32_MAX

/* A rectangle of a frame. */
struct drawn {
	int64_t start, end; /* from left to right, in 1/10000 px, or in counts if those are given */
	int64_t top;        /* 1/10000 px */
	uint32_t title;     /* in titles */
	uint32_t pane;      /* of a pair; otherwise 0 */
	uint32_t line;      /* of the document */
};

/* A title, which several rectangles may share. */
struct drawn_title {
	size_t name, name_size; /* in names */
	unsigned said;          /* TITLE_* */
	uint64_t count, samples, before, after;
	int64_t change;
};

/* Zeroed except the sink; drawing_free frees. */
struct drawing {
	struct sink *sink;
	struct drawn *items; /* in the order of the document */
	size_t count, capacity;
	struct drawn_title *titles; /* likewise */
	size_t title_count, title_capacity;
	struct buffer names;
	struct buffer unit; /* the word after the first count */
	uint32_t panes;     /* number of graphs */
	bool counted;       /* start and end are counts: inferno's */
	bool differential;  /* stackfold's, which has both sides */
	bool swapped;       /* in a pair, the first pane is after */
	bool timed;         /* a flame chart: a frame's own part may be anywhere */
	enum { ROOT_UNKNOWN, ROOT_BELOW, ROOT_ABOVE } root;

	/* The lists of stackfold's pictures, title by title: weights, kinds, modules with their
	 * names; of narrow rectangles: parents; frames that are not drawn: narrow; comments of
	 * folded text: facts. */
	struct buffer weights, kinds, modules, module_names, parents, narrow, facts;
	unsigned places; /* of the weights listed */
};

enum status drawing_read(struct drawing *drawing, struct stream *stream, struct error *err);

static inline struct text drawing_name(const struct drawing *drawing,
                                       const struct drawn_title *title)
{
	return title->name_size ? (struct text){drawing->names.data + title->name, title->name_size}
	                        : (struct text){NULL, 0};
}

void drawing_free(struct drawing *drawing);

#endif
