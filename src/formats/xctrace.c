/* Output of `xctrace export` for Instruments' Time Profiler and CPU Profiler, which
 * cargo-instruments uses:
 *
 *     <trace-query-result><node ...><schema name="time-profile">...</schema>
 *     <row><sample-time id="1" ...>57246708</sample-time>
 *          <thread id="2" fmt="main  0x84 (a.out, pid: 49)"><tid id="3" ...>84</tid>...</thread>
 *          <weight id="9" fmt="1.00 ms">1000000</weight>
 *          <backtrace id="10"><frame id="11" name="leaf" addr="0x1"><binary id="12" name="dyld"
 * .../>
 *          </frame><frame id="13" name="start" .../></backtrace></row>
 *     <row>...<weight ref="9"/><backtrace ref="10"/></row>
 *
 * An element that was written before is referenced by its id, on every level. */
#include "config.h"

#include "base/map.h"
#include "base/vector.h"
#include "formats/put_sample.h"
#include "formats/rust_names.h"
#include "formats/xml_events.h"
#include "read/reader.h"

#include <stdlib.h>

enum {
	DEPTH_MAX = 256,     /* of elements */
	FRAMES_MAX = 16384,  /* frames of a backtrace: a reference costs as much as the referenced
	                        element */
	NUMBER_TEXT_MAX = 32 /* bytes of a number */
};

enum kind {
	KIND_OTHER,
	KIND_ROW,
	KIND_TIME,
	KIND_THREAD,
	KIND_PROCESS,
	KIND_TID,
	KIND_PID,
	KIND_CORE,
	KIND_WEIGHT,
	KIND_CYCLES,
	KIND_TAGGED,
	KIND_BACKTRACE,
	KIND_FRAME,
	KIND_BINARY,
};

static const struct {
	const char *name;
	enum kind kind;
} kinds[] = {
	{"frame", KIND_FRAME},
	{"binary", KIND_BINARY},
	{"row", KIND_ROW},
	{"backtrace", KIND_BACKTRACE},
	{"weight", KIND_WEIGHT},
	{"sample-time", KIND_TIME},
	{"thread", KIND_THREAD},
	{"process", KIND_PROCESS},
	{"core", KIND_CORE},
	{"tid", KIND_TID},
	{"pid", KIND_PID},
	{"cycle-weight", KIND_CYCLES},
	{"tagged-backtrace", KIND_TAGGED},
};

/* The value of an element: a number; a frame; a part of trace->frames; of trace->names; or a row of
 * trace->tasks. */
struct value {
	bool known;
	uint64_t at;
	uint32_t size;
};

/* An element that has an id. */
struct element {
	uint64_t id;
	struct value value;
	bool lost; /* memory ran out while it was added */
	UT_hash_handle hh;
};

struct task {
	uint32_t pid, tid;
	unsigned known;    /* PLACE_PID, PLACE_TID */
	struct value name; /* of the process */
};

struct open {
	enum kind kind;
	uint64_t id;    /* 0: none */
	bool reference; /* its value is that of a previous element */
	struct value value;
};

struct trace {
	struct sink *sink;
	const struct read_options *options;
	struct putting putting;
	struct element *elements; /* by id */
	struct open open[DEPTH_MAX + 1];
	unsigned depth;
	struct open row[KIND_BINARY]; /* the values of the open row, by kind */
	bool row_lacks;               /* it refers to an unknown element */
	struct task task;             /* of the thread or process that is open */
	struct task *tasks;
	size_t task_count, task_capacity;
	uint32_t *frames; /* of all backtraces, leaf first */
	size_t frame_count, frame_capacity;
	uint32_t *stack;
	struct buffer names;            /* of binaries and processes */
	struct buffer name;             /* of the open frame, ... */
	struct value module;            /* ... and its place */
	struct buffer number;           /* text of the open element */
	uint32_t samples, time, cycles; /* events */
};

static bool read_number(struct text text, uint64_t *number)
{
	struct decimal decimal;
	while (text.size && strchr(" \t\r\n", *text.at))
		text = text_from(text, 1);
	while (text.size && strchr(" \t\r\n", text.at[text.size - 1]))
		text.size--;
	if (decimal_parse(text.at, text.size, &decimal) != NUMBER_OK || decimal.places)
		return false;
	*number = decimal.value;
	return true;
}

