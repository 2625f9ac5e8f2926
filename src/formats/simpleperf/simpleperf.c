/* Reports of Android's simpleperf: `simpleperf report-sample --protobuf`. cmd_report_sample.proto
 * in https://android.googlesource.com/platform/system/extras/+/main/simpleperf describes their
 * contents:
 *
 *     "SIMPLEPERF", version in 2 bytes
 *     size in 4 bytes, Record {sample {time, thread_id, callchain {file_id 3, symbol_id 7} ...}}
 *     size in 4 bytes, Record {file {id 3, path "/system/lib64/libc.so", symbol ...}}
 *     ...
 *     0 in 4 bytes
 *
 * Numbers are little-endian. Files, threads and events are after the samples that refer to them, so
 * the whole input is read twice. */
#include "base/vector.h"
#include "formats/protobuf.h"
#include "formats/simpleperf/tables.h"
#include "read/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char magic[] = "SIMPLEPERF";

enum { MAGIC_SIZE = 10, HEAD_SIZE = 12, VERSION = 1, LENGTH_SIZE = 4 };

enum { SAMPLE = 1, LOST, FILE_RECORD, THREAD, META_INFO };

/* Records of one stream. */
struct records {
	struct stream *stream;
	const char *input;
	char *bytes;
	size_t capacity;
	uint64_t offset; /* of the current record */
	uint64_t next;   /* of the bytes after it */
};

struct simpleperf {
	struct putting putting;
	struct simpleperf_tables tables;
	uint32_t *frames; /* of a sample, leaf first, then root first */
	size_t depth, frame_capacity;
	uint64_t met;        /* samples */
	uint64_t incomplete; /* ... of which unwinding failed */
};

/* ---- records ---- */

/* Reads that many bytes; *size is less if the stream ends. */
static enum status load(struct records *r, size_t need, size_t *size, struct error *err)
{
	enum { CHUNK = 1 << 20 };
	*size = 0;
	while (*size < need && stream_has_more(r->stream)) {
		const size_t room = need - *size < CHUNK ? need - *size : CHUNK;
		if (!vector_reserve(&r->bytes, &r->capacity, *size + room))
			return error_no_memory(err);
		const ssize_t n = stream_read(r->stream, r->bytes + *size, room, err);
		if (n < 0)
			return STATUS_FAILED;
		*size += (size_t)n;
	}
	r->next += *size;
	return STATUS_OK;
}

static uint32_t little_endian(const char *bytes, size_t size)
{
	uint32_t number = 0;
	while (size--)
		number = number << 8 | (unsigned char)bytes[size];
	return number;
}

static enum status damaged(const struct records *r, const char *what, struct error *err)
{
	return error_set(err, STATUS_FAILED, "%s: byte %llu: %s", r->input,
	                 (unsigned long long)r->offset, what);
}

static enum status read_head(struct records *r, struct error *err)
{
	size_t size;
	enum status status = load(r, HEAD_SIZE, &size, err);
	if (status)
		return status;
	if (size < HEAD_SIZE || memcmp(r->bytes, magic, MAGIC_SIZE) != 0)
		return damaged(r, "expected the beginning of a report of simpleperf", err);
	const uint32_t version = little_endian(r->bytes + MAGIC_SIZE, HEAD_SIZE - MAGIC_SIZE);
	if (version != VERSION)
		return error_set(err, STATUS_FAILED,
		                 "%s: version %u of simpleperf's reports is not supported, only 1",
		                 r->input, version);
	return STATUS_OK;
}

/* The next record, which is valid until the next call. *more is false at the end. */
static enum status next_record(struct records *r, struct text *record, bool *more,
                               struct error *err)
{
	size_t size;
	r->offset = r->next;
	enum status status = load(r, LENGTH_SIZE, &size, err);
	if (status)
		return status;
	const uint32_t length = size == LENGTH_SIZE ? little_endian(r->bytes, LENGTH_SIZE) : 0;
	*more = length > 0;
	if (size < LENGTH_SIZE)
		return damaged(r, "the input ends before its last record: is it cut?", err);
	if (length)
		status = load(r, length, &size, err);
	if (!status && length && size < length)
		return damaged(r, "the input ends within a record: is it cut?", err);
	*record = (struct text){r->bytes, length};
	return status;
}

