#include "names/name_source.h"

#include "names/name_characters.h"

#include "names/brackets.h"

#include <string.h>

/* The position of ":12" or ":12:3" at the end; the end, if there are none. */
static size_t numbers_start(struct text text)
{
	size_t start = text.size;
	for (;;) {
		size_t at = start;
		while (at && is_digit(text.at[at - 1]))
			at--;
		if (at == start || !at || text.at[at - 1] != ':')
			return start;
		start = at - 1;
	}
}

bool name_source_is_ending(struct text text)
{
	static const struct text endings[] = {TEXT("so"),  TEXT("out"), TEXT("js"), TEXT("mjs"),
	                                      TEXT("ts"),  TEXT("py"),  TEXT("c"),  TEXT("cc"),
	                                      TEXT("cpp"), TEXT("h"),   TEXT("rs"), TEXT("go"),
	                                      TEXT("rb"),  TEXT("exe"), TEXT("ko"), TEXT("dll")};
	return text_is_one_of(text, endings, sizeof endings / sizeof *endings);
}

static bool has_file_ending(struct text text)
{
	size_t at = text.size;
	while (at && text.at[at - 1] != '.')
		at--;
	return at > 1 && name_source_is_ending(text_from(text, at));
}

size_t name_source_start(struct text text)
{
	size_t blank = 0, colon = 0, numbers = numbers_start(text);
	for (size_t at = 0; at < text.size; at = brackets_step(text, at)) {
		if (text.at[at] == ' ')
			blank = at;
		else if (text.at[at] == ':' && at && text_has_at(text, at + 1, TEXT("/")) && !colon)
			colon = at;
	}
	struct text tail = text_from(text, blank + 1);
	if (blank && tail.size && (numbers < text.size || *tail.at == '/'))
		return blank;
	if (colon && text.at[colon - 1] != ':' && !text_has_at(text, colon, TEXT("://")))
		return colon;
	for (size_t at = numbers; at > 1; at--)
		if (text.at[at - 1] == ':') {
			bool file = numbers < text.size || has_file_ending(text_from(text, at));
			bool place = file && text.at[at - 2] != ':' && text.at[at] != ' ';
			return place ? at - 1 : text.size;
		}
	return text.size;
}

/* Whether there is no function's name before the place in the source: `JS:^
 * /home/x/work.js:2:17`. */
static bool is_nameless(struct text before)
{
	const struct text word = TEXT("(anonymous)");
	if (text_is_one_of(before, &word, 1))
		return true;
	while (before.size && is_character_of(before.at[before.size - 1], "*~^+"))
		before.size--; /* the tiers of V8 */
	return !before.size || before.at[before.size - 1] == ':';
}

size_t name_source_left_out(struct text text, char *out)
{
	const size_t start = name_source_start(text);
	if (!is_nameless((struct text){text.at, start}))
		text.size = start;
	memcpy(out, text.at, text.size);
	return text.size;
}

size_t name_source_without_folders(struct text text, char *out)
{
	size_t start = name_source_start(text), name = start;
	for (size_t at = start; at < text.size; at++)
		if (text.at[at] == '/')
			name = at;
	if (name == start || name + 1 == text.size)
		start = name = text.size - 1;
	memcpy(out, text.at, start + 1);
	memcpy(out + start + 1, text.at + name + 1, text.size - name - 1);
	return start + text.size - name;
}
