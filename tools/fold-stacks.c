/* fold-stacks: what profilers write, as folded stacks. */
#include "cli.h"
#include "reading.h"
#include "report.h"

#include "base/buffer.h"
#include "edit/trim.h"
#include "formats/perf_symbol.h"
#include "options/remarks.h"
#include "store/profile.h"

#include <stdlib.h>
#include <string.h>

/* Leaves out callers of functions by their names as frames have them, and by their symbols as perf
 * script writes them: frames are without arguments, for one. */
static enum status skip_callers(const struct text_list *functions,
                                const struct read_options *options, struct profile *profile,
                                struct error *err)
{
	struct buffer names = {0};
	const char **list = NULL;
	size_t count = 0;
	for (size_t i = 0; i < functions->count; i++) {
		const char *function = functions->items[i];
		const struct perf_frame frame = {.symbol = {function, strlen(function)},
		                                 .module = {"", 0}};
		buffer_append(&names, function, strlen(function) + 1);
		count++;
		for (int java = 0; java < 2; java++) {
			const struct perf_symbol_context context = {.options = options,
			                                            .java = java};
			count += perf_symbol_names(&frame, &context, &names);
		}
	}
	enum status status = STATUS_OK;
	if (names.failed || !(list = malloc((count + 1) * sizeof *list)))
		status = error_no_memory(err);
	for (size_t i = 0, at = 0; !status && i < count; at += strlen(names.data + at) + 1)
		list[i++] = names.data + at;
	if (!status)
		status = trim_stacks(profile, list, count, false, err);
	facts_forget_shares(&profile->facts); /* they are of whole stacks */
	free(list);
	buffer_free(&names);
	return status;
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

	const struct messages messages = cli_messages(&cli);
	struct profile profile;
	struct read_account account;
	struct error err = {{0}};
	profile_init(&profile, 1);
	enum status status = reading_run(&cli, &reading, cli.inputs, cli.input_count, &profile,
	                                 &account, &err);
	if (!status && skip_after.count)
		status = skip_callers(&skip_after, &reading.read, &profile, &err);
	if (!status)
		remark_rounding(&profile.stacks, &messages);
	if (!status)
		status = profile_save_folded(&profile, plain, cli.output, &err);
	int code = status ? cli_fail(&cli, &err) : EXIT_DONE;
	read_account_free(&account);
	profile_free(&profile);
	reading_options_free(&reading);
	cli_free(&cli);
	return code;
}
