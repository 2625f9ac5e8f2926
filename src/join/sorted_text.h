/* Folded text of the plainest kind, all of it in memory: a line after the other, from anywhere. */
#ifndef STACKFOLD_JOIN_SORTED_TEXT_H
#define STACKFOLD_JOIN_SORTED_TEXT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sorted_text {
	const char *at;
	size_t size;
	bool *plain; /* set to false (atomically) where a line is met that is not plain */
};

/* Goes through lines of a text from a place on. */
struct cursor {
	const struct sorted_text *text;
	size_t at, next;   /* where the line at hand begins, and the one to come */
	struct text stack; /* of the line at hand; size 0: there is none, the text has ended */
	uint64_t weight;
};

/* A cursor at the first line that begins at a place or after it. */
struct cursor cursor_at(const struct sorted_text *text, size_t at);

/* Goes to the next line, if it is a plain one: "STACK COUNT", with a whole count, which would be
 * written just as it stands there. At any other the text ends. */
void cursor_step(struct cursor *cursor);

/* The same, faster where the stack of that line equals another; then true. */
bool cursor_step_beside(struct cursor *cursor, struct text other);

/* The order of stacks in sorted text: that of their bytes. */
int compare_stacks(struct text a, struct text b);

#endif
