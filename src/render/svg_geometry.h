/* Where the parts of an SVG picture stand. */
#ifndef STACKFOLD_RENDER_SVG_GEOMETRY_H
#define STACKFOLD_RENDER_SVG_GEOMETRY_H

#include "layout/layout.h"
#include "render/options.h"

/* px */
struct svg_geometry {
	double width, height; /* of the picture */
	double side;          /* left and right of the graph */
	double top, bottom;   /* above and below it */
	double advice;        /* where its lines begin */
	double unseen;        /* baseline of what a differential says of the other side ... */
	double legend;        /* ... and of its legend */
	double rows_top;      /* where the graph begins, with the heading of its first pane */
	double per_count;     /* width of one count */
	struct svg_pane {
		double top, bottom; /* of its rows */
	} panes[LAYOUTS_MAX];
};

/* Lays out a picture of `count` layouts, one above the other. */
struct svg_geometry svg_measure(const struct layout *layouts, size_t count,
                                const struct render_options *options);

/* The baseline of the n-th line of advice, from 1, below the place where they begin, px. */
double svg_advice_line(const struct render_options *options, unsigned n);

/* The bytes of the first line that the text of an advice is broken into; what follows begins with
 * the blank that it was broken at. */
size_t svg_advice_break(const struct render_options *options, const char *text);

enum { SVG_ADVICE_LINES = 4 /* of one piece of advice, at most */ };

#endif
