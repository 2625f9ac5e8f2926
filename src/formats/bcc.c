/* Output of bcc's tools without -f: profile, offcputime, wakeuptime, offwaketime and stackcount,
 *
 *     Sampling at 49 Hertz of all threads by user + kernel stack... Hit Ctrl-C to end.
 *         do_syscall_64
 *         entry_SYSCALL_64_after_hwframe
 *         --
 *         __write
 *         main
 *         -                words (20461)
 *             12
 *
 * "--" (-d) separates the kernel's frames from the program's, and stackcount writes "words
 * [20461]". Also output of memleak, whose last report counts:
 *
 *     [12:00:05] Top 10 stacks with outstanding allocations:
 *     	4096 bytes in 1 allocations from stack
 *     		0x000055d8a1f2e1a9	main+0x1c [shop]
 *
 * The names after "waker:" and "target:" are processes: the target is the root, the
 * waker the leaf. */
#include "formats/text_symbol.h"

#include <string.h>

struct bcc {
	bool leaks;  /* of memleak */
	bool parted; /* the current stack has "--" */
	uint64_t reports;
};

static bool is_count(struct text line)
{
	uint64_t count;
	const struct text bare = text_skip_blanks(line);
	struct text left = bare;
	return bare.at > line.at && text_take_number(&left, &count) && !text_trim_end(left).size;
}

/* Removes the number in brackets at the end: "words (12)", "words [12]". */
static bool take_pid(struct text *line, char open, char close, uint64_t *pid)
{
	struct text left = text_trim_end(*line);
	if (!left.size || left.at[left.size - 1] != close)
		return false;
	const char *at = memrchr(left.at, open, left.size);
	struct text number = at ? text_from(left, (size_t)(at + 1 - left.at)) : (struct text){0};
	if (!at || at == left.at || at[-1] != ' ' || !text_take_number(&number, pid) ||
	    number.size != 1)
		return false;
	line->size = (size_t)(at - left.at) - 1;
	return true;
}

/* "    -                words (20461)", "    words [20461]" */
static bool take_process(struct text line, struct text *comm, uint64_t *pid)
{
	struct text left = line;
	if (!text_begins(line, "    "))
		return false;
	if (text_take(&left, "-               ")) {
		*comm = text_skip_blanks(left);
		return take_pid(comm, '(', ')', pid);
	}
	*comm = text_skip_blanks(line);
	return take_pid(comm, '[', ']', pid);
}

static bool is_process(struct text line)
{
	struct text comm;
	uint64_t pid;
	return take_process(line, &comm, &pid);
}

/* "    target:          words 12", or without the process's number. */
static bool take_side(struct text line, struct text *comm, uint64_t *pid)
{
	const struct text bare = text_skip_blanks(line);
	struct text left = bare;
	if (bare.at == line.at || (!text_take(&left, "waker: ") && !text_take(&left, "target: ")))
		return false;
	*comm = text_trim_end(text_skip_blanks(left));
	*pid = UINT64_MAX;
	const char *blank = comm->size ? memrchr(comm->at, ' ', comm->size) : NULL;
	struct text number = blank ? text_from(*comm, (size_t)(blank + 1 - comm->at))
	                           : (struct text){0};
	if (blank && text_take_number(&number, pid) && !number.size)
		comm->size = (size_t)(blank - comm->at);
	else
		*pid = UINT64_MAX;
	return comm->size > 0;
}

static bool is_side(struct text line)
{
	struct text comm;
	uint64_t pid;
	return take_side(line, &comm, &pid);
}

static bool is_heading(struct text line)
{
	return (text_begins(line, "Sampling at ") || text_begins(line, "Tracing ")) &&
	       (text_find(line, "Hit Ctrl-C to end") || text_find(line, " secs.")) &&
	       (text_find(line, "stack") || text_find(line, " functions for \""));
}

static bool is_leaks(struct text line)
{
	return text_begins(line, "[") && text_find(line, "stacks with outstanding allocations:");
}

static bool is_leak(struct text line)
{
	return text_begins(line, "\t") && text_find(line, " bytes in ") &&
	       text_ends(line, " allocations from stack");
}

