#include "reading.h"

#include "report.h"
#include "signals.h"

#include "base/text.h"
#include "base/vector.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { THREAD_STACK = 1 << 20 /* bytes, where memory is limited */ };

static _Noreturn void list_formats(const struct cli *cli)
{
	for (size_t i = 0; readers[i]; i++)
		printf("%-12s %s%s\n", readers[i]->name, readers[i]->about,
		       readers[i]->available ? "" : " (not available in this build)");
	if (fflush(stdout) || ferror(stdout)) {
		cli_error(cli, "standard output: cannot write");
		exit(EXIT_INPUT);
	}
	exit(EXIT_DONE);
}

static void check_format(const struct cli *cli, const char *name)
{
	if (!name || reader_find(name))
		return;
	char known[512] = "";
	for (size_t i = 0, at = 0; readers[i] && at < sizeof known; i++)
		at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", i ? ", " : "",
		                       readers[i]->name);
	cli_usage(cli, "unknown format '%s'; there are: %s", name, known);
}

static void parse_numbers(const struct cli *cli, const char *option, const struct text_list *texts,
                          struct number_list *numbers)
{
	for (size_t i = 0; i < texts->count; i++) {
		enum status status = number_list_parse(numbers, texts->items[i]);
		if (status == STATUS_FATAL) {
			cli_error(cli, "out of memory");
			exit(EXIT_INPUT);
		}
		if (status)
			cli_usage(cli, "--%s %s: expected numbers and ranges, as in 0-3,7", option,
			          texts->items[i]);
	}
}

static void add_comm(const struct cli *cli, struct text_list *names, const char *name, size_t size)
{
	char *copy = strndup(name, size);
	if (!copy || !vector_reserve(&names->items, &names->capacity, names->count + 1)) {
		cli_error(cli, "out of memory");
		exit(EXIT_INPUT);
	}
	names->items[names->count++] = copy;
}

/* A value with commas is a list of names; a name may hold commas too, so the value as a whole is
 * one of them. */
static void prepare_comms(const struct cli *cli, struct reading_options *options)
{
	struct text_list *names = &options->comm_names;
	for (size_t i = 0; i < options->comms.count; i++) {
		const char *at = options->comms.items[i];
		add_comm(cli, names, at, strlen(at));
		for (const char *comma; (comma = strchr(at, ',')); at = comma + 1)
			add_comm(cli, names, at, (size_t)(comma - at));
		if (at != options->comms.items[i])
			add_comm(cli, names, at, strlen(at));
	}
	options->read.comms = names->items;
	options->read.comm_count = names->count;
}

static void prepare_choice(const struct cli *cli, struct reading_options *options)
{
	struct choice *choice = &options->read.choice;
	parse_numbers(cli, "pid-filter", &options->pids, &choice->pids);
	parse_numbers(cli, "tid-filter", &options->tids, &choice->tids);
	parse_numbers(cli, "cpu", &options->cpus, &choice->cpus);
	if (options->time && !time_span_parse(&choice->time, options->time))
		cli_usage(
			cli,
			"--time %s: expected FROM,TO in seconds (12.5,13) or percent (10%%,20%%), "
			"FROM not after TO",
			options->time);
}

static void prepare_inliner(const struct cli *cli, struct reading_options *options)
{
	struct read_options *read = &options->read;
	if (!symbols_read_elf())
		cli_usage(cli, "--inline: this build cannot read debug information (it is without "
		               "elfutils)");
	if (read->source_lines)
		cli_usage(cli,
		          "--inline and --srcline cannot go together: the input's source lines "
		          "belong to the calls that perf script knows; --inline --context names "
		          "lines");
	struct symbol_options symbols = read->symbols;
	symbols.lines = read->inline_lines = options->context;
	symbols.as_perf = read->as_perf;
	symbols.any_order = true;
	read->inliner = symbols_open(&symbols);
	if (!read->inliner) {
		cli_error(cli, "out of memory");
		exit(EXIT_INPUT);
	}
}

/* The memory that the process writes to, in its threads and in libraries too. The kernel counts it,
 * so that nothing is overlooked; files that are mapped to be read do not count. */