static struct value add_name(struct trace *trace, struct text name)
{
	const struct value value = {true, trace->names.size, (uint32_t)name.size};
	buffer_append(&trace->names, name.at, name.size);
	return value;
}

static struct text name_of(const struct trace *trace, struct value value)
{
	if (!value.known || !value.size)
		return (struct text){NULL, 0};
	return (struct text){trace->names.data + value.at, value.size};
}

/* "rust_test2 (49374)": the name */
static struct text process_name(struct text fmt)
{
	const char *bracket = fmt.size ? memrchr(fmt.at, '(', fmt.size) : NULL;
	if (bracket && bracket > fmt.at && bracket[-1] == ' ')
		fmt.size = (size_t)(bracket - fmt.at) - 1;
	return fmt;
}

/* Takes the attributes of an element, before its contents. */
static void begin_own(struct trace *trace, struct open *open, struct xml_element *element)
{
	const struct text name = xml_attribute(element, "name");
	switch (open->kind) {
	case KIND_ROW:
		memset(trace->row, 0, sizeof trace->row);
		trace->row_lacks = false;
		break;
	case KIND_FRAME:
		trace->name.size = 0;
		trace->module.known = false;
		if (!rust_name_append(&trace->name, name))
			buffer_append(&trace->name, name.at, name.size);
		break;
	case KIND_BINARY:
		open->value = add_name(trace, name);
		break;
	case KIND_BACKTRACE:
		open->value = (struct value){true, trace->frame_count, 0};
		break;
	case KIND_THREAD:
		trace->task = (struct task){0};
		break;
	case KIND_PROCESS:
		trace->task.name = add_name(trace, process_name(xml_attribute(element, "fmt")));
		trace->task.known &= (unsigned)~PLACE_PID;
		break;
	default:
		trace->number.size = 0;
	}
}

static enum status begin(void *to, struct text name, struct xml_element *element, struct error *err)
{
	struct trace *trace = to;
	if (trace->depth == DEPTH_MAX)
		return error_set(err, STATUS_FAILED, "elements are nested more than 256 deep");
	struct open *open = &trace->open[trace->depth++];
	*open = (struct open){.kind = KIND_OTHER};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !open->kind; i++)
		if (text_is(name, kinds[i].name))
			open->kind = kinds[i].kind;
	if (!open->kind)
		return STATUS_OK;
	uint64_t id;
	if (read_number(xml_attribute(element, "ref"), &id)) {
		struct element *found;
		HASH_FIND(hh, trace->elements, &id, sizeof id, found);
		trace->row_lacks |= !found;
		if (found)
			open->value = found->value;
		open->reference = true;
	} else {
		if (read_number(xml_attribute(element, "id"), &id))
			open->id = id;
		begin_own(trace, open, element);
	}
	(void)err;
	return STATUS_OK;
}

static enum status text(void *to, struct text text, struct error *err)
{
	struct trace *trace = to;
	(void)err;
	if (trace->number.size + text.size <= NUMBER_TEXT_MAX)
		buffer_append(&trace->number, text.at, text.size);
	return STATUS_OK;
}

/* Completes a process or thread. */
static bool add_task(struct trace *trace, struct open *open)
{
	if (!vector_reserve(&trace->tasks, &trace->task_capacity, trace->task_count + 1))
		return false;
	open->value = (struct value){true, trace->task_count, 0};
	trace->tasks[trace->task_count++] = trace->task;
	return true;
}

/* Sets the value of an element without `ref` at its end; false without memory. */
static bool end_own(struct trace *trace, struct open *open)
{
	uint64_t number;
	uint32_t frame;
	switch (open->kind) {
	case KIND_FRAME:
		frame = put_frame(&trace->putting,
		                  (struct text){trace->name.data, trace->name.size}, ORIGIN_USER,
		                  name_of(trace, trace->module));
		open->value = (struct value){true, frame, 0};
		return frame != FRAME_NONE;
	case KIND_BACKTRACE:
		open->value.size = (uint32_t)(trace->frame_count - open->value.at);
		return true;
	case KIND_THREAD:
	case KIND_PROCESS:
		return add_task(trace, open);
	case KIND_TIME:
	case KIND_TID:
	case KIND_PID:
	case KIND_CORE:
	case KIND_WEIGHT:
	case KIND_CYCLES:
		if (read_number((struct text){trace->number.data, trace->number.size}, &number))
			open->value = (struct value){true, number, 0};
		return true;
	default:
		return true;
	}
}

