/* Java Flight Recordings, of JDK 8u262 and later and of async-profiler: chunks, one after another.
 * A chunk has a header of 68 bytes, then events:
 *
 *     size, type, fields
 *
 * Two types of events describe the others: type 0, the metadata, has the fields of all classes,
 * both of events and of constants; type 1, checkpoints, have the constants: stacks, methods,
 * symbols, threads. The header has the positions of the metadata and of the last checkpoint. Most
 * numbers are compressed; the others are big-endian. There is no specification; the JDK reads them
 * in jdk.jfr.consumer.
 *
 *     jdk.ExecutionSample {startTime, sampledThread, stackTrace, state}
 *
 * A chunk is read as a whole, because constants are after the events that refer to them. Samples of
 * one stack and thread in a chunk are added up, unless samples are kept one by one. */
#include "base/hash.h"
#include "base/number.h"
#include "base/table.h"
#include "base/vector.h"
#include "formats/jfr/chunk.h"
#include "formats/jfr/names.h"
#include "formats/put_sample.h"
#include "read/options.h"
#include "read/reader.h"

#include <stdlib.h>
#include <string.h>

enum {
	LOAD = 1 << 20, /* bytes read at a time */
	EVENTS = 32,    /* rows of jfr_events at most */
	WALL = 2,       /* row of profiler.WallClockSample */
	ALLOC = 3,      /* rows of jdk.ObjectAllocationSample, and of the ...InNewTLAB after it */
	DIRECT = 4096,  /* types below this are found without a search */
	NANO = 1000000000,
	SAMPLES_WAITING = 16, /* events whose memory is prefetched at the same time */
};

/* The key of samples that are added up: the numbers of their constants. No padding. */
struct sample_key {
	uint64_t trace, thread, event;
};

/* The sums of these samples. */
struct sample_sum {
	struct sample_key key;
	uint32_t hash;
	uint64_t samples, weight;
};

struct jfr {
	struct stream *stream;
	struct sink *sink;
	const char *input;
	struct putting putting;
	char *bytes; /* the current chunk */
	size_t size, capacity;
	uint64_t before; /* bytes before it */
	struct jfr_chunk chunk;
	struct jfr_names names;
	uint32_t events[EVENTS]; /* events of the sink, by row of jfr_events; 0: not seen */
	uint16_t direct[DIRECT]; /* class row + 1 of types that are read */
	bool each;               /* samples are put one by one */
	struct sample_sum *sums; /* else these */
	size_t sum_count, sum_capacity;
	struct table table;                         /* number of sums */
	struct sample_sum waiting[SAMPLES_WAITING]; /* a ring of samples to be added up */
	size_t oldest, newest;                      /* newest: the position after the last one */
	uint64_t truncated, bad;                    /* samples */
	uint32_t met;                               /* bits of rows of jfr_events */
};

static enum status fail(const struct jfr *jfr, uint64_t at, const char *what, struct error *err)
{
	return error_set(err, STATUS_FAILED, "%s: byte %llu: %s", jfr->input,
	                 (unsigned long long)jfr->before + at, what);
}

/* ---- samples ---- */

/* The sink's event of a row of jfr_events; EVENT_NONE without memory. */
static uint32_t sink_event_of(struct jfr *jfr, size_t row)
{
	const struct jfr_event *event = &jfr_events[row];
	if (!jfr->events[row])
		jfr->events[row] = sink_value(jfr->sink, event->type, event->unit, row == 0);
	return jfr->events[row];
}

/* Converts ticks to nanoseconds; UINT64_MAX: they do not fit. */
static uint64_t ticks_ns(const struct jfr *jfr, uint64_t ticks)
{
	const number_wide ns = (number_wide)ticks * NANO / jfr->chunk.ticks_a_second;
	return ns > INT64_MAX ? UINT64_MAX : (uint64_t)ns;
}

static void set_time(const struct jfr *jfr, uint64_t ticks, struct sample_place *place)
{
	const uint64_t start = jfr->chunk.start_ticks;
	const bool after = ticks >= start;
	const uint64_t ns = ticks_ns(jfr, after ? ticks - start : start - ticks);
	if (ns == UINT64_MAX ||
	    (after ? ns >= UINT64_MAX - jfr->chunk.start_ns : ns > jfr->chunk.start_ns))
		return;
	place->time = after ? jfr->chunk.start_ns + ns : jfr->chunk.start_ns - ns;
	place->known |= PLACE_TIME;
}

