/* Chrome's trace events: chrome://tracing, DevTools, Perfetto, clang -ftime-trace, PyTorch, bazel;
 * "Trace Event Format" on docs.google.com. An object with "traceEvents", or an array that may lack
 * its end:
 *
 *     [{"ph": "X", "name": "parse", "pid": 1, "tid": 2, "ts": 10.5, "dur": 3},
 *      {"ph": "B", "name": "read", "pid": 1, "tid": 2, "ts": 11},
 *      {"ph": "E", "pid": 1, "tid": 2, "ts": 12},
 *      {"ph": "M", "name": "thread_name", "pid": 1, "tid": 2, "args": {"name": "worker"}}
 *
 * X is a complete call, B and E are its beginning and end; times are microseconds, in any order.
 * Calls within calls make a stack, whose weight is the time spent in the innermost call itself.
 * Events of other kinds are not calls.
 *
 * Traces of DevTools hold CPU profiles of V8, in chunks (v8_chunks.h). If there are any, they are
 * what counts.
 *
 * clang writes the subject of an event to args.detail, and adds sums of all events of a name, with
 * "avg ms" in their args. The sums are left out, because they would count twice. */
#include "config.h"

#include "base/vector.h"
#include "formats/json_shape.h"
#include "formats/spans.h"
#include "formats/v8_chunks.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"
#include "symbol/demangle.h"

#include <stdlib.h>

/* Of a process and a thread. */
struct trace_thread {
	struct spans spans;
	struct sample_place place;
	uint32_t process; /* in names of processes */
	uint32_t comm;    /* in texts; FRAME_NONE: not named */
};

struct chrome {
	struct v8_chunks chunks; /* first: the shapes of chunks get it */
	struct sink *sink;
	const char *input;
	struct frames thread_keys;  /* "pid", NUL, "tid": their ids are those of threads */
	struct frames process_keys; /* "pid" */
	struct frames texts;        /* names of threads and processes */
	struct trace_thread *threads;
	size_t thread_count, thread_capacity;
	uint32_t *process_comms; /* of each process, FRAME_NONE: not named */
	size_t process_count, process_capacity;
	uint32_t last; /* memo: the thread of the event before */

	/* The event at hand. */
	char phase;
	struct buffer name, pid, tid, id, detail, new_name;
	struct decimal at, duration;
	bool has_at, has_duration, total;

	struct buffer key;    /* scratch */
	uint32_t event, cpu;  /* the sink's: of calls, of CPU profiles */
	uint64_t bad, totals; /* events left out */
	uint64_t others;      /* of kinds that are no calls */
};

/* ---- an event ---- */

static enum status begin_event(void *context, const struct json_place *place)
{
	struct chrome *trace = context;
	(void)place;
	trace->phase = 0;
	trace->name.size = trace->pid.size = trace->tid.size = trace->id.size = 0;
	trace->detail.size = trace->new_name.size = 0;
	trace->has_at = trace->has_duration = trace->total = false;
	v8_chunks_begin(&trace->chunks);
	return STATUS_OK;
}

static enum status take_phase(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	(void)place;
	((struct chrome *)context)->phase = value->type == JSON_TEXT && value->text.size == 1
	                                            ? *value->text.at
	                                            : 0;
	return STATUS_OK;
}

static enum status take_name(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	return json_text_value(&((struct chrome *)context)->name, place, value);
}

static enum status take_new_name(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	return json_text_value(&((struct chrome *)context)->new_name, place, value);
}

static enum status take_detail(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	return json_text_value(&((struct chrome *)context)->detail, place, value);
}

/* Numbers, or texts: "stream 7". */
static enum status take_id(struct buffer *id, const struct json_place *place,
                           const struct json_value *value)
{
	id->size = 0;
	if (value->type == JSON_NUMBER || value->type == JSON_TEXT)
		buffer_append(id, value->text.at, value->text.size);
	return id->failed ? error_no_memory(place->err) : STATUS_OK;
}

static enum status take_pid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	return take_id(&((struct chrome *)context)->pid, place, value);
}