static int bcc_bid(const struct head *head)
{
	return head_has(head, is_leaks, is_leak)      ? 97
	       : head_has(head, is_process, is_count) ? 94
	       : head_has(head, is_heading, is_count) ? 93
	       : head_has(head, is_side, is_count)    ? 92
	                                              : 0;
}

/* The line has the frame's kind before it. "7f12  name+0x1 [module]" (-v, -o of stackcount),
 * "name". */
static void parse_frame(struct text_stacks *stacks, struct text line)
{
	const unsigned kinds = line.at[0] == 'k'   ? ORIGIN_KERNEL
	                       : line.at[0] == 'u' ? ORIGIN_USER
	                                           : 0;
	struct text symbol = text_from(line, 1), module = {0};
	struct text before, address;
	if (text_take_address(&symbol, &address) && symbol.size)
		symbol = text_skip_blanks(symbol);
	else
		symbol = text_from(line, 1);
	const char *open = symbol.size ? memrchr(symbol.at, '[', symbol.size) : NULL;
	if (open > symbol.at && open[-1] == ' ' && text_ends(symbol, "]")) {
		module = text_from(symbol, (size_t)(open + 1 - symbol.at));
		module.size--;
		symbol.size = (size_t)(open - symbol.at) - 1;
	}
	size_t digits = 0;
	while (digits < symbol.size && is_hex_digit(symbol.at[digits]))
		digits++;
	if (digits >= 8 && digits < symbol.size && symbol.at[digits] == ' ')
		text_take_until(&symbol, " ", &before);
	stacks_symbol(stacks, symbol,
	              text_is(module, "kernel") ? ORIGIN_KERNEL
	              : module.size             ? kinds | ORIGIN_USER
	                                        : kinds,
	              module);
}

/* The frames of the current stack are in the text, one in each line, after a byte
 * for their kind. */
static void add_frames(struct text_stacks *stacks)
{
	const struct bcc *state = stacks->state;
	if (!stacks->text.size)
		return;
	char *at = stacks->text.data;
	const char *end = at + stacks->text.size;
	char kind = state->parted ? 'k' : '?';
	while (at < end) {
		const char *next;
		const struct text line = text_line(at, end, &next);
		*at = kind;
		at += next - at;
		if (text_is(text_from(line, 1), "--"))
			kind = 'u';
		else
			stacks_frame(stacks, line, parse_frame);
	}
	stacks->text.size = 0;
}

static void forget(struct text_stacks *stacks)
{
	struct bcc *state = stacks->state;
	state->parted = false;
	stacks->text.size = 0;
	stacks->sample.place.known = 0;
	stacks_comm(stacks, (struct text){0});
}

static void put_stack(struct text_stacks *stacks, struct text count)
{
	struct decimal weight;
	if (stacks_weight(stacks, count, &weight) && !stacks->status) {
		add_frames(stacks);
		stacks_put(stacks, weight);
	}
	forget(stacks);
}

static void set_process(struct text_stacks *stacks, struct text comm, uint64_t pid)
{
	stacks_comm(stacks, comm);
	stacks->sample.place.pid = (uint32_t)pid;
	stacks->sample.place.known = pid < UINT32_MAX ? PLACE_PID : 0;
}

static void keep_line(struct text_stacks *stacks, struct text line)
{
	buffer_byte(&stacks->text, '?');
	buffer_append(&stacks->text, line.at, line.size);
	buffer_byte(&stacks->text, '\n');
}

/* "12:00:05", with which stackcount -T begins a report. */
static bool is_time(struct text line)
{
	return line.size >= 8 && is_digit(*line.at) && line.at[2] == ':' && line.at[5] == ':';
}

static void take_heading(struct text_stacks *stacks, struct text line)
{
	if (text_begins(line, "Sampling at "))
		stacks_event(stacks, "samples", strlen("samples"), "samples", false);
	else if (text_find(line, "time (us)"))
		stacks_event(stacks, "time", strlen("time"), "us", false);
	else
		stacks_event(stacks, "calls", strlen("calls"), "calls", false);
}

