/* perf.data: what `perf record` writes, into a file or (-o -) into a pipe.
 *
 * Both begin with "PERFILE2". A file has a header that says where its attributes (the events) and its
 * data are, and features (build ids, names, the machine) behind the data; a pipe has records in their
 * place. Data is a stream of records, some by the kernel, some by perf: type, misc, size, and a body
 * that ends, in the kernel's records, in the sample's id and time. Specified by the kernel's
 * tools/perf/Documentation/perf.data-file-format.txt and <linux/perf_event.h>; the numbers are in the
 * byte order of the machine that wrote them.
 *
 * The parts: header.c, events.c, tracing.c what the file says of itself; records.c bytes to
 * records; order.c their order; tasks.c, spaces.c, jit.c who runs and what is mapped; sample.c, chain.c,
 * unwind.c, frames.c samples to frames.
 */
#include "config.h"

#include "base/input.h"
#include "read/formats.h"
#include "read/perf_data/unwind.h"

#include <inttypes.h>
#include <stdlib.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

enum { /* records that perf makes itself; see header.c for those that say what is what */
	RECORD_USER_FIRST = 64,
	RECORD_HEADER_TRACING_DATA = 66,
	RECORD_FINISHED_ROUND = 68,
	RECORD_AUXTRACE = 71,
	RECORD_COMPRESSED = 81,
	RECORD_COMPRESSED2 = 83,
};

/* ---- records in their turn ---- */

static enum status deliver(void *context, const struct record *record, uint64_t time,
                           struct error *err)
{
	struct perf_data *data = context;
	if (data->jit.count && time >= data->jit.due) {
		enum status status = unwinding_flush(data, err);
		if (!status && !perf_data_jit_until(data, time))
			status = error_no_memory(err);
		if (status)
			return status;
	}
	if (record->type != PERF_RECORD_SAMPLE) {
		enum status status = unwinding_flush(data, err); /* by the memory as it is now */
		if (!status && !perf_data_task_record(data, record, time))
			status = error_no_memory(err);
		return status;
	}
	struct perf_event *event = events_of_record(&data->header.events, record->at, record->type,
	                                            record->size, data->header.big_endian);
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

/* A record of the kernel: it waits for its turn, unless it has no time. */
static enum status take_kernel_record(struct perf_data *data, const struct record *record,
                                      struct error *err)
{
	struct perf_events *events = &data->header.events;
	const struct perf_event *event = events_of_record(events, record->at, record->type,
	                                                  record->size, data->header.big_endian);
	uint64_t time = event && events->sample_id_all
	                        ? record_time(event, record, data->header.big_endian)
	                        : 0;
	if (data->times_only) {
		if (record->type == PERF_RECORD_SAMPLE && time)
			note_time(data, time);
		return STATUS_OK;
	}
	if (!time || time == UINT64_MAX)
		return deliver(data, record, 0, err);
	return order_add(&data->order, record, time, err);
}

/* ---- bytes ---- */

/* Puts the next bytes of the input into the stream; false at its end, or with *status. */
static bool fill(struct perf_data *data, uint64_t *left, uint64_t *offset, enum status *status,
                 struct error *err)
{
	size_t room;
	uint8_t *at = record_stream_room(&data->stream, &room);
	if (!at) {
		*status = error_no_memory(err);
		return false;
	}
	if (room > *left)
		room = (size_t)*left;
	ssize_t n = data->header.pipe ? parts_read(data->parts, at, room, err)
	                              : parts_read_at(data->parts, at, room, *offset, err);
	if (n < 0)
		*status = STATUS_FAILED;
	if (n <= 0)
		return false;
	record_stream_filled(&data->stream, (size_t)n);
	*left -= (uint64_t)n;
	*offset += (uint64_t)n;
	return true;
}

/* Where reading is in the data. */
struct place {
	uint64_t left, offset; /* not read yet; where in the file */
};

/* Passes over bytes that follow a record and are none. */
static enum status skip(struct perf_data *data, struct place *place, uint64_t size,
                        struct error *err)
{
	enum status status = STATUS_OK;
	while (size) {
		size_t here = record_stream_left(&data->stream);
		if (here > size)
			here = (size_t)size;
		if (here)
			record_stream_skip(&data->stream, here);
		size -= here;
		if (!data->header.pipe && size) { /* no need to read them */
			uint64_t most = size < place->left ? size : place->left;
			place->left -= most;
			place->offset += most;
			break;
		}
		if (size && !fill(data, &place->left, &place->offset, &status, err))
			break;
	}
	return status;
}

static enum status take_record(struct perf_data *data, const struct record *record,
                               struct place *place, struct error *err);

#ifdef HAVE_ZSTD
/* Unpacks a record's bytes and takes the records in them; those end anywhere. */
static enum status unpack(struct perf_data *data, const uint8_t *bytes, size_t size,
                          struct place *place, struct error *err)
{
	if (!data->zstd && !(data->zstd = ZSTD_createDCtx()))
		return error_no_memory(err);
	ZSTD_inBuffer in = {bytes, size, 0};
	struct record_stream *stream = &data->unpacked;
	stream->big_endian = data->header.big_endian;
	bool full = true; /* there may be more in the decompressor than there was room for */
	while (in.pos < in.size || full) {
		ZSTD_outBuffer out = {0};
		out.dst = record_stream_room(stream, &out.size);
		if (!out.dst)
			return error_no_memory(err);
		size_t result = ZSTD_decompressStream(data->zstd, &out, &in);
		if (ZSTD_isError(result))
			return error_set(err, STATUS_FAILED,
			                 "%s: a compressed record is damaged: %s",
			                 input_name(data->parts->input), ZSTD_getErrorName(result));
		full = out.pos == out.size;
		record_stream_filled(stream, out.pos);
		struct record record;
		enum record_result next;
		while ((next = record_stream_next(stream, &record)) == RECORD_OK) {
			enum status status = take_record(data, &record, place, err);
			if (status)
				return status;
		}
		if (next == RECORD_BAD)
			return error_set(err, STATUS_FAILED,
			                 "%s: a compressed record holds what is no record",
			                 input_name(data->parts->input));
	}
	return STATUS_OK;
}
#else
static enum status unpack(struct perf_data *data, const uint8_t *bytes, size_t size,
                          struct place *place, struct error *err)
{
	(void)bytes, (void)size, (void)place;
	return error_set(err, STATUS_FAILED,
	                 "%s: was compressed by perf record -z, which this build cannot read: build "
	                 "it with libzstd, or use perf script",
	                 input_name(data->parts->input));
}
#endif

static enum status take_compressed(struct perf_data *data, const struct record *record,
                                   struct place *place, struct error *err)
{
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size,
	                      data->header.big_endian, false};
	if (record->stream == &data->unpacked)
		return error_set(err, STATUS_FAILED, "%s: a compressed record within another",
		                 input_name(data->parts->input));
	uint64_t size = bytes_left(&bytes);
	if (record->type == RECORD_COMPRESSED2)
		size = bytes_u64(&bytes); /* what is behind it only fills up */
	const uint8_t *at = bytes_take(&bytes, size);
	if (!at)
		return error_set(err, STATUS_FAILED, "%s: a compressed record is cut short",
		                 input_name(data->parts->input));
	record_pin(record); /* what is read meanwhile leaves it alone */
	enum status status = unpack(data, at, (size_t)size, place, err);
	record_unpin(record);
	return status;
}

