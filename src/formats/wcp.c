/* Reports of wallClockProfiler, which samples with gdb: stacks from the leaf on, each after its
 * samples:
 *
 *     Full stacks:
 *
 *     99.791% ===================================== (17194 samples)
 *          1: poll   (at /lib/poll.c:29)
 *          2: main   (at shop.c:343)
 *
 * See github.com/jasonrohrer/wallClockProfiler. */
#include "formats/text_symbol.h"

#include <string.h>

struct wcp {
	bool begun;   /* "Full stacks" was read */
	bool counted; /* the number of samples of the current stack was read */
	struct decimal weight;
};

static bool is_beginning(struct text line)
{
	return text_begins(text_skip_blanks(line), "Full stacks");
}

/* "99.791% ==== (17194 samples)" */
static bool take_samples(struct text line, struct text *samples)
{
	struct text percent, before;
	uint64_t number;
	line = text_skip_blanks(line);
	if (!line.size || !is_digit(*line.at) || !text_take_until(&line, "% ", &percent) ||
	    !text_begins(line, "=") || !text_take_until(&line, "(", &before))
		return false;
	samples->at = line.at;
	if (!text_take_number(&line, &number) || !text_begins(line, " sample"))
		return false;
	samples->size = (size_t)(line.at - samples->at);
	return true;
}

static bool is_samples(struct text line)
{
	struct text samples;
	return take_samples(line, &samples);
}

static int wcp_bid(const struct head *head)
{
	return head_has(head, is_beginning, is_samples) ? 95 : 0;
}

/* "1: poll   (at /lib/poll.c:29)" without the number */
static bool take_frame(struct text line, struct text *frame)
{
	uint64_t number;
	line = text_skip_blanks(line);
	if (!text_take_number(&line, &number) || !text_begins(line, ": "))
		return false;
	*frame = text_skip_blanks(text_from(line, 2));
	return true;
}

static void parse_frame(struct text_stacks *stacks, struct text frame)
{
	struct text name, place = frame;
	if (text_take_until(&place, "   (at ", &name) || text_take_until(&place, " (at ", &name))
		frame = name;
	stacks_symbol(stacks, frame, ORIGIN_USER, (struct text){0});
}

static void put_stack(struct text_stacks *stacks)
{
	const struct wcp *state = stacks->state;
	if (stacks->depth && state->counted)
		stacks_put(stacks, state->weight);
	stacks_drop(stacks);
}

static void wcp_line(struct text_stacks *stacks, struct text line)
{
	struct wcp *state = stacks->state;
	struct text samples, frame;
	if (is_beginning(line)) {
		state->begun = true;
	} else if (!state->begun) {
		return;
	} else if (take_samples(line, &samples)) {
		put_stack(stacks);
		state->counted = stacks_weight(stacks, samples, &state->weight);
	} else if (take_frame(line, &frame)) {
		stacks_frame(stacks, frame, parse_frame);
	} else if (!text_trim_end(text_skip_blanks(line)).size) {
		put_stack(stacks);
	}
}

static enum status wcp_read(struct stream *stream, struct sink *sink,
                            const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct wcp), .line = wcp_line, .end = put_stack};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_wcp = {
	.name = "wcp",
	.about = "reports of wallClockProfiler",
	.fields = "wallClockProfiler's reports have no processes, CPUs and times",
	.kind = "reports of wallClockProfiler",
	.form = "\"Full stacks:\", then \"99.7% ==== (17 samples)\"",
	.expected =
		"\"Full stacks:\", then \"99.791% ==== (17194 samples)\" and frames \"1: main\"",
	.available = true,
	.bid = wcp_bid,
	.read = wcp_read,
};
