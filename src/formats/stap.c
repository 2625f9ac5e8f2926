/* Stacks in the output of SystemTap, from the leaf on, then a line with only a count:
 *
 *      0xffffffff8103ce3b : native_safe_halt+0xb/0x10 [kernel]
 *      0xffffffff815bf03e : rest_init+0x72/0x74 [kernel]
 *     	2404
 *
 * The frames are written by print_stack(backtrace()) and print_ustack(ubacktrace()). See
 * stapfuncs(3stap). */
#include "formats/text_symbol.h"

#include <string.h>

/* "0x7f12 : name+0xb/0x10 [module]" without the address. */
static bool take_frame(struct text *line)
{
	struct text address;
	*line = text_skip_blanks(*line);
	return text_take_address(line, &address) && text_take(line, ": ");
}

static bool is_frame(struct text line)
{
	return take_frame(&line);
}

static bool is_count(struct text line)
{
	uint64_t count;
	line = text_skip_blanks(line);
	return text_take_number(&line, &count) && !text_trim_end(line).size;
}

static int stap_bid(const struct head *head)
{
	return head_has(head, is_frame, is_count) ? 96 : 0;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	struct text module = {0}, name = line;
	if (!take_frame(&name))
		name = line;
	const char *open = name.size ? memrchr(name.at, '[', name.size) : NULL;
	const char *close = open ? memchr(open, ']', (size_t)(name.at + name.size - open)) : NULL;
	if (close && open > name.at && is_blank(open[-1])) {
		module = (struct text){open + 1, (size_t)(close - open) - 1};
		name.size = (size_t)(open - name.at);
	}
	name = text_trim_end(name);
	const char *slash = name.size ? memrchr(name.at, '/', name.size) : NULL;
	if (slash &&
	    text_begins((struct text){slash, (size_t)(name.at + name.size - slash)}, "/0x"))
		name.size = (size_t)(slash - name.at);
	stacks_symbol(stacks, name,
	              text_is(module, "kernel")          ? ORIGIN_KERNEL
	              : module.size && *module.at == '/' ? ORIGIN_USER
	                                                 : 0,
	              module);
}

static void stap_line(struct text_stacks *stacks, struct text line)
{
	struct decimal weight;
	const struct text bare = text_trim_end(text_skip_blanks(line));
	if (!bare.size)
		return;
	if (!is_count(bare))
		stacks_frame(stacks, bare, parse_frame);
	else if (stacks_weight(stacks, bare, &weight))
		stacks_put(stacks, weight);
}

static void stap_end(struct text_stacks *stacks)
{
	static const char why[] = "the last stack has no count";
	if (stacks->depth)
		sink_malformed(stacks->sink, why, why, strlen(why));
}

static enum status stap_read(struct stream *stream, struct sink *sink,
                             const struct read_options *options, struct error *err)
{
	static const struct text_format format = {.line = stap_line, .end = stap_end};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_stap = {
	.name = "stap",
	.about = "stacks of SystemTap's print_stack, each with its count",
	.fields = "SystemTap's stacks have no processes, CPUs and times",
	.kind = "SystemTap's stacks",
	.form = "frames \"0x12 : function+0xb/0x10 [module]\", then a count",
	.expected =
		"frames such as \"0xffffffff8103ce3b : schedule+0xb/0x10 [kernel]\", then a line "
		"with their count",
	.available = true,
	.bid = stap_bid,
	.read = stap_read,
};
