#include "stackfold_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	QUOTED_MAX = 200,    /* bytes of a value, in a message */
	ERROR_NAME_END = 32, /* of a long name, to find its end */
};

/* The text after the name of an input and a colon; NULL: it does not begin with them. Messages show
 * '?' for control bytes, and leave out the middle of long names. */
static const char *after_name(const char *text, const char *name)
{
	size_t at = 0, size = strlen(name);
	for (; at < size; at++) {
		unsigned char c = (unsigned char)name[at];
		if (text[at] != (c < 0x20 || c == 0x7f ? '?' : (char)c))
			break;
	}
	if (at == size)
		return text[at] == ':' ? text + at + 1 : NULL;
	if (size < ERROR_NAME_END || strncmp(text + at, ERROR_CUT, strlen(ERROR_CUT)) != 0)
		return NULL;
	const char *end = name + size - ERROR_NAME_END;
	const char *found = strstr(text + at, end);
	while (found && found[ERROR_NAME_END] != ':')
		found = strstr(found + 1, end);
	return found ? found + ERROR_NAME_END + 1 : NULL;
}

static void set_place(struct sf_error *error, const char *name, size_t size)
{
	if (size >= sizeof error->place)
		size = sizeof error->place - 1;
	memcpy(error->place, name, size);
	error->place[size] = '\0';
}

/* Sets the place and the line if the text begins with the name of an input. */
static bool set_input(struct sf_error *error, const struct input_source *inputs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool standard = inputs[i].kind == INPUT_PATH && strcmp(inputs[i].name, "-") == 0;
		const char *name = standard ? "standard input" : inputs[i].name;
		const char *rest = after_name(error->text, name);
		if (!rest)
			continue;
		char *end;
		unsigned long long line = strtoull(rest, &end, 10);
		if (end > rest && *end == ':' && *rest != ' ')
			error->line = line;
		set_place(error, name, strlen(name));
		return true;
	}
	return false;
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
	/* the tools give no message if the reader of the output has gone */
	snprintf(error->text, sizeof error->text, "%s",
	         *inner->text ? inner->text : "the output's reader has gone");
	if (!set_input(error, inputs, count) && strncmp(error->text, "--", 2) == 0)
		set_place(error, error->text + 2,
		          strspn(error->text + 2, "abcdefghijklmnopqrstuvwxyz-"));
	return answer;
}

sf_status public_wrong_option(enum status status, const struct error *inner, const char *name,
                              struct sf_error *error)
{
	sf_status answer = public_outcome(status, inner, NULL, 0, error);
	if (answer == SF_FAILED && error)
		set_place(error, name, strlen(name));
	return answer;
}

sf_status public_wrong(enum status status, const struct error *inner,
                       const struct option_place *place, struct sf_error *error)
{
	sf_status answer = public_outcome(status, inner, NULL, 0, error);
	if (!answer || !error || !place->value)
		return answer;
	struct error quoted;
	const char *rest = inner->text + 2 + strlen(error->place);
	error_set(&quoted, status, "--%s '%.*s'%s", error->place, QUOTED_MAX, place->value, rest);
	snprintf(error->text, sizeof error->text, "%s", quoted.text);
	error->offset = place->offset;
	return answer;
}