/* The tracing data of a pipe follows its record. */
static enum status take_tracing(struct perf_data *data, const struct record *record,
                                struct place *place, struct error *err)
{
	enum { MOST = 64 << 20 };
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size,
	                      data->header.big_endian, false};
	uint64_t size = ((uint64_t)bytes_u32(&bytes) + 7) & ~(uint64_t)7;
	if (size > MOST)
		return skip(data, place, size, err);
	uint8_t *text = malloc(size + 1);
	enum status status = text ? STATUS_OK : error_no_memory(err);
	size_t done = 0;
	while (!status && done < size) {
		size_t here = record_stream_left(&data->stream);
		if (here > size - done)
			here = size - done;
		if (here)
			memcpy(text + done, record_stream_skip(&data->stream, here), here);
		done += here;
		if (done < size && !fill(data, &place->left, &place->offset, &status, err))
			break;
	}
	if (!status && !perf_data_tracing(&data->header, text, done))
		status = error_no_memory(err);
	free(text);
	return status;
}

static enum status take_user_record(struct perf_data *data, const struct record *record,
                                    struct place *place, struct error *err)
{
	uint64_t size;
	switch (record->type) {
	case RECORD_FINISHED_ROUND:
		return order_round(&data->order, err);
	case RECORD_COMPRESSED:
	case RECORD_COMPRESSED2:
		return take_compressed(data, record, place, err);
	case RECORD_HEADER_TRACING_DATA:
		return data->header.pipe ? take_tracing(data, record, place, err) : STATUS_OK;
	case RECORD_AUXTRACE:
		if (record->size < RECORD_HEADER_SIZE + 8)
			return STATUS_OK;
		size = load_u64(record->at + RECORD_HEADER_SIZE, data->header.big_endian);
		data->counts.aux_bytes += size;
		return skip(data, place, size, err);
	default:
		if (!perf_data_header_record(&data->header, record->type, record->at,
		                             record->size))
			return error_no_memory(err);
		return STATUS_OK;
	}
}

