/* Files of valgrind's callgrind (callgrind.out.PID), and of other tools in its format: the cost of
 * each function, and the cost of its calls to each other function.
 *
 *     events: Ir
 *     fn=(536) main
 *     48 1                     line 48 cost 1
 *     cob=(3) /lib/libc.so.6   the object, ...
 *     cfn=(538) leaks          ... and the called function
 *     calls=1 -33
 *     * 76988                  its cost, with its callees
 *     fn=(538)                 a name that was defined before
 *
 * The format is specified in valgrind's manual, "Callgrind Format Specification". It has no stacks:
 * call_graph.h describes how they are constructed. */
#include "base/hash.h"
#include "base/table.h"
#include "base/text.h"
#include "base/vector.h"
#include "formats/call_graph.h"
#include "formats/lines.h"
#include "formats/put_sample.h"
#include "formats/text_stacks.h"
#include "read/reader.h"

#include <stdlib.h>

enum {
	EVENTS_MAX = 32,
	NUMBERS_MAX = 1 << 22, /* largest number of a compressed name: others are malformed */
	EVENT_NAME_MAX = 200,  /* bytes of an event's name */
};

/* Names by their numbers in the file, "(536) main", as ids in `names`. */
struct numbered {
	uint32_t *ids; /* FRAME_NONE: not defined */
	size_t count, capacity;
};

/* Costs of a function, or of its calls to another one. */
struct cost {
	uint32_t caller,
		callee; /* functions; for own costs both are the same, and callee is `own` */
	bool own;
	uint64_t *events; /* in the sink's arena */
};

struct callgrind {
	struct putting putting;
	struct frames names;       /* of functions and objects, as in the file */
	struct numbered functions; /* fn, cfn */
	struct numbered objects;   /* ob, cob */
	uint32_t object, called_object, function, callee;
	bool called; /* the next costs belong to a call */
	unsigned positions;
	char event_names[EVENTS_MAX][EVENT_NAME_MAX];
	unsigned events;
	uint32_t ids[EVENTS_MAX]; /* of the sink */
	struct cost *costs;
	size_t count, capacity;
	struct table table;
	uint32_t *frames;  /* by id in `names`; FRAME_NONE: not yet known */
	uint32_t *modules; /* for names of functions: the first object that had them */
	size_t frame_count, module_capacity;
	uint32_t event; /* the event that is put */
	uint32_t stack[CALL_GRAPH_DEPTH + 1];
};

static int callgrind_bid(const struct head *head)
{
	const struct text text = {head->text, head->size};
	if (text_begins(text, "# callgrind format"))
		return 95;
	const bool events = text_begins(text, "events:") || text_find(text, "\nevents:");
	return events && (text_find(text, "\nfn=") || text_find(text, "\nfl=")) ? 90 : 0;
}

/* ---- names ---- */

/* "(536) main", "(536)" or "main"; *id is FRAME_NONE if it is malformed. False without memory. */
static bool read_name(struct callgrind *callgrind, struct numbered *numbered, struct text text,
                      uint32_t *id)
{
	struct text rest = text;
	uint64_t number = 0;
	*id = FRAME_NONE;
	bool compressed = text_begins(rest, "(");
	if (compressed) {
		rest = text_from(rest, 1);
		compressed = text_take_number(&rest, &number) && text_begins(rest, ")");
	}
	if (compressed && number >= NUMBERS_MAX)
		return true;
	const struct text name = compressed ? text_skip_blanks(text_from(rest, 1)) : text;
	if (compressed && !name.size) {
		if (number < numbered->count)
			*id = numbered->ids[number];
		return true;
	}
	*id = frames_intern(&callgrind->names, name.at, name.size);
	if (*id == FRAME_NONE)
		return false;
	if (!compressed)
		return true;
	if (!vector_reserve(&numbered->ids, &numbered->capacity, number + 1))
		return false;
	while (numbered->count <= number)
		numbered->ids[numbered->count++] = FRAME_NONE;
	numbered->ids[number] = *id;
	return true;
}