static bool remember(struct trace *trace, const struct open *open)
{
	struct element *element, *old;
	if (!open->id || !open->value.known)
		return true;
	HASH_FIND(hh, trace->elements, &open->id, sizeof open->id, old);
	if (old) /* the first one is kept */
		return true;
	element = malloc(sizeof *element);
	if (!element)
		return false;
	*element = (struct element){.id = open->id, .value = open->value};
	HASH_ADD(hh, trace->elements, id, sizeof element->id, element);
	const bool added = !element->lost;
	if (!added)
		free(element);
	return added;
}

static void set_number(struct task *task, unsigned which, struct value value)
{
	if (!value.known || value.at >= SAMPLE_NONE)
		return;
	*(which == PLACE_PID ? &task->pid : &task->tid) = (uint32_t)value.at;
	task->known |= which;
}

/* A process within a thread. */
static void take_process(struct trace *trace, struct value value)
{
	if (!value.known || value.at >= trace->task_count)
		return;
	const struct task *process = &trace->tasks[value.at];
	trace->task.name = process->name;
	if (process->known & PLACE_PID) {
		trace->task.pid = process->pid;
		trace->task.known |= PLACE_PID;
	}
}

/* Passes the value of an element to the one that contains it. */
static enum status give(struct trace *trace, const struct open *open, struct error *err)
{
	struct open *parent = trace->depth ? &trace->open[trace->depth - 1] : NULL;
	if (!parent || !open->value.known)
		return STATUS_OK;
	switch (parent->kind) {
	case KIND_ROW:
		if (open->kind != KIND_ROW && open->kind < KIND_BINARY)
			trace->row[open->kind == KIND_TAGGED ? KIND_BACKTRACE : open->kind] = *open;
		break;
	case KIND_TAGGED:
		if (open->kind == KIND_BACKTRACE)
			parent->value = open->value;
		break;
	case KIND_BACKTRACE:
		if (open->kind != KIND_FRAME)
			break;
		if (trace->frame_count - parent->value.at >= FRAMES_MAX)
			return error_set(err, STATUS_FAILED, "a backtrace has more than %d frames",
			                 FRAMES_MAX);
		if (!vector_reserve(&trace->frames, &trace->frame_capacity, trace->frame_count + 1))
			return error_no_memory(err);
		trace->frames[trace->frame_count++] = (uint32_t)open->value.at;
		break;
	case KIND_FRAME:
		if (open->kind == KIND_BINARY)
			trace->module = open->value;
		break;
	case KIND_THREAD:
		if (open->kind == KIND_TID)
			set_number(&trace->task, PLACE_TID, open->value);
		else if (open->kind == KIND_PROCESS)
			take_process(trace, open->value);
		break;
	case KIND_PROCESS:
		if (open->kind == KIND_PID)
			set_number(&trace->task, PLACE_PID, open->value);
		break;
	default:
		break;
	}
	return STATUS_OK;
}

/* Where and when the row's sample was taken. */
static void find_place(const struct trace *trace, struct put_sample *sample)
{
	const struct value thread = trace->row[KIND_THREAD].value;
	const struct value process = trace->row[KIND_PROCESS].value;
	const struct value time = trace->row[KIND_TIME].value, core = trace->row[KIND_CORE].value;
	const struct value which = thread.known ? thread : process;
	if (which.known && which.at < trace->task_count) {
		const struct task *task = &trace->tasks[which.at];
		const struct read_options *options = trace->options;
		sample->place.known |= task->known;
		sample->place.pid = task->pid;
		sample->place.tid = task->tid;
		/* stacks have no root frame for the process unless it is requested */
		if (options->pid || options->tid || options->comm_count || options->keep_samples)
			sample->comm = name_of(trace, task->name);
	}
	if (time.known) {
		sample->place.time = time.at;
		sample->place.known |= PLACE_TIME;
	}
	if (core.known && core.at < SAMPLE_NONE) {
		sample->place.cpu = (uint32_t)core.at;
		sample->place.known |= PLACE_CPU;
	}
}

