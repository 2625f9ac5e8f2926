/* diff-stacks: two profiles, or several runs of both, side by side, as folded text with two counts;
 * limits to what may change, and reports of what did. */
#include "cli.h"
#include "gate.h"
#include "reading.h"
#include "report.h"
#include "run_list.h"

#include "base/output.h"
#include "base/parallel.h"
#include "diff/advised.h"
#include "diff/columns.h"
#include "diff/compare.h"
#include "diff/judge.h"
#include "diff/match.h"
#include "read/begun.h"
#include "read/event.h"
#include "formats/formats.h"
#include "join/sorted_join.h"
#include "options/comparing.h"
#include "options/remarks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings {
	struct comparing_options comparing;
	struct gate gate;
	struct reading_options reading;

	unsigned runs[DIFF_COLUMNS];           /* inputs on each side */
	struct read_begun begun[DIFF_COLUMNS]; /* inputs that were opened to be joined */
};

/* --- options -------------------------------------------------------------------------------- */

static void prepare_operands(const struct cli *cli, struct settings *set)
{
	size_t count = cli->inputs_given ? cli->input_count : 0, before = cli->parted;
	if (!before) {
		if (count > DIFF_COLUMNS)
			cli_usage(cli,
			          "got %zu inputs: put -- between several runs before and after",
			          count);
		if (count != DIFF_COLUMNS)
			cli_usage(cli, "needs two inputs, before and after, but got %zu", count);
		before = 1;
	}
	if (before == count)
		cli_usage(cli, "no input after --, for the side after");
	if (count > STACKS_COLUMNS_MAX)
		cli_usage(cli, "%zu inputs, but at most %d can be compared", count,
		          STACKS_COLUMNS_MAX);
	set->runs[DIFF_BEFORE] = (unsigned)before;
	set->runs[DIFF_AFTER] = (unsigned)(count - before);
}

/* --- reading -------------------------------------------------------------------------------- */

static const char *const advice_prefixes[] = {[DIFF_BEFORE] = "before: ", [DIFF_AFTER] = "after: "};

/* A run's advice goes to that of its side. False without memory. */
static bool take_advice(struct advised *advised, int side, struct facts *facts)
{
	bool ok = advised_add(advised, side, facts);
	facts_forget_advice(facts);
	return ok;
}

/* What is said of all inputs together. */
struct said {
	struct read_account accounts[STACKS_COLUMNS_MAX];
	struct advised advised;
	char *recorded[STACKS_COLUMNS_MAX]; /* how, NULL: not known */
};

static void said_free(struct said *said)
{
	for (unsigned c = 0; c < STACKS_COLUMNS_MAX; c++) {
		read_account_free(&said->accounts[c]);
		free(said->recorded[c]);
	}
	advised_free(&said->advised);
}

/* Takes from a run what is said of it. False without memory. */
static bool take_said(struct said *said, unsigned column, int side, struct facts *facts)
{
	if (!facts->recorded)
		return take_advice(&said->advised, side, facts);
	said->recorded[column] = strdup(facts->recorded);
	return said->recorded[column] && take_advice(&said->advised, side, facts);
}

/* Reads one input and puts it into its column. */
static enum status read_run(const struct cli *cli, struct settings *set, unsigned column,
                            struct runs *runs, struct said *said, struct error *err)
{
	const char *path = cli->inputs[column], *name = cli_input_name(path);
	struct reading_options reading = set->reading;
	struct profile run;
	profile_init(&run, 1);
	reading.read.begun = column < DIFF_COLUMNS ? &set->begun[column] : NULL;
	if (set->reading.stats)
		fprintf(stderr, "%s:\n", name);
	enum status status = reading_run(cli, &reading, &path, 1, &run, &said->accounts[column],
	                                 err);
	if (status == STATUS_OK)
		status = run_check(&run, name, err);
	int side = column < set->runs[DIFF_BEFORE] ? DIFF_BEFORE : DIFF_AFTER;
	if (status == STATUS_OK && !take_said(said, column, side, &run.facts))
		status = error_no_memory(err);
	if (status == STATUS_OK) {
		cli_note(cli, "%s: %zu stacks", name, run.stacks.count);
		status = runs_add(runs, column, &run, set->comparing.names, err);
	}
	profile_free(&run);
	return status;
}

/* The event that counted because none was chosen, NULL: none. */
static const char *default_event(const struct read_account *account)
{
	for (size_t i = 0; account->event_defaulted && i < account->event_count; i++)
		if (account->events[i].kept)
			return account->events[i].name;
	return NULL;
}

/* Warns where the inputs' events differ. */
static void check_events(const struct cli *cli, const struct read_account *accounts, unsigned count)
{
	unsigned first = 0;
	while (first < count && !default_event(&accounts[first]))
		first++;
	for (unsigned i = first + 1; i < count; i++) {
		const char *one = default_event(&accounts[first]);
		const char *other = default_event(&accounts[i]);
		if (!other || strcmp(one, other) == 0 ||
		    event_siblings(text_of(one), text_of(other)))
			continue;
		cli_warn(cli,
		         "comparing samples of %s in %s with samples of %s in %s; "
		         "--event-filter counts one event",
		         one, cli_input_name(cli->inputs[first]), other,
		         cli_input_name(cli->inputs[i]));
		return;
	}
}

