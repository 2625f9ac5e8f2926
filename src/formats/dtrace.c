/* Output of DTrace for stack() and ustack(): frames from the leaf on, then a line with only a
 * count:
 *
 *     CPU     ID                    FUNCTION:NAME
 *       8  35077                        :tick-60s
 *
 *                   libsystem_kernel.dylib`read+0xa
 *                   libjvm.dylib`java_start(Thread*)+0xf6
 *                   libsystem_pthread.dylib`thread_start+0xd
 *                     1
 *
 * A stack of the kernel is followed by one of the program, with an empty line between them. Keys
 * before a stack, such as execname, have less indentation. Names are made as in stackcollapse.pl
 * and inferno: C++ and Rust names end at the last '(' or '<' after a
 * "::". See dtrace(1), stack, ustack. */
#include "formats/rust_names.h"
#include "formats/text_stacks.h"

#include <string.h>

enum { KEY_INDENTATION = 4 /* longest line that may be a key */ };

struct dtrace {
	size_t key;      /* indentation of the line that may be a key, 0: there is none */
	bool is_key;     /* the line after it was indented more */
	size_t lines;    /* of the current stack */
	uint64_t others; /* lines outside of stacks */
};

static size_t indentation(struct text line)
{
	return (size_t)(text_skip_blanks(line).at - line.at);
}

static bool is_count(struct text line)
{
	line = text_trim_end(text_skip_blanks(line));
	for (size_t i = 0; i < line.size; i++)
		if (!is_digit(line.at[i]))
			return false;
	return line.size > 0;
}

static bool is_indented_count(struct text line)
{
	return line.size && is_blank(*line.at) && is_count(line);
}

/* "  module`function+0x1f", with no blank before the '`'. */
static bool is_frame(struct text line)
{
	struct text bare = text_skip_blanks(line), module;
	return bare.at > line.at && text_take_until(&bare, "`", &module) && module.size &&
	       bare.size && !memchr(module.at, ' ', module.size);
}

static bool is_heading(struct text line)
{
	return text_take(&line, "CPU") && text_take(&line, "ID") &&
	       text_take(&line, "FUNCTION:NAME");
}

static int dtrace_bid(const struct head *head)
{
	if (!head_has(head, is_frame, is_indented_count))
		return 0;
	struct head_lines lines = head_lines_of(head);
	struct text line;
	while (head_lines_next(&lines, &line))
		if (is_heading(line))
			return 96;
	return 85;
}

/* " 8 35077 :tick-60s", a line about a probe. */
static bool is_probe(struct text line)
{
	uint64_t cpu, id;
	line = text_skip_blanks(line);
	if (!text_take_number(&line, &cpu) || !line.size || !is_blank(*line.at))
		return false;
	line = text_skip_blanks(line);
	return text_take_number(&line, &id) && line.size && is_blank(*line.at) &&
	       memchr(line.at, ':', line.size);
}

/* Where the originals cut off names: at the last '(' or '<' after the first "::". */
static struct text cut(struct text name)
{
	const char *colons = text_find(name, "::");
	if (!colons)
		return name;
	for (size_t i = name.size; i > (size_t)(colons - name.at) + 2; i--)
		if (name.at[i - 1] == '(' || name.at[i - 1] == '<')
			return text_trim_end((struct text){name.at, i - 1});
	return name;
}

/* Names of Java's JITs may be chains of inlined calls: "a->b". */
static void add_name(struct text_stacks *stacks, struct text name, struct text offset,
                     struct text module)
{
	struct buffer *room = &stacks->name;
	const size_t before = stacks->options->no_modules || !module.size ? 0 : module.size + 1;
	const struct text function = text_from(name, before < name.size ? before : name.size);
	room->size = 0;
	buffer_append(room, name.at, name.size - function.size);
	if (!rust_name_append(room, function))
		buffer_append(room, function.at, function.size);
	if (stacks->options->addresses)
		buffer_append(room, offset.at, offset.size);
	stacks_chain(stacks, (struct text){room->data, room->size}, 0, module);
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	const struct text bare = text_without_offset(line);
	const struct text offset = text_from(line, bare.size);
	struct text module = {0}, rest = bare;
	text_take_until(&rest, "`", &module);
	const struct text name = stacks->options->no_modules ? rest : bare;
	add_name(stacks, cut(name), offset, module);
}

/* The stack's first line was a key: it becomes the root. */
static void take_key(struct text_stacks *stacks, const struct dtrace *state)
{
	stacks_comm(stacks, (struct text){0});
	if (!state->is_key || !stacks->depth)
		return;
	const struct frame *frame = &stacks->sink->frames.items[stacks->frames[0]];
	stacks_comm(stacks, (struct text){frame->name, frame->size});
	memmove(stacks->frames, stacks->frames + 1, --stacks->depth * sizeof *stacks->frames);
}

static void put_stack(struct text_stacks *stacks, struct text count)
{
	struct dtrace *state = stacks->state;
	struct decimal weight;
	if (stacks_weight(stacks, count, &weight) && !stacks->status) {
		take_key(stacks, state);
		stacks_put(stacks, weight);
	}
	*state = (struct dtrace){.others = state->others};
	stacks_drop(stacks);
}

static void dtrace_line(struct text_stacks *stacks, struct text line)
{
	struct dtrace *state = stacks->state;
	const size_t blanks = indentation(line);
	const struct text bare = text_trim_end(text_from(line, blanks));
	if (!bare.size)
		return;
	if (is_count(bare)) {
		put_stack(stacks, bare);
		return;
	}
	if (!blanks || is_probe(line)) {
		state->others++;
		return;
	}
	if (!state->lines)
		state->key = blanks <= KEY_INDENTATION ? blanks : 0;
	else if (state->lines == 1)
		state->is_key = state->key && blanks > state->key;
	state->lines++;
	/* the leaf has the samples: it is one function, as in the original, even with --addrs */
	const bool leaf = state->lines == 1 || (state->lines == 2 && state->is_key);
	stacks_frame(stacks, leaf ? text_without_offset(bare) : bare, parse_frame);
}

static void dtrace_end(struct text_stacks *stacks)
{
	static const char why[] = "the last stack has no count";
	const struct dtrace *state = stacks->state;
	if (stacks->depth)
		sink_malformed(stacks->sink, why, why, strlen(why));
	if (state->others)
		sink_note(stacks->sink, false, "%llu line%s that belong%s to no stack",
		          (unsigned long long)state->others, state->others == 1 ? "" : "s",
		          state->others == 1 ? "s" : "");
}

static enum status dtrace_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct dtrace),
		.line = dtrace_line,
		.end = dtrace_end,
	};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_dtrace = {
	.name = "dtrace",
	.about = "stacks of DTrace's stack() and ustack(), each with its count",
	.fields = "DTrace's stacks have no processes, CPUs and times",
	.kind = "DTrace's stacks",
	.form = "frames \"module`function+0x1f\", then a count",
	.expected = "frames such as \"libc.so.1`read+0xa\", then a line with their count",
	.available = true,
	.bid = dtrace_bid,
	.read = dtrace_read,
};
