/* perf.data: the output of `perf record`, in a file or (-o -) a pipe.
 *
 * Both begin with "PERFILE2". A file has a header with the positions of its attributes (the events)
 * and its data, and features (build ids, names, the machine) after the data; a pipe has records
 * instead. Data is a stream of records, from the kernel and from perf: type, misc, size, and a
 * body, which in the kernel's records ends with the sample's id and time. Specified by the kernel's
 * tools/perf/Documentation/perf.data-file-format.txt and <linux/perf_event.h>; the numbers are in
 * the byte order of the machine that wrote them. With several threads (--threads), perf record
 * writes a folder: see folder.c.
 *
 * The stages; each passes its results to the next by a callback that is set here:
 *
 *     file     bytes to records: header.c, events.c, tracing.c what the file says of itself;
 *              source.c, folder.c, records.c
 *     order    records in the order of time
 *     process  who runs and what is mapped: spaces.c, maps.c; jit_dumps.c, jit.c code made at run
 * time arrive   samples that the sink wants: sample.c wait     until they have all they need
 *     resolve  to the addresses of their call chains: dumps.c unwinds
 *     name     to frames: addresses.c, frame_names.c; late.c what is known at the end only */
#include "config.h"

#include "formats/perf_data/collect.h"
#include "formats/perf_data/account.h"
#include "formats/perf_data/arrive.h"
#include "formats/perf_data/file.h"
#include "formats/perf_data/folder.h"
#include "formats/perf_data/name.h"
#include "formats/perf_data/order.h"
#include "formats/perf_data/process.h"
#include "formats/perf_data/resolve.h"
#include "formats/perf_data/times.h"
#include "formats/perf_data/wait.h"
#include "read/budget.h"
#include "read/reader.h"

#include <stdlib.h>
#include <sys/stat.h>

enum { RECORD_CALLCHAIN_DEFERRED = 22 }; /* newer than many versions of <linux/perf_event.h> */

/* The stages of reading a recording. */
struct reading {
	struct perf_file file;
	struct record_order order;
	struct processes processes;
	struct jit_dumps dumps;
	struct arrivals arrivals;
	struct waiting_room room;
	struct resolver resolver;
	struct naming naming;
	struct sched sched; /* with options->off_cpu */

	struct sink *sink;
	struct stream *stream;
	struct symbols *symbols;
	char *kallsyms;   /* the recording's own, NULL: it has none */
	size_t before;    /* bytes of the sink before */
	size_t unchecked; /* bytes of records passed on since memory was checked */
};

/* ---- memory ---- */

enum {
	CHECKED = 1 << 16,    /* bytes of records after which memory is checked */
	LIBRARIES = 10 << 20, /* memory of decompressors and small objects */
};

/* The memory of the stages, with the overhead of allocations, but without the symbols of files,
 * whose size depends on the files. */
static uint64_t memory_of(const struct reading *reading)
{
	const uint64_t bytes = sources_memory(&reading->file.sources) +
	                       perf_data_header_memory(&reading->file.header) +
	                       order_memory(&reading->order) +
	                       tasks_memory(&reading->processes.tasks) +
	                       jit_dumps_memory(&reading->dumps) + wait_memory(&reading->room) +
	                       addresses_memory(&reading->naming.addresses) +
	                       symbols_memory(reading->symbols) + sched_memory(&reading->sched) +
	                       sink_memory(reading->sink) - reading->before;
	return bytes + bytes / 8 + LIBRARIES;
}

/* Waiting records and stack dumps may take a part of the input's memory. */
static enum status check_memory(void *context, struct error *err)
{
	struct reading *reading = context;
	const struct read_options *options = reading->stream->options;
	const uint64_t allowed = budget_of(options, stream_weight(reading->stream));
	reading->unchecked = 0;
	order_limit(&reading->order, allowed / 4);
	wait_limit(&reading->room, allowed / 4);
	return memory_of(reading) <= allowed
	               ? STATUS_OK
	               : budget_exceeded(options, reading->stream->input, err);
}

static enum status check_memory_of(struct reading *reading, const struct record *record,
                                   struct error *err)
{
	reading->unchecked += record->size;
	return reading->unchecked < CHECKED ? STATUS_OK : check_memory(reading, err);
}

/* ---- from one stage to the next ---- */

static enum status file_to_order(void *context, const struct record *record, uint64_t time,
                                 struct error *err)
{
	struct reading *reading = context;
	return order_add(&reading->order, record, time, err);
}

