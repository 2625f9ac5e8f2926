/* Files of valgrind's massif (massif.out.PID) and heaptrack_print -M: snapshots of the heap,
 * some with a tree from the functions that allocate to their callers.
 *
 *     snapshot=50
 *     heap_tree=peak
 *     n1: 2360000 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.
 *      n2: 2360000 0x10918D: make (heap.c:10)
 *       n0: 2000000 0x109218: peak (heap.c:33)
 *       n0: 360000 in 2 places, all below massif's threshold (1.00%)
 *
 * If a line has more bytes than the lines below it, the difference was allocated without a known
 * caller. */
#include "base/text.h"
#include "base/vector.h"
#include "formats/frame_path.h"
#include "formats/lines.h"
#include "formats/put_sample.h"
#include "formats/text_stacks.h"
#include "read/reader.h"

#include <stdlib.h>

static const char below[] = "[below massif's threshold]";

struct massif {
	struct putting putting;
	struct frame_path path; /* [0] is the tree's root, which is not a function */
	uint64_t *bytes;        /* bytes of each level that no line below it has */
	size_t capacity;
	uint32_t *stack; /* room to reverse the stack */
	size_t stack_capacity;
	struct buffer name;
	uint64_t snapshot;
	uint32_t event; /* of the current tree */
	bool tree;      /* a tree is open */
};

static int massif_bid(const struct head *head)
{
	const struct text text = {head->text, head->size};
	const bool heaptrack = text_begins(text, "#-----------\nsnapshot=");
	if (heaptrack || !text_begins(text, "desc:"))
		return heaptrack ? 95 : 0;
	return text_find(text, "\ntime_unit:") && text_find(text, "\nsnapshot=") ? 95
	       : text_find(text, "--massif")                                     ? 80
	                                                                         : 0;
}

/* "make (heap.c:10)", "??? (in /usr/lib/libx.so.1)": the place in brackets is removed. */
static struct text take_place(struct text *name)
{
	const char *bracket = text_ends(*name, ")") ? memrchr(name->at, '(', name->size) : NULL;
	if (!bracket || bracket == name->at || bracket[-1] != ' ')
		return (struct text){NULL, 0};
	const size_t before = (size_t)(bracket - name->at);
	const struct text place = {bracket + 1, name->size - before - 2};
	name->size = before - 1;
	return place;
}

/* The frame for the text after the bytes: "0x10918D: make (heap.c:10)". */
static uint32_t frame_of(struct massif *massif, struct text text)
{
	struct buffer *room = &massif->name;
	struct text module = {NULL, 0};
	if (text_begins(text, "in ") && text_find(text, "below massif's threshold"))
		return put_frame(&massif->putting, (struct text){TEXT_AND_SIZE(below)}, 0, module);
	const char *colon = text_begins(text, "0x") ? text_find(text, ": ") : NULL;
	if (colon)
		text = text_from(text, (size_t)(colon - text.at) + 2);
	const struct text place = take_place(&text);
	if (text_begins(place, "in "))
		module = text_base_name(text_from(place, 3));
	room->size = 0;
	if (text_is(text, "???") && module.size) {
		buffer_byte(room, '[');
		buffer_append(room, module.at, module.size);
		buffer_byte(room, ']');
	} else {
		buffer_append(room, text.at, text_is(text, "???") ? 0 : text.size);
	}
	if (massif->putting.sink->options->source_lines && place.size && !module.size) {
		buffer_byte(room, ':');
		buffer_append(room, place.at, place.size);
	}
	return room->failed ? FRAME_NONE
	                    : put_frame(&massif->putting, (struct text){room->data, room->size},
	                                ORIGIN_USER, module);
}

/* Ends the lines at that depth and deeper: those with bytes of their own become stacks. */
static enum status close_lines(struct massif *massif, size_t depth, struct error *err)
{
	struct frame_path *path = &massif->path;
	enum status status = STATUS_OK;
	for (; path->depth > depth && !status; path->depth--) {
		const size_t count = path->depth - 1; /* without the tree's root */
		const uint64_t bytes = massif->bytes[count];
		if (!bytes)
			continue;
		if (!vector_reserve(&massif->stack, &massif->stack_capacity, count + 1))
			return error_no_memory(err);
		for (size_t i = 0; i < count; i++)
			massif->stack[i] = path->frames[count - i];
		const struct put_sample sample = {
			.event = massif->event,
			.frames = massif->stack,
			.depth = count,
			.weight = {bytes, 0},
		};
		status = put_sample(&massif->putting, &sample, err);
	}
	return status;
}

