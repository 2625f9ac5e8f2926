/* The line that opens a sample in `perf script` text. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_HEADER_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_HEADER_H

#include "base/text.h"
#include "read/sink.h"

/* The fields of a header line. Texts point into the line. */
struct perf_header {
	struct process process;
	struct text event;     /* "cycles:u"; at NULL: not given */
	struct text period;    /* digits; at NULL: not given */
	struct text cpu, time; /* "003", "158665.570607"; size 0: not given */
	struct text rest;      /* the text after the fields: a tracepoint's payload, a frame */
	bool has_cpu, has_time;
	int fields; /* the sum of the weights of the recognised fields */
};

enum {
	PERF_HEADER_CERTAIN = 4, /* fields of at least this: a time or an event was recognised */
	PERF_COMM_MAX = 15,      /* the kernel keeps that many bytes of a comm */
};

/* Reads a line as a header; false if it cannot be one. Fields that `perf script -F` leaves out
 * may be missing, but a PID or TID, or a time, or an event must be there. */
bool perf_header_parse(struct text line, struct perf_header *header);

#endif
