#include "formats/perf_data/jit.h"

void jit_find(const struct jit_moment *moment, const struct unwind_map *map, uint64_t ip,
              struct jit_found *found)
{
	uint64_t limit = moment->until, since = 0;
	*found = (struct jit_found){.until = UINT64_MAX};
	for (const struct jit_view *view = moment->view; view; view = view->next) {
		const uint64_t time = moment->time < limit ? moment->time : limit;
		struct jitdump_found one;
		found->late |= !view->dump->read;
		struct jit_dump *dump = view->dump->contents;
		jitdump_find(&dump->dump, ip, time, &one);
		/* times after the limit belong to another process */
		if (one.until <= limit && one.until < found->until)
			found->until = one.until;
		uint64_t from = dump->dump.timed && one.code ? one.code->time : view->dump->since;
		if (one.code && (!found->code || from > since)) {
			found->code = one.code;
			found->dump = dump;
			since = from;
		}
		limit = view->next_until;
	}
	/* a file that was mapped later hides the code */
	if (found->code && map && map->time > since && map->time != JIT_MEMORY)
		found->code = NULL;
}

uint32_t jit_symbol(struct symbols *symbols, const struct jit_found *found)
{
	struct jit_dump *dump = found->dump;
	uint32_t *symbol = &dump->symbols[found->code - dump->dump.codes];
	if (!*symbol &&
	    symbols_add(symbols, dump->module, dump->symbol_count, 1, found->code->name))
		*symbol = ++dump->symbol_count;
	return *symbol - 1;
}