/* " n3: 2360000 0x10918D: make (heap.c:10)" */
static enum status read_line(struct massif *massif, struct text line, struct error *err)
{
	struct frame_path *path = &massif->path;
	const struct text whole = line;
	uint64_t callers, bytes;
	size_t depth = 0;
	while (depth < line.size && line.at[depth] == ' ')
		depth++;
	line = text_from(line, depth);
	bool good = text_begins(line, "n");
	line = text_from(line, good);
	good = good && text_take_number(&line, &callers) && text_begins(line, ": ");
	line = text_from(line, good ? 2 : 0);
	good = good && text_take_number(&line, &bytes) && text_begins(line, " ");
	const char *why = NULL;
	if (good && !frame_path_fits(path, depth))
		why = "it is more than one level below the line before";
	enum status status = STATUS_OK;
	if (good && !why) {
		status = close_lines(massif, depth, err);
		if (!status && depth && bytes > massif->bytes[depth - 1])
			why = "it has more bytes than what it calls";
	}
	if (status)
		return status;
	if (!good || why) {
		sink_malformed(massif->putting.sink, why, whole.at, whole.size);
		return STATUS_OK;
	}
	if (!frame_path_set(path, depth, frame_of(massif, text_from(line, 1))) ||
	    !vector_reserve(&massif->bytes, &massif->capacity, depth + 1))
		return error_no_memory(err);
	massif->bytes[depth] = bytes;
	if (depth)
		massif->bytes[depth - 1] -= bytes;
	return STATUS_OK;
}

/* Begins a tree: the peak's counts if the user chose none. */
static enum status begin_tree(struct massif *massif, struct text kind, struct error *err)
{
	char name[NUMBER_DIGITS + sizeof "snapshot-"] = "snapshot-";
	const bool peak = text_is(kind, "peak");
	if (!peak && !text_is(kind, "detailed"))
		return STATUS_OK;
	name[strlen("snapshot-") + number_format(name + strlen("snapshot-"), massif->snapshot)] =
		'\0';
	massif->event = sink_value(massif->putting.sink, peak ? "peak" : name, "bytes", peak);
	massif->tree = true;
	return massif->event == EVENT_NONE ? error_no_memory(err) : STATUS_OK;
}

static enum status read_all(struct massif *massif, struct lines *lines, struct error *err)
{
	struct text line;
	enum status status;
	while (lines_next(lines, &line, &status, err)) {
		struct text number = line;
		const bool inside = massif->tree && !text_begins(line, "#");
		if (massif->tree && !inside) {
			status = close_lines(massif, 0, err);
			massif->tree = false;
		} else if (inside) {
			status = read_line(massif, line, err);
		} else if (text_begins(line, "snapshot=")) {
			number = text_from(number, strlen("snapshot="));
			if (!text_take_number(&number, &massif->snapshot))
				sink_malformed(massif->putting.sink, NULL, line.at, line.size);
		} else if (text_begins(line, "heap_tree=")) {
			status = begin_tree(massif, text_from(line, strlen("heap_tree=")), err);
		}
		if (status)
			return status;
	}
	return status ? status : close_lines(massif, 0, err);
}

static enum status massif_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	struct massif massif = {.putting = {.sink = sink}};
	struct lines lines = {.stream = stream, .sink = sink};
	(void)options;
	sink->profiled = false;
	const enum status status = read_all(&massif, &lines, err);
	lines_free(&lines);
	frame_path_free(&massif.path);
	putting_free(&massif.putting);
	buffer_free(&massif.name);
	free(massif.bytes);
	free(massif.stack);
	return status;
}

const struct reader reader_massif = {
	.name = "massif",
	.about = "valgrind massif: what is on the heap at its peak, or in a snapshot",
	.fields = "massif's snapshots have none of these",
	.kind = "massif's snapshots of the heap",
	.form = "\"desc: ...\", \"snapshot=0\"",
	.expected = "snapshots with \"heap_tree=peak\" or \"heap_tree=detailed\"",
	.available = true,
	.bid = massif_bid,
	.read = massif_read,
};
