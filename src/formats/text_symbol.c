#include "formats/text_symbol.h"

#include "formats/perf_arguments.h"
#include "formats/rust_names.h"

#include <string.h>

/* "[module]", "[unknown]". */
static void add_unknown(struct text_stacks *stacks, unsigned kinds, struct text module)
{
	char name[256];
	const struct text base = text_base_name(module);
	if (!base.size || base.size > sizeof name - 2) {
		stacks_name(stacks, (struct text){0}, kinds, module);
		return;
	}
	const bool bracketed = *base.at == '[';
	memcpy(name + !bracketed, base.at, base.size);
	if (!bracketed) {
		name[0] = '[';
		name[base.size + 1] = ']';
	}
	stacks_name(stacks, (struct text){name, base.size + (bracketed ? 0 : 2)}, kinds, module);
}

void stacks_symbol(struct text_stacks *stacks, struct text symbol, unsigned kinds,
                   struct text module)
{
	symbol = text_trim_end(text_skip_blanks(symbol));
	if (!symbol.size || text_is(symbol, "??") || text_is(symbol, "[unknown]")) {
		add_unknown(stacks, kinds, module);
		return;
	}
	const struct text bare = text_without_offset(symbol);
	struct buffer *name = &stacks->name;
	name->size = 0;
	const struct text cut = {bare.at, perf_arguments_begin(bare)};
	if (!rust_name_append(name, cut))
		buffer_append(name, cut.at, cut.size);
	if (!name->failed)
		name->size = text_trim_end((struct text){name->data, name->size}).size;
	if (stacks->options->addresses)
		buffer_append(name, bare.at + bare.size, symbol.size - bare.size);
	stacks_name(stacks, (struct text){name->data, name->size}, kinds, module);
}