/* A function's first object is its module. */
static bool note_module(struct callgrind *callgrind, uint32_t function, uint32_t object)
{
	if (function == FRAME_NONE)
		return true;
	if (!vector_reserve(&callgrind->modules, &callgrind->module_capacity, (size_t)function + 1))
		return false;
	while (callgrind->frame_count <= function)
		callgrind->modules[callgrind->frame_count++] = FRAME_NONE;
	if (callgrind->modules[function] == FRAME_NONE)
		callgrind->modules[function] = object;
	return true;
}

/* "recurse'2" is the second level of recursion. */
static struct text without_level(struct text name)
{
	size_t at = name.size;
	while (at && is_digit(name.at[at - 1]))
		at--;
	if (at > 1 && at < name.size && name.at[at - 1] == '\'')
		name.size = at - 1;
	return name;
}

static uint32_t frame_of(struct callgrind *callgrind, uint32_t function)
{
	const struct frame *name = &callgrind->names.items[function];
	const uint32_t object = function < callgrind->frame_count ? callgrind->modules[function]
	                                                          : FRAME_NONE;
	struct text module = {NULL, 0};
	if (callgrind->frames[function] != FRAME_NONE)
		return callgrind->frames[function];
	if (object != FRAME_NONE) {
		const struct frame *path = &callgrind->names.items[object];
		module = text_base_name((struct text){path->name, path->size});
	}
	if (text_is(module, "???"))
		module.size = 0;
	return callgrind->frames[function] = put_frame(
		       &callgrind->putting, without_level((struct text){name->name, name->size}),
		       ORIGIN_USER, module);
}

/* ---- costs ---- */

static struct cost *find_cost(struct callgrind *callgrind, uint32_t caller, uint32_t callee,
                              bool own)
{
	const uint32_t key[] = {caller, callee, own};
	const uint32_t hash = hash_bytes(key, sizeof key);
	if (!table_room(&callgrind->table))
		return NULL;
	table_each(&callgrind->table, hash, at) {
		struct cost *cost = &callgrind->costs[at->number - 1];
		if (cost->caller == caller && cost->callee == callee && cost->own == own)
			return cost;
	}
	uint64_t *events = arena_alloc(&callgrind->putting.sink->arena,
	                               callgrind->events * sizeof *events, _Alignof(uint64_t));
	if (!events || callgrind->count >= UINT32_MAX - 1 ||
	    !vector_reserve(&callgrind->costs, &callgrind->capacity, callgrind->count + 1))
		return NULL;
	memset(events, 0, callgrind->events * sizeof *events);
	callgrind->costs[callgrind->count] = (struct cost){caller, callee, own, events};
	table_put(&callgrind->table, hash, (uint32_t)callgrind->count);
	return &callgrind->costs[callgrind->count++];
}

/* "+3 100 5": after the positions, a cost for each event; the last ones may be missing. */
static enum status read_costs(struct callgrind *callgrind, struct text line, struct error *err)
{
	struct sink *sink = callgrind->putting.sink;
	const struct text whole = line;
	const bool called = callgrind->called;
	const uint32_t callee = called ? callgrind->callee : callgrind->function;
	callgrind->called = false;
	if (!callgrind->events || callgrind->function == FRAME_NONE || callee == FRAME_NONE) {
		sink_malformed(sink, "no function or event was named before it", line.at,
		               line.size);
		return STATUS_OK;
	}
	struct cost *cost = find_cost(callgrind, callgrind->function, callee, !called);
	if (!cost)
		return error_no_memory(err);
	for (unsigned i = 0; i < callgrind->positions; i++) {
		line = text_skip_blanks(line);
		while (line.size && !is_blank(*line.at))
			line = text_from(line, 1);
	}
	for (unsigned i = 0; i < callgrind->events; i++) {
		uint64_t number;
		line = text_skip_blanks(line);
		if (!line.size)
			break;
		if (!text_take_number(&line, &number) || (line.size && !is_blank(*line.at))) {
			sink_malformed(sink, NULL, whole.at, whole.size);
			return STATUS_OK;
		}
		if (__builtin_add_overflow(cost->events[i], number, &cost->events[i]))
			return error_set(err, STATUS_FAILED, "a sum of costs does not fit 64 bits");
	}
	return STATUS_OK;
}