/* Puts a sample, or the sum of several. time: in ticks, 0: unknown. */
static enum status put(struct jfr *jfr, const struct sample_sum *sum, uint64_t time,
                       struct error *err)
{
	const struct sample_key *key = &sum->key;
	const struct jfr_trace *trace;
	const struct jfr_thread *thread;
	const uint32_t id = (uint32_t)key->event;
	struct put_sample sample = {.event = id, .weight = {sum->weight, 0}};
	if (!sink_value_wanted(jfr->sink, id))
		return STATUS_OK;
	enum status status = jfr_names_trace(
		&jfr->names, jfr_row(&jfr->chunk, JFR_STACK_TRACE, key->trace), &trace, err);
	if (!status)
		status = jfr_names_thread(
			&jfr->names, jfr_row(&jfr->chunk, JFR_THREAD, key->thread), &thread, err);
	if (status == STATUS_FAILED) {
		jfr->bad += sum->samples;
		return STATUS_OK;
	}
	if (status)
		return status;
	if (trace->truncated)
		jfr->truncated += sum->samples;
	sample.comm = thread->comm;
	sample.frames = jfr->names.frames + trace->first;
	sample.depth = trace->count;
	if (!sample.depth)
		sample.frames = NULL;
	if (thread->tid != SAMPLE_NONE) {
		sample.place.tid = thread->tid;
		sample.place.known |= PLACE_TID;
	}
	if (time)
		set_time(jfr, time, &sample.place);
	struct sink_event *event = &jfr->sink->events[id];
	const uint64_t left_out = event->other_comms + event->other_moments + event->empty;
	status = put_sample(&jfr->putting, &sample, err);
	event = &jfr->sink->events[id];
	if (!status && !jfr->sink->profiled &&
	    left_out == event->other_comms + event->other_moments + event->empty)
		sink_sum(jfr->sink, id, sum->samples, sample.weight);
	return status;
}

/* ---- adding up ---- */

static bool same_key(const struct sample_key *a, const struct sample_key *b)
{
	return a->trace == b->trace && a->thread == b->thread && a->event == b->event;
}

/* The sum that a sample belongs to, NULL: there is none. There is a table. */
static struct sample_sum *find_sum(const struct jfr *jfr, const struct sample_sum *sample)
{
	table_each(&jfr->table, sample->hash, at)
		if (same_key(&jfr->sums[at->number - 1].key, &sample->key))
			return &jfr->sums[at->number - 1];
	return NULL;
}

static enum status add_up(struct jfr *jfr, const struct sample_sum *sample, struct error *err)
{
	if (!table_room(&jfr->table))
		return error_no_memory(err);
	struct sample_sum *sum = find_sum(jfr, sample);
	if (!sum) {
		if (jfr->sum_count >= UINT32_MAX - 1 ||
		    !vector_reserve(&jfr->sums, &jfr->sum_capacity, jfr->sum_count + 1))
			return error_no_memory(err);
		table_put(&jfr->table, sample->hash, (uint32_t)jfr->sum_count);
		jfr->sums[jfr->sum_count++] = *sample;
		return STATUS_OK;
	}
	sum->samples++;
	if (__builtin_add_overflow(sum->weight, sample->weight, &sum->weight))
		return error_set(err, STATUS_FAILED, "%s: the sum of weights does not fit 64 bits",
		                 jfr->input);
	return STATUS_OK;
}

static enum status add_oldest(struct jfr *jfr, struct error *err)
{
	return add_up(jfr, &jfr->waiting[jfr->oldest++ % SAMPLES_WAITING], err);
}

/* Prefetches the sum whose slot an earlier call prefetched. */
static void expect_sum(const struct jfr *jfr, const struct sample_sum *sample)
{
	if (!jfr->table.size)
		return;
	table_each(&jfr->table, sample->hash, at) {
		__builtin_prefetch(&jfr->sums[at->number - 1]);
		return;
	}
}

/* Adds the newest sample to the queue. After that there is room for the next one. */
static enum status add_soon(struct jfr *jfr, struct error *err)
{
	const size_t half = SAMPLES_WAITING / 2;
	struct sample_sum *sample = &jfr->waiting[jfr->newest++ % SAMPLES_WAITING];
	sample->hash = hash_bytes(&sample->key, sizeof sample->key);
	table_expect(&jfr->table, sample->hash);
	if (jfr->newest - jfr->oldest > half)
		expect_sum(jfr, &jfr->waiting[(jfr->newest - 1 - half) % SAMPLES_WAITING]);
	return jfr->newest - jfr->oldest == SAMPLES_WAITING ? add_oldest(jfr, err) : STATUS_OK;
}

/* Puts the sums of a chunk, in the order of the first samples of each. */
static enum status put_sums(struct jfr *jfr, struct error *err)
{
	enum status status = STATUS_OK;
	while (!status && jfr->oldest < jfr->newest)
		status = add_oldest(jfr, err);
	for (size_t i = 0; !status && i < jfr->sum_count; i++)
		status = put(jfr, &jfr->sums[i], 0, err);
	return status;
}

