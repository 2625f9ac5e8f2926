#include "formats/bpftrace/entry.h"

#include "formats/perf_symbol.h"
#include "formats/text_symbol.h"

#include <string.h>

enum { STACK_KEYS_MOST = 8 };

/* A frame: "name+12", "0x7f12", with kstack(perf) "7f12 name+12 (module)". The line begins with the
 * kind of its stack. */
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

/* The next line of stack `number` in the text; moves `at` past it. */
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

/* Whether a stack begins in the kernel. */
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

/* Joins the stacks of an entry into one, from the leaf on. */
static void add_stacks(struct text_stacks *stacks, const struct bpftrace_entry *entry)
{
	bool swap = false;
	char kinds[STACK_KEYS_MOST];
	for (unsigned i = 0; i < entry->stacks; i++)
		kinds[i] = is_kernel(stacks, i) ? 'k' : 0;
	if (entry->stacks == 2) {
		swap = kinds[1] && !kinds[0];
		kinds[swap] = 'k';
		kinds[!swap] = 'u';
	}
	for (unsigned i = 0; i < entry->stacks; i++) {
		const unsigned number = swap ? 1 - i : i;
		add_stack(stacks, number, kinds[number] ? kinds[number] : '?');
	}
}

/* The keys that are not stacks are at the end of the text, with 'K' before each. */
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

void bpftrace_entry_put(struct text_stacks *stacks, struct bpftrace_entry *entry,
                        struct decimal weight)
{
	const bool stacked = entry->stacks > 0 || stacks->text.size > 0;
	add_stacks(stacks, entry);
	add_keys(stacks);
	if (stacks->depth || (stacked && stacks->sample.comm.size))
		stacks_put(stacks, weight);
	else
		entry->others++;
	bpftrace_entry_drop(stacks, entry);
}

void bpftrace_entry_drop(struct text_stacks *stacks, struct bpftrace_entry *entry)
{
	stacks_drop(stacks);
	stacks->text.size = 0;
	*entry = (struct bpftrace_entry){.others = entry->others};
}

void bpftrace_entry_begin(struct text_stacks *stacks, struct bpftrace_entry *entry, struct text map)
{
	bpftrace_entry_drop(stacks, entry);
	stacks_event(stacks, map.at, map.size, NULL, false);
}

static void add_line(struct text_stacks *stacks, char kind, struct text line)
{
	buffer_byte(&stacks->text, kind);
	buffer_append(&stacks->text, line.at, line.size);
	buffer_byte(&stacks->text, '\n');
}

void bpftrace_entry_frame(struct text_stacks *stacks, struct bpftrace_entry *entry,
                          struct text frame)
{
	if (!entry->in_stack && entry->stacks < STACK_KEYS_MOST)
		entry->stacks++;
	entry->in_stack = true;
	add_line(stacks, (char)('0' + entry->stacks - 1), frame);
}

void bpftrace_entry_keys(struct text_stacks *stacks, struct bpftrace_entry *entry, struct text keys,
                         const char *separator)
{
	struct text key;
	entry->in_stack = false;
	while (keys.size) {
		if (!text_take_until(&keys, separator, &key)) {
			key = keys;
			keys.size = 0;
		}
		key = text_skip_blanks(key);
		if (text_is(key, ","))
			key.size = 0;
		if (key.size)
			add_line(stacks, 'K', key);
	}
}

void bpftrace_entry_note(struct text_stacks *stacks, const struct bpftrace_entry *entry)
{
	if (entry->others)
		sink_note(stacks->sink, false, "%llu value%s of maps without stacks left out",
		          (unsigned long long)entry->others, entry->others == 1 ? "" : "s");
}
