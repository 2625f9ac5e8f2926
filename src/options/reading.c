#include "options/reading.h"

#include "base/text.h"
#include "base/vector.h"
#include "options/values.h"
#include "formats/formats.h"
#include "join/sorted_merge.h"
#include "read/bidding.h"
#include "read/states.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status check_format(const char *name, struct error *err)
{
	if (!name || bidding_named(formats, name))
		return STATUS_OK;
	struct buffer known = {0};
	bidding_names(formats, &known);
	buffer_byte(&known, '\0');
	enum status status = known.failed
	                             ? error_no_memory(err)
	                             : error_set(err, STATUS_FAILED,
	                                         "--format: unknown format '%s'; there are: %s",
	                                         name, known.data);
	buffer_free(&known);
	return status;
}

static enum status parse_numbers(const char *option, const struct text_list *texts,
                                 struct number_list *numbers, struct error *err)
{
	for (size_t i = 0; i < texts->count; i++) {
		enum status status = number_list_parse(numbers, texts->items[i]);
		if (status == STATUS_FATAL)
			return error_no_memory(err);
		if (status)
			return error_set(err, STATUS_FAILED,
			                 "--%s %s: expected numbers and ranges, as in 0-3,7",
			                 option, texts->items[i]);
	}
	return STATUS_OK;
}

/* False without memory. */
static bool add_comm(struct text_list *names, const char *name, size_t size)
{
	char *copy = strndup(name, size);
	if (!copy || !vector_reserve(&names->items, &names->capacity, names->count + 1)) {
		free(copy);
		return false;
	}
	names->items[names->count++] = copy;
	return true;
}

/* A value with commas is a list of names. A name may also contain commas, so the whole value is one
 * of the names. */
static enum status prepare_comms(struct reading_options *options, struct error *err)
{
	struct text_list *names = &options->comm_names;
	bool ok = true;
	for (size_t i = 0; i < options->comms.count; i++) {
		const char *at = options->comms.items[i];
		ok &= add_comm(names, at, strlen(at));
		for (const char *comma; (comma = strchr(at, ',')); at = comma + 1)
			ok &= add_comm(names, at, (size_t)(comma - at));
		if (at != options->comms.items[i])
			ok &= add_comm(names, at, strlen(at));
	}
	options->read.comms = names->items;
	options->read.comm_count = names->count;
	return ok ? STATUS_OK : error_no_memory(err);
}

static enum status prepare_choice(struct reading_options *options, struct error *err)
{
	struct choice *choice = &options->read.choice;
	enum status status = parse_numbers("pid-filter", &options->pids, &choice->pids, err);
	if (!status)
		status = parse_numbers("tid-filter", &options->tids, &choice->tids, err);
	if (!status)
		status = parse_numbers("cpu", &options->cpus, &choice->cpus, err);
	if (!status && options->time && !time_span_parse(&choice->time, options->time))
		status = error_set(err, STATUS_FAILED,
		                   "--time %s: expected FROM,TO in seconds (12.5,13; from the "
		                   "first sample: +2,+2.5), percent (10%%,20%%) or times of day "
		                   "(14:03:05,14:03:10), FROM not after TO",
		                   options->time);
	return status;
}

/* Splits "FROM,TO", of which either may be missing; commas between slashes belong to an event's
 * name. */
static enum status prepare_markers(struct reading_options *options, struct error *err)
{
	const char *text = options->time_marker;
	if (!text)
		return STATUS_OK;
	if (options->time)
		return error_set(err, STATUS_FAILED,
		                 "--time and --time-marker cannot be combined: both choose times");
	options->markers = strdup(text);
	if (!options->markers)
		return error_no_memory(err);
	char *comma = NULL;
	bool inside = false, more = false;
	for (char *at = options->markers; *at; at++) {
		inside ^= *at == '/';
		if (*at != ',' || inside)
			continue;
		more |= comma != NULL;
		comma = at;
	}
	if (!comma || more || !text[1])
		return error_set(err, STATUS_FAILED,
		                 "--time-marker %s: expected FROM,TO: the names of two events, "
		                 "either of which may be left out",
		                 text);
	*comma = '\0';
	options->read.marker_from = *options->markers ? options->markers : NULL;
	options->read.marker_to = comma[1] ? comma + 1 : NULL;
	return STATUS_OK;
}

static enum status prepare_off_cpu(struct reading_options *options, struct error *err)
{
	struct read_options *read = &options->read;
	const char *at;
	size_t size;
	if (options->off_cpu || read->wall || read->wakers)
		read->off_cpu = OFF_ALL;
	if (!options->off_cpu || !*options->off_cpu || strcmp(options->off_cpu, "all") == 0)
		return STATUS_OK;
	read->off_cpu = off_states_parse(options->off_cpu, &at, &size);
	return read->off_cpu ? STATUS_OK : option_no_choice(NULL, "off-cpu", at, size, err);
}

static enum status prepare_downloads(struct reading_options *options, struct error *err)
{
	enum { SECONDS = 60, SECONDS_MOST = 86400 };
	struct decimal seconds = {SECONDS, 0};
	const char *value = options->debuginfod;
	if (!value)
		return STATUS_OK;
	if (*value && (decimal_parse(value, strlen(value), &seconds) != NUMBER_OK ||
	               seconds.places || !seconds.value || seconds.value > SECONDS_MOST))
		return error_set(err, STATUS_FAILED,
		                 "--debuginfod=%s: expected a number of seconds, 1 to %d", value,
		                 SECONDS_MOST);
	const char *servers = getenv("DEBUGINFOD_URLS");
	if (!servers || !*servers)
		return error_set(err, STATUS_FAILED,
		                 "--debuginfod: the environment variable DEBUGINFOD_URLS names no "
		                 "server");
	options->read.symbols.debuginfod = (unsigned)seconds.value;
	return STATUS_OK;
}