static enum status take_tid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	return take_id(&((struct chrome *)context)->tid, place, value);
}

static enum status take_profile_id(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	return take_id(&((struct chrome *)context)->id, place, value);
}

static enum status take_at(void *context, const struct json_place *place,
                           const struct json_value *value)
{
	struct chrome *trace = context;
	bool negative;
	(void)place;
	trace->has_at = json_decimal_value(value, &trace->at, &negative) &&
	                !(negative && trace->at.value);
	return STATUS_OK;
}

static enum status take_duration(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct chrome *trace = context;
	bool negative;
	(void)place;
	trace->has_duration = json_decimal_value(value, &trace->duration, &negative) &&
	                      !(negative && trace->duration.value);
	return STATUS_OK;
}

static enum status take_average(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	(void)place;
	((struct chrome *)context)->total = value->type == JSON_NUMBER;
	return STATUS_OK;
}

/* ---- threads ---- */

/* The number of a text, if it is one. */
static bool number_of(struct text text, uint32_t *number)
{
	return json_index(&(struct json_value){.type = JSON_NUMBER, .text = text}, number);
}

/* The process of the event; FRAME_NONE without memory. */
static uint32_t process_of(struct chrome *trace)
{
	const uint32_t id = frames_intern(&trace->process_keys,
	                                  trace->pid.size ? trace->pid.data : "", trace->pid.size);
	if (id == FRAME_NONE || id < trace->process_count)
		return id;
	if (!vector_reserve(&trace->process_comms, &trace->process_capacity, id + (size_t)1))
		return FRAME_NONE;
	trace->process_comms[id] = FRAME_NONE;
	trace->process_count = id + (size_t)1;
	return id;
}

static bool add_thread(struct chrome *trace, uint32_t id)
{
	struct trace_thread thread = {.process = process_of(trace), .comm = FRAME_NONE};
	if (thread.process == FRAME_NONE ||
	    !vector_reserve(&trace->threads, &trace->thread_capacity, id + (size_t)1))
		return false;
	if (number_of(buffer_as_text(&trace->pid), &thread.place.pid))
		thread.place.known |= PLACE_PID;
	if (number_of(buffer_as_text(&trace->tid), &thread.place.tid))
		thread.place.known |= PLACE_TID;
	trace->threads[id] = thread;
	trace->thread_count = id + (size_t)1;
	return true;
}

/* The thread of the event; NULL without memory. */
static struct trace_thread *thread_of(struct chrome *trace)
{
	struct buffer *key = &trace->key;
	const struct text pid = buffer_as_text(&trace->pid), tid = buffer_as_text(&trace->tid);
	key->size = 0;
	buffer_append(key, pid.at, pid.size);
	buffer_byte(key, '\0');
	buffer_append(key, tid.at, tid.size);
	if (key->failed)
		return NULL;
	if (trace->last < trace->thread_count) {
		const struct frame *last = &trace->thread_keys.items[trace->last];
		if (last->size == key->size && memcmp(last->name, key->data, key->size) == 0)
			return &trace->threads[trace->last];
	}
	const uint32_t id = frames_intern(&trace->thread_keys, key->data, key->size);
	if (id == FRAME_NONE || (id >= trace->thread_count && !add_thread(trace, id)))
		return NULL;
	trace->last = id;
	return &trace->threads[id];
}

/* ---- events by kind ---- */

/* "thread_name" and "process_name" say what the thread or process is called. */
static bool name_it(struct chrome *trace)
{
	const struct text what = buffer_as_text(&trace->name);
	const struct text name = buffer_as_text(&trace->new_name);
	const bool of_thread = text_is(what, "thread_name");
	if (!name.size || (!of_thread && !text_is(what, "process_name")))
		return true;
	const uint32_t text = frames_intern(&trace->texts, name.at, name.size);
	if (text == FRAME_NONE)
		return false;
	if (of_thread) {
		struct trace_thread *thread = thread_of(trace);
		if (thread)
			thread->comm = text;
		return thread;
	}
	const uint32_t process = process_of(trace);
	if (process != FRAME_NONE)
		trace->process_comms[process] = text;
	return process != FRAME_NONE;
}