static enum status file_round(void *context, struct error *err)
{
	struct reading *reading = context;
	return order_round(&reading->order, err);
}

static enum status file_progress(void *context, uint64_t time, size_t bytes, struct error *err)
{
	struct reading *reading = context;
	return order_progress(&reading->order, time, bytes, err);
}

/* The meaning of context switches depends on lost records and new threads. */
static void note_switches(struct reading *reading, const struct record *record, uint64_t time)
{
	enum { TID_AT = RECORD_HEADER_SIZE + 8 };
	if (record->type == PERF_RECORD_LOST || (record->type == PERF_RECORD_LOST_SAMPLES && time))
		sched_lost(&reading->sched);
	else if (record->type == PERF_RECORD_FORK && record->size >= TID_AT + 4)
		sched_started(&reading->sched,
		              load_u32(record->at + TID_AT, reading->file.header.big_endian));
}

/* Takes records in order: samples arrive, and other records change the state in which samples are
 * looked up. */
static enum status order_deliver_record(void *context, const struct record *record, uint64_t time,
                                        struct error *err)
{
	struct reading *reading = context;
	const struct perf_data_header *header = &reading->file.header;
	struct perf_event *event = events_of_record(&header->events, record->at, record->type,
	                                            record->size, header->big_endian);
	enum status status = check_memory_of(reading, record, err);
	sched_passes(&reading->sched, time);
	if (!status && record->type == PERF_RECORD_SAMPLE)
		return arrive(&reading->arrivals, event, record, err);
	if (!status)
		status = wait_flush(&reading->room, err); /* checked with the current memory */
	if (status)
		return status;
	if (record->type == RECORD_CALLCHAIN_DEFERRED)
		return event ? wait_chain(&reading->room, event, record, err) : STATUS_OK;
	name_forget(&reading->naming);
	note_switches(reading, record, time);
	return processes_record(&reading->processes, record, time) ? STATUS_OK
	                                                           : error_no_memory(err);
}

static enum status arrive_to_wait(void *context, struct pending_sample *sample,
                                  const struct record *record, struct error *err)
{
	struct reading *reading = context;
	return wait_add(&reading->room, sample, record, err);
}

static enum status wait_to_resolve(void *context, struct pending_sample *samples, size_t count,
                                   struct error *err)
{
	struct reading *reading = context;
	return resolve(&reading->resolver, samples, count, err);
}

static enum status wait_to_settle(void *context, const struct named_sample *sample,
                                  struct error *err)
{
	struct reading *reading = context;
	return name_settle(&reading->naming, sample, err);
}

static void wait_forget(void *context)
{
	struct reading *reading = context;
	name_forget(&reading->naming);
}

static enum status resolve_to_name(void *context, const struct resolved_sample *sample,
                                   struct error *err)
{
	struct reading *reading = context;
	return name_sample(&reading->naming, sample, err);
}

static enum status name_to_sink(void *context, const struct named_sample *sample, struct error *err)
{
	struct reading *reading = context;
	if (wait_for_end(&reading->room, sample->memory))
		return wait_keep(&reading->room, sample, err);
	if (reading->arrivals.sched && sample->event == reading->sched.event)
		return sched_named(&reading->sched, sample->weight, sample->frames, sample->depth,
		                   err);
	const struct decimal weight = {sample->weight, 0};
	reading->sink->about = *sample->about;
	return sink_add(reading->sink, sample->event, sample->frames, sample->depth, &weight, err);
}

/* ---- the stages ---- */

/* If a folder that the user named does not exist, no file is found there. */
static void note_folder(struct reading *reading, const char *option, const char *path)
{
	struct stat info;
	if (path && *path && (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)))
		sink_note(reading->sink, true, "--%s %s: no such folder, so no file is read there",
		          option, path);
}

static enum status open_symbols(struct reading *reading, const struct input *input,
                                const struct read_options *options, struct error *err)
{
	struct symbol_options symbols = options->symbols;
	symbols.lines = options->inline_lines || options->source_lines;
	symbols.as_perf = options->as_perf;
	symbols.any_order = options->inliner != NULL;
	reading->kallsyms = symbols.kallsyms || symbols.vmlinux ? NULL : folder_kallsyms(input);
	if (reading->kallsyms)
		symbols.kallsyms = reading->kallsyms;
	note_folder(reading, "symfs", symbols.symfs);
	note_folder(reading, "buildid-dir", symbols.buildid_dir);
	note_folder(reading, "debug-dir", symbols.debug_dir);
	reading->symbols = symbols_open(&symbols);
	return reading->symbols ? STATUS_OK : error_no_memory(err);
}

