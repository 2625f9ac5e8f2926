#include "names/name_forms.h"

#include "base/escape.h"
#include "names/name_parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	SCOPES_MAX = 16,
	NAME_MAX_SIZE = 4096, /* longer names are not shortened */
};

static const struct name_form none; /* for names without forms */

bool name_forms_init(struct name_forms *names, size_t count)
{
	*names = (struct name_forms){
		.forms = calloc(count + 1, sizeof *names->forms),
		.room = {malloc(NAME_MAX_SIZE), malloc(NAME_MAX_SIZE)},
	};
	return names->forms && names->room[0] && names->room[1];
}

static size_t measured(const struct name_forms *names, const char *text, size_t size, size_t most)
{
	return (names->measure ? names->measure : utf8_count)(text, size, most);
}

/* Appends a form of a name; NULL without memory. */
static struct name_form *add_form(struct name_forms *names, const char *text, size_t size)
{
	struct name_form *form = arena_alloc(&names->arena, sizeof *form, _Alignof(typeof(*form)));
	char *copy = arena_copy(&names->arena, text, size);
	if (!form || !copy)
		return NULL;
	*form = (struct name_form){copy, size, measured(names, text, size, SIZE_MAX), NULL};
	return form;
}

/* Makes the forms of a name by leaving out more and more parts. */
static const struct name_form *find_forms(struct name_forms *names, const char *name, size_t size)
{
	const struct name_form *first = &none, **last = &first;
	size_t scopes = 0, at = 0;
	enum name_part part = 0;
	while (size <= NAME_MAX_SIZE && part < NAME_PARTS && scopes < SCOPES_MAX) {
		char *out = names->room[at];
		size_t left = name_without(part, name, size, out);
		bool shorter = left && left < size;
		scopes += part == NAME_SCOPE;
		if (part != NAME_SCOPE || !shorter)
			part++;
		if (!shorter)
			continue;
		struct name_form *form = add_form(names, out, left);
		names->failed |= !form;
		if (!form)
			break;
		*last = form;
		last = &form->next;
		name = out;
		size = left;
		at = !at;
	}
	return first;
}

size_t name_forms_fit(struct name_forms *names, uint32_t frame, const char **text, size_t *size,
                      size_t room)
{
	size_t width = measured(names, *text, *size, room + 1);
	if (width <= room || !names->forms)
		return width;
	if (!names->forms[frame])
		names->forms[frame] = find_forms(names, *text, *size);
	for (const struct name_form *form = names->forms[frame]; form && form->size;
	     form = form->next) {
		*text = form->text;
		*size = form->size;
		width = form->width;
		if (width <= room)
			break;
	}
	return width;
}

void name_forms_free(struct name_forms *names)
{
	free(names->forms);
	free(names->room[0]);
	free(names->room[1]);
	arena_free(&names->arena);
	*names = (struct name_forms){0};
}
