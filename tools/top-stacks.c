/* top-stacks: the hottest functions, stacks, modules and threads of a profile, as text. */
#include "cli.h"
#include "reading.h"
#include "report_targets.h"

#include "options/remarks.h"
#include "options/top.h"
#include "options/values.h"
#include "report/rankings.h"
#include "totals/chosen.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_USUAL = 80, COLUMNS_LEAST = 40 };

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct settings {
	struct top_options top;
	struct reading_options reading;
	struct report_targets targets;
	const char *color;
	enum color coloring;
};

/* --- the terminal --------------------------------------------------------------------------- */

/* Whether text goes to a terminal. */
static bool at_terminal(const struct cli *cli)
{
	return (!cli->output || strcmp(cli->output, "-") == 0) && isatty(STDOUT_FILENO);
}

/* The columns of the terminal. */
static size_t terminal_columns(void)
{
	struct winsize size = {0};
	const char *given = getenv("COLUMNS");
	long columns = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		columns = size.ws_col;
	if (!columns && given)
		columns = strtol(given, NULL, 10);
	return columns > 0 ? (size_t)columns : COLUMNS_USUAL;
}

/* A variable of the environment that is not empty; NULL: there is none. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);
	return value && *value ? value : NULL;
}

/* Whether the terminal shows more than ASCII, by the locale. */
static bool shows_unicode(void)
{
	const char *locale = variable("LC_ALL");
	if (!locale)
		locale = variable("LC_CTYPE");
	if (!locale)
		locale = variable("LANG");
	return locale && (strcasestr(locale, "utf-8") || strcasestr(locale, "utf8"));
}

static bool terminal_colors(void)
{
	const char *terminal = variable("TERM");
	return !variable("NO_COLOR") && terminal && strcmp(terminal, "dumb") != 0;
}

/* The form of text at its destination. */
static struct ranking_look look_of(const struct cli *cli, const struct settings *set)
{
	const bool terminal = at_terminal(cli);
	struct ranking_look look = {
		.columns = terminal ? terminal_columns() : 0,
		.color = set->coloring == COLOR_ALWAYS ||
	                 (set->coloring == COLOR_AUTO && terminal && terminal_colors()),
		.bars = terminal,
		.ascii = terminal && !shows_unicode(),
	};
	if (set->top.columns)
		look.columns = set->top.columns;
	if (look.columns && look.columns < COLUMNS_LEAST)
		look.columns = COLUMNS_LEAST;
	return look;
}

/* --- writing -------------------------------------------------------------------------------- */

static enum status write_to(const struct settings *set, const struct profile *profile,
                            const struct ranking_format *format, const struct ranking_look *look,
                            const char *path, struct error *err)
{
	struct output output;
	enum status status = output_open(&output, path, err);
	if (status)
		return status;
	status = ranking_write(profile, &set->top.ranking, format, look, &output, err);
	return output_finish(&output, status, err);
}

/* Writes the output, and then the reports that go to files. */
static enum status write_all(const struct cli *cli, const struct settings *set,
                             const struct profile *profile, struct error *err)
{
	const struct ranking_look look = look_of(cli, set);
	const struct ranking_look file = {.columns = set->top.columns, .advice = true};
	const struct ranking_format *format = ranking_format_find("text", 4);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < set->targets.count; i++)
		if (!set->targets.items[i].path)
			format = ranking_format_find(set->targets.items[i].format,
			                             set->targets.items[i].size);
	status = write_to(set, profile, format, &look, cli->output, err);
	for (size_t i = 0; i < set->targets.count && !status; i++) {
		const struct report_target *target = &set->targets.items[i];
		if (target->path)
			status = write_to(set, profile,
			                  ranking_format_find(target->format, target->size), &file,
			                  target->path, err);
	}
	return status;
}

/* A value that is not a function's name must be a regular expression: only the input shows which it
 * is. */
static void check_subjects(const struct cli *cli, const struct settings *set,
                           const struct frames *frames)
{
	const struct ranking_options *ranking = &set->top.ranking;
	struct error err = {{0}};
	for (size_t i = 0; i < ranking->wish_count; i++)
		if (ranking->wishes[i].subject)
			cli_refuse(cli,
			           chosen_check(frames, ranking->wishes[i].option,
			                        ranking->wishes[i].subject, &err),
			           NULL, &err);
}

static enum status run(const struct cli *cli, struct settings *set, struct error *err)
{
	const struct messages messages = cli_messages(cli);
	struct read_account account = {0};
	struct profile profile;
	profile_init(&profile, 1);
	set->reading.read.keep_samples = top_options_keep_samples(&set->top);
	enum status status = reading_run(cli, &set->reading, cli->inputs, cli->input_count,
	                                 &profile, &account, err);
	if (!status)
		status = profile_fit(&profile, SUMS_COLUMNS, err);
	if (!status) {
		remark_rounding(&profile.stacks, &messages);
		check_subjects(cli, set, &profile.frames);
		status = write_all(cli, set, &profile, err);
	}
	read_account_free(&account);
	profile_free(&profile);
	return status;
}

/* --- options -------------------------------------------------------------------------------- */

static bool is_format(const char *name, size_t size)
{
	return ranking_format_find(name, size);
}

static void prepare(struct cli *cli, struct settings *set)
{
	struct error err = {{0}};
	struct option_place place = {0};
	unsigned color = COLOR_AUTO;
	reading_prepare(cli, &set->reading);
	cli_refuse(cli, top_options_prepare(&set->top, &place, &err), &place, &err);
	cli_refuse(cli, option_choice("color", set->color, &color, &err), NULL, &err);
	set->coloring = (enum color)color;
	report_targets_prepare(cli, &set->top.reports, is_format, &set->targets);
	report_targets_check(cli, &set->targets, true, "the other report");
	cli_check_input(cli, "folded stacks or the output of perf script");
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	struct settings set = {0};
	struct error err = {{0}};
	/* clang-format off */
	const struct option options[] = {
		TOP_OPTIONS(&set.top),
		{"color", 0, OPTION_TEXT, false, &set.color, "WHEN",
		 "colour text: auto (at a terminal, without NO_COLOR), always or never", NULL},
		READING_OPTIONS(&set.reading, false, OPTION_RARELY),
		CLI_COMMON_OPTIONS(&cli),
	};
	const struct tool tool = {
		.name = "top-stacks",
		.usage = "[OPTION]... [FILE]...",
		.summary =
			"Shows where a profile's weight is: the hottest functions, who calls them, and\n"
			"the paths to them. Reads any format that fold-stacks reads; several inputs are\n"
			"added up. Two counts for each stack show what changed.\n"
			"Without FILE, or with -, reads standard input.",
		.examples =
			"perf record -g -- ./program; top-stacks perf.data\n"
			"top-stacks --around malloc --min-share 2% perf.data\n"
			"top-stacks --budget 30 --report markdown:comment.md cpu.folded",
		.options = options,
	};
	/* clang-format on */
	cli_parse(&cli, &tool, argc, argv);
	prepare(&cli, &set);
	int code = run(&cli, &set, &err) ? cli_fail(&cli, &err) : EXIT_DONE;
	report_targets_free(&set.targets);
	reading_options_free(&set.reading);
	cli_free(&cli);
	return code;
}