static void stack_line(struct text_stacks *stacks, struct text line)
{
	struct bcc *state = stacks->state;
	const struct text bare = text_trim_end(text_skip_blanks(line));
	struct text comm;
	uint64_t pid;
	if (is_heading(line)) {
		take_heading(stacks, line);
	} else if (!bare.size || is_time(line) || bare.at == line.at) {
		return; /* other lines are not indented */
	} else if (is_count(line)) {
		put_stack(stacks, bare);
	} else if (take_process(line, &comm, &pid)) {
		set_process(stacks, comm, pid);
	} else if (take_side(line, &comm, &pid)) {
		if (stacks->text.size)
			set_process(stacks, comm, pid);
		else
			keep_line(stacks, comm);
	} else if (text_is(bare, "--") || (text_begins(bare, "-- ") && text_ends(bare, " --"))) {
		state->parted = text_is(bare, "--");
		if (state->parted)
			keep_line(stacks, bare);
	} else if (!text_is(bare, "-")) {
		keep_line(stacks, bare);
	}
}

/* ---- memleak ---- */

static void put_leak(struct text_stacks *stacks, const uint64_t values[2])
{
	if (values[0] || values[1])
		stacks_put_values(stacks, values, 2);
	stacks_drop(stacks);
}

/* The last report is in the text. */
static void put_report(struct text_stacks *stacks)
{
	const char *at = stacks->text.size ? stacks->text.data : "", *end = at + stacks->text.size;
	uint64_t values[2] = {0};
	while (at < end && !stacks->status) {
		struct text line = text_line(at, end, &at), left = text_skip_blanks(line), before;
		if (!is_leak(line)) {
			const struct text bare = text_skip_blanks(line);
			if (bare.at == line.at) /* frames are indented */
				continue;
			stacks_frame(stacks, (struct text){bare.at - 1, bare.size + 1},
			             parse_frame);
			continue;
		}
		put_leak(stacks, values);
		if (!text_take_number(&left, &values[0]) ||
		    !text_take_until(&left, " bytes in ", &before) ||
		    !text_take_number(&left, &values[1]))
			sink_malformed(stacks->sink, NULL, line.at, line.size);
	}
	put_leak(stacks, values);
}

static void leak_line(struct text_stacks *stacks, struct text line)
{
	struct bcc *state = stacks->state;
	if (is_leaks(line)) {
		state->reports++;
		stacks->text.size = 0;
	} else if (is_leak(line) || (text_begins(line, "\t\t") && stacks->text.size)) {
		buffer_append(&stacks->text, line.at, line.size);
		buffer_byte(&stacks->text, '\n');
	}
}

static void bcc_line(struct text_stacks *stacks, struct text line)
{
	struct bcc *state = stacks->state;
	if (!state->leaks && is_leaks(line)) {
		state->leaks = true;
		stacks_value(stacks, "bytes", "bytes", true);
		stacks_value(stacks, "allocations", "allocations", false);
	}
	if (state->leaks)
		leak_line(stacks, line);
	else
		stack_line(stacks, line);
}

static void bcc_end(struct text_stacks *stacks)
{
	static const char why[] = "the last stack has no count";
	const struct bcc *state = stacks->state;
	if (state->leaks)
		put_report(stacks);
	else if (stacks->text.size)
		sink_malformed(stacks->sink, why, why, strlen(why));
	if (state->reports > 1)
		sink_note(stacks->sink, false,
		          "%llu earlier report%s left out: the last one counts",
		          (unsigned long long)state->reports - 1, state->reports == 2 ? "" : "s");
}

static enum status bcc_read(struct stream *stream, struct sink *sink,
                            const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct bcc), .line = bcc_line, .end = bcc_end};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_bcc = {
	.name = "bcc",
	.about = "stacks of bcc's profile, offcputime, stackcount, memleak and others",
	.fields = "stacks of bcc's tools have processes, but no CPUs and times",
	.kind = "stacks of bcc's tools",
	.form = "frames, then \"-  main (12)\" and a count",
	.expected = "frames, then a process (\"    -                main (12)\") and a count",
	.available = true,
	.bid = bcc_bid,
	.read = bcc_read,
};
