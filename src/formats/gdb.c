/* Output of gdb's `thread apply all bt`, once or many times:
 *
 *     Thread 2 (Thread 0x7f1b1073b6c0 (LWP 19340) "spinner"):
 *     #0  0x0000561eac727349 in shop::spin (n=0x7f1b1073ae60) at shop.cc:11
 *     #1  shop::Worker::operator() (id=2, this=0x7ffe2fa64790) at shop.cc:12
 *     #2  0x00007f1b11ad44a3 in ?? () from /lib/x86_64-linux-gnu/libstdc++.so.6
 *
 * Each thread is a sample. A frame from #1 on without an address was inlined into the next one.
 * Lines of variables (`bt full`) and gdb's other output are ignored. */
#include "formats/text_symbol.h"

#include <string.h>

struct gdb {
	bool named; /* the current thread has a heading */
};

/* "#12  " */
static bool take_number(struct text *line, uint64_t *number)
{
	if (!line->size || *line->at != '#')
		return false;
	*line = text_from(*line, 1);
	if (!text_take_number(line, number) || !line->size || !is_blank(*line->at))
		return false;
	*line = text_skip_blanks(*line);
	return true;
}

/* "Thread 2 (", "Thread 1.2 (". */
static bool is_thread(struct text line)
{
	uint64_t number;
	if (!text_take(&line, "Thread ") || !text_take_number(&line, &number))
		return false;
	if (text_begins(line, ".")) {
		line = text_from(line, 1);
		if (!text_take_number(&line, &number))
			return false;
	}
	return text_begins(line, " (");
}

/* "#0  0x12 in name (", "#0  name (". */
static bool is_frame(struct text line)
{
	uint64_t number;
	struct text address;
	if (!take_number(&line, &number))
		return false;
	if (text_take_address(&line, &address) && !text_begins(line, " in "))
		return false;
	return text_find(line, " (") || text_begins(line, "<signal handler");
}

static int gdb_bid(const struct head *head)
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	unsigned frames = 0;
	if (head_has(head, is_thread, is_frame))
		return 97;
	while (head_lines_next(&lines, &line))
		frames += is_frame(line) &&
		          (text_find(line, ") at ") || text_find(line, ") from "));
	return frames ? 92 : 0;
}

/* The text after the last ") from " is the library. */
static struct text library_of(struct text line)
{
	static const char from[] = ") from ";
	struct text found = {0}, before;
	while (text_find(line, from) && text_take_until(&line, from, &before))
		found = line;
	return found;
}

/* The name ends before its arguments in brackets, which follow a blank; other brackets belong to
 * the name ("f<void (int)>", "operator()(int) const"). */
static struct text name_of(struct text line)
{
	static const char operator[] = "operator() (";
	unsigned angles = 0, rounds = 0;
	if (text_begins(line, operator))
		return (struct text){line.at, strlen("operator()")};
	for (size_t i = 0; i < line.size; i++) {
		const char c = line.at[i];
		if (c == ' ' && !angles && !rounds && i + 1 < line.size && line.at[i + 1] == '(')
			return (struct text){line.at, i};
		if (c == '(')
			rounds++;
		else if (c == ')' && rounds)
			rounds--;
		else if (c == '<' && i && line.at[i - 1] != '<' &&
		         !text_ends((struct text){line.at, i}, "operator"))
			angles++;
		else if (c == '>' && angles && line.at[i - 1] != '-')
			angles--;
	}
	const char *open = text_find(line, " (");
	return open ? (struct text){line.at, (size_t)(open - line.at)} : line;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	uint64_t number = 0;
	struct text address = {0}, name = line;
	take_number(&name, &number);
	const bool addressed = text_take_address(&name, &address) && text_take(&name, "in ");
	const struct text library = library_of(name);
	if (text_begins(name, "<")) { /* "<signal handler called>" */
		stacks_name(stacks, text_trim_end(name), ORIGIN_USER, library);
		return;
	}
	stacks_symbol(stacks, name_of(name),
	              !addressed && number ? ORIGIN_USER | ORIGIN_INLINED : ORIGIN_USER, library);
}

/* "(Thread 0x7f1b1073b6c0 (LWP 19340) "spinner"):" */
static void begin_thread(struct text_stacks *stacks, struct text line)
{
	struct text before, left = line;
	uint64_t tid;
	stacks_put_one(stacks);
	stacks->sample.place.known = 0;
	if (text_take_until(&left, "(LWP ", &before) && text_take_number(&left, &tid)) {
		stacks->sample.place.tid = (uint32_t)tid;
		stacks->sample.place.known = tid < UINT32_MAX ? PLACE_TID : 0;
	}
	const char *open = memchr(line.at, '"', line.size);
	const char *close = memrchr(line.at, '"', line.size);
	stacks_comm(stacks, open < close ? (struct text){open + 1, (size_t)(close - open) - 1}
	                                 : (struct text){0});
}

static void gdb_line(struct text_stacks *stacks, struct text line)
{
	struct gdb *state = stacks->state;
	uint64_t number;
	struct text left = line;
	if (is_thread(line)) {
		begin_thread(stacks, line);
		state->named = true;
	} else if (take_number(&left, &number)) {
		if (!number && stacks->depth) {
			stacks_put_one(stacks);
			stacks_comm(stacks, (struct text){0});
			stacks->sample.place.known = 0;
		}
		stacks_frame(stacks, line, parse_frame);
	} else if (!line.size) {
		stacks_put_one(stacks);
	}
}

static enum status gdb_read(struct stream *stream, struct sink *sink,
                            const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct gdb),
		.profiled = true,
		.line = gdb_line,
	};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_gdb = {
	.name = "gdb",
	.about = "stacks that gdb prints: \"thread apply all bt\", once or many times",
	.fields = "gdb's stacks have threads, but no processes, CPUs and times",
	.kind = "gdb's stacks",
	.form = "\"Thread 1 (...):\", then \"#0  0x12 in main () at a.c:3\"",
	.expected = "frames such as \"#0  0x0000561eac727349 in main () at a.c:3\"",
	.available = true,
	.bid = gdb_bid,
	.read = gdb_read,
};
