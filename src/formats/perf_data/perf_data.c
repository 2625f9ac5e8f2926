/* perf.data: what `perf record` writes, into a file or (-o -) into a pipe.
 *
 * Both begin with "PERFILE2". A file has a header that says where its attributes (the events) and
 * its data are, and features (build ids, names, the machine) behind the data; a pipe has records in
 * their place. Data is a stream of records, some by the kernel, some by perf: type, misc, size, and
 * a body that ends, in the kernel's records, in the sample's id and time. Specified by the kernel's
 * tools/perf/Documentation/perf.data-file-format.txt and <linux/perf_event.h>; the numbers are in
 * the byte order of the machine that wrote them. In several threads (--threads) perf record writes
 * a folder: see folder.c.
 *
 * The parts: header.c, events.c, tracing.c what the file says of itself; source.c, folder.c,
 * records.c bytes to records; order.c their order; tasks.c, spaces.c who runs and what is mapped;
 * jit*.c code made at run time; sample.c, chain.c, deferred.c, unwind.c, frames.c
 * samples to frames.
 */
#include "config.h"

#include "formats/perf_data/folder.h"
#include "formats/perf_data/unwind.h"

#include <inttypes.h>
#include <stdlib.h>

enum { RECORD_CALLCHAIN_DEFERRED = 22 }; /* newer than many a <linux/perf_event.h> */

/* ---- records in their turn ---- */

static enum status deliver(void *context, const struct record *record, uint64_t time,
                           struct error *err)
{
	struct perf_data *data = context;
	struct perf_event *event = events_of_record(&data->file.header.events, record->at,
	                                            record->type, record->size,
	                                            data->file.header.big_endian);
	if (record->type != PERF_RECORD_SAMPLE) {
		enum status status = unwinding_flush(data, err); /* by the memory as it is now */
		if (!status && record->type == RECORD_CALLCHAIN_DEFERRED)
			return event ? deferred_record(data, event, record, err) : STATUS_OK;
		if (!status && !perf_data_task_record(data, record, time))
			status = error_no_memory(err);
		return status;
	}
	if (event)
		return perf_data_sample_record(data, event, record, err);
	data->counts.unknown_id++;
	return STATUS_OK;
}

static void note_time(struct perf_data *data, uint64_t time)
{
	if (!data->last_time || time < data->first_time)
		data->first_time = time;
	if (time > data->last_time)
		data->last_time = time;
}

/* ---- as they come ---- */

static enum status take_record(void *context, const struct record *record, uint64_t time,
                               struct error *err)
{
	struct perf_data *data = context;
	if (!data->times_only)
		return order_add(&data->order, record, time, err);
	if (record->type == PERF_RECORD_SAMPLE && time)
		note_time(data, time);
	return STATUS_OK;
}

static enum status take_round(void *context, struct error *err)
{
	struct perf_data *data = context;
	return order_round(&data->order, err);
}

static enum status take_progress(void *context, uint64_t time, size_t bytes, struct error *err)
{
	struct perf_data *data = context;
	return order_progress(&data->order, time, bytes, err);
}

/* ---- the reader ---- */

static enum status read_data(struct perf_data *data, struct error *err)
{
	enum status status = file_read(&data->file, err);
	if (!status)
		status = order_end(&data->order, err);
	if (!status)
		status = unwinding_flush(data, err);
	if (!status)
		status = deferred_flush(data, err);
	if (!status)
		status = perf_data_jit_finish(data, err);
	if (!status)
		status = frames_finish(&data->names, err);
	if (!status && data->symbols && symbols_lack(data->symbols) == SYMBOL_NO_MEMORY)
		status = error_no_memory(err); /* rather than other names than with more of it */
	if (!status && !data->times_only)
		file_note_end(&data->file, data->sink);
	return status;
}