static enum status prepare_build_ids(struct reading_options *options, struct error *err)
{
	struct read_options *read = &options->read;
	unsigned which = 0;
	enum status status = STATUS_OK;
	if (read->bundle_path && (!*read->bundle_path || strcmp(read->bundle_path, "-") == 0))
		return error_set(err, STATUS_FAILED, "--bundle: expected the name of a file");
	if (!options->build_ids)
		return STATUS_OK;
	if (*options->build_ids)
		status = option_choice("build-ids", options->build_ids, &which, err);
	read->build_ids = which ? BUILD_IDS_ALL : BUILD_IDS_UNRESOLVED;
	if (!status && read->as_perf)
		return error_set(err, STATUS_FAILED,
		                 "--build-ids and --as-perf cannot be combined: which names perf "
		                 "finds depends on the order of the samples");
	if (!status && read->addresses)
		return error_set(err, STATUS_FAILED,
		                 "--build-ids and --addrs cannot be combined: both say where "
		                 "frames without a symbol are");
	return status;
}

static enum status prepare_inliner(struct reading_options *options, struct error *err)
{
	struct read_options *read = &options->read;
	if (!options->inline_calls)
		return STATUS_OK;
	if (!symbols_read_elf())
		return error_set(err, STATUS_FAILED,
		                 "--inline: this build cannot read debug information (it is "
		                 "without elfutils)");
	if (read->source_lines)
		return error_set(err, STATUS_FAILED,
		                 "--inline and --srcline cannot be combined: source lines in the "
		                 "input belong to the calls that perf script found; --inline "
		                 "--context names lines");
	struct symbol_options symbols = read->symbols;
	symbols.lines = read->inline_lines = options->context;
	symbols.as_perf = read->as_perf;
	symbols.any_order = true;
	read->inliner = symbols_open(&symbols);
	return read->inliner ? STATUS_OK : error_no_memory(err);
}

/* Rejects a file that cannot be read, because the user wants names from it.
 * A device is fine: /dev/null means that there are no symbols. */
static enum status check_file(const char *option, const char *path, struct error *err)
{
	struct stat info;
	if (!path)
		return STATUS_OK;
	if (stat(path, &info) != 0 || access(path, R_OK) != 0)
		return error_set(err, STATUS_FAILED, "--%s %s: %s", option, path, strerror(errno));
	if (!S_ISREG(info.st_mode) && !S_ISCHR(info.st_mode))
		return error_set(err, STATUS_FAILED, "--%s %s: not a regular file", option, path);
	return STATUS_OK;
}

enum status reading_options_prepare(struct reading_options *options, struct error *err)
{
	struct read_options *read = &options->read;
	enum status status = check_format(read->format, err);
	if (!status)
		status = check_file("kallsyms", read->symbols.kallsyms, err);
	if (!status)
		status = check_file("vmlinux", read->symbols.vmlinux, err);
	if (!status)
		status = prepare_downloads(options, err);
	if (!status)
		status = prepare_inliner(options, err);
	if (options->all)
		read->annotate_kernel = read->annotate_jit = true;
	read->events = options->events.items;
	read->event_count = options->events.count;
	if (!status)
		status = prepare_comms(options, err);
	if (!status)
		status = prepare_choice(options, err);
	if (!status)
		status = prepare_markers(options, err);
	if (!status)
		status = prepare_off_cpu(options, err);
	if (!status)
		status = prepare_build_ids(options, err);
	return status;
}

void reading_options_free(struct reading_options *options)
{
	choice_free(&options->read.choice);
	free(options->markers);
	options->markers = NULL;
	for (size_t i = 0; i < options->comm_names.count; i++)
		free((char *)options->comm_names.items[i]);
	free(options->comm_names.items);
	options->comm_names = (struct text_list){0};
	symbols_close(options->read.inliner);
	options->read.inliner = NULL;
}

enum status reading_size_parse(const char *text, uint64_t *size, struct error *err)
{
	static const char units[] = "kMGT";
	char *end;
	errno = 0;
	unsigned long long number = strtoull(text, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	if (!is_digit(*text) || errno || (*end && (!unit || end[1])) || !number ||
	    number > UINT64_MAX >> shift)
		return error_set(err, STATUS_FAILED,
		                 "--max-memory: '%s' is not a size such as 512M or 2G", text);
	*size = (uint64_t)number << shift;
	return STATUS_OK;
}

bool reading_options_plain(const struct reading_options *options)
{
	static const char *const harmless[] = {"threads", "max-memory", "no-advice"};
	struct reading_options looked_at = *options;
	const struct option rows[] = {READING_OPTIONS(&looked_at, false, "")};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t known = 0;
		while (known < sizeof harmless / sizeof *harmless &&
		       strcmp(rows[i].name, harmless[known]) != 0)
			known++;
		if (known == sizeof harmless / sizeof *harmless && option_is_set(&rows[i]))
			return false;
	}
	return true;
}

bool reading_may_merge(const struct reading_options *options, const char *const *inputs,
                       size_t count, bool reduces)
{
	struct reading_options other = *options;
	if (other.read.format && strcmp(other.read.format, "folded") == 0)
		other.read.format = NULL;
	other.stats = false;
	return reading_options_plain(&other) && sorted_merge_suits(inputs, count, reduces);
}