static void limit_memory(const struct cli *cli, struct reading_options *options)
{
	static const char units[] = "kMGT";
	char *end;
	errno = 0;
	unsigned long long size = strtoull(options->max_memory, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;
	if (!is_digit(*options->max_memory) || errno || (*end && (!unit || end[1])) || !size ||
	    (unit && size > UINT64_MAX >> 10 * (unit - units + 1)))
		cli_usage(cli, "--max-memory: '%s' is no size such as 512M or 2G",
		          options->max_memory);
	size <<= unit ? 10 * (unit - units + 1) : 0;
	struct rlimit limit;
	if (getrlimit(RLIMIT_DATA, &limit) == 0 && size < limit.rlim_cur) {
		limit.rlim_cur = size;
		if (setrlimit(RLIMIT_DATA, &limit) != 0)
			cli_usage(cli, "--max-memory: the system takes no limit");
	}
	/* What a thread may need of its stack counts from its beginning. */
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
	struct read_options *read = &options->read;
	if (options->list_formats)
		list_formats(cli);
	if (options->max_memory)
		limit_memory(cli, options);
	check_format(cli, read->format);
	if (options->inline_calls)
		prepare_inliner(cli, options);
	if (options->all)
		read->annotate_kernel = read->annotate_jit = true;
	read->events = options->events.items;
	read->event_count = options->events.count;
	prepare_comms(cli, options);
	prepare_choice(cli, options);
}

void reading_free(struct reading_options *options)
{
	choice_free(&options->read.choice);
	for (size_t i = 0; i < options->comm_names.count; i++)
		free((char *)options->comm_names.items[i]);
	free(options->comm_names.items);
	options->comm_names = (struct text_list){0};
	symbols_close(options->read.inliner);
	options->read.inliner = NULL;
}

/* What the progress line shows. */
struct progress {
	uint64_t next; /* bytes at which it is drawn again */
	bool drawn;
};

enum { PROGRESS_STEP = 32 << 20, PROGRESS_FROM = 128 << 20 };

static void show_progress(void *context, uint64_t done, uint64_t total)
{
	struct progress *progress = context;
	if (done < progress->next || (total && total < PROGRESS_FROM))
		return;
	progress->next = done + PROGRESS_STEP;
	progress->drawn = true;
	if (total)
		fprintf(stderr, "\r%3u %% of %llu MB", (unsigned)(done * 100 / total),
		        (unsigned long long)(total / 1000000));
	else
		fprintf(stderr, "\r%llu MB", (unsigned long long)(done / 1000000));
}

bool reading_is_plain(const struct reading_options *options)
{
	struct reading_options rest = *options;
	const struct reading_options nothing = {0};
	rest.read.threads = 0;
	rest.max_memory = NULL;
	rest.read.memory_limited = false;
	rest.read.no_advice = false;
	return memcmp(&rest, &nothing, sizeof rest) == 0;
}

static bool from_standard_input(const char *const *inputs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(inputs[i], "-") == 0)
			return true;
	return false;
}

enum status reading_run(const struct cli *cli, const struct reading_options *options,
                        const char *const *inputs, size_t count, struct profile *profile,
                        struct read_account *account, struct error *err)
{
	struct progress progress = {.next = PROGRESS_FROM};
	struct read_options read = options->read;
	if (!cli->quiet && isatty(STDERR_FILENO)) {
		read.progress = show_progress;
		read.progress_context = &progress;
	}
	if (cli->input_found)
		cli_warn(cli, "reading %s", *inputs);
	if (from_standard_input(inputs, count))
		signals_read_to_end(!cli->quiet);
	enum status status = read_inputs(inputs, count, &read, profile, account, err);
	signals_end_reading();
	if (progress.drawn)
		fputs("\r                        \r", stderr);
	if (!status || account->samples || account->note_count || account->malformed_why)
		report_account(
			cli, cli->input_count > 1 && count == 1 ? cli_input_name(inputs[0]) : NULL,
			account, options->stats);
	if (!status && options->stats)
		report_facts(&profile->facts, profile->stacks.columns);
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
