/* fold-stacks: converts the output of profilers to folded stacks. */
#include "cli.h"
#include "merging.h"
#include "reading.h"
#include "report.h"

#include "edit/split.h"
#include "options/folding.h"
#include "options/remarks.h"
#include "options/splitting.h"
#include "store/profile.h"
#include "write/writers.h"

/* Checks --split-by and --every before anything is read; exits with EXIT_USAGE. */
static struct split prepare_split(const struct cli *cli, struct splitting_options *splitting,
                                  const struct writer *writer, bool plain,
                                  struct read_options *read)
{
	struct error err = {{0}};
	cli_refuse(cli, splitting_prepare(splitting, read, &err), NULL, &err);
	const struct split split = {
		.keys = splitting->keys,
		.option = splitting_option(splitting),
		.given = splitting_value(splitting),
		.output = cli->output,
		.writer = writer,
		.plain = plain,
	};
	if (splitting_asked(splitting))
		cli_refuse(cli, split_check(&split, &err), NULL, &err);
	return split;
}

/* Reports on what was merged, and writes it. */
static enum status write_merged(const struct cli *cli, const struct reading_options *reading,
                                const struct writer *writer, bool plain, struct sorted_merge *merge,
                                struct error *err)
{
	const struct profile *profile;
	struct read_account account;
	struct output output;
	enum status status = merging_report(cli, reading, merge, &account, &profile, err);
	read_account_free(&account);
	if (!status)
		status = output_open(&output, cli->output, err);
	if (status)
		return status;
	if (writer_compresses(writer, cli->output))
		status = output_compress(&output, WRITER_LEVEL, err);
	if (!status)
		status = sorted_merge_write(merge, plain, &output, err);
	return output_finish(&output, status, err);
}

/* Reads the inputs, or (merge is not NULL) those that could not be merged, into a profile, and
 * writes it. */
static enum status fold(const struct cli *cli, const struct reading_options *given,
                        const struct folding_options *folding, const struct writer *writer,
                        const struct split *split, struct sorted_merge *merge, struct error *err)
{
	const struct messages messages = cli_messages(cli);
	struct reading_options reading = *given;
	const char *const *inputs = cli->inputs;
	size_t count = cli->input_count, files = 0;
	struct profile profile;
	struct read_account account = {0};
	if (merge)
		inputs = sorted_merge_inputs(merge, &count, &reading.read);
	profile_init(&profile, 1);
	enum status status = inputs ? reading_run(cli, &reading, inputs, count, &profile, &account,
	                                          err)
	                            : error_no_memory(err);
	if (!status)
		status = folding_apply(folding, &reading.read, &messages, &profile, err);
	if (!status)
		remark_rounding(&profile.stacks, &messages);
	if (!status && split->given)
		status = split_write(split, &profile, &files, err);
	else if (!status)
		status = writer_save(writer, &profile, folding->plain, cli->output, err);
	if (files)
		cli_note(cli, "wrote %zu files", files);
	read_account_free(&account);
	profile_free(&profile);
	return status;
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	struct reading_options reading = {0};
	struct folding_options folding = {0};
	struct splitting_options splitting = {0};
	const struct option options[] = {
		READING_OPTIONS(&reading, true, ""),
		FOLDING_OPTIONS(&folding),
		SPLITTING_OPTIONS(&splitting),
		{"nthreads", 'n', OPTION_COUNT, false, &reading.read.threads, "N", NULL, NULL},
		CLI_COMMON_OPTIONS(&cli),
	};
	const struct tool tool = {
		.name = "fold-stacks",
		.usage = "[OPTION]... [FILE]...",
		.summary =
			"Folds profiles into one line for each distinct stack, with its weight.\n"
			"--to writes other formats. "
			"Several inputs are added up;\n"
			"without FILE, or with -, reads standard input.",
		.examples = "perf script | fold-stacks | flamesvg > out.svg\n"
			    "fold-stacks --all -o out.folded recorded.perf.txt.gz\n"
			    "fold-stacks -o out.pb.gz perf.data",
		.options = options,
	};
	cli_parse(&cli, &tool, argc, argv);
	const struct writer *writer;
	struct error err = {{0}};
	cli_refuse(&cli, folding_writer(&folding, cli.output, &writer, &err), NULL, &err);
	reading_prepare(&cli, &reading);
	cli_refuse(&cli, folding_prepare(&folding, writer, &reading.read, &err), NULL, &err);
	const struct split split = prepare_split(&cli, &splitting, writer, folding.plain,
	                                         &reading.read);
	cli_check_input(&cli, "the output of perf script");

	struct sorted_merge *merge = NULL;
	bool done = false;
	enum status status = STATUS_OK;
	if (!splitting_asked(&splitting) && folding_sums_only(&folding, writer))
		status = merging_run(&cli, &reading, NULL, &merge, &done, &err);
	if (!status && done)
		status = write_merged(&cli, &reading, writer, folding.plain, merge, &err);
	else if (!status)
		status = fold(&cli, &reading, &folding, writer, &split, merge, &err);
	int code = status ? cli_fail(&cli, &err) : EXIT_DONE;
	sorted_merge_close(merge);
	folding_free(&folding);
	reading_options_free(&reading);
	cli_free(&cli);
	return code;
}
