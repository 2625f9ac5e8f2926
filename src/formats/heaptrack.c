/* Files of heaptrack (heaptrack.PROGRAM.PID.zst, .gz), after its heaptrack_interpret: lines of a
 * letter and hexadecimal numbers, separated by spaces:
 *
 *     v 10400 3              version of heaptrack, and of the format (2 and 3 are read)
 *     s 4 main               a string, from 3 on with its size before it; the first one is number 1
 *     i 555a 1 16 15 12      an address: its module, function, file, line, then (function, file,
 *                            line) of each function that it was inlined into
 *     t 8 7                  a call of address 8 from trace 7 (0: from nowhere)
 *     a 3e8 a                what is allocated: a size, in a trace; the first one is number 0
 *     + 1                    it was allocated, and
 *     - 1                    freed
 *
 * Other lines have the time (c), the size of the program (R), and the command (X). */
#include "base/arena.h"
#include "base/vector.h"
#include "formats/frame_path.h"
#include "formats/perf_arguments.h"
#include "formats/text_stacks.h"
#include "formats/text_symbol.h"
#include "store/origins.h"

#include <stdlib.h>

enum { VERSION_LEAST = 1, VERSION_SIZED = 3, VERSION_MOST = 3 };

struct address {
	size_t first, count; /* in frames, the innermost inlined call first */
};

/* A stack, and the allocations there. */
struct trace {
	uint32_t address, parent; /* numbers from 1; parent 0: none */
	uint32_t depth;
	uint64_t bytes; /* allocated and not yet freed */
	uint64_t peak;  /* bytes at the last peak, if they changed after it */
	uint64_t changed;
	uint64_t allocations, temporary;
};

struct allocation {
	uint64_t size, count; /* count: not yet freed */
	uint32_t trace;
};

struct heaptrack {
	struct text_stacks *stacks;
	struct arena arena;
	struct text *strings;
	size_t string_count, string_capacity;
	struct address *addresses;
	size_t address_count, address_capacity;
	uint32_t *frames;
	size_t frame_count, frame_capacity;
	struct trace *traces;
	size_t trace_count, trace_capacity;
	struct allocation *allocations;
	size_t allocation_count, allocation_capacity;
	uint64_t version;
	uint64_t events; /* allocated or freed so far */
	uint64_t last;   /* the allocation of the previous event, + 1; 0: none */
	uint64_t bytes, peak_bytes, peak;
};

enum { PEAK, LEAKED, ALLOCATIONS, TEMPORARY, VALUES };

/* ---- lines ---- */

static void no_memory(struct heaptrack *h)
{
	if (!h->stacks->status)
		h->stacks->status = error_no_memory(h->stacks->err);
}