/* ---- first pass: tables to which samples refer ---- */

static enum status take_field(struct simpleperf_tables *t, const struct proto_field *field,
                              struct error *err)
{
	if (field->type != PROTO_BYTES)
		return STATUS_OK;
	switch (field->number) {
	case FILE_RECORD:
		return simpleperf_file(t, field->bytes, err);
	case THREAD:
		return simpleperf_thread(t, field->bytes, err);
	case META_INFO:
		return simpleperf_meta(t, field->bytes, err);
	case LOST:
		return simpleperf_lost(t, field->bytes);
	default:
		return STATUS_OK;
	}
}

static enum status take_tables(struct simpleperf *s, struct records *r, struct error *err)
{
	enum status status = read_head(r, err);
	bool more = true;
	while (!status && more) {
		struct text record;
		struct proto_field field;
		struct error why = {0};
		status = next_record(r, &record, &more, err);
		if (status || !more)
			break;
		struct proto proto = proto_of(record);
		while (!status && proto_next(&proto, &field))
			status = take_field(&s->tables, &field, &why);
		if (status == STATUS_FAILED || (!status && proto.bad))
			return damaged(r, "this record is damaged", err);
		if (status)
			return error_no_memory(err);
	}
	return !status && !simpleperf_settle(&s->tables) ? error_no_memory(err) : status;
}

/* ---- second pass: samples ---- */

/* STATUS_FAILED, without a message, if it is damaged. */
static enum status take_call(struct simpleperf *s, struct text message, struct error *err)
{
	enum { ADDRESS = 1, FILE_ID, SYMBOL_ID, TYPE, FIELDS };
	uint64_t values[FIELDS] = {[SYMBOL_ID] = UINT64_MAX};
	if (!proto_numbers(message, values, FIELDS))
		return STATUS_FAILED;
	const struct simpleperf_call call = {values[ADDRESS], (uint32_t)values[FILE_ID],
	                                     (int32_t)(uint32_t)values[SYMBOL_ID], values[TYPE]};
	const uint32_t frame = simpleperf_frame(&s->tables, call);
	if (frame == FRAME_NONE || !vector_reserve(&s->frames, &s->frame_capacity, s->depth + 1))
		return error_no_memory(err);
	s->frames[s->depth++] = frame;
	return STATUS_OK;
}

static void find_thread(struct simpleperf *s, uint64_t id, struct put_sample *sample)
{
	const size_t row = id_index_find(&s->tables.thread_ids, id);
	sample->place.tid = (uint32_t)id;
	sample->place.known |= PLACE_TID;
	if (row == ID_INDEX_NONE)
		return;
	const struct simpleperf_thread *thread = &s->tables.threads[row];
	sample->comm = thread->name;
	if (thread->pid == SAMPLE_NONE)
		return;
	sample->place.pid = thread->pid;
	sample->place.known |= PLACE_PID;
}

static void reverse(uint32_t *frames, size_t depth)
{
	for (size_t i = 0; i < depth / 2; i++) {
		const uint32_t frame = frames[i];
		frames[i] = frames[depth - 1 - i];
		frames[depth - 1 - i] = frame;
	}
}

