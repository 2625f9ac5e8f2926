#include "flamereport_options.h"

#include "reading.h"

#include "base/hash.h"
#include "config.h"
#include "summary/page_link.h"
#include "summary/summary.h"

#include <stdio.h>
#include <string.h>

/* Options that change nothing in pages. */
static const char *const apart[] = {
	"output",     "incremental", "jobs",    "keep-going", "threads",
	"max-memory", "stats",       "quiet",   "verbose",    "baseline",
	"summary",    "base-url",    "history", "run",        NULL,
};

static bool matters(const struct option *row)
{
	for (size_t i = 0; apart[i]; i++)
		if (strcmp(apart[i], row->name) == 0)
			return false;
	return option_is_set(row);
}

static void add(XXH3_state_t *state, const char *text)
{
	XXH3_128bits_update(state, text, strlen(text) + 1);
}

static void add_value(XXH3_state_t *state, const struct option *row)
{
	char number[40];
	add(state, row->name);
	switch (row->type) {
	case OPTION_TEXT:
	case OPTION_MAYBE:
		add(state, *(const char *const *)row->value);
		break;
	case OPTION_LIST: {
		const struct text_list *list = row->value;
		for (size_t i = 0; i < list->count; i++)
			add(state, list->items[i]);
		break;
	}
	case OPTION_COUNT:
		snprintf(number, sizeof number, "%u", *(const unsigned *)row->value);
		add(state, number);
		break;
	case OPTION_NUMBER:
		snprintf(number, sizeof number, "%a", *(const double *)row->value);
		add(state, number);
		break;
	default:
		break;
	}
}

/* The checksum of the options as they were given, and of this version. */
static void make_key(const struct cli *cli, struct flamereport_options *options)
{
	XXH3_state_t *state = XXH3_createState();
	if (!state)
		return; /* nothing is kept that has another key */
	XXH3_128bits_reset(state);
	add(state, PACKAGE_VERSION);
	add(state, options->baseline ? "compared" : "");
	add(state, options->history ? "trends" : "");
	for (const struct option *row = cli->tool->options; row->name; row++)
		if (matters(row))
			add_value(state, row);
	const XXH128_hash_t sum = XXH3_128bits_digest(state);
	snprintf(options->key, sizeof options->key, "%016llx%016llx",
	         (unsigned long long)sum.high64, (unsigned long long)sum.low64);
	XXH3_freeState(state);
}

static void prepare_naming(struct cli *cli, struct flamereport_options *options)
{
	struct error err = {{0}}, why = {{0}};
	size_t rename = 0, offset = 0;
	const struct match_options renames = {
		.renames = options->names.items,
		.rename_count = options->names.count,
	};
	struct option_place place = {0};
	enum status status = options->names.count ? match_open(&renames, &options->naming.renames,
	                                                       &rename, &offset, &why)
	                                          : STATUS_OK;
	if (status) {
		place = (struct option_place){options->names.items[rename], offset};
		error_set(&err, status, "--name: %s", why.text);
		cli_refuse(cli, status, &place, &err);
	}
	options->naming.apart = options->runs && !*options->runs;
	if (!options->runs || options->naming.apart)
		return;
	status = pattern_compile_at(options->runs, strlen(options->runs), &options->naming.runs,
	                            &offset, &why);
	if (status) {
		place = (struct option_place){options->runs, offset};
		error_set(&err, status, "--runs: %s", why.text);
		cli_refuse(cli, status, &place, &err);
	}
}

static void prepare_summaries(struct cli *cli, const struct flamereport_options *options)
{
	for (size_t i = 0; i < options->summaries.count; i++) {
		const char *given = options->summaries.items[i], *path, *other;
		if (!summary_of_file(given, &path))
			cli_usage(
				cli,
				"--summary %s: give a name that ends in .md, .xml or .json, or the "
				"format before it, as in markdown:FILE",
				given);
		if (!*path)
			cli_usage(cli, "--summary %s: the name of the file is missing", given);
		cli_check_replaced(cli, "summary", path);
		for (size_t k = 0; k < i; k++) {
			summary_of_file(options->summaries.items[k], &other);
			if (cli_same_file(path, other))
				cli_usage(cli,
				          "--summary %s: another summary goes to the same file",
				          given);
		}
	}
	if (options->base_url && !page_link_base(options->base_url))
		cli_usage(cli,
		          "--base-url: '%s' is not a URL such as https://ci.example/42/report/",
		          options->base_url);
}

static void prepare_history(struct cli *cli, struct flamereport_options *options)
{
	struct error err = {{0}}, why = {{0}};
	size_t offset = 0;
	if (options->run && !options->history)
		cli_usage(cli, "--run needs --history");
	if (options->run && !*options->run)
		cli_usage(cli, "--run: the name is empty");
	if (options->trend && !options->history)
		cli_usage(cli, "--trend needs --history");
	if (options->history)
		cli_check_replaced(cli, "history", options->history);
	if (!options->trend)
		return;
	enum status status = pattern_compile_at(options->trend, strlen(options->trend),
	                                        &options->watched, &offset, &why);
	if (status) {
		const struct option_place place = {options->trend, offset};
		error_set(&err, status, "--trend: %s", why.text);
		cli_refuse(cli, status, &place, &err);
	}
}

/* What each benchmark prepares for itself is tried once, for messages about wrong values. */
static void try_others(struct cli *cli, const struct flamereport_options *options)
{
	struct error err = {{0}};
	struct option_place place = {0};
	struct comparing_options comparing = options->comparing;
	struct drawing_options drawing = options->drawing;
	cli_refuse(cli, comparing_options_prepare(&comparing, &place, &err), &place, &err);
	comparing_options_free(&comparing);
	cli_refuse(cli, drawing_options_prepare(&drawing, options->reading.read.as_perf, &err),
	           NULL, &err);
	drawing_options_free(&drawing);
}

void flamereport_options_prepare(struct cli *cli, struct flamereport_options *options)
{
	make_key(cli, options);
	reading_prepare(cli, &options->reading);
	if (!cli->output)
		cli_usage(cli, "give the folder of the report: --output FOLDER");
	if (!*cli->output || strcmp(cli->output, "-") == 0)
		cli_usage(cli, "--output %s: is not a folder", cli->output);
	if (!cli->inputs_given)
		cli_usage(cli, "give profiles, or folders that have some");
	if (options->reading.stats)
		cli_usage(cli,
		          "--stats works for single profiles only: use fold-stacks --stats FILE");
	if (!options->baseline && options->comparing.fail_on.count)
		cli_usage(cli, "--fail-on needs --baseline");
	if (!options->title)
		options->title = "Profiles";
	prepare_naming(cli, options);
	prepare_summaries(cli, options);
	prepare_history(cli, options);
	try_others(cli, options);
}

void flamereport_options_free(struct flamereport_options *options)
{
	match_free(options->naming.renames);
	pattern_free(options->naming.runs);
	pattern_free(options->watched);
	reading_options_free(&options->reading);
}
