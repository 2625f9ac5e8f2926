/* diff-stacks: two profiles side by side, as folded text with two counts. */
#include "cli.h"
#include "reading.h"

#include "base/output.h"
#include "base/parallel.h"
#include "diff/diff.h"
#include "read/sorted_join.h"
#include "store/profile.h"

#include <stdio.h>
#include <string.h>

struct settings {
	bool normalize, strip;
	struct reading_options reading;
};

/* Refuses what cannot be one side of a comparison. */
static enum status check_side(const struct profile *side, const char *path, struct error *err)
{
	struct error why = {0};
	uint64_t total;
	if (side->stacks.columns != 1)
		return error_set(err, STATUS_FAILED,
		                 "%s: has %u counts on each line, as if compared already; give "
		                 "two inputs of one count",
		                 path, side->stacks.columns);
	enum status status = stacks_total(&side->stacks, 0, &total, &why);
	if (status != STATUS_OK)
		return error_set(err, status, "%s: %s", path, why.text);
	if (!total)
		return error_set(err, STATUS_FAILED,
		                 "%s: its counts add up to zero: there is nothing to compare",
		                 path);
	return STATUS_OK;
}

/* Reads one input into `side`, initialised and to be freed in any case, and reports on it. */
static enum status read_side(const struct cli *cli, const struct settings *settings,
                             const char *path, struct profile *side, struct read_account *account,
                             struct error *err)
{
	if (settings->reading.stats)
		fprintf(stderr, "%s:\n", strcmp(path, "-") == 0 ? "standard input" : path);
	enum status status = reading_run(cli, &settings->reading, &path, 1, side, account, err);
	if (status == STATUS_OK)
		status = check_side(side, path, err);
	if (status != STATUS_OK)
		return status;
	cli_note(cli, "%s: %zu stacks", path, side->stacks.count);
	if (!settings->strip)
		return STATUS_OK;
	struct profile stripped;
	profile_init(&stripped, 1);
	status = diff_strip_addresses(side, &stripped, err);
	profile_free(side);
	*side = stripped;
	return status;
}

/* The event that counted because nobody chose, NULL: none. */
static const char *default_event(const struct read_account *account)
{
	for (size_t i = 0; account->event_defaulted && i < account->event_count; i++)
		if (account->events[i].kept)
			return account->events[i].name;
	return NULL;
}

static void check_events(const struct cli *cli, const struct read_account accounts[DIFF_COLUMNS])
{
	const char *before = default_event(&accounts[DIFF_BEFORE]);
	const char *after = default_event(&accounts[DIFF_AFTER]);
	if (before && after && strcmp(before, after) != 0)
		cli_warn(cli,
		         "comparing samples of %s in %s with samples of %s in %s; "
		         "--event-filter chooses",
		         before, cli->inputs[DIFF_BEFORE], after, cli->inputs[DIFF_AFTER]);
}

/* Reads both inputs and makes `pair` of them. Whether it fails or not, pair is to be freed. */
static enum status compare(const struct cli *cli, const struct settings *settings,
                           struct profile *pair, struct error *err)
{
	struct profile sides[DIFF_COLUMNS];
	struct read_account accounts[DIFF_COLUMNS] = {0};
	enum status status = STATUS_OK;
	profile_init(pair, DIFF_COLUMNS);
	for (size_t i = 0; i < DIFF_COLUMNS; i++)
		profile_init(&sides[i], 1);
	for (size_t i = 0; i < DIFF_COLUMNS && status == STATUS_OK; i++)
		status = read_side(cli, settings, cli->inputs[i], &sides[i], &accounts[i], err);
	if (status == STATUS_OK) {
		check_events(cli, accounts);
		status = diff_pair(pair, &sides[DIFF_BEFORE], &sides[DIFF_AFTER], err);
	}
	if (status == STATUS_OK && settings->normalize)
		status = diff_normalize(pair, err);
	for (size_t i = 0; i < DIFF_COLUMNS; i++) {
		profile_free(&sides[i]);
		read_account_free(&accounts[i]);
	}
	return status;
}