/* ---- lines ---- */

/* "events: Ir Dr Dw"; the table of costs is created at the first such line. */
static bool read_events(struct callgrind *callgrind, struct text list)
{
	unsigned count = 0;
	while (count < EVENTS_MAX) {
		list = text_skip_blanks(list);
		size_t size = 0;
		while (size < list.size && !is_blank(list.at[size]))
			size++;
		if (!size || size >= EVENT_NAME_MAX)
			break;
		memcpy(callgrind->event_names[count], list.at, size);
		callgrind->event_names[count++][size] = '\0';
		list = text_from(list, size);
	}
	callgrind->events = count;
	return count > 0;
}

static enum status read_line(struct callgrind *callgrind, struct text line, struct error *err)
{
	const struct {
		const char *key;
		struct numbered *numbered;
		uint32_t *id;
	} names[] = {
		{"fn=", &callgrind->functions, &callgrind->function},
		{"cfn=", &callgrind->functions, &callgrind->callee},
		{"ob=", &callgrind->objects, &callgrind->object},
		{"cob=", &callgrind->objects, &callgrind->called_object},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!text_begins(line, names[i].key))
			continue;
		const bool is_call = *names[i].key == 'c';
		const struct text name = text_from(line, strlen(names[i].key));
		bool done = read_name(callgrind, names[i].numbered, name, names[i].id);
		if (names[i].numbered == &callgrind->functions)
			done = done &&
			       note_module(callgrind, *names[i].id,
			                   is_call ? callgrind->called_object : callgrind->object);
		if (names[i].id == &callgrind->callee)
			callgrind->called_object = callgrind->object; /* of the next call */
		if (names[i].id == &callgrind->object)
			callgrind->called_object = callgrind->object;
		return done ? STATUS_OK : error_no_memory(err);
	}
	if (text_begins(line, "calls=")) {
		callgrind->called = true;
	} else if (text_begins(line, "positions:")) {
		callgrind->positions = text_find(line, "instr") && text_find(line, "line") ? 2 : 1;
	} else if (text_begins(line, "events:") && !callgrind->events) {
		if (!read_events(callgrind, text_from(line, strlen("events:"))))
			return error_set(err, STATUS_FAILED, "names no events");
	} else if (line.size && (is_digit(*line.at) || strchr("+-*", *line.at))) {
		return read_costs(callgrind, line, err);
	}
	return STATUS_OK; /* files, jumps, headers, comments */
}

/* ---- stacks ---- */

static enum status put_stack(void *to, const uint32_t *functions, size_t depth, uint64_t cost,
                             struct error *err)
{
	struct callgrind *callgrind = to;
	for (size_t i = 0; i < depth; i++) {
		callgrind->stack[i] = frame_of(callgrind, functions[i]);
		if (callgrind->stack[i] == FRAME_NONE)
			return error_no_memory(err);
	}
	const struct put_sample sample = {
		.event = callgrind->event,
		.frames = callgrind->stack,
		.depth = depth,
		.weight = {cost, 0},
	};
	return put_sample(&callgrind->putting, &sample, err);
}

