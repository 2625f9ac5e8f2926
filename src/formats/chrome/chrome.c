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

#include "formats/chrome/event.h"
#include "formats/chrome/threads.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"
#include "symbol/demangle.h"

#include <stdlib.h>

struct chrome {
	struct chrome_event at_hand; /* first: the shapes get it */
	struct sink *sink;
	const char *input;
	struct chrome_threads threads;
	struct buffer key;    /* scratch */
	uint32_t event, cpu;  /* the sink's: of calls, of CPU profiles */
	uint64_t bad, totals; /* events left out */
	uint64_t others;      /* of kinds that are no calls */
};

/* ---- events by kind ---- */

static struct chrome_thread *thread_of(struct chrome *trace)
{
	return chrome_threads_get(&trace->threads, buffer_as_text(&trace->at_hand.pid),
	                          buffer_as_text(&trace->at_hand.tid));
}

/* "thread_name" and "process_name" say what the thread or process is called. */
static bool name_it(struct chrome *trace)
{
	const struct chrome_event *event = &trace->at_hand;
	const struct text what = buffer_as_text(&event->name), pid = buffer_as_text(&event->pid);
	const struct text name = buffer_as_text(&event->new_name);
	if (name.size && text_is(what, "thread_name"))
		return chrome_threads_name(&trace->threads, pid, buffer_as_text(&event->tid), name);
	if (name.size && text_is(what, "process_name"))
		return chrome_threads_name_process(&trace->threads, pid, name);
	return true;
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
	struct chrome_event *event = &trace->at_hand;
	if (text_begins(buffer_as_text(&event->detail), "_Z") && !demangle_detail(&event->detail))
		return FRAME_NONE;
	const struct text detail = buffer_as_text(&event->detail);
	if (detail.size) {
		buffer_text(&event->name, ": ");
		buffer_append(&event->name, detail.at, detail.size);
		if (event->name.failed)
			return FRAME_NONE;
	}
	return put_frame(&event->chunks.nodes.putting, buffer_as_text(&event->name), 0,
	                 (struct text){0});
}

static bool add_call(struct chrome *trace)
{
	struct chrome_event *event = &trace->at_hand;
	struct chrome_thread *thread = thread_of(trace);
	const bool unnamed_end = event->phase == 'E' && !event->name.size;
	const uint32_t frame = unnamed_end ? SPANS_ANY : frame_of(trace);
	if (!thread || (frame == FRAME_NONE && !unnamed_end))
		return false;
	if (event->phase == 'X')
		return spans_add(&thread->spans, event->at, event->duration, frame);
	return event->phase == 'B' ? spans_begin(&thread->spans, event->at, frame)
	                           : spans_end(&thread->spans, event->at, frame);
}

/* The thread of a profile is that of its event "Profile"; chunks come from another one. */
static bool add_chunk(struct chrome *trace)
{
	struct chrome_event *event = &trace->at_hand;
	const bool begins = text_is(buffer_as_text(&event->name), "Profile");
	const struct text pid = buffer_as_text(&event->pid), id = buffer_as_text(&event->id);
	struct buffer *key = &trace->key;
	const struct chrome_thread *thread = begins ? thread_of(trace) : NULL;
	if (begins && !thread)
		return false;
	key->size = 0;
	buffer_append(key, pid.at, pid.size);
	buffer_byte(key, '\0');
	buffer_append(key, id.at, id.size);
	struct v8_profile *profile =
		key->failed ? NULL : v8_chunks_profile(&event->chunks, buffer_as_text(key));
	if (profile && begins)
		profile->thread = (uint32_t)(thread - trace->threads.items);
	return profile && v8_chunks_add(&event->chunks, profile);
}

static bool is_chunk(const struct chrome_event *event)
{
	const struct text name = buffer_as_text(&event->name);
	return event->phase == 'P' && (text_is(name, "ProfileChunk") || text_is(name, "Profile"));
}