static enum status take_sample(struct simpleperf *s, struct text message, struct error *err)
{
	enum { TIME = 1, THREAD_ID, CALL, EVENT_COUNT, EVENT_TYPE, UNWINDING };
	struct put_sample sample = {.weight = {1, 0}};
	struct proto proto = proto_of(message);
	struct proto_field field;
	uint64_t event = 0;
	enum status status = STATUS_OK;
	s->depth = 0;
	while (!status && proto_next(&proto, &field)) {
		const bool number = field.type == PROTO_NUMBER;
		if (field.number == CALL && field.type == PROTO_BYTES) {
			status = take_call(s, field.bytes, err);
		} else if (field.number == TIME && number) {
			sample.place.time = field.value;
			sample.place.known |= PLACE_TIME;
		} else if (field.number == THREAD_ID && number) {
			find_thread(s, field.value, &sample);
		} else if (field.number == EVENT_COUNT && number) {
			sample.weight.value = field.value;
		} else if (field.number == EVENT_TYPE && number) {
			event = field.value;
		} else if (field.number == UNWINDING) {
			s->incomplete++;
		}
	}
	if (status || proto.bad)
		return status ? status : STATUS_FAILED;
	sample.event = simpleperf_event(&s->tables, event);
	if (sample.event == EVENT_NONE)
		return error_no_memory(err);
	reverse(s->frames, s->depth);
	sample.frames = s->frames;
	sample.depth = s->depth;
	return put_sample(&s->putting, &sample, err);
}

static void bad_sample(struct simpleperf *s)
{
	char text[40];
	const int size = snprintf(text, sizeof text, "sample %llu", (unsigned long long)s->met);
	sink_malformed(s->putting.sink, "it is damaged", text, (size_t)size);
}

static enum status take_samples(struct simpleperf *s, struct records *r, struct error *err)
{
	enum status status = read_head(r, err);
	bool more = true;
	while (!status && more) {
		struct text record;
		struct proto_field field;
		status = next_record(r, &record, &more, err);
		struct proto proto = proto_of(record);
		while (!status && more && proto_next(&proto, &field)) {
			struct error why = {0};
			if (field.number != SAMPLE || field.type != PROTO_BYTES)
				continue;
			s->met++;
			status = take_sample(s, field.bytes, &why);
			if (status == STATUS_FAILED && !*why.text) {
				bad_sample(s);
				status = STATUS_OK;
			}
			if (status)
				error_set(err, status, "%s", why.text);
		}
	}
	return status;
}

static void say(const struct simpleperf *s)
{
	struct sink *sink = s->putting.sink;
	if (s->tables.lost)
		sink_note(sink, true,
		          "%llu samples were lost while recording: give simpleperf record a larger "
		          "buffer (-m) or a lower frequency (-f)",
		          (unsigned long long)s->tables.lost);
	if (s->incomplete)
		sink_note(sink, true, "unwinding failed before the end of %llu stack%s",
		          (unsigned long long)s->incomplete, s->incomplete == 1 ? "" : "s");
}

static enum status simpleperf_read(struct stream *stream, struct sink *sink,
                                   const struct read_options *options, struct error *err)
{
	struct simpleperf s = {.putting = {.sink = sink}};
	(void)options;
	s.tables.putting = &s.putting;
	sink->profiled = true;
	enum status status = stream_seek(stream, err);
	if (status)
		return status;
	struct stream again = stream_again(stream);
	struct records first = {.stream = &again, .input = input_name(stream->input)};
	struct records second = {.stream = stream, .input = first.input};
	status = take_tables(&s, &first, err);
	if (!status)
		status = take_samples(&s, &second, err);
	if (!status)
		say(&s);
	stream_again_free(&again);
	free(first.bytes);
	free(second.bytes);
	simpleperf_tables_free(&s.tables);
	free(s.frames);
	putting_free(&s.putting);
	return status;
}

static int simpleperf_bid(const struct head *head)
{
	return head->size >= MAGIC_SIZE && memcmp(head->text, magic, MAGIC_SIZE) == 0 ? 99 : 0;
}

const struct reader reader_simpleperf = {
	.name = "simpleperf",
	.about = "Android's simpleperf report-sample --protobuf (perf.data: perf-data reads it)",
	.fields = "reports of simpleperf have processes and times, but no CPUs",
	.kind = "a report of simpleperf",
	.expected = "samples (was the app running?)",
	.available = true,
	.bid = simpleperf_bid,
	.read = simpleperf_read,
};
