/* Which frames a user means: by name, or by a regular expression. */
#ifndef STACKFOLD_TOTALS_CHOSEN_H
#define STACKFOLD_TOTALS_CHOSEN_H

#include "base/status.h"
#include "store/frames.h"

#include <stdbool.h>

/* chosen->is[f] says whether frame f is meant. */
struct chosen {
	bool *is;
	size_t count; /* of those that are */
};

/* The frame whose name the text is, or else all whose names it matches as a regular expression.
 * STATUS_FAILED with a message that names the option: it is no regular expression, or no frame is
 * meant; the message then has the names that come nearest.
 * chosen_free in any case. Cost: a search in each name. */
enum status chosen_make(struct chosen *chosen, const struct frames *frames, const char *option,
                        const char *text, struct error *err);

/* Fails, as chosen_make does, if the text is neither a frame's name nor a regular expression. */
enum status chosen_check(const struct frames *frames, const char *option, const char *text,
                         struct error *err);

void chosen_free(struct chosen *chosen);

#endif
