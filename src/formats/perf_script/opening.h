/* What opens a sample in `perf script` text: as a rule a header line, but comms with line ends and
 * fields left out by -F make it other things too. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_OPENING_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_OPENING_H

#include "formats/perf_script/header.h"
#include "read/stream.h"

/* What is known of an input's headers, and room for comms of two lines. */
struct perf_opening {
	bool bare;  /* no line of the head is surely a header: -F left little of them */
	bool comms; /* headers of the head name processes */
	char joined[2][PERF_COMM_MAX]; /* in turn: the sample before may still need the other */
	unsigned turn;
};

/* Where a line stands. */
struct opening_place {
	const char *block_end; /* of the lines up to the next blank one */
	bool first;            /* no sample was opened since the last blank line */
	bool no_frames;        /* the sample at hand has no frame line yet */
};

enum opening_kind {
	OPENING_NONE,      /* the line opens nothing */
	OPENING_HEADER,    /* a header, or a comm that is all that was left of it */
	OPENING_TWO_LINES, /* a comm with a line end: *next was moved past the header's second
	                      line */
	OPENING_FRAME,     /* a frame: the sample has no header, and this line is its first frame */
	OPENING_SIDE_RECORD, /* what perf writes between samples: PERF_RECORD_..., trace errors */
};

/* Looks at the input's first lines. */
void opening_look_ahead(struct perf_opening *opening, const struct head *head);

/* Reads a line that is no frame of the sample at hand. *next is after it. The header, zeroed where
 * the line says nothing, is valid for the first three kinds; its texts until the call after the
 * next. */
enum opening_kind opening_read(struct perf_opening *opening, struct text line, const char **next,
                               const struct opening_place *place, struct perf_header *header);

/* Comments begin with '#'; a comm may too. */
bool perf_is_comment(struct text line);

/* "  file.c:12", maybe with "(inlined)" after it: what -F +srcline adds. */
bool perf_is_source_line(struct text line);

#endif
