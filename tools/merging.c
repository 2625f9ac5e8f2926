#include "merging.h"

#include "reading.h"
#include "report.h"

#include "formats/formats.h"

enum status merging_run(const struct cli *cli, const struct reading_options *reading,
                        struct reduction *reduction, struct sorted_merge **merge, bool *done,
                        struct error *err)
{
	*done = false;
	*merge = NULL;
	if (cli->input_found ||
	    !reading_may_merge(reading, cli->inputs, cli->input_count, reduction != NULL))
		return STATUS_OK;
	struct reading_progress progress;
	struct read_options read = reading->read;
	reading_begin(cli, cli->inputs, cli->input_count, &read, &progress);
	enum status status = sorted_merge_run(formats, cli->inputs, cli->input_count, &read,
	                                      reduction, merge, done, err);
	reading_end(&progress);
	return status;
}

enum status merging_report(const struct cli *cli, const struct reading_options *reading,
                           struct sorted_merge *merge, struct read_account *account,
                           const struct profile **profile, struct error *err)
{
	enum status status = sorted_merge_conclude(merge, account, profile, err);
	if (status)
		return status;
	report_account(cli, NULL, account, reading->stats);
	if (reading->stats)
		report_facts(&(*profile)->facts, &(*profile)->stacks);
	cli_note(cli, "read %llu bytes, %llu lines: merged %llu stacks into %llu distinct stacks",
	         (unsigned long long)account->bytes, (unsigned long long)account->lines,
	         (unsigned long long)account->samples,
	         (unsigned long long)sorted_merge_stacks(merge));
	return STATUS_OK;
}
