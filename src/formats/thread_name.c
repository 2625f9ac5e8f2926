#include "formats/thread_name.h"

#include "base/number.h"

/* The digits at the beginning as a number; false if there are none or it does not fit 32 bits. */
static bool take_number(struct text *text, uint32_t *number)
{
	struct decimal value;
	size_t size = 0;
	while (size < text->size && is_digit(text->at[size]))
		size++;
	if (decimal_parse(text->at, size, &value) != NUMBER_OK || value.value > UINT32_MAX)
		return false;
	*number = (uint32_t)value.value;
	*text = text_from(*text, size);
	return true;
}

static bool take_word(struct text *text, const char *word)
{
	if (!text_begins(*text, word))
		return false;
	*text = text_from(*text, strlen(word));
	return true;
}

/* " 12/15", " 12" or "/15", which ", event" may follow. */
static bool numbers_of(struct text text, struct thread_name *name)
{
	struct sample_place place = {0};
	if (take_word(&text, " ")) {
		if (!take_number(&text, &place.pid))
			return false;
		place.known |= PLACE_PID;
	}
	if (take_word(&text, "/")) {
		if (!take_number(&text, &place.tid))
			return false;
		place.known |= PLACE_TID;
	}
	if (!place.known || (text.size && !take_word(&text, ", ")))
		return false;
	name->place = place;
	name->event = text;
	return true;
}

/* The comm may contain blanks, '/' and digits: the numbers are those at the end. */
static bool is_ours(struct text text, struct thread_name *name)
{
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t at = text.size; at-- > 0;)
			if (text.at[at] == " /"[pass] && numbers_of(text_from(text, at), name)) {
				name->comm = (struct text){text.at, at};
				return true;
			}
	return false;
}

/* The id of a thread may be hexadecimal, a library's number, which is not a tid. */
static bool is_words(struct text text, struct thread_name *name)
{
	struct sample_place place = {0};
	if (take_word(&text, "Process ") && take_number(&text, &place.pid)) {
		place.known = PLACE_PID;
		take_word(&text, " ");
	}
	if (!take_word(&text, "Thread "))
		return false;
	struct text id = text;
	const char *quote = text_find(text, " \"");
	if (take_number(&id, &place.tid) && id.size && *id.at == ' ')
		place.known |= PLACE_TID;
	if (!quote || !text_ends(text, "\"") || quote + 2 >= text.at + text.size)
		return false;
	text = text_from(text, (size_t)(quote + 2 - text.at));
	text.size--;
	name->comm = text.size ? text : text_of("thread");
	name->place = place;
	return true;
}

struct thread_name thread_name_parse(struct text text, bool ours)
{
	struct thread_name name = {0};
	if (is_words(text, &name))
		name.form = THREAD_NAME_WORDS;
	else if (ours && is_ours(text, &name))
		name.form = THREAD_NAME_OURS;
	else
		name = (struct thread_name){.comm = text};
	return name;
}
