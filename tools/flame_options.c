#include "flame_options.h"

#include "options/values.h"
#include "record/words.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static unsigned choice(const struct cli *cli, const char *option, const char *value,
                       unsigned otherwise)
{
	struct error err = {{0}};
	unsigned index = otherwise;
	if (value)
		cli_refuse(cli, option_choice(option, value, &index, &err), NULL, &err);
	return index;
}

static void read_pids(const struct cli *cli, struct flame_options *options)
{
	options->pids = calloc(options->processes.count + 1, sizeof *options->pids);
	if (!options->pids) {
		struct error err = {{0}};
		exit((error_no_memory(&err), cli_fail(cli, &err)));
	}
	for (size_t i = 0; i < options->processes.count; i++) {
		const char *text = options->processes.items[i];
		char *end;
		errno = 0;
		long number = strtol(text, &end, 10);
		if (errno || end == text || *end || number <= 0 || number > INT_MAX)
			cli_usage(cli, "--pid: '%s' is no process ID; pgrep finds those of a name",
			          text);
		options->pids[i] = (pid_t)number;
	}
}

static void read_perf_args(const struct cli *cli, const struct flame_options *options,
                           struct word_list *words)
{
	struct error err = {{0}};
	for (size_t i = 0; i < options->perf_args.count; i++)
		if (words_split(words, options->perf_args.items[i], &err))
			cli_usage(cli, "--perf-args: %s", err.text);
}

/* Rejects options that contradict each other. */
static void check_together(const struct cli *cli, const struct flame_options *options)
{
	const bool attaches = options->processes.count || options->whole_system || options->cgroup;
	if (options->processes.count && (options->whole_system || options->cgroup))
		cli_usage(cli, "--pid cannot be combined with %s",
		          options->cgroup ? "--cgroup" : "--all-cpus");
	if (attaches && cli->inputs_given)
		cli_usage(cli,
		          "'%s': give either a program to record, or --pid, --all-cpus or "
		          "--cgroup",
		          cli->inputs[0]);
	if (options->as_caller && !cli->command)
		cli_usage(cli, "--user needs a program to run");
	if (options->as_caller && !getenv("SUDO_UID"))
		cli_usage(cli, "--user is for sudo: SUDO_UID is not set");
	if (options->repeat && !cli->command && !attaches)
		cli_usage(cli, "--repeat needs something to record");
	if (options->delay > 0 && !cli->command)
		cli_usage(cli, "--delay needs a program to run");
}

bool flame_options_switches(const struct reading_options *reading)
{
	return reading->off_cpu || reading->read.wall;
}

void flame_options_check(const struct cli *cli, struct flame_options *options)
{
	options->keep = (enum keep)choice(cli, "keep", options->keep_text, KEEP_ALL);
	options->open = (enum open_when)choice(cli, "open", options->open_text, OPEN_AUTO);
	options->status_of = (enum status_of)choice(cli, "status-of", options->status_text,
	                                            STATUS_OF_PROGRAM);
	read_pids(cli, options);
	read_perf_args(cli, options, &options->extra);
	check_together(cli, options);
}

void flame_options_free(struct flame_options *options)
{
	free(options->pids);
	words_free(&options->extra);
}