static enum status put_value(struct trace *trace, struct put_sample *sample, uint32_t *event,
                             const char *name, const char *unit, uint64_t value, struct error *err)
{
	if (!*event)
		*event = sink_value(trace->sink, name, unit, event == &trace->samples);
	if (*event == EVENT_NONE)
		return error_no_memory(err);
	sample->event = *event;
	sample->weight = (struct decimal){value, 0};
	return put_sample(&trace->putting, sample, err);
}

static enum status end_row(struct trace *trace, struct error *err)
{
	static const char row[] = "<row>";
	const struct value backtrace = trace->row[KIND_BACKTRACE].value;
	const struct value time = trace->row[KIND_WEIGHT].value;
	const struct value cycles = trace->row[KIND_CYCLES].value;
	struct put_sample sample = {.frames = trace->stack};
	if (trace->row_lacks) {
		sink_malformed(trace->sink, "it refers to an id that no element before it has",
		               TEXT_AND_SIZE(row));
		return STATUS_OK;
	}
	if (backtrace.known && backtrace.size <= FRAMES_MAX)
		for (; sample.depth < backtrace.size; sample.depth++)
			trace->stack[sample.depth] =
				trace->frames[backtrace.at + backtrace.size - 1 - sample.depth];
	find_place(trace, &sample);
	enum status status = put_value(trace, &sample, &trace->samples, "samples", "samples", 1,
	                               err);
	if (!status && time.known)
		status = put_value(trace, &sample, &trace->time, "time", "ns", time.at, err);
	if (!status && cycles.known)
		status = put_value(trace, &sample, &trace->cycles, "cycles", "cycles", cycles.at,
		                   err);
	return status;
}

static enum status end(void *to, struct text name, struct error *err)
{
	struct trace *trace = to;
	struct open open = trace->open[--trace->depth];
	(void)name;
	if (!open.kind)
		return STATUS_OK;
	if (open.kind == KIND_ROW)
		return end_row(trace, err);
	if (!open.reference && !end_own(trace, &open))
		return error_no_memory(err);
	if (trace->names.failed || trace->name.failed || trace->number.failed ||
	    !remember(trace, &open))
		return error_no_memory(err);
	return give(trace, &open, err);
}

static void trace_free(struct trace *trace)
{
	struct element *element, *next;
	HASH_ITER(hh, trace->elements, element, next) {
		HASH_DEL(trace->elements, element);
		free(element);
	}
	putting_free(&trace->putting);
	buffer_free(&trace->names);
	buffer_free(&trace->name);
	buffer_free(&trace->number);
	free(trace->frames);
	free(trace->tasks);
	free(trace->stack);
	free(trace);
}

static enum status xctrace_read(struct stream *stream, struct sink *sink,
                                const struct read_options *options, struct error *err)
{
	static const struct xml_events events = {begin, end, text};
	struct trace *trace = calloc(1, sizeof *trace);
	if (!trace)
		return error_no_memory(err);
	sink->profiled = true;
	trace->sink = trace->putting.sink = sink;
	trace->options = options;
	trace->stack = malloc(FRAMES_MAX * sizeof *trace->stack);
	const enum status status = trace->stack ? xml_read(stream, sink, &events, trace, err)
	                                        : error_no_memory(err);
	trace_free(trace);
	return status;
}

static int xctrace_bid(const struct head *head)
{
	return xml_begins(head, "trace-query-result") ? 95 : 0;
}

const struct reader reader_xctrace = {
	.name = "xctrace",
	.about = "Instruments' XML export: xctrace export, cargo instruments",
	.fields = "xctrace export writes them: choose a table that has them",
	.kind = "Instruments' XML export",
	.expected = "rows with backtraces, as xctrace export writes them",
	.available = XML_AVAILABLE,
	.bid = xctrace_bid,
	.read = xctrace_read,
};