/* clang's passes name the functions that they work on as linkers do. */
static bool demangle_detail(struct buffer *detail)
{
	bool lacking = false;
	buffer_byte(detail, '\0');
	char *name = detail->failed ? NULL : demangle(detail->data, &lacking);
	detail->size--;
	if (name) {
		detail->size = 0;
		buffer_text(detail, name);
	}
	free(name);
	return !lacking && !detail->failed;
}

static uint32_t frame_of(struct chrome *trace)
{
	if (text_begins(buffer_as_text(&trace->detail), "_Z") && !demangle_detail(&trace->detail))
		return FRAME_NONE;
	const struct text detail = buffer_as_text(&trace->detail);
	if (detail.size) {
		buffer_text(&trace->name, ": ");
		buffer_append(&trace->name, detail.at, detail.size);
		if (trace->name.failed)
			return FRAME_NONE;
	}
	return put_frame(&trace->chunks.nodes.putting, buffer_as_text(&trace->name), 0,
	                 (struct text){0});
}

static bool add_call(struct chrome *trace)
{
	struct trace_thread *thread = thread_of(trace);
	const bool unnamed_end = trace->phase == 'E' && !trace->name.size;
	const uint32_t frame = unnamed_end ? SPANS_ANY : frame_of(trace);
	if (!thread || (frame == FRAME_NONE && !unnamed_end))
		return false;
	if (trace->phase == 'X')
		return spans_add(&thread->spans, trace->at, trace->duration, frame);
	return trace->phase == 'B' ? spans_begin(&thread->spans, trace->at, frame)
	                           : spans_end(&thread->spans, trace->at, frame);
}

/* The thread of a profile is that of its event "Profile"; chunks come from another one. */
static bool add_chunk(struct chrome *trace)
{
	const bool begins = text_is(buffer_as_text(&trace->name), "Profile");
	const struct text pid = buffer_as_text(&trace->pid), id = buffer_as_text(&trace->id);
	struct buffer *key = &trace->key;
	const struct trace_thread *thread = begins ? thread_of(trace) : NULL;
	if (begins && !thread)
		return false;
	key->size = 0;
	buffer_append(key, pid.at, pid.size);
	buffer_byte(key, '\0');
	buffer_append(key, id.at, id.size);
	struct v8_profile *profile =
		key->failed ? NULL : v8_chunks_profile(&trace->chunks, buffer_as_text(key));
	if (profile && begins)
		profile->thread = (uint32_t)(thread - trace->threads);
	return profile && v8_chunks_add(&trace->chunks, profile);
}

static bool is_chunk(const struct chrome *trace)
{
	const struct text name = buffer_as_text(&trace->name);
	return trace->phase == 'P' && (text_is(name, "ProfileChunk") || text_is(name, "Profile"));
}

static enum status end_event(void *context, const struct json_place *place)
{
	struct chrome *trace = context;
	bool done = true;
	const char phase = trace->phase;
	if (phase == 'M')
		done = name_it(trace);
	else if (is_chunk(trace))
		done = add_chunk(trace);
	else if (phase != 'X' && phase != 'B' && phase != 'E')
		trace->others++;
	else if (trace->total)
		trace->totals++;
	else if (!trace->has_at || (phase == 'X' && !trace->has_duration))
		trace->bad++;
	else
		done = add_call(trace);
	return done ? STATUS_OK : error_no_memory(place->err);
}

/* ---- the document ---- */

static const struct json_shape new_name = {.value = take_new_name}, detail = {.value = take_detail},
			       average = {.value = take_average};

static const struct json_field args_fields[] = {{"name", &new_name},
                                                {"detail", &detail},
                                                {"avg ms", &average},
                                                {"data", &v8_chunk_data},
                                                {0}};

