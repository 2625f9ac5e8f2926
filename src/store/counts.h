/* The counts at the end of a line of folded text. Names may hold blanks and end in a number, so the
 * number of counts is found by looking at many lines, unless a comment states it:
 *
 *     # columns: 1;
 *
 * Then exactly one blank precedes each count, and everything before the first of these blanks is
 * the stack, blanks and numbers included. The comment is written if the text would be read wrongly
 * without it. */
#ifndef STACKFOLD_STORE_COUNTS_H
#define STACKFOLD_STORE_COUNTS_H

#include "base/buffer.h"
#include "base/text.h"
#include "store/stacks.h"

#include <stdbool.h>

/* Takes a count off the line's end, with the blanks before it; false if there is none. A last frame
 * that consists of blanks ("a;b;  3") keeps all but one of them. */
bool counts_take(struct text *line, struct text *count);

/* The same, but takes only one blank. */
bool counts_take_stated(struct text *line, struct text *count);

/* The number of counts at the line's end. A negative number is a count only if it is the last one:
 * before others it belongs to a name ("a;step -1 12"). */
unsigned counts_at_end(struct text line);

/* The number of counts that a comment states; 0: the line is not such a comment. */
unsigned counts_stated(struct text line);

/* Whether the folded text of these stacks would be read wrongly without the comment. first: the
 * stack of its first line; comments: bytes before that. */
bool counts_unclear(const struct frames *frames, const struct stacks *stacks, uint32_t first,
                    size_t comments);

void counts_write(unsigned columns, struct buffer *text);

#endif
