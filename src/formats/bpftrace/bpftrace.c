/* Output of bpftrace for maps with stacks as keys:
 *
 *     @[
 *         do_nanosleep+110
 *         hrtimer_nanosleep+124
 *     ,
 *         clock_nanosleep+35
 *     , sleep, 1234]: 17
 *
 * Keys are separated by ", "; a stack is a key of several lines, from the leaf on. If two stacks
 * are keys, the kernel's has the leaf. Other keys become frames at the root: the first one that is
 * not a number is taken as the process's name. Values are a number, `count 3, average 4, total 12`,
 * or a histogram, whose numbers are added up. Each map is an event. Other output of a program is
 * ignored; `-f json` is also read (json.c). See bpftrace(8), kstack, ustack. */
#include "formats/bpftrace/entry.h"
#include "formats/bpftrace/json.h"

#include <string.h>

struct bpftrace {
	struct bpftrace_entry entry;
	bool open;      /* the lines belong to an entry */
	bool histogram; /* the lines are its value: */
	uint64_t total; /* the sum of a histogram */
};

/* Takes "@" or "@name" from the beginning; false: there is no map's name. */
static bool take_map(struct text *line, struct text *map)
{
	size_t size = 1;
	if (!line->size || *line->at != '@')
		return false;
	while (size < line->size && (is_digit(line->at[size]) || line->at[size] == '_' ||
	                             (unsigned char)((line->at[size] | 0x20) - 'a') < 26))
		size++;
	*map = (struct text){line->at, size};
	*line = text_from(*line, size);
	return true;
}

static bool begins_entry(struct text line)
{
	struct text map;
	return take_map(&line, &map) && text_begins(line, "[") && !text_find(line, "]: ");
}

static bool ends_entry(struct text line)
{
	return text_begins(line, "]:") || (text_begins(line, ",") && text_find(line, "]:"));
}

static int bpftrace_bid(const struct head *head)
{
	return head_has(head, begins_entry, ends_entry) || bpftrace_json_is(head) ? 96 : 0;
}

static void put_entry(struct text_stacks *stacks, uint64_t weight)
{
	struct bpftrace *state = stacks->state;
	bpftrace_entry_put(stacks, &state->entry, (struct decimal){weight, 0});
	state->open = state->histogram = false;
}

/* The text after "]:", without blanks. */
static void take_value(struct text_stacks *stacks, struct text value)
{
	struct bpftrace *state = stacks->state;
	const struct text whole = value;
	struct text before;
	uint64_t number;
	if (!value.size) {
		state->histogram = true;
		state->total = 0;
		return;
	}
	if (text_begins(value, "count "))
		text_take_until(&value, "total ", &before);
	if (text_take_number(&value, &number) && !value.size) {
		put_entry(stacks, number);
		return;
	}
	sink_malformed(stacks->sink,
	               text_begins(whole, "-") ? "the count is negative" : "the value is no count",
	               whole.at, whole.size);
	bpftrace_entry_drop(stacks, &state->entry);
	state->open = false;
}

/* The keys of a line, separated by ", ", perhaps with the value: "bash, 12]: 3", ", ". */
static void take_keys(struct text_stacks *stacks, struct text line)
{
	struct bpftrace *state = stacks->state;
	struct text value = {0};
	const char *at, *end = NULL;
	for (struct text left = line; (at = text_find(left, "]:")) != NULL;
	     left = text_from(line, (size_t)(at - line.at) + 2))
		end = at;
	if (end) {
		value = text_skip_blanks(text_from(line, (size_t)(end - line.at) + 2));
		line.size = (size_t)(end - line.at);
	}
	bpftrace_entry_keys(stacks, &state->entry, line, ", ");
	if (end)
		take_value(stacks, value);
}

/* A line of a histogram: "[4, 8) 12 |@@@ |". */
static bool take_bucket(struct bpftrace *state, struct text line)
{
	struct text before;
	uint64_t number;
	if (!(text_begins(line, "[") || text_begins(line, "(")) || !text_ends(line, "|"))
		return false;
	if (!text_take_until(&line, ")", &before) && !text_take_until(&line, "]", &before))
		return false;
	line = text_skip_blanks(line);
	if (!text_take_number(&line, &number))
		return false;
	state->total = state->total > UINT64_MAX - number ? UINT64_MAX : state->total + number;
	return true;
}

static void open_entry(struct text_stacks *stacks, struct text line)
{
	struct bpftrace *state = stacks->state;
	struct text map, rest = line;
	if (!take_map(&rest, &map) || !text_begins(rest, "["))
		return;
	rest = text_from(rest, 1);
	if (text_find(rest, "]:") && !text_begins(rest, ", ")) {
		state->entry.others++; /* a map without stacks */
		return;
	}
	state->open = true;
	bpftrace_entry_begin(stacks, &state->entry, map);
	state->entry.stacks = 0;
	take_keys(stacks, rest);
}

static void bpftrace_line(struct text_stacks *stacks, struct text line)
{
	struct bpftrace *state = stacks->state;
	const struct text bare = text_skip_blanks(line);
	if (state->histogram && take_bucket(state, line))
		return;
	if (state->histogram)
		put_entry(stacks, state->total);
	if (!state->open)
		open_entry(stacks, line);
	else if (text_begins(line, "]:") || text_begins(line, ","))
		take_keys(stacks, line);
	else if (bare.size && bare.at > line.at)
		bpftrace_entry_frame(stacks, &state->entry, bare);
	else if (bare.size)
		sink_malformed(stacks->sink, NULL, line.at, line.size);
}

static void bpftrace_end(struct text_stacks *stacks)
{
	struct bpftrace *state = stacks->state;
	static const char why[] = "the last stack has no count";
	if (state->histogram)
		put_entry(stacks, state->total);
	else if (state->open)
		sink_malformed(stacks->sink, why, why, strlen(why));
	bpftrace_entry_note(stacks, &state->entry);
}

static enum status bpftrace_read(struct stream *stream, struct sink *sink,
                                 const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct bpftrace),
		.line = bpftrace_line,
		.end = bpftrace_end,
	};
	enum { HEAD_SIZE = 64 << 10 };
	struct head head;
	const enum status status = stream_peek(stream, HEAD_SIZE, &head, err);
	if (status)
		return status;
	return bpftrace_json_is(&head) ? bpftrace_json_read(stream, sink, options, err)
	                               : text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_bpftrace = {
	.name = "bpftrace",
	.about = "bpftrace's maps with stacks, as it prints them at the end",
	.fields = "bpftrace's maps have no CPUs and times, and processes only as keys",
	.kind = "bpftrace's maps",
	.form = "\"@[\", frames, \"]: 12\"",
	.expected = "maps with stacks: \"@[\", a frame on each line, \"]: 12\"",
	.available = true,
	.bid = bpftrace_bid,
	.read = bpftrace_read,
};
