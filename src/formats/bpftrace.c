/* What bpftrace prints of maps with stacks as keys:
 *
 *     @[
 *         do_nanosleep+110
 *         hrtimer_nanosleep+124
 *     ,
 *         clock_nanosleep+35
 *     , sleep, 1234]: 17
 *
 * Keys are parted by ", "; a stack is a key of several lines, from the leaf on. Where two stacks
 * are keys the one of the kernel is the leaf's. Other keys become frames at the root: the first one
 * that is no number is taken for the process's name. Values are a number, `count 3, average 4,
 * total 12`, or a histogram, whose numbers are added up. Each map is an event. What a program
 * prints besides is passed over. See bpftrace(8), kstack, ustack.
 */
#include "formats/perf_symbol.h"
#include "formats/text_symbol.h"

#include <string.h>

enum { STACK_KEYS_MOST = 8 };

struct bpftrace {
	bool open;       /* the lines are those of an entry */
	bool histogram;  /* the lines are the value of an entry: */
	uint64_t total;  /* its sum */
	unsigned stacks; /* keys that are stacks, so far; lines are in stacks->text, each with the
	                  * number of its stack before it */
	bool in_stack;
	struct decimal weight;
	uint64_t others; /* entries without a stack */
};

/* "@", "@name", before what follows it; false: it is no map's name. */
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
	return head_has(head, begins_entry, ends_entry) ? 95 : 0;
}

/* A frame: "name+12", "0x7f12", and of kstack(perf) "7f12 name+12 (module)". The line begins with
 * the kind of its stack. */
static void parse_frame(struct text_stacks *stacks, struct text line)
{
	const unsigned kinds = line.at[0] == 'k'   ? ORIGIN_KERNEL
	                       : line.at[0] == 'u' ? ORIGIN_USER
	                                           : 0;
	struct text symbol = text_from(line, 1), module = {0};
	size_t digits = 0;
	while (digits < symbol.size && is_hex_digit(symbol.at[digits]))
		digits++;
	if (digits >= 4 && digits < symbol.size && symbol.at[digits] == ' ')
		symbol = text_from(symbol, digits + 1);
	const char *open = symbol.size ? memrchr(symbol.at, '(', symbol.size) : NULL;
	if (open > symbol.at && open[-1] == ' ' && text_ends(symbol, ")")) {
		module = (struct text){open + 1,
		                       (size_t)(symbol.at + symbol.size - 1 - (open + 1))};
		symbol.size = (size_t)(open - symbol.at);
	}
	if (text_is(module, "[unknown]"))
		module.size = 0;
	stacks_symbol(stacks, symbol, kinds, module);
}

/* The next line of stack `number` in the text; at goes on. */
static bool next_frame(const struct text_stacks *stacks, size_t *at, unsigned number,
                       struct text *line)
{
	const struct buffer *text = &stacks->text;
	while (*at < text->size) {
		const char *next;
		*line = text_line(text->data + *at, text->data + text->size, &next);
		*at = (size_t)(next - text->data);
		if (line->at[0] == (char)('0' + number))
			return true;
	}
	return false;
}

/* Whether a stack comes from where the kernel's begin. */
static bool is_kernel(const struct text_stacks *stacks, unsigned number)
{
	size_t at = 0;
	struct text line, last = {0};
	while (next_frame(stacks, &at, number, &line))
		last = text_from(line, 1);
	return last.size &&
	       (perf_symbol_is_system_call(last) || text_begins(last, "ret_from_fork") ||
	        text_begins(last, "asm_") || text_begins(last, "secondary_startup") ||
	        text_begins(last, "kthread"));
}

static void add_stack(struct text_stacks *stacks, unsigned number, char kind)
{
	size_t at = 0;
	struct text line;
	while (next_frame(stacks, &at, number, &line)) {
		stacks->text.data[line.at - stacks->text.data] = kind;
		stacks_frame(stacks, line, parse_frame);
	}
}

/* The stacks of an entry as one, from the leaf on. */
static void add_stacks(struct text_stacks *stacks, const struct bpftrace *state)
{
	bool swap = false;
	char kinds[STACK_KEYS_MOST];
	for (unsigned i = 0; i < state->stacks; i++)
		kinds[i] = is_kernel(stacks, i) ? 'k' : 0;
	if (state->stacks == 2) {
		swap = kinds[1] && !kinds[0];
		kinds[swap] = 'k';
		kinds[!swap] = 'u';
	}
	for (unsigned i = 0; i < state->stacks; i++) {
		const unsigned number = swap ? 1 - i : i;
		add_stack(stacks, number, kinds[number] ? kinds[number] : '?');
	}
}