static const struct json_shape phase = {.value = take_phase}, name = {.value = take_name},
			       pid = {.value = take_pid}, tid = {.value = take_tid},
			       profile_id = {.value = take_profile_id}, at = {.value = take_at},
			       duration = {.value = take_duration}, args = {.fields = args_fields};

static const struct json_field event_fields[] = {
	{"pid", &pid},   {"tid", &tid},   {"ph", &phase},      {"ts", &at}, {"dur", &duration},
	{"name", &name}, {"args", &args}, {"id", &profile_id}, {0},
};

static const struct json_shape event = {.fields = event_fields,
                                        .begin = begin_event,
                                        .end = end_event},
			       events = {.items = &event};

static const struct json_field fields[] = {{"traceEvents", &events}, {0}};

static const struct json_shape document = {.fields = fields, .items = &event};

/* ---- samples ---- */

struct stretch {
	struct chrome *trace;
	struct trace_thread *thread;
	struct put_sample sample;
};

/* A time of the thread, in nanoseconds. */
static number_wide ns_of(const struct trace_thread *thread, uint64_t time)
{
	bool exact = true;
	return number_round((number_wide)time * 1000, thread->spans.places, &exact);
}

static enum status put_stretch(void *context, const uint32_t *frames, size_t depth, uint64_t from,
                               uint64_t to, struct error *err)
{
	struct stretch *stretch = context;
	const number_wide begin = ns_of(stretch->thread, from), end = ns_of(stretch->thread, to);
	if (end > UINT64_MAX)
		return error_set(err, STATUS_FAILED, "%s: a time does not fit 64 bits",
		                 stretch->trace->input);
	stretch->sample.frames = frames;
	stretch->sample.depth = depth;
	stretch->sample.place.time = (uint64_t)begin;
	stretch->sample.weight = (struct decimal){(uint64_t)(end - begin), 0};
	if (begin == end) /* less than a nanosecond */
		return STATUS_OK;
	return put_sample(&stretch->trace->chunks.nodes.putting, &stretch->sample, err);
}

static struct text comm_of(const struct chrome *trace, const struct trace_thread *thread)
{
	uint32_t id = thread->comm;
	if (id == FRAME_NONE)
		id = trace->process_comms[thread->process];
	if (id == FRAME_NONE)
		return (struct text){0};
	return (struct text){trace->texts.items[id].name, trace->texts.items[id].size};
}

static enum status put_thread(struct chrome *trace, struct trace_thread *thread, struct error *err)
{
	struct stretch stretch = {.trace = trace, .thread = thread};
	stretch.sample.event = trace->event;
	stretch.sample.comm = comm_of(trace, thread);
	stretch.sample.place = thread->place;
	stretch.sample.place.known |= PLACE_TIME;
	enum status status = spans_replay(&thread->spans, trace->input, put_stretch, &stretch, err);
	const uint64_t unpaired = thread->spans.unmatched + thread->spans.unclosed;
	if (!status && unpaired)
		sink_note(trace->sink, false,
		          "%s: %llu events begin or end a call without a partner", trace->input,
		          (unsigned long long)unpaired);
	spans_free(&thread->spans);
	return status;
}

/* A profile that makes no sense is left out, as where a chunk of it is missing. */
static enum status put_profile(struct chrome *trace, struct v8_profile *profile, bool each,
                               struct error *err)
{
	struct put_sample sample = {.event = trace->cpu};
	struct error why = {0};
	if (profile->thread != UINT32_MAX) {
		const struct trace_thread *thread = &trace->threads[profile->thread];
		sample.comm = comm_of(trace, thread);
		sample.place = thread->place;
	}
	enum status status = v8_chunks_put(&trace->chunks, profile, &sample, each, trace->input,
	                                   &why);
	if (status == STATUS_FAILED)
		sink_note(trace->sink, true, "%s: a CPU profile is left out", why.text);
	else if (status)
		error_set(err, status, "%s", why.text);
	return status == STATUS_FAILED ? STATUS_OK : status;
}