/* Warns of the first input that was recorded in another way than the first one. */
static void check_flags(const struct cli *cli, char *const *recorded, unsigned count)
{
	const struct messages messages = cli_messages(cli);
	bool differ = false;
	for (unsigned i = 1; i < count && !differ; i++)
		differ = remark_flags(recorded[0], cli_input_name(cli->inputs[0]), recorded[i],
		                      cli_input_name(cli->inputs[i]), &messages);
}

static enum status read_runs(const struct cli *cli, struct settings *set, struct runs *runs,
                             struct error *err)
{
	unsigned count = set->runs[DIFF_BEFORE] + set->runs[DIFF_AFTER];
	struct said said = {.advised = {0}};
	enum status status = STATUS_OK;
	for (unsigned c = 0; c < count && status == STATUS_OK; c++)
		status = read_run(cli, set, c, runs, &said, err);
	if (status == STATUS_OK && !advised_merge(&said.advised, &runs->profile.facts))
		status = error_no_memory(err);
	if (status == STATUS_OK) {
		check_events(cli, said.accounts, count);
		check_flags(cli, said.recorded, count);
	}
	said_free(&said);
	return status;
}

/* --- writing -------------------------------------------------------------------------------- */

/* Whether two inputs may be compared as they are read. */
static bool may_join(const struct settings *set)
{
	return set->runs[DIFF_BEFORE] == 1 && set->runs[DIFF_AFTER] == 1 &&
	       set->comparing.how.by != NORMALIZE_FRAME && !match_changes(set->comparing.names) &&
	       !gate_asked(&set->gate) && !set->comparing.significance &&
	       reading_options_plain(&set->reading);
}

/* What is to be written in place of the weights that were read; columns->weights is NULL if they
 * stay. */
static enum status scale_joined(const struct sorted_join *join, const struct normalization *how,
                                struct columns *columns, struct error *err)
{
	struct run_table table = {.columns = DIFF_COLUMNS, .sides = {1, 1}};
	struct scaling scaling;
	*columns = (struct columns){0};
	if (how->by == NORMALIZE_NOT)
		return STATUS_OK;
	table.weights = sorted_join_weights(join, &table.count);
	enum status status = scaling_make(&table, how, NULL, &scaling, err);
	if (status == STATUS_OK && columns_change(&table, &scaling, how))
		status = columns_make(&table, &scaling, how, NULL, columns, err);
	return status;
}

/* What is known of the pair. */
static enum status joined_facts(const struct sorted_join *join, const struct columns *columns,
                                struct facts *facts, struct error *err)
{
	static const struct frames none; /* the names are not known, only their codes */
	enum status status = STATUS_OK;
	size_t count;
	sorted_join_weights(join, &count);
	*facts = (struct facts){0};
	for (unsigned side = 0; side < DIFF_COLUMNS && status == STATUS_OK; side++) {
		const struct facts *from = sorted_join_facts(join, (int)side);
		uint64_t total = sorted_join_total(join, (int)side), scaled = total;
		double samples = facts_samples(from, 0, (double)total, 0);
		facts_merge(facts, &none, from, &none, side);
		if (columns->weights && status == STATUS_OK)
			status = weights_total(columns->weights + side, count, DIFF_COLUMNS,
			                       &scaled, err);
		facts->counts[side] = sample_count_scaled(samples, scaled, columns->places);
	}
	facts_forget_advice(facts);
	for (unsigned side = 0; side < DIFF_COLUMNS; side++)
		facts->origins.failed |= !facts_add_advice(
			facts, sorted_join_facts(join, (int)side), advice_prefixes[side]);
	if (status == STATUS_OK && facts->origins.failed)
		status = error_no_memory(err);
	return status;
}

static enum status write_joined(const struct cli *cli, const struct settings *set,
                                struct sorted_join *join, struct error *err)
{
	const struct messages messages = cli_messages(cli);
	struct output output;
	struct columns columns;
	struct facts facts = {0};
	bool common;
	for (int side = 0; side < DIFF_COLUMNS; side++)
		cli_note(cli, "%s: %llu stacks", cli_input_name(cli->inputs[side]),
		         (unsigned long long)sorted_join_stacks(join, side));
	enum status status = scale_joined(join, &set->comparing.how, &columns, err);
	if (status == STATUS_OK)
		status = joined_facts(join, &columns, &facts, err);
	if (set->reading.read.no_advice)
		facts_forget_advice(&facts);
	if (status == STATUS_OK)
		status = remark_units(&facts, &set->comparing.how, &messages, err);
	if (status == STATUS_OK)
		status = sorted_join_common_roots(join, &common, err);
	if (status == STATUS_OK && !common)
		cli_warn(cli, "%s", remark_no_common_root);
	if (status == STATUS_OK)
		remark_flags(sorted_join_facts(join, DIFF_BEFORE)->recorded,
		             cli_input_name(cli->inputs[DIFF_BEFORE]),
		             sorted_join_facts(join, DIFF_AFTER)->recorded,
		             cli_input_name(cli->inputs[DIFF_AFTER]), &messages);
	if (status == STATUS_OK)
		status = output_open(&output, cli->output, err);
	if (status == STATUS_OK) {
		status = sorted_join_write(join, set->comparing.plain ? NULL : &facts,
		                           columns.weights, columns.places, &output, err);
		status = output_finish(&output, status, err);
	}
	free(columns.weights);
	facts_free(&facts);
	return status;
}

