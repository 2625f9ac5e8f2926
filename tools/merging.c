#include "merging.h"

#include "reading.h"
#include "report.h"

#include "base/output.h"
#include "formats/formats.h"
#include "write/writers.h"

#include <string.h>

/* Whether the options leave the stacks as they are. */
static bool may_merge(const struct cli *cli, const struct reading_options *reading)
{
	struct reading_options other = *reading;
	if (other.read.format && strcmp(other.read.format, "folded") == 0)
		other.read.format = NULL;
	other.stats = false;
	return reading_options_plain(&other) && !cli->input_found &&
	       sorted_merge_suits(cli->inputs, cli->input_count);
}

/* Reports what was read as reading_run does. */
static enum status conclude(const struct cli *cli, const struct reading_options *reading,
                            struct sorted_merge *merge, struct error *err)
{
	struct read_account account;
	const struct profile *profile;
	enum status status = sorted_merge_conclude(merge, &account, &profile, err);
	if (!status)
		report_account(cli, NULL, &account, reading->stats);
	if (!status && reading->stats)
		report_facts(&profile->facts, &profile->stacks);
	if (!status)
		cli_note(cli,
		         "read %llu bytes, %llu lines: merged %llu stacks into %llu distinct "
		         "stacks",
		         (unsigned long long)account.bytes, (unsigned long long)account.lines,
		         (unsigned long long)account.samples,
		         (unsigned long long)sorted_merge_stacks(merge));
	read_account_free(&account);
	return status;
}

enum status merging_run(const struct cli *cli, const struct reading_options *reading,
                        const struct writer *writer, bool plain, struct sorted_merge **merge,
                        bool *done, struct error *err)
{
	*done = false;
	*merge = NULL;
	if (!may_merge(cli, reading))
		return STATUS_OK;
	struct reading_progress progress;
	struct read_options read = reading->read;
	reading_begin(cli, cli->inputs, cli->input_count, &read, &progress);
	enum status status = sorted_merge_run(formats, cli->inputs, cli->input_count, &read, merge,
	                                      done, err);
	reading_end(&progress);
	if (status || !*done)
		return status;
	status = conclude(cli, reading, *merge, err);
	struct output output;
	if (!status)
		status = output_open(&output, cli->output, err);
	if (status)
		return status;
	if (writer_compresses(writer, cli->output))
		status = output_compress(&output, WRITER_LEVEL, err);
	if (!status)
		status = sorted_merge_write(*merge, plain, &output, err);
	return output_finish(&output, status, err);
}