/* With CPU profiles these are what counts, unless --sample-type chooses the events' time. */
static enum status put_all(struct chrome *trace, struct error *err)
{
	struct v8_chunks *chunks = &trace->chunks;
	const bool each = trace->sink->places;
	trace->event = sink_value(trace->sink, "time", "ns", !chunks->count);
	if (chunks->count)
		trace->cpu = sink_value(trace->sink, "cpu", "ns", true);
	if (trace->event == EVENT_NONE || trace->cpu == EVENT_NONE)
		return error_no_memory(err);
	enum status status = STATUS_OK;
	trace->sink->profiled = each;
	for (size_t i = 0; !status && i < chunks->count; i++)
		if (sink_value_wanted(trace->sink, trace->cpu))
			status = put_profile(trace, &chunks->profiles[i], each, err);
	trace->sink->profiled = false;
	for (size_t i = 0; !status && i < trace->thread_count; i++)
		status = put_thread(trace, &trace->threads[i], err);
	return status;
}

static void note_account(const struct chrome *trace, bool cut)
{
	struct sink *sink = trace->sink;
	if (cut)
		sink_note(sink, false, "%s: its end is missing: what is there counts",
		          trace->input);
	if (trace->bad)
		sink_note(sink, true, "%s: %llu events have no time: left out", trace->input,
		          (unsigned long long)trace->bad);
	if (trace->chunks.backwards)
		sink_note(sink, false, "%s: out of order, and so without time: %llu samples",
		          trace->input, (unsigned long long)trace->chunks.backwards);
	if (trace->chunks.unknown)
		sink_note(sink, true, "%s: left out, as they are of no node: %llu samples",
		          trace->input, (unsigned long long)trace->chunks.unknown);
	if (trace->totals)
		sink_note(sink, false, "%s: %llu events are sums of others: left out", trace->input,
		          (unsigned long long)trace->totals);
	if (trace->others)
		sink_note(sink, false,
		          "%s: %llu events of other kinds than X, B and E: passed over",
		          trace->input, (unsigned long long)trace->others);
}

static void chrome_free(struct chrome *trace)
{
	struct buffer *buffers[] = {&trace->name,   &trace->pid,      &trace->tid, &trace->id,
	                            &trace->detail, &trace->new_name, &trace->key};
	for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
		buffer_free(buffers[i]);
	for (size_t i = 0; i < trace->thread_count; i++)
		spans_free(&trace->threads[i].spans);
	free(trace->threads);
	free(trace->process_comms);
	frames_free(&trace->thread_keys);
	frames_free(&trace->process_keys);
	frames_free(&trace->texts);
	v8_chunks_free(&trace->chunks);
}

static enum status chrome_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct json_options open_end = {.open_end = true};
	struct chrome trace = {
		.chunks.nodes = {.putting = {.sink = sink}, .idle = FRAME_NONE},
		.sink = sink,
		.input = input_name(stream->input),
	};
	bool cut = false;
	(void)options;
	enum status status = json_read(stream, &document, &open_end, &trace, &cut, err);
	if (!status)
		status = put_all(&trace, err);
	if (!status)
		note_account(&trace, cut);
	chrome_free(&trace);
	return status;
}

static int chrome_bid(const struct head *head)
{
	if (!json_begins(head))
		return 0;
	if (json_head_has(head, "traceEvents"))
		return 94;
	return json_head_has(head, "ph") &&
	                       (json_head_has(head, "ts") || json_head_has(head, "pid"))
	               ? 93 /* more than a .cpuprofile, as chunks of such may be in it */
	               : 0;
}

const struct reader reader_chrome = {
	.name = "chrome",
	.about = "Chrome's trace events: DevTools, clang -ftime-trace, PyTorch, Perfetto",
	.fields = "trace events have processes, threads and times, but no CPUs",
	.kind = "Chrome's trace events",
	.form = "{\"traceEvents\": [{\"ph\": \"X\", ...}, ...",
	.expected = "events that take time (\"ph\": \"X\", \"B\", \"E\")",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = chrome_bid,
	.read = chrome_read,
};
