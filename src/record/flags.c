#include "record/flags.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const char tool[] = "flame";

void flags_begin(struct buffer *text)
{
	buffer_text(text, tool);
}

/* Appends a text, quoted so that words_split reads it as one word. */
static void append_quoted(struct buffer *text, const char *word)
{
	if (*word && !word[strcspn(word, " \t\n'\"\\")]) {
		buffer_text(text, word);
		return;
	}
	buffer_byte(text, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			buffer_text(text, "'\\'");
		buffer_byte(text, *word);
	}
	buffer_byte(text, '\'');
}

void flags_add(struct buffer *text, const char *option, const char *value)
{
	buffer_printf(text, " --%s", option);
	if (!value)
		return;
	buffer_byte(text, '=');
	append_quoted(text, value);
}

void flags_add_program(struct buffer *text, const char *path)
{
	buffer_text(text, " -- ");
	append_quoted(text, text_base_name(text_of(path)).at);
}

/* Puts the words of options, and the program after them, into place. */
static enum status sort_words(const struct word_list *words, struct flags *flags, struct error *err)
{
	size_t at = 1;
	for (; at < words->count && strcmp(words->items[at], "--") != 0; at++) {
		const char *word = words->items[at];
		if (!string_begins(word, "--"))
			return error_set(err, STATUS_FAILED, "'%s' is no option", word);
		if (!words_add(&flags->options, word + 2))
			return error_no_memory(err);
	}
	if (at + 1 >= words->count)
		return STATUS_OK;
	flags->program = strdup(words->items[at + 1]);
	return flags->program ? STATUS_OK : error_no_memory(err);
}

enum status flags_read(const char *text, struct flags *flags, struct error *err)
{
	struct word_list words = {0};
	*flags = (struct flags){.program = NULL};
	enum status status = words_split(&words, text, err);
	if (!status && (!words.count || strcmp(words.items[0], tool) != 0))
		status = error_set(err, STATUS_FAILED, "not recorded by %s", tool);
	if (!status)
		status = sort_words(&words, flags, err);
	words_free(&words);
	return status;
}

void flags_free(struct flags *flags)
{
	words_free(&flags->options);
	free(flags->program);
	flags->program = NULL;
}

/* --- differences ------------------------------------------------------------------------------ */

/* The option of that name, "frequency=997" for "frequency=99"; NULL: there is none. */
static const char *find_option(const struct flags *flags, const char *option)
{
	size_t size = strcspn(option, "=");
	for (size_t i = 0; i < flags->options.count; i++) {
		const char *other = flags->options.items[i];
		if (strcspn(other, "=") == size && memcmp(other, option, size) == 0)
			return other;
	}
	return NULL;
}

static void append_separator(struct buffer *text, size_t begin)
{
	if (text->size > begin)
		buffer_text(text, ", ");
}

void flags_difference(const struct flags *before, const char *before_name,
                      const struct flags *after, const char *after_name, struct buffer *text)
{
	const size_t begin = text->size;
	for (size_t i = 0; i < before->options.count; i++) {
		const char *option = before->options.items[i];
		const char *other = find_option(after, option);
		if (other && strcmp(option, other) == 0)
			continue;
		append_separator(text, begin);
		if (other)
			buffer_printf(text, "--%s and --%s", option, other);
		else
			buffer_printf(text, "--%s only in %s", option, before_name);
	}
	for (size_t i = 0; i < after->options.count; i++) {
		const char *option = after->options.items[i];
		if (find_option(before, option))
			continue;
		append_separator(text, begin);
		buffer_printf(text, "--%s only in %s", option, after_name);
	}
	if (before->program && after->program && strcmp(before->program, after->program) != 0) {
		append_separator(text, begin);
		buffer_printf(text, "programs %s and %s", before->program, after->program);
	}
}