static enum status end_event(void *context, const struct json_place *place)
{
	struct chrome *trace = context;
	struct chrome_event *event = &trace->at_hand;
	bool done = true;
	const char phase = event->phase;
	if (phase == 'M')
		done = name_it(trace);
	else if (is_chunk(event))
		done = add_chunk(trace);
	else if (phase != 'X' && phase != 'B' && phase != 'E')
		trace->others++;
	else if (event->total)
		trace->totals++;
	else if (!event->has_at || (phase == 'X' && !event->has_duration))
		trace->bad++;
	else
		done = add_call(trace);
	return done ? STATUS_OK : error_no_memory(place->err);
}

/* ---- the document ---- */

static const struct json_shape event = {.fields = chrome_event_fields,
                                        .begin = chrome_event_begin,
                                        .end = end_event},
			       events = {.items = &event};

static const struct json_field fields[] = {{"traceEvents", &events}, {0}};

static const struct json_shape document = {.fields = fields, .items = &event};

/* ---- samples ---- */

struct stretch {
	struct chrome *trace;
	struct chrome_thread *thread;
	struct put_sample sample;
};

/* A time of the thread, in nanoseconds. */
static number_wide ns_of(const struct chrome_thread *thread, uint64_t time)
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
	return put_sample(&stretch->trace->at_hand.chunks.nodes.putting, &stretch->sample, err);
}

static enum status put_thread(struct chrome *trace, struct chrome_thread *thread, struct error *err)
{
	struct stretch stretch = {.trace = trace, .thread = thread};
	stretch.sample.event = trace->event;
	stretch.sample.comm = chrome_threads_comm(&trace->threads, thread);
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
		const struct chrome_thread *thread = &trace->threads.items[profile->thread];
		sample.comm = chrome_threads_comm(&trace->threads, thread);
		sample.place = thread->place;
	}
	enum status status = v8_chunks_put(&trace->at_hand.chunks, profile, &sample, each,
	                                   trace->input, &why);
	if (status == STATUS_FAILED)
		sink_note(trace->sink, true, "%s: a CPU profile is left out", why.text);
	else if (status)
		error_set(err, status, "%s", why.text);
	return status == STATUS_FAILED ? STATUS_OK : status;
}

/* With CPU profiles these are what counts, unless --sample-type chooses the events' time. */
static enum status put_all(struct chrome *trace, struct error *err)
{
	struct v8_chunks *chunks = &trace->at_hand.chunks;
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
	for (size_t i = 0; !status && i < trace->threads.count; i++)
		status = put_thread(trace, &trace->threads.items[i], err);
	return status;
}

static void note_account(const struct chrome *trace, bool cut)
{
	struct sink *sink = trace->sink;
	if (cut)
		sink_note(sink, false, "%s: its end is missing: what comes before is read",
		          trace->input);
	if (trace->bad)
		sink_note(sink, true, "%s: %llu events have no time: left out", trace->input,
		          (unsigned long long)trace->bad);
	if (trace->at_hand.chunks.backwards)
		sink_note(sink, false, "%s: out of order, so read without their time: %llu samples",
		          trace->input, (unsigned long long)trace->at_hand.chunks.backwards);
	if (trace->at_hand.chunks.unknown)
		sink_note(sink, true,
		          "%s: left out, because their node does not exist: %llu samples",
		          trace->input, (unsigned long long)trace->at_hand.chunks.unknown);
	if (trace->totals)
		sink_note(sink, false, "%s: %llu events are sums of others: left out", trace->input,
		          (unsigned long long)trace->totals);
	if (trace->others)
		sink_note(sink, false, "%s: %llu events of other kinds than X, B and E: skipped",
		          trace->input, (unsigned long long)trace->others);
}

static enum status chrome_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct json_options open_end = {.open_end = true};
	struct chrome trace = {
		.at_hand.chunks.nodes = {.putting = {.sink = sink}, .idle = FRAME_NONE},
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
	chrome_event_free(&trace.at_hand);
	chrome_threads_free(&trace.threads);
	buffer_free(&trace.key);
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
