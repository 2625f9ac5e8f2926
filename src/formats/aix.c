/* Output of AIX's procstack, once or many times:
 *
 *     4711: /usr/bin/shop -v
 *     ---------- tid# 12345 (pthread ID: 1) ----------
 *     0xd0123456  read(0x3, 0x20) + 0x1a0
 *     0x10000abc  main(??, ??) + 0x54
 *     0x10000100  __start() + 0x70
 *
 * Each thread is a sample of its process. A function in square brackets has no name, but an
 * address. */
#include "formats/text_symbol.h"

#include <string.h>

/* "4711: /usr/bin/shop -v" */
static bool take_process(struct text line, uint64_t *pid, struct text *name)
{
	if (!text_take_number(&line, pid) || !text_begins(line, ":"))
		return false;
	line = text_skip_blanks(text_from(line, 1));
	size_t size = 0;
	while (size < line.size && !is_blank(line.at[size]))
		size++;
	*name = (struct text){line.at, size};
	return size > 0;
}

static bool take_thread(struct text line, uint64_t *tid)
{
	return text_begins(line, "---------- tid# ") && text_take(&line, "---------- tid# ") &&
	       text_take_number(&line, tid);
}

/* "0xd0123456  read(0x3, 0x20) + 0x1a0" */
static bool take_frame(struct text line, struct text *address, struct text *name)
{
	if (!text_take_address(&line, address) || !line.size || !is_blank(*line.at))
		return false;
	*name = text_skip_blanks(line);
	return name->size > 0;
}

static bool is_process(struct text line)
{
	uint64_t pid;
	struct text name;
	return take_process(line, &pid, &name);
}

static bool is_offset_frame(struct text line)
{
	struct text address, name;
	return take_frame(line, &address, &name) && text_find(name, " + 0x");
}

static int aix_bid(const struct head *head)
{
	return head_has(head, is_process, is_offset_frame) ? 94 : 0;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	struct text address, name, before;
	if (!take_frame(line, &address, &name))
		return;
	if (text_take_until(&name, " + 0x", &before))
		name = before;
	const char *open = memchr(name.at, '(', name.size);
	const struct text bare = {name.at, open ? (size_t)(open - name.at) : name.size};
	if (text_begins(bare, "[") && text_ends(text_trim_end(bare), "]"))
		stacks_name(stacks, address, ORIGIN_USER, (struct text){0});
	else
		stacks_symbol(stacks, name, ORIGIN_USER, (struct text){0});
}

static void aix_line(struct text_stacks *stacks, struct text line)
{
	struct sample_place *place = &stacks->sample.place;
	struct text address, name;
	uint64_t id;
	if (take_process(line, &id, &name)) {
		stacks_put_one(stacks);
		stacks_comm(stacks, name);
		place->pid = (uint32_t)id;
		place->known = id < UINT32_MAX ? PLACE_PID : 0;
	} else if (take_thread(line, &id)) {
		stacks_put_one(stacks);
		place->tid = (uint32_t)id;
		place->known = (place->known & PLACE_PID) | (id < UINT32_MAX ? PLACE_TID : 0);
	} else if (take_frame(line, &address, &name)) {
		stacks_frame(stacks, line, parse_frame);
	}
}

static enum status aix_read(struct stream *stream, struct sink *sink,
                            const struct read_options *options, struct error *err)
{
	static const struct text_format format = {.profiled = true, .line = aix_line};
	return text_stacks_read(&format, stream, sink, options, err);
}

const struct reader reader_aix = {
	.name = "aix",
	.about = "stacks that AIX' procstack prints, once or many times",
	.fields = "procstack's stacks have no CPUs and times",
	.kind = "procstack's stacks",
	.form = "\"12: main\", then \"0x1000 main() + 0x54\"",
	.expected = "\"4711: /usr/bin/shop\", then frames such as \"0x10000abc  main() + 0x54\"",
	.available = true,
	.bid = aix_bid,
	.read = aix_read,
};