static enum status write_pair(const struct cli *cli, const struct profile *pair, struct error *err)
{
	struct output output;
	enum status status = output_open(&output, cli->output, err);
	if (status != STATUS_OK)
		return status;
	status = profile_write_folded(pair, &output, err);
	enum status closed = output_close(&output, status == STATUS_OK, err);
	return status != STATUS_OK ? status : closed;
}

/* Two sorted files of folded text need not be kept to be compared; *joined says whether they are. */
static enum status join(const struct cli *cli, const struct settings *settings, bool *joined,
                        struct error *err)
{
	struct settings rest = *settings;
	rest.reading = (struct reading_options){0};
	const struct settings nothing = {0};
	*joined = false;
	if (memcmp(&rest, &nothing, sizeof rest) != 0 || !reading_is_plain(&settings->reading))
		return STATUS_OK;
	struct output output;
	struct sorted_join result = {0};
	const char *const paths[] = {cli->inputs[DIFF_BEFORE], cli->inputs[DIFF_AFTER]};
	if (strcmp(paths[0], "-") == 0 || strcmp(paths[1], "-") == 0)
		return STATUS_OK;
	enum status status = output_open(&output, cli->output, err);
	if (status != STATUS_OK)
		return status;
	status = sorted_join(paths, parallel_threads(settings->reading.read.threads), &output,
	                     &result, err);
	enum status closed = output_close(&output, status == STATUS_OK && result.joined, err);
	*joined = result.joined;
	for (size_t i = 0; i < DIFF_COLUMNS && result.joined; i++)
		cli_note(cli, "%s: %llu stacks", cli->inputs[i],
		         (unsigned long long)result.stacks[i]);
	return status != STATUS_OK ? status : closed;
}

static void check_operands(const struct cli *cli)
{
	size_t count = cli->inputs_given ? cli->input_count : 0;
	if (count != DIFF_COLUMNS)
		cli_usage(cli, "needs two inputs, before and after, but got %zu", count);
	if (strcmp(cli->inputs[DIFF_BEFORE], "-") == 0 && strcmp(cli->inputs[DIFF_AFTER], "-") == 0)
		cli_usage(cli, "standard input can be only one of the two inputs");
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	struct settings set = {0};
	/* clang-format off */
	const struct option options[] = {
		{"normalize", 'n', OPTION_FLAG, true, &set.normalize, NULL,
		 "scale the first counts to the sum of the second", "Comparison"},
		{"strip-hex", 's', OPTION_FLAG, true, &set.strip, NULL,
		 "write hexadecimal numbers (addresses) as 0x...", NULL},
		READING_OPTIONS(&set.reading, false),
		CLI_COMMON_OPTIONS(&cli),
	};
	const struct tool tool = {
		.name = "diff-stacks",
		.usage = "[OPTION]... BEFORE AFTER",
		.summary =
			"Compares two profiles: writes every stack with its count before and after.\n"
			"Inputs are folded text, the output of perf script, or whatever fold-stacks\n"
			"reads; - is standard input.",
		.examples =
			"diff-stacks before.folded after.folded | flamesvg > diff.svg\n"
			"diff-stacks -n before.perf.gz after.perf.gz -o diff.folded",
		.options = options,
	};
	/* clang-format on */
	cli_parse(&cli, &tool, argc, argv);
	reading_prepare(&cli, &set.reading);
	check_operands(&cli);

	struct profile pair;
	struct error err = {0};
	bool joined;
	profile_init(&pair, DIFF_COLUMNS);
	enum status status = join(&cli, &set, &joined, &err);
	if (status == STATUS_OK && !joined)
		status = compare(&cli, &set, &pair, &err);
	if (status == STATUS_OK && !joined)
		status = write_pair(&cli, &pair, &err);
	profile_free(&pair);
	int code = status == STATUS_OK ? EXIT_DONE : cli_fail(&cli, &err);
	reading_free(&set.reading);
	cli_free(&cli);
	return code;
}