static void forget_sums(struct jfr *jfr)
{
	jfr->sum_count = jfr->oldest = jfr->newest = 0;
	free(jfr->table.slots);
	jfr->table = (struct table){0};
}

/* ---- events ---- */

/* The weight of an event in the unit of its type; UINT64_MAX: it has none. */
static uint64_t weight_of(const struct jfr *jfr, const struct jfr_event *event, uint64_t weight)
{
	if (!event->weight)
		return 1;
	if (weight > INT64_MAX)
		return UINT64_MAX;
	return event->ticks ? ticks_ns(jfr, weight) : weight;
}

static enum status take_event(struct jfr *jfr, size_t class, struct jfr_bytes *bytes,
                              struct error *err)
{
	uint64_t slots[JFR_NUMBERS];
	size_t row = jfr->chunk.classes.items[class].event - (size_t)1;
	uint32_t event = sink_event_of(jfr, row);
	if (event == EVENT_NONE)
		return error_no_memory(err);
	jfr->met |= 1U << row;
	if (row && !sink_value_wanted(jfr->sink, event))
		return STATUS_OK;
	jfr_read_numbers(&jfr->chunk.classes, class, bytes, slots);
	const uint64_t weight = weight_of(jfr, &jfr_events[row], slots[EVENT_WEIGHT]);
	if (bytes->bad || weight == UINT64_MAX) {
		jfr->bad++;
		return STATUS_OK;
	}
	if (!weight)
		return STATUS_OK;
	if (!row && jfr_names_sleeps(&jfr->names, slots[EVENT_STATE]))
		event = sink_event_of(jfr, WALL);
	if (event == EVENT_NONE)
		return error_no_memory(err);
	struct sample_sum *sample = &jfr->waiting[jfr->newest % SAMPLES_WAITING];
	sample->key.trace = slots[EVENT_TRACE];
	sample->key.thread = slots[EVENT_THREAD];
	sample->key.event = event;
	sample->samples = 1;
	sample->weight = weight;
	return jfr->each ? put(jfr, sample, slots[EVENT_TIME], err) : add_soon(jfr, err);
}

/* The row of a type's class; ID_INDEX_NONE: its events are not read. */
static size_t class_of(const struct jfr *jfr, uint64_t type)
{
	if (type < DIRECT)
		return jfr->direct[type] ? jfr->direct[type] - (size_t)1 : ID_INDEX_NONE;
	const size_t class = id_index_find(&jfr->chunk.classes.ids, type);
	return class != ID_INDEX_NONE && jfr->chunk.classes.items[class].event ? class
	                                                                       : ID_INDEX_NONE;
}

static void find_classes(struct jfr *jfr)
{
	const struct jfr_classes *classes = &jfr->chunk.classes;
	memset(jfr->direct, 0, sizeof jfr->direct);
	for (size_t i = classes->ids.count; i--;)
		if (classes->items[i].event && classes->ids.ids[i] < DIRECT && i < UINT16_MAX)
			jfr->direct[classes->ids.ids[i]] = (uint16_t)(i + 1);
}

static enum status take_events(struct jfr *jfr, struct error *err)
{
	enum status status = STATUS_OK;
	uint64_t at = JFR_HEADER_SIZE;
	while (!status && at < jfr->chunk.size) {
		struct jfr_bytes bytes = jfr_at(&jfr->chunk, at);
		const uint64_t size = jfr_number(&bytes, 4);
		const uint64_t type = jfr_number(&bytes, 8);
		if (bytes.bad || size > jfr->chunk.size - at ||
		    (uint64_t)(bytes.at - jfr->chunk.bytes) > at + size)
			return fail(jfr, at, "the size of an event is wrong", err);
		const size_t class = class_of(jfr, type);
		bytes.end = jfr->chunk.bytes + at + size;
		if (class != ID_INDEX_NONE)
			status = take_event(jfr, class, &bytes, err);
		at += size;
	}
	return status ? status : put_sums(jfr, err);
}

/* ---- chunks ---- */

/* Reads until that many bytes of the chunk are available, or the input ends. */
static enum status load(struct jfr *jfr, uint64_t need, struct error *err)
{
	while (jfr->size < need && stream_has_more(jfr->stream)) {
		const size_t room = need - jfr->size < LOAD ? (size_t)(need - jfr->size) : LOAD;
		if (!vector_reserve(&jfr->bytes, &jfr->capacity, jfr->size + room))
			return error_no_memory(err);
		const ssize_t n = stream_read(jfr->stream, jfr->bytes + jfr->size, room, err);
		if (n < 0)
			return STATUS_FAILED;
		jfr->size += (size_t)n;
	}
	return STATUS_OK;
}