/* The keys that are no stacks lie at the end of the text, with 'K' before each. */
static void add_keys(struct text_stacks *stacks)
{
	size_t at = 0;
	struct text line;
	bool named = false;
	const unsigned keys = 'K' - '0';
	stacks_comm(stacks, (struct text){0});
	while (next_frame(stacks, &at, keys, &line)) {
		uint64_t number;
		struct text key = text_from(line, 1), left = key;
		if (!named && !(text_take_number(&left, &number) && !left.size)) {
			stacks_comm(stacks, key);
			named = true;
		} else {
			stacks_name(stacks, key, 0, (struct text){0});
		}
	}
}

static void put_entry(struct text_stacks *stacks, struct bpftrace *state)
{
	add_stacks(stacks, state);
	add_keys(stacks);
	if (stacks->depth || stacks->sample.comm.size)
		stacks_put(stacks, state->weight);
	else
		state->others++;
	stacks_drop(stacks);
	stacks->text.size = 0;
	state->open = state->in_stack = state->histogram = false;
	state->stacks = 0;
}

/* What follows "]: ". */
static void take_value(struct text_stacks *stacks, struct bpftrace *state, struct text value)
{
	struct text before;
	uint64_t number;
	if (text_begins(value, "count "))
		text_take_until(&value, "total ", &before);
	struct text left = value;
	if (!value.size) {
		state->histogram = true;
		state->total = 0;
		return;
	}
	if (text_take_number(&left, &number) && !left.size) {
		state->weight = (struct decimal){number, 0};
		put_entry(stacks, state);
		return;
	}
	sink_malformed(stacks->sink,
	               text_begins(value, "-") ? "the count is negative" : "the value is no count",
	               value.at, value.size);
	stacks->text.size = 0;
	*state = (struct bpftrace){.others = state->others};
}

static void add_line(struct text_stacks *stacks, char kind, struct text line)
{
	buffer_byte(&stacks->text, kind);
	buffer_append(&stacks->text, line.at, line.size);
	buffer_byte(&stacks->text, '\n');
}

/* Keys of a line, parted by ", ", maybe with the value: "bash, 12]: 3", ", ". */
static void take_keys(struct text_stacks *stacks, struct bpftrace *state, struct text line)
{
	struct text value = {0}, key;
	const char *end = NULL;
	for (struct text left = line; (key.at = text_find(left, "]:")) != NULL;
	     left = text_from(line, (size_t)(key.at - line.at) + 2))
		end = key.at;
	if (end) {
		value = text_skip_blanks(text_from(line, (size_t)(end - line.at) + 2));
		line.size = (size_t)(end - line.at);
	}
	while (line.size) {
		if (!text_take_until(&line, ", ", &key)) {
			key = line;
			line.size = 0;
		}
		if (text_is(key, ","))
			key.size = 0;
		if (key.size)
			add_line(stacks, 'K', key);
	}
	if (end)
		take_value(stacks, state, value);
}

/* Of a histogram: "[4, 8)   12 |@@@   |". */
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

static void open_entry(struct text_stacks *stacks, struct bpftrace *state, struct text line)
{
	struct text map, rest = line;
	if (!take_map(&rest, &map) || !text_begins(rest, "["))
		return;
	rest = text_from(rest, 1);
	if (text_find(rest, "]:") && !text_begins(rest, ", ")) {
		state->others++; /* a map without stacks */
		return;
	}
	state->open = true;
	stacks_event(stacks, map.at, map.size, NULL, false);
	take_keys(stacks, state, rest);
}

static void bpftrace_line(struct text_stacks *stacks, struct text line)
{
	struct bpftrace *state = stacks->state;
	const struct text bare = text_skip_blanks(line);
	if (state->histogram && take_bucket(state, line))
		return;
	if (state->histogram) {
		state->weight = (struct decimal){state->total, 0};
		put_entry(stacks, state);
	}
	if (!state->open) {
		open_entry(stacks, state, line);
	} else if (text_begins(line, "]:") || text_begins(line, ",")) {
		state->in_stack = false;
		take_keys(stacks, state, line);
	} else if (bare.size && bare.at > line.at) {
		if (!state->in_stack && state->stacks < STACK_KEYS_MOST)
			state->stacks++;
		state->in_stack = true;
		add_line(stacks, (char)('0' + state->stacks - 1), bare);
	} else if (bare.size) {
		sink_malformed(stacks->sink, NULL, line.at, line.size);
	}
}

static void bpftrace_end(struct text_stacks *stacks)
{
	struct bpftrace *state = stacks->state;
	static const char why[] = "the last stack has no count";
	if (state->histogram) {
		state->weight = (struct decimal){state->total, 0};
		put_entry(stacks, state);
	} else if (state->open) {
		sink_malformed(stacks->sink, why, why, strlen(why));
	}
	if (state->others)
		sink_note(stacks->sink, false, "%llu values of maps without stacks left out",
		          (unsigned long long)state->others);
}

static enum status bpftrace_read(struct stream *stream, struct sink *sink,
                                 const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct bpftrace),
		.line = bpftrace_line,
		.end = bpftrace_end,
	};
	return text_stacks_read(&format, stream, sink, options, err);
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
