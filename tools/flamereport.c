/* flamereport: many profiles as a folder of pages, for CI to keep. */
#include "cli.h"
#include "flamereport_options.h"
#include "flamereport_records.h"

#include "pages/pages.h"
#include "summary/states.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cli cli;
static struct flamereport_options settings;

/* --- signals -------------------------------------------------------------------------------- */

static atomic_bool stopped;
static volatile sig_atomic_t signal_number;

static void stop(int number)
{
	if (signal_number) { /* the second one: the first has had no effect */
		signal(number, SIG_DFL);
		raise(number);
	}
	signal_number = number;
	atomic_store(&stopped, true);
}

/* A signal that would end the tool ends the work, so that what was written beside is removed. */
static void watch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct sigaction now, action = {.sa_handler = stop, .sa_flags = SA_RESTART};
		if (sigaction(numbers[i], NULL, &now) != 0 || now.sa_handler == SIG_IGN)
			continue;
		sigemptyset(&action.sa_mask);
		sigaction(numbers[i], &action, NULL);
	}
}

/* Ends as the signal does that stopped the work. */
static void end_by_signal(void)
{
	if (!signal_number)
		return;
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

/* --- results -------------------------------------------------------------------------------- */

/* What exceeds limits; of changes that passed one within noise there can be very many. */
static size_t list_breaches(const struct comparison_row *row, size_t *noise)
{
	for (size_t i = 0; i < row->breach_count; i++) {
		const struct row_breach *breach = &row->breaches[i];
		if (breach->noise)
			cli_note(&cli, "%s: limit %s: %s: within noise, not counted", row->name,
			         breach->rule, breach->text);
		else
			cli_error(&cli, "%s: limit %s exceeded: %s", row->name, breach->rule,
			          breach->text);
		*noise += breach->noise;
	}
	return row->exceeded;
}

static size_t list_failures(const struct pages *pages)
{
	size_t exceeded = 0, noise = 0;
	for (size_t i = 0; i < pages->count; i++) {
		const struct comparison_row *row = &pages->benchmarks[i].row;
		if (row->state == ROW_FAILED)
			cli_error(&cli, "%s", row->why);
		if (row->state == ROW_APART)
			cli_warn(&cli, "%s: not compared: %s", row->name, row->why);
		if (row->state == ROW_COMPARED && row->why)
			cli_warn(&cli, "%s: %s", row->name, row->why);
		exceeded += list_breaches(row, &noise);
	}
	if (noise)
		cli_warn(&cli,
		         "%zu change%s beyond limits %s within noise and not counted; the pages "
		         "list them",
		         noise, noise == 1 ? "" : "s", noise == 1 ? "is" : "are");
	return exceeded;
}

/* Says which limits no benchmark has checked. */
static void list_unchecked(const struct pages *pages)
{
	for (size_t r = 0; r < settings.comparing.fail_on.count; r++) {
		const char *rule = settings.comparing.fail_on.items[r], *why = NULL;
		bool checked = false;
		for (size_t i = 0; i < pages->count && !checked; i++) {
			const struct comparison_row *row = &pages->benchmarks[i].row;
			const char *here = state_unchecked(row, rule);
			checked = row->state == ROW_COMPARED && !here;
			why = here ? here : why;
		}
		if (!checked && why)
			cli_warn(&cli, "limit %s %s in any benchmark: not checked", rule, why);
	}
}

/* Says that nothing could be compared because of the benchmarks' names. */
static void check_names(const struct pages *pages)
{
	size_t states[ROW_STATES] = {0};
	for (size_t i = 0; i < pages->count; i++)
		states[pages->benchmarks[i].row.state]++;
	if (states[ROW_NEW] && states[ROW_GONE] && !states[ROW_COMPARED] && !states[ROW_APART])
		cli_warn(&cli, "no benchmark has the name of one in the baseline, so nothing is "
		               "compared; --name changes names");
}

static int finish(struct pages *pages, struct error *err)
{
	struct records records = {0};
	enum status status = records_trends(&cli, &settings, pages, &records, err);
	if (!status)
		status = pages_finish(pages, err);
	if (!status)
		status = records_write(&settings, &records, err);
	records_free(&records);
	if (status)
		return cli_fail(&cli, err);
	const size_t exceeded = list_failures(pages);
	list_unchecked(pages);
	check_names(pages);
	if (!pages->count)
		cli_warn(&cli, "found no profiles; the report is empty");
	if (pages->kept)
		cli_note(&cli, "%zu of %zu benchmarks had not changed", pages->kept, pages->count);
	cli_note(&cli, "the report is %s/index.html", cli.output);
	if (exceeded)
		return EXIT_LIMIT;
	const bool failed = pages->failed || !pages->count;
	return failed && !settings.keep_going ? EXIT_INPUT : EXIT_DONE;
}

static int run(void)
{
	struct error err = {{0}};
	struct pages pages;
	const struct pages_options options = {
		.output = cli.output,
		.title = settings.title,
		.operands = cli.inputs,
		.operand_count = cli.input_count,
		.naming = &settings.naming,
		.baseline = settings.baseline,
		.incremental = settings.incremental,
		.jobs = settings.jobs,
		.trends = settings.history,
		.watched = settings.trend,
		.read = &settings.reading.read,
		.comparing = &settings.comparing,
		.drawing = &settings.drawing,
		.options_key = settings.key,
		.stopped = &stopped,
		.messages = cli_messages(&cli),
	};
	watch_signals();
	const int code = pages_make(&options, &pages, &err) ? cli_fail(&cli, &err)
	                                                    : finish(&pages, &err);
	pages_free(&pages);
	end_by_signal();
	return code;
}

int main(int argc, char **argv)
{
	/* clang-format off */
	const struct option options[] = {
		FLAMEREPORT_OPTIONS(&settings, &cli),
		CLI_OTHER_OPTIONS(&cli, "Common options"),
	};
	const struct tool tool = {
		.name = "flamereport",
		.usage = "-o FOLDER [OPTION]... FILE|FOLDER...",
		.summary =
			"Makes a folder of web pages from many profiles, for CI to keep: an index, and a\n"
			"page for each benchmark with its flame graph, hottest functions, and changes\n"
			"from a baseline. The pages need no scripts. Reads any format that fold-stacks\n"
			"reads; searches folders.",
		.examples =
			"flamereport -o report/ profiles/\n"
			"flamereport -o report/ --baseline last/ --fail-on 'total>5%' bench/\n"
			"flamereport -o report/ --summary comment.md --history runs.jsonl profiles/\n"
			"flamereport -o report/ --name '^bench/=' --runs '-run[0-9]+$' bench/",
		.options = options,
	};
	/* clang-format on */
	drawing_options_init(&settings.drawing);
	cli_parse(&cli, &tool, argc, argv);
	flamereport_options_prepare(&cli, &settings);
	const int code = run();
	flamereport_options_free(&settings);
	cli_free(&cli);
	return code;
}
