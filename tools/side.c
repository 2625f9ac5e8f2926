#include "side.h"

#include "flame_flags.h"
#include "reading.h"
#include "recorded.h"

#include "write/writers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- before ----------------------------------------------------------------------------------- */

static enum status note_flags(struct side *side, struct error *err)
{
	struct buffer text = {0};
	flame_flags_text(&side->recorder, &text);
	buffer_byte(&text, '\0');
	if (text.failed) {
		buffer_free(&text);
		return error_no_memory(err);
	}
	side->recorded = text.data;
	return STATUS_OK;
}

enum status side_prepare(struct side *side, const char *const *words, size_t count,
                         const char *other, const struct side *like, struct error *err)
{
	const struct settings *set = side->set;
	side->recorder = (struct recorder){
		.cli = &set->cli,
		.options = &set->flame,
		.words = words,
		.word_count = count,
		.other = other,
		.off_cpu = set->reading.off_cpu,
		.wall = set->reading.read.wall,
		.switches = flame_options_switches(&set->reading),
		.program = CHILD_NONE,
	};
	enum status status = recorder_prepare(&side->recorder, like ? &like->recorder : NULL, err);
	return status ? status : note_flags(side, err);
}

/* --- runs ------------------------------------------------------------------------------------- */

enum status side_record(struct side *side, unsigned run, struct error *err)
{
	enum status status = results_number(&side->results, run, err);
	return status ? status : recorder_run(&side->recorder, &side->results, err);
}

/* Gives earlier results other names before the first new one is written. */
static enum status keep_earlier(struct side *side, bool *kept, const char *ending,
                                struct error *err)
{
	if (*kept)
		return STATUS_OK;
	*kept = true;
	return results_keep_runs(&side->results, ending, err);
}

/* Context switches are recorded for the whole system: selects those of the requested processes. */
static enum status choose_family(struct side *side, const char *path, struct error *err)
{
	struct number_list *chosen = &side->set->reading.read.choice.pids;
	struct family family = {0};
	enum status status = recorder_family(&side->recorder, path, &family, err);
	chosen->count = 0; /* those of the previous run */
	for (size_t i = 0; i < family.count && !status; i++) {
		char number[16];
		snprintf(number, sizeof number, "%u", family.pids[i]);
		if (number_list_parse(chosen, number) != STATUS_OK)
			status = error_no_memory(err);
	}
	free(family.pids);
	return status;
}

/* Shows a message of a run, unless an earlier run showed one of the same kind; messages of the
 * first run were already shown while it was read. */
static enum status say_once(struct side *side, const char *head, const char *text,
                            struct error *err)
{
	for (size_t i = 0; i < side->said.count; i++)
		if (run_same_kind(side->said.items[i], text))
			return STATUS_OK;
	if (side->runs.count > 1)
		cli_warn(&side->set->cli, "run %zu: %s%s", side->runs.count, head, text);
	return name_list_add(&side->said, text) ? STATUS_OK : error_no_memory(err);
}

static enum status say_new(struct side *side, const struct read_account *account, struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < account->note_count && !status; i++)
		if (account->notes[i].warning)
			status = say_once(side, "", account->notes[i].text, err);
	for (size_t i = 0; i < account->advice_count && !status; i++)
		if (account->advice[i].given && !account->advice[i].carried)
			status = say_once(side, "advice: ", account->advice[i].text, err);
	return status;
}

/* Reads files as one more run. For later runs, only new messages are shown. */
static enum status read_run(struct side *side, const char *name, const char *const *inputs,
                            size_t count, struct error *err)
{
	struct settings *set = side->set;
	struct read_account account = {0};
	struct cli cli = set->cli; /* messages name the input if there are several */
	cli.input_count = count;
	cli.quiet |= side->runs.count && !cli.verbose;
	struct run *run = run_list_add(&side->runs, name);
	if (!run)
		return error_no_memory(err);
	enum status status = reading_run(&cli, &set->reading, inputs, count, &run->profile,
	                                 &account, err);
	for (size_t i = 0; i < account.advice_count; i++)
		side->input.few_said |= account.advice[i].few && !account.advice[i].carried;
	side->input.sums_only = account.sums == account.samples;
	if (!status)
		status = say_new(side, &account, err);
	read_account_free(&account);
	return status ? status : profile_fit(&run->profile, SUMS_COLUMNS, err);
}

static enum status write_folded(struct side *side, struct error *err)
{
	struct profile *profile = &side->runs.items[side->runs.count - 1].profile;
	const char *recorded = side->recorded, *path = side->results.folded;
	if (!facts_set_recorded(&profile->facts, recorded, strlen(recorded)))
		return error_no_memory(err);
	if (side->set->flame.keep == KEEP_NONE)
		return STATUS_OK;
	enum status status = keep_earlier(side, &side->kept_folded, RESULTS_FOLDED, err);
	if (!status)
		status = writer_save(writers[0], profile, false, path, err);
	if (!status)
		results_own(&side->results, path);
	return status;
}

/* Warns if the run lacks data that should be in it. */
static enum status check_run(struct side *side, struct error *err)
{
	const struct facts *facts = &side->runs.items[side->runs.count - 1].profile.facts;
	struct name_list warnings = {0};
	enum status status = recorded_check(&side->recorder, facts, &warnings, err);
	for (size_t i = 0; i < warnings.count && !status; i++) {
		if (side->runs.count == 1)
			cli_warn(&side->set->cli, "%s", warnings.items[i]);
		status = say_once(side, "", warnings.items[i], err);
	}
	name_list_free(&warnings);
	return status;
}

enum status side_take(struct side *side, struct error *err)
{
	const struct results *results = &side->results;
	const bool keep = side->set->flame.keep == KEEP_ALL;
	const char *input = keep ? results->data : results->recording;
	enum status status = STATUS_OK;
	if (keep)
		status = keep_earlier(side, &side->kept_data, RESULTS_DATA, err);
	if (!status && keep)
		status = results_keep_recording(results, err);
	if (!status && side->recorder.switches)
		status = choose_family(side, input, err);
	if (!status)
		status = read_run(side, results->folded, &input, 1, err);
	if (!status)
		status = write_folded(side, err);
	if (!status)
		status = check_run(side, err);
	if (status && strstr(err->text, "no samples")) {
		*err = (struct error){{0}};
		status = recorded_nothing(&side->recorder, err);
	}
	results_discard(results);
	return status;
}

enum status side_read(struct side *side, const char *const *inputs, size_t count, struct error *err)
{
	return read_run(side, count == 1 ? inputs[0] : side->results.folded, inputs, count, err);
}

void side_free(struct side *side)
{
	results_discard(&side->results);
	results_free(&side->results);
	recorder_free(&side->recorder);
	run_list_free(&side->runs);
	name_list_free(&side->said);
	free(side->recorded);
	side->recorded = NULL;
}