static enum status begin_header(struct perf_data *data, struct error *err)
{
	data->file.next = (struct file_next){take_record, take_round, take_progress, data};
	data->order.deliver = deliver;
	data->order.context = data;
	tasks_init(&data->tasks);
	return file_open(&data->file, data->parts, data->sink, err);
}

static enum status begin(struct perf_data *data, struct error *err)
{
	if (!sink_columns(data->sink, 1))
		return error_set(err, STATUS_FAILED,
		                 "%s: one weight a sample, but the inputs before have %u: they "
		                 "cannot be added up",
		                 input_name(data->parts->input), data->sink->columns);
	enum status status = begin_header(data, err);
	if (status)
		return status;
	struct symbol_options symbols = data->options->symbols;
	symbols.lines = data->options->inline_lines || data->options->source_lines;
	symbols.as_perf = data->options->as_perf;
	symbols.any_order = data->options->inliner != NULL;
	data->kallsyms = symbols.kallsyms || symbols.vmlinux ? NULL
	                                                     : folder_kallsyms(data->parts->input);
	if (data->kallsyms)
		symbols.kallsyms = data->kallsyms;
	data->symbols = symbols_open(&symbols);
	if (!data->symbols)
		return error_no_memory(err);
	data->names = (struct frame_names){.sink = data->sink,
	                                   .options = data->options,
	                                   .symbols = data->symbols,
	                                   .jit = &data->jit};
	/* as long as the pipe is open, what was recorded may be running and compiling; and a file
	 * that perf is still writing is read in a moment */
	data->names.late = data->jit.late = data->file.header.pipe;
	return STATUS_OK;
}

static void finish(struct perf_data *data)
{
	unwinding_free(data);
	deferred_free(data);
	order_free(&data->order);
	frame_names_free(&data->names);
	jit_free(&data->jit); /* its samples share spaces of tasks */
	tasks_free(&data->tasks);
	free(data->chain.ids);
	symbols_close(data->symbols);
	free(data->kallsyms);
	file_free(&data->file);
	free(data);
}

static enum status perf_data_read(struct stream *parts, struct sink *sink,
                                  const struct read_options *options, struct error *err)
{
	struct perf_data *data = calloc(1, sizeof *data);
	if (!data)
		return error_no_memory(err);
	data->parts = parts;
	data->sink = sink;
	sink->profiled = true;
	data->options = options;
	enum status status = begin(data, err);
	if (!status)
		status = read_data(data, err);
	sink->guests += data->counts.guest;
	sink->unknown_events += data->counts.unknown_id;
	if (!status)
		perf_data_note_counts(data);
	finish(data);
	return status;
}

/* As perf record noted them, or else by looking at all records. */
static enum status perf_data_times(struct stream *parts, uint64_t *first, uint64_t *last,
                                   struct error *err)
{
	struct perf_data *data = calloc(1, sizeof *data);
	if (!data)
		return error_no_memory(err);
	data->parts = parts;
	data->times_only = true;
	enum status status = begin_header(data, err);
	if (!status && data->file.header.pipe)
		status = error_set(
			err, STATUS_FAILED,
			"%s: times in percent need a file that perf record wrote, not what "
			"it writes into a pipe",
			input_name(parts->input));
	data->first_time = data->file.header.first_time;
	data->last_time = data->file.header.last_time;
	if (!status && !data->last_time)
		status = read_data(data, err);
	*first = data->first_time;
	*last = data->last_time;
	finish(data);
	return status;
}

const struct reader reader_perf_data = {
	.name = "perf-data",
	.about = "perf.data: what `perf record` writes, to a file, a folder or (-o -) a pipe",
	.fields = "`perf record --sample-cpu --timestamp` records them",
	.kind = "a perf.data file",
	.expected =
		"samples (perf record took or wrote none yet, or all are from virtual machines)",
#ifdef HAVE_ELFUTILS
	.available = true,
#endif
	.events = true,
	.folders = true,
	.bid = perf_data_bid,
	.times = perf_data_times,
	.read = perf_data_read,
};