static void wire_records(struct reading *reading, const struct read_options *options,
                         const char *input)
{
	reading->order.deliver = order_deliver_record;
	reading->order.context = reading;
	reading->dumps = (struct jit_dumps){
		.header = &reading->file.header,
		.options = &options->symbols,
		.symbols = reading->symbols,
		.sink = reading->sink,
		.input = input,
		/* as long as the pipe is open, the recorded program may run and compile code; a
	           file that perf is still writing is read soon */
		.late = reading->file.header.pipe,
	};
	reading->processes = (struct processes){
		.header = &reading->file.header,
		.symbols = reading->symbols,
		.dumps = &reading->dumps,
	};
	tasks_init(&reading->processes.tasks);
}

static void note_frame(void *sink, uint32_t id, const struct frame_facts *facts)
{
	sink_origin(sink, id, facts->kind, facts->module.at, facts->module.size);
	sink_unnamed(sink, id, facts->unnamed);
}

static void wire_samples(struct reading *reading, const struct read_options *options)
{
	reading->sched.sink = reading->sink;
	const struct perf_data_header *header = &reading->file.header;
	struct tasks *tasks = &reading->processes.tasks;
	reading->arrivals = (struct arrivals){
		.sink = reading->sink,
		.header = header,
		.tasks = tasks,
		.sched = options->off_cpu ? &reading->sched : NULL,
		.next = arrive_to_wait,
		.context = reading,
	};
	reading->room = (struct waiting_room){
		.sink = reading->sink,
		.header = header,
		.tasks = tasks,
		.dumps = &reading->dumps,
		.next = {wait_to_resolve, wait_to_settle, wait_forget, reading},
	};
	reading->resolver = (struct resolver){
		.header = header,
		.kernel = &tasks->kernel,
		.dumps = {.header = header,
	                  .symbols = reading->symbols,
	                  .threads = options->threads,
	                  .limit = options->as_perf ? FRAMES_AS_PERF : DUMP_MOST},
		.as_perf = options->as_perf,
		.keep_kernel = options->build_ids == BUILD_IDS_ALL,
		.next = resolve_to_name,
		.context = reading,
	};
	reading->naming = (struct naming){
		.addresses = {.names = {.frames = &reading->sink->frames,
	                                .note = note_frame,
	                                .context = reading->sink,
	                                .options = options,
	                                .symbols = reading->symbols},
	                      .sink = reading->sink,
	                      .open = header->pipe},
		.options = options,
		.kernel = &tasks->kernel,
		.next = name_to_sink,
		.context = reading,
	};
}

static enum status begin(struct reading *reading, struct stream *stream,
                         const struct read_options *options, struct error *err)
{
	const char *input = input_name(stream->input);
	if (!sink_columns(reading->sink, 1))
		return error_set(err, STATUS_FAILED,
		                 "%s: one weight for each sample, but earlier inputs have %u: they "
		                 "cannot be added up",
		                 input, reading->sink->columns);
	reading->file.next = (struct file_next){file_to_order, file_round, file_progress,
	                                        check_memory, reading};
	enum status status = file_open(&reading->file, stream, reading->sink, err);
	if (!status)
		status = open_symbols(reading, stream->input, options, err);
	if (!status) {
		wire_records(reading, options, input);
		wire_samples(reading, options);
	}
	return status;
}

static enum status read_all(struct reading *reading, struct error *err)
{
	enum status status = file_read(&reading->file, err);
	if (!status)
		status = order_end(&reading->order, err);
	if (!status)
		status = wait_records_ended(&reading->room, err);
	if (!status && (!jit_dumps_finish(&reading->dumps) || !name_dumps_read(&reading->naming)))
		status = error_no_memory(err);
	if (!status)
		status = wait_dumps_read(&reading->room, err);
	if (!status && reading->arrivals.sched)
		status = sched_end(&reading->sched, reading->dumps.input, err);
	if (!status)
		status = name_finish(&reading->naming, err);
	if (!status && symbols_lack(reading->symbols) == SYMBOL_NO_MEMORY)
		status = error_no_memory(
			err); /* fails, because names would differ from those with more memory */
	return status;
}

