/* fold-stacks: what profilers write, as folded stacks. */
#include "cli.h"
#include "reading.h"
#include "report.h"

#include "base/output.h"
#include "store/profile.h"
#include "xform/trim.h"

static enum status write_folded(const struct cli *cli, const struct profile *profile, bool plain,
                                struct error *err)
{
	struct output output;
	enum status status = output_open(&output, cli->output, err);
	if (status)
		return status;
	status = profile_write_folded(profile, plain, &output, err);
	enum status closed = output_close(&output, !status, status ? NULL : err);
	return status ? status : closed;
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	struct reading_options reading = {0};
	struct text_list skip_after = {0};
	bool plain = false;
	const struct option options[] = {
		READING_OPTIONS(&reading, true, ""),
		{"skip-after", 0, OPTION_LIST, false, &skip_after, "FUNCTION",
	         "leave out the callers of FUNCTION, repeatable", "Stacks"},
		{"plain", 0, OPTION_FLAG, false, &plain, NULL,
	         "no comment lines with units, samples and modules: stacks only", "Output"},
		{"nthreads", 'n', OPTION_COUNT, false, &reading.read.threads, "N", NULL, NULL},
		CLI_COMMON_OPTIONS(&cli),
	};
	const struct tool tool = {
		.name = "fold-stacks",
		.usage = "[OPTION]... [FILE]...",
		.summary = "Folds profiles: one line for each distinct stack, with its weight.\n"
			   "Several inputs add up; without FILE, or with -, reads standard input.",
		.examples = "perf script | fold-stacks | flamesvg > out.svg\n"
			    "fold-stacks --all -o out.folded recorded.perf.txt.gz",
		.options = options,
	};
	cli_parse(&cli, &tool, argc, argv);
	reading_prepare(&cli, &reading);
	cli_check_input(&cli, "the output of perf script");

	struct profile profile;
	struct read_account account;
	struct error err = {{0}};
	profile_init(&profile, 1);
	enum status status = reading_run(&cli, &reading, cli.inputs, cli.input_count, &profile,
	                                 &account, &err);
	if (!status && skip_after.count)
		status = trim_stacks(&profile, skip_after.items, skip_after.count, false, &err);
	if (!status)
		report_rounding(&cli, &profile.stacks);
	if (!status)
		status = write_folded(&cli, &profile, plain, &err);
	int code = status ? cli_fail(&cli, &err) : EXIT_DONE;
	read_account_free(&account);
	profile_free(&profile);
	reading_free(&reading);
	cli_free(&cli);
	return code;
}
