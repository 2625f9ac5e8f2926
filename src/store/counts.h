/* The counts at the end of a line of folded text. Names may hold blanks and end in a number, so the
 * number of counts is found by looking at many lines, unless a comment states it:
 *
 *     # columns: 1;
 *
 * Then exactly one blank stands before each count, and what is before it is the stack's, blanks and
 * numbers included. The comment is written if the text would be read wrongly without it. */
#ifndef STACKFOLD_STORE_COUNTS_H
#define STACKFOLD_STORE_COUNTS_H

#include "base/buffer.h"
#include "base/text.h"
#include "store/stacks.h"

#include <stdbool.h>

/* Takes a count off the line's end, with the blanks before it; false where none stands there. A
 * last frame that is nothing but blanks ("a;b;  3") keeps all but one of them. */
bool counts_take(struct text *line, struct text *count);

/* The same with one blank before it, whatever else is there. */
bool counts_take_stated(struct text *line, struct text *count);

/* How many counts stand at the line's end. A negative one counts as the last only: before others it
 * belongs to a name ("a;step -1 12"). */
unsigned counts_at_end(struct text line);

/* The number of counts that a comment states; 0: it is another line. */
unsigned counts_stated(struct text line);

/* Whether the folded text of these stacks would be read wrongly without the comment. first: the
 * stack of its first line; comments: bytes before that. */
bool counts_unclear(const struct frames *frames, const struct stacks *stacks, uint32_t first,
                    size_t comments);

void counts_write(unsigned columns, struct buffer *text);

#endif
