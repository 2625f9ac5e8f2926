/* What a format of rankings is. */
#ifndef STACKFOLD_REPORT_RANKING_FORMAT_H
#define STACKFOLD_REPORT_RANKING_FORMAT_H

#include "base/buffer.h"
#include "report/ranking_make.h"

/* How text looks. Zeroed: as in a file. */
struct ranking_look {
	size_t columns; /* of the terminal; 0: names are cut only where they are very long */
	bool color;
	bool bars;
	bool ascii;  /* no arrows, bars and ellipses beyond ASCII */
	bool advice; /* what the profile cannot answer is shown, too; where lines are limited it
	                always is */
};

struct ranking_format {
	const char *name;
	struct ranking_lines lines;
	/* Appends the ranking. What memory lacks shows in text->failed. */
	void (*write)(const struct ranking *ranking, const struct ranking_look *look,
	              struct buffer *text);
};

#endif