static enum status put_event(struct callgrind *callgrind, unsigned which, struct error *err)
{
	const size_t count = callgrind->names.count;
	uint64_t *own = calloc(count + 1, sizeof *own);
	struct call_graph graph = {
		.own = own,
		.count = count,
		.calls = malloc((callgrind->count + 1) * sizeof *graph.calls),
	};
	enum status status = own && graph.calls ? STATUS_OK : error_no_memory(err);
	for (size_t i = 0; i < callgrind->count && !status; i++) {
		const struct cost *cost = &callgrind->costs[i];
		if (cost->own)
			own[cost->caller] = cost->events[which];
		else
			graph.calls[graph.call_count++] = (struct call){cost->caller, cost->callee,
			                                                cost->events[which]};
	}
	callgrind->event = callgrind->ids[which];
	if (!status)
		status = call_graph_stacks(&graph, put_stack, callgrind, err);
	free(own);
	free(graph.calls);
	return status;
}

static const char *unit_of(const char *event)
{
	return strcmp(event, "Ir") == 0 ? "instructions" : event;
}

static enum status put_all(struct callgrind *callgrind, struct error *err)
{
	struct sink *sink = callgrind->putting.sink;
	const size_t count = callgrind->names.count;
	enum status status = STATUS_OK;
	callgrind->frames = malloc((count + 1) * sizeof *callgrind->frames);
	if (!callgrind->frames)
		return error_no_memory(err);
	memset(callgrind->frames, 0xff, count * sizeof *callgrind->frames);
	for (unsigned i = 0; i < callgrind->events; i++) {
		const char *name = callgrind->event_names[i];
		callgrind->ids[i] = sink_value(sink, name, unit_of(name), i == 0);
		if (callgrind->ids[i] == EVENT_NONE)
			return error_no_memory(err);
	}
	for (unsigned i = 0; i < callgrind->events && !status; i++)
		if (sink_value_wanted(sink, callgrind->ids[i]))
			status = put_event(callgrind, i, err);
	sink_note(sink, false,
	          "stacks are approximate: the input says what each function cost itself, which is "
	          "exact, and what calls between two functions cost; the cost of a function was "
	          "divided among its callers by that, up to functions without callers");
	return status;
}

static enum status read_all(struct callgrind *callgrind, struct lines *lines, struct error *err)
{
	const char *name = input_name(lines->stream->input);
	struct error why = {0};
	struct text line;
	enum status status;
	while (lines_next(lines, &line, &status, err)) {
		status = read_line(callgrind, line, &why);
		if (status)
			return error_set(err, status, "%s: line %llu: %s", name,
			                 (unsigned long long)lines->sink->lines, why.text);
	}
	return status ? status : put_all(callgrind, err);
}

static enum status callgrind_read(struct stream *stream, struct sink *sink,
                                  const struct read_options *options, struct error *err)
{
	struct callgrind *callgrind = calloc(1, sizeof *callgrind);
	struct lines lines = {.stream = stream, .sink = sink};
	(void)options;
	if (!callgrind)
		return error_no_memory(err);
	sink->profiled = false;
	callgrind->putting.sink = sink;
	callgrind->positions = 1;
	callgrind->object = callgrind->called_object = FRAME_NONE;
	callgrind->function = callgrind->callee = FRAME_NONE;
	const enum status status = read_all(callgrind, &lines, err);
	lines_free(&lines);
	putting_free(&callgrind->putting);
	frames_free(&callgrind->names);
	free(callgrind->functions.ids);
	free(callgrind->objects.ids);
	free(callgrind->costs);
	free(callgrind->table.slots);
	free(callgrind->frames);
	free(callgrind->modules);
	free(callgrind);
	return status;
}

const struct reader reader_callgrind = {
	.name = "callgrind",
	.about = "valgrind callgrind: costs of functions; its stacks are approximate",
	.fields = "callgrind's profiles have none of these",
	.kind = "a profile of callgrind",
	.form = "\"# callgrind format\"",
	.expected = "lines such as \"events: Ir\", \"fn=main\", \"48 1\"",
	.available = true,
	.bid = callgrind_bid,
	.read = callgrind_read,
};