static enum status load_chunk(struct jfr *jfr, struct error *err)
{
	enum status status = load(jfr, JFR_HEADER_SIZE, err);
	const uint8_t *header = (const uint8_t *)jfr->bytes;
	if (status || !jfr->size)
		return status;
	if (!jfr_begins(header, jfr->size))
		return fail(jfr, 0, "expected the beginning of a chunk of a flight recording", err);
	if (header[4] != 0 || header[5] != 2)
		return error_set(
			err, STATUS_FAILED,
			"%s: version %u.%u of flight recordings is not supported, only 2.x",
			jfr->input, header[4] * 256U + header[5], header[6] * 256U + header[7]);
	if (jfr->size == JFR_HEADER_SIZE) {
		jfr_header(&jfr->chunk, header);
		if (jfr->chunk.size < JFR_HEADER_SIZE)
			return fail(jfr, 0, "the chunk is not complete: is the recording running?",
			            err);
		status = load(jfr, jfr->chunk.size, err);
	}
	if (!status && (jfr->size < JFR_HEADER_SIZE || jfr->size < jfr->chunk.size))
		return fail(jfr, jfr->size, "the input ends within a chunk: is it cut?", err);
	return status;
}

static enum status read_chunk(struct jfr *jfr, struct error *err)
{
	enum status status = jfr_chunk_open(&jfr->chunk, (const uint8_t *)jfr->bytes, err);
	if (status == STATUS_FAILED)
		return fail(jfr, jfr->chunk.where, jfr->chunk.what, err);
	if (status)
		return status;
	jfr->names = (struct jfr_names){.chunk = &jfr->chunk, .putting = &jfr->putting};
	find_classes(jfr);
	status = jfr_names_init(&jfr->names) ? take_events(jfr, err) : error_no_memory(err);
	jfr_names_free(&jfr->names);
	return status;
}

static void say(const struct jfr *jfr)
{
	struct sink *sink = jfr->sink;
	if (jfr->truncated)
		sink_note(sink, true,
		          "%llu sample%s only the innermost frames of %s stack: record with "
		          "-XX:FlightRecorderOptions=stackdepth=1024",
		          (unsigned long long)jfr->truncated,
		          jfr->truncated == 1 ? " has" : "s have",
		          jfr->truncated == 1 ? "its" : "their");
	if (jfr->bad)
		sink_note(sink, true, "%llu damaged sample%s skipped", (unsigned long long)jfr->bad,
		          jfr->bad == 1 ? " was" : "s were");
	const uint32_t alloc = jfr->events[ALLOC];
	if ((jfr->met >> ALLOC & 1) && (jfr->met >> (ALLOC + 1) & 1) &&
	    sink_value_wanted(sink, alloc))
		sink_note(sink, true,
		          "alloc counts some allocations twice: the recording has "
		          "jdk.ObjectAllocationSample and jdk.ObjectAllocationInNewTLAB");
}

static enum status jfr_read_all(struct stream *stream, struct sink *sink,
                                const struct read_options *options, struct error *err)
{
	struct jfr jfr = {.stream = stream, .sink = sink, .putting = {.sink = sink}};
	enum status status = STATUS_OK;
	jfr.input = input_name(stream->input);
	sink->profiled = jfr.each = sink->places || options->count_samples;
	while (!status) {
		status = load_chunk(&jfr, err);
		if (status || !jfr.size)
			break;
		status = read_chunk(&jfr, err);
		jfr_chunk_free(&jfr.chunk);
		forget_sums(&jfr);
		jfr.before += jfr.size;
		jfr.size = 0;
	}
	say(&jfr);
	forget_sums(&jfr);
	free(jfr.sums);
	free(jfr.bytes);
	putting_free(&jfr.putting);
	return status;
}

/* Times are nanoseconds since 1970. */
static enum status jfr_wall_clock(struct stream *stream, uint64_t *zero, struct error *err)
{
	(void)stream;
	(void)err;
	*zero = 0;
	return STATUS_OK;
}

static int jfr_bid(const struct head *head)
{
	return jfr_begins((const uint8_t *)head->text, head->size) ? 99 : 0;
}

const struct reader reader_jfr = {
	.name = "jfr",
	.about = "Java Flight Recorder, also of async-profiler",
	.expected = "samples of its events (settings=profile records more of them)",
	.fields = "flight recordings have threads and times, but no processes and CPUs",
	.kind = "a Java Flight Recording",
	.available = true,
	.bid = jfr_bid,
	.wall_clock = jfr_wall_clock,
	.read = jfr_read_all,
};
