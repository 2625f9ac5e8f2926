#include "reading.h"

#include "report.h"
#include "signals.h"

#include "base/text.h"
#include "formats/formats.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { THREAD_STACK = 1 << 20 /* bytes, where memory is limited */ };

static _Noreturn void list_formats(const struct cli *cli)
{
	for (size_t i = 0; formats[i]; i++)
		printf("%-15s %s%s\n", formats[i]->name, formats[i]->about,
		       formats[i]->available ? "" : " (not available in this build)");
	if (fflush(stdout) || ferror(stdout)) {
		cli_error(cli, "standard output: cannot write");
		exit(EXIT_INPUT);
	}
	exit(EXIT_DONE);
}

/* The memory to which the process writes, also in threads and libraries. The kernel counts it, so
 * nothing is missed; files that are mapped for reading do not count. */
static void limit_memory(const struct cli *cli, struct reading_options *options)
{
	struct error err = {{0}};
	uint64_t size;
	cli_refuse(cli, reading_size_parse(options->max_memory, &size, &err), NULL, &err);
	struct rlimit limit;
	if (getrlimit(RLIMIT_DATA, &limit) == 0 && size < limit.rlim_cur) {
		limit.rlim_cur = size;
		if (setrlimit(RLIMIT_DATA, &limit) != 0)
			cli_usage(cli, "--max-memory: the system refuses the limit");
	}
	/* The memory for a thread's stack counts from the start of the thread. */
	pthread_attr_t attributes;
	if (pthread_attr_init(&attributes) == 0) {
		pthread_attr_setstacksize(&attributes, THREAD_STACK);
		pthread_setattr_default_np(&attributes);
		pthread_attr_destroy(&attributes);
	}
	cli_memory_limit(options->max_memory);
	options->read.memory_limited = true;
}

void reading_prepare(const struct cli *cli, struct reading_options *options)
{
	struct error err = {{0}};
	if (options->list_formats)
		list_formats(cli);
	if (options->max_memory)
		limit_memory(cli, options);
	cli_refuse(cli, reading_options_prepare(options, &err), NULL, &err);
}

enum { PROGRESS_STEP = 32 << 20, PROGRESS_FROM = 128 << 20 };

static void show_progress(void *context, uint64_t done, uint64_t total)
{
	struct reading_progress *progress = context;
	if (done < progress->next || (total && total < PROGRESS_FROM))
		return;
	progress->next = done + PROGRESS_STEP;
	fputc('\r', stderr);
	if (total)
		progress->columns = fprintf(stderr, "%3u %% of %llu MB",
		                            (unsigned)(done * 100 / total),
		                            (unsigned long long)(total / 1000000));
	else
		progress->columns = fprintf(stderr, "%llu MB",
		                            (unsigned long long)(done / 1000000));
}

static bool from_standard_input(const char *const *inputs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(inputs[i], "-") == 0)
			return true;
	return false;
}

void reading_begin(const struct cli *cli, const char *const *inputs, size_t count,
                   struct read_options *read, struct reading_progress *progress)
{
	*progress = (struct reading_progress){.next = PROGRESS_FROM};
	if (!cli->quiet && isatty(STDERR_FILENO)) {
		read->progress = show_progress;
		read->progress_context = progress;
	}
	if (from_standard_input(inputs, count))
		signals_read_to_end(!cli->quiet);
}

void reading_end(const struct reading_progress *progress)
{
	signals_end_reading();
	if (progress->columns > 0)
		fprintf(stderr, "\r%*s\r", progress->columns, "");
}

enum status reading_run(const struct cli *cli, const struct reading_options *options,
                        const char *const *inputs, size_t count, struct profile *profile,
                        struct read_account *account, struct error *err)
{
	struct reading_progress progress;
	struct read_options read = options->read;
	if (cli->input_found)
		cli_warn(cli, "reading %s", *inputs);
	reading_begin(cli, inputs, count, &read, &progress);
	enum status status = read_inputs(formats, inputs, count, &read, profile, account, err);
	reading_end(&progress);
	if (!status || account->samples || account->note_count || account->malformed_why)
		report_account(
			cli, cli->input_count > 1 && count == 1 ? cli_input_name(inputs[0]) : NULL,
			account, options->stats);
	if (!status && options->stats)
		report_facts(&profile->facts, &profile->stacks);
	if (!status)
		cli_note(cli,
		         "read %llu bytes, %llu lines: %llu %s kept of %llu, in %zu "
		         "distinct stacks of %zu distinct frames",
		         (unsigned long long)account->bytes, (unsigned long long)account->lines,
		         (unsigned long long)account->kept, report_noun(account),
		         (unsigned long long)account->samples, profile->stacks.count,
		         profile->frames.count);
	return status;
}
