#include "help.h"

#include <stdio.h>
#include <string.h>

enum {
	HELP_COLUMNS = 80,
	HELP_LEFT_MAX =
		30, /* widest option column; the help of longer options begins on the next line */
};

/* "  -o, --output FILE" */
static int option_label(char *label, size_t size, const struct option *row)
{
	char letter[8] = "    ";
	if (row->letter)
		snprintf(letter, sizeof letter, "-%c, ", row->letter);
	return snprintf(label, size, "  %s--%s%s%s", letter, row->name,
	                row->argument && row->type != OPTION_MAYBE ? " " : "",
	                row->argument ? row->argument : "");
}

/* Writes text, broken at blanks so that lines end before HELP_COLUMNS; each further line begins at
 * column `left`, where the cursor is. */
static void write_wrapped(struct output *output, const char *text, int left)
{
	size_t room = (size_t)(HELP_COLUMNS - left);
	while (strlen(text) > room) {
		size_t size = room;
		while (size && text[size] != ' ')
			size--;
		if (!size)
			break;
		char line[HELP_COLUMNS + 16];
		snprintf(line, sizeof line, "%.*s\n%*s", (int)size, text, left, "");
		output_text(output, line);
		text += size + 1;
	}
	output_text(output, text);
	output_text(output, "\n");
}

/* The part of a row's help or of a heading to show, NULL: none, because it is rarely needed. */
static const char *shown(const char *text, bool all)
{
	if (strncmp(text, OPTION_RARELY, strlen(OPTION_RARELY)) != 0)
		return text;
	return all ? text + strlen(OPTION_RARELY) : NULL;
}

static void write_option(struct output *output, const struct option *row, const char *help,
                         int left)
{
	char label[128];
	int size = option_label(label, sizeof label, row);
	output_text(output, label);
	if (size + 2 > left) {
		output_text(output, "\n");
		size = 0;
	}
	snprintf(label, sizeof label, "%*s", left - size, "");
	output_text(output, label);
	write_wrapped(output, help, left);
}

static void write_options(struct output *output, const struct option *options, bool all)
{
	char label[128];
	int left = 0;
	for (const struct option *row = options; row->name; row++) {
		int size = row->help ? option_label(label, sizeof label, row) + 2 : 0;
		if (size > left && size <= HELP_LEFT_MAX)
			left = size;
	}
	bool group_shown = true;
	for (const struct option *row = options; row->name; row++) {
		const char *group = row->group ? shown(row->group, all) : NULL;
		if (row->group)
			group_shown = group != NULL;
		if (group) {
			output_text(output, "\n");
			output_text(output, group);
			output_text(output, ":\n");
		}
		const char *help = row->help ? shown(row->help, all) : NULL;
		if (group_shown && help)
			write_option(output, row, help, left);
	}
}

void help_write(struct output *output, const struct tool *tool, bool all)
{
	const char *parts[] = {"Usage: ", tool->name, " ", tool->usage, "\n", tool->summary, "\n"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		output_text(output, parts[i]);
	write_options(output, tool->options, all);
	if (!tool->examples)
		return;
	output_text(output, "\nExamples:\n");
	for (const char *line = tool->examples; *line;) {
		size_t size = strcspn(line, "\n");
		output_text(output, "  ");
		output_write(output, line, size);
		output_text(output, "\n");
		line += size + (line[size] == '\n');
	}
}
