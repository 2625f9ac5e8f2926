/* edit-stacks: selects stacks of profiles, removes or merges frames, and shortens names. */
#include "cli.h"
#include "reading.h"
#include "report.h"

#include "options/editing.h"
#include "options/folding.h"
#include "options/remarks.h"
#include "write/writers.h"

int main(int argc, char **argv)
{
	struct cli cli = {0};
	struct editing_options editing = {0};
	struct reading_options reading = {0};
	struct folding_options folding = {0};
	const struct option options[] = {
		EDITING_OPTIONS(&editing),
		READING_OPTIONS(&reading, false, OPTION_RARELY),
		WRITING_OPTIONS(&folding),
		CLI_COMMON_OPTIONS(&cli),
	};
	const struct tool tool = {
		.name = "edit-stacks",
		.usage = "[OPTION]... [FILE]...",
		.summary =
			"Edits profiles step by step: chooses stacks, takes out or merges "
			"frames,\nshortens names. Reads any format that fold-stacks reads; writes "
			"folded text.\nSeveral inputs are added up; without FILE, or with -, "
			"reads standard input.",
		.examples = "edit-stacks --hide '^std::' --recursion all cpu.folded | flamesvg > "
			    "out.svg\n"
			    "edit-stacks --names no-templates --below 0.5% perf.data > "
			    "small.folded\n"
			    "diff-stacks a.folded b.folded | edit-stacks --root '^parse$' > "
			    "parse.folded",
		.options = options,
	};
	cli_parse(&cli, &tool, argc, argv);
	const struct writer *writer;
	struct option_place place = {0};
	struct error err = {{0}};
	cli_refuse(&cli, folding_writer(&folding, cli.output, &writer, &err), NULL, &err);
	reading_prepare(&cli, &reading);
	cli_refuse(&cli, editing_prepare(&editing, &place, &err), &place, &err);
	if (!editing_asked(&editing))
		cli_note(&cli, "no steps: the input is written unchanged");
	cli_check_input(&cli, "folded stacks or the output of perf script");

	const struct messages messages = cli_messages(&cli);
	struct profile profile;
	struct read_account account;
	profile_init(&profile, 1);
	enum status status = reading_run(&cli, &reading, cli.inputs, cli.input_count, &profile,
	                                 &account, &err);
	editing.plan.reading = &reading.read;
	if (!status)
		status = editing_apply(&editing.plan, reading.stats, &messages, &profile, &err);
	if (reading.stats)
		report_plan(&editing.plan);
	if (!status)
		status = editing_check(&editing.plan, &err);
	if (!status) {
		remark_rounding(&profile.stacks, &messages);
		status = writer_save(writer, &profile, folding.plain, cli.output, &err);
	}
	int code = status ? cli_fail(&cli, &err) : EXIT_DONE;
	read_account_free(&account);
	profile_free(&profile);
	editing_free(&editing);
	reading_options_free(&reading);
	cli_free(&cli);
	return code;
}