/* perf record's -F and -c also apply to tracepoints, and a subset of the switches is useless. */
static void note_sampled_switches(const struct reading *reading, const char *input)
{
	const struct perf_events *events = &reading->file.header.events;
	for (size_t i = 0; i < events->count; i++) {
		const struct perf_event *event = events->items[i];
		if (event->tickets && event->sched.kind == SCHED_SWITCH &&
		    (event_flag(event, ATTR_FREQ) || event->sample_period > 1))
			sink_note(reading->sink, true,
			          "%s: only a part of the context switches was recorded, as -F or "
			          "-c of "
			          "perf record applied to them too: times off the CPU are wrong; "
			          "give "
			          "the rate to the other event, as in -e cpu-clock/freq=499/",
			          input);
	}
}

static void note_account(const struct reading *reading, const struct read_options *options,
                         const char *input)
{
	const struct processes *processes = &reading->processes;
	const struct addresses *addresses = &reading->naming.addresses;
	const uint64_t lost = processes->lost > processes->lost_in_all ? processes->lost
	                                                               : processes->lost_in_all;
	struct account account = {
		.sink = reading->sink,
		.symbols = reading->symbols,
		.input = input,
		.no_advice = options->no_advice,
		/* perf record includes the processor if it records whole processors */
		.all_cpus = (reading->file.header.events.sample_types & PERF_SAMPLE_CPU) != 0,
		.lost = lost + processes->lost_samples,
		.late = reading->order.late,
		.throttled = processes->throttled,
		.aux_bytes = reading->file.aux_bytes,
		.guest = reading->arrivals.guest,
		.unknown_id = reading->arrivals.unknown_id,
		.unmoved = reading->arrivals.unmoved,
		.foreign_dumps = reading->resolver.dumps.foreign,
		.bad_chains = reading->resolver.bad_chains,
		.chains_missing = reading->room.chains_missing,
		.unknown_records = processes->unknown_records,
		.unfit_records = processes->unfit_records,
		.unmapped = addresses->unmapped,
		.unresolved = addresses->unresolved,
		.modules = addresses->module_count,
	};
	dumps_counts(&reading->resolver.dumps, &account.unwound);
	file_note_end(&reading->file, reading->sink);
	note_sampled_switches(reading, input);
	account_note(&account);
	collect_note_kept(addresses, input);
}

static void finish(struct reading *reading)
{
	dumps_free(&reading->resolver.dumps);
	wait_free(&reading->room);
	order_free(&reading->order);
	name_free(&reading->naming);
	sched_free(&reading->sched);
	jit_dumps_free(&reading->dumps);
	tasks_free(&reading->processes.tasks);
	symbols_close(reading->symbols);
	free(reading->kallsyms);
	file_free(&reading->file); /* no record is pinned any more */
	free(reading);
}

static enum status perf_data_read(struct stream *stream, struct sink *sink,
                                  const struct read_options *options, struct error *err)
{
	struct reading *reading = calloc(1, sizeof *reading);
	if (!reading)
		return error_no_memory(err);
	reading->sink = sink;
	reading->stream = stream;
	reading->before = options->memory_most ? 0 : sink_memory(sink);
	sink->profiled = true;
	enum status status = begin(reading, stream, options, err);
	if (!status)
		status = read_all(reading, err);
	sink->guests += reading->arrivals.guest;
	sink->unknown_events += reading->arrivals.unknown_id;
	if (!status && options->bundle)
		status = collect_files(&reading->naming.addresses, options->bundle,
		                       input_name(stream->input), err);
	if (!status)
		note_account(reading, options, input_name(stream->input));
	finish(reading);
	return status;
}

const struct reader reader_perf_data = {
	.name = "perf-data",
	.about = "perf.data: what `perf record` writes, to a file, a folder or (-o -) a pipe",
	.fields = "`perf record --sample-cpu --timestamp` records them",
	.kind = "a perf.data file",
	.expected = "samples (perf record has written none yet, or all are from virtual machines)",
#ifdef HAVE_ELFUTILS
	.available = true,
#endif
	.events = true,
	.folders = true,
	.advised = true,
	.watches = true,
	.bid = perf_data_bid,
	.times = perf_data_times,
	.wall_clock = perf_data_wall_clock,
	.marker = perf_data_marker,
	.read = perf_data_read,
};
