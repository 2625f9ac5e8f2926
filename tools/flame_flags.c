#include "flame_flags.h"

#include "base/text.h"
#include "options/option.h"

#include <stdio.h>
#include <string.h>

/* --- writing them ----------------------------------------------------------------------------- */

/* What is recorded: a program, or existing processes. */
static void add_target(const struct recorder *recorder, struct buffer *text)
{
	const struct flame_options *options = recorder->options;
	if (recorder->words)
		flags_add_program(text, recorder->words[0]);
	if (options->processes.count)
		flags_add(text, "pid", NULL); /* its number has no meaning */
	if (options->whole_system)
		flags_add(text, "all-cpus", NULL);
	if (options->cgroup)
		flags_add(text, "cgroup", options->cgroup);
}

static void add_number(struct buffer *text, const char *option, double number)
{
	char digits[32];
	snprintf(digits, sizeof digits, "%g", number);
	if (number > 0)
		flags_add(text, option, digits);
}

void flame_flags_text(const struct recorder *recorder, struct buffer *text)
{
	const struct flame_options *options = recorder->options;
	const struct recorder_way way = recorder_way(recorder);
	struct buffer extra = {0};
	flags_begin(text);
	if (*way.event)
		flags_add(text, "event", way.event);
	if (*way.frequency && *way.event)
		flags_add(text, "frequency", way.frequency);
	flags_add(text, "call-graph", way.call_graph);
	if (recorder->off_cpu)
		flags_add(text, "off-cpu", *recorder->off_cpu ? recorder->off_cpu : NULL);
	if (recorder->wall)
		flags_add(text, "wall", NULL);
	if (options->no_children)
		flags_add(text, "no-children", NULL);
	if (options->threads)
		flags_add(text, "threads", NULL);
	add_number(text, "delay", options->delay);
	add_number(text, "duration", options->seconds);
	for (size_t i = 0; i < options->perf_args.count; i++)
		buffer_printf(&extra, "%s%s", i ? " " : "", options->perf_args.items[i]);
	if (extra.size) {
		buffer_byte(&extra, '\0');
		if (!extra.failed)
			flags_add(text, "perf-args", extra.data);
	}
	text->failed |= extra.failed;
	buffer_free(&extra);
	add_target(recorder, text);
}

/* --- reading them ------------------------------------------------------------------------- */

/* Whether the value of an option, which comes from a file, cannot mean anything else to perf. */
static bool is_harmless(const char *option, const char *value)
{
	static const char *const modes[] = {"fp", "lbr", "none", "dwarf"};
	if (strcmp(option, "event") ==
	    0) /* not a file's name: perf would load it into the kernel as a program */
		return !value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		                            "0123456789_-:/=,")] &&
		       value[0] != '-' && value[0] != '/';
	if (strcmp(option, "call-graph") != 0)
		return true;
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		if (strcmp(value, modes[i]) == 0)
			return true;
	return string_begins(value, "dwarf,") && !value[6 + strspn(value + 6, "0123456789")];
}

/* Whether the user's options allow another one. */
static bool is_open(const struct settings *set, const struct option *row)
{
	const char *option = row->name;
	const bool switches = flame_options_switches(&set->reading);
	if (option_is_set(row))
		return false;
	if (strcmp(option, "off-cpu") == 0 || strcmp(option, "wall") == 0)
		return !switches;
	if (strcmp(option, "frequency") == 0)
		return !set->flame.event || set->flame.event_noted;
	return strcmp(option, "delay") != 0 || set->words;
}

/* Sets an option as in an earlier result, "frequency=99", if the user did not set it. The text must
 * stay valid. */
static bool take_flag(struct settings *set, const struct option *options, const char *flag)
{
	static const char *const taken[] = {"event", "frequency", "call-graph",  "off-cpu", "wall",
	                                    "delay", "duration",  "no-children", "threads"};
	enum { TAKEN = sizeof taken / sizeof *taken };
	const size_t size = strcspn(flag, "=");
	const char *value = flag[size] ? flag + size + 1 : NULL;
	struct error ignored = {{0}};
	size_t i = 0;
	while (i < TAKEN && (strlen(taken[i]) != size || memcmp(taken[i], flag, size) != 0))
		i++;
	const struct option *row = i < TAKEN ? option_find(options, taken[i]) : NULL;
	if (!row || !is_open(set, row) || (value && !is_harmless(row->name, value)) ||
	    (!value && option_needs_value(row)) || option_set(row, value, &ignored))
		return false;
	set->flame.event_noted |= row->value == &set->flame.event;
	set->flame.call_graph_noted |= row->value == &set->flame.call_graph;
	return true;
}

void flame_flags_take(struct settings *set, const struct option *options, struct flags *flags)
{
	const char *name = NULL, *text = comparer_recorded(&set->comparer, &name);
	struct error ignored = {{0}};
	struct buffer taken = {0};
	if (!text || flags_read(text, flags, &ignored))
		return;
	for (size_t i = 0; i < flags->options.count; i++)
		if (take_flag(set, options, flags->options.items[i]))
			buffer_printf(&taken, " --%s", flags->options.items[i]);
	if (taken.size && !taken.failed)
		cli_warn(&set->cli, "recording as %s was recorded:%.*s", name, (int)taken.size,
		         taken.data);
	buffer_free(&taken);
}
