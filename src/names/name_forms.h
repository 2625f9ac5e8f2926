/* Shorter forms of names for labels that do not fit: the part that says most about the function. */
#ifndef STACKFOLD_NAMES_NAME_FORMS_H
#define STACKFOLD_NAMES_NAME_FORMS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A form of a name, shorter than the one before. */
struct name_form {
	const char *text;
	size_t size, width;
	const struct name_form *next;
};

/* The forms of names, found when they are first asked for. */
struct name_forms {
	const struct name_form **forms; /* [frame]; not yet: NULL */
	struct arena arena;
	char *room[2]; /* for names */
	/* how wide a text is, at most `most`; NULL: its number of characters */
	size_t (*measure)(const char *text, size_t size, size_t most);
	bool failed; /* without memory: names are whole */
};

/* Prepares for frames with ids below count. False without memory. */
bool name_forms_init(struct name_forms *names, size_t count);

/* The longest form of a frame's name that is no wider than the room, or else the shortest one.
 * Where `names` is not initialised, *text stays as it is. Returns its width, at most room + 1.
 * Cost: once for each frame that is asked for, some passes over its name. */
size_t name_forms_fit(struct name_forms *names, uint32_t frame, const char **text, size_t *size,
                      size_t room);

void name_forms_free(struct name_forms *names);

#endif
