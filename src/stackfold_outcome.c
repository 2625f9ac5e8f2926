#include "stackfold_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of text that name the input it begins with; 0: it does not. */
static size_t input_place(const char *text, const struct input_source *inputs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool standard = inputs[i].kind == INPUT_PATH && strcmp(inputs[i].name, "-") == 0;
		const char *name = standard ? "standard input" : inputs[i].name;
		size_t size = strlen(name);
		if (strncmp(text, name, size) == 0 && text[size] == ':')
			return size;
	}
	return 0;
}

_Static_assert(sizeof((struct sf_error){0}).text >= sizeof((struct error){{0}}).text,
               "messages fit");

sf_status public_outcome(enum status status, const struct error *inner,
                         const struct input_source *inputs, size_t count, struct sf_error *error)
{
	if (!status)
		return SF_OK;
	sf_status answer = status == STATUS_FATAL ? SF_FATAL : SF_FAILED;
	if (!error)
		return answer;
	*error = (struct sf_error)SF_ERROR_INIT;
	/* of an output whose reader has gone the tools say nothing */
	snprintf(error->text, sizeof error->text, "%s",
	         *inner->text ? inner->text : "the output's reader has gone");
	const char *text = inner->text;
	size_t size = input_place(text, inputs, count);
	if (size) {
		char *end;
		unsigned long long line = strtoull(text + size + 1, &end, 10);
		if (end > text + size + 1 && *end == ':')
			error->line = line;
	} else if (strncmp(text, "--", 2) == 0) {
		text += 2;
		size = strspn(text, "abcdefghijklmnopqrstuvwxyz-");
	}
	if (size < sizeof error->place)
		memcpy(error->place, text, size);
	return answer;
}

sf_status public_wrong(enum status status, const struct error *inner,
                       const struct option_place *place, struct sf_error *error)
{
	sf_status answer = public_outcome(status, inner, NULL, 0, error);
	if (answer && error && place->value)
		error->offset = place->offset;
	return answer;
}
