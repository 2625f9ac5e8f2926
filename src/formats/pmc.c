/* Call graphs of FreeBSD's pmcstat -G: the share and the samples of a function, then those of its
 * callers, each level one blank deeper:
 *
 *     @ unhalted-cycles [17 samples]
 *
 *     03.07%  [17]       witness_unlock @ /boot/kernel/kernel
 *      70.59%  [12]        __mtx_unlock_flags
 *       16.67%  [2]          selfdfree
 *        100.0%  [2]           sys_poll
 *
 * As with stackcollapse-pmc.pl, each path that ends in a caller without callers is a stack with
 * that caller's samples; samples that do not belong to any caller are stacks of their own. */
#include "formats/text_symbol.h"

#include <string.h>

enum { DEPTH_MOST = 1024 };

/* "  16.67%  [2]          selfdfree @ /boot/kernel/kernel" */
static bool take_line(struct text *line, size_t *level, uint64_t *samples)
{
	struct text left = *line;
	size_t digits = 0;
	while (left.size && *left.at == ' ')
		left = text_from(left, 1);
	*level = (size_t)(left.at - line->at);
	while (digits < left.size && (is_digit(left.at[digits]) || left.at[digits] == '.'))
		digits++;
	left = text_from(left, digits);
	if (!digits || !text_begins(left, "%  ["))
		return false;
	left = text_from(left, strlen("%  ["));
	if (!text_take_number(&left, samples) || !text_begins(left, "]"))
		return false;
	*line = text_skip_blanks(text_from(left, 1));
	return line->size > 0;
}

static bool is_line(struct text line)
{
	size_t level;
	uint64_t samples;
	return take_line(&line, &level, &samples);
}

static int pmc_bid(const struct head *head)
{
	struct head_lines lines = head_lines_of(head);
	struct text line;
	unsigned count = 0;
	while (head_lines_next(&lines, &line))
		count += is_line(line);
	return count > 1 ? 96 : count ? 60 : 0;
}

struct pmc {
	uint64_t
		own[DEPTH_MOST]; /* samples of each level that do not belong to any caller so far */
	size_t depth;
};

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	struct text name, module = line;
	if (!text_take_until(&module, " @ ", &name)) {
		name = line;
		module.size = 0;
	}
	stacks_symbol(stacks, name,
	              text_begins(module, "/boot/") ? ORIGIN_KERNEL
	              : module.size                 ? ORIGIN_USER
	                                            : 0,
	              module);
}

/* Puts the levels from `level` on, each with the rest of its samples. */
static void close_levels(struct text_stacks *stacks, size_t level)
{
	struct pmc *state = stacks->state;
	while (state->depth > level) {
		const size_t depth = state->depth--;
		stacks->depth = depth;
		if (state->own[depth - 1])
			stacks_put_path(stacks, (struct decimal){state->own[depth - 1], 0});
		stacks->depth = depth - 1;
	}
}

static void pmc_line(struct text_stacks *stacks, struct text line)
{
	struct pmc *state = stacks->state;
	const struct text whole = line;
	size_t level;
	uint64_t samples;
	if (text_begins(line, "@ ") || !text_skip_blanks(line).size)
		return;
	if (!take_line(&line, &level, &samples) || level > state->depth || level >= DEPTH_MOST) {
		sink_malformed(stacks->sink, NULL, whole.at, whole.size);
		return;
	}
	close_levels(stacks, level);
	if (level) {
		uint64_t *own = &state->own[level - 1];
		*own = *own > samples ? *own - samples : 0;
	}
	stacks_frame(stacks, line, parse_frame);
	state->own[state->depth++] = samples;
}

static void pmc_end(struct text_stacks *stacks)
{
	close_levels(stacks, 0);
}

static enum status pmc_read(struct stream *stream, struct sink *sink,
                            const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct pmc), .line = pmc_line, .end = pmc_end};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_pmc = {
	.name = "pmc",
	.about = "call graphs of FreeBSD's pmcstat -G",
	.fields = "pmcstat's call graphs have no processes, CPUs and times",
	.kind = "call graphs of pmcstat -G",
	.form = "\"03.07%  [17]       main\"",
	.expected = "lines such as \"03.07%  [17]       main @ /bin/sh\"",
	.available = true,
	.bid = pmc_bid,
	.read = pmc_read,
};
