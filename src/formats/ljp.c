/* Output of the Lightweight Java Profiler: a count, the number of frames, and the frames from the
 * leaf on:
 *
 *     42 3  shop.Queue.take(Queue.java:455)
 *           shop.Main.work(Main.java:123)
 *           java.lang.Thread.run(Thread.java:744)
 *     Total trace count = 42, Total method count = 3 */
#include "formats/java_frame.h"

#include <string.h>

/* "shop.Main.work(Main.java:123)" */
static bool is_method(struct text line)
{
	const char *open = line.size ? memchr(line.at, '(', line.size) : NULL;
	return open && open > line.at && text_ends(text_trim_end(line), ")") &&
	       !memchr(line.at, ' ', (size_t)(open - line.at));
}

/* Takes the two numbers at the beginning of a stack. */
static bool take_counts(struct text *line, struct text *count, uint64_t *frames)
{
	uint64_t number;
	struct text left = text_skip_blanks(*line);
	count->at = left.at;
	if (!text_take_number(&left, &number) || !left.size || !is_blank(*left.at))
		return false;
	count->size = (size_t)(left.at - count->at);
	left = text_skip_blanks(left);
	if (!text_take_number(&left, frames) || !left.size || !is_blank(*left.at))
		return false;
	*line = text_skip_blanks(left);
	return true;
}

static bool begins_stack(struct text line)
{
	struct text count;
	uint64_t frames;
	return take_counts(&line, &count, &frames) && is_method(line);
}

static bool goes_on(struct text line)
{
	const struct text bare = text_skip_blanks(line);
	return (bare.at > line.at && is_method(bare)) || text_begins(line, "Total trace count") ||
	       begins_stack(line);
}

static int ljp_bid(const struct head *head)
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	while (head_lines_next(&lines, &line))
		if (line.size)
			return begins_stack(line) && head_has(head, begins_stack, goes_on) ? 93 : 0;
	return 0;
}

struct ljp {
	struct decimal weight;
	bool ended;
};

static void end_stack(struct text_stacks *stacks)
{
	const struct ljp *state = stacks->state;
	if (stacks->depth)
		stacks_put(stacks, state->weight);
}

static void ljp_line(struct text_stacks *stacks, struct text line)
{
	struct ljp *state = stacks->state;
	struct text count;
	uint64_t frames;
	const struct text whole = line;
	if (state->ended || !text_skip_blanks(line).size)
		return;
	if (text_begins(line, "Total ")) {
		state->ended = true;
		return;
	}
	if (take_counts(&line, &count, &frames)) {
		end_stack(stacks);
		if (!stacks_weight(stacks, count, &state->weight))
			return;
	}
	line = text_skip_blanks(line);
	if (is_method(line))
		stacks_frame(stacks, line, stacks_java);
	else
		sink_malformed(stacks->sink, NULL, whole.at, whole.size);
}

static enum status ljp_read(struct stream *stream, struct sink *sink,
                            const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct ljp), .line = ljp_line, .end = end_stack};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_ljp = {
	.name = "ljp",
	.about = "reports of the Lightweight Java Profiler",
	.fields = "the profiler's reports have no processes, CPUs and times",
	.kind = "reports of the Lightweight Java Profiler",
	.form = "\"42 3 pkg.Class.method(File.java:12)\"",
	.expected =
		"stacks such as \"42 3 pkg.Class.method(File.java:12)\", with a frame on each line",
	.available = true,
	.bid = ljp_bid,
	.read = ljp_read,
};