/* The next number of a line; false: there is none, or it does not fit. */
static bool take_hex(struct text *line, uint64_t *number)
{
	struct text rest = text_skip_blanks(*line);
	size_t i = 0;
	*number = 0;
	for (; i < rest.size && is_hex_digit(rest.at[i]); i++) {
		const char c = rest.at[i];
		if (*number >> 60)
			return false;
		*number = *number << 4 | (unsigned)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	*line = text_from(rest, i);
	return i > 0 && (i == rest.size || is_blank(rest.at[i]));
}

static struct text string_of(const struct heaptrack *h, uint64_t number)
{
	return number && number <= h->string_count ? h->strings[number - 1] : (struct text){0};
}

/* A bad one is kept as empty, because later ones are numbered after it. */
static bool take_string(struct heaptrack *h, struct text line)
{
	uint64_t size;
	bool good = true;
	if (h->version < VERSION_SIZED) {
		line = text_skip_blanks(line);
	} else {
		good = take_hex(&line, &size) && line.size && size == line.size - 1;
		line = good ? text_from(line, 1) : (struct text){0};
	}
	if (!vector_reserve(&h->strings, &h->string_capacity, h->string_count + 1)) {
		no_memory(h);
		return true;
	}
	const char *copy = arena_copy(&h->arena, line.size ? line.at : "", line.size);
	h->strings[h->string_count++] = (struct text){copy, line.size};
	if (!copy)
		no_memory(h);
	return good;
}

/* Adds a frame to the open stack. */
static void add_frame(struct heaptrack *h, uint64_t function, uint64_t file, uint64_t line,
                      unsigned kinds, struct text module)
{
	struct text_stacks *stacks = h->stacks;
	struct text name = string_of(h, function);
	const struct text source = text_base_name(string_of(h, file));
	if (!name.size || !source.size || !stacks->options->source_lines) {
		stacks_symbol(stacks, name, kinds, module);
		return;
	}
	struct buffer *room = &stacks->text;
	room->size = 0;
	name.size = perf_arguments_begin(name);
	buffer_append(room, name.at, name.size);
	buffer_byte(room, ':');
	buffer_append(room, source.at, source.size);
	buffer_byte(room, ':');
	buffer_unsigned(room, line);
	stacks_name(stacks, (struct text){room->data, room->size}, kinds, module);
}

/* Adds the frames of an address to the open stack, the innermost first. */
static bool add_frames(struct heaptrack *h, struct text line)
{
	uint64_t ip, module = 0, function[3];
	if (!take_hex(&line, &ip) || (line.size && !take_hex(&line, &module)))
		return false;
	const struct text file = text_base_name(string_of(h, module));
	do { /* three numbers each, of which the last ones may be missing at the end */
		size_t n = 0;
		function[0] = function[1] = function[2] = 0;
		while (n < 3 && line.size && take_hex(&line, &function[n]))
			n++;
		if (n < 3 && line.size)
			return false;
		add_frame(h, function[0], function[1], function[2],
		          line.size ? ORIGIN_INLINED : ORIGIN_USER, file);
	} while (line.size);
	return true;
}

static bool take_address(struct heaptrack *h, struct text line)
{
	struct text_stacks *stacks = h->stacks;
	struct address address = {.first = h->frame_count};
	stacks_drop(stacks);
	const bool good = add_frames(h, line);
	if (!stacks->status &&
	    (!vector_reserve(&h->frames, &h->frame_capacity, h->frame_count + stacks->depth) ||
	     !vector_reserve(&h->addresses, &h->address_capacity, h->address_count + 1)))
		no_memory(h);
	if (stacks->status)
		return true;
	address.count = good ? stacks->depth : 0;
	for (size_t i = 0; i < address.count; i++)
		h->frames[h->frame_count++] = stacks->frames[i];
	h->addresses[h->address_count++] = address;
	stacks_drop(stacks);
	return good;
}

/* A trace by its number; NULL: there is none, or it is bad. */
static struct trace *trace_of(const struct heaptrack *h, uint64_t number)
{
	return number && number <= h->trace_count && h->traces[number - 1].address
	               ? &h->traces[number - 1]
	               : NULL;
}

static bool take_trace(struct heaptrack *h, struct text line)
{
	uint64_t address, parent;
	if (!take_hex(&line, &address) || !take_hex(&line, &parent) || line.size)
		return false;
	if (!vector_reserve(&h->traces, &h->trace_capacity, h->trace_count + 1)) {
		no_memory(h);
		return true;
	}
	const struct trace *caller = trace_of(h, parent);
	struct trace trace = {.address = (uint32_t)address,
	                      .parent = (uint32_t)parent,
	                      .depth = caller ? caller->depth + 1 : 1};
	const bool good = address && address <= h->address_count && (caller || !parent) &&
	                  trace.depth <= FRAME_PATH_MAX;
	if (!good)
		trace = (struct trace){0};
	h->traces[h->trace_count++] = trace; /* kept, because later ones are numbered after it */
	return good;
}

static bool take_allocation(struct heaptrack *h, struct text line)
{
	struct allocation allocation = {0};
	uint64_t trace;
	if (!take_hex(&line, &allocation.size) || !take_hex(&line, &trace) || line.size)
		return false;
	if (!vector_reserve(&h->allocations, &h->allocation_capacity, h->allocation_count + 1)) {
		no_memory(h);
		return true;
	}
	const bool good = trace_of(h, trace) != NULL;
	allocation.trace = good ? (uint32_t)trace : 0;
	h->allocations[h->allocation_count++] = allocation;
	return good;
}

/* The bytes of a trace at the last peak are its bytes before its first change after the peak. */
static void note_peak(struct heaptrack *h, struct trace *trace)
{
	if (trace->changed <= h->peak)
		trace->peak = trace->bytes;
	trace->changed = ++h->events;
}

static bool take_event(struct heaptrack *h, struct text line, bool freed)
{
	uint64_t number;
	if (!take_hex(&line, &number) || line.size || number >= h->allocation_count)
		return false;
	struct allocation *allocation = &h->allocations[number];
	if (!allocation->trace || (freed && !allocation->count))
		return false;
	struct trace *trace = &h->traces[allocation->trace - 1];
	if (!freed && allocation->size > UINT64_MAX - h->bytes) {
		h->stacks->status = error_set(h->stacks->err, STATUS_FAILED,
		                              "%s: line %llu: the sizes' sum does not fit 64 bits",
		                              input_name(h->stacks->lines.stream->input),
		                              (unsigned long long)h->stacks->sink->lines);
		return true;
	}
	note_peak(h, trace);
	if (freed) {
		allocation->count--;
		trace->bytes -= allocation->size;
		h->bytes -= allocation->size;
		trace->temporary += h->last == number + 1;
		h->last = 0;
		return true;
	}
	allocation->count++;
	trace->bytes += allocation->size;
	h->bytes += allocation->size;
	trace->allocations++;
	h->last = number + 1;
	if (h->bytes > h->peak_bytes) {
		h->peak_bytes = h->bytes;
		h->peak = h->events;
	}
	return true;
}

static bool take_version(struct heaptrack *h, struct text line)
{
	uint64_t program;
	struct text_stacks *stacks = h->stacks;
	if (!take_hex(&line, &program))
		return false;
	if (!take_hex(&line,
	              &h->version)) /* the first versions did not write a version of the format */
		h->version = 0;
	if (h->version < VERSION_LEAST || h->version > VERSION_MOST)
		stacks->status = error_set(
			stacks->err, STATUS_FAILED,
			"%s: is of version %llu of heaptrack's format; versions 1 to 3 are read",
			input_name(stacks->lines.stream->input), (unsigned long long)h->version);
	return true;
}

static bool take_line(struct heaptrack *h, struct text line)
{
	const char kind = *line.at;
	line = text_from(line, 1);
	switch (kind) {
	case 'v':
		return take_version(h, line);
	case 's':
		return take_string(h, line);
	case 'i':
		return take_address(h, line);
	case 't':
		return take_trace(h, line);
	case 'a':
		return take_allocation(h, line);
	case '+':
	case '-':
		return take_event(h, line, kind == '-');
	case 'm': /* number of the program's traces in memory */
		h->stacks->status = error_set(
			h->stacks->err, STATUS_FAILED,
			"%s: is heaptrack's raw data: convert it with heaptrack_interpret",
			input_name(h->stacks->lines.stream->input));
		return true;
	default:
		return true;
	}
}

/* ---- the end ---- */

static void put_traces(struct heaptrack *h)
{
	struct text_stacks *stacks = h->stacks;
	for (size_t i = 0; !stacks->status && i < h->trace_count; i++) {
		struct trace *trace = &h->traces[i];
		if (!trace->allocations)
			continue;
		note_peak(h, trace);
		const uint64_t values[VALUES] = {trace->peak, trace->bytes, trace->allocations,
		                                 trace->temporary};
		uint64_t some[VALUES];
		for (const struct trace *at = trace;; at = &h->traces[at->parent - 1]) {
			const struct address *address = &h->addresses[at->address - 1];
			for (size_t f = 0; f < address->count; f++)
				stacks_known_frame(stacks, h->frames[address->first + f]);
			if (!at->parent)
				break;
		}
		memcpy(some, values, sizeof some);
		stacks_put_values(stacks, some, VALUES);
	}
}

static void heaptrack_all(struct text_stacks *stacks)
{
	struct heaptrack h = {.stacks = stacks};
	struct text line;
	enum status status = STATUS_OK;
	stacks_value(stacks, "peak", "bytes", true);
	stacks_value(stacks, "leaked", "bytes", false);
	stacks_value(stacks, "allocations", "allocations", false);
	stacks_value(stacks, "temporary", "allocations", false);
	while (!stacks->status && lines_next(&stacks->lines, &line, &status, stacks->err))
		if (line.size && !take_line(&h, line))
			sink_malformed(stacks->sink, NULL, line.at, line.size);
	if (!stacks->status)
		stacks->status = status;
	put_traces(&h);
	arena_free(&h.arena);
	free(h.strings);
	free(h.addresses);
	free(h.frames);
	free(h.traces);
	free(h.allocations);
}

static enum status heaptrack_read(struct stream *stream, struct sink *sink,
                                  const struct read_options *options, struct error *err)
{
	static const struct text_format format = {.all = heaptrack_all};
	return text_stacks_read(&format, stream, sink, options, err);
}

/* "v 10400 3", then the command. */
static int heaptrack_bid(const struct head *head)
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	uint64_t program, version;
	if (!head_lines_next(&lines, &line) || !text_begins(line, "v "))
		return 0;
	line = text_from(line, 1);
	if (!take_hex(&line, &program) || (line.size && !take_hex(&line, &version)) || line.size)
		return 0;
	return head_lines_next(&lines, &line) && line.size > 1 && line.at[1] == ' ' &&
	                       memchr("XxIsmA#", *line.at, 7)
	               ? 95
	               : 60;
}

const struct reader reader_heaptrack = {
	.name = "heaptrack",
	.about = "heaptrack: the heap at its peak, what leaked, allocations (.zst, .gz)",
	.fields = "heaptrack's data have none of these",
	.kind = "heaptrack's data",
	.form = "\"v 10400 3\", \"X PROGRAM\"",
	.expected = "lines of allocations (\"+ 1\")",
	.available = true,
	.bid = heaptrack_bid,
	.read = heaptrack_read,
};
