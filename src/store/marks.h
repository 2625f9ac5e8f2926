/* Which differences a comparison of several runs found to be more than noise, for each frame.
 * Comments of folded text carry this, so that tools that do not know them read an ordinary
 * differential:
 *
 *     # compared 3 5 0.05;              runs before and after, level of significance
 *     # changed all;                    the sum of all counts changed
 *     # changed self NAME;              the counts of stacks that end in NAME changed
 *     # changed total NAME;             the counts of stacks with NAME in them changed
 *
 * Each ends in a semicolon, because a name at the end of the line could look like a count. Frames
 * that are not named are within noise. */
#ifndef STACKFOLD_STORE_MARKS_H
#define STACKFOLD_STORE_MARKS_H

#include "base/buffer.h"
#include "base/number.h"
#include "base/status.h"
#include "base/text.h"
#include "store/frames.h"

enum { MARK_SELF = 1, MARK_TOTAL = 2 };

/* Zero-initialised: no comparison of several runs. */
struct marks {
	bool given;           /* "# compared" was there: what is not marked is within noise */
	bool all;             /* the sum of all counts changed */
	unsigned runs[2];     /* before, after; of the last "# compared" */
	struct decimal level; /* the rate of false alarms that was accepted, 0.05 */
	struct buffer names;  /* of each mark: '0' + MARK_*, the name, a newline */
};

/* Takes a comment if it is one of the above; others are passed over. What memory lacks shows in
 * names.failed. */
void marks_read(struct marks *marks, struct text line);

/* Adds a mark; name without semicolon and newline. */
void marks_add(struct marks *marks, int mark, const char *name, size_t size);

/* Adds what `from` says. */
void marks_merge(struct marks *into, const struct marks *from);

/* Appends the comments, each once, in the order of names; nothing where none are given. What memory
 * lacks shows in text->failed. */
void marks_write(const struct marks *marks, struct buffer *text);

/* (*flags)[id] holds the MARK_* of each frame, 0: within noise. *flags is NULL if no marks are
 * given; free() frees. STATUS_FATAL without memory. */
enum status marks_by_frame(const struct marks *marks, const struct frames *frames, uint8_t **flags,
                           struct error *err);

void marks_free(struct marks *marks); /* empty and ready again */

#endif