/* Compares two sorted folded texts without keeping them; *joined says whether it could. */
static enum status join(const struct cli *cli, struct settings *set, bool *joined,
                        struct error *err)
{
	const char *const paths[] = {cli->inputs[DIFF_BEFORE], cli->inputs[DIFF_AFTER]};
	struct read_options read = set->reading.read;
	struct reading_progress progress;
	struct sorted_join *join = NULL;
	*joined = false;
	if (!may_join(set))
		return STATUS_OK;
	reading_begin(cli, paths, DIFF_COLUMNS, &read, &progress);
	enum status status = sorted_join_open(formats, paths, parallel_threads(read.threads),
	                                      set->comparing.how.by != NORMALIZE_NOT, &join, joined,
	                                      err);
	reading_end(&progress);
	if (status == STATUS_OK && *joined)
		status = write_joined(cli, set, join, err);
	for (int side = 0; status == STATUS_OK && !*joined && side < DIFF_COLUMNS; side++)
		sorted_join_give(join, side, &set->begun[side]);
	sorted_join_close(join);
	return status;
}

static int run(const struct cli *cli, struct settings *set)
{
	const struct messages messages = cli_messages(cli);
	struct error err = {0};
	struct runs runs;
	struct comparison comparison = {0};
	bool exceeded = false;
	runs_init(&runs, set->runs[DIFF_BEFORE], set->runs[DIFF_AFTER]);
	enum status status = read_runs(cli, set, &runs, &err);
	if (status == STATUS_OK)
		status = comparison_make(&runs, &set->comparing.how, &comparison, &err);
	if (status == STATUS_OK)
		remark_rounding(&comparison.pair.stacks, &messages);
	if (status == STATUS_OK)
		status = remark_pair(&comparison.pair, &set->comparing.how, &messages, &err);
	if (status == STATUS_OK)
		status = gate_judge(cli, &set->gate, &comparison, cli->inputs, &exceeded, &err);
	if (status == STATUS_OK && (cli->output || !set->gate.targets.takes_output))
		status = profile_save_folded(&comparison.pair, set->comparing.plain, cli->output,
		                             &err);
	runs_free(&runs);
	comparison_free(&comparison);
	if (status != STATUS_OK)
		return cli_fail(cli, &err);
	return exceeded ? EXIT_LIMIT : EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	struct settings set = {0};
	/* clang-format off */
	const struct option options[] = {
		COMPARING_OPTIONS(&set.comparing),
		READING_OPTIONS(&set.reading, false, OPTION_RARELY),
		CLI_COMMON_OPTIONS(&cli),
	};
	const struct tool tool = {
		.name = "diff-stacks",
		.usage = "[OPTION]... BEFORE AFTER | BEFORE... -- AFTER...",
		.summary =
			"Compares profiles: writes every stack with its count before and after. Several\n"
			"runs on each side separate changes from noise. Inputs may have any format that\n"
			"fold-stacks reads; - is standard input.",
		.examples =
			"diff-stacks before.folded after.folded | flamesvg > diff.svg\n"
			"diff-stacks --fail-on 'total>5%' --report markdown:comment.md \\\n"
			"    base1 base2 base3 -- new1 new2 new3 -o diff.folded",
		.options = options,
		.two_lists = true,
	};
	/* clang-format on */
	cli_parse(&cli, &tool, argc, argv);
	reading_prepare(&cli, &set.reading);
	struct error err = {0};
	struct option_place place;
	cli_refuse(&cli, comparing_options_prepare(&set.comparing, &place, &err), &place, &err);
	gate_prepare(&cli, &set.comparing, true, &set.gate);
	prepare_operands(&cli, &set);
	bool joined;
	enum status status = join(&cli, &set, &joined, &err);
	int code = status != STATUS_OK ? cli_fail(&cli, &err)
	           : joined            ? EXIT_DONE
	                               : run(&cli, &set);
	comparing_options_free(&set.comparing);
	gate_free(&set.gate);
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		input_close(set.begun[side].input);
		free(set.begun[side].early);
	}
	reading_options_free(&set.reading);
	cli_free(&cli);
	return code;
}
