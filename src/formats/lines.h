/* The lines of a stream, one after another, for readers of text that is read as a whole. */
#ifndef STACKFOLD_FORMATS_LINES_H
#define STACKFOLD_FORMATS_LINES_H

#include "base/buffer.h"
#include "base/status.h"
#include "base/text.h"
#include "read/sink.h"
#include "read/stream.h"

#include <stdbool.h>
#include <stddef.h>

enum { LINE_MAX_BYTES = 64 << 20 /* a longer one is not a line of a text */ };

/* Zeroed except the first two; lines_free frees. */
struct lines {
	struct stream *stream;
	struct sink *sink; /* its lines are counted, for messages */
	char *bytes;       /* read and not yet returned */
	size_t at, size, capacity;
	bool kept; /* lines_keep: the last line is returned again */
	struct text last;
};

/* The next line, without its end ("\n" or "\r\n"), valid until the next call. False at the end, and
 * with *status set if reading failed, memory ran out, or a line is too long. */
bool lines_next(struct lines *lines, struct text *line, enum status *status, struct error *err);

/* Makes lines_next return the last line once more. */
void lines_keep(struct lines *lines);

void lines_free(struct lines *lines);

#endif
