/* The beginning of a sample in `perf script` text: usually a header line, but comms with newlines
 * and fields left out by -F lead to other beginnings. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_OPENING_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_OPENING_H

#include "formats/perf_script/header.h"
#include "read/stream.h"

/* Facts about an input's headers, and room for comms of two lines. */
struct perf_opening {
	bool bare;  /* no line of the head is surely a header: -F left little of them */
	bool comms; /* headers of the head name processes */
	char joined[2]
		   [PERF_COMM_MAX]; /* used in turn: the previous sample may still need the other */
	unsigned turn;
};

/* The place of a line. */
struct opening_place {
	const char *block_end; /* end of the lines up to the next blank one */
	bool first;            /* no sample began since the last blank line */
	bool no_frames;        /* no frame line of the current sample yet */
};

enum opening_kind {
	OPENING_NONE,      /* the line does not begin a sample */
	OPENING_HEADER,    /* a header, or only its comm if -F left nothing else */
	OPENING_TWO_LINES, /* a comm with a newline: *next is past the header's second line */
	OPENING_FRAME,     /* a frame: the sample has no header, and this line is its first frame */
	OPENING_SIDE_RECORD, /* perf's lines between samples: PERF_RECORD_..., trace errors */
};

/* Examines the input's first lines. */
void opening_look_ahead(struct perf_opening *opening, const struct head *head);

/* Reads a line that is not a frame of the current sample. *next is after it. The header, whose
 * missing fields are zeroed, is valid for the first three kinds; its texts are valid until the call
 * after the next. */
enum opening_kind opening_read(struct perf_opening *opening, struct text line, const char **next,
                               const struct opening_place *place, struct perf_header *header);

/* Comments begin with '#'; a comm may begin with it too. */
bool perf_is_comment(struct text line);

/* "  file.c:12", which "(inlined)" may follow: added by -F +srcline. */
bool perf_is_source_line(struct text line);

#endif