static enum status take_record(struct perf_data *data, const struct record *record,
                               struct place *place, struct error *err)
{
	data->counts.records++;
	if (record->type >= RECORD_USER_FIRST)
		return take_user_record(data, record, place, err);
	if (data->header.pipe && !data->events_complete) {
		if (!events_complete(&data->header.events))
			return error_no_memory(err);
		data->events_complete = true;
	}
	return take_kernel_record(data, record, err);
}

/* ---- the reader ---- */

static enum status read_data(struct perf_data *data, struct error *err)
{
	struct place place = {data->header.data_size, data->header.data_at};
	enum status status = STATUS_OK;
	enum record_result next = RECORD_MORE;
	while (!status && fill(data, &place.left, &place.offset, &status, err)) {
		struct record record;
		while (!status &&
		       (next = record_stream_next(&data->stream, &record)) == RECORD_OK)
			status = take_record(data, &record, &place, err);
		if (next == RECORD_BAD)
			break;
	}
	if (status)
		return status;
	status = order_end(&data->order, err);
	if (!status)
		status = unwinding_flush(data, err);
	if (!status)
		status = frames_finish(&data->names, err);
	if (!status && !data->times_only)
		perf_data_note_end(data, place.offset, place.left, next);
	return status;
}

static enum status begin_header(struct perf_data *data, struct error *err)
{
	enum status status = perf_data_header_read(&data->header, data->parts, err);
	if (status)
		return status;
	data->stream.big_endian = data->header.big_endian;
	data->order.deliver = deliver;
	data->order.context = data;
	if (!data->header.pipe && !events_complete(&data->header.events))
		return error_no_memory(err);
	return STATUS_OK;
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
	symbols.lines = data->options->inline_lines;
	symbols.as_perf = !data->options->inliner;
	data->symbols = symbols_open(&symbols);
	if (!data->symbols)
		return error_no_memory(err);
	data->kernel_module = MODULE_NONE;
	data->names = (struct frame_names){
		.sink = data->sink, .options = data->options, .symbols = data->symbols};
	/* as long as the pipe is open, what was recorded may be running and compiling; and a file that
	 * perf is still writing is read in a moment */
	data->names.late = data->header.pipe;
	return STATUS_OK;
}

static void finish(struct perf_data *data)
{
	unwinding_free(data);
	order_free(&data->order);
	record_stream_free(&data->stream);
	record_stream_free(&data->unpacked);
#ifdef HAVE_ZSTD
	ZSTD_freeDCtx(data->zstd);
#endif
	frame_names_free(&data->names);
	tasks_free(&data->tasks);
	perf_data_jit_free(&data->jit);
	free(data->chain.ids);
	symbols_close(data->symbols);
	perf_data_header_free(&data->header);
	free(data);
}

static enum status perf_data_read(struct parts *parts, struct sink *sink,
                                  const struct read_options *options, struct error *err)
{
	struct perf_data *data = calloc(1, sizeof *data);
	if (!data)
		return error_no_memory(err);
	data->parts = parts;
	data->sink = sink;
	data->options = options;
	enum status status = begin(data, err);
	if (!status)
		status = read_data(data, err);
	if (!status)
		perf_data_note_counts(data);
	finish(data);
	return status;
}

/* As perf record noted them, or else by looking at all records. */
static enum status perf_data_times(struct parts *parts, uint64_t *first, uint64_t *last,
                                   struct error *err)
{
	struct perf_data *data = calloc(1, sizeof *data);
	if (!data)
		return error_no_memory(err);
	data->parts = parts;
	data->times_only = true;
	enum status status = begin_header(data, err);
	if (!status && data->header.pipe)
		status = error_set(err, STATUS_FAILED,
		                   "%s: times in percent need a file that perf record wrote, not what "
		                   "it writes into a pipe",
		                   input_name(parts->input));
	data->first_time = data->header.first_time;
	data->last_time = data->header.last_time;
	if (!status && !data->last_time)
		status = read_data(data, err);
	*first = data->first_time;
	*last = data->last_time;
	finish(data);
	return status;
}

const struct reader reader_perf_data = {
	.name = "perf-data",
	.about = "perf.data: what `perf record` writes, to a file or (-o -) to a pipe",
	.expected = "samples (perf record ended before it took any, or all were of another kind)",
#ifdef HAVE_ELFUTILS
	.available = true,
#endif
	.events = true,
	.bid = perf_data_bid,
	.times = perf_data_times,
	.read = perf_data_read,
};
