/* Output of eu-stack of elfutils, once or many times:
 *
 *     PID 19330 - process
 *     TID 19330:
 *     #0  0x00007f1b118ed545 clock_nanosleep - /usr/lib/x86_64-linux-gnu/libc.so.6
 *         ../sysdeps/unix/sysv/linux/clock_nanosleep.c:48:7
 *     #1  0x0000561eac7276d4 main - /tmp/shop
 *
 * with or without modules (-m), sources (-s) and everything (-v, which writes "- 1" after the
 * addresses of callers). Each thread is a sample. Inlined calls (-i) have the address of the next
 * frame, so frames with the address of the next one are marked as inlined. See eu-stack(1). */
#include "formats/text_symbol.h"

#include <string.h>

/* "#0  0x00007f1b118ed545", perhaps with " - 1"; the rest stays, without blanks. */
static bool take_frame(struct text *line, struct text *address)
{
	uint64_t number;
	struct text left = *line;
	if (!left.size || *left.at != '#')
		return false;
	left = text_from(left, 1);
	if (!text_take_number(&left, &number))
		return false;
	left = text_skip_blanks(left);
	if (!text_take_address(&left, address))
		return false;
	if (text_begins(left, " - 1") && (left.size == 4 || is_blank(left.at[4])))
		left = text_from(left, 4);
	*line = left;
	return true;
}

static bool is_frame(struct text line)
{
	struct text address;
	return take_frame(&line, &address) && (!line.size || is_blank(*line.at)) &&
	       address.size >= 10 && !text_begins(line, " in ");
}

static bool take_id(struct text line, const char *word, uint64_t *id)
{
	return text_begins(line, word) && text_take(&line, word) && text_take_number(&line, id);
}

static bool is_id(struct text line)
{
	uint64_t id;
	return take_id(line, "PID ", &id) || take_id(line, "TID ", &id);
}

static int eu_stack_bid(const struct head *head)
{
	return head_has(head, is_id, is_frame) ? 97 : 0;
}

struct eu_stack {
	char address[24]; /* of the previous frame in the current stack */
	size_t address_size;
	bool inlined; /* the previous frame has the address of this one */
};

/* With 'i' before it if the frame is inlined into the next one. */
static void parse_frame(struct text_stacks *stacks, struct text line)
{
	const bool inlined = line.at[0] == 'i';
	struct text address, name = text_from(line, 1), module = {0};
	take_frame(&name, &address);
	name = text_skip_blanks(name);
	const char *dash = NULL;
	for (struct text left = name; left.size && text_find(left, "- /");
	     left = text_from(left, (size_t)(dash - left.at) + 1))
		dash = text_find(left, "- /");
	if (dash) {
		module = text_from(name, (size_t)(dash - name.at) + 2);
		name.size = (size_t)(dash - name.at);
	} else if (text_find(name, " - [")) { /* [vdso: 12] */
		struct text before;
		module = name;
		text_take_until(&module, " - ", &before);
		name = before;
	}
	stacks_symbol(stacks, name, ORIGIN_USER | (inlined ? ORIGIN_INLINED : 0), module);
}

/* The line that is kept in the text is a frame. */
static void add_waiting(struct text_stacks *stacks, bool inlined)
{
	struct buffer *text = &stacks->text;
	if (!text->size)
		return;
	text->data[0] = inlined ? 'i' : ' ';
	stacks_frame(stacks, (struct text){text->data, text->size}, parse_frame);
	text->size = 0;
}

static void end_stack(struct text_stacks *stacks)
{
	struct eu_stack *state = stacks->state;
	add_waiting(stacks, false);
	stacks_put_one(stacks);
	state->address_size = 0;
}

static void add_frame(struct text_stacks *stacks, struct text line, struct text address)
{
	struct eu_stack *state = stacks->state;
	add_waiting(stacks, state->address_size == address.size &&
	                            memcmp(state->address, address.at, address.size) == 0);
	state->address_size = address.size <= sizeof state->address ? address.size : 0;
	memcpy(state->address, address.at, state->address_size);
	buffer_byte(&stacks->text, ' ');
	buffer_append(&stacks->text, line.at, line.size);
}

static void eu_stack_line(struct text_stacks *stacks, struct text line)
{
	struct sample_place *place = &stacks->sample.place;
	struct text left = line, address;
	uint64_t id;
	if (take_id(line, "PID ", &id)) {
		end_stack(stacks);
		place->pid = (uint32_t)id;
		place->known = id < UINT32_MAX ? PLACE_PID : 0;
	} else if (take_id(line, "TID ", &id)) {
		end_stack(stacks);
		place->tid = (uint32_t)id;
		place->known = (place->known & PLACE_PID) | (id < UINT32_MAX ? PLACE_TID : 0);
	} else if (take_frame(&left, &address)) {
		add_frame(stacks, line, address);
	}
}

static enum status eu_stack_read(struct stream *stream, struct sink *sink,
                                 const struct read_options *options, struct error *err)
{
	static const struct text_format format = {
		.state_size = sizeof(struct eu_stack),
		.profiled = true,
		.line = eu_stack_line,
		.end = end_stack,
	};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_eu_stack = {
	.name = "eu-stack",
	.about = "stacks that elfutils' eu-stack prints, once or many times",
	.fields = "eu-stack's stacks have processes and threads, but no CPUs and times",
	.kind = "eu-stack's stacks",
	.form = "\"TID 12:\", then \"#0  0x12 main\"",
	.expected = "lines \"TID 12:\", then frames such as \"#0  0x00007f1b118ed545 main\"",
	.available = true,
	.bid = eu_stack_bid,
	.read = eu_stack_read,
};
