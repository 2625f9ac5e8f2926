#include "option_table.h"

#include "options/values.h"

#include <string.h>

static void write_field(struct output *output, const char *text, char end)
{
	output_text(output, text && *text ? text : "-");
	output_write(output, &end, 1);
}

/* The kinds of values of an option, and the names of values that have them. */
static void write_values(struct output *output, const struct tool *tool, const struct option *row)
{
	const struct option_values *values = option_values(tool->name, row->name);
	const char *argument = row->argument ? row->argument : "";
	if (!values) {
		bool file = text_ends(text_of(argument), "FILE"); /* also [FORMAT:]FILE */
		bool folder = strcmp(argument, "FOLDER") == 0;
		write_field(output, file ? "file" : folder ? "folder" : NULL, '\t');
		write_field(output, NULL, '\t');
		return;
	}
	write_field(output, values->others ? "such-as" : "one-of", '\t');
	const char *name = option_value_name(values, 0);
	for (size_t i = 1; name; i++) {
		const char *next = option_value_name(values, i);
		write_field(output, name, next ? ' ' : '\t');
		name = next;
	}
}

/* The text without the mark for --help-all; *rare: whether it had the mark. */
static const char *unmarked(const char *text, bool *rare)
{
	*rare = strncmp(text, OPTION_RARELY, strlen(OPTION_RARELY)) == 0;
	return *rare ? text + strlen(OPTION_RARELY) : text;
}

static void write_row(struct output *output, const struct tool *tool, const struct option *row,
                      bool rare_group)
{
	static const char *const types[] = {
		[OPTION_FLAG] = "flag",   [OPTION_TEXT] = "text",     [OPTION_LIST] = "list",
		[OPTION_COUNT] = "count", [OPTION_NUMBER] = "number", [OPTION_MAYBE] = "maybe",
		[OPTION_STEP] = "list",
	};
	const char *type = option_needs_value(row) || row->type == OPTION_MAYBE ? types[row->type]
	                                                                        : "flag";
	bool rare = false;
	const char *help = row->help ? unmarked(row->help, &rare) : NULL;
	write_field(output, row->name, '\t');
	write_field(output, (char[]){row->letter, '\0'}, '\t');
	write_field(output, type, '\t');
	write_field(output, row->argument, '\t');
	write_values(output, tool, row);
	write_field(output, !help ? "alias" : rare || rare_group ? "rare" : "usual", '\t');
	write_field(output, help, '\n');
}

void option_table_write(const struct tool *tool, struct output *output)
{
	bool rare_group = false;
	write_field(output, tool->name, '\t');
	write_field(output, tool->two_lists ? "two-lists" : "options-end", '\n');
	for (const struct option *row = tool->options; row->name; row++) {
		if (row->group)
			unmarked(row->group, &rare_group);
		write_row(output, tool, row, rare_group);
	}
}
