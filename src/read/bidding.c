#include "read/bidding.h"

#include "base/decompress.h"
#include "base/text.h"

#include <string.h>

enum { KINDS_LISTED = 4 /* formats in a message; --list-formats lists all */ };

const struct reader *bidding_named(reader_table *readers, const char *name)
{
	for (size_t i = 0; readers[i]; i++)
		if (strcmp(readers[i]->name, name) == 0)
			return readers[i];
	return NULL;
}

const struct reader *bidding_best(reader_table *readers, const struct head *head)
{
	const struct reader *reader = NULL;
	int best = 0;
	for (size_t i = 0; readers[i]; i++) {
		int bid = readers[i]->bid(head);
		if (bid > best) {
			best = bid;
			reader = readers[i];
		}
	}
	return reader;
}

void bidding_names(reader_table *readers, struct buffer *list)
{
	for (size_t i = 0; readers[i]; i++)
		buffer_printf(list, "%s%s", i ? ", " : "", readers[i]->name);
}

/* "a perf.data file, `perf script` text or folded stacks", each with its form if requested. */
static void append_kinds(reader_table *readers, bool forms, struct buffer *list)
{
	size_t count = 0;
	while (readers[count])
		count++;
	for (size_t i = 0; i < count && i < KINDS_LISTED; i++) {
		bool last = i + 1 == count;
		buffer_printf(list, "%s%s", i == 0 ? "" : last ? " or " : ", ", readers[i]->kind);
		if (forms && readers[i]->form)
			buffer_printf(list, " (%s)", readers[i]->form);
	}
	if (count > KINDS_LISTED)
		buffer_printf(list, " or another of the %zu that --list-formats lists", count);
}

/* Files that are often mistaken for profiles, by their first bytes. */
static const struct {
	const char *bytes;
	size_t size;
	const char *what;
} strangers[] = {
	{TEXT_AND_SIZE("\x7f"
                       "ELF"),
         "an ELF program or library"},
	{TEXT_AND_SIZE("PK\x03\x04"), "a zip archive: take the profile out of it"},
	{TEXT_AND_SIZE("SQLite format 3"), "an SQLite database"},
	{TEXT_AND_SIZE("\x89PNG"), "a PNG picture"},
	{TEXT_AND_SIZE("%PDF"), "a PDF document"},
};

/* Describes the beginning of the input: its kind, its first line, or its first bytes in
 * hexadecimal. */
static void append_beginning(const struct head *head, struct buffer *text)
{
	enum { LINE = 40, BYTES = 8 };
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
		if (head->size < strangers[i].size ||
		    memcmp(head->text, strangers[i].bytes, strangers[i].size) != 0)
			continue;
		buffer_printf(text, "; it is %s", strangers[i].what);
		return;
	}
	size_t line = 0;
	while (line < head->size && line < LINE && head->text[line] != '\n' &&
	       head->text[line] != '\r')
		line++;
	bool printable = line > 0;
	for (size_t i = 0; i < line; i++)
		printable &= (unsigned char)head->text[i] >= 0x20 || head->text[i] == '\t';
	if (printable) {
		buffer_text(text, "; it begins with \"");
		buffer_append(text, head->text, line);
		buffer_text(text, line == LINE ? "...\"" : "\"");
		return;
	}
	buffer_text(text, "; it begins with the bytes");
	for (size_t i = 0; i < head->size && i < BYTES; i++)
		buffer_printf(text, " %02x", (unsigned char)head->text[i]);
}

/* Sets the error that no reader accepts the input. */
static enum status refuse(reader_table *readers, const struct input *input, const struct head *head,
                          struct error *err)
{
	const char *name = input_name(input);
	bool piped = strcmp(name, "standard input") == 0;
	struct buffer kinds = {0};
	append_kinds(readers, head->size > 0, &kinds);
	if (head->size)
		append_beginning(head, &kinds);
	buffer_byte(&kinds, '\0');
	enum status status;
	if (kinds.failed)
		status = error_no_memory(err);
	else if (head->size)
		status = error_set(err, STATUS_FAILED, "%s: not a known format; expected %s", name,
		                   kinds.data);
	else
		status = error_set(err, STATUS_FAILED, "%s: empty input; expected %s%s", name,
		                   kinds.data,
		                   piped ? ": did the program that writes to the pipe fail?" : "");
	buffer_free(&kinds);
	return status;
}

static enum status choose_named(reader_table *readers, const char *name,
                                const struct reader **reader, struct error *err)
{
	*reader = bidding_named(readers, name);
	if (!*reader)
		return error_set(err, STATUS_FAILED, "unknown format '%s'", name);
	if (!(*reader)->available)
		return error_set(err, STATUS_FAILED, "format '%s' is not available in this build",
		                 name);
	return STATUS_OK;
}

enum status bidding_choose(reader_table *readers, const char *name, const struct input *input,
                           const struct head *head, const struct reader **reader, struct error *err)
{
	if (decompress_name(head->text, head->size))
		return error_set(err, STATUS_FAILED,
		                 "%s: is compressed more than once; decompress it first",
		                 input_name(input));
	if (name)
		return choose_named(readers, name, reader, err);
	*reader = head->size ? bidding_best(readers, head) : NULL;
	if (!*reader)
		return refuse(readers, input, head, err);
	if (input_is_folder(input) && !(*reader)->folders)
		return error_set(err, STATUS_FAILED, "%s: is a directory, expected a profile",
		                 input_name(input));
	if (!(*reader)->available)
		return error_set(err, STATUS_FAILED,
		                 "%s: has the format %s, which this build does not support",
		                 input_name(input), (*reader)->name);
	return STATUS_OK;
}
